"""OptimizerExplorer: what is told of a wrong step, and of a surface that changes."""

import numpy as np
import pytest

from kerastutor.concepts import surfaces
from kerastutor.widgets import OptimizerExplorer
from kerastutor.widgets.stage.marks import Chips, Words
from kerastutor.widgets.stage.plots import Heads, Plot
from tests.widgets.explorers import of


def adam(*, late=0, divisor=lambda v, epsilon: np.sqrt(v) + epsilon):
    def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g * g
        with np.errstate(all="ignore"):
            first, second = m / (1 - beta_1 ** (t - late)), v / (1 - beta_2 ** (t - late))
            return w - learning_rate * first / divisor(second, epsilon), m, v

    return adam_step


def rmsprop(divisor, square=np.square):
    def rmsprop_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        new = rho * v + (1 - rho) * square(g)
        return w - learning_rate * g / divisor(v, new, epsilon), new

    return rmsprop_step


def momentum(next_w):
    def momentum_step(w, g, velocity, learning_rate, momentum):
        new = momentum * velocity - learning_rate * g
        return next_w(w, velocity, new), new

    return momentum_step


#: g is −2.6 and 35 at the start of the valley; there and on the tiny one numbers tell what it is.
TOLD = {
    "Adam without a root": (
        adam(divisor=lambda v, epsilon: v + epsilon),
        "valley",
        "m̂ were divided by 6.76 and 1,225, in place of 2.6 and 35.",  # it is v̂
    ),
    "Adam with epsilon in the root": (
        adam(divisor=lambda v, epsilon: np.sqrt(v + epsilon)),
        "tiny",
        "m̂ were divided by 0.000316 and 0.000316, in place of",  # it is √ε
    ),
    "Adam with t − 1": (
        adam(late=1),
        "valley",
        "the root of a negative number",
    ),
    "RMSprop without a root": (
        rmsprop(lambda old, v, epsilon: v + epsilon),
        "valley",
        "g were divided by 0.676 and 123, in place of 0.822 and 11.1",
    ),
    "RMSprop with the old v": (
        rmsprop(lambda old, v, epsilon: np.sqrt(old + epsilon)),
        "valley",
        "g were divided by 0.000316 and 0.000316",
    ),
    "RMSprop without a square": (
        rmsprop(lambda old, v, epsilon: np.sqrt(v + epsilon), np.abs),
        "valley",
        "v is 0.385 and 0.0286 times as large",  # 1 / |g|
    ),
    "momentum with the old velocity": (
        momentum(lambda w, old, new: w + old),
        "valley",
        "the step is 0.",
    ),
    "momentum uphill": (
        momentum(lambda w, old, new: w - new),
        "valley",
        "the step has the other sign",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_numbers_tell_which_mistake_it_is(name):
    step, surface, words = TOLD[name]
    assert words in OptimizerExplorer(step, surface=surface).reading


def test_at_the_end_the_first_step_that_differs_is_taken_apart():
    explorer = OptimizerExplorer(TOLD["Adam without a root"][0], steps=20)
    titles = [plot.title for plot in of(explorer, Plot)]
    assert "step 1, the first to differ: Keras's, yours below" in titles
    explorer.taken = 7
    titles = [plot.title for plot in of(explorer, Plot)]
    assert "the next step, number 8: Keras's, yours below" in titles


def test_a_step_that_gives_nan_did_not_fly_off():
    explorer = OptimizerExplorer(adam(late=1))
    (heads, _beside) = of(explorer, Heads)
    assert "your adam_step: nan" in heads.names
    chips = [chip for _name, row in of(explorer, Chips)[0].rows for chip in row]
    assert [chip[1] for chip in chips if chip[0] == "your adam_step"] == ["nan in step 1"]
    assert "lew off" not in explorer.reading


def test_yours_alone_flies_off_without_a_wrong_reason():
    explorer = OptimizerExplorer(TOLD["momentum uphill"][0])
    assert "Flew off: your momentum_step" in explorer.reading
    assert "overshoots" not in explorer.reading
    explorer.learning_rate = 0.2  # Keras's, too
    assert "overshoots" in explorer.reading


def test_where_epsilon_hides_v_it_is_said():
    step = TOLD["RMSprop with the old v"][0]
    hidden = OptimizerExplorer(step, surface="tiny").reading
    assert "agrees with" in hidden and "v is lost beside epsilon" in hidden


def test_what_the_surface_is_stands_under_the_map():
    explorer = OptimizerExplorer(surface="digits", steps=5)
    assert surfaces.named("digits").about in [words.note for words in of(explorer, Words)]
    explorer.surface = "beale"
    assert surfaces.named("beale").about in [words.note for words in of(explorer, Words)]


def test_before_the_first_step_nobody_is_lowest():
    explorer = OptimizerExplorer(taken=0)
    assert explorer.reading == "All begin at a loss of 27.9."


def test_in_a_narrow_window_curves_have_short_names():
    explorer = OptimizerExplorer(TOLD["momentum uphill"][0], steps=5)
    wide = of(explorer, Heads)[-1]
    assert {name.rstrip(" ↑") for name in wide.names} == {
        "Keras's SGD with momentum",
        "your momentum_step",
    }
    explorer._stage.room = 30
    assert {name.rstrip(" ↑") for name in of(explorer, Heads)[-1].names} == {"momentum", "yours"}


@pytest.mark.parametrize("traced", [True, False])
def test_data_that_a_surface_reads_may_change(traced):
    steep = [3.0]

    def followed(x, y):
        return steep[0] * x * x + y * y

    def unfollowed(x, y):
        return steep[0] * np.asarray(x) ** 2 + np.square(y)

    explorer = OptimizerExplorer(
        surface=followed if traced else unfollowed,
        optimizers=["SGD"],
        start=[-2, 1],
        learning_rate=0.01,
        steps=3,
    )
    assert explorer.result.raced.surface.traceable == traced
    assert explorer.result.paths["SGD"][1] == pytest.approx([-2 + 0.01 * 12, 0.98])
    steep[0] = 30.0
    explorer.start = [-1, 1]
    assert explorer.result.paths["SGD"][1] == pytest.approx([-1 + 0.01 * 60, 0.98])
    assert explorer.result.raced.ground.high == pytest.approx(30 * 9 + 9)  # the map, too
    assert explorer._work.wait(60)
    explorer.steps = 4  # the race that has come is the newest
    assert len(explorer.result.paths["SGD"]) == 5


def test_what_a_surface_missed_may_come():
    def needs(x, y):
        return x * x + y * y + given[0]

    given = []
    explorer = OptimizerExplorer(surface=needs, steps=3)
    assert "IndexError" in explorer.problem
    given.append(1.0)
    explorer.learning_rate = 0.25
    assert not explorer.problem and explorer.result.paths["SGD"].shape == (4, 2)


def test_a_surface_of_chance_is_not_understood_anew_at_each_move(monkeypatch):
    chance = np.random.default_rng(0)

    def shaken(x, y):
        return np.square(x) + np.square(y) + chance.normal()

    explorer = OptimizerExplorer(surface=shaken, optimizers=["SGD"], steps=2)
    explorer.learning_rate = 0.2
    assert explorer.result.paths["SGD"].shape == (3, 2)
    understood = []
    real = surfaces.of_function
    monkeypatch.setattr(surfaces, "of_function", lambda *a: understood.append(1) or real(*a))
    explorer.learning_rate = 0.3
    assert explorer.result.paths["SGD"].shape == (3, 2) and not understood
