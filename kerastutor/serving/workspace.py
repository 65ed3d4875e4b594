"""The learner's copy of the course: lessons, dashboards and released assignments.

Laid out once. After that a learner's file is never overwritten: a newer course adds what is new,
renews what the learner has not touched, and names what it left alone.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import kerastutor
from kerastutor.errors import CourseError
from kerastutor.i18n import _

MARKER = Path(".kerastutor") / "workspace.json"
CONFIG = "nbgrader_config.py"
# What an otherwise empty folder may hold and still be taken for empty.
UNSEEN = {
    ".venv",
    "venv",
    ".git",
    ".DS_Store",
    "desktop.ini",
    ".ipynb_checkpoints",
    ".python-version",
}


@dataclass
class Layout:
    """What laying out did; the lists hold paths relative to ``root``."""

    root: Path
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    first_lesson: str | None = None


def course_source() -> Path:
    """The folder of chapters: a checkout's course/ beside the package, else the package's own."""
    package = Path(kerastutor.__file__).resolve().parent
    for folder in (package.parent / "course", package / "course"):
        if folder.is_dir() and any(folder.glob("*/lesson_*.ipynb")):
            if folder.parent == package or (package.parent / CONFIG).is_file():
                return folder
    raise CourseError(
        _(
            "This installation holds no course. "
            "Install kerastutor again: pip install --force-reinstall kerastutor"
        )
    )


def choose(folder: str | Path | None, start: str | Path = ".") -> Path:
    """The workspace's folder: the one named, else this one if it is fit, else one below it."""
    if folder is not None:
        return Path(folder).expanduser().absolute()
    here = Path(start).absolute()
    for above in [here, *here.parents]:
        if (above / MARKER).is_file():
            return above
    if _is_empty(here) and here != Path.home():
        return here
    return here / "kerastutor-workspace"


def lay_out(
    root: Path, source: Path | None = None, step: Callable[[str], None] = lambda text: None
) -> Layout:
    """Lay out a workspace, or bring one up to date.

    Args:
        root: the workspace's folder; it is made when it does not exist.
        source: the folder of chapters, ``course_source()`` by default.
        step: is told each file that is made.

    Returns:
        What was added, updated, restored (a file that was deleted) and kept (a file that the
        learner changed and of which the course has a newer version).

    Raises:
        CourseError: ``root`` is no folder, cannot be written, or is the source course.
    """
    root = Path(root).absolute()
    source = Path(source) if source else course_source()
    _refuse(root, source)
    files = dict(_files(source))
    if not files:
        raise CourseError(_("Expected chapters in {folder}; there are none.").format(folder=source))
    digest = _digest(files)
    lessons = [name for name in files if Path(name).name.startswith("lesson_")]
    layout = Layout(root, first_lesson=lessons[0] if lessons else None)
    manifest = _read(root / MARKER)
    same = manifest["course"] == digest
    try:
        for name, path in files.items():
            target = root / name
            if same and target.exists():
                continue
            step(name)
            _bring(layout, manifest, name, target, content(path))
            _write_manifest(root, manifest)
        if not same:
            manifest.update(course=digest, version=kerastutor.__version__)
            _write_manifest(root, manifest)
    except OSError as error:
        raise _unwritable(root, error) from error
    return layout


def content(path: Path) -> bytes:
    """What the learner gets of a source file: an assignment's release, else the file itself."""
    if path.name != "assignment.ipynb":
        return path.read_bytes()
    from kerastutor.grading.release import released_text  # imports nbgrader: only when needed

    return released_text(path).encode()


def copy_source(root: Path, source: Path | None = None) -> list[str]:
    """Lay out an instructor's course: course/ and nbgrader_config.py, solutions and all, once.

    Args:
        root: the folder; what it already holds is never overwritten.
        source: the folder of chapters, ``course_source()`` by default.

    Returns:
        The files that were added.
    """
    root = Path(root).absolute()
    source = Path(source) if source else course_source()
    _refuse(root, source, courses=False)
    config = source / CONFIG if (source / CONFIG).is_file() else source.parent / CONFIG
    files = {f"course/{name}": path for name, path in _files(source, everything=True)}
    files[CONFIG] = config
    added = []
    try:
        for name, path in files.items():
            if not (root / name).exists():
                _write(root / name, path.read_bytes())
                added.append(name)
    except OSError as error:
        raise _unwritable(root, error) from error
    return added


