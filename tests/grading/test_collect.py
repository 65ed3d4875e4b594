"""kerastutor.grading.collect: every sane layout is understood, and nothing else gets in."""

import io
import json
import os
import stat
import zipfile
from datetime import UTC, datetime

import pytest

from kerastutor.errors import CourseError
from kerastutor.grading import intake
from kerastutor.grading.collect import collect
from kerastutor.grading.course import Course
from kerastutor.grading.roster import student_id
from tests import demo_course

CHAPTER = demo_course.CHAPTER
BOOK = json.dumps(demo_course.assignment())


def other_assignment():
    """An assignment of a second chapter: its own grade ids."""
    book = demo_course.assignment()
    for cell in book.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["grade_id"] = "other_" + cell.metadata["nbgrader"]["grade_id"]
    return book


@pytest.fixture
def course(tmp_path):
    root = demo_course.make(tmp_path / "course-root")
    demo_course.write(root / "course" / "02_other" / "assignment.ipynb", other_assignment())
    return Course(root)


def folder(path, files):
    for name, text in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def zipped(files, dates=None):
    """The bytes of a zip of {name: text}."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            date = (dates or {}).get(name, (2026, 3, 1, 12, 0, 0))
            entry = zipfile.ZipInfo(name, date)
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def zip_file(path, files, dates=None):
    path.write_bytes(zipped(files, dates))
    return path


def students(report):
    return sorted((item.student, item.chapter) for item in report.taken)


LAYOUTS = {
    "nbgrader's tree": {
        f"ada/{CHAPTER}/assignment.ipynb": BOOK,
        f"bob/{CHAPTER}/assignment.ipynb": BOOK,
    },
    "nbgrader's tree with its steps": {
        f"build/submitted/ada/{CHAPTER}/assignment.ipynb": BOOK,
        f"build/submitted/bob/{CHAPTER}/assignment.ipynb": BOOK,
    },
    "chapter, then student": {
        f"{CHAPTER}/ada/assignment.ipynb": BOOK,
        f"{CHAPTER}/bob/assignment.ipynb": BOOK,
    },
    "a folder each": {"ada/assignment.ipynb": BOOK, "bob/my work (1).ipynb": BOOK},
    "a folder each, files renamed": {
        "ada/my_assignment.ipynb": BOOK,
        "bob/hw_assignment.ipynb": BOOK,
    },
    "flat": {"ada_assignment.ipynb": BOOK, "bob_assignment.ipynb": BOOK},
    "flat, other marks": {f"ada-{CHAPTER}.ipynb": BOOK, "assignment bob.ipynb": BOOK},
    "flat, bare names": {"ada.ipynb": BOOK, "bob.ipynb": BOOK},
    "flat in a folder": {
        "class 3/ada_assignment.ipynb": BOOK,
        "class 3/bob_assignment.ipynb": BOOK,
    },
    "flat in a folder, bare": {"class 3/ada.ipynb": BOOK, "class 3/bob.ipynb": BOOK},
    "zips each": {
        "ada.zip": zipped({"assignment.ipynb": BOOK}),
        "bob.zip": zipped({"assignment.ipynb": BOOK, "numpy.py": "evil = 1"}),
    },
    "zips each, in a folder": {
        "submissions/ada.zip": zipped({"assignment.ipynb": BOOK}),
        "submissions/bob.zip": zipped({"assignment.ipynb": BOOK}),
    },
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(course, tmp_path, layout, packed):
    files = LAYOUTS[layout]
    if packed:
        path = zip_file(tmp_path / "all.zip", files)
    else:
        path = folder(tmp_path / "all", files)
    report = collect(course, path)
    assert students(report) == [("ada", CHAPTER), ("bob", CHAPTER)]
    for student in ("ada", "bob"):
        target = course.submitted(student, CHAPTER)
        assert json.loads(target.read_text()) == json.loads(BOOK)
        assert sorted(os.listdir(target.parent)) == ["assignment.ipynb", "timestamp.txt"]


PLATFORMS = {
    "Moodle, flat": (
        {
            "Ada Lovelace_12345_assignsubmission_file_assignment.ipynb": BOOK,
            "王 小明_12346_assignsubmission_file_my work.ipynb": BOOK,
        },
        ["Ada-Lovelace", "王-小明"],
    ),
    "Moodle, folders": (
        {
            "Ada Lovelace_12345_assignsubmission_file_/assignment.ipynb": BOOK,
            "Bob_2_assignsubmission_file/x/assignment.ipynb": BOOK,
        },
        ["Ada-Lovelace", "Bob"],
    ),
    "Moodle, zips": (
        {"Ada Lovelace_1_assignsubmission_file_work.zip": zipped({"a/assignment.ipynb": BOOK})},
        ["Ada-Lovelace"],
    ),
    "Moodle, namesakes": (
        {
            "Ada Lovelace_1_assignsubmission_file_assignment.ipynb": BOOK,
            "Ada Lovelace_2_assignsubmission_file_assignment.ipynb": BOOK,
        },
        ["Ada-Lovelace_1", "Ada-Lovelace_2"],
    ),
    "Canvas": (
        {
            "lovelaceada_123_456_assignment.ipynb": BOOK,
            "roebob_LATE_77_88_assignment-1.ipynb": BOOK,
        },
        ["lovelaceada_123", "roebob_77"],
    ),
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms(course, tmp_path, platform):
    files, expected = PLATFORMS[platform]
    report = collect(course, zip_file(tmp_path / "all.zip", files))
    assert [student for student, _chapter in students(report)] == sorted(expected)


def test_single_submission_in_its_folder(course, tmp_path):
    report = collect(course, folder(tmp_path / "all", {"ada/assignment.ipynb": BOOK}))
    assert students(report) == [("ada", CHAPTER)]
    report = collect(course, folder(tmp_path / "one", {"bob/homework.ipynb": BOOK}))
    assert students(report) == [("bob", CHAPTER)]


def test_file_without_a_name_is_left(course, tmp_path):
    report = collect(course, folder(tmp_path / "all", {"assignment.ipynb": BOOK}))
    assert not report.taken
    assert report.left == [("assignment.ipynb", "no student's name in its path")]


def test_chapter_is_told_by_the_grade_ids(course, tmp_path):
    files = {"ada/assignment.ipynb": BOOK, "bob/assignment.ipynb": json.dumps(other_assignment())}
    report = collect(course, folder(tmp_path / "all", files))
    assert students(report) == [("ada", CHAPTER), ("bob", "02_other")]


def test_notebook_of_another_chapter_is_left(course, tmp_path):
    files = {"ada/assignment.ipynb": BOOK, f"bob/{CHAPTER}/x.ipynb": json.dumps(other_assignment())}
    report = collect(course, folder(tmp_path / "all", files))
    assert students(report) == [("ada", CHAPTER)]
    assert report.left == [(f"bob/{CHAPTER}/x.ipynb", f"none of its exercises is in {CHAPTER}")]
    report = collect(course, tmp_path / "all", chapter="02_other")
    assert students(report) == [("bob", "02_other")]


def test_lessons_and_other_files_are_left_and_named(course, tmp_path):
    lesson = (course.source / CHAPTER / "lesson_1_demo.ipynb").read_text()
    files = {
        "ada/assignment.ipynb": BOOK,
        "ada/lesson_1_demo.ipynb": lesson,
        "ada/numpy.py": "evil = 1",
        "ada/.ipynb_checkpoints/assignment-checkpoint.ipynb": BOOK,
        "__MACOSX/ada/._assignment.ipynb": "junk",
        "bob/assignment.ipynb": "{ half a notebo",
        "cem/assignment.ipynb": json.dumps({"nbformat": 3, "worksheets": []}),
        "dan/assignment.ipynb": json.dumps({"nbformat": 4, "metadata": {}, "cells": ["x"]}),
        "eve/assignment.ipynb": "[" * 100_000,
    }
    for path in (folder(tmp_path / "all", files), zip_file(tmp_path / "all.zip", files)):
        report = collect(course, path)
        assert students(report) == [("ada", CHAPTER)]
        assert dict(report.left) == {
            "ada/lesson_1_demo.ipynb": "no exercises in it: not an assignment",
            "ada/numpy.py": "not a notebook",
            "bob/assignment.ipynb": "not a notebook: no valid JSON",
            "cem/assignment.ipynb": "not a notebook of format 4",
            "dan/assignment.ipynb": "not a notebook of format 4",
            "eve/assignment.ipynb": "not a notebook: no valid JSON",
        }


# who wins


def later_book(words):
    book = demo_course.assignment()
    book.cells[0].source = words
    return json.dumps(book)


def test_newest_of_two_wins_whatever_the_order(course, tmp_path):
    for number, dates in enumerate([(1, 2), (2, 1)]):
        files = {"ada/a.ipynb": later_book("first"), "ada/b.ipynb": later_book("second")}
        files["bob/c.ipynb"] = BOOK
        stamps = {
            name: (2026, 3, day, 0, 0, 0) for name, day in zip(files, [*dates, 1], strict=True)
        }
        report = collect(course, zip_file(tmp_path / f"{number}.zip", files, stamps), force=True)
        newest = "second" if dates == (1, 2) else "first"
        assert newest in course.submitted("ada", CHAPTER).read_text()
        loser = "ada/a.ipynb" if newest == "second" else "ada/b.ipynb"
        assert [name for name, _why in report.left] == [loser]
        assert "not the newest of ada" in report.left[0][1]


def test_collected_submission_is_not_replaced_by_an_older_one(course, tmp_path):
    def send(words, day, **options):
        name = "ada/assignment.ipynb"
        path = zip_file(
            tmp_path / "a.zip", {name: later_book(words)}, {name: (2026, 3, day, 0, 0, 0)}
        )
        return collect(course, path, **options)

    target = course.submitted("ada", CHAPTER)
    assert send("second", 2).taken[0].what == "new"
    assert send("second", 2).taken[0].what == "already there"
    report = send("first", 1)
    assert not report.taken and "older than what was collected" in report.left[0][1]
    assert "second" in target.read_text()
    assert send("third", 3).taken[0].what == "replaces an older one"
    assert "third" in target.read_text()
    assert send("first", 1, force=True).taken[0].what == "replaces a newer one"
    assert "first" in target.read_text()


def test_nbgraders_timestamp_counts(course, tmp_path):
    files = {
        f"ada/{CHAPTER}/assignment.ipynb": BOOK,
        f"ada/{CHAPTER}/timestamp.txt": "2020-02-03 04:05:06.000000 UTC",
    }
    for path in (folder(tmp_path / "all", files), zip_file(tmp_path / "all.zip", files)):
        report = collect(course, path)
        assert report.taken[0].modified == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
        assert not report.left
    from nbgrader.utils import parse_utc

    text = course.submitted("ada", CHAPTER).with_name("timestamp.txt").read_text()
    assert parse_utc(text) == datetime(2020, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("text", ["", "yesterday", "9" * 900, "\0"])
def test_bad_timestamp_is_passed_over(course, tmp_path, text):
    files = {"ada/assignment.ipynb": BOOK, "ada/timestamp.txt": text}
    report = collect(course, folder(tmp_path / "all", files))
    assert report.taken[0].modified.year >= 2024


def test_zip_without_a_date(course, tmp_path):
    data = bytearray(zipped({"ada/assignment.ipynb": BOOK}))
    for mark, offset in ((b"PK\3\4", 10), (b"PK\1\2", 12)):
        at = data.index(mark) + offset
        data[at : at + 4] = b"\0\0\0\0"
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert students(collect(course, tmp_path / "a.zip")) == [("ada", CHAPTER)]


# attacks


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../eve/assignment.ipynb", "a path with .."),
        ("eve/../../assignment.ipynb", "a path with .."),
        ("..\\..\\eve\\assignment.ipynb", "a path with .."),
        ("/tmp/eve/assignment.ipynb", "an absolute path"),
        ("C:\\eve\\assignment.ipynb", "an absolute path"),
    ],
)
def test_zip_paths_that_lead_out_are_refused(course, tmp_path, name, reason):
    path = zip_file(tmp_path / "a.zip", {name: BOOK, "ada/assignment.ipynb": BOOK})
    before = sorted(tmp_path.rglob("*"))
    report = collect(course, path)
    assert students(report) == [("ada", CHAPTER)]
    assert len(report.left) == 1 and reason in report.left[0][1]
    new = {item for item in tmp_path.rglob("*") if item not in before}
    assert all(course.build in item.parents or item == course.build for item in new)


def test_nested_zip_paths_that_lead_out_are_refused(course, tmp_path):
    inner = zipped({"../../../eve/assignment.ipynb": BOOK})
    report = collect(course, zip_file(tmp_path / "a.zip", {"eve.zip": inner}))
    assert not report.taken and "a path with .." in report.left[0][1]


def test_symlink_in_a_zip_is_refused(course, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text(BOOK)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("eve/assignment.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    report = collect(course, tmp_path / "a.zip")
    assert not report.taken and report.left[0][1] == "refused: a symbolic link"


def test_symlinks_in_a_folder_are_not_followed(course, tmp_path):
    elsewhere = folder(tmp_path / "elsewhere", {"dan/assignment.ipynb": BOOK})
    path = folder(tmp_path / "all", {"ada/assignment.ipynb": BOOK})
    (path / "eve").mkdir()
    (path / "eve" / "assignment.ipynb").symlink_to(elsewhere / "dan" / "assignment.ipynb")
    (path / "dan").symlink_to(elsewhere / "dan", target_is_directory=True)
    report = collect(course, path)
    assert students(report) == [("ada", CHAPTER)]
    assert {name for name, _why in report.left} == {"eve/assignment.ipynb", "dan"}
    assert {why for _name, why in report.left} == {"a symbolic link"}


def test_fifo_is_not_waited_for(course, tmp_path):
    path = folder(tmp_path / "all", {"ada/assignment.ipynb": BOOK})
    os.mkfifo(path / "eve.ipynb")
    report = collect(course, path)
    assert students(report) == [("ada", CHAPTER)]
    assert report.left == [("eve.ipynb", "not an ordinary file")]


def test_large_notebook_is_left(course, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "NOTEBOOK_LIMIT", len(BOOK) + 10)
    files = {"ada/assignment.ipynb": BOOK, "eve/assignment.ipynb": BOOK + " " * 1000}
    for path in (folder(tmp_path / "all", files), zip_file(tmp_path / "all.zip", files)):
        report = collect(course, path)
        assert students(report) == [("ada", CHAPTER)]
        assert report.left[0][0] == "eve/assignment.ipynb" and "larger than" in report.left[0][1]


def test_zip_bomb_is_bounded(course, tmp_path):
    """200 MB of spaces in a few hundred kB: it is read up to the limit and left."""
    bomb = zipped({"eve/assignment.ipynb": b" " * (200 * intake.MEGABYTE)})
    assert len(bomb) < intake.MEGABYTE
    (tmp_path / "a.zip").write_bytes(bomb)
    report = collect(course, tmp_path / "a.zip")
    assert not report.taken and report.left[0][1] == "larger than 16 MB"


def test_zip_that_lies_about_its_size_is_bounded(course, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "NOTEBOOK_LIMIT", 1000)
    data = bytearray(zipped({"eve/assignment.ipynb": b" " * 100_000}))
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    report = collect(course, tmp_path / "a.zip")
    assert not report.taken and len(report.left) == 1


def test_zips_in_zips_end(course, tmp_path):
    data = zipped({"eve/assignment.ipynb": BOOK})
    for _level in range(10):
        data = zipped({"inner.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    report = collect(course, tmp_path / "a.zip")
    assert not report.taken and "too many zips" in report.left[0][1]


@pytest.mark.parametrize("limit", ["ENTRY_LIMIT", "TOTAL_LIMIT"])
def test_too_much_of_everything_stops(course, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(intake, limit, 3)
    files = {f"s{number}/assignment.ipynb": BOOK for number in range(5)}
    for path in (folder(tmp_path / "all", files), zip_file(tmp_path / "all.zip", files)):
        with pytest.raises(CourseError, match="in parts"):
            collect(course, path)
        assert not (course.build / "submitted").exists()


def test_broken_zip_in_a_folder_is_left(course, tmp_path):
    files = {"ada.zip": zipped({"assignment.ipynb": BOOK}), "eve.zip": b"PK\3\4 and then nothing"}
    report = collect(course, folder(tmp_path / "all", files))
    assert students(report) == [("ada", CHAPTER)]
    assert report.left[0][0] == "eve" and "broken zip" in report.left[0][1]


def test_damaged_entry_is_left(course, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:  # stored: one byte spoils the sum
        archive.writestr("eve/assignment.ipynb", BOOK)
        archive.writestr("ada/assignment.ipynb", BOOK)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[data.index(b"# Assignment")] ^= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    report = collect(course, tmp_path / "a.zip")
    assert students(report) == [("ada", CHAPTER)]
    assert report.left[0][0] == "eve/assignment.ipynb" and "cannot be read" in report.left[0][1]


def test_encrypted_entry_is_left(course, tmp_path):
    data = bytearray(zipped({"eve/assignment.ipynb": BOOK}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    report = collect(course, tmp_path / "a.zip")
    assert report.left == [("eve/assignment.ipynb", "refused: encrypted")]


def test_path_that_is_neither(course, tmp_path):
    (tmp_path / "a.tar").write_text("no zip")
    with pytest.raises(CourseError, match="Expected a folder or a zip"):
        collect(course, tmp_path / "a.tar")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada-Lovelace"),
        ("  ada  ", "ada"),
        ("a*b?[c]", "a-b-c"),
        ("{0}", "0"),
        ("José", "José"),
        ("王小明", "王小明"),
        ("..", None),
        ("-rf", "rf"),
        ("a" * 300, "a" * 80),
        ("a\nb", "a-b"),
        ("", None),
    ],
)
def test_student_ids_are_safe(name, expected):
    assert student_id(name) == expected
