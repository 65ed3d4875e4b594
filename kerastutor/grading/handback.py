"""The pages of feedback of a chapter in one zip, for the platform to hand back."""

import os
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import Course
from kerastutor.grading.roster import Entry, Roster
from kerastutor.i18n import _


def write_zip(course: Course, chapter: str, students: Iterable[str], to: Path) -> int:
    """Write the zip, whole or not at all; a file that is there is replaced.

    Moodle takes it as "Upload multiple feedback files in a zip": it knows a page by the number in
    the name of its folder, which has the form of Moodle's own download.

    Args:
        course: the course.
        chapter: the chapter's name.
        students: whose pages.
        to: the zip.

    Returns:
        How many pages are in folders without a number of Moodle's: those it does not know.
    """
    roster = Roster.read(course.build)
    unknown = 0
    temporary = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for student in students:
                page = course.feedback(student, chapter)
                name = folder(student, roster.entries.get(student), chapter)
                unknown += name == student
                archive.write(page, f"{name}/{page.name}")
        os.replace(temporary, to)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise CourseError(
            _("Expected a file that can be written. Received: {path} ({error})").format(
                path=to, error=error.strerror
            )
        ) from error
    return unknown


def folder(student: str, entry: Entry | None, chapter: str) -> str:
    """Moodle's folder of a student; the id, which is safe as one, where no number is known."""
    number = entry.numbers.get(chapter, "") if entry else ""
    if not re.fullmatch(r"[0-9]+", number):
        return student
    name = re.sub(r"[^\w .,'()-]+|_", "-", entry.name).strip(" .") or student
    return f"{name}_{number}_assignsubmission_file_"
