"""A network of the digits, trained with batches of a size: the same start, other steps."""

import threading
from dataclasses import dataclass

import numpy as np

from ..data import load
from ..i18n import _

#: So many images there are to train on.
IMAGES = 1437
#: The rate of SGD.
LEARNING_RATE = 0.1
#: So long is every training at least: whichever of the two is more steps.
EPOCHS, STEPS = 20, 900
#: At so many places of the steps the losses are looked at, besides after every epoch.
LOOKS = 30
#: At most so many steps between two signs of life.
_CHUNK = 200

_kept: dict = {}
_turn = threading.Lock()


@dataclass(frozen=True, eq=False)
class Digits:
    """The bundled digits as a network takes them.

    ``x``, ``x_test`` are float32 from 0 to 1, of shape (n, 8, 8), ``y``, ``y_test`` their labels.
    """

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    @property
    def count(self) -> int:
        """How many images there are to train on."""
        return len(self.x)


def digits() -> Digits:
    """The digits, loaded once."""
    if "digits" not in _kept:
        found = load("digits")
        x, x_test = ((part / 255).astype("float32") for part in (found.x_train, found.x_test))
        _kept["digits"] = Digits(x, found.y_train, x_test, found.y_test)
    return _kept["digits"]


@dataclass(frozen=True, eq=False)
class Run:
    """What became of a training; entry 0 is before the first step. All arrays are float64.

    Attributes:
        batch_size: how many images a step looks at.
        per_epoch: how many steps an epoch has.
        steps: after how many steps was looked, shape (k,).
        losses: the mean over all training images, shape (k,).
        accuracy: on the test images, 0 to 1, shape (k,).
    """

    batch_size: int
    per_epoch: int
    steps: np.ndarray
    losses: np.ndarray
    accuracy: np.ndarray

    @property
    def epochs(self) -> np.ndarray:
        return self.steps / self.per_epoch

    def compared(self, at) -> "Run":
        """Its first `EPOCHS` epochs, an entry each, or its first `STEPS` steps, `LOOKS` entries."""
        if at == "epochs":
            wanted = self.per_epoch * np.arange(EPOCHS + 1)
        else:
            wanted = looks(STEPS)
        part = np.isin(self.steps, wanted)
        found = (values[part] for values in (self.steps, self.losses, self.accuracy))
        return Run(self.batch_size, self.per_epoch, *found)


def looks(steps) -> np.ndarray:
    """After which steps is looked, whole numbers from 0 to ``steps``."""
    return np.linspace(0, steps, LOOKS + 1).round().astype(int)


