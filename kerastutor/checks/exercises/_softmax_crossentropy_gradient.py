"""The check of `softmax_crossentropy_gradient`: of each sample's loss for its own logits."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._differences import crossentropies, held
from kerastutor.checks.exercises._numbers import one_hot_and_logits
from kerastutor.concepts import backpropagation as concept
from kerastutor.i18n import _


def _softmax(z, axis=-1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _loss(y_true, logits):
    return lambda z: crossentropies(y_true, z).sum(), (logits,)


softmax_crossentropy_gradient = Exercise(
    signature="softmax_crossentropy_gradient(y_true, logits)",
    reference=held(concept.softmax_crossentropy_gradient, _loss),
    cases=one_hot_and_logits,
    expression="p = softmax(logits); loss = -sum(y_true * log(p))",
    gradient_of="logits",
    oracle=_("the gradient of Keras's loss, and with differences"),
    no_result=_(
        "it returned None: a `return` is missing, or a tape was asked about what it did not watch "
        "(a tf.constant wants tape.watch)."
    ),
    tolerance=Tolerance(rtol=1e-4, atol=1e-5, any_float=True),
    look=_("lesson 3 (lesson_3_backpropagation.ipynb), on the gradient of the logits"),
    hints=(
        _("Two steps make one short formula: softmax gives p, and only p and y_true are in it."),
        _("To raise the right class's logit lowers the loss; to raise any other raises it."),
        _("It is p − y. A softmax that subtracts each row's maximum is never NaN."),
    ),
)


@softmax_crossentropy_gradient.mistake(
    _("This is y − p, minus the gradient: the way down. The gradient is p − y.")
)
def way_down(y_true, logits):
    return y_true - _softmax(logits)


@softmax_crossentropy_gradient.mistake(
    _(
        "It is divided by the number of samples. That belongs to the mean over a batch; asked is "
        "the gradient of each sample's own loss."
    )
)
def divided_by_the_batch(y_true, logits):
    return (_softmax(logits) - y_true) / len(y_true)


@softmax_crossentropy_gradient.mistake(
    _("It is y − p, divided by the number of samples. Asked is p − y, of each sample's own loss.")
)
def way_down_divided(y_true, logits):
    return (y_true - _softmax(logits)) / len(y_true)


@softmax_crossentropy_gradient.mistake(
    _("It is divided by the number of classes. A sample's loss is a sum, no mean: p − y.")
)
def divided_by_the_classes(y_true, logits):
    return (_softmax(logits) - y_true) / y_true.shape[-1]


@softmax_crossentropy_gradient.mistake(
    _("It is divided by the number of values. Asked is each sample's own: p − y, undivided.")
)
def divided_by_all(y_true, logits):
    return (_softmax(logits) - y_true) / y_true.size


@softmax_crossentropy_gradient.mistake(
    _(
        "−y / p is the gradient for the probabilities. One step further back, through softmax, "
        "it becomes p − y for the logits."
    )
)
def gradient_of_the_probabilities(y_true, logits):
    return -y_true / _softmax(logits)


@softmax_crossentropy_gradient.mistake(
    _("p − y is multiplied by p (1 − p), a slope that is in it already. Leave that out.")
)
def slope_of_softmax_again(y_true, logits):
    p = _softmax(logits)
    return (p - y_true) * p * (1 - p)


@softmax_crossentropy_gradient.mistake(
    _(
        "Only the right class has a gradient here, −(1 − p). Each other logit raises the sum Σ eᶻ, "
        "and so the loss: its gradient is p. Together: p − y."
    )
)
def own_probability_only(y_true, logits):
    return -y_true * (1 - _softmax(logits))


@softmax_crossentropy_gradient.mistake(
    _("y is subtracted from the logits. Softmax comes first: softmax(logits) − y.")
)
def logits_minus_labels(y_true, logits):
    return logits - y_true


@softmax_crossentropy_gradient.mistake(
    _("1 is subtracted everywhere. Only the right class has it: p − y.")
)
def one_subtracted_everywhere(y_true, logits):
    return _softmax(logits) - 1


@softmax_crossentropy_gradient.mistake(
    _("These are the probabilities. Subtract y_true: the right class's gradient is p − 1.")
)
def probabilities_only(y_true, logits):
    return _softmax(logits)


@softmax_crossentropy_gradient.mistake(
    _("e^800 is ∞, and ∞ / ∞ is NaN: subtract each row's maximum before np.exp.")
)
def no_maximum(y_true, logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1, keepdims=True) - y_true


@softmax_crossentropy_gradient.mistake(
    _(
        "One maximum is subtracted from all rows. Far below it all powers are 0, and 0 / 0 is NaN: "
        "max(axis=-1, keepdims=True)."
    )
)
def one_maximum_for_all(y_true, logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum(axis=-1, keepdims=True) - y_true


@softmax_crossentropy_gradient.mistake(
    _("All probabilities of all samples add up to 1. Each row has its own sum: axis=-1.")
)
def one_sum_for_all(y_true, logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum() - y_true


@softmax_crossentropy_gradient.mistake(
    _("Softmax runs along axis 0, over the samples. The classes of a sample are its row: axis=-1.")
)
def softmax_along_axis_0(y_true, logits):
    return _softmax(logits, 0) - y_true


@softmax_crossentropy_gradient.mistake(
    _("This is the sigmoid of each logit, minus y. The classes share 1 together: softmax.")
)
def sigmoid_for_softmax(y_true, logits):
    return 1 / (1 + np.exp(-logits)) - y_true


@softmax_crossentropy_gradient.mistake(
    _("Softmax is taken twice. What comes in are logits: once is enough.")
)
def softmax_twice(y_true, logits):
    return _softmax(_softmax(logits)) - y_true


@softmax_crossentropy_gradient.mistake(
    _("It is added up over the batch. Each logit of each sample has its own gradient: p − y.")
)
def sum_over_the_batch(y_true, logits):
    return (_softmax(logits) - y_true).sum(axis=0)


@softmax_crossentropy_gradient.mistake(
    _("This is the mean over the batch. Each logit of each sample has its own gradient: p − y.")
)
def mean_over_the_batch(y_true, logits):
    return (_softmax(logits) - y_true).mean(axis=0)


@softmax_crossentropy_gradient.mistake(
    _("It is added up over the classes, and that is always 0. Each logit has its own: p − y.")
)
def sum_over_the_classes(y_true, logits):
    return (_softmax(logits) - y_true).sum(axis=-1)


@softmax_crossentropy_gradient.mistake(
    _("The sign is lost: the right class's gradient is negative. p − y, without an absolute value.")
)
def sign_lost(y_true, logits):
    return np.abs(_softmax(logits) - y_true)


@softmax_crossentropy_gradient.mistake(
    _("Twice p − y is the gradient of a squared error. That of cross-entropy is p − y.")
)
def twice_as_much(y_true, logits):
    return 2 * (_softmax(logits) - y_true)


@softmax_crossentropy_gradient.mistake(
    _("This is the squared error's gradient for p, times p (1 − p). Cross-entropy's is p − y.")
)
def of_squared_errors(y_true, logits):
    p = _softmax(logits)
    return 2 * (p - y_true) * p * (1 - p)


@softmax_crossentropy_gradient.mistake(
    _("This is p (1 − p), the slope of each probability for its own logit. y has to be in it.")
)
def slope_of_softmax(y_true, logits):
    p = _softmax(logits)
    return p * (1 - p)


@softmax_crossentropy_gradient.mistake(
    _("y is subtracted from log softmax. Subtract it from the probabilities themselves: p − y.")
)
def logarithm_minus_labels(y_true, logits):
    z = logits - logits.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True)) - y_true


@softmax_crossentropy_gradient.mistake(
    _("These are the losses. Asked is their gradient, a number for each logit: p − y.")
)
def the_losses(y_true, logits):
    return crossentropies(y_true, logits)


@softmax_crossentropy_gradient.mistake(
    _("(p − y) / (p (1 − p)) is the gradient for p of the binary loss. For the logits it is p − y.")
)
def binary_gradient_of_the_probabilities(y_true, logits):
    p = _softmax(logits)
    return (p - y_true) / (p * (1 - p))


@softmax_crossentropy_gradient.mistake(
    _("y_true and the logits have changed places: softmax is taken of the labels.")
)
def exchanged_arguments(y_true, logits):
    return _softmax(y_true) - logits


@softmax_crossentropy_gradient.mistake(
    _(
        "Keras was not told that these are logits, so it divides them by their sum and takes that "
        "for probabilities: from_logits=True."
    )
)
def from_logits_forgotten(y_true, logits):
    total = logits.sum(axis=-1, keepdims=True)
    right = (y_true * logits).sum(axis=-1, keepdims=True)
    inside = np.abs(right / total - 0.5) < 0.5 - 1e-7  # else it is clipped
    gradient = np.where(inside, 1 / total - y_true / right, 0)
    return np.where(total == 0, np.nan, gradient)


@softmax_crossentropy_gradient.mistake(
    _("The largest class got 1, all others 0. Softmax gives each a share: p − y.")
)
def decision_minus_labels(y_true, logits):
    return (logits == logits.max(axis=-1, keepdims=True)).astype(float) - y_true


@softmax_crossentropy_gradient.mistake(
    _("The gradient is multiplied by the logits. It is for them, not times them: p − y.")
)
def times_the_logits(y_true, logits):
    return (_softmax(logits) - y_true) * logits


@softmax_crossentropy_gradient.mistake(
    _(
        "The powers are divided by their sum along axis 0, over the samples. A sample's classes "
        "are its row: .sum(axis=-1, keepdims=True)."
    )
)
def sum_along_axis_0(y_true, logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=0) - y_true


@softmax_crossentropy_gradient.mistake(
    _(
        "p[labels] takes whole rows, those with the numbers of the labels. Meant is one number of "
        "each row: p[np.arange(len(p)), labels] -= 1, or simply p - y_true."
    )
)
def labels_as_rows(y_true, logits):
    p = _softmax(logits)
    p[y_true.argmax(axis=-1)] -= 1
    return p
