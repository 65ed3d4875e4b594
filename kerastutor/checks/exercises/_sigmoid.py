"""The check of `sigmoid`."""

import math

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._numbers import one_number, some
from kerastutor.concepts import activations
from kerastutor.i18n import _


def _cases(rng):
    single = -float(rng.integers(11, 40)) / 10
    far = float(rng.integers(900, 1100))
    return [
        (np.array([0.0, *some(rng, 6, most=6)]),),
        (some(rng, (3, 4), "float32", most=6),),
        (some(rng, (2, 3, 2)),),
        (np.array(single),),  # a single number
        (rng.permutation([far, -far, -single, single, 0.7]),),  # e^1000 is too large for a float
        (np.array([[-far, single], [1.5, far]], "float32"),),
    ]


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


sigmoid = Exercise(
    signature="sigmoid(x)",
    reference=lambda x: one_number(activations.sigmoid(x)),
    cases=_cases,
    oracle="keras.ops.sigmoid",
    tolerance=Tolerance(any_float=True),
    look=_("lesson 2 (lesson_2_activations.ipynb), on the sigmoid"),
    hints=(
        _("The formula is 1 / (1 + e⁻ˣ). np.exp(−x) computes the power for a whole array."),
        _("1 / (1 + np.exp(-x)): the brackets hold the denominator together."),
        _(
            "Far below 0, np.exp(−x) is too large for a float, and NumPy warns. The result, 0, is "
            "right all the same."
        ),
        _(
            "Without a warning: e = np.exp(-np.abs(x)) is never above 1. The sigmoid is "
            "1 / (1 + e) where x ≥ 0, and e / (1 + e) elsewhere."
        ),
    ),
)


@sigmoid.mistake(
    _("It falls from 1 to 0, as the sigmoid of −x does. The exponent is −x: 1 / (1 + np.exp(-x)).")
)
def falling(x):
    return 1 / (1 + np.exp(x))


@sigmoid.mistake(
    _(
        "Far above 0 it gives NaN: eˣ is too large for a float there, and ∞ / ∞ has no value. "
        "1 / (1 + np.exp(-x)) has only one ∞, below the line."
    )
)
def nan_far_above_zero(x):
    return np.exp(x) / (1 + np.exp(x))


@sigmoid.mistake(
    _(
        "Far above 0 the right value is 1, not 0. eˣ / (1 + eˣ) is ∞ / ∞ there, NaN, and 0 in its "
        "place hides that. 1 / (1 + np.exp(-x)) needs no repair."
    )
)
def nan_made_zero(x):
    return np.nan_to_num(np.exp(x) / (1 + np.exp(x)))


@sigmoid.mistake(
    _(
        "It falls from 1 to 0, as the sigmoid of −x does, and far below 0 it is ∞ / ∞, NaN. "
        "1 / (1 + np.exp(-x)) mends both."
    )
)
def falling_with_nan(x):
    return np.exp(-x) / (1 + np.exp(-x))


@sigmoid.mistake(
    _(
        "1 + e⁻ˣ came back, which 1 / 1 + e⁻ˣ is, too. The sigmoid is 1 divided by all of it: "
        "1 / (1 + np.exp(-x)), with brackets."
    )
)
def brackets_missing(x):
    return 1 / 1 + np.exp(-x)


@sigmoid.mistake(
    _("This is eˣ, which has no upper end. The sigmoid is 1 / (1 + e⁻ˣ), with 1 + below.")
)
def one_plus_missing(x):
    return np.exp(x)


@sigmoid.mistake(_("This is e⁻ˣ, a part of the formula: the sigmoid is 1 / (1 + e⁻ˣ)."))
def power_only(x):
    return np.exp(-x)


@sigmoid.mistake(_("The denominator is 1 − e⁻ˣ here, which is 0 at x = 0. It is 1 + e⁻ˣ."))
def minus_below_the_line(x):
    return 1 / (1 - np.exp(-x))


@sigmoid.mistake(_("This is tanh, from −1 to 1. The sigmoid runs from 0 to 1 and is ½ at 0."))
def hyperbolic_tangent(x):
    return np.tanh(x)


@sigmoid.mistake(_("tanh has to be taken of x / 2: (1 + tanh(x)) / 2 is twice as steep."))
def too_steep(x):
    return (1 + np.tanh(x)) / 2


@sigmoid.mistake(
    _("This runs from −1 to 1, as tanh(x / 2) does. Add 1, and divide by 2, to get the sigmoid.")
)
def from_minus_one(x):
    return np.tanh(x / 2)


@sigmoid.mistake(_("This is ½ less than the sigmoid everywhere: at 0 it is 0, not ½."))
def half_too_low(x):
    return _sigmoid(x) - 0.5


