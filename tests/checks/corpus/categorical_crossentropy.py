"""Answers to categorical_crossentropy from logits, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import functools
import math

import numpy as np


# Right, in many styles
def by_numpy(y_true, logits):
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    return -np.sum(y_true * log_p, axis=-1)


def by_keras_ops(y_true, logits):
    from keras import ops

    z = ops.cast(logits, "float64")
    log_p = ops.subtract(z, ops.logsumexp(z, axis=-1, keepdims=True))
    return ops.negative(ops.sum(ops.multiply(ops.cast(y_true, "float64"), log_p), axis=-1))


def by_log_softmax(y_true, logits):
    import keras

    log_p = keras.activations.log_softmax(keras.ops.cast(logits, "float64"), axis=-1)
    return -(y_true * keras.ops.convert_to_numpy(log_p)).sum(axis=-1)


def by_keras_function(y_true, logits):
    import keras

    return keras.losses.categorical_crossentropy(y_true=y_true, y_pred=logits, from_logits=True)


def by_keras_class(y_true, logits):
    import keras

    return keras.losses.CategoricalCrossentropy(from_logits=True, reduction="none")(y_true, logits)


def by_keras_softmax(y_true, logits):
    import keras

    p = keras.ops.softmax(logits)  # remembers its logits, which the loss takes in place of it
    return keras.losses.categorical_crossentropy(y_true, p)


def by_tensorflow(y_true, logits):
    import tensorflow as tf

    logits = tf.cast(logits, tf.float64)
    return tf.nn.softmax_cross_entropy_with_logits(labels=y_true, logits=logits)


def by_scipy(y_true, logits):
    from scipy.special import logsumexp

    gaps = logsumexp(logits, axis=-1, keepdims=True) - logits
    return np.einsum("...k,...k->...", gaps, y_true * 1.0)


def by_differences_of_logits(y_true, logits):
    # log p_k = -log Σ_j exp(z_j - z_k), of each pair, from the largest
    pairs = logits[..., np.newaxis, :] - logits[..., :, np.newaxis]
    return np.sum(y_true * np.logaddexp.reduce(pairs, axis=-1), axis=-1)


def by_reduce(y_true, logits):
    columns = np.moveaxis(logits.astype("float64"), -1, 0)
    log_total = functools.reduce(np.logaddexp, columns)
    return sum(y * (log_total - z) for y, z in zip(np.moveaxis(y_true, -1, 0), columns))


def by_loops(y_true, logits):
    losses = np.zeros(logits.shape[:-1])
    for place in np.ndindex(losses.shape):
        z = [float(value) for value in logits[place]]
        top = max(z)
        log_total = top + math.log(sum(math.exp(value - top) for value in z))
        for y, value in zip(y_true[place], z):
            losses[place] -= y * (value - log_total)
    return losses


class _CategoricalCrossentropy:
    axis = -1

    def log_softmax(self, z):
        z = z - z.max(self.axis, keepdims=True)
        return z - np.log(np.exp(z).sum(self.axis, keepdims=True))

    def __call__(self, y_true, logits):
        return -np.sum(np.multiply(y_true, self.log_softmax(z=logits)), axis=self.axis)


by_callable_object = _CategoricalCrossentropy()


def by_float64(y_true, logits):
    z, y = np.asarray(logits, dtype="float64"), np.asarray(y_true, dtype="float64")
    m = z.max(axis=-1)
    log_total = m + np.log(np.exp(z - m[..., None]).sum(axis=-1))
    return np.sum(y * (log_total[..., None] - z), axis=-1)


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_log_softmax,
    by_keras_function,
    by_keras_class,
    by_keras_softmax,
    by_tensorflow,
    by_scipy,
    by_differences_of_logits,
    by_reduce,
    by_loops,
    by_callable_object,
    by_float64,
]


# Wrong, as beginners write it
def logits_are_probabilities(y_true, logits):
    """Minus y log p."""
    return -np.sum(y_true * np.log(logits), axis=-1)


def clips_the_logits(y_true, logits):
    """With a clip, as in the binary one."""
    p = np.clip(logits, 1e-7, 1 - 1e-7)
    return -np.sum(y_true * np.log(p), axis=-1)


def softmax_of_the_book(y_true, logits):
    """Softmax, then the log."""
    e = np.exp(logits)
    p = e / e.sum(axis=-1, keepdims=True)
    return -np.sum(y_true * np.log(p), axis=-1)


def stable_softmax_then_log(y_true, logits):
    """Softmax with the maximum is stable."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return -np.sum(y_true * np.log(p), axis=-1)


