"""What a learner says about gradients: the next number, asked for before it is shown, and
gradients that were computed by hand or by a function."""

from dataclasses import dataclass
from itertools import combinations

import ipywidgets
import numpy as np

from ..concepts.graphs import locals_of
from ..concepts.operations import OPERATIONS
from ..concepts.tensors import as_array
from ..i18n import _
from . import _backprop_words as say
from ._backprop_drawn import Steps
from ._yours import Problem
from .stage.grids import number

#: An answer is right when it is this near, relative to the number, or absolutely.
NEAR, NEAR_ZERO = 0.01, 5e-4
#: A gradient is right when it is this near.
RTOL, ATOL = 1e-4, 1e-6
#: Of a value that is used more often, no forgotten use is looked for.
MOST_USES = 8


def is_near(answer, true) -> bool:
    """Is a typed number the true one, as far as people write digits?"""
    return abs(answer - true) <= max(NEAR * abs(true), NEAR_ZERO if abs(true) < 0.05 else 0)


class Asked:
    """The number of one step: which it is, and what is often taken for it.

    Args:
        run: the graph with its numbers.
        steps: where one is.
    """

    def __init__(self, run, steps):
        self._run, self._steps = run, steps
        found = run.sent[steps.edge] if steps.edge >= 0 else run.values[steps.node]
        flat = np.abs(np.nan_to_num(np.ravel(found)))
        self.cell = int(flat.argmax())
        self.place = np.unravel_index(self.cell, found.shape)
        self.true = float(np.ravel(found)[self.cell])
        self.whole = found

    def question(self) -> str:
        graph, steps = self._run.graph, self._steps
        at = ""
        if self.whole.size > 1:
            place = ", ".join(str(int(n)) for n in self.place)
            at = _(", at [{place}]").format(place=place)
        if steps.edge < 0:
            return _("Your turn: what is the value of {name}{at}?").format(
                name=say.name_of(graph, steps.node), at=at
            )
        source, target, _slot = graph.edges[steps.edge]
        return _("Your turn: what does {target} send back to {source}{at}?").format(
            target=say.name_of(graph, target), source=say.name_of(graph, source), at=at
        )

    def feedback(self, answer) -> str:
        """What a wrong answer may have been taken from."""
        text = _("{answer} is not it.").format(answer=number(answer, 4))
        steps, run = self._steps, self._run
        if steps.edge < 0:
            return text + " " + _("Work it out from the numbers that come in.")
        _source, target, slot = run.graph.edges[steps.edge]
        if is_near(answer, -self.true):
            return text + " " + _("The sign is the other one.")
        operation = OPERATIONS.get(run.graph.nodes[target].operation)
        if operation is None or not operation.elementwise or self.whole.size > 1:
            return text + " " + _("It is the upstream times the local slope, put together.")
        upstream = float(np.ravel(run.upstream[target])[0])
        slope = float(np.ravel(locals_of(run.graph, run.values, target)[slot])[0])
        if is_near(answer, upstream):
            return text + " " + _("That is the upstream alone: the local slope is missing.")
        if is_near(answer, slope):
            return text + " " + _("That is the local slope alone: the upstream is missing.")
        if is_near(answer, upstream + slope):
            return text + " " + _("That is upstream + local. They are multiplied.")
        if is_near(answer, float(np.ravel(run.values[target])[0])):
            return text + " " + _("That is the value that went forward, not a gradient.")
        return (
            text
            + " "
            + _("Upstream {upstream} × local slope {slope} = ?").format(
                upstream=number(upstream, 4), slope=say.slope_here(run, target, slot, slope)
            )
        )


