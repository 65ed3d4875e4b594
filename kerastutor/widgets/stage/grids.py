"""Arrays as grids of cells: texts, places on a scale, and the part that is drawn."""

import numpy as np

from ...i18n import _
from .marks import Grid, Image, Scale

#: A grid shows at most this many rows and columns: round the cursor, the whole beside it.
MOST = 16
#: An image is drawn pixel by pixel up to this many rows and columns.
MOST_PIXELS = 64
#: The sides of the small picture of the whole.
_MAP = 128


def number(value, digits=3) -> str:
    """``value`` in few characters: integers in full, other numbers with three digits, or more."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return str(int(value)).replace("-", "−")
    if isinstance(value, (float, np.floating)):
        text = f"{value + 0.0:.{digits}g}"  # + 0.0: there is no −0 in a picture
        return text.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-").replace("-", "−")
    return str(value)


def equals(*values, digits=3) -> str:
    """The sign before numbers as `number` writes them: "≈" where one of them is rounded."""
    written = (float(number(value, digits).replace("−", "-")) for value in values)
    pairs = zip(written, map(float, values), strict=True)
    return "=" if all(abs(a - b) <= 1e-9 * abs(b) or a != a for a, b in pairs) else "≈"


def in_brackets(text) -> str:
    """A number as it stands after a sign of arithmetic: a negative one has brackets."""
    return f"({text})" if text.startswith("−") else text


def numbers(values) -> list[str]:
    """Each value in few characters; what is only rounding noise beside the others is 0."""
    values = np.asarray(values)
    if values.dtype.kind == "f" and values.size:
        size = np.abs(np.where(np.isfinite(values), values, 0))
        noise = 8 * np.finfo(values.dtype).eps * size.max()
        values = np.where((size > 0) & (size < noise) & np.isfinite(values), 0, values)
    return [number(value) for value in values.ravel().tolist()]


#: How many numbers of a large array are looked at for how long they are.
_LOOKED_AT = 4000


def longest(values) -> int:
    """How many characters the numbers of an array have, but for the longest two of a hundred."""
    flat = np.asarray(values).ravel()
    step = max(flat.size // _LOOKED_AT, 1) | 1  # odd: not always the same columns
    lengths = sorted(map(len, numbers(flat[::step])))
    return lengths[int(0.98 * (len(lengths) - 1))] if lengths else 0


def widths(length, columns, rows=0) -> float:
    """How wide columns of numbers are, in em: view/cells.js, stage.css.

    Args:
        length: characters of the numbers.
        columns: how many columns.
        rows: of the whole array, whose numbers stand at the left; 0 where none do.
    """
    column = max(2.5, 0.9 * (0.58 * length + 0.7)) + 0.14
    return columns * column + (0.6 + 0.43 * len(str(rows)) if rows else 0)


def levels(values, low=None, high=None) -> np.ndarray:
    """Each value's place between ``low`` and ``high`` in 0…1, float32; nan where it has none."""
    values = np.asarray(values)
    if values.dtype.kind not in "biuf" or values.size == 0:
        return np.full(values.shape, np.nan, "float32")
    flat = values.astype("float64")
    finite = np.isfinite(flat)
    if not finite.any():
        return np.full(values.shape, np.nan, "float32")
    low = flat[finite].min() if low is None else low
    high = flat[finite].max() if high is None else high
    half = max(abs(low), abs(high), 1.0)  # so that the largest floats do not overflow
    low, high, flat = low / half, high / half, np.where(finite, flat, 0.0) / half
    place = np.full(flat.shape, 0.5) if high == low else (flat - low) / (high - low)
    return np.where(finite, place.clip(0, 1), np.nan).astype("float32")


def to_bytes(level) -> np.ndarray:
    """Levels in 0…1 as uint8, for a canvas; nan, which has no colour, as the middle."""
    return np.round(255 * np.nan_to_num(level, nan=0.5)).astype("uint8")


def rows_and_columns(shape) -> tuple[int, int]:
    """A slice of an array of this shape as it is drawn: of rank 0 and 1, in one row."""
    return (1, 1, *shape)[-2:]


def lead_of(place) -> str:
    """The indices of leading axes, as they stand before a cell's own: ``"3, "``."""
    return "".join(f"{at}, " for at in place)


def window(corner, at, size, most) -> int:
    """Where the drawn part of an axis begins, so that it holds ``at``: moved as little as can be.

    Args:
        corner: where it began before, or None.
        at: what has to be inside.
        size, most: of the axis, and of the drawn part.
    """
    if corner is None:
        corner = at - most // 2
    corner = min(max(corner, at - most + 1), at)
    return max(min(corner, size - most), 0)


def part(shape, corner, most) -> tuple[slice, slice]:
    """Which rows and columns are drawn of an array of this shape; see `grid`."""
    limits = (most, most) if isinstance(most, int) else most
    starts = [
        max(min(at, size - limit), 0) for at, size, limit in zip(corner, shape, limits, strict=True)
    ]
    ends = [min(at + limit, size) for at, size, limit in zip(starts, shape, limits, strict=True)]
    return tuple(slice(*pair) for pair in zip(starts, ends, strict=True))


