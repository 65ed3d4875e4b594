"""Data made ready for a network: images scaled, columns standardized."""

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
