"""The round trip through nbgrader: release, collect, grade, feedback, export, in a small course."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest

from kerastutor.grading.course import Course
from tests import demo_course

CHAPTER = demo_course.CHAPTER
NOISY = """import sys, warnings, logging
def double(x):
    warnings.warn("a warning")
    logging.getLogger("tensorflow").warning("a log line")
    print("on stderr", file=sys.stderr)
    os = __import__("os")
    os.write(2, b"on file descriptor 2\\n")
    return 2 * x"""
SUBMISSIONS = {
    "reference": demo_course.SOLUTIONS,
    "untouched": {},
    # right for the numbers that the learner sees
    "hardcoded": {
        "double": "def double(x):\n    return 6",
        "longest": 'def longest(words):\n    return "bcd"',
    },
    "broken": {**demo_course.SOLUTIONS, "double": "def double(x:\n    return 2 *"},
    "noisy": {**demo_course.SOLUTIONS, "double": NOISY},
    "deadly": {**demo_course.SOLUTIONS, "double": "import os\nos._exit(1)"},
    "evil": {
        **demo_course.SOLUTIONS,
        "longest": demo_course.SOLUTIONS["longest"]
        + "\nfrom IPython.display import HTML, display"
        + "\ndisplay(HTML('<script>steal()</script><b onclick=\"steal()\">bold</b>'))",
    },
}
SCORES = {
    "reference": (2, 3),
    "untouched": (0, 0),
    "hardcoded": (0, 0),
    "broken": (0, 3),
    "noisy": (2, 3),
    "evil": (2, 3),
}


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    """Everything once; the tests look at what came of it."""
    root = demo_course.make(tmp_path_factory.mktemp("course"))
    course = Course(root)
    result = SimpleNamespace(root=root, course=course)
    result.release = demo_course.invoke(root, "release", CHAPTER)
    assert result.release.exit_code == 0, result.release.output
    release = nbformat.read(course.released(CHAPTER), as_version=4)
    inbox = tmp_path_factory.mktemp("inbox")
    for student, sources in SUBMISSIONS.items():
        book = demo_course.answers(release, **sources)
        if student == "evil":
            words = "<script>steal()</script> **kept** ![no such picture](attachment:x.png)"
            book.cells.append(demo_course.text(words, "extra"))
        demo_course.write(inbox / student / "assignment.ipynb", book)
    result.collect = demo_course.invoke(root, "collect", str(inbox))
    result.grade = demo_course.invoke(root, "grade", CHAPTER)
    result.feedback = demo_course.invoke(root, "feedback", CHAPTER)
    result.export = demo_course.invoke(root, "export")
    return result


def test_release_says_what_every_exercise_is_worth(trip):
    for words in ("double", "2", "longest", "3", "together", "5"):
        assert words in trip.release.output
    assert str(trip.course.released(CHAPTER)) in trip.release.output


def test_release_holds_no_solution_and_no_hidden_test(trip):
    text = trip.course.released(CHAPTER).read_text()
    assert "YOUR CODE HERE" in text
    assert "SOLUTION" not in text and "HIDDEN" not in text and "-7.5" not in text


def test_trial_leaves_nothing_in_the_course(trip):
    with sqlite3.connect(trip.root / "build" / "gradebook.db") as database:
        students = {name for (name,) in database.execute("select id from student")}
    assert students == set(SUBMISSIONS)  # "untouched" is a submission of the fixture
    folders = {path.name for path in (trip.root / "build" / "submitted").iterdir()}
    assert folders == set(SUBMISSIONS)


def test_collect_took_them_all(trip):
    assert trip.collect.exit_code == 0
    assert "7 submissions" in trip.collect.output


@pytest.mark.parametrize("student", SCORES)
def test_scores(trip, student):
    marks = trip.course.marks(CHAPTER, student)
    assert [mark.exercise for mark in marks] == ["double", "longest"]
    assert tuple(mark.score for mark in marks) == SCORES[student]


def test_one_that_cannot_be_graded_is_named_and_stops_nobody(trip):
    assert trip.grade.exit_code == 1
    graded, failed = trip.grade.output.split("Not graded\n")
    rows = dict(re.findall(r"│ (\w+) +│ +[\d?]+ │ +[\d?]+ │ +(\d+) │ +5 │ graded +│", graded))
    assert rows == {student: str(sum(scores)) for student, scores in SCORES.items()}
    assert "deadly" in failed and "its kernel ended in the cell double (" in failed
    log = trip.root / "build" / "logs" / CHAPTER / "deadly.log"
    assert str(log) in failed
    said = log.read_text()  # what happened, and nothing of where in nbgrader
    assert "Kernel died" in said and "Traceback" not in said and "  File" not in said
    assert "Traceback" not in trip.grade.output


def test_feedback_for_everybody_who_was_graded(trip):
    assert trip.feedback.exit_code == 0, trip.feedback.output
    for student in SCORES:
        page = trip.course.feedback(student, CHAPTER).read_text()
        assert f">{sum(SCORES[student])} of 5</td>" in page
    assert not trip.course.feedback("deadly", CHAPTER).exists()
    assert f"{len(SCORES)} pages of feedback" in trip.feedback.output


def test_script_does_not_run_in_feedback(trip):
    page = trip.course.feedback("evil", CHAPTER).read_text()
    assert "<script>steal()" not in page and '<b onclick="steal()"' not in page
    assert "<b>bold</b>" in page
    assert "**kept**" in page  # a missing picture: its words are shown as they are


def test_feedback_loads_nothing_and_runs_nothing(trip):
    page = trip.course.feedback(next(iter(SCORES)), CHAPTER).read_text()
    assert "<script" not in page and "<link" not in page and "@import" not in page
    assert not re.search(r"(?:src|href|url)[=(]\W?(?:https?:)?//", page)
    assert "default-src 'none'" in page  # the browser sees to it as well


def test_export_has_the_totals(trip):
    assert trip.export.exit_code == 0 and str(trip.root / "build/grades.csv") in trip.export.output
    rows = demo_course.rows(trip.course)
    assert set(SCORES) <= set(rows)
    for student, scores in SCORES.items():
        assert float(rows[student]["score"]) == sum(scores)
        assert float(rows[student]["max_score"]) == 5
    assert (rows["deadly"]["score"], rows["deadly"]["status"]) == ("", "not graded")


def test_export_to_a_file_of_ones_own(trip, tmp_path):
    target = tmp_path / "new" / "grades.csv"
    result = demo_course.invoke(trip.root, "export", "--to", str(target), "--chapter", CHAPTER)
    assert result.exit_code == 0
    assert len(target.read_text().splitlines()) == 1 + len(SUBMISSIONS)


def test_new_grades_only_what_is_new(trip):
    result = demo_course.invoke(trip.root, "grade", CHAPTER, "--new", "--student", "broken")
    assert result.exit_code == 0 and "graded already" in result.output


def test_nbgraders_own_commands_work_in_the_same_tree(trip):
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"

    def nbgrader(*words):
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=trip.root,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )

    listed = nbgrader("db", "student", "list")
    assert listed.returncode == 0 and "noisy" in listed.stdout + listed.stderr
    graded = nbgrader("autograde", CHAPTER, "--student", "noisy", "--force")
    assert graded.returncode == 0, graded.stderr
    assert [mark.score for mark in trip.course.marks(CHAPTER, "noisy")] == [2, 3]


# a release that must not be


def course_with(tmp_path, **changes):
    """A course whose assignment has other source in some cells."""
    root = demo_course.make(tmp_path / "course")
    path = root / "course" / CHAPTER / "assignment.ipynb"
    book = demo_course.answers(nbformat.read(path, as_version=4), **changes)
    nbformat.write(book, path)
    return root


def test_release_refuses_a_wrong_reference_and_free_points(tmp_path):
    root = course_with(
        tmp_path,
        double="def double(x):\n    ### BEGIN SOLUTION\n    return x + 3\n    ### END SOLUTION",
        longest_check="assert callable(longest)",
        longest="def longest(words):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION",
    )
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 1
    reference, untouched = result.output.split("The untouched release earns points:")
    assert "The reference solution does not earn full marks:" in reference
    assert re.search(r"double: 0 of 2 points · AssertionError", reference)
    assert "longest" not in reference
    assert "longest: 3 of 3 points" in untouched and "double" not in untouched
    assert not (root / "build" / "release").exists()


def test_release_refuses_an_assignment_without_points(tmp_path):
    root = demo_course.make(tmp_path / "course")
    path = root / "course" / CHAPTER / "assignment.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells = [cell for cell in book.cells if not cell.id.endswith("-check")]
    nbformat.write(book, path)
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 1 and "gives points" in result.output


def test_release_refuses_what_nbgrader_cannot_read(tmp_path):
    root = course_with(tmp_path, double="### BEGIN SOLUTION\nx = 1")
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 1
    assert "no end solution statement" in result.output.lower()


def test_release_refuses_a_reference_that_kills_its_kernel(tmp_path):
    root = course_with(
        tmp_path, double="### BEGIN SOLUTION\nimport os; os._exit(1)\n### END SOLUTION"
    )
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 1
    assert "Grading the reference solution failed: DeadKernelError" in result.output


def test_release_refuses_a_renamed_exercise(trip, tmp_path):
    root = shutil.copytree(trip.root, tmp_path / "course")
    path = root / "course" / CHAPTER / "assignment.ipynb"
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        mark = cell.metadata.get("nbgrader", {})
        mark.update(grade_id=mark["grade_id"].replace("double", "twice")) if mark else None
    nbformat.write(book, path)
    before = (root / "build/release" / CHAPTER / "assignment.ipynb").read_bytes()
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 1
    assert "double, double_check" in result.output and "--force" in result.output
    assert (root / "build/release" / CHAPTER / "assignment.ipynb").read_bytes() == before


def test_release_again_after_a_change(trip, tmp_path):
    root = shutil.copytree(trip.root, tmp_path / "course")
    path = root / "course" / CHAPTER / "assignment.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells[0].source = "# Better words"
    nbformat.write(book, path)
    result = demo_course.invoke(root, "release", CHAPTER)
    assert result.exit_code == 0, result.output
    assert "Better words" in Course(root).released(CHAPTER).read_text()
