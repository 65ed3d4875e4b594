"""Lesson 5: RMSprop and Adam."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/5/scale": Prediction(
        _(
            "The loss is multiplied by 10,000. Which optimizer still reads about 95 of 100 images "
            "rightly?"
        ),
        "only Adam",
        choices={
            "both": _("both"),
            "only SGD": _("only SGD"),
            "only Adam": _("only Adam"),
            "neither": _("neither"),
        },
        misread={
            "both": _(
                "The lowest place is where it was. But the slopes on the way there are 10,000 "
                "times as steep, and SGD's steps are as long as the slopes are steep."
            ),
            "only SGD": _(
                "For SGD the step is the learning rate times the gradient. Nothing makes up for a "
                "gradient that is 10,000 times as large."
            ),
            "neither": _(
                "So it is where the step is the learning rate times the gradient. Adam divides."
            ),
        },
        why=_(
            "SGD's steps become 10,000 times as long, and it is thrown out at once. Adam divides "
            "the gradient by its usual size, and that has grown by 10,000, too."
        ),
    ),
    "3/5/uncorrected": Prediction(
        _("In the first step, m = 0.1 · g and v = 0.001 · g². How long is the step, η · m / √v?"),
        "3.16 · η",
        choices=("η / 100", "η / 10", "η", "3.16 · η", "100 · η"),
        misread={
            "η / 100": _("It is the other way round: what one divides by is the smaller part."),
            "η / 10": _("That is m alone. What one divides by is too small as well."),
            "η": _("The two do not cancel: v is too small by a thousandth, and m by a tenth."),
            "100 · η": _("That is 0.1 divided by 0.001. The root is missing."),
        },
        why=_("0.1 · g divided by √(0.001 · g²) is 0.1 / 0.0316 = 3.16."),
    ),
    "3/5/first-step": Prediction(
        _(
            "In the first step, one weight has g = 1 and another g = 1000. How many times as far "
            "does Adam move the second one?"
        ),
        1,
        misread={
            1000: _("So it is with SGD. Adam divides by √v̂, and that is 1000 times as large."),
            31.6: _("That is √1000. But v̂ holds the square of g: its root is g itself."),
            0.001: _("It does divide by 1000. But m̂ has become 1000 times as large, too."),
            1000000: _("The square of g is in v̂, and one divides by its root."),
            3.16: _("That was the first step without the correction. It was equal for both, too."),
            0: _("Both move. How far is m̂ / √v̂ for each of them?"),
        },
        why=_("In the first step m̂ = g and v̂ = g². So m̂ / √v̂ is 1 for both."),
    ),
    "3/5/three-scale": Prediction(
        _("Which one has its loss multiplied by 10,000?"),
        "Z",
        choices={
            "X": "X",
            "Y": "Y",
            "Z": "Z",
            "the curves cannot tell": _("the curves cannot tell"),
        },
        misread={
            "X": _("It stays at 2.3. That is what guessing among ten costs: its scale is right."),
            "Y": _(
                "Its loss becomes huge in the end. But it begins at 2.3, and a scale is there from "
                "the first batch."
            ),
            "the curves cannot tell": _(
                "The loss of the very first batch can: nothing has been learned by then."
            ),
        },
        why=_(
            "The loss of its first batch is 23,000, and 2.3 times 10,000 is that. It ends in "
            "millions, where X stays at 2.3."
        ),
    ),
    "3/5/three-breaks": Prediction(
        _("Y learned well, and broke down late. What is wrong with it?"),
        "the curves cannot tell yet",
        choices={
            "its learning rate is too high": _("its learning rate is too high"),
            "the gate of the ReLU is forgotten": _("the gate of the ReLU is forgotten"),
            "its loss is multiplied by 10,000": _("its loss is multiplied by 10,000"),
            "the curves cannot tell yet": _("the curves cannot tell yet"),
        },
        misread={
            "its learning rate is too high": _(
                "It may be: with a rate six times too high this network, too, learns for a while "
                "and falls back. But a wrong gradient can do the same."
            ),
            "the gate of the ReLU is forgotten": _(
                "It may be. But with a rate that is too high, too, a network can learn for a while "
                "and fall back."
            ),
            "its loss is multiplied by 10,000": _(
                "Then its first batch would have cost 23,000. It cost 2.3."
            ),
        },
        why=_(
            "A curve shows that something is wrong, and not what. A rate that is too high and a "
            "wrong gradient can look alike. The gradients themselves will tell."
        ),
    ),
}
