"""What every explorer shares: its state, its reading, its errors, and one way to be redrawn."""

import copy
import functools
import keyword
import math
import re
import threading
from contextlib import contextmanager

import ipywidgets
import traitlets

from ..i18n import _
from ._controls import Controls
from ._yours import Problem, Yours
from .stage.shared import View
from .stage.stage import Stage


class Head(View):
    """A card's head: what it shows, and Reset, Code and ? (the keys)."""

    view = traitlets.Unicode("head").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    #: Whether there are tools; while the explorer is hidden there is a button that shows it.
    tools = traitlets.Bool(False).tag(sync=True)
    #: What the keys do.
    help = traitlets.Unicode().tag(sync=True)


class Reading(View):
    """One sentence under an explorer; screen readers announce it when it changes."""

    view = traitlets.Unicode("reading").tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    #: Under which field the problem stands, as `Controls` names them; without one, here.
    field = traitlets.Unicode().tag(sync=True)
    #: Whether nothing is wrong yet: then it is not red.
    calm = traitlets.Bool().tag(sync=True)
    #: Whether the picture above is one of before the problem: then it is dimmed.
    stale = traitlets.Bool().tag(sync=True)

    def __init__(self, **values):
        super().__init__(**values)
        self.on_msg(self._asked)

    def _asked(self, _widget, content, _buffers):
        if content.get("kind") == "there?":
            self.send({"kind": "here"})

    def refuse(self, why, stale=False, field="", calm=False):
        """Say what is wrong, under its field where there is one."""
        with self.hold_sync():
            self.problem, self.stale, self.field, self.calm = begun(why), stale, field, calm


def state_trait(trait, redraws=False):
    """Mark ``trait`` as state: a keyword of the explorer's constructor, kept by ``state``.

    Args:
        redraws: whether it changes only what is drawn: then nothing is computed again for it.
    """
    return trait.tag(state=True, redraws=redraws)


def says_it_in_a_line(build):
    """For a constructor: bad input ends in one line in a notebook, not in a stack trace."""

    @functools.wraps(build)
    def clean(self, *args, **values):
        try:
            build(self, *args, **values)
        except (TypeError, ValueError, traitlets.TraitError) as error:
            line = f"✗ {type(self).__name__}: {error}"
            error._render_traceback_ = lambda: [line]  # IPython's hook
            raise

    return clean


