"""The check of `matmul`: the matrix product from elementwise products and sums."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
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


def _summed(a, b, axis):
    return (a[:, :, None] * b[None, :, :]).sum(axis=axis)


def _rows_by_columns(a, turned):
    """Cell [i, j] is row i of a times row j of b, turned."""
    return (a[:, None, :] * turned[None, :, :]).sum(axis=2)


matmul = Exercise(
    signature="matmul(a, b)",
    reference=concept.matmul,
    cases=_cases,
    explorer="MatmulExplorer",
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
)


@matmul.mistake(
    _(
        "a * b multiplies cell by cell. A cell of the matrix product is a row of a times a "
        "column of b, added up."
    )
)
def elementwise(a, b):
    return a * b


@matmul.mistake(
    _("The sum runs over the rows of a. It has to run over the inner axis: axis=1 here.")
)
def wrong_axis(a, b):
    return (a[:, :, None] * b[None, :, :]).sum(axis=0)


@matmul.mistake(
    _("The sum runs over the columns of b. It has to run over the inner axis: axis=1 here.")
)
def columns_summed(a, b):
    return (a[:, :, None] * b[None, :, :]).sum(axis=2)


@matmul.mistake(_("These are all the products, not yet added up: sum over the inner axis."))
def not_summed(a, b):
    return a[:, :, None] * b[None, :, :]


@matmul.mistake(_("The result is transposed: cell [i, j] belongs to row i of a and column j of b."))
def transposed(a, b):
    return _loops(a, b).T


@matmul.mistake(_("This is b times a. The order matters: rows come from a, columns from b."))
def factors_exchanged(a, b):
    return _loops(b, a)


@matmul.mistake(_("Rows of a meet rows of b. The second factor gives its columns: b[:, j]."))
def rows_by_rows(a, b):
    result = np.zeros((a.shape[0], b.shape[0]), "float32")
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            result[i, j] = (a[i] * b[j]).sum()
    return result


@matmul.mistake(
    _(
        "All loops run to a.shape[0], which is right for square matrices only: i up to "
        "a.shape[0], j up to b.shape[1], k up to a.shape[1]."
    )
)
def square_only(a, b):
    size = a.shape[0]
    result = np.zeros((size, size), "float32")
    for i in range(size):
        for j in range(size):
            for k in range(size):
                result[i, j] += a[i, k] * b[k, j]
    return result


@matmul.mistake(
    _("Each product overwrites the one before, so only the last is left: use += to add.")
)
def last_product(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "float32")
    for k in range(a.shape[1]):
        result[:] = a[:, k : k + 1] * b[k : k + 1]
    return result


@matmul.mistake(_("The last product is missing from each sum: range(n) ends at n − 1 by itself."))
def last_term_missing(a, b):
    return _loops(a, b, inner=a.shape[1] - 1)


@matmul.mistake(_("The result holds whole numbers, so fractions are lost: use a float dtype."))
def integers(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "int64")
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = (a[i] * b[:, j]).sum()
    return result


@matmul.mistake(
    _(
        "The result holds whole numbers, so the fraction of each product is cut off as it is added "
        "(−8.6 becomes −8): use a float dtype."
    )
)
def integers_summed(a, b):
    return _loops(a, b, dtype="int64")


@matmul.mistake(
    _(
        "The result has the inner sizes, a.shape[1] and b.shape[0], which are one and the same. "
        "The outer ones are its shape: a.shape[0] and b.shape[1]."
    )
)
def inner_sizes(a, b):
    result = np.zeros((a.shape[1], b.shape[0]), "float32")
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = (a[i] * b[:, j]).sum()
    return result


@matmul.mistake(_("The numbers come as a list of lists: return np.array(…)."))
def list_returned(a, b):
    return _loops(a, b).tolist()


@matmul.mistake(
    _("Only the first row is there: `return` stands inside the loop. Move it to the left.")
)
def one_row(a, b):
    """`return` stands inside the loop."""
    for i in range(a.shape[0]):
        return np.array([(a[i] * b[:, j]).sum() for j in range(b.shape[1])])


@matmul.mistake(
    _("All products are added up to one number. Sum over the inner axis only: axis=1 here.")
)
def all_summed(a, b):
    return _summed(a, b, axis=None)


@matmul.mistake(
    _(
        "Python's sum takes a start as its second argument, not an axis: sum(products, 1) adds up "
        "over the first axis and adds 1. Use products.sum(axis=1), or np.sum."
    )
)
def start_for_axis(a, b):
    return _summed(a, b, axis=0) + 1


@matmul.mistake(
    _(
        "Each cell is 1 too large: Python's sum takes a start as its second argument, so "
        "sum(products, 1) begins at 1."
    )
)
def one_too_many(a, b):
    return _loops(a, b) + 1


@matmul.mistake(_("The products are averaged, which divides by k. Add them up: sum, not mean."))
def mean_for_sum(a, b):
    return _loops(a, b) / a.shape[1]


@matmul.mistake(
    _(
        "All rows of the result are one and the same list: [[0] * n] * m repeats it, it does not "
        "copy it. Write [[0] * n for _ in range(m)], or np.zeros((m, n))."
    )
)
def one_row_repeated(a, b):
    total = _loops(a, b).sum(axis=0)
    return np.array([total] * a.shape[0])


@matmul.mistake(
    _("The sum goes on from cell to cell: set it to 0 for each one, inside both loops.")
)
def total_not_reset(a, b):
    return np.cumsum(_loops(a, b).reshape(-1)).reshape(a.shape[0], b.shape[1])


@matmul.mistake(
    _("Only the first row is filled: `return` stands inside the loop. Move it to the left.")
)
def rest_left_empty(a, b):
    result = _loops(a, b)
    result[1:] = 0
    return result


@matmul.mistake(
    _(
        "b was turned by reshape, which keeps the values in their order. Columns become rows by "
        "transposing: b.T."
    )
)
def reshaped_for_transposed(a, b):
    return _rows_by_columns(a, b.reshape(b.shape[::-1]))


@matmul.mistake(
    _(
        "Every number of a meets every number of b (the outer product). Row i of a meets column j "
        "of b only, and the products are added up."
    )
)
def outer_product(a, b):
    return np.multiply.outer(a.reshape(-1), b.reshape(-1))


@matmul.mistake(
    _(
        "The result is written into a, whose numbers are still needed for the next cells. Write "
        "into a new array: np.zeros((m, n))."
    )
)
def written_into_a(a, b):
    a = np.array(a)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            a[i, j] = (a[i] * b[:, j]).sum()
    return a


@matmul.mistake(_("The first product is missing from each sum: counting begins at 0, range(k)."))
def first_term_missing(a, b):
    return _loops(a[:, 1:], b[1:])


@matmul.mistake(
    _("Only the first cell is filled: `return` stands inside both loops. Move it to the left.")
)
def one_cell(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "float32")
    result[0, 0] = (a[0] * b[:, 0]).sum()
    return result


@matmul.mistake(
    _("The last row is left as zeros: range(m − 1) ends before it. range(m) ends at m − 1.")
)
def last_row_left(a, b):
    result = _loops(a, b)
    result[-1] = 0
    return result


@matmul.mistake(
    _("The last column is left as zeros: range(n − 1) ends before it. range(n) ends at n − 1.")
)
def last_column_left(a, b):
    result = _loops(a, b)
    result[:, -1] = 0
    return result


@matmul.mistake(_("The first row is left as zeros: counting begins at 0, range(m)."))
def first_row_left(a, b):
    result = _loops(a, b)
    result[0] = 0
    return result


@matmul.mistake(_("The first column is left as zeros: counting begins at 0, range(n)."))
def first_column_left(a, b):
    result = _loops(a, b)
    result[:, 0] = 0
    return result


@matmul.mistake(
    _(
        "The indices have changed places: a[k, i] · b[j, k] takes columns of a and rows of b. "
        "Row i of a is a[i, k], column j of b is b[k, j]."
    )
)
def indices_exchanged(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), "float32")
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] += a[k, i] * b[j, k]
    return result


@matmul.mistake(
    _(
        "The result has the shape of a. It is to have as many columns as b: "
        "np.zeros((a.shape[0], b.shape[1]))."
    )
)
def shaped_like_a(a, b):
    result = np.zeros_like(a)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = (a[i] * b[:, j]).sum()
    return result
