"""explore(): given, yours and expected, the failing cell selected."""

import dataclasses
import math

import numpy as np
import pytest

from kerastutor import checks, widgets
from kerastutor.checks import check as door
from kerastutor.checks import exercises
from kerastutor.checks.compare import difference
from kerastutor.checks.pictures import picture
from kerastutor.widgets.stage.marks import every
from kerastutor.widgets.stage.plots import Line
from tests.checks import corpus
from tests.checks.answers import made


def fail(name, answer):
    with pytest.raises(checks.CheckFailed) as caught:
        getattr(checks, name)(answer)
    return caught.value


def titles(explorer):
    return [grid.title for grid in explorer._stage.grids]


CASES = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name in checks.names()
    for mistake in exercises.find(name).mistakes
]


@pytest.mark.parametrize("name, mistake", CASES)
def test_given_yours_and_expected_are_shown(name, mistake):
    failure = fail(name, made(mistake))
    explorer = checks.explore()
    assert explorer.problem == "" and len(explorer.reading) > 10
    exercise = exercises.find(name)
    if type(explorer) is widgets.MatmulExplorer:
        shown = [grid.name for grid in explorer._stage.grids]
        assert name == "matmul" and shown == ["a", "b", "result", "yours"]
        return
    if type(explorer) is widgets.BackpropExplorer:
        assert exercise.expression and explorer.at == explorer._player_of_steps.max
        assert explorer.result.mine.name and explorer.result.agrees
        return
    if type(explorer) is widgets.GradientExplorer:  # the learner's slope, beside the two right ones
        given = failure.given
        assert (explorer.x, explorer.h) == (given["x"], given.get("h", 1e-4))
        lines = every(explorer._stage.picture, Line)
        assert [line.role for line in lines] == ["control", "gradient", "yours"]
        assert explorer.reading.split("\n")[-1].startswith("Yours is ")
        return
    assert type(explorer) is widgets.ComparisonExplorer
    parameters = exercise.parameters[: len(failure.given)]
    assert titles(explorer)[: len(parameters)] == parameters
    rest = explorer._stage.grids[len(parameters) :]
    if len(rest) == 1:
        assert rest[0].heads == ("yours", "expected")
        compared = rest
    else:
        assert [grid.title for grid in rest] == ["yours", "expected"]
        compared = rest[:1]
    bad = compared[0].bad
    if bad:
        assert explorer.cursor == [len(parameters), bad[0]]


def test_the_matrix_product_opens_at_the_failing_cell():
    def answer(a, b):
        result = (a[:, :, None] * b).sum(axis=1)
        result[-1, -1] += 1
        return result

    failure = fail("matmul", answer)
    explorer = failure.explore()
    rows, columns = failure.expected.shape
    assert (explorer.row, explorer.column) == (rows - 1, columns - 1)
    assert "Yours differs from Keras's in 1 of 9 cells." in explorer.reading
    drawn = {grid.name: grid for grid in explorer._stage.grids}
    assert drawn["yours"].bad == [8]
    assert np.allclose(drawn["yours"].level[:8], drawn["result"].level[:8])  # one scale


def test_the_picture_opens_at_the_cell_that_the_message_names():
    verdict = fail("matmul", lambda a, b: np.zeros((len(a), b.shape[1]), "float32")).verdict
    received = np.array([[5e-5, 0], [0, 1]])  # the first is near enough for the check
    given = {"a": np.eye(2), "b": np.zeros((2, 2))}
    near = exercises.find("matmul").tolerance
    said = difference(np.zeros((2, 2)), received, near)
    explorer = picture(
        dataclasses.replace(verdict, given=given, expected=np.zeros((2, 2)), received=received)
    )
    assert "first at index [1, 1]" in said and (explorer.row, explorer.column) == (1, 1)


@pytest.mark.parametrize("wrong, item", [(0, "dx"), (1, "dkernel"), (2, "dbias")])
def test_of_several_gradients_the_wrong_one_is_shown(wrong, item):
    right = corpus.RIGHT["dense_gradients"][0]

    def answer(*case):
        parts = [np.array(part) for part in right(*case)]
        parts[wrong].flat[-1] += 1
        return tuple(parts)

    failure = fail("dense_gradients", answer)
    explorer = checks.explore()
    assert f"item {wrong} ({item}) differs in 1 of" in failure.headline
    assert type(explorer) is widgets.BackpropExplorer
    assert explorer.result.mine.name == item[1:]
    right = explorer.result.gradients[item[1:]]
    assert np.allclose(right, failure.expected[wrong], rtol=1e-5)
    assert (explorer.result.mine.wrong[0].array - right).flat[-1] == pytest.approx(1)
    assert explorer._head.title == "dense_gradients: where yours parts"


