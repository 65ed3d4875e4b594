"""GradientExplorer: a function, its tangent, and its derivative found in two ways."""

import math

import bqplot
import ipywidgets
import numpy as np
import traitlets

from ..concepts import gradients as concept
from ..i18n import _
from ._code import cell
from ._explorer import Explorer, Problem, state_trait

# Okabe and Ito's colours; the lines differ in dash and width as well.
CURVE, TANGENT, SECANT = "#0072b2", "#d55e00", "#009e73"


class GradientExplorer(Explorer):
    """A function of one variable, its tangent, and its derivative by automatic differentiation
    and by finite differences. Drag the point, or move it with the arrow keys.

    Args:
        function: the learner's function of one number, written with Keras or TensorFlow
            operations; without one, a menu offers some.
        domain: the smallest and largest x drawn.
        name: which function of the menu.
        x: where the derivative is taken.
        h: the step of the finite difference, 1e-8 to 1.

    Example:
        >>> GradientExplorer(lambda x: x * x, x=1.5)
    """

    name = state_trait(traitlets.Enum([*concept.FUNCTIONS, "yours"], default_value="sin"))
    x = state_trait(traitlets.Float(1.0))
    h = state_trait(traitlets.Float(1.0, min=1e-8, max=1.0))

    def __init__(self, function=None, *, domain=(-3.0, 3.0), **state):
        if function is not None and not callable(function):
            raise TypeError(
                _("Expected a function of one number. Received: {function!r}").format(
                    function=function
                )
            )
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
        value, (low, high) = proposal["value"], self._domain
        if not low <= value <= high:
            raise traitlets.TraitError(
                _("Expected x from {low:g} to {high:g}. Received: {value}").format(
                    low=low, high=high, value=value
                )
            )
        return value

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
        style = {"description_width": "12em"}
        low, high = self._domain
        controls = []
        if self._function is None:
            options = [
                (f"{name}: {text}", name) for name, (text, _source) in concept.FUNCTIONS.items()
            ]
            controls.append(
                self._bind(
                    ipywidgets.Dropdown(
                        options=options,
                        description=_("function"),
                        style=style,
                        layout={"width": "28em"},
                    ),
                    "name",
                )
            )
        wide = {"width": "36em"}
        step = (high - low) / 120
        self._x = ipywidgets.FloatSlider(
            value=self.x,
            min=low,
            max=high,
            step=step,
            description="x",
            style=style,
            layout=wide,
            readout=False,
        )
        self._h = ipywidgets.FloatLogSlider(
            value=self.h,
            min=-8,
            max=0,
            step=0.25,
            description=_("step h of the difference"),
            style=style,
            layout=wide,
            readout=False,
        )
        self._follow(self._x, "x", lambda x: low + round((x - low) / step) * step)
        self._follow(self._h, "h", lambda h: 10 ** (round(math.log10(h) / 0.25) * 0.25))
        return [*controls, self._x, self._h]

    def _follow(self, slider, trait, snapped):
        """Tie a slider to a trait, but for the browser's rounding of a value between two steps."""

        def moved(change):
            if not math.isclose(
                change["new"], snapped(getattr(self, trait)), rel_tol=1e-6, abs_tol=1e-9
            ):
                setattr(self, trait, change["new"])

        slider.observe(moved, "value")
        self.observe(lambda change: setattr(slider, "value", change["new"]), trait)

    def _view(self):
        low, high = self._domain
        # Numbers only in the axis labels, no animation: the picture follows the key.
        self._scales = {
            "x": bqplot.LinearScale(min=low, max=high),
            "y": bqplot.LinearScale(min=-1.0, max=1.0),
        }
        nothing = np.zeros(2)
        self._curve = bqplot.Lines(
            x=nothing,
            y=nothing,
            scales=self._scales,
            colors=[CURVE],
            stroke_width=3,
        )
        self._secant = bqplot.Lines(
            x=nothing,
            y=nothing,
            scales=self._scales,
            colors=[SECANT],
            line_style="dotted",
            stroke_width=3,
        )
        self._tangent = bqplot.Lines(
            x=nothing,
            y=nothing,
            scales=self._scales,
            colors=[TANGENT],
            line_style="dashed",
            stroke_width=2,
        )
        self._ends = bqplot.Scatter(
            x=nothing,
            y=nothing,
            scales=self._scales,
            colors=[SECANT],
            marker="square",
            default_size=50,
        )
        self._point = bqplot.Scatter(
            x=[0.0],
            y=[0.0],
            scales=self._scales,
            colors=[TANGENT],
            default_size=160,
            stroke="#000",
            enable_move=True,
            update_on_move=True,
            restrict_x=True,
        )
        self._point.observe(self._dragged, "x")
        axes = [
            bqplot.Axis(scale=self._scales["x"], label="x", grid_lines="dashed", grid_color="#ddd"),
            bqplot.Axis(
                scale=self._scales["y"],
                orientation="vertical",
                label="f(x)",
                grid_lines="dashed",
                grid_color="#ddd",
            ),
        ]
        self._figure = bqplot.Figure(
            marks=[self._curve, self._secant, self._tangent, self._ends, self._point],
            axes=axes,
            animation_duration=0,
            layout={"width": "640px", "height": "360px"},
            fig_margin={"top": 20, "bottom": 45, "left": 60, "right": 20},
        )
        return [ipywidgets.HTML(_legend()), self._figure]

    def _dragged(self, change):
        if self._ready and len(change["new"]):
            low, high = self._domain
            self.x = float(min(max(change["new"][0], low), high))

    def _compute(self):
        function = self._function or concept.named(self.name)
        if self._drawn != self.name:
            self._graph = self._ask(function, concept.curve, *self._domain)
            self._dtype = self._ask(function, concept.precision, self.x)
        return self._ask(function, concept.tangent, self.x, self.h, self._dtype)

    def _ask(self, function, computation, *arguments):
        """``computation(function, …)``; what the learner's function does wrong is a Problem."""

        def work(*_arguments):
            try:
                return computation(function, *arguments)
            except concept.NoDerivative as error:
                raise Problem(str(error)) from None

        return self._call(function, work=work)

    def _draw(self, at):
        low, high = self._domain
        if self._drawn != self.name:
            self._drawn = self.name
            x, y = self._graph
            finite = y[np.isfinite(y)]
            bottom, top = (finite.min(), finite.max()) if finite.size else (-1.0, 1.0)
            room = 0.15 * (top - bottom) or 1.0
            self._scales["y"].min, self._scales["y"].max = float(bottom - room), float(top + room)
            with self._curve.hold_sync():
                self._curve.x, self._curve.y = x, np.where(np.isfinite(y), y, np.nan)
        ends = np.array([low, high])
        with self._tangent.hold_sync():
            self._tangent.x, self._tangent.y = ends, at.y + at.slope * (ends - at.x)
        middle = (at.ahead + at.behind) / 2
        with self._secant.hold_sync():
            self._secant.x, self._secant.y = ends, middle + at.difference * (ends - at.x)
        with self._ends.hold_sync():
            self._ends.x, self._ends.y = [at.x - at.h, at.x + at.h], [at.behind, at.ahead]
        with self._point.hold_sync():
            self._point.x, self._point.y = np.array([at.x]), np.array([at.y])
        return self._sentence(at)

    def _sentence(self, at):
        text = _(
            "At x = {x:.4g}, f(x) = {y:.4g}. The slope of the tangent, by automatic "
            "differentiation, is {slope:.8g}."
        ).format(x=at.x, y=at.y, slope=at.slope)
        text += "\n" + _(
            "By finite differences: (f(x + h) − f(x − h)) / (2h) = {difference:.8g} with "
            "h = {h:.1e}; off by {off:.1e}."
        ).format(difference=at.difference, h=at.h, off=abs(at.difference - at.slope))
        return text.replace("-", "−")

    def _code(self, at):
        source = concept.FUNCTIONS[self.name][1] if self._function is None else None
        if source is None:
            name = getattr(self._function, "__name__", "")
            source = f"{name if name.isidentifier() else 'function'}(x)"
        return cell(
            f'x = tf.Variable({at.x!r}, dtype="{at.dtype}")',
            "with tf.GradientTape() as tape:",
            f"    y = {source}",
            "result = tape.gradient(y, x)",
        )


def _legend():
    """What each line is: a sample of its dash and colour beside its name."""
    lines = (
        (CURVE, "", 3, _("f(x)")),
        (TANGENT, "7 4", 2, _("tangent, by automatic differentiation")),
        (SECANT, "2 3", 3, _("through x − h and x + h")),
    )
    return " &emsp; ".join(
        '<svg width="34" height="10" aria-hidden="true"><line x1="0" y1="5" x2="34" y2="5" '
        f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/></svg> {name}'
        for colour, dash, width, name in lines
    )
