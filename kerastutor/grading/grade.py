"""Autograde submissions with nbgrader, write their feedback, and export the grades."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import Course, Mark, StepFailed, quiet, run
from kerastutor.i18n import _


@dataclass(frozen=True)
class Graded:
    """One submission: its marks, or why it could not be graded and where the whole log is."""

    student: str
    marks: tuple[Mark, ...] = ()
    error: str = ""
    log: Path | None = None

    @property
    def score(self) -> float:
        return sum(mark.score or 0 for mark in self.marks)

    @property
    def max_score(self) -> float:
        return sum(mark.max_score for mark in self.marks)


def chosen(course: Course, chapter: str, step: str, wanted: Iterable[str]) -> list[str]:
    """The students with an assignment in build/``step``, or those of them that are ``wanted``."""
    there = course.students(step, chapter)
    missing = sorted(set(wanted) - set(there))
    if missing:
        raise CourseError(
            _("Expected students with an assignment in {folder}. Received: {students}").format(
                folder=course.build / step, students=", ".join(missing)
            )
        )
    students = [student for student in there if not wanted or student in wanted]
    if not students:
        before = "kerastutor collect" if step == "submitted" else f"kerastutor grade {chapter}"
        raise CourseError(
            _("Nothing of {chapter} in {folder}. First: {command}").format(
                chapter=chapter, folder=course.build / step, command=before
            )
        )
    return students


def grade(
    course: Course,
    chapter: str,
    students: list[str],
    step: Callable[[str], None] = lambda student: None,
) -> list[Graded]:
    """Autograde submissions one after the other; a crash of one does not stop the rest.

    Args:
        course: the course.
        chapter: a chapter that was released.
        students: whose submissions; a student that is not in the gradebook is added.
        step: is told each student before the grading starts.

    Returns:
        One result for each student, in the same order.
    """
    if not course.released(chapter).is_file():
        raise CourseError(
            _("{chapter} has not been released. First: {command}").format(
                chapter=chapter, command=f"kerastutor release {chapter}"
            )
        )
    api = course.api()
    results = []
    for student in students:
        step(student)
        try:
            course.autograde(chapter, student, api)
            results.append(Graded(student, tuple(course.marks(chapter, student, api))))
        except StepFailed as error:
            results.append(
                Graded(
                    student, error=str(error), log=_keep_log(course, chapter, student, error.log)
                )
            )
    return results


def ungraded(course: Course, chapter: str, students: list[str]) -> list[str]:
    """Those whose submission is not graded, or is newer than its grading."""
    with quiet():
        done = course.api().get_autograded_students(chapter)
    return [
        student
        for student in students
        if student not in done or not course.autograded(student, chapter).is_file()
    ]


def feedback(
    course: Course,
    chapter: str,
    students: list[str],
    step: Callable[[str], None] = lambda student: None,
) -> list[Graded]:
    """Write build/feedback/STUDENT/CHAPTER/assignment.html; ``error`` is set where that failed."""
    api = course.api()
    results = []
    for student in students:
        step(student)
        try:
            run(api.generate_feedback, chapter, student, force=True)
            results.append(Graded(student))
        except StepFailed as error:
            results.append(
                Graded(
                    student, error=str(error), log=_keep_log(course, chapter, student, error.log)
                )
            )
    return results


def export(course: Course, to: Path, chapter: str | None = None) -> int:
    """Write all grades as csv with nbgrader's own exporter; the number of rows."""
    from nbgrader.plugins import CsvExportPlugin

    api = course.api()
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with course.gradebook(api) as gradebook, quiet():
            plugin = CsvExportPlugin(parent=api)
            plugin.to = str(to)
            plugin.assignment = [chapter] if chapter else []
            plugin.export(gradebook)
        return len(to.read_text(encoding="utf-8").splitlines()) - 1
    except OSError as error:
        raise CourseError(
            _("Expected a file that can be written. Received: {path} ({error})").format(
                path=to, error=error.strerror
            )
        ) from error


def _keep_log(course: Course, chapter: str, student: str, text: str) -> Path:
    path = course.build / "logs" / chapter / f"{student}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
