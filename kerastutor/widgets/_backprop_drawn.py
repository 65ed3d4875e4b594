"""A computation graph with its numbers, as BackpropExplorer draws it."""

from collections import Counter

import numpy as np

from ..concepts.graphs import Graph
from ..i18n import _
from . import _backprop_words as say
from ._beside import ends
from .stage.graphs import Graph as Drawn
from .stage.graphs import placed
from .stage.grids import levels
from .stage.marks import Column, Row

#: A box, in em of its own font.
BOX = 7.0, 4.1
#: The least and the most that is free between two columns; between two rows; and where it runs
#: from the top to the bottom.
LEAST, MOST, ROWS, DOWN = 1.3, 5.0, 1.1, 1.9
#: What is free between two columns, so that a number fits between two boxes; where the font
#: becomes too small for that; and where numbers at edges may lie over boxes: `LEAST`.
ROOMY, WISHED = 3.4, 2.4
#: Beside less than this no number stands at an edge, unless it is one of several.
FOR_TEXT = 3.0
#: The largest font of boxes, in em, across and from top to bottom; below the smallest, the graph
#: is scrolled. What is narrower than so many em may run from the top to the bottom.
LARGE, TALL, SMALLEST, NARROW = 1.15, 0.86, 0.66, 66
#: A box, and what is free beside it, where there are many columns.
TIGHT = 6.6, 0.8
#: What a graph from top to bottom leaves free, so that details stand beside it.
ASIDE = 19
#: The small picture of an array has at most this many rows and columns.
SMALL = 12


class Lines:
    """Where a graph's nodes stand: found once, laid out for the room that there is."""

    def __init__(self, graph: Graph):
        self.graph = graph
        shown = [
            n
            for n, node in enumerate(graph.nodes)
            if node.operation != "constant" or node.constant.ndim
        ]
        self.box = {n: k for k, n in enumerate(shown)}
        self.shown = shown
        #: Edges that are drawn: those that carry a gradient, in the order in which it goes.
        self.moving = list(graph.edges)
        still = [
            (source, target, slot)
            for target in graph.operations
            for slot, source in enumerate(graph.nodes[target].inputs)
            if source in self.box and not graph.moving[source]
        ]
        self.edges = self.moving + still
        pairs = [(self.box[source], self.box[target]) for source, target, _slot in self.edges]
        self.pairs = tuple(pairs)
        self.places, self.between = placed(len(shown), pairs)
        self.uses = Counter(source for source, _target, _slot in self.moving)
        self.names = [say.label(graph, n) for n in shown]
        self.said = tuple(
            _("from {source} to {target}").format(
                source=say.name_of(graph, source), target=say.name_of(graph, target)
            )
            for source, target, _slot in self.edges
        )
        self._laid: dict = {}

    def laid(self, room) -> dict:
        """Boxes and curves for a picture so many em wide, across or from top to bottom."""
        if room not in self._laid:
            self._laid = {room: self._fitted(room - 1)}
        return dict(self._laid[room])

    def _fitted(self, room) -> dict:
        columns = max(column for column, _row in self.places) + 1
        rows = [row for _column, row in self.places]
        across = max(rows) - min(rows) + 1
        wished = (columns * (BOX[0] + free) - free for free in (ROOMY, WISHED))
        least = next((wide for wide in wished if room / wide >= TALL), None)
        if least is None:
            least = columns * (BOX[0] + LEAST) - LEAST
        font, box = min(LARGE, room / least), BOX[0]
        if font < SMALLEST:
            box, least = TIGHT[0], columns * sum(TIGHT) - TIGHT[1]
            font = room / least
        if font < SMALLEST:  # too long for one line
            font = min(TALL, room / (across * (BOX[0] + LEAST)))
            if font >= SMALLEST and room < NARROW:
                return self._put(BOX[0] + LEAST, BOX[1] + DOWN, True, font)
            return self._put(BOX[0] + LEAST, BOX[1] + ROWS, False, SMALLEST)
        gap = (room / font - columns * box) / max(columns - 1, 1)
        return self._put(box + min(gap, MOST), BOX[1] + ROWS, False, font, box)

    def _put(self, pitch_x, pitch_y, down, font, wide=BOX[0]) -> dict:
        passed = [row for points in self.between for _column, row in points]
        first = min([row for _column, row in self.places] + [row + 0.3 for row in passed])

        def where(column, row):
            a, b = (row - first, column) if down else (column, row - first)
            return a * pitch_x, b * pitch_y

        corners = [where(*place) for place in self.places]
        bends = []
        for (source, target, slot), pair, between in zip(
            self.edges, self.pairs, self.between, strict=True
        ):
            (x0, y0), (x1, y1) = corners[pair[0]], corners[pair[1]]
            several = len({s for s in self.graph.nodes[target].inputs if s in self.box}) > 1
            same = self.graph.nodes[target].inputs.count(source) > 1
            part = 0.5 if not (several or same) else (0.3, 0.7)[slot]
            if several and not same:  # the upper one arrives above
                sides = sorted(
                    (i for i in self.graph.nodes[target].inputs if i in self.box),
                    key=lambda n: self.places[self.box[n]][1],
                )
                part = (0.3, 0.7)[sides.index(source)]
            middle = []  # level all along a column, so that no edge runs behind a box
            for x, y in (where(*place) for place in between):
                if down:
                    middle += [(x + wide / 2, y), (x + wide / 2, y + BOX[1])]
                else:
                    middle += [(x, y + BOX[1] / 2), (x + wide, y + BOX[1] / 2)]
            if down:
                start = (x0 + wide * (part if same else 0.5), y0 + BOX[1])
                end = (x1 + wide * part, y1)
            else:
                start = (x0 + wide, y0 + BOX[1] * (part if same else 0.5))
                end = (x1, y1 + BOX[1] * part)
            bends.append((start, *middle, end))
        reach = [point for points in bends for point in points]
        width = max([x + wide for x, _y in corners] + [x + (1 if down else 0) for x, _y in reach])
        height = max([y + BOX[1] for _x, y in corners] + [y + 0.8 for _x, y in reach])
        return {
            "at": np.array(corners, "float32"),
            "size": (wide, BOX[1]),
            "extent": (round(float(width), 2), round(float(height), 2)),
            "edges": self.pairs,
            "turns": tuple(map(len, bends)),
            "points": np.array(reach, "float32").reshape(-1, 2),
            "down": down,
            "font": round(font, 3),
            "narrow": down or pitch_x - wide < FOR_TEXT,
        }


