"""The ends of a plot's axes."""

import numpy as np


def heights(y, room=0.15) -> tuple[float, float]:
    """The ends of an axis on which all finite values of ``y`` have some room above and below."""
    known = y[np.isfinite(y)]
    bottom, top = (known.min(), known.max()) if known.size else (-1.0, 1.0)
    room = room * (top - bottom) or 1.0
    return float(bottom - room), float(top + room)
