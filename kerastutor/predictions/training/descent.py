"""Lesson 4: descent, batches and momentum."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/4/above": Prediction(
        _("One per cent above the threshold, where is the loss after 300 steps?"),
        "above 10,000",
        choices={
            "at 0.0705, too": _("at 0.0705, too"),
            "a little higher, near 0.08": _("a little higher, near 0.08"),
            "where it began, at 0.39": _("where it began, at 0.39"),
            "above 10,000": _("above 10,000"),
        },
        misread={
            "at 0.0705, too": _(
                "You may think that 1 % cannot matter. It matters in each of the 300 steps."
            ),
            "a little higher, near 0.08": _(
                "You may think: a rate that is a little worse ends a little worse. But the factor "
                "has come past −1."
            ),
            "where it began, at 0.39": _(
                "So it is near the threshold itself, where the factor is −1. Here it is −1.02."
            ),
        },
        why=_("A factor of −1.02 makes the distance 2 % longer in each step: 300 times."),
    ),
    "3/4/uphill": Prediction(
        _("For how many of the single images does the step go uphill?"),
        "for about 3 in 10",
        choices={
            "for none": _("for none"),
            "for about 1 in 100": _("for about 1 in 100"),
            "for about 3 in 10": _("for about 3 in 10"),
            "for about half": _("for about half"),
        },
        misread={
            "for none": _(
                "A step against a gradient goes downhill for the loss that the gradient belongs "
                "to. Here that is the loss of one image, and not that of all."
            ),
            "for about 1 in 100": _(
                "You may think of a rare outlier. But a 4 and a 7 want different weights, and each "
                "image pulls for its own."
            ),
            "for about half": _(
                "Then a single image would tell nothing, and no number of them would help."
            ),
        },
        why=_(
            "A single image is a rough guess: more often right than wrong, but wrong surprisingly "
            "often."
        ),
    ),
    "3/4/distance": Prediction(
        _(
            "The batches have 32 images, and no longer 8. How far are their gradients from the "
            "true one?"
        ),
        "half as far",
        choices={
            "as far as before": _("as far as before"),
            "half as far": _("half as far"),
            "a quarter as far": _("a quarter as far"),
            "further": _("further"),
        },
        misread={
            "as far as before": _(
                "It is a mean, and in a mean chance cancels: the more, the better."
            ),
            "a quarter as far": _(
                "Chance cancels, but not so well. The sum of four times as many images is twice as "
                "far off. Then it is divided by four."
            ),
            "further": _(
                "The other way round. More images do not bring more noise into a mean: it cancels."
            ),
        },
        why=_("The distance of a mean goes with 1/√n, and √4 is 2."),
    ),
    "3/4/same-steps": Prediction(
        _(
            "Both take 900 steps with the learning rate 0.1. Which network reads more test images "
            "rightly?"
        ),
        "both about as many",
        choices={
            "the one with batches of 8: noise helps": _("the one with batches of 8: noise helps"),
            "both about as many": _("both about as many"),
            "the one with all images, by far": _("the one with all images, by far"),
        },
        misread={
            "the one with batches of 8: noise helps": _(
                "You may conclude it from the beginning of the lesson. There it had 180 times as "
                "many steps."
            ),
            "the one with all images, by far": _(
                "Its gradients are exact. But on average, those of the batches lead the same way."
            ),
        },
        why=_(
            "How far one comes is mostly a matter of the number of steps. Chance cancels over many "
            "steps, too, and not only within a batch."
        ),
    ),
    "3/4/velocity": Prediction(
        _(
            "The gradient is always 1, the learning rate 0.01, the momentum 0.9. How long is each "
            "step in the end?"
        ),
        0.1,
        misread={
            0.01: _("That is the first step. To each later one 0.9 of the step before is added."),
            0.019: _("That is the second step. They go on growing."),
            0.009: _("A mean of the gradients would have a factor 1 − 0.9. Here g counts fully."),
            0.001: _("That is 0.01 · 0.1. The gradient is not multiplied by 1 − 0.9."),
            0.011: _("That is 0.01 / 0.9. Which length stays as it is: length = 0.9 · length + …?"),
            0.02: _("So it would be with momentum 0.5, which keeps half. Here 0.9 is kept."),
            0.2: _("That is the end of the table, with a rate of 0.1 and momentum 0.5."),
            0.9: _("That is the momentum. Which length stays as it is: length = 0.9 · length + …?"),
            -0.1: _("That is the velocity. Its sign is the direction, its length is 0.1."),
        },
        why=_("0.9 · 0.1 + 0.01 is 0.1 again. It is 0.01 / (1 − 0.9), ten times the plain step."),
    ),
}
