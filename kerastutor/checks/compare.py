"""Is this result the expected one? Type first, then shape, dtype, value.

The learner's object is never asked whether it is equal: only exact, known types are compared.
"""

import math

import numpy as np

from kerastutor.checks.exercise import Facts, Shown, Tolerance
from kerastutor.i18n import _, ngettext
from kerastutor.learner.plain import Foreign, Raised, Stream, Tensor, is_numpy_scalar, unwrapped
from kerastutor.learner.words import kind, short, yes_or_short


def difference(
    expected, received, tolerance: Tolerance, parts=(), what=None, about=""
) -> str | None:
    """One sentence on the first thing that differs, or None.

    Args:
        expected: the reference's result: plain data, or Facts.
        received: the learner's; a tensor counts as an array.
        tolerance: what counts as near enough.
        parts: names of the items, when a tuple is expected; words by name, when Facts are.
        what: how to call the thing compared; "the result" unless told.
        about: of the parts, the one that is looked at first.

    Returns:
        The sentence, or None where the two agree.
    """
    what = what or _("the result")
    expected, received = unwrapped(expected), unwrapped(received)
    if type(expected) is np.ndarray:
        return _array(expected, received, tolerance, what)
    if type(expected) is Facts:
        return _facts(expected, received, tolerance, parts)
    if type(expected) in (tuple, list):
        return _sequence(expected, received, tolerance, parts, what, about)
    if type(expected) is dict:
        return _dict(expected, received, tolerance, what)
    if type(expected) is float or is_numpy_scalar(expected) and expected.dtype.kind == "f":
        return _float(float(expected), received, tolerance, what)
    if type(expected) is complex or is_numpy_scalar(expected) and expected.dtype.kind == "c":
        return _complex(complex(expected), received, tolerance, what)
    return _exact(expected, received, what)


_KINDS = {bool: "b", int: "iu", str: "U", bytes: "S"}


def _exact(expected, received, what: str) -> str | None:
    """A value of which there is only one: a bool, an int, a text, None."""
    if is_numpy_scalar(expected):
        expected = expected.item()
    own = type(expected)
    numpys = is_numpy_scalar(received) and received.dtype.kind in _KINDS.get(own, "")
    if type(received) is not own and not numpys:
        wanted = {bool: _("a bool"), int: _("an int"), str: _("a string"), bytes: _("bytes")}
        return _wrong_type(what, wanted.get(own, "None"), received)
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
        text = _("{what} should be {expected:.10g}. Received: {received:.10g}.").format(
            what=what, expected=expected, received=number
        )
        return text + _no_number(number, np.array(number))
    return None


def _number(value) -> float | None:
    """A real number, from whatever holds exactly one."""
    if type(value) in (int, float):
        return float(value) if abs(value) < 1e308 or type(value) is float else math.inf
    if is_numpy_scalar(value) or (type(value) is np.ndarray and value.shape == ()):
        return float(value) if value.dtype.kind in "iuf" else None
    return None


def _complex(expected: complex, received, tolerance: Tolerance, what: str) -> str | None:
    number = complex(received) if type(received) is complex else _number(received)
    if is_numpy_scalar(received) and received.dtype.kind == "c":
        number = complex(received)
    if number is None:
        return _wrong_type(what, _("a complex number"), received)
    if not np.isclose(number, expected, tolerance.rtol, tolerance.atol, equal_nan=True):
        return _("{what} should be {expected}. Received: {received}.").format(
            what=what, expected=short(expected), received=short(received)
        )
    return None


def _count(items) -> str:
    return ngettext("{n} item", "{n} items", len(items)).format(n=len(items))


def _sequence(expected, received, tolerance, parts, what, about) -> str | None:
    if type(received) is not type(expected):
        wanted = _("a tuple") if type(expected) is tuple else _("a list")
        return _wrong_type(what, wanted, received)
    if len(received) != len(expected):
        if parts and any(type(item) is np.ndarray for item in expected):
            return _("{what} should have {n} items: {parts}. Received: {received}.").format(
                what=what, n=len(expected), parts=", ".join(parts), received=_count(received)
            )
        if any(type(item) is np.ndarray for item in expected):
            return _("{what} should have {n} items. Received: {received}.").format(
                what=what, n=len(expected), received=_count(received)
            )
        return _("{what} should have {expected}: {example}. Received: {received}: {value}.").format(
            what=what,
            expected=_count(expected),
            received=_count(received),
            example=short(expected),
            value=short(received),
        )
    for index in _order(len(expected), parts, about):
        if parts:
            name = _("item {index} ({part})").format(index=index, part=parts[index])
        else:
            name = _("item {index} of {what}").format(index=index, what=what)
        found = difference(expected[index], received[index], tolerance, what=name)
        if found:
            return found
    return None


def _order(count: int, parts, about: str) -> list[int]:
    """The places of items, that of the named one first."""
    return sorted(range(count), key=lambda at: not about or parts[at] != about)


def _dict(expected: dict, received, tolerance, what) -> str | None:
    if type(received) is not dict:
        return _wrong_type(what, _("a dict"), received)
    for key in expected:
        if key not in received:
            return _("{what} should have the key {key}. Received: {keys}.").format(
                what=what, key=short(key), keys=short(list(received))
            )
    for key in received:
        if key not in expected:
            return _("{what} has a key {key} that nobody asked for.").format(
                what=what, key=short(key)
            )
    for key, value in expected.items():
        name = _("{what}[{key}]").format(what=what, key=short(key))
        found = difference(value, received[key], tolerance, what=name)
        if found:
            return found
    return None


