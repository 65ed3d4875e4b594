"""What LossExplorer says under its picture."""

import math

import numpy as np

from ..concepts import loss_curves as concept
from ..concepts.loss_batches import SHARES, name_of
from ..i18n import _, ngettext
from ._losses_network_drawn import percent
from ._losses_shown import Batched, Chained, Curves, Waiting
from ._losses_written import chance, names_of, short


def title_of(loss) -> str:
    """Keras's loss in words."""
    return {
        "mean_squared_error": _("squared error"),
        "mean_absolute_error": _("absolute error"),
        "huber": _("Huber loss"),
        "binary_crossentropy": _("binary cross-entropy"),
        "categorical_crossentropy": _("categorical cross-entropy"),
        "": _("your loss"),
    }[loss]


def reading(result, yours, explorer) -> str:
    """The state in a few sentences.

    Args:
        result: what is shown.
        yours: what the learner's function is called; "" without one.
    """
    if isinstance(result, Waiting):
        return _("A network is being trained on the digits: Flatten, Dense 32, Dense 10.")
    if isinstance(result, Curves):
        lines = _of_cliff(result) if explorer.view == "cliff" else _of_curve(result)
        lines.append(_agreement_of_curves(result, yours))
    elif isinstance(result, Chained):
        lines = _of_chain(result)
        lines.append(_agreement_of_chain(result, yours, explorer.loss))
    elif isinstance(result, Batched):
        lines = [*_of_batch(result, explorer.labels), _agreement_of_batch(result, yours)]
    else:
        lines = [*_of_weights(result, explorer), _agreement_of_weights(result, yours)]
    if yours and not explorer.loss:
        lines.append(_("Choose in the menu which of Keras's losses yours is to be held against."))
    return "\n".join(filter(None, lines))


def _of_curve(result) -> list:
    value, pull = float(result.at.values[0]), float(result.at.gradient[0, 0])
    what = {
        "number": _("the prediction"),
        "probability": _("the probability"),
        "logit": _("the logit"),
    }[result.takes]
    text = _("At {what} {t}, {loss} is {value} and its gradient {pull}.").format(
        what=what, t=short(result.y_pred), loss=title_of(result.loss), value=short(value),
        pull=short(pull),
    )  # fmt: skip
    if not math.isfinite(pull):
        text += " " + _("No optimizer can follow such a gradient.")
    elif abs(pull) < 1e-6:
        text += " " + _("It does not pull at all.")
    else:
        way = _("to the right") if pull < 0 else _("to the left")
        if result.loss == "categorical_crossentropy" and result.takes == "probability":
            text += " " + _("The + 1 is Keras's, which divides the row by its sum first.")
        text += " " + _("It pulls the prediction {way}, against the gradient.").format(way=way)
    return [text]


def _of_cliff(result) -> list:
    value, pull = short(result.at.values[0]), short(result.at.gradient[0, 0])
    text = _("At p = {p} the loss is {value} and the gradient {pull}.").format(
        p=short(result.y_pred), value=value, pull=pull
    )
    if result.keras is None:
        return [text]
    if result.y_pred < concept.EPSILON:
        text += " " + _(
            "Keras clips p to 1e−7: what is clipped does not move the loss, and the worst "
            "prediction of all is not pulled back."
        )
    elif result.y_pred > 1 - concept.EPSILON:
        text += " " + _(
            "Keras clips at this end, too: above 0.9999999 the loss stays as it is, and the "
            "gradient is 0."
        )
    else:
        text += " " + _(
            "The smaller p, the harder the pull, until p = 1e−7: below, Keras clips, and the "
            "gradient is 0."
        )
    more = _("From logits there is no cliff: the gradient is p − 1, in size never more than 1.")
    return [text, more]


def _of_chain(result) -> list:
    entropy, other = result.at["entropy"], result.at["other"]
    text = _(
        "At z = {z} the probability is {p}. Cross-entropy costs {cost} and pulls at the logit with "
        "{first}; {other} costs {less} and pulls with {second}."
    ).format(
        z=short(entropy.z[0]),
        p=chance(entropy.p[0]),
        cost=short(entropy.values[0]),
        less=short(other.values[0]),
        first=short(entropy.by_z[0]),
        other=names_of(result)["other"],
        second=short(other.by_z[0]),
    )
    pull = abs(float(entropy.by_z[0]))
    if pull > 0.5 and abs(float(other.by_z[0])) < 0.01:
        text += " " + _(
            "The sigmoid is flat here: its slope {slope} stands in both. Cross-entropy's own "
            "gradient, {big}, makes up for it."
        ).format(slope=short(entropy.slope[0]), big=short(entropy.by_p[0]))
    return [text]


