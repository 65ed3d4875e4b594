"""Who is who: namesakes stay two, the platform's number and the name handed in are kept."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from kerastutor.cli import cli
from kerastutor.errors import CourseError
from kerastutor.grading import gradescope
from kerastutor.grading.collect import collect
from kerastutor.grading.course import Course
from kerastutor.grading.export import export
from kerastutor.grading.grade import chosen
from kerastutor.grading.roster import Person, Roster
from tests import demo_course
from tests.grading.test_collect import folder, other_assignment, students, zip_file, zipped

CHAPTER, OTHER = demo_course.CHAPTER, "02_other"
ASSIGNMENT = demo_course.assignment()


def book(words):
    ASSIGNMENT.cells[0].source = words
    return json.dumps(ASSIGNMENT)


def moodle(name, number):
    return f"{name}_{number}_assignsubmission_file_assignment.ipynb"


@pytest.fixture
def course(tmp_path):
    root = demo_course.make(tmp_path / "course-root")
    demo_course.write(root / "course" / OTHER / "assignment.ipynb", other_assignment())
    return Course(root)


@pytest.fixture
def send(course, tmp_path):
    """Collect a zip of {path: text}; the ids and chapters that were taken."""

    def work(files, **options):
        return students(collect(course, zip_file(tmp_path / "all.zip", files), **options))

    return work


def words(course, student, chapter=CHAPTER):
    return json.loads(course.submitted(student, chapter).read_text())["cells"][0]["source"]


def test_one_name_with_two_numbers_in_two_zips(course, send):
    assert send({moodle("Ada Lovelace", 111): book("first")}) == [("Ada-Lovelace", CHAPTER)]
    assert send({moodle("Ada Lovelace", 222): book("second")}) == [("Ada-Lovelace_222", CHAPTER)]
    # handed in again, both at once
    again = {moodle("Ada Lovelace", n): book(f"again {n}") for n in (222, 111)}
    assert send(again, force=True) == [("Ada-Lovelace", CHAPTER), ("Ada-Lovelace_222", CHAPTER)]
    assert words(course, "Ada-Lovelace") == "again 111"
    assert words(course, "Ada-Lovelace_222") == "again 222"


def test_another_number_in_another_chapter_is_the_same_student(send):
    """Moodle's number is a new one for each assignment."""
    other = json.dumps(other_assignment())
    assert send({moodle("Ada Lovelace", 1): book("a")}) == [("Ada-Lovelace", CHAPTER)]
    assert send({moodle("Ada Lovelace", 2): other}) == [("Ada-Lovelace", OTHER)]


def test_of_namesakes_none_is_guessed_in_another_chapter(send):
    other = json.dumps(other_assignment())
    files = {moodle("Ada Lovelace", n): book("a") for n in (1, 2)}
    assert [student for student, _chapter in send(files)] == ["Ada-Lovelace_1", "Ada-Lovelace_2"]
    assert send({moodle("Ada Lovelace", 3): other}) == [("Ada-Lovelace_3", OTHER)]


@pytest.mark.parametrize("order", [0, 1])
def test_names_that_differ_in_a_space_and_a_hyphen(course, send, order):
    said = {"Ada-Lovelace/a.ipynb": "hyphen", "Ada Lovelace/a.ipynb": "space"}
    said = dict(sorted(said.items(), reverse=bool(order)))
    both = send({name: book(text) for name, text in said.items()})
    taken = [student for student, _chapter in both]
    assert len(taken) == 2 and taken[0] == "Ada-Lovelace"
    assert {words(course, student) for student in taken} == {"hyphen", "space"}
    for name, text in reversed(said.items()):  # again, in a zip each
        assert len(send({name: book(f"{text} again")}, force=True)) == 1
    assert {words(course, student) for student in taken} == {"hyphen again", "space again"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ada Lovelace", "Ada  Lovelace"),
        ("ada", "Ada"),  # some disks do not tell them apart
        ("a" * 90, "a" * 91),
        ("Ada?", "Ada*"),
    ],
)
def test_names_that_want_the_same_folder(course, send, one, two):
    (first,) = send({f"{one}/a.ipynb": book("one"), "x/lesson.ipynb": "{}"})
    (second,) = send({f"{two}/a.ipynb": book("two")})
    assert first[0].casefold() != second[0].casefold()
    assert (words(course, first[0]), words(course, second[0])) == ("one", "two")
    assert len(second[0]) <= 80


