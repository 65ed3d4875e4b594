"""An exercise, as it is declared: what is asked, what is right, and which mistakes we know.

    relu = Exercise(signature="relu(x)", reference=…, cases=…, hints=(…), look=…)

    @relu.mistake(_("Negative values come back positive: that is abs."))
    def absolute(x):
        return np.abs(x)

Declarations only: who examines an answer is `examine`.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Tolerance:
    """How near is near enough: |received − expected| ≤ atol + rtol · |expected|."""

    rtol: float = 1e-5
    atol: float = 1e-6
    any_float: bool = False  # any floating dtype will do, not only the expected one


@dataclass(frozen=True)
class Mistake:
    """A named wrong implementation, and what to say to whoever did the same.

    Attributes:
        name: a word or two, joined by underscores.
        function: the wrong implementation, called like the answer.
        message: what is wrong and why, in one or two sentences. It has to be true of every answer
            that does the same, however it is written.
        about: where the result is a tuple, the name of the item that the message speaks of: it
            is shown where it is wrong, though others before it may be, too.
        of: of several references, the number of the one that it is a mistake in; None where it
            is one in all of them.
    """

    name: str
    function: Callable
    message: str
    about: str = ""
    of: int | None = None


@dataclass(frozen=True)
class Facts:
    """What matters of a result, by name, where any of many results is right.

    In order: an early fact that fails explains the later ones. A fact that is Shown has an array
    beside it.
    """

    of: dict[str, object]

    @property
    def plain(self) -> dict:
        """The facts, arrays in place of what is Shown."""
        return {name: fact.array if type(fact) is Shown else fact for name, fact in self.of.items()}


@dataclass(frozen=True, eq=False)
class Shown:
    """A fact, and an array that shows what is behind it. Only the fact is compared."""

    fact: object
    array: np.ndarray


def once(ask: Callable, case: tuple):
    """How most answers are examined: called once."""
    return ask(*case)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise.

    Args:
        signature: how it is called, such as "one_hot(labels, num_classes)"; it begins with the
            exercise's name.
        reference: the right result: Keras's own operation wherever there is one.
        cases: from a NumPy generator, a list of argument tuples of plain data; a plain valid one
            first.
        hints: from a nudge to nearly the answer.
        look: the lesson and section to read.
        oracle: what the tick line says the cases agree with.
        also: other references, each with what the tick line then says: an answer is held
            against the nearest, and is right where it equals that one in every case.
        run: from (ask, case), the Outcome that is compared; ``ask(*arguments, take=0)`` calls.
        steps: from (ask, case), how a result comes about, pairs (name, plain value): the picture
            of a failure has a row for each; ``ask(*arguments)`` gives a plain value.
        tolerance: what counts as near enough; or a function of a case that says so.
        parts: names of the items, where the result is a tuple; words for the facts, by name, where
            it is Facts.
        captions: what the arrays of facts that are Shown hold, by the facts' names.
        forbidden: names of operations that the answer must not use.
        instead: what to use in their place.
        no_result: what to say of an answer that returns None, if not that `return` is missing.
        asks_why: whether the exercise asks for a text in the exceptions that it wants raised; to
            leave it out costs nothing but a note.
        forbids_warnings: whether a RuntimeWarning of NumPy's is a mistake.
        limit: seconds for each call.
        explorer: the explorer that opens at a failing input, if not the usual comparison.
        expression: of gradients, what they are the gradients of, as `BackpropExplorer` reads it:
            that opens where a gradient is wrong. The parts are called "d" and an input's name.
        gradient_of: where the result is one gradient, the name of the input that it is for.
        graded: whether it stands in an assignment; others are a lesson's alone.
        mistakes: wrong implementations that we know; see `mistake`.
    """

    signature: str
    reference: Callable
    cases: Callable[[np.random.Generator], list[tuple]]
    hints: tuple[str, ...]
    look: str
    oracle: str = "Keras"
    also: tuple[tuple[Callable, str], ...] = ()
    run: Callable = once
    steps: Callable | None = None
    tolerance: Tolerance | Callable[[tuple], Tolerance] = field(default_factory=Tolerance)
    parts: tuple[str, ...] | dict[str, str] = ()
    captions: dict[str, str] = field(default_factory=dict)
    forbidden: frozenset[str] = frozenset()
    instead: str = ""
    no_result: str = ""
    asks_why: bool = False
    forbids_warnings: bool = False
    graded: bool = True
    limit: float = 5.0
    explorer: str = ""
    expression: str = ""
    gradient_of: str = ""
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.signature.partition("(")[0]

    @property
    def parameters(self) -> list[str]:
        """The names of the arguments."""
        (function,) = ast.parse(f"def {self.signature}: pass").body
        return [argument.arg for argument in function.args.args]

    def mistake(
        self, message: str, about: str = "", of: int | None = None
    ) -> Callable[[Callable], Callable]:
        """Declare the decorated function as a mistake of its name."""

        def declare(function):
            self.mistakes.append(Mistake(function.__name__, function, message, about, of))
            return function

        return declare

    def about(self, mistake: str) -> str:
        """The part that the mistake of that name is about, or ""."""
        return next((known.about for known in self.mistakes if known.name == mistake), "")

    @property
    def references(self) -> list[tuple[Callable, str]]:
        """All that is right, each with what the tick line says."""
        return [(self.reference, self.oracle), *self.also]

    def tolerance_of(self, case: tuple) -> Tolerance:
        return self.tolerance(case) if callable(self.tolerance) else self.tolerance
