"""ReshapeExplorer without a browser."""

import numpy as np
import pytest

from kerastutor.widgets import ReshapeExplorer
from tests.widgets.explorers import counted


def panels(explorer, name):
    return [grid for grid in explorer._grids.grids if grid["name"] == name]


def test_reshape_before_and_after():
    explorer = ReshapeExplorer()
    explorer.arguments = "2, 6"
    before, after = explorer._grids.grids
    assert before["text"] == after["text"] == [str(n) for n in range(12)]
    assert (before["rows"], before["cols"], after["rows"], after["cols"]) == (3, 4, 2, 6)
    assert before["level"] == after["level"]  # coloured by the place in memory
    assert explorer.reading.startswith(
        "y = reshape(x, (2, 6)) has shape (2, 6); x has shape (3, 4)."
    )
    assert "Nothing moves." in explorer.reading
    assert explorer.reading.endswith("goes 4, 1 places on in memory, of y 6, 1.")


def test_transpose_colours_follow_the_elements():
    explorer = ReshapeExplorer([[1, 2, 3], [4, 5, 6]], operation="transpose", arguments="1, 0")
    before, after = explorer._grids.grids
    assert after["text"] == ["1", "4", "2", "5", "3", "6"]
    colour = dict(zip(before["text"], before["level"], strict=True))
    assert [colour[text] for text in after["text"]] == after["level"]
    assert "now jumps about in memory" in explorer.reading
    assert "TensorFlow writes the elements into new memory" in explorer.reading
    explorer.arguments = "0, 1"
    assert "The order of the elements is unchanged." in explorer.reading


def test_a_slice_for_each_place_along_the_leading_axes():
    explorer = ReshapeExplorer(counted(2, 3, 2), arguments="2, 1, 2, 3")
    assert [grid["lead"] for grid in panels(explorer, "x")] == ["0, ", "1, "]
    assert [grid["lead"] for grid in panels(explorer, "y")] == ["0, 0, ", "1, 0, "]
    assert panels(explorer, "y")[1]["text"] == [str(n) for n in range(6, 12)]
    assert panels(explorer, "y")[0]["join"] == "→" and panels(explorer, "y")[1]["join"] == ""
    assert len({grid["group"] for grid in panels(explorer, "y")}) == 1


def test_pointing_lights_the_same_element_in_both():
    explorer = ReshapeExplorer([[1, 2, 3], [4, 5, 6]], operation="transpose", arguments="1, 0")
    explorer._grids.cursor = [1, 1]  # y[0, 1] is 4
    assert explorer.cursor == [1, 1]
    before, after = explorer._grids.grids
    assert [before["text"][at] for at in before["lit"]] == ["4"]
    assert [after["text"][at] for at in after["lit"]] == ["4"]
    explorer.cursor = [0, 5]
    before, after = explorer._grids.grids
    assert [before["text"][at] for at in before["lit"]] == ["6"]
    assert [after["text"][at] for at in after["lit"]] == ["6"]
    explorer.cursor = [7, 7]  # points nowhere
    assert explorer._grids.grids[0]["lit"] == [0]


def test_controls_and_traits_are_one():
    explorer = ReshapeExplorer()
    explorer._text.value = "6, 2"
    assert explorer.arguments == "6, 2" and explorer.result.after.shape == (6, 2)
    explorer.arguments = "2, 2, 3"
    assert explorer._text.value == "2, 2, 3" and explorer._fitting.value == "2, 2, 3"
    explorer._fitting.value = "12"
    assert explorer.arguments == explorer._text.value == "12"
    explorer._operation.value = "transpose"
    assert explorer.operation == "transpose" and explorer.arguments == "1, 0"
    assert explorer._fitting.options == ("0, 1", "1, 0")
    assert explorer._text.description == "order of the axes"
    explorer.operation = "moveaxis"
    assert explorer._operation.value == "moveaxis" and explorer.problem == ""
    assert explorer._text.description == "from axis, to axis"


@pytest.mark.parametrize("shape", [(1,), (7,), (1, 1), (2, 3), (2, 3, 4), (1, 2, 3, 4)])
def test_every_operation_begins_with_something_that_works(shape):
    explorer = ReshapeExplorer(counted(*shape))
    for operation in ("transpose", "reshape", "moveaxis", "reshape"):
        explorer.operation = operation
        assert explorer.problem == "", (operation, explorer.problem)


def test_one_axis_has_nowhere_to_move():
    explorer = ReshapeExplorer([1, 2, 3], operation="moveaxis")
    assert explorer.result.after.tolist() == [1, 2, 3]
    explorer.arguments = "0, 1"
    assert "each from -1 to 0" in explorer.problem


@pytest.mark.parametrize(
    "arguments, problem",
    [
        ("5, 5", "Expected a shape of 12 elements"),
        ("a", "Expected whole numbers"),
        ("-1, -1", "-1"),
    ],
)
def test_a_problem_then_its_mending(arguments, problem):
    explorer = ReshapeExplorer()
    picture = explorer._grids.grids
    explorer.arguments = arguments
    assert problem in explorer.problem and explorer.result is None
    assert explorer._grids.grids == picture
    explorer.arguments = "3, 4"
    assert explorer.problem == "" and explorer.result.after.shape == (3, 4)


def test_minus_one_is_worked_out():
    explorer = ReshapeExplorer(arguments="2, -1")
    assert explorer.result.arguments == (2, 6)
    assert explorer.reading.startswith("y = reshape(x, (2, 6))")


def test_the_array_itself_is_not_touched():
    given = np.arange(12).reshape(3, 4)
    explorer = ReshapeExplorer(given, operation="transpose")
    explorer.operation = "reshape"
    assert given.shape == (3, 4) and given.ravel().tolist() == list(range(12))
