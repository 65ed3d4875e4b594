"""The map of a surface: pale colours under contour lines, so that a valley shows."""

from dataclasses import dataclass

import numpy as np

from ..concepts import surfaces
from .stage.grids import number, to_bytes
from .stage.marks import keep
from .stage.plots import Curve, Heat, Note

#: A map has so many places along a side.
SIDE = 80
#: At most so many contour lines.
LEVELS = 11
#: How much is seen of the colours, and of the lines.
PALE, FAINT = 0.33, 0.45


@dataclass(frozen=True, eq=False)
class Ground:
    """What is drawn under the paths, and the lowest loss of the map."""

    marks: tuple
    low: float
    high: float


def losses_of(surface, limited):
    """The losses of the map, (80, 80); where TensorFlow does not follow, row by row: a generator,
    which yields the part that is done. ``limited(work)`` calls ``work()`` within limits."""
    if surface.traceable:
        return surfaces.contour_map(surface, SIDE)
    x0, x1, y0, y1 = surface.domain
    x, rows = np.linspace(x0, x1, SIDE), []
    for n, y in enumerate(np.linspace(y0, y1, SIDE)):
        yield 0.5 * n / SIDE
        rows.append(limited(lambda y=y: surface.values(x, np.full(SIDE, y))))
    return np.array(rows)


def ground(surface, losses) -> Ground:
    """The map of ``surface``: its colours and its lines, logarithmic above the smallest loss."""
    losses = np.asarray(losses, "float64")
    x0, x1, y0, y1 = surface.domain
    finite = np.isfinite(losses)
    low, high = (losses[finite].min(), losses[finite].max()) if finite.any() else (0.0, 0.0)
    above = np.where(finite, losses, high) - low
    if not high > low:
        flat = Heat(
            values=np.full((2, 2), 128, "uint8"), at=(x0, y0, x1, y1), scale="sequential", pale=PALE
        )
        return Ground((flat,), float(low), float(high))
    # Half of the colours belong to the lower half of the places, however deep the valley is.
    unit = float(np.quantile(above, 0.2)) or float(above[above > 0].min())
    height = np.log1p(above / unit)
    heat = Heat(
        values=to_bytes(height / height.max())[::-1],
        at=(x0, y0, x1, y1),
        scale="sequential",
        pale=PALE,
    )
    lines = _lines(above, surface.domain, np.expm1(np.linspace(0, height.max(), LEVELS + 2)) * unit)
    marks = [heat]
    if lines:
        points = np.concatenate([part for _level, parts in lines for part in parts])
        x, y = (np.ascontiguousarray(column, "float32") for column in points.T)
        marks.append(Curve(x=x, y=y, role="soft", thick=1.1, faint=FAINT))
        marks += _labels(lines, low, surface.domain, surface.start)
    return Ground(tuple(keep(mark) for mark in marks), float(low), float(high))


def _lines(above, domain, levels):
    """[(level above the lowest loss, its lines, each ended by nan)], the lowest level first."""
    from contourpy import contour_generator

    x0, x1, y0, y1 = domain
    rows, columns = above.shape
    tracer = contour_generator(np.linspace(x0, x1, columns), np.linspace(y0, y1, rows), above)
    gap = np.full((1, 2), np.nan)
    found = []
    for level in levels[1:-1]:
        parts = [
            np.concatenate([line, gap]) for line in tracer.lines(float(level)) if len(line) > 3
        ]
        if parts:
            found.append((float(level), parts))
    return found


def _labels(lines, low, domain, start) -> list:
    """Numbers on the lines, far from each other and from the start."""
    x0, x1, y0, y1 = domain
    size, corner = np.array([x1 - x0, y1 - y0]), np.array([x0, y0])
    taken = [(np.array(start) - corner) / size]
    notes, said = [], set()
    for level, parts in lines[:: max(1, len(lines) // 5)]:
        value = low + level
        text = f"{value:.0f}" if 100 <= value < 1e5 else number(value, 2)
        points = np.concatenate(parts)
        places = (points - corner) / size
        inside = ((places > 0.05) & (places < 0.95)).all(axis=1)
        if text in said or not inside.any():
            continue
        points, places = points[inside], places[inside]
        far = np.min([np.hypot(*(places - other).T) for other in taken], axis=0)
        best = int(np.argmax(far))
        if far[best] < 0.12:
            continue
        said.add(text)
        taken.append(places[best])
        x, y = points[best]
        notes.append(Note(x=float(x), y=float(y), text=text, role="soft", anchor="middle"))
    return notes
