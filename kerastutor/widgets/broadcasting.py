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
from ._beside import Beside
from ._code import cell
from ._explorer import Explorer, Problem, checked_function, state_trait
from ._grids import Grids, grid, noted, number

MOST_AXES = 4
MOST_ELEMENTS = 1_000_000
#: A shape that is only written down may be larger, up to what NumPy can address.
MOST_IMAGINED = 10**15


@dataclass(frozen=True)
class Broadcast:
    """What is shown: the operands, their alignment, and the result by Keras and the learner."""

    a: np.ndarray
    b: np.ndarray
    alignment: concept.Alignment
    both: Beside

    @property
    def values(self) -> np.ndarray:
        return self.both.shown


class BroadcastingExplorer(Explorer):
    """Shapes aligned from the right; which axis stretches, where it fails and why.

    Give it the operands of a line that failed, and it shows which axes clash and what mends it.

    Args:
        a, b: arrays, or shapes as tuples of whole numbers (then they can be edited).
        function: the learner's function of (a, b), in place of ``operation``.
        keras: Keras's own function of (a, b), or the name of an operation: the learner's result is
            laid over Keras's.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> BroadcastingExplorer((3, 1), (4,))
        >>> BroadcastingExplorer(images, mean, function=subtract)
    """

    operation = state_trait(traitlets.Enum(list(concept.OPERATIONS), default_value="add"))
    """What Keras computes: "add", "subtract", "multiply" or "maximum"."""
    shape_a = state_trait(traitlets.Unicode())
    """The shape of a, as text, where it can be edited."""
    shape_b = state_trait(traitlets.Unicode())
    """The shape of b, likewise."""
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes of the result."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[3, 0]), redraws=True)
    """Which grid and cell is pointed at; the result is grid 3."""

    def __init__(self, a=(3, 1), b=(4,), *, function=None, keras=None, **state):
        self._function = checked_function(function, "(a, b)")
        self._keras = self._known(keras)
        self._editable = _is_shape(a) and _is_shape(b)
        self._given = (_operand(a), _operand(b))
        if self._editable:
            state.setdefault("shape_a", _text(a))
            state.setdefault("shape_b", _text(b))
        super().__init__(**state)

    def _known(self, keras):
        """What Keras computes beside the learner's: a function, an operation's name, or None."""
        if keras is None or callable(keras) or keras in concept.OPERATIONS:
            return keras
        raise ValueError(
            _(
                "Expected keras to be a function of (a, b) or one of {known}. Received: {keras!r}"
            ).format(known=list(concept.OPERATIONS), keras=keras)
        )

    def _controls(self):
        controls = []
        if self._editable:
            controls.append(
                ipywidgets.HBox(
                    [
                        self._field("shape_a", _("shape of a"), continuous=True),
                        self._field("shape_b", _("shape of b"), continuous=True),
                    ]
                )
            )
        if self._function is None:
            controls.append(self._menu("operation", _("operation"), list(concept.OPERATIONS)))
        self._sliced = self._slices(MOST_AXES - 2)
        return [*controls, *self._sliced.sliders]

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
        # An operand may be larger than the result: (300000000, 1) and (0,) give nothing at all.
        largest = max((a.shape, b.shape, alignment.shape), key=math.prod)
        if math.prod(largest) > MOST_ELEMENTS:
            text = _(
                "The result would have shape {shape}, {size:,} elements: too many to show here."
            )
            if largest != alignment.shape:
                text = _("An operand has shape {shape}, {size:,} elements: too many to show here.")
            raise Problem(text.format(shape=largest, size=math.prod(largest)))
        both = Beside(self._by_keras(a, b), self._theirs(a, b, alignment))
        return Broadcast(a, b, alignment, both)

    def _by_keras(self, a, b):
        """What Keras computes; None where nobody said which operation the learner's is to be."""
        if self._function is not None and self._keras is None:
            return None
        try:
            if callable(self._keras):
                return as_array(self._keras(a, b))
            return concept.combine(a, b, self._keras or self.operation)
        except ValueError as error:
            raise Problem(str(error)) from None

    def _theirs(self, a, b, alignment):
        if self._function is None:
            return None
        why = _("the result of {a} with {b}").format(a=a.shape, b=b.shape)
        return self._call_for_array(self._function, a, b, shape=alignment.shape, why=why)

    def _clash(self, alignment):
        a, b = self._a.shape, self._b.shape
        text = _("Shapes {a} and {b} do not fit: ").format(a=a, b=b)
        text += "; ".join(axis.sentence() for axis in alignment.clashes) + "."
        remedy = concept.mend(a, b)
        if remedy:
            text += " " + _("{remedy} would fit. Is that what the axes mean?").format(remedy=remedy)
        return text

    def _show_problem(self, problem):
        self._sliced.hide()
        if getattr(self, "_alignment", None) is None:
            return False
        self._grids.grids = [self._table(self._alignment)]
        return True

    def _draw(self, shown):
        shape, both = shown.values.shape, shown.both
        place = self._sliced.place(shape)
        names = [_("result axis {n}").format(n=axis) for axis in range(len(place))]
        self._sliced.show(shape, names)
        title = _("result") if both.yours is None else _("by Keras") if both.both else _("yours")
        result = self._result("result", title, shown.values, place, both)
        at = self._pointed(result, place, shape)
        sources = [] if at is None else [concept.source(x.shape, at) for x in (shown.a, shown.b)]
        result["lit"] = [] if at is None else [self._cell_at(len(result["text"]))]
        sign = concept.OPERATIONS[self.operation] if self._function is None else ","
        grids = [
            self._table(shown.alignment),
            self._operand("a", shown.a, place, sources[0] if sources else None, ""),
            self._operand("b", shown.b, place, sources[1] if sources else None, sign),
            result,
        ]
        if both.both:
            grids.append(self._result("yours", _("yours"), both.yours, place, both, join=""))
        self._grids.grids = grids
        text = _("a has shape {a}, b has shape {b}, the result {shape}.").format(
            a=shown.a.shape, b=shown.b.shape, shape=shape
        )
        if shown.alignment.axes:
            text += " " + "; ".join(axis.sentence() for axis in shown.alignment.axes) + "."
        if at is not None:
            text += "\n" + self._origin(shown, at, sources)
        return "\n".join(filter(None, [text, both.sentence()]))

    def _result(self, name, title, values, place, both, join="="):
        drawn = values[place] if values.size else values.reshape(-1)[:0]
        return grid(
            drawn,
            name=name,
            title=title,
            note=_note(values, drawn),
            join=join,
            lead=_lead(place),
            bad=both.bad(place),
            pick=name == "result",
            **(both.scale if both.both else {}),
        )

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
        text = _("{cell} = {a} {sign} {b} = {va} {sign} {vb} = {result}.").format(**values)
        return text + self._overflow(shown, at, sources)

    def _overflow(self, shown, at, sources):
        """That a whole number did not fit, and what came in its place."""
        dtype = shown.values.dtype
        if dtype.kind not in "iu":
            return ""
        first, second = (int(x[s]) for x, s in zip((shown.a, shown.b), sources, strict=True))
        exact = {"add": first + second, "subtract": first - second, "multiply": first * second}
        exact = exact[self.operation]
        if exact == int(shown.values[at]):
            return ""
        return " " + _(
            "{exact} does not fit into {dtype}, which holds {low} to {high} and then begins again."
        ).format(
            exact=number(exact),
            dtype=dtype,
            low=number(np.iinfo(dtype).min),
            high=np.iinfo(dtype).max,
        )

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
