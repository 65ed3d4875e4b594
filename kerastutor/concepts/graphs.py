"""A computation graph with its values: forward, backward edge by edge, and the tape beside it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..i18n import _
from .operations import OPERATIONS, unbroadcast

#: An array that somebody typed has at most this many elements, on its way too.
MOST_TYPED = 10_000
#: The same for arrays, functions and models that were given in Python.
MOST_GIVEN = 200_000
MOST_NODES = 200
#: More axes TensorFlow itself takes wrongly: there a slice's gradient is what lies in memory.
MOST_AXES = 8


class NotDrawn(ValueError):
    """What cannot become a graph, or has no value: said in a line."""


@dataclass(frozen=True)
class Node:
    """An input, a constant, or an operation.

    Attributes:
        name: its own: an input's, that of what was assigned, else the operation's with a number.
        operation: a name of `OPERATIONS`; "" for an input, "constant", or "function" for one
            that cannot be looked into.
        inputs: the numbers of the nodes that it takes.
        options: keywords of the operation.
        constant: the value of a constant.
        own: whether somebody gave it its name.
    """

    name: str
    operation: str = ""
    inputs: tuple[int, ...] = ()
    options: dict = field(default_factory=dict)
    constant: np.ndarray | None = None
    own: bool = False


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes, each after those that it takes; the last one is the output.

    Attributes:
        most: how many elements an array may have.
    """

    nodes: tuple[Node, ...]
    most: int = MOST_TYPED

    @cached_property
    def inputs(self) -> dict[str, int]:
        """The number of each input, by its name."""
        return {node.name: n for n, node in enumerate(self.nodes) if not node.operation}

    @cached_property
    def operations(self) -> list[int]:
        """What is computed, in its order."""
        return [n for n, node in enumerate(self.nodes) if node.inputs]

    @cached_property
    def moving(self) -> list[bool]:
        """Which nodes depend on an input: the others have no gradient."""
        found = []
        for node in self.nodes:
            found.append(not node.operation or any(found[n] for n in node.inputs))
        return found

    @cached_property
    def edges(self) -> list[tuple[int, int, int]]:
        """(from, to, the place among the inputs of to) of each edge that carries a gradient, in
        the order in which the gradient goes back."""
        return [
            (source, target, slot)
            for target in reversed(self.operations)
            for slot, source in enumerate(self.nodes[target].inputs)
            if self.moving[source]
        ]

    @cached_property
    def spelt(self) -> list[str]:
        """What each node is called in a sentence: by its name, or how it is computed of others,
        such as "w × x + b"; "…" stands for what is too long."""
        found = []
        for node in self.nodes:
            found.append(_spelt(node, [(self.nodes[n], found[n]) for n in node.inputs]))
        return found

    @cached_property
    def keys(self) -> list[str]:
        """What each edge is called: "x->multiply.0"."""
        return [
            f"{self.nodes[source].name}->{self.nodes[target].name}.{slot}"
            for source, target, slot in self.edges
        ]

    def pruned(self) -> "Graph":
        """Without what the output does not need."""
        needed, waiting = set(), [len(self.nodes) - 1]
        while waiting:
            n = waiting.pop()
            if n not in needed:
                needed.add(n)
                waiting.extend(self.nodes[n].inputs)
        kept = sorted(needed)
        new = {old: n for n, old in enumerate(kept)}
        nodes = (self.nodes[old] for old in kept)
        nodes = (replace(node, inputs=tuple(new[n] for n in node.inputs)) for node in nodes)
        return Graph(tuple(nodes), self.most)


#: Of what has no name, so many characters are spelt.
_LONGEST = 24
_SIGNS = {"add": 1, "subtract": 1, "multiply": 2, "divide": 2, "matmul": 2}  # how tightly
_TIGHT = {**_SIGNS, "negative": 2, "power": 3}
_SPELT = {"negative": "−{0}", "square": "{0}²", "power": "{0}^{1}", "sqrt": "√{0}"}
_SPELT |= {"abs": "|{0}|", "transpose": "{0}ᵀ", "getitem": "{0}{index}"}


