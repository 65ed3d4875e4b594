"""What a learner's function may do besides being wrong: each gets its own clear line."""

import dataclasses
import os
import sys
import threading
import time
import warnings
from collections import namedtuple

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks.check import Check
from kerastutor.learner import limits
from kerastutor.learner.plain import Raised
from tests.checks import corpus
from tests.checks.corpus.adam_step import by_the_paper as adam_step
from tests.checks.corpus.batches import by_numpy as batches_plain
from tests.checks.corpus.describe import by_numpy as describe_plain
from tests.checks.corpus.one_hot import by_numpy as one_hot_eye
from tests.checks.corpus.scale_images import by_numpy as scale_plain
from tests.checks.corpus.standardize import by_numpy as standardize_where

Described = namedtuple("Described", "rank shape dtype")


def failure(check, answer, **options) -> checks.CheckFailed:
    with pytest.raises(checks.CheckFailed) as caught:
        check(answer, **options)
    return caught.value


def text_of(check, answer, **options) -> str:
    return " ".join(str(failure(check, answer, **options)).split())


# Passing


def test_tick_line(capfd):
    assert checks.scale_images(scale_plain) is None
    assert capfd.readouterr() == (
        "✓ scale_images: all 8 cases agree with Keras (seed 0). The grader uses other numbers.\n",
        "",
    )


def test_tick_line_of_another_seed_claims_no_more(capfd):
    checks.scale_images(scale_plain, seed=12)
    assert capfd.readouterr().out == ("✓ scale_images: all 8 cases agree with Keras (seed 12).\n")


def test_tick_line_of_what_nobody_grades(capfd):
    checks.sgd_step(lambda w, g, learning_rate: w - learning_rate * g)
    assert capfd.readouterr().out.endswith("(seed 0).\n")


# Not attempted


def stub(labels, num_classes):
    # YOUR CODE HERE
    raise NotImplementedError()


def only_docstring(labels, num_classes):
    """One row for each label."""


def only_pass(labels, num_classes):
    pass


def only_dots(labels, num_classes): ...


def stub_calling_a_stub(labels, num_classes):
    return stub(labels, num_classes)


@pytest.mark.parametrize(
    "answer", [stub, only_docstring, only_pass, only_dots, stub_calling_a_stub, ...]
)
def test_untouched_stub_is_not_attempted(answer):
    error = failure(checks.one_hot, answer)
    assert type(error) is checks.NotAttempted
    assert str(error).startswith("○ one_hot: not attempted yet.")
    assert error.mistake == ""
    assert "✗" not in str(error) and "explore" not in str(error)


def test_stub_of_a_generator_is_not_attempted():
    def batches(x, y, batch_size, seed):
        raise NotImplementedError()

    def lazy_batches(x, y, batch_size, seed):
        raise NotImplementedError()
        yield

    for answer in (batches, lazy_batches):
        assert type(failure(checks.batches, answer)) is checks.NotAttempted


def test_work_begun_is_not_a_stub():
    def begun(labels, num_classes):
        if labels.max() >= num_classes:
            raise NotImplementedError("later")
        return np.eye(num_classes, dtype="float32")[labels]

    error = failure(checks.one_hot, begun)
    assert not isinstance(error, checks.NotAttempted)
    assert "should raise ValueError" in str(error)


# No function, or one that cannot be called


def test_result_of_a_call_passed():
    text = text_of(checks.scale_images, scale_plain(np.zeros((1, 2), "uint8")))
    assert "expected a function. Received: an array of dtype float32 and shape (1, 2)" in text
    assert "checks.scale_images(scale_images)" in text


@pytest.mark.parametrize("answer, kind", [(None, "None"), (3, "a Python int"), ("f", "a string")])
def test_something_else_passed(answer, kind):
    assert f"expected a function. Received: {kind}." in text_of(checks.describe, answer)


@pytest.mark.parametrize(
    "answer", [lambda: 0, lambda labels: 0, lambda a, b, c: 0, lambda labels, *, num_classes: 0]
)
def test_arguments_do_not_fit(answer):
    text = text_of(checks.one_hot, answer)
    assert "must be callable as one_hot(labels, num_classes). Received: <lambda>(" in text


def test_default_of_h_is_needed():
    text = text_of(checks.finite_difference, lambda function, x, h: 0.0)
    assert "must be callable as finite_difference(function, x, h=1e-4)" in text


def test_callables_of_all_kinds_pass(capfd):
    import functools

    class Scaler:
        def __call__(self, images):
            return scale_plain(images)

        def method(self, images):
            return scale_plain(images)

    @functools.cache
    def divisor():
        return 255

    for answer in (
        Scaler(),
        Scaler().method,
        functools.partial(lambda by, images: images.astype("float32") / by, 255),
        lambda images: images.astype("float32") / divisor(),
    ):
        checks.scale_images(answer)
    assert capfd.readouterr().out.count("✓") == 4


