"""The reading of OptimizerExplorer, in plain sentences."""

import numpy as np

from ..concepts import surfaces
from ..concepts.adam import rmsprop_step
from ..i18n import _, ngettext
from ._optimizers_drawn import at, no_number
from ._optimizers_looks import YOURS
from ._optimizers_step import differs, in_full, ratio
from ._yours import spoilt
from .stage.grids import number

#: Epsilon is not seen where √v is more than so many times as large.
BURIED = 1000


def reading(explorer, raced) -> str:
    lines = [_beside(explorer, raced), _standing(explorer, raced), _flown(explorer, raced)]
    lines += [_goals(explorer, raced), *_about(explorer, raced)]
    if YOURS in raced.every and raced.every[YOURS].changes:
        lines.append(spoilt(explorer._name))
    return "\n".join(line for line in lines if line)


def _listed(names) -> str:
    *rest, last = names
    return _("{some} and {last}").format(some=", ".join(rest), last=last) if rest else last


# The race


def _standing(explorer, raced) -> str:
    """Who is lowest by now."""
    every, n = raced.every, explorer.taken
    losses = {name: float(path.losses[at(explorer, path)]) for name, path in every.items()}
    flown = {name for name, path in every.items() if path.diverged and n >= path.taken}
    order = sorted((name for name in every if name not in flown), key=losses.get)
    if not order:
        return ""
    if n == 0:
        return _("All begin at a loss of {loss}.").format(loss=number(losses[order[0]]))
    parts = [
        _("{name} {loss}").format(name=raced.label(name, explorer._name), loss=number(losses[name]))
        for name in order
    ]
    text = ngettext(
        "After {n} step the loss is, lowest first: ",
        "After {n} steps the loss is, lowest first: ",
        n,
    )
    return text.format(n=n) + ", ".join(parts) + "."


def _flown(explorer, raced) -> str:
    """Who flew off, those of one step together."""
    if all(path.taken == 0 and path.diverged for path in raced.paths.values()):
        return _("At the start the loss, or its gradient, has no finite value: nobody can begin.")
    flown = {}
    for name, path in raced.every.items():
        if path.diverged and 0 < path.taken <= explorer.taken and not no_number(path):
            flown.setdefault(path.taken, []).append(raced.label(name, explorer._name))
    parts = [
        ngettext("{names} after {n} step", "{names} after {n} steps", n).format(
            names=_listed(names), n=n
        )
        for n, names in sorted(flown.items())
    ]
    if not parts:
        return ""
    text = _("Flew off: {parts}.").format(parts="; ".join(parts))
    if not any(path.diverged for path in raced.paths.values()):  # yours alone, whatever it does
        return text
    return text + " " + _("Each step overshoots, and lands higher than it began.")


def _goals(explorer, raced) -> str:
    """Who reached the goal by now."""
    if explorer._goal is None:
        return ""
    loss, within = float(explorer._goal[0]), int(explorer._goal[1])
    found = []
    for name, path in raced.every.items():
        first = path.first_below(loss)
        if first is not None and first <= min(within, explorer.taken):
            text = ngettext("✓ {name} after {n} step", "✓ {name} after {n} steps", first)
            found.append(text.format(name=raced.label(name, explorer._name), n=first))
    ended = explorer.taken >= within
    who = ", ".join(found) or (_("✗ nobody") if ended else _("nobody so far"))
    return _("The goal, a loss below {loss} within {steps} steps: {who}.").format(
        loss=number(loss), steps=within, who=who
    )


def _about(explorer, raced) -> list:
    lines = []
    if explorer.scale != 1:
        lines.append(
            _("The loss is multiplied by {scale}, and so is every gradient.").format(
                scale=in_full(explorer.scale)
            )
        )
    if "Adam, uncorrected" in raced.paths:
        lines.append(_("“Adam, uncorrected” is ours, to compare with: Keras has none."))
    if not raced.surface.traceable:
        lines.append(
            _("TensorFlow cannot follow {name}: its gradients are central differences.").format(
                name=raced.surface.label
            )
        )
    return lines


# Yours and what it is held against


