"""What a BatchExplorer has computed, a class for each of its views."""

from dataclasses import dataclass

import numpy as np

from ..concepts.batch_training import EPOCHS, STEPS, Run
from ..concepts.batches import DRAWN, Batches, Moment


@dataclass(frozen=True, eq=False)
class Noise:
    """The gradients of batches round that of all images: of the view "gradients".

    Attributes:
        moment: the gradients of single images, at the weights of now.
        sizes: `Batches` by their size.
        batch_size: the size that is drawn.
    """

    moment: Moment
    sizes: dict[int, Batches]
    batch_size: int

    #: A cell adds up the same gradients in another order.
    close = 1e-4

    @property
    def chosen(self) -> Batches:
        return self.sizes[self.batch_size]

    @property
    def drawn(self) -> slice:
        """Of the chosen batches, those that have an arrow."""
        return slice(0, DRAWN)

    @property
    def values(self) -> np.ndarray:
        """How far the gradients of the drawn batches are from that of all."""
        return self.chosen.deviations[self.drawn]


@dataclass(frozen=True, eq=False)
class Trainings:
    """Trainings with batches of several sizes: of the view "training".

    Attributes:
        runs: those that are done, by their batch size, the smallest first.
        compare: "epochs" or "steps".
        batch_size: the size that is chosen.
    """

    runs: dict[int, Run]
    compare: str
    batch_size: int

    #: As of `Noise`; one image more or less of 360.
    close = 0.003

    @property
    def end(self) -> int:
        """Where the axis ends."""
        return EPOCHS if self.compare == "epochs" else STEPS

    def part(self, batch_size) -> Run:
        """What is drawn of a training."""
        return self.runs[batch_size].compared(self.compare)

    @property
    def values(self) -> np.ndarray:
        """The accuracy of each at the end, the smallest batch first."""
        return np.array([self.part(n).accuracy[-1] for n in self.runs])


@dataclass(frozen=True, eq=False)
class Waiting:
    """Nothing so far: it is being computed, or was stopped."""

    stopped: bool = False
    values = np.zeros(0)
