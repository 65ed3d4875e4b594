"""A learner's loss gives Keras the values and gradients of Keras's own, tape or no tape."""

import numpy as np
import pytest

from kerastutor.concepts.loss_curves import NoLoss
from kerastutor.concepts.loss_training import taped_loss


def in_numpy(y_true, logits):
    z = logits - logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(z).sum(axis=-1)) - (y_true * z).sum(axis=-1)


def in_keras(y_true, logits):
    from keras import ops

    return -ops.sum(y_true * ops.log_softmax(logits, axis=-1), axis=-1)


def in_float32(y_true, logits):
    import keras

    z = keras.ops.cast(logits, "float32")
    return keras.losses.categorical_crossentropy(y_true, z, from_logits=True)


@pytest.mark.parametrize("function", [in_numpy, in_keras, in_float32])
def test_values_and_gradient_are_those_of_keras(function):
    import keras
    import tensorflow as tf

    y_true = tf.constant(np.eye(4)[[2, 0, 1]], "float32")
    logits = tf.constant(np.random.default_rng(0).normal(size=(3, 4)), "float32")
    loss, followed = taped_loss(function)
    assert followed == (function is not in_numpy)
    of_keras = keras.losses.CategoricalCrossentropy(from_logits=True, reduction=None)
    found = []
    for one in (loss, of_keras):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            values = one(y_true, logits)
            total = tf.reduce_sum(values * tf.constant([1.0, 2.0, 3.0]))  # no two samples alike
        found.append((values.numpy(), tape.gradient(total, logits).numpy()))
    assert found[0][0].dtype == "float32"
    np.testing.assert_allclose(found[0][0], found[1][0], atol=1e-6)
    np.testing.assert_allclose(found[0][1], found[1][1], atol=1e-5)


def test_compile_takes_it():
    import keras

    keras.utils.set_random_seed(0)
    x, y = np.random.default_rng(0).normal(size=(20, 3)), np.eye(4)[np.arange(20) % 4]
    kernels = []
    for loss in (taped_loss(in_numpy)[0], keras.losses.CategoricalCrossentropy(from_logits=True)):
        layer = keras.layers.Dense(4, kernel_initializer=keras.initializers.GlorotUniform(1))
        model = keras.Sequential([keras.Input((3,)), layer])
        model.compile(keras.optimizers.SGD(0.5), loss, run_eagerly=True)
        model.fit(x, y, epochs=2, shuffle=False, verbose=0)
        kernels.append(layer.get_weights()[0])
    np.testing.assert_allclose(*kernels, atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda y_true, y_pred: np.mean((y_true - y_pred) ** 2),
        lambda y_true, y_pred: (y_true - y_pred) ** 2,
        lambda y_true, y_pred: ((y_true - y_pred) ** 2).mean(axis=0),
        lambda y_true, y_pred: None,
    ],
)
def test_no_loss_for_each_sample_is_one_line(wrong):
    with pytest.raises(NoLoss, match="Expected one loss for each of 2 samples") as raised:
        taped_loss(wrong)
    assert raised.value._render_traceback_() == [str(raised.value)]


def test_what_the_function_raises_is_raised():
    def stub(y_true, y_pred):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        taped_loss(stub)
