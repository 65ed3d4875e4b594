"""Lesson 1: what a tensor is."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "1/brighter": Prediction(
        _("What happens to the white ink of the digits?"),
        "it turns dark",
        choices={
            "it stays at 255, white": _("it stays at 255, white"),
            "it becomes 355": _("it becomes 355"),
            "it turns dark": _("it turns dark"),
            "there is an error": _("there is an error"),
        },
        misread={
            "it stays at 255, white": _("Some image programs stop at 255. NumPy does not."),
            "it becomes 355": _("So it should be. But these pixels have no room for 355."),
            "there is an error": _("NumPy adds without an error, and without a warning."),
        },
        why=_(
            "White becomes 99, and the black background becomes 100. The end of the lesson says "
            "why."
        ),
    ),
    "1/rank-nested": Prediction(
        _("How many axes has `np.array([[[1, 2]], [[3, 4]], [[5, 6]]])`?"),
        lambda np: np.array([[[1, 2]], [[3, 4]], [[5, 6]]]).ndim,
        misread={
            2: _("Each pair of numbers stands in two more pairs of brackets."),
            6: _("6 is the number of values, `x.size`."),
        },
        why=_("The rank is how deep the brackets go: three. The shape is `(3, 1, 2)`."),
    ),
    "1/matrix-rank": Prediction(
        _(
            "Each row of `table` is a multiple of the first row. What are `table.ndim` and "
            "`np.linalg.matrix_rank(table)`, in this order?"
        ),
        lambda np, table: f"{table.ndim} and {np.linalg.matrix_rank(table)}",
        choices={
            "1 and 2": _("1 and 2"),
            "2 and 1": _("2 and 1"),
            "2 and 2": _("2 and 2"),
            "3 and 1": _("3 and 1"),
        },
        misread={
            "1 and 2": _("It is the other way round: `ndim` counts axes."),
            "2 and 2": _("The second column is twice the first, so only one row is independent."),
            "3 and 1": _("3 is the number of rows. Rows and columns are two axes."),
        },
        why=_(
            "Two axes. The largest number of rows that are independent of each other is one. "
            "In this course, rank always means the number of axes."
        ),
    ),
    "1/images-mean": Prediction(
        _("What is the shape of `images.mean(axis=0)`?"),
        lambda images: images.mean(axis=0).shape,
        misread={
            (1437,): _("That is one mean for each image: `images.mean(axis=(1, 2))`."),
            (1437, 8): _("Here axis 1 or axis 2 disappeared. Axis 0 is the sample axis."),
            (): _("Without `axis=`, the mean is one number. `axis=0` takes away only one axis."),
            (1, 8, 8): _("The axis is gone, unless you say `keepdims=True`."),
        },
        why=_("Axis 0, the samples, disappears. What is left is one image: the mean digit."),
    ),
    "1/images-channels": Prediction(
        _("What is the shape of `orange`?"),
        lambda orange: orange.shape,
        misread={
            (3, 1437, 8, 8): _("That is `axis=0`. `axis=-1` makes the new axis the last one."),
            (1437, 8, 8): _("Stacking adds an axis: the rank grows by one."),
            (1437, 8, 24): _(
                "`np.concatenate` would make an axis longer. `np.stack` makes a new one."
            ),
        },
        why=_("Three channels at each pixel. The rank is 4."),
    ),
    "1/dtype-bytes": Prediction(
        _('How many bytes does `images[:100].astype("float32")` take?'),
        lambda images: images[:100].astype("float32").nbytes,
        misread={
            6400: _("That is the number of values. Each takes 4 bytes."),
            51200: _("8 bytes a value would be `float64`."),
            367872: _("That is for all 1,437 images. These are the first 100."),
            204800: _("`float32` has 32 bits, which are 4 bytes."),
        },
        why=_(
            "100 × 8 × 8 values of 4 bytes each. The same pixels as `uint8` take a quarter of that."
        ),
    ),
    "1/dtype-overflow": Prediction(
        _("What is the one value in `bright + bright`?"),
        lambda bright: int((bright + bright)[0]),
        misread={
            400: _("400 does not fit in one byte, and the result of `uint8` + `uint8` is `uint8`."),
            255: _("Some image programs stop at 255. NumPy goes on counting from 0 again."),
        },
        why=_(
            "400 − 256 = 144: after 255 comes 0 again, without a warning. "
            "Convert to `float32` before you compute with pixels."
        ),
    ),
}
