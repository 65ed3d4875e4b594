"""explore(): which explorer opens, and on what."""

import sys
import types

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import _failure
from tests.checks.answers import RIGHT

EXPLORERS = {
    "describe": "TensorExplorer",
    "scale_images": "ComparisonExplorer",
    "one_hot": "ComparisonExplorer",
    "standardize": "ComparisonExplorer",
    "broadcast_shapes": "BroadcastingExplorer",
    "matmul": "MatmulExplorer",
    "batches": "ComparisonExplorer",
    "finite_difference": "GradientExplorer",
}


@pytest.fixture
def opened(monkeypatch):
    """Explorers that only remember what they were opened with."""
    calls = []

    def explorer(name):
        return lambda *args, **kwargs: calls.append((name, args, kwargs)) or name

    fake = types.ModuleType("kerastutor.widgets")
    fake.__getattr__ = explorer
    monkeypatch.setitem(sys.modules, "kerastutor.widgets", fake)
    monkeypatch.setattr("kerastutor.widgets", fake, raising=False)
    return calls


def fail(name, answer):
    with pytest.raises(checks.CheckFailed) as caught:
        getattr(checks, name)(answer)
    return caught.value


@pytest.mark.parametrize("name", checks.exercises())
def test_last_failure_opens_its_explorer(name, opened):
    mistake = next(m for m in getattr(checks, name).mistakes if m.name != "not_shuffled")
    failure = fail(name, mistake.function)
    assert checks.explore() is not None
    assert failure.explore() is not None
    assert opened[0][0] == opened[1][0] == EXPLORERS[name]


def test_comparison_shows_both_and_the_input(opened):
    failure = fail("scale_images", lambda images: images / 256)
    checks.explore()
    _name, args, options = opened[0]
    assert args[0] is failure.received and args[1] is failure.expected
    assert options["given"] is failure.given["images"]
    assert options["title"]


def test_matmul_shows_the_learners_function(opened):
    def answer(a, b):
        return a * 0 + b * 0

    failure = fail("matmul", answer)
    checks.explore()
    _name, args, options = opened[0]
    assert args == (failure.given["a"], failure.given["b"])
    assert options == {"function": answer}


def test_broadcasting_shows_the_shapes(opened):
    failure = fail("broadcast_shapes", lambda a, b: (1,))
    checks.explore()
    assert opened[0][1] == (failure.given["a"], failure.given["b"])


def test_batches_show_how_often_each_row_came(opened):
    def twice(x, y, batch_size, seed):
        for _time in range(2):
            yield x[:batch_size], y[:batch_size]

    failure = fail("batches", twice)
    checks.explore()
    yours, expected = opened[0][1]
    size = failure.given["batch_size"]
    assert yours.tolist() == [2] * size + [0] * (len(failure.given["x"]) - size)
    assert expected.tolist() == [1] * len(yours)


def test_batches_show_which_label_each_row_got(opened):
    def apart(x, y, batch_size, seed):
        order = np.random.default_rng(seed).permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            yield x[rows], y[rows[::-1]]

    fail("batches", apart)
    checks.explore()
    name, (rows_y, rows_x), _options = opened[0]
    assert name == "ComparisonExplorer"
    assert sorted(rows_y) == sorted(rows_x) == list(range(len(rows_x)))
    assert rows_y != rows_x


def test_batches_in_order_show_their_order(opened):
    mistake = next(m for m in checks.batches.mistakes if m.name == "not_shuffled")
    failure = fail("batches", mistake.function)
    checks.explore()
    name, (rows,), _options = opened[0]
    assert name == "TensorExplorer"
    assert rows == list(range(len(failure.given["x"])))


@pytest.mark.parametrize(
    "answer", [lambda images: print(end=""), lambda images: images[99], lambda i: "x"]
)
def test_input_where_the_result_cannot_be_shown(answer, opened):
    failure = fail("scale_images", answer)
    checks.explore()
    name, args, _options = opened[0]
    assert name == "TensorExplorer" and args[0] is failure.given["images"]


@pytest.mark.parametrize(
    "answer",
    [lambda x, y, batch_size, seed: print(end=""), lambda x, y, batch_size, seed: iter([1])],
)
def test_input_where_no_row_can_be_counted(answer, opened):
    fail("batches", answer)
    checks.explore()
    assert opened[0][0] == "TensorExplorer"


def test_exception_expected_shows_the_input(opened):
    fail("one_hot", lambda labels, n: RIGHT["one_hot"][0](np.clip(labels, 0, n - 1), n))
    checks.explore()
    assert opened[0][0] == "TensorExplorer"


def test_nothing_has_failed(monkeypatch, capfd):
    monkeypatch.setattr(_failure, "_last", None)
    assert checks.explore() is None
    assert "no check has failed" in capfd.readouterr().out


def test_no_picture_of_a_stub(capfd):
    failure = fail("scale_images", ...)
    assert failure.explore() is None
    assert checks.explore() is None
    assert capfd.readouterr().out.count("There is no picture") == 2


@pytest.mark.parametrize("name", checks.exercises())
def test_real_explorers_open(name):
    widgets = pytest.importorskip("kerastutor.widgets")
    for mistake in getattr(checks, name).mistakes:
        fail(name, mistake.function)
        assert type(checks.explore()).__name__ in (EXPLORERS[name], "TensorExplorer")
    assert EXPLORERS[name] in dir(widgets)