def _bring(layout: Layout, manifest: dict, name: str, target: Path, new: bytes) -> None:
    """Bring one file up to date, unless the learner has changed it."""
    files, cells = manifest["files"], manifest["cells"]
    before, fresh, written = files.get(name), _sha(new), _cells(name, new)
    if not target.exists():
        (layout.restored if before else layout.added).append(name)
        _write(target, new)
    else:
        data = target.read_bytes()
        current, own = _sha(data), _cells(name, data)
        opened = bool(own) and own == cells.get(name)  # opened, run and saved, but not changed
        if current == fresh:
            pass  # as it should be, if only after a layout that was cut off
        elif before != fresh and (current == before or opened):
            layout.updated.append(name)
            _write(target, new)
        elif before == fresh or not own or own != written:
            if before != fresh:
                layout.kept.append(name)
            return
    files[name] = fresh
    if written:
        cells[name] = written


def _cells(name: str, data: bytes) -> str:
    """A hash over what stands in a notebook's cells; empty for other files.

    JupyterLab writes outputs, counts, widgets and metadata into a notebook that is only opened
    and run: no work of the learner's, who writes in cells.
    """
    if not name.endswith(".ipynb"):
        return ""
    try:
        cells = [
            (cell["cell_type"], "".join(cell["source"]), cell.get("attachments") or {})
            for cell in json.loads(data)["cells"]
        ]
        return _sha(json.dumps(cells, sort_keys=True).encode())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _files(source: Path, everything: bool = False) -> Iterator[tuple[str, Path]]:
    """(name, path) of what a chapter gives: lessons first, in order; no other notebooks."""
    for chapter in sorted(path for path in source.iterdir() if path.is_dir()):
        if chapter.name.startswith((".", "_")) or not any(chapter.glob("*.ipynb")):
            continue
        found = []
        for here, folders, names in os.walk(chapter):
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            for name in names:
                path = Path(here) / name
                notebook = name.startswith("lesson_") or name in (
                    "dashboard.ipynb",
                    "assignment.ipynb",
                )
                if name.startswith(".") or path.is_symlink():
                    continue
                if everything or notebook or path.suffix not in (".ipynb", ".pyc"):
                    found.append(path)
        found.sort(key=lambda path: (not path.name.startswith("lesson_"), str(path)))
        for path in found:
            yield path.relative_to(source).as_posix(), path


def _digest(files: dict[str, Path]) -> str:
    """One hash over the course, and over what turns it into a workspace: kerastutor's version."""
    total = hashlib.sha256(kerastutor.__version__.encode())
    for name, path in files.items():
        total.update(f"\n{name}\n{_sha(path.read_bytes())}".encode())
    return total.hexdigest()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> dict:
    """The manifest; an empty one where there is none or it is damaged: then all files are kept."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files, cells = (
            {str(name): str(sha) for name, sha in part.items()}
            for part in (manifest["files"], manifest.get("cells", {}))
        )
        return {
            "version": manifest.get("version"),
            "course": manifest.get("course"),
            "files": files,
            "cells": cells,
        }
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {"version": None, "course": None, "files": {}, "cells": {}}


def _write_manifest(root: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=1, sort_keys=True)
    _write(root / MARKER, text.encode())


def _write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # mkstemp's own mode is for its owner alone
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _refuse(root: Path, source: Path, courses: bool = True) -> None:
    if root.exists() and not root.is_dir():
        raise CourseError(_("Expected a folder. Received a file: {path}").format(path=root))
    real, origin = root.resolve(), source.resolve()
    inside = real == origin or origin in real.parents
    if inside or (courses and (real / CONFIG).is_file() and (real / "course").is_dir()):
        raise CourseError(
            _(
                "Expected a folder for a learner's work. Received the source of the course, which "
                "holds the solutions: {path}. Name another folder, or open this one with "
                "--instructor."
            ).format(path=root)
        )


def _unwritable(root: Path, error: OSError) -> CourseError:
    return CourseError(
        _("Expected a folder that can be written. Received: {path} ({error}: {file})").format(
            path=root, error=error.strerror, file=error.filename
        )
    )


def _is_empty(folder: Path) -> bool:
    try:
        return not {entry.name for entry in folder.iterdir()} - UNSEEN
    except OSError:
        return False
