"""A course tree on the disk, and nbgrader's own API on it."""

import contextlib
import json
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.i18n import _
from kerastutor.kernels import kernelspec

CONFIG = "nbgrader_config.py"
ASSIGNMENT = "assignment.ipynb"

# For the kernels that run submissions: TensorFlow's log lines and colours are only noise there.
KERNEL_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "NO_COLOR": "1"}


class StepFailed(CourseError):
    """One of nbgrader's steps failed; ``log`` is all that it said."""

    def __init__(self, reason: str, log: str):
        super().__init__(reason)
        self.log = log


@dataclass(frozen=True)
class Mark:
    """What a submission earned in one test cell. ``score`` is None until a person grades it."""

    grade_id: str
    score: float | None
    max_score: float

    @property
    def exercise(self) -> str:
        return self.grade_id.removesuffix("_check")


class Course:
    """A folder with nbgrader_config.py and course/; everything derived goes under build/."""

    def __init__(self, root: Path):
        self.root = Path(root).resolve()
        self.source = self.root / "course"
        self.build = self.root / "build"

    @classmethod
    def find(cls, start: str | Path | None = None) -> "Course":
        """The course at ``start`` (the current folder by default) or in a folder above it."""
        here = Path(start or ".").resolve()
        for folder in [here, *here.parents]:
            if (folder / CONFIG).is_file() and (folder / "course").is_dir():
                return cls(folder)
        raise CourseError(
            _(
                "Expected a course: a folder with {config} and course/. Received: {folder}. "
                "Go to the folder of your course, or name it with --course DIR. "
                "`kerastutor lab --instructor` makes one."
            ).format(config=CONFIG, folder=here)
        )

    def require_writable(self) -> None:
        """Raise the disk's own OSError now, not after minutes of work."""
        self.build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.build):
            pass

    def chapters(self) -> list[str]:
        """The names of all chapters that have an assignment, in order."""
        return sorted(path.parent.name for path in self.source.glob(f"*/{ASSIGNMENT}"))

    def chapter(self, name: str) -> str:
        """The name of a chapter: itself, its number, its word, or a path to it."""
        chapters = self.chapters()
        wanted = Path(name.rstrip("/\\")).name
        fits = [chapter for chapter in chapters if chapter == wanted]
        fits = fits or [chapter for chapter in chapters if _calls(wanted, chapter)]
        if len(fits) > 1:
            raise CourseError(
                _("Expected one chapter. Received: {name}, which could be {chapters}").format(
                    name=name, chapters=", ".join(fits)
                )
            )
        if not fits:
            raise CourseError(
                _(
                    "Expected a chapter with an assignment, one of: {chapters}. Received: {name}"
                ).format(chapters=", ".join(chapters) or _("(there is none)"), name=name)
            )
        return fits[0]

    def source_notebook(self, chapter: str) -> Path:
        return self.source / chapter / ASSIGNMENT

    def released(self, chapter: str) -> Path:
        return self.build / "release" / chapter / ASSIGNMENT

    def submitted(self, student: str, chapter: str) -> Path:
        return self.build / "submitted" / student / chapter / ASSIGNMENT

    def autograded(self, student: str, chapter: str) -> Path:
        return self.build / "autograded" / student / chapter / ASSIGNMENT

    def feedback(self, student: str, chapter: str) -> Path:
        return self.build / "feedback" / student / chapter / "assignment.html"

    def log(self, student: str, chapter: str) -> Path:
        """Why a submission is not graded: the reason in the first line, then nbgrader's words."""
        return self.build / "logs" / chapter / f"{student}.log"

    def forget(self, student: str, chapter: str) -> None:
        """Delete what was made of a submission: it is another one now, or has no marks."""
        self.autograded(student, chapter).unlink(missing_ok=True)
        self.feedback(student, chapter).unlink(missing_ok=True)

    def students(self, step: str, chapter: str) -> list[str]:
        """Who has an assignment in build/``step`` ("submitted" or "autograded")."""
        found = (self.build / step).glob(f"*/{chapter}/{ASSIGNMENT}")
        return sorted(path.parent.parent.name for path in found)

    def api(self, cell_limit: int | None = None):
        """nbgrader's API, with this course's own nbgrader_config.py.

        Args:
            cell_limit: seconds that one cell of a submission may run; by default what
                nbgrader_config.py says.
        """
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import PyFileConfigLoader

        os.environ["PATH"] = path_with_tools()
        with unlogged():
            config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
            if cell_limit:
                config.SilentExecute.timeout = cell_limit
            return NbGraderAPI(CourseDirectory(config=config), config=config)

    @contextlib.contextmanager
    def gradebook(self, api=None):
        """nbgrader's gradebook; what the disk refuses is an error in a line."""
        from sqlalchemy.exc import DatabaseError  # nbgrader's own database library

        path = self.build / "gradebook.db"
        if not path.is_file():
            raise CourseError(
                _("There is no gradebook yet. Release and grade a chapter first: {command}").format(
                    command="kerastutor release CHAPTER"
                )
            )
        try:
            with (api or self.api()).gradebook as gradebook:
                yield gradebook
        except DatabaseError as error:
            raise CourseError(
                _("Expected a gradebook that can be read and written. Received: {path} ({error})")
                .format(path=path, error=error.orig)
            ) from error  # fmt: skip

    def generate(self, chapter: str, api=None) -> None:
        """Make build/release/CHAPTER from the source, and record it in the gradebook."""
        api = api or self.api()
        try:
            run(api.generate_assignment, chapter, force=True)
        except StepFailed as error:
            text = _("nbgrader could not make the release of {chapter}: {reason}")
            reason = text.format(chapter=chapter, reason=error)
            raise StepFailed(reason, error.log) from error

    def autograde(self, chapter: str, student: str, api=None) -> None:
        """Run one submission in a warm kernel, and put its scores in the gradebook."""
        api = api or self.api()
        with kernelspec.warm_kernels(**KERNEL_ENVIRONMENT):
            run(api.autograde, chapter, student, force=True)

    def marks(self, chapter: str, student: str, api=None) -> list[Mark]:
        """One mark for each test cell, in the order of the notebook; empty if not graded."""
        from nbgrader.api import MissingEntry

        with self.gradebook(api) as gradebook:
            try:
                submission = gradebook.find_submission(chapter, student)
            except MissingEntry:
                return []
            return submission_marks(submission, grade_ids(self.source_notebook(chapter)))

    def discard(self, chapter: str, student: str, api=None) -> None:
        """Take a submission that is not graded out of the gradebook: its marks are another's."""
        from nbgrader.api import MissingEntry

        with self.gradebook(api) as gradebook, contextlib.suppress(MissingEntry):
            gradebook.remove_submission(chapter, student)
        self.forget(student, chapter)


