"""SoftmaxExplorer: from scores to probabilities, and what these do not know."""

import dataclasses
import threading

import numpy as np
import traitlets

from ..concepts import probabilities as concept
from ..i18n import _, ngettext
from ._code import cell, digits_network
from ._explorer import Explorer, checked_function, state_trait, within
from ._softmax_drawn import COLUMNS, Look, beside, picture, short
from ._softmax_given import checked_logits, checked_names, takes_two
from ._work import Work
from ._yours import function_name
from .stage.grids import number
from .stage.marks import Image

#: The examples that a network is trained for.
NETWORK = ("digit", "inverse", "noise")
#: Two rows of one batch: a thousand apart, and their probabilities are the same.
ROWS = ((1002.0, 1001.0, 1000.0), (2.0, 1.0, 0.0))
#: How sure counts as very sure.
VERY = 0.9


class SoftmaxExplorer(Explorer):
    """Softmax, a step at a time: logits as bars that are dragged, their probabilities beside them.

    Args:
        function: the learner's ``softmax(x, axis=-1)``, laid over Keras's.
        logits: 2 to 10 scores, one a class.
        names: of the classes, a short text each; by default a, b, c, …
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> SoftmaxExplorer(logits=(2.0, 1.0, 0.0), names=("cat", "dog", "fish"))
    """

    headline = _("Softmax: from scores to probabilities")
    help = _(
        "A logit: drag the end of its bar, or press Tab until it has a frame; up and down arrows, "
        "Page Up and Page Down move it. In the table, arrow keys choose the row that is written "
        "out below. Tab goes from one control to the next."
    )

    logits = state_trait(traitlets.List(traitlets.Float()))
    """The scores, of the example "yours"."""
    temperature = state_trait(traitlets.Float(1.0, min=0.1, max=10.0))
    """By what every logit is divided."""
    constant = state_trait(traitlets.Float(0.0, min=-1000.0, max=1000.0))
    """What is added to every logit; another example begins with 0."""
    example = state_trait(traitlets.Enum(["yours", "rows", *NETWORK], "yours"))
    """Whose logits: the given ones, two rows of a batch, or those that a network gives an image."""
    seed = state_trait(traitlets.Int(0, min=0, max=concept.IMAGES - 1))
    """Which image of the network's; of noise, the seed that it is drawn with."""
    cursor = state_trait(traitlets.List(traitlets.Int(), [0, 4]), redraws=True)
    """Which cell of the table is pointed at: [0, its number]."""

    #: What the network said, once it is trained: one for all explorers of a process.
    _network: dict | None = None
    _training = threading.Lock()

    def __init__(self, function=None, logits=(2.0, 1.0, 0.0), *, names=None, **state):
        self._function = checked_function(function, "(x, axis=-1)")
        self._axis_too = function is not None and takes_two(function)
        self._names = None
        found = checked_logits(logits)
        self._names = checked_names(names, len(found))
        self._ends = (min(-5.0, *found), max(5.0, *found))
        self._keras = None  # what Keras computes, for when the learner's function fails
        self._pointed = None, [0, 4]  # the image and the cursor of the last picture
        self._ending = False
        self._last = "yours"  # the example before a training that may be stopped
        super().__init__(logits=found, **state)

    @traitlets.validate("logits")
    def _are_logits(self, proposal):
        try:
            found = checked_logits(proposal["value"])
            if self._names is not None:
                checked_names(self._names, len(found))
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return found

    @traitlets.validate("temperature", "constant")
    def _is_finite(self, proposal):
        trait = proposal["trait"]
        return within(proposal, trait.min, trait.max)

    def _controls(self):
        examples = [
            (_("yours: drag the bars"), "yours"),
            (_("1000s beside 0s"), "rows"),
            (_("a digit"), "digit"),
            (_("its inverse"), "inverse"),
            (_("noise"), "noise"),
        ]
        self._image = self._slider("seed", _("image"), 0, concept.IMAGES - 1)
        return [
            self._menu("example", _("example"), examples),
            self._slider("temperature", _("temperature"), -1, 1, step=0.02, log=True),
            self._slider("constant", _("add a constant"), -1000, 1000, step=10),
            self._image,
        ]

    def _view(self):
        self._work = Work()
        self._work._button.on_click(lambda _button: self._set(example=self._last))
        return [self._work, self._stage]

    def _asked(self, id, value):
        """A logit was dragged, or moved by keys."""
        if self.example != "yours" or not str(id).startswith("logit "):
            return
        n, logits = int(id.split()[1]), list(self.logits)
        if n < len(logits):
            logits[n] = round(float(np.clip(value - self.constant, *self._ends)), 2)
            self._set(logits=logits, cursor=[0, n * COLUMNS + COLUMNS - 2])

    # The computation

    def _changed(self, change):
        if change["name"] == "example" and self._ready:
            with self._working():  # a constant belongs to the logits that it was added to
                self.constant = 0.0
        super()._changed(change)

    def _compute_and_draw(self, mine):
        super()._compute_and_draw(mine)
        if self.example in NETWORK and self._asked_of is None and not self.problem:
            self._reading.stale = True  # the bars are not yet the image's

    @property
    def _asked_of(self):
        """What the network said of the images of this example; None where there is no network."""
        if self.example not in NETWORK or self._network is None:
            return None
        return self._network[self.example]

    def _compute(self):
        if self.example in NETWORK and self._network is None:
            if not self._work.busy:
                self._work.start(self._train(), self._trained, self._failed)
        elif self.example not in NETWORK:
            self._last = self.example
            if not self._ending:
                self._work.stop()
        self._keras = concept.steps(self._batch(), self.temperature, self.constant)
        if self._function is None:
            return self._keras
        given = (self._keras.scaled, -1)[: 2 if self._axis_too else 1]
        yours = self._call_for_array(
            self._function, *given, shape=self._keras.values.shape, why=_("softmax's result")
        )
        return dataclasses.replace(self._keras, yours=yours.real.astype("float32"))

    def _batch(self):
        """The logits of the example; until the network is trained, one's own."""
        if self._asked_of is not None:
            return self._asked_of.logits[self.seed]
        return ROWS if self.example == "rows" else self.logits

    def _train(self):
        while not SoftmaxExplorer._training.acquire(timeout=0.1):
            yield 0.0  # another explorer is at it
        try:
            if SoftmaxExplorer._network is None:
                SoftmaxExplorer._network = yield from concept.training()
        finally:
            SoftmaxExplorer._training.release()

    def _trained(self, _result):
        self._computed = False
        self._update()

    def _failed(self, error):
        self._ending = True  # the work is not to be stopped: it says itself when it is done
        try:
            self._set(example=self._last)
        finally:
            self._ending = False
        self._refuse(
            _("The network could not be trained: {kind}: {error}").format(
                kind=type(error).__name__, error=" ".join(str(error).split())[:200]
            )
        )

    # The picture

    def _draw(self, steps):
        self._show_steps(steps)
        return self._sentence(steps)

    def _show_steps(self, steps):
        self._image.disabled = self.example not in NETWORK
        with self._stage.hold_sync():  # one message
            image = (self.example, self.seed) if self._asked_of is not None else None
            if image not in (None, self._pointed[0]) and self.cursor == self._pointed[1]:
                self.cursor = [0, int(steps.values.argmax()) * COLUMNS + COLUMNS - 2]
            self._pointed = image, list(self.cursor)
            self._stage.show(picture(steps, self._look(steps)))

    def _show_problem(self, problem):
        """The learner's function failed: what Keras computes is shown all the same."""
        if self._keras is None:
            return False
        self._show_steps(self._keras)
        return True

    def _look(self, steps) -> Look:
        asked, ends = self._asked_of, self._ends
        names = self._names or tuple("abcdefghij"[: steps.values.shape[-1]])
        if asked is not None:
            names = tuple("0123456789")
            ends = (min(0.0, float(asked.logits.min())), max(0.0, float(asked.logits.max())))
        elif self.example == "rows":
            names = names if len(names) == len(ROWS[0]) else tuple("abc")
            ends = (0.0, max(map(max, ROWS)))
        else:
            ends = self._ends = (min(ends[0], *self.logits), max(ends[1], *self.logits))
        return Look(
            names=names,
            ends=ends,
            temperature=self.temperature,
            constant=self.constant,
            held=self.example == "yours",
            cell=max(self.cursor[1:2] or [0]),
            image=self._shown_image(asked),
            yours="" if self._function is None else function_name(self._function),
            room=self._stage.room,
        )

    def _shown_image(self, asked):
        if asked is None:
            return None
        titles = {"digit": _("a digit"), "inverse": _("its inverse"), "noise": _("noise")}
        label = None if asked.labels is None else int(asked.labels[self.seed])
        return Image(
            values=asked.images[self.seed],
            width=8,
            title=titles[self.example],
            note=_("no digit at all") if label is None else _("it is a {n}").format(n=label),
        )

    # The words

    def _sentence(self, steps):
        asked = self._asked_of
        if self.example in NETWORK and asked is None:
            return _("A network is being trained on the digits: Flatten, Dense 32, Dense 10.")
        if asked is not None:
            lines = self._about_the_network(asked, steps)
        elif self.example == "rows":
            lines = [_("Both rows have the same differences, and so the same probabilities.")]
            lines += self._about_the_naive(steps)
        else:
            lines = self._about_the_logits(steps)
        if steps.yours is not None:
            lines = [*lines[:2], self._agreement(steps)]
        return "\n".join(lines[:3])

    def _about_the_logits(self, steps):
        best = int(steps.values.argmax())
        names = self._names or "abcdefghij"
        lines = [
            _(
                "{name} has the largest logit, {z}, and the probability {p}; all add up to 1."
            ).format(
                name=names[best],
                z=short(self.logits[best] + self.constant),
                p=number(float(steps.values[best])),
            )
        ]
        lines += self._about_the_naive(steps)
        if len(lines) == 1 and self.temperature != 1:
            text = (
                _("Divided by {t}, the logits lie further apart: the distribution is sharper.")
                if self.temperature < 1
                else _("Divided by {t}, the logits lie closer together: it is flatter.")
            )
            lines.append(text.format(t=short(self.temperature)))
        return lines

    def _about_the_naive(self, steps):
        """What a constant does, and what becomes of exp(x) / Σ exp(x)."""
        lines = []
        if self.constant:
            text = _("Adding {c} to every logit moves the axis, and no probability.")
            lines.append(text.format(c=short(self.constant)))
        if self._function is None and not np.isfinite(steps.naive).all():
            x = float(steps.scaled.max())
            lost = steps.scaled.max(axis=-1).min() < 0
            text = (
                _("Without subtracting the maximum, every exp is 0 in float32, and 0 / 0 is nan.")
                if lost
                else _(
                    "Without subtracting the maximum, exp({x}) is inf in float32: inf / inf is nan."
                )
            )
            lines.append(text.format(x=short(x)))
        return lines

    def _about_the_network(self, asked, steps):
        best, sure = int(steps.values.argmax()), _percent(float(steps.values.max()))
        count, many = len(asked.images), int((asked.sure(self.temperature) > VERY).sum())
        words = {"sure": sure, "best": best, "count": count, "many": many, "very": VERY}
        if asked.labels is None:
            text = _("This is noise, and the network is {sure} sure that it is a {best}.")
            more = _(
                "Of {count} noise images, {many} get a probability above {very}: a probability "
                "is not knowledge."
            )
        else:
            label = int(asked.labels[self.seed])
            words |= {"label": label, "right": asked.right}
            text = (
                _("The network is {sure} sure that this is a {best}: right.")
                if best == label
                else _("The network is {sure} sure that this is a {best}. Wrong: it is a {label}.")
            )
            more = _("Of {count} digits it is right for {right}, and above {very} sure of {many}.")
            if self.example == "inverse":
                more = _(
                    "Of {count} inverse digits it is right for {right}, and above {very} sure of "
                    "{many}."
                )
        return [text.format(**words), more.format(**words)]

    def _agreement(self, steps):
        lost = int((~np.isfinite(steps.yours)).sum())
        if not lost:
            return beside(steps).sentence()
        return ngettext(
            "{name} gives {n} value that is no number: nan or inf.",
            "{name} gives {n} values that are no numbers: nan or inf.",
            lost,
        ).format(name=function_name(self._function), n=lost)

    # The cell

    def _code(self, steps):
        softmax = "result = keras.ops.softmax(x, axis=-1)"
        x = f"x = (logits + {self.constant!r}) / {self.temperature!r}"
        if self._asked_of is None:
            values = [list(row) for row in ROWS] if self.example == "rows" else self.logits
            return cell(x, softmax, logits=f'np.array({values!r}, dtype="float32")')
        image = {
            "digit": f"digits.x_test[{self.seed}]",
            "inverse": f"255 - digits.x_test[{self.seed}]",
            "noise": f"np.random.default_rng({self.seed}).integers(0, 256, (8, 8))",
        }[self.example]
        return cell(
            *digits_network(),
            f"image = {image}",
            "logits = model.predict(image[None] / 255, verbose=0)[0]",
            x,
            softmax,
        )


def _percent(part) -> str:
    text = f"{100 * part:.1f}"
    if text == "100.0" and part < 1:
        text = _("over 99.9")
    return _("{number} %").format(number=text)
