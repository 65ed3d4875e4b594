"""The check of `matmul`: the matrix product from elementwise products and sums."""

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
from kerastutor.checks._compare import Tolerance
from kerastutor.concepts import matmul as concept
from kerastutor.i18n import _


def _cases(rng):
    m, k, n = (int(size) for size in rng.permutation(np.arange(2, 7))[:3])  # all different

    def matrix(rows, columns, dtype="float32"):
        return (rng.integers(-30, 31, (rows, columns)) / 10).astype(dtype)

    return [
        (matrix(3, 3), matrix(3, 3)),
        (matrix(m, k), matrix(k, n)),
        (matrix(m, k), matrix(k, 1)),
        (matrix(1, k), matrix(k, n)),
        (matrix(m, 1), matrix(1, n)),
        (matrix(1, 1), matrix(1, 1)),
        (matrix(n, m, "float64"), matrix(m, k, "float64")),
    ]


def _loops(a, b, inner=None, dtype="float32"):
    result = np.zeros((a.shape[0], b.shape[1]), dtype)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1] if inner is None else inner):
                result[i, j] += a[i, k] * b[k, j]
    return result


def _square_only(a, b):
    size = a.shape[0]
    result = np.zeros((size, size), "float32")
    for i in range(size):
        for j in range(size):
            for k in range(size):
                result[i, j] += a[i, k] * b[k, j]
    return result


def _last_product(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "float32")
    for k in range(a.shape[1]):
        result[:] = a[:, k : k + 1] * b[k : k + 1]
    return result


def _integers(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "int64")
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = (a[i] * b[:, j]).sum()
    return result


def _rows_by_rows(a, b):
    result = np.zeros((a.shape[0], b.shape[0]), "float32")
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            result[i, j] = (a[i] * b[j]).sum()
    return result


def _one_row(a, b):
    """`return` stands inside the loop."""
    for i in range(a.shape[0]):
        return np.array([(a[i] * b[:, j]).sum() for j in range(b.shape[1])])


matmul = Check(
    name="matmul",
    signature="matmul(a, b)",
    reference=concept.matmul,
    cases=_cases,
    tolerance=Tolerance(rtol=1e-4, atol=1e-4, any_float=True),
    forbidden=frozenset(
        {"@", "matmul", "dot", "vdot", "einsum", "tensordot", "inner", "multi_dot", "vecdot"}
        | {"matvec", "vecmat", "einsum_path", "Dot", "Dense", "EinsumDense", "mat_mul"}
    ),
    instead=_("Multiply elementwise with * and add up with sum, or with loops."),
    look=_("lesson 4 (lesson_4_matmul.ipynb), on row × column"),
    hints=(
        _("One cell of the result is one row of a times one column of b, added up."),
        _("result[i, j] = (a[i, :] * b[:, j]).sum(), for every row i of a and column j of b."),
        _("The result has as many rows as a and as many columns as b: (m, k) × (k, n) → (m, n)."),
        _(
            "Without loops: a[:, :, None] * b[None, :, :] has shape (m, k, n). Over which axis "
            "must you sum?"
        ),
    ),
    mistakes=(
        Mistake(
            "elementwise",
            lambda a, b: a * b,
            _(
                "a * b multiplies cell by cell. A cell of the matrix product is a row of a times a "
                "column of b, added up."
            ),
        ),
        Mistake(
            "wrong_axis",
            lambda a, b: (a[:, :, None] * b[None, :, :]).sum(axis=0),
            _("The sum runs over the rows of a. It has to run over the inner axis: axis=1 here."),
        ),
        Mistake(
            "columns_summed",
            lambda a, b: (a[:, :, None] * b[None, :, :]).sum(axis=2),
            _(
                "The sum runs over the columns of b. It has to run over the inner axis: "
                "axis=1 here."
            ),
        ),
        Mistake(
            "not_summed",
            lambda a, b: a[:, :, None] * b[None, :, :],
            _("These are all the products, not yet added up: sum over the inner axis."),
        ),
        Mistake(
            "transposed",
            lambda a, b: _loops(a, b).T,
            _("The result is transposed: cell [i, j] belongs to row i of a and column j of b."),
        ),
        Mistake(
            "factors_exchanged",
            lambda a, b: _loops(b, a),
            _("This is b times a. The order matters: rows come from a, columns from b."),
        ),
        Mistake(
            "rows_by_rows",
            _rows_by_rows,
            _("Rows of a meet rows of b. The second factor gives its columns: b[:, j]."),
        ),
        Mistake(
            "square_only",
            _square_only,
            _(
                "All loops run to a.shape[0], which is right for square matrices only: i up to "
                "a.shape[0], j up to b.shape[1], k up to a.shape[1]."
            ),
        ),
        Mistake(
            "last_product",
            _last_product,
            _("Each product overwrites the one before, so only the last is left: use += to add."),
        ),
        Mistake(
            "last_term_missing",
            lambda a, b: _loops(a, b, inner=a.shape[1] - 1),
            _("The last product is missing from each sum: range(n) ends at n − 1 by itself."),
        ),
        Mistake(
            "integers",
            _integers,
            _("The result holds whole numbers, so fractions are lost: use a float dtype."),
        ),
        Mistake(
            "list_returned",
            lambda a, b: _loops(a, b).tolist(),
            _("The numbers come as a list of lists: return np.array(…)."),
        ),
        Mistake(
            "one_row",
            _one_row,
            _("Only the first row is there: `return` stands inside the loop. Move it to the left."),
        ),
    ),
    picture=_pictures.product,
)
