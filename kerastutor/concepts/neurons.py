"""Neurons: a weighted sum, a bias, an activation; and how many numbers a model learns."""

import math

import numpy as np

from kerastutor.i18n import _


def dense(x, kernel, bias, activation=None) -> np.ndarray:
    """What a Dense layer computes, for each of its neurons (units) and each sample.

    y = activation(x · kernel + bias)

    Args:
        x: array of shape (…, inputs): any number of leading axes, or none.
        kernel: the weights, an array of shape (inputs, units), of x's dtype.
        bias: array of shape (units,), of x's dtype.
        activation: a function of a tensor, or None for none.

    Returns:
        NumPy array of shape (…, units).

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([-1.0]))
        array([[10.]])

    Source: keras.layers.Dense, which wants at least one leading axis.
    """
    import keras

    shapes = np.shape(x), np.shape(kernel), np.shape(bias)
    inputs, units = shapes[1] if len(shapes[1]) == 2 else (None, None)
    if shapes[0][-1:] != (inputs,) or shapes[2] != (units,):
        raise ValueError(
            _(
                "Shapes must be x (…, inputs), kernel (inputs, units), bias (units,). "
                "Received: {x}, {kernel}, {bias}"
            ).format(x=shapes[0], kernel=shapes[1], bias=shapes[2])
        )
    # + and not keras.ops.add, which takes some arrays for a bias of another axis.
    y = keras.ops.matmul(x, kernel) + keras.ops.convert_to_tensor(bias)
    return np.array(y if activation is None else activation(y))


def parameter_count(input_shape, units) -> int:
    """How many numbers a model of Dense layers learns: all its weights and biases.

    Σ (nᵢ · uᵢ + uᵢ),  n₁ = the product of input_shape,  nᵢ₊₁ = uᵢ

    A Flatten layer stands first, so that the first Dense layer has all inputs in one row.

    Args:
        input_shape: the sizes of one sample's axes, such as (28, 28).
        units: how many neurons each Dense layer has, from first to last.

    Returns:
        The number of parameters; 0 without a layer.

    Raises:
        ValueError: a size is not a whole number of at least 1.

    Example:
        >>> parameter_count((28, 28), [128, 10])
        101770

    Source: keras.Sequential.count_params of Flatten and Dense layers.
    """
    sizes = [*input_shape, *units]
    if not all(isinstance(size, int | np.integer) and size >= 1 for size in sizes):
        raise ValueError(
            _("Sizes must be whole numbers of at least 1. Received: {shape}, {units}").format(
                shape=input_shape, units=units
            )
        )
    widths = [math.prod(int(size) for size in input_shape), *map(int, units)]
    return sum(
        inputs * outputs + outputs for inputs, outputs in zip(widths[:-1], widths[1:], strict=True)
    )
