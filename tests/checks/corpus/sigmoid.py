"""Answers to sigmoid, as learners write them."""

# ruff: noqa: F841 -- learners forget to return what they computed
import math

import numpy as np


# Right, in many styles, and without a warning
def by_numpy(x):
    return np.exp(-np.logaddexp(0, -x))


def by_where(x):
    small = np.exp(-np.abs(x))  # never above 1
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def by_masks(x):
    result = np.zeros_like(x)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    power = np.exp(x[~positive])
    result[~positive] = power / (1 + power)
    return result


def by_clip(x):
    return 1 / (1 + np.exp(-np.clip(x, -88, 88)))


def by_errstate(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def by_keras_ops(x):
    from keras import ops

    x = ops.convert_to_tensor(x)
    small = ops.exp(ops.negative(ops.abs(x)))
    return ops.divide(ops.where(x >= 0, ops.ones_like(small), small), 1 + small)


def by_keras_softmax(x):
    from keras import ops

    x = ops.clip(x, -1000, 1000)
    return ops.softmax(ops.stack([x, ops.zeros_like(x)]), axis=0)[0]


def by_tensorflow(x):
    import tensorflow as tf

    return tf.math.sigmoid(x)


def by_scipy(x):
    from scipy.special import expit

    return expit(x)


def by_loops(x):
    result = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        value = float(x[place])
        if value < -700:
            result[place] = 0
        else:
            result[place] = 1 / (1 + math.exp(-value))
    return result


class _Sigmoid:
    def __init__(self):
        self.last = None

    def __call__(self, x):
        power = np.exp(np.minimum(x, 0))
        self.last = power / (power + np.exp(np.minimum(-x, 0)))
        return self.last


by_callable_object = _Sigmoid()


def by_lists(x):
    values = []
    for value in x.flatten().tolist():
        if value >= 0:
            values.append(1 / (1 + math.exp(-value)))
        else:
            values.append(math.exp(value) / (math.exp(value) + 1))
    return np.array(values, dtype=x.dtype).reshape(x.shape)


def by_recursion(x):
    if np.ndim(x) > 0:
        return np.array([by_recursion(part) for part in x], dtype=x.dtype).reshape(x.shape)
    if x < 0:
        return 1 - by_recursion(-x)
    return 1 / (1 + np.exp(-x))


def by_vectorize(x):
    def one(value):
        return 1.0 / (1.0 + math.exp(-value)) if value > -700 else 0.0

    return np.vectorize(one, otypes=["float64"])(x)


def by_tanh(x):
    return (1 + np.tanh(x / 2)) / 2


RIGHT = [
    by_numpy,
    by_where,
    by_masks,
    by_clip,
    by_errstate,
    by_keras_ops,
    by_keras_softmax,
    by_tensorflow,
    by_scipy,
    by_loops,
    by_callable_object,
    by_lists,
    by_recursion,
    by_vectorize,
    by_tanh,
]


# Right too, but NumPy warns: exp(1000) is inf (and inf / inf, which np.where then leaves out)
def by_formula(x):
    return 1 / (1 + np.exp(-x))


def by_power(x):
    return 1 / (1 + np.e**-x)


def by_where_of_both(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


RIGHT_BUT_WARNS = [by_formula, by_power, by_where_of_both]


# Wrong, as beginners write it
def forgets_the_minus(x):
    """1 over 1 plus e to the x."""
    return 1 / (1 + np.exp(x))


def the_other_formula(x):
    """e to the x over 1 plus e to the x is the same."""
    return np.exp(x) / (1 + np.exp(x))


def mends_the_nan(x):
    """nan_to_num takes away the nan."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.exp(x) / (1 + np.exp(x)))


def forgets_the_brackets(x):
    """1 / 1 + e^-x, as in the book."""
    return 1 / 1 + np.exp(-x)


def brackets_around_the_wrong_part(x):
    """1 / (1 + e) to the -x."""
    return 1 / (1 + np.exp(1)) ** -x


def minus_for_plus(x):
    """1 minus e to the -x."""
    return 1 / (1 - np.exp(-x))


def exponential_of_math(x):
    """exp is in math."""
    return 1 / (1 + math.exp(-x))


def loops_with_math(x):
    """math.exp takes one number, so a loop; the minus was for something else."""
    result = []
    for value in x:
        result.append(1 / (1 + math.exp(value)))
    return np.array(result)


def caret_for_power(x):
    """e ^ -x."""
    return 1 / (1 + np.e ^ (-x))


def rounds_e(x):
    """e is about 2.7."""
    return 1 / (1 + np.exp(-np.clip(x, -50, 50) * np.log(2.7)))


def gives_the_slope(x):
    """s times 1 - s."""
    s = np.exp(-np.logaddexp(0, -x))
    return s * (1 - s)


def takes_tanh(x):
    """tanh has the same S."""
    return np.tanh(x)


def tanh_without_the_half(x):
    """tanh, moved to 0 to 1."""
    return (np.tanh(x) + 1) / 2


def takes_softmax(x):
    """Both make probabilities."""
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def one_side_for_all(x):
    """With the absolute value nothing gets too large."""
    return 1 / (1 + np.exp(-np.abs(x)))


def clips_to_five(x):
    """Beyond 5 it is 0 or 1 anyway."""
    return 1 / (1 + np.exp(-np.clip(x, -5, 5)))


def clips_its_argument(x):
    """Large numbers are set to 80 first."""
    x[x > 80] = 80
    x[x < -80] = -80
    return 1 / (1 + np.exp(-x))


def if_of_an_array(x):
    """The stable form: two cases."""
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    else:
        return np.exp(x) / (1 + np.exp(x))


def vectorize_takes_the_first_type(x):
    """1 above 500, 0 below -500, else the formula."""

    def one(value):
        if value > 500:
            return 1
        if value < -500:
            return 0
        return 1 / (1 + math.exp(-value))

    return np.vectorize(one)(x)


def prints_a_list(x):
    """Show each number."""
    values = [1 / (1 + np.exp(-value)) for value in x.flatten()]
    print(values)


#: Each with what the mistake is, in free words.
WRONG = {
    forgets_the_minus: "falling",
    the_other_formula: "nan_far_above_zero",
    mends_the_nan: "nan_made_zero",
    forgets_the_brackets: "brackets_missing",
    brackets_around_the_wrong_part: "bracket_to_the_power",
    minus_for_plus: "minus_below_the_line",
    exponential_of_math: "math_of_an_array",
    loops_with_math: "falling",
    caret_for_power: "caret_for_power",
    rounds_e: "roughly_rounded_base",
    gives_the_slope: "derivative",
    takes_tanh: "hyperbolic_tangent",
    tanh_without_the_half: "too_steep",
    takes_softmax: "softmax_of_all",
    one_side_for_all: "both_sides_alike",
    clips_to_five: "cut_off_at_five",
    clips_its_argument: "argument_changed",
    if_of_an_array: "if_of_an_array",
    vectorize_takes_the_first_type: "dtype_of_the_first",
    prints_a_list: "prints_the_result",
}
