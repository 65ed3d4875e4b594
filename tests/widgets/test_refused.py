"""What is typed wrongly is said under its field; the picture there is kept."""

import ipywidgets
import numpy as np
import pytest

from kerastutor.widgets import (
    BackpropExplorer,
    BroadcastingExplorer,
    GradientExplorer,
    OptimizerExplorer,
    ReshapeExplorer,
    TensorExplorer,
)

CASES = {
    "a shape": (BroadcastingExplorer, "shape_b", "3,, 4", True),
    "an index": (lambda: TensorExplorer(np.arange(6).reshape(2, 3)), "index", "5, 5", True),
    "a new shape": (lambda: ReshapeExplorer(np.arange(12)), "arguments", "5, 7", True),
    "an expression": (lambda: BackpropExplorer("w*x", w=2, x=3), "text", "(w*x", True),
    "a value": (lambda: BackpropExplorer("w*x", w=2, x=3), "value1", "three", False),
    "a number": (lambda: GradientExplorer(lambda x: x**2), "x", "five", False),
    "a large number": (lambda: OptimizerExplorer(steps=3), "learning_rate", "1e9", False),
}


def field_of(widget, name):
    """The field that the browser finds by this name."""
    if isinstance(widget, ipywidgets.Text) and f"kt-in-{name}" in widget._dom_classes:
        return widget
    found = [field_of(child, name) for child in getattr(widget, "children", ())]
    return next((one for one in found if one is not None), None)


@pytest.mark.parametrize("name", CASES)
def test_it_stands_under_its_field(name):
    make, field, wrong, stale = CASES[name]
    explorer = make()
    picture, text = explorer._stage.picture, explorer._reading.text
    field_of(explorer, field).value = wrong
    reading = explorer._reading
    assert reading.problem and (reading.field, reading.stale) == (field, stale)
    assert explorer._stage.picture is picture and reading.text == text
    explorer.reset()
    assert (reading.problem, reading.field, reading.stale) == ("", "", False)


def test_two_shapes_that_clash_are_no_field_s():
    explorer = BroadcastingExplorer(shape_a="3", shape_b="4")
    assert explorer.problem and explorer._reading.field == ""


def test_a_value_of_another_shape_is_said_under_its_field():
    explorer = BackpropExplorer("sum(x @ w)", x=[[1.0, 2.0]], w=[[1.0], [3.0]])
    field_of(explorer, "value1").value = "[[1], [2], [3]]"
    assert explorer.problem and explorer._reading.field == "value1"
    field_of(explorer, "text").value = "sum(x @ w) + nothing("
    assert explorer.problem and explorer._reading.field == "text"
