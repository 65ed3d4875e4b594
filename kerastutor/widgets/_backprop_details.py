"""What happens in one step of BackpropExplorer, with its numbers: a formula, or grids of cells."""

from dataclasses import replace

import numpy as np

from ..concepts.graphs import locals_of
from ..concepts.operations import OPERATIONS
from ..i18n import _
from . import _backprop_words as say
from . import _backprop_written as written
from ._beside import Beside
from ._beside import shared_scale as scale_of
from ._matmul_written import product_text, total_text
from .stage.grids import grid, in_brackets, number, rows_and_columns
from .stage.marks import Column, Equation, Formula, Meet, Row, Sign, Words

#: The most rows and columns of a grid here, and the most products that are written out.
MOST, MOST_TERMS = (6, 8), 6


def shared_scale(*arrays):
    """One scale for all; where there are only zeros they are white, as everywhere."""
    return scale_of(*arrays, *([] if any(np.any(one) for one in arrays) else [np.array([-1.0, 1])]))


class Details:
    """One step's numbers.

    Args:
        run: the graph with its values and gradients.
        cell: the number of the cell that is pointed at.
        cut: the numbers of edges that carry nothing.
        corner: (row, column) of the first cell that is drawn of what is too large.
    """

    def __init__(self, run, cell, cut=(), corner=(0, 0)):
        self._run, self._graph, self._cell, self._cut = run, run.graph, cell, cut
        self._corner = corner

    def forward(self, n):
        """How a node's value comes about: a mark."""
        node, values = self._graph.nodes[n], self._run.values
        taken = [values[i] for i in node.inputs]
        if node.operation == "function" or values[n].size == max(t.size for t in taken) == 1:
            return Formula(parts=tuple(self._forward_parts(n)))
        names = [say.name_of(self._graph, i) for i in node.inputs]
        if node.operation == "matmul" and all(t.ndim == 2 for t in taken):
            return self._product(taken, names, values[n], say.name_of(self._graph, n))
        scale = shared_scale(*taken)
        items = []
        binary = len(taken) == 2
        for k, (value, name) in enumerate(zip(taken, names, strict=True)):
            if k:
                items.append(Sign(text=OPERATIONS[node.operation].sign))
            lit = self._feeding(n, k, values[n])
            items.append(self._grid(value, name, scale, lit))
        items.append(Sign(text="=" if binary else "→"))
        own = shared_scale(values[n])
        items.append(self._grid(values[n], say.label(self._graph, n), own, pick=True))
        line = written.forward(self._run, n, self._at(values[n].shape))
        return _under(own, Equation(items=tuple(items)), *filter(None, [line]))

    def _forward_parts(self, n):
        node, values = self._graph.nodes[n], self._run.values
        numbers = [say.short(values[i]) for i in node.inputs]
        name = say.name_of(self._graph, n)
        parts = [(f"{name} = ", "dim")] if node.own else []
        sign = OPERATIONS[node.operation].sign if node.operation != "function" else name
        result = (f" = {say.short(values[n])}", "strong")
        if len(numbers) == 2 and sign not in ("maximum", "minimum", "xⁿ"):
            return [*parts, (f"{numbers[0]} {sign} {in_brackets(numbers[1])}", ""), result]
        if node.operation == "square":
            return [*parts, (f"{in_brackets(numbers[0])}²", ""), result]
        if node.operation == "power":
            return [*parts, (f"{in_brackets(numbers[0])}^{in_brackets(numbers[1])}", ""), result]
        word = {"√": "√", "|x|": "|", "−x": "−"}.get(sign)
        if word == "|":
            return [*parts, (f"|{numbers[0]}|", ""), result]
        if word == "−":
            return [*parts, (f"−{in_brackets(numbers[0])}", ""), result]
        return [*parts, (f"{word or sign}({', '.join(numbers)})", ""), result]

    def backward(self, k):
        """How an edge's gradient comes about: a mark."""
        graph, run = self._graph, self._run
        source, target, slot = graph.edges[k]
        node, upstream, sent = graph.nodes[target], run.upstream[target], run.sent[k]
        name = say.name_of(graph, source)
        if k in self._cut:
            text = _("cut: {name} gets nothing on this way").format(name=name)
            return Formula(parts=((text, "dim"),))
        if node.operation == "function":
            return Formula(parts=((_("by differences: {0}").format(say.spread(sent)), "gradient"),))
        operation = OPERATIONS[node.operation]
        text = say.slope_text(graph, target, slot)
        if not operation.elementwise:
            if node.operation == "matmul" and all(run.values[i].ndim == 2 for i in node.inputs):
                return self._product_back(source, target, slot)
            title = _("gradient for {name}").format(name=name)
            scale = shared_scale(upstream, sent)
            items = (
                self._grid(upstream, _("upstream"), scale, self._sending(k)),
                Sign(text="→"),
                self._grid(sent, title, scale, pick=True),
            )
            words, line = Words(note=f"{title}: {text}"), None
            if np.isfinite(sent).all():
                line = written.backward(run, k, self._at(sent.shape))
            return _under(scale, words, Equation(items=items), *filter(None, [line]))
        slope = np.asarray(locals_of(graph, run.values, target)[slot])
        local = "local" if say.is_plain(text) else _("local: {formula}").format(formula=text)
        if sent.size == slope.size == 1:
            found = number(float(slope.reshape(())), 4)
            parts = [
                (_("upstream"), "gradient"),
                (f" {say.spread(upstream)} × ", "gradient"),
                (_("local") + f" {found}", ""),
                *([] if say.is_plain(text) else [(f" ({text})", "dim")]),
                (f" = {say.spread(sent)}", "strong"),
            ]
            return Formula(parts=tuple(parts))
        spread = np.broadcast_to(upstream, np.broadcast_shapes(upstream.shape, slope.shape))
        wide = spread * slope
        scale = shared_scale(spread, slope, wide, sent)
        copies = np.broadcast_to(_numbered(sent.shape), wide.shape) == self._at(sent.shape)
        lit = _pairs(copies)
        items = [
            self._grid(spread, _("upstream"), scale, lit),
            Sign(text="×"),
            self._grid(np.broadcast_to(slope, wide.shape), local, scale, lit),
            Sign(text="="),
        ]
        title = _("gradient for {name}").format(name=name)
        if wide.shape != sent.shape:
            items += [
                self._grid(wide, _("for each copy"), scale, lit),
                Sign(text="→"),
                self._grid(sent, _("added up: {title}").format(title=title), scale, pick=True),
            ]
        else:
            items.append(self._grid(sent, title, scale, pick=True))
        return _under(scale, Equation(items=tuple(items)))

    def arrived(self, n):
        """The gradient of an operation's result."""
        gradient = self._run.upstream[n]
        title = _("gradient for {name}").format(name=say.name_of(self._graph, n))
        if gradient.size == 1:
            parts = ((f"{title}: ", "dim"), (say.spread(gradient), "gradient"))
            return Formula(parts=parts)
        scale = shared_scale(gradient)
        return _under(scale, self._grid(gradient, title, scale, pick=True))

    def operands(self, steps):
        """What the number of a step is computed from, where it is an array; a mark, or None."""
        graph, run = self._graph, self._run
        if steps.edge < 0:
            n = steps.node
            found = [(run.values[i], say.name_of(graph, i)) for i in graph.nodes[n].inputs]
        else:
            _source, n, _slot = graph.edges[steps.edge]
            found = [(run.upstream[n], _("upstream"))]
            found += [(run.values[i], say.name_of(graph, i)) for i in graph.nodes[n].inputs]
        if all(np.size(value) == 1 for value, _name in found):
            return None
        return Row(items=tuple(self._grid(v, name, shared_scale(v), []) for v, name in found))

    def _feeding(self, n, slot, value):
        """Which cells of an input the cell of a result that is pointed at is made of."""
        node = self._graph.nodes[n]
        x = self._run.values[node.inputs[slot]]
        cell = self._at(value.shape)
        if OPERATIONS[node.operation].elementwise:
            numbers = np.broadcast_to(_numbered(x.shape), value.shape)
            return _pairs(_numbered(x.shape) == numbers.reshape(-1)[cell])
        one = (_numbered(value.shape) == cell).astype("float64")
        taken = [self._run.values[i] for i in node.inputs]
        return _pairs(OPERATIONS[node.operation].backward(one, value, *taken, **node.options)[slot])

    def _sending(self, k):
        """Which cells of the upstream the gradient that is pointed at is made of."""
        _source, target, slot = self._graph.edges[k]
        node, upstream = self._graph.nodes[target], self._run.upstream[target]
        if upstream.size > MOST[0] * MOST[1]:
            return []
        cell, taken = self._at(self._run.sent[k].shape), node.inputs
        values = self._run.values[target], *(self._run.values[i] for i in taken)
        back = OPERATIONS[node.operation].backward
        ones = (np.eye(upstream.size)[n].reshape(upstream.shape) for n in range(upstream.size))
        used = [np.ravel(back(one, *values, **node.options)[slot])[cell] != 0 for one in ones]
        return _pairs(np.reshape(used, upstream.shape))

    def input(self, n, steps, beside=None):
        """An input's cells, one of which the slider moves, and their gradients; a mark.

        Args:
            beside: the node whose gradient stands beside the learner's anyway, or None.
        """
        name, value = self._graph.nodes[n].name, self._run.values[n]
        items = [self._grid(value, name, shared_scale(value), pick=True)]
        if steps.has_gradient(n) and n != beside:
            gradient = self._run.upstream[n]
            title = _("gradient for {name}").format(name=name)
            items.append(self._grid(gradient, title, shared_scale(gradient), pick=True))
        return Row(items=tuple(items))

    def beside(self, n, mine):
        """The learner's gradient beside the right one, cell by cell; a mark."""
        both = Beside(self._run.upstream[n], mine)
        title = _("gradient for {name}").format(name=self._graph.nodes[n].name)
        if mine.size == 1:
            parts = ((f"{title}: ", "dim"), (say.spread(both.keras), "keras"))
            return Formula(parts=(*parts, (_(", yours "), "dim"), (say.spread(mine), "yours")))
        grids = [
            self._grid(values, name, both.scale, pick=True, **both.marks(yours))
            for values, name, yours in ((both.keras, title, False), (mine, _("yours"), True))
            if mine.ndim < 3
        ]
        return _under(both.scale, Row(items=tuple(grids)))

    def sum_at(self, n):
        """Where several edges brought gradients: their sum; a mark."""
        brought = [
            self._run.sent[k]
            for k, (source, _target, _slot) in enumerate(self._graph.edges)
            if source == n
        ]
        if self._run.upstream[n].size == 1:
            texts = [in_brackets(say.spread(part)) for part in brought]
            texts[0] = say.spread(brought[0])
            name = say.name_of(self._graph, n)
            parts = [(_("{name} is used {n} times: ").format(name=name, n=len(brought)), "dim")]
            parts += [(" + ".join(texts), "gradient")]
            parts += [(f" = {say.spread(self._run.upstream[n])}", "strong")]
            return Formula(parts=tuple(parts))
        scale = shared_scale(*brought, self._run.upstream[n])
        items = []
        for k, part in enumerate(brought):
            if k:
                items.append(Sign(text="+"))
            items.append(self._grid(part, _("use {n}").format(n=k + 1), scale))
        name = say.name_of(self._graph, n)
        total = self._run.upstream[n]
        items += [Sign(text="="), self._grid(total, _("gradient for {0}").format(name), scale)]
        return _under(scale, Equation(items=tuple(items)))

    def _product_back(self, source, target, slot):
        """The gradient for one factor of a matrix product is a matrix product, too."""
        run, graph = self._run, self._graph
        left, right = graph.nodes[target].inputs
        title = _("gradient for {name}").format(name=say.name_of(graph, source))
        upstream = run.upstream[target]
        if slot == 0:
            factors = upstream, run.values[right].T
            names = _("upstream"), say.turned(graph, right)
        else:
            factors = run.values[left].T, upstream
            names = say.turned(graph, left), _("upstream")
        k = graph.edges.index((source, target, slot))
        return self._product(factors, names, run.sent[k], title)

    def _product(self, factors, names, result, title):
        """Row and column meet in the cell; the cell that is pointed at is written out."""
        a, b = factors
        i, j = divmod(self._at(result.shape), result.shape[1])
        top, left = self._corner
        scale = shared_scale(a, b, result)
        by_rows = self._grid(a, names[0], scale, [(i, n) for n in range(a.shape[1])], (top, 0))
        by_columns = self._grid(b, names[1], scale, [(n, j) for n in range(len(b))], (0, left))
        # They go on where the result does: of the axis that is summed, what is drawn is all.
        meet = Meet(
            left=replace(by_rows, whole=(by_rows.whole[0], by_rows.cols)),
            top=replace(by_columns, whole=(by_columns.rows, by_columns.whole[1])),
            result=self._grid(result, title, scale, lit=[(i, j)], pick=True),
        )
        pairs = list(zip(a[i].tolist(), b[:, j].tolist(), strict=True))
        terms = [product_text(*pair) for pair in pairs[:MOST_TERMS]]
        more = " + …" if len(pairs) > MOST_TERMS else ""
        total = total_text(pairs, float(result[i, j]))
        if not np.isclose(sum(x * y for x, y in pairs), result[i, j]):  # it was cut
            total = _("cut: {0}").format(number(float(result[i, j])))
        line = Formula(
            parts=(
                (f"[{i}, {j}]: ", "dim"),
                (" + ".join(terms) + more, ""),
                (f" {total}", "strong"),
            )
        )
        # The line beside the matrices where there is room: a screen is not high.
        return Column(items=(Row(items=(meet, _under(scale, line))),))

    def _at(self, shape) -> int:
        """The number of the cell that is pointed at, in an array of this shape."""
        return cell_at(shape, self._cell, self._corner)

    def _grid(self, values, title, scale, lit=None, corner=None, pick=False, **marks):
        values = np.asarray(values, "float64") + 0.0  # no cell says −0
        note = ""
        if values.ndim > 2:
            note = _("shape {shape}, all but the last axis in rows").format(shape=values.shape)
            values = values.reshape(-1, values.shape[-1])
        elif values.size > 1:
            note = say.short(values)
        rows, columns = rows_and_columns(values.shape)
        first = first_drawn((rows, columns), self._corner if corner is None else corner)
        if rows > MOST[0] or columns > MOST[1]:
            last = [min(f + m, n) - 1 for f, m, n in zip(first, MOST, (rows, columns), strict=True)]
            note = _("{shape}: rows {top} to {bottom}, columns {left} to {right}").format(
                shape=note, top=first[0], bottom=last[0], left=first[1], right=last[1]
            )
        if lit is None:
            r, c = divmod(self._cell, min(columns, MOST[1]))
            inside = r < min(rows, MOST[0]) and values.size > 1
            lit = [(first[0] + r, first[1] + c)] if inside else []
        return grid(
            values,
            name=title,
            title=title,
            note=note,
            scale=scale,
            most=MOST,
            corner=first,
            lit=lit,
            pick=pick,
            **marks,
        )


