"""The four plots of ActivationExplorer: the curve, and three on the stack of layers."""

import math

import numpy as np

from ..concepts import depth as deep
from ..i18n import _
from .stage.grids import number
from .stage.marks import Column, Row
from .stage.plots import Axis, Curve, Dots, Handle, Line, Note, Plot, Spans

#: The ends of the drawn curve, and how many points it has.
LOW, HIGH, POINTS = -6.0, 6.0, 401
#: Nothing is drawn below and above these heights.
BOTTOM, TOP = -2.5, 6.0
#: The number of a slope stands so far beside its dot; beyond this x, at its inner side.
ASIDE, EDGE = 0.45, 4.0
#: How much of a logarithmic axis's powers of ten a line of text is high.
LINE = 0.25
#: With less room than this, in em, the curve would be squeezed beside the layers.
NARROW = 62
#: Room for the labels of curves beside a plot, in em.
MARGIN = 7
#: Units of a layer that are drawn.
DRAWN = 12


def picture(result, name, room):
    """The curve, and the three plots of the layers beside it, or below in so much room (em)."""
    layers = units(result), Row(items=(back(result), shares(result)))
    if room < NARROW:
        return Column(items=(curve(result, name), *layers))
    return Row(items=(curve(result, name), Column(items=layers)))


def curve(result, name) -> Plot:
    """The activation, its slope, and the point on both."""
    graph = result.shown
    theirs = graph if result.keras is None else result.keras
    kept = np.concatenate([graph.y, graph.slope, theirs.y])
    kept = kept[np.isfinite(kept)]
    low, high = max(kept.min(initial=0), BOTTOM), min(kept.max(initial=0.5), TOP)
    room = 0.12 * (high - low)
    low, high = float(low - room), float(high + room)
    marks = []
    for one, role, label in (
        (result.keras, "keras", _("f, Keras's")),
        (result.yours, "yours", _("f, yours")),
    ):
        if one is None:
            continue
        look = "dash" if role == "yours" and result.keras else ""
        marks.append(Curve(x=one.x, y=one.y, role=role, look=look, label=label))
    marks.append(Curve(x=graph.x, y=graph.slope, role="gradient", label=_("f′, its slope")))
    x, y, slope = result.x, result.y, result.slope
    if math.isfinite(y) and math.isfinite(slope):
        wide = 1.6 / math.hypot(1, slope * 12 / (high - low) / 1.4)
        tangent = (x - wide, y - slope * wide, x + wide, y + slope * wide)
        marks.append(Line(at=tangent, role="gradient", look="dash"))
        dot = np.array([x], "float32"), np.array([slope], "float32")
        marks.append(Dots(x=dot[0], y=dot[1], role="gradient", size=6))
        marks.append(_told(graph, x, y, slope, high - low))
    words = _("x = {x}, f = {y}, slope {slope}").format(
        x=number(x), y=number(y), slope=number(slope)
    )
    return Plot(
        x=Axis(low=LOW, high=HIGH, name="x"),
        y=Axis(low=low, high=high, name="f(x)"),
        marks=tuple(marks),
        handles=(
            Handle(
                id="x",
                x=x,
                y=min(max(y, low), high) if math.isfinite(y) else None,
                words=words,
                step=0.1,
            ),
        ),
        width=25 + MARGIN,
        margin=MARGIN,
        square=True,
        title=name,
        words=words,
    )


def _told(graph, x, y, slope, span) -> Note:
    """The slope as a number beside its dot, where neither curve runs through it."""
    after = float(np.interp(x + 1.5, graph.x, graph.slope))
    rises = after > slope + 0.02 * span
    left = x > EDGE or (rises and x > -EDGE)  # at the edges stand labels and ticks
    under = not left and abs(y - slope) < 0.08 * span  # the curve leaves upwards from here
    return Note(
        x=x - ASIDE if left else x + ASIDE,
        y=slope - 0.08 * span * under + 0.04 * span * (x > EDGE),
        text=number(slope),
        role="gradient",
        anchor="end" if left else "start",
        above=not under,
    )


