"""MatmulExplorer without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.widgets import MatmulExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets.stage.grids import number
from kerastutor.widgets.stage.marks import Formula, Image, every
from kerastutor.widgets.stage.plots import Bars
from tests.widgets.explorers import grids

A, B = [[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1], [2, 2]]


def test_row_times_column_step_by_step():
    explorer = MatmulExplorer(A, B, row=1, column=0)
    assert explorer.reading == (
        "result[1, 0] is row 1 of a times column 0 of b.\n4·1 + 5·0 + 6·2 = 16."
    )
    explorer.step = 2
    assert explorer.reading.endswith("4·1 + 5·0 = 4, after 2 of 3 products.")
    explorer.step = 0
    assert explorer.reading.endswith("Nothing is summed yet: 3 products are to come.")


def test_what_is_lit_and_what_is_faded():
    explorer = MatmulExplorer(A, B, row=1, column=0)
    seen = grids(explorer)
    assert seen["a"].lit == [3, 4, 5] and seen["b"].lit == [0, 2, 4]
    assert seen["a"].dim == seen["b"].dim == []
    assert seen["result"].lit == [2]
    assert seen["result"].text == ["7", "8", "16", "17"]
    explorer.step = 2
    seen = grids(explorer)
    assert seen["a"].lit == [4] and seen["b"].lit == [2]  # the product of this step
    assert seen["a"].dim == [5] and seen["b"].dim == [4]  # to come
    assert seen["a"].line == [3, 4] and seen["b"].line == [0, 2]  # summed so far
    assert seen["result"].text[2] == "4 …"


def test_pointing_at_the_result_chooses_its_cell():
    explorer = MatmulExplorer(A, B)
    explorer._stage.cursor = [2, 3]
    assert (explorer.row, explorer.column) == (1, 1)
    assert explorer.reading.startswith("result[1, 1] is row 1 of a times column 1 of b.")
    explorer._stage.cursor = [0, 0]  # pointing at an operand changes nothing
    assert (explorer.row, explorer.column) == (1, 1)
    explorer.row = 0
    assert explorer._stage.cursor == [2, 1]


def test_pointing_is_one_computation():
    explorer = MatmulExplorer(A, B)
    calls = []
    compute = explorer._compute
    explorer._compute = lambda: calls.append(1) or compute()
    explorer._stage.cursor = [2, 3]
    assert len(calls) == 1


def test_sliders_and_traits_are_one():
    explorer = MatmulExplorer(A, B)
    (row, column), step = explorer.children[1].children, explorer._steps
    row.value, column.value, step.value = 1, 1, 1
    assert (explorer.row, explorer.column, explorer.step) == (1, 1, 1)
    explorer.row, explorer.column, explorer.step = 0, 0, 2
    assert (row.value, column.value, step.value) == (0, 0, 2)
    assert (row.max, column.max, step.max) == (1, 1, 3)


def test_a_single_row_has_no_row_to_choose():
    explorer = MatmulExplorer([[1, 2]], [[3], [4]])
    row, column = explorer.children[1].children
    assert row.disabled and column.disabled and explorer._steps.max == 2
    assert explorer.result.values.tolist() == [[11]]


@pytest.mark.parametrize("trait, value", [("row", 2), ("row", -1), ("column", 2), ("step", 4)])
def test_a_cell_outside_is_refused(trait, value):
    explorer = MatmulExplorer(A, B)
    with pytest.raises(TraitError, match=f"^Expected {trait} from 0 to .* Received: {value}$"):
        setattr(explorer, trait, value)
    assert 0 <= getattr(explorer, trait) <= 3


def test_long_sums_are_shortened():
    explorer = MatmulExplorer(np.ones((1, 50)), np.ones((50, 1)))
    assert explorer.reading.endswith("1·1 + 1·1 + 1·1 + 1·1 + … + 1·1 + 1·1 + 1·1 + 1·1 = 50.")
    explorer.step = 40
    assert explorer.reading.endswith("= 40, after 40 of 50 products.")
    a = grids(explorer)["a"]
    assert a.col0 <= 39 < a.col0 + a.cols  # the newest product is drawn
    assert a.lit == [39 - a.col0]


def test_a_right_function():
    explorer = MatmulExplorer(A, B, function=lambda a, b: a @ b)
    assert explorer.reading.endswith("Yours agrees with Keras's in all 4 cells.")
    assert grids(explorer)["yours"].bad == []


def test_a_wrong_function_is_marked_cell_by_cell():
    def matmul(a, b):
        product = a @ b
        product[1, 0] += 1
        return product

    explorer = MatmulExplorer(A, B, function=matmul)
    assert explorer.reading.endswith("Yours differs from Keras's in 1 of 4 cells.")
    assert grids(explorer)["yours"].bad == [2]
    assert grids(explorer)["yours"].text[2] == "17"
    explorer._stage.cursor = [3, 1]  # the learner's grid can be pointed at too
    assert (explorer.row, explorer.column) == (0, 1)


def test_the_learner_is_called_once():
    calls = []

    def matmul(a, b):
        calls.append(1)
        return a @ b

    explorer = MatmulExplorer(A, B, function=matmul)
    explorer.row, explorer.column, explorer.step = 1, 1, 1
    assert len(calls) == 1


def nothing(a, b):
    pass


def unwritten(a, b):
    # YOUR CODE HERE
    raise NotImplementedError()


def raising(a, b):
    raise KeyError("a\nb")


def generator(a, b):
    yield a


def leaving(a, b):
    raise SystemExit(3)


def ragged(a, b):
    return [[1], [1, 2]]


def text(a, b):
    return [["a", "b"], ["c", "d"]]


def wrong_shape(a, b):
    return (a @ b)[0]


LINES = {
    nothing: "nothing returned None. Is a `return` missing at its end?",
    unwritten: "unwritten is not written yet.",
    raising: "raising raised KeyError: 'a\\nb'",
    generator: "generator returned a generator, which `yield` makes, and (… for … in …), too.",
    leaving: "leaving called exit(). Use `return` to leave a function.",
    ragged: "ragged returned a list, which is no array. Expected rows of one length",
    text: "text returned <U1. Numbers are expected.",
    wrong_shape: "wrong_shape returned shape (2,); the product of (2, 3) and (3, 2) has shape",
}


@pytest.mark.parametrize("function", LINES, ids=lambda f: f.__name__)
def test_whatever_the_learner_does_keras_stays_to_be_looked_at(function):
    explorer = MatmulExplorer(A, B, function=function)
    assert explorer.problem.startswith(LINES[function])
    assert "\n" not in explorer.problem and explorer.result is None
    assert grids(explorer)["result"].text == ["7", "8", "16", "17"]
    assert "yours" not in grids(explorer)
    explorer._stage.cursor = [2, 3]
    assert grids(explorer)["result"].lit == [3]


def test_a_function_mended_by_what_it_looks_up():
    scale = {}

    def matmul(a, b):
        return scale["one"] * (a @ b)

    explorer = MatmulExplorer(A, B, function=matmul)
    assert explorer.problem == "matmul raised KeyError: 'one'"
    scale["one"] = 1
    explorer.row = 1
    assert explorer.problem == "" and "Yours agrees" in explorer.reading


def test_a_function_that_never_returns(monkeypatch):
    monkeypatch.setattr(base, "SECONDS", 0.2)

    calls = []

    def endless(a, b):
        calls.append(1)
        while True:
            pass

    explorer = MatmulExplorer(A, B, function=endless)
    said = "endless did not return within 0.2 seconds. Is there a loop whose end never comes?"
    assert explorer.problem == said
    explorer.row = 1  # at once: it is not called again
    assert explorer.problem == said and len(calls) == 1


def test_a_function_that_changes_its_arguments_and_prints(capsys):
    def matmul(a, b):
        product = a @ b
        a[:], b[:] = 0, 0
        print("done")
        return product

    explorer = MatmulExplorer(np.array(A), np.array(B), function=matmul)
    assert "Yours agrees" in explorer.reading
    assert grids(explorer)["a"].text == ["1", "2", "3", "4", "5", "6"]
    assert capsys.readouterr().out == "done\n"


def test_nan_agrees_with_nan():
    explorer = MatmulExplorer([[np.nan, 1]], [[1], [1]], function=lambda a, b: a @ b)
    assert "Yours agrees with Keras's in its 1 cell." in explorer.reading


def test_int8_is_summed_as_keras_sums_it():
    explorer = MatmulExplorer(np.array([[100, 100]], "int8"), np.array([[2], [2]], "int8"))
    assert explorer.reading.endswith("100·2 + 100·2 = 400.")


def formula(explorer):
    (line,) = every(explorer._stage.picture, Formula)
    return line.parts


def test_the_sum_is_written_out_in_parts():
    explorer = MatmulExplorer([[1, -2, 3]], [[4], [5], [6]], step=2)
    assert formula(explorer) == (
        ("1·4", ""),
        (" + ", ""),
        ("(−2)·5", "now"),
        (" + ", "dim"),
        ("3·6", "dim"),
        (" = −6 …", "strong"),
    )
    explorer.step = 3
    assert formula(explorer)[-1] == (" = 12", "strong")
    assert [look for _text, look in formula(explorer)[:-1]] == [""] * 5


@pytest.mark.parametrize("room", [24, 40, 72, 90, 140])
@pytest.mark.parametrize("size", [2, 4, 5, 8, 9, 64])
def test_the_sum_never_breaks_in_its_middle(size, room):
    """As wide as the browser makes it: 0.57em a character, beside the matrices or below them."""
    rng = np.random.default_rng(size)
    a, b = (rng.normal(size=shape).round(2) for shape in ((3, size), (size, 3)))
    explorer = MatmulExplorer(a, b, row=1, column=2)
    explorer._stage.room = room
    for step in {0, 1, size // 2, size - 1, size}:
        explorer.step = step
        lines = "".join(text for text, _look in formula(explorer)).split("\n")
        assert max(map(len, lines)) * 0.57 <= min(46, room)
        assert len(lines) in (1, size + 1)  # on one line, or each product on its own
        assert ("…" in lines[0]) <= (size > 4 or step < size)
        newest = f"{number(a[1, step - 1])}".lstrip("−")
        assert not step or newest in " ".join(lines)


def test_one_form_and_sums_that_add_up_as_written():
    explorer = MatmulExplorer([[2.7, -1.3]], [[-1.3], [6.5]])
    assert explorer.reading.endswith("\n2.7·(−1.3) + (−1.3)·6.5 = −11.96.")
    assert formula(explorer)[-1] == (" = −11.96", "strong")
    assert grids(explorer)["result"].text == ["−12"]
    single = MatmulExplorer(np.float32([[2.7, -1.3]]), np.float32([[-1.3], [6.5]]), step=1)
    assert single.reading.endswith("2.7·(−1.3) = −3.51, after 1 of 2 products.")
    rounded = MatmulExplorer([[0.12345, 1]], [[1], [1]])
    assert rounded.reading.endswith("\n0.123·1 + 1·1 ≈ 1.12.")  # not all digits are written
    nothing = MatmulExplorer([[0.1, 0.2]], [[2.0], [-1.0]])
    assert nothing.reading.endswith("0.1·2 + 0.2·(−1) = 0.")


def test_the_matrices_have_the_names_of_the_lesson():
    explorer = MatmulExplorer(A, B, names=("x", "kernel"))
    assert explorer.reading.startswith("result[0, 0] is row 0 of x times column 0 of kernel.\n")
    assert [grid.name for grid in explorer._stage.grids] == ["x", "kernel", "result"]
    assert [c.description for c in explorer.children[1].children] == [
        "row of x",
        "column of kernel",
    ]
    assert "result = keras.ops.matmul(x, kernel)" in explorer.code()
    large = MatmulExplorer(np.ones((40, 64)), np.ones((64, 10)), names=("x", "kernel"))
    large._stage.asked = {"id": "map:x", "value": [0.5, 0.1], "count": 1}
    large._stage.asked = {"id": "map:kernel", "value": [0.5, 0.75], "count": 2}
    assert (large.row, large.column) == (20, 7)
    clash = MatmulExplorer([[1, 2]], [[1, 2]], names=("x", "kernel"))
    assert "a column of kernel has 1" in clash.problem and "kernel.T" in clash.problem
    for names in (("x", "x"), ("x", "result"), ("x", "2")):
        with pytest.raises(ValueError, match="^Expected "):
            MatmulExplorer(A, B, names=names)


def test_only_yours_carries_the_sign_of_a_mistake():
    explorer = MatmulExplorer(A, B, function=lambda a, b: a @ b + 1)
    keras, yours = grids(explorer)["result"], grids(explorer)["yours"]
    assert yours.bad == [0, 1, 2, 3] and keras.bad == []
    assert keras.line == [0, 1, 2, 3]  # where they differ, without a ✗


def test_each_product_is_a_bar_that_begins_where_the_last_one_ended():
    explorer = MatmulExplorer([[1, -2, 3]], [[4], [5], [6]], step=2)
    (bars,) = every(explorer._stage.picture, Bars)
    assert bars.start.tolist()[:2] == [0, 4] and bars.end.tolist()[:2] == [4, -6]
    assert np.isnan(bars.start[2]) and np.isnan(bars.end[2])  # to come
    assert bars.labels == ("4", "−10", "18")
    assert bars.level[0] > 0.5 > bars.level[1]


class TestLayerSized:
    """Matrices of a real layer: cropped round the cell, with the place in the whole."""

    def make(self, **state):
        a = np.arange(1437 * 64, dtype="float64").reshape(1437, 64) % 17
        b = np.arange(640.0).reshape(64, 10) % 7 - 3
        return MatmulExplorer(a, b, **state)

    def test_what_is_drawn_goes_with_the_cell(self):
        explorer = self.make(row=1000, column=9)
        seen = grids(explorer)
        result = seen["result"]
        at = (1000 - result.row0) * result.cols + 9 - result.col0
        assert result.lit == [at] and explorer._stage.cursor == [2, at]
        assert seen["a"].row0 == result.row0 and seen["b"].col0 == result.col0
        assert seen["a"].col0 == seen["b"].row0
        product = explorer._a @ explorer._b
        assert result.text[at] == f"{product[1000, 9]:.3g}".replace("-", "−")

    def test_arrow_keys_go_on_at_the_edge(self):
        explorer = self.make()
        last = grids(explorer)["result"].rows - 1
        explorer.row = last
        assert grids(explorer)["result"].row0 == 0
        explorer._stage.asked = {"id": "beyond", "value": [2, 1, 0], "count": 1}
        assert explorer.row == last + 1 and grids(explorer)["result"].row0 == 1
        explorer.row = 1436
        explorer._stage.asked = {"id": "beyond", "value": [2, 1, 0], "count": 2}
        assert explorer.row == 1436

    def test_the_maps_move_the_cell(self):
        explorer = self.make()
        places = {place.id: place for place in every(explorer._stage.picture, Image)}
        assert set(places) == {"map:a", "map:b"}
        explorer._stage.asked = {"id": "map:a", "value": [0.5, 0.1], "count": 1}
        assert (explorer.row, explorer.column) == (718, 0)
        explorer._stage.asked = {"id": "map:b", "value": [0.5, 0.75], "count": 2}
        assert (explorer.row, explorer.column) == (718, 7)
        explorer._stage.asked = {"id": "map:a", "value": [0.9999, 0], "count": 3}
        assert (explorer.row, explorer.column) == (1436, 7)

    def test_a_narrow_window_has_fewer_columns(self):
        explorer = self.make()
        wide = grids(explorer)["result"].cols
        explorer._stage.room = 26
        assert grids(explorer)["result"].cols < wide

    def test_a_long_formula_shows_the_newest(self):
        explorer = self.make(step=40)
        text = "".join(text for text, _look in formula(explorer))
        assert text.count("…") == 3 and len(text) < 120
        assert any(look == "now" for _text, look in formula(explorer))

    @pytest.mark.parametrize("room", [24, 25, 40, 54, 62, 77, 110])
    def test_all_of_it_fits_into_its_room(self, room):
        """Its columns as wide as view/cells.js makes them: 2px apart, 0.56em a digit."""
        rng = np.random.default_rng(0)
        a = rng.integers(0, 256, (1437, 64)) / 255
        b = rng.uniform(-0.28, 0.28, (64, 10))

        def wide(drawn):
            long = np.array([len(text) for text in drawn.text]).reshape(drawn.rows, drawn.cols)
            head = 0.43 + 0.4 * len(str(drawn.row0 + drawn.rows - 1))
            return head + (0.14 + np.maximum(2.5, 0.9 * (0.56 * long.max(0) + 0.7))).sum()

        for column in (3, 9):
            explorer = MatmulExplorer(a, b, row=700, column=column)
            explorer._stage.room = room
            for step in (64, 1, 30):
                explorer.step = step
                seen = grids(explorer)
                right = max(wide(seen["b"]), wide(seen["result"]))
                assert wide(seen["a"]) + 1.1 + right + 0.5 <= room
                assert column in range(seen["b"].col0, seen["b"].col0 + seen["b"].cols)
                assert len(seen["result"].lit) == 1

    def test_no_column_comes_or_goes_while_it_plays(self):
        explorer = self.make(column=9, step=0)
        shapes = set()
        for step in range(65):
            explorer.step = step
            shapes.add(tuple((grid.rows, grid.cols) for grid in explorer._stage.grids))
        assert len(shapes) == 1


def test_what_is_not_written_yet_is_no_alarm():
    calm = {f: MatmulExplorer(A, B, function=f)._reading.calm for f in (unwritten, np.matmul)}
    assert list(calm.values()) == [True, False]
