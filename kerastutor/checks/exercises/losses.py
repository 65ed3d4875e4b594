"""The check of `mean_squared_error`. The cross-entropies have files of their own."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import losses
from kerastutor.i18n import _


def _cases(rng):
    def pair(*shape, dtype="float64"):
        """Labels, and predictions that are 0.2 off or more, no two equally far."""
        y_true = rng.integers(-30, 31, shape) / 10
        sizes = rng.permutation(np.arange(2, 2 + np.prod(shape))).reshape(shape) / 10
        errors = sizes * rng.choice([-1, 1], shape)
        return y_true.astype(dtype), (y_true + errors).astype(dtype)

    n, k = (int(size) for size in rng.permutation([3, 4, 5])[:2])
    return [
        pair(n, k),
        pair(3, 3, dtype="float32"),  # square: no shape betrays a wrong axis
        pair(n + 2, 1),  # one output: its sum is its mean
        pair(1, k),
        pair(2, 6),
    ]


mean_squared_error = Exercise(
    signature="mean_squared_error(y_true, y_pred)",
    reference=losses.mean_squared_error,
    cases=_cases,
    oracle="keras.losses.mean_squared_error",
    tolerance=Tolerance(any_float=True),
    look=_("lesson 1 (lesson_1_losses.ipynb), on the mean squared error"),
    hints=(
        _("An error is y_pred − y_true. Square each one, so that all count as positive."),
        _("Each sample is a row, and has one loss: the mean of its own squares."),
        _("The mean along the last axis: np.mean(squares, axis=-1)."),
    ),
)


@mean_squared_error.mistake(
    _("All squares are averaged to one number. Each sample has its own loss: axis=-1.")
)
def one_mean(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


@mean_squared_error.mistake(
    _("The mean is taken over the samples, along axis 0. Each sample has its own: axis=-1.")
)
def mean_along_axis_0(y_true, y_pred):
    return ((y_true - y_pred) ** 2).mean(axis=0)


@mean_squared_error.mistake(
    _("The squares are added up. The mean divides by their number: np.mean, with axis=-1.")
)
def sum_for_mean(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum(axis=-1)


@mean_squared_error.mistake(_("All squares of all samples are added up. Each has its own mean."))
def one_sum(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum()


@mean_squared_error.mistake(
    _(
        "The mean is squared: errors of both signs cancel before. Square each error first, then "
        "take the mean."
    )
)
def square_of_the_mean(y_true, y_pred):
    return (y_true - y_pred).mean(axis=-1) ** 2


@mean_squared_error.mistake(
    _("The errors are added up, and that is squared. Square each, then take the mean.")
)
def square_of_the_sum(y_true, y_pred):
    return (y_true - y_pred).sum(axis=-1) ** 2


@mean_squared_error.mistake(
    _("It is half of the mean. Some books write ½ for a shorter gradient; Keras does not.")
)
def halved(y_true, y_pred):
    return ((y_true - y_pred) ** 2).mean(axis=-1) / 2


@mean_squared_error.mistake(
    _("It is half of the sum. The mean divides by the number of values, and by nothing else.")
)
def half_of_the_sum(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum(axis=-1) / 2


@mean_squared_error.mistake(
    _("This is the mean absolute error. Square the errors in place of taking np.abs.")
)
def absolute_errors(y_true, y_pred):
    return np.abs(y_true - y_pred).mean(axis=-1)


@mean_squared_error.mistake(_("A root is taken of it (RMSE). The mean of the squares is asked."))
def root_taken(y_true, y_pred):
    return np.sqrt(((y_true - y_pred) ** 2).mean(axis=-1))


@mean_squared_error.mistake(
    _("This is the root of the sum of squares, a length. Asked is the mean of the squares.")
)
def length_of_the_error(y_true, y_pred):
    return np.sqrt(((y_true - y_pred) ** 2).sum(axis=-1))


@mean_squared_error.mistake(
    _("These are the squares, one for each value. Take their mean for each sample: axis=-1.")
)
def squares_only(y_true, y_pred):
    return (y_true - y_pred) ** 2


@mean_squared_error.mistake(_("The errors are averaged as they are. Square each one first."))
def not_squared(y_true, y_pred):
    return (y_true - y_pred).mean(axis=-1)


@mean_squared_error.mistake(
    _("The errors, y_pred − y_true, are averaged as they are. Square each one first.")
)
def not_squared_other_sign(y_true, y_pred):
    return (y_pred - y_true).mean(axis=-1)


@mean_squared_error.mistake(
    _("The sum is divided by the number of samples. A sample's mean divides by its own values.")
)
def divided_by_the_samples(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum(axis=-1) / len(y_true)


@mean_squared_error.mistake(_("Only the first sample has a loss: `return` stands in the loop?"))
def first_sample_only(y_true, y_pred):
    return ((y_true[0] - y_pred[0]) ** 2).mean()


@mean_squared_error.mistake(
    _("Labels and predictions are squared apart. The difference is squared: (a − b)².")
)
def difference_of_squares(y_true, y_pred):
    return (y_true**2 - y_pred**2).mean(axis=-1)


@mean_squared_error.mistake(
    _("Only the predictions are squared: ** binds tighter than −. Put brackets round a − b.")
)
def brackets_missing(y_true, y_pred):
    return (y_true - y_pred**2).mean(axis=-1)


@mean_squared_error.mistake(
    _("Only the labels are squared: ** binds tighter than −. Put brackets round the difference.")
)
def only_the_labels_squared(y_true, y_pred):
    return (y_pred - y_true**2).mean(axis=-1)


@mean_squared_error.mistake(_("The mean is subtracted first: that is the variance of the errors."))
def variance_of_the_errors(y_true, y_pred):
    return (y_true - y_pred).var(axis=-1)


@mean_squared_error.mistake(
    _("The errors are divided by the labels. They count as they are: y_pred − y_true.")
)
def relative_errors(y_true, y_pred):
    return (((y_true - y_pred) / y_true) ** 2).mean(axis=-1)


@mean_squared_error.mistake(
    _("Only the largest square of each sample counts. Asked is the mean of all of them.")
)
def largest_square(y_true, y_pred):
    return ((y_true - y_pred) ** 2).max(axis=-1)


@mean_squared_error.mistake(
    _("These are the squares' sums along axis 0. Each sample has its own mean: axis=-1.")
)
def sum_along_axis_0(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum(axis=0)


@mean_squared_error.mistake(
    _("The sum is divided by one less than the number of values. Divide by their number.")
)
def one_too_few(y_true, y_pred):
    return ((y_true - y_pred) ** 2).sum(axis=-1) / (y_true.shape[-1] - 1)


@mean_squared_error.mistake(
    _("Every sample has the mean over all samples. Each has its own: np.mean(…, axis=-1).")
)
def mean_of_all_for_each(y_true, y_pred):
    return np.full(len(y_true), ((y_true - y_pred) ** 2).mean())


@mean_squared_error.mistake(
    _("The means of the samples are added up. Return them as they are, one for each sample.")
)
def means_added_up(y_true, y_pred):
    return ((y_true - y_pred) ** 2).mean(axis=-1).sum()


@mean_squared_error.mistake(
    _("The mean absolute errors are averaged to one number. Square, and keep one for each sample.")
)
def one_absolute_mean(y_true, y_pred):
    return np.abs(y_true - y_pred).mean()


@mean_squared_error.mistake(
    _("This is the root of the mean of all squares. Leave the root out, and say axis=-1.")
)
def one_root(y_true, y_pred):
    return np.sqrt(((y_true - y_pred) ** 2).mean())


@mean_squared_error.mistake(
    _("It is half of the mean over all samples. Each has its own, and it is not halved: axis=-1.")
)
def half_of_one_mean(y_true, y_pred):
    return ((y_true - y_pred) ** 2).mean() / 2


@mean_squared_error.mistake(
    _("The total is never set back to 0: each loss has all losses before it, too.")
)
def total_never_reset(y_true, y_pred):
    return np.cumsum(((y_true - y_pred) ** 2).mean(axis=-1))


@mean_squared_error.mistake(
    _("Only the first sample has a loss: `return` stands in the loop. Move it out of the loop.")
)
def returned_in_the_loop(y_true, y_pred):
    return ((y_true[:1] - y_pred[:1]) ** 2).mean(axis=-1)


@mean_squared_error.mistake(
    _("Labels and predictions are cut to whole numbers before. Their fractions count.")
)
def cut_to_whole_numbers(y_true, y_pred):
    return ((np.trunc(y_true) - np.trunc(y_pred)) ** 2).mean(axis=-1)


@mean_squared_error.mistake(_("The predictions are rounded first. Their fractions count."))
def predictions_rounded(y_true, y_pred):
    return ((y_true - np.round(y_pred)) ** 2).mean(axis=-1)


@mean_squared_error.mistake(_("y_true and y_pred are added. An error is their difference."))
def added_for_subtracted(y_true, y_pred):
    return ((y_true + y_pred) ** 2).mean(axis=-1)