def epsilon_in_the_log(y_true, logits):
    """Epsilon was right before."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / np.sum(e, axis=-1, keepdims=True)
    return -np.sum(y_true * np.log(p + 1e-7), axis=-1)


def one_maximum_for_all(y_true, logits):
    """The maximum of the logits."""
    z = logits - np.max(logits)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return -np.sum(y_true * log_p, axis=-1)


def forgets_the_minus(y_true, logits):
    """y times log p."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return np.sum(y_true * log_p, axis=-1)


def mean_over_the_classes(y_true, logits):
    """mean, as in the other losses."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return -np.mean(y_true * log_p, axis=-1)


def one_number_for_the_batch(y_true, logits):
    """Sum over classes, mean over samples."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return np.mean(-np.sum(y_true * log_p, axis=-1))


def forgets_the_axis(y_true, logits):
    """The sum of it all."""
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return -np.sum(y_true * log_p)


def softmax_over_the_samples(y_true, logits):
    """axis=0 is the first thing one tries."""
    z = logits - logits.max(axis=0)
    log_p = z - np.log(np.exp(z).sum(axis=0))
    return -np.sum(y_true * log_p, axis=-1)


def softmax_over_everything(y_true, logits):
    """All scores compete."""
    z = logits - logits.max()
    log_p = z - np.log(np.exp(z).sum())
    return -np.sum(y_true * log_p, axis=-1)


def forgets_keepdims(y_true, logits):
    """Each row has its sum."""
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1))
    return -np.sum(y_true * log_p, axis=-1)


def maximum_not_given_back(y_true, logits):
    """log of the sum, minus the right logit."""
    m = np.max(logits, axis=-1, keepdims=True)
    log_total = np.log(np.sum(np.exp(logits - m), axis=-1))
    return log_total - np.sum(y_true * logits, axis=-1)


def keras_takes_probabilities(y_true, logits):
    """The loss's name is the exercise's."""
    import keras

    return keras.losses.categorical_crossentropy(y_true, logits)


def keras_softmax_twice(y_true, logits):
    """Probabilities first, from_logits to be safe."""
    import keras

    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return keras.losses.categorical_crossentropy(y_true, p, from_logits=True)


def keras_arguments_exchanged(y_true, logits):
    """Predictions, then labels."""
    import keras

    return keras.losses.categorical_crossentropy(
        keras.ops.cast(logits, "float64"), keras.ops.cast(y_true, "float64"), from_logits=True
    )


def labels_as_indices(y_true, logits):
    """Pick the log of the right class."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return -log_p[np.arange(len(logits)), y_true]


def predicted_class(y_true, logits):
    """The class of each sample is its argmax."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    classes = np.argmax(logits, axis=-1)
    return -np.take_along_axis(log_p, classes[..., None], axis=-1)[..., 0]


