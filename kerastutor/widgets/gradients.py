"""GradientExplorer: a function, its tangent, and its derivative found in two ways."""

import math

import numpy as np
import traitlets

from ..concepts import gradients as concept
from ..i18n import _
from ._code import cell, name_in_cell
from ._explorer import Explorer, checked_function, checked_numbers, state_trait, within
from ._gradients_labels import free_place, point_taken
from .stage.axes import heights
from .stage.grids import equals, number
from .stage.plots import Axis, Curve, Dots, Handle, Line, Plot


class GradientExplorer(Explorer):
    """A function of one variable, its tangent, and its derivative by automatic differentiation
    and by finite differences. Drag the point, or move it with the arrow keys.

    Args:
        function: the learner's function of one number, written with Keras or TensorFlow
            operations; without one, a menu offers some.
        keras: the function that the learner's is to be: then both curves are drawn, one over the
            other, and no slopes.
        yours: a slope that the learner found at x, drawn as a line of its own.
        domain: the smallest and largest x drawn.
        names: what the two axes are called, such as ("w", "loss").
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> GradientExplorer(lambda x: x * x, x=1.5)
    """

    headline = _("The slope of a curve at one point")
    help = _(
        "The point: drag it, or press Tab until it has a frame; arrow keys, Page Up and Page Down, "
        "Home and End move it. Tab goes from one control to the next."
    )

    name = state_trait(traitlets.Enum([*concept.FUNCTIONS, "yours"], default_value="sin"))
    """Which function of the menu; "yours" for the learner's own."""
    x = state_trait(traitlets.Float(1.0))
    """Where the derivative is taken, inside the domain."""
    h = state_trait(traitlets.Float(1.0, min=1e-8, max=1.0))
    """The step of the finite difference, 1e-8 to 1."""

    def __init__(
        self,
        function=None,
        *,
        keras=None,
        yours=None,
        domain=(-3.0, 3.0),
        names=("x", "f(x)"),
        **state,
    ):
        checked_function(function, _("one number"))
        self._keras = checked_function(keras, _("one number"), "keras")
        if keras is not None and function is None:
            raise ValueError(_("Expected a function to lay beside that of keras. Received: None"))
        if keras is not None and "title" not in state:
            state["title"] = _("Your curve, laid over Keras's")
        self._yours = None if yours is None else float(yours)
        self._names = _two_names(names)
        low, high = checked_numbers("domain", domain, _("two numbers, the smaller first"))
        if function is None and state.get("name") == "yours":
            raise ValueError(_("Expected a function for the name 'yours'. Received: None"))
        self._function, self._domain = function, (low, high)
        if function is not None:
            state["name"] = "yours"
        state.setdefault("x", min(max(1.0, low), high))
        self._drawn = None
        super().__init__(**state)

    @traitlets.validate("x")
    def _inside(self, proposal):
        """The point stays inside the domain."""
        return within(proposal, *self._domain)

    @traitlets.validate("name")
    def _offered(self, proposal):
        """A learner's function has no menu, and the menu has no learner's function."""
        if (proposal["value"] == "yours") != (self._function is not None):
            raise traitlets.TraitError(
                _("Expected one of {known}. Received: {name!r}").format(
                    known=list(concept.FUNCTIONS) if self._function is None else ["yours"],
                    name=proposal["value"],
                )
            )
        return proposal["value"]

    def _controls(self):
        low, high = self._domain
        controls = []
        if self._function is None:
            options = [
                (f"{name}: {text}", name) for name, (text, _src) in concept.FUNCTIONS.items()
            ]
            controls.append(self._menu("name", _("function"), options))
        self._x = self._slider("x", self._names[0], low, high, step=(high - low) / 120)
        if self._keras is not None:
            return [self._x]
        self._h = self._slider("h", _("step h of the difference"), -8, 0, step=0.25, log=True)
        return [*controls, self._x, self._h]

    def _show_problem(self, problem):
        """An empty chart says nothing; the last one stays."""
        return self._drawn is None

    def _asked(self, id, value):
        """The point was dragged, or moved by keys."""
        low, high = self._domain
        self.x = float(min(max(value, low), high))

    def _compute(self):
        function = self._function or concept.named(self.name)
        if self._drawn != self.name:
            self._drawn = None
            self._graph = self._ask(function, concept.curve, *self._domain)
            if self._keras is not None:
                self._right = concept.curve(self._keras, *self._domain)
            self._dtype = self._ask(function, concept.precision, self.x)
        at = self._ask(function, concept.tangent, self.x, self.h, self._dtype)
        self._sides = None
        if at.slope is not None and self._may_be_a_kink(at):
            self._sides = self._ask(function, concept.sides, self.x, self._dtype)
        return at

    def _may_be_a_kink(self, at):
        """Does the drawn curve turn at the point as much near by as twice as far away?

        Where it is smooth it turns half as much. To ask the function itself takes longer, so it is
        asked only then: also at a kink such as that of |x|, where the difference agrees.
        """
        (low, high), (x, y) = self._domain, self._graph
        turns = []
        for far in (4 * (x[1] - x[0]), 8 * (x[1] - x[0])):
            if not low <= at.x - far <= at.x + far <= high:
                return True  # at the border it cannot be seen
            behind, ahead = np.interp([at.x - far, at.x + far], x, y)
            turns.append(abs(ahead + behind - 2 * at.y) / far)
        return bool(turns[0] > 1e-3 and turns[0] > 0.6 * turns[1])

    def _ask(self, function, computation, *arguments):
        """``computation(function, …)``; what the learner's function does wrong is a Problem."""
        if self._function is None:  # our own: it returns, and needs no thread that can be stopped
            return computation(function, *arguments)

        def work(function):
            return computation(function, *arguments)

        return self._use(function, work, concept.NoDerivative)

    def _draw(self, at):
        self._drawn = self.name
        if self._keras is not None:
            return self._draw_both(at)
        low, high = self._domain
        x, y = self._graph
        bottom, top = heights(y)
        given = self._function is None or self._yours is not None
        role = "keras" if given else "yours"
        marks = [Curve(x=x.astype("float32"), y=y.astype("float32"), role=role)]
        places = np.array([at.x - at.h, at.x + at.h], "float32")
        values = np.array([at.behind, at.ahead], "float32")
        # before the lines, whose labels would lie under them
        marks.append(Dots(x=places, y=values, role="control", look="square", size=5))
        middle = (at.ahead + at.behind) / 2
        lines = []  # role, height at the point, slope, label, side, look
        if math.isfinite(middle) and math.isfinite(at.difference):
            label = _("difference {slope}").format(slope=number(at.difference))
            lines.append(("control", middle, at.difference, label, -1, "dots"))
        if at.slope is not None:
            label = _("slope {slope}") if self._sides is None else _("no slope here: a kink")
            label = label.format(slope=number(at.slope))
            lines.append(("gradient", at.y, at.slope, label, 1, ""))
        if self._is_yours(at):
            label = _("yours {slope}").format(slope=number(self._yours))
            lines.append(("yours", at.y, self._yours, label, -1, "dash"))
        marks.extend(self._through(lines, at, (low, bottom, high, top)))
        across, up = self._names
        self._stage.show(
            Plot(
                x=Axis(low=low, high=high, name=across),
                y=Axis(low=bottom, high=top, name=up),
                marks=tuple(marks),
                handles=(
                    Handle(
                        id="point",
                        x=at.x,
                        y=at.y if math.isfinite(at.y) else None,
                        words=self._words(at),
                    ),
                ),
                words=_("{up} against {across}; {words}").format(
                    up=up, across=across, words=self._words(at)
                ),
            )
        )
        return self._sentence(at)

    def _is_yours(self, at) -> bool:
        """Is this the place, and the step, where the learner's slope was found?"""
        return self._yours is not None and (at.x, at.h) == (self._first["x"], self._first["h"])

    def _draw_both(self, at):
        """The learner's curve and Keras's, over each other, and how far they are apart."""
        (x, mine), (_x, right) = self._graph, self._right
        low, high = self._domain
        bottom, top = heights(np.concatenate([mine, right]))
        across, up = self._names
        expected = float(np.interp(at.x, x, right))
        marks = (
            Curve(x=x, y=mine, role="yours", thick=5, faint=0.6, label=_("yours")),
            Curve(x=x, y=right, role="keras", look="dash", label=_("Keras")),
            Line(at=(at.x, bottom, at.x, top), look="dots"),
            Dots(x=np.array([at.x]), y=np.array([expected]), role="keras", size=5),
        )
        where = _("{name} = {x}").format(name=across, x=number(at.x, 4))
        values = {"x": where, "mine": number(at.y, 4), "right": number(expected, 4)}
        text = _("At {x}, yours is {mine} and Keras's {right}.").format(**values)
        height = at.y if math.isfinite(at.y) else None
        self._stage.show(
            Plot(
                x=Axis(low=low, high=high, name=across),
                y=Axis(low=bottom, high=top, name=up),
                marks=marks,
                handles=(Handle(id="point", x=at.x, y=height, words=text, role="yours"),),
                margin=4,
                words=_("your curve, laid over Keras's"),
            )
        )
        apart = np.abs(mine - right)
        if not np.isfinite(apart).all():
            return text
        far = _("Over the whole picture, the two are at most {far} apart.")
        return f"{text}\n{far.format(far=number(apart.max(), 2))}"

    def _through(self, lines, at, box):
        """Straight lines over the whole domain, each with its label where that covers least."""
        ends, room = np.array(self._domain), self._stage.room
        reached = [y + slope * (ends - at.x) for _role, y, slope, *_rest in lines]
        points = ((at.x, at.y), (at.x - at.h, at.behind), (at.x + at.h, at.ahead))
        taken = [point_taken(x, y, box, room) for x, y in points if math.isfinite(y)]
        for n, (role, y, slope, label, side, look) in enumerate(lines):
            others = [(ends, one) for k, one in enumerate(reached) if k != n]
            place, side, covered = free_place(
                label,
                lambda x, y=y, slope=slope: y + slope * (x - at.x),
                at.x,
                side,
                box,
                [self._graph, *others],
                taken,
                room,
            )
            taken.append(covered)
            over = (ends[0], reached[n][0], ends[1], reached[n][1])
            yield Line(at=over, role=role, look=look, label=label, label_at=place, side=side)

    def _words(self, at):
        """What stands at the point."""
        name = self._names[0]
        if at.slope is None:
            return _("{name} = {x}").format(name=name, x=number(at.x, 4))
        return _("{name} = {x}, slope {slope}").format(
            name=name, x=number(at.x, 4), slope=number(at.slope, 4)
        )

    @property
    def _f(self):
        """What the function is called: f of f(x), loss of loss."""
        return self._names[1].removesuffix(f"({self._names[0]})")

    def _sentence(self, at):
        across, up = self._names
        if not math.isfinite(at.y):
            text = _("At {across} = {x}, {f} has no value, and so no slope.")
            return text.format(across=across, f=self._f, x=number(at.x, 4))
        text = _("At {across} = {x}, {up} {equal} {y}.") + " "
        equal = equals(at.y, digits=4)
        text = text.format(across=across, up=up, equal=equal, x=number(at.x, 4), y=number(at.y, 4))
        if at.slope is None and at.untaped == concept.TENSOR:
            text += _(
                "There is no slope by automatic differentiation: {f} is computed by TensorFlow, "
                "but some operation in it has no derivative (rounding, comparing), or {across} is "
                "not used."
            ).format(f=self._f, across=across)
        elif at.slope is None:
            text += _(
                "There is no slope by automatic differentiation: the result is a {kind}, and no "
                "tape leads from it back to {across}. With keras.ops in place of NumPy or math it "
                "would."
            ).format(kind=at.untaped, across=across)
        elif self._sides is not None:
            left, right = (number(slope) for slope in self._sides)
            text += _(
                "There the curve has a kink: its slope is {left} on the left and {right} on the "
                "right, and there is no tangent. Automatic differentiation gives {slope}, "
                "which is a convention."
            ).format(left=left, right=right, slope=number(at.slope, 4))
        else:
            text += _("The slope of the tangent, by automatic differentiation, is {slope}.").format(
                slope=number(at.slope, 8)
            )
        lines = [text, self._difference(at)]
        if self._is_yours(at):
            lines.append(_("Yours is {slope}.").format(slope=number(self._yours, 8)))
        return "\n".join(lines).replace("-", "−")

    def _difference(self, at):
        """The sentence on finite differences."""
        h, words = number(at.h), {"f": self._f, "x": self._names[0]}
        for value, sign in ((at.behind, "−"), (at.ahead, "+")):
            if not math.isfinite(value):
                return _(
                    "By finite differences: {f} has no value at {x} {sign} h, so there is no slope "
                    "with h = {h}."
                ).format(sign=sign, h=h, **words)
        text = _(
            "By finite differences: ({f}({x} + h) − {f}({x} − h)) / (2h) {equal} {difference} with "
            "h = {h}"
        )
        equal = equals(at.difference, digits=8)
        text = text.format(equal=equal, difference=number(at.difference, 8), h=h, **words)
        if at.slope is None or self._sides is not None:
            return text + "."
        off = abs(at.difference - at.slope)
        if off < 1e-12 * max(1.0, abs(at.slope)):  # the last digits of any calculation
            off = 0
        return text + (_("; off by {off}.").format(off=number(off)) if off else _("; the same."))

    def _code(self, at):
        if self._keras is not None:
            return cell(f"x = {at.x!r}", f"result = {name_in_cell(self._function)}(x)")
        source = concept.FUNCTIONS[self.name][1] if self._function is None else None
        if source is None:
            source = f"{name_in_cell(self._function)}(x)"
        if at.slope is None:
            called = source.removesuffix("(x)")
            return cell(
                f"x, h = {at.x!r}, {at.h!r}",
                f"result = ({called}(x + h) - {called}(x - h)) / (2 * h)",
            )
        return cell(
            f'x = tf.Variable({at.x!r}, dtype="{at.dtype}")',
            "with tf.GradientTape() as tape:",
            f"    y = {source}",
            "result = tape.gradient(y, x)",
        )


def _two_names(names) -> tuple[str, str]:
    if not isinstance(names, tuple | list) or len(names) != 2 or not all(map(_is_text, names)):
        raise ValueError(
            _("Expected names to be two texts, such as ('w', 'loss'). Received: {names}").format(
                names=names
            )
        )
    return tuple(names)


def _is_text(value) -> bool:
    return isinstance(value, str)
