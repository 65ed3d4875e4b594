"""Reshape, transpose and moveaxis: what changes, and what moves in memory."""

import ast
import itertools
import math
from dataclasses import dataclass

import numpy as np

from ..i18n import _

OPERATIONS = ("reshape", "transpose", "moveaxis")


@dataclass(frozen=True)
class Rearranged:
    """An array before and after.

    ``order`` has the result's shape: each element's place in the memory of the array before,
    counted from 0. ``strides`` are in elements: how far apart in memory two neighbours along an
    axis lie. ``view`` is True when NumPy moved nothing.
    """

    operation: str
    arguments: tuple
    before: np.ndarray
    after: np.ndarray
    order: np.ndarray
    strides_before: tuple
    strides_after: tuple
    view: bool


def rearrange(array, operation, text) -> Rearranged:
    """Apply ``operation`` to ``array`` with its arguments written as text.

    Args:
        array: NumPy array; it is taken in row-major (C) order, as Keras and TensorFlow keep it.
        operation: ``"reshape"``, ``"transpose"`` or ``"moveaxis"``.
        text: the new shape (one size may be -1), the order of the axes, or source and destination.

    Raises:
        ValueError: when the arguments do not fit, with the reason.

    Source: ``keras.ops.reshape``, ``keras.ops.transpose``, ``keras.ops.moveaxis``.
    """
    before = np.ascontiguousarray(array).reshape(np.shape(array))
    numbers = whole_numbers(text, _EXAMPLES[operation])
    arguments = {"reshape": _shape, "transpose": _axes, "moveaxis": _moves}[operation](
        before.shape, numbers
    )
    order = np.arange(before.size).reshape(before.shape)
    after, order = (_apply(values, operation, arguments) for values in (before, order))
    return Rearranged(
        operation,
        arguments,
        before,
        after,
        order,
        _steps(before),
        _steps(after),
        bool(np.shares_memory(before, after)) or before.size == 0,
    )


#: What each operation's arguments look like.
_EXAMPLES = {"reshape": "4, 3", "transpose": "1, 0", "moveaxis": "0, 1"}


def whole_numbers(text, example="4, 3") -> tuple:
    """Read ``"4, 3"`` or ``"(4, 3)"`` as a tuple of whole numbers; nothing is evaluated.

    Raises:
        ValueError: it is not in the form of the example.
    """
    try:
        value = ast.literal_eval(f"({text})")
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        value = None
    if isinstance(value, int):
        value = (value,)
    if not isinstance(value, tuple) or any(type(number) is not int for number in value):
        raise ValueError(
            _(
                "Expected whole numbers with commas between them, such as {example}. "
                "Received: {text}"
            ).format(example=example, text=str(text)[:60])
        )
    return value


def choices(shape, operation, most=24) -> list:
    """Arguments that fit an array of this shape, as text: a menu to walk through."""
    if operation == "transpose":
        found = itertools.permutations(range(len(shape)))
    elif operation == "moveaxis":
        found = itertools.permutations(range(len(shape)), 2)
    else:
        size = math.prod(shape)
        found = itertools.chain.from_iterable(_factors(size, rank) for rank in (1, 2, 3))
    return [", ".join(map(str, numbers)) for numbers in itertools.islice(found, most)]


def _factors(size, rank):
    if rank == 1:
        yield (size,)
        return
    for first in range(1, size + 1):
        if size % first == 0 and (rank == 2 or 1 < first < size):
            for rest in _factors(size // first, rank - 1):
                if rank == 2 or 1 not in rest:
                    yield (first, *rest)


def _apply(values, operation, arguments):
    if operation == "reshape":
        return values.reshape(arguments)
    if operation == "transpose":
        return values.transpose(arguments)
    return np.moveaxis(values, *arguments)


def _steps(array):
    return tuple(step // array.itemsize for step in array.strides)


def _shape(shape, numbers):
    size = math.prod(shape)
    if numbers.count(-1) > 1:
        raise ValueError(
            _(
                "Expected at most one -1, since only one size can be worked out. Received: {shape}"
            ).format(shape=numbers)
        )
    if any(number < -1 for number in numbers):
        raise ValueError(
            _("Expected sizes of 0 or more, or -1 for 'work it out'. Received: {shape}").format(
                shape=numbers
            )
        )
    known = math.prod(number for number in numbers if number != -1)
    if -1 in numbers:
        if not known or size % known:
            raise ValueError(
                _(
                    "Expected sizes that divide {size} values. Received: {shape}, "
                    "and {size} is not a multiple of {known}"
                ).format(size=size, shape=numbers, known=known)
            )
        return tuple(size // known if number == -1 else number for number in numbers)
    if known != size:
        raise ValueError(
            _(
                "Expected a shape of {size} values, as many as {old} has. "
                "Received: {shape}, which has {known}"
            ).format(size=size, old=tuple(shape), shape=numbers, known=known)
        )
    return numbers


def _axes(shape, numbers):
    rank = len(shape)
    axes = tuple(axis + rank if axis < 0 else axis for axis in numbers)
    if sorted(axes) != list(range(rank)):
        raise ValueError(
            _(
                "Expected each of the axes {axes} once, in the new order. Received: {numbers}"
            ).format(axes=tuple(range(rank)), numbers=numbers)
        )
    return axes


def _moves(shape, numbers):
    rank = len(shape)
    if len(numbers) != 2 or any(not -rank <= axis < rank for axis in numbers):
        raise ValueError(
            _(
                "Expected two axes, from and to, each from {low} to {high}. Received: {numbers}"
            ).format(low=-rank, high=rank - 1, numbers=numbers)
        )
    return numbers