@pytest.mark.parametrize(
    "name, mistake, index",
    [
        ("relu_gradient", "through_at_0", [0, 3]),
        ("softmax_crossentropy_gradient", "slope_of_softmax_again", [0, 0]),
        ("dense_gradients", "dbias_averaged", [0]),
    ],
)
def test_the_graph_of_a_gradient_opens_at_the_cell_that_the_message_names(name, mistake, index):
    (known,) = [m for m in exercises.find(name).mistakes if m.name == mistake]
    failure = fail(name, made(known))
    assert f"first at index {index}" in failure.headline
    explorer = checks.explore()
    assert type(explorer) is widgets.BackpropExplorer
    grid = explorer._stage.grids[explorer.cursor[0]]
    row, column = [0, *index][-2:]
    assert grid.pick and explorer.cursor[1] == row * grid.cols + column
    gradient = explorer.result.gradients[explorer.result.mine.name]
    assert float(grid.text[explorer.cursor[1]].replace("−", "-")) in (
        pytest.approx(float(gradient[tuple(index)]), rel=5e-3),
        pytest.approx(float(explorer.result.mine.wrong[0].array[tuple(index)]), rel=5e-3),
    )


def test_a_gradient_of_another_shape_is_shown_beside_the_right_one():
    fail("relu_gradient", lambda upstream, z: (upstream * (z > 0)).sum(axis=0))
    explorer = checks.explore()
    assert type(explorer) is widgets.ComparisonExplorer and "yours" in titles(explorer)


def test_a_wrong_loss_is_shown_as_a_number():
    mistake = next(m for m in exercises.find("backprop").mistakes if m.name == "loss_summed")
    failure = fail("backprop", made(mistake))
    explorer = checks.explore()
    assert explorer._head.title == "backprop: loss, yours and expected"
    n = len(failure.given["x"])
    assert explorer.result.yours == pytest.approx(n * explorer.result.expected)
    assert explorer.result.expected == pytest.approx(failure.expected[0])
    fail("backprop", lambda *case: ("a loss", *failure.expected[1:]))
    (table,) = checks.explore()._stage.grids[6:]
    assert table.sides == ("loss", "dw1", "db1", "dw2", "db2")
    assert table.bad == [0]


def test_of_a_step_it_is_shown_how_far_w_moves():
    mistake = next(m for m in exercises.find("adam_step").mistakes if m.name == "no_correction")
    verdict = checks.adam_step.examine(made(mistake))
    explorer = picture(verdict)
    w = verdict.given["w"]
    shown = explorer.result.expected
    assert np.allclose(w + shown, verdict.expected[0], rtol=0, atol=1e-12)
    assert np.abs(explorer.result.yours).max() > 2 * np.abs(shown).max()


