"""Every check against every mistake that it knows, and against correct answers."""

import pytest

from kerastutor import checks
from tests.checks.answers import RIGHT

SEEDS = [None, 1, 7, 2026]
MISTAKES = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name in checks.exercises()
    for mistake in getattr(checks, name).mistakes
]
ANSWERS = [
    pytest.param(name, answer, id=answer.__name__)
    for name in checks.exercises()
    for answer in RIGHT[name]
]


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_mistake_is_caught_by_name(name, mistake, capfd):
    for seed in SEEDS:
        with pytest.raises(checks.CheckFailed) as caught:
            getattr(checks, name)(mistake.function, seed=seed)
        assert caught.value.mistake == mistake.name, f"seed {seed}: {caught.value}"
        assert mistake.message in " ".join(str(caught.value).split())
        assert not isinstance(caught.value, checks.NotAttempted)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name, answer", ANSWERS)
def test_correct_answer_passes(name, answer, capfd):
    for seed in [*SEEDS, 3, 4, 5]:
        assert getattr(checks, name)(answer, seed=seed) is None
    out, err = capfd.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert len(lines) == 4 + 3  # one tick a call, no notes
    assert all(line.startswith(f"✓ {name}: all ") for line in lines)


@pytest.mark.parametrize("name", checks.exercises())
def test_declaration_is_whole(name):
    check = getattr(checks, name)
    assert check.name == name
    assert len(check.mistakes) >= 6
    assert len({m.name for m in check.mistakes}) == len(check.mistakes)
    assert 2 <= len(check.hints) <= 4
    assert check.look
    assert check.limit == 5
    assert check.signature.startswith(f"{name}(")
    assert check.picture is not None


@pytest.mark.parametrize("name", checks.exercises())
def test_another_seed_gives_other_cases(name):
    import numpy as np

    check = getattr(checks, name)

    def cases(seed):
        return repr([[getattr(arg, "text", arg) for arg in case] for case in draw(seed)])

    def draw(seed):
        return check.cases(np.random.default_rng(seed))

    assert cases(0) == cases(0)
    assert cases(0) != cases(1)


@pytest.mark.parametrize("name", checks.exercises())
def test_answer_learnt_by_heart_fails_on_another_seed(name):
    """A table of the visible cases and their results passes there and nowhere else."""
    import numpy as np

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
            else getattr(arg, "text", arg)
            for arg in args
        ]

    check(remember)
    check(recite)
    with pytest.raises(checks.CheckFailed):
        check(recite, seed=99)


def test_names_are_those_of_the_exercises():
    assert checks.exercises() == list(RIGHT)
    assert set(checks.exercises()) < set(dir(checks))
    with pytest.raises(AttributeError, match="one_hot.*Received: kerastutor.checks.onehot"):
        checks.onehot  # noqa: B018


def test_the_file_matmul_does_not_hide_the_check():
    import importlib

    importlib.import_module("kerastutor.checks.matmul")
    assert isinstance(checks.matmul, checks.Check)


def test_importing_checks_is_cheap():
    import subprocess
    import sys

    code = (
        "import sys, kerastutor.checks as c; c.exercises();"
        "print(sorted({'numpy', 'keras', 'tensorflow', 'ipywidgets'} & set(sys.modules)));"
        "[getattr(c, n) for n in c.exercises()];"
        "print(sorted({'keras', 'tensorflow', 'ipywidgets', 'IPython'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["[]", "[]"]
