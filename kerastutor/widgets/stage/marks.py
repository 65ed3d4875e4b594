"""What a picture is made of: frozen dataclasses, which view/*.js draws. Plots: plots.py.

A picture is one mark: a panel (a grid, a plot, …) or panels put together. An array is sent as
binary, everything else as JSON; `kind` in the browser is the class's name.
"""

import dataclasses
import math
import weakref
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False, kw_only=True)
class Mark:
    """Anything that is drawn. What is asked of a mark in the browser comes back with its id."""

    id: str = ""


#: How a mark is declared.
mark = dataclass(frozen=True, eq=False, kw_only=True)


# Panels put together


@mark
class Together(Mark):
    items: tuple


class Row(Together):
    """Side by side; what does not fit goes below."""


class Column(Together):
    """One under another."""


class Equation(Together):
    """Side by side, or wholly one under another: it never breaks in its middle."""


@mark
class Meet(Mark):
    """A matrix product: ``top`` above the result, ``left`` at its left: row and column meet."""

    left: Mark
    top: Mark
    result: Mark
    corner: Mark | None = None


# Words and numbers


@mark
class Sign(Mark):
    """A sign between two panels: +, =, →."""

    text: str


@mark
class Words(Mark):
    """A title and a line under it, or a paragraph of parts."""

    title: str = ""
    note: str = ""


@mark
class Formula(Mark):
    """A line of numbers: pairs of (text, look), look being words of "yours keras dim now"."""

    parts: tuple = ()


@mark
class Scale(Mark):
    """The one scale of linked grids, its two ends stated; None where there are no numbers.

    ``name`` is one of palette.json's scales, or "none".
    """

    low: float | None = None
    high: float | None = None
    name: str = "sequential"
    ends: tuple = ()
    note: str = ""


# Arrays


@mark
class Grid(Mark):
    """Real cells, which the arrow keys reach. `grids.grid` makes one from an array.

    Attributes:
        lead, tail: indices before and after a cell's own: ``"3, "``, ``", 0"``.
        rows, cols: what is drawn; of ``whole`` = (rows, columns), from row0 and col0 on.
        text, level: of each cell, row by row; a level is its place on the scale, nan for none.
        lit, bad, dim, ghost, line: cells (numbers in the drawn part) that are framed, marked as
            wrong, faded, pale copies, framed thinly.
        blank: cells that are empty so far.
        keys: what tells cells apart while they move: a cell flies from where its key was; -1 for
            a cell that is not there.
        copies: the cell that each cell is a copy of: a new copy flies from there.
        origin: the name of the panel that new cells fly from.
        pick: whether pointing at a cell moves the cursor.
        heads, sides: what stands above the columns and before the rows, in place of indices.
        names: what each cell is called, where it has no index: of a table.
        wide: how many characters a cell has room for at least: what it will hold later.
    """

    name: str
    title: str = ""
    note: str = ""
    lead: str = ""
    tail: str = ""
    rank: int = 2
    rows: int = 1
    cols: int = 1
    row0: int = 0
    col0: int = 0
    whole: tuple = ()
    text: list = field(default_factory=list)
    level: np.ndarray
    scale: str = "sequential"
    lit: list = field(default_factory=list)
    bad: list = field(default_factory=list)
    dim: list = field(default_factory=list)
    ghost: list = field(default_factory=list)
    line: list = field(default_factory=list)
    blank: list = field(default_factory=list)
    keys: np.ndarray | None = None
    copies: np.ndarray | None = None
    origin: str = ""
    pick: bool = False
    heads: tuple | None = None
    sides: tuple | None = None
    names: tuple | None = None
    look: str = ""
    wide: int = 0


@mark
class Image(Mark):
    """An array as a picture, on canvas: levels of shape (h, w), or colours (h, w, 3) in 0…255.

    Attributes:
        width: in em; the height follows.
        frame: (row, column, rows, columns) of a part to frame.
        cursor: (row, column), or None; with an id, it is moved by pointer and arrow keys.
        said: what the line under the picture says of the cursor's place.
        bad: pixels (their numbers, row by row) that are marked as wrong.
    """

    values: np.ndarray
    scale: str = "grey"
    width: float = 8
    title: str = ""
    note: str = ""
    words: str = ""
    frame: tuple | None = None
    cursor: tuple | None = None
    said: str = ""
    bad: list = field(default_factory=list)
    lit: bool = False


