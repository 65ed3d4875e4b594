"""Put submissions, however a learning platform packs them, into nbgrader's tree."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.grading import gradescope
from kerastutor.grading.course import Course, grade_ids, notebook_grade_ids
from kerastutor.grading.intake import Found, Intake, Spoilt, read_timestamp
from kerastutor.grading.owners import owner_in, owners
from kerastutor.grading.roster import Roster
from kerastutor.i18n import _


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
    """What a run of ``collect`` took, and (path, reason) of what it left.

    ``older`` has the paths of what was left since a newer one of the same student was taken;
    ``unread`` has (student, chapter, path, reason) of those of whom nothing could be read;
    ``namesakes`` describes those that could have been taken for one another.
    """

    taken: list[Taken] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    older: set[str] = field(default_factory=set)
    unread: list[tuple[str, str, str, str]] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)


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
    roster = Roster.read(course.build)
    ids = {name: set(grade_ids(course.source_notebook(name))) for name in course.chapters()}
    with tempfile.TemporaryDirectory(prefix="kerastutor-collect-") as folder:
        intake = Intake(Path(folder), lambda *left: report.left.append(left))
        known: list[tuple[Found, str]] = []
        for found in intake.read(path):
            step(found.origin)
            name, reason = which_chapter(found, ids, chapter)
            if name:
                known.append((found, name))
                continue
            report.left.append((found.origin, reason))
            if _named(found) and (chapter or not notebook_grade_ids(found.notebook)):
                spoilt = Spoilt(found.parts, reason, found.modified, people=found.people)
                intake.spoilt.append(spoilt)
        spoilt = list(unreadable(intake.spoilt, known, ids, chapter))
        newest, unread = _newest(known, spoilt, set(ids), roster, report)
        for (student, name), one in unread.items():
            if one.modified > _placed(course, student, name):
                roster.entries[student].unread[name] = {
                    "path": one.origin,
                    "reason": one.reason,
                    "time": one.modified.isoformat(timespec="seconds"),
                }
                report.unread.append((student, name, one.origin, one.reason))
        if newest or report.unread:
            roster.save()  # first: no folder without its name, even when this is cut off
        for (student, name), found in sorted(newest.items()):
            same = _same(course.submitted(student, name), found)
            what = place(course, student, name, found, force)
            if what and (force or not same):
                roster.entries[student].unread.pop(name, None)
            if what:
                report.taken.append(Taken(student, name, found.origin, found.modified, what))
            else:
                reason = _("older than what was collected before; --force takes it")
                report.left.append((found.origin, reason))
                report.older.add(found.origin)
        if newest:
            roster.save()
    students = [item.student for item in report.taken]
    report.namesakes = [roster.describe(student) for student in roster.namesakes(students)]
    return report


def _newest(
    known: list[tuple[Found, str]],
    spoilt: list[tuple[Spoilt, str]],
    chapters: set[str],
    roster: Roster,
    report: Collected,
) -> tuple[dict[tuple[str, str], Found], dict[tuple[str, str], Spoilt]]:
    """{(student, chapter): the newest notebook}, and the newest file of whoever has none.

    A group's stands there for each of its people.
    """
    people = owners([*known, *spoilt], chapters)  # what cannot be read tells of a layout, too
    own = list(zip([*known, *spoilt], people, strict=True))
    settled = roster.settle([(one, chapter) for (_f, chapter), ones in own for one in ones])
    newest: dict[tuple[str, str], Found] = {}
    unread: dict[tuple[str, str], Spoilt] = {}
    for (found, chapter), ones in own:
        if not ones and isinstance(found, Found):
            reason = _("no student's name in its path")
            if any(gradescope.FOLDER.fullmatch(part) for part in found.parts):
                reason = _("collect Gradescope's zip as it came: {file} is not beside it")
                reason = reason.format(file=gradescope.FILE)
            report.left.append((found.origin, reason))
        for one in ones:
            student, reason = settled[one, chapter]
            if isinstance(found, Spoilt):  # that it is left is known already
                other = unread.get((student, chapter))
                if student and (not other or other.modified < found.modified):
                    unread[student, chapter] = found
                continue
            if not student:
                report.left.append((found.origin, reason))
                continue
            chosen, other = found, newest.get((student, chapter))
            if other and other.modified >= chosen.modified:
                chosen, other = other, chosen
            newest[student, chapter] = chosen
            if other:
                reason = _("not the newest of {student}: took {path}")
                reason = reason.format(student=student, path=chosen.origin)
                report.left.append((other.origin, reason))
                report.older.add(other.origin)
    return newest, {who: one for who, one in unread.items() if who not in newest}


def unreadable(
    spoilt: list[Spoilt],
    known: list[tuple[Found, str]],
    ids: dict[str, set[str]],
    wanted: str | None,
) -> Iterator[tuple[Spoilt, str]]:
    """Those that somebody handed in as an assignment, each with its chapter."""
    others = {chapter for _found, chapter in known}
    for one in spoilt:
        *folders, name = one.parts
        stem, dot, suffix = name.rpartition(".")
        is_notebook = not dot or suffix.lower() == "ipynb"
        if not is_notebook:  # owners are told by notebooks' names
            one = replace(one, parts=(*folders, f"{stem}.ipynb"), path=one.origin)
        lower = one.origin.lower()
        shared = [chapter for chapter in ids if one.ids & ids[chapter]]
        named = [chapter for chapter in ids if chapter.lower() in lower]
        for chapters in ([wanted] if wanted else [], shared, named, others, ids):
            if len(chapters) == 1:
                (chapter,) = chapters
                break
        else:
            continue
        # a picture or a README beside somebody's notebook names nobody
        told = "assignment" in stem.lower() or chapter.lower() in stem.lower()
        if is_notebook or told or one.people or owner_in(one.parts):
            yield one, chapter


def _named(found: Found) -> bool:
    """Whether it says of itself, or the platform does, that somebody handed it in."""
    told = "assignment" in found.parts[-1].lower()
    return bool(told or found.people or owner_in(found.parts))


def _same(target: Path, found: Found) -> bool:
    return target.is_file() and target.read_bytes() == found.copy.read_bytes()


def _placed(course: Course, student: str, chapter: str) -> datetime:
    """When what lies in the course's tree was saved; long ago where nothing does."""
    target = course.submitted(student, chapter)
    if not target.is_file():
        return datetime.min.replace(tzinfo=UTC)
    saved = datetime.fromtimestamp(target.stat().st_mtime, UTC)
    return read_timestamp(target.with_name("timestamp.txt")) or saved


