"""Of one message, all is about the case that is shown."""

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import exercises
from tests.checks import corpus
from tests.checks.answers import failure


def _backprop(*, losses=np.mean, over=0, logarithm=np.log, gate=True):
    """What learners write, one or two parts of it another way."""

    def backprop(x, y, w1, b1, w2, b2):
        z1 = x @ w1 + b1
        a1 = np.maximum(z1, 0)
        z2 = a1 @ w2 + b2
        powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        dz2 = (p - y) / len(x)
        dz1 = dz2 @ w2.T * (z1 > 0 if gate else 1)
        loss = losses(-np.sum(y * logarithm(p), axis=1))
        return loss, x.T @ dz1, dz1.sum(axis=over), a1.T @ dz2, dz2.sum(axis=over)

    return backprop


@pytest.mark.parametrize("seed", [None, 1, 7])
@pytest.mark.parametrize(
    "parts, mistake, item",
    [
        ({"losses": np.asarray, "over": 1}, "losses_of_samples", 0),
        ({"losses": np.asarray, "gate": False}, "losses_of_samples", 0),
        ({"losses": np.sum, "gate": False}, "loss_summed", 0),
        ({"over": 1, "gate": False}, "dw1_before_the_gate", 1),
    ],
)
def test_of_two_mistakes_in_two_items_the_shown_one_is_named(parts, mistake, item, seed):
    """The item that the message names is the named mistake's, to the last number."""
    verdict = checks.backprop.examine(_backprop(**parts), seed)
    assert verdict.mistake == mistake and verdict.headline.startswith(f"item {item} ")
    assert verdict.advice.endswith("That explains this case, but not all that is wrong.")
    (known,) = [m for m in exercises.find("backprop").mistakes if m.name == mistake]
    ours = known.function(*verdict.given.values())[item]
    np.testing.assert_allclose(verdict.received[item], ours, rtol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda loss, *gradients: (0.0, *(0 * part for part in gradients)),
        lambda loss, *gradients: (loss, *(0 * part for part in gradients)),
        lambda loss, *gradients: (loss, *(np.sign(part) for part in gradients)),
        lambda loss, *gradients: (loss + 1, *gradients),
    ],
)
def test_an_item_that_agrees_by_coincidence_is_no_mistake(wrong):
    right = corpus.RIGHT["backprop"][0]
    for seed in (None, 1, 7):
        assert checks.backprop.examine(lambda *case: wrong(*right(*case)), seed).mistake == ""


def test_a_warning_of_another_case_is_not_told():
    """np.log(p) warns in the last case; where the gate is missing, the first one is shown."""
    error = failure(checks.backprop, _backprop(gate=False))
    assert error.mistake == "no_gate" and "warned" not in str(error)
    error = failure(checks.backprop, _backprop())
    assert error.mistake == "logarithm_of_softmax"
    assert "your function warned: RuntimeWarning: divide by zero encountered in log" in str(error)


def test_the_advice_is_of_the_headline_and_not_of_a_changed_argument():
    def relu_gradient(upstream, z):
        upstream[z < 0] = 0
        return upstream

    error = failure(checks.relu_gradient, relu_gradient)
    assert (
        error.mistake == "through_at_0" and "it changed its argument `upstream`" in error.notes[0]
    )
    assert error.headline.startswith("the result differs in 4 of 20 values")
    assert (error.given["z"] == 0).sum() == 4


def test_what_nan_and_infinity_come_of():
    def of_powers(y_true, logits):
        return np.log(np.exp(logits).sum(axis=-1)) - (y_true * logits).sum(axis=-1)

    text = str(failure(checks.categorical_crossentropy, of_powers))
    assert "Received: inf. ∞ comes of a power that is too large" in " ".join(text.split())
    assert "NaN" not in text

    def of_quotients(y_true, logits):
        powers = np.exp(logits)
        return -np.log((y_true * powers).sum(axis=-1) / powers.sum(axis=-1))

    text = " ".join(str(failure(checks.categorical_crossentropy, of_quotients)).split())
    assert "Received: nan. NaN comes of 0/0, ∞/∞, ∞ − ∞ or 0 · ∞" in text
    text = " ".join(str(failure(checks.backprop, _backprop())).split())
    assert "Received: nan. NaN comes of" in text  # of a single number, too
