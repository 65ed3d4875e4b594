"""What every explorer shares: its state, its reading, its errors, and one way to be redrawn."""

import keyword
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from ..concepts.tensors import MOST_AXES, as_array
from ..i18n import _
from ..learner.answer import LocalAnswer, name_of
from ..learner.outcome import RETURNED, TOO_SLOW, Outcome
from ..learner.plain import plain, unwrapped
from ..learner.words import kind, words

HERE = Path(__file__).parent

#: Seconds that a learner's function may take before an explorer stops it.
SECONDS = 2.0


class Problem(Exception):
    """Something that the learner can mend: an explorer shows it as one line, never raises it."""


class Endless(Problem):
    """A learner's function did not return in time."""


class Reading(anywidget.AnyWidget):
    """One sentence under an explorer; screen readers announce it when it changes."""

    _esm = HERE / "reading.js"
    _css = HERE / "reading.css"

    text = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    #: What the browser says when Python does not answer within a few seconds.
    silence = traitlets.Unicode(
        _(
            "No answer from Python: it is busy, or it has stopped. If this stays, run the "
            "notebook's cells again (Run → Run All Cells), or reload the dashboard."
        )
    ).tag(sync=True)

    def __init__(self, **values):
        super().__init__(**values)
        self.on_msg(self._asked)

    def _asked(self, _widget, content, _buffers):
        if content.get("kind") == "there?":
            self.send({"kind": "here"})


def state_trait(trait):
    """Mark ``trait`` as state: a keyword of the explorer's constructor, kept by ``state``."""
    return trait.tag(state=True)


