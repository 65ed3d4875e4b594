"""ComparisonExplorer without a browser."""

import numpy as np

from kerastutor.widgets import ComparisonExplorer
from kerastutor.widgets.stage.marks import Formula, Image, Scale, Words, every
from tests.widgets.explorers import counted


def grids(explorer):
    return {grid.name: grid for grid in explorer._stage.grids}


def scales(explorer):
    return [(one.ends, one.note) for one in every(explorer._stage.picture, Scale) if one.ends]


def numbers(explorer):
    """What is said of the selected cell: {name: number}, and the verdict."""
    names, values, verdict = every(explorer._stage.picture, Formula)
    pairs = zip(names.parts, values.parts, strict=True)
    return {name.strip(): text.strip() for (name, _), (text, _) in pairs}, verdict.parts[0]


def test_differences_are_marked_and_counted():
    explorer = ComparisonExplorer([[1, 2], [3, 4]], [[1, 2], [5, 4]], given=[9], title="matmul")
    assert explorer.reading == ("1 of 4 values differs, at [1, 0]: yours is 3, expected was 5.")
    assert [grid.title for grid in explorer._stage.grids] == ["given", "yours", "expected"]
    assert grids(explorer)["yours"].bad == grids(explorer)["expected"].line == [2]
    assert grids(explorer)["expected"].bad == []  # it is not wrong: a thin frame, and no ✗
    assert explorer._head.title == "matmul"
    assert ComparisonExplorer(1, 2)._head.title == "Yours beside what was expected"
    both = ComparisonExplorer([1, 2], [0, 0])
    assert both.reading.startswith("2 of 2 values differ, first at [0]: yours is 1")


def test_one_scale_and_its_ends_are_said():
    explorer = ComparisonExplorer([[0.2, 1.0]], [[0.2, 0.5]], given={"x": [[0.0, 0.9]]})
    shown = grids(explorer)
    assert scales(explorer) == [(("0", "1"), "one scale: x, yours, expected")]
    for name, values in (("x", [0.0, 0.9]), ("yours", [0.2, 1.0]), ("expected", [0.2, 0.5])):
        assert np.allclose(shown[name].level, values)  # one colour for one value, wherever it is


def test_an_input_that_would_blot_out_the_results_keeps_its_own_scale():
    explorer = ComparisonExplorer([[0.2, 1.0]], [[0.2, 0.5]], given={"x": [[0, 255]]})
    assert scales(explorer) == [
        (("0", "255"), "its own scale"),
        (("0.2", "1"), "one scale: yours, expected"),
    ]
    assert np.allclose(grids(explorer)["yours"].level, [0, 1])


def test_zero_is_in_the_middle_where_values_are_negative():
    explorer = ComparisonExplorer([[-1.0, 0.0]], [[-1.0, 3.0]])
    assert grids(explorer)["yours"].scale == "diverging"
    assert np.allclose(grids(explorer)["yours"].level, [1 / 3, 0.5])
    joined = ComparisonExplorer([[0.0, 1.0]], [[0.0, 0.5]], given={"x": [[-0.5, 0.5]]})
    assert grids(joined)["yours"].scale == grids(joined)["x"].scale == "diverging"
    assert grids(joined)["yours"].level[0] == 0.5  # x's negative values are on the one scale too


def test_the_failing_cell_is_selected():
    explorer = ComparisonExplorer([[1, 2], [3, 4]], [[1, 2], [5, 4]], given={"a": [1], "b": [2]})
    assert explorer.cursor == [2, 2]  # after two inputs; row 1, column 0
    deep = ComparisonExplorer(counted(2, 3, 2, 2), counted(2, 3, 2, 2) % 22)
    assert deep.place == [1, 2, 0] and deep.cursor == [0, 2]
    assert [slider.value for slider in deep._sliced.sliders] == [1, 2, 0]


def test_a_wide_array_is_cut_round_the_difference():
    yours, expected = counted(1, 100), counted(1, 100)
    expected[0, 80] = 0
    explorer = ComparisonExplorer(yours, expected)
    drawn = grids(explorer)["yours"]
    assert drawn.whole == (1, 100) and drawn.cols < 20
    (at,) = drawn.bad
    assert drawn.lit == [at] and explorer.cursor == [0, at] and drawn.text[at] == "80"
    assert explorer.selected == [0, 80] and drawn.col0 + at == 80
    (place,) = every(explorer._stage.picture, Image)
    assert place.id == "map:expected"
    assert (place.frame[1], place.frame[3]) == (drawn.col0, drawn.cols)


