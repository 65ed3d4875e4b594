"""Answers to softmax, as learners write them."""

# ruff: noqa: F841 -- learners forget to return what they computed
import functools
import math

import numpy as np


# Right, in many styles
def by_numpy(x, axis=-1):
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def by_keras_ops(x, axis=-1):
    from keras import ops

    shifted = ops.subtract(x, ops.max(x, axis=axis, keepdims=True))
    powers = ops.exp(shifted)
    return ops.divide(powers, ops.sum(powers, axis=axis, keepdims=True))


def by_tensorflow(x, axis=-1):
    import tensorflow as tf

    return tf.nn.softmax(x, axis=axis)


def by_logsumexp(x, axis=-1):
    from keras import ops

    x = x.astype("float64")
    return np.exp(x - ops.convert_to_numpy(ops.logsumexp(x, axis=axis, keepdims=True)))


def by_scipy(x, axis=-1):
    from scipy.special import softmax

    return softmax(x, axis=axis)


def by_loops(x, axis=-1):
    result = np.zeros(x.shape)
    moved = np.moveaxis(x, axis, -1)
    target = np.moveaxis(result, axis, -1)
    for place in np.ndindex(moved.shape[:-1]):
        largest = moved[place][0]
        for value in moved[place]:
            if value > largest:
                largest = value
        total = 0.0
        for i, value in enumerate(moved[place]):
            target[place][i] = math.exp(value - largest)
            total += target[place][i]
        for i in range(len(moved[place])):
            target[place][i] /= total
    return result


class _Softmax:
    def __init__(self):
        self.axis = -1

    def shift(self, x):
        return x - x.max(axis=self.axis, keepdims=True)

    def __call__(self, x, axis=-1):
        self.axis = axis
        powers = np.exp(self.shift(x))
        powers /= powers.sum(axis=self.axis, keepdims=True)
        return powers


by_callable_object = _Softmax()


def by_lists(x, axis=-1):
    rows = np.swapaxes(x, axis, -1)
    shape = rows.shape
    done = []
    for row in rows.reshape(-1, shape[-1]).tolist():
        top = max(row)
        powers = [math.exp(value - top) for value in row]
        total = sum(powers)
        done.append([power / total for power in powers])
    return np.swapaxes(np.array(done, dtype=x.dtype).reshape(shape), axis, -1)


def by_recursion(x, axis=-1):
    axis = axis % x.ndim
    if axis > 0:
        return np.array([by_recursion(part, axis - 1) for part in x])
    powers = np.exp(x - x.max(axis=0))
    return powers / powers.sum(axis=0)


def by_reduce(x, axis=-1):
    slices = list(np.moveaxis(x.astype("float64"), axis, 0))
    log_total = functools.reduce(np.logaddexp, slices)
    return np.stack([np.exp(part - log_total) for part in slices], axis=axis)


def by_apply_along_axis(x, axis=-1):
    def one_row(row):
        row = np.exp(row - row.max())
        return row / row.sum()

    return np.apply_along_axis(one_row, axis, x)


def by_vectorize(x, axis=-1):
    biggest = np.expand_dims(np.amax(x, axis), axis)
    powers = np.vectorize(math.exp, otypes=[float])(x - biggest)
    return powers / np.expand_dims(np.sum(powers, axis), axis)


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_tensorflow,
    by_logsumexp,
    by_scipy,
    by_loops,
    by_callable_object,
    by_lists,
    by_recursion,
    by_reduce,
    by_apply_along_axis,
    by_vectorize,
]


# Wrong, as beginners write it
def forgets_the_maximum(x, axis=-1):
    """The formula, as it is in the book."""
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


def one_maximum_for_all(x, axis=-1):
    """The maximum only has to be large enough."""
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=axis, keepdims=True)


def everything_sums_to_one(x, axis=-1):
    """All together is 1."""
    e = np.exp(x - x.max())
    return e / e.sum()


def forgets_the_exponential(x, axis=-1):
    """Divide by the sum, then it is a probability."""
    return x / np.sum(x, axis=axis, keepdims=True)


