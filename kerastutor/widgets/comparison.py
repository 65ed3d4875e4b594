"""ComparisonExplorer: what the learner's function gave beside what was expected."""

from dataclasses import dataclass

import numpy as np
import traitlets

from ..concepts.tensors import MOST_AXES
from ..i18n import _, ngettext
from ..learner.plain import KINDS, plain, unwrapped
from ..learner.words import short, yes_or_short
from ._beside import ATOL, RTOL, differences, ends
from ._code import cell
from ._explorer import Explorer, state_trait
from ._grids import WIDEST_WITH_NUMBERS, Grids, grid, noted, number

#: An input shares the results' colours unless that would leave one of them less of the scale.
_LEAST_PART = 0.25
#: Rows and columns of a result that are drawn, round the first difference: each with its number.
MOST = WIDEST_WITH_NUMBERS
#: Rows and columns of an input that are drawn: the results matter more.
MOST_GIVEN = 12
#: Numbers of an array that are written out in a sentence.
MOST_SAID = 8


@dataclass(frozen=True)
class Comparison:
    """Two arrays, or two columns of texts.

    ``differs`` has their shape, or is None when their shapes are not the same.
    """

    yours: np.ndarray
    expected: np.ndarray
    differs: np.ndarray | None
    rows: tuple[str, ...] | None = None  # names of the rows, where texts are compared
    words: str = ""  # of yours, where it is nothing that can be drawn beside an expected array


