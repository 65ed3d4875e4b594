"""Read notebooks out of a folder or a zip that somebody sent, trusting nothing in it."""

import io
import json
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from kerastutor.errors import CourseError
from kerastutor.grading import gradescope
from kerastutor.grading.course import defined
from kerastutor.grading.roster import Person
from kerastutor.i18n import _

MEGABYTE = 2**20
# Past these sizes a file is no submission but a mistake or an attack.
NOTEBOOK_LIMIT = 16 * MEGABYTE
ZIP_LIMIT = 256 * MEGABYTE  # one zip within another
LIST_LIMIT = 64 * MEGABYTE  # Gradescope's list: it holds the output of its autograder
TOTAL_LIMIT = 8192 * MEGABYTE
ENTRY_LIMIT = 200_000
DEPTH_LIMIT = 3  # zips within zips
IDS = re.compile(rb'"grade_id":\s*"([^"\\]{1,128})"')
IGNORED = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}


@dataclass(frozen=True)
class Found:
    """A notebook that was found: where, its text (on disk, in ``copy``), and when it was saved.

    ``people`` is whose it is, where the platform's own list says so; ``names`` are those of the
    functions that its code defines.
    """

    parts: tuple[str, ...]
    copy: Path
    notebook: dict
    modified: datetime
    people: tuple[Person, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def origin(self) -> str:
        return "/".join(self.parts)


@dataclass(frozen=True)
class Spoilt:
    """A file that may be somebody's submission and cannot be read; ``ids`` are left of its text."""

    parts: tuple[str, ...]
    reason: str
    modified: datetime
    ids: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    path: str = ""  # where `parts` are not the file's own

    @property
    def origin(self) -> str:
        return self.path or "/".join(self.parts)


class Intake:
    """Walks folders and zips; notebooks are kept as copies in a temporary folder.

    Args:
        folder: where the copies go.
        leave: is told (path, reason) for everything that is not taken.

    Attributes:
        spoilt: of what is not taken, that which somebody may have handed in.
    """

    def __init__(self, folder: Path, leave: Callable[[str, str], None]):
        self.folder = folder
        self.leave = leave
        self.entries = 0
        self.size = 0
        self.lists: dict[tuple[str, ...], gradescope.Submission] = {}
        self.spoilt: list[Spoilt] = []

    def read(self, path: Path) -> Iterator[Found]:
        """All sound notebooks under a folder, in a zip, or in one notebook file."""
        if path.is_dir():
            yield from self._folder(path)
        elif zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                yield from self._zip(stream, (), 0)
        else:
            raise CourseError(
                _("Expected a folder or a zip file of submissions. Received: {path}").format(
                    path=path
                )
            )

    def _folder(self, root: Path) -> Iterator[Found]:
        def unread(error: OSError) -> None:
            self._left(root, Path(error.filename), _unreadable(error))

        for here, folders, files in os.walk(root, followlinks=False, onerror=unread):
            folders[:] = sorted(name for name in folders if name not in IGNORED)
            for name in [*folders]:
                if (Path(here) / name).is_symlink():
                    folders.remove(name)
                    self._left(root, Path(here) / name, _("a symbolic link"))
            for name in sorted(files):
                path = Path(here) / name
                self._count()
                if path.is_symlink():
                    self._left(root, path, _("a symbolic link"))
                elif not path.is_file():
                    self._left(root, path, _("not an ordinary file"))
                else:
                    try:
                        stream = path.open("rb")
                    except OSError as error:
                        self._left(root, path, _unreadable(error))
                        continue
                    with stream:
                        yield from self._file(root, path, stream)

    def _file(self, root: Path, path: Path, stream) -> Iterator[Found]:
        """What one file of a folder holds; Gradescope's list is there before its folders are."""
        name, parts = path.name, path.relative_to(root).parts
        if name.lower().endswith(".zip"):
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield from self._zip(stream, (*parts[:-1], path.stem), 1, modified)
        elif name.lower().endswith(".ipynb"):
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            stamp = path.with_name("timestamp.txt")  # in nbgrader's own tree
            if stamp.is_file() and not stamp.is_symlink():
                modified = read_timestamp(stamp) or modified
            found = self._notebook(parts, stream, modified)
            if found:
                yield found
        elif name == gradescope.FILE and len(parts) <= 2:
            self._list(parts, stream)
        elif name != "timestamp.txt":
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            self._spoil(parts, _("not a notebook"), modified)

    def _zip(
        self, stream, inside: tuple[str, ...], depth: int, modified: datetime | None = None
    ) -> Iterator[Found]:
        where = "/".join(inside) or _("the zip")
        if depth > DEPTH_LIMIT:
            self.leave(where, _("too many zips within zips"))
            return
        try:
            archive = zipfile.ZipFile(stream)
            entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            reason = _("a broken zip: {error}").format(error=error)
            if modified:
                self._spoil(inside, reason, modified)
            else:
                self.leave(where, reason)
            return
        stamps = {
            str(PurePosixPath(entry.filename).parent): entry
            for entry in entries
            if entry.filename.endswith("timestamp.txt") and entry.file_size < 1000
        }
        # Gradescope's list first. Not from a zip within: that is a learner's, and no list of ours
        entries.sort(key=lambda entry: depth or _parts(entry)[-1:] != (gradescope.FILE,))
        for entry in entries:
            self._count()
            if entry.is_dir():
                continue
            name = entry.filename.replace("\\", "/")
            parts = (*inside, *_parts(entry))
            reason = _unsafe(entry, name)
            if reason:
                self.leave("/".join([*inside, name]), reason)
                continue
            if IGNORED.intersection(parts) or parts[-1] == "timestamp.txt":
                continue
            lower = parts[-1].lower()
            listed = parts[-1] == gradescope.FILE and not depth and len(parts) <= 2
            if not listed and not lower.endswith((".ipynb", ".zip")):
                self._spoil(parts, _("not a notebook"), _saved(entry))
                continue
            try:
                with archive.open(entry) as content:
                    if listed:
                        self._list(parts, content)
                        continue
                    if lower.endswith(".zip"):
                        text = self._bounded("/".join(parts), content, ZIP_LIMIT)
                        if text is not None:
                            base = (*parts[:-1], parts[-1][:-4])
                            inner = io.BytesIO(text)
                            yield from self._zip(inner, base, depth + 1, _saved(entry))
                        continue
                    modified = _saved(entry)
                    stamp = stamps.get(str(PurePosixPath(entry.filename).parent))
                    if stamp:
                        modified = _parse_time(archive.read(stamp)) or modified
                    found = self._notebook(parts, content, modified)
            except CourseError:
                raise
            except Exception as error:  # zipfile and zlib raise many kinds for broken data
                reason = _("cannot be read: {error}").format(error=error)
                self._spoil(parts, reason, _saved(entry))
                continue
            if found:
                yield found

    def _notebook(self, parts, stream, modified) -> Found | None:
        text = self._bounded("/".join(parts), stream, NOTEBOOK_LIMIT, modified)
        if text is None:
            return None
        try:
            notebook = json.loads(text)
        except (ValueError, RecursionError):
            self._spoil(parts, _("not a notebook: no valid JSON"), modified, text)
            return None
        if not _looks_like_notebook(notebook):
            self._spoil(parts, _("not a notebook of format 4"), modified, text)
            return None
        people, modified = self._listed(parts, modified)
        handle, name = tempfile.mkstemp(suffix=".ipynb", dir=self.folder)
        with open(handle, "wb") as copy:
            copy.write(text)
        # the outputs are the bulk of a notebook, and no part of what is decided by it
        cells = [{"metadata": cell.get("metadata")} for cell in notebook["cells"]]
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        names = frozenset().union(*(defined(cell["source"]) for cell in code))
        return Found(tuple(parts), Path(name), {"cells": cells}, modified, people, names)

    def _listed(self, parts, modified: datetime) -> tuple[tuple[Person, ...], datetime]:
        """(whose, when) by the outermost folder that a list names: below, all is a learner's."""
        for length in range(1, len(parts)):
            listed = self.lists.get(tuple(parts[:length]))
            if listed:
                return tuple(listed.people), listed.created or modified
        return (), modified

    def _spoil(self, parts, reason: str, modified: datetime, text: bytes = b"") -> None:
        """Leave a file that somebody may have handed in."""
        self.leave("/".join(parts), reason)
        people, modified = self._listed(parts, modified)
        ids = frozenset(word.decode("utf-8", "replace") for word in IDS.findall(text))
        self.spoilt.append(Spoilt(tuple(parts), reason, modified, ids, people))

    def _list(self, parts, stream) -> None:
        """Keep what Gradescope's list says about the folders beside it."""
        text = self._bounded("/".join(parts), stream, LIST_LIMIT)
        for folder, submission in gradescope.read((text or b"").decode("utf-8", "replace")).items():
            self.lists[*parts[:-1], folder] = submission

    def _bounded(self, origin: str, stream, limit: int, modified=None) -> bytes | None:
        """Read at most ``limit`` bytes, whatever the zip's own directory claims."""
        text = stream.read(limit + 1)
        self.size += len(text)
        if self.size > TOTAL_LIMIT:
            raise CourseError(
                _("Stopped: more than {size} GB of submissions. Collect them in parts.").format(
                    size=TOTAL_LIMIT // 1024 // MEGABYTE
                )
            )
        if len(text) > limit:
            reason = _("larger than {size} MB").format(size=limit // MEGABYTE)
            if modified:
                self._spoil(origin.split("/"), reason, modified, text)
            else:
                self.leave(origin, reason)
            return None
        return text

    def _count(self) -> None:
        self.entries += 1
        if self.entries > ENTRY_LIMIT:
            raise CourseError(
                _("Stopped: more than {count} files. Collect them in parts.").format(
                    count=ENTRY_LIMIT
                )
            )

    def _left(self, root: Path, path: Path, reason: str) -> None:
        self.leave(str(path.relative_to(root)), reason)


def _parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    name = entry.filename.replace("\\", "/")
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _unreadable(error: OSError) -> str:
    return _("cannot be read: {error}").format(error=error.strerror)


def _unsafe(entry: zipfile.ZipInfo, name: str) -> str:
    """Why a zip entry is refused, or an empty string."""
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return _("refused: an absolute path")
    if ".." in name.split("/") or "\0" in name:
        return _("refused: a path with ..")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _("refused: a symbolic link")
    if entry.flag_bits & 1:
        return _("refused: encrypted")
    return ""


def _saved(entry: zipfile.ZipInfo) -> datetime:
    """When a zip's entry was saved (zips hold local time); long ago where it makes no sense."""
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1980, 1, 1, tzinfo=UTC)


def _looks_like_notebook(notebook: object) -> bool:
    return (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and isinstance(notebook.get("metadata"), dict)
        and isinstance(notebook.get("cells"), list)
        and all(
            isinstance(cell, dict)
            and cell.get("cell_type") in ("code", "markdown", "raw")
            and isinstance(cell.get("source"), str | list)
            and isinstance(cell.get("metadata"), dict)
            for cell in notebook["cells"]
        )
    )


def read_timestamp(path: Path) -> datetime | None:
    try:
        with path.open("rb") as stream:
            return _parse_time(stream.read(1000))
    except OSError:
        return None


def _parse_time(text: bytes) -> datetime | None:
    """A time as nbgrader writes it ("2026-01-31 12:00:00.000000 UTC"); None for anything else."""
    words = text.decode("utf-8", "replace").strip().removesuffix("UTC").strip()
    try:
        time = datetime.fromisoformat(words)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
