"""What lesson 4 of chapter 3 states holds: with its own cells and over more seeds."""

import contextlib
import io

import numpy as np
import pytest

from kerastutor import predictions
from kerastutor.concepts import batch_training, batches, optimizers, surfaces
from kerastutor.concepts.steps import momentum_step, sgd_step
from kerastutor.concepts.suspects import SIX
from kerastutor.widgets import BatchExplorer, DescentExplorer
from kerastutor.widgets._batches_shown import Trainings
from kerastutor.widgets._batches_words import seen
from tests.course import notebooks
from tests.course.notebooks import LESSONS

pytestmark = pytest.mark.slow

SEEDS = range(5)
(LESSON,) = [path for path in LESSONS if path.stem == "lesson_4_descent"]
TEXT = {cell.id.removeprefix("descent-"): cell.source for cell in notebooks.read(LESSON).cells}
BACKPROP = SIX["D"]


def run(names, source):
    """What a cell of the lesson prints."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(source, names)
    return said.getvalue()


def shares(said):
    """The percentages that end the lines of what was printed, as parts of 1."""
    return [float(line.split()[-1].rstrip("%")) / 100 for line in said.splitlines()]


@pytest.fixture(scope="module")
def names():
    """The lesson's names with the learner's functions written; no explorer is made."""
    names = {"sgd_step": sgd_step, "momentum_step": momentum_step}
    run(names, TEXT["imports"])
    names["OptimizerExplorer"] = names["BatchExplorer"] = names["DescentExplorer"] = given
    names["Predict"] = given
    run(names, TEXT["question-two"].split("\n\n\nfor ")[0])
    names["rate"] = run_explorer(names, "rate-explorer")
    run(names, TEXT["threshold-below"])
    return names


def given(*arguments, **keywords):
    """In place of an explorer."""
    return keywords


def run_explorer(names, cell):
    """What the explorer of a cell is given; the cell's other lines are run."""
    *before, last = TEXT[cell].split("\n\n\n")
    run(names, "\n\n\n".join(before))
    return eval(last, names)


class Twin:
    """The lesson's network from Keras's own start, trained in NumPy."""

    def __init__(self, names, seed):
        weights = [np.array(part) for part in names["network"](seed).get_weights()]
        self.weights, self.velocities = weights, [np.zeros_like(part) for part in weights]
        self.x, self.y = names["x"], np.eye(10, dtype="float32")[names["y"]]
        self.names, self.numbers = names, np.random.default_rng(seed)

    def step(self, batch, rate, momentum=0.0):
        _loss, *gradients = BACKPROP(self.x[batch], self.y[batch], *self.weights)
        for n, g in enumerate(gradients):
            self.weights[n], self.velocities[n] = momentum_step(
                self.weights[n], g, self.velocities[n], np.float32(rate), np.float32(momentum)
            )

    def epochs(self, count, batch_size, rate=0.1, momentum=0.0):
        for _ in range(count):
            order = self.numbers.permutation(len(self.x))
            for first in range(0, len(self.x), batch_size):
                self.step(order[first : first + batch_size], rate, momentum)
        return self

    @property
    def right(self):
        w1, b1, w2, b2 = self.weights
        hidden = np.maximum(self.names["x_test"] @ w1 + b1, 0)
        return ((hidden @ w2 + b2).argmax(axis=1) == self.names["y_test"]).mean()

    def single(self):
        """The gradient of each image, a row each."""
        w1, b1, w2, b2 = self.weights
        z1 = self.x @ w1 + b1
        hidden = np.maximum(z1, 0)
        powers = np.exp(hidden @ w2 + b2)
        dz2 = powers / powers.sum(axis=1, keepdims=True) - self.y
        dz1 = dz2 @ w2.T * (z1 > 0)
        of_kernels = [
            (a[:, :, None] * dz[:, None, :]).reshape(len(a), -1)
            for a, dz in ((self.x, dz1), (hidden, dz2))
        ]
        return np.concatenate([of_kernels[0], dz1, of_kernels[1], dz2], axis=1)


