"""Predict: a question to commit an answer to, before the answer is computed and shown."""

import re

import ipywidgets
import traitlets
from IPython import get_ipython

from .. import predictions, progress
from ..concepts import expressions, graphs
from ..i18n import _
from ..learner.plain import raised
from ..learner.words import exception
from ..predictions.prediction import Prediction, bare, kept
from ._explorer import Reading, says_it_in_a_line
from .stage.shared import View


def computed(text: str) -> float:
    """The number of a text such as "sqrt(1000)" or "2/3": it is parsed, and never evaluated.

    Raises:
        ValueError: it is none.
    """
    graph = expressions.parse(f"one * ({text})")  # a graph has an input
    if set(graph.inputs) != {"one"}:
        raise ValueError(text)
    return float(graphs.run(graph, {"one": 1.0}).value)


class Card(View):
    """The question, its choices or a field, *Commit*; then what was said, and why.

    What the browser is sent holds nothing of the answer until it is given.
    """

    view = traitlets.Unicode("predict").tag(sync=True)
    #: As everywhere here, `code` stands between backticks.
    question = traitlets.Unicode().tag(sync=True)
    #: Pairs: what is kept of a choice, and what is shown of it; none where a field is filled in.
    options = traitlets.List().tag(sync=True)
    #: What is chosen or typed so far.
    said = traitlets.Unicode().tag(sync=True)
    #: "right" or "wrong" as soon as it is committed.
    verdict = traitlets.Unicode().tag(sync=True)
    #: What is kept of the right choice; empty before.
    right = traitlets.Unicode().tag(sync=True)
    #: Three lines: what was said and the answer; what one may have thought, or ""; why, or "".
    feedback = traitlets.List(traitlets.Unicode()).tag(sync=True)


class Predict(ipywidgets.VBox):
    """A question; the learner commits to an answer, and only then is it computed and shown.

    A lesson names a prediction of the course by its ``key`` alone (see `kerastutor.predictions`).
    In a notebook of their own, authors say all of it:

    Args:
        question: text, with its `code` between backticks.
        answer: the right answer, or a function that computes it: a number, a shape (tuple of whole
            numbers), or one of ``choices``. The names of the function's parameters are names of
            the notebook.
        key: under which the prediction is kept in the learner's progress file.
        choices: the answers to choose from, for a choice.
        why: one or two sentences shown with the answer, whatever was predicted.
        misread: a dict from a likely wrong answer to a sentence that says why it is wrong.

    Example:
        >>> Predict(key="3/aligned-outer")
        >>> Predict("What is the shape of `x[0]`?", lambda x: x[0].shape, why="…", key="my/x0")
    """

    #: What the learner committed to, as text; empty before.
    committed = traitlets.Unicode()
    #: Whether it was right; None before.
    correct = traitlets.Bool(None, allow_none=True)

    @says_it_in_a_line
    def __init__(self, question=None, answer=None, *, key="", choices=None, why="", misread=None):
        own = {"question": question, "answer": answer, "choices": choices}
        own |= {"why": why or None, "misread": misread or None}
        given = [name for name, value in own.items() if value is not None]
        if not given and key:
            self._asked = predictions.get(key)
        elif question is not None and answer is not None:
            self._asked = Prediction(question, answer, choices, why, misread or {})
        else:
            raise TypeError(
                _(
                    "Expected key= alone, for a prediction of the course, or a question and its "
                    "answer. Received: {given}"
                ).format(given=", ".join([*given, *["key"] * bool(key)]) or _("nothing"))
            )
        self._key = key or re.sub(r"\W+", "-", question.lower()).strip("-")[:60]
        super().__init__()
        self.add_class("kt-explorer")
        self.add_class("kt-predict")
        self._card = Card(
            question=self._asked.question,
            options=[list(pair) for pair in (self._asked.options or {}).items()],
        )
        self._card.on_msg(self._told)
        self._reading = Reading()  # for problems; and it asks whether Python is there
        self.children = [self._card, self._reading]
        before = progress.read().get(self._key)
        if isinstance(before, dict) and isinstance(before.get("committed"), str):
            self.commit(before["committed"], keep=False)

    @property
    def reading(self) -> str:
        """The feedback, or what is wrong with the prediction's form."""
        return self._reading.problem or " ".join(bare(line) for line in self._card.feedback if line)

    def commit(self, prediction=None, *, keep=True):
        """Commit to ``prediction`` (by default what was typed or chosen) and show the answer.

        A prediction that cannot be read is refused with a line saying what to write; a committed
        one is not taken back.
        """
        if self.committed:
            return
        text = bare(str(self._card.said if prediction is None else prediction)).strip()
        if not text:
            self._reading.problem = _(
                "Write or choose a prediction first. A wrong one costs nothing."
            )
            return
        shell = get_ipython()
        try:
            answer = self._asked.compute(shell.user_ns if shell else {})
        except Exception as error:  # a cell above was not run, or was changed
            self._reading.problem = _(
                "The answer could not be computed: {what}. Run the cells above, then this one "
                "again. Your prediction is not committed yet."
            ).format(what=exception(raised(error)))
            return
        try:
            said = self._asked.read(text, answer, again=not keep, compute=computed)
        except ValueError as problem:
            self._reading.problem = str(problem)
            return
        self._reading.problem = ""
        self.committed, self.correct = text, self._asked.is_right(said, answer)
        with self._card.hold_sync():
            self._card.said = text
            self._card.verdict = "right" if self.correct else "wrong"
            self._card.right = kept(answer)
            self._card.feedback = self._feedback(said, answer)
        if keep:
            progress.keep(self._key, {"committed": self.committed, "correct": self.correct})

    def _told(self, _widget, content, _buffers):
        """The browser says what to commit to: a trait on its way could come later."""
        if content.get("kind") == "commit":
            self.commit(content.get("said"))

    def _feedback(self, said, answer) -> list[str]:
        options, thought = self._asked.options or {}, self._asked.remark(said)
        said, answer = (
            options.get(text, text.replace("-", "−")) for text in (kept(said), kept(answer))
        )
        if self.correct:
            return [_("✓ Yes: {answer}.").format(answer=answer), thought, self._asked.why]
        line = _("✗ You said {said}. It is {answer}.")
        if options:  # a choice may be a whole sentence
            line = _("✗ You said: {said}. The answer: {answer}.")
        return [line.format(said=said, answer=answer), thought, self._asked.why]
