"""Arrays whose numbers are mapped one by one: what relu and sigmoid are tried with."""

import numpy as np


def one_number(result: np.ndarray):
    """The result as it is compared: of a single number, a float.

    NumPy's own functions give a number for an array without axes, and no array: both are right.
    """
    return float(result) if result.ndim == 0 else result


def some(rng, shape, dtype="float64", most=4) -> np.ndarray:
    """Numbers of both signs up to ±most, one of them between 0 and 1; none is 0 or comes twice."""
    known = [-17, 3, 16, 10 * most - 7]
    others = np.setdiff1d(np.arange(-10 * most, 10 * most + 1), [0, *known])
    chosen = rng.choice(others, int(np.prod(shape)) - len(known), replace=False)
    return (rng.permutation([*known, *chosen]) / 10).reshape(shape).astype(dtype)
