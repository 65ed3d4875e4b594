"""Scaled images against Keras's own layer and hand-worked values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes, arrays

from kerastutor.concepts.scaling import scale_images

plenty = settings(max_examples=40, deadline=None)


@plenty
@given(arrays("uint8", array_shapes(max_dims=4, max_side=5)))
def test_scale_images_is_keras_rescaling(images):
    import keras

    scaled = scale_images(images)
    assert scaled.dtype == np.float32 and scaled.shape == images.shape
    assert scaled.min() >= 0 and scaled.max() <= 1
    layer = keras.layers.Rescaling(1 / 255)(images)
    np.testing.assert_allclose(scaled, keras.ops.convert_to_numpy(layer), rtol=1e-6)


def test_scale_images_by_hand():
    images = np.array([[0, 51], [102, 255]], "uint8")
    np.testing.assert_allclose(scale_images(images), [[0, 0.2], [0.4, 1]], rtol=1e-7)
    assert images.tolist() == [[0, 51], [102, 255]]


@pytest.mark.parametrize("images", [np.ones(3), np.ones(3, "int64"), [1, 2]])
def test_scale_images_wants_uint8(images):
    with pytest.raises(ValueError, match="must have dtype uint8.*Received: dtype"):
        scale_images(images)
