"""The picture of a SoftmaxExplorer: logits as bars, the steps in a table, probabilities as bars."""

from dataclasses import dataclass

import numpy as np

from ..i18n import _
from ._beside import Beside, differences
from .stage.grids import grid, in_brackets, number, numbers
from .stage.marks import Column, Formula, Image, Mark, Row
from .stage.plots import Axis, Bars, Handle, Line, Note, Plot

#: The columns of the table; the last one is the learner's, or the naive formula's.
COLUMNS = 6
#: Up to so many classes, the plots stand side by side, and a number over every bar.
FEW = 5
#: Below this width in em, all is one under another.
NARROW = 45
#: How high a plot is, in em: alone in its row, and one of two.
HIGH, HALF = 27, 11
#: Below this width the table has no room for the decimals of large numbers: nothing of it is cut.
TIGHT = 28
#: How close the learner's probabilities have to be.
CLOSE = (1e-4, 1e-6)


@dataclass(frozen=True, eq=False, kw_only=True)
class Look:
    """How a `Steps` is drawn.

    Attributes:
        names: of the classes.
        ends: the smallest and the largest logit of the axis, the constant left out.
        temperature, constant: as they stand in the table.
        held: whether the logits have handles.
        cell: the number of the cell pointed at.
        image: what the logits belong to, if anything.
        yours: what the learner's function is called; "" without one.
        room: the width in em.
    """

    names: tuple
    ends: tuple
    temperature: float
    constant: float
    held: bool
    cell: int
    image: Image | None
    yours: str
    room: int


def picture(steps, look: Look) -> Mark:
    """All of it, side by side where there is room."""
    plots = _logits(steps, look), _probabilities(steps, look)
    table = Column(items=(_table(steps, look), Formula(parts=arithmetic(steps, look))))
    if steps.values.size <= FEW:
        return Row(items=(*plots, table))
    image = () if look.image is None else (look.image,)
    if look.room < NARROW:
        return Column(items=(*image, *plots, table))
    return Row(items=(*image, Column(items=plots), table))  # each probability under its logit


def short(value) -> str:
    """In few characters: 0.665, 1002.5, 9.3e−6."""
    return number(float(value), 2 if abs(value) < 1e-3 else 3 if abs(value) < 100 else 5)


def signed(value) -> str:
    """With its sign, as after a number: "+ 3", "− 3"."""
    return f"{'−' if value < 0 else '+'} {short(abs(value))}"


def over_bars(values, least=0.0) -> tuple:
    """Numbers over bars: of many, short ones, and none that would stand at a flat bar."""
    if sum(np.isfinite(values)) <= FEW + 1:
        return tuple("" if np.isnan(y) else short(y) for y in values)
    found = []
    for y in values:
        size = abs(y)
        places = 0 if size >= 10 else 1 if least == 0 else 3 if size >= 0.1 else 2
        seen = not np.isnan(y) and size >= least
        found.append(f"{y:.{places}f}".replace("-", "−") if seen else "")
    return tuple(found)


# The two plots


def _slots(values) -> np.ndarray:
    """One place a bar; between two rows, an empty one."""
    values = np.asarray(values, "float32")
    if values.ndim == 1:
        return values
    return np.pad(values, ((0, 0), (0, 1)), constant_values=np.nan).ravel()[:-1]


def _names(steps, look) -> tuple:
    """What stands under the bars."""
    if steps.values.ndim == 1:
        return look.names
    return tuple([*look.names, ""] * len(steps.values))[:-1]


def _across(steps, look) -> Axis:
    return Axis(low=-0.6, high=len(_names(steps, look)) - 0.4, names=_names(steps, look))


def _of_rows(steps, y) -> list:
    """The numbers of the rows, over the bars of each."""
    if steps.values.ndim == 1:
        return []
    rows, count = steps.values.shape
    return [
        Note(
            x=row * (count + 1) + (count - 1) / 2,
            y=y,
            text=_("row {n}").format(n=row),
            anchor="middle",
        )
        for row in range(rows)
    ]


