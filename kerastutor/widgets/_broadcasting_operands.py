"""What an explorer of two operands is given: arrays, or shapes that are filled to be looked at."""

import math

import numpy as np

from ..concepts.tensors import as_array
from ..i18n import _

MOST_AXES = 4
MOST_ELEMENTS = 1_000_000
#: A shape that is only written down may be larger, up to what NumPy can address.
MOST_IMAGINED = 10**15


def is_shape(x) -> bool:
    return isinstance(x, tuple) and all(type(size) is int for size in x)


def operand(x):
    return filled(x, 1) if is_shape(x) else as_array(x, most_axes=MOST_AXES)


def filled(shape, step):
    """An array of this shape to look at: 0, 1, 2, … times ``step``."""
    if len(shape) > MOST_AXES or any(size < 0 for size in shape):
        raise ValueError(
            _("Expected at most {most} sizes, each 0 or more. Received: {shape}").format(
                most=MOST_AXES, shape=shape
            )
        )
    if math.prod(size or 1 for size in shape) > MOST_IMAGINED:
        raise ValueError(
            _("Expected a shape of at most {most:,} elements. Received: {shape}").format(
                most=MOST_IMAGINED, shape=shape
            )
        )
    size = math.prod(shape)
    if size > MOST_ELEMENTS:  # only the shape matters then
        return np.broadcast_to(np.int64(0), shape)
    return step * np.arange(1, size + 1).reshape(shape)
