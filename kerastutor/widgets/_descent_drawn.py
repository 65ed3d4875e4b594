"""What DescentExplorer draws of a path: its trail, and the arrow of its next step."""

import numpy as np

from ._gradients_labels import point_taken
from .stage.plots import Arrow, Dots, Line

#: How wide its plot is, in em, where both stand side by side.
ROOM = 30.0
#: The shortest arrow that is drawn, in em: of a shorter one only the tip would be seen.
_SHORTEST = 0.5


def next_step(race, at, plane, graph, room):
    """The step that comes next, as marks, and what its arrow covers, in em.

    None for a step that is too short to be seen.
    """
    low, bottom, high, top = plane
    w, value = race.shown.weights[at], race.shown.losses[at]
    there = min(max(float(race.shown.weights[at + 1]), low), high)
    # A step that remembers may go up the slope: the arrow is its own then.
    role = "yours" if race.slots else "gradient"
    # Beside the ball, which would cover a short one, and tied to it.
    beside = 1.6 / min(0.5 * min(ROOM, room), 20) * (top - bottom)
    lane = value + (beside if value + 2 * beside < top else -beside)
    ends = [point_taken(x, lane, plane, ROOM) for x in sorted((w, there))]
    covered = (*ends[0][:2], *ends[1][2:])
    if covered[2] - covered[0] < 1.2 + _SHORTEST:
        return [], covered
    ties = [Line(at=(w, value, w, lane), look="dots")]
    if low < there < high:  # to where the ball will lie
        ties.append(Line(at=(there, lane, there, np.interp(there, *graph)), look="dots"))
    return [*ties, Arrow(at=(w, lane, there, lane), role=role)], covered


def trail(path, until, role, look, size):
    return Dots(
        x=floats(path.weights[:until]),
        y=floats(path.losses[:until]),
        role=role,
        look=look,
        size=size,
    )


def floats(values):
    """As float32, huge ones cut: the picture ends long before them."""
    return np.clip(np.asarray(values, "float64"), -1e30, 1e30).astype("float32")
