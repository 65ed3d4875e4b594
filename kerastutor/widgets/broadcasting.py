"""BroadcastingExplorer: two shapes lined up from the right, and where each result comes from."""

import math
from dataclasses import dataclass

import numpy as np
import traitlets

from ..concepts import broadcasting as concept
from ..concepts.reshaping import whole_numbers
from ..concepts.tensors import as_array
from ..i18n import _
from ._beside import Beside, shared_scale
from ._broadcasting_drawn import chips, note_of, stretched
from ._broadcasting_operands import MOST_AXES, MOST_ELEMENTS, filled, is_shape, operand
from ._broadcasting_words import origin
from ._code import cell, name_in_cell
from ._explorer import Explorer, Problem, checked_function, state_trait
from .stage.grids import (
    grid,
    lead_of,
    map_of,
    moved_corner,
    numbers,
    part,
    rows_and_columns,
)
from .stage.marks import Column, Equation, Row, Scale, Sign

#: Rows and columns that are drawn, at most.
MOST_ROWS, MOST_COLUMNS = 8, 10
#: Room is kept for both operands in a cell of the result where they have so few characters.
MOST_RESERVED = 8
#: What the player shows: the operands as they are stored, stretched, laid over each other, and
#: the result.
STORED, STRETCHED, LAID, RESULT = range(4)


