"""The parent itself: who may ask, when it ends, what it leaves behind."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kerastutor.kernels import client, kernelspec, parent, surroundings, unavailable, wire
from tests.kernels.conftest import alive, run, until, warm_parent


def memory(pid):
    """What a process wrote and shares with none, in kB.

    Not its clean pages: those of TensorFlow's files are private as long as no other process has
    loaded them, and tests beside this one begin and end.
    """
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def handle_of_a_process(number):
    try:
        return "pidfd" in os.readlink(f"/proc/self/fd/{number}")
    except OSError:  # closed by now
        return False


def test_it_has_run_nothing(warm):
    assert os.listdir(f"/proc/{warm.pid}/task") == [str(warm.pid)]


def test_the_socket_is_its_users_alone(warm):
    assert stat.S_IMODE(warm.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(warm.path.parent.stat().st_mode) == 0o700


def test_fifty_kernels_leave_nothing_behind(warm):
    """Started and stopped five at a time; the parent keeps neither descriptors nor memory."""
    from concurrent.futures import ThreadPoolExecutor

    pids = []

    def once(_number):
        with warm.kernel() as (manager, _talk):
            pids.append(manager.provisioner.pid)

    once(0)
    until(lambda: warm.status["kernels"] == [])
    parent_pid = warm.pid
    time.sleep(0.5)
    before = descriptors(parent_pid), memory(parent_pid)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(once, range(50)))
    assert until(lambda: warm.status["kernels"] == [], 30)
    assert len(set(pids)) == 51 and not any(alive(pid) for pid in pids)
    # the connection that asked for the status may be open a moment longer
    assert until(lambda: descriptors(parent_pid) <= before[0], 10)
    assert memory(parent_pid) < before[1] + 3000
    assert [n for n in os.listdir("/proc/self/fd") if handle_of_a_process(n)] == []


def test_the_parent_killed_with_kernels_running():
    with warm_parent() as warm, warm.kernel() as (manager, talk):
        run(talk, "mark = 5")
        first = warm.pid
        os.kill(first, signal.SIGKILL)
        assert until(lambda: not alive(first))
        time.sleep(1.5)  # longer than ipykernel takes to notice a lost parent
        assert run(talk, "print(mark)") == "5"
        assert manager.is_alive()
        manager.interrupt_kernel()
        # the next kernel is cold, and the one after it warm again
        with warm.kernel() as (_other, second):
            assert run(second, "import os; print(os.getppid())") == str(os.getpid())
        warm.wait()
        with warm.kernel() as (_other, third):
            assert run(third, "import os; print(os.getppid())") == str(warm.pid)
        manager.shutdown_kernel()
        assert not manager.has_kernel


def test_a_kernel_that_dies_after_its_parent_is_seen_to_be_dead():
    with warm_parent() as warm, warm.kernel() as (manager, _talk):
        os.kill(warm.pid, signal.SIGKILL)
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        assert until(lambda: manager.provisioner.process.poll() is not None, 20)
        assert manager.provisioner.process.returncode == client.UNSEEN


def test_it_ends_when_nobody_is_left():
    with warm_parent(KERASTUTOR_WARM_IDLE="1") as warm:
        pid = warm.pid
        with warm.kernel() as (_manager, talk):
            time.sleep(2.5)
            assert alive(pid)  # a kernel runs
            run(talk, "1")
        client._leases.pop(str(warm.path)).close()
        assert until(lambda: not alive(pid), 20)
        assert not warm.path.exists()


def test_it_stays_while_a_server_does():
    with warm_parent(KERASTUTOR_WARM_IDLE="1") as warm:
        pid = warm.pid
        with warm.kernel():
            pass
        time.sleep(2.5)
        assert alive(pid)  # this process is still connected


def test_a_changed_package_retires_it(tmp_path):
    """The kernels that run go on; the next is cold, and those after it see the new package."""
    (tmp_path / "sitecustomize.py").write_text("VERSION = 1\n")
    code = "import os, sitecustomize; print(os.getppid(), sitecustomize.VERSION)"
    with warm_parent(PYTHONPATH=str(tmp_path)) as warm, warm.kernel() as (_old, old):
        first = warm.pid
        assert run(old, code) == f"{first} 1"
        (tmp_path / "sitecustomize.py").write_text("VERSION = 22\n")
        with warm.kernel() as (_manager, talk):
            assert run(talk, code) == f"{os.getpid()} 22"
        warm.wait()
        assert warm.pid != first and alive(first)
        with warm.kernel() as (_manager, talk):
            assert run(talk, code) == f"{warm.pid} 22"
        assert run(old, "print(3)") == "3"
    assert until(lambda: not alive(first), 20)


def test_the_stamp_sees_packages_come_and_go(tmp_path, monkeypatch):
    (tmp_path / "a-1.0.dist-info").mkdir()
    monkeypatch.setattr(surroundings.sysconfig, "get_path", lambda name: str(tmp_path))
    first = surroundings.stamp()
    assert first == surroundings.stamp()
    (tmp_path / "a-1.0.dist-info").rename(tmp_path / "a-1.1.dist-info")
    assert first != surroundings.stamp()


def test_two_at_once_become_one():
    with warm_parent() as warm:
        pid = warm.pid
        client.warm_up([], warm.variables)
        client.warm_up([], warm.variables)
        time.sleep(0.5)
        assert warm.pid == pid
        found = subprocess.run(
            ["pgrep", "-f", f"kerastutor.kernels.parent {warm.path}"],
            capture_output=True,
            text=True,
        )
        assert found.stdout.split() == [str(pid)]


as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to be somebody else"
)


def as_nobody(path):
    """What somebody else gets from a parent: "refused", "closed" or an answer."""
    code = (
        "import os, socket, sys\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); s.settimeout(5)\n"
        "try:\n"
        "    s.connect(sys.argv[1])\n"
        '    s.sendall(b\'\\x00\\x00\\x00\\x12{"want": "status"}\')\n'
        "    print('closed' if not s.recv(1) else 'answered')\n"
        "except PermissionError: print('refused')\n"
        "except (ConnectionError, BrokenPipeError): print('closed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd="/"
    )
    return done.stdout.strip() or done.stderr


@as_root
def test_somebody_else_cannot_ask_it(warm):
    assert as_nobody(warm.path) == "refused"


@as_root
def test_somebody_else_is_not_answered_even_where_the_socket_is_open():
    with warm_parent() as warm:
        warm.path.parent.parent.chmod(0o755)
        warm.path.parent.chmod(0o755)
        warm.path.chmod(0o666)
        try:
            assert as_nobody(warm.path) == "closed"
            # and we do not trust a folder that others may open
            with pytest.raises(unavailable.Cold, match="mode 755"):
                client._path([])
        finally:
            warm.path.parent.chmod(0o700)
        assert warm.status["kernels"] == []


@as_root
def test_somebody_elses_parent_is_not_asked(tmp_path):
    """A socket that another user put in the way gets no request."""
    path = tmp_path / "x.sock"
    tmp_path.chmod(0o777)
    code = (
        "import os, socket, sys\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\n"
        "s.bind(sys.argv[1]); s.listen(1); print('up', flush=True)\n"
        "c, _ = s.accept(); c.settimeout(3)\n"
        "print(repr(c.recv(10)))\n"
    )
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o011)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd="/"
    ) as other:
        assert other.stdout.readline() == "up\n"
        assert client.connect(path) is None
        assert other.stdout.readline() == "b''\n"


@pytest.mark.parametrize(
    "change",
    [{}, {"argv": 3}, {"env": {"A": 1}}, {"env": None}, {"limits": {"RLIMIT_X": [1, 1]}},
     {"limits": {"RLIMIT_CORE": "x"}}, {"cwd": 3}, {"umask": "a"}],
)  # fmt: skip
def test_a_request_that_is_none_gets_no_kernel(warm, change):
    whole = {"argv": ["x"], "cwd": "/", "env": {}, "independent": False, "limits": {}, "umask": 0}
    request = {"want": "kernel", **(whole | change if change else {})}
    with client.connect(warm.path) as connection:
        wire.send(connection, request, [0, 1, 2])
        assert "cold" in wire.receive(connection)[0]
    assert warm.status["kernels"] == []


@pytest.mark.parametrize(
    "sent",
    [b"", b"\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{]", b"\x00\x00\x00\x02[]",
     b'\x00\x00\x00\x11{"want":"kernel"}'],
)  # fmt: skip
def test_nonsense_harms_nobody(warm, sent):
    connection = client.connect(warm.path)
    connection.sendall(sent)
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(10)
    while connection.recv(1000):
        pass
    connection.close()
    assert warm.status["kernels"] == []


def test_a_second_thread_makes_it_unfit(monkeypatch):
    monkeypatch.setitem(sys.modules, parent.CONTEXT, type(sys)("context"))
    monkeypatch.setattr(parent.os, "listdir", lambda path: ["1", "2"])
    with pytest.raises(parent.Unfit, match="2 threads"):
        parent.check()


def test_a_context_makes_it_unfit(monkeypatch):
    context = type(sys)("context")
    context._context = object()
    monkeypatch.setitem(sys.modules, parent.CONTEXT, context)
    monkeypatch.setattr(parent.os, "listdir", lambda path: ["1"])
    with pytest.raises(parent.Unfit, match="context"):
        parent.check()


def test_one_that_cannot_warm_up_is_left_alone(tmp_path, monkeypatch):
    """It says why in a file; kernels are cold, and it is not tried again at each."""
    run_folder = tempfile.mkdtemp(prefix="kt", dir="/tmp")  # short: a socket's path is limited
    monkeypatch.setenv("XDG_RUNTIME_DIR", run_folder)
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['anywidget'] = None\n")
    variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
    path = client._path([])
    client.warm_up([], variables)
    unfit = path.with_suffix(".unfit")
    assert until(unfit.exists, 60)
    assert "anywidget" in unfit.read_text()
    assert until(lambda: not path.exists())
    client.warm_up([], variables)
    time.sleep(0.5)
    assert not path.exists()
    shutil.rmtree(run_folder)


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({"KERASTUTOR_WARM": "0"}, "linux", "KERASTUTOR_WARM"),
        ({}, "darwin", "need Linux"),
        ({}, "win32", "need Linux"),
        ({"KERAS_BACKEND": "jax"}, "linux", "jax"),
    ],
)
def test_where_kernels_are_cold(monkeypatch, variables, platform, expected):
    monkeypatch.setattr(unavailable.sys, "platform", platform)
    assert expected in unavailable.reason(variables)


def test_warm_kernels_are_for_a_while(warm, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("KT_KEPT", "before")
    before = dict(os.environ)
    with pytest.raises(ZeroDivisionError), kernelspec.warm_kernels(KT_KEPT="now", KT_NEW="1"):
        ours = warm.variables["JUPYTER_PATH"].split(os.pathsep)[0]
        assert os.environ["JUPYTER_PATH"] == f"{ours}{os.pathsep}/elsewhere"
        assert (os.environ["KT_KEPT"], os.environ["KT_NEW"]) == ("now", "1")
        raise ZeroDivisionError
    assert dict(os.environ) == before
    monkeypatch.setenv("KERASTUTOR_WARM", "0")
    with kernelspec.warm_kernels(KT_NEW="1"):
        assert (os.environ["JUPYTER_PATH"], os.environ["KT_NEW"]) == ("/elsewhere", "1")
    assert "KT_NEW" not in os.environ


def test_the_backend_of_keras_json_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    assert "torch" in unavailable.reason({})
    (tmp_path / "keras.json").write_text("not json")
    assert unavailable.reason({}) == ""


@pytest.mark.parametrize(
    ("cmd", "expected"),
    [
        (["bash", "-c", "sleep 1"], "not ipykernel"),
        ([sys.executable, "-m", "xeus_python"], "not ipykernel"),
        (["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "x"], "kernel's Python"),
    ],
)
def test_other_kernels_are_cold(cmd, expected):
    with pytest.raises(unavailable.Cold, match=expected):
        client.start(cmd, env={})


def test_messages_go_through_whole():
    one, other = socket.socketpair()
    with one, other:
        message = {"env": {"A": "ü" * 100_000}}
        import threading

        threading.Thread(target=wire.send, args=(one, message, [0])).start()
        received, files = wire.receive(other)
        wire.close(files)
        assert received == message and len(files) == 1
        one.close()
        assert wire.receive(other) is None
