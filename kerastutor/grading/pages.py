"""A page of feedback: who, when, the mark of each exercise and why, and the notebook below."""

import re
from dataclasses import dataclass
from html import escape

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter

from kerastutor import palette
from kerastutor.grading.course import Course, submission_marks
from kerastutor.grading.roster import Entry, Roster
from kerastutor.i18n import _

ANSI = re.compile(r"\x1b\[[0-9;]*m")
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS.*?^[ \t]*### END HIDDEN TESTS.*?(?:\n|\Z)", re.M | re.S
)
# A row of a check's message: "  given     x = …", a label of eight characters at most.
ROW = re.compile(r"^  (?! )(?=.{9} \S)(?:\S| (?! ))+  ")
# What is no use on a page: calls that work in a notebook only.
OFFER = re.compile(r"^  .{9} checks\.(?:explore|hint)\(.*\)$")
RIGHT, PARTLY, WRONG, UNWRITTEN, OPEN = "right", "partly", "wrong", "unwritten", "open"
ROLES = "ink soft line paper wash control right wrong".split()


@dataclass(frozen=True)
class Line:
    """An exercise in the list at the top.

    Args:
        name: the exercise's.
        state: RIGHT, PARTLY, WRONG, UNWRITTEN, or OPEN where a person has still to grade it.
        score, points: what it earned, of what; no score where it is OPEN.
        headline, advice: what is wrong, and what to do, if there is anything to say.
        comment: what a person wrote to it.
    """

    name: str
    state: str
    score: float | None
    points: float
    headline: str = ""
    advice: str = ""
    comment: str = ""

    @property
    def sign(self) -> str:
        return {RIGHT: "✓", PARTLY: "◐", WRONG: "✗", UNWRITTEN: "○", OPEN: "?"}[self.state]

    @property
    def word(self) -> str:
        return {
            RIGHT: _("right"),
            PARTLY: _("right in part"),
            WRONG: _("wrong"),
            UNWRITTEN: _("not written yet"),
            OPEN: _("not graded yet"),
        }[self.state]

    @staticmethod
    def html(text: str) -> str:
        """A sentence of a check's: its code stands between backticks."""
        return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text[:1].upper() + text[1:]))

    @property
    def mark(self) -> str:
        return _of("?" if self.score is None else self.score, self.points)


def _of(score: float | str, points: float) -> str:
    score = score if isinstance(score, str) else f"{score:g}"
    return _("{score} of {points:g}").format(score=score, points=points)


class FeedbackPage(NbGraderPreprocessor):
    """Gather what the page's template shows, and tidy what the tests put out."""

    def preprocess(self, nb, resources):
        facts = resources["nbgrader"]
        course = Course(CourseDirectory(config=self.config).root)
        student = facts["student"]
        entry = Roster.read(course.build).entries.get(student) or Entry(student)
        with Gradebook(facts["db_url"]) as gradebook:
            submission = gradebook.find_submission(facts["assignment"], student)
            handed_in = submission.timestamp
            # of a mark that is to come, nbgrader's GetGrades says 0
            scores = {mark.grade_id: mark.score for mark in submission_marks(submission, [])}
        comments = {
            cell.metadata["nbgrader"]["grade_id"]: cell.metadata["nbgrader"].get("comment") or ""
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id")
        }
        lines = []
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if not mark.get("grade") and not mark.get("task"):
                continue
            if not mark.get("solution") and cell.cell_type == "code":
                tidy(cell)
            comment = comments.get(mark["grade_id"].removesuffix("_check"), "")
            lines.append(_line(cell, scores.get(mark["grade_id"]), comment))
            cell.metadata["line"] = lines[-1]
        late, earned = facts.get("late_penalty") or 0, sum(line.score or 0 for line in lines)
        facts["page"] = {
            "name": entry.name,
            "title": _title(nb) or facts["assignment"],
            "date": f"{handed_in:%Y-%m-%d %H:%M} UTC" if handed_in else "",
            "lines": lines,
            "final": all(line.score is not None for line in lines),
            "total": _of(max(0.0, earned - late), sum(line.points for line in lines)),
            "late": f"−{late:g}" if late else "",
            "css": css(),
            "words": _words(),
        }
        return nb, resources


