"""Marks that are not wrong by accident: what was not graded has none, and everybody is told."""

import copy
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import nbformat
import pytest

from kerastutor.grading import grade as grading
from kerastutor.grading.course import Course
from kerastutor.grading.standing import BY_HAND, GRADED, MISSING, NOT_GRADED, standings
from tests import demo_course

CHAPTER = demo_course.CHAPTER
SOLUTIONS = demo_course.SOLUTIONS
invoke, rows = demo_course.invoke, demo_course.rows
LONG = "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine"
SEED = "4117"
HIDDEN = f"""
print("✓ double: all 9 cases agree with 2 * x (seed 0). The grader uses other numbers.")
seed={SEED}
print(f"✓ double: all 9 cases agree with 2 * x (seed {{seed}}).")
assert double(1) == 2, f"double(1, seed={SEED}) is wrong\""""
PEEK = "def double(x):\n    return 2 * x\nprint(In[-1:], 14117, 4118)"


def doubled(book, name):
    """With an answer cell or a test twice, as by copy and paste."""
    book = copy.deepcopy(book)
    place = next(
        index
        for index, cell in enumerate(book.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    book.cells.insert(place, copy.deepcopy(book.cells[place]))
    book.cells[place].id = "twice"
    return book


def with_noise(book):
    """A test that prints what looks like our own lines."""
    test = next(cell for cell in book.cells if cell.id == "double-check")
    test.source = test.source.replace("\n### END", f"{HIDDEN}\n### END")


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    """Two rounds: in the second, some hand in again what cannot be graded."""
    course, release = demo_course.released(tmp_path_factory.mktemp("course"), with_noise)
    root = course.root
    right = demo_course.answers(release, **SOLUTIONS)
    result = SimpleNamespace(course=course, root=root, release=release, right=right)

    def hand_in(books, day):
        inbox = tmp_path_factory.mktemp("inbox")
        for name, one in books.items():
            path = demo_course.write(inbox / name / "assignment.ipynb", one)
            time = datetime(2026, 3, day, tzinfo=UTC).timestamp()
            os.utime(path, (time, time))
        assert invoke(root, "collect", inbox).exit_code == 0

    hand_in(dict.fromkeys(("good", "again", "late", LONG), right), 1)
    result.first = invoke(root, "grade", "demo")
    assert result.first.exit_code == 0, result.first.output
    invoke(root, "feedback", "1")
    result.pages = {name: course.feedback(name, CHAPTER).is_file() for name in ("again", "late")}

    deadly = demo_course.answers(release, **{**SOLUTIONS, "double": "exit()"})
    skipped = copy.deepcopy(release)
    for cell in skipped.cells:
        cell.metadata["tags"] = ["skip-execution"]
    loop = "def double(x):\n    while True:\n        pass"
    wrong = "def double(x):\n    return 3 * x"
    books = {
        "again": deadly,
        "deadly": deadly,
        "twice": doubled(right, "double"),
        "test twice": doubled(right, "double_check"),
        "skipped": skipped,
        "endless": demo_course.answers(release, **{**SOLUTIONS, "double": loop}),
        "wrong": demo_course.answers(release, **{**SOLUTIONS, "double": wrong}),
        "peek": demo_course.answers(release, **{**SOLUTIONS, "double": PEEK}),
    }
    books["peek"].cells.append(demo_course.code("print(In)", "at-the-end"))
    hand_in(books, 2)
    result.second = invoke(root, "grade", CHAPTER, "--new", "--cell-limit", 6, columns=80)
    hand_in({"late": deadly}, 2)  # and not graded yet
    result.feedback = invoke(root, "feedback", "Demo")
    result.export = invoke(root, "export", "--chapter", "1")
    result.rows = rows(course)
    result.standings = {one.student: one for one in standings(course, CHAPTER)}
    return result


ENDED = r"its kernel ended in the cell double \("
LOST = {
    "again": ENDED,  # nor the 5 points of the first time
    "deadly": ENDED,
    "twice": "stand in it twice: double",
    "test-twice": "stand in it twice: double_check",
    "skipped": "did not run: double_check, longest_check",  # all points, to nbgrader
    "late": "handed in again",
}


@pytest.mark.parametrize("student", LOST)
def test_what_is_not_graded_is_no_0_and_no_older_mark(trip, student):
    standing = trip.standings[student]
    assert (standing.kind, standing.score, standing.marks) == (NOT_GRADED, None, ())
    assert re.search(LOST[student], standing.why), standing.why
    row = trip.rows[student]
    assert (row["score"], row["raw_score"], row["status"]) == ("", "", "not graded")
    assert (row["why"], row["max_score"]) == (standing.why, "5.0")
    assert trip.course.marks(CHAPTER, student) == [] or student == "late"


def test_csv_shows_the_time_of_what_was_handed_in(trip):
    assert trip.rows["good"]["timestamp"].startswith("2026-03-01")
    for student in ("again", "late", "deadly"):
        assert trip.rows[student]["timestamp"].startswith("2026-03-02")


def test_marks_stand_where_something_was_graded(trip):
    scores = {"good": 5, "wrong": 3, "endless": 3, "peek": 5, trip_id(trip): 5}
    for student, score in scores.items():
        row = trip.rows[student]
        assert (float(row["score"]), row["status"]) == (score, "graded")
    assert {one for one, row in trip.rows.items() if row["score"]} == set(scores)
    assert "5 grades in" in trip.export.output and "6 rows have no score" in trip.export.output


def trip_id(trip):
    return LONG.replace(" ", "-")


def test_endless_loop_costs_its_limit_and_is_told(trip):
    assert "stopped at the limit of time: double_check" in trip.rows["endless"]["why"]
    said = trip.second.output.split("Graded, with a remark")[1]
    assert "endless" in said.split("Not graded")[0]


def test_default_limit_is_30_seconds(trip):
    assert trip.course.api().config.ExecutePreprocessor.timeout == 30
    assert trip.course.api(7).config.SilentExecute.timeout == 7
    said = invoke(trip.root, "grade", CHAPTER, "--cell-limit", "0")
    assert said.exit_code == 2 and "--cell-limit" in said.output


def test_read_only_cells_have_time_to_import(trip):
    from kerastutor.grading.preprocessors import SilentExecute

    execute = SilentExecute(parent=trip.course.api(7))
    assert execute.timeout == 7
    limits = {cell.id: execute.timeout_func(cell) for cell in trip.release.cells}
    assert limits["double-answer"] == limits["double-check"] == 7
    cell = demo_course.code("import keras", "import", locked=True, grade_id="import")
    assert execute.timeout_func(cell) == 120


def test_table_has_a_status_for_everybody(trip):
    assert trip.second.exit_code == 1
    table, said = trip.second.output.split("Not graded\n")
    for student, why in LOST.items():
        if student != "late":
            assert [line for line in table.splitlines() if student in line and "not graded" in line]
            assert re.search(why, said)
            assert f"{student}.log" in said
    assert "Traceback" not in trip.second.output
    # --new: who was graded before and handed in nothing new is left alone
    assert "good" not in trip.second.output


def test_feedback_has_no_page_for_what_is_not_graded(trip):
    assert trip.pages == {"again": True, "late": True}
    assert trip.feedback.exit_code == 0
    pages = {path.parent.parent.name for path in (trip.course.build / "feedback").rglob("*.html")}
    assert pages == {"good", "wrong", "endless", "peek", trip_id(trip)}
    said = trip.feedback.output.split("No feedback")[1]
    assert all(student in said for student in LOST)
    alone = invoke(trip.root, "feedback", CHAPTER, "--student", "deadly")
    assert alone.exit_code == 1 and "kerastutor grade" in alone.output


def test_page_that_cannot_be_written_is_named(own, monkeypatch):
    def broken(*_arguments, **_options):
        return {"success": False, "error": "ValueError: no template", "log": "all of it"}

    monkeypatch.setattr("nbgrader.apps.api.NbGraderAPI.generate_feedback", broken)
    said = invoke(own.root, "feedback", CHAPTER, "--student", "good")
    assert said.exit_code == 1 and "ValueError: no template" in said.output
    assert "First: kerastutor grade" not in said.output
    assert "all of it" in (own.build / "logs" / CHAPTER / "good.feedback.log").read_text()
    assert standing(own).kind == GRADED  # its marks are as they were
    assert not own.feedback("good", CHAPTER).exists()


def test_feedback_prints_no_seed(trip):
    for student in ("good", "wrong", "peek"):
        page = trip.course.feedback(student, CHAPTER).read_text(encoding="utf-8")
        autograded = trip.course.autograded(student, CHAPTER).read_text(encoding="utf-8")
        assert SEED in autograded and "(seed 0)" in autograded
        assert not re.search(r"seed\W{0,3}\d", page)
        assert SEED not in page.replace(f"1{SEED}", ""), student
        # of "wrong" the first line fails, and what is hidden is not shown
        assert ("all 9 cases agree with 2 * x" in page) == (student != "wrong")
    assert "14117" in page and "4118" in page  # what is no seed stays


def test_names_are_whole_at_80_columns(own, tmp_path):
    said = invoke(own.root, "grade", CHAPTER, "--student", LONG, columns=80).output
    assert re.search(f"│ {LONG.replace(' ', '-')} +│ +5 │  5 │ graded │", said)
    for name in (LONG, "x" * 75):
        demo_course.write(tmp_path / "in" / name / "assignment.ipynb", demo_course.assignment())
    said = invoke(own.root, "collect", tmp_path / "in", "--force", columns=80).output
    for name in (LONG.replace(" ", "-"), "x" * 75):
        assert re.search(f"│ {name} +│ {CHAPTER} │", said)


def test_exercises_have_numbers_where_their_names_do_not_fit(monkeypatch, capsys):
    from kerastutor.commands.grading import _grades
    from kerastutor.grading.course import Mark
    from kerastutor.grading.standing import Standing

    monkeypatch.setenv("COLUMNS", "80")
    names = "describe scale_images one_hot broadcast_shapes matmul standardize batches".split()
    marks = tuple(Mark(f"{name}_check", 2, 2) for name in names)
    _grades("t", [Standing("Ada-Lovelace", CHAPTER, GRADED, marks=marks)], 14)
    said = capsys.readouterr().out
    assert "1\u00a0describe · 2\u00a0scale_images" in said and "┃ 1 ┃ 2 ┃" in said
    assert "│ Ada-Lovelace │ 2 │ 2 │ 2 │ 2 │ 2 │ 2 │ 2 │    14 │ 14 │ graded │" in said
    assert max(map(len, said.splitlines())) <= 80


# whoever ran it, and however it ended


@pytest.fixture
def own(trip, tmp_path):
    """A copy of the course, for a test that changes it."""
    return Course(shutil.copytree(trip.root, tmp_path / "course"))


def standing(course, student="good"):
    (found,) = standings(course, CHAPTER, [student])
    return found


def test_killed_in_the_middle_of_a_second_submission(own):
    """nbgrader has set the new time, and written the notebook before it ran."""
    assert standing(own).kind == GRADED
    later = datetime(2026, 4, 1, tzinfo=UTC)
    stamp = own.submitted("good", CHAPTER).with_name("timestamp.txt")
    stamp.write_text(f"{later:%Y-%m-%d %H:%M:%S.%f} UTC")
    assert "handed in again" in standing(own).why
    with own.gradebook() as gradebook:
        time = later.replace(tzinfo=None)
        gradebook.update_or_create_submission(CHAPTER, "good", timestamp=time)
    shutil.copy(own.submitted("good", CHAPTER), own.autograded("good", CHAPTER))
    assert standing(own).kind == NOT_GRADED and standing(own).score is None
    own.autograded("good", CHAPTER).unlink()
    assert standing(own).kind == NOT_GRADED


def test_row_that_nbgrader_only_made(own):
    """As after a crash under nbgrader's own command, or formgrader's button."""
    own.submitted("new", CHAPTER).parent.mkdir(parents=True)
    shutil.copy(own.submitted("good", CHAPTER), own.submitted("new", CHAPTER))
    with own.gradebook() as gradebook:
        gradebook.update_or_create_student("new")
        gradebook.update_or_create_student("absent")
        gradebook.update_or_create_submission(CHAPTER, "new")
    assert standing(own, "new").kind == NOT_GRADED
    own.autograded("new", CHAPTER).parent.mkdir(parents=True)
    shutil.copy(own.autograded("good", CHAPTER), own.autograded("new", CHAPTER))
    assert standing(own, "new").kind == NOT_GRADED
    assert standing(own, "absent").kind == MISSING
    invoke(own.root, "export")
    found = rows(own)["absent"]
    assert (found["score"], found["status"]) == ("", "not handed in")


def test_part_that_a_person_grades_is_not_counted_as_0(own):
    with own.gradebook() as gradebook:
        grade = gradebook.find_grade("double_check", "assignment", CHAPTER, "good")
        grade.auto_score = None
        gradebook.db.commit()
    path = own.autograded("good", CHAPTER)
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "double_check":
            cell.metadata["nbgrader"]["solution"] = True  # an answer that is graded by hand
    nbformat.write(book, path)
    assert (standing(own).kind, standing(own).score) == (BY_HAND, None)
    invoke(own.root, "export")
    assert (rows(own)["good"]["score"], rows(own)["good"]["raw_score"]) == ("", "3.0")
    with own.gradebook() as gradebook:
        gradebook.find_grade("double_check", "assignment", CHAPTER, "good").manual_score = 1
        gradebook.db.commit()
    assert (standing(own).kind, standing(own).score) == (GRADED, 4)


def test_ctrl_c_leaves_no_mark(own, monkeypatch):
    def stopped(self, chapter, student, api=None):
        with self.gradebook(api) as gradebook:
            time = datetime(2026, 3, 1) + timedelta(days=1)
            gradebook.update_or_create_submission(chapter, student, timestamp=time)
        raise KeyboardInterrupt

    monkeypatch.setattr(Course, "autograde", stopped)
    with pytest.raises(KeyboardInterrupt):
        grading.grade(own, CHAPTER, ["good", "wrong"])
    assert own.marks(CHAPTER, "good") == []
    assert standing(own).kind == NOT_GRADED and "cut off" in standing(own).why
    assert not own.feedback("good", CHAPTER).exists()
    assert standing(own, "wrong").score == 3  # it was not begun


def test_chapter_that_is_gone_keeps_its_marks(own):
    shutil.rmtree(own.source / CHAPTER)
    assert invoke(own.root, "export").exit_code == 0
    assert rows(own)["good"]["score"] == "5.0"


def test_gradebook_that_cannot_be_read_is_a_line(own):
    (own.build / "gradebook.db").write_text("not a database at all " * 99)
    result = invoke(own.root, "export")
    assert result.exit_code == 1 and "Expected a gradebook" in result.output
    assert not isinstance(result.exception, Exception), result.exception


def test_feedback_deletes_the_page_of_an_older_submission(own):
    page = own.feedback("good", CHAPTER)
    assert page.is_file()
    stamp = own.submitted("good", CHAPTER).with_name("timestamp.txt")
    stamp.write_text("2026-04-01 00:00:00.000000 UTC")  # put there by hand, not by collect
    said = invoke(own.root, "feedback", CHAPTER, "--student", "good", "--student", "wrong")
    assert "handed in again" in said.output and not page.exists()
    assert own.feedback("wrong", CHAPTER).is_file()


def test_graded_again_it_counts_again(own):
    demo_course.write(own.submitted("deadly", CHAPTER), demo_course.assignment())
    result = invoke(own.root, "grade", "1", "--student", "deadly")
    assert result.exit_code == 0, result.output
    assert standing(own, "deadly").score == 5
    assert not own.log("deadly", CHAPTER).exists()
