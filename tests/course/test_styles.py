"""Right in any style: what passes a check works in every later cell of its lesson, too."""

import copy
import re

import nbformat
import pytest

from kerastutor import checks
from tests.checks import corpus
from tests.course import notebooks
from tests.course.notebooks import LESSONS, each, stub, stubs

pytestmark = pytest.mark.slow


def with_styles(lesson):
    """The solved lesson, and after it the later cells of each exercise once for each style."""
    cells = list(lesson.cells)
    places = {stub(cell): at for at, cell in enumerate(cells) if stub(cell)}
    book = notebooks.solved(copy.deepcopy(lesson))
    for name, at in places.items():
        later = [
            cell
            for cell in cells[at + 1 :]
            if cell.cell_type == "code" and re.search(rf"\b{name}\b", cell.source)
        ]
        assert later, name
        for answer in corpus.RIGHT[name]:
            word = corpus.word(answer)
            line = f"from tests.checks.corpus.{name} import {word} as {name}"
            book.cells.append(nbformat.v4.new_code_cell(line, id=f"style-{name}-{word}"))
            for cell in later:
                again = nbformat.v4.new_code_cell(cell.source, id=f"{cell.id}-{name}-{word}")
                book.cells.append(again)
    return book


@each("path", [path for path in LESSONS if stubs(path)])
def test_every_right_style_works_in_every_later_cell(tmp_path, path):
    env = notebooks.environment(tmp_path / "home")
    (book,) = notebooks.run([with_styles(notebooks.read(path))], tmp_path, env)
    ids = [cell.id for cell in book.cells]
    for exercise in stubs(path):
        assert exercise in checks.names()
        for answer in corpus.RIGHT[exercise]:
            at = ids.index(f"style-{exercise}-{corpus.word(answer)}")
            tried = book.cells[at + 1 :]
            tried = tried[
                : next((n for n, c in enumerate(tried) if c.id.startswith("style-")), None)
            ]
            for cell in tried:
                assert not notebooks.errors(cell), f"{cell.id}: {notebooks.errors(cell)}"
                assert notebooks.printed(cell, "stderr") == "", cell.id
    problems = [problem for _text, problem in notebooks.readings(book) if problem]
    assert not [problem for problem in problems if "do not fit" not in problem]  # lesson 3's clash
