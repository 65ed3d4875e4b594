"""ReshapeExplorer without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.widgets import ReshapeExplorer
from kerastutor.widgets.stage.marks import Memory, Scale, every
from tests.widgets.explorers import counted


def panels(explorer, name):
    return [grid for grid in explorer._stage.grids if grid.name == name]


def memory(explorer):
    (found,) = every(explorer._stage.picture, Memory)
    return found


def there(grid):
    """The texts that can be seen; None where a cell is empty so far."""
    return [None if at in grid.blank else text for at, text in enumerate(grid.text)]


def test_reshape_before_and_after():
    explorer = ReshapeExplorer()
    explorer.arguments = "2, 6"
    before, after = explorer._stage.grids
    assert before.text == after.text == [str(n) for n in range(12)]
    assert (before.rows, before.cols, after.rows, after.cols) == (3, 4, 2, 6)
    assert before.level.tolist() == after.level.tolist()  # coloured by the place in memory
    assert before.note == "shape (3, 4), strides (4, 1)"
    assert after.note == "shape (2, 6), strides (6, 1)"
    assert explorer.reading.startswith(
        "y = reshape(x, (2, 6)) has shape (2, 6); x has shape (3, 4)."
    )
    assert "Nothing moves." in explorer.reading
    assert explorer.reading.endswith(
        "\nStrides, in places of memory: 4, 1 along the axes of x; 6, 1 along those of y."
    )


def test_transpose_colours_follow_the_elements():
    explorer = ReshapeExplorer([[1, 2, 3], [4, 5, 6]], operation="transpose", arguments="1, 0")
    before, after = explorer._stage.grids
    assert after.text == ["1", "4", "2", "5", "3", "6"]
    colour = dict(zip(before.text, before.level, strict=True))
    assert [colour[text] for text in after.text] == after.level.tolist()
    assert memory(explorer).text == before.text
    assert memory(explorer).level.tolist() == before.level.tolist()
    (scale,) = every(explorer._stage.picture, Scale)
    assert scale.ends == ("first in memory", "last")
    assert "now jumps about in memory" in explorer.reading
    assert "TensorFlow" not in explorer.reading  # lesson 2 asks later what it does
    explorer.arguments = "0, 1"
    assert "The order of the values is unchanged." in explorer.reading


def test_a_slice_for_each_place_along_the_leading_axes():
    explorer = ReshapeExplorer(counted(2, 3, 2), arguments="2, 1, 2, 3")
    assert [grid.lead for grid in panels(explorer, "x")] == ["0, ", "1, "]
    assert [grid.lead for grid in panels(explorer, "y")] == ["0, 0, ", "1, 0, "]
    assert panels(explorer, "y")[1].text == [str(n) for n in range(6, 12)]
    assert panels(explorer, "y")[1].title == "y[1, 0, :, :]"
    before = explorer._stage.picture.items[0].items[0]
    assert (before.title, before.note) == ("before: x", "shape (2, 3, 2), strides (6, 2, 1)")


def test_pointing_lights_the_same_element_in_both():
    explorer = ReshapeExplorer([[1, 2, 3], [4, 5, 6]], operation="transpose", arguments="1, 0")
    explorer._stage.cursor = [1, 1]  # y[0, 1] is 4
    assert explorer.cursor == [1, 1]
    before, after = explorer._stage.grids
    assert [before.text[at] for at in before.lit] == ["4"]
    assert [after.text[at] for at in after.lit] == ["4"]
    explorer.cursor = [0, 5]
    before, after = explorer._stage.grids
    assert [before.text[at] for at in before.lit] == ["6"]
    assert [after.text[at] for at in after.lit] == ["6"]
    assert memory(explorer).at == 5
    explorer._stage.asked = {"id": "memory", "value": 3, "count": 1}  # a slot of memory
    assert explorer.cursor == [0, 3]
    assert [panel.lit for panel in explorer._stage.grids] == [[3], [1]]
    explorer.cursor = [7, 7]  # points nowhere
    assert explorer._stage.grids[0].lit == [0]


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
    assert "result = keras.ops.transpose(x, (1, 0))" in explorer.code()
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
        ("5, 5", "Expected a shape of 12 values"),
        ("a", "Expected whole numbers"),
        ("-1, -1", "-1"),
    ],
)
def test_a_problem_then_its_mending(arguments, problem):
    explorer = ReshapeExplorer()
    picture = explorer._stage.picture
    explorer.arguments = arguments
    assert problem in explorer.problem and explorer.result is None
    assert explorer._stage.picture is picture and explorer._reading.stale
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


def test_y_is_read_value_by_value_along_the_line():
    explorer = ReshapeExplorer([[1, 2, 3], [4, 5, 6]], operation="transpose", placed=0)
    assert (explorer._steps.value, explorer._steps.max) == (0, 6)
    assert there(panels(explorer, "y")[0]) == [None] * 6
    slots, seen = [], []
    for step in range(1, 7):
        explorer._steps.value = step  # as the player does
        slots.append(memory(explorer).at)
        (after,) = panels(explorer, "y")
        seen.append(there(after))
        assert after.lit == [step - 1] and explorer.cursor == [1, step - 1]
        # What is there flies from its slot of memory; what is not there flies nowhere.
        assert after.origin == memory(explorer).id
        assert after.keys.tolist() == [0, 3, 1, 4, 2, 5][:step] + [-1] * (6 - step)
    assert slots == [0, 3, 1, 4, 2, 5]  # it jumps by the stride
    assert seen[1] == ["1", "4", None, None, None, None]
    assert seen[-1] == ["1", "4", "2", "5", "3", "6"]
    explorer.operation = "reshape"
    explorer.placed = 0
    slots = []
    for step in range(1, 7):
        explorer.placed = step
        slots.append(memory(explorer).at)
    assert slots == list(range(6))  # straight along the line


def test_the_note_says_where_the_reading_stands():
    explorer = ReshapeExplorer(operation="transpose", placed=5)
    assert explorer._steps.note == "5 of 12 values read: y[1, 1] lies at place 5"
    explorer.placed = 12
    assert explorer._steps.note == "12 of 12 values read"


def test_another_arrangement_shows_all_values_which_fly():
    explorer = ReshapeExplorer(placed=3)
    scene = explorer._stage.scene
    explorer.cursor = [0, 2]
    assert explorer._stage.scene == scene  # pointing moves nothing
    explorer.arguments = "6, 2"
    assert explorer.placed == 12 and panels(explorer, "y")[0].blank == []
    assert explorer._stage.scene != scene
    explorer.placed = 4
    explorer.operation = "transpose"
    assert explorer.placed == 12


def test_a_saved_state_brings_the_reading_back():
    explorer = ReshapeExplorer()
    explorer.state = {"arguments": "6, 2", "placed": 4, "cursor": [0, 7]}
    assert (explorer.placed, explorer.cursor) == (4, [0, 7])
    assert there(panels(explorer, "y")[0])[3:5] == ["3", None]
    assert memory(explorer).at == 7
    old = {"operation": "transpose", "arguments": "1, 0", "cursor": [0, 7]}  # of before `placed`
    assert ReshapeExplorer(**old).placed == 12


def test_no_more_is_read_than_there_is():
    explorer = ReshapeExplorer()
    with pytest.raises(TraitError, match="Expected placed from 0 to 12. Received: 13"):
        explorer.placed = 13


def test_an_arc_for_a_step_along_each_axis_of_y():
    explorer = ReshapeExplorer(operation="transpose", cursor=[0, 5])
    assert memory(explorer).arcs == ((5, 6, "axis 0: 1 on", "ink"), (5, 9, "axis 1: 4 on", "ink"))
    explorer.cursor = [0, 11]  # the last along both: room is kept, nothing is drawn
    assert [arc[:2] for arc in memory(explorer).arcs] == [(11, -1), (11, -1)]
    assert memory(explorer).note == "The last value of y: no step along an axis is left."
    explorer.cursor = [0, 10]
    assert memory(explorer).note == "An arc is one step along an axis of y."
    deep = ReshapeExplorer(
        counted(2, 3, 4), operation="transpose", arguments="1, 2, 0", cursor=[0, 0]
    )
    assert [to - at for at, to, *_words in memory(deep).arcs] == [4, 1, 12]
    one = ReshapeExplorer([5], arguments="()")
    assert memory(one).arcs == () and memory(one).note == ""


def test_one_message_shows_a_step():
    explorer = ReshapeExplorer()
    seen = []
    explorer._stage.observe(lambda change: seen.append(change["new"]), "picture")
    explorer._steps.value = 5
    assert len(seen) == 1
    explorer.operation = "transpose"
    assert len(seen) == 2


def test_wide_arrays_have_narrow_cells():
    explorer = ReshapeExplorer(arguments="12")
    assert panels(explorer, "y")[0].look == ""
    explorer._stage.room = 29
    assert [panel.look for panel in explorer._stage.grids] == ["", "narrow"]


def test_the_slider_does_not_contradict_the_field():
    explorer = ReshapeExplorer()
    offered = explorer._fitting.options
    explorer.arguments = "2,3,2,1"  # right, but not among those that are offered
    assert explorer.problem == "" and explorer.arguments == "2,3,2,1"
    assert explorer._fitting.value == "2, 3, 2, 1"
    explorer.arguments = "5, 3"
    assert explorer.problem and explorer.arguments == "5, 3"
    explorer.arguments = "6, 2"
    assert explorer._fitting.value == "6, 2" and explorer._fitting.options == offered


@pytest.mark.parametrize(
    "operation, example", [("reshape", "4, 3"), ("transpose", "1, 0"), ("moveaxis", "0, 1")]
)
def test_the_example_is_one_of_the_operation(operation, example):
    explorer = ReshapeExplorer(operation=operation)
    explorer.arguments = "0 to 1"
    assert f"between them, such as {example}. Received: 0 to 1" in explorer.problem
    explorer.arguments = example
    assert explorer.problem == ""
