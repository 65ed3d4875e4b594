"""The check of `adam_step`, Keras's or the paper's; its mistakes in what m and v are used for.

Those in m and v themselves, and in what is returned, are in `_adam_step`.
"""

from dataclasses import replace

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises import _steps
from kerastutor.checks.exercises._differences import as_tuple
from kerastutor.concepts import steps
from kerastutor.i18n import _

_DEFAULTS = (0.001, 0.9, 0.999, 1e-7)


def _cases(rng):
    def case(shape, t, *numbers, dtype="float64", smallest=1e-4):
        """m and v as they may be after t − 1 steps, with gradients of all sizes."""
        _rate, beta_1, beta_2, _epsilon = (*numbers, *_DEFAULTS[len(numbers) :])
        g = _steps.slopes(rng, *shape, smallest=smallest)
        m = _steps.near(rng, g) * (1 - beta_1 ** (t - 1)) + 0  # no −0
        v = _steps.near(rng, g) ** 2 * (1 - beta_2 ** (t - 1))
        if t > 100:  # long ago gradients were of other sizes: some of v falls
            v = rng.permutation(v.ravel()).reshape(shape)
        arrays = (array.astype(dtype) for array in (_steps.weights(rng, *shape), g, m, v))
        return *arrays, t, *numbers

    n, k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    rate, other = (float(rate) for rate in rng.permutation([0.02, 0.05, 0.1])[:2])
    beta_1, beta_2 = _steps.one_of(rng, 0.7, 0.8), _steps.one_of(rng, 0.93, 0.96)
    return [
        case((n, k), 1),
        case((6,), 2),
        case((3, 3), 10, 0.01, dtype="float32"),
        case((k, n), int(rng.integers(3, 9)), rate, beta_1, beta_2, 0.1),  # ε is seen
        case((2, 2, 2), 1000, other, 0.9, 0.99, 0.01),
        case((n, 2), 1, rate, 0.5, 0.75, 0.03),
        case((8,), 10, other, beta_1, 0.99, smallest=1e-6),
    ]


def _tolerance(case) -> Tolerance:
    """As tight as float32 allows: there 1 − 0.999 is off by 1.3e-5 of itself, as in Keras."""
    rate = case[5] if len(case) > 5 else _DEFAULTS[0]
    return replace(_steps.TOLERANCE, atol=_steps.TOLERANCE.atol + 5e-5 * rate)


adam_step = Exercise(
    signature="adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, "
    "epsilon=1e-7)",
    reference=steps.adam_step,
    also=((steps.adam_step_of_the_paper, _("Adam as in the paper")),),
    cases=_cases,
    run=as_tuple,
    parts=("w", "m", "v"),
    oracle=_("Adam as in Keras"),
    tolerance=_tolerance,
    look=_("lesson 5 (lesson_5_adam.ipynb), on Adam"),
    hints=(
        _("Three things in order: the new m and v, their correction, the step with both."),
        _("m = β₁ m + (1 − β₁) g, and v = β₂ v + (1 − β₂) g². Return these two as they are."),
        _("Corrected for the step alone: m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)."),
        _("w − learning_rate · m̂ / (√v̂ + ε): first the root, then ε is added."),
    ),
)

mistakes = _steps.Mistakes(
    adam_step,
    globals(),
    dict(
        new_m=lambda o: o.beta_1 * o.m + (1 - o.beta_1) * o.g,
        new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * o.g**2,
        c1=lambda o: 1 - o.beta_1**o.t,
        c2=lambda o: 1 - o.beta_2**o.t,
        m_hat=lambda o: o.new_m / o.c1,
        v_hat=lambda o: o.new_v / o.c2,
        small=lambda o: o.epsilon,
        below=lambda o: np.sqrt(o.v_hat) + o.small,
        step=lambda o: o.learning_rate * o.m_hat / o.below,
        new_w=lambda o: o.w - o.step,
        gives=lambda o: (o.new_w, o.new_m, o.new_v),
    ),
    # Keras's η √c₂ / c₁ · m / (√v + ε) is the paper's with this ε.
    {"": {}, "_as_in_keras": dict(small=lambda o: o.epsilon / np.sqrt(o.c2))},
    about={"new_m": "m", "new_v": "v"},
    of={"": 1, "_as_in_keras": 0},
)


