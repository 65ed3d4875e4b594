"""Standardized columns against Keras's own layer and hand-worked values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from kerastutor.concepts.standardizing import standardize

plenty = settings(max_examples=40, deadline=None)
tables = arrays(
    "float64",
    array_shapes(min_dims=2, max_dims=2, max_side=8),
    elements=st.integers(-1000, 1000).map(lambda n: n / 8),
)


@plenty
@given(tables, st.sampled_from(["float32", "float64"]))
@pytest.mark.filterwarnings("error")
def test_standardize_has_mean_0_and_deviation_1(x, dtype):
    x = x.astype(dtype)
    z = standardize(x)
    assert z.dtype == dtype and z.shape == x.shape
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-5)
    constant = (x == x[0]).all(axis=0)
    assert (z[:, constant] == 0).all()
    np.testing.assert_allclose(z[:, ~constant].std(axis=0), 1, rtol=1e-5)


def test_standardize_is_keras_normalization():
    import keras

    x = np.random.default_rng(0).normal(5, 3, (40, 4)).astype("float32")
    x[:, 2] = 7
    layer = keras.layers.Normalization()
    layer.adapt(x)
    expected = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(standardize(x), expected, atol=1e-5)


def test_standardize_by_hand():
    x = np.array([[1.0, 5.0], [3.0, 5.0]])
    assert standardize(x).tolist() == [[-1, 0], [1, 0]]
    assert x.tolist() == [[1, 5], [3, 5]]


def test_standardize_of_a_constant_that_has_no_exact_mean():
    assert (standardize(np.full((7, 2), 0.1)) == 0).all()


def test_standardize_of_integers():
    assert standardize(np.array([[1], [3]])).dtype == np.float64


@pytest.mark.parametrize("x", [np.ones(3), np.ones((2, 2, 2)), np.ones((0, 3)), 1.0])
def test_standardize_wants_a_table(x):
    with pytest.raises(ValueError, match="x must have shape .*Received: shape"):
        standardize(x)