def _spelt(node, taken) -> str:
    """A node in a sentence; see `Graph.spelt`.

    Args:
        taken: the nodes that it takes, each with its spelling.
    """
    if not node.operation or node.own or node.operation == "function":
        return node.name
    if node.operation == "constant":
        one = node.constant.ndim == 0
        return f"{float(node.constant):.4g}".replace("-", "−") if one else _("a constant")
    texts = [text for _node, text in taken]
    sign = OPERATIONS[node.operation].sign
    if node.operation in _SIGNS:
        tight = _SIGNS[node.operation]
        after = tight + (node.operation in ("subtract", "divide"))
        texts = [_bracketed(*one, at) for one, at in zip(taken, (tight, after), strict=True)]
    elif node.operation in _SPELT and node.operation != "abs":
        texts = [_bracketed(*one, 4) for one in taken]
    if node.operation in _SIGNS:
        form = f"{{0}} {sign} {{1}}"
    elif node.operation in _SPELT:
        form = _SPELT[node.operation]
    else:
        form = f"{sign}({', '.join(f'{{{n}}}' for n in range(len(texts)))})"
    index = index_text(node.options["index"]) if node.operation == "getitem" else ""
    text = form.format(*texts, index=index)
    return text if len(text) <= _LONGEST else form.format(*["…"] * len(texts), index=index)


def _bracketed(node, text, tight) -> str:
    """A part of a formula, in brackets where its own signs hold it less tightly."""
    loose = not node.own and _TIGHT.get(node.operation, 9) < tight
    return f"({text})" if loose or text.startswith("−") else text


def index_text(index) -> str:
    """An index as it is typed: "[0, 1:]"."""
    parts = index if isinstance(index, tuple) else (index,)
    return f"[{', '.join(map(_part_of_index, parts))}]".replace("-", "−")


def _part_of_index(part) -> str:
    if isinstance(part, slice):
        ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
        return ":".join(ends) + ("" if part.step in (None, 1) else f":{part.step}")
    return "…" if part is Ellipsis else str(part)


@dataclass(frozen=True, eq=False)
class Run:
    """A graph with its numbers.

    Attributes:
        graph: what was run.
        values: of each node, float64.
        sent: what each edge carries back, in the edges' order; of a cut edge 0.
        upstream: the gradient of the output for each node; None where it has none.
    """

    graph: Graph
    values: list[np.ndarray]
    sent: list[np.ndarray]
    upstream: list[np.ndarray | None]

    @property
    def value(self) -> np.ndarray:
        """The output."""
        return self.values[-1]

    @property
    def gradients(self) -> dict[str, np.ndarray]:
        """The gradient for each input, by its name."""
        return {name: self.upstream[n] for name, n in self.graph.inputs.items()}


def run(graph: Graph, given: dict, cut=()) -> Run:
    """Values forward, then gradients backward: of each edge upstream × local, sums at forks.

    The gradient of an array is that of its sum, as ``tf.GradientTape`` takes it.

    Args:
        graph: what is computed.
        given: the value of each input, by its name.
        cut: names of edges that carry nothing back.

    Raises:
        NotDrawn: for shapes that do not fit, or an array that becomes too large.
    """
    values = forward(graph, given)
    return backward(graph, values, cut)


def forward(graph: Graph, given: dict) -> list[np.ndarray]:
    """The value of each node; see :func:`run`."""
    values = []
    with np.errstate(all="ignore"):
        for n, node in enumerate(graph.nodes):
            if node.operation == "constant":
                values.append(node.constant)
            elif not node.operation:
                values.append(np.asarray(given[node.name], "float64"))
            else:
                taken = [values[n] for n in node.inputs]
                _fits(graph, n, taken)
                try:
                    _has_axes(node, taken)
                    found = OPERATIONS[node.operation].forward(*taken, **node.options)
                except (ValueError, IndexError, TypeError) as error:
                    raise _what_fails(graph, n, taken, error) from None
                values.append(_not_odd(graph, n, np.asarray(found, "float64")))
    return values


def _fits(graph, n, taken):
    """Is the result small enough? Asked before it is made."""
    node = graph.nodes[n]
    shapes = [value.shape for value in taken]
    try:
        if node.operation == "matmul" and all(shapes):
            (*lead_a, _a), lead_b = shapes[0], shapes[1][:-2]
            lead = np.broadcast_shapes(tuple(lead_a[:-1]), lead_b)
            shape = (*lead, *lead_a[-1:], *shapes[1][-1:])
        elif OPERATIONS[node.operation].elementwise:
            shape = np.broadcast_shapes(*shapes)
        else:
            return
    except ValueError as error:
        raise _what_fails(graph, n, taken, error) from None
    size = 1
    for length in shape:
        size *= length
    if size > graph.most:
        raise NotDrawn(
            _("Expected arrays of at most {most:,} elements. Received: {what} of {size:,}").format(
                most=graph.most, what=graph.spelt[n], size=size
            )
        )


def _has_axes(node, taken):
    """NumPy takes axis 0 of a single number, too: TensorFlow does not."""
    axis = node.options.get("axis", -1 if node.operation == "softmax" else None)
    if axis is not None and not taken[0].ndim:
        raise NotDrawn(
            _("{name} expected an array. Received: one number").format(name=node.operation)
        )
    if axis is not None:
        normalize_axis_tuple(axis, taken[0].ndim)


