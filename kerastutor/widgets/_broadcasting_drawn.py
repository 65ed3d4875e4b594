"""How broadcasting is drawn: shapes lined up from the right, and operands with their copies."""

import math

import numpy as np

from ..concepts import broadcasting as concept
from ..i18n import _, ngettext
from .stage.grids import grid, lead_of, numbers, rows_and_columns
from .stage.grids import part as part_of
from .stage.marks import Chips, Grid


def chips(alignment: concept.Alignment, told: bool = True) -> Chips:
    """The shapes under each other, aligned from the right.

    When ``told``, what is stretched says so, and the result is there.
    """
    rows = {"a": [], "b": [], "result": []}
    for axis in alignment.axes:
        for who, size in (("a", axis.a), ("b", axis.b)):
            words, look = "", "bad" if axis.size is None else ""
            if not told:
                pass
            elif axis.stretched == who and size is not None:
                words, look = _("stretched to {n}").format(n=axis.size), "stretched"
            elif axis.stretched == who:
                look = "missing"
                words = ngettext(
                    "missing here: counts as 1", "missing here: repeated {n:,} times", axis.size
                ).format(n=axis.size)
            rows[who].append(("–" if size is None else str(size), words, look))
        if axis.size is None:
            rows["result"].append(("✗", _("a clash"), "bad"))
        else:
            rows["result"].append((str(axis.size) if told else "?", "", "result"))
    names = {"a": "a", "b": "b", "result": _("result")}
    return Chips(
        title=_("aligned from the right") if alignment.axes else _("two single values: no axes"),
        rows=tuple((names[who], tuple(sizes)) for who, sizes in rows.items()),
        heads=tuple(
            _("axis {n}").format(n=axis.number).replace("-", "−") for axis in alignment.axes
        ),
    )


def stretched(name, values, place, shape, *, source, at, stored, **part) -> Grid:
    """What the drawn slice of a result uses of an operand: stored values, and faint copies.

    Args:
        values: the operand.
        place: where the slice lies along the leading axes of the result.
        shape: of the result.
        source, at: the operand's cell that the result's cell ``at`` comes from, or None.
        stored: whether it is drawn as it is stored, its copies empty.
        part: which part is drawn, and on which scale: see `grid`.
    """
    lead = concept.source(values.shape[:-2], place) if values.ndim > 2 else ()
    if not values.size or not math.prod(shape):
        empty = values[lead] if values.size else values.reshape(-1)[:0]
        return grid(empty, name=name, title=name, note=note_of(values), scale=part["scale"])
    own, full = values[lead], rows_and_columns(shape)
    shown = part_of(full, part["corner"], part["most"])
    rows, columns = np.mgrid[shown]  # of the cells that are drawn
    height, width = rows_and_columns(own.shape)
    copied = (rows if height > 1 else 0 * rows, columns if width > 1 else 0 * columns)
    ghost = (copied[0] != rows) | (copied[1] != columns)
    drawn = np.broadcast_to(own, shape[-2:])
    copies = np.argwhere(ghost) + [shown[0].start, shown[1].start]
    texts = None
    if stored:
        texts = np.full(full, "", object)
        own_texts = np.array(numbers(drawn.reshape(full)[shown]), object).reshape(ghost.shape)
        texts[shown] = np.where(ghost, "", own_texts)
    lit = line = ()
    if source is not None:
        here = (0, 0, *at)[-2:] if len(shape) != 1 else (0, at[0])
        origin = (here[0] if height > 1 else 0, here[1] if width > 1 else 0)
        lit, line = [origin], [here] if here != origin and not stored else ()
    cells = np.arange(ghost.size).reshape(ghost.shape)
    # A copy comes from the value that it copies, or from the edge where that is not drawn.
    inside = [np.clip(at - where.start, 0, None) for at, where in zip(copied, shown, strict=True)]
    return grid(
        drawn,
        name=name,
        title=name,
        note=note_of(values) + _along(values.shape, shape),
        lead=lead_of(lead),
        lit=lit,
        line=line,
        ghost=() if stored else copies,
        blank=copies if stored else (),
        text=texts,
        keys=np.where(ghost & stored, -1, cells),
        copies=cells[tuple(inside)],
        **part,
    )


def _along(shape, whole) -> str:
    """Which of the axes that are not drawn are stretched as well."""
    short = (1,) * (len(whole) - len(shape)) + shape
    pairs = zip(short[:-2], whole[:-2], strict=True)
    same = [str(axis) for axis, (own, size) in enumerate(pairs) if own != size]
    if not same:
        return ""
    return "\n" + ngettext(
        "the same slice all along axis {axes}", "the same slice all along axes {axes}", len(same)
    ).format(axes=", ".join(same))


def note_of(values) -> str:
    return _("shape {shape}").format(shape=values.shape)
