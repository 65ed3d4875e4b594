"""OptimizerExplorer: Keras's optimizers race down a surface, and the learner's step with them."""

import ipywidgets
import traitlets

from ..concepts import optimizers as concept
from ..concepts import surfaces, walks
from ..i18n import _
from . import _optimizers_drawn as drawn
from . import _optimizers_racing as racing
from ._explorer import Explorer, Problem, checked_function, checked_numbers, state_trait, within
from ._optimizers_code import code
from ._optimizers_controls import checkboxes, offer, sliders
from ._optimizers_given import domain_of, names_of, surface_of
from ._optimizers_looks import YOURS
from ._optimizers_words import reading
from ._work import Work
from ._yours import function_name
from .stage.marks import Words

#: What is said of a race that was stopped.
STOPPED = _("Stopped. Whatever moves, begins anew.")
#: The ends of what can be set.
LIMITS = {
    "learning_rate": (1e-6, 100.0),
    "scale": (1e-4, 1e4),
    "epsilon": (0.0, 1.0),
    "momentum": (0.0, 1.0),
    "steps": (1, 300),
}


class OptimizerExplorer(Explorer):
    """Keras's optimizers race down a loss of two weights from one start; the learner's step too.

    Args:
        step: the learner's ``adam_step(w, g, m, v, t, …)``, ``rmsprop_step``, ``momentum_step``
            or ``sgd_step``, known by its signature; its path lies over that of Keras's.
        against: what it is, where its signature does not tell: "adam", "rmsprop", "momentum" or
            "sgd".
        surface: a name, such as "valley", "rosenbrock", "digits"; a `Surface`; or the learner's
            own function of two numbers.
        domain: (x0, x1, y0, y1), what is drawn of the learner's own surface.
        goal: (loss, steps), such as (0.01, 60): a loss to come below within so many steps.
        hidden: whether it is covered until *Show* is pressed.
        title: what the card says that it shows.

    Example:
        >>> OptimizerExplorer(surface="rosenbrock", learning_rate=0.01, steps=200)
    """

    headline = _("Optimizers race down a loss of two weights")
    help = _(
        "The ring is the start: drag it, or press Tab until it has a frame, and use the arrow "
        "keys. Play, or step by step, shows the race again. The names under the map choose whose "
        "next step is taken apart. Its bars have one scale for g, m and m̂, one for v and v̂, and "
        "one for the step: the longest of that step is as long as there is room. So it is with "
        "the squares."
    )

    surface = state_trait(traitlets.Unicode("valley"))
    """The name of the surface; "yours" for the learner's own."""
    optimizers = state_trait(traitlets.List(traitlets.Enum(list(concept.NAMES))))
    """Which of them race: names of `concepts.optimizers.NAMES`."""
    start = state_trait(traitlets.List(traitlets.Float(), minlen=2, maxlen=2))
    """Where all of them start, inside the domain."""
    learning_rate = state_trait(traitlets.Float(0.1))
    """Of all of them, above 0."""
    scale = state_trait(traitlets.Float(1.0))
    """What the loss is multiplied by."""
    epsilon = state_trait(traitlets.Float(1e-7))
    """ε of RMSprop, Adam, AdamW and Adagrad."""
    momentum = state_trait(traitlets.Float(0.9))
    """Of momentum and Nesterov."""
    steps = state_trait(traitlets.Int(100))
    """How many steps are taken, at most 300."""
    taken = state_trait(traitlets.Int(100, min=0), redraws=True)
    """How many of them are shown."""
    chosen = state_trait(traitlets.Enum([*concept.NAMES, YOURS], "Adam"), redraws=True)
    """Whose next step is taken apart; "yours" for the learner's."""

    def __init__(
        self, step=None, against=None, surface="valley", *, domain=None, goal=None, **state
    ):
        self._step = checked_function(step, "(w, g, …, learning_rate)", "step")
        self._kind = None if step is None else walks.kind_of(step, against)
        self._function, self._given_surface, surface = surface_of(surface)
        self._domain = domain_of(domain, self._function)
        self._goal = None
        if goal is not None:
            self._goal = checked_numbers("goal", goal, _("a loss and a number of steps"), False)
        self._theirs = None  # the learner's own surface, once it is understood
        self._by_chance = False  # does it give another loss each time?
        self._ground = None  # a surface, and its map
        self._kept = None  # the race that was drawn last
        self._given = set()
        self._fits = False  # is it there, so that one trait follows another?
        self._set_up(state, surface)
        super().__init__(surface=surface, **state)
        self._fits = True

    def _set_up(self, state, name):
        """What is not given is the surface's own."""
        self._name = "" if self._step is None else function_name(self._step)
        own = self._known(name)
        if own is not None:
            state.setdefault("start", [float(f"{number:.6g}") for number in own.start])
            state.setdefault("learning_rate", own.learning_rate)
        else:  # a problem, which is said when it is drawn
            x0, x1, y0, y1 = self._domain
            state.setdefault("start", [(x0 + x1) / 2, (y0 + y1) / 2])
        if "steps" in state:
            state.setdefault("taken", state["steps"])
        state.setdefault("optimizers", names_of(self._kind))
        state.setdefault("chosen", YOURS if self._step is not None else _first(state["optimizers"]))

    def _known(self, name):
        """The surface of this name; None where the learner's own is no surface."""
        if name != YOURS:
            return surfaces.named(name)
        if self._given_surface is not None:
            return self._given_surface
        if self._theirs is None:
            try:
                self._theirs = self._use(
                    self._function,
                    lambda live: surfaces.of_function(live, self._domain),
                    surfaces.NoSurface,
                )
            except Problem as problem:
                self._theirs = problem
        return None if isinstance(self._theirs, Problem) else self._theirs

    # The state

    @traitlets.validate("surface")
    def _is_surface(self, proposal):
        mine = self._function is not None or self._given_surface is not None
        known = [*surfaces.NAMES, *([YOURS] if mine else [])]
        if proposal["value"] not in known:
            raise traitlets.TraitError(
                _("Expected surface to be one of {known}. Received: {name!r}").format(
                    known=known, name=proposal["value"]
                )
            )
        return proposal["value"]

    @traitlets.validate("optimizers")
    def _race(self, proposal):
        names = proposal["value"]
        if len(set(names)) != len(names) or (not names and self._step is None):
            raise traitlets.TraitError(
                _("Expected optimizers to be names, each once. Received: {names}").format(
                    names=names
                )
            )
        return names

    @traitlets.validate("start")
    def _is_inside(self, proposal):
        own = self._known(self.surface)
        x0, x1, y0, y1 = self._domain if own is None else own.domain
        x, y = proposal["value"]
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            raise traitlets.TraitError(
                _("Expected start inside {domain}. Received: {start}").format(
                    domain=(x0, x1, y0, y1), start=[x, y]
                )
            )
        return [float(min(max(x, x0), x1)), float(min(max(y, y0), y1))]

    @traitlets.validate("learning_rate", "scale", "epsilon", "momentum", "steps")
    def _is_possible(self, proposal):
        return within(proposal, *LIMITS[proposal["trait"].name])

    @traitlets.validate("chosen")
    def _is_there(self, proposal):
        if proposal["value"] == YOURS and self._step is None:
            raise traitlets.TraitError(
                _("Expected chosen to be one of {known}. Received: {name!r}").format(
                    known=list(concept.NAMES), name=YOURS
                )
            )
        return proposal["value"]

    def _set(self, **values):
        self._given = set(values)
        try:
            super()._set(**values)
        finally:
            self._given = set()

    @traitlets.observe("surface", "steps")
    def _fit(self, change):
        """What was not given is made to fit."""
        if not self._fits:
            return
        with self._turn, self._working():
            if change["name"] == "surface" and (own := self._known(self.surface)) is not None:
                if "start" not in self._given:
                    self.start = [float(f"{number:.6g}") for number in own.start]
                if "learning_rate" not in self._given:
                    self.learning_rate = own.learning_rate
            if change["name"] == "steps" and "taken" not in self._given:
                ended = self.taken >= change["old"]
                self.taken = self.steps if ended else min(self.taken, self.steps)

    # The controls

    def _controls(self):
        mine = [] if self._function is None and self._given_surface is None else [YOURS]
        own = self._known(YOURS) if mine else None
        labels = [(_("yours") if own is None else own.label, YOURS)] if mine else []
        labels += [(label, name) for name, label in surfaces.NAMES.items()]
        return [self._menu("surface", _("surface"), labels), *sliders(self), checkboxes(self)]

    def _view(self):
        self._work = Work()
        self._work._button.on_click(
            lambda _button: self._racing.stopped(
                Problem(_("Stopped. Whatever moves, begins anew."))
            )
        )
        self._racing = racing.Racing(self._work, self._update)
        self._play = self._player("taken", self.steps, _("steps taken"), pace=30)
        self._go = ipywidgets.Button(description=_("See where they part"))
        self._go.on_click(lambda _button: self._go_there())
        self._go.add_class("kt-go")
        self.add_class("kt-many")  # its controls stand close together
        row = ipywidgets.HBox([self._play, self._go])
        row.add_class("kt-play-row")
        return [self._work, self._stage, row]

    def _asked(self, id, value):
        """The start was dragged, or moved by keys; a name was pressed."""
        if id == "start":
            self.start = [float(f"{number:.6g}") for number in value]
        elif id == "chosen":
            name = drawn.names(self._kept)[int(value)]
            known = name == YOURS or name in concept.NAMES
            self.chosen = name if known else walks.KINDS[self._kind].optimizer

    def _go_there(self):
        part = self._parts()
        if part is not None:
            self._set(taken=max(part - 1, 0), chosen=YOURS)

    def _parts(self):
        """The first step in which yours does something else."""
        compared = getattr(self._kept, "compared", None)
        if compared is None:
            return None
        found = [step for step in (compared.parts, compared.remembers) if step is not None]
        return min(found, default=None)

    # The computation

    def _compute(self):
        if isinstance(self._theirs, Problem):  # what it reads may be there by now
            self._theirs = None
        own = self._known(self.surface)
        if own is None:
            raise self._theirs
        how = {
            "learning_rate": self.learning_rate,
            "steps": self.steps,
            "scale": self.scale,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
        }
        names, start = tuple(self.optimizers), tuple(self.start)
        key = (self.surface, names, start, *how.values())
        job = racing.job(self, own, names, start, how)
        # The first picture is whole, unless it takes long: then its progress is to be seen.
        whole = self._kept is None and own.traceable
        seconds = None if whole else racing.PATIENCE
        self._racing.ask(key, job, seconds, slow=not own.traceable)
        return racing.Shown(self, own, key)

    # The picture

    def _draw(self, shown):
        raced = shown.known
        if isinstance(raced, Exception):
            raise raced if isinstance(raced, Problem) else Problem(_line(raced))
        if raced is None:  # it is drawn when it comes; until then the start alone moves
            if self._kept is None:
                self._stage.show(Words(title=_("The race is on"), note=racing.SLOW))
            elif self._kept.surface is shown.surface:
                self._show(self._kept, waits=not shown.surface.traceable)
            return self._reading.text or racing.SLOW
        self._kept = raced
        if raced.failed is not None:
            raise raced.failed
        self._show(raced)
        return reading(self, raced)

    def _show(self, raced, waits=False):
        self._stage.show(drawn.picture(self, raced, waits))
        held_against = [] if self._kind is None else [walks.KINDS[self._kind].optimizer]
        offer(self, [*self.optimizers, *held_against])
        self._play.max = self.steps
        self._play.note = drawn.counted(self, raced)
        part = self._parts()
        self._go.layout.display = "none" if part is None else ""
        if part is not None:
            self._go.description = _("See step {n}").format(n=part)

    def _show_problem(self, _problem):
        """Yours failed: Keras's are shown all the same."""
        raced = self._kept
        self._computed = False  # so that the next move is drawn as well
        if raced is None or raced.failed is None:
            return False
        self._show(raced)
        return True

    def _code(self, shown):
        return code(self, shown)


def _first(names):
    return "Adam" if "Adam" in names or not names else names[0]


def _line(error) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
