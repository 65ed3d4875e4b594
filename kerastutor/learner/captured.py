"""What a learner's function prints and warns is kept, down to the file descriptors.

nbgrader gives nothing for a cell that writes on stderr, and TensorFlow writes there from C++.
"""

import contextvars
import io
import os
import sys
import tempfile
import threading
import warnings
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

KEPT = 4096  # bytes kept of what is printed; the rest is only swallowed

# Descriptors and streams belong to the process: two that run at once (subshells) take turns.
_turn = threading.Lock()
# What is being kept where this code runs: an answer that calls a check keeps no second time.
_current: contextvars.ContextVar["Noise | None"] = contextvars.ContextVar(
    "kerastutor-noise", default=None
)


class Noise:
    """What was printed and warned since it was last taken."""

    def __init__(self):
        # A cell that runs meanwhile in another thread prints as ever.
        # Threads themselves, not their numbers: that of one which ends is given to the next.
        self._others = weakref.WeakSet(threading.enumerate())
        self._others.discard(threading.current_thread())
        self._over = False
        self._text = {name: bytearray() for name in ("stdout", "stderr")}
        self._warned: list[tuple[type[Warning], str]] = []
        self._files: dict[int, io.IOBase] = {}

    @property
    def listens(self) -> bool:
        """False afterwards, and in a thread that is not the learner's."""
        return not self._over and threading.current_thread() not in self._others

    def hear(self, name: str, data: bytes) -> None:
        kept = self._text[name]
        kept += data[: max(0, KEPT - len(kept))]

    def warn(self, category: type[Warning], message) -> None:
        if len(self._warned) < 100:
            try:
                text = str(message)
            except BaseException:  # the learner's own warning, with a __str__ of its own
                text = ""
            self._warned.append((category, text))

    def take(self) -> tuple[str, list[tuple[type[Warning], str]]]:
        """The text printed (what C++ code logs on descriptor 2 apart), and the warnings."""
        data = b"".join(bytes(kept) for kept in self._text.values())
        for kept in self._text.values():
            kept.clear()
        for descriptor, file in self._files.items():
            # One offset is shared by the file and the descriptor that writes to it.
            file.seek(0)
            written = file.read(KEPT)
            file.seek(0)
            file.truncate()
            if descriptor == 1:
                data += written
        warned, self._warned = self._warned, []
        return data.decode("utf-8", "replace"), warned


class _Ear(io.TextIOBase):
    """Stands in for sys.stdout or sys.stderr.

    What a thread keeps of it beyond the end (`redirect_stdout` puts it back, late) writes where
    the stream did that it stood for.
    """

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, noise: Noise, old):
        self._name, self._noise, self._old = name, noise, old
        self._write = getattr(old, "write", None)  # as it is now: `_divert` changes it

    def writable(self) -> bool:
        return True

    def write(self, text) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._noise.listens:
            self._noise.hear(self._name, text.encode("utf-8", "replace"))
        elif self._write is not None:
            self._write(text)
        return len(text)

    def flush(self) -> None:
        if not self._noise.listens:
            _flush(self._old)

    def close(self) -> None:
        """Whoever closes sys.stdout closes it for nobody else."""

    @property
    def buffer(self):
        return _Bytes(self)


class _Bytes(io.RawIOBase):
    """`sys.stdout.buffer`."""

    def __init__(self, ear: _Ear):
        self._ear = ear

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._ear.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


@contextmanager
def captured() -> Iterator[Noise]:
    """Nothing of this thread reaches stdout or stderr inside; whatever happens, all is put back."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with ExitStack() as undo:
        undo.enter_context(_turn)
        noise = Noise()
        undo.callback(_current.reset, _current.set(noise))
        _listen_to_warnings(noise, undo)
        _flush_all()
        for descriptor in (1, 2):
            _redirect(descriptor, noise, undo)
        undo.callback(_flush_all)  # what went to a kept sys.__stdout__, before that is put back
        ears = {name: _Ear(name, noise, getattr(sys, name)) for name in ("stdout", "stderr")}
        for name, ear in ears.items():
            undo.callback(setattr, sys, name, ear._old)
            _divert(ear, undo)
            setattr(sys, name, ear)
        try:
            yield noise
        finally:
            noise._over = True


def _flush_all() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        _flush(stream)


def _flush(stream) -> None:
    try:
        stream.flush()
    except (AttributeError, OSError, ValueError):  # None, or closed
        pass


def _listen_to_warnings(noise: Noise, undo: ExitStack) -> None:
    undo.enter_context(warnings.catch_warnings())
    warnings.simplefilter("always")
    before = warnings.showwarning

    def show(message, category, *more, **words):
        if noise.listens:
            noise.warn(category, message)
        else:
            before(message, category, *more, **words)

    warnings.showwarning = show


def _redirect(descriptor: int, noise: Noise, undo: ExitStack) -> None:
    """Send a file descriptor to a temporary file."""
    try:
        saved = os.dup(descriptor)
    except OSError:  # no such descriptor: nothing can be written to it
        return
    undo.callback(os.close, saved)
    file = undo.enter_context(tempfile.TemporaryFile(buffering=0))
    undo.callback(os.dup2, saved, descriptor)
    os.dup2(file.fileno(), descriptor)
    noise._files[descriptor] = file


def _divert(ear: _Ear, undo: ExitStack) -> None:
    """Catch what is written through a kept reference: a log handler holds the old sys.stderr."""
    old = ear._old
    try:
        had = vars(old).get("write")
        old.write = ear.write
    except (AttributeError, TypeError):
        return

    def restore():
        if had is None:
            del old.write
        else:
            old.write = had

    undo.callback(restore)
