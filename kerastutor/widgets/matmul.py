"""MatmulExplorer: row times column, one product at a time."""

from dataclasses import dataclass, replace

import numpy as np
import traitlets

from ..concepts import matmul as concept
from ..concepts.tensors import as_array
from ..i18n import _
from ._beside import Beside, shared_scale
from ._code import cell
from ._explorer import Explorer, Problem, checked_function, python_name, state_trait, within
from ._matmul_written import product_text, sum_parts, total_text
from .stage.grids import grid, levels, longest, map_of, number, place_on, widths, window
from .stage.marks import Column, Equation, Formula, Meet, Row, Sign
from .stage.plots import Axis, Bars, Line, Plot

#: A longer sum is written with its first and last terms only.
MOST_TERMS = 8
#: Rows and columns of the matrices that are drawn, at most: round the cell that is computed.
MOST_ROWS, MOST_COLUMNS = 7, 8
#: The sum stands beside the matrices where that leaves so many columns of each, else below them.
_LEAST_BESIDE = 4
#: In em: the sum with its gap, the gap in the middle of the matrices, and that of two results.
_SUM, _MIDDLE, _BETWEEN = 27.0, 1.7, 2.4
#: In em: the longest formula, and a character of one, as stage.css has them.
_LONGEST, _CHARACTER = 46.0, 0.58


@dataclass(frozen=True)
class Product:
    """What is shown: the product by Keras, the learner's if there is one, and one cell."""

    both: Beside
    cell: concept.Cell

    @property
    def values(self) -> np.ndarray:
        return self.both.keras