@mark
class Stack(Mark):
    """Slices lying one behind the other; the chosen one is pulled out beside them.

    Attributes:
        values: the slices round the chosen one, levels of shape (n, h, w), or colours
            (n, h, w, 3) in 0…255.
        first, count: the number of the first of them, and how many there are in all.
        at: the chosen one's number.
        labels: a word for each drawn slice, or ().
        axis: the name of the axis.
        pulled: the panel that the chosen slice is drawn as.
    """

    values: np.ndarray
    scale: str = "sequential"
    first: int = 0
    count: int = 1
    at: int = 0
    labels: tuple = ()
    axis: str = ""
    pulled: Mark


@mark
class Chips(Mark):
    """Shapes lined up under each other.

    Attributes:
        rows: (name, sizes); a size is (text, words under it, look), look of "" or "stretched",
            "bad", "missing", "result".
        heads: what stands above each column.
        press: whether chips are buttons: which one was pressed, counted row by row, is asked for.
        wrap: whether what does not fit goes below; a size may have the role of a colour as well.
        at: the chip that is framed, or -1.
    """

    title: str = ""
    rows: tuple = ()
    heads: tuple = ()
    press: bool = False
    wrap: bool = False
    at: int = -1


@mark
class Memory(Mark):
    """Memory is a line: one slot for each value, in the order in which they lie.

    Attributes:
        text, level: of each slot.
        at: the slot pointed at, or -1.
        arcs: (from, to, words, role) drawn over the slots; to -1 keeps room for one.
    """

    title: str = ""
    note: str = ""
    text: list = field(default_factory=list)
    level: np.ndarray
    scale: str = "sequential"
    at: int = -1
    dim: list = field(default_factory=list)
    arcs: tuple = ()


# To the browser


#: What goes to JSON as it is.
_PLAIN = {str, int, bool, type(None)}
#: What is known of each class of marks: its kind, and (name, default) of what it holds.
_DECLARED: dict = {}
#: Marks that stay from picture to picture, as they are sent.
_KEPT = weakref.WeakKeyDictionary()


def keep(mark: Mark) -> Mark:
    """``mark``, which many pictures will hold: what is sent of it is made once."""
    _KEPT[mark] = _mark_sent(mark)
    return mark


def sent(value, _widget=None):
    """A picture as what a message carries: dictionaries, lists, and arrays as binary."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is tuple or kind is list:
        if set(map(type, value)) <= _PLAIN:  # the texts of a grid are most of what is sent
            return list(value)
        return [sent(item) for item in value]
    if isinstance(value, np.ndarray):
        kind = {"f": "f4", "i": "i4", "u": "u1", "b": "u1"}[value.dtype.kind]
        flat = np.ascontiguousarray(value, dtype=np.dtype(f"<{kind}"))
        return {"dtype": kind, "shape": list(value.shape), "data": memoryview(flat).cast("B")}
    if dataclasses.is_dataclass(value):
        return _KEPT.get(value) or _mark_sent(value)
    if isinstance(value, np.generic):
        return sent(value.item())
    return value


def _mark_sent(mark) -> dict:
    declared = _DECLARED.get(type(mark))
    if declared is None:
        fields = tuple((f.name, f.default) for f in dataclasses.fields(mark))
        declared = _DECLARED[type(mark)] = type(mark).__name__.lower(), fields
    kind, fields = declared
    found = {"kind": kind}
    for name, default in fields:
        value = getattr(mark, name)
        # A default is known in the browser as well: nothing is sent.
        if value is default or (type(value) in (tuple, list) and not value):
            continue
        found[name] = sent(value)
    return found


def every(picture, kind) -> list:
    """All marks of a class in a picture, in the order in which they are drawn."""
    if isinstance(picture, kind):
        return [picture]
    if dataclasses.is_dataclass(picture):
        inner = [getattr(picture, f.name) for f in dataclasses.fields(picture)]
    else:
        inner = picture if isinstance(picture, list | tuple) else ()
    return [found for item in inner for found in every(item, kind)]