class Answers:
    """Asking before showing: controls, what is known, and what was answered."""

    def _asking(self) -> list:
        self._asker = ipywidgets.Checkbox(description=_("ask me first"), indent=False)
        self._asker.observe(self._asks_from_here, "value")  # before anything is hidden
        self._bind(self._asker, "ask")
        self._answer = ipywidgets.Text(description=_("your number"), continuous_update=False)
        self._marked(self._answer, "answer").observe(self._answered, "value")
        self._shower = ipywidgets.Button(description=_("show it"))
        self._shower.on_click(lambda _button: self._give_up())
        for one in (self._answer, self._shower):
            one.layout.display = "none"
        return [self._asker, self._answer, self._shower]

    def _asks_from_here(self, change):
        """What is shown already is not asked for."""
        if change["new"] and self._ready and not self.answers:
            self.answers = {str(n): None for n in range(1, self.at + 1)}

    def _steps(self, graph) -> Steps:
        """Where one is: while something is asked, not beyond it."""
        steps = Steps(graph, len(graph.operations) if self.at < 0 else self.at)
        if not self.ask:
            return steps
        for at in range(1, steps.at + 1):
            if at != steps.forward + 1 and not self._is_known(at):
                return Steps(graph, at)
        return steps

    def _is_known(self, at) -> bool:
        if str(at) not in self.answers:
            return False
        answer, run = self.answers[str(at)], self.result.run
        return answer is None or is_near(answer, Asked(run, Steps(run.graph, at)).true)

    def _is_asked(self, steps) -> bool:
        asks = self.ask and steps.at not in (0, steps.forward + 1)
        return asks and not self._is_known(steps.at)

    def _typed_wrongly(self, steps) -> dict:
        """For an edge's number, or −1 − a node's: what was typed there, and is wrong."""
        answer = self.answers.get(str(steps.at))
        if answer is None or not self._is_asked(steps):
            return {}
        key = steps.edge if steps.edge >= 0 else -1 - steps.node
        return {key: number(answer, 4)}

    def _question(self, run, steps) -> str:
        asked = Asked(run, steps)
        answer = self.answers.get(str(steps.at))
        if answer is None:
            return asked.question()
        return f"✗ {asked.feedback(answer)} {asked.question()}"

    def _show_asking(self, run, steps):
        asked = self._is_asked(steps)
        self._answer.disabled = self._shower.disabled = not asked
        self._answer.layout.display = self._shower.layout.display = "" if self.ask else "none"

    def _answered(self, change):
        text = change["new"].strip().replace("−", "-").replace(",", ".")
        if not text or not self._ready or self.result is None:
            return
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        with self._working():
            self._answer.value = ""
        if not np.isfinite(value):
            why = _("Expected a number. Received: {text}").format(text=text[:40])
            self._refuse(why, field="answer")
            return
        steps = self._steps(self.result.run.graph)
        if self._is_asked(steps):
            self.answers = {**self.answers, str(steps.at): value}

    def _give_up(self):
        steps = self._steps(self.result.run.graph) if self.result else None
        if steps is not None and self._is_asked(steps):
            self.answers = {**self.answers, str(steps.at): None}


def checked_gradients(gradients):
    """A dict, a function or None."""
    if gradients is None or isinstance(gradients, dict) or callable(gradients):
        return gradients
    raise TypeError(
        _(
            "Expected gradients as a dict from names to arrays, or a function that returns one. "
            "Received: {0!r}"
        ).format(gradients)
    )


@dataclass(frozen=True, eq=False)
class Compared:
    """The learner's gradients beside the right ones.

    Attributes:
        count: how many there are.
        wrong: those that differ, from the loss back.
        problem: why there are none, in a line.
    """

    count: int = 0
    wrong: tuple["Wrong", ...] = ()
    problem: str = ""

    @property
    def name(self) -> str:
        """The first that differs, from the loss back; "" where all agree."""
        return self.wrong[0].name if self.wrong else ""

    def arrived(self, steps) -> dict:
        """Those of the wrong ones whose right gradient is there, by their nodes' numbers."""
        return {one.at: one for one in self.wrong if steps.has_gradient(one.at)}


@dataclass(frozen=True, eq=False)
class Wrong:
    """A gradient of the learner's that differs.

    Attributes:
        name, at: its name, and its node's number.
        text: it, in few characters.
        why: in which way it differs.
        array: it, where it has the right shape.
    """

    name: str
    at: int
    text: str
    why: str
    array: np.ndarray | None = None


