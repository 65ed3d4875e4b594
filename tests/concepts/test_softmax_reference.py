"""softmax, Keras's own, against values worked by hand."""

import math

import numpy as np
import pytest

from kerastutor.concepts.softmax import softmax

WHOLE = 1 + math.e + math.e**2


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_by_hand(dtype):
    x = np.array([[0, 1, 2], [1000, 1001, 1002], [-1002, -1001, -1000], [1000, 0, -1000]], dtype)
    y = softmax(x)
    assert type(y) is np.ndarray and y.dtype == dtype and y.flags.writeable
    row = [1 / WHOLE, math.e / WHOLE, math.e**2 / WHOLE]
    np.testing.assert_allclose(y, [row, row, row, [1, 0, 0]], rtol=1e-6, atol=1e-12)


def test_logarithms_give_their_shares():
    np.testing.assert_allclose(softmax(np.log([1.0, 2.0, 5.0])), [1 / 8, 2 / 8, 5 / 8])


def test_minus_infinity_gets_nothing():
    assert softmax(np.array([-np.inf, 0.0, 0.0])).tolist() == [0, 0.5, 0.5]


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_each_axis(rank):
    x = np.random.default_rng(rank).normal(size=(2, 3, 4, 5)[:rank])
    for axis in range(-rank, rank):
        powers = np.exp(x)
        expected = powers / powers.sum(axis=axis, keepdims=True)
        np.testing.assert_allclose(softmax(x, axis), expected)


def test_nothing_in_nothing_out():
    assert softmax(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("x, axis", [(np.array(1.0), -1), (np.ones(2), 1), (np.ones((2, 2)), -3)])
def test_no_such_axis(x, axis):
    with pytest.raises(ValueError, match="^axis must name.*Received: axis"):
        softmax(x, axis)
