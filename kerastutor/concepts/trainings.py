"""A network for digits, trained in NumPy: by anybody's gradients, with anybody's step.

Small enough that a training takes a fifth of a second, so that a lesson can show many.
"""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerastutor.i18n import _

from . import steps

BATCH = 32

#: How many arrays each kind of step keeps from one call to the next, for each array of weights.
KINDS = {"sgd": 0, "momentum": 1, "rmsprop": 1, "adam": 2}


@dataclass(frozen=True, eq=False)
class Training:
    """What a training leaves behind.

    Attributes:
        losses: of each batch, before its step, as the program gave it; shape (steps,).
        accuracies: the share of the test images that are read rightly, at the start and after each
            epoch; shape (epochs + 1,).
        weights: [kernel, bias, kernel, bias, …] at the end.
        stopped: whether it ran out of time.
    """

    losses: np.ndarray
    accuracies: np.ndarray
    weights: list
    stopped: bool = False


@functools.cache
def digits() -> tuple:
    """The bundled digits as rows of 64 pixels from 0 to 1: (x, one-hot y, x_test, y_test)."""
    from kerastutor import data

    found = data.load("digits")
    x, x_test = (part.reshape(-1, 64) / 255 for part in (found.x_train, found.x_test))
    return x, np.eye(10)[found.y_train], x_test, found.y_test


def start(hidden=(32,), seed: int = 0) -> list:
    """First weights: kernels as Keras's glorot_uniform draws them, biases of 0.

    Args:
        hidden: the units of the hidden layers.
        seed: of the draw.

    Returns:
        [kernel, bias, kernel, bias, …] from 64 pixels to 10 classes, float64.

    Example:
        >>> [part.shape for part in start((32,))]
        [(64, 32), (32,), (32, 10), (10,)]

    Source: keras.initializers.GlorotUniform.
    """
    numbers, found, sizes = np.random.default_rng(seed), [], (64, *hidden, 10)
    for inputs, units in zip(sizes, sizes[1:], strict=False):
        limit = np.sqrt(6 / (inputs + units))
        found += [numbers.uniform(-limit, limit, (inputs, units)), np.zeros(units)]
    return found


def logits(x, weights) -> np.ndarray:
    """What the network gives before softmax, ReLU between its layers; shape (n, 10)."""
    *before, kernel, bias = weights
    for layer in range(0, len(before), 2):
        x = np.maximum(x @ before[layer] + before[layer + 1], 0)
    return x @ kernel + bias


def program(
    *,
    error=lambda p, y: p - y,
    seen=lambda kernel, dkernel: kernel,
    gate=lambda da, z: da * (z > 0),
    of_bias=lambda dz: dz.sum(axis=0),
    first=1,
    scale=1,
) -> Callable:
    """A program for networks of Dense layers: right in all that is not given.

    Args:
        error: (p, y) → the gradient of a sample's loss for its logits, p = softmax(logits).
        seen: (kernel, dkernel) → the kernel through which the gradient goes back.
        gate: (da, z) → the gradient for z, where a = relu(z).
        of_bias: the upstream gradient → that of a bias.
        first: a factor of the first layer's gradients.
        scale: a factor of the loss, and so of all gradients.

    Returns:
        ``backprop(x, y, w1, b1, w2, b2, …)``, see concepts/backpropagation.py, in NumPy, for any
        number of layers: the mean loss of the batch, and the gradient of each of the weights.

    Example:
        >>> loss, *gradients = program()(np.eye(2), np.eye(2), np.zeros((2, 2)), np.zeros(2))
        >>> gradients[0]
        array([[-0.25,  0.25],
               [ 0.25, -0.25]])
    """

    def backprop(x, y, *weights):
        x, y, *weights = (np.asarray(array) for array in (x, y, *weights))
        kernels, biases = weights[::2], weights[1::2]
        taken, z = [x], []
        for kernel, bias in zip(kernels, biases, strict=True):
            z.append(taken[-1] @ kernel + bias)
            taken.append(np.maximum(z[-1], 0))
        logits = z[-1] - z[-1].max(axis=1, keepdims=True)
        powers = np.exp(logits)
        total = powers.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - (y * logits).sum(axis=1)).mean()
        dz = scale * error(powers / total, y) / len(x)
        found = []
        for layer in reversed(range(len(kernels))):
            dkernel = taken[layer].T @ dz
            found = [dkernel, of_bias(dz), *found]
            if layer:
                dz = gate(dz @ seen(kernels[layer], dkernel).T, z[layer - 1])
        found[:2] = [first * part for part in found[:2]]
        return scale * loss, *found

    return backprop


