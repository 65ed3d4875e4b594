"""Every check against every mistake that it knows, and what a declaration has to hold."""

import builtins
import subprocess
import sys

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.naming import HABITS
from tests.checks.answers import made
from tests.checks.corpus import RIGHT

SEEDS = [None, 1, 7, 2026]
MISTAKES = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name in checks.names()
    for mistake in exercises.find(name).mistakes
]


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_mistake_is_caught_by_name(name, mistake, capfd):
    for seed in SEEDS:
        with pytest.raises(checks.CheckFailed) as caught:
            getattr(checks, name)(made(mistake), seed=seed)
        assert caught.value.mistake == mistake.name, f"seed {seed}: {caught.value}"
        assert mistake.message in " ".join(str(caught.value).split())
        assert not isinstance(caught.value, checks.NotAttempted)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", checks.names())
def test_declaration_is_whole(name):
    exercise = exercises.find(name)
    assert exercise.name == name == getattr(checks, name).__name__
    known = [mistake.name for mistake in exercise.mistakes]
    assert len(known) >= 10 and len(set(known)) == len(known)
    # A decorated function takes its name in its module: Python's own must stay what they are.
    assert not set(known) & set(dir(builtins)), "a mistake hides one of Python's own functions"
    assert 2 <= len(exercise.hints) <= 4
    assert exercise.look
    assert exercise.limit == 5
    assert exercise.oracle


def test_habits_have_names_of_their_own():
    assert len({habit.name for habit in HABITS}) == len(HABITS) > 20


def test_a_default_with_a_comma():
    from kerastutor.checks.exercise import Exercise

    exercise = Exercise(
        signature="pool(x, size=(2, 2), strides=(1, 1), padding='a,b')",
        reference=None,
        cases=None,
        hints=(),
        look="",
    )
    assert exercise.name == "pool"
    assert exercise.parameters == ["x", "size", "strides", "padding"]


@pytest.mark.parametrize("name", checks.names())
def test_another_seed_gives_other_cases(name):
    exercise = exercises.find(name)

    def cases(seed):
        return repr(exercise.cases(np.random.default_rng(seed)))

    assert cases(0) == cases(0)
    assert cases(0) != cases(1)


@pytest.mark.parametrize("name", checks.names())
def test_answer_learnt_by_heart_fails_on_another_seed(name):
    """A table of the visible cases and their results passes there and nowhere else."""
    check, answer = getattr(checks, name), RIGHT[name][0]
    table = []

    def remember(*args):
        entry = [_key(args), None, None]
        table.append(entry)
        try:
            entry[1] = answer(*args)
            if name == "batches":
                entry[1] = list(entry[1])
        except ValueError as error:
            entry[2] = error
            raise
        return iter(entry[1]) if name == "batches" else entry[1]

    def recite(*args):
        for key, value, error in table:
            if key == _key(args):
                if error:
                    raise error
                return iter(value) if name == "batches" else value
        return next(value for _key_, value, error in table if error is None)

    def _key(args):
        return [
            (arg.shape, arg.dtype, arg.tobytes())
            if isinstance(arg, np.ndarray)
            else _key(arg)
            if isinstance(arg, list)
            else arg
            for arg in args
        ]

    check(remember)
    check(recite)
    with pytest.raises(checks.CheckFailed):
        check(recite, seed=99)


def test_names_are_those_of_the_exercises():
    assert checks.names() == list(exercises.HOMES)
    assert set(checks.names()) < set(dir(checks))
    with pytest.raises(AttributeError, match="one_hot.*Received: kerastutor.checks.onehot"):
        checks.onehot  # noqa: B018


def test_importing_checks_is_cheap():
    code = (
        "import sys, kerastutor.checks as c; c.names();"
        "print(sorted({'numpy', 'keras', 'tensorflow', 'ipywidgets'} & set(sys.modules)));"
        "[getattr(c, n) for n in c.names()];"
        "print(sorted({'keras', 'tensorflow', 'ipywidgets', 'IPython'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["[]", "[]"]
