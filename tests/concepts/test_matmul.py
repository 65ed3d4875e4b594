"""The matrix product against Keras, NumPy and hand-worked values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerastutor.concepts.matmul import cell, check_matrices, clash, matmul

sizes = st.integers(1, 6)


def test_by_hand():
    a, b = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [0, 1], [2, 2]])
    assert matmul(a, b).tolist() == [[7, 8], [16, 17]]
    shown = cell(a, b, 1, 0)
    assert shown.row.tolist() == [4, 5, 6] and shown.column.tolist() == [1, 0, 2]
    assert shown.products.tolist() == [4, 0, 12]
    assert shown.sums.tolist() == [4, 4, 16]


@settings(max_examples=40)
@given(sizes, sizes, sizes, st.sampled_from(["int32", "int64", "float32", "float64"]))
def test_matmul_is_numpy_matmul_and_every_cell_is_its_last_sum(m, k, n, dtype):
    rng = np.random.default_rng(m * 100 + k * 10 + n)
    a, b = (rng.integers(-9, 9, shape).astype(dtype) for shape in ((m, k), (k, n)))
    product = matmul(a, b)
    assert isinstance(product, np.ndarray) and product.shape == (m, n)
    np.testing.assert_array_equal(product, a @ b)
    for i, j in np.ndindex(m, n):
        shown = cell(a, b, i, j)
        assert shown.products.shape == shown.sums.shape == (k,)
        assert shown.sums[-1] == product[i, j]
        assert shown.sums[0] == a[i, 0] * b[0, j]


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16", "float16", "complex64"])
def test_a_cell_is_computed_as_keras_computes_it(dtype):
    a = np.array([[100, 100, 1]]).astype(dtype)
    b = np.array([[2], [2], [3]]).astype(dtype)
    product = matmul(a, b)
    shown = cell(a, b, 0, 0, product.dtype)
    assert shown.sums.dtype == product.dtype
    assert shown.sums[-1] == product[0, 0]


def test_keras_multiplies_int8_in_int32():
    a, b = np.array([[100, 100]], "int8"), np.array([[2], [2]], "int8")
    product = matmul(a, b)
    assert (product.dtype, product.tolist()) == (np.dtype("int32"), [[400]])
    assert cell(a, b, 0, 0, product.dtype).products.tolist() == [200, 200]


@pytest.mark.parametrize(
    "a, b, message",
    [
        (np.ones(3), np.ones((3, 2)), r"two matrices \(rank 2\).*\(3,\) and \(3, 2\)"),
        (np.ones((2, 3)), np.ones(()), r"two matrices \(rank 2\)"),
        (np.ones((2, 2, 2)), np.ones((2, 2)), r"two matrices \(rank 2\)"),
        (np.ones((0, 3)), np.ones((3, 2)), r"at least one element.*\(0, 3\) and \(3, 2\)"),
        (np.ones((2, 0)), np.ones((0, 2)), r"at least one element"),
        (np.array([["a"]]), np.array([["b"]]), r"matrices of numbers. Received: <U1 and <U1"),
    ],
)
def test_what_has_no_product_is_refused(a, b, message):
    for function in (check_matrices, matmul):
        with pytest.raises(ValueError, match=message):
            function(a, b)


def test_shapes_that_clash_say_what_meets_what():
    a, b = np.ones((2, 3)), np.ones((2, 3))
    said = (
        "Shapes (2, 3) and (2, 3) do not fit: a row of a has 3 numbers, a column of b has 2, and "
        "they meet in pairs. The transposed b, b.T with shape (3, 2), would fit."
    )
    assert clash(a, b) == said and clash(a, b.T) == ""
    assert "transposed" not in clash(a, np.ones((4, 5)))
    with pytest.raises(ValueError, match="do not fit"):
        matmul(a, b)
