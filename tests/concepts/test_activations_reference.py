"""relu and sigmoid, Keras's own, against values worked by hand."""

import math

import numpy as np
import pytest

from kerastutor.concepts.activations import relu, sigmoid

INFINITE = [-np.inf, -1000.0, -1.0, 0.0, 2.0, 1000.0, np.inf]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_relu_by_hand(dtype):
    y = relu(np.array(INFINITE, dtype))
    assert type(y) is np.ndarray and y.dtype == dtype
    assert y.tolist() == [0, 0, 0, 0, 2, 1000, np.inf]
    assert y.flags.writeable


def test_relu_of_whole_numbers():
    assert relu(np.array([[-3, 4]])).tolist() == [[0, 4]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sigmoid_by_hand(dtype):
    y = sigmoid(np.array(INFINITE, dtype))
    assert type(y) is np.ndarray and y.dtype == dtype
    expected = [0, 0, 1 / (1 + math.e), 0.5, 1 / (1 + math.exp(-2)), 1, 1]
    np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function", [relu, sigmoid])
@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (4,), (2, 3, 4)])
def test_any_shape(function, shape):
    assert function(np.full(shape, -800.0)).tolist() == np.zeros(shape).tolist()


def test_tensors():
    import keras

    x = keras.ops.convert_to_tensor([-1.0, 0.0])
    assert relu(x).tolist() == [0, 0] and sigmoid(x)[1] == 0.5
