"""What LossExplorer draws of a network: a batch of real predictions, and weights that move."""

import numpy as np

from ..concepts.loss_batches import SHARES, name_of
from ..i18n import _, ngettext
from ._losses_written import chance, short
from .stage.grids import window
from .stage.marks import Column, Formula, Image, Row, Words
from .stage.plots import Axis, Band, Bars, Curve, Dots, Handle, Line, Note, Plot

#: So many images that changed sides are drawn.
DRAWN = 8
#: So many bars are drawn.
BARS = 40
#: So many of the largest losses are written into the sum.
WRITTEN = 4


def waiting(_result, _explorer) -> Words:
    return Words(
        title=_("A network is being trained on the digits"),
        note=_("Flatten, Dense 32, Dense 10; 1,437 images, ten epochs. It is done once."),
    )


# The view "batch"


def batched(result, explorer) -> Row:
    """The losses of all images, the worst first; and the one that is pulled out."""
    plots = Column(items=(_bars(result), _running(result), Formula(parts=_sum(result))))
    return Row(items=(plots, _pulled(result) if explorer.labels else _unnamed(result)))


def _bars(result) -> Plot:
    """A bar an image, round the rank; those that are added up are filled."""
    shown, k = result.shown, result.rank
    n, values = len(shown.values), shown.sorted
    first = window(0, k - 1, n, BARS)
    part = slice(first, first + BARS)
    drawn = _f(np.where(np.isfinite(values[part]), values[part], np.nan))
    top = 1.2 * (float(np.nanmax(drawn)) if np.isfinite(drawn).any() else 1.0) or 1e-6
    low, top = _reach(result, part, top)
    high, none = float(values[k - 1]), np.full(len(drawn), np.nan, "float32")
    added = np.arange(first, first + len(drawn)) < k
    bars = {"start": np.zeros(len(drawn), "float32"), "level": none, "upright": True}
    marks = [
        Bars(end=np.where(added, drawn, none), role="loss", solid=True, first=first + 1, **bars),
        Bars(end=np.where(added, none, drawn), role="loss", first=first + 1, **bars),
    ]
    if result.yours is not None and result.keras is not None:
        marks += _dots_of_yours(result.yours.sorted[part], first, k, low, top)
    mean, last = shown.mean, first + len(drawn) + 0.5
    words = _("mean of all {mean}").format(mean=short(mean))
    marks.append(Line(at=(first + 0.4, mean, last, mean), role="loss", look="dash"))
    marks.append(Note(x=last, y=mean, text=words, role="loss", anchor="end", above=True))
    words = _("rank {k}: loss {loss}").format(k=k, loss=short(high))
    side = {"x": k + 0.8, "anchor": "start"}
    if k - first > 0.6 * BARS:
        side = {"x": k - 0.4, "anchor": "end"}
    y = min(max(high, 0) + 0.06 * top, top - 0.1 * (top - low))
    marks.append(Note(y=y, text=words, role="keras", above=True, **side))
    return Plot(
        title=_("the loss of each image, the worst first: {first} to {last} of {n}").format(
            first=first + 1, last=first + len(drawn), n=n
        ),
        x=Axis(low=first + 0.3, high=last + 0.2, name=_("rank"), whole=True),
        y=Axis(low=low, high=top, name=_("loss")),
        marks=tuple(marks),
        handles=(Handle(id="rank", x=k, y=high, words=words, step=1),),
        width=52,
        height=12.5,
        words=words,
    )


def _reach(result, part, top) -> tuple[float, float]:
    """The ends of the axis: Keras's bars keep a third of it, however far the learner's lie."""
    low = -0.03 * top
    if result.yours is not None and result.keras is not None:
        seen = result.yours.sorted[part]
        seen = seen[np.isfinite(seen)]
        low = min(low, max(1.1 * float(seen.min(initial=0)), -2 * top))
        top = max(top, min(1.15 * float(seen.max(initial=0)), 3 * top))
    return low, top


