"""TensorExplorer: look into an array of rank 0 to 5."""

import numpy as np
import traitlets

from ..concepts import tensors as concept
from ..i18n import _, ngettext
from ..learner.words import short
from ._beside import Beside, scale
from ._code import cell
from ._explorer import (
    Explorer,
    Problem,
    checked_function,
    python_name,
    state_trait,
)
from ._grids import Grids, grid, noted, number
from ._yours import function_name


class TensorExplorer(Explorer):
    """Any array of rank 0 to 5: its shape, dtype, bytes and axes, and what an index picks.

    Args:
        array: array, tensor, number or nested list.
        axes: names of the axes, one each.
        name: what the array is called, a Python name.
        source: Python that makes the array, for ``code()``; needed only for large arrays.
        function: the learner's function; what it returns for (array, *more) is shown.
        keras: Keras's own function of the same arguments; yours is laid over its result.
        more: its further arguments.
        describe: the learner's function that describes what is picked, such as ``describe(x)``.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> TensorExplorer(load("digits").x_train, axes=("sample", "row", "column"))
        >>> TensorExplorer(labels, 10, function=one_hot, axes=("label", "class"))
    """

    index = state_trait(traitlets.Unicode())
    """What stands between the brackets of ``x[…]``, as in NumPy."""
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes of the result."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell is pointed at."""

    def __init__(
        self,
        array,
        *more,
        axes=None,
        name="x",
        source=None,
        function=None,
        keras=None,
        describe=None,
        **state,
    ):
        if function is None and more:
            raise TypeError(_("Expected function to be a function of the arrays. Received: None"))
        checked_function(function, _("the arrays"))
        axes = None if axes is None else [str(axis) for axis in axes]
        self._function, self._arguments, self._axes = function, (array, *more), axes
        self._keras = checked_function(keras, _("the arrays"))
        self._both = Beside(None)
        self._array = concept.as_array(array)
        self._facts = concept.facts(self._array, None if function else axes)
        self._describe = describe
        self._name = python_name(name)
        self._source_code = source
        super().__init__(**state)

    def _controls(self):
        self._index = self._field("index", f"{self._name}[ … ]", _("an index, such as 0 or :, 2:5"))
        self._sliced = self._slices(concept.MOST_AXES - 2)
        return [self._index, *self._sliced.sliders]

    def _view(self):
        self._grids = self._bind(Grids(), "cursor", "cursor")
        return [self._grids]

    def _compute(self):
        try:
            if self._function is not None:
                self._array = self._call_for_array(self._function, *self._arguments)
                named = self._axes and len(self._axes) == self._array.ndim
                self._facts = concept.facts(self._array, self._axes if named else None)
                self._both = Beside(self._by_keras(), self._array)
            picked = concept.pick(self._array, self.index, self._name)
        except (ValueError, IndexError) as error:
            raise Problem(str(error)) from None
        if self._describe is not None:
            self._said = self._described(picked, self._shown(picked))
        return picked

    def _by_keras(self):
        """What Keras computes from the same arguments, in the same process; None without it."""
        if self._keras is None:
            return None
        if not hasattr(self, "_expected"):
            self._expected = concept.as_array(self._keras(*self._arguments))
        return self._expected

    def _draw(self, picked):
        values = picked.values
        place = self._sliced.place(values.shape)
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
                title=_title(name, () if empty else place, values.ndim, self._whose()),
                note=noted(_note(values), drawn.shape),
                lead="".join(f"{at}, " for at in place),
                pick=True,
                bad=() if picked.index else self._both.bad(place),
                **self._scale,
            )
        )
        if self._both.both and not picked.index:
            grids.append(self._beside(place))
        self._grids.grids = grids
        whole = not picked.index
        self._sliced.show(values.shape, self._facts.axes if whole else ())
        return "\n".join(filter(None, [self._sentence(picked, name), self._both.sentence()]))

    @property
    def _scale(self):
        """One colour scale for the whole array and Keras's, so that slices can be compared."""
        return self._both.scale if self._both.both else scale(self._array)

    def _whose(self):
        return _("yours") if self._both.both else ""

    def _beside(self, place):
        """The same slice of Keras's result; nothing of it where the shapes differ."""
        values = self._both.keras
        if values.ndim > 2:
            values = values[place if self._both.differs is not None else (0,) * (values.ndim - 2)]
        return grid(
            values,
            name="keras",
            title=_("by Keras"),
            note=noted(_note(self._both.keras), values.shape),
            lead="".join(f"{at}, " for at in place),
            bad=self._both.bad(place),
            **self._scale,
        )

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
            **self._scale,
        )

    def _sentence(self, picked, name):
        known = self._facts
        sizes = ", ".join(
            _("axis {n} ({axis}) has size {size}").format(n=n, axis=axis, size=size)
            if known.named
            else _("{axis} has size {size}").format(axis=axis, size=size)
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


def _title(name, place, rank, whose=""):
    if place:
        inner = ", ".join([*(str(at) for at in place), ":", ":"])
        name = _("{name}, slice [{inner}]").format(name=name, inner=inner)
    return f"{whose}: {name}" if whose else name


def _note(values):
    return _("shape {shape}, {dtype}").format(shape=values.shape, dtype=values.dtype)
