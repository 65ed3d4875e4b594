"""Answers to softmax_crossentropy_gradient, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import math

import numpy as np


# Right, in many styles
def by_numpy(y_true, logits):
    e = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True) - y_true


def by_keras_ops(y_true, logits):
    from keras import ops

    p = ops.softmax(ops.cast(logits, "float64"), axis=-1)
    return ops.subtract(p, ops.cast(y_true, "float64"))


def by_tape_and_keras(y_true, logits):
    import keras
    import tensorflow as tf

    z = tf.Variable(logits.astype("float64"))
    with tf.GradientTape() as tape:
        losses = keras.losses.categorical_crossentropy(y_true, z, from_logits=True)
    return tape.gradient(losses, z)


def by_tape_of_a_mean(y_true, logits):
    import keras
    import tensorflow as tf

    z = tf.convert_to_tensor(logits, dtype="float32")
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)(y_true, z)
    return tape.gradient(target=loss, sources=z) * len(logits)


def by_tensorflow(y_true, logits):
    import tensorflow as tf

    y = tf.cast(y_true, tf.float64)
    return tf.nn.softmax(logits=tf.cast(logits, tf.float64)) - y


def by_scipy(y_true, logits):
    from scipy.special import log_softmax

    return np.exp(log_softmax(logits, axis=-1)) - y_true


def by_the_jacobian(y_true, logits):
    # d(-log p_k)/dz_j = p_j - [j = k], weighted by y_k
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    local = p[..., np.newaxis, :] - np.eye(p.shape[-1])
    return np.einsum("...k,...kj->...j", y_true, local)


def by_vector_and_matrix(y_true, logits):
    rows = []
    for y, z in zip(y_true, logits):
        p = np.exp(z - z.max())
        p /= p.sum()
        rows.append((np.outer(np.ones(len(p)), p) - np.identity(len(p))).T @ y)
    return np.array(rows)


def by_differences(y_true, logits):
    def losses(z):
        m = z.max(axis=-1, keepdims=True)
        log_total = m[:, 0] + np.log(np.exp(z - m).sum(axis=-1))
        return log_total - (y_true * z).sum(axis=-1)

    z, h = np.array(logits, dtype="float64"), 1e-4
    gradient = np.zeros(z.shape)
    for j in range(z.shape[-1]):
        step = h * np.eye(z.shape[-1])[j]
        gradient[:, j] = (losses(z + step) - losses(z - step)) / (2 * h)
    return gradient


def by_loops(y_true, logits):
    gradient = np.empty(logits.shape)
    for n, (y, z) in enumerate(zip(y_true.tolist(), logits.tolist())):
        top = max(z)
        powers = [math.exp(value - top) for value in z]
        for k, power in enumerate(powers):
            gradient[n, k] = power / sum(powers) - y[k]
    return gradient


class _Gradient:
    def softmax(self, z):
        z = z - z.max(axis=1, keepdims=True)
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    def __call__(self, y_true, logits):
        return np.subtract(self.softmax(z=logits), y_true)


by_callable_object = _Gradient()


def by_in_place_of_its_own(y_true, logits):
    p = logits.astype("float64")
    p -= p.max(axis=-1)[:, None]
    np.exp(p, out=p)
    p /= p.sum(axis=-1).reshape(-1, 1)
    p -= y_true
    return p


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_tape_and_keras,
    by_tape_of_a_mean,
    by_tensorflow,
    by_scipy,
    by_the_jacobian,
    by_vector_and_matrix,
    by_differences,
    by_loops,
    by_callable_object,
    by_in_place_of_its_own,
]


# Wrong, as beginners write it
def the_other_sign(y_true, logits):
    """Target minus prediction."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return y_true - e / e.sum(axis=-1, keepdims=True)


def divides_by_the_batch(y_true, logits):
    """The gradient of the mean."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return (p - y_true) / len(y_true)


def divides_by_the_classes(y_true, logits):
    """mean over the last axis."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return (p - y_true) / y_true.shape[-1]


def only_softmax(y_true, logits):
    """The derivative of the log of the sum."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def forgets_softmax(y_true, logits):
    """Prediction minus target."""
    return logits - y_true


def gradient_for_the_probabilities(y_true, logits):
    """The derivative of log p is 1 / p."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return -y_true / p


def times_the_slope_again(y_true, logits):
    """The chain rule: times p (1 - p)."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return (p - y_true) * p * (1 - p)


def diagonal_of_the_jacobian(y_true, logits):
    """-y / p times p (1 - p): softmax's derivative."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return -y_true * (1 - p)


def softmax_over_the_samples(y_true, logits):
    """axis=0."""
    e = np.exp(logits - logits.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True) - y_true


