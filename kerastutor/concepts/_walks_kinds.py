"""Steps by what they are given and return: how a learner's is called, and its results are read."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..i18n import _
from . import steps as rules
from .descent import NoStep
from .optimizers import BETA_1, BETA_2


@dataclass(frozen=True)
class Kind:
    """What a step is given, in this order, and what it remembers.

    Attributes:
        slots: what is given after w and g, and returned after w; each begins at zeros.
        counts: whether t, the number of the step from 1, comes next.
        settings: numbers that come last.
        rules: (label, the right rule) pairs, Keras's first; rules take the same arguments.
        optimizer: which of `optimizers.NAMES` is Keras's.
    """

    slots: tuple
    counts: bool
    settings: tuple
    rules: tuple
    optimizer: str

    @property
    def parameters(self) -> tuple:
        return ("w", "g", *self.slots, *(["t"] if self.counts else []), *self.settings)

    @property
    def returned(self) -> str:
        return "w" if not self.slots else "(" + ", ".join(("w", *self.slots)) + ")"


#: Steps by name.
KINDS = {
    "sgd": Kind((), False, ("learning_rate",), ((_("Keras's SGD"), rules.sgd_step),), "SGD"),
    "momentum": Kind(
        slots=("velocity",),
        counts=False,
        settings=("learning_rate", "momentum"),
        rules=((_("Keras's SGD with momentum"), rules.momentum_step),),
        optimizer="momentum",
    ),
    "rmsprop": Kind(
        slots=("v",),
        counts=False,
        settings=("learning_rate", "rho", "epsilon"),
        rules=(
            (_("Keras's RMSprop"), rules.rmsprop_step),
            (_("RMSprop with ε beside the root"), rules.rmsprop_step_outside),
        ),
        optimizer="RMSprop",
    ),
    "adam": Kind(
        slots=("m", "v"),
        counts=True,
        settings=("learning_rate", "beta_1", "beta_2", "epsilon"),
        rules=(
            (_("Keras's Adam"), rules.adam_step),
            (_("the paper's Adam"), rules.adam_step_of_the_paper),
        ),
        optimizer="Adam",
    ),
}


def kind_of(step, against=None) -> str:
    """Which optimizer a learner's step is a step of, by the names and the number of its parameters.

    Args:
        step: ``sgd_step(w, g, learning_rate)``, ``momentum_step(w, g, velocity, learning_rate,
            momentum)``, ``rmsprop_step(w, g, v, learning_rate, …)`` or ``adam_step(w, g, m, v, t,
            …)``; other names will do where their number tells.
        against: one of :data:`KINDS`, or of `optimizers.NAMES`, in place of looking.

    Raises:
        TypeError: step cannot be called.
        ValueError: it is none of these; one line.

    Example:
        >>> kind_of(lambda w, g, learning_rate: w - learning_rate * g)
        'sgd'
    """
    if not callable(step):
        raise TypeError(
            _("Expected a step, such as sgd_step. Received: {step!r}").format(step=step)
        )
    if against is not None:
        known = {kind.optimizer.lower(): name for name, kind in KINDS.items()}
        found = known.get(str(against).lower(), str(against).lower())
        if found not in KINDS:
            raise ValueError(
                _("Expected against to be one of {known}. Received: {against}").format(
                    known=list(KINDS), against=against
                )
            )
        return found
    try:
        parameters = list(inspect.signature(step).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    fixed = [p for p in parameters if p.kind in usual]
    names = {p.name for p in parameters}
    wanted = sum(p.default is p.empty for p in fixed)
    if {"w", "g", "m", "v"} <= names or {"beta_1", "beta_2"} <= names:
        return "adam"
    if names & {"velocity", "momentum"}:
        return "momentum"
    if "rho" in names or {"w", "g", "v"} <= names:
        return "rmsprop"
    by_number = {(3, 3): "sgd", (5, 5): "momentum", (6, 6): "rmsprop", (9, 9): "adam"}
    by_number |= {(3, 6): "rmsprop", (5, 9): "adam", (3, 5): "momentum"}
    by_number |= {(2, 3): "sgd", (2, 4): "sgd", (3, 4): "sgd"}
    found = by_number.get((wanted, len(fixed)))
    if found is None:
        raise ValueError(
            _(
                "Expected a step of (w, g, learning_rate), (w, g, velocity, learning_rate, "
                "momentum), (w, g, v, …) or (w, g, m, v, t, …), or against=. Received: {received}"
            ).format(received=_signature(step))
        )
    return found


def called(step, kind, given, shape=(2,)) -> Callable:
    """(w, g, slots, t) → [w, *slots] by the learner's step, checked. Its ``changes`` says whether
    the step has changed arrays that it was given.

    Args:
        kind: a :class:`Kind`.
        given: of :func:`settings_of`.
        shape: of w; () is one weight, and the step is given NumPy's float64, a float that can be
            copied as an array can; where it goes through its weights, arrays of one.
    """
    positional, keywords = passed(step, kind)
    settings = [given[name] for name in positional]
    keywords = {name: given[name] for name in keywords}

    def once(form, w, g, slots, t):
        given = [np.full(form, v, "float64") if form else np.float64(v) for v in (w, g, *slots)]
        count = [t] if kind.counts else []
        with np.errstate(all="ignore"):
            found = _read(step(*given, *count, *settings, **keywords), kind, form)
        now = zip(given, (w, g, *slots), strict=True)
        call.changes |= not all(np.array_equal(*pair, equal_nan=True) for pair in now)
        return found

    def of_one(*given):
        """A number can do all that an array can, but for going through it."""
        try:
            return once((), *given)
        except (TypeError, IndexError) as error:
            try:
                return [float(array[0]) for array in once((1,), *given)]
            except NoStep:
                raise error from None

    def call(w, g, slots, t):
        return once(shape, w, g, slots, t) if shape else of_one(w, g, slots, t)

    call.changes = False
    return call


def few(step, kind) -> tuple:
    """Arguments of a first step of two weights, in the step's own order."""
    given = settings_of(0.1)
    names = [name for some in passed(step, kind) for name in some]
    arrays = [np.array([1.0, 2.0]), np.array([0.5, -1.0]), *np.zeros((len(kind.slots), 2))]
    return *arrays, *([1] if kind.counts else []), *(given[name] for name in names)


