"""Facts about tensors, and indices read from text, against NumPy and Keras."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from kerastutor.concepts.tensors import MOST_AXES, as_array, describe, facts, parse_index, pick


def counted(shape):
    return np.arange(int(np.prod(shape))).reshape(shape)


X = counted((2, 3, 4))


# Random indices, each as text.
def _slices(size):
    end = st.none() | st.integers(-size - 2, size + 2)
    step = st.none() | st.sampled_from([-3, -2, -1, 1, 2, 3])

    def text(start, stop, by):
        words = ["" if part is None else str(part) for part in (start, stop)]
        return ":".join(words + ([] if by is None else [str(by)]))

    return st.builds(text, end, end, step)


def _part(size):
    whole = st.integers(-size, size - 1).map(str) if size else st.just(":")
    listed = st.lists(st.integers(-size, size - 1), max_size=4).map(str) if size else st.just("[]")
    mask = st.lists(st.booleans(), min_size=size, max_size=size).filter(len).map(str)
    return st.one_of(whole, _slices(size), listed, mask if size else st.just(":"))


@st.composite
def indexed(draw):
    """An array of rank 0 to 5 and the text of an index into it (which NumPy may still refuse)."""
    shape = draw(st.lists(st.integers(0, 4), max_size=MOST_AXES).map(tuple))
    kept = draw(st.integers(0, len(shape)))
    parts = [draw(_part(size)) for size in shape[:kept]]
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), "None")
    if draw(st.booleans()) and kept == len(shape):
        parts.append("...")
    return counted(shape), ", ".join(parts)


@given(indexed())
def test_pick_is_numpy_indexing_and_sources_say_where_from(case):
    x, text = case
    try:
        expected = np.asarray(eval(f"x[{text}]" if text else "x[()]", {"x": x}))
    except IndexError:
        with pytest.raises(IndexError):
            pick(x, text)
        return
    assume(expected.ndim <= MOST_AXES)
    picked = pick(x, text)
    assert isinstance(picked.values, np.ndarray)
    assert picked.values.shape == expected.shape
    assert picked.values.dtype == expected.dtype
    assert (picked.values == expected).all()
    assert len(picked.sources) == x.ndim
    assert all(positions.shape == expected.shape for positions in picked.sources)
    if x.ndim:
        assert (x[picked.sources] == expected).all()


@given(arrays("int64", array_shapes(min_dims=0, max_dims=4, max_side=4)), st.integers(-5, 5))
def test_comparisons_pick_where_they_hold(x, limit):
    for sign, expected in {
        ">": x > limit,
        ">=": x >= limit,
        "<": x < limit,
        "<=": x <= limit,
        "==": x == limit,
        "!=": x != limit,
    }.items():
        picked = pick(x, f"x {sign} {limit}")
        assert picked.values.tolist() == x[expected].tolist()
        wheres = np.nonzero(expected) if x.ndim else ()
        assert len(picked.sources) == len(wheres)
        for positions, where in zip(picked.sources, wheres, strict=True):
            assert positions.tolist() == where.tolist()


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", X),
        ("  ", X),
        ("x[1]", X[1]),
        ("x[1, ...]", X[1, ...]),
        ("x[[0, 1]]", X[[0, 1]]),
        ("np.newaxis, 0", X[np.newaxis, 0]),
        ("None", X[None]),
        ("1,", X[(1,)]),
        ("(0, 1)", X[0, 1]),
        ("..., -1", X[..., -1]),
        ("::-1", X[::-1]),
        ("[True, False], :, [0, 3]", X[[True, False], :, [0, 3]]),
        ("+1", X[1]),
        ("[]", X[[]]),
        ("99999999999999999999:", X[2:]),
    ],
)
def test_text_is_read_as_numpy_reads_it(text, expected):
    assert pick(X, text).values.tolist() == expected.tolist()


def test_the_array_has_its_own_name_in_comparisons():
    assert pick(X, "image > 20", "image").values.tolist() == [21, 22, 23]
    with pytest.raises(ValueError, match="Received: x > 20"):
        pick(X, "x > 20", "image")


def test_text_arrays_are_indexed_and_compared():
    words = np.array([["a", "b"], ["c", "a"]])
    assert pick(words, "words == 'a'", "words").values.tolist() == ["a", "a"]
    assert pick(words, "0, 1").values.tolist() == "b"
    assert pick(words, "0, 1").values.shape == ()


class Trap:
    """Whatever touches this has evaluated the text."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was looked up")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "x",
        "x[0][1]",
        "0][1",
        "0] + x[1",
        "0]; import os; x[0",
        "print(1)",
        "print",
        "x.shape",
        "x.shape[0]",
        "len(x)",
        "1 + 1",
        "0.5",
        "1j",
        "'0'",
        "b'0'",
        "f'{1}'",
        "f'{print(1)}'",
        "[x for x in (1, 2)]",
        "[1.5]",
        "['a']",
        "[[0, 1], [1]]",
        "{0}",
        "{}",
        "{[]: 1}",
        "*[0, 1]",
        "lambda: 0",
        "y := 1",
        "x > y",
        "x > None",
        "x > [1, 2]",
        "x > {1: 2}",
        "x > 'a'",
        "x > print(1)",
        "0 < x < 3",
        "x and 1",
        "not x",
        "yield",
        "await x",
        "True",
        "False",
        "-True",
        "a:b",
        "print(1):",
        "1.0:",
        "':'",
        ":::",
        "0 0",
        "0; 1",
        "# nothing",
        "]",
        "[",
        "\0",
        "0\\",
        "np",
        "np.inf",
        "np.newaxis.x",
        "x.newaxis",
        "print().newaxis",
        "__import__('os').newaxis",
        "__import__('os').system('false')",
        "().__class__.__bases__",
        "(" * 500 + ")" * 500,
        "[" * 500 + "]" * 500,
        "-" * 5000 + "1",
        "9" * 5000,
        "x.a" + ".a" * 3000,
    ],
)
def test_what_is_no_index_is_refused_and_never_evaluated(text):
    with pytest.raises(ValueError, match="^Expected an index such as") as caught:
        parse_index(text, {"x": X, "np": Trap(), "y": Trap(), "print": Trap()})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text, message",
    [
        ("2", r"^2 is outside axis 0, which has size 2: x allows -2 to 1 there\.$"),
        ("-3", r"^-3 is outside axis 0, which has size 2: x allows -2 to 1 there\.$"),
        ("0, 3", r"^3 is outside axis 1, which has size 3: x allows -3 to 2 there\.$"),
        ("..., 4", r"^4 is outside axis 2, which has size 4"),
        (":, None, 5", r"^5 is outside axis 1, which has size 3"),
        ("[True, False], [7]", r"^7 is outside axis 1, which has size 3"),
        ("[0, 9]", r"^9 is outside axis 0"),
        ("9999999999999999999999", r"^9999999999999999999999 is outside axis 0"),
        ("0, 1, 2, 3", r"^x has 3 axes, but the index names 4\.$"),
        ("x > 3, 0", r"^x has 3 axes, but the index names 4\.$"),
        ("..., ..., 0", r"more than one \.\.\."),
        ("::0", r"^The step of a slice, its third number, is 0"),
        ("None, None, None", r"^The result would have 6 axes, but at most 5 are shown\.$"),
        ("None," * 70, r"^NumPy says|^The result would have"),
        ("[0, 1], [0, 1, 2]", r"^NumPy says: shape mismatch"),
        ("[True, False, True]", r"^NumPy says: boolean index did not match"),
    ],
)
def test_what_does_not_fit_is_explained(text, message):
    with pytest.raises(IndexError, match=message):
        pick(X, text)


