"""A check, beside bare asserts over the same cases: what the safety and the words cost."""

import contextlib
import io
import statistics
import time

import numpy as np

from kerastutor import checks
from tests.course.notebooks import solutions

TIMES = 20


def answers() -> dict:
    """The reference solution of every exercise."""
    names = {"np": np}
    for source in solutions().values():
        exec(source, names)
    return names


def bare(exercise, reference, answer):
    """What a test would be without kerastutor: call, compare, assert."""
    for case in exercise.cases(np.random.default_rng(0)):
        try:
            expected = reference(*case)
        except ValueError:
            continue
        given = answer(*case)
        if exercise.name == "batches":
            expected, given = list(expected), list(given)
        if not isinstance(expected, tuple):
            expected, given = (expected,), (given,)
        for right, received in zip(expected, given, strict=True):
            if isinstance(right, np.ndarray):
                np.testing.assert_allclose(np.asarray(received), right, rtol=1e-4, atol=1e-6)


def milliseconds(call):
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def rows():
    """(name, the check's median, the bare asserts' median), in milliseconds."""
    found, known = [], answers()
    for name in checks.names():
        check, answer = getattr(checks, name), known[name]
        exercise, oracle = check.exercise, check.examine(known[name]).oracle
        (reference,) = [right for right, told in exercise.references if told == oracle]
        ours, theirs = [], []
        for _time in range(TIMES + 2):
            with contextlib.redirect_stdout(io.StringIO()):
                ours.append(milliseconds(lambda: check(answer)))  # noqa: B023
                theirs.append(milliseconds(lambda: bare(exercise, reference, answer)))  # noqa: B023
        found.append((name, statistics.median(ours[2:]), statistics.median(theirs[2:])))
    return found
