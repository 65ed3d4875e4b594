"""Hints come one at a time, and say when there are no more."""

import pytest

from kerastutor import checks
from kerastutor.checks import exercises, hints


@pytest.fixture(autouse=True)
def from_the_start(monkeypatch):
    monkeypatch.setattr(hints, "_given", {})


@pytest.mark.parametrize("name", checks.names())
def test_one_after_another(name, capfd):
    given = exercises.find(name).hints
    for number, text in enumerate(given, 1):
        assert checks.hint(name) is None
        out = capfd.readouterr().out
        assert " ".join(out.split()) == f"Hint {number} of {len(given)} for {name}: {text}"
        assert max(map(len, out.splitlines())) <= 92  # no word is cut in two
    for _again in range(2):
        checks.hint(name)
        out, err = capfd.readouterr()
        assert out.startswith(f"There are no more hints for {name}.")
        assert all(text in " ".join(out.split()) for text in given)
        assert "lesson" in out and err == ""


def test_each_exercise_counts_its_own(capfd):
    checks.hint("one_hot")
    checks.hint("describe")
    assert capfd.readouterr().out.count("Hint 1 of") == 2


def test_the_function_itself_will_do(capfd):
    def one_hot(labels, num_classes): ...

    checks.hint(one_hot)
    checks.hint(checks.one_hot)
    out = capfd.readouterr().out
    assert "Hint 1 of" in out and "Hint 2 of" in out


@pytest.mark.parametrize("name", ["onehot", "", "Check", None, 3])
def test_unknown_name(name):
    with pytest.raises(ValueError, match="describe, scale_images, .* Received: "):
        checks.hint(name)
