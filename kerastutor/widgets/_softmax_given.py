"""What a SoftmaxExplorer is given: logits, names, a function."""

import inspect

from ..i18n import _
from .stage.grids import number

#: The most logits that can be given, and their largest size.
MOST, LARGEST = 10, 1000.0


def checked_logits(values) -> list:
    """The logits as floats, when they are 2 to 10 finite numbers."""
    try:
        found = [] if isinstance(values, str) else [float(value) for value in values]
    except (TypeError, ValueError):
        found = []
    if not (2 <= len(found) <= MOST and all(abs(value) <= LARGEST for value in found)):
        raise ValueError(
            _(
                "Expected logits to be {least} to {most} numbers from −{size} to {size}. Received: "
            ).format(least=2, most=MOST, size=number(int(LARGEST)))
            + repr(values)[:100]
        )
    return found


def checked_names(names, count):
    """The names as a tuple of texts, one a logit; None where there are none."""
    if names is None:
        return None
    good = isinstance(names, tuple | list) and all(isinstance(n, str) and n for n in names)
    if not good or len(names) != count:
        raise ValueError(
            _("Expected names to be {count} texts, one a logit. Received: ").format(count=count)
            + repr(names)[:100]
        )
    return tuple(names)


def takes_two(function) -> bool:
    """Can it be called with (x, axis)? Where that cannot be told, it is only given x."""
    try:
        inspect.signature(function).bind(None, -1)
    except Exception:
        return False
    return True
