"""The check of `sgd_step`: against the gradient, by the rate."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.checks.exercises import _steps
from kerastutor.concepts import steps
from kerastutor.i18n import _


def _cases(rng):
    def case(*shape, rate, dtype="float64"):
        arrays = _steps.weights(rng, *shape), _steps.slopes(rng, *shape, smallest=0.2)
        return *(array.astype(dtype) for array in arrays), rate

    n, k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    return [
        case(n, k, rate=0.1),
        case(6, rate=_steps.one_of(rng, 0.3, 0.4)),
        case(3, 3, rate=0.01, dtype="float32"),
        case(2, 2, 3, rate=_steps.one_of(rng, 1.5, 2.5)),
        case(k, 1, rate=0.02),
    ]


sgd_step = Exercise(
    signature="sgd_step(w, g, learning_rate)",
    graded=False,
    reference=steps.sgd_step,
    cases=_cases,
    oracle="keras.optimizers.SGD",
    tolerance=_steps.TOLERANCE,
    look=_("lesson 4 (lesson_4_descent.ipynb), on one step of descent"),
    hints=(
        _("The gradient g points uphill. Which way does a step go?"),
        _("The step is learning_rate · g. Subtract it from w, and return the new w."),
    ),
)

mistakes = _steps.Mistakes(
    sgd_step,
    globals(),
    dict(
        step=lambda o: o.learning_rate * o.g,
        gives=lambda o: o.w - o.step,
    ),
)

mistakes.add(
    "uphill",
    _("The step is added, which goes uphill: g points to where the loss grows. Subtract it."),
    gives=lambda o: o.w + o.step,
)
mistakes.add(
    "no_rate",
    _("All of g is subtracted. Multiply it by the learning rate first."),
    step=lambda o: o.g,
)
mistakes.add(
    "uphill_no_rate",
    _("All of g is added. Multiply it by the learning rate, and subtract it."),
    gives=lambda o: o.w + o.g,
)
mistakes.add(
    "step_returned",
    _("The step alone comes back. Subtract it from w: w − learning_rate · g."),
    gives=lambda o: o.step,
)
mistakes.add(
    "minus_step_returned",
    _("The change of w comes back. Add it to w: w − learning_rate · g."),
    gives=lambda o: -o.step,
)
mistakes.add(
    "sign_of_the_gradient",
    _("Only the sign of g counts here. A step is as long as the gradient is steep: rate times g."),
    step=lambda o: o.learning_rate * np.sign(o.g),
)
mistakes.add(
    "size_of_the_gradient",
    _("The sign of g is lost, so that all of w falls. A step goes against g, whatever its sign."),
    step=lambda o: o.learning_rate * np.abs(o.g),
)
mistakes.add(
    "times_w",
    _("The step is multiplied by w. It is learning_rate · g: subtract that from w."),
    gives=lambda o: o.w * (1 - o.step),
)
mistakes.add(
    "gradient_made_one_long",
    _("g is divided by its length. A step is as long as the gradient: learning_rate · g."),
    step=lambda o: o.learning_rate * o.g / np.linalg.norm(o.g),
)
mistakes.add(
    "gradient_divided_by_its_largest",
    _("g is divided by its largest size. Take it as it is: learning_rate · g."),
    step=lambda o: o.learning_rate * o.g / np.abs(o.g).max(),
)
mistakes.add(
    "gradient_averaged",
    _("The gradients are averaged over the array. Each weight has its own."),
    step=lambda o: o.learning_rate * o.g.mean(),
)
mistakes.add(
    "gradient_added_up",
    _("The gradients are added up over the array. Each weight has its own."),
    step=lambda o: o.learning_rate * o.g.sum(),
)
mistakes.add(
    "divided_by_the_batch",
    _("The step is divided by the length of w. g is the gradient of the loss already."),
    step=lambda o: o.learning_rate * o.g / len(o.g),
)
mistakes.add(
    "divided_by_all",
    _("The step is divided by the number of weights. g is the gradient of the loss already."),
    step=lambda o: o.learning_rate * o.g / o.g.size,
)
mistakes.add(
    "gradient_squared",
    _("g is squared. The step is learning_rate · g."),
    step=lambda o: o.learning_rate * o.g**2,
)
mistakes.add(
    "rate_squared",
    _("The learning rate is in it twice. Once is enough: learning_rate · g."),
    step=lambda o: o.learning_rate**2 * o.g,
)
mistakes.add(
    "divided_by_the_rate",
    _("g is divided by the learning rate. Multiply it: learning_rate · g."),
    step=lambda o: o.g / o.learning_rate,
)
mistakes.add(
    "rate_subtracted",
    _("The learning rate is subtracted, and not multiplied by g: learning_rate · g."),
    step=lambda o: o.learning_rate + 0 * o.g,
)
mistakes.add(
    "exchanged_arguments",
    _("w and g have changed places. The step is subtracted from w, and is made of g."),
    gives=lambda o: o.g - o.learning_rate * o.w,
)
mistakes.add(
    "brackets_too_wide",
    _("w is multiplied by the rate, too: learning_rate · (w − g). Only g is: w − rate · g."),
    gives=lambda o: o.learning_rate * (o.w - o.g),
)
mistakes.add(
    "gradient_minus_w",
    _("The sign is the wrong way round: this is minus the new w. Return w − learning_rate · g."),
    gives=lambda o: o.step - o.w,
)
mistakes.add(
    "mean_of_w_and_g",
    _("This is a mean of w and g. All of w is kept: w − learning_rate · g."),
    gives=lambda o: (1 - o.learning_rate) * o.w - o.step,
)
mistakes.add(
    "running_mean",
    _("This is a running mean of w and g. All of w is kept, and the step is subtracted."),
    gives=lambda o: (1 - o.learning_rate) * o.w + o.step,
)
mistakes.add(
    "w_and_the_step",
    _("Two things come back. Return the new w alone."),
    gives=lambda o: (o.w - o.step, o.step),
)
mistakes.add(
    "w_and_the_gradient",
    _("g comes back, too. Return the new w alone."),
    gives=lambda o: (o.w - o.step, o.g),
)
mistakes.add(
    "w_unchanged",
    _("w comes back as it was passed. Return what is left when the step is subtracted."),
    gives=lambda o: o.w,
)
mistakes.add(
    "rate_of_one_tenth",
    _("The rate is 0.1 here, whatever is passed. Take the argument: learning_rate."),
    step=lambda o: 0.1 * o.g,
)
mistakes.add(
    "rate_of_one_hundredth",
    _("The rate is 0.01 here, whatever is passed. Take the argument: learning_rate."),
    step=lambda o: 0.01 * o.g,
)
mistakes.add(
    "twice_the_gradient",
    _("The step is twice as long. A 2 from a squared loss is in g already: learning_rate · g."),
    step=lambda o: 2 * o.learning_rate * o.g,
)
mistakes.add(
    "never_below_0",
    _("What would be below 0 became 0. Weights may be negative: return w − learning_rate · g."),
    gives=lambda o: np.maximum(o.w - o.step, 0),
)
