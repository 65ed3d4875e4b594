"""The reading of OptimizerExplorer."""

from ..i18n import _, ngettext
from ._optimizers_drawn import at
from .stage.grids import number


def reading(explorer, raced) -> str:
    lines = [_race(explorer, raced)]
    return "\n".join(filter(None, lines))


def _race(explorer, raced):
    every = raced.paths
    n = explorer.taken
    text = ngettext("After {n} step", "After {n} steps", n).format(n=n)
    if not every:
        return ""
    order = sorted(
        (name for name in every if not every[name].diverged),
        key=lambda name: every[name].losses[at(explorer, every[name])],
    )
    parts = [
        _("{name} is at a loss of {loss}").format(
            name=name, loss=number(float(every[name].losses[at(explorer, every[name])]))
        )
        for name in order
    ]
    return text + ": " + ", ".join(parts) + "."
