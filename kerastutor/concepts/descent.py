"""Gradient descent on a loss of one weight: the path that a ball takes down a curve."""

import math
import numbers
from dataclasses import dataclass

import numpy as np

from ..i18n import _
from ._descended import HUGE, Descended
from ._descent_races import Race as Race
from ._descent_races import nearest as nearest
from .gradients import PYTHON, _single, curve, precision, tangent


class NoStep(ValueError):
    """The learner's step did not return the next weight."""


@dataclass(frozen=True, eq=False)
class Descent(Descended):
    """The path of one descent. Entry i of an array is after i steps; entry 0 is the start.

    ``weights``, ``losses`` and ``gradients`` are float64 arrays of shape (taken + 1,). A loss
    and a gradient may be nan in the last entry: there the loss has no finite value. ``untaped``
    is "" when automatic differentiation gave every gradient, else what the loss returned instead
    of a tensor that leads back to the weight (as in :class:`~.gradients.Tangent`): the gradients
    are central differences then.
    """

    weights: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    learning_rate: float
    untaped: str = ""
    diverged: bool = False
    """A value that is not finite, or a weight beyond ±HUGE, ended it. Such a weight is not kept."""
    beyond: float | None = None
    """Such a weight, where a ``step`` returned it."""


def descend(loss, start, learning_rate, steps, *, step=None, prepared=None) -> Descent:
    """Walk down ``loss`` from ``start``, against the gradient.

    w ← w − η · L′(w), ``steps`` times: η is the learning rate, L the loss.

    Args:
        loss: L, takes one number and returns one; see :func:`slope_of`.
        start: the first w; a float within ±HUGE.
        learning_rate: η, above 0; in units of w² per unit of loss.
        steps: how many at most, 0 or more; fewer where the descent diverges.
        step: ``step(w, gradient, learning_rate)`` that returns the next w, in place of the
            formula; it is given Python floats.
        prepared: ``slope_of(loss, …)``, where many descents on one loss follow each other.

    Raises:
        ValueError: start, learning rate or steps are not as above.
        NoDerivative: the loss returns no single number.
        NoStep: ``step`` returns no single number.
        Exception: whatever ``loss`` or ``step`` raises, unchanged.

    Example:
        >>> descend(lambda w: w**2, 1.0, 0.25, steps=3).weights
        array([1.   , 0.5  , 0.25 , 0.125])

    Source: keras.optimizers.SGD, which rounds its learning rate to keras.config.floatx().
    """
    w, rate = _float(start), _float(learning_rate)
    if not abs(w) <= HUGE:
        raise ValueError(
            _("Expected a start between −{huge:g} and {huge:g}. Received: {start}").format(
                huge=HUGE, start=start
            )
        )
    if not 0 < rate < math.inf:
        raise ValueError(
            _("Expected a finite learning rate above 0. Received: {rate}").format(
                rate=learning_rate
            )
        )
    if not isinstance(steps, numbers.Integral) or steps < 0:
        raise ValueError(
            _("Expected a whole number of steps, 0 or more. Received: {steps}").format(steps=steps)
        )
    slope = prepared or slope_of(loss, w)
    slope.refresh(w)
    if step is None and slope.rolls:
        return _rolled(slope.roll(w, rate, int(steps)), int(steps), rate)
    path, untaped, diverged, beyond = [], "", False, None
    for taken in range(steps + 1):
        value, gradient, kind = slope(w)
        path.append((w, value, gradient))
        untaped = untaped or kind
        if diverged := not (math.isfinite(value) and math.isfinite(gradient)):
            break
        if taken == steps:
            break
        w = w - rate * gradient if step is None else _next(step(w, gradient, rate))
        if diverged := not abs(w) <= HUGE:
            beyond = w
            break
    return Descent(*np.array(path, dtype="float64").T, rate, untaped, diverged, beyond)


def _rolled(path, steps, rate) -> "Descent":
    """What a whole descent in the graph gave: rows of (weight, loss, gradient)."""
    last = path[-1]
    ended = len(path) <= steps or not np.isfinite(last).all()
    if not np.isfinite(last[1]):  # as `Slope` has it: no loss, no gradient
        path[-1, 1:] = math.nan
    return Descent(*path.T, rate, "", bool(ended))


