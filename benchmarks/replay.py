"""Pictures a second, while the race of six optimizers over 300 steps is played from its start."""

import contextlib
import tempfile
from pathlib import Path

import nbformat

from tests.browser import harness

#: Pictures a second that are asked for, and of how many steps.
GOAL, STEPS = 30, 300
CELL = f"from kerastutor import widgets\nwidgets.OptimizerExplorer(steps={STEPS}, taken=0)"
NAME = f"a race of six over {STEPS} steps, replayed"

PICTURES = """
() => {
  window.pictures = [];
  new MutationObserver(() => window.pictures.push(performance.now())).observe(
    document.querySelector('.kt-stage'), { attributes: true, attributeFilter: ['data-drawn'] });
}
"""


def rows():
    """The same notebook in plain Voila, and as `kerastutor dashboards` serves it."""
    with tempfile.TemporaryDirectory() as run:
        course, log = Path(run) / "course", Path(run) / "served.log"
        (course / "01_replay").mkdir(parents=True)
        (Path(run) / "nbgrader_config.py").touch()
        cells = [nbformat.v4.new_code_cell(CELL)]
        notebook = course / "01_replay" / "dashboard.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
        plain = _shown(harness.voila(notebook.parent, log), "dashboard.ipynb")
        ours = _shown(
            harness.served("dashboards", answers="/", log=log, cwd=run), "01_replay.ipynb"
        )
    goal = f"{GOAL} a second"
    yield (
        f"{NAME} in plain Voila: pictures",
        plain,
        "asked for",
        GOAL,
        "a second",
        goal,
        _met(plain),
    )
    yield f"{NAME}: pictures", ours, "in plain Voila", plain, "a second", goal, _met(ours)


def _met(shown):
    return shown >= 0.95 * GOAL


def _shown(served: contextlib.AbstractContextManager, page_name):
    with served as address, harness.browser_page(1280, 1600) as page:
        page.goto(f"{address}/voila/render/{page_name}", timeout=120_000)
        page.wait_for_selector(".kt-explorer .kt-stage svg", timeout=120_000)
        page.wait_for_timeout(1500)
        page.evaluate(PICTURES)
        page.locator(".kt-player .kt-main").click()
        page.wait_for_function(
            f"() => document.querySelector('.kt-range').value === '{STEPS}'", timeout=60_000
        )
        page.wait_for_timeout(500)
        times = page.evaluate("() => window.pictures")
    assert len(times) >= STEPS, f"{len(times)} pictures of {STEPS} steps"
    return 1000 * (len(times) - 1) / (times[-1] - times[0])
