"""dense and parameter_count against Keras's own layers and values worked by hand."""

import numpy as np
import pytest

from kerastutor.concepts.neurons import dense, parameter_count

KERNEL = np.array([[3.0, -1.0], [4.0, 1.0]])
BIAS = np.array([-1.0, 0.5])


def test_dense_by_hand():
    x = np.array([[1.0, 2.0], [0.0, -1.0]])
    assert dense(x, KERNEL, BIAS).tolist() == [[10, 1.5], [-5, -0.5]]
    assert dense(x, KERNEL, BIAS, abs).tolist() == [[10, 1.5], [5, 0.5]]
    assert dense(x[0], KERNEL, BIAS).tolist() == [10, 1.5]
    assert dense(np.zeros((0, 2)), KERNEL, BIAS).shape == (0, 2)


@pytest.mark.parametrize("activation", [None, "relu", "tanh", "softmax"])
@pytest.mark.parametrize("leading", [(6,), (1,), (2, 3), (2, 1, 3)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dense_is_keras_dense(leading, activation, dtype):
    import keras

    rng = np.random.default_rng(3)
    x = rng.normal(size=(*leading, 4)).astype(dtype)
    kernel, bias = rng.normal(size=(4, 3)).astype(dtype), rng.normal(size=3).astype(dtype)
    layer = keras.layers.Dense(3, activation=activation, dtype=dtype)
    layer.build(x.shape)
    layer.set_weights([kernel, bias])
    y = dense(x, kernel, bias, activation and keras.activations.get(activation))
    assert type(y) is np.ndarray and y.dtype == dtype
    np.testing.assert_allclose(y, layer(x), rtol=1e-5, atol=1e-6)


def test_as_many_samples_as_units_and_a_long_axis():
    """Where keras.ops.add would take one summand for a bias of another axis."""
    x, kernel, bias = np.ones((1, 1)), np.ones((1, 5)), np.arange(5.0)
    assert dense(x, kernel, bias).tolist() == [[1, 2, 3, 4, 5]]


@pytest.mark.parametrize(
    "x, kernel, bias",
    [((2, 3), (2, 4), (4,)), ((2, 3), (3, 4), (3,)), ((2, 3), (3,), (3,)), ((), (1, 1), (1,))],
)
def test_shapes_that_do_not_fit(x, kernel, bias):
    with pytest.raises(ValueError, match="^Shapes must be .*Received: "):
        dense(np.ones(x), np.ones(kernel), np.ones(bias))


@pytest.mark.parametrize(
    "input_shape, units, total",
    [
        ((28, 28), [128, 10], 784 * 128 + 128 + 128 * 10 + 10),
        ((2,), [3], 9),
        ((2, 2), (3, 1), 19),
        ([4, 4, 3], [], 0),
        ((np.int64(8), 8), [np.int32(16), 10], 1210),
        ((), [2], 4),
    ],
)
def test_parameters_by_hand_and_by_keras(input_shape, units, total):
    import keras

    count = parameter_count(input_shape, units)
    assert (count, type(count)) == (total, int)
    sizes = [int(size) for size in input_shape]
    layers = [keras.layers.Dense(int(width)) for width in units]
    model = keras.Sequential([keras.Input(sizes), keras.layers.Flatten(), *layers])
    assert model.count_params() == total


@pytest.mark.parametrize("input_shape, units", [((2, 0), [3]), ((2,), [1.5]), ((None, 2), [3])])
def test_sizes_that_are_none(input_shape, units):
    with pytest.raises(ValueError, match="^Sizes must be .*Received: "):
        parameter_count(input_shape, units)
