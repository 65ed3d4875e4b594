"""A learner's descent beside that of the rule which is right: for `descent`."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .descent import Descent


@dataclass(frozen=True, eq=False)
class Race:
    """The path by Keras's rule, and the one by the learner's own step, or None.

    ``label`` says which rule, ``slots`` what the learner's step remembers: name → (taken + 1,),
    and ``kept`` what the rule does.
    """

    keras: "Descent"
    yours: "Descent | None"
    label: str = ""
    slots: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)

    @property
    def shown(self) -> "Descent":
        return self.keras if self.yours is None else self.yours

    @property
    def values(self) -> np.ndarray:
        """The weights of the path that is shown."""
        return self.shown.weights

    @property
    def parts(self) -> int | None:
        """The first step at which the two paths part."""
        if self.yours is None:
            return None
        both = min(len(self.keras.weights), len(self.yours.weights))
        mine, theirs = (path.weights[:both] for path in (self.yours, self.keras))
        # Keras's operations turn Python's floats into float32: what that rounds is no mistake.
        moved = np.maximum.accumulate(np.abs(np.diff(theirs, prepend=theirs[:1])))
        size = np.maximum.accumulate(np.abs(theirs)) * np.arange(1, both + 1)
        near = np.abs(mine - theirs) <= 1e-4 * moved + 4e-7 * size + 1e-12
        if not near.all():
            return int(np.flatnonzero(~near)[0])
        return None if len(self.keras.weights) == len(self.yours.weights) else both

    @property
    def remembers(self) -> int | None:
        """The first step before ``parts`` after which the two remember something else.

        PyTorch's velocity, for one, walks the same path and differs.
        """
        first = []
        for name, values in self.kept.items():
            both = min(len(values), len(self.slots[name]), self.parts or math.inf)
            mine, theirs = (np.array(slot[: int(both)]) for slot in (self.slots[name], values))
            near = np.abs(mine - theirs) <= 1e-4 * np.maximum.accumulate(np.abs(theirs)) + 1e-30
            if not near.all():
                first.append(int(np.argmin(near)))
        return min(first, default=None)


def nearest(races) -> Race:
    """Of races against rules that are all right, the one whose paths part last, or lie closer.

    Twice as close, else the first counts: rounding alone does not choose.
    """

    def order(race):
        both = min(len(race.keras.weights), len(race.yours.weights))
        apart = np.abs(race.keras.weights[:both] - race.yours.weights[:both]).max()
        parts = math.inf if race.parts is None else race.parts
        return parts, -apart / 2 if race is races[0] else -apart

    return max(races, key=order)
