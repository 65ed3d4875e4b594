"""The check of an exercise, as a learner calls it; and the last failure, which can be looked at."""

from dataclasses import replace

from kerastutor.checks import card
from kerastutor.checks.examine import DEFAULT_SEED, examine
from kerastutor.checks.exercise import Exercise
from kerastutor.checks.failure import WIDTH, CheckFailed, NotAttempted, TooSlow, lines
from kerastutor.checks.hints import known
from kerastutor.checks.pictures import picture
from kerastutor.checks.unnamed import outdated, renamed
from kerastutor.checks.verdict import NOT_ATTEMPTED, TOO_SLOW, Verdict
from kerastutor.i18n import _
from kerastutor.learner.answer import Answer, LocalAnswer, name_of
from kerastutor.learner.plain import Foreign, Stream, unwrapped
from kerastutor.learner.words import kind, words

# What explore() shows, the last one last; no exceptions, which would keep their frames.
_failures: dict[str, Verdict] = {}


class _Missing:
    """No answer was passed at all."""


class Check:
    """A check: called with an answer, it prints one tick line or raises CheckFailed.

    Attributes:
        exercise: the declaration that it examines by.
    """

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        # What `checks.one_hot?` shows in a notebook.
        text = _("Checks your {name}, called as {signature}: checks.{name}({name}).")
        self.__doc__ = text.format(name=exercise.name, signature=exercise.signature)
        self.__name__ = exercise.name

    def __repr__(self) -> str:
        return f"<check of {self.exercise.signature}>"

    def __call__(self, answer=_Missing, *, seed: int | None = None) -> None:
        """Examine an answer.

        Args:
            answer: the learner's function itself, not the result of calling it; or an Answer.
            seed: the numbers and shapes to examine it with; 0 unless told.

        Raises:
            NotAttempted: the answer is still the stub.
            CheckFailed: with a few lines on what is wrong.

        Example:
            >>> checks.one_hot(one_hot)  # doctest: +SKIP
            ✓ one_hot: all 7 cases agree with … (seed 0). The grader uses other numbers.
        """
        verdict = self.judge(answer, seed)
        if card.wanted():
            card.show(self, verdict, answer, seed)
        elif verdict.is_right:
            print(self.passed(verdict, seed))
        if not verdict.is_right:
            kinds = {NOT_ATTEMPTED: NotAttempted, TOO_SLOW: TooSlow}
            raise kinds.get(verdict.status, CheckFailed)(verdict, self.exercise)

    def passed(self, verdict: Verdict, seed: int | None) -> str:
        """The tick line of a right answer, and its notes."""
        text = _("✓ {name}: all {count} cases agree with {oracle} (seed {seed}).").format(
            name=verdict.exercise,
            count=verdict.cases,
            oracle=verdict.oracle,
            seed=verdict.seed,
        )
        if seed is None and self.exercise.graded:
            more = _("The grader uses other numbers.")
            # Graders read the seed in the first line, so it is not broken at a width.
            text += (" " if len(text) + len(more) < WIDTH else "\n  ") + more
        return "\n".join([text, *lines(verdict, self.exercise)])

    def judge(self, answer, seed: int | None = None) -> Verdict:
        """The verdict on an answer; a failure is kept for `explore`. Nothing is printed."""
        verdict = self.examine(answer, seed)
        said = [outdated(verdict.exercise)]
        if verdict.status == NOT_ATTEMPTED:
            said.append(renamed(verdict.exercise))
        verdict = replace(verdict, notes=(*verdict.notes, *filter(None, said)))
        _failures.pop(verdict.exercise, None)
        if not verdict.is_right:
            _failures[verdict.exercise] = verdict
        return verdict

    def examine(self, answer, seed: int | None = None) -> Verdict:
        """The verdict on an answer; nothing is printed or raised."""
        if answer is _Missing:
            answer = _Nothing()
        elif not isinstance(answer, Answer):
            answer = LocalAnswer(answer)
        return examine(self.exercise, answer, DEFAULT_SEED if seed is None else seed)


class _Nothing(LocalAnswer):
    """In place of an answer that was not passed."""

    def __init__(self):
        super().__init__(None)

    @property
    def value(self) -> Foreign:
        return Foreign("nothing")


class AttemptFailed(Exception):
    """A call that came to nothing, in one line in place of a stack trace."""

    def _render_traceback_(self) -> list[str]:
        return [f"✗ {self}"]


def attempt(function, *arguments, take: int = 0, seconds: float = 5.0):
    """Call a function of yours as a check does: with copies, and not for ever.

    Args:
        function: yours.
        arguments: what it is called with; it may change its copies.
        take: of a generator, how many items are wanted.
        seconds: how long it may take.

    Returns:
        What it returns; with ``take``, a list of the items.

    Raises:
        AttemptFailed: in one line, what went wrong.

    Example:
        >>> attempt(lambda n: iter(range(n)), 9, take=2)
        [0, 1]
    """
    outcome = LocalAnswer(function).run(arguments, seconds, take)
    if outcome.printed:
        print(outcome.printed, end="")
    name = name_of(function) or _("your function")
    if take and type(outcome.value) is Stream:
        return list(unwrapped(outcome.value.items))
    said = words(outcome, name)
    if take and not said:
        said = _(
            "{name} returned {kind}. A generator is expected: `yield` one item after the other."
        ).format(name=name, kind=kind(outcome.value))
    if said:
        raise AttemptFailed(said)
    return unwrapped(outcome.value)


def explore(exercise: str = ""):
    """Open the picture of a failure: the failing input, your values, the expected ones.

    Args:
        exercise: its name, or the learner's function of that name; by default what failed last.

    Returns:
        An explorer, which Jupyter shows; None, with a line that says so, where there is none.

    Raises:
        ValueError: there is no such exercise.

    Example:
        >>> checks.explore("softmax")  # doctest: +SKIP
    """
    if exercise == "":
        if _failures:
            return picture(next(reversed(_failures.values())))
        print(_("Nothing to show: no check has failed, or what failed passes now."))
        return None
    name = known(exercise)
    if name in _failures:
        return picture(_failures[name])
    text = _("Nothing to show: {call} has not failed, or passes now.")
    print(text.format(call=f"checks.{name}({name})"))
    return None
