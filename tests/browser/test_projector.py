"""Chapter 2's dashboard on a projector of 1920 × 1080: what is seen of it, and what its keys do."""

import itertools

import pytest

from tests.browser import harness

NEURON, DENSE, ACTIVATION, SOFTMAX = range(4)
#: As much of the screen as a card may take.
MOST = 1040
SCROLLED = "() => document.getElementById('rendered_cells').scrollTop"
FOCUS = "() => String(document.activeElement.className.baseVal ?? document.activeElement.className)"
#: The question above a card: its upper end.
ASKED = """(card) => [...document.querySelectorAll('.jp-RenderedMarkdown > p:last-of-type')]
  .findLast((p) => card.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_PRECEDING)
  .getBoundingClientRect().top"""


@pytest.fixture(scope="module")
def projector(dashboards):
    with harness.browser_page(1920, 1080) as page:
        page.set_default_timeout(60_000)
        page.goto(f"{dashboards}/voila/render/02_layers.ipynb", timeout=120_000)
        page.wait_for_function("() => document.querySelectorAll('.kt-show').length === 4")
        page.wait_for_timeout(1500)
        yield page


@pytest.fixture
def card(projector):
    """A card by its number, shown."""

    def shown(n):
        found = projector.locator(".kt-explorer").nth(n)
        if found.locator(".kt-show").is_visible():
            found.locator(".kt-show").focus()
            projector.keyboard.press("Enter")
            found.locator(".kt-stage[data-drawn]").wait_for()
            projector.wait_for_timeout(1500)  # it comes into view
        return found

    return shown


@pytest.mark.parametrize("what", [".widget-label", ".kt-note", ".kt-scale"])
def test_small_words_are_read_from_the_last_row(card, what):
    """Labels of sliders, the legend and the note are nearly as large as the sentence below."""
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    found = card(NEURON).locator(what).first.evaluate(size)
    assert found >= 0.9 * card(NEURON).locator(".kt-reading").evaluate(size)


def frames(card, *what):
    return [card.locator(one).first.bounding_box() for one in what]


def choose(card, number, option):
    """An option of one of the card's menus, and the picture that comes of it."""
    drawn = card.locator(".kt-stage").get_attribute("data-drawn")
    menu = card.locator("select").nth(number)
    if menu.input_value() != option:
        menu.select_option(label=option)
        card.page.wait_for_function(
            "([node, before]) => node.dataset.drawn !== before",
            arg=[card.locator(".kt-stage").element_handle(), drawn],
        )
    card.page.wait_for_timeout(300)


def apart(card):
    """How many labels of lines and curves there are; none lies on another."""
    labels = [label for label in card.locator(".kt-chart .kt-label").all() if label.is_visible()]
    boxes = [(label.text_content(), label.bounding_box()) for label in labels]
    boxes = [(text, box) for text, box in boxes if text and box]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
        down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
        assert across <= 2 or down <= 5, f"{one} lies on {other}"  # a line of text has some air
    return len(boxes)


@pytest.mark.parametrize("n", [NEURON, DENSE, ACTIVATION, SOFTMAX])
def test_the_card_and_its_question_are_in_view_and_no_button_has_the_focus(projector, card, n):
    shown = card(n)
    assert projector.evaluate(FOCUS) == "kt-card-title"
    box = shown.bounding_box()
    assert box["y"] + box["height"] <= 1081 and shown.evaluate(ASKED) >= 0
    before = projector.evaluate(SCROLLED)
    projector.keyboard.press("Shift+Space")  # at the end of the page, too
    projector.wait_for_function(f"(before) => ({SCROLLED})() < before", arg=before)


def test_what_was_dragged_leaves_page_down_to_the_page(projector, card):
    neuron = card(NEURON)
    neuron.scroll_into_view_if_needed()
    formula = neuron.locator(".kt-formula")
    ring = neuron.locator(".kt-point.kt-ring").bounding_box()
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    before = formula.inner_text()
    projector.mouse.move(x, y)
    projector.mouse.down()
    projector.mouse.move(x + 60, y + 20, steps=5)
    projector.mouse.up()
    projector.wait_for_function(
        "([node, before]) => node.textContent !== before", arg=[formula.element_handle(), before]
    )
    projector.wait_for_timeout(800)
    dragged, place = formula.inner_text(), projector.evaluate(SCROLLED)
    projector.keyboard.press("PageDown")
    projector.wait_for_function(f"(before) => ({SCROLLED})() > before", arg=place)
    assert formula.inner_text() == dragged
    projector.keyboard.press("Tab")
    projector.keyboard.press("Shift+Tab")  # now it was reached by keys
    assert "kt-ring" in projector.evaluate(FOCUS)
    projector.keyboard.press("PageDown")
    projector.wait_for_function(
        "([node, before]) => node.textContent !== before", arg=[formula.element_handle(), dragged]
    )


