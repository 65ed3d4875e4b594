"""Lesson 5: from numbers to gradients."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "5/slope": Prediction(
        _("The slope of x² at x = 3 is 6. What is it at x = −1?"),
        -2,
        misread={
            2: _("The size is right, but to the left of 0 the curve falls."),
            1: _("That is the value of x² at −1, not its slope."),
            -6: _("The curve is less steep at −1 than at 3."),
        },
        why=_(
            "The slope of x² at x is 2 · x. At −1 the curve falls: a small step to the right makes "
            "x² smaller."
        ),
    ),
    "5/difference": Prediction(
        _("The central difference of x³ at x = 1 with h = 0.1 is …?"),
        lambda: (1.1**3 - 0.9**3) / 0.2,
        misread={
            6.02: _("The two points are 2h = 0.2 apart: divide by 0.2, not by 0.1."),
            3.1: _("Almost: 0.602 / 0.2 is 3.01. The zero after the point got lost."),
            0.602: _("That is the difference of the two values. Divide it by 2h = 0.2."),
            0.6: _("That is the difference of the two values. Divide it by 2h = 0.2."),
            **dict.fromkeys(
                (-0.602, -0.6),
                _("The value on the right comes first: 1.331 − 0.729. Then divide by 2h = 0.2."),
            ),
            3: _("That is the exact slope. The difference is close to it, but not equal."),
            3.31: _(
                "That is the difference to one side, (1.331 − 1) / 0.1. Here both sides are used."
            ),
        },
        why=_(
            "(1.331 − 0.729) / 0.2 = 0.602 / 0.2. Five times closer together, the error fell from "
            "0.25 to 0.01: it shrinks like h²."
        ),
    ),
    "5/step": Prediction(
        _("Which step gives the most exact slope?"),
        "h = 0.00001",
        choices=("`h = 0.1`", "`h = 0.00001`", "`h = 0.000000000001`"),
        misread={
            "h = 0.000000000001": _(
                "In theory the smaller the better. But the two values then agree in almost all "
                "their digits."
            ),
            "h = 0.1": _("Over so long a way the curve bends."),
        },
        why=_(
            "Too large a step cuts the curve's bends short; too small a step leaves only the last "
            "digits to compute with."
        ),
    ),
    "5/chain": Prediction(
        _("What is the slope of (3x + 1)² at x = 2?"),
        42,
        misread={
            14: _("That is dy/du = 2u. It still has to be multiplied by du/dx = 3."),
            49: _("That is the value of y at x = 2, not its slope."),
        },
        why=_("u = 7. The slope of u² at 7 is 14, the slope of 3x + 1 is 3, and 14 · 3 = 42."),
    ),
    "5/broken": Prediction(
        _("What slope does the tape give for `broken` at x = 3?"),
        "0.141, the number sin 3",
        choices={
            "−2.829, the right slope": _("−2.829, the right slope"),
            "0.141, the number sin 3": _("0.141, the number sin 3"),
            "none, there is an error": _("none, there is an error"),
        },
        misread={
            "−2.829, the right slope": _(
                "So it would be, if the tape had seen NumPy's sine: sin x + x · cos x."
            ),
            "none, there is an error": _(
                "x · (a number) is recorded, so there is a path back to x."
            ),
        },
        why=_(
            "NumPy turned sin x into a plain number. For the tape, f is x times a constant, and "
            "the slope of that is the constant."
        ),
    ),
    "5/one-step": Prediction(
        _("w = 0, the learning rate is 0.5. What is w after one step? (3 digits after the point)"),
        lambda gradient: round(-0.5 * float(gradient), 3),
        misread={
            -0.353: _("Minus a negative number is plus: the step goes against the gradient."),
            -0.3532: _("Minus a negative number is plus: the step goes against the gradient."),
            0.706: _("That is a step with the learning rate 1."),
        },
        why=_("The new w is 0 − 0.5 · gradient, and the gradient is negative, so w grows."),
    ),
}
