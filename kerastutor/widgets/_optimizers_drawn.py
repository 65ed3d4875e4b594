"""What OptimizerExplorer draws: the map with its paths, their losses, and one step taken apart."""

import numpy as np

from ..concepts import walks
from ..i18n import _, ngettext
from ._optimizers_looks import YOURS, look_of
from ._optimizers_step import BOTH, HIGH, SINGLE, arrows, column, near, quantities, taken_apart
from .stage.grids import number
from .stage.marks import Chips, Column, Row, Words
from .stage.plots import Axis, Curve, Handle, Heads, Line, Note, Plot

#: How much is seen of paths that are being computed anew, slowly.
STALE = 0.3
#: How high the map is at most, and how wide, in em: the card fits a screen.
HIGHEST, WIDEST = 21.5, 34
#: What long names are called where there is little room.
SHORT = {"Adam, uncorrected": _("uncorrected"), YOURS: _("yours")}
#: As many rows has Adam's step; with fewer, the losses are drawn higher.
MOST_ROWS = 6
#: Beside a map the losses are so much higher, in em: it is higher than what stands beside it.
BESIDE = 3.4
#: The axis of the losses ends at this part of the first: what is lower leaves the picture.
LEAST = 1e-8


def picture(explorer, raced, waits=False) -> Row:
    """The map and the names under it; beside it the losses and the step."""
    faint = STALE if waits else 1.0
    about = [Words(note=raced.surface.about)] if raced.surface.about else []
    left = Column(items=(_map(explorer, raced, faint), _chips(explorer, raced), *about))
    right = [_losses(explorer, raced, faint)]
    apart = taken_apart(explorer, raced)
    return Row(items=(left, Column(items=(*right, *([apart] if apart else [])))))


def names(raced) -> list:
    """All that race, in the order of the names under the map."""
    return list(raced.every)


def labels(explorer, raced, most) -> dict:
    """Name → what stands beside its path; short ones, where the longest has over ``most`` em."""
    found = {name: raced.label(name, explorer._name) for name in raced.every}
    if 0.55 * max(map(len, found.values())) <= most:
        return found
    rule = _("the rule")
    if raced.compared is not None and raced.compared.rule is walks.KINDS[raced.kind].rules[0][1]:
        rule = _("Keras's")
    return {name: SHORT.get(name) or (name if name in raced.paths else rule) for name in found}


def at(explorer, path) -> int:
    return min(explorer.taken, path.taken)


def no_number(path) -> bool:
    """Whether a learner's path ended because its step gave nan."""
    return path.beyond is not None and bool(np.isnan(path.beyond["w"]).any())


# The map


def _map(explorer, raced, faint) -> Plot:
    surface, reference = raced.surface, raced.reference
    x0, x1, y0, y1 = surface.domain
    ratio = float(np.clip((y1 - y0) / (x1 - x0), 0.5, 1.0))
    wide = min(WIDEST - 4.8, (HIGHEST - 3.9) / ratio)
    every, chosen = raced.every, raced.chosen(explorer.chosen)
    marks = list(raced.ground.marks)
    last = [name for name in (reference, chosen, YOURS) if name in every]
    last = list(dict.fromkeys(last[::-1]))[::-1]
    order = [name for name in every if name not in last] + last
    for name in order:
        path, look = every[name], look_of(name, reference)
        points = path.points[: at(explorer, path) + 1]
        strong = name in (reference, chosen, YOURS)
        x, y = _floats(points[:, 0]), _floats(points[:, 1])
        few = len(points) <= 120
        marks.append(
            Curve(
                x=x,
                y=y,
                role=look.role,
                look=look.dash,
                thick=(5.5 if name == reference and YOURS in every else 3.2) if strong else 2.2,
                faint=faint,
                dots=(2.4 if strong else 1.9) if few else 0.0,
            )
        )
    pulls, tips = arrows(explorer, raced, every[chosen]) if faint == 1 else ([], [])
    avoid = [_part_of(arrow, part) for arrow in pulls for part in (0.35, 0.7)]
    marks += [*pulls, _heads(explorer, raced, order[::-1], tips, avoid, wide)]
    words = _("start at {x}, {y}").format(x=number(explorer.start[0]), y=number(explorer.start[1]))
    return Plot(
        x=Axis(low=x0, high=x1, name=surface.names[0]),
        y=Axis(low=y0, high=y1, name=surface.names[1]),
        marks=tuple(marks),
        handles=(
            Handle(
                id="start",
                x=explorer.start[0],
                y=explorer.start[1],
                along="both",
                words=words,
                ring=True,
                step=(x1 - x0) / 100,
            ),
        ),
        square=True,
        ratio=ratio,
        width=wide + 4.8,
        words=_("the loss over {x} and {y}, and the paths down it").format(
            x=surface.names[0], y=surface.names[1]
        ),
    )


