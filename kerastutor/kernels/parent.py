"""The parent of warm kernels: it has imported Keras, never runs an operation, and forks.

    python -m kerastutor.kernels.parent

One for each user, Python and surroundings. It listens on a Unix socket that only its user can
open, and ends when nobody has been connected, and no kernel has run, for a while. Nothing here may
start a thread or run an operation of TensorFlow: a fork after that hangs.
"""

import contextlib
import fcntl
import gc
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from kerastutor.kernels import child, surroundings, wire

# What lessons import.
IMPORTS = (
    *("numpy", "tensorflow", "keras", "ipywidgets", "anywidget"),
    *("matplotlib.pyplot", "sklearn.datasets"),
)
# What ipykernel imports while it starts, a third of a second; one that is not installed is not.
KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.debugger", "IPython.core.completerlib", "IPython.extensions.storemagic"),
    *("sqlite3", "tornado.platform.asyncio"),
)
# Imported by them and needed to know that nothing has run.
CONTEXT = "tensorflow.python.eager.context"
IDLE = 600.0  # seconds; KERASTUTOR_WARM_IDLE sets others
TALK = 5.0  # seconds that a client may take to say what it wants
BREATH = 0.1  # seconds until a client that could not be let in is tried again


@dataclass
class Kernel:
    """A kernel that was forked, and who asked for it."""

    pid: int
    handle: int  # its pidfd
    ready: int | None  # the pipe in which it says that it is ready; None afterwards
    client: socket.socket | None
    started: float = field(default_factory=time.time)


class Unfit(Exception):
    """Why this process must not fork."""


class Parent:
    """The listening socket, the clients, the kernels."""

    def __init__(self, path: Path, listening: socket.socket, lock: int):
        self.path, self.listening, self.lock = path, listening, lock
        self.started = time.time()
        self.idle = float(os.environ.get("KERASTUTOR_WARM_IDLE") or IDLE)
        self.selector = selectors.DefaultSelector()
        self.clients: set[socket.socket] = set()
        self.kernels: dict[int, Kernel] = {}
        self.stamp: dict = {}
        self.retired = False
        self.selector.register(listening, selectors.EVENT_READ, self._accept)

    def serve(self) -> child.Job | None:
        """Answer until idle (None) or, in a forked child, return what it shall become."""
        idle_since = time.monotonic()
        while True:
            if self.clients or self.kernels:
                idle_since = time.monotonic()
            left = self.idle - (time.monotonic() - idle_since)
            if self.retired and not self.kernels:
                left = 0
            if left <= 0:
                return None
            for key, _events in self.selector.select(left):
                # one of those before it may have closed it
                if self.selector.get_map().get(key.fd) is key and (job := key.data(key.fileobj)):
                    return job

    def retire(self) -> None:
        """Fork no more, and make room for a successor; the kernels that run go on."""
        if not self.retired:
            self.retired = True
            self.selector.unregister(self.listening)
            self.path.unlink(missing_ok=True)
            self.listening.close()
            os.close(self.lock)

    def _accept(self, _listening):
        try:
            client, _address = self.listening.accept()
        except OSError:  # it has gone already, or no descriptor is free for it
            time.sleep(BREATH)
            return
        try:
            _pid, user = wire.peer(client)
        except OSError:
            user = None
        if user != os.getuid():
            client.close()
            return
        client.settimeout(TALK)
        self.clients.add(client)
        self.selector.register(client, selectors.EVENT_READ, self._hear)

    def _drop(self, client: socket.socket) -> None:
        if client in self.clients:
            self.clients.discard(client)
            self.selector.unregister(client)
            client.close()

    def _hear(self, client) -> child.Job | None:
        try:
            heard = wire.receive(client)
        except (OSError, ValueError, RecursionError):
            heard = None
        if heard is None:  # gone; its kernel notices by itself
            for kernel in self.kernels.values():
                if kernel.client is client:
                    kernel.client = None
            self._drop(client)
            return None
        message, files = heard
        try:
            if message.get("want") == "kernel":
                return self._fork(client, message, files)
            if message.get("want") == "status":
                self._tell(client, {"pid": os.getpid(), "started": self.started,
                                    "kernels": sorted(self.kernels)})  # fmt: skip
            return None
        finally:
            wire.close(files)

    def _tell(self, client, message: dict, files=()) -> bool:
        try:
            wire.send(client, message, files)
            return True
        except OSError:
            return False

    def _fork(self, client, request: dict, files: list[int]) -> child.Job | None:
        """Fork a kernel, or say why it is to be a cold one; in the child, what it shall become.

        Who asked may have gone, and the system may have no process or descriptor left: this
        process, and the kernels that run, go on.
        """
        opened: list[int] = []
        try:
            if self.stamp != surroundings.stamp():
                raise Unfit("an installed package, or a setting of Keras, has changed")
            check()
            child.possible(request, files)
            opened.append(os.pidfd_open(wire.peer(client)[0]))
            opened.extend(os.pipe())
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
        except (child.Impossible, Unfit, OSError) as why:
            wire.close(opened)
            self._refuse(client, why)
            return None
        asker, ready, tell = opened
        if pid == 0:
            os.close(ready)
            keep = [os.dup(file) for file in files]
            self._forget()
            return child.Job(request, keep, tell, asker)
        wire.close([asker, tell])
        try:
            handle = os.pidfd_open(pid)
        except OSError as why:  # a kernel that nobody could hold
            os.close(ready)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self._refuse(client, why)
            return None
        kernel = self.kernels[handle] = Kernel(pid, handle, ready, client)
        self.selector.register(handle, selectors.EVENT_READ, self._ended)
        self.selector.register(ready, selectors.EVENT_READ, self._said)
        if not self._tell(client, {"pid": pid}, [handle]):
            os.kill(kernel.pid, signal.SIGKILL)  # who asked has given up
        return None

    def _refuse(self, client, why: Exception) -> None:
        """Say why the kernel is to be a cold one."""
        unfit = isinstance(why, Unfit)
        if unfit:
            self.retire()
        self._tell(client, {"cold": f"{why}", "retired": unfit})

    def _said(self, ready):
        """A kernel says that it is ready, or closed the pipe by ending."""
        kernel = next(kernel for kernel in self.kernels.values() if kernel.ready == ready)
        said = os.read(ready, 1)
        self.selector.unregister(ready)
        os.close(ready)
        kernel.ready = None
        if said and kernel.client is not None:
            self._tell(kernel.client, {"ready": True})

    def _ended(self, handle):
        kernel = self.kernels.pop(handle)
        _pid, status = os.waitpid(kernel.pid, 0)
        self.selector.unregister(handle)
        os.close(handle)
        if kernel.ready is not None:
            self.selector.unregister(kernel.ready)
            os.close(kernel.ready)
        if kernel.client is not None:
            self._tell(kernel.client, {"exit": os.waitstatus_to_exitcode(status)})
            self._drop(kernel.client)

    def _forget(self) -> None:
        """In a child: nothing of the parent's stays open."""
        self.selector.close()
        for client in self.clients:
            client.close()
        for kernel in self.kernels.values():
            os.close(kernel.handle)
            if kernel.ready is not None:
                os.close(kernel.ready)
        if not self.retired:
            self.listening.close()
            os.close(self.lock)


