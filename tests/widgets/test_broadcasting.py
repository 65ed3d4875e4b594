"""BroadcastingExplorer without a browser."""

import asyncio

import keras
import numpy as np
import pytest

from kerastutor.widgets import BroadcastingExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets.stage.marks import Chips, Image, Scale, every
from tests.widgets.explorers import counted, grids


def table(explorer):
    """The sizes of a, b and the result, and what stands under each."""
    (chips,) = every(explorer._stage.picture, Chips)
    return [
        [f"{text} {words}".strip() for text, words, _look in sizes] for _name, sizes in chips.rows
    ]


def looks(explorer):
    (chips,) = every(explorer._stage.picture, Chips)
    return [[look for _text, _words, look in sizes] for _name, sizes in chips.rows]


def test_shapes_are_lined_up_from_the_right():
    explorer = BroadcastingExplorer((3, 1), (4,))
    assert table(explorer) == [
        ["3", "1 stretched to 4"],
        ["– missing here: repeated 3 times", "4"],
        ["3", "4"],
    ]
    assert looks(explorer) == [["", "stretched"], ["missing", ""], ["result", "result"]]
    (chips,) = every(explorer._stage.picture, Chips)
    assert chips.heads == ("axis −2", "axis −1")
    assert [name for name, _sizes in chips.rows] == ["a", "b", "result"]
    assert explorer.reading == (
        "a has shape (3, 1), b has shape (4,), the result (3, 4). axis −2: only a has it (size 3), "
        "and b is repeated along it; axis −1: 1 and 4, so a is stretched to 4.\n"
        "result[0, 0] = a[0, 0] + b[0] = 1 + 10 = 11."
    )


def test_a_column_is_added_to_every_column():
    explorer = BroadcastingExplorer(np.zeros((3, 3)), [[1], [2], [3]])
    assert explorer.result.values.tolist() == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]


def test_the_two_source_cells_are_lit():
    explorer = BroadcastingExplorer((3, 1), (4,))
    explorer._stage.cursor = [3, 6]  # result[1, 2]
    assert explorer.cursor == [3, 6]
    seen = grids(explorer)
    # a is drawn stretched: the stored cell is in column 0, its copy in column 2 is framed thinly
    assert (seen["a"].lit, seen["b"].lit, seen["result"].lit) == ([4], [2], [6])
    assert (seen["a"].line, seen["b"].line) == ([6], [6])
    assert explorer.reading.endswith("\nresult[1, 2] = a[1, 0] + b[2] = 2 + 30 = 32.")
    explorer.cursor = [3, 99]  # outside: the first cell
    assert grids(explorer)["result"].lit == [0]
    assert explorer.reading.endswith("result[0, 0] = a[0, 0] + b[0] = 1 + 10 = 11.")


def test_every_lit_cell_is_where_the_value_comes_from():
    a, b = counted(2, 3, 1, 2), counted(4, 1) * 100
    explorer = BroadcastingExplorer(a, b)
    for place in np.ndindex(2, 3):
        explorer.place = list(place)
        for at in range(8):
            explorer.cursor = [3, at]
            seen = grids(explorer)
            value = {name: seen[name].text[seen[name].lit[0]] for name in ("a", "b", "result")}
            assert int(value["a"]) + int(value["b"]) == int(value["result"])
            assert len(seen["a"].lit) == len(seen["b"].lit) == 1
            row, column = divmod(at, 2)
            assert explorer.result.values[(*place, row, column)] == int(value["result"])


@pytest.mark.parametrize(
    "operation, ending",
    [
        ("add", "= a[0] + b = −2 + 3 = 1."),
        ("subtract", "= a[0] − b = −2 − 3 = −5."),
        ("multiply", "= a[0] × b = −2 × 3 = −6."),
        ("maximum", "= max(a[0], b) = max(−2, 3) = 3."),
    ],
)
def test_the_sum_is_written_out(operation, ending):
    explorer = BroadcastingExplorer([-2, 7], 3, operation=operation)
    assert explorer.reading.endswith(ending)


