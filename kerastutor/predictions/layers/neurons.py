"""Lesson 1: a neuron and a Dense layer."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "2/1/bias": Prediction(
        _("Both weights are 1. The bias rises from −1 to −0.5. What does the line do?"),
        "it moves against the arrow",
        choices={
            "it moves along the arrow": _("it moves along the arrow"),
            "it moves against the arrow": _("it moves against the arrow"),
            "it turns": _("it turns"),
            "it stays where it is": _("it stays where it is"),
        },
        misread={
            "it moves along the arrow": _(
                "The bias is not the place of the line. It is added to the sum, so a larger bias "
                "makes more of the plane positive."
            ),
            "it turns": _(
                "The direction comes from the weights alone: they say how much each input counts."
            ),
            "it stays where it is": _(
                "It would stay if the weights grew as well, by the same factor. Here only the bias "
                "changes."
            ),
        },
        why=_(
            "The line is where x1 + x2 = −bias. First that is 1, then 0.5: the line comes nearer "
            "to the corner (0, 0), and the arrow points away from it."
        ),
    ),
    "2/1/double": Prediction(
        _("Both weights and the bias are doubled. What does the line do?"),
        "it stays where it is",
        choices={
            "it moves along the arrow": _("it moves along the arrow"),
            "it moves against the arrow": _("it moves against the arrow"),
            "it turns": _("it turns"),
            "it stays where it is": _("it stays where it is"),
        },
        misread={
            "it moves along the arrow": _(
                "Larger weights do not carry the line away. They make the change from one side to "
                "the other steeper."
            ),
            "it moves against the arrow": _(
                "So it would be with the bias alone doubled, if that is positive. Here the weights "
                "are doubled as well."
            ),
            "it turns": _(
                "The direction is the proportion of the two weights. Doubled, it is the same."
            ),
        },
        why=_(
            "The sum is doubled everywhere, and twice 0 is 0. Elsewhere it is farther from 0 than "
            "before, so the output changes more steeply."
        ),
    ),
    "2/1/line": Prediction(
        _("How many of the 576 images can one line have on their right sides, at most?"),
        "about three quarters",
        choices={
            "about half": _("about half"),
            "about three quarters": _("about three quarters"),
            "about 95 %": _("about 95 %"),
            "all of them": _("all of them"),
        },
        misread={
            "about half": _(
                "Half is what guessing gives. A line can cut off one corner, such as that of the "
                "9s."
            ),
            "about 95 %": _(
                "That is the rule, which asks about both pixels at once. For a line, the 6s and "
                "the 9s would have to lie side by side."
            ),
            "all of them": _(
                "It would need a line that has two opposite corners on one side, and the other two "
                "on the other."
            ),
        },
        why=_(
            "A line can cut off one of the four corners. Then three kinds of digits are on the "
            "right side, and one is not."
        ),
    ),
    "2/1/leading": Prediction(
        _(
            "`x` has shape `(5, 8, 8)`, `kernel` has shape `(8, 3)` and `bias` has shape `(3,)`. "
            "What is the shape of `x @ kernel + bias`?"
        ),
        lambda np: (np.zeros((5, 8, 8)) @ np.zeros((8, 3)) + np.zeros(3)).shape,
        misread={
            (5, 3): _(
                "You made one row of each image first. A Dense layer does not: that is the work of "
                "Flatten."
            ),
            (40, 3): _("Leading axes are not made one. Both of them, 5 and 8, stay."),
            (8, 3): _("That is the shape of the kernel. It serves each of the 5 images."),
            (5, 8, 8): _("The last axis is summed over. In its place come the units."),
            (5, 8, 8, 3): _("The last axis of `x` is summed over, so it disappears."),
        },
        why=_("Only the last axis changes: 8 inputs become 3 units. Nothing is flattened."),
    ),
    "2/1/parameters": Prediction(
        _(
            "Images of shape `(28, 28)` go through `Flatten`, `Dense(128)` and `Dense(10)`. How "
            "many parameters does this network have?"
        ),
        101770,
        misread={
            101632: _("These are the weights. The biases are missing: 128 and 10."),
            101634: _("You counted one bias for each layer. Each unit has its own."),
            108330: _(
                "You gave the second layer all 784 pixels. Its inputs are the 128 units of the "
                "first."
            ),
            100480: _("That is the first layer alone."),
            1290: _("That is the second layer alone."),
            5002: _(
                "So it would be without Flatten: a Dense layer would see rows of 28 pixels only."
            ),
            8586: _("28 + 28 is 56. An image has 28 · 28 pixels."),
            100352: _("That is the kernel of the first layer alone."),
        },
        why=_("784 · 128 + 128 = 100,480, then 128 · 10 + 10 = 1,290. Together 101,770."),
    ),
    "2/1/seeds": Prediction(
        _("How many of the twelve find it?"),
        "one to six",
        choices={
            "none": _("none"),
            "one to six": _("one to six"),
            "seven to eleven": _("seven to eleven"),
            "all twelve": _("all twelve"),
        },
        misread={
            "none": _("Some start in a place from where the way down leads there."),
            "seven to eleven": _(
                "So it is with four units. With two, none of them may start in a useless place."
            ),
            "all twelve": _(
                "That two units can do it does not mean that training finds how. It walks "
                "downhill from where it starts, and stops where that ends."
            ),
        },
        why=_(
            "Each unit is needed. In most of the others, one unit gives 0 for all images, and "
            "training cannot wake it: what is left is one line."
        ),
    ),
}