def test_long_name_keeps_its_number(send):
    files = {moodle("a" * 90, n): book("a") for n in (111, 222)}
    taken = [student for student, _chapter in send(files)]
    assert [student[-4:] for student in taken] == ["_111", "_222"]


def test_the_same_name_typed_in_other_letters_is_one(send):
    """An accent as one character or as two is no other name."""
    assert send({"Jos\u00e9/a.ipynb": book("a")}) == send(
        {"Jose\u0301/a.ipynb": book("b")}, force=1
    )


def test_plain_name_of_namesakes_is_left_unless_it_is_an_id(course, tmp_path, send):
    send({moodle("Ada Lovelace", n): book("a") for n in (1, 2)})
    report = collect(course, folder(tmp_path / "mail", {"Ada Lovelace/a.ipynb": book("mailed")}))
    assert not report.taken
    assert "Ada-Lovelace_1, Ada-Lovelace_2" in report.left[0][1]
    assert send({"Ada-Lovelace_2/a.ipynb": book("mailed")}, force=True)
    assert words(course, "Ada-Lovelace_2") == "mailed"


def test_collected_by_nbgrader_itself(course, send):
    demo_course.write(course.submitted("ada", CHAPTER), ASSIGNMENT)
    assert send({"ada/a.ipynb": book("new")}, force=True) == [("ada", CHAPTER)]
    assert words(course, "ada") == "new"


def test_damaged_list_stops_before_anything_is_merged(course, send):
    send({"ada/a.ipynb": book("a")})
    (course.build / "students.json").write_text('{"ada": 3}')
    with pytest.raises(CourseError, match="keeps namesakes apart"):
        send({"ada/a.ipynb": book("b")})


def test_new_submission_makes_an_older_page_and_mark_old(course, send):
    send({"ada/a.ipynb": book("a")})
    made = [course.autograded("ada", CHAPTER), course.feedback("ada", CHAPTER)]
    for path in made:
        path.parent.mkdir(parents=True)
        path.write_text("")
    send({"ada/a.ipynb": book("a"), "bob/a.ipynb": book("b")})
    assert all(path.exists() for path in made)  # the same one came again
    send({"ada/a.ipynb": book("b"), "bob/a.ipynb": book("b")}, force=True)
    assert not any(path.exists() for path in made)


# what is kept, and who is meant


def test_names_and_numbers_stand_in_the_csv(course, send):
    course.generate(CHAPTER)
    send({moodle("Ada Lovelace", 111): book("a")})
    send({moodle("Ada Lovelace", 222): book("b"), moodle("=SUM(A1)", 3): book("c")})
    export(course, course.build / "grades.csv")
    rows = demo_course.rows(course)
    found = {student: (row["name"], row["number"]) for student, row in rows.items()}
    assert found == {
        "Ada-Lovelace": ("Ada Lovelace", "111"),
        "Ada-Lovelace_222": ("Ada Lovelace", "222"),
        "SUM-A1": ("'=SUM(A1)", "3"),  # no formula in anybody's spreadsheet
    }
    assert all(row["score"] == "" and row["status"] == "not graded" for row in rows.values())


def test_student_is_found_by_the_name_handed_in(course, send):
    send({moodle("Ada Lovelace", 1): book("a"), moodle("王 小明", 7): book("b")})
    for word in ("Ada-Lovelace", "Ada Lovelace", "ada lovelace", " Ada Lovelace ", "1"):
        assert chosen(course, CHAPTER, [word]) == ["Ada-Lovelace"]
    assert chosen(course, CHAPTER, ["7", "Ada Lovelace"]) == ["Ada-Lovelace", "王-小明"]
    send({moodle("Ada Lovelace", 2): book("a")})
    assert chosen(course, CHAPTER, ["2"]) == ["Ada-Lovelace_2"]
    with pytest.raises(CourseError, match=r"Ada-Lovelace_2 \(Ada Lovelace, 2\)"):
        chosen(course, CHAPTER, ["Ada Lovelace"])
    with pytest.raises(CourseError, match="Received: eve"):
        chosen(course, CHAPTER, ["eve", "1"])


def test_command_says_who_is_kept_apart(course, tmp_path):
    path = zip_file(tmp_path / "a.zip", {moodle("Ada Lovelace", n): book("a") for n in (1, 2)})
    line = ["collect", str(path), "--course", str(course.root)]
    said = CliRunner().invoke(cli, line, env={"COLUMNS": "80"}).output
    assert "  Ada-Lovelace_1 (Ada Lovelace, 1)\n" in said
    assert "  Ada-Lovelace_2 (Ada Lovelace, 2)\n" in said