class MatmulExplorer(Explorer):
    """The matrix product, a cell at a time: row × column, with the sum written out.

    Args:
        a: matrix of shape (m, k).
        b: matrix of shape (k, n).
        function: the learner's ``matmul(a, b)``, laid over Keras's: cells that differ are marked.
        names: what the two are called, Python names.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> MatmulExplorer([[1, 2], [3, 4]], [[5, 6], [7, 8]], function=matmul)
    """

    headline = _("Row meets column: one cell of a matrix product")
    help = _(
        "In the result, the arrow keys choose the cell; at the edge of what is drawn they go on. "
        "In a small picture of a whole matrix they move the frame. Tab goes from one control to "
        "the next."
    )

    row = state_trait(traitlets.Int(0))
    """Which row of a, and of the result."""
    column = state_trait(traitlets.Int(0))
    """Which column of b, and of the result."""
    step = state_trait(traitlets.Int(0))
    """How many of the k products are summed so far; all of them unless told."""

    def __init__(
        self,
        a=((1, 2, 3), (4, 5, 6)),
        b=((1, 0), (0, 1), (2, 2)),
        *,
        function=None,
        names=("a", "b"),
        **state,
    ):
        self._names = _two_names(names)
        self._function = checked_function(function, "(a, b)")
        self._a, self._b = as_array(a), as_array(b)
        concept.check_matrices(self._a, self._b)
        self._fits = self._a.shape[1] == self._b.shape[0]
        self._values = concept.matmul(self._a, self._b) if self._fits else None
        self._factors = shared_scale(self._a, self._b, note=_("{a} and {b}").format(**self._called))
        self._both = Beside(self._values)  # the same for every cell of the product
        self._longest: dict = {}  # characters of the numbers of a matrix
        self._corner: list = [None, None]  # where the drawn rows and columns begin
        state.setdefault("step", self._a.shape[1])
        super().__init__(**state)

    @property
    def _called(self) -> dict[str, str]:
        """The names of the two matrices, for the words of a sentence."""
        return dict(zip("ab", self._names, strict=True))

    @property
    def _most(self):
        """The largest value of each trait."""
        (rows, inner), columns = self._a.shape, self._b.shape[1]
        return {"row": rows - 1, "column": columns - 1, "step": inner}

    @traitlets.validate("row", "column", "step")
    def _inside(self, proposal):
        return within(proposal, 0, self._most[proposal["trait"].name])

    def _controls(self):
        labels = {"row": _("row of {a}"), "column": _("column of {b}")}
        labels = {name: label.format(**self._called) for name, label in labels.items()}
        return [self._slider(name, label, 0, self._most[name]) for name, label in labels.items()]

    def _view(self):
        self._stage.observe(self._pointed, "cursor")
        self._steps = self._player("step", self._most["step"], _("products summed"), pace=900)
        return [self._stage, self._steps]

    def _pointed(self, change):
        """Pointing at a cell of the result chooses its row and column."""
        which, at = change["new"]
        if self._ready and which >= 2 and which < len(self._stage.grids):
            drawn = self._stage.grids[which]
            row, column = divmod(at, drawn.cols)
            self._set(row=drawn.row0 + row, column=drawn.col0 + column)

    def _asked(self, id, value):
        if id == "beyond":
            _which, down, across = value
            self._go(self.row + (down or 0), self.column + (across or 0))
        elif id == f"map:{self._names[0]}":
            self._go(place_on(self._a.shape, value)[0], self.column)
        elif id == f"map:{self._names[1]}":
            self._go(self.row, place_on(self._b.shape, value)[1])

    def _go(self, row, column):
        most = self._most
        self._set(row=min(max(row, 0), most["row"]), column=min(max(column, 0), most["column"]))

    def _compute(self):
        if not self._fits:
            raise Problem(concept.clash(self._a, self._b, self._names))
        return self._product(None if self._function is None else self._theirs())

    def _product(self, yours):
        chosen = concept.cell(self._a, self._b, self.row, self.column, self._values.dtype)
        if self._both.yours is not yours:
            self._both = Beside(self._values, yours)
        return Product(self._both, chosen)

    def _show_problem(self, problem):
        """Keras's product can be looked at while the learner's function is not right yet."""
        if self._fits:
            self._draw(self._product(None))
            return True
        # A row and a column that are to meet, framed.
        row, column = (
            [(0, n) for n in range(self._a.shape[1])],
            [(n, 0) for n in range(len(self._b))],
        )
        a, b = (
            self._factor(name, values, lit, (), (0, 0), (MOST_ROWS, self._drawn[1]))
            for name, values, lit in zip(
                self._names, (self._a, self._b), (row, column), strict=True
            )
        )
        self._stage.show(Equation(items=(a, Sign(text="@"), b)))
        return True

    def _theirs(self):
        a, b, shape = self._a, self._b, self._values.shape
        why = _("the product of {a} and {b}").format(a=a.shape, b=b.shape)
        return self._call_for_array(self._function, a, b, shape=shape, why=why)

    @property
    def _drawn(self) -> tuple[int, int]:
        """How many rows, and how many columns of each matrix, there is room for.

        Reckoned with the widest numbers of the matrices, not of what is drawn: while one plays,
        no column comes or goes.
        """
        room = self._stage.room - 0.6
        tries = [(room - _SUM, _LEAST_BESIDE, True), (room, _LEAST_BESIDE, True), (room, 1, False)]
        for wide, least, abreast in tries:
            for columns in range(MOST_COLUMNS, least - 1, -1):
                if self._width(columns, abreast) <= wide:
                    return MOST_ROWS, columns
        return MOST_ROWS, 1

    def _width(self, columns, abreast) -> float:
        """How wide the matrices are, in em, when so many columns of each are drawn.

        Args:
            abreast: whether yours stands beside Keras's result, or below it.
        """
        if not self._longest:
            shown = {"a": self._a, "b": self._b, "result": self._values}
            self._longest = {name: longest(v) for name, v in shown.items() if v is not None}
        (rows, inner), across = self._a.shape, self._b.shape[1]
        inner, across = min(inner, columns), min(across, columns)
        left = widths(self._longest["a"], inner, rows)
        top = widths(self._longest["b"], across, len(self._b))
        wide = self._longest.get("result", 0)
        result = widths(wide, across - 1, rows) + widths(wide + 2, 1)  # one with its " …"
        if abreast and self._function is not None:
            result += _BETWEEN + result
        return left + _MIDDLE + max(top, result)

    def _draw(self, product):
        i, j, k, (rows, columns) = self.row, self.column, self.step, self._drawn
        both, size, (a, b) = product.both, self._a.shape[1], self._names
        self._corner = [
            window(corner, at, length, most)
            for corner, at, length, most in zip(
                self._corner, (i, j), both.keras.shape, (rows, columns), strict=True
            )
        ]
        top, left = self._corner
        now = max(k - 1, 0)
        along = max(min(now - columns // 2, size - columns), 0)  # where the newest product is
        framed = range(k) if k == size else range(now, k)  # or the newest
        rest = range(k, size)
        a = self._factor(
            a, self._a, [(i, n) for n in framed], [(i, n) for n in rest], (top, along),
            (rows, columns), line=[(i, n) for n in range(k)],
        )  # fmt: skip
        b = self._factor(
            b, self._b, [(n, j) for n in framed], [(n, j) for n in rest], (along, left),
            (columns, columns), line=[(n, j) for n in range(k)],
        )  # fmt: skip
        results = [self._result("result", _("result, by Keras"), product, both.keras)]
        if both.yours is not None:
            results.append(self._result("yours", _("yours"), product, both.yours))
        # The result's rows are a's, its columns b's: its own map would say nothing new.
        whole = [
            map_of(drawn, values, self._factors, drawn.name)
            for drawn, values in ((a, self._a), (b, self._b))
        ]
        maps = tuple(place for place in whole if place is not None)
        meet = Meet(
            left=a,
            top=b,
            result=Row(items=tuple(results)),
            corner=Row(items=maps) if maps else None,
        )
        scales = Row(items=(self._factors, replace(both.scale, note=_("result"))))
        side = Column(items=(self._formula(product.cell, k), self._sum(product.cell, k), scales))
        cursor = [2, (i - results[0].row0) * results[0].cols + j - results[0].col0]
        self._stage.show(Row(items=(meet, side)), cursor=cursor)
        self._steps.note = _("{k} of {size} products of this cell; {all:,} in all").format(
            k=k, size=size, all=both.keras.size * size
        )
        return "\n".join(filter(None, [self._sentence(product), both.sentence()]))

    def _factor(self, name, values, lit, dim, corner, most, line=()):
        return _grid(
            name,
            values,
            title=name,
            lit=lit,
            dim=dim,
            line=line,
            corner=corner,
            most=most,
            scale=self._factors,
        )

    def _result(self, name, title, product, values):
        """A product; the cell that is being summed shows how far it has come."""
        i, j, k = self.row, self.column, self.step
        drawn = _grid(
            name,
            values,
            title=title,
            corner=self._corner,
            most=self._drawn,
            scale=product.both.scale,
            lit=[(i, j)],
            **product.both.marks(name == "yours"),
            pick=True,
        )
        if k < self._a.shape[1] and name == "result":
            so_far = product.cell.sums[k - 1] if k else 0
            at, scale = (i - drawn.row0) * drawn.cols + j - drawn.col0, product.both.scale
            drawn.text[at] = f"{number(so_far)} …"
            drawn.level[at] = levels(np.array([so_far]), scale.low, scale.high)[0]
        return drawn

    def _formula(self, chosen, k):
        """The sum, written out on one line: beside the matrices or below them, as it has room."""
        pairs = list(zip(chosen.row.tolist(), chosen.column.tolist(), strict=True))
        room, beside = self._stage.room - 0.6, self._width(self._drawn[1], True)
        # The title of one column is wider than the column.
        wide = room if beside > room - _SUM else room - beside - _BETWEEN - 1.5
        total = chosen.sums[k - 1] if k else 0
        characters = int(min(wide, _LONGEST) / _CHARACTER)
        return Formula(parts=sum_parts(pairs, k, total, MOST_TERMS, characters))

    def _sum(self, chosen, k):
        """Each product as a bar that begins where the last one ended."""
        ends = np.asarray(chosen.sums, "float64")
        starts = np.concatenate([[0.0], ends[:-1]])
        products = ends - starts
        known = np.append(ends[np.isfinite(ends)], 0.0)
        low, high = float(known.min()), float(known.max())
        room = 0.12 * (high - low) or 1.0
        most = float(np.nanmax(np.abs(products), initial=0)) or 1.0
        total = float(ends[k - 1]) if k else 0.0
        later = np.arange(len(ends)) >= k
        bars = Bars(
            start=np.where(later, np.nan, starts).astype("float32"),
            end=np.where(later, np.nan, ends).astype("float32"),
            level=(0.5 + 0.5 * products / most).astype("float32"),
            labels=tuple(number(value) for value in products.tolist()),
        )
        high_em = min(max(1.9 * len(ends), 5) + 3, 15)
        return Plot(
            x=Axis(low=low - room, high=high + 1.6 * room, name=_("sum so far")),
            y=Axis(low=0, high=1, bare=True),
            marks=(
                bars,
                Line(at=(0, 0, 0, 1), role="soft", look="dash"),
                Line(at=(total, 0, total, 1), role="ink"),
            ),
            width=24,
            height=high_em,
            words=_("The sum after {k} products: {total}").format(k=k, total=number(total)),
        )

    def _sentence(self, product):
        i, j, k, size = self.row, self.column, self.step, self._a.shape[1]
        text = _("result[{i}, {j}] is row {i} of {a} times column {j} of {b}.")
        text = text.format(i=i, j=j, **self._called) + "\n"
        if k == 0:
            return text + _("Nothing is summed yet: {size} products are to come.").format(size=size)
        text += self._terms(product.cell, k)
        if k == size:
            return text + "."
        return text + _(", after {k} of {size} products.").format(k=k, size=size)

    def _terms(self, chosen, k):
        factors = list(zip(chosen.row[:k].tolist(), chosen.column[:k].tolist(), strict=True))
        texts = [product_text(*pair) for pair in factors]
        if k > MOST_TERMS:
            texts = [*texts[: MOST_TERMS // 2], "…", *texts[-MOST_TERMS // 2 :]]
        return f"{' + '.join(texts)} {total_text(factors, chosen.sums[k - 1])}"

    def _code(self, product):
        a, b = self._names
        return cell(f"result = keras.ops.matmul({a}, {b})", **{a: self._a, b: self._b})


def _two_names(names) -> tuple[str, str]:
    first, second = map(python_name, names)
    if first == second or {first, second} & {"result", "yours", "keras", "np"}:
        raise ValueError(
            _("Expected two names such as x and kernel. Received: {names}").format(names=names)
        )
    return first, second


def _grid(name, values, **more):
    return grid(values, name=name, note=_("shape {shape}").format(shape=values.shape), **more)
