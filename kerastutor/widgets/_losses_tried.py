"""A learner's loss beside Keras's where no curve goes: several values a sample, other labels.

With one value a sample a sum is a mean, and with y_true = 1 half of a cross-entropy is the whole.
"""

from dataclasses import dataclass

import numpy as np

from ..concepts import loss_curves as concept
from ._losses_shown import differing
from ._yours import Endless, Problem

#: Samples of two values, by what a prediction is: (targets, predictions).
PAIRS = {
    "number": (
        [[0, 2], [1, -1], [3, 0.5], [-2, 0]],
        [[1, 4], [0.5, 2], [3, -1], [-2.5, 0.25]],
    ),
    "probability": (
        [[1, 0], [0, 1], [1, 1], [0, 0], [0, 1]],
        [[0.8, 0.3], [0.1, 0.6], [0.9, 0.25], [0.5, 0.05], [1, 0.5]],
    ),
    "logit": (
        [[1, 0], [0, 1], [1, 1], [0, 0]],
        [[2, -1], [-3, 0.5], [4, -2], [0, -5]],
    ),
}
#: Samples of four classes: logits, and which class is the true one.
CLASSES = [[2, -1, 0.5, 1], [0, 3, -2, 1], [-1, 0, 1, 4], [1, 2, 3, 0]]
TRUE = [1, 3, 2, 0]


@dataclass(frozen=True, eq=False)
class Tried:
    """What a learner's loss and Keras's give for samples that no curve has.

    Attributes:
        y_true, y_pred: the samples.
        keras, yours: the losses of each; ``yours`` is None where the learner's failed.
        problem: how it failed; "".
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    keras: np.ndarray
    yours: np.ndarray | None
    problem: str = ""

    @property
    def wrong(self) -> int | None:
        """The first sample for which the two differ."""
        if self.yours is None:
            return None
        p = self.y_pred.min(axis=1)  # where ε parts two right ones
        found = np.flatnonzero(differing(self.yours, self.keras, np.clip(p, 0, 1)))
        return int(found[0]) if len(found) else None


def samples(loss, logits) -> tuple[np.ndarray, np.ndarray]:
    """(y_true, y_pred) as a loss takes them, float64: two values a sample, or four classes."""
    if concept.LOSSES[loss] == "row":
        y_true, y_pred = np.eye(4)[TRUE], np.array(CLASSES, "float64")
        if not logits:
            powers = np.exp(y_pred)
            y_pred = powers / powers.sum(axis=1, keepdims=True)
        return y_true, y_pred
    y_true, y_pred = PAIRS[concept.kind(loss, logits)]
    return np.array(y_true, "float64"), np.array(y_pred, "float64")


def tried(explorer, loss, logits) -> Tried | None:
    """The learner's loss and Keras's of a few samples; None where there are not both."""
    if explorer._live is None or not loss:
        return None
    key = loss, logits
    if explorer._last.get("tried", (None,))[0] != key:
        explorer._last["tried"] = key, _tried(explorer, loss, logits)
    return explorer._last["tried"][1]


def _tried(explorer, loss, logits) -> Tried:
    rows = samples(loss, logits)
    room = np.full((len(rows[0]), 1), 1e-3)
    keras = concept.losses(concept.named(loss, logits), *rows, room).values
    try:
        yours = explorer._ask(explorer._live, concept.losses, *rows, room).values
    except Endless:
        raise
    except Problem as problem:
        return Tried(*rows, keras, None, str(problem))
    return Tried(*rows, keras, yours)
