"""OptimizerExplorer: the race, the learner's step beside the right one, and what goes wrong."""

import re
import threading

import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.concepts import optimizers as concept
from kerastutor.concepts import steps, surfaces
from kerastutor.widgets import OptimizerExplorer, _optimizers_racing
from kerastutor.widgets._optimizers_map import ground
from kerastutor.widgets.stage.marks import Chips
from kerastutor.widgets.stage.plots import Arrow, Bars, Curve, Handle, Heads, Heat, Note, Plot
from tests.widgets.explorers import adam_step, ask, bowl, names, of, waves


def curve(explorer, role):
    """The path of a colour on the map, (n, 2)."""
    found = next(one for one in of(explorer, Curve) if one.role == role)
    return np.stack([found.x, found.y], axis=1)


class TestRace:
    def test_its_paths_are_those_of_keras(self):
        explorer = OptimizerExplorer(surface="plateau", steps=20)
        paths = explorer.result.paths
        race = concept.race(surfaces.named("plateau"), steps=20)
        assert list(paths) == list(concept.SIX) == list(race)
        for name, path in race.items():
            assert paths[name].shape == (21, 2)
            assert np.array_equal(paths[name], path.points)

    def test_at_ten_thousand_times_the_loss_sgd_flies_off_and_adam_does_not_blink(self):
        explorer = OptimizerExplorer()
        before = explorer.result.paths["Adam"]
        explorer.scale = 1e4
        assert len((paths := explorer.result.paths)["SGD"]) < 10
        assert np.abs(paths["Adam"] - before).max() < 1e-4
        assert "Flew off: " in explorer.reading and "SGD" in explorer.reading
        assert "multiplied by 10,000" in explorer.reading
        # The three that left at one place have one name there.
        assert "Nesterov and 2 more flew off" in names(explorer) and "Adam" in names(explorer)

    def test_who_has_left_stands_where_the_path_leaves_the_map(self):
        explorer = OptimizerExplorer(optimizers=["SGD"], scale=1e4, chosen="SGD")
        at = (heads := of(explorer, Heads)[0]).names.index("SGD flew off")
        assert heads.y[at] == pytest.approx(-2.0)  # the lower border
        assert -2.5 < heads.x[at] < -2.2

    def test_the_goal_is_ticked_for_each(self):
        explorer = OptimizerExplorer(goal=(0.01, 60), taken=30)
        words = {size[0]: size[1] for size in of(explorer, Chips)[0].rows[0][1]}
        assert words["Nesterov"] == "✓ after 10 steps" and words["Adam"] == "not yet"
        explorer.taken = 60
        words = {size[0]: size[1] for size in of(explorer, Chips)[0].rows[0][1]}
        assert words["Adam"] == "✗ missed"
        assert "✓ momentum after 49 steps" in explorer.reading

    def test_the_replay_shows_what_was_taken(self):
        explorer = OptimizerExplorer(optimizers=["Adam"], steps=50, taken=7)
        assert curve(explorer, "path-blue").shape == (8, 2)
        explorer.taken = 50
        assert curve(explorer, "path-blue").shape == (51, 2)
        explorer.steps = 20
        assert explorer.taken == 20  # it stays at the end
        explorer.state = {"taken": 5, "steps": 60}
        assert explorer.taken == 5

    def test_the_start_is_dragged_and_stays_inside(self):
        explorer = OptimizerExplorer(steps=5)
        ask(explorer, "start", [1.0, -1.5])
        assert explorer.start == [1.0, -1.5]
        assert all(np.array_equal(path[0], [1.0, -1.5]) for path in explorer.result.paths.values())
        assert [(one.x, one.y, one.along) for one in of(explorer, Handle)] == [(1.0, -1.5, "both")]

    def test_another_surface_brings_its_own_start_and_rate(self):
        explorer = OptimizerExplorer(learning_rate=0.2, start=[1, 1])
        explorer.surface = "rosenbrock"
        own = surfaces.named("rosenbrock")
        assert explorer.start == list(own.start) and explorer.learning_rate == own.learning_rate
        explorer.state = {"surface": "tiny", "start": [0.5, 0.5]}
        assert explorer.start == [0.5, 0.5]

    def test_a_name_is_pressed_to_see_its_step(self):
        explorer = OptimizerExplorer(taken=3)
        ask(explorer, "chosen", 1)
        assert explorer.chosen == "momentum" and of(explorer, Chips)[0].at == 1
        notes = [note.text for note in of(explorer, Note)]
        assert "velocity" in notes and "m̂" not in notes
        roles = [arrow.role for arrow in of(explorer, Arrow)]
        assert roles == ["gradient", "loss", "ink"]

    def test_boxes_say_who_races(self):
        explorer = OptimizerExplorer(steps=5)
        boxes = {box.description: box for box in explorer.children[1].children[-1].children}
        assert boxes["SGD"].value and not boxes["Lion"].value
        boxes["Lion"].value = True
        assert "Lion" in explorer.optimizers and "Lion" in explorer.result.paths
        explorer.optimizers = ["Adam"]
        boxes["Adam"].value = False
        assert explorer.optimizers == ["Adam"] and boxes["Adam"].value
        assert "One at least" in explorer.problem

    def test_where_few_race_the_others_wait_behind_a_button(self):
        explorer = OptimizerExplorer(optimizers=["SGD", "Adam"], steps=5)
        *boxes, more = explorer.children[1].children[-1].children

        def seen():
            return [box.description for box in boxes if box.layout.display != "none"]

        assert seen() == ["SGD", "Adam"] and more.layout.display == ""
        explorer.optimizers = ["Lion"]
        assert seen() == ["SGD", "Adam", "Lion"]
        more.click()
        assert len(seen()) == 9 and more.layout.display == "none"
        explorer.reset()
        assert len(seen()) == 9

    def test_what_leaves_the_losses_leaves_the_picture(self):
        explorer = OptimizerExplorer(
            surface="valley", optimizers=["SGD"], learning_rate=0.085, steps=60
        )
        plot = of(explorer, Plot)[1]
        (losses,), (names,) = [[m for m in plot.marks if type(m) is k] for k in (Curve, Heads)]
        assert names.names == ("SGD ↑",) and names.y == (plot.y.high,)
        assert losses.y[int(names.x[0])] <= plot.y.high < losses.y[int(names.x[0]) + 1]
        explorer.taken = int(names.x[0])
        heads = [m for m in of(explorer, Plot)[1].marks if type(m) is Heads]
        assert heads[0].names == ("SGD",)

    def test_a_step_in_place_is_told(self):
        def sgd_step(w, g, learning_rate):
            w -= learning_rate * g
            return w

        explorer = OptimizerExplorer(sgd_step, steps=5)
        assert "sgd_step changed its argument in place" in explorer.reading
        explorer = OptimizerExplorer(lambda w, g, learning_rate: w - learning_rate * g, steps=5)
        assert "in place" not in explorer.reading

    def test_the_bars_are_what_keras_remembers(self):
        explorer = OptimizerExplorer(optimizers=["RMSprop"], chosen="RMSprop", steps=9, taken=4)
        path = explorer.result.raced.paths["RMSprop"]
        first, second = of(explorer, Bars)
        for n, bars in enumerate((first, second)):
            sizes = [float(text.replace("−", "-")) for text in bars.labels if text]
            step = path.points[5] - path.points[4]
            known = [path.gradients[4][n], path.slots["v"][5][n], step[n]]
            assert np.allclose(sizes, known, rtol=5e-3)

    def test_what_is_ours_is_said_to_be(self):
        explorer = OptimizerExplorer(optimizers=["Adam, uncorrected"], steps=5)
        assert "is ours" in explorer.reading and "is ours" not in OptimizerExplorer().reading