def test_a_stand_in_without_code_passes(capfd):
    """What the grader passes: a callable of which nothing can be read."""

    class StandIn:
        __slots__ = ("call",)
        __signature__ = None

        def __init__(self, call):
            self.call = call

        def __call__(self, *args):
            return self.call(*args)

    checks.one_hot(StandIn(one_hot_eye))
    assert type(failure(checks.one_hot, StandIn(stub))) is checks.NotAttempted
    assert failure(checks.one_hot, StandIn(lambda *_: None)).mistake == "no_return"


# Printing and warning


def test_printing_is_noted_and_costs_nothing(capfd):
    def talks(images):
        print("shape", images.shape, "<b>", "\x1b[31m", "x" * 500)
        print("to stderr", file=sys.stderr)
        return scale_plain(images)

    checks.scale_images(talks)
    out, err = capfd.readouterr()
    assert err == ""
    tick, note = out.splitlines()
    assert tick.startswith("✓")
    assert note.startswith("  note: your function printed: shape (")
    assert len(note) < 130 and "\x1b" not in note


def test_warning_is_noted_and_costs_nothing(capfd):
    def warns(images):
        warnings.warn("careful", UserWarning, stacklevel=1)
        return scale_plain(images)

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the learner's settings do not matter
        checks.scale_images(warns)
    out, err = capfd.readouterr()
    assert err == ""
    assert "note: your function warned: UserWarning: careful" in out


def test_deprecation_is_not_even_noted(capfd):
    def warns(images):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        return scale_plain(images)

    checks.scale_images(warns)
    assert "note" not in capfd.readouterr().out


def test_notes_stand_in_a_failure_too():
    def talks(images):
        print("hello")
        return None

    assert "note your function printed: hello" in text_of(checks.scale_images, talks)


def test_standardize_with_a_warning_fails_clearly():
    def warns(x):
        z = (x - x.mean(axis=0)) / x.std(axis=0)
        z[np.isnan(z)] = 0
        return z

    error = failure(checks.standardize, warns)
    assert error.mistake == "divides_then_repairs"
    assert "the values are right, but NumPy warned" in str(error)


def test_standardize_with_another_warning_passes(capfd):
    def warns(x):
        warnings.warn("careful", UserWarning, stacklevel=1)
        return standardize_where(x)

    checks.standardize(warns)
    assert "careful" in capfd.readouterr().out


def test_writing_on_descriptors_is_silent(capfd):
    def logs(images):
        os.write(2, b"a line of TensorFlow's log\n")
        os.write(1, b"from C\n")
        os.system("echo from a child; echo from a child >&2")
        return scale_plain(images)

    checks.scale_images(logs)
    out, err = capfd.readouterr()
    assert err == ""
    assert out.startswith("✓")
    assert "TensorFlow's log" not in out
    assert "your function printed: from C" in out


def test_log_handler_with_an_old_stderr_is_silent(capfd):
    import logging

    logger = logging.getLogger("kerastutor-test")
    handler = logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)

    def logs(images):
        logger.error("a log line")
        return scale_plain(images)

    try:
        checks.scale_images(logs)
    finally:
        logger.removeHandler(handler)
    out, err = capfd.readouterr()
    assert err == "" and out.startswith("✓")


# Raising


def test_exception_names_their_line():
    def raises(labels, num_classes):
        table = np.eye(num_classes)
        return table[99]

    text = text_of(checks.one_hot, raises)
    assert "it raised IndexError: index 99 is out of bounds" in text
    line = raises.__code__.co_firstlineno + 2
    assert f"line {line}: return table[99]" in text
    assert "Traceback" not in text


def test_own_exception_is_named():
    class Odd(Exception):
        pass

    def raises(x):
        raise Odd("no idea")

    assert "it raised Odd" in text_of(checks.describe, raises)


def test_another_exception_where_one_is_asked_for():
    def raises(labels, num_classes):
        if labels.min() < 0 or labels.max() >= num_classes:
            raise KeyError("no such class")
        return one_hot_eye(labels, num_classes)

    error = failure(checks.one_hot, raises)
    assert "it should raise ValueError here. Received: KeyError" in str(error)
    assert type(error.expected) is type(error.received) is Raised
    assert (error.expected.name, error.received.name) == ("ValueError", "KeyError")


def test_no_exception_where_one_is_asked_for():
    def lenient(labels, num_classes):
        return np.eye(200, dtype="float32")[labels][:, :num_classes]

    assert "it should raise ValueError here. Received: an array" in text_of(checks.one_hot, lenient)


@pytest.mark.parametrize("leave", [sys.exit, exit, lambda: (_ for _ in ()).throw(SystemExit(0))])
def test_exit_is_a_line_of_its_own(leave):
    def leaves(images):
        leave()

    assert "it called exit()" in text_of(checks.scale_images, leaves)


def test_endless_recursion():
    def recursive(images):
        return recursive(images)

    assert "it raised RecursionError" in text_of(checks.scale_images, recursive)


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

    assert "it returned a generator. Use `return`" in text_of(checks.scale_images, yields)


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


# Naming mistakes


