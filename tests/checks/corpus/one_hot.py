"""Answers to one_hot, as learners write them."""

import numpy as np

# Right, in many styles


def by_numpy(labels, num_classes):
    if np.any(labels < 0) or np.any(labels >= num_classes):
        raise ValueError("labels must lie between 0 and num_classes - 1")
    return np.eye(num_classes, dtype="float32")[labels]


def by_index_pairs(labels, num_classes):
    if ((labels < 0) | (labels >= num_classes)).any():
        raise ValueError(f"a label is out of range: {labels}")
    rows = np.zeros((labels.size, num_classes), dtype=np.float32)
    rows[np.arange(labels.size), labels] = 1.0
    return rows


def by_comparison(labels, num_classes):
    hits = labels[:, None] == np.arange(num_classes)
    if hits.sum() != len(labels):
        raise ValueError("some label has no column")
    return hits.astype("float32")


def by_keras_ops(labels, num_classes):
    from keras import ops

    labels = ops.cast(labels, "int64")
    wrong = ops.logical_or(ops.less(labels, 0), ops.greater_equal(labels, num_classes))
    if bool(ops.any(wrong)):
        raise ValueError("labels must lie between 0 and num_classes - 1")
    return ops.one_hot(labels, num_classes, dtype="float32")


def by_keras_utils(labels, num_classes):
    import keras

    for label in labels:
        if label < 0 or label >= num_classes:
            raise ValueError(f"label {label} is not below {num_classes}")
    return keras.utils.to_categorical(labels, num_classes).astype("float32")


def by_loops(labels, num_classes):
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i in range(len(labels)):
        if not 0 <= labels[i] < num_classes:
            raise ValueError(f"label {labels[i]} at place {i}")
        for j in range(num_classes):
            if labels[i] == j:
                rows[i, j] = 1
    return rows


class _OneHot:
    def __init__(self, dtype):
        self.dtype = dtype

    def check(self, label, num_classes):
        if label < 0 or label > num_classes - 1:
            raise ValueError(f"label {label} does not lie in 0 to {num_classes - 1}")

    def __call__(self, labels, num_classes):
        rows = np.zeros((len(labels), num_classes), self.dtype)
        for row, label in enumerate(labels):
            self.check(label, num_classes)
            rows[row, label] = 1
        return rows


by_callable_object = _OneHot("float32")


def by_lists(labels, num_classes):
    rows = []
    for label in labels.tolist():
        if label not in range(num_classes):
            raise ValueError(f"unknown class {label}")
        row = [0.0] * num_classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows, dtype="float32").reshape(len(labels), num_classes)


def by_comprehension(labels, num_classes):
    if any(label < 0 or label >= num_classes for label in labels):
        raise ValueError("a label is out of range")
    rows = [[float(label == column) for column in range(num_classes)] for label in labels]
    return np.array(rows, dtype="float32").reshape(len(labels), num_classes)


def by_except(labels, num_classes):
    if (labels < 0).any():
        raise ValueError("a label is negative")
    try:
        return np.identity(num_classes, dtype="float32")[labels]
    except IndexError as error:
        raise ValueError("a label is too large") from error


def by_isin(labels, num_classes):
    if not np.isin(labels, np.arange(num_classes)).all():
        raise ValueError("labels out of range")
    rows = np.zeros((len(labels), num_classes), "float32")
    np.put_along_axis(rows, labels.astype(int)[:, np.newaxis], 1, axis=1)
    return rows


RIGHT = [
    by_numpy,
    by_index_pairs,
    by_comparison,
    by_keras_ops,
    by_keras_utils,
    by_loops,
    by_callable_object,
    by_lists,
    by_comprehension,
    by_except,
    by_isin,
]


# Wrong, as beginners write it


def forgets_the_dtype(labels, num_classes):
    """np.eye gives the right rows, so it gives the right dtype."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes)[labels]


def stays_bool(labels, num_classes):
    """True is 1 and False is 0."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    return labels[:, None] == np.arange(num_classes)


def forgets_the_check(labels, num_classes):
    """NumPy refuses a wrong index by itself."""
    return np.eye(num_classes, dtype="float32")[labels]


def forgets_negative(labels, num_classes):
    """A label can only be too large."""
    if labels.max() >= num_classes:
        raise ValueError("a label is too large")
    return np.eye(num_classes, dtype="float32")[labels]


def forgets_too_large(labels, num_classes):
    """Only a negative label passes NumPy; a large one is an error anyway."""
    if (labels < 0).any():
        raise ValueError("a label is negative")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    rows[np.arange(len(labels)), labels] = 1
    return rows


def check_off_by_one(labels, num_classes):
    """A label may go up to num_classes."""
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i, label in enumerate(labels):
        if label < 0 or label > num_classes:
            raise ValueError(f"label {label} is out of range")
        rows[i, label] = 1
    return rows


def refuses_the_last_class(labels, num_classes):
    """A label must be below num_classes - 1."""
    if np.any(labels < 0) or np.any(labels >= num_classes - 1):
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def refuses_zero(labels, num_classes):
    """Labels are positive numbers."""
    if not np.all(labels > 0) or not np.all(labels < num_classes):
        raise ValueError("labels must be positive and below num_classes")
    return np.eye(num_classes, dtype="float32")[labels]


