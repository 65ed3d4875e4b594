import itertools

import keras
import numpy as np
import pytest

from kerastutor.concepts import batch_training as concept
from kerastutor.concepts import probabilities

FEW = (1, 30)


def finished(steps):
    try:
        while True:
            assert 0 <= next(steps) <= 1
    except StopIteration as end:
        return end.value


def test_the_digits():
    found = concept.digits()
    assert found.count == concept.IMAGES == len(found.y)
    assert found.x.dtype == "float32" and found.x.max() == 1 and found.x_test.shape == (360, 8, 8)


def test_it_begins_like_the_network_of_the_other_explorers():
    other = probabilities.network()
    other.build((None, 8, 8))
    for mine, theirs in zip(concept.network().get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(mine, theirs)
    first, second = (concept.network(seed).get_weights()[0] for seed in (0, 1))
    assert not np.array_equal(first, second)


def test_an_epoch_takes_every_image_once():
    rows = list(itertools.islice(concept.batches_of(500, seed=2), 6))
    assert [len(part) for part in rows] == [500, 500, 437] * 2
    for epoch in (rows[:3], rows[3:]):
        assert sorted(np.concatenate(epoch)) == list(range(concept.IMAGES))
    assert not np.array_equal(rows[0], rows[3])
    assert [concept.per_epoch(n) for n in (1, 8, 64, 1437)] == [1437, 180, 23, 1]


@pytest.mark.parametrize("n", [64, 1437])
def test_it_is_what_keras_fit_does(n):
    """The same batches in the same order, by ``model.fit``."""
    data, found = concept.digits(), finished(concept.run(n, seed=5, initial=2, least=FEW))
    model, rng = concept.network(2), np.random.default_rng(5)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(concept.LEARNING_RATE), loss, metrics=["accuracy"])
    left = int(found.steps[-1])
    assert left == max(concept.per_epoch(n), FEW[1])
    while left > 0:
        order = rng.permutation(data.count)[: left * n]
        model.fit(data.x[order], data.y[order], batch_size=n, shuffle=False, verbose=0)
        left -= -(-len(order) // n)
    assert found.losses[-1] == pytest.approx(float(loss(data.y, model(data.x))), rel=1e-4)
    right = (np.asarray(model(data.x_test)).argmax(1) == data.y_test).mean()
    assert found.accuracy[-1] == pytest.approx(right, abs=0.004)


def test_what_is_looked_at():
    found = finished(concept.run(512, least=(4, 30)))
    assert found.per_epoch == 3 and found.batch_size == 512
    assert found.steps.tolist() == list(range(31))
    assert found.losses.shape == found.accuracy.shape == (31,)
    assert found.epochs[3] == 1
    assert found.losses[0] > found.losses[-1]


def test_the_two_comparisons_are_parts_of_one_training():
    steps = np.array(sorted({*range(0, 61, 3), *concept.looks(900).tolist()}), "float64")
    run = concept.Run(512, 3, steps, steps / 1000, steps / 1e6)
    epochs = run.compared("epochs")
    assert epochs.epochs.tolist() == list(range(concept.EPOCHS + 1))
    assert np.array_equal(epochs.losses, epochs.steps / 1000)
    part = run.compared("steps")
    assert part.steps.tolist() == concept.looks(900).tolist() and part.steps[-1] == concept.STEPS
    assert np.array_equal(part.accuracy, part.steps / 1e6)


def test_a_seed_is_an_order_and_all_images_have_none():
    first, again, other = (finished(concept.run(700, seed, least=FEW)) for seed in (0, 0, 1))
    assert first is again and not np.array_equal(first.losses, other.losses)
    assert np.array_equal(first.losses[:1], other.losses[:1])  # from the same weights
    assert finished(concept.run(1437, 0, least=FEW)) is finished(concept.run(1437, 7, least=FEW))


def test_it_is_kept():
    concept._kept.pop(concept._key(1437, 0, 0, (concept.EPOCHS, concept.STEPS)), None)
    assert concept.kept(1437) is None
    found = finished(concept.run(1437))
    assert concept.kept(1437, seed=4) is found


def test_one_that_is_ended_leaves_the_way_free():
    steps = concept.run(900, 3, least=(50, 30))
    assert next(steps) > 0
    other = concept.run(901, 3, least=FEW)
    assert next(other) == 0  # it waits
    other.close()
    steps.close()
    assert not concept._turn.locked()
    assert len(finished(concept.run(902, 3, least=FEW)).steps)


@pytest.mark.parametrize("n", [0, -3, 1438])
def test_no_such_size(n):
    with pytest.raises(ValueError, match=f"Expected batch_size from 1 to 1437. Received: {n}"):
        next(concept.run(n))


def test_the_weights_after_epochs():
    found = finished(concept.weights_after([0, 1], batch_size=400))
    start = concept.network().get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(found[0], start, strict=True))
    assert not np.array_equal(found[1][0], start[0])
    assert [part.shape for part in found[1]] == [(64, 32), (32,), (32, 10), (10,)]
