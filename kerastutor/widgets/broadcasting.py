"""BroadcastingExplorer: two shapes lined up from the right, and where each result comes from."""

import math
from dataclasses import dataclass

import ipywidgets
import numpy as np
import traitlets

from ..concepts import broadcasting as concept
from ..concepts.reshaping import whole_numbers
from ..concepts.tensors import as_array
from ..i18n import _
from ._code import cell
from ._explorer import Explorer, Problem, function_name, state_trait
from ._grids import Grids, grid, noted, number

MOST_AXES = 4
MOST_ELEMENTS = 1_000_000
#: A shape that is only written down may be larger, up to what NumPy can address.
MOST_IMAGINED = 10**15


@dataclass(frozen=True)
class Broadcast:
    """What is shown: the operands, their alignment, and the result."""

    a: np.ndarray
    b: np.ndarray
    alignment: concept.Alignment
    values: np.ndarray


class BroadcastingExplorer(Explorer):
    """Shapes aligned from the right; which axis stretches, where it fails and why.

    Give it the operands of a line that failed, and it shows which axes clash and what mends it.

    Args:
        a, b: arrays, or shapes as tuples of whole numbers (then they can be edited).
        function: the learner's function of (a, b); by default ``operation`` of Keras.
        operation: ``"add"``, ``"subtract"``, ``"multiply"`` or ``"maximum"``.

    Example:
        >>> BroadcastingExplorer((3, 1), (4,))
        >>> BroadcastingExplorer(images, mean, function=subtract)
    """

    operation = state_trait(traitlets.Enum(list(concept.OPERATIONS), default_value="add"))
    shape_a = state_trait(traitlets.Unicode())
    shape_b = state_trait(traitlets.Unicode())
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0]))
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[3, 0]))

    def __init__(self, a=(3, 1), b=(4,), *, function=None, **state):
        if function is not None and not callable(function):
            raise TypeError(
                _("Expected function to be a function of (a, b). Received: {function!r}").format(
                    function=function
                )
            )
        self._function = function
        self._editable = _is_shape(a) and _is_shape(b)
        self._given = (_operand(a), _operand(b))
        if self._editable:
            state.setdefault("shape_a", _text(a))
            state.setdefault("shape_b", _text(b))
        super().__init__(**state)

    def _controls(self):
        controls = []
        style = {"description_width": "7em"}
        if self._editable:
            controls.append(
                ipywidgets.HBox(
                    [
                        self._bind(
                            ipywidgets.Text(
                                description=label, style=style, layout={"width": "18em"}
                            ),
                            trait,
                        )
                        for trait, label in (
                            ("shape_a", _("shape of a")),
                            ("shape_b", _("shape of b")),
                        )
                    ]
                )
            )
        if self._function is None:
            controls.append(
                self._bind(
                    ipywidgets.Dropdown(
                        options=list(concept.OPERATIONS),
                        description=_("operation"),
                        style=style,
                        layout={"width": "18em"},
                    ),
                    "operation",
                )
            )
        self._sliders = [
            ipywidgets.IntSlider(
                min=0, max=1, style=style, layout={"width": "26em", "display": "none"}
            )
            for _axis in range(MOST_AXES - 2)
        ]
        for axis, slider in enumerate(self._sliders):
            self._bind_place(slider, axis)
        return [*controls, *self._sliders]

    def _view(self):
        self._grids = self._bind(Grids(), "cursor", "cursor")
        return [self._grids]

    def _operands(self):
        if not self._editable:
            return self._given
        try:
            shapes = [whole_numbers(self.shape_a), whole_numbers(self.shape_b)]
            return tuple(_filled(shape, step) for shape, step in zip(shapes, (1, 10), strict=True))
        except ValueError as error:
            raise Problem(str(error)) from None

    def _compute(self):
        a, b = self._a, self._b = self._operands()
        self._alignment = alignment = concept.align(a.shape, b.shape)
        if alignment.shape is None:
            raise Problem(self._clash(alignment))
        if math.prod(alignment.shape) > MOST_ELEMENTS:
            raise Problem(
                _(
                    "The result would have shape {shape}, {size:,} elements: too many to show here."
                ).format(shape=alignment.shape, size=math.prod(alignment.shape))
            )
        try:
            if self._function is None:
                return Broadcast(a, b, alignment, concept.combine(a, b, self.operation))
            values = self._call_for_array(self._function, a, b)
        except ValueError as error:
            raise Problem(str(error)) from None
        if values.shape != alignment.shape:
            raise Problem(
                _("{name} returned shape {got}; broadcasting {a} with {b} gives {shape}.").format(
                    name=function_name(self._function),
                    got=values.shape,
                    a=a.shape,
                    b=b.shape,
                    shape=alignment.shape,
                )
            )
        return Broadcast(a, b, alignment, values)

    def _clash(self, alignment):
        a, b = self._a.shape, self._b.shape
        text = _("Shapes {a} and {b} do not fit: ").format(a=a, b=b)
        text += "; ".join(axis.sentence() for axis in alignment.clashes) + "."
        remedy = concept.mend(a, b)
        if remedy:
            text += " " + _("{remedy} would fit. Is that what the axes mean?").format(remedy=remedy)
        return text

    def _show_problem(self, problem):
        if getattr(self, "_alignment", None) is not None:
            self._grids.grids = [self._table(self._alignment)]
        for slider in self._sliders:
            slider.layout.display = "none"

    def _draw(self, shown):
        shape = shown.values.shape
        leading = shape[:-2]
        place = tuple(
            min(at, size - 1) for at, size in zip([*self.place, 0, 0], leading, strict=False)
        )
        for axis, slider in enumerate(self._sliders):
            slider.layout.display = "" if axis < len(leading) else "none"
            if axis < len(leading):
                slider.description = _("result axis {n}").format(n=axis)
                slider.max = max(leading[axis] - 1, 0)
                slider.value = place[axis]
        drawn = shown.values[place] if shown.values.size else shown.values.reshape(-1)[:0]
        result = grid(
            drawn,
            name="result",
            title=_("result"),
            note=_note(shown.values, drawn),
            join="=",
            lead=_lead(place),
            pick=True,
        )
        at = self._pointed(result, place, shape)
        sources = [] if at is None else [concept.source(x.shape, at) for x in (shown.a, shown.b)]
        result["lit"] = [] if at is None else [self._cell_at(len(result["text"]))]
        sign = concept.OPERATIONS[self.operation] if self._function is None else ","
        self._grids.grids = [
            self._table(shown.alignment),
            self._operand("a", shown.a, place, sources[0] if sources else None, ""),
            self._operand("b", shown.b, place, sources[1] if sources else None, sign),
            result,
        ]
        text = _("a has shape {a}, b has shape {b}, the result {shape}.").format(
            a=shown.a.shape, b=shown.b.shape, shape=shape
        )
        if shown.alignment.axes:
            text += " " + "; ".join(axis.sentence() for axis in shown.alignment.axes) + "."
        if at is not None:
            text += "\n" + self._origin(shown, at, sources)
        return text

    def _pointed(self, result, place, shape):
        """The full index of the result's cell under the cursor, or None when there is none."""
        count = result["rows"] * result["cols"]
        if count == 0:
            return None
        cell_at = self._cell_at(count)
        row, column = divmod(cell_at, result["cols"])
        return (*place, row, column)[-len(shape) or 2 :] if len(shape) != 1 else (column,)

    def _cell_at(self, count):
        """Which of the result's drawn cells the cursor points at; elsewhere, the first."""
        which, at = self.cursor
        return at if which == 3 and 0 <= at < count else 0

    def _origin(self, shown, at, sources):
        at = at[: len(shown.values.shape)] if shown.values.ndim else ()
        values = {
            "result": number(shown.values[at]),
            "a": _cell("a", sources[0]),
            "b": _cell("b", sources[1]),
            "va": number(shown.a[sources[0]]),
            "vb": number(shown.b[sources[1]]),
            "cell": _cell("result", at),
        }
        if self._function is not None:
            return _("{cell} = {result}, from {a} = {va} and {b} = {vb}.").format(**values)
        if self.operation == "maximum":
            return _("{cell} = max({a}, {b}) = max({va}, {vb}) = {result}.").format(**values)
        values["sign"] = concept.OPERATIONS[self.operation]
        return _("{cell} = {a} {sign} {b} = {va} {sign} {vb} = {result}.").format(**values)

    def _operand(self, name, values, place, source, sign):
        """The slice of an operand that the drawn slice of the result uses."""
        extra = values.ndim - 2
        lead = concept.source(values.shape[:-2], place) if extra > 0 else ()
        drawn = values[lead] if values.size else values.reshape(-1)[:0]
        inner = (0, 0)
        if source is not None:
            inner = (0, 0, *source)[-2:] if values.ndim != 1 else (0, source[0])
        return grid(
            drawn,
            name=name,
            title=name,
            note=_note(values, drawn),
            join=sign,
            lead=_lead(lead),
            lit=[inner] if source is not None else [],
        )

    def _table(self, alignment):
        """The shapes under each other, aligned from the right."""
        rank = len(alignment.axes)
        if rank == 0:
            return grid(
                np.zeros((3, 1)),
                title=_("no axes: two single values"),
                plain=True,
                text=["()"] * 3,
                heads=[""],
                sides=["a", "b", _("result")],
                name=_("shape"),
            )
        rows = [[], [], []]
        lit, bad = [], []
        for column, axis in enumerate(alignment.axes):
            for row, (who, size) in enumerate((("a", axis.a), ("b", axis.b))):
                here = "·" if size is None else str(size)
                if axis.stretched == who:
                    here += f" → {axis.size}"
                    lit.append((row, column))
                rows[row].append(here)
            rows[2].append("✗" if axis.size is None else str(axis.size))
            if axis.size is None:
                bad += [(0, column), (1, column), (2, column)]
        return grid(
            np.zeros((3, rank)),
            text=[word for row in rows for word in row],
            title=_("shapes, aligned from the right"),
            note=_("one frame: stretched; two frames: they clash; ·: missing"),
            name=_("shape"),
            heads=[str(axis.number).replace("-", "−") for axis in alignment.axes],
            sides=["a", "b", _("result")],
            lit=lit,
            bad=bad,
            plain=True,
        )

    def _code(self, shown):
        if self._function is None and self.operation == "add":  # see concepts: not keras.ops.add
            dtype = shown.values.dtype.name
            tensors = [f'keras.ops.convert_to_tensor({name}, "{dtype}")' for name in "ab"]
            return cell(f"result = {tensors[0]} + {tensors[1]}", a=shown.a, b=shown.b)
        if self._function is None:
            return cell(f"result = keras.ops.{self.operation}(a, b)", a=shown.a, b=shown.b)
        name = getattr(self._function, "__name__", "")
        name = name if name.isidentifier() else "function"  # the learner's own name for it
        return cell(f"result = {name}(a, b)", a=shown.a, b=shown.b)


