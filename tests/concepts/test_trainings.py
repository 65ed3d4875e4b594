"""The network for digits that lesson 3.5 trains in NumPy: against Keras, and with odd steps."""

import numpy as np
import pytest

from kerastutor.concepts import backpropagation, steps, suspects, trainings


@pytest.fixture(scope="module")
def batch():
    x, y, _x, _y = trainings.digits()
    return x[:8], y[:8]


def same(found, expected, **within):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, **within)


class TestProgram:
    def test_two_layers_are_the_tapes(self, batch):
        weights = trainings.start()
        same(trainings.program()(*batch, *weights), backpropagation.backprop(*batch, *weights))

    def test_any_depth_is_the_difference(self, batch):
        x, y = batch[0][:, 20:22], batch[1]
        first, *weights = trainings.start((3, 4, 2), seed=5)
        weights = [w + 0.05 for w in (first[20:22], *weights)]  # nothing exactly at a gate

        def loss(*moved):
            return trainings.program()(x, y, *moved)[0]

        found = trainings.program()(x, y, *weights)[1:]
        same(found, backpropagation.differences(loss, *weights), atol=1e-7)

    def test_a_scale_is_in_the_loss_and_in_all_gradients(self, batch):
        weights = trainings.start((8, 8))
        plain = trainings.program()(*batch, *weights)
        same(trainings.program(scale=100)(*batch, *weights), [100 * part for part in plain])

    def test_without_gates_only_what_is_before_them_differs(self, batch):
        weights = trainings.start((8, 8))
        right = trainings.program()(*batch, *weights)
        wrong = trainings.program(gate=lambda da, z: da)(*batch, *weights)
        agree = [np.allclose(one, other) for one, other in zip(right, wrong, strict=True)]
        assert agree == [True, False, False, False, False, True, True]


class TestTrain:
    @pytest.mark.parametrize(
        ("kind", "step", "make"),
        [
            ("sgd", steps.sgd_step, "SGD(0.1)"),
            ("momentum", steps.momentum_step, "SGD(0.1, momentum=0.9)"),
            ("rmsprop", steps.rmsprop_step, "RMSprop(0.1)"),
            ("adam", steps.adam_step, "Adam(0.1)"),
        ],
    )
    def test_each_kind_is_kerass(self, kind, step, make):
        """One epoch from the same weights, with the same batches."""
        import keras

        x, y, x_test, _y = trainings.digits()
        layers = [keras.layers.Dense(32, "relu"), keras.layers.Dense(10)]
        model = keras.Sequential([keras.Input((64,)), *layers])
        model.set_weights(trainings.start())
        optimizer = eval(f"keras.optimizers.{make}", {"keras": keras})
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(optimizer, loss, jit_compile=False, steps_per_execution=5)
        model.fit(x[:160], y[:160], shuffle=False, verbose=0)
        few = trainings.train(
            step, kind, 0.1, epochs=1, shuffle=False, clock=_ticks(), seconds=4.5
        )  # the clock ticks once at the start and once a step: five steps
        assert few.stopped and len(few.losses) == 5
        for one, other in zip(few.weights, model.get_weights(), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(
            trainings.logits(x_test, few.weights), model(x_test), rtol=1e-2, atol=1e-3
        )

    def test_it_learns_and_says_so_from_the_start(self):
        run = trainings.train(epochs=5)
        assert run.accuracies.shape == (6,) and run.losses.shape == (5 * 45,)
        assert run.accuracies[0] < 0.3 < 0.8 < run.accuracies[-1] and not run.stopped
        assert run.losses[0] == pytest.approx(np.log(10), rel=0.1)

    def test_the_same_seed_is_the_same_training(self):
        one, other, third = (trainings.train(epochs=1, seed=seed) for seed in (3, 3, 4))
        np.testing.assert_array_equal(one.losses, other.losses)
        assert not np.array_equal(one.losses, third.losses)

    def test_a_step_may_spoil_what_it_is_given_and_return_lists(self):
        def spoils(w, g, learning_rate):
            w -= learning_rate * g
            g *= 0
            return w.tolist()

        right = trainings.train(epochs=1)
        np.testing.assert_array_equal(trainings.train(spoils, epochs=1).losses, right.losses)

    def test_a_step_that_gives_too_little_is_told(self):
        with pytest.raises(ValueError, match="Expected 3 results"):
            trainings.train(lambda w, g, m, v, t, rate: w, "adam")
        with pytest.raises(ValueError, match="Expected one of"):
            trainings.train(kind="adagrad")

    def test_what_breaks_down_reads_by_chance(self):
        run = trainings.train(learning_rate=1e9, epochs=2)
        assert run.accuracies[-1] < 0.2 and len(run.losses) == 90


def _ticks():
    """A clock that is one second further each time."""
    return iter(range(10**6)).__next__


class TestCases:
    def test_they_do_not_say_what_they_are(self):
        assert {repr(case) for case in suspects.THREE.values()} == {"Case()"}

    def test_remedies(self):
        case = suspects.THREE["X"]
        healthy = suspects.HEALTHY.train(seed=1)
        np.testing.assert_array_equal(case.train(slower=10, seed=1).losses, healthy.losses)
