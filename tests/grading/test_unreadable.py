"""Who hands in what cannot be read stays in sight: a row with the reason, and no mark."""

import json
from datetime import datetime

import pytest

from kerastutor.grading.collect import collect
from kerastutor.grading.course import Course
from kerastutor.grading.grade import grade
from kerastutor.grading.roster import Roster
from kerastutor.grading.standing import NOT_GRADED, UNREADABLE, standings
from tests import demo_course
from tests.grading.test_collect import folder, other_assignment, zip_file, zipped

CHAPTER = demo_course.CHAPTER
BOOK = json.dumps(demo_course.assignment())
HALF = BOOK[: len(BOOK) // 2]
FILE = "Eve Half/assignment.ipynb"


@pytest.fixture
def course(tmp_path):
    root = demo_course.make(tmp_path / "course-root")
    demo_course.write(root / "course" / "02_other" / "assignment.ipynb", other_assignment())
    return Course(root)


@pytest.fixture
def released(tmp_path):
    """Of one chapter, released, so that there is a gradebook."""
    course = Course(demo_course.make(tmp_path / "released"))
    course.generate(CHAPTER)
    return course


def send(course, tmp_path, files, day=1, **options):
    stamps = dict.fromkeys(files, (2026, 3, day, 0, 0, 0))
    return collect(course, zip_file(tmp_path / "in.zip", files, stamps), **options)


def unread(course, chapter=CHAPTER):
    return Roster.read(course.build).unread(chapter)


FILES = {
    "half a notebook": ({FILE: HALF}, "no valid JSON"),
    "a notebook of format 3": ({FILE: json.dumps({"nbformat": 3})}, "format 4"),
    "too large": ({FILE: BOOK + " " * 17 * 2**20}, "larger than"),
    "another kind of file": ({"Eve Half/assignment.docx": "words"}, "not a notebook"),
    "Moodle, any file": ({"Eve Half_7_assignsubmission_file_/work.pdf": "x"}, "not a notebook"),
    "a broken zip": ({"Eve Half_7_assignsubmission_file_w.zip": b"PK\3\4 no"}, "a broken zip"),
    "flat": ({"Eve Half_assignment.ipynb": HALF}, "no valid JSON"),
    "in a zip": ({"Eve Half.zip": zipped({"assignment.ipynb": HALF})}, "no valid JSON"),
}


@pytest.mark.parametrize("kind", FILES)
def test_who_is_not_read_is_kept_with_the_reason(course, tmp_path, kind):
    files, reason = FILES[kind]
    flat = kind == "flat"
    files = {**files, "ada_assignment.ipynb" if flat else "ada/assignment.ipynb": BOOK}
    report = send(course, tmp_path, files)
    assert [item.student for item in report.taken] == ["ada"]
    ((student, chapter, _path, why),) = report.unread
    assert (student, chapter) == ("Eve-Half", CHAPTER)
    assert reason in why and reason in unread(course)["Eve-Half"]["reason"]
    assert not course.submitted("Eve-Half", CHAPTER).exists()  # nbgrader would give a 0


def test_path_is_the_files_own(course, tmp_path):
    files = {"ada/assignment.ipynb": BOOK, "Eve Half/assignment.docx": "words"}
    assert send(course, tmp_path, files).unread[0][2] == "Eve Half/assignment.docx"


def test_other_files_name_nobody(course, tmp_path):
    files = {
        "ada/assignment.ipynb": BOOK,
        "ada/broken.ipynb": HALF,  # beside one that is read
        "ada/numpy.py": "x",
        "images/plot.png": "x",
        "bob/README.txt": "x",
    }
    assert not send(course, tmp_path, files).unread and not unread(course)


def test_chapter_is_told_by_what_is_left_of_the_text(course, tmp_path):
    other = json.dumps(other_assignment())
    files = {FILE: other[: other.index("longest_check")], "ada/assignment.ipynb": BOOK}
    assert send(course, tmp_path, files).unread[0][:2] == ("Eve-Half", "02_other")
    nothing = {"Bo/assignment.ipynb": "{"}
    assert not send(course, tmp_path, nothing).unread  # nothing tells of which chapter it is
    assert send(course, tmp_path, nothing, chapter=CHAPTER).unread[0][:2] == ("Bo", CHAPTER)
    named = {f"{CHAPTER}/Cy/assignment.ipynb": "{"}
    assert send(course, tmp_path, named).unread[0][:2] == ("Cy", CHAPTER)


def test_a_later_one_that_is_read_mends_it(course, tmp_path):
    send(course, tmp_path, {FILE: HALF}, day=1)
    assert unread(course)
    assert [one.student for one in send(course, tmp_path, {FILE: BOOK}, day=2).taken] == [
        "Eve-Half"
    ]
    assert not unread(course)
    assert not send(course, tmp_path, {FILE: HALF}, day=1).unread  # the old zip once more
    assert send(course, tmp_path, {FILE: HALF}, day=3).unread and unread(course)
    report = send(course, tmp_path, {FILE: BOOK}, day=2)  # the very file that is there already
    assert report.taken[0].what == "already there" and unread(course)
    send(course, tmp_path, {FILE: BOOK}, day=2, force=True)
    assert not unread(course)


def test_collect_says_so_and_fails(released, tmp_path):
    path = folder(tmp_path / "in", {FILE: HALF, "ada/assignment.ipynb": BOOK})
    said = demo_course.invoke(released.root, "collect", path)
    assert said.exit_code == 1
    told = said.output.split("Not readable: without a mark until they hand in again")[1]
    assert f"Eve-Half\n      {FILE}: not a notebook: no valid JSON" in told
    assert "\nLeft" not in said.output  # once is enough
    assert "1 submission in" in said.output


def test_row_in_table_and_csv_and_no_mark(released, tmp_path):
    send(released, tmp_path, {FILE: HALF})
    said = demo_course.invoke(released.root, "grade", CHAPTER)
    assert said.exit_code == 1 and "not readable" in said.output
    assert "no valid JSON" in said.output.split("Not graded\n")[1]
    assert "all that nbgrader said" not in said.output
    alone = demo_course.invoke(released.root, "grade", "1", "--student", "Eve Half")
    assert "not readable" in alone.output
    assert demo_course.invoke(released.root, "export").exit_code == 0
    (row,) = demo_course.rows(released).values()
    assert (row["student_id"], row["name"]) == ("Eve-Half", "Eve Half")
    assert (row["score"], row["raw_score"], row["status"]) == ("", "", "not readable")
    assert row["why"] == f"{FILE}: not a notebook: no valid JSON"
    assert row["timestamp"].startswith("2026-03-01")


def test_an_older_mark_does_not_count(released, tmp_path):
    """As with every submission that is handed in again: neither a 0 nor an older mark."""
    send(released, tmp_path, {FILE: BOOK}, day=1)
    with released.gradebook() as gradebook:
        gradebook.update_or_create_student("Eve-Half")
        time = datetime(2026, 3, 1)
        gradebook.update_or_create_submission(CHAPTER, "Eve-Half", timestamp=time)
    send(released, tmp_path, {FILE: HALF}, day=2)
    (standing,) = grade(released, CHAPTER, ["Eve-Half"])
    assert (standing.kind, standing.score) == (UNREADABLE, None)
    assert released.marks(CHAPTER, "Eve-Half") == []
    # the instructor puts a mended file there by hand
    stamp = released.submitted("Eve-Half", CHAPTER).with_name("timestamp.txt")
    stamp.write_text("2026-03-03 00:00:00.000000 UTC")
    assert standings(released, CHAPTER, ["Eve-Half"])[0].kind == NOT_GRADED


def test_list_of_students_of_before_is_read(course):
    entry = {"name": "Ada", "number": "", "email": "", "numbers": {}}
    course.build.mkdir(exist_ok=True)
    (course.build / "students.json").write_text(json.dumps({"ada": entry}))
    assert Roster.read(course.build).unread(CHAPTER) == {}
