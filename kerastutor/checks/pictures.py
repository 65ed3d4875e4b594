"""How a verdict shows its case: given, yours and expected, the failing cell selected.

Widgets are imported only here, late.
"""

import numpy as np

from kerastutor.checks import exercises
from kerastutor.checks.compare import same
from kerastutor.checks.exercise import Exercise
from kerastutor.checks.verdict import Verdict
from kerastutor.i18n import _
from kerastutor.learner.plain import unwrapped


def picture(verdict: Verdict):
    """The explorer of a verdict's case; None, with a line that says so, where it shows none."""
    if verdict.given is None:
        text = verdict.headline or _("nothing was tried.")
        print(_("There is no picture for this: {text}").format(text=text))
        return None
    from kerastutor import widgets

    exercise = exercises.find(verdict.exercise)
    expected, received = unwrapped(verdict.expected), unwrapped(verdict.received)
    if exercise.explorer and _comparable(expected, received):
        return _own(widgets, exercise, verdict, expected, received)
    expected, received, title = _fact(expected, received, exercise)
    return widgets.ComparisonExplorer(
        received,
        expected,
        given=verdict.given,
        title=title or verdict.exercise,
        names=exercise.parts or None,
    )


def _comparable(expected, received) -> bool:
    return (
        type(expected) is np.ndarray
        and type(received) is np.ndarray
        and expected.shape == received.shape
        and received.dtype.kind in "biuf"
    )


def _own(widgets, exercise: Exercise, verdict: Verdict, expected, received):
    """The exercise's explorer at the failing cell. The learner's result stands for the function."""
    differs = ~np.isclose(expected, received, rtol=1e-4, atol=1e-6, equal_nan=True)
    at = np.argwhere(differs)[0].tolist() if differs.any() else [0] * expected.ndim
    explorer = getattr(widgets, exercise.explorer)
    given = verdict.given.values()
    return explorer(*given, function=lambda *_given: received, row=at[0], column=at[1])


def _fact(expected, received, exercise: Exercise) -> tuple:
    """Of facts, the first that differs, where arrays show it; else all of them."""
    if type(exercise.parts) is dict and type(received) is dict and type(expected) is dict:
        for name, value in expected.items():
            other = received.get(name)
            if same(value, other):
                continue
            if type(value) is np.ndarray and type(other) is np.ndarray:
                return value, other, exercise.captions[name]
            break
        return _told(expected, expected), _told(received, expected), ""
    return expected, received, ""


def _told(facts: dict, expected: dict) -> dict:
    """The facts, with what an array shows in its place: whether it is the expected one."""
    return {
        name: same(value, expected.get(name)) if type(value) is np.ndarray else value
        for name, value in facts.items()
    }
