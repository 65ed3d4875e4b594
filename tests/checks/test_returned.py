"""What comes back that is no result, or too late, or with the arguments changed."""

import dataclasses
import threading
import time
from collections import namedtuple

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks.check import Check
from kerastutor.learner import limits
from tests.checks.answers import failure, text_of
from tests.checks.corpus.adam_step import by_the_paper as adam_step
from tests.checks.corpus.batches import by_numpy as batches_plain
from tests.checks.corpus.describe import by_numpy as describe_plain
from tests.checks.corpus.scale_images import by_numpy as scale_plain
from tests.checks.corpus.standardize import by_numpy as standardize_where

Described = namedtuple("Described", "rank shape dtype")


# Returning something else


def test_return_forgotten():
    def forgets(images):
        images.astype("float32")

    text = text_of(checks.scale_images, forgets)
    assert "it returned None. Is a `return` missing" in text


def test_batches_that_returns_none():
    def forgets(x, y, batch_size, seed):
        list(batches_plain(x, y, batch_size, seed))

    assert "it returned None" in text_of(checks.batches, forgets)


def test_yield_in_place_of_return():
    def yields(images):
        yield scale_plain(images)

    assert "it returned a generator, which `yield` makes" in text_of(checks.scale_images, yields)


def test_async_function(capfd):
    async def waits(images):
        return scale_plain(images)

    assert "Write `def`, not `async def`" in text_of(checks.scale_images, waits)
    assert capfd.readouterr() == ("", "")


class AlwaysEqual:
    shape, dtype, ndim = (2, 2), np.dtype("float32"), 2

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise AssertionError("was asked for an array")

    def __repr__(self):
        raise AssertionError("was asked for a picture of itself")

    __hash__ = None


class Equal(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)


@pytest.mark.parametrize(
    "wrap, kind",
    [
        (lambda a: a.tolist(), "a list"),
        (lambda a: AlwaysEqual(), "an object of type AlwaysEqual"),
        (lambda a: (a * 0).view(Equal), "an object of type Equal"),
        (lambda a: a.view(np.ma.MaskedArray), "an object of type MaskedArray"),
        (lambda a: 0.5, "a Python float"),
        (lambda a: np.float32(0.5), "a single NumPy number"),
        (lambda a: (a,), "a tuple"),
        (lambda a: memoryview(a), "an object of type memoryview"),
    ],
)
def test_only_arrays_and_tensors_are_arrays(wrap, kind):
    text = text_of(checks.scale_images, lambda images: wrap(scale_plain(images)))
    assert "the result should be an array (NumPy array or Keras tensor)" in text
    assert f"Received: {kind}" in text


def test_matrix_is_not_an_array():
    answer = lambda x: np.matrix(standardize_where(x))  # noqa: E731
    assert "Received: an object of type matrix" in text_of(checks.standardize, answer)


def test_symbolic_tensor_is_not_a_result():
    import keras

    text = text_of(checks.scale_images, lambda images: keras.Input((3,)))
    assert "an object of type KerasTensor" in text


@pytest.mark.parametrize(
    "wrap, words",
    [
        (lambda r, s, d: [r, s, d], "should be a tuple. Received: a list"),
        (lambda r, s, d: Described(r, d, s), "item 1 (shape) should be a tuple. Received: a str"),
        (lambda r, s, d: (r, s), "should have 3 items"),
        (lambda r, s, d: (True, s, d), "item 0 (rank) should be an int. Received: a bool"),
        (lambda r, s, d: (float(r), s, d), "item 0 (rank) should be an int"),
        (lambda r, s, d: (AlwaysEqual(), s, d), "item 0 (rank) should be an int"),
        (lambda r, s, d: (r, AlwaysEqual(), d), "item 1 (shape) should be a tuple"),
        (lambda r, s, d: (r, s, AlwaysEqual()), "item 2 (dtype) should be a string"),
        (lambda r, s, d: (r, s, "float"), "item 2 (dtype) should be 'uint8'. Received: 'float'"),
    ],
)
def test_items_of_a_tuple(wrap, words):
    text = text_of(checks.describe, lambda x: wrap(*describe_plain(x)))
    assert words in text


