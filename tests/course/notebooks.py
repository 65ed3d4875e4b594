"""The course's notebooks as they are found; run as a learner would, offline; stubs solved."""

import functools
import inspect
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

REPOSITORY = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((REPOSITORY / "course").glob("*/*.ipynb"))
CHAPTERS = sorted({path.parent for path in NOTEBOOKS})
LESSONS = [path for path in NOTEBOOKS if path.name.startswith("lesson_")]
DASHBOARDS = [path for path in NOTEBOOKS if path.name == "dashboard.ipynb"]
ASSIGNMENTS = [path for path in NOTEBOOKS if path.name == "assignment.ipynb"]

#: Loaded by Python itself in every kernel: nothing beyond this machine can be reached.
GUARD = """
import socket

def _local(address):
    host = address[0] if isinstance(address, tuple) else ""
    return not isinstance(address, tuple) or host in ("127.0.0.1", "::1", "localhost", "")

def _guarded(call):
    def connect(self, address):
        if not _local(address):
            raise OSError(f"no network in this test: {address}")
        return call(self, address)
    return connect

_look_up = socket.getaddrinfo

def _no_look_up(host, *more, **words):
    if not _local((host,)):
        raise socket.gaierror(f"no network in this test: {host}")
    return _look_up(host, *more, **words)

socket.socket.connect = _guarded(socket.socket.connect)
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)
socket.getaddrinfo = _no_look_up
"""

#: Goes after every prediction: commit to the very answer, and say how that went.
COMMIT = """
from kerastutor.predictions.prediction import kept as _kt_kept
_kt_card, _kt_asked = _, _._asked
_kt_answer = _kt_asked.compute(globals())
_kt_card.commit(_kt_kept(_kt_answer))
print(_kt_card.correct, bool(_kt_asked.misreading(_kt_answer)), _kt_card.reading)
"""


def name(path):
    """A chapter's or a notebook's name in the course: 01_tensors/lesson_1_tensors."""
    return path.relative_to(REPOSITORY / "course").with_suffix("").as_posix()


#: ``@each("path", LESSONS)``: one test a notebook. Tests whose ids begin so share a worker.
each = functools.partial(pytest.mark.parametrize, ids=name)


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def stub(cell):
    """The exercise whose stub a lesson's cell is; None for any other cell."""
    return re.match(r"def (\w+)", cell.source)[1] if tagged(cell, "exercise") else None


def stubs(lesson):
    """The exercises that a lesson asks, in its order."""
    return [stub(cell) for cell in read(lesson).cells if stub(cell)]


def explorers(path):
    """How many explorers a notebook constructs."""
    return sum(len(re.findall(r"\b\w+Explorer\(", cell.source)) for cell in code(read(path)))


def environment(folder):
    """An environment without network, data sets or the user's own settings, in ``folder``."""
    (folder / "guard").mkdir(parents=True)
    (folder / "guard" / "sitecustomize.py").write_text(GUARD)
    nowhere = "http://127.0.0.1:9"
    return {
        **{name: value for name, value in os.environ.items() if name != "KERASTUTOR_DATA"},
        **dict.fromkeys(["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"], nowhere),
        "PYTHONPATH": f"{folder / 'guard'}{os.pathsep}{REPOSITORY}",
        "HOME": str(folder),
        "KERAS_HOME": str(folder / "keras"),
        "KERASTUTOR_SECONDS": "60",  # tests do not race against a busy machine
        "IPYTHONDIR": str(folder / "ipython"),
    }


def run(given, folder, env):
    """Execute notebooks one after the other in one kernel, started in ``folder``.

    A cell that raises without the tag raises-exception raises here.
    """
    client = NotebookClient(
        given[0], timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    with client.setup_kernel(env=env):
        for notebook in given:
            client.nb, client.widget_state = notebook, {}
            client.reset_execution_trackers()
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            client.set_widgets_metadata()
    return given


def uncovered(notebook):
    """A notebook whose explorers are not hidden: what stands under the cover has to be right."""
    for cell in code(notebook):
        cell.source = re.sub(r",\s*hidden=True", "", cell.source)
    return notebook


def answers(assignment):
    """{exercise: the source of its reference solution}, in an assignment's order."""
    marked = [(cell, cell.metadata.get("nbgrader", {})) for cell in read(assignment).cells]
    return {
        mark["grade_id"]: re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
        for cell, mark in marked
        if mark.get("solution") and cell.cell_type == "code"
    }


@functools.cache
def solutions():
    """{exercise: the source of an answer} of the whole course.

    An exercise that no assignment asks is answered in the first style of its corpus.
    """
    from tests.checks import corpus

    found = {}
    for assignment in ASSIGNMENTS:
        found |= answers(assignment)
    for exercise in corpus.RIGHT.keys() - found.keys():
        style = next(filter(inspect.isfunction, corpus.RIGHT[exercise]))
        source = inspect.getsource(style).replace(f"def {style.__name__}(", f"def {exercise}(")
        found[exercise] = f"import numpy as np\n\n\n{source}"
    return found


def solved(notebook):
    """The notebook with solutions for stubs; every prediction is committed to, rightly."""
    cells = []
    for cell in notebook.cells:
        if stub(cell):
            cell.source = solutions()[stub(cell)]
        cells.append(cell)
        if re.match(r"Predict\(", cell.source):
            cells.append(nbformat.v4.new_code_cell(COMMIT, id=f"{cell.id}-commit"))
    notebook.cells = cells
    return notebook


def printed(cell, *streams):
    """What a cell wrote to ``stdout`` or ``stderr``."""
    return "".join(
        output.text
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name in streams
    )


def errors(cell):
    return [output for output in cell.get("outputs", []) if output.output_type == "error"]


def titles(notebook):
    """The titles of the explorers' cards."""
    return [one["title"] for one in _states(notebook) if one.get("view") == "head"]


def readings(notebook):
    """The reading of every explorer and prediction: (text, problem)."""
    return [(one.get("text", ""), one["problem"]) for one in _states(notebook) if "problem" in one]


def _states(notebook) -> list[dict]:
    """The states of its widgets."""
    state = notebook.metadata.get("widgets", {}).get(
        "application/vnd.jupyter.widget-state+json", {}
    )
    return [model["state"] for model in state.get("state", {}).values()]