def arranged(lines: Lines, room, picture, note, details) -> Column:
    """The graph with its note; under it what belongs to a box, or beside it where it runs down."""
    laid = lines.laid(room)
    if laid["down"] and room - laid["extent"][0] * laid["font"] > ASIDE:
        graph = Column(items=(picture, note))
        return Column(items=(Row(items=(graph, Column(items=details))),))
    return Column(items=(picture, note, *details))


def small(array, scale=None) -> tuple[np.ndarray, str]:
    """An array as a small picture: its first rows and columns, on a scale of its own."""
    low, high = ends(array)
    rows = np.asarray(array, "float64").reshape(-1, (1, *array.shape)[-1])
    part = rows[:SMALL, :SMALL]
    name = "diverging" if low is not None and low < 0 else "sequential"
    if not np.any(part):  # zeros are white, as everywhere
        return np.full(part.shape, 0.5, "float32"), "diverging"
    if scale == "diverging" and low is not None:
        high = max(-low, high)
        low, name = -high, "diverging"
    return levels(part, low, high).astype("float32"), name


def draw(lines: Lines, run, steps, room, *, node, edge, cut, wrong, typed, asked, flies) -> Drawn:
    """The graph after so many steps.

    Args:
        steps: a `Steps`: what is known so far, and what happens now.
        node, edge: the numbers of what is chosen, or −1.
        cut: the numbers of edges that are cut.
        wrong: for a node's number, the learner's gradient that differs, the first one first.
        typed: for an edge's number, what was typed wrongly; for −1 − a node's.
        asked: whether the number of this step is asked for.
        flies: whether it flies.
    """
    graph = lines.graph
    values, gradients, looks, maps, scales = [], [], [], [], []
    laid = lines.laid(room)
    narrow = laid.pop("narrow")
    first = next(iter(wrong), -1)
    for n in lines.shown:
        value = run.values[n] if steps.has_value(n) else None
        gradient = run.upstream[n] if steps.has_gradient(n) else None
        values.append("" if value is None else say.short(value, tight=True))
        gradients.append("" if gradient is None else say.spread(gradient, brief=True))
        if asked and steps.node == n:  # its number is asked for
            if steps.goes_back:
                gradient, gradients[-1] = None, "?" if steps.has_gradient(n) else ""
            else:
                value, values[-1] = None, "?"
        look = ["input"] if not graph.nodes[n].operation else []
        look += ["output"] if n == len(graph.nodes) - 1 else []
        look += ["waiting"] if not steps.has_value(n) else []
        look += ["lit"] if n == steps.node else []
        look += ["chosen"] if n == node else []
        if n in wrong:  # those after the first may differ only because of it
            look.append("bad" if n == first else "later")
            gradients[-1] = wrong[n].text
            gradient, value = wrong[n].array, None  # the small picture is theirs, too
        if -1 - n in typed:
            look.append("bad")
            values[-1] = _("you: {value} ✗").format(value=typed[-1 - n])
        looks.append(" ".join(look))
        shown = gradient if gradient is not None else value
        if shown is not None and shown.size > 1:
            picture, scale = small(shown, "diverging" if gradient is not None else None)
            maps.append((lines.box[n], picture))
            scales.append(scale)
    roles, texts = [], []
    for k, (source, target, _slot) in enumerate(lines.edges):
        moving = k < len(lines.moving)
        sent = moving and steps.was_sent(k)
        role = ["backward"] if sent else ["forward"] if steps.has_value(target) else []
        role += ["zero"] if sent and not run.sent[k].any() else []
        role += ["lit"] if k == steps.edge or (steps.edge < 0 and target == steps.node) else []
        role += ["cut"] if k in cut else []
        role += ["chosen"] if k == edge else []
        role += ["bad"] if k in typed else []
        roles.append(" ".join(role))
        forks = lines.uses[source] > 1
        text = ""
        if k in typed:
            text = _("you: {value} ✗").format(value=typed[k])
        elif moving and asked and k == steps.edge:
            text = "?"
        elif moving and k == steps.edge and (forks or not narrow):
            text = say.spread(run.sent[k])
        elif sent and (k == edge or (forks and source == steps.node)):
            text = say.spread(run.sent[k])
        texts.append(_("cut: 0") if k in cut and sent else text)
    fly = ()
    if flies and not asked:
        if steps.edge >= 0:
            fly = (steps.edge, say.spread(run.sent[steps.edge]), True)
        elif steps.node >= 0 and steps.node not in graph.inputs.values():
            into = [k for k, (_s, t, _i) in enumerate(lines.edges) if t == steps.node]
            if into:
                source = lines.edges[into[0]][0]
                fly = (into[0], say.short(run.values[source]), False)
    return Drawn(
        **laid,
        names=tuple(
            f"{name} ✗" if n in wrong else name
            for n, name in zip(lines.shown, lines.names, strict=True)
        ),
        values=tuple(values),
        gradients=tuple(gradients),
        looks=tuple(looks),
        maps=tuple(maps),
        scales=tuple(scales),
        roles=tuple(roles),
        texts=tuple(texts),
        said=lines.said,
        flies=fly,
        words=_("{n} values and operations, the output at the end").format(n=len(lines.shown)),
    )


