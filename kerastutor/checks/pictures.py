"""How a verdict shows its case: given, yours and expected, the failing cell selected.

Widgets are imported only here, late.
"""

import numpy as np

from kerastutor.checks import exercises
from kerastutor.checks.compare import failing_item, first_difference, same
from kerastutor.checks.exercise import Exercise
from kerastutor.checks.verdict import DIED, TOO_SLOW, Verdict
from kerastutor.i18n import _
from kerastutor.learner.plain import Raised, unwrapped
from kerastutor.learner.words import exception, short, yes_or_short


def picture(verdict: Verdict):
    """The explorer of a verdict's case; None, with a line that says so, where it shows none."""
    if verdict.given is None:
        text = verdict.headline or _("nothing was tried.")
        print(_("There is no picture for this: {text}").format(text=text))
        return None
    from kerastutor import widgets

    exercise = exercises.find(verdict.exercise)
    expected = unwrapped(verdict.expected)
    received = _received(verdict)
    if exercise.explorer and _comparable(expected, received):
        return _own(widgets, exercise, verdict, expected, received)
    if exercise.explorer == "GradientExplorer" and _is_number(received):
        return _slopes(widgets, exercise, verdict.given, received)
    near = exercise.tolerance_of(tuple(verdict.given.values()))
    if verdict.steps:
        expected, received = ({row[0]: row[n] for row in verdict.steps} for n in (1, 2))
        title = _("{exercise}: step by step, yours and expected").format(exercise=exercise.name)
    else:
        if (graph := _graph(widgets, exercise, verdict, expected, received)) is not None:
            return graph
        about = exercise.about(verdict.mistake)
        item = _item(expected, received, near, exercise, about, verdict.given)
        item = item or _changed(verdict, expected, received)
        expected, received, title = item or _fact(expected, received, exercise)
    return widgets.ComparisonExplorer(
        received,
        expected,
        given=verdict.given,
        title=title or _("{exercise}: yours and expected").format(exercise=verdict.exercise),
        names=exercise.parts or None,
        close=_close(near, expected),
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
    near = exercise.tolerance_of(tuple(verdict.given.values()))
    at = first_difference(expected, received, near) or [0] * expected.ndim
    explorer = getattr(widgets, exercise.explorer)
    given = verdict.given.values()
    return explorer(*given, function=lambda *_given: received, row=at[0], column=at[1])


def _is_number(value) -> bool:
    number = type(value) in (int, float) or (isinstance(value, np.floating | np.integer))
    return number and bool(np.isfinite(value))


def _slopes(widgets, exercise: Exercise, given, received):
    """The curve at the failing place: its tangent, the secant through both points, and yours."""
    x = float(given["x"])
    return widgets.GradientExplorer(
        given["function"],
        x=x,
        h=given.get("h", 1e-4),
        yours=received,
        domain=(x - 1.5, x + 1.5),
        title=_("{exercise}: the slope of the curve, and yours").format(exercise=exercise.name),
    )


def _graph(widgets, exercise: Exercise, verdict: Verdict, expected, received):
    """The computation whose gradients are wrong, the learner's beside it; else None."""
    if not exercise.expression:
        return None
    gradients = _gradients(exercise, verdict, expected, received)
    if not gradients:
        return None
    explorer = widgets.BackpropExplorer(
        exercise.expression,
        gradients,
        title=_("{exercise}: where yours parts").format(exercise=exercise.name),
        at=10_000,  # the end, however far that is
        **verdict.given,
    )
    # A difference that only the check sees, or numbers that the graph cannot bear: cell by cell.
    found = explorer.result
    if not (found and found.agrees and found.mine.name):
        return None
    first = found.mine.wrong[0]
    if first.array is not None and first.array.ndim in (1, 2):
        near = exercise.tolerance_of(tuple(verdict.given.values()))
        right = found.gradients[first.name]
        explorer.point_at(first_difference(right, first.array, near))
    return explorer


def _gradients(exercise: Exercise, verdict: Verdict, expected, received) -> dict:
    """The learner's gradients by their inputs' names; none where these are not what is wrong."""
    if exercise.gradient_of:
        both = _comparable(expected, received)  # of another shape it is shown beside what is right
        return {exercise.gradient_of: received} if both else {}
    near = exercise.tolerance_of(tuple(verdict.given.values()))
    item = failing_item(expected, received, near, exercise.parts)
    if item is None or not item[0].startswith("d"):
        return {}
    pairs = zip(exercise.parts, received, strict=True)
    return {part[1:]: value for part, value in pairs if part.startswith("d")}


def _close(near, expected) -> tuple[float, float]:
    """How near two numbers are that agree: whole numbers are exact, as in the message."""
    exact = type(expected) is np.ndarray and expected.dtype.kind != "f"
    return (0.0, 0.0) if exact else (near.rtol, near.atol)


def _item(expected, received, near, exercise: Exercise, about: str, given) -> tuple | None:
    """Of gradients and a loss, the one that the message names, compared cell by cell.

    Of a next w it is how far w moves: beside w a step is small, even one that is far too long.
    """
    item = failing_item(expected, received, near, exercise.parts, about)
    if item is None:
        return None
    name, right, theirs = item
    text = _("{exercise}: {item}, yours and expected")
    if name == "w" and "w" in given and _comparable(right, theirs):
        w = np.asarray(given["w"], "float64")
        if w.shape == right.shape:
            right, theirs = right - w, theirs - w
            text = _("{exercise}: how far w moves, yours and expected")
    return right, theirs, text.format(exercise=exercise.name, item=name)


def _changed(verdict: Verdict, expected, received) -> tuple | None:
    """Where only the arguments differ, a title that says so; of a list of arrays the first."""
    if verdict.mistake != "argument_changed":
        return None
    title = _("{exercise}: the results agree, but yours changed what it was given")
    if type(expected) is list and type(received) is list and expected and received:
        if _comparable(expected[0], received[0]):
            expected, received = expected[0], received[0]
    return expected, received, title.format(exercise=verdict.exercise)


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
        return *told(expected, received), ""
    if type(exercise.parts) is dict and type(expected) is dict:
        expected = Raised(result(expected, received, exercise.parts))  # no facts on the other side
    return expected, received, ""


def told(expected, received) -> tuple:
    """The facts of both sides, with yes or no in place of an array that shows one."""
    if type(expected) is not dict:
        return expected, received
    right = {name: True if type(value) is np.ndarray else value for name, value in expected.items()}
    if type(received) is not dict:
        return right, received
    return right, {
        name: same(value, expected.get(name)) if type(value) is np.ndarray else value
        for name, value in received.items()
    }


def _received(verdict: Verdict):
    """What the answer gave, in words where it gave nothing to compare."""
    if verdict.status in (TOO_SLOW, DIED):
        return Raised(_("nothing: it did not return") if verdict.status == TOO_SLOW else "—")
    return unwrapped(verdict.received)


def result(value, other, words=()) -> str:
    """A value or an exception in words; of facts, those that differ, or the first one alone."""
    if type(value) is Raised:
        return exception(value)
    if type(value) is not dict or dict not in (type(words), type(other)):
        return short(value)
    if type(other) is dict:
        shown = [key for key in value if key in other and not same(value[key], other[key])]
    else:
        shown = list(value)[:1]
    said = words if type(words) is dict else {}
    return "; ".join(f"{said.get(key, short(key))}: {yes_or_short(value[key])}" for key in shown)
