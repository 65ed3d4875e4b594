"""One step taken apart: its arrows on the map, what the optimizer remembers as bars and squares."""

import numpy as np

from ..i18n import _
from ._optimizers_looks import YOURS, look_of
from .stage.grids import number
from .stage.marks import Row
from .stage.plots import Areas, Arrow, Axis, Bars, Note, Plot

#: How long the arrows of gradient and momentum are, the longer of both, as a part of the map.
LONG = 0.17
#: What a quantity is called; in this order.
ROWS = ("g", "velocity", "m", "v", "accumulator", "m̂", "v̂", "step")
#: What is drawn on one scale.
TOGETHER = (("g", "m", "m̂"), ("v", "v̂"), ("velocity", "step"))
#: Up to this width, in em, the picture is one column.
SINGLE = 45
#: From this width on of a column, the squares stand beside the bars.
BOTH = 32
#: How many times a step may be lengthened, to be seen.
TIMES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def column(explorer) -> float:
    """How wide each half of the picture is, in em; in a narrow window there is one."""
    room = explorer._stage.room
    return room / 2 if room > SINGLE else room


def step_of(path, taken) -> int:
    """The number of the step that is taken apart: the next one, or the last."""
    return min(taken + 1, path.taken)


def quantities(path, step) -> dict:
    """What the optimizer was given in a step, what it remembers after it, and how far it went;
    name → (2,)."""
    found = {"g": path.gradients[step - 1]}
    found |= {name: values[step] for name, values in path.slots.items()}
    found |= {name: values[step] for name, values in path.corrected.items()}
    found["step"] = path.points[step] - path.points[step - 1]
    return {name: found[name] for name in ROWS if name in found}


# Arrows


def arrows(explorer, raced, path) -> tuple:
    """At the chosen path's head: downhill, where the momentum pulls, and the step that comes.

    Returns:
        (arrows, (x, y, name, role) of each tip).
    """
    now = min(explorer.taken, path.taken)
    if now >= path.taken:
        return [], []
    here, (x0, x1, y0, y1) = path.points[now], raced.surface.domain
    size = max(x1 - x0, y1 - y0)
    pulls = [(_("−g"), -path.gradients[now], "gradient")]
    if "m" in path.slots:
        pulls.append((_("−m"), -path.slots["m"][now], "loss"))
    if "velocity" in path.slots:
        velocity = path.slots["velocity"][now] / path.learning_rate
        pulls.append((_("velocity"), velocity, "loss"))
    longest = max(np.hypot(*pull) for _name, pull, _role in pulls)
    if not (np.isfinite(longest) and longest > 0):
        return [], []
    marks, tips = [], []

    def arrow(to, role, name):
        to = tuple(map(float, to))
        marks.append(Arrow(at=(*map(float, here), *to), role=role))
        if name:
            tips.append((*to, name, role))

    for name, pull, role in pulls:
        to = here + LONG * size * pull / longest
        if np.hypot(*(to - here)) > 0.01 * size:
            arrow(to, role, name)
    times = _times(path, size)
    for name in dict.fromkeys((raced.reference, raced.chosen(explorer.chosen))):
        other = raced.every.get(name)
        beside = raced.compared is not None and name == raced.reference
        if other is None or now >= other.taken or (other is not path and not beside):
            continue
        to = here + times * (other.points[now + 1] - other.points[now])
        if np.isfinite(to).all() and np.hypot(*(to - here)) > 0.005 * size:
            look = look_of(name, raced.reference) if raced.compared else None
            words = _("step") if times == 1 else _("step × {times}").format(times=times)
            if any(tip[2] == words and near(tip, to, size) for tip in tips):
                words = ""  # the other's says it
            arrow(to, look.role if look else "ink", words)
    return marks, tips


def near(place, other, size, part=0.03) -> bool:
    """Whether two places are no farther apart than a ``part`` of the map."""
    return float(np.hypot(place[0] - other[0], place[1] - other[1])) < part * size


def _times(path, size) -> int:
    """The longest step of the path is seen, and not beyond a fifth of the map."""
    steps = np.hypot(*np.diff(path.points, axis=0).T)
    longest = float(np.max(steps[np.isfinite(steps)], initial=0))
    return max((n for n in TIMES if n * longest <= 0.2 * size), default=1)


# Bars


