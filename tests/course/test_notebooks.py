"""Every lesson and dashboard runs from top to bottom, offline: as it is given, then solved."""

import functools
import re
import subprocess
import sys

import nbformat
import pytest

from kerastutor import checks
from kerastutor.serving import workspace
from tests.course import notebooks
from tests.course.notebooks import DASHBOARDS, LESSONS, code, each, tagged

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """``runs(path)`` is [as given, solved] of a lesson, [as given] of a dashboard; each runs once.

    A lesson is solved in the kernel in which it ran before, as a learner does it.
    """
    root = tmp_path_factory.mktemp("learner")
    workspace.lay_out(root / "workspace")

    @functools.cache
    def run(path):
        laid_out = root / "workspace" / path.parent.name / path.name
        given = [notebooks.uncovered(nbformat.read(laid_out, as_version=4))]
        if path in LESSONS:
            given.append(notebooks.solved(nbformat.read(laid_out, as_version=4)))
        home = root / "homes" / notebooks.name(path)
        return notebooks.run(given, laid_out.parent, notebooks.environment(home))

    return run


@each("path", [*LESSONS, *DASHBOARDS])
def test_it_runs_without_a_complaint(runs, path):
    for notebook in runs(path):
        for cell in code(notebook):
            if tagged(cell, "raises-exception"):
                continue
            assert not notebooks.errors(cell), cell.id
            assert notebooks.printed(cell, "stderr") == "", cell.id


@each("path", LESSONS)
def test_a_check_of_a_stub_says_that_nothing_was_attempted(runs, path):
    for cell in code(runs(path)[0]):
        called = re.match(r"checks\.(\w+)\(\1\)", cell.source)
        if called and called[1] in checks.names():
            (error,) = notebooks.errors(cell)
            assert error.ename == "NotAttempted", cell.id
            assert error.traceback[0].startswith(f"○ {called[1]}: not attempted yet.")
            said = "\n".join(error.traceback)
            assert len(error.traceback) < 8 and "Traceback" not in said  # never a stack trace


@each("path", LESSONS)
def test_with_the_solutions_every_check_ticks(runs, path):
    ticked = []
    for cell in code(runs(path)[1]):
        called = re.match(r"checks\.(\w+)\(\1\)", cell.source)
        if called and called[1] in checks.names():
            assert not notebooks.errors(cell), cell.id
            assert notebooks.printed(cell, "stderr") == ""
            assert notebooks.printed(cell, "stdout").startswith(f"✓ {called[1]}")
            ticked.append(called[1])
    assert ticked == notebooks.stubs(path)


@each("path", LESSONS)
def test_a_right_prediction_is_right(runs, path):
    """It takes its own answer, computed from the lesson's names, which is no misreading."""
    committed = [cell for cell in code(runs(path)[1]) if cell.id.endswith("-commit")]
    assert committed
    for cell in committed:
        said = notebooks.printed(cell, "stdout")
        assert said.startswith("True False ✓ Yes: "), f"{cell.id}: {said}"


@each("path", DASHBOARDS)
def test_a_dashboard_shows_no_problem(runs, path):
    (notebook,) = runs(path)
    shown = notebooks.readings(notebook)
    assert len(shown) >= notebooks.explorers(path) > 0
    for text, problem in shown:
        assert text and not problem


@each("path", DASHBOARDS)
def test_each_card_of_a_dashboard_has_a_title_of_its_own(runs, path):
    """In class the card is on screen, and the text above it often is not."""
    (notebook,) = runs(path)
    shown = notebooks.titles(notebook)
    assert len(shown) == notebooks.explorers(path) and sorted(set(shown)) == sorted(shown)


@each("path", LESSONS)
def test_a_lesson_has_a_picture_with_a_reading(runs, path):
    assert any(text for text, _problem in notebooks.readings(runs(path)[0]))


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