def _dots_of_yours(yours, first, k, low, top) -> list:
    """The learner's losses, a dot over each bar; the name stands where no other words are."""
    inside = np.isfinite(yours) & (yours >= low) & (yours <= top)
    ranks = np.arange(first + 1, first + 1 + len(yours), dtype="float32")
    marks = [Dots(x=ranks, y=_f(np.where(inside, yours, np.nan)), role="yours", size=4)]
    n = 17 if k - first < 6 else 1
    if inside.any():
        n = min(np.flatnonzero(inside), key=lambda place: abs(place - n))
        text, y = _("yours"), float(yours[n]) + 0.02 * (top - low)
    elif np.isfinite(yours).any():
        n = min(np.flatnonzero(np.isfinite(yours)), key=lambda place: abs(place - n))
        text, y = _("yours: {value}, outside the picture"), top if yours[n] > top else low
        text = text.format(value=short(yours[n]))
    else:
        return marks
    y = min(y, top - 0.12 * (top - low))
    return [*marks, Note(x=float(first + n) + 0.6, y=y, text=text, role="yours", above=True)]


def _running(result) -> Plot:
    shown, k = result.shown, result.rank
    n, running = len(shown.values), shown.running
    top = 1.15 * (float(running[-1]) or 1e-6)
    ranks = np.arange(0, n + 1, dtype="float32")
    words = ngettext(
        "the worst one: {part} of the mean", "the {k} worst: {part} of the mean", k
    ).format(k=k, part=percent(shown.share(k)))
    side = {"x": k + 0.02 * n, "anchor": "start"} if k < 0.45 * n else {"x": k, "anchor": "end"}
    at = float(running[k - 1])
    mean = _("mean {mean}").format(mean=short(shown.mean))
    return Plot(
        title=_("added up from the left, and divided by {n}").format(n=n),
        x=Axis(low=-0.01 * n, high=n + 1, name=_("rank"), whole=True),
        y=Axis(low=-0.03 * top, high=top, name=_("part of the mean")),
        marks=(
            Band(x0=0.5, x1=k + 0.5, role="loss", label=""),
            Line(at=(0, shown.mean, n, shown.mean), role="loss", look="dash"),
            Note(x=n, y=shown.mean, text=mean, role="loss", anchor="end", above=True),
            Curve(x=ranks, y=_f([0, *running]), role="loss"),
            Note(y=max(at - 0.17 * top, 0.09 * top), text=words, role="keras", **side),
        ),
        handles=(Handle(id="rank", x=k, y=at, words=words, step=1),),
        width=52,
        height=10.5,
        words=words,
    )


def percent(part) -> str:
    text = f"{100 * part:.0f}" if 0.1 < part < 0.99 or part == 1 else f"{100 * part:.1f}"
    if text == "100.0":
        text = _("over 99.9")
    return _("{number} %").format(number=text)


def _sum(result) -> tuple:
    """The losses added up, and divided by how many there are."""
    shown, n = result.shown, len(result.shown.values)
    first, total = [short(value) for value in shown.sorted[:WRITTEN]], short(shown.values.sum())
    return (
        (" + ".join(first) + f" + … = {total}", ""),
        (f"\n{total} ÷ {n} = ", ""),
        (short(shown.mean), "loss"),
    )


def _unnamed(result) -> Image:
    """The image of the rank, and no word of what it is."""
    return Image(
        values=result.trained.images[result.image],
        width=13,
        title=_("rank {k}: how do you read it?").format(k=result.rank),
    )


def _pulled(result) -> Column:
    """The image of the rank, and what the network says of it."""
    n, trained = result.image, result.trained
    p, label = trained.probabilities[n], int(trained.labels[n])
    said = int(p.argmax())
    right = _("right") if said == label else _("wrong")
    image = Image(
        values=trained.images[n],
        width=13,
        title=_("rank {k}: the digit {label}").format(k=result.rank, label=label),
        note=_(
            "The network says {said}: {right}. It gives the {label} a probability of {p}."
        ).format(said=said, right=right, label=label, p=short(p[label])),
    )
    start, names = np.zeros(10, "float32"), tuple("0123456789")
    truth = np.full(10, np.nan, "float32")
    truth[label] = 1.0
    bars = Plot(
        title=_("its probabilities, and the target (framed)"),
        x=Axis(low=-0.6, high=9.6, names=names),
        y=Axis(low=0, high=1.15),
        marks=(
            Bars(
                start=start,
                end=_f(p),
                level=_f(p),
                scale="sequential",
                upright=True,
                labels=tuple(f"{part:.2f}" if part >= 0.05 else "" for part in p),
            ),
            Bars(
                start=start,
                end=truth,
                level=np.full(10, np.nan, "float32"),
                upright=True,
                role="keras",
                part=0.86,
            ),
        ),
        width=44,
        height=10,
        words=_("probabilities of the ten digits"),
    )
    return Column(items=(image, bars, Formula(parts=_of_image(result, n, label))))


