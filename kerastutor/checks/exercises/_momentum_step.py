"""The check of `momentum_step`: the velocity as Keras's SGD keeps it."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.checks.exercises import _steps
from kerastutor.checks.exercises._differences import as_tuple
from kerastutor.concepts import steps
from kerastutor.i18n import _


def _cases(rng):
    def case(*shape, rate, momentum, begun=True, dtype="float64"):
        w, g = _steps.weights(rng, *shape), _steps.slopes(rng, *shape, smallest=0.2)
        velocity = _steps.near(rng, rng.permutation(g)) * begun + 0  # no −0
        return *(array.astype(dtype) for array in (w, g, velocity)), rate, momentum

    n, k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    rate, other = (float(rate) for rate in rng.permutation([0.05, 0.2, 0.3])[:2])
    return [
        case(n, k, rate=0.1, momentum=0.9),
        case(6, rate=rate, momentum=_steps.one_of(rng, 0.6, 0.7)),
        case(3, 3, rate=0.01, momentum=0.95, dtype="float32"),
        case(2, 2, 3, rate=other, momentum=0.8, begun=False),  # the first step
        case(k, 2, rate=1.5, momentum=_steps.one_of(rng, 0.3, 0.4)),
    ]


momentum_step = Exercise(
    signature="momentum_step(w, g, velocity, learning_rate, momentum)",
    reference=steps.momentum_step,
    cases=_cases,
    run=as_tuple,
    parts=("w", "velocity"),
    oracle="keras.optimizers.SGD(momentum=…)",
    tolerance=_steps.TOLERANCE,
    look=_("lesson 4 (lesson_4_descent.ipynb), on momentum"),
    hints=(
        _("The velocity first: a part of the old one is kept, and a step downhill is added."),
        _("velocity = momentum · velocity − learning_rate · g"),
        _("Then w + velocity, with the new velocity. Return both: w, velocity."),
    ),
)

mistakes = _steps.Mistakes(
    momentum_step,
    globals(),
    dict(
        new=lambda o: o.momentum * o.velocity - o.learning_rate * o.g,
        change=lambda o: o.new,
        new_w=lambda o: o.w + o.change,
        gives=lambda o: (o.new_w, o.new),
    ),
    about={"new": "velocity"},
)

# Other velocities

mistakes.add(
    "as_in_pytorch",
    _(
        "This is PyTorch's: v = μ v + g, then w − η v. Keras's velocity has the rate and the sign "
        "in it: velocity = momentum · velocity − learning_rate · g, then w + velocity."
    ),
    new=lambda o: o.momentum * o.velocity + o.g,
    change=lambda o: -o.learning_rate * o.new,
)
mistakes.add(
    "as_in_pytorch_uphill",
    _(
        "The velocity is PyTorch's, v = μ v + g, and w goes uphill with it. Keras's has the rate "
        "and the sign in it: velocity = momentum · velocity − learning_rate · g, then w + velocity."
    ),
    new=lambda o: o.momentum * o.velocity + o.g,
    change=lambda o: o.learning_rate * o.new,
)
mistakes.add(
    "rate_outside_the_velocity",
    _(
        "The rate is not in the velocity, but beside it. In Keras's it is: "
        "momentum · velocity − learning_rate · g, and w + velocity."
    ),
    new=lambda o: o.momentum * o.velocity - o.g,
    change=lambda o: o.learning_rate * o.new,
)
mistakes.add(
    "velocity_uphill",
    _(
        "The velocity points uphill, and is subtracted from w. Keras's points downhill: "
        "momentum · velocity − learning_rate · g, and w + velocity."
    ),
    new=lambda o: o.momentum * o.velocity + o.learning_rate * o.g,
    change=lambda o: -o.new,
)
mistakes.add(
    "velocity_subtracted",
    _("The velocity is subtracted from w. It points downhill already: w + velocity."),
    change=lambda o: -o.new,
)
mistakes.add(
    "gradient_added",
    _("learning_rate · g is added to the velocity, which goes uphill. Subtract it."),
    new=lambda o: o.momentum * o.velocity + o.learning_rate * o.g,
)
mistakes.add(
    "running_mean",
    _(
        "g is multiplied by 1 − momentum, as in a mean. In Keras's velocity it is not: "
        "momentum · velocity − learning_rate · g."
    ),
    new=lambda o: o.momentum * o.velocity - (1 - o.momentum) * o.learning_rate * o.g,
)
mistakes.add(
    "running_mean_of_gradients",
    _(
        "The velocity is a mean of the gradients here, m = μ m + (1 − μ) g, as in Adam. Keras's is "
        "momentum · velocity − learning_rate · g, and is added to w."
    ),
    new=lambda o: o.momentum * o.velocity + (1 - o.momentum) * o.g,
    change=lambda o: -o.learning_rate * o.new,
)
mistakes.add(
    "running_mean_uphill",
    _(
        "The velocity points uphill, and g is multiplied by 1 − momentum. Keras's is "
        "momentum · velocity − learning_rate · g, and is added to w."
    ),
    new=lambda o: o.momentum * o.velocity + (1 - o.momentum) * o.learning_rate * o.g,
    change=lambda o: -o.new,
)
mistakes.add(
    "old_velocity",
    _("w moves by the velocity that was passed. Make the new one first, and add that."),
    change=lambda o: o.velocity,
)
mistakes.add(
    "old_velocity_by_momentum",
    _("w moves by momentum times the old velocity. Add all of the new velocity."),
    change=lambda o: o.momentum * o.velocity,
)
mistakes.add(
    "nesterov",
    _("This looks ahead, as nesterov=True does. Asked is the plain one: w + velocity."),
    change=lambda o: o.momentum * o.new - o.learning_rate * o.g,
)
mistakes.add(
    "rate_in_it_twice",
    _("The rate is in the velocity, and w moves by rate times that. Once is enough."),
    change=lambda o: o.learning_rate * o.new,
)
mistakes.add(
    "step_taken_twice",
    _("w moves by the velocity and by −learning_rate · g, which is in the velocity already."),
    change=lambda o: o.new - o.learning_rate * o.g,
)
mistakes.add(
    "momentum_on_the_whole",
    _("The step is multiplied by momentum, too. Only the old velocity is."),
    new=lambda o: o.momentum * (o.velocity - o.learning_rate * o.g),
)
mistakes.add(
    "momentum_in_it_twice",
    _("w moves by momentum times the new velocity. Add all of it: w + velocity."),
    change=lambda o: o.momentum * o.new,
)
mistakes.add(
    "no_rate",
    _("g is not multiplied by the learning rate: momentum · velocity − learning_rate · g."),
    new=lambda o: o.momentum * o.velocity - o.g,
)
mistakes.add(
    "no_rate_uphill",
    _(
        "The velocity is made with g, and has no rate. Keras's is "
        "momentum · velocity − learning_rate · g, and is added to w."
    ),
    new=lambda o: o.momentum * o.velocity + o.g,
    change=lambda o: -o.new,
)
mistakes.add(
    "no_momentum",
    _("All of the old velocity is kept, so it never slows down. Multiply it by momentum."),
    new=lambda o: o.velocity - o.learning_rate * o.g,
)
mistakes.add(
    "old_velocity_forgotten",
    _("The old velocity is not used: this is a step of plain SGD. Add momentum · velocity."),
    new=lambda o: -o.learning_rate * o.g,
)
mistakes.add(
    "plain_step",
    _("w takes a plain step, −learning_rate · g. Add the new velocity to w in place of that."),
    change=lambda o: -o.learning_rate * o.g,
)
mistakes.add(
    "exchanged_rate_and_momentum",
    _("Rate and momentum have changed places: momentum · velocity − learning_rate · g."),
    new=lambda o: o.learning_rate * o.velocity - o.momentum * o.g,
)
mistakes.add(
    "weights_exchanged",
    _("momentum and 1 − momentum have changed places: momentum · velocity is what is kept."),
    new=lambda o: (1 - o.momentum) * o.velocity - o.learning_rate * o.g,
)
mistakes.add(
    "momentum_of_nine_tenths",
    _("The momentum is 0.9 here, whatever is passed. Take the argument: momentum."),
    new=lambda o: 0.9 * o.velocity - o.learning_rate * o.g,
)
mistakes.add(
    "velocity_times_the_gradient",
    _("The velocity is multiplied by g. Add the two: momentum · velocity − learning_rate · g."),
    new=lambda o: o.momentum * o.velocity * o.g,
)
mistakes.add(
    "sign_of_the_gradient",
    _("Only the sign of g counts here. It is learning_rate times g itself."),
    new=lambda o: o.momentum * o.velocity - o.learning_rate * np.sign(o.g),
)
mistakes.add(
    "momentum_of_w",
    _("w is multiplied by momentum. The old velocity is: momentum · velocity."),
    new=lambda o: o.momentum * o.w - o.learning_rate * o.g,
)
mistakes.add(
    "w_shrinks",
    _("w is multiplied by momentum. It keeps all of its value: w + velocity."),
    new_w=lambda o: o.momentum * o.w + o.new,
)
mistakes.add(
    "gradient_averaged",
    _("The gradients are averaged over the array. Each weight has its own."),
    new=lambda o: o.momentum * o.velocity - o.learning_rate * o.g.mean(),
)

mistakes.add(
    "minus_everywhere",
    _("The old velocity turns round at each step: a minus too many. Add momentum · velocity."),
    new=lambda o: -o.momentum * o.velocity - o.learning_rate * o.g,
)
mistakes.add(
    "rate_of_one_hundredth",
    _("The rate is 0.01 here, whatever is passed. Take the argument: learning_rate."),
    new=lambda o: o.momentum * o.velocity - 0.01 * o.g,
)
mistakes.add(
    "gradient_forgotten",
    _(
        "The velocity is momentum · velocity, and g has no part in it. A formula in two lines "
        "needs brackets round both."
    ),
    new=lambda o: o.momentum * o.velocity,
)

# What is returned

mistakes.add(
    "old_velocity_returned",
    _("The velocity comes back as it was passed, so nothing is remembered. Return the new one."),
    gives=lambda o: (o.new_w, o.velocity),
)
mistakes.add(
    "w_alone",
    _("Only w comes back, and the velocity is lost. Return both: return w, velocity."),
    gives=lambda o: o.new_w,
)
mistakes.add(
    "w_alone_as_in_pytorch",
    _("Only w comes back, by PyTorch's rule. Return w and Keras's velocity, which has the rate."),
    new=lambda o: o.momentum * o.velocity + o.g,
    gives=lambda o: o.w - o.learning_rate * o.new,
)
mistakes.add(
    "velocity_alone",
    _("Only the velocity comes back. Add it to w, and return both: return w, velocity."),
    gives=lambda o: o.new,
)
mistakes.add(
    "velocity_first",
    _("The velocity comes first. The order is w, velocity."),
    gives=lambda o: (o.new, o.new_w),
)
mistakes.add(
    "velocity_first_as_in_pytorch",
    _("The velocity comes first, and is PyTorch's. Return w, and Keras's velocity with the rate."),
    new=lambda o: o.momentum * o.velocity + o.g,
    gives=lambda o: (o.new, o.w - o.learning_rate * o.new),
)
mistakes.add(
    "w_unchanged",
    _("w comes back as it was passed. Add the new velocity to it."),
    new_w=lambda o: o.w,
)
mistakes.add(
    "change_of_w_returned",
    _("The change of w comes back in place of w. Add it to w."),
    gives=lambda o: (o.new, o.new),
)
mistakes.add(
    "gradient_returned",
    _("g comes back, too. Return two: w, velocity."),
    gives=lambda o: (o.new_w, o.new, o.g),
)
mistakes.add(
    "gradient_returned_between",
    _("g comes back, too. Return two: w, velocity."),
    gives=lambda o: (o.new_w, o.g, o.new),
)
mistakes.add(
    "minus_velocity_returned",
    _("The velocity comes back with the other sign. w + velocity has to be the new w."),
    gives=lambda o: (o.new_w, -o.new),
)


def _first_only(new, old):
    return np.where(np.arange(old.size).reshape(old.shape) == 0, new, old)


mistakes.add(
    "first_weight_only",
    _("Only the first weight moves: is `return` inside the loop? Move it out of the loop."),
    gives=lambda o: (_first_only(o.new_w, o.w), _first_only(o.new, o.velocity)),
)
mistakes.add(
    "gradient_for_velocity",
    _("g comes back in place of the velocity. Return w, velocity."),
    gives=lambda o: (o.new_w, o.g),
)