def test_an_empty_axis_has_nothing_to_pick():
    with pytest.raises(IndexError, match="^axis 1 has size 0: there is nothing to pick"):
        pick(np.zeros((2, 0)), "0, 0")
    assert pick(np.zeros((2, 0)), "0").values.shape == (0,)


@given(
    st.sampled_from(["float32", "float64", "float16", "int8", "int64", "uint8", "bool"]),
    array_shapes(min_dims=0, max_dims=5, max_side=4),
)
def test_describe_is_what_keras_says(dtype, shape):
    import keras

    rank, found, kind = describe(np.zeros(shape, dtype))
    assert (rank, found, kind) == (len(shape), shape, dtype)
    assert type(rank) is int and type(found) is tuple and type(kind) is str
    tensor = keras.ops.zeros(shape, dtype=dtype)
    assert describe(tensor) == (rank, found, kind)


def test_facts_by_hand():
    known = facts(np.zeros((2, 3), "float32"))
    assert (known.rank, known.shape, known.dtype) == (2, (2, 3), "float32")
    assert (known.size, known.itemsize, known.nbytes) == (6, 4, 24)
    assert known.axes == ("axis 0", "axis 1")
    assert facts(np.zeros((2, 3)), ("row", "column")).axes == ("row", "column")
    assert facts(np.zeros(())).axes == ()
    with pytest.raises(ValueError, match=r"Expected 2 axis names.*Received: \('row',\)"):
        facts(np.zeros((2, 3)), ("row",))


@given(arrays("float64", array_shapes(min_dims=0, max_dims=5, max_side=3)))
def test_facts_count_what_numpy_counts(x):
    known = facts(x)
    assert (known.nbytes, known.size, known.rank) == (x.nbytes, x.size, x.ndim)


def test_as_array_takes_what_keras_takes():
    import keras

    assert as_array([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
    assert as_array(7).shape == ()
    assert as_array(keras.ops.ones((2, 3))).dtype == np.float32
    assert as_array(keras.Variable(np.ones((2, 2)))).shape == (2, 2)
    assert as_array("word").shape == ()
    x = np.zeros((2, 2))
    assert as_array(x) is x


@pytest.mark.parametrize(
    "given_, message",
    [
        ([[1, 2], [3]], r"^Expected rows of one length.*Received: \[\[1, 2\], \[3\]\]"),
        (None, "^Expected numbers, text or booleans. Received: Python objects, None"),
        ({"a": 1}, "^Expected numbers, text or booleans"),
        ((n for n in range(3)), "^Expected numbers, text or booleans"),
        (len, "^Expected numbers, text or booleans"),
        ([10**400], "^Expected numbers, text or booleans"),
        (np.zeros(2, [("a", int)]), "^Expected numbers, text or booleans"),
        (np.array(["2020-01-01"], "M8[D]"), "^Expected numbers.*Received: datetime64"),
        (np.zeros((1,) * 6), r"^Expected at most 5 axes. Received: shape \(1, 1, 1, 1, 1, 1\)"),
    ],
)
def test_as_array_refuses_what_is_no_tensor(given_, message):
    with pytest.raises(ValueError, match=message) as caught:
        as_array(given_)
    assert len(str(caught.value)) < 200
