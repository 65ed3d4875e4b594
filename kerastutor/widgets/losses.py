"""LossExplorer: what a prediction costs, and how much the loss pulls at it."""

import numpy as np
import traitlets

from ..concepts import loss_batches as batches
from ..concepts import loss_curves as concept
from ..i18n import _
from . import _losses_chain_drawn as chain_drawn
from . import _losses_drawn as drawn
from . import _losses_network_drawn as network_drawn
from ._explorer import Explorer, checked_function, state_trait, within
from ._losses_code import code
from ._losses_controls import NETWORK, SPANS, VIEWS, controls, offered_now
from ._losses_given import converted, takes_logits
from ._losses_shown import Batched, Chained, Curves, Waiting, Weighed
from ._losses_tried import tried
from ._losses_words import reading
from ._work import Work
from ._yours import Endless, function_name

#: At how many places a learner's loss is asked while a weight moves.
ASKED = 25
#: The loss that a network of ten classes is asked for, unless another is chosen.
OF_DIGITS = "categorical_crossentropy"


class LossExplorer(Explorer):
    """A loss: its value and its gradient against the prediction, from probabilities and from
    logits, for a batch of real predictions, and while a weight is moved.

    Args:
        function: the learner's ``loss(y_true, y_pred)``, one number for each row; laid over Keras's
            of the same name, or of the name that ``loss`` gives.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> LossExplorer(loss="binary_crossentropy", y_pred=0.01)
    """

    headline = _("What a loss says")
    help = _(
        "The prediction: drag its point, or press Tab until it has a frame; arrow keys, Page Up "
        "and Page Down, Home and End move it. Tab goes from one control to the next."
    )

    view = state_trait(traitlets.Enum(VIEWS, "curve"))
    """What is shown: the loss along its predictions, the clipping cliff, logits beside
    probabilities, a batch of real predictions, or a network while its weights are moved."""
    loss = state_trait(traitlets.Enum([*concept.LOSSES, ""], "binary_crossentropy"))
    """Which of Keras's losses; "" for none beside the learner's."""
    from_logits = state_trait(traitlets.Bool(False))
    """Whether the prediction is a logit, for a loss that can take logits."""
    y_true = state_trait(traitlets.Float(1.0))
    """The target: −4 to 4, for a cross-entropy 0 to 1."""
    y_pred = state_trait(traitlets.Float(0.25))
    """The prediction: a number from −4 to 4, a probability, or a logit from −12 to 12."""
    others = state_trait(traitlets.List(traitlets.Float(), [1.0, 0.0], minlen=2, maxlen=2))
    """The logits of the other two classes, for categorical cross-entropy."""
    rank = state_trait(traitlets.Int(4, min=1))
    """Of the batch: so many of the worst images are added up, and the last of them is shown."""
    labels = state_trait(traitlets.Bool(True), redraws=True)
    """Whether it is told which digit the image of the batch is, and what the network says."""
    direction = state_trait(traitlets.Enum(batches.DIRECTIONS, "one"))
    """Which weights are moved: one of them, all at random, or all against the gradient."""
    weight = state_trait(traitlets.Int(2114, min=0))
    """Which one weight, counted through all of them."""
    seed = state_trait(traitlets.Int(0, min=0, max=99))
    """Of the random direction."""
    span = state_trait(traitlets.Enum(SPANS, SPANS[0]))
    """The weights can be moved so far."""
    moved = state_trait(traitlets.Float(0.0))
    """How far the weights are moved now."""

    def __init__(self, function=None, **state):
        self._function = checked_function(function, "(y_true, y_pred)")
        if function is not None and "loss" not in state:
            theirs = function_name(function)
            state["loss"] = theirs if theirs in concept.LOSSES else ""
        if function is not None and "from_logits" not in state:
            state["from_logits"] = takes_logits(function)
        if function is None and "loss" not in state and state.get("view") in NETWORK:
            state |= {"loss": OF_DIGITS, "from_logits": state.get("from_logits", True)}
        self._last = {}  # what was computed last, by what it depends on
        self._stuck = None  # the view in which a function never returned: it is not tried again
        self._alone = False
        self._few = None  # what the learner's function is called with to see what it changes
        self._given = set(state)  # what is not made to fit, but refused
        self._before = None
        self._ending = False
        super().__init__(**state)
        self._given = set()
        self._takes_now = self._takes

    # The state

    @property
    def _takes(self) -> str:
        """What the prediction is, in this view."""
        if self.view in ("cliff", "logits"):
            return {"cliff": "probability", "logits": "logit"}[self.view]
        return concept.kind(self.loss, self.from_logits)

    @property
    def _target_ends(self) -> tuple:
        return concept.ENDS["number" if self._takes == "number" else "probability"]

    @traitlets.validate("loss")
    def _offered(self, proposal):
        if proposal["value"] == "" and self._function is None:
            raise traitlets.TraitError(
                _("Expected one of {known}. Received: {name!r}").format(
                    known=list(concept.LOSSES), name=""
                )
            )
        return proposal["value"]

    @traitlets.validate("y_pred")
    def _is_prediction(self, proposal):
        return within(proposal, *concept.ENDS[self._takes])

    @traitlets.validate("y_true")
    def _is_target(self, proposal):
        return within(proposal, *self._target_ends)

    @traitlets.validate("others")
    def _are_logits(self, proposal):
        low, high = concept.ENDS["logit"]
        if not all(low <= value <= high for value in proposal["value"]):
            raise traitlets.TraitError(
                _("Expected others to be two numbers from {low:g} to {high:g}. Received: ").format(
                    low=low, high=high
                )
                + repr(proposal["value"])
            )
        return proposal["value"]

    @traitlets.validate("moved")
    def _is_inside(self, proposal):
        return within(proposal, -self.span, self.span)

    @traitlets.validate("rank", "weight")
    def _is_there(self, proposal):
        name = proposal["trait"].name
        return within(proposal, *({"rank": (1, 360), "weight": (0, 2409)}[name]))

    def _set(self, **values):
        self._given = set(values)
        try:
            super()._set(**values)
        finally:
            self._given = set()

    @traitlets.observe("view", "loss", "from_logits", "span")
    def _fit(self, change):
        """What was not given is made to fit: a probability becomes the logit that it came from."""
        if self._turn is None or not hasattr(self, "_takes_now"):
            return
        with self._turn, self._working():
            of_one = self.loss == "binary_crossentropy" and self._function is None
            if self.view in NETWORK and of_one and not {"loss"} & self._given:
                if change["name"] == "view":
                    self.loss, self.from_logits = OF_DIGITS, True
            before, self._takes_now = self._takes_now, self._takes
            if "y_pred" not in self._given:
                self.y_pred = converted(self.y_pred, before, self._takes_now)
            if "y_true" not in self._given:
                self.y_true = float(np.clip(self.y_true, *self._target_ends))
            if "moved" not in self._given:  # as far along the axis as before
                part = self.span / change["old"] if change["name"] == "span" else 1.0
                moved = float(f"{self.moved * part:.6g}")
                self.moved = float(np.clip(moved, -self.span, self.span))

    # The controls

    def _controls(self):
        self._all = controls(self)
        return list(self._all.values())

    def _view(self):
        self._work = Work()
        self._work._button.on_click(lambda _button: self._set(view="curve"))
        return [self._work, self._stage]

    def _asked(self, id, value):
        """Something was dragged, or moved by keys."""
        if id == "y_pred":
            low, high = concept.ENDS[self._takes]
            value = float(np.clip(value, low, high))
            self.y_pred = value if self.view == "cliff" else round(value, 4)
        elif id in ("other 0", "other 1"):
            others = list(self.others)
            others[int(id[-1])] = round(float(np.clip(value, *concept.ENDS["logit"])), 2)
            self.others = others
        elif id == "rank":
            self.rank = int(np.clip(round(value), 1, 360))
        elif id == "moved":
            self.moved = float(np.clip(value, -self.span, self.span))

    # The computation

    @property
    def _live(self):
        """The learner's function, where this view can draw it and it has not just failed."""
        takes = concept.kind(self.loss, self.from_logits)
        row = concept.LOSSES.get(self.loss) == "row"
        unfit = self.view == "cliff" and takes != "probability"
        unfit |= self.view == "logits" and row
        return None if self._alone or unfit else self._function

    def _compute(self):
        if self.view not in NETWORK:
            if not self._ending:
                self._work.stop()
            return self._chain() if self.view == "logits" else self._curves()
        trained = batches.kept()
        if trained is None:
            if not self._work.busy:
                self._work.start(batches.training(), self._trained, self._failed)
            return Waiting()
        return self._batch(trained) if self.view == "batch" else self._weighed(trained)

    def _trained(self, _result):
        self._computed = False
        self._update()

    def _failed(self, error):
        self._ending = True  # the work is not to be stopped: it says itself when it is done
        try:
            self._set(view="curve")
        finally:
            self._ending = False
        self._refuse(
            _("The network could not be trained: {kind}: {error}").format(
                kind=type(error).__name__, error=" ".join(str(error).split())[:200]
            )
        )

    def _keras(self, logits):
        return concept.named(self.loss, logits) if self.loss else None

    def _ask(self, function, computation, *arguments):
        """``computation(function, …)``; what the learner's function does wrong is a Problem."""
        if function is not self._function:
            return computation(function, *arguments)
        if self._stuck is not None and self._stuck[0] == self.view:
            raise self._stuck[1]
        try:
            found = self._use(function, lambda live: computation(live, *arguments), concept.NoLoss)
            if self._few is None:  # does it change what it is given?
                self._few = concept.rows(self.loss, [0.25, 0.5], 1.0, logits=self.from_logits)
                self._call(function, *self._few)
            return found
        except Endless as problem:
            self._stuck = self.view, problem
            raise

    def _once(self, what, key, function, computation, *arguments):
        """``computation(function, …)``, or what it gave for the same key last time."""
        if function is None:
            return None
        if self._last.get(what, (None,))[0] != key:
            self._last[what] = key, self._ask(function, computation, *arguments)
        return self._last[what][1]

    def _curves(self):
        cliff, takes = self.view == "cliff", self._takes
        loss, y_true = self.loss, 1.0 if cliff else self.y_true
        if cliff and concept.LOSSES.get(loss) != "row":
            loss = "binary_crossentropy"
        keras = concept.named(loss, takes == "logit") if loss else None
        x = drawn.places(takes, cliff)
        shared = loss, y_true, self.others, takes == "logit"
        key = self.view, takes, loss, y_true, tuple(self.others)

        def found(function, places, name):
            rows = concept.rows(loss, places, *shared[1:])
            arguments = *rows, concept.room_of(places, takes)
            if name is None:
                return None if function is None else self._ask(function, concept.losses, *arguments)
            return self._once(name, key, function, concept.losses, *arguments)

        # The curve first: what is wrong shows there.
        both = found(keras, x, "keras"), found(self._live, x, "yours")
        here = [self.y_pred]
        rows = concept.rows(loss, here, *shared[1:])
        at = found(keras, here, None), found(self._live, here, None)
        more = tried(self, loss, takes == "logit")
        return Curves(loss, takes, x, y_true, self.y_pred, rows, *both, *at, more)

    def _chain(self):
        other = self.loss if concept.LOSSES.get(self.loss) == "number" else "mean_squared_error"
        z = drawn.places("logit", False)
        losses = {
            "entropy": (concept.named("binary_crossentropy", True), True),
            "other": (concept.named(other), False),
        }
        if self._live is not None:
            losses["yours"] = self._live, concept.kind(self.loss, self.from_logits) == "logit"
        curves, at = {}, {}
        for name, (function, logits) in losses.items():
            key = name, self.y_true, other, logits
            through = concept.through_sigmoid
            curves[name] = self._once(
                f"chain {name}", key, function, through, z, self.y_true, logits
            )
            at[name] = self._ask(function, through, [self.y_pred], self.y_true, logits)
        same = {other: "other", "binary_crossentropy": "entropy"}.get(self.loss, "")
        more = tried(self, same and self.loss, concept.kind(self.loss, self.from_logits) == "logit")
        return Chained(other, self.y_true, curves, at, same, more)

    def _batch(self, trained):
        takes = concept.kind(self.loss, self.from_logits)
        rows = trained.y_true, batches.predictions(trained, takes)
        key = self.loss, takes
        find = concept.plain_losses
        keras = self._once("batch", key, self._keras(takes == "logit"), find, *rows)
        yours = self._once("your batch", key, self._live, find, *rows)
        keras = None if keras is None else batches.batch(keras)
        if yours is not None:
            yours = batches.batch(yours, None if keras is None else keras.order)
        return Batched(self.loss, takes, trained, self.rank, keras, yours)

    def _weighed(self, trained):
        takes = concept.kind(self.loss, self.from_logits)
        way = self.direction, self.weight, self.seed
        if self._last.get("way", (None,))[0] != (way, self.span):
            by = batches.direction(trained, *way)
            steps = np.linspace(-self.span, self.span, batches.PLACES)
            self._last["way"] = (way, self.span), (by, batches.moved(trained, by, steps))
        by, along = self._last["way"][1]

        def means(function, network):
            truth = np.tile(trained.y_true, (len(network.steps), 1))
            values = concept.plain_losses(function, truth, network.predictions(takes))
            return values.reshape(len(network.steps), -1)

        def mean(function, network):
            return means(function, network).mean(axis=1)

        key = way, self.span, self.loss, takes
        keras, yours = self._keras(takes == "logit"), self._live
        at = batches.moved(trained, by, [self.moved])
        every = along.part(ASKED)
        found = self._once("weight", key, keras, mean, along)
        asked = self._once("your weight", key, yours, mean, every)
        values = [self._ask(one, means, at)[0] for one in (keras, yours) if one is not None]
        return Weighed(
            loss=self.loss,
            takes=takes,
            trained=trained,
            along=along,
            at=at,
            step=self.moved,
            keras=found,
            yours=None if asked is None else (every.steps, asked),
            values=values[0],
            yours_mean=None if yours is None else float(values[-1].mean()),
        )

    # The picture

    def _draw(self, result):
        self._show(result)
        text = reading(result, "" if self._live is None else function_name(self._live), self)
        if self._function is not None and self._live is None:
            name = function_name(self._function)
            more = _("{name} does not take one probability, and is not drawn in this view.")
            text += "\n" + more.format(name=name)
        return text

    def _show(self, result):
        offered = offered_now(self)
        if offered != self._before:
            self._before = offered
            for name, control in self._all.items():
                self._offer(control, name in offered)
        draw = {
            Curves: drawn.curves,
            Chained: chain_drawn.chained,
            Batched: network_drawn.batched,
            Weighed: network_drawn.weighed,
            Waiting: network_drawn.waiting,
        }[type(result)]
        self._stage.show(draw(result, self))

    def _show_problem(self, problem):
        """The learner's function failed: Keras's is shown all the same."""
        if self._function is None or (not self.loss and self.view in ("curve", *NETWORK)):
            return False
        self._alone = True
        try:
            self._show(self._compute())
        finally:
            self._alone = False
        return True

    def _code(self, result):
        return code(result, self, self._function)
