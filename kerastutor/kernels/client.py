"""The side of Jupyter: ask the parent for a kernel, start the parent where there is none."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from kerastutor.kernels import wire
from kerastutor.kernels.unavailable import Cold, reason

#: What a cold start takes, in seconds, until Keras is imported: nobody waits longer for a warm one.
COLD_START = 10.0
#: The exit code of a kernel whose parent ended before it, so that nobody could see its own.
UNSEEN = 255
# How long a parent that could not warm up is left alone, in seconds.
RETRY = 600.0

_leases: dict[str, socket.socket] = {}
_leasing = threading.Lock()


class WarmKernel:
    """A forked kernel, with the methods of `subprocess.Popen` that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int, connection: socket.socket):
        self.pid = pid
        self.returncode: int | None = None
        self._handle, self._connection = handle, connection
        self._turn = threading.Lock()

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while the kernel runs."""
        with self._turn:
            if self.returncode is None and self._gone():
                self.returncode = self._exit_code()
                os.close(self._handle)
                self._connection.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the kernel.

        Raises:
            subprocess.TimeoutExpired: it still runs after `timeout` seconds.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to this process, and never to another that has its number by now."""
        with self._turn:
            if self.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def abandon(self) -> None:
        """End it and let go of it: nobody will ask how it ended."""
        self.kill()
        with self._turn:
            if self.returncode is None:
                self.returncode = -signal.SIGKILL
                os.close(self._handle)
                self._connection.close()

    def _gone(self) -> bool:
        watch = select.poll()
        watch.register(self._handle, select.POLLIN)
        return bool(watch.poll(0))

    def _exit_code(self) -> int:
        """What the parent says; it waits for its children and may be a moment later."""
        try:
            self._connection.settimeout(2)
            while heard := wire.receive(self._connection):
                if "exit" in heard[0]:
                    return heard[0]["exit"]
        except (OSError, ValueError):
            pass
        return UNSEEN


def start(
    cmd: list[str],
    *,
    env: dict[str, str] | None = None,
    cwd: str | None = None,
    independent: bool = False,
    stdin=None,
    stdout=None,
    stderr=None,
    **others,
) -> WarmKernel:
    """A warm kernel for a kernel's command line.

    Args:
        cmd: Python, its flags, `-m ipykernel_launcher`, and the kernel's own arguments.
        env, cwd, stdin, stdout, stderr: as in `subprocess.Popen`.
        independent: whether the kernel outlives this process.

    Raises:
        Cold: why it must be a cold one.
    """
    env = dict(os.environ if env is None else env)
    if why := reason(env):
        raise Cold(why)
    flags, arguments = _command(cmd)
    if others:
        raise Cold(f"a warm kernel cannot have the options {', '.join(sorted(others))}")
    from kerastutor.kernels import surroundings

    if not independent:
        env["JPY_PARENT_PID"] = str(os.getpid())
    request = {
        "want": "kernel",
        "argv": arguments,
        "cwd": os.path.abspath(cwd or os.getcwd()),
        "env": env,
        "independent": independent,
        "limits": surroundings.limits(),
        "umask": surroundings.umask(),
    }
    path = _path(flags)
    connection = connect(path)
    if connection is None:
        warm_up(flags, env)
        raise Cold("the warm parent is starting")
    try:
        with contextlib.ExitStack() as files:
            given = [_file(files, stream, n) for n, stream in enumerate((stdin, stdout, stderr))]
            try:
                wire.send(connection, request, given)
                kernel = _answer(connection, path)
            except (OSError, ValueError) as error:
                raise Cold(f"the warm parent did not answer: {error}") from error
    except BaseException as why:
        connection.close()
        if isinstance(why, Cold) and why.retired:
            warm_up(flags, env)
        raise
    _lease(path)
    return kernel


