"""The controls of LossExplorer, and which of them mean something in a view."""

import math

import ipywidgets

from ..concepts import loss_curves as concept
from ..i18n import _
from ._losses_drawn import LEAST

VIEWS = ("curve", "cliff", "logits", "batch", "weight")
#: Views that ask a network.
NETWORK = ("batch", "weight")
#: How far weights can be moved, for the menu.
SPANS = (2.0, 0.1, 0.001)


def controls(explorer) -> dict:
    """All controls, by what they move; `offered_now` says which mean something."""
    views = [
        (_("a curve"), "curve"),
        (_("the cliff at 0"), "cliff"),
        (_("logits and probabilities"), "logits"),
        (_("a batch of images"), "batch"),
        (_("a weight is moved"), "weight"),
    ]
    losses = [(name, name) for name in concept.LOSSES]
    if explorer._function is not None:
        losses.insert(0, (_("none"), ""))
    both = [(_("probabilities"), False), (_("logits"), True)]
    ways = [
        (_("one weight"), "one"),
        (_("all, at random"), "random"),
        (_("all, against the gradient"), "gradient"),
    ]
    low, high = concept.ENDS["number"]
    targets = {
        "number": explorer._slider("y_true", _("y_true, the target"), low, high, step=0.1),
        "probability": explorer._slider("y_true", _("y_true, the target"), 0, 1, step=0.05),
    }
    predictions = {
        "number": explorer._slider("y_pred", _("y_pred, the prediction"), low, high, step=0.05),
        "probability": explorer._slider("y_pred", _("y_pred, a probability"), 0, 1, step=0.01),
        "logit": explorer._slider("y_pred", _("y_pred, a logit"), -12, 12, step=0.1),
        "cliff": explorer._slider(
            "y_pred",
            _("y_pred, a probability"),
            math.log10(LEAST),
            0,
            step=0.1,
            log=True,
            typed=(0, 1),
        ),
    }
    spans = [(f"± {span:g}", span) for span in SPANS]
    moves = {
        span: explorer._slider("moved", _("moved by"), -span, span, step=span / 100)
        for span in SPANS
    }
    labels = ipywidgets.Checkbox(description=_("say which digit it is"), indent=False)
    explorer._bind(labels, "labels")
    # A float's field takes any number, whatever the slider's ends are.
    return {
        "view": explorer._menu("view", _("view"), views),
        "loss": explorer._menu("loss", _("loss"), losses),
        "from_logits": explorer._menu("from_logits", _("computed from"), both),
        **{("target", key): control for key, control in targets.items()},
        **{("prediction", key): control for key, control in predictions.items()},
        "rank": explorer._slider("rank", _("the worst"), 1, 360),
        "labels": labels,
        "direction": explorer._menu("direction", _("which weights"), ways),
        "weight": explorer._slider("weight", _("weight"), 0, 2409),
        "seed": explorer._slider("seed", _("seed"), 0, 99),
        "span": explorer._menu("span", _("axis"), spans),
        **{("moved", key): control for key, control in moves.items()},
    }


def offered_now(explorer) -> set:
    """The controls that mean something in this view."""
    takes, view = explorer._takes, explorer.view
    found = {"view"}
    if view in ("curve", *NETWORK):
        found |= {"loss"}
        if explorer.loss and concept.from_logits(explorer.loss):
            found |= {"from_logits"}
    if view == "curve":
        row = concept.LOSSES.get(explorer.loss) == "row"
        target = "number" if takes == "number" else "probability"
        found |= {("prediction", takes)} | (set() if row else {("target", target)})
    elif view == "cliff":
        found |= {("prediction", "cliff")}
    elif view == "logits":
        found |= {("prediction", "logit"), ("target", "probability")}
    elif view == "batch":
        found |= {"rank", "labels"}
    else:
        alone = {"one": {"weight"}, "random": {"seed"}, "gradient": set()}[explorer.direction]
        found |= {"direction", "span", ("moved", explorer.span)} | alone
    return found
