"""A small network as DenseExplorer draws it: the graph, and what twelve seeds found."""

import numpy as np

from ..concepts import networks as concept
from ..concepts import planes
from ..i18n import _
from ._planes import heat
from .stage.grids import number
from .stage.marks import Chips, Words
from .stage.networks import Network

#: A weight of this size has the widest link.
WIDEST = 8.0
#: Seeds side by side.
SIDE = 3


def graph(result, weights, names, lattice, middle, selected, chosen) -> Network:
    """The graph: two inputs, the units, the output."""
    units = len(result.network.bias)
    side = planes.SIDE
    small = [
        *(heat(lattice[:, n], 0.0) for n in range(2)),
        *(heat(result.hidden[:, n], middle) for n in range(units)),
        heat(result.over),
    ]
    linked = places(units)
    ends = [(0, 1, 2 + units)[n % 3] for n in range(3 * units)]
    links = [(2 + n // 3, end) if n % 3 == 2 else (end, 2 + n // 3) for n, end in enumerate(ends)]
    labels = (*names, *(_("unit {n}").format(n=n + 1) for n in range(units)), _("output"))
    return Network(
        columns=((0, 1), tuple(range(2, 2 + units)), (2 + units,)),
        labels=labels,
        inputs=2,
        maps=np.stack(small)[:, :: side // 30, :: side // 30],
        links=tuple(links),
        level=np.clip(0.5 + np.take(weights, linked) / (2 * WIDEST), 0, 1).astype("float32"),
        texts=tuple(f"{name_of(at, units, names)}: {number(weights[at])}" for at in linked),
        node=2 + (units if selected < 0 else selected),
        link=linked.index(chosen) if chosen in linked else -1,
        words=_("two inputs, {n} hidden units, one output").format(n=units),
    )


def places(units) -> list[int]:
    """Where the weight of each link stands in the list of all: two into a unit, one out of it."""
    return [at for n in range(units) for at in (3 * n, 3 * n + 1, 3 * units + n)]


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


def short_name(place, units, names) -> str:
    """The same in the room of a field."""
    if place == 4 * units:
        return _("bias of the output")
    if place >= 3 * units:
        return _("unit {n} → output").format(n=place - 3 * units + 1)
    unit, end = divmod(place, 3)
    if end == 2:
        return _("bias of unit {n}").format(n=unit + 1)
    return _("{name} → unit {n}").format(name=names[end], n=unit + 1)


def seeds(tried, shown) -> tuple:
    """What the seeds found that were tried, a chip each, which shows it; nothing where none were.

    Args:
        tried: a pair (network after its training, part right) a seed.
        shown: the numbers of the network that is drawn.
    """
    if tried is None:
        return ()
    found = [right for _network, right in tried]
    count = sum(right >= concept.FOUND for right in found)
    title = _("{count} of {n} networks get {found} % right or more").format(
        count=count, n=len(found), found=round(100 * concept.FOUND)
    )
    note = _(
        "Each was trained, from the random weights that its seed gives. The number is how many per "
        "cent it gets right. Press it to see the network."
    )
    chips = [
        (
            f"{100 * right:.0f}",
            _("seed {n}").format(n=n),
            "bad" if right < concept.FOUND else "",
        )
        for n, right in enumerate(found)
    ]
    at = next((n for n, (network, _right) in enumerate(tried) if network.numbers == shown), -1)
    rows = tuple(("", tuple(chips[n : n + SIDE])) for n in range(0, len(chips), SIDE))
    return (Words(title=title, note=note), Chips(id="seed", rows=rows, press=True, at=at))
