"""Answers to dense_gradients, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import numpy as np


# Right, in many styles
def by_numpy(x, kernel, bias, upstream):
    dx = upstream @ kernel.T
    dkernel = x.T @ upstream
    dbias = upstream.sum(axis=0)
    return dx, dkernel, dbias


def by_einsum(x, kernel, bias, upstream):
    return (
        np.einsum("nu,fu->nf", upstream, kernel),
        np.einsum("nf,nu->fu", x, upstream),
        np.einsum("nu->u", upstream),
    )


def by_keras_ops(x, kernel, bias, upstream):
    from keras import ops

    x, kernel, upstream = (ops.cast(a, "float64") for a in (x, kernel, upstream))
    dx = ops.matmul(upstream, ops.transpose(kernel))
    dkernel = ops.matmul(ops.transpose(x), upstream)
    return dx, dkernel, ops.sum(upstream, axis=0)


def by_tape_with_upstream(x, kernel, bias, upstream):
    import tensorflow as tf

    x, kernel, bias, upstream = [tf.cast(a, tf.float64) for a in (x, kernel, bias, upstream)]
    with tf.GradientTape() as tape:
        tape.watch([x, kernel, bias])
        z = x @ kernel + bias
    return tuple(tape.gradient(z, [x, kernel, bias], output_gradients=upstream))


def by_tape_of_a_sum(x, kernel, bias, upstream):
    import tensorflow as tf

    inputs = tf.Variable(x, dtype=tf.float32)
    weights = [tf.Variable(kernel, dtype=tf.float32), tf.Variable(bias, dtype=tf.float32)]
    with tf.GradientTape(persistent=True) as tape:
        z = tf.matmul(inputs, weights[0]) + weights[1]
        loss = tf.reduce_sum(z * tf.cast(upstream, tf.float32))
    dkernel, dbias = tape.gradient(loss, weights)
    return tape.gradient(loss, inputs), dkernel, dbias


def by_keras_layer(x, kernel, bias, upstream):
    import keras
    import tensorflow as tf

    layer = keras.layers.Dense(units=kernel.shape[1], dtype="float64")
    layer.build(x.shape)
    layer.set_weights([kernel, bias])
    x = tf.convert_to_tensor(x.astype("float64"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        z = layer(x)
    wanted = [x, layer.kernel, layer.bias]
    dx, dkernel, dbias = tape.gradient(z, wanted, tf.cast(upstream, tf.float64))
    return dx, dkernel, dbias


def by_loops(x, kernel, bias, upstream):
    dx = np.zeros(x.shape)
    dkernel = np.zeros(kernel.shape)
    dbias = np.zeros(bias.shape)
    for n in range(x.shape[0]):
        for u in range(kernel.shape[1]):
            dbias[u] += upstream[n, u]
            for f in range(kernel.shape[0]):
                dkernel[f, u] += x[n, f] * upstream[n, u]
                dx[n, f] += kernel[f, u] * upstream[n, u]
    return dx, dkernel, dbias


def by_outer_products(x, kernel, bias, upstream):
    dkernel = sum(np.outer(sample, up) for sample, up in zip(x, upstream))
    dx = np.stack([kernel @ up for up in upstream])
    return dx, dkernel, np.add.reduce(upstream)


class _DenseGradients:
    def __init__(self):
        self.upstream = None

    def for_inputs(self, kernel):
        return np.dot(self.upstream, np.transpose(kernel))

    def for_kernel(self, x):
        return np.dot(np.transpose(x), self.upstream)

    def __call__(self, x, kernel, bias, upstream):
        self.upstream = upstream
        return self.for_inputs(kernel=kernel), self.for_kernel(x=x), np.sum(upstream, axis=0)


by_callable_object = _DenseGradients()


def by_a_feature_of_ones(x, kernel, bias, upstream):
    ones = np.ones((len(x), 1))
    both = np.hstack([x, ones]).T @ upstream
    return upstream @ kernel.swapaxes(0, 1), both[:-1], both[-1]


def by_broadcasting(x, kernel, bias, upstream):
    dkernel = (x[:, :, np.newaxis] * upstream[:, np.newaxis, :]).sum(axis=0)
    dx = (kernel[np.newaxis] * upstream[:, np.newaxis, :]).sum(axis=-1)
    dbias = np.ones(len(upstream)) @ upstream
    return (dx, dkernel, dbias)


def by_transposing_afterwards(x, kernel, bias, upstream):
    dkernel = (upstream.T @ x).T
    dx = (kernel @ upstream.T).T
    return dx, dkernel, upstream.mean(axis=0) * len(upstream)


def by_lists(x, kernel, bias, upstream):
    x, kernel, up = x.tolist(), kernel.tolist(), upstream.tolist()
    dx = [[sum(w * u for w, u in zip(row, us)) for row in kernel] for us in up]
    columns = list(zip(*up))
    dkernel = [[sum(v * u for v, u in zip(feature, us)) for us in columns] for feature in zip(*x)]
    dbias = [sum(us) for us in columns]
    return np.array(dx, dtype=float), np.array(dkernel, dtype=float), np.array(dbias, dtype=float)


def by_tape_as_a_list(x, kernel, bias, upstream):
    import tensorflow as tf

    variables = [tf.Variable(a, dtype="float64") for a in (x, kernel, bias)]
    with tf.GradientTape() as tape:
        z = variables[0] @ variables[1] + variables[2]
    return tape.gradient(z, variables, output_gradients=tf.cast(upstream, "float64"))  # a list


RIGHT = [
    by_numpy,
    by_einsum,
    by_keras_ops,
    by_tape_with_upstream,
    by_tape_of_a_sum,
    by_keras_layer,
    by_loops,
    by_outer_products,
    by_callable_object,
    by_a_feature_of_ones,
    by_broadcasting,
    by_transposing_afterwards,
    by_lists,
    by_tape_as_a_list,
]


# Wrong, as beginners write it
def kernel_transposed(x, kernel, bias, upstream):
    """Upstream transposed, times x."""
    return upstream @ kernel.T, upstream.T @ x, upstream.sum(axis=0)


def kernel_not_transposed(x, kernel, bias, upstream):
    """Forward it was @ kernel."""
    return upstream @ kernel, x.T @ upstream, upstream.sum(axis=0)


def nothing_transposed(x, kernel, bias, upstream):
    """Upstream times local."""
    dx = upstream @ kernel
    dkernel = x @ upstream
    dbias = upstream
    return dx, dkernel, dbias


def reshaped_until_it_fits(x, kernel, bias, upstream):
    """The shapes have to fit."""
    dx = upstream @ kernel.reshape(kernel.shape[1], kernel.shape[0])
    dkernel = x.reshape(x.shape[1], x.shape[0]) @ upstream
    return dx, dkernel, upstream.sum(axis=0)


def bias_gets_the_upstream(x, kernel, bias, upstream):
    """The derivative of + is 1."""
    return upstream @ kernel.T, x.T @ upstream, upstream


def bias_gets_the_mean(x, kernel, bias, upstream):
    """The mean over the batch."""
    return upstream @ kernel.T, x.T @ upstream, np.mean(upstream, axis=0)


def bias_along_the_units(x, kernel, bias, upstream):
    """axis=1."""
    return upstream @ kernel.T, x.T @ upstream, np.sum(upstream, axis=1)


def bias_is_one_number(x, kernel, bias, upstream):
    """The sum of it all."""
    return np.dot(upstream, kernel.T), np.dot(x.T, upstream), np.sum(upstream)


def bias_as_a_row(x, kernel, bias, upstream):
    """keepdims=True, as in the well-known course."""
    dbias = np.sum(upstream, axis=0, keepdims=True)
    return upstream @ kernel.T, x.T @ upstream, dbias


def bias_gets_ones(x, kernel, bias, upstream):
    """The local derivative is 1."""
    return upstream @ kernel.T, x.T @ upstream, np.ones(bias.shape)


def bias_times_the_bias(x, kernel, bias, upstream):
    """Somewhere the bias must be used."""
    return upstream @ kernel.T, x.T @ upstream, upstream.sum(axis=0) * bias


def divides_by_the_batch(x, kernel, bias, upstream):
    """Averages the gradients of the samples."""
    n = x.shape[0]
    return upstream @ kernel.T, x.T @ upstream / n, upstream.sum(axis=0) / n


def divides_only_the_kernel(x, kernel, bias, upstream):
    """1/m stands before dW."""
    m = len(x)
    return upstream @ kernel.T, (1 / m) * x.T @ upstream, upstream.sum(axis=0)


def kernel_bias_inputs(x, kernel, bias, upstream):
    """The weights first: those one needs."""
    dkernel = x.T @ upstream
    dbias = upstream.sum(axis=0)
    dx = upstream @ kernel.T
    return dkernel, dbias, dx


def only_local(x, kernel, bias, upstream):
    """z = x w + b: by x it is w, by w it is x, by b it is 1."""
    return kernel, x, 1


def elementwise(x, kernel, bias, upstream):
    """Upstream times local, cell by cell."""
    return upstream * kernel, upstream * x, upstream


def forgets_the_upstream(x, kernel, bias, upstream):
    """Every output counts once."""
    ones = np.ones_like(upstream)
    return ones @ kernel.T, x.T @ ones, ones.sum(axis=0)


def keras_without_upstream(x, kernel, bias, upstream):
    """The tape computes it."""
    import tensorflow as tf

    x, kernel, bias = tf.Variable(x), tf.Variable(kernel), tf.Variable(bias)
    with tf.GradientTape() as tape:
        z = tf.cast(x, kernel.dtype) @ kernel + bias
    return tuple(tape.gradient(z, [x, kernel, bias]))


def keras_mean_of_the_products(x, kernel, bias, upstream):
    """A loss is a mean."""
    import tensorflow as tf

    x, kernel, bias = (tf.Variable(a, dtype="float64") for a in (x, kernel, bias))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ kernel + bias) * upstream)
    dx, dkernel, dbias = tape.gradient(loss, [x, kernel, bias])
    return dx, dkernel, dbias


def as_if_relu(x, kernel, bias, upstream):
    """The layer's relu goes backward too."""
    dz = upstream * (x @ kernel + bias > 0)
    return dz @ kernel.T, x.T @ dz, dz.sum(axis=0)


