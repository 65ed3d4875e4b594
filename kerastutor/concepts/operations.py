"""The operations that a computation graph is made of: values forward, gradients backward.

Each is held against TensorFlow's automatic differentiation in the tests, and on every run.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        sign: how it is drawn, such as "×".
        forward: ``forward(*inputs, **options)``, float64 arrays; its value.
        slopes: of an elementwise operation: ``slopes(value, *inputs)``, its derivative by each
            input, cell by cell; a gradient is upstream × slope.
        local: of an elementwise operation: how the slope by each input is written.
        backward: of any other: ``backward(upstream, value, *inputs, **options)``, the gradient
            for each input.
        formula: of any other: how the gradient for each input is written.
        tensors: the same in TensorFlow, for the tape: ``tensors(*inputs, **options)``.
    """

    sign: str
    forward: Callable
    tensors: Callable
    slopes: Callable | None = None
    local: tuple[str, ...] = ()
    backward: Callable | None = None
    formula: tuple[str, ...] = ()

    @property
    def elementwise(self) -> bool:
        return self.slopes is not None


def unbroadcast(gradient, shape) -> np.ndarray:
    """The gradient of an array that was stretched: the sum over its copies.

    Args:
        gradient: of the stretched array.
        shape: of the array before it was stretched.
    """
    gradient = np.asarray(gradient)
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    kept = tuple(n for n, size in enumerate(shape) if size == 1 and gradient.shape[n] != 1)
    return gradient.sum(axis=kept, keepdims=True) if kept else gradient


def _tf(path):
    """A function of TensorFlow's by name, loaded when it is first called."""

    def call(*inputs, **options):
        import tensorflow as tf

        found = tf
        for part in path.split("."):
            found = getattr(found, part)
        return found(*inputs, **options)

    return call


def _elementwise(sign, forward, path, slopes, *local):
    return Operation(sign, forward, _tf(path), slopes=slopes, local=local)


def _sigmoid(x):
    small = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1, small) / (1 + small)


def _softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _softmax_back(upstream, value, _x, axis=-1):
    return (value * (upstream - (upstream * value).sum(axis=axis, keepdims=True)),)


def _kept(reduced, shape, axis, keepdims):
    """What was reduced, with the reduced axes at length 1 again."""
    if keepdims or not shape:
        return np.asarray(reduced).reshape(np.shape(reduced) if keepdims else (1,) * len(shape))
    axes = range(len(shape)) if axis is None else np.atleast_1d(axis)
    axes = {int(n) % len(shape) for n in axes}
    return np.asarray(reduced).reshape([1 if n in axes else s for n, s in enumerate(shape)])


def _sum_back(upstream, _value, x, axis=None, keepdims=False):
    return (np.broadcast_to(_kept(upstream, x.shape, axis, keepdims), x.shape),)


def _mean_back(upstream, value, x, axis=None, keepdims=False):
    (spread,) = _sum_back(upstream, value, x, axis, keepdims)
    return (spread * (max(np.size(value), 1) / max(x.size, 1)),)


def _max_back(upstream, value, x, axis=None, keepdims=False):
    chosen = x == _kept(value, x.shape, axis, keepdims)
    axes = None if axis is None else tuple(np.atleast_1d(axis).tolist())
    ties = chosen.sum(axis=axes, keepdims=True)
    return (_kept(upstream, x.shape, axis, keepdims) * chosen / ties,)


def _matmul_back(upstream, _value, a, b):
    left, right = a.reshape(1, -1) if a.ndim == 1 else a, b.reshape(-1, 1) if b.ndim == 1 else b
    if b.ndim == 1:
        upstream = upstream[..., None]
    if a.ndim == 1:
        upstream = upstream[..., None, :]
    da = unbroadcast(upstream @ np.swapaxes(right, -1, -2), left.shape)
    db = unbroadcast(np.swapaxes(left, -1, -2) @ upstream, right.shape)
    return da.reshape(a.shape), db.reshape(b.shape)


def _matmul_tensors(a, b):
    import keras

    return keras.ops.matmul(a, b)  # of vectors, too


def _getitem_back(upstream, _value, x, index=()):
    found = np.zeros_like(x)
    np.add.at(found, index, upstream)
    return (found,)


def _transpose_back(upstream, _value, x, axes=None):
    return (np.transpose(upstream, None if axes is None else np.argsort(axes)),)


def _power_slopes(value, x, n):
    with np.errstate(all="ignore"):
        by_base = np.where(n == 0, 0.0, n * x ** (n - 1))
        return by_base, value * np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0)


