"""A page of feedback on a narrow screen: no column of the marks is out of sight."""

import pytest

from tests.browser import harness
from tests.grading.test_pages import page as feedback  # noqa: F401 - a fixture

NAME = "softmax_crossentropy_gradient"
WIDER = """() => [document.documentElement, ...document.querySelectorAll('.kt-top *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth || e.scrollWidth > innerWidth)
  .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [320, 480, 900])
def test_the_marks_fit(feedback, width, tmp_path):  # noqa: F811
    html = feedback.replace("longest", NAME).replace("✗</span> wrong", "◐</span> right in part")
    assert NAME in html and "right in part" in html
    file = tmp_path / "feedback.html"
    file.write_text(html, encoding="utf-8")
    with harness.browser_page(width, 900) as page:
        page.goto(file.as_uri())
        assert page.evaluate(WIDER) == []
        name = page.locator(".kt-marks tbody th", has_text=NAME).bounding_box()
        said = page.locator(".kt-said td").bounding_box()
        assert said["width"] > width - 60 or width == 900
        assert width < 480 or name["height"] < 60  # it is not broken where there is room
        page.screenshot(path=str(tmp_path / f"{width}.png"))
