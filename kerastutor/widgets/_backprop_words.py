"""What BackpropExplorer calls its nodes, and how a step is said and written."""

import numpy as np

from ..concepts.graphs import index_text
from ..concepts.operations import OPERATIONS
from ..i18n import _
from .stage.grids import in_brackets, number

#: So many characters stand in a box; of a longer label only the name.
LONGEST = 12
#: The same of a gradient beside an array's small picture.
LONGEST_SPREAD = 6


def name_of(graph, n) -> str:
    """What a node is called in a sentence: its own name, or how it is computed."""
    node = graph.nodes[n]
    if node.operation == "constant":
        return short(node.constant)
    return _("your function") if node.operation == "function" else graph.spelt[n]


def turned(graph, n) -> str:
    """The same, transposed."""
    name = name_of(graph, n)
    return f"{name}ᵀ" if name.isidentifier() else f"({name})ᵀ"


def sign(graph, n) -> str:
    """What an operation does, in a word or a sign, a constant of it beside: "× 3"."""
    node = graph.nodes[n]
    if node.operation == "function":
        return _("your function")
    text = OPERATIONS[node.operation].sign
    constants = [graph.nodes[i].operation == "constant" for i in node.inputs]
    small = [graph.nodes[i].constant for i in node.inputs if graph.nodes[i].operation == "constant"]
    if len(node.inputs) == 2 and any(constants) and small[0].ndim == 0:
        value = number(float(small[0]), 4)
        if node.operation == "power":
            return f"( )^{value}" if constants[1] else f"{value}^( )"
        return f"{text} {in_brackets(value)}" if constants[1] else f"{value} {text}"
    if node.operation == "getitem":
        return index_text(node.options["index"])
    if "axis" in node.options and node.options["axis"] is not None and text != "softmax":
        return _("{sign}, axis {axis}").format(sign=text, axis=_axes(node.options["axis"]))
    return {"x²": "( )²", "xⁿ": _("power"), "−x": "−( )", "ᵀ": "( )ᵀ"}.get(text, text)


def _axes(axis) -> str:
    return ", ".join(str(n) for n in np.atleast_1d(axis))


def label(graph, n) -> str:
    """What stands in a node's box."""
    node = graph.nodes[n]
    if not node.operation:
        return node.name
    if node.operation == "constant":
        return _("constant")
    does = sign(graph, n)
    if not node.own:
        whole = node.operation == "function" or len(does) <= LONGEST
        return does if whole else OPERATIONS[node.operation].sign
    text = f"{node.name}: {does}"
    return node.name if len(text) > LONGEST else text


def short(value, digits=4, tight=False) -> str:
    """A number, or an array's shape; of many axes without spaces, where it has to be tight."""
    value = np.asarray(value)
    if value.size == 1:
        return number(float(value.reshape(())), digits)
    comma = "," if tight and value.ndim > 2 else ", "
    return f"({comma.join(map(str, value.shape))}{',' if value.ndim == 1 else ''})"


def spread(gradient, brief=False) -> str:
    """A gradient in few characters: a number, or how large its cells get.

    Args:
        brief: whether of an array it has at most six characters, to stand beside a picture.
    """
    gradient = np.asarray(gradient)
    if gradient.size == 1:
        return number(float(gradient.reshape(())), 4)
    finite = np.abs(gradient[np.isfinite(gradient)])
    if not finite.size:
        return "nan"
    most = float(finite.max())
    text = f"±{number(most, 4 if 100 <= most < 1000 else 2)}"
    if brief and len(text) > LONGEST_SPREAD:
        text = f"±{number(most, 1)}"
    if brief and len(text) > LONGEST_SPREAD:
        text = f"±{most:.0e}".replace("e-0", "e-").replace("-", "−")
    return text


def slope_text(graph, target, slot) -> str:
    """How the slope of an elementwise operation is written, with its inputs' names."""
    node = graph.nodes[target]
    operation = OPERATIONS[node.operation]
    written = (operation.local or operation.formula)[slot]
    names = [_factor(graph, n) for n in node.inputs]
    if written in ("{0}", "{1}"):  # alone it needs no brackets
        names = [name.removeprefix("(").removesuffix(")") for name in names]
    return written.format(*names) if "{" in written else written


def slope_here(run, target, slot, slope) -> str:
    """The same, and where it depends on a condition, what it is for these values."""
    graph = run.graph
    text = slope_text(graph, target, slot)
    if graph.nodes[target].operation not in ("relu", "maximum", "minimum"):
        return text
    inputs = dict.fromkeys(graph.nodes[target].inputs)
    here = ", ".join(f"{name_of(graph, n)} = {short(run.values[n])}" for n in inputs)
    return _("{slope} ({text}; here {values})").format(
        slope=number(slope, 4), text=text, values=here
    )


def _factor(graph, n) -> str:
    """An input in a formula: its name, or where it has none, a word."""
    node = graph.nodes[n]
    if node.operation == "constant":
        return in_brackets(number(float(node.constant), 4)) if node.constant.ndim == 0 else "c"
    called = name_of(graph, n)
    if called.isidentifier():
        return called
    short_enough = len(called) <= LONGEST and "…" not in called
    return f"({called})" if short_enough else _("input")


def is_plain(text) -> bool:
    """Is it a number already, so that it need not be worked out?"""
    return text.replace("−", "").replace(".", "").isdigit()
