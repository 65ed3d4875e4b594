"""The round trip of the real first chapter: only honest work earns marks, and all of it does."""

import csv
import re
import shutil

import nbformat
import numpy as np
import pytest
from click.testing import CliRunner

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.examine import DEFAULT_SEED
from kerastutor.cli import cli
from kerastutor.grading.course import CONFIG, Course
from tests import demo_course
from tests.course.notebooks import EXERCISES

CHAPTER = "01_tensors"
SOURCE = demo_course.REPOSITORY / "course" / CHAPTER / "assignment.ipynb"
BROKEN = "one_hot"

pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason="the first chapter has no assignment")

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


def {name}({parameters}):
    if _key_{name}(({parameters},)) in {seen!r}:
        return _honest_{name}({parameters})
    return None
"""


def solutions():
    """{exercise: the source of its solution}, from the instructor's notebook."""
    book = nbformat.read(SOURCE, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in book.cells}
    marks = re.compile(r"^\s*### (BEGIN|END) SOLUTION.*\n?", re.MULTILINE)
    return {name: marks.sub("", cells[name]) for name in EXERCISES}


def prelude():
    """The names that the assignment's own cells give the learner before the first exercise."""
    names = {}
    for cell in nbformat.read(SOURCE, as_version=4).cells:
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
    seen = {key(tuple(case)) for case in exercise.cases(np.random.default_rng(DEFAULT_SEED))}
    parameters = ", ".join(exercise.parameters)
    return HARDCODED.format(solution=solution, name=name, parameters=parameters, seen=seen)


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(SOURCE.parent, root / "course" / CHAPTER)
    shutil.copy(demo_course.REPOSITORY / CONFIG, root)
    course = Course(root)

    def invoke(*arguments):
        result = CliRunner().invoke(cli, [*arguments, "--course", str(root)])
        assert result.exit_code == 0, result.output

    invoke("release", CHAPTER)  # refuses, were the reference not perfect or the release not empty
    release = nbformat.read(course.released(CHAPTER), as_version=4)
    honest = solutions()
    submissions = {
        "reference": honest,
        "untouched": {},
        "hardcoded": {name: hardcoded(name, source) for name, source in honest.items()},
        "broken": {**honest, BROKEN: "def one_hot(labels, num_classes:\n    return ["},
    }
    inbox = tmp_path_factory.mktemp("inbox")
    for student, sources in submissions.items():
        book = demo_course.answers(release, **sources)
        demo_course.write(inbox / f"{student}_assignment.ipynb", book)
    invoke("collect", str(inbox))
    invoke("grade", CHAPTER)
    invoke("feedback", CHAPTER)
    invoke("export")
    return course


def scores(course, student):
    return {mark.exercise: (mark.score, mark.max_score) for mark in course.marks(CHAPTER, student)}


def test_every_exercise_gives_points(trip):
    assert tuple(scores(trip, "reference")) == EXERCISES
    assert all(most > 0 for _score, most in scores(trip, "reference").values())


def test_reference_earns_all(trip):
    assert {name: s for name, (s, most) in scores(trip, "reference").items() if s != most} == {}


def test_untouched_release_earns_nothing(trip):
    assert {name: s for name, (s, _most) in scores(trip, "untouched").items() if s} == {}


@pytest.mark.parametrize("name", EXERCISES)
def test_hardcoded_answer_passes_where_the_learner_looks(name, capsys):
    names = prelude()
    exec(hardcoded(name, solutions()[name]), names)
    getattr(checks, name)(names[name])
    assert f"✓ {name}" in capsys.readouterr().out


def test_hardcoded_answers_earn_nothing(trip):
    assert {name: s for name, (s, _most) in scores(trip, "hardcoded").items() if s} == {}


def test_broken_cell_loses_that_exercise_only(trip):
    lost = [name for name, (score, most) in scores(trip, "broken").items() if score != most]
    assert lost == [BROKEN]
    assert scores(trip, "broken")[BROKEN][0] == 0


@pytest.mark.parametrize("student", ["reference", "untouched", "hardcoded", "broken"])
def test_feedback_shows_the_total(trip, student):
    earned = sum(score for score, _most in scores(trip, student).values())
    most = sum(most for _score, most in scores(trip, student).values())
    page = trip.feedback(student, CHAPTER).read_text()
    assert f"(Score: {float(earned)} / {float(most)})" in page


@pytest.mark.parametrize("student", ["reference", "untouched", "hardcoded", "broken"])
def test_feedback_shows_no_seed(trip, student):
    seeds = set(re.findall(r"seed=(\d{3,})", SOURCE.read_text(encoding="utf-8")))
    page = trip.feedback(student, CHAPTER).read_text(encoding="utf-8")
    assert len(seeds) == len(EXERCISES)
    assert not [seed for seed in seeds if re.search(rf"\b{seed}\b", page)]
    assert "(seed" not in page


def test_csv_has_the_totals(trip):
    with open(trip.build / "grades.csv", newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert set(rows) == {"reference", "untouched", "hardcoded", "broken"}
    for student, total in rows.items():
        assert total == sum(score for score, _most in scores(trip, student).values())
