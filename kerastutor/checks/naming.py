"""Which mistake is it? Advice is true only if it explains the very case that is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kerastutor.checks import habits_of_errors, habits_of_results
from kerastutor.checks.compare import difference, same
from kerastutor.checks.exercise import Exercise, Mistake
from kerastutor.checks.habits import Habit, explains
from kerastutor.i18n import _
from kerastutor.learner.answer import LocalAnswer
from kerastutor.learner.outcome import Outcome
from kerastutor.learner.plain import unwrapped

if TYPE_CHECKING:
    from kerastutor.checks.examine import Case


HABITS = (*habits_of_errors.HABITS, *habits_of_results.HABITS)


@dataclass(frozen=True)
class Named:
    """The case to show, and the mistake that explains it, if we know one.

    Attributes:
        case: the first wrong case, or the first that the mistake explains.
        mistake: what the answer did there; None where we do not know.
        alone: whether that is all that is wrong.
    """

    case: "Case"
    mistake: Mistake | Habit | None = None
    alone: bool = True

    @property
    def advice(self) -> str:
        if self.mistake is None:
            return ""
        if self.alone:
            return self.mistake.message
        return self.mistake.message + " " + _("That explains this case, but not all that is wrong.")


def name_mistake(
    exercise: Exercise,
    cases: "list[Case]",
    run: Callable[[LocalAnswer, tuple, None], Outcome],
) -> Named:
    """Find the mistake whose results are the answer's.

    One that did the same in every case is all that is wrong; dtypes are let off at second try.
    Else a habit that explains every wrong result; else the mistake that explains most of them,
    since first drafts have two. An array of wrong numbers proves it. Few small results may agree
    by coincidence: then it has to be right wherever the answer is, to explain half of what is
    wrong, and to be the only one.

    Args:
        exercise: with its known mistakes.
        cases: all cases, at least one of them wrong.
        run: from (answer, arguments, limit), the outcome.
    """
    tried = _Tried(exercise, cases, run)
    wrong = [index for index, case in enumerate(cases) if case.wrong]
    right = [index for index, case in enumerate(cases) if not case.wrong]
    first = cases[wrong[0]]
    for strict in (True, False):
        if not strict and all(agree(case.received, case.right, False) for case in cases):
            break  # right but for a dtype, a change or a warning of its own
        for mistake in exercise.mistakes:
            if all(tried.explains(mistake, index, strict) for index in range(len(cases))):
                return Named(_wrong_in_value([cases[index] for index in wrong]), mistake)
    for habit in HABITS:
        if habit.of_shapes:
            continue
        proof = habit.of_errors or any(_is_varied(cases[index], 3) for index in wrong)
        if proof and all(explains(habit, cases[index]) for index in wrong):
            return Named(first, habit)
    explained = {
        mistake.name: [
            index
            for index in wrong
            if cases[index].received.error is None  # many things raise a ValueError
            and _is_varied(cases[index], 2)
            and tried.explains_values(mistake, index)
        ]
        for mistake in exercise.mistakes
    }
    for mistake in _most_first(exercise.mistakes, explained):
        telling = [index for index in explained[mistake.name] if _is_telling(cases[index])]
        if telling:
            return Named(cases[telling[0]], mistake, alone=False)
    honest = [
        mistake
        for mistake in exercise.mistakes
        if all(tried.explains_values(mistake, index) for index in right)
    ]
    best, *others = [*_most_first(honest, explained), None]
    if best is not None:
        most = len(explained[best.name])
        tie = others[0] is not None and len(explained[others[0].name]) == most
        if not tie and most >= min(2, len(wrong)) and 2 * most >= len(wrong):
            return Named(cases[explained[best.name][0]], best, alone=False)
    if exercise.parts and (named := _named_by_item(exercise, cases, tried)) is not None:
        return named
    for habit in HABITS:
        if habit.of_errors and explains(habit, first):
            return Named(first, habit, alone=_fails_alike([cases[index] for index in wrong]))
    misshapen = [cases[index] for index in wrong if _has_another_shape(cases[index])]
    for habit in HABITS:
        if habit.of_shapes and misshapen and all(explains(habit, case) for case in misshapen):
            return Named(misshapen[0], habit, alone=False)
    return Named(first)


def _wrong_in_value(wrong: "list[Case]") -> "Case":
    """The first case whose value is wrong: of it the advice speaks, not of a changed argument."""
    values = (case for case in wrong if not agree(case.received, case.right, False))
    return next(values, wrong[0])


def _named_by_item(exercise: Exercise, cases: "list[Case]", tried: "_Tried") -> Named | None:
    """Of a tuple the item that a message names, where no mistake explains all of its items.

    Two mistakes in two items are each as plain as one. The item has to be the mistake's wherever
    it is the first wrong one, but for cases of other trouble (NaN, say); to be the right one
    wherever it is right; and not to agree by coincidence.
    """
    failing = {index: _failing(case, exercise) for index, case in enumerate(cases) if case.wrong}
    first = next(iter(failing))
    at = failing[first]
    if at is None:
        return None
    same_item = [index for index, item in failing.items() if item == at]
    found: list[tuple[int, int, Mistake]] = []
    for mistake in exercise.mistakes:
        explained = [index for index in same_item if tried.explains_item(mistake, index, at)]
        telling = any(_is_telling_item(cases[index], at) for index in explained)
        honest = all(
            tried.explains_item(mistake, index, at)
            for index in range(len(cases))
            if _is_right(cases[index], at)
        )
        if first in explained and honest and (telling or len(explained) >= 3):
            found.append((-len(explained), tried.wrong_items(mistake, first), mistake))
    if not found:
        return None
    best = min(pair[:2] for pair in found)  # of those that explain most, the one least wrong
    named = [mistake for *pair, mistake in found if tuple(pair) == best]
    if -2 * best[0] < len(same_item) or len({mistake.message for mistake in named}) > 1:
        return None
    return Named(cases[first], named[0], alone=False)


def _items(case: "Case") -> tuple[tuple, tuple] | None:
    """What is right and what came, where both are tuples of one length."""
    right, received = unwrapped(case.right.value), unwrapped(case.received.value)
    both = type(right) is tuple and type(received) is tuple and len(right) == len(received)
    return (right, received) if both else None


def _failing(case: "Case", exercise: Exercise) -> int | None:
    """The place of the first item that is wrong, which is what the message names."""
    if (items := _items(case)) is None:
        return None
    near = exercise.tolerance_of(case.arguments)
    pairs = enumerate(zip(*items, strict=True))
    return next((at for at, pair in pairs if difference(*pair, near) is not None), None)


def _is_right(case: "Case", at: int) -> bool:
    items = _items(case)
    return items is not None and same(items[0][at], items[1][at], dtypes=False)


def _is_telling_item(case: "Case", at: int) -> bool:
    """Is the item an array of numbers, so many and so different that its like is no coincidence?"""
    right, received = _items(case)
    right, received = right[at], received[at]
    if type(received) is not np.ndarray or received.dtype.kind != "f":
        return False
    if type(right) is np.ndarray and right.shape == received.shape:
        received = received[~np.isclose(right, received, equal_nan=True)]
    values = received[np.isfinite(received) & (received != 0)]
    return len(np.unique(values.round(6))) >= 3


def _has_another_shape(case: "Case") -> bool:
    """Is the result an array, where one of another shape was expected?"""
    received, expected = unwrapped(case.received.value), unwrapped(case.right.value)
    arrays = type(received) is np.ndarray and type(expected) is np.ndarray
    return arrays and received.shape != expected.shape


def _fails_alike(cases: "list[Case]") -> bool:
    """Do all end in the same exception, where another one is asked for, too?"""
    return len({case.received.error and case.received.error.name for case in cases}) == 1


# So many different wrong numbers in an array do not agree by coincidence.
_TELLING = 4


def _is_telling(case: "Case") -> bool:
    """Is the result an array with so many wrong numbers that its like proves the mistake?"""
    received, expected = unwrapped(case.received.value), unwrapped(case.right.value)
    if type(received) is not np.ndarray or received.dtype.kind != "f":
        return False
    same_shape = type(expected) is np.ndarray and expected.shape == received.shape
    if same_shape:
        received = received[~np.isclose(expected, received, equal_nan=True)]
    values = received[np.isfinite(received) & (received != 0)]
    return len(np.unique(values.round(6))) >= _TELLING


def _is_varied(case: "Case", least: int) -> bool:
    """Is the result no array of one value, or of few? Zeros are what much else gives, too."""
    received = unwrapped(case.received.value)
    if type(received) is not np.ndarray or received.dtype.kind not in "biuf":
        return received != 0 if type(received) in (int, float) else True
    known = np.unique(received[np.isfinite(received)])
    return len(known) >= least or received.size == 1 and bool(known.any())


def _most_first(mistakes: list[Mistake], explained: dict[str, list[int]]) -> list[Mistake]:
    """Those that explain anything, the one that explains most first."""
    some = [mistake for mistake in mistakes if explained[mistake.name]]
    return sorted(some, key=lambda mistake: -len(explained[mistake.name]))


class _Tried:
    """What each mistake does in each case, found out when it is asked."""

    def __init__(self, exercise: Exercise, cases: "list[Case]", run):
        self._cases, self._run = cases, run
        self._done: dict[tuple[str, int], Outcome] = {}

    def explains(self, mistake: Mistake, index: int, strict: bool) -> bool:
        """Did the answer do here what the mistake does?"""
        place = mistake.name, index
        if place not in self._done:
            answer = LocalAnswer(mistake.function)
            self._done[place] = self._run(answer, self._cases[index].arguments, None)
        case = self._cases[index]
        return agree(case.received, self._done[place], strict, case.arguments)

    def explains_item(self, mistake: Mistake, index: int, at: int) -> bool:
        """Is this item of the answer's tuple the mistake's?"""
        self.explains(mistake, index, strict=False)
        theirs = unwrapped(self._cases[index].received.value)
        ours = unwrapped(self._done[mistake.name, index].value)
        both = type(theirs) is tuple and type(ours) is tuple and len(theirs) == len(ours)
        return both and same(theirs[at], ours[at], dtypes=False)

    def wrong_items(self, mistake: Mistake, index: int) -> int:
        """How many items of the mistake's tuple are not right; asked after `explains_item`."""
        right = unwrapped(self._cases[index].right.value)
        ours = unwrapped(self._done[mistake.name, index].value)
        pairs = zip(right, ours, strict=True)
        return sum(not same(*pair, dtypes=False) for pair in pairs)

    def explains_values(self, mistake: Mistake, index: int) -> bool:
        """The same but for dtypes; a result that is right but for its dtype is no mistake's."""
        case = self._cases[index]
        strict = bool(case.wrong) and agree(case.received, case.right, strict=False)
        return self.explains(mistake, index, strict)


def agree(left: Outcome, right: Outcome, strict: bool, arguments: tuple = ()) -> bool:
    """Did two do the same? `strict` counts dtypes, changed arguments and warnings too."""
    if left.error is not None or right.error is not None:
        errors = [o.error and (o.error.name, o.error.own) for o in (left, right)]
        return errors[0] == errors[1]
    if strict:
        if left.changed(arguments) != right.changed(arguments):
            return False
        if bool(troubled(left)) != bool(troubled(right)):
            return False
    return same(left.value, right.value, dtypes=strict)


def troubled(outcome: Outcome) -> str:
    """What NumPy warned of while it computed, or ""."""
    for warning in outcome.warned:
        if "RuntimeWarning" in warning.kinds:
            return warning.text
    return ""
