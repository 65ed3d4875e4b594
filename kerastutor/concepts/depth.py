"""What becomes of real values, and of the gradient, in a stack of layers of one activation."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..i18n import _
from .activations import taped

#: Units of each layer, and images that go through.
UNITS, IMAGES = 64, 64
#: The most layers.
MOST = 20
#: Initialisers to choose from: what Keras calls them, and with which numbers.
INITIALIZERS = {
    "glorot_uniform": {},
    "he_normal": {},
    "lecun_normal": {},
    "orthogonal": {},
    "random_normal": {},
    "random_normal, stddev=1": {"stddev": 1.0},
    "zeros": None,
}
#: A slope below this lets next to nothing pass.
FLAT = 0.01


@dataclass(frozen=True)
class Depth:
    """A batch that went through ``n`` layers, and the gradient that came back.

    Attributes:
        low, high: the smallest and the largest output of each unit over the images, shape
            (n, units).
        spread: for each layer, how far a unit's output differs between images: the standard
            deviation over the images, averaged over the units; shape (n,).
        zero: the share of outputs that are exactly 0; shape (n,).
        dead: the share of units that give 0 for every image; shape (n,).
        saturated: the share of outputs that are not 0 and where the slope of the activation is
            below `FLAT`; shape (n,).
        gradient: the size of the gradient of the loss that arrives at a layer's outputs (root mean
            square); shape (n,).
    """

    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray
    zero: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray
    gradient: np.ndarray

    @property
    def ratio(self) -> float:
        """What of the last layer's gradient arrives at the first."""
        return float(self.gradient[0] / self.gradient[-1]) if self.gradient[-1] else float("nan")


@lru_cache
def images() -> tuple:
    """(images, labels): the first digits of the training set, shape (`IMAGES`, 64), 0 to 1."""
    from kerastutor import data

    digits = data.load("digits")
    x = digits.x_train[:IMAGES].reshape(IMAGES, -1).astype("float32") / 255
    return x, digits.y_train[:IMAGES]


@lru_cache(maxsize=8)
def kernels(initializer, seed) -> tuple:
    """The kernels of `MOST` Dense layers and of the output layer, as tensors.

    Args:
        initializer: one of `INITIALIZERS`.
        seed: a whole number; layer n has the seed ``seed + n``, the output layer ``seed - 1``.
    """
    import keras

    if initializer not in INITIALIZERS:
        raise ValueError(
            _("Expected one of {known}. Received: {name!r}").format(
                known=list(INITIALIZERS), name=initializer
            )
        )

    def made(name, n, shape):
        numbers = INITIALIZERS[name]
        config = {} if numbers is None else {**numbers, "seed": seed + n}
        kind = name.partition(",")[0]
        return keras.initializers.get({"class_name": kind, "config": config})(shape)

    layers = [made(initializer, n, (UNITS, UNITS)) for n in range(MOST)]
    return (*layers, made("glorot_uniform", -1, (UNITS, 10)))


def through(function, layers, initializer="glorot_uniform", seed=0) -> Depth:
    """Send real images through a stack of Dense layers, and the gradient of the loss back.

    a₀ = images; aₙ = f(aₙ₋₁ · Wₙ), biases 0; loss = cross-entropy of softmax(a · W_out). Nothing
    is trained.

    Args:
        function: the activation f, for arrays or tensors.
        layers: how many, 1 to `MOST`.
        initializer, seed: of the kernels.

    Raises:
        ValueError: for a number of layers or an initialiser that is not known.

    Source: ``keras.layers.Dense``, ``tensorflow.GradientTape``.
    """
    import keras
    import tensorflow as tf

    if not 1 <= layers <= MOST:
        raise ValueError(
            _("Expected 1 to {most} layers. Received: {layers}").format(most=MOST, layers=layers)
        )
    f, _followed = taped(function)
    x, labels = images()
    *hidden, out = kernels(initializer, seed)
    sums, outputs = [], []
    with tf.GradientTape(persistent=True) as tape:
        a = tf.constant(x)
        for kernel in hidden[:layers]:
            z = tf.matmul(a, kernel)
            tape.watch(z)
            a = f(z)
            sums.append(z)
            outputs.append(a)
        scores = tf.matmul(a, out)
        entropy = keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True)
        loss = tf.reduce_mean(entropy)
    arriving = tape.gradient(loss, outputs)
    slopes = [tape.gradient(a, z) for a, z in zip(outputs, sums, strict=True)]
    del tape
    values = np.stack([a.numpy() for a in outputs]).astype("float64")
    slope = np.stack([_array(one, a) for one, a in zip(slopes, outputs, strict=True)])
    back = np.stack([_array(one, a) for one, a in zip(arriving, outputs, strict=True)])
    zero = values == 0
    with np.errstate(invalid="ignore"):  # of what is infinite
        spread = values.std(axis=1).mean(axis=1)
    return Depth(
        low=values.min(axis=1),
        high=values.max(axis=1),
        spread=spread,
        zero=zero.mean(axis=(1, 2)),
        dead=zero.all(axis=1).mean(axis=1),
        saturated=((np.abs(slope) < FLAT) & ~zero).mean(axis=(1, 2)),
        gradient=np.sqrt((back**2).mean(axis=(1, 2))),
    )


def _array(gradient, like) -> np.ndarray:
    """A gradient as float64; what no tape leads to is 0."""
    return np.zeros(like.shape) if gradient is None else gradient.numpy().astype("float64")
