"""One-hot rows against Keras and hand-worked values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kerastutor.concepts.encoding import one_hot

plenty = settings(max_examples=40, deadline=None)


@plenty
@given(st.data(), st.integers(1, 12), st.integers(0, 20))
def test_one_hot_is_that_of_keras(data, num_classes, n):
    import keras

    dtype = data.draw(st.sampled_from(["int64", "int32", "uint8", "int8"]))
    labels = data.draw(arrays(dtype, n, elements=st.integers(0, num_classes - 1)))
    rows = one_hot(labels, num_classes)
    assert rows.dtype == np.float32 and rows.shape == (n, num_classes)
    assert (rows.sum(axis=1) == 1).all()
    assert (rows.argmax(axis=1) == labels).all()
    expected = keras.ops.one_hot(labels.astype("int64"), num_classes)
    np.testing.assert_array_equal(rows, keras.ops.convert_to_numpy(expected))


def test_one_hot_by_hand():
    assert one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize("labels, num_classes", [([0, 3], 3), ([-1], 3), ([0, 200], 3)])
def test_one_hot_refuses_labels_out_of_range(labels, num_classes):
    with pytest.raises(ValueError, match="between 0 and 2. Received: values"):
        one_hot(np.array(labels), num_classes)


@pytest.mark.parametrize(
    "labels", [np.array([0.0]), np.array([[0]]), np.array(0), np.array([True])]
)
def test_one_hot_refuses_what_are_no_labels(labels):
    with pytest.raises(ValueError, match="labels must be integers of shape"):
        one_hot(labels, 3)


def test_one_hot_refuses_no_classes():
    with pytest.raises(ValueError, match="num_classes must be at least 1. Received: 0"):
        one_hot(np.array([], "int64"), 0)
