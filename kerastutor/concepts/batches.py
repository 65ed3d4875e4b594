"""What a batch knows of the gradient: gradients of many batches round that of all images."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .batch_training import check, digits, weights_after

#: After so many epochs of training gradients can be looked at.
MOMENTS = (0, 1, 2, 5, 10, 20)
#: The trainings between have batches of so many images.
TRAINED_WITH = 32
#: The sizes that are drawn; all images come last.
POWERS = tuple(2**n for n in range(11))
#: So many batches of each size.
DRAWN = 100

_kept: dict = {}


@dataclass(frozen=True, eq=False)
class Moment:
    """The gradients of the single images, at the weights of one moment.

    Lengths and places are parts of the length of the gradient of all images.

    Attributes:
        epochs: how much the network was trained.
        whole: the gradient of the mean loss of all images, float32, shape (weights,).
        along: how far each image's gradient goes along that of all, float64, shape (n,); their
            mean is 1, and a negative one points uphill.
        across: how far it goes along the direction, at right angles to that of all, in which they
            differ most; float64, shape (n,).
        gram: inner products of what each differs by from that of all, float32, shape (n, n).
    """

    epochs: int
    whole: np.ndarray
    along: np.ndarray
    across: np.ndarray
    gram: np.ndarray

    @property
    def count(self) -> int:
        return len(self.along)

    @cached_property
    def size(self) -> float:
        """The length of the gradient of all images."""
        return float(np.linalg.norm(self.whole.astype("float64")))

    @cached_property
    def spread(self) -> float:
        """The root mean square distance of a single image's gradient from that of all."""
        return float(np.sqrt(np.trace(self.gram, dtype="float64") / self.count))

    @cached_property
    def seen(self) -> tuple[float, float]:
        """Which parts of the squared spread lie along the gradient, and across."""
        total = self.spread**2
        return float(self.along.var() / total), float((self.across**2).mean() / total)

    def expected(self, batch_size, whole=True) -> np.ndarray:
        """The root mean square distance of the gradients of batches from that of all.

        σ/√n · √((N − n) / (N − 1)) for batches of n different images, σ/√n for endless data.

        Args:
            batch_size: n, one number or many.
            whole: whether the data end: then a batch of all N images is exact.

        Source: sampling without replacement; Cochran, Sampling Techniques, theorem 2.2.
        """
        n = np.asarray(batch_size, "float64")
        factor = np.sqrt((self.count - n) / (self.count - 1)) if whole else 1.0
        return self.spread / np.sqrt(n) * factor


def gradients(weights, x, y) -> np.ndarray:
    """The gradient of the loss of each image alone, for all weights.

    Each image gets weights of its own, which are equal: the gradient of the sum of the losses for
    these is that of each loss for the weights. A batch's gradient is the mean of its images'.

    Args:
        weights: kernel, bias, kernel, bias of Dense 32 relu and Dense 10, float32.
        x: images from 0 to 1, shape (n, 8, 8).
        y: labels, shape (n,).

    Returns:
        float32, shape (n, 2410): kernel, bias, kernel, bias, each row by row.

    Source: ``tensorflow.GradientTape``, keras.losses.sparse_categorical_crossentropy
    """
    import tensorflow as tf
    from keras import losses, ops

    n = len(x)
    own = [tf.repeat(tf.constant(part, "float32")[None], n, axis=0) for part in weights]
    rows = tf.constant(np.reshape(x, (n, 1, -1)), "float32")
    with tf.GradientTape() as tape:
        tape.watch(own)
        kernel, bias, kernel2, bias2 = own
        hidden = ops.relu(ops.matmul(rows, kernel) + bias[:, None])
        logits = (ops.matmul(hidden, kernel2) + bias2[:, None])[:, 0]
        total = ops.sum(losses.sparse_categorical_crossentropy(y, logits, from_logits=True))
    parts = tape.gradient(total, own)
    return np.concatenate([np.reshape(part, (n, -1)) for part in parts], axis=1)


def moment(weights, epochs=0, x=None, y=None) -> Moment:
    """How the gradients of single images lie round that of all.

    Args:
        weights: as `gradients` takes them.
        epochs: how much they were trained.
        x, y: the images and their labels, the digits to train on by default.
    """
    from scipy.sparse.linalg import eigsh

    if x is None:
        x, y = digits().x, digits().y
    single = gradients(weights, x, y)
    whole = single.mean(axis=0, dtype="float64")
    size = np.linalg.norm(whole)
    along = single @ (whole / size**2)
    away = ((single - whole) / size).astype("float32")
    gram = away @ away.T
    # What is left of it without the part along the gradient of all.
    side = gram - np.outer(along - 1, along - 1)
    start = np.random.default_rng(0).normal(size=len(x))
    largest, direction = eigsh(side.astype("float64"), k=1, v0=start)
    across = direction[:, 0] * np.sqrt(max(largest[0], 0.0))
    return Moment(epochs, whole.astype("float32"), along, across, gram)