# Gradescope

LIST = """---
submission_9000:
  :submitters:
  - :name: Ada Lovelace
    :sid: '12345'
    :email: ada@example.edu
  :created_at: 2026-03-01 12:00:00.123456789 Z
  :score: 0.0
  :results:
    tests:
    - output: |
        submission_9001:
          :submitters:
          - :name: Eve
    :submitters:
    - :name: Eve
submission_9001:
  :submitters:
    - :name: "O'Brien: \\"Bob\\" \\u738b"
      :sid:
      :email: bob@example.edu
    - :name: 'D''Arc'
      :sid: 77
  :created_at: when it suits
  :submitters:
  - :name: Eve
submission_9000:
  :submitters:
  - :name: Eve
submission_9002:
  :submitters: []
"""


def test_gradescopes_list():
    found = gradescope.read(LIST)
    assert found["submission_9000"].people == [
        Person("Ada Lovelace", "12345", "ada@example.edu", lasting=True)
    ]
    assert found["submission_9000"].created == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert found["submission_9001"].people == [
        Person('O\'Brien: "Bob" 王', "bob@example.edu", "bob@example.edu", lasting=True),
        Person("D'Arc", "77", lasting=True),
    ]
    assert found["submission_9001"].created is None
    assert found["submission_9002"].people == [] and len(found) == 3
    for junk in ("", "\0", "submission_1:", "a: b\n  :submitters:\n  - x", "  - :name: x"):
        assert not any(one.people for one in gradescope.read(junk).values())


def exported(top=""):
    return {
        # the list comes last, as a zip may have it
        f"{top}submission_9000/assignment.ipynb": book("Ada's"),
        f"{top}submission_9001/my work.ipynb": book("a group's"),
        f"{top}submission_9002/assignment.ipynb": book("nobody's"),
        f"{top}submission_metadata.yml": LIST,
    }


GROUP = ["Ada-Lovelace_12345", "D-Arc_77", "O-Brien-Bob-王_bob-example.edu"]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("top", ["", "assignment_1_export/"])
def test_gradescopes_export(course, tmp_path, packed, top):
    files = exported(top)
    path = zip_file(tmp_path / "a.zip", files) if packed else folder(tmp_path / "all", files)
    report = collect(course, path)
    assert [student for student, _chapter in students(report)] == GROUP
    assert words(course, GROUP[0]) == "Ada's"
    assert words(course, GROUP[1]) == words(course, GROUP[2]) == "a group's"
    assert report.taken[0].modified == datetime(2026, 3, 1, 12, tzinfo=UTC)
    ((left, why),) = report.left
    assert "submission_9002" in left and "submission_metadata.yml" in why
    entry = Roster.read(course.build).entries[GROUP[0]]
    assert (entry.name, entry.number, entry.email) == ("Ada Lovelace", "12345", "ada@example.edu")


def test_gradescopes_folders_without_their_list_are_left(course, tmp_path):
    files = exported("class 3/")
    del files["class 3/submission_metadata.yml"]
    report = collect(course, zip_file(tmp_path / "a.zip", files))
    assert not report.taken and len(report.left) == 3


def test_a_learners_own_list_means_nothing(course, tmp_path):
    """It names other people in a zip, or in a folder, of one's own."""
    mine = LIST.replace("Ada Lovelace", "Victim")
    inner = {"submission_9000/assignment.ipynb": book("evil"), "submission_metadata.yml": mine}
    files = exported("x/")
    files["x/submission_9000/work.zip"] = zipped(inner)
    files |= {f"x/submission_9000/{name}": text for name, text in inner.items()}
    report = collect(course, zip_file(tmp_path / "a.zip", files))
    assert [student for student, _chapter in students(report)] == GROUP
    outside = {"eve.zip": zipped(inner), "ada/assignment.ipynb": book("Ada's")}
    report = collect(course, folder(tmp_path / "all", outside), force=True)
    assert [student for student, _chapter in students(report)] == ["ada"]
    assert not list((course.build / "submitted").glob("*ictim*"))


def test_gradescopes_list_is_bounded(course, tmp_path, monkeypatch):
    from kerastutor.grading import intake

    monkeypatch.setattr(intake, "LIST_LIMIT", 100)
    report = collect(course, zip_file(tmp_path / "a.zip", exported()))
    assert not report.taken
    assert ("submission_metadata.yml", "larger than 0 MB") in report.left
