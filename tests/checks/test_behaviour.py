"""What a learner's function may do besides being wrong: each gets its own clear line."""

import os
import sys
import warnings

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.learner.plain import Raised
from tests.checks.answers import failure, text_of
from tests.checks.corpus.one_hot import by_numpy as one_hot_eye
from tests.checks.corpus.scale_images import by_numpy as scale_plain
from tests.checks.corpus.standardize import by_numpy as standardize_where

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


def test_a_wrong_signature_is_shown_as_it_is_written():
    def describe():
        return 0

    assert "Received: describe()." in text_of(checks.describe, describe)


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
