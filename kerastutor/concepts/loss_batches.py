"""The loss of real predictions, sample by sample, and what becomes of it when weights are moved."""

from dataclasses import dataclass

import numpy as np

from ..data import load
from ..i18n import _
from . import probabilities

#: Ways to move weights: one of them alone, all at random, or all against the gradient.
DIRECTIONS = ("one", "random", "gradient")
#: How far a weight moves on average, for a step of 1.
SHARES = {"random": 0.1, "gradient": 0.01}
#: How many places a moved weight is tried at.
PLACES = 61

_kept: dict = {}


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained network and the images it is asked about.

    Attributes:
        images: bytes of shape (n, 8, 8).
        labels: whole numbers of shape (n,).
        y_true: one-hot, float64, shape (n, 10).
        weights: kernel, bias, kernel, bias of the two Dense layers, float32.
        logits, probabilities: what the network says, float64, shape (n, 10).
    """

    images: np.ndarray
    labels: np.ndarray
    y_true: np.ndarray
    weights: tuple
    logits: np.ndarray
    probabilities: np.ndarray

    @property
    def count(self) -> int:
        """How many weights there are."""
        return sum(part.size for part in self.weights)


def training():
    """Train the `probabilities.network` on the digits; once in a process.

    Yields:
        How much is done, 0 to 1.

    Returns:
        `Trained`, on the test images.
    """
    if "network" not in _kept:
        digits = load("digits")
        model = yield from probabilities.trained(digits)
        _kept["network"] = asked(model.get_weights(), digits.x_test, digits.y_test)
    return _kept["network"]


def kept() -> Trained | None:
    """The trained network, if it is there already."""
    return _kept.get("network")


def asked(weights, images, labels) -> Trained:
    """A network of these weights, and what it says of images (n, 8, 8) with their labels (n,)."""
    import keras

    weights = tuple(np.asarray(part, "float32") for part in weights)
    logits = outputs(weights, _rows(images)).astype("float64")
    shares = keras.ops.softmax(keras.ops.convert_to_tensor(logits, "float64"))
    return Trained(
        images=np.asarray(images, "uint8"),
        labels=np.asarray(labels),
        y_true=np.eye(logits.shape[1])[np.asarray(labels)],
        weights=weights,
        logits=logits,
        probabilities=np.asarray(shares),
    )


def _rows(images) -> np.ndarray:
    return np.asarray(images, "float32").reshape(len(images), -1) / np.float32(255)


def outputs(weights, x) -> np.ndarray:
    """The logits of Dense 32 relu and Dense 10, float32, shape (n, 10).

    Args:
        weights: kernel, bias, kernel, bias; each may have a leading axis, for many networks.
        x: float32, shape (n, inputs).
    """
    from keras import ops

    kernel, bias, kernel2, bias2 = (ops.convert_to_tensor(part) for part in weights)
    hidden = ops.relu(ops.matmul(x, kernel) + ops.expand_dims(bias, -2))
    return np.asarray(ops.matmul(hidden, kernel2) + ops.expand_dims(bias2, -2))


def predictions(trained, takes) -> np.ndarray:
    """What a loss is given as y_pred: logits, or else probabilities."""
    return trained.logits if takes == "logit" else trained.probabilities


@dataclass(frozen=True, eq=False)
class Batch:
    """Losses of a batch, the worst first.

    Attributes:
        order: which image has which rank, shape (n,).
        values: the losses in the order of the images, shape (n,).
    """

    order: np.ndarray
    values: np.ndarray

    @property
    def sorted(self) -> np.ndarray:
        return self.values[self.order]

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def running(self) -> np.ndarray:
        """What the first k losses give of the mean: their sum ÷ n, shape (n,)."""
        return np.cumsum(self.sorted) / len(self.values)

    def share(self, k) -> float:
        """The part of the mean that the k worst make up, 0 to 1."""
        return float(self.running[k - 1] / self.running[-1]) if self.running[-1] else 0.0


def batch(values, order=None) -> Batch:
    """The losses of a batch, ordered by themselves unless an order is given.

    Example:
        >>> batch(np.array([1.0, 6.0, 1.0])).share(1)
        0.75
    """
    values = np.asarray(values, "float64")
    if order is None:
        order = np.argsort(-values, kind="stable")
    return Batch(order, values)


@dataclass(frozen=True, eq=False)
class Moved:
    """The logits of a network whose weights are moved along a direction.

    Attributes:
        steps: how far, shape (m,).
        logits: float32, shape (m, n, 10).
        right: for how many images the largest logit is the label's, shape (m,).
    """

    steps: np.ndarray
    logits: np.ndarray
    right: np.ndarray

    def part(self, count) -> "Moved":
        """About as many of its places, the ends and the middle among them."""
        some = slice(None, None, (len(self.steps) - 1) // (count - 1))
        return Moved(self.steps[some], self.logits[some], self.right[some])

    def predictions(self, takes) -> np.ndarray:
        """As rows for a loss: shape (m · n, 10)."""
        import keras

        flat = self.logits.reshape(-1, self.logits.shape[-1])
        if takes == "logit":
            return flat
        return np.asarray(keras.ops.softmax(flat))


def direction(trained, way, weight=0, seed=0) -> tuple:
    """By how much each weight moves for a step of 1, as kernel, bias, kernel, bias; float32.

    Args:
        trained: the `Trained` network.
        way: one of `DIRECTIONS`.
        weight: which one, counted through all of them in their order.
        seed: of the random direction.

    Raises:
        ValueError: there is no such way, or no such weight.

    Source: ``tensorflow.GradientTape`` for the gradient of the mean loss.
    """
    if way not in DIRECTIONS:
        raise ValueError(
            _("Expected one of {known}. Received: {way!r}").format(known=DIRECTIONS, way=way)
        )
    if not 0 <= weight < trained.count:
        raise ValueError(
            _("Expected a weight from 0 to {last}. Received: {weight}").format(
                last=trained.count - 1, weight=weight
            )
        )
    if way == "one":
        flat = np.zeros(trained.count)
        flat[weight] = 1.0
    elif way == "random":
        flat = SHARES[way] * np.random.default_rng(seed).normal(size=trained.count)
    else:
        flat = -_gradient(trained)
        flat *= SHARES[way] / (np.sqrt((flat**2).mean()) or 1.0)
    ends = np.cumsum([part.size for part in trained.weights])[:-1]
    parts = zip(np.split(flat, ends), trained.weights, strict=True)
    return tuple(part.reshape(old.shape).astype("float32") for part, old in parts)


def _gradient(trained) -> np.ndarray:
    """Of the mean cross-entropy, for all weights in a row."""
    import keras
    import tensorflow as tf

    weights = [tf.constant(part) for part in trained.weights]
    x = _rows(trained.images)
    with tf.GradientTape() as tape:
        tape.watch(weights)
        hidden = keras.ops.relu(keras.ops.matmul(x, weights[0]) + weights[1])
        scores = keras.ops.matmul(hidden, weights[2]) + weights[3]
        loss = keras.losses.categorical_crossentropy(trained.y_true, scores, from_logits=True)
        mean = tf.reduce_mean(loss)
    return np.concatenate([np.ravel(part) for part in tape.gradient(mean, weights)]).astype(float)


def name_of(trained, weight) -> tuple:
    """(which layer, counted from 0; "kernel" or "bias"; the indices) of a weight."""
    for n, part in enumerate(trained.weights):
        if weight < part.size:
            place = tuple(int(at) for at in np.unravel_index(weight, part.shape))
            return n // 2, ("kernel", "bias")[n % 2], place
        weight -= part.size
    raise ValueError(_("Expected a weight of the network. Received: {n}").format(n=weight))


def moved(trained, by, steps) -> Moved:
    """The network with its weights at W + step · by, for each step.

    Args:
        trained: the `Trained` network.
        by: as from `direction`.
        steps: how far, shape (m,).
    """
    steps = np.asarray(steps, "float64").reshape(-1)
    t = steps.astype("float32")
    weights = [
        part + t.reshape(-1, *[1] * part.ndim) * way
        for part, way in zip(trained.weights, by, strict=True)
    ]
    logits = outputs(weights, _rows(trained.images))
    return Moved(steps, logits, (logits.argmax(-1) == trained.labels).sum(-1))


def changed_alone(trained, step) -> tuple:
    """Each weight is moved by ``step``, all others staying: for how many does something change?

    Returns:
        (for how many the mean loss changes in float32, for how many the accuracy does).
    """
    import keras

    def said(numbers):
        """(mean loss, images that are right) of the network with each of these weights moved."""
        by = np.zeros((len(numbers), trained.count), "float32")
        by[np.arange(len(numbers)), numbers] = step
        parts = np.split(by, np.cumsum([part.size for part in trained.weights])[:-1], axis=1)
        weights = [
            part + change.reshape(-1, *part.shape)
            for part, change in zip(trained.weights, parts, strict=True)
        ]
        logits = outputs(weights, _rows(trained.images))
        truth = np.broadcast_to(trained.y_true, logits.shape)
        values = keras.losses.categorical_crossentropy(truth, logits, from_logits=True)
        mean = np.asarray(values).mean(axis=-1).astype("float32")
        return mean, (logits.argmax(-1) == trained.labels).sum(-1)

    chunks = np.array_split(np.arange(trained.count), 10)
    found = [said(numbers) for numbers in chunks]
    means, right = (np.concatenate(part) for part in zip(*found, strict=True))
    still = moved(trained, direction(trained, "one"), [0.0])
    truth = keras.losses.categorical_crossentropy(trained.y_true, still.logits[0], from_logits=True)
    before = np.asarray(truth).mean().astype("float32")
    return int((means != before).sum()), int((right != still.right[0]).sum())
