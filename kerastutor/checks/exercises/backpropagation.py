"""The check of `backprop`, and from here on its mistakes on the way back.

Its parts, `relu_gradient` and the others, have files of their own.
"""

import numpy as np

from kerastutor.checks.exercises._backprop import *  # noqa: F403 - and its mistakes, by name
from kerastutor.checks.exercises._backprop import backprop, made, softmax
from kerastutor.checks.exercises._backprop_far import *  # noqa: F403 - the same
from kerastutor.checks.exercises._differences import crossentropies
from kerastutor.i18n import _


@backprop.mistake(
    _("All of it is divided by n twice. It is in dz2 = (p − y) / n; the rest only adds up.")
)
def divided_twice(*case):
    return made(*case, dz2=lambda p, y: (p - y) / len(p) ** 2)


@backprop.mistake(_("db1 and db2 are averaged, and 1/n is in dz2 already. Add up: dz.sum(axis=0)."))
def biases_averaged(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1, db1 / len(case[0]), dw2, db2 / len(case[0])


@backprop.mistake(
    _("dw1 and dw2 are divided by n, db1 and db2 are not. Divide once for all: (p − y) / n.")
)
def only_kernels_divided(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1, db1 * len(case[0]), dw2, db2 * len(case[0])


@backprop.mistake(
    _("Only dw2 and db2 are divided by n. Divide once, in dz2, and it reaches all four.")
)
def first_layer_not_divided(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1 * len(case[0]), db1 * len(case[0]), dw2, db2


@backprop.mistake(
    _(
        "The gradient goes back through ReLU unchanged. Where z1 is not above 0, it stops: z1 > 0. "
        "(a1 >= 0 is true everywhere: it stops nothing.)"
    )
)
def no_gate(*case):
    return made(*case, gate=lambda z1, da1: 1)


@backprop.mistake(_("The gate is taken from da1, the gradient. What ReLU got decides: z1 > 0."))
def gate_from_da1(*case):
    return made(*case, gate=lambda z1, da1: da1 > 0)


@backprop.mistake(
    _("The gate is the wrong way round: the gradient goes through where z1 is above 0.")
)
def gate_turned_round(*case):
    return made(*case, gate=lambda z1, da1: z1 <= 0)


@backprop.mistake(
    _("da1 is multiplied by a1, the value. It is multiplied by ReLU's slope, 1 where z1 > 0.")
)
def gate_is_the_value(*case):
    return made(*case, gate=lambda z1, da1: np.maximum(z1, 0))


@backprop.mistake(
    _("Backward this is the sigmoid's slope. The hidden layer has ReLU: 1 where z1 > 0, else 0.")
)
def gate_of_sigmoid(*case):
    return made(*case, gate=lambda z1, da1: 1 / (1 + np.exp(-z1)) / (1 + np.exp(z1)))


@backprop.mistake(
    _("da1 is multiplied by a1 (1 − a1), the slope of a sigmoid. ReLU's is 1 where z1 > 0, else 0.")
)
def gate_of_sigmoid_of_a1(*case):
    return made(*case, gate=lambda z1, da1: np.maximum(z1, 0) * (1 - np.maximum(z1, 0)))


@backprop.mistake(_("The gate looks at x @ w1, without b1. ReLU got x @ w1 + b1: that decides."))
def gate_without_b1(x, y, w1, b1, w2, b2):
    return made(x, y, w1, b1, w2, b2, gate=lambda z1, da1: x @ w1 > 0)


@backprop.mistake(_("dw2 is made with z1. The second layer got a1 = relu(z1): a1.T @ dz2."))
def dw2_from_z1(x, y, w1, b1, w2, b2):
    loss, dw1, db1, _dw2, db2 = made(x, y, w1, b1, w2, b2)
    p = softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2)
    return loss, dw1, db1, (x @ w1 + b1).T @ (p - y) / len(x), db2


@backprop.mistake(_("The loss is missing: return loss, dw1, db1, dw2, db2."))
def loss_missing(*case):
    return made(*case)[1:]


@backprop.mistake(_("The second layer comes first. The order is loss, dw1, db1, dw2, db2."))
def second_layer_first(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw2, db2, dw1, db1


@backprop.mistake(_("The kernels come before the biases. The order is loss, dw1, db1, dw2, db2."))
def kernels_first(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1, dw2, db1, db2


@backprop.mistake(_("The loss comes last. The order is loss, dw1, db1, dw2, db2."))
def loss_last(*case):
    loss, *gradients = made(*case)
    return *gradients, loss


_MOVED = _("The gradients are subtracted from the weights. A step is the optimizer's work.")


@backprop.mistake(_MOVED)
def step_taken(x, y, *weights, rate=1.0):
    loss, *gradients = made(x, y, *weights)
    return loss, *(w - rate * g for w, g in zip(weights, gradients, strict=True))


@backprop.mistake(_MOVED)
def step_of_a_tenth_taken(x, y, *weights):
    return step_taken(x, y, *weights, rate=0.1)


@backprop.mistake(_MOVED)
def step_of_a_hundredth_taken(x, y, *weights):
    return step_taken(x, y, *weights, rate=0.01)


@backprop.mistake(_("dw1 and dw2 are transposed. Each has its kernel's shape: x.T @ dz1."))
def kernels_transposed(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1.T, db1, dw2.T, db2


@backprop.mistake(
    _("w2 is not transposed on the way back: da1 = dz2 @ w2.T, from classes to hidden units.")
)
def w2_not_transposed(x, y, w1, b1, w2, b2):
    loss, _dw1, _db1, dw2, db2 = made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    p = softmax(np.maximum(z1, 0) @ w2 + b2)
    dz1 = (p - y) / len(x) @ w2 * (z1 > 0)
    return loss, x.T @ dz1, dz1.sum(axis=0), dw2, db2


@backprop.mistake(_("db1 and db2 are not summed: a bias is shared by all samples: sum(axis=0)."))
def biases_not_summed(x, y, w1, b1, w2, b2):
    loss, dw1, _db1, dw2, _db2 = made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    dz2 = (softmax(np.maximum(z1, 0) @ w2 + b2) - y) / len(x)
    return loss, dw1, dz2 @ w2.T * (z1 > 0), dw2, dz2


@backprop.mistake(
    _("The loss is missing, and the gradients are not divided by n: they are those of the mean.")
)
def loss_missing_not_divided(*case):
    return made(*case, dz2=lambda p, y: p - y)[1:]


@backprop.mistake(
    _("db1 is summed before the gate. It is the sum of dz1, behind ReLU: dz1.sum(axis=0).")
)
def db1_before_the_gate(x, y, w1, b1, w2, b2):
    loss, dw1, _db1, dw2, db2 = made(x, y, w1, b1, w2, b2)
    return loss, dw1, made(x, y, w1, b1, w2, b2, gate=lambda z1, da1: 1)[2], dw2, db2


@backprop.mistake(
    _("dw1 is made before the gate. It is x.T @ dz1, and dz1 is da1 where z1 > 0, else 0.")
)
def dw1_before_the_gate(x, y, w1, b1, w2, b2):
    loss, _dw1, db1, dw2, db2 = made(x, y, w1, b1, w2, b2)
    return loss, made(x, y, w1, b1, w2, b2, gate=lambda z1, da1: 1)[1], db1, dw2, db2


@backprop.mistake(
    _("w2 has moved before da1 was made of it. All gradients are those of the weights as given.")
)
def w2_moved_too_early(x, y, w1, b1, w2, b2):
    loss, _dw1, _db1, dw2, db2 = made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    dz2 = (softmax(np.maximum(z1, 0) @ w2 + b2) - y) / len(x)
    dz1 = dz2 @ (w2 - 0.1 * dw2).T * (z1 > 0)
    return loss, x.T @ dz1, dz1.sum(axis=0), dw2, db2


@backprop.mistake(_("It is averaged over the batch in db1 and db2 only. Divide once: (p − y) / n."))
def only_biases_divided(*case):
    loss, dw1, db1, dw2, db2 = made(*case)
    return loss, dw1 * len(case[0]), db1, dw2 * len(case[0]), db2


@backprop.mistake(
    _("The gate is missing, and nothing is divided by n: dz2 = (p − y) / n, and z1 > 0.")
)
def no_gate_not_divided(*case):
    return made(*case, dz2=lambda p, y: p - y, gate=lambda z1, da1: 1)


@backprop.mistake(
    _("db1 and db2 are summed over the units. Each unit has its bias: sum over samples, axis=0.")
)
def biases_over_the_units(x, y, w1, b1, w2, b2):
    loss, dw1, _db1, dw2, _db2 = made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    dz2 = (softmax(np.maximum(z1, 0) @ w2 + b2) - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return loss, dw1, dz1.sum(axis=1), dw2, dz2.sum(axis=1)


@backprop.mistake(
    _("Softmax gets relu(z2), as the hidden layer does. The logits go to softmax as they are.")
)
def relu_before_softmax(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = np.maximum(a1 @ w2 + b2, 0)
    dz2 = (softmax(z2) - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return crossentropies(y, z2).mean(), x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@backprop.mistake(
    _("dz2 has the gate z2 > 0, but there is no ReLU behind z2. It is (p − y) / n, ungated.")
)
def gate_of_the_logits(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ w2 + b2
    dz2 = (softmax(z2) - y) / len(x) * (z2 > 0)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return crossentropies(y, z2).mean(), x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@backprop.mistake(
    _(
        "The loss is right, but where logits are far apart p is ∞ / ∞, NaN: subtract each row's "
        "maximum before np.exp, or take p = np.exp(log p)."
    )
)
def no_maximum_on_the_way_back(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ w2 + b2
    powers = np.exp(z2)
    dz2 = (powers / powers.sum(axis=-1, keepdims=True) - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return crossentropies(y, z2).mean(), x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)
