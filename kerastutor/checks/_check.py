"""An exercise, declared once: instant feedback, visible test and hidden test alike."""

import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from kerastutor.checks import _source
from kerastutor.checks._compare import Tolerance, difference, same, to_plain
from kerastutor.checks._failure import CheckFailed, NotAttempted, arguments, remember
from kerastutor.checks._quiet import Noise, quiet
from kerastutor.checks._show import kind, plain, short
from kerastutor.i18n import _
from kerastutor.limits import TimeLimit, run_limited

DEFAULT_SEED = 0
_UNINTERESTING = (DeprecationWarning, PendingDeprecationWarning, ResourceWarning, ImportWarning)


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

    def __call__(self, answer, *, seed: int | None = None) -> None:
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
        with quiet() as noise, _exit_raises(answer):
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


@dataclass
class Outcome:
    """What one call did."""

    value: object = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()  # the arguments that it changed
    printed: str = ""
    warned: tuple[tuple[type[Warning], str], ...] = ()

    @property
    def troubled(self) -> bool:
        """Did it compute something that NumPy warns of?"""
        return any(issubclass(category, RuntimeWarning) for category, _text in self.warned)

    def agrees(self, other: "Outcome", strict: bool) -> bool:
        """Did the other do the same? `strict` counts dtypes, changes and warnings too."""
        if self.error is not None or other.error is not None:
            return type(self.error) is type(other.error)
        if strict and (self.changed, self.troubled) != (other.changed, other.troubled):
            return False
        return same(self.value, other.value, dtypes=strict)


