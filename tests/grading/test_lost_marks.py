"""An empty notebook, or one whose nbgrader metadata another tool took out: nobody vanishes."""

import copy
import json
import os
import shutil
import zipfile
from types import SimpleNamespace

import nbformat
import pytest

from kerastutor.grading.collect import collect
from kerastutor.grading.course import Course, defined
from kerastutor.grading.standing import GRADED, standings
from tests import demo_course
from tests.grading.test_collect import folder, other_assignment
from tests.grading.test_unreadable import unread

CHAPTER = demo_course.CHAPTER
MOODLE = "Dan Smith_4711004_assignsubmission_file_/assignment.ipynb"
EMPTY = json.dumps(demo_course.notebook())
BLANK = json.dumps(demo_course.notebook(demo_course.code("", "a")))
WHY = "no exercises in it: not an assignment"


def stripped(book):
    """As other tools write a notebook: no ids, no metadata."""
    book = json.loads(nbformat.writes(book))
    book["nbformat_minor"], book["metadata"] = 4, {}
    for cell in book["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    return book


@pytest.fixture
def course(tmp_path):
    root = demo_course.make(tmp_path / "course-root")
    demo_course.write(root / "course" / "02_other" / "assignment.ipynb", other_assignment())
    return Course(root)


@pytest.mark.parametrize("path", [MOODLE, "Dan Smith/assignment.ipynb"])
@pytest.mark.parametrize("text", [EMPTY, BLANK], ids=["no cell", "an empty cell"])
@pytest.mark.parametrize("chapter", [None, CHAPTER])
def test_empty_notebook_stays_in_sight(course, tmp_path, path, text, chapter):
    files = {path: text, "ada/assignment.ipynb": json.dumps(demo_course.assignment())}
    report = collect(course, folder(tmp_path / "in", files), chapter)
    assert [item.student for item in report.taken] == ["ada"]
    assert report.unread == [("Dan-Smith", CHAPTER, path, WHY)]
    assert unread(course)["Dan-Smith"]["reason"] == WHY


def test_another_notebook_of_theirs_is_no_submission(course, tmp_path):
    files = {
        "ada/assignment.ipynb": json.dumps(demo_course.assignment()),
        "ada/lesson_1.ipynb": EMPTY,
        "slides/intro.ipynb": BLANK,
        MOODLE: json.dumps(demo_course.assignment()),
        MOODLE.replace("assignment.ipynb", "scratch.ipynb"): BLANK,
    }
    report = collect(course, folder(tmp_path / "in", files))
    assert sorted(item.student for item in report.taken) == ["Dan-Smith", "ada"]
    assert not report.unread


def test_chapter_said_is_the_one_that_is_missed(course, tmp_path):
    files = {MOODLE: json.dumps(other_assignment())}  # the other chapter's, in this one's place
    path = folder(tmp_path / "in", files)
    ((student, chapter, _path, why),) = collect(course, path, CHAPTER).unread
    assert (student, chapter) == ("Dan-Smith", CHAPTER)
    assert why == f"none of its exercises is in {CHAPTER}"
    assert not collect(course, path).unread  # nobody said which: it is what it is


def test_grade_finds_who_handed_in_nothing(tmp_path):
    course = Course(demo_course.make(tmp_path / "course"))
    course.generate(CHAPTER)
    path = folder(tmp_path / "in", {MOODLE: EMPTY})
    assert demo_course.invoke(course.root, "collect", path, "--chapter", "1").exit_code == 1
    said = demo_course.invoke(course.root, "grade", "1", "--student", "Dan Smith")
    assert "not readable" in said.output and WHY in said.output
    assert demo_course.invoke(course.root, "export").exit_code == 0
    row = demo_course.rows(course)["Dan-Smith"]
    assert (row["status"], row["score"]) == ("not readable", "")
    assert row["why"] == f"{MOODLE}: {WHY}"


# nbgrader's marks taken out


def test_names_are_read_and_nothing_is_run():
    source = "def f(x):\n    g = 1\nh = f\nclass K:\n  pass\nk == 2\nprint(m)\n"
    assert defined(source) == defined(source.splitlines(keepends=True)) == {"f", "h", "K"}


def with_setup(book):
    book.cells.insert(1, demo_course.code("FACTOR = 2", "setup", grade_id="setup", locked=True))
    test = next(cell for cell in book.cells if cell.id == "double-check")
    test.source = test.source.replace("double(3) == 6", "double(3) == 3 * FACTOR")


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    course, release = demo_course.released(tmp_path_factory.mktemp("course"), with_setup)
    right = stripped(demo_course.answers(release, **demo_course.SOLUTIONS))
    wrong = stripped(
        demo_course.answers(
            release, **{**demo_course.SOLUTIONS, "double": "def double(x):\n    return x"}
        )
    )
    bare = copy.deepcopy(right)  # the tests and the cell that sets up are gone, too
    bare["cells"] = [
        cell
        for cell in right["cells"]
        if not any(word in "".join(cell["source"]) for word in ("assert", "FACTOR"))
    ]
    half = copy.deepcopy(right)
    half["cells"] = [
        cell for cell in right["cells"] if "def longest" not in "".join(cell["source"])
    ]
    books = {"right": right, "wrong": wrong, "bare": bare, "half": half, "stub": release}
    books["part"] = demo_course.answers(release, double=demo_course.SOLUTIONS["double"])
    files = {f"{name}/assignment.ipynb": json.dumps(book) for name, book in books.items()}
    result = SimpleNamespace(root=course.root, course=course)
    path = folder(tmp_path_factory.mktemp("inbox"), files)
    result.collect = demo_course.invoke(course.root, "collect", path)
    result.grade = demo_course.invoke(course.root, "grade", CHAPTER)
    to = course.root / "pages.zip"
    result.feedback = demo_course.invoke(course.root, "feedback", CHAPTER, "--zip", to)
    demo_course.invoke(course.root, "export")
    result.rows = demo_course.rows(course)
    result.standings = {one.student: one for one in standings(course, CHAPTER)}
    return result


@pytest.mark.parametrize(("student", "score"), [("right", 5), ("wrong", 3), ("bare", 5)])
def test_answers_without_marks_are_graded_and_it_is_told(trip, student, score):
    standing = trip.standings[student]
    assert (standing.kind, standing.score, standing.max_score) == (GRADED, score, 5)
    assert standing.why == "nbgrader's marks were gone from all its cells, put back"
    assert trip.rows[student]["why"] == standing.why and standing.why in trip.grade.output


def test_cells_are_told_by_what_they_hold(trip):
    def ids(student):
        book = nbformat.read(trip.course.autograded(student, CHAPTER), as_version=4)
        return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in book.cells]

    own = ["setup", "double", "double_check", "longest", "longest_check"]
    assert ids("right") == ids("wrong") == [None, *own]  # none of them twice
    assert ids("bare") == ["setup", None, *own[1:]]
    path = trip.course.feedback("right", CHAPTER)
    page = path.read_text(encoding="utf-8")
    with zipfile.ZipFile(trip.root / "pages.zip") as archive:  # those that are graded
        assert archive.read("right/assignment.html") == path.read_bytes()
        assert len(archive.namelist()) == 5
    assert "5 pages are in folders without a number of Moodle's" in trip.feedback.output
    assert page.count("Your answer: <b>") == 2
    assert "nbgrader's marks were gone from your notebook" in page
    assert "This test cell was not in your notebook" not in page


