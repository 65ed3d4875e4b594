"""A page of feedback: who, when, the mark of each exercise and why, and the notebook below."""

import re
from dataclasses import dataclass
from html import escape

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter

from kerastutor import palette
from kerastutor.grading import standing
from kerastutor.grading.course import Course, submission_marks
from kerastutor.grading.preprocessors import is_test
from kerastutor.grading.roster import Entry, Roster
from kerastutor.grading.said import message, tidy
from kerastutor.i18n import _

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
        remark: what else its learner has to know.
    """

    name: str
    state: str
    score: float | None
    points: float
    headline: str = ""
    advice: str = ""
    comment: str = ""
    remark: str = ""

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
        return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))

    @property
    def begun(self) -> str:
        """The headline as a sentence of its own: a name at its begin, such as w, stays as it is.

        An advice is one already: where it begins with a small letter, that is a name.
        """
        is_word = re.match(r"[a-z]{2,}[\s,:.]", self.headline)
        return self.headline[0].upper() + self.headline[1:] if is_word else self.headline

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
        tests = [cell.metadata["nbgrader"]["grade_id"] for cell in nb.cells if is_test(cell)]
        lost, stripped = standing.put_back(course, student, facts["assignment"], tests)
        lines = []
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if not mark.get("grade") and not mark.get("task"):
                continue
            if is_test(cell):
                tidy(cell)
            comment = comments.get(mark["grade_id"].removesuffix("_check"), "")
            remark = ""
            if mark["grade_id"] in lost and not stripped:
                remark = _("This test cell was not in your notebook. It was put back and ran.")
            lines.append(_line(cell, scores.get(mark["grade_id"]), comment, remark))
            cell.metadata["line"] = lines[-1]
        late, earned = facts.get("late_penalty") or 0, sum(line.score or 0 for line in lines)
        facts["page"] = {
            "name": entry.name,
            "title": _title(nb) or facts["assignment"],
            "date": f"{handed_in:%Y-%m-%d %H:%M} UTC" if handed_in else "",
            "lines": lines,
            "remark": _stripped() if stripped else "",
            "final": all(line.score is not None for line in lines),
            "total": _of(max(0.0, earned - late), sum(line.points for line in lines)),
            "late": f"−{late:g}" if late else "",
            "css": css(),
            "words": _words(),
        }
        return nb, resources


def _stripped() -> str:
    return _(
        "nbgrader's marks were gone from your notebook: another tool takes them out. They were put "
        "back, and your answers were graded."
    )


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


def _line(cell, score: float | None, comment: str, remark: str = "") -> Line:
    mark = cell.metadata["nbgrader"]
    points = float(mark.get("points") or 0)
    error = next((out for out in cell.get("outputs", []) if out.output_type == "error"), None)
    headline = advice = ""
    state = OPEN if score is None else RIGHT if score >= points else PARTLY if score > 0 else WRONG
    if state != RIGHT and error:
        headline, advice = message("\n".join(error.traceback))
        if state == WRONG and error.ename in standing.UNWRITTEN:
            state, headline = UNWRITTEN, ""
    if comment == "No response.":  # nbgrader's own words for an answer cell that is as it was
        comment = ""
    name = mark["grade_id"].removesuffix("_check")
    return Line(name, state, score, points, headline, advice, comment, remark)


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