def test_a_clash_says_which_axes_and_what_mends_it():
    explorer = BroadcastingExplorer((4, 3), (4,))
    assert explorer.problem == (
        "Shapes (4, 3) and (4,) do not fit: axis −1: 3 and 4 clash; sizes must be equal, or one of "
        "them 1. b[:, None] would fit. Is that what the axes mean?"
    )
    assert explorer.result is None
    assert [g.name for g in explorer._stage.grids] == ["a", "b"]  # no result, but what is given
    assert table(explorer) == [
        ["4", "3"],
        ["– missing here: repeated 4 times", "4"],
        ["4", "✗ a clash"],
    ]
    assert looks(explorer) == [["", "bad"], ["missing", "bad"], ["result", "bad"]]
    explorer.shape_b = "4, 1"  # b[:, None]
    assert explorer.problem == "" and explorer.result.values.shape == (4, 3)
    assert len(explorer._stage.grids) == 3
    explorer.shape_b = "2"
    assert "do not fit" in explorer.problem
    assert [slider.layout.display for slider in explorer._sliced.sliders] == ["none", "none"]


def test_the_operands_of_a_failing_line():
    explorer = BroadcastingExplorer(np.ones((5, 2)), np.ones(5), function=lambda a, b: a - b)
    assert "(5, 2) and (5,) do not fit" in explorer.problem
    assert "b[:, None] would fit" in explorer.problem


def test_shapes_are_typed():
    explorer = BroadcastingExplorer((3, 1), (4,))
    first, second = explorer.children[1].children[:2]
    assert (first.value, second.value) == ("3, 1", "4")
    first.value = "2, 3, 1"
    assert explorer.shape_a == "2, 3, 1" and explorer.result.values.shape == (2, 3, 4)
    explorer.shape_b = "(2, 1, 4)"
    assert second.value == "(2, 1, 4)" and explorer.result.values.shape == (2, 3, 4)
    first.value = "4,"  # on the way to "4, 1"
    assert explorer.problem == ""


@pytest.mark.parametrize(
    "text, problem",
    [
        ("a", "Expected whole numbers"),
        ("-1", "Expected at most 4 sizes, each 0 or more. Received: (-1,)"),
        ("1, 1, 1, 1, 1", "Expected at most 4 sizes"),
        ("4294967296, 4294967296", "Expected a shape of at most"),
        ("9" * 30, "Expected a shape of at most"),
        ("2000, 2000, 1", "The result would have shape (2000, 2000, 4), 16,000,000 elements"),
        ("__import__('os')", "Expected whole numbers"),
    ],
)
def test_a_shape_that_cannot_be_shown_then_one_that_can(text, problem):
    explorer = BroadcastingExplorer((3, 1), (4,))
    explorer.shape_a = text
    assert explorer.problem.startswith(problem)
    assert explorer.result is None
    explorer.shape_a = "2, 1"
    assert explorer.problem == "" and explorer.result.values.shape == (2, 4)


def test_large_shapes_clash_like_small_ones():
    explorer = BroadcastingExplorer((60000, 28, 28), (60000,))
    assert "(60000, 28, 28) and (60000,) do not fit" in explorer.problem
    assert "b[:, None, None]" in explorer.problem or "would fit" not in explorer.problem


def test_the_operation_and_its_control_are_one():
    explorer = BroadcastingExplorer((2,), (2,))
    control = explorer.children[1].children[2]
    control.value = "multiply"
    assert explorer.operation == "multiply" and explorer.result.values.tolist() == [10, 40]
    explorer.operation = "add"
    assert control.value == "add"


def test_sliders_choose_the_slice():
    explorer = BroadcastingExplorer((2, 3, 2, 2), (2, 2))
    first, second = explorer._sliced.sliders
    assert [slider.layout.display for slider in (first, second)] == ["", ""]
    assert (first.max, second.max) == (1, 2)
    second.value = 1
    assert explorer.place == [0, 1]
    seen = grids(explorer)
    assert (seen["result"].lead, seen["a"].lead, seen["b"].lead) == (
        "0, 1, ",
        "0, 1, ",
        "",
    )
    explorer.place = [1, 2]
    assert (first.value, second.value) == (1, 2)
    explorer.shape_a = "2, 2"
    assert [slider.layout.display for slider in (first, second)] == ["none", "none"]


