"""The card of a check: what it said of an answer, with *Check*, *Hint* and *See it*."""

import ipywidgets
import traitlets
from IPython.display import display

from ..i18n import _
from ._explorer import Reading
from .stage.shared import View


class Said(View):
    """What was said, and the buttons."""

    view = traitlets.Unicode("check").tag(sync=True)
    #: "right", "wrong" or "open": not attempted yet.
    state = traitlets.Unicode().tag(sync=True)
    #: Kinds (as of `checks.failure.rows`), labels and texts; the headline is the first.
    said = traitlets.List().tag(sync=True)
    hints = traitlets.List(traitlets.Unicode()).tag(sync=True)
    #: A button's word; none without one.
    next_hint = traitlets.Unicode().tag(sync=True)
    #: What is checked again, by its name in the notebook.
    name = traitlets.Unicode().tag(sync=True)
    #: Whether there is a picture, and whether it is open.
    pictured = traitlets.Bool().tag(sync=True)
    opened = traitlets.Bool().tag(sync=True)
    #: Counts the checks, so that the same verdict is news.
    turn = traitlets.Int().tag(sync=True)


class CheckCard(ipywidgets.VBox):
    """A verdict under the cell that asked for it; the buttons spare the learner more cells.

    Args:
        checked: what is shown and what the buttons do: `kerastutor.checks.card.Checked`.
    """

    def __init__(self, checked):
        super().__init__()
        self.add_class("kt-explorer")
        self.add_class("kt-check")
        self._checked = checked
        self._said = Said(name=checked.name)
        self._said.on_msg(self._asked)
        self._reading = Reading()  # for problems; and it asks whether Python is there
        self.children = [self._said, self._reading]
        self._draw()

    def display(self):
        """Show it, and its plain text, which is hidden where the card is drawn.

        A notebook that is opened with a new kernel and saved loses its widgets: the text stays.
        """
        text = self._checked.text()
        display({**self._repr_mimebundle_(), "text/plain": text}, raw=True)
        if self._said.state == "right":  # else the exception follows
            display({"text/plain": text}, raw=True)

    def _draw(self):
        checked = self._checked
        with self._said.hold_sync():
            self._said.state, self._said.said = checked.state, checked.said()
            self._said.pictured = checked.is_pictured
            self._draw_hints()

    def _draw_hints(self):
        right = self._said.state == "right"
        self._said.hints = [] if right else self._checked.hints()
        self._said.next_hint = "" if right else self._checked.next_hint()

    def _asked(self, _widget, content, _buffers):
        act = {"check": self._again, "hint": self._hint, "see": self._see}.get(content.get("kind"))
        if act:
            act()

    def _again(self):
        problem = ""
        try:
            self._checked.again()
        except LookupError as error:
            problem = str(error)
        except KeyboardInterrupt:
            problem = _("Stopped. Mend your function, run its cell, then press Check.")
        else:
            self._draw()
            if not (self._checked.is_same and self._said.pictured):
                self._redraw_picture()
        self._reading.problem = problem
        self._said.turn += 1

    def _redraw_picture(self):
        if self._said.opened:
            self._close()
            self._see()

    def _hint(self):
        if self._said.next_hint:
            self._checked.hint()
            self._draw_hints()

    def _see(self):
        if self._said.opened:
            self._close()
        elif self._checked.is_pictured:
            self.children = [*self.children, self._checked.picture()]
            self._said.opened = True

    def _close(self):
        for explorer in self.children[2:]:
            explorer.close()
        self.children = self.children[:2]
        self._said.opened = False

    def close(self):
        for child in self.children:
            child.close()
        super().close()
