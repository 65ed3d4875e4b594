"""DenseExplorer: a hidden layer and an output, every unit a map, trained with Keras or by hand."""

import math
import time
from dataclasses import dataclass

import ipywidgets
import numpy as np
import traitlets

from ..concepts import networks as concept
from ..concepts import planes
from ..i18n import _
from . import _networks_drawn as drawn
from ._code import cell
from ._explorer import Explorer, state_trait
from ._planes import Plane, labelled, middle_of
from ._work import Work
from .stage.grids import number
from .stage.marks import Column, Row

#: The most units, and the largest weight.
MOST_UNITS, MOST = 8, 60.0
#: Seconds that a picture of a training is seen at least: fifty of them are a short film.
SEEN = 0.04
#: Room for the names of lines beside the map, in em.
MARGIN = 3.6
ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")


@dataclass(frozen=True)
class Layers:
    """What a network gives.

    Attributes:
        network: its weights.
        values: its output for the points, shape (n,).
        hidden, over: the units' and the output's maps over the lattice: (side², units), (side²,).
        wrong: which points are on the wrong side.
    """

    network: concept.Network
    values: np.ndarray
    hidden: np.ndarray
    over: np.ndarray
    wrong: np.ndarray


class DenseExplorer(Explorer):
    """Dense(units) and Dense(1, sigmoid) on the plane of their two inputs: every unit is a map.
    Press a unit to enlarge it and to take its line, a link to type its weight, or fit it.

    Args:
        x, y, images: as in `NeuronExplorer`; by default two pixels of the digits.
        names: of the two inputs.
        classes: what the labels 0 and 1 mean.
        goal: how many per cent right are to be reached, or None.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> DenseExplorer(units=2, goal=95)
    """

    headline = _("A layer of neurons, and one that puts them together")
    help = _(
        "Press a unit to enlarge it: its line and its arrow can be dragged, or moved by keys. "
        "Press a link to type its weight, and the number of a seed that was tried to see what it "
        "found. Tab goes from one to the next, Enter presses."
    )

    units = state_trait(traitlets.Int(2, min=1, max=MOST_UNITS))
    """Of the hidden layer, 1 to 8."""
    activation = state_trait(traitlets.Enum(ACTIVATIONS, "relu"))
    """Of the hidden layer."""
    seed = state_trait(traitlets.Int(0, min=0, max=99))
    """Of the weights at the start."""
    weights = state_trait(traitlets.List(traitlets.Float()))
    """Of each unit its two weights and its bias, then the output's weights and its bias."""
    selected = state_trait(traitlets.Int(-1, min=-1, max=MOST_UNITS - 1), redraws=True)
    """The unit that is enlarged; −1 for the output."""
    chosen = state_trait(traitlets.Int(-1, min=-1, max=4 * MOST_UNITS), redraws=True)
    """The weight that can be typed, by its place in ``weights``; −1 for none."""
    weight = traitlets.Float(0.0)

    def __init__(
        self,
        x=None,
        y=None,
        images=None,
        *,
        names=("x1", "x2"),
        classes=("0", "1"),
        goal=None,
        **state,
    ):
        self._points = labelled(x, y, images, names, classes)
        self._plane = Plane(self._points)
        if goal is not None and not (type(goal) in (int, float) and 0 < goal <= 100):
            raise ValueError(
                _("Expected a goal from 0 to 100 per cent. Received: {goal!r}").format(goal=goal)
            )
        self._goal = goal
        self._tried = {}  # what twelve seeds found, by (units, activation): networks, parts right
        self._begun = None  # (units, seed) that the weights began with
        self._known: list = []  # the weights when they were last drawn
        if state.get("weights"):
            concept.Network.of(state["weights"])
            state.setdefault("units", (len(state["weights"]) - 1) // 4)
        super().__init__(**state)

    @traitlets.validate("weights")
    def _finite(self, proposal):
        values = proposal["value"]
        if not all(math.isfinite(value) for value in values):
            raise traitlets.TraitError(
                _("Expected finite weights. Received: {values}").format(values=values)
            )
        return [min(max(value, -MOST), MOST) for value in values]

    def _controls(self):
        buttons = [
            (_("fit it for me"), self.fit),
            (_("rewind"), self.rewind),
            (_("try {n} seeds").format(n=concept.SEEDS), self.try_seeds),
        ]
        made = []
        for text, act in buttons:
            made.append(ipywidgets.Button(description=text))
            made[-1].on_click(lambda _button, act=act: act())
        made[0].button_style = "primary"
        self._typed = self._number("weight", _("chosen weight"))
        self._typed.add_class("kt-steady")
        self.observe(self._weight_typed, "weight")
        return [
            self._slider("units", _("hidden units"), 1, MOST_UNITS),
            self._menu("activation", _("activation"), ACTIVATIONS),
            self._slider("seed", _("seed"), 0, 99),
            self._typed,
            *made,
        ]

    def _view(self):
        self._work = Work()
        return [self._work, self._stage]

    # What is done

    def fit(self):
        """Train the network that is shown with Keras, while one looks."""
        begun = self.units, self.activation, self.seed
        network = self.result.network

        def steps():
            points = self._points
            training = concept.training([network], points.x, points.y, begun[1])
            drawn_at = time.monotonic()
            for part, (now,) in training:
                time.sleep(max(0.0, drawn_at + SEEN - time.monotonic()))
                drawn_at = time.monotonic()
                if begun != (self.units, self.activation, self.seed):
                    return  # another network is shown
                yield part  # nothing is drawn of a training that was stopped meanwhile
                self._set(weights=now.numbers)

        self._work.start(steps(), lambda _done: None, self._failed)

    def rewind(self):
        """Back to the weights that this seed began with."""
        self._work.stop()
        self._set(weights=concept.started(self.units, self.seed).numbers)

    def try_seeds(self):
        """Train so many networks side by side, each from a seed of its own."""
        units, activation, points = self.units, self.activation, self._points

        def steps():
            begun = [concept.started(units, seed) for seed in range(concept.SEEDS)]
            training = concept.training(begun, points.x, points.y, activation, every=20)
            for part, now in training:
                begun = now
                yield part
            return [(one, concept.right(one, points.x, points.y, activation)) for one in begun]

        def done(found):
            self._tried[units, activation] = found
            self._update()

        self._work.start(steps(), done, self._failed)

    def _failed(self, error):
        self._refuse(f"{type(error).__name__}: {error}")

    def reset(self):
        self._work.stop()
        super().reset()

    def close(self):
        if getattr(self, "_built", False):  # refused before it was built
            self._work.stop()
        super().close()

    def _asked(self, id, value):
        """A unit, a link or a tried seed was pressed, or a line or an arrow dragged."""
        units = self.units
        tried = self._tried.get((units, self.activation), ())
        if id == "node" and value >= 2:  # after the two inputs
            unit = value - 2
            output = unit == units
            place = 4 * units if output else 3 * unit + 2
            self._set(selected=-1 if output else unit, chosen=place)
        elif id == "link":
            self.chosen = drawn.places(units)[value]
        elif id == "seed" and value < len(tried):  # as its training left it
            self._work.stop()
            self._set(seed=value, weights=tried[value][0].numbers)
        elif 0 <= self.selected < units:
            first = 3 * self.selected
            weights = list(self.weights)
            if moved := self._plane.moved(weights[first : first + 3], id, value):
                self._work.stop()
                weights[first : first + 3] = [float(v) for v in moved]
                self.weights = weights

    def _weight_typed(self, change):
        if self._ready and 0 <= self.chosen < len(self.weights):
            self._work.stop()
            weights = list(self.weights)
            weights[self.chosen] = change["new"]
            self.weights = weights

    # The computation

    def _compute(self):
        begun = self.units, self.seed
        mended = len(self.weights) != 4 * self.units + 1
        if mended or (begun != self._begun and self.weights == self._known and self._begun):
            self.weights = concept.started(*begun).numbers
            if mended and self._begun:  # what was chosen is not there, or something else
                self.selected = self.chosen = -1
        self._begun, self._known = begun, list(self.weights)
        network = concept.Network.of(self.weights)
        _hidden, values = concept.outputs(network, self._points.x, self.activation)
        hidden, over = concept.outputs(network, self._plane.lattice, self.activation)
        return Layers(network, values, hidden, over, planes.wrong(values, self._points.y))

    # The picture

    def _draw(self, result):
        selected = self.selected if self.selected < self.units else -1
        chosen = self.chosen if self.chosen < len(self.weights) else -1
        self._show_weight(chosen)
        points = self._points.names, self._plane.lattice
        graph = drawn.graph(
            result, self.weights, *points, middle_of(self.activation), selected, chosen
        )
        found = drawn.seeds(self._tried.get((self.units, self.activation)), self.weights)
        beside = Column(items=(self._plane.scale(), *found))
        self._stage.show(Row(items=(graph, self._enlarged(result, selected), beside)))
        return self._sentence(result, selected, chosen)

    def _show_weight(self, chosen):
        """The field of the weight that was chosen; it keeps its room, and no old number."""
        self._typed.disabled = chosen < 0
        if chosen < 0:
            self._typed.description, self._typed.value = _("weight: press a line"), ""
            return
        name = drawn.name_of(chosen, self.units, self._points.names)
        self._typed.description = drawn.short_name(chosen, self.units, self._points.names)
        self._typed.tooltip = name
        self.weight = self.weights[chosen]
        self._typed.value = number(self.weight, 4)

    def _enlarged(self, result, selected):
        """The chosen unit's map with its line, or the output's with the lines of all units."""
        network, handles, bad = result.network, (), result.wrong
        if selected >= 0:
            values, middle = result.hidden[:, selected], middle_of(self.activation)
            title, bad = _("unit {n}").format(n=selected + 1), 0 * bad  # it decides nothing
            marks, handles = self._plane.line(*self.weights[3 * selected : 3 * selected + 3])
        else:
            values, middle, title = result.over, 0.5, _("output")
            marks = tuple(self._lines(network))
        return self._plane.plot(
            values,
            bad,
            marks,
            middle=middle,
            handles=handles,
            width=31.5 + MARGIN,
            margin=MARGIN,
            title=title,
            words=title,
        )

    def _lines(self, network):
        for n, (w1, w2, bias) in enumerate(zip(*network.kernel, network.bias, strict=True)):
            at = planes.foot(float(w1), float(w2), float(bias), self._plane.ends)
            if at is not None:
                label = _("unit {n}").format(n=n + 1)
                yield self._plane.straight(float(w1), float(w2), at, look="dash", label=label)

    # The words

    def _sentence(self, result, selected, chosen):
        n, wrong = len(result.wrong), int(result.wrong.sum())
        lines = [
            _("On the wrong side: {wrong} of {n} points; {right} % right.").format(
                wrong=wrong, n=n, right=_per_cent(result)
            )
        ]
        if chosen >= 0:
            lines[0] += " " + _("Chosen: {name}, {value}.").format(
                name=drawn.name_of(chosen, self.units, self._points.names),
                value=number(self.weights[chosen]),
            )
        if self._goal is not None:
            reached = 100 * (n - wrong) / n >= self._goal
            text = _("✓ goal reached: {goal} % right.") if reached else _("Goal: {goal} % right.")
            lines.append(text.format(goal=number(self._goal)))
        return "\n".join(lines)

    def _code(self, result):
        network = result.network
        kernels = [
            f'np.array({np.asarray(part).tolist()}, dtype="float32")' for part in network.weights
        ]
        return cell(
            "model = keras.Sequential([",
            "    keras.Input((2,)),",
            f'    keras.layers.Dense({self.units}, activation="{self.activation}"),',
            '    keras.layers.Dense(1, activation="sigmoid"),',
            "])",
            "model.set_weights([",
            *(f"    {kernel}," for kernel in kernels),
            "])",
            "result = np.asarray(model(x))[:, 0]",
            x=self._plane.source,
        )


def _per_cent(result) -> str:
    return number(round(100 * float(1 - result.wrong.mean()), 1))
