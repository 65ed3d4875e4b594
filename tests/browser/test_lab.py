"""JupyterLab in a real browser, as a learner uses it."""

import os
import signal

import nbformat
import pytest

from kerastutor import progress
from tests.course import notebooks
from tests.kernels.conftest import until


def open_and_run(page, lab, path):
    """Open a notebook and run all its cells."""
    address, _workspace = lab
    page.goto(f"{address}/lab/tree/{path}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.get_by_text("| Idle").wait_for()  # what is run before the kernel is there gets lost
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def show(page, locator):
    """Scroll until JupyterLab has drawn the element; it draws only the cells near the window."""
    notebook = page.locator(".jp-WindowedPanel-outer").first
    for _turn in range(240):
        if locator.count() and locator.first.is_visible():
            locator.first.scroll_into_view_if_needed()
            return locator.first
        notebook.evaluate(
            "(n) => { const next = n.scrollTop + n.clientHeight * 0.6;"
            " n.scrollTop = next > n.scrollHeight - n.clientHeight * 0.5 ? 0 : next; }"
        )
        page.wait_for_timeout(500)
    raise AssertionError(f"never drawn: {locator}")


def write(lab, name, cells):
    """Write a notebook of a learner's own into the workspace; its name."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    for cell in notebook.cells:
        if "checks." in cell.source:  # as in a lesson
            cell.metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, lab[1] / name)
    return name


def xsrf(page):
    """What the server wants to see beside a request that changes something."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return {"X-XSRFToken": cookies["_xsrf"]}


@pytest.fixture(scope="module")
def scratch(lab):
    """A notebook of a learner's own in the workspace."""
    cells = [
        "import numpy as np\nfrom kerastutor import checks\nfrom kerastutor.widgets import *\n"
        "from kerastutor.widgets import BroadcastingExplorer, MatmulExplorer, Predict",
        "def one_hot(labels, num_classes):\n    return np.eye(num_classes)[labels]\n"
        "checks.one_hot(one_hot)",
        "Predict('What is the shape of `zeros((3, 4))[0]`?', (4,), why='One index takes one axis.',"
        " key='scratch')",
        "def loop(a, b):\n    while True:\n        pass\n"
        "BroadcastingExplorer((3, 1), (4,), function=loop)",
        "BroadcastingExplorer((2, 3, 4), (3, 1))",
    ]
    return write(lab, "scratch.ipynb", cells)


def test_lesson_explorer_answers_the_keyboard(page, lab, shot):
    open_and_run(page, lab, f"{notebooks.name(notebooks.LESSONS[0])}.ipynb")
    slider = show(page, page.locator(".kt-explorer:has(.kt-cells) .noUi-handle:visible"))
    # this one, whichever others JupyterLab draws meanwhile
    slider.evaluate("(n) => { n.closest('.kt-explorer').dataset.chosen = ''; }")
    explorer = page.locator(".kt-explorer[data-chosen]")
    slider = explorer.locator(".noUi-handle:visible").first
    picture = explorer.locator(".kt-stage").first
    before = picture.get_attribute("data-drawn")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([node, before]) => node.dataset.drawn !== before", arg=[picture.element_handle(), before]
    )
    shot("lab_lesson_1")

    # The arrow keys move within the grid, and JupyterLab's own selection stays where it is.
    active = page.locator(".jp-Cell.jp-mod-active").get_attribute("data-windowed-list-index")
    cell = explorer.locator(".kt-cell").first
    cell.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "1, 1]" in focused, focused
    explorer.locator(".kt-line", has_text=focused.split(" = ")[0]).wait_for()
    moved = page.locator(".jp-Cell.jp-mod-active").get_attribute("data-windowed-list-index")
    clicked = explorer.evaluate("(n) => n.closest('.jp-Cell').dataset.windowedListIndex")
    assert moved in (active, clicked)


def test_a_failed_check_reads_as_a_message(page, lab, scratch, shot):
    open_and_run(page, lab, scratch)
    card = show(page, page.locator(".kt-check"))
    card.locator(".kt-verdict", has_text="✗ one_hot: ").wait_for()
    output = page.locator(".jp-Cell", has=page.locator(".kt-check")).locator(".jp-Cell-outputArea")
    text = output.inner_text()  # what is seen
    assert "Traceback" not in text and "checks.explore" not in text  # no plain text beside the card
    assert text.count("✗ one_hot") == 1
    shot("lab_failed_check")


def test_predict_commits_and_is_kept(page, lab, scratch, shot):
    open_and_run(page, lab, scratch)
    box = show(page, page.locator(".kt-predict input[type=text]"))
    box.fill("(3,)")
    page.get_by_role("button", name="Commit").click()
    feedback = page.locator(".kt-predict .kt-feedback")
    feedback.filter(has_text="It is (4,).").wait_for()
    assert "✗ You said (3,)." in feedback.inner_text()
    shot("lab_predict")
    assert "scratch" in progress.read(lab[1])


def test_a_function_that_never_returns_leaves_the_notebook_alive(page, lab, scratch, shot):
    open_and_run(page, lab, scratch)
    problem = show(page, page.locator(".kt-problem", has_text="loop"))
    assert "did not return within 2 seconds" in problem.inner_text()
    alive = show(page, page.locator(".kt-explorer:has(.noUi-handle:visible)"))
    alive.locator(".noUi-handle:visible").first.focus()
    page.keyboard.press("ArrowRight")
    alive.locator(".kt-title", has_text="result").wait_for()
    alive.locator(".kt-line", has_text="result[1, 0, 0]").wait_for()
    shot("lab_after_a_loop")


