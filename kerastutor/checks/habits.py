"""Mistakes that are made in every exercise: `return` forgotten, a list for an array, transposed.

An exercise declares its own mistakes as wrong implementations. A habit is told from what came back
and what was expected, whatever the exercise is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kerastutor.checks.compare import same
from kerastutor.checks.exercise import Facts
from kerastutor.learner.plain import unwrapped

if TYPE_CHECKING:
    from kerastutor.checks.examine import Case


@dataclass(frozen=True)
class Habit:
    """A mistake of any exercise.

    Attributes:
        name: a word or two, joined by underscores.
        explains: from (expected, received) or, for an error, (case): is this what happened?
        message: what is wrong and why.
        of_errors: whether it is told from the exception, which is proof by itself.
        of_shapes: whether it is told from the two shapes alone: then it is named last, where
            nothing else explains the values.
    """

    name: str
    explains: Callable[..., bool]
    message: str
    of_errors: bool = False
    of_shapes: bool = False


def explains(habit: Habit, case: "Case") -> bool:
    """Is a habit what happened in this case?"""
    if habit.of_errors:
        return bool(habit.explains(case))
    if case.right.error is not None or case.received.error is not None:
        return False
    pairs = _pairs(unwrapped(case.right.value), unwrapped(case.received.value))
    with np.errstate(all="ignore"):
        return any(habit.explains(expected, received) for expected, received in pairs)


def _pairs(expected, received) -> Iterator[tuple]:
    """The result, and below it the first items that differ."""
    while type(expected) is not Facts:
        yield expected, received
        kind = type(expected)
        if kind not in (tuple, list) or type(received) is not kind:
            return
        if len(expected) != len(received):
            return
        differing = [
            pair for pair in zip(expected, received, strict=True) if not same(*pair, dtypes=False)
        ]
        if not differing:
            return
        expected, received = differing[0]


def declared_in(habits: list[Habit], of_errors: bool, of_shapes: bool = False) -> Callable:
    """A decorator that declares a function as a habit of its name."""

    def habit(message: str):
        def declare(function):
            habits.append(Habit(function.__name__, function, message, of_errors, of_shapes))
            return function

        return declare

    return habit
