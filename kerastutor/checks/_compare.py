"""Is this result the expected one? Type first, then shape, dtype, value.

The learner's object is never asked whether it is equal: only exact, known types are compared.
"""

import math
import sys
from dataclasses import dataclass

import numpy as np

from kerastutor.checks._show import is_numpy_scalar, kind, short, yes_or_short
from kerastutor.i18n import _


@dataclass(frozen=True)
class Tolerance:
    """How near is near enough: |received − expected| ≤ atol + rtol · |expected|."""

    rtol: float = 1e-5
    atol: float = 1e-6
    any_float: bool = False  # any floating dtype will do, not only the expected one


def to_plain(value):
    """The value with every Keras or TensorFlow tensor in it as a NumPy array."""
    if type(value) in (tuple, list):
        return type(value)(to_plain(item) for item in value)
    if type(value) is dict:
        return {key: to_plain(item) for key, item in value.items()}
    if _is_tensor(value):
        import keras

        return np.asarray(keras.ops.convert_to_numpy(value))
    return value


def _is_tensor(value) -> bool:
    """Only a library that is loaded can have made a tensor: nothing is imported to ask."""
    if type(value).__module__.split(".")[0] in ("builtins", "numpy"):
        return False
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and hasattr(tensorflow, "Tensor"):
        if isinstance(value, (tensorflow.Tensor, tensorflow.Variable)):
            return bool(hasattr(value, "numpy"))  # not a symbolic one
    keras = sys.modules.get("keras")
    if keras is not None and hasattr(keras, "ops"):
        return isinstance(value, keras.Variable) or bool(keras.ops.is_tensor(value))
    return False


def difference(expected, received, tolerance: Tolerance, parts=(), what=None) -> str | None:
    """One sentence on the first thing that differs, or None.

    Args:
        expected: the reference's result: an array, number, string, tuple, or a dict of facts.
        received: the learner's, after `to_plain`.
        tolerance: what counts as near enough.
        parts: names of the items, when a tuple is expected.
        what: how to call the thing compared; "the result" unless told.

    Returns:
        The sentence, or None where the two agree.
    """
    what = what or _("the result")
    if type(expected) is np.ndarray:
        return _array(expected, received, tolerance, what)
    if type(expected) is dict:
        return _facts(expected, received, tolerance)
    if type(expected) is tuple:
        return _tuple(expected, received, tolerance, parts, what)
    if type(expected) is bool:
        right_type, wanted = type(received) in (bool, np.bool_), _("a bool")
    elif type(expected) is int:
        right_type = type(received) is int or (
            is_numpy_scalar(received) and received.dtype.kind in "iu"
        )
        wanted = _("an int")
    elif type(expected) is str:
        right_type, wanted = type(received) in (str, np.str_), _("a string")
    else:
        return _float(float(expected), received, tolerance, what)
    if not right_type:
        return _wrong_type(what, wanted, received)
    if received != expected:
        return _("{what} should be {expected}. Received: {received}.").format(
            what=what, expected=short(expected), received=short(received)
        )
    return None


def _wrong_type(what: str, wanted: str, received) -> str:
    return _("{what} should be {wanted}. Received: {kind}.").format(
        what=what, wanted=wanted, kind=kind(received)
    )


def _float(expected: float, received, tolerance: Tolerance, what: str) -> str | None:
    if type(received) is np.ndarray and received.shape != ():
        return _wrong_type(what, _("a single number"), received)
    number = _number(received)
    if number is None:
        return _wrong_type(what, _("a number"), received)
    if not np.isclose(number, expected, tolerance.rtol, tolerance.atol, equal_nan=True):
        return _("{what} should be {expected:.10g}. Received: {received:.10g}.").format(
            what=what, expected=expected, received=number
        )
    return None


def _number(value) -> float | None:
    """A real number, from whatever holds exactly one."""
    if type(value) in (int, float):
        return float(value)
    if is_numpy_scalar(value) or (type(value) is np.ndarray and value.shape == ()):
        return float(value) if value.dtype.kind in "iuf" else None
    return None


def _tuple(expected: tuple, received, tolerance, parts, what) -> str | None:
    if type(received) is not tuple:
        return _wrong_type(what, _("a tuple"), received)
    if len(received) != len(expected):
        return _(
            "{what} should have {expected} items: {example}. Received: {received} items: {value}."
        ).format(
            what=what,
            expected=len(expected),
            received=len(received),
            example=short(expected),
            value=short(received),
        )
    for index, (left, right) in enumerate(zip(expected, received, strict=True)):
        if parts:
            name = _("item {index} ({part})").format(index=index, part=parts[index])
        else:
            name = _("item {index} of {what}").format(index=index, what=what)
        found = difference(left, right, tolerance, what=name)
        if found:
            return found
    return None


