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
from typing import TypeVar

from kerastutor.i18n import _

T = TypeVar("T")

# Code of Python, of installed packages and of this one.
_NOT_THEIRS = (
    "<frozen ",
    str(Path(__file__).parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
)

# After how long a call counts as slow, so that somebody is told.
SLOW_AFTER = 0.3
# How long a call that swallows the order to stop is told again before it is given up.
GIVE_UP_AFTER = 1.0


class TimeLimit(Exception):
    """The call did not return in time.

    Attributes:
        seconds: the limit.
        stopped: False when the call could not be stopped and still runs in the background.
    """

    def __init__(self, seconds: float, stopped: bool = True):
        self.seconds = seconds
        self.stopped = stopped
        message = _("The function did not return within {seconds:g} seconds.")
        if not stopped:
            message += " " + _(
                "It could not be stopped and is still running: restart the kernel "
                "(menu Kernel → Restart Kernel)."
            )
        super().__init__(message.format(seconds=seconds))


class _TimeUp(SystemExit):
    """Raised inside the call. `except Exception` misses it; a thread that dies of it is silent."""


def run_limited(
    call: Callable[[], T], seconds: float, slow: Callable[[], object] | None = None
) -> T:
    """Return `call()`, or raise when it takes longer than `seconds`.

    Works in any thread on any system. The call runs in a daemon thread with a copy of the
    caller's context; an interrupt of the caller (Ctrl-C, the stop button) stops the call too.

    Args:
        call: a function of no arguments.
        seconds: the limit, in seconds of wall time.
        slow: called once, in the caller's thread, when the call is not done after a moment.

    Returns:
        Whatever the call returned.

    Raises:
        TimeLimit: the call was still running when its time was up.
        BaseException: whatever the call raised (SystemExit too), with its traceback.

    Example:
        >>> run_limited(lambda: 6 * 7, seconds=1)
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

    limit = seconds
    worker = threading.Thread(target=work, name="kerastutor-limited", daemon=True)
    try:
        worker.start()
        if slow is not None and not done.wait(min(seconds, SLOW_AFTER)):
            slow()
            seconds -= min(seconds, SLOW_AFTER)
        deadline = time.monotonic() + seconds
        # Short waits, because on Windows a long one cannot be interrupted.
        while not done.is_set() and (left := deadline - time.monotonic()) > 0:
            done.wait(min(left, 0.1))
        in_time = done.is_set()
    except BaseException:
        if worker.ident is not None:
            _stop(worker)
        raise
    if not in_time:
        raise TimeLimit(limit, stopped=_stop(worker))
    if errors:
        error = errors.pop()
        try:
            raise error
        finally:
            del error  # no cycle: error → traceback → this frame → error
    return values[0]


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
    interval = sys.getswitchinterval()
    # Short, to look at the worker in many places; long enough for a look and an order in one turn.
    sys.setswitchinterval(2e-4)
    try:
        while (passed := (time.monotonic() - start) / GIVE_UP_AFTER) < 1:
            _order(worker.ident, _TimeUp if passed < 0.5 else Park, anywhere=passed % 0.5 > 0.3)
            worker.join(1e-4)
            if parked.is_set() or not worker.is_alive():
                return True
        return False
    finally:
        sys.setswitchinterval(interval)


def _order(thread: int, order: type[BaseException], anywhere: bool) -> None:
    """Raise `order` in a thread where it is now: in the learner's own code, or `anywhere`.

    The thread may be in a finalizer or in a callback of the garbage collector. An order that
    arrives there stops nothing, and breaks what belongs to somebody else: a stream is closed.
    """
    frame = sys._current_frames().get(thread)
    if frame is not None and (anywhere or not frame.f_code.co_filename.startswith(_NOT_THEIRS)):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(order))
