"""What LossExplorer draws of one prediction: a curve, the cliff, logits beside probabilities."""

import math

import numpy as np

from ..concepts import loss_curves as concept
from ..i18n import _
from ._losses_places import ends, label_place
from ._losses_written import arithmetic, short
from .stage.marks import Column, Formula, Row
from .stage.plots import Arrow, Axis, Band, Bars, Curve, Dots, Handle, Line, Note, Plot

#: How many points a curve has, and the smallest probability of a logarithmic axis.
POINTS, LEAST = 401, 1e-10
#: The lowest and the highest gradient of the cliff.
CLIFF = (0.03, 3e8)


def places(takes, cliff) -> np.ndarray:
    """The predictions along which a curve is drawn."""
    if cliff:  # with a point on either side of where Keras clips
        found = np.geomspace(LEAST, 1, POINTS - 2)
        return np.sort([*found, concept.EPSILON, concept.EPSILON * 0.999])
    return np.linspace(*concept.ENDS[takes], POINTS)


def _axis(takes) -> Axis:
    low, high = concept.ENDS[takes]
    room = 0.02 * (high - low)
    names = {
        "number": _("y_pred, the prediction"),
        "probability": _("y_pred, a probability"),
        "logit": _("y_pred, a logit"),
    }
    return Axis(low=low - room, high=high + room, name=names[takes])


# The view "curve"


def curves(result, explorer) -> Column:
    """The loss and its gradient, and the arithmetic of one prediction."""
    if explorer.view == "cliff":
        return cliff(result, explorer)
    row = concept.LOSSES.get(result.loss) == "row"
    tall = 16.0 if row else 23.0
    items = [Row(items=(_values(result, tall), _gradients(result, tall)))]
    if row:
        items.append(Row(items=_classes(result)))
    return Column(items=(*items, Formula(parts=arithmetic(result, explorer._stage.room))))


def _both(result, of) -> list:
    """(losses, role, look, label) of Keras's and of the learner's."""
    found = []
    if result.keras is not None:
        label = _("Keras's") if result.yours is not None else ""
        found.append((result.keras, of, "", label))
    if result.yours is not None:
        found.append((result.yours, "yours", "dash" if found else "", _("yours")))
    return found


def _lifted(values, low, high) -> np.ndarray:
    """What lies far outside ends the line there."""
    room = 0.5 * (high - low)
    inside = np.isfinite(values) & (values > low - room) & (values < high + room)
    return np.where(inside, values, np.nan).astype("float32")


def _wrong(result, high) -> list:
    """Bands where the learner's loss differs: a stretch each, the three widest."""
    wrong = result.differing()
    if wrong is None or not wrong.any():
        return []
    wrong = wrong.copy()
    wrong[1:-1] |= wrong[:-2] & wrong[2:]  # curves that cross agree in one point
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong, [0]])))
    runs = sorted(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[0] - run[1])[:3]
    if wrong.mean() > 0.6:  # a band would say no more than that
        place = {"x": float(np.mean(result.x[[0, -1]])), "anchor": "middle"}
        return [Note(y=0.94 * high, text=_("✗ differs"), role="wrong", **place)]
    x, half = result.x, 0.5 * (result.x[-1] - result.x[0]) / (len(result.x) - 1)
    label = _("✗ differs")
    return [
        Band(
            x0=float(x[start] - half),
            x1=float(x[end - 1] + half),
            role="wrong",
            label=label if n == 0 else "",
        )
        for n, (start, end) in enumerate(runs)
    ]


def _handle(result, y, low, high, words) -> tuple:
    step = {"number": 0.05, "probability": 0.01, "logit": 0.1}[result.takes]
    y = min(max(y, low), high) if math.isfinite(y) else None
    return (Handle(id="y_pred", x=result.y_pred, y=y, words=words, step=step),)


