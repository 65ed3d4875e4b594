"""A call that may never return: it comes back, stopped, in any thread."""

import contextvars
import gc
import queue
import statistics
import sys
import sysconfig
import threading
import time
from pathlib import Path

import pytest

from kerastutor.learner import limits
from kerastutor.learner.limits import TimeLimit, run_limited


def test_value_comes_back():
    value, seconds = run_limited(lambda: 6 * 7, 5)
    assert value == 42 and 0 <= seconds < 5


def test_none_comes_back():
    assert run_limited(lambda: None, 5).value is None


def test_exception_keeps_its_traceback():
    def culprit():
        raise KeyError("x")

    with pytest.raises(KeyError) as caught:
        run_limited(culprit, 5)
    assert caught.traceback[-1].name == "culprit"


def test_exit_is_not_swallowed():
    with pytest.raises(SystemExit) as caught:
        run_limited(lambda: sys.exit(3), 5)
    assert caught.value.code == 3


def test_context_is_the_callers():
    variable = contextvars.ContextVar("variable", default="other")
    variable.set("mine")
    assert run_limited(variable.get, 5).value == "mine"


def for_ever():
    while True:
        pass


def bare_except():
    count = 0
    while True:
        try:
            count += 1
        except:  # noqa: E722
            pass


def loop_inside_bare_except():
    count = 0
    while True:
        try:
            while True:
                count += 1
        except:  # noqa: E722
            continue


beats = 0


def stubborn():
    """Swallows every order, wherever it arrives."""
    global beats

    def inner():
        global beats
        while True:
            try:
                beats += 1
                time.sleep(0.001)
            except:  # noqa: E722
                pass

    while True:
        try:
            inner()
        except:  # noqa: E722
            pass


def test_what_swallows_every_order_is_parked():
    with pytest.raises(TimeLimit) as caught:
        run_limited(stubborn, 0.1)
    assert caught.value.stopped
    time.sleep(0.05)
    before = beats
    time.sleep(0.05)
    assert beats == before > 0


@pytest.mark.parametrize("call", [for_ever, bare_except, loop_inside_bare_except])
def test_endless_loop_is_stopped(call, capfd):
    interval = sys.getswitchinterval()
    with pytest.raises(TimeLimit, match=r"0\.1 seconds") as caught:
        run_limited(call, 0.1)
    assert caught.value.stopped
    assert sys.getswitchinterval() == interval
    assert capfd.readouterr() == ("", "")


def collects_for_ever():
    while True:
        cycle = []
        cycle.append(cycle)
        del cycle


def a_library(code, **names):
    """What ``code`` defines when it stands in an installed package."""
    path = Path(sysconfig.get_path("purelib")) / "somebodys.py"
    exec(compile(code, str(path), "exec"), names)
    return names


def test_the_order_does_not_arrive_in_somebody_elses_callback(monkeypatch):
    """The garbage collector runs the callbacks of others, such as pytest's, in the worker."""
    code = """
def callback(phase, info):
    starts.append(phase)
    for _n in range(20000): pass
    ends.append(phase)
"""
    monkeypatch.setattr(limits, "GIVE_UP_AFTER", 60)  # late: the order may arrive anywhere
    starts, ends = [], []
    callback = a_library(code, starts=starts, ends=ends)["callback"]
    gc.callbacks.append(callback)
    try:
        for _time in range(20):
            with pytest.raises(TimeLimit) as caught:
                run_limited(collects_for_ever, 0.02)
            assert caught.value.stopped
    finally:
        gc.callbacks.remove(callback)
    assert starts == ends != []


def loops_in_a_library():
    while True:
        statistics.fmean([1.0, 2.0])


def waits_inside_a_library():
    while True:
        try:
            queue.Queue().get(timeout=0.001)
        except queue.Empty:
            continue


@pytest.mark.parametrize("call", [loops_in_a_library, waits_inside_a_library])
def test_a_loop_around_library_calls_is_stopped(call):
    with pytest.raises(TimeLimit) as caught:
        run_limited(call, 0.1)
    assert caught.value.stopped


def test_a_loop_inside_a_library_is_stopped():
    theirs = a_library("def for_ever():\n    while True: pass\n")
    with pytest.raises(TimeLimit) as caught:
        run_limited(theirs["for_ever"], 0.1)
    assert caught.value.stopped


def test_works_in_another_thread():
    seen = []

    def cell():
        try:
            run_limited(for_ever, 0.1)
        except TimeLimit as error:
            seen.append(error)

    thread = threading.Thread(target=cell)
    thread.start()
    thread.join()
    assert len(seen) == 1


def test_what_cannot_be_stopped_is_said(monkeypatch):
    monkeypatch.setattr(limits, "GIVE_UP_AFTER", 0.05)
    with pytest.raises(TimeLimit) as caught:
        run_limited(lambda: time.sleep(1), 0.05)  # asleep in C: no order arrives
    assert not caught.value.stopped


def test_interrupt_stops_the_call_and_goes_on():
    import ctypes

    before = set(threading.enumerate())
    seen, started = [], threading.Event()

    def call():
        started.set()
        for_ever()

    def cell():
        try:
            run_limited(call, 30)
        except KeyboardInterrupt as error:
            seen.append(error)

    thread = threading.Thread(target=cell)
    thread.start()
    started.wait()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(KeyboardInterrupt)
    )
    thread.join(20)
    assert len(seen) == 1
    assert set(threading.enumerate()) <= before


# Imports


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """A module whose import takes most of a second and is then whole."""
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nfor _n in range(40):\n    time.sleep(0.02)\nWHOLE = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("slow_to_import", None)


def test_an_import_does_not_count(slow_module):
    def call():
        import slow_to_import

        return slow_to_import.WHOLE

    value, seconds = run_limited(call, 0.3)
    assert value is True and seconds < 0.3


def test_an_import_is_not_cut(slow_module, monkeypatch):
    """The loop after it is stopped; the module is whole, and can be imported again."""

    def call():
        import slow_to_import  # noqa: F401

        for_ever()

    with pytest.raises(TimeLimit) as caught:
        run_limited(call, 0.2)
    assert caught.value.stopped
    assert sys.modules["slow_to_import"].WHOLE


def test_an_import_that_never_ends_counts_in_the_end(tmp_path, monkeypatch):
    (tmp_path / "never_imported.py").write_text("import time\nwhile True: time.sleep(0.01)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(limits, "FOR_IMPORTS", 0.2)
    monkeypatch.setattr(limits, "GIVE_UP_AFTER", 0.1)

    def call():
        import never_imported  # noqa: F401

    with pytest.raises(TimeLimit) as caught:
        run_limited(call, 0.1)
    assert not caught.value.stopped


def test_two_that_are_stopped_at_once_leave_the_switch_interval():
    interval = sys.getswitchinterval()

    def cell(seconds):
        for _time in range(3):
            with pytest.raises(TimeLimit):
                run_limited(for_ever, seconds)

    threads = [threading.Thread(target=cell, args=(0.02 + n / 100,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.getswitchinterval() == interval
