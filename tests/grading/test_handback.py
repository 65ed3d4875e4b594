"""Pages go back to learners in one zip, in folders that Moodle knows."""

import json
import zipfile

import pytest

from kerastutor.errors import CourseError
from kerastutor.grading.collect import collect
from kerastutor.grading.course import Course
from kerastutor.grading.handback import folder, write_zip
from kerastutor.grading.roster import Entry
from tests import demo_course
from tests.grading.test_collect import folder as files_in

CHAPTER = demo_course.CHAPTER
BOOK = json.dumps(demo_course.assignment())


@pytest.fixture
def course(tmp_path):
    """Handed in by way of Moodle and without; with pages that stand in for nbgrader's."""
    course = Course(demo_course.make(tmp_path / "course"))
    files = {
        "Ada Lovelace_4711002_assignsubmission_file_/assignment.ipynb": BOOK,
        "Zoë O'Neil_4711003_assignsubmission_file_/assignment.ipynb": BOOK,
        "bob/assignment.ipynb": BOOK,
    }
    collect(course, files_in(tmp_path / "in", files))
    for student in course.students("submitted", CHAPTER):
        page = course.feedback(student, CHAPTER)
        page.parent.mkdir(parents=True)
        page.write_text(f"page of {student}", encoding="utf-8")
    return course


def test_folders_are_those_of_the_download(course, tmp_path):
    to = tmp_path / "new" / "pages.zip"
    students = course.students("submitted", CHAPTER)
    assert write_zip(course, CHAPTER, students, to) == 1
    with zipfile.ZipFile(to) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found == {
        "Ada Lovelace_4711002_assignsubmission_file_/assignment.html": "page of Ada-Lovelace",
        "Zoë O'Neil_4711003_assignsubmission_file_/assignment.html": "page of Zoë-O-Neil",
        "bob/assignment.html": "page of bob",
    }
    # what goes out comes back in to whom it belongs
    assert folder("x", Entry("Ada Lovelace", numbers={"02_other": "1"}), CHAPTER) == "x"


@pytest.mark.parametrize("name", ["../../etc/x", "a\\b", "C:x", "..", "a\nb", "A_1_b", "/"])
def test_a_name_is_data(name):
    made = folder("id", Entry(name, numbers={CHAPTER: "12"}), CHAPTER)
    assert made.endswith("_12_assignsubmission_file_") and made.count("_") == 4
    assert not set(made) & set('/\\:\n"') and not made.startswith(".")


def test_number_of_another_form_makes_no_folder():
    assert folder("id", Entry("Ada", numbers={CHAPTER: "../1"}), CHAPTER) == "id"


def test_what_cannot_be_written_leaves_nothing(course, tmp_path):
    (tmp_path / "pages.zip").mkdir()
    with pytest.raises(CourseError, match="a file that can be written"):
        write_zip(course, CHAPTER, ["bob"], tmp_path / "pages.zip")
    assert not list(tmp_path.glob(".pages.zip*"))