class Explorer(ipywidgets.VBox):
    """A picture that moves: controls, a drawing, and a sentence that says what is shown.

    A subclass declares its state as traits marked with :func:`state_trait`, and has four methods:
    ``_controls()`` returns the controls (see :meth:`_bind`), ``_view()`` the drawing's widgets,
    ``_compute()`` the result (arrays only, from ``concepts``), and ``_draw(result)`` puts the
    result on screen and returns the reading. ``_code(result)`` returns a Keras cell.
    """

    def __init__(self, **values):
        known = self._state_traits()
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise TypeError(
                _("{explorer} expected keywords from {known}. Received: {unknown}").format(
                    explorer=type(self).__name__, known=known, unknown=unknown
                )
            )
        self._ready = False
        #: What is shown, as the concept's result; None while there is a problem.
        self.result = None
        self._spoilt = ""  # that a learner's function changed its arguments
        super().__init__(**values)
        self.add_class("kt-explorer")
        self._reading = Reading()
        # Before the controls are tied, so that a change reaches the picture first.
        self.observe(self._changed, names=known)
        self.children = [*self._controls(), *self._view(), self._reading]
        self._ready = True
        self._update(self._compute)

    # What a subclass provides.

    #: State that changes what is drawn but not the result: nothing is computed again for it.
    _only_drawn = ("cursor", "place")

    def _controls(self):
        return []

    def _view(self):
        raise NotImplementedError

    def _compute(self):
        raise NotImplementedError

    def _draw(self, result) -> str:
        raise NotImplementedError

    def _code(self, result) -> str:
        raise NotImplementedError

    # What everybody uses.

    @property
    def reading(self) -> str:
        """What is shown, or what is wrong, as plain text."""
        return self._reading.problem or self._reading.text

    @property
    def problem(self) -> str:
        """What is wrong, or the empty string."""
        return self._reading.problem

    @property
    def state(self) -> dict:
        """A small dict that brings this picture back: ``explorer.state = saved``."""
        values = {name: getattr(self, name) for name in self._state_traits()}
        return {name: v[:] if isinstance(v, list) else v for name, v in values.items()}

    @state.setter
    def state(self, values: dict):
        unknown = sorted(set(values) - set(self._state_traits()))
        if unknown:
            raise ValueError(
                _("Expected a state with keys from {known}. Received: {unknown}").format(
                    known=self._state_traits(), unknown=unknown
                )
            )
        self._set(**values)

    def code(self) -> str:
        """A Python cell that computes with Keras what is shown, as ``result``.

        Raises:
            ValueError: while the explorer shows a problem instead of a result.
        """
        if self.result is None:
            raise ValueError(
                _("Expected something to be shown. Received: {problem}").format(
                    problem=self.problem
                )
            )
        return self._code(self.result)

    # How it works.

    @classmethod
    def _state_traits(cls):
        return sorted(cls.class_traits(state=True))

    def _set(self, **values):
        """Set several traits and redraw once."""
        was, self._ready = self._ready, False
        try:
            with self.hold_trait_notifications():
                for name, value in values.items():
                    setattr(self, name, value)
        finally:
            self._ready = was
        self._changed()

    def _bind(self, control, trait, attribute="value"):
        """Tie a control to a trait, both ways, and return the control."""
        traitlets.link((self, trait), (control, attribute))
        return control

    def _bind_place(self, slider, axis):
        """Tie a slider to ``place[axis]``: where the drawn slice lies along a leading axis."""

        def moved(change):
            if self._ready:
                self.place = [*self.place[:axis], change["new"], *self.place[axis + 1 :]]

        slider.observe(moved, "value")

    def _changed(self, change=None):
        if not self._ready:
            return
        if change is None or change["name"] not in self._only_drawn:
            self._update(self._compute)
        elif self.result is not None:
            self._update(lambda: self.result)

    def _update(self, compute):
        """Compute, then draw. A :class:`Problem` becomes one line, and the picture stays."""
        self._ready = False  # what drawing itself changes needs no second drawing
        try:
            result = compute()
            text = "\n".join(filter(None, [self._draw(result), self._spoilt]))
        except Problem as problem:
            self.result = None
            self._show_problem(problem)
            self._reading.problem = str(problem)
        else:
            self.result = result
            with self._reading.hold_sync():
                self._reading.problem = ""
                self._reading.text = text
        finally:
            self._ready = True

    def _show_problem(self, problem):
        """Draw what helps to understand ``problem``; by default the last picture stays."""

    def _call(self, function, *arguments):
        """What a learner's function returns, as plain data; all else is a :class:`Problem`."""
        before = tuple(plain(value) for value in arguments)
        outcome = self._run(function, lambda answer, **how: answer.run(arguments, **how))
        self._spoilt = ""
        if outcome.changed(before):
            self._spoilt = _(
                "{name} changed its argument in place: whoever calls it loses the old values."
            ).format(name=function_name(function))
        return outcome.value

    def _use(self, function, work):
        """What our own ``work(function)`` returns, such as a tape through the live function."""
        return self._run(function, lambda answer, **how: answer.use(work, **how)).value

    def _run(self, function, call) -> Outcome:
        name = function_name(function)
        outcome = call(LocalAnswer(function), seconds=SECONDS, slow=lambda: self._say_busy(name))
        if outcome.printed:
            print(outcome.printed, end="")
        if outcome.ending == TOO_SLOW:
            raise Endless(words(outcome, name))
        if outcome.error is not None:
            raise Problem(words(outcome, name))
        return outcome

    def _call_for_array(self, function, *arguments, most_axes=MOST_AXES):
        """What a learner's function returns, as an array; all else is a :class:`Problem`."""
        value, name = self._call(function, *arguments), function_name(function)
        if said := words(Outcome(RETURNED, value=value), name):
            raise Problem(said)
        try:
            return as_array(unwrapped(value), most_axes)
        except ValueError as error:
            raise Problem(
                _("{name} returned {kind}, which is no array. {error}").format(
                    name=name, kind=kind(value), error=error
                )
            ) from None

    def _say_busy(self, name):
        self._reading.text = _(
            "{name} is still running; it is stopped after {seconds:g} seconds."
        ).format(name=name, seconds=SECONDS)


def python_name(name) -> str:
    """``name``, when it can name a variable in Python."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(
            _("Expected a Python name such as x. Received: {name!r}").format(name=name)
        )
    return name


def function_name(function) -> str:
    """What to call a learner's function in a sentence."""
    return name_of(function) or _("your function")
