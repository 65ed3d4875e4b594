"""Predict: a question to commit an answer to, before the answer is computed and shown."""

import ast
import html
import math
import re

import ipywidgets
import numpy as np
import traitlets

from .. import progress
from ..i18n import _
from ..learner.plain import raised
from ..learner.words import exception
from ._explorer import Reading, says_it_in_a_line


class Predict(ipywidgets.VBox):
    """A question; the learner commits to an answer, and only then is it computed and shown.

    Args:
        question: plain text.
        answer: the right answer, or a function of no arguments that computes it: a number, a
            shape (tuple of whole numbers), or one of ``choices``.
        choices: the answers to choose from, for a choice.
        why: one or two sentences shown with the answer, whatever was predicted.
        misread: a dict from a likely wrong answer to a sentence that says why it is wrong.
        key: under which the prediction is kept in the learner's progress file.

    Example:
        >>> Predict("What is the shape of x[0]?", answer=lambda: x[0].shape, why="…", key="1/x0")
    """

    #: What the learner committed to, as text; empty before.
    committed = traitlets.Unicode()
    #: Whether it was right; None before.
    correct = traitlets.Bool(None, allow_none=True)

    @says_it_in_a_line
    def __init__(self, question, answer, *, choices=None, why="", misread=None, key=""):
        if choices is not None and len(choices) < 2:
            raise ValueError(_("Expected at least two choices. Received: {c}").format(c=choices))
        if choices is not None and not callable(answer) and answer not in choices:
            raise ValueError(
                _("Expected the answer to be one of {choices}. Received: {answer!r}").format(
                    choices=list(choices), answer=answer
                )
            )
        self._answer, self._why = answer, why
        self._misread = {_spoken(k): v for k, v in (misread or {}).items()}
        self._choices = None if choices is None else [_spoken(choice) for choice in choices]
        self._key = key or re.sub(r"\W+", "-", question.lower()).strip("-")[:60]
        super().__init__()
        self.add_class("kt-explorer")
        self.add_class("kt-predict")
        self._question = ipywidgets.HTML(
            "<b>{}</b> {}".format(_("Predict:"), html.escape(question)),
            layout={"max_width": "60em"},
        )
        if self._choices is None:
            self._input = ipywidgets.Text(
                placeholder=_("your prediction"), layout={"width": "16em"}, continuous_update=True
            )
            self._input.on_msg(self._entered)
        else:
            self._input = ipywidgets.RadioButtons(
                options=self._choices, value=None, layout={"width": "max-content"}
            )
        self._button = ipywidgets.Button(
            description=_("Commit"),
            tooltip=_("Commit, then see the answer"),
            layout={"width": "8em"},
        )
        self._button.on_click(lambda _button: self.commit())
        self._reading = Reading()
        self.children = [
            self._question,
            (ipywidgets.HBox if self._choices is None else ipywidgets.VBox)(
                [self._input, self._button]
            ),
            self._reading,
        ]
        kept = progress.read().get(self._key)
        if isinstance(kept, dict) and isinstance(kept.get("committed"), str):
            self.commit(kept["committed"], keep=False)

    @property
    def reading(self) -> str:
        """The feedback, or what is wrong with the prediction's form."""
        return self._reading.problem or self._reading.text

    def commit(self, prediction=None, *, keep=True):
        """Commit to ``prediction`` (by default what was typed or chosen) and show the answer.

        A prediction that cannot be read is refused with a line saying what to write; a committed
        one is not taken back.
        """
        if self.committed:
            return
        prediction = self._input.value if prediction is None else prediction
        if prediction is None or not str(prediction).strip():
            self._reading.problem = _(
                "Write or choose a prediction first. A wrong one costs nothing."
            )
            return
        try:
            answer = self._answer() if callable(self._answer) else self._answer
        except Exception as error:  # a cell above was not run, or was changed
            self._reading.problem = _(
                "The answer could not be computed: {what}. Run the cells above, then this one "
                "again. Your prediction is not committed yet."
            ).format(what=exception(raised(error)))
            return
        try:
            said = self._read(str(prediction), answer)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            self._reading.problem = (
                _("Expected a shape such as (7, 5), or () for a single number. Received: {text}")
                if isinstance(answer, tuple)
                else _("Expected a number. Received: {text}")
            ).format(text=str(prediction)[:60])
            return
        self._reading.problem = ""
        self.committed = str(prediction).strip()
        self.correct = _equal(said, answer if self._choices is None else _spoken(answer))
        if self._choices is None:
            self._input.value = self.committed
        elif self.committed in self._choices:
            self._input.value = self.committed
        self._input.disabled = self._button.disabled = True
        self._reading.text = self._feedback(_spoken(said), _spoken(answer))
        if keep:
            progress.keep(self._key, {"committed": self.committed, "correct": self.correct})

    def _entered(self, _widget, content, _buffers):
        """The Enter key commits."""
        if content.get("event") == "submit":
            self.commit()

    def _feedback(self, said, answer):
        if self.correct:
            text = _("✓ Yes: {answer}.").format(answer=answer)
        else:
            text = _("✗ You predicted: {said}. The answer: {answer}.").format(
                said=said, answer=answer
            )
            text += (" " + self._misread[said]) if said in self._misread else ""
        return f"{text} {self._why}".strip()

    def _read(self, text, answer):
        if self._choices is not None:
            return text
        text = text.strip().replace("−", "-")
        if isinstance(answer, tuple):
            value = ast.literal_eval(f"({text})")
            value = tuple(value) if isinstance(value, list | tuple) else (value,)
            if any(type(size) is not int for size in value):
                raise ValueError(text)
            return value
        readings = []  # 1,797 can be read in two ways
        if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
            readings.append(text.replace(",", ""))
        if "," not in text or (text.count(",") == 1 and "." not in text):
            readings.append(text.replace(",", "."))
        values = [float(reading) for reading in readings]
        if not values:
            raise ValueError(text)
        # a count is a whole number, so there 1,797 is one
        usual = values[0] if _is_count(answer) else values[-1]
        value = next((value for value in values if _equal(value, answer)), usual)
        if not math.isfinite(value):
            raise ValueError(text)
        return value


def _is_count(answer) -> bool:
    return getattr(answer, "dtype", np.asarray(answer).dtype).kind in "biu"


def _equal(said, answer) -> bool:
    if isinstance(answer, tuple | str):
        return said == answer
    if _is_count(answer):  # a count is exact
        return said == int(answer)
    return math.isclose(said, float(answer), rel_tol=1e-3, abs_tol=1e-9)


def _spoken(value) -> str:
    """A number, shape or choice as it is written on screen."""
    if isinstance(value, tuple):
        return str(tuple(int(size) for size in value))
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        return str(value)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.6g}"
