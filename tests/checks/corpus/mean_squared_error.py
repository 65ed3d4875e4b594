"""Answers to mean_squared_error, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import math

import numpy as np


# Right, in many styles
def by_numpy(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2, axis=-1)


def by_keras_ops(y_true, y_pred):
    from keras import ops

    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.cast(y_true, y_pred.dtype)
    return ops.mean(ops.square(ops.subtract(y_pred, y_true)), axis=-1)


def by_keras_function(y_true, y_pred):
    import keras

    return keras.losses.mean_squared_error(y_true=y_true, y_pred=y_pred)


def by_keras_class(y_true, y_pred):
    import keras

    loss = keras.losses.MeanSquaredError(reduction=None, dtype="float64")
    return loss(y_true, y_pred)


def by_tensorflow(y_true, y_pred):
    import tensorflow as tf

    errors = tf.math.squared_difference(tf.cast(y_true, tf.float64), tf.cast(y_pred, tf.float64))
    return tf.reduce_mean(errors, axis=-1)


def by_float32(y_true, y_pred):
    errors = (np.asarray(y_pred, "float64") - y_true).astype("float32")
    return np.square(errors).mean(axis=-1)


def by_einsum(y_true, y_pred):
    e = y_pred - y_true
    return np.einsum("...i,...i->...", e, e) / e.shape[-1]


def by_norm(y_true, y_pred):
    return np.linalg.norm(y_true - y_pred, axis=-1) ** 2 / y_pred.shape[-1]


def by_moments(y_true, y_pred):
    errors = np.subtract(y_true, y_pred, dtype="float64")
    return errors.var(axis=-1) + errors.mean(axis=-1) ** 2


def by_loops(y_true, y_pred):
    losses = np.zeros(y_pred.shape[:-1])
    outputs = y_pred.shape[-1]
    for place in np.ndindex(losses.shape):
        for i in range(outputs):
            error = y_true[place + (i,)] - y_pred[place + (i,)]
            losses[place] += error * error / outputs
    return losses


def by_lists(y_true, y_pred):
    width = y_pred.shape[-1]
    rows = zip(y_true.reshape(-1, width).tolist(), y_pred.reshape(-1, width).tolist())
    losses = [math.fsum((t - p) ** 2 for t, p in zip(*row)) / len(row[0]) for row in rows]
    return np.array(losses).reshape(y_pred.shape[:-1])


class _MeanSquaredError:
    def error(self, y_true, y_pred):
        return np.abs(y_true - y_pred)

    def __call__(self, y_true, y_pred):
        return np.average(self.error(y_true=y_true, y_pred=y_pred) ** 2, axis=-1)


by_callable_object = _MeanSquaredError()


def by_binomial(y_true, y_pred):
    total = 0.0
    for t, p in zip(np.moveaxis(y_true, -1, 0), np.moveaxis(y_pred, -1, 0)):
        total = total + (p * p - 2.0 * p * t + 1.0 * t * t)
    return np.divide(total, y_true.shape[-1])


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_keras_function,
    by_keras_class,
    by_tensorflow,
    by_float32,
    by_einsum,
    by_norm,
    by_moments,
    by_loops,
    by_lists,
    by_callable_object,
    by_binomial,
]


# Wrong, as beginners write it
def one_number_for_the_batch(y_true, y_pred):
    """Mean squared error is one number."""
    return np.mean((y_true - y_pred) ** 2)


def averages_the_samples(y_true, y_pred):
    """The mean goes over the samples."""
    return np.mean(np.square(y_true - y_pred), axis=0)


def adds_them_up(y_true, y_pred):
    """Sum of squares."""
    return np.sum((y_pred - y_true) ** 2, axis=-1)


def forgets_the_square(y_true, y_pred):
    """The error is the difference."""
    return np.mean(y_true - y_pred, axis=-1)


def takes_the_size(y_true, y_pred):
    """No sign, so abs."""
    return np.mean(np.abs(y_true - y_pred), axis=-1)


def takes_the_root(y_true, y_pred):
    """Back to the unit of y."""
    return np.sqrt(np.mean((y_true - y_pred) ** 2, axis=-1))


def squares_the_mean(y_true, y_pred):
    """Brackets one place too far."""
    return np.mean(y_true - y_pred, axis=-1) ** 2


def halves_it(y_true, y_pred):
    """With 1/2 the derivative is nicer."""
    return 0.5 * np.mean((y_pred - y_true) ** 2, axis=-1)


def divides_by_the_samples(y_true, y_pred):
    """n is len(y_true)."""
    n = len(y_true)
    return np.sum((y_true - y_pred) ** 2, axis=-1) / n


def keeps_a_column(y_true, y_pred):
    """keepdims was right in softmax."""
    return np.mean((y_true - y_pred) ** 2, axis=-1, keepdims=True)


def forgets_the_mean(y_true, y_pred):
    """Each number has its squared error."""
    return (y_true - y_pred) ** 2


def squares_each(y_true, y_pred):
    """a² - b²."""
    return np.mean(y_true**2 - y_pred**2, axis=-1)


def subtracts_in_place(y_true, y_pred):
    """-= is the short form."""
    y_pred -= y_true
    return np.mean(y_pred**2, axis=-1)


def prints_it(y_true, y_pred):
    """Show the losses."""
    print(np.mean((y_true - y_pred) ** 2, axis=-1))


def power_with_a_caret(y_true, y_pred):
    """Squared is ^2."""
    return np.mean((y_true - y_pred) ^ 2, axis=-1)


def never_resets_the_total(y_true, y_pred):
    """Row after row."""
    losses = []
    total = 0
    for row_true, row_pred in zip(y_true, y_pred):
        for t, p in zip(row_true, row_pred):
            total += (t - p) ** 2
        losses.append(total / len(row_true))
    return np.array(losses)


def returns_in_the_loop(y_true, y_pred):
    """return one level too deep."""
    losses = []
    for t, p in zip(y_true, y_pred):
        losses.append(np.mean((t - p) ** 2))
        return np.array(losses)


def list_of_losses(y_true, y_pred):
    """One number a row."""
    return [float(np.mean((t - p) ** 2)) for t, p in zip(y_true, y_pred)]


def keras_default_reduction(y_true, y_pred):
    """Keras has it."""
    import keras

    return keras.losses.MeanSquaredError()(y_true, y_pred)


def predictions_like_the_labels(y_true, y_pred):
    """The two have to be of one dtype."""
    y_true = y_true.astype("int64")
    return np.mean((y_true - y_pred.astype(y_true.dtype)) ** 2, axis=-1)


def variance_of_the_errors(y_true, y_pred):
    """The mean of squares is np.var."""
    return np.var(y_true - y_pred, axis=-1)


#: Each with what the mistake is, in free words.


def adds_instead(y_true, y_pred):
    return np.mean(np.square(y_pred + y_true), axis=1)


WRONG = {
    one_number_for_the_batch: "one_mean",
    averages_the_samples: "mean_along_axis_0",
    adds_them_up: "sum_for_mean",
    forgets_the_square: "not_squared",
    takes_the_size: "absolute_errors",
    takes_the_root: "root_taken",
    squares_the_mean: "square_of_the_mean",
    halves_it: "halved",
    divides_by_the_samples: "divided_by_the_samples",
    keeps_a_column: "right_values_in_another_shape",
    forgets_the_mean: "squares_only",
    squares_each: "difference_of_squares",
    subtracts_in_place: "argument_changed",
    prints_it: "prints_the_result",
    power_with_a_caret: "caret_for_power",
    never_resets_the_total: "total_never_reset",
    returns_in_the_loop: "returned_in_the_loop",
    list_of_losses: "list_for_an_array",
    keras_default_reduction: "one_mean",
    predictions_like_the_labels: "cut_to_whole_numbers",
    variance_of_the_errors: "variance_of_the_errors",
    adds_instead: "added_for_subtracted",
}
