"""A computation graph with its values: forward, backward edge by edge, and the tape beside it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..i18n import _
from .operations import OPERATIONS, unbroadcast

#: An array that somebody typed has at most this many elements, on its way too.
MOST_TYPED = 10_000
#: The same for arrays, functions and models that were given in Python.
MOST_GIVEN = 200_000
MOST_NODES = 200


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
        for node in graph.nodes:
            if node.operation == "constant":
                values.append(node.constant)
            elif not node.operation:
                values.append(np.asarray(given[node.name], "float64"))
            else:
                taken = [values[n] for n in node.inputs]
                _fits(graph, node, taken)
                try:
                    found = OPERATIONS[node.operation].forward(*taken, **node.options)
                except (ValueError, IndexError, TypeError) as error:
                    raise NotDrawn(_what_fails(graph, node, taken, error)) from None
                values.append(np.asarray(found, "float64"))
    return values


def _fits(graph, node, taken):
    """Is the result small enough? Asked before it is made."""
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
        raise NotDrawn(_what_fails(graph, node, taken, error)) from None
    size = 1
    for length in shape:
        size *= length
    if size > graph.most:
        raise NotDrawn(
            _("Expected arrays of at most {most:,} elements. Received: {what} of {size:,}").format(
                most=graph.most, what=node.name, size=size
            )
        )


def _what_fails(graph, node, taken, error) -> str:
    names = [graph.nodes[n].name for n in node.inputs]
    given = _(" and ").join(
        f"{name} {value.shape}" for name, value in zip(names, taken, strict=True)
    )
    if isinstance(error, IndexError):
        return _("The index does not fit {given}: {error}").format(given=given, error=error)
    return _("{operation} expected shapes that fit. Received: {given}").format(
        operation=node.operation, given=given
    )


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

    cut, keys = set(cut), {(s, t, slot): k for (s, t, slot), k in _keyed(graph)}
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


def _keyed(graph):
    return zip(graph.edges, graph.keys, strict=True)


def agree(run_: Run, taped: dict, tolerance=1e-6) -> bool:
    """Are all gradients those of automatic differentiation? nan agrees with nan."""
    return all(
        np.shape(mine) == np.shape(taped[name])
        and np.allclose(mine, taped[name], rtol=tolerance, atol=1e-9, equal_nan=True)
        for name, mine in run_.gradients.items()
    )
