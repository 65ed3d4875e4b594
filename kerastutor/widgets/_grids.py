"""The view that draws arrays as grids of cells, for every explorer that shows arrays."""

import numpy as np
import traitlets

from ..i18n import _
from .stage.shared import View

#: Larger grids are cut to this many rows and columns, and say so.
MOST = 32
#: Wider grids show colours only; the number is under the pointer or the keyboard cursor.
WIDEST_WITH_NUMBERS = 16


class Grids(View):
    """Grids of cells side by side, with one cursor that the pointer and the arrow keys move."""

    view = traitlets.Unicode("grids").tag(sync=True)
    #: What is drawn: a list of dictionaries made by :func:`grid`.
    grids = traitlets.List(traitlets.Dict()).tag(sync=True)
    #: Where the learner points: [which grid, which cell]; only grids made with ``pick`` move it.
    cursor = traitlets.List(traitlets.Int(), default_value=[0, 0], minlen=2, maxlen=2).tag(
        sync=True
    )
    lit_word = traitlets.Unicode(_("lit")).tag(sync=True)
    bad_word = traitlets.Unicode(_("marked")).tag(sync=True)


def number(value) -> str:
    """``value`` in few characters: integers in full, other numbers with three digits."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return str(int(value)).replace("-", "−")
    if isinstance(value, (float, np.floating)):
        return f"{value:.3g}".replace("e+0", "e").replace("e-0", "e-").replace("-", "−")
    return str(value)


def _clean(values):
    """The values, 0 in place of what is only rounding noise beside the others."""
    if values.dtype.kind != "f" or not values.size:
        return values
    size = np.abs(np.where(np.isfinite(values), values, 0))
    noise = 8 * np.finfo(values.dtype).eps * size.max()
    return np.where((size > 0) & (size < noise) & np.isfinite(values), 0, values)


def _levels(values, low, high):
    """Each value's place between ``low`` and ``high`` in 0…1; None where it has no colour."""
    if values.dtype.kind not in "biuf" or values.size == 0:
        return [None] * values.size
    flat = values.astype("float64").ravel()
    finite = np.isfinite(flat)
    if not finite.any():
        return [None] * values.size
    low = flat[finite].min() if low is None else low
    high = flat[finite].max() if high is None else high
    half = max(abs(low), abs(high), 1.0)  # so that the largest floats do not overflow
    low, high, flat = low / half, high / half, np.where(finite, flat, 0.0) / half
    place = np.full(flat.shape, 0.5) if high == low else (flat - low) / (high - low)
    return [
        round(p, 3) if ok else None
        for p, ok in zip(place.clip(0, 1).tolist(), finite.tolist(), strict=True)
    ]


def grid(
    values,
    *,
    name="x",
    title="",
    note="",
    group="",
    join="",
    lead="",
    low=None,
    high=None,
    scale="sequential",
    lit=(),
    bad=(),
    dim=(),
    pick=False,
    text=None,
    heads=None,
    sides=None,
    plain=False,
):
    """One grid for :class:`Grids`.

    Args:
        values: array of rank 0, 1 or 2; larger than ``MOST`` along an axis is cut.
        name: what the cells are called: ``x`` gives ``x[1, 2]``.
        title, note: a heading and a line under it.
        group: grids that follow each other with one group name share a frame and a heading.
        join: a sign drawn before the grid, such as ``×`` or ``=``.
        lead: the indices of leading axes, written before the cell's own: ``"3, "``.
        low, high: values at the two ends of the colour scale; by default the smallest and largest.
        scale: ``"sequential"`` or ``"diverging"``.
        lit, bad, dim: row-and-column pairs of cells to frame, to mark as wrong, to fade.
        pick: whether pointing at a cell moves the cursor.
        text: an array of strings of the same shape to show in place of the numbers.
        heads, sides: names for the columns and rows in place of their indices.
        plain: no colours.
    """
    values = np.asarray(values)
    if values.ndim > 2:
        raise ValueError(f"Expected an array of rank 0, 1 or 2. Received: shape {values.shape}")
    rank = values.ndim
    flat = values.reshape(1, -1) if rank < 2 else values
    shown = flat[:MOST, :MOST]
    rows, cols = shown.shape
    words = (
        shown if text is None else np.asarray(text, dtype=object).reshape(flat.shape)[:MOST, :MOST]
    )

    def cells(pairs):
        return [int(r) * cols + int(c) for r, c in pairs if r < rows and c < cols]

    return {
        "name": name,
        "title": title,
        "note": note,
        "group": group,
        "join": join,
        "lead": lead,
        "rank": rank,
        "rows": rows,
        "cols": cols,
        "row0": 0,
        "col0": 0,
        "small": cols > WIDEST_WITH_NUMBERS,
        "scale": scale,
        "level": [None] * shown.size if plain else _levels(shown, low, high),
        "text": [number(v) for v in (_clean(shown) if text is None else words).ravel().tolist()],
        "lit": cells(lit),
        "bad": cells(bad),
        "dim": cells(dim),
        "pick": pick,
        "heads": heads,
        "sides": sides,
    }


def noted(text, shape, most=MOST) -> str:
    """A grid's note, with a sentence where the grid is cut to ``most`` rows and columns."""
    if all(size <= most for size in shape[-2:]):
        return text
    cut = (
        _("Only the first {most} are drawn.")
        if len(shape) == 1
        else _("Only the first {most} rows and columns are drawn.")
    )
    return f"{text}. {cut.format(most=most)}" if text else cut.format(most=most)
