"""What every path down a loss has."""

import numpy as np

#: A weight beyond this, on either side of 0, counts as diverged.
HUGE = 1e12


class Descended:
    """A path with ``losses``, of which entry i is after i steps; entry 0 is the start."""

    losses: np.ndarray

    @property
    def taken(self) -> int:
        return len(self.losses) - 1

    def first_below(self, goal) -> int | None:
        """The number of steps after which the loss is below ``goal`` for the first time."""
        below = np.flatnonzero(self.losses < goal)
        return int(below[0]) if len(below) else None