def classes_from_one(labels, num_classes):
    """The first class is number 1."""
    if labels.min() < 0 or labels.max() > num_classes - 1:
        raise ValueError("a label is out of range")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i in range(len(labels)):
        rows[i, labels[i] - 1] = 1
    return rows


def returns_the_error(labels, num_classes):
    """An error is returned, like a result."""
    if labels.min() < 0 or labels.max() >= num_classes:
        return ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def prints_the_error(labels, num_classes):
    """The user should read what is wrong."""
    for label in labels:
        if label < 0 or label >= num_classes:
            print("ValueError: label", label, "is out of range")
            return None
    return np.eye(num_classes, dtype="float32")[labels]


def asserts(labels, num_classes):
    """assert is the way to refuse wrong values."""
    assert labels.min() >= 0 and labels.max() < num_classes, "ValueError"
    return np.eye(num_classes, dtype="float32")[labels]


def raises_index_error(labels, num_classes):
    """A label outside is a wrong index."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise IndexError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def and_for_or(labels, num_classes):
    """Below 0 and above the last class are both wrong."""
    if labels.min() < 0 and labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def if_of_an_array(labels, num_classes):
    """if works for all labels at once."""
    if labels < 0 or labels >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def checks_the_number_of_labels(labels, num_classes):
    """There may be no more labels than classes."""
    if len(labels) > num_classes:
        raise ValueError("too many labels")
    return np.eye(num_classes, dtype="float32")[labels]


def every_class_must_occur(labels, num_classes):
    """num_classes is the number of different labels."""
    if len(np.unique(labels)) != num_classes:
        raise ValueError("the labels do not fit num_classes")
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def width_from_the_labels(labels, num_classes):
    """The largest label says how many columns there are."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    rows = np.zeros((len(labels), labels.max() + 1), dtype="float32")
    rows[np.arange(len(labels)), labels] = 1
    return rows


def square(labels, num_classes):
    """There is one row for each class."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    rows = np.zeros((num_classes, num_classes), dtype="float32")
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


def all_rows_at_once(labels, num_classes):
    """The colon means: in each row, the column of its label."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    rows[:, labels] = 1
    return rows


def writes_the_label(labels, num_classes):
    """The label stands in its column."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    rows[np.arange(len(labels)), labels] = labels
    return rows


def rows_and_columns_swapped(labels, num_classes):
    """The class comes first, then the number of the label."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    rows = np.zeros((num_classes, len(labels)), dtype="float32")
    rows[labels, np.arange(len(labels))] = 1
    return rows


def reshaped_back(labels, num_classes):
    """A table of the wrong shape is mended with reshape."""
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("a label is out of range")
    hits = np.arange(num_classes)[:, None] == labels
    return hits.astype("float32").reshape(len(labels), num_classes)


def unique_rows(labels, num_classes):
    """Each label needs its row once."""
    labels = np.unique(labels)
    if labels[0] < 0 or labels[-1] >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def clips_the_labels(labels, num_classes):
    """A wrong label is moved to the nearest class."""
    labels = np.clip(labels, 0, num_classes - 1)
    return np.eye(num_classes, dtype="float32")[labels]


def sorts_the_labels_in_place(labels, num_classes):
    """Sort the labels; then the first and the last show what is out of range."""
    labels.sort()
    if labels[0] < 0 or labels[-1] >= num_classes:
        raise ValueError("a label is out of range")
    return np.eye(num_classes, dtype="float32")[labels]


def keras_does_not_refuse(labels, num_classes):
    """Keras raises the ValueError itself."""
    from keras import ops

    return ops.one_hot(labels, num_classes)


def keras_multi_hot(labels, num_classes):
    """multi_hot is one_hot for many labels."""
    from keras import ops

    if ops.min(labels) < 0 or ops.max(labels) >= num_classes:
        raise ValueError("a label is out of range")
    return ops.multi_hot(labels, num_classes, dtype="float32")


def keras_classes_first(labels, num_classes):
    """axis=0 is the axis of the labels."""
    from keras import ops

    if ops.any(labels < 0) or ops.any(labels >= num_classes):
        raise ValueError("a label is out of range")
    return ops.one_hot(labels, num_classes, axis=0)


def keras_utils_and_its_dtype(labels, num_classes):
    """to_categorical is made for this and gives what Keras wants."""
    import keras

    if not all(0 <= label < num_classes for label in labels):
        raise ValueError("a label is out of range")
    return keras.utils.to_categorical(labels, num_classes=num_classes)


def loops_return_too_early(labels, num_classes):
    """Return when the 1 is set."""
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i in range(len(labels)):
        if labels[i] < 0 or labels[i] >= num_classes:
            raise ValueError("a label is out of range")
        rows[i, labels[i]] = 1
        return rows


def loops_leave_out_the_wrong(labels, num_classes):
    """A label without a column gets no 1."""
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i in range(len(labels)):
        for j in range(num_classes):
            if labels[i] == j:
                rows[i, j] = 1
    return rows


