"""Images made ready for a network: pixels scaled."""

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
