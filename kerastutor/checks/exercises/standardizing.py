"""The exercise `standardize`: every column with mean 0 and deviation 1."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import standardizing
from kerastutor.i18n import _


def _column_cases(rng):
    n, columns = int(rng.integers(5, 10)), int(rng.integers(2, 5))

    def table(rows, width):
        scale, shift = rng.uniform(0.5, 20, width), rng.uniform(-50, 50, width)
        return rng.normal(size=(rows, width)) * scale + shift

    with_constant = table(n, columns)
    # A whole number, so that its mean is exact and its deviation exactly 0.
    with_constant[:, int(rng.integers(columns))] = float(rng.integers(1, 9))
    return [
        (table(n, columns),),
        (table(columns, columns),),  # square: no shape betrays a wrong axis
        (table(n, columns).astype("float32"),),
        (with_constant,),
        (with_constant.astype("float32"),),
        (np.full((4, 2), [3.0, 0.0]),),  # nothing but constant columns
        (table(n, 1),),
        (table(n, columns) * 1e-4,),  # small, and not constant
    ]


def _repaired(x, centre, deviation):
    safe = np.where(deviation == 0, 1, deviation)
    return (x - centre) / safe


standardize = Exercise(
    signature="standardize(x)",
    reference=standardizing.standardize,
    cases=_column_cases,
    oracle="keras.layers.Normalization",
    tolerance=Tolerance(rtol=1e-4, atol=1e-4, any_float=True),
    look=_("lesson 3 (lesson_3_broadcasting.ipynb), on a row combined with every row of a matrix"),
    hints=(
        _("Each column has a mean of its own: x.mean(axis=0) has one number for each column."),
        _("Subtract the means, divide by x.std(axis=0); broadcasting does it for all rows."),
        _(
            "The deviation of a constant column is 0. Replace it by 1 before you divide: "
            "(x − mean) is 0 there already. np.where(std == 0, 1, std) does it."
        ),
    ),
    forbids_warnings=True,
)


@standardize.mistake(
    _(
        "In a constant column the deviation is 0, and 0/0 is NaN. Put 1 in place of such a "
        "deviation before you divide."
    )
)
def nan_for_constant(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


@standardize.mistake(
    _(
        "It divides by 0 first (NumPy's RuntimeWarning says so) and mends the NaN "
        "afterwards, which would hide a NaN in the data too. Put 1 in place of a deviation "
        "of 0 before you divide."
    )
)
def divides_then_repairs(x):
    return np.nan_to_num((x - x.mean(axis=0)) / x.std(axis=0))


@standardize.mistake(
    _(
        "Each row is standardized, not each column. axis is the axis that disappears: "
        "axis=0 runs down the rows and leaves one number for each column."
    )
)
def other_axis(x):
    return _repaired(x, x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True))


@standardize.mistake(
    _(
        "x.mean(axis=1) has one number for each row, and such a row of numbers does not "
        "fit beside the columns. The columns' means are x.mean(axis=0)."
    )
)
def axis_lost(x):
    return (x - x.mean(axis=1)) / x.std(axis=1)


@standardize.mistake(
    _(
        "One mean and one deviation are taken of the whole array. Each column has its own: "
        "use axis=0."
    )
)
def whole_array(x):
    return _repaired(x, x.mean(), x.std())


@standardize.mistake(
    _("The means are 0, but the deviations are not yet 1: divide by x.std(axis=0).")
)
def only_centred(x):
    return x - x.mean(axis=0)


@standardize.mistake(_("It divides by the deviation, but the mean was not subtracted first."))
def not_centred(x):
    return _repaired(x, 0, x.std(axis=0))


@standardize.mistake(_("Division comes before subtraction: write (x − mean) / std, with brackets."))
def mean_not_in_brackets(x):
    return x - _repaired(x.mean(axis=0), 0, x.std(axis=0))


@standardize.mistake(
    _(
        "This is the deviation with n − 1 (ddof=1, the default of pandas). Keras and "
        "np.std divide by n."
    )
)
def sample_deviation(x):
    return _repaired(x, x.mean(axis=0), x.std(axis=0, ddof=1))


@standardize.mistake(
    _("It divides by the variance. The standard deviation is its square root: np.std.")
)
def variance(x):
    return _repaired(x, x.mean(axis=0), x.var(axis=0))


@standardize.mistake(
    _(
        "An epsilon of 1e-3 is added to the deviation: no more division by 0, but all "
        "values are now a little too small. Use 1e-8, or replace only a deviation of 0."
    )
)
def large_epsilon(x):
    return (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-3)


@standardize.mistake(
    _("A constant column is left as it was. It is to become zeros: subtract its mean.")
)
def constant_unchanged(x):
    deviation = x.std(axis=0)
    safe = np.where(deviation == 0, 1, deviation)
    return np.where(deviation == 0, x, (x - x.mean(axis=0)) / safe)


@standardize.mistake(_("This scales each column to [0, 1]. Asked for is mean 0 and deviation 1."))
def min_max(x):
    span = x.max(axis=0) - x.min(axis=0)
    return (x - x.min(axis=0)) / np.where(span == 0, 1, span)


@standardize.mistake(
    _(
        "The means are those of the columns, the deviation is that of the whole array. Each column "
        "has its own: x.std(axis=0)."
    )
)
def one_deviation(x):
    return _repaired(x, x.mean(axis=0), x.std())


@standardize.mistake(
    _(
        "It divides by the mean distance from the mean. The standard deviation is the root of the "
        "mean square: np.std."
    )
)
def mean_distance(x):
    return _repaired(x, x.mean(axis=0), np.abs(x - x.mean(axis=0)).mean(axis=0))


@standardize.mistake(
    _(
        "The mean is subtracted twice where the deviation is computed: there x is centred already, "
        "and its mean is 0."
    )
)
def centred_twice(x):
    mean = x.mean(axis=0)
    centred = x - mean
    return _repaired(centred, 0, np.sqrt(((centred - mean) ** 2).mean(axis=0)))


@standardize.mistake(_("The median is subtracted. Asked for is mean 0: subtract x.mean(axis=0)."))
def median_for_mean(x):
    return _repaired(x, np.median(x, axis=0), x.std(axis=0))


@standardize.mistake(
    _("A constant column is dropped, so the result is narrower. It stays, as a column of zeros.")
)
def constant_dropped(x):
    x = x[:, x.std(axis=0) > 0]
    return (x - x.mean(axis=0)) / x.std(axis=0)


@standardize.mistake(
    _(
        "One constant column makes the whole result zeros. Only that column is to be zeros: put 1 "
        "in place of its deviation."
    )
)
def all_zeros_for_one(x):
    deviation = x.std(axis=0)
    if (deviation == 0).any():
        return np.zeros(x.shape)
    return (x - x.mean(axis=0)) / deviation


@standardize.mistake(
    _("1 is added to each deviation, so all values come out too small. Put 1 in place of a 0 only.")
)
def one_added(x):
    return (x - x.mean(axis=0)) / (x.std(axis=0) + 1)


@standardize.mistake(
    _(
        "Deviations below 1 are raised to 1, so those columns come out too flat. Put 1 in place of "
        "a 0 only."
    )
)
def at_least_one(x):
    return (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1)


@standardize.mistake(
    _("A small deviation is taken for 0, so its column becomes zeros. Only a constant one does.")
)
def small_taken_for_zero(x):
    deviation = x.std(axis=0)
    small = deviation <= 0.01
    return np.where(small, 0, (x - x.mean(axis=0)) / np.where(small, 1, deviation))


@standardize.mistake(
    _(
        "Each column is divided by its length, the root of the sum of squares. The deviation is "
        "the root of their mean: √n times smaller."
    )
)
def divided_by_length(x):
    centred = x - x.mean(axis=0)
    return _repaired(centred, 0, np.sqrt((centred**2).sum(axis=0)))


@standardize.mistake(
    _(
        "The values are all but as they were: a BatchNormalization that was never trained divides "
        "by √(1 + 0.001) and subtracts nothing."
    )
)
def batch_normalization(x):
    return x / np.sqrt(1.001)


@standardize.mistake(
    _(
        "0.001 is added to the variance, as layers do. Columns that vary little come out too flat: "
        "put 1 in place of a deviation of 0 only."
    )
)
def epsilon_in_the_root(x):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-3)


@standardize.mistake(
    _(
        "The sums go on from one column to the next: set them to 0 at the start of each column, "
        "inside the first loop."
    )
)
def sums_not_reset(x):
    total = np.cumsum(x.sum(axis=0))
    mean = total / len(x)
    squares = np.cumsum(((x - mean) ** 2).sum(axis=0))
    return _repaired(x, mean, np.sqrt(squares / len(x)))


@standardize.mistake(
    _(
        "Mean and deviation are computed again while the column is being overwritten. Compute both "
        "before the loop over the rows."
    )
)
def new_values_used(x):
    z = np.array(x)
    for j in range(x.shape[1]):
        if z[:, j].std() == 0:
            z[:, j] = 0
            continue
        for i in range(len(x)):
            z[i, j] = (z[i, j] - z[:, j].mean()) / z[:, j].std()
    return z


@standardize.mistake(
    _("The last column is left as zeros: range(n − 1) ends before it. range(n) ends at n − 1.")
)
def last_column_left(x):
    z = _repaired(x, x.mean(axis=0), x.std(axis=0))
    z[:, -1] = 0
    return z


@standardize.mistake(
    _(
        "The columns were put one after the other and then reshaped, which does not turn them "
        "back. Transpose instead: np.array(columns).T."
    )
)
def reshaped_for_transposed(x):
    return _repaired(x, x.mean(axis=0), x.std(axis=0)).T.reshape(x.shape)


@standardize.mistake(
    _("The numbers are cut off to whole ones before anything is computed: keep them as floats.")
)
def whole_numbers_first(x):
    x = np.trunc(x)
    return _repaired(x, x.mean(axis=0), x.std(axis=0))


@standardize.mistake(
    _("Only the first column is filled: `return` stands inside the loop. Move it to the left.")
)
def first_column_only(x):
    z = _repaired(x, x.mean(axis=0), x.std(axis=0))
    z[:, 1:] = 0
    return z


@standardize.mistake(
    _(
        "The deviations are those of the columns, the mean is that of the whole array. Each column "
        "has its own: x.mean(axis=0)."
    )
)
def one_mean(x):
    return _repaired(x, x.mean(), x.std(axis=0))


@standardize.mistake(
    _(
        "The 1 is put where the deviation is not 0. np.where(deviation == 0, 1, deviation) puts it "
        "where it is 0."
    )
)
def where_turned_round(x):
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(deviation == 0, deviation, 1)
