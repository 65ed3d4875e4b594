"""Plain data: what comes through as it is, and what only leaves its name."""

import asyncio
from collections import namedtuple
from typing import NamedTuple

import numpy as np
import pytest

from kerastutor.learner import plain as module
from kerastutor.learner.functions import FORMULAS, Function
from kerastutor.learner.outcome import Outcome, identical
from kerastutor.learner.plain import Foreign, Raised, Stream, Tensor, plain, unwrapped
from kerastutor.learner.words import kind, short

SAME = [
    None,
    True,
    3,
    -(2**70),
    0.5,
    float("inf"),
    1 + 2j,
    "text, \ud800 too",
    b"\x00bytes",
    (1, (2.0, [None, {"a": (), 3: []}])),
    {(1, "a"): {b"k": True}},
    np.arange(6, dtype="int16").reshape(2, 3),
    np.array([1.5, np.nan], "float16"),
    np.array([[True], [False]]),
    np.array([1j], "complex64"),
    np.array(["a", "bcd"]),
    np.array([b"xy"]),
    np.zeros((0, 3)),
    np.array(2.0),
    np.arange(4, dtype=">i4"),
    np.arange(9)[::2],
    np.float32(1.5),
    np.bool_(True),
    np.str_("s"),
    np.uint8(200),
    Function("wave", (2, 3)),
]


@pytest.mark.parametrize("value", SAME, ids=lambda value: short(plain(value))[:30])
def test_plain_data_is_itself(value):
    found = plain(value)
    assert type(found) is type(value)
    assert identical(found, value)
    if type(value) is np.ndarray:
        assert found is not value and not np.shares_memory(found, value)


def test_read_only_stays_read_only():
    array = np.arange(3)
    array.flags.writeable = False
    assert not plain(array).flags.writeable and plain(np.arange(3)).flags.writeable


class Liar:
    """Asked anything at all, it raises."""

    def __getattribute__(self, name):
        raise RuntimeError(f"asked for {name}")

    def __eq__(self, other):
        raise RuntimeError("asked whether it is equal")

    __hash__ = None


class RaisingArray:
    def __array__(self, *args, **words):
        raise RuntimeError("no array")

    def __repr__(self):
        raise SystemExit

    __str__ = __repr__


class Words(Exception):
    def __str__(self):
        raise ValueError("no words")


class Pair(tuple):
    pass