def test_operands_that_keras_cannot_combine():
    explorer = BroadcastingExplorer([True], [False, True])
    assert explorer.problem == (
        "Expected numbers that keras.ops.add takes. Received: bool and bool"
    )
    assert table(explorer)[2] == ["2"]
    words = BroadcastingExplorer(["a"], ["b"])
    assert words.problem.startswith("Expected numbers that keras.ops.add takes.")


def test_an_empty_result_has_no_cell_to_point_at():
    explorer = BroadcastingExplorer((0, 3), (3,))
    assert explorer.result.values.shape == (0, 3)
    assert "\n" not in explorer.reading
    assert grids(explorer)["a"].lit == []


class Hostile:
    def __array__(self, *args, **words):
        raise RuntimeError("no array")

    def __repr__(self):
        raise RuntimeError("no words")


class Wordless(Exception):
    def __str__(self):
        raise RuntimeError("no words")


async def waits(a, b):
    return a


def cancelled(a, b):
    raise asyncio.CancelledError


def wordless(a, b):
    raise Wordless


class TestFunction:
    """The learner's own function of (a, b)."""

    def test_its_result_is_shown(self):
        explorer = BroadcastingExplorer([[1], [2]], [3, 4], function=lambda a, b: a * 100 + b)
        assert explorer.result.values.tolist() == [[103, 104], [203, 204]]
        assert explorer.reading.endswith("result[0, 0] = 103, from a[0, 0] = 1 and b[0] = 3.")

    def test_it_is_called_once_a_change_and_not_for_pointing(self):
        calls = []

        def add(a, b):
            calls.append(1)
            return a + b

        explorer = BroadcastingExplorer((2, 3, 1), (4,), function=add)
        explorer.cursor = [3, 2]
        explorer.place = [1]
        assert len(calls) == 1 and grids(explorer)["result"].lit == [2]
        explorer.shape_b = "1"
        assert len(calls) == 2

    def test_it_is_not_called_for_shapes_that_clash(self):
        calls = []
        BroadcastingExplorer((2,), (3,), function=lambda a, b: calls.append(1))
        assert calls == []

    def test_it_cannot_change_the_operands(self, capsys):
        def spoil(a, b):
            total = a + b
            a[:] = 0
            print("spoilt")
            return total

        explorer = BroadcastingExplorer([1, 2], [3, 4], function=spoil)
        assert grids(explorer)["a"].text == ["1", "2"]
        assert capsys.readouterr().out == "spoilt\n"
        assert explorer.reading.endswith(
            "spoil changed its argument in place: whoever calls it loses the old values."
        )

    @pytest.mark.parametrize(
        "function, line",
        [
            (lambda a, b: None, "Your function returned None. Is a `return` missing at its end?"),
            (
                lambda a, b: (n for n in a),
                "Your function returned a generator, which `yield` makes, and (… for … in …), too.",
            ),
            (lambda a, b: a[:1], "Your function returned shape (1,); the result of (2,) with (2,)"),
            (lambda a, b: {}, "Your function returned a dict, which is no array."),
            (lambda a, b: 1 / 0, "Your function raised ZeroDivisionError: division by zero"),
            (lambda a, b: range(10**13), "Your function returned a range, which is no array."),
            (lambda a, b: ValueError("x"), "Your function returned the exception ValueError"),
            (lambda a, b: Hostile(), "Your function returned an object of type Hostile, which"),
            (lambda a, b: [Hostile()], "Your function returned a list, which is no array."),
            (waits, "waits returned a coroutine. Write `def`, not `async def`."),
            (cancelled, "cancelled raised CancelledError"),
            (wordless, "wordless raised Wordless"),
            (lambda a: a, "Your function raised TypeError: "),
            (lambda a, b: exit(), "Your function called exit(). Use `return` to leave a function."),
        ],
    )
    def test_whatever_goes_wrong_is_one_line(self, function, line):
        explorer = BroadcastingExplorer([1, 2], [3, 4], function=function)
        assert explorer.problem.startswith(line) and "\n" not in explorer.problem
        assert explorer.result is None
        assert table(explorer)[2] == ["2"]  # the shapes are still shown

    def test_it_works_again_after_a_good_input(self):
        def fussy(a, b):
            if a.size > 2:
                raise ValueError("<b>too</b> many\nreally")
            if a.size == 1:
                raise NotImplementedError
            return a + b

        explorer = BroadcastingExplorer((3,), (1,), function=fussy)
        assert explorer.problem == "fussy raised ValueError: <b>too</b> many"
        explorer.shape_a = "1"
        assert explorer.problem == "fussy is not written yet."
        explorer.shape_a = "2"
        assert explorer.problem == "" and explorer.result.values.tolist() == [11, 12]

    def test_it_may_never_return(self, monkeypatch):
        monkeypatch.setattr(base, "SECONDS", 0.2)

        def sometimes(a, b):
            while a.size > 2:
                pass
            return a + b

        explorer = BroadcastingExplorer((3,), (1,), function=sometimes)
        assert explorer.problem.startswith("sometimes did not return within 0.2 seconds")
        explorer.shape_a = "2"
        assert explorer.problem == "" and explorer.result is not None