def _words() -> dict[str, str]:
    """The page's own sentences: its template is no place for them."""
    return {
        "handed in": _("handed in"),
        "exercise": _("exercise"),
        "result": _("result"),
        "points": _("points"),
        "together": _("together"),
        "late": _("handed in late"),
        "open": _("This is no final mark yet: a part is still to be graded."),
        "advice": _("What to do"),
        "comment": _("Comment"),
        "answer": _("Your answer"),
        "hidden": _("The grader ran this check with other numbers, too."),
        "notebook": _("Your notebook"),
    }


def _title(nb) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#\s+(.+?)\s*#*$", cell.source, re.MULTILINE)
            if found:
                return re.sub(r"[*`$]", "", found[1])
    return ""


def _line(cell, score: float | None, comment: str) -> Line:
    mark = cell.metadata["nbgrader"]
    points = float(mark.get("points") or 0)
    error = next((out for out in cell.get("outputs", []) if out.output_type == "error"), None)
    headline = advice = ""
    state = OPEN if score is None else RIGHT if score >= points else PARTLY if score > 0 else WRONG
    if state != RIGHT and error:
        headline, advice = message("\n".join(error.traceback))
        if state == WRONG and error.ename in ("NotAttempted", "NotImplementedError"):
            state, headline = UNWRITTEN, ""
    if comment == "No response.":  # nbgrader's own words for an answer cell that is as it was
        comment = ""
    name = mark["grade_id"].removesuffix("_check")
    return Line(name, state, score, points, headline, advice, comment)


def tidy(cell) -> None:
    """A test cell as its learner may see it: no hidden test, no line twice, no stack trace."""
    shown = HIDDEN.sub("", cell.source).rstrip()
    cell.metadata["hidden"] = shown != cell.source.rstrip()
    cell.source = shown
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = without_repeats(output.text)
        elif output.output_type == "error":
            text = ANSI.sub("", "\n".join(output.traceback))
            if output.ename == "CellTimeoutError":
                text = _("Stopped: it ran on after the limit of time.")
            elif "Traceback (most recent call last)" in text:  # over lines of hidden tests
                text = f"{output.ename}: {output.evalue}".strip(": ")
            lines = [line for line in text.split("\n") if not OFFER.match(line)]
            output.traceback = ["\n".join(lines)]


def without_repeats(text: str) -> str:
    """Of a check's tick lines the last of each exercise: the visible test's is the same again."""
    blocks: list[list[str]] = []
    for line in text.split("\n"):
        if blocks and line.startswith("  ") and blocks[-1][0].startswith("✓"):
            blocks[-1].append(line)  # a note
        else:
            blocks.append([line])
    last = {_head(block): number for number, block in enumerate(blocks)}
    kept = [
        line
        for number, block in enumerate(blocks)
        if not block[0].startswith("✓") or last[_head(block)] == number
        for line in block
    ]
    return "\n".join(kept)


def _head(block: list[str]) -> str:
    return block[0].split(":")[0]


def message(text: str) -> tuple[str, str]:
    """(what is wrong, what to do) of a check's message, or (its words, "") of any other."""
    headline, advice, into = [], [], None
    for line in ANSI.sub("", text).strip().split("\n"):
        if line.startswith(("✗", "○")):
            into = headline
            line = line[1:].split(":", 1)[-1]
        elif line.startswith("  → "):
            into = advice
            line = line.replace("→", "", 1)
        elif ROW.match(line) or into is None:
            into = [] if headline else headline
        elif not line.startswith("  "):
            break
        into.append(line.strip())
    return " ".join(headline), " ".join(advice)


def css() -> str:
    """The roles' colours and those of code, in a light and in a dark theme."""

    def roles(dark: bool) -> str:
        return "".join(f"--kt-{name}:{palette.role(name, dark)};" for name in ROLES)

    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return (
        f":root{{{roles(False)}}}\n{light}\n"
        f"@media (prefers-color-scheme: dark){{\n:root{{{roles(True)}}}\n{dark}\n}}"
    )
