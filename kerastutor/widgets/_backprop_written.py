"""The cell of a sum, a mean, a maximum or a softmax that is pointed at, with its numbers."""

import numpy as np

from ..concepts.operations import OPERATIONS
from .stage.grids import in_brackets, number
from .stage.marks import Formula

#: The most numbers that are written out.
MOST_TERMS = 6


def forward(run, n, cell) -> Formula | None:
    """How a cell of a node's value comes about; None where its grid tells all.

    Args:
        run: the graph with its numbers.
        cell: the number of the cell that is pointed at.
    """
    node, value = run.graph.nodes[n], run.values[n]
    if node.operation not in ("sum", "mean", "softmax"):
        return None
    x = run.values[node.inputs[0]]
    if node.operation == "softmax":
        axis = node.options.get("axis", -1)
        place = list(np.unravel_index(cell, value.shape))
        place[axis] = slice(None)
        parts, own = x[tuple(place)], float(x.reshape(-1)[cell])
        terms = _joined([f"exp({number(v)})" for v in parts.tolist()])
        return _line(value, cell, f"exp({number(own)}) ÷ ({terms})")
    one = (np.arange(value.size) == cell).astype("float64").reshape(value.shape)
    (used,) = OPERATIONS[node.operation].backward(one, value, x, **node.options)
    parts = (x[np.asarray(used) != 0] + 0.0).tolist()  # no −0
    terms = _joined([number(parts[0]), *(in_brackets(number(v)) for v in parts[1:])])
    if node.operation == "mean":
        return _line(value, cell, f"({terms}) ÷ {len(parts)}", sum(map(_read, parts)) / len(parts))
    return _line(value, cell, terms, sum(map(_read, parts)))


def backward(run, k, cell) -> Formula | None:
    """How a cell of what an edge sends back comes about; None where its grid tells all.

    Args:
        run, cell: as in :func:`forward`.
        k: the number of the edge.
    """
    source, target, _slot = run.graph.edges[k]
    node, sent, upstream = run.graph.nodes[target], run.sent[k], run.upstream[target]
    x, value = run.values[source], run.values[target]
    if node.operation == "softmax":
        total = (upstream * value).sum(axis=node.options.get("axis", -1), keepdims=True)
        u, p, t = (
            float(np.broadcast_to(one, sent.shape).reshape(-1)[cell])
            for one in (upstream, value, total)
        )
        text = f"{number(p)} · ({number(u)} − {in_brackets(number(t))})"
        return _line(sent, cell, text, _read(p) * (_read(u) - _read(t)))
    if node.operation not in ("mean", "max"):
        return None
    share = float(sent.reshape(-1)[cell])
    if node.operation == "max" and not share:
        return None
    (ones,) = OPERATIONS[node.operation].backward(np.ones(value.shape), value, x, **node.options)
    part = float(np.asarray(ones).reshape(-1)[cell])  # one over how many there are
    count = round(1 / part)
    if count == 1:
        return None
    u = share / part
    return _line(sent, cell, f"{number(u)} ÷ {count}", _read(u) / count)


def _joined(terms) -> str:
    more = " + …" if len(terms) > MOST_TERMS else ""
    return " + ".join(terms[:MOST_TERMS]) + more


def _read(value) -> float:
    """A number as it stands there."""
    return float(number(float(value)).replace("−", "-"))


def _line(array, cell, text, shown=None) -> Formula:
    """The line of a cell; "≈" where what is written does not give its number."""
    true = number(float(array.reshape(-1)[cell]))
    place = ", ".join(str(int(n)) for n in np.unravel_index(cell, array.shape))
    sign = "=" if shown is not None and number(float(shown)) == true else "≈"
    return Formula(
        parts=(
            *([(f"[{place}]: ", "dim")] if array.size > 1 else []),
            (text, ""),
            (f" {sign} {true}", "strong"),
        )
    )
