"""What was once wrong, and is not to be again."""

import keras
import numpy as np
import pytest

from kerastutor.concepts.tensors import as_array
from kerastutor.widgets import (
    BroadcastingExplorer,
    GradientExplorer,
    MatmulExplorer,
    Predict,
    TensorExplorer,
)
from kerastutor.widgets.stage.marks import every
from kerastutor.widgets.stage.plots import Line
from kerastutor.widgets.stage.stage import Stage
from tests.widgets.explorers import grids


def test_an_operand_that_is_too_large_is_not_computed_with():
    """4.7 GB were taken for a result of no elements."""
    explorer = BroadcastingExplorer((3, 1), (4,))
    explorer.state = {"shape_a": "300000000, 1", "shape_b": "0"}
    assert explorer.problem == (
        "An operand has shape (300000000, 1), 300,000,000 elements: too many to show here."
    )


def test_an_axis_may_be_called_axis_of_time():
    explorer = TensorExplorer(np.zeros((2, 3)), axes=("axis of time", "n"))
    assert "axis 0 (axis of time) has size 2, axis 1 (n) has size 3" in explorer.reading
    assert "axis 0 has size 2, axis 1 has size 3" in TensorExplorer(np.zeros((2, 3))).reading


def test_a_prediction_whose_answer_raises_says_so_and_is_not_committed():
    ready = []
    asked = Predict("How many?", lambda: ready[0], key="once-wrong")
    asked.commit("3")
    assert asked.reading.startswith(
        "The answer could not be computed: IndexError: list index out of range. Run the cells"
    )
    assert asked.committed == "" and asked.correct is None
    ready.append(3)
    asked.commit("3")
    assert asked.correct is True and asked.reading.startswith("✓ Yes: 3.")


def test_a_move_in_matmul_is_one_message(monkeypatch):
    explorer = MatmulExplorer()
    sent = []
    monkeypatch.setattr(Stage, "send_state", lambda _self, key=None: sent.append(key))
    explorer.row = 1
    assert len(sent) == 1


def test_matmul_draws_shapes_that_clash():
    explorer = MatmulExplorer([[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4]])
    assert explorer.problem.startswith("Shapes (2, 3) and (2, 2) do not fit: a row of a has 3")
    shown = grids(explorer)
    assert shown["a"].lit == [0, 1, 2] and shown["b"].lit == [0, 2]
    assert not explorer._reading.stale


def test_a_symbolic_tensor_is_named():
    with pytest.raises(ValueError, match="Received: a symbolic tensor of shape") as caught:
        as_array(keras.Input((3,)))
    assert "rows of one length" not in str(caught.value)
    explorer = TensorExplorer([1.0], function=lambda x: keras.Input((3,)))
    assert "an object of type KerasTensor" in explorer.problem


def test_an_empty_slice_lies_nowhere():
    explorer = TensorExplorer(np.zeros((2, 3, 4)), index="0:0")
    assert [grid.title for grid in explorer._stage.grids] == ["x, slice [0, :, :]"]
    assert "-1" not in explorer.reading


def test_rounding_noise_is_0():
    explorer = TensorExplorer(np.array([1.0, 4.44e-16, -2e-17, 0.5, np.nan]))
    assert grids(explorer)["x"].text == ["1", "0", "0", "0.5", "nan"]
    small = TensorExplorer(np.array([4.44e-16, 2e-16]))
    assert grids(small)["x"].text == ["4.44e−16", "2e−16"]  # all there is


def test_what_has_no_value_has_no_slope():
    explorer = GradientExplorer(keras.ops.log, x=-1.0)
    assert explorer.reading == "At x = −1, f has no value, and so no slope."
    assert not [line for line in every(explorer._stage.picture, Line) if line.role == "gradient"]


def test_floor_is_not_told_to_use_keras():
    explorer = GradientExplorer(keras.ops.floor, x=0.5)
    assert "some operation in it has no derivative" in explorer.reading
    assert "keras.ops in place of" not in explorer.reading


@pytest.mark.parametrize(
    "operation, sentence",
    [
        ("add", "200 + 100 = 44. 300 does not fit into uint8, which holds 0 to 255"),
        ("multiply", "200 × 100 = 32. 20000 does not fit into uint8"),
    ],
)
def test_a_whole_number_that_does_not_fit_is_said(operation, sentence):
    a, b = np.array([200], "uint8"), np.array([100], "uint8")
    assert sentence in BroadcastingExplorer(a, b, operation=operation).reading
    assert "does not fit into" not in BroadcastingExplorer(b, b, operation="add").reading


def test_an_answer_may_begin_with_it_is():
    asked = Predict("What?", "it is an error", choices=["(3,)", "it is an error"], key="it-is")
    asked.commit("(3,)")
    assert asked.reading == "✗ You said: (3,). The answer: it is an error."
