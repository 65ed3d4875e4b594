import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import loss_batches as concept
from kerastutor.concepts import loss_curves as curves


@pytest.fixture(scope="module")
def trained():
    """A small network that was trained on nothing: it is asked about real images."""
    from kerastutor.data import load

    digits = load("digits")
    rng = np.random.default_rng(4)
    shapes = [(64, 32), (32,), (32, 10), (10,)]
    weights = [rng.normal(size=shape) / 4 for shape in shapes]
    return concept.asked(weights, digits.x_test[:60], digits.y_test[:60])


def model_of(weights):
    model = keras.Sequential(
        [
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.build((None, 8, 8))
    model.set_weights(weights)
    return model


def test_what_it_says_is_what_keras_layers_say(trained):
    model = model_of(trained.weights)
    logits = np.asarray(model(trained.images.astype("float32") / 255))
    assert np.allclose(trained.logits, logits, atol=1e-5)
    assert np.allclose(trained.probabilities, keras.ops.softmax(logits), atol=1e-6)
    assert np.allclose(trained.probabilities.sum(axis=1), 1)
    assert trained.count == model.count_params() == 2410
    assert (trained.y_true.argmax(1) == trained.labels).all()


def test_a_batch_adds_up_to_its_mean():
    found = concept.batch([1.0, 6.0, 2.0, 1.0])
    assert found.order.tolist() == [1, 2, 0, 3]
    assert found.sorted.tolist() == [6, 2, 1, 1]
    assert found.mean == 2.5
    assert found.running.tolist() == [1.5, 2.0, 2.25, 2.5]
    assert found.running[-1] == found.mean
    assert [found.share(k) for k in (1, 2, 4)] == [0.6, 0.8, 1]


def test_a_batch_in_the_order_of_another():
    found = concept.batch([3.0, 1.0], order=np.array([1, 0]))
    assert found.sorted.tolist() == [1, 3]


def test_a_batch_without_loss():
    assert concept.batch([0.0, 0.0]).share(1) == 0


class TestDirections:
    def test_one(self, trained):
        by = concept.direction(trained, "one", weight=2048 + 3)
        assert [part.shape for part in by] == [part.shape for part in trained.weights]
        assert by[1][3] == 1 and sum(np.abs(part).sum() for part in by) == 1

    def test_random_comes_back_from_its_seed(self, trained):
        first, again, other = (concept.direction(trained, "random", seed=n) for n in (1, 1, 2))
        assert all(map(np.array_equal, first, again))
        assert not np.array_equal(first[0], other[0])
        sizes = np.concatenate([part.ravel() for part in first])
        assert np.isclose(sizes.std(), concept.SHARES["random"], rtol=0.05)

    def test_against_the_gradient_is_the_tape(self, trained):
        by = concept.direction(trained, "gradient")
        model = model_of(trained.weights)
        with tf.GradientTape() as tape:
            scores = model(trained.images.astype("float32") / 255)
            loss = keras.losses.sparse_categorical_crossentropy(
                trained.labels, scores, from_logits=True
            )
            mean = tf.reduce_mean(loss)
        expected = tape.gradient(mean, [v.value for v in model.trainable_variables])
        mine = np.concatenate([part.ravel() for part in by])
        theirs = -np.concatenate([np.ravel(part) for part in expected])
        assert np.allclose(mine / np.linalg.norm(mine), theirs / np.linalg.norm(theirs), atol=1e-5)
        assert np.isclose(np.sqrt((mine**2).mean()), concept.SHARES["gradient"])

    def test_a_small_step_that_way_lowers_the_loss(self, trained):
        along = concept.moved(trained, concept.direction(trained, "gradient"), [0, 0.1])
        entropy = curves.named("categorical_crossentropy", True)
        before, after = (entropy(trained.y_true, z).numpy().mean() for z in along.logits)
        assert after < before

    @pytest.mark.parametrize("way, weight", [("up", 0), ("one", 2410), ("one", -1)])
    def test_what_there_is_not(self, trained, way, weight):
        with pytest.raises(ValueError, match="^Expected .* Received: "):
            concept.direction(trained, way, weight)


@pytest.mark.parametrize(
    "number, name",
    [
        (0, (0, "kernel", (0, 0))),
        (2047, (0, "kernel", (63, 31))),
        (2048, (0, "bias", (0,))),
        (2080, (1, "kernel", (0, 0))),
        (2114, (1, "kernel", (3, 4))),
        (2409, (1, "bias", (9,))),
    ],
)
def test_the_names_of_weights(trained, number, name):
    assert concept.name_of(trained, number) == name


@pytest.mark.parametrize("way", concept.DIRECTIONS)
def test_moved_weights_are_those_of_a_model(trained, way):
    by = concept.direction(trained, way, weight=2100, seed=3)
    found = concept.moved(trained, by, [-0.5, 0.0, 1.5])
    for step, logits, right in zip(found.steps, found.logits, found.right, strict=True):
        weights = [w + np.float32(step) * d for w, d in zip(trained.weights, by, strict=True)]
        expected = np.asarray(model_of(weights)(trained.images.astype("float32") / 255))
        assert np.allclose(logits, expected, atol=1e-4)
        assert right == (expected.argmax(1) == trained.labels).sum()
    assert np.allclose(found.logits[1], trained.logits)


def test_some_of_the_places(trained):
    found = concept.moved(trained, concept.direction(trained, "one"), np.linspace(-2, 2, 121))
    part = found.part(25)
    assert len(part.steps) == 25 and part.steps[[0, 12, 24]].tolist() == [-2, 0, 2]
    assert part.predictions("logit").shape == (25 * 60, 10)
    assert np.allclose(part.predictions("probability").sum(axis=1), 1)


def test_each_weight_moved_alone(trained):
    """Against the plain way: a model whose weights are moved one after the other."""
    lost, flipped = concept.changed_alone(trained, 0.05)
    entropy = curves.named("categorical_crossentropy", True)
    means, right = [], []
    for n in range(2040, trained.count):
        found = concept.moved(trained, concept.direction(trained, "one", n), [0.05])
        means.append(float(entropy(trained.y_true, found.logits[0]).numpy().mean()))
        right.append(int(found.right[0]))
    before = float(entropy(trained.y_true, trained.logits).numpy().mean())
    still = int((trained.logits.argmax(1) == trained.labels).sum())
    assert flipped >= sum(one != still for one in right) > 0
    assert trained.count >= lost >= sum(abs(one - before) > 1e-6 for one in means) > 300
    assert lost > flipped


def test_the_network_is_trained_once():
    first = list_and_value(concept.training())
    again = list_and_value(concept.training())
    assert first is again is concept.kept()
    assert (first.logits.argmax(1) == first.labels).mean() > 0.93
    assert len(first.images) == 360


def list_and_value(steps):
    try:
        while True:
            assert 0 <= next(steps) <= 1
    except StopIteration as end:
        return end.value
