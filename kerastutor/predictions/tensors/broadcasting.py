"""Lesson 3: elementwise work and broadcasting."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/elementwise-shape": Prediction(
        _("`weeks` has shape `(4, 7)`. What is the shape of `change`?"),
        lambda change: change.shape,
        misread={
            (4, 7): _("`weeks[:, 1:]` leaves out the first day of each week."),
            (3, 7): _("That would be `weeks[1:] - weeks[:-1]`, the change from week to week."),
            (4, 5): _(
                "One day is left out on each side, but of different copies: both have 6 days."
            ),
        },
        why=_("Both slices have shape `(4, 6)`, so their values are taken in pairs."),
    ),
    "3/aligned-outer": Prediction(
        _("`a` has shape `(3, 1)`, `b` has shape `(4,)`. What is the shape of `a + b`?"),
        lambda np: (np.zeros((3, 1)) + np.zeros(4)).shape,
        misread={
            (3, 4, 1): _("Align from the right: 4 stands under 1."),
            (3, 1): _("The 1 stretches to 4."),
            (4,): _("`a` has one axis more; it stays in the result."),
            (12,): _("The axes are not joined. Each of the two keeps its own."),
        },
        why=_("Aligned: 3, 1 over 1, 4. Both ones are stretched."),
    ),
    "3/aligned-left": Prediction(
        _("`a` has shape `(3, 4)`, `b` has shape `(3,)`. What is the shape of `a + b`?"),
        "it is an error",
        choices={
            "(3, 4)": "`(3, 4)`",
            "(3, 3)": "`(3, 3)`",
            "(3, 4, 3)": "`(3, 4, 3)`",
            "it is an error": _("it is an error"),
        },
        misread={
            "(3, 4)": _(
                "That would need alignment from the left. The 3 of `b` stands under the 4 of `a`."
            ),
            "(3, 3)": _("A 4 cannot become a 3: only a 1 is stretched."),
            "(3, 4, 3)": _("Broadcasting adds axes on the left only, where a shape is too short."),
        },
        why=_("Aligned from the right, 4 and 3 clash."),
    ),
    "3/row-images": Prediction(
        _(
            "`images` has shape `(1437, 8, 8)`. What is the shape of "
            "`images - images.mean(axis=0)`?"
        ),
        lambda images: (images - images.mean(axis=0)).shape,
        misread={
            (8, 8): _("The mean image has this shape. It is subtracted from each of the images."),
            (1437, 1437, 8, 8): _("The last two axes are equal, so they are taken in pairs."),
        },
        why=_(
            "`(8, 8)` is aligned with the last two axes: the mean image is subtracted from every "
            "image."
        ),
    ),
    "3/clash-none": Prediction(
        _("`weekly_mean` has shape `(4,)`. What is the shape of `weekly_mean[:, None]`?"),
        lambda weekly_mean: weekly_mean[:, None].shape,
        misread={
            (1, 4): _("That is `weekly_mean[None, :]`. The new axis stands where `None` stands."),
            (4,): _("`None` adds an axis of size 1."),
            (4, 7): _("It is stretched to 7 only when it meets `weeks`."),
        },
        why=_("A column of four numbers. With `(4, 7)`, its axis of size 1 is stretched."),
    ),
    "3/silent-shape": Prediction(
        _("What is the shape of `y - p`?"),
        lambda y, p: (y - p).shape,
        misread={
            (3,): _("That is what one would wish. Align the shapes: 3 over 3, 1."),
            (3, 1): _("`y` becomes `(1, 3)`, and its 1 is stretched too."),
        },
        why=_(
            "`(3,)` counts as `(1, 3)`. With `(3, 1)`, both ones are stretched: "
            "every value meets every other."
        ),
    ),
}
