"""A hidden layer and an output: small networks of two inputs, one or several trained at once."""

from dataclasses import dataclass

import numpy as np

from ..i18n import _
from .planes import wrong

#: Steps of a training, its learning rate, and the part that has to be right to have found it.
STEPS, RATE, FOUND = 400, 0.05, 0.92
#: Seeds that are tried side by side.
SEEDS = 12


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
        every: after so many steps the networks of now are yielded.

    Yields:
        (part done, networks).

    Source: ``keras.optimizers.Adam``, ``keras.losses.binary_crossentropy``.
    """
    import keras
    import tensorflow as tf

    variables = [
        keras.Variable(np.stack(parts))
        for parts in zip(*(network.weights for network in networks), strict=True)
    ]
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(variables)
    function = getattr(keras.activations, activation)
    points = tf.constant(np.asarray(x, "float32"))
    labels = tf.constant(np.tile(np.asarray(y, "float32"), (len(networks), 1)))

    @tf.function
    def go(count):
        for _step in tf.range(count):
            with tf.GradientTape() as tape:
                kernel, bias, out, out_bias = variables
                hidden = function(points @ kernel.value + bias.value[:, None, :])
                scores = (hidden @ out.value)[:, :, 0] + out_bias.value
                losses = keras.losses.binary_crossentropy(labels, scores, from_logits=True)
                loss = tf.reduce_sum(losses)
            gradients = tape.gradient(loss, [one.value for one in variables])
            optimizer.apply(gradients, variables)

    done = 0
    while done < steps:
        count = min(every, steps - done)
        go(tf.constant(count))
        done += count
        parts = [np.asarray(one) for one in variables]
        yield done / steps, [Network(*(part[n] for part in parts)) for n in range(len(networks))]


def right(network, x, y, activation="relu") -> float:
    """The part of the points on the right side."""
    return float(np.mean(~wrong(outputs(network, x, activation)[1], y)))
