"""The checks of `dense` and, from a file of its own, of `parameter_count`."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._parameters import *  # noqa: F403 - and its mistakes, by name
from kerastutor.concepts import neurons
from kerastutor.i18n import _
from kerastutor.learner.functions import Function

RELU, TANH = Function("relu", ()), Function("tanh", ())


def _cases(rng):
    n, f, u = (int(size) for size in rng.permutation([2, 3, 4]))

    def layer(*shape, units, dtype="float64"):
        """x, kernel and bias; small, so that tanh is not 1 everywhere."""

        def numbers(*shape):
            return (rng.choice([-1, 1], shape) * rng.integers(1, 13, shape) / 10).astype(dtype)

        return numbers(*shape), numbers(shape[-1], units), numbers(units)

    wave = Function("wave", (2, int(rng.integers(2, 4))))
    return [
        (*layer(n, f, units=u), None),
        (*layer(3, 3, units=3, dtype="float32"), RELU),  # square: no shape betrays a mistake
        (*layer(3, 3, units=3), None),
        (*layer(n, f, units=u), TANH),
        layer(f, units=u),  # one sample, and no activation given
        (*layer(n, f, 4, units=u), RELU),
        (*layer(2, 1, n, 3, units=3, dtype="float32"), wave),
        (*layer(n, f, units=1), TANH),
    ]


def _linear(x, kernel, bias):
    return x @ kernel + bias


def _activated(z, activation):
    return z if activation is None else activation(z)


dense = Exercise(
    signature="dense(x, kernel, bias, activation=None)",
    reference=neurons.dense,
    cases=_cases,
    oracle=_("keras.ops.matmul, the bias added, then the activation"),
    tolerance=Tolerance(rtol=1e-4, atol=1e-5, any_float=True),
    look=_("lesson 1 (lesson_1_neurons.ipynb), on a layer of neurons"),
    hints=(
        _("A neuron multiplies each input by its weight, adds all up, and adds its bias."),
        _("x @ kernel does so for all neurons and samples; bias has one number for each neuron."),
        _(
            "The activation comes last: activation(x @ kernel + bias). Where it is None, leave it "
            "out."
        ),
    ),
)


@dense.mistake(
    _(
        "The bias is added after the activation. It belongs to the sum that the activation gets: "
        "activation(x @ kernel + bias)."
    )
)
def activation_before_bias(x, kernel, bias, activation=None):
    return _activated(x @ kernel, activation) + bias


@dense.mistake(
    _(
        "The kernel is transposed. It has a row for each input and a column for each neuron "
        "already: x @ kernel."
    )
)
def kernel_transposed(x, kernel, bias, activation=None):
    return _activated(x @ kernel.T + bias, activation)


@dense.mistake(
    _("x * kernel multiplies number by number. A neuron adds its products up: x @ kernel.")
)
def elementwise(x, kernel, bias, activation=None):
    return _activated(x * kernel + bias, activation)


@dense.mistake(_("The bias is missing: x @ kernel + bias."))
def no_bias(x, kernel, bias, activation=None):
    return _activated(x @ kernel, activation)


@dense.mistake(_("It is always ReLU. Use the activation that is given, and none where it is None."))
def always_relu(x, kernel, bias, activation=None):
    return np.maximum(_linear(x, kernel, bias), 0)


@dense.mistake(
    _("Where an activation is given, it is ReLU, whichever was asked for. Call the given one.")
)
def relu_for_any(x, kernel, bias, activation=None):
    z = _linear(x, kernel, bias)
    return z if activation is None else np.maximum(z, 0)


@dense.mistake(
    _("It is ReLU where no activation is given. None stands for no activation: return the sum.")
)
def relu_for_none(x, kernel, bias, activation=None):
    z = _linear(x, kernel, bias)
    return np.maximum(z, 0) if activation is None else activation(z)


@dense.mistake(_("It is always the sigmoid. Use the activation that is given, none for None."))
def always_sigmoid(x, kernel, bias, activation=None):
    return 1 / (1 + np.exp(-_linear(x, kernel, bias)))


@dense.mistake(
    _(
        "The activation has no part in the result. Where one is given, return activation(z), z "
        "being the sum."
    )
)
def activation_not_used(x, kernel, bias, activation=None):
    return _linear(x, kernel, bias)


@dense.mistake(
    _(
        "With None for the activation it raises TypeError: None cannot be called. Return the sum "
        "as it is where activation is None."
    )
)
def none_called(x, kernel, bias, activation=None):
    return activation(_linear(x, kernel, bias))


@dense.mistake(
    _(
        "The leading axes are made one. Only the last axis changes, from inputs to units, and "
        "the others stay: x @ kernel does it by itself."
    )
)
def leading_axes_flattened(x, kernel, bias, activation=None):
    return _activated(_linear(x.reshape(-1, x.shape[-1]), kernel, bias), activation)


@dense.mistake(
    _(
        "It works with two axes only, (samples, inputs). x may have more leading axes, or none: "
        "x @ kernel works along the last axis, whatever stands before it."
    )
)
def two_axes_only(x, kernel, bias, activation=None):
    return _activated(_linear(x.reshape(len(x), -1), kernel, bias), activation)


@dense.mistake(_("The bias is subtracted. It is added: x @ kernel + bias."))
def bias_subtracted(x, kernel, bias, activation=None):
    return _activated(x @ kernel - bias, activation)


@dense.mistake(_("The bias is multiplied. It is added: x @ kernel + bias."))
def bias_multiplied(x, kernel, bias, activation=None):
    return _activated(x @ kernel * bias, activation)


@dense.mistake(
    _("The kernel comes first. Rows of x meet columns of the kernel: x @ kernel, in this order.")
)
def kernel_first(x, kernel, bias, activation=None):
    return _activated(kernel @ x + bias, activation)


@dense.mistake(
    _("The result is that of kernel.T @ x.T: a row for each neuron. A sample's row is asked for.")
)
def neurons_in_rows(x, kernel, bias, activation=None):
    return _activated(kernel.T @ x.T + bias[:, None], activation)


@dense.mistake(
    _(
        "The activation is taken of the inputs. It is taken of the sum: "
        "activation(x @ kernel + bias)."
    )
)
def activation_of_the_inputs(x, kernel, bias, activation=None):
    return _linear(_activated(x, activation), kernel, bias)


@dense.mistake(
    _("The bias is added to the inputs, before the product: brackets are wrong, x @ kernel + bias.")
)
def bias_added_to_the_inputs(x, kernel, bias, activation=None):
    return _activated((x + bias) @ kernel, activation)


@dense.mistake(_("The activation is called twice. Once is enough: activation(x @ kernel + bias)."))
def activation_twice(x, kernel, bias, activation=None):
    return _activated(_activated(_linear(x, kernel, bias), activation), activation)


@dense.mistake(
    _(
        "The bias is added once for each input, so it counts too often. It belongs to a neuron: "
        "add it once, after the loop over the inputs."
    )
)
def bias_for_each_input(x, kernel, bias, activation=None):
    return _activated(x @ kernel + len(kernel) * bias, activation)


@dense.mistake(
    _("The bias goes down the rows, one number for a sample. It has one for each neuron (column).")
)
def bias_for_each_row(x, kernel, bias, activation=None):
    return _activated(x @ kernel + bias.reshape(-1, 1), activation)


@dense.mistake(
    _(
        "A single sample, x of shape (inputs,), raises ValueError. It has a result, too, of "
        "shape (units,): x @ kernel + bias takes it as it is, where a Keras layer wants a batch."
    )
)
def single_sample_refused(x, kernel, bias, activation=None):
    if x.ndim == 1:
        _samples, _features = x.shape  # no `raise` of its own, as in a library
    return _activated(_linear(x, kernel, bias), activation)


@dense.mistake(
    _("Only the first neuron's bias is used, for all neurons. Each has its own: + bias.")
)
def first_bias_for_all(x, kernel, bias, activation=None):
    return _activated(x @ kernel + bias[0], activation)


@dense.mistake(
    _("All biases are added up, and each neuron gets the sum. Each has its own: + bias.")
)
def biases_added_up(x, kernel, bias, activation=None):
    return _activated(x @ kernel + bias.sum(), activation)


@dense.mistake(_("The products are averaged, not added up: a neuron computes their sum."))
def mean_of_products(x, kernel, bias, activation=None):
    return _activated(x @ kernel / len(kernel) + bias, activation)


@dense.mistake(
    _("Only the first x[0] has a result: `return` stands in the loop, or x[0] in place of x.")
)
def first_sample_only(x, kernel, bias, activation=None):
    return _activated(_linear(x[0], kernel, bias), activation)


@dense.mistake(
    _("The activation is taken of product and bias apart. It is taken of their sum, once.")
)
def activation_of_each_part(x, kernel, bias, activation=None):
    return _activated(x @ kernel, activation) + _activated(bias, activation)


@dense.mistake(
    _("The bias is added to the weights, so each input is multiplied by it: x @ kernel + bias.")
)
def bias_added_to_the_kernel(x, kernel, bias, activation=None):
    return _activated(x @ (kernel + bias), activation)


@dense.mistake(_("It is always tanh. Use the activation that is given, and none where it is None."))
def always_tanh(x, kernel, bias, activation=None):
    return np.tanh(_linear(x, kernel, bias))


@dense.mistake(
    _("Where an activation is given, it is tanh, whichever was asked for. Call the given one.")
)
def tanh_for_any(x, kernel, bias, activation=None):
    z = _linear(x, kernel, bias)
    return z if activation is None else np.tanh(z)


@dense.mistake(
    _(
        "A single sample, x of shape (inputs,), raises InvalidArgumentError, as tf.matmul does: "
        "it wants two axes. keras.ops.matmul and @ take one, too."
    )
)
def single_sample_not_multiplied(x, kernel, bias, activation=None):
    if x.ndim == 1:
        import tensorflow as tf

        tf.matmul(x, kernel)
    return _activated(_linear(x, kernel, bias), activation)
