"""What an outcome says, in plain words: one wording for checks and explorers."""

import linecache

import numpy as np

from kerastutor.i18n import _
from kerastutor.learner.functions import Function
from kerastutor.learner.outcome import DIED, TOO_SLOW, Outcome
from kerastutor.learner.plain import Foreign, Raised, Stream, Tensor, is_numpy_scalar

FULL = 24  # arrays of up to this many elements are shown in full
LONGEST = 300  # characters
_WRITTEN = (bool, int, float, complex, str, bytes, type(None))


def words(outcome: Outcome, who: str = "") -> str:
    """What went wrong with a call, in a sentence; "" where it returned something.

    Args:
        outcome: what the call did.
        who: the function's name; "it" unless told.

    Returns:
        A sentence that begins with ``who``. A value that is no result, but shows that `return`
        or `raise` was meant, counts as wrong as well.
    """
    named, who = bool(who), who or _("it")
    if outcome.ending == TOO_SLOW:
        return _too_slow(outcome, who)
    if outcome.ending == DIED:
        return _("{who} ended the process that it ran in.").format(who=who)
    error, value = outcome.error, outcome.value
    if error is not None:
        if "SystemExit" in error.kinds:
            return _("{who} called exit(). Use `return` to leave a function.").format(who=who)
        if "NotImplementedError" in error.kinds and error.own:
            # Who calls another function of theirs hears of that one.
            return _("{who} is not written yet.").format(who=named and error.function or who)
        return _("{who} raised {what}").format(who=who, what=exception(error))
    if value is None:
        return _("{who} returned None. Is a `return` missing at its end?").format(who=who)
    if type(value) is Stream and value.kind == "generator":
        text = _("{who} returned a generator, which `yield` makes, and (… for … in …), too.")
        return text.format(who=who)
    if type(value) is Stream:
        text = _("{who} returned {kind}, whose items nobody has asked for yet. Use list(…).")
        return text.format(who=who, kind=kind(value))
    if type(value) is Foreign and value.kind == "coroutine":
        return _("{who} returned a coroutine. Write `def`, not `async def`.").format(who=who)
    if type(value) is Raised:
        return _(
            "{who} returned the exception {name} as a value. Write `raise` in place of `return`."
        ).format(who=who, name=value.name)
    return ""


def _too_slow(outcome: Outcome, who: str) -> str:
    text = _("{who} did not return within {seconds:g} seconds.")
    if not outcome.stopped:
        text += " " + _(
            "It could not be stopped and is still running: restart the kernel "
            "(menu Kernel → Restart Kernel)."
        )
    text += " " + _("Is there a loop whose end never comes?")
    return text.format(who=who, seconds=outcome.limit)


def exception(error: Raised) -> str:
    """Its name, and the first line of its words."""
    text = tidy(error.text.strip().split("\n")[0], 160)
    return f"{tidy(error.name, 60)}: {text}" if text else tidy(error.name, 60)


def numbered(file: str, line: int) -> str:
    """A line of a notebook's cell, with its number."""
    text = tidy(linecache.getline(file, line), 120)
    return f"{line}: {text}" if text else str(line)


def tidy(text: str, longest: int = LONGEST) -> str:
    """Text without control characters (colours, HTML needs none), shortened."""
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def kind(value) -> str:
    """What sort of thing a plain value is, with its article."""
    if value is None:
        return "None"
    if type(value) is Tensor:
        return _("a tensor of dtype {dtype} and shape {shape}").format(
            dtype=value.dtype, shape=value.values.shape
        )
    if type(value) is np.ndarray:
        return _("an array of dtype {dtype} and shape {shape}").format(
            dtype=value.dtype, shape=value.shape
        )
    if is_numpy_scalar(value):
        return _("a single NumPy number ({dtype})").format(dtype=value.dtype)
    if type(value) is Raised:
        return _("the exception {name}").format(name=tidy(value.name, 60))
    if type(value) is Function:
        return _("a function")
    named = {
        "list": _("a list"),
        "tuple": _("a tuple"),
        "dict": _("a dict"),
        "str": _("a string"),
        "bytes": _("bytes"),
        "bool": _("a bool"),
        "int": _("a Python int"),
        "float": _("a Python float"),
        "complex": _("a Python complex number"),
        "range": _("a range"),
        "generator": _("a generator"),
        "coroutine": _("a coroutine"),
        "function": _("a function"),
        "dtype": _("a dtype object"),
        "nothing": _("nothing"),
    }
    if type(value) is Foreign and value.kind == "ndarray":
        return _("an array ({text})").format(text=tidy(value.text, 100))
    name = value.kind if type(value) in (Foreign, Stream) else type(value).__name__
    if name in named:
        return named[name]
    return _("an object of type {type}").format(type=tidy(name, 60))


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
    """The value of a fact: yes and no in place of True and False, texts as they are."""
    if type(value) is bool:
        return _("yes") if value else _("no")
    if type(value) is str:
        return tidy(value)
    return short(value)


def _is_plain(array) -> bool:
    """Whether decimals show every value: 1027.0 and 0.7, in place of 1.027e+03 and 7.000e-01."""
    if array.dtype.kind != "f":
        return False
    sizes = np.abs(array[np.isfinite(array) & (array != 0)]).astype("float64")
    return bool(sizes.size and sizes.min() >= 1e-3 and sizes.max() < 1e6)


def short(value) -> str:
    """A plain value on one line where possible: small arrays in full, large ones by shape."""
    if type(value) is Tensor:
        array = value.values
        if array.size <= FULL:
            return f"tensor of {short(array)}"
        return kind(value) + _range(array)
    if type(value) is np.ndarray:
        if value.size <= FULL:
            plain = _is_plain(value)
            text = np.array_repr(value, max_line_width=76, precision=6, suppress_small=plain)
            return tidy(text)
        return kind(value) + _range(value)
    if type(value) in _WRITTEN or is_numpy_scalar(value):
        return tidy(repr(value))
    if type(value) in (tuple, list):
        inside = ", ".join(short(item) for item in value[:20])
        if len(value) > 20:
            inside += ", …"
        if type(value) is list:
            return tidy(f"[{inside}]")
        return tidy(f"({inside},)" if len(value) == 1 else f"({inside})")
    if type(value) is dict:
        inside = ", ".join(f"{short(key)}: {short(item)}" for key, item in value.items())
        return tidy(f"{{{inside}}}", 600)
    if type(value) is Raised:
        return exception(value)
    if type(value) is Function:
        return value.text
    if type(value) is Foreign and value.text and value.kind != "ndarray":
        return tidy(value.text)
    return kind(value)
