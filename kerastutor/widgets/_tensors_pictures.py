"""What a slice of a tensor is drawn as: numbers, an image, words, or a window of a series."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from .. import palette
from ..i18n import _
from ._tensors_kinds import Kind
from .stage.grids import MOST, MOST_PIXELS, grid, levels, map_of, number, numbers, to_bytes
from .stage.marks import Column, Image, Mark, Row, Scale
from .stage.plots import Axis, Band, Curve, Dots, Handle, Plot

#: Slices that lie in a stack, at most, and the most rows and columns that are drawn of each.
CARDS, CARD_PIXELS = 7, 40
#: The scales and the names of the planes of a colour image.
PLANES = (("red", _("red")), ("green", _("green")), ("blue", _("blue")))
#: How wide a cell with an image's number is, in em, as in stage.css.
PIXEL = 2.25


def cards(values, at, scale, colours):
    """The slices round ``at`` as a stack shows them, small, and the number of the first."""
    # The stack stays while the choice goes through it, then the next ones come.
    first = max(min(at // CARDS * CARDS, len(values) - CARDS), 0)
    near = values[first : first + CARDS]
    steps = [-(-size // CARD_PIXELS) for size in near.shape[1:3]]
    near = near[:, :: steps[0], :: steps[1]]
    if colours and near.shape[-1] == 1:
        near, colours = near[..., 0], False
    found = levels(near, scale.low, scale.high)
    return (found if np.isnan(found).any() and not colours else to_bytes(found)), first


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the slices of an array, and of what is picked from it, are drawn.

    Attributes:
        scale: their one colour scale.
        pixels: whether they are pixels of images.
        words: the word of each index, or None.
        room: how wide the picture may be, in em.
        corner: the first row and column that are drawn of a large slice.
        source_corner: of the slice that an index picks from; () for where it picks.
        pointed: the number of the pixel that is pointed at.
    """

    scale: Scale
    pixels: bool
    words: list | None
    room: int
    corner: tuple
    source_corner: tuple
    pointed: int

    def slice(self, kind, values, *, name, lit=(), bad=(), channel=None, **more) -> Mark:
        """A slice as a panel.

        Args:
            kind: what it is.
            values: array of rank 0 to 2; of rank 3 where it has colours.
            name: what its cells are called.
            lit, bad: rows of indices of cells that are framed, or marked as wrong.
            channel: the number of the one plane that it is, if any.
            more: title, note, lead, tail, pick: see `Grid`; ``beside`` for one that shows the
                same part as another.
        """
        lit, bad = _rows(lit), _rows(bad)
        if kind.colours and values.shape[-1] == 1:
            more["tail"] = ", 0"
            values, lit, bad = values[..., 0], lit[:, :2], bad[:, :2]
        elif kind.colours:
            return self._planes(values, name, lit, bad, **more)
        look = self if channel is None else self._in(PLANES[channel][0])
        if kind.name == "words":
            return look._cells(values, name, lit, bad, words=True, **more)
        if kind.name == "image" and max(values.shape) <= MOST_PIXELS and not look._roomy(values):
            return look._image(values, name, lit, bad, **more)
        return look._cells(values, name, lit, bad, **more)

    def _in(self, scale_name):
        if self.scale.name != "grey":
            return self
        return dataclasses.replace(self, scale=dataclasses.replace(self.scale, name=scale_name))

    def _roomy(self, values) -> bool:
        """Is there room for a number in each pixel?"""
        return max(values.shape) <= MOST and values.shape[1] * PIXEL + 2 <= self.room

    def _cells(self, values, name, lit, bad, words=False, beside=False, **more):
        flat = values if values.ndim == 2 else values.reshape(1, -1)
        most = self._most(flat, words)
        main = more.get("pick") or beside
        wanted = self.corner if main else self.source_corner or None
        top, left = corner_of(wanted, lit, flat.shape, most)
        part = flat[top : top + most[0], left : left + most[1]]
        ends = np.array([top, left]), np.array([top + part.shape[0], left + part.shape[1]])
        lit, bad = (
            cells[((cells[:, :2] >= ends[0]) & (cells[:, :2] < ends[1])).all(1), :2]
            for cells in (lit, bad)
        )
        drawn = grid(
            values,
            name=name,
            scale=self.scale,
            corner=(top, left),
            most=most,
            lit=lit,
            bad=() if beside else bad,  # Keras's is not wrong: it has a thin frame
            line=bad if beside else (),
            look="pixels" if self.pixels else "",
            **more,
        )
        if words:
            drawn = dataclasses.replace(
                drawn,
                text=self._texts(part, words),
                scale="categorical",
                look="named",
                level=np.where(part == 0, np.nan, part).ravel().astype("float32"),
                dim=np.flatnonzero(part == 0).tolist(),
            )
        elif self.pixels and values.dtype.kind == "f":
            drawn = dataclasses.replace(drawn, text=self._texts(part))
        if beside or (place := map_of(drawn, values, self.scale)) is None:
            return drawn
        if words:
            place = dataclasses.replace(place, values=_categories(place.values, values))
        return Row(items=(drawn, place))

    def _most(self, flat, words) -> tuple:
        """How many rows and columns there is room for, by how wide the first ones are."""
        part = flat[:MOST, :MOST]
        width = PIXEL
        if part.size and not self.pixels:
            lines = [max(map(len, text.split("\n"))) for text in self._texts(part, words)]
            wide = np.array(lines).reshape(part.shape).max(0)
            width = np.maximum((0.42 if words else 0.5) * wide + 1.1, 2.6).mean()
        return MOST, int(np.clip((self.room - 4) / width, 4, MOST))

    def _texts(self, values, words=False) -> list:
        if words:
            found = values.ravel().tolist()
            return [f"{n}\n{word}" if (word := self._word(n)) else str(n) for n in found]
        if self.pixels and values.dtype.kind == "f":  # short, so that the pixels stay squares
            return [f"{value:.2g}".replace("-", "−") for value in values.ravel().tolist()]
        return numbers(values)

    def _word(self, n) -> str:
        if n == 0:
            return _("padding")
        if self.words is None:
            return ""
        return self.words[n] if 0 <= n < len(self.words) else _("not in the list")

    def _image(self, values, name, lit, bad, *, pick=False, beside=False, lead="", tail="", **more):
        """A picture without numbers: the pixel that is pointed at is said under it."""
        h, w = values.shape
        row, column = divmod(min(self.pointed, values.size - 1), w)
        said = f"{name}[{lead}{row}, {column}{tail}] = {number(values[row, column])}"
        return Image(
            id="pixels" if pick else "",
            values=to_bytes(levels(values, self.scale.low, self.scale.high)),
            scale=self.scale.name,
            width=float(min(20, self.room - 2, 2.4 * w)),
            cursor=(row, column) if pick else _around(lit),
            said=said if pick else "",
            words=said if pick else "",
            bad=[] if beside else [int(r) * w + int(c) for r, c in bad[:, :2]],
            lit=bool(len(lit)) and len(lit) == values.size,
            **more,
        )

    def _planes(
        self, values, name, lit, bad, *, pick=False, beside=False, lead="", title="", note=""
    ):
        """A colour image, and beside it what each channel holds."""
        h, w = values.shape[:2]
        row, column = divmod(min(self.pointed, h * w - 1), w)
        found = levels(values, self.scale.low, self.scale.high)
        at = (row, column) if pick else None
        pixel = ", ".join(number(value) for value in values[row, column].tolist())
        said = f"{name}[{lead}{row}, {column}] = [{pixel}]"
        whole = Image(
            id="pixels" if pick else "",
            values=to_bytes(found),
            width=9.0,
            title=title,
            note=note,
            cursor=at,
            said=said if pick else "",
            words=said if pick else "",
        )
        planes = []
        for n, (scale, word) in enumerate(PLANES):
            mine = lit[lit[:, 2] == n] if lit.size else lit
            cell = f"{name}[{lead}{row}, {column}, {n}] = {number(values[row, column, n])}"
            planes.append(
                Image(
                    id="pixels" if pick else "",
                    values=to_bytes(found[..., n]),
                    scale=self._in(scale).scale.name,
                    width=9.0,
                    title=_("{colour}, channel {n}").format(colour=word, n=n),
                    note=cell if pick else f"{name}[{lead}:, :, {n}]",
                    words=cell if pick else "",
                    cursor=at if pick else _around(mine),
                    bad=[int(r) * w + int(c) for r, c, k in bad if k == n]
                    if bad.size and not beside
                    else [],
                    lit=len(mine) == h * w,
                )
            )
        return Row(items=(whole, *planes))


