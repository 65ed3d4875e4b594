"""Where a cell of a broadcast result comes from, written out."""

import numpy as np

from ..concepts import broadcasting as concept
from ..i18n import _
from .stage.grids import in_brackets, number

#: Digits of the result in a written sum: one more than in the cells.
_DIGITS = 4


def origin(shown, at, sources, operation) -> str:
    """The sentence on one cell of the result.

    Args:
        shown: a `Broadcast`.
        at: the cell's index.
        sources: the indices in a and b that it comes from.
        operation: a key of ``OPERATIONS``; None where a function computed it.
    """
    a, b, result = shown.a[sources[0]], shown.b[sources[1]], shown.values[at]
    values = {
        "result": number(result, _DIGITS),
        "a": _cell("a", sources[0]),
        "b": _cell("b", sources[1]),
        "va": number(a, _DIGITS),
        "vb": number(b, _DIGITS),
        "cell": _cell("result", at),
    }
    if operation is None:
        return _("{cell} = {result}, from {a} = {va} and {b} = {vb}.").format(**values)
    values["va"], values["vb"], values["result"], values["equal"] = written(a, b, result, operation)
    if operation == "maximum":
        text = _("{cell} = max({a}, {b}) = max({va}, {vb}) {equal} {result}.")
        return text.format(**values)
    values["sign"] = concept.OPERATIONS[operation]
    values["vb"] = in_brackets(values["vb"])
    text = _("{cell} = {a} {sign} {b} = {va} {sign} {vb} {equal} {result}.").format(**values)
    return text + _overflow(shown, at, (a, b), operation)


def written(a, b, result, operation) -> tuple[str, str, str, str]:
    """Both operands and the result as texts, and the sign between: "≈" where one is rounded.

    A sum has as many decimals in its terms as in its result, so that the written one holds.
    """
    texts = [number(value, _DIGITS) for value in (a, b, result)]
    kinds = {np.asarray(value).dtype.kind for value in (a, b, result)}
    if "f" not in kinds or kinds - set("iuf"):  # whole numbers are written in full
        return *texts, "="
    sizes = [abs(float(value)) for value in (a, b, result)]
    if operation in ("add", "subtract") and np.isfinite(sizes).all():
        if sizes[2] < 1e-12 * max(sizes):  # the noise of the last digits
            result, texts[2] = 0.0, "0"
        if not any("e" in text for text in texts):
            places = max(len(text.partition(".")[2]) for text in texts)
            texts = [_rounded(value, places) for value in (a, b, result)]
    read = [float(text.replace("−", "-")) for text in texts]
    exact = np.allclose(read, np.array([a, b, result], "float64"), 1e-6, 0, equal_nan=True)
    return *texts, "=" if exact else "≈"


def _rounded(value, places) -> str:
    """A number with so many decimals, without zeros at its end."""
    text = f"{float(value):.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") if float(text) else "0"


def _overflow(shown, at, operands, operation) -> str:
    """That a whole number did not fit, and what came in its place."""
    dtype = shown.values.dtype
    if dtype.kind not in "iu":
        return ""
    first, second = map(int, operands)
    exact = {"add": first + second, "subtract": first - second, "multiply": first * second}
    exact = exact[operation]
    if exact == int(shown.values[at]):
        return ""
    return " " + _(
        "{exact} does not fit into {dtype}, which holds {low} to {high} and then begins again."
    ).format(
        exact=number(exact),
        dtype=dtype,
        low=number(np.iinfo(dtype).min),
        high=np.iinfo(dtype).max,
    )


def _cell(name, at) -> str:
    return f"{name}[{', '.join(map(str, at))}]" if at else name