def broken(
    *, m_hat=True, v_hat=True, late=0, fed_back=False, beta=(0.9, 0.999), outside=True, bad=None
):
    def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        if bad is not None:
            return bad(w, m, v)
        m, v = beta[0] * m + (1 - beta[0]) * g, beta[1] * v + (1 - beta[1]) * g * g
        t = t - late
        first = m / (1 - beta[0] ** t) if m_hat else m
        second = v / (1 - beta[1] ** t) if v_hat else v
        w = w - learning_rate * first / (np.sqrt(second) + epsilon)
        return w, first if fed_back else m, v

    return adam_step


#: What is seen of each of the six in the first step that differs: the row, and what it says.
SIX = {
    "uncorrected": ({"m_hat": False, "v_hat": False}, 1, {"step": "✗ 3.16 ×"}),
    "only m": ({"v_hat": False}, 1, {"step": "✗ 31.6 ×"}),
    "only v": ({"m_hat": False}, 1, {"step": "✗ 0.1 ×"}),
    "t − 1": ({"late": 1}, 1, {"step": "✗ not finite"}),
    "m̂ fed back": ({"fed_back": True}, 1, {"m": "✗ 10 ×"}),
    "exchanged": ({"beta": (0.999, 0.9)}, 1, {"m": "✗ 0.01 ×", "v": "✗ 100 ×"}),
}