class Examination:
    """One answer against one check. Everything here runs inside `quiet`."""

    def __init__(self, check: Check, answer, noise: Noise):
        self.check = check
        self.answer = answer
        self.noise = noise
        self.count = 0
        self.notes: list[str] = []

    def failure(self, rng: np.random.Generator) -> CheckFailed | None:
        """The failure to raise, or None when every case agrees."""
        if self.answer is Ellipsis or self.answer is NotImplemented:
            return NotAttempted(self.check.name, self.check.look)
        if not callable(self.answer):
            return self._not_callable()
        if _source.is_empty(self.answer):
            return NotAttempted(self.check.name, self.check.look)
        cases = self.check.cases(rng)
        self.count = len(cases)
        found = self._wrong_signature(cases) or self._forbidden()
        if found:
            return found
        # The reference first: what it has to import must not use up the answer's time.
        expected = [self._outcome(self.check.reference, case) for case in cases]
        if _source.imports(self.answer, {"keras", "tensorflow"}):
            import keras  # noqa: F401
        received = []
        for case, right in zip(cases, expected, strict=True):
            try:
                outcome = self._outcome(self.answer, case, self.check.limit)
            except TimeLimit as error:
                return self._too_slow(case, right, error)
            if not received and self._is_stub(outcome):
                return NotAttempted(self.check.name, self.check.look)
            received.append(outcome)
        self._note(received)
        for case, right, outcome in zip(cases, expected, received, strict=True):
            headline = self._wrong(right, outcome)
            if headline:
                mistake = self._mistake(cases, expected, received)
                return self._fail(headline, case, right, outcome, mistake)
        return None

    def _outcome(self, function, case: tuple, limit: float | None = None) -> Outcome:
        """Run a function on copies of a case's arguments; a TimeLimit passes through."""
        given = copy.deepcopy(case)
        outcome = Outcome()
        self.noise.take()

        def work():
            return to_plain(self.check.run(function, *given))

        try:
            outcome.value = work() if limit is None else run_limited(work, limit)
        except (TimeLimit, KeyboardInterrupt):
            raise
        except BaseException as error:
            outcome.error = error
        outcome.changed = tuple(
            name
            for name, before, after in zip(self.check.parameters, case, given, strict=False)
            if not _unchanged(before, after)
        )
        outcome.printed, warned = self.noise.take()
        outcome.warned = tuple(warned)
        return outcome

    def _is_stub(self, outcome: Outcome) -> bool:
        return isinstance(outcome.error, NotImplementedError) and _source.raised_by(
            outcome.error, self.answer
        )

    def _wrong(self, right: Outcome, outcome: Outcome) -> str | None:
        """One sentence on what is wrong with an outcome, or None."""
        name, error, value = self.check.name, outcome.error, outcome.value
        if error is not None:
            return self._wrong_error(right, error)
        if right.error is not None:
            return _("it should raise {expected} here. Received: {value}.").format(
                expected=type(right.error).__name__, value=kind(value)
            )
        if value is None:
            return _("it returned None. Is a `return` missing at the end of {name}?").format(
                name=name
            )
        if inspect.isgenerator(value):
            return _("it returned a generator. Use `return` in place of `yield`.")
        if inspect.iscoroutine(value):
            value.close()
            return _("it returned a coroutine. Write `def`, not `async def`.")
        found = difference(right.value, value, self.check.tolerance, self.check.parts)
        if found:
            return found
        if outcome.changed:
            return _(
                "it changed its argument {names}. Whoever calls it still needs the old values: "
                "work on a copy, or compute a new array."
            ).format(names=", ".join(f"`{n}`" for n in outcome.changed))
        if self.check.forbids_warnings and outcome.troubled:
            return _("the values are right, but NumPy warned: {text}.").format(
                text=plain(outcome.warned[0][1])
            )
        return None

    def _wrong_error(self, right: Outcome, error: BaseException) -> str | None:
        if right.error is not None and isinstance(error, type(right.error)):
            return None
        if isinstance(error, SystemExit):
            return _("it called exit(). Use `return` to leave a function.")
        text = plain(str(error)) if _is_built_in(error) else ""
        what = type(error).__name__ + (f": {text}" if text else "")
        if right.error is not None:
            return _("it should raise {expected} here. Received: {what}").format(
                expected=type(right.error).__name__, what=what
            )
        return _("it raised {what}").format(what=what)

    def _mistake(self, cases, expected, received) -> Mistake | None:
        """The known mistake that did the same in every case; dtypes are let off at second try."""
        done: dict[str, list[Outcome]] = {}
        for strict in (True, False):
            if not strict and all(map(Outcome.agrees, received, expected, [False] * len(cases))):
                break  # right but for a dtype, a change or a warning that no mistake shares
            for mistake in self.check.mistakes:
                outcomes = done.setdefault(mistake.name, [])
                for index, outcome in enumerate(received):
                    if index == len(outcomes):
                        outcomes.append(self._outcome(mistake.function, cases[index]))
                    if not outcome.agrees(outcomes[index], strict):
                        break
                else:
                    return mistake
        return None

    def _note(self, outcomes: list[Outcome]) -> None:
        """What costs nothing, but is worth knowing."""
        printed = next((o.printed for o in outcomes if o.printed.strip()), "")
        if printed:
            text = plain(" ".join(printed.split()), 80)
            self.notes.append(_("your function printed: {text}").format(text=text))
        for outcome in outcomes:
            for category, text in outcome.warned:
                if not issubclass(category, _UNINTERESTING):
                    text = plain(text.split("\n")[0], 120)
                    self.notes.append(
                        _("your function warned: {category}: {text}").format(
                            category=plain(category.__name__, 60), text=text
                        )
                    )
                    return

    # What can be said without running the answer

    def _not_callable(self) -> CheckFailed:
        advice = _("Pass the function itself: checks.{name}({name}), with no brackets after it.")
        return self._fail(
            _("expected a function. Received: {kind}.").format(kind=kind(self.answer)),
            advice=advice.format(name=self.check.name),
        )

    def _wrong_signature(self, cases) -> CheckFailed | None:
        try:
            signature = inspect.signature(self.answer)
        except (TypeError, ValueError):  # a built-in that does not say
            return None
        for case in cases:
            try:
                signature.bind(*case)
            except TypeError:
                name = getattr(_source.function_of(self.answer), "__name__", self.check.name)
                return self._fail(
                    _("it must be callable as {signature}. Received: {received}.").format(
                        signature=self.check.signature, received=plain(f"{name}{signature}", 120)
                    )
                )
        return None

    def _forbidden(self) -> CheckFailed | None:
        if not self.check.forbidden:
            return None
        found = _source.forbidden_operation(self.answer, self.check.forbidden)
        if found is None:
            return None
        return self._fail(
            _("it uses {found}, and this exercise is to do without.").format(found=f"`{found}`"),
            advice=self.check.instead,
            mistake_name="forbidden_operation",
        )

    def _too_slow(self, case, right: Outcome, error: TimeLimit) -> CheckFailed:
        return self._fail(
            str(error)[0].lower() + str(error)[1:],
            case,
            right,
            advice=_("Is there a loop whose end never comes?"),
        )

    def _fail(
        self,
        headline: str,
        case: tuple | None = None,
        right: Outcome | None = None,
        outcome: Outcome | None = None,
        mistake: Mistake | None = None,
        advice: str = "",
        mistake_name: str | None = None,
    ) -> CheckFailed:
        details, given, expected, received = [], {}, None, None
        if case is not None:
            given = dict(zip(self.check.parameters, case, strict=False))
            details.append((_("given"), arguments(given)))
        if right is not None:
            expected = right.value if right.error is None else right.error
            details.append((_("expected"), _result(right, outcome)))
        if outcome is not None:
            received = outcome.value if outcome.error is None else outcome.error
            details.append((_("received"), _result(outcome, right)))
            if outcome.error is not None and (line := _source.line_of(outcome.error, self.answer)):
                details.append((_("line"), line))
        picture = self.check.picture if case is not None else None
        answer = self.answer
        return CheckFailed(
            self.check.name,
            headline,
            given=given,
            expected=expected,
            received=received,
            details=details,
            mistake=mistake.name if mistake else mistake_name,
            advice=mistake.message if mistake else advice,
            look=self.check.look,
            notes=self.notes,
            picture=picture and (lambda failure: picture(answer, failure)),
        )


def _result(outcome: Outcome, other: Outcome | None = None) -> str:
    """A value or an exception in words; of two dicts of facts, only those that differ."""
    if outcome.error is None:
        value = outcome.value
        if type(value) is dict and other is not None and type(other.value) is dict:
            value = {
                fact: held
                for fact, held in value.items()
                if fact in other.value and not same(held, other.value[fact])
            }
        return short(value)
    text = plain(str(outcome.error), 160) if _is_built_in(outcome.error) else ""
    name = type(outcome.error).__name__
    return f"{name}: {text}" if text else name


def _is_built_in(error: BaseException) -> bool:
    """Only the text of exceptions that come from Python and its libraries is asked for."""
    return type(error).__module__.split(".")[0] != "__main__"


def _unchanged(before, after) -> bool:
    if type(before) is np.ndarray:
        return (
            before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
        )
    return True  # numbers, tuples of them and functions cannot be changed


@contextmanager
def _exit_raises(answer) -> Iterator[None]:
    """IPython's own exit and quit end the kernel: while the answer runs, they raise instead."""

    def leave(*_code):
        raise SystemExit

    scope = getattr(_source.function_of(answer), "__globals__", {})
    replaced = {
        name: scope[name]
        for name in ("exit", "quit")
        if type(scope.get(name)).__name__.endswith("Autocall")
    }
    scope.update(dict.fromkeys(replaced, leave))
    try:
        yield
    finally:
        scope.update(replaced)
