"""A learner's function can neither end the kernel nor wait for somebody to type."""

import builtins
import threading

import pytest
from IPython.core.autocall import ExitAutocall, ZMQExitAutocall

from kerastutor.learner.contained import contained


class Kernel:
    """IPython's shell, as `exit` of a notebook sees it."""

    keepkernel_on_exit = None

    def ask_exit(self):
        raise AssertionError("the kernel has ended")


WAYS_OUT = [exit, quit, ExitAutocall(Kernel()), ZMQExitAutocall(Kernel())]


@pytest.mark.parametrize("leave", WAYS_OUT, ids=["exit", "quit", "IPython", "kernel"])
def test_leaving_is_an_exception_wherever_it_is_written(leave):
    class Helper:
        def method(self):
            leave()

    for way in (leave, lambda: leave(), Helper().method, Helper.method.__get__(Helper())):
        with pytest.raises(SystemExit), contained():
            way()


def test_afterwards_all_is_as_before():
    before = builtins.input, ExitAutocall.__call__, ZMQExitAutocall.__call__, type(exit).__call__
    with contained():
        assert builtins.input is not before[0]
    after = builtins.input, ExitAutocall.__call__, ZMQExitAutocall.__call__, type(exit).__call__
    assert after == before
    with pytest.raises(AssertionError, match="the kernel has ended"):
        ZMQExitAutocall(Kernel())()


def test_asking_is_an_exception():
    with pytest.raises(EOFError, match="use its arguments"), contained():
        input("?")


def test_another_thread_may_ask(monkeypatch):
    """A cell that runs while a picture is drawn in a subshell."""
    monkeypatch.setattr(builtins, "input", lambda *prompt: "answered")
    said = []
    with contained():
        cell = threading.Thread(target=lambda: said.append(input("?")))
        cell.start()
        cell.join()
    assert said == ["answered"]


def test_what_somebody_else_put_there_meanwhile_stays(monkeypatch):
    monkeypatch.setattr(builtins, "input", builtins.input)
    theirs = lambda *prompt: "theirs"  # noqa: E731
    with contained():
        builtins.input = theirs
    assert builtins.input is theirs


def test_two_that_overlap_leave_nothing_behind():
    before = builtins.input
    first, second = contained(), contained()
    first.__enter__()
    turn = threading.Event()

    def other():
        with second:
            turn.wait()

    thread = threading.Thread(target=other)
    thread.start()
    first.__exit__(None, None, None)
    turn.set()
    thread.join()
    assert builtins.input is before
