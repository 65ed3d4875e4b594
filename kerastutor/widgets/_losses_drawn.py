"""What LossExplorer draws of one prediction: a curve, the cliff, logits beside probabilities."""

import math

import numpy as np

from ..concepts import loss_curves as concept
from ..i18n import _
from ._losses_written import arithmetic, chain_rule, short
from .stage.marks import Column, Formula, Row
from .stage.plots import Arrow, Axis, Band, Bars, Curve, Dots, Handle, Line, Note, Plot

#: How many points a curve has, and the smallest probability of a logarithmic axis.
POINTS, LEAST = 401, 1e-10
#: The highest loss and the largest gradient that are drawn.
TOPS = {"number": (8.0, 8.0), "probability": (7.0, 12.0), "logit": (12.5, 1.2)}
#: The lowest and the highest gradient of the cliff, and of the chain rule's plots.
CLIFF, CHAIN = (0.03, 1e9), (3e-6, 3e5)


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
    plots = [_values(result), _gradients(result)]
    if concept.LOSSES.get(result.loss) == "row":
        plots.append(_classes(result, explorer))
    return Column(items=(Row(items=tuple(plots)), Formula(parts=arithmetic(result))))


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


def _label_at(x, y, part, low, high) -> tuple:
    """A place on the curve for its label: the first from ``part`` on that is drawn."""
    n = int(part * (len(x) - 1))
    seen = np.flatnonzero((y[n:] > low) & (y[n:] < high))
    n += int(seen[0]) if len(seen) else 0
    return float(x[n]), float(np.clip(np.nan_to_num(y[n]), low, high))


def _wrong(result) -> list:
    """Bands where the learner's loss differs: a stretch each, the three widest."""
    wrong = result.differing()
    if wrong is None or not wrong.any():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong, [0]])))
    runs = sorted(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[0] - run[1])[:3]
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


def _values(result) -> Plot:
    """The loss along the predictions, its tangent, and which way it pulls."""
    takes, top = result.takes, TOPS[result.takes][0]
    low, high = -0.06 * top, 1.04 * top
    if result.keras is None:  # nobody knows where such a loss lies
        seen = result.yours.values[np.isfinite(result.yours.values)]
        low, high = float(seen.min(initial=0)), float(seen.max(initial=1))
        low, high = low - 0.06 * (high - low), high + 0.06 * (high - low)
    axis, value, pull = _axis(takes), float(result.at.values[0]), float(result.at.gradient[0, 0])
    marks = _wrong(result)
    if takes == "number" or (takes == "probability" and concept.LOSSES.get(result.loss) != "row"):
        y = result.y_true
        marks.append(Line(at=(y, low, y, high), role="soft", look="dots"))
        words = _("y_true = {y}").format(y=short(y))
        marks.append(Note(x=y, y=high - 0.1 * (high - low), text=words, **_inward(y, axis)))
    for n, (found, role, look, label) in enumerate(_both(result, "loss")):
        drawn = _lifted(found.values, low, high)
        at = _label_at(result.x, found.values, 0.62 + 0.16 * n, low, high)
        at = at[0], min(at[1] + 0.09 * (high - low), high)
        marks.append(Curve(x=_f(result.x), y=drawn, role=role, look=look, label=label, label_at=at))
    if math.isfinite(value) and math.isfinite(pull):
        wide, tall = axis.high - axis.low, high - low
        reach = 0.13 * wide / math.hypot(1, pull * wide / tall)
        x, y = result.y_pred, value
        ends = (x - reach, y - pull * reach, x + reach, y + pull * reach)
        marks.append(Line(at=ends, role="gradient", look="dash"))
        if abs(pull) > 1e-6:
            far = -math.copysign(wide * min(0.22, 0.05 + 0.05 * abs(pull)), pull)
            far = min(max(x + far, axis.low), axis.high) - x
            marks.append(Arrow(at=(x, 0.0, x + far, 0.0), role="gradient"))
    words = _("y_pred = {x}, loss {y}").format(x=short(result.y_pred), y=short(value))
    marks += _outside(result, value, low, high, "loss")
    return Plot(
        title=_("the loss, and which way it pulls the prediction"),
        x=axis,
        y=Axis(low=low, high=high, name=_("loss")),
        marks=tuple(marks),
        handles=_handle(result, value, low, high, words),
        width=44,
        height=23,
        words=words,
    )


def _gradients(result) -> Plot:
    """The gradient along the predictions."""
    most = TOPS[result.takes][1]
    axis, pull = _axis(result.takes), float(result.at.gradient[0, 0])
    marks = [Line(at=(axis.low, 0, axis.high, 0), role="soft")]
    for n, (found, role, look, label) in enumerate(_both(result, "gradient")):
        y = found.gradient[:, 0]
        at = _label_at(result.x, y, 0.62 + 0.16 * n, -most, most)
        at = at[0], at[1] + 0.16 * most
        drawn = _lifted(y, -most, most)
        marks.append(Curve(x=_f(result.x), y=drawn, role=role, look=look, label=label, label_at=at))
    words = _("gradient {g}").format(g=short(pull))
    if abs(pull) <= most:
        side = _inward(result.y_pred, axis)
        above = pull + (0.12 if pull <= 0 else -0.2) * most
        marks.append(Note(x=result.y_pred, y=above, text=words, **{**side, "role": "gradient"}))
    marks += _outside(result, pull, -most, most, "gradient")
    return Plot(
        title=_("its gradient: how hard it pulls"),
        x=axis,
        y=Axis(low=-most, high=most, name=_("gradient")),
        marks=tuple(marks),
        handles=_handle(result, pull, -most, most, words),
        width=44,
        height=23,
        words=words,
    )


