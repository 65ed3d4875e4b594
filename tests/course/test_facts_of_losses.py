"""What lesson 1 of chapter 3 states holds, over several seeds and with the lesson's own cells."""

import contextlib
import functools
import io
import re

import numpy as np
import pytest

from kerastutor.concepts import loss_batches as batches
from tests.checks import corpus
from tests.course import notebooks
from tests.course.notebooks import LESSONS

pytestmark = pytest.mark.slow

by_seed = pytest.mark.parametrize("seed", range(3))


@functools.cache
def source():
    (path,) = [path for path in LESSONS if path.stem == "lesson_1_losses"]
    return {cell.id.removeprefix("losses-"): cell.source for cell in notebooks.read(path).cells}


def run(*cells, seed=0, **names):
    """What the lesson's cells print with this seed, and the names after them."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell in cells:
            text = source()[cell].replace("set_random_seed(0)", f"set_random_seed({seed})")
            exec(text.replace("seed=0", f"seed={seed}"), names)
    return printed.getvalue(), names


@functools.cache
def opening(seed):
    return run("imports", "two-networks", seed=seed)[1]


def evaluated(model, names):
    return model.evaluate(names["x_test"], names["big_test"], verbose=0)


class TestTwoNetworks:
    @by_seed
    def test_the_same_loss_to_the_last_digit(self, seed):
        names = opening(seed)
        sigmoid, softmax = (evaluated(names["two"][name], names) for name in ("sigmoid", "softmax"))
        assert sigmoid[0] == softmax[0]
        assert softmax[1] == 0.5 and 0.945 < sigmoid[1] < 0.985
        weights = [names["two"][name].get_weights() for name in ("sigmoid", "softmax")]
        for one, other in zip(*weights, strict=True):
            np.testing.assert_array_equal(one, other)  # it is the very same network
        assert "softmax over axis -1" in str(names["said"][0].message)

    @by_seed
    def test_a_loss_of_plain_arrays_tells_them_apart(self, seed):
        names = opening(seed)
        answer = corpus.RIGHT["binary_crossentropy"][0]
        printed, _names = run("back-yours", **{**names, "binary_crossentropy": answer})
        sigmoid, softmax = printed.splitlines()
        loss = evaluated(names["two"]["sigmoid"], names)[0]
        assert sigmoid.endswith(f"Keras's loss {loss:.4f}, your loss {loss:.4f}")
        assert re.search(rf"from 1.00 to 1.00, Keras's loss {loss:.4f}, your loss 8.0\d+$", softmax)

    @by_seed
    def test_a_thousandth_changes_the_loss_and_hardly_ever_the_accuracy(self, seed):
        names = opening(seed)
        printed, after = run("accuracy-move", **names)
        assert printed.startswith("of 2113 weights,")
        assert after["changed"][0] <= 20 and after["changed"][1] > 1000

        # Where no image has both the pixel lit and the unit above 0, the loss stays.
        x = names["x_test"]
        kernel, bias, *_rest = names["two"]["sigmoid"].get_weights()
        above = x @ kernel + bias > -0.01  # a thousandth may lift it above 0
        apart = ((x > 0).T.astype(int) @ above == 0).sum()
        always_0 = (~above.any(axis=0)).sum()
        still = 2113 - after["changed"][1]
        assert apart > 0 and apart + 2 * always_0 <= still <= apart + 2 * always_0 + 30

    @by_seed
    def test_with_more_training_the_test_loss_rises_and_the_accuracy_too(self, seed):
        printed, names = run("surer-train", seed=seed, **opening(seed))
        (early, before), (late, after) = names["stages"]
        assert late[0] > 1.2 * early[0] and late[1] > early[1]
        costs, mistakes = [], []
        for p in (before, after):
            of_the_truth = np.where(names["big_test"] == 1, p, 1 - p)
            mistakes.append((of_the_truth <= 0.5).sum())
            costs.append(-np.log(of_the_truth[of_the_truth <= 0.5]).mean())
        assert mistakes[1] < mistakes[0] and costs[1] > 1.4 * costs[0]
        said = re.findall(r"(\d+) mistakes, each costs ([\d.]+) on average", printed)
        assert said == [(str(n), f"{cost:.1f}") for n, cost in zip(mistakes, costs, strict=True)]


class TestTheExplorersNetwork:
    """Its views "a batch of images" and "a weight is moved"."""

    @pytest.fixture(scope="class")
    def trained(self):
        parts = batches.training()
        while batches.kept() is None:
            next(parts, None)
        return batches.kept()

    def test_a_few_images_carry_the_loss(self, trained):
        prices = -np.log(trained.probabilities[trained.y_true == 1])
        found = batches.batch(prices)
        assert 0.38 < found.share(4) < 0.5  # "almost half"
        assert np.median(prices) < 0.005  # "next to nothing"

    def test_a_thousandth(self, trained):
        loss, accuracy = batches.changed_alone(trained, 0.001)
        assert accuracy <= 20 and loss > 1000

    def test_against_the_gradient(self, trained):
        """Both get better up to a place; near by, only the loss tells left from right."""
        way = batches.direction(trained, "gradient")
        moved = batches.moved(trained, way, [-2.0, -0.001, 0.0, 0.001, 0.5, 2.0])
        probabilities = moved.predictions("probability").reshape(6, -1, 10)
        losses = [-np.log(p[trained.y_true == 1]).mean() for p in probabilities]
        assert losses[0] > losses[1] > losses[2] > losses[3] > losses[4] < losses[5]
        assert moved.right[0] < moved.right[2] < moved.right[4] > moved.right[5]
        assert moved.right[1] == moved.right[2] == moved.right[3]


class TestToldDifferentThings:
    @by_seed
    def test_pairs_that_fit_and_pairs_that_do_not(self, seed):
        printed, _names = run("imports", "told-train", seed=seed)
        found = re.findall(r"test loss ([\d.]+), test accuracy (\d+)%", printed)
        probabilities, logits, taken = [(float(one), int(two)) for one, two in found]
        assert probabilities == logits
        assert probabilities[0] < 0.2 and probabilities[1] >= 94
        assert taken[0] > 2 and taken[1] <= 40

    def test_of_its_own_softmax_keras_finds_the_logits_and_warns(self):
        import keras

        logits = np.random.default_rng(0).normal(size=(5, 10)).astype("float32")
        labels = np.arange(5)
        right = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        plain = right(labels, logits)
        with pytest.warns(UserWarning, match="produced by a Softmax"):
            carried = right(labels, keras.activations.softmax(keras.ops.convert_to_tensor(logits)))
        assert float(carried) == float(plain)

    def test_behind_softmax_binary_crossentropy_finds_the_same_logits_as_behind_sigmoid(self):
        import keras

        logits = keras.ops.convert_to_tensor(
            np.random.default_rng(0).normal(size=(5, 10)), "float32"
        )
        loss = keras.losses.BinaryCrossentropy()
        carried = [
            float(loss(np.eye(5, 10), activation(logits)))
            for activation in (keras.activations.softmax, keras.activations.sigmoid)
        ]
        plain = np.asarray(keras.activations.softmax(logits))
        assert carried[0] == carried[1] != pytest.approx(float(loss(np.eye(5, 10), plain)))

    def test_what_the_metrics_cut_at(self):
        import keras

        labels, logits = np.array([[1.0], [1.0], [0.0]]), np.array([[3.0], [0.3], [-1.0]])
        found = [
            float(metric(labels, logits))
            for metric in (
                keras.metrics.BinaryAccuracy(threshold=0),
                keras.metrics.BinaryAccuracy(),
            )
        ]
        assert found == pytest.approx([1, 2 / 3])
        no = keras.metrics.BinaryAccuracy()
        assert float(no(np.eye(10), np.zeros((10, 10)))) == pytest.approx(0.9)


def test_slopes_and_prices():
    """The pull at a confident mistake; the cliff at 0; what a certain mistake costs."""
    import keras
    import tensorflow as tf

    def slope(loss, at):
        place = tf.constant([[at]], "float64")
        with tf.GradientTape() as tape:
            tape.watch(place)
            value = loss(place)
        return float(tape.gradient(value, place)[0, 0])

    one = tf.ones((1, 1), "float64")
    entropy = keras.losses.binary_crossentropy
    assert slope(lambda z: entropy(one, z, from_logits=True), -10.0) == pytest.approx(-1, abs=1e-4)
    assert slope(lambda z: (one - tf.sigmoid(z)) ** 2, -10.0) == pytest.approx(-9.08e-5, rel=1e-3)
    assert slope(lambda p: entropy(one, p), 0.0) == 0
    assert slope(lambda p: entropy(one, p), 1e-6) == pytest.approx(-1e6, rel=1e-3)
    assert np.log(0.01) / np.log(0.99) == pytest.approx(458, abs=0.5)
    assert float(entropy(one, np.zeros((1, 1)))[0]) == pytest.approx(16.118, abs=1e-3)


def test_the_typing_error():
    printed, _names = run("imports", "numbers-guess")
    assert [line.split()[-1] for line in printed.splitlines()] == ["64", "23", "23"]


@pytest.mark.parametrize("seed, answer", enumerate(corpus.RIGHT["categorical_crossentropy"][:3]))
def test_a_network_learns_with_a_loss_of_any_style(answer, seed):
    """The same test loss as with Keras's own, which trains beside it."""
    names = run("imports")[1] | {"categorical_crossentropy": answer}
    printed, _names = run("train-yours", seed=seed, **names)
    (yours, right), (of_keras, _right) = re.findall(
        r"loss ([\d.]+), test accuracy ([\d.]+)%", printed
    )
    assert float(yours) == pytest.approx(float(of_keras), rel=0.02) and float(right) > 88


def test_the_half_that_is_yours_has_an_answer():
    import keras

    text = source()["half-huber"].replace("small = 0 * errors", "small = errors**2 / 2")
    names = run("imports")[1]
    exec(text, names)
    y_true, y_pred = np.zeros((25, 1)), np.linspace(-3, 3, 25)[:, None]
    expected = np.array(keras.losses.huber(y_true, y_pred))
    np.testing.assert_allclose(names["huber"](y_true, y_pred), expected, atol=1e-6)