def _part_of(arrow, part) -> tuple:
    """A place on an arrow."""
    x0, y0, x1, y1 = arrow.at
    return x0 + part * (x1 - x0), y0 + part * (y1 - y0)


def _heads(explorer, raced, order, tips, avoid, wide) -> Heads:
    """Where each is, and names at the ``tips`` of arrows; what has left stands at the border."""
    domain, reference = raced.surface.domain, raced.reference
    size, groups = max(domain[1] - domain[0], domain[3] - domain[2]), []
    called = labels(explorer, raced, 0.58 * min(wide, column(explorer) - 4.8))
    for name in order:
        path, look = raced.every[name], look_of(name, reference)
        points = path.points[: at(explorer, path) + 1]
        place, words = _seen(points, domain), "{name}"
        if path.diverged and explorer.taken >= path.taken:
            words = _("{name}: nan") if no_number(path) else _("{name} flew off")
        elif place != tuple(points[-1]):
            words = _("{name}, outside")
        head = (*place, called[name], look.role, look.sides)
        # Those that stand at one place, as at the start, or have left there, have one name.
        alike = words != "{name}" or explorer.taken <= 1
        same = (
            heads
            for other, heads in groups
            if alike and other == words and near(heads[0], head, size, 0.015)
        )
        if (heads := next(same, None)) is None:
            groups.append((words, [head]))
        else:
            heads.append(head)
    found = [(*tip, 1) for tip in tips]
    for words, (first, *others) in groups:
        text = first[2]
        if others:
            text = ngettext("{name} and {n} more", "{name} and {n} more", len(others))
            text = text.format(name=first[2], n=len(others))
        found.append((*first[:2], words.format(name=text), *first[3:]))
        found += [(*head[:2], "", *head[3:]) for head in others]
    x, y, texts, roles, sides = zip(*found, strict=True)
    levels = []
    for mark in (mark for mark in raced.ground.marks if isinstance(mark, Note)):
        half = 0.006 * len(mark.text) * (domain[1] - domain[0])  # of a long number, all of it
        off = (-half, half) if len(mark.text) > 4 else (0,)
        levels += [(mark.x + part, mark.y) for part in off]
    places = (tuple(explorer.start), *levels, *avoid)
    return Heads(x=x, y=y, names=texts, roles=roles, sides=sides, avoid=places)


def _seen(points, domain) -> tuple:
    """The last point, or where the path left the map."""
    low, high = np.array(domain[::2]), np.array(domain[1::2])
    inside = ((points >= low) & (points <= high)).all(axis=1)
    if inside[-1] or not inside.any():
        return tuple(map(float, np.clip(points[-1], low, high)))
    last = int(np.flatnonzero(inside)[-1])
    here, way = points[last], points[last + 1] - points[last]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(way > 0, (high - here) / way, np.where(way < 0, (low - here) / way, 1))
    return tuple(map(float, np.clip(here + way * min(parts.min(), 1), low, high)))


# The names under the map, with what each of them reached


def _chips(explorer, raced) -> Chips:
    reference = raced.reference
    row = tuple(
        (
            raced.label(name, explorer._name),
            reached(explorer, path),
            "",
            look_of(name, reference).role,
        )
        for name, path in raced.every.items()
    )
    place = names(raced).index(raced.chosen(explorer.chosen))
    return Chips(id="chosen", rows=(("", row),), press=True, wrap=True, at=place)


def reached(explorer, path) -> str:
    """Whether the goal is reached by now; without a goal, the loss of now."""
    now = at(explorer, path)
    if explorer._goal is not None:
        goal, within = explorer._goal
        first = path.first_below(goal)
        if first is not None and first <= min(now, within):
            return ngettext("✓ after {n} step", "✓ after {n} steps", first).format(n=first)
        if explorer.taken >= within or (path.diverged and now == path.taken):
            return _("✗ missed")
        return _("not yet")
    if path.diverged and explorer.taken >= path.taken:
        if no_number(path):
            return _("nan in step {n}").format(n=now + 1)
        return ngettext("flew off, step {n}", "flew off, step {n}", now).format(n=now)
    return _("loss {loss}").format(loss=number(float(path.losses[now])))


def counted(explorer, _raced) -> str:
    """What stands beside the player."""
    return _("after {n} of {steps} steps").format(n=explorer.taken, steps=explorer.steps)


# The losses


