"""What two results have to be compared by: arrays cell by cell, anything else as texts."""

from dataclasses import dataclass

import numpy as np

from ..concepts.tensors import MOST_AXES
from ..i18n import _
from ..learner.plain import KINDS, plain, unwrapped
from ..learner.words import short, yes_or_short
from ._beside import Beside
from .stage.grids import longest, number, widths

#: A tuple of more items than this is compared as a whole.
MOST_ITEMS = 16
#: Numbers of an array that are written out in a sentence.
MOST_SAID = 8


@dataclass(frozen=True)
class Comparison:
    """Two arrays, or two columns of texts."""

    both: Beside
    rows: tuple[str, ...] | None = None  # names of the rows, where texts are compared
    words: str = ""  # yours, where it is nothing that can be drawn beside an expected array

    @property
    def yours(self) -> np.ndarray:
        return np.array(self.words) if self.both.yours is None else self.both.yours

    @property
    def expected(self) -> np.ndarray:
        return self.both.keras

    @property
    def differs(self) -> np.ndarray | None:
        """Of their shape; None when their shapes are not the same."""
        return self.both.differs


def as_shown(value):
    """A result as an array where it is one, else as plain data."""
    value = unwrapped(plain(value))
    if type(value) in (list, tuple, int, float, bool, complex):
        try:
            array = np.asarray(value)
        except (ValueError, OverflowError):  # rows of different lengths
            return value
        mixed = array.dtype.kind in "SU" and type(value) in (list, tuple)
        if array.dtype.kind in KINDS and array.ndim <= MOST_AXES and not mixed:
            return array
    return np.asarray(value) if isinstance(value, np.generic) else value


def column(both: Beside, *given) -> float:
    """How wide a column of the longest numbers is, in em, and no less than of usual ones."""
    drawn = [one for one in (both.keras, both.yours, *given) if type(one) is np.ndarray]
    lengths = [longest(one) for one in drawn if one.dtype.kind in "biufc"]
    return max([3.2, *(widths(length, 1) for length in lengths)])


def compared(yours, expected, names, close) -> Comparison:
    """Two results, made ready by `as_shown`; the other arguments are those of the explorer."""
    if type(yours) is np.ndarray and type(expected) is np.ndarray:
        return Comparison(Beside(expected, yours, close))
    if type(expected) is np.ndarray and expected.ndim and type(yours) is not np.ndarray:
        text = said(yours)
        return Comparison(Beside(expected), words=text)
    pairs = _rows(yours, expected, names)
    yours, expected = (np.array([row[n] for row in pairs], dtype=str) for n in (1, 2))
    return Comparison(Beside(expected, yours), rows=tuple(row[0] for row in pairs))


def _rows(yours, expected, names) -> list[tuple[str, str, str]]:
    """(name, yours, expected) of each item, or of the whole."""
    if type(yours) is dict and type(expected) is dict:
        words = names if type(names) is dict else {}
        return [
            (
                str(words.get(key, key)),
                yes_or_short(yours[key]) if key in yours else "—",
                yes_or_short(expected[key]) if key in expected else "—",
            )
            for key in {**expected, **yours}
        ]
    lists = type(yours) in (tuple, list) and type(expected) in (tuple, list)
    if lists and len(yours) == len(expected) and len(expected) <= MOST_ITEMS:
        names = names or [_("item {n}").format(n=n) for n in range(len(expected))]
        return [
            (str(name), said(a), said(b)) for name, a, b in zip(names, yours, expected, strict=True)
        ]
    return [(_("result"), said(yours), said(expected))]


def said(value) -> str:
    """A value in words; a few numbers as they are drawn."""
    if type(value) is not np.ndarray or value.ndim > 1 or value.size > MOST_SAID:
        return short(value)
    texts = [number(one) for one in value.ravel().tolist()]
    return texts[0] if value.ndim == 0 else f"[{', '.join(texts)}]"


def apart(a, b) -> tuple[str, str]:
    """Two numbers in few characters, with more digits where three do not tell them apart."""
    texts = number(a), number(b)
    if texts[0] == texts[1] and a != b and float in (type(a), type(b)):
        for digits in range(4, 18):
            texts = number(a, digits), number(b, digits)
            if texts[0] != texts[1]:
                break
    return texts