def _is_shape(x) -> bool:
    return isinstance(x, tuple) and all(type(size) is int for size in x)


def _operand(x):
    return _filled(x, 1) if _is_shape(x) else as_array(x, most_axes=MOST_AXES)


def _filled(shape, step):
    """An array of this shape to look at: 0, 1, 2, … times ``step``."""
    if len(shape) > MOST_AXES or any(size < 0 for size in shape):
        raise ValueError(
            _("Expected at most {most} sizes, each 0 or more. Received: {shape}").format(
                most=MOST_AXES, shape=shape
            )
        )
    if math.prod(size or 1 for size in shape) > MOST_IMAGINED:
        raise ValueError(
            _("Expected a shape of at most {most:,} elements. Received: {shape}").format(
                most=MOST_IMAGINED, shape=shape
            )
        )
    size = math.prod(shape)
    if size > MOST_ELEMENTS:  # only the shape matters then
        return np.broadcast_to(np.int64(0), shape)
    return step * np.arange(1, size + 1).reshape(shape)


def _text(shape):
    return ", ".join(map(str, shape))


def _lead(place):
    return "".join(f"{at}, " for at in place)


def _cell(name, at):
    return f"{name}[{_text(at)}]" if at else name


def _note(values, drawn):
    return noted(_("shape {shape}").format(shape=values.shape), drawn.shape)
