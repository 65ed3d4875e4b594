"""A process in which a learner's answer runs: `python -m kerastutor.learner.host`.

It reads requests on stdin and writes replies on stdout, each a frame of `wire`:

    {"do": "open", "source": text, "name": name}     run the text; the answer is what has that name
    {"do": "open", "target": "module:qualname"}      the answer is found in a module (for tests)
    {"do": "run", "case": (…), "seconds": 5.0, "take": 0}

A reply to "open" says whether the answer can be called, and what else stands there; one to "run" is
the outcome. The process that asks trusts nothing of it.
"""

import importlib
import linecache
import os
from dataclasses import fields

from kerastutor.learner import wire
from kerastutor.learner.answer import LocalAnswer
from kerastutor.learner.outcome import Outcome

FILE = "<answer>"
SECONDS_TO_OPEN = 30.0


def main() -> None:
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What the learner's code reads and writes is no part of the conversation.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    served = _Served()
    while (frame := wire.read_frame(requests.read)) is not None:
        request = wire.decode(frame)
        reply = getattr(served, request.pop("do"))(**request)
        replies.write(wire.encode(reply))
        replies.flush()
        if reply.get("stopped") is False:
            os._exit(0)  # the call goes on in a thread that nobody can stop


class _Served:
    """The answer that is open."""

    _answer: LocalAnswer

    def open(self, source: str = "", name: str = "", target: str = "") -> dict:
        found = []

        def look():
            found.append(_imported(target) if target else _executed(source, name))

        opened = LocalAnswer(look).run((), SECONDS_TO_OPEN)
        self._answer = LocalAnswer(found[0] if found else None)
        return {
            "outcome": written(opened),
            "callable": self._answer.is_callable,
            "value": None if self._answer.is_callable else self._answer.value,
        }

    def run(self, case: tuple, seconds: float, take: int) -> dict:
        return written(self._answer.run(case, seconds, take))


def written(outcome: Outcome) -> dict:
    return {field.name: getattr(outcome, field.name) for field in fields(outcome)}


def _imported(target: str):
    module, _colon, path = target.partition(":")
    found = importlib.import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    return found


def _executed(source: str, name: str):
    lines = source.splitlines(keepends=True)
    linecache.cache[FILE] = (len(source), None, lines, FILE)
    names = {"__name__": "__main__"}
    exec(compile(source, FILE, "exec"), names)
    return names[name]


if __name__ == "__main__":
    main()
