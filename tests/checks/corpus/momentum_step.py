"""Answers to momentum_step, as learners write them."""

# ruff: noqa: B018, F821, F841, B905 -- learners write zip(a, b), unknown names, lines for nothing
import numpy as np

VELOCITY = 0.0
MOMENTUM = 0.9


# Right, in many styles
def by_numpy(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def by_keras_ops(w, g, velocity, learning_rate, momentum):
    from keras import ops

    kept = ops.multiply(velocity, momentum)
    velocity = ops.subtract(kept, ops.multiply(g, learning_rate))
    return ops.add(w, velocity), velocity


def by_tensorflow(w, g, velocity, learning_rate, momentum):
    import tensorflow as tf

    w, velocity = tf.Variable(w), tf.Variable(velocity)
    velocity.assign(momentum * velocity - learning_rate * g)
    w.assign_add(velocity)
    return w, velocity


def by_keras_optimizer(w, g, velocity, learning_rate, momentum):
    import keras

    variable = keras.Variable(w, dtype="float64")
    optimizer = keras.optimizers.SGD(learning_rate, momentum=momentum)
    optimizer.build([variable])
    if momentum:  # without, Keras keeps no velocity
        optimizer.momentums[0].assign(velocity)
    optimizer.apply([keras.ops.cast(g, "float64")])
    return variable.numpy(), variable.numpy() - w


def by_loops(w, g, velocity, learning_rate, momentum):
    new_w, new_velocity = np.empty(np.shape(w)), np.empty(np.shape(w))
    for i in np.ndindex(np.shape(w)):
        new_velocity[i] = momentum * velocity[i] - learning_rate * g[i]
        new_w[i] = w[i] + new_velocity[i]
    return new_w, new_velocity


def by_lists(w, g, velocity, learning_rate, momentum):
    shape = np.shape(w)
    flat = zip(np.ravel(velocity).tolist(), np.ravel(g).tolist())
    new = [momentum * v - learning_rate * d for v, d in flat]
    moved = [a + v for a, v in zip(np.ravel(w).tolist(), new)]
    return [np.reshape(moved, shape), np.reshape(new, shape)]


class _Momentum:
    def accelerate(self, g, velocity, learning_rate, momentum):
        return velocity * momentum - g * learning_rate

    def __call__(self, w, g, velocity, learning_rate, momentum):
        velocity = self.accelerate(g, velocity, learning_rate, momentum)
        return np.add(w, velocity), velocity


by_callable_object = _Momentum()


def by_copies(w, g, velocity, learning_rate, momentum):
    w, velocity = w.copy(), velocity.copy()
    velocity *= momentum
    velocity -= learning_rate * g
    w += velocity
    return w, velocity


def by_a_new_array_first(w, g, velocity, learning_rate, momentum):
    # velocity is a new array after the first line
    velocity = momentum * velocity
    velocity -= learning_rate * g
    return w + velocity, velocity


def by_the_opposite(w, g, velocity, learning_rate, momentum):
    down = learning_rate * g - momentum * velocity
    return w - down, -down


def by_one_formula(w, g, velocity, learning_rate, momentum):
    new_w = w - learning_rate * g + momentum * velocity
    return new_w, new_w - w


def by_pytorch_in_between(w, g, velocity, learning_rate, momentum):
    # b = mu b + g, with b = -velocity / learning rate
    b = momentum * (-velocity / learning_rate) + g
    return w - learning_rate * b, -learning_rate * b


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_tensorflow,
    by_keras_optimizer,
    by_loops,
    by_lists,
    by_callable_object,
    by_copies,
    by_a_new_array_first,
    by_the_opposite,
    by_one_formula,
    by_pytorch_in_between,
]


