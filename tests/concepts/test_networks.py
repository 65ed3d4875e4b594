"""Small networks: held against keras.Sequential, and what the lesson says of them."""

import keras
import numpy as np
import pytest

from kerastutor.concepts import networks, planes

POINTS = planes.two_pixels()


def model_of(network, activation="relu"):
    units = len(network.bias)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(units, activation=activation),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.set_weights(network.weights)
    return model


def after(network, steps, activation="relu", **more):
    *_, (_part, (found,)) = networks.training(
        [network], POINTS.x, POINTS.y, activation, steps, **more
    )
    return found


@pytest.fixture(scope="module")
def trained():
    """(networks, part right) of twelve seeds, by the number of units."""

    def of(units):
        begun = [networks.started(units, seed) for seed in range(networks.SEEDS)]
        *_, (_part, now) = networks.training(begun, POINTS.x, POINTS.y, every=200)
        return [networks.right(one, POINTS.x, POINTS.y) for one in now]

    return {units: of(units) for units in (1, 2, 4)}


class TestNetwork:
    def test_there_and_back(self):
        network = networks.started(3, 5)
        again = networks.Network.of(network.numbers)
        assert all(map(np.array_equal, again.weights, network.weights))

    def test_the_order_of_the_numbers(self):
        network = networks.Network.of([1, 2, 3, 4, 5, 6, 7, 8, 9])
        assert network.kernel.tolist() == [[1, 4], [2, 5]] and network.bias.tolist() == [3, 6]
        assert network.out.tolist() == [[7], [8]] and network.out_bias.tolist() == [9]

    @pytest.mark.parametrize("count", [0, 1, 4, 6])
    def test_a_list_of_another_length(self, count):
        with pytest.raises(ValueError, match=f"Expected 4 weights a unit.* Received: {count}"):
            networks.Network.of([0.0] * count)

    def test_the_same_seed_is_the_same_network(self):
        one, two, other = (networks.started(4, seed).numbers for seed in (7, 7, 8))
        assert one == two != other


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_its_outputs_are_those_of_a_keras_model(activation):
    network = networks.started(3, 1)
    _hidden, output = networks.outputs(network, POINTS.x, activation)
    assert np.allclose(output, np.asarray(model_of(network, activation)(POINTS.x))[:, 0], atol=1e-6)


def test_it_trains_as_keras_does():
    network = networks.started(3, 2)
    model = model_of(network)
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    for _step in range(20):
        model.train_on_batch(POINTS.x, POINTS.y)
    found = after(network, 20)
    for mine, theirs in zip(found.weights, model.get_weights(), strict=True):
        assert np.allclose(mine, theirs, atol=2e-3)


def test_side_by_side_is_as_one_by_one():
    begun = [networks.started(2, seed) for seed in (3, 4)]
    *_, (_part, together) = networks.training(begun, POINTS.x, POINTS.y, steps=30)
    for one, begin in zip(together, begun, strict=True):
        assert np.allclose(one.numbers, after(begin, 30).numbers, atol=1e-3)


def test_two_units_by_hand():
    """relu(a − b) + relu(b − a), cut at 0.5."""
    network = networks.Network.of([1, -1, 0, -1, 1, 0, 1, 1, -0.5])
    assert round(100 * networks.right(network, POINTS.x, POINTS.y), 1) == 95.5


class TestWhatTrainingFinds:
    def test_one_unit_never(self, trained):
        assert max(trained[1]) < 0.76

    def test_two_can_but_mostly_do_not(self, trained):
        found = sum(right >= networks.FOUND for right in trained[2])
        assert 1 <= found <= 6

    def test_four_mostly_do(self, trained):
        found = sum(right >= networks.FOUND for right in trained[4])
        assert found >= 7