class Slope:
    """A loss made ready to be asked often: ``slope(w)`` is (loss, gradient, untaped) at a float w.

    Where TensorFlow can trace the loss into a graph that agrees with it, the graph answers, four
    times as fast; else the loss itself.
    """

    def __init__(self, loss, x):
        self.loss = loss
        self.dtype = precision(loss, x)
        self._graph, self._h = None, 1e-4
        # Off the round numbers, at which float64 values may look like float32.
        known = {w: found for w in (x, x + 0.3717, x - 0.6131) if (found := self._tried(w))}
        coarse = self.dtype == "float32" or _is_float32([value for value, *_rest in known.values()])
        # The step with the least error of a central difference, rounding and curvature together.
        self._h = float(np.cbrt(np.finfo("float32" if coarse else "float64").eps))
        self._tolerance = 1e-4 if coarse else 1e-9
        if self.dtype == PYTHON or any(untaped for *_rest, untaped in known.values()):
            return
        try:
            self._graph = _Graph(loss, self.dtype)
            agree = all(self._near(known[w][:2], self._from_graph(w)[:2]) for w in known)
        except Exception:  # Python's if, float(w), a gradient of None: no graph has them
            agree = False
        if not known or not agree:
            self._graph = None

    def __call__(self, w) -> tuple[float, float, str]:
        return self._from_graph(w) if self._graph else self._from_loss(w)

    @property
    def rolls(self) -> bool:
        """Whether a whole descent can be done in the graph."""
        return self._graph is not None

    def roll(self, w, learning_rate, steps) -> np.ndarray:
        """A whole descent in the graph, twelve times as fast as asking for each step."""
        return self._graph.roll(w, learning_rate, steps)

    def refresh(self, w):
        """Give up the graph where the loss is another by now: the data it reads were replaced."""
        if self._graph is None:
            return
        import tensorflow as tf

        now = _single(self.loss(tf.constant(w, dtype=self.dtype)))
        if not self._near(now, self._from_graph(w)[0]):
            self._graph = None

    def _near(self, loss, graph) -> bool:
        return np.allclose(loss, graph, rtol=self._tolerance, atol=self._tolerance, equal_nan=True)

    def _from_loss(self, w):
        at = tangent(self.loss, w, self._h * max(1.0, abs(w)), self.dtype)
        if not math.isfinite(at.y):
            return math.nan, math.nan, at.untaped
        return at.y, at.difference if at.slope is None else at.slope, at.untaped

    def _from_graph(self, w):
        value, gradient = self._graph(w)
        if not math.isfinite(value):
            return math.nan, math.nan, ""
        return value, gradient, ""

    def _tried(self, w):
        try:
            return self._from_loss(w)
        except Exception:  # what it raises is heard when the descent comes by
            return None


def slope_of(loss, x) -> Slope:
    """Make ``loss`` ready to give its value and gradient quickly, again and again.

    L′(w) by automatic differentiation; (L(w + h) − L(w − h)) / (2h) where no tape follows the
    loss. In float64, else float32, else Python's floats, whichever the loss can be asked in.

    Args:
        loss: takes a tensor (or a float) of one number and returns one.
        x: a weight at which the loss is tried; the graph is compared with it there and nearby.

    Returns:
        A function of a float w: (loss, gradient, untaped), see :class:`Descent`.

    Example:
        >>> slope_of(lambda w: w**2, 1.0)(3.0)
        (9.0, 6.0, '')

    Source: tensorflow.GradientTape, tensorflow.function.
    """
    return Slope(loss, _float(x))


def threshold(loss, low, high) -> float | None:
    """The learning rate above which descent can diverge: 2/λ.

    λ is the largest second derivative between ``low`` and ``high``, by second differences
    (L(w + h) − 2 L(w) + L(w − h)) / h². On L = λw²/2 a step is w ← (1 − ηλ) w, and |1 − ηλ| > 1
    exactly above η = 2/λ. Other losses are nowhere more curved between the two ends; a kink,
    such as that of |w|, has no second derivative, and is left out.

    Args:
        loss: as in :func:`slope_of`.
        low, high: the domain that is drawn; low < high.

    Returns:
        2/λ in the units of a learning rate; None where the loss is nowhere curved upwards.

    Raises:
        ValueError: low and high are not finite, or low is not below high.
        NoDerivative: the loss returns no single number.

    Example:
        >>> round(threshold(lambda w: w**2, -1, 1), 6)
        1.0

    Source: Boyd and Vandenberghe, Convex Optimization, section 9.3 (M is λ there).
    """
    if not -math.inf < _float(low) < _float(high) < math.inf:
        raise ValueError(
            _("Expected finite ends, low < high. Received: {low}, {high}").format(
                low=low, high=high
            )
        )
    return threshold_of(*curve(loss, low, high))


