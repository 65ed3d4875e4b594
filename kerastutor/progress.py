"""What a learner has predicted so far, kept in their workspace and nowhere else.

Each prediction has a file of its own in ``.kerastutor/progress/``, and each is written whole or not
at all. So nothing is read, changed and written back: two notebooks that keep predictions at the
same time cannot lose one, and there is no lock that a kernel could die with. A ``progress.json``
beside that folder, in which older versions kept all of them, is read as well.
"""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = ".kerastutor"
#: Windows refuses a file for as long as another process has it open: how often to try, and when.
TRIES, PAUSE = (100 if os.name == "nt" else 1), 0.01


def folder(start=None) -> Path | None:
    """The folder of predictions of the workspace around ``start``; None outside a workspace."""
    here = Path(start or Path.cwd()).resolve()
    for parent in (here, *here.parents):
        if (parent / FOLDER / "workspace.json").is_file():
            return parent / FOLDER / "progress"
    return None


def read(start=None) -> dict:
    """All that is kept, by key; a file that cannot be read counts as none."""
    kept: dict = {}
    if (place := folder(start)) is not None:
        for path in (place.with_suffix(".json"), *sorted(place.glob("*.json"))):
            kept |= _contents(path)
    return kept


def keep(key: str, value, start=None) -> None:
    """Keep ``value``, which is plain data, under ``key``; outside a workspace, nothing is kept.

    Raises:
        TypeError: JSON cannot hold the value.
        OSError: the workspace cannot be written.
    """
    if (place := folder(start)) is None:
        return
    text = json.dumps({key: value}, indent=1, ensure_ascii=False)
    place.mkdir(exist_ok=True)
    handle, draft = tempfile.mkstemp(suffix=".tmp", dir=place)
    try:
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        _patiently(lambda: os.replace(draft, place / _name(key)))
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _name(key: str) -> str:
    """A file's name that people recognise, and that no two keys share."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:40]
    return f"{words}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"


def _contents(path: Path) -> dict:
    try:
        found = json.loads(_patiently(lambda: path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _patiently(work: Callable):
    """``work()``, tried again where Windows says that somebody else has the file open."""
    for _attempt in range(TRIES):
        try:
            return work()
        except PermissionError as error:
            refused = error
            time.sleep(PAUSE)
    raise refused
