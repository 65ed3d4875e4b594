"""The check of `relu_gradient`: the gate, also at exactly 0."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._differences import held
from kerastutor.concepts import backpropagation as concept
from kerastutor.i18n import _


def _cases(rng):
    def pair(*shape, dtype="float64", zeros=0):
        """Numbers of both signs, no two of one size; both signs of upstream at both of z."""
        size = int(np.prod(shape))
        z = rng.permutation(np.arange(3, 3 + size)) / 10
        upstream = rng.permutation(np.arange(11, 11 + size)) / 10
        signs = rng.permutation(np.arange(size) % 4)
        z, upstream = z * np.where(signs < 2, 1, -1), upstream * np.where(signs % 2, 1, -1)
        z[rng.choice(size, zeros, replace=False)] = 0.0
        return upstream.reshape(shape).astype(dtype), z.reshape(shape).astype(dtype)

    n, units = (int(size) for size in rng.permutation([3, 4, 5])[:2])
    upstream, closed = pair(2, 4)
    return [
        pair(n, units),
        pair(4, 4, dtype="float32"),
        pair(1, 8),
        pair(4, 5, zeros=4),  # at exactly 0 Keras's gradient is 0
        pair(8, 1),
        (upstream, -np.abs(closed)),  # nothing goes through
    ]


def _sum(upstream, z):
    """What has upstream for its gradient of relu(z)."""
    return lambda z: (upstream * np.maximum(z, 0)).sum(), (z,)


relu_gradient = Exercise(
    signature="relu_gradient(upstream, z)",
    reference=held(concept.relu_gradient, _sum, kink=lambda upstream, z: z == 0),
    cases=_cases,
    expression="a = relu(z); loss = sum(a * upstream)",
    gradient_of="z",
    oracle=_("the gradient of keras.ops.relu, and with differences"),
    no_result=_(
        "it returned None: a `return` is missing, or a tape was asked about what it did not watch "
        "(a tf.constant wants tape.watch)."
    ),
    tolerance=Tolerance(any_float=True),
    look=_("lesson 2 (lesson_2_graphs.ipynb), on local slopes: a ReLU is a gate"),
    hints=(
        _("Backward it is always upstream × local. What is the slope of ReLU at −2, what at 2?"),
        _("Where z is above 0 the slope is 1, elsewhere 0: upstream goes through, or stops."),
        _("np.where(z > 0, upstream, 0)."),
    ),
)


@relu_gradient.mistake(
    _("This is the slope alone, 0 or 1. Multiply by what comes from behind: upstream * (z > 0).")
)
def no_upstream(upstream, z):
    return (z > 0).astype(float)


@relu_gradient.mistake(_("z > 0 is True or False. Multiply it by upstream: upstream * (z > 0)."))
def booleans(upstream, z):
    return z > 0


@relu_gradient.mistake(
    _("At exactly 0 upstream goes through. ReLU is flat up to 0, and Keras stops it: z > 0.")
)
def through_at_0(upstream, z):
    return upstream * (z >= 0)


@relu_gradient.mistake(
    _("At exactly 0, half of upstream goes through. Keras's gradient of ReLU is 0 there: z > 0.")
)
def half_at_0(upstream, z):
    return upstream * np.heaviside(z, 0.5)


@relu_gradient.mistake(
    _("The sign of upstream decides. What ReLU got decides: upstream goes through where z > 0.")
)
def gate_of_upstream(upstream, z):
    return upstream * (upstream > 0)


@relu_gradient.mistake(
    _("Negative upstream is stopped, too. Gradients may have any sign: the gate is z > 0 alone.")
)
def two_gates(upstream, z):
    return np.maximum(upstream, 0) * (z > 0)


@relu_gradient.mistake(
    _("upstream is multiplied by relu(z), the value. It is multiplied by the slope, 1 or 0.")
)
def times_the_value(upstream, z):
    return upstream * np.maximum(z, 0)


@relu_gradient.mistake(
    _("upstream is multiplied by z. It is multiplied by ReLU's slope: 1 where z > 0, else 0.")
)
def times_z(upstream, z):
    return upstream * z


@relu_gradient.mistake(
    _("All of upstream goes through. Where z is not above 0, ReLU is flat, and it stops.")
)
def no_gate(upstream, z):
    return upstream


@relu_gradient.mistake(
    _("The gate is the wrong way round: upstream goes through where z is above 0.")
)
def gate_turned_round(upstream, z):
    return upstream * (z < 0)


@relu_gradient.mistake(
    _("The gate is the wrong way round, and open at 0: upstream goes through where z > 0.")
)
def gate_turned_round_open_at_0(upstream, z):
    return upstream * (z <= 0)


@relu_gradient.mistake(
    _("The arguments have changed places: z goes through where upstream is above 0.")
)
def exchanged_arguments(upstream, z):
    return z * (upstream > 0)


@relu_gradient.mistake(
    _("This is relu(z), the way forward. Backward, upstream goes through where z > 0.")
)
def forward(upstream, z):
    return np.maximum(z, 0)


@relu_gradient.mistake(
    _("Where z is above 0 it is z, elsewhere upstream. Upstream goes through where z > 0, else 0.")
)
def forward_and_upstream_mixed(upstream, z):
    return np.where(z > 0, z, upstream)


@relu_gradient.mistake(_("Below 0, upstream comes back with the other sign. There it is 0."))
def sign_of_z(upstream, z):
    return upstream * np.sign(z)


@relu_gradient.mistake(
    _("Below 0, 0.01 of upstream goes through, as in a leaky ReLU. Here it is 0.")
)
def leaky(upstream, z):
    return np.where(z > 0, upstream, 0.01 * upstream)


@relu_gradient.mistake(
    _("Below 0, 0.2 of upstream goes through, as in Keras's leaky_relu. Here it is 0.")
)
def leaky_as_in_keras(upstream, z):
    return np.where(z > 0, upstream, 0.2 * upstream)


@relu_gradient.mistake(_("Where z is not above 0 it is 1. There nothing goes through: 0."))
def one_where_closed(upstream, z):
    return np.where(z > 0, upstream, 1.0)


@relu_gradient.mistake(_("Where z is not above 0 it is z. There nothing goes through: 0."))
def z_where_closed(upstream, z):
    return np.where(z > 0, upstream, z)


@relu_gradient.mistake(
    _("What is stopped is taken out, so the result is shorter. It becomes 0 and keeps its place.")
)
def stopped_taken_out(upstream, z):
    return upstream[z > 0]


@relu_gradient.mistake(_("The gate opens above 1. It opens above 0: z > 0."))
def gate_at_one(upstream, z):
    return upstream * (z > 1)


@relu_gradient.mistake(
    _("One question decides for all: is any z above 0? Each place has its own: np.where(z > 0, …).")
)
def one_decision_for_all(upstream, z):
    return upstream if (z > 0).any() else np.zeros_like(upstream)


@relu_gradient.mistake(
    _("The slope is added to upstream. Backward they are multiplied: upstream × local.")
)
def slope_added(upstream, z):
    return upstream + (z > 0)


@relu_gradient.mistake(
    _("It is added up over the batch. Each number of z has its own gradient, in z's shape.")
)
def sum_over_the_batch(upstream, z):
    return (upstream * (z > 0)).sum(axis=0)


@relu_gradient.mistake(
    _("It is divided by the number of samples. upstream has that in it already.")
)
def divided_by_the_batch(upstream, z):
    return upstream * (z > 0) / len(z)


@relu_gradient.mistake(_("All is added up to one number. Each number of z has its own gradient."))
def added_up(upstream, z):
    return (upstream * (z > 0)).sum()


@relu_gradient.mistake(
    _("upstream is multiplied by the sigmoid's slope. ReLU's is 1 above 0, and 0 elsewhere.")
)
def slope_of_sigmoid(upstream, z):
    s = 1 / (1 + np.exp(-z))
    return upstream * s * (1 - s)


@relu_gradient.mistake(_("Where z is not above 0 it is NaN. There nothing goes through: 0."))
def nan_where_closed(upstream, z):
    return np.where(z > 0, upstream, np.nan)


@relu_gradient.mistake(
    _("This is relu(upstream · z): upstream goes through where z > 0, and z is no factor.")
)
def relu_of_the_product(upstream, z):
    return np.maximum(upstream * z, 0)


@relu_gradient.mistake(
    _("upstream was divided by z again: relu(z) / z is NaN at 0. Choose: np.where(z > 0, …).")
)
def nan_at_0(upstream, z):
    return upstream * np.maximum(z, 0) / z


@relu_gradient.mistake(
    _("upstream * z > 0 multiplies first, then compares. Brackets are missing: upstream * (z > 0).")
)
def brackets_missing(upstream, z):
    return upstream * z > 0
