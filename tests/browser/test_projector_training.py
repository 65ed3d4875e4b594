"""Chapter 3's dashboard on a projector: each figure and its question on one screen."""

import pytest

from tests.browser import harness
from tests.browser.test_projector import ASKED

#: Sections by their number, and the steps after which most is drawn. Two are left out, since their
#: networks train long: 3 and 11.
SECTIONS = {1: 0, 2: 0, 4: 0, 5: 14, 6: 31, 7: 11, 8: 21, 9: 20, 10: 3, 12: 60, 13: 60, 14: 100}
#: From these on, a figure alone may fill the screen: a product of matrices is high.
ALONE = (7, 8)
TO_STEP = """(range, step) => {
  range.value = step;
  for (const kind of ["input", "change"]) range.dispatchEvent(new Event(kind, {bubbles: true}));
}"""
DRAWN = "([stage, before]) => stage.dataset.drawn !== before"
#: A picture may be drawn in two goes: what counts is how it ends.
FITS = f"""([card, high, alone]) => {{
  const {{ top, bottom }} = card.getBoundingClientRect();
  return bottom - (alone ? top : ({ASKED})(card)) <= high;
}}"""
STILL = "(card) => ![...card.querySelectorAll('.kt-work')].some((work) => work.offsetHeight)"


@pytest.fixture(scope="module", params=[(1920, 1080), (1280, 720)], ids=["1920", "1280"])
def projector(dashboards, request):
    with harness.browser_page(*request.param) as page:
        page.set_default_timeout(90_000)
        page.goto(f"{dashboards}/voila/render/03_training.ipynb", timeout=120_000)
        page.wait_for_function("() => document.querySelectorAll('.kt-show').length === 14")
        page.high = request.param[1]
        yield page


@pytest.mark.parametrize("section", SECTIONS)
def test_a_figure_and_its_question_fit_one_screen(projector, section):
    card = projector.locator(".kt-explorer").nth(section - 1)
    if card.locator(".kt-show").is_visible():  # a test that is run again has shown it
        card.locator(".kt-show").click()
    stage = card.locator(".kt-stage[data-drawn]")
    stage.wait_for()
    projector.wait_for_function(STILL, arg=card.element_handle())
    fits = [card.element_handle(), projector.high, False]
    projector.wait_for_function(FITS, arg=fits)
    steps = card.locator(".kt-range")
    if not SECTIONS[section] or steps.input_value() == str(SECTIONS[section]):
        return
    before = stage.get_attribute("data-drawn")
    steps.evaluate(TO_STEP, SECTIONS[section])
    projector.wait_for_function(DRAWN, arg=[stage.element_handle(), before])
    projector.wait_for_function(FITS, arg=[*fits[:2], section in ALONE])
    assert card.locator(".kt-equation.kt-tall").count() == 0