def test_a_named_tuple_is_a_tuple():
    assert checks.describe.examine(lambda x: Described(*describe_plain(x))).is_right
    State = namedtuple("State", "w m v")
    assert checks.adam_step.examine(lambda *case: State(*adam_step(*case))).is_right


def test_nan_is_not_equal_to_a_number():
    text = text_of(checks.scale_images, lambda images: scale_plain(images) * np.float32("nan"))
    assert "expected" in text and "Received: nan" in text
    assert "0/0" in text


def test_float_noise_passes(capfd):
    checks.scale_images(lambda images: scale_plain(images) * np.float32(1 + 2e-7))
    assert "✓" in capfd.readouterr().out


def test_shape_before_dtype_before_value():
    text = text_of(checks.scale_images, lambda images: np.zeros(3))
    assert "should have shape" in text.splitlines()[0]
    text = text_of(checks.scale_images, lambda images: np.zeros(images.shape))
    assert "should have dtype float32. Received: dtype float64" in text


def test_values_say_how_many_and_where():
    def one_wrong(images):
        result = scale_plain(images)
        result[(0,) * result.ndim] += 0.5
        return result

    text = text_of(checks.scale_images, one_wrong)
    assert "differs in 1 of" in text and "first at index [0, 0, 0]" in text


# Changing an argument


def test_changed_argument():
    def changes(x):
        x -= x.mean(axis=0)
        std = x.std(axis=0)
        x /= np.where(std == 0, 1, std)
        return x

    error = failure(checks.standardize, changes)
    assert error.headline.startswith("the values are right, but it changed its argument `x`.")
    assert error.mistake == "argument_changed"
    assert not np.allclose(error.given["x"].mean(axis=0), 0)  # shown as it was


def test_a_change_is_reported_beside_another_mistake():
    def changes(x):
        x -= x.mean()
        return x

    text = text_of(checks.standardize, changes)
    assert "the result differs in" in text and "note it changed its argument `x`" in text


def test_lists_and_dicts_changed_in_place():
    """No exercise of chapter 1 is given one: an exercise made for this."""
    from kerastutor.checks.exercise import Exercise

    def spoils(layers, options):
        layers.append("softmax")
        options["units"] = 10
        return len(layers)

    exercise = Exercise(
        signature="count(layers, options)",
        reference=lambda layers, options: len(layers) + 1,
        cases=lambda rng: [(["relu"], {"units": 4})],
        hints=(),
        look="nowhere",
    )
    verdict = Check(exercise).examine(spoils)
    assert verdict.status == "wrong"
    said = "the values are right, but it changed its arguments `layers`, `options`."
    assert verdict.headline.startswith(said)
    assert verdict.given == {"layers": ["relu"], "options": {"units": 4}}


def test_batches_that_shuffles_in_place():
    def in_place(x, y, batch_size, seed):
        np.random.default_rng(seed).shuffle(x)
        np.random.default_rng(seed).shuffle(y)
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], y[start : start + batch_size]

    error = failure(checks.batches, in_place)
    assert "changed its arguments `x`, `y`" in str(error)
    assert error.mistake == "shuffled_in_place"


# Never returning


def quick(check, limit=0.2):
    return Check(dataclasses.replace(check.exercise, limit=limit))


def test_endless_loop(capfd):
    def loops(images):
        while True:
            pass

    text = text_of(quick(checks.scale_images), loops)
    assert "it did not return within 0.2 seconds" in text
    assert "restart" not in text
    assert capfd.readouterr() == ("", "")
    with pytest.raises(checks.CheckFailed) as caught:
        quick(checks.scale_images)(loops)
    assert type(caught.value).__name__ == "TooSlow"  # by this name the grader tells it
    number, source = caught.value.line.split(": ")  # where it was, somewhere in the loop
    first = loops.__code__.co_firstlineno
    assert (int(number) - first, source) in [(1, "while True:"), (2, "pass")]
    said = str(caught.value)
    assert f"  line      {caught.value.line}\n  →         See to it that every loop" in said


