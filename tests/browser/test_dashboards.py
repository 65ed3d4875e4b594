"""The dashboards in a real browser, as a lecturer shows them."""

import pytest

from kerastutor import palette
from tests.course import notebooks
from tests.course.notebooks import CHAPTERS, DASHBOARDS, each

WITH_GRADIENTS = [path for path in DASHBOARDS if "GradientExplorer(" in path.read_text("utf-8")]
WITH_TENSORS = [path for path in DASHBOARDS if "TensorExplorer(" in path.read_text("utf-8")]

WITH_MENUS = [path for path in DASHBOARDS if "ActivationExplorer(" in path.read_text("utf-8")]


@pytest.fixture
def chapter(page, dashboards, path):
    """The page of a dashboard, reached from the index."""
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(dashboards)
    page.locator(f"a[href*='{path.parent.name}']").first.click()
    page.wait_for_function(
        "(most) => document.querySelectorAll('.kt-explorer').length >= most",
        arg=notebooks.explorers(path),
        timeout=120_000,
    )
    page.wait_for_timeout(1000)
    return page


@pytest.fixture
def shown(chapter):
    """The same, with the answers shown that are hidden until the class has answered."""
    covers = chapter.locator(".kt-show:visible")
    quiet = 0  # seconds without a cover: an explorer may bring its own late
    while quiet < 3:
        quiet = quiet + 1 if not covers.count() else 0
        if not quiet:
            cover = covers.first.element_handle()
            cover.click()
            cover.wait_for_element_state("hidden")
        chapter.wait_for_timeout(1000)
    return chapter


def test_index_leads_to_every_chapter(page, dashboards, shot):
    page.goto(dashboards)
    for chapter in CHAPTERS:
        assert page.locator(f"a[href*='{chapter.name}']").count() == 1
    assert page.locator("a[href*='lesson'], a[href*='assignment']").count() == 0
    shot("dashboards_index")


@each("path", DASHBOARDS)
def test_dashboard_shows_pictures_and_no_code(chapter, dashboards, shot, path):
    shot(f"dashboard_{path.parent.name}")
    assert "import " not in chapter.locator("body").inner_text()
    assert chapter.locator(".jp-InputArea-editor, .CodeMirror, .cm-editor").count() == 0
    outside = [url for url in chapter.asked if not url.startswith((dashboards, "data:", "blob:"))]
    assert outside == []


@each("path", DASHBOARDS)
def test_every_explorer_answers_the_keyboard(shown, shot, path):
    explorers = shown.locator(".kt-explorer")
    answered = 0
    for n in range(explorers.count()):
        explorer = explorers.nth(n)
        handle = explorer.locator(".noUi-handle:visible").first
        if not handle.count():
            continue
        picture = """(n) => [...n.querySelectorAll('.kt-stage, .kt-reading')]
            .map((part) => part.outerHTML).join()"""
        before = explorer.evaluate(picture)
        handle.focus()
        shown.keyboard.press("ArrowRight")
        shown.wait_for_timeout(700)
        if explorer.evaluate(picture) == before:  # it stood at its right end
            shown.keyboard.press("ArrowLeft")
            shown.wait_for_timeout(700)
        assert explorer.evaluate(picture) != before, f"explorer {n} does not answer"
        answered += 1
    # the point of a graph is moved without a slider
    assert answered >= notebooks.explorers(path) - 1
    shot(f"dashboard_{path.parent.name}_after_keys")


@each("path", WITH_TENSORS)
def test_a_visitors_text_is_never_run(shown):
    box = shown.locator(".kt-explorer input[type=text]").first
    box.fill("__import__('os').system('true')")
    box.press("Enter")
    shown.locator(".kt-problem", has_text="Expected an index").first.wait_for()


@each("path", WITH_GRADIENTS)
def test_the_point_of_the_gradient_can_be_dragged(shown):
    explorer = shown.locator(
        ".kt-explorer", has=shown.locator(".kt-point:not(.kt-ring):visible")
    ).first
    explorer.scroll_into_view_if_needed()
    reading = explorer.locator(".kt-reading")
    before = reading.inner_text()
    point = explorer.locator(".kt-point")
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    for step in range(1, 9):
        shown.mouse.move(x - 12 * step, y, steps=2)
    shown.mouse.up()
    shown.wait_for_function(
        "([node, before]) => node.textContent !== before", arg=[reading.element_handle(), before]
    )


@each("path", WITH_MENUS)
def test_menus_arrows_have_the_colour_of_the_theme(page, dashboards, path):
    for dark in (False, True):
        theme = "dark" if dark else "light"
        page.goto(f"{dashboards}/voila/render/{path.parent.name}.ipynb?theme={theme}")
        page.locator(".kt-show").first.click()
        menu = page.locator(".kt-controls select").first
        menu.wait_for(state="attached", timeout=120_000)
        arrow = menu.evaluate("(n) => getComputedStyle(n).backgroundImage")
        soft = palette.role("soft", dark).lstrip("#")
        colour = ", ".join(str(int(soft[at : at + 2], 16)) for at in (0, 2, 4))
        assert f"rgb({colour})" in arrow and "url(" not in arrow


@each("path", DASHBOARDS[:1])
def test_show_says_that_it_was_pressed(chapter, path):
    """A picture may take a second: without a word a visitor presses again."""
    press = "(cover) => { cover.click(); return [cover.textContent, cover.ariaBusy]; }"
    assert chapter.locator(".kt-show").first.evaluate(press) == ["One moment …", "true"]
