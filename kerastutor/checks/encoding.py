"""The check of `one_hot`."""

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
from kerastutor.concepts import encoding
from kerastutor.i18n import _


def _label_cases(rng):
    classes, n = int(rng.integers(4, 9)), int(rng.integers(5, 10))
    labels = rng.integers(0, classes, n)
    labels[:2] = classes - 1, 0
    few = rng.integers(0, classes - 2, n).astype("int32")  # the last classes do not occur
    above, far, below = labels.copy(), labels.copy(), labels.copy()
    above[int(rng.integers(n))] = classes
    far[int(rng.integers(n))] = classes + int(rng.integers(1, 50))
    below[int(rng.integers(n))] = -1
    return [
        (labels, classes),
        (few, classes),
        (labels[:1].astype("uint8"), classes),
        (np.zeros(3, "int64"), 1),
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


def _zero_rows(labels, num_classes):
    return (labels[:, None] == np.arange(num_classes)).astype("float32")


def _width_from_labels(labels, num_classes):
    _checked(labels, num_classes)
    return np.eye(int(labels.max()) + 1, dtype="float32")[labels]


def _off_by_one(labels, num_classes):
    _checked(labels, num_classes)
    return np.eye(num_classes, dtype="float32")[labels.astype("int64") - 1]


def _clipped(labels, num_classes):
    return np.eye(num_classes, dtype="float32")[np.clip(labels, 0, num_classes - 1)]


def _negative_wraps(labels, num_classes):
    if labels.max() >= num_classes:
        raise ValueError("labels out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def _last_slips_through(labels, num_classes):
    if labels.min() < 0 or labels.max() > num_classes:
        raise ValueError("labels out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def _asserts(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise AssertionError
    return np.eye(num_classes, dtype="float32")[labels]


one_hot = Check(
    name="one_hot",
    signature="one_hot(labels, num_classes)",
    reference=encoding.one_hot,
    cases=_label_cases,
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
    mistakes=(
        Mistake(
            "plain_eye",
            lambda labels, num_classes: np.eye(num_classes)[labels],
            _(
                "np.eye(num_classes)[labels] needs two things more: dtype='float32', and a range "
                "check. A label too large raises IndexError; −1 silently means the last class."
            ),
        ),
        Mistake(
            "no_range_check",
            lambda labels, num_classes: np.eye(num_classes, dtype="float32")[labels],
            _(
                "Labels out of range are not refused: one too large raises IndexError, and −1 "
                "silently becomes the last class. Raise ValueError for both."
            ),
        ),
        Mistake(
            "zero_rows",
            _zero_rows,
            _(
                "A label out of range gives a row without a 1 (keras.ops.one_hot does so too): "
                "such a row belongs to no class. Raise ValueError."
            ),
        ),
        Mistake(
            "negative_wraps",
            _negative_wraps,
            _(
                "Labels too large are refused, negative ones are not: index −1 counts from the "
                "end, so it becomes the last class."
            ),
        ),
        Mistake(
            "last_slips_through",
            _last_slips_through,
            _(
                "The range check lets the label num_classes through. Classes are counted from 0, "
                "so the largest is num_classes − 1: use >= in place of >."
            ),
        ),
        Mistake(
            "float64",
            lambda labels, num_classes: _rows(labels, num_classes, "float64"),
            _("The values are right, the dtype is NumPy's default float64: say dtype='float32'."),
        ),
        Mistake(
            "integers",
            lambda labels, num_classes: _rows(labels, num_classes, "int64"),
            _("The rows are integers. A network computes with floats: say dtype='float32'."),
        ),
        Mistake(
            "booleans",
            lambda labels, num_classes: _rows(labels, num_classes, "bool"),
            _("The comparison gives True and False. Convert: .astype('float32')."),
        ),
        Mistake(
            "transposed",
            lambda labels, num_classes: _rows(labels, num_classes).T,
            _("Rows and columns have changed places: one row for each label, one column a class."),
        ),
        Mistake(
            "width_from_labels",
            _width_from_labels,
            _(
                "The number of columns comes from the largest label. A batch in which the last "
                "class does not occur is then too narrow: use num_classes."
            ),
        ),
        Mistake(
            "off_by_one",
            _off_by_one,
            _("Every 1 stands one column too far left. Labels are counted from 0: no − 1."),
        ),
        Mistake(
            "clipped",
            _clipped,
            _(
                "Labels out of range are moved to the nearest class. That hides wrong data: raise "
                "ValueError."
            ),
        ),
        Mistake(
            "another_exception",
            _asserts,
            _(
                "It refuses bad labels by assert, which raises AssertionError (and nothing at all "
                "under python -O). Use `raise ValueError(…)`."
            ),
        ),
    ),
    picture=_pictures.comparison,
)
