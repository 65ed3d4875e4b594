"""The check of `one_hot`."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.concepts import encoding
from kerastutor.i18n import _


def _label_cases(rng):
    classes = int(rng.integers(4, 9))
    n = classes + int(rng.integers(1, 4))  # not as many, so that no shape looks right by chance
    labels = rng.integers(0, classes, n)
    labels[:2] = classes - 1, 0
    few = rng.integers(0, classes - 2, n).astype("int32")  # the last classes do not occur
    few[0] = 0
    above, far, below = labels.copy(), labels.copy(), labels.copy()
    above[int(rng.integers(n))] = classes
    far[int(rng.integers(n))] = classes + int(rng.integers(1, 50))
    below[int(rng.integers(n))] = -1
    return [
        (labels, classes),
        (few, classes),
        (np.array([classes - 1, 1], "uint8"), classes),
        (np.zeros(1, "int64"), 1),
        (above, classes),
        (far, classes),
        (below, classes),
    ]


def _checked(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("labels out of range")
    return labels


def _rows(labels, num_classes, dtype="float32"):
    return np.eye(num_classes, dtype=dtype)[_checked(labels, num_classes)]


one_hot = Exercise(
    signature="one_hot(labels, num_classes)",
    reference=encoding.one_hot,
    asks_why=True,  # lesson 2 does; the assignment asks for a ValueError and no more
    cases=_label_cases,
    oracle=_("Keras, and the exercise's rule on labels"),
    look=_("lesson 2 (lesson_2_reshaping.ipynb), on picking rows by an array of numbers"),
    hints=(
        _("The result has one row for each label and one column for each class."),
        _(
            "Start with zeros of shape (len(labels), num_classes) and put one 1 into each row; "
            "or take rows out of np.eye(num_classes)."
        ),
        _("NumPy's own zeros are float64: say dtype='float32'."),
        _(
            "Before anything else: if a label is below 0 or not below num_classes, raise "
            "ValueError. Python would take −1 for the last class without a word."
        ),
    ),
)


@one_hot.mistake(
    _(
        "Two things are missing: dtype float32 in place of float64, and a check of the range. "
        "Here a label too large raises IndexError, and −1 silently means the last class. Raise "
        "ValueError for both."
    )
)
def plain_eye(labels, num_classes):
    return np.eye(num_classes)[labels]


@one_hot.mistake(
    _(
        "Labels out of range are not refused: one too large raises IndexError, and −1 "
        "silently becomes the last class. Raise ValueError for both."
    )
)
def no_range_check(labels, num_classes):
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _(
        "A label out of range gives a row without a 1 (keras.ops.one_hot does so too): "
        "such a row belongs to no class. Raise ValueError."
    )
)
def zero_rows(labels, num_classes):
    return (labels[:, None] == np.arange(num_classes)).astype("float32")


@one_hot.mistake(
    _(
        "Labels too large are refused, negative ones are not: index −1 counts from the "
        "end, so it becomes the last class."
    )
)
def negative_wraps(labels, num_classes):
    if labels.max() >= num_classes:
        raise ValueError("labels out of range")
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _(
        "The range check lets the label num_classes through. Classes are counted from 0, "
        "so the largest is num_classes − 1: use >= in place of >."
    )
)
def last_slips_through(labels, num_classes):
    if labels.min() < 0 or labels.max() > num_classes:
        raise ValueError("labels out of range")
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _("The values are right, the dtype is NumPy's default float64: say dtype='float32'.")
)
def float64(labels, num_classes):
    return _rows(labels, num_classes, "float64")


@one_hot.mistake(_("The rows are integers. A network computes with floats: say dtype='float32'."))
def integers(labels, num_classes):
    return _rows(labels, num_classes, "int64")


@one_hot.mistake(_("The comparison gives True and False. Convert: .astype('float32')."))
def booleans(labels, num_classes):
    return _rows(labels, num_classes, "bool")


@one_hot.mistake(
    _("Rows and columns have changed places: one row for each label, one column a class.")
)
def transposed(labels, num_classes):
    return _rows(labels, num_classes).T


@one_hot.mistake(
    _(
        "The number of columns comes from the largest label. A batch in which the last "
        "class does not occur is then too narrow: use num_classes."
    )
)
def width_from_labels(labels, num_classes):
    _checked(labels, num_classes)
    return np.eye(int(labels.max()) + 1, dtype="float32")[labels]


@one_hot.mistake(_("Every 1 stands one column too far left. Labels are counted from 0: no − 1."))
def off_by_one(labels, num_classes):
    _checked(labels, num_classes)
    return np.eye(num_classes, dtype="float32")[labels.astype("int64") - 1]


@one_hot.mistake(
    _(
        "Labels out of range are moved to the nearest class. That hides wrong data: raise "
        "ValueError."
    )
)
def clipped(labels, num_classes):
    return np.eye(num_classes, dtype="float32")[np.clip(labels, 0, num_classes - 1)]


@one_hot.mistake(
    _(
        "Bad labels raise AssertionError, as `assert` does (and nothing at all under python -O). "
        "Use `raise ValueError(…)`."
    )
)
def another_exception(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise AssertionError
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _("There is one row for each class here. Asked for is one for each label: len(labels) rows.")
)
def square(labels, num_classes):
    rows = np.zeros((num_classes, num_classes), "float32")
    rows[np.arange(len(labels)), _checked(labels, num_classes)] = 1
    return rows


@one_hot.mistake(
    _(
        "Every row has a 1 in the column of every label. Either `rows[:, labels] = 1` writes all "
        "rows at once, or `[[0] * n] * m` is one row m times. Each row has one place: "
        "rows[np.arange(len(labels)), labels] = 1."
    )
)
def all_rows_alike(labels, num_classes):
    rows = np.zeros((len(labels), num_classes), "float32")
    rows[:, _checked(labels, num_classes)] = 1
    return rows


@one_hot.mistake(_("The label itself is written into its column. A 1 belongs there."))
def label_for_one(labels, num_classes):
    return _rows(labels, num_classes) * labels[:, None].astype("float32")


@one_hot.mistake(
    _("Labels that occur twice have one row only. Each label has its own row, in the given order.")
)
def without_repeats(labels, num_classes):
    return _rows(np.unique(labels), num_classes)


@one_hot.mistake(_("The rows are sorted by class. Row i belongs to labels[i]: keep their order."))
def sorted_rows(labels, num_classes):
    return _rows(np.sort(labels), num_classes)


@one_hot.mistake(
    _(
        "All labels share one row (multi-hot). Asked for is a row for each label, shape "
        "(len(labels), num_classes)."
    )
)
def multi_hot(labels, num_classes):
    return _rows(labels, num_classes).max(axis=0)


@one_hot.mistake(
    _("Only the first row is filled: `return` stands inside the loop. Move it to the left.")
)
def first_row_only(labels, num_classes):
    rows = _rows(labels, num_classes)
    rows[1:] = 0
    return rows


@one_hot.mistake(
    _(
        "The 1s of earlier labels are still there in later rows: begin each row with new zeros, "
        "inside the loop."
    )
)
def old_ones_kept(labels, num_classes):
    return np.maximum.accumulate(_rows(labels, num_classes), axis=0)


@one_hot.mistake(_("insert makes the row one longer. Put the 1 in place of a 0: row[label] = 1."))
def inserted(labels, num_classes):
    rows = np.zeros((len(labels), num_classes + 1), "float32")
    rows[np.arange(len(labels)), _checked(labels, num_classes)] = 1
    return rows


@one_hot.mistake(
    _(
        "Negative labels are refused, labels too large are not: they raise IndexError. Raise "
        "ValueError for both."
    )
)
def large_not_refused(labels, num_classes):
    if labels.min() < 0:
        raise ValueError("negative label")
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _("The last class is refused as if it were out of range: the largest label is num_classes − 1.")
)
def last_class_refused(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes - 1:
        raise ValueError("labels out of range")
    return _rows(labels, num_classes)


@one_hot.mistake(_("Label 0 is refused. Classes are counted from 0, so 0 is the first class."))
def zero_refused(labels, num_classes):
    if labels.min() <= 0 or labels.max() >= num_classes:
        raise ValueError("labels out of range")
    return _rows(labels, num_classes)


@one_hot.mistake(
    _(
        "Labels are refused because there are more of them than classes. Any number of labels may "
        "come: look at their values."
    )
)
def counts_the_labels(labels, num_classes):
    if len(labels) > num_classes:
        raise ValueError("too many labels")
    return np.eye(num_classes, dtype="float32")[labels]


@one_hot.mistake(
    _("Labels are refused because some class does not occur among them. That is allowed.")
)
def every_class_demanded(labels, num_classes):
    if len(np.unique(labels)) != num_classes:
        raise ValueError("a class is missing")
    return _rows(labels, num_classes)


@one_hot.mistake(
    _(
        "rows[labels] = 1 fills whole rows, those with the numbers of the labels. Each row has one "
        "1: rows[np.arange(len(labels)), labels] = 1."
    )
)
def whole_rows(labels, num_classes):
    rows = np.zeros((len(labels), num_classes), "float32")
    rows[_checked(labels, num_classes)] = 1
    return rows


@one_hot.mistake(
    _(
        "There is a column for each label that occurs. Classes that do not occur have a column "
        "too: there are num_classes of them."
    )
)
def columns_that_occur(labels, num_classes):
    found = np.unique(_checked(labels, num_classes))
    return (labels[:, None] == found).astype("float32")


@one_hot.mistake(
    _("There are as many columns as labels. Asked for is a column for each class: num_classes.")
)
def as_wide_as_long(labels, num_classes):
    return np.eye(len(labels), dtype="float32")[_checked(labels, num_classes)]


@one_hot.mistake(_("The number of columns is always 10. Use num_classes: not all data are digits."))
def ten_columns(labels, num_classes):
    return np.eye(10, dtype="float32")[_checked(labels, num_classes)]


@one_hot.mistake(
    _("The last row is left as zeros: range(n − 1) ends before it. range(n) ends at n − 1.")
)
def last_row_left(labels, num_classes):
    rows = _rows(labels, num_classes)
    rows[-1] = 0
    return rows


@one_hot.mistake(_("The first row is left as zeros: counting begins at 0, range(len(labels))."))
def first_row_left(labels, num_classes):
    rows = _rows(labels, num_classes)
    rows[0] = 0
    return rows
