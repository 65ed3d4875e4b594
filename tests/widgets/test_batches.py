"""BatchExplorer without a browser."""

import threading

import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.concepts import batch_training as training
from kerastutor.concepts import batches as gradients
from kerastutor.widgets import BatchExplorer
from kerastutor.widgets import batches as module
from kerastutor.widgets._batches_drawn import half, heads
from kerastutor.widgets._batches_shown import Trainings, Waiting
from kerastutor.widgets.stage.marks import Formula, Image
from kerastutor.widgets.stage.plots import Arrow, Curve, Dots, Note, Plot
from tests.widgets.explorers import ask, of, run

pytestmark = pytest.mark.usefixtures("networks")


def plots(explorer):
    """The arrows, the spread, the share uphill; or the accuracy and the loss."""
    return of(explorer, Plot)


def marks(plot, kind):
    return [mark for mark in plot.marks if type(mark) is kind]


def notes(plot):
    return {note.text for note in marks(plot, Note)}


def tips(curve):
    """The ends of the arrows that a curve draws."""
    return np.stack([curve.x[1::6], curve.y[1::6]], axis=1)


def thin(explorer):
    """The thin arrows, by their role."""
    return {curve.role: tips(curve) for curve in marks(plots(explorer)[0], Curve)}


def offered(explorer):
    return {
        name
        for name, control in explorer._all.items()
        if explorer._pairs.get(control, control).layout.display != "none"
    }


class TestArrows:
    def test_what_it_shows_at_first(self):
        explorer = BatchExplorer()
        moment, found = gradients.kept(0), explorer.result.chosen
        assert found.count == 179
        assert explorer.reading == (
            f"The gradient of a batch of 8 is {found.spread:.3g} away from that of all, whose "
            "length is 1 here (root mean square of 179 batches). Expected: σ/√n = "
            f"{moment.spread / 8**0.5:.3g}; with only 1,437 images to draw from, "
            f"{float(moment.expected(8)):.3g}. "
            f"{found.uphill.sum()} of 179 batches point uphill "
            f"({100 * found.uphill.mean():.0f} %)."
        )
        assert offered(explorer) == {"view", "batch_size", "epochs", "arrows", "seed"}

    @pytest.mark.parametrize("epochs", [0, 5])
    def test_an_arrow_for_each_batch(self, epochs):
        explorer = BatchExplorer(batch_size=4, epochs=epochs)
        found, drawn = explorer.result.chosen, thin(explorer)
        along, across = found.along[:100], found.across[:100]
        everywhere = np.concatenate([drawn["gradient"], drawn["wrong"]])
        order = np.concatenate([np.flatnonzero(along >= 0), np.flatnonzero(along < 0)])
        assert len(drawn["wrong"]) == (along < 0).sum() > 0
        wanted, edge = np.stack([along, across], axis=1)[order], plots(explorer)[0].x.high
        wanted /= np.maximum(np.abs(wanted).max(axis=1, keepdims=True) / edge, 1)  # none leaves it
        assert np.allclose(everywhere, wanted, rtol=1e-6)
        assert (drawn["wrong"][:, 0] < 0).all() and (drawn["gradient"][:, 0] >= 0).all()
        (whole,) = marks(plots(explorer)[0], Arrow)
        assert whole.at == (0, 0, 1, 0) and whole.role == "keras"

    def test_true_lengths(self):
        explorer = BatchExplorer(batch_size=8, arrows="length")
        drawn = np.concatenate(list(thin(explorer).values()))
        rows = explorer.result.chosen.rows[:100]
        data = training.digits()
        weights = training.network().get_weights()
        single = gradients.gradients(weights, data.x, data.y)[rows].mean(axis=1)
        long = np.linalg.norm(single, axis=1) / explorer.result.moment.size
        assert np.allclose(sorted(np.linalg.norm(drawn, axis=1)), sorted(long), rtol=1e-3)
        assert "length and angle are true" in plots(explorer)[0].y.name

    def test_the_plane_is_named_and_its_scale_is_that_of_the_moment(self):
        explorer = BatchExplorer()
        share = 100 * gradients.kept(0).seen[1]
        assert f"({share:.0f} % of the spread)" in plots(explorer)[0].y.name
        ends = {(plots(explorer)[0].x.low, plots(explorer)[0].x.high)}
        for n in (1, 64, 1437):
            explorer.batch_size = n
            ends.add((plots(explorer)[0].y.low, plots(explorer)[0].y.high))
        assert len(ends) == 1
        explorer.epochs = 20
        assert plots(explorer)[0].x.high > ends.pop()[1]

    def test_arrows_that_leave_the_picture_are_counted(self):
        explorer = BatchExplorer(batch_size=1)
        found, end = explorer.result.chosen, 1.08 * half(explorer.result.moment)
        out = (np.maximum(abs(found.along[:100]), abs(found.across[:100])) > end).sum()
        assert out > 1 and f"{out} arrows leave the picture" in notes(plots(explorer)[0])
        explorer.batch_size = 256
        assert not any("leave" in text for text in notes(plots(explorer)[0]))

    def test_all_images(self):
        explorer = BatchExplorer(batch_size=1437)
        assert not marks(plots(explorer)[0], Curve)
        assert "no chance is left" in explorer.reading and "0 of 1 batch" in explorer.reading
        assert explorer._play.note.startswith("one gradient")
        assert explorer.result.values.tolist() == [0.0]

    def test_heads_are_never_longer_than_their_arrow(self):
        x, y = heads(np.array([2.0, 0.0, -0.01]), np.array([0.0, 1.0, 0.0]), end=3.0)
        assert np.isnan(y[5::6]).all() and np.isfinite(x).all()
        assert np.allclose(x[0::6], 0) and np.allclose(y[0::6], 0)
        for n, long in enumerate([2.0, 1.0, 0.01]):
            tip, barb = (np.array([x[6 * n + k], y[6 * n + k]]) for k in (1, 2))
            assert 0 < np.linalg.norm(tip - barb) <= min(0.14, 0.61 * long)