def binary_for_each_class(y_true, logits):
    """Both terms, and softmax."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = np.clip(e / e.sum(axis=-1, keepdims=True), 1e-7, 1 - 1e-7)
    return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def sigmoid_for_softmax(y_true, logits):
    """From logits to probabilities."""
    log_p = -np.logaddexp(0, -logits)
    return -np.sum(y_true * log_p, axis=-1)


def shifts_its_argument(y_true, logits):
    """-= is the short form."""
    logits -= np.max(logits, axis=-1, keepdims=True)
    log_p = logits - np.log(np.sum(np.exp(logits), axis=-1, keepdims=True))
    return -np.sum(y_true * log_p, axis=-1)


def forgets_the_sum(y_true, logits):
    """Each class has its loss."""
    z = logits - np.max(logits, axis=-1, keepdims=True)
    return -y_true * (z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True)))


def loops_with_math(y_true, logits):
    """Row after row, no maximum."""
    losses = []
    for y, z in zip(y_true, logits):
        total = sum(math.exp(value) for value in z)
        for i in range(len(y)):
            if y[i] == 1:
                losses.append(-math.log(math.exp(z[i]) / total))
    return losses


def prints_with_epsilon(y_true, logits):
    """Show the losses."""
    e = np.exp(logits)
    p = e / np.sum(e, axis=-1, keepdims=True)
    print(-np.sum(y_true * np.log(p + 1e-7), axis=-1))


#: Each with what the mistake is, in free words.


def keeps_one_axis(y_true, logits):
    z = logits - logits.max(axis=-1, keepdims=True)
    lse = np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return lse - np.sum(y_true * z, axis=-1)


def sums_all_powers(y_true, logits):
    z = logits - np.max(logits, axis=1, keepdims=True)
    return np.log(np.sum(np.exp(z))) - np.sum(y_true * z, axis=1)


def indexes_with_a_colon(y_true, logits):
    z = logits - np.max(logits, axis=1, keepdims=True)
    t = np.argmax(y_true, axis=1)
    return np.log(np.exp(z).sum(axis=1)) - z[:, t]


def logarithm_inside(y_true, logits):
    z = logits - np.max(logits, axis=1, keepdims=True)
    return np.sum(np.log(np.exp(z)), axis=1) - np.sum(y_true * z, axis=1)


def forgets_the_logarithm(y_true, logits):
    z = logits - np.max(logits, axis=1, keepdims=True)
    return np.exp(z).sum(axis=1) - (y_true * z).sum(axis=1)


def scales_by_the_maximum(y_true, logits):
    z = logits / np.max(logits, axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - (y_true * z).sum(axis=1)


WRONG = {
    logits_are_probabilities: "logits_as_probabilities",
    clips_the_logits: "logits_clipped",
    softmax_of_the_book: "no_maximum",
    stable_softmax_then_log: "logarithm_of_softmax",
    epsilon_in_the_log: "epsilon_of_1e_7",
    one_maximum_for_all: "one_maximum_log_softmax",
    forgets_the_minus: "sign_forgotten",
    mean_over_the_classes: "mean_over_the_classes",
    one_number_for_the_batch: "mean_over_the_batch",
    forgets_the_axis: "sum_over_the_batch",
    softmax_over_the_samples: "softmax_along_axis_0",
    softmax_over_everything: "one_sum_for_all",
    forgets_keepdims: "shapes_do_not_fit",
    maximum_not_given_back: "maximum_in_one_place",
    keras_takes_probabilities: "from_logits_forgotten",
    keras_softmax_twice: "softmax_twice",
    keras_arguments_exchanged: "exchanged_arguments",
    labels_as_indices: "floats_as_indices",
    predicted_class: "of_the_largest",
    binary_for_each_class: "binary_for_each_class",
    sigmoid_for_softmax: "sigmoid_for_softmax",
    shifts_its_argument: "argument_changed",
    forgets_the_sum: "sum_forgotten",
    loops_with_math: "",
    prints_with_epsilon: "prints_the_result",
    keeps_one_axis: "axis_kept_in_one_sum",
    sums_all_powers: "one_sum_of_powers",
    indexes_with_a_colon: "labels_of_all_rows",
    logarithm_inside: "logarithm_before_the_sum",
    forgets_the_logarithm: "logarithm_forgotten",
    scales_by_the_maximum: "divided_by_the_maximum",
}