class TestTheQuestion:
    def test_over_seeds(self, names):
        small = [Twin(names, seed).epochs(20, 8).right for seed in SEEDS]
        whole = [Twin(names, seed).epochs(20, len(names["x"])).right for seed in SEEDS]
        assert round(100 * np.mean(small)) == 97 and min(small) > 0.955
        assert max(whole) < 0.6
        assert "97 %" in TEXT["title"] and "60 %" in TEXT["title"]

    def test_keras_says_the_same(self, names):
        small, whole = shares(run(names, TEXT["question-two"]))
        assert small == pytest.approx(0.97, abs=0.015)
        assert whole == pytest.approx(Twin(names, 0).epochs(20, len(names["x"])).right, abs=1e-3)

    def test_so_many_steps(self, names):
        assert len(range(0, len(names["x"]), 8)) == 180 and 20 * 180 == 3600
        assert "180 steps" in TEXT["batch-rule"] and "3,600" in TEXT["batch-rule"]

    def test_with_900_steps_each_about_as_many(self, names):
        for seed in list(SEEDS)[:3]:
            small, whole = Twin(names, seed).epochs(5, 8), Twin(names, seed).epochs(900, 1437)
            assert abs(small.right - whole.right) < 0.04
            assert min(small.right, whole.right) > 0.92
            alone = Twin(names, seed)
            for image in alone.numbers.permutation(len(alone.x))[:900]:
                alone.step([image], 0.1)
            assert alone.right < small.right - 0.02, "batches of 1 stay behind"
        assert predictions.get("3/4/same-steps").answer == "both about as many"

    def test_so_many_images(self):
        for _part in batch_training.run(8):
            pass
        shown = Trainings({8: batch_training.kept(8)}, "steps", 8)
        assert f"900 steps of 8 see {seen(shown, 8):,}, and not {900 * 8:,}" in TEXT["batch-answer"]
        assert batch_training.IMAGES % 8 == 5 and "has only 5" in TEXT["batch-answer"]


class TestTheThreshold:
    def test_one_weight(self, names):
        above = names["above"]
        curvature = 2 * (above**2).mean()
        assert f"{curvature:.3f}" == "0.795"
        assert (f"{1 / curvature:.2f}", f"{2 / curvature:.2f}") == ("1.26", "2.52")
        assert "0.795" in TEXT["threshold"]
        answers = "1.26", "2.52"
        assert not any(rate in TEXT["threshold"] for rate in answers), "they are to be found"

    def test_the_goal_is_that_of_one_step(self, names):
        loss, goal = names["loss"], names["rate"]["goal"]
        assert names["rate"]["step"] is sgd_step

        def after(rate):
            return DescentExplorer(loss, **(names["rate"] | {"learning_rate": rate, "taken": 1}))

        for rate, ticked in ((0.5, False), (1.15, False), (1.26, True), (1.35, False)):
            race = after(rate).result
            assert (race.yours.losses[1] < goal[0]) == ticked
        w = after(2.515).result.yours.weights
        lowest = (names["above"] * names["below"]).mean() / (names["above"] ** 2).mean()
        assert abs(w - lowest) == pytest.approx(lowest, rel=0.01), "to and fro, no nearer"
        assert after(2.6).result.yours.losses[-1] > 2 * after(2.6).result.yours.losses[0]

    @pytest.mark.parametrize("product", [0.5, 1, 1.5, 2, 2.2])
    def test_the_table(self, product):
        (line,) = [row for row in TEXT["threshold"].splitlines() if row.startswith(f"| {product} ")]
        factor = float(line.split("|")[2].replace("−", "-"))
        w = 3.0
        assert w - product / 7 * (7 * w) == pytest.approx(factor * w)

    def test_one_per_cent_on_either_side(self, names):
        lines = run(names, TEXT["threshold-below"]).splitlines()
        assert lines[0] == "curvatures 0.22 and 2.57, threshold 0.777"
        assert lines[1].endswith(" 0.3885") and lines[2].endswith(" 0.0705")
        inputs, below = names["inputs"], names["below"]
        residuals = np.linalg.lstsq(inputs, below, rcond=None)[1]
        assert f"{residuals[0] / len(below):.4f}" == "0.0705", "as low as this model can come"
        losses = [
            float(line.split()[-1]) for line in run(names, TEXT["threshold-above"]).splitlines()
        ]
        assert losses[1] < 0.5 and losses[-1] > 10_000
        assert losses == sorted(losses)
        assert f"{1.02**300:.0f}" == "380"
        assert f"{1 - 0.77 * names['smallest']:.2f}" == "0.83"