def taken_apart(explorer, raced):
    """g, m, v and the step of the chosen one, for both weights; yours beside the right one."""
    chosen = raced.chosen(explorer.chosen)
    path, reference = raced.every[chosen], raced.reference
    if raced.compared is not None and chosen in (YOURS, reference):
        return side_by_side(explorer, raced)
    if path.taken < 1:
        return None
    step = step_of(path, explorer.taken)
    values = quantities(path, step)
    names = raced.surface.names
    title = numbered(step, explorer.taken) + ": " + raced.label(chosen, explorer._name)
    plot = bars([values], [look_of(chosen, reference).role], names, title)
    squares = _squares(path, step, names, 17 if column(explorer) >= BOTH else 10)
    return Row(items=(plot, *([squares] if squares else ())))


def side_by_side(explorer, raced):
    """One step of yours and of what it is held against, a row for each quantity."""
    compared = raced.compared
    last = max(compared.yours.taken, compared.reference.taken)
    step, first = min(explorer.taken + 1, max(last, 1)), explorer._parts()
    said = numbered(step, explorer.taken)
    if explorer.taken >= last and first is not None:  # at the end all differs, and tells nothing
        step, said = first, _("step {n}, the first to differ").format(n=first)
    table = compared.at(step)
    both = [{name: pair[k] for name, pair in table.items()} for k in (1, 0)]
    ends = {name: beside(mine, theirs) for name, (mine, theirs) in table.items()}
    keras = raced.reference in raced.paths
    title = _("{step}: {reference}, yours below").format(
        step=said, reference=_("Keras's") if keras else compared.label
    )
    return bars(both, ["keras", "yours"], raced.surface.names, title, ends)


def numbered(step, taken) -> str:
    """Which step it is: the one that comes, or the last."""
    if step > taken:
        return _("the next step, number {n}").format(n=step)
    return _("the last step, number {n}").format(n=step)


def differs(mine, theirs) -> bool:
    """Whether two quantities of one step differ by more than rounding."""
    if mine is None or theirs is None:
        return False
    return not np.allclose(mine, theirs, rtol=1e-3, atol=0, equal_nan=True)


def beside(mine, theirs) -> str:
    """How yours compares: "✓ the same", "3.16 × as large"."""
    if mine is None or theirs is None:
        return ""
    if not differs(mine, theirs):
        return _("✓ same")
    if not np.isfinite(mine).all():
        return _("✗ not finite")
    times = ratio(mine, theirs)
    return _("✗ differs") if times is None else _("✗ {times} ×").format(times=in_full(times))


def in_full(value) -> str:
    """A number; thousands are not written as powers of ten."""
    return f"{value:,.0f}" if 999.5 <= value < 1e6 else number(float(value))


def ratio(mine, theirs) -> float | None:
    """How many times as large yours is, where that is the same for both weights."""
    with np.errstate(all="ignore"):
        times = np.asarray(mine) / theirs
    if not np.isfinite(times).all() or not np.isclose(*times, rtol=0.02):
        return None
    return float(times.mean())


def scales_of(both) -> dict:
    """The value whose bar is as long as there is room: the largest of this step among those
    quantities that have one scale."""
    scales = {}
    for name in both[-1]:
        group = next((group for group in TOGETHER if name in group), (name,))
        found = [values.get(other) for values in both for other in group]
        known = np.concatenate([np.zeros(1), *(size for size in found if size is not None)])
        scales[name] = float(np.abs(known[np.isfinite(known)]).max()) or 1.0
    return scales


#: Where the bars of each weight begin, and how long they are; where words stand beside them.
BEGIN, LONGEST, BESIDE = (2.75, 6.75), 1.0, 10.3
#: How high the place of a bar is, in em: alone, and of two.
HIGH = {1: 1.28, 2: 0.88}


