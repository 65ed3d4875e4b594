"""The matrix product: each cell is a row times a column."""

from dataclasses import dataclass

import numpy as np

from ..i18n import _


@dataclass(frozen=True)
class Cell:
    """One cell of ``a @ b``: ``row`` of a and ``column`` of b, their products and running sums.

    ``products`` and ``sums`` have shape (k,), k being the columns of a and the rows of b.
    """

    row: np.ndarray
    column: np.ndarray
    products: np.ndarray
    sums: np.ndarray


def check_matrices(a, b):
    """Raise unless both are matrices of numbers.

    Raises:
        ValueError: unless both hold numbers, have rank 2 and at least one element.
    """
    if {a.dtype.kind, b.dtype.kind} - set("biufcV"):
        raise ValueError(
            _("Expected two matrices of numbers. Received: {a} and {b}").format(
                a=a.dtype, b=b.dtype
            )
        )
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(
            _("Expected two matrices (rank 2). Received: shapes {a} and {b}").format(
                a=a.shape, b=b.shape
            )
        )
    if 0 in (*a.shape, *b.shape):
        raise ValueError(
            _("Expected matrices with at least one element. Received: shapes {a} and {b}").format(
                a=a.shape, b=b.shape
            )
        )


def clash(a, b, names=("a", "b")) -> str:
    """Why ``a @ b`` is not defined for two matrices of these names, or the empty string."""
    if a.shape[1] == b.shape[0]:
        return ""
    text = _(
        "Shapes {a} and {b} do not fit: a row of {x} has {k} numbers, a column of {y} has {n}, "
        "and they meet in pairs."
    ).format(a=a.shape, b=b.shape, k=a.shape[1], n=b.shape[0], x=names[0], y=names[1])
    if a.shape[1] == b.shape[1]:
        text += " " + _("The transposed {y}, {y}.T with shape {b}, would fit.").format(
            y=names[1], b=b.shape[::-1]
        )
    return text


def matmul(a, b) -> np.ndarray:
    """The matrix product: result[i, j] = Σₖ a[i, k] · b[k, j].

    Args:
        a: matrix of shape (m, k).
        b: matrix of shape (k, n).

    Returns:
        NumPy array of shape (m, n).

    Raises:
        ValueError: when the shapes do not fit.

    Source: ``keras.ops.matmul``.
    """
    import keras

    check_matrices(a, b)
    if problem := clash(a, b):
        raise ValueError(problem)
    return keras.ops.convert_to_numpy(keras.ops.matmul(a, b))


def cell(a, b, i, j, dtype=None) -> Cell:
    """How the cell at row ``i`` and column ``j`` of ``a @ b`` comes about.

    Args:
        a, b: NumPy arrays of shapes (m, k) and (k, n).
        dtype: in which the products and sums are computed; by default the one of ``a * b``. Keras
            multiplies int8 matrices in int32, for one.
    """
    row, column = a[i, :], b[:, j]
    dtype = np.result_type(a, b) if dtype is None else dtype
    products = row.astype(dtype) * column.astype(dtype)
    return Cell(row, column, products, np.cumsum(products, dtype=dtype))
