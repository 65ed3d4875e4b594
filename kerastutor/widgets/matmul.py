"""MatmulExplorer: row times column, one product at a time."""

from dataclasses import dataclass

import numpy as np
import traitlets

from ..concepts import matmul as concept
from ..concepts.tensors import as_array
from ..i18n import _
from ._beside import Beside
from ._code import cell
from ._explorer import Explorer, Problem, checked_function, state_trait, within
from ._grids import MOST, Grids, grid, noted, number

#: A longer sum is written with its first and last terms only.
MOST_TERMS = 8


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
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> MatmulExplorer([[1, 2], [3, 4]], [[5, 6], [7, 8]], function=matmul)
    """

    row = state_trait(traitlets.Int(0))
    """Which row of a, and of the result."""
    column = state_trait(traitlets.Int(0))
    """Which column of b, and of the result."""
    step = state_trait(traitlets.Int(0))
    """How many of the k products are summed so far; all of them unless told."""

    def __init__(
        self, a=((1, 2, 3), (4, 5, 6)), b=((1, 0), (0, 1), (2, 2)), *, function=None, **state
    ):
        self._function = checked_function(function, "(a, b)")
        self._a, self._b = as_array(a), as_array(b)
        concept.check_matrices(self._a, self._b)
        self._fits = self._a.shape[1] == self._b.shape[0]
        self._values = concept.matmul(self._a, self._b) if self._fits else None
        state.setdefault("step", self._a.shape[1])
        super().__init__(**state)

    @property
    def _most(self):
        """The largest value of each trait."""
        rows, columns = (min(size, MOST) for size in (self._a.shape[0], self._b.shape[1]))
        return {"row": rows - 1, "column": columns - 1, "step": self._a.shape[1]}

    @traitlets.validate("row", "column", "step")
    def _inside(self, proposal):
        return within(proposal, 0, self._most[proposal["trait"].name])

    def _controls(self):
        labels = {"row": _("row of a"), "column": _("column of b"), "step": _("products summed")}
        return [self._slider(name, label, 0, self._most[name]) for name, label in labels.items()]

    def _view(self):
        self._grids = Grids()
        self._grids.observe(self._pointed, "cursor")
        return [self._grids]

    def _pointed(self, change):
        """Pointing at a cell of the result chooses its row and column."""
        which, at = change["new"]
        if self._ready and which >= 2:
            self._set(row=at // self._columns, column=at % self._columns)

    @property
    def _columns(self):
        return min(self._b.shape[1], MOST)

    def _compute(self):
        if not self._fits:
            raise Problem(concept.clash(self._a, self._b))
        return self._product(None if self._function is None else self._theirs())

    def _product(self, yours):
        chosen = concept.cell(self._a, self._b, self.row, self.column, self._values.dtype)
        return Product(Beside(self._values, yours), chosen)

    def _show_problem(self, problem):
        """Keras's product can be looked at while the learner's function is not right yet."""
        if self._fits:
            self._draw(self._product(None))
        else:  # a row and a column that are to meet, framed
            row = [(0, n) for n in range(self._a.shape[1])]
            column = [(n, 0) for n in range(self._b.shape[0])]
            self._grids.grids = [
                self._factor("a", self._a, row, row),
                self._factor("b", self._b, column, column, join="×"),
            ]
        return True

    def _theirs(self):
        a, b, shape = self._a, self._b, self._values.shape
        why = _("the product of {a} and {b}").format(a=a.shape, b=b.shape)
        return self._call_for_array(self._function, a, b, shape=shape, why=why)

    def _draw(self, product):
        i, j, k = self.row, self.column, self.step
        framed = range(k) if k == self._a.shape[1] else range(max(k - 1, 0), k)  # or the newest
        both = product.both
        of_result = {"lit": [(i, j)], "pick": True, "bad": both.bad(), **both.scale}
        grids = [
            self._factor("a", self._a, [(i, n) for n in framed], {(i, n) for n in range(k)}),
            self._factor("b", self._b, [(n, j) for n in framed], {(n, j) for n in range(k)}, "×"),
            _grid("result", both.keras, title=_("result, by Keras"), join="=", **of_result)
            | {"text": self._texts(product)},
        ]
        if both.yours is not None:
            grids.append(_grid("yours", both.yours, title=_("yours"), **of_result))
        with self._grids.hold_sync():  # one message a move
            self._grids.grids = grids
            self._grids.cursor = [2, i * self._columns + j]
        return "\n".join(filter(None, [self._sentence(product), both.sentence()]))

    def _factor(self, name, values, lit, kept, join=""):
        kept = set(kept)
        drawn = np.ndindex(*(min(size, MOST) for size in values.shape))
        dim = [place for place in drawn if place not in kept]
        return _grid(name, values, title=name, lit=lit, dim=dim, join=join)

    def _texts(self, product):
        """The result's numbers; the cell that is being summed shows how far it has come."""
        drawn = product.values[:MOST, :MOST]
        texts = [number(value) for value in drawn.ravel().tolist()]
        if self.step < self._a.shape[1]:
            so_far = product.cell.sums[self.step - 1] if self.step else 0
            texts[self.row * drawn.shape[1] + self.column] = f"{number(so_far)} …"
        return texts

    def _sentence(self, product):
        i, j, k, size = self.row, self.column, self.step, self._a.shape[1]
        text = _("result[{i}, {j}] is row {i} of a times column {j} of b.").format(i=i, j=j) + "\n"
        if k == 0:
            return text + _("Nothing is summed yet: {size} products are to come.").format(size=size)
        text += f"{self._terms(product.cell, k)} = {number(product.cell.sums[k - 1])}"
        if k == size:
            return text + "."
        return text + _(", after {k} of {size} products.").format(k=k, size=size)

    def _terms(self, chosen, k):
        factors = zip(chosen.row[:k].tolist(), chosen.column[:k].tolist(), strict=True)
        pairs = [f"{number(x)}×{number(y)}" for x, y in factors]
        if k > MOST_TERMS:
            pairs = [*pairs[: MOST_TERMS // 2], "…", *pairs[-MOST_TERMS // 2 :]]
        return " + ".join(pairs)

    def _code(self, product):
        return cell("result = keras.ops.matmul(a, b)", a=self._a, b=self._b)


def _grid(name, values, **more):
    note = noted(_("shape {shape}").format(shape=values.shape), values.shape)
    return grid(values, name=name, note=note, **more)
