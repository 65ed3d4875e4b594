"""Whether a submission is graded: read off what nbgrader left, whoever ran it and however it ended.

A mark counts only where the gradebook holds one for every test cell, under this submission's own
time, and the autograded notebook shows that every test cell did run. All else is "not graded".
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import (
    Course,
    Mark,
    all_grade_ids,
    grade_ids,
    submission_marks,
)
from kerastutor.grading.roster import Roster
from kerastutor.i18n import _

GRADED, BY_HAND, NOT_GRADED, MISSING = "graded", "by hand", "not graded", "missing"
UNREADABLE = "unreadable"
#: What a test raises of an answer cell that is as it was released.
UNWRITTEN = frozenset(("NotAttempted", "NotImplementedError"))


@dataclass(frozen=True)
class Standing:
    """One submission: its kind, why, and its marks where it has some.

    Args:
        kind: GRADED; BY_HAND (a person still has to grade a part); NOT_GRADED; UNREADABLE (what
            was handed in last cannot be read); MISSING (nothing was handed in).
        why: a sentence, where there is more to say.
    """

    student: str
    chapter: str
    kind: str
    why: str = ""
    marks: tuple[Mark, ...] = ()
    timestamp: datetime | None = None
    penalty: float = 0.0

    @property
    def has_marks(self) -> bool:
        return self.kind in (GRADED, BY_HAND)

    @property
    def score(self) -> float | None:
        """The sum of the marks; None while any of them is to come."""
        if self.kind != GRADED:
            return None
        return sum(mark.score for mark in self.marks)

    @property
    def max_score(self) -> float:
        return sum(mark.max_score for mark in self.marks)

    @property
    def word(self) -> str:
        """The kind, as people read it."""
        return {
            GRADED: _("graded"),
            BY_HAND: _("in part: a person grades the rest"),
            NOT_GRADED: _("not graded"),
            UNREADABLE: _("not readable"),
            MISSING: _("not handed in"),
        }[self.kind]


def standings(
    course: Course, chapter: str, students: Iterable[str] | None = None, api=None
) -> list[Standing]:
    """Where submissions of a chapter stand.

    Args:
        course: the course.
        chapter: the chapter's name.
        students: whose; by default everybody who is in the gradebook or handed something in.
        api: nbgrader's API, where it is at hand.
    """
    api = api or course.api()
    rows, who = {}, None if students is None else list(students)
    roster = Roster.read(course.build)
    source = course.source_notebook(chapter)
    order = grade_ids(source) if source.is_file() else []  # a chapter of last year: still marks
    if (course.build / "gradebook.db").is_file() or who is None:
        with course.gradebook(api) as gradebook:
            if who is None:
                known = {student.id for student in gradebook.students}
                known.update(course.students("submitted", chapter), roster.unread(chapter))
                who = sorted(known)
            for submission in _submissions(gradebook, chapter, set(who)):
                rows[submission.student.id] = _Row(submission, order)
    unread = roster.unread(chapter)
    return [
        _unread(course, chapter, student, unread.get(student), api)
        or _judge(course, chapter, student, rows.get(student), api)
        for student in who
    ]


class _Row:
    """A submission in the gradebook, read while that is open."""

    def __init__(self, submission, order: list[str]):
        self.timestamp = submission.timestamp
        self.penalty = submission.late_submission_penalty or 0.0
        self.marks = tuple(submission_marks(submission, order))
        self.open = {mark.grade_id for mark in self.marks if mark.score is None}


def _submissions(gradebook, chapter: str, students: set[str]):
    """The submissions of a chapter in the gradebook; one query for one student or for all."""
    from nbgrader.api import MissingEntry

    try:
        if len(students) == 1:
            return [gradebook.find_submission(chapter, *students)]
        everything = gradebook.assignment_submissions(chapter)
        return [submission for submission in everything if submission.student.id in students]
    except MissingEntry:
        return []


def _unread(course: Course, chapter: str, student: str, left, api) -> Standing | None:
    """The standing of who handed in last what cannot be read."""
    if not left:
        return None
    time = datetime.fromisoformat(left["time"]).astimezone(UTC).replace(tzinfo=None)
    if course.submitted(student, chapter).is_file():
        stamp = api.get_submitted_timestamp(chapter, student)
        if stamp and stamp.replace(tzinfo=None) >= time:  # put there by hand since
            return None
    why = f"{left['path']}: {left['reason']}"
    return Standing(student, chapter, UNREADABLE, why, timestamp=time)


def _judge(course: Course, chapter: str, student: str, row: _Row | None, api) -> Standing:
    handed_in = course.submitted(student, chapter).is_file()
    stamp = api.get_submitted_timestamp(chapter, student) if handed_in else None

    def without(why: str) -> Standing:
        return Standing(student, chapter, NOT_GRADED, why, timestamp=stamp)

    if row is None:
        if not handed_in:
            return Standing(student, chapter, MISSING)
        return without(reason(course, student, chapter) or _("not graded yet"))
    if handed_in and stamp != row.timestamp:
        return without(_("handed in again; not graded yet"))
    ran = read_run(course.autograded(student, chapter))
    if ran is None or not row.marks or row.open & set(ran.tests):  # a row that was only made
        return without(reason(course, student, chapter) or _("not graded yet"))
    if ran.skipped:
        return without(_("test cells did not run: {cells}").format(cells=", ".join(ran.skipped)))
    gone = row.open - set(ran.by_hand)  # nobody can grade what is not there, formgrader neither
    if gone:
        text = _("cells that are graded are not in it: {cells}")
        return without(text.format(cells=", ".join(sorted(gone))))
    remarks = []
    restored, stripped = put_back(course, student, chapter, ran.tests)
    if stripped:
        remarks.append(_("nbgrader's marks were gone from all its cells, put back"))
    elif restored:
        text = _("test cells that were deleted, put back: {cells}")
        remarks.append(text.format(cells=", ".join(restored)))
    if ran.cut:
        text = _("stopped at the limit of time: {cells}")
        remarks.append(text.format(cells=", ".join(ran.cut)))
    if ran.endless:
        text = _("a call did not return in time: {exercises}")
        remarks.append(text.format(exercises=", ".join(ran.endless)))
    if ran.unwritten:
        text = _("not written: {exercises}")
        if len(ran.unwritten) == len(ran.tests):
            text = _("nothing written")
        remarks.append(text.format(exercises=", ".join(ran.unwritten)))
    if ran.unnamed:
        text = _("no function of this name: {exercises}")
        remarks.append(text.format(exercises=", ".join(ran.unnamed)))
    kind = BY_HAND if row.open else GRADED
    why = "; ".join(remarks)
    return Standing(student, chapter, kind, why, row.marks, row.timestamp, row.penalty)


def put_back(
    course: Course, student: str, chapter: str, tests: Iterable[str]
) -> tuple[list[str], bool]:
    """Those test cells that were not in what was handed in; whether no cell had a mark there."""
    path = course.submitted(student, chapter)
    if not path.is_file():
        return [], False
    here = set(all_grade_ids(path))
    gone = [name for name in tests if name not in here]
    return gone, bool(gone and not here)


@dataclass(frozen=True)
class Run:
    """What an autograded notebook shows.

    Args:
        tests: its test cells.
        skipped: those that did not run.
        by_hand: answers that a person grades.
        cut: cells that were stopped at the limit of time.
        endless: exercises with a call that the check gave up.
        unnamed: exercises of which there is no function.
        unwritten: exercises that are as they were released.
    """

    tests: tuple[str, ...]
    skipped: tuple[str, ...]
    by_hand: tuple[str, ...]
    cut: tuple[str, ...]
    endless: tuple[str, ...]
    unnamed: tuple[str, ...]
    unwritten: tuple[str, ...]


def read_run(path: Path) -> Run | None:
    """Read an autograded notebook; None where there is none that can be read."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        tests, skipped, by_hand, cut, endless, unnamed, unwritten = [[] for _list in range(7)]
        for number, cell in enumerate(cells, 1):
            mark = cell["metadata"].get("nbgrader", {})
            name = mark.get("grade_id") or _("cell {number}").format(number=number)
            if mark.get("task") or (mark.get("grade") and mark.get("solution")):
                by_hand.append(name)
            if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
                continue
            errors = {output.get("ename"): output.get("evalue") for output in cell["outputs"]}
            if mark.get("grade") and not mark.get("solution"):
                tests.append(name)
                if cell["execution_count"] is None:
                    skipped.append(name)
                exercise = name.removesuffix("_check")
                if "TooSlow" in errors:  # kerastutor.checks.failure.TooSlow
                    endless.append(exercise)
                if errors.get("NameError") == f"name '{exercise}' is not defined":
                    unnamed.append(exercise)
                if errors.keys() & UNWRITTEN:
                    unwritten.append(exercise)
            if "CellTimeoutError" in errors:
                cut.append(name)
        found = (tests, skipped, by_hand, cut, endless, unnamed, unwritten)
        return Run(*map(tuple, found))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def reason(course: Course, student: str, chapter: str) -> str:
    """Why the last grading failed, from its log; empty where there is none."""
    try:
        with course.log(student, chapter).open(encoding="utf-8") as log:
            return log.readline().strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise CourseError(
            _("Expected a log that can be read. Received: {path} ({error})").format(
                path=error.filename, error=error.strerror
            )
        ) from error
