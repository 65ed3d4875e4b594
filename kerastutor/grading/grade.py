"""Autograde submissions with nbgrader, and write their feedback."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import Course, StepFailed, run
from kerastutor.grading.roster import Roster
from kerastutor.grading.standing import NOT_GRADED, UNREADABLE, Standing, standings
from kerastutor.i18n import _


@dataclass(frozen=True)
class Page:
    """A page of feedback that was written, or why there is none; ``failed``: it should be there."""

    student: str
    why: str = ""
    failed: bool = False

    @property
    def written(self) -> bool:
        return not self.why


def chosen(course: Course, chapter: str, wanted: Iterable[str]) -> list[str]:
    """The students with a submission of a chapter, or those of them that are ``wanted``.

    Args:
        course: the course.
        chapter: the chapter's name.
        wanted: ids, or names, numbers or addresses as they were handed in.
    """
    roster = Roster.read(course.build)
    there = sorted({*course.students("submitted", chapter), *roster.unread(chapter)})
    students, missing = set(), []
    for word in wanted:
        found = [word] if word in there else [one for one in roster.find(word) if one in there]
        if len(found) > 1:
            raise CourseError(
                _("Expected one student. Received: {word}, which could be {students}").format(
                    word=word, students=", ".join(roster.describe(one) for one in found)
                )
            )
        students.update(found)
        if not found:
            missing.append(word)
    if missing:
        raise CourseError(
            _("Expected students with an assignment in {folder}. Received: {students}").format(
                folder=course.build / "submitted", students=", ".join(missing)
            )
        )
    if not there:
        raise CourseError(
            _("Nothing of {chapter} in {folder}. First: {command}").format(
                chapter=chapter, folder=course.build / "submitted", command="kerastutor collect"
            )
        )
    return sorted(students) or there


def points(course: Course, chapter: str) -> float:
    """What all exercises of a chapter that was released are worth together."""
    with course.gradebook() as gradebook:
        return gradebook.find_assignment(chapter).max_score


def grade(
    course: Course,
    chapter: str,
    students: list[str],
    step: Callable[[str], None] = lambda student: None,
    cell_limit: int | None = None,
) -> list[Standing]:
    """Autograde submissions one after the other; a crash of one does not stop the rest.

    What cannot be graded leaves the gradebook, with the marks of an earlier submission.

    Args:
        course: the course.
        chapter: a chapter that was released.
        students: whose submissions; a student that is not in the gradebook is added.
        step: is told each student before the grading starts.
        cell_limit: seconds for one cell; by default what nbgrader_config.py says.

    Returns:
        Where each student's submission stands, in the same order.
    """
    if not course.released(chapter).is_file():
        raise CourseError(
            _("{chapter} has not been released. First: {command}").format(
                chapter=chapter, command=f"kerastutor release {chapter}"
            )
        )
    api = course.api(cell_limit)
    found = standings(course, chapter, students, api)
    unread = {standing.student: standing for standing in found if standing.kind == UNREADABLE}
    results = []
    for student in students:
        step(student)
        if student in unread:  # nor does an older mark count
            course.discard(chapter, student, api)
            results.append(unread[student])
            continue
        # should all end here, that is what the log says
        log = _keep_log(course.log(student, chapter), _("the grading was cut off"))
        try:
            course.autograde(chapter, student, api)
        except StepFailed as error:
            why = explain(str(error), error.log)
            # where the line says it all, a stack trace of nbgrader's says nothing more
            known = why != str(error)
            _keep_log(log, why, without_traces(error.log) if known else error.log)
            course.discard(chapter, student, api)
            results.append(Standing(student, chapter, NOT_GRADED, why))
        except BaseException:  # Ctrl-C: what is half graded is not graded
            course.discard(chapter, student, api)
            raise
        else:
            (standing,) = standings(course, chapter, [student], api)
            if standing.has_marks:
                log.unlink(missing_ok=True)
            else:
                _keep_log(log, standing.why)
                course.discard(chapter, student, api)
            results.append(standing)
    return results


def explain(error: str, log: str) -> str:
    """nbgrader's reason in words that help, where its own do not."""
    if "SchemaTooOldError" in error:
        twice = sorted(set(re.findall(r"Cell with id '([^']*)' exists multiple times", log)))
        if twice:
            return _("cells that stand in it twice: {cells}").format(cells=", ".join(twice))
    ended = re.search(r"(DeadKernel|CellTimeout)Error:.* in: (.+)", error)
    if ended and ended[1] == "DeadKernel":
        text = _("its kernel ended in the cell {cell} (exit(), a crash, too little memory)")
        return text.format(cell=ended[2])
    if ended:
        text = _("the cell {cell} ran on after its limit of time, or its output did not end")
        return text.format(cell=ended[2])
    return error


def without_traces(log: str) -> str:
    """nbgrader's log, a line for each entry."""
    lines = log.splitlines()
    entries = [line for line in lines if line.startswith("[") and "] Traceback" not in line]
    return "\n".join([*entries, ""])


def ungraded(course: Course, chapter: str, students: list[str]) -> list[str]:
    """Those whose submission is not graded, or is newer than its grading."""
    found = standings(course, chapter, students)
    return [standing.student for standing in found if not standing.has_marks]


def feedback(
    course: Course,
    chapter: str,
    students: list[str],
    step: Callable[[str], None] = lambda student: None,
) -> list[Page]:
    """Write build/feedback/STUDENT/CHAPTER/assignment.html for who has a mark, and nobody else.

    While a person still has to grade a part there is no mark, and no page. A page of an earlier
    submission is deleted where the present one is not graded.
    """
    api = course.api()
    results = []
    for standing in standings(course, chapter, students, api):
        student, page = standing.student, course.feedback(standing.student, chapter)
        step(student)
        page.unlink(missing_ok=True)
        if standing.score is None:
            results.append(Page(student, standing.why or standing.word))
            continue
        try:
            run(api.generate_feedback, chapter, student, force=True)
            results.append(Page(student))
        except StepFailed as error:
            log = course.log(student, chapter).with_suffix(".feedback.log")
            _keep_log(log, str(error), error.log)
            results.append(Page(student, str(error), failed=True))
    return results


def _keep_log(path: Path, why: str, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name from a notebook may be any bytes at all
    path.write_text(f"{' '.join(why.split())}\n\n{text}", encoding="utf-8", errors="replace")
    return path
