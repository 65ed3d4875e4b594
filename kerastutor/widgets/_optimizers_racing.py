"""Races in a thread: the newest is what counts, and nobody waits longer than a picture may take."""

import threading
from dataclasses import dataclass, replace
from functools import partial

from ..concepts import optimizers, surfaces, walks
from ..i18n import _
from ._optimizers_looks import YOURS
from ._optimizers_map import ground, losses_of
from ._yours import Problem

#: Seconds that a picture waits for its paths; those that take longer are drawn when they come.
PATIENCE = 0.04
#: So many steps are taken within one time limit: not each needs a thread of its own.
TOGETHER = 20
#: What is said meanwhile.
SLOW = _("TensorFlow cannot follow this surface: it is asked in one place after another.")
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


@dataclass(frozen=True, eq=False)
class Raced:
    """A race that has come.

    Attributes:
        paths: name → `Path`, of Keras's.
        yours: the learner's `Path`, or None.
        compared: what `walks.compare` says of it, or None.
        failed: the `Problem` that the learner's step ended with, or None.
    """

    surface: object
    start: tuple
    how: dict
    ground: object
    paths: dict
    kind: str | None = None
    yours: object = None
    compared: object = None
    failed: object = None

    @property
    def every(self) -> dict:
        """All paths that are drawn: what yours is held against and yours last."""
        if self.compared is None:
            return self.paths
        rule = self.paths.get(self.reference, self.compared.reference)
        others = {name: path for name, path in self.paths.items() if name != self.reference}
        return others | {self.reference: rule, YOURS: self.yours}

    @property
    def by_differences(self) -> bool:
        return not self.surface.traceable

    @property
    def reference(self) -> str:
        """The name of what yours is held against: of Keras's, or of another rule that is right."""
        if self.compared is None:
            return "" if self.kind is None else walks.KINDS[self.kind].optimizer
        kind = walks.KINDS[self.kind]
        keras = self.compared.rule is kind.rules[0][1]
        return kind.optimizer if keras else self.compared.label

    def chosen(self, name) -> str:
        """``name``, where such a path is drawn; else what stands for it."""
        if name in self.every:
            return name
        return self.reference if self.reference in self.every else next(iter(self.every))

    def label(self, name, yours) -> str:
        """What stands beside a path."""
        if name == YOURS:
            return _("your {name}").format(name=yours) if yours.isidentifier() else yours
        if self.compared is None:
            return name
        kind = walks.KINDS[self.kind]
        known = {kind.optimizer: kind.rules[0][0], self.reference: self.compared.label}
        return known.get(name, name)


class Shown:
    """What an explorer shows, as its ``result``: ``paths`` waits for the race to be done."""

    def __init__(self, explorer, surface, key):
        self.surface, self.key = surface, key
        self._explorer, self._racing = explorer, explorer._racing

    @property
    def known(self):
        return self._racing.known(self.key)

    @property
    def raced(self) -> Raced:
        found = self._racing.result(self.key)
        if isinstance(found, Exception):
            raise found
        if found is None:
            raise Problem(_("Another race was begun meanwhile."))
        return found

    @property
    def paths(self) -> dict:
        """Name → array of shape (steps + 1, 2); fewer rows where it flew off. Also "yours"."""
        raced = self.raced
        yours = {} if raced.yours is None else {YOURS: raced.yours}
        return {name: path.points for name, path in (raced.paths | yours).items()}

    @property
    def values(self):
        """The points of the chosen one."""
        return self.raced.every[self.raced.chosen(self._explorer.chosen)].points


def job(explorer, given, names, start, how):
    """A function that makes the generator of a race, for `Racing.ask`."""

    def steps():
        yield 0.0
        surface = given
        if surface.name == YOURS and explorer._function is not None:
            surface = _renewed(explorer, surface)
        # What TensorFlow follows was called when it was understood, within limits.
        theirs = None if surface.traceable else explorer._function
        if explorer._ground is None or explorer._ground[0] is not surface:
            losses = yield from losses_of(surface, lambda work: _limited(explorer, theirs, work))
            explorer._ground = surface, ground(surface, losses)
        arguments = surface, names or [walks.KINDS[explorer._kind].optimizer], start
        if surface.traceable:
            paths = optimizers.race(*arguments, **how)
        else:
            asked = optimizers.race_by_differences(*arguments, **how)
            paths = yield from _stepped(explorer, theirs, asked)
        raced = Raced(surface, start, how, explorer._ground[1], paths, explorer._kind)
        if explorer._step is not None:
            raced = yield from _with_yours(explorer, raced)
        return raced

    return steps


def _renewed(explorer, surface):
    """The learner's surface, understood anew where its function gives another loss by now: what it
    reads was replaced, and what was traced knows nothing of it."""

    def changed(one):
        return _limited(explorer, explorer._function, lambda: surfaces.changed(one))

    if explorer._by_chance or not changed(surface):
        return surface
    new = _limited(
        explorer,
        explorer._function,
        lambda: surfaces.of_function(explorer._function, explorer._domain),
    )
    explorer._theirs, explorer._by_chance = new, changed(new)  # does it ever give the same?
    return new


def _limited(explorer, theirs, work, *refused):
    """``work()``, which calls the learner's function: within limits, its errors as a Problem."""
    if theirs is None:
        return work()
    return explorer._use(theirs, lambda _live: work(), surfaces.NoSurface, *refused)


def _stepped(explorer, theirs, asked, *refused):
    """A generator's steps, some of them at a time, each time within limits."""

    def some():
        part = 0.0
        for _step in range(TOGETHER):
            try:
                part = next(asked)
            except StopIteration as stop:
                return None, stop.value
        return part, None

    while True:
        part, found = _limited(explorer, theirs, some, *refused)
        if part is None:
            return found
        yield 0.5 + 0.5 * part


def _with_yours(explorer, raced):
    """The race with the learner's walk, and what it is held against."""
    step, where = explorer._step, (raced.surface, explorer._kind, raced.start)
    try:
        asked = walks.walks(where[0], step, *where[1:], **raced.how)
        yours = yield from _stepped(explorer, step, asked, walks.NoStep)
    except Problem as problem:
        return replace(raced, failed=problem)
    return replace(raced, yours=yours, compared=walks.compare(yours, *where, **raced.how))