def which_chapter(
    found: Found, ids: dict[str, set[str]], wanted: str | None
) -> tuple[str | None, str]:
    """(chapter, "") or (None, why not): told by the path, and always checked by the grade ids."""
    own = set(notebook_grade_ids(found.notebook))
    if not own:  # another tool may have taken nbgrader's marks out: see restore.PutBack
        answers = [{one for one in ids[name] if f"{one}_check" in ids[name]} for name in ids]
        own = set().union(*(names for names in answers if names <= found.names))
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


def place(course: Course, student: str, chapter: str, found: Found, force: bool) -> str | None:
    """Write one submission, whole or not at all; what happened, or None if it was left out."""
    target = course.submitted(student, chapter)
    stamp = target.with_name("timestamp.txt")
    what = _("new")
    if target.is_file():
        before = _placed(course, student, chapter)
        if _same(target, found):
            return _("already there")
        if found.modified < before and not force:
            return None
        what = _("replaces an older one") if found.modified >= before else _("replaces a newer one")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(found.copy, temporary)
    course.forget(student, chapter)  # what was graded is not what lies there now
    course.log(student, chapter).unlink(missing_ok=True)
    os.replace(temporary, target)
    stamp.write_text(found.modified.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), encoding="utf-8")
    return what


def check_path(path: Path) -> Path:
    """The path if it exists; a clear error if not."""
    if not path.exists():
        raise CourseError(
            _("Expected a folder or a zip file of submissions. Not found: {path}").format(path=path)
        )
    return path
