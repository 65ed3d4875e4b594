"""Changes to the whole process that several threads may need at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Shared:
    """A change that the first of its users makes and the last one undoes.

    Two that overlap and each put back what they found would leave the first one's change for good.

    Args:
        change: makes the change, and returns a function that undoes it.
    """

    def __init__(self, change: Callable[[], Callable[[], None]]):
        self._change = change
        self._lock = threading.Lock()
        self._users = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if not self._users:
                self._undo = self._change()
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._undo()
