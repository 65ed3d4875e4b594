"""Any csv file as a data set, by rules that can be said in a few lines (see ``load``)."""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerastutor.data.dataset import Dataset, DataUnavailable
from kerastutor.data.files import wrong_file
from kerastutor.data.published import named_folder
from kerastutor.i18n import _

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null", "?"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d(-\d\d([ T]\d\d:\d\d(:\d\d)?)?)?", re.ASCII)
_TRUTH = {"true": True, "false": False}
_LARGEST_EXACT = 2.0**53  # beyond it float64 skips whole numbers


@dataclass(frozen=True)
class Column:
    """One column of the file: its kind, its values, and where they are missing."""

    kind: str  # number, truth, date or text
    values: np.ndarray
    missing: np.ndarray
    note: str = ""

    def numbers(self) -> np.ndarray:
        """The column as float64: True is 1, a date counts in days from the earliest one."""
        if self.kind != "date":
            return self.values.astype(np.float64)
        days = (self.values - self.values[~self.missing].min()) / np.timedelta64(1, "D")
        return np.where(self.missing, np.nan, days)


def load_csv(
    file: str | os.PathLike,
    *,
    folder: Path | None,
    target: str | None,
    delimiter: str,
    shuffle: bool | None,
    seed: int,
    test_size: float,
) -> Dataset:
    """A csv file as a data set; ``kerastutor.data.load`` documents the rules."""
    path = _find(file, folder)
    names, rows, lines = _read_rows(path, delimiter)
    table = {name: _column(name, [row[i] for row in rows], lines) for i, name in enumerate(names)}
    notes = [column.note for column in table.values() if column.note]
    target, note = _choose_target(path, table, target)
    notes += note

    used = np.flatnonzero(~table[target].missing)
    if len(used) < len(rows):
        notes.append(
            _("{count} rows have no value of {target}; they are only in columns.").format(
                count=len(rows) - len(used), target=target
            )
        )
    y, class_names = _as_target(table[target])
    features = tuple(n for n in names if n != target and table[n].kind != "text")
    texts = [n for n in names if n != target and table[n].kind == "text"]
    if texts:
        notes.append(
            _("text is not in x; find it in columns: {names}.").format(names=", ".join(texts))
        )
    x = np.empty((len(rows), len(features)))
    for i, name in enumerate(features):
        x[:, i] = table[name].numbers()

    rows_train, rows_test, note = _split(
        path, table, used, y if class_names else None, shuffle, seed, test_size
    )
    notes += note
    return Dataset(
        name=path.name,
        x_train=x[rows_train],
        y_train=y[rows_train],
        x_test=x[rows_test],
        y_test=y[rows_test],
        class_names=class_names,
        source=_("Read from {path}; a csv file does not state its origin or licence.").format(
            path=path
        ),
        feature_names=features,
        target=target,
        columns={name: column.values for name, column in table.items()},
        rows_train=rows_train,
        rows_test=rows_test,
        notes=tuple(notes),
    )


def _find(file: str | os.PathLike, folder: Path | None) -> Path:
    wanted = Path(file).expanduser()
    bases = [folder.expanduser()] if folder is not None else [Path()]
    if folder is None and (named := named_folder()):
        bases.append(named)
    for base in bases:
        if (base / wanted).is_file():
            return base / wanted
    places = _(" or ").join(str(base.absolute()) for base in bases)
    raise DataUnavailable(
        _(
            "There is no file {file} in {places}.\n"
            "Give the file's full path, or put it into one of these folders."
        ).format(file=wanted, places=places)
        if not wanted.is_absolute()
        else _("There is no file {file}.\nCheck the path: a typing mistake is likely.").format(
            file=wanted
        )
    )


def _read_rows(path: Path, delimiter: str) -> tuple[list[str], list[list[str]], list[int]]:
    """The column names, the rows of stripped cells, and the line each row starts on."""
    text = _read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not names and any(cells):
                names = _check_names(path, line, cells, delimiter)
            elif cells and (cells != [""] or len(names) == 1):  # else an empty line
                if len(cells) != len(names):
                    raise wrong_file(
                        path,
                        _("{count} values in line {line}, one for each column name").format(
                            count=len(names), line=line
                        ),
                        _("{count} values").format(count=len(cells)),
                    )
                rows.append(cells)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise wrong_file(
            path,
            _("a csv file"),
            _("in the row that starts in line {line}: {reason}").format(line=line, reason=error),
        ) from error
    if len(rows) < 2:
        raise wrong_file(
            path,
            _("a line of column names and at least two rows"),
            _("{count} rows").format(count=len(rows)) if names else _("an empty file"),
        )
    return names, rows, lines


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise wrong_file(path, _("a readable file"), str(error.strerror)) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise wrong_file(
            path,
            _("text in UTF-8 (in a spreadsheet, save as 'CSV UTF-8')"),
            _("the byte 0x{byte:02x} in line {line}").format(byte=data[error.start], line=line),
        ) from error


