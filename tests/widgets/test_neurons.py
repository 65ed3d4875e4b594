"""NeuronExplorer: a line taken by hand, by arrow, by slider; by Keras, by yours, by a layer."""

import keras
import numpy as np
import pytest
import traitlets

from kerastutor.concepts import planes
from kerastutor.widgets import NeuronExplorer
from kerastutor.widgets.stage.marks import Formula, Words
from kerastutor.widgets.stage.plots import Arrow, Handle, Heat, Line, Note, Points
from tests.widgets.explorers import ask, of

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])


def dense(x, kernel, bias, activation=None):
    z = x @ kernel + bias
    return z if activation is None else activation(z)


def always_relu(x, kernel, bias, activation=None):
    return np.maximum(x @ kernel + bias, 0)


#: What the reading says of the output, and what that means for sums in rising order.
SAID = {
    "from 0 to 1, and is 0.5 on the line": lambda sums, output: (
        (np.diff(output) > 0).all() and output[sums == 0] == 0.5 and output.min() > 0
    ),
    "from −1 to 1, and is 0 on the line": lambda sums, output: (
        (np.diff(output) > 0).all() and output[sums == 0] == 0 and np.abs(output).max() < 1
    ),
    "is negative, the output is 0; elsewhere it": lambda sums, output: (
        (output[sums < 0] == 0).all() and (output[sums >= 0] == sums[sums >= 0]).all()
    ),
    "The output is the sum": lambda sums, output: (output == sums).all(),
}


