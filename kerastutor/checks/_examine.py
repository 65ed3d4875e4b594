"""One answer held against one check: what it did, what is wrong with it, which mistake it is."""

import copy
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kerastutor.checks import _source
from kerastutor.checks._compare import difference, same, to_plain
from kerastutor.checks._failure import CheckFailed, NotAttempted, arguments
from kerastutor.checks._quiet import Noise
from kerastutor.checks._show import kind, plain, short
from kerastutor.contained import function_of
from kerastutor.i18n import _, ngettext
from kerastutor.limits import TimeLimit, run_limited

if TYPE_CHECKING:
    from kerastutor.checks._check import Check, Mistake

MISSING = object()  # no answer was passed at all
_UNINTERESTING = (DeprecationWarning, PendingDeprecationWarning, ResourceWarning, ImportWarning)


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

    def __init__(self, check: "Check", answer, noise: Noise):
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
                mistake, alone = self._mistake(cases, expected, received)
                return self._fail(headline, case, right, outcome, mistake, alone=alone)
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
            return self.check.no_result or _(
                "it returned None. Is a `return` missing at the end of {name}?"
            ).format(name=name)
        if inspect.isgenerator(value):
            return _("it returned a generator. Use `return` in place of `yield`.")
        if inspect.iscoroutine(value):
            value.close()
            return _("it returned a coroutine. Write `def`, not `async def`.")
        found = difference(right.value, value, self.check.tolerance, self.check.parts)
        if found:
            return found
        if outcome.changed:
            text = ngettext(
                "it changed its argument {names}. Whoever calls it still needs the old values: "
                "work on a copy, or compute a new array.",
                "it changed its arguments {names}. Whoever calls it still needs the old values: "
                "work on copies, or compute new arrays.",
                len(outcome.changed),
            )
            return text.format(names=", ".join(f"`{n}`" for n in outcome.changed))
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

    def _mistake(self, cases, expected, received) -> tuple["Mistake | None", bool]:
        """The known mistake, and whether it is all that is wrong.

        That is one which did the same in every case; dtypes are let off at second try. Else it is
        the one that explains most of the wrong results, if any does: first drafts have two.
        """
        done: dict[str, list[Outcome]] = {}
        for strict in (True, False):
            if not strict and all(map(Outcome.agrees, received, expected, [False] * len(cases))):
                return None, True  # right but for a dtype, a change or a warning of its own
            for mistake in self.check.mistakes:
                outcomes = done.setdefault(mistake.name, [])
                for index, outcome in enumerate(received):
                    if index == len(outcomes):
                        outcomes.append(self._outcome(mistake.function, cases[index]))
                    if not outcome.agrees(outcomes[index], strict):
                        break
                else:
                    return mistake, True
        wrong = [
            index
            for index, (outcome, right) in enumerate(zip(received, expected, strict=True))
            if outcome.error is None and not outcome.agrees(right, strict=False)
        ]
        best, most = None, 0
        for mistake in self.check.mistakes:
            outcomes = done[mistake.name]
            for index in range(len(outcomes), len(cases)):
                outcomes.append(self._outcome(mistake.function, cases[index]))
            explained = sum(
                received[index].agrees(outcomes[index], strict=False) for index in wrong
            )
            if explained > most:
                best, most = mistake, explained
        return best, False

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
        received = _("nothing") if self.answer is MISSING else kind(self.answer)
        return self._fail(
            _("expected a function. Received: {kind}.").format(kind=received),
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
                name = getattr(function_of(self.answer), "__name__", self.check.name)
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
        mistake: "Mistake | None" = None,
        alone: bool = True,
        advice: str = "",
        mistake_name: str | None = None,
    ) -> CheckFailed:
        details, given, expected, received = [], {}, None, None
        if case is not None:
            given = dict(zip(self.check.parameters, case, strict=False))
            details.append((_("given"), arguments(given)))
        if right is not None:
            expected = right.value if right.error is None else right.error
            if text := _result(right, outcome):
                details.append((_("expected"), text))
        if outcome is not None:
            received = outcome.value if outcome.error is None else outcome.error
            if text := _result(outcome, right):
                details.append((_("received"), text))
            if outcome.error is not None and (line := _source.line_of(outcome.error, self.answer)):
                details.append((_("line"), line))
        if mistake:
            advice, mistake_name = mistake.message, mistake.name
            if not alone:
                advice += " " + _("This explains some of what is wrong; there is more.")
        picture = self.check.picture if case is not None else None
        answer = self.answer
        return CheckFailed(
            self.check.name,
            headline,
            given=given,
            expected=expected,
            received=received,
            details=details,
            mistake=mistake_name,
            advice=advice,
            look=self.check.look,
            notes=self.notes,
            picture=picture and (lambda failure: picture(answer, failure)),
        )


def _result(outcome: Outcome, other: Outcome | None = None) -> str:
    """A value or an exception in words; of facts, those that differ, or the first one alone."""
    if outcome.error is None:
        value = outcome.value
        if type(value) is dict and other is not None:
            facts = other.value if type(other.value) is dict else None
            value = {
                fact: held
                for n, (fact, held) in enumerate(value.items())
                if (n == 0 if facts is None else fact in facts and not same(held, facts[fact]))
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
