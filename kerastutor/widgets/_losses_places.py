"""Where words stand in LossExplorer's pictures of a curve: beside it, and beside nothing else."""

import math

import numpy as np

#: Places along a curve that are tried for its label, from its left end to its right one.
TRIED = np.linspace(0.03, 0.86, 24)
#: How wide a label is and how high it stands over its curve, as parts of the picture.
WIDE, OVER = 0.13, 0.075


def label_place(x, y, box, taken) -> tuple:
    """A place for the label of a curve, as far as can be from what is taken.

    Where the curve falls, or is level, the label stands over it; where it rises, under it.

    Args:
        x, y: the points of the curve, shape (n,).
        box: (left, right, low, high) of the picture.
        taken: places (x, y) of other words and points; the label's own is added to them.

    Returns:
        (x, y) of the label's left end.
    """
    left, right, low, high = box
    wide, tall = right - left, high - low
    best = None
    for part in TRIED:
        n = int(part * (len(x) - 1))
        ahead = int(np.searchsorted(x, x[n] + WIDE * wide))
        seen = y[n : ahead + 1]
        if not (np.isfinite(seen).all() and low < seen.min() and seen.max() < high):
            continue
        at = float(seen.max()) + OVER * tall
        if seen[-1] > seen[0] + 0.002 * tall:  # it rises: under it, where there is room
            at = float(seen.min()) - OVER * tall
        if not low + 0.2 * tall < at < high - 0.06 * tall:
            continue
        centre = float(x[n]) + 0.5 * WIDE * wide
        far = min((math.hypot((centre - a) / wide, (at - b) / tall) for a, b in taken), default=1)
        if best is None or far > best[0]:
            best = far, (float(x[n]), at), centre
    if best is None:  # it is hardly seen: at its middle
        n = len(x) // 2
        y_here = float(y[n]) if math.isfinite(y[n]) else low
        return float(x[n]), min(max(y_here, low + 0.2 * tall), high - 0.06 * tall)
    taken.append((best[2], best[1][1]))
    return best[1]


def ends(result) -> tuple[float, float]:
    """The highest loss and the largest gradient that are drawn, for this loss and target.

    A loss of numbers has a scale that holds all of Keras's curve; others grow without end.
    """
    if result.takes != "number":
        return TOPS[result.takes]
    if result.keras is None:  # nobody knows where such a loss lies
        found = result.yours.gradient[:, 0]
        return 8.0, 1.12 * float(np.abs(found[np.isfinite(found)]).max(initial=1e-3))
    far = 4 + math.ceil(abs(result.y_true))
    return (far**2, 2.24 * far) if result.loss == "mean_squared_error" else (far, 1.4)


#: Of probabilities and logits: the highest loss and the largest gradient that are drawn.
TOPS = {"probability": (7.0, 12.0), "logit": (12.5, 1.2)}