def test_batches_show_how_often_each_row_came():
    def twice(x, y, batch_size, seed):
        rows = np.arange(len(x)) // 2
        for start in range(0, len(x), batch_size):
            chosen = rows[start : start + batch_size]
            yield x[chosen], y[chosen]

    failure = fail("batches", twice)
    explorer = checks.explore()
    n = len(failure.given["x"])
    assert explorer._head.title == "how often each row of x came"
    assert explorer.result.expected.tolist() == [1] * n
    assert explorer.result.yours.tolist() == np.bincount(np.arange(n) // 2, minlength=n).tolist()


def test_batches_show_which_label_each_row_got():
    def apart(x, y, batch_size, seed):
        order = np.random.default_rng(seed).permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            yield x[rows], y[rows[::-1]]

    fail("batches", apart)
    explorer = checks.explore()
    assert explorer._head.title == "for each row of x, the row of y that came with it"
    assert explorer.result.expected.tolist() == list(range(len(explorer.result.yours)))
    assert sorted(explorer.result.yours) == explorer.result.expected.tolist()


def test_batches_in_order_show_the_facts():
    mistake = next(m for m in exercises.find("batches").mistakes if m.name == "not_shuffled")
    fail("batches", made(mistake))
    (table,) = checks.explore()._stage.grids[4:]
    at = table.sides.index("shuffled")
    assert table.text[2 * at : 2 * at + 2] == ["no", "yes"] and 2 * at in table.bad


@pytest.mark.parametrize(
    "answer", [lambda images: print(end=""), lambda images: images[99], lambda i: "x"]
)
def test_what_is_no_array_is_shown_as_text(answer):
    fail("scale_images", answer)
    explorer = checks.explore()
    assert titles(explorer)[0] == "images"
    assert titles(explorer)[1:] == ["yours", "expected"]
    assert "; an array of shape (" in explorer.reading


def test_an_exception_that_is_asked_for_is_shown():
    right = corpus.RIGHT["one_hot"][0]
    fail("one_hot", lambda labels, n: right(np.clip(labels, 0, n - 1), n))
    explorer = checks.explore()
    assert titles(explorer)[:2] == ["labels", "num_classes"]
    assert "expected was ValueError: labels must lie between" in explorer.reading


def test_nothing_has_failed(monkeypatch, capfd):
    monkeypatch.setattr(door, "_failures", {})
    assert checks.explore() is None
    assert "no check has failed, or what failed passes now" in capfd.readouterr().out


def test_each_exercise_keeps_its_own_failure(monkeypatch, capfd):
    monkeypatch.setattr(door, "_failures", {})
    fail("scale_images", lambda images: images)
    fail("softmax", lambda x, axis=-1: x)
    shown = checks.explore("scale_images")
    assert titles(shown)[0] == "images"
    assert titles(checks.explore())[0] != "images"  # the last one
    assert checks.explore("relu") is None
    assert "checks.relu(relu) has not failed, or passes now" in capfd.readouterr().out
    checks.softmax(corpus.RIGHT["softmax"][0])  # mended: the other is the last failure again
    assert titles(checks.explore())[0] == "images" and checks.explore("softmax") is None
    with pytest.raises(ValueError, match="Expected the name of an exercise.*'soft'"):
        checks.explore("soft")


def test_no_picture_of_a_stub(capfd):
    failure = fail("scale_images", ...)
    assert failure.explore() is None
    assert checks.explore() is None
    assert capfd.readouterr().out.count("There is no picture") == 2


def test_nothing_of_the_learners_is_kept():
    """A failure holds plain data only: what is alive may change, or lie about being equal."""
    import gc
    import weakref

    class Answer:
        def __call__(self, images):
            return images * np.float32(2)

    answer = Answer()
    alive = weakref.ref(answer)
    fail("scale_images", answer)
    del answer
    gc.collect()
    assert alive() is None
    assert checks.explore() is not None


class TestLayerByLayer:
    """Of a wrong number of parameters one sees at which layer it goes wrong."""

    def rows(self, answer):
        fail("parameter_count", answer)
        table = checks.explore()._stage.grids[-1]
        texts = [table.text[at : at + 2] for at in range(0, len(table.text), 2)]
        return dict(zip(table.sides, texts, strict=True)), [at // 2 for at in table.bad]

    def test_the_layer_that_is_counted_wrong_is_marked(self):
        def every_layer_sees_the_input(input_shape, units):
            return sum((math.prod(input_shape) + 1) * u for u in units)

        rows, bad = self.rows(every_layer_sees_the_input)
        assert rows == {
            "0. no layer yet: 784 inputs": ["0", "0"],
            "1. Dense(128) on 784 inputs": ["100480", "100480"],
            "2. Dense(10) on 128 inputs": ["7850", "1290"],
            "together": ["108330", "101770"],
        }
        assert bad == [2, 3]

    def test_inputs_that_are_counted(self):
        right = corpus.RIGHT["parameter_count"][0]
        rows, bad = self.rows(lambda shape, units: right(shape, units) + math.prod(shape))
        assert bad == [0, 3] and rows["0. no layer yet: 784 inputs"] == ["784", "0"]

    def test_without_layers_it_raises_which_is_another_matter(self):
        rows, bad = self.rows(lambda shape, units: units[0] and sum(units))
        assert rows["0. no layer yet: 784 inputs"][0].startswith("IndexError")
        assert rows["1. Dense(128) on 784 inputs"] == ["128", "100480"] and bad == [0, 1, 2, 3]

    def test_what_is_no_number_is_shown_as_it_is(self):
        fail("parameter_count", lambda shape, units: [*units])
        assert checks.explore()._stage.grids[-1].title in ("yours", "expected")


def test_a_changed_argument_is_said_where_all_values_agree():
    """Also of a list, whose first array is compared cell by cell."""

    def clip_by_global_norm(gradients, norm):
        length = np.sqrt(sum((g**2).sum() for g in gradients))
        for g in gradients:
            g *= min(1.0, norm / length) if length else 1.0
        return gradients

    assert "changed its argument" in str(fail("clip_by_global_norm", clip_by_global_norm))
    explorer = checks.explore()
    assert "the results agree, but yours changed what it was given" in explorer._head.title
    assert explorer.reading == "All values agree."
    assert titles(explorer)[-2:] == ["yours", "expected"]
