"""What only a browser can tell of a picture: what lies over what, and what keys reach."""

import itertools

import pytest

from kerastutor import palette
from tests.browser import harness

CELLS = (
    """
import numpy as np
from kerastutor.widgets import DenseExplorer, NeuronExplorer
points = np.random.default_rng(0).uniform(size=(40, 2))
neuron = NeuronExplorer(None, points, np.arange(40) % 2, w1=1.0, w2=1.0, bias=30.0)
neuron
""",
    "DenseExplorer(points, np.arange(40) % 2, units=2)",
    """
from kerastutor.widgets import SoftmaxExplorer
SoftmaxExplorer(logits=[1.25, 2, 3, -4.5, 5, 0, 1, 2, 3, 4], constant=-1000)
""",
    """
from kerastutor.widgets import LossExplorer
LossExplorer(loss="huber", y_true=0.0, y_pred=0.5)
""",
    """
def naive(x, axis=-1):
    powers = np.exp(x)
    return powers / powers.sum(axis=axis, keepdims=True)
SoftmaxExplorer(naive, example="rows")
""",
    """
from kerastutor.widgets import BackpropExplorer
BackpropExplorer("a = relu(z); p = softmax(a); -sum(y * log(p))", gradients={"z": [1, 1, 1.0]},
                 z=[2.0, 1, 0], y=[0.0, 1, 0], at=99)
""",
)
#: Of the text at the lit edge: how much it covers of the edge, and whether it is not cut off.
COVERED = """(graph) => {
  const text = [...graph.querySelectorAll(".kt-on-edge")].find((one) => !one.hidden);
  const line = graph.querySelector(".kt-edge-lit"), at = text.getBoundingClientRect();
  const covered = Array.from({ length: 11 }, (_, k) => {
    const there = line.getPointAtLength((line.getTotalLength() * k) / 10);
    const p = there.matrixTransform(line.getScreenCTM());
    return p.x > at.left && p.x < at.right && p.y > at.top && p.y < at.bottom;
  });
  const field = graph.getBoundingClientRect();
  return [covered.filter(Boolean).length / 11, at.top >= field.top && at.bottom <= field.bottom];
}"""
#: How many pixels of a canvas have exactly the colour of the squares (class 0).
SQUARES = """(canvas) => {
  const [r, g, b] = [%s];
  const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let found = 0;
  for (let n = 0; n < dots.length; n += 4)
    found += dots[n] === r && dots[n + 1] === g && dots[n + 2] === b;
  return found;
}"""


@pytest.fixture(scope="module")
def planes(tmp_path_factory):
    """The address of a page with a neuron and a layer over forty points."""
    with harness.shown(CELLS, tmp_path_factory.mktemp("pictures")) as address:
        yield address


@pytest.fixture
def opened(page, planes):
    page.goto(planes, timeout=120_000)
    page.locator(".kt-network").wait_for()
    return page


def test_a_cross_covers_no_point(opened):
    neuron = opened.locator(".kt-explorer").first
    canvas, reading = neuron.locator("canvas.kt-ground"), neuron.locator(".kt-reading")
    canvas.wait_for()
    count = SQUARES % ", ".join(map(str, orange()))
    assert "20 of 40" in reading.inner_text()  # all of class 0 are wrong
    wrong = canvas.evaluate(count)
    bias = neuron.locator("input[type=text]").nth(2)
    bias.fill("-30")
    bias.press("Enter")
    opened.wait_for_timeout(1500)
    right = canvas.evaluate(count)  # now all of class 1 are
    assert right > 20 * 20  # a square has about 50 pixels, some lie one on the other
    assert wrong == right


def orange():
    """The colour of class 0, as planes.js takes it from the scale: its level 0.22, in 255 steps."""
    stops = [[int(c[at : at + 2], 16) for at in (1, 3, 5)] for c in palette.scale("diverging")]
    place = round(0.22 * 255) / 255 * (len(stops) - 1)
    low = int(place)
    pairs = zip(stops[low], stops[low + 1], strict=True)
    return [round(a + (place - low) * (b - a)) for a, b in pairs]


