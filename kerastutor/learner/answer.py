"""An answer: a function, a callable object or a generator function that a learner wrote.

It is reached by calls with plain data only, so that it may as well live in another process
(`hosted`). Models and classes will need steps of their own when an exercise asks for one.
"""

import dis
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cached_property, partial
from itertools import islice

import numpy as np

from kerastutor.exact import exact
from kerastutor.learner.captured import captured
from kerastutor.learner.contained import contained
from kerastutor.learner.limits import TimeLimit, run_limited
from kerastutor.learner.outcome import RAISED, RETURNED, TOO_SLOW, Outcome
from kerastutor.learner.plain import Raised, Stream, Tensor, plain, raised
from kerastutor.learner.reading import function_of, source_of
from kerastutor.learner.source import Source
from kerastutor.learner.words import numbered


class Answer(ABC):
    """What checks know of an answer.

    Attributes:
        source: its text, to be read on our side.
        is_callable: whether it can be called at all.
        value: what stands there instead, as plain data, where it cannot.
    """

    source: Source
    is_callable: bool
    value: object

    @abstractmethod
    def run(self, case: tuple, seconds: float, take: int = 0) -> Outcome:
        """Call it with a case's arguments.

        Args:
            case: plain data.
            seconds: the limit; imports do not count.
            take: how many items are taken of an iterator that it returns, within the limit.

        Returns:
            What it did.
        """


class LocalAnswer(Answer):
    """An answer in this process, called in a thread within limits.

    Args:
        function: what the learner wrote.
        source: its text; read from where it was written unless given.
    """

    def __init__(self, function, source: Source | None = None):
        self.function = function
        self.is_callable = callable(function)
        self._source = source

    @property
    def value(self):
        return plain(self.function)

    @cached_property
    def source(self) -> Source:
        return source_of(self.function) if self._source is None else self._source

    def run(
        self,
        case: tuple,
        seconds: float | None,
        take: int = 0,
        slow: Callable[[], object] | None = None,
    ) -> Outcome:
        """Call the function with copies of a case's arguments.

        Args:
            case: its arguments; what is no plain data is passed as it is.
            seconds: the limit; None for a function of our own, which returns.
            take: how many items are taken of an iterator that it returns.
            slow: called once when it takes more than a moment.

        Returns:
            What it did; its value is plain data.
        """
        given = tuple(live(argument) for argument in case)

        def work():
            value = self.function(*given)
            if take and isinstance(value, Iterator):
                value = _taken(value, take)
            return plain(value)

        return self._within(work, seconds, slow, lambda: plain(given))

    def use(
        self,
        work: Callable[[Callable], object],
        seconds: float,
        slow: Callable[[], object] | None = None,
    ) -> Outcome:
        """Let code of our own use the live function, such as a tape through it.

        Args:
            work: given the function; what it returns is the outcome's value, as it is.
            seconds: the limit for all of it.
            slow: called once when it takes more than a moment.
        """
        return self._within(lambda: work(self.function), seconds, slow, tuple)

    def _within(self, work, seconds, slow, after) -> Outcome:
        exact()

        def kept():
            """Whatever happens is an outcome; nothing is asked of an error outside the limit."""
            value = error = None
            try:
                value = work()
            except KeyboardInterrupt as interrupt:
                if seconds is None:  # in the thread of whoever pressed the key
                    raise
                error = self._raised(interrupt)
            except BaseException as problem:
                error = self._raised(problem)
            return value, error, after()

        with captured() as noise, contained() if seconds is not None else nullcontext():
            noise.take()
            try:
                if seconds is None:
                    (value, error, changed), spent = kept(), 0.0
                else:
                    (value, error, changed), spent = run_limited(kept, seconds, slow)
            except TimeLimit as limit:
                printed, warned = _heard(noise)
                return Outcome(
                    TOO_SLOW,
                    printed=printed,
                    warned=warned,
                    seconds=float(limit.seconds),
                    limit=float(limit.seconds),
                    stopped=limit.stopped,
                    line=limit.line,
                )
            printed, warned = _heard(noise)
        return Outcome(
            RETURNED if error is None else RAISED,
            value=value,
            error=error,
            after=changed,
            printed=printed,
            warned=warned,
            seconds=spent,
            limit=float(seconds or 0),
        )

    def _raised(self, error: BaseException) -> Raised:
        """The exception as data, with the learner's line that it came from."""
        function = function_of(self.function)
        theirs = function.__globals__ if function else None  # a notebook's cells share them
        step, found, last = error.__traceback__, None, None
        while step is not None:
            last = step
            if step.tb_frame.f_globals is theirs:
                found = step
            step = step.tb_next
        if found is None:
            return raised(error, own=theirs is None)
        code = found.tb_frame.f_code
        return raised(
            error,
            line=numbered(code.co_filename, found.tb_lineno),
            own=found is last and dis.opname[code.co_code[found.tb_lasti]] == "RAISE_VARARGS",
            function=code.co_name if code.co_name.isidentifier() else "",
        )


def _taken(value: Iterator, most: int) -> Stream:
    items = tuple(islice(value, most))
    return Stream(type(value).__name__, items, ended=len(items) < most)


def _heard(noise) -> tuple[str, tuple[Raised, ...]]:
    printed, warned = noise.take()
    return printed, tuple(_warning(category, text) for category, text in warned)


def _warning(category: type[Warning], text: str) -> Raised:
    kinds = tuple(base.__name__ for base in category.__mro__ if base.__module__ == "builtins")
    return Raised(category.__name__[:60], text[:300], kinds)


def live(value):
    """A plain value as it is passed to a function: copies, and tensors where Tensors were.

    A read-only array stays read-only; what is no plain data is passed as it is.
    """
    kind = type(value)
    if kind is np.ndarray:
        copy = np.array(value)
        copy.flags.writeable = value.flags.writeable
        return copy
    if kind in (tuple, list):
        return kind(live(item) for item in value)
    if kind is dict:
        return {key: live(item) for key, item in value.items()}
    if kind is Tensor:
        import keras

        return keras.ops.convert_to_tensor(value.values, dtype=value.dtype)
    return value


def name_of(answer) -> str:
    """What a function is called, or "" where it has no name that can be said.

    An object that can be called has its class's name; what `partial` made, that of its function.
    """
    name = getattr(answer, "__name__", None)
    if type(answer) is partial:
        return name_of(answer.func)
    if name is None and callable(answer):
        name = type(answer).__name__
    return name if isinstance(name, str) and name.isidentifier() else ""
