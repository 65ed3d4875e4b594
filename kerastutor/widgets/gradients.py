"""GradientExplorer: a function, its tangent, and its derivative found in two ways."""

import math

import ipywidgets
import numpy as np
import traitlets

from ..concepts import gradients as concept
from ..i18n import _
from ._code import cell
from ._curves import Curves, finite
from ._explorer import Explorer, Problem, checked_function, state_trait, within
from ._grids import number


class GradientExplorer(Explorer):
    """A function of one variable, its tangent, and its derivative by automatic differentiation
    and by finite differences. Drag the point, or move it with the arrow keys.

    Args:
        function: the learner's function of one number, written with Keras or TensorFlow
            operations; without one, a menu offers some.
        domain: the smallest and largest x drawn.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> GradientExplorer(lambda x: x * x, x=1.5)
    """

    name = state_trait(traitlets.Enum([*concept.FUNCTIONS, "yours"], default_value="sin"))
    """Which function of the menu; "yours" for the learner's own."""
    x = state_trait(traitlets.Float(1.0))
    """Where the derivative is taken, inside the domain."""
    h = state_trait(traitlets.Float(1.0, min=1e-8, max=1.0))
    """The step of the finite difference, 1e-8 to 1."""

    def __init__(self, function=None, *, domain=(-3.0, 3.0), **state):
        checked_function(function, _("one number"))
        try:
            low, high = (float(end) for end in domain)
        except (TypeError, ValueError):
            low, high = math.nan, math.nan
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(
                _(
                    "Expected domain to be two numbers, the smaller first. Received: {domain}"
                ).format(domain=domain)
            )
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
        self._x = self._slider("x", "x", low, high, step=(high - low) / 120)
        self._h = self._slider("h", _("step h of the difference"), -8, 0, step=0.25, log=True)
        return [*controls, self._x, self._h]

    def _view(self):
        self._curves = Curves()
        self._curves.observe(self._asked, "asked")
        self._chart = ipywidgets.VBox([ipywidgets.HTML(_legend()), self._curves])
        return [self._chart]

    def _show_problem(self, problem):
        """An empty chart says nothing; the last one stays."""
        self._chart.layout.display = "none" if self._drawn is None else ""
        return False

    def _asked(self, change):
        """The point was dragged, or moved by keys."""
        low, high = self._domain
        if self._ready:
            self.x = float(min(max(change["new"][0], low), high))

    def _compute(self):
        function = self._function or concept.named(self.name)
        if self._drawn != self.name:
            self._graph = self._ask(function, concept.curve, *self._domain)
            self._dtype = self._ask(function, concept.precision, self.x)
        return self._ask(function, concept.tangent, self.x, self.h, self._dtype)

    def _ask(self, function, computation, *arguments):
        """``computation(function, …)``; what the learner's function does wrong is a Problem."""
        if self._function is None:  # our own: it returns, and needs no thread that can be stopped
            return computation(function, *arguments)

        def work(function):
            try:
                return computation(function, *arguments)
            except concept.NoDerivative as error:
                return Problem(str(error))

        found = self._use(function, work)
        if isinstance(found, Problem):
            raise found
        return found

    def _draw(self, at):
        if self._drawn != self.name:
            self._drawn = self.name
            self._curves.frame = self._frame(*self._graph)
            self._chart.layout.display = ""
        ends = np.array(self._domain)
        middle = (at.ahead + at.behind) / 2
        sides = finite([at.behind, at.ahead])
        self._curves.move = {
            "x": at.x,
            "y": finite([at.y])[0],
            "words": self._words(at),
            "tangent": None if at.slope is None else _line(at.y + at.slope * (ends - at.x)),
            "secant": _line(middle + at.difference * (ends - at.x)),
            "ends": [
                None if y is None else [x, y]
                for x, y in zip((at.x - at.h, at.x + at.h), sides, strict=True)
            ],
        }
        return self._sentence(at)

    def _frame(self, x, y):
        """The graph, and the heights that leave some room above and below it."""
        low, high = self._domain
        known = y[np.isfinite(y)]
        bottom, top = (known.min(), known.max()) if known.size else (-1.0, 1.0)
        room = 0.15 * (top - bottom) or 1.0
        return {
            "low": low,
            "high": high,
            "bottom": float(bottom - room),
            "top": float(top + room),
            "x": finite(x),
            "y": finite(y),
            "x_name": "x",
            "y_name": "f(x)",
        }

    def _words(self, at):
        """What stands at the point."""
        if at.slope is None:
            return _("x = {x:.4g}").format(x=at.x)
        return _("x = {x:.4g}, slope {slope:.4g}").format(x=at.x, slope=at.slope)

    def _sentence(self, at):
        if not math.isfinite(at.y):
            text = _("At x = {x:.4g}, f has no value, and so no slope.").format(x=at.x)
            return text.replace("-", "−")
        text = _("At x = {x:.4g}, f(x) = {y:.4g}.").format(x=at.x, y=at.y) + " "
        if at.slope is None and at.untaped == concept.TENSOR:
            text += _(
                "There is no slope by automatic differentiation: f is computed by TensorFlow, but "
                "some operation in it has no derivative (rounding, comparing), or x is not used."
            )
        elif at.slope is None:
            text += _(
                "There is no slope by automatic differentiation: the result is a {kind}, and no "
                "tape leads from it back to x. With keras.ops in place of NumPy or math it would."
            ).format(kind=at.untaped)
        else:
            text += _(
                "The slope of the tangent, by automatic differentiation, is {slope:.8g}."
            ).format(slope=at.slope)
        return f"{text}\n{self._difference(at)}".replace("-", "−")

    def _difference(self, at):
        """The sentence on finite differences."""
        h = number(at.h)
        for value, place in ((at.behind, "x − h"), (at.ahead, "x + h")):
            if not math.isfinite(value):
                return _(
                    "By finite differences: f has no value at {place}, so there is no slope with "
                    "h = {h}."
                ).format(place=place, h=h)
        text = _(
            "By finite differences: (f(x + h) − f(x − h)) / (2h) = {difference:.8g} with h = {h}"
        ).format(difference=at.difference, h=h)
        if at.slope is None:
            return text + "."
        off = abs(at.difference - at.slope)
        if off < 1e-14 * max(1.0, abs(at.y)) / at.h:  # the rounding of the two values
            off = 0
        return text + (_("; off by {off}.").format(off=number(off)) if off else _("; the same."))

    def _code(self, at):
        source = concept.FUNCTIONS[self.name][1] if self._function is None else None
        if source is None:
            name = getattr(self._function, "__name__", "")
            source = f"{name if name.isidentifier() else 'function'}(x)"
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


def _line(heights):
    """The two ends of a line, or None where it has no height."""
    values = finite(heights)
    return None if None in values else values


def _legend():
    """What each line is: a sample of its dash and colour beside its name."""
    lines = (
        ("kt-graph", _("f(x)")),
        ("kt-tangent", _("tangent, by automatic differentiation")),
        ("kt-secant", _("through x − h and x + h")),
    )
    return '<div class="kt-legend">{}</div>'.format(
        " &emsp; ".join(
            '<svg width="34" height="10" aria-hidden="true"><line x1="0" y1="5" x2="34" y2="5" '
            f'class="{line}"/></svg> {name}'
            for line, name in lines
        )
    )
