"""DenseExplorer: by hand, by Keras, stopped, rewound, and twelve seeds."""

import numpy as np
import pytest
import traitlets

from kerastutor.concepts import networks, planes
from kerastutor.widgets import DenseExplorer
from kerastutor.widgets import networks as module
from kerastutor.widgets.stage.marks import Chips, Words
from kerastutor.widgets.stage.networks import Network
from kerastutor.widgets.stage.plots import Handle, Heat, Line
from tests.widgets.explorers import ask, of

POINTS = planes.two_pixels().x, planes.two_pixels().y
BY_HAND = [1.0, -1, 0, -1, 1, 0, 1, 1, -0.5]


class Clock:
    """A clock that only sleep moves."""

    now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def done(explorer):
    assert explorer._work.wait(60)


class TestThePicture:
    def test_the_graph(self):
        explorer = DenseExplorer(weights=BY_HAND)
        (graph,) = of(explorer, Network)
        assert graph.columns == ((0, 1), (2, 3), (4,)) and graph.maps.shape == (5, 30, 30)
        assert graph.links == ((0, 2), (1, 2), (2, 4), (0, 3), (1, 3), (3, 4))
        assert graph.texts[1] == "the weight from pixel (5, 2) to unit 1: −1"
        level = graph.level.tolist()
        assert level[0] > 0.5 > level[1] and level[0] - 0.5 == pytest.approx(0.5 - level[1])
        assert graph.node == 4  # the output
        across = graph.maps[0].astype(int)  # an input's map: it grows to the right, 0 is white
        assert (np.diff(across, axis=1) >= 0).all() and (across == across[0]).all()
        assert graph.inputs == 2 and across[0, 0] < 127 < across[0, -1]

    def test_the_output_has_the_lines_of_all_units(self):
        explorer = DenseExplorer(weights=[*BY_HAND[:3], 0, 0, 1, *BY_HAND[6:]])
        assert [line.label for line in of(explorer, Line)] == ["unit 1"]  # unit 2 has no line

    def test_a_unit_is_enlarged_when_it_is_pressed(self):
        explorer = DenseExplorer(weights=BY_HAND)
        ask(explorer, "node", 3)
        assert explorer.selected == 1 and len(of(explorer, Handle)) == 2
        assert "Chosen: the bias of unit 2, 0." in explorer.reading
        heat = of(explorer, Heat)[0].values
        assert heat[0, 0] > 200 and heat[-1, -1] < 140  # it lights where b is above a
        ask(explorer, "node", 4)
        assert explorer.selected == -1
        ask(explorer, "node", 0)  # an input has no map
        assert explorer.selected == -1

    def test_how_many_are_right(self):
        explorer = DenseExplorer(weights=BY_HAND, goal=95)
        assert "On the wrong side: 26 of 576 points; 95.5 % right." in explorer.reading
        assert "✓ goal reached: 95 % right." in explorer.reading
        explorer.weights = [*BY_HAND[:-1], 0.5]
        assert "Goal: 95 % right." in explorer.reading


class TestByHand:
    def test_a_link_is_pressed_and_its_weight_typed(self):
        explorer = DenseExplorer(weights=BY_HAND)
        ask(explorer, "link", 1)
        assert explorer.chosen == 1 and explorer.weight == -1.0
        assert "Chosen: the weight from pixel (5, 2) to unit 1, −1." in explorer.reading
        explorer._typed.value = "−2.5"
        assert explorer.weights[1] == -2.5 and of(explorer, Network)[0].link == 1
        ask(explorer, "link", 5)
        assert explorer.chosen == 7 and of(explorer, Network)[0].link == 5

    def test_no_old_number_stands_where_nothing_is_chosen(self):
        explorer = DenseExplorer(weights=BY_HAND)
        assert explorer._typed.disabled and explorer._typed.value == ""
        ask(explorer, "link", 0)
        assert (explorer._typed.value, explorer._typed.description) == (
            "1",
            "pixel (2, 5) → unit 1",
        )
        assert not explorer._typed.disabled
        explorer.units = 3
        assert explorer._typed.disabled and explorer._typed.value == "" and explorer.problem == ""
        ask(explorer, "node", 5)  # the output: its bias
        assert explorer._typed.value == "0" and explorer.weights[12] == 0

    def test_what_is_no_number_changes_nothing(self):
        explorer = DenseExplorer(weights=BY_HAND)
        ask(explorer, "link", 0)
        explorer._typed.value = "much"
        assert "Expected a number. Received: much" in explorer.problem
        assert explorer.weights == BY_HAND

    def test_a_units_line_is_dragged(self):
        explorer = DenseExplorer(weights=BY_HAND, selected=0)
        ask(explorer, "line", [0.5, 0.2])
        assert np.allclose(explorer.weights[:3], [1, -1, -0.3])
        assert explorer.weights[3:] == BY_HAND[3:]

    def test_the_outputs_lines_are_not(self):
        explorer = DenseExplorer(weights=BY_HAND)
        ask(explorer, "line", [0.5, 0.2])
        assert explorer.weights == BY_HAND

    def test_weights_stay_within_bounds(self):
        explorer = DenseExplorer(weights=BY_HAND)
        explorer.weights = [1e9, *BY_HAND[1:]]
        assert explorer.weights[0] == 60.0