class TestTheLine:
    def test_what_is_on_the_wrong_side(self):
        explorer = NeuronExplorer(None, X, AND, w1=6.0, w2=6.0, bias=-9.0)
        assert "On the wrong side: 0 of 4 points; 100 % right." in explorer.reading
        explorer.bias = -3.0  # an OR
        assert explorer.result.wrong.tolist() == [False, True, True, False]
        assert "On the wrong side: 2 of 4 points; 50 % right." in explorer.reading
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

    def test_the_best_so_far_is_kept(self):
        explorer = NeuronExplorer(None, X, AND, w1=6.0, w2=6.0, bias=-9.0)

        def said():
            return next(words.note for words in of(explorer, Words) if words.note)

        assert said() == "100 % right. Best so far: 100 %."
        explorer.bias = -3.0
        assert said() == "50 % right. Best so far: 100 %."
        worse = NeuronExplorer(None, X, XOR, w1=1.0, w2=1.0, bias=30.0)
        worse.state = {"w1": 6.0, "w2": 6.0, "bias": -3.0}  # an OR
        worse.bias = 30.0
        assert "50 % right. Best so far: 75 %." in [words.note for words in of(worse, Words)]
        worse.reset()
        assert "50 % right. Best so far: 50 %." in [words.note for words in of(worse, Words)]

    def test_a_line_outside_of_the_picture(self):
        explorer = NeuronExplorer(None, X, AND, w1=4.0, w2=-4.0, bias=30.0)
        assert "The line lies outside of the picture" in explorer.reading
        assert "On the line the sum" not in explorer.reading
        assert not of(explorer, Arrow) and not of(explorer, Line)
        (note,), (ring,) = of(explorer, Note), of(explorer, Handle)
        assert "outside" in note.text and ring.x < 0.1 and ring.y > 0.9  # at the corner it left by
        ask(explorer, "line", [0.5, 0.5])
        assert explorer.bias == 0 and len(of(explorer, Handle)) == 2

    def test_the_handles_are_where_the_line_is_seen(self):
        explorer = NeuronExplorer(None, X, AND, w1=1.0, w2=-0.25, bias=-0.95)
        line = of(explorer, Handle)[0]
        assert np.isclose(line.x - 0.25 * line.y - 0.95, 0)  # not clamped off the line
        steep = NeuronExplorer(None, X, AND, w1=1.0, w2=0.4, bias=-1.45)
        foot, at = planes.foot(1.0, 0.4, -1.45, steep._plane.ends), of(steep, Handle)[0]
        assert np.isclose(at.x + 0.4 * at.y, 1.45) and (at.x, at.y) != foot
        ask(steep, "weights", [at.x + 0.1, at.y + 0.1])
        assert np.isclose(steep.w1 * at.x + steep.w2 * at.y + steep.bias, 0, atol=1e-4)

    def test_a_dragged_number_is_short(self):
        explorer = NeuronExplorer(None, X, AND, w1=1.0, w2=1.0, bias=0.1)
        ask(explorer, "line", [1e-9, 1e-9])
        assert explorer.bias == 0.0  # and not −2e−9

    def test_the_arrow_is_dragged_and_the_line_turns_about_its_foot(self):
        explorer = NeuronExplorer(None, X, AND, w1=2.0, w2=2.0, bias=-2.0)
        line, held = of(explorer, Handle)
        ask(explorer, "weights", [held.x + 0.2, held.y])
        assert explorer.w1 > explorer.w2 > 1.5
        assert np.isclose(explorer.w1 * line.x + explorer.w2 * line.y + explorer.bias, 0, atol=1e-4)
        assert np.isclose(of(explorer, Handle)[1].x, held.x + 0.2, atol=1e-4)

    @pytest.mark.parametrize("size", [0.1, 1.0, 6.0])
    def test_the_arrow_is_not_under_its_handles(self, size):
        explorer = NeuronExplorer(None, X, AND, w1=size, w2=size, bias=-size)
        foot, held = ((handle.x, handle.y) for handle in of(explorer, Handle))
        (arrow,) = of(explorer, Arrow)
        tip, plane = arrow.at[2:], 1.24  # the plane is so wide
        assert np.hypot(*np.subtract(held, tip)) / plane > 0.035  # its disc has a radius of 0.017
        assert np.allclose(np.subtract(tip, foot)[::-1], np.subtract(tip, foot))  # at 45 degrees,
        assert np.allclose(np.subtract(held, foot)[::-1], np.subtract(held, foot))  # both
        if size >= 1:  # beyond the ring of the line, 0.027
            assert np.hypot(*np.subtract(tip, foot)) / plane > 0.06

    def test_taken_to_where_it_is_the_arrow_stays(self):
        explorer = NeuronExplorer(None, X, AND, w1=-1.5, w2=0.75, bias=0.25)
        held = of(explorer, Handle)[1]
        ask(explorer, "weights", [held.x, held.y])
        assert np.allclose([explorer.w1, explorer.w2, explorer.bias], [-1.5, 0.75, 0.25])

    def test_dragged_into_the_line_an_arrow_is_left(self):
        explorer = NeuronExplorer(None, X, AND, w1=1.0, w2=0.0, bias=-0.5)
        foot = of(explorer, Handle)[0]
        ask(explorer, "weights", [foot.x + 0.01, foot.y])
        assert np.isclose(explorer.w1, 0.05) and len(of(explorer, Handle)) == 2
        ask(explorer, "weights", [foot.x, foot.y])  # no direction: nothing changes
        assert np.isclose(explorer.w1, 0.05)

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

    @pytest.mark.parametrize("activation", ["sigmoid", "linear", "relu", "tanh"])
    def test_what_is_said_of_it_is_true_on_both_sides_of_the_line(self, activation):
        explorer = NeuronExplorer(None, X, AND, activation=activation, w1=2.0, w2=2.0, bias=-2.0)
        (said,) = [text for text in SAID if text in explorer.reading]
        sums = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
        output = np.asarray(explorer._own.activation(sums.astype("float32")))
        assert SAID[said](sums, output)
        assert [text for text in SAID if SAID[text](sums, output)] == [said]

    def test_it_says_nothing_of_outputs_that_are_not_keras_s(self):
        explorer = NeuronExplorer(always_relu, X, AND)
        assert "Along the arrow it grows" in explorer.reading
        assert not any(text in explorer.reading for text in SAID)


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

    def test_a_callable_object_is_called_by_its_class(self):
        class Layer:
            def __call__(self, x, kernel, bias, activation=None):
                return dense(x, kernel, bias, activation)

        assert "Layer agrees with Keras's Dense layer" in NeuronExplorer(Layer(), X, AND).reading


class TestTheCode:
    def test_the_pixels_of_lesson_1_are_named_and_not_written_down(self):
        known = planes.two_pixels()
        explorer = NeuronExplorer(None, known.x.copy(), known.y, known.images)
        assert "x = kerastutor.concepts.planes.two_pixels().x\n" in explorer.code()
        changed = known.x.copy()
        changed[0, 0] += 0.001
        assert "two_pixels" not in NeuronExplorer(None, changed, known.y).code()

    def test_a_few_points_are_written_as_one_writes_them(self):
        explorer = NeuronExplorer(None, [[0.1, 0.7], [1 / 3, 0.0]], [0, 1])
        assert '[[0.1, 0.7], [0.33333334, 0.0]], dtype="float32")' in explorer.code()


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
        """The line stays where the layer has it: it goes through (0, 0), whatever is dragged."""
        layer = keras.layers.Dense(1, use_bias=False)
        explorer = NeuronExplorer(layer, X, AND)
        explorer.bias = 3.0
        explorer._asked("line", [0.9, 0.9])
        assert explorer.bias == 0.0
        assert [slider.description[:4] for slider in explorer._fields] == ["w1, ", "w2, "]
        assert np.allclose(explorer.result.values, layer(X.astype("float32"))[:, 0])
        assert "It has no bias" in explorer.reading

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
