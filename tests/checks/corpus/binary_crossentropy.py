"""Answers to binary_crossentropy, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import math

import numpy as np


# Right, in many styles
def by_numpy(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def by_epsilon_in_the_log(y_true, y_pred):
    eps = 1e-7
    positive = y_true * np.log(y_pred + eps)
    negative = (1 - y_true) * np.log(1 - y_pred + eps)
    return -(positive + negative).mean(axis=-1)


def by_keras_ops(y_true, y_pred):
    import keras
    from keras import ops

    eps = keras.config.epsilon()
    p = ops.clip(ops.cast(y_pred, "float64"), eps, 1 - eps)
    y = ops.cast(y_true, "float64")
    terms = ops.add(ops.multiply(y, ops.log(p)), ops.multiply(1 - y, ops.log(1 - p)))
    return ops.negative(ops.mean(terms, axis=-1))


def by_keras_function(y_true, y_pred):
    import keras

    return keras.losses.binary_crossentropy(y_true=y_true, y_pred=y_pred, from_logits=False)


def by_keras_class(y_true, y_pred):
    import keras

    return keras.losses.BinaryCrossentropy(reduction="none", dtype="float64")(y_true, y_pred)


def by_tensorflow(y_true, y_pred):
    import tensorflow as tf

    y, p = tf.cast(y_true, tf.float64), tf.cast(y_pred, tf.float64)
    p = tf.clip_by_value(p, 1e-7, 1.0 - 1e-7)
    return -tf.reduce_mean(tf.math.xlogy(y, p) + (1 - y) * tf.math.log1p(-p), axis=-1)


def by_logits(y_true, y_pred):
    import tensorflow as tf

    p = np.clip(y_pred.astype("float64"), 1e-7, 1 - 1e-7)
    z = np.log(p) - np.log1p(-p)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true.astype("float64"), logits=z)
    return tf.reduce_mean(losses, axis=-1)


def by_softplus(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    z = np.log(p / (1 - p))
    return np.mean(np.logaddexp(0, z) - y_true * z, axis=-1)


def by_two_maximums(y_true, y_pred):
    log_p = np.log(np.maximum(y_pred, 1e-7))
    log_q = np.log(np.maximum(1.0 - y_pred, 1e-7))
    return np.average(-y_true * log_p - (1.0 - y_true) * log_q, axis=-1)


def by_loops(y_true, y_pred):
    losses = np.zeros(y_pred.shape[:-1])
    for place in np.ndindex(y_pred.shape):
        p = min(max(float(y_pred[place]), 1e-7), 1 - 1e-7)
        y = float(y_true[place])
        loss = -(y * math.log(p) + (1 - y) * math.log(1 - p))
        losses[place[:-1]] += loss / y_pred.shape[-1]
    return losses


class _BinaryCrossentropy:
    def __init__(self, epsilon):
        self.epsilon = epsilon

    def cost(self, p):
        return -np.log(np.clip(p, self.epsilon, 1 - self.epsilon))

    def __call__(self, y_true, y_pred):
        costs = y_true * self.cost(y_pred) + (1 - y_true) * self.cost(1 - y_pred)
        return costs.sum(axis=-1) / costs.shape[-1]


by_callable_object = _BinaryCrossentropy(epsilon=1e-7)


def by_einsum(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7).astype("float64")
    both = np.stack([y_true, 1 - y_true]).astype("float64")
    return -np.einsum("c...i,c...i->...", both, np.log([p, 1 - p])) / p.shape[-1]


RIGHT = [
    by_numpy,
    by_epsilon_in_the_log,
    by_keras_ops,
    by_keras_function,
    by_keras_class,
    by_tensorflow,
    by_logits,
    by_softplus,
    by_two_maximums,
    by_loops,
    by_callable_object,
    by_einsum,
]


# Wrong, as beginners write it
def forgets_the_minus(y_true, y_pred):
    """The formula, without its sign."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def only_the_ones(y_true, y_pred):
    """Minus y times the log."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p), axis=-1)


def formula_of_the_book(y_true, y_pred):
    """As it is written."""
    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred), axis=-1)


def one_number_for_the_batch(y_true, y_pred):
    """The loss is a number."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


def adds_the_outputs(y_true, y_pred):
    """Cross-entropy is a sum."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def averages_the_samples(y_true, y_pred):
    """Mean over the samples."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=0)


def exchanges_the_two(y_true, y_pred):
    """p log y: which was it?"""
    y = np.clip(y_true, 1e-7, 1 - 1e-7)
    return -np.mean(y_pred * np.log(y) + (1 - y_pred) * np.log(1 - y), axis=-1)


