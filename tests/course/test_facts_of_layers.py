"""What the lessons of chapter 2 state holds, over several seeds and with the lessons' own cells."""

import contextlib
import io

import numpy as np
import pytest

from kerastutor.concepts import activations, depth
from kerastutor.widgets._activations_drawn import HIGH
from tests.course import notebooks
from tests.course.notebooks import LESSONS

pytestmark = pytest.mark.slow

SEEDS = range(3)
by_seed = pytest.mark.parametrize("seed", SEEDS)


@pytest.fixture(scope="module")
def lesson():
    """``lesson(*cells, seed=…)``: the names after these cells of lesson 2, run with this seed."""
    (path,) = [path for path in LESSONS if path.stem == "lesson_2_activations"]
    source = {
        cell.id.removeprefix("activations-"): cell.source for cell in notebooks.read(path).cells
    }

    def run(*cells, seed=0, **names):
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in ("imports", *cells):
                text = source[cell].replace("sigmoids = ten_layers()", "")
                exec(text.replace("set_random_seed(0)", f"set_random_seed({seed})"), names)
        return names

    return run


def right(model, names):
    return model.evaluate(names["x_test"], names["y_test"], verbose=0)[1]


class TestTenLayers:
    """Ten layers of sigmoids learn nothing; one change, and they do."""

    @pytest.fixture(scope="class")
    def names(self, lesson):
        return lesson("ten-layers")

    @by_seed
    def test_sigmoids_stay_near_chance(self, names, seed):
        import keras

        network = names["ten_layers"](seed=seed)
        assert right(network, names) < 0.15
        outputs = np.array(keras.Sequential(network.layers[:-1])(names["x"])).astype("float64")
        assert outputs.std() > 0.1, "together they look healthy"
        assert outputs.std(axis=0).mean() < 1e-6, "over the images nothing moves"

    @by_seed
    def test_relu_and_tanh_read_about_nine_in_ten(self, names, seed):
        for activation in ("relu", "tanh"):
            assert right(names["ten_layers"](activation, seed=seed), names) > 0.85

    @by_seed
    def test_larger_kernels_make_sigmoids_learn(self, names, seed):
        import keras

        larger = keras.initializers.RandomNormal(stddev=1.0)
        network = names["ten_layers"](initializer=larger, seed=seed)
        assert 0.63 < right(network, names) < 0.87  # seven or eight in ten

    def test_linear_layers_train(self, names):
        assert right(names["ten_layers"]("linear"), names) > 0.8


@pytest.mark.parametrize("seed", range(10))
def test_a_few_millionths_of_the_gradient_arrive(seed):
    def through(name, how="glorot_uniform"):
        return depth.through(activations.named(name), 10, how, seed)

    stack = through("sigmoid")
    assert 1e-6 < stack.ratio < 9e-6
    assert (np.diff(stack.spread) < 0).all(), "the lines become shorter and shorter"
    for name in ("relu", "tanh"):
        assert through(name).ratio > 0.01
    assert through("relu", "he_normal").ratio > through("relu").ratio
    assert through("sigmoid", "random_normal, stddev=1").ratio > 0.01


def test_slopes():
    place = [-5, 0, 5, 6]
    assert max(place) == HIGH, "the learner can go there in the picture"
    sigmoid = activations.graph(activations.named("sigmoid"), place)
    np.testing.assert_allclose(sigmoid.slope, [0.0066, 0.25, 0.0066, 0.0025], rtol=0.02)
    np.testing.assert_allclose(sigmoid.y[-1], 0.9975, atol=5e-5)
    assert activations.graph(activations.named("tanh"), place).slope[1] == 1
    assert activations.graph(activations.named("relu"), place).slope.tolist() == [0, 0, 1, 1]
    assert 0.25**9 == pytest.approx(0.000004, rel=0.05)


@by_seed
def test_zeros_dead_units_noise_and_inverted_digits(lesson, seed):
    names = lesson("dead-train", "dead-count", "unknown-noise", seed=seed)
    assert 0.945 < right(names["model"], names) < 0.98  # about 96 %
    assert 0.34 < (names["hidden"] == 0).mean() < 0.48  # about four in ten
    assert names["dead"].sum() <= 6
    assert (names["ask"](names["noise"]).max(axis=1) > 0.9).sum() >= 30
    inverted = names["inverted"]
    assert inverted.max(axis=1).mean() > 0.75
    assert (inverted.argmax(axis=1) == names["y_test"]).mean() < 0.02


@by_seed
@pytest.mark.parametrize("library", ["numpy", "keras.ops"])
def test_a_network_learns_with_a_relu_of_either_kind(lesson, library, seed):
    import keras

    relu = {
        "numpy": lambda x: np.maximum(x, 0),
        "keras.ops": lambda x: keras.ops.maximum(x, 0),
    }[library]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    names = lesson("network-train", seed=seed, relu=relu, loss=loss)
    assert names["followed"] == (library == "keras.ops")
    assert right(names["yours"], names) > 0.88


@pytest.mark.parametrize("wrong", [lambda x: x[x > 0], lambda x: np.maximum(x, 0).reshape(-1)])
def test_a_relu_that_changes_the_shape_is_one_line_before_keras_is_at_work(lesson, wrong):
    with pytest.raises(activations.NoCurve, match="one number for each"):
        lesson("network-train", relu=wrong, loss="none: nothing is compiled")


def test_the_half_that_is_yours_has_an_answer(lesson):
    names = lesson()
    power = "0 * power  # ← the formula, with power"
    (path,) = [path for path in LESSONS if path.stem == "lesson_2_activations"]
    (cell,) = [cell for cell in notebooks.read(path).cells if cell.id == "activations-half-tanh"]
    exec(cell.source.replace(power, "(1 - power) / (1 + power)"), names)
    x = np.linspace(-6, 6, 25)
    np.testing.assert_allclose(names["tanh"](x), np.tanh(x), atol=1e-12)
