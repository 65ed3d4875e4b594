"""Answers to relu_gradient, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import numpy as np


# Right, in many styles
def by_numpy(upstream, z):
    return upstream * (z > 0)


def by_where(upstream, z):
    return np.where(z > 0, upstream, 0.0)


def by_mask(upstream, z):
    gradient = np.array(upstream, dtype="float64", copy=True)
    gradient[z <= 0] = 0
    return gradient


def by_heaviside(upstream, z):
    return np.multiply(upstream, np.heaviside(z, 0.0))


def by_sign(upstream, z):
    slope = np.maximum(np.sign(z), 0)
    return slope * upstream


def by_keras_ops(upstream, z):
    from keras import ops

    slope = ops.cast(ops.greater(z, 0), "float64")
    return ops.multiply(ops.cast(upstream, "float64"), slope)


def by_tape(upstream, z):
    import tensorflow as tf

    z = tf.cast(z, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.nn.relu(z)
    return tape.gradient(a, z, output_gradients=tf.cast(upstream, tf.float64))


def by_keras_activation(upstream, z):
    import keras
    import tensorflow as tf

    z = tf.Variable(np.asarray(z, "float32"))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(keras.activations.relu(z) * tf.cast(upstream, "float32"))
    return tape.gradient(total, z)


def by_raw_op(upstream, z):
    import tensorflow as tf

    up = tf.cast(upstream, tf.float32)
    return tf.raw_ops.ReluGrad(gradients=up, features=tf.cast(z, tf.float32))


def by_loops(upstream, z):
    gradient = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        if z[place] > 0:
            gradient[place] = upstream[place]
    return gradient


def by_lists(upstream, z):
    pairs = zip(np.ravel(upstream).tolist(), np.ravel(z).tolist())
    flat = [float(u) if value > 0 else 0.0 for u, value in pairs]
    return np.array(flat).reshape(np.shape(z))


class _ReluGradient:
    def local(self, z):
        return (z > 0).astype("float64")

    def __call__(self, upstream, z):
        return self.local(z=z) * upstream


by_callable_object = _ReluGradient()


def by_vectorize(upstream, z):
    return np.vectorize(lambda u, v: u if v > 0 else 0, otypes=["float64"])(upstream, z)


RIGHT = [
    by_numpy,
    by_where,
    by_mask,
    by_heaviside,
    by_sign,
    by_keras_ops,
    by_tape,
    by_keras_activation,
    by_raw_op,
    by_loops,
    by_lists,
    by_callable_object,
    by_vectorize,
]


# Wrong, as beginners write it
def zero_counts_too(upstream, z):
    """Not negative, so it passes."""
    return upstream * (z >= 0)


def only_the_slope(upstream, z):
    """The derivative of relu is 0 or 1."""
    return np.where(z > 0, 1.0, 0.0)


def multiplies_with_relu(upstream, z):
    """Upstream times relu."""
    return upstream * np.maximum(z, 0)


def asks_the_upstream(upstream, z):
    """Negative gradients are stopped."""
    return upstream * (upstream > 0)


def relu_of_the_upstream(upstream, z):
    """relu goes backward as it goes forward."""
    return np.maximum(0, upstream)


def both_positive(upstream, z):
    """Only what is positive passes."""
    return np.where((z > 0) & (upstream > 0), upstream, 0)


def exchanges_the_two(upstream, z):
    """Which was the first one?"""
    return z * (upstream > 0)


def divides_by_z(upstream, z):
    """relu(z) / z is 1 or 0."""
    return upstream * np.maximum(z, 0) / z


def negative_passes(upstream, z):
    """The mask is the wrong way round."""
    return np.where(z > 0, 0, upstream)


def picks_the_positive(upstream, z):
    """Index with the mask."""
    return upstream[z > 0]


def zeros_in_the_upstream(upstream, z):
    """Set what is stopped to zero."""
    upstream[z <= 0] = 0
    return upstream


def gradient_is_the_same_array(upstream, z):
    """A new name, so a new array."""
    gradient = upstream
    for place in np.ndindex(z.shape):
        if z[place] <= 0:
            gradient[place] = 0
    return gradient


def asks_an_array(upstream, z):
    """The two cases of relu."""
    if z > 0:
        return upstream
    return 0


def leaves_z_elsewhere(upstream, z):
    """Where it is positive, the gradient."""
    return np.where(z > 0, upstream, z)


def leaks(upstream, z):
    """A little always passes."""
    return np.where(z > 0, upstream, 0.01 * upstream)


def sign_for_slope(upstream, z):
    """The slope is the sign."""
    return upstream * np.sign(z)


def derivative_of_sigmoid(upstream, z):
    """a (1 - a), as in the lesson."""
    a = 1 / (1 + np.exp(-z))
    return upstream * a * (1 - a)


def matrix_product(upstream, z):
    """Chain rule: the matrices are multiplied."""
    return upstream @ (z > 0)


def no_brackets(upstream, z):
    """upstream times whether z is positive."""
    return upstream * z > 0


def half_at_zero(upstream, z):
    """In the corner, the middle of both slopes."""
    return upstream * np.heaviside(z, 0.5)


def keras_without_upstream(upstream, z):
    """The tape knows."""
    import tensorflow as tf

    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.nn.relu(z)
    return tape.gradient(a, z)


def keras_unwatched(upstream, z):
    """The tape records everything."""
    import tensorflow as tf

    z = tf.constant(z)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(upstream * tf.nn.relu(z))
    return tape.gradient(loss, z)


def flat_list(upstream, z):
    """One number after the other."""
    return [u if v > 0 else 0 for u, v in zip(upstream.flatten(), z.flatten())]


def sums_the_batch(upstream, z):
    """The gradients of the samples are added."""
    return np.sum(upstream * (z > 0), axis=0)


def prints_it(upstream, z):
    """Show it, with >= as well."""
    gradient = upstream * (z >= 0)
    print(gradient)


#: Each with what the mistake is, in free words.
WRONG = {
    zero_counts_too: "through_at_0",
    only_the_slope: "no_upstream",
    multiplies_with_relu: "times_the_value",
    asks_the_upstream: "gate_of_upstream",
    relu_of_the_upstream: "gate_of_upstream",
    both_positive: "two_gates",
    exchanges_the_two: "exchanged_arguments",
    divides_by_z: "nan_at_0",
    negative_passes: "gate_turned_round_open_at_0",
    picks_the_positive: "stopped_taken_out",
    zeros_in_the_upstream: "argument_changed",
    gradient_is_the_same_array: "argument_changed",
    asks_an_array: "if_of_an_array",
    leaves_z_elsewhere: "z_where_closed",
    leaks: "leaky",
    sign_for_slope: "sign_of_z",
    derivative_of_sigmoid: "slope_of_sigmoid",
    matrix_product: "product_does_not_fit",
    no_brackets: "brackets_missing",
    half_at_zero: "half_at_0",
    keras_without_upstream: "no_upstream",
    keras_unwatched: "no_return",
    flat_list: "",
    sums_the_batch: "sum_over_the_batch",
    prints_it: "prints_the_result",
}
