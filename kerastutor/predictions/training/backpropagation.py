"""Lesson 3: backpropagation through Dense layers."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/3/six": Prediction(
        _("How many of these six programs compute the right gradients?"),
        "one",
        choices={
            "one": _("one"),
            "two": _("two"),
            "four": _("four"),
            "all six": _("all six"),
        },
        misread={
            "two": _("Even fewer. Near 96 % there is more than one kind of mistake."),
            "four": _(
                "That is how many train well. A wrong gradient may still lead down, only not as "
                "steeply as the right one, or with other sizes."
            ),
            "all six": _("With the same gradients the same start would lead to the same end."),
        },
        why=_(
            "Training needs a direction that leads down, no more. So a good accuracy does not "
            "prove a gradient right."
        ),
    ),
    "3/3/kernel": Prediction(
        _(
            "`x` has shape `(5, 64)`, `kernel` has shape `(64, 10)` and `upstream` has shape "
            "`(5, 10)`. Which is `dkernel`?"
        ),
        "x.T @ upstream",
        choices=(
            "`upstream @ kernel.T`",
            "`x.T @ upstream`",
            "`upstream.T @ x`",
            "`x * upstream`",
        ),
        misread={
            "upstream @ kernel.T": _("Its shape is `(5, 64)`, that of `x`: it is `dx`."),
            "upstream.T @ x": _(
                "Its shape is `(10, 64)`. The numbers are right, but they stand transposed."
            ),
            "x * upstream": _(
                "So it is for single numbers. `(5, 64)` and `(5, 10)` cannot be multiplied number "
                "by number."
            ),
        },
        why=_("`(64, 5) @ (5, 10)` is `(64, 10)`, the shape of `kernel`. The samples are summed."),
    ),
    "3/3/constant": Prediction(
        _(
            "All weights are 0.05 at the start. How many of the test images are read rightly after "
            "training?"
        ),
        "about two in ten",
        choices={
            "about one in ten": _("about one in ten"),
            "about two in ten": _("about two in ten"),
            "about half": _("about half"),
            "about 96 %": _("about 96 %"),
        },
        misread={
            "about one in ten": _(
                "That is blind guessing. It does learn something: its weights get gradients."
            ),
            "about half": _(
                "Half would need units that see different things. What could make two equal units "
                "differ?"
            ),
            "about 96 %": _("Training moves the weights, but it cannot tell equal units apart."),
        },
        why=_("It has 32 hidden units, and all of them do the same. One unit can tell little."),
    ),
    "3/3/bug": Prediction(
        _("What is wrong with program F?"),
        "the gate of the ReLU is missing",
        choices={
            "its biases get a mean, not a sum": _("its biases get a mean, not a sum"),
            "it does not divide by n": _("it does not divide by n"),
            "the gate of the ReLU is missing": _("the gate of the ReLU is missing"),
            "a kernel is not transposed": _("a kernel is not transposed"),
        },
        misread={
            "its biases get a mean, not a sum": _(
                "Then the bias of the output would be wrong, too. It is right."
            ),
            "it does not divide by n": _("Then all four would be wrong, and by the same factor."),
            "a kernel is not transposed": _("The shapes would not fit, or every unit be wrong."),
        },
        why=_(
            "It is wrong where `z1` is below 0, and nowhere else: there the gradient goes through, "
            "though the gate is shut."
        ),
    ),
}
