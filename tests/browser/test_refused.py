"""What is typed wrongly is said under its field, at any width."""

import pytest

from tests.browser import harness

CELLS = (
    "from kerastutor.widgets import BroadcastingExplorer, GradientExplorer, OptimizerExplorer\n"
    "BroadcastingExplorer()",
    "GradientExplorer(lambda x: x**2)",
    "OptimizerExplorer(steps=5)",
    "from kerastutor.widgets import NeuronExplorer\nNeuronExplorer()",
    "NeuronExplorer(lambda x: x)",  # of too few arguments: there is no picture
)
TYPED = (("shape_b", "3,, 4"), ("h", "five"), ("learning_rate", "1e9"))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with harness.shown(CELLS, tmp_path_factory.mktemp("refused")) as address:
        yield address


def box(node):
    return node.evaluate(
        "(one) => (({ left, right, top, bottom }) => ({ left, right, top, bottom }))"
        "(one.getBoundingClientRect())"
    )


@pytest.mark.parametrize("width", (480, 1280))
def test_it_stands_under_its_field(address, width):
    with harness.browser_page(width, 900) as page:
        page.set_default_timeout(60_000)
        page.goto(address, timeout=120_000)
        cards = page.locator(".kt-explorer")
        cards.nth(len(CELLS) - 1).locator(".kt-reading").wait_for()
        for n, (name, text) in enumerate(TYPED):
            card = cards.nth(n)
            field = card.locator(f".kt-in-{name} input")
            said = card.locator(".kt-controls > .kt-refused")
            assert said.count() == 0
            field.fill(text)
            field.press("Enter")
            said.wait_for()
            assert said.text_content().startswith("Expected")
            assert field.get_attribute("aria-invalid") == "true"
            above, below, whole = box(field), box(said), box(card)
            others = [box(one) for one in card.locator(".kt-controls > .jupyter-widgets").all()]
            assert 0 <= below["top"] - above["bottom"] < 24  # pixels
            assert whole["left"] <= below["left"] and below["right"] <= whole["right"]
            for other in others:  # it covers none of them
                assert other["bottom"] <= below["top"] + 1 or other["top"] >= below["bottom"] - 1
            card.get_by_role("button", name="Reset").click()
            said.wait_for(state="detached")
            assert field.get_attribute("aria-invalid") is None


def test_what_stands_beside_a_picture_goes_down_with_it(address):
    def place(card):
        top = box(card)["top"]  # the page scrolls
        return [box(card.locator(part))["top"] - top for part in (".kt-stage", ".kt-reading")]

    with harness.browser_page(1280, 900) as page:
        page.set_default_timeout(60_000)
        page.goto(address, timeout=120_000)
        wide = page.locator(".kt-explorer.kt-beside.kt-wide")
        card, empty = wide.nth(0), wide.nth(1)
        empty.locator(".kt-problem").wait_for()
        stage, reading = place(card)
        card.locator(".kt-in-bias input").fill("five")
        card.locator(".kt-in-bias input").press("Enter")
        card.locator(".kt-refused").wait_for()
        moved = [
            after - before for before, after in zip((stage, reading), place(card), strict=True)
        ]
        assert moved[0] > 10 and abs(moved[0] - moved[1]) < 2
        problem, around = box(empty.locator(".kt-problem")), box(empty)
        assert around["top"] < problem["top"] and problem["bottom"] <= around["bottom"]