def last_sample_only(x, kernel, bias, upstream):
    """= where += belongs."""
    dx = np.zeros(x.shape)
    for n in range(len(x)):
        dx[n] = kernel @ upstream[n]
        dkernel = np.outer(x[n], upstream[n])
        dbias = upstream[n]
    return dx, dkernel, dbias


def outer_of_the_batch(x, kernel, bias, upstream):
    """np.outer is the product for weights."""
    return upstream @ kernel.T, np.outer(x, upstream), upstream.sum(axis=0)


def takes_a_step(x, kernel, bias, upstream):
    """Gradient descent."""
    kernel -= 0.1 * (x.T @ upstream)
    bias -= 0.1 * upstream.sum(axis=0)
    return upstream @ kernel.T, kernel, bias


def only_the_weights(x, kernel, bias, upstream):
    """x is not trained."""
    return x.T @ upstream, upstream.sum(axis=0)


def a_dict(x, kernel, bias, upstream):
    """With names, so that nothing is mixed up."""
    return {"x": upstream @ kernel.T, "kernel": x.T @ upstream, "bias": upstream.sum(axis=0)}


def forgets_return(x, kernel, bias, upstream):
    """Three names, all there."""
    dx = upstream @ kernel.T
    dkernel = x.T @ upstream
    dbias = upstream.sum(axis=0)


