"""MatmulExplorer: row times column, one product at a time."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
import traitlets

from ..concepts import matmul as concept
from ..concepts.tensors import as_array
from ..i18n import _, ngettext
from ._code import cell
from ._explorer import Endless, Explorer, Problem, function_name, state_trait
from ._grids import MOST, Grids, grid, noted, number

#: A longer sum is written with its first and last terms only.
MOST_TERMS = 8


@dataclass(frozen=True)
class Product:
    """What is shown: the whole product by Keras, the learner's if there is one, and one cell."""

    values: np.ndarray
    yours: np.ndarray | None
    cell: concept.Cell


class MatmulExplorer(Explorer):
    """The matrix product, a cell at a time: row × column, with the sum written out.

    Args:
        a: matrix of shape (m, k).
        b: matrix of shape (k, n).
        function: the learner's ``matmul(a, b)``, laid over Keras's: cells that differ are marked.
        yours: in place of a function, the result that one gave.
        row, column: which cell of the result.
        step: how many of the k products are summed so far.

    Example:
        >>> MatmulExplorer([[1, 2], [3, 4]], [[5, 6], [7, 8]], function=matmul)
    """

    row = state_trait(traitlets.Int(0))
    column = state_trait(traitlets.Int(0))
    step = state_trait(traitlets.Int(0))

    def __init__(
        self,
        a=((1, 2, 3), (4, 5, 6)),
        b=((1, 0), (0, 1), (2, 2)),
        *,
        function=None,
        yours=None,
        **state,
    ):
        if function is not None and not callable(function):
            raise TypeError(
                _("Expected function to be a function of (a, b). Received: {function!r}").format(
                    function=function
                )
            )
        self._a, self._b = as_array(a), as_array(b)
        concept.check_shapes(self._a, self._b)
        self._function = function
        self._values = concept.matmul(self._a, self._b)
        self._yours = None if yours is None else self._fitting(as_array(yours), _("yours"))
        state.setdefault("step", self._a.shape[1])
        super().__init__(**state)

    @traitlets.validate("row", "column", "step")
    def _inside(self, proposal):
        """Row, column and step stay inside the matrices."""
        name, value = proposal["trait"].name, proposal["value"]
        high = {
            "row": min(self._a.shape[0], MOST) - 1,
            "column": min(self._b.shape[1], MOST) - 1,
            "step": self._a.shape[1],
        }[name]
        if not 0 <= value <= high:
            raise traitlets.TraitError(
                _("Expected {name} from 0 to {high}. Received: {value}").format(
                    name=name, high=high, value=value
                )
            )
        return value

    def _controls(self):
        sliders = []
        for trait, label, high in (
            ("row", _("row of a"), min(self._a.shape[0], MOST) - 1),
            ("column", _("column of b"), min(self._b.shape[1], MOST) - 1),
            ("step", _("products summed"), self._a.shape[1]),
        ):
            slider = ipywidgets.IntSlider(
                min=0,
                max=max(high, 1),
                description=label,
                disabled=high == 0,
                layout={"width": "30em"},
                style={"description_width": "10em"},
            )
            sliders.append(self._bind(slider, trait))
        return sliders

    def _view(self):
        self._grids = Grids()
        self._grids.observe(self._pointed, "cursor")
        return [self._grids]

    def _pointed(self, change):
        """Pointing at a cell of the result chooses its row and column."""
        which, at = change["new"]
        if self._ready and which >= 2:
            self._set(row=at // self._columns, column=at % self._columns)

    def _compute(self):
        return self._product(self._yours if self._function is None else self._theirs())

    def _product(self, yours):
        cell_ = concept.cell(self._a, self._b, self.row, self.column, self._values.dtype)
        return Product(self._values, yours, cell_)

    def _show_problem(self, problem):
        """Keras's product can be looked at while the learner's function is not right yet."""
        self._draw(self._product(None))

    def _theirs(self):
        """What the learner's function gives; called once, since a and b do not change."""
        if not hasattr(self, "_kept"):
            try:
                self._kept = self._their_product()
            except Endless as problem:  # who moves on does not wait for it again
                self._kept = problem
        if isinstance(self._kept, Endless):
            raise self._kept
        return self._kept

    def _their_product(self):
        found = self._call_for_array(self._function, self._a, self._b)
        return self._fitting(found, function_name(self._function))

    def _fitting(self, found, name):
        """A result that can be laid over Keras's; all else is a :class:`Problem`."""
        if found.shape != self._values.shape:
            raise Problem(
                _(
                    "{name} returned shape {got}; the product of {a} and {b} has shape {shape}."
                ).format(
                    name=name,
                    got=found.shape,
                    a=self._a.shape,
                    b=self._b.shape,
                    shape=self._values.shape,
                )
            )
        if found.dtype.kind not in "biuf":
            raise Problem(
                _("Expected a matrix of numbers. Received: {dtype}").format(dtype=found.dtype)
            )
        return found

    def _draw(self, product):
        i, j, k = self.row, self.column, self.step
        self._columns = min(self._values.shape[1], MOST)
        summed = [n for n in range(k)]
        framed = summed if k == self._a.shape[1] else summed[-1:]  # all, or the newest product
        row, column = [(i, n) for n in framed], [(n, j) for n in framed]
        ends = _ends(product)
        grids = [
            grid(
                self._a,
                name="a",
                title="a",
                note=_note(self._a),
                lit=row,
                dim=_others(self._a, {(i, n) for n in summed}),
            ),
            grid(
                self._b,
                name="b",
                title="b",
                note=_note(self._b),
                join="×",
                lit=column,
                dim=_others(self._b, {(n, j) for n in summed}),
            ),
            grid(
                product.values,
                text=self._texts(product),
                name="result",
                title=_("result, by Keras"),
                note=_note(product.values),
                join="=",
                lit=[(i, j)],
                pick=True,
                **ends,
            ),
        ]
        if product.yours is not None:
            wrong = self._wrong(product)
            grids.append(
                grid(
                    product.yours,
                    name="yours",
                    title=_("yours"),
                    note=_note(product.yours),
                    lit=[(i, j)],
                    bad=np.argwhere(wrong),
                    pick=True,
                    **ends,
                )
            )
        self._grids.grids = grids
        with self.hold_trait_notifications():
            self._grids.cursor = [2, i * self._columns + j]
        return self._sentence(product)

    def _texts(self, product):
        """The result's numbers; the cell that is being summed shows how far it has come."""
        texts = [[number(value) for value in row] for row in product.values.tolist()]
        if self.step < self._a.shape[1]:
            so_far = product.cell.sums[self.step - 1] if self.step else 0
            texts[self.row][self.column] = f"{number(so_far)} …"
        return texts

    def _wrong(self, product):
        return ~np.isclose(product.values, product.yours, rtol=1e-4, atol=1e-6, equal_nan=True)

    def _sentence(self, product):
        i, j, k = self.row, self.column, self.step
        size = self._a.shape[1]
        text = _("result[{i}, {j}] is row {i} of a times column {j} of b.").format(i=i, j=j) + "\n"
        if k == 0:
            text += _("Nothing is summed yet: {size} products are to come.").format(size=size)
        else:
            text += _("{terms} = {total}").format(
                terms=self._terms(product.cell, k), total=number(product.cell.sums[k - 1])
            )
            text += (
                "." if k == size else _(", after {k} of {size} products.").format(k=k, size=size)
            )
        if product.yours is not None:
            wrong = int(self._wrong(product).sum())
            text += "\n" + (
                _("Yours differs from Keras's in {wrong} of {count} cells.").format(
                    wrong=wrong, count=product.values.size
                )
                if wrong
                else ngettext(
                    "Yours agrees with Keras's in its {count} cell.",
                    "Yours agrees with Keras's in all {count} cells.",
                    product.values.size,
                ).format(count=product.values.size)
            )
        return text

    def _terms(self, chosen, k):
        pairs = [
            f"{number(x)}×{number(y)}"
            for x, y in zip(chosen.row[:k].tolist(), chosen.column[:k].tolist(), strict=True)
        ]
        if k > MOST_TERMS:
            pairs = [*pairs[: MOST_TERMS // 2], "…", *pairs[-MOST_TERMS // 2 :]]
        return " + ".join(pairs)

    def _code(self, product):
        return cell("result = keras.ops.matmul(a, b)", a=self._a, b=self._b)


def _ends(product):
    """One colour scale for Keras's result and the learner's, so that they can be compared."""
    if product.yours is None:
        return {}
    both = np.concatenate([np.ravel(product.values), np.ravel(product.yours)]).astype("float64")
    known = both[np.isfinite(both)]
    return {"low": known.min(), "high": known.max()} if known.size else {}


def _note(values):
    return noted(_("shape {shape}").format(shape=values.shape), values.shape)


def _others(values, kept):
    """The cells that are drawn and not kept."""
    rows, columns = (min(size, MOST) for size in values.shape)
    return [place for place in np.ndindex(rows, columns) if place not in kept]