@pytest.fixture(scope="module")
def kernel_notebook(lab):
    """Says whether Keras was there before anybody imported it; then never ends."""
    cells = [
        "import os, sys\n"
        "print('Keras was there:', 'keras' in sys.modules, 'mark' in globals(), os.getpid())\n"
        "mark = 1",
        "print('loop')\nwhile True:\n    pass",
        "print('and on')",
    ]
    return write(lab, "kernels.ipynb", cells)


def choose(page, menu, item):
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).first.click()


def test_a_warm_kernel_restarts_and_is_interrupted(page, lab, kernel_notebook, shot):
    address, _workspace = lab
    page.goto(f"{address}/lab/tree/{kernel_notebook}?reset")
    page.get_by_text("| Idle").wait_for()
    said = page.locator(".jp-OutputArea-output")
    first = page.locator(".jp-Cell").first.locator(".jp-InputArea-editor")
    first.click()
    page.keyboard.press("Shift+Enter")
    fresh = said.filter(has_text="Keras was there: True False")
    before = fresh.inner_text()

    choose(page, "Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.wait_for_timeout(500)
    page.get_by_text("| Idle").wait_for()
    first.click()
    page.keyboard.press("Shift+Enter")
    fresh.filter(has_not_text=before.split()[-1]).wait_for()

    page.keyboard.press("Shift+Enter")
    said.filter(has_text="loop").wait_for()
    page.get_by_text("| Busy").wait_for()
    choose(page, "Kernel", "Interrupt Kernel")
    said.filter(has_text="KeyboardInterrupt").wait_for()
    page.get_by_text("| Idle").wait_for()  # what comes with the error is dropped by ipykernel
    page.locator(".jp-Cell").nth(2).locator(".jp-InputArea-editor").click()
    page.keyboard.press("Shift+Enter")
    said.filter(has_text="and on").wait_for()
    shot("lab_warm_kernel")


@pytest.fixture(scope="module")
def resting_notebook(lab):
    cells = [
        "import os\nfrom kerastutor.widgets import BroadcastingExplorer\nprint('pid', os.getpid())",
        "BroadcastingExplorer((2, 3, 4), (3, 1))",
    ]
    return write(lab, "resting.ipynb", cells)


def test_a_picture_whose_kernel_is_silent_says_so(page, lab, resting_notebook, shot):
    open_and_run(page, lab, resting_notebook)
    said = show(page, page.locator(".jp-OutputArea-output", has_text="pid"))
    kernel = int(said.inner_text().split()[-1])
    handle = show(page, page.locator(".kt-explorer .noUi-handle:visible"))
    silence = page.locator(".kt-problem", has_text="No answer from Python")
    os.kill(kernel, signal.SIGSTOP)
    try:
        handle.focus()
        page.keyboard.press("ArrowRight")
        silence.wait_for()
    finally:
        os.kill(kernel, signal.SIGCONT)
    silence.wait_for(state="detached")
    page.locator(".kt-line", has_text="result[1, 0, 0]").wait_for()


def test_a_lesson_opened_again_shows_its_pictures(page, lab, resting_notebook, shot):
    address, workspace = lab
    open_and_run(page, lab, resting_notebook)
    show(page, page.locator(".kt-explorer .kt-reading"))
    page.keyboard.press("Control+s")
    saved = "application/vnd.jupyter.widget-state+json"
    assert until(lambda: saved in (workspace / resting_notebook).read_text())
    for session in page.request.get(f"{address}/api/sessions").json():
        page.request.delete(f"{address}/api/sessions/{session['id']}", headers=xsrf(page))
    page.goto("about:blank")
    page.goto(f"{address}/lab/tree/{resting_notebook}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    show(page, page.locator(".kt-explorer .kt-problem", has_text="No answer from Python"))
    assert page.locator(".kt-explorer .kt-cell").count() > 12
    assert "model not found" not in page.content()
    shot("lab_opened_again")


def test_a_picture_whose_kernel_was_restarted_says_so_within_five_seconds(
    page, lab, resting_notebook, shot
):
    open_and_run(page, lab, resting_notebook)
    show(page, page.locator(".kt-explorer .kt-reading"))
    assert page.locator(".kt-problem").count() == 0
    choose(page, "Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    silence = page.locator(".kt-explorer .kt-problem", has_text="No answer from Python")
    silence.wait_for(timeout=5_000)  # nobody touched the picture
    assert page.locator(".kt-explorer.kt-stale").count() == 1
    shot("lab_restarted")


@pytest.fixture(scope="module")
def hidden_notebook(lab):
    cells = [
        "from kerastutor.widgets import MatmulExplorer",
        "MatmulExplorer([[12345]], [[1]], hidden=True)",
    ]
    return write(lab, "hidden.ipynb", cells)


def test_what_is_hidden_is_not_in_the_page_until_it_is_shown(page, lab, hidden_notebook, shot):
    open_and_run(page, lab, hidden_notebook)
    cover = show(page, page.locator(".kt-show:visible"))
    assert page.locator(".kt-cell").count() == 0
    shot("lab_hidden")
    cover.click()
    page.locator(".kt-cell", has_text="12345").first.wait_for()
    assert cover.count() == 0
    head = page.locator("[role=columnheader]").first
    assert head.inner_text() == "0" and page.locator("[role=rowheader]").count() > 0
    shot("lab_shown")
