"""The check of `backprop`; its mistakes forward, in the loss, and where the way back starts."""

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
        _network(rng, 4, 3, 3, 3, far=True),
    ]


def _network(rng, n, inputs, hidden, classes, dtype="float64", far=False):
    """x, one-hot labels and weights: gates of both kinds, which the bias moves.

    No z1 is 0, the corner of ReLU, and more than one gate is open for some sample. Far, logits are
    hundreds apart, and all numbers so short that float32 makes no error.
    """
    part = 4 if far else 10

    def numbers(*shape, most=part):
        return rng.choice([-1, 1], shape) * rng.integers(1, most + 1, shape) / part

    while True:
        x, w1 = numbers(n, inputs, most=part + part // 2), numbers(inputs, hidden)
        b1, w2, b2 = numbers(hidden), numbers(hidden, classes), numbers(classes)
        b1, w2 = b1 + (1 / 32 if far else 0.005), w2 * (2048 if far else 1)
        y = np.eye(classes)[rng.permutation(np.arange(n) % classes)]
        plain, gates = x @ w1 > 0, x @ w1 + b1 > 0
        logits = np.maximum(x @ w1 + b1, 0) @ w2 + b2
        telling = (plain != gates).any() and gates.any(axis=0).sum() > 1
        if 0.3 < gates.mean() < 0.8 and telling and _is_far(y, logits) == far:
            return tuple(array.astype(dtype) for array in (x, y, w1, b1, w2, b2))


def _is_far(y, logits) -> bool:
    """Does e to them overflow, is a loss in the hundreds, and are all p 0 or 1, all but e⁻²⁰?"""
    ordered = np.sort(logits, axis=-1)
    apart = (ordered[:, -1] - ordered[:, -2]).min() > 20
    return bool(logits.max() > 800 and crossentropies(y, logits).max() > 800 and apart)


def _tolerance(case) -> Tolerance:
    """What float32 can do: an error in p, of about 1e-7, is multiplied by w2 on the way back."""
    return Tolerance(rtol=1e-4, atol=1e-5 * max(1.0, np.abs(case[4]).max()), any_float=True)


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
    expression="z1 = x @ w1 + b1; a1 = relu(z1); z2 = a1 @ w2 + b2; p = softmax(z2); "
    "loss = mean(-sum(y * log(p), axis=1))",
    oracle=_("Keras's loss, its gradients by automatic differentiation, and with differences"),
    tolerance=_tolerance,
    look=_("lesson 3 (lesson_3_backpropagation.ipynb), on the whole network"),
    hints=(
        _("Forward first, and keep z1, a1 and p: the way back needs all of them."),
        _("Start at the end: dz2 = (p − y) / n, since the loss is the mean over n samples."),
        _("Through the second layer as in dense_gradients, with a1 for x. Its dx is da1."),
        _("Through ReLU: dz1 = da1 where z1 > 0, else 0. Then the first layer, with x itself."),
    ),
)


def softmax(z, axis=-1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def logarithms(z):
    """log softmax."""
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def made(x, y, w1, b1, w2, b2, *, forward=None, dz2=None, gate=None, loss=None):
    """All of it, one part of it another way: a1 of z1, dz2 of (p, y), the gate of (z1, da1).

    The loss is made of (log p, y).
    """
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0) if forward is None else forward(z1)
    z2 = a1 @ w2 + b2
    p = softmax(z2)
    back = (p - y) / len(x) if dz2 is None else dz2(p, y)
    da1 = back @ w2.T
    dz1 = da1 * (z1 > 0) if gate is None else da1 * gate(z1, da1)
    value = crossentropies(y, z2).mean() if loss is None else loss(logarithms(z2), y)
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
    return made(*case, dz2=_undivided)


@backprop.mistake(
    _("Loss and gradients are those of the sum over the batch. Take the mean: divide both by n.")
)
def sum_for_mean(*case):
    return made(*case, dz2=_undivided, loss=lambda log_p, y: -(y * log_p).sum())


@backprop.mistake(
    _("The loss is the sum over the batch, its gradients are the mean's: use the mean.")
)
def loss_summed(*case):
    return made(*case, loss=lambda log_p, y: -(y * log_p).sum())


@backprop.mistake(
    _("The loss is divided by the number of classes, too: add up over them, then take the mean.")
)
def loss_over_all_numbers(*case):
    return made(*case, loss=lambda log_p, y: -(y * log_p).mean())


@backprop.mistake(_("The loss has one value for each sample. Return their mean, one number."))
def losses_of_samples(*case):
    return made(*case, loss=lambda log_p, y: -(y * log_p).sum(axis=-1))


@backprop.mistake(_("The loss is negative: the logarithm of a probability needs a − before it."))
def sign_of_the_loss(*case):
    return made(*case, loss=lambda log_p, y: (y * log_p).sum(axis=-1).mean())


@backprop.mistake(
    _(
        "The loss is the mean of y log p over all numbers. Per sample it is −Σ y log p; then "
        "comes the mean."
    )
)
def sign_and_mean_of_the_loss(*case):
    return made(*case, loss=lambda log_p, y: (y * log_p).mean())


@backprop.mistake(
    _("The loss is the mean squared error of p. Cross-entropy is −log p of the right class.")
)
def loss_of_squared_errors(*case):
    return made(*case, loss=lambda log_p, y: ((np.exp(log_p) - y) ** 2).mean())


@backprop.mistake(_("It is divided by the number of classes, not of samples: (p − y) / n."))
def divided_by_the_classes(*case):
    return made(*case, dz2=lambda p, y: (p - y) / p.shape[-1])


