"""A plane of two inputs: real points on it, a straight line through it, what lies on which side."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

#: The two pixels (row, column) that tell a 6 from a 9, and both from 0 and 5.
PIXELS = ((2, 5), (5, 2))
#: Points of the plane along each axis, where its map is computed.
SIDE = 60


@dataclass(frozen=True)
class Labelled:
    """Points of a plane, each of one of two classes.

    Attributes:
        x: float32, shape (n, 2).
        y: 0 or 1, shape (n,).
        images: uint8, shape (n, h, w), or None.
        names: of the two axes.
        classes: what the labels 0 and 1 mean.
    """

    x: np.ndarray
    y: np.ndarray
    images: np.ndarray | None = None
    names: tuple[str, str] = ("x1", "x2")
    classes: tuple[str, str] = ("0", "1")

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """The ends of the plane, (low, high) of either axis: the points with some room."""
        low, high = self.x.min(axis=0).astype(float), self.x.max(axis=0).astype(float)
        room = 0.12 * np.where(high > low, high - low, 1.0)
        return tuple(float(v) for pair in zip(low - room, high + room, strict=True) for v in pair)


@lru_cache
def two_pixels() -> Labelled:
    """The digits 0, 5 (class 0) and 6, 9 (class 1) by two of their pixels, 0 to 1: an XOR.

    A 6 lights one of the two, a 9 the other, a 0 both and a 5 none; the training images.
    """
    from kerastutor import data

    digits = data.load("digits")
    kept = np.isin(digits.y_train, [0, 5, 6, 9])
    images, labels = digits.x_train[kept], digits.y_train[kept]
    rows, columns = zip(*PIXELS, strict=True)
    return Labelled(
        x=(images[:, rows, columns] / 255).astype("float32"),
        y=np.isin(labels, [6, 9]).astype("int64"),
        images=images,
        names=tuple(f"pixel {place}" for place in PIXELS),
        classes=("0 or 5", "6 or 9"),
    )


def lattice(ends, side=SIDE) -> np.ndarray:
    """The middles of side × side fields of a plane, the top row first; shape (side², 2).

    Args:
        ends: (low, high) of the first axis, (low, high) of the second.
    """
    low0, high0, low1, high1 = ends
    middles = (np.arange(side) + 0.5) / side
    across, up = np.meshgrid(low0 + middles * (high0 - low0), high1 - middles * (high1 - low1))
    return np.stack([across.ravel(), up.ravel()], axis=1).astype("float32")


def foot(w1, w2, bias, ends) -> tuple[float, float] | None:
    """The point of the line w1 · x1 + w2 · x2 + bias = 0 that is nearest to the plane's middle.

    None where there is no line: both weights are 0.
    """
    size = w1 * w1 + w2 * w2
    if not size > 0 or not math.isfinite(size):
        return None
    middle = (ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2
    off = (w1 * middle[0] + w2 * middle[1] + bias) / size
    return middle[0] - off * w1, middle[1] - off * w2


def seen(w1, w2, bias, ends) -> tuple[float, float] | None:
    """The point of the line within the plane that is nearest to its middle; None outside of it.

    Args:
        w1, w2, bias: the line is where w1 · x1 + w2 · x2 + bias = 0.
        ends: (low, high) of the first axis, (low, high) of the second.
    """
    at = foot(w1, w2, bias, ends)
    if at is None:
        return None
    way = -w2, w1  # along the line: at + t · way
    first, last = -math.inf, math.inf
    for place, step, low, high in zip(at, way, ends[::2], ends[1::2], strict=True):
        if abs(step) * (high - low) < 1e-12 * max(abs(w1), abs(w2)):
            if not low <= place <= high:
                return None
            continue
        one, other = sorted(((low - place) / step, (high - place) / step))
        first, last = max(first, one), min(last, other)
    if first > last:
        return None
    t = min(max(0.0, first), last)
    return at[0] + t * way[0], at[1] + t * way[1]


def wrong(output, y, middle=0.5) -> np.ndarray:
    """Which points are on the wrong side: output above ``middle`` means class 1; shape (n,)."""
    return (np.asarray(output).reshape(-1) > middle) != (np.asarray(y) > 0)