def check() -> None:
    """Nothing has run in this process that a fork would not survive.

    Raises:
        Unfit: there is a second thread, or TensorFlow has made its context.
    """
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise Unfit(f"the parent has {threads} threads")
    context = getattr(sys.modules[CONTEXT], "_context", None)
    if context is not None:
        raise Unfit("TensorFlow has made its context in the parent")


def warm_up() -> None:
    """Import everything, with one thread.

    Raises:
        Unfit: something ran while it was imported, or Keras is not on TensorFlow.
    """
    import importlib

    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads would not survive a fork
    for name in IMPORTS:
        importlib.import_module(name)
    for name in KERNEL:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if sys.modules["keras"].backend.backend() != "tensorflow":
        raise Unfit(f"Keras runs on {sys.modules['keras'].backend.backend()}")
    importlib.import_module(CONTEXT)
    child.prepare()
    check()


def listen(path: Path) -> tuple[socket.socket, int] | None:
    """The socket and the lock of the only parent of that name; None when there is one already."""
    lock = os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    path.unlink(missing_ok=True)  # left by one that was killed
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(64)
    return listening, lock


def main() -> None:
    path = Path(sys.argv[1])
    if sys.path[0] == os.getcwd():  # put there by `-m`; a notebook's folder is not this one
        del sys.path[0]
    held = listen(path)
    # Whoever started this goes on as soon as there is a socket to ask at.
    if held is None or os.fork():
        os._exit(0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parent = Parent(path, *held)
    unfit = path.with_suffix(".unfit")
    unfit.unlink(missing_ok=True)
    gc.disable()  # no collection writes to memory that the kernels will share
    try:
        with child.forwarded_streams():
            warm_up()
        parent.stamp = surroundings.stamp()
    except BaseException as why:
        unfit.write_text(f"{type(why).__name__}: {why}\n")
        parent.retire()
        raise
    gc.freeze()
    job = parent.serve()
    if job is None:
        parent.retire()
        return
    with contextlib.suppress(NameError):
        del parent, held
    child.become(job)


if __name__ == "__main__":
    main()
