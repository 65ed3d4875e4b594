"""The paths that Keras's optimizers take down a loss of two weights, with what they remember."""

import math
import numbers
import threading
import weakref
from dataclasses import dataclass, field

import numpy as np

from ..i18n import _
from . import _optimizers_loop as loop
from ._descended import HUGE, Descended

#: Optimizers by name, as they stand in a menu. The last is ours, to see what correction does.
NAMES = {
    "SGD": _("SGD"),
    "momentum": _("SGD with momentum"),
    "Nesterov": _("SGD with Nesterov momentum"),
    "RMSprop": _("RMSprop"),
    "Adam": _("Adam"),
    "AdamW": _("AdamW"),
    "Adagrad": _("Adagrad"),
    "Lion": _("Lion"),
    "Adam, uncorrected": _("Adam without bias correction (not Keras's)"),
}
#: The six that race unless others are asked for.
SIX = ("SGD", "momentum", "Nesterov", "RMSprop", "Adam", "AdamW")
#: Those that divide by 1 − βᵗ.
CORRECTED = ("Adam", "AdamW")

BETA_1, BETA_2 = 0.9, 0.999


@dataclass(frozen=True, eq=False)
class Path(Descended):
    """The path of one optimizer. Entry i of an array is after i steps; entry 0 is the start.

    Keras computes in float32 (``keras.config.floatx()``), so these are float32's values, kept as
    float64 arrays. A path that diverges ends: at its last point the loss or the gradient may be
    nan; a point that is not finite, or beyond ±HUGE, is not kept.

    Attributes:
        name: which optimizer, one of :data:`NAMES`, or what a learner's step is called.
        points: (taken + 1, 2).
        losses: (taken + 1,), of the surface, *not* scaled: so that two scales compare.
        gradients: (taken + 1, 2), of the scaled loss: what the optimizer is given there. In step
            i it is given ``gradients[i - 1]``.
        slots: what the optimizer remembers, name → (taken + 1, 2). "velocity" of momentum and
            Nesterov; "v" of RMSprop; "m" and "v" of Adam, AdamW and Adam, uncorrected; "m" of
            Lion; "accumulator" of Adagrad, which Keras starts at 0.1. All others start at 0.
        learning_rate: as it was given.
        diverged: a value that is not finite, or a point beyond ±HUGE, ended it.
        corrected: of Adam and AdamW, m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), computed beside in
            float64; name → (taken + 1, 2), nan in entry 0, where t is 0.
        by_differences: the gradients are central differences.
        beyond: of a learner's step whose w was not kept, what it returned: {"w": …, slot: …}.
        changes: whether a learner's step changed arrays that it was given, in place.
    """

    name: str
    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    slots: dict
    learning_rate: float
    diverged: bool = False
    corrected: dict = field(default_factory=dict)
    by_differences: bool = False
    beyond: dict | None = None
    changes: bool = False


def race(
    surface,
    names=SIX,
    start=None,
    *,
    learning_rate=None,
    steps=100,
    scale=1.0,
    epsilon=1e-7,
    momentum=0.9,
) -> dict[str, Path]:
    """The paths of Keras's own optimizers down one surface, from one start.

    Each gets g = ∂(scale · L)/∂w at its own point, and ``optimizer.apply`` takes its step. Where
    TensorFlow follows the surface, everything happens in one traced loop, which is kept with the
    surface: other rates, starts, scales, epsilons, momenta and names trace nothing anew. Where it
    does not, :func:`race_by_differences` is run to its end.

    Args:
        surface: a :class:`~.surfaces.Surface`.
        names: of :data:`NAMES`.
        start: (x, y); the surface's own unless given.
        learning_rate: of all optimizers; the surface's own unless given.
        steps: how many at most; fewer where a path diverges.
        scale: what the loss is multiplied by before it is differentiated.
        epsilon: ε of those that have one.
        momentum: of "momentum" and "Nesterov". Betas, rho and weight decay are Keras's defaults.

    Returns:
        name → :class:`Path`, in the order of ``names``.

    Raises:
        ValueError: an argument is not as above.

    Example:
        >>> race(surfaces.named("valley"), ["SGD"], (1, 1), learning_rate=0.1, steps=2)["SGD"].taken
        2

    Source: keras.optimizers.SGD, RMSprop, Adam, AdamW, Adagrad, Lion.
    """
    how = _how(surface, names, start, learning_rate, steps, scale, epsilon, momentum)
    if not surface.traceable:
        return last(race_by_differences(surface, names, start, **how.keywords))
    rows = _loop_of(surface).run(how.start, how.rate, how.scale, how.epsilon, how.momentum, steps)
    return {name: _path(name, rows[name], how.rate) for name in names}


def race_by_differences(
    surface,
    names=SIX,
    start=None,
    *,
    learning_rate=None,
    steps=100,
    scale=1.0,
    epsilon=1e-7,
    momentum=0.9,
):
    """The same where TensorFlow cannot follow: gradients by central differences.

    ∂L/∂x ≈ (L(x + h, y) − L(x − h, y)) / (2h), in float64; Keras's optimizers still take the
    steps, in float32.

    Args:
        surface, names, start, learning_rate, steps, scale, epsilon, momentum: as in :func:`race`.

    Yields:
        The part that is done, from 0 to 1; ends at once where it is closed.

    Returns:
        What :func:`race` returns (the value of the generator's StopIteration).

    Raises:
        ValueError: as in :func:`race`.
        NoSurface: the surface's function gave no number.
        Exception: whatever the surface's function raises, unchanged.

    Source: as in :func:`race`.
    """
    how = _how(surface, names, start, learning_rate, steps, scale, epsilon, momentum)
    return _by_differences(surface, names, how)


