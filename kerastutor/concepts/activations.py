"""Activation functions: what Keras lists, and any of them as a curve with its slope."""

import inspect
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..i18n import _

#: The step of a difference where no tape follows a function, in float64.
STEP = 1e-4


class NoCurve(ValueError):
    """The function did not give one number for each number. A notebook shows it as one line."""

    def _render_traceback_(self) -> list[str]:
        """IPython's hook: the line stands in place of the stack trace."""
        return [str(self)]


def relu(x) -> np.ndarray:
    """Negative values become 0, all others stay.

    relu(x) = max(0, x)

    Args:
        x: array or tensor of any shape.

    Returns:
        NumPy array of the same shape and dtype.

    Raises:
        Nothing: −∞ gives 0, and ∞ gives ∞.

    Example:
        >>> relu(np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 3.])

    Source: keras.ops.relu.
    """
    import keras

    return np.array(keras.ops.relu(keras.ops.convert_to_tensor(x)))


def sigmoid(x) -> np.ndarray:
    """Any number moved to between 0 and 1.

    σ(x) = 1 / (1 + e⁻ˣ)

    Args:
        x: array or tensor of any shape, of a floating dtype.

    Returns:
        NumPy array of the same shape and dtype; never NaN where x is none.

    Raises:
        Nothing: far from 0 it is 0 or 1.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])

    Source: keras.ops.sigmoid.
    """
    import keras

    return np.array(keras.ops.sigmoid(keras.ops.convert_to_tensor(x)))


@dataclass(frozen=True)
class Listed:
    """What ``keras.activations`` lists, by name.

    Attributes:
        curves: functions of one number, each once.
        aliases: other names of some: {"swish": "silu"}.
        rows: those that mix the numbers of a row, such as softmax: no curves.
        asking: those that ask for more numbers, such as threshold.
    """

    curves: tuple[str, ...]
    aliases: dict[str, str]
    rows: tuple[str, ...]
    asking: tuple[str, ...]


@lru_cache
def listed() -> Listed:
    """Ask Keras which activations it has.

    Source: ``keras.activations``.
    """
    import keras

    curves, aliases, rows, asking = [], {}, [], []
    for name in sorted(vars(keras.activations)):
        function = getattr(keras.activations, name)
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        first, *others = inspect.signature(function).parameters.values()
        if first.name != "x":
            continue  # get, serialize, deserialize
        if function.__name__ != name:
            aliases[name] = function.__name__
        elif any(other.default is inspect.Parameter.empty for other in others):
            asking.append(name)
        elif _mixes(function):
            rows.append(name)
        else:
            curves.append(name)
    return Listed(tuple(curves), aliases, tuple(rows), tuple(asking))


def _mixes(function) -> bool:
    """Does a number's result depend on its neighbours?"""
    import keras

    row = keras.ops.convert_to_tensor([[0.5, -1.0, 2.0, 0.1]])
    whole, half = (np.asarray(function(part)) for part in (row, row[:, :2]))
    return whole.shape != (1, 4) or not np.allclose(whole[:, :2], half, atol=1e-6)


def named(name):
    """Keras's activation of this name.

    Raises:
        ValueError: it has none that is a curve.
    """
    import keras

    known = listed()
    name = known.aliases.get(name, name)
    if name not in known.curves:
        raise ValueError(
            _("Expected one of {known}. Received: {name!r}").format(
                known=list(known.curves), name=name
            )
        )
    return getattr(keras.activations, name)


def taped(function, shape=(2, 3)):
    """The function for tensors, and whether automatic differentiation follows it.

    One that is written with Keras or TensorFlow stays as it is. Any other is called with an array,
    and its slope is (f(x + h) − f(x − h)) / (2h), in float64, h being `STEP`.

    Args:
        function: takes numbers of any shape, returns as many.
        shape: of some numbers that it is tried with, before a network calls it.

    Returns:
        (function of a float32 tensor, whether it was followed).

    Raises:
        NoCurve: it gives no number for each.
    """
    import tensorflow as tf

    some = tf.constant(np.resize(np.array([-1.5, -0.5, 0.25, 1.5], "float32"), shape))
    with tf.GradientTape() as tape:
        tape.watch(some)
        try:
            value = function(some)
        except Exception:  # it is called with an array instead, and fails there again, or not
            value = None
    if tf.is_tensor(value) and value.shape == some.shape and value.dtype.is_floating:
        if tape.gradient(value, some) is not None:
            return function, True

    def called(x):
        y = np.asarray(function(x.copy()))  # it may write into what it is given
        if y.dtype.kind not in "biuf":
            raise NoCurve(
                _("Expected one number for each of {n}. Received: no numbers").format(n=x.size)
            )
        if y.shape != x.shape:
            raise NoCurve(
                _("Expected one number for each of {n}, shape {x}. Received: shape {y}").format(
                    n=x.size, x=x.shape, y=y.shape
                )
            )
        return y

    called(some.numpy())

    @tf.custom_gradient
    def through_numpy(x):
        values = x.numpy()
        y = tf.constant(called(values).astype("float32"))

        def gradient(upstream):
            wide = values.astype("float64")
            rise = called(wide + STEP) - called(wide - STEP)
            return upstream * tf.constant((rise / (2 * STEP)).astype("float32"))

        return y, gradient

    return through_numpy, False


@dataclass(frozen=True)
class Graph:
    """A curve and its slope: ``y`` = f(``x``), ``slope`` = f′(``x``); float32, one shape.

    ``taped`` says whether the slope is by automatic differentiation or by differences.
    """

    x: np.ndarray
    y: np.ndarray
    slope: np.ndarray
    taped: bool = True


def graph(function, x) -> Graph:
    """The values and slopes of a function of one number.

    Args:
        function: takes an array or a tensor of any shape, returns one of the same shape.
        x: where; array-like.

    Raises:
        NoCurve: the function gives no number for each.

    Example:
        >>> graph(keras.activations.relu, [-1.0, 2.0]).slope
        array([0., 1.], dtype=float32)

    Source: ``tensorflow.GradientTape``.
    """
    import tensorflow as tf

    place = tf.constant(np.asarray(x, "float32"))
    f, followed = taped(function, place.shape)
    with tf.GradientTape() as tape:
        tape.watch(place)
        y = f(place)
    return Graph(place.numpy(), np.asarray(y), np.asarray(tape.gradient(y, place)), followed)
