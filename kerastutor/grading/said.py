"""What a test cell put out, as its learner may see it: read as text, nothing of it runs."""

import re

from kerastutor.i18n import _

ANSI = re.compile(r"\x1b\[[0-9;]*m")
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS.*?^[ \t]*### END HIDDEN TESTS.*?(?:\n|\Z)", re.M | re.S
)
# A row of a check's message: "  given     x = …", a label of eight characters at most.
ROW = re.compile(r"^  (?! )(?=.{9} \S)(?:\S| (?! ))+  ")
INDENT = " " * 12  # what stands before its further lines
# What is no use on a page: calls that work in a notebook only, and what to run again there.
OFFER = re.compile(r"^  (?:.{9} checks\.(?:explore|hint)\(.*\)|↻ .*)$")
SIGNS = ("✗", "○")  # a failed check's, and that of one that is not written yet
TICK = re.compile(r"✓ (\w+):")


def tidy(cell) -> None:
    """A test cell as its learner may see it: no hidden test, no line twice, no stack trace."""
    shown = HIDDEN.sub("", cell.source).rstrip()
    hidden = shown != cell.source.rstrip()
    cell.source = shown
    passed: set[str] = set()
    failed = False
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = ticks_apart(output.text, passed)
        elif output.output_type == "error":
            failed = True
            text = ANSI.sub("", "\n".join(output.traceback))
            if output.ename == "CellTimeoutError":
                text = _("Stopped: it ran on after the limit of time.")
            elif "Traceback (most recent call last)" in text:  # over lines of hidden tests
                text = f"{output.ename}: {output.evalue}".strip(": ")
            lines = [line for line in text.split("\n") if not OFFER.match(line)] or [""]
            lines[0] = _with_other_numbers(lines[0], passed)
            output.traceback = ["\n".join(lines)]
            if text.startswith(SIGNS):
                output.metadata = {"rows": rows(output.traceback[0])}
    # where the visible test has failed, the hidden one was not reached
    cell.metadata["hidden"] = hidden and (bool(passed) or not failed)


def ticks_apart(text: str, passed: set[str]) -> str:
    """Tick lines of the visible test and of the hidden one, each by its name; a note stands once.

    Args:
        text: what was printed.
        passed: the exercises with a tick line so far, and the notes under them; it grows.
    """
    kept, under = [], False
    for line in text.split("\n"):
        tick = TICK.match(line)
        under = bool(tick) or (under and line.startswith("  "))
        if under and not tick and line in passed:
            continue
        kept.append(_with_other_numbers(line, passed))
        if under:
            passed.add(tick[1] if tick else line)
    return "\n".join(kept)


def _with_other_numbers(line: str, passed: set[str]) -> str:
    """The first line of a check, of an exercise that has passed the visible test before."""
    sign, _space, rest = line.partition(" ")
    name, colon, words = rest.partition(":")
    if sign not in ("✓", *SIGNS) or not colon or name not in passed:
        return line
    name = _("{name}, with other numbers").format(name=name)
    return f"{sign} {name}:{words}"


def rows(text: str) -> list[tuple[str, str, bool]]:
    """A message in rows: (label, text, whether it is a sentence, whose lines may be broken).

    The label of a check's headline is its sign; of the first line of any other text it is empty.
    Values stand between the headline and what to do, or else where to look, the last row.
    """
    found: list[tuple[str, list[str]]] = []
    for line in ANSI.sub("", text).strip().split("\n"):
        if line.startswith(SIGNS):
            found.append((line[0], [line[1:].strip()]))
        elif not found:
            found.append(("", [line.strip()]))
        elif OFFER.match(line):
            continue
        elif ROW.match(line):
            found.append((line[2:12].strip(), [line[12:]]))
        elif line.startswith("  "):
            found[-1][1].append(line.removeprefix(INDENT))
        else:
            break
    labels = [label for label, _lines in found]
    end = labels.index("→") if "→" in labels else len(found) - 1
    made = []
    for number, (label, lines) in enumerate(found):
        if label and label not in SIGNS and number < end:
            made.append((label, "\n".join(lines), False))
        else:
            made.append((label, " ".join(line.strip() for line in lines), True))
    return made


def message(text: str) -> tuple[str, str]:
    """(what is wrong, what to do) of a check's message, or (its words, "") of any other."""
    found = rows(text)
    headline = next((row for row in found if row[0] in SIGNS), found[0])
    advice = next((words for label, words, _breaks in found if label == "→"), "")
    words = headline[1].split(":", 1)[-1].strip() if headline[0] else headline[1]
    return words, advice
