"""The arithmetic of LossExplorer, written out with the numbers that are shown."""

import math

from ..concepts import loss_curves as concept
from ..i18n import _
from .stage.grids import in_brackets, number


def short(value) -> str:
    """In few characters: 0.25, −22026, 9.1e−5."""
    value = float(value)
    if value == 0:
        return "0"
    return number(value, 5 if 1e3 <= abs(value) < 1e5 else 3)


def arithmetic(result) -> tuple:
    """The loss and the gradient of the prediction, as the parts of a `Formula`."""
    if result.keras_at is None:
        return _yours(result)
    value, pull = result.keras_at.values[0], result.keras_at.gradient[0, 0]
    left, right = _written(result)
    parts = [
        (_("loss      "), "loss"),
        (f"{left} = ", ""),
        (short(value), "loss"),
        (_("\ngradient  "), "gradient"),
        (f"{right} = ", ""),
        (short(pull), "gradient"),
    ]
    if result.yours_at is not None:
        parts += [("\n", ""), *_yours(result)]
    return tuple(parts)


def _yours(result) -> tuple:
    words = _("yours     loss {y}, gradient {g}").format(
        y=short(result.yours_at.values[0]), g=short(result.yours_at.gradient[0, 0])
    )
    return ((words, "yours"),)


def _written(result) -> tuple[str, str]:
    """(the loss, its gradient), with the numbers, before the sign of equality."""
    y, t = short(result.y_true), short(result.y_pred)
    e = result.y_pred - result.y_true
    away = f"{t} − {in_brackets(y)}"
    if result.loss == "mean_squared_error":
        return f"({away})²", f"2 · ({away})"
    if result.loss == "mean_absolute_error":
        return f"|{away}|", _sign(away, e)
    if result.loss == "huber":
        near = f"½ · ({away})²", away
        return near if abs(e) <= 1 else (f"|{away}| − ½", _sign(away, e))
    if result.takes == "logit":
        return _from_logit(result, t)
    return _from_probability(result, t)


def _sign(away, e) -> str:
    return (
        _("the sign of {away}").format(away=away)
        if e
        else _("at the kink, {away}").format(away=away)
    )


def _from_logit(result, t):
    if result.loss == "categorical_crossentropy":
        row = result.rows[1][0]
        p = math.exp(row[0] - max(row)) / sum(math.exp(z - max(row)) for z in row)
        return f"−ln softmax({t}) = −ln {short(p)}", _away(p, "1", 1.0)
    p = 1 / (1 + math.exp(-result.y_pred))
    left = f"p = σ({t}) = {short(p)};  {_entropy(p, result.y_true)}"
    return left, _away(p, "y", result.y_true)


def _away(p, name, y) -> str:
    """p − y; with numbers, where these still tell the difference."""
    far = abs(p - y) > 0.02
    return f"p − {name} = {short(p)} − {short(y)}" if far else f"p − {name}"


def _from_probability(result, t):
    e, p, y = concept.EPSILON, result.y_pred, result.y_true
    kept = min(max(p, e), 1 - e)
    row = result.loss == "categorical_crossentropy"
    left = f"−ln {short(kept)}" if row else _entropy(kept, y)
    if kept != p:
        left = _("{t} is clipped; {left}").format(t=t, left=left)
        return left, _("what is clipped does not move the loss")
    if row:
        return left, _("−1 ÷ {t} + 1 (Keras divides the row by its sum)").format(t=t)
    if y == 1:
        return left, f"−1 ÷ {t}"
    if y == 0:
        return left, f"1 ÷ (1 − {t})"
    return left, f"({t} − {short(y)}) ÷ ({t} · (1 − {t}))"


def _entropy(p, y) -> str:
    """Binary cross-entropy of a probability."""
    rest = f"(1 − {short(p)})" if short(p) != "1" else short(1 - p)  # not 1 − 1
    if y == 1:
        return f"−ln {short(p)}"
    if y == 0:
        return f"−ln {rest}"
    return f"−{short(y)} · ln {short(p)} − {short(1 - y)} · ln {rest}"


def names_of(result) -> dict:
    """What the losses of a `Chained` are called in the picture."""
    others = {
        "mean_squared_error": _("squared error"),
        "mean_absolute_error": _("absolute error"),
        "huber": _("Huber"),
    }
    return {"entropy": _("cross-entropy"), "other": others[result.other], "yours": _("yours")}


def chain_rule(result) -> tuple:
    """dL/dp · dp/dz = dL/dz, a line a loss."""
    at = result.at["entropy"]
    parts = [
        (_("z = {z}   p = σ(z) = {p}").format(z=short(at.z[0]), p=short(at.p[0])), ""),
        (_("   dp/dz = p · (1 − p) = "), ""),
        (short(at.slope[0]), "strong"),
    ]
    wide = max(len(name) for name in names_of(result).values())
    for key, chain in result.at.items():
        name = names_of(result)[key].ljust(wide)
        parts += [
            (f"\n{name}  dL/dp · dp/dz = ", "yours" if key == "yours" else ""),
            (f"{short(chain.by_p[0])} · {short(chain.slope[0])} = ", ""),
            (short(chain.by_z[0]), "gradient"),
        ]
    return tuple(parts)