def _by_differences(surface, names, how):
    stepper = _steppers.pop() if _steppers else loop.Stepper()
    try:
        row = stepper.begin(how.start, how.rate, how.epsilon, how.momentum)
        rows = []
        for taken in range(how.steps + 1):
            points = np.array([row[name]["points"] for name in names], "float64")
            points[~(np.abs(points) <= HUGE).all(axis=1)] = math.nan  # it is there no more
            losses, gradients = surface.differences(points)
            gradients = (how.scale * gradients).astype("float32")
            for name, loss, gradient in zip(names, losses, gradients, strict=True):
                row[name].update(losses=loss, gradients=gradient)
            rows.append({name: row[name] for name in names})
            yield taken / max(how.steps, 1)
            if taken < how.steps:
                row = stepper.step(dict(zip(names, gradients, strict=True)))
    finally:
        _steppers.append(stepper)
    found = {}
    for name in names:
        columns = {key: np.array([row[name][key] for row in rows]) for key in rows[0][name]}
        found[name] = _path(name, columns, how.rate, by_differences=True)
    return found


# Those that no race has at the moment: to trace one takes longer than a race.
_steppers = []


def last(generator):
    """What a generator returns, when it is run to its end."""
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


# One loop for each surface, and one run of it at a time: its optimizers are variables.
_loops = weakref.WeakKeyDictionary()
_lock = threading.RLock()


def _loop_of(surface):
    with _lock:
        if surface not in _loops:
            _loops[surface] = loop.Loop(surface.function, surface.vectorised)
        return _loops[surface]


def _path(name, columns, rate, by_differences=False) -> Path:
    columns = {key: np.asarray(values, "float64") for key, values in columns.items()}
    points, losses, gradients = (columns.pop(key) for key in ("points", "losses", "gradients"))
    inside = (np.abs(points) <= HUGE).all(axis=1)
    finite = np.isfinite(losses) & np.isfinite(gradients).all(axis=1)
    kept, diverged = len(points), False
    if not inside.all():
        kept, diverged = int(np.argmin(inside)), True
    if not finite[:kept].all():
        kept, diverged = int(np.argmin(finite)) + 1, True
    slots = {key: values[:kept] for key, values in columns.items()}
    return Path(
        name=name,
        points=points[:kept],
        losses=losses[:kept],
        gradients=gradients[:kept],
        slots=slots,
        learning_rate=rate,
        diverged=diverged,
        corrected=corrected(slots) if name in CORRECTED else {},
        by_differences=by_differences,
    )


def corrected(slots) -> dict:
    """m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) of slots "m" and "v"; nan in entry 0."""
    t = np.arange(len(slots["m"]), dtype="float64")[:, None]
    t[0] = math.nan
    return {"m̂": slots["m"] / (1 - BETA_1**t), "v̂": slots["v"] / (1 - BETA_2**t)}


@dataclass(frozen=True)
class How:
    """The arguments of a race, checked."""

    start: tuple
    rate: float
    steps: int
    scale: float
    epsilon: float
    momentum: float

    @property
    def keywords(self) -> dict:
        kept = {key: getattr(self, key) for key in ("steps", "scale", "epsilon", "momentum")}
        return kept | {"learning_rate": self.rate}


def _how(surface, names, start, learning_rate, steps, scale, epsilon, momentum) -> How:
    if isinstance(names, str) or not all(name in NAMES for name in names):
        raise ValueError(
            _("Expected a list of names out of {known}. Received: {names}").format(
                known=list(NAMES), names=names
            )
        )
    return checked(surface, start, learning_rate, steps, scale, epsilon, momentum)


def checked(surface, start, learning_rate, steps, scale, epsilon, momentum) -> How:
    """The arguments of a race or a walk, checked; the surface's own where None is given."""
    start = surface.start if start is None else start
    try:
        point = tuple(float(value) for value in start)
    except (TypeError, ValueError):
        point = ()
    if len(point) != 2 or not all(abs(value) <= HUGE for value in point):
        raise ValueError(
            _("Expected a start of two finite numbers. Received: {start}").format(start=start)
        )
    if isinstance(steps, bool) or not isinstance(steps, numbers.Integral) or steps < 0:
        raise ValueError(
            _("Expected a whole number of steps, 0 or more. Received: {steps}").format(steps=steps)
        )
    rate = surface.learning_rate if learning_rate is None else learning_rate
    return How(
        start=point,
        rate=_number("learning_rate", rate, lambda value: value > 0, _("above 0")),
        steps=int(steps),
        scale=_number("scale", scale, lambda value: value > 0, _("above 0")),
        epsilon=_number("epsilon", epsilon, lambda value: value >= 0, _("0 or more")),
        momentum=_number("momentum", momentum, lambda value: 0 <= value <= 1, _("from 0 to 1")),
    )


def _number(name, value, right, words) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not (math.isfinite(number) and right(number)):
        raise ValueError(
            _("Expected {name} {words}. Received: {value}").format(
                name=name, words=words, value=value
            )
        )
    return number
