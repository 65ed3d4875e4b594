"""Answers to dense, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import functools

import numpy as np


# Right, in many styles
def by_numpy(x, kernel, bias, activation=None):
    return x @ kernel + bias if activation is None else activation(x @ kernel + bias)


def by_einsum(x, kernel, bias, activation=None):
    activation = activation or (lambda z: z)
    return activation(np.einsum("...f,fu->...u", x, kernel) + bias)


def by_keras_ops(x, kernel, bias, activation=None):
    from keras import ops

    z = ops.add(ops.matmul(x, kernel), bias)
    if activation is None:
        return z
    return activation(z)


def by_keras_layer(x, kernel, bias, activation=None):
    import keras

    rows = x.reshape(-1, x.shape[-1])
    layer = keras.layers.Dense(len(bias), dtype=x.dtype.name)
    layer.build(rows.shape)
    layer.set_weights([kernel, bias])
    z = keras.ops.convert_to_numpy(layer(rows)).reshape(*x.shape[:-1], len(bias))
    return z if activation is None else activation(z)


def by_keras_activations(x, kernel, bias, activation=None):
    import keras

    return keras.activations.get(activation)(np.dot(x, kernel) + bias)


def by_tensorflow(x, kernel, bias, activation=None):
    import tensorflow as tf

    x = tf.convert_to_tensor(x)
    z = tf.tensordot(x, tf.cast(kernel, x.dtype), axes=1) + tf.cast(bias, x.dtype)
    if activation is not None:
        z = activation(z)
    return z


def by_loops(x, kernel, bias, activation=None):
    features, units = kernel.shape
    z = np.zeros(x.shape[:-1] + (units,))
    for place in np.ndindex(x.shape[:-1]):
        for unit in range(units):
            total = bias[unit]
            for feature in range(features):
                total = total + x[place + (feature,)] * kernel[feature, unit]
            z[place + (unit,)] = total
    if activation:
        return activation(z)
    return z


class _Dense:
    def __init__(self):
        self.kernel = None
        self.bias = None
        self.activation = None

    def call(self, x):
        z = np.matmul(x, self.kernel)
        z = np.add(z, self.bias)
        if self.activation is not None:
            z = self.activation(z)
        return z

    def __call__(self, x, kernel, bias, activation=None):
        self.kernel = kernel
        self.bias = bias
        self.activation = activation
        return self.call(x)


by_callable_object = _Dense()


def by_lists(x, kernel, bias, activation=None):
    columns = list(zip(*kernel.tolist()))
    rows = x.reshape(-1, x.shape[-1]).tolist()
    result = []
    for row in rows:
        line = []
        for column, b in zip(columns, bias.tolist()):
            line.append(sum(v * w for v, w in zip(row, column)) + b)
        result.append(line)
    z = np.array(result, dtype=x.dtype).reshape(x.shape[:-1] + bias.shape)
    return z if activation is None else activation(z)


def by_recursion(x, kernel, bias, activation=None):
    if activation is not None:
        return activation(by_recursion(x, kernel, bias))
    if x.ndim <= 2:
        return x @ kernel + bias
    parts = [by_recursion(part, kernel, bias) for part in x]
    return np.array(parts, dtype=x.dtype).reshape(x.shape[:-1] + bias.shape)


def by_reduce(x, kernel, bias, activation=None):
    features = range(kernel.shape[0])
    start = np.zeros(x.shape[:-1] + bias.shape) + bias
    z = functools.reduce(lambda z, f: z + x[..., f, np.newaxis] * kernel[f], features, start)
    return z if activation is None else activation(z)


def by_vectorize(x, kernel, bias, activation=None):
    def one_row(row, weights, biases):
        return weights.T @ row + biases

    z = np.vectorize(one_row, otypes=[float], signature="(f),(f,u),(u)->(u)")(x, kernel, bias)
    if activation is None:
        return z
    else:
        return activation(z)


def by_a_feature_of_ones(x, kernel, bias, activation=None):
    ones = np.ones(x.shape[:-1] + (1,), dtype=x.dtype)
    z = np.concatenate([x, ones], axis=-1) @ np.vstack([kernel, bias])
    return z if activation is None else activation(z)


RIGHT = [
    by_numpy,
    by_einsum,
    by_keras_ops,
    by_keras_layer,
    by_keras_activations,
    by_tensorflow,
    by_loops,
    by_callable_object,
    by_lists,
    by_recursion,
    by_reduce,
    by_vectorize,
    by_a_feature_of_ones,
]


# Wrong, as beginners write it
def forgets_the_bias(x, kernel, bias, activation=None):
    """The weights are in the kernel."""
    z = x @ kernel
    if activation is not None:
        z = activation(z)
    return z


def forgets_the_activation(x, kernel, bias, activation=None):
    """activation=None, so there is none."""
    return np.dot(x, kernel) + bias


def always_relu(x, kernel, bias, activation=None):
    """A dense layer has relu."""
    z = x @ kernel + bias
    return np.maximum(z, 0)


def relu_if_any(x, kernel, bias, activation=None):
    """activation says whether there is an activation."""
    z = x @ kernel + bias
    if activation:
        z = np.maximum(z, 0)
    return z


def activation_is_a_name(x, kernel, bias, activation=None):
    """As in Keras: activation="relu"."""
    z = np.matmul(x, kernel) + bias
    if activation == "relu":
        return np.maximum(0, z)
    elif activation == "sigmoid":
        return 1 / (1 + np.exp(-z))
    return z


def calls_none(x, kernel, bias, activation=None):
    """There always is an activation."""
    return activation(x @ kernel + bias)


def returns_only_the_activated(x, kernel, bias, activation=None):
    """return stands in the if."""
    z = x @ kernel + bias
    if activation is not None:
        return activation(z)


def activates_without_keeping(x, kernel, bias, activation=None):
    """activation(z) changes z."""
    z = x @ kernel + bias
    if activation is not None:
        activation(z)
    return z


def bias_after_the_activation(x, kernel, bias, activation=None):
    """The bias comes last."""
    z = x @ kernel
    if activation is not None:
        z = activation(z)
    return z + bias


def activates_the_input(x, kernel, bias, activation=None):
    """The inputs are activated, then weighted."""
    if activation is not None:
        x = activation(x)
    return x @ kernel + bias


def bias_in_the_brackets(x, kernel, bias, activation=None):
    """Weights and biases are added first."""
    z = x @ (kernel + bias)
    return z if activation is None else activation(z)


def transposes_the_kernel(x, kernel, bias, activation=None):
    """The formula is x times W transposed."""
    z = x @ kernel.T + bias
    return z if activation is None else activation(z)


def kernel_first(x, kernel, bias, activation=None):
    """W x + b, as in the book."""
    z = np.dot(kernel, x) + bias
    return activation(z) if activation else z


def multiplies_elementwise(x, kernel, bias, activation=None):
    """Each input times its weight, plus the bias."""
    z = x * kernel + bias
    if activation is None:
        return z
    return activation(z)


def flattens_the_leading_axes(x, kernel, bias, activation=None):
    """A layer sees a table: one row for each example."""
    features = kernel.shape[0]
    z = x.reshape(-1, features) @ kernel + bias
    return z if activation is None else activation(z)


def loops_over_a_batch(x, kernel, bias, activation=None):
    """x has rows and columns; the bias is part of each product."""
    n, features = x.shape
    units = kernel.shape[1]
    z = np.zeros((n, units))
    for i in range(n):
        for j in range(units):
            for k in range(features):
                z[i, j] += x[i, k] * kernel[k, j] + bias[j]
    if activation is not None:
        z = activation(z)
    return z


def one_bias_for_all(x, kernel, bias, activation=None):
    """The bias is one number, so add them up."""
    z = x @ kernel + sum(bias)
    return z if activation is None else activation(z)


def works_in_the_kernel(x, kernel, bias, activation=None):
    """Multiply the weights and keep them in the kernel."""
    for row in range(len(kernel)):
        kernel[row] += bias
    z = x @ kernel
    if activation is not None:
        z = activation(z)
    return z


def keras_new_weights(x, kernel, bias, activation=None):
    """Dense is the layer, so use it."""
    import keras

    return keras.layers.Dense(len(bias), activation=activation)(x)


def prints_without_activation(x, kernel, bias, activation=None):
    """Show what the layer computes."""
    z = x @ kernel + bias
    print(z)


#: Each with what the mistake is, in free words.
WRONG = {
    forgets_the_bias: "no_bias",
    forgets_the_activation: "activation_not_used",
    always_relu: "always_relu",
    relu_if_any: "relu_for_any",
    activation_is_a_name: "activation_not_used",
    calls_none: "none_called",
    returns_only_the_activated: "no_return",
    activates_without_keeping: "activation_not_used",
    bias_after_the_activation: "activation_before_bias",
    activates_the_input: "activation_of_the_inputs",
    bias_in_the_brackets: "bias_added_to_the_kernel",
    transposes_the_kernel: "kernel_transposed",
    kernel_first: "kernel_first",
    multiplies_elementwise: "elementwise",
    flattens_the_leading_axes: "leading_axes_flattened",
    loops_over_a_batch: "bias_for_each_input",
    one_bias_for_all: "biases_added_up",
    works_in_the_kernel: "bias_added_to_the_kernel",
    keras_new_weights: "",
    prints_without_activation: "prints_the_result",
}
