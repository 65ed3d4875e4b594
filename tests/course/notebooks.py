"""Run notebooks as a learner would, offline, and put solutions in place of stubs."""

import os
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CHAPTER = REPOSITORY / "course" / "01_tensors"

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

#: Exercises of the assignment, in its order; names and signatures are fixed.
EXERCISES = (
    "describe",
    "scale_images",
    "one_hot",
    "broadcast_shapes",
    "matmul",
    "standardize",
    "batches",
)

#: Exercises of lessons that are not in the assignment.
LESSON_ONLY = {
    "finite_difference": """
def finite_difference(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h)
""",
}

#: Goes after every prediction: commit to the very answer, and say how that went.
COMMIT = """
from kerastutor.widgets.predict import _spoken as _kt_spoken
_kt_asked = _
_kt_answer = _kt_asked._answer() if callable(_kt_asked._answer) else _kt_asked._answer
_kt_text = _kt_spoken(_kt_answer)
_kt_asked.commit(_kt_text)
print(_kt_asked.correct, _kt_text in _kt_asked._misread, _kt_asked._choices is None
      or set(_kt_asked._misread) <= set(_kt_asked._choices), _kt_asked.reading)
"""


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


def solutions():
    """The reference solution of every exercise, by name."""
    found = dict(LESSON_ONLY)
    assignment = nbformat.read(CHAPTER / "assignment.ipynb", as_version=4)
    for cell in assignment.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            found[mark["grade_id"]] = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
    return found


def solved(notebook):
    """The notebook with solutions for stubs; every prediction is committed to, rightly."""
    known = solutions()
    cells = []
    for cell in notebook.cells:
        if "exercise" in cell.metadata.get("tags", []):
            cell.source = known[re.match(r"def (\w+)", cell.source)[1]]
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


def readings(notebook):
    """The reading of every explorer and prediction: (text, problem)."""
    state = notebook.metadata.get("widgets", {}).get(
        "application/vnd.jupyter.widget-state+json", {}
    )
    return [
        (model["state"].get("text", ""), model["state"]["problem"])
        for model in state.get("state", {}).values()
        if "problem" in model["state"]
    ]
