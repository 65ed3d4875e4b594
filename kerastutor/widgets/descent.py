"""DescentExplorer: a ball rolls down a loss of one weight, a step of gradient descent at a time."""

import math
from contextlib import suppress

import numpy as np
import traitlets

from ..concepts import descent as concept
from ..concepts import gradients, walks
from ..concepts._descent_steps import Remembering
from ..i18n import _
from ._code import cell, name_in_cell
from ._descent_drawn import ROOM, floats, next_step, trail
from ._descent_words import counted, reading
from ._explorer import Explorer, Problem, checked_function, checked_numbers, state_trait, within
from ._gradients_labels import free_place, point_taken
from .stage.axes import heights
from .stage.grids import number
from .stage.marks import Row
from .stage.plots import Axis, Curve, Dots, Handle, Heads, Line, Note, Plot

#: The loss that is drawn when none is given: three valleys in the domain, one the deepest.
DEFAULT = "bumpy"
#: The smallest learning rate of the slider, as a power of ten.
SMALLEST = -3


class DescentExplorer(Explorer):
    """Gradient descent on a loss of one weight: a ball, the slope that drives it, and its trail.

    Args:
        loss: a function of one weight, written with Keras or TensorFlow operations; by default
            w² / 4 + sin 3w, of whose valleys three are drawn.
        step: the learner's ``step(w, gradient, learning_rate)``, which returns the next w; or a
            momentum_step, rmsprop_step or adam_step, known by its parameters. It is given NumPy's
            float64, and its path is laid over that of Keras's optimizer.
        against: "sgd", "momentum", "rmsprop" or "adam", where the parameters do not tell.
        domain: the smallest and largest weight drawn.
        goal: (loss, steps), such as (0.01, 20): a loss to come below within so many steps.
        steps: how many steps can be taken.
        name: what the weight is called.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> DescentExplorer(lambda w: w * w, learning_rate=0.1, start=2.0)
    """

    headline = _("Gradient descent: the slope drives the ball")
    help = _(
        "Play, or step by step, lets the ball roll. The ring is the start: drag it, or press Tab "
        "until it has a frame; arrow keys, Page Up and Page Down, Home and End move it."
    )

    start = state_trait(traitlets.Float())
    """The first weight, inside the domain."""
    learning_rate = state_trait(traitlets.Float(0.1))
    """By what the slope is multiplied, above 0."""
    momentum = state_trait(traitlets.Float(0.9, min=0.0, max=1.0))
    """How much of the velocity a momentum_step keeps; for no other step."""
    taken = state_trait(traitlets.Int(0, min=0), redraws=True)
    """How many steps are taken so far."""

    def __init__(
        self,
        loss=None,
        *,
        step=None,
        against=None,
        domain=(-3.0, 3.0),
        goal=None,
        steps=20,
        name="w",
        **state,
    ):
        self._loss = checked_function(loss, _("one weight"), "loss")
        self._step = checked_function(step, "(w, gradient, learning_rate)", "step")
        self._kind, self._unknown, self._few = "sgd", "", ()
        if step is not None:
            try:
                self._kind = walks.kind_of(step, against)
                self._few = walks.few(step, walks.KINDS[self._kind])
            except ValueError as error:
                if against is not None:
                    raise
                self._unknown = str(error)
        self._domain = checked_numbers("domain", domain, _("two numbers, the smaller first"))
        self._goal = None
        if goal is not None:
            self._goal = checked_numbers("goal", goal, _("a loss and a number of steps"), False)
        if type(steps) is not int or not 1 <= steps <= 1000:
            raise ValueError(
                _("Expected steps from 1 to 1000. Received: {steps!r}").format(steps=steps)
            )
        self._steps, self._name = steps, str(name)
        self._graph = self._prepared = None  # the curve, and the slope made ready
        self._highest = 1.0
        low, high = self._domain
        state.setdefault("start", low + 0.2 * (high - low))
        self._prepare_highest()
        super().__init__(**state)

    @traitlets.validate("start")
    def _inside(self, proposal):
        return within(proposal, *self._domain)

    @traitlets.validate("learning_rate")
    def _above_zero(self, proposal):
        return within(proposal, 10.0**SMALLEST, self._highest)

    @traitlets.validate("taken")
    def _so_many(self, proposal):
        return within(proposal, 0, self._steps)

    def _controls(self):
        low, high = self._domain
        top = math.log10(self._highest)
        rate = _("learning rate")
        self._rate = self._slider("learning_rate", rate, SMALLEST, top, step=0.02, log=True)
        self._from = self._slider("start", _("start"), low, high, step=(high - low) / 120)
        controls = [self._rate, self._from]
        if self._kind == "momentum":
            controls.insert(1, self._slider("momentum", _("momentum"), 0, 1, step=0.01))
        return controls

    def _view(self):
        self._play = self._player("taken", self._steps, _("steps taken"))
        return [self._stage, self._play]

    def _asked(self, id, value):
        """The start was dragged, or moved by keys."""
        if id == "start":
            low, high = self._domain
            self._set(start=float(min(max(value, low), high)), taken=0)

    # The computation

    def _function(self):
        return self._loss or gradients.named(DEFAULT)

    def _prepare_highest(self):
        """The slider ends well beyond the rate at which a parabola of this curvature diverges."""
        try:
            self._graph = self._ask(gradients.curve, *self._domain)
            found = concept.threshold_of(*self._graph)
        except Problem:
            return  # it is said when it is drawn
        if found is not None and math.isfinite(found) and found > 0:
            ends = math.ceil(50 * math.log10(2 * found)) / 50
            self._highest = 10.0 ** max(ends, SMALLEST + 1)

    def _compute(self):
        loss = self._function()
        if self._graph is None:
            self._graph = self._ask(gradients.curve, *self._domain)
        if self._prepared is None:
            self._prepared = self._ask(concept.slope_of, self.start)
        if self._unknown:
            raise Problem(self._unknown)
        how = (self.start, self.learning_rate, self._steps)
        if self._step is None:
            return concept.Race(self._walk(loss, *how), None)
        settings = {"momentum": self.momentum}
        step = Remembering(self._step, self._kind, **settings)
        yours = self._walk(loss, *how, step=step, theirs=self._step)
        few, self._few = self._few, ()
        with suppress(Problem):  # of two weights it may be none
            if few:  # once: does it change what it is given?
                self._call(self._step, *few)
        races = []
        for label, rule in walks.KINDS[self._kind].rules:
            rule = None if self._kind == "sgd" else Remembering(rule, self._kind, **settings)
            keras = self._walk(loss, *how, step=rule)
            slots = {name: values[: yours.taken + 1] for name, values in step.slots.items()}
            kept = {name: rule.slots[name][: keras.taken + 1] for name in slots}
            races.append(concept.Race(keras, yours, label, slots, kept))
        return concept.nearest(races)

    def _walk(self, loss, *how, step=None, theirs=None):
        def walk(_live):
            return concept.descend(loss, *how, step=step, prepared=self._prepared)

        theirs = theirs or self._loss
        if theirs is None:
            return walk(None)
        return self._use(theirs, walk, gradients.NoDerivative, concept.NoStep)

    def _ask(self, computation, *arguments):
        """``computation(loss, …)``; what the learner's loss does wrong is a Problem."""
        if self._loss is None:  # our own: it returns
            return computation(self._function(), *arguments)
        return self._use(
            self._loss, lambda loss: computation(loss, *arguments), gradients.NoDerivative
        )

    # The picture

    def _draw(self, race):
        path = race.shown
        at = min(self.taken, path.taken)
        self._stage.show(Row(items=(self._hill(race, at), self._losses(race, at))))
        self._play.note = counted(path, at, self)
        return reading(race, at, self)

    def _hill(self, race, at):
        """The loss as a curve, the ball on it, its trail, and the step that comes next."""
        (x, y), path, (low, high) = self._graph, race.shown, self._domain
        bottom, top = heights(y, 0.1)
        marks = [Curve(x=floats(x), y=floats(y), role="loss")]
        if race.yours is not None:
            until = min(self.taken, race.keras.taken) + 1
            marks.append(trail(race.keras, until, "keras", "ring", 7))
        marks.append(trail(path, at, "yours" if race.yours else "soft", "", 4))
        w, value, slope = path.weights[at], path.losses[at], path.gradients[at] + 0.0  # no −0
        seen = low <= w <= high and value <= top
        if seen and math.isfinite(slope):
            wide = 0.16 * (high - low)
            above = np.interp(w + wide, x, y) > value + slope * wide  # the curve is; the label not
            label, plane = _("slope {slope}").format(slope=number(slope)), (low, bottom, high, top)
            taken = [point_taken(w, value, plane, ROOM)]
            if at < path.taken:
                arrow, covered = next_step(race, at, plane, self._graph, self._stage.room)
                taken += [covered] if arrow else []
            place, side, _covered = free_place(
                label,
                lambda there: value + slope * (there - w),
                w + wide,
                -1 if above else 1,
                plane,
                [(x, y)],
                taken,
                ROOM,
                offered=(0.0, -0.32, -0.08, -0.24, -0.2),  # at its ends, or a little before
            )
            marks.append(
                Line(
                    at=(w - wide, value - slope * wide, w + wide, value + slope * wide),
                    role="gradient",
                    look="dash",
                    label=label,
                    label_at=place,
                    side=side,
                )
            )
            if at < path.taken:
                marks += arrow
        ball = "yours" if race.yours is not None else "control"
        marks.append(Dots(x=floats([w]), y=floats([value]), role=ball, look="ball", size=9))
        if not seen:
            side = low if w < low else high if w > high else w
            words = _("out of the picture: {name} = {w}").format(name=self._name, w=number(w))
            anchor = "start" if w < (low + high) / 2 else "end"
            marks.append(Note(x=side, y=top - 0.04 * (top - bottom), text=words, anchor=anchor))
        begun = float(path.losses[0])
        return Plot(
            x=Axis(low=low, high=high, name=self._name),
            y=Axis(low=bottom, high=top, name=_("loss")),
            marks=tuple(marks),
            handles=(
                Handle(
                    id="start",
                    x=self.start,
                    y=begun if math.isfinite(begun) else None,
                    words=self._start_words(),
                    ring=True,
                ),
            ),
            width=48,
            height=24,
            words=_("loss against {name}, with a ball at {w}").format(name=self._name, w=number(w)),
        )

    def _losses(self, race, at):
        """The loss after each step, and the goal."""
        goal = self._goal
        low, high, log = self._heights(race)
        marks, ends = [], []
        both = race.yours is not None
        for path, role in ((race.keras, "keras"), (race.yours, "yours")):
            if path is None:
                continue
            seen = min(self.taken, path.taken) + 1
            steps = np.arange(seen, dtype="float32")
            look = "dash" if role == "keras" and both else ""
            values = floats(np.clip(path.losses[:seen], low, high * 10))
            marks.append(Curve(x=steps, y=values, role=role if both else "loss", look=look))
            marks.append(Dots(x=steps, y=values, role=role if both else "loss", size=3.5))
            ends.append((float(steps[-1]), float(min(values[-1], high)), role))
        if goal is not None:
            end = min(goal[1], self._steps)
            marks.append(Line(at=(0, goal[0], end, goal[0]), role="right", look="dash"))
            marks.append(Line(at=(end, goal[0], end, low), role="right", look="dash"))
            # At the foot, under the lowest loss: above the line it would cover the losses.
            marks.append(Note(x=0.3, y=low, text=_("goal"), role="right", above=True))
        if both:  # one has to know which line is whose
            keras = race.label == walks.KINDS[self._kind].rules[0][0]
            names = (_("Keras") if keras else _("the rule"), _("yours"))
            lasts = (path.losses[min(self.taken, path.taken)] for path in (race.keras, race.yours))
            pairs = zip(names, lasts, strict=True)
            names = tuple(f"{name} ↑" if last > high else name for name, last in pairs)
            x, y, roles = zip(*ends, strict=True)
            marks.append(Heads(x=x, y=y, names=names, roles=roles, sides=(1, 1), aside=True))
        seen = race.shown.losses[: min(self.taken, race.shown.taken) + 1]
        if (seen > high).any() and not (both and seen[-1] > high):  # its name says so then
            text = _("↑ out of the picture")
            marks.append(Note(x=int(np.argmax(seen > high)), y=high, text=text))
        return Plot(
            x=Axis(low=0, high=self._steps, name=_("steps")),
            y=Axis(low=low, high=high, name=_("loss, logarithmic") if log else _("loss"), log=log),
            marks=tuple(marks),
            width=48,
            height=24,
            margin=5 if both else 0,
            words=_("the loss after each step"),
        )

    def _heights(self, race):
        """The ends of the axis of the losses, and whether it is logarithmic."""
        kept = np.concatenate(
            [path.losses for path in (race.keras, race.yours) if path is not None]
        )
        known = kept[np.isfinite(kept)]
        lowest = self._graph[1][np.isfinite(self._graph[1])].min(initial=np.inf)
        first = abs(float(known[0])) if len(known) else 1.0
        ends = [*np.clip(known, -10 * first - 1, 10 * first + 1)]
        ends += [float(lowest)] if np.isfinite(lowest) else []
        ends += [self._goal[0]] if self._goal else []
        low, high = min(ends, default=0.0), max(ends, default=1.0)
        log = low > 0 and high > 30 * low
        room = 0.12 * (high - low) or 0.5
        below = 0.26 if self._goal else 0.12  # the goal's name lies there, in small pictures too
        if log:
            return low / max(1.6, (high / low) ** below), high * 1.6, log
        return low - max(room, below * (high - low)), high + room, log

    # The words

    def _start_words(self):
        return _("start at {name} = {w}").format(name=self._name, w=number(self.start))

    def _code(self, race):
        source = "w * w / 4 + keras.ops.sin(3 * w)"
        if self._loss is not None:
            source = f"{name_in_cell(self._loss, 'loss')}(w)"
        kind = walks.KINDS[self._kind]
        return cell(
            f"learning_rate, steps = {self.learning_rate!r}, {race.shown.taken}",
            f'w = tf.Variable({self.start!r}, dtype="float64")',
            *[f"{name} = 0.0" for name in kind.slots],
            "weights = [float(w)]",
            "for t in range(1, steps + 1):" if kind.counts else "for _ in range(steps):",
            "    with tf.GradientTape() as tape:",
            f"        loss_value = {source}",
            "    gradient = tape.gradient(loss_value, w)",
            *self._code_of_step(kind),
            "    weights.append(float(w))",
            "result = np.array(weights)",
        )

    def _code_of_step(self, kind):
        if self._step is None:
            return ["    w.assign(w - learning_rate * gradient)  # as keras.optimizers.SGD"]
        name = name_in_cell(self._step, "step")
        given = walks.settings_of("learning_rate", repr(self.momentum))
        by_position, by_name = walks.passed(self._step, kind)
        arguments = ["float(w)", "float(gradient)", *kind.slots, *(["t"] if kind.counts else [])]
        arguments += [str(given[setting]) for setting in by_position]
        arguments += [f"{setting}={given[setting]}" for setting in by_name]
        call = f"{name}({', '.join(arguments)})"
        if not kind.slots:
            return [f"    w.assign({call})"]
        return [f"    after, {', '.join(kind.slots)} = {call}", "    w.assign(after)"]