@dataclass(frozen=True)
class Broadcast:
    """What is shown: the operands, their alignment, and the result by Keras and the learner."""

    a: np.ndarray
    b: np.ndarray
    alignment: concept.Alignment
    both: Beside
    scale: Scale
    on_add: str = ""  # where keras.ops.add was given and breaks the rule

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

    headline = _("Two shapes meet: which axis is stretched?")
    help = _(
        "In the result, the arrow keys choose the cell; at the edge of what is drawn they go on. "
        "Play shows how the shapes come together. Tab goes from one control to the next."
    )

    operation = state_trait(traitlets.Enum(list(concept.OPERATIONS), default_value="add"))
    """What Keras computes: "add", "subtract", "multiply" or "maximum"."""
    shape_a = state_trait(traitlets.Unicode())
    """The shape of a, as text, where it can be edited."""
    shape_b = state_trait(traitlets.Unicode())
    """The shape of b, likewise."""
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes of the result."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[2, 0]), redraws=True)
    """Which grid and cell is pointed at; a and b are 0 and 1, the result is 2."""
    corner = state_trait(
        traitlets.List(traitlets.Int(min=0), default_value=[0, 0], minlen=2, maxlen=2),
        redraws=True,
    )
    """Row and column where the drawn part of a large result begins."""
    shown = state_trait(traitlets.Int(RESULT, min=STORED, max=RESULT), redraws=True)
    """How far the picture is: 0 as stored, 1 stretched, 2 laid over each other, 3 the result."""

    def __init__(self, a=(3, 1), b=(4,), *, function=None, keras=None, **state):
        self._function = checked_function(function, "(a, b)")
        # Keras's own add is looked at beside the rule: it breaks it (see concepts).
        self._keras = self._known("add" if keras is None and concept.breaks(function) else keras)
        self._editable = is_shape(a) and is_shape(b)
        self._given = (operand(a), operand(b))
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
            controls += [
                self._field("shape_a", _("shape of a"), continuous=True),
                self._field("shape_b", _("shape of b"), continuous=True),
            ]
        if self._function is None:
            signs = concept.OPERATIONS.items()
            controls.append(
                self._menu("operation", _("operation"), [(_signed(s), name) for name, s in signs])
            )
        self._sliced = self._slices(MOST_AXES - 2)
        return [*controls, *self._sliced.sliders]

    def _view(self):
        label = _("how the shapes come together")
        self._steps = self._player("shown", RESULT, label, pace=1800)
        return [self._stage, self._steps]

    def _asked(self, id, value):
        """The drawn part of a large result moves on."""
        if self.result is not None and id in ("beyond", "map:result"):
            result = next(one for one in self._stage.grids if one.name == "result")
            self.corner = moved_corner(result, id, value)

    def _operands(self):
        if not self._editable:
            return self._given
        return self._typed_as("shape_a", 1), self._typed_as("shape_b", 10)

    def _typed_as(self, field, step):
        try:
            return filled(whole_numbers(getattr(self, field)), step)
        except ValueError as error:
            raise Problem(str(error), field) from None

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
        scale = shared_scale(
            *(x for x in (a, b, both.keras, both.yours) if x is not None),
            note=_("one scale for all; faint cells repeat a value, and are not stored"),
        )
        on_add = concept.on_keras_add(a, b) if concept.breaks(self._function) else ""
        return Broadcast(a, b, alignment, both, scale, on_add)

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
        if concept.breaks(self._function):
            text += "\n" + concept.on_keras_add(self._a, self._b)
        return text.rstrip()

    def _show_problem(self, problem):
        if problem.field:
            return False
        self._sliced.hide()
        self._steps.max, self._steps.note = 0, ""
        if getattr(self, "_alignment", None) is None:
            return False
        few = [
            (name, values)
            for name, values in (("a", self._a), ("b", self._b))
            if values.size and math.prod(values.shape) <= MOST_ELEMENTS
        ]
        scale = shared_scale(*(values for _name, values in few), note=_("one scale for both"))
        stored = [
            grid(
                values[(0,) * max(values.ndim - 2, 0)],
                name=name,
                title=name,
                note=note_of(values),
                scale=scale,
            )
            for name, values in few
        ]
        sign = Sign(text=self._sign) if len(stored) == 2 else None
        items = (stored[0], sign, stored[1]) if sign else tuple(stored)
        picture = Row(items=(chips(self._alignment), Equation(items=items)))
        self._stage.show(Column(items=(picture, scale)) if sign else picture)
        return True

    @property
    def _sign(self):
        return concept.OPERATIONS[self.operation] if self._function is None else ","

    @property
    def _drawn(self) -> tuple[int, int]:
        """How many rows and columns of a grid there is room for: in a line of three, if it fits."""
        room, shape, grids = self._stage.room, (0, 0), 3
        if self.result is not None:
            shape, grids = rows_and_columns(self.result.values.shape), 3 + self.result.both.both
        in_a_line, alone = (room - 12) / grids / 2.75, (room - 3) / 2.75
        wanted = min(shape[1], MOST_COLUMNS) or MOST_COLUMNS
        fits = in_a_line >= min(wanted, 5 if shape[1] > MOST_COLUMNS else wanted)
        return MOST_ROWS, int(np.clip(in_a_line if fits else alone, 4, MOST_COLUMNS))

    def _draw(self, shown):
        shape, both = shown.values.shape, shown.both
        place = self._sliced.place(shape)
        names = [_("result axis {n}").format(n=axis) for axis in range(len(place))]
        self._sliced.show(shape, names)
        scale = shown.scale
        by, mine = _("by Keras"), _("yours")
        if breaks := concept.breaks(self._function):
            by, mine = _("by the rule: a + b"), "keras.ops.add"
        title = _("result") if both.yours is None else by if both.both else mine
        result = self._result("result", title, shown.values, place, both, scale, shown)
        at = self._pointed(result, place, shape)
        sources = [None, None]
        if at is not None:
            sources = [concept.source(x.shape, at) for x in (shown.a, shown.b)]
            result.lit.append(self._cell_at(len(result.text)))
        how = {"at": at, "stored": self.shown == STORED, "scale": scale}
        how |= {"corner": self.corner, "most": self._drawn}
        a = stretched("a", shown.a, place, shape, source=sources[0], **how)
        b = stretched("b", shown.b, place, shape, source=sources[1], **how)
        equal = Sign(text="=" if self._function is None else "→")
        items = [a, Sign(text=self._sign), b, equal, result]
        if both.both:
            items.append(self._result("yours", mine, both.yours, place, both, scale, shown))
        values = shown.values[place] if shown.values.size else shown.values
        whole = None if not values.size else map_of(result, values, scale, _("result"))
        picture = [chips(shown.alignment, self.shown > STORED), Equation(items=tuple(items))]
        below = Row(items=(scale, whole)) if whole is not None else scale
        self._stage.show(
            Column(items=(Row(items=tuple(picture)), below)),
            scene=f"{shown.a.shape}{shown.b.shape}{self.shown}",
        )
        self._steps.max = RESULT if values.size else 0
        self._steps.note = [
            _("as they are stored"),
            _("stretched: the faint cells repeat a value"),
            _("b is laid over a"),
            _("the result"),
        ][self.shown]
        text = _("a has shape {a}, b has shape {b}, the result {shape}.")
        if self.shown == STORED:  # nothing is said before it is shown
            text = _("a has shape {a}, b has shape {b}. What do they give together?")
            return text.format(a=shown.a.shape, b=shown.b.shape)
        text = text.format(a=shown.a.shape, b=shown.b.shape, shape=shape)
        if shown.alignment.axes:
            text += " " + "; ".join(axis.sentence() for axis in shown.alignment.axes) + "."
        if self.shown < RESULT:
            return text
        if at is not None:
            operation = self.operation if self._function is None else None
            text += "\n" + origin(shown, at, sources, operation)
        said = shown.on_add if breaks else both.sentence()
        return "\n".join(filter(None, [text, said]))

    def _result(self, name, title, values, place, both, scale, shown):
        drawn = values[place] if values.size else values.reshape(-1)[:0]
        full = rows_and_columns(drawn.shape)
        rows, columns = part(full, self.corner, self._drawn)
        keys, texts = np.arange((rows.stop - rows.start) * (columns.stop - columns.start)), None
        if self.shown < RESULT:
            texts = np.full(full, "", object)
        if self.shown < LAID:
            keys = np.full(keys.shape, -1)
        laid = []
        if values.size and values.shape == shown.alignment.shape:
            a, b = (
                np.broadcast_to(x, values.shape)[place].reshape(full)[rows, columns]
                for x in (shown.a, shown.b)
            )
            pairs = zip(numbers(a), numbers(b), strict=True)
            laid = [f"{x} {self._sign} {y}" for x, y in pairs]
        if self.shown == LAID and laid:
            texts[rows, columns] = np.array(laid, object).reshape(a.shape)
        longest = max(map(len, laid), default=0)
        return grid(
            drawn,
            name=name,
            title=title,
            note=note_of(values) if self.shown > STORED else _("shape ?"),
            lead=lead_of(place),
            **(both.marks(name == "yours", place) if self.shown == RESULT else {}),
            pick=True,
            plain=self.shown < RESULT,
            text=texts,
            keys=keys,
            origin="b" if self.shown == LAID else "",
            wide=longest if longest <= MOST_RESERVED else 0,  # nothing moves while it plays
            scale=scale,
            corner=self.corner,
            most=self._drawn,
        )

    def _pointed(self, result, place, shape):
        """The full index of the result's cell under the cursor, or None when there is none."""
        if not result.text:
            return None
        row, column = divmod(self._cell_at(len(result.text)), result.cols)
        at = (*place, row + result.row0, column + result.col0)
        return at[-len(shape) :] if shape else ()

    def _cell_at(self, count):
        """Which of the result's drawn cells the cursor points at; elsewhere, the first."""
        which, at = self.cursor
        return at if which >= 2 and 0 <= at < count else 0

    def _code(self, shown):
        if self._function is None and self.operation == "add":  # see concepts: not keras.ops.add
            dtype = shown.values.dtype.name
            tensors = [f'keras.ops.convert_to_tensor({name}, "{dtype}")' for name in "ab"]
            return cell(f"result = {tensors[0]} + {tensors[1]}", a=shown.a, b=shown.b)
        if self._function is None:
            return cell(f"result = keras.ops.{self.operation}(a, b)", a=shown.a, b=shown.b)
        return cell(f"result = {name_in_cell(self._function)}(a, b)", a=shown.a, b=shown.b)


def _signed(sign) -> str:
    return f"a {sign} b" if len(sign) == 1 else f"{sign}(a, b)"


def _text(shape):
    return ", ".join(map(str, shape))
