"""The check of `backprop`. Its parts, `relu_gradient` and the others, have files of their own."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._differences import as_tuple, crossentropies, held
from kerastutor.concepts import backpropagation as concept
from kerastutor.i18n import _


def _cases(rng):
    n, f, h, k = (int(size) for size in rng.permutation([2, 3, 4, 5]))
    return [
        _network(rng, max(n, 3), f, h, k),
        _network(rng, 3, 3, 3, 3, "float32"),  # square: no shape betrays a mistake
        _network(rng, 4, 4, 4, 4),
        _network(rng, 1, 2, 5, 3),  # one sample: nothing is averaged
        _network(rng, 6, 2, 4, 2),
    ]


def _network(rng, n, features, hidden, classes, dtype="float64"):
    """x, one-hot labels and small weights: gates of both kinds, which the bias moves.

    No z1 is nearer to 0 than 0.005, the corner of ReLU. More than one gate is open for some sample.
    """

    def numbers(*shape, most=10):
        return rng.choice([-1, 1], shape) * rng.integers(1, most + 1, shape) / 10

    while True:
        x, w1 = numbers(n, features, most=15), numbers(features, hidden)
        b1, w2, b2 = numbers(hidden, most=8) + 0.005, numbers(hidden, classes), numbers(classes)
        labels = rng.permutation(np.arange(n) % classes)
        plain, gates = x @ w1 > 0, x @ w1 + b1 > 0
        part = gates.mean()
        if 0.3 < part < 0.8 and (plain != gates).any() and gates.any(axis=0).sum() > 1:
            made = x, np.eye(classes)[labels], w1, b1, w2, b2
            return tuple(array.astype(dtype) for array in made)


def _mean_loss(x, y, w1, b1, w2, b2):
    def function(w1, b1, w2, b2):
        return crossentropies(y, np.maximum(x @ w1 + b1, 0) @ w2 + b2).mean()

    return function, (w1, b1, w2, b2)


backprop = Exercise(
    signature="backprop(x, y, w1, b1, w2, b2)",
    reference=held(concept.backprop, _mean_loss),
    cases=_cases,
    run=as_tuple,
    parts=("loss", "dw1", "db1", "dw2", "db2"),
    oracle=_("Keras's loss, its gradients by automatic differentiation, and with differences"),
    tolerance=Tolerance(rtol=1e-4, atol=1e-5, any_float=True),
    look=_("lesson 3 (lesson_3_backpropagation.ipynb), on the whole network"),
    hints=(
        _("Forward first, and keep z1, a1 and p: the way back needs all of them."),
        _("Start at the end: dz2 = (p − y) / n, since the loss is the mean over n samples."),
        _("Through the second layer as in dense_gradients, with a1 for x. Its dx is da1."),
        _("Through ReLU: dz1 = da1 where z1 > 0, else 0. Then the first layer, with x itself."),
    ),
)


def _softmax(z, axis=-1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _made(x, y, w1, b1, w2, b2, *, forward=None, dz2=None, gate=None, loss=None):
    """All of it, one part of it another way: a1 of z1, dz2 of (p, y), the gate of (z1, da1)."""
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0) if forward is None else forward(z1)
    p = _softmax(a1 @ w2 + b2)
    back = (p - y) / len(x) if dz2 is None else dz2(p, y)
    da1 = back @ w2.T
    dz1 = da1 * (z1 > 0) if gate is None else da1 * gate(z1, da1)
    value = -(y * np.log(p)).sum(axis=-1).mean() if loss is None else loss(p, y)
    return value, x.T @ dz1, dz1.sum(axis=0), a1.T @ back, back.sum(axis=0)


def _undivided(p, y):
    return p - y


@backprop.mistake(
    _(
        "The gradients are those of the sum over the batch. The loss is the mean: divide by n "
        "once, at the start, dz2 = (p − y) / n."
    )
)
def not_divided_by_n(*case):
    return _made(*case, dz2=_undivided)


@backprop.mistake(
    _("Loss and gradients are those of the sum over the batch. Take the mean: divide both by n.")
)
def sum_for_mean(*case):
    return _made(*case, dz2=_undivided, loss=lambda p, y: -(y * np.log(p)).sum())


@backprop.mistake(
    _("The loss is the sum over the batch, its gradients are the mean's: use the mean.")
)
def loss_summed(*case):
    return _made(*case, loss=lambda p, y: -(y * np.log(p)).sum())


@backprop.mistake(
    _("The loss is divided by the number of classes, too: add up over them, then take the mean.")
)
def loss_over_all_numbers(*case):
    return _made(*case, loss=lambda p, y: -(y * np.log(p)).mean())


@backprop.mistake(_("The loss has one value for each sample. Return their mean, one number."))
def losses_of_samples(*case):
    return _made(*case, loss=lambda p, y: -(y * np.log(p)).sum(axis=-1))


@backprop.mistake(_("The loss is negative: the logarithm of a probability needs a − before it."))
def sign_of_the_loss(*case):
    return _made(*case, loss=lambda p, y: (y * np.log(p)).sum(axis=-1).mean())


@backprop.mistake(
    _("The loss is the mean squared error of p. Cross-entropy is −log p of the right class.")
)
def loss_of_squared_errors(*case):
    return _made(*case, loss=lambda p, y: ((p - y) ** 2).mean())


@backprop.mistake(
    _("All of it is divided by n twice. It is in dz2 = (p − y) / n; the rest only adds up.")
)
def divided_twice(*case):
    return _made(*case, dz2=lambda p, y: (p - y) / len(p) ** 2)


@backprop.mistake(_("db1 and db2 are averaged, and 1/n is in dz2 already. Add up: dz.sum(axis=0)."))
def biases_averaged(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw1, db1 / len(case[0]), dw2, db2 / len(case[0])


@backprop.mistake(
    _("dw1 and dw2 are divided by n, db1 and db2 are not. Divide once for all: (p − y) / n.")
)
def only_kernels_divided(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw1, db1 * len(case[0]), dw2, db2 * len(case[0])


@backprop.mistake(
    _("Only dw2 and db2 are divided by n. Divide once, in dz2, and it reaches all four.")
)
def first_layer_not_divided(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw1 * len(case[0]), db1 * len(case[0]), dw2, db2


@backprop.mistake(_("It is divided by the number of classes, not of samples: (p − y) / n."))
def divided_by_the_classes(*case):
    return _made(*case, dz2=lambda p, y: (p - y) / p.shape[-1])


@backprop.mistake(
    _("It is divided by the number of all values of y. The batch has n samples: / n.")
)
def divided_by_all(*case):
    return _made(*case, dz2=lambda p, y: (p - y) / p.size)


@backprop.mistake(
    _("The gradient goes back through ReLU unchanged. Where z1 is not above 0, it stops: z1 > 0.")
)
def no_gate(*case):
    return _made(*case, gate=lambda z1, da1: 1)


@backprop.mistake(_("The gate is taken from da1, the gradient. What ReLU got decides: z1 > 0."))
def gate_from_da1(*case):
    return _made(*case, gate=lambda z1, da1: da1 > 0)


@backprop.mistake(
    _("The gate is the wrong way round: the gradient goes through where z1 is above 0.")
)
def gate_turned_round(*case):
    return _made(*case, gate=lambda z1, da1: z1 <= 0)


@backprop.mistake(
    _("da1 is multiplied by a1, the value. It is multiplied by ReLU's slope, 1 where z1 > 0.")
)
def gate_is_the_value(*case):
    return _made(*case, gate=lambda z1, da1: np.maximum(z1, 0))


@backprop.mistake(
    _("Backward this is the sigmoid's slope. The hidden layer has ReLU: 1 where z1 > 0, else 0.")
)
def gate_of_sigmoid(*case):
    return _made(*case, gate=lambda z1, da1: 1 / (1 + np.exp(-z1)) / (1 + np.exp(z1)))


@backprop.mistake(_("The gate looks at x @ w1, without b1. ReLU got x @ w1 + b1: that decides."))
def gate_without_b1(x, y, w1, b1, w2, b2):
    return _made(x, y, w1, b1, w2, b2, gate=lambda z1, da1: x @ w1 > 0)


@backprop.mistake(
    _("(p − y) is multiplied by p (1 − p), a slope that is in it already. Leave that out.")
)
def slope_of_softmax_again(*case):
    return _made(*case, dz2=lambda p, y: (p - y) * p * (1 - p) / len(p))


@backprop.mistake(
    _("(p − y) is multiplied by p (1 − p), which is in it already, and not divided by n.")
)
def slope_again_not_divided(*case):
    return _made(*case, dz2=lambda p, y: (p - y) * p * (1 - p))


@backprop.mistake(_("y is not subtracted: dz2 = (p − y) / n."))
def labels_forgotten(*case):
    return _made(*case, dz2=lambda p, y: p / len(p))


@backprop.mistake(
    _("The sign is turned round: y − p leads down. The gradient is p − y; a step subtracts it.")
)
def way_down(*case):
    return _made(*case, dz2=lambda p, y: (y - p) / len(p))


@backprop.mistake(_("It starts with y − p, undivided. The gradient starts with (p − y) / n."))
def way_down_not_divided(*case):
    return _made(*case, dz2=lambda p, y: y - p)


@backprop.mistake(_("It starts with −y / p, the gradient for p. For the logits it is (p − y) / n."))
def starts_at_the_probabilities(*case):
    return _made(*case, dz2=lambda p, y: -y / p / len(p))


@backprop.mistake(_("It starts with 2 (p − y) / n, a squared error's. For this loss: (p − y) / n."))
def twice_as_much(*case):
    return _made(*case, dz2=lambda p, y: 2 * (p - y) / len(p))


@backprop.mistake(_("The hidden layer has no ReLU on the way forward: a1 = np.maximum(z1, 0)."))
def no_relu_forward(*case):
    return _made(*case, forward=lambda z1: z1)


@backprop.mistake(_("There is no ReLU, neither forward nor backward: a1 = np.maximum(z1, 0)."))
def no_relu_at_all(*case):
    return _made(*case, forward=lambda z1: z1, gate=lambda z1, da1: 1)


@backprop.mistake(_("The hidden layer has a sigmoid. It is to have ReLU: np.maximum(z1, 0)."))
def sigmoid_for_relu(*case):
    def sigmoid(z1):
        return 1 / (1 + np.exp(-z1))

    return _made(*case, forward=sigmoid, gate=lambda z1, da1: sigmoid(z1) * (1 - sigmoid(z1)))


@backprop.mistake(_("dw2 is made with z1. The second layer got a1 = relu(z1): a1.T @ dz2."))
def dw2_from_z1(x, y, w1, b1, w2, b2):
    loss, dw1, db1, _dw2, db2 = _made(x, y, w1, b1, w2, b2)
    p = _softmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2)
    return loss, dw1, db1, (x @ w1 + b1).T @ (p - y) / len(x), db2


@backprop.mistake(_("b1 has no part in it: z1 = x @ w1 + b1."))
def b1_forgotten(x, y, w1, b1, w2, b2):
    return _made(x, y, w1, 0 * b1, w2, b2)


@backprop.mistake(_("b2 has no part in it: the logits are a1 @ w2 + b2."))
def b2_forgotten(x, y, w1, b1, w2, b2):
    return _made(x, y, w1, b1, w2, 0 * b2)


@backprop.mistake(_("Neither b1 nor b2 has a part in it: each layer adds its bias."))
def biases_forgotten(x, y, w1, b1, w2, b2):
    return _made(x, y, w1, 0 * b1, w2, 0 * b2)


@backprop.mistake(_("The loss is missing: return loss, dw1, db1, dw2, db2."))
def loss_missing(*case):
    return _made(*case)[1:]


@backprop.mistake(_("The second layer comes first. The order is loss, dw1, db1, dw2, db2."))
def second_layer_first(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw2, db2, dw1, db1


@backprop.mistake(_("The kernels come before the biases. The order is loss, dw1, db1, dw2, db2."))
def kernels_first(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw1, dw2, db1, db2


@backprop.mistake(_("The loss comes last. The order is loss, dw1, db1, dw2, db2."))
def loss_last(*case):
    loss, *gradients = _made(*case)
    return *gradients, loss


@backprop.mistake(
    _("The gradients are subtracted from the weights. A step is the optimizer's work.")
)
def step_taken(x, y, *weights):
    loss, *gradients = _made(x, y, *weights)
    return loss, *(w - g for w, g in zip(weights, gradients, strict=True))


@backprop.mistake(_("dw1 and dw2 are transposed. Each has its kernel's shape: x.T @ dz1."))
def kernels_transposed(*case):
    loss, dw1, db1, dw2, db2 = _made(*case)
    return loss, dw1.T, db1, dw2.T, db2


@backprop.mistake(
    _("w2 is not transposed on the way back: da1 = dz2 @ w2.T, from classes to hidden units.")
)
def w2_not_transposed(x, y, w1, b1, w2, b2):
    loss, _dw1, _db1, dw2, db2 = _made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    p = _softmax(np.maximum(z1, 0) @ w2 + b2)
    dz1 = (p - y) / len(x) @ w2 * (z1 > 0)
    return loss, x.T @ dz1, dz1.sum(axis=0), dw2, db2


@backprop.mistake(
    _("Softmax runs along axis 0, over the samples. A sample's classes are its row: axis=-1.")
)
def softmax_along_axis_0(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    p = _softmax(a1 @ w2 + b2, 0)
    dz2 = (p - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    loss = -(y * np.log(p)).sum(axis=-1).mean()
    return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@backprop.mistake(_("db1 and db2 are not summed: a bias is shared by all samples: sum(axis=0)."))
def biases_not_summed(x, y, w1, b1, w2, b2):
    loss, dw1, _db1, dw2, _db2 = _made(x, y, w1, b1, w2, b2)
    z1 = x @ w1 + b1
    dz2 = (_softmax(np.maximum(z1, 0) @ w2 + b2) - y) / len(x)
    return loss, dw1, dz2 @ w2.T * (z1 > 0), dw2, dz2
