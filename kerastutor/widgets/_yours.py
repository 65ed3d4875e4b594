"""How an explorer calls a learner's function: whatever that does becomes one line."""

import os

from ..concepts.tensors import as_array
from ..i18n import _
from ..learner.answer import LocalAnswer, name_of
from ..learner.outcome import RETURNED, TOO_SLOW, Outcome
from ..learner.plain import plain, unwrapped
from ..learner.words import kind, words

#: Seconds that a learner's function may take before an explorer stops it. A crowded server may
#: want more.
SECONDS = float(os.environ.get("KERASTUTOR_SECONDS", 2))


class Problem(Exception):
    """Something that the learner can mend: an explorer shows it as one line, never raises it.

    Args:
        field: the name of the field where it was typed, as `Controls` knows it.
    """

    calm = False  # as where nothing is wrong yet

    def __init__(self, text, field=""):
        super().__init__(text)
        self.field = field


class NotWritten(Problem):
    """A learner's function is still the stub that the lesson gave."""

    calm = True


class Endless(Problem):
    """A learner's function did not return in time."""


def spoilt(name) -> str:
    """That a function of this name changes what it is given."""
    return _("{name} changed its argument in place: whoever calls it loses the old values.").format(
        name=name
    )


class Yours:
    """What an explorer calls a learner's function with."""

    _spoilt = ""  # that it changed its arguments
    _kept: tuple | None = None  # the last call: (function, arguments, result)

    def _call(self, function, *arguments):
        """What a learner's function returns, as plain data; all else is a :class:`Problem`.

        It is called once for the same arguments, and an endless one is not waited for twice.
        """
        if self._kept is not None:
            called, given, found = self._kept
            if called is function and all(map(_is, given, arguments)):
                if isinstance(found, Endless):
                    raise found
                return found
        before = tuple(plain(value) for value in arguments)
        try:
            outcome = self._run(function, lambda answer, **how: answer.run(arguments, **how))
        except Endless as problem:
            self._kept = function, arguments, problem
            raise
        self._spoilt = ""
        if outcome.changed(before):
            self._spoilt = spoilt(function_name(function))
        self._kept = function, arguments, outcome.value
        return outcome.value

    def _use(self, function, work, *refused):
        """What our own ``work(function)`` returns, such as a tape through the live function.

        Args:
            refused: classes of exceptions of our own, whose words are a :class:`Problem`.
        """

        def tried(function):
            try:
                return work(function)
            except refused as error:
                return Problem(str(error))

        found = self._run(function, lambda answer, **how: answer.use(tried, **how)).value
        if isinstance(found, Problem):
            raise found
        return found

    def _run(self, function, call) -> Outcome:
        name = function_name(function)
        outcome = call(LocalAnswer(function), seconds=SECONDS, slow=lambda: self._say_busy(name))
        if outcome.printed:
            print(outcome.printed, end="")
        if outcome.ending == TOO_SLOW:
            raise Endless(words(outcome, name))
        if (error := outcome.error) is not None:
            stub = error.own and "NotImplementedError" in error.kinds
            raise (NotWritten if stub else Problem)(words(outcome, name))
        return outcome

    def _call_for_array(self, function, *arguments, shape=None, why=""):
        """What a learner's function returns, as an array; all else is a :class:`Problem`.

        Args:
            shape: what shape it has to have, to be laid over Keras's numbers; any unless told.
            why: what has that shape, such as "the product".
        """
        value, name = self._call(function, *arguments), function_name(function)
        if said := words(Outcome(RETURNED, value=value), name):
            self._kept = None  # whoever mends what it looks up is heard at the next move
            raise Problem(said)
        try:
            found = as_array(unwrapped(value))
        except ValueError as error:
            raise Problem(
                _("{name} returned {kind}, which is no array. {error}")
                .format(name=name, kind=kind(value), error=_about_rows(value, error))
                .strip()
            ) from None
        if shape is not None and found.shape != shape:
            raise Problem(
                _("{name} returned shape {got}; {why} has shape {shape}.").format(
                    name=name, got=found.shape, why=why, shape=shape
                )
            )
        if shape is not None and found.dtype.kind not in "biufc":
            raise Problem(
                _("{name} returned {dtype}. Numbers are expected.").format(
                    name=name, dtype=found.dtype
                )
            )
        return found

    def _say_busy(self, name):
        if not hasattr(self, "_reading"):
            return  # it is being made: there is nothing yet to say it in
        self._reading.text = _(
            "{name} is still running; it is stopped after {seconds:g} seconds."
        ).format(name=name, seconds=SECONDS)


def _about_rows(value, error) -> str:
    """What is wrong with a list; of anything else its kind says all."""
    text = str(error)
    return text if type(value) is list and "Foreign(" not in text else ""


def _is(left, right) -> bool:
    return left is right


def function_name(function) -> str:
    """What to call a learner's function in a sentence."""
    return name_of(function) or _("your function")