def train(
    step: Callable = steps.sgd_step,
    kind: str = "sgd",
    learning_rate: float = 0.1,
    *,
    backprop: Callable | None = None,
    hidden=(32,),
    epochs: int = 20,
    seed: int = 0,
    shuffle: bool = True,
    seconds: float = 10,
    clock: Callable = time.monotonic,
) -> Training:
    """Train the network on the digits, in batches of 32.

    Args:
        step: the learner's, or one of concepts/steps.py.
        kind: which one it is, "sgd", "momentum", "rmsprop" or "adam": what it is called with.
            Momentum is 0.9, everything else its own default.
        learning_rate: of the step.
        backprop: ``backprop(x, y, *weights)`` → (loss, gradient of each of the weights); by
            default the right one.
        hidden: the units of the hidden layers.
        epochs: how often each image is seen.
        seed: of the first weights, and of the order of the images.
        shuffle: whether the images come in another order in each epoch.
        seconds: after so many it stops, for a step or a backprop with slow loops.
        clock: what tells the seconds.

    Returns:
        The `Training`. Weights that became NaN or ∞ stay so; they read no image rightly but by
        chance.

    Raises:
        ValueError: no such kind; or the step does not give what its kind gives.
        Exception: whatever the step raises.

    Example:
        >>> bool(train(epochs=5).accuracies[-1] > 0.8)
        True
    """
    if kind not in KINDS:
        raise ValueError(
            _("Expected one of {kinds}. Received: {kind!r}").format(kinds=list(KINDS), kind=kind)
        )
    backprop = program() if backprop is None else backprop
    x, y, x_test, y_test = digits()
    weights, numbers = start(hidden, seed), np.random.default_rng(seed)
    kept = [[np.zeros_like(part)] * KINDS[kind] for part in weights]
    losses, accuracies = [], [_accuracy(x_test, y_test, weights)]
    order, end = np.arange(len(x)), clock() + seconds
    with np.errstate(all="ignore"):  # trainings that go wrong are what it is for
        for _epoch in range(epochs):
            order = numbers.permutation(len(x)) if shuffle else order
            for first in range(0, len(x), BATCH):
                batch = order[first : first + BATCH]
                loss, *gradients = backprop(x[batch], y[batch], *weights)
                losses.append(float(loss))
                for n, g in enumerate(gradients):
                    weights[n], kept[n] = _step(
                        step, kind, weights[n], g, kept[n], len(losses), learning_rate
                    )
                if clock() > end:
                    accuracies.append(_accuracy(x_test, y_test, weights))
                    return Training(np.array(losses), np.array(accuracies), weights, True)
            accuracies.append(_accuracy(x_test, y_test, weights))
    return Training(np.array(losses), np.array(accuracies), weights)


def _step(step, kind, w, g, kept, t, learning_rate) -> tuple:
    """The next weights, and what is kept; as float64 arrays of their own."""
    more = {"momentum": (learning_rate, 0.9), "adam": (t, learning_rate)}
    # Copies, because a step that changes its arguments must not change what the next one gets.
    given = (np.array(part, "float64") for part in (w, g, *kept))
    found = step(*given, *more.get(kind, (learning_rate,)))
    parts = [found] if kind == "sgd" else list(found) if isinstance(found, tuple | list) else []
    if len(parts) != 1 + len(kept):
        raise ValueError(
            _("Expected {n} results of a step. Received: {found}").format(
                n=1 + len(kept), found=type(found).__name__
            )
        )
    parts = [np.asarray(part, "float64").reshape(np.shape(w)) for part in parts]
    return parts[0], parts[1:]


def _accuracy(x, y, weights) -> float:
    return float((logits(x, weights).argmax(axis=1) == y).mean())