# Wrong, as beginners write it
def as_pytorch(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity + g
    return w - learning_rate * velocity, velocity


def as_in_the_well_known_course(w, g, velocity, learning_rate, momentum):
    """An exponentially weighted average of the gradients."""
    velocity = momentum * velocity + (1 - momentum) * g
    return w - learning_rate * velocity, velocity


def as_in_the_older_papers(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * g
    return w - velocity, velocity


def goes_up(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * g
    return w + velocity, velocity


def minus_twice(w, g, velocity, learning_rate, momentum):
    """Descent is minus."""
    velocity = momentum * velocity - learning_rate * g
    return w - velocity, velocity


def minus_everywhere(w, g, velocity, learning_rate, momentum):
    velocity = -momentum * velocity - learning_rate * g
    return w + velocity, velocity


def moves_with_the_old_velocity(w, g, velocity, learning_rate, momentum):
    """w first, then the velocity."""
    w = w + velocity
    velocity = momentum * velocity - learning_rate * g
    return w, velocity


def as_nesterov(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + momentum * velocity - learning_rate * g, velocity


def only_the_weights(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity


def velocity_first(w, g, velocity, learning_rate, momentum):
    """In the order of computing."""
    velocity = momentum * velocity - learning_rate * g
    return velocity, w + velocity


def returns_the_old_velocity(w, g, velocity, learning_rate, momentum):
    new_velocity = momentum * velocity - learning_rate * g
    new_w = w + new_velocity
    return new_w, velocity


def returns_the_old_weights(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    new_w = w + velocity
    return w, velocity


def no_friction(w, g, velocity, learning_rate, momentum):
    velocity = velocity - learning_rate * g
    return w + velocity, velocity


def no_rate(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - g
    return w + velocity, velocity


def rate_twice(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + learning_rate * velocity, velocity


def momentum_of_everything(w, g, velocity, learning_rate, momentum):
    """Brackets."""
    velocity = momentum * (velocity - learning_rate * g)
    return w + velocity, velocity


def damped_gradient(w, g, velocity, learning_rate, momentum):
    """The parts must add up to 1."""
    velocity = momentum * velocity - (1 - momentum) * learning_rate * g
    return w + velocity, velocity


def exchanges_the_numbers(w, g, velocity, learning_rate, momentum):
    velocity = learning_rate * velocity - momentum * g
    return w + velocity, velocity


def changes_both(w, g, velocity, learning_rate, momentum):
    velocity *= momentum
    velocity -= learning_rate * g
    w += velocity
    return w, velocity


def changes_the_velocity(w, g, velocity, learning_rate, momentum):
    velocity *= momentum
    velocity -= learning_rate * g
    return w + velocity, velocity


def changes_w_by_another_name(w, g, velocity, learning_rate, momentum):
    """A new name, so a new array."""
    new_w = w
    velocity = momentum * velocity - learning_rate * g
    new_w += velocity
    return new_w, velocity


def changes_the_velocity_by_slices(w, g, velocity, learning_rate, momentum):
    velocity[...] = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def changes_the_gradient(w, g, velocity, learning_rate, momentum):
    g *= learning_rate
    velocity = momentum * velocity - g
    return w + velocity, velocity


def always_nine_tenths(w, g, velocity, learning_rate, momentum=0.9):
    velocity = 0.9 * velocity - learning_rate * g
    return w + velocity, velocity


def momentum_of_the_notebook(w, g, velocity, learning_rate, momentum):
    velocity = MOMENTUM * velocity - learning_rate * g
    return w + velocity, velocity


def always_a_hundredth(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - 0.01 * g
    return w + velocity, velocity


def velocity_of_the_notebook(w, g, velocity, learning_rate, momentum):
    """It is remembered outside."""
    velocity = momentum * VELOCITY - learning_rate * g
    return w + velocity, velocity


def begins_anew(w, g, velocity, learning_rate, momentum):
    """The velocity begins at zero."""
    velocity = np.zeros_like(w)
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def keras_begins_anew(w, g, velocity, learning_rate, momentum):
    import keras

    variable = keras.Variable(w, dtype="float64")
    optimizer = keras.optimizers.SGD(learning_rate, momentum=momentum)
    optimizer.apply([keras.ops.cast(g, "float64")], [variable])
    return variable.numpy(), variable.numpy() - w


def unknown_names(w, g, velocity, learning_rate, momentum):
    v = beta * velocity - lr * g
    return w + v, v


def forgets_to_return(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    w = w + velocity


def prints_both(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    print(w + velocity, velocity)


def gradient_twice(w, g, velocity, learning_rate, momentum):
    """A step of SGD, and the velocity on top."""
    velocity = momentum * velocity - learning_rate * g
    return w - learning_rate * g + velocity, velocity


def velocity_never_changes(w, g, velocity, learning_rate, momentum):
    """SGD with a push."""
    return w - learning_rate * g + momentum * velocity, velocity


def velocity_backward(w, g, velocity, learning_rate, momentum):
    """How far w went: before minus after."""
    new_w = w - learning_rate * g + momentum * velocity
    return new_w, w - new_w


def second_line_lost(w, g, velocity, learning_rate, momentum):
    """The formula was too long for one line."""
    velocity = momentum * velocity
    -learning_rate * g
    return w + velocity, velocity


def returns_in_the_loop(w, g, velocity, learning_rate, momentum):
    new_w, new_velocity = np.array(w), np.array(velocity)
    for i in np.ndindex(np.shape(w)):
        new_velocity[i] = momentum * velocity[i] - learning_rate * g[i]
        new_w[i] += new_velocity[i]
        return new_w, new_velocity


def returns_the_gradient_too(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, g, velocity


def returns_names(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return {"w": w + velocity, "velocity": velocity}


#: Each with what the mistake is, in free words.
WRONG = {
    as_pytorch: "as_in_pytorch",
    as_in_the_well_known_course: "running_mean_of_gradients",
    as_in_the_older_papers: "velocity_uphill",
    goes_up: "gradient_added",
    minus_twice: "velocity_subtracted",
    minus_everywhere: "minus_everywhere",
    moves_with_the_old_velocity: "old_velocity",
    as_nesterov: "nesterov",
    only_the_weights: "w_alone",
    velocity_first: "velocity_first",
    returns_the_old_velocity: "old_velocity_returned",
    returns_the_old_weights: "w_unchanged",
    no_friction: "no_momentum",
    no_rate: "no_rate",
    rate_twice: "rate_in_it_twice",
    momentum_of_everything: "momentum_on_the_whole",
    damped_gradient: "running_mean",
    exchanges_the_numbers: "exchanged_rate_and_momentum",
    changes_both: "argument_changed",
    changes_the_velocity: "argument_changed",
    changes_w_by_another_name: "argument_changed",
    changes_the_velocity_by_slices: "argument_changed",
    changes_the_gradient: "argument_changed",
    always_nine_tenths: "momentum_of_nine_tenths",
    momentum_of_the_notebook: "momentum_of_nine_tenths",
    always_a_hundredth: "rate_of_one_hundredth",
    velocity_of_the_notebook: "old_velocity_forgotten",
    begins_anew: "old_velocity_forgotten",
    keras_begins_anew: "old_velocity_forgotten",
    unknown_names: "unknown_name",
    forgets_to_return: "no_return",
    prints_both: "prints_the_result",
    gradient_twice: "step_taken_twice",
    velocity_never_changes: "old_velocity_returned",
    velocity_backward: "minus_velocity_returned",
    second_line_lost: "gradient_forgotten",
    returns_in_the_loop: "first_weight_only",
    returns_the_gradient_too: "gradient_returned_between",
    returns_names: "dict_for_a_tuple",
}
