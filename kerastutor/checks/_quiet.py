"""Silence, down to the file descriptors, while a learner's function runs.

nbgrader gives nothing for a cell that writes on stderr, and TensorFlow writes there from C++.
"""

import io
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_turn = threading.RLock()
KEPT = 4096  # bytes kept of what is printed; the rest is only swallowed


class _Bounded(io.RawIOBase):
    """Keeps the first bytes it is given: an endless print must not fill the memory."""

    def __init__(self):
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        data = bytes(data)
        self.kept += data[: max(0, KEPT - len(self.kept))]
        return len(data)


class Noise:
    """What was printed and warned since it was last taken."""

    def __init__(self):
        self._streams = [_Bounded(), _Bounded()]
        self.stdout, self.stderr = (
            io.TextIOWrapper(
                io.BufferedWriter(stream), "utf-8", errors="replace", write_through=True
            )
            for stream in self._streams
        )
        self.warnings: list[warnings.WarningMessage] = []
        self._files = {}

    def take(self) -> tuple[str, list[tuple[type[Warning], str]]]:
        """The text printed (what C++ code logs on descriptor 2 apart), and the warnings."""
        text = b""
        for wrapper, stream in zip((self.stdout, self.stderr), self._streams, strict=True):
            try:
                wrapper.flush()
            except ValueError:  # the learner closed sys.stdout
                pass
            text += bytes(stream.kept)
            stream.kept.clear()
        for descriptor, file in self._files.items():
            # One offset is shared by the file and the descriptor that writes to it.
            file.seek(0)
            written = file.read(KEPT)
            file.seek(0)
            file.truncate()
            if descriptor == 1:
                text += written
        warned = [(w.category, str(w.message)) for w in self.warnings]
        self.warnings.clear()
        return text.decode("utf-8", "replace"), warned


@contextmanager
def quiet() -> Iterator[Noise]:
    """Nothing reaches stdout or stderr inside; whatever happens, all is put back."""
    noise = Noise()
    with ExitStack() as undo:
        # Descriptors and streams belong to the process: two cells that run at once (subshells)
        # take turns. Not for ever: an answer that calls a check has its own caller to wait for.
        if _turn.acquire(timeout=10):
            undo.callback(_turn.release)
        recorded = undo.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        noise.warnings = recorded
        _flush()
        for descriptor in (1, 2):
            _redirect(descriptor, noise, undo)
        undo.callback(_flush)
        for name in ("stdout", "stderr"):
            old, new = getattr(sys, name), getattr(noise, name)
            undo.callback(setattr, sys, name, old)
            _divert(old, new, undo)
            setattr(sys, name, new)
        yield noise


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # None, or closed
            pass


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


def _divert(old, new, undo: ExitStack) -> None:
    """Catch what is written through a kept reference: a log handler holds the old sys.stderr."""
    try:
        had = vars(old).get("write")
        old.write = new.write
    except (AttributeError, TypeError):
        return

    def restore():
        if had is None:
            del old.write
        else:
            old.write = had

    undo.callback(restore)
