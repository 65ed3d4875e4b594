"""The fields beside BatchExplorer's sliders, and what it shows before a batch is drawn."""

import pytest

from kerastutor.widgets import BatchExplorer
from kerastutor.widgets.stage.plots import Curve, Dots, Plot
from tests.widgets.explorers import of

pytestmark = pytest.mark.usefixtures("networks")


def test_a_size_can_be_typed():
    explorer = BatchExplorer()
    field = explorer._fields[explorer._all["batch_size"]]
    assert field.value == "8"
    for typed, size in (("64", 64), (" 1,437 ", 1437), ("1437", 1437), ("1", 1)):
        field.value = typed
        assert explorer.batch_size == size and field.value == f"{size:,}"
    field.value = "9"
    assert explorer.batch_size == 1 and field.value == "1"
    assert "Expected batch size to be one of 1, 2, 4," in explorer.problem
    assert explorer.problem.endswith("Received: 9")
    explorer.batch_size = 32
    assert field.value == "32"


def test_what_is_asked_is_not_drawn_before_a_batch_is():
    explorer = BatchExplorer(taken=0)

    def measured():
        _arrows, *plots = of(explorer, Plot)
        return [any(type(mark) in (Curve, Dots) for mark in plot.marks) for plot in plots]

    assert measured() == [False, False]
    explorer.taken = 1
    assert measured() == [True, True]
