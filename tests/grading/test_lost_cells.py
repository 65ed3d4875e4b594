"""Submissions that lost a cell, their kernel or a name: graded all the same, or told why not."""

import copy
from types import SimpleNamespace

import nbformat
import pytest

from kerastutor.grading.course import Course
from kerastutor.grading.standing import BY_HAND, GRADED, NOT_GRADED, read_run, standings
from tests import demo_course

CHAPTER = demo_course.CHAPTER
SOLUTIONS = demo_course.SOLUTIONS
invoke, rows = demo_course.invoke, demo_course.rows


def without(book, *ids):
    book = copy.deepcopy(book)
    book.cells = [
        cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in ids
    ]
    return book


def marked(book, name, **flags):
    """With flags of a cell edited, as a text editor can."""
    book = copy.deepcopy(book)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            cell.metadata["nbgrader"].update(flags)
    return book


def with_setup(book):
    """A locked cell whose FACTOR the test needs."""
    setup = demo_course.code("FACTOR = 2", "setup", grade_id="setup", locked=True)
    book.cells.insert(1, setup)
    test = next(cell for cell in book.cells if cell.id == "double-check")
    test.source = test.source.replace("double(3) == 6", "double(3) == 3 * FACTOR")


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    course, release = demo_course.released(tmp_path_factory.mktemp("course"), with_setup)
    root = course.root
    right = demo_course.answers(release, **SOLUTIONS)
    split = without(right, "double_check")  # the answer goes on in a cell of the learner's own
    place = [cell.id for cell in split.cells].index("double-answer")
    split.cells[place].source = "def twice(x):\n    return 2 * x"
    split.cells.insert(place + 1, demo_course.code("double = twice", "own"))
    upper = SOLUTIONS["double"].replace("double", "Double")
    dies = {**SOLUTIONS, "longest": "import os\nos._exit(1)"}
    own = demo_course.answers(release, **SOLUTIONS)
    own.cells.insert(3, demo_course.code("import os; os._exit(1)", "own"))
    books = {
        "gus": without(right, "double_check"),
        "wrong": without(demo_course.answers(release, **{**SOLUTIONS, "double": upper}), "setup"),
        "split": split,
        "all": without(right, "double", "double_check", "longest_check", "setup"),
        "flags": marked(right, "double_check", grade=False, locked=False),
        "renamed": marked(right, "double_check", grade_id="mine"),
        "dies": demo_course.answers(release, **dies),
        "own": own,
    }
    inbox = tmp_path_factory.mktemp("inbox")
    for name, one in books.items():
        demo_course.write(inbox / name / "assignment.ipynb", one)
    assert invoke(root, "collect", str(inbox)).exit_code == 0
    result = SimpleNamespace(root=root, course=course)
    result.grade = invoke(root, "grade", CHAPTER)
    result.feedback = invoke(root, "feedback", CHAPTER)
    result.export = invoke(root, "export")
    result.rows = rows(course)
    result.standings = {one.student: one for one in standings(course, CHAPTER)}
    return result


@pytest.mark.parametrize(
    ("student", "score", "restored"),
    [
        ("gus", 5, "double_check"),
        ("wrong", 3, ""),
        ("split", 5, "double_check"),
        ("all", 3, "double_check, longest_check"),
        ("flags", 5, ""),
        ("renamed", 5, "double_check"),
    ],
)
def test_deleted_test_is_put_back_and_told(trip, student, score, restored):
    standing = trip.standings[student]
    assert (standing.kind, standing.score, standing.max_score) == (GRADED, score, 5)
    said = "test cells that were deleted, put back: "
    assert said + restored in standing.why if restored else said not in standing.why
    assert (trip.rows[student]["why"], trip.rows[student]["score"]) == (
        standing.why,
        str(score) + ".0",
    )
    if restored:
        assert f"{student}\n      {said}{restored}" in trip.grade.output


def test_what_is_put_back_stands_at_its_place(trip):
    def ids(student):
        book = nbformat.read(trip.course.autograded(student, CHAPTER), as_version=4)
        return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in book.cells]

    own = ["setup", "double", "double_check", "longest", "longest_check"]
    assert ids("gus") == [None, *own]
    assert ids("wrong") == ["setup", None, *own[1:]]  # before the first answer
    assert ids("split") == [None, "setup", "double", None, *own[2:]]  # behind all that is theirs
    assert [name for name in ids("all") if name] == [name for name in own if name != "double"]


def test_missing_function_is_told(trip):
    assert "no function of this name: double" in trip.standings["wrong"].why
    assert "no function of this name" not in trip.standings["gus"].why


