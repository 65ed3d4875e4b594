"""What a run of BackpropExplorer gave."""

from dataclasses import dataclass

import numpy as np

from ..concepts.graphs import Run
from ._backprop_answers import Compared


@dataclass(frozen=True, eq=False)
class Backprop:
    """What a run gave.

    Attributes:
        run: the graph, its values and gradients.
        taped: the gradients by automatic differentiation; None where there are only differences.
        agrees: whether both are the same.
        whole: the run without cuts; None where nothing is cut.
        mine: the learner's gradients beside these, or None.
    """

    run: Run
    taped: dict | None
    agrees: bool
    whole: Run | None = None
    mine: Compared | None = None

    @property
    def value(self) -> np.ndarray:
        """The output."""
        return self.run.value

    @property
    def gradients(self) -> dict:
        """The gradient for each input, by its name."""
        return self.run.gradients

    @property
    def values(self) -> np.ndarray:
        """All gradients in a row, by automatic differentiation where it can."""
        return np.concatenate([np.ravel(g) for g in (self.taped or self.gradients).values()])
