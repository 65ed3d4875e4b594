"""Silence at the file-descriptor level, undone whatever happens."""

import io
import os
import sys
import threading
import warnings

import pytest

from kerastutor.learner.captured import KEPT, captured


def loud():
    print("print")
    print("print to stderr", file=sys.stderr)
    sys.__stdout__.write("kept reference\n")
    os.write(1, b"descriptor 1\n")
    os.write(2, b"descriptor 2\n")
    os.system("echo child; echo child >&2")
    warnings.warn("a warning", stacklevel=1)


def test_nothing_comes_out(capfd):
    with captured():
        loud()
    assert capfd.readouterr() == ("", "")


def test_what_was_said_can_be_taken():
    with captured() as noise:
        loud()
        text, warned = noise.take()
        assert noise.take() == ("", [])
        print("again")
        assert noise.take() == ("again\n", [])
    assert "print\n" in text and "descriptor 1\n" in text and "child\n" in text
    assert "descriptor 2" not in text  # where TensorFlow logs
    assert warned == [(UserWarning, "a warning")]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_all_is_put_back(error, capfd):
    before = sys.stdout, sys.stderr, warnings.showwarning, list(warnings.filters)
    with pytest.raises(error):
        with captured():
            sys.stdout = None
            raise error
    assert (sys.stdout, sys.stderr, warnings.showwarning, list(warnings.filters)) == before
    assert "write" not in vars(sys.stdout)
    print("heard")
    os.write(1, b"heard too\n")
    os.write(2, b"and here\n")
    sys.stdout.flush()
    out, err = capfd.readouterr()
    assert sorted(out.split("\n")) == ["", "heard", "heard too"]
    assert err == "and here\n"


def test_what_was_printed_before_comes_out(capfd):
    sys.stdout.write("before")
    with captured():
        print("inside")
    assert capfd.readouterr().out == "before"


def test_nested(capfd):
    """An answer that calls a check: what it says belongs to the answer."""
    with captured() as outer:
        print("one")
        with captured() as inner:
            print("two")
        print("three")
        assert inner is outer
        assert outer.take()[0] == "one\ntwo\nthree\n"
    assert capfd.readouterr() == ("", "")


def test_another_thread_is_heard(monkeypatch):
    """A cell that prints meanwhile, in a subshell: ipykernel's streams are no files."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    go, done = threading.Event(), threading.Event()

    def cell():
        go.wait()
        print("of the cell")
        sys.stderr.write("of the cell, too\n")
        done.set()

    thread = threading.Thread(target=cell)
    thread.start()
    with captured() as noise:
        go.set()
        done.wait()
        print("of the function")
        assert noise.take() == ("of the function\n", [])
    thread.join()
    assert (out.getvalue(), err.getvalue()) == ("of the cell\n", "of the cell, too\n")


def test_what_is_put_back_late_still_speaks(capfd):
    """A call that was stopped leaves `redirect_stdout` later, and puts our stream back."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with captured():
            ours = sys.stdout, sys.stderr, warnings.showwarning
        before = sys.stdout, sys.stderr, warnings.showwarning
        sys.stdout, sys.stderr, warnings.showwarning = ours
        try:
            print("heard")
            sys.stderr.write("heard as well\n")
            warnings.warn("a late one", stacklevel=1)
        finally:
            sys.stdout, sys.stderr, warnings.showwarning = before
    assert capfd.readouterr() == ("heard\n", "heard as well\n")
    assert [str(warning.message) for warning in heard] == ["a late one"]


def test_bytes_are_heard():
    with captured() as noise:
        sys.stdout.buffer.write(b"bytes\n")
        assert noise.take()[0] == "bytes\n"


def test_streams_without_descriptors(monkeypatch, capfd):
    """ipykernel's streams have no file of their own."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with captured():
        loud()
    print("heard")
    assert out.getvalue() == "heard\n" and err.getvalue() == ""


def test_no_streams_at_all(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with captured() as noise:
        print("x")
        assert noise.take()[0] == "x\n"
    assert sys.stdout is None


def test_endless_output_is_not_kept():
    with captured() as noise:
        for _line in range(10_000):
            print("x" * 100)
        assert len(noise.take()[0]) <= KEPT


def test_two_threads_take_turns(capfd):
    def cell(name):
        for _round in range(20):
            with captured() as noise:
                print(name)
                os.write(1, name.encode())
                heard.append((name, noise.take()[0]))

    heard = []
    before = sys.stdout, sys.stderr
    threads = [threading.Thread(target=cell, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sys.stdout, sys.stderr) == before
    assert len(heard) == 40
    assert all(text == f"{name}\n{name}" for name, text in heard)
    assert capfd.readouterr() == ("", "")


def test_closed_streams():
    with captured() as noise:
        sys.stdout.close()
        noise.take()
    print("fine")


def test_no_descriptor_leaks():
    def number():
        return len(os.listdir("/proc/self/fd"))

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc here to count descriptors in")
    with captured():
        pass
    before = number()
    for _round in range(5):
        with captured():
            print("x")
    assert number() == before


def test_a_new_thread_is_heard_under_the_number_of_one_that_ended():
    go = threading.Event()
    old = threading.Thread(target=go.wait)
    old.start()
    with captured() as noise:
        go.set()
        old.join()
        numbers = set()
        for _time in range(50):
            new = threading.Thread(target=lambda: print("x"))
            new.start()
            new.join()
            numbers.add(new.ident)
        assert noise.take()[0] == "x\n" * 50
    assert old.ident in numbers or sys.platform != "linux"  # or this test shows nothing