def _inward(x, axis) -> dict:
    """Words at a place stand on the side that has room."""
    left = x < (axis.low + axis.high) / 2
    return {"anchor": "start" if left else "end", "role": "soft"}


def _outside(result, value, low, high, role) -> list:
    """What is not in the picture is said at its edge."""
    if math.isfinite(value) and low <= value <= high:
        return []
    y = low if value < low else high
    inside = y + (0.12 if value < low else -0.12) * (high - low)
    axis = _axis(result.takes)
    text = _("{value}, far outside").format(value=short(value))
    if not math.isfinite(value):
        text = _("{value}: no number").format(value=short(value))
    return [
        Note(x=result.y_pred, y=inside, text=text, **{**_inward(result.y_pred, axis), "role": role})
    ]


def _classes(result, explorer) -> Column:
    """The three classes of categorical cross-entropy: what is predicted, and each one's pull."""
    names = (_("true class"), _("second"), _("third"))
    _y_true, y_pred = result.rows
    row, pull = y_pred[0], result.at.gradient[0]
    across = Axis(low=-0.6, high=2.6, names=names)
    logits = result.takes == "logit"
    low, high = (-12.5, 12.5) if logits else (0, 1.1)
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
        width=22,
        height=11,
        words=_("what is predicted"),
    )
    most = 1.3 if logits else max(2.0, min(1.3 * float(np.abs(pull).max()), 16.0))
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
        width=22,
        height=11,
        words=_("the gradient of each class"),
    )
    return Column(items=(predicted, pulled))


# The view "cliff"


def cliff(result, explorer) -> Column:
    """The loss and the size of its gradient against a probability, down to 10⁻¹⁰."""
    x = max(result.y_pred, LEAST)
    axis = Axis(low=LEAST, high=1.0, log=True, name=_("probability of the true class"))
    value, pull = float(result.at.values[0]), abs(float(result.at.gradient[0, 0]))
    low, high = -1.5, 25.0
    marks = [_clipped(_("below 1e−7 Keras clips"))]
    for n, (found, role, look, label) in enumerate(_both(result, "loss")):
        y = _lifted(found.values, low, high)
        at = float(1e-6 * 100**n), _near(result.x, found.values, 1e-6 * 100**n) + 2
        marks.append(Curve(x=_f(result.x), y=y, role=role, look=look, label=label, label_at=at))
    words = _("p = {p}, loss {y}").format(p=short(result.y_pred), y=short(value))
    shown = min(max(value, low), high) if math.isfinite(value) else None
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
    marks = [_clipped(_("gradient 0"))]
    for n, (found, role, look, label) in enumerate(_both(result, "gradient")):
        size = np.abs(found.gradient[:, 0])
        y = np.where((size > bottom) & (size < top * 1e3), size, np.nan)
        at = float(1e-5 * 100**n), 6 * _near(result.x, size, 1e-5 * 100**n)
        marks.append(Curve(x=_f(result.x), y=_f(y), role=role, look=look, label=label, label_at=at))
    if result.keras is not None:
        edge = concept.EPSILON
        fall = Line(at=(edge, bottom, edge, 1 / edge), role="gradient", look="dots")
        marks.append(fall)
        floor = Line(at=(LEAST, bottom * 1.3, edge, bottom * 1.3), role="gradient")
        marks.append(floor)
        marks.append(Line(at=(LEAST, 1.0, 1.0, 1.0), role="soft", look="dash"))
        marks.append(
            Note(x=3e-10, y=1.0, text=_("from logits: at most 1"), role="soft", above=True)
        )
    words = _("p = {p}, gradient {g}").format(
        p=short(result.y_pred), g=short(float(result.at.gradient[0, 0]))
    )
    y = min(max(pull, bottom * 1.3), top) if math.isfinite(pull) else None
    pulls = Plot(
        title=_("the size of its gradient: 1 ÷ p, and then a cliff"),
        x=axis,
        y=Axis(low=bottom, high=top, log=True, name=_("size of the gradient")),
        marks=tuple(marks),
        handles=(Handle(id="y_pred", x=x, y=y, words=words, step=0.1),),
        width=44,
        height=23,
        words=words,
    )
    return Column(items=(Row(items=(values, pulls)), Formula(parts=arithmetic(result))))


def _clipped(label) -> Band:
    return Band(x0=LEAST, x1=concept.EPSILON, role="validation", label=label)


