"""Put submissions, however a learning platform packs them, into nbgrader's tree."""

import os
import re
import shutil
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading.course import Course, grade_ids, notebook_grade_ids
from kerastutor.grading.intake import Found, Intake, read_timestamp
from kerastutor.i18n import _

# Moodle: "Ada Lovelace_12345_assignsubmission_file_…", as a folder, a zip or a notebook
MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_\w+?(?:_|$)")
# Canvas: "lovelaceada_LATE_123_456_…": the student's number, then the submission's
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<number>\d+)_\d+_.+", re.IGNORECASE)
COPY = re.compile(r"(?:[ _-]*\(\d+\)|-\d+)$")  # "assignment (1)", "assignment-1"
# Folders that hold submissions and are nobody's name.
WRAPPERS = re.compile(
    r"(?:build|submitted|submissions?|assignments?|collected|downloads?|files?)", re.IGNORECASE
)


@dataclass(frozen=True)
class Taken:
    """A submission in nbgrader's tree, and what happened to it there."""

    student: str
    chapter: str
    origin: str
    modified: datetime
    what: str


@dataclass
class Collected:
    """What a run of ``collect`` took, and (path, reason) of what it left."""

    taken: list[Taken] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def collect(
    course: Course,
    path: Path,
    chapter: str | None = None,
    force: bool = False,
    step: Callable[[str], None] = lambda text: None,
) -> Collected:
    """Collect the submissions in a folder or a zip.

    Args:
        course: the course; the chapters of its source are the ones that can be collected.
        path: a folder or a zip, in any of the layouts that tests/grading/test_collect.py lists.
        chapter: the chapter of them all; by default each is told by its path or its grade ids.
        force: let an older file replace a newer one that was collected before.
        step: is told each file that is looked at.

    Returns:
        What was taken and what was left, with reasons.
    """
    report = Collected()
    ids = {name: set(grade_ids(course.source_notebook(name))) for name in course.chapters()}
    with tempfile.TemporaryDirectory(prefix="kerastutor-collect-") as folder:
        intake = Intake(Path(folder), lambda *left: report.left.append(left))
        known: list[tuple[Found, str]] = []
        for found in intake.read(path):
            step(found.origin)
            name, reason = which_chapter(found, ids, chapter)
            if name:
                known.append((found, name))
            else:
                report.left.append((found.origin, reason))
        newest: dict[tuple[str, str], Found] = {}
        owners = students(known, set(ids))
        for (found, name), student in zip(known, owners, strict=True):
            if not student:
                report.left.append((found.origin, _("no student's name in its path")))
                continue
            other = newest.get((student, name))
            if other and other.modified >= found.modified:
                found, other = other, found
            newest[student, name] = found
            if other:
                reason = _("not the newest of {student}: took {path}").format(
                    student=student, path=found.origin
                )
                report.left.append((other.origin, reason))
        for (student, name), found in sorted(newest.items()):
            what = place(course.submitted(student, name), found, force)
            if what:
                report.taken.append(Taken(student, name, found.origin, found.modified, what))
            else:
                reason = _("older than what was collected before; --force takes it")
                report.left.append((found.origin, reason))
    return report


def which_chapter(
    found: Found, ids: dict[str, set[str]], wanted: str | None
) -> tuple[str | None, str]:
    """(chapter, "") or (None, why not): told by the path, and always checked by the grade ids."""
    own = set(notebook_grade_ids(found.notebook))
    if not own:
        return None, _("no exercises in it: not an assignment")
    lower = [part.lower() for part in found.parts]
    named = [name for name in ids if any(name.lower() in part for part in lower)]
    shared = {name: len(own & ids[name]) for name in ids if own & ids[name]}
    if wanted:
        named = [wanted]
    if len(named) == 1:
        if named[0] in shared:
            return named[0], ""
        return None, _("none of its exercises is in {chapter}").format(chapter=named[0])
    best = [name for name in shared if shared[name] == max(shared.values())]
    if len(best) == 1:
        return best[0], ""
    if best:
        return None, _("could be {chapters}; say which with --chapter").format(
            chapters=", ".join(sorted(best))
        )
    return None, _("its exercises are in no chapter of this course")


