"""Lesson 1: what a loss says."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/1/typing-error": Prediction(
        _(
            "The times are 21, 22, 23, 24 and 230. Which single guess makes the mean squared error "
            "smallest?"
        ),
        64,
        misread={
            23: _("That is the middle time. It makes the mean absolute error smallest."),
            22.5: _("You left the 230 out. A loss does not: it counts whatever it is given."),
            125.5: _("That lies halfway between 21 and 230. But all five times count."),
            230: _("It fits one time exactly, and the other four not at all."),
            320: _("That is the sum. Divide it by the number of times."),
        },
        why=_(
            "The mean squared error is smallest at the mean: 320 / 5. One wrong time has moved the "
            "guess to where no time is."
        ),
    ),
    "3/1/confident": Prediction(
        _("What does p = 0.01 cost, compared with p = 0.99?"),
        "about 458 times as much",
        choices={
            "about twice as much": _("about twice as much"),
            "about 99 times as much": _("about 99 times as much"),
            "about 458 times as much": _("about 458 times as much"),
            "about 9,801 times as much": _("about 9,801 times as much"),
        },
        misread={
            "about twice as much": _(
                "Near 0 the logarithm falls faster and faster. See how far log 0.01 is from 0."
            ),
            "about 99 times as much": _("So often 0.01 goes into 0.99. The logarithm is missing."),
            "about 9,801 times as much": _(
                "So it is with the squared error: 0.99² divided by 0.01²."
            ),
        },
        why=_("−log 0.01 is 4.605, and −log 0.99 is 0.01005."),
    ),
    "3/1/pull": Prediction(
        _("y = 1 and z = −10. What is the slope of the squared error, (y − p)², for z?"),
        "about −0.0001",
        choices={
            "about −2": _("about −2"),
            "about −1": _("about −1"),
            "about −0.0001": _("about −0.0001"),
        },
        misread={
            "about −2": _(
                "That is the slope for p. From p to z the slope of the sigmoid is multiplied on."
            ),
            "about −1": _(
                "So it would be with cross-entropy. With the squared error, the slope of the "
                "sigmoid stays in it as a factor."
            ),
        },
        why=_("It is −2 · (y − p) times the sigmoid's slope, and at −10 that is 0.000045."),
    ),
    "3/1/thousandth": Prediction(
        _("For how many of the 2,113 weights does the accuracy on the 360 test images change?"),
        "for at most 20",
        choices={
            "for at most 20": _("for at most 20"),
            "for about 200": _("for about 200"),
            "for more than 1,000": _("for more than 1,000"),
            "for all of them": _("for all of them"),
        },
        misread={
            "for about 200": _(
                "For that, many images would have to lie very near the border between yes and no."
            ),
            "for more than 1,000": _(
                "So it is with the loss. The accuracy only sees which side of 0.5 an output is on."
            ),
            "for all of them": _(
                "Most outputs change, but hardly one of them so far that it passes 0.5."
            ),
        },
        why=_(
            "The accuracy changes only when an image passes 0.5, and a thousandth carries almost "
            "none of them so far."
        ),
    ),
}