def _categories(small, values) -> np.ndarray:
    """A map of indices: the colours of the categories, in place of levels of a scale."""
    flat = values if values.ndim == 2 else values.reshape(1, -1)
    rows, cols = (
        (np.arange(here) * size // here) for here, size in zip(small.shape, flat.shape, strict=True)
    )
    colours = [tuple(bytes.fromhex(colour[1:])) for colour in palette.categories()]
    colours = np.array(colours, "uint8")
    found = colours[flat[np.ix_(rows, cols)] % len(colours)]
    found[flat[np.ix_(rows, cols)] == 0] = 200  # padding
    return found


def corner_of(wanted, lit, size, most) -> tuple:
    """The first row and column to draw: as wanted, else so that the lit cells are seen."""
    if wanted is None:
        wanted = (0, 0)
        if len(lit):
            ends = zip(lit[:, :2].min(0), lit[:, :2].max(0), most, strict=True)
            wanted = [int(low) if high >= room else 0 for low, high, room in ends]
    return tuple(
        max(min(at, whole - room), 0) for at, whole, room in zip(wanted, size, most, strict=True)
    )


def _rows(cells) -> np.ndarray:
    """Indices of cells, a row each, though there be none."""
    return np.asarray(cells, int) if len(cells) else np.zeros((0, 3), int)


def _around(cells) -> tuple | None:
    """The smallest frame round cells: (row, column, rows, columns); None round none."""
    if not len(cells):
        return None
    (top, left), (bottom, right) = cells[:, :2].min(0).tolist(), cells[:, :2].max(0).tolist()
    return top, left, bottom - top + 1, right - left + 1


def plot_of(series, window, n, name, axis) -> Plot:
    """A series with the window that is chosen, as a band that slides along it.

    Args:
        series: a `Series`.
        window: the chosen window, shape (time, features).
        n: its number.
        name: what the array of windows is called.
        axis: what the axis of time is called.
    """
    values, start = series.values.astype("float64"), series.start(window, n)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    step = 10.0 ** np.floor(np.log10(high - low)) if high > low else 1.0
    low, high = step * np.floor(low / step), step * np.ceil(high / step)  # round ends
    times = np.arange(len(values), dtype="float32")
    marks = [
        Curve(x=times, y=column.astype("float32"), role="soft", label=label, label_at=end)
        for column, label, end in _labelled(values, series.names)
    ]
    label, last = f"{name}[{n}]", None
    if start is not None:
        last = start + len(window) - 1
        inside = slice(start, last + 1)
        marks.insert(0, Band(x0=start - 0.5, x1=last + 0.5, label=label))
        for column in values.T[:3].astype("float32"):
            marks.append(Curve(x=times[inside], y=column[inside], role="ink"))
            marks.append(Dots(x=times[inside], y=column[inside], role="ink", size=4.5))
    words = _("{window} holds the values {first} to {last} of {count}").format(
        window=label, first=start, last=last, count=len(values)
    )
    middle = None if start is None else (start + last) / 2
    step = float(series.stride)
    return Plot(
        x=Axis(low=-0.5, high=len(values) - 0.5, name=axis),
        y=Axis(
            low=float(low),
            high=float(high + 0.2 * (high - low)) if high > low else float(low + 1),
            name=series.names[0] if len(series.names) == 1 else _("value"),
        ),
        marks=tuple(marks),
        handles=() if middle is None else (Handle(id="window", x=middle, words=words, step=step),),
        width=60,
        height=16,
        words=words,
    )


def _labelled(values, names):
    """Up to three columns, each with its name and where that stands."""
    for k, column in enumerate(values.T[:3]):
        several = len(names) > 1
        yield (
            column,
            names[k] if several else "",
            (len(values) - 1, column[-1]) if several else None,
        )


def window_row(look, values, *, name, lead, lit, bad, **more) -> Mark:
    """A window as a row of numbers: of one feature, without its last axis."""
    if values.ndim == 2 and values.shape[1] == 1:
        lit, bad = _rows(lit)[:, 1::-1], _rows(bad)[:, 1::-1]
        values, more["tail"] = values[:, 0], ", 0"
    return look.slice(Kind(), values, name=name, lead=lead, lit=lit, bad=bad, **more)


def under(*panels) -> Mark:
    """Panels one under another, those that are None left out."""
    found = tuple(panel for panel in panels if panel is not None)
    return found[0] if len(found) == 1 else Column(items=found)
