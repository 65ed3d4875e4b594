"""Slow work of an explorer: in a thread of its own, with its progress and a stop."""

import contextvars
import threading
import time
from collections.abc import Callable, Generator

import ipywidgets

from ..i18n import _

#: Seconds between two pictures of the progress.
PACE = 0.1


class Work(ipywidgets.HBox):
    """A bar and a *Stop* button, which are there while something is done.

    What was started last counts: work that was stopped, or overtaken by other work, ends at its
    next step, and its result is dropped.
    """

    def __init__(self):
        self._bar = ipywidgets.FloatProgress(min=0, max=1)
        self._button = ipywidgets.Button(description=_("Stop"), icon="stop")
        self._button.on_click(lambda _button: self.stop())
        self._newest = 0
        self._turn = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        super().__init__([self._bar, self._button])
        self.add_class("kt-work")
        self._show(False)

    @property
    def busy(self) -> bool:
        return not self._idle.is_set()

    def start(
        self,
        steps: Generator[float, None, object],
        done: Callable[[object], object],
        failed: Callable[[Exception], object],
        quiet: bool = False,
    ) -> None:
        """Begin, in place of what is still being done.

        Args:
            steps: does a part of the work at a time, yields how much is done (0 to 1), and returns
                the result.
            done: called with the result, in the thread of the work, unless it was overtaken.
            failed: called with what it raised, likewise.
            quiet: whether it is as good as done: no bar is shown.
        """
        with self._turn:
            self._newest += 1
            mine = self._newest
            self._idle.clear()
        self._bar.value = 0
        self._show(not quiet)
        context = contextvars.copy_context()  # so that output goes to the cell that began it
        threading.Thread(
            target=context.run, args=(self._run, steps, done, failed, mine), daemon=True
        ).start()

    def stop(self) -> None:
        """End what is being done, at its next step; nothing comes of it."""
        with self._turn:
            self._newest += 1
            self._idle.set()
        self._show(False)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is being done; False when that takes longer."""
        return self._idle.wait(seconds)

    def _run(self, steps, done, failed, mine):
        last, result, error = 0.0, None, None
        try:
            while mine == self._newest:
                fraction = next(steps)
                now = time.monotonic()
                if now - last >= PACE and mine == self._newest:
                    self._bar.value, last = fraction, now
        except StopIteration as end:
            result = end.value
        except Exception as problem:
            error = problem
        finally:
            steps.close()
        if mine == self._newest:
            done(result) if error is None else failed(error)
        with self._turn:
            if mine != self._newest:
                return
            self._idle.set()
        self._show(False)

    def _show(self, busy: bool) -> None:
        self.layout.display = "" if busy else "none"
