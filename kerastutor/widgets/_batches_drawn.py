"""What BatchExplorer draws."""

import math

import numpy as np

from ..concepts.batch_training import IMAGES, digits
from ..concepts.batches import DRAWN
from ..i18n import _, ngettext
from ._batches_words import arrows, named, percent, seen, share, short
from .stage.marks import Column, Formula, Image, Row, Words
from .stage.plots import Arrow, Axis, Band, Curve, Dots, Handle, Line, Note, Plot

#: The batch size for whose arrows the picture has room, and how much.
FITS, ROOM = 8, 2.6
#: Of an arrow's head: its length, as a part of the picture's half, and its angle.
HEAD, ANGLE = 0.045, 0.42
#: Where the picture ends, beyond the last number of its axes.
EDGE = 1.08
#: Up to this size a batch's images have arrows of their own; so many of them are shown.
PARTS, SHOWN = 256, 16


def waiting(result, _explorer) -> Words:
    if result.stopped:
        return Words(title=_("Stopped"), note=_("Move a control, and it begins again."))
    return Words(
        title=_("The network is at work on the digits"),
        note=_("Flatten, Dense 32, Dense 10; {n:,} images. It is done once.").format(n=IMAGES),
    )


# The view "gradients"


def noise(result, explorer) -> Row:
    """The arrows; and what their distances and their directions are for every size."""
    left = Column(items=(_arrows(result, explorer), *_images(result, explorer)))
    measured = explorer.taken > 0  # before, it is the class that is asked
    return Row(items=(left, Column(items=(_spread(result, measured), _uphill(result, measured)))))


def half(moment, length=False) -> float:
    """How far the picture of the arrows goes each way: the same for every batch size."""
    share = 1.0 if length else math.sqrt(moment.seen[1])
    wanted = (1.4 if length else ROOM) * max(share * float(moment.expected(FITS)), 0.5)
    tens = 10.0 ** math.floor(math.log10(wanted))
    return next(n * tens for n in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if n * tens >= wanted)


def heads(x, y, end) -> tuple[np.ndarray, np.ndarray]:
    """Arrows from 0 to each place as one line, with the pen lifted between them; what leaves the
    picture ends at its edge, without a head."""
    part = np.minimum(1, EDGE * end / np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-30))
    x, y = x * part, y * part
    long = np.where(part < 1, 0, np.minimum(HEAD * end, 0.6 * np.hypot(x, y)))
    angle = np.arctan2(y, x)
    none = np.full(len(x), np.nan)
    left, right = (
        (x - long * np.cos(angle + turn), y - long * np.sin(angle + turn))
        for turn in (ANGLE, -ANGLE)
    )
    points = (0 * x, 0 * y), (x, y), left, (x, y), right, (0 * x, none)
    return tuple(_f(np.stack([point[n] for point in points], axis=1).ravel()) for n in (0, 1))


def _arrows(result, explorer) -> Plot:
    moment, found = result.moment, result.chosen
    length = explorer.arrows == "length"
    end, at = half(moment, length), min(explorer.taken, found.count)
    drawn = slice(0, min(at, DRAWN))
    x, y = found.along[drawn], (found.sideways if length else found.across)[drawn]
    up, marks = x < 0, [Band(x0=-EDGE * end, x1=0, role="wrong")]
    if result.batch_size < moment.count:
        for part, role in ((~up, "gradient"), (up, "wrong")):
            across, high = heads(x[part], y[part], end)
            marks.append(Curve(x=across, y=high, role=role, thick=1.3, faint=0.8))
        marks += _newest(result, explorer, x, y, end)
    marks.append(Arrow(at=(0, 0, 1, 0), role="keras"))
    marks += [
        Note(x=-end, y=0.96 * end, text=_("← uphill"), role="wrong"),
        Note(x=end, y=0.96 * end, text=_("downhill →"), role="gradient", anchor="end"),
        Line(at=(1, 0, EDGE * end, 0), role="keras", look="dots"),
        Note(
            x=end,
            y=0,
            text=_("all {n:,}").format(n=moment.count),
            role="keras",
            anchor="end",
            above=True,
        ),
    ]
    out = int((np.maximum(np.abs(x), np.abs(y)) > EDGE * end).sum())
    if out:
        text = ngettext("{n} arrow leaves the picture", "{n} arrows leave the picture", out)
        text = text.format(n=out)
        marks.append(Note(x=end, y=-end, text=text, anchor="end"))
    if length:
        name = _("across, all {n:,} weights: length and angle are true").format(n=len(moment.whole))
    else:
        name = _("across, where images differ most ({share} of the spread)").format(
            share=percent(moment.seen[1], 0)
        )
    ends = {"low": -EDGE * end, "high": EDGE * end}
    return Plot(
        title=arrows(result, at),
        x=Axis(name=_("along the step of all images, whose length is 1"), **ends),
        y=Axis(name=name, **ends),
        marks=tuple(marks),
        width=28,
        square=True,
        words=_("steps of batches, downhill to the right"),
    )


