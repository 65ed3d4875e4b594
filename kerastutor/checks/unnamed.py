"""`checks.softmax(softmax)` where there is no `softmax`: a few lines in place of a stack trace.

Python looks the name up before the check is called, so the check cannot say what is wrong. In
IPython, what an exception shows can be chosen for a kind of exceptions: here for NameError, and
only where a check is called with a name that is not there.
"""

import ast
import difflib
import linecache
import re
import types

from kerastutor.checks import notebook
from kerastutor.checks.exercises import HOMES
from kerastutor.checks.failure import AGAIN, row
from kerastutor.i18n import _


def watch() -> None:
    """See to it that a missing answer is told in this notebook, if it is one."""
    shell = notebook.shell()
    if shell and not shell.custom_exceptions:  # what somebody else has chosen stays
        shell.set_custom_exc((NameError,), _shown)


def _shown(shell, kind, error, trace, tb_offset=None) -> None:
    said = explained(error, trace, shell.user_ns)
    if said:
        error._render_traceback_ = lambda: said
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def explained(error: NameError, trace, names: dict) -> list[str]:
    """Lines on an answer that is not there; none if the exception is about something else.

    Args:
        error: the exception.
        trace: its traceback.
        names: the notebook's names; its `In` holds what was run.
    """
    while trace.tb_next:
        trace = trace.tb_next
    name, cell = error.name, "".join(linecache.getlines(trace.tb_frame.f_code.co_filename))
    if not name or not re.search(rf"\bchecks\.{name}\s*\(\s*{name}\b", cell):
        return []
    source = _answer(name, names.get("In") or [])
    if source is not None:
        text = _("✗ {name}: your answer cell did not run to its end: {why}.")
        why, advice = _stopped(source)
        return [text.format(name=name, why=why), row("→", advice, wrap=True), row(*AGAIN)]
    near, then = _near(name, names), row(*AGAIN)
    if near:
        text = _("✗ {name}: no function {name} was found; did you mean {near}?")
        advice = _("Its name has to be {name}: rename it.").format(name=name)
    else:
        text = _("○ {name}: no function {name} was found.")
        advice = _("Write it in the answer cell.")
        then = _("Run that cell, and after a restart all cells above; then this one again.")
        then = row(AGAIN[0], then)
    head = text.format(name=name, near=near)
    return [head, row("→", advice, wrap=True), then]


def _answer(name: str, inputs: list[str]) -> str | None:
    """The last cell that should have made the name."""
    made = re.compile(rf"^\s*(?:async\s+def|def|class)\s+{name}\b|^{name}\s*=", re.MULTILINE)
    return next((source for source in reversed(inputs[:-1]) if made.search(source)), None)


def _stopped(source: str) -> tuple[str, str]:
    """Why a cell did not run to its end, and what to do."""
    advice = _("Mend it.")
    try:
        ast.parse(source)
    except SyntaxError as error:
        line = _("{error} in its line {line}")
        kind = type(error).__name__
        if "invalid decimal literal" in error.msg:
            advice = _("A product needs its sign: 2 * h, not 2h.")
        return line.format(error=f"{kind}: {error.msg}", line=error.lineno), advice
    return _("see the message under it, above, or the name was deleted"), advice


def outdated(name: str) -> str:
    """A sentence where the newest cell with the answer is no Python, or ""."""
    shell = notebook.shell()
    source = shell and _answer(name, [*(shell.user_ns.get("In") or []), ""])
    try:
        ast.parse(source or "")
    except SyntaxError:
        return _("this is your {name} of before: its newest cell did not run.").format(name=name)
    return ""


def renamed(name: str) -> str:
    """A sentence on a function that may be the answer under another name, or "".

    The stub stands for the answer still, when its cell has been run before its name was changed.
    """
    shell = notebook.shell()
    near = _near(name, shell.user_ns, 0.85) if shell else ""
    if not near:
        return ""
    text = _("there is a function {near}, too. If that is your answer, its name has to be {name}.")
    return text.format(near=near, name=name)


def _near(name: str, names: dict, cutoff: float = 0.7) -> str:
    """A function of the notebook's own with nearly this name, or ""; no exercise's."""
    own = {
        other.casefold(): other
        for other, value in names.items()
        if type(value) is types.FunctionType and value.__module__ == "__main__"
        if other not in HOMES
    }
    found = difflib.get_close_matches(name.casefold(), own, n=1, cutoff=cutoff)
    return own[found[0]] if found else ""