def test_same_mistake_written_otherwise_is_named():
    def written_otherwise(images):
        result = np.empty(images.shape, "float32")
        for index in np.ndindex(images.shape):
            result[index] = images[index] / 256
        return result

    assert failure(checks.scale_images, written_otherwise).mistake == "divided_by_256"


def test_mistake_with_another_dtype_is_named():
    assert failure(checks.scale_images, lambda images: images / 256).mistake == "divided_by_256"
    assert failure(checks.one_hot, lambda n, k: np.eye(k)[np.clip(n, 0, k - 1)]).mistake == (
        "clipped"
    )


def test_unknown_mistake_is_not_named():
    error = failure(checks.scale_images, lambda images: scale_plain(images) + np.float32(0.25))
    assert error.mistake == ""
    assert "differs in" in str(error)


def test_right_values_of_another_dtype_are_not_another_mistake():
    answer = lambda images: scale_plain(images).astype("float16")  # noqa: E731
    assert failure(checks.scale_images, answer).mistake == "another_dtype"


def test_hundred_seeds_of_an_honest_answer(capfd):
    for name in ("batches", "one_hot", "broadcast_shapes", "standardize"):
        for seed in range(100):
            getattr(checks, name)(corpus.RIGHT[name][0], seed=seed)
    assert capfd.readouterr().err == ""


# Two mistakes at once


def test_the_mistake_that_explains_most_is_named():
    def rows_and_no_guard(x):
        return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)

    def transposed_and_no_range(labels, num_classes):
        table = np.zeros((num_classes, len(labels)), "float32")
        table[labels, np.arange(len(labels))] = 1
        return table

    for check, answer, name in (
        (checks.standardize, rows_and_no_guard, "other_axis"),
        (checks.one_hot, transposed_and_no_range, "transposed"),
    ):
        error = failure(check, answer)
        assert error.mistake == name
        assert "This is what happened here; there is more." in " ".join(str(error).split())


def test_no_mistake_is_named_that_explains_nothing():
    error = failure(checks.standardize, lambda x: np.full(x.shape, 77.0))
    assert error.mistake == "" and "→" not in str(error)


def test_no_yield_is_said():
    def nothing(x, y, batch_size, seed):
        for start in range(0, len(x), batch_size):
            x[start : start + batch_size]

    text = text_of(checks.batches, nothing)
    assert "no `yield` stands in it" in text and "`return`" not in text
    assert "expected a generator: yes received None" in " ".join(text.split())


def test_a_check_without_an_answer():
    with pytest.raises(checks.CheckFailed, match="Received: nothing.") as caught:
        checks.one_hot()
    assert "checks.one_hot(one_hot)" in str(caught.value)


def test_an_answer_that_asks():
    text = text_of(checks.describe, lambda x: input("rank?"))
    assert "it raised EOFError: a function here cannot ask with input()" in " ".join(text.split())


# Never a wrong name


@pytest.mark.parametrize(
    "check, answer",
    [
        (checks.scale_images, lambda images: (images % 255).astype("float32") / 255),
        (checks.scale_images, lambda images: (images == 0).astype("float32")),
        (checks.scale_images, lambda images: (images < 128).astype("float32")),
        (checks.scale_images, lambda images: np.zeros(images.shape, "float32")),
        (checks.scale_images, lambda images: (images > 99).astype("float32")),
        (checks.standardize, lambda x: np.round(x)),
        (checks.standardize, lambda x: np.zeros(x.shape)),
        (checks.standardize, lambda x: (x > x.mean(axis=0)) * 1.0),
        (checks.matmul, lambda a, b: np.zeros((a.shape[0], b.shape[1]), "float32")),
        (checks.finite_difference, lambda function, x, h=1e-4: 0.0),
        (checks.one_hot, lambda labels, n: np.zeros((len(labels), n), "float32")),
        (checks.relu, lambda x: np.zeros(x.shape)),
        (checks.relu, lambda x: x.reshape(7, 7)),  # one exception is like another
        (checks.sigmoid, lambda x: np.full(x.shape, 0.5)),
        (checks.sigmoid, lambda x: np.round(np.tanh(x))),
        (checks.softmax, lambda x, axis=-1: np.full(x.shape, 1 / x.shape[axis])),
        (checks.softmax, lambda x, axis=-1: (x > 0) * 1.0),
        (checks.dense, lambda x, kernel, bias, activation=None: np.zeros(len(bias))),
        (checks.dense, lambda x, kernel, bias, activation=None: int("one")),
        (checks.parameter_count, lambda input_shape, units: 0),
        (checks.parameter_count, lambda input_shape, units: len(units)),
    ],
)
def test_a_coincidence_is_no_mistake(check, answer):
    """A few equal values, a mask or zeros look like much that was never done."""
    for seed in (None, 1, 7):
        assert check.examine(answer, seed).mistake == ""


def test_math_of_an_array_is_named():
    import math

    error = failure(checks.scale_images, lambda images: math.exp(images))
    assert error.mistake == "math_of_an_array"


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
    assert error.mistake == "unknown_name" and "there is more" not in str(error)


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