def _values(result, height) -> Plot:
    """The loss along the predictions, its tangent, and which way it pulls."""
    takes, top = result.takes, ends(result)[0]
    low, high = -0.14 * top, 1.04 * top  # below 0 is room for the arrow
    if result.keras is None:  # nobody knows where such a loss lies
        seen = result.yours.values[np.isfinite(result.yours.values)]
        low, high = float(seen.min(initial=0)), float(seen.max(initial=1))
        low, high = low - 0.14 * (high - low), high + 0.06 * (high - low)
    axis, value, pull = _axis(takes), float(result.at.values[0]), float(result.at.gradient[0, 0])
    marks = _wrong(result, high)
    tall = high - low
    taken = [(result.y_pred, value)] if math.isfinite(value) else []
    if takes == "number" or (takes == "probability" and concept.LOSSES.get(result.loss) != "row"):
        y = result.y_true
        marks.append(Line(at=(y, low, y, high), role="soft", look="dots"))
        words = _("y_true = {y}").format(y=short(y))
        marks.append(Note(y=high - 0.16 * tall, text=words, **_inward(y, axis)))
        taken += [(y, high - 0.16 * tall), (y, high - 0.05 * tall)]
    for found, role, look, label in _both(result, "loss"):
        drawn, box = _lifted(found.values, low, high), (axis.low, axis.high, low, high)
        at = label_place(result.x, found.values, box, taken) if label else None
        marks.append(Curve(x=_f(result.x), y=drawn, role=role, look=look, label=label, label_at=at))
    if math.isfinite(value) and math.isfinite(pull):
        wide = axis.high - axis.low
        reach = 0.13 * wide / math.hypot(1, pull * wide / tall)
        x, y = result.y_pred, value
        tangent = (x - reach, y - pull * reach, x + reach, y + pull * reach)
        marks.append(Line(at=tangent, role="gradient", look="dash"))
        if abs(pull) > 1e-6:
            marks += _pull(x, pull, low + 0.045 * tall, axis)
    marks += _dot_of_yours(result, result.yours_at and result.yours_at.values[0], low, high)
    words = _("y_pred = {x}, loss {y}").format(x=short(result.y_pred), y=short(value))
    marks += _outside(result, value, low, high, "loss")
    return Plot(
        title=_("the loss, and its pull"),
        x=axis,
        y=Axis(low=low, high=high, name=_("loss")),
        marks=tuple(marks),
        handles=_handle(result, value, low, high, words),
        width=44,
        height=height,
        words=words,
    )


def _pull(x, pull, y, axis) -> list:
    """The arrow of the pull, in the strip under the curve, and its name before its head.

    It is as long as the pull is strong, but for what nobody would see, or would not fit.
    """
    wide = axis.high - axis.low
    way = -math.copysign(1.0, pull)
    end = x + way * wide * min(0.3, max(0.02, 0.045 * abs(pull)))
    end = min(max(end, axis.low), axis.high)
    at, side = end + way * 0.012 * wide, way
    if not axis.low + 0.09 * wide < end < axis.high - 0.09 * wide:  # behind its tail, then
        at, side = x - way * 0.025 * wide, -way
    anchor = "start" if side > 0 else "end"
    return [
        Arrow(at=(x, y, end, y), role="gradient"),
        Note(x=at, y=y, text=_("pull"), role="gradient", anchor=anchor),
    ]


def _gradients(result, height) -> Plot:
    """The gradient along the predictions."""
    most = ends(result)[1]
    axis, pull = _axis(result.takes), float(result.at.gradient[0, 0])
    marks, wide = [Line(at=(axis.low, 0, axis.high, 0), role="soft")], axis.high - axis.low
    box = axis.low, axis.high, -most, most
    taken = [(result.y_pred, pull), (result.y_pred + 0.1 * wide, pull - 0.14 * most)]
    for found, role, look, label in _both(result, "gradient"):
        y = found.gradient[:, 0]
        drawn = _lifted(y, -most, most)
        at = label_place(result.x, y, box, taken) if label else None
        marks.append(Curve(x=_f(result.x), y=drawn, role=role, look=look, label=label, label_at=at))
    mine = result.yours_at and result.yours_at.gradient[0, 0]
    marks += _dot_of_yours(result, mine, -most, most)
    words = _("gradient {g}").format(g=short(pull))
    if abs(pull) <= most:
        marks.append(_beside(result.y_pred, pull, words, axis, most))
    marks += _outside(result, pull, -most, most, "gradient")
    return Plot(
        title=_("its gradient: how hard it pulls"),
        x=axis,
        y=Axis(low=-most, high=most, name=_("gradient")),
        marks=tuple(marks),
        handles=_handle(result, pull, -most, most, words),
        width=44,
        height=height,
        words=words,
    )


