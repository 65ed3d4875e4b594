"""BatchExplorer: what a batch knows of the gradient, and what becomes of a training with it."""

import ipywidgets
import numpy as np
import traitlets

from ..concepts import batch_training as training
from ..concepts import batches as gradients
from ..i18n import _
from . import _batches_drawn as drawn
from ._batches_code import code
from ._batches_shown import Noise, Trainings, Waiting
from ._batches_words import counted, reading
from ._explorer import Explorer, state_trait
from ._work import Work

#: The sizes of a batch, up to all images.
SIZES = (*gradients.POWERS, training.IMAGES)
#: The sizes that a training is always shown for.
COMPARED = (1, 8, 64, training.IMAGES)


class BatchExplorer(Explorer):
    """The gradients of batches as arrows round that of all images, and trainings with them.

    A real network (64 pixels, 32 units with ReLU, 10 logits) on the 1437 bundled digits.

    Args:
        hidden: whether it is covered until *Show* is pressed.
        title: what the card says that it shows.

    Example:
        >>> BatchExplorer(batch_size=64)
    """

    headline = _("What a batch knows of the gradient")
    help = _(
        "The batch size: drag the point on the curve, or press Tab until it has a frame; arrow "
        "keys, Page Up and Page Down, Home and End move it. Tab goes from one control to the next."
    )

    view = state_trait(traitlets.Enum(("gradients", "training"), "gradients"))
    """What is shown: the gradients of batches, or trainings with them."""
    batch_size = state_trait(traitlets.Enum(SIZES, 8))
    """How many images a batch has: a power of two up to 1024, or all 1437."""
    epochs = state_trait(traitlets.Enum(gradients.MOMENTS, 0))
    """After so many epochs of training the gradients are taken."""
    taken = state_trait(traitlets.Int(gradients.DRAWN, min=0, max=gradients.DRAWN), redraws=True)
    """So many batches have an arrow; with none, what is measured is not drawn yet either."""
    arrows = state_trait(traitlets.Enum(("plane", "length"), "plane"), redraws=True)
    """Whether arrows are drawn in the plane that is named, where a batch's arrow is the mean of
    those of its images; or turned into it, with their true length and their true angle."""
    compare = state_trait(traitlets.Enum(("epochs", "steps"), "epochs"))
    """Of trainings: whether all have as many epochs, or as many steps."""
    seed = state_trait(traitlets.Int(0, min=0, max=99))
    """Which images come into a batch together."""

    def __init__(self, *, hidden=False, title=None, **state):
        self._doing = None  # what is being computed in the thread
        self._was_stopped = False
        self._before = None  # which controls were there
        super().__init__(hidden=hidden, title=title, **state)

    # The controls

    def _controls(self):
        views = [(_("gradients"), "gradients"), (_("trainings"), "training")]
        planes = [(_("in a plane"), "plane"), (_("true length and angle"), "length")]
        ways = [(_("equal epochs"), "epochs"), (_("equal steps"), "steps")]
        self._all = {
            "view": self._menu("view", _("view"), views),
            "batch_size": self._places("batch_size", _("batch size"), SIZES),
            "epochs": self._places("epochs", _("epochs trained"), gradients.MOMENTS),
            "arrows": self._menu("arrows", _("arrows"), planes),
            "compare": self._menu("compare", _("compared at"), ways),
            "seed": self._slider("seed", _("seed of the batches"), 0, 99),
        }
        return list(self._all.values())

    def _view(self):
        self._work = Work()
        self._work._button.on_click(lambda _button: self._stopped())
        self._play = self._player("taken", gradients.DRAWN, _("batches drawn"), pace=400)
        self._under = ipywidgets.VBox([self._play])  # players have no layout of their own
        return [self._work, self._stage, self._under]

    def _asked(self, id, value):
        """The size was dragged, or moved by keys: to the nearest that there is."""
        if id == "batch_size" and value > 0:
            sizes = np.log(SIZES)
            self.batch_size = SIZES[int(np.abs(sizes - np.log(value)).argmin())]

    # The computation

    def _compute(self):
        stopped, self._was_stopped = self._was_stopped, False
        if self.view == "gradients":
            moment = gradients.kept(self.epochs)
            missing = [n for n in gradients.MOMENTS if gradients.kept(n) is None]
            if moment is None:
                return self._await(("moment", self.epochs), [self.epochs], stopped)
            self._await("moments" if missing else None, missing, stopped)
            return Noise(moment, self._of_all_sizes(moment), self.batch_size)
        wanted = [self.batch_size, *(n for n in COMPARED[::-1] if n != self.batch_size)]
        runs = {n: training.kept(n, self.seed) for n in wanted}
        missing = [n for n in wanted if runs[n] is None]
        waiting = self._await((missing[0], self.seed) if missing else None, missing, stopped)
        runs = {n: runs[n] for n in sorted(runs) if runs[n] is not None}
        return Trainings(runs, self.compare, self.batch_size) if runs else waiting

    def _of_all_sizes(self, moment):
        key = moment.epochs, self.seed
        if self._last[0] != key:
            self._last = key, gradients.of_all_sizes(moment, self.seed)
        return self._last[1]

    _last: tuple = (None, None)

    def _await(self, what, missing, stopped):
        """Begin what is missing in the thread, unless it is at it; nothing is awaited twice."""
        if what is None or stopped:
            if self._doing is not None:  # what has just arrived ends by itself
                self._work.stop()
            self._doing = None
        elif what != self._doing or not self._work.busy:
            self._doing = what
            if self.view == "gradients":
                steps = gradients.moments(missing)
            else:
                steps = training.run(missing[0], self.seed)
            self._work.start(steps, self._arrived, self._failed)
        return Waiting(stopped)

    def _arrived(self, _result):
        self._doing = None
        self._computed = False
        self._update()

    def _stopped(self):
        """*Stop* was pressed: what is there is shown, until something is moved."""
        self._was_stopped = True
        self._arrived(None)

    def _failed(self, error):
        self._stopped()
        self._refuse(
            _("The network could not be trained: {kind}: {error}").format(
                kind=type(error).__name__, error=" ".join(str(error).split())[:200]
            )
        )

    # The picture

    def _draw(self, result):
        offered = {"view", "batch_size", "seed"}
        offered |= {"epochs", "arrows"} if self.view == "gradients" else {"compare"}
        if offered != self._before:
            self._before = offered
            for name, control in self._all.items():
                self._offer(control, name in offered)
        draw = {Noise: drawn.noise, Trainings: drawn.trainings, Waiting: drawn.waiting}
        self._stage.show(draw[type(result)](result, self))
        self._under.layout.display = "" if isinstance(result, Noise) else "none"
        if isinstance(result, Noise):
            self._play.note = counted(result, self.taken)
        return reading(result, self.taken)

    def _code(self, result):
        return code(result, self)
