"""What a failed check says, and what it can show."""

import textwrap

from kerastutor.checks._show import short
from kerastutor.i18n import _

_last: "CheckFailed | None" = None  # what explore() shows


class CheckFailed(AssertionError):
    """A check that an answer did not pass, in a few plain lines.

    In Jupyter it shows itself as those lines, never as a stack trace.

    Attributes:
        exercise: the exercise's name.
        headline: one sentence on what is wrong.
        given: the arguments, by name.
        expected: what the reference returned, or the exception that it raised.
        received: what the learner's function returned, or the exception that it raised.
        mistake: the name of the mistake, if it is one we know, else None.
    """

    def __init__(
        self,
        exercise,
        headline,
        *,
        given=None,
        expected=None,
        received=None,
        details=(),
        mistake=None,
        advice="",
        look="",
        notes=(),
        picture=None,
    ):
        self.exercise = exercise
        self.headline = headline
        self.given = dict(given or {})
        self.expected = expected
        self.received = received
        self.mistake = mistake
        self._picture = picture
        lines = [wrapped(f"✗ {exercise}: {headline}", "  ")]
        lines += [_row(label, value, wrap="\n" not in value) for label, value in details]
        if advice:
            lines.append(_row("→", advice, wrap=True))
        lines += [_row(_("note"), note, wrap=True) for note in notes]
        if look:
            lines.append(_row(_("Look at"), look, wrap=True))
        if picture is not None:
            lines.append(_row(_("See it"), "checks.explore()"))
        super().__init__("\n".join(lines))

    def __str__(self) -> str:
        return self.args[0]

    def _render_traceback_(self) -> list[str]:
        """IPython's hook: these lines stand in place of the stack trace."""
        return str(self).split("\n")

    def explore(self):
        """The explorer at the failing input: the learner's values beside the expected ones."""
        if self._picture is None:
            print(_("There is no picture for this: {text}").format(text=self.headline))
            return None
        return self._picture(self)


class NotAttempted(CheckFailed):
    """The exercise still holds its stub. A state of its own: nothing is wrong yet."""

    def __init__(self, exercise, look=""):
        super().__init__(exercise, _("not attempted yet."))
        lines = [
            _("○ {name}: not attempted yet.").format(name=exercise),
            _row(
                "→",
                _(
                    "Write your code in place of `raise NotImplementedError()`, run that cell, "
                    "then run this one again."
                ),
                wrap=True,
            ),
            _row(_("Hint"), f'checks.hint("{exercise}")'),
        ]
        if look:
            lines.append(_row(_("Look at"), look, wrap=True))
        self.args = ("\n".join(lines),)


def _row(label: str, text: str, wrap: bool = False) -> str:
    """A label and its text; further lines are set under the first."""
    start = f"  {label:<9} "
    if wrap:
        return wrapped(start + text, " " * len(start))
    return start + text.replace("\n", "\n" + " " * len(start))


def wrapped(text: str, indent: str) -> str:
    """Lines short enough for a notebook beside its table of contents."""
    return textwrap.fill(
        text,
        width=92,
        subsequent_indent=indent,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def arguments(given: dict) -> str:
    """The arguments of a call, one a line when any is long."""
    parts = [f"{name} = {short(value)}" for name, value in given.items()]
    line = ", ".join(parts)
    return line if len(line) <= 80 and "\n" not in line else "\n".join(parts)


def remember(failure: CheckFailed) -> None:
    global _last
    _last = failure


def explore():
    """Open the picture of the last failure: the failing input, your values, the expected ones.

    Returns:
        An explorer, which Jupyter shows; None, with a line that says so, where there is none.

    Example:
        >>> checks.explore()  # doctest: +SKIP
    """
    if _last is None:
        print(_("Nothing to show: no check has failed since the notebook started."))
        return None
    return _last.explore()
