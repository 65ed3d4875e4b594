"""Real values through a stack of layers, and the gradient back: held against a real model."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import activations, depth


def model(name, layers, initializer, seed):
    """The same stack as a keras.Sequential."""
    kernels = depth.kernels(initializer, seed)
    stack = keras.Sequential([keras.Input((64,))])
    for _layer in range(layers):
        stack.add(keras.layers.Dense(64, name))
    stack.add(keras.layers.Dense(10))
    for layer, kernel in zip(stack.layers, [*kernels[:layers], kernels[-1]], strict=True):
        layer.kernel.assign(kernel)
    return stack


@pytest.mark.parametrize("name", ["sigmoid", "relu", "gelu"])
def test_it_is_what_a_keras_model_does(name):
    stack, (x, labels) = model(name, 3, "he_normal", 4), depth.images()
    found = depth.through(activations.named(name), 3, "he_normal", 4)
    with tf.GradientTape() as tape:
        a, outputs = tf.constant(x), []
        for layer in stack.layers[:-1]:
            a = layer(a)
            tape.watch(a)
            outputs.append(a)
        scores = stack.layers[-1](a)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, scores)
    gradients = tape.gradient(loss, outputs)
    sizes = [np.sqrt(np.mean(np.square(gradient))) for gradient in gradients]
    assert np.allclose(found.gradient, sizes, rtol=1e-4)
    assert np.allclose(found.spread, [np.std(a, axis=0).mean() for a in outputs], rtol=1e-4)
    assert np.allclose(found.low, [np.min(a, axis=0) for a in outputs], atol=1e-6)
    assert np.allclose(found.high, [np.max(a, axis=0) for a in outputs], atol=1e-6)
    assert np.allclose(found.zero, [np.mean(np.equal(a, 0)) for a in outputs])
    assert np.allclose(found.dead, [np.equal(a, 0).all(0).mean() for a in outputs])


def test_yours_in_numpy_does_the_same():
    mine = depth.through(lambda x: np.maximum(x, 0), 10)
    keras_ = depth.through(activations.named("relu"), 10)
    assert np.allclose(mine.gradient, keras_.gradient, rtol=1e-2)
    assert np.array_equal(mine.dead, keras_.dead) and np.allclose(mine.spread, keras_.spread)


# What lesson 2 states, over several seeds.
@pytest.mark.parametrize("seed", [0, 100, 200])
class TestEffects:
    def test_ten_sigmoids_lose_the_gradient_and_the_images(self, seed):
        found = depth.through(activations.named("sigmoid"), 10, seed=seed)
        assert 1e-7 < found.ratio < 1e-5
        assert found.spread[0] > 0.03 and found.spread[-1] < 1e-5

    def test_tanh_and_he_with_relu_keep_it(self, seed):
        assert depth.through(activations.named("tanh"), 10, seed=seed).ratio > 0.1
        assert depth.through(activations.named("relu"), 10, "he_normal", seed).ratio > 0.1

    def test_half_of_relus_outputs_are_zero_and_few_units_are_dead(self, seed):
        found = depth.through(activations.named("relu"), 1, "he_normal", seed)
        assert 0.4 < found.zero[0] < 0.6 and found.dead[0] < 0.2

    def test_wide_kernels_saturate(self, seed):
        wide = depth.through(activations.named("tanh"), 2, "random_normal, stddev=1", seed)
        assert wide.saturated[-1] > 0.3
        assert depth.through(activations.named("tanh"), 2, seed=seed).saturated[-1] < 0.01


def test_zeros_let_nothing_back():
    found = depth.through(activations.named("relu"), 3, "zeros")
    assert found.dead.tolist() == [1, 1, 1] and found.gradient[0] == 0 and not found.ratio > 0


@pytest.mark.parametrize("layers", [0, 21])
def test_so_many_layers(layers):
    with pytest.raises(ValueError, match=f"Expected 1 to 20 layers. Received: {layers}"):
        depth.through(activations.named("relu"), layers)


def test_an_initializer_that_is_not_known():
    with pytest.raises(ValueError, match="Expected one of .*'he_normal'.* Received: 'best'"):
        depth.through(activations.named("relu"), 2, "best")