def submission_marks(submission, order: list[str]) -> list[Mark]:
    """One mark for each test cell of a submission in the gradebook, in the order of the ids."""
    grades = [
        Mark(
            grade.name,
            grade.auto_score if grade.manual_score is None else grade.manual_score,
            grade.max_score,
        )
        for notebook in submission.notebooks
        for grade in notebook.grades
    ]
    place = {grade_id: number for number, grade_id in enumerate(order)}
    return sorted(grades, key=lambda mark: place.get(mark.grade_id, len(order)))


def _calls(wanted: str, chapter: str) -> bool:
    """Whether "1", "01" or "tensors" is meant for "01_tensors"."""
    number, word = re.fullmatch(r"(\d*)[ _-]*(.*)", chapter, re.DOTALL).groups()
    if wanted.isdecimal() and number:
        return int(wanted) == int(number)
    return wanted.casefold() in (chapter.casefold(), word.casefold())


def grade_ids(path: Path) -> list[str]:
    """The grade ids of a notebook's answer and test cells, in order."""
    try:
        return notebook_grade_ids(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        raise CourseError(
            _("Expected a notebook. Received: {path} ({error})").format(path=path, error=error)
        ) from error


def notebook_grade_ids(notebook: object) -> list[str]:
    """The grade ids in a parsed notebook; whatever does not look like one is passed over."""
    marks = _cell_marks(notebook)
    return [mark["grade_id"] for mark in marks if mark.get("grade") or mark.get("solution")]


def all_grade_ids(path: Path) -> list[str]:
    """The ids of all cells of a notebook that have one, in order; none where it cannot be read."""
    try:
        return [mark["grade_id"] for mark in _cell_marks(json.loads(path.read_bytes()))]
    except (OSError, ValueError, RecursionError):
        return []


def _cell_marks(notebook: object) -> Iterator[dict]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str):
            yield mark


DEFINED = re.compile(r"^(?:(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*=(?!=))", re.MULTILINE)


def defined(source: str | list[str]) -> set[str]:
    """The names that a cell's code gives to functions or values, as text: nothing of it runs."""
    text = source if isinstance(source, str) else "".join(map(str, source))
    return {function or value for function, value in DEFINED.findall(text)}


def path_with_tools() -> str:
    """PATH with this Python's own folder in front: nbgrader calls ``alembic`` by its bare name."""
    tools = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    return path if path.startswith(tools + os.pathsep) else f"{tools}{os.pathsep}{path}"


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Silence the libraries' Python warnings: nbgrader's log carries what matters.

    asyncio, too: of a notebook that was cut off it says that a task's exception was never asked
    for, at any time after.
    """
    asyncio_log = logging.getLogger("asyncio")
    was, asyncio_log.disabled = asyncio_log.disabled, True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    asyncio_log.disabled = was  # after Ctrl-C it stays silent: what is left ends with the process


def run(step, *args, **options) -> str:
    """Run one step of nbgrader's API; its log comes back, a failure raises StepFailed."""
    with unlogged():
        result = step(*args, **options)
    log = result.get("log", "")
    if result["success"]:
        return log
    error = result.get("error", "")
    # nbgrader catches everything, the user's Ctrl-C too
    if error.rstrip().endswith("KeyboardInterrupt") or "[ERROR] Canceled" in log:
        logging.getLogger("asyncio").disabled = True  # see `unlogged`
        raise KeyboardInterrupt
    raise StepFailed(useful_part(log, error), f"{log}\n{error}")


def useful_part(log: str, error: str) -> str:
    """The one line of nbgrader's log and stack trace that says what went wrong."""
    kinds = "Error|Exception|Exists|Entry|Exit|Old|New"
    raised = re.compile(rf"^ *(?:[\w.]+\.)?(\w*(?:{kinds})\b.*)$", re.MULTILINE)
    for text in (log, error):
        lines = [line for line in raised.findall(text) if not line.startswith("NbGraderException")]
        if lines:
            return lines[-1].strip()
    # an exception of some other name: the last line of the last stack trace
    traces = re.findall(r"\[ERROR\] Traceback.*\n((?: +.*\n|\n)+)", log)
    if traces:
        return traces[-1].strip().splitlines()[-1].strip()
    errors = re.findall(r"\[ERROR\] (.*)", log)
    return errors[0] if errors else (error.strip().splitlines() or [_("unknown error")])[-1]
