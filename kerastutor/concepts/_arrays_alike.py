"""Arguments of a step as arrays of floats of one shape."""

import numpy as np

from kerastutor.i18n import _


def floating(value) -> np.ndarray:
    """An array of floats: of its own dtype, or float64 where it holds whole numbers."""
    array = np.asarray(value)
    return array if array.dtype.kind == "f" else array.astype("float64")


def alike(**arrays) -> list[np.ndarray]:
    """All of them as arrays of floats; ValueError names those whose shapes differ."""
    found = {name: floating(value) for name, value in arrays.items()}
    if len({array.shape for array in found.values()}) > 1:
        raise ValueError(
            _("Expected one shape for all. Received: {shapes}").format(
                shapes=", ".join(f"{name} {array.shape}" for name, array in found.items())
            )
        )
    return list(found.values())
