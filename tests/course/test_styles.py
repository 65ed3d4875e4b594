"""Right in any style: what passes a check works in every later cell of its lesson, too."""

import contextlib
import copy
import io
import re

import nbformat
import numpy as np
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
                id = f"{len(book.cells)}-{cell.id}-{word}"[:64]  # no longer is allowed
                book.cells.append(nbformat.v4.new_code_cell(cell.source, id=id))
    if "batches" in places:
        book.cells += [nbformat.v4.new_code_cell(SPOILT, id="style-none"), *_live(cells)]
        book.cells.append(nbformat.v4.new_code_cell(UNSPOILT, id="unspoilt"))
    return book


#: A function that shuffles its arguments in place spoils nothing of the lesson.
SPOILT = """
from tests.checks.corpus.batches import shuffles_in_place as batches
_kt_before = images.copy(), labels.copy()
"""
UNSPOILT = "print(np.array_equal(_kt_before[0], images), np.array_equal(_kt_before[1], labels))"


def _live(cells):
    """The cells that hand the lesson's own data to `batches`."""
    handed = [cell for cell in cells if re.search(r"\bbatches\b.*\bimages\b", cell.source)]
    assert handed
    return [nbformat.v4.new_code_cell(cell.source, id=f"{cell.id}-spoilt") for cell in handed]


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
    if "unspoilt" in ids:
        assert notebooks.printed(book.cells[ids.index("unspoilt")], "stdout") == "True True\n"
    problems = [problem for _text, problem in notebooks.readings(book) if problem]
    assert not [problem for problem in problems if "do not fit" not in problem]  # lesson 3's clash


def test_factors_are_compared_by_value():
    """Lesson 3: a column of the right shape with other numbers is not right."""
    (path,) = [path for path in LESSONS if path.stem.endswith("_broadcasting")]
    lesson = notebooks.read(path)
    source = {cell.id: cell.source for cell in lesson.cells}
    names = {"np": np}
    exec(source["elementwise-data"], names)

    def said(factors):
        text = source["fading-complete"].replace("my_factors = ...", f"my_factors = {factors}")
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(text, names)
        return out.getvalue().split()[-1]

    assert said("np.array([[1], [2], [3], [4]])") == said("np.arange(1, 5)[:, None]") == "True"
    for wrong in ("...", "np.array([1, 2, 3, 4])", "np.ones((4, 1))", "np.array([[4, 3, 2, 1]]).T"):
        assert said(wrong) == "False"


@pytest.mark.parametrize("chapter", ["01_tensors", "02_layers"])
def test_that_a_list_is_no_array_is_said_before(chapter):
    """The text of the assignment says what the checks do with right values in a list."""
    (path,) = [path for path in notebooks.ASSIGNMENTS if path.parent.name == chapter]
    text = " ".join(cell.source for cell in notebooks.read(path).cells)
    assert "an array or a tensor; a list is neither" in text
    refused = []
    for name in notebooks.answers(path):
        right = corpus.RIGHT[name][0]

        def listed(*arguments, right=right, **named):
            value = right(*arguments, **named)
            return value.tolist() if isinstance(value, np.ndarray | np.generic) else value

        verdict = getattr(checks, name).examine(listed)
        if not verdict.is_right:
            assert "list" in verdict.headline, verdict.headline
            refused.append(name)
    assert len(refused) >= 3