def _answer(connection: socket.socket, path: Path) -> WarmKernel:
    """Wait for the kernel's number, then until it is ready."""
    deadline = time.monotonic() + COLD_START
    kernel = None
    with contextlib.ExitStack() as unless_ready:
        try:
            while True:
                connection.settimeout(max(deadline - time.monotonic(), 0.001))
                heard = wire.receive(connection)
                if heard is None:
                    raise Cold("the warm parent ended")
                message, files = heard
                if "cold" in message:
                    raise Cold(message["cold"], retired=message.get("retired", False))
                if "pid" in message:
                    kernel = WarmKernel(message["pid"], files[0], connection)
                    unless_ready.callback(kernel.abandon)
                elif "exit" in message:
                    raise Cold(f"the warm kernel ended with {message['exit']}", warn=True)
                elif message.get("ready") and kernel:
                    connection.settimeout(None)
                    unless_ready.pop_all()
                    return kernel
        except TimeoutError:
            if kernel is None:
                raise Cold("the warm parent is still starting") from None
            raise Cold(f"the warm kernel was not ready in {COLD_START:g} s", warn=True) from None


def _command(cmd: list[str]) -> tuple[list[str], list[str]]:
    """(Python's flags, the kernel's argv) of a command line that starts ipykernel.

    Raises:
        Cold: it is another Python, or starts something else.
    """
    try:
        module = cmd.index("-m")
    except ValueError:
        module = len(cmd)
    if cmd[module + 1 : module + 2] != ["ipykernel_launcher"]:
        raise Cold("the kernel is not ipykernel")
    if cmd[0] != sys.executable:
        raise Cold(f"the kernel's Python is {cmd[0]}, not {sys.executable}")
    arguments = [os.path.expanduser(argument) for argument in cmd[module + 2 :]]
    return cmd[1:module], ["ipykernel_launcher", *arguments]


def _file(files: contextlib.ExitStack, stream, standard: int) -> int:
    """The descriptor that a kernel gets for `stream`, as `Popen` would read it."""
    if stream is subprocess.DEVNULL or (stream is None and standard == 0):
        descriptor = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        files.callback(os.close, descriptor)
        return descriptor
    if stream is None:
        try:
            os.fstat(standard)
            return standard
        except OSError:
            return _file(files, subprocess.DEVNULL, standard)
    if stream in (subprocess.PIPE, subprocess.STDOUT):
        raise Cold("a warm kernel cannot have pipes to its standard streams")
    return stream if isinstance(stream, int) else stream.fileno()


def _path(flags: list[str]) -> Path:
    from kerastutor.kernels import surroundings

    try:
        return surroundings.folder() / f"{surroundings.name(flags)}.sock"
    except OSError as error:
        raise Cold(f"no folder for the socket: {error}") from error


def connect(path: Path) -> socket.socket | None:
    """A connection to the parent at `path`, if there is one and it is this user's."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(2)
        connection.connect(str(path))
        if wire.peer(connection)[1] == os.getuid():
            return connection
    except OSError:
        pass
    connection.close()
    return None


def warm_up(flags: list[str], env: dict[str, str] | None = None) -> None:
    """Start a parent, unless there is one or one could not warm up a short while ago.

    Returns at once; who asks that parent for a kernel waits until it is warm.

    Args:
        flags: Python's own flags, as in the kernel's command line.
        env: the environment of the kernels to come.
    """
    path = _path(flags)
    with contextlib.suppress(OSError):
        if time.time() - path.with_suffix(".unfit").stat().st_mtime < RETRY:
            return
    if (running := connect(path)) is not None:
        running.close()
        return
    variables = {
        name: text
        for name, text in (os.environ if env is None else env).items()
        if not name.startswith("JPY_")
    }
    with path.with_suffix(".log").open("wb") as log:
        starter = subprocess.Popen(
            [sys.executable, *flags, "-m", "kerastutor.kernels.parent", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=variables,
            cwd="/",
            start_new_session=True,
        )
        starter.wait()  # until there is a socket


def _lease(path: Path) -> None:
    """Stay connected while this process lives: the parent is there for its next kernel."""
    with _leasing:
        held = _leases.get(str(path))
        if held is not None:
            try:
                held.setblocking(False)
                if held.recv(1):
                    return
            except BlockingIOError:
                return  # still there
            except OSError:
                pass
            held.close()
        connection = connect(path)
        if connection is not None:
            _leases[str(path)] = connection


def status(flags: list[str]) -> dict | None:
    """{"pid", "started", "kernels"} of the parent; None when there is none that answers."""
    connection = connect(_path(flags))
    if connection is None:
        return None
    with connection:
        try:
            connection.settimeout(COLD_START)
            wire.send(connection, {"want": "status"})
            heard = wire.receive(connection)
        except (OSError, ValueError):
            return None
    return heard[0] if heard else None
