"""What a learner has predicted so far, kept in their workspace and nowhere else."""

import json
import os
from pathlib import Path

FOLDER = ".kerastutor"


def file(start=None) -> Path | None:
    """The progress file of the workspace around ``start``, or None outside a workspace."""
    folder = Path(start or Path.cwd()).resolve()
    for parent in (folder, *folder.parents):
        if (parent / FOLDER / "workspace.json").is_file():
            return parent / FOLDER / "progress.json"
    return None


def read(start=None) -> dict:
    """All that is kept, by key; empty where there is nothing, or nothing readable."""
    path = file(start)
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def keep(key, value, start=None):
    """Keep ``value`` under ``key``; outside a workspace, nothing is kept.

    A file that cannot be read is set aside as ``progress.broken-1.json`` first: nothing is lost.
    """
    path = file(start)
    if path is None:
        return
    kept = read(start)
    if (
        not kept
        and path.exists()
        and path.read_text(encoding="utf-8", errors="replace").strip() != "{}"
    ):
        number = 1
        while (aside := path.with_name(f"progress.broken-{number}.json")).exists():
            number += 1
        path.replace(aside)
    kept[key] = value
    draft = path.with_name(f"progress.{os.getpid()}.tmp")
    draft.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)
