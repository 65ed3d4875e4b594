"""Gradescope's list of who handed in what: ``submission_metadata.yml`` in its export.

The export holds a folder for each submission, ``submission_9000``, and this file beside them:

    submission_9000:
      :submitters:
      - :name: Ada Lovelace
        :sid: '12345'
        :email: ada@example.edu
      :created_at: 2026-03-01 12:00:00.000000000 Z

Everything else in it, the output of autograders too, stands further to the right and is passed
over: read are lines, not YAML, so that nothing in the file can make objects or grow.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kerastutor.grading.roster import Person

FILE = "submission_metadata.yml"
FOLDER = re.compile(r"submission_\d+")
_SUBMISSION = re.compile(r"['\"]?(submission_\d+)['\"]?:\s*")
_KEY = re.compile(r"  :?(\w+):(.*)")
_FACT = re.compile(r"(?:  | {4})(- |  ):?(\w+):(.*)")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)


@dataclass
class Submission:
    """Whose a folder is (a group may share one), and when it was handed in."""

    people: list[Person] = field(default_factory=list)
    created: datetime | None = None


def read(text: str) -> dict[str, Submission]:
    """{folder: its submission}; what does not look like the export's own lines is passed over."""
    found: dict[str, Submission] = {}
    current, facts = None, None
    for line in text.splitlines():
        if not line.startswith(" "):
            _keep(current, facts)
            opening = _SUBMISSION.fullmatch(line)
            # of two of the same name the first: the list has one of each
            current = Submission() if opening and opening[1] not in found else None
            facts = None
            if current is not None:
                found[opening[1]] = current
            continue
        if current is None:
            continue
        key = _KEY.fullmatch(line)
        if key:
            _keep(current, facts)
            facts = [] if key[1] == "submitters" and not current.people else None
            if key[1] == "created_at" and current.created is None:
                current.created = _time(key[2])
            continue
        fact = _FACT.fullmatch(line) if facts is not None else None
        if fact:
            if fact[1] == "- ":
                facts.append({})
            if facts:
                facts[-1].setdefault(fact[2], _scalar(fact[3]))
    _keep(current, facts)
    return found


def _keep(submission: Submission | None, facts: list[dict] | None) -> None:
    """Turn the lines of a list of submitters into people."""
    for one in facts or []:
        number = one.get("sid", "") or one.get("email", "")
        name = one.get("name", "") or number
        if name.strip():
            person = Person(name, number, one.get("email", ""), lasting=True)
            submission.people.append(person)


def _scalar(text: str) -> str:
    """A plain or quoted value of one line."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(re.sub(r"\\x([0-9A-Fa-f]{2})", r"\\u00\1", text)))
        except ValueError:
            return text[1:-1]
    return "" if text in ("~", "null") else text


def _time(text: str) -> datetime | None:
    match = _TIME.fullmatch(_scalar(text))
    if not match:
        return None
    zone = match[3] or "Z"
    try:
        stamp = f"{match[1]}T{match[2]}{'+00:00' if zone in ('Z', 'UTC') else zone}"
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
