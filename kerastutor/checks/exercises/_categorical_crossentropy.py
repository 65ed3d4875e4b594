"""The check of `categorical_crossentropy`: from logits, also such as are far apart."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._numbers import one_hot_and_logits
from kerastutor.concepts import losses
from kerastutor.i18n import _


def _softmax(z, axis=-1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _logarithms(z, axis=-1):
    """log softmax, stable."""
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _plain(z, axis=-1):
    """softmax without a maximum."""
    powers = np.exp(z)
    return powers / powers.sum(axis=axis, keepdims=True)


categorical_crossentropy = Exercise(
    signature="categorical_crossentropy(y_true, logits)",
    reference=losses.categorical_crossentropy,
    cases=one_hot_and_logits,
    oracle=_("keras.losses.categorical_crossentropy, from_logits=True"),
    tolerance=Tolerance(rtol=1e-4, atol=1e-5, any_float=True),
    look=_("lesson 1 (lesson_1_losses.ipynb), on cross-entropy from logits"),
    hints=(
        _("The loss is −log p of the right class, and p is softmax(logits). y_true picks it."),
        _("log softmax(z) = z − log(the sum of all eᶻ along a row). No quotient is needed."),
        _(
            "Subtract a row's largest logit first: z = logits − logits.max(axis=-1, keepdims=True) "
            "changes no probability, and no power is above 1."
        ),
        _("Then −(y_true * log_softmax).sum(axis=-1): one number for each sample."),
    ),
)


@categorical_crossentropy.mistake(
    _("The logits are taken for probabilities, which they are not: softmax comes first.")
)
def logits_as_probabilities(y_true, logits):
    return -(y_true * np.log(logits)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("The logits are clipped to 0 … 1 and taken for probabilities. Take softmax of them first.")
)
def logits_clipped(y_true, logits):
    return -(y_true * np.log(np.clip(logits, 1e-7, 1 - 1e-7))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "Keras was not told that these are logits, so it divides them by their sum and takes that "
        "for probabilities: from_logits=True."
    )
)
def from_logits_forgotten(y_true, logits):
    p = logits / logits.sum(axis=-1, keepdims=True)
    return -(y_true * np.log(np.clip(p, 1e-7, 1 - 1e-7))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("A sample's loss is divided by the number of classes: np.sum over the classes, not np.mean.")
)
def mean_over_the_classes(y_true, logits):
    return -(y_true * _logarithms(logits)).mean(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "A sample's loss is divided by the number of classes, and logits far apart give NaN or ∞. "
        "Add up, and subtract each row's maximum before np.exp."
    )
)
def mean_over_the_classes_unstable(y_true, logits):
    return -(y_true * np.log(_plain(logits))).mean(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "A sample's loss is divided by the number of classes, and log 0 is taken where softmax "
        "is 0. Add up; and log softmax is z − log Σ eᶻ, with no quotient."
    )
)
def mean_of_logarithms_of_softmax(y_true, logits):
    return -(y_true * np.log(_softmax(logits))).mean(axis=-1)


@categorical_crossentropy.mistake(
    _("The sum runs along axis 0, over the samples. It runs over the classes: axis=-1.")
)
def sum_along_axis_0(y_true, logits):
    return -(y_true * _logarithms(logits)).sum(axis=0)


@categorical_crossentropy.mistake(
    _("Everything runs along axis 0: the classes of a sample are along the last axis, axis=-1.")
)
def all_along_axis_0(y_true, logits):
    return -(y_true * _logarithms(logits, 0)).sum(axis=0)


@categorical_crossentropy.mistake(
    _("Softmax runs along axis 0, over the samples. A row has the classes of a sample: axis=-1.")
)
def softmax_along_axis_0(y_true, logits):
    return -(y_true * _logarithms(logits, 0)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "Where logits are far apart, softmax rounds to 0, and log 0 is −∞ (times 0: NaN). Do not "
        "take the logarithm of softmax: log softmax(z) = z − log Σ eᶻ, the row's maximum "
        "subtracted first."
    )
)
def logarithm_of_softmax(y_true, logits):
    return -(y_true * np.log(_softmax(logits))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "Where logits are far apart, softmax rounds to 0, and −log 0 is ∞. Do not take the "
        "logarithm of softmax: log softmax(z) = z − log Σ eᶻ, the row's maximum subtracted first."
    )
)
def logarithm_of_the_right_one(y_true, logits):
    return -np.log((y_true * _softmax(logits)).sum(axis=-1))


@categorical_crossentropy.mistake(
    _(
        "e^800 is ∞, and ∞ / ∞ is NaN. Subtract each row's maximum first; and log softmax(z) is "
        "z − log Σ eᶻ, with no quotient to round to 0."
    )
)
def no_maximum(y_true, logits):
    return -(y_true * np.log(_plain(logits))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("log Σ eᶻ is right, but e^800 is ∞. Subtract each row's maximum from its logits first.")
)
def sum_of_powers_overflows(y_true, logits):
    return np.log(np.exp(logits).sum(axis=-1)) - (y_true * logits).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "One maximum is subtracted from all rows. Far below it all powers are 0, and log 0 is −∞. "
        "Each row has its own: max(axis=-1, keepdims=True)."
    )
)
def one_maximum_for_all(y_true, logits):
    z = logits - logits.max()
    return np.log(np.exp(z).sum(axis=-1)) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("One maximum is subtracted from all rows, so far below it softmax is 0 / 0. Each has its own")
)
def softmax_of_one_maximum(y_true, logits):
    powers = np.exp(logits - logits.max())
    p = powers / powers.sum(axis=-1, keepdims=True)
    return -(y_true * np.log(p)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("All probabilities of all samples add up to 1 here. Each row has its own sum: axis=-1.")
)
def one_sum_for_all(y_true, logits):
    z = logits - logits.max()
    return np.log(np.exp(z).sum()) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "A probability is kept above 1e-7, so no loss is above 16.12, where logits far apart cost "
        "hundreds. log softmax(z) = z − log Σ eᶻ needs no clip and no ε."
    )
)
def probability_clipped(y_true, logits):
    return -(y_true * np.log(np.clip(_softmax(logits), 1e-7, 1 - 1e-7))).sum(axis=-1)


_CUT = _(
    "A small ε keeps log 0 away, so there is a largest loss, where logits far apart cost hundreds. "
    "log softmax(z) = z − log Σ eᶻ needs no ε."
)


def _with_epsilon(y_true, logits, epsilon):
    return -(y_true * np.log(_softmax(logits) + epsilon)).sum(axis=-1)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_15(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-15)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_12(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-12)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_10(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-10)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_9(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-9)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_7(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-7)


@categorical_crossentropy.mistake(_CUT)
def epsilon_of_1e_8(y_true, logits):
    return _with_epsilon(y_true, logits, 1e-8)


@categorical_crossentropy.mistake(
    _("Softmax is taken twice, which brings the probabilities nearer to each other.")
)
def softmax_twice(y_true, logits):
    return -(y_true * _logarithms(_softmax(logits))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("The losses of the batch are added up. Return one for each sample: axis=-1.")
)
def sum_over_the_batch(y_true, logits):
    return -(y_true * _logarithms(logits)).sum()


@categorical_crossentropy.mistake(
    _("This is the mean over the batch. Return one loss for each sample.")
)
def mean_over_the_batch(y_true, logits):
    return -(y_true * _logarithms(logits)).sum(axis=-1).mean()


@categorical_crossentropy.mistake(
    _("This is the mean of all values. Add up each sample's: axis=-1.")
)
def mean_of_everything(y_true, logits):
    return -(y_true * _logarithms(logits)).mean()


@categorical_crossentropy.mistake(
    _("The sign is the wrong way round: logarithms of probabilities are negative. Put a − before.")
)
def sign_forgotten(y_true, logits):
    return (y_true * _logarithms(logits)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("The classes are still apart. Add them up for each sample: .sum(axis=-1).")
)
def sum_forgotten(y_true, logits):
    return -y_true * _logarithms(logits)


@categorical_crossentropy.mistake(
    _("All classes are added up. Only the right one counts: multiply by y_true.")
)
def all_classes(y_true, logits):
    return -_logarithms(logits).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("These are minus the logarithms of all probabilities. y_true picks the right class's.")
)
def minus_log_softmax(y_true, logits):
    return -_logarithms(logits)


@categorical_crossentropy.mistake(
    _("This is minus the right class's logit. log Σ eᶻ, over the row, has to be added.")
)
def logit_of_the_right_class(y_true, logits):
    return -(y_true * logits).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("This is log Σ eᶻ of each row. The logit of the right class has to be subtracted.")
)
def log_of_the_sum_only(y_true, logits):
    top = logits.max(axis=-1)
    return top + np.log(np.exp(logits - top[:, None]).sum(axis=-1))


@categorical_crossentropy.mistake(
    _("The maximum is subtracted from the sum of powers only. The right logit needs it, too.")
)
def maximum_in_one_place(y_true, logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.log(powers.sum(axis=-1)) - (y_true * logits).sum(axis=-1)


@categorical_crossentropy.mistake(_("The logarithm has base 2. Keras's, and np.log, has base e."))
def logarithm_to_base_2(y_true, logits):
    return -(y_true * _logarithms(logits)).sum(axis=-1) / np.log(2)


@categorical_crossentropy.mistake(
    _("This is −log of the largest probability. Asked is that of the right class, from y_true.")
)
def of_the_largest(y_true, logits):
    return -_logarithms(logits).max(axis=-1)


@categorical_crossentropy.mistake(
    _("This is 1 − p, or |y − p|, added up: no logarithm. The loss is −log p.")
)
def distance_for_logarithm(y_true, logits):
    return np.abs(y_true - _softmax(logits)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("These are squared errors of softmax, added up. Cross-entropy is −log p.")
)
def squared_errors(y_true, logits):
    return ((y_true - _softmax(logits)) ** 2).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("NaN or ∞ was replaced. Those losses are in the hundreds: subtract each row's maximum first.")
)
def nan_repaired(y_true, logits):
    return np.nan_to_num(-(y_true * np.log(_softmax(logits))).sum(axis=-1))


@categorical_crossentropy.mistake(_("y_true and the logits have changed places."))
def exchanged_arguments(y_true, logits):
    return -(logits * _logarithms(y_true)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "One maximum is subtracted from all rows. Far below it all powers are 0, and log 0 makes "
        "it NaN. Each row has its own: max(axis=-1, keepdims=True)."
    )
)
def one_maximum_log_softmax(y_true, logits):
    z = logits - logits.max()
    return -(y_true * (z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("log(1 − p) of the other classes is added: binary cross-entropy. Here only −log p counts.")
)
def binary_for_each_class(y_true, logits):
    p = np.clip(_softmax(logits), 1e-7, 1 - 1e-7)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("This is the mean of binary cross-entropies. Here only −log p of the right class counts.")
)
def mean_of_binary(y_true, logits):
    p = np.clip(_softmax(logits), 1e-7, 1 - 1e-7)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean(axis=-1)


@categorical_crossentropy.mistake(
    _("The sigmoid of each logit is taken. The classes share 1 together: softmax.")
)
def sigmoid_for_softmax(y_true, logits):
    return (y_true * np.logaddexp(0, -logits)).sum(axis=-1)
