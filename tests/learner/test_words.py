"""How values are written in a message."""

import warnings

import numpy as np
import pytest

from kerastutor.learner.words import short


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_no_dtype_warns(dtype):
    """A warning in a grade cell would cost its mark."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "0.5" in short(np.array([0.5, 2], dtype))


def test_decimals_where_they_show_every_value():
    assert "1027" in short(np.array([0.7, 1027.0])) and "e+03" not in short(np.array([0.7, 1027.0]))
    assert "e-08" in short(np.array([0.7, 3e-8]))
