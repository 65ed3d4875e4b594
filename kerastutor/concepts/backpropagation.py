"""Gradients of a network's parts and of a whole small one, by TensorFlow's tape; and differences.

Throughout, *upstream* is the gradient of the loss for what a part gave: it comes from behind.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerastutor.i18n import _


@dataclass(frozen=True)
class Forward:
    """What a network of two Dense layers computes on its way to the loss.

    Attributes:
        z1: x · w1 + b1, shape (n, hidden).
        a1: relu(z1), the same shape.
        logits: a1 · w2 + b2, shape (n, classes).
        probabilities: softmax(logits), the same shape.
        losses: each sample's cross-entropy, shape (n,).
    """

    z1: np.ndarray
    a1: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    losses: np.ndarray

    @property
    def loss(self) -> float:
        """The mean over the batch."""
        return float(self.losses.mean())


def softmax_network(x, y, w1, b1, w2, b2) -> Forward:
    """A hidden layer with ReLU, then softmax and cross-entropy: the way forward.

    z1 = x · w1 + b1,  a1 = max(0, z1),  logits = a1 · w2 + b2
    lossᵢ = −Σⱼ yᵢⱼ log softmax(logits)ᵢⱼ

    Args:
        x: floating array of shape (n, inputs).
        y: one-hot labels, shape (n, classes).
        w1, b1: the hidden layer's kernel and bias, shapes (inputs, hidden) and (hidden,).
        w2, b2: the output's, shapes (hidden, classes) and (classes,).

    Returns:
        All that is computed on the way, NumPy arrays of x's dtype.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> one, zero = np.ones((1, 1)), np.zeros(1)
        >>> softmax_network(one, np.array([[1.0, 0.0]]), one, zero, np.zeros((1, 2)),
        ...                 np.zeros(2)).probabilities
        array([[0.5, 0.5]])

    Source: keras.ops.relu, keras.ops.softmax, keras.losses.categorical_crossentropy.
    """
    import keras

    _check_network(x, y, w1, b1, w2, b2)
    z1, a1, logits, losses = _forward(*_tensors(x, y, w1, b1, w2, b2))
    parts = z1, a1, logits, keras.ops.softmax(logits), losses
    return Forward(*(np.array(part) for part in parts))


def backprop(x, y, w1, b1, w2, b2) -> tuple:
    """The loss of such a network, the mean over the batch, and its gradients.

    loss = (1/n) Σᵢ lossᵢ,  dw = ∂loss/∂w

    Args:
        x, y, w1, b1, w2, b2: as for `softmax_network`.

    Returns:
        (loss, dw1, db1, dw2, db2): a float, and NumPy arrays of the shapes of w1, b1, w2, b2.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> one, zero = np.ones((1, 1)), np.zeros(1)
        >>> loss, dw1, db1, dw2, db2 = backprop(
        ...     one, np.array([[1.0, 0.0]]), one, zero, np.zeros((1, 2)), np.zeros(2))
        >>> db2
        array([-0.5,  0.5])

    Source: tf.GradientTape through Keras's own operations.
    """
    import keras
    import tensorflow as tf

    _check_network(x, y, w1, b1, w2, b2)
    x, y, *weights = _tensors(x, y, w1, b1, w2, b2)
    with tf.GradientTape() as tape:
        tape.watch(weights)
        loss = keras.ops.mean(_forward(x, y, *weights)[-1])
    return float(loss), *(np.array(part) for part in tape.gradient(loss, weights))


def softmax_crossentropy_gradient(y_true, logits) -> np.ndarray:
    """The gradient of each sample's cross-entropy for its own logits; no mean over the batch.

    ∂lossᵢ/∂zᵢⱼ = softmax(z)ᵢⱼ − yᵢⱼ

    Args:
        y_true: array of shape (n, classes), one-hot.
        logits: floating array of the same shape, z.

    Returns:
        NumPy array of that shape, of the logits' dtype.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> softmax_crossentropy_gradient(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
        array([[-0.5,  0.5]])

    Source: tf.GradientTape through keras.losses.categorical_crossentropy, from logits.
    """
    import keras
    import tensorflow as tf

    _check_shapes((np.shape(y_true), np.shape(logits)), ("(n, classes)",) * 2)
    y_true, logits = _tensors(y_true, logits, like=1)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        losses = keras.losses.categorical_crossentropy(y_true, logits, from_logits=True)
    # The tape adds up the losses' gradients, and each logit belongs to one loss.
    return np.array(tape.gradient(losses, logits))


def dense_gradients(x, kernel, bias, upstream) -> tuple:
    """What comes back through a Dense layer without activation, z = x · kernel + bias.

    dx = upstream · kernelᵀ,  dkernel = xᵀ · upstream,  dbias = Σᵢ upstreamᵢ

    Args:
        x: floating array of shape (n, inputs).
        kernel, bias: shapes (inputs, units) and (units,).
        upstream: the gradient of the loss for z, shape (n, units).

    Returns:
        (dx, dkernel, dbias): NumPy arrays of the shapes of x, kernel and bias.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> dense_gradients(np.array([[2.0]]), np.array([[3.0]]), np.array([1.0]),
        ...                 np.array([[10.0]]))
        (array([[30.]]), array([[20.]]), array([10.]))

    Source: tf.GradientTape through keras.ops.matmul and the sum.
    """
    import keras
    import tensorflow as tf

    shapes = np.shape(x), np.shape(kernel), np.shape(bias), np.shape(upstream)
    _check_shapes(shapes, ("(n, inputs)", "(inputs, units)", "(units,)", "(n, units)"))
    x, kernel, bias, upstream = _tensors(x, kernel, bias, upstream)
    with tf.GradientTape() as tape:
        tape.watch((x, kernel, bias))
        z = keras.ops.matmul(x, kernel) + bias
    found = tape.gradient(z, (x, kernel, bias), output_gradients=upstream)
    return tuple(np.array(part) for part in found)


def relu_gradient(upstream, z) -> np.ndarray:
    """What comes back through ReLU: upstream where z is above 0, elsewhere 0, at 0 too.

    dzᵢ = upstreamᵢ if zᵢ > 0, else 0

    Args:
        upstream: the gradient of the loss for relu(z).
        z: floating array of the same shape, what relu got.

    Returns:
        NumPy array of that shape.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> relu_gradient(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 2.0]))
        array([0., 0., 5.])

    Source: tf.GradientTape through keras.ops.relu.
    """
    import keras
    import tensorflow as tf

    if np.shape(upstream) != np.shape(z):
        raise ValueError(
            _("upstream must have the shape of z. Received: {upstream}, {z}").format(
                upstream=np.shape(upstream), z=np.shape(z)
            )
        )
    upstream, z = _tensors(upstream, z, like=1)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = keras.ops.relu(z)
    return np.array(tape.gradient(a, z, output_gradients=upstream)) + 0.0  # no −0


def differences(function: Callable, *arrays, h: float = 1e-5) -> tuple:
    """The gradients of a function of arrays, by central differences in float64, number by number.

    ∂f/∂v ≈ (f(v + h) − f(v − h)) / (2h)

    Args:
        function: of as many arrays, returns one number.
        arrays: where; of any shape. They stay as they are.
        h: the step, above 0.

    Returns:
        For each array, one of its shape, float64.

    Raises:
        ValueError: h is not above 0.

    Example:
        >>> differences(lambda w: float((w**2).sum()), np.array([1.0, 3.0]))[0].round(6)
        array([2., 6.])
    """
    if not h > 0:
        raise ValueError(_("Expected a step h above 0. Received: {h}").format(h=h))
    arrays = [np.array(array, "float64") for array in arrays]
    found = [np.zeros_like(array) for array in arrays]
    for array, gradient in zip(arrays, found, strict=True):
        for at in np.ndindex(array.shape):
            value = array[at]
            array[at] = value + h
            ahead = float(function(*(other.copy() for other in arrays)))
            array[at] = value - h
            behind = float(function(*(other.copy() for other in arrays)))
            array[at] = value
            gradient[at] = (ahead - behind) / (2 * h)
    return tuple(found)


def _forward(x, y, w1, b1, w2, b2) -> tuple:
    import keras

    z1 = keras.ops.matmul(x, w1) + b1
    a1 = keras.ops.relu(z1)
    logits = keras.ops.matmul(a1, w2) + b2
    losses = keras.losses.categorical_crossentropy(y, logits, from_logits=True)
    return z1, a1, logits, losses


def _tensors(*arrays, like: int = 0) -> list:
    """All as tensors of one dtype, that of the array at ``like``."""
    import keras

    tensors = [keras.ops.convert_to_tensor(array) for array in arrays]
    return [keras.ops.cast(tensor, tensors[like].dtype) for tensor in tensors]


def _check_network(x, y, w1, b1, w2, b2) -> None:
    _check_shapes(
        tuple(np.shape(array) for array in (x, y, w1, b1, w2, b2)),
        ("(n, inputs)", "(n, classes)", "(inputs, hidden)", "(hidden,)")
        + ("(hidden, classes)", "(classes,)"),
    )


def _check_shapes(shapes: tuple, wanted: tuple[str, ...]) -> None:
    """Raise ValueError unless each size has one name throughout, such as n in "(n, classes)"."""
    known = {}
    for shape, text in zip(shapes, wanted, strict=True):
        names = [name for name in text.strip("()").replace(" ", "").split(",") if name]
        fits = len(names) == len(shape) and all(
            known.setdefault(name, size) == size for name, size in zip(names, shape, strict=True)
        )
        if not fits:
            raise ValueError(
                _("Shapes must be {wanted}. Received: {shapes}").format(
                    wanted=", ".join(wanted), shapes=", ".join(map(str, shapes))
                )
            )
