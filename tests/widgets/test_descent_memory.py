"""DescentExplorer: what a learner's step is given, and what it remembers."""

import numpy as np
import pytest

from kerastutor.widgets import DescentExplorer
from kerastutor.widgets.stage.plots import Heads, Line, Note
from tests.widgets.test_descent import bowl, every, hill, losses, momentum_step


def test_another_memory_on_the_same_path_is_said():
    def of_pytorch(w, g, velocity, learning_rate, momentum):
        velocity = momentum * velocity + g
        return w - learning_rate * velocity, velocity

    explorer = DescentExplorer(bowl, step=of_pytorch, start=2.0, learning_rate=0.25)
    assert explorer.result.parts is None
    assert explorer.reading.endswith(
        "\nof_pytorch walks the path of Keras's SGD with momentum, but remembers something "
        "else: after 1 step velocity is 4 and not −1."
    )
    assert DescentExplorer(bowl, step=momentum_step).result.remembers is None


def test_floats_can_be_indexed():
    def step(w, g, learning_rate):
        assert w.shape == g.shape == ()
        after = np.array(w)
        for place in np.ndindex(w.shape):
            after[place] = w[place] - learning_rate * g[place]
        return after

    assert "step agrees with Keras's SGD" in DescentExplorer(bowl, step=step).reading


@pytest.mark.parametrize("loss, side", [(bowl, 2), (lambda w: -w * w, -2)])
def test_the_label_of_the_slope_is_off_the_curve(loss, side):
    explorer = DescentExplorer(loss, start=0.0)
    (tangent,) = [line for line in every(hill(explorer), Line) if line.label]
    assert tangent.label == "slope 0" and tangent.side == side  # between curve and ball


def test_a_loss_that_leaves_its_picture_is_marked():
    explorer = DescentExplorer(
        bowl, step=momentum_step, start=1.0, learning_rate=2.0, momentum=0.99, taken=20
    )
    first = int(np.argmax(explorer.result.yours.losses > losses(explorer).y.high))
    assert first > 0
    explorer.taken = first  # its name says it, where a note would lie across the name
    (names,) = every(losses(explorer), Heads)
    assert names.names[1] == "yours ↑" and not every(losses(explorer), Note)
    explorer.taken = 0
    (names,) = every(losses(explorer), Heads)
    assert names.names[1] == "yours" and not every(losses(explorer), Note)


def test_a_loss_that_leaves_its_picture_alone_has_a_note():
    explorer = DescentExplorer(bowl, start=1.0, learning_rate=1.5, taken=20)
    plot = losses(explorer)
    (note,) = every(plot, Note)
    first = int(np.argmax(explorer.result.keras.losses > plot.y.high))
    assert first > 0 and (note.x, note.y) == (first, plot.y.high)
    assert note.text == "↑ out of the picture"