def _newest(result, explorer, x, y, end) -> list:
    """While batches are drawn one after another: the newest, and the images it is the mean of."""
    moment, found, at = result.moment, result.chosen, len(x)
    if not 0 < explorer.taken < DRAWN:
        return []
    marks, role = [], "wrong" if x[-1] < 0 else "gradient"
    if explorer.arrows == "plane" and 1 < result.batch_size <= PARTS:
        rows = found.rows[at - 1]
        across, high = heads(moment.along[rows], moment.across[rows], end)
        marks.append(Curve(x=across, y=high, role="soft", thick=1.3, faint=0.8))
    part = min(1, EDGE * end / max(abs(x[-1]), abs(y[-1]), 1e-30))  # what leaves ends at the edge
    return [*marks, Arrow(at=(0, 0, float(part * x[-1]), float(part * y[-1])), role=role)]


def _images(result, explorer) -> tuple:
    """The images of the newest batch, the first few of them."""
    n, at = result.batch_size, min(explorer.taken, result.chosen.count, DRAWN)
    if not at:  # as high as what comes there
        title = _("No batch is drawn yet.")
        empty = np.full((8, 9 * min(n, SHOWN) - 1), 150, "uint8")
        empty[:, 8::9] = 255
        wide = 28 * empty.shape[1] / (9 * SHOWN)
        return (Image(values=empty, width=wide, title=title, words=title),)
    rows = result.chosen.rows[at - 1][:SHOWN]
    strip = np.full((8, 9 * len(rows) - 1), 255, "uint8")
    for k, image in enumerate(digits().x[rows]):
        strip[:, 9 * k : 9 * k + 8] = 255 * image
    title = _("batch {k}").format(k=at) if n < result.moment.count else _("all images")
    if n > SHOWN:
        title += " · " + _("{shown} of {n:,} shown").format(shown=SHOWN, n=n)
    if explorer.taken < DRAWN and explorer.arrows == "plane" and 1 < n <= PARTS:
        title += " · " + _("their steps in grey, the mean thick")
    return (Image(values=strip, width=28 * strip.shape[1] / (9 * SHOWN), title=title, words=title),)


def _spread(result, shown) -> Plot:
    """The distance from the gradient of all, against the batch size; both logarithmic."""
    moment, n = result.moment, result.batch_size
    count, spread = moment.count, moment.spread
    low, high = spread / count / 2, spread * 2.2
    sizes = np.unique([*np.geomspace(1, count - 1, 120).round(), *range(count - 12, count)])
    exact, endless = moment.expected(sizes), moment.expected([1, count], whole=False)
    sizes_below = np.array([size for size in result.sizes if size < count])
    measured = _f([result.sizes[size].spread for size in sizes_below])
    here = result.chosen.spread
    words = _("{n}: {spread}").format(n=named(n, count), spread=short(here))
    y = max(here, low)
    left = n > 200  # there it is under the curve, else over the curve and the line at 1
    marks = (
        Line(at=(0.7, 1, 3 * count, 1), role="soft", look="dots"),
        Note(x=0.8, y=(low / high) ** 0.055, text=_("the gradient's own length")),
        Curve(x=_f([1, count]), y=_f(endless), role="soft", look="dash"),
        Note(x=1.1 * count, y=float(endless[1]), text="σ/√n"),
        Curve(x=_f([*sizes, count]), y=_f([*exact, low / 2]), role="keras"),
        Dots(x=_f(sizes_below), y=measured, role="gradient", size=4),
        Note(
            x=n * (0.8 if left else 1.25),
            y=max(y / 2.2, 1.6 * low) if left else max(y, 1.0),
            text=words,
            role="gradient",
            anchor="end" if left else "start",
            above=not left,
        ),
    )
    return Plot(
        title=_("how far a batch's gradient is from that of all"),
        x=_sizes(count),
        y=Axis(low=low, high=high, name=_("distance"), log=True),
        marks=marks if shown else marks[:2],
        handles=(
            Handle(
                id="batch_size",
                x=float(n),
                y=float(y) if shown else float(low),  # where it belongs is an answer
                words=words if shown else named(n, count),
                step=math.log10(2),
            ),
        ),
        width=40,
        height=17,
        words=words if shown else "",
    )


