"""A computation graph as it is drawn: boxes at places, and the edges between them."""

import numpy as np

from .marks import Mark, mark


@mark
class Graph(Mark):
    """Boxes and edges. What is pressed asks for ("node", its number) or ("edge", its number).

    Attributes:
        at: the top left corner of each box in em, float32 of shape (n, 2).
        size, extent: (width, height) of a box, and of all.
        names, values, gradients: what stands in each box; "" leaves a line free.
        looks: words for each box, of "input", "output", "lit", "chosen", "bad",
            "later" (bad, after one that is), "waiting".
        maps: pairs of a box's number and the small picture of its array: levels, shape (h, w).
        scales: the scale of each of them.
        edges: (from, to) of each edge, by the boxes' numbers.
        turns: how many points each edge passes, its start and its end among them.
        points: where they are in em, one edge after the other, float32 of shape (sum, 2).
        roles: words for each edge, of "forward", "backward", "zero", "lit", "cut", "bad", "chosen".
        texts: what stands at each edge; "" for nothing.
        said: what each edge is called.
        font: the size of the boxes' font, in em of the picture's.
        down: whether it runs from the top to the bottom.
        flies: (the number of an edge, the text that flies along it, whether backward), or ().
    """

    at: np.ndarray
    size: tuple
    extent: tuple
    names: tuple
    values: tuple
    gradients: tuple
    looks: tuple
    maps: tuple = ()
    scales: tuple = ()
    edges: tuple = ()
    turns: tuple = ()
    points: np.ndarray
    roles: tuple = ()
    texts: tuple = ()
    said: tuple = ()
    font: float = 0.86
    down: bool = False
    flies: tuple = ()
    words: str = ""


def ranks(count, edges) -> list[int]:
    """The column of each node: one after all that it takes, an input just before who takes it.

    Args:
        count: how many nodes; each stands after those that it takes.
        edges: (from, to) of each edge.
    """
    found, takes = [0] * count, [False] * count
    for source, target in sorted(edges, key=lambda edge: edge[1]):
        found[target] = max(found[target], found[source] + 1)
        takes[target] = True
    for n in range(count):
        if not takes[n]:
            taken = [found[target] for source, target in edges if source == n]
            found[n] = min(taken, default=1) - 1
    least = min(found, default=0)
    return [rank - least for rank in found]


def placed(count, edges) -> tuple[list[tuple[float, float]], list[list[tuple[float, float]]]]:
    """Places of nodes, and of the points that each edge passes on its way.

    In columns, ordered so that edges cross little, then straightened: what Sugiyama, Tagawa and
    Toda (1981) do. In units of one column and one row.

    Returns:
        the (column, row) of each node, and for each edge the (column, row) between its ends.
    """
    column = ranks(count, edges)
    columns: list[list[int]] = [[] for _rank in range(max(column, default=0) + 1)]
    for n in range(count):
        columns[column[n]].append(n)
    near: dict[int, list[int]] = {n: [] for n in range(count)}
    chains, lanes = [], {}  # a lane leads all edges of a node past the columns between
    for source, target in edges:
        chain = [source]
        for rank in range(column[source] + 1, column[target]):
            if (source, rank) not in lanes:
                lanes[source, rank] = count + len(lanes)
                columns[rank].append(lanes[source, rank])
                near[lanes[source, rank]] = []
            chain.append(lanes[source, rank])
        chain.append(target)
        chains.append(chain)
        for a, b in zip(chain, chain[1:], strict=False):
            if b not in near[a]:
                near[a].append(b)
                near[b].append(a)
    where = {n: float(row) for nodes in columns for row, n in enumerate(nodes)}
    rank_of = {n: rank for rank, nodes in enumerate(columns) for n in nodes}
    for sweep in range(12):
        forward = sweep % 2 == 0
        for nodes in columns if forward else reversed(columns):
            side = -1 if forward else 1
            for n in nodes:
                there = [where[m] for m in near[n] if rank_of[m] == rank_of[n] + side]
                where[n] = sum(there) / len(there) if there else where[n]
            nodes.sort(key=lambda n: where[n])
            for row, n in enumerate(nodes):
                where[n] = row - (len(nodes) - 1) / 2
    apart = {n: 1.0 if n < count else 0.55 for n in where}
    # An input follows whoever takes it; what is kept straight are the long chains.
    loose = {n for n in range(count) if len(near[n]) == 1 and not any(t == n for _s, t in edges)}
    near = {n: [m for m in near[n] if m not in loose] or near[n] for n in near}
    for sweep in range(16):
        for nodes in columns if sweep % 2 else reversed(columns):
            wish = [_mean([where[m] for m in near[n]] or [where[n]]) for n in nodes]
            weights = [0.02 if n in loose else 1.0 for n in nodes]
            for n, row in zip(
                nodes, _spread(wish, weights, [apart[n] for n in nodes]), strict=True
            ):
                where[n] = row
    places = [(float(column[n]), where[n]) for n in range(count)]
    between = [[(float(rank_of[n]), where[n]) for n in chain[1:-1]] for chain in chains]
    return places, between


def _mean(values) -> float:
    return sum(values) / len(values)


def _spread(wish, weights, room) -> list[float]:
    """The places nearest to those wished for, in this order, each with its room: the least
    squares, by pooling neighbours that would overlap."""
    offset, total = [], 0.0
    for n, own in enumerate(room):
        total += (room[n - 1] + own) / 2 if n else 0.0
        offset.append(total)
    pools: list[list[float]] = []  # [weighted sum, weight, count]
    for value, weight, by in zip(wish, weights, offset, strict=True):
        pools.append([weight * (value - by), weight, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    flat = [total / weight for total, weight, count in pools for _one in range(int(count))]
    return [value + by for value, by in zip(flat, offset, strict=True)]
