import keras
import numpy as np
import pytest

from kerastutor.concepts import probabilities as concept


def test_every_step_by_hand():
    found = concept.steps([2.0, 1.0, 0.0], temperature=0.5, constant=3.0)
    assert found.shifted.tolist() == [5, 4, 3]
    assert found.scaled.tolist() == [10, 8, 6]
    assert found.below.tolist() == [0, -2, -4]
    assert np.allclose(found.exps, np.exp([0, -2, -4]))
    assert np.allclose(found.sums, [np.exp([0, -2, -4]).sum()])
    assert np.allclose(found.values, np.exp([0, -2, -4]) / np.exp([0, -2, -4]).sum())
    assert np.allclose(found.values, keras.ops.softmax(np.float32([10, 8, 6])))
    assert np.allclose(found.naive, found.values)


def test_all_are_float32():
    found = concept.steps([[1, 2], [3, 4]])
    for name in ("shifted", "scaled", "below", "exps", "sums", "values", "naive"):
        assert getattr(found, name).dtype == "float32", name


@pytest.mark.parametrize("constant, naive", [(100.0, np.nan), (-200.0, np.nan), (50.0, 0.5)])
def test_a_constant_changes_nothing_but_the_naive_formula(constant, naive):
    found = concept.steps([1.0, 1.0], constant=constant)
    assert found.values.tolist() == [0.5, 0.5]
    assert np.array_equal(found.naive, np.float32([naive, naive]), equal_nan=True)


def test_each_row_has_its_own_maximum():
    found = concept.steps([[1002.0, 1001.0, 1000.0], [2.0, 1.0, 0.0]])
    assert np.allclose(found.values[0], found.values[1])
    assert np.allclose(found.values.sum(axis=-1), 1)
    assert np.isnan(found.naive[0]).all() and np.allclose(found.naive[1], found.values[1])


@pytest.mark.parametrize("logits", [3.0, [], [[], []]])
def test_what_has_no_classes_is_refused(logits):
    with pytest.raises(ValueError, match=r"^Expected logits of shape .*Received: shape"):
        concept.steps(logits)


@pytest.mark.parametrize("temperature", [0, -1.0, float("nan")])
def test_a_temperature_is_above_0(temperature):
    with pytest.raises(ValueError, match=r"^Expected a temperature above 0. Received: "):
        concept.steps([1.0, 2.0], temperature=temperature)


def test_what_a_network_was_asked():
    logits = np.float32([[4.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    asked = concept.Asked(np.zeros((3, 8, 8), "uint8"), logits, np.array([0, 0, 1]))
    assert asked.right == 1
    assert np.allclose(asked.sure(), np.max(keras.ops.softmax(logits), axis=1))
    assert np.allclose(asked.sure(4.0), np.max(keras.ops.softmax(logits / 4), axis=1))
    assert concept.Asked(asked.images, logits, None).right is None


def test_noise_comes_back_from_its_seed():
    assert concept.noise(3).shape == (8, 8)
    assert np.array_equal(concept.noise(3), concept.noise(3))
    assert not np.array_equal(concept.noise(3), concept.noise(4))
    assert concept.noise(0).min() >= 0 and concept.noise(0).max() <= 255


def test_the_network_is_trained_once(monkeypatch):
    """Whoever asks later gets the same model, and waits for no epoch."""
    from kerastutor.data import load

    built = []
    network = concept.network
    monkeypatch.setattr(concept, "network", lambda: built.append(1) or network())
    monkeypatch.setattr(concept, "_kept", {})
    monkeypatch.setattr(concept, "EPOCHS", 1)

    def model():
        steps = concept.trained(load("digits"))
        try:
            while True:
                assert 0 <= next(steps) <= 1
        except StopIteration as end:
            return end.value

    assert model() is model() and built == [1]
