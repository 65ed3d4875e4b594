"""Answers to backprop, as learners write them."""

# ruff: noqa: F841, B905 -- learners write zip(a, b) and forget to return what they computed
import numpy as np


# Right, in many styles
def by_numpy(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    z2 = z2 - z2.max(axis=1, keepdims=True)
    log_p = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
    loss = -np.sum(y * log_p) / len(x)
    dz2 = (np.exp(log_p) - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return loss, x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)


def by_tape(x, y, w1, b1, w2, b2):
    import tensorflow as tf

    x, y, w1, b1, w2, b2 = [tf.cast(a, tf.float64) for a in (x, y, w1, b1, w2, b2)]
    with tf.GradientTape() as tape:
        tape.watch([w1, b1, w2, b2])
        logits = tf.nn.relu(x @ w1 + b1) @ w2 + b2
        losses = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(losses)
    return (loss, *tape.gradient(loss, [w1, b1, w2, b2]))


def by_keras_loss(x, y, w1, b1, w2, b2):
    import keras
    import tensorflow as tf

    weights = [tf.Variable(a, dtype="float32") for a in (w1, b1, w2, b2)]
    loss_function = keras.losses.CategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        hidden = keras.ops.relu(tf.cast(x, "float32") @ weights[0] + weights[1])
        loss = loss_function(y_true=y, y_pred=hidden @ weights[2] + weights[3])
    dw1, db1, dw2, db2 = tape.gradient(loss, weights)
    return float(loss), dw1.numpy(), db1.numpy(), dw2.numpy(), db2.numpy()


def by_keras_model(x, y, w1, b1, w2, b2):
    import keras
    import tensorflow as tf

    model = keras.Sequential(
        [
            keras.layers.Dense(w1.shape[1], activation="relu", dtype="float64"),
            keras.layers.Dense(w2.shape[1], dtype="float64"),
        ]
    )
    model.build(x.shape)
    model.set_weights([w1, b1, w2, b2])
    with tf.GradientTape() as tape:
        losses = keras.losses.categorical_crossentropy(y, model(x), from_logits=True)
        loss = keras.ops.mean(losses)
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    return loss, gradients[0], gradients[1], gradients[2], gradients[3]


def by_keras_ops(x, y, w1, b1, w2, b2):
    from keras import ops

    x, y, w1, b1, w2, b2 = (ops.cast(a, "float64") for a in (x, y, w1, b1, w2, b2))
    z1 = ops.add(ops.matmul(x, w1), b1)
    h = ops.relu(z1)
    z2 = ops.add(ops.matmul(h, w2), b2)
    losses = ops.logsumexp(z2, axis=-1) - ops.sum(y * z2, axis=-1)
    up = ops.divide(ops.softmax(z2) - y, x.shape[0])
    dw2, db2 = ops.matmul(ops.transpose(h), up), ops.sum(up, axis=0)
    up = ops.where(z1 > 0, ops.matmul(up, ops.transpose(w2)), 0.0)
    dw1, db1 = ops.matmul(ops.transpose(x), up), ops.sum(up, axis=0)
    return ops.mean(losses), dw1, db1, dw2, db2


def by_samples(x, y, w1, b1, w2, b2):
    n = len(x)
    loss, gradients = 0.0, [np.zeros(a.shape) for a in (w1, b1, w2, b2)]
    for sample, target in zip(x, y):
        z1 = sample @ w1 + b1
        h = np.where(z1 > 0, z1, 0)
        z2 = h @ w2 + b2
        top = z2.max()
        log_total = top + np.log(np.exp(z2 - top).sum())
        loss += (log_total - z2 @ target) / n
        d2 = np.exp(z2 - log_total) - target
        d1 = (w2 @ d2) * (z1 > 0)
        for total, part in zip(gradients, (np.outer(sample, d1), d1, np.outer(h, d2), d2)):
            total += part / n
    return loss, *gradients


def by_einsum(x, y, w1, b1, w2, b2):
    from scipy.special import log_softmax

    z = np.einsum("nf,fh->nh", x, w1) + b1
    h = z * (z > 0)
    log_p = log_softmax(np.einsum("nh,hc->nc", h, w2) + b2, axis=-1)
    loss = -np.einsum("nc,nc->", y, log_p) / x.shape[0]
    d = (np.exp(log_p) - y) / x.shape[0]
    e = np.einsum("nc,hc,nh->nh", d, w2, np.heaviside(z, 0))
    return (
        loss,
        np.einsum("nf,nh->fh", x, e),
        np.einsum("nh->h", e),
        np.einsum("nh,nc->hc", h, d),
        np.einsum("nc->c", d),
    )


class _Network:
    def dense_gradients(self, x, kernel, upstream):
        return upstream @ kernel.T, x.T @ upstream, np.sum(upstream, axis=0)

    def forward(self, x, w1, b1, w2, b2):
        self.z1 = np.dot(x, w1) + b1
        self.h = np.clip(self.z1, 0, None)
        return np.dot(self.h, w2) + b2

    def __call__(self, x, y, w1, b1, w2, b2):
        logits = self.forward(x=x, w1=w1, b1=b1, w2=w2, b2=b2)
        e = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
        total = e.sum(axis=-1, keepdims=True)
        losses = np.log(total[:, 0]) - np.sum(y * (logits - logits.max(-1, keepdims=True)), -1)
        dh, dw2, db2 = self.dense_gradients(self.h, w2, (e / total - y) / len(y))
        dh[self.z1 <= 0] = 0
        _, dw1, db1 = self.dense_gradients(x, w1, upstream=dh)
        return np.mean(losses), dw1, db1, dw2, db2


by_callable_object = _Network()


def by_the_mean_at_the_end(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(0.0, z1)
    z2 = a1 @ w2 + b2
    log_total = np.logaddexp.reduce(z2, axis=1)
    loss = np.average(np.sum(y * (log_total[:, None] - z2), axis=1))
    delta2 = np.exp(z2 - log_total[:, None]) - y
    delta1 = np.multiply(delta2.dot(w2.T), a1 > 0)
    dw1 = np.mean(x[:, :, None] * delta1[:, None, :], axis=0)
    dw2 = np.mean(a1[:, :, None] * delta2[:, None, :], axis=0)
    return loss, dw1, delta1.mean(axis=0), dw2, delta2.mean(axis=0)


def by_transposed_columns(x, y, w1, b1, w2, b2):
    # samples as columns, as in the well-known course
    x, y, m = x.T, y.T, x.shape[0]
    z1 = w1.T @ x + b1[:, None]
    a1 = np.maximum(z1, 0)
    z2 = w2.T @ a1 + b2.reshape(-1, 1)
    z2 = z2 - z2.max(axis=0)
    log_p = z2 - np.log(np.exp(z2).sum(axis=0))
    dz2 = np.exp(log_p) - y
    dz1 = (w2 @ dz2) * (z1 > 0)
    cost = -(1 / m) * np.sum(y * log_p)
    dw1, dw2 = (dz1 @ x.T).T / m, (dz2 @ a1.T).T / m
    return cost, dw1, dz1.sum(axis=1) / m, dw2, dz2.sum(axis=1) / m


def by_tape_of_the_last_layer(x, y, w1, b1, w2, b2):
    import tensorflow as tf

    z1 = x.astype("float64") @ w1 + b1
    h = tf.Variable(np.maximum(z1, 0))
    w2, b2 = tf.Variable(w2, dtype="float64"), tf.Variable(b2, dtype="float64")
    with tf.GradientTape() as tape:
        losses = tf.nn.softmax_cross_entropy_with_logits(y, h @ w2 + b2)
        loss = tf.reduce_sum(losses) / len(x)
    dh, dw2, db2 = tape.gradient(loss, [h, w2, b2])
    dz1 = dh.numpy() * (z1 > 0)
    return loss.numpy(), x.T @ dz1, dz1.sum(0), dw2.numpy(), db2.numpy()


RIGHT = [
    by_numpy,
    by_tape,
    by_keras_loss,
    by_keras_model,
    by_keras_ops,
    by_samples,
    by_einsum,
    by_callable_object,
    by_the_mean_at_the_end,
    by_transposed_columns,
    by_tape_of_the_last_layer,
]


# Wrong, as beginners write it


def softmax(z):
    """From chapter 2."""
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def cross_entropy(y, z):
    """From lesson 1."""
    z = z - np.max(z, axis=-1, keepdims=True)
    return np.sum(y * (np.log(np.sum(np.exp(z), axis=-1, keepdims=True)) - z), axis=-1)


def never_divides(x, y, w1, b1, w2, b2):
    """p - y, as in the exercise before."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = softmax(z2) - y
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def divides_twice(x, y, w1, b1, w2, b2):
    """Every gradient is a mean."""
    n = len(x)
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / n
    d1 = (d2 @ w2.T) * (z1 > 0)
    dw1, db1 = x.T @ d1 / n, d1.sum(axis=0) / n
    dw2, db2 = h.T @ d2 / n, d2.sum(axis=0) / n
    return np.mean(cross_entropy(y, z2)), dw1, db1, dw2, db2


def divides_only_the_kernels(x, y, w1, b1, w2, b2):
    """1/m stands before dW."""
    m = len(x)
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = softmax(z2) - y
    d1 = (d2 @ w2.T) * (z1 > 0)
    loss = np.mean(cross_entropy(y, z2))
    return loss, x.T @ d1 / m, d1.sum(axis=0), h.T @ d2 / m, d2.sum(axis=0)


def divides_by_the_classes(x, y, w1, b1, w2, b2):
    """np.mean over all numbers, and its gradient."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    z = z2 - z2.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.mean(y * log_p)
    d2 = (np.exp(log_p) - y) / y.size
    d1 = (d2 @ w2.T) * (z1 > 0)
    return loss, x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def adds_the_losses(x, y, w1, b1, w2, b2):
    """The gradients are right."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.sum(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def keeps_the_losses(x, y, w1, b1, w2, b2):
    """One loss a sample."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return cross_entropy(y, z2), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def forgets_relu_backward(x, y, w1, b1, w2, b2):
    """Back through w2, back through w1."""
    h = np.maximum(x @ w1 + b1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = d2 @ w2.T
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def masks_by_the_gradient(x, y, w1, b1, w2, b2):
    """relu of the gradient."""
    h = np.maximum(x @ w1 + b1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = np.maximum(d2 @ w2.T, 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def times_the_hidden_values(x, y, w1, b1, w2, b2):
    """Upstream times relu."""
    h = np.maximum(x @ w1 + b1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * h
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def zero_passes(x, y, w1, b1, w2, b2):
    """Where h is not negative."""
    h = np.maximum(x @ w1 + b1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (h >= 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def first_bias_before_the_mask(x, y, w1, b1, w2, b2):
    """db1 is taken one line too early."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    dh = d2 @ w2.T
    db1 = dh.sum(axis=0)
    dw1 = x.T @ (dh * (z1 > 0))
    return np.mean(cross_entropy(y, z2)), dw1, db1, h.T @ d2, d2.sum(axis=0)


def the_other_sign(x, y, w1, b1, w2, b2):
    """Target minus prediction."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    error = (y - softmax(z2)) / len(x)
    hidden_error = (error @ w2.T) * (z1 > 0)
    loss = np.mean(cross_entropy(y, z2))
    return loss, x.T @ hidden_error, hidden_error.sum(axis=0), h.T @ error, error.sum(axis=0)


def forgets_to_transpose(x, y, w1, b1, w2, b2):
    """d2 @ w2, as it went forward."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def kernels_transposed(x, y, w1, b1, w2, b2):
    """delta.T @ input."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), d1.T @ x, d1.sum(axis=0), d2.T @ h, d2.sum(axis=0)


def last_layer_before_relu(x, y, w1, b1, w2, b2):
    """z1 is what the layer gave."""
    z1 = x @ w1 + b1
    z2 = np.maximum(z1, 0) @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), z1.T @ d2, d2.sum(axis=0)


def biases_not_summed(x, y, w1, b1, w2, b2):
    """The derivative of + is 1."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1, h.T @ d2, d2


def softmax_slope_again(x, y, w1, b1, w2, b2):
    """The chain rule: loss, softmax, layer."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    p = softmax(z2)
    d2 = (p - y) / len(x) * p * (1 - p)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def relu_on_the_logits(x, y, w1, b1, w2, b2):
    """Both layers have relu."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = np.maximum(h @ w2 + b2, 0)
    d2 = (softmax(z2) - y) / len(x) * (z2 > 0)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def log_of_the_softmax(x, y, w1, b1, w2, b2):
    """Softmax of the book, and its log."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    e = np.exp(h @ w2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(y * np.log(p)) / len(x)
    d2 = (p - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return loss, x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


def steps_before_going_on(x, y, w1, b1, w2, b2):
    """Each layer learns when its gradient is known."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    dw2, db2 = h.T @ d2, d2.sum(axis=0)
    w2 -= 0.1 * dw2
    b2 -= 0.1 * db2
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), dw2, db2


def in_the_order_of_computing(x, y, w1, b1, w2, b2):
    """From the last layer backward."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * (z1 > 0)
    return np.mean(cross_entropy(y, z2)), h.T @ d2, d2.sum(axis=0), x.T @ d1, d1.sum(axis=0)


def keras_without_from_logits(x, y, w1, b1, w2, b2):
    """The tape and Keras's loss."""
    import keras
    import tensorflow as tf

    weights = [tf.Variable(a) for a in (w1, b1, w2, b2)]
    with tf.GradientTape() as tape:
        h = keras.ops.relu(x @ weights[0] + weights[1])
        logits = h @ weights[2] + weights[3]
        loss = tf.reduce_mean(keras.losses.categorical_crossentropy(y, logits))
    return loss, *tape.gradient(loss, weights)


def forgets_the_loss(x, y, w1, b1, w2, b2):
    """The four gradients, not divided."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    d2 = softmax(h @ w2 + b2) - y
    d1 = (d2 @ w2.T) * (z1 > 0)
    return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


#: Each with what the mistake is, in free words.


def moves_the_weights(x, y, w1, b1, w2, b2):
    loss, *gradients = by_numpy(x, y, w1, b1, w2, b2)
    return loss, *(w - 0.1 * g for w, g in zip((w1, b1, w2, b2), gradients))


def slope_of_the_wrong_activation(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    d2 = (softmax(z2) - y) / len(x)
    d1 = (d2 @ w2.T) * h * (1 - h)
    return np.mean(cross_entropy(y, z2)), x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


WRONG = {
    never_divides: "not_divided_by_n",
    divides_twice: "divided_twice",
    divides_only_the_kernels: "only_kernels_divided",
    divides_by_the_classes: "all_over_all_numbers",
    adds_the_losses: "loss_summed",
    keeps_the_losses: "losses_of_samples",
    forgets_relu_backward: "no_gate",
    masks_by_the_gradient: "gate_from_da1",
    times_the_hidden_values: "gate_is_the_value",
    zero_passes: "no_gate",
    first_bias_before_the_mask: "db1_before_the_gate",
    the_other_sign: "way_down",
    forgets_to_transpose: "w2_not_transposed",
    kernels_transposed: "kernels_transposed",
    last_layer_before_relu: "dw2_from_z1",
    biases_not_summed: "biases_not_summed",
    softmax_slope_again: "slope_of_softmax_again",
    relu_on_the_logits: "relu_of_the_logits",
    log_of_the_softmax: "no_maximum",
    steps_before_going_on: "w2_moved_too_early",
    in_the_order_of_computing: "second_layer_first",
    keras_without_from_logits: "from_logits_forgotten",
    forgets_the_loss: "loss_missing_not_divided",
    moves_the_weights: "step_of_a_tenth_taken",
    slope_of_the_wrong_activation: "gate_of_sigmoid_of_a1",
}
