"""Softmax step by step, and how sure a network is of a digit, of its inverse and of noise."""

import threading
from dataclasses import dataclass

import numpy as np

from ..data import load
from ..i18n import _

#: How many images of each kind a network is asked about.
IMAGES = 200
#: Epochs of training, and the learning rate of Adam.
EPOCHS, LEARNING_RATE = 10, 0.01

_kept: dict = {}
_turn = threading.Lock()


@dataclass(frozen=True, eq=False)
class Steps:
    """Softmax over the last axis, a step at a time. All arrays are float32 and of one shape.

    ``shifted`` are the logits with the constant added, ``scaled`` those divided by the
    temperature, ``below`` those without the largest of their row, ``exps`` e to their power, and
    ``sums``, of shape (…, 1), what each row of these adds up to. ``values`` is what Keras
    computes, ``naive`` is exp(scaled) / Σ exp(scaled), where nothing is subtracted. ``yours`` is
    what a learner's function made of ``scaled``, or None.
    """

    shifted: np.ndarray
    scaled: np.ndarray
    below: np.ndarray
    exps: np.ndarray
    sums: np.ndarray
    values: np.ndarray
    naive: np.ndarray
    yours: np.ndarray | None = None


def steps(logits, temperature=1.0, constant=0.0) -> Steps:
    """Softmax of logits over the last axis, step by step.

    x = (z + c) / T,  p[i] = exp(x[i] − max x) / Σⱼ exp(x[j] − max x)

    Args:
        logits: array of shape (…, classes): z.
        temperature: T, above 0.
        constant: c, added to every logit.

    Returns:
        `Steps`, in float32, as Keras computes.

    Raises:
        ValueError: there are no logits, or the temperature is not above 0.

    Example:
        >>> steps([2.0, 1.0, 0.0]).values.round(3)
        array([0.665, 0.245, 0.09 ], dtype=float32)

    Source: keras.ops.softmax
    """
    import keras

    z = np.asarray(logits, "float32")
    if z.ndim == 0 or z.size == 0:
        raise ValueError(
            _("Expected logits of shape (…, classes). Received: shape {shape}").format(
                shape=z.shape
            )
        )
    if not temperature > 0:
        raise ValueError(
            _("Expected a temperature above 0. Received: {temperature}").format(
                temperature=temperature
            )
        )
    with np.errstate(all="ignore"):  # what overflows is shown
        shifted = z + np.float32(constant)
        scaled = shifted / np.float32(temperature)
        below = scaled - scaled.max(axis=-1, keepdims=True)
        exps = np.exp(below)
        raw = np.exp(scaled)
        naive = raw / raw.sum(axis=-1, keepdims=True)
    values = keras.ops.convert_to_numpy(keras.ops.softmax(scaled, axis=-1))
    return Steps(
        shifted, scaled, below, exps, exps.sum(axis=-1, keepdims=True), np.asarray(values), naive
    )


@dataclass(frozen=True, eq=False)
class Asked:
    """What a network said of images.

    ``images`` are bytes of shape (n, 8, 8), ``logits`` float32 of shape (n, 10), ``labels`` what
    is on the images, of shape (n,), or None where nothing is.
    """

    images: np.ndarray
    logits: np.ndarray
    labels: np.ndarray | None

    def sure(self, temperature=1.0) -> np.ndarray:
        """The largest probability of each image, shape (n,)."""
        z = self.logits.astype("float64") / temperature
        return 1 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)

    @property
    def right(self) -> int | None:
        """For how many images the class with the largest logit is the label."""
        return None if self.labels is None else int((self.logits.argmax(1) == self.labels).sum())


def noise(seed) -> np.ndarray:
    """An image of nothing: every pixel is drawn alike from 0 to 255; int64, shape (8, 8)."""
    return np.random.default_rng(seed).integers(0, 256, (8, 8))


def network():
    """Flatten, Dense 32 relu, Dense 10: from an image of 8 × 8 pixels to ten logits; compiled.

    The same weights at every start; nothing here touches the seeds of NumPy or Keras.
    """
    import keras

    kernels = [keras.initializers.GlorotUniform(seed) for seed in (0, 1)]
    model = keras.Sequential(
        [
            keras.layers.Flatten(),
            keras.layers.Dense(32, "relu", kernel_initializer=kernels[0]),
            keras.layers.Dense(10, kernel_initializer=kernels[1]),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(LEARNING_RATE), loss, jit_compile=False)
    return model


def trained(digits):
    """Train a `network` on the digits; once in a process, for all who ask.

    Args:
        digits: as ``kerastutor.data.load("digits")`` gives them.

    Yields:
        How much is done, 0 to 1, after every epoch.

    Returns:
        The trained model.
    """
    while not _turn.acquire(timeout=0.1):
        yield 0.0  # somebody else is at it
    try:
        if "model" not in _kept:
            model = network()
            yield 0.0
            for epoch in range(EPOCHS):
                # One after the other they are as fit(epochs=10): the optimizer keeps its state.
                model.fit(digits.x_train / 255, digits.y_train, shuffle=False, verbose=0)
                yield (epoch + 1) / EPOCHS
            _kept["model"] = model
    finally:
        _turn.release()
    return _kept["model"]


def training():
    """Train a `network` on the digits, and ask it about digits, their inverses and noise.

    Yields:
        How much is done, 0 to 1, after every epoch.

    Returns:
        A dict of `Asked`: "digit" (the first test images), "inverse" (255 − the same), "noise".
    """
    digits = load("digits")
    model = yield from trained(digits)
    images, labels = digits.x_test[:IMAGES], digits.y_test[:IMAGES]
    asked = {
        "digit": (images, labels),
        "inverse": (255 - images, labels),
        "noise": (np.stack([noise(seed) for seed in range(IMAGES)]), None),
    }
    return {
        kind: Asked(found.astype("uint8"), np.asarray(model.predict_on_batch(found / 255)), truth)
        for kind, (found, truth) in asked.items()
    }
