"""The check of `softmax`: stable, and along any axis.

Mistakes about the axis stand with the exercise in a file of their own; here those about values.
"""

import numpy as np

from kerastutor.checks.exercises._softmax_axes import *  # noqa: F403 - its mistakes, by name
from kerastutor.checks.exercises._softmax_axes import made, softmax
from kerastutor.i18n import _


@softmax.mistake(
    _("The values themselves are divided by their sum. Take the powers first: np.exp(x).")
)
def no_powers(x, axis=-1):
    return x / x.sum(axis=axis, keepdims=True)


@softmax.mistake(_("These are the powers. Divide them by their sum along the axis."))
def not_divided(x, axis=-1):
    return np.exp(x - x.max(axis=axis, keepdims=True))


@softmax.mistake(_("These are the powers, eˣ. Divide them by their sum along the axis."))
def powers_only(x, axis=-1):
    return np.exp(x)


@softmax.mistake(_("This is the logarithm of softmax. Asked for are the probabilities."))
def logarithm(x, axis=-1):
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@softmax.mistake(
    _("The largest got 1, all others 0. Softmax gives each a share: np.exp(x) divided by the sum.")
)
def all_for_the_largest(x, axis=-1):
    return (x == x.max(axis=axis, keepdims=True)).astype(x.dtype)


@softmax.mistake(
    _("This is where the largest value stands, argmax. Softmax gives a probability for each value.")
)
def place_of_the_largest(x, axis=-1):
    return x.argmax(axis=axis)


@softmax.mistake(
    _("This is the sigmoid of each value by itself. In softmax, those along the axis add up to 1.")
)
def sigmoid_of_each(x, axis=-1):
    return 1 / (1 + np.exp(-x))


@softmax.mistake(
    _(
        "The smallest value is subtracted, not the largest: what lies 1000 above it still has an "
        "infinite power."
    )
)
def smallest_subtracted(x, axis=-1):
    return _shifted(x, x.min(axis=axis, keepdims=True), axis)


@softmax.mistake(
    _("The mean is subtracted, not the largest: what lies 1000 above it has an infinite power.")
)
def mean_subtracted(x, axis=-1):
    return _shifted(x, x.mean(axis=axis, keepdims=True), axis)


def _shifted(x, by, axis):
    powers = np.exp(x - by)
    return powers / powers.sum(axis=axis, keepdims=True)


@softmax.mistake(
    _("x is divided by its maximum, which changes the probabilities. Subtract the maximum.")
)
def divided_by_the_maximum(x, axis=-1):
    return made(x / x.max(axis=axis, keepdims=True), "none", axis)


@softmax.mistake(_("The smallest gets the most: this is e⁻ˣ divided by its sum. The power is eˣ."))
def sign_of_the_power(x, axis=-1):
    return made(-x, axis, axis)


@softmax.mistake(_("The base of the powers is 2 here. It is e = 2.718…: np.exp(x)."))
def powers_of_two(x, axis=-1):
    return made(x * np.log(2), axis, axis)


@softmax.mistake(
    _("The powers are divided by their mean, so that they do not add up to 1. Divide by the sum.")
)
def mean_for_sum(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.mean(axis=axis, keepdims=True)


@softmax.mistake(_("Softmax is taken twice, which brings the probabilities nearer to each other."))
def taken_twice(x, axis=-1):
    return made(made(x, axis, axis), axis, axis)


@softmax.mistake(
    _(
        "NaN was computed far from 0, and replaced by 0, but some of those values should be 1, or "
        "a share of 1. Subtract the maximum first, and there is no NaN to repair."
    )
)
def nan_made_zero(x, axis=-1):
    return np.nan_to_num(made(x, "none", axis))


@softmax.mistake(
    _("The values, moved up to begin at 0, are divided by their sum. Powers are missing: np.exp.")
)
def moved_up_no_powers(x, axis=-1):
    moved = x - x.min(axis=axis, keepdims=True)
    return moved / moved.sum(axis=axis, keepdims=True)


@softmax.mistake(_("The maximum is subtracted from the powers. Subtract it from x, before np.exp."))
def subtracted_from_the_powers(x, axis=-1):
    powers = np.exp(x)
    powers = powers - powers.max(axis=axis, keepdims=True)
    return powers / powers.sum(axis=axis, keepdims=True)


@softmax.mistake(
    _("The maximum is subtracted above the line only. The sum is that of the same powers.")
)
def subtracted_above_only(x, axis=-1):
    above = np.exp(x - x.max(axis=axis, keepdims=True))
    return above / np.exp(x).sum(axis=axis, keepdims=True)
