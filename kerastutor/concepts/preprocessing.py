"""Data made ready for a network: images scaled, labels as one-hot rows, columns standardized."""

import numpy as np

from kerastutor.i18n import _


def scale_images(images) -> np.ndarray:
    """Pixels from 0…255 to 0…1.

    x' = x / 255

    Args:
        images: uint8 array of any shape, values 0 to 255.

    Returns:
        float32 array of the same shape, values 0 to 1.

    Raises:
        ValueError: the dtype is not uint8.

    Example:
        >>> scale_images(np.array([0, 51, 255], "uint8"))
        array([0. , 0.2, 1. ], dtype=float32)

    Source: keras.layers.Rescaling(1 / 255).
    """
    import keras

    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            _("images must have dtype uint8 (pixels 0 to 255). Received: dtype {dtype}").format(
                dtype=images.dtype
            )
        )
    scaled = keras.ops.divide(keras.ops.cast(images, "float32"), 255.0)
    return np.array(keras.ops.convert_to_numpy(scaled))


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


def standardize(x) -> np.ndarray:
    """Every column with mean 0 and standard deviation 1; a constant column becomes zeros.

    z[i, j] = (x[i, j] − μ[j]) / σ[j],  σ[j]² = (1/n) Σᵢ (x[i, j] − μ[j])²

    Args:
        x: float array of shape (n, columns), n ≥ 1.

    Returns:
        Array of the same shape; float32 stays float32, anything else becomes float64.

    Raises:
        ValueError: x does not have two axes, or has no row.

    Example:
        >>> standardize(np.array([[1.0, 5.0], [3.0, 5.0]]))
        array([[-1.,  0.],
               [ 1.,  0.]])

    Source: keras.layers.Normalization (after adapt), which it equals but for that layer's float32.
    """
    x = np.asarray(x)
    if x.ndim != 2 or x.shape[0] == 0:
        raise ValueError(
            _("x must have shape (n, columns) with n at least 1. Received: shape {shape}").format(
                shape=x.shape
            )
        )
    values = x.astype("float64")
    constant = values.min(axis=0) == values.max(axis=0)
    deviation = np.where(constant, 1.0, values.std(axis=0))
    scaled = np.where(constant, 0.0, (values - values.mean(axis=0)) / deviation)
    return scaled.astype("float32") if x.dtype == np.float32 else scaled
