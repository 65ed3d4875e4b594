import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import batch_training as training
from kerastutor.concepts import batches as concept

IMAGES = 40


@pytest.fixture(scope="module")
def model():
    return training.network(3)


@pytest.fixture(scope="module")
def few():
    """A few images and their labels."""
    return training.digits().x[:IMAGES], training.digits().y[:IMAGES]


@pytest.fixture(scope="module")
def moment(model, few):
    return concept.moment(model.get_weights(), 0, *few)


def by_keras(model, x, y):
    """The gradient of the mean loss, for all weights in a row."""
    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x))
    parts = tape.gradient(loss, [part.value for part in model.trainable_variables])
    return np.concatenate([np.ravel(part) for part in parts]).astype("float64")


def finished(steps):
    fractions = []
    try:
        while True:
            fractions.append(next(steps))
    except StopIteration as end:
        return end.value, fractions


def test_the_gradient_of_each_image_is_keras_own(model, few):
    x, y = few
    found = concept.gradients(model.get_weights(), x, y)
    assert found.shape == (IMAGES, model.count_params()) and found.dtype == "float32"
    for n in range(0, IMAGES, 7):
        assert np.allclose(found[n], by_keras(model, x[n : n + 1], y[n : n + 1]), atol=1e-6)
    assert np.allclose(found[:8].mean(axis=0), by_keras(model, x[:8], y[:8]), atol=1e-6)


class TestAMoment:
    def test_the_gradient_of_all(self, model, few, moment):
        whole = by_keras(model, *few)
        assert np.allclose(moment.whole, whole, atol=1e-6)
        assert moment.size == pytest.approx(np.linalg.norm(whole), rel=1e-5)
        assert moment.along.mean() == pytest.approx(1)

    def test_the_spread_is_over_all_weights(self, model, few, moment):
        single = concept.gradients(model.get_weights(), *few).astype("float64")
        away = (single - single.mean(axis=0)) / moment.size
        assert moment.spread == pytest.approx(np.sqrt((away**2).sum(axis=1).mean()), rel=1e-5)

    def test_across_is_where_they_differ_most(self, model, few, moment):
        single = concept.gradients(model.get_weights(), *few).astype("float64") / moment.size
        unit = single.mean(axis=0) / np.linalg.norm(single.mean(axis=0))
        assert np.allclose(single @ unit, moment.along, atol=1e-5)
        side = single - np.outer(single @ unit, unit)
        side -= side.mean(axis=0)
        _left, sizes, directions = np.linalg.svd(side, full_matrices=False)
        found = side @ directions[0]
        assert np.allclose(np.abs(found), np.abs(moment.across), atol=1e-4)
        assert abs(found @ moment.across) == pytest.approx(sizes[0] ** 2, rel=1e-4)
        share = sizes[0] ** 2 / IMAGES / moment.spread**2
        assert moment.seen[1] == pytest.approx(share, rel=1e-4)
        assert moment.seen[0] == pytest.approx(moment.along.var() / moment.spread**2)

    def test_expected_is_the_mean_over_all_batches_that_there_are(self, model, few):
        x, y = few
        five = concept.moment(model.get_weights(), 0, x[:5], y[:5])
        for n in range(1, 6):
            every = np.array(list(itertools.combinations(range(5), n)))
            square = [five.gram[np.ix_(rows, rows)].sum() / n**2 for rows in every]
            assert five.expected(n) ** 2 == pytest.approx(np.mean(square), abs=1e-4)
        assert five.expected(5) == 0
        assert five.expected(4, whole=False) == pytest.approx(five.spread / 2)


