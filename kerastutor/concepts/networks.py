"""A hidden layer and an output: small networks of two inputs, one or several trained at once."""

from dataclasses import dataclass

import numpy as np

from ..i18n import _
from .planes import wrong

#: Steps of a training, its learning rate, and the part that has to be right to have found it.
STEPS, RATE, FOUND = 400, 0.05, 0.92
#: Seeds that are tried side by side.
SEEDS = 12
#: So many steps are taken before the rest is compiled: the first pictures come at once.
AT_ONCE = 6
#: Trainers that nobody uses now, by (networks, units, activation): each was compiled once.
_IDLE: dict = {}


@dataclass(frozen=True)
class Network:
    """The weights of Dense(units) and Dense(1, sigmoid), for two inputs.

    Attributes:
        kernel, bias: of the hidden layer, shapes (2, units) and (units,).
        out, out_bias: of the output, shapes (units, 1) and (1,).
    """

    kernel: np.ndarray
    bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray

    @property
    def weights(self) -> tuple:
        return self.kernel, self.bias, self.out, self.out_bias

    @property
    def numbers(self) -> list[float]:
        """All weights in one list: each unit's two and its bias, then the output's."""
        hidden = np.concatenate([self.kernel, self.bias[None]]).T.reshape(-1)
        return [float(v) for v in (*hidden, *self.out[:, 0], *self.out_bias)]

    @classmethod
    def of(cls, numbers) -> "Network":
        """From such a list; its length tells the number of units.

        Raises:
            ValueError: no network has so many weights.
        """
        units, rest = divmod(len(numbers) - 1, 4)
        if rest or units < 1:
            raise ValueError(
                _("Expected 4 weights a unit and 1 more. Received: {n}").format(n=len(numbers))
            )
        values = np.array(numbers, "float32")
        hidden = values[: 3 * units].reshape(units, 3).T
        return cls(hidden[:2], hidden[2], values[3 * units : 4 * units, None], values[-1:])


def started(units, seed) -> Network:
    """A network as Keras begins it: kernels glorot_uniform, biases 0.

    Args:
        units: of the hidden layer.
        seed: of the hidden kernel; the output's has ``seed + 1000``.

    Source: ``keras.initializers.GlorotUniform``.
    """
    import keras

    glorot = keras.initializers.GlorotUniform
    return Network(
        np.asarray(glorot(seed)((2, units))),
        np.zeros(units, "float32"),
        np.asarray(glorot(seed + 1000)((units, 1))),
        np.zeros(1, "float32"),
    )


def outputs(network, x, activation="relu") -> tuple:
    """What the units and the output give.

    h = activation(x · kernel + bias); output = sigmoid(h · out + out_bias).

    Args:
        x: float32, shape (n, 2).
        activation: one of Keras's, by name.

    Returns:
        (h of shape (n, units), output of shape (n,)).
    """
    import keras

    x = keras.ops.convert_to_tensor(x)
    hidden = getattr(keras.activations, activation)(x @ network.kernel + network.bias)
    output = keras.ops.sigmoid(hidden @ network.out + network.out_bias)
    return np.asarray(hidden), np.asarray(output)[:, 0]


def training(networks, x, y, activation="relu", steps=STEPS, rate=RATE, every=8):
    """Train networks of one size side by side, each by itself: a step sees all points.

    Adam on the mean binary cross-entropy; Adam treats each weight by itself, and the losses are
    added, so that no network knows of the others.

    Args:
        networks: the weights to begin with, all of the same number of units.
        x, y: float32 of shape (n, 2), labels 0 or 1.
        steps, rate: of Adam.
        every: after so many steps the networks of now are yielded, and after each of the first.

    Yields:
        (part done, networks).

    Source: ``keras.optimizers.Adam``, ``keras.losses.binary_crossentropy``.
    """
    key = len(networks), len(networks[0].bias), activation
    idle = _IDLE.setdefault(key, [])
    trainer = idle.pop() if idle else _Trainer(*key)
    try:
        trainer.begin(networks, x, y, rate)
        done = 0
        while done < steps:
            count = 1 if done < min(AT_ONCE, every) else min(every - done % every, steps - done)
            trainer.go(count, compiled=done >= AT_ONCE)
            done += count
            yield done / steps, trainer.networks
    finally:
        idle.append(trainer)


class _Trainer:
    """The variables, the optimizer and the compiled step of networks of one size."""

    def __init__(self, count, units, activation):
        import keras
        import tensorflow as tf

        shapes = (2, units), (units,), (units, 1), (1,)
        self._variables = [keras.Variable(np.zeros((count, *s), "float32")) for s in shapes]
        self._optimizer = keras.optimizers.Adam()
        self._optimizer.build(self._variables)
        function = getattr(keras.activations, activation)

        def go(steps, points, labels):
            for _step in tf.range(steps):
                with tf.GradientTape() as tape:
                    kernel, bias, out, out_bias = self._variables
                    hidden = function(points @ kernel.value + bias.value[:, None, :])
                    scores = (hidden @ out.value)[:, :, 0] + out_bias.value
                    losses = keras.losses.binary_crossentropy(labels, scores, from_logits=True)
                    loss = tf.reduce_sum(losses)
                gradients = tape.gradient(loss, [one.value for one in self._variables])
                self._optimizer.apply(gradients, self._variables)

        self._plain, self._compiled = go, tf.function(go)

    def begin(self, networks, x, y, rate):
        import tensorflow as tf

        parts = zip(*(network.weights for network in networks), strict=True)
        for variable, part in zip(self._variables, parts, strict=True):
            variable.assign(np.stack(part))
        for variable in self._optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        self._optimizer.learning_rate = rate
        labels = np.tile(np.asarray(y, "float32"), (len(networks), 1))
        self._data = tf.constant(np.asarray(x, "float32")), tf.constant(labels)

    def go(self, steps, compiled):
        import tensorflow as tf

        (self._compiled if compiled else self._plain)(tf.constant(steps), *self._data)

    @property
    def networks(self) -> list:
        parts = [np.asarray(one) for one in self._variables]
        return [Network(*(part[n] for part in parts)) for n in range(len(parts[0]))]


def right(network, x, y, activation="relu") -> float:
    """The part of the points on the right side."""
    return float(np.mean(~wrong(outputs(network, x, activation)[1], y)))