def passed(step, kind) -> tuple:
    """Which settings a step is passed: (names by position, names by keyword)."""
    try:
        parameters = list(inspect.signature(step).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    if not parameters or any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return kind.settings, ()
    own = parameters[2 + len(kind.slots) + kind.counts :]
    if all(p.name in SETTINGS and p.kind is not p.POSITIONAL_ONLY for p in own):
        return (), tuple(p.name for p in own)
    return kind.settings[: len(own)], ()  # words of the learner's own: in the usual order


#: All that a step may ask for, with Keras's defaults; the first two have none that everybody has.
SETTINGS = {
    "learning_rate": None,
    "momentum": None,
    "rho": 0.9,
    "beta_1": BETA_1,
    "beta_2": BETA_2,
    "epsilon": 1e-7,
}


def settings_of(learning_rate, momentum=0.9, epsilon=1e-7) -> dict:
    """What a step is passed, by name."""
    given = {"learning_rate": learning_rate, "momentum": momentum, "epsilon": epsilon}
    return SETTINGS | given


def _read(value, kind, shape) -> list:
    """What a step returned, as float64 arrays of the shape of w; floats where that is ()."""
    names = ("w", *kind.slots)
    if value is None:
        raise _no_step(kind, shape, _("None. Is a return missing?"))
    if len(names) == 1:
        return [_array(value, "", kind, shape)]
    if not isinstance(value, tuple | list):
        raise _no_step(kind, shape, _kind_of_value(value))
    if len(value) != len(names):
        raise _no_step(kind, shape, _("{count} values").format(count=len(value)))
    return [_array(each, name, kind, shape) for each, name in zip(value, names, strict=True)]


def _array(value, name, kind, shape):
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, an object of the learner's own
        array = np.asarray(None)
    if array.shape == shape and array.dtype.kind in "iuf":
        return array.astype("float64") if shape else float(array)
    received = _kind_of_value(value) if array.dtype.kind not in "biufc" else ""
    received = received or _("shape {shape}, {dtype}").format(shape=array.shape, dtype=array.dtype)
    raise _no_step(kind, shape, f"{name}: {received}" if name else received)


def _kind_of_value(value) -> str:
    shape = getattr(value, "shape", None)
    if isinstance(value, int | float) or shape == ():
        return _("one number")
    if shape is None:
        return type(value).__name__
    return _("one array of shape {shape}").format(shape=tuple(shape))


def _no_step(kind, shape, received) -> NoStep:
    if not kind.slots and shape:
        words = _("Expected the next w, of shape (2,). Received: {received}")
    elif not kind.slots:
        words = _("Expected the next w, one number. Received: {received}")
    elif shape:
        words = _("Expected {returned}, each of shape (2,), as w. Received: {received}")
    else:
        words = _("Expected {returned}, each one number. Received: {received}")
    return NoStep(words.format(returned=kind.returned, received=received))


def named(name) -> Kind:
    if name not in KINDS:
        raise ValueError(
            _("Expected one of {known}. Received: {name}").format(known=list(KINDS), name=name)
        )
    return KINDS[name]


def _signature(step) -> str:
    try:
        return f"{getattr(step, '__name__', '')}{inspect.signature(step)}"
    except (TypeError, ValueError):
        return repr(step)