def compared(explorer, yours, run, given) -> Compared:
    """The learner's gradients beside ours, from the loss back; what fails is a line in it."""
    try:
        return _compared(explorer, yours, run, given)
    except Problem as problem:
        return Compared(problem=_("Your gradients: {why}").format(why=problem))


def _compared(explorer, yours, run, given) -> Compared:
    if callable(yours):
        copies = {name: np.array(v) if np.ndim(v) else float(v) for name, v in given.items()}
        yours = explorer._use(yours, lambda f: f(**copies))
    if yours is None:
        raise Problem(_("nothing came back. Is `return` missing?"))
    if not isinstance(yours, dict):
        raise Problem(
            _("expected as a dict from names to arrays. Received: {0}").format(type(yours).__name__)
        )
    graph = run.graph
    names = {node.name: n for n, node in enumerate(graph.nodes) if graph.moving[n]}
    arrives = {source: k for k, (source, _target, _slot) in enumerate(graph.edges)}
    unknown = [str(name) for name in yours if name not in names]
    if unknown:
        raise Problem(
            _("expected for names among {known}. Received: {unknown}").format(
                known=", ".join(names), unknown=", ".join(unknown)
            )
        )
    if not yours:
        raise Problem(_("there is none."))
    wrong = []
    for name in sorted(yours, key=lambda name: arrives.get(names[name], -1)):
        expected, at = run.upstream[names[name]], names[name]
        if yours[name] is None:
            wrong.append(Wrong(name, at, "None", _("there is none yet.")))
            continue
        try:
            mine = np.asarray(as_array(yours[name]))
        except ValueError as error:
            raise Problem(f"{name}: {error}") from None
        if mine.dtype.kind not in "biuf":
            wrong.append(Wrong(name, at, str(mine.dtype), _("numbers are expected.")))
        elif mine.shape != expected.shape:
            why = _("it has shape {mine}, {name} has {shape}.").format(
                mine=mine.shape, name=name, shape=expected.shape
            )
            wrong.append(Wrong(name, at, say.spread(mine, brief=True), why))
        else:
            differs = ~np.isclose(mine, expected, rtol=RTOL, atol=ATOL, equal_nan=True)
            if differs.any():
                why = f"{_why(mine, expected, differs)} {_forgotten(run, at, mine)}".strip()
                wrong.append(Wrong(name, at, say.spread(mine, brief=True), why, mine))
    return Compared(len(yours), tuple(wrong))


def _why(mine, expected, differs) -> str:
    place = tuple(int(n) for n in np.argwhere(differs)[0])
    why = _("yours is {mine}, right is {true}.").format(
        mine=number(float(mine[place]), 4), true=number(float(expected[place]), 4)
    )
    if not place:
        return why
    return _("in {count} of {size} cells; at {place} {why}").format(
        count=int(differs.sum()), size=differs.size, place=list(place), why=why
    )


def _forgotten(run, at, mine) -> str:
    """Which uses of a value a wrong gradient leaves out, where it is that of the others."""
    graph = run.graph
    uses = [k for k, (source, _target, _slot) in enumerate(graph.edges) if source == at]
    if not 2 <= len(uses) <= MOST_USES or not mine.any():
        return ""
    for count in range(1, len(uses)):
        for some in combinations(uses, count):
            brought = sum(run.sent[k] for k in some)
            if np.allclose(mine, brought, rtol=RTOL, atol=ATOL):
                return _of_some(graph, at, some, [k for k in uses if k not in some])
    return ""


def _of_some(graph, at, some, others) -> str:
    name = say.name_of(graph, at)
    senders = [[say.name_of(graph, graph.edges[k][1]) for k in part] for part in (some, others)]
    if len(others) == 1 and set(senders[0]).isdisjoint(senders[1]):
        return _("That is only what {some} sends: add what {other} sends.").format(
            some=_(" and ").join(dict.fromkeys(senders[0])), other=senders[1][0]
        )
    return _(
        "{name} is used {all} times, and that is the share of {count}. The rest is missing: add it."
    ).format(name=name, all=len(some) + len(others), count=len(some))