class TestBatches:
    @pytest.fixture(scope="class")
    def single(self, names):
        """The gradients of all images after two epochs, a seed each."""
        return [Twin(names, seed).epochs(2, 32).single().astype("float64") for seed in SEEDS]

    def test_three_in_ten_point_uphill(self, single):
        uphill = [(rows @ rows.mean(axis=0) < 0).mean() for rows in single]
        assert 0.15 < min(uphill) and max(uphill) < 0.45
        assert round(10 * np.mean(uphill)) == 3
        assert predictions.get("3/4/uphill").answer == "for about 3 in 10"

    def test_so_does_the_explorer(self, names):
        asked = eval(TEXT["batch-explorer"], names)
        assert asked.pop("hidden"), "it would tell the answers"
        for _part in batches.moments(batches.MOMENTS):
            pass  # so that nothing is left to do in the explorer's thread
        explorer = BatchExplorer(**asked)
        uphill = batches.kept(asked["epochs"]).along < 0
        assert 0.25 < uphill.mean() < 0.35 and len(uphill) == 1437
        assert f"{uphill.sum()} of 1,437 batches point uphill" in explorer.reading

    def test_its_gradients_are_the_twins(self, names):
        twin = Twin(names, 0)
        rows = batches.gradients(twin.weights, names["x"][:50], names["y"][:50])
        np.testing.assert_allclose(rows, twin.single()[:50], atol=1e-5)

    def test_a_step_against_such_a_gradient_does_go_uphill(self, names):
        twin = Twin(names, 0).epochs(2, 32)
        single = twin.single().astype("float64")
        true = single.mean(axis=0)
        (image,) = np.flatnonzero(single @ true < 0)[:1]
        sizes = [part.size for part in twin.weights]
        parts = np.split(single[image], np.cumsum(sizes)[:-1])
        begun = [part.astype("float64") for part in twin.weights]
        moved = [w - 1e-6 * g.reshape(w.shape) for w, g in zip(begun, parts, strict=True)]
        assert BACKPROP(twin.x, twin.y, *moved)[0] > BACKPROP(twin.x, twin.y, *begun)[0]

    def test_the_distance(self, single):
        numbers = np.random.default_rng(0)

        def distance(rows, size):
            true = rows.mean(axis=0)
            means = [numbers.choice(rows, size, replace=False).mean(axis=0) for _ in range(60)]
            return np.sqrt(np.mean([((mean - true) ** 2).sum() for mean in means]))

        for rows in single[:2]:
            found = {size: distance(rows, size) for size in (8, 32, 64, 1000, 1437)}
            assert found[8] / found[32] == pytest.approx(2, rel=0.2), "four times the work"
            assert found[8] / found[64] == pytest.approx(np.sqrt(8), rel=0.2)
            assert found[1000] < 0.75 * found[64] / np.sqrt(1000 / 64), "it falls faster at the end"
            assert found[1437] < 1e-12
        assert predictions.get("3/4/distance").answer == "half as far"