def _near(x, y, at) -> float:
    found = float(y[int(np.searchsorted(x, at))])
    return found if math.isfinite(found) else 1.0


# The view "logits"


def chained(result, explorer) -> Column:
    """Both losses from the probability and from the logit, and both gradients."""
    plots = [
        [_chain_values(result, from_z), _chain_gradients(result, from_z)]
        for from_z in (False, True)
    ]
    pairs = tuple(Column(items=tuple(pair)) for pair in plots)
    return Column(items=(Row(items=pairs), Formula(parts=chain_rule(result))))


def names_of(result) -> dict:
    """What the losses of a `Chained` are called in the picture."""
    others = {
        "mean_squared_error": _("squared error"),
        "mean_absolute_error": _("absolute error"),
        "huber": _("Huber"),
    }
    return {"entropy": _("cross-entropy"), "other": others[result.other], "yours": _("yours")}


def _x_of(chain, from_z):
    return chain.z if from_z else chain.p


def _chain_marks(result, from_z, heights, roles, label_at) -> list:
    marks = []
    looks = {"entropy": "", "other": "dots", "yours": "dash"}
    for key, chain in result.curves.items():
        role = "yours" if key == "yours" else roles
        x, y = _x_of(chain, from_z), heights(chain)
        marks.append(
            Curve(
                x=_f(x),
                y=_f(y),
                role=role,
                look=looks[key],
                label=names_of(result)[key],
                label_at=label_at[key],
            )
        )
    for key, chain in result.at.items():
        role = "yours" if key == "yours" else roles
        x, y = _x_of(chain, from_z), heights(chain)
        if key != "entropy" and np.isfinite(y).all():
            marks.append(Dots(x=_f(x), y=_f(y), role=role, size=6))
    return marks


def _chain_axis(from_z) -> Axis:
    if from_z:
        return Axis(low=-12.3, high=12.3, name=_("logit z"))
    return Axis(low=-0.01, high=1.01, name=_("probability p = σ(z)"))


def _chain_handle(result, from_z, y, words) -> tuple:
    if not from_z:
        return ()
    at = result.at["entropy"]
    return (Handle(id="y_pred", x=float(at.z[0]), y=y, words=words, step=0.1),)


def _chain_values(result, from_z) -> Plot:
    top = 12.5
    at, down = result.at["entropy"], result.y_true >= 0.5
    if from_z:
        places = {"entropy": (-6.5, 8.6), "other": (-11.5, 2.0), "yours": (2.0, 5.0)}
    else:
        places = {"entropy": (0.06, 5.0), "other": (0.3, 1.7), "yours": (0.5, 7.0)}
    if not down:
        places = {k: (-x if from_z else 0.75 - x, y) for k, (x, y) in places.items()}
    marks = _chain_marks(
        result,
        from_z,
        lambda chain: np.where(chain.values < 30, chain.values, np.nan),
        "loss",
        places,
    )
    value = float(at.values[0])
    words = _("z = {z}, loss {y}").format(z=short(at.z[0]), y=short(value))
    if not from_z:
        marks.append(Dots(x=_f(at.p), y=_f(at.values), role="loss", size=7))
    return Plot(
        title=_("the loss from a logit") if from_z else _("the loss from a probability"),
        x=_chain_axis(from_z),
        y=Axis(low=-0.7, high=top, name=_("loss")),
        marks=tuple(marks),
        handles=_chain_handle(result, from_z, value, words),
        width=44,
        height=13,
        words=words,
    )


def _chain_gradients(result, from_z) -> Plot:
    bottom, top = CHAIN

    def heights(chain):
        size = np.abs(chain.by_z if from_z else chain.by_p)
        return np.where((size > bottom / 30) & (size < top * 30), size, np.nan)

    at, down = result.at["entropy"], result.y_true >= 0.5
    if from_z:
        places = {"entropy": (-11.5, 6.0), "other": (-9.0, 5e-5), "yours": (2.0, 30.0)}
    else:
        places = {"entropy": (0.06, 60.0), "other": (0.3, 0.12), "yours": (0.5, 1e3)}
    if not down:
        places = {k: (-x if from_z else 0.75 - x, y) for k, (x, y) in places.items()}
    marks = _chain_marks(result, from_z, heights, "gradient", places)
    pull = float((at.by_z if from_z else at.by_p)[0])
    words = _("gradient {g}").format(g=short(pull))
    size = min(max(abs(pull), bottom), top) if math.isfinite(pull) else None
    if not from_z and size is not None:
        marks.append(Dots(x=_f(at.p), y=_f(np.array([size])), role="gradient", size=7))
    return Plot(
        title=_("its gradient for the logit") if from_z else _("its gradient for the probability"),
        x=_chain_axis(from_z),
        y=Axis(low=bottom, high=top, log=True, name=_("size of the gradient")),
        marks=tuple(marks),
        handles=_chain_handle(result, from_z, size, words),
        width=44,
        height=13,
        words=words,
    )


def _f(values) -> np.ndarray:
    return np.asarray(values, "float32")
