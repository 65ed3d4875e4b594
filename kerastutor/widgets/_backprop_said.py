"""What BackpropExplorer says of a step, in a sentence or two."""

import numpy as np

from ..i18n import _, ngettext
from . import _backprop_words as say


def sentence(result, steps, source, edge=-1, node=-1, cut=()) -> str:
    """What a step does, what is lost by cuts, and whether all agree.

    Args:
        edge, node: the numbers of an edge and a node that are chosen, or −1: then it speaks of
            this one.
        cut: the numbers of edges that are cut.
    """
    run = result.run
    sent = edge >= 0 and steps.was_sent(edge)
    if not sent and node >= 0 and (run.graph.nodes[node].operation or run.values[node].size > 1):
        lines = [_about_node(run, steps, node)]
    else:
        lines = [_about(run, steps, edge, cut)]
    if result.whole is not None and steps.at == steps.total:
        lines.append(_lost(result))
    lines += [_about_yours(result.mine, steps), agreement(result, source, steps)]
    return "\n".join(filter(None, lines))


def legend(run, hidden=False) -> str:
    """What the signs of the picture mean.

    Args:
        hidden: whether an input has no field of its own.
    """
    text = _("forward ▶ in ink, backward ◀ in green")
    if any(value.size > 1 for value in run.values):
        text += _("; ±7: up to 7 away from 0")
    if hidden:
        text += _("; press an input's box to change it")
    return text


def _about_yours(mine, steps) -> str:
    """Whether the learner's own gradients are right, and which is the first that is not."""
    if mine is None:
        return ""
    if mine.problem:
        return mine.problem
    if not mine.wrong:
        return ngettext(
            "Your gradient agrees.", "All {n} gradients of yours agree.", mine.count
        ).format(n=mine.count)
    first, *others = mine.wrong
    if not steps.has_gradient(first.at):
        if steps.at < steps.forward:
            return ""
        return _(
            "Not all of your gradients agree. Go on backward: the first that differs is marked."
        )
    text = _("Your gradient for {name} is the first that differs: {why}").format(
        name=first.name, why=first.why
    )
    if others and steps.at == steps.total:
        names = ", ".join(other.name for other in others)
        text += " " + ngettext(
            "That for {names} differs, too.", "Those for {names} differ, too.", len(others)
        ).format(names=names)
    return text


def agreement(result, source, steps) -> str:
    """Whether the gradients are those of automatic differentiation: at the end, or if not."""
    if result.taped is None:
        return _(
            "There is one box only, and its gradients are differences. {why}. "
            "Written with operators and keras.ops it can be looked into."
        ).format(why=source.why.rstrip("."))
    if not all(np.isfinite(value).all() for value in result.run.values):
        return _("A value here is not finite, as 1 / 0 or log(−1) are: no gradient helps then.")
    if not result.agrees:
        return _(
            "Automatic differentiation gives something else here: believe that, and not this "
            "picture."
        )
    if steps.at < steps.total or (result.mine is not None and result.mine.problem):
        return ""  # where theirs failed, "they agree" would be read as theirs
    count = len(result.gradients)
    if result.whole is not None:
        return _("Automatic differentiation, with the same edges cut, gives the same.")
    if result.mine is not None and result.mine.wrong:
        return ngettext(
            "The right gradient of the input was held against automatic differentiation.",
            "The right gradients of all {n} inputs were held against automatic differentiation.",
            count,
        ).format(n=count)
    return ngettext(
        "The gradient of the input was held against automatic differentiation: the two agree.",
        "The gradients of all {n} inputs were held against automatic differentiation: they agree.",
        count,
    ).format(n=count)


def _about(run, steps, edge, cut=()) -> str:
    graph, at = run.graph, steps.at
    output = graph.nodes[-1].name if graph.nodes[-1].own else _("the output")
    if edge < 0 or not steps.was_sent(edge):
        edge = steps.edge
    if edge >= 0:
        source, target, _slot = graph.edges[edge]
        sent = run.sent[edge]
        text = _("Backward: {target} sends {sent} to {source}.")
        if edge in cut:
            text = _("Backward: the edge from {target} to {source} is cut, and carries nothing.")
        text = text.format(
            target=say.name_of(graph, target),
            sent=say.spread(sent)
            if sent.size == 1
            else _("a gradient of shape {0}").format(sent.shape),
            source=say.name_of(graph, source),
        )
        uses = [k for k, (s, _t, _i) in enumerate(graph.edges) if s == source]
        gone = sum(k in cut for k in uses)
        if len(uses) > 1 and gone and steps.has_gradient(source):
            text += " " + ngettext(
                "Of the {all} uses of {source}, {n} is cut.",
                "Of the {all} uses of {source}, {n} are cut.",
                gone,
            ).format(all=len(uses), source=say.name_of(graph, source), n=gone)
        elif len(uses) == 2 and steps.has_gradient(source):
            text += " " + _("Both uses have sent theirs, and they add up.")
        elif len(uses) > 2 and steps.has_gradient(source):
            text += " " + _("All {n} uses have sent theirs, and they add up.").format(n=len(uses))
        elif len(uses) > 1:
            text += " " + _("Another use of {source} is still missing.").format(
                source=say.name_of(graph, source)
            )
        if at == steps.total:
            text += " " + _("All gradients are there.")
        return text
    if at == steps.forward + 1:
        if run.value.size > 1:
            return _("Backward begins with 1 in every cell: the gradient is that of their sum.")
        return _(
            "Backward begins at {output}, with 1: its gradient for itself. Step on, and it goes "
            "back."
        ).format(output=output)
    if at == steps.forward:
        return _(
            "All is computed forward: {output} is {value}. Step on, and the gradient goes back."
        ).format(output=output, value=say.short(run.value))
    if at == 0:
        return _("Nothing is computed yet. Step on, and the values go forward.")
    return _("Forward: {name} is {value}.").format(
        name=say.name_of(graph, steps.node), value=say.short(run.values[steps.node])
    )


def _about_node(run, steps, n) -> str:
    """A box that was pressed: its value and its gradient."""
    value, name = run.values[n], say.name_of(run.graph, n)
    text = _("{name} has shape {value}.") if value.size > 1 else _("{name} is {value}.")
    text = text.format(name=name, value=say.short(value))
    if not steps.has_gradient(n):
        return text + " " + _("Its gradient has not arrived yet.")
    if value.size > 1:
        return text + " " + _("So has its gradient.")
    return text + " " + _("Its gradient is {0}.").format(say.spread(run.upstream[n]))


def _lost(result) -> str:
    """What the inputs miss because of the cuts."""
    found = []
    for name, whole in result.whole.gradients.items():
        now = result.gradients[name]
        if not np.allclose(now, whole, rtol=1e-9, atol=0):
            found.append(
                _("{name} gets {now} instead of {whole}").format(
                    name=name, now=say.spread(now), whole=say.spread(whole)
                )
            )
    if not found:
        return _("What is cut carried nothing.")
    return _("With what is cut, {changes}.").format(changes="; ".join(found))
