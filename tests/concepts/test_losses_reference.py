"""The losses, Keras's own, against values worked by hand."""

import math

import numpy as np
import pytest

from kerastutor.concepts import losses
from kerastutor.concepts.softmax import softmax

FUNCTIONS = (
    losses.mean_squared_error,
    losses.binary_crossentropy,
    losses.categorical_crossentropy,
)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mean_squared_error_by_hand(dtype):
    y_true = np.array([[1, 2], [0, 0], [5, -1]], dtype)
    y_pred = np.array([[1, 5], [3, 4], [5, -1]], dtype)
    loss = losses.mean_squared_error(y_true, y_pred)
    assert type(loss) is np.ndarray and loss.dtype == dtype
    assert loss.tolist() == [4.5, 12.5, 0]


def test_binary_crossentropy_by_hand():
    y_true, y_pred = np.array([[1.0, 0], [0, 0]]), np.array([[0.25, 0.5], [0.9, 0.2]])
    expected = [-math.log(0.25 * 0.5) / 2, -math.log(0.1 * 0.8) / 2]
    np.testing.assert_allclose(losses.binary_crossentropy(y_true, y_pred), expected, rtol=1e-12)


def test_a_certain_mistake_has_an_end_and_float32_another():
    certain = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    end = -math.log(1e-7)
    np.testing.assert_allclose(losses.binary_crossentropy(*certain), [end, end])
    single = losses.binary_crossentropy(*(array.astype("float32") for array in certain))
    np.testing.assert_allclose(single, [16.118, 15.942], atol=1e-3)
    assert losses.binary_crossentropy(certain[0], certain[0]).max() < 2e-7


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_categorical_crossentropy_by_hand(dtype):
    logits = np.log(np.array([[1, 2, 5], [1, 1, 2]], dtype))
    loss = losses.categorical_crossentropy(np.eye(3, dtype=dtype)[[2, 0]], logits)
    assert loss.dtype == dtype
    np.testing.assert_allclose(loss, np.log([8 / 5, 4]), rtol=1e-6)


def test_logits_may_be_far_apart():
    logits = np.array([[1000.0, 0], [-1000, 1000], [1e6, 1e6]])
    loss = losses.categorical_crossentropy(np.eye(2)[[1, 0, 0]], logits)
    np.testing.assert_allclose(loss, [1000, 2000, math.log(2)])


def test_from_logits_or_from_probabilities():
    rng = np.random.default_rng(0)
    z, labels = rng.normal(size=(5, 4)), np.eye(4)[rng.integers(0, 4, 5)]
    by_hand = -np.log((softmax(z) * labels).sum(axis=1))
    np.testing.assert_allclose(losses.categorical_crossentropy(labels, z), by_hand)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("shapes", [((2, 3), (3, 2)), ((2, 1), (2,)), ((), ())])
def test_shapes_that_differ(function, shapes):
    with pytest.raises(ValueError, match="^Both shapes must be the same.*Received: "):
        function(*map(np.ones, shapes))
