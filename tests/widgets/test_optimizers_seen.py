"""OptimizerExplorer: what is seen can be read: names, numbers of steps, scales, controls."""

import numpy as np
import pytest

from kerastutor.concepts import optimizers as concept
from kerastutor.concepts import steps
from kerastutor.widgets import OptimizerExplorer
from kerastutor.widgets._optimizers_step import LONGEST
from kerastutor.widgets.stage.marks import Chips
from kerastutor.widgets.stage.plots import Areas, Bars, Plot
from tests.widgets.explorers import names, of


def test_at_the_start_one_name_stands_for_all():
    explorer = OptimizerExplorer(taken=0)
    assert [name for name in names(explorer) if name] == ["Adam and 5 more"]
    explorer.taken = 12
    assert sorted(names(explorer)) == sorted(concept.SIX)


def test_controls_that_do_nothing_are_away():
    explorer = OptimizerExplorer(optimizers=["SGD"], steps=5)
    seen = {name: explorer._pairs[one].layout for name, one in explorer._sliders.items()}
    assert {name: one.display for name, one in seen.items()} == {
        "epsilon": "none",
        "momentum": "none",
    }
    explorer.optimizers = ["Nesterov"]
    assert (seen["epsilon"].display, seen["momentum"].display) == ("none", "")
    explorer.optimizers = ["Adagrad"]
    assert (seen["epsilon"].display, seen["momentum"].display) == ("", "none")
    yours = OptimizerExplorer(steps.momentum_step, optimizers=["Adam"], steps=5)
    assert yours._pairs[yours._sliders["momentum"]].layout.display == ""


def test_the_step_that_comes_and_the_last_are_numbered():
    explorer = OptimizerExplorer(steps=9, taken=4)
    assert explorer._play.note == "after 4 of 9 steps"
    titles = [plot.title for plot in of(explorer, Plot)]
    assert "the next step, number 5: Adam" in titles
    explorer.taken = 9
    titles = [plot.title for plot in of(explorer, Plot)]
    assert "the last step, number 9: Adam" in titles


@pytest.mark.parametrize("step", [None, steps.adam_step])
def test_g_and_m_have_one_scale_and_the_longest_of_now_is_whole(step):
    explorer = OptimizerExplorer(step, taken=90)
    found = {}  # row → what bars say and how long they are
    for bars in of(explorer, Bars):
        long = (bars.end - bars.start) / LONGEST
        for n, text in enumerate(bars.labels):
            if text:
                found[float(text.replace("−", "-"))] = float(long[n])
    path = explorer.result.raced.paths["Adam"]
    g = path.gradients[90]
    means = [g, path.slots["m"][91], path.corrected["m̂"][91]]
    squares = [path.slots["v"][91], path.corrected["v̂"][91]]
    for group in (means, squares, [path.points[91] - path.points[90]]):
        whole = max(np.abs(values).max() for values in group)
        for value in np.concatenate(group):
            near = min(found, key=lambda said: abs(said - value))
            assert found[near] == pytest.approx(value / whole, abs=0.02)


def test_the_squares_of_the_end_can_be_seen():
    explorer = OptimizerExplorer(taken=100)
    sides = [x1 - x0 for areas in of(explorer, Areas) for x0, _y, x1, _z in areas.at]
    assert max(sides) == pytest.approx(1)


def test_keras_s_has_one_name_beside_yours():
    explorer = OptimizerExplorer(steps.adam_step_of_the_paper, epsilon=1e-3, steps=20)
    chips = [size[0] for size in of(explorer, Chips)[0].rows[0][1]]
    assert chips == ["Keras's Adam", "the paper's Adam", "your adam_step_of_the_paper"]
    assert " Adam 0." not in explorer.reading.replace("'s Adam", "")


def test_where_epsilon_is_lost_a_surface_is_named_where_it_shows():
    def inside(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g * g
        first, second = m / (1 - beta_1**t), v / (1 - beta_2**t)
        return w - learning_rate * first / np.sqrt(second + epsilon), m, v

    explorer = OptimizerExplorer(inside)
    said = "choose the surface “tiny gradients”"
    assert "On this surface" in explorer.reading and said in explorer.reading
    explorer.surface = "tiny"  # it is true
    assert "part at step 1" in explorer.reading and said not in explorer.reading
    large = OptimizerExplorer(steps.adam_step, epsilon=0.1)
    assert "agrees with" in large.reading and said not in large.reading
    none = OptimizerExplorer(steps.sgd_step)
    assert "agrees with" in none.reading and said not in none.reading


def test_what_differs_by_little_does_not_end():
    def nearly(w, g, learning_rate):
        return w - 1.0004 * learning_rate * g

    explorer = OptimizerExplorer(nearly, "sgd", steps=20)
    assert "part at step 1." in explorer.reading
    assert "differ by less than a thousandth" in explorer.reading
