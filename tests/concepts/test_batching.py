"""Mini-batches: every row once, x and y together, the same seed the same order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerastutor.concepts.batching import batches


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(1, 50), st.integers(0, 9))
def test_every_row_once_and_together(n, batch_size, seed):
    x = np.arange(n * 2).reshape(n, 2)
    y = np.arange(n) * 10
    got = list(batches(x, y, batch_size, seed))
    assert len(got) == -(-n // batch_size)
    assert all(len(x_batch) == batch_size for x_batch, _y in got[:-1])
    rows = [int(row[0]) // 2 for x_batch, _y in got for row in x_batch]
    labels = [int(label) // 10 for _x, y_batch in got for label in y_batch]
    assert sorted(rows) == list(range(n))
    assert rows == labels


def order(seed, n=50):
    x = np.arange(n)
    return [int(row) for x_batch, _y in batches(x, x, 8, seed) for row in x_batch]


def test_order_is_the_seeds():
    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(1) != sorted(order(1))


def test_arguments_are_left_alone_and_global_state_too():
    x, y = np.arange(9), np.arange(9)
    before = np.random.get_state()[1].tolist()
    list(batches(x, y, 2, 0))
    assert x.tolist() == y.tolist() == list(range(9))
    assert np.random.get_state()[1].tolist() == before


def test_dtypes_and_inner_shapes_stay():
    x, y = np.zeros((5, 2, 3), "uint8"), np.zeros((5, 1), "float32")
    x_batch, y_batch = next(batches(x, y, 4, 0))
    assert (x_batch.dtype, x_batch.shape) == (np.uint8, (4, 2, 3))
    assert (y_batch.dtype, y_batch.shape) == (np.float32, (4, 1))


def test_errors_come_at_once():
    with pytest.raises(
        ValueError, match=r"same number of rows. Received: shapes \(3,\) and \(2,\)"
    ):
        batches(np.zeros(3), np.zeros(2), 1, 0)
    with pytest.raises(ValueError, match="batch_size must be at least 1. Received: 0"):
        batches(np.zeros(3), np.zeros(3), 0, 0)
    with pytest.raises(ValueError, match="same number of rows"):
        batches(3, 3, 1, 0)