def units(result) -> Plot:
    """For each layer, the outputs of some of its units over all images."""
    found = result.depth
    n, units = found.low.shape
    some = np.linspace(0, units - 1, DRAWN).astype(int)
    offsets = np.linspace(-0.36, 0.36, DRAWN)
    x = (np.arange(1, n + 1)[:, None] + offsets).astype("float32")
    low, high = found.low[:, some], found.high[:, some]
    bottom, top = (float(v) for v in (found.low.min(), found.high.max()))
    notes = ()
    room = 0.08 * (top - bottom) or 1.2  # no tick at its very top, where the axis has its name
    if not (math.isfinite(bottom) and math.isfinite(top)):
        room = 0.4
        bottom, top = -1.0, 1.0  # as much of it as fits
        high = np.where(np.isfinite(high), np.clip(high, bottom, top), np.nan)
        low = np.where(np.isfinite(low) & (low < top), np.clip(low, bottom, top), np.nan)
        text = _("the numbers grow beyond what float32 can hold")
        notes = (Note(x=n + 0.4, y=-0.7, text=text, anchor="end"),)
    role = "yours" if result.yours is not None else "keras"
    return Plot(
        x=Axis(low=0.5, high=n + 0.5, name=_("layer"), whole=True),
        y=Axis(
            low=bottom - room, high=top + room, name=_("output: from the smallest to the largest")
        ),
        marks=(
            Spans(
                x=x.ravel(),
                low=low.astype("float32").ravel(),
                high=high.astype("float32").ravel(),
                role=role,
            ),
            *notes,
        ),
        width=46,
        height=11,
        title=_("What {drawn} units of each layer give for {images} images").format(
            drawn=DRAWN, images=deep.IMAGES
        ),
        words=_("outputs of units, layer by layer"),
    )


def back(result) -> Plot:
    """The gradient that arrives at each layer, beside what arrives at the last."""
    marks, lowest = [], 1.0
    both = [(result.depth, "gradient")]
    if result.keras_depth is not None:
        both.insert(0, (result.keras_depth, "keras"))
    for found, role in both:
        last = found.gradient[-1]
        part = found.gradient / last if last else np.full(len(found.gradient), np.nan)
        part = np.where((part > 0) & np.isfinite(part), part, np.nan)
        steps = np.arange(1, len(part) + 1, dtype="float32")
        lowest = min([lowest, *part[np.isfinite(part)]])
        marks.append(Curve(x=steps, y=part.astype("float32"), role=role))
        if role == "gradient":
            marks.append(Dots(x=steps, y=part.astype("float32"), role=role, size=4.5))
            first = float(part[0])
    n = len(result.depth.gradient)
    notes = []
    lost = int((~np.isfinite(marks[-1].y)).sum())
    if lost:  # a logarithmic axis has no 0, and no place for what is no number
        there = np.isfinite(result.depth.gradient).all() and result.depth.gradient[-1]
        text = _("0: no gradient arrives") if there else _("none: too large for float32")
        notes.append(Note(x=0.7, y=1.0, text=text, above=True))
    highest = max(
        [1.0, *(m.y[np.isfinite(m.y)].max(initial=1.0) for m in marks if isinstance(m, Curve))]
    )
    low, high = float(min(lowest, 0.2)), float(highest)
    line = (high / low) ** LINE  # one line of text is so high
    if math.isfinite(first) and n > 1:
        # Where the gradient grows to the right, nothing lies under the first point; else over it.
        place = first * line**0.9 if first > 1 else first / line**1.5
        marks.append(Note(x=0.7, y=place, text=number(first), role="gradient"))
    return Plot(
        x=Axis(low=0.5, high=n + 0.5, name=_("layer"), whole=True),
        y=Axis(
            low=low / line**2.2,
            high=high * line**1.5,
            log=True,
            name=_("as a part of the last layer's"),
        ),
        marks=(*marks, *notes),
        width=22,
        height=11,
        title=_("The gradient at each layer"),
        words=_("the gradient that arrives at each layer"),
    )


def shares(result) -> Plot:
    """Of each layer, the share of zeros, of dead units and of saturated outputs."""
    found = result.depth
    steps = np.arange(1, len(found.zero) + 1, dtype="float32")
    marks = []
    for values, role, label in (
        (found.zero, "control", _("zero")),
        (found.saturated, "loss", _("saturated")),
        (found.dead, "wrong", _("dead")),
    ):
        share = (100 * values).astype("float32")
        if not share.any():
            continue
        marks.append(Curve(x=steps, y=share, role=role, label=label))
        marks.append(Dots(x=steps, y=share, role=role, size=3.5))
    if not marks:
        middle = 0.5 + len(steps) / 2  # off the axis, and short: the panel is narrow
        marks.append(Note(x=middle, y=54, text=_("none in any layer"), anchor="middle"))
    return Plot(
        x=Axis(low=0.5, high=len(steps) + 0.5, name=_("layer"), whole=True),
        y=Axis(low=-4, high=112, name=_("% of the outputs, or of the units")),
        marks=tuple(marks),
        width=22,
        height=11,
        margin=6,
        title=_("How many are zero, saturated, dead"),
        words=_("shares of each layer"),
    )