def _of_image(result, n, label) -> tuple:
    """How this image's loss comes about."""
    p, loss = result.trained.probabilities[n], result.shown.values[n]
    written = {
        "categorical_crossentropy": f"−ln {chance(p[label])} = ",
        "mean_squared_error": _("the mean of ten (p − y)² = "),
        "mean_absolute_error": _("the mean of ten |p − y| = "),
        "huber": _("the mean of ten ½ · (p − y)² = "),
        "binary_crossentropy": _("the mean of ten cross-entropies = "),
        "": _("your loss = "),
    }[result.loss]
    if result.takes == "logit" and result.loss == "binary_crossentropy":
        written = _("the mean of ten, from the logits = ")
    parts = [(written, ""), (short(loss), "loss")]
    if result.yours is not None and result.keras is not None:
        yours = short(result.yours.values[n])
        parts.append((_("\nyours = {value}").format(value=yours), "yours"))
    return tuple(parts)


# The view "weight"


def weighed(result, explorer) -> Column:
    """Loss and accuracy along the direction, and the images that change sides."""
    plots = Row(items=(_loss_along(result, explorer), _right_along(result, explorer)))
    return Column(items=(plots, _sides(result)))


def _across(result, explorer) -> Axis:
    if explorer.direction == "one":
        layer, which, place = name_of(result.trained, explorer.weight)
        name = _("change of {which}{place} of layer {n}").format(
            which=which, place=list(place), n=layer + 1
        )
    elif explorer.direction == "random":
        name = _("how far: each weight moves by about {part} of it").format(part=SHARES["random"])
    else:
        name = _("how far, against the gradient")
    return Axis(low=-1.02 * explorer.span, high=1.02 * explorer.span, name=name)


def _ends(*found, least) -> tuple:
    """The lowest and the highest value, with room."""
    low, high = min(np.nanmin(y) for y in found), max(np.nanmax(y) for y in found)
    room = max(0.14 * (high - low), least)
    return float(low - 1.3 * room), float(high + room)


def _loss_along(result, explorer) -> Plot:
    axis, marks = _across(result, explorer), []
    both = [y for y in (result.keras, result.yours and result.yours[1]) if y is not None]
    both = [y[np.isfinite(y)] for y in both]
    ends = [y for y in both if y.size] or [np.zeros(1)]
    # of a flat one float32's last digit would fill the picture
    low, high = _ends(*ends, least=0.01 if result.levels == 1 else 1e-7)
    place = axis.low + 0.04 * (axis.high - axis.low)
    if result.keras is not None:
        label = _("Keras's") if result.yours else ""
        line = {"x": _f(result.along.steps), "y": _f(result.keras), "role": "loss"}
        marks.append(Curve(**line, label=label, label_at=(place, high)))
    if result.yours is not None:
        x, y = result.yours
        look = "" if result.keras is None else "dash"
        at = place, high - 0.1 * (high - low)
        marks.append(
            Curve(x=_f(x), y=_f(y), role="yours", look=look, label=_("yours"), label_at=at)
        )
        if result.keras is not None:
            marks.append(Dots(x=_f(x), y=_f(y), role="yours", size=3.5))
    mean = result.mean
    words = _("loss {loss}").format(loss=f"{mean:.6f}")
    marks.append(Line(at=(0, low, 0, high), role="soft", look="dots"))
    marks.append(_under(axis, (low, high), result, mean, words))
    return Plot(
        title=_("the loss: the mean over {n} test images").format(n=len(result.trained.labels)),
        x=axis,
        y=Axis(low=low, high=high, name=_("loss")),
        marks=tuple(marks),
        left=5.2,  # numbers of seven digits, where a weight hardly matters
        handles=_held(result, explorer, mean, words),
        width=44,
        height=19,
        words=words,
    )


