"""Lesson 2: the gradient by hand, on a graph."""

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

PREDICTIONS = {
    "3/2/forgotten": Prediction(
        _("The way in is left out of the gradient. Does the network still learn?"),
        "yes, and almost as well",
        choices={
            "no, a wrong gradient teaches nothing": _("no, a wrong gradient teaches nothing"),
            "yes, but it stops half way": _("yes, but it stops half way"),
            "yes, and almost as well": _("yes, and almost as well"),
        },
        misread={
            "no, a wrong gradient teaches nothing": _(
                "A step need not go exactly downhill. It is enough that it mostly leads down."
            ),
            "yes, but it stops half way": _(
                "The two ways do not do half of the work each. What is left of the gradient leads "
                "nearly everywhere the whole one does."
            ),
        },
        why=_(
            "The way out alone improves the weights enough. Training forgives much, and so it "
            "hides mistakes."
        ),
    ),
    "3/2/upstream": Prediction(
        _(
            "At a step, the upstream gradient is 4 and the local slope is 3. What is the gradient "
            "for the value that it takes?"
        ),
        12,
        misread={
            7: _("You added them. One path has factors; only different paths are added."),
            3: _("That is the local slope alone. It does not know what follows."),
            4: _("That is what arrives. The step itself changes it."),
            1: _("That is a difference. A slope of a slope is a product."),
            0.75: _("That is 3 divided by 4. Both are factors."),
        },
        why=_(
            "A small step of the value makes the result move 3 times as far, and each bit of the "
            "result moves the loss 4 times as far: 4 · 3."
        ),
    ),
    "3/2/gate": Prediction(
        _("The loss is `5 * relu(x)`, and x = −2. What is the gradient for x?"),
        0,
        misread={
            5: _("That is what arrives at the ReLU. Look at its gate."),
            -10: _("That is 5 · (−2): the value of the loss without the ReLU."),
            -2: _("That is x itself. A gradient says how the loss changes with it."),
            1: _("That would be the local slope of a ReLU whose gate is open."),
            -5: _("A ReLU turns no sign. It hands the gradient on, or it does not."),
        },
        why=_(
            "−2 is below 0, so the gate is shut: the local slope is 0, and 5 · 0 = 0. A slightly "
            "different x would not change the loss."
        ),
    ),
    "3/2/fork": Prediction(
        _("The loss is `x * x + x`, and x = 3. What is the gradient for x?"),
        7,
        misread={
            4: _("You took one path through the product. It uses x twice, and both count."),
            6: _("That is the product alone. There is one more use of x."),
            12: _("That is the value, 9 + 3. The gradient says how fast it changes."),
            9: _(
                "You multiplied the gradients of different uses. Only along one path are slopes "
                "multiplied."
            ),
            3: _("That is one of the three paths."),
            1: _("That is the path past the product. There are two more."),
        },
        why=_("Two paths through the product give 3 each, the third one gives 1: 3 + 3 + 1."),
    ),
    "3/2/paths": Prediction(
        _("How many different paths lead from `w1` to the loss?"),
        3,
        misread={
            2: _("Two edges leave `w1`. But the path by way of `h` forks once more."),
            1: _("One is the way out, by `r1`. There is also the way in."),
            4: _("From `h` there are two ways on, but from `r1` only one."),
            6: _("Those are the paths from both weights."),
        },
        why=_("`w1` → `r1`, then by way of `h`: `w1` → `h` → `r1` and `w1` → `h` → `r2`."),
    ),
}
