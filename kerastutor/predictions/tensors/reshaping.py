"""Lesson 2: indexing, reshaping, transposing."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "2/indexing-slice": Prediction(
        _("`images` has shape `(1437, 8, 8)`. What is the shape of `images[0:1]`?"),
        lambda images: images[0:1].shape,
        misread={
            (8, 8): _("That is `images[0]`. A slice keeps its axis."),
            (2, 8, 8): _("The end of a slice is not included: `0:1` is only 0."),
            (1,): _("Axes that are not named are taken whole."),
        },
        why=_(
            "One sample, but still with a sample axis: a batch of one. `model.predict` wants this "
            "form."
        ),
    ),
    "2/indexing-steps": Prediction(
        _("`x` has shape `(4, 6)`. What is the shape of `x[1:3, ::2]`?"),
        lambda np: np.zeros((4, 6))[1:3, ::2].shape,
        misread={
            (3, 3): _("The end of a slice is not included: `1:3` is 1 and 2."),
            (2, 2): _("`::2` takes every second column, not two columns: 0, 2 and 4."),
            (2, 6): _("`::2` leaves out columns 1, 3 and 5."),
        },
        why=_("Rows 1 and 2; columns 0, 2 and 4."),
    ),
    "2/views": Prediction(
        _("`x[0, 0]` is 0. We set `row[0] = 99`. What is `x[0, 0]` then?"),
        99,
        misread={0: _("It would be so if `row` were a copy. `row` is a view of `x`.")},
        why=_("`row` looks at the memory of `x`. Whoever writes into a view changes the original."),
    ),
    "2/reshape-value": Prediction(
        _("`x = np.arange(12).reshape(3, 4)`. What is `x.reshape(4, 3)[1, 0]`?"),
        lambda np: int(np.arange(12).reshape(3, 4).reshape(4, 3)[1, 0]),
        misread={
            1: _("That would be the transposed matrix. Reshape keeps the order along the line."),
            4: _("4 begins row 1 of `x`, where a row has 4 values. Now a row has 3."),
        },
        why=_("The line is 0, 1, 2, 3, … With 3 values in a row, row 1 begins with 3."),
    ),
    "2/reshape-strides": Prediction(
        _(
            "`images` has shape `(1437, 8, 8)`. How many places further in memory is the same "
            "pixel of the next image?"
        ),
        lambda images: images.strides[0] // images.itemsize,
        misread={
            8: _("8 places further is the next row of the same image."),
            1: _("1 place further is the next column."),
            1437: _("The sample axis comes first, so a whole image lies together."),
        },
        why=_("A whole image lies between: 8 · 8 = 64 values. All strides are 64, 8, 1."),
    ),
    "2/transpose-value": Prediction(
        _("`x = np.arange(12).reshape(3, 4)`. What is `x.T[1, 0]`? (`x.T` is `x` transposed.)"),
        lambda np: int(np.arange(12).reshape(3, 4).T[1, 0]),
        misread={
            3: _("That is `reshape(4, 3)`. Transposing exchanges the indices."),
            4: _("That is `x[1, 0]`: here the two indices have not changed places."),
        },
        why=_("`x.T[1, 0]` is `x[0, 1]`."),
    ),
    "2/channels": Prediction(
        _("Keras wants (samples, rows, columns, channels). Which call keeps the images whole?"),
        "np.transpose(orange, (0, 2, 3, 1))",
        choices=(
            "`np.reshape(orange, (5, 8, 8, 3))`",
            "`np.transpose(orange, (0, 2, 3, 1))`",
            "`np.transpose(orange, (0, 3, 1, 2))`",
            "`np.transpose(orange)`",
        ),
        misread={
            "np.reshape(orange, (5, 8, 8, 3))": _(
                "The shape is right, but three reds that lie side by side become the red, green "
                "and blue of one pixel."
            ),
            "np.transpose(orange, (0, 3, 1, 2))": _(
                "This puts the old axis 3, the columns, at place 1."
            ),
            "np.transpose(orange)": _("Without axes, all of them are reversed: samples come last."),
        },
        why=_(
            "The axes change their order, so it is a transpose: samples (0), rows (2), columns "
            "(3), channels (1). `np.moveaxis(orange, 1, -1)` does the same."
        ),
    ),
    "2/tensorflow-memory": Prediction(
        _(
            "Which of the two writes new memory in TensorFlow: `keras.ops.reshape(t, (4, 3))` or "
            "`keras.ops.transpose(t)`?"
        ),
        "only transpose",
        choices={
            "neither": _("neither"),
            "only reshape": _("only reshape"),
            "only transpose": _("only transpose"),
            "both": _("both"),
        },
        misread={
            "neither": _(
                "That is NumPy: it changes only the strides. TensorFlow has none to change."
            ),
            "both": _(
                "The order of the values stays the same in a reshape, so nothing has to move."
            ),
            "only reshape": _("A reshape keeps the order of the values in memory."),
        },
        why=_("A transpose changes the order, and a TensorFlow tensor always lies row by row."),
    ),
    "2/rows-eye": Prediction(
        _("`labels[:5]` has shape `(5,)`. What is the shape of `np.eye(10)[labels[:5]]`?"),
        lambda np, labels: np.eye(10)[labels[:5]].shape,
        misread={
            (5,): _("Each label picks a whole row, with 10 numbers."),
            (10, 5): _("One row for each label, one column for each class."),
            (10, 10): _("That is `np.eye(10)` itself. Five of its rows are picked."),
            (5, 5): _("A row of `np.eye(10)` has 10 numbers."),
        },
        why=_("Five labels pick five rows of length 10."),
    ),
    "2/rows-negative": Prediction(
        _("A damaged file holds the label −1. What does `np.eye(3)[[-1]]` give?"),
        "the row of class 2",
        choices={
            "an IndexError": _("an `IndexError`"),
            "a row of zeros": _("a row of zeros"),
            "the row of class 2": _("the row of class 2"),
        },
        misread={
            "an IndexError": _("It would be so for label 3. A negative index counts from the end."),
            "a row of zeros": _("`keras.ops.one_hot` does that. NumPy counts −1 from the end."),
        },
        why=_("−1 is the last row, silently: the damaged label becomes a wrong one."),
    ),
}
