"""ComparisonExplorer: what the learner's function gave beside what was expected."""

import math
from functools import cached_property

import numpy as np
import traitlets

from ..concepts.tensors import MOST_AXES
from ..i18n import _, ngettext
from ._beside import ATOL, RTOL, by_value, ends, shared_scale
from ._code import cell
from ._comparison_values import apart, as_shown, column, compared, said
from ._explorer import Explorer, state_trait
from .stage.grids import grid, lead_of, map_of, number, place_on, rows_and_columns, window
from .stage.marks import Column, Formula, Row, Words

#: An input shares the results' colours unless that would leave one of them less of the scale.
_LEAST_PART = 0.25
#: Rows and columns of an array that are drawn, at most; fewer in a narrow window.
MOST_ROWS, MOST_COLUMNS = 8, 12
#: Rows of a table that are drawn, at most.
MOST_TABLE = 16


class ComparisonExplorer(Explorer):
    """Two results side by side, with the input that led to them; what differs is marked.

    Args:
        yours, expected: arrays of rank 0 to 5; or any other results, which are shown as text.
        given: the input: an array, or a dict of the arguments by name.
        title: what the card says that it shows.
        close: how near two numbers are that agree: (rtol, atol).
        names: names of the items, where the results are tuples; a dict of words by key, where
            they are dicts.
        hidden: whether it is covered until *Show* is pressed.
    """

    headline = _("Yours beside what was expected")
    help = _(
        "In yours and in expected, the arrow keys choose the cell whose numbers are compared; at "
        "the edge of what is drawn they go on. Tab goes from one control to the next, and into "
        "the picture."
    )

    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes; at first, at the first difference."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell of the picture is pointed at; at first, the first difference."""
    selected = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0]), redraws=True)
    """Row and column, in the drawn slice, of the cell whose numbers are compared."""

    def __init__(
        self, yours, expected, given=None, title="", names=None, close=(RTOL, ATOL), **state
    ):
        pairs = given.items() if isinstance(given, dict) else [(_("given"), given)]
        self._given = [(name, as_shown(value)) for name, value in pairs if given is not None]
        self._compared = compared(as_shown(yours), as_shown(expected), names, close)
        self._column = column(self._compared.both, *(value for _name, value in self._given))
        self._corner: list = [None, None]  # where the drawn part of the results begins
        self._corners: dict[int, list] = {}  # and that of each input
        self._differing = None  # the first difference
        self._told = False  # is the selected cell told apart from the cursor?
        at = [0, 0]
        differs = self._compared.differs
        if differs is not None and differs.any():
            self._differing = tuple(int(i) for i in np.argwhere(differs)[0])
            state.setdefault("place", [*self._differing[:-2], 0, 0, 0][: MOST_AXES - 2])
            at = [0, 0, *self._differing][-2:]
        if self._cells:
            self._move_to(at)
            old = self._at(state["cursor"]) if "cursor" in state else None
            state.setdefault("selected", old or at)
            self._move_to(state["selected"])
            state["cursor"] = self._pointer(state["selected"], state.get("cursor"))
        elif self._compared.rows is not None:
            self._first_row = max(at[1] - MOST_TABLE + 1, 0)  # the first difference is drawn
            state.setdefault("cursor", [len(self._given), 2 * (at[1] - self._first_row)])
        else:
            state["cursor"] = [-1, 0]  # nothing to point at
        super().__init__(title=title, **state)

    def _controls(self):
        self._sliced = self._slices(MOST_AXES - 2, shape=np.shape(self._compared.expected))
        return self._sliced.sliders

    # Which cell is selected, and which part of the results is drawn.

    @property
    def _cells(self) -> bool:
        """Are there two arrays that can be compared cell by cell?"""
        shown = self._compared
        return shown.rows is None and shown.differs is not None and shown.differs.size > 0

    @property
    def _slice(self) -> tuple[int, int]:
        """Rows and columns of a slice of the results."""
        return rows_and_columns(self._compared.expected.shape)

    @property
    def _most(self) -> tuple[int, int]:
        """How many rows and columns of an array there is room for, yours beside expected."""
        room = self._stage.room if hasattr(self, "_stage") else 72
        if room < 45:  # one under the other
            columns, rows = (room - 3) / self._column, 6
        else:  # side by side, in a wide window with the numbers beside them
            columns, rows = (room - (20 if room >= 70 else 4)) / (2 * self._column), MOST_ROWS
        return rows, int(np.clip(columns, 4, MOST_COLUMNS))

    def _move_to(self, at) -> list[int]:
        """Move what is drawn, as little as can be, so that it holds a cell of the slice."""
        at = [min(max(n, 0), size - 1) for n, size in zip(at, self._slice, strict=False)]
        self._corner = [
            window(*one) for one in zip(self._corner, at, self._slice, self._most, strict=True)
        ]
        return at

    def _pointer(self, at, old=None) -> list[int]:
        """The stage's cursor for a cell of the slice: in yours, unless it was in expected."""
        first = len(self._given)
        columns = min(self._slice[1], self._most[1])
        row, column = (n - start for n, start in zip(at, self._corner, strict=True))
        return [first + bool(old and old[0] == first + 1), row * columns + column]

    def _at(self, cursor) -> list[int] | None:
        """Row and column of what the cursor points at; None where that is no cell to compare."""
        if not self._cells or len(cursor) != 2 or cursor[1] < 0:
            return None
        if not 0 <= cursor[0] - len(self._given) <= 1:
            return None
        columns = min(self._slice[1], self._most[1])
        row, column = divmod(cursor[1], columns)
        at = [self._corner[0] + row, self._corner[1] + column]
        return at if at[0] < self._slice[0] and at[1] < self._slice[1] else None

    @traitlets.validate("cursor")
    def _on_a_cell(self, proposal):
        """What points at nothing that can be compared leaves the cursor where it is."""
        if self._cells and self._at(proposal["value"]) is None:
            return self._pointer(self._move_to(self.selected), self.cursor)
        return proposal["value"]

    @traitlets.observe("cursor")
    def _pointed(self, change):
        if not self._told:
            with self._working():
                self.selected = self._at(change["new"]) or self.selected

    def _set(self, **values):
        self._told = "selected" in values  # not so in a state of before `selected`
        try:
            super()._set(**values)
        finally:
            self._told = False

    def _asked(self, id, value):
        if id == "beyond":
            which, *move = value
            self._go_on(which, [n or 0 for n in move])
        elif id in ("map:yours", "map:expected"):
            self.selected = place_on(self._slice, value)
        else:
            for which, (name, given) in enumerate(self._given):
                if id == f"map:{name}":
                    self._corners[which] = place_on(rows_and_columns(given.shape), value)
                    self._update()

    def _go_on(self, which, move):
        """An arrow key at the edge of what is drawn."""
        if which >= len(self._given):
            self.selected = [
                min(max(at + step, 0), size - 1)
                for at, step, size in zip(self.selected, move, self._slice, strict=True)
            ]
            return
        drawn = self._stage.grids[which]
        self._corners[which] = [max(drawn.row0 + move[0], 0), max(drawn.col0 + move[1], 0)]
        self._update()

    def _compute(self):
        return self._compared

    # The picture.

    def _draw(self, shown):
        self._sliced.show(shown.expected.shape if shown.differs is not None else ())
        scale, joined = self._scale
        items, lit, cursor = [], (), None
        if self._cells:
            at = self._move_to(self.selected)
            lit, cursor = (at,), self._pointer(at, self.cursor)
        for which, (name, value) in enumerate(self._given):
            items.append(self._input(which, name, value, scale if which in joined else None))
        if shown.rows is not None:
            items.append(self._table(shown))
        elif shown.words:
            pair = (
                _text(_("yours"), shown.words),
                self._result(shown, "expected", _("expected"), scale),
            )
            items.append(Column(items=(Row(items=pair), scale)))
        else:
            pair = (
                self._result(shown, "yours", _("yours"), scale, lit),
                self._result(shown, "expected", _("expected"), scale, lit),
            )
            items.append(Column(items=(Row(items=pair), scale)))
            beside = self._numbers(shown, pair, scale, lit)
            if beside:
                items.append(Column(items=beside))
        self._stage.show(Row(items=tuple(items)), cursor=cursor)
        return self._sentence(shown)

    @cached_property
    def _scale(self):
        """The one scale of the results, and the inputs that can still be told apart on it."""
        shown = self._compared
        shared, joined = [shown.expected, shown.yours], []
        if shown.rows is not None:
            return shared_scale(), joined
        for which, (_name, value) in enumerate(self._given):
            if not _drawable(value):
                continue
            (low, high), (own_low, own_high) = ends(*shared), ends(value)
            if None in (low, own_low):
                continue
            both_low, both_high = ends(*shared, value)
            if min(high - low, own_high - own_low) >= _LEAST_PART * (both_high - both_low):
                shared.append(value)
                joined.append(which)
        names = [self._given[which][0] for which in joined]
        names += [_("expected")] if shown.words else [_("yours"), _("expected")]
        note = _("one scale: {names}").format(names=", ".join(names)) if len(names) > 1 else ""
        return shared_scale(*shared, note=note), joined

    def _cut(self, values):
        """Where the drawn slice of an array lies along its leading axes, and the slice."""
        place = self._sliced.place(values.shape)
        return place, values[place] if values.size else values.reshape(-1)[:0]

    def _input(self, which, name, value, scale):
        """An argument; its scale is stated under it where it has one of its own."""
        if not _drawable(value):
            return _text(name, said(value))
        own = scale or shared_scale(value, note=_("its own scale"))
        drawn = self._cut(value)[1]
        corner = self._corners.get(which, (0, 0))
        if value.shape == self._compared.expected.shape and which not in self._corners:
            corner = [start or 0 for start in self._corner]
        made = self._part(value, name=name, title=name, scale=own, corner=corner)
        stated = () if scale or own.low == own.high else (own,)
        whole = map_of(made, drawn, own)
        if whole is not None:
            return Row(items=(made, Column(items=(whole, *stated))))
        return Column(items=(made, *stated)) if stated else made

    def _result(self, shown, name, title, scale, lit=()):
        """A slice of yours or of what was expected."""
        values = getattr(shown, name)
        corner = [start or 0 for start in self._corner]
        place = self._cut(values)[0]
        return self._part(
            values,
            name=name,
            title=title,
            scale=scale,
            corner=corner,
            lit=lit,
            pick=bool(lit),
            **shown.both.marks(name == "yours", place),
        )

    def _part(self, values, **more):
        """The drawn part of the drawn slice of an array."""
        place, drawn = self._cut(values)
        note = _("shape {shape}, {dtype}").format(shape=values.shape, dtype=values.dtype)
        return grid(drawn, note=note, lead=lead_of(place), most=self._most, **more)

    def _numbers(self, shown, pair, scale, lit):
        """Beside the results: the difference in numbers, the scale, and the whole."""
        items = []
        if lit:
            values = shown.expected
            index = (*self._sliced.place(values.shape), *lit[0])[-values.ndim :]
            index = index if values.ndim else ()
            items.append(self._difference(shown, index))
        for drawn in pair[-1:] if lit else pair:
            part = self._cut(getattr(shown, drawn.name))[1]
            items.append(map_of(drawn, part, scale, "" if lit else drawn.title))
        return tuple(item for item in items if item is not None)

    def _difference(self, shown, index):
        """One cell in numbers: yours, expected, and by how much they differ."""
        yours, expected = shown.yours[index].item(), shown.expected[index].item()
        texts = apart(yours, expected)
        lines = [(_("yours"), texts[0], "yours"), (_("expected"), texts[1], "strong")]
        if shown.yours.dtype.kind in "iuf" and shown.expected.dtype.kind in "iuf":
            by = yours - expected
            if math.isfinite(by) and by:
                lines.append((_("yours − expected"), number(by), ""))
                if expected:
                    part = _("{part} %").format(part=number(100 * abs(by / expected)))
                    lines.append((_("relative error"), part, ""))
        wide = max(len(text) for _name, text, _look in lines)
        names = tuple((f"{name}\n", look) for name, _text, look in lines)
        numbers = tuple((f"{text.rjust(wide)}\n", look) for _name, text, look in lines)
        differ = bool(shown.differs[index])
        verdict = (_("✗ they differ"), "wrong") if differ else (_("✓ they agree"), "right")
        where = ", ".join(map(str, index))
        title = _("the cell [{where}]").format(where=where) if where else _("the value")
        return Column(
            items=(
                Words(title=title),
                Row(items=(Formula(parts=names), Formula(parts=numbers))),
                Formula(parts=(verdict,)),
            )
        )

    def _table(self, shown):
        rows = list(zip(shown.yours.tolist(), shown.expected.tolist(), strict=True))
        drawn, heads = (
            shown.rows[self._first_row :][:MOST_TABLE],
            (_("yours"), _("expected")),
        )
        return grid(
            np.zeros((len(rows), 2)),
            name=_("result"),
            text=rows,
            heads=heads,
            sides=tuple(drawn),
            names=tuple(f"{row}, {head}" for row in drawn for head in heads),
            corner=(self._first_row, 0),
            most=MOST_TABLE,
            bad=[(row, 0) for row in np.flatnonzero(shown.differs)],
            plain=True,
            pick=True,
        )

    def _sentence(self, shown):
        if shown.words:
            return _("Yours is {yours}; an array of shape {shape} was expected.").format(
                yours=shown.words, shape=shown.expected.shape
            )
        if shown.differs is None:
            return _("Yours has shape {yours}, expected was {expected}.").format(
                yours=shown.yours.shape, expected=shown.expected.shape
            )
        if self._differing is None:
            text = _("All values agree.")
            if shown.yours.dtype != shown.expected.dtype and shown.rows is None:
                text += " " + _(
                    "The dtype differs: yours is {yours}, expected was {expected}."
                ).format(yours=shown.yours.dtype, expected=shown.expected.dtype)
            return text
        first = self._differing
        if shown.rows is not None:
            return _("{row}: yours is {yours}, expected was {expected}.").format(
                row=shown.rows[first[0]], yours=shown.yours[first], expected=shown.expected[first]
            )
        yours, expected = apart(shown.yours[first].item(), shown.expected[first].item())
        if not first:
            return _("Yours is {yours}, expected was {expected}.").format(
                yours=yours, expected=expected
            )
        return ngettext(
            "{count} of {size:,} values differs, at {first}: yours is {yours}, "
            "expected was {expected}.",
            "{count:,} of {size:,} values differ, first at {first}: yours is {yours}, "
            "expected was {expected}.",
            int(shown.differs.sum()),
        ).format(
            count=int(shown.differs.sum()),
            size=shown.differs.size,
            first=list(first),
            yours=yours,
            expected=expected,
        )

    def _code(self, shown):
        if shown.differs is None:
            line = "result = yours.shape == expected.shape"
        elif by_value(shown.yours, shown.expected):
            rtol, atol = shown.both.close
            near = f"rtol={rtol}, atol={atol}, equal_nan=True"
            line = f"result = ~np.isclose(yours, expected, {near})"
        else:
            line = "result = yours != expected"
        return cell(line, yours=shown.yours, expected=shown.expected)


def _text(name, text):
    return grid(
        np.zeros(1), name=name, title=name, text=[text], heads=("",), names=(name,), plain=True
    )


def _drawable(value) -> bool:
    return type(value) is np.ndarray and value.ndim > 0