def _of_batch(result, labels) -> list:
    shown, k, trained = result.shown, result.rank, result.trained
    n, label = result.image, int(trained.labels[result.image])
    said = int(trained.logits[n].argmax())
    lines = [
        ngettext(
            "The worst of {n} images makes up {part} of the mean {loss}, {mean}.",
            "The {k} worst of {n} images make up {part} of the mean {loss}, {mean}.",
            k,
        ).format(
            k=k,
            n=len(shown.values),
            part=percent(shown.share(k)),
            loss=title_of(result.loss),
            mean=short(shown.mean),
        )
    ]
    text = (
        _("Number {k} is the digit {label}, and the network says {said}: its loss is {loss}.")
        if said != label
        else _("Number {k} is the digit {label}, as the network says too: its loss is {loss}.")
    )
    if not labels:
        text = _("Number {k} has a loss of {loss}. How do you read it?")
    lines.append(text.format(k=k, label=label, said=said, loss=short(shown.values[n])))
    return lines


def _of_weights(result, explorer) -> list:
    n, step = len(result.trained.labels), result.step
    if explorer.direction == "one":
        layer, which, place = name_of(result.trained, explorer.weight)
        text = _("One weight of {all} is moved by {step}: {which}{place} of layer {layer}.").format(
            all=f"{result.trained.count:,}", which=which, place=list(place), layer=layer + 1,
            step=short(step),
        )  # fmt: skip
    else:
        ways = {
            "random": _("All {all} weights are moved at random, each by about {part}."),
            "gradient": _(
                "All {all} weights are moved against the gradient of cross-entropy, each by {part} "
                "in the root mean square."
            )
            if step >= 0
            else _(
                "All {all} weights are moved along the gradient of cross-entropy, each by {part} "
                "in the root mean square."
            ),
        }
        part = short(abs(step) * SHARES[explorer.direction])
        count = f"{result.trained.count:,}"
        text = ways[explorer.direction].format(all=count, part=part)
    still = result.right == result.before
    text += " " + _("The loss is {loss}, {right} of {n} images are right").format(
        loss=f"{result.mean:.6f}", right=result.right, n=n
    )
    text += _(", as before.") if still else _(", {before} before.").format(before=result.before)
    places, different = len(result.losses), result.levels
    values = len(np.unique(result.along.right))
    # At first nothing is moved, and what a move does is asked: it is told with the first one.
    return [text, _of_values(places, different, values) if step else ""]


def _of_values(places, different, values) -> str:
    """How many values the loss and the accuracy have at so many places."""
    if different == places:
        text = _("{places} places along this axis were tried: the loss is another one at each.")
    else:
        text = ngettext(
            "{places} places along this axis were tried: the loss is the same at all of them.",
            "{places} places along this axis were tried: there the loss has {n} different values.",
            different,
        )
    more = ngettext(
        "The accuracy is the same at all of them.",
        "The accuracy has only {n} different values.",
        values,
    )
    return f"{text.format(places=places, n=different)} {more.format(n=values)}"


# Yours beside Keras's


def _agreement_of_curves(result, yours) -> str:
    if not yours:
        return ""
    lines = []
    wrong = result.differing()
    if wrong is not None:
        middle = 0.5 if result.takes == "probability" else 0.0
        both = result.yours.values, result.keras.values
        where = np.flatnonzero(wrong)
        fixed = None if concept.LOSSES.get(result.loss) == "row" else result.y_true
        lines.append(_points_of(yours, result.loss, where, result.x, *both, middle, fixed))
        if not wrong.any():
            lines.append(_tried(result.more))
            lines.append(_gradients(result, yours))
    if not result.yours.taped:
        lines.append(_("The gradient of yours is by differences: no tape follows NumPy."))
    return " ".join(filter(None, lines))