class ComparisonExplorer(Explorer):
    """Two results side by side, with the input that led to them; what differs is marked.

    Args:
        yours, expected: arrays of rank 0 to 5; or any other results, which are shown as text.
        given: the input: an array, or a dict of the arguments by name.
        title: a heading.
        close: how near two numbers are that agree: (rtol, atol).
        names: names of the items, where the results are tuples; a dict of words by key, where
            they are dicts.
        hidden: whether it is covered until *Show* is pressed.
    """

    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes; at first, at the first difference."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell is pointed at; at first, the first difference."""

    def __init__(
        self, yours, expected, given=None, title="", names=None, close=(RTOL, ATOL), **state
    ):
        pairs = given.items() if isinstance(given, dict) else [(_("given"), given)]
        self._given = [(name, _shown(value)) for name, value in pairs if given is not None]
        self._title = title
        self._close = close
        self._compared = _compared(_shown(yours), _shown(expected), names, close)
        differs = self._compared.differs
        if differs is not None and differs.any():
            self._first = tuple(int(i) for i in np.argwhere(differs)[0])
            state.setdefault("place", [*self._first[:-2], 0, 0, 0][: MOST_AXES - 2])
            state.setdefault("cursor", [len(self._given), _cell(self._compared, self._first)])
        else:
            self._first = None
        super().__init__(**state)

    def _controls(self):
        self._sliced = self._slices(MOST_AXES - 2)
        return self._sliced.sliders

    def _view(self):
        self._grids = self._bind(Grids(), "cursor", "cursor")
        return [self._grids]

    def _compute(self):
        return self._compared

    def _draw(self, shown):
        low, high = ends(shown.yours, shown.expected)
        grids = [self._input(name, value, low, high) for name, value in self._given]
        self._sliced.show(shown.expected.shape if shown.differs is not None else ())
        if shown.rows is not None:
            grids.append(self._table(shown))
        else:
            for values, name, title in (
                (shown.yours, "yours", _("yours")),
                (shown.expected, "expected", _("expected")),
            ):
                if name == "yours" and shown.words:
                    grids.append(_text(title, shown.words))
                else:
                    grids.append(self._grid(values, name, title, low, high, shown.differs))
        for drawn in grids:
            drawn["group"] = self._title
        self._grids.grids = grids
        return self._sentence(shown)

    def _input(self, name, value, low, high):
        """An argument, on the results' scale where they can still be told apart on it."""
        if type(value) is not np.ndarray or value.ndim == 0:
            return _text(name, _said(value))
        own = ends(value)
        if None in (low, *own):
            low, high = own
        else:
            both = min(low, own[0]), max(high, own[1])
            narrower = min(high - low, own[1] - own[0])
            shared = narrower >= _LEAST_PART * (both[1] - both[0])
            low, high = both if shared else own
        return self._grid(value, name, name, low, high, most=MOST_GIVEN)

    def _grid(self, values, name, title, low, high, differs=None, most=MOST):
        """A slice of an array, cut round the first difference where it is large."""
        place = self._sliced.place(values.shape)
        drawn = values[place] if values.size else values.reshape(-1)[:0]
        compared = differs is not None and self._first is not None
        start = _start(drawn.shape, self._first if compared else (0,) * drawn.ndim)
        window = tuple(slice(at, at + most) for at in start)
        note = _("shape {shape}, {dtype}").format(shape=values.shape, dtype=values.dtype)
        if low is not None and values.size > 1:
            note += _(", colours from {low} to {high}").format(low=number(low), high=number(high))
        marked = differs[place][window] if differs is not None and values.size else None
        made = grid(
            drawn[window],
            name=name,
            title=title,
            note=note if any(start) else noted(note, drawn.shape, most),
            lead="".join(f"{at}, " for at in place),
            low=low,
            high=high,
            scale="diverging" if low is not None and low < 0 < high else "sequential",
            bad=() if marked is None else _pairs(marked),
            pick=differs is not None,
        )
        made["row0"], made["col0"] = [0, *start][-2] if drawn.ndim == 2 else 0, [0, *start][-1]
        return made

    def _table(self, shown):
        rows = list(zip(shown.yours.tolist(), shown.expected.tolist(), strict=True))
        return grid(
            np.zeros((len(rows), 2)),
            name=_("result"),
            text=rows,
            heads=[_("yours"), _("expected")],
            sides=list(shown.rows),
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
        if self._first is None:
            text = _("All values agree.")
            if shown.yours.dtype != shown.expected.dtype and shown.rows is None:
                text += " " + _(
                    "The dtype differs: yours is {yours}, expected was {expected}."
                ).format(yours=shown.yours.dtype, expected=shown.expected.dtype)
            return text
        yours, expected = shown.yours[self._first], shown.expected[self._first]
        if not self._first:
            return _("Yours is {yours}, expected was {expected}.").format(
                yours=number(yours), expected=number(expected)
            )
        if shown.rows is not None:
            return _("{row}: yours is {yours}, expected was {expected}.").format(
                row=shown.rows[self._first[0]], yours=yours, expected=expected
            )
        return ngettext(
            "{count} of {size} values differs, at {first}: yours is {yours}, "
            "expected was {expected}.",
            "{count} of {size} values differ, first at {first}: yours is {yours}, "
            "expected was {expected}.",
            int(shown.differs.sum()),
        ).format(
            count=int(shown.differs.sum()),
            size=shown.differs.size,
            first=list(self._first),
            yours=number(yours),
            expected=number(expected),
        )

    def _code(self, shown):
        if shown.differs is None:
            line = "result = yours.shape == expected.shape"
        elif _numbers(shown.yours, shown.expected):
            rtol, atol = self._close
            near = f"rtol={rtol}, atol={atol}, equal_nan=True"
            line = f"result = ~np.isclose(yours, expected, {near})"
        else:
            line = "result = yours != expected"
        return cell(line, yours=shown.yours, expected=shown.expected)


def _shown(value):
    """A result as an array where it is one, else as plain data."""
    value = unwrapped(plain(value))
    if type(value) in (list, tuple, int, float, bool, complex):
        try:
            array = np.asarray(value)
        except (ValueError, OverflowError):  # rows of different lengths
            return value
        mixed = array.dtype.kind in "SU" and type(value) in (list, tuple)
        if array.dtype.kind in KINDS and array.ndim <= MOST_AXES and not mixed:
            return array
    return np.asarray(value) if isinstance(value, np.generic) else value


def _compared(yours, expected, names, close) -> Comparison:
    if type(yours) is np.ndarray and type(expected) is np.ndarray:
        differs = None
        if yours.shape == expected.shape:
            differs = differences(yours, expected, *close)
        return Comparison(yours, expected, differs)
    if type(expected) is np.ndarray and expected.ndim and type(yours) is not np.ndarray:
        said = _said(yours)
        return Comparison(np.array(said), expected, None, words=said)
    pairs = _rows(yours, expected, names)
    texts = [np.array([row[n] for row in pairs], dtype=str) for n in (1, 2)]
    return Comparison(*texts, texts[0] != texts[1], tuple(row[0] for row in pairs))


def _rows(yours, expected, names) -> list[tuple[str, str, str]]:
    """(name, yours, expected) of each item, or of the whole."""
    if type(yours) is dict and type(expected) is dict:
        words = names if type(names) is dict else {}
        return [
            (
                str(words.get(key, key)),
                yes_or_short(yours[key]) if key in yours else "—",
                yes_or_short(expected[key]) if key in expected else "—",
            )
            for key in {**expected, **yours}
        ]
    lists = type(yours) in (tuple, list) and type(expected) in (tuple, list)
    if lists and len(yours) == len(expected) and len(expected) <= MOST:
        names = names or [_("item {n}").format(n=n) for n in range(len(expected))]
        return [
            (str(name), _said(a), _said(b))
            for name, a, b in zip(names, yours, expected, strict=True)
        ]
    return [(_("result"), _said(yours), _said(expected))]


def _said(value) -> str:
    """A value in words; a few numbers as they are drawn."""
    if type(value) is not np.ndarray or value.ndim > 1 or value.size > MOST_SAID:
        return short(value)
    texts = [number(one) for one in value.ravel().tolist()]
    return texts[0] if value.ndim == 0 else f"[{', '.join(texts)}]"


def _text(name, text):
    return grid(np.zeros(1), name=name, title=name, text=[text], heads=[""], plain=True)


def _start(shape, first) -> list[int]:
    """Where the drawn part of a large slice begins, so that it holds the first difference."""
    last = first[len(first) - len(shape) :]
    return [max(min(at - MOST // 2, size - MOST), 0) for at, size in zip(last, shape, strict=True)]


def _cell(shown, first) -> int:
    """The number of the first difference's cell in its grid."""
    if shown.rows is not None:
        return 2 * first[0]
    shape = shown.yours.shape[-2:]
    at = [i - start for i, start in zip(first[-2:], _start(shape, first), strict=True)]
    row, column = (0, 0, *at)[-2:]
    return row * min((1, *shape)[-1], MOST) + column


def _numbers(a, b) -> bool:
    return a.dtype.kind in "biuf" and b.dtype.kind in "biuf"


def _pairs(differs):
    flat = differs.reshape(1, -1) if differs.ndim < 2 else differs
    return np.argwhere(flat)
