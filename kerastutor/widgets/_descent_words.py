"""What DescentExplorer says under its picture."""

import numpy as np

from ..i18n import _, ngettext
from ._yours import function_name
from .stage.grids import equals, in_brackets, number


def counted(path, at, explorer) -> str:
    """What stands beside the player: how many steps, and the goal."""
    text = ngettext("{n} step taken", "{n} steps taken", at).format(n=at)
    if explorer.taken > path.taken:
        text = ngettext("it ended after {n} step", "it ended after {n} steps", path.taken)
        if not _no_number(path) and (np.isfinite(path.losses[-1]) or _rising(path)):
            text = ngettext("it flew off after {n} step", "it flew off after {n} steps", path.taken)
        text = text.format(n=path.taken)
    # In a word: the whole goal stands below, and a longer line would be two.
    judged = _reached(path, at, explorer._goal)[:1]
    short = {"✓": _("✓ goal reached"), "✗": _("✗ goal missed")}.get(judged)
    return f"{text} · {short}" if short else text


def reading(race, at, explorer) -> str:
    """The state in a few sentences.

    Args:
        race: what is shown.
        at: how many steps of it.
    """
    path = race.shown
    reached = _reached(path, at, explorer._goal)
    lines = [
        _of_path(race, at, explorer),
        _agreement(race, explorer._step),
        reached[:1].upper() + reached[1:],
    ]
    return "\n".join(filter(None, [_full_stop(line) for line in lines]))


def _reached(path, at, goal) -> str:
    """Whether the goal is reached by the steps taken so far."""
    if goal is None:
        return ""
    loss, within = goal
    words = {"loss": number(float(loss)), "steps": int(within)}
    below = np.flatnonzero(path.losses[: at + 1] < loss)
    if len(below) and below[0] <= within:
        text = ngettext(
            "✓ goal reached: below {loss} after {n} step",
            "✓ goal reached: below {loss} after {n} steps",
            int(below[0]),
        )
        return text.format(n=int(below[0]), **words)
    if at >= within or path.diverged:
        return ngettext(
            "✗ goal missed: below {loss} within {steps} step",
            "✗ goal missed: below {loss} within {steps} steps",
            int(within),
        ).format(**words)
    return goal_words(goal)


def goal_words(goal) -> str:
    """What is to be reached: (loss, steps) in words."""
    loss, within = goal
    return ngettext(
        "goal: below {loss} within {steps} step",
        "goal: below {loss} within {steps} steps",
        int(within),
    ).format(loss=number(float(loss)), steps=int(within))


def _of_path(race, at, explorer) -> str:
    path, name = race.shown, explorer._name
    w, value, slope = path.weights[at], path.losses[at], path.gradients[at] + 0.0  # no −0
    text = ngettext("After {n} step, ", "After {n} steps, ", at).format(n=at)
    said = _("{name} = {w} and the loss is {loss}.")
    if not np.isfinite(value):
        said = _("{name} = {w}.")
    text += said.format(name=name, w=number(w), loss=number(value))
    kept = {key: number(values[at]) for key, values in race.slots.items()}
    if remembered := ", ".join(f"{key}\u00a0=\u00a0{value}" for key, value in kept.items()):
        text += " " + _("It remembers {remembered}.").format(remembered=remembered)
    if at < path.taken:
        there = path.weights[at + 1]
        if race.yours is None:
            text += " " + _(
                # the numbers stay on one line
                "The slope is {slope}.\nNext step: {name} − learning rate × slope "
                "{equal}\u00a0{w}\u00a0−\u00a0{rate}\u00a0×\u00a0{factor}\u00a0{equal}\u00a0{there}."
            )
        else:
            text += " " + _("The slope is {slope}. Your step goes to {there}.")
        text = text.format(
            name=name,
            slope=number(slope),
            factor=in_brackets(number(slope)),
            equal=equals(w, explorer.learning_rate, slope, there),
            w=number(w),
            rate=number(explorer.learning_rate),
            there=number(there),
        )
    if path.diverged and at == path.taken:
        text += " " + _ended(path, race.slots)
    if path.untaped:
        text += " " + _("The slopes are finite differences: no tape leads back to {name}.").format(
            name=name
        )
    return text


def _ended(path, remembers) -> str:
    """Why there is no next step."""
    if _no_number(path):
        return _("Your step gives nan, which is no number, so there is no next step.")
    if _rising(path) and not remembers:
        return _("It diverges: each step overshoots, and lands higher than it began.")
    if not np.isfinite(path.losses[-1]):
        return _("There the loss has no value, so there is no next step.")
    if _rising(path, -1) and not remembers:
        return _("It diverges: this loss falls without end.")
    return _("It diverges.")


def _no_number(path) -> bool:
    """Whether a learner's step returned nan."""
    return path.beyond is not None and bool(np.isnan(path.beyond))


def _rising(path, way=1) -> bool:
    """Is each loss above the one before; or below it, with −1?"""
    grown = way * np.diff(path.losses[np.isfinite(path.losses)])
    return len(grown) > 0 and bool((grown > 0).all())


def _agreement(race, step) -> str:
    if race.yours is None:
        return ""
    yours, part = function_name(step), race.parts
    if part is None and race.remembers is not None:
        n = race.remembers
        differ = [
            _("{name} is {mine} and not {theirs}").format(
                name=name, mine=number(race.slots[name][n]), theirs=number(values[n])
            )
            for name, values in race.kept.items()
            if number(race.slots[name][n]) != number(values[n])
        ]
        text = _("{yours} walks the path of {label}, but remembers something else").format(
            yours=yours, label=race.label
        )
        after = ngettext("after {n} step", "after {n} steps", n).format(n=n)
        return f"{text}: {after} {', '.join(differ)}." if differ else f"{text}, {after}."
    if part is None:
        return _("{yours} agrees with {label} in all {n} steps.").format(
            yours=yours, label=race.label, n=race.yours.taken
        )
    theirs, mine = (_place(path, part) for path in (race.keras, race.yours))
    return _(
        "{yours} goes another way than {label} from step {n} on: yours goes to {mine}, "
        "{label} to {theirs}."
    ).format(yours=yours, label=race.label, n=part, mine=mine, theirs=theirs)


def _place(path, step) -> str:
    """Where a path is after a step."""
    if step < len(path.weights):
        return number(path.weights[step])
    return "nan" if _no_number(path) else _("nowhere finite")


def _full_stop(line) -> str:
    return line if not line or line[-1] in ".!?" else line + "."
