"""What BatchExplorer says in sentences."""

from ..concepts.batches import DRAWN
from ..i18n import _, ngettext
from ._batches_shown import Noise, Waiting
from .stage.grids import number


def short(value) -> str:
    """A length in few characters: 0.0046, 0.56, 2.37, 26.1."""
    return number(float(value), 2 if abs(value) < 1 else 3) if value else "0"


def percent(part, digits=1) -> str:
    return _("{number} %").format(number=f"{100 * part:.{digits}f}")


def share(count, of) -> str:
    """A share of a number of batches, with as many digits as that number gives it."""
    return percent(count / of, 1 if of >= 1000 else 0)


def named(batch_size, count) -> str:
    """What a size is called beside its curve."""
    return _("all {n:,}").format(n=count) if batch_size == count else f"{batch_size}"


def reading(result, taken=DRAWN) -> str:
    """What is shown, in a few sentences; with no batch ``taken``, nothing of what is asked."""
    if isinstance(result, Waiting):
        if result.stopped:
            return _("Stopped. Move a control, and it begins again.")
        return _("The network is at work on the digits; it is done once.")
    if not isinstance(result, Noise):
        return _of_trainings(result)
    if taken == 0 and result.batch_size < result.moment.count:
        return _(
            "No batch is drawn yet. The step of all {count:,} images has the length 1."
        ).format(count=result.moment.count)
    return _of_noise(result)


def _of_noise(result) -> str:
    moment, found, n = result.moment, result.chosen, result.batch_size
    if n == moment.count:
        text = _(
            "The gradient of all {count:,} images is the one of the mean loss: no chance is left. "
            "σ/√n would still give {spread}."
        ).format(count=n, spread=short(moment.expected(n, whole=False)))
    else:
        text = _(
            "The gradient of a batch of {n} is {spread} away from that of all, whose length is 1 "
            "here (root mean square of {count:,} batches)."
        ).format(n=n, spread=short(found.spread), count=found.count)
        text += " " + _(
            "Expected: σ/√n = {endless}; with only {count:,} images to draw from, {exact}."
        ).format(
            endless=short(moment.expected(n, whole=False)),
            exact=short(moment.expected(n)),
            count=moment.count,
        )
    up = int(found.uphill.sum())
    words = ngettext(
        "{up} of {count:,} batch points uphill.",
        "{up:,} of {count:,} batches point uphill ({share}).",
        found.count,
    ).format(up=up, count=found.count, share=share(up, found.count))
    return f"{text} {words}"


def arrows(result, at) -> str:
    """The title over the arrows, ``at`` of which are drawn."""
    n, count = result.batch_size, result.moment.count
    if n == count:
        return _("where all {count:,} images would step").format(count=count)
    if not at:
        return _("where batches of {n} would step").format(n=n)
    words = ngettext(
        "where {at} batch of {n} would step", "where {at} batches of {n} would step", at
    )
    return words.format(at=min(at, DRAWN), n=n)


def counted(result, taken) -> str:
    """What stands beside the player."""
    if result.batch_size == result.moment.count:
        return _("one gradient: there is only one batch of all")
    at = min(taken, DRAWN)
    words = ngettext("{at} batch drawn", "{at} batches drawn", at).format(at=at)
    if not at:
        return words
    up = int(result.chosen.uphill[:at].sum())
    return words + " · " + _("{up} uphill").format(up=up)


def _of_trainings(result) -> str:
    runs = result.runs
    chosen = result.batch_size if result.batch_size in runs else next(iter(runs))
    sizes = [chosen, *(n for n in (max(runs),) if n != chosen)]
    if result.compare == "epochs":
        begun = _("In {end} epochs").format(end=result.end)
        each = _("batches of {n:,} take {steps} and end at an accuracy of {accuracy}")
    else:
        begun = _("In {end} steps").format(end=result.end)
        each = _("batches of {n:,} see {images:,} images and end at an accuracy of {accuracy}")
    said = []
    for n in sizes:
        part = result.part(n)
        steps = int(part.steps[-1])
        words = ngettext("{n:,} step", "{n:,} steps", steps).format(n=steps)
        images = seen(result, n)
        said.append(
            each.format(n=n, steps=words, images=images, accuracy=percent(part.accuracy[-1]))
        )
    return f"{begun}, {'; '.join(said)}."


def seen(result, batch_size) -> int:
    """How many images all steps of a training look at, the same ones again and again."""
    from ..concepts.batch_training import IMAGES

    part = result.part(batch_size)
    whole, rest = divmod(int(part.steps[-1]), part.per_epoch)
    return whole * IMAGES + min(rest * batch_size, IMAGES)
