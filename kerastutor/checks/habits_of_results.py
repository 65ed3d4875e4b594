"""Habits told from the result and the expected one: a list for an array, transposed, rounded."""

import numpy as np

from kerastutor.checks.compare import same
from kerastutor.checks.habits import Habit, declared_in
from kerastutor.i18n import _
from kerastutor.learner.functions import Function
from kerastutor.learner.plain import Foreign, is_numpy_scalar, unwrapped

HABITS: list[Habit] = []
_habit = declared_in(HABITS, of_errors=False)
_habit_of_shapes = declared_in(HABITS, of_errors=False, of_shapes=True)


def _array(value) -> bool:
    return type(value) is np.ndarray and value.dtype.kind in "biufc"


def _both(expected, received) -> bool:
    return _array(expected) and _array(received)


# What was returned at all


@_habit(
    _("A comma at the end of the line makes a tuple of one: take it away."),
)
def comma_at_the_end(expected, received):
    return type(received) is tuple and len(received) == 1 and same(expected, received[0])


@_habit(_("A function comes back, not its result: call it, with brackets."))
def function_returned(expected, received):
    return type(received) is Function or (type(received) is Foreign and "function" in received.kind)


@_habit(_("The values are right, but they come as a list: return np.array(…)."))
def list_for_an_array(expected, received):
    if type(expected) is not np.ndarray or type(received) is not list:
        return False
    try:
        return same(expected, np.array(unwrapped(received)), dtypes=False)
    except ValueError:  # rows of different lengths
        return False


@_habit(
    _(
        "The arrays come in an array of dtype object, which is a list in disguise. Return a list "
        "of them, [first, second], or a tuple."
    )
)
def objects_for_a_sequence(expected, received):
    return (
        type(expected) in (tuple, list)
        and any(map(_array, expected))
        and type(received) is Foreign
        and received.kind == "ndarray"
        and received.text.startswith("dtype object,")
    )


@_habit(_("The values are right, but they come as an array or a tensor: a tuple of ints is asked."))
def array_for_a_tuple(expected, received):
    if type(expected) is not tuple or not _array(received) or any(map(_array, expected)):
        return False
    return list(expected) == received.tolist()


@_habit(_("The right arrays come stacked in one. Return each of them, with commas between."))
def stacked_arrays(expected, received):
    return (
        type(expected) in (tuple, list)
        and _array(received)
        and received.ndim > 0
        and len(received) == len(expected) > 1
        and all(_array(item) for item in expected)
        and all(same(*pair, dtypes=False) for pair in zip(expected, received, strict=True))
    )


@_habit(
    _(
        "The values are right, but they come as a list: with commas alone, `return a, b`, they "
        "are a tuple."
    )
)
def list_for_a_tuple(expected, received):
    return type(expected) is tuple and type(received) is list and same(expected, tuple(received))


@_habit(_("All that is asked is there, but in a dict: return the values, with commas between."))
def dict_for_a_tuple(expected, received):
    return type(expected) is tuple and type(received) is dict


@_habit(
    _(
        'A text comes where the value itself is asked: leave out str(…), f"…" and quotes, and put '
        "commas between several values."
    )
)
def text_for_values(expected, received):
    return (
        type(expected) is not str
        and type(received) is str
        and (type(expected) is tuple or _is_number_of(expected, received))
    )


def _is_number_of(expected, text: str) -> bool:
    if type(expected) not in (int, float) and not is_numpy_scalar(expected):
        return False
    try:
        return bool(np.isclose(float(expected), float(text), 1e-3))
    except ValueError:
        return False


@_habit(_("More than the result comes back: return the result alone."))
def more_than_asked(expected, received):
    return (
        type(expected) is not tuple
        and type(received) is tuple
        and len(received) > 1
        and same(expected, received[0], dtypes=False)
    )


@_habit(_("The last of what is asked is missing: return all of it, with commas between."))
def items_missing(expected, received):
    shorter = type(expected) is tuple and type(received) is tuple and 0 < len(received)
    return shorter and len(received) < len(expected) and same(expected[: len(received)], received)


@_habit(_("The right text is in it, with more around it: return the text alone."))
def more_text_than_asked(expected, received):
    return type(expected) is str and type(received) is str and expected in received


@_habit(_("They are in reverse order."))
def reversed_order(expected, received):
    return (
        type(expected) in (tuple, list)
        and type(received) is type(expected)
        and len(expected) > 1
        and same(expected[::-1], received)
    )


# Arrays with the right numbers


@_habit(_("The result is transposed: rows and columns have changed places."))
def transposed_result(expected, received):
    return (
        _both(expected, received)
        and expected.ndim == 2
        and same(expected.T, received, dtypes=False)
    )


@_habit_of_shapes(
    _("The two sizes of the shape have changed places: the sizes are right, their order is not.")
)
def transposed_shape(expected, received):
    return (
        _both(expected, received)
        and expected.ndim == 2
        and expected.shape[0] != expected.shape[1]
        and expected.shape[::-1] == received.shape
    )


@_habit(
    _(
        "The values are right and in their order, but the axes are not: compare the two shapes. "
        "An axis of size 1 comes from keepdims or None; reshape(…) mends the others."
    )
)
def right_values_in_another_shape(expected, received):
    return (
        _both(expected, received)
        and expected.shape != received.shape
        and expected.size == received.size > 0
        and same(expected.reshape(-1), received.reshape(-1), dtypes=False)
    )


@_habit(_("The values are right, and the dtype is another one: .astype(…) changes it."))
def another_dtype(expected, received):
    if not _both(expected, received) or expected.dtype == received.dtype:
        return False
    near = 1e-3 if received.dtype == np.float16 else 1e-5
    return expected.shape == received.shape and np.allclose(
        received.astype("complex128"), expected.astype("complex128"), near, near, equal_nan=True
    )


@_habit(_("The values are cut off to whole numbers: a float dtype keeps the fractions."))
def fractions_lost(expected, received):
    pair = _unequal_reals(expected, received)
    return pair is not None and same(np.trunc(pair[0]), pair[1], dtypes=False)


@_habit(_("The values are rounded: return all their digits."))
def rounded_result(expected, received):
    pair = _unequal_reals(expected, received)
    return pair is not None and any(
        np.allclose(np.round(pair[0], digits), pair[1], 1e-6, 1e-7, equal_nan=True)
        for digits in (0, 1, 2, 3)
    )


@_habit(_("The size is right and the sign is lost: negative values came back positive."))
def sign_lost(expected, received):
    pair = _unequal_reals(expected, received)
    return pair is not None and same(np.abs(pair[0]), pair[1], dtypes=False)


@_habit(_("The sign is the wrong way round: each value is minus the right one."))
def wrong_sign(expected, received):
    pair = _unequal_reals(expected, received)
    return pair is not None and same(-pair[0], pair[1], dtypes=False)


def _unequal_reals(expected, received) -> tuple[np.ndarray, np.ndarray] | None:
    """Both as arrays of real numbers, when their shapes agree and their values do not."""
    expected, received = _real(expected), _real(received)
    if expected is None or received is None or expected.shape != received.shape:
        return None
    return None if same(expected, received, dtypes=False) else (expected, received)


def _real(value) -> np.ndarray | None:
    """A real number, or an array of them, as an array."""
    if type(value) in (float, int) or is_numpy_scalar(value):
        value = np.asarray(value)
    return value if _array(value) and value.dtype.kind in "iuf" else None