def test_endless_loop_that_swallows_everything():
    def loops(images):
        count = 0
        while True:
            try:
                while True:
                    count += 1
            except:  # noqa: E722
                print("never")

    text = text_of(quick(checks.scale_images), loops)
    assert "did not return" in text and "restart" not in text


def test_endless_generator_is_a_named_mistake():
    def for_ever(x, y, batch_size, seed):
        while True:
            yield from batches_plain(x, y, batch_size, seed)

    assert failure(checks.batches, for_ever).mistake == "never_ends"


def test_loop_inside_a_generator():
    def loops(x, y, batch_size, seed):
        yield x[:batch_size], y[:batch_size]
        while True:
            pass

    assert "did not return" in text_of(quick(checks.batches), loops)


def test_what_cannot_be_stopped_asks_for_a_restart(monkeypatch):
    monkeypatch.setattr(limits, "GIVE_UP_AFTER", 0.05)
    text = text_of(quick(checks.scale_images), lambda images: time.sleep(1))
    assert "restart the kernel" in text


def test_works_in_another_thread(capfd):
    seen = []

    def cell():
        checks.scale_images(scale_plain)
        seen.append(failure(quick(checks.scale_images), lambda images: iter(int, 1).__next__))
        seen.append(str(failure(quick(checks.scale_images), endless)))

    def endless(images):
        while True:
            pass

    thread = threading.Thread(target=cell)
    thread.start()
    thread.join()
    assert len(seen) == 2 and "did not return" in seen[1]
    assert capfd.readouterr().err == ""


# A call that cannot hang


def test_attempt(capsys):
    def spoils(x):
        print("hello")
        x[:] = 0
        return x

    given = np.ones(2)
    assert checks.attempt(spoils, given).tolist() == [0, 0] and given.tolist() == [1, 1]
    assert capsys.readouterr().out == "hello\n"
    assert checks.attempt(batches_plain, given, given, 1, 0, take=1)[0][0].tolist() == [1]


def stub(labels, num_classes):
    raise NotImplementedError()


@pytest.mark.parametrize(
    "function, line",
    [
        (stub, "stub is not written yet."),
        (lambda a, b: 1 / 0, "your function raised ZeroDivisionError: division by zero"),
        (
            lambda a, b: [a],
            "your function returned a list. A generator is expected: `yield` one item",
        ),
    ],
)
def test_what_comes_of_an_attempt_is_one_line(function, line):
    from kerastutor.checks.check import AttemptFailed

    with pytest.raises(AttemptFailed) as caught:
        checks.attempt(function, 1, 2, take=3, seconds=0.3)
    assert str(caught.value).startswith(line)
    assert caught.value._render_traceback_() == [f"✗ {caught.value}"]


def test_an_attempt_that_never_ends():
    def loops(a):
        while True:
            pass

    with pytest.raises(Exception, match="loops did not return within 0.2 seconds"):
        checks.attempt(loops, 1, seconds=0.2)


def test_one_exception_everywhere_is_all_there_is():
    error = failure(checks.one_hot, lambda labels, n: undefined)  # noqa: F821
    assert error.mistake == "unknown_name" and "but not all" not in str(error)


def test_an_error_without_a_word_is_a_note(capfd):
    """The assignment asks for a ValueError and no more, lesson 2 for a text: it costs nothing."""

    def one_hot(labels, num_classes):
        if labels.min() < 0 or labels.max() >= num_classes:
            raise ValueError
        return np.eye(num_classes, dtype="float32")[labels]

    assert checks.one_hot(one_hot) is None
    out = capfd.readouterr().out
    assert "✓ one_hot" in out and "note: your ValueError has no text." in out


def test_drawn_with_replacement_is_what_is_said():
    def batches(x, y, batch_size, seed):
        rows = np.random.default_rng(seed).choice(len(x), len(x))  # once, before the loop
        for start in range(0, len(x), batch_size):
            part = rows[start : start + batch_size]
            yield x[part], y[part]

    verdict = checks.batches.examine(batches)
    assert verdict.mistake == "with_replacement"
    assert "with replacement" in verdict.advice and "each time" not in verdict.advice
