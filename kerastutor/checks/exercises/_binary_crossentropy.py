"""The check of `binary_crossentropy`: in float64, and with probabilities of 0 and 1."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import losses
from kerastutor.i18n import _

EPSILON = 1e-7  # Keras's


def _cases(rng):
    def pair(n, k):
        """Labels of both kinds, and probabilities, none of which comes twice."""
        labels = rng.permutation(np.arange(n * k) % 2).reshape(n, k).astype("float64")
        some = np.setdiff1d(np.arange(3, 98), [50])
        return labels, rng.choice(some, (n, k), replace=False) / 100

    n, k = (int(size) for size in rng.permutation([3, 4, 5])[:2])
    certain = pair(6, 3)
    for row, (label, p) in enumerate([(1, 0), (0, 1), (1, 1), (0, 0)]):
        at = int(rng.integers(3))
        certain[0][row, at], certain[1][row, at] = label, p
    rightly = pair(4, 2)
    rightly[0][1], rightly[1][1, 0] = (1, 1), 1
    rightly[0][2], rightly[1][2, 1] = (0, 0), 0
    return [
        pair(n, k),
        pair(3, 3),  # square: no shape betrays a wrong axis
        certain,
        rightly,  # certain, and never wrong
        pair(7, 1),
        pair(1, k),
    ]


def _tolerance(case) -> Tolerance:
    """ε in the logarithm and a clip are both right; so is float32, where 1 − ε is not to be had.

    There a certain mistake costs 15.94 in place of 16.12.
    """
    certain = np.isin(case[1], (0, 1)).any()
    return Tolerance(rtol=2e-2 if certain else 1e-4, atol=1e-5, any_float=True)


def _clipped(p, epsilon=EPSILON):
    return np.clip(p, epsilon, 1 - epsilon)


def _terms(y, p):
    """−(y log p + (1 − y) log(1 − p)), number by number."""
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


binary_crossentropy = Exercise(
    signature="binary_crossentropy(y_true, y_pred)",
    reference=losses.binary_crossentropy,
    cases=_cases,
    oracle="keras.losses.binary_crossentropy",
    tolerance=_tolerance,
    look=_("lesson 1 (lesson_1_losses.ipynb), on binary cross-entropy"),
    hints=(
        _("Where the label is 1, the loss is −log p. Where it is 0, it is −log(1 − p)."),
        _("Both in one: −(y log p + (1 − y) log(1 − p)). One of the two products is 0."),
        _("log 0 is −∞. Keep p away from 0 and 1: np.clip(y_pred, 1e-7, 1 − 1e-7)."),
        _("Then the mean of each sample: np.mean(…, axis=-1)."),
    ),
)


@binary_crossentropy.mistake(
    _(
        "Only −y log p is in it, so a label of 0 costs nothing, whatever p is. Add "
        "−(1 − y) log(1 − p)."
    )
)
def ones_only(y_true, y_pred):
    return -(y_true * np.log(_clipped(y_pred))).mean(axis=-1)


@binary_crossentropy.mistake(
    _("Only −y log p is in it, and it is summed. Add −(1 − y) log(1 − p), and take the mean.")
)
def ones_only_summed(y_true, y_pred):
    return -(y_true * np.log(_clipped(y_pred))).sum(axis=-1)


@binary_crossentropy.mistake(
    _(
        "Only −y log p is in it, and p = 0 gives NaN or ∞. Add −(1 − y) log(1 − p), and keep p "
        "away from 0 and 1: np.clip(y_pred, 1e-7, 1 − 1e-7)."
    )
)
def ones_only_no_clip(y_true, y_pred):
    return -(y_true * np.log(y_pred)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("Only −(1 − y) log(1 − p) is in it: a label of 1 costs nothing. Add −y log p.")
)
def zeros_only(y_true, y_pred):
    return -((1 - y_true) * np.log(1 - _clipped(y_pred))).mean(axis=-1)


@binary_crossentropy.mistake(
    _("The sign is the wrong way round. Logarithms of probabilities are negative: put a − before.")
)
def sign_forgotten(y_true, y_pred):
    return -_terms(y_true, _clipped(y_pred)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("The sign is the wrong way round, and p = 0 or 1 gives NaN or ∞: put a − before, and clip.")
)
def sign_forgotten_no_clip(y_true, y_pred):
    return -_terms(y_true, y_pred).mean(axis=-1)


@binary_crossentropy.mistake(
    _(
        "The minus stands before the first part only: −a + b. Both parts are negative, so put "
        "brackets round the sum: −(a + b)."
    )
)
def sign_of_one_part(y_true, y_pred):
    p = _clipped(y_pred)
    return (-y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("Brackets are missing: 1 − y · log(1 − p) multiplies y alone. It is (1 − y) · log(1 − p).")
)
def brackets_missing(y_true, y_pred):
    p = _clipped(y_pred)
    return -(y_true * np.log(p) + 1 - y_true * np.log(1 - p)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("y_true and y_pred have changed places: the logarithm is taken of the prediction.")
)
def exchanged_arguments(y_true, y_pred):
    return _terms(y_pred, _clipped(y_true)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("y_true and y_pred have changed places, so log 0 is taken. The prediction has the logarithm.")
)
def exchanged_no_clip(y_true, y_pred):
    return _terms(y_pred, y_true).mean(axis=-1)


@binary_crossentropy.mistake(
    _(
        "With p = 0 or p = 1 it gives NaN or ∞: log 0 is −∞, and 0 · ∞ is no number. Keep p away "
        "from both: np.clip(y_pred, 1e-7, 1 − 1e-7)."
    )
)
def no_clip(y_true, y_pred):
    return _terms(y_true, y_pred).mean(axis=-1)


@binary_crossentropy.mistake(
    _("p is kept away from 0, and not from 1, where log(1 − p) is −∞. Clip at 1 − 1e-7, too.")
)
def clipped_below_only(y_true, y_pred):
    return _terms(y_true, np.maximum(y_pred, EPSILON)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("p is kept away from 1, and not from 0, where log p is −∞. Clip at 1e-7, too.")
)
def clipped_above_only(y_true, y_pred):
    return _terms(y_true, np.minimum(y_pred, 1 - EPSILON)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("NaN was repaired, and ∞ became the largest float. Keep p away from 0 and 1: np.clip.")
)
def nan_repaired(y_true, y_pred):
    return np.nan_to_num(_terms(y_true, y_pred).mean(axis=-1))


@binary_crossentropy.mistake(
    _(
        "Each NaN became 0 and each ∞ the largest float before the mean: a loss of 10³⁰⁷. Keep p "
        "away from 0 and 1: np.clip."
    )
)
def nan_of_each_repaired(y_true, y_pred):
    return np.nan_to_num(_terms(y_true, y_pred)).mean(axis=-1)


@binary_crossentropy.mistake(_("The logarithm has base 2. Keras's, and np.log, has base e."))
def logarithm_to_base_2(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred)).mean(axis=-1) / np.log(2)


@binary_crossentropy.mistake(_("The logarithm has base 10. Keras's, and np.log, has base e."))
def logarithm_to_base_10(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred)).mean(axis=-1) / np.log(10)


@binary_crossentropy.mistake(
    _("A sample's losses are added up. The mean is asked: np.mean(…, axis=-1).")
)
def sum_for_mean(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred)).sum(axis=-1)


@binary_crossentropy.mistake(
    _("A sample's losses are added up, not averaged; and p = 0 or 1 gives NaN or ∞: np.clip.")
)
def sum_no_clip(y_true, y_pred):
    return _terms(y_true, y_pred).sum(axis=-1)


@binary_crossentropy.mistake(
    _("All losses are averaged to one number. Each sample has its own: axis=-1.")
)
def one_mean(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred)).mean()


@binary_crossentropy.mistake(
    _("All are averaged to one number, which p = 0 or 1 makes NaN or ∞. Clip p, and say axis=-1.")
)
def one_mean_no_clip(y_true, y_pred):
    return _terms(y_true, y_pred).mean()


@binary_crossentropy.mistake(
    _("The mean is taken over the samples, along axis 0. Each sample has its own: axis=-1.")
)
def mean_along_axis_0(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred)).mean(axis=0)


@binary_crossentropy.mistake(
    _("This is a loss for each value. A sample has one, their mean: np.mean(…, axis=-1).")
)
def mean_forgotten(y_true, y_pred):
    return _terms(y_true, _clipped(y_pred))


@binary_crossentropy.mistake(
    _("This is a loss for each value, and NaN or ∞ at p = 0 or 1. Clip p; then the mean, axis=-1.")
)
def mean_forgotten_no_clip(y_true, y_pred):
    return _terms(y_true, y_pred)


@binary_crossentropy.mistake(
    _("p is taken for a logit, and goes through a sigmoid. It is a probability already.")
)
def sigmoid_taken(y_true, y_pred):
    return _terms(y_true, 1 / (1 + np.exp(-y_pred))).mean(axis=-1)


@binary_crossentropy.mistake(
    _("This is the mean squared error. Cross-entropy takes logarithms: −log p where y is 1.")
)
def squared_error(y_true, y_pred):
    return ((y_true - y_pred) ** 2).mean(axis=-1)


@binary_crossentropy.mistake(
    _("This is the mean absolute error. Cross-entropy takes its logarithm: −log(1 − |y − p|).")
)
def absolute_error(y_true, y_pred):
    return np.abs(y_true - y_pred).mean(axis=-1)


@binary_crossentropy.mistake(
    _("This is how many are right when p is rounded, the accuracy. The loss takes logarithms.")
)
def accuracy(y_true, y_pred):
    return (y_true == (y_pred > 0.5)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("The logarithm is taken of the mean. Take it of each value first, then the mean.")
)
def logarithm_of_the_mean(y_true, y_pred):
    return -np.log(np.where(y_true == 1, _clipped(y_pred), 1 - _clipped(y_pred)).mean(axis=-1))


@binary_crossentropy.mistake(
    _("log p and log(1 − p) have changed places: where the label is 1, it is −log p.")
)
def labels_turned_round(y_true, y_pred):
    return _terms(1 - y_true, _clipped(y_pred)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("np.log1p(x) is log(1 + x), which here gives log(1 + p). Asked is log(1 − p).")
)
def logarithm_of_one_plus(y_true, y_pred):
    p = _clipped(y_pred)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 + p)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("1 − log p stands where log(1 − p) belongs: subtract first, then take the logarithm.")
)
def one_minus_the_logarithm(y_true, y_pred):
    p = _clipped(y_pred)
    return -(y_true * np.log(p) + (1 - y_true) * (1 - np.log(p))).mean(axis=-1)


@binary_crossentropy.mistake(
    _(
        "What is certain, p = 0 or 1, costs nothing here, even where it is wrong. It costs most: "
        "np.clip keeps p away from both, and there is no ∞ to repair."
    )
)
def certain_costs_nothing(y_true, y_pred):
    certain = np.isin(y_pred, (0, 1))
    return np.where(certain, 0, _terms(y_true, np.where(certain, 0.5, y_pred))).mean(axis=-1)


@binary_crossentropy.mistake(
    _("log(1 − p) counts for every label. It counts where the label is 0: (1 − y) log(1 − p).")
)
def second_part_for_all(y_true, y_pred):
    p = _clipped(y_pred)
    return -(y_true * np.log(p) + np.log(1 - p)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("log p counts for every label. It counts where the label is 1: y log p.")
)
def first_part_for_all(y_true, y_pred):
    p = _clipped(y_pred)
    return -(np.log(p) + (1 - y_true) * np.log(1 - p)).mean(axis=-1)


@binary_crossentropy.mistake(
    _("p is rounded to 0 or 1 first. How sure it is counts, too: take p as it is.")
)
def rounded_first(y_true, y_pred):
    return _terms(y_true, _clipped((y_pred > 0.5).astype(float))).mean(axis=-1)


@binary_crossentropy.mistake(
    _(
        "This is categorical cross-entropy: a row of p is divided by its sum, and only labels of 1 "
        "count. Here each value is a question of its own."
    )
)
def categorical_for_binary(y_true, y_pred):
    p = _clipped(y_pred / y_pred.sum(axis=-1, keepdims=True))
    return -(y_true * np.log(p)).sum(axis=-1)


def _another_epsilon(epsilon, inside):
    """A mistake of this ε, in a clip or inside the logarithm, which differ near 1e-16."""

    def answer(y_true, y_pred):
        if inside:
            y, p = y_true, y_pred
            losses = -(y * np.log(p + epsilon) + (1 - y) * np.log(1 - p + epsilon))
        else:
            losses = _terms(y_true, _clipped(y_pred, epsilon))
        return losses.mean(axis=-1)

    exact = f"{epsilon:.0e}".replace("-", "_").replace("_0", "_")
    answer.__name__ = f"epsilon_of_{exact}" + "_inside" * inside
    binary_crossentropy.mistake(
        _(
            "ε is {epsilon:.2g} here, so a certain mistake costs {most:.2f}. Keras's ε is 1e-7 "
            "(keras.config.epsilon()): it costs 16.12."
        ).format(epsilon=epsilon, most=-np.log(epsilon))
    )(answer)
    return {answer.__name__: answer}


for _epsilon in (2.2e-16, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
    if _epsilon != 1e-16:  # 1 − 1e-16 is 1, so that this is no clip above
        globals().update(_another_epsilon(_epsilon, inside=False))
    if _epsilon < 1e-14 or _epsilon > 1e-6:
        globals().update(_another_epsilon(_epsilon, inside=True))


@binary_crossentropy.mistake(
    _(
        "The finished loss is clipped, and NaN stays NaN. Clip p, before the logarithm: "
        "np.clip(y_pred, 1e-7, 1 − 1e-7)."
    )
)
def result_clipped(y_true, y_pred):
    return np.clip(_terms(y_true, y_pred).mean(axis=-1), EPSILON, -np.log(EPSILON))