def _check_names(path: Path, line: int, names: list[str], delimiter: str) -> list[str]:
    if len(names) == 1:
        for other in ";\t|,":
            if other != delimiter and other in names[0]:
                raise wrong_file(
                    path,
                    _("column names separated by {delimiter} in line {line}").format(
                        delimiter=repr(delimiter), line=line
                    ),
                    _("a line with {other} in it; try load(…, delimiter={other})").format(
                        other=repr(other)
                    ),
                )
    if all(_NUMBER.fullmatch(name) for name in names):
        raise wrong_file(
            path,
            _("column names in line {line}").format(line=line),
            _("only numbers: {names}").format(names=", ".join(names[:6])),
        )
    if "" in names:
        raise wrong_file(
            path,
            _("a name for every column in line {line}").format(line=line),
            _(
                "no name for column {number} (pandas writes row numbers so: use "
                "to_csv(…, index=False))"
            ).format(number=names.index("") + 1),
        )
    for name in names:
        if names.count(name) > 1:
            raise wrong_file(
                path,
                _("different column names in line {line}").format(line=line),
                _("{name} more than once").format(name=repr(name)),
            )
    return names


def _column(name: str, cells: list[str], lines: list[int]) -> Column:
    """The first kind that fits every cell that holds something: number, truth, date, text."""
    missing = np.array([cell in MISSING for cell in cells])
    held = [cell for cell in cells if cell not in MISSING]
    numbers = sum(1 for cell in held if _NUMBER.fullmatch(cell))
    if held and numbers == len(held):
        values = [np.nan if cell in MISSING else float(cell) for cell in cells]
        return Column("number", np.array(values, dtype=np.float64), missing)
    if held and all(cell.lower() in _TRUTH for cell in held):
        if len(held) == len(cells):
            return Column("truth", np.array([_TRUTH[cell.lower()] for cell in cells]), missing)
        values = [np.nan if cell in MISSING else float(_TRUTH[cell.lower()]) for cell in cells]
        return Column("truth", np.array(values, dtype=np.float64), missing)
    if held and all(_DATE.fullmatch(cell) for cell in held):
        try:
            values = ["NaT" if cell in MISSING else cell.replace(" ", "T") for cell in cells]
            return Column("date", np.array(values, dtype="datetime64[s]"), missing)
        except ValueError:  # the 31st of February: no date, so text
            pass
    texts = ["" if cell in MISSING else cell for cell in cells]
    note = ""
    if 2 * numbers > len(held):  # one bad cell turns a whole column into text: say which
        cell, line = next(
            (cell, line)
            for cell, line in zip(cells, lines, strict=True)
            if cell not in MISSING and not _NUMBER.fullmatch(cell)
        )
        note = _("{name} is text, because line {line} holds {cell}.").format(
            name=name, line=line, cell=repr(cell[:40])
        )
    return Column("text", np.array(texts, dtype=object), missing, note)


def _choose_target(path: Path, table: dict[str, Column], target: str | None):
    """The target's name, and a note in a list where it was not the caller's choice."""
    chosen = []
    if target is None:
        numeric = [name for name, column in table.items() if column.kind == "number"]
        target = numeric[-1] if numeric else None
        chosen = [_("the target is the last numeric column; choose another with target=.")]
    if target is None:
        wrong = _("no numeric column to take as the target")
    elif target in table:
        if np.count_nonzero(~table[target].missing) >= 2:  # one to train on, one to test on
            return target, chosen
        wrong = _("{target}, which has fewer than two values").format(target=repr(target))
    else:
        wrong = f"target={target!r}"
    notes = [column.note for column in table.values() if column.note]
    received = " ".join([wrong + ".", *notes]).rstrip(".")
    raise wrong_file(
        path,
        _("target to name one of the columns {names}").format(names=", ".join(table)),
        received,
    )


def _as_target(column: Column) -> tuple[np.ndarray, tuple[str, ...]]:
    """y for every row of the file, and the class names, which a number does not have."""
    if column.kind in ("text", "truth"):
        if column.kind == "text":
            names = tuple(str(n) for n in np.unique(column.values[~column.missing]))
            number = {name: i for i, name in enumerate(names)}
            return np.array([number.get(str(v), -1) for v in column.values], np.int64), names
        return np.where(column.missing, -1, column.values == 1).astype(np.int64), (
            "False",
            "True",
        )
    values = column.numbers()
    held = values[~column.missing]
    if np.all(np.abs(held) < _LARGEST_EXACT) and np.all(held == np.rint(held)):
        if column.kind == "number":
            return np.where(column.missing, -1, values).astype(np.int64), ()
    return values, ()


def _split(path, table, used, classes, shuffle, seed, test_size):
    """Rows to train on, rows to test on, and notes on how they were chosen."""
    n_test = min(max(1, round(len(used) * test_size)), len(used) - 1)
    if shuffle is None:
        shuffle = not any(_ascending(column) for column in table.values())
        why = _("the dates ascend, so the last {count} rows are for testing, none shuffled.")
    else:
        why = _("the last {count} rows are for testing, none shuffled.")
    if not shuffle:
        return used[:-n_test], used[-n_test:], [why.format(count=n_test)]

    from sklearn.model_selection import train_test_split

    notes = []
    stratify = None
    if classes is not None:
        stratify = classes[used]
        counts = np.bincount(stratify)
        counts = counts[counts > 0]
        if counts.min() < 2 or min(n_test, len(used) - n_test) < len(counts):
            stratify = None
            notes.append(_("too few rows of some class to hold the same shares in both parts."))
    rows_train, rows_test = train_test_split(
        used, test_size=n_test, random_state=seed, stratify=stratify
    )
    return rows_train, rows_test, notes


def _ascending(column: Column) -> bool:
    return (
        column.kind == "date"
        # False beside a missing date, too.
        and bool(np.all(np.diff(column.values) >= np.timedelta64(0, "s")))
    )
