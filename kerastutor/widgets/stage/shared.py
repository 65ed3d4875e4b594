"""Views that the browser draws. Their code is sent once a kernel, whatever number there is.

anywidget sends a view's source with every instance, and a saved notebook keeps each copy. So the
source of a view is a few lines that look up one model, `Shared`, which holds the code of all.
"""

import hashlib
import re
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from ... import palette
from .words import WORDS

HERE = Path(__file__).parent / "view"
#: One module, in this order: what all share first.
_CODE = (
    "base",
    "stage",
    "cells",
    "images",
    "words",
    "memory",
    "plots",
    "labels",
    "planes",
    "heads",
    "handles",
    "networks",
    "graphs",
    "head",
    "player",
    "reading",
    "predict",
    "check",
)
_STYLE = ("explorer", "stage", "predict", "check")


def _lean(text):
    """A text without its indents and comments: saved notebooks keep it."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [re.sub(r"(^|\s+)// .*", "", line).strip() for line in text.splitlines()]
    return "\n".join(filter(None, lines))


def _joined(names, ending):
    return "\n".join(_lean((HERE / f"{name}.{ending}").read_text("utf-8")) for name in names)


class Shared(ipywidgets.Widget):
    """The code and the style of every view: one model a kernel."""

    _live: "Shared | None" = None

    code = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    #: What the views say by themselves.
    words = traitlets.Dict(WORDS).tag(sync=True)
    #: The layout of every view: they need none of their own.
    layout = traitlets.Instance(ipywidgets.Layout)
    #: What the browser keeps the loaded module under.
    version = traitlets.Unicode().tag(sync=True)

    @classmethod
    def get(cls) -> "Shared":
        """The model; made anew where the last one was closed."""
        if cls._live is None or cls._live.comm is None:
            code = f"{palette.javascript()}\n{_joined(_CODE, 'js')}"
            style = palette.css() + _joined(_STYLE, "css")
            version = hashlib.sha256((code + style).encode()).hexdigest()[:16]
            look = ipywidgets.Layout()
            cls._live = cls(code=code, style=style, version=version, layout=look)
        return cls._live


class View(anywidget.AnyWidget):
    """A view of ours; ``view`` is the name of the function in the shared code that draws it."""

    _esm = _lean((HERE / "loader.js").read_text("utf-8"))

    view = traitlets.Unicode().tag(sync=True)
    shared = traitlets.Instance(Shared).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, **values):
        shared = Shared.get()
        super().__init__(shared=shared, layout=shared.layout, **values)
