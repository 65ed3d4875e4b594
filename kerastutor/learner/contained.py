"""A learner's function runs, and the notebook's kernel goes on: it cannot be ended or held up."""

import builtins
import contextvars
import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kerastutor.i18n import _
from kerastutor.learner.shared import Shared

# Set in the thread that runs a learner's function, and in no other.
_inside = contextvars.ContextVar("kerastutor-inside", default=False)


@contextmanager
def contained() -> Iterator[None]:
    """Inside, `exit()` raises SystemExit and `input()` raises EOFError, wherever they are written.

    In a notebook the one would end the kernel, the other wait for a box that nobody sees. Other
    threads are not concerned: a cell that runs meanwhile may ask.
    """
    with _patched():
        token = _inside.set(True)
        try:
            yield
        finally:
            _inside.reset(token)


def _patch() -> Callable[[], None]:
    undo = [_replace(builtins, "input", _ask)]
    undo += [_replace(kind, "__call__", _leave) for kind in _ways_out()]

    def put_back():
        for one in undo:
            one()

    return put_back


_patched = Shared(_patch)


def _replace(owner, name: str, inside: Callable) -> Callable[[], None]:
    """Put a function in place that does ``inside`` in a learner's thread, else what it did."""
    before = getattr(owner, name)

    @functools.wraps(before)
    def either(*args, **words):
        return inside(*args) if _inside.get() else before(*args, **words)

    def undo():
        if getattr(owner, name) is either:  # nobody has put another in its place
            setattr(owner, name, before)

    setattr(owner, name, either)
    return undo


def _ask(*_prompt):
    raise EOFError(_("a function here cannot ask with input(); use its arguments"))


def _leave(_self, code=None, **_words):
    raise SystemExit(code)


def _ways_out() -> list[type]:
    """The types of `exit` and `quit`: Python's own, and IPython's where it is loaded."""
    kinds = [type(getattr(builtins, "exit", None))]
    autocall = sys.modules.get("IPython.core.autocall")
    kinds += [getattr(autocall, name, None) for name in ("ExitAutocall", "ZMQExitAutocall")]
    return [kind for kind in kinds if "__call__" in getattr(kind, "__dict__", ())]