class TestKeras:
    def test_it_is_fitted_and_rewound(self):
        explorer = DenseExplorer(units=4, seed=1)
        begun = explorer.weights
        explorer.fit()
        done(explorer)
        assert explorer.result.wrong.mean() < 0.08 and explorer.weights != begun
        explorer.rewind()
        assert explorer.weights == begun == networks.started(4, 1).numbers

    def test_the_training_is_seen(self, monkeypatch):
        explorer, seen = DenseExplorer(units=2, seed=1), []
        clock = Clock()
        monkeypatch.setattr(module, "time", clock)
        explorer.observe(lambda change: seen.append((clock.now, change["new"])), "weights")
        explorer.fit()
        done(explorer)
        times, found = zip(*seen, strict=True)
        assert len(found) >= 50 and found[-1] == explorer.weights
        one = next(networks.training([networks.started(2, 1)], *POINTS, every=1))[1][0]
        assert np.allclose(found[0], one.numbers, atol=1e-5)  # the first picture: one step
        assert np.diff(times) == pytest.approx(module.SEEN)  # however fast Keras was

    def test_from_the_same_seed_the_same_comes(self):
        found = []
        for _again in range(2):
            explorer = DenseExplorer(units=3, seed=6)
            explorer.fit()
            done(explorer)
            found.append(explorer.weights)
        assert np.allclose(*found, atol=1e-3)

    def test_it_stops_when_it_is_asked(self):
        explorer = DenseExplorer(units=4, seed=1)
        explorer.fit()
        explorer._work.stop()
        assert not explorer._work.busy
        stopped = explorer.weights
        explorer._work.wait(5)
        explorer.rewind()
        assert explorer.weights == networks.started(4, 1).numbers and len(stopped) == 17

    def test_another_number_of_units_ends_it(self):
        explorer = DenseExplorer(units=4, seed=1)
        explorer.fit()
        explorer.units = 2
        done(explorer)
        assert len(explorer.weights) == 9 and explorer.problem == ""

    def test_twelve_seeds(self):
        explorer = DenseExplorer(units=4)
        assert not of(explorer, Chips)
        explorer.try_seeds()
        done(explorer)
        (chips,) = of(explorer, Chips)
        counted = [chip for _name, row in chips.rows for chip in row]
        assert (
            len(counted) == 12
            and counted[1][1] == "seed 1"
            and [len(row) for _n, row in chips.rows] == [3] * 4
        )
        found = sum(look != "bad" for _text, _words, look in counted)
        assert found >= 7 and f"{found} of 12 networks get 92 % right or more" in [
            words.title for words in of(explorer, Words)
        ]
        explorer.units = 3  # of which nobody knows yet
        assert not of(explorer, Chips)

    def test_a_tried_seed_is_pressed_and_shown_as_training_left_it(self):
        explorer = DenseExplorer(units=2)
        explorer.try_seeds()
        done(explorer)
        (chips,) = of(explorer, Chips)
        texts = [text for _name, row in chips.rows for text, _words, _look in row]
        assert chips.press and chips.at == -1 and len(set(texts)) > 1  # nothing tried is shown yet
        for seed in (7, 1):
            ask(explorer, chips.id, seed)
            right = 100 * (1 - explorer.result.wrong.mean())
            assert explorer.seed == seed and f"{right:.0f}" == texts[seed]
            assert of(explorer, Chips)[0].at == seed
        explorer.rewind()
        assert explorer.weights == networks.started(2, 1).numbers
        assert of(explorer, Chips)[0].at == -1
        ask(explorer, chips.id, 99)
        assert explorer.seed == 1 and explorer.problem == ""


class TestState:
    def test_seed_and_units_begin_anew(self):
        explorer = DenseExplorer(units=2)
        explorer.seed = 5
        assert explorer.weights == networks.started(2, 5).numbers
        explorer.units = 3
        assert explorer.weights == networks.started(3, 5).numbers

    def test_weights_that_come_with_them_stay(self):
        explorer = DenseExplorer(units=4, seed=9)
        explorer.state = {**explorer.state, "units": 2, "seed": 3, "weights": BY_HAND}
        assert explorer.weights == BY_HAND

    def test_units_follow_the_weights(self):
        assert DenseExplorer(weights=[0.5] * 13).units == 3


@pytest.mark.parametrize(
    "keywords, error",
    [
        ({"units": 0}, traitlets.TraitError),
        ({"units": 9}, traitlets.TraitError),
        ({"activation": "gelu"}, traitlets.TraitError),
        ({"weights": [1.0, 2.0]}, ValueError),
        ({"weights": [float("nan")] * 9}, traitlets.TraitError),
        ({"goal": 0}, ValueError),
        ({"goal": "95"}, ValueError),
        ({"x": [[0, 1]]}, ValueError),
    ],
)
def test_bad_input(keywords, error):
    with pytest.raises(error):
        DenseExplorer(**keywords)
