"""Activations: what a layer does to each number that its neurons computed."""

import numpy as np


def relu(x) -> np.ndarray:
    """Negative values become 0, all others stay.

    relu(x) = max(0, x)

    Args:
        x: array or tensor of any shape.

    Returns:
        NumPy array of the same shape and dtype.

    Raises:
        Nothing: −∞ gives 0, and ∞ gives ∞.

    Example:
        >>> relu(np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 3.])

    Source: keras.ops.relu.
    """
    import keras

    return np.array(keras.ops.relu(keras.ops.convert_to_tensor(x)))


def sigmoid(x) -> np.ndarray:
    """Any number moved to between 0 and 1.

    σ(x) = 1 / (1 + e⁻ˣ)

    Args:
        x: array or tensor of any shape, of a floating dtype.

    Returns:
        NumPy array of the same shape and dtype; never NaN where x is none.

    Raises:
        Nothing: far from 0 it is 0 or 1.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])

    Source: keras.ops.sigmoid.
    """
    import keras

    return np.array(keras.ops.sigmoid(keras.ops.convert_to_tensor(x)))
