"""When asking for a kernel fails half-way: the parent lives on, and nothing stays open."""

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kerastutor.kernels import client, parent, provisioner, surroundings, unavailable, wire
from tests.kernels.conftest import run, until, warm_parent

REQUEST = {"want": "kernel", "argv": ["x"], "cwd": "/", "independent": False, "limits": {}}
#: A client that asks, and is gone before it is heard.
GONE = """
import os, socket, sys
from kerastutor.kernels import wire
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.connect(sys.argv[1])
request = {"want": "kernel", "argv": ["x"], "cwd": "/", "independent": False, "limits": {}}
wire.send(connection, {**request, "umask": 0, "env": dict(os.environ)}, [0, 1, 2])
"""


def descriptors():
    return {
        number: os.readlink(path)
        for number in os.listdir("/proc/self/fd")
        if os.path.lexists(path := f"/proc/self/fd/{number}")
    }


def test_the_parent_outlives_a_client_that_is_gone_when_it_is_heard():
    with warm_parent() as warm:
        pid = warm.pid
        log = warm.path.with_suffix(".log")
        os.kill(pid, signal.SIGSTOP)
        try:
            asker = subprocess.run(
                [sys.executable, "-c", GONE, str(warm.path)], env=warm.variables, check=True
            )
        finally:
            os.kill(pid, signal.SIGCONT)
        assert asker.returncode == 0
        assert warm.status, log.read_text()
        assert (warm.pid, warm.status["kernels"]) == (pid, [])
        with warm.kernel() as (_manager, talk):
            assert run(talk, "import os; print(os.getppid())") == str(pid)
        assert "Traceback" not in log.read_text()


class Fakes:
    """A parent in this process, which asks for nothing to be imported; and a client of it."""

    def __init__(self, folder, monkeypatch):
        listening, lock = parent.listen(folder / "p.sock")
        self.parent = parent.Parent(folder / "p.sock", listening, lock)
        self.parent.stamp = surroundings.stamp()
        self.mine, self.theirs = socket.socketpair()
        self.parent.clients.add(self.theirs)
        self.theirs.settimeout(5)
        self.parent.selector.register(self.theirs, parent.selectors.EVENT_READ, self.parent._hear)
        monkeypatch.setattr(parent, "check", lambda: None)
        self.request = {**REQUEST, "umask": 0, "env": dict(parent.child.PARENT_ENVIRONMENT)}

    def ask(self):
        wire.send(self.mine, self.request, [0, 1, 2])
        assert self.parent._hear(self.theirs) is None
        return wire.receive(self.mine)


@pytest.fixture
def fakes(tmp_path, monkeypatch):
    found = Fakes(tmp_path, monkeypatch)
    yield found
    found.mine.close()
    found.theirs.close()
    found.parent.selector.close()
    found.parent.retired or (found.parent.listening.close(), os.close(found.parent.lock))


def refuse(*_arguments):
    raise OSError(errno.EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize(("module", "name"), [(os, "fork"), (os, "pidfd_open"), (os, "pipe")])
def test_what_the_system_refuses_makes_a_cold_kernel(fakes, monkeypatch, module, name):
    before = descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, refuse)
        message, files = fakes.ask()
    assert "temporarily unavailable" in message["cold"] and files == []
    assert not message["retired"] and not fakes.parent.retired
    assert descriptors() == before and fakes.parent.kernels == {}


def test_a_kernel_that_cannot_be_held_is_ended(fakes, monkeypatch):
    """No descriptor is left for it after the fork."""
    forked = subprocess.Popen(["sleep", "60"])
    opening = os.pidfd_open
    before = descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", lambda: forked.pid)
        patch.setattr(os, "pidfd_open", lambda pid: refuse() if pid == forked.pid else opening(pid))
        message, _files = fakes.ask()
    assert "temporarily unavailable" in message["cold"]
    assert not Path(f"/proc/{forked.pid}").exists()  # ended, and counted
    assert descriptors() == before and fakes.parent.kernels == {}
    forked.returncode = -signal.SIGKILL  # the parent has waited for it


def test_a_client_that_cannot_be_let_in_harms_nobody(fakes, monkeypatch):
    monkeypatch.setattr(parent, "BREATH", 0)
    fakes.parent.listening.setblocking(False)  # nobody asks: accept raises BlockingIOError
    fakes.parent._accept(fakes.parent.listening)
    assert fakes.parent.clients == {fakes.theirs}


def test_a_message_that_is_nested_too_deeply_harms_nobody(fakes):
    data = b"[" * 100_000
    fakes.mine.sendall(wire.LENGTH.pack(len(data)) + data)
    assert fakes.parent._hear(fakes.theirs) is None
    assert fakes.parent.clients == set()


@pytest.mark.parametrize("last", [{"exit": 1}, {"cold": "no"}, None])
def test_a_start_that_fails_leaves_no_handle(tmp_path, last):
    """The parent forked a kernel, which then ended, or the parent did."""
    mine, theirs = socket.socketpair()
    forked = subprocess.Popen(["sleep", "60"])
    handle = os.pidfd_open(forked.pid)
    before = descriptors()
    wire.send(theirs, {"pid": forked.pid}, [handle])
    if last:
        wire.send(theirs, last)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(unavailable.Cold):
        client._answer(mine, tmp_path)
    assert forked.wait(10) == -signal.SIGKILL
    mine.close()
    assert set(descriptors()) - set(before) == set()
    theirs.close()
    os.close(handle)


def test_a_kernel_that_is_late_leaves_no_handle(tmp_path, monkeypatch):
    monkeypatch.setattr(client, "COLD_START", 0.05)
    test_a_start_that_fails_leaves_no_handle(tmp_path, {"something": "else"})


def test_a_kernel_that_nobody_waits_for_is_ended_and_let_go():
    mine, theirs = socket.socketpair()
    forked = subprocess.Popen(["sleep", "60"])
    before = descriptors()
    kernel = client.WarmKernel(forked.pid, os.pidfd_open(forked.pid), mine)
    loop = asyncio.new_event_loop()
    asked = loop.create_future()
    asked.set_result(kernel)
    provisioner._discard(asked)
    loop.close()
    assert forked.wait(10) == -signal.SIGKILL == kernel.returncode == kernel.poll()
    assert until(lambda: len(descriptors()) < len(before))
    kernel.kill()  # signals nobody
    theirs.close()