def shifts_and_forgets_the_exponential(x, axis=-1):
    """Shift to be stable, then divide by the sum."""
    shifted = x - np.min(x, axis=axis, keepdims=True)
    return shifted / shifted.sum(axis=axis, keepdims=True)


def always_the_last_axis(x, axis=-1):
    """The classes are last."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def always_axis_one(x, axis=-1):
    """A row is axis 1."""
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def forgets_keepdims(x, axis=-1):
    """Each row has its maximum and its sum."""
    e = np.exp(x - np.max(x, axis=axis))
    return e / np.sum(e, axis=axis)


def keepdims_only_for_the_maximum(x, axis=-1):
    """The sum fits by itself."""
    x = x - x.max(axis=axis, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis)


def adds_a_column_axis(x, axis=-1):
    """[:, None] makes a column of the row."""
    e = np.exp(x - x.max(axis=axis)[:, None])
    return e / e.sum(axis=axis)[:, None]


def shifts_its_argument(x, axis=-1):
    """-= is the short form."""
    x -= np.max(x, axis=axis, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=axis, keepdims=True)


def pythons_max_and_sum(x, axis=-1):
    """max and sum are there already."""
    e = np.exp(x - max(x))
    return e / sum(e)


def exponential_of_math(x, axis=-1):
    """exp is in math."""
    largest = np.max(x, axis=axis, keepdims=True)
    e = math.exp(x - largest)
    return e / np.sum(e, axis=axis, keepdims=True)


def divides_by_the_maximum(x, axis=-1):
    """Make the numbers small first."""
    small = x / np.max(np.abs(x), axis=axis, keepdims=True)
    e = np.exp(small)
    return e / e.sum(axis=axis, keepdims=True)


def subtracts_after_the_exponential(x, axis=-1):
    """Subtract the largest power, so that nothing gets too large."""
    e = np.exp(x)
    e = e - e.max(axis=axis, keepdims=True)
    return e / e.sum(axis=axis, keepdims=True)


def mends_the_nan(x, axis=-1):
    """nan_to_num takes care of what is too large."""
    e = np.exp(x)
    return np.nan_to_num(e / np.sum(e, axis=axis, keepdims=True))


def shifted_only_above(x, axis=-1):
    """The sum has the plain numbers: below the line is the formula."""
    top = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return top / np.sum(np.exp(x), axis=axis, keepdims=True)


def forgets_to_divide(x, axis=-1):
    """The powers are the result, between 0 and 1."""
    return np.exp(x - np.max(x, axis=axis, keepdims=True))


def loops_over_rows(x, axis=-1):
    """One row after the other."""
    result = []
    for row in x:
        e = [math.exp(value) for value in row]
        result.append([value / sum(e) for value in e])
    return np.array(result)


def prints_with_one_maximum(x, axis=-1):
    """Show the probabilities."""
    e = np.exp(x - np.max(x))
    print(e / np.sum(e, axis=axis, keepdims=True))


#: Each with what the mistake is, in free words.
WRONG = {
    forgets_the_maximum: "no_maximum",
    one_maximum_for_all: "one_maximum_for_all",
    everything_sums_to_one: "one_sum_for_all",
    forgets_the_exponential: "no_powers",
    shifts_and_forgets_the_exponential: "moved_up_no_powers",
    always_the_last_axis: "always_the_last_axis",
    always_axis_one: "always_axis_1",
    forgets_keepdims: "no_keepdims",
    keepdims_only_for_the_maximum: "sum_without_keepdims",
    adds_a_column_axis: "axis_put_back_at_1",
    shifts_its_argument: "argument_changed",
    pythons_max_and_sum: "if_of_an_array",
    exponential_of_math: "math_of_an_array",
    divides_by_the_maximum: "divided_by_the_maximum",
    subtracts_after_the_exponential: "subtracted_from_the_powers",
    mends_the_nan: "nan_made_zero",
    shifted_only_above: "subtracted_above_only",
    forgets_to_divide: "not_divided",
    loops_over_rows: "always_the_last_axis",
    prints_with_one_maximum: "prints_the_result",
}