@pytest.mark.parametrize(
    "value, found",
    [
        (RaisingArray(), Foreign("RaisingArray")),
        (object(), Foreign("object")),
        (range(10**13), Foreign("range", "range(0, 10000000000000)")),
        (Pair((1, 2)), Foreign("Pair")),
        (len, Foreign("builtin_function_or_method")),
        (lambda: 0, Foreign("function")),
        (np, Foreign("module")),
        (np.dtype("float32"), Foreign("dtype", "dtype('float32')")),
        (np.matrix([[1]]), Foreign("matrix")),
        (np.ma.masked_array([1]), Foreign("MaskedArray")),
        (np.array([1, None]), Foreign("ndarray", "dtype object, shape (2,)")),
        (np.array(["2020-01-01"], "M8"), Foreign("ndarray", "dtype datetime64[D], shape (1,)")),
        (np.datetime64("2020"), Foreign("datetime64")),
        (10**40000, Foreign("int", "too large")),
        (ValueError, Raised("ValueError", kinds=("ValueError", "Exception", "BaseException"))),
        (Words("x"), Raised("Words", kinds=("Exception", "BaseException"))),
        (iter([1]), Stream("list_iterator")),
        (..., Foreign("ellipsis")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_leaves_its_name(value, found):
    assert plain(value) == found or vars(plain(value)) == vars(found)
    assert kind(plain(value)) and short(plain(value))
    assert plain([value])[0].__class__ is found.__class__


class State(NamedTuple):
    w: object
    v: object

    def __iter__(self):
        raise RuntimeError("asked for its items")

    __len__ = __getitem__ = __iter__


class Named(namedtuple("Named", "w v")):
    __slots__ = ()


@pytest.mark.parametrize("made", [State, Named, namedtuple("Plain", "w v")])
def test_a_named_tuple_is_a_tuple(made):
    found = plain([made(np.arange(3), made(1, len))])[0]
    assert type(found) is tuple and type(found[1]) is tuple
    assert found[0].tolist() == [0, 1, 2] and found[1] == (1, plain(len))


def test_a_coroutine_is_closed(recwarn):
    async def waits():
        await asyncio.sleep(1)

    found = plain(waits())
    assert found == Foreign("coroutine")
    assert not recwarn.list


def test_limits_on_size_and_depth(monkeypatch):
    deep = value = []
    for _n in range(100):
        value.append([])
        value = value[0]
    found, depth = plain(deep), 0
    while type(found) is list and found:
        found, depth = found[0], depth + 1
    assert found == Foreign("list", "nested too deep") and depth == module.MOST_DEPTH
    cycle = []
    cycle.append(cycle)
    assert "nested too deep" in repr(plain(cycle))
    monkeypatch.setattr(module, "MOST_ITEMS", 10)
    assert plain(list(range(11))) == Foreign("list", "too long")
    assert plain({n: n for n in range(11)}) == Foreign("dict", "too long")
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    assert plain("x" * 101) == Foreign("str", "too long")
    assert plain(np.zeros(20)).text == "dtype float64, shape (20,), too large"
    big = np.broadcast_to(np.float64(1), (10**6, 10**6))  # eight terabytes, if it were copied
    assert plain(big).text.endswith("too large")


def test_tensors():
    import keras
    import tensorflow as tf

    for tensor in (
        keras.ops.ones((2, 3)),
        tf.Variable(tf.ones((2, 3))),
        keras.Variable(np.ones(2)),
    ):
        found = plain(tensor)
        assert type(found) is Tensor and found.dtype == str(np.asarray(tensor).dtype)
        assert identical(found.values, np.asarray(tensor))
        assert kind(found).startswith(f"a tensor of dtype {found.dtype} and shape (2")
    half = plain(keras.ops.ones(2, dtype="bfloat16"))
    assert half.dtype == "bfloat16" and half.values.dtype == np.float32
    assert plain(tf.constant(["a"])).values.tolist() == [b"a"]
    assert plain(keras.Input((3,))) == Foreign("KerasTensor")
    assert type(unwrapped((tensor, [plain(tensor)]))[1][0]) is np.ndarray


def test_what_was_changed_is_told():
    case = (np.arange(3.0), [1, 2], {"a": [1]}, 5, "x", (np.ones(2),))
    after = (np.arange(3.0), [1, 2.0], {"a": [2]}, 5, "x", (np.ones(2),))
    assert Outcome("returned", after=case).changed(case) == []
    assert Outcome("returned", after=after).changed(case) == [1, 2]
    assert Outcome("too slow").changed(case) == []
    nan = (np.array([np.nan]),)
    assert Outcome("returned", after=(np.array([np.nan]),)).changed(nan) == []
    assert Outcome("returned", after=(np.array([0.0]),)).changed(nan) == [0]


@pytest.mark.parametrize(
    "name, parameters",
    [
        ("polynomial", (2, 3, 4)),
        ("wave", (2, 3)),
        ("growth", (0.5,)),
        ("relu", ()),
        ("tanh", ()),
    ],
)
def test_a_named_function_takes_numbers_arrays_and_tensors(name, parameters):
    import keras

    function = Function(name, parameters)
    assert set(FORMULAS) >= {name}
    formula = eval(function.text, {"np": np})
    x = np.array([-1.0, 0.25, 2.0])
    assert np.allclose(function(x), formula(x))
    assert function(0.25) == pytest.approx(formula(0.25))
    tensor = function(keras.ops.convert_to_tensor(x))
    assert keras.ops.is_tensor(tensor) and np.allclose(tensor, formula(x))


@pytest.mark.parametrize(
    "name, parameters",
    [("sin", ()), ("wave", (1,)), ("wave", [1, 2]), ("wave", ("1", "2")), ("wave", (True, 1))],
)
def test_what_is_no_named_function_is_refused(name, parameters):
    with pytest.raises(ValueError, match="^Expected one of .*Received: "):
        Function(name, parameters)