class Explorer(Yours, Controls, ipywidgets.VBox):
    """A picture that moves: controls, a drawing, and a sentence that says what is shown.

    A subclass declares its state as traits marked with :func:`state_trait`, and has four methods:
    ``_controls()`` returns the controls (see `Controls`), ``_compute()`` the result (arrays only,
    from ``concepts``), and ``_draw(result)`` shows a picture on ``self._stage`` (stage/marks.py)
    and returns the reading. ``_code(result)`` returns a Keras cell. What is asked in the picture
    comes to ``_asked(id, value)``; where there is a trait ``cursor``, the stage's is tied to it.

    Args:
        title: what the card says that it shows, in place of its own headline.
        hidden: cover the picture until *Show* is pressed. Until then the browser is sent neither
            the picture nor the reading nor the state.
    """

    #: What the card shows, in a line.
    headline = ""
    #: What the keys do, a line each.
    help = _(
        "Tab goes from one control to the next, and into the picture. Arrow keys, Page Up and "
        "Page Down, Home and End move what has the frame."
    )

    def __init_subclass__(cls, **words):
        super().__init_subclass__(**words)
        if "__init__" in vars(cls):
            cls.__init__ = says_it_in_a_line(cls.__init__)

    def __init__(self, *, hidden=False, title=None, **values):
        known = self._state_traits()
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise TypeError(
                _("{explorer} expected keywords from {known}. Received: {unknown}").format(
                    explorer=type(self).__name__, known=known, unknown=unknown
                )
            )
        #: What is shown, as the concept's result; None while there is a problem.
        self.result = None
        self._built = False
        self._turn = threading.RLock()  # messages may come in another thread while a cell runs
        self._at_work: int | None = None  # the thread that computes or draws
        self._newest = 0  # counts what was asked for
        self._computed = False  # is the result that of the state?
        self._code_given = False  # may a sheet with the code of now be open?
        super().__init__(**values)
        self.add_class("kt-explorer")
        self._reading = Reading()
        self._head = Head(title=title or self.headline, help=self.help)
        self._head.on_msg(self._tool)
        self._first = self.state
        # Before the controls are tied, so that a change reaches the picture first.
        self.observe(self._changed, names=known)
        if hidden:
            # The reading tells whether Python is there.
            self.children = [self._head, self._reading]
        else:
            self.show()

    # What a subclass provides.

    def _controls(self):
        return []

    def _view(self):
        return [self._stage]

    def _asked(self, id, value):
        """Something was asked for in the picture: see the marks."""

    def _compute(self):
        raise NotImplementedError

    def _draw(self, result) -> str:
        raise NotImplementedError

    def _code(self, result) -> str:
        raise NotImplementedError

    def _show_problem(self, problem) -> bool:
        """Draw what helps to understand ``problem``, and say whether anything was drawn.

        By default the last picture stays, dimmed.
        """
        return False

    # What everybody uses.

    def show(self):
        """Draw the picture; of a hidden explorer, uncover it."""
        if self._built:
            return
        self._stage = Stage()
        if "cursor" in self._state_traits():
            self._bind(self._stage, "cursor", "cursor")
        self._stage.observe(lambda _change: self._ready and self._update(), "room")
        self._stage.on_ask(lambda id, value: self._ready and self._asked(id, value))
        controls = ipywidgets.HBox([self._beside_its_field(one) for one in self._controls()])
        controls.add_class("kt-controls")
        self.children = [self._head, controls, *self._view(), self._reading]
        self._head.tools = True
        self._built = True
        self._update()

    @property
    def reading(self) -> str:
        """What is shown, or what is wrong, as plain text; nothing while it is hidden."""
        return (self._reading.problem or self._reading.text) if self._built else ""

    @property
    def problem(self) -> str:
        """What is wrong, or the empty string."""
        return self._reading.problem if self._built else ""

    @property
    def state(self) -> dict:
        """A small dict that brings this picture back: ``explorer.state = saved``."""
        values = {name: getattr(self, name) for name in self._state_traits()}
        return copy.deepcopy(values)

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
            ValueError: while the explorer is hidden, or shows a problem instead of a result.
        """
        if self.result is None:
            raise ValueError(
                _("Expected something to be shown. Received: {problem}").format(
                    problem=self.problem
                )
            )
        return self._code(self.result)

    def reset(self):
        """Go back to how it was at first."""
        self.state = self._first

    def close(self):
        """Close the explorer and all that it is made of."""
        _close(self)

    # How it works.

    def _refuse(self, why: str, field=""):
        """Say in a line why something is not done; the picture stays as it is."""
        self._reading.refuse(why, field=field)

    def _tool(self, _head, content, _buffers):
        """A button of the head was pressed."""
        if content.get("kind") == "show":
            self.show()
        elif content.get("kind") == "reset" and self._built:
            self.reset()
        elif content.get("kind") == "code":
            self._code_given = True
            again = {"again": True} if content.get("again") else {}
            try:
                text = self.code()
            except ValueError as error:
                text = f"# {self.problem or error}".replace("\n", "\n# ")
            self._head.send({"kind": "code", "text": text, **again})

    @classmethod
    def _state_traits(cls):
        return sorted(cls.class_traits(state=True))

    @property
    def _ready(self) -> bool:
        """Does a change come from somebody, and not from our own building or drawing?"""
        return self._built and self._at_work != threading.get_ident()

    @contextmanager
    def _working(self):
        """What is changed inside needs no drawing of its own."""
        before, self._at_work = self._at_work, threading.get_ident()
        try:
            yield
        finally:
            self._at_work = before

    def _set(self, **values):
        """Set several traits and redraw once."""
        with self._turn:
            with self._working(), self.hold_trait_notifications():
                for name, value in values.items():
                    setattr(self, name, value)
        if self._ready:
            self._update()

    def _changed(self, change):
        if not self.class_traits()[change["name"]].metadata.get("redraws"):
            self._computed = False
        if self._ready:
            self._update()

    def _update(self):
        """Compute where needed, then draw. A :class:`Problem` becomes one line.

        Two threads take turns, and who comes later draws for both: what was computed meanwhile
        for an older state is dropped, and no state is lost.
        """
        self._newest += 1
        mine = self._newest
        with self._turn:
            if mine != self._newest:
                return  # a later change waits behind this one
            with self._working():
                self._compute_and_draw(mine)

    def _compute_and_draw(self, mine: int):
        if self._code_given:
            self._code_given = False  # an open sheet asks for it anew
            self._head.send({"kind": "stale"})
        try:
            if not self._computed:
                self._computed = True  # unless the state changes from now on
                self.result = self._compute()
            elif self.result is None:
                return  # the problem stands there already
            if mine != self._newest:
                return
            text = "\n".join(filter(None, [self._draw(self.result), self._spoilt]))
        except Problem as problem:
            self.result = None
            if mine == self._newest:
                drawn = self._show_problem(problem)
                self._reading.refuse(str(problem), not drawn, problem.field, problem.calm)
        except BaseException:
            self.result, self._computed = None, False
            raise
        else:
            with self._reading.hold_sync():
                self._reading.refuse("")
                self._reading.text = begun(text)


def begun(text) -> str:
    """Sentences about a function without a name begin with a capital, too."""
    words = _("your function")
    big = words[:1].upper() + words[1:]
    return re.sub(rf"(^|[.?!] ){re.escape(words)}", lambda found: found[1] + big, text, flags=re.M)


def _close(widget):
    """Close a widget and all that is only its own: children, layout and style."""
    for child in getattr(widget, "children", ()):
        _close(child)
    own = ("style",) if isinstance(widget, View) else ("layout", "style")  # all views share one
    for name in own:
        part = getattr(widget, name, None)
        if isinstance(part, ipywidgets.Widget):
            part.close()
    ipywidgets.Widget.close(widget)


def python_name(name) -> str:
    """``name``, when it can name a variable in Python."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(
            _("Expected a Python name such as x. Received: {name!r}").format(name=name)
        )
    return name


def checked_function(function, arguments: str, name: str = "function"):
    """``function``, when it can be called or is None; ``arguments`` as in "(a, b)"."""
    if function is not None and not callable(function):
        raise TypeError(
            _("Expected {name} to be a function of {arguments}. Received: {function!r}").format(
                name=name, arguments=arguments, function=function
            )
        )
    return function


def checked_numbers(name: str, values, what: str, rising: bool = True) -> tuple[float, float]:
    """Two finite numbers, the smaller first where they are ``rising``; ``what`` they are."""
    try:
        first, second = (float(value) for value in values)
    except (TypeError, ValueError):
        first, second = math.nan, math.nan
    if not (math.isfinite(first) and math.isfinite(second) and (first < second or not rising)):
        raise ValueError(
            _("Expected {name} to be {what}. Received: {values}").format(
                name=name, what=what, values=values
            )
        )
    return first, second


def within(proposal, low, high):
    """For a validator: the proposed value, when it lies between the two."""
    name, value = proposal["trait"].name, proposal["value"]
    if not low <= value <= high:
        raise traitlets.TraitError(
            _("Expected {name} from {low:g} to {high:g}. Received: {value}").format(
                name=name, low=low, high=high, value=value
            )
        )
    return value
