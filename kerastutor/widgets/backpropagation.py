"""BackpropExplorer: any expression as a graph, its values forward, its gradients backward."""

import math

import ipywidgets
import numpy as np
import traitlets

from ..concepts import graphs
from ..concepts.graphs import NotDrawn
from ..i18n import _
from ._backprop_answers import Answers, checked_gradients, compared
from ._backprop_code import differences, taped
from ._backprop_details import Details, cell_at, gone_on
from ._backprop_drawn import Lines, arranged, draw
from ._backprop_given import (
    MOST_IN_FIELD,
    NUMBERS,
    OfModel,
    OfText,
    as_typed,
    checked_value,
    in_a_line,
    source_of,
    typed_value,
)
from ._backprop_result import Backprop
from ._backprop_said import legend, sentence
from ._code import name_in_cell
from ._explorer import Explorer, Problem, state_trait
from .stage.marks import Row, Words

#: How many fields there are for inputs.
FIELDS = 8
EXPRESSION = "loss = (sigmoid(w*x + b) - y)**2"
OWN = ("hidden", "title")
#: The ends of the slider of the chosen input.
MOST = 5.0


class BackpropExplorer(Answers, Explorer):
    """An expression becomes a graph: its values go forward, its gradients come backward, edge by
    edge: upstream × local, and at a fork the sum. Held against automatic differentiation.

    Args:
        expression: text such as ``"z = w*x + b; loss = (z - y)**2"``; a Python function of numbers
            or small arrays, written with operators and keras.ops; or a small Keras model of layers
            one after another, with ``x=`` one sample and ``y=`` its target.
        gradients: the learner's own: a dict from names to arrays, or a function that is called
            with the inputs as keywords and returns one.
        values: of each input a number or a small array. A keyword that is an input's name is its
            value, any other one is of the explorer: its state, or ``hidden`` and ``title``.
            Inputs without a value begin with some number.

    Example:
        >>> BackpropExplorer("x*x + x", x=3)
    """

    headline = _("Gradients, edge by edge")
    _typed_last = "text"  # the field of what does not fit
    help = _(
        "Step or play: forward, then backward. Tab goes from box to box and from edge to edge; "
        "Enter chooses one, x on an edge cuts it. Press an input's box, and the slider changes it. "
        "The small picture in a box shows an array's values, and its gradient once that is there. "
        "Arrow keys in a grid point at a cell, and go on where the grid is cropped."
    )

    text = state_trait(traitlets.Unicode())
    """The expression, where it is a text."""
    values = state_trait(traitlets.Dict(key_trait=traitlets.Unicode()))
    """What was typed: from the names of inputs to numbers or nested lists."""
    at = state_trait(traitlets.Int(-1, min=-1), redraws=True)
    """Steps that were done; −1 begins where all is computed forward."""
    cut = state_trait(traitlets.List(traitlets.Unicode()))
    """Edges that carry nothing back, such as ``"x->multiply.0"``."""
    ask = state_trait(traitlets.Bool(False), redraws=True)
    """Whether the next number is asked for before it is shown."""
    answers = state_trait(
        traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.Float(allow_none=True)),
        redraws=True,
    )
    """What was answered: from a step's number, as text, to a number, or None where it was shown."""
    chosen = state_trait(traitlets.Unicode(), redraws=True)
    """The input or the edge that is chosen, by its name."""
    cursor = state_trait(traitlets.List(traitlets.Int(), [0, 0], minlen=2, maxlen=2), redraws=True)
    """[which grid, which cell] is pointed at."""
    amount = traitlets.Float(0.0)

    def __init__(self, expression=EXPRESSION, gradients=None, **values):
        self._yours = checked_gradients(gradients)
        if isinstance(expression, str):
            values = {"text": in_a_line(expression), **values}
        self._source = source_of(expression, values, self)
        names = self._names(values)
        self._given = dict(getattr(self._source, "defaults", {}))
        for name in [name for name in values if name in names]:
            value = values.pop(name)
            if not isinstance(self._source, OfModel):
                self._given[name] = checked_value(name, value)
        if isinstance(self._source, OfModel):
            values.pop("y", None)  # None is no input
        self._lines = None
        self._was = -1  # the step that was drawn last
        self._corner, self._of = (0, 0), None  # where large grids begin, and of which step
        super().__init__(**values)

    @traitlets.validate("values")
    def _numbers(self, proposal):
        try:
            for name, value in proposal["value"].items():
                checked_value(name, value)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return proposal["value"]

    @traitlets.validate("answers")
    def _answers_of_steps(self, proposal):
        for step, answer in proposal["value"].items():
            if not step.isdigit() or not (answer is None or math.isfinite(answer)):
                raise traitlets.TraitError(
                    _("Expected numbers for steps. Received: {0}").format(proposal["value"])
                )
        return proposal["value"]

    def _names(self, values) -> list:
        try:
            return self._source.names(values.get("text", ""))
        except NotDrawn:  # said in a line when it is drawn
            return [name for name in values if name not in (*OWN, *self._state_traits())]

    # Controls

    def _controls(self):
        self._field_of_text = self._field("text", _("expression"))
        self._field_of_text.add_class("kt-long")
        self._field_of_text.layout.display = "" if isinstance(self._source, OfText) else "none"
        self._fields_of_values = []
        for n in range(FIELDS):
            field = self._marked(ipywidgets.Text(continuous_update=False), f"value{n}")
            field.add_class("kt-value")
            field.layout.display = "none"
            field.observe(self._value_typed, "value")
            self._fields_of_values.append(field)
        self.observe(self._amount_moved, "amount")  # before its field: the picture goes first
        slider = self._slider("amount", _("value"), -MOST, MOST, step=0.1)
        self._amount = slider
        self._cutter = ipywidgets.Button(description=_("cut this edge"), disabled=True)
        self._cutter.on_click(lambda _button: self._toggle(self.chosen))
        asker, *asked = self._asking()
        return [
            self._field_of_text,
            asker,  # in its row there is room
            *self._fields_of_values,
            slider,
            self._cutter,
            *asked,
        ]

    def _view(self):
        self._player_of_steps = self._player("at", 1, _("steps"), pace=900)
        return [self._player_of_steps, self._stage]  # above, so that it stays where it is

    def _value_typed(self, change):
        if not self._ready:
            return
        name = change["owner"].description
        field = f"value{self._fields_of_values.index(change['owner'])}"
        try:
            value = typed_value(name, change["new"])
        except ValueError as error:
            with self._working():
                change["owner"].value = as_typed(self._now[name])
            self._refuse(str(error), field=field)
        else:
            self._typed_last = field
            self._put(name, value)

    @traitlets.observe("text")
    def _text_typed(self, _change):
        self._typed_last = "text"

    def _amount_moved(self, change):
        if self._ready and self.result is not None:
            name = self._moved_input(self.result.run.graph)
            new = np.array(self._now[name], "float64")
            new.reshape(-1)[self._cell_of(new)] = change["new"]
            self._put(name, new.tolist())

    def _moved_input(self, graph) -> str:
        """The input that the slider moves: the chosen one, else the first number."""
        if self.chosen in graph.inputs:
            return self.chosen
        return min(graph.inputs, key=lambda name: np.size(self._now[name]) > 1)

    def _cell_of(self, array) -> int:
        """The cell of a chosen array that is pointed at, among those that are drawn."""
        return cell_at(array.shape, self.cursor[1] if array.size > 1 else 0, self._corner)

    def _put(self, name, value):
        self._set(values={**self.values, name: value}, answers={})

    def _toggle(self, key):
        if self.result is not None and key in self.result.run.graph.keys:
            kept = [one for one in self.cut if one != key]
            self.cut = kept if len(kept) < len(self.cut) else [*self.cut, key]

    def _asked(self, id, value):
        if self.result is None or id not in ("node", "edge", "cut", "beyond"):
            return
        if id == "beyond":  # an arrow key at the edge of what is drawn
            which, *move = value
            self._corner = gone_on(self._corner, self._stage.grids[which], move)
            return self._update()
        graph, lines = self.result.run.graph, self._lines
        steps = self._steps(graph)
        if id == "node" and 0 <= value < len(lines.shown):
            n = lines.shown[value]
            if graph.nodes[n].operation and not steps.has_value(n):
                self.at = graph.operations.index(n) + 1
            elif not self._is_asked(steps):
                self.chosen = graph.nodes[n].name
        elif id == "cut" and 0 <= value < len(graph.keys):
            self._toggle(graph.keys[value])
        elif id == "edge" and 0 <= value < len(graph.keys):
            self.chosen = graph.keys[value]

    def point_at(self, index):
        """Point at a cell of the newest gradient, where it is drawn: ``[row, column]``."""
        row, column = [0, 0, *index][-2:]
        picked = [(n, one) for n, one in enumerate(self._stage.grids) if one.pick]
        for n, drawn in picked[-1:]:
            if row < drawn.rows and column < drawn.cols:
                self.cursor = [n, row * drawn.cols + column]

    # The computation

    def _compute(self):
        names = []
        try:
            names = self._source.names(self.text)
            self._now = given = self._values_of(names)
            graph = self._source.graph(self.text, given)
            if graph is None:
                run, by_tape, agrees = self._source.differences(given), None, False
            else:
                cut = [key for key in self.cut if key in graph.keys]
                run = graphs.run(graph, given, cut)
                by_tape = graphs.by_tape(graph, given, cut)
                live = self._source.taped(graph, given, cut)
                agrees = graphs.agree(run, by_tape) and (
                    live is None or graphs.agree(run, live, 1e-3)
                )
        except (NotDrawn, Problem) as problem:
            if names:  # where shapes do not fit, others can be typed
                self._show_fields(names)
            field = ""
            if isinstance(self._source, OfText):
                field = self._typed_last if names else "text"
            raise Problem(str(problem), field) from None
        whole = graphs.run(run.graph, given) if graph is not None and cut else None
        yours = self._yours
        mine = None if yours is None else compared(self, yours, whole or run, given)
        if self._lines is None or self._lines.graph is not run.graph:
            if self._lines is None or _form(self._lines.graph) != _form(run.graph):
                if self._lines is not None:
                    self.at = -1
                self._lines = Lines(run.graph)
        return Backprop(run, by_tape, agrees, whole, mine)

    def _values_of(self, names) -> dict:
        given = {}
        for n, name in enumerate(names):
            value = self.values.get(name, self._given.get(name, NUMBERS[n % len(NUMBERS)]))
            given[name] = np.asarray(value, "float64")
        return given

    # The picture

    def _draw(self, result):
        run, lines = result.run, self._lines
        graph = run.graph
        steps = self._steps(graph)
        self._player_of_steps.max = steps.total
        self.at = steps.at  # no further than there are steps, or than what is asked for
        if steps.at != self._was >= 0:  # what was chosen was of the step before
            kept = self.chosen in graph.inputs and np.size(self._now[self.chosen]) == 1
            self.chosen = self.chosen if kept else ""
        edge = graph.keys.index(self.chosen) if self.chosen in graph.keys else -1
        cut = {graph.keys.index(key) for key in self.cut if key in graph.keys}
        wrong = {} if result.mine is None else result.mine.arrived(steps)
        picture = draw(
            lines,
            run,
            steps,
            self._stage.room,
            node=self._chosen_node(graph),
            edge=edge,
            cut=cut,
            wrong=wrong,
            typed=self._typed_wrongly(steps),
            asked=self._is_asked(steps),
            flies=steps.at == self._was + 1,
        )
        self._was = steps.at
        if self._of != (steps.at, self.chosen):
            self._corner, self._of = (0, 0), (steps.at, self.chosen)
        details = Details(run, self.cursor[1], cut, self._corner)
        items = []
        if self._is_asked(steps):
            items += [one for one in (details.operands(steps),) if one is not None]
        else:
            part = wrong.get(self._chosen_node(graph), next(iter(wrong.values()), None))
            part = None if part is None or part.array is None else part
            items_of = self._details(details, run, steps, edge, part and part.at)
            found = [one for one in items_of if one is not None]
            if part is not None:
                found.append(details.beside(part.at, part.array))
            items.append(Row(items=tuple(found)))
        note = Words(note=legend(run, self._has_hidden(graph)))
        self._stage.show(arranged(lines, self._stage.room, picture, note, tuple(items)))
        self._show_controls(run, steps, edge)  # after the picture: a message waits for those before
        if self._is_asked(steps):
            return self._question(run, steps)
        right = _("✓ Right.") if self.answers.get(str(steps.at)) is not None and self.ask else ""
        told = sentence(result, steps, self._source, edge, self._chosen_node(graph), cut)
        return f"{right} {told}".strip()

    def _has_hidden(self, graph) -> bool:
        """Is there an input that has no field, because there are many, or because it is large?"""
        sizes = [np.size(self._now[name]) for name in graph.inputs]
        return len(sizes) > FIELDS or max(sizes, default=0) > MOST_IN_FIELD

    def _chosen_node(self, graph) -> int:
        names = [node.name for node in graph.nodes]
        return names.index(self.chosen) if self.chosen and self.chosen in names else -1

    def _details(self, details, run, steps, edge, beside):
        """What stands under the graph: how the newest number comes about."""
        if edge >= 0 and steps.was_sent(edge):
            return [details.backward(edge)]
        if np.size(self._now.get(self.chosen, 0)) > 1:
            return [details.input(run.graph.inputs[self.chosen], steps, beside)]
        if (n := self._chosen_node(run.graph)) >= 0 and run.graph.nodes[n].operation:
            return [details.forward(n), details.arrived(n) if steps.has_gradient(n) else None]
        if steps.edge >= 0:
            source = run.graph.edges[steps.edge][0]
            several = sum(s == source for s, _t, _i in run.graph.edges) > 1
            total = details.sum_at(source) if several and steps.has_gradient(source) else None
            return [details.backward(steps.edge), total]
        if 0 < steps.at <= steps.forward:
            return [details.forward(steps.node)]
        return []

    def _show_controls(self, run, steps, edge):
        graph = run.graph
        self._show_fields(list(graph.inputs))
        name = self._moved_input(graph)
        value = np.asarray(self._now[name], "float64")
        place = self._cell_of(value)
        at = list(map(int, np.unravel_index(place, value.shape)))
        self._amount.description = _("value of {name}").format(name=f"{name}{at if at else ''}")
        self.amount = float(value.reshape(-1)[place])
        self._cutter.disabled = edge < 0
        self._cutter.description = (
            _("mend this edge") if self.chosen in self.cut else _("cut this edge")
        )
        at = steps.at
        if steps.goes_back:
            self._player_of_steps.note = _("backward, {n} of {all}").format(
                n=at - steps.forward, all=steps.backward + 1
            )
        else:
            self._player_of_steps.note = _("forward, {n} of {all}").format(n=at, all=steps.forward)
        self._show_asking(run, steps)

    def _show_fields(self, names):
        for n, field in enumerate(self._fields_of_values):
            small = n < len(names) and np.size(self._now[names[n]]) <= MOST_IN_FIELD
            field.layout.display = "" if small else "none"
            if small:
                wide = np.size(self._now[names[n]]) > 1
                (field.add_class if wide else field.remove_class)("kt-rows")
                field.description = names[n]
                field.value = as_typed(self._now[names[n]])

    # The cell

    def _code(self, result):
        graph = result.run.graph
        if result.taped is not None:
            return taped(result.run, self._now, self.cut)
        name = name_in_cell(self._source.function, "function")
        return differences(name, {one: self._now[one] for one in graph.inputs})


def _form(graph) -> list:
    """What tells graphs apart, but for their constants."""
    return [(node.name, node.operation, node.inputs) for node in graph.nodes]
