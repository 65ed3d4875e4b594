"""NeuronExplorer: a line taken by hand, by arrow, by slider; by Keras, by yours, by a layer."""

import keras
import numpy as np
import pytest
import traitlets

from kerastutor.widgets import NeuronExplorer
from kerastutor.widgets.stage.marks import Formula
from kerastutor.widgets.stage.plots import Arrow, Handle, Heat, Line, Note, Points
from tests.widgets.explorers import ask, of

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])


def dense(x, kernel, bias, activation=None):
    z = x @ kernel + bias
    return z if activation is None else activation(z)


def always_relu(x, kernel, bias, activation=None):
    return np.maximum(x @ kernel + bias, 0)


class TestTheLine:
    def test_what_is_on_the_wrong_side(self):
        explorer = NeuronExplorer(None, X, AND, w1=6.0, w2=6.0, bias=-9.0)
        assert "0 of 4 points are on the wrong side: 100 % right." in explorer.reading
        explorer.bias = -3.0  # an OR
        assert explorer.result.wrong.tolist() == [False, True, True, False]
        assert "2 of 4 points are on the wrong side: 50 % right." in explorer.reading
        assert of(explorer, Points)[0].bad.tolist() == [0, 1, 1, 0]

    def test_twice_the_numbers_are_the_same_line(self):
        explorer = NeuronExplorer(None, X, XOR, w1=2.0, w2=-3.0, bias=0.5)
        at, wrong = of(explorer, Handle)[0], explorer.result.wrong.tolist()
        explorer.state = {"w1": 4.0, "w2": -6.0, "bias": 1.0}
        assert (
            np.isclose(of(explorer, Handle)[0].x, at.x) and explorer.result.wrong.tolist() == wrong
        )

    def test_it_is_dragged(self):
        explorer = NeuronExplorer(None, X, AND, w1=2.0, w2=1.0, bias=0.0)
        ask(explorer, "line", [0.5, 0.25])
        assert (explorer.w1, explorer.w2) == (2.0, 1.0)  # moved, not turned
        assert np.isclose(explorer.bias, -(2 * 0.5 + 0.25))

    def test_the_arrow_is_dragged_and_the_line_turns_about_its_foot(self):
        explorer = NeuronExplorer(None, X, AND, w1=2.0, w2=2.0, bias=-2.0)
        line, tip = of(explorer, Handle)
        ask(explorer, "weights", [tip.x + 0.2, tip.y])
        assert explorer.w1 > 2 and np.isclose(explorer.w2, 2, atol=1e-4)
        assert np.isclose(explorer.w1 * line.x + explorer.w2 * line.y + explorer.bias, 0, atol=1e-4)

    def test_far_away_it_stays_within_the_largest_weight(self):
        explorer = NeuronExplorer(None, X, AND)
        ask(explorer, "weights", [1e6, -1e6])
        assert (explorer.w1, explorer.w2) == (30.0, -30.0)

    def test_without_weights_there_is_none(self):
        explorer = NeuronExplorer(None, X, AND, w1=0.0, w2=0.0)
        assert not of(explorer, Line) and not of(explorer, Handle)
        assert of(explorer, Note)[0].text == "no line: both weights are 0"
        ask(explorer, "line", [0.5, 0.5])
        assert explorer.problem == ""

    def test_the_arrow_points_to_where_the_output_grows(self):
        explorer = NeuronExplorer(None, X, AND, w1=3.0, w2=-2.0, bias=0.0)
        (arrow,) = of(explorer, Arrow)
        x0, y0, x1, y1 = arrow.at
        assert 3 * (x1 - x0) - 2 * (y1 - y0) > 0

    def test_the_formula_has_its_numbers(self):
        explorer = NeuronExplorer(None, X, AND, w1=1.5, w2=-2.0, bias=0.25, names=("a", "b"))
        text = "".join(part for part, _look in of(explorer, Formula)[0].parts)
        assert text.replace("\xa0", " ") == "output = sigmoid(1.5 · a + (−2) · b + 0.25)"


