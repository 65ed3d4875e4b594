"""Broadcasting against NumPy and Keras."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from kerastutor.concepts.broadcasting import OPERATIONS, align, combine, mend, source

shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def numpy_says(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


@given(shapes, shapes)
def test_align_is_numpy_broadcast_shapes(a, b):
    aligned = align(a, b)
    assert aligned.shape == numpy_says(a, b)
    assert bool(aligned.clashes) == (aligned.shape is None)
    assert [axis.number for axis in aligned.axes] == list(range(-max(len(a), len(b)), 0))
    assert tuple(axis.a for axis in aligned.axes if axis.a is not None) == a
    assert tuple(axis.b for axis in aligned.axes if axis.b is not None) == b
    for axis in aligned.axes:
        clash = (
            axis.a != axis.b
            and 1 not in (axis.a or 1, axis.b or 1)
            and None
            not in (
                axis.a,
                axis.b,
            )
        )
        assert (axis in aligned.clashes) == (axis.size is None)
        if clash and 0 not in (axis.a, axis.b):
            assert axis.size is None
        if axis.stretched:
            size = getattr(axis, axis.stretched)
            assert size in (1, None) and axis.size is not None


@pytest.mark.parametrize("a, b", itertools.product([None, 0, 1, 2, 3], repeat=2))
def test_every_pair_of_sizes_has_its_sentence(a, b):
    if a is None and b is None:
        return
    (axis,) = align(*(() if size is None else (size,) for size in (a, b))).axes
    sentence = axis.sentence()
    assert sentence.startswith("axis −1: ")
    if a is None or b is None:
        has, lacks = ("b", "a") if a is None else ("a", "b")
        assert f"only {has} has it (size {a if b is None else b})" in sentence
        assert f"{lacks} is repeated" in sentence
    elif a == b:
        assert sentence.endswith(f"{a} and {b} are equal")
    elif a == 1 or b == 1:
        assert sentence.endswith(
            f"so {'a' if a == 1 else 'b'} is stretched to {b if a == 1 else a}"
        )
    else:
        assert f"{a} and {b} clash" in sentence


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4), st.data())
def test_source_is_where_broadcast_to_takes_from(shapes, data):
    result = shapes.result_shape
    place = tuple(data.draw(st.integers(0, size - 1)) for size in result)
    for shape in shapes.input_shapes:
        operand = np.arange(int(np.prod(shape))).reshape(shape)
        assert operand[source(shape, place)] == np.broadcast_to(operand, result)[place]


@given(shapes, shapes)
def test_a_mended_pair_fits(a, b):
    if align(a, b).shape is not None:
        return
    remedy = mend(a, b)
    if remedy:
        operands = {"a": np.zeros(a), "b": np.zeros(b)}
        operands[remedy[0]] = eval(remedy, dict(operands))
        assert operands[remedy[0]].ndim == len(a if remedy[0] == "a" else b) + 1
        np.broadcast_shapes(operands["a"].shape, operands["b"].shape)


def test_mend_by_hand():
    assert mend((4, 3), (4,)) == "b[:, None]"
    assert mend((4,), (4, 3)) == "a[:, None]"
    assert mend((2, 3), (3, 2)) == ""
    assert align((4, 3), (4, 1)).shape == (4, 3)


@settings(max_examples=40)
@given(
    mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4),
    st.sampled_from(list(OPERATIONS)),
    st.sampled_from(["int32", "float32", "float64"]),
)
def test_combine_is_keras_and_numpy(shapes, operation, dtype):
    import keras

    rng = np.random.default_rng(0)
    a, b = (rng.integers(-9, 9, shape).astype(dtype) for shape in shapes.input_shapes)
    values = combine(a, b, operation)
    assert isinstance(values, np.ndarray)
    assert values.dtype == dtype and values.shape == shapes.result_shape
    if operation != "add":
        expected = keras.ops.convert_to_numpy(getattr(keras.ops, operation)(a, b))
        np.testing.assert_array_equal(values, expected)
    np.testing.assert_array_equal(values, getattr(np, operation)(a, b))


@pytest.mark.parametrize("a", [(2, 2), (3, 3), (2, 1), (1, 2), (2, 2, 2), (2, 2, 1), (0, 2)])
@pytest.mark.parametrize("b", [(2, 1), (3, 1), (1, 2), (1, 2, 1), (1, 1, 2), (2, 1, 1), (0, 2)])
def test_a_column_is_not_taken_for_a_bias(a, b):
    """keras.ops.add would, and add it along the last axis."""
    if align(a, b).shape is None:
        return
    first = 100.0 * np.arange(math.prod(a)).reshape(a)
    second = np.arange(math.prod(b)).reshape(b)
    for operation in OPERATIONS:
        expected = getattr(np, operation)(first, second)
        np.testing.assert_array_equal(combine(first, second, operation), expected)


@given(array_shapes(min_dims=0, max_dims=3))
def test_a_single_value_fits_everything(shape):
    assert align(shape, ()).shape == align((), shape).shape == shape


def test_combine_refuses_in_words():
    with pytest.raises(ValueError, match=r"Expected one of \['add', .*Received: divide"):
        combine(np.ones(2), np.ones(2), "divide")
    for values in (["a", "b"], [b"a", b"b"]):
        for operation in OPERATIONS:
            with pytest.raises(ValueError, match=f"keras.ops.{operation} takes. Received: "):
                combine(np.array(values), np.array(values), operation)
    with pytest.raises(ValueError, match="keras.ops.add takes. Received: bool and bool"):
        combine(np.array([True]), np.array([False]))
    with pytest.raises(ValueError, match="keras.ops.maximum takes. Received: complex128"):
        combine(np.array([1j]), np.array([2.0]), "maximum")