def _plain_root(o):
    return np.sqrt(o.new_v) + o.epsilon


# The correction

mistakes.add(
    "no_correction",
    _(
        "m and v are not corrected. Both begin at 0, and are too small at first: divide m by "
        "1 − β₁ᵗ and v by 1 − β₂ᵗ."
    ),
    alone=True,
    c1=lambda o: 1,
    c2=lambda o: 1,
)
mistakes.add(
    "only_m_corrected",
    _("m is corrected, and v is not. It begins at 0, too: divide it by 1 − β₂ᵗ."),
    alone=True,
    c2=lambda o: 1,
)
mistakes.add(
    "only_v_corrected",
    _("v is corrected, and m is not. It begins at 0, too: divide it by 1 − β₁ᵗ."),
    c1=lambda o: 1,
)
mistakes.add(
    "t_minus_one",
    _("The correction takes t − 1. The first step is t = 1: with t − 1 it divides 0 by 0."),
    c1=lambda o: 1 - o.beta_1 ** (o.t - 1),
    c2=lambda o: 1 - np.float64(o.beta_2) ** (o.t - 1),
)
mistakes.add(
    "t_minus_one_divides_by_0",
    _("The correction takes t − 1. The first step is t = 1: with t − 1 it divides by 0."),
    alone=True,
    c1=lambda o: 1 - o.beta_1 ** (o.t - 1),
    c2=lambda o: 1 - o.beta_2 ** (o.t - 1),
    step=lambda o: o.learning_rate * o.c2**0.5 / o.c1 * o.new_m / _plain_root(o),
)
mistakes.add(
    "t_plus_one",
    _("The correction takes t + 1. The first step is t = 1 already: 1 − β₁ᵗ."),
    c1=lambda o: 1 - o.beta_1 ** (o.t + 1),
    c2=lambda o: 1 - o.beta_2 ** (o.t + 1),
)
mistakes.add(
    "t_unused",
    _("It is corrected by 1 − β, whatever t is. The power t is missing: 1 − β₁ᵗ and 1 − β₂ᵗ."),
    c1=lambda o: 1 - o.beta_1,
    c2=lambda o: 1 - o.beta_2,
)
mistakes.add(
    "times_t_for_power",
    _("β is multiplied by t. In the correction it is raised to the power t: beta_1**t."),
    c1=lambda o: 1 - o.beta_1 * o.t,
    c2=lambda o: 1 - np.float64(o.beta_2 * o.t),
)
mistakes.add(
    "power_of_the_brackets",
    _("The power t is taken of 1 − β. It is taken of β alone: 1 − beta_1**t."),
    c1=lambda o: (1 - o.beta_1) ** o.t,
    c2=lambda o: (1 - o.beta_2) ** o.t,
)
mistakes.add(
    "betas_exchanged_in_the_correction",
    _("In the correction β₁ and β₂ have changed places: m is divided by 1 − β₁ᵗ, v by 1 − β₂ᵗ."),
    c1=lambda o: 1 - o.beta_2**o.t,
    c2=lambda o: 1 - o.beta_1**o.t,
)
mistakes.add(
    "one_beta_in_the_correction",
    _("Both are corrected with β₁. v has a correction of its own: 1 − β₂ᵗ."),
    c2=lambda o: 1 - o.beta_1**o.t,
)
mistakes.add(
    "beta_2_in_both_corrections",
    _("Both are corrected with β₂. m has a correction of its own: 1 − β₁ᵗ."),
    c1=lambda o: 1 - o.beta_2**o.t,
)
mistakes.add(
    "beta_1_everywhere",
    _("β₁ is everywhere. v has a number of its own: β₂, in its mean and in its correction."),
    new_v=lambda o: o.beta_1 * o.v + (1 - o.beta_1) * o.g**2,
    c2=lambda o: 1 - o.beta_1**o.t,
)
mistakes.add(
    "brackets_missing_in_the_correction",
    _("Brackets are missing: m / 1 − β₁ᵗ is m − β₁ᵗ. Divide by all of it: m / (1 − β₁ᵗ)."),
    alone=True,
    m_hat=lambda o: o.new_m - o.beta_1**o.t,
    v_hat=lambda o: o.new_v - o.beta_2**o.t,
)
mistakes.add(
    "correction_multiplied",
    _("m and v are multiplied by 1 − βᵗ. They are too small at first: divide them by it."),
    alone=True,
    m_hat=lambda o: o.new_m * o.c1,
    v_hat=lambda o: o.new_v * o.c2,
)
mistakes.add(
    "beta_to_the_t",
    _("m and v are divided by βᵗ. The correction is 1 − βᵗ."),
    c1=lambda o: o.beta_1**o.t,
    c2=lambda o: o.beta_2**o.t,
)
mistakes.add(
    "correction_upside_down",
    _("The rate's factor is upside down: it is √(1 − β₂ᵗ) / (1 − β₁ᵗ)."),
    alone=True,
    step=lambda o: o.learning_rate * o.c1 / o.c2**0.5 * o.new_m / _plain_root(o),
)
mistakes.add(
    "no_root_in_the_factor",
    _("The rate's factor has no root: it is √(1 − β₂ᵗ) / (1 − β₁ᵗ), since √v is divided by."),
    alone=True,
    step=lambda o: o.learning_rate * o.c2 / o.c1 * o.new_m / _plain_root(o),
)
mistakes.add(
    "root_of_the_whole_factor",
    _("The root is taken of the whole factor. It is of 1 − β₂ᵗ alone: √(1 − β₂ᵗ) / (1 − β₁ᵗ)."),
    alone=True,
    step=lambda o: o.learning_rate * np.sqrt(o.c2 / o.c1) * o.new_m / _plain_root(o),
)
mistakes.add(
    "corrected_twice",
    _("It is corrected twice: with m̂ and v̂, the rate has no factor √(1 − β₂ᵗ) / (1 − β₁ᵗ)."),
    alone=True,
    step=lambda o: o.learning_rate * o.c2**0.5 / o.c1 * o.m_hat / o.below,
)

