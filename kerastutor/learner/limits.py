"""Call a function that may never return, and come back anyway.

Signals reach only the main thread, and JupyterLab may run a cell in another one (a subshell);
so the call gets a thread of its own, which is told to stop when its time is up.
"""

import contextvars
import ctypes
import sys
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Generic, NamedTuple, TypeVar

from kerastutor.learner.shared import Shared
from kerastutor.learner.words import numbered

T = TypeVar("T")

# Code of Python, of installed packages and of this one.
_NOT_THEIRS = (
    "<frozen ",
    str(Path(__file__).parent.parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
)

# After how long a call counts as slow, so that somebody is told.
SLOW_AFTER = 0.3
# How long a call that swallows the order to stop is told again before it is given up.
GIVE_UP_AFTER = 1.0
# Seconds of importing that do not count: TensorFlow takes 5 to 30 on a cold, busy machine.
FOR_IMPORTS = 120.0
# How often the call is looked at. Short waits, also because on Windows a long one cannot be
# interrupted.
_LOOK = 0.05


class TimeLimit(Exception):
    """The call did not return in time.

    Attributes:
        seconds: the limit.
        stopped: False when the call could not be stopped and still runs in the background.
        line: where it was when its time was up, such as "3: while n > 0:"; "" in no code of theirs.
    """

    def __init__(self, seconds: float, stopped: bool = True, line: str = ""):
        self.seconds = seconds
        self.stopped = stopped
        self.line = line
        super().__init__(f"no return within {seconds:g} seconds (stopped: {stopped})")


class _TimeUp(SystemExit):
    """Raised inside the call. `except Exception` misses it; a thread that dies of it is silent."""


class Timed(NamedTuple, Generic[T]):
    """What a call returned, and the seconds that it took, imports apart."""

    value: T
    seconds: float


def run_limited(
    call: Callable[[], T], seconds: float, slow: Callable[[], object] | None = None
) -> Timed[T]:
    """Return `call()`, or raise when it takes longer than `seconds`.

    Works in any thread on any system. The call runs in a daemon thread with a copy of the
    caller's context; an interrupt of the caller (Ctrl-C, the stop button) stops the call too.
    While the call imports a module its time stands still, and it is not stopped: a TensorFlow
    that was cut off in the middle of its import cannot be imported again.

    Args:
        call: a function of no arguments.
        seconds: the limit, in seconds of wall time.
        slow: called once, in the caller's thread, when the call is not done after a moment.

    Returns:
        Whatever the call returned, and how long it took.

    Raises:
        TimeLimit: the call was still running when its time was up.
        BaseException: whatever the call raised (SystemExit too), with its traceback.

    Example:
        >>> run_limited(lambda: 6 * 7, seconds=1).value
        42
    """
    done = threading.Event()
    context = contextvars.copy_context()
    values: list[T] = []
    errors: list[BaseException] = []

    def work():
        try:
            values.append(context.run(call))
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    worker = threading.Thread(target=work, name="kerastutor-limited", daemon=True)
    start = time.monotonic()
    try:
        worker.start()
        clock = _Clock(start, seconds, worker)
        while clock.left > 0 and not done.wait(min(clock.left, _LOOK)):
            clock.look()
            if slow is not None and clock.spent >= SLOW_AFTER:
                slow()
                slow = None
        in_time = done.is_set()
    except BaseException:
        if worker.ident is not None:
            _stop(worker)
        raise
    if not in_time:
        line = _their_line(_frame_of(worker))
        raise TimeLimit(seconds, stopped=_stop(worker), line=line)
    if errors:
        error = errors.pop()
        try:
            raise error
        finally:
            del error  # no cycle: error → traceback → this frame → error
    return Timed(values[0], time.monotonic() - start - clock.imported)


class _Clock:
    """How much time a worker has left. What it spends on imports does not count."""

    def __init__(self, start: float, seconds: float, worker: threading.Thread):
        self._seconds, self._worker = seconds, worker
        self._start = self._looked = start
        self.imported = 0.0

    def look(self) -> None:
        now = time.monotonic()
        if self.imported < FOR_IMPORTS and _imports(_frame_of(self._worker)):
            self.imported += now - self._looked
        self._looked = now

    @property
    def spent(self) -> float:
        return self._looked - self._start - self.imported

    @property
    def left(self) -> float:
        return self._seconds - self.spent


def _frame_of(worker: threading.Thread) -> FrameType | None:
    return sys._current_frames().get(worker.ident)


def _their_line(frame: FrameType | None) -> str:
    """The innermost line of the learner's own below which this frame is."""
    while frame is not None and frame.f_code.co_filename.startswith(_NOT_THEIRS):
        frame = frame.f_back
    return numbered(frame.f_code.co_filename, frame.f_lineno) if frame is not None else ""


def _imports(frame: FrameType | None) -> bool:
    """Is a module being loaded somewhere below this frame?"""
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_find_and_load" and code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _hurry() -> Callable[[], None]:
    """Short turns, to look at a worker in many places; long enough for a look and an order."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(2e-4)
    return lambda: sys.setswitchinterval(interval)


_hurried = Shared(_hurry)


def _stop(worker: threading.Thread) -> bool:
    """Raise _TimeUp in the worker until it ends; True when it no longer runs.

    A bare `except:` around the loop may swallow the order, so it is given again and again. What has
    swallowed it for half the time is sent an order that never returns from being created.
    """
    parked = threading.Event()

    class Park(_TimeUp):
        def __init__(self):
            parked.set()
            threading.Event().wait()  # the thread sleeps here until the kernel ends

    start = time.monotonic()
    with _hurried():
        while (passed := (time.monotonic() - start) / GIVE_UP_AFTER) < 1:
            _order(worker, _TimeUp if passed < 0.5 else Park, anywhere=passed % 0.5 > 0.3)
            worker.join(1e-4)
            if parked.is_set() or not worker.is_alive():
                return True
    return False


def _order(worker: threading.Thread, order: type[BaseException], anywhere: bool) -> None:
    """Raise `order` in a thread where it is now: in the learner's own code, or `anywhere`.

    The thread may be in a finalizer or in a callback of the garbage collector. An order that
    arrives there stops nothing, and breaks what belongs to somebody else: a stream is closed. Nor
    does it arrive in an import, which would leave half a module behind.
    """
    frame = _frame_of(worker)
    if frame is None or _imports(frame):
        return
    if anywhere or not frame.f_code.co_filename.startswith(_NOT_THEIRS):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident), ctypes.py_object(order)
        )