class Steps:
    """What is known after so many steps: each operation forward, 1 at the output, each edge back.

    Args:
        graph: whose steps.
        at: how many were done.
    """

    def __init__(self, graph: Graph, at: int):
        self._order = {n: k for k, n in enumerate(graph.operations)}
        self.forward, self.backward = len(graph.operations), len(graph.edges)
        self.at = min(max(at, 0), self.total)
        back = self.at - self.forward - 1
        #: The edge that carries a gradient now, or −1; the node that gets its number now, or −1.
        self.edge = back - 1 if back > 0 else -1
        self.node = -1
        if self.edge >= 0:
            self.node = graph.edges[self.edge][0]
        elif back == 0:
            self.node = len(graph.nodes) - 1
        elif self.at:
            self.node = graph.operations[self.at - 1]
        self._arrived = {len(graph.nodes) - 1} if back >= 0 else set()
        pending = [source for source, _target, _slot in graph.edges[max(back, 0) :]]
        if back > 0:
            passed = [source for source, _target, _slot in graph.edges[:back]]
            self._arrived |= {n for n in passed if n not in pending}

    @property
    def total(self) -> int:
        return self.forward + 1 + self.backward

    @property
    def goes_back(self) -> bool:
        return self.at > self.forward

    def has_value(self, n) -> bool:
        return self._order.get(n, -1) < self.at

    def has_gradient(self, n) -> bool:
        """Has all of it arrived?"""
        return n in self._arrived

    def was_sent(self, k) -> bool:
        return k < self.at - self.forward - 1