def bars(both, roles, names, title, said=None) -> Plot:
    """A row for each quantity, and in it a bar of each of ``both``; the weights side by side.

    Args:
        both: dictionaries name → (2,), of which the last has all names; None is not known.
        roles: the colours of each.
        said: name → what is said at the end of the row.
    """
    count, scales = len(both), scales_of(both)
    # The places, from the top: the weights' names, then the bars of each quantity, a gap, …
    places, middles, end = {}, {}, 1
    for name in both[-1]:
        known = [k for k, values in enumerate(both) if values.get(name) is not None]
        places |= {(name, k): end + n for n, k in enumerate(known)}
        middles[name] = end + len(known) / 2
        end += len(known) + (count > 1)
    total = end + 1
    marks = []
    for weight, begin in enumerate(BEGIN):
        for k, (values, role) in enumerate(zip(both, roles, strict=True)):
            ends, labels = np.full(total, np.nan, "float32"), [""] * total
            for name in scales:
                if (place := places.get((name, k))) is None:
                    continue
                size = float(values[name][weight])
                part = np.clip(size / scales[name], -1, 1) if np.isfinite(size) else 0.0
                ends[place] = begin + LONGEST * part
                labels[place] = short(size)
            marks.append(
                Bars(
                    start=np.where(np.isfinite(ends), begin, np.nan).astype("float32"),
                    end=ends,
                    level=np.full(total, np.nan, "float32"),
                    labels=tuple(labels),
                    role=role,
                    solid=True,
                    part=0.8 if count > 1 else 0.6,
                )
            )
    for name, middle in middles.items():
        y, text = 1 - middle / total, (said or {}).get(name, "")
        marks.append(Note(x=0.1, y=y, text=name, role="ink"))
        marks.append(
            Note(x=BESIDE, y=y, text=text, role="yours" if text.startswith("✗") else "soft")
        )
    heads = zip(BEGIN, names, strict=True)
    marks += [Note(x=x, y=1 - 0.5 / total, text=name, anchor="middle") for x, name in heads]
    marks.append(Note(x=0.1, y=0.5 / total, text=_said_of(scales)))
    return Plot(
        title=title,
        x=Axis(low=0, high=10 if said is None else 13, names=("",), bare=True),
        y=Axis(low=0, high=1, bare=True),
        marks=tuple(marks),
        width=30 if said is None else 44,
        height=1.6 + HIGH[count] * total,
        slim=2.0,
        basis=20 if said is None else 0,  # beside squares; or in a column, which makes it high
        words=title,
    )


def short(size) -> str:
    """A number of at most eight characters; of nine, where it is below 1e-99."""
    if 0 < abs(size) < 1e-3:
        return f"{size:.1e}".replace("e-0", "e-").replace("-", "−")
    text = number(size)
    return number(size, 2).replace("e+", "e") if "e" in text else text


def _said_of(scales) -> str:
    """What has one scale."""
    groups = [[name for name in group if name in scales] for group in TOGETHER]
    groups = [", ".join(group) for group in groups if len(group) > 1]
    if len(groups) == 2:
        return _("{some} on one scale; {others} on another").format(
            some=groups[0], others=groups[1]
        )
    return _("{some} on one scale").format(some=groups[0]) if groups else ""


# Squares


def _squares(path, step, names, width):
    """g² as the area of a square, and v, which remembers such areas, as another."""
    v = path.corrected.get("v̂", path.slots.get("v", path.slots.get("accumulator")))
    if v is None:
        return None
    name = "v̂" if "v̂" in path.corrected else "v" if "v" in path.slots else _("accumulator")
    sides = np.abs(path.gradients[step - 1]), np.sqrt(np.maximum(v[step], 0))
    given, kept = (np.nan_to_num(side, posinf=0) for side in sides)
    size = float(max(given.max(), kept.max())) or 1.0  # the largest of now, not of ever
    given, kept = given / size, kept / size
    at = (0.0, 1.25)
    marks = [
        Areas(at=tuple((x, 0.0, x + float(s), float(s)) for x, s in zip(at, kept, strict=True)),
              role="loss", solid=True),
        Areas(at=tuple((x, 0.0, x + float(s), float(s)) for x, s in zip(at, given, strict=True)),
              role="gradient", look="dash"),
    ]  # fmt: skip
    marks += [
        Note(x=x, y=-0.13, text=weight, role="ink") for x, weight in zip(at, names, strict=True)
    ]
    return Plot(
        title=_("g² dashed, {name} filled").format(name=name),
        x=Axis(low=-0.05, high=2.35, names=("",), bare=True),
        y=Axis(low=-0.25, high=1.05, bare=True),
        marks=tuple(marks),
        square=True,
        ratio=1.3 / 2.4,
        width=width,
        basis=11,
        words=_("squared gradients, and what is remembered of them"),
    )
