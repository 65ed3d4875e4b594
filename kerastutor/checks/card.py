"""A check's verdict as a card with *Check*, *Hint* and *See it*, where a person works.

Terminals, the grader and whatever else runs notebooks by itself get plain text. Widgets are
imported only here, late.
"""

import os
import weakref

from kerastutor.checks import hints
from kerastutor.checks.failure import headline, rows
from kerastutor.checks.notebook import shell
from kerastutor.checks.pictures import picture
from kerastutor.checks.verdict import NOT_ATTEMPTED
from kerastutor.i18n import _

#: The cards of a cell, by its id, and the count of the run that showed them.
_cards: dict[str | None, tuple[int, list]] = {}


def wanted() -> bool:
    """Is this a notebook of `kerastutor lab`, whose cells a person runs?

    JupyterLab allows a cell to ask for input; a program that runs notebooks does not.
    """
    kernel = getattr(shell(), "kernel", None)
    person = getattr(kernel, "_allow_stdin", False)
    return bool(person) and os.environ.get("KERASTUTOR_CARDS") == "1"


def show(check, verdict, answer, seed) -> None:
    """Display the card under the cell that called ``check``."""
    from kerastutor.widgets.checked import CheckCard

    card = CheckCard(Checked(check, verdict, answer, seed))
    kernel, count = shell().kernel, shell().execution_count
    cell = kernel.get_parent().get("metadata", {}).get("cellId")
    before, cards = _cards.get(cell, (count, []))
    if before != count:  # the cell runs again: its cards would be saved with the notebook for ever
        for old in cards:
            old.close()
        cards = []
    _cards[cell] = count, [*cards, card]
    card.display()


class Checked:
    """What a card shows of a verdict, and what its buttons do."""

    def __init__(self, check, verdict, answer, seed):
        self.check, self.verdict, self.seed = check, verdict, seed
        self.exercise = check.exercise
        self._last = _weakly(answer)
        #: Whether the function was checked before, and is the same.
        self.is_same = False
        #: What the answer is called in the notebook; "" where it has no name there.
        names = getattr(shell(), "user_ns", {})
        known = [self.exercise.name, *names]
        self.name = next((name for name in known if names.get(name) is answer), "")

    @property
    def state(self) -> str:
        """right, wrong or open."""
        if self.verdict.is_right:
            return "right"
        return "open" if self.verdict.status == NOT_ATTEMPTED else "wrong"

    def said(self) -> list[list[str]]:
        """What there is to read, the headline first: kinds, labels and texts."""
        if self.state == "right":
            head, *notes = self.text().split("\n")
            return [["text", "", head], *(["text", "", note.strip()] for note in notes)]
        said = [["text", "", headline(self.verdict)]]
        if self.is_same:
            text = _("Your function is the one of before. Changed it? Run its cell, then Check.")
            said.append(["same", "", text])
        for kind, label, text in rows(self.verdict, self.exercise):
            if kind == "received":
                label = _("yours")
            elif kind == "advice":
                label = ""
            elif kind == "again":
                label = ""
                text = _("Run that cell, then press Check.") if self.name else text
            said.append([kind, label, text])
        return [*said, ["look", _("Look at"), self.exercise.look]]

    def text(self) -> str:
        """The same as plain text, where no card is drawn; a failure's stands in the exception."""
        if self.state == "right":
            return self.check.passed(self.verdict, self.seed)
        return headline(self.verdict)

    def again(self) -> None:
        """Check the function of now.

        Raises:
            LookupError: it is not there.
        """
        names = shell().user_ns
        if self.name not in names:
            text = _("There is no {name} now. Run its cell, then press Check.")
            raise LookupError(text.format(name=self.name))
        answer = names[self.name]
        self.is_same = self._last is not None and self._last() is answer
        self.verdict, self._last = self.check.judge(answer, self.seed), _weakly(answer)

    def hints(self) -> list[str]:
        """Those that were given, here or before."""
        return [self._hint(number) for number in range(hints.count(self.exercise.name)[0])]

    def hint(self) -> None:
        """Give the next one."""
        hints.give(self.exercise.name)

    def _hint(self, number: int) -> str:
        text, all_of_them = _("Hint {number} of {total}: {text}"), self.exercise.hints
        return text.format(number=number + 1, total=len(all_of_them), text=all_of_them[number])

    def next_hint(self) -> str:
        """What the button of the next hint says; "" after the last."""
        before, total = hints.count(self.exercise.name)
        text = _("Hint {number} of {total}").format(number=before + 1, total=total)
        return text if before < total else ""

    @property
    def is_pictured(self) -> bool:
        return self.state != "right" and self.verdict.given is not None

    def picture(self):
        """The explorer of the case that failed."""
        return picture(self.verdict)


def _weakly(answer):
    """The answer, without keeping it."""
    try:
        return weakref.ref(answer)
    except TypeError:
        return None
