"""What lesson 2 of chapter 3 states holds: with its own cells, and in NumPy over more seeds."""

import contextlib
import io
import itertools

import numpy as np
import pytest

from kerastutor import data, predictions
from kerastutor.concepts import expressions, graphs
from tests.course import notebooks
from tests.course.notebooks import LESSONS

pytestmark = pytest.mark.slow

SEEDS = range(8)
(LESSON,) = [path for path in LESSONS if path.stem == "lesson_2_graphs"]
SOURCE = {cell.id.removeprefix("graphs-"): cell.source for cell in notebooks.read(LESSON).cells}


def ran(text, given, cut=()):
    return graphs.run(expressions.parse(text), {k: np.asarray(v) for k, v in given.items()}, cut)


@pytest.fixture(scope="module")
def explored():
    """``explored(cell)``: [(text, gradients, values)] of the explorers that a cell makes."""

    def run(cell, source=None, **names):
        made = []
        names["BackpropExplorer"] = lambda text, gradients=None, ask=False, **values: made.append(
            (text, gradients, values)
        )
        exec(source or SOURCE[cell], {"np": np, **names})
        return made

    return run


def held(explorer):
    """For each gradient of the learner's, whether it is right."""
    text, function, given = explorer
    graph = expressions.parse(text)
    right = graphs.run(graph, given).upstream
    named = {node.name: right[n] for n, node in enumerate(graph.nodes)}
    arrays = {name: np.asarray(value, "float64") for name, value in given.items()}
    return {name: np.allclose(value, named[name]) for name, value in function(**arrays).items()}


class TestTheAutoencoder:
    """One path forgotten: a tenth, or everything."""

    @pytest.fixture(scope="class")
    def images(self):
        digits = data.load("digits")
        return [part.reshape(-1, 64) / 255 for part in (digits.x_train, digits.x_test)]

    @pytest.fixture(scope="class")
    def losses(self, images):
        """For each seed, the three losses on the test images: both ways, no way in, no way out."""
        x, x_test = images

        def trained(seed, way_in, way_out):
            numbers = np.random.default_rng(seed)
            W = numbers.normal(0, 0.1, (64, 16))
            for _ in range(500):
                batch = x[numbers.integers(0, len(x), 32)]
                h = batch @ W
                d_r = 2 * (h @ W.T - batch) / batch.size
                W = W - (way_in * batch.T @ (d_r @ W) + way_out * d_r.T @ h)
            return float(((x_test @ W @ W.T - x_test) ** 2).mean())

        return [[trained(seed, *ways) for ways in ((1, 1), (0, 1), (1, 0))] for seed in SEEDS]

    def test_it_learns_without_the_way_in_and_not_without_the_way_out(self, losses, images):
        x, x_test = images
        mean_image = ((x_test - x.mean(axis=0)) ** 2).mean()
        assert round(float(mean_image), 3) == 0.074
        for both, no_way_in, no_way_out in losses:
            assert 0.014 < both < 0.018
            assert 1.03 < no_way_in / both < 1.16  # about a tenth more
            assert 0.85 < no_way_out / mean_image < 1.1  # about as bad
        assert 1.06 < np.mean([one[1] / one[0] for one in losses]) < 1.12
        assert predictions.get("3/2/forgotten").answer == "yes, and almost as well"

    def test_the_lessons_own_cells_say_so(self, losses):
        names = {}
        exec(SOURCE["imports"], names)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(SOURCE["train"], names)
            exec(SOURCE["forgotten"], names)
        assert [float(line.split()[-1]) for line in said.getvalue().splitlines()[-3:]] == (
            pytest.approx(losses[0], abs=0.0011)
        )


