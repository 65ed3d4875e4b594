"""Softmax: numbers turned into probabilities."""

import numpy as np

from kerastutor.i18n import _


def softmax(x, axis: int = -1) -> np.ndarray:
    """Numbers as probabilities: all positive, and along one axis their sum is 1.

    softmax(x)ᵢ = eˣⁱ / Σⱼ eˣʲ = eˣⁱ⁻ᵐ / Σⱼ eˣʲ⁻ᵐ,  m = maxⱼ xⱼ

    i and j count along the axis. The second form never computes a large power.

    Args:
        x: array or tensor of a floating dtype, with at least one axis.
        axis: the axis along which the sum is 1; counted from the end where it is negative.

    Returns:
        NumPy array of the same shape and dtype.

    Raises:
        ValueError: x has no axis, or no such axis.

    Example:
        >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]]))
        array([[0.5, 0.5],
               [1. , 0. ]])

    Source: keras.ops.softmax.
    """
    import keras

    x = keras.ops.convert_to_tensor(x)
    rank = len(x.shape)
    if not -rank <= axis < rank:
        raise ValueError(
            _("axis must name one of the axes of x. Received: axis {axis}, shape {shape}").format(
                axis=axis, shape=tuple(x.shape)
            )
        )
    return np.array(keras.ops.softmax(x, axis=axis))
