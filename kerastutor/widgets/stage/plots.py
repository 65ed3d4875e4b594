"""Axes, and the marks that are drawn over them."""

import numpy as np

from .marks import Mark, mark


@mark
class Axis:
    """Its name and the two values at its ends; ``log`` for powers of ten, ``bare`` for no ticks.

    ``whole`` leaves ticks at whole numbers only. Along x, ``names`` are words
    that stand at 0, 1, 2, … in place of ticks.
    """

    low: float
    high: float
    name: str = ""
    log: bool = False
    bare: bool = False
    names: tuple = ()
    whole: bool = False


@mark
class Plot(Mark):
    """Axes, and marks over them.

    Attributes:
        marks: Heat, Points, Curve, Line, Arrow, Spans, Dots, Heads, Areas, Bars, Band,
            Note; drawn in this order.
        handles: what is dragged, or moved by keys.
        width, height: in em, the width at most.
        slim: how high it is at most, as a part of its width.
        left: room at the left for the numbers of y, in em; 0 for as usual.
        margin: room at the right for the labels of curves, in em.
        square: whether x and y have the same scale, as two axes of one plane have.
        ratio: of a square one, its height as a part of its width.
        basis: how wide it wants to be beside others, in em; 0 for as usual.
    """

    x: Axis
    y: Axis
    marks: tuple = ()
    handles: tuple = ()
    width: float = 44
    height: float = 24
    left: float = 0
    margin: float = 0
    slim: float = 0.62
    square: bool = False
    ratio: float = 1.0
    basis: float = 0.0
    title: str = ""
    words: str = ""


@mark
class Handle(Mark):
    """A point that is dragged, or moved by keys; what it asks for comes with its id.

    Attributes:
        x, y: where it is; without y it stands on the axis.
        along: "x" and "y" ask for one number, "both" for [x, y].
        words: what it says.
        step: how far a key moves it, on a logarithmic axis in decades; by default a 120th of it.
        ring: whether it is a ring, which leaves what lies in it to be seen.
        role: its colour.
    """

    x: float
    y: float | None = None
    along: str = "x"
    words: str = ""
    step: float = 0.0
    ring: bool = False
    role: str = "control"


@mark
class Heat(Mark):
    """A map of values under the other marks, on canvas; its first row lies at the top.

    Attributes:
        values: levels of shape (rows, columns), as bytes: 0 to 255.
        at: (x0, y0, x1, y1) of the corners at the bottom left and the top right.
        pale: how much of its colours is seen, from 0 to 1: lines in any role are read on a pale
            one, in both themes.
    """

    values: np.ndarray
    at: tuple
    scale: str = "diverging"
    pale: float = 1.0


@mark
class Points(Mark):
    """Many points of two classes, on canvas, some as small images.

    Attributes:
        x, y: float32, shape (n,).
        label: bytes, shape (n,): 0 or 1, drawn as square and circle.
        bad: bytes, shape (n,): 1 where it is marked as wrong.
        images: bytes, shape (m, h, w), of the first m points, drawn where there is room; or None.
    """

    x: np.ndarray
    y: np.ndarray
    label: np.ndarray
    bad: np.ndarray | None = None
    images: np.ndarray | None = None


@mark
class Spans(Mark):
    """Short upright lines, each from ``low`` to ``high`` at its x; never shorter than a dot."""

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    role: str = "keras"


@mark
class Curve(Mark):
    """A line through points; nan lifts the pen.

    The label stands at ``label_at`` = (x, y); without a place, in the plot's margin beside the end.
    ``look`` is "" or "dash", "dots", "long", "dashdot", "pairs"; ``thick`` is in pixels, 0 for as
    usual; ``faint`` how much is seen, from 0 to 1; ``dots`` the radius of a dot at each point.
    """

    x: np.ndarray
    y: np.ndarray
    role: str = "keras"
    look: str = ""
    thick: float = 0.0
    faint: float = 1.0
    dots: float = 0.0
    label: str = ""
    label_at: tuple | None = None


@mark
class Line(Mark):
    """A straight line ``at`` = (x0, y0, x1, y1).

    Its label stands beside the place ``label_at`` on it: above (``side`` 1; 2: farther), below
    (−1) or on it; without a place, at the border of the plot, where it is free.
    """

    at: tuple
    role: str = "soft"
    look: str = ""
    label: str = ""
    label_at: tuple | None = None
    side: int = 0


class Arrow(Line):
    """A line with a head."""


@mark
class Dots(Mark):
    """Points; ``look`` is "" or "square", "ring", "ball"; the last glides to a new place."""

    x: np.ndarray
    y: np.ndarray
    role: str = "keras"
    look: str = ""
    size: float = 4


@mark
class Heads(Mark):
    """Where moving things are: a sign for each, and its name beside it, where it is free.

    Attributes:
        x, y: of each.
        names, roles: what stands beside each, and its colour.
        sides: of its sign: 0 for a disc, 3 for a triangle, −3 for one on its tip, 4, −4 (a square
            on its tip), 5, 6; 1 for none, a name alone.
        avoid: places (x, y) at which no name should stand.
        aside: whether names stand at the right, one under another.
    """

    x: tuple
    y: tuple
    names: tuple
    roles: tuple
    sides: tuple
    avoid: tuple = ()
    aside: bool = False


@mark
class Areas(Mark):
    """Rectangles ``at`` = ((x0, y0, x1, y1), …), ``solid`` for pale ones with an outline."""

    at: tuple
    role: str = "soft"
    look: str = ""
    solid: bool = False


@mark
class Bars(Mark):
    """Bars from ``start`` to ``end``, coloured by level, one a row from the top.

    Attributes:
        level: of each bar; nan leaves it empty.
        labels: what stands at the end of each bar.
        upright: whether they stand, one at each of x = 0, 1, 2, …; or from ``first`` on.
        solid: whether a bar without a level is filled with the colour of its role.
        role: the colour of the outline.
        part: how much of its place each bar takes.
    """

    start: np.ndarray
    end: np.ndarray
    level: np.ndarray
    labels: tuple = ()
    scale: str = "diverging"
    upright: bool = False
    role: str = ""
    part: float = 0.68
    first: float = 0
    solid: bool = False


@mark
class Band(Mark):
    """A part of the plot from x0 to x1, over the whole height."""

    x0: float
    x1: float
    role: str = "control"
    label: str = ""


@mark
class Note(Mark):
    """Words at a place: the anchor is "start", "middle" or "end"."""

    x: float
    y: float
    text: str
    role: str = "soft"
    anchor: str = "start"
    above: bool = False
