"""Answers to adam_step, as learners write them."""

# ruff: noqa: B018, F821, F841, B905 -- learners write zip(a, b), unknown names, lines for nothing
import numpy as np

T = 3


# Right, in many styles
def by_the_paper(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def by_keras_formula(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    alpha = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    m = m + (g - m) * (1 - beta_1)
    v = v + (g**2 - v) * (1 - beta_2)
    return w - m * alpha / (np.sqrt(v) + epsilon), m, v


def by_pytorch_formula(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    # the paper's, with the root taken in two parts
    m = m + (1 - beta_1) * (g - m)
    v = v * beta_2 + (1 - beta_2) * g * g
    denominator = v**0.5 / (1 - beta_2**t) ** 0.5 + epsilon
    return w - learning_rate / (1 - beta_1**t) * m / denominator, m, v


def by_keras_ops(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    from keras import ops

    m = ops.add(ops.multiply(beta_1, m), ops.multiply(1 - beta_1, g))
    v = ops.add(ops.multiply(beta_2, v), ops.multiply(1 - beta_2, ops.square(g)))
    m_hat, v_hat = ops.divide(m, 1 - beta_1**t), ops.divide(v, 1 - beta_2**t)
    step = ops.divide(learning_rate * m_hat, ops.sqrt(v_hat) + epsilon)
    return ops.subtract(w, step), m, v


def by_tensorflow(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    import tensorflow as tf

    w, m, v = tf.Variable(w), tf.Variable(m), tf.Variable(v)
    m.assign_add((g - m) * (1 - beta_1))
    v.assign_add((tf.square(g) - v) * (1 - beta_2))
    rate = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    w.assign_sub(rate * m / (tf.sqrt(v) + epsilon))
    return w, m, v


def by_keras_optimizer(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    # Keras has its betas in float32: the step is right to 7e-6
    import keras

    variable = keras.Variable(w, dtype="float64")
    adam = keras.optimizers.Adam(learning_rate, beta_1, beta_2, epsilon)
    adam.build([variable])
    adam._momentums[0].assign(m)
    adam._velocities[0].assign(v)
    adam.iterations.assign(t - 1)
    adam.apply([keras.ops.cast(g, "float64")])
    return variable.numpy(), adam._momentums[0].numpy(), adam._velocities[0].numpy()


def by_loops(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, new_m, new_v = (np.zeros(np.shape(w)) for _ in range(3))
    for i in np.ndindex(np.shape(w)):
        new_m[i] = beta_1 * m[i] + (1 - beta_1) * g[i]
        new_v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] ** 2
        m_hat, v_hat = new_m[i] / (1 - beta_1**t), new_v[i] / (1 - beta_2**t)
        new_w[i] = w[i] - learning_rate * m_hat / (v_hat**0.5 + epsilon)
    return new_w, new_m, new_v


def by_lists(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    rows = []
    for a, d, p, q in zip(*(np.ravel(array).tolist() for array in (w, g, m, v))):
        p = beta_1 * p + (1 - beta_1) * d
        q = beta_2 * q + (1 - beta_2) * d * d
        root = (q / (1 - beta_2**t)) ** 0.5
        rows.append((a - learning_rate * p / (1 - beta_1**t) / (root + epsilon), p, q))
    return [np.reshape(column, np.shape(w)) for column in zip(*rows)]


class _Adam:
    def average(self, old, new, beta):
        return beta * old + (1 - beta) * new

    def corrected(self, average, beta, t):
        return average / (1 - np.power(beta, t))

    def __call__(self, w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        m, v = self.average(m, g, beta_1), self.average(v, np.square(g), beta_2)
        top, below = self.corrected(m, beta_1, t), np.sqrt(self.corrected(v, beta_2, t))
        return w - learning_rate * top / (below + epsilon), m, v


by_callable_object = _Adam()


def by_copies(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = (np.array(array, dtype="float64") for array in (w, m, v))
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g**2
    w -= learning_rate * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return w, m, v


RIGHT = [
    by_the_paper,
    by_keras_formula,
    by_pytorch_formula,
    by_keras_ops,
    by_tensorflow,
    by_keras_optimizer,
    by_loops,
    by_lists,
    by_callable_object,
    by_copies,
]


# Wrong, as beginners write it. All work out the averages alike, so that part is written once.
def averages(g, m, v, beta_1, beta_2):
    """m and v of Adam."""
    return beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2


def no_correction(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def corrects_only_m(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(v) + epsilon), m, v


def corrects_only_v(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def no_power(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Right at the first step."""
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1), v / (1 - beta_2)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def counts_from_zero(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Python begins at 0, so one more."""
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1 ** (t + 1)), v / (1 - beta_2 ** (t + 1))
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def steps_so_far(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1 ** (t - 1)), v / (1 - beta_2 ** (t - 1))
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def power_of_the_brackets(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1) ** t, v / (1 - beta_2) ** t
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def times_t(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1 * t), v / (1 - beta_2 * t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def same_beta_twice(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Copied the line and changed only m."""
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_1**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def multiplies(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m * (1 - beta_1**t), v * (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def returns_corrected(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m = m / (1 - beta_1**t)
    v = v / (1 - beta_2**t)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def corrects_the_old(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """The hats first."""
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def folded_no_root(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    alpha = learning_rate * (1 - beta_2**t) / (1 - beta_1**t)
    return w - alpha * m / (np.sqrt(v) + epsilon), m, v


def epsilon_inside(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """As in RMSprop of Keras."""
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / np.sqrt(v_hat + epsilon), m, v


def no_epsilon(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * m / (1 - beta_1**t) / np.sqrt(v / (1 - beta_2**t)), m, v


def epsilon_of_the_paper(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


def no_brackets(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / np.sqrt(v_hat) + epsilon, m, v


def no_root(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (v_hat + epsilon), m, v


def numbers_of_the_paper(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    m, v = averages(g, m, v, 0.9, 0.999)
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def betas_exchanged(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_2, beta_1)
    m_hat, v_hat = m / (1 - beta_2**t), v / (1 - beta_1**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def not_squared(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def gradient_not_weighted(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    m, v = beta_1 * m + g, beta_2 * v + g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def goes_up(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w + learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def gradient_on_top(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """m is computed and never used."""
    m, v = averages(g, m, v, beta_1, beta_2)
    return w - learning_rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def one_more_t(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """An answer of a chat: t counts in the step."""
    t += 1
    return by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)


def t_of_the_notebook(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return by_the_paper(w, g, m, v, T, learning_rate, beta_1, beta_2, epsilon)


def with_weight_decay(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """AdamW is better."""
    w = w - learning_rate * 0.004 * w
    return by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)


def returns_the_old(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_m, new_v = averages(g, m, v, beta_1, beta_2)
    m_hat, v_hat = new_m / (1 - beta_1**t), new_v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def v_before_m(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)
    return w, v, m


def only_w(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)[0]


def t_as_well(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """All that the next step needs."""
    return *by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon), t + 1


def prints_all(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    print(by_the_paper(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon))


def defaults_again(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """The numbers are not passed on."""
    return by_the_paper(w, g, m, v, t)


def changes_m_and_v(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m += (1 - beta_1) * (g - m)
    v += (1 - beta_2) * (g**2 - v)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def changes_w(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = averages(g, m, v, beta_1, beta_2)
    w -= learning_rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return w, m, v


#: Each with what the mistake is, in free words.
WRONG = {
    no_correction: "no_correction",
    corrects_only_m: "only_m_corrected",
    corrects_only_v: "only_v_corrected",
    no_power: "t_unused",
    counts_from_zero: "t_plus_one",
    steps_so_far: "t_minus_one",
    power_of_the_brackets: "power_of_the_brackets",
    times_t: "times_t_for_power",
    same_beta_twice: "one_beta_in_the_correction",
    multiplies: "correction_multiplied",
    returns_corrected: "corrected_returned",
    corrects_the_old: "step_with_the_old_ones",
    folded_no_root: "no_root_in_the_factor",
    epsilon_inside: "epsilon_in_the_root",
    no_epsilon: "epsilon_missing",
    epsilon_of_the_paper: "epsilon_of_1e_8",
    no_brackets: "epsilon_added_to_w",
    no_root: "no_root",
    numbers_of_the_paper: "betas_as_by_default",
    betas_exchanged: "betas_exchanged",
    not_squared: "g_not_squared",
    gradient_not_weighted: "g_not_weighted",
    goes_up: "uphill",
    gradient_on_top: "m_unused",
    one_more_t: "t_plus_one",
    t_of_the_notebook: "",
    with_weight_decay: "weight_decay",
    returns_the_old: "old_ones_returned",
    v_before_m: "v_before_m",
    only_w: "w_alone",
    t_as_well: "next_t_returned",
    prints_all: "prints_the_result",
    defaults_again: "all_as_by_default",
    changes_m_and_v: "argument_changed",
    changes_w: "argument_changed",
}
