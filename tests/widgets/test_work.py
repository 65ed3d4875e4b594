"""Slow work: progress, a stop, and nothing stale."""

import threading

import pytest

from kerastutor.widgets import _work
from kerastutor.widgets._work import Work


@pytest.fixture
def work(monkeypatch):
    monkeypatch.setattr(_work, "PACE", 0)
    return Work()


def counting(to, seen, gate=None):
    for n in range(to):
        if gate is not None:
            gate.wait(10)
        seen.append(n)
        yield (n + 1) / to
    return f"counted to {to}"


def test_the_result_and_the_progress(work):
    seen, results, fractions = [], [], []
    work._bar.observe(lambda change: fractions.append(change["new"]), "value")
    gate = threading.Event()
    assert not work.busy and work.layout.display == "none"
    work.start(counting(4, seen, gate), results.append, pytest.fail)
    assert work.busy and work.layout.display == ""
    gate.set()
    assert work.wait(10)
    assert results == ["counted to 4"] and seen == [0, 1, 2, 3]
    assert fractions == [0.25, 0.5, 0.75, 1.0]
    assert work.layout.display == "none"


def test_it_is_stopped_by_its_button(work):
    seen, results, closed = [], [], threading.Event()
    gate = threading.Semaphore(0)

    def steps():
        try:
            while True:
                gate.acquire(timeout=10)
                seen.append(1)
                yield 0.5
        finally:
            closed.set()

    work.start(steps(), results.append, pytest.fail)
    gate.release()
    work._button.click()
    gate.release(2)
    assert closed.wait(10)
    assert not work.busy and results == [] and len(seen) <= 2


def test_what_is_started_last_counts(work):
    results, gate = [], threading.Event()
    work.start(counting(3, [], gate), results.append, pytest.fail)
    work.start(counting(5, []), results.append, pytest.fail)
    gate.set()
    assert work.wait(10)
    assert results == ["counted to 5"]
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(0.5)
    assert results == ["counted to 5"]


def test_what_goes_wrong_is_told(work):
    failed = []

    def steps():
        yield 0.5
        raise ValueError("no more memory")

    work.start(steps(), pytest.fail, failed.append)
    assert work.wait(10)
    assert [str(error) for error in failed] == ["no more memory"]