class TestTheMap:
    def test_it_is_the_output_over_the_plane(self):
        explorer = NeuronExplorer(None, X, AND, w1=5.0, w2=0.0, bias=-2.5)
        (heat,) = of(explorer, Heat)
        assert heat.values.shape == (60, 60)
        assert (np.diff(heat.values.astype(int), axis=1) >= 0).all()  # it grows to the right
        assert heat.values[0, 0] < 60 and heat.values[0, -1] > 195

    @pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
    def test_other_activations_part_at_0(self, activation):
        explorer = NeuronExplorer(None, X, AND, activation=activation, w1=6.0, w2=6.0, bias=-9.0)
        assert explorer.result.wrong.tolist() == [False] * 4
        expected = getattr(keras.activations, activation)(X @ [[6.0], [6.0]] - 9)
        assert np.allclose(explorer.result.values, np.asarray(expected)[:, 0], atol=1e-5)


class TestYours:
    def test_it_drives_the_picture_and_agrees(self):
        explorer = NeuronExplorer(dense, X, AND, activation="tanh")
        assert "dense agrees with Keras's Dense layer at all 4 points." in explorer.reading

    def test_where_it_differs(self):
        explorer = NeuronExplorer(always_relu, X, AND, w1=2.0, w2=2.0, bias=-1.0)
        assert "always_relu differs from Keras's Dense layer at 4 of 4 points" in explorer.reading
        assert "for the inputs 0, 0, yours gives 0, Keras's 0.269" in explorer.reading

    @pytest.mark.parametrize(
        "function, problem",
        [
            (lambda x, kernel, bias, activation: x * kernel, "ValueError"),
            (lambda x, kernel, bias, activation: None, "None"),
            (lambda x, kernel, bias, activation: x, "a layer of one unit has shape"),
            (lambda x: x, "TypeError"),
        ],
    )
    def test_what_goes_wrong_is_one_line(self, function, problem):
        explorer = NeuronExplorer(function, X, AND)
        assert problem in explorer.problem


class TestALayer:
    def test_its_weights_follow_the_picture(self):
        layer = keras.layers.Dense(1, activation="tanh", name="mine")
        explorer = NeuronExplorer(layer, X, AND)
        assert np.allclose(np.asarray(layer.kernel)[:, 0], [explorer.w1, explorer.w2])
        assert explorer.activation == "tanh"
        explorer.w1 = 2.5
        assert np.isclose(np.asarray(layer.kernel)[0, 0], 2.5)
        assert "The weights of the layer mine follow the picture." in explorer.reading

    def test_a_trained_one_is_shown_as_it_is(self):
        layer = keras.layers.Dense(1, activation="sigmoid")
        layer.build((None, 2))
        layer.set_weights([np.array([[3.0], [4.0]]), np.array([-5.0])])
        explorer = NeuronExplorer(layer, X, AND)
        assert (explorer.w1, explorer.w2, explorer.bias) == (3.0, 4.0, -5.0)

    def test_without_a_bias(self):
        layer = keras.layers.Dense(1, use_bias=False)
        assert NeuronExplorer(layer, X, AND).bias == 0.0

    @pytest.mark.parametrize(
        "make", [lambda: keras.layers.Dense(2), lambda: keras.layers.Flatten()]
    )
    def test_another_layer_is_refused(self, make):
        with pytest.raises(ValueError, match=r"Expected a keras.layers.Dense\(1\). Received: "):
            NeuronExplorer(make(), X, AND)

    def test_of_three_inputs_neither(self):
        layer = keras.layers.Dense(1)
        layer.build((None, 3))
        with pytest.raises(ValueError, match=r"two inputs. Received: a kernel of shape \(3, 1\)"):
            NeuronExplorer(layer, X, AND)


@pytest.mark.parametrize(
    "arguments, keywords, message",
    [
        ((None, X), {}, "x and y together"),
        ((None, X[:, :1], AND), {}, r"shape \(n, 2\).*Received: shape \(4, 1\)"),
        ((None, X, AND + 1), {}, "4 labels, 0 or 1"),
        ((None, X, AND[:3]), {}, "4 labels, 0 or 1"),
        ((None, X * np.nan, AND), {}, "finite numbers"),
        ((None, X, AND, np.zeros((3, 8, 8))), {}, r"shape \(4, height, width\)"),
        ((None, X, AND), {"names": ("a",)}, "two names and two classes"),
        ((7, X, AND), {}, "to be a function of"),
    ],
)
def test_bad_input(arguments, keywords, message):
    with pytest.raises((ValueError, TypeError), match=message):
        NeuronExplorer(*arguments, **keywords)


@pytest.mark.parametrize("state", [{"w1": 31.0}, {"bias": np.nan}, {"activation": "softmax"}])
def test_bad_state(state):
    with pytest.raises(traitlets.TraitError):
        NeuronExplorer(None, X, AND, **state)