#: Each with what the mistake is, in free words.
WRONG = {
    kernel_transposed: "dkernel_transposed",
    kernel_not_transposed: "kernel_not_transposed",
    nothing_transposed: "product_does_not_fit",
    reshaped_until_it_fits: "reshape_for_transpose",
    bias_gets_the_upstream: "dbias_not_summed",
    bias_gets_the_mean: "dbias_averaged",
    bias_along_the_units: "dbias_along_axis_1",
    bias_is_one_number: "dbias_one_number",
    bias_as_a_row: "right_values_in_another_shape",
    bias_gets_ones: "dbias_without_upstream",
    bias_times_the_bias: "dbias_times_bias",
    divides_by_the_batch: "divided_by_n_again",
    divides_only_the_kernel: "dkernel_divided_by_n",
    kernel_bias_inputs: "dx_last",
    only_local: "slopes_and_one",
    elementwise: "shapes_do_not_fit",
    forgets_the_upstream: "no_upstream",
    keras_without_upstream: "no_upstream",
    keras_mean_of_the_products: "all_divided_by_the_size",
    as_if_relu: "relu_gate",
    last_sample_only: "last_sample_only",
    outer_of_the_batch: "outer_of_the_batch",
    takes_a_step: "",
    only_the_weights: "dx_missing",
    a_dict: "dict_for_a_tuple",
    forgets_return: "no_return",
}
