"""Whose a submission is, told by its path: platforms' patterns, folders, file names."""

import re
from collections import defaultdict

from kerastutor.grading import gradescope
from kerastutor.grading.intake import Found
from kerastutor.grading.roster import Person

# Moodle: "Ada Lovelace_12345_assignsubmission_file_…", as a folder, a zip or a notebook
MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_\w+?(?:_|$)")
# Canvas: "lovelaceada_LATE_123_456_…": the student's number, then the submission's
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<number>\d+)_\d+_.+", re.IGNORECASE)
COPY = re.compile(r"(?:[ _-]*\(\d+\)|-\d+)$")  # "assignment (1)", "assignment-1"
# Folders that hold submissions and are nobody's name.
WRAPPERS = re.compile(
    r"(?:build|submitted|submissions?|assignments?|collected|downloads?|files?)", re.IGNORECASE
)


def owners(known: list[tuple[Found, str]], chapters: set[str]) -> list[tuple[Person, ...]]:
    """Whose each notebook is (a group's is several people's); empty where nothing says.

    A platform's own list or pattern (Gradescope, Moodle, Canvas) wins; then the folder that is
    named after a student, or, where one folder holds everybody's files, the name in front of
    ``_assignment``.
    """
    folders = [_folder(found, chapter, chapters) for found, chapter in known]
    prefixes = [_prefix(found.parts[-1], chapter) for found, chapter in known]
    inside = defaultdict(list)
    for (found, _chapter), prefix in zip(known, prefixes, strict=True):
        inside[found.parts[:-1]].append(prefix)
    answers: list[tuple[Person, ...]] = []
    for (found, _chapter), folder, prefix in zip(known, folders, prefixes, strict=True):
        platform = owner_in(found.parts)
        beside = inside[found.parts[:-1]]
        # one folder with everybody's files, named after them? or one student's folder?
        named = all(name for name, _sure in beside)
        sure = all(sure for _name, sure in beside)
        many = len({name for name, _sure in beside}) > 1
        alone = len(inside) == 1
        flat = named and ((sure and (many or alone)) or (many and alone))
        if found.people:
            answers.append(found.people)
        elif platform:
            answers.append((platform,))
        elif any(gradescope.FOLDER.fullmatch(part) for part in found.parts):
            answers.append(())  # a number that only Gradescope's list translates
        elif prefix[0] and (flat or not folder):
            answers.append((Person(prefix[0]),))
        elif folder:
            answers.append((Person(folder),))
        else:
            answers.append(())
    return answers


def owner_in(parts: tuple[str, ...]) -> Person | None:
    """The student in Moodle's or Canvas's names."""
    for part in parts:
        moodle = MOODLE.match(part)
        if moodle:
            return Person(moodle["name"], moodle["number"])
        canvas = CANVAS.fullmatch(part)
        if canvas:
            return Person(canvas["name"], canvas["number"], lasting=True)
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