def _not_odd(graph, n, value) -> np.ndarray:
    """A value, if it has an element, and not too many axes."""
    if not value.size:
        raise NotDrawn(
            _("Expected at least one element. Received: {what} of shape {shape}").format(
                what=graph.spelt[n], shape=value.shape
            )
        )
    if value.ndim > MOST_AXES:
        raise NotDrawn(
            _("Expected at most {most} axes. Received: {count}").format(
                most=MOST_AXES, count=value.ndim
            )
        )
    return value


def _what_fails(graph, n, taken, error) -> NotDrawn:
    if isinstance(error, NotDrawn):
        return error
    names = [graph.spelt[source] for source in graph.nodes[n].inputs]
    given = _(" and ").join(
        f"{name} {value.shape}" for name, value in zip(names, taken, strict=True)
    )
    if isinstance(error, IndexError):
        text = _("The index does not fit {given}: {error}").format(given=given, error=error)
    else:
        text = _("Expected shapes that fit in {what}. Received: {given}").format(
            what=graph.spelt[n], given=given
        )
    return NotDrawn(text)


def locals_of(graph: Graph, values, n: int) -> tuple:
    """The slopes of an elementwise node by each of its inputs, cell by cell."""
    node = graph.nodes[n]
    with np.errstate(all="ignore"):
        return OPERATIONS[node.operation].slopes(values[n], *(values[i] for i in node.inputs))


def backward(graph: Graph, values, cut=()) -> Run:
    """The gradients; see :func:`run`."""
    upstream: list = [None] * len(graph.nodes)
    sent, cut = [], set(cut)
    if graph.moving[-1]:
        upstream[-1] = np.ones(values[-1].shape)
    at = 0
    with np.errstate(all="ignore"):
        for target in reversed(graph.operations):
            node = graph.nodes[target]
            parts = None
            for slot, source in enumerate(node.inputs):
                if not graph.moving[source]:
                    continue
                if parts is None:
                    parts = _parts(graph, values, target, upstream[target])
                part = np.asarray(parts[slot])
                if graph.keys[at] in cut:
                    part = np.zeros(part.shape)
                before = upstream[source]
                upstream[source] = part if before is None else before + part
                sent.append(part)
                at += 1
    return Run(graph, values, sent, upstream)


def _parts(graph, values, target, upstream):
    """What an operation sends to each of its inputs."""
    node = graph.nodes[target]
    taken = [values[n] for n in node.inputs]
    operation = OPERATIONS[node.operation]
    if not operation.elementwise:
        return operation.backward(upstream, values[target], *taken, **node.options)
    slopes = operation.slopes(values[target], *taken)
    return [unbroadcast(upstream * slope, x.shape) for slope, x in zip(slopes, taken, strict=True)]


def by_tape(graph: Graph, given: dict, cut=()) -> dict[str, np.ndarray]:
    """The gradients by TensorFlow's automatic differentiation, float64, by the inputs' names.

    Source: ``tensorflow.GradientTape``.
    """
    import tensorflow as tf

    try:
        return _taped(graph, given, cut)
    except (tf.errors.OpError, ValueError, TypeError) as error:
        why = (str(getattr(error, "message", "")) or str(error)).splitlines()[0]
        raise NotDrawn(
            _("TensorFlow cannot compute this: {why}").format(why=why.split("}} ")[-1][:120])
        ) from None


def _taped(graph, given, cut) -> dict[str, np.ndarray]:
    import tensorflow as tf

    cut, keys = set(cut), dict(zip(graph.edges, graph.keys, strict=True))
    values: list = []
    with tf.GradientTape() as tape:
        for n, node in enumerate(graph.nodes):
            if node.operation == "constant":
                values.append(tf.constant(node.constant, "float64"))
            elif not node.operation:
                values.append(tf.constant(np.asarray(given[node.name]), "float64"))
                tape.watch(values[-1])
            else:
                taken = [
                    tf.stop_gradient(values[i]) if keys.get((i, n, slot)) in cut else values[i]
                    for slot, i in enumerate(node.inputs)
                ]
                values.append(OPERATIONS[node.operation].tensors(*taken, **node.options))
    watched = {name: values[n] for name, n in graph.inputs.items()}
    found = tape.gradient(values[-1], watched, unconnected_gradients="zero")
    return {name: np.asarray(gradient) for name, gradient in found.items()}


def agree(run_: Run, taped: dict, tolerance=1e-6) -> bool:
    """Are all gradients those of automatic differentiation? nan agrees with nan."""
    return all(
        np.shape(mine) == np.shape(taped[name])
        and np.allclose(mine, taped[name], rtol=tolerance, atol=1e-9, equal_nan=True)
        for name, mine in run_.gradients.items()
    )
