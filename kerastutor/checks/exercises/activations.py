"""The checks of `relu` and, from a file of its own, of `sigmoid`."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._numbers import one_number, some
from kerastutor.checks.exercises._sigmoid import *  # noqa: F403 - and its mistakes, by name
from kerastutor.concepts import activations
from kerastutor.i18n import _


def _cases(rng):
    below, above = (float(n) / 10 for n in rng.integers(11, 90, 2))
    return [
        (some(rng, 7),),
        (some(rng, (3, 4), "float32", most=9),),
        (some(rng, (2, 3, 2)),),
        (np.array(-below),),  # a single number
        (-np.abs(some(rng, (2, 2))),),  # nothing is above 0
        (rng.permutation([np.inf, -np.inf, -below, 0, above]),),
    ]


relu = Exercise(
    signature="relu(x)",
    reference=lambda x: one_number(activations.relu(x)),
    cases=_cases,
    oracle="keras.ops.relu",
    tolerance=Tolerance(any_float=True),
    look=_("lesson 2 (lesson_2_activations.ipynb), on ReLU"),
    hints=(
        _("Look at each number by itself: what becomes of −3, what of 3?"),
        _("x may have any number of axes. Which function of NumPy compares all numbers with 0?"),
        _(
            "np.max(x, 0) looks for the largest along axis 0. np.maximum(x, 0) takes the larger of "
            "two, everywhere; np.where(x > 0, x, 0) chooses."
        ),
    ),
)


@relu.mistake(
    _(
        "At −∞ it gives NaN, since −∞ · 0 and −∞ + ∞ have no value. Choose, in place of "
        "multiplying or adding: np.maximum(x, 0), or np.where(x > 0, x, 0)."
    )
)
def nan_at_minus_infinity(x):
    return x * (x > 0)


@relu.mistake(_("Negative values come back positive, which is the absolute value. They become 0."))
def absolute(x):
    return np.abs(x)


@relu.mistake(
    _("x > 0 is True or False. Where it is True, x itself belongs: np.where(x > 0, x, 0).")
)
def booleans(x):
    return x > 0


@relu.mistake(
    _("Positive values became 1, which is the slope of ReLU. ReLU itself leaves them as they are.")
)
def ones_for_positive(x):
    return np.where(x > 0, 1.0, 0.0)


@relu.mistake(_("Values above 1 are cut off to 1. ReLU has no upper end."))
def cut_off_at_one(x):
    return np.clip(x, 0, 1)


@relu.mistake(_("Values above 6 are cut off to 6: that is relu6. ReLU has no upper end."))
def cut_off_at_six(x):
    return np.clip(x, 0, 6)


@relu.mistake(
    _(
        "The negative values are taken out, so the result is shorter. They become 0 and keep "
        "their places: np.where(x > 0, x, 0)."
    )
)
def negative_taken_out(x):
    return x[x > 0]


@relu.mistake(_("The negative values stay, the positive ones became 0: it is the other way round."))
def negative_kept(x):
    return np.minimum(x, 0)


@relu.mistake(
    _("This is max(0, −x): negative values come back positive, and positive ones became 0.")
)
def sign_turned_first(x):
    return np.maximum(-x, 0)


@relu.mistake(
    _("Negative values became 0.01 x: that is a leaky ReLU. Here they become 0, without a leak.")
)
def leaky(x):
    return np.where(x > 0, x, 0.01 * x)


@relu.mistake(
    _("Negative values became 0.1 x: that is a leaky ReLU. Here they become 0, without a leak.")
)
def leaky_by_a_tenth(x):
    return np.where(x > 0, x, 0.1 * x)


@relu.mistake(
    _(
        "Negative values became 0.2 x: that is keras.ops.leaky_relu. Here they become 0, without "
        "a leak."
    )
)
def leaky_as_in_keras(x):
    return np.where(x > 0, x, 0.2 * x)


@relu.mistake(_("Negative values became eˣ − 1: that is ELU. Here they become 0."))
def exponential_below_zero(x):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


@relu.mistake(_("This is log(1 + eˣ), the softplus: it is round at 0, where ReLU has a corner."))
def softplus(x):
    return np.logaddexp(0, x)


@relu.mistake(_("x came back as it was. What becomes of it has to be kept, and returned."))
def unchanged(x):
    return x


@relu.mistake(
    _(
        "These are the largest values along axis 0: in np.max(x, 0), the 0 is an axis. "
        "np.maximum(x, 0) compares each value with 0."
    )
)
def largest_along_an_axis(x):
    return np.max(x, 0)


@relu.mistake(
    _(
        "One number comes back, from the largest value of all. Each value has a result of its "
        "own: np.maximum(x, 0)."
    )
)
def largest_of_all(x):
    return max(0.0, float(x.max()))


@relu.mistake(_("All values are moved, so that the smallest is 0. Only the negative ones change."))
def moved_up(x):
    return x - x.min()


@relu.mistake(
    _("The values are twice too large, as x + |x| is, and NaN at −∞: use np.maximum(x, 0).")
)
def twice_as_much(x):
    return x + np.abs(x)


@relu.mistake(_("Values between 0 and 1 became 0, too. ReLU begins at 0: compare with 0."))
def begins_at_one(x):
    return np.where(x > 1, x, 0.0)


@relu.mistake(_("Each value is 1 at least: max(1, x). The other number is 0: max(0, x)."))
def at_least_one(x):
    return np.maximum(x, 1)


@relu.mistake(
    _("This is the sign of each value, −1, 0 or 1. ReLU leaves positive values as they are.")
)
def signs(x):
    return np.sign(x)


@relu.mistake(
    _(
        "These are the places of the positive values, as np.where(x > 0) alone tells them. Say "
        "what to take there and elsewhere: np.where(x > 0, x, 0)."
    )
)
def places_of_positive(x):
    return np.where(x > 0)


@relu.mistake(
    _(
        "It works with one axis only: of a matrix, `x[i]` is a whole row, and a single number "
        "has no x[i]. np.maximum(x, 0) takes any number of axes."
    )
)
def one_axis_only(x):
    return np.array([v if v > 0 else 0.0 for v in x])


@relu.mistake(
    _("It works with two axes only, and there may be any number: x.shape has one size for each.")
)
def two_axes_only(x):
    rows, columns = range(x.shape[0]), range(x.shape[1])
    return np.array([[x[i, j] if x[i, j] > 0 else 0.0 for j in columns] for i in rows])


@relu.mistake(
    _(
        "With an array without axes, a single number, it raises TypeError: there is nothing to "
        "loop over, and no place to write to. np.maximum(x, 0) takes such an array, too."
    )
)
def single_number_refused(x):
    return np.array([np.maximum(row, 0) for row in x])


@relu.mistake(
    _("Negative values became NaN. They become 0: NaN spreads through all that is computed next.")
)
def nan_for_negative(x):
    return np.where(x > 0, x, np.nan)


@relu.mistake(_("Negative values became 1. They become 0."))
def one_for_negative(x):
    return np.where(x > 0, x, 1.0)


@relu.mistake(
    _(
        "One question decides for all: is any value above 0? Then all of them stay. Each value is "
        "decided by itself: np.where(x > 0, x, 0)."
    )
)
def one_decision_for_all(x):
    return x if (x > 0).any() else np.zeros_like(x)


@relu.mistake(
    _("The values are right, in one long row. The shape is that of x: result.reshape(x.shape).")
)
def shape_lost(x):
    return np.maximum(x, 0).reshape(-1)


@relu.mistake(_("Negative values became 0.3 x, as in keras.layers.LeakyReLU. Here they become 0."))
def leaky_as_the_layer(x):
    return np.where(x > 0, x, 0.3 * x)


@relu.mistake(
    _(
        "np.vectorize takes the dtype of its first result. Where that is the whole number 0, all "
        "fractions are lost: return 0.0, or say otypes=[float]."
    )
)
def whole_numbers_by_vectorize(x):
    return np.vectorize(lambda v: v if v > 0 else 0)(x)


@relu.mistake(
    _("The values are cut off to whole numbers, which also cannot hold ∞: keep a float dtype.")
)
def whole_numbers(x):
    return np.maximum(x, 0).astype("int64")


@relu.mistake(
    _("np.nan_to_num mends NaN, and turns ∞ into the largest float: np.maximum needs no repair.")
)
def infinity_replaced(x):
    return np.nan_to_num(x * (x > 0))
