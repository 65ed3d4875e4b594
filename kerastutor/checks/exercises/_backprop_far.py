"""The mistakes of `backprop` that show where logits are far apart."""

import numpy as np

from kerastutor.checks.exercises._backprop import backprop, made, softmax
from kerastutor.i18n import _

_OVERFLOW = _(
    "Where logits are far apart, e^800 is ∞, and ∞ / ∞ is NaN: subtract each row's maximum from "
    "its logits, and take log softmax(z) = z − log Σ eᶻ, with no quotient to round to 0."
)


@backprop.mistake(_OVERFLOW)
def no_maximum(x, y, w1, b1, w2, b2):
    return _unstable(
        x, y, w1, b1, w2, b2, lambda z: np.log(np.exp(z) / np.exp(z).sum(-1, keepdims=True))
    )


@backprop.mistake(
    _(
        "Where logits are far apart, the loss is NaN or ∞: softmax rounds to 0, or Σ eᶻ is too "
        "large. Take log softmax(z) = z − log Σ eᶻ, with each row's maximum subtracted from z "
        "first."
    )
)
def logarithm_of_softmax(x, y, w1, b1, w2, b2):
    return _unstable(x, y, w1, b1, w2, b2, lambda z: np.log(softmax(z)))


@backprop.mistake(
    _(
        "Where logits are far apart, softmax rounds to 0, and −log 0 makes the loss ∞. Do not take "
        "the logarithm of softmax: log softmax(z) = z − log Σ eᶻ, with each row's maximum "
        "subtracted from z first."
    )
)
def logarithm_of_the_right_one(x, y, w1, b1, w2, b2):
    p = softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2)
    return -np.log((y * p).sum(axis=-1)).mean(), *made(x, y, w1, b1, w2, b2)[1:]


@backprop.mistake(
    _(
        "log softmax(z) = z − log Σ eᶻ is right, but e^800 is ∞, and so is its logarithm: subtract "
        "each row's maximum from z first."
    )
)
def logarithms_without_the_maximum(x, y, w1, b1, w2, b2):
    return _unstable(x, y, w1, b1, w2, b2, lambda z: z - np.log(np.exp(z).sum(-1, keepdims=True)))


_CUT = _(
    "A small number keeps log 0 away from the loss, which then cannot grow, where logits far apart "
    "cost hundreds. log softmax(z) = z − log Σ eᶻ needs no such number."
)


@backprop.mistake(_CUT)
def probability_clipped(x, y, w1, b1, w2, b2):
    p = np.clip(softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2), 1e-7, 1 - 1e-7)
    return -(y * np.log(p)).sum(axis=-1).mean(), *made(x, y, w1, b1, w2, b2)[1:]


@backprop.mistake(_CUT)
def epsilon_of_1e_12(x, y, w1, b1, w2, b2):
    p = softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2) + 1e-12
    return -(y * np.log(p)).sum(axis=-1).mean(), *made(x, y, w1, b1, w2, b2)[1:]


@backprop.mistake(_CUT)
def epsilon_of_1e_15(x, y, w1, b1, w2, b2):
    p = softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2) + 1e-15
    return -(y * np.log(p)).sum(axis=-1).mean(), *made(x, y, w1, b1, w2, b2)[1:]


def _unstable(x, y, w1, b1, w2, b2, logarithms):
    """The formulas as they are in a book, with this log softmax."""
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    log_p = logarithms(a1 @ w2 + b2)
    dz2 = (np.exp(log_p) - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    loss = -(y * log_p).sum(axis=-1).mean()
    return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)
