"""The derivative of a function of one variable: automatic differentiation, and differences."""

import math
from dataclasses import dataclass

import numpy as np

from ..i18n import _

#: Functions to look at, in Keras, by name: the formula, and the source of a lambda.
FUNCTIONS = {
    "square": ("x²", "keras.ops.square(x)"),
    "cube": ("x³", "x * x * x"),
    "sin": ("sin x", "keras.ops.sin(x)"),
    "exp": ("eˣ", "keras.ops.exp(x)"),
    "sigmoid": ("1 / (1 + e⁻ˣ)", "keras.ops.sigmoid(x)"),
    "tanh": ("tanh x", "keras.ops.tanh(x)"),
    "relu": ("max(0, x)", "keras.ops.relu(x)"),
    "bumpy": ("x² / 4 + sin 3x", "x * x / 4 + keras.ops.sin(3 * x)"),
}


class NoDerivative(ValueError):
    """The function did not give one number."""


@dataclass(frozen=True)
class Tangent:
    """A function at one point: its value, and its derivative found in two ways.

    ``slope`` is by automatic differentiation, ``difference`` is (f(x + h) − f(x − h)) / (2h).
    Where TensorFlow cannot follow the function back to x there is no slope, and ``untaped`` says
    what came instead.
    """

    x: float
    y: float
    slope: float | None
    h: float
    ahead: float
    behind: float
    dtype: str = "float64"
    untaped: str = ""

    @property
    def difference(self) -> float:
        return (self.ahead - self.behind) / (2 * self.h)


def named(name):
    """The function of this name, as a Python function of a Keras tensor."""
    import keras

    if name not in FUNCTIONS:
        raise ValueError(
            _("Expected one of {known}. Received: {name}").format(known=list(FUNCTIONS), name=name)
        )
    source = FUNCTIONS[name][1]  # our own text, never a visitor's
    return eval(f"lambda x: {source}", {"keras": keras})


def tangent(function, x, h=1e-4, dtype=None) -> Tangent:
    """Value and derivative of ``function`` at ``x``.

    f'(x) by ``tf.GradientTape``; (f(x + h) − f(x − h)) / (2h) beside it. In float64; in float32
    when the function mixes x with float32 constants, which TensorFlow does not do.

    Args:
        function: takes a tensor of one number, returns one; written with Keras or TensorFlow.
        x: where; a float.
        h: the step of the difference, above 0.
        dtype: ``"float64"`` or ``"float32"``; found out by trying when not given.

    Raises:
        ValueError: when h is not above 0.
        NoDerivative: when the function returns no single number.

    Source: ``tensorflow.GradientTape``.
    """
    import tensorflow as tf

    if not h > 0:
        raise ValueError(_("Expected a step h above 0. Received: {h}").format(h=h))
    dtype = dtype or precision(function, x)
    if dtype == PYTHON:
        y, ahead, behind = (_single(function(x + d)) for d in (0.0, h, -h))
        return Tangent(float(x), y, None, float(h), ahead, behind, "float64", "float")
    point = tf.constant(x, dtype=dtype)
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = function(point)
    y = _single(value)
    ahead, behind = (_single(function(tf.constant(x + d, dtype=dtype))) for d in (h, -h))
    slope = tape.gradient(value, point) if tf.is_tensor(value) else None
    # A plain Python number has slope 0 where it is the same everywhere; math.sin(x) is not.
    if slope is None and type(value) in (int, float) and ahead == y == behind:
        slope = 0.0
    untaped = ""
    if slope is None:
        untaped = TENSOR if tf.is_tensor(value) else type(value).__name__
    if not math.isfinite(y):
        slope = None  # what has no value has no slope, whatever the tape multiplies
    slope = None if slope is None else float(slope)
    return Tangent(float(x), y, slope, float(h), ahead, behind, dtype, untaped)


def sides(function, x, dtype=None, h=1e-3) -> tuple[float, float] | None:
    """The slopes just left and just right of a kink; None where the curve has none at ``x``.

    (f(x) − f(x − h)) / h and (f(x + h) − f(x)) / h: at a kink, such as that of relu at 0, they
    stay apart however small h is, and there is no derivative. What ``tf.GradientTape`` gives
    there is a convention.

    Args:
        function, x, dtype: as in :func:`tangent`.
        h: a small step; a tenth of it is tried as well.
    """
    dtype = dtype or precision(function, x)
    pairs = []
    for step in (h, h / 10):
        at = tangent(function, x, step, dtype)
        pairs.append(((at.y - at.behind) / step, (at.ahead - at.y) / step))
    gaps = [abs(right - left) for left, right in pairs]
    # Of a smooth curve the gap shrinks with the step; at a kink it stays.
    if not all(map(math.isfinite, gaps)) or gaps[1] < 1e-3 or gaps[1] < 0.7 * gaps[0]:
        return None
    return pairs[1]


def curve(function, low, high, points=241) -> tuple:
    """x and y of a function's graph, float64 arrays of shape (points,).

    All points at once where the function allows it, else one by one: a function such as
    x / max(x) takes all points and mixes them, so three are compared.
    """
    import tensorflow as tf

    x = np.linspace(low, high, points)
    dtype = precision(function, low)
    if dtype == PYTHON:
        return x, np.array([_single(function(float(at))) for at in x])
    try:
        y = np.asarray(function(tf.constant(x, dtype=dtype)))
        some = [0, points // 3, points - 1]
        if y.shape == x.shape and y.dtype.kind in "biuf":
            alone = [_single(function(tf.constant(x[at], dtype=dtype))) for at in some]
            together = np.where(np.isfinite(y), y, np.nan).astype("float64")
            if np.allclose(together[some], alone, rtol=1e-4, atol=1e-6, equal_nan=True):
                return x, together
    except (ValueError, TypeError, tf.errors.OpError):
        pass
    return x, np.array([_single(function(tf.constant(at, dtype=dtype))) for at in x])


#: In place of a type: the result is TensorFlow's, and still no derivative leads back to x.
TENSOR = "tensor"
#: In place of a dtype: a function that takes Python's numbers, and no tensors.
PYTHON = "python"


def precision(function, x) -> str:
    """What a function of one number can be asked in: float64, else float32, else Python's floats.

    Raises:
        Exception: what the function raises for a tensor, where no float helps either.
    """
    import tensorflow as tf

    try:
        function(tf.constant(x, dtype="float64"))
        return "float64"
    except (tf.errors.InvalidArgumentError, TypeError, ValueError):
        pass
    try:
        function(tf.constant(x, dtype="float32"))
    except Exception:
        try:
            function(float(x))
        except Exception:
            return "float32"  # what it raises for a tensor is what matters
        return PYTHON
    return "float32"


def agreement(tangent_) -> float:
    """How far the two derivatives are apart, relative to the larger (or to 1 if both are small).

    Args:
        tangent_: one with a slope.
    """
    gap = abs(tangent_.slope - tangent_.difference)
    return gap / max(1.0, abs(tangent_.slope), abs(tangent_.difference))


def _single(value) -> float:
    if value is None:
        raise NoDerivative(_("Expected a number. Received: None. Is a return missing?"))
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biuf":
        raise NoDerivative(
            _("Expected one number for one x. Received: shape {shape}, {dtype}").format(
                shape=array.shape, dtype=array.dtype
            )
        )
    number = float(array.reshape(()))
    return number if math.isfinite(number) else math.nan
