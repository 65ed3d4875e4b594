"""BatchExplorer: before a batch is drawn, the class is asked, and not told."""

import pytest

from kerastutor.widgets import BatchExplorer
from kerastutor.widgets._batches_words import short
from kerastutor.widgets.stage.plots import Handle, Plot
from tests.widgets.explorers import of

pytestmark = pytest.mark.usefixtures("networks")


def test_before_a_batch_is_drawn_nothing_of_what_is_asked_is_told():
    explorer = BatchExplorer(batch_size=64, epochs=0, taken=0)
    far = short(explorer.result.chosen.spread)
    assert "No batch is drawn yet" in explorer.reading and far not in explorer.reading
    assert "where batches of 64 would step" in [plot.title for plot in of(explorer, Plot)]
    (handle,) = of(explorer, Handle)
    assert handle.y == of(explorer, Plot)[1].y.low and handle.words == "64", (
        "it measures nothing yet"
    )
    assert not any(far in plot.words or "%" in plot.words for plot in of(explorer, Plot))
    explorer.taken = 1
    (handle,) = of(explorer, Handle)
    assert far in explorer.reading and handle.y == pytest.approx(explorer.result.chosen.spread)
