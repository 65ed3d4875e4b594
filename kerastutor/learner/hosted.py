"""Answers in another process, and that process as its owner sees it."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cached_property

from kerastutor.learner import wire
from kerastutor.learner.answer import Answer
from kerastutor.learner.host import SECONDS_TO_OPEN
from kerastutor.learner.limits import FOR_IMPORTS
from kerastutor.learner.outcome import DIED, RAISED, RETURNED, TOO_SLOW, Outcome
from kerastutor.learner.plain import Raised
from kerastutor.learner.source import Source

_GRACE = 10.0  # seconds beyond all limits, after which a host has hung


class Host:
    """A process that runs one answer after another. It starts when it is first asked, and again
    when it has died.

    Args:
        environment: more environment variables for it.
    """

    def __init__(self, environment: dict[str, str] | None = None):
        self._environment = {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ, **(environment or {})}
        self._process: subprocess.Popen | None = None
        self._open: HostedAnswer | None = None  # the answer that it holds

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what could not be written to it any more
                    pipe.close()
        self._process = self._open = None

    def ask(self, answer: "HostedAnswer", request: dict, seconds: float) -> dict | Outcome:
        """The reply, or an Outcome where there is none: it died, or it hung."""
        if self._open is not answer:
            opened = self._exchange({"do": "open", **answer.opening}, SECONDS_TO_OPEN)
            if type(opened) is Outcome:
                return opened
            answer.opened(opened)
            self._open = answer
        return self._exchange(request, seconds) if request else {}

    def _exchange(self, request: dict, seconds: float) -> dict | Outcome:
        self._start()
        hung = threading.Event()

        def give_up():
            hung.set()
            self._process.kill()

        timer = threading.Timer(seconds + FOR_IMPORTS + _GRACE, give_up)
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(wire.encode(request))
            self._process.stdin.flush()
            frame = wire.read_frame(self._process.stdout.read)
            reply = None if frame is None else wire.decode(frame)
            if type(reply) is dict:
                return reply
        except (OSError, wire.WireError):
            pass  # it died while it read or wrote, or it talks nonsense
        finally:
            timer.cancel()
        self.close()
        ending = TOO_SLOW if hung.is_set() else DIED
        return Outcome(ending, seconds=float(seconds), limit=float(seconds))

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._process = subprocess.Popen(
            # -P: what lies in the current folder takes nothing's place.
            [sys.executable, "-P", "-m", "kerastutor.learner.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )


class HostedAnswer(Answer):
    """An answer in a host.

    Args:
        host: the process.
        source: the answer's text and name, which the host is given, and which is read here.
        target: for tests: "module:qualname", where the host finds the answer instead.
    """

    def __init__(self, host: Host, source: Source, target: str = ""):
        self._host = host
        self.source = source
        self.opening = (
            {"target": target} if target else {"source": source.text, "name": source.name}
        )
        self._reply: dict | None = None

    def opened(self, reply: dict) -> None:
        self._reply = reply

    @cached_property
    def _found(self) -> tuple[bool, object, Outcome | None]:
        """Whether it can be called, what else is there, and why it could not be opened."""
        failed = self._host.ask(self, {}, SECONDS_TO_OPEN)
        if type(failed) is Outcome:
            return True, None, failed
        reply = self._reply or {}
        outcome = _read(reply.get("outcome"))
        if not outcome.returned:
            return True, None, outcome
        return reply.get("callable") is True, reply.get("value"), None

    @property
    def is_callable(self) -> bool:
        return self._found[0]

    @property
    def value(self):
        return self._found[1]

    def run(self, case: tuple, seconds: float, take: int = 0) -> Outcome:
        """See `Answer.run`. What has not stopped by itself is ended with its process."""
        if self._found[2] is not None:
            return self._found[2]
        request = {"do": "run", "case": case, "seconds": float(seconds), "take": take}
        reply = self._host.ask(self, request, seconds)
        outcome = reply if type(reply) is Outcome else _read(reply)
        if outcome.ending == DIED:
            self._host.close()  # it has ended, or what it says cannot be believed
        return outcome


_TYPES = {
    "ending": str,
    "after": tuple,
    "printed": str,
    "warned": tuple,
    "seconds": float,
    "limit": float,
    "line": str,
}


def _read(reply) -> Outcome:
    """An outcome as the host tells it, if it has the form of one."""
    died = Outcome(DIED)
    if type(reply) is not dict or reply.keys() != {*_TYPES, "value", "error", "stopped"}:
        return died
    if any(type(reply[name]) is not kind for name, kind in _TYPES.items()):
        return died
    if not all(type(warning) is Raised for warning in reply["warned"]):
        return died
    if reply["ending"] not in (RETURNED, RAISED, TOO_SLOW):
        return died
    if type(reply["error"]) is not (Raised if reply["ending"] == RAISED else type(None)):
        return died
    return Outcome(**{**reply, "stopped": True})
