"""Six programs that compute the gradients of one network; most of them are wrong (lesson 3.3).

Do not read on before the lesson has asked: it is a riddle, and here is its solution.
"""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from kerastutor.i18n import _

RATE = 0.1
"""The learning rate of the lesson's training, which one of the six has to know."""


def _program(
    *,
    error=lambda p, y: p - y,
    seen=lambda w2, dw2: w2,
    gate=lambda da1, z1: da1 * (z1 > 0),
    of_bias=lambda dz: dz.sum(axis=0),
    first=1,
) -> Callable:
    """One of the six: right in all that is not given.

    Args:
        error: (p, y) → the gradient of a sample's loss for its logits, p = softmax(logits).
        seen: (w2, dw2) → the kernel through which the gradient goes back.
        gate: (da1, z1) → the gradient for z1, where a1 = relu(z1).
        of_bias: the upstream gradient → that of a bias.
        first: a factor of the first layer's gradients.

    Returns:
        ``backprop(x, y, w1, b1, w2, b2)``, see concepts/backpropagation.py, in NumPy.
    """

    def backprop(x, y, w1, b1, w2, b2):
        x, y, w1, b1, w2, b2 = (np.asarray(array) for array in (x, y, w1, b1, w2, b2))
        z1 = x @ w1 + b1
        a1 = np.maximum(z1, 0)
        z2 = a1 @ w2 + b2
        powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
        total = powers.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - (y * (z2 - z2.max(axis=1, keepdims=True))).sum(axis=1)).mean()
        dz2 = error(powers / total, y) / len(x)
        dw2, db2 = a1.T @ dz2, of_bias(dz2)
        dz1 = first * gate(dz2 @ seen(w2, dw2).T, z1)
        return loss, x.T @ dz1, of_bias(dz1), dw2, db2

    return backprop


SIX = MappingProxyType(
    {
        "A": _program(of_bias=lambda dz: dz.mean(axis=0)),
        "B": _program(first=0),
        "C": _program(seen=lambda w2, dw2: w2 - RATE * dw2),
        "D": _program(),
        "E": _program(error=lambda p, y: (p - y) * p * (1 - p)),
        "F": _program(gate=lambda da1, z1: da1),
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