def _right_along(result, explorer) -> Plot:
    axis, n = _across(result, explorer), len(result.trained.labels)
    x, y = result.along.steps, result.along.right
    half = (x[1] - x[0]) / 2  # it jumps between two places that were tried
    steps = np.stack([x - half, x + half], axis=1).ravel()
    low, high = _ends(y, least=2.0)
    high += 0.14 * (high - low) + 0.3  # for the words
    words = _("{right} of {n} right: {part}").format(
        right=result.right, n=n, part=percent(result.right / n)
    )
    return Plot(
        title=_("the accuracy: how many of {n} are right").format(n=n),
        x=axis,
        y=Axis(low=low, high=high, name=_("right"), whole=True),
        marks=(
            Line(at=(0, low, 0, high), role="soft", look="dots"),
            Curve(x=_f(steps), y=_f(y.repeat(2)), role="keras"),
            _said(axis, result.step, result.right + 0.04 * (high - low), words),
        ),
        handles=_held(result, explorer, result.right, words),
        width=44,
        height=19,
        words=words,
    )


def _under(axis, ends, result, mean, words) -> Note:
    """Words under a point of the loss, on the side where a valley's wall is not."""
    x, curve = result.along.steps, result.yours[1] if result.keras is None else result.keras
    if result.keras is None:
        x = result.yours[0]
    n = int(np.clip(np.searchsorted(x, result.step), 1, len(x) - 1))
    falls = curve[n] <= curve[n - 1]
    part = (result.step - axis.low) / (axis.high - axis.low)
    end = falls if 0.3 < part < 0.7 else part >= 0.7
    y = max(mean - 0.1 * (ends[1] - ends[0]), ends[0] + 0.03 * (ends[1] - ends[0]))
    x = result.step + 0.012 * (axis.high - axis.low) * (-1 if end else 1)  # clear of a dotted line
    return Note(x=x, y=y, text=words, role="loss", anchor="end" if end else "start")


def _said(axis, x, y, words) -> Note:
    """Words over a point, on the side that has room, and clear of a dotted line at it."""
    left = x < (axis.low + axis.high) / 2
    x += 0.012 * (axis.high - axis.low) * (1 if left else -1)
    return Note(x=x, y=y, text=words, role="keras", anchor="start" if left else "end", above=True)


def _held(result, explorer, y, words) -> tuple:
    y = float(y) if np.isfinite(y) else None
    return (Handle(id="moved", x=result.step, y=y, words=words, step=explorer.span / 100),)


def _sides(result) -> Column | Words:
    """The images that are right now and were not, or the other way."""
    found, trained = result.flipped(), result.trained
    if not len(found):
        text = _("No image has changed sides: accuracy does not tell that anything was moved.")
        if not result.step:
            text = _("Nothing is moved yet: drag the point.")
        elif result.levels == 1:  # a pixel that is always 0, a neuron that is shut
            text = _(
                "Neither accuracy nor loss tells that anything was moved: nothing depends on it."
            )
        return Words(title=text)
    now = result.at.logits[0].argmax(1)
    images = []
    for n in found[:DRAWN]:
        right = now[n] == trained.labels[n]
        images.append(
            Image(
                values=trained.images[n],
                width=4.2,
                title=f"{'✓' if right else '✗'} {trained.labels[n]} → {now[n]}",
                words=_("image {n}").format(n=int(n)),
            )
        )
    more = len(found) - len(images)
    title = ngettext(
        "{n} image has changed sides: the digit → what the network says",
        "{n} images have changed sides: the digit → what the network says",
        len(found),
    ).format(n=len(found))
    rest = (Words(title=_("and {n} more").format(n=more)),) if more else ()
    return Column(items=(Words(title=title), Row(items=(*images, *rest))))


def _f(values) -> np.ndarray:
    return np.asarray(values, "float32")