def _facts(expected: Facts, received, tolerance, words) -> str | None:
    """Facts in order: an early one that fails explains the later ones."""
    if type(received) is not Facts:
        return _wrong_type(_("the result"), _("a value"), received)
    for fact, value in expected.of.items():
        said = words[fact]
        if fact not in received.of:
            return _("{fact}: could not be examined.").format(fact=said)
        value, other = _fact(value), _fact(received.of[fact])
        if difference(value, other, tolerance):
            return _("{fact}: expected {expected}. Received: {received}.").format(
                fact=said, expected=yes_or_short(value), received=yes_or_short(other)
            )
    return None


def _fact(value):
    return value.fact if type(value) is Shown else value


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
        text = _("{what} should be {expected}. Received: {received}.").format(
            what=what, expected=short(expected), received=short(received)
        )
        return text + _no_number(received, received)
    where = tuple(first_difference(expected, received, tolerance))
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
    return text + _no_number(received[where], received[~near])


def _no_number(first, wrong: np.ndarray) -> str:
    """Where the value that is shown is NaN or ∞, or another wrong one is: what that comes of."""
    if wrong.dtype.kind != "f":
        return ""
    if np.isinf(first):
        return " " + _("∞ comes of a power that is too large (e^800), of x / 0, or of log 0.")
    if np.isnan(first) or np.isnan(wrong).any():
        return " " + _("NaN comes of 0/0, ∞/∞, ∞ − ∞ or 0 · ∞, or of the log or root of x < 0.")
    return ""


def first_difference(expected, received, tolerance: Tolerance) -> list[int]:
    """The index of the first value of an array that is wrong; [] where none is."""
    wrong = np.argwhere(~_near(expected, received, tolerance))
    return wrong[0].tolist() if len(wrong) else []


def failing_item(expected, received, tolerance: Tolerance, parts, about="") -> tuple | None:
    """Of a tuple or a list of gradients and the like, the first item that is wrong.

    Args:
        expected, received: results, tensors unwrapped.
        tolerance: what counts as near enough.
        parts: names of the items; those of a list are told by their numbers.
        about: of the parts, the one that is looked at first.

    Returns:
        (name, what is right, what was received); None where it is no number and no array of
        numbers. Whole numbers are told together: they are short.
    """
    kind = type(expected)
    if kind not in (tuple, list) or type(received) is not kind or len(expected) != len(received):
        return None
    if kind is list:
        parts = [_("item {index}").format(index=index) for index in range(len(expected))]
    for at in _order(min(len(parts), len(expected)), parts, about):
        name, right, theirs = parts[at], expected[at], received[at]
        if difference(right, theirs, tolerance) is not None:
            return (name, right, theirs) if _is_real(right) and _is_real(theirs) else None
    return None


def _is_real(value) -> bool:
    if type(value) is np.ndarray or is_numpy_scalar(value):
        return value.dtype.kind in "biuf"
    return type(value) is float


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
        left, right: plain data, or Facts.
        dtypes: whether dtypes count, and whether a tensor is something else than an array.
    """
    if not dtypes:
        left, right = unwrapped(left), unwrapped(right)
    elif type(left) is not type(right):
        left, right = unwrapped(left), unwrapped(right)  # a mistake is made in any library
    if type(left) is np.ndarray and type(right) is np.ndarray:
        return _same_arrays(left, right, dtypes)
    numbers = _number(left), _number(right)
    if None not in numbers:
        whole = type(left) is int, type(right) is int
        if dtypes and whole[0] != whole[1]:
            return False
        return math.isclose(*numbers, rel_tol=1e-6, abs_tol=1e-9) or all(map(math.isnan, numbers))
    if type(left) is not type(right):
        return False
    if Shown in (type(left), type(right)):
        return same(_fact(left), _fact(right), dtypes=dtypes)
    if type(left) is Facts:
        return same(left.of, right.of, dtypes=dtypes)
    if type(left) in (tuple, list):
        return len(left) == len(right) and all(
            same(a, b, dtypes=dtypes) for a, b in zip(left, right, strict=True)
        )
    if type(left) is dict:
        return list(left) == list(right) and all(
            same(left[key], right[key], dtypes=dtypes) for key in left
        )
    if type(left) is Stream:
        return left.kind == right.kind and same(left.items, right.items, dtypes=dtypes)
    if type(left) is Raised:
        return left.name == right.name
    if type(left) in (str, bytes, bool, complex, type(None), Foreign) or is_numpy_scalar(left):
        return bool(left == right)
    return type(left) is Tensor and same(left.values, right.values, dtypes=dtypes)


def _same_arrays(left: np.ndarray, right: np.ndarray, dtypes: bool) -> bool:
    if left.shape != right.shape or (dtypes and left.dtype != right.dtype):
        return False
    if left.dtype.kind not in "biuf" or right.dtype.kind not in "biuf":
        return left.dtype == right.dtype and bool((left == right).all())
    with np.errstate(over="ignore"):
        return bool(
            np.isclose(
                left.astype("float64"),
                right.astype("float64"),
                rtol=1e-5,
                atol=1e-6,
                equal_nan=True,
            ).all()
        )
