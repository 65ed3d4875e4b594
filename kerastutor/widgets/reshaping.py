"""ReshapeExplorer: memory is a line, and another arrangement is another way to read it."""

import math

import ipywidgets
import numpy as np
import traitlets

from ..concepts import reshaping as concept
from ..concepts.tensors import as_array
from ..i18n import _
from ._code import cell
from ._explorer import Explorer, Problem, state_trait, within
from .stage.grids import grid, lead_of, levels, numbers, rows_and_columns
from .stage.marks import Column, Memory, Row, Scale, Words

MOST_ELEMENTS = 120
#: Milliseconds that it takes to read all values, about, and the least and the most for one.
_READING, _FASTEST, _SLOWEST = 9000, 150, 600


class ReshapeExplorer(Explorer):
    """Reshape, transpose or moveaxis: before, the line of memory, and after, read off it.

    Args:
        array: at most 120 values, rank 1 to 4; by default 0 to 11 in shape (3, 4).
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> ReshapeExplorer(np.arange(12).reshape(3, 4), operation="transpose", arguments="1, 0")
    """

    headline = _("Memory is a line: which values does each row of y read?")
    help = _(
        "In x and y, the arrow keys choose a value: it is framed in memory too. Play reads y value "
        "by value from memory. Tab goes from one control to the next, and into the picture."
    )

    operation = state_trait(traitlets.Enum(concept.OPERATIONS, default_value="reshape"))
    """What is done: "reshape", "transpose" or "moveaxis"."""
    arguments = state_trait(traitlets.Unicode("4, 3"))
    """As text: the new shape, the order of the axes, or from and to."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell is pointed at; the same value is framed everywhere."""
    placed = state_trait(traitlets.Int(), redraws=True)
    """How many values of y were read from memory so far; all of them unless told."""

    def __init__(self, array=None, **state):
        array = np.arange(12).reshape(3, 4) if array is None else as_array(array, most_axes=4)
        if not 1 <= array.size <= MOST_ELEMENTS or array.ndim == 0:
            raise ValueError(
                _(
                    "Expected 1 to {most} values and at least one axis, to draw each of them. "
                    "Received: shape {shape}"
                ).format(most=MOST_ELEMENTS, shape=array.shape)
            )
        self._array = array
        if "arguments" not in state:
            state["arguments"] = self._first_choice(state.get("operation", "reshape"))
        state.setdefault("placed", array.size)
        self._read = False  # was a value read just now? Then it is the one to frame
        super().__init__(**state)

    @traitlets.validate("placed")
    def _inside(self, proposal):
        return within(proposal, 0, self._array.size)

    def _first_choice(self, operation):
        """The arguments to begin with: the first that change something."""
        same = ", ".join(
            map(str, self._array.shape if operation == "reshape" else range(self._array.ndim))
        )
        found = [c for c in concept.choices(self._array.shape, operation) if c != same]
        two_axes = [c for c in found if c.count(",") == 1]
        return (
            two_axes[len(two_axes) // 2]
            if operation == "reshape" and two_axes
            else found[-1]
            if operation == "transpose" and found
            else found[0]
            if found
            else "0, -1"  # one axis has nowhere to move
            if operation == "moveaxis"
            else same
        )

    def _controls(self):
        self._operation = self._bind(
            ipywidgets.ToggleButtons(options=concept.OPERATIONS, description=_("operation")),
            "operation",
        )
        self._text = self._field("arguments", "")
        self._fitting = ipywidgets.SelectionSlider(options=[""], description=_("those that fit"))
        self._fitting.observe(self._chosen, "value")
        self._offered = None
        return [self._operation, self._text, self._fitting]

    def _view(self):
        size = self._array.size
        self._steps = self._player("placed", size, _("values read from memory"))
        self._steps.pace = int(np.clip(_READING / size, _FASTEST, _SLOWEST))
        return [self._stage, self._steps]

    def _asked(self, id, value):
        if id == "memory":
            self.cursor = _cell(self._array.shape, value)

    def _chosen(self, change):
        if self._ready and change["new"]:
            self.arguments = change["new"]

    @traitlets.observe("operation")
    def _switched(self, change):
        if self._ready:
            with self._working():
                self.arguments = self._first_choice(change["new"])
            self._all_again()

    @traitlets.observe("arguments")
    def _rearranged(self, _change):
        if self._ready:
            self._all_again()

    def _all_again(self):
        """The next arrangement is shown whole, but where nothing was read yet: it is asked for."""
        if self.placed:
            with self._working():
                self.placed = self._array.size

    @traitlets.observe("placed")
    def _stepped(self, change):
        self._read = self._ready and change["new"] > 0

    def _compute(self):
        try:
            return concept.rearrange(self._array, self.operation, self.arguments)
        except ValueError as error:
            raise Problem(str(error), "arguments") from None

    def _show_problem(self, problem):
        self._set_controls(None)
        return False

    def _draw(self, moved):
        cursor = None
        if self._read:
            self._read = False
            which, at = _cell(moved.after.shape, self.placed - 1)
            cursor = [_slices(moved.before.shape) + which, at]
        place = self._place(moved, cursor or self.cursor)
        # The picture first; values fly where another one is read, or another arrangement shown.
        scene = f"{moved.operation} {moved.arguments} {self.placed}"
        self._stage.show(self._picture(moved, place), scene=scene, cursor=cursor)
        self._steps.note = self._so_far(moved)
        self._set_controls(moved)
        return self._sentence(moved)

    def _set_controls(self, moved):
        self._text.description = {
            "reshape": _("new shape"),
            "transpose": _("order of the axes"),
            "moveaxis": _("from axis, to axis"),
        }[self.operation]
        text = None if moved is None else ", ".join(map(str, moved.arguments))
        fitting = concept.choices(self._array.shape, self.operation) or [""]
        if text is not None and text not in fitting:
            fitting.append(text)  # what was typed fits as well
        if self._fitting.options != tuple(fitting) and (text is not None or self._new_operation()):
            self._fitting.options = fitting
        self._offered = self.operation
        if text is not None:
            self._fitting.value = text

    def _new_operation(self) -> bool:
        """Are other arguments offered than those of this operation?"""
        return self._offered != self.operation

    def _place(self, moved, cursor):
        """The place in memory of what is pointed at; the first where nothing is."""
        which, at = cursor
        for order in (np.arange(moved.before.size).reshape(moved.before.shape), moved.order):
            count = _slices(order.shape)
            if 0 <= which < count:
                size = order.size // count
                return int(order.ravel()[which * size + at]) if 0 <= at < size else 0
            which -= count
        return 0

    def _picture(self, moved, place):
        size = moved.before.size
        texts = np.array(numbers(moved.before), object)
        scale = Scale(low=0, high=max(size - 1, 1), ends=(_("first in memory"), _("last")))
        order = np.arange(size)
        arcs = self._arcs(moved, place)
        memory = Memory(
            id="memory",
            title=_("memory: one line, in the order of x"),
            note=_about(arcs),
            text=texts.tolist(),
            level=levels(order, scale.low, scale.high),
            at=place,
            arcs=arcs,
        )
        before = self._panel(
            "x", _("before: x"), moved.strides_before, order.reshape(moved.before.shape), texts,
            scale, place,
        )  # fmt: skip
        after = self._panel(
            "y", _("after: y"), moved.strides_after, moved.order, texts, scale, place,
            placed=self.placed,
        )  # fmt: skip
        return Row(items=(before, Column(items=(memory, after, scale))))

    def _panel(self, name, title, strides, order, texts, scale, place, placed=None):
        """A grid for each slice along the leading axes; cells are coloured by memory order.

        Args:
            order: each value's place in memory.
            texts: the values by their place in memory.
            placed: how many of the values are there so far, and fly from memory; None for x.
        """
        note = _("shape {shape}, strides {strides}").format(shape=order.shape, strides=strides)
        wide = 2.6 * rows_and_columns(order.shape)[1] + 2 > self._stage.room
        read = np.arange(order.size).reshape(order.shape)  # in which turn each cell is read
        one = order.ndim < 3
        grids = []
        for at in np.ndindex(order.shape[:-2]):
            places, turns = order[at], read[at]
            flat = rows_and_columns(places.shape)
            more = {}
            if placed is not None:
                more = {
                    "blank": np.argwhere(turns.reshape(flat) >= placed),
                    "keys": np.where(turns < placed, places, -1),
                    "origin": "memory",
                }
            grids.append(
                grid(
                    places,
                    text=texts[places],
                    name=name,
                    title=title if one else f"{name}[{', '.join(map(str, at))}, :, :]",
                    note=note if one else "",
                    lead=lead_of(at),
                    scale=scale,
                    most=MOST_ELEMENTS,
                    lit=np.argwhere(places.reshape(flat) == place),
                    look="narrow" if wide else "",
                    pick=True,
                    **more,
                )
            )
        if one:
            return grids[0]
        return Column(items=(Words(title=title, note=note), Row(items=tuple(grids))))

    def _arcs(self, moved, place):
        """From a value to the next one along each axis of y, as they lie in memory."""
        at = np.argwhere(moved.order == place)[0]
        arcs = []
        for axis, size in enumerate(moved.order.shape):
            if size < 2:
                continue
            beyond = at.copy()
            beyond[axis] += 1
            to = int(moved.order[tuple(beyond)]) if beyond[axis] < size else -1
            words = _("axis {axis}: {step} on").format(axis=axis, step=to - place)
            arcs.append((place, to, words if to >= 0 else "", "ink"))
        return tuple(arcs)

    def _sentence(self, moved):
        call = {
            "reshape": "y = reshape(x, {a})",
            "transpose": "y = transpose(x, {a})",
            "moveaxis": "y = moveaxis(x, {a[0]}, {a[1]})",
        }[moved.operation].format(a=moved.arguments)
        text = _("{call} has shape {after}; x has shape {before}. ").format(
            call=call, after=moved.after.shape, before=moved.before.shape
        )
        if moved.operation == "reshape":
            text += _(
                "Reading y row by row gives the values in the order in which they lie in "
                "memory, as in x. Nothing moves."
            )
        elif (np.diff(moved.order.ravel()) == 1).all():
            text += _("The order of the values is unchanged.")
        else:
            text += _(
                "Reading y row by row now jumps about in memory. NumPy moves nothing and changes "
                "only the strides."
            )
        text += "\n" + _(
            "Strides, in places of memory: {before} along the axes of x; {after} along those of y."
        ).format(before=_listed(moved.strides_before), after=_listed(moved.strides_after))
        return text

    def _so_far(self, moved):
        """Where the reading of y stands: beside the player, so that no line comes and goes."""
        k, size = self.placed, moved.before.size
        if k in (0, size):
            return _("{k} of {size} values read").format(k=k, size=size)
        at = ", ".join(str(int(n)) for n in np.unravel_index(k - 1, moved.after.shape))
        return _("{k} of {size} values read: y[{at}] lies at place {place}").format(
            k=k, size=size, at=at, place=int(moved.order.ravel()[k - 1])
        )

    def _code(self, moved):
        arguments = ", ".join(map(str, moved.arguments))
        if moved.operation != "moveaxis":
            arguments = str(tuple(moved.arguments))
        return cell(f"result = keras.ops.{moved.operation}(x, {arguments})", x=moved.before)


def _about(arcs) -> str:
    """What the arcs over memory are; where none is drawn, a line too, so that nothing moves."""
    if any(to >= 0 for _at, to, *_words in arcs):
        return _("An arc is one step along an axis of y.")
    return _("The last value of y: no step along an axis is left.") if arcs else ""


def _listed(numbers):
    return ", ".join(map(str, numbers)) or _("no axis")


def _slices(shape) -> int:
    """How many grids an array is drawn as: one for each place along its leading axes."""
    return math.prod(shape[:-2])


def _cell(shape, n) -> list[int]:
    """The grid and the cell of the ``n``-th value of an array, row by row."""
    return list(divmod(n, math.prod(shape[-2:])))