def loops_catch_their_own_error(labels, num_classes):
    """try and except belong to every ValueError."""
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i, label in enumerate(labels):
        try:
            if label < 0 or label >= num_classes:
                raise ValueError("a label is out of range")
            rows[i, label] = 1
        except ValueError as error:
            print(error)
    return rows


def lists_share_one_row(labels, num_classes):
    """Multiplying a list makes new rows."""
    rows = [[0] * num_classes] * len(labels)
    for i, label in enumerate(labels):
        if label < 0 or label >= num_classes:
            raise ValueError("a label is out of range")
        rows[i][label] = 1
    return np.array(rows, dtype="float32")


def lists_keep_old_ones(labels, num_classes):
    """One row of zeros is enough; copy it for each label."""
    row = [0] * num_classes
    rows = []
    for label in labels.tolist():
        if label < 0 or label >= num_classes:
            raise ValueError("a label is out of range")
        row[label] = 1
        rows.append(row.copy())
    return np.array(rows, dtype="float32")


def lists_of_whole_numbers(labels, num_classes):
    """0 and 1 are numbers like any other."""
    rows = []
    for label in labels:
        if label < 0 or label >= num_classes:
            raise ValueError("a label is out of range")
        rows.append([1 if column == label else 0 for column in range(num_classes)])
    return np.array(rows)


def lists_insert_the_one(labels, num_classes):
    """Put a 1 into a row of zeros at the place of the label."""
    rows = []
    for label in labels.tolist():
        if label < 0 or label >= num_classes:
            raise ValueError("a label is out of range")
        row = [0.0] * num_classes
        row.insert(label, 1.0)
        rows.append(row)
    return np.array(rows, dtype="float32")


#: Each with the mistake that its check names; "" where it names none.


def zeros_of_classes_and_labels(labels, num_classes):
    """Sizes exchanged, and nothing written in yet."""
    return np.zeros((num_classes, len(labels)), dtype="float32")


def double_zeros_of_classes_and_labels(labels, num_classes):
    return np.zeros((num_classes, labels.shape[0]))


def fills_whole_rows(labels, num_classes):
    if min(labels) < 0 or max(labels) >= num_classes:
        raise ValueError("labels out of range")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    rows[labels] = 1
    return rows


def zeros_with_two_arguments(labels, num_classes):
    rows = np.zeros(len(labels), num_classes)
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


def columns_of_the_labels_there(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        raise ValueError("labels out of range")
    classes = np.array(sorted(set(labels.tolist())))
    return (labels.reshape(-1, 1) == classes).astype("float32")


def loops_start_at_one(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        raise ValueError("labels out of range")
    rows = np.zeros((len(labels), num_classes), dtype="float32")
    for i in range(1, len(labels)):
        rows[i, labels[i]] = 1
    return rows


def raises_a_text(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise "labels out of range"  # noqa: B016 -- learners do
    return np.eye(num_classes, dtype="float32")[labels]


def returns_a_text(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        return "labels out of range"
    return np.eye(num_classes, dtype="float32")[labels]


WRONG = {
    zeros_of_classes_and_labels: "transposed_shape",
    double_zeros_of_classes_and_labels: "transposed_shape",
    forgets_the_dtype: "float64",
    stays_bool: "booleans",
    forgets_the_check: "no_range_check",
    forgets_negative: "negative_wraps",
    forgets_too_large: "large_not_refused",
    check_off_by_one: "last_slips_through",
    refuses_the_last_class: "last_class_refused",
    refuses_zero: "zero_refused",
    classes_from_one: "off_by_one",
    returns_the_error: "exception_returned",
    prints_the_error: "prints_for_raising",
    asserts: "another_exception",
    raises_index_error: "exception_of_another_type",
    and_for_or: "no_range_check",
    if_of_an_array: "if_of_an_array",
    checks_the_number_of_labels: "counts_the_labels",
    every_class_must_occur: "every_class_demanded",
    width_from_the_labels: "width_from_labels",
    square: "square",
    all_rows_at_once: "all_rows_alike",
    writes_the_label: "label_for_one",
    rows_and_columns_swapped: "transposed",
    reshaped_back: "",
    unique_rows: "without_repeats",
    clips_the_labels: "clipped",
    sorts_the_labels_in_place: "sorted_rows",
    keras_does_not_refuse: "zero_rows",
    keras_multi_hot: "multi_hot",
    keras_classes_first: "transposed",
    keras_utils_and_its_dtype: "float64",
    loops_return_too_early: "first_row_only",
    loops_leave_out_the_wrong: "zero_rows",
    loops_catch_their_own_error: "zero_rows",
    lists_share_one_row: "all_rows_alike",
    lists_keep_old_ones: "old_ones_kept",
    lists_of_whole_numbers: "integers",
    lists_insert_the_one: "inserted",
    fills_whole_rows: "whole_rows",
    zeros_with_two_arguments: "shape_in_two_arguments",
    columns_of_the_labels_there: "columns_that_occur",
    loops_start_at_one: "first_row_left",
    raises_a_text: "raises_no_exception",
    returns_a_text: "text_for_raising",
}
