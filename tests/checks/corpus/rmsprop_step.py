"""Answers to rmsprop_step, as learners write them."""

# ruff: noqa: B018, F821, F841, B905 -- learners write zip(a, b), unknown names, lines for nothing
import numpy as np

RHO = 0.9


# Right, in many styles
def by_keras_formula(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def by_the_lecture(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * np.square(g)
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def by_the_difference(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_v = v + (1 - rho) * (g * g - v)
    scale = learning_rate / (new_v**0.5 + epsilon)
    return w - scale * g, new_v


def by_keras_ops(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    from keras import ops

    v = ops.add(ops.multiply(v, rho), ops.multiply(ops.square(g), 1 - rho))
    return ops.subtract(w, learning_rate * g * ops.rsqrt(v + epsilon)), v


def by_tensorflow(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    import tensorflow as tf

    w, v = tf.Variable(w), tf.Variable(v)
    v.assign(rho * v + (1 - rho) * tf.square(g))
    w.assign_sub(learning_rate * g / (tf.sqrt(v) + epsilon))
    return w, v


def by_keras_optimizer(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    import keras

    variable = keras.Variable(w, dtype="float64")
    optimizer = keras.optimizers.RMSprop(learning_rate, rho=rho, epsilon=epsilon)
    optimizer.build([variable])
    optimizer._velocities[0].assign(v)
    optimizer.apply([keras.ops.cast(g, "float64")])
    return variable.numpy(), optimizer._velocities[0].numpy()


def by_loops(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_w, new_v = np.zeros(np.shape(w)), np.zeros(np.shape(w))
    for i in np.ndindex(np.shape(w)):
        new_v[i] = rho * v[i] + (1 - rho) * g[i] ** 2
        new_w[i] = w[i] - learning_rate * g[i] / (new_v[i] + epsilon) ** 0.5
    return new_w, new_v


def by_lists(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    import math

    moved, squares = [], []
    for a, d, s in zip(*(np.ravel(array).tolist() for array in (w, g, v))):
        squares.append(rho * s + (1 - rho) * d * d)
        moved.append(a - learning_rate * d / (math.sqrt(squares[-1]) + epsilon))
    return np.reshape(moved, np.shape(w)), np.reshape(squares, np.shape(w))


class _Rmsprop:
    def average(self, v, g, rho):
        return rho * v + (1 - rho) * np.power(g, 2)

    def __call__(self, w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        v = self.average(v, g, rho=rho)
        return w - learning_rate * np.divide(g, np.sqrt(v) + epsilon), v


by_callable_object = _Rmsprop()


def by_copies(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    w, v = np.copy(w), np.copy(v)
    v *= rho
    v += (1 - rho) * g * g
    w -= learning_rate * g / np.sqrt(v + epsilon)
    return w, v


def by_negative_power(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = np.average([v, g**2], axis=0, weights=[rho, 1 - rho])
    return [w - learning_rate * (v + epsilon) ** -0.5 * g, v]


RIGHT = [
    by_keras_formula,
    by_the_lecture,
    by_the_difference,
    by_keras_ops,
    by_tensorflow,
    by_keras_optimizer,
    by_loops,
    by_lists,
    by_callable_object,
    by_copies,
    by_negative_power,
]


# Wrong, as beginners write it
def not_squared(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def average_of_the_size(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * np.abs(g)
    return w - learning_rate * g / (v + epsilon), v


def as_adagrad(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = v + g**2
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def no_one_minus_rho(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def exchanges_the_parts(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """v = (1 - rho) v + rho g²."""
    v = (1 - rho) * v + rho * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def no_root(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (v + epsilon), v


def divides_by_the_old_v(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    w = w - learning_rate * g / (np.sqrt(v) + epsilon)
    v = rho * v + (1 - rho) * g**2
    return w, v


def returns_the_old_v(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_v = rho * v + (1 - rho) * g**2
    new_w = w - learning_rate * g / (np.sqrt(new_v) + epsilon)
    return new_w, v


def goes_up(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w + learning_rate * g / np.sqrt(v + epsilon), v


def no_epsilon(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """So small that it does not matter."""
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v), v


def epsilon_twice(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """Inside and outside, to be sure."""
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (np.sqrt(v + epsilon) + epsilon), v


def epsilon_in_the_state(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2 + epsilon
    return w - learning_rate * g / np.sqrt(v), v


def epsilon_squared(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon**2), v


def epsilon_as_a_floor(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """Only where it would be zero."""
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.maximum(np.sqrt(v), epsilon), v


def epsilon_without_brackets(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v) + epsilon, v


def epsilon_subtracted(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (np.sqrt(v) - epsilon), v


def epsilon_of_pytorch(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (np.sqrt(v) + 1e-8), v


def defaults_of_pytorch(w, g, v, learning_rate=0.01, rho=0.99, epsilon=1e-8):
    """Wrong only where a number is left out."""
    v = rho * v + (1 - rho) * g * g
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def always_a_thousandth(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - 0.001 * g / np.sqrt(v + epsilon), v


def always_nine_and_one(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = 0.9 * v + 0.1 * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def rho_of_the_notebook(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = RHO * v + (1 - RHO) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def v_first(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return v, w - learning_rate * g / np.sqrt(v + epsilon)


def only_the_weights(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon)


def prints_both(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    print(w - learning_rate * g / np.sqrt(v + epsilon), v)


def forgets_to_return(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    w = w - learning_rate * g / np.sqrt(v + epsilon)


def changes_both(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v *= rho
    v += (1 - rho) * g**2
    w -= learning_rate * g / np.sqrt(v + epsilon)
    return w, v


def changes_w(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    w -= learning_rate * g / (np.sqrt(v) + epsilon)
    return w, v


def changes_v_by_slices(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v[:] = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def returns_the_root(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """RMS is what is kept."""
    v = np.sqrt(rho * v + (1 - rho) * g**2)
    return w - learning_rate * g / (v + epsilon), v


def one_v_for_all(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """The mean of the squares."""
    v = rho * v + (1 - rho) * np.mean(g**2)
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def divides_by_the_norm(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (np.linalg.norm(v) + epsilon), v


def squares_the_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    step = learning_rate * g
    v = rho * v + (1 - rho) * step**2
    return w - step / np.sqrt(v + epsilon), v


def rate_twice(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    step = learning_rate * g / np.sqrt(v + epsilon)
    return w - learning_rate * step, v


def no_rate(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - g / np.sqrt(v + epsilon), v


def forgets_the_gradient(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """learning rate / root of v."""
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate / np.sqrt(v + epsilon), v


def rescales_once_for_the_start(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """Corrected as in Adam."""
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / (np.sqrt(v / (1 - rho)) + epsilon), v


def power_of_other_languages(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g ^ 2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def without_memory(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = np.zeros_like(g)
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def by_nested_lists(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """Lists for arrays, which cannot take the next step."""
    return tuple(array.tolist() for array in by_lists(w, g, v, learning_rate, rho, epsilon))


#: Each with what the mistake is, in free words.
WRONG = {
    by_nested_lists: "list_for_an_array",
    not_squared: "g_not_squared",
    average_of_the_size: "mean_size",
    as_adagrad: "squares_added_up_epsilon_outside",
    no_one_minus_rho: "g_not_weighted",
    exchanges_the_parts: "weights_exchanged",
    no_root: "no_root",
    divides_by_the_old_v: "step_with_the_old_v_epsilon_outside",
    returns_the_old_v: "old_v_returned_epsilon_outside",
    goes_up: "uphill",
    no_epsilon: "epsilon_missing",
    epsilon_twice: "epsilon_in_both_places",
    epsilon_in_the_state: "epsilon_kept_in_v",
    epsilon_squared: "epsilon_squared",
    epsilon_as_a_floor: "epsilon_as_a_minimum_outside",
    epsilon_without_brackets: "epsilon_added_to_w",
    epsilon_subtracted: "epsilon_subtracted_outside",
    epsilon_of_pytorch: "epsilon_of_1e_8_outside",
    defaults_of_pytorch: "defaults_of_pytorch",
    always_a_thousandth: "rate_of_one_thousandth",
    always_nine_and_one: "rho_of_nine_tenths",
    rho_of_the_notebook: "rho_of_nine_tenths",
    v_first: "v_first",
    only_the_weights: "w_alone",
    prints_both: "prints_the_result",
    forgets_to_return: "no_return",
    changes_both: "argument_changed",
    changes_w: "argument_changed",
    changes_v_by_slices: "argument_changed",
    returns_the_root: "root_without_epsilon_returned_epsilon_outside",
    one_v_for_all: "one_mean_for_all",
    divides_by_the_norm: "one_length_for_all",
    squares_the_step: "rate_squared_in_v",
    rate_twice: "rate_twice",
    no_rate: "no_rate",
    forgets_the_gradient: "g_missing_in_the_step",
    rescales_once_for_the_start: "corrected_as_in_adam_epsilon_outside",
    power_of_other_languages: "caret_for_power",
    without_memory: "old_v_forgotten",
}
