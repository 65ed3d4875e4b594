"""What one call of a learner's function did, as plain data."""

from dataclasses import dataclass

import numpy as np

from kerastutor.learner.plain import Raised

RETURNED, RAISED, TOO_SLOW, DIED = "returned", "raised", "too slow", "died"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call did.

    Attributes:
        ending: RETURNED, RAISED, TOO_SLOW or DIED (it ended the process that it ran in).
        value: what it returned, see `plain`; None unless it returned.
        error: what it raised; None unless it did.
        after: the arguments as they were afterwards; () where nobody can tell.
        printed: the first few thousand characters of what it printed.
        warned: its warnings, each as `Raised`: kind and words.
        seconds: how long it took, imports apart.
        limit: the seconds that it had.
        stopped: False when it was too slow, could not be stopped, and still runs.
        line: the learner's line that it was in when it was too slow; "" where nobody can tell.
    """

    ending: str
    value: object = None
    error: Raised | None = None
    after: tuple = ()
    printed: str = ""
    warned: tuple[Raised, ...] = ()
    seconds: float = 0.0
    limit: float = 0.0
    stopped: bool = True
    line: str = ""

    @property
    def returned(self) -> bool:
        return self.ending == RETURNED

    def changed(self, case: tuple) -> list[int]:
        """The positions of the arguments that it changed in place.

        Args:
            case: the arguments as they were before.
        """
        pairs = zip(case, self.after, strict=False)
        return [at for at, (before, after) in enumerate(pairs) if not identical(before, after)]


def identical(left, right) -> bool:
    """Is one plain value the other, to the last bit? What is no plain data counts as the same."""
    kind = type(left)
    if kind is np.ndarray and type(right) is np.ndarray:
        return (
            left.dtype == right.dtype
            and left.shape == right.shape
            and np.array_equal(left, right, equal_nan=left.dtype.kind in "fc")
        )
    if kind in (tuple, list) and type(right) is kind:
        return len(left) == len(right) and all(map(identical, left, right))
    if kind is dict and type(right) is dict:
        return list(left) == list(right) and all(identical(left[key], right[key]) for key in left)
    if kind in (bool, int, float, complex, str, bytes, type(None)):
        return type(right) is kind and (left == right or left != left)
    return kind not in (tuple, list, dict, np.ndarray)
