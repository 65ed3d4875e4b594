"""What a LossExplorer has computed, a class for each of its views."""

from dataclasses import dataclass

import numpy as np

from ..concepts.loss_batches import Batch, Moved, Trained
from ..concepts.loss_curves import Chain, Losses
from ._beside import differences

#: How close the learner's losses have to be.
CLOSE = (1e-4, 1e-6)
#: ε in the log or a clip are both right: they part where a probability is smaller than this.
APART = 1e-3


def differing(yours, keras, p=None) -> np.ndarray:
    """Where the learner's losses differ; of probabilities p, not where ε parts two right ones."""
    wrong = differences(yours, keras, *CLOSE)
    if p is not None:
        small = np.minimum(p, 1 - p)
        with np.errstate(invalid="ignore"):
            wrong &= ~((small < APART) & (small > 0) & (np.abs(yours - keras) < 1))
    return wrong


@dataclass(frozen=True, eq=False)
class Curves:
    """A loss along its predictions: of the views "curve" and "cliff".

    Attributes:
        loss: one of `loss_curves.LOSSES`, or "".
        takes: "number", "probability" or "logit".
        x: the predictions, shape (n,).
        y_true: the target.
        y_pred: the prediction that is pointed at.
        rows: (y_true, y_pred) of that prediction, as the loss takes them.
        keras, yours: the losses along x; None where there is none.
        keras_at, yours_at: those of the prediction.
        more: both of samples that no curve has (a `Tried`); None where there are not two.
    """

    loss: str
    takes: str
    x: np.ndarray
    y_true: float
    y_pred: float
    rows: tuple
    keras: Losses | None
    yours: Losses | None
    keras_at: Losses | None
    yours_at: Losses | None
    more: object = None

    @property
    def at(self) -> Losses:
        """Keras's where there is one."""
        return self.yours_at if self.keras_at is None else self.keras_at

    @property
    def values(self) -> np.ndarray:
        """The loss of the prediction, and its gradient."""
        return np.concatenate([self.at.values, self.at.gradient[0]])

    def differing(self) -> np.ndarray | None:
        """Where the learner's differ from Keras's; None where there are not two."""
        if self.keras is None or self.yours is None:
            return None
        p = self.x if self.takes == "probability" else None
        return differing(self.yours.values, self.keras.values, p)


@dataclass(frozen=True, eq=False)
class Chained:
    """Losses of p = σ(z), from p and from z: of the view "logits".

    ``curves`` and ``at`` have the keys "entropy", "other" and, where there is one, "yours";
    ``same`` is the key of Keras's loss that yours ought to be, if any; ``more`` as of `Curves`.
    """

    other: str
    y_true: float
    curves: dict[str, Chain]
    at: dict[str, Chain]
    same: str = ""
    more: object = None

    @property
    def values(self) -> np.ndarray:
        """Of cross-entropy and of the other loss: the gradient for the logit."""
        return np.concatenate([self.at["entropy"].by_z, self.at["other"].by_z])

    def differing(self) -> np.ndarray | None:
        """Where the learner's loss differs from Keras's; None where there are not two."""
        if not self.same or "yours" not in self.curves:
            return None
        yours, keras = self.curves["yours"], self.curves[self.same]
        return differing(yours.values, keras.values, keras.p)


@dataclass(frozen=True, eq=False)
class Batched:
    """The losses of real predictions: of the view "batch"."""

    loss: str
    takes: str
    trained: Trained
    rank: int
    keras: Batch | None
    yours: Batch | None

    @property
    def shown(self) -> Batch:
        """Keras's where there is one."""
        return self.yours if self.keras is None else self.keras

    @property
    def values(self) -> np.ndarray:
        return self.shown.values

    @property
    def image(self) -> int:
        """The number of the image that has the rank."""
        return int(self.shown.order[self.rank - 1])

    def differing(self) -> np.ndarray | None:
        if self.keras is None or self.yours is None:
            return None
        return differences(self.yours.values, self.keras.values, *CLOSE)


@dataclass(frozen=True, eq=False)
class Weighed:
    """Loss and accuracy along a direction of the weights: of the view "weight".

    Attributes:
        along: the network at many places, and ``at`` where it is now.
        keras: the mean losses along them, shape (m,); None without one.
        yours: (places, mean losses) of the learner's; None without one.
        values: the losses of the images, where the network is now.
    """

    loss: str
    takes: str
    trained: Trained
    along: Moved
    at: Moved
    step: float
    keras: np.ndarray | None
    yours: tuple | None
    values: np.ndarray
    yours_mean: float | None

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def right(self) -> int:
        return int(self.at.right[0])

    @property
    def losses(self) -> np.ndarray:
        """The mean losses at the places, as finely as they are drawn."""
        return (self.yours[1] if self.keras is None else self.keras).astype("float32")

    @property
    def levels(self) -> int:
        """How many different ones these are."""
        return len(np.unique(self.losses))

    @property
    def before(self) -> int:
        """How many images are right where nothing is moved."""
        right = self.trained.logits.argmax(1) == self.trained.labels
        return int(right.sum())

    def flipped(self) -> np.ndarray:
        """The images that changed sides: right before and wrong now, or the other way."""
        labels = self.trained.labels
        before = self.trained.logits.argmax(1) == labels
        return np.flatnonzero(before != (self.at.logits[0].argmax(1) == labels))


@dataclass(frozen=True, eq=False)
class Waiting:
    """Nothing so far: the network is being trained."""

    values = np.zeros(0)
