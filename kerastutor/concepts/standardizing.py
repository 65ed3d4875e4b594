"""Columns made ready for a network: each with mean 0 and deviation 1."""

import numpy as np

from kerastutor.i18n import _


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