class TestNumbersInTheText:
    @pytest.mark.parametrize("key", ["gate", "fork"])
    def test_predictions_that_name_a_loss(self, key):
        asked = predictions.get(f"3/2/{key}")
        text = asked.question.split("`")[1]
        place = {"gate": -2.0, "fork": 3.0}[key]
        assert f"x = {place:.0f}".replace("-", "−") in asked.question
        assert ran(text, {"x": place}).gradients["x"] == asked.answer

    def test_upstream_times_local(self):
        assert ran("loss = 4 * q; ", {"q": 2.0}).gradients["q"] == 4
        answer = predictions.get("3/2/upstream").answer
        assert ran("q = 3 * v; loss = 4 * q", {"v": 2.0}).gradients["v"] == answer

    def test_the_three_uses(self, explored):
        ((text, _mine, values),) = explored("fork-explorer")
        run = ran(text, values)
        assert run.gradients["x"] == 7
        sent = [float(g) for key, g in zip(run.graph.keys, run.sent, strict=True) if key[0] == "x"]
        assert sorted(sent) == [1, 3, 3]
        assert eval(SOURCE["fork-difference"].split("\n\n\n")[1], {"f": lambda x: x * x + x}) == (
            pytest.approx(7)
        )

    def test_two_pixels(self, explored):
        ((text, _mine, values),) = explored("pixels-explorer")
        graph = expressions.parse(text)
        edges = list(zip(graph.edges, graph.keys, strict=True))

        def paths(n):
            if n == len(graph.nodes) - 1:
                return 1
            return sum(paths(target) for (source, target, _slot), _key in edges if source == n)

        assert paths(graph.inputs["w1"]) == predictions.get("3/2/paths").answer
        run = ran(text, values)
        sent = dict(zip(graph.keys, (float(part) for part in run.sent), strict=True))
        of_w1 = {key: value for key, value in sent.items() if key.startswith("w1->")}
        assert sorted(of_w1.values()) == [-0.5, 0.25]
        way_out = min(of_w1, key=of_w1.get)
        (target,) = [t for (_s, t, _slot), key in edges if key == way_out]
        assert graph.nodes[target].name == "r1", "−0.5 comes on the way out"
        assert run.gradients["w1"] == -0.25
        assert ran(text, values, [way_out]).gradients["w1"] == 0.25, "the sign turns"
        at_h = [key for (source, _t, _slot), key in edges if graph.nodes[source].name == "h"]
        assert len(at_h) == 2, "two streams meet at h, two at w1"
        assert len(of_w1) == 2

    def test_paths_of_a_deep_network(self):
        assert 64**9 > 1e16

    def test_the_table_of_local_slopes(self):
        a, b = 0.7, -1.3
        sigmoid = 1 / (1 + np.exp(-a))
        for text, slopes in {
            "a + b": (1, 1),
            "a - b": (1, -1),
            "a * b": (b, a),
            "a**2 + 0 * b": (2 * a, 0),
            "sigmoid(a) + 0 * b": (sigmoid * (1 - sigmoid), 0),
            "relu(a) + relu(b)": (1, 0),
        }.items():
            assert list(ran(text, {"a": a, "b": b}).gradients.values()) == pytest.approx(slopes)


class TestByHand:
    def test_the_example_is_right(self, explored):
        (made,) = explored("example-neuron")
        assert all(held(made).values())

    def test_the_half_is_wrong_first_at_s_and_has_an_answer(self, explored):
        (given,) = explored("half-sigmoid")
        assert [name for name, right in held(given).items() if not right] == ["s", "w", "b"]
        source = SOURCE["half-sigmoid"]
        for line, answer in {
            "d_a * 0": "d_a * a * (1 - a)",
            "d_w = d_s * 0": "d_w = d_s * x",
        }.items():
            assert line in source
            source = source.replace(line, answer)
        (done,) = explored("half-sigmoid", source.replace("d_b = d_s * 0", "d_b = d_s"))
        assert all(held(done).values())

    def test_yours_has_an_answer(self, explored):
        (given,) = explored("yours-pixel")
        assert not any(held(given).values()), "nothing is right by chance"
        answers = ["2 * e", "d_e", "d_r * w", "d_r * h + d_h * x", "-d_e + d_h * w"]
        source = SOURCE["yours-pixel"]
        for name, answer in zip(("e", "r", "h", "w", "x"), answers, strict=True):
            assert f"d_{name} = 0" in source
            source = source.replace(f"d_{name} = 0", f"d_{name} = {answer}")
        (done,) = explored("yours-pixel", source)
        assert all(held(done).values())


class TestTheChallenge:
    @pytest.fixture
    def gradients(self, explored):
        ((text, _mine, values),) = explored("challenge-explorer")

        def found(**changed):
            run = ran(text, values | changed)
            return {name for name, value in run.gradients.items() if value != 0}

        return found

    def test_it_begins_with_all(self, gradients):
        assert gradients() == {"w1", "x", "b1", "w2", "b2", "y"}

    def test_w2_of_0(self, gradients):
        assert gradients(w2=0.0) == {"w2", "b2", "y"}

    @pytest.mark.parametrize("changed", [{"b1": -5.0}, {"w1": -1.0}, {"w1": -0.01}, {"x": 0.0}])
    def test_a_shut_gate_leaves_b2(self, gradients, changed):
        assert gradients(**changed) == {"b2", "y"}

    def test_no_error_no_gradient(self, gradients):
        assert gradients(y=3.0) == set()

    def test_no_other_round_number_does_it_by_chance(self, gradients):
        weights = {"w1", "b1", "w2", "b2"}
        for name, value in itertools.product(("w2", "b2"), np.arange(-5.0, 5.5)):
            assert gradients(**{name: value}) & weights != {"b2"}
