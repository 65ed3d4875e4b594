"""Answers to matmul, as learners write them."""

# ruff: noqa: B905 -- learners write zip(a, b)
import itertools

import numpy as np


# Right
def by_numpy(a, b):
    return np.sum(a[:, np.newaxis, :] * b.T[np.newaxis, :, :], axis=-1)


def by_keras_ops(a, b):
    from keras import ops

    products = ops.multiply(ops.expand_dims(a, 2), ops.expand_dims(b, 0))
    return ops.sum(products, axis=1)


def by_loops(a, b):
    m, k = a.shape
    n = b.shape[1]
    result = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for step in range(k):
                result[i, j] += a[i, step] * b[step, j]
    return result


class _Callable:
    def __init__(self):
        self.start = 0.0

    def cell(self, row, column):
        total = self.start
        for p, q in zip(row, column):
            total += p * q
        return total

    def __call__(self, a, b):
        result = np.empty((a.shape[0], b.shape[1]))
        for i, row in enumerate(a):
            for j, column in enumerate(b.T):
                result[i, j] = self.cell(row, column)
        return result


by_callable_object = _Callable()


def by_lists(a, b):
    m, n = len(a), b.shape[1]
    left = a.tolist()
    right = b.tolist()
    rows = []
    for row in left:
        new_row = []
        for j in range(n):
            total = 0.0
            for value, right_row in zip(row, right):
                total += value * right_row[j]
            new_row.append(total)
        rows.append(new_row)
    return np.array(rows, dtype=float).reshape(m, n)


def by_outer_products(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[1]):
        result += a[:, i : i + 1] * b[i : i + 1, :]
    return result


def by_rows(a, b):
    result = np.zeros((len(a), b.shape[1]))
    for i in range(len(a)):
        result[i] = (a[i][:, None] * b).sum(axis=0)
    return result


def by_itertools(a, b):
    m, n = a.shape[0], b.shape[1]
    cells = (sum(row * column) for row, column in itertools.product(a, b.T))
    return np.fromiter(cells, dtype=float, count=m * n).reshape((m, n))


def by_recursion(a, b):
    k = a.shape[1]
    if k == 0:
        return np.zeros((a.shape[0], b.shape[1]))
    if k == 1:
        return a * b
    half = k // 2
    return by_recursion(a[:, :half], b[:half]) + by_recursion(a[:, half:], b[half:])


def by_keras_transpose(a, b):
    import keras

    m, k = a.shape
    rows = keras.ops.reshape(a, (m, 1, k))
    columns = keras.ops.transpose(b)
    return keras.ops.convert_to_numpy(keras.ops.multiply(rows, columns)).sum(axis=2)


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_loops,
    by_callable_object,
    by_lists,
    by_outer_products,
    by_rows,
    by_itertools,
    by_recursion,
    by_keras_transpose,
]


# Wrong
def multiplies_elementwise(a, b):
    """* multiplies matrices."""
    return a * b


def forgets_the_sum(a, b):
    """With all the products, it is done."""
    return a[:, :, None] * b[None, :, :]


def sums_the_wrong_axis(a, b):
    """The products are summed along the last axis, as always."""
    return (a[:, :, None] * b[None, :, :]).sum(axis=-1)


def sums_everything(a, b):
    """sum knows which axis."""
    return np.sum(a[:, :, None] * b[None, :, :])


def uses_pythons_sum(a, b):
    """The second argument of Python's sum is the axis."""
    products = a[:, :, None] * b[None, :, :]
    return sum(products, 1)


def takes_the_mean(a, b):
    """Adding up is what mean does."""
    return (a[:, :, None] * b[None, :, :]).mean(axis=1)


def puts_none_in_the_wrong_place(a, b):
    """None in front of a, None behind b: both have rank 3 then."""
    return (a[None, :, :] * b[:, :, None]).sum(axis=1)


def shares_one_row(a, b):
    """[[0] * n] * m makes m rows."""
    m, k, n = a.shape[0], a.shape[1], b.shape[1]
    result = [[0] * n] * m
    for i in range(m):
        for j in range(n):
            for step in range(k):
                result[i][j] += a[i, step] * b[step, j]
    return np.array(result)


def never_resets_the_total(a, b):
    """total = 0 once, at the top."""
    m, k = a.shape
    n = b.shape[1]
    result = np.zeros((m, n))
    total = 0
    for i in range(m):
        for j in range(n):
            for step in range(k):
                total += a[i, step] * b[step, j]
            result[i, j] = total
    return result


def keeps_the_last_product(a, b):
    """= puts each product into the cell."""
    m, k = a.shape
    n = b.shape[1]
    result = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for step in range(k):
                result[i, j] = a[i, step] * b[step, j]
    return result


def leaves_out_the_last_product(a, b):
    """The last index is k - 1, so range(k - 1)."""
    m, k = a.shape
    n = b.shape[1]
    result = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for step in range(k - 1):
                result[i, j] += a[i, step] * b[step, j]
    return result


def thinks_all_are_square(a, b):
    """All three loops have the length of a."""
    n = len(a)
    result = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for step in range(n):
                result[i, j] += a[i, step] * b[step, j]
    return result


def makes_room_for_integers(a, b):
    """A table of zeros is a table of zeros."""
    m, k = a.shape
    n = b.shape[1]
    result = np.zeros((m, n), dtype=int)
    for i in range(m):
        for j in range(n):
            result[i, j] = sum(a[i, step] * b[step, j] for step in range(k))
    return result