def _beside(x, y, words, axis, most) -> Note:
    """Words at a point of a curve that rises: below it at the right, or above it at the left."""
    wide = axis.high - axis.low
    if x < axis.low + 0.7 * wide and y > -0.8 * most:
        return Note(x=x + 0.015 * wide, y=y - 0.14 * most, text=words, role="gradient")
    x, y = x - 0.015 * wide, y + 0.1 * most
    anchor = "end" if x > axis.low + 0.3 * wide else "start"
    return Note(x=x, y=y, text=words, role="gradient", anchor=anchor)


def _dot_of_yours(result, y, low, high) -> list:
    """The learner's loss or gradient of the prediction, where Keras's has the handle."""
    if y is None or result.keras_at is None or not low <= y <= high:
        return []
    return [Dots(x=_f([result.y_pred]), y=_f([y]), role="yours", size=6)]


def _inward(x, axis) -> dict:
    """Words at a dotted line stand on the side that has room, clear of it."""
    left = x < (axis.low + axis.high) / 2
    x += 0.012 * (axis.high - axis.low) * (1 if left else -1)
    return {"x": x, "anchor": "start" if left else "end", "role": "soft"}


def _outside(result, value, low, high, role) -> list:
    """What is not in the picture is said at its edge."""
    if math.isfinite(value) and low <= value <= high:
        return []
    y = low if value < low else high
    inside = y + (0.12 if value < low else -0.12) * (high - low)
    axis = _axis(result.takes)
    text = _("{value}, outside the picture").format(value=short(value))
    if not math.isfinite(value):
        text = _("{value}: no number").format(value=short(value))
    return [Note(y=inside, text=text, **{**_inward(result.y_pred, axis), "role": role})]


def _classes(result) -> tuple:
    """The three classes of categorical cross-entropy: what is predicted, and each one's pull."""
    names = (_("true class"), _("second"), _("third"))
    _y_true, y_pred = result.rows
    row, pull = y_pred[0], result.at.gradient[0]
    across = Axis(low=-0.6, high=2.6, names=names)
    logits = result.takes == "logit"
    low, high = (0, 1.25)
    if logits:
        high = 8.0 if abs(row).max() <= 6 else 15.0
        low = -high
    none = np.full(3, np.nan, "float32")
    held = [("y_pred", 0), ("other 0", 1), ("other 1", 2)] if logits else [("y_pred", 0)]
    predicted = Plot(
        title=_("three classes: their logits") if logits else _("three classes: probabilities"),
        x=across,
        y=Axis(low=low, high=high),
        marks=(
            Bars(
                start=np.zeros(3, "float32"),
                end=_f(row),
                level=none if logits else _f(row),
                scale="sequential",
                labels=tuple(map(short, row)),
                upright=True,
                role="keras",
            ),
            Line(at=(-0.6, 0, 2.6, 0), role="soft"),
        ),
        handles=tuple(
            Handle(
                id=id,
                x=n,
                y=float(row[n]),
                along="y",
                step=0.1 if logits else 0.01,
                words=_("{name}: {value}").format(name=names[n], value=short(row[n])),
            )
            for id, n in held
        ),
        width=44,
        height=8.5,
        words=_("what is predicted"),
    )
    most = 1.6 if logits else 16.0
    pulled = Plot(
        title=_("the gradient of each"),
        x=across,
        y=Axis(low=-most, high=most),
        marks=(
            Bars(
                start=np.zeros(3, "float32"),
                end=_f(np.clip(pull, -most, most)),
                level=_f(0.5 + 0.5 * np.clip(pull / most, -1, 1)),
                labels=tuple(map(short, pull)),
                upright=True,
                role="gradient",
            ),
            Line(at=(-0.6, 0, 2.6, 0), role="soft"),
        ),
        width=44,
        height=8.5,
        words=_("the gradient of each class"),
    )
    return predicted, pulled


# The view "cliff"


