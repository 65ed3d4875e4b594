"""What a LossExplorer is given: a function, and a prediction that goes from view to view."""

import inspect
import math

import numpy as np

from ..concepts import loss_curves as concept


def converted(value, before, now) -> float:
    """A prediction as what another loss takes; as near as can be."""
    low, high = concept.ENDS[now]
    if (before, now) == ("probability", "logit"):
        with np.errstate(all="ignore"):
            value = np.log(value) - np.log1p(-value)
        value = round(float(np.clip(value, low, high)), 4)
    elif (before, now) == ("logit", "probability"):
        value = float(f"{1 / (1 + math.exp(-value)):.6g}")
    elif (before, now) == ("number", "probability") and not low < value < high:
        value = 0.9 if value >= high else 0.1  # not at an end, where Keras clips
    return float(np.clip(value, low, high))


def takes_logits(function) -> bool:
    """Is the second argument called "logits"?"""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return False
    return len(names) > 1 and names[1] in ("logits", "z")
