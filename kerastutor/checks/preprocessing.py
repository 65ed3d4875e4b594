"""The checks of `scale_images` and `standardize`."""

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
from kerastutor.checks._compare import Tolerance
from kerastutor.concepts import preprocessing
from kerastutor.i18n import _

# scale_images


def _image_cases(rng):
    n, height, width = (int(size) for size in rng.integers(2, 6, size=3))

    def pixels(*shape, high=256):
        return rng.integers(0, high, shape).astype("uint8")

    full = pixels(height, width)
    full[0, 0], full[-1, -1] = 255, 0
    return [
        (pixels(n, height, width),),
        (full,),  # one image, with both ends of the scale
        (pixels(n, height, width, 3),),  # in colour
        (pixels(n, height, width, high=120),),  # a dark batch: its largest pixel is not 255
        (np.zeros((1, height, width), "uint8"),),  # black
        (np.full((1, 2, 2), 255, "uint8"),),  # white
    ]


def _per_image_max(images):
    images = images.astype("float32")
    axes = tuple(range(1, images.ndim)) if images.ndim > 2 else None
    return images / images.max(axis=axes, keepdims=True)


def _min_max(images):
    low, high = np.float32(images.min()), np.float32(images.max())
    return (images.astype("float32") - low) / (high - low)


def _mean_subtracted(images):
    images = images.astype("float32")
    return (images - images.mean()) / images.std()


scale_images = Check(
    name="scale_images",
    signature="scale_images(images)",
    reference=preprocessing.scale_images,
    cases=_image_cases,
    look=_("lesson 1 (lesson_1_tensors.ipynb), on images as tensors"),
    hints=(
        _("A pixel of dtype uint8 lies between 0 and 255. Which number makes 255 into 1?"),
        _("Divide by 255, always: not by the largest value that happens to be in this batch."),
        _('The result is to be float32: images.astype("float32") / 255.'),
    ),
    mistakes=(
        Mistake(
            "not_divided",
            lambda images: images.astype("float32"),
            _("The dtype is right, but the values still run from 0 to 255: divide by 255."),
        ),
        Mistake(
            "divided_by_256",
            lambda images: images.astype("float32") / 256,
            _(
                "It divides by 256. There are 256 values, but the largest is 255, and it has to "
                "become 1."
            ),
        ),
        Mistake(
            "integer_division",
            lambda images: images // 255,
            _(
                "Fractions are lost (by //, or by going back to uint8), so all pixels but pure "
                "white become 0. Convert to float32 and divide with /."
            ),
        ),
        Mistake(
            "float64",
            lambda images: images / 255,
            _(
                "The values are right, but uint8 / 255 gives float64, twice the memory that Keras "
                'needs. Convert first: images.astype("float32").'
            ),
        ),
        Mistake(
            "minus_one_to_one",
            lambda images: images.astype("float32") / 127.5 - 1,
            _("This scales to [−1, 1]. Asked for is [0, 1]: only divide by 255."),
        ),
        Mistake(
            "per_batch_max",
            lambda images: images.astype("float32") / images.max(),
            _(
                "It divides by the largest pixel of this batch, so the same grey gets another "
                "value in another batch, and a black image becomes NaN. Divide by 255, always."
            ),
        ),
        Mistake(
            "per_image_max",
            _per_image_max,
            _(
                "It divides each image by its own largest pixel: dark images become as bright as "
                "bright ones. Divide by 255, always."
            ),
        ),
        Mistake(
            "min_max",
            _min_max,
            _(
                "It stretches the batch from its smallest to its largest pixel. The scale is to be "
                "fixed: divide by 255."
            ),
        ),
        Mistake(
            "clipped",
            lambda images: np.clip(images, 0, 1).astype("float32"),
            _("It cuts values off at 1 instead of scaling them. Divide by 255."),
        ),
        Mistake(
            "standardized",
            _mean_subtracted,
            _("It subtracts the mean and divides by the deviation. Here only divide by 255."),
        ),
    ),
    picture=_pictures.comparison,
)


