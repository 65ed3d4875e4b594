"""Answers to sgd_step, as learners write them."""

# ruff: noqa: B018, F821, F841, B905 -- learners write zip(a, b), unknown names, lines for nothing
import numpy as np

LEARNING_RATE = 0.01
weights = np.zeros(3)


# Right, in many styles
def by_numpy(w, g, learning_rate):
    return w - learning_rate * g


def by_keras_ops(w, g, learning_rate):
    from keras import ops

    return ops.subtract(w, ops.multiply(learning_rate, g))


def by_tensorflow(w, g, learning_rate):
    import tensorflow as tf

    w = tf.Variable(w)
    w.assign_sub(learning_rate * g)
    return w


def by_keras_optimizer(w, g, learning_rate):
    import keras

    variable = keras.Variable(w, dtype="float64")
    keras.optimizers.SGD(learning_rate).apply([keras.ops.cast(g, "float64")], [variable])
    return variable.numpy()


def by_loops(w, g, learning_rate):
    new = np.zeros(np.shape(w))
    for place in np.ndindex(new.shape):
        new[place] = w[place] - learning_rate * g[place]
    return new


def by_lists(w, g, learning_rate):
    flat = [a - learning_rate * b for a, b in zip(np.ravel(w), np.ravel(g))]
    return np.reshape(flat, np.shape(w))


class _Descent:
    def change(self, g, learning_rate):
        return -learning_rate * g

    def __call__(self, w, g, learning_rate):
        return w + self.change(g=g, learning_rate=learning_rate)


by_callable_object = _Descent()


def by_a_copy(w, g, learning_rate):
    w = np.array(w, dtype="float64")
    w -= learning_rate * g
    return w


def by_out(w, g, learning_rate):
    step = np.array(g, dtype="float64")
    step *= learning_rate
    return np.subtract(w, step, out=step)


def by_negation(w, g, learning_rate):
    return -(g * learning_rate - w)


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_tensorflow,
    by_keras_optimizer,
    by_loops,
    by_lists,
    by_callable_object,
    by_a_copy,
    by_out,
    by_negation,
]


# Wrong, as beginners write it
def goes_up(w, g, learning_rate):
    """The gradient shows the way."""
    return w + learning_rate * g


def only_the_step(w, g, learning_rate):
    """How far to go."""
    return learning_rate * g


def only_the_negative_step(w, g, learning_rate):
    """The change of w."""
    return -learning_rate * g


def no_rate(w, g, learning_rate):
    return w - g


def rate_of_the_default(w, g, learning_rate):
    """Keras's default."""
    return w - 0.01 * g


def rate_of_the_notebook(w, g, learning_rate):
    return w - LEARNING_RATE * g


def weights_of_the_notebook(w, g, learning_rate):
    return weights - learning_rate * g


def short_name(w, g, learning_rate):
    """lr is the learning rate."""
    return w - lr * g


def changes_w(w, g, learning_rate):
    w -= learning_rate * g
    return w


def changes_w_by_another_name(w, g, learning_rate):
    """A new name, so a new array."""
    new_w = w
    new_w -= learning_rate * g
    return new_w


def changes_g(w, g, learning_rate):
    """The step is kept in g."""
    g *= learning_rate
    return w - g


def changes_w_element_by_element(w, g, learning_rate):
    for place in np.ndindex(np.shape(w)):
        w[place] = w[place] - learning_rate * g[place]
    return w


def changes_w_and_returns_nothing(w, g, learning_rate):
    """The caller has w already."""
    w -= learning_rate * g


def forgets_to_return(w, g, learning_rate):
    w = w - learning_rate * g


def prints_it(w, g, learning_rate):
    w = w - learning_rate * g
    print(w)


def brackets_around_the_difference(w, g, learning_rate):
    return learning_rate * (w - g)


def multiplies_the_weights(w, g, learning_rate):
    return w * (1 - learning_rate * g)


def divides_by_the_rate(w, g, learning_rate):
    return w - g / learning_rate


def sign_of_the_gradient(w, g, learning_rate):
    """Only the direction counts."""
    return w - learning_rate * np.sign(g)


def unit_gradient(w, g, learning_rate):
    """The rate says how long the step is."""
    return w - learning_rate * g / np.linalg.norm(g)


def mean_gradient(w, g, learning_rate):
    """One gradient for all weights."""
    return w - learning_rate * np.mean(g)


def divides_by_the_number(w, g, learning_rate):
    """Mean over the batch."""
    return w - learning_rate * g / len(g)


def gradient_minus_weights(w, g, learning_rate):
    return g - learning_rate * w


def steps_twice(w, g, learning_rate):
    """Assign, and then return the assignment."""
    w = w - learning_rate * g
    return w - learning_rate * g


def returns_the_gradient_too(w, g, learning_rate):
    return w - learning_rate * g, g


def line_too_many(w, g, learning_rate):
    """The second line is no part of the first."""
    new_w = w
    -learning_rate * g
    return new_w


def by_nested_lists(w, g, learning_rate):
    """A list for an array, which cannot take the next step."""
    return by_lists(w, g, learning_rate).tolist()


#: Each with what the mistake is, in free words.
WRONG = {
    by_nested_lists: "list_for_an_array",
    goes_up: "uphill",
    only_the_step: "step_returned",
    only_the_negative_step: "minus_step_returned",
    no_rate: "no_rate",
    rate_of_the_default: "rate_of_one_hundredth",
    rate_of_the_notebook: "rate_of_one_hundredth",
    weights_of_the_notebook: "minus_step_returned",
    short_name: "unknown_name",
    changes_w: "argument_changed",
    changes_w_by_another_name: "argument_changed",
    changes_g: "argument_changed",
    changes_w_element_by_element: "argument_changed",
    changes_w_and_returns_nothing: "no_return",
    forgets_to_return: "no_return",
    prints_it: "prints_the_result",
    brackets_around_the_difference: "brackets_too_wide",
    multiplies_the_weights: "times_w",
    divides_by_the_rate: "divided_by_the_rate",
    sign_of_the_gradient: "sign_of_the_gradient",
    unit_gradient: "gradient_made_one_long",
    mean_gradient: "gradient_averaged",
    divides_by_the_number: "divided_by_the_batch",
    gradient_minus_weights: "exchanged_arguments",
    steps_twice: "twice_the_gradient",
    returns_the_gradient_too: "w_and_the_gradient",
    line_too_many: "w_unchanged",
}
