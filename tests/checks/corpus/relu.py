"""Answers to relu, as learners write them."""

# ruff: noqa: F841 -- learners forget to return what they computed
import numpy as np


# Right, in many styles
def by_numpy(x):
    return np.maximum(x, 0)


def by_where(x):
    return np.where(x > 0, x, 0)


def by_mask(x):
    result = np.array(x)
    result[result < 0] = 0
    return result


def by_clip(x):
    return np.clip(x, 0, None)


def by_keras_ops(x):
    from keras import ops

    x = ops.convert_to_tensor(x)
    return ops.where(ops.greater(x, 0), x, ops.zeros_like(x))


def by_keras_layer(x):
    import keras

    return keras.layers.ReLU(dtype=x.dtype.name)(x)


def by_tensorflow(x):
    import tensorflow as tf

    return tf.nn.relu(x)


def by_loops(x):
    result = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            result[place] = x[place]
    return result


class _Relu:
    def __init__(self, threshold):
        self.threshold = threshold
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return np.maximum(x, np.full_like(x, self.threshold))


by_callable_object = _Relu(0)


def by_lists(x):
    values = []
    for value in x.flatten().tolist():
        if value < 0:
            values.append(0.0)
        else:
            values.append(value)
    return np.array(values, dtype=x.dtype).reshape(x.shape)


def by_recursion(x):
    if x.ndim == 0:
        return np.array(max(float(x), 0.0), dtype=x.dtype)
    return np.array([by_recursion(np.asarray(part)) for part in x], dtype=x.dtype).reshape(x.shape)


def by_vectorize(x):
    return np.vectorize(lambda value: max(value, 0.0), otypes=[float])(x)


def by_stack(x):
    return np.stack([x, np.zeros_like(x)]).max(axis=0)


RIGHT = [
    by_numpy,
    by_where,
    by_mask,
    by_clip,
    by_keras_ops,
    by_keras_layer,
    by_tensorflow,
    by_loops,
    by_callable_object,
    by_lists,
    by_recursion,
    by_vectorize,
    by_stack,
]


# Wrong, as beginners write it
def uses_pythons_max(x):
    """max compares each number with 0."""
    return max(0, x)


def max_for_maximum(x):
    """NumPy's max is the max for arrays."""
    return np.max(x, 0)


def if_of_an_array(x):
    """if looks at each number."""
    if x > 0:
        return x
    else:
        return 0


def all_or_nothing(x):
    """if needs any() or all(), says the error; then it works."""
    if (x > 0).any():
        return x
    return np.zeros_like(x)


def multiplies_by_the_mask(x):
    """A number times False is 0."""
    return x * (x > 0)


def mean_with_the_absolute_value(x):
    """x + |x| is 2x or 0."""
    return (x + np.abs(x)) / 2


def works_in_the_argument(x):
    """The shortest way to set the negative numbers to 0."""
    x[x < 0] = 0
    return x


def copies_the_name(x):
    """A new name is a new array."""
    result = x
    for i in np.ndindex(result.shape):
        if result[i] < 0:
            result[i] = 0
    return result


def gives_the_slope(x):
    """relu is 0 on the left and 1 on the right."""
    return np.where(x > 0, 1.0, 0.0)


def takes_the_absolute_value(x):
    """No number is negative afterwards."""
    return np.abs(x)


def minimum_of_both(x):
    """At least 0: that is the minimum."""
    return np.minimum(x, 0)


def clips_to_one(x):
    """An activation lies between 0 and 1."""
    return np.clip(x, 0, 1)


def drops_the_negative(x):
    """x[x > 0] keeps what is positive."""
    return x[x > 0]


def lets_some_through(x):
    """A small slope keeps the neuron alive."""
    return np.where(x > 0, x, 0.01 * x)


def assigns_the_loop_variable(x):
    """value = 0 changes the number in the array."""
    result = x.copy()
    for value in result.flatten():
        if value < 0:
            value = 0
    return result


def loops_over_rows_and_columns(x):
    """An array has rows and columns."""
    rows, columns = x.shape
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            if x[i, j] > 0:
                result[i, j] = x[i, j]
    return result


def list_of_all_numbers(x):
    """Every number goes into one list."""
    result = []
    for value in x.ravel():
        result.append(value if value > 0 else 0)
    return np.array(result)


def forgets_the_positive(x):
    """The if says which numbers become 0; the others stay."""
    return np.array([0.0 for value in x.flatten() if value < 0])


def forgets_the_return(x):
    """The last line is the result."""
    result = np.maximum(x, 0)


def prints_in_place(x):
    """Change x, then show it."""
    x[x < 0] = 0
    print(x)


#: Each with what the mistake is, in free words.
WRONG = {
    uses_pythons_max: "if_of_an_array",
    max_for_maximum: "largest_along_an_axis",
    if_of_an_array: "if_of_an_array",
    all_or_nothing: "one_decision_for_all",
    multiplies_by_the_mask: "nan_at_minus_infinity",
    mean_with_the_absolute_value: "nan_at_minus_infinity",
    works_in_the_argument: "argument_changed",
    copies_the_name: "argument_changed",
    gives_the_slope: "ones_for_positive",
    takes_the_absolute_value: "absolute",
    minimum_of_both: "negative_kept",
    clips_to_one: "cut_off_at_one",
    drops_the_negative: "negative_taken_out",
    lets_some_through: "leaky",
    assigns_the_loop_variable: "unchanged",
    loops_over_rows_and_columns: "unpacks_too_few",
    list_of_all_numbers: "shape_lost",
    forgets_the_positive: "",
    forgets_the_return: "no_return",
    prints_in_place: "prints_the_result",
}