def _sizes(count) -> Axis:
    return Axis(low=0.7, high=2.2 * count, name=_("batch size"), log=True)


def _uphill(result, shown) -> Plot:
    """The share of each size that points uphill."""
    n, found = result.batch_size, result.chosen
    count = result.moment.count
    shares = {size: 100 * one.uphill.mean() for size, one in result.sizes.items()}
    x, y = _f(list(shares)), _f(list(shares.values()))
    top = max(1.3 * float(y.max()), 10.0)
    words = share(int(found.uphill.sum()), found.count)
    near = max(value for size, value in shares.items() if n <= size <= 4 * n)  # the words' place
    return Plot(
        title=_("the share of batches that point uphill"),
        x=_sizes(count),
        y=Axis(low=0, high=top, name=_("%")),
        marks=(
            Curve(x=x, y=y, role="wrong"),
            Dots(x=x, y=y, role="wrong", size=4),
            Dots(x=_f([n]), y=_f([shares[n]]), role="wrong", size=7),
            Note(x=n * 1.2, y=near + 0.05 * top, text=words, role="wrong", above=True),
        )
        if shown
        else (),
        width=40,
        height=11,
        words=_("{share} of the batches of {n}").format(share=words, n=n) if shown else "",
    )


# The view "training"


def trainings(result, _explorer) -> Column:
    """Accuracy and loss of all trainings, and what each of them costs."""
    plots = Row(items=(_accuracy(result), _losses(result)))
    return Column(items=(plots, Formula(parts=_table(result))))


_LOOKS = ("", "dash", "dots")


def _curves(result, values) -> list:
    """A curve for each size, the chosen one last and in the colour of what is chosen."""
    curves, others = [], 0
    for n in result.runs:
        part = result.part(n)
        x = part.epochs if result.compare == "epochs" else part.steps
        chosen = n == result.batch_size
        curves.append(
            Curve(
                x=_f(x),
                y=_f(values(part)),
                role="control" if chosen else "soft",
                look="" if chosen else _LOOKS[others % 3],
                label=named(n, IMAGES),
            )
        )
        others += not chosen
    return sorted(curves, key=lambda curve: curve.role == "control")


def _along(result) -> Axis:
    name = _("epochs") if result.compare == "epochs" else _("steps")
    return Axis(low=0, high=result.end, name=name)


def _accuracy(result) -> Plot:
    return Plot(
        title=_("the accuracy on 360 test images, in %"),
        x=_along(result),
        y=Axis(low=0, high=102, name=_("accuracy, in %")),
        marks=tuple(_curves(result, lambda part: 100 * part.accuracy)),
        margin=5,
        width=42,
        height=22,
        words=_("accuracy of each training"),
    )


def _losses(result) -> Plot:
    lowest = min(result.part(n).losses.min() for n in result.runs)
    highest = max(result.part(n).losses.max() for n in result.runs)
    return Plot(
        title=_("the loss of all training images"),
        x=_along(result),
        y=Axis(low=lowest / 1.5, high=highest * 1.5, name=_("loss, logarithmic"), log=True),
        marks=tuple(_curves(result, lambda part: part.losses)),
        margin=5,
        width=42,
        height=22,
        words=_("loss of each training"),
    )


def _table(result) -> tuple:
    """What each size does until the end of the axis, a line each."""
    of_epochs = result.compare == "epochs"
    heads = [_("batch size"), _("steps") if of_epochs else _("epochs"), _("images"), _("accuracy")]
    rows = []
    for n in result.runs:
        part = result.part(n)
        cost = f"{part.steps[-1]:,.0f}" if of_epochs else short(part.epochs[-1])
        rows.append([f"{n:,}", cost, f"{seen(result, n):,}", percent(part.accuracy[-1])])
    wide = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]

    def line(row):
        return "  ".join(text.rjust(w) for text, w in zip(row, wide, strict=True))

    parts = [(line(heads), "dim")]
    for n, row in zip(result.runs, rows, strict=True):
        parts.append(("\n" + line(row), "strong" if n == result.batch_size else ""))
    return tuple(parts)


def _f(values) -> np.ndarray:
    return np.asarray(values, "float32")