class TestOneAfterAnother:
    def test_so_many_arrows(self):
        explorer = BatchExplorer(batch_size=16, taken=7)
        drawn = thin(explorer)
        assert len(drawn["gradient"]) + len(drawn["wrong"]) == 7
        up = int(explorer.result.chosen.uphill[:7].sum())
        assert explorer._play.note == f"7 batches drawn · {up} uphill"
        explorer.taken = 1
        assert explorer._play.note.startswith("1 batch drawn")
        explorer.taken = 0
        assert explorer._play.note == "0 batches drawn"
        (empty,) = of(explorer, Image)
        assert empty.title == "No batch is drawn yet."
        explorer.taken = 1
        assert of(explorer, Image)[0].values.shape == empty.values.shape  # nothing moves

    def test_the_newest_is_the_mean_of_its_images(self):
        explorer = BatchExplorer(batch_size=8, taken=12)
        whole = [arrow for arrow in marks(plots(explorer)[0], Arrow) if arrow.role != "keras"]
        (newest,) = whole
        parts = thin(explorer)["soft"]
        assert parts.shape == (8, 2)
        assert np.allclose(parts.mean(axis=0), newest.at[2:], atol=1e-5)
        (strip,) = of(explorer, Image)
        rows = explorer.result.chosen.rows[11]
        for k, n in enumerate(rows):
            assert np.allclose(
                strip.values[:, 9 * k : 9 * k + 8] / 255, training.digits().x[n], atol=0.01
            )
        assert strip.values.shape == (8, 71)
        assert strip.title == "batch 12 · their steps in grey, the mean thick"

        explorer.arrows = "length"  # turned into the picture, arrows have no such mean
        assert "soft" not in thin(explorer)

    def test_it_computes_nothing(self, monkeypatch):
        explorer = BatchExplorer()
        before = explorer.result
        monkeypatch.setattr(explorer, "_compute", pytest.fail)
        explorer.taken, explorer.arrows = 3, "length"
        assert explorer.result is before


