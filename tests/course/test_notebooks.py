"""Every lesson and dashboard runs from top to bottom, offline: as it is given, then solved."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from kerastutor import checks
from kerastutor.serving import workspace
from tests.course import notebooks

NAMES = sorted(path.name for path in notebooks.CHAPTER.glob("*.ipynb"))
LESSONS = [name for name in NAMES if name.startswith("lesson_")]
RUNS = [(name, "as given") for name in [*LESSONS, "dashboard.ipynb"] if name in NAMES]
RUNS += [(name, "solved") for name in LESSONS]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Every run of ``RUNS`` started, two kernels at a time; ``runs(name, how)`` waits for one.

    A lesson is solved in the kernel in which it ran before, as a learner does it.
    """
    root = tmp_path_factory.mktemp("learner")
    workspace.lay_out(root / "workspace")
    chapter = root / "workspace" / notebooks.CHAPTER.name
    pool = ThreadPoolExecutor(2)

    def both(name):
        given = [nbformat.read(chapter / name, as_version=4)]
        if name in LESSONS:
            given.append(notebooks.solved(nbformat.read(chapter / name, as_version=4)))
        return notebooks.run(given, chapter, notebooks.environment(root / name))

    started = {name: pool.submit(both, name) for name in {name for name, _how in RUNS}}
    yield lambda name, how: started[name].result()[how == "solved"]
    pool.shutdown(cancel_futures=True)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


@pytest.mark.parametrize("name, how", RUNS)
def test_it_runs_quietly(runs, name, how):
    for cell in code(runs(name, how)):
        if tagged(cell, "raises-exception"):
            continue
        assert not notebooks.errors(cell), cell.id
        assert notebooks.printed(cell, "stderr") == "", cell.id


@pytest.mark.parametrize("name", LESSONS)
def test_a_check_of_a_stub_says_that_nothing_was_attempted(runs, name):
    for cell in code(runs(name, "as given")):
        called = re.match(r"checks\.(\w+)\(\1\)", cell.source)
        if called and called[1] in checks.names():
            (error,) = notebooks.errors(cell)
            assert error.ename == "NotAttempted", cell.id
            assert error.traceback[0].startswith(f"○ {called[1]}: not attempted yet.")
            said = "\n".join(error.traceback)
            assert len(error.traceback) < 8 and "Traceback" not in said  # never a stack trace


@pytest.mark.parametrize("name", LESSONS)
def test_with_the_solutions_every_check_ticks(runs, name):
    ticked = 0
    for cell in code(runs(name, "solved")):
        called = re.match(r"checks\.(\w+)\(\1\)", cell.source)
        if called and called[1] in checks.names():
            assert not notebooks.errors(cell), cell.id
            assert notebooks.printed(cell, "stderr") == ""
            assert notebooks.printed(cell, "stdout").startswith(f"✓ {called[1]}")
            ticked += 1
    assert ticked == sum(tagged(cell, "exercise") for cell in code(runs(name, "solved")))


@pytest.mark.parametrize("name", LESSONS)
def test_a_right_prediction_is_right(runs, name):
    """It takes its own answer, which is no misreading, and has no misreading beyond its choices."""
    committed = [cell for cell in code(runs(name, "solved")) if cell.id.endswith("-commit")]
    assert committed
    for cell in committed:
        said = notebooks.printed(cell, "stdout")
        assert said.startswith("True False True ✓ Yes: "), f"{cell.id}: {said}"


@pytest.mark.parametrize("name", [name for name in NAMES if name == "dashboard.ipynb"])
def test_a_dashboard_shows_no_problem(runs, name):
    shown = notebooks.readings(runs(name, "as given"))
    assert len(shown) >= 5
    for text, problem in shown:
        assert text and not problem


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_a_picture_with_a_reading(runs, name):
    assert any(text for text, _problem in notebooks.readings(runs(name, "as given")))


def test_no_notebook_can_reach_the_network(tmp_path):
    """The guard that all of them run under does hold."""
    lines = [
        "import socket",
        "for call in (lambda: socket.create_connection(('192.0.2.1', 80), 1),",
        "             lambda: socket.socket().connect(('192.0.2.1', 80)),",
        "             lambda: socket.getaddrinfo('example.org', 80)):",
        "    try: call()",
        "    except OSError as error: print(error)",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env=notebooks.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.count("no network in this test") == 3
