"""The view that draws a function's graph with lines over it and a point that is moved."""

import math

import traitlets

from .stage.shared import View


class Curves(View):
    """A graph that is sent once, and what moves over it: one message a move.

    A chart of several bqplot marks takes one message for each of them, and three times as long.
    """

    view = traitlets.Unicode("curves").tag(sync=True)
    #: The graph and its axes: low, high, bottom, top, x, y, x_name, y_name.
    frame = traitlets.Dict().tag(sync=True)
    #: What moves: x, y, words (the point), tangent and secant (heights at low and high), ends.
    move = traitlets.Dict().tag(sync=True)
    #: Where the learner dragged the point to, or moved it by keys; and how often so far.
    asked = traitlets.List(traitlets.Float(), default_value=[0, 0], minlen=2, maxlen=2).tag(
        sync=True
    )


def finite(values):
    """Floats for JSON: None in place of what is not a finite number."""
    return [float(value) if math.isfinite(value) else None for value in values]