class TestSpread:
    def test_points_measured_and_curves_expected(self):
        explorer = BatchExplorer(epochs=2, seed=4)
        moment, plot = explorer.result.moment, plots(explorer)[1]
        (dots,) = marks(plot, Dots)
        assert dots.x.tolist() == list(gradients.POWERS)
        sizes = gradients.of_all_sizes(moment, 4)
        assert np.allclose(dots.y, [sizes[n].spread for n in gradients.POWERS])
        endless, exact = marks(plot, Curve)
        assert endless.look == "dash" and exact.role == "keras"
        assert np.allclose(endless.y, moment.spread / np.sqrt([1, 1437]))
        assert np.allclose(exact.y[:-1], moment.expected(exact.x[:-1]), rtol=1e-4)
        assert exact.x[-1] == 1437 and exact.y[-1] < plot.y.low  # it leaves the picture: it is 0

    def test_the_share_uphill(self):
        explorer = BatchExplorer(epochs=5, batch_size=2)
        plot = plots(explorer)[2]
        curve = marks(plot, Curve)[0]
        sizes = explorer.result.sizes
        assert curve.x.tolist() == list(sizes)
        shares = [100 * one.uphill.mean() for one in sizes.values()]
        assert np.allclose(curve.y, shares) and shares[0] == pytest.approx(
            100 * (gradients.kept(5).along < 0).mean()
        )
        assert notes(plot) == {f"{shares[1]:.0f} %"}

    def test_the_point_is_dragged_to_the_nearest_size(self):
        explorer = BatchExplorer()
        handle = plots(explorer)[1].handles[0]
        assert (handle.id, handle.x) == ("batch_size", 8)
        assert handle.y == explorer.result.chosen.spread
        for value, size in ((90.0, 64), (91.0, 128), (0.2, 1), (1e9, 1437), (1250.0, 1437)):
            ask(explorer, "batch_size", value)
            assert explorer.batch_size == size
        assert plots(explorer)[1].handles[0].y == plots(explorer)[1].y.low  # 0 has no logarithm
        ask(explorer, "batch_size", -1)
        assert explorer.batch_size == 1437

    def test_a_size_is_not_computed_again(self, monkeypatch):
        explorer = BatchExplorer()
        monkeypatch.setattr(gradients, "of_all_sizes", pytest.fail)
        explorer.batch_size = 64
        assert explorer.result.batch_size == 64

    def test_the_noise_grows_beside_the_gradient(self):
        explorer, found = BatchExplorer(batch_size=64), []
        for epochs in gradients.MOMENTS:
            explorer.epochs = epochs
            found.append(explorer.result.chosen.spread)
        assert found[-1] > 2 * found[0] and found[0] < 1 < found[-1]


@pytest.fixture(scope="module")
def trained():
    """The trainings that are always shown are there."""
    for n in module.COMPARED:
        for _part in training.run(n):
            pass


@pytest.mark.usefixtures("trained")
class TestTrainings:
    def test_equal_epochs(self):
        explorer = BatchExplorer(view="training")
        result = explorer.result
        assert list(result.runs) == [1, 8, 64, 1437]
        assert [int(result.part(n).steps[-1]) for n in result.runs] == [28740, 3600, 460, 20]
        few, whole = (result.part(n).accuracy[-1] for n in (8, 1437))
        assert few > whole + 0.2
        assert explorer.reading == (
            f"In 20 epochs, batches of 8 take 3,600 steps and end at an accuracy of "
            f"{100 * few:.1f} %; batches of 1,437 take 20 steps and end at an accuracy of "
            f"{100 * whole:.1f} %."
        )
        assert offered(explorer) == {"view", "batch_size", "compare", "seed"}
        assert explorer._under.layout.display == "none"

    def test_equal_steps(self):
        explorer = BatchExplorer(view="training", compare="steps", batch_size=64)
        result = explorer.result
        assert all(result.part(n).steps[-1] == 900 for n in result.runs)
        assert abs(result.part(64).accuracy[-1] - result.part(1437).accuracy[-1]) < 0.03
        assert "In 900 steps, batches of 64 see 56,235 images" in explorer.reading
        assert "batches of 1,437 see 1,293,300 images" in explorer.reading

    def test_the_curves(self):
        explorer = BatchExplorer(view="training")
        for plot, name, scale in zip(
            plots(explorer), ("accuracy", "losses"), (100, 1), strict=True
        ):
            curves = {curve.label: curve for curve in marks(plot, Curve)}
            assert list(curves) == ["1", "64", "all 1,437", "8"]  # the chosen one over the others
            assert [curve.role for curve in curves.values()] == ["soft"] * 3 + ["control"]
            part = explorer.result.part(64)
            assert np.allclose(curves["64"].y, scale * getattr(part, name))
            assert np.allclose(curves["64"].x, np.arange(21))
        assert len({curve.look for curve in curves.values() if curve.role == "soft"}) == 3

    def test_the_table(self):
        explorer = BatchExplorer(view="training", compare="steps")
        (table,) = of(explorer, Formula)
        lines = "".join(text for text, _look in table.parts).split("\n")
        assert len(set(map(len, lines))) == 1
        part = explorer.result.part(64)
        assert lines[3].split() == ["64", "39.1", "56,235", f"{100 * part.accuracy[-1]:.1f}", "%"]
        assert [look for _text, look in table.parts] == ["dim", "", "strong", "", ""]

    @pytest.mark.parametrize("compare", ["epochs", "steps"])
    def test_its_cell_trains_with_fit(self, compare, monkeypatch):
        """It ends where the picture ends, with Keras's own loop."""
        explorer = BatchExplorer(view="training", compare=compare, batch_size=64)
        runs = {64: explorer.result.runs[64]}
        explorer.result = Trainings(runs, compare, 64)
        found = run(explorer.code())
        assert np.allclose(found, explorer.result.values, atol=Trainings.close)

    def test_seeds(self):
        explorer = BatchExplorer(view="training")
        explorer.seed = 2
        assert explorer._work.wait(60)
        first, other = training.kept(8, 0), training.kept(8, 2)
        assert first is not other and list(explorer.result.runs) == [1, 8, 64, 1437]
        assert explorer.result.runs[8] is other
        assert explorer.result.runs[1437] is training.kept(1437, 0)  # it has no chance


