"""What a forked child does to be a kernel like any other."""

import contextlib
import gc
import importlib
import locale
import os
import random
import resource
import select
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from kerastutor.kernels import surroundings

# What `prepare` found in the parent; the children use it.
_blas = None


class Impossible(Exception):
    """Why a request needs a cold kernel."""


@dataclass
class Job:
    """What a child was forked for."""

    request: dict  # argv, cwd, env, limits, umask, independent
    files: list[int]  # what becomes stdin, stdout and stderr
    tell: int  # the pipe in which to say "ready"
    asker: int  # pidfd of the process that wants the kernel


class _Forward:
    """A stream that is whatever `sys.stdout` (or `stderr`) is now.

    Libraries keep the stream that they found while they were imported, in log handlers for one. In
    a cold kernel that is the notebook's stream; in a warm one it must become it.
    """

    def __init__(self, name: str):
        self.__dict__["_name"] = name

    def _now(self):
        stream = getattr(sys, self._name)
        return getattr(sys, f"__{self._name}__") if stream is self else stream

    def __getattr__(self, name):
        return getattr(self._now(), name)

    def __setattr__(self, name, value):
        setattr(self._now(), name, value)

    def close(self):
        """Nobody closes the process's own stream."""


@contextlib.contextmanager
def forwarded_streams() -> Iterator[None]:
    """`sys.stdout` and `sys.stderr` are forwarding ones inside."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Forward("stdout"), _Forward("stderr")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


INLINE = "module://matplotlib_inline.backend_inline"


def prepare() -> None:
    """In the parent: what each child would have to find out again."""
    global _blas
    import threadpoolctl

    # the linear algebra libraries, whose number of threads the children choose
    _blas = threadpoolctl.ThreadpoolController().select(user_api="blas")
    sys.modules["matplotlib"].rcParams["backend"] = INLINE  # looks through all backends once
    # Imported, it enables pictures in the kernel that runs then; here there is none.
    _forget("matplotlib_inline")


def possible(request: dict, files: list[int]) -> None:
    """Whether a child of this process can be what is asked for.

    Raises:
        Impossible: environment variables that matter at import differ, or a resource limit is
            higher than this process may give, or the request is none.
    """
    if len(files) != 3 or not _well_formed(request):
        raise Impossible("the request is not whole")
    mine = surroundings.import_variables(PARENT_ENVIRONMENT)
    theirs = surroundings.import_variables(request["env"])
    other = sorted(
        name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)
    )
    if other:
        raise Impossible(f"these variables differ from the warm parent's: {', '.join(other)}")
    for name, (_soft, hard) in request["limits"].items():
        own = resource.getrlimit(getattr(resource, name))[1]
        if own != resource.RLIM_INFINITY and (hard == resource.RLIM_INFINITY or hard > own):
            if os.geteuid() != 0:
                raise Impossible(f"{name} is higher than the warm parent's")


def _well_formed(request: dict) -> bool:
    argv, env, limits = (request.get(name) for name in ("argv", "env", "limits"))
    return (
        isinstance(argv, list)
        and all(isinstance(word, str) for word in argv)
        and isinstance(env, dict)
        and all(isinstance(text, str) for text in env.values())
        and isinstance(limits, dict)
        and all(hasattr(resource, name) for name in limits)
        and all(isinstance(pair, list) and len(pair) == 2 for pair in limits.values())
        and isinstance(request.get("cwd"), str)
        and isinstance(request.get("umask"), int)
        and isinstance(request.get("independent"), bool)
    )


#: The environment as it came, before anything changed it.
PARENT_ENVIRONMENT = dict(os.environ)


def become(job: Job) -> None:
    """Be the kernel: returns when it ends, and the process with it."""
    request = job.request
    os.setsid()
    for descriptor, file in enumerate(job.files):
        os.dup2(file, descriptor)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    os.umask(request["umask"])
    for name, (soft, hard) in request["limits"].items():
        resource.setrlimit(getattr(resource, name), (soft, hard))
    _watch(None if request["independent"] else job.asker)
    if request["independent"]:
        os.close(job.asker)
    _refresh(request["env"])
    sys.argv = request["argv"]
    gc.enable()
    _run(job.tell)


def _watch(asker: int | None) -> None:
    """End when the process that wanted this kernel does, as ipykernel does for a cold one."""
    if asker is None:
        return

    def wait():
        watch = select.poll()
        watch.register(asker, select.POLLIN)
        watch.poll()
        os._exit(1)

    threading.Thread(target=wait, name="kerastutor-watch", daemon=True).start()


def _refresh(variables: dict[str, str]) -> None:
    """What a process settles once when it starts, and two kernels must not share."""
    time.tzset()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    tempfile.tempdir = None
    tempfile._name_sequence = None
    random.seed()
    sys.modules["numpy"].random.seed()
    _blas.limit(limits=_threads(variables))
    # Matplotlib reads this while it is imported; in a cold kernel ipykernel sets it before.
    sys.modules["matplotlib"].rcParams["backend"] = variables.get("MPLBACKEND") or INLINE
    # This package, too, is the kernel's own: its language, and its newest source.
    _forget("kerastutor")
    importlib.invalidate_caches()


def _forget(package: str) -> None:
    """Let a package be imported anew."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


def _threads(variables: dict[str, str]) -> int:
    """How many threads OpenBLAS would have taken, had it been loaded here."""
    for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        text = variables.get(name, "").strip()
        if text.isdigit() and int(text) > 0:
            return int(text)
    return len(os.sched_getaffinity(0))


def _run(tell: int) -> None:
    from ipykernel.kernelapp import IPKernelApp

    # 1: no poller of its own for the parent process, which is not who wanted the kernel.
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(sys.argv[1:])
    # What `import ipywidgets` does in a kernel; here there was none when it was imported.
    import ipywidgets

    ipywidgets.register_comm_target(app.kernel)
    os.write(tell, b"1")
    os.close(tell)
    app.start()