@backprop.mistake(
    _("It is divided by the number of all values of y. The batch has n samples: / n.")
)
def divided_by_all(*case):
    return made(*case, dz2=lambda p, y: (p - y) / p.size)


@backprop.mistake(
    _("(p − y) is multiplied by p (1 − p), a slope that is in it already. Leave that out.")
)
def slope_of_softmax_again(*case):
    return made(*case, dz2=lambda p, y: (p - y) * p * (1 - p) / len(p))


@backprop.mistake(
    _("(p − y) is multiplied by p (1 − p), which is in it already, and not divided by n.")
)
def slope_again_not_divided(*case):
    return made(*case, dz2=lambda p, y: (p - y) * p * (1 - p))


@backprop.mistake(_("y is not subtracted: dz2 = (p − y) / n."))
def labels_forgotten(*case):
    return made(*case, dz2=lambda p, y: p / len(p))


@backprop.mistake(
    _("The sign is turned round: y − p leads down. The gradient is p − y; a step subtracts it.")
)
def way_down(*case):
    return made(*case, dz2=lambda p, y: (y - p) / len(p))


@backprop.mistake(_("It starts with y − p, undivided. The gradient starts with (p − y) / n."))
def way_down_not_divided(*case):
    return made(*case, dz2=lambda p, y: y - p)


@backprop.mistake(_("It starts with −y / p, the gradient for p. For the logits it is (p − y) / n."))
def starts_at_the_probabilities(*case):
    return made(*case, dz2=lambda p, y: -y / p / len(p))


@backprop.mistake(_("It starts with 2 (p − y) / n, a squared error's. For this loss: (p − y) / n."))
def twice_as_much(*case):
    return made(*case, dz2=lambda p, y: 2 * (p - y) / len(p))


@backprop.mistake(_("The hidden layer has no ReLU on the way forward: a1 = np.maximum(z1, 0)."))
def no_relu_forward(*case):
    return made(*case, forward=lambda z1: z1)


@backprop.mistake(_("ReLU is left out on the way forward: the logits are made of a1, not of z1."))
def relu_not_used_forward(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    z2 = z1 @ w2 + b2
    back = (softmax(z2) - y) / len(x)
    dz1 = back @ w2.T * (z1 > 0)
    dw2 = np.maximum(z1, 0).T @ back
    return crossentropies(y, z2).mean(), x.T @ dz1, dz1.sum(axis=0), dw2, back.sum(axis=0)


@backprop.mistake(_("There is no ReLU, neither forward nor backward: a1 = np.maximum(z1, 0)."))
def no_relu_at_all(*case):
    return made(*case, forward=lambda z1: z1, gate=lambda z1, da1: 1)


@backprop.mistake(_("The hidden layer has a sigmoid. It is to have ReLU: np.maximum(z1, 0)."))
def sigmoid_for_relu(*case):
    def sigmoid(z1):
        return 1 / (1 + np.exp(-z1))

    return made(*case, forward=sigmoid, gate=lambda z1, da1: sigmoid(z1) * (1 - sigmoid(z1)))


@backprop.mistake(_("b1 has no part in it: z1 = x @ w1 + b1."))
def b1_forgotten(x, y, w1, b1, w2, b2):
    return made(x, y, w1, 0 * b1, w2, b2)


@backprop.mistake(_("b2 has no part in it: the logits are a1 @ w2 + b2."))
def b2_forgotten(x, y, w1, b1, w2, b2):
    return made(x, y, w1, b1, w2, 0 * b2)


@backprop.mistake(_("Neither b1 nor b2 has a part in it: each layer adds its bias."))
def biases_forgotten(x, y, w1, b1, w2, b2):
    return made(x, y, w1, 0 * b1, w2, 0 * b2)


@backprop.mistake(
    _("Softmax runs along axis 0, over the samples. A sample's classes are its row: axis=-1.")
)
def softmax_along_axis_0(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    p = softmax(a1 @ w2 + b2, 0)
    dz2 = (p - y) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    loss = -(y * np.log(p)).sum(axis=-1).mean()
    return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@backprop.mistake(
    _("Loss and gradients are divided by the number of classes, too: the mean is over n samples.")
)
def all_over_all_numbers(*case):
    return made(*case, dz2=lambda p, y: (p - y) / p.size, loss=lambda log_p, y: -(y * log_p).mean())


@backprop.mistake(
    _("There is a ReLU behind the second layer, too. Its logits go to softmax as they are.")
)
def relu_of_the_logits(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = np.maximum(a1 @ w2 + b2, 0)
    dz2 = (softmax(z2) - y) / len(x) * (z2 > 0)
    dz1 = dz2 @ w2.T * (z1 > 0)
    loss = crossentropies(y, z2).mean()
    return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@backprop.mistake(
    _(
        "Keras was not told that these are logits, so it divides them by their sum and takes that "
        "for probabilities: from_logits=True."
    )
)
def from_logits_forgotten(x, y, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ w2 + b2
    total, right = z2.sum(axis=-1, keepdims=True), (y * z2).sum(axis=-1, keepdims=True)
    loss = -np.log(np.clip(right / total, 1e-7, 1 - 1e-7)).mean()
    inside = np.abs(right / total - 0.5) < 0.5 - 1e-7
    dz2 = np.where(inside, 1 / total - y / right, 0) / len(x)
    dz1 = dz2 @ w2.T * (z1 > 0)
    return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)
