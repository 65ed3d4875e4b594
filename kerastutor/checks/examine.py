"""One answer held against one exercise: what it did, and what is to be said of it."""

from dataclasses import dataclass, replace

import numpy as np

from kerastutor.checks.compare import difference
from kerastutor.checks.exercise import Exercise, Facts
from kerastutor.checks.exercises import HOMES
from kerastutor.checks.naming import Named, name_mistake, troubled
from kerastutor.checks.verdict import (
    DIED,
    FORBIDDEN,
    NOT_ATTEMPTED,
    RIGHT,
    TOO_SLOW,
    WRONG,
    Verdict,
)
from kerastutor.i18n import _, ngettext
from kerastutor.learner import outcome as endings
from kerastutor.learner.answer import Answer, LocalAnswer
from kerastutor.learner.captured import captured
from kerastutor.learner.outcome import Outcome
from kerastutor.learner.plain import Foreign, Raised, unwrapped
from kerastutor.learner.words import exception, kind, tidy, words

DEFAULT_SEED = 0
#: Of so many (exercise, seed) it is kept what is right; the exercise, so that its id stays its own.
MOST_KNOWN = 16
_KNOWN: dict[tuple[int, int], tuple[Exercise, list[list[Outcome]]]] = {}
_DOTS = ("ellipsis", "NotImplementedType")  # what stands for a gap to fill
_UNINTERESTING = ("DeprecationWarning", "PendingDeprecationWarning", "ResourceWarning")
_UNINTERESTING += ("ImportWarning",)


def examine(exercise: Exercise, answer: Answer, seed: int = DEFAULT_SEED) -> Verdict:
    """Examine an answer.

    Args:
        exercise: what is asked.
        answer: the learner's, here or in another process.
        seed: the numbers and shapes to examine it with.

    Returns:
        The verdict. Nothing of the answer is kept in it but plain data.
    """
    with captured():  # once for all calls: descriptors are redirected in it
        return _Examination(exercise, answer, seed).verdict()


@dataclass(frozen=True)
class Case:
    """One case: its arguments, what is right, and what the answer did."""

    arguments: tuple
    right: Outcome
    received: Outcome
    wrong: str = ""  # one sentence on what is wrong, or ""


