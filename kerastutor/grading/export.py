"""All grades as a csv file: nbgrader's columns, with a status, and the names as handed in."""

import csv
from collections import Counter
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import Course
from kerastutor.grading.roster import Entry, Roster
from kerastutor.grading.standing import BY_HAND, Standing, standings
from kerastutor.i18n import _

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    # nbgrader's own end here
    "status",
    "why",
    "name",
    "number",
)


def export(course: Course, to: Path, chapter: str | None = None) -> Counter:
    """Write a row for each student and chapter; a score stands only where there is one.

    Args:
        course: the course.
        to: the file; one that is there is replaced.
        chapter: only this one; by default all that are in the gradebook.

    Returns:
        How many rows there are of each kind of standing.
    """
    api = course.api()
    roster = Roster.read(course.build)
    with course.gradebook(api) as gradebook:
        chapters = {
            found.name: (found.duedate, found.max_score)
            for found in gradebook.assignments
            if chapter in (None, found.name)
        }
        known = {
            student.id: (student.last_name, student.first_name, student.email)
            for student in gradebook.students
        }
    kinds, rows = Counter(), []
    for name, (duedate, most) in sorted(chapters.items()):
        for standing in standings(course, name, api=api):
            kinds[standing.kind] += 1
            entry = roster.entries.get(standing.student) or Entry(standing.student)
            own = known.get(standing.student, (None, None, None))
            rows.append(_row(standing, entry, own, duedate, most))
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(rows)
    except OSError as error:
        raise CourseError(
            _("Expected a file that can be written. Received: {path} ({error})").format(
                path=to, error=error.strerror
            )
        ) from error
    return kinds


def _row(standing: Standing, entry: Entry, own: tuple, duedate, most: float) -> list[str]:
    last, first, email = own
    raw = penalty = score = None
    if standing.has_marks:
        raw = float(sum(mark.score or 0 for mark in standing.marks))
        penalty = standing.penalty
        score = None if standing.kind == BY_HAND else max(0.0, raw - penalty)
    cells = [standing.chapter, duedate, standing.timestamp, standing.student, last, first]
    cells += [email or entry.email, raw, penalty, score, most, standing.word, standing.why]
    cells += [entry.name, entry.number_in(standing.chapter)]
    return [_cell(value) for value in cells]


def _cell(value) -> str:
    """A value as text; what a spreadsheet would take for a formula gets a quote in front."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{text}"
    return text
