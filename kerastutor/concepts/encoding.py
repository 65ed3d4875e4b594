"""Labels as rows of numbers: one-hot."""

import numpy as np

from kerastutor.i18n import _


def one_hot(labels, num_classes: int) -> np.ndarray:
    """Whole-number labels as rows with a single 1.

    row[i, c] = 1 if c = labels[i], else 0

    Args:
        labels: integer array of shape (n,), values 0 to num_classes − 1.
        num_classes: how many classes there are, at least 1.

    Returns:
        float32 array of shape (n, num_classes).

    Raises:
        ValueError: the labels are not a row of integers, or one lies outside the range.

    Example:
        >>> one_hot(np.array([2, 0]), 3)
        array([[0., 0., 1.],
               [1., 0., 0.]], dtype=float32)

    Source: keras.ops.one_hot, which gives a row of zeros for a label out of range.
    """
    import keras

    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            _(
                "labels must be integers of shape (n,). Received: dtype {dtype}, shape {shape}"
            ).format(dtype=labels.dtype, shape=labels.shape)
        )
    if num_classes < 1:
        raise ValueError(
            _("num_classes must be at least 1. Received: {num_classes}").format(
                num_classes=num_classes
            )
        )
    if labels.size and (labels.min() < 0 or labels.max() >= num_classes):
        raise ValueError(
            _("labels must lie between 0 and {highest}. Received: values {low} to {high}").format(
                highest=num_classes - 1, low=labels.min(), high=labels.max()
            )
        )
    rows = keras.ops.one_hot(labels.astype("int64"), num_classes, dtype="float32")
    return np.array(keras.ops.convert_to_numpy(rows))
