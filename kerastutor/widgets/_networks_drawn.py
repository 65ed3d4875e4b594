"""A small network as DenseExplorer draws it: the graph, and what twelve seeds found."""

import numpy as np

from ..concepts import networks as concept
from ..concepts import planes
from ..i18n import _
from ._planes import heat
from .stage.grids import number
from .stage.marks import Chips
from .stage.networks import Network

#: A weight of this size has the widest link.
WIDEST = 8.0


def graph(result, weights, names, middle, selected, chosen) -> Network:
    """The graph: two inputs, the units, the output."""
    units = len(result.network.bias)
    side = planes.SIDE
    small = [
        *(heat(result.hidden[:, n], middle) for n in range(units)),
        heat(result.over),
    ]
    links, level, texts = [], [], []
    for unit in range(units):
        ends = (0, 2 + unit), (1, 2 + unit), (2 + unit, 2 + units)
        places = 3 * unit, 3 * unit + 1, 3 * units + unit
        for pair, place in zip(ends, places, strict=True):
            weight = weights[place]
            links.append(pair)
            level.append(0.5 + max(-0.5, min(0.5, weight / (2 * WIDEST))))
            texts.append(f"{name_of(place, units, names)}: {number(weight)}")
    link = -1
    if chosen >= 0 and (chosen >= 3 * units or chosen % 3 < 2) and chosen < 4 * units:
        unit = chosen - 3 * units if chosen >= 3 * units else chosen // 3
        link = 3 * unit + (2 if chosen >= 3 * units else chosen % 3)
    labels = (*names, *(_("unit {n}").format(n=n + 1) for n in range(units)), _("output"))
    return Network(
        columns=((0, 1), tuple(range(2, 2 + units)), (2 + units,)),
        labels=labels,
        maps=np.stack(small)[:, :: side // 30, :: side // 30],
        links=tuple(links),
        level=np.array(level, "float32"),
        texts=tuple(texts),
        node=2 + (units if selected < 0 else selected),
        link=link,
        words=_("two inputs, {n} hidden units, one output").format(n=units),
    )


def name_of(place, units, names) -> str:
    """What the weight at this place of the list is called."""
    if place == 4 * units:
        return _("the bias of the output")
    if place >= 3 * units:
        return _("the weight from unit {n} to the output").format(n=place - 3 * units + 1)
    unit, end = divmod(place, 3)
    if end == 2:
        return _("the bias of unit {n}").format(n=unit + 1)
    return _("the weight from {name} to unit {n}").format(name=names[end], n=unit + 1)


def seeds(found, seed) -> tuple:
    """What the seeds found that were tried, a chip each; nothing where none were."""
    if found is None:
        return ()
    count = sum(right >= concept.FOUND for right in found)
    title = _("{count} of {n} seeds found it: {found} % right or more").format(
        count=count, n=len(found), found=round(100 * concept.FOUND)
    )
    chips = [
        (
            f"{100 * right:.0f}",
            (_("seed {n}, shown") if n == seed else _("seed {n}")).format(n=n),
            "bad" if right < concept.FOUND else "stretched" if n == seed else "",
        )
        for n, right in enumerate(found)
    ]
    half = len(chips) // 2
    return (Chips(title=title, rows=(("", tuple(chips[:half])), ("", tuple(chips[half:])))),)