class TestMomentum:
    def lengths(self, gradients, rate, momentum):
        velocity, found = 0.0, []
        for g in gradients:
            _w, velocity = momentum_step(0.0, g, velocity, rate, momentum)
            found.append(abs(float(velocity)))
        return found

    def test_the_table(self):
        rows = [row.split("|") for row in TEXT["momentum"].splitlines() if row[:3] in "| 1| 2| 3"]
        assert [float(row[3]) for row in rows if len(row) > 3] == pytest.approx(
            self.lengths([1] * 3, 0.1, 0.5)
        )
        assert self.lengths([1] * 60, 0.1, 0.5)[-1] == pytest.approx(0.2)

    def test_the_same_direction(self):
        answer = predictions.get("3/4/velocity").answer
        assert self.lengths([1] * 400, 0.01, 0.9)[-1] == pytest.approx(answer) == 10 * 0.01
        assert self.lengths([1] * 2, 0.01, 0.9) == pytest.approx([0.01, 0.019])

    def test_the_sign_changes(self, names):
        length = self.lengths([1, -1] * 200, 0.01, 0.9)[-1]
        assert length == pytest.approx(0.01 / 1.9) and round(length / 0.01, 1) == 0.5
        unsolved = run(dict(names), TEXT["half-zigzag"])
        solved = run(dict(names), TEXT["half-zigzag"].replace("w = w ", "w = w + velocity "))
        assert unsolved.endswith(f" +0.0000\nnot yet: the velocity is {length:+.4f}\n")
        first, told = solved.splitlines()
        assert first == f"the last gradient is -1, and the last step {length:+.4f}"
        assert told == "✓ the step is the velocity"
        for wrong in ("w = w - velocity ", "w = velocity ", "w = w - 0.01 * g "):
            said = run(dict(names), TEXT["half-zigzag"].replace("w = w ", wrong))
            assert "not yet" in said and "✓" not in said

    def test_the_example(self):
        found = momentum_step(np.array([1.0]), np.array([2.0]), np.array([0.5]), 0.25, 0.5)
        assert [part.tolist() for part in found] == [[0.75], [-0.25]]
        assert sgd_step(np.array([1.0, 2.0]), np.array([4.0, -2.0]), 0.25).tolist() == [0, 2.5]

    def test_the_valley(self, names):
        asked = run_explorer(names, "valley-explorer")
        valley, (goal, within) = surfaces.named(asked["surface"]), asked["goal"]
        rate, momentum = asked["learning_rate"], asked["momentum"]

        def path(name, rate=rate, momentum=momentum, steps=60):
            how = {"learning_rate": rate, "momentum": momentum, "steps": steps}
            return optimizers.race(valley, [name], valley.start, **how)[name]

        def first(*arguments):
            return path(*arguments).first_below(goal) or 999

        assert min(first("SGD", rate) for rate in np.linspace(0.02, 0.08, 25)) == 38 > within
        assert first("momentum") > within, "it is not there at once"
        assert first("momentum", rate, 0.6) <= within, "one number is enough"
        assert first("momentum", rate, 0.9) > first("momentum"), "more is not always better"
        assert f"{within} steps" in TEXT["valley"] and f"the momentum {momentum}" in TEXT["valley"]
        # What is said is seen: plain descent lands on the other side in every step, and hardly
        # nearer; momentum crosses less often, with shorter steps, and is further along.
        plain, yours = path("SGD").points, path("momentum").points
        assert plain[1:20, 1] / plain[:19, 1] == pytest.approx(1 - 25 * rate) == -0.95
        crossings = [(np.diff(np.sign(points[:20, 1])) != 0).sum() for points in (plain, yours)]
        assert crossings[0] == 19 > 1.5 * crossings[1]
        in_ten = [(np.diff(np.sign(points[:11, 1])) != 0).sum() for points in (plain, yours)]
        assert in_ten == [10, 6]
        across = [np.abs(np.diff(points[:20, 1])) for points in (plain, yours)]
        assert (across[1][1:] < 0.5 * across[0][1:]).all(), "about half, and less"
        assert (np.abs(yours[2:20, 0]) < np.abs(plain[2:20, 0])).all()
        far = [path(name, 0.085).losses[-1] for name in ("SGD", "momentum")]
        assert far[0] > 1e7 and far[1] < 1e-6, "beyond 0.08 one of them flies off"
        _losses, slopes = valley.slopes([[1.0, 0.0], [0.0, 1.0]])
        assert slopes.diagonal() == pytest.approx([1, 25])

    def test_sgd_ends_lower_than_adam_in_the_picture_of_lesson_5(self):
        valley = surfaces.named("valley")
        paths, fast = (
            optimizers.race(valley, ["SGD", "Adam"], valley.start, learning_rate=rate, steps=100)
            for rate in (0.03, 0.1)
        )
        assert paths["SGD"].losses[-1] < paths["Adam"].losses[-1]
        steps = np.abs(np.diff(paths["Adam"].points[:30, 0]))
        assert steps == pytest.approx(0.03, rel=0.2) and valley.start[0] == pytest.approx(-2.6)
        assert fast["SGD"].diverged and fast["Adam"].losses[-1] < 1e-3

    @pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
    def test_momentum_moves_the_threshold(self, momentum):
        """To 2 (1 + μ) / λ."""
        limit = 2 * (1 + momentum) / 25

        def last(rate):
            w, velocity = 1.0, 0.0
            for _ in range(3000):
                w, velocity = momentum_step(w, 25 * w, velocity, rate, momentum)
            return abs(w)

        assert last(0.99 * limit) < 1e-6 and last(1.01 * limit) > 1e6
        if momentum == 0.5:
            assert limit == pytest.approx(0.12) and "here to 0.12" in TEXT["network"]


class TestTheNetwork:
    @pytest.fixture(scope="class")
    def trained(self, names):
        """The lesson's names with its `train` and its optimizer."""
        run(names, TEXT["network-yours"])
        return names

    def test_yours_is_kerass(self, trained):
        import keras

        one = trained["train"](trained["Yours"](0.05, 0.8), 32, 40)
        other = trained["train"](keras.optimizers.SGD(0.05, momentum=0.8), 32, 40)
        assert one == pytest.approx(other, abs=0.006)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_it_trains_like_ten_times_the_rate(self, trained, seed):
        import keras

        slow = trained["train"](keras.optimizers.SGD(0.01), 32, 225, seed)
        yours = trained["train"](trained["Yours"](0.01, 0.9), 32, 225, seed)
        fast = trained["train"](keras.optimizers.SGD(0.1), 32, 225, seed)
        assert slow < 0.6 and min(yours, fast) > 0.88 and abs(yours - fast) < 0.04

    def test_what_the_lesson_prints(self, trained):
        slow, yours, fast = shares(run(trained, TEXT["network-train"]))
        assert slow < 0.6 and min(yours, fast) > 0.88

    def test_twenty_steps(self, names):
        everything = np.arange(len(names["x"]))

        def after(seed, rate, momentum):
            twin = Twin(names, seed)
            for _ in range(20):
                twin.step(everything, rate, momentum)
            return twin.right

        rates = [0.3, 0.5, 0.55, 0.6, 0.7, 0.9, 1.0]
        for seed in (0, 1, 2):
            best = max(after(seed, rate, 0) for rate in rates)
            assert 0.86 < best < 0.91, "about 90 %"
        assert min(after(seed, 0.5, 0.8) for seed in SEEDS) >= 0.92
        assert after(0, 0.1, 0.0) < 0.6, "where it begins"