def _losses(explorer, raced, faint) -> Plot:
    low, high, log = _heights(explorer, raced)
    called = labels(explorer, raced, 0.4 * column(explorer))
    reference, every, goal = raced.reference, raced.every, explorer._goal
    marks = []
    if goal is not None:
        loss, end = float(goal[0]), min(goal[1], explorer.steps)
        marks.append(Line(at=(0, loss, end, loss), role="right", look="dash"))
        marks.append(Line(at=(end, loss, end, low), role="right", look="dash"))
    order = sorted(every, key=lambda name: (name == YOURS, name == reference))
    ends = []
    for name in order:
        path, look = every[name], look_of(name, reference)
        n = at(explorer, path) + 1
        losses, end, sign = _leaving(path.losses[:n], low, high, log)
        strong = name in (reference, YOURS, explorer.chosen)
        marks.append(
            Curve(
                x=np.arange(n, dtype="float32"),
                y=_floats(losses),
                role=look.role,
                look=look.dash,
                thick=(5.0 if name == reference and YOURS in every else 3.0) if strong else 2.0,
                faint=faint,
            )
        )
        ends.append((*end, called[name] + sign, look.role, look.sides))
    if explorer.taken < explorer.steps:
        marks.append(Line(at=(explorer.taken, low, explorer.taken, high), role="soft", look="dots"))
    x, y, texts, roles, sides = zip(*ends[::-1], strict=True)
    marks.append(Heads(x=x, y=y, names=texts, roles=roles, sides=sides, aside=True))
    words = [_("loss, logarithmic") if log else _("loss")]
    words.append("" if explorer.scale == 1 else _("before it is multiplied"))
    if goal is not None:
        text = _("goal, dashed: below {loss} within {steps} steps")
        words.append(text.format(loss=number(float(goal[0])), steps=int(goal[1])))
    return Plot(
        title=" · ".join(filter(None, words)),
        x=Axis(low=0, high=explorer.steps, name=_("steps"), whole=True),
        y=Axis(low=low, high=high, log=log),
        marks=tuple(marks),
        width=60,
        # A line of text for each name, one under another; and room for the longest.
        height=max(8.4 + _room(explorer, raced), 1.22 * len(texts) + 4.3),
        margin=min(0.5 * max(map(len, texts)) + 3, 15.5),
        words=_("the loss of each after each step"),
    )


def _room(explorer, raced) -> float:
    """What the bars of a step leave to the losses over them, in em, where both stand beside the
    map. It is the same for each of a race: choosing another moves nothing."""
    if raced.compared is not None or explorer._stage.room <= SINGLE:
        return 0.0
    taken = [path for path in raced.every.values() if path.taken]
    rows = max((len(quantities(path, 1)) for path in taken), default=0)
    more = BESIDE if column(explorer) >= BOTH else 0.0  # else the squares stand under the bars
    return more + HIGH[1] * max(0, MOST_ROWS - rows)


def _leaving(losses, low, high, log) -> tuple:
    """(losses to draw, (step, loss) of where the last is seen, a sign): a path that has left the
    picture goes out over its border, and does not run along it."""
    f, back = (np.log10, lambda v: 10.0**v) if log else (np.asarray, float)
    room = f(high) - f(low)
    losses = np.nan_to_num(losses, nan=np.inf, posinf=np.inf, neginf=-np.inf)
    drawn = np.clip(losses, back(f(low) - room), back(f(high) + room))
    inside = np.flatnonzero((losses >= low) & (losses <= high))
    if not len(inside) or inside[-1] == len(losses) - 1:
        last = len(losses) - 1
        return drawn, (float(last), float(np.clip(losses[last], low, high))), ""
    left, up = inside[-1], losses[-1] > high
    border, (y0, y1) = f(high if up else low), f(drawn[left : left + 2])
    at = left + float((border - y0) / (y1 - y0))
    return drawn, (at, high if up else low), " ↑" if up else " ↓"


def _heights(explorer, raced):
    """The ends of the axis of the losses, and whether it is logarithmic; nothing moves it but
    another race."""
    losses = np.concatenate([path.losses for path in raced.every.values()])
    first = float(next(iter(raced.every.values())).losses[0])
    known = losses[np.isfinite(losses)]
    if not len(known) or not np.isfinite(first):
        return 0.0, 1.0, False
    goal = [] if explorer._goal is None else [float(explorer._goal[0])]
    lowest, highest = min([known.min(), *goal]), max(known.max(), *goal, first)
    if lowest >= 0 and first > 0:
        lowest = max(lowest, LEAST * first)
        highest = min(highest, 30 * first)
        if highest > 30 * lowest:
            return lowest / 1.6, highest * 1.6, True
    highest = min(highest, first + 3 * (first - raced.ground.low) + 1e-9)
    room = 0.08 * (highest - lowest) or 0.5
    return lowest - room, highest + room, False


def _floats(values):
    return np.ascontiguousarray(values, "float32")
