"""ComparisonExplorer without a browser."""

import numpy as np

from kerastutor.widgets import ComparisonExplorer
from tests.widgets.explorers import counted, grids


def test_differences_are_marked_and_counted():
    explorer = ComparisonExplorer([[1, 2], [3, 4]], [[1, 2], [5, 4]], given=[9], title="matmul")
    assert explorer.reading == ("1 of 4 values differs, at [1, 0]: yours is 3, expected was 5.")
    assert [grid["title"] for grid in explorer._grids.grids] == ["given", "yours", "expected"]
    assert grids(explorer)["yours"]["bad"] == grids(explorer)["expected"]["bad"] == [2]
    assert explorer._grids.grids[0]["group"] == "matmul"
    both = ComparisonExplorer([1, 2], [0, 0])
    assert both.reading.startswith("2 of 2 values differ, first at [0]: yours is 1")


def test_one_scale_and_its_ends_are_said():
    explorer = ComparisonExplorer([[0.2, 1.0]], [[0.2, 0.5]], given={"x": [[0.0, 0.9]]})
    shown = grids(explorer)
    assert shown["yours"]["level"] == [0.0, 1.0]
    assert shown["expected"]["level"][1] == 0.375  # (0.5 − 0.2) / (1 − 0.2)
    assert shown["x"]["level"] == [0.0, 0.9]  # its own values widen the scale for itself only
    for name in ("yours", "expected"):
        assert "colours from 0.2 to 1" in shown[name]["note"]


def test_an_input_that_would_blot_out_the_results_keeps_its_own_scale():
    explorer = ComparisonExplorer([[0.2, 1.0]], [[0.2, 0.5]], given={"x": [[0, 255]]})
    assert "colours from 0 to 255" in grids(explorer)["x"]["note"]
    assert "colours from 0.2 to 1" in grids(explorer)["yours"]["note"]


def test_zero_is_in_the_middle_where_values_are_negative():
    explorer = ComparisonExplorer([[-1.0, 0.0]], [[-1.0, 3.0]])
    assert grids(explorer)["yours"]["scale"] == "diverging"
    assert grids(explorer)["yours"]["level"] == [0.333, 0.5]


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
    assert drawn["col0"] == 72 and drawn["bad"] == [8] == [explorer.cursor[1]]
    assert drawn["text"][8] == "80" and not drawn["small"]


def test_values_of_any_kind_are_compared_as_text():
    explorer = ComparisonExplorer(
        (2, (3,), "f4"), (1, (3,), "float32"), names=("rank", "shape", "dtype")
    )
    (table,) = explorer._grids.grids
    assert table["sides"] == ["rank", "shape", "dtype"] and table["heads"] == ["yours", "expected"]
    assert table["text"] == ["2", "1", "(3,)", "(3,)", "'f4'", "'float32'"]
    assert table["bad"] == [0, 4] and explorer.cursor == [0, 0]
    assert explorer.reading == "rank: yours is 2, expected was 1."
    facts = ComparisonExplorer({"s": True}, {"s": False}, names={"s": "shuffled"})
    assert facts.reading == "shuffled: yours is yes, expected was no."
    nothing = ComparisonExplorer(None, [1.5, 2.5], given={"x": [1], "f": "lambda x: x"})
    assert nothing.reading == "Yours is None; an array of shape (2,) was expected."
    assert [grid["title"] for grid in nothing._grids.grids] == ["x", "f", "yours", "expected"]
    assert grids(nothing)["expected"]["text"] == ["1.5", "2.5"]


def test_a_large_input_does_not_push_the_results_away():
    explorer = ComparisonExplorer([1], [2], given={"x": np.zeros((50, 3))})
    assert grids(explorer)["x"]["rows"] == 12
    assert "Only the first 12 rows and columns are drawn." in grids(explorer)["x"]["note"]


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
    assert grids(explorer)["yours"]["bad"] == []
    assert {slider.layout.display for slider in explorer._sliced.sliders} == {"none"}


def test_sliders_for_leading_axes():
    explorer = ComparisonExplorer(counted(2, 3, 2, 2), np.zeros((2, 3, 2, 2), int))
    first, second, _none = explorer._sliced.sliders
    assert (first.max, second.max) == (1, 2)
    second.value = 2
    assert explorer.place[:2] == [0, 2]
    assert grids(explorer)["yours"]["lead"] == "0, 2, "
    explorer.place = [1, 0, 0]
    assert (first.value, second.value) == (1, 0)
    assert grids(explorer)["yours"]["text"] == ["12", "13", "14", "15"]
