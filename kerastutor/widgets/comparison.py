"""ComparisonExplorer: the learner's array beside the expected one, differences marked."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
import traitlets

from ..concepts.tensors import as_array
from ..i18n import _, ngettext
from ._code import cell
from ._explorer import Explorer, state_trait
from ._grids import Grids, grid, noted, number

#: Two numbers agree when they are this close.
RTOL, ATOL = 1e-4, 1e-6


@dataclass(frozen=True)
class Comparison:
    """Two arrays; ``differs`` has their shape, or is None when their shapes are not the same."""

    yours: np.ndarray
    expected: np.ndarray
    differs: np.ndarray | None


class ComparisonExplorer(Explorer):
    """Two arrays side by side; cells that differ are marked and counted.

    Args:
        yours, expected: arrays of rank 0 to 5.
        given: the input that led to them, shown first if its rank allows.
        title: a heading.
        place: where the drawn slice lies along the leading axes.
    """

    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]))

    def __init__(self, yours, expected, given=None, title="", **state):
        self._yours, self._expected = as_array(yours), as_array(expected)
        self._given = None if given is None else as_array(given)
        self._title = title
        super().__init__(**state)

    def _controls(self):
        self._sliders = []
        same = self._yours.shape == self._expected.shape
        for axis, size in enumerate(self._expected.shape[:-2] if same else ()):
            slider = ipywidgets.IntSlider(
                min=0,
                max=max(size - 1, 1),
                disabled=size < 2,
                description=_("axis {n}").format(n=axis),
                layout={"width": "26em"},
            )
            self._bind_place(slider, axis)
            self._sliders.append(slider)
        return self._sliders

    def _view(self):
        self._grids = Grids()
        return [self._grids]

    def _compute(self):
        yours, expected = self._yours, self._expected
        differs = None
        if yours.shape == expected.shape:
            differs = (
                ~np.isclose(yours, expected, rtol=RTOL, atol=ATOL, equal_nan=True)
                if _numbers(yours, expected)
                else np.asarray(yours != expected)
            )
        return Comparison(yours, expected, differs)

    def _draw(self, shown):
        grids = []
        if self._given is not None and self._given.ndim <= 2:
            grids.append(self._grid(self._given, (), "given", _("given")))
        for values, name, title in (
            (shown.yours, "yours", _("yours")),
            (shown.expected, "expected", _("expected")),
        ):
            leading = values.shape[:-2]
            wanted = [*self.place, 0, 0, 0]
            place = tuple(max(min(at, n - 1), 0) for at, n in zip(wanted, leading, strict=False))
            compared = shown.differs is not None and values.size
            bad = _pairs(shown.differs[place]) if compared else ()
            grids.append(self._grid(values, place, name, title, bad))
        for shown_grid in grids:
            shown_grid["group"] = self._title
        self._grids.grids = grids
        for slider, at in zip(self._sliders, self.place, strict=False):
            slider.value = at
        return self._sentence(shown)

    def _grid(self, values, place, name, title, bad=()):
        drawn = values[place] if values.size else values.reshape(-1)[:0]
        note = _("shape {shape}, {dtype}").format(shape=values.shape, dtype=values.dtype)
        return grid(
            drawn,
            name=name,
            title=title,
            note=noted(note, drawn.shape),
            lead="".join(f"{at}, " for at in place),
            bad=bad,
        )

    def _sentence(self, shown):
        if shown.differs is None:
            return _("Yours has shape {yours}, expected was {expected}.").format(
                yours=shown.yours.shape, expected=shown.expected.shape
            )
        count = int(shown.differs.sum())
        if not count:
            text = _("All values agree.")
            if shown.yours.dtype != shown.expected.dtype:
                text += " " + _(
                    "The dtype differs: yours is {yours}, expected was {expected}."
                ).format(yours=shown.yours.dtype, expected=shown.expected.dtype)
            return text
        first = tuple(int(i) for i in np.argwhere(shown.differs)[0])
        return ngettext(
            "{count} of {size} values differs, at {first}: yours is {yours}, "
            "expected was {expected}.",
            "{count} of {size} values differ, first at {first}: yours is {yours}, "
            "expected was {expected}.",
            count,
        ).format(
            count=count,
            size=shown.differs.size,
            first=list(first),
            yours=number(shown.yours[first]),
            expected=number(shown.expected[first]),
        )

    def _code(self, shown):
        if shown.differs is None:
            line = "result = yours.shape == expected.shape"
        elif _numbers(shown.yours, shown.expected):
            close = f"rtol={RTOL}, atol={ATOL}, equal_nan=True"
            line = f"result = ~np.isclose(yours, expected, {close})"
        else:
            line = "result = yours != expected"
        return cell(line, yours=shown.yours, expected=shown.expected)


def _numbers(a, b) -> bool:
    return a.dtype.kind in "biuf" and b.dtype.kind in "biuf"


def _pairs(differs):
    flat = differs.reshape(1, -1) if differs.ndim < 2 else differs
    return np.argwhere(flat)