def fills_the_transpose(a, b):
    """The loop over the columns is the outer one, so a list of columns is the result."""
    columns = []
    for j in range(b.shape[1]):
        column = []
        for i in range(a.shape[0]):
            column.append(sum(a[i] * b[:, j]))
        columns.append(column)
    return np.array(columns)


def returns_in_the_loop(a, b):
    """return stands below the line that fills the result."""
    m, n = a.shape[0], b.shape[1]
    result = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            result[i, j] = np.sum(a[i, :] * b[:, j])
        return result


def prints_the_result(a, b):
    """Showing the result is enough."""
    print((a[:, :, None] * b).sum(axis=1))


def keras_reshapes_to_transpose(a, b):
    """A reshape to (n, k) turns b over."""
    from keras import ops

    k, n = b.shape
    turned = ops.reshape(b, (n, k))
    return ops.sum(ops.expand_dims(a, 1) * ops.expand_dims(turned, 0), axis=2)


def keras_keeps_the_axis(a, b):
    """keepdims=True keeps the shape right."""
    from keras import ops

    products = ops.expand_dims(a, 2) * ops.expand_dims(b, 0)
    return ops.sum(products, axis=1, keepdims=True)


def list_of_all_cells(a, b):
    """Every cell goes to the end of the list, one after the other."""
    cells = []
    for row in a:
        for j in range(b.shape[1]):
            total = 0
            for step in range(len(row)):
                total += row[step] * b[step][j]
            cells.append(total)
    return np.array(cells)


def zips_rows_with_rows(a, b):
    """for column in b goes through the columns."""
    return np.array([[sum(p * q for p, q in zip(row, column)) for column in b] for row in a])


def uses_the_outer_product(a, b):
    """Each with each: that is np.outer."""
    return np.outer(a, b)


def swaps_the_factors(a, b):
    """The order of the factors does not matter."""
    a, b = b, a
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = np.sum(a[i, :] * b[:, j])
    return result


def works_in_a(a, b):
    """To save memory, the result is written into a (while its rows are still needed)."""
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            a[i, j] = np.sum(a[i, :] * b[:, j])
    return a


def uses_the_operator(a, b):
    """Python has an operator (its value is right, but the exercise forbids it)."""
    return a @ b


#: Each with the mistake that its check names; "" where it names none.


def zeros_of_int(a, b):
    """Each += cuts the fraction off."""
    m, n = a.shape[0], b.shape[1]
    result = np.zeros((m, n), dtype=int)
    for i in range(m):
        for j in range(n):
            for k in range(a.shape[1]):
                result[i, j] += a[i, k] * b[k, j]
    return result


def shape_of_the_inner_sizes(a, b):
    result = np.zeros((a.shape[1], b.shape[0]))
    for i in range(len(a)):
        for j in range(len(b[0])):
            result[i, j] = np.sum(a[i, :] * b[:, j])
    return result


def zeros_of_columns_and_rows(a, b):
    return np.zeros((b.shape[1], a.shape[0]), a.dtype)


def returns_in_both_loops(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = (a[i, :] * b[:, j]).sum()
            return result


def last_row_forgotten(a, b):
    result = np.zeros((len(a), len(b[0])))
    for i in range(len(a) - 1):
        for j in range(len(b[0])):
            result[i, j] = np.sum(a[i] * b[:, j])
    return result


def first_column_forgotten(a, b):
    result = np.zeros((len(a), len(b[0])))
    for i in range(len(a)):
        for j in range(1, len(b[0])):
            result[i, j] = np.sum(a[i] * b[:, j])
    return result


def indices_the_wrong_way(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] += a[k, i] * b[j, k]
    return result


def zeros_like_a(a, b):
    result = np.zeros_like(a)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = np.sum(a[i] * b[:, j])
    return result


def forgets_the_sum_in_a_cell(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = a[i] * b[:, j]
    return result


def range_of_the_shape(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape):
        for j in range(b.shape):
            result[i, j] = np.sum(a[i] * b[:, j])
    return result


WRONG = {
    zeros_of_int: "integers_summed",
    shape_of_the_inner_sizes: "inner_sizes",
    zeros_of_columns_and_rows: "transposed_shape",
    multiplies_elementwise: "elementwise",
    forgets_the_sum: "not_summed",
    sums_the_wrong_axis: "columns_summed",
    sums_everything: "all_summed",
    uses_pythons_sum: "start_for_axis",
    takes_the_mean: "mean_for_sum",
    puts_none_in_the_wrong_place: "factors_exchanged",
    shares_one_row: "one_row_repeated",
    never_resets_the_total: "total_not_reset",
    keeps_the_last_product: "last_product",
    leaves_out_the_last_product: "last_term_missing",
    thinks_all_are_square: "square_only",
    makes_room_for_integers: "integers",
    fills_the_transpose: "transposed",
    returns_in_the_loop: "rest_left_empty",
    prints_the_result: "prints_the_result",
    keras_reshapes_to_transpose: "reshaped_for_transposed",
    keras_keeps_the_axis: "right_values_in_another_shape",
    list_of_all_cells: "right_values_in_another_shape",
    zips_rows_with_rows: "rows_by_rows",
    uses_the_outer_product: "outer_product",
    swaps_the_factors: "factors_exchanged",
    works_in_a: "written_into_a",
    uses_the_operator: "forbidden_operation",
    returns_in_both_loops: "one_cell",
    last_row_forgotten: "last_row_left",
    first_column_forgotten: "first_column_left",
    indices_the_wrong_way: "indices_exchanged",
    zeros_like_a: "shaped_like_a",
    forgets_the_sum_in_a_cell: "several_for_one",
    range_of_the_shape: "range_of_a_shape",
}
