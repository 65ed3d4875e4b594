"""ReshapeExplorer: the same numbers in another arrangement, coloured by their place in memory."""

import ipywidgets
import numpy as np
import traitlets

from ..concepts import reshaping as concept
from ..concepts.tensors import as_array
from ..i18n import _
from ._code import cell
from ._explorer import Explorer, Problem, state_trait
from ._grids import Grids, grid, number

MOST_ELEMENTS = 120


class ReshapeExplorer(Explorer):
    """Reshape, transpose or moveaxis: before and after, each element coloured by memory order.

    Args:
        array: at most 120 elements, rank 1 to 4; by default 0 to 11 in shape (3, 4).
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> ReshapeExplorer(np.arange(12).reshape(3, 4), operation="transpose", arguments="1, 0")
    """

    operation = state_trait(traitlets.Enum(concept.OPERATIONS, default_value="reshape"))
    """What is done: "reshape", "transpose" or "moveaxis"."""
    arguments = state_trait(traitlets.Unicode("4, 3"))
    """As text: the new shape, the order of the axes, or from and to."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell is pointed at; the same element is framed everywhere."""

    def __init__(self, array=None, **state):
        array = np.arange(12).reshape(3, 4) if array is None else as_array(array, most_axes=4)
        if not 1 <= array.size <= MOST_ELEMENTS or array.ndim == 0:
            raise ValueError(
                _(
                    "Expected 1 to {most} elements and at least one axis, to draw each of them. "
                    "Received: shape {shape}"
                ).format(most=MOST_ELEMENTS, shape=array.shape)
            )
        self._array = array
        if "arguments" not in state:
            state["arguments"] = self._first_choice(state.get("operation", "reshape"))
        super().__init__(**state)

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
        self._grids = self._bind(Grids(), "cursor", "cursor")
        return [self._grids]

    def _chosen(self, change):
        if self._ready and change["new"]:
            self.arguments = change["new"]

    @traitlets.observe("operation")
    def _switched(self, change):
        if self._ready:
            with self._working():
                self.arguments = self._first_choice(change["new"])

    def _compute(self):
        try:
            return concept.rearrange(self._array, self.operation, self.arguments)
        except ValueError as error:
            raise Problem(str(error)) from None

    def _show_problem(self, problem):
        self._set_controls(None)
        return False

    def _draw(self, moved):
        before, after = self._panels(moved)
        self._grids.grids = before + after  # the picture first
        self._set_controls(moved)
        return self._sentence(moved)

    def _set_controls(self, moved):
        self._text.description = {
            "reshape": _("new shape"),
            "transpose": _("order of the axes"),
            "moveaxis": _("from axis, to axis"),
        }[self.operation]
        if self._offered != self.operation:
            self._offered = self.operation
            self._fitting.options = concept.choices(self._array.shape, self.operation) or [""]
        if moved is not None:
            text = ", ".join(map(str, moved.arguments))
            if text in self._fitting.options:
                self._fitting.value = text

    def _panels(self, moved):
        order = np.arange(moved.before.size).reshape(moved.before.shape)
        before = self._group("x", _("before: x"), moved.before, order, "")
        after = self._group("y", _("after: y"), moved.after, moved.order, "→")
        lit = self._lit(before + after)
        for panel in before + after:
            panel["lit"] = [i for i, at in enumerate(panel.pop("memory")) if at == lit]
        return before, after

    def _group(self, name, title, values, order, join):
        """One grid for each slice along the leading axes, cells coloured by memory order."""
        title += _(", shape {shape}").format(shape=values.shape)
        panels = []
        for place in np.ndindex(values.shape[:-2]):
            panel = grid(
                order[place],
                text=[number(v) for v in values[place].ravel().tolist()],
                name=name,
                title=f"{name}[{', '.join(map(str, place))}, :, :]" if place else "",
                group=title,
                join=join if not panels else "",
                lead="".join(f"{at}, " for at in place),
                low=0,
                high=max(values.size - 1, 1),
                pick=True,
            )
            panel["memory"] = order[place].ravel().tolist()
            panels.append(panel)
        return panels

    def _lit(self, panels):
        which, at = self.cursor
        if which < len(panels) and at < len(panels[which]["memory"]):
            return panels[which]["memory"][at]
        return 0

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
                "Reading y row by row gives the elements in the order in which they lie in "
                "memory, as in x. Nothing moves."
            )
        elif (np.diff(moved.order.ravel()) == 1).all():
            text += _("The order of the elements is unchanged.")
        else:
            text += _(
                "Reading y row by row now jumps about in memory. NumPy moves nothing and changes "
                "only the strides; TensorFlow writes the elements into new memory."
            )
        text += "\n" + _(
            "Strides, in elements: one step along each axis of x goes {before} places on in "
            "memory, of y {after}."
        ).format(before=_listed(moved.strides_before), after=_listed(moved.strides_after))
        return text

    def _code(self, moved):
        arguments = ", ".join(map(str, moved.arguments))
        if moved.operation != "moveaxis":
            arguments = f"({arguments},)" if moved.arguments else "()"
        return cell(f"result = keras.ops.{moved.operation}(x, {arguments})", x=moved.before)


def _listed(numbers):
    return ", ".join(map(str, numbers)) or _("no axis")