def _facts(expected: dict, received, tolerance) -> str | None:
    """Facts in order: an early one that fails explains the later ones."""
    if type(received) is not dict:
        return _wrong_type(_("the result"), _("a value"), received)
    for fact, value in expected.items():
        if fact not in received:
            return _("{fact}: could not be examined.").format(fact=fact)
        if difference(value, received[fact], tolerance):
            return _("{fact}: expected {expected}. Received: {received}.").format(
                fact=fact, expected=yes_or_short(value), received=yes_or_short(received[fact])
            )
    return None


def _array(expected: np.ndarray, received, tolerance: Tolerance, what: str) -> str | None:
    if type(received) is not np.ndarray:
        wanted = _("an array (NumPy array or Keras tensor) of shape {shape}").format(
            shape=expected.shape
        )
        return _wrong_type(what, wanted, received)
    if received.shape != expected.shape:
        return _("{what} should have shape {expected}. Received: shape {received}.").format(
            what=what, expected=expected.shape, received=received.shape
        )
    if tolerance.any_float and expected.dtype.kind == "f":
        if received.dtype.kind != "f":
            return _(
                "{what} should have a floating dtype ({expected}, say). Received: dtype {received}."
            ).format(what=what, expected=expected.dtype, received=received.dtype)
    elif received.dtype != expected.dtype:
        return _("{what} should have dtype {expected}. Received: dtype {received}.").format(
            what=what, expected=expected.dtype, received=received.dtype
        )
    return _values(expected, received, tolerance, what)


def _values(expected, received, tolerance, what) -> str | None:
    near = _near(expected, received, tolerance)
    if near.all():
        return None
    if expected.shape == ():
        return _("{what} should be {expected}. Received: {received}.").format(
            what=what, expected=short(expected), received=short(received)
        )
    where = tuple(int(i) for i in np.argwhere(~near)[0])
    text = _(
        "{what} differs in {count} of {size} values, first at index {index}: "
        "expected {expected}. Received: {received}."
    ).format(
        what=what,
        count=int((~near).sum()),
        size=near.size,
        index=list(where),
        expected=_item(expected[where]),
        received=_item(received[where]),
    )
    if received.dtype.kind == "f" and np.isnan(received[~near & ~np.isnan(expected)]).any():
        text += " " + _("NaN means that something like 0/0 was computed.")
    return text


def _item(value: np.generic) -> str:
    return f"{value:.7g}" if value.dtype.kind == "f" else str(value)


def _near(expected, received, tolerance) -> np.ndarray:
    if expected.dtype.kind == "f":
        # In float64: a difference taken in float16 or float32 rounds.
        return np.isclose(
            received.astype("float64"),
            expected.astype("float64"),
            rtol=tolerance.rtol,
            atol=tolerance.atol,
            equal_nan=True,  # equal only where the reference is NaN too
        )
    return np.asarray(received == expected)


def same(left, right, *, dtypes: bool = True) -> bool:
    """Do two results, a learner's and a known mistake's, agree in everything?

    Args:
        left, right: results after `to_plain`.
        dtypes: whether dtypes count.
    """
    if type(left) is np.ndarray and type(right) is np.ndarray:
        if left.shape != right.shape or (dtypes and left.dtype != right.dtype):
            return False
        if left.dtype.kind not in "biuf" or right.dtype.kind not in "biuf":
            return left.dtype == right.dtype and left.dtype.kind in "SU" and (left == right).all()
        return bool(
            np.isclose(
                left.astype("float64"),
                right.astype("float64"),
                rtol=1e-5,
                atol=1e-6,
                equal_nan=True,
            ).all()
        )
    numbers = _number(left), _number(right)
    if None not in numbers:
        whole = type(left) is int, type(right) is int
        if dtypes and whole[0] != whole[1]:
            return False
        return math.isclose(*numbers, rel_tol=1e-6, abs_tol=1e-9) or all(map(math.isnan, numbers))
    if type(left) is not type(right):
        return False
    if type(left) in (tuple, list):
        return len(left) == len(right) and all(
            same(a, b, dtypes=dtypes) for a, b in zip(left, right, strict=True)
        )
    if type(left) is dict:
        return list(left) == list(right) and all(
            same(left[key], right[key], dtypes=dtypes) for key in left
        )
    if type(left) in (str, bytes, bool, type(None)) or isinstance(left, np.dtype):
        return bool(left == right)
    return False