def _logits(steps, look) -> Plot:
    (low, high), c = look.ends, look.constant
    # Beyond the end of a bar, and beyond its handle, stands its number.
    room = (0.32 if look.held and steps.values.size > FEW else 0.16) * (high - low)
    above = room if steps.values.ndim == 1 else 4.6 * room  # numbers, and over them the rows
    most = max(abs(low), abs(high)) or 1.0
    ends = _slots(steps.shifted)
    values = ends - np.float32(c)
    top = high + above + c
    names = _names(steps, look)
    handles = ()
    if look.held:
        handles = tuple(
            Handle(
                id=f"logit {n}",
                x=n,
                y=float(y),
                along="y",
                step=0.1,
                words=_("logit of {name}: {value}").format(name=name, value=short(y)),
            )
            for n, (name, y) in enumerate(zip(names, ends.tolist(), strict=True))
        )
    # Ten numbers such as −1002 lie one on the other; they stand in the table, too.
    crowded = bool(c) and look.room < TIGHT and steps.values.size > FEW
    bars = Bars(
        start=np.full(ends.shape, c, "float32"),
        end=ends,
        level=(0.5 + 0.5 * values / np.float32(most)).astype("float32"),
        labels=() if crowded else over_bars(ends),
        upright=True,
    )
    base = Line(at=(-0.6, c, len(names) - 0.4, c), role="soft")
    return Plot(
        title=_("logits {constant}").format(constant=signed(c)) if c else _("logits"),
        x=_across(steps, look),
        y=Axis(low=low - room + c, high=top),
        marks=(bars, base, *_of_rows(steps, top - 0.5 * room)),
        handles=handles,
        width=30 if steps.values.size <= FEW else 44,
        height=HIGH if steps.values.size <= FEW else HALF,
        slim=1.0 if steps.values.size <= FEW else 0.62,
        words=_said(_("logits"), names, ends),
    )


def _probabilities(steps, look) -> Plot:
    values, names = _slots(steps.values), _names(steps, look)
    rows, few = values.size > steps.values.size, steps.values.size <= FEW
    # Over the bars stand their numbers, and over these two lines that tell whose they are.
    lines, line = (0.3, 0.15) if few else (0.66, 0.26)
    top = 1.16 + (lines if look.yours else 0.12 * rows)
    marks = [
        Bars(
            start=np.zeros(values.shape, "float32"),
            end=values,
            level=values,
            scale="sequential",
            upright=True,
            role="keras",
        )
    ]
    if steps.yours is not None:
        marks += _laid_over(_slots(steps.yours), names)
        # one under the other: side by side they would look like headings of the two rows
        marks.append(Note(x=-0.5, y=top - 0.06, text=_("filled bars: Keras's"), role="keras"))
        outlines = _("outlines: yours")
        marks.append(Note(x=-0.5, y=top - 0.06 - line, text=outlines, role="yours"))
    labels = over_bars(values, least=0.005)  # over all outlines
    none = np.full(values.shape, np.nan, "float32")
    ends = values
    if steps.yours is not None:  # where it says nan at the foot of a bar, above that
        lost = ~np.isfinite(_slots(steps.yours))
        ends = np.where(lost, np.maximum(values, np.float32(line)), values)
    marks.append(Bars(start=ends, end=ends, level=none, labels=labels, upright=True))
    return Plot(
        title=_("probabilities"),
        x=_across(steps, look),
        y=Axis(low=0, high=top),
        marks=(*marks, *_of_rows(steps, 1.16)),
        width=30 if few else 44,
        height=HIGH if few else HALF + 2 * bool(look.yours),
        slim=1.0 if few else 0.62,
        words=_said(_("probabilities"), names, values),
    )


def _laid_over(yours, names) -> list:
    """The learner's probabilities as outlines; what is no number is said in its place."""
    bars = Bars(
        start=np.zeros(yours.shape, "float32"),
        end=np.where(np.isfinite(yours), np.clip(yours, -9, 9), np.nan).astype("float32"),
        level=np.full(yours.shape, np.nan, "float32"),
        upright=True,
        role="yours",
        part=0.4,
    )
    lost = [
        Note(x=n, y=0.02, text=number(float(p)), role="yours", anchor="middle", above=True)
        for n, (p, name) in enumerate(zip(yours, names, strict=True))
        if name and not np.isfinite(p)
    ]
    return [bars, *lost]