# standardize


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
    ]


def _repaired(x, centre, deviation):
    safe = np.where(deviation == 0, 1, deviation)
    return (x - centre) / safe


def _other_axis(x):
    return _repaired(x, x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True))


def _sample_deviation(x):
    return _repaired(x, x.mean(axis=0), x.std(axis=0, ddof=1))


def _constant_unchanged(x):
    deviation = x.std(axis=0)
    safe = np.where(deviation == 0, 1, deviation)
    return np.where(deviation == 0, x, (x - x.mean(axis=0)) / safe)


def _min_max_columns(x):
    span = x.max(axis=0) - x.min(axis=0)
    return (x - x.min(axis=0)) / np.where(span == 0, 1, span)


standardize = Check(
    name="standardize",
    signature="standardize(x)",
    reference=preprocessing.standardize,
    cases=_column_cases,
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
    forbids_warnings="RuntimeWarning",
    mistakes=(
        Mistake(
            "nan_for_constant",
            lambda x: (x - x.mean(axis=0)) / x.std(axis=0),
            _(
                "In a constant column the deviation is 0, and 0/0 is NaN. Put 1 in place of such a "
                "deviation before you divide."
            ),
        ),
        Mistake(
            "divides_then_repairs",
            lambda x: np.nan_to_num((x - x.mean(axis=0)) / x.std(axis=0)),
            _(
                "It divides by 0 first (NumPy's RuntimeWarning says so) and mends the NaN "
                "afterwards, which would hide a NaN in the data too. Put 1 in place of a deviation "
                "of 0 before you divide."
            ),
        ),
        Mistake(
            "other_axis",
            _other_axis,
            _(
                "Each row is standardized, not each column. axis is the axis that disappears: "
                "axis=0 runs down the rows and leaves one number for each column."
            ),
        ),
        Mistake(
            "axis_lost",
            lambda x: (x - x.mean(axis=1)) / x.std(axis=1),
            _(
                "x.mean(axis=1) has one number for each row, and such a row of numbers does not "
                "fit beside the columns. The columns' means are x.mean(axis=0)."
            ),
        ),
        Mistake(
            "whole_array",
            lambda x: _repaired(x, x.mean(), x.std()),
            _(
                "One mean and one deviation are taken of the whole array. Each column has its own: "
                "use axis=0."
            ),
        ),
        Mistake(
            "only_centred",
            lambda x: x - x.mean(axis=0),
            _("The means are 0, but the deviations are not yet 1: divide by x.std(axis=0)."),
        ),
        Mistake(
            "not_centred",
            lambda x: _repaired(x, 0, x.std(axis=0)),
            _("It divides by the deviation, but the mean was not subtracted first."),
        ),
        Mistake(
            "mean_not_in_brackets",
            lambda x: x - _repaired(x.mean(axis=0), 0, x.std(axis=0)),
            _("Division comes before subtraction: write (x − mean) / std, with brackets."),
        ),
        Mistake(
            "sample_deviation",
            _sample_deviation,
            _(
                "This is the deviation with n − 1 (ddof=1, the default of pandas). Keras and "
                "np.std divide by n."
            ),
        ),
        Mistake(
            "variance",
            lambda x: _repaired(x, x.mean(axis=0), x.var(axis=0)),
            _("It divides by the variance. The standard deviation is its square root: np.std."),
        ),
        Mistake(
            "large_epsilon",
            lambda x: (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-3),
            _(
                "An epsilon of 1e-3 is added to the deviation: no more division by 0, but all "
                "values are now a little too small. Use 1e-8, or replace only a deviation of 0."
            ),
        ),
        Mistake(
            "constant_unchanged",
            _constant_unchanged,
            _("A constant column is left as it was. It is to become zeros: subtract its mean."),
        ),
        Mistake(
            "min_max",
            _min_max_columns,
            _("This scales each column to [0, 1]. Asked for is mean 0 and deviation 1."),
        ),
    ),
    picture=_pictures.comparison,
)
