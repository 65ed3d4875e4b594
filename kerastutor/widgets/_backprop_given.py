"""What BackpropExplorer was given: a text, a function or a model, as graphs with their values."""

import ast
import inspect

import numpy as np

from ..concepts import expressions, graphs, models, traces
from ..concepts.graphs import Graph, NotDrawn, Run
from ..concepts.tensors import as_array
from ..i18n import _
from . import _backprop_words as say
from ._yours import Problem
from .stage.grids import number

#: What inputs begin with that were given no value, one after the other.
NUMBERS = (0.4, -1.2, 0.1, 1.0, 2.0, -0.5, 0.7, 3.0)
#: The longest array that can be typed in a field.
MOST_IN_FIELD = 12
#: The longest text of a value.
MOST_CHARACTERS = 500


class OfText:
    """An expression as text; another one may be typed."""

    def __init__(self):
        self._known: tuple[str, Graph] | None = None

    def graph(self, text, _given) -> Graph:
        if self._known is None or self._known[0] != text:
            self._known = text, expressions.parse(text)
        return self._known[1]

    def names(self, text) -> list[str]:
        return list(self.graph(text, {}).inputs)

    def taped(self, _graph, _given, _cut) -> None:
        """There is nothing else to hold it against than TensorFlow's tape of the same graph."""


class OfFunction:
    """A learner's function, which TensorFlow follows; else it is one node, and `why` says so."""

    def __init__(self, function, explorer):
        self.function, self._explorer = function, explorer
        self._known: dict = {}
        self.why = ""
        parameters = inspect.signature(function).parameters.values()
        if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.POSITIONAL_ONLY) for p in parameters):
            raise TypeError(
                _("Expected a function with a name for each input. Received: {signature}").format(
                    signature=inspect.signature(function)
                )
            )
        self._names = [p.name for p in parameters]
        self.defaults = {p.name: p.default for p in parameters if p.default is not p.empty}

    def names(self, _text) -> list[str]:
        return self._names

    def graph(self, _text, given) -> Graph | None:
        """The graph for inputs of these shapes; None where only differences help."""
        shapes = tuple(np.shape(given[name]) for name in self._names)
        if shapes not in self._known:
            try:
                graph = self._explorer._use(
                    self.function, lambda f: traces.trace(f, given), NotDrawn
                )
                self._known[shapes] = graph, ""
            except Problem as problem:
                self._known[shapes] = None, str(problem)
        graph, self.why = self._known[shapes]
        return graph

    def differences(self, given) -> Run:
        return self._explorer._use(
            self.function, lambda f: traces.by_differences(f, given), NotDrawn
        )

    def taped(self, _graph, given, cut) -> dict | None:
        if cut:
            return None
        return self._explorer._use(self.function, lambda f: traces.by_tape(f, given))


class OfModel:
    """A small Keras model with a sample, and a target or none."""

    def __init__(self, model, x, y):
        self._model = model
        self._graph, self.defaults = models.graph_of(model, x, y)
        self._first = dict(self.defaults)

    def names(self, _text) -> list[str]:
        return list(self._graph.inputs)

    def graph(self, _text, _given) -> Graph:
        return self._graph

    def taped(self, _graph, given, cut) -> dict | None:
        edited = any(not np.array_equal(given[name], value) for name, value in self._first.items())
        if cut or edited:  # the model itself has other weights
            return None
        return models.by_tape(self._model, given)


def source_of(expression, more, explorer):
    """What an expression is: a text, a function, or a model with its sample.

    Args:
        more: the keywords that came with it.
        explorer: through which a function is called.
    """
    if isinstance(expression, str):
        return OfText()
    if hasattr(expression, "layers"):
        if not hasattr(expression, "input_shape"):
            raise TypeError(
                _(
                    "Expected a model that is built: begin it with keras.Input. Received: {0}"
                ).format(type(expression).__name__)
            )
        if "x" not in more:
            raise TypeError(_("Expected x= with one sample for the model. Received: none"))
        try:
            return OfModel(expression, more["x"], more.get("y"))
        except NotDrawn as problem:
            raise ValueError(str(problem)) from None
    if not callable(expression):
        raise TypeError(
            _("Expected a text, a function or a Keras model. Received: {0!r}").format(expression)
        )
    return OfFunction(expression, explorer)


def in_a_line(text) -> str:
    """An expression of several lines as a field can hold it: with "; " between."""
    try:
        statements = ast.parse(text).body if "\n" in text else ()
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        statements = ()  # it is told when it is drawn
    parts = [ast.get_source_segment(text, statement) for statement in statements]
    return "; ".join(" ".join(part.split()) for part in parts) if parts else text


def checked_value(name, value, most=graphs.MOST_GIVEN) -> np.ndarray:
    """A number or an array of numbers, for an input."""
    array = as_array(value)
    if array.dtype.kind not in "biuf" or not array.size:
        raise ValueError(
            _("Expected {name} to be a number or an array of numbers. Received: {value}").format(
                name=name, value=str(value)[:60]
            )
        )
    if array.size > most:
        raise ValueError(
            _("Expected {name} to have at most {most:,} elements. Received: {size:,}").format(
                name=name, most=most, size=array.size
            )
        )
    return array.astype("float64")


def typed_value(name, text):
    """What somebody typed for an input, as a number or nested lists of numbers."""
    text = text.strip().replace("−", "-")
    said = _(
        "Expected {name} as a number or rows such as [[1, 2], [3, 4]]. Received: {text}"
    ).format(name=name, text=text[:40] or _("nothing"))
    if len(text) > MOST_CHARACTERS:
        raise ValueError(said)
    try:
        value = ast.literal_eval(text)
        if isinstance(value, tuple):  # 3,5 is a number elsewhere
            raise ValueError
        array = checked_value(name, value, graphs.MOST_TYPED)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError, OverflowError):
        raise ValueError(said) from None
    if isinstance(value, str) or not np.isfinite(array).all():
        raise ValueError(said)
    return array.tolist()


def as_typed(value) -> str:
    """A value as it can be typed again; of a large array its shape."""
    if value.size > MOST_IN_FIELD:
        return say.short(value)
    rounded = np.vectorize(lambda v: float(f"{v:.6g}"))(np.asarray(value, "float64")).tolist()
    return _written(rounded)


def _written(value) -> str:
    """Nested lists of numbers, without ".0"."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return number(value, 6)