def rows(explorer):
    """What is said at the end of each row of the step that is taken apart."""
    notes = [note for note in of(explorer, Note) if note.role == "ink" and note.x == 0.1]
    said = [note for note in of(explorer, Note) if note.text[:1] in ("✓", "✗")]
    return {name.text: next((note.text for note in said if note.y == name.y), "") for name in notes}


class TestYours:
    @pytest.mark.parametrize("name", SIX)
    def test_which_of_six_broken_adams_it_is_can_be_seen(self, name):
        how, first, wrong = SIX[name]
        explorer = OptimizerExplorer(broken(**how), steps=30)
        assert f"step {first}" in explorer._go.description
        explorer._go.click()
        assert (explorer.taken, explorer.chosen) == (first - 1, "yours")
        said = rows(explorer)
        assert {row: text for row, text in said.items() if "✗" in text} == wrong
        assert said["g"] == "✓ same"
        assert f"In step {first} g" in explorer.reading
        # No other of the six says the same.
        assert [other for other in SIX.values() if other[2] == wrong] == [SIX[name]]

    @pytest.mark.parametrize(
        ("step", "label"),
        [
            (steps.adam_step, "Keras's Adam"),
            (steps.adam_step_of_the_paper, "the paper's Adam"),
            (steps.momentum_step, "Keras's SGD with momentum"),
            (steps.rmsprop_step, "Keras's RMSprop"),
            (steps.sgd_step, "Keras's SGD"),
        ],
    )
    def test_the_rule_that_it_is_held_against_is_named(self, step, label):
        explorer = OptimizerExplorer(step, epsilon=1e-3, steps=40)
        assert f"agrees with {label} in all 40 steps" in explorer.reading
        assert label in names(explorer)
        assert explorer._go.layout.display == "none"
        assert not any("✗" in text for text in rows(explorer).values())
        assert set(explorer.result.paths) == {*explorer.optimizers, "yours"}

    def test_it_lies_over_the_right_one(self):
        explorer = OptimizerExplorer(steps.adam_step, steps=40)
        ink, magenta = curve(explorer, "keras"), curve(explorer, "yours")
        assert ink.shape == magenta.shape == (41, 2)
        assert np.abs(ink - magenta).max() < 1e-5
        roles = [one.role for one in of(explorer, Curve)]
        assert roles.index("keras") < roles.index("yours")

    def test_against_says_what_the_signature_does_not(self):
        def mine(w, g, *rest):
            return w - rest[-1] * g

        with pytest.raises(ValueError, match="Received: "):
            OptimizerExplorer(mine)
        explorer = OptimizerExplorer(mine, "sgd", steps=10)
        assert "On this surface your mine agrees with Keras's SGD" in explorer.reading

    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (lambda w, m, v: None, "None. Is a return missing?"),
            (lambda w, m, v: (w, m), "2 values"),
            (lambda w, m, v: (w[:1], m, v), r"shape \(1,\)"),
            (lambda w, m, v: 1 / 0, "ZeroDivisionError"),
        ],
    )
    def test_a_step_that_fails_leaves_one_line_and_keras_s_path(self, bad, words):
        explorer = OptimizerExplorer(broken(bad=bad), steps=10)
        assert "\n" not in explorer.problem
        assert re.search(words, explorer.problem)
        assert names(explorer) == ["Adam"]
        explorer.taken = 4  # it lives
        assert curve(explorer, "keras").shape == (5, 2)
        assert explorer.problem

    def test_one_that_never_returns_is_stopped(self, monkeypatch):
        monkeypatch.setattr("kerastutor.widgets._yours.SECONDS", 0.2)

        def stuck(w, m, v):
            while True:
                pass

        explorer = OptimizerExplorer(broken(bad=stuck), steps=10)
        assert "did not return" in explorer.problem