@pytest.mark.parametrize(("student", "cell"), [("dies", "longest"), ("own", "cell 4")])
def test_cell_that_ended_the_kernel_is_named(trip, student, cell):
    standing = trip.standings[student]
    assert standing.kind == NOT_GRADED
    assert standing.why.startswith(f"its kernel ended in the cell {cell} (")
    log = trip.course.log(student, CHAPTER).read_text(encoding="utf-8")
    assert log.startswith(standing.why) and "Traceback" not in log and "  File" not in log


def test_exit_is_told_from_the_cell_that_finds_no_kernel(trip, monkeypatch):
    """After `exit()` the kernel answers once more; how soon it is gone then, is chance."""
    from nbclient.exceptions import DeadKernelError

    from kerastutor.grading.preprocessors import Execute, SilentExecute

    def dead(*_arguments):
        raise DeadKernelError("Kernel died")

    monkeypatch.setattr(Execute, "preprocess_cell", dead)
    execute = SilentExecute(parent=trip.course.api())
    execute.nb = nbformat.read(trip.course.released(CHAPTER), as_version=4)
    cells = execute.nb.cells
    with pytest.raises(DeadKernelError, match="in: double_check$"):
        execute.preprocess_cell(cells[3], {}, 3)
    reply = {"content": {"status": "ok", "payload": [{"source": "ask_exit"}]}}
    execute.on_cell_executed(cell=cells[2], cell_index=2, execute_reply=reply)
    with pytest.raises(DeadKernelError, match="in: double$"):
        execute.preprocess_cell(cells[3], {}, 3)
    # not gone yet: the test that would run by chance is not run
    monkeypatch.setattr(Execute, "preprocess_cell", lambda *_arguments: "it ran")
    with pytest.raises(DeadKernelError, match="in: double$"):
        execute.preprocess_cell(cells[3], {}, 3)
    assert execute.preprocess_cell(cells[4], {}, 4) == "it ran"  # behind the last test, no matter


def test_cell_that_cannot_be_put_back_leaves_no_mark(trip, tmp_path):
    """As nbgrader's own configuration would leave it: formgrader shows no box for its score."""
    import shutil

    course = Course(shutil.copytree(trip.root, tmp_path / "course"))
    path = course.autograded("gus", CHAPTER)
    nbformat.write(without(nbformat.read(path, as_version=4), "double_check"), path)
    with course.gradebook() as gradebook:
        gradebook.find_grade("double_check", "assignment", CHAPTER, "gus").auto_score = None
        gradebook.db.commit()
    (standing,) = standings(course, CHAPTER, ["gus"])
    assert (standing.kind, standing.score) == (NOT_GRADED, None)
    assert standing.why == "cells that are graded are not in it: double_check"


def test_no_page_of_feedback_while_a_person_has_still_to_grade(trip, tmp_path):
    import shutil

    course = Course(shutil.copytree(trip.root, tmp_path / "course"))
    path = course.autograded("gus", CHAPTER)
    before = nbformat.read(path, as_version=4)
    nbformat.write(marked(before, "double_check", solution=True), path)
    with course.gradebook() as gradebook:
        gradebook.find_grade("double_check", "assignment", CHAPTER, "gus").auto_score = None
        gradebook.db.commit()
    assert standings(course, CHAPTER, ["gus"])[0].kind == BY_HAND
    page = course.feedback("gus", CHAPTER)
    assert page.is_file()
    said = invoke(course.root, "feedback", CHAPTER, "--student", "gus", "--student", "wrong")
    assert not page.exists() and said.exit_code == 0, said.output
    assert "gus" in said.output.split("No feedback")[1]
    nbformat.write(before, path)  # a test that has no mark, as far as nbgrader knows
    # nbgrader's own command writes one all the same: it says that it is not final
    assert course.api().generate_feedback(CHAPTER, "gus", force=True)["success"]
    text = page.read_text(encoding="utf-8")
    assert "no final mark yet" in text and "? of 2" in text and "<tfoot>" not in text


def test_endless_call_is_told(tmp_path):
    error = nbformat.v4.new_output("error", ename="TooSlow", evalue="✗ double: …", traceback=[])
    test = demo_course.code("x", "t", grade_id="double_check", grade=True, locked=True, points=1)
    test.outputs, test.execution_count = [error], 3
    path = demo_course.write(tmp_path / "assignment.ipynb", demo_course.notebook(test))
    assert read_run(path).endless == ("double",)
