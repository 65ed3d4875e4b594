"""Lesson 4: the matrix product, and a Dense layer as one."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "4/cell": Prediction(
        _("What is the number in row 1, column 1 of the product?"),
        lambda a, b: (a @ b)[1, 1],
        misread={
            5: _("That is `a[1, 1]` · `b[1, 1]` alone: one product. The cell adds three products."),
            -6: _("That is the last product alone, 6 · (−1). The cell adds three products."),
            11: _("The last number of the column is −1, so the last product is −6, not +6."),
            16: _("That is row 1 times column 0. Column 1 of `b` is 0, 1, −1."),
        },
        why=_("Row 1 of `a` is 4, 5, 6; column 1 of `b` is 0, 1, −1. So 4·0 + 5·1 + 6·(−1) = −1."),
    ),
    "4/shape": Prediction(
        _(
            "`images` has shape `(5, 64)`, `kernel` has shape `(64, 10)`. What is the shape of "
            "`images @ kernel`?"
        ),
        lambda np: (np.zeros((5, 64)) @ np.zeros((64, 10))).shape,
        misread={
            (64, 64): _("64 is the inner size. It is summed over, so it disappears."),
            (10, 5): _("The rows come from the first matrix, the columns from the second."),
            (5, 64, 10): _("That is the shape before the sum: the inner size disappears."),
        },
        why=_("The inner sizes, 64 and 64, are summed over and disappear. The outer ones stay."),
    ),
    "4/order": Prediction(
        _("And `kernel @ images`, with shapes `(64, 10)` and `(5, 64)`?"),
        "an error",
        choices={
            "(64, 64)": "`(64, 64)`",
            "(10, 5)": "`(10, 5)`",
            "(5, 10)": "`(5, 10)`",
            "an error": _("an error"),
        },
        misread={
            "(64, 64)": _("64 and 64 are the outer sizes here. The inner ones do not fit."),
            "(10, 5)": _("10 and 5 are the inner sizes. They would disappear, if they were equal."),
            "(5, 10)": _("That is the shape of `images @ kernel`. The order of the two matters."),
        },
        why=_("The inner sizes are 10 and 5. They differ, so rows and columns do not meet."),
    ),
    "4/count": Prediction(
        _(
            "`u` has shape `(3, 4)`, `v` has shape `(4, 2)`. How many multiplications does "
            "`u @ v` take?"
        ),
        24,
        misread={
            4: _("4 is the number of products in one cell. There are several cells."),
            6: _("6 is the number of cells. Each cell needs several products."),
            8: _(
                "8 products would be one for each number of `v`. But each column of `v` is used "
                "for 3 rows."
            ),
            12: _(
                "12 products would be one for each number of `u`. But each row of `u` is used for "
                "2 columns."
            ),
            18: _("In each cell, 3 sums are made of 4 products. Here the products are counted."),
        },
        why=_("The result has 3 × 2 = 6 cells, and each needs 4 products. In general m · k · n."),
    ),
    "4/elementwise": Prediction(
        _("What is `(p * q)[0, 0]`, the elementwise product?"),
        lambda p, q: (p * q)[0, 0],
        misread={2: _("The sign `*` multiplies cell by cell, and adds nothing up.")},
        why=_("Elementwise, `p[0, 0]` meets only `q[0, 0]`: 1 · 0 = 0."),
    ),
    "4/product": Prediction(
        _("What is `(p @ q)[0, 0]`, the matrix product?"),
        lambda p, q: (p @ q)[0, 0],
        misread={
            0: _("That is the elementwise product. Here the whole row meets the whole column.")
        },
        why=_("Row 0 of `p` is 1, 2; column 0 of `q` is 0, 1. So 1·0 + 2·1 = 2."),
    ),
    "4/kernel": Prediction(
        _("`x` has shape `(1437, 64)`, the layer has 10 outputs. What is the shape of its kernel?"),
        lambda x, layer: (x.shape[1], layer.units),
        misread={
            (10, 64): _("`x @ kernel` would not fit: the inner sizes would be 64 and 10."),
            (1437, 10): _(
                "That is the shape of the output. The kernel serves any number of images."
            ),
            (1437, 64): _("That is the shape of the input."),
        },
        why=_("`x @ kernel` must fit: (1437, 64) × (64, 10) → (1437, 10)."),
    ),
    "4/weights": Prediction(
        _("How many numbers does the layer hold, kernel and bias together?"),
        lambda x, layer: x.shape[1] * layer.units + layer.units,
        misread={640: _("That is the kernel alone. The bias has one number for each output.")},
        why=_("The kernel holds 64 · 10 = 640 numbers, the bias 10."),
    ),
    "4/bias-rows": Prediction(
        _(
            "`x @ kernel` has shape `(1437, 10)`, `bias` has shape `(10,)`. To how many rows is "
            "the bias added?"
        ),
        lambda x: x.shape[0],
        misread={
            1: _("The bias is one row, but broadcasting repeats it for every row of `x @ kernel`."),
            10: _("10 is the number of columns. The bias has one number for each column."),
        },
        why=_(
            "Broadcasting (lesson 3): aligned from the right, 10 meets 10, and the row is "
            "repeated for every image."
        ),
    ),
    "4/products": Prediction(
        _(
            "`a` has shape `(2, 3)`, `b` has shape `(3, 4)`. What is the shape of "
            "`a[:, :, None] * b[None, :, :]`?"
        ),
        lambda np: (np.zeros((2, 3))[:, :, None] * np.zeros((3, 4))[None, :, :]).shape,
        misread={
            (2, 4): _("That is the shape of the matrix product. Nothing is summed yet."),
            (2, 3, 1): _("That is the shape of `a[:, :, None]`. Its last axis stretches to 4."),
        },
        why=_("The shapes are `(2, 3, 1)` and `(1, 3, 4)`. Both ones stretch."),
    ),
    "4/axis": Prediction(
        _("Over which axis of this array, 0, 1 or 2, must you sum to get the matrix product?"),
        1,
        also={-2: _("−2 counts from the end: of three axes, it is axis 1.")},
        misread={
            0: _("Axis 0 holds the rows of `a`. They stay: the result has m rows."),
            2: _("Axis 2 holds the columns of `b`. They stay: the result has n columns."),
        },
        why=_("The sizes are (m, k, n). The inner size k has to disappear, and it is axis 1."),
    ),
}