class TestSurfaces:
    def test_a_learner_s_own_is_traced(self):
        explorer = OptimizerExplorer(surface=bowl, steps=80, learning_rate=0.1)
        assert np.abs(explorer.result.paths["SGD"][-1] - [1, 0]).max() < 1e-3
        menu = explorer.children[1].children[0]
        assert menu.options[0] == ("bowl", "yours")

    def test_one_that_only_numpy_follows_shows_its_progress_and_can_be_stopped(self, monkeypatch):
        monkeypatch.setattr(_optimizers_racing, "PATIENCE", 0)
        gate, asked = threading.Event(), threading.Event()

        def gated(x, y):
            if threading.current_thread() is not threading.main_thread() and asked.is_set():
                gate.wait(60)
            return waves(x, y)

        explorer = OptimizerExplorer(surface=gated, steps=5)
        assert explorer.result.paths["Adam"].shape == (6, 2)  # it waits for the race
        asked.set()
        explorer.learning_rate = 0.5
        assert explorer._work.busy and explorer._work.layout.display == ""
        explorer._work._button.click()
        assert not explorer._work.busy and "Stopped" in explorer.problem
        asked.clear()
        gate.set()
        explorer.learning_rate = 0.25
        assert explorer.result.paths["Adam"].shape == (6, 2)
        assert explorer._work.wait(60)
        assert not explorer.problem and "central differences" in explorer.reading

    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (lambda x, y: [x, y], "Expected one number"),
            (lambda x, y: 1 / 0, "ZeroDivisionError"),
            (lambda x: None, "return missing"),
        ],
    )
    def test_one_that_is_none_is_said_in_a_line(self, bad, words):
        explorer = OptimizerExplorer(surface=bad)
        assert words in explorer.problem and "\n" not in explorer.problem
        explorer.surface = "valley"
        assert not explorer.problem and explorer.start == [-2.6, 1.4]

    def test_a_start_without_a_finite_loss_is_said(self):
        def logarithm(x, y):
            return np.log(x) + y * y

        explorer = OptimizerExplorer(surface=logarithm, steps=4, start=[-1, 1])
        assert {len(path) for path in explorer.result.paths.values()} == {1}
        assert "nobody can begin" in explorer.reading
        explorer.start = [2.0, 1.0]
        assert "nobody can begin" not in explorer.reading
        assert explorer.result.paths["SGD"].shape == (5, 2)