def test_an_open_sheet_of_code_follows_the_state(opened):
    neuron = opened.locator(".kt-explorer").first
    neuron.locator("canvas.kt-ground").wait_for()
    neuron.locator(".kt-tools button", has_text="Code").click()
    code = neuron.locator(".kt-code")
    code.wait_for()
    assert "-12.25" not in code.inner_text()
    neuron.locator("input[type=text]").nth(2).fill("-12.25")
    neuron.locator("input[type=text]").nth(2).press("Enter")
    neuron.locator(".kt-code", has_text="-12.25").wait_for()


def test_after_a_drag_keys_land_on_round_numbers(opened):
    """A drag ends anywhere; the next key goes to a multiple of the step."""
    explorer = opened.locator(".kt-explorer").nth(3)
    point, field = (
        explorer.locator("circle.kt-point").first,
        explorer.locator("input[type=text]:visible"),
    )
    point.wait_for()
    explorer.scroll_into_view_if_needed()
    box = explorer.locator("svg.kt-chart").first.bounding_box()
    y = box["y"] + box["height"] / 2
    opened.mouse.move(box["x"] + 0.4 * box["width"], y)
    opened.mouse.down()
    opened.mouse.move(box["x"] + 0.613 * box["width"], y, steps=3)
    opened.mouse.up()
    opened.wait_for_timeout(800)
    dragged = float(field.nth(1).input_value().replace("−", "-"))
    opened.keyboard.press("ArrowRight")
    opened.wait_for_timeout(800)
    now = float(field.nth(1).input_value().replace("−", "-"))
    assert round(dragged / 0.05, 6) != round(dragged / 0.05)  # not round
    assert 0 < now - dragged < 0.05 and abs(now / 0.05 - round(now / 0.05)) < 1e-6


def test_a_table_of_ten_classes_is_not_cut_where_the_window_is_narrow(opened):
    opened.set_viewport_size({"width": 400, "height": 900})  # JupyterLab at 480: as much room
    stage = opened.locator(".kt-explorer").nth(2).locator(".kt-stage")
    stage.get_by_text("−1004", exact=True).first.wait_for()  # Python has heard of the width
    opened.wait_for_timeout(500)
    wide, seen = stage.evaluate("(n) => [n.scrollWidth, n.clientWidth]")
    assert 300 < seen < 370 and wide <= seen


@pytest.mark.parametrize("width", [480, 1280])
def test_words_and_numbers_over_the_bars_of_two_rows_lie_apart(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    explorer = opened.locator(".kt-explorer").nth(4)
    explorer.get_by_text("outlines: yours").wait_for()
    opened.wait_for_timeout(500)
    texts = [text for text in explorer.locator("svg text.kt-halo").all() if text.is_visible()]
    boxes = [(text.text_content(), text.bounding_box()) for text in texts]
    assert [text for text, _box in boxes].count("nan") == 3
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
        down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
        assert across <= 2 or down <= 5, f"{one} lies on {other}"  # a line of text has some air


def test_a_tried_seed_is_pressed_by_keys(opened):
    layer = opened.locator(".kt-explorer").nth(1)
    layer.get_by_role("button", name="try 12 seeds").press("Enter")
    layer.get_by_role("button", name="seed 5").wait_for()
    layer.get_by_role("button", name="seed 4").focus()
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    layer.locator("button[aria-pressed=true]", has_text="seed 5").wait_for()
    assert "seed 5" in opened.evaluate("document.activeElement.textContent")
    assert layer.locator("button.kt-chip[aria-pressed=true]").count() == 1


def test_a_text_at_a_short_edge_stands_beside_it_and_an_equation_in_a_line(opened):
    opened.set_viewport_size({"width": 1280, "height": 900})
    card = opened.locator(".kt-explorer").filter(has=opened.locator(".kt-graph"))
    card.locator(".kt-on-edge:not([hidden])").wait_for()
    opened.wait_for_function("document.querySelector('.kt-equation:not(.kt-tall)')")
    covered, whole = card.locator(".kt-graph").evaluate(COVERED)
    assert covered < 0.5 and whole