def grid(
    values,
    *,
    name="x",
    title="",
    note="",
    lead="",
    scale=None,
    corner=(0, 0),
    most=MOST,
    lit=(),
    bad=(),
    dim=(),
    ghost=(),
    line=(),
    blank=(),
    keys=None,
    copies=None,
    text=None,
    plain=False,
    **more,
) -> Grid:
    """A `Grid` of an array.

    Args:
        values: array of rank 0, 1 or 2.
        name: what the cells are called: ``x`` gives ``x[1, 2]``.
        title, note: a heading and a line under it.
        lead: the indices of leading axes, written before the cell's own: ``"3, "``.
        scale: the `Scale` that it shares with others; by default its own, smallest to largest.
        corner: (row, column) of the first cell that is drawn of a large array.
        most: the most rows and columns that are drawn.
        lit, bad, dim, ghost, line, blank: row-and-column pairs of the whole array.
        keys, copies: whole numbers for the cells that are drawn (see `part`); see `Grid`.
        text: strings of the same shape to show in place of the numbers.
        plain: no colours.
        more: further attributes of the `Grid`.
    """
    values = np.asarray(values)
    if values.ndim > 2:
        raise ValueError(f"Expected an array of rank 0, 1 or 2. Received: shape {values.shape}")
    rank = values.ndim
    flat = values.reshape(1, -1) if rank < 2 else values
    rows_of, cols_of = part(flat.shape, corner, most)
    shown = flat[rows_of, cols_of]
    (rows, cols), row0, col0 = shown.shape, rows_of.start, cols_of.start
    scale = scale or Scale(name="sequential")
    if text is not None:
        texts = (
            np.asarray(text, dtype=object).reshape(flat.shape)[rows_of, cols_of].ravel().tolist()
        )
        texts = [number(value) for value in texts]
    else:
        texts = numbers(shown)

    def cells(pairs):
        return [
            (int(r) - row0) * cols + int(c) - col0
            for r, c in pairs
            if row0 <= r < row0 + rows and col0 <= c < col0 + cols
        ]

    return Grid(
        name=name,
        title=title,
        note=note,
        lead=lead,
        rank=rank,
        rows=rows,
        cols=cols,
        row0=row0,
        col0=col0,
        whole=flat.shape,
        text=texts,
        level=np.full(shown.size, np.nan, "float32")
        if plain
        else levels(shown, scale.low, scale.high).ravel(),
        scale=scale.name,
        lit=cells(lit),
        bad=cells(bad),
        dim=cells(dim),
        ghost=cells(ghost),
        line=cells(line),
        blank=cells(blank),
        keys=None if keys is None else np.asarray(keys).ravel(),
        copies=None if copies is None else np.asarray(copies).ravel(),
        **more,
    )


def map_of(drawn: Grid, values, scale=None, name="") -> Image | None:
    """The whole of an array of which ``drawn`` is a part, small, the part framed; else None.

    What is asked of it, under the id "map:" and the grid's name, is a place: (down, across), 0…1.
    """
    if (drawn.rows, drawn.cols) == drawn.whole:
        return None
    flat = np.asarray(values).reshape(drawn.whole)
    if flat.dtype.kind not in "biuf":
        return None
    scale = scale or Scale()
    rows, cols = (-(-size // _MAP) for size in flat.shape)
    # One value of each block: a mean would lie about the values that there are.
    whole = levels(flat[::rows, ::cols], scale.low, scale.high)
    # What is very long and thin is drawn thicker, so that it can be seen and pressed.
    tall, wide = (max(-(-n // (8 * m)), 1) for n, m in (whole.shape[::-1], whole.shape))
    whole = whole.repeat(tall, 0).repeat(wide, 1)
    across = _("column {c0} of {cols}") if drawn.cols == 1 else _("columns {c0}–{c1} of {cols}")
    down = _("row {r0} of {rows}") if drawn.rows == 1 else _("rows {r0}–{r1} of {rows}")
    note = _("values {c0}–{c1} of {cols}") if drawn.rank < 2 else f"{down},\n{across}"
    return Image(
        id=f"map:{drawn.name}",
        values=to_bytes(whole),
        scale=scale.name,
        width=float(np.clip(6 * whole.shape[1] / whole.shape[0], 1, 7)),
        title=name,
        note=note.format(
            r0=drawn.row0,
            r1=drawn.row0 + drawn.rows - 1,
            rows=f"{drawn.whole[0]:,}",
            c0=drawn.col0,
            c1=drawn.col0 + drawn.cols - 1,
            cols=f"{drawn.whole[1]:,}",
        ),
        words=_("the whole; press to move there"),
        frame=(
            drawn.row0 / rows * tall,
            drawn.col0 / cols * wide,
            drawn.rows / rows * tall,
            drawn.cols / cols * wide,
        ),
    )


def moved_corner(drawn: Grid, id, value) -> list[int]:
    """Where the drawn part of a large array begins after it was asked to move.

    Args:
        drawn: the part, as it is.
        id, value: what was asked: "beyond" with (which grid, down, across), by an arrow key at the
            edge; or a map with a place, which comes to the middle.
    """
    if id == "beyond":
        _which, down, across = value
        wanted = drawn.row0 + (down or 0), drawn.col0 + (across or 0)
    else:
        row, column = place_on(drawn.whole, value)
        wanted = row - drawn.rows // 2, column - drawn.cols // 2
    sizes = zip(wanted, drawn.whole, (drawn.rows, drawn.cols), strict=True)
    return [max(min(at, whole - size), 0) for at, whole, size in sizes]


def place_on(whole, asked) -> list[int]:
    """The row and column of an array of shape ``whole`` that was pressed on its map."""
    return [min(int(part * size), size - 1) for part, size in zip(asked, whole, strict=True)]
