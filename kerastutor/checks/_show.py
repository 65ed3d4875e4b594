"""Values in a few plain words, for messages. Never runs a learner's own `__repr__`."""

import numpy as np

from kerastutor.i18n import _

FULL = 24  # arrays of up to this many elements are shown in full
LONGEST = 300  # characters
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...))


def plain(text: str, longest: int = LONGEST) -> str:
    """Text without control characters (colours, HTML needs none), shortened."""
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def is_numpy_scalar(value) -> bool:
    return isinstance(value, np.generic) and type(value).__module__ == "numpy"


def kind(value) -> str:
    """What sort of thing a value is, with its article."""
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        return _("an array of dtype {dtype} and shape {shape}").format(
            dtype=value.dtype, shape=value.shape
        )
    if isinstance(value, np.dtype):
        return _("a dtype object")
    if is_numpy_scalar(value):
        return _("a single NumPy number ({dtype})").format(dtype=value.dtype)
    cls = type(value)
    words = {
        list: _("a list"),
        tuple: _("a tuple"),
        dict: _("a dict"),
        str: _("a string"),
        bool: _("a bool"),
        int: _("a Python int"),
        float: _("a Python float"),
        range: _("a range"),
    }
    if cls in words:
        return words[cls]
    return _("an object of type {type}").format(type=plain(cls.__name__, 60))


def _range(value: np.ndarray) -> str:
    """The smallest and the largest of many numbers, and how many are none."""
    if value.dtype.kind not in "biuf" or not value.size:
        return ""
    missing = int(np.isnan(value).sum()) if value.dtype.kind == "f" else 0
    text = ""
    if missing < value.size:
        text = _(", values {low:g} to {high:g}").format(
            low=float(np.nanmin(value)), high=float(np.nanmax(value))
        )
    if missing:
        text += _(", {missing} of {size} NaN").format(missing=missing, size=value.size)
    return text


def yes_or_short(value) -> str:
    """The value of a fact: yes and no in place of True and False."""
    if type(value) is bool:
        return _("yes") if value else _("no")
    return short(value)


def short(value) -> str:
    """A value on one line where possible: small arrays in full, large ones by shape and dtype."""
    if type(value) is np.ndarray:
        if value.size <= FULL and value.dtype.kind in "biufcSU":
            return plain(np.array_repr(value, max_line_width=76, precision=6))
        return kind(value) + _range(value)
    if type(value) in _PLAIN or is_numpy_scalar(value) or isinstance(value, np.dtype):
        return plain(repr(value))
    if type(value) in (tuple, list):
        inside = ", ".join(short(item) for item in value[:20])
        if len(value) > 20:
            inside += ", …"
        if type(value) is list:
            return plain(f"[{inside}]")
        return plain(f"({inside},)" if len(value) == 1 else f"({inside})")
    if type(value) is dict:
        return plain("; ".join(f"{key}: {yes_or_short(item)}" for key, item in value.items()), 600)
    if callable(value) and hasattr(value, "text"):  # a curve, of checks/gradients.py
        return plain(str(value.text))
    return kind(value)
