"""An exercise, declared once: instant feedback, visible test and hidden test alike."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kerastutor.checks._compare import Tolerance
from kerastutor.checks._examine import MISSING, Examination
from kerastutor.checks._failure import remember
from kerastutor.checks._quiet import quiet
from kerastutor.contained import contained
from kerastutor.i18n import _

DEFAULT_SEED = 0


@dataclass(frozen=True)
class Mistake:
    """A named wrong implementation, and what to say to whoever wrote it.

    Args:
        name: a word or two, joined by underscores.
        function: the wrong implementation, called like the answer.
        message: what is wrong and why, in one or two sentences.
    """

    name: str
    function: Callable
    message: str


def call(answer: Callable, *case):
    """How most answers are run: called once."""
    return answer(*case)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One exercise. Called with an answer, it prints one tick line or raises CheckFailed.

    Args:
        name: the exercise's name.
        signature: how it is called, such as "one_hot(labels, num_classes)".
        reference: the right result: Keras's own operation wherever there is one.
        cases: from a NumPy generator, a list of argument tuples; a plain valid one first.
        mistakes: wrong implementations that we know.
        hints: from a nudge to nearly the answer.
        look: the lesson and section to read.
        oracle: what the tick line says the cases agree with.
        run: how an answer is called and what of it is compared.
        tolerance: what counts as near enough.
        parts: names of the items, where the result is a tuple.
        forbidden: names of operations that the answer must not use.
        instead: what to use in their place.
        no_result: what to say of an answer that returns None, if not that `return` is missing.
        forbids_warnings: whether a RuntimeWarning is a mistake; its message, or nothing.
        limit: seconds for each call.
        picture: from (answer, failure), the explorer that shows the failing input.
    """

    name: str
    signature: str
    reference: Callable
    cases: Callable[[np.random.Generator], list[tuple]]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    look: str
    oracle: str = "Keras"
    run: Callable = call
    tolerance: Tolerance = field(default_factory=Tolerance)
    parts: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    instead: str = ""
    no_result: str = ""
    forbids_warnings: str = ""
    limit: float = 5.0
    picture: Callable | None = None

    def __post_init__(self):
        # What `checks.one_hot?` shows in a notebook.
        text = _("Checks your {name}, called as {signature}: checks.{name}({name}).")
        text = text.format(name=self.name, signature=self.signature)
        object.__setattr__(self, "__doc__", text)

    @property
    def __name__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<check of {self.signature}>"

    @property
    def parameters(self) -> list[str]:
        inside = self.signature[self.signature.index("(") + 1 : -1]
        return [part.split("=")[0].strip() for part in inside.split(",")]

    def __call__(self, answer=MISSING, *, seed: int | None = None) -> None:
        """Examine an answer.

        Args:
            answer: the learner's function itself, not the result of calling it.
            seed: the numbers and shapes to examine it with; 0 unless told.

        Raises:
            NotAttempted: the answer is still the stub.
            CheckFailed: with a few lines on what is wrong.

        Example:
            >>> checks.one_hot(one_hot)  # doctest: +SKIP
            ✓ one_hot: all 7 cases agree with Keras (seed 0). The grader uses other numbers.
        """
        chosen = DEFAULT_SEED if seed is None else seed
        with quiet() as noise, contained(answer):
            examined = Examination(self, answer, noise)
            failure = examined.failure(np.random.default_rng(chosen))
        if failure is not None:
            remember(failure)
            raise failure
        line = _("✓ {name}: all {count} cases agree with {oracle} (seed {seed}).").format(
            name=self.name, count=examined.count, oracle=self.oracle, seed=chosen
        )
        if seed is None:
            line += " " + _("The grader uses other numbers.")
        print(line)
        for note in examined.notes:
            print("  " + _("note") + ": " + note)
