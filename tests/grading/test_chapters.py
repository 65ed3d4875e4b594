"""The round trip of every chapter: only honest work earns marks, and all of it does."""

import csv
import re
import shutil

import nbformat
import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.examine import DEFAULT_SEED
from kerastutor.grading.course import CONFIG, Course
from tests import demo_course
from tests.course import notebooks
from tests.course.notebooks import ASSIGNMENTS, answers, each

STUDENTS = ["reference", "untouched", "hardcoded", "broken"]

# An answer that is right for the numbers that the learner sees, and for no others. It is as good
# as a table of results: the honest function answers only for arguments that were written down.
HARDCODED = """{solution}

_honest_{name} = {name}


def _key_{name}(value):
    import numpy as np

    if isinstance(value, (list, tuple)):
        return type(value).__name__ + str([_key_{name}(item) for item in value])
    if isinstance(value, (np.ndarray, np.generic)):
        return str((value.dtype, value.shape, value.tolist()))
    return repr(value)


def {name}({arguments}):
    if _key_{name}(({parameters},)) in {seen!r}:
        return _honest_{name}({parameters})
    return None
"""


def prelude(assignment):
    """The names that the assignment's own cells give the learner before the first exercise."""
    names = {}
    for cell in notebooks.read(assignment).cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution") or mark.get("grade"):
            return names
        if cell.cell_type == "code":
            exec(cell.source, names)
    return names


def key(value):
    if isinstance(value, list | tuple):
        return type(value).__name__ + str([key(item) for item in value])
    if isinstance(value, np.ndarray | np.generic):
        return str((value.dtype, value.shape, value.tolist()))
    return repr(value)


def hardcoded(name, solution):
    exercise = exercises.find(name)
    arguments = exercise.signature.partition("(")[2].removesuffix(")")  # some have a default
    parameters = ", ".join(exercise.parameters)
    bound = eval(f"lambda {arguments}: ({parameters},)")
    seen = {key(bound(*case)) for case in exercise.cases(np.random.default_rng(DEFAULT_SEED))}
    return HARDCODED.format(
        solution=solution, name=name, arguments=arguments, parameters=parameters, seen=seen
    )


class Trip:
    """A chapter released, collected, graded, with feedback and exported."""

    def __init__(self, assignment, root, inbox):
        self.chapter = assignment.parent.name
        shutil.copytree(assignment.parent, root / "course" / self.chapter)
        shutil.copy(demo_course.REPOSITORY / CONFIG, root)
        self.course = Course(root)
        # refuses, were the reference not perfect or the release not empty
        self.invoke("release", self.chapter)
        release = nbformat.read(self.course.released(self.chapter), as_version=4)
        honest = answers(assignment)
        self.broken = list(honest)[1]
        hard = {name: hardcoded(name, source) for name, source in honest.items()}
        unfinished = f"def {self.broken}(*arguments:\n    return ["
        submissions = {
            "reference": honest,
            "untouched": {},
            "hardcoded": hard,
            "broken": {**honest, self.broken: unfinished},
        }
        for student, sources in submissions.items():
            book = demo_course.answers(release, **sources)
            demo_course.write(inbox / f"{student}_assignment.ipynb", book)
        self.invoke("collect", str(inbox))
        self.invoke("grade", self.chapter)
        self.invoke("feedback", self.chapter)
        self.invoke("export")

    def invoke(self, *arguments):
        result = demo_course.invoke(self.course.root, *arguments)
        assert result.exit_code == 0, result.output

    def scores(self, student):
        marks = self.course.marks(self.chapter, student)
        return {mark.exercise: (mark.score, mark.max_score) for mark in marks}


@pytest.fixture(scope="module")
def trips(tmp_path_factory):
    """``trips(assignment)``: each chapter's round is made once."""
    made = {}

    def trip(assignment):
        if assignment not in made:
            root, inbox = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("inbox")
            made[assignment] = Trip(assignment, root, inbox)
        return made[assignment]

    return trip


@each("path", ASSIGNMENTS)
def test_every_exercise_gives_points(trips, path):
    scores = trips(path).scores("reference")
    assert list(scores) == list(answers(path)) != []
    assert all(most > 0 for _score, most in scores.values())


@each("path", ASSIGNMENTS)
def test_reference_earns_all(trips, path):
    scores = trips(path).scores("reference")
    assert {name: score for name, (score, most) in scores.items() if score != most} == {}


@each("path", ASSIGNMENTS)
def test_untouched_release_earns_nothing(trips, path):
    scores = trips(path).scores("untouched")
    assert {name: score for name, (score, _most) in scores.items() if score} == {}


@each("path", ASSIGNMENTS)
def test_hardcoded_answers_pass_where_the_learner_looks(path, capsys):
    for name, solution in answers(path).items():
        names = prelude(path)
        exec(hardcoded(name, solution), names)
        getattr(checks, name)(names[name])
        assert f"✓ {name}" in capsys.readouterr().out


@each("path", ASSIGNMENTS)
def test_hardcoded_answers_earn_nothing(trips, path):
    scores = trips(path).scores("hardcoded")
    assert {name: score for name, (score, _most) in scores.items() if score} == {}


@each("path", ASSIGNMENTS)
def test_broken_cell_loses_that_exercise_only(trips, path):
    trip = trips(path)
    lost = {name: s for name, (s, most) in trip.scores("broken").items() if s != most}
    assert lost == {trip.broken: 0}


@each("path", ASSIGNMENTS)
def test_feedback_shows_the_total(trips, path):
    trip = trips(path)
    for student in STUDENTS:
        earned = sum(score for score, _most in trip.scores(student).values())
        most = sum(most for _score, most in trip.scores(student).values())
        page = trip.course.feedback(student, trip.chapter).read_text()
        assert f">{earned:g} of {most:g}</td></tr></tfoot>" in page
        for exercise, (score, points) in trip.scores(student).items():
            row = page.split(f'<a href="#mark-{exercise}">')[1].split("</tr>")[0]
            assert f">{score:g} of {points:g}</td>" in row, exercise
            assert ("kt-right" in row) == (score == points), exercise


@each("path", ASSIGNMENTS)
def test_feedback_shows_no_seed(trips, path):
    trip = trips(path)
    seeds = set(re.findall(r"seed=(\d{3,})", path.read_text(encoding="utf-8")))
    assert len(seeds) == len(answers(path))
    for student in STUDENTS:
        page = trip.course.feedback(student, trip.chapter).read_text(encoding="utf-8")
        assert not [seed for seed in seeds if re.search(rf"\b{seed}\b", page)]
        assert "(seed" not in page


@each("path", ASSIGNMENTS)
def test_csv_has_the_totals(trips, path):
    trip = trips(path)
    with open(trip.course.build / "grades.csv", newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert set(rows) == set(STUDENTS)
    for student, total in rows.items():
        assert total == sum(score for score, _most in trip.scores(student).values())
