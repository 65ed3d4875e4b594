"""A check as a card in JupyterLab: its buttons spare the learner more cells."""

import pytest

from tests.browser.test_lab import open_and_run, show, write

CELLS = (
    "import numpy as np\nfrom kerastutor import checks",
    "def relu(x):\n    return np.abs(x)",
    "checks.relu(relu)",
    "def relu(x):\n    return np.maximum(x, 0)\ndef sigmoid(x):\n    raise NotImplementedError()",
    "checks.sigmoid(sigmoid)",
)


@pytest.fixture
def cards(page, lab):
    open_and_run(page, lab, write(lab, "card.ipynb", CELLS))
    show(page, page.locator(".kt-check").nth(1))
    return page.locator(".kt-check")


def press(card, name):
    card.locator(".kt-tools").first.get_by_role("button", name=name).click()


def test_the_newest_function_is_checked_again(cards, shot):
    card = cards.first
    card.locator(".kt-verdict", has_text="✗ relu: ").wait_for()
    card.locator(".kt-said-received", has_text="yours").wait_for()
    card.locator(".kt-said-advice", has_text="absolute value").wait_for()
    output = card.page.locator(".jp-Cell-outputArea", has=card.page.locator(".kt-check")).first
    assert output.inner_text().count("✗ relu") == 1  # no plain text beside the card
    press(card, "Hint 1 of 3")
    card.locator(".kt-said-hint", has_text="Hint 1 of 3").wait_for()
    press(card, "See it")
    card.locator(".kt-explorer .kt-stage[data-drawn]").first.wait_for()
    shot("lab_check_card")
    press(card, "Check")
    card.locator(".kt-verdict", has_text="✓ relu: ").wait_for()
    assert card.locator(".kt-explorer").count() == 0  # what failed is mended
    names = card.locator(".kt-tools button:visible").all_inner_texts()
    assert names == ["Check"]


def test_not_written_yet_is_calm(cards):
    card = cards.nth(1)
    verdict = card.locator(".kt-verdict", has_text="○ sigmoid: not attempted yet.")
    verdict.wait_for()
    colour = "(node) => getComputedStyle(node).color"
    assert verdict.evaluate(colour) == card.locator(".kt-said-row").first.evaluate(colour)
    assert card.locator(".kt-tools button:visible").all_inner_texts() == ["Check", "Hint 1 of 4"]
    press(card, "Check")
    card.locator(".kt-said-same", has_text="Run its cell, then Check").wait_for()