class TestWork:
    """Gates of our own stand in the way of what is computed."""

    @pytest.fixture(autouse=True)
    def gates(self, monkeypatch):
        self.gate, self.begun, self.error = threading.Semaphore(0), [], None
        self.runs, self.moments = {}, {}
        self.real = gradients.kept(0)

        def run_(n, seed=0):
            self.begun.append((n, seed))
            yield from self.pass_the_gate()
            self.runs[n, seed] = training.Run(
                n, training.per_epoch(n), np.array([0.0, 900.0]), np.ones(2), np.ones(2)
            )
            return self.runs[n, seed]

        def moments(wanted):
            self.begun.append(list(wanted))
            yield from self.pass_the_gate()
            self.moments |= dict.fromkeys(wanted, self.real)
            return self.moments[wanted[-1]]

        monkeypatch.setattr(training, "run", run_)
        monkeypatch.setattr(training, "kept", lambda n, seed=0: self.runs.get((n, seed)))
        monkeypatch.setattr(gradients, "moments", moments)
        monkeypatch.setattr(gradients, "kept", lambda epochs: self.moments.get(epochs))

    def pass_the_gate(self):
        while not self.gate.acquire(timeout=0.01):
            yield 0.5
        if self.error:
            raise self.error

    def test_the_first_moment_is_shown_and_the_others_follow(self):
        explorer = BatchExplorer(epochs=2)
        assert isinstance(explorer.result, Waiting) and "at work" in explorer.reading
        assert run(explorer.code()).size == 0
        self.gate.release(2)
        assert explorer._work.wait(20)
        assert self.begun == [[2], [0, 1, 5, 10, 20]]
        assert "The gradient of a batch of 8" in explorer.reading and not explorer._work.busy

    def test_trainings_come_one_after_another(self):
        explorer = BatchExplorer(view="training", compare="steps", batch_size=64)
        assert isinstance(explorer.result, Waiting)
        self.gate.release(4)
        assert explorer._work.wait(20)
        assert self.begun == [(64, 0), (1437, 0), (8, 0), (1, 0)]
        assert list(explorer.result.runs) == [1, 8, 64, 1437]

    def test_a_dragged_slider_queues_nothing(self):
        explorer = BatchExplorer(view="training", compare="steps")
        for seed in range(1, 6):
            explorer.seed = seed
        self.gate.release(20)  # what was overtaken may take some
        assert explorer._work.wait(20)
        assert self.begun[-4:] == [(8, 5), (1437, 5), (64, 5), (1, 5)]
        assert all(run is self.runs[n, 5] for n, run in explorer.result.runs.items())

    def test_the_same_is_not_begun_twice(self):
        explorer = BatchExplorer(view="training", compare="steps")
        explorer.compare = "epochs"
        assert self.begun in ([], [(8, 0)])
        explorer._work.stop()

    def test_stop(self):
        explorer = BatchExplorer(view="training", compare="steps")
        explorer._work._button.click()
        assert not explorer._work.busy and explorer.reading.startswith("Stopped.")
        explorer.batch_size = 64
        assert explorer._work.busy and "at work" in explorer.reading
        explorer._work.stop()

    def test_another_view_stops_it(self):
        self.moments = dict.fromkeys(gradients.MOMENTS, self.real)
        explorer = BatchExplorer(view="training")
        explorer.view = "gradients"
        assert not explorer._work.busy and "The gradient of a batch" in explorer.reading

    def test_a_failure_is_one_line(self):
        self.error = OSError("no digits here")
        explorer = BatchExplorer()
        self.gate.release()
        assert explorer._work.wait(20)
        assert explorer.problem == "The network could not be trained: OSError: no digits here"
        assert not explorer._work.busy


@pytest.mark.parametrize(
    "state",
    [
        {"view": "both"},
        {"batch_size": 7},
        {"batch_size": 0},
        {"batch_size": "8"},
        {"epochs": 3},
        {"compare": "time"},
        {"arrows": "long"},
        {"taken": 101},
        {"seed": -1},
    ],
    ids=str,
)
def test_bad_state(state):
    with pytest.raises(TraitError):
        BatchExplorer(**state)