# ε and the root

mistakes.add(
    "epsilon_in_the_root",
    _(
        "ε is added inside the root. It stands beside it: first the root, then + ε. Where "
        "gradients are small, that is another step."
    ),
    alone=True,
    below=lambda o: np.sqrt(o.v_hat + o.epsilon),
)
mistakes.add(
    "epsilon_in_the_root_as_in_keras",
    _(
        "ε is added inside the root, √(v + ε). It stands beside it: √v + ε. Where gradients are "
        "small, that is another step."
    ),
    alone=True,
    below=lambda o: np.sqrt((o.new_v + o.epsilon) / o.c2),
)
mistakes.add(
    "epsilon_missing",
    _("There is no ε. It is added to the root: without it, v = 0 would divide by 0."),
    alone=True,
    small=lambda o: 0,
)
mistakes.add(
    "epsilon_of_1e_7",
    _("ε is 1e-7 here, whatever is passed. Take the argument: epsilon."),
    alone=True,
    small=lambda o: 1e-7,
)
mistakes.add(
    "epsilon_of_1e_7_as_in_keras",
    _("ε is 1e-7 here, whatever is passed. Take the argument: epsilon."),
    alone=True,
    small=lambda o: 1e-7 / np.sqrt(o.c2),
)
mistakes.add(
    "epsilon_of_1e_8",
    _("ε is 1e-8 here, whatever is passed. Take the argument: epsilon."),
    alone=True,
    small=lambda o: 1e-8,
)
mistakes.add(
    "epsilon_of_1e_8_as_in_keras",
    _("ε is 1e-8 here, whatever is passed. Take the argument: epsilon."),
    alone=True,
    small=lambda o: 1e-8 / np.sqrt(o.c2),
)
mistakes.add(
    "epsilon_added_to_w",
    _("ε is added to w: brackets are missing. Divide by all of (√v̂ + ε)."),
    alone=True,
    new_w=lambda o: o.w - o.learning_rate * o.m_hat / np.sqrt(o.v_hat) + o.epsilon,
)
mistakes.add(
    "epsilon_added_to_the_step",
    _("ε is added to the step: brackets are missing. Divide by all of (√v̂ + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * o.m_hat / np.sqrt(o.v_hat) + o.epsilon,
)
mistakes.add(
    "epsilon_times_the_rate",
    _("ε is added behind the fraction: brackets are missing. Divide by all of (√v̂ + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * (o.m_hat / np.sqrt(o.v_hat) + o.epsilon),
)
mistakes.add(
    "epsilon_as_a_minimum",
    _("The root is kept above ε, by a maximum. ε is added to it."),
    below=lambda o: np.maximum(np.sqrt(o.v_hat), o.small),
)
mistakes.add(
    "no_root",
    _("The step divides by v̂ itself. Divide by its root: √v̂ + ε, the size of a gradient."),
    alone=True,
    below=lambda o: o.v_hat + o.epsilon,
)
mistakes.add(
    "no_root_as_in_keras",
    _("The step divides by v itself. Divide by its root: √v + ε, the size of a gradient."),
    alone=True,
    step=lambda o: o.learning_rate * o.c2**0.5 / o.c1 * o.new_m / (o.new_v + o.epsilon),
)
mistakes.add(
    "root_of_both",
    _("The root is taken of m̂, too, or of the whole fraction. It is of v̂ alone: m̂ / (√v̂ + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * np.sqrt(o.m_hat / (o.v_hat + o.epsilon)),
)
mistakes.add(
    "v_unused",
    _("v is not used: this is momentum. Divide m̂ by √v̂ + ε."),
    alone=True,
    step=lambda o: o.learning_rate * o.m_hat,
)
mistakes.add(
    "v_and_correction_unused",
    _("The step is m times the rate. Correct m and v, and divide: m̂ / (√v̂ + ε)."),
    alone=True,
    step=lambda o: o.learning_rate * o.new_m,
)
mistakes.add(
    "m_unused",
    _("The step takes g: that is RMSprop. Adam takes m̂, the running mean of the gradients."),
    m_hat=lambda o: o.g,
)
mistakes.add(
    "signs_only",
    _("The step is the sign of g times the rate. Adam's is m̂ / (√v̂ + ε) times the rate."),
    alone=True,
    step=lambda o: o.learning_rate * np.sign(o.g),
)
mistakes.add(
    "plain_descent",
    _("The step is g times the rate: that is SGD. Adam's is m̂ / (√v̂ + ε) times the rate."),
    alone=True,
    step=lambda o: o.learning_rate * o.g,
)
mistakes.add(
    "uphill",
    _("The step is added to w, which goes uphill. Subtract it."),
    new_w=lambda o: o.w + o.step,
)
mistakes.add(
    "no_rate",
    _("The step is not multiplied by the learning rate."),
    step=lambda o: o.m_hat / o.below,
)
mistakes.add(
    "rate_of_one_thousandth",
    _("The rate is 0.001 here, whatever is passed. Take the argument: learning_rate."),
    step=lambda o: 0.001 * o.m_hat / o.below,
)
mistakes.add(
    "rate_shrinks_with_t",
    _("The rate is divided by √t. Here it stays as it is passed."),
    step=lambda o: o.learning_rate / np.sqrt(o.t) * o.m_hat / o.below,
)
mistakes.add(
    "rate_divided_by_t",
    _("The rate is divided by t. Here it stays as it is passed."),
    step=lambda o: o.learning_rate / o.t * o.m_hat / o.below,
)