def _said(what, names, values) -> str:
    pairs = zip(names, values, strict=True)
    return f"{what}: " + ", ".join(f"{name} {short(y)}" for name, y in pairs if name)


# The table, and one line of it written out


def _table(steps, look) -> Mark:
    """A row a class, a column a step: from the logit on the left to the probability."""
    last = steps.naive if steps.yours is None else steps.yours
    if steps.yours is None and look.yours:
        last = np.full_like(steps.values, np.nan)  # there is none
    columns = [steps.shifted, steps.scaled, steps.below, steps.exps, steps.values, last]
    values = np.stack([np.asarray(part, "float32").ravel() for part in columns], axis=1)
    text = [
        *(_column(part, look.room < TIGHT) for part in columns[:3]),
        *([short(value) for value in part.ravel()] for part in columns[3:]),
    ]
    if steps.yours is None and look.yours:
        text[-1] = ["–"] * len(values)
    level = np.full(values.shape, np.nan, "float32")
    level[:, 4:] = np.where(np.isfinite(values[:, 4:]), values[:, 4:], np.nan).clip(0, 1)
    wrong = np.zeros(values.shape, bool)
    if text[-1][0] != "–":
        wrong[:, -1] = differences(values[:, -1], values[:, 4], *CLOSE)
    heads = (
        _("logit {constant}").format(constant=signed(look.constant))
        if look.constant
        else _("logit"),
        (
            _("÷ {temperature}") if look.room < TIGHT else _("temperature: ÷\u00a0{temperature}")
        ).format(temperature=short(look.temperature)),
        _("−\u00a0max"),
        _("exp"),
        _("÷ sum"),
        look.yours or _("without −\u00a0max"),
    )
    drawn = grid(
        values,
        name="steps",
        text=np.array(text, dtype=object).T,
        title=_("a step at a time"),
        plain=True,
        bad=np.argwhere(wrong),
        heads=heads,
        sides=_sides(steps, look),
        pick=True,
        look="table",
        most=(40, COLUMNS),
    )
    return _coloured(drawn, level)


def _coloured(drawn, level):
    """The same grid with levels of our own: only probabilities have a colour."""
    import dataclasses

    return dataclasses.replace(drawn, level=level.ravel(), scale="sequential")


def _column(values, tight) -> list:
    def large(value):
        return f"{value:.0f}".replace("-", "−") if tight else short(value)

    return [
        large(v) if abs(v) >= 100 else t
        for v, t in zip(values.ravel(), numbers(values), strict=True)
    ]


def _sides(steps, look) -> tuple:
    if steps.values.ndim == 1:
        return look.names
    return tuple(
        _("row {n}: {name}").format(n=row, name=name)
        for row in range(len(steps.values))
        for name in look.names
    )


def arithmetic(steps, look) -> tuple:
    """The row of the table that is pointed at, written out: the parts of a `Formula`."""
    at = np.unravel_index(min(look.cell // COLUMNS, steps.values.size - 1), steps.values.shape)
    x, below, e, p = (part[at] for part in (steps.scaled, steps.below, steps.exps, steps.values))
    z, largest = steps.shifted[at] - np.float32(look.constant), steps.scaled[at[:-1]].max()
    total = steps.sums[at[:-1]][0]
    name = _sides(steps, look)[min(look.cell // COLUMNS, steps.values.size - 1)]
    first = short(z) if not look.constant else f"({short(z)} {signed(look.constant)})"
    return (
        (f"{name}  ", "strong"),
        (f"{first} ÷ {short(look.temperature)} = ", ""),
        (short(x), "strong"),
        (f"\nexp({short(x)} − {in_brackets(short(largest))}) = exp({short(below)}) = ", ""),
        (short(e), "strong"),
        (f"\n{short(e)} ÷ ", ""),
        (_("sum {total}").format(total=number(float(total), 5)), ""),
        (" = ", ""),
        (short(p), "strong"),
    )


def beside(steps) -> Beside:
    """Keras's probabilities, and the learner's."""
    return Beside(steps.values, steps.yours, CLOSE)
