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
    assert explorer._sliders == []


def test_sliders_for_leading_axes():
    explorer = ComparisonExplorer(counted(2, 3, 2, 2), np.zeros((2, 3, 2, 2), int))
    first, second = explorer._sliders
    assert (first.max, second.max) == (1, 2)
    second.value = 2
    assert explorer.place[:2] == [0, 2]
    assert grids(explorer)["yours"]["lead"] == "0, 2, "
    explorer.place = [1, 0, 0]
    assert (first.value, second.value) == (1, 0)
    assert grids(explorer)["yours"]["text"] == ["12", "13", "14", "15"]