class _Examination:
    def __init__(self, exercise: Exercise, answer: Answer, seed: int):
        self.exercise, self.answer, self.seed = exercise, answer, seed
        self.notes: list[str] = []
        self.count = 0
        self.oracle = ""  # what it is compared with, when it has been
        self.reference = exercise.reference

    def verdict(self) -> Verdict:
        found = self._unrun()
        if found:
            return found
        cases: list[Case] = []
        given = self.exercise.cases(np.random.default_rng(self.seed))
        self.count = len(given)
        if found := self._wrong_signature(given):
            return found
        rights = self._rights(given)
        for arguments, right in zip(given, rights[0], strict=True):
            received = self._outcome(self.answer, arguments, self.exercise.limit)
            if received.ending == endings.TOO_SLOW:
                return self._shown(TOO_SLOW, words(received), Case(arguments, right, received))
            if received.ending == endings.DIED:
                return self._shown(DIED, words(received), Case(arguments, right, received))
            if not cases and _is_stub(received):
                return self._verdict(NOT_ATTEMPTED)
            cases.append(Case(arguments, right, received))
        cases = self._nearest(cases, rights)
        self._note_print([case.received for case in cases])
        if not any(case.wrong for case in cases):
            self._note_warning([case.received for case in cases])
            self._note_silence(cases)
            return self._verdict(RIGHT)
        named = self._meant(name_mistake(self.exercise, cases, self._outcome), cases, rights)
        self._note_warning([named.case.received])  # of other cases it would lead astray
        self._note_silence(cases)
        self._note_helpers(named.case.received.error)
        return self._shown(WRONG, self._headline(named), named.case, named)

    def _meant(self, named: Named, cases: list[Case], rights: list[list[Outcome]]) -> Named:
        """Shown with the reference that the mistake is one in, where that is known."""
        number = getattr(named.mistake, "of", None)
        if number is None or not named.alone:
            return named
        at = next(at for at, case in enumerate(cases) if case is named.case)
        case = replace(named.case, right=rights[number][at])
        case = replace(case, wrong=self._wrong(case))
        if not case.wrong:
            return named
        self.reference, self.oracle = self.exercise.references[number]
        return replace(named, case=case)

    def _headline(self, named: Named) -> str:
        """What is wrong in the case; of a tuple, the item that the mistake is about goes first."""
        case, about = named.case, getattr(named.mistake, "about", "")
        if not about or case.received.error is not None:
            return case.wrong
        near = self.exercise.tolerance_of(case.arguments)
        pair, parts = (case.right.value, case.received.value), self.exercise.parts
        return difference(*pair, near, parts, about=about) or case.wrong

    def _nearest(self, cases: list[Case], rights: list[list[Outcome]]) -> list[Case]:
        """The cases, judged by that of the references which is right in the most of them."""
        best, least = cases, (len(cases) + 1, 0)
        right_somewhere = set()
        references = self.exercise.references
        for (reference, oracle), right in zip(references, rights, strict=True):
            found = [replace(case, right=r) for case, r in zip(cases, right, strict=True)]
            found = [replace(case, wrong=self._wrong(case)) for case in found]
            wrong = [case for case in found if case.wrong]
            apart = len(wrong), sum(map(self._apart, wrong))
            right_somewhere |= {at for at, case in enumerate(found) if not case.wrong}
            if apart < least:
                self.reference, self.oracle = reference, oracle
                best, least = found, apart
            if not wrong:
                return best
        if len(right_somewhere) == len(cases):
            text = _("it agrees now with {one}, now with {other}: keep to one of them.")
            one, other = references[0][1], references[1][1]
            self.notes.append(text.format(one=one, other=other))
        return best

    def _apart(self, case: Case) -> int:
        """How many items of a tuple are wrong, or missing."""
        right, received = unwrapped(case.right.value), unwrapped(case.received.value)
        if type(received) is np.ndarray and received.ndim:
            received = tuple(received)  # they may be stacked
        if type(right) is not tuple or type(received) is not tuple:
            return 1
        near = self.exercise.tolerance_of(case.arguments)
        found = [difference(*pair, near) for pair in zip(right, _arrays(received), strict=False)]
        return sum(text is not None for text in found) + abs(len(right) - len(received))

    def _rights(self, given: list[tuple]) -> list[list[Outcome]]:
        """What is right in each case: computed once for a seed, since learners check again."""
        key = id(self.exercise), self.seed
        if key not in _KNOWN:
            if len(_KNOWN) >= MOST_KNOWN:
                _KNOWN.pop(next(iter(_KNOWN)))
            found = [
                [self._outcome(LocalAnswer(reference), case, None) for case in given]
                for reference, _oracle in self.exercise.references
            ]
            _KNOWN[key] = self.exercise, found
        return _KNOWN[key][1]

    def _outcome(self, answer: Answer, arguments: tuple, limit: float | None) -> Outcome:
        """What an answer did with a case, in the form that is compared."""

        def ask(*given, take: int = 0) -> Outcome:
            return answer.run(given, limit, take)

        return self.exercise.run(ask, arguments)

    # What is wrong with an outcome

    def _wrong(self, case: Case) -> str:
        """One sentence, or ""."""
        right, received = case.right, case.received
        if right.error is not None:
            return self._wrong_error(right.error, received)
        if received.error is not None:
            return words(received)
        value = received.value
        if value is None and right.value is not None:
            return self.exercise.no_result or words(received)
        tolerance = self.exercise.tolerance_of(case.arguments)
        found = difference(right.value, value, tolerance, self.exercise.parts)
        if found:
            return words(received) if type(value) is not Facts and words(received) else found
        changed = self._changed(case)
        if changed:
            return _("the values are right, but {changed}").format(changed=changed)
        if self.exercise.forbids_warnings and (text := troubled(received)):
            return _("the values are right, but NumPy warned: {text}.").format(text=tidy(text))
        return ""

    def _wrong_error(self, wanted: Raised, received: Outcome) -> str:
        error = received.error
        if error is not None:
            if wanted.name in (error.name, *error.kinds):
                return ""
            if "SystemExit" in error.kinds:
                return words(received)
            what = exception(error)
        else:
            if type(received.value) is Raised:
                return words(received)
            what = kind(received.value) + "."
        return _("it should raise {expected} here. Received: {what}").format(
            expected=wanted.name, what=what
        )

    def _changed(self, case: Case) -> str:
        names = [self.exercise.parameters[at] for at in case.received.changed(case.arguments)]
        if not names:
            return ""
        text = ngettext(
            "it changed its argument {names}. Whoever calls it still needs the old values: "
            "work on a copy, or compute a new array.",
            "it changed its arguments {names}. Whoever calls it still needs the old values: "
            "work on copies, or compute new arrays.",
            len(names),
        )
        return text.format(names=", ".join(f"`{n}`" for n in names))

    # What costs nothing, but is worth knowing

    def _note_print(self, outcomes: list[Outcome]) -> None:
        printed = next((o.printed for o in outcomes if o.printed.strip()), "")
        if printed:
            text = tidy(" ".join(printed.split()), 80)
            self.notes.append(_("your function printed: {text}").format(text=text))

    def _note_warning(self, outcomes: list[Outcome]) -> None:
        """The first warning."""
        for outcome in outcomes:
            for warning in outcome.warned:
                if warning.name not in _UNINTERESTING:
                    text = tidy(warning.text.split("\n")[0], 120)
                    self.notes.append(
                        _("your function warned: {category}: {text}").format(
                            category=tidy(warning.name, 60), text=text
                        )
                    )
                    return

    def _note_silence(self, cases: list[Case]) -> None:
        """An exception that was asked for, as it is to be, but without a word on what is wrong."""
        for case in cases:
            wanted, error = case.right.error, case.received.error
            if not (self.exercise.asks_why and wanted and error) or case.wrong:
                continue
            if error.own and error.name == wanted.name and not error.text.strip():
                text = _(
                    "your {name} has no text. Whoever meets it wants to know what is wrong: "
                    '{name}("…").'
                )
                self.notes.append(text.format(name=wanted.name))
                return

    def _note_helpers(self, error) -> None:
        """Exercises of the learner's that this one calls, and that are there."""
        lost = error.text if error and error.name == "NameError" else ""
        names = [name for name in self.answer.source.calls(HOMES) if f"'{name}'" not in lost]
        if names:
            text = _("it calls your {names}. What is wrong there is wrong here: check that first.")
            self.notes.append(text.format(names=", ".join(names)))

    # What can be said without running the answer

    def _unrun(self) -> Verdict | None:
        if self.answer.source.is_empty:
            return self._verdict(NOT_ATTEMPTED)
        if not self.answer.is_callable:
            if type(self.answer.value) is Foreign and self.answer.value.kind in _DOTS:
                return self._verdict(NOT_ATTEMPTED)
            return self._verdict(
                WRONG,
                _("expected a function. Received: {kind}.").format(kind=kind(self.answer.value)),
                advice=_(
                    "Pass the function itself: checks.{name}({name}), with no brackets after it. "
                    "If that is what you wrote, the name stands for something else now: run the "
                    "cell with its `def` again."
                ).format(name=self.exercise.name),
            )
        found = self.answer.source.forbidden(self.exercise.forbidden)
        if found is None:
            return None
        return self._verdict(
            FORBIDDEN,
            _("it uses {found}. The rule of this exercise is to do without.").format(
                found=f"`{found}`"
            ),
            mistake="forbidden_operation",
            advice=self.exercise.instead or _("Write it yourself, with NumPy or Keras."),
        )

    def _wrong_signature(self, given: list[tuple]) -> Verdict | None:
        signature = self.answer.source.signature
        if signature is None:
            return None
        for arguments in given:
            try:
                signature.bind(*arguments)
            except TypeError:
                headline = _("it must be callable as {signature}. Received: {received}.").format(
                    signature=self.exercise.signature,
                    received=tidy(self.answer.source.called, 120),
                )
                advice = _("Its arguments were given: put the line with `def` back as it was.")
                return self._verdict(WRONG, headline, advice=advice)
        return None

    # The verdict

    def _verdict(self, status: str, headline: str = "", **more) -> Verdict:
        return Verdict(
            exercise=self.exercise.name,
            seed=self.seed,
            status=status,
            cases=self.count,
            headline=headline,
            notes=tuple(self.notes),
            oracle=self.oracle,
            **more,
        )

    def _shown(self, status: str, headline: str, case: Case, named: Named | None = None) -> Verdict:
        """The verdict that shows a case."""
        if case.wrong and (changed := self._changed(case)) and changed not in headline:
            self.notes.append(changed)
        error = case.received.error
        advice = named.advice if named else ""
        if status == TOO_SLOW:
            advice = _(
                "See to it that every loop comes to its end. Where there is much to compute, use "
                "operations on whole arrays in place of loops."
            )
        return self._verdict(
            status,
            headline,
            given=dict(zip(self.exercise.parameters, case.arguments, strict=False)),
            expected=_result(case.right),
            received=_result(case.received),
            steps=self._steps(case) if status == WRONG else (),
            line=error.line if error else case.received.line,
            mistake=named.mistake.name if named and named.mistake else "",
            advice=advice,
        )

    def _steps(self, case: Case) -> tuple:
        """Step by step, how what is right and what the answer gave come about."""
        if self.exercise.steps is None or case.received.error is not None:
            return ()

        def of(answer, limit):
            def ask(*arguments):
                return _result(answer.run(arguments, limit))

            return dict(self.exercise.steps(ask, case.arguments))

        right = of(LocalAnswer(self.reference), None)
        received = of(self.answer, self.exercise.limit)
        return tuple((name, right[name], received[name]) for name in right if name in received)


def _result(outcome: Outcome):
    if outcome.error is not None:
        return outcome.error
    return outcome.value.plain if type(outcome.value) is Facts else outcome.value


def _arrays(items: tuple) -> list:
    """The items with arrays in place of lists, where they make one."""
    found = []
    for item in items:
        try:
            found.append(np.array(item) if type(item) is list else item)
        except (ValueError, OverflowError):  # rows of different lengths
            found.append(item)
    return found


def _is_stub(outcome: Outcome) -> bool:
    error = outcome.error
    return error is not None and error.name == "NotImplementedError" and error.own
