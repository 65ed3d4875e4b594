"""What lesson 5 of chapter 3 states holds: with its own cells, and over several seeds."""

import contextlib
import io
import re
from types import SimpleNamespace

import numpy as np
import pytest

from kerastutor import checks, predictions
from kerastutor.concepts import (
    backpropagation,
    expressions,
    graphs,
    optimizers,
    steps,
    surfaces,
    suspects,
    trainings,
)
from kerastutor.widgets import BackpropExplorer
from tests.course import notebooks
from tests.course.notebooks import LESSONS

pytestmark = pytest.mark.slow

SEEDS = range(3)
(LESSON,) = [path for path in LESSONS if path.stem == "lesson_5_adam"]
SOURCE = {cell.id.removeprefix("adam-"): cell.source for cell in notebooks.read(LESSON).cells}
SCALED = trainings.program(scale=10_000)


@pytest.fixture(scope="module")
def names():
    """The lesson's names; explorers are kept as what they were given."""
    names = {}
    run(names, "imports")
    names["BackpropExplorer"] = lambda text, gradients=None, **values: (text, gradients, values)
    return names


def run(names, *cells):
    """What the lesson's cells print."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for cell in cells:
            exec(SOURCE[cell], names)
    return said.getvalue()


def shares(printed):
    return [float(number) / 100 for number in re.findall(r"([\d.]+)%", printed)]


def last(seed, **given):
    return trainings.train(seed=seed, **given).accuracies[-1]


ADAM = {"step": steps.adam_step, "kind": "adam"}


class TestTheOpening:
    def test_what_the_lesson_prints(self, names):
        sgd, adam = shares(run(names, "scale-train"))
        assert 0.94 < sgd < 0.97 and 0.94 < adam < 0.97
        sgd, adam_scaled = shares(run(names, "scale-scaled"))
        assert sgd < 0.15 and adam_scaled == pytest.approx(adam, abs=0.006)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_over_seeds(self, seed):
        adam = {**ADAM, "learning_rate": 0.001}
        assert 0.94 < last(seed) < 0.975 and 0.935 < last(seed, **adam) < 0.975
        assert last(seed, backprop=SCALED) < 0.15
        assert abs(last(seed, backprop=SCALED, **adam) - last(seed, **adam)) < 0.006

    def test_times_10_000_is_the_rate_1000(self):
        scaled = trainings.train(backprop=SCALED, epochs=1)
        fast = trainings.train(learning_rate=1000, epochs=1)
        np.testing.assert_allclose(scaled.losses[:3], 10_000 * fast.losses[:3], rtol=1e-6)

    def test_predictions(self):
        assert predictions.get("3/5/scale").answer == "only Adam"


class TestRunningMeans:
    def test_the_table(self, names):
        lines = run(names, "means-example").splitlines()
        ratios = [float(line.split()[-1]) for line in lines]
        assert ratios[0] == ratios[1] == 1 and abs(ratios[2]) < 0.1

    def test_the_first_steps_without_a_correction(self, names):
        printed = run(names, "adam-uncorrected")
        assert re.findall(r"step +(\d+): ([\d.]+)", printed) == [
            ("1", "3.16"),
            ("12", "6.57"),
            ("100", "3.24"),
            ("1000", "1.26"),
        ]
        assert predictions.get("3/5/uncorrected").answer == "3.16 · η"

    def test_without_it_a_small_rate_is_faster_and_a_large_one_learns_nothing(self, names):
        (small, small_right), (large, large_right) = map(
            shares, run(names, "adam-uncorrected-train").splitlines()
        )
        assert small > small_right and large < 0.15 and large_right > 0.85
        wrong = {"step": steps.adam_step_uncorrected, "kind": "adam"}
        gain = [last(s, learning_rate=0.001, **wrong) for s in SEEDS] - np.array(
            [last(s, learning_rate=0.001, **ADAM) for s in SEEDS]
        )
        assert gain.min() > 0.005
        for seed in SEEDS:
            assert last(seed, learning_rate=0.1, **wrong) < 0.15
            assert last(seed, learning_rate=0.1, **ADAM) > 0.85

    def test_the_old_zero_weighs_beta_to_the_t(self):
        mean, beta = 0.0, 0.9
        for t in range(1, 9):
            mean = beta * mean + (1 - beta) * 5.0
            assert mean / (1 - beta**t) == pytest.approx(5.0)


class TestFirstSteps:
    def test_keras_moves_both_as_far(self, names):
        printed = run(names, "adam-first-step")
        assert re.findall(r"Adam ([\d.]+)", printed) == ["0.001000", "0.001000"]
        assert re.findall(r"RMSprop ([\d.]+)", printed) == ["0.003162", "0.003162"]
        asked = predictions.get("3/5/first-step")
        assert asked.answer == 1
        for wrong in (1000, 31.6, 0.001, 1_000_000, 3.16, 0):
            said = asked.read(str(wrong), asked.answer)
            assert not asked.is_right(said, asked.answer) and asked.misreading(said)

    def test_epsilon_shows_where_gradients_are_tiny(self, names):
        """Of the paper's Adam and Keras's, and of one with ε inside the root; not in the valley."""

        def inside(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
            below = np.sqrt(v / (1 - beta_2**t) + epsilon)
            return w - learning_rate * m / (1 - beta_1**t) / below, m, v

        def reading(cell, step):
            return eval(SOURCE[cell], names | {"adam_step": step}).reading

        assert "part at step 1." in reading("epsilon-live", inside)
        assert "part at step 1." not in reading("adam-live", inside)
        for cell in ("adam-live", "epsilon-live"):
            for step, whose in (
                (steps.adam_step, "Keras's Adam"),
                (steps.adam_step_of_the_paper, "the paper's Adam"),
            ):
                assert f"agrees with {whose} in all 100 steps" in reading(cell, step)
                begins = "All begin at" if cell == "adam-live" else "After 1 step "
                assert begins in reading(cell, step)
        assert round(1 / np.sqrt(1 - 0.999)) == 32

    def test_a_larger_epsilon_makes_shorter_steps_on_the_tiny_surface(self):
        surface = surfaces.named("tiny")
        given = dict(learning_rate=surface.learning_rate, steps=1)
        far = []
        for epsilon in (1e-12, 1e-7, 1e-3):
            path = optimizers.race(surface, ["Adam"], surface.start, epsilon=epsilon, **given)
            far.append(np.linalg.norm(np.diff(path["Adam"].points, axis=0)))
        assert far[0] > 1.05 * far[1] > 5 * far[2]

    def test_the_two_formulas_are_the_same_but_for_epsilon(self):
        numbers = np.random.default_rng(0)
        w = one = other = np.zeros(5)
        m = v = n = u = w
        for t in range(1, 50):
            g = numbers.normal(size=5)
            one, m, v = steps.adam_step(one, g, m, v, t, epsilon=1e-30)
            other, n, u = steps.adam_step_of_the_paper(other, g, n, u, t, epsilon=1e-30)
        np.testing.assert_allclose(one, other, rtol=1e-12)

    def test_with_a_large_epsilon_adam_notices_the_scale(self):
        zero, one = np.zeros(1), np.ones(1)
        moved = [
            abs(steps.adam_step(zero, s * one, zero, zero, 1, 1.0, epsilon=0.1)[0][0])
            for s in (1e-4, 1, 1e4)
        ]
        assert moved[0] < 0.01 and moved[2] > 0.99 > moved[1]

    def test_the_examples_in_the_text(self):
        one, two, none = np.array([1.0]), np.array([2.0]), np.array([0.0])
        w, v = steps.rmsprop_step(one, two, none, 0.1, 0.75)
        assert (w[0].round(4), v[0]) == (0.8, 1)
        found = steps.adam_step(one, two, none, none, 1, 0.25)
        np.testing.assert_allclose(found, [[0.75], [0.2], [0.004]], rtol=1e-4)


class TestDecay:
    def test_the_lesson(self, names):
        l2, decay, same = (float(n) for n in re.findall(r"0\.\d{4}", run(names, "adamw")))
        assert l2 == pytest.approx(0.9, abs=0.003) and decay == same == 0.9996

    def test_lambda_hardly_matters_in_the_loss(self, names):
        optimizer = names["keras"].optimizers.Adam
        for l2 in (0.0004, 0.04):
            assert names["after"](optimizer(0.001), l2=l2) == pytest.approx(0.9, abs=0.003)

    @pytest.mark.parametrize("seed", range(3))
    def test_adam_with_weight_decay_is_adamw(self, names, seed):
        keras = names["keras"]
        ends = []
        for make in (keras.optimizers.Adam, keras.optimizers.AdamW):
            w, optimizer = keras.Variable([1.0, -2.0, 0.5]), make(0.01, weight_decay=0.1)
            optimizer.build([w])
            for g in np.random.default_rng(seed).normal(size=(20, 3)).astype("float32"):
                optimizer.apply([keras.ops.convert_to_tensor(g)], [w])
            ends.append(keras.ops.convert_to_numpy(w))
        np.testing.assert_array_equal(*ends)

    def test_the_decay_is_the_rate_times_lambda_times_w(self, names):
        keras = names["keras"]
        w, optimizer = keras.Variable(2.0), keras.optimizers.AdamW(0.1, weight_decay=0.5)
        optimizer.build([w])
        optimizer.apply([keras.ops.convert_to_tensor(0.0)], [w])
        assert float(w) == pytest.approx(2 - 0.1 * 0.5 * 2)


class TestClipping:
    def test_the_three_ways(self, names):
        lines = run(names, "clip-keras").splitlines()
        found = [eval(line.split(":")[1]) for line in lines]
        assert found == [
            [[3, 4], [12]],
            [[3, 3.5], [3.5]],
            [[3, 4], [6.5]],
            [[1.5, 2], [6]],
        ]
        with pytest.raises(ValueError, match="Only one"):
            names["clipped"](clipnorm=1.0, clipvalue=1.0)
        both = steps.clip_by_global_norm([np.array([3.0, 4.0]), np.array([12.0])], 6.5)
        assert [part.tolist() for part in both] == [[1.5, 2], [6]]

    def test_any_optimizer_takes_them(self, names):
        for make in ("SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Lion"):
            for word in ("clipnorm", "clipvalue", "global_clipnorm"):
                assert getattr(names["keras"].optimizers, make)(**{word: 1.0})

    def test_max_norm_shortens_columns_of_weights_after_the_step(self, names):
        keras = names["keras"]
        layer = keras.layers.Dense(2, kernel_constraint=keras.constraints.MaxNorm(1.0))
        model = keras.Sequential([keras.Input((2,)), layer])
        model.compile(keras.optimizers.SGD(1.0), "mse")
        layer.kernel.assign([[3.0, 0.3], [4.0, 0.4]])  # that alone is not limited
        assert np.asarray(layer.kernel)[0, 0] == 3
        model.train_on_batch(np.zeros((1, 2)), np.zeros((1, 2)))  # all gradients are 0
        np.testing.assert_allclose(layer.kernel, [[0.6, 0.3], [0.8, 0.4]], rtol=1e-5)

    def test_adam_clips_no_weights(self, names):
        keras = names["keras"]
        w, optimizer = keras.Variable([1e6, -1e6]), keras.optimizers.Adam(1.0)
        optimizer.build([w])
        optimizer.apply([keras.ops.convert_to_tensor([-1.0, 1.0])], [w])
        assert np.asarray(w).tolist() == [1e6 + 1, -1e6 - 1]

    @pytest.mark.parametrize("seed", SEEDS)
    def test_it_helps_sgd_with_the_loss_times_10_000(self, seed):
        lengths = []

        def program(x, y, *weights):
            loss, *gradients = SCALED(x, y, *weights)
            lengths.append(steps.global_norm(gradients))
            return loss, *steps.clip_by_global_norm(gradients, 1.0)

        assert last(seed, backprop=program) > 0.93
        assert min(lengths) > 1 and len(lengths) == 900, "every gradient is clipped"


class TestThreeThatFail:
    @pytest.fixture(scope="class")
    def tried(self):
        """letter → for each seed (as it was, a lower rate, Adam)."""
        cases = {**suspects.THREE, "healthy": suspects.HEALTHY}
        ways = {}, {"slower": 10}, {"adam": True}
        return {
            letter: [[case.train(seed=seed, **way) for way in ways] for seed in SEEDS]
            for letter, case in cases.items()
        }

    def ends(self, tried, letter, way):
        return np.array([runs[way].accuracies[-1] for runs in tried[letter]])

    def test_all_three_end_at_chance(self, tried):
        for letter in suspects.THREE:
            assert self.ends(tried, letter, 0).max() < 0.15
        assert self.ends(tried, "healthy", 0).min() > 0.93

    def test_the_first_loss_tells_the_scale(self, tried):
        for letter, runs in tried.items():
            first = np.array([run[0].losses[0] for run in runs]) / (10_000 if letter == "Z" else 1)
            np.testing.assert_allclose(first, np.log(10), rtol=0.1)
        assert all(1e6 < run[0].losses[-1] < 1e8 for run in tried["Z"])
        assert all(2.2 < run[0].losses[-45:].mean() < 2.4 for run in tried["X"])
        assert predictions.get("3/5/three-scale").answer == "Z"

    def test_y_learns_and_breaks_down(self, tried):
        for run, *_others in tried["Y"]:
            assert run.accuracies.max() > 0.5
            broken = np.flatnonzero(~np.isfinite(run.losses))[0]
            assert broken > 100 and run.losses[:broken].min() < 1.2
        run = tried["Y"][0][0]  # the one that is shown
        assert run.accuracies.max() > 0.9
        assert np.flatnonzero(~np.isfinite(run.losses))[0] // 45 == 15, "the epoch of the misread"
        assert tried["X"][0][0].accuracies.max() < 0.15, "X fails from the first steps on"

    def test_a_lower_rate(self, tried):
        assert self.ends(tried, "X", 1).min() > 0.93
        assert self.ends(tried, "Z", 1).max() < 0.15
        behind = self.ends(tried, "healthy", 1) - self.ends(tried, "Y", 1)
        assert behind.max() < 0.04 and behind.mean() < 0

    def test_adam(self, tried):
        assert min(self.ends(tried, letter, 2).min() for letter in "XZ") > 0.93
        behind = self.ends(tried, "healthy", 2) - self.ends(tried, "Y", 2)
        assert behind.min() >= 0 and 0.01 < behind.mean() < behind.max() < 0.05
        assert behind[0] == 0, "the seed that the lesson shows"

    def test_x_is_the_healthy_one_at_ten_times_the_rate(self, tried):
        for sick, healthy in zip(tried["X"], tried["healthy"], strict=True):
            np.testing.assert_array_equal(sick[1].losses, healthy[0].losses)

    def test_the_gradients_of_the_second_look(self, names):
        run(names, "three-gradients")
        wrong = {}
        for letter in "XYZ":
            text, function, given = names["look"](letter)
            assert given.pop("at") == 99
            given = {name: np.asarray(value, "float64") for name, value in given.items()}
            right, found = graphs.run(expressions.parse(text), given), function(**given)
            wrong[letter] = {
                name for name, g in found.items() if not np.allclose(g, right.gradients[name])
            }
            if letter == "Z":
                for name, g in found.items():
                    np.testing.assert_allclose(g, 10_000 * right.gradients[name], rtol=1e-6)
        assert wrong == {"X": set(), "Y": {"w1", "b1"}, "Z": {"w1", "b1", "w2", "b2"}}
        readings = {}
        for letter in "XYZ":
            text, function, given = names["look"](letter)
            readings[letter] = BackpropExplorer(text, function, **given).reading
        assert "All 4 gradients of yours agree" in readings["X"]
        assert "b1 is the first that differs" in readings["Y"]
        assert "Those for" not in readings["X"]
        assert "That for w1 differs, too." in readings["Y"]
        assert "yours is 3059, right is 0.3059" in readings["Z"]
        assert "differ, too." in readings["Z"]
        with pytest.raises(checks.CheckFailed, match="goes back through ReLU unchanged"):
            checks.backprop(suspects.THREE["Y"].backprop)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_rate_that_is_too_high_may_learn_for_a_while_too(self, seed):
        accuracies = np.array(suspects.HEALTHY.train(slower=1 / 6, seed=seed).accuracies)
        best = accuracies.argmax()
        highest = np.maximum.accumulate(accuracies)
        assert accuracies[best] > 0.4 and (highest - accuracies).max() > 0.25
        asked = predictions.get("3/5/three-breaks")
        assert asked.answer == "the curves cannot tell yet"

    def test_what_the_lesson_prints(self, names, tried):
        """Its numbers, from the trainings that are there already."""

        def case(letter):
            known = tried[letter][0]
            return SimpleNamespace(
                train=lambda slower=1, adam=False: known[2 if adam else int(slower == 10)]
            )

        three = {letter: case(letter) for letter in suspects.THREE}
        given = SimpleNamespace(THREE=three, HEALTHY=case("healthy"))
        runs = {letter: tried[letter][0][0] for letter in "XYZ"}
        first = run(names | {"runs": runs}, "three-first-losses")
        assert re.findall(r"costs ([\d.,]+)", first) == ["2.33", "2.33", "23,264.80"]
        lines = run(names | {"suspects": given}, "three-remedies").splitlines()
        assert lines[0].split() == ["rate", "/", "10", "Adam"]
        assert [line.split()[0] for line in lines[1:]] == ["X", "Y", "Z", "healthy"]
        (slower, adam), (healthy_slower, healthy_adam) = shares(lines[2]), shares(lines[4])
        assert slower >= healthy_slower and adam == healthy_adam, "both hide it"
        assert healthy_slower < 0.85, "a tenth of its own rate is slow"


class TestYoursBesideKeras:
    def test_they_read_alike(self, names):
        printed = run(names | {"adam_step": steps.adam_step}, "train-yours")
        mine, theirs = shares(printed)
        assert 0.95 < mine == theirs
        n, alike = (int(number) for number in re.findall(r"\d+", printed.splitlines()[-1]))
        assert n == 360 and alike >= 358
        parts = trainings.start()
        assert sum(part.size for part in parts) == 2410 and len(parts) == 4

    def test_the_program_is_right(self):
        x, y, _x, _y = trainings.digits()
        weights = trainings.start()
        mine = trainings.program()(x[:32], y[:32], *weights)
        right = backpropagation.backprop(x[:32], y[:32], *weights)
        for part, tape in zip(mine, right, strict=True):
            np.testing.assert_allclose(part, tape, rtol=1e-6, atol=1e-9)
