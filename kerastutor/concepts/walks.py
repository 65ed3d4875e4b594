"""A learner's step walks down a surface, and is held against Keras's rule."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import numpy as np

from ._descended import HUGE
from ._walks_kinds import KINDS, Kind, called, few, kind_of, named, passed, settings_of
from .descent import NoStep
from .optimizers import CORRECTED, Path, checked, corrected, last

__all__ = [
    "KINDS",
    "Compared",
    "Kind",
    "NoStep",
    "compare",
    "few",
    "kind_of",
    "passed",
    "settings_of",
    "walk",
    "walks",
]


def walk(
    surface,
    step,
    kind,
    start=None,
    *,
    learning_rate=None,
    steps=100,
    scale=1.0,
    epsilon=1e-7,
    momentum=0.9,
) -> Path:
    """The path of a step of the learner's own down a surface, in float64.

    In step t it is given w, g = ∂(scale · L)/∂w at w, what it returned to be remembered, t, and
    the settings: all arrays are new, float64 and of shape (2,); t is an int from 1. Settings that
    it has no parameters for are left out.

    Args:
        surface, start, learning_rate, steps, scale, epsilon, momentum: as in `optimizers.race`.
        step: a function of the parameters of its kind, see :data:`KINDS`.
        kind: of :data:`KINDS`.

    Returns:
        A path named "yours". Its ``slots`` are what the step returned to be remembered;
        ``corrected`` is empty, as nobody sees m̂ and v̂ within it.

    Raises:
        ValueError: an argument is not as above.
        NoStep: the step did not return what is expected; one line.
        Exception: whatever the surface or the step raises, unchanged.

    Example:
        >>> valley = surfaces.named("valley")
        >>> walk(valley, sgd_step, "sgd", (1, 0), learning_rate=0.5, steps=1).points
        array([[1. , 0. ],
               [0.5, 0. ]])
    """
    walking = walks(
        surface,
        step,
        kind,
        start,
        learning_rate=learning_rate,
        steps=steps,
        scale=scale,
        epsilon=epsilon,
        momentum=momentum,
    )
    return last(walking)


def walks(
    surface,
    step,
    kind,
    start=None,
    *,
    learning_rate=None,
    steps=100,
    scale=1.0,
    epsilon=1e-7,
    momentum=0.9,
) -> Generator:
    """:func:`walk` as a generator: yields the part that is done, from 0 to 1; returns the path."""
    how, kind = checked(surface, start, learning_rate, steps, scale, epsilon, momentum), named(kind)

    def walking():
        (path,) = yield from _together(surface, [step], kind, how)
        return path

    return walking()


def _together(surface, rules, kind, how):
    """Walk by several rules at once: one call gives the gradients of all. Yields as `walks`."""
    given = settings_of(how.rate, how.momentum, how.epsilon)
    calls = [called(rule, kind, given) for rule in rules]
    now = {i: (np.array(how.start), *np.zeros((len(kind.slots), 2))) for i in range(len(rules))}
    rows, beyond, diverged = [[] for _rule in rules], {}, set()
    for taken in range(how.steps + 1):
        losses, gradients = surface.slopes(np.array([w for w, *_slots in now.values()]))
        gradients = how.scale * gradients
        finite = np.isfinite(losses) & np.isfinite(gradients).all(axis=1)
        for i, loss, gradient, going in zip(list(now), losses, gradients, finite, strict=True):
            w, *slots = now[i]
            rows[i].append((w, loss, gradient, *slots))
            if not going:
                diverged.add(i)
                del now[i]
            elif taken < how.steps:
                w, *slots = now[i] = calls[i](w, gradient, slots, taken + 1)
                if not (np.abs(w) <= HUGE).all():
                    diverged.add(i)
                    beyond[i] = dict(zip(("w", *kind.slots), now.pop(i), strict=True))
        yield taken / max(how.steps, 1)
        if not now:
            break
    found = []
    for i, rows_of_one in enumerate(rows):
        points, losses, gradients, *slots = map(np.array, zip(*rows_of_one, strict=True))
        found.append(
            Path(
                name="yours",
                points=points,
                losses=losses,
                gradients=gradients,
                slots=dict(zip(kind.slots, slots, strict=True)),
                learning_rate=how.rate,
                diverged=i in diverged,
                by_differences=not surface.traceable,
                beyond=beyond.get(i),
                changes=calls[i].changes,
            )
        )
    return found


@dataclass(frozen=True, eq=False)
class Compared:
    """A learner's path beside the right one that is nearest to it.

    Attributes:
        yours, reference: the two paths, both in float64.
        label: which rule the reference is: "Keras's Adam", "the paper's Adam", …
        rule: the rule, a function of `concepts/steps.py`; the first of the kind's is Keras's.
        parts: the first step after which the two are elsewhere, or one has ended; None where they
            lie on each other. Rounding to float32 is no mistake, however far it carries later.
        remembers: the first step, up to ``parts``, after which what they remember differs; None
            where it does not. PyTorch's velocity, for one, walks the same path and differs.
    """

    yours: Path
    reference: Path
    label: str
    rule: Callable
    parts: int | None
    remembers: int | None

    @property
    def table(self) -> dict | None:
        """:meth:`at` the step where they part; where they do not, at ``remembers``; or None."""
        step = self.remembers if self.parts is None else self.parts
        return None if step is None else self.at(step)

    def at(self, step) -> dict:
        """What both had in one step: name → (yours, the reference's), arrays of shape (2,).

        "g" is what the step was given, slots are what it returned to be remembered, "step" is how
        far it moved w. None stands where nobody knows: m̂ and v̂ within the learner's step, and
        all of a path that has ended before.

        Args:
            step: from 1.
        """
        mine, theirs = (_moment(path, step) for path in (self.yours, self.reference))
        for hat, values in self.reference.corrected.items():
            mine[hat] = None
            theirs[hat] = values[step] if 1 <= step <= self.reference.taken else None
        order = ("g", *self.reference.slots, "m̂", "v̂", "step")
        return {name: (mine[name], theirs[name]) for name in order if name in theirs}


def _moment(path, step) -> dict:
    """What a path had in one step; the last one may have led beyond."""
    there, beyond = 1 <= step <= path.taken, path.beyond if step == path.taken + 1 else None
    after = {name: values[step] if there else None for name, values in path.slots.items()}
    moved = path.points[step] - path.points[step - 1] if there else None
    if beyond is not None:
        after, moved = {name: beyond[name] for name in path.slots}, beyond["w"] - path.points[-1]
    given = path.gradients[step - 1] if there or step == path.taken + 1 else None
    return {"g": given, **after, "step": moved}


def compare(
    yours,
    surface,
    kind,
    start=None,
    *,
    learning_rate=None,
    steps=100,
    scale=1.0,
    epsilon=1e-7,
    momentum=0.9,
) -> Compared:
    """Hold a learner's path against the rule that is right.

    The rules of `concepts/steps.py` walk in float64, on the same gradients; tests hold them
    against Keras's optimizers. Where two are right (ε beside √v or beside √v̂; in RMSprop's root or
    beside it) it is held against the nearer one.

    Two paths part where they are further apart than 1e-4 of the longest step so far, and what
    rounding to float32 makes of w if the learner's values are float32's. On some surfaces that
    grows until it can be seen: so they only part if, besides, one of the learner's own steps is
    not what the rule makes of the same w, g and memory.

    Args:
        yours: what :func:`walk` returned.
        surface, kind, start, learning_rate, steps, scale, epsilon, momentum: what it was given.

    Raises:
        ValueError: as in :func:`walk`.
    """
    how = checked(surface, start, learning_rate, steps, scale, epsilon, momentum)
    kind = named(kind)
    walked = last(_together(surface, [rule for _label, rule in kind.rules], kind, how))
    best, best_later, apart = None, 0, math.inf
    for (label, rule), reference in zip(kind.rules, walked, strict=True):
        parts = _parts(yours, reference, rule, kind, how)
        there = _apart(yours, reference)
        later = math.inf if parts is None else parts
        # As near counts for the first, Keras's: so does what rounding alone tells apart.
        if later > best_later or (later == best_later and there < apart / 2):
            remembers = _remembers(yours, reference, parts)
            hats = corrected(reference.slots) if kind.optimizer in CORRECTED else {}
            reference = replace(reference, name=kind.optimizer, corrected=hats)
            best = Compared(yours, reference, label, rule, parts, remembers)
            apart, best_later = there, later
    return best


def _apart(yours, reference) -> float:
    both = min(len(yours.points), len(reference.points))
    return float(np.abs(yours.points[:both] - reference.points[:both]).max())


def _parts(yours, reference, rule, kind, how) -> int | None:
    both = min(len(yours.points), len(reference.points))
    mine, theirs = yours.points[:both], reference.points[:both]
    moved = np.maximum.accumulate(np.abs(np.diff(theirs, axis=0, prepend=theirs[:1])))
    size = np.maximum.accumulate(np.abs(theirs)) * np.arange(1, both + 1)[:, None]
    rounding = 4e-7 if _is_float32(yours.points[1:]) else 1e-13
    near = (np.abs(mine - theirs) <= 1e-4 * moved + rounding * size).all(axis=1)
    if near.all():
        return None if len(yours.points) == len(reference.points) else both
    if _follows(yours, rule, kind, how, rounding):
        return None
    return int(np.argmin(near))


def _follows(yours, rule, kind, how, rounding) -> bool:
    """Whether every step of yours is what the rule makes of the same w, g and memory."""
    call = called(rule, kind, settings_of(how.rate, how.momentum, how.epsilon))
    slots = [yours.slots[name] for name in kind.slots]
    for taken in range(yours.taken):
        w = yours.points[taken]
        right = call(w, yours.gradients[taken], [slot[taken] for slot in slots], taken + 1)
        mine = [yours.points[taken + 1], *[slot[taken + 1] for slot in slots]]
        allowed = [1e-4 * np.abs(right[0] - w) + rounding * np.abs(w)]
        allowed += [1e-4 * np.abs(slot) + 1e-30 for slot in right[1:]]
        for theirs, own, most in zip(right, mine, allowed, strict=True):
            if not (np.abs(own - theirs) <= most).all():
                return False
    return yours.diverged or len(yours.points) == how.steps + 1


def _remembers(yours, reference, parts) -> int | None:
    both = min(len(yours.points), len(reference.points))
    both = both if parts is None else min(both, parts + 1)  # later, the gradients differ too
    first = []
    for name, values in reference.slots.items():
        theirs, mine = values[:both], yours.slots[name][:both]
        near = np.abs(mine - theirs) <= 1e-4 * np.maximum.accumulate(np.abs(theirs)) + 1e-30
        if not near.all():
            first.append(int(np.argmin(near.all(axis=1))))
    return min(first, default=None)


def _is_float32(values) -> bool:
    with np.errstate(over="ignore"):
        return np.array_equal(values, values.astype("float32"), equal_nan=True)