def _one(x):
    return np.ones(np.shape(x))


OPERATIONS = {
    "add": _elementwise(
        "+", np.add, "add", lambda v, a, b: (_one(v), _one(v)), "1", "1"
    ),
    "subtract": _elementwise(
        "−", np.subtract, "subtract", lambda v, a, b: (_one(v), -_one(v)), "1", "−1"
    ),
    "multiply": _elementwise(
        "×", np.multiply, "multiply", lambda v, a, b: (b * _one(v), a * _one(v)), "{1}", "{0}"
    ),
    "divide": _elementwise(
        "÷", np.divide, "divide", lambda v, a, b: (_one(v) / b, -v / b), "1 / {1}",
        "−{0} / {1}²",
    ),
    "power": _elementwise(
        "xⁿ", np.power, "pow", _power_slopes, "{1}·{0}^({1} − 1)", "{0}^{1}·ln {0}"
    ),
    "maximum": _elementwise(
        "maximum", np.maximum, "maximum",
        lambda v, a, b: ((a >= b) * _one(v), (a < b) * _one(v)),
        "1 where {0} is the larger, else 0", "1 where {1} is the larger, else 0",
    ),
    "minimum": _elementwise(
        "minimum", np.minimum, "minimum",
        lambda v, a, b: ((a <= b) * _one(v), (a > b) * _one(v)),
        "1 where {0} is the smaller, else 0", "1 where {1} is the smaller, else 0",
    ),
    "negative": _elementwise("−x", np.negative, "negative", lambda v, x: (-_one(x),), "−1"),
    "exp": _elementwise("exp", np.exp, "exp", lambda v, x: (v,), "exp({0})"),
    "log": _elementwise("log", np.log, "math.log", lambda v, x: (1 / x,), "1 / {0}"),
    "tanh": _elementwise("tanh", np.tanh, "tanh", lambda v, x: (1 - v**2,), "1 − tanh²"),
    "sigmoid": _elementwise(
        "σ", _sigmoid, "sigmoid", lambda v, x: (v * (1 - v),), "σ(1 − σ)"
    ),
    "relu": _elementwise(
        "relu", lambda x: np.maximum(x, 0), "nn.relu", lambda v, x: ((x > 0) * 1.0,),
        "1 where {0} > 0, else 0",
    ),
    "square": _elementwise("x²", np.square, "square", lambda v, x: (2 * x,), "2·{0}"),
    "sqrt": _elementwise("√", np.sqrt, "sqrt", lambda v, x: (0.5 / v,), "1 / (2·√{0})"),
    "abs": _elementwise("|x|", np.abs, "abs", lambda v, x: (np.sign(x),), "the sign of {0}"),
    "sin": _elementwise("sin", np.sin, "sin", lambda v, x: (np.cos(x),), "cos({0})"),
    "cos": _elementwise("cos", np.cos, "cos", lambda v, x: (-np.sin(x),), "−sin({0})"),
    "matmul": Operation(
        "@", np.matmul, _matmul_tensors, backward=_matmul_back,
        formula=("upstream @ {1}ᵀ", "{0}ᵀ @ upstream"),
    ),
    "sum": Operation(
        "sum", np.sum, _tf("reduce_sum"), backward=_sum_back,
        formula=("the upstream, copied into every cell that was added",),
    ),
    "mean": Operation(
        "mean", np.mean, _tf("reduce_mean"), backward=_mean_back,
        formula=("the upstream divided by the count, copied into every cell",),
    ),
    "max": Operation(
        "max", np.max, _tf("reduce_max"), backward=_max_back,
        formula=("the upstream where the largest value is, else 0",),
    ),
    "softmax": Operation(
        "softmax", _softmax, _tf("nn.softmax"), backward=_softmax_back,
        formula=("p·(upstream − Σ upstream·p)",),
    ),
    "getitem": Operation(
        "[ ]", lambda x, index=(): x[index], lambda x, index=(): x[index],
        backward=_getitem_back, formula=("the upstream at the cells that were picked, else 0",),
    ),
    "transpose": Operation(
        "ᵀ", np.transpose, lambda x, axes=None: _tf("transpose")(x, perm=axes),
        backward=_transpose_back, formula=("the upstream, turned back",),
    ),
    "reshape": Operation(
        "reshape", lambda x, shape=(): np.reshape(x, shape),
        lambda x, shape=(): _tf("reshape")(x, shape),
        backward=lambda upstream, _value, x, shape=(): (np.reshape(upstream, x.shape),),
        formula=("the upstream in the old shape",),
    ),
}  # fmt: skip
