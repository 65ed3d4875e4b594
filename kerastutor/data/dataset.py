"""What ``load`` returns, and the two errors it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kerastutor.i18n import _


class _ShortError(Exception):
    """An error that a notebook shows as its message alone, without a stack trace."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class DataError(_ShortError, ValueError):
    """A data file is not what it should be. Nothing of it was loaded."""


class DataUnavailable(_ShortError, OSError):
    """The data are not on this computer and could not be fetched; line two says what to do."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A data set, split into a part to train on and a part to test on.

    Every ``load`` makes new arrays. Change them as you like: no other data set changes with them.

    Attributes:
        name: the name it was loaded by; for a csv, the file's name.
        x_train, x_test: inputs, one row an example (images: uint8 (n, height, width);
            reviews: object (n,), a list of word indices each; csv: float64 (n, features)).
        y_train, y_test: what to predict, shape (n,): class numbers, or the target's numbers.
        class_names: the name of class 0, 1, …; empty where the target is a number.
        source: where the data came from, with the licence, and the place they were read from.
        feature_names: csv only, the name of each column of x.
        target: csv only, the name of the column in y.
        columns: csv only, every column of the file by name, all rows in file order: float64,
            bool, datetime64[s] (dates) or, for text, object (str; "" where it is missing).
            Text columns are found only here.
        rows_train, rows_test: csv and digits, which rows of the file (of the columns) each part
            holds: ``d.columns["sex"][d.rows_train]`` lies beside ``d.x_train``.
        notes: csv only, sentences on what was decided while reading the file.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str
    feature_names: tuple[str, ...] = ()
    target: str = ""
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    rows_train: np.ndarray | None = None
    rows_test: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = [_("Dataset {name}").format(name=repr(self.name))]
        for part in ("x_train", "y_train", "x_test", "y_test"):
            array = getattr(self, part)
            lines.append(f"  {part:<8} {str(array.shape):<16} {array.dtype}")
        if self.class_names:
            lines.append(_("  classes: {names}").format(names=_shorten(self.class_names)))
        if self.target:
            lines.append(_("  features: {names}").format(names=_shorten(self.feature_names)))
            lines.append(_("  target: {name}").format(name=self.target))
        missing = _count_nan(self.x_train) + _count_nan(self.x_test)
        if missing:
            total = self.x_train.size + self.x_test.size
            lines.append(
                _("  missing: {missing} of the {total} values in x are NaN").format(
                    missing=missing, total=total
                )
            )
        lines += [_("  note: {note}").format(note=note) for note in self.notes]
        lines.append(_("  source: {source}").format(source=self.source))
        return "\n".join(lines)


def _count_nan(array: np.ndarray) -> int:
    return int(np.isnan(array).sum()) if array.dtype.kind == "f" else 0


def _shorten(names: tuple[str, ...], limit: int = 12) -> str:
    """The names in a row, the rest of a long list as a number."""
    shown = ", ".join(names[:limit])
    rest = len(names) - limit
    return _("{names} and {rest} more").format(names=shown, rest=rest) if rest > 0 else shown
