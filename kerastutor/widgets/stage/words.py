"""What the browser says by itself, by view: sent once a kernel, with the views' code."""

from ...i18n import _

WORDS = {
    "head": {
        "show": _("Show"),
        "showing": _("One moment …"),
        "show_tip": _("Show what is hidden here"),
        "reset": _("Reset"),
        "reset_tip": _("Back to how it was at first"),
        "code": _("Code"),
        "code_tip": _("The Keras cell that computes this"),
        "keys_tip": _("What the keys do"),
        "copy": _("Copy"),
        "copied": _("Copied ✓"),
    },
    "stage": {
        "lit": _("lit"),
        "bad": _("marked"),
        "ghost": _("a copy"),
        "blank": _("empty so far"),
    },
    "player": {
        "play": _("play"),
        "pause": _("pause"),
        "step": _("step"),
        "back": _("one step back"),
        "next": _("one step on"),
        "speed": _("speed"),
    },
    "reading": {
        "silence": _(
            "No answer from Python: it is busy, or it has stopped. If this stays, run the "
            "notebook's cells again, in the menu Run, or reload the dashboard."
        ),
    },
    "check": {
        "check": _("Check"),
        "check_tip": _("Check your function again: run its cell first"),
        "checking": _("Checking …"),
        "hint_tip": _("The next hint"),
        "see": _("See it"),
        "see_tip": _("The case that failed, as a picture"),
    },
    "predict": {
        "predict": _("Predict."),
        "commit": _("Commit"),
        "then": _("Commit, then see the answer"),
        "yours": _("your prediction"),
        "right": _("right"),
        "wrong": _("wrong"),
    },
}