def clips_only_below(y_true, y_pred):
    """log(0) must not happen."""
    p = np.maximum(y_pred, 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def epsilon_outside_the_log(y_true, y_pred):
    """Add a small number."""
    eps = 1e-7
    return -np.mean(
        y_true * (np.log(y_pred) + eps) + (1 - y_true) * (np.log(1 - y_pred) + eps), axis=-1
    )


def mends_the_nan(y_true, y_pred):
    """nan_to_num takes care of it."""
    terms = y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred)
    return -np.mean(np.nan_to_num(terms, nan=0.0, neginf=0.0), axis=-1)


def sigmoid_first(y_true, y_pred):
    """Make probabilities of it."""
    p = 1 / (1 + np.exp(-y_pred))
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def logarithm_to_base_two(y_true, y_pred):
    """Entropy is in bits."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log2(p) + (1 - y_true) * np.log2(1 - p), axis=-1)


def minus_only_the_first(y_true, y_pred):
    """-y log p + (1 - y) log(1 - p)."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return np.mean(-y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def second_term_for_all(y_true, y_pred):
    """Forgets the factor (1 - y)."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + np.log(1 - p), axis=-1)


def rounds_the_predictions(y_true, y_pred):
    """0.5 is the threshold."""
    label = (y_pred > 0.5).astype("float64")
    p = np.clip(label, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def clips_its_argument(y_true, y_pred):
    """out= saves memory."""
    np.clip(y_pred, 1e-7, 1 - 1e-7, out=y_pred)
    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred), axis=-1)


def a_large_epsilon(y_true, y_pred):
    """0.01 is small."""
    p = np.clip(y_pred, 0.01, 0.99)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def asks_an_array(y_true, y_pred):
    """Two cases, two formulas."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    if y_true == 1:
        return -np.log(p)
    else:
        return -np.log(1 - p)


def logarithm_of_math(y_true, y_pred):
    """log is in math."""
    loss = y_true * math.log(y_pred + 1e-7) + (1 - y_true) * math.log(1 - y_pred + 1e-7)
    return -loss.mean(axis=-1)


def keras_categorical(y_true, y_pred):
    """Cross-entropy is cross-entropy."""
    import keras

    return keras.losses.categorical_crossentropy(y_true, y_pred)


def keras_default_reduction(y_true, y_pred):
    """The class, called."""
    import keras

    return keras.losses.BinaryCrossentropy()(y_true, y_pred)


def leaves_out_the_zeros(y_true, y_pred):
    """Where there is no log, there is no cost."""
    log_p = np.log(y_pred, out=np.zeros(y_pred.shape), where=y_pred > 0)
    log_q = np.log(1 - y_pred, out=np.zeros(y_pred.shape), where=y_pred < 1)
    return -np.mean(y_true * log_p + (1 - y_true) * log_q, axis=-1)


def forgets_the_mean(y_true, y_pred):
    """Each output has its loss."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    loss = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
    return loss


def list_by_a_loop(y_true, y_pred):
    """Sample after sample, without a clip and with a sum."""
    losses = []
    for t, p in zip(y_true, y_pred):
        loss = 0
        for i in range(len(t)):
            loss -= t[i] * np.log(p[i]) + (1 - t[i]) * np.log(1 - p[i])
        losses.append(loss)
    return losses


def computes_and_ends(y_true, y_pred):
    """The last line is the result, as in a cell."""
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)  # noqa: B018


def clips_the_result(y_true, y_pred):
    terms = y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred)
    return np.clip(-np.mean(terms, axis=-1), 1e-7, 16.118)


#: Each with what the mistake is, in free words.


def forgets_brackets(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return np.mean(-(y_true * np.log(p) + 1 - y_true * np.log(1 - p)), axis=-1)


WRONG = {
    forgets_the_minus: "sign_forgotten",
    only_the_ones: "ones_only",
    formula_of_the_book: "no_clip",
    one_number_for_the_batch: "one_mean",
    adds_the_outputs: "sum_for_mean",
    averages_the_samples: "mean_along_axis_0",
    exchanges_the_two: "exchanged_arguments",
    clips_only_below: "clipped_below_only",
    epsilon_outside_the_log: "no_clip",
    mends_the_nan: "certain_costs_nothing",
    sigmoid_first: "sigmoid_taken",
    logarithm_to_base_two: "logarithm_to_base_2",
    minus_only_the_first: "sign_of_one_part",
    second_term_for_all: "second_part_for_all",
    rounds_the_predictions: "rounded_first",
    clips_its_argument: "argument_changed",
    a_large_epsilon: "epsilon_of_1e_2",
    asks_an_array: "if_of_an_array",
    logarithm_of_math: "math_of_an_array",
    keras_categorical: "categorical_for_binary",
    keras_default_reduction: "one_mean",
    leaves_out_the_zeros: "certain_costs_nothing",
    forgets_the_mean: "mean_forgotten",
    list_by_a_loop: "",
    computes_and_ends: "no_return",
    clips_the_result: "result_clipped",
    forgets_brackets: "brackets_missing",
}
