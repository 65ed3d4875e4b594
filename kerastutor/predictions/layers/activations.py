"""Lesson 2: activations and their derivatives."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "2/2/kernels": Prediction(
        _("What is the shape of the one kernel that does the work of both layers?"),
        (64, 10),
        misread={
            (64, 32): _("That is the first kernel. The second one turns the 32 numbers into 10."),
            (32, 10): _("That is the second kernel. It cannot take an image of 64 pixels."),
            (10, 64): _("A kernel has one row for each input and one column for each output."),
            (64, 32, 10): _("The kernels are multiplied, not stacked: the 32 disappears."),
            (96, 42): _("The kernels are multiplied. Sizes do not add up."),
        },
        why=_(
            "`A @ B` has shape `(64, 10)`: 64 numbers come in, 10 go out. The inner size, 32, "
            "disappears."
        ),
    ),
    "2/2/slope": Prediction(
        _("The slope of the sigmoid at x = 0 is 0.25. What is it at x = 6?"),
        "about 0.0025",
        choices={
            "about 1": _("about 1"),
            "0.25": _("0.25"),
            "about 0.04": _("about 0.04"),
            "about 0.0025": _("about 0.0025"),
        },
        misread={
            "about 1": _("That is the value at 6. The slope says how much the value changes."),
            "0.25": _("A slope that is the same everywhere belongs to a straight line."),
            "about 0.04": _("It does not fall like 1 / x. It falls like e⁻ˣ, much faster."),
        },
        why=_(
            "The value at 6 is 0.9975. It can rise by 0.0025 more, however large x becomes: "
            "there the curve is almost level."
        ),
    ),
    "2/2/gradient": Prediction(
        _("How much of the gradient at the tenth layer arrives at the first one?"),
        "a few millionths",
        choices={
            "all of it": _("all of it"),
            "about a quarter": _("about a quarter"),
            "about a fortieth": _("about a fortieth"),
            "a few millionths": _("a few millionths"),
        },
        misread={
            "all of it": _("On its way, it is multiplied by the slope of each layer it passes."),
            "about a quarter": _("That is the factor of one layer. It has nine to pass."),
            "about a fortieth": _(
                "That is 0.25 divided by 10. But each layer multiplies what is left, again and "
                "again."
            ),
        },
        why=_(
            "Each layer multiplies by a slope of at most 0.25, and nine lie between: "
            "0.25⁹ is about 0.000004."
        ),
    ),
    "2/2/dead": Prediction(
        _("How many of the 64 units give 0 for every image?"),
        "at most 6",
        choices={
            "at most 6": _("at most 6"),
            "about 26": _("about 26"),
            "about 60": _("about 60"),
        },
        misread={
            "about 26": _(
                "26 of 64 is the share of outputs that are 0. But it is not the same units that "
                "give 0 for each image."
            ),
            "about 60": _("Then hardly anything of an image would reach the second layer."),
        },
        why=_(
            "A unit is silent for some images and speaks for others. That is its work: it tells "
            "them apart."
        ),
    ),
    "2/2/constant": Prediction(
        _("What becomes of the first probability, 0.665, when 100 is added to all three logits?"),
        "it stays 0.665",
        choices={
            "it stays 0.665": _("it stays 0.665"),
            "it is 0.337, 102 of 303": _("it is 0.337, 102 of 303"),
            "it is almost 1": _("it is almost 1"),
        },
        misread={
            "it is 0.337, 102 of 303": _(
                "So would be a plain share. Softmax takes the share of the powers of e."
            ),
            "it is almost 1": _(
                "Larger logits alone do not make it surer. What counts is how far apart they are."
            ),
        },
        why=_(
            "e¹⁰² is e² times e¹⁰⁰. Each power is multiplied by e¹⁰⁰, and so is their sum: the "
            "shares stay."
        ),
    ),
    "2/2/noise": Prediction(
        _("For how many of the 360 images of noise is softmax above 0.9?"),
        "for 30 or more",
        choices={
            "for none": _("for none"),
            "for one or two": _("for one or two"),
            "for 30 or more": _("for 30 or more"),
        },
        misread={
            "for none": _("Softmax would have to know that these are no digits. Nobody told it."),
            "for one or two": _("By chance alone? The network has reasons, but not good ones."),
        },
        why=_(
            "The ten shares must add up to 1, whatever the image is. Where one logit is far above "
            "the others, its share is near 1."
        ),
    ),
}