def students(known: list[tuple[Found, str]], chapters: set[str]) -> list[str | None]:
    """Whose each notebook is, by its path; None where the path does not say.

    A platform's own pattern (Moodle, Canvas) wins; then the folder that is named after a student,
    or, where one folder holds everybody's files, the name in front of ``_assignment``.
    """
    folders = [_folder(found, chapter, chapters) for found, chapter in known]
    prefixes = [_prefix(found.parts[-1], chapter) for found, chapter in known]
    inside = defaultdict(list)
    for (found, _chapter), prefix in zip(known, prefixes, strict=True):
        inside[found.parts[:-1]].append(prefix)
    answers: list[tuple[str, str | None, bool] | None] = []
    for (found, _chapter), folder, prefix in zip(known, folders, prefixes, strict=True):
        platform = _platform(found.parts)
        beside = inside[found.parts[:-1]]
        # one folder with everybody's files, named after them? or one student's folder?
        named = all(name for name, _sure in beside)
        sure = all(sure for _name, sure in beside)
        many = len({name for name, _sure in beside}) > 1
        alone = len(inside) == 1
        flat = named and ((sure and (many or alone)) or (many and alone))
        if platform:
            answers.append(platform)
        elif prefix[0] and (flat or not folder):
            answers.append((prefix[0], None, False))
        elif folder:
            answers.append((folder, None, False))
        else:
            answers.append(None)
    numbers = defaultdict(set)
    for answer in answers:
        if answer:
            numbers[answer[0]].add(answer[1])
    result = []
    for answer in answers:
        if answer is None:
            result.append(None)
            continue
        name, number, always = answer
        # Moodle's number changes from assignment to assignment: only to tell namesakes apart
        if number and (always or len(numbers[name]) > 1):
            name = f"{name}_{number}"
        result.append(student_id(name))
    return result


def student_id(name: str) -> str | None:
    """A name that is safe as a folder and as a glob: letters of any script, digits, ``. _ -``."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name.strip()))
    return plain.strip("._-")[:80] or None


def place(target: Path, found: Found, force: bool) -> str | None:
    """Write one submission, whole or not at all; what happened, or None if it was left out."""
    stamp = target.with_name("timestamp.txt")
    what = _("new")
    if target.is_file():
        before = read_timestamp(stamp) or datetime.fromtimestamp(target.stat().st_mtime, UTC)
        if target.read_bytes() == found.copy.read_bytes():
            return _("already there")
        if found.modified < before and not force:
            return None
        what = _("replaces an older one") if found.modified >= before else _("replaces a newer one")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(found.copy, temporary)
    os.replace(temporary, target)
    stamp.write_text(found.modified.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), encoding="utf-8")
    return what


def _platform(parts: tuple[str, ...]) -> tuple[str, str, bool] | None:
    """(name, number, whether the number is the student's own) from Moodle's or Canvas's names."""
    for part in parts:
        moodle = MOODLE.match(part)
        if moodle:
            return moodle["name"], moodle["number"], False
        canvas = CANVAS.fullmatch(part)
        if canvas:
            return canvas["name"], canvas["number"], True
    return None


def _folder(found: Found, chapter: str, chapters: set[str]) -> str | None:
    """The innermost folder that is neither a chapter nor a wrapper."""
    names = {name.lower() for name in chapters}
    for part in reversed(found.parts[:-1]):
        if part.lower() not in names and not WRAPPERS.fullmatch(part):
            return _prefix(part, chapter)[0] or part
    return None


def _prefix(name: str, chapter: str) -> tuple[str, bool]:
    """(student, sure): sure in ``ada_assignment.ipynb``, not in ``ada.ipynb``."""
    stem = COPY.sub("", re.sub(r"\.ipynb$", "", name, flags=re.IGNORECASE))
    rest = stem
    for word in (chapter, "assignment"):
        rest = re.sub(rf"(?:^|[ _-]+){re.escape(word)}(?=$|[ _-])", "", rest, flags=re.IGNORECASE)
    return rest.strip(" _-"), rest != stem


def check_path(path: Path) -> Path:
    """The path if it exists; a clear error if not."""
    if not path.exists():
        raise CourseError(
            _("Expected a folder or a zip file of submissions. Not found: {path}").format(path=path)
        )
    return path
