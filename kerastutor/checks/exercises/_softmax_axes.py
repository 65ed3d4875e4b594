"""The exercise `softmax`, and mistakes about its axis: what is taken along which, and kept."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import softmax as concept
from kerastutor.i18n import _


def _cases(rng):
    def numbers(*shape, dtype="float64"):
        return (rng.integers(-30, 31, shape) / 10).astype(dtype)

    columns = int(rng.integers(4, 7))
    near = numbers(4, 3)
    # Rows far from each other, and one that is far apart in itself.
    far = near + 1000.0 * np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1], [1, 0, -1]])
    return [
        (numbers(3, columns),),
        (numbers(3, 3, dtype="float32"),),  # square: no shape betrays a wrong axis
        (numbers(3, 3), 0),
        (numbers(5),),
        (numbers(2, 3, 3), 1),
        (numbers(2, 2, 3, 2, dtype="float32"), -2),
        (far,),
        (far.T.astype("float32"), 0),
    ]


def made(x, maximum, total):
    """Softmax from the axes of the maximum and of the sum; "none" for no maximum."""
    if maximum != "none":
        x = x - x.max(axis=maximum, keepdims=True)
    powers = np.exp(x)
    return powers / powers.sum(axis=total, keepdims=True)


softmax = Exercise(
    signature="softmax(x, axis=-1)",
    reference=concept.softmax,
    cases=_cases,
    oracle="keras.ops.softmax",
    tolerance=Tolerance(any_float=True),
    look=_("lesson 2 (lesson_2_activations.ipynb), on softmax"),
    hints=(
        _("First the powers, np.exp(x); then each is divided by the sum along the axis."),
        _("The sum has to fit beside the powers: powers.sum(axis=axis, keepdims=True)."),
        _(
            "e^1000 is too large for a float. Subtract the same number from all values of a row, "
            "and softmax stays what it is."
        ),
        _("Subtract the largest first: x − x.max(axis=axis, keepdims=True). No power is above 1."),
    ),
)


@softmax.mistake(
    _(
        "At 1000 the power is ∞ and at −1000 it is 0, and ∞ / ∞ and 0 / 0 are NaN. Subtract the "
        "maximum along the axis before np.exp: softmax stays the same."
    )
)
def no_maximum(x, axis=-1):
    return made(x, "none", axis)


@softmax.mistake(
    _(
        "One maximum is subtracted from all. Where it is far above a row, all powers of that row "
        "are 0, and 0 / 0 is NaN. Each has its own: x.max(axis=axis, keepdims=True)."
    )
)
def one_maximum_for_all(x, axis=-1):
    return made(x, None, axis)


@softmax.mistake(
    _(
        "All values together add up to 1. Along the axis, each row (or column) has its own sum: "
        "powers.sum(axis=axis, keepdims=True)."
    )
)
def one_sum_for_all(x, axis=-1):
    return made(x, None, None)


@softmax.mistake(
    _(
        "The maximum is that of each row, the sum is that of all values. It has to be taken along "
        "the axis, too: powers.sum(axis=axis, keepdims=True)."
    )
)
def sum_without_axis(x, axis=-1):
    return made(x, axis, None)


@softmax.mistake(
    _(
        "All values together add up to 1, and far from 0 they are NaN. Take the maximum and the "
        "sum along the axis, with keepdims=True."
    )
)
def one_sum_no_maximum(x, axis=-1):
    return made(x, "none", None)


@softmax.mistake(
    _("It works along the last axis, not along the one that is asked for: pass it on, axis=axis.")
)
def always_the_last_axis(x, axis=-1):
    return made(x, -1, -1)


@softmax.mistake(
    _(
        "It works along the last axis, not along the one that is asked for; and no maximum is "
        "subtracted, so that values far from 0 give NaN."
    )
)
def last_axis_no_maximum(x, axis=-1):
    return made(x, "none", -1)


@softmax.mistake(
    _(
        "It works along the last axis, not along the one that is asked for, and one maximum is "
        "subtracted from all. Both belong to that axis: axis=axis, keepdims=True."
    )
)
def last_axis_one_maximum(x, axis=-1):
    return made(x, None, -1)


@softmax.mistake(
    _(
        "It works along axis 0, not along the one that is asked for: axis, which is −1, the last "
        "one, where none is given."
    )
)
def always_axis_0(x, axis=-1):
    return made(x, 0, 0)


@softmax.mistake(
    _("The sum runs along axis 0, not along the axis that is asked for; so does Python's sum.")
)
def sum_along_axis_0(x, axis=-1):
    return made(x, axis, 0)


@softmax.mistake(
    _(
        "One maximum is subtracted from all, and the sum runs along axis 0. Both belong to the "
        "axis that is asked for: axis=axis, keepdims=True."
    )
)
def one_maximum_sum_along_0(x, axis=-1):
    return made(x, None, 0)


@softmax.mistake(
    _("No maximum is subtracted, and the sum runs along axis 0, not along the one asked for.")
)
def no_maximum_sum_along_0(x, axis=-1):
    return made(x, "none", 0)


@softmax.mistake(
    _("It works along axis 1, which a vector does not have. Use the one that is asked for: axis.")
)
def always_axis_1(x, axis=-1):
    return made(x, 1, 1)


@softmax.mistake(
    _("It works along axis 1, not along the one asked for: axis. And no maximum is subtracted.")
)
def axis_1_no_maximum(x, axis=-1):
    return made(x, "none", 1)


@softmax.mistake(
    _(
        "Without keepdims, maximum and sum lose the axis: a column of them becomes a row, and goes "
        "to the wrong numbers, or does not fit. Say keepdims=True in both."
    )
)
def no_keepdims(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis))
    return powers / powers.sum(axis=axis)


@softmax.mistake(
    _(
        "The sum has one axis less than x: values are divided by the wrong sums, or the shapes do "
        "not fit. Say keepdims=True, as for the maximum."
    )
)
def sum_without_keepdims(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis)


@softmax.mistake(
    _(
        "The maximum has one axis less than x: the wrong ones are subtracted, or the shapes do "
        "not fit. Say keepdims=True, as for the sum."
    )
)
def maximum_without_keepdims(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis))
    return powers / powers.sum(axis=axis, keepdims=True)


@softmax.mistake(
    _(
        "The sum has one axis less than x: values are divided by the wrong sums, or the shapes do "
        "not fit. Say keepdims=True. And no maximum is subtracted along the axis."
    )
)
def no_maximum_no_keepdims(x, axis=-1):
    powers = np.exp(x)
    return powers / powers.sum(axis=axis)


@softmax.mistake(
    _(
        "The sum has one axis less than x: values are divided by the wrong sums, or the shapes do "
        "not fit. Say keepdims=True. And one maximum is subtracted from all, where each row has "
        "its own."
    )
)
def one_maximum_no_keepdims(x, axis=-1):
    powers = np.exp(x - x.max())
    return powers / powers.sum(axis=axis)


@softmax.mistake(
    _(
        "Each x[i] is taken by itself: right for the rows of a matrix, and for nothing else. Use "
        "axis and keepdims=True in place of the loop."
    )
)
def row_by_row(x, axis=-1):
    return np.array([made(row, None, None) for row in x])


@softmax.mistake(
    _("[:, None] puts the lost axis back at place 1. keepdims=True keeps it where it was.")
)
def axis_put_back_at_1(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis)[:, None])
    return powers / powers.sum(axis=axis)[:, None]


@softmax.mistake(
    _("Where no axis is given, it works along axis 0. The default is the last one: axis=-1.")
)
def default_axis_0(x, axis=0):
    return made(x, axis, axis)


@softmax.mistake(
    _("Where no axis is given, it works along axis 1. The default is the last one: axis=-1.")
)
def default_axis_1(x, axis=1):
    return made(x, axis, axis)