class TestMap:
    def test_levels_are_logarithmic_so_that_a_valley_shows(self):
        surface = surfaces.named("rosenbrock")
        losses = surfaces.contour_map(surface, 80)
        found = ground(surface, losses)
        heat, lines = found.marks[:2]
        assert isinstance(heat, Heat) and heat.values.shape == (80, 80)
        assert heat.values[::-1].flat[np.argmin(losses)] == 0
        # Half of the places have at least a third of the colours, though the corner is 2500 high.
        assert np.median(heat.values) > 85
        points = np.stack([lines.x, lines.y], axis=1)
        points = points[np.isfinite(points).all(axis=1)]
        levels = surface.values(*points.T)
        assert (levels < 0.02 * losses.max()).mean() > 0.1
        texts = [float(mark.text) for mark in found.marks[2:]]
        assert len(texts) >= 3 and max(texts) > 20 * min(texts)

    @pytest.mark.parametrize("value", [0.0, np.nan])
    def test_what_is_flat_has_no_lines(self, value):
        surface = surfaces.named("valley")
        (heat,) = ground(surface, np.full((80, 80), value)).marks
        assert isinstance(heat, Heat)


class TestLateRaces:
    """A race that takes longer than a picture may: the ring moves at once, the paths follow."""

    @pytest.fixture
    def gate(self, monkeypatch):
        gate = threading.Event()
        real = concept.race

        def slow(*arguments, **how):
            gate.wait(60)
            return real(*arguments, **how)

        monkeypatch.setattr(_optimizers_racing.optimizers, "race", slow)
        yield gate
        gate.set()

    def test_the_start_moves_at_once_and_only_the_newest_is_drawn(self, gate, monkeypatch):
        gate.set()
        explorer = OptimizerExplorer(optimizers=["SGD"], steps=10)
        gate.clear()
        monkeypatch.setattr(_optimizers_racing, "PATIENCE", 0)
        drawn = []
        show = explorer._stage.show
        monkeypatch.setattr(explorer._stage, "show", lambda *a, **k: drawn.append(1) or show(*a))
        before = curve(explorer, "path-grey")
        for x in (0.5, 1.0, 1.5):
            ask(explorer, "start", [x, 1.0])
            (handle,) = of(explorer, Handle)
            assert handle.x == x
            assert np.array_equal(curve(explorer, "path-grey"), before)
        assert len(drawn) == 3
        gate.set()
        assert np.array_equal(explorer.result.paths["SGD"][0], [1.5, 1.0])
        assert explorer._work.wait(60)
        assert len(drawn) == 4  # those of 0.5 and 1.0 were overtaken
        assert np.array_equal(curve(explorer, "path-grey")[0], [1.5, 1.0])


BAD = {
    "surface": "nope",
    "start": [9.0, 9.0],
    "scale": 0.0,
    "epsilon": -1.0,
    "momentum": 1.5,
    "steps": 301,
    "optimizers": [],
    "chosen": "yours",
    "learning_rate": 0.0,
}


@pytest.mark.parametrize("trait", BAD)
def test_what_cannot_be_is_refused(trait):
    explorer = OptimizerExplorer(steps=5)
    before = explorer.state
    with pytest.raises(TraitError, match="Received|expected"):
        setattr(explorer, trait, BAD[trait])
    assert explorer.state == before


@pytest.mark.parametrize(
    "how",
    [
        {"surface": 3},
        {"surface": "nope"},
        {"step": "adam"},
        {"goal": 3},
        {"domain": (0, 1, 0, 1)},
        {"surface": bowl, "domain": 4},
    ],
)
def test_what_is_given_wrongly_is_said_in_words(how):
    with pytest.raises((ValueError, TypeError), match=r"^Expected .*Received: "):
        OptimizerExplorer(**how)


def test_hidden_it_races_when_it_is_shown():
    explorer = OptimizerExplorer(adam_step, hidden=True, steps=5)
    assert explorer.reading == "" and explorer.result is None
    explorer.show()
    assert "yours" in explorer.result.paths
