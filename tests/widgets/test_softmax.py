"""SoftmaxExplorer without a browser."""

import keras
import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.concepts import probabilities as concept
from kerastutor.widgets import SoftmaxExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets.stage.marks import Formula, Image, every
from kerastutor.widgets.stage.plots import Bars, Note, Plot
from tests.widgets.explorers import ask, grids, run


def right(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def no_maximum(x, axis=-1):
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


def one_maximum(x, axis=-1):
    e = np.exp(x - np.max(x))
    return e / e.sum(axis=axis, keepdims=True)


def one_argument(x):
    return np.exp(x) / np.exp(x).sum()


def plots(explorer):
    """The logits, and the probabilities."""
    return every(explorer._stage.picture, Plot)


def bars(explorer, role):
    return [mark for mark in every(plots(explorer)[1], Bars) if mark.role == role]


def column(explorer, n):
    return grids(explorer)["steps"].text[n::6]


def test_what_it_shows_at_first():
    explorer = SoftmaxExplorer(names=("cat", "dog", "fish"))
    assert explorer.reading == (
        "cat has the largest logit, 2, and the probability 0.665; all add up to 1."
    )
    logits, probabilities = plots(explorer)
    assert logits.x.names == probabilities.x.names == ("cat", "dog", "fish")
    (drawn,) = bars(explorer, "keras")
    assert drawn.upright and np.allclose(drawn.end, keras.ops.softmax(np.float32([2, 1, 0])))
    assert not bars(explorer, "yours")


def test_a_narrow_table_leaves_decimals_of_large_numbers_to_the_line_below():
    explorer = SoftmaxExplorer(logits=[2.03, -1.5, 5.25], constant=-900.0)
    assert column(explorer, 0) == ["−897.97", "−901.5", "−894.75"]
    explorer._stage.room = 25
    assert column(explorer, 0) == column(explorer, 1) == ["−898", "−902", "−895"]
    assert column(explorer, 2)[2] == "0"
    (line,) = every(explorer._stage.picture, Formula)
    assert "−897.97" in "".join(text for text, _look in line.parts)


def test_long_numbers_over_ten_narrow_bars_are_left_out():
    explorer = SoftmaxExplorer(logits=[float(n) for n in range(10)], constant=-900.0)
    assert every(plots(explorer)[0], Bars)[0].labels[0] == "−900"
    explorer._stage.room = 25
    assert not every(plots(explorer)[0], Bars)[0].labels
    explorer.constant = 0.0
    assert every(plots(explorer)[0], Bars)[0].labels[3] == "3.0"


def test_the_steps_stand_in_the_table():
    explorer = SoftmaxExplorer(temperature=0.5)
    table = grids(explorer)["steps"]
    assert table.heads == (
        "logit",
        "temperature: ÷\xa00.5",
        "−\xa0max",
        "exp",
        "÷ sum",
        "without −\xa0max",
    )
    assert [column(explorer, n) for n in range(4)] == [
        ["2", "1", "0"],
        ["4", "2", "0"],
        ["0", "−2", "−4"],
        ["1", "0.135", "0.0183"],
    ]
    assert column(explorer, 4) == column(explorer, 5) == ["0.867", "0.117", "0.0159"]
    assert table.bad == []
    assert "the distribution is sharper" in explorer.reading
    explorer.temperature = 3.0
    assert "it is flatter" in explorer.reading


def test_the_row_that_is_pointed_at_is_written_out():
    explorer = SoftmaxExplorer(constant=3.0, temperature=0.5)
    explorer._stage.cursor = [0, 6]
    text = "".join(part for part, _look in explorer._stage.picture.items[2].items[1].parts)
    assert text == "b  (1 + 3) ÷ 0.5 = 8\nexp(8 − 10) = exp(−2) = 0.135\n0.135 ÷ sum 1.1537 = 0.117"


class TestDragging:
    def test_a_handle_a_logit(self):
        explorer = SoftmaxExplorer()
        handles = plots(explorer)[0].handles
        assert [(one.x, one.y, one.along) for one in handles] == [
            (0, 2, "y"),
            (1, 1, "y"),
            (2, 0, "y"),
        ]
        ask(explorer, "logit 1", 3.456)
        assert explorer.logits == [2.0, 3.46, 0.0]
        assert explorer.cursor == [0, 10]  # its row is written out
        assert plots(explorer)[0].handles[1].words == "logit of b: 3.46"

    def test_the_constant_is_no_part_of_the_logit(self):
        explorer = SoftmaxExplorer(constant=1000.0)
        plot = plots(explorer)[0]
        assert plot.handles[0].y == 1002 and plot.y.low < 1000 < plot.y.high
        ask(explorer, "logit 0", 997.5)
        assert explorer.logits == [-2.5, 1.0, 0.0]

    def test_the_axis_stays(self):
        explorer = SoftmaxExplorer()
        before = plots(explorer)[0].y
        ask(explorer, "logit 0", -4.0)
        ask(explorer, "logit 1", before.low)  # as Home asks
        assert explorer.logits == [-4.0, -5.0, 0.0]
        after = plots(explorer)[0].y
        assert (before.low, before.high) == (after.low, after.high)

    def test_two_rows_are_not_dragged(self):
        explorer = SoftmaxExplorer(example="rows")
        assert plots(explorer)[0].handles == ()
        ask(explorer, "logit 0", 3.0)
        assert explorer.logits == [2.0, 1.0, 0.0]

    @pytest.mark.parametrize("id", ["logit 7", "other", "logit 0"])
    def test_what_is_asked_late_does_no_harm(self, id):
        explorer = SoftmaxExplorer(logits=(1.0, 2.0))
        ask(explorer, id, 1e9)
        assert explorer.problem == "" and len(explorer.logits) == 2


class TestConstant:
    def test_it_changes_no_probability(self):
        explorer = SoftmaxExplorer()
        before = explorer.result.values
        explorer.constant = 1000.0
        assert np.array_equal(explorer.result.values, before)
        assert explorer.reading.endswith(
            "Adding 1000 to every logit moves the axis, and no probability.\n"
            "Without subtracting the maximum, exp(1002) is inf in float32: inf / inf is nan."
        )
        assert column(explorer, 5) == ["nan"] * 3
        assert grids(explorer)["steps"].bad == [5, 11, 17]

    def test_far_below_0(self):
        explorer = SoftmaxExplorer(constant=-1000.0)
        assert explorer.reading.endswith("every exp is 0 in float32, and 0 / 0 is nan.")


def test_two_rows_of_a_batch():
    explorer = SoftmaxExplorer(example="rows")
    assert explorer.result.values.shape == (2, 3)
    assert column(explorer, 0) == ["1002", "1001", "1000", "2", "1", "0"]
    assert column(explorer, 5) == ["nan"] * 3 + ["0.665", "0.245", "0.09"]
    assert [note.text for note in every(plots(explorer)[0], Note)] == ["row 0", "row 1"]
    assert plots(explorer)[1].x.names == ("a", "b", "c", "", "a", "b", "c")


class TestYours:
    @pytest.mark.parametrize(
        "function",
        [
            right,
            keras.ops.softmax,
            keras.activations.softmax,
            lambda x, axis=-1: keras.ops.softmax(x, axis=axis),
            lambda x, axis: right(x, axis),
        ],
    )
    @pytest.mark.parametrize("example", ["yours", "rows"])
    def test_a_right_one_agrees(self, function, example):
        explorer = SoftmaxExplorer(function, example=example, constant=500.0)
        count = explorer.result.values.size
        assert explorer.reading.endswith(f"Yours agrees with Keras's in all {count} cells.")
        (drawn,) = bars(explorer, "yours")
        known = np.isfinite(drawn.end)
        assert np.allclose(drawn.end[known], bars(explorer, "keras")[0].end[known], atol=1e-5)

    def test_what_is_whose_is_said_in_one_place(self):
        explorer = SoftmaxExplorer(right, example="rows")
        notes = {note.text: note for note in every(plots(explorer)[1], Note)}
        keras, yours = notes["filled bars: Keras's"], notes["outlines: yours"]
        assert (keras.role, yours.role) == ("keras", "yours")
        assert keras.x == yours.x < notes["row 0"].x  # no headings of the two rows
        assert keras.y > yours.y > notes["row 0"].y
        one = SoftmaxExplorer(example="rows")
        assert [note.text for note in every(plots(one)[1], Note)] == ["row 0", "row 1"]

    def test_one_argument_is_enough_for_a_row(self):
        explorer = SoftmaxExplorer(one_argument)
        assert explorer.reading.endswith("Yours agrees with Keras's in all 3 cells.")
        assert grids(explorer)["steps"].heads[-1] == "one_argument"

    def test_without_the_maximum(self):
        explorer = SoftmaxExplorer(no_maximum)
        assert explorer.reading.endswith("agrees with Keras's in all 3 cells.")
        explorer.constant = 500.0
        assert explorer.reading.endswith(
            "no_maximum gives 3 values that are no numbers: nan or inf."
        )
        assert column(explorer, 5) == ["nan"] * 3
        notes = [note.text for note in every(plots(explorer)[1], Note)]
        assert notes.count("nan") == 3

    def test_one_maximum_for_all_rows(self):
        explorer = SoftmaxExplorer(one_maximum)
        assert explorer.reading.endswith("agrees with Keras's in all 3 cells.")
        explorer.example = "rows"
        assert column(explorer, 5) == ["0.665", "0.245", "0.09"] + ["nan"] * 3
        assert "one_maximum gives 3 values that are no numbers" in explorer.reading

    def test_the_batch_is_one_call(self):
        given = []

        def watched(x, axis=-1):
            given.append((x.shape, axis))
            return right(x, axis)

        SoftmaxExplorer(watched, example="rows")
        assert given == [((2, 3), -1)]

    @pytest.mark.parametrize(
        "function, line",
        [
            (lambda x: x / missing, "Your function raised NameError"),  # noqa: F821
            (lambda x: [[1], [2, 3]], "Your function returned a list, which is no array."),
            (
                lambda x: [1, 2],
                "Your function returned shape (2,); softmax's result has shape (3,).",
            ),
            (lambda x: None, "Your function returned None"),
            (lambda x: ["a", "b", "c"], "Your function returned "),
        ],
    )
    def test_whatever_goes_wrong_is_one_line(self, function, line):
        explorer = SoftmaxExplorer(function)
        assert explorer.problem.startswith(line), explorer.problem
        assert "\n" not in explorer.problem and explorer.result is None
        assert len(bars(explorer, "keras")) == 1 and not explorer._reading.stale
        ask(explorer, "logit 2", 4.0)  # alive: what Keras computes moves on
        assert explorer.logits[2] == 4 and bars(explorer, "keras")[0].end.argmax() == 2
        assert column(explorer, 5) == ["–"] * 3

    def test_one_that_never_returns(self, monkeypatch):
        monkeypatch.setattr(base, "SECONDS", 0.4)

        def endless(x, axis=-1):
            while True:
                pass

        explorer = SoftmaxExplorer(endless)
        assert explorer.problem.startswith("endless did not return within 0.4 seconds")
        assert len(bars(explorer, "keras")) == 1

    def test_a_list_of_numbers_is_an_array(self):
        explorer = SoftmaxExplorer(lambda x: right(x).tolist())
        assert "agrees" in explorer.reading


@pytest.fixture(scope="module")
def network():
    """The one network of this process, trained."""
    explorer = SoftmaxExplorer(example="digit")
    assert "A network is being trained" in explorer.reading or SoftmaxExplorer._network
    assert explorer._work.wait(300)
    return SoftmaxExplorer._network


class TestNetwork:
    def test_it_has_learned(self, network):
        assert network["digit"].right > 180
        assert network["inverse"].right < 40

    @pytest.mark.parametrize("example", ["digit", "inverse", "noise"])
    def test_an_image_beside_its_logits(self, network, example):
        explorer = SoftmaxExplorer(example=example, seed=5)
        (image,) = every(explorer._stage.picture, Image)
        assert np.array_equal(image.values, network[example].images[5])
        assert plots(explorer)[1].x.names == tuple("0123456789")
        assert plots(explorer)[0].handles == ()
        expected = keras.ops.softmax(network[example].logits[5])
        assert np.allclose(explorer.result.values, expected)
        best = int(np.argmax(expected))
        assert explorer.cursor == [0, 6 * best + 4]

    def test_the_counts_are_computed(self, network):
        explorer = SoftmaxExplorer(example="noise")
        logits = network["noise"].logits
        for temperature in (1.0, 4.0):
            explorer.temperature = temperature
            sure = np.max(keras.ops.softmax(logits / temperature), axis=1)
            assert f"Of 200 noise images, {(sure > 0.9).sum()} get" in explorer.reading
        assert "a probability is not knowledge" in explorer.reading

    def test_right_and_wrong(self, network):
        right = network["digit"].logits.argmax(1) == network["digit"].labels
        explorer = SoftmaxExplorer(example="digit", seed=int(right.argmax()))
        assert "sure that this is a" in explorer.reading and ": right." in explorer.reading
        assert f"Of 200 digits it is right for {right.sum()}," in explorer.reading
        explorer.seed = int((~right).argmax())
        label = network["digit"].labels[explorer.seed]
        assert f"Wrong: it is a {label}." in explorer.reading

    @pytest.mark.parametrize("example", ["digit", "inverse", "noise"])
    def test_its_cell_trains_the_same_network(self, network, example):
        explorer = SoftmaxExplorer(example=example, seed=2, temperature=2.0)
        assert np.allclose(run(explorer.code()), explorer.result.values, atol=1e-4)

    def test_yours_is_asked_too(self, network):
        explorer = SoftmaxExplorer(right, example="noise", seed=1)
        assert explorer.reading.endswith("Yours agrees with Keras's in all 10 cells.")
        assert explorer.reading.count("\n") == 2

    def test_state_comes_back(self, network):
        explorer = SoftmaxExplorer(example="noise", seed=9)
        explorer.cursor = [0, 3]
        saved, reading = explorer.state, explorer.reading
        explorer.state = {"example": "yours", "seed": 0, "cursor": [0, 4]}
        explorer.state = saved
        assert (explorer.state, explorer.reading) == (saved, reading)


def test_another_example_begins_without_the_constant():
    explorer = SoftmaxExplorer(constant=100.0)
    assert explorer.constant == 100 and explorer.state["constant"] == 100
    saved = explorer.state
    explorer.example = "rows"
    assert explorer.constant == 0 and column(explorer, 0)[0] == "1002"
    explorer.state = {**saved, "example": "rows"}  # what was kept comes back as it was
    assert explorer.constant == 100 and column(explorer, 0)[0] == "1102"


class TestTraining:
    """Without a network: a training of our own stands in for it."""

    @pytest.fixture
    def gate(self, monkeypatch):
        import threading

        gate = threading.Event()
        monkeypatch.setattr(SoftmaxExplorer, "_network", None)

        def training():
            while not gate.wait(0.01):
                yield 0.5
            if gate.broken:
                raise OSError("no digits here")
            asked = concept.Asked(np.zeros((200, 8, 8), "uint8"), np.eye(200, 10) * 3, None)
            return {"digit": asked, "inverse": asked, "noise": asked}

        gate.broken = False
        monkeypatch.setattr(concept, "training", training)
        yield gate
        gate.set()
        with SoftmaxExplorer._training:
            pass  # a thread that was stopped may still end its last step, and keep what it found

    def test_its_progress_and_its_end(self, gate):
        explorer = SoftmaxExplorer()
        explorer.example = "noise"
        assert explorer.reading.startswith("A network is being trained on the digits")
        assert explorer._work.busy and not every(explorer._stage.picture, Image)
        assert explorer._reading.stale  # the bars are not the noise's: they are dimmed
        gate.set()
        assert explorer._work.wait(60)
        assert not explorer._reading.stale
        assert explorer.reading.startswith("This is noise, and the network is ")

    def test_stop_goes_back(self, gate):
        explorer = SoftmaxExplorer(example="rows")
        explorer.example = "digit"
        explorer._work._button.click()
        assert explorer.example == "rows" and not explorer._work.busy
        assert not explorer._reading.stale
        assert explorer.reading.startswith("Both rows")

    def test_who_goes_on_stops_it(self, gate):
        explorer = SoftmaxExplorer(example="digit")
        explorer.example = "yours"
        assert not explorer._work.busy and "largest logit" in explorer.reading

    def test_what_fails_is_a_line(self, gate):
        gate.broken = True
        explorer = SoftmaxExplorer()
        explorer.example = "digit"
        gate.set()
        assert explorer._work.wait(60)
        assert explorer.problem == "The network could not be trained: OSError: no digits here"
        assert explorer.example == "yours"

    def test_one_that_is_hidden_trains_nothing(self, gate):
        explorer = SoftmaxExplorer(example="digit", hidden=True)
        assert explorer.reading == "" and not hasattr(explorer, "_work")


@pytest.mark.parametrize(
    "trait, value",
    [
        ("temperature", 0.0),
        ("temperature", float("nan")),
        ("constant", 1001.0),
        ("seed", 200),
        ("example", "other"),
        ("logits", [1.0]),
        ("logits", [float("inf"), 0.0]),
    ],
)
def test_a_value_outside_is_refused(trait, value):
    explorer = SoftmaxExplorer()
    with pytest.raises(TraitError):
        setattr(explorer, trait, value)
    assert explorer.problem == "" and explorer.logits == [2.0, 1.0, 0.0]


def test_more_logits_than_names_are_refused():
    explorer = SoftmaxExplorer(names=("a", "b", "c"))
    with pytest.raises(TraitError, match="^Expected names to be 2 texts.*Received: "):
        explorer.logits = [1.0, 2.0]
    explorer = SoftmaxExplorer()
    explorer.logits = [1.0, 2.0, 3.0, 12.5]
    assert explorer.result.values.shape == (4,)
    assert plots(explorer)[0].y.high > 12.5
