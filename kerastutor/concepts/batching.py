"""Mini-batches: the rows of a data set in random order, a few at a time."""

from collections.abc import Iterator

import numpy as np

from kerastutor.i18n import _


def batches(x, y, batch_size: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """One epoch: every row once, shuffled, x and y together; the last batch may be short.

    batch k = rows π[k·b], …, π[(k+1)·b − 1], with π a random permutation of 0 … n − 1

    Args:
        x: array of shape (n, …).
        y: array of shape (n, …); y[i] belongs to x[i].
        batch_size: rows in a batch, b, at least 1.
        seed: the same seed gives the same order.

    Yields:
        Pairs (x_batch, y_batch) of up to batch_size rows each.

    Raises:
        ValueError: x and y differ in length, or batch_size is below 1; raised at once, not at the
            first batch.

    Example:
        >>> x = np.arange(5)
        >>> [len(x_batch) for x_batch, y_batch in batches(x, x * 10, batch_size=2, seed=0)]
        [2, 2, 1]

    Source: what keras.Model.fit(x, y, batch_size=…, shuffle=True) does in an epoch.
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise ValueError(
            _("x and y must have the same number of rows. Received: shapes {x} and {y}").format(
                x=x.shape, y=y.shape
            )
        )
    if batch_size < 1:
        raise ValueError(
            _("batch_size must be at least 1. Received: {batch_size}").format(batch_size=batch_size)
        )
    return _epoch(x, y, batch_size, seed)


def _epoch(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


class Rows:
    """The rows of an array, to be known again in its batches."""

    def __init__(self, whole: np.ndarray):
        self.whole = whole.copy()
        self._places = {row.tobytes(): index for index, row in enumerate(self.whole)}

    def numbers(self, part: np.ndarray) -> list[int] | None:
        """Which rows a batch holds; None where one is not from here."""
        if part.shape[1:] != self.whole.shape[1:]:
            return None
        part = part.astype(self.whole.dtype)
        rows = [self._places.get(row.tobytes()) for row in part]
        return None if None in rows else rows


def partners(flat_x, flat_y, n):
    """For each row of x, the row of y that it came with last; −1 where it did not come."""
    partners = np.full(n, -1)
    most = min(len(flat_x), len(flat_y))
    partners[flat_x[:most]] = flat_y[:most]
    return partners
