"""A plane of two inputs as it is drawn: the map of an output, the points, the two classes."""

import math
from functools import cached_property

import numpy as np

from ..concepts.planes import Labelled, foot, lattice, seen, two_pixels
from ..concepts.tensors import as_array
from ..i18n import _
from .stage.grids import number, to_bytes
from .stage.marks import Scale
from .stage.plots import Arrow, Axis, Handle, Heat, Line, Note, Plot, Points

#: Points are shaken by so much of the plane, so that they do not lie one on the other.
SHAKE = 0.012
#: An arrow of a weight of 1 has this length, as a part of the plane.
PART = 0.045
#: The handle lies beyond the tip, which is seen, as if the weights were larger by so much.
BEYOND = 0.9
#: The handle leaves an arrow of at least this size: without any there is no line.
LEAST = 0.05
#: So many points come with their image.
PICTURED = 160


def labelled(x, y, images, names, classes) -> Labelled:
    """The points that a user gave, checked; the two pixels of the digits where none are given.

    Raises:
        ValueError: x is not (n, 2) of finite numbers, y not n labels 0 and 1, images not n.
    """
    if x is None and y is None and images is None:
        return two_pixels()
    if x is None or y is None:
        raise ValueError(_("Expected x and y together. Received: only one of them"))
    x, y = as_array(x), as_array(y)
    if x.ndim != 2 or x.shape[1] != 2 or not len(x) or x.dtype.kind not in "biuf":
        raise ValueError(
            _("Expected x of shape (n, 2), two numbers a point. Received: shape {shape}").format(
                shape=x.shape
            )
        )
    if not np.isfinite(x).all():
        raise ValueError(_("Expected finite numbers in x. Received: nan or infinite ones"))
    y = y.reshape(-1) if y.shape == (len(x), 1) else y
    if y.shape != (len(x),) or y.dtype.kind not in "biuf" or not np.isin(y, [0, 1]).all():
        raise ValueError(
            _("Expected y to be {n} labels, 0 or 1. Received: shape {shape}, {dtype}").format(
                n=len(x), shape=y.shape, dtype=y.dtype
            )
        )
    if images is not None:
        images = as_array(images)
        if images.ndim != 3 or len(images) != len(x) or images.dtype.kind not in "biuf":
            raise ValueError(
                _("Expected images of shape ({n}, height, width). Received: shape {shape}").format(
                    n=len(x), shape=images.shape
                )
            )
        low, high = float(images.min()), float(images.max())
        images = np.round(255 * (images - low) / ((high - low) or 1)).astype("uint8")
    names, classes = (tuple(str(one) for one in pair) for pair in (names, classes))
    if len(names) != 2 or len(classes) != 2:
        raise ValueError(
            _("Expected two names and two classes. Received: {names} and {classes}").format(
                names=names, classes=classes
            )
        )
    return Labelled(x.astype("float32"), y.astype("int64"), images, names, classes)


