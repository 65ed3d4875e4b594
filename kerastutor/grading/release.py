"""Release an assignment, once nbgrader itself has shown that its points can be earned."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import CONFIG, Course, Mark, StepFailed, grade_ids
from kerastutor.i18n import _

ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What nbgrader's generate_assignment uses, less what needs its database or a kernel.
PREPROCESSORS = (
    "IncludeHeaderFooter",
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
)


@dataclass(frozen=True)
class Shortfall:
    """An exercise whose points are wrong, and what nbgrader saw there."""

    exercise: str
    earned: float
    points: float
    detail: str


class NotReleasable(CourseError):
    """The assignment's own reference solution or its untouched release gets the wrong points."""


def released_text(source: Path) -> str:
    """The learner's version of an assignment, as text: no solutions, no hidden tests.

    Args:
        source: the instructor's notebook.

    Returns:
        The notebook as JSON text. The same source always gives the same text.
    """
    from nbconvert.exporters import NotebookExporter
    from nbgrader import preprocessors
    from traitlets.config import Config

    from kerastutor.grading.course import unlogged

    with unlogged():
        exporter = NotebookExporter(config=Config({"Exporter": {"default_preprocessors": []}}))
        for name in PREPROCESSORS:
            exporter.register_preprocessor(getattr(preprocessors, name), enabled=True)
        try:
            text, _resources = exporter.from_filename(str(source))
        except Exception as error:  # nbgrader raises many kinds; each says what is wrong
            raise CourseError(
                _("The assignment {path} cannot be released: {error}").format(
                    path=source, error=str(error).strip().splitlines()[-1]
                )
            ) from error
    return text


def trial(course: Course, chapter: str, step: Callable[[str], None] = lambda text: None):
    """Grade the reference solution and the untouched release, in a copy of the course.

    Args:
        course: the course.
        chapter: the chapter's name.
        step: is told what is being done, for a progress bar.

    Returns:
        (reference problems, untouched problems, marks of the reference).
    """
    with tempfile.TemporaryDirectory(prefix="kerastutor-release-") as folder:
        copy = Course(Path(folder))
        shutil.copytree(course.source / chapter, copy.source / chapter)
        shutil.copy(course.root / CONFIG, copy.root / CONFIG)
        api = copy.api()
        copy.generate(chapter, api)
        marks = {}
        for student, notebook, text in (
            ("reference", copy.source_notebook(chapter), _("Grading the reference solution")),
            ("untouched", copy.released(chapter), _("Grading the untouched release")),
        ):
            step(text)
            submitted = copy.submitted(student, chapter)
            submitted.parent.mkdir(parents=True)
            shutil.copy(notebook, submitted)
            try:
                copy.autograde(chapter, student, api)
            except StepFailed as error:
                reason = _("Not released. {what} failed: {error}").format(what=text, error=error)
                raise NotReleasable(reason) from error
            marks[student] = copy.marks(chapter, student, api)
        reference = [
            _problem(copy, chapter, "reference", mark)
            for mark in marks["reference"]
            if mark.score is not None and mark.score < mark.max_score
        ]
        untouched = [
            _problem(copy, chapter, "untouched", mark)
            for mark in marks["untouched"]
            if mark.score is not None and mark.score > 0
        ]
        return reference, untouched, marks["reference"]


def release(
    course: Course,
    chapter: str,
    force: bool = False,
    step: Callable[[str], None] = lambda text: None,
) -> list[Mark]:
    """Release a chapter's assignment into build/release, or say why it must not be.

    Args:
        course: the course.
        chapter: the chapter's name.
        force: release even where grade ids of the last release are gone.
        step: is told what is being done, for a progress bar.

    Returns:
        The marks of the reference solution: every exercise and its points.

    Raises:
        NotReleasable: the reference does not earn full marks, or the untouched release earns any.
        CourseError: a grade id of the last release is gone.
    """
    source = course.source_notebook(chapter)
    here = set(grade_ids(source))
    if course.released(chapter).is_file() and not force:
        gone = set(grade_ids(course.released(chapter))) - here
        if gone:
            raise CourseError(
                _(
                    "Expected every grade id of the last release: learners hold it, and their work "
                    "is found by it. Gone: {ids}. Put them back, or release with --force."
                ).format(ids=", ".join(sorted(gone)))
            )
    reference, untouched, marks = trial(course, chapter, step)
    if not any(mark.max_score for mark in marks):
        raise NotReleasable(
            _("Not released: no test cell of {path} gives points.").format(path=source)
        )
    lines = []
    if reference:
        lines.append(_("The reference solution does not earn full marks:"))
        lines += [_line(problem) for problem in reference]
    if untouched:
        lines.append(_("The untouched release earns points:"))
        lines += [_line(problem) for problem in untouched]
    if lines:
        raise NotReleasable("\n".join([_("Not released: {path}").format(path=source), *lines]))
    step(_("Writing the release"))
    course.generate(chapter)
    return marks


def _line(problem: Shortfall) -> str:
    text = _("  {exercise}: {earned:g} of {points:g} points").format(
        exercise=problem.exercise, earned=problem.earned, points=problem.points
    )
    return f"{text} · {problem.detail}" if problem.detail else text


def _problem(course: Course, chapter: str, student: str, mark: Mark) -> Shortfall:
    """Find what the test cell printed, in the autograded notebook."""
    notebook = json.loads(course.autograded(student, chapter).read_text(encoding="utf-8"))
    detail = ""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == mark.grade_id:
            errors = [out for out in cell.get("outputs", []) if out["output_type"] == "error"]
            if errors:
                detail = ANSI.sub("", f"{errors[0]['ename']}: {errors[0]['evalue']}")
                detail = detail.strip().splitlines()[0][:200]
    return Shortfall(mark.exercise, mark.score, mark.max_score, detail)
