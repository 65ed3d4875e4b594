"""What every explorer shares: its state, its reading, its errors, and one way to be redrawn."""

import inspect
import keyword
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from ..concepts.tensors import MOST_AXES, as_array
from ..contained import contained
from ..i18n import _
from ..limits import TimeLimit, run_limited

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
            text = self._draw(result)
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

    def _call(self, function, *arguments, work=None):
        """Call a learner's function; whatever goes wrong becomes a :class:`Problem`.

        ``work`` is called in its place when it is our own code that calls the function.
        """
        name = function_name(function)
        try:
            with contained(function):
                return run_limited(
                    lambda: (work or function)(*arguments),
                    SECONDS,
                    slow=lambda: self._say_busy(name),
                )
        except TimeLimit as limit:
            text = _("{name} did not return within {seconds:g} seconds, so it was stopped.")
            if not limit.stopped:
                text = _(
                    "{name} did not return within {seconds:g} seconds. It could not be stopped and "
                    "is still running: restart the kernel (menu Kernel → Restart Kernel)."
                )
            text += " " + _("Does a loop in it never end?")
            raise Endless(text.format(name=name, seconds=SECONDS)) from None
        except Problem:
            raise
        except NotImplementedError as error:
            name = _stub_of(error, function) or name
            raise Problem(_("{name} is not written yet.").format(name=name)) from None
        except SystemExit:
            raise Problem(
                _("{name} called exit(). Use `return` to leave a function.").format(name=name)
            ) from None
        except Exception as error:  # a learner's function may raise anything
            raise Problem(
                _("{name} raised {kind}: {message}").format(
                    name=name, kind=type(error).__name__, message=_first_line(error)
                )
            ) from None

    def _call_for_array(self, function, *arguments, most_axes=MOST_AXES):
        """What a learner's function returns, as an array; all else is a :class:`Problem`."""
        returned, name = self._call(function, *arguments), function_name(function)
        if returned is None:
            raise Problem(
                _("{name} returned None. Is a `return` missing at its end?").format(name=name)
            )
        if inspect.isgenerator(returned):
            raise Problem(
                _("{name} returned a generator: it says yield where it should say return.").format(
                    name=name
                )
            )
        try:
            return as_array(returned, most_axes)
        except ValueError as error:
            raise Problem(
                _("{name} returned no array. {error}").format(name=name, error=error)
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
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else _("your function")


def _stub_of(error, function) -> str:
    """The learner's function that raised, where ``function`` only calls it."""
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    name = last.tb_frame.f_code.co_name
    own = last.tb_frame.f_globals is getattr(function, "__globals__", None)
    return name if own and name.isidentifier() else ""


def _first_line(error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else _("no message")
