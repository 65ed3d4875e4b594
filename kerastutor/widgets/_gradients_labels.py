"""Where the label of a straight line stands: beside it, and over no other line."""

import math

import numpy as np

#: In em: how wide and high the plane of a usual plot is; how far a label is from its line.
_PLANE, _OFF = (40.0, 20.0), 0.9
#: Where along the line, as parts of the plane's width from the point; the first is liked best.
_OFFERED = (0.16, 0.1, 0.05, -0.25, -0.15, -0.08, 0.0, 0.22, 0.3, -0.35, -0.45, 0.4)
_OFFERED += (0.5, 0.6, -0.55, 0.7, -0.65, 0.8)  # far off, where the curve leaves nothing nearer


def free_place(text, line, start, side, box, curves, taken=(), room=44.0, offered=_OFFERED):
    """Where a label covers least: (x, y) on its line, on which side, and the label's rectangle.

    Args:
        line: a function of x, the height of the line.
        start: the x near which it is to stand.
        side: 1 above the line, −1 below it; the other side where that is freer.
        box: (left, bottom, right, top) of the plane.
        curves: pairs of arrays (x, y), which it is not to cover.
        taken: rectangles in em, as returned, which it is not to cover either.
        room: how wide the plot may be, in em.
        offered: places along the line, as parts of the plane's width from ``start``.
    """
    left, bottom, right, top = box
    wide, high = min(_PLANE[0], room - 4), min(_PLANE[1], 0.5 * room)
    across, up = wide / (right - left), high / (top - bottom)
    slope = line(left + 1.0) - line(left)
    turn = math.atan2(-slope * up, across)
    ends = np.array([left, right])  # its own line: at the border a label would lie across it
    curves = [*curves, (ends, np.array([line(x) for x in ends]))]
    drawn = [((x - left) * across, (top - y) * up) for x, y in curves]
    size = 0.55 * len(text)

    def rectangle(x, side):  # as the view puts it: see `name` in view/plots.js
        over, down = math.sin(turn) * _OFF * side, -math.cos(turn) * _OFF * side
        px, py = (x - left) * across + over, (top - line(x)) * up + down
        end = px - size > 0 if over < -0.12 else px + size > wide
        px -= size if end else 0
        return px, py - 0.6, px + size, py + 0.6

    best = None
    for n, part in enumerate(offered):
        if best is not None and best[0] <= 0.1 * n:  # nothing that follows is better
            break
        x = start + part * (right - left)
        if not (left <= x <= right and bottom <= line(x) <= top):
            continue
        for which, odd in ((side, 0.0), (-side, 0.5), (2 * side, 0.8), (-2 * side, 1.2)):
            rect = x0, y0, x1, y1 = rectangle(x, which)
            outside = x0 < 0 or y0 < 0 or x1 > wide or y1 > high
            hits = sum(_crosses(curve, rect) for curve in drawn)
            hits += sum(x0 < o[2] and o[0] < x1 and y0 < o[3] and o[1] < y1 for o in taken)
            cost = 4 * outside + 2 * hits + 0.1 * n + odd
            if best is None or cost < best[0]:
                best = cost, (x, line(x)), which, rect
    if best is None:
        x = min(max(start, left), right)
        best = 0, (x, min(max(line(x), bottom), top)), side, rectangle(x, side)
    return best[1:]


def point_taken(x, y, box, room=44.0):
    """The rectangle in em that a point covers, for ``taken``."""
    left, bottom, right, top = box
    px = (x - left) * min(_PLANE[0], room - 4) / (right - left)
    py = (top - y) * min(_PLANE[1], 0.5 * room) / (top - bottom)
    return px - 0.6, py - 0.6, px + 0.6, py + 0.6


def _crosses(curve, rect) -> bool:
    """Has a curve, in em, from left to right, a part within a rectangle?"""
    x0, y0, x1, y1 = rect
    x, y = curve
    first, last = np.searchsorted(x, (x0, x1))
    seen = y[first:last]
    ends = np.interp((x0, x1), x, y) if x[0] < x1 and x0 < x[-1] else seen
    reached = np.concatenate([ends, seen])
    reached = reached[np.isfinite(reached)]
    return bool(len(reached) and reached.min() < y1 and y0 < reached.max())
