"""Type, shape, dtype, value: what counts as the same, and what does not."""

import numpy as np
import pytest

from kerastutor.checks.compare import difference, same
from kerastutor.checks.exercise import Facts, Tolerance
from kerastutor.learner.plain import plain, unwrapped
from kerastutor.learner.words import kind, short, tidy

NEAR = Tolerance()


def array(*values, dtype="float32"):
    return np.array(values, dtype)


def test_equal_arrays():
    assert difference(array(1, 2), array(1, 2), NEAR) is None


def test_tolerance():
    assert difference(array(1.0), array(1.0 + 5e-6), NEAR) is None
    assert difference(array(1.0), array(1.0 + 5e-5), NEAR)
    assert difference(array(1.0), array(1.0 + 5e-5), Tolerance(rtol=1e-3)) is None


def test_integers_are_exact():
    big = 2**53
    assert difference(array(big, dtype="int64"), array(big + 1, dtype="int64"), NEAR)


def test_nan_only_where_the_reference_has_it():
    nan = np.nan
    assert difference(array(1, nan), array(1, nan), NEAR) is None
    assert difference(array(1, 2), array(1, nan), NEAR)
    assert difference(array(1, nan), array(1, 2), NEAR)
    assert difference(float("nan"), 1.0, NEAR)
    assert difference(1.0, float("nan"), NEAR)


def test_infinity():
    assert difference(array(np.inf), array(np.inf), NEAR) is None
    assert difference(array(np.inf), array(-np.inf), NEAR)
    assert difference(array(np.inf), array(1e30), NEAR)


def test_order_of_complaints():
    expected = array(1, 2)
    assert "should be an array" in difference(expected, [1, 2], NEAR)
    assert "should have shape" in difference(expected, np.zeros((2, 1)), NEAR)
    assert "should have dtype" in difference(expected, np.zeros(2), NEAR)
    assert "differs in 2 of 2" in difference(expected, array(0, 0), NEAR)


def test_any_float():
    loose = Tolerance(any_float=True)
    assert difference(array(1, 2), np.array([1.0, 2.0]), loose) is None
    assert "floating dtype" in difference(array(1, 2), np.array([1, 2]), loose)
    assert "an array (dtype object, shape (2,))" in (
        difference(array(1, 2), plain(np.array([1, 2], object)), loose)
    )
    assert "floating dtype" in difference(array(1, 2), np.array([1, 2], complex), loose)


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.int64(2), np.array(2.0)])
def test_numbers_of_all_kinds(value):
    assert difference(2.0, value, NEAR) is None


@pytest.mark.parametrize("value", [True, "2", None, [2.0], np.array([2.0]), 2 + 0j, np.bool_(1)])
def test_no_numbers(value):
    assert "should be a" in difference(2.0, value, NEAR)


def test_facts():
    words = {"sizes": "batch sizes", "shuffled": "shuffled"}
    expected = Facts({"sizes": (2, 1), "shuffled": True})
    assert difference(expected, Facts(dict(expected.of)), NEAR, words) is None
    assert difference(expected, Facts({"sizes": (2, 1), "shuffled": False}), NEAR, words) == (
        "shuffled: expected yes. Received: no."
    )
    assert "batch sizes: expected (2, 1)" in difference(
        expected, Facts({"sizes": (2,)}), NEAR, words
    )
    assert "could not be examined" in difference(expected, Facts({"sizes": (2, 1)}), NEAR, words)


@pytest.mark.parametrize("value", [[1, 2.5], {"a": [1, None]}, None, True, 1 + 2j, "a", b"a", 3])
def test_any_plain_value_may_be_expected(value):
    assert difference(value, plain(value), NEAR) is None
    for other in ([1, 3.5], {"a": [1, 0]}, {"b": [1, None]}, {}, False, 2j, "b", b"b", 4, (1, 2.5)):
        said = difference(value, other, NEAR)
        assert "should be" in said or "should have" in said or "nobody asked" in said


def test_a_dict_says_which_key():
    expected = {"units": 4, "name": "dense"}
    assert difference(expected, {"units": 4}, NEAR) == (
        "the result should have the key 'name'. Received: ['units']."
    )
    assert difference(expected, {**expected, "x": 1}, NEAR) == (
        "the result has a key 'x' that nobody asked for."
    )
    assert "the result['units'] should be 4. Received: 5." == (
        difference(expected, {**expected, "units": 5}, NEAR)
    )


def test_tensors_become_arrays():
    import keras
    import tensorflow as tf

    for tensor in (keras.ops.ones((2, 3)), tf.ones((2, 3)), tf.Variable(tf.ones((2, 3)))):
        assert type(unwrapped(plain(tensor))) is np.ndarray
    assert type(unwrapped(plain(keras.Variable(np.ones(2))))) is np.ndarray
    pair = unwrapped(plain((keras.ops.ones(2), [keras.ops.zeros(1)])))
    assert type(pair) is tuple and type(pair[0]) is np.ndarray and type(pair[1][0]) is np.ndarray


def test_same():
    assert same(array(1), array(1)) and not same(array(1), array(2))
    assert not same(array(1), array(1, dtype="float64"))
    assert same(array(1), array(1, dtype="float64"), dtypes=False)
    assert same(array(np.nan), array(np.nan))
    assert not same(array(1), 1.0) and not same((1,), [1])
    assert same((1, "a", None), (1, "a", None)) and not same((1,), (1, 2))
    assert same(0.5, np.float64(0.5)) and not same(True, 1) and not same(1, 1.0)
    assert same({"a": 1}, {"a": 1}) and not same({"a": 1}, {"b": 1})

    class Equal:
        def __eq__(self, other):
            return True

    assert not same(Equal(), Equal())


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([-3.5, 0.7, -1027.0, 1027.0], "array([   -3.5,     0.7, -1027. ,  1027. ])"),
        ([0.0, 0.001, 999999.0], "array([     0.   ,      0.001, 999999.   ])"),
        ([np.nan, np.inf, 0.002, 900.0], "array([    nan,     inf,   0.002, 900.   ])"),
        # where decimals would hide a value, they do not stand
        ([1e-9, 1.0, 2.0], "array([1.e-09, 1.e+00, 2.e+00])"),
        ([1e12, 0.5], "array([1.e+12, 5.e-01])"),
    ],
)
def test_numbers_are_plain_where_that_hides_none(values, text):
    assert short(np.array(values)) == text


def test_short():
    assert short(array(1, 2)) == "array([1., 2.], dtype=float32)"
    assert short(np.zeros((9, 9))) == ("an array of dtype float64 and shape (9, 9), values 0 to 0")
    with_nan = np.array([np.nan] + [2.0] * 40)
    assert short(with_nan).endswith("(41,), values 2 to 2, 1 of 41 NaN")
    assert short(np.full(40, np.nan)).endswith("(40,), 40 of 40 NaN")
    assert kind(plain(np.dtype("int8"))) == "a dtype object"
    assert short(np.zeros((0, 99))).startswith("array([]")
    assert short((1, "a")) == "(1, 'a')" and short((1,)) == "(1,)" and short([]) == "[]"
    assert len(short("x" * 9999)) <= 300
    assert len(short(list(range(9999)))) <= 300

    class Hostile:
        def __repr__(self):
            raise SystemExit

    assert short(plain(Hostile())) == kind(plain(Hostile())) == "an object of type Hostile"
    assert short(plain([Hostile()])) == "[an object of type Hostile]"


def test_tidy_has_no_control_characters():
    assert tidy("a\x1b[31mb\x07\r") == "a [31mb"
