"""Right in any style: what passes a check works in every later cell of its lesson, too."""

import copy
import re
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from kerastutor import checks
from tests.checks import corpus
from tests.course import notebooks

pytestmark = pytest.mark.slow


def exercise_of(cell):
    tagged = "exercise" in cell.metadata.get("tags", [])
    return re.match(r"def (\w+)", cell.source)[1] if tagged else None


def with_styles(lesson):
    """The solved lesson, and after it the later cells of each exercise once for each style."""
    cells = list(lesson.cells)
    places = {exercise_of(cell): at for at, cell in enumerate(cells) if exercise_of(cell)}
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


LESSONS = {
    path.name: lesson
    for path in sorted(notebooks.CHAPTER.glob("lesson_*.ipynb"))
    if any(map(exercise_of, (lesson := nbformat.read(path, as_version=4)).cells))
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    root = tmp_path_factory.mktemp("styles")
    pool = ThreadPoolExecutor(2)

    def run(name):
        env = notebooks.environment(root / name)
        return notebooks.run([with_styles(LESSONS[name])], root, env)[0]

    started = {name: pool.submit(run, name) for name in LESSONS}
    yield lambda name: started[name].result()
    pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", LESSONS)
def test_every_right_style_works_in_every_later_cell(runs, name):
    book = runs(name)
    ids = [cell.id for cell in book.cells]
    exercises = [exercise_of(cell) for cell in LESSONS[name].cells if exercise_of(cell)]
    assert exercises
    for exercise in exercises:
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