def per_epoch(batch_size, count=None) -> int:
    """How many steps an epoch has: the last batch may be smaller.

    Example:
        >>> per_epoch(8), per_epoch(1437)
        (180, 1)
    """
    return -(-(count or digits().count) // batch_size)


def network(seed=0):
    """Flatten, Dense 32 relu, Dense 10 for images of 8 × 8; of seed 0 as `probabilities.network`.

    Nothing here touches the seeds of NumPy or Keras.
    """
    import keras

    kernels = [keras.initializers.GlorotUniform(2 * seed + n) for n in (0, 1)]
    return keras.Sequential(
        [
            keras.Input((8, 8)),
            keras.layers.Flatten(),
            keras.layers.Dense(32, "relu", kernel_initializer=kernels[0]),
            keras.layers.Dense(10, kernel_initializer=kernels[1]),
        ]
    )


class _Trainer:
    """A model, Keras's SGD, and many of its steps in one traced loop."""

    def __init__(self):
        import keras
        import tensorflow as tf

        data = digits()
        self.model = network()
        self.loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        sgd = keras.optimizers.SGD(LEARNING_RATE)
        weights = self.model.trainable_variables
        sgd.build(weights)
        x, y = tf.constant(data.x), tf.constant(data.y)
        rows = tf.TensorSpec([None], "int32")

        @tf.function(input_signature=[rows, rows, rows])
        def train(order, starts, stops):
            for k in tf.range(tf.shape(starts)[0]):
                batch = order[starts[k] : stops[k]]
                with tf.GradientTape() as tape:
                    logits = self.model(tf.gather(x, batch), training=True)
                    loss = self.loss(tf.gather(y, batch), logits)
                sgd.apply(tape.gradient(loss, [part.value for part in weights]), weights)

        @tf.function
        def look():
            right = tf.argmax(self.model(data.x_test), axis=1) == data.y_test
            return self.loss(y, self.model(x)), tf.reduce_mean(tf.cast(right, "float64"))

        self.train, self.look = train, look


def batches_of(batch_size, seed=0, count=None):
    """The images of each step, epoch after epoch, without end: every image once an epoch.

    Yields:
        Whole numbers, shape (batch_size,), or what is left at the end of an epoch.

    Example:
        >>> [len(rows) for rows in itertools.islice(batches_of(1000, count=1437), 3)]
        [1000, 437, 1000]
    """
    rng, count = np.random.default_rng(seed), count or digits().count
    while True:
        order = rng.permutation(count)
        for start in range(0, count, batch_size):
            yield order[start : start + batch_size]


def _walk(batch_size, marks, seed, initial, look):
    """Train, and call ``look(trainer)`` before the first step and after each of ``marks`` steps.

    Yields:
        How many steps are done.
    """
    import tensorflow as tf

    while not _turn.acquire(timeout=0.1):
        yield 0  # somebody else is at it
    try:
        if "trainer" not in _kept:
            _kept["trainer"] = _Trainer()
        trainer, done = _kept["trainer"], 0
        trainer.model.set_weights(network(initial).get_weights())
        batches = batches_of(batch_size, seed)
        for mark in marks:
            while done < mark:
                rows = [next(batches) for _step in range(min(mark - done, _CHUNK))]
                stops = np.cumsum([len(batch) for batch in rows])
                parts = np.concatenate(rows), stops - [len(batch) for batch in rows], stops
                trainer.train(*(tf.constant(part, "int32") for part in parts))
                done += len(rows)
                yield done
            look(trainer)
    finally:
        _turn.release()


def run(batch_size, seed=0, initial=0, least=(EPOCHS, STEPS)):
    """Train a `network` with batches of a size; once in a process for each seed.

    W ← W − 0.1 · the mean gradient of the batch, for `EPOCHS` epochs or `STEPS` steps, whichever
    is more. An epoch takes every image once, in an order of its own.

    Args:
        batch_size: how many images a step looks at, 1 to all 1437.
        seed: of the order of the images.
        initial: the seed of the weights at the start.
        least: (epochs, steps) that it takes at least.

    Yields:
        How much is done, 0 to 1.

    Returns:
        `Run`.

    Raises:
        ValueError: there is no such batch size.

    Source: keras.optimizers.SGD, keras.losses.SparseCategoricalCrossentropy
    """
    check(batch_size)
    key = _key(batch_size, seed, initial, least)
    if key not in _kept:
        per, (epochs, steps) = per_epoch(batch_size), least
        found = []
        marks = sorted({*(per * n for n in range(epochs + 1)), *looks(steps).tolist()})
        walk = _walk(batch_size, marks, seed, initial, lambda trainer: found.append(trainer.look()))
        for done in walk:
            yield done / marks[-1]
        losses, accuracy = np.array(found, "float64").T
        _kept[key] = Run(batch_size, per, np.array(marks, "float64"), losses, accuracy)
    return _kept[key]


def kept(batch_size, seed=0) -> Run | None:
    """A training that is done already."""
    return _kept.get(_key(batch_size, seed, 0, (EPOCHS, STEPS)))


def _key(batch_size, seed, initial, least) -> tuple:
    whole = batch_size == digits().count  # no order matters to it
    return "run", batch_size, 0 if whole else seed, initial, least


def check(batch_size, count=None):
    """Refuse a batch size that cannot be."""
    count = count or digits().count
    if not 1 <= batch_size <= count:
        raise ValueError(
            _("Expected batch_size from 1 to {count}. Received: {size}").format(
                count=count, size=batch_size
            )
        )


def weights_after(epochs, batch_size=32):
    """The weights of a `network` after each of these numbers of epochs; seed 0.

    Yields:
        How much is done, 0 to 1.

    Returns:
        A dict: epochs → list of kernel, bias, kernel, bias, float32.
    """
    epochs, per, found = sorted(epochs), per_epoch(batch_size), []
    marks = [per * n for n in epochs]
    walk = _walk(batch_size, marks, 0, 0, lambda trainer: found.append(trainer.model.get_weights()))
    for done in walk:
        yield done / max(marks[-1], 1)
    return dict(zip(epochs, found, strict=True))