class TestStretching:
    """The operands as they are drawn: stored cells and their copies."""

    def test_what_is_not_stored_is_pale(self):
        seen = grids(BroadcastingExplorer((3, 1), (4,)))
        assert seen["a"].text == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
        assert seen["a"].ghost == [1, 2, 3, 5, 6, 7, 9, 10, 11]
        assert seen["b"].ghost == list(range(4, 12)) and seen["result"].ghost == []
        assert seen["a"].copies.tolist() == [0] * 4 + [4] * 4 + [8] * 4
        assert seen["b"].copies.tolist() == [0, 1, 2, 3] * 3

    def test_the_steps_from_stored_to_the_result(self):
        explorer = BroadcastingExplorer((2, 1), (2,), shown=0)
        assert (
            explorer.reading == "a has shape (2, 1), b has shape (2,). What do they give together?"
        )
        assert table(explorer) == [["2", "1"], ["–", "2"], ["?", "?"]]  # nothing is given away
        assert grids(explorer)["a"].text == ["1", "", "2", ""]
        assert grids(explorer)["a"].blank == [1, 3] and grids(explorer)["a"].ghost == []
        assert grids(explorer)["a"].keys.tolist() == [0, -1, 2, -1]
        explorer.shown = 1
        assert grids(explorer)["a"].text == ["1", "1", "2", "2"]
        assert grids(explorer)["result"].text == [""] * 4
        explorer.shown = 2
        assert grids(explorer)["result"].text == ["1 + 10", "1 + 20", "2 + 10", "2 + 20"]
        assert grids(explorer)["result"].origin == "b"
        explorer.shown = 3
        assert grids(explorer)["result"].text == ["11", "21", "12", "22"]

    def test_only_a_new_scene_makes_cells_move(self):
        explorer = BroadcastingExplorer((2, 1), (2,))
        scene = explorer._stage.scene
        explorer.cursor = [2, 3]
        assert explorer._stage.scene == scene
        explorer.shown = 1
        assert explorer._stage.scene != scene

    def test_one_scale_for_all(self):
        (scale,) = every(BroadcastingExplorer((3, 1), (4,))._stage.picture, Scale)
        assert (scale.low, scale.high, scale.ends) == (1, 43, ("1", "43"))
        a, b, result = BroadcastingExplorer((3, 1), (4,))._stage.grids
        assert result.level[0] == pytest.approx(10 / 42) and b.level[0] == pytest.approx(9 / 42)

    def test_a_large_result_is_cropped_and_its_place_is_shown(self):
        explorer = BroadcastingExplorer((1437, 64), (64,))
        result = grids(explorer)["result"]
        assert result.rows < 20 and result.cols < 20 and result.whole == (1437, 64)
        (place,) = every(explorer._stage.picture, Image)
        assert place.id == "map:result"
        explorer._stage.asked = {"id": "map:result", "value": [0.5, 0.9999], "count": 1}
        moved = grids(explorer)["result"]
        assert moved.row0 < 718 < moved.row0 + moved.rows and moved.col0 + moved.cols == 64
        assert grids(explorer)["a"].row0 == moved.row0 and grids(explorer)["b"].ghost
        explorer._stage.asked = {"id": "beyond", "value": [2, 1, 0], "count": 2}
        assert grids(explorer)["result"].row0 == moved.row0 + 1
        explorer._stage.asked = {"id": "beyond", "value": [2, 0, 1], "count": 3}  # the last column
        assert grids(explorer)["result"].col0 == moved.col0
        saved = explorer.state
        again = BroadcastingExplorer((1437, 64), (64,), **saved)
        assert grids(again)["result"].text == grids(explorer)["result"].text