def test_where_an_answer_is_missing_it_is_not_readable(trip):
    assert trip.collect.exit_code == 1 and f"half/assignment.ipynb: {WHY}" in trip.collect.output
    assert (trip.rows["half"]["status"], trip.rows["half"]["score"]) == ("not readable", "")


def test_what_is_not_written_is_told(trip):
    found = {one: (trip.standings[one].score, trip.standings[one].why) for one in ("stub", "part")}
    assert found == {"stub": (0, "nothing written"), "part": (2, "not written: longest")}
    assert trip.rows["stub"]["why"] == "nothing written" and trip.rows["bare"]["max_score"] == "5.0"


def test_table_says_of_how_many_points_for_everybody(trip):
    rows = [line for line in trip.grade.output.splitlines() if line.startswith("│ half ")]
    cells = [cell.strip() for cell in rows[0].strip("│").split("│")]
    assert cells == ["half", "–", "–", "–", "5", "not readable"]


def test_second_collect_counts_all_and_says_what_to_look_at(trip, tmp_path):
    course = Course(shutil.copytree(trip.root, tmp_path / "course"))
    book = json.dumps(demo_course.assignment())
    path = folder(tmp_path / "in", {"new/assignment.ipynb": book, "new/b/work.ipynb": EMPTY})
    old = folder(tmp_path / "old", {"new/assignment.ipynb": book + " "}) / "new/assignment.ipynb"
    os.utime(old, (10**9, 10**9))
    said = demo_course.invoke(course.root, "collect", path).output
    assert "1 submission taken\n6 submissions in " in said
    told = said.split("Left: look whether somebody's work is among these\n")[1]
    assert told.startswith(f"  new/b/work.ipynb\n      {WHY}") and "nothing to do" not in said
    said = demo_course.invoke(course.root, "collect", old.parent.parent).output
    told = said.split("Left, nothing to do: a newer one is there\n")[1]
    assert (
        told.startswith("  new/assignment.ipynb\n      older than") and "look whether" not in said
    )


def test_no_lesson_is_taken_for_an_assignment(tmp_path):
    """A lesson's functions have the names of its chapter's exercises, and no marks."""
    root = demo_course.REPOSITORY
    course = Course(root)
    course.build = tmp_path / "build"
    inbox = tmp_path / "in"
    for path in sorted(course.source.glob("*/*.ipynb")):
        target = inbox / "ada" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    report = collect(course, inbox)
    taken = sorted((item.chapter, item.origin.rsplit("/", 1)[-1]) for item in report.taken)
    assert taken == [(chapter, "assignment.ipynb") for chapter in course.chapters()]