def _points_of(yours, loss, wrong, x, mine, theirs, middle, fixed) -> str:
    """Whether two curves agree; else the point that is nearest to the middle.

    Args:
        fixed: the target of all points; None for the first of three classes.
    """
    if not len(wrong):
        text = _("{yours} agrees with Keras's {loss} at all {n} points, with {what}.")
        one = _("one value a sample and y_true = {y}")
        what = _("the first of three classes true") if fixed is None else one.format(y=short(fixed))
        return text.format(yours=yours, loss=loss, n=len(x), what=what)
    seen = [n for n in wrong if short(mine[n]) != short(theirs[n])] or wrong  # in the digits said
    first = min(seen, key=lambda n: abs(x[n] - middle))
    return _(
        "{yours} differs from Keras's {loss} at {wrong} of {n} points: at {x}, yours gives "
        "{mine}, Keras's {theirs}."
    ).format(
        yours=yours,
        loss=loss,
        wrong=len(wrong),
        n=len(x),
        x=short(x[first]),
        mine=short(mine[first]),
        theirs=short(theirs[first]),
    )


def _tried(more) -> str:
    """Whether two losses agree where no curve goes."""
    if more is None:
        return ""
    rows = more.y_pred.shape[1] > 2
    if more.yours is None:
        text = (
            _("But with four classes: {why}") if rows else _("But with two values a sample: {why}")
        )
        return text.format(why=more.problem)
    if more.wrong is None:
        return (
            _("So it does with four classes, each of them true once.")
            if rows
            else _("So it does with two values a sample, and other targets.")
        )
    n = more.wrong
    text = (
        _(
            "But with four classes it differs: y_true = {y_true} and y_pred = {y_pred} cost {mine} "
            "with yours, {theirs} with Keras's."
        )
        if rows
        else _(
            "But with two values a sample it differs: y_true = {y_true} and y_pred = {y_pred} cost "
            "{mine} with yours, {theirs} with Keras's."
        )
    )
    return text.format(
        y_true=_row(more.y_true[n]), y_pred=_row(more.y_pred[n]),
        mine=short(more.yours[n]), theirs=short(more.keras[n]),
    )  # fmt: skip


def _row(values) -> str:
    return f"[{', '.join(map(short, values))}]"


def _gradients(result, yours) -> str:
    """What is said of the gradient, where the losses agree: at the cliff it may be another."""
    mine, theirs = result.yours_at.gradient[0], result.keras_at.gradient[0]
    with np.errstate(all="ignore"):
        if np.allclose(mine, theirs, rtol=1e-3, atol=1e-5, equal_nan=True):
            return ""
    return _("The gradient of yours is {mine} here, Keras's {theirs}.").format(
        mine=short(mine[0]), theirs=short(theirs[0])
    )


def _agreement_of_chain(result, yours, loss) -> str:
    wrong = result.differing()
    if wrong is None:
        return ""
    mine, theirs = result.curves["yours"], result.curves[result.same]
    both, where = (mine.values, theirs.values), np.flatnonzero(wrong)
    text = _points_of(yours, loss, where, theirs.z, *both, 0.0, result.y_true)
    return text if wrong.any() else " ".join(filter(None, [text, _tried(result.more)]))


def _agreement_of_batch(result, yours) -> str:
    wrong = result.differing()
    if wrong is None:
        return ""
    n = len(wrong)
    if not wrong.any():
        return _("{yours} agrees with Keras's {loss} for all {n} images.").format(
            yours=yours, loss=result.loss, n=n
        )
    first = int(next(at for at in result.keras.order if wrong[at]))
    return _(
        "{yours} differs from Keras's {loss} for {wrong} of {n} images: for image {first}, yours "
        "gives {mine}, Keras's {theirs}."
    ).format(
        yours=yours,
        loss=result.loss,
        wrong=int(wrong.sum()),
        n=n,
        first=first,
        mine=short(result.yours.values[first]),
        theirs=short(result.keras.values[first]),
    )


def _agreement_of_weights(result, yours) -> str:
    if not yours or result.keras is None:
        return ""
    mine, theirs = result.yours_mean, result.mean
    if math.isclose(mine, theirs, rel_tol=1e-4):
        return _("{yours} agrees with Keras's here.").format(yours=yours)
    return _("{yours} gives {mine} here, Keras's {theirs}.").format(
        yours=yours, mine=short(mine), theirs=short(theirs)
    )
