"""What a failed check says: a view of its verdict."""

import textwrap

from kerastutor.checks.compare import failing_item
from kerastutor.checks.exercise import Exercise
from kerastutor.checks.pictures import picture, result, told
from kerastutor.checks.verdict import NOT_ATTEMPTED, WRONG, Verdict
from kerastutor.i18n import _
from kerastutor.learner.plain import unwrapped
from kerastutor.learner.words import short

#: Of the lines of a message: short enough for a notebook beside its table of contents.
WIDTH = 92


class CheckFailed(AssertionError):
    """A check that an answer did not pass, in a few plain lines.

    In Jupyter it shows itself as those lines, never as a stack trace.

    Attributes:
        verdict: what came of the examination; its attributes (headline, given, expected,
            received, mistake, …) are this one's, too.
    """

    def __init__(self, verdict: Verdict, exercise: Exercise):
        self.verdict = verdict
        super().__init__("\n".join(lines(verdict, exercise)))

    def __str__(self) -> str:
        return self.args[0]

    def __getattr__(self, name: str):
        if name.startswith("_") or "verdict" not in vars(self):
            raise AttributeError(name)
        return getattr(self.verdict, name)

    def _render_traceback_(self) -> list[str]:
        """IPython's hook: these lines stand in place of the stack trace."""
        return str(self).split("\n")

    def explore(self):
        """The explorer at the failing input: the learner's values beside the expected ones."""
        return picture(self.verdict)


class NotAttempted(CheckFailed):
    """The exercise still holds its stub. A state of its own: nothing is wrong yet."""


class TooSlow(CheckFailed):
    """A call did not return in time. The grader reads the name of this class in a notebook."""


def lines(verdict: Verdict, exercise: Exercise) -> list[str]:
    """A verdict in lines for a notebook or a terminal; of a right one, only its notes."""
    if verdict.is_right:
        return ["  " + _("note") + ": " + note for note in verdict.notes]
    said = [wrapped(headline(verdict), "  ")]
    said += [
        row(*labelled, wrap="\n" not in labelled[1]) for _kind, *labelled in rows(verdict, exercise)
    ]
    if verdict.status == NOT_ATTEMPTED:
        said.append(row(_("Hint"), f'checks.hint("{verdict.exercise}")'))
    said.append(row(_("Look at"), exercise.look, wrap=True))
    if verdict.given is not None:
        said.append(row(_("See it"), f'checks.explore("{verdict.exercise}")'))
    return "\n".join(said).split("\n")


def headline(verdict: Verdict) -> str:
    """What is wrong, in a sentence with its sign and the name of the exercise."""
    if verdict.status == NOT_ATTEMPTED:
        return _("○ {name}: not attempted yet.").format(name=verdict.exercise)
    return f"✗ {verdict.exercise}: {verdict.headline}"


def rows(verdict: Verdict, exercise: Exercise) -> list[tuple[str, str, str]]:
    """What a failure says under its headline: kinds, labels and texts.

    The kinds are given, expected, received, line; advice; again (what to do then); note.
    """
    said = _case(verdict, exercise)
    if verdict.status == NOT_ATTEMPTED:
        advice = _("Write your code in place of `raise NotImplementedError()`.")
        said += [("advice", "→", advice), ("again", *AGAIN)]
    elif verdict.advice:
        said.append(("advice", "→", verdict.advice))
    return said + [("note", _("note"), note) for note in verdict.notes]


#: What to do in a notebook; a page of feedback leaves out the row with this sign.
AGAIN = ("↻", _("Run that cell, then this one again."))


def _case(verdict: Verdict, exercise: Exercise) -> list[tuple[str, str, str]]:
    """The case that is shown: given, expected, received, and the line that raised."""
    if verdict.given is None:
        return []
    expected, received = verdict.expected, verdict.received
    if type(exercise.parts) is dict:
        expected, received = told(expected, received)
    rows = [("given", _("given"), arguments(verdict.given))]
    near = exercise.tolerance_of(tuple(verdict.given.values()))
    about = exercise.about(verdict.mistake)
    item = failing_item(unwrapped(expected), unwrapped(received), near, exercise.parts, about)
    if item:  # of several gradients, the wrong one: all of them are too long to be read
        name, *both = item
        right, theirs = (_assigned(name, value) for value in both)
    else:
        right = result(expected, received, exercise.parts)
        theirs = result(received, expected, exercise.parts) if verdict.status == WRONG else ""
    rows += [
        ("expected", _("expected"), _of(verdict, exercise) + right),
        ("received", _("received"), theirs),
        ("line", _("line"), verdict.line),
    ]
    return [row for row in rows if row[2]]


def _of(verdict: Verdict, exercise: Exercise) -> str:
    """Where more than one result is right, a line on which of them is shown."""
    if not (exercise.also and verdict.oracle):
        return ""
    return _("by {oracle}:").format(oracle=verdict.oracle) + "\n"


def row(label: str, text: str, wrap: bool = False) -> str:
    """A label and its text; further lines are set under the first."""
    start = f"  {label:<9} "
    if wrap:
        return wrapped(start + text, " " * len(start))
    return _hanging(start, text)


def _hanging(start: str, text: str) -> str:
    """A text behind what it starts with; its further lines stand under its first."""
    return start + text.replace("\n", "\n" + " " * len(start))


def wrapped(text: str, indent: str) -> str:
    """Lines of at most WIDTH characters."""
    return textwrap.fill(
        text,
        width=WIDTH,
        subsequent_indent=indent,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def arguments(given: dict) -> str:
    """The arguments of a call, one a line when any is long."""
    parts = [_assigned(name, value) for name, value in given.items()]
    line = ", ".join(parts)
    return line if len(line) <= 80 and "\n" not in line else "\n".join(parts)


def _assigned(name: str, value) -> str:
    """A name and its value; the rows of an array stand under each other."""
    return _hanging(f"{name} = ", short(value))
