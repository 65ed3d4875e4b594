"""Races in a thread: the newest is what counts, and nobody waits longer than a picture may take."""

import threading
from functools import partial

#: Seconds that a picture waits for its paths; those that take longer are drawn when they come.
PATIENCE = 0.04
_TURN = threading.Lock()  # one race at a time: the optimizers of a surface are variables


class Racing:
    """The newest race that was asked for.

    Args:
        work: a `Work`, which shows the progress of slow races.
        late: called, in the thread of the work, when a race has come that was not waited for.
    """

    def __init__(self, work, late):
        self._work, self._late = work, late
        self._lock = threading.Lock()
        self._key = self._found = None
        self._come = threading.Event()
        self._waited = False

    def ask(self, key, steps, seconds, slow=False):
        """Begin the race ``steps``, unless it is the newest already; wait so many seconds.

        Args:
            key: what it depends on.
            steps: makes a generator, which yields the part that is done and returns the race.
            slow: whether it shows its progress.
        """
        with self._lock:
            if key == self._key:
                return
            self._key, self._found, self._waited = key, None, True
            come = self._come = threading.Event()
        self._work.start(
            _alone(steps), partial(self._done, key), partial(self._done, key), quiet=not slow
        )
        come.wait(seconds)
        with self._lock:
            if self._key == key:  # nobody waits any longer: who brings it draws it
                self._waited = False

    def stopped(self, why):
        """The newest race does not come."""
        self._done(self._key, why)

    def known(self, key):
        """The race, or the exception that it ended with; None while it is not there."""
        with self._lock:
            return self._found if key == self._key else None

    def result(self, key):
        """The race, waited for; None where a later one was begun."""
        with self._lock:
            come = self._come if key == self._key else None
        if come is not None:
            come.wait()
        return self.known(key)

    def _done(self, key, found):
        with self._lock:
            if key != self._key or self._found is not None:
                return
            self._found, late = found, not self._waited
            self._come.set()
        if late:
            self._late()


def _alone(steps):
    """The generator's steps, begun when no other race is on; given up where it is overtaken."""
    while not _TURN.acquire(timeout=0.01):
        yield 0.0
    try:
        return (yield from steps())
    finally:
        _TURN.release()
