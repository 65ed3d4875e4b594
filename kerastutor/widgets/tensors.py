"""TensorExplorer: look into an array of rank 0 to 5."""

import ipywidgets
import numpy as np
import traitlets

from ..concepts import tensors as concept
from ..i18n import _, ngettext
from ..learner.words import short
from ._code import cell
from ._explorer import Explorer, Problem, function_name, python_name, state_trait
from ._grids import Grids, grid, noted, number


class TensorExplorer(Explorer):
    """Any array of rank 0 to 5: its shape, dtype, bytes and axes, and what an index picks.

    Args:
        array: array, tensor, number or nested list.
        index: what stands between the brackets of ``x[…]``, as in NumPy.
        place: where the drawn slice lies along the leading axes of the result.
        axes: names of the axes, one each.
        name: what the array is called, a Python name.
        source: Python that makes the array, for ``code()``; needed only for large arrays.
        function: the learner's function; what it returns for (array, *more) is shown.
        more: its further arguments.
        describe: the learner's function that describes what is picked, such as ``describe(x)``.

    Example:
        >>> TensorExplorer(load("digits").x_train, axes=("sample", "row", "column"))
        >>> TensorExplorer(labels, 10, function=one_hot, axes=("label", "class"))
    """

    index = state_trait(traitlets.Unicode())
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]))
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]))

    def __init__(
        self,
        array,
        *more,
        axes=None,
        name="x",
        source=None,
        function=None,
        describe=None,
        **state,
    ):
        if (function is None and more) or not (function is None or callable(function)):
            raise TypeError(
                _(
                    "Expected function to be a function of the arrays. Received: {function!r}"
                ).format(function=function)
            )
        axes = None if axes is None else [str(axis) for axis in axes]
        self._function, self._arguments, self._axes = function, (array, *more), axes
        self._array = concept.as_array(array)
        self._facts = concept.facts(self._array, None if function else axes)
        self._describe = describe
        self._name = python_name(name)
        self._source_code = source
        super().__init__(**state)

    def _controls(self):
        self._index = self._bind(
            ipywidgets.Text(
                description=f"{self._name}[ … ]",
                placeholder=_("an index, such as 0 or :, 2:5"),
                continuous_update=False,
                style={"description_width": "9em"},
                layout={"width": "26em"},
            ),
            "index",
        )
        self._sliders = [
            ipywidgets.IntSlider(
                min=0, max=1, layout={"width": "26em"}, style={"description_width": "9em"}
            )
            for _axis in range(concept.MOST_AXES - 2)
        ]
        for number_, slider in enumerate(self._sliders):
            self._bind_place(slider, number_)
        return [self._index, *self._sliders]

    def _view(self):
        self._grids = self._bind(Grids(), "cursor", "cursor")
        return [self._grids]

    def _compute(self):
        try:
            if self._function is not None:
                self._array = self._call_for_array(self._function, *self._arguments)
                named = self._axes and len(self._axes) == self._array.ndim
                self._facts = concept.facts(self._array, self._axes if named else None)
            picked = concept.pick(self._array, self.index, self._name)
        except (ValueError, IndexError) as error:
            raise Problem(str(error)) from None
        if self._describe is not None:
            self._said = self._described(picked, self._shown(picked))
        return picked

    def _show_problem(self, problem):
        if not self._grids.grids:  # nothing is drawn yet that the sliders could move through
            for slider in self._sliders:
                slider.layout.display = "none"

    def _draw(self, picked):
        values = picked.values
        leading = values.shape[:-2] if values.ndim > 2 else ()
        place = tuple(
            min(max(at, 0), size - 1)
            for at, size in zip([*self.place, 0, 0, 0], leading, strict=False)
        )
        empty = values.size == 0
        drawn = values[place] if not empty else values.reshape(-1)[:0]
        name = self._shown(picked)
        grids = []
        if picked.index and not empty:
            grids.append(self._source(picked, place))
        grids.append(
            grid(
                drawn,
                name=name,
                title=_title(name, place, values.ndim),
                note=noted(_note(values), drawn.shape),
                lead="".join(f"{at}, " for at in place),
                pick=True,
                **_range(self._array),
            )
        )
        self._grids.grids = grids
        self._set_sliders(leading, place, picked)
        return self._sentence(picked, name)

    def _source(self, picked, place):
        """The slice of the array that the drawn slice came from, its cells framed."""
        sources = [positions[place] for positions in picked.sources]
        lead = tuple(int(positions.flat[0]) for positions in sources[:-2])
        inner = sources[-2:]
        same = np.ones(np.shape(sources[0]) if sources else (), dtype=bool)
        for positions, at in zip(sources[:-2], lead, strict=True):
            same &= positions == at
        columns = inner[-1][same] if len(inner) else []
        rows = inner[0][same] if len(inner) == 2 else [0] * len(columns)
        lit = sorted({(int(r), int(c)) for r, c in zip(rows, columns, strict=True)})
        values = self._array[lead]
        return grid(
            values,
            name=self._name,
            title=_title(self._name, lead, self._array.ndim),
            note=noted(_note(self._array), values.shape),
            lead="".join(f"{at}, " for at in lead),
            lit=lit,
            **_range(self._array),
        )

    def _set_sliders(self, leading, place, picked):
        whole = not picked.index
        for axis, slider in enumerate(self._sliders):
            if axis >= len(leading):
                slider.layout.display = "none"
                continue
            size = leading[axis]
            slider.layout.display = ""
            slider.max = max(size - 1, 0)
            slider.value = place[axis]
            slider.description = self._facts.axes[axis] if whole else _("axis {n}").format(n=axis)

    def _sentence(self, picked, name):
        known = self._facts
        sizes = ", ".join(
            _("{axis} has size {size}").format(axis=axis, size=size)
            if axis.startswith(_("axis"))
            else _("axis {n} ({axis}) has size {size}").format(n=n, axis=axis, size=size)
            for n, (axis, size) in enumerate(zip(known.axes, known.shape, strict=True))
        )
        text = _("{name} has rank {rank} and shape {shape}").format(
            name=self._name, rank=known.rank, shape=known.shape
        )
        text += ": " + sizes + "." if sizes else _(": a single value, with no axis.")
        text += " " + ngettext(
            "dtype {dtype}: {itemsize} byte a value, {nbytes:,} together.",
            "dtype {dtype}: {itemsize} bytes a value, {nbytes:,} together.",
            known.itemsize,
        ).format(dtype=known.dtype, itemsize=known.itemsize, nbytes=known.nbytes)
        if picked.index:
            values = picked.values
            text += "\n" + _("{name} has rank {rank} and shape {shape}.").format(
                name=name, rank=values.ndim, shape=values.shape
            )
            if values.size == 0:
                text += " " + _("It is empty: the index picks nothing.")
            elif values.ndim == 0:
                text += " " + _("It is the number {value}.").format(value=number(values[()]))
        if self._describe is not None:
            text += "\n" + self._said
        return text

    def _described(self, picked, name):
        """What the learner's function says of what is picked; a problem of its own is one line."""
        try:
            said = short(self._call(self._describe, picked.values))
        except Problem as problem:
            return str(problem)
        return _("{function}({name}) returns {said}").format(
            function=function_name(self._describe),
            name=name,
            said=said if len(said) <= 120 else said[:119] + "…",
        )

    def _code(self, picked):
        return cell(
            f"result = {self._shown(picked)}", **{self._name: self._source_code or self._array}
        )

    def _shown(self, picked):
        if not picked.index:
            return self._name
        if picked.text.startswith(f"{self._name}["):
            return picked.text
        return f"{self._name}[{picked.text}]"


def _title(name, place, rank):
    if not place:
        return name
    inner = ", ".join([*(str(at) for at in place), ":", ":"])
    return _("{name}, slice [{inner}]").format(name=name, inner=inner)


def _note(values):
    return _("shape {shape}, {dtype}").format(shape=values.shape, dtype=values.dtype)


def _range(array):
    """One colour scale for the whole array, so that slices can be compared."""
    if array.dtype.kind not in "biuf" or array.size == 0:
        return {}
    finite = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    if finite.size == 0:
        return {}
    low, high = float(finite.min()), float(finite.max())
    if low < 0 < high:
        reach = max(-low, high)
        return {"low": -reach, "high": reach, "scale": "diverging"}
    return {"low": low, "high": high}