class Plane:
    """Draws the points of a plane over the map of an output."""

    def __init__(self, points: Labelled):
        self.points, self.ends = points, points.ends
        self.lattice = lattice(self.ends)  # where the map is computed
        low0, high0, low1, high1 = self.ends
        random = np.random.default_rng(0)
        shake = random.uniform(-SHAKE, SHAKE, points.x.shape) * [high0 - low0, high1 - low1]
        self._x = (points.x + shake).astype("float32")
        self._label = points.y.astype("uint8")
        self._images = None if points.images is None else points.images[:PICTURED]

    def plot(self, values, bad, marks=(), *, middle=0.5, handles=(), **more) -> Plot:
        """The plane.

        Args:
            values: outputs over the lattice; what is above ``middle`` is blue, below it orange.
            bad: which points are on the wrong side.
            marks: what is drawn over the points.
        """
        low0, high0, low1, high1 = self.ends
        points = Points(
            x=self._x[:, 0],
            y=self._x[:, 1],
            label=self._label,
            bad=np.asarray(bad, "uint8"),
            images=self._images,
        )
        names = self.points.names
        return Plot(
            x=Axis(low=low0, high=high0, name=names[0]),
            y=Axis(low=low1, high=high1, name=names[1]),
            marks=(
                Heat(values=heat(values, middle), at=(low0, low1, high0, high1)),
                points,
                *marks,
            ),
            handles=handles,
            square=True,
            **more,
        )

    def line(self, w1, w2, bias) -> tuple:
        """The line where w1 · x1 + w2 · x2 + bias is 0, the arrow of the weights, and handles.

        Returns:
            (marks, handles); what is asked of the handles goes to `moved`.
        """
        low0, high0, low1, high1 = self.ends
        at = foot(w1, w2, bias, self.ends)
        if at is None:
            x, y = (low0 + high0) / 2, (low1 + high1) / 2
            text = _("no line: both weights are 0")
            return (Note(x=x, y=y, text=text, role="ink", anchor="middle"),), ()
        if seen(w1, w2, bias, self.ends) is None:
            return self._outside(at)
        (x, y), (across, up) = self._held(w1, w2, bias), self._lengths
        tip = x + w1 * across, y + w2 * up
        longer = 1 + BEYOND / math.hypot(w1, w2)
        held = x + longer * w1 * across, y + longer * w2 * up
        step = (high0 - low0) / 100
        words = _("the weights: {w1}, {w2}").format(w1=number(w1), w2=number(w2))
        handles = [
            Handle(
                id=id,
                x=_kept(px, low0, high0),
                y=_kept(py, low1, high1),
                along="both",
                words=said,
                ring=ring,
                step=step,
            )
            for id, (px, py), said, ring in (
                ("line", (x, y), _("the line"), True),
                ("weights", held, words, False),
            )
        ]
        arrow = Arrow(at=(x, y, *tip), role="on-map")
        return (self.straight(w1, w2, at), arrow), tuple(handles)

    def _held(self, w1, w2, bias) -> tuple:
        """Where the ring and the arrow's foot are: on the line, where it is seen."""
        return seen(w1, w2, bias, self.ends) or foot(w1, w2, bias, self.ends)

    def _outside(self, at) -> tuple:
        """What stands for a line that is not in the picture: a ring at the nearest border."""
        low0, high0, low1, high1 = self.ends
        inset = PART * (high0 - low0), PART * (high1 - low1)
        x = _kept(at[0], low0 + inset[0], high0 - inset[0])
        y = _kept(at[1], low1 + inset[1], high1 - inset[1])
        right, middle = x > (low0 + high0) / 2, (low1 + high1) / 2
        note = Note(
            x=x + (-PART if right else PART) * (high0 - low0),
            y=y + (PART if y < middle else -PART) * (high1 - low1),
            text=_("the line lies outside, this way"),
            role="on-map",
            anchor="end" if right else "start",
        )
        step, words = (high0 - low0) / 100, _("the line, outside of the picture")
        ring = Handle(id="line", x=x, y=y, along="both", words=words, ring=True, step=step)
        return (note,), (ring,)

    def straight(self, w1, w2, at, **more) -> Line:
        """A line through ``at``, across the weights, over the whole plane."""
        low0, high0, low1, high1 = self.ends
        reach = ((high0 - low0) + (high1 - low1)) / math.hypot(w1, w2)
        dx, dy = -w2 * reach, w1 * reach
        line = (at[0] - dx, at[1] - dy, at[0] + dx, at[1] + dy)
        return Line(at=line, role="on-map", **more)

    def moved(self, weights, id, value) -> tuple | None:
        """(w1, w2, bias) after the line or the arrow's handle was taken to ``value`` = [x, y].

        The line moves without turning; the arrow turns it about the arrow's foot.
        """
        w1, w2, bias = weights
        at = foot(w1, w2, bias, self.ends)
        if at is None or id not in ("line", "weights"):
            return None
        if id == "line":
            at = value
        else:
            at, (across, up) = self._held(*weights), self._lengths
            x, y = at
            w1, w2 = (value[0] - x) / across, (value[1] - y) / up
            size = math.hypot(w1, w2)
            if not size:  # on the line itself: no direction
                return None
            shorter = max(size - BEYOND, LEAST) / size
            w1, w2 = w1 * shorter, w2 * shorter
        return w1, w2, -(w1 * at[0] + w2 * at[1])

    @property
    def _lengths(self):
        """How long the arrow of a weight of 1 is along either axis."""
        low0, high0, low1, high1 = self.ends
        return PART * (high0 - low0), PART * (high1 - low1)

    @property
    def source(self):
        """The points' inputs for a cell: an array, or Python that makes it."""
        return "kerastutor.concepts.planes.two_pixels().x" if self._of_digits else self.points.x

    @cached_property
    def _of_digits(self):
        """Are they the two pixels of the digits, however they were given (lesson 1)?"""
        known = two_pixels().x
        return known.shape == self.points.x.shape and np.array_equal(known, self.points.x)

    def scale(self) -> Scale:
        """What the two colours and the two shapes mean."""
        zero, one = self.points.classes
        return Scale(
            low=0,
            high=1,
            name="diverging",
            ends=(f"■ {zero}", f"{one} ●"),
            note=_("✗ on the wrong side. Points are shaken a little, to be seen side by side."),
        )


def _kept(value, low, high) -> float:
    return float(min(max(value, low), high))


def middle_of(activation) -> float:
    """The output of an activation where its sum is 0: there the colours part."""
    return 0.5 if activation == "sigmoid" else 0.0


def heat(values, middle=0.5) -> np.ndarray:
    """Outputs over a square lattice as bytes, ``middle`` in the middle of the colours."""
    values = np.asarray(values, "float64").reshape(-1)
    side = round(len(values) ** 0.5)
    off = values - middle
    finite = np.abs(off[np.isfinite(off)])
    reach = 0.5 if middle == 0.5 else float(finite.max(initial=0)) or 1.0
    level = 0.5 + np.clip(off / (2 * reach), -0.5, 0.5)
    return to_bytes(level.reshape(side, side))