def _beside(explorer, raced) -> str:
    compared = raced.compared
    if compared is None:
        return ""
    words = {
        "yours": raced.label(YOURS, explorer._name),
        "theirs": compared.label,
        "n": compared.yours.taken,
    }
    words["Yours"] = words["yours"][:1].upper() + words["yours"][1:]
    first = explorer._parts()
    if first is None:
        text = ngettext(
            "On this surface {yours} agrees with {theirs} in its only step.",
            "On this surface {yours} agrees with {theirs} in all {n} steps: "
            "the paths lie on each other.",
            compared.yours.taken,
        )
        return " ".join(filter(None, [text.format(**words), _unseen(raced)]))
    if compared.parts is None:
        text = _("{Yours} walks the path of {theirs}, but remembers something else.")
    elif compared.parts == first:
        text = _("{Yours} and {theirs} part at step {parts}.")
    else:
        text = _("{Yours} and {theirs} part at step {parts}; what they remember differs before.")
    said = [text.format(parts=compared.parts, **words), _first(compared, first)]
    return " ".join(filter(None, [*said, _as_if(raced, first), _no_number(compared, first)]))


def _unseen(raced) -> str:
    """Where epsilon is lost beside √v, a surface where it is not."""
    reference, epsilon = raced.compared.reference, raced.how["epsilon"]
    v = reference.corrected.get("v̂", reference.slots.get("v"))
    if v is None or reference.taken < 1:
        return ""
    if raced.compared.rule is rmsprop_step and np.nanmax(v[1:]) * BURIED < epsilon:
        return _(
            "Here v is lost beside epsilon, whatever is done with it. Choose another surface, too."
        )
    smallest = float(np.sqrt(np.nanmin(v[1:])))
    if raced.surface is surfaces.named("tiny") or not smallest > BURIED * epsilon > 0:
        return ""
    return _(
        "Epsilon is too small to be seen here. Where gradients are tiny, it shows: choose the "
        "surface “{name}”."
    ).format(name=surfaces.NAMES["tiny"])


def _first(compared, first) -> str:
    """What is the same in the first step that differs, and what is not."""
    table = compared.at(first)
    known = {
        name: pair for name, pair in table.items() if all(values is not None for values in pair)
    }
    same = [name for name, pair in known.items() if not differs(*pair)]
    other = [_how(name, *pair) for name, pair in known.items() if differs(*pair)]
    text = _("In step {n}").format(n=first)
    if same and other:
        agree = ngettext("{names} agrees", "{names} agree", len(same)).format(names=_listed(same))
        return f"{text} {agree}; {_listed(other)}."
    if other:
        return f"{text} {_listed(other)}."
    if "step" in known:
        return _("{step} they differ by less than a thousandth.").format(step=text)
    return _("{step} one of them ends.").format(step=text)


def _how(name, mine, theirs) -> str:
    name = _("the step") if name == "step" else name
    if not np.isfinite(mine).all():
        return _("{name} is {value}").format(name=name, value=_listed_numbers(mine))
    times = ratio(mine, theirs)
    if times is None:
        with np.errstate(all="ignore"):
            each = np.asarray(mine) / theirs
        if not np.isfinite(each).all():
            return _("{name} differs").format(name=name)
        times = _("{one} and {other}").format(one=in_full(each[0]), other=in_full(each[1]))
        return _("{name} is {times} times as large").format(name=name, times=times)
    if times == 0:
        return _("{name} is 0").format(name=name)
    if abs(times + 1) < 1e-3:
        return _("{name} has the other sign").format(name=name)
    return _("{name} is {times} times as large").format(name=name, times=in_full(times))


def _as_if(raced, step) -> str:
    """By what a step divided, where it is not as many times as large for both weights."""
    compared, table = raced.compared, raced.compared.at(step)
    name = {"RMSprop": "g", "Adam": "m̂"}.get(compared.reference.name)
    mine, theirs = table["step"]
    known = [name and table["m" if name == "m̂" else name], (mine, theirs)]
    if name is None or any(values is None for pair in known for values in pair):
        return ""
    if differs(*known[0]) or not differs(mine, theirs) or ratio(mine, theirs) is not None:
        return ""
    with np.errstate(all="ignore"):
        over = -raced.how["learning_rate"] * np.asarray(table[name][1])
        by, right = over / mine, over / theirs
    if not np.isfinite([by, right]).all():
        return ""
    text = _("It is as if {name} were divided by {mine}, in place of {theirs}.")
    mine, theirs = (
        _("{one} and {other}").format(one=in_full(a), other=in_full(b)) for a, b in (by, right)
    )
    return text.format(name=name, mine=mine, theirs=theirs)


def _no_number(compared, step) -> str:
    pairs = compared.at(step).values()
    if not any(mine is not None and np.isnan(mine).any() for mine, _theirs in pairs):
        return ""
    return _(
        "nan is no number: a division by 0, or the root of a negative number, may have led to it."
    )


def _listed_numbers(values) -> str:
    return _listed(list(dict.fromkeys(number(float(value)) for value in values)))
