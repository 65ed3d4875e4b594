"""Yours beside Keras's: the learner's result laid over Keras's, the differences marked."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..i18n import _, ngettext
from .stage.grids import number, rows_and_columns
from .stage.marks import Scale

#: Two numbers agree when they are this close.
RTOL, ATOL = 1e-4, 1e-6


def by_value(yours, expected) -> bool:
    """Are both arrays of numbers, which agree where they are close?"""
    return yours.dtype.kind in "biufc" and expected.dtype.kind in "biufc"


def differences(yours, expected, rtol=RTOL, atol=ATOL) -> np.ndarray:
    """Where two arrays of one shape differ: by value for numbers, else exactly."""
    if by_value(yours, expected):
        return ~np.isclose(yours, expected, rtol=rtol, atol=atol, equal_nan=True)
    return np.asarray(yours != expected)


def ends(*arrays):
    """The smallest and the largest finite value of arrays of numbers; None where there is none.

    Where values are negative, zero is in the middle.
    """
    found = [
        array if array.dtype.kind in "biu" else array[np.isfinite(array)]
        for array in arrays
        if array.dtype.kind in "biuf"
    ]
    found = [array for array in found if array.size]
    if not found:
        return None, None
    low = min(float(array.min()) for array in found)
    high = max(float(array.max()) for array in found)
    return (-max(-low, high), max(-low, high)) if low < 0 else (low, high)


def shared_scale(*arrays, note="") -> Scale:
    """The one colour scale that arrays share: diverging where there are negative values.

    Zeros alone are white, as they are among negative values.
    """
    low, high = ends(*arrays)
    if low is None:
        return Scale()
    name = "diverging" if low < 0 or low == high == 0 else "sequential"
    return Scale(low=low, high=high, name=name, ends=(number(low), number(high)), note=note)


@dataclass(frozen=True, eq=False)
class Beside:
    """Keras's result, and the learner's; either may be None where there is none.

    Attributes:
        keras: what Keras computes; the truth.
        yours: what the learner's function gave.
        close: how near two numbers are that agree: (rtol, atol).
    """

    keras: np.ndarray | None
    yours: np.ndarray | None = None
    close: tuple[float, float] = (RTOL, ATOL)

    @property
    def both(self) -> bool:
        return self.keras is not None and self.yours is not None

    @property
    def shown(self) -> np.ndarray:
        """Keras's where there is one, else the learner's."""
        return self.yours if self.keras is None else self.keras

    @cached_property
    def differs(self) -> np.ndarray | None:
        """Where the two differ; None where they cannot be compared cell by cell."""
        if not self.both or self.keras.shape != self.yours.shape:
            return None
        return differences(self.yours, self.keras, *self.close)

    @cached_property
    def scale(self) -> Scale:
        """Their one colour scale."""
        return shared_scale(*(array for array in (self.keras, self.yours) if array is not None))

    def bad(self, place=()) -> np.ndarray | tuple:
        """Row-and-column pairs that differ in a slice."""
        if self.differs is None or not self.differs.size:
            return ()
        slice_ = self.differs[place]
        return np.argwhere(slice_.reshape(rows_and_columns(slice_.shape)))

    def marks(self, yours: bool, place=()) -> dict:
        """Where a slice differs, as marks of a grid: a ✗ is for yours, Keras's is not wrong."""
        return {"bad" if yours else "line": self.bad(place)}

    def sentence(self) -> str:
        """Whether the two agree; nothing where there are not two."""
        if not self.both:
            return ""
        if self.differs is None:
            return _("Yours has shape {yours}, Keras's has shape {keras}.").format(
                yours=self.yours.shape, keras=self.keras.shape
            )
        count = self.differs.size
        wrong = int(self.differs.sum())
        if wrong:
            return _("Yours differs from Keras's in {wrong:,} of {count:,} cells.").format(
                wrong=wrong, count=count
            )
        return ngettext(
            "Yours agrees with Keras's in its {count} cell.",
            "Yours agrees with Keras's in all {count:,} cells.",
            count,
        ).format(count=count)
