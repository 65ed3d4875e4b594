"""Riddles: six programs that compute gradients (lesson 3.3), three trainings that fail (3.5).

Do not read on before the lesson has asked: here are the solutions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from kerastutor.i18n import _

from . import steps, trainings

RATE = 0.1
"""The learning rate of the lesson's training, which one of the six has to know."""


SIX = MappingProxyType(
    {
        "A": trainings.program(of_bias=lambda dz: dz.mean(axis=0)),
        "B": trainings.program(first=0),
        "C": trainings.program(seen=lambda w2, dw2: w2 - RATE * dw2),
        "D": trainings.program(),
        "E": trainings.program(error=lambda p, y: (p - y) * p * (1 - p)),
        "F": trainings.program(gate=lambda da1, z1: da1),
    }
)
"""The six by letter: ``backprop(x, y, w1, b1, w2, b2)`` → (loss, dw1, db1, dw2, db2)."""

WRONG = MappingProxyType(
    {
        "A": _("The gradients of its biases are means over the batch. They have to be sums."),
        "B": _("The gradients of its first layer are always 0, so that layer never moves."),
        "C": _("It goes back through weights of the second layer that have been moved already."),
        "D": _("Nothing. Its gradients are right."),
        "E": _("It multiplies p − y by p · (1 − p), which softmax and cross-entropy do not need."),
        "F": _("The gate of the ReLU is missing: the gradient passes where z1 is below 0, too."),
    }
)
"""What is wrong with each, in a sentence."""


@dataclass(frozen=True)
class Case:
    """A training that fails, and does not say why.

    Attributes:
        backprop: the program that computes its loss and its gradients.
        learning_rate: of its steps, which are SGD's.
    """

    backprop: Callable = field(repr=False)
    learning_rate: float = field(repr=False)

    def train(self, *, adam: bool = False, slower: float = 1, seed: int = 0):
        """The training; four hidden layers of 32 units, 20 epochs.

        Args:
            adam: whether Adam takes the steps in place of SGD, at its own rate 0.001.
            slower: by what SGD's learning rate is divided.
            seed: of the first weights, and of the order of the images.

        Returns:
            The `trainings.Training`.

        Example:
            >>> bool(THREE["X"].train().accuracies[-1] < 0.2)
            True
        """
        given = {"backprop": self.backprop, "hidden": HIDDEN, "seed": seed}
        if adam:
            return trainings.train(steps.adam_step, "adam", 0.001, **given)
        return trainings.train(steps.sgd_step, "sgd", self.learning_rate / slower, **given)


HIDDEN = (32, 32, 32, 32)
"""The hidden layers of the three trainings. With one alone, a forgotten gate does not show."""

THREE = MappingProxyType(
    {
        "X": Case(trainings.program(), 10 * RATE),  # the rate is too high
        "Y": Case(trainings.program(gate=lambda da, z: da), RATE),  # the ReLU's gate is forgotten
        "Z": Case(trainings.program(scale=10_000), RATE),  # the loss is scaled
    }
)
"""The three by letter."""

HEALTHY = Case(trainings.program(), RATE)
"""The same training with nothing wrong."""