def test_values_of_any_kind_are_compared_as_text():
    explorer = ComparisonExplorer(
        (2, (3,), "f4"), (1, (3,), "float32"), names=("rank", "shape", "dtype")
    )
    (table,) = explorer._stage.grids
    assert table.sides == ("rank", "shape", "dtype") and table.heads == ("yours", "expected")
    assert table.text == ["2", "1", "(3,)", "(3,)", "'f4'", "'float32'"]
    assert table.bad == [0, 4] and explorer.cursor == [0, 0]
    assert explorer.reading == "rank: yours is 2, expected was 1."
    facts = ComparisonExplorer({"s": True}, {"s": False}, names={"s": "shuffled"})
    assert facts.reading == "shuffled: yours is yes, expected was no."
    nothing = ComparisonExplorer(None, [1.5, 2.5], given={"x": [1], "f": "lambda x: x"})
    assert nothing.reading == "Yours is None; an array of shape (2,) was expected."
    assert [grid.title for grid in nothing._stage.grids] == ["x", "f", "yours", "expected"]
    assert grids(nothing)["expected"].text == ["1.5", "2.5"]


def test_rows_of_a_table_have_names_and_no_indices():
    explorer = ComparisonExplorer((2, (3,)), (1, (3,)), names=("rank", "shape"))
    (table,) = explorer._stage.grids
    assert table.names == ("rank, yours", "rank, expected", "shape, yours", "shape, expected")
    nothing = ComparisonExplorer(None, [1.5, 2.5])
    assert grids(nothing)["yours"].names == ("yours",)