def _under(scale, *marks) -> Column:
    """Marks with their scale, where it tells anything apart."""
    return Column(items=(*marks, scale) if scale.low != scale.high else marks)


def _numbered(shape) -> np.ndarray:
    """The number of each cell of an array."""
    return np.arange(int(np.prod(shape))).reshape(shape)


def _pairs(lit) -> list:
    """Rows and columns, as they are drawn, of the cells that are not 0."""
    lit = np.asarray(lit)
    columns = lit.shape[-1] if lit.ndim else 1
    return [divmod(int(n), columns) for n in np.flatnonzero(lit)]


def first_drawn(shape, corner) -> tuple[int, int]:
    """Row and column of the first cell that is drawn: no further than there are more."""
    pairs = zip(corner, shape, MOST, strict=True)
    return tuple(max(min(at, size - most), 0) for at, size, most in pairs)


def gone_on(corner, drawn, move) -> tuple:
    """The corner after an arrow key at the edge of a grid: moved along the axes of the key."""
    first, whole, shown = (drawn.row0, drawn.col0), drawn.whole, (drawn.rows, drawn.cols)
    return tuple(
        min(max(first[n] + step, 0), whole[n] - shown[n]) if step else corner[n]
        for n, step in enumerate(move)
    )


def cell_at(shape, cell, corner=(0, 0)) -> int:
    """Which number of an array a cell is, of those that are drawn from a corner on."""
    rows, columns = (
        rows_and_columns(shape) if len(shape) < 3 else (int(np.prod(shape[:-1])), shape[-1])
    )
    top, left = first_drawn((rows, columns), corner)
    row, column = divmod(cell, min(columns, MOST[1]))
    return min(top + row, rows - 1) * columns + left + column