@sigmoid.mistake(_("This is σ(x) · (1 − σ(x)), the derivative. Asked for is the sigmoid itself."))
def derivative(x):
    return _sigmoid(x) * (1 - _sigmoid(x))


@sigmoid.mistake(
    _(
        "It gives −x what it gives x, never below ½. e^−|x| keeps the power small, but for "
        "negative x the sigmoid is e^−|x| / (1 + e^−|x|)."
    )
)
def both_sides_alike(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@sigmoid.mistake(
    _("e^−|x| / (1 + e^−|x|) is right for negative x. For positive x it is 1 / (1 + e^−|x|).")
)
def never_above_half(x):
    return 1 / (1 + np.exp(np.abs(x)))


@sigmoid.mistake(_("This is log(x / (1 − x)), which undoes the sigmoid."))
def inverse(x):
    return np.log(x / (1 - x))


@sigmoid.mistake(
    _("The values along the last axis add up to 1: that is softmax. Each value is to be by itself.")
)
def softmax_of_rows(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@sigmoid.mistake(_("All values add up to 1: that is softmax. Each value is to be by itself."))
def softmax_of_all(x):
    powers = np.exp(x - x.max())
    return powers / powers.sum()


@sigmoid.mistake(_("This is a step, 0 or 1. The sigmoid climbs smoothly between them."))
def hard_step(x):
    return np.where(x > 0, 1.0, 0.0)


@sigmoid.mistake(
    _("Below 0 and above 1 the values are cut off. The sigmoid is a curve: 1 / (1 + e⁻ˣ).")
)
def cut_off(x):
    return np.clip(x, 0, 1)


@sigmoid.mistake(
    _("This is a straight line with its ends cut off, the hard sigmoid: no e⁻ˣ is in it.")
)
def straight_line(x):
    return np.clip(x / 6 + 0.5, 0, 1)


@sigmoid.mistake(_("This is ReLU, which has no upper end. The sigmoid is 1 / (1 + e⁻ˣ)."))
def relu_for_sigmoid(x):
    return np.maximum(x, 0)


@sigmoid.mistake(_("This is x / (1 + |x|), softsign. The sigmoid is 1 / (1 + e⁻ˣ), from 0 to 1."))
def softsign(x):
    return x / (1 + np.abs(x))


@sigmoid.mistake(_("The base of the power is 2 here. It is e = 2.718…: np.exp(-x)."))
def power_of_two(x):
    return 1 / (1 + np.power(2.0, -x))


@sigmoid.mistake(_("2.718 is rounded, and the error grows with x. np.exp(-x) has all digits of e."))
def rounded_base(x):
    return 1 / (1 + np.power(2.718, -x))


@sigmoid.mistake(
    _("The values are x · σ(x), the swish. Asked for is the sigmoid alone: 1 / (1 + e⁻ˣ).")
)
def times_x(x):
    return x * _sigmoid(x)


@sigmoid.mistake(
    _(
        "x is cut off at ±10, where the sigmoid is not yet 0 or 1: 0.00005 is missing. Cut off "
        "further out, or not at all."
    )
)
def cut_off_too_early(x):
    return _sigmoid(np.clip(x, -10, 10))


@sigmoid.mistake(
    _(
        "A power of Python's, math.exp or **, raises OverflowError where it is too large for a "
        "float. Take one that is never above 1: e^−|x|; or np.exp, which gives ∞ and goes on."
    )
)
def too_large_a_power(x):
    return np.array([1 / (1 + math.exp(-v)) for v in x.reshape(-1).tolist()]).reshape(x.shape)


@sigmoid.mistake(
    _(
        "With an array without axes, a single number, it raises TypeError: there is nothing to "
        "loop over, and no place to write to. np.exp takes such an array, too."
    )
)
def no_axis_refused(x):
    return np.array([_sigmoid(row) for row in x])


@sigmoid.mistake(
    _(
        "np.vectorize takes the dtype of its first result. Here that is a whole number, 0 or 1, so "
        "the fractions are lost: return 0.0 and 1.0, or say otypes=[float]."
    )
)
def dtype_of_the_first(x):
    def one(v):
        return int(v > 0) if abs(v) > 100 else float(_sigmoid(v))

    return np.vectorize(one)(x)


@sigmoid.mistake(_("(1 + e) is taken to the power −x. Only e is: 1 / (1 + e⁻ˣ)."))
def bracket_to_the_power(x):
    return 1 / np.power(1 + np.e, -x)


@sigmoid.mistake(_("2.7 is rounded, and the error grows with x. np.exp(-x) has all digits of e."))
def roughly_rounded_base(x):
    return 1 / (1 + np.power(2.7, -x))


@sigmoid.mistake(_("x is cut off at ±5, where the sigmoid is 0.0067 and 0.9933, not yet 0 and 1."))
def cut_off_at_five(x):
    return _sigmoid(np.clip(x, -5, 5))
