"""ActivationExplorer: an activation function, its slope, and what a stack of such layers does."""

import math
from dataclasses import dataclass

import numpy as np
import traitlets

from ..concepts import activations as concept
from ..concepts import depth as deep
from ..i18n import _, ngettext
from . import _activations_drawn as drawn
from ._activations_drawn import HIGH, LOW, POINTS
from ._beside import differences
from ._code import cell, name_in_cell
from ._explorer import Explorer, checked_function, state_trait, within
from ._yours import function_name
from .stage.grids import number


@dataclass(frozen=True)
class Activation:
    """A curve, the point on it, and the stack of layers.

    Attributes:
        keras, yours: the graph of either; None where there is none.
        x, y, slope: the point on the curve that is shown.
        depth, keras_depth: the stack with the shown function, and Keras's where both are there.
    """

    keras: concept.Graph | None
    yours: concept.Graph | None
    x: float
    y: float
    slope: float
    depth: deep.Depth
    keras_depth: deep.Depth | None = None

    @property
    def shown(self) -> concept.Graph:
        return self.keras if self.yours is None else self.yours

    @property
    def differs(self) -> np.ndarray:
        return differences(self.yours.y, self.keras.y)


class ActivationExplorer(Explorer):
    """An activation function with its slope, and what becomes of real images and of the gradient
    in a stack of layers that have it. Drag the point, or move it with the arrow keys.

    Args:
        function: the learner's ``relu(x)`` or the like, for arrays of any shape; laid over Keras's
            of the same name, or of the name that is given (a lambda has none of its own).
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> ActivationExplorer(name="sigmoid", layers=10)
    """

    headline = _("An activation, its slope, and many layers of it")
    help = _(
        "The point: drag it, or press Tab until it has a frame; arrow keys, Page Up and Page Down, "
        "Home and End move it. Tab goes from one control to the next."
    )

    name = state_trait(traitlets.Unicode("relu"))
    """Which of Keras's activations; "" for none beside the learner's."""
    x = state_trait(traitlets.Float(1.0, min=LOW, max=HIGH))
    """Where the point is, −6 to 6."""
    layers = state_trait(traitlets.Int(10, min=1, max=deep.MOST))
    """How many layers lie one on the other, 1 to 20."""
    initializer = state_trait(traitlets.Enum([*deep.INITIALIZERS], "glorot_uniform"))
    """How the kernels are drawn."""
    seed = state_trait(traitlets.Int(0, min=0, max=99))
    """Of the kernels."""

    def __init__(self, function=None, **state):
        self._function = checked_function(function, _("one array"))
        if function is not None and "name" not in state:
            known = concept.listed()
            theirs = function_name(function).lower()  # an object may be a Relu()
            state["name"] = theirs if theirs in (*known.curves, *known.aliases) else ""
        self._last = {}  # what was computed last, by what it depends on
        super().__init__(**state)
        self._head.help = f"{self.help}\n{_left_out()}"

    @traitlets.validate("name")
    def _listed(self, proposal):
        name, known = proposal["value"], concept.listed()
        if name in known.aliases:
            return known.aliases[name]
        if name not in known.curves and not (name == "" and self._function is not None):
            raise traitlets.TraitError(
                _("Expected one of {known}. Received: {name!r}").format(
                    known=list(known.curves), name=name
                )
            )
        return name

    @traitlets.validate("x")
    def _inside(self, proposal):
        return within(proposal, LOW, HIGH)

    def _controls(self):
        names = list(concept.listed().curves)
        options = [(_("none"), ""), *((n, n) for n in names)] if self._function else names
        return [
            self._menu("name", _("activation"), options),
            self._slider("x", "x", LOW, HIGH, step=0.1),
            self._slider("layers", _("layers"), 1, deep.MOST),
            self._menu("initializer", _("initializer"), list(deep.INITIALIZERS)),
            self._slider("seed", _("seed"), 0, 99),
        ]

    def _asked(self, id, value):
        """The point was dragged, or moved by keys."""
        self.x = float(min(max(value, LOW), HIGH))

    # The computation

    def _compute(self):
        keras = concept.named(self.name) if self.name else None
        places = np.linspace(LOW, HIGH, POINTS)
        graphs = {
            "keras": self._once("graph", self.name, keras, concept.graph, places),
            "yours": self._once("graph", None, self._function, concept.graph, places),
        }
        how = self.layers, self.initializer, self.seed
        stacks = [
            self._once("stack", self.name, keras, deep.through, *how),
            self._once("stack", None, self._function, deep.through, *how),
        ]
        shown = keras if self._function is None else self._function
        at = self._ask(shown, concept.graph, [self.x])
        mine = stacks[1] or stacks[0]
        return Activation(
            **graphs,
            x=self.x,
            y=float(at.y[0]) + 0.0,  # no −0
            slope=float(at.slope[0]) + 0.0,
            depth=mine,
            keras_depth=stacks[0] if stacks[1] else None,
        )

    def _once(self, what, name, function, computation, *arguments):
        """``computation(function, …)``, or what it gave for the same last time; None for none."""
        if function is None:
            return None
        key = (name, *(a for a in arguments if not isinstance(a, np.ndarray)))
        place = what, name is None
        if self._last.get(place, (None,))[0] != key:
            self._last[place] = key, self._ask(function, computation, *arguments)
        return self._last[place][1]

    def _ask(self, function, computation, *arguments):
        """``computation(function, …)``; what the learner's function does wrong is a Problem."""
        if function is not self._function:
            return computation(function, *arguments)
        return self._use(function, lambda live: computation(live, *arguments), concept.NoCurve)

    # The picture

    def _draw(self, result):
        name = self.name or function_name(self._function)
        self._stage.show(drawn.picture(result, name, self._stage.room))
        return self._sentence(result)

    # The words

    def _sentence(self, result):
        name = self.name or function_name(self._function)
        text = _("At x = {x}, {name} gives {y} and its slope is {slope}.").format(
            x=number(result.x), name=name, y=number(result.y), slope=number(result.slope)
        )
        lines = [text, self._of_depth(result.depth), self._agreement(result)]
        return "\n".join(filter(None, lines))

    def _of_depth(self, found):
        n = len(found.spread)
        if not np.isfinite(found.high).all():
            return _("In {n} layers the numbers grow beyond what float32 can hold.").format(n=n)
        text = ngettext(
            "In {n} layer, a unit's output spreads by {last} between images.",
            "In {n} layers, a unit's spread between images goes from {first} to {last}.",
            n,
        ).format(n=n, first=number(float(found.spread[0])), last=number(float(found.spread[-1])))
        if n > 1:
            if math.isfinite(found.ratio) and found.ratio > 0:
                text += " " + _("The first layer receives {ratio} of the last's gradient.").format(
                    ratio=number(found.ratio)
                )
            else:
                text += " " + _("No gradient arrives at the first layer.")
        text += " " + _(
            "In the last one, {zero} % of the outputs are 0, another {saturated} % are saturated "
            "(the slope there is below {flat}), and {dead} % of the units are dead: 0 for every "
            "image."
        ).format(
            zero=round(100 * float(found.zero[-1])),
            saturated=round(100 * float(found.saturated[-1])),
            dead=round(100 * float(found.dead[-1])),
            flat=number(deep.FLAT),
        )
        return text

    def _agreement(self, result):
        if result.yours is None:
            return ""
        yours = function_name(self._function)
        slopes = (
            ""
            if result.yours.taped
            else " " + _("The slopes of yours are differences: no tape follows NumPy.")
        )
        if result.keras is None:
            return slopes.strip()
        wrong = np.flatnonzero(result.differs)
        if not len(wrong):
            text = _("{yours} agrees with Keras's {name} at all {n} points.")
            return text.format(yours=yours, name=self.name, n=POINTS) + slopes
        first = wrong[np.argmin(np.abs(result.keras.x[wrong]))]
        text = _(
            "{yours} differs from Keras's {name} at {wrong} of {n} points: at x = {x}, yours gives "
            "{mine}, Keras's {theirs}."
        ).format(
            yours=yours,
            name=self.name,
            wrong=len(wrong),
            n=POINTS,
            x=number(float(result.keras.x[first])),
            mine=number(float(result.yours.y[first]) + 0.0),
            theirs=number(float(result.keras.y[first]) + 0.0),
        )
        return text + slopes

    def _code(self, result):
        name = f"keras.activations.{self.name}"
        if self._function is not None:
            name = name_in_cell(self._function, self.name or "function")
        if not result.shown.taped:
            return cell(
                f"x, h = np.array([{self.x!r}]), {concept.STEP!r}",
                f"result = (({name}(x + h) - {name}(x - h)) / (2 * h))[0]",
            )
        return cell(
            f"x = tf.constant({self.x!r})",
            "with tf.GradientTape() as tape:",
            "    tape.watch(x)",
            f"    y = {name}(x)",
            "result = tape.gradient(y, x)",
        )


def _left_out() -> str:
    """What else Keras lists."""
    known = concept.listed()
    aliases = ", ".join(f"{name} = {of}" for name, of in known.aliases.items())
    return _(
        "Not in the menu: {rows} mix the numbers of a row and are no curves; {asking} asks for "
        "more numbers; {aliases} are second names."
    ).format(rows=", ".join(known.rows), asking=", ".join(known.asking), aliases=aliases)
