"""The dashboard of chapter 3: what it asks of descent has the answer that the lessons give."""

import numpy as np
import pytest

from kerastutor.concepts import batch_training, optimizers, surfaces
from kerastutor.widgets import DescentExplorer
from kerastutor.widgets._batches_shown import Trainings
from tests.course import notebooks
from tests.course.notebooks import DASHBOARDS
from tests.course.test_facts_of_descent import LESSON, given

pytestmark = pytest.mark.slow


class TestTheDashboard:
    """What the class is asked has the answer that the lessons give."""

    @pytest.fixture(scope="class")
    def asked(self):
        """``asked(cell)``: what the explorer of this section is given."""
        (path,) = [path for path in DASHBOARDS if path.parent == LESSON.parent]
        source = {
            cell.id.removeprefix("dashboard-"): cell.source for cell in notebooks.read(path).cells
        }
        made = dict.fromkeys(("OptimizerExplorer", "BatchExplorer"), given)
        made["DescentExplorer"] = lambda loss, **keywords: keywords | {"loss": loss}
        return lambda section: eval(source[f"{section}-explorer"], made)

    @pytest.fixture(scope="class")
    def race(self, asked):
        """``race(section, **changed)``: the paths that a section shows."""

        def paths(section, **changed):
            shown = asked(section) | changed
            how = {
                name: shown[name]
                for name in ("learning_rate", "steps", "scale", "momentum", "epsilon")
                if name in shown
            }
            surface = surfaces.named(shown["surface"])
            return optimizers.race(surface, shown["optimizers"], surface.start, **how)

        return paths

    def test_one_step_and_the_threshold(self, asked):
        shown = asked("descent-threshold")

        def last(rate, steps=20):
            explorer = DescentExplorer(**(shown | {"learning_rate": rate, "hidden": False}))
            return abs(explorer.result.keras.weights[steps])

        assert last(0.5, 1) < 1e-6
        assert last(0.99) < shown["start"] < last(1.01)

    def test_single_images(self, asked):
        shown = asked("descent-batch")
        assert shown["epochs"] == 2
        assert shown["batch_size"] != 1 and shown["taken"] == 0, "it would tell the answer"

    def test_equal_epochs_or_equal_steps(self):
        """The accuracy that changes most is that of all images."""
        changed = {}
        for size in (1, 8, 64, batch_training.IMAGES):
            for _part in batch_training.run(size):
                pass
            runs = {size: batch_training.kept(size)}
            epochs, steps = (
                Trainings(runs, way, size).part(size).accuracy[-1] for way in ("epochs", "steps")
            )
            changed[size] = abs(epochs - steps)
        assert max(changed, key=changed.get) == batch_training.IMAGES
        assert changed[1437] > 0.4 > 3 * max(changed[size] for size in (1, 8, 64))

    def test_the_valley(self, asked, race):
        paths = race("descent-valley")
        goal, within = asked("descent-valley")["goal"]
        assert paths["momentum"].first_below(goal) <= within
        assert paths["SGD"].first_below(goal) is None
        fast = race("descent-valley", learning_rate=0.085)
        assert fast["SGD"].losses[-1] > 1000 > 1 > fast["momentum"].losses[-1]

    def test_adams_first_step(self, asked, race):
        assert asked("adam-steps")["chosen"] == "SGD", "Adam's own would tell the answer"
        paths = race("adam-steps")
        first = {name: np.abs(path.points[1] - path.points[0]) for name, path in paths.items()}
        slopes = np.abs(paths["SGD"].gradients[0])
        assert round(slopes[1] / slopes[0]) == 13
        assert first["Adam"][0] == pytest.approx(first["Adam"][1], rel=1e-3)
        assert (first["Adam, uncorrected"] / first["Adam"]).round(2).tolist() == [3.16, 3.16]

    def test_ten_thousand_times_the_loss(self, race):
        plain, large, small = (race("adam-scale", scale=scale) for scale in (1, 1e4, 1e-4))
        for name in ("SGD", "momentum"):
            assert large[name].diverged and not plain[name].diverged
            assert np.abs(small[name].points[-1] - small[name].points[0]).max() < 0.1
        for name in ("RMSprop", "Adam"):
            np.testing.assert_allclose(large[name].points, plain[name].points, atol=1e-3)
        assert np.abs(small["Adam"].points - plain["Adam"].points).max() < 0.02
        # The text names ε as the reason why RMSprop's path changes.
        last = {"ε": small["RMSprop"].losses[-1], "none": plain["RMSprop"].losses[-1]}
        assert last["ε"] > 100 * last["none"]
        without = race("adam-scale", scale=1e-4, epsilon=1e-15)["RMSprop"]
        np.testing.assert_allclose(without.points, plain["RMSprop"].points, atol=1e-2)
