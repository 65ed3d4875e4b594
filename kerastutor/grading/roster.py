"""Who is who: build/students.json keeps the name and number that stood in front of each id.

An id is a folder's name, and a name is often not one: "Ada Lovelace" and "Ada-Lovelace" want the
same folder, and a platform tells two of one name apart by a number alone. Two people who are
taken for one lose a submission; one who is taken for two is seen in the csv and mended by hand.
So where in doubt, they are two.
"""

import hashlib
import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kerastutor.errors import CourseError
from kerastutor.i18n import _

FILE = "students.json"
LENGTH = 80  # of an id: a folder's name has an end


@dataclass(frozen=True)
class Person:
    """A student as a submission names them.

    Args:
        name: as it was handed in, but for surrounding spaces.
        number: the platform's, if it gives one.
        email: if the platform tells it.
        lasting: the number is the student's own. Moodle's is not: it is a new one for each
            assignment, so that it only tells namesakes within one chapter apart.
    """

    name: str
    number: str = ""
    email: str = ""
    lasting: bool = False

    def __post_init__(self):
        object.__setattr__(self, "name", unicodedata.normalize("NFC", self.name.strip()))


@dataclass
class Entry:
    """What is known about an id: the original name, the number, and the numbers by chapter.

    ``unread`` has, by chapter, what was handed in last and cannot be read: its path, the reason,
    and when it was saved.
    """

    name: str
    number: str = ""
    email: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    unread: dict[str, dict[str, str]] = field(default_factory=dict)

    def number_in(self, chapter: str) -> str:
        return self.number or self.numbers.get(chapter, "")


class Roster:
    """The ids of a course, each with its entry."""

    def __init__(self, path: Path, entries: dict[str, Entry]):
        self.path = path
        self.entries = entries

    @classmethod
    def read(cls, build: Path) -> "Roster":
        """The list of a course. Who was collected by nbgrader itself is called like the folder."""
        path = build / FILE
        entries = {}
        try:
            if path.exists():
                found = json.loads(path.read_text(encoding="utf-8"))
                entries = {student: _entry(facts) for student, facts in found.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise CourseError(
                _(
                    "Expected the list of students that collect writes. Received: {path} "
                    "({error}). Put it back from a copy: it keeps namesakes apart."
                ).format(path=path, error=error)
            ) from error
        for folder in sorted((build / "submitted").glob("*")):
            if folder.is_dir() and folder.name not in entries:
                entries[folder.name] = Entry(folder.name)
        return cls(path, entries)

    def save(self) -> None:
        """Write the list, whole or not at all."""
        facts = {student: asdict(entry) for student, entry in sorted(self.entries.items())}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(f".{FILE}.{os.getpid()}")
        temporary.write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, self.path)

    def settle(
        self, wanted: Iterable[tuple[Person, str]]
    ) -> dict[tuple[Person, str], tuple[str | None, str]]:
        """The ids of people, each with the chapter handed in; new ones are added to the list.

        Returns:
            {(person, chapter): (id, "") or (None, why not)}.
        """
        wanted = set(wanted)
        numbers = defaultdict(set)
        for person, chapter in wanted:
            if person.number:
                numbers[person.name, chapter].add(person.number)
        # whose name is an id as it stands gets that id, whatever else the run brings
        order = sorted(
            wanted,
            key=lambda pair: (
                student_id(pair[0].name) != pair[0].name,
                pair[0].name,
                pair[0].number,
                pair[1],
            ),
        )
        return {
            (person, chapter): self._settle(person, chapter, len(numbers[person.name, chapter]) > 1)
            for person, chapter in order
        }

    def _settle(self, person: Person, chapter: str, crowded: bool) -> tuple[str | None, str]:
        base = student_id(person.name)
        if not base:
            return None, _("no student's name in its path")
        namesakes = [
            student for student, entry in self.entries.items() if entry.name == person.name
        ]
        if not person.number:
            own = self.entries.get(person.name)
            if own and own.name != person.name and person.name != student_id(own.name):
                return person.name, ""  # "Ada-Lovelace_222": an id that can mean nobody else
            if len(namesakes) > 1:
                return None, _(
                    "several students have this name; name its folder after one of: {students}"
                ).format(students=", ".join(sorted(namesakes)))
            if namesakes:
                return namesakes[0], ""
            return self._add(base, person, chapter), ""
        for student in namesakes:
            if self.entries[student].number_in(chapter) == person.number:
                return student, ""
        if len(namesakes) == 1 and not crowded and not person.lasting:
            entry = self.entries[namesakes[0]]
            if not entry.number_in(chapter):  # the same name in another chapter
                entry.numbers[chapter] = person.number
                return namesakes[0], ""
        if namesakes or crowded or person.lasting:
            tail = f"_{student_id(person.number) or _hash(person)}"
            base = base[: LENGTH - len(tail)] + tail
        return self._add(base, person, chapter), ""

    def _add(self, base: str, person: Person, chapter: str) -> str:
        # some disks do not tell "ada" from "Ada"
        taken = {student.casefold() for student in self.entries}
        student, digits = base, 6
        while student.casefold() in taken:
            tail = f"_{_hash(person, digits)}"
            student, digits = base[: LENGTH - len(tail)] + tail, digits + 1
        entry = Entry(person.name, email=person.email)
        if person.lasting:
            entry.number = person.number
        elif person.number:
            entry.numbers[chapter] = person.number
        self.entries[student] = entry
        return student

    def namesakes(self, students: Iterable[str]) -> list[str]:
        """Those of ``students`` for whom another one could be taken by the name alone."""
        alike = defaultdict(list)
        for student, entry in self.entries.items():
            alike[(student_id(entry.name) or "").casefold()].append(student)
        several = {student for group in alike.values() if len(group) > 1 for student in group}
        return sorted(set(students) & several)

    def unread(self, chapter: str) -> dict[str, dict[str, str]]:
        """What cannot be read of a chapter, by student; see `Entry`."""
        entries = self.entries.items()
        return {one: entry.unread[chapter] for one, entry in entries if chapter in entry.unread}

    def describe(self, student: str) -> str:
        """An id with the name and the numbers that it stands for."""
        entry = self.entries[student]
        numbers = [entry.number, *entry.numbers.values()]
        facts = [entry.name, *sorted({number for number in numbers if number})]
        return f"{student} ({', '.join(facts)})"

    def find(self, word: str) -> list[str]:
        """The ids that a word means: the id itself, else the name handed in, a number, an email."""
        if word in self.entries:
            return [word]
        name = unicodedata.normalize("NFC", word.strip())
        for means in (
            lambda entry: entry.name == name,
            lambda entry: name and name in (entry.number, entry.email, *entry.numbers.values()),
            lambda entry: entry.name.casefold() == name.casefold(),
        ):
            found = sorted(student for student, entry in self.entries.items() if means(entry))
            if found:
                return found
        return []


def student_id(name: str) -> str | None:
    """A name that is safe as a folder and as a glob: letters of any script, digits, ``. _ -``."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name.strip()))
    return plain.strip("._-")[:LENGTH] or None


def _hash(person: Person, digits: int = 6) -> str:
    return hashlib.sha256(f"{person.name}\n{person.number}".encode()).hexdigest()[:digits]


def _entry(facts: dict) -> Entry:
    numbers = {str(chapter): str(number) for chapter, number in facts["numbers"].items()}
    unread = {
        str(chapter): {str(key): str(value) for key, value in left.items()}
        for chapter, left in facts.get("unread", {}).items()
    }
    return Entry(str(facts["name"]), str(facts["number"]), str(facts["email"]), numbers, unread)
