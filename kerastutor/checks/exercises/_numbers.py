"""Arrays that exercises are tried with: numbers mapped one by one, logits and their labels."""

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


def one_hot_and_logits(rng) -> list[tuple]:
    """Cases of (y_true, logits), one-hot labels of all classes; the last two far from 0.

    Logits are quarters: float32 holds them, 800 added, too. In each row all differ.
    """

    def pair(n, classes, dtype="float64"):
        labels = rng.permutation(np.arange(n) % classes)
        logits = np.stack([rng.choice(np.arange(-14, 15), classes, False) for _row in range(n)])
        return np.eye(classes, dtype=dtype)[labels], (logits / 4).astype(dtype)

    n, k = (int(size) for size in rng.permutation([3, 4, 5])[:2])
    far, apart = pair(4, 3), pair(4, 4)
    # Rows far from each other; then rows far apart in themselves: wrong, wrong, right, right.
    far = far[0], far[1] + np.array([[800.0], [0], [-800], [-900]])
    wrong, right = np.roll(apart[0], 1, axis=1), apart[0]
    by = np.array([[16.0], [800], [800], [16]])  # e⁻¹⁶ is about 1e-7
    apart = apart[0], apart[1] + by * np.where(np.arange(4)[:, None] < 2, wrong, right)
    return [pair(n, k), pair(3, 3, "float32"), pair(1, 4), pair(6, 2), far, apart]