def test_code_and_keys_move_nothing(projector, card):
    dense = card(DENSE)
    what = ".kt-stage", ".kt-reading", ".kt-controls"
    dense.scroll_into_view_if_needed()
    before = frames(dense, *what)
    for name in ("Code", "What the keys"):
        dense.get_by_role("button", name=name).click()
        dense.locator(".kt-sheet").wait_for()
        projector.wait_for_timeout(300)
        assert frames(dense, *what) == before
        sheet = dense.locator(".kt-sheet").bounding_box()
        assert sheet["x"] + sheet["width"] <= 1920 and sheet["height"] > 60
    projector.keyboard.press("Escape")
    dense.locator(".kt-sheet").wait_for(state="hidden")


def test_choosing_and_training_move_nothing(projector, card):
    dense = card(DENSE)
    what = ".kt-stage", ".kt-network", ".kt-plot", ".kt-reading", ".kt-controls"
    before = frames(dense, *what)
    dense.locator("button.kt-node").first.click()
    dense.locator("text=bias of unit 1").first.wait_for()
    assert frames(dense, *what) == before
    dense.locator(".kt-link-touch").first.focus()
    projector.keyboard.press("Enter")
    dense.locator("text=pixel (2, 5) → unit 1").first.wait_for()
    assert frames(dense, *what) == before
    drawn = dense.locator(".kt-stage")
    count = int(drawn.get_attribute("data-drawn"))
    dense.get_by_role("button", name="fit it for me").click()
    dense.locator(".kt-work").wait_for()
    assert frames(dense, *what) == before
    dense.locator(".kt-work").wait_for(state="hidden")
    assert int(drawn.get_attribute("data-drawn")) > count + 8  # a film, and not its end alone


def test_eight_units_and_twelve_seeds_fit_the_screen(projector, card):
    dense = card(DENSE)
    dense.locator(".noUi-handle").first.focus()
    projector.keyboard.press("End")
    dense.locator("button.kt-node", has_text="unit 8").wait_for()
    dense.get_by_role("button", name="try 12 seeds").click()
    dense.get_by_role("button", name="seed 11").wait_for()
    assert dense.bounding_box()["height"] <= MOST
    dense.locator("button.kt-node", has_text="output").click()
    for activation in ("linear", "tanh", "relu"):
        choose(dense, 0, activation)
        assert apart(dense) >= 6  # some lines may lie outside


@pytest.mark.parametrize(
    "name", ["relu", "exponential", "hard_shrink", "sparse_sigmoid", "tanh_shrink", "sigmoid"]
)
def test_labels_of_activations_lie_apart(projector, card, name):
    shown = card(ACTIVATION)
    choose(shown, 0, name)
    assert apart(shown) >= 3
    assert shown.bounding_box()["height"] <= MOST
    right = shown.bounding_box()["x"] + shown.bounding_box()["width"]
    for label in shown.locator(".kt-chart .kt-label").all():
        box = label.bounding_box()
        assert not box or box["x"] + box["width"] < right


def test_every_example_of_softmax_fits_the_screen(projector, card):
    shown = card(SOFTMAX)
    top = frames(shown, ".kt-stage")[0]["y"]
    for example in ("1000s beside 0s", "a digit", "its inverse", "noise", "yours: drag the bars"):
        choose(shown, 0, example)
        shown.locator(".kt-work").wait_for(state="hidden")
        assert shown.bounding_box()["height"] <= MOST, example
        assert frames(shown, ".kt-stage")[0]["y"] == top, example


#: The figures that the upper edge of the screen cuts.
CUT = """() => [...document.querySelectorAll('.kt-explorer')]
  .map((card) => card.getBoundingClientRect())
  .filter((box) => box.top < -1 && box.bottom > 1).length"""
TO_THE_END = """(down) => {
  const page = document.getElementById('rendered_cells');
  page.scrollTop = down ? 0 : page.scrollHeight;
}"""


@pytest.mark.parametrize("key", ["PageDown", " ", "PageUp", "Shift+ "])
def test_keys_never_cut_a_figure(projector, card, key):
    for n in (NEURON, DENSE, ACTIVATION, SOFTMAX):
        card(n)
    down = key in ("PageDown", " ")
    projector.evaluate(TO_THE_END, down)
    projector.locator("h1").first.evaluate("(node) => { node.tabIndex = -1; }")
    projector.locator("h1").first.evaluate("(node) => node.focus({ preventScroll: true })")
    places = [projector.evaluate(SCROLLED)]
    for _key in range(40):
        projector.keyboard.press(key)
        places.append(projector.evaluate(SCROLLED))
        if places[-1] == places[-2]:
            break
        assert projector.evaluate(CUT) == 0, places
    assert places[-1] == places[-2] and 4 < len(places) < 20
    assert (places[-1] == 0) == (not down)