def cliff(result, explorer) -> Column:
    """The loss and the size of its gradient against a probability, down to 10⁻¹⁰."""
    x = max(result.y_pred, LEAST)
    axis = Axis(low=LEAST, high=1.0, log=True, name=_("probability of the true class"))
    value, pull = float(result.at.values[0]), abs(float(result.at.gradient[0, 0]))
    low, high = -1.5, 24.0
    marks = _clipped(result, _("Keras clips"), 0.0, 17.0)
    for found, role, look, label in _both(result, "loss"):
        y = _lifted(found.values, low, high)
        over = role != "yours"  # Keras's label stands over its curve, yours under it
        place = 1e-6 if over else 1e-5
        at = place, _near(result.x, found.values, place) + (2 if over else -3)
        marks.append(Curve(x=_f(result.x), y=y, role=role, look=look, label=label, label_at=at))
    words = _("p = {p}, loss {y}").format(p=short(result.y_pred), y=short(value))
    shown = min(max(value, low), high) if math.isfinite(value) else None
    marks.append(_at_the_cliff(x, (high if shown is None else shown) + 1.5, 12, words, "loss"))
    values = Plot(
        title=_("the loss: −ln p, a straight line here"),
        x=axis,
        y=Axis(low=low, high=high, name=_("loss")),
        marks=tuple(marks),
        handles=(Handle(id="y_pred", x=x, y=shown, words=words, step=0.1),),
        width=44,
        height=23,
        words=words,
    )
    bottom, top = CLIFF
    marks = _clipped(result, _("gradient 0"), 30.0, 1e7)
    for found, role, look, label in _both(result, "gradient"):
        size = np.abs(found.gradient[:, 0])
        y = np.where((size > bottom) & (size < top), size, np.nan)
        over = role != "yours"
        place = 1e-5 if over else 2e-6
        at = place, _near(result.x, size, place) * (6 if over else 0.02)
        marks.append(Curve(x=_f(result.x), y=_f(y), role=role, look=look, label=label, label_at=at))
    if result.keras is not None:
        edge = concept.EPSILON
        fall = Line(at=(edge, bottom, edge, 1 / edge), role="gradient", look="dots")
        marks.append(fall)
        floor = Line(at=(LEAST, bottom * 1.3, edge, bottom * 1.3), role="gradient")
        marks.append(floor)
        marks.append(Line(at=(LEAST, 1.0, 1.0, 1.0), role="soft", look="dash"))
        words = _("from logits: at most 1")
        marks.append(Note(x=3e-7, y=1.0, text=words, role="soft", above=True))
    words = _("p = {p}, size {g}").format(p=short(result.y_pred), g=short(pull))
    y = min(max(pull, bottom * 1.3), top) if math.isfinite(pull) else None
    marks.append(_at_the_cliff(x, 4 * (y or top), 1e5, words, "gradient"))
    pulls = Plot(
        title=_("the size of its gradient: 1 ÷ p, and then a cliff"),
        x=axis,
        y=Axis(
            low=bottom,
            high=top,
            log=True,
            name=_("size of the gradient (each line is ten times less)"),
        ),
        marks=tuple(marks),
        handles=(Handle(id="y_pred", x=x, y=y, words=words, step=0.1),),
        width=44,
        height=23,
        words=words,
    )
    formula = Formula(parts=arithmetic(result, explorer._stage.room))
    return Column(items=(Row(items=(values, pulls)), formula))


def _at_the_cliff(x, y, free, words, role) -> Note:
    """Words over the point: the curves fall to the right, so that there is room at the right."""
    if x < 1e-4:
        return Note(x=2 * x, y=y, text=words, role=role)
    return Note(x=0.8, y=free, text=words, role=role, anchor="end")  # clear of the edge at 1


def _clipped(result, label, floor, y) -> list:
    """Where Keras clips: at the left, and in a stretch at 1 that is as thin as a line.

    The label of the left one stands low, where the learner's curve does not pass.
    """
    edge = 1 - concept.EPSILON
    marks = [Band(x0=LEAST, x1=concept.EPSILON, role="soft", label="")]
    if result.keras is not None:
        marks.append(Note(x=2 * LEAST, y=floor, text=label, role="soft", above=True))
        marks.append(Band(x0=edge, x1=1.0, role="soft"))
        if result.y_pred > edge:
            words = {"text": _("clips here, too"), "role": "soft", "anchor": "end"}
            marks.append(Note(x=0.7, y=y, **words))
    return marks


def _near(x, y, at) -> float:
    found = float(y[int(np.searchsorted(x, at))])
    return found if math.isfinite(found) else 1.0


def _f(values) -> np.ndarray:
    return np.asarray(values, "float32")
