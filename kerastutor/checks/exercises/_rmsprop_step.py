"""The check of `rmsprop_step`: ε inside the root, as in Keras, or beside it, throughout."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.checks.exercises import _steps
from kerastutor.checks.exercises._differences import as_tuple
from kerastutor.concepts import steps
from kerastutor.i18n import _


def _cases(rng):
    def case(shape, *numbers, begun=True, mixed=False, dtype="float64"):
        """v as it may be after steps with gradients of all sizes, or of none."""
        g = _steps.slopes(rng, *shape)
        v = _steps.near(rng, g) ** 2 * begun
        if mixed:  # long ago gradients were of other sizes: some of v falls
            v = rng.permutation(v.ravel()).reshape(shape)
        arrays = (array.astype(dtype) for array in (_steps.weights(rng, *shape), g, v))
        return *arrays, *numbers

    n, k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    rate, other = (float(rate) for rate in rng.permutation([0.02, 0.05, 0.1])[:2])
    return [
        case((n, k), 0.01),
        case((6,)),  # the defaults
        case((3, 3), 0.03, _steps.one_of(rng, 0.8, 0.95), dtype="float32"),
        case((k, n), rate, _steps.one_of(rng, 0.6, 0.7), 0.1),  # ε is seen
        case((2, 2, 2), other, 0.9, 0.01, begun=False),  # the first step
        case((n, 3), other, 0.75, 1e-3, mixed=True),
    ]


rmsprop_step = Exercise(
    signature="rmsprop_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7)",
    reference=steps.rmsprop_step,
    also=((steps.rmsprop_step_outside, _("RMSprop with ε beside the root")),),
    cases=_cases,
    run=as_tuple,
    parts=("w", "v"),
    oracle=_("keras.optimizers.RMSprop (ε in the root)"),
    tolerance=_steps.TOLERANCE,
    look=_("lesson 5 (lesson_5_adam.ipynb), on RMSprop"),
    hints=(
        _(
            "First the new v, the running mean of g² (in the lesson its line is there). Then the "
            "step: g, divided by its usual size. Which of the two arrays knows that size?"
        ),
        _(
            "The usual size of g is the root of the new v. ε joins v under the root, so that "
            "nothing is divided by 0. Then w goes down, against g."
        ),
        _("Divide g by the root of the new v: learning_rate · g / √(v + ε). Subtract that."),
    ),
)

mistakes = _steps.Mistakes(
    rmsprop_step,
    globals(),
    dict(
        new_v=lambda o: o.rho * o.v + (1 - o.rho) * o.g**2,
        used=lambda o: o.new_v,
        below=lambda o: np.sqrt(o.used + o.epsilon),
        step=lambda o: o.learning_rate * o.g / o.below,
        new_w=lambda o: o.w - o.step,
        gives=lambda o: (o.new_w, o.new_v),
    ),
    {"": {}, "_epsilon_outside": dict(below=lambda o: np.sqrt(o.used) + o.epsilon)},
    about={"new_v": "v"},
    words={"_epsilon_outside": ("√(v + ε)", "(√v + ε)")},
    of={"": 0, "_epsilon_outside": 1},
)

# v

mistakes.add(
    "g_not_squared",
    _("v is made of g itself. It is the mean of the squares: g**2."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * o.g,
)
mistakes.add(
    "size_for_square",
    _("v is made of |g|. It is the mean of the squares: g**2."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * np.abs(o.g),
)
mistakes.add(
    "mean_size",
    _("v is the mean of |g|, and there is no root. Keep the mean of g**2, and divide by its root."),
    alone=True,
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * np.abs(o.g),
    below=lambda o: o.new_v + o.epsilon,
)
mistakes.add(
    "rate_squared_in_v",
    _("v is made of the squared step. It is made of the squared gradient: g**2, without the rate."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * (o.learning_rate * o.g) ** 2,
)
mistakes.add(
    "twice_g_for_its_square",
    _("v is made of 2 g. A square is g**2, or g * g."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * o.g * 2,
)
mistakes.add(
    "weight_squared_too",
    _("(1 − rho) is squared, too. Square g alone: (1 − rho) · g²."),
    new_v=lambda o: o.rho * o.v + ((1 - o.rho) * o.g) ** 2,
)
mistakes.add(
    "g_not_weighted",
    _("g² is added whole. It is a part of a mean: v = rho · v + (1 − rho) · g²."),
    new_v=lambda o: o.rho * o.v + o.g**2,
)
mistakes.add(
    "weights_exchanged",
    _("rho and 1 − rho have changed places. Most of v is kept: rho · v + (1 − rho) · g²."),
    new_v=lambda o: (1 - o.rho) * o.v + o.rho * o.g**2,
)
mistakes.add(
    "squares_added_up",
    _("v adds up all squares: that is Adagrad. Here v is a mean: rho · v + (1 − rho) · g²."),
    new_v=lambda o: o.v + o.g**2,
)
mistakes.add(
    "all_of_v_kept",
    _("All of the old v is kept, so it can only grow. Multiply it by rho."),
    new_v=lambda o: o.v + (1 - o.rho) * o.g**2,
)
mistakes.add(
    "old_v_forgotten",
    _("v has nothing of the v that is passed: v = rho · v + (1 − rho) · g²."),
    new_v=lambda o: (1 - o.rho) * o.g**2,
)
mistakes.add(
    "square_alone",
    _("v is g² alone, so the step has one size everywhere. Keep most of the old v: rho · v."),
    new_v=lambda o: o.g**2,
)
mistakes.add(
    "one_mean_for_all",
    _("The squares are averaged over the array. Each weight has a v of its own: g**2."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * np.mean(o.g**2),
)
mistakes.add(
    "one_sum_for_all",
    _("The squares are added up over the array. Each weight has a v of its own: g**2."),
    new_v=lambda o: o.rho * o.v + (1 - o.rho) * np.sum(o.g**2),
)
mistakes.add(
    "v_squared",
    _("The old v is squared, too. It is a mean of squares already: rho · v."),
    new_v=lambda o: o.rho * o.v**2 + (1 - o.rho) * o.g**2,
)
mistakes.add(
    "v_never_falls",
    _("v is kept where it would fall. A running mean may fall: rho · v + (1 − rho) · g²."),
    new_v=lambda o: np.maximum(o.v, o.rho * o.v + (1 - o.rho) * o.g**2),
)
mistakes.add(
    "rho_of_nine_tenths",
    _("rho is 0.9 here, whatever is passed. Take the argument: rho."),
    new_v=lambda o: 0.9 * o.v + 0.1 * o.g**2,
)
mistakes.add(
    "rate_and_rho_as_by_default",
    _("The rate is 0.001 and rho is 0.9 here, whatever is passed. Take the arguments."),
    new_v=lambda o: 0.9 * o.v + 0.1 * o.g**2,
    step=lambda o: 0.001 * o.g / o.below,
)
mistakes.add(
    "rate_in_v",
    _("The learning rate is in v. It belongs to the step: learning_rate · g / √(v + ε)."),
    new_v=lambda o: o.rho * o.v + o.learning_rate * o.g**2,
)
mistakes.add(
    "g_subtracted_from_v",
    _("(1 − rho) · g² is subtracted from v. Add it."),
    new_v=lambda o: o.rho * o.v - (1 - o.rho) * o.g**2,
)

# The step

mistakes.add(
    "step_with_the_old_v",
    _("The step takes the v that was passed. Take the new one."),
    used=lambda o: o.v,
)
mistakes.add(
    "no_root",
    _("g is divided by v itself. Divide by its root, which is the size of a gradient."),
    alone=True,
    below=lambda o: o.new_v + o.epsilon,
)
mistakes.add(
    "no_root_and_no_epsilon",
    _("g is divided by v itself. Divide by its root, with ε, so that v = 0 does not divide by 0."),
    alone=True,
    below=lambda o: o.new_v,
)
mistakes.add(
    "epsilon_in_both_places",
    _("ε is in the root and beside it. Add it once: √(v + ε), or √v + ε."),
    alone=True,
    below=lambda o: np.sqrt(o.new_v + o.epsilon) + o.epsilon,
)
mistakes.add(
    "epsilon_missing",
    _("There is no ε. Without it v = 0 would divide by 0: √(v + ε)."),
    alone=True,
    below=lambda o: np.sqrt(o.new_v),
)
mistakes.add(
    "epsilon_squared",
    _("ε is squared in the root. Add ε itself: √(v + ε)."),
    alone=True,
    below=lambda o: np.sqrt(o.new_v + o.epsilon**2),
)
for _epsilon in (1e-7, 1e-8):
    for _end, _root in {
        "": lambda o, small=_epsilon: np.sqrt(o.new_v + small),
        "_outside": lambda o, small=_epsilon: np.sqrt(o.new_v) + small,
    }.items():
        _name = f"{_epsilon:.0e}".replace("-0", "_") + _end
        mistakes.add(
            f"epsilon_of_{_name}",
            _("ε is {epsilon} here, whatever is passed. Take the argument: epsilon.").format(
                epsilon=f"{_epsilon:.0e}".replace("-0", "-")
            ),
            alone=True,
            below=_root,
        )
        mistakes.add(
            f"all_numbers_with_epsilon_of_{_name}",
            _("Only w, g and v are used: rate, rho and ε are numbers. Take the arguments."),
            alone=True,
            new_v=lambda o: 0.9 * o.v + 0.1 * o.g**2,
            below=_root,
            step=lambda o: 0.001 * o.g / o.below,
        )
mistakes.add(
    "epsilon_added_to_w",
    _("ε is added to w: brackets are missing. Divide by √(v + ε)."),
    alone=True,
    new_w=lambda o: o.w - o.learning_rate * o.g / np.sqrt(o.new_v) + o.epsilon,
)
mistakes.add(
    "epsilon_added_to_the_step",
    _("ε is added to the step: brackets are missing. Divide by √(v + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * o.g / np.sqrt(o.new_v) + o.epsilon,
)
mistakes.add(
    "epsilon_times_the_rate",
    _("ε is added behind the fraction: brackets are missing. Divide by √(v + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * (o.g / np.sqrt(o.new_v) + o.epsilon),
)
mistakes.add(
    "epsilon_kept_in_v",
    _("ε is in the v that comes back, and adds up from step to step. Add it in the root alone."),
    alone=True,
    gives=lambda o: (o.new_w, o.new_v + o.epsilon),
)
mistakes.add(
    "epsilon_as_a_minimum",
    _("v is kept above ε, by a maximum. ε is added to it: √(v + ε)."),
    alone=True,
    below=lambda o: np.sqrt(np.maximum(o.new_v, o.epsilon)),
)
mistakes.add(
    "epsilon_as_a_minimum_outside",
    _("The root is kept above ε, by a maximum. ε is added to it: √v + ε."),
    alone=True,
    below=lambda o: np.maximum(np.sqrt(o.new_v), o.epsilon),
)
mistakes.add(
    "epsilon_subtracted",
    _("ε is subtracted in the root, which may then be of a number below 0. Add it: √(v + ε)."),
    alone=True,
    below=lambda o: np.sqrt(o.new_v - o.epsilon),
)
mistakes.add(
    "epsilon_subtracted_outside",
    _("ε is subtracted from the root, so g may be divided by 0. Add it: √v + ε."),
    alone=True,
    below=lambda o: np.sqrt(o.new_v) - o.epsilon,
)
mistakes.add(
    "one_length_for_all",
    _("g is divided by the length of v, one number for all. Each weight has its own √(v + ε)."),
    alone=True,
    below=lambda o: np.linalg.norm(o.new_v) + o.epsilon,
)
mistakes.add(
    "rate_twice",
    _("The step is multiplied by the learning rate twice. Once is enough."),
    step=lambda o: o.learning_rate**2 * o.g / o.below,
)
mistakes.add(
    "v_unused",
    _("v is not used: this is a step of SGD. Divide g by √(v + ε)."),
    alone=True,
    below=lambda o: 1,
)
mistakes.add(
    "multiplied_by_the_root",
    _("g is multiplied by the root. Divide by it: where gradients are large, the step shrinks."),
    step=lambda o: o.learning_rate * o.g * o.below,
)
mistakes.add(
    "square_in_the_step",
    _("g² is in the step, which then always goes one way. Take g: learning_rate · g / √(v + ε)."),
    step=lambda o: o.learning_rate * o.g**2 / o.below,
)
mistakes.add(
    "g_missing_in_the_step",
    _("g is missing in the step: learning_rate · g / √(v + ε)."),
    step=lambda o: o.learning_rate / o.below,
)
mistakes.add(
    "sign_of_the_gradient",
    _("The step is the sign of g times the rate. Divide g by √(v + ε), a mean over steps."),
    alone=True,
    step=lambda o: o.learning_rate * np.sign(o.g),
)
mistakes.add(
    "uphill",
    _("The step is added to w, which goes uphill. Subtract it."),
    new_w=lambda o: o.w + o.step,
)
mistakes.add(
    "no_rate",
    _("The step is not multiplied by the learning rate."),
    step=lambda o: o.g / o.below,
)
mistakes.add(
    "rate_of_one_thousandth",
    _("The rate is 0.001 here, whatever is passed. Take the argument: learning_rate."),
    step=lambda o: 0.001 * o.g / o.below,
)
mistakes.add(
    "corrected_as_in_adam",
    _("v is divided by 1 − rho, as Adam does in its first step. RMSprop takes v as it is."),
    used=lambda o: o.new_v / (1 - o.rho),
)


@rmsprop_step.mistake(
    _(
        "Where numbers are left out, they are PyTorch's: 0.01, 0.99 and 1e-8. Asked are Keras's: "
        "learning_rate=0.001, rho=0.9, epsilon=1e-7."
    )
)
def defaults_of_pytorch(w, g, v, learning_rate=0.01, rho=0.99, epsilon=1e-8):
    return steps.rmsprop_step_outside(w, g, v, learning_rate, rho, epsilon)


# What is returned

mistakes.add(
    "old_v_returned",
    _("v comes back as it was passed, so nothing is remembered. Return the new one."),
    gives=lambda o: (o.new_w, o.v),
)
_ROOT = _("The root comes back in place of v. Return v as it is, before the root.")
mistakes.add("root_returned", _ROOT, gives=lambda o: (o.new_w, o.below))
mistakes.add("root_without_epsilon_returned", _ROOT, gives=lambda o: (o.new_w, np.sqrt(o.new_v)))
mistakes.add(
    "w_alone",
    _("Only w comes back, and v is lost. Return both: return w, v."),
    gives=lambda o: o.new_w,
)
mistakes.add(
    "v_first",
    _("v comes first. The order is w, v."),
    gives=lambda o: (o.new_v, o.new_w),
)
mistakes.add(
    "step_returned",
    _("The step comes back in place of w. Subtract it: w − step."),
    gives=lambda o: (o.step, o.new_v),
)
mistakes.add(
    "minus_step_returned",
    _("The change of w comes back in place of w. Add it to w."),
    gives=lambda o: (-o.step, o.new_v),
)
mistakes.add(
    "w_unchanged",
    _("w comes back as it was passed. Subtract the step, and return the result."),
    alone=True,
    gives=lambda o: (o.w, o.new_v),
)
_TWO = _("g comes back, too. Return two: w, v.")
mistakes.add("gradient_returned", _TWO, gives=lambda o: (o.new_w, o.new_v, o.g))

mistakes.pairs("g_not_squared", "epsilon_missing", "no_root", "uphill")
