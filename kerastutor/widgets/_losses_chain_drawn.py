"""The view "logits" of LossExplorer: a loss seen from the probability, and from the logit."""

import math

import numpy as np

from ..i18n import _
from ._losses_written import chain_rule, names_of, short
from .stage.marks import Column, Formula, Row
from .stage.plots import Axis, Curve, Dots, Handle, Note, Plot

#: The lowest and the highest gradient that are drawn.
CHAIN = (3e-6, 1e6)
#: In a picture of so many em two plots stand beside each other, each too small for long labels.
SMALL = 66


def chained(result, explorer) -> Column:
    """Both losses from the probability and from the logit, and both gradients."""
    narrow = explorer._stage.room < SMALL
    plots = [
        [_chain_values(result, from_z, narrow), _chain_gradients(result, from_z)]
        for from_z in (False, True)
    ]
    pairs = tuple(Column(items=tuple(pair)) for pair in plots)
    written = Formula(parts=chain_rule(result, explorer._stage.room))
    return Column(items=(Row(items=pairs), written))


def _x_of(chain, from_z):
    return chain.z if from_z else chain.p


def _chain_marks(result, from_z, heights, roles, label_at, narrow=False) -> list:
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
                label=_named(result, key, roles, narrow),
                label_at=label_at.get(key) or _over(x, y, roles, result.y_true >= 0.5),
            )
        )
    for key, chain in result.at.items():
        role = "yours" if key == "yours" else roles
        x, y = _x_of(chain, from_z), heights(chain)
        if key != "entropy" and np.isfinite(y).all():
            marks.append(Dots(x=_f(x), y=_f(y), role=role, size=6))
    return marks


def _named(result, key, role, narrow) -> str:
    """The name of a curve; of a loss with what it is at the point, where there is room for it."""
    name = names_of(result)[key]
    if role != "loss" or narrow and key != "entropy":
        return name
    return _("{name}: {loss}").format(name=name, loss=short(result.at[key].values[0]))


def _over(x, y, role, right) -> tuple:
    """A place over the learner's curve, where it is low: at its right, or at its left."""
    n = int((0.62 if right else 0.3) * len(x))
    high = float(np.nan_to_num(y[n], nan=1.0))
    return float(x[n]), high + 1.2 if role == "loss" else high * 6


def _chain_axis(from_z, named=True) -> Axis:
    name = _("logit z") if from_z else _("probability p = σ(z)")
    low, high = (-12.3, 12.3) if from_z else (-0.01, 1.01)
    return Axis(low=low, high=high, name=name if named else "")


def _chain_handle(result, from_z, y, words) -> tuple:
    if not from_z:
        return ()
    at = result.at["entropy"]
    return (Handle(id="y_pred", x=float(at.z[0]), y=y, words=words, step=0.1),)


def _chain_values(result, from_z, narrow) -> Plot:
    top = 12.5
    at, down = result.at["entropy"], result.y_true >= 0.5
    if down:
        places = {"entropy": (-6.5, 8.6), "other": (-11.8, 2.2)}
        if not from_z:
            places = {"entropy": (0.06, 5.0), "other": (0.4, 2.4)}
    else:  # their ends keep off the curve that rises there
        places = {"entropy": (-4.5 if narrow else -2.5, 8.6), "other": (11.8, 2.2)}
        if not from_z:
            places = {"entropy": (0.5, 5.0), "other": (0.33 if narrow else 0.2, 2.4)}
    marks = _chain_marks(
        result,
        from_z,
        lambda chain: np.where(chain.values < 30, chain.values, np.nan),
        "loss",
        places,
        narrow,
    )
    value = float(at.values[0])
    words = _("z = {z}, loss {y}").format(z=short(at.z[0]), y=short(value))
    if not from_z:
        marks.append(Dots(x=_f(at.p), y=_f(at.values), role="loss", size=7))
    return Plot(
        title=_("the loss from a logit") if from_z else _("the loss from a probability"),
        x=_chain_axis(from_z, named=False),  # the plot under it says it
        y=Axis(low=-0.7, high=top, name=_("loss")),
        marks=tuple(marks),
        handles=_chain_handle(result, from_z, value, words),
        width=44,
        height=10,
        words=words,
    )


def _chain_gradients(result, from_z) -> Plot:
    bottom, top = CHAIN

    def heights(chain):
        size = np.abs(chain.by_z if from_z else chain.by_p)
        return np.where((size > bottom / 30) & (size < top * 30), size, np.nan)

    at, down = result.at["entropy"], result.y_true >= 0.5
    if from_z:
        places = {"entropy": (-11.8, 60.0), "other": (-11.8, 0.04)}
        if (at.z[0] if down else -at.z[0]) < -6.5:  # clear of the number beside the point
            places["entropy"] = (-6.5 if down else -1.0, 60.0)
    else:
        # The number of a gradient stands beside its point: the names keep to the other half.
        places = {"entropy": (0.12, 1500.0), "other": (0.06, 0.05)}
        if (at.p[0] >= 0.5) != down:
            places = {"entropy": (0.55, 1500.0), "other": (0.66, 4e-3)}
    if not down:  # the other way round; a name that begins at 11.8 ends there
        places = {k: (-x if from_z else 0.8 - x, y) for k, (x, y) in places.items()}
    marks = _chain_marks(result, from_z, heights, "gradient", places)
    pull = float((at.by_z if from_z else at.by_p)[0])
    words = _("gradient {g}").format(g=short(pull))
    size = min(max(abs(pull), 1.6 * bottom), top) if math.isfinite(pull) else None
    if not from_z and size is not None:
        marks.append(Dots(x=_f(at.p), y=_f(np.array([size])), role="gradient", size=7))
    marks += _numbers(result, from_z)
    return Plot(
        title=_("its gradient for the logit") if from_z else _("its gradient for the probability"),
        x=_chain_axis(from_z),
        y=Axis(
            low=bottom,
            high=top,
            log=True,
            name=_("size of the gradient (each line is ten times less)"),
        ),
        marks=tuple(marks),
        handles=_chain_handle(result, from_z, size, words),
        width=44,
        height=14,  # four of these, and what is under them, fit a screen
        words=words,
    )


def _numbers(result, from_z) -> list:
    """The sizes of the gradients of Keras's two losses, at their points: over one, under the other.

    What is too small for the picture is said at its lower edge.
    """
    marks = []
    for key, part in (("entropy", 8.0), ("other", 0.1)):
        chain = result.at[key]
        size = abs(float((chain.by_z if from_z else chain.by_p)[0]))
        x = float(_x_of(chain, from_z)[0])
        left = x < (0 if from_z else 0.5)
        if from_z and key == "entropy":  # over the point, on the side to which the curve falls
            left = result.y_true >= 0.5
        x += (0.35 if from_z else 0.035) * (1 if left else -1)
        text, y = short(size), size * part if size < 300 else size  # there the curve is upright
        if size < CHAIN[0]:
            text = _("{size}, below the chart").format(size=text)
        if key == "entropy":
            y = max(y, CHAIN[0] * 60)
        anchor = "start" if left else "end"
        marks.append(Note(x=x, y=max(y, CHAIN[0] * 4), text=text, role="gradient", anchor=anchor))
    return marks


def _f(values) -> np.ndarray:
    return np.asarray(values, "float32")
