"""The controls of OptimizerExplorer."""

import ipywidgets

from ..concepts.optimizers import NAMES
from ..i18n import _

#: Where no more than so many race at first, the boxes of the others wait behind a button.
FEW = 3
#: The optimizers that a control means something to.
HAVE = {
    "epsilon": {"RMSprop", "Adam", "AdamW", "Adagrad", "Adam, uncorrected"},
    "momentum": {"momentum", "Nesterov"},
}


def offer(explorer, names):
    """Take the controls away that mean nothing to the optimizers ``names``."""
    for trait, have in HAVE.items():
        explorer._offer(explorer._sliders[trait], not have.isdisjoint(names))


def sliders(explorer) -> list:
    found = [
        explorer._slider("learning_rate", _("learning rate"), -5, 1, step=0.05, log=True,
                         typed=(1e-6, 100)),
        explorer._slider("scale", _("loss ×"), -4, 4, step=1, log=True, typed=(1e-4, 1e4)),
        explorer._slider("epsilon", _("epsilon"), -10, 0, step=0.5, log=True, typed=(0, 1)),
        explorer._slider("momentum", _("momentum"), 0, 0.99, step=0.01, typed=(0, 1)),
        explorer._slider("steps", _("steps"), 1, 300),
    ]  # fmt: skip
    explorer._sliders = {"epsilon": found[2], "momentum": found[3]}
    return found


def checkboxes(explorer):
    """A box for each optimizer: whether it races; where few do, those, and a button for more."""
    boxes = {
        name: ipywidgets.Checkbox(description=name, indent=False, tooltip=label)
        for name, label in NAMES.items()
    }

    more = ipywidgets.Button(description=_("more optimizers"))
    few = len(explorer.optimizers) <= FEW
    hidden = set(boxes) - set(explorer.optimizers) if few else set()

    def show(names):
        hidden.difference_update(names)
        for name, box in boxes.items():
            box.layout.display = "none" if name in hidden else ""
        more.layout.display = "" if hidden else "none"

    more.on_click(lambda _button: show(boxes))
    setting = []  # while the boxes are set from here, one after another

    def follow(_change=None):
        setting.append(1)
        try:
            for name, box in boxes.items():
                box.value = name in explorer.optimizers
        finally:
            setting.pop()
        show(explorer.optimizers)

    def lead(_change):
        if setting:
            return
        wanted = [name for name, box in boxes.items() if box.value]
        if set(wanted) == set(explorer.optimizers):
            return
        if wanted or explorer._step is not None:
            explorer.optimizers = wanted
        else:
            follow()
            explorer._refuse(_("One at least has to race."))

    follow()
    explorer.observe(follow, "optimizers")
    for box in boxes.values():
        box.observe(lead, "value")
    row = ipywidgets.HBox([*boxes.values(), more])
    row.add_class("kt-boxes")
    return row