class TestBatches:
    def test_the_batches_of_whole_epochs(self):
        order = concept.orders(0, 10, epochs=3)
        assert all(sorted(row) == list(range(10)) for row in order.tolist())
        rows = concept.batches(order, 4, least=3)
        assert rows.tolist() == [order[k, a : a + 4].tolist() for k in (0, 1) for a in (0, 4)]
        assert concept.batches(order, 4, least=99).shape == (6, 4)
        assert concept.batches(order, 10).tolist() == [order[0].tolist()]

    def test_the_same_seed_gives_the_same(self):
        first, again, other = (concept.orders(seed, 50) for seed in (1, 1, 2))
        assert np.array_equal(first, again) and not np.array_equal(first, other)

    @pytest.mark.parametrize("n", [1, 3, 16, 39])
    def test_against_keras(self, model, few, moment, n):
        x, y = few
        found = concept.drawn(moment, n, concept.orders(4, IMAGES))
        assert found.count >= concept.DRAWN and found.rows.shape[1] == n
        whole = by_keras(model, x, y)
        size = np.linalg.norm(whole)
        for k in range(0, found.count, 31):
            one = by_keras(model, x[found.rows[k]], y[found.rows[k]])
            assert found.deviations[k] == pytest.approx(
                np.linalg.norm(one - whole) / size, abs=1e-4
            )
            assert found.along[k] == pytest.approx(one @ whole / size**2, abs=1e-4)
            assert found.uphill[k] == (one @ whole < 0)
            long = np.hypot(found.along[k], found.sideways[k])
            assert long == pytest.approx(np.linalg.norm(one) / size, abs=1e-3)
        assert np.array_equal(np.sign(found.sideways), np.sign(found.across))

    def test_large_batches_go_another_way_to_the_same(self, monkeypatch):
        moment, _fractions = finished(concept.moments([0]))
        order = concept.orders(0, moment.count)
        found = concept.drawn(moment, 256, order)
        rows = found.rows[5]
        total = moment.gram[np.ix_(rows, rows)].sum(dtype="float64")
        assert found.deviations[5] == pytest.approx(np.sqrt(total) / 256, rel=1e-4)

    def test_all_images_are_the_truth(self, moment):
        found = concept.drawn(moment, IMAGES, concept.orders(0, IMAGES))
        assert found.count == 1 and found.spread == 0
        assert found.along[0] == pytest.approx(1) and abs(found.sideways[0]) < 1e-6

    def test_a_step_that_points_uphill_raises_the_loss(self, model, few, moment):
        x, y = few
        found = concept.drawn(moment, 1, concept.orders(0, IMAGES))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        k = int(found.along.argmin())
        assert found.uphill[k] and not found.uphill[int(found.along.argmax())]
        before = model.get_weights()
        try:
            for at, rises in ((k, True), (int(found.along.argmax()), False)):
                step = 1e-3 * by_keras(model, x[found.rows[at]], y[found.rows[at]])
                ends = np.cumsum([part.size for part in before])[:-1]
                parts = zip(before, np.split(step, ends), strict=True)
                model.set_weights([part - by.reshape(part.shape) for part, by in parts])
                assert (float(loss(y, model(x))) > mean(before, loss, few)) == rises
        finally:
            model.set_weights(before)

    @pytest.mark.parametrize("n", [0, -1, IMAGES + 1])
    def test_no_such_size(self, moment, n):
        with pytest.raises(ValueError, match=f"Expected batch_size from 1 to 40. Received: {n}"):
            concept.drawn(moment, n, concept.orders(0, IMAGES))


def mean(weights, loss, few):
    other = training.network(0)
    other.set_weights(weights)
    return float(loss(few[1], other(few[0])))


class TestMoments:
    @pytest.fixture(scope="class")
    def all_of_them(self):
        last, fractions = finished(concept.moments(concept.MOMENTS))
        assert all(0 <= one <= 1 for one in fractions)
        assert last is concept.kept(20)
        return [concept.kept(epochs) for epochs in concept.MOMENTS]

    def test_they_are_kept(self, all_of_them):
        assert finished(concept.moments([5])) == (concept.kept(5), [])
        assert [one.epochs for one in all_of_them] == list(concept.MOMENTS)

    def test_the_start_is_the_untrained_network(self, all_of_them):
        data = training.digits()
        whole = by_keras(training.network(0), data.x, data.y)
        assert np.allclose(all_of_them[0].whole, whole, atol=1e-5)

    def test_the_gradient_shrinks_and_the_noise_grows_beside_it(self, all_of_them):
        assert all_of_them[-1].size < 0.4 * all_of_them[0].size
        assert all_of_them[-1].spread > 2 * all_of_them[0].spread

    def test_what_is_measured_follows_what_is_expected(self, all_of_them):
        for moment in all_of_them:
            for n, found in concept.of_all_sizes(moment, seed=1).items():
                assert found.spread == pytest.approx(moment.expected(n), rel=0.12, abs=1e-9), n
