"""Reshape, transpose and moveaxis against Keras and NumPy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from kerastutor.concepts.reshaping import OPERATIONS, choices, rearrange, whole_numbers


def counted(shape):
    return 10 * np.arange(math.prod(shape), dtype="int64").reshape(shape)


def written(numbers):
    return ", ".join(map(str, numbers))


def agrees_with_keras(moved, x, operation, arguments):
    import keras

    expected = getattr(keras.ops, operation)(x, *arguments)
    expected = keras.ops.convert_to_numpy(expected)
    assert moved.after.shape == expected.shape
    assert (moved.after == expected).all()
    # Each element's place in memory before: what lies there is what stands here.
    assert (x.ravel()[moved.order] == moved.after).all()
    assert moved.order.shape == moved.after.shape
    assert sorted(moved.order.ravel().tolist()) == list(range(x.size))


@st.composite
def reshapings(draw):
    shape = draw(array_shapes(max_dims=4, max_side=4))
    rest, sizes = math.prod(shape), []
    while rest > 1 and len(sizes) < 4:
        size = draw(st.sampled_from([d for d in range(1, rest + 1) if rest % d == 0]))
        sizes.append(size)
        rest //= size
    sizes.append(rest)
    asked = list(sizes)
    if draw(st.booleans()):
        asked[draw(st.integers(0, len(sizes) - 1))] = -1
    return shape, tuple(sizes), asked


@settings(max_examples=60)
@given(reshapings())
def test_reshape_is_keras_reshape(case):
    shape, result, asked = case
    x = counted(shape)
    moved = rearrange(x, "reshape", written(asked))
    agrees_with_keras(moved, x, "reshape", [asked])
    assert moved.arguments == result
    assert moved.order.ravel().tolist() == list(range(x.size))  # row by row: the order of memory
    assert moved.view


@settings(max_examples=60)
@given(st.data())
def test_transpose_is_keras_transpose(data):
    shape = data.draw(array_shapes(max_dims=4, max_side=4))
    axes = data.draw(st.permutations(range(len(shape))))
    signs = data.draw(st.lists(st.booleans(), min_size=len(shape), max_size=len(shape)))
    asked = [axis - len(shape) if back else axis for axis, back in zip(axes, signs, strict=True)]
    x = counted(shape)
    moved = rearrange(x, "transpose", written(asked))
    agrees_with_keras(moved, x, "transpose", [axes])
    assert moved.strides_after == tuple(moved.strides_before[axis] for axis in axes)
    assert moved.view


@settings(max_examples=60)
@given(st.data())
def test_moveaxis_is_keras_moveaxis(data):
    shape = data.draw(array_shapes(max_dims=4, max_side=4))
    axis = st.integers(-len(shape), len(shape) - 1)
    source, to = data.draw(axis), data.draw(axis)
    x = counted(shape)
    moved = rearrange(x, "moveaxis", f"{source}, {to}")
    agrees_with_keras(moved, x, "moveaxis", [source, to])
    assert moved.view


@given(array_shapes(min_dims=0, max_dims=5, max_side=4), st.sampled_from(["f2", "i4", "c16", "U3"]))
def test_strides_are_in_elements(shape, dtype):
    x = np.zeros(shape, dtype)
    moved = rearrange(x, "transpose", written(reversed(range(len(shape)))))
    assert moved.strides_before == tuple(step // x.itemsize for step in x.strides)
    assert moved.strides_after == moved.strides_before[::-1]


def test_by_hand():
    moved = rearrange(np.array([[1, 2, 3], [4, 5, 6]]), "transpose", "1, 0")
    assert moved.after.tolist() == [[1, 4], [2, 5], [3, 6]]
    assert moved.order.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert (moved.strides_before, moved.strides_after) == ((3, 1), (1, 3))


def test_an_array_in_another_order_is_taken_row_by_row():
    fortran = np.asfortranarray([[1, 2, 3], [4, 5, 6]])
    moved = rearrange(fortran, "reshape", "6")
    assert moved.after.tolist() == [1, 2, 3, 4, 5, 6]
    assert moved.strides_before == (3, 1)
    assert rearrange(np.arange(6)[::2], "reshape", "3, 1").strides_before == (1,)


def test_rank_0_and_empty():
    assert rearrange(np.array([5]), "reshape", "").after.shape == ()
    assert rearrange(np.array(5), "reshape", "1, 1").after.tolist() == [[5]]
    assert rearrange(np.array(5), "transpose", "").after.shape == ()
    empty = rearrange(np.zeros((0, 3)), "reshape", "3, 0")
    assert empty.after.shape == (3, 0) and empty.view


@pytest.mark.parametrize(
    "operation, text, message",
    [
        ("reshape", "5, 5", r"12 values, as many as \(3, 4\) has. Received: \(5, 5\).* 25$"),
        ("reshape", "-1, -1", r"at most one -1.*Received: \(-1, -1\)"),
        ("reshape", "5, -1", r"divide 12 values. Received: \(5, -1\).*not a multiple of 5"),
        ("reshape", "0, -1", r"divide 12 values"),
        ("reshape", "-2, 6", r"sizes of 0 or more.*Received: \(-2, 6\)"),
        ("reshape", "", r"12 values.*Received: \(\), which has 1$"),
        ("reshape", "4294967296, 4294967296", "which has 18446744073709551616$"),
        ("reshape", "4294967296, 4294967296, 12", "which has"),
        ("reshape", "1, " * 70 + "12", "."),
        ("transpose", "0, 0", r"each of the axes \(0, 1\) once.*Received: \(0, 0\)"),
        ("transpose", "0", "once, in the new order"),
        ("transpose", "0, 2", "once, in the new order"),
        ("transpose", "-3, 0", "once, in the new order"),
        ("transpose", "", "once, in the new order"),
        ("moveaxis", "0", r"two axes, from and to, each from -2 to 1. Received: \(0,\)"),
        ("moveaxis", "0, 1, 2", "two axes, from and to"),
        ("moveaxis", "0, 2", "two axes, from and to"),
        ("moveaxis", "-3, 0", "two axes, from and to"),
    ],
)
def test_what_does_not_fit_is_explained(operation, text, message):
    with pytest.raises(ValueError, match=message):
        rearrange(counted((3, 4)), operation, text)


@given(st.lists(st.integers(-99, 99)))
def test_whole_numbers_read_what_str_writes(numbers):
    assert whole_numbers(str(tuple(numbers))) == tuple(numbers)
    assert whole_numbers(written(numbers)) == tuple(numbers)
    assert whole_numbers(f"  {written(numbers)} ") == tuple(numbers)


def test_a_comma_at_the_end_is_allowed():
    assert whole_numbers("4,") == whole_numbers("4") == whole_numbers("(4,)") == (4,)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "4; 3",
        "4 3",
        "[4]",
        "{4}",
        "4.0",
        "True",
        "4,,",
        ",",
        "'4'",
        "None",
        "{[]: 1}",
        "f'{1}'",
    ]
    + ["__import__('os')", "len(x)", "4) + (3,", "(" * 500, "-" * 5000 + "1", "9" * 5000, "\0"],
)
def test_what_is_no_list_of_whole_numbers_is_refused(text):
    with pytest.raises(ValueError, match="^Expected whole numbers with commas") as caught:
        whole_numbers(text)
    assert len(str(caught.value)) < 200


@settings(max_examples=40)
@given(array_shapes(max_dims=4, max_side=5), st.sampled_from(OPERATIONS))
def test_every_choice_fits(shape, operation):
    offered = choices(shape, operation)
    assert len(offered) == len(set(offered)) <= 24
    for text in offered:
        rearrange(counted(shape), operation, text)
    if operation == "reshape" and math.prod(shape) < 40:
        assert str(math.prod(shape)) in offered


def test_choices_by_hand():
    assert choices((2, 3), "transpose") == ["0, 1", "1, 0"]
    assert choices((2, 3), "moveaxis") == ["0, 1", "1, 0"]
    assert choices((6,), "reshape") == ["6", "1, 6", "2, 3", "3, 2", "6, 1"]
