"""The arithmetic of LossExplorer, written out with the numbers that are shown."""

import math

from ..concepts import loss_curves as concept
from ..i18n import _
from .stage.grids import in_brackets, number

#: Below this width in em, lines with more characters than this break.
NARROW, LONG = 40, 24


def short(value) -> str:
    """In few characters: 0.25, −22026, 9.1e−5."""
    value = float(value)
    if value == 0:
        return "0"
    return number(value, 5 if 1e3 <= abs(value) < 1e5 else 3)


def chance(p) -> str:
    """A probability in few characters, but never 1 where it is less."""
    return number(float(p), 7) if short(p) == "1" and p < 1 else short(p)


def arithmetic(result, room=NARROW) -> tuple:
    """The loss and the gradient of the prediction, as the parts of a `Formula`.

    Args:
        room: the width in em: where it is narrow, a long line breaks before its result.
    """
    if result.keras_at is None:
        return _yours(result)
    value, pull = result.keras_at.values[0], result.keras_at.gradient[0, 0]
    left, right = _written(result)
    if room < NARROW and max(len(left), len(right)) > LONG:
        left, right = f"{left}\n         ", f"{right}\n         "
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
        return f"−ln softmax({t}) = −ln {chance(p)}", _away(p, "1", 1.0)
    p = 1 / (1 + math.exp(-result.y_pred))
    left = f"p = σ({t}) = {chance(p)};  {_entropy(p, result.y_true)}"
    return left, _away(p, "y", result.y_true)


def _away(p, name, y) -> str:
    """p − y; with numbers, where these still tell the difference."""
    far = abs(p - y) > 0.02
    return f"p − {name} = {short(p)} − {short(y)}" if far else f"p − {name}"


def _from_probability(result, t):
    e, p, y = concept.EPSILON, result.y_pred, result.y_true
    kept = min(max(p, e), 1 - e)
    row = result.loss == "categorical_crossentropy"
    left = f"−ln {chance(kept)}" if row else _entropy(kept, y)
    if kept != p:
        left = _("{t} is clipped; {left}").format(t=t, left=left)
        return left, _("what is clipped does not move the loss")
    if row:
        return left, f"−1 ÷ {t} + 1"
    if y == 1:
        return left, f"−1 ÷ {t}"
    if y == 0:
        return left, f"1 ÷ (1 − {t})"
    return left, f"({t} − {short(y)}) ÷ ({t} · (1 − {t}))"


def _entropy(p, y) -> str:
    """Binary cross-entropy of a probability."""
    rest = f"(1 − {short(p)})" if short(p) != "1" else short(1 - p)  # not 1 − 1
    if y == 1:
        return f"−ln {chance(p)}"
    if y == 0:
        return f"−ln {rest}"
    return f"−{short(y)} · ln {chance(p)} − {short(1 - y)} · ln {rest}"


def names_of(result) -> dict:
    """What the losses of a `Chained` are called in the picture."""
    others = {
        "mean_squared_error": _("squared error"),
        "mean_absolute_error": _("absolute error"),
        "huber": _("Huber"),
    }
    return {"entropy": _("cross-entropy"), "other": others[result.other], "yours": _("yours")}


def chain_rule(result, room=NARROW) -> tuple:
    """The loss, and dL/dp · dp/dz = dL/dz: a line a loss, or two where it is narrow."""
    at = result.at["entropy"]
    names = names_of(result)
    wide = max(len(names[key]) for key in result.at) + 2
    factors = {
        key: f"{short(chain.by_p[0])} · {short(chain.slope[0])}" for key, chain in result.at.items()
    }
    chain = "dL/dp · dp/dz"
    long = max(len(chain), *map(len, factors.values()))
    costs = {key: short(chain.values[0]) for key, chain in result.at.items()}
    loss = max(4, *map(len, costs.values())) + 2
    narrow = room < NARROW
    start = "\n  " if narrow else ""
    parts = [
        (_("z = {z},  p = σ(z) = {p}\n").format(z=short(at.z[0]), p=chance(at.p[0])), ""),
        (" " * wide, ""),
        ("L".ljust(loss), "loss"),
        (start + chain.ljust(long) + " = ", ""),
        ("dL/dz", "gradient"),
    ]
    for key, at_point in result.at.items():
        parts += [
            ("\n" + names[key].ljust(wide), "yours" if key == "yours" else "strong"),
            (costs[key].ljust(loss), "loss"),
            (start + factors[key].ljust(long) + " = ", ""),
            (short(at_point.by_z[0]), "gradient"),
        ]
    return tuple(parts)