def moments(wanted):
    """The `Moment` after each of these numbers of epochs, of `MOMENTS`; once in a process.

    Yields:
        How much is done, 0 to 1.

    Returns:
        The last of them.
    """
    missing = [epochs for epochs in wanted if epochs not in _kept]
    if missing:
        if "weights" not in _kept and any(missing):
            steps = weights_after(MOMENTS, TRAINED_WITH)
            _kept["weights"] = yield from _part(steps, 0.3)
        elif "weights" not in _kept:  # nothing is trained yet
            start = yield from _part(weights_after([0], TRAINED_WITH), 0.3)
        known = _kept.get("weights") or start
        for n, epochs in enumerate(missing):
            _kept[epochs] = moment(known[epochs], epochs)
            yield 0.3 + 0.7 * (n + 1) / len(missing)
    return _kept[wanted[-1]]


def _part(steps, share):
    """The same steps, which are only a share of what is to be done."""
    while True:
        try:
            yield share * next(steps)
        except StopIteration as end:
            return end.value


def kept(epochs) -> Moment | None:
    """The gradients after so many epochs, if they are there already."""
    return _kept.get(epochs)


@dataclass(frozen=True, eq=False)
class Batches:
    """Gradients of the batches of whole epochs, at least `DRAWN`. All arrays are float64, (m,).

    Attributes:
        rows: the images of each, whole numbers of shape (m, batch_size).
        along, across: where each is in the plane of its `Moment`.
        deviations: the distance of each from the gradient of all.
    """

    rows: np.ndarray
    along: np.ndarray
    across: np.ndarray
    deviations: np.ndarray

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def sideways(self) -> np.ndarray:
        """How far each goes at right angles to the gradient of all, whatever the direction; with
        the sign of ``across``. With ``along`` it gives the true length and the true angle."""
        square = self.deviations**2 - (self.along - 1) ** 2
        return np.copysign(np.sqrt(np.maximum(square, 0.0)), self.across)

    @cached_property
    def spread(self) -> float:
        """The root mean square of the deviations."""
        return float(np.sqrt((self.deviations**2).mean()))

    @property
    def uphill(self) -> np.ndarray:
        """Which of them point uphill: a small step against them makes the mean loss larger."""
        return self.along < 0


def orders(seed, count, epochs=DRAWN) -> np.ndarray:
    """The images in a random order for each of many epochs, shape (epochs, count)."""
    return np.random.default_rng(seed).random((epochs, count), "float32").argsort(axis=1)


def batches(order, batch_size, least=DRAWN) -> np.ndarray:
    """The images of the full batches of as many epochs as have ``least`` of them.

    Args:
        order: as from `orders`.

    Returns:
        Whole numbers, shape (m, batch_size); every image is in one batch of an epoch at most. All
        images are one batch.

    Example:
        >>> batches(np.array([[2, 0, 1], [1, 2, 0]]), 1, least=4).tolist()
        [[2], [0], [1], [1], [2], [0]]
    """
    full = order.shape[1] // batch_size
    epochs = min(-(-least // full), len(order)) if batch_size < order.shape[1] else 1
    return order[:epochs, : full * batch_size].reshape(-1, batch_size)


def drawn(moment, batch_size, order) -> Batches:
    """The gradients of batches of a size; each is the mean of the gradients of its images.

    Args:
        moment: the `Moment`.
        batch_size: how many images each batch has, all of them different.
        order: as from `orders`, of as many images as the moment has.

    Raises:
        ValueError: there is no such batch size.
    """
    check(batch_size, moment.count)
    rows = batches(order, batch_size)
    along, across = (values[rows].mean(axis=1) for values in (moment.along, moment.across))
    if batch_size == moment.count:  # nothing is left to chance: it is the gradient of all
        total = np.zeros(len(rows))
    elif batch_size <= 128:
        total = moment.gram[rows[:, :, None], rows[:, None]].sum(axis=(1, 2), dtype="float64")
    else:
        inside = np.zeros((len(rows), moment.count), "float32")
        np.put_along_axis(inside, rows, 1.0, axis=1)
        total = ((inside @ moment.gram) * inside).sum(axis=1, dtype="float64")
    return Batches(rows, along, across, np.sqrt(np.maximum(total, 0.0)) / batch_size)


def of_all_sizes(moment, seed) -> dict[int, Batches]:
    """`Batches` of every size of `POWERS`, and of all images."""
    order = orders(seed, moment.count)
    return {n: drawn(moment, n, order) for n in (*POWERS, moment.count)}
