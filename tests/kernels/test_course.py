"""Notebooks of all chapters give the same results in a warm kernel as in a cold one."""

import json
import os
import re

import nbformat
import pytest

from tests.course import notebooks
from tests.kernels.conftest import warm_parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    return notebooks.environment(tmp_path_factory.mktemp("learner") / "home")


@pytest.fixture(scope="module")
def warm(variables):
    with warm_parent(**variables) as found:
        yield found


def joined(cell):
    """A cell's outputs; one text that came in several pieces is one."""
    outputs = []
    for output in cell.get("outputs", []):
        last = outputs[-1] if outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            outputs.append(output)
    return outputs


def results(notebook):
    """What each cell shows, and the state of each widget, without what is never twice the same."""
    shown = [joined(cell) for cell in notebook.cells if cell.cell_type == "code"]
    widgets = notebook.metadata.get("widgets", {})
    text = json.dumps([shown, widgets], indent=1)
    numbers: dict[str, str] = {}
    text = re.sub(
        r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
        lambda found: numbers.setdefault(found[0], f"model {len(numbers)}"),
        text,
    )
    return re.sub(r"0x[0-9a-f]{6,}|ipykernel_\d+|/tmp/ipykernel\S*", "…", text).splitlines()


@notebooks.each("path", notebooks.NOTEBOOKS)
def test_warm_and_cold_agree(warm, variables, monkeypatch, tmp_path, path):
    found = {}
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    for how in ("cold", "warm"):
        if how == "warm":
            monkeypatch.setenv("JUPYTER_PATH", warm.variables["JUPYTER_PATH"])
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        notebook = notebooks.read(path)
        probe = nbformat.v4.new_code_cell("import os; print(os.getppid())", id="probe")
        notebooks.run([nbformat.v4.new_notebook(cells=[probe]), notebook], folder, variables)
        parent = warm.pid if how == "warm" else os.getpid()
        assert probe.outputs[0].text == f"{parent}\n"
        found[how] = results(notebook)
    assert found["warm"] == found["cold"]
