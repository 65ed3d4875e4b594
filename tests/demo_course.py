"""A tiny course for tests: one lesson, one dashboard, an assignment of two exercises, no Keras."""

import copy
import csv
import shutil
from pathlib import Path

import nbformat
from click.testing import CliRunner

from kerastutor.cli import cli
from kerastutor.grading.course import Course

REPOSITORY = Path(__file__).resolve().parent.parent
CHAPTER = "01_demo"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

SOLUTIONS = {
    "double": "def double(x):\n    return 2 * x",
    "longest": "def longest(words):\n    return max(words, key=len)",
}
CHECKS = {
    "double": (
        "assert double(3) == 6",
        "assert double(-7.5) == -15",
    ),
    "longest": (
        'assert longest(["a", "bcd"]) == "bcd"',
        'assert longest(["xx", "y"]) == "xx"',
    ),
}
POINTS = {"double": 2, "longest": 3}


def code(source, cell_id, **nbgrader):
    cell = nbformat.v4.new_code_cell(source, id=cell_id)
    if nbgrader:
        defaults = {"schema_version": 3, "locked": False, "grade": False, "solution": False}
        cell.metadata["nbgrader"] = {**defaults, "task": False, **nbgrader}
    return cell


def text(source, cell_id):
    return nbformat.v4.new_markdown_cell(source, id=cell_id)


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})


def assignment():
    """The instructor's notebook: solutions, visible and hidden tests."""
    cells = [text("# Assignment", "title")]
    for name, solution in SOLUTIONS.items():
        head, body = solution.split("\n", 1)
        marked = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        visible, hidden = CHECKS[name]
        test = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        cells.append(code(marked, f"{name}-answer", grade_id=name, solution=True))
        cells.append(
            code(
                test,
                f"{name}-check",
                grade_id=f"{name}_check",
                grade=True,
                locked=True,
                points=POINTS[name],
            )
        )
    return notebook(*cells)


def write(path, book):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


def make(root):
    """Make the course in ``root``; its root."""
    root = Path(root)
    root.mkdir(parents=True, exist_ok=True)
    chapter = root / "course" / CHAPTER
    lesson = notebook(text("# A lesson\n\nSome words.", "a"), code("1 + 1", "b"))
    write(chapter / "lesson_1_demo.ipynb", lesson)
    dashboard = notebook(
        text("# Numbers, *doubled*\n\nMove `x` and see. More words.", "a"),
        code("secret_name = 21\nprint(secret_name * 2)", "b"),
        code('raise ValueError("a dashboard that fails")', "c"),
    )
    write(chapter / "dashboard.ipynb", dashboard)
    write(chapter / "assignment.ipynb", assignment())
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    return root


def released(root, change):
    """(course, release) of a course whose assignment was first changed by ``change(book)``."""
    course = Course(make(root))
    source = course.source_notebook(CHAPTER)
    book = nbformat.read(source, as_version=4)
    change(book)
    nbformat.write(book, source)
    course.generate(CHAPTER)
    return course, nbformat.read(course.released(CHAPTER), as_version=4)


def invoke(root, *arguments, columns=160):
    """Run a command on the course in ``root``, on a terminal of so many columns."""
    line = [*map(str, arguments), "--course", str(root)]
    return CliRunner().invoke(cli, line, env={"COLUMNS": str(columns)})


def rows(course):
    """The rows of grades.csv: student → row."""
    with open(course.build / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def answers(book, **sources):
    """A copy of a notebook in which the named answer cells hold other source."""
    book = copy.deepcopy(book)
    for cell in book.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in sources:
            cell.source = sources.pop(grade_id)
    assert not sources, f"no such cells: {sources}"
    return book