class TestKerasAdd:
    """keras.ops.add, which breaks the rule (Keras 3.15 on TensorFlow)."""

    @pytest.mark.parametrize("a, b", [((3, 3), (3, 1)), ((5, 4, 4), (4, 1)), ((2, 3, 3), (3, 1))])
    def test_another_axis_is_said(self, a, b):
        explorer = BroadcastingExplorer(a, b, function=keras.ops.add)
        assert "keras.ops.add adds b along another axis here, without a word: " in explorer.reading
        assert explorer.reading.endswith("Write a + b.")
        assert grids(explorer)["yours"].bad and grids(explorer)["yours"].title == "keras.ops.add"
        assert (explorer.result.both.keras == explorer._a + explorer._b).all()

    @pytest.mark.parametrize("a, b", [((2, 3, 4), (3,)), ((4, 3, 2), (3,))])
    def test_a_clash_that_gives_a_result_is_said(self, a, b):
        explorer = BroadcastingExplorer(a, b, function=keras.ops.add)
        assert f"keras.ops.add gives a result of shape {a} all the same" in explorer.problem

    def test_where_it_is_right_nothing_is_said(self):
        explorer = BroadcastingExplorer((3, 1), (4,), function=keras.ops.add)
        assert "keras.ops.add" not in explorer.reading
        other = BroadcastingExplorer((3, 3), (3, 1), function=keras.ops.subtract)
        assert "keras" not in other.reading


@pytest.mark.parametrize(
    "a, b, operation, said",
    [
        (20.7, 119.4 / 7, "subtract", "20.7 − 17.057 ≈ 3.643"),
        (20.7, 17.0, "subtract", "20.7 − 17 = 3.7"),
        (0.1, -0.2, "add", "0.1 + (−0.2) = −0.1"),
        (0.1 + 0.2, 0.3, "subtract", "0.3 − 0.3 = 0"),
        (2.5, 1 / 3, "multiply", "2.5 × 0.3333 ≈ 0.8333"),
        (1e-7, 2e-7, "add", "1e−7 + 2e−7 = 3e−7"),
        (-1.25, 1 / 3, "maximum", "max(−1.25, 0.3333) ≈ 0.3333"),
        (3, 10, "add", "3 + 10 = 13"),
    ],
)
def test_a_written_sum_holds_and_says_where_it_is_rounded(a, b, operation, said):
    explorer = BroadcastingExplorer(np.array([a]), np.array([b]), operation=operation)
    assert explorer.reading.endswith(f" {said}.")


def test_shapes_that_clash_share_one_scale_and_its_ends_are_stated():
    explorer = BroadcastingExplorer((2, 3), (2,))
    assert explorer.problem
    a, b = explorer._stage.grids
    (scale,) = every(explorer._stage.picture, Scale)
    assert scale.ends == ("1", "20")
    assert a.level.max() < 0.5 and b.level.max() == 1


def test_the_result_has_room_for_both_operands_from_the_start():
    explorer = BroadcastingExplorer((3, 1), (4,))
    for explorer.shown in range(4):
        assert explorer._stage.grids[-1].wide == len("1 + 10")
    weeks = BroadcastingExplorer(np.array([20.75, 17.25]), np.array([-18.25]))
    assert weeks._stage.grids[-1].wide == 0  # too long to be kept free