def softmax_over_everything(y_true, logits):
    """One sum."""
    e = np.exp(logits - logits.max())
    return e / e.sum() - y_true


def forgets_the_maximum(y_true, logits):
    """As in the book."""
    e = np.exp(logits)
    return e / e.sum(axis=-1, keepdims=True) - y_true


def forgets_keepdims(y_true, logits):
    """Each row has its sum."""
    e = np.exp(logits - np.max(logits))
    return e / e.sum(axis=-1) - y_true


def subtracts_from_columns(y_true, logits):
    """p[:, right] -= 1, as in the well-known course."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    p[:, np.argmax(y_true, axis=-1)] -= 1
    return p


def labels_as_indices(y_true, logits):
    """One is taken from the right class."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    p[np.arange(len(p)), y_true] -= 1
    return p


def adds_the_samples(y_true, logits):
    """The gradient of the batch is a sum."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return np.sum(p - y_true, axis=0)


def shifts_its_argument(y_true, logits):
    """-= is the short form."""
    logits -= logits.max(axis=-1, keepdims=True)
    e = np.exp(logits)
    return e / e.sum(axis=-1, keepdims=True) - y_true


def keras_mean(y_true, logits):
    """The tape through Keras's class."""
    import keras
    import tensorflow as tf

    z = tf.Variable(logits)
    with tf.GradientTape() as tape:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)(y_true, z)
    return tape.gradient(loss, z)


def keras_without_from_logits(y_true, logits):
    """The tape through the function."""
    import keras
    import tensorflow as tf

    z = tf.Variable(logits)
    with tf.GradientTape() as tape:
        loss = keras.losses.categorical_crossentropy(y_true, z)
    return tape.gradient(loss, z)


def keras_unwatched(y_true, logits):
    """The tape knows."""
    import tensorflow as tf

    z = tf.constant(logits)
    with tf.GradientTape() as tape:
        loss = tf.nn.softmax_cross_entropy_with_logits(tf.cast(y_true, z.dtype), z)
    return tape.gradient(loss, z)


def the_loss_itself(y_true, logits):
    """Cross-entropy."""
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return -np.sum(y_true * log_p, axis=-1)


def distance_to_the_target(y_true, logits):
    """How far it is away."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.abs(e / e.sum(axis=-1, keepdims=True) - y_true)


def decision_minus_target(y_true, logits):
    """What was predicted, minus what is right."""
    predicted = np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]
    return predicted - y_true


def only_the_right_class(y_true, logits):
    """The loss sees only the right class."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return y_true * (p - y_true)


def sigmoid_for_softmax(y_true, logits):
    """a - y, as in logistic regression."""
    return 1 / (1 + np.exp(-logits)) - y_true


def list_of_rows(y_true, logits):
    """Row after row, and by the batch."""
    rows = []
    for y, z in zip(y_true, logits):
        e = np.exp(z - max(z))
        rows.append(list((e / sum(e) - y) / len(logits)))
    return rows


#: Each with what the mistake is, in free words.


def takes_rows(y_true, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    p[np.argmax(y_true, axis=1)] -= 1
    return p


def sums_over_the_samples(y_true, logits):
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return e / np.sum(e, axis=0) - y_true


WRONG = {
    the_other_sign: "way_down",
    divides_by_the_batch: "divided_by_the_batch",
    divides_by_the_classes: "divided_by_the_classes",
    only_softmax: "probabilities_only",
    forgets_softmax: "logits_minus_labels",
    gradient_for_the_probabilities: "gradient_of_the_probabilities",
    times_the_slope_again: "slope_of_softmax_again",
    diagonal_of_the_jacobian: "own_probability_only",
    softmax_over_the_samples: "softmax_along_axis_0",
    softmax_over_everything: "one_sum_for_all",
    forgets_the_maximum: "no_maximum",
    forgets_keepdims: "shapes_do_not_fit",
    subtracts_from_columns: "one_subtracted_everywhere",
    labels_as_indices: "floats_as_indices",
    adds_the_samples: "sum_over_the_batch",
    shifts_its_argument: "argument_changed",
    keras_mean: "divided_by_the_batch",
    keras_without_from_logits: "from_logits_forgotten",
    keras_unwatched: "no_return",
    the_loss_itself: "the_losses",
    distance_to_the_target: "sign_lost",
    decision_minus_target: "decision_minus_labels",
    only_the_right_class: "own_probability_only",
    sigmoid_for_softmax: "sigmoid_for_softmax",
    list_of_rows: "",
    takes_rows: "labels_as_rows",
    sums_over_the_samples: "sum_along_axis_0",
}
