"""The check of `categorical_crossentropy`, and from here on slips in log Σ eᶻ − z of the class."""

import numpy as np

from kerastutor.checks.exercises._categorical_crossentropy import *  # noqa: F403 - its mistakes
from kerastutor.checks.exercises._categorical_crossentropy import categorical_crossentropy
from kerastutor.i18n import _


def _shifted(logits):
    return logits - logits.max(axis=-1, keepdims=True)


def _logarithm(z, **how):
    return np.log(np.exp(z).sum(axis=-1, **how))


@categorical_crossentropy.mistake(
    _("Σ eᶻ runs over all samples here. Each row has its own sum: .sum(axis=-1).")
)
def one_sum_of_powers(y_true, logits):
    z = _shifted(logits)
    return np.log(np.exp(z).sum()) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "One of the two sums keeps its axis: shapes (n, 1) and (n,) together make a table, (n, n). "
        "Leave keepdims out of these two; only the maximum needs it."
    )
)
def axis_kept_in_one_sum(y_true, logits):
    z = _shifted(logits)
    return _logarithm(z, keepdims=True) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _(
        "z[:, labels] takes the labels of all samples from each row: a table. Take one from each "
        "row, z[np.arange(len(z)), labels], or (y_true * z).sum(axis=-1)."
    )
)
def labels_of_all_rows(y_true, logits):
    z = _shifted(logits)
    return _logarithm(z) - z[:, y_true.argmax(axis=-1)]


@categorical_crossentropy.mistake(
    _(
        "The logarithm of each power is taken, which is the logit again, and then they are added "
        "up. First add up the powers, then take the logarithm: np.log(np.exp(z).sum(axis=-1))."
    )
)
def logarithm_before_the_sum(y_true, logits):
    z = _shifted(logits)
    return np.log(np.exp(z)).sum(axis=-1) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("The logarithm of the sum is missing: log Σ eᶻ, minus the logit of the right class.")
)
def logarithm_forgotten(y_true, logits):
    z = _shifted(logits)
    return np.exp(z).sum(axis=-1) - (y_true * z).sum(axis=-1)


@categorical_crossentropy.mistake(
    _("The logits are divided by their maximum, which changes softmax. Subtract it.")
)
def divided_by_the_maximum(y_true, logits):
    z = logits / logits.max(axis=-1, keepdims=True)
    return _logarithm(z) - (y_true * z).sum(axis=-1)