def threshold_of(w, y) -> float | None:
    """The same, of a graph that is there already: points of `gradients.curve`."""
    coarse = _is_float32(y)
    if coarse:  # too few digits for second differences of close neighbours
        w, y = w[::6], y[::6]
    finite = np.abs(y[np.isfinite(y)])
    if not len(finite):
        return None
    h = w[1] - w[0]
    with np.errstate(over="ignore", invalid="ignore"):
        near = (y[2:] - 2 * y[1:-1] + y[:-2]) / h**2
        far = np.pad((y[4:] - 2 * y[2:-2] + y[:-4]) / (2 * h) ** 2, 1, mode="edge")
        noise = 8 * np.finfo("float32" if coarse else "float64").eps * finite.max() / h**2
        # A second derivative is the same from near and from far; at a kink it grows as 1/h.
        kink = np.pad(near > 1.25 * np.maximum(far, 0) + noise, 1)
        near[kink[2:] | kink[1:-1] | kink[:-2]] = np.nan
    near = near[np.isfinite(near)]
    return float(2 / near.max()) if len(near) and near.max() > noise else None


class _Graph:
    """A loss as a graph: called with a float it returns loss and gradient, two floats."""

    def __init__(self, loss, dtype):
        import tensorflow as tf

        @tf.function(autograph=False)  # Python's own if and for are left to the loss itself
        def both(point):
            with tf.GradientTape() as tape:
                tape.watch(point)
                value = loss(point)
            gradient = tape.gradient(value, point)
            return tf.reshape(value, ()), tf.reshape(gradient, ())

        number = tf.TensorSpec((), "float64")

        @tf.function(autograph=False, input_signature=[number, number, tf.TensorSpec((), "int32")])
        def roll(start, rate, steps):
            def on(taken, w, rows, _going):
                value, gradient = (tf.cast(x, "float64") for x in both(tf.cast(w, dtype)))
                rows = rows.write(taken, tf.stack([w, value, gradient]))
                there = w - rate * gradient
                finite = tf.math.is_finite(value) & tf.math.is_finite(gradient)
                going = (taken < steps) & finite & (tf.abs(there) <= HUGE)
                return taken + 1, there, rows, going

            rows = tf.TensorArray("float64", 1, dynamic_size=True, element_shape=(3,))
            begin = (0, start, rows, True)
            return tf.while_loop(lambda _t, _w, _r, going: going, on, begin)[2].stack()

        self._dtype = dtype
        self._both = both.get_concrete_function(tf.TensorSpec((), dtype))
        self._roll = roll.get_concrete_function()

    def __call__(self, w):
        import tensorflow as tf

        value, gradient = self._both(tf.constant(w, dtype=self._dtype))
        return _single(value), float(gradient)

    def roll(self, w, learning_rate, steps) -> np.ndarray:
        """Rows of (weight, loss, gradient), float64 of shape (taken + 1, 3)."""
        import tensorflow as tf

        how = tf.constant(w, "float64"), tf.constant(learning_rate, "float64")
        return self._roll(*how, tf.constant(steps)).numpy()


def _is_float32(values) -> bool:
    """Whether the values have no more digits than float32, whatever dtype they came in."""
    values = np.asarray(values, dtype="float64")
    with np.errstate(over="ignore"):
        return np.array_equal(values, values.astype("float32"), equal_nan=True)


def _next(value) -> float:
    if value is None:
        raise NoStep(_("Expected the next weight. Received: None. Is a return missing?"))
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, an object of the learner's own
        array = np.asarray(None)
    if array.ndim:
        received = _("shape {shape}, {dtype}").format(shape=array.shape, dtype=array.dtype)
    elif array.dtype.kind not in "iuf":
        received = type(value).__name__
    else:
        return float(array)
    raise NoStep(
        _("Expected the next weight, one number. Received: {received}").format(received=received)
    )


def _float(value) -> float:
    """What the checks of a range refuse (nan) in place of what is no number."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