def test_a_long_table_opens_at_the_first_difference():
    right = {f"fact {n}": n for n in range(40)}
    explorer = ComparisonExplorer({**right, "fact 30": 0}, right)
    (table,) = explorer._stage.grids
    assert explorer.reading == "fact 30: yours is 0, expected was 30."
    (bad,) = table.bad
    assert table.names[bad] == "fact 30, yours" and table.sides[bad // 2] == "fact 30"
    assert explorer.cursor == [0, bad] and table.text[bad] == "0"


def test_a_large_input_does_not_push_the_results_away():
    explorer = ComparisonExplorer([1], [2], given={"x": np.zeros((50, 3))})
    assert grids(explorer)["x"].rows == 8 and grids(explorer)["x"].whole == (50, 3)
    (place,) = every(explorer._stage.picture, Image)
    assert place.id == "map:x" and place.note.startswith("rows 0–7 of 50")
    explorer._stage.asked = {"id": "map:x", "value": [0.5, 0], "count": 1}  # pressed there
    assert grids(explorer)["x"].row0 == 25
    explorer._stage.asked = {"id": "beyond", "value": [0, 1, 0], "count": 2}  # an arrow at its edge
    assert grids(explorer)["x"].row0 == 26
    assert explorer.cursor == [1, 0]  # the selected cell stays


def test_one_number():
    assert ComparisonExplorer(1.5, 2.0).reading == "Yours is 1.5, expected was 2."


def test_nearly_equal_is_equal():
    explorer = ComparisonExplorer([1.0, np.nan], [1.00001, np.nan])
    assert explorer.reading == "All values agree."
    assert not explorer.result.differs.any()


def test_another_dtype_is_said():
    reading = ComparisonExplorer(np.float32([1]), np.float64([1])).reading
    assert reading == (
        "All values agree. The dtype differs: yours is float32, expected was float64."
    )


def test_another_shape_is_said():
    explorer = ComparisonExplorer([[1, 2]], [1, 2])
    assert explorer.reading == "Yours has shape (1, 2), expected was (2,)."
    assert grids(explorer)["yours"].bad == []
    assert {slider.layout.display for slider in explorer._sliced.sliders} == {"none"}


def test_sliders_for_leading_axes():
    explorer = ComparisonExplorer(counted(2, 3, 2, 2), np.zeros((2, 3, 2, 2), int))
    first, second, _none = explorer._sliced.sliders
    assert (first.max, second.max) == (1, 2)
    second.value = 2
    assert explorer.place[:2] == [0, 2]
    assert grids(explorer)["yours"].lead == "0, 2, "
    explorer.place = [1, 0, 0]
    assert (first.value, second.value) == (1, 0)
    assert grids(explorer)["yours"].text == ["12", "13", "14", "15"]


def test_the_difference_in_numbers():
    explorer = ComparisonExplorer([[1, 2], [3, 4]], [[1, 2], [5, 4]], given={"x": [1]})
    said, verdict = numbers(explorer)
    assert said == {
        "yours": "3", "expected": "5", "yours − expected": "−2", "relative error": "40 %",
    }  # fmt: skip
    assert verdict == ("✗ they differ", "wrong")
    assert "the cell [1, 0]" in [one.title for one in every(explorer._stage.picture, Words)]
    looks = [look for _text, look in every(explorer._stage.picture, Formula)[1].parts]
    assert looks[:2] == ["yours", "strong"]
    explorer._stage.cursor = [2, 3]  # pointing at expected
    assert explorer.selected == [1, 1] and explorer.cursor == [2, 3]
    assert [grids(explorer)[name].lit for name in ("yours", "expected")] == [[3], [3]]
    assert numbers(explorer) == ({"yours": "4", "expected": "4"}, ("✓ they agree", "right"))
    assert explorer.reading.endswith("at [1, 0]: yours is 3, expected was 5.")


def test_numbers_that_differ_look_different():
    explorer = ComparisonExplorer(np.float32([1 / 3]), np.float32([0.33341]))
    said, _verdict = numbers(explorer)
    assert (said["yours"], said["expected"]) == ("0.3333", "0.3334")
    assert explorer.reading.endswith("yours is 0.3333, expected was 0.3334.")
    close, verdict = numbers(ComparisonExplorer([1.0], [1.00001]))
    assert close["expected"] == "1.00001" and verdict == ("✓ they agree", "right")


def test_what_has_no_difference_in_numbers():
    for yours, expected in ((np.nan, 1.0), (True, False), (np.inf, np.inf), (1 + 2j, 3.0)):
        said, _verdict = numbers(ComparisonExplorer([yours], [expected]))
        assert list(said) == ["yours", "expected"]
    said, _verdict = numbers(ComparisonExplorer([2], [0]))
    assert list(said) == ["yours", "expected", "yours − expected"]  # no part of nothing


def test_arrow_keys_go_on_at_the_edge():
    explorer = ComparisonExplorer(counted(30, 30), np.zeros((30, 30), int))
    drawn = grids(explorer)["yours"]
    assert (drawn.row0, explorer.selected) == (0, [0, 1])
    explorer._stage.cursor = [1, drawn.cols * (drawn.rows - 1)]
    assert explorer.selected == [drawn.rows - 1, 0]
    explorer._stage.asked = {"id": "beyond", "value": [1, 1, 0], "count": 1}
    moved = grids(explorer)["expected"]
    assert moved.row0 == 1 and explorer.selected == [drawn.rows, 0]
    assert grids(explorer)["yours"].row0 == 1  # both show the same part
    assert explorer.cursor == [1, moved.lit[0]]  # it stays in expected
    explorer._stage.asked = {"id": "map:expected", "value": [0.99, 0.5], "count": 2}
    assert explorer.selected == [29, 15]


def test_an_input_of_the_same_shape_shows_the_same_part():
    yours = np.zeros((40, 3))
    yours[30, 1] = 1
    explorer = ComparisonExplorer(yours, np.zeros((40, 3)), given={"x": np.ones((40, 3))})
    assert grids(explorer)["x"].row0 == grids(explorer)["yours"].row0 > 0
    explorer.selected = [2, 0]
    assert grids(explorer)["x"].row0 == grids(explorer)["yours"].row0 == 2


def test_in_a_narrow_window_less_is_drawn():
    explorer = ComparisonExplorer(counted(30, 30), np.zeros((30, 30), int), selected=[20, 20])
    wide = grids(explorer)["yours"]
    explorer._stage.room = 29
    narrow = grids(explorer)["yours"]
    assert narrow.rows < wide.rows and explorer.selected == [20, 20]
    assert narrow.text[narrow.lit[0]] == "620" and explorer.cursor == [0, narrow.lit[0]]


def test_long_numbers_leave_room_for_fewer_columns():
    columns = []
    for values in (np.eye(20), np.eye(20) - 0.01234):
        explorer = ComparisonExplorer(values, values)
        explorer._stage.room = 43
        columns.append(explorer._most[1])
    assert columns == [12, 9]


def test_an_old_state_without_the_selected_cell():
    explorer = ComparisonExplorer(counted(2, 3), -counted(2, 3))
    explorer.state = {"place": [0, 0, 0], "cursor": [1, 5]}
    assert explorer.selected == [1, 2] and explorer.cursor == [1, 5]
    again = ComparisonExplorer(counted(2, 3), -counted(2, 3), cursor=[1, 4])
    assert again.selected == [1, 1] and grids(again)["yours"].lit == [4]
    explorer.state = {"cursor": [0, 0], "selected": [0, 2]}  # what is selected counts
    assert explorer.cursor == [0, 2]


def test_pointing_is_one_drawing():
    explorer = ComparisonExplorer(counted(2, 3), -counted(2, 3))
    seen = []
    explorer._stage.observe(lambda change: seen.append(1), "picture")
    explorer._stage.cursor = [1, 5]
    assert len(seen) == 1


def test_the_cursor_stays_on_cells_that_can_be_compared():
    explorer = ComparisonExplorer(counted(2, 3), -counted(2, 3), given={"x": [1, 2]})
    at = explorer.cursor
    for elsewhere in ([0, 1], [1, 6], [3, 0], [1, -1], [1]):
        explorer.cursor = elsewhere
        assert explorer.cursor == at == explorer._stage.cursor, elsewhere
    explorer.cursor = [2, 5]
    assert explorer.cursor == [2, 5] and explorer.selected == [1, 2]


def test_other_shapes_have_no_cell_to_point_at():
    explorer = ComparisonExplorer([1, 2], [1, 2, 3], given=[1])
    assert explorer.cursor == [-1, 0]
    assert [grid.pick for grid in explorer._stage.grids] == [False] * 3
    assert every(explorer._stage.picture, Formula) == []
