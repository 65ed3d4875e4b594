"""The check of `adam_step`, and from here on its mistakes in m, v and what is returned."""

import numpy as np

from kerastutor.checks.exercises._adam import *  # noqa: F403 - and its mistakes, by name
from kerastutor.checks.exercises._adam import adam_step as adam_step
from kerastutor.checks.exercises._adam import mistakes
from kerastutor.i18n import _

mistakes.names = globals()  # where they are looked for

# m and v

mistakes.add(
    "betas_exchanged",
    _("β₁ and β₂ have changed places everywhere: β₁ belongs to m, and β₂ to v."),
    new_m=lambda o: o.beta_2 * o.m + (1 - o.beta_2) * o.g,
    new_v=lambda o: o.beta_1 * o.v + (1 - o.beta_1) * o.g**2,
    c1=lambda o: 1 - o.beta_2**o.t,
    c2=lambda o: 1 - o.beta_1**o.t,
)
mistakes.add(
    "betas_exchanged_in_the_means",
    _("In m and v the two β have changed places: β₁ belongs to m, and β₂ to v."),
    new_m=lambda o: o.beta_2 * o.m + (1 - o.beta_2) * o.g,
    new_v=lambda o: o.beta_1 * o.v + (1 - o.beta_1) * o.g**2,
)
mistakes.add(
    "beta_1_in_both_means",
    _("v is made with β₁. It has β₂: v = β₂ v + (1 − β₂) g²."),
    new_v=lambda o: o.beta_1 * o.v + (1 - o.beta_1) * o.g**2,
)
mistakes.add(
    "beta_2_in_both_means",
    _("m is made with β₂. It has β₁: m = β₁ m + (1 − β₁) g."),
    new_m=lambda o: o.beta_2 * o.m + (1 - o.beta_2) * o.g,
)
_DEFAULTS = dict(
    new_m=lambda o: 0.9 * o.m + 0.1 * o.g,
    new_v=lambda o: 0.999 * o.v + 0.001 * o.g**2,
    c1=lambda o: 1 - 0.9**o.t,
    c2=lambda o: 1 - 0.999**o.t,
)
mistakes.add(
    "betas_as_by_default",
    _("β₁ is 0.9 and β₂ is 0.999 here, whatever is passed. Take the arguments."),
    **_DEFAULTS,
)
mistakes.add(
    "all_as_by_default",
    _("Only w, g, m, v and t are used: all other numbers are as by default. Take the arguments."),
    alone=True,
    **_DEFAULTS,
    step=lambda o: 0.001 * o.m_hat / (np.sqrt(o.v_hat) + 1e-7),
)
mistakes.add(
    "all_as_by_default_as_in_keras",
    _("Only w, g, m, v and t are used: all other numbers are as by default. Take the arguments."),
    alone=True,
    **_DEFAULTS,
    step=lambda o: 0.001 * o.m_hat / (np.sqrt(o.v_hat) + 1e-7 / np.sqrt(o.c2)),
)
mistakes.add(
    "g_not_weighted",
    _("g and g² are added whole. They are parts of a mean: (1 − β₁) g and (1 − β₂) g²."),
    new_m=lambda o: o.beta_1 * o.m + o.g,
    new_v=lambda o: o.beta_2 * o.v + o.g**2,
)
mistakes.add(
    "g_not_weighted_in_m",
    _("In m, g is added whole. It is a part of a mean: m = β₁ m + (1 − β₁) g."),
    new_m=lambda o: o.beta_1 * o.m + o.g,
)
mistakes.add(
    "g_not_weighted_in_v",
    _("In v, g² is added whole. It is a part of a mean: v = β₂ v + (1 − β₂) g²."),
    new_v=lambda o: o.beta_2 * o.v + o.g**2,
)
mistakes.add(
    "weights_exchanged",
    _("β and 1 − β have changed places: most of m and v is kept, β₁ m + (1 − β₁) g."),
    new_m=lambda o: (1 - o.beta_1) * o.m + o.beta_1 * o.g,
    new_v=lambda o: (1 - o.beta_2) * o.v + o.beta_2 * o.g**2,
)
mistakes.add(
    "weights_exchanged_in_m",
    _("In m, β₁ and 1 − β₁ have changed places: m = β₁ m + (1 − β₁) g."),
    new_m=lambda o: (1 - o.beta_1) * o.m + o.beta_1 * o.g,
)
mistakes.add(
    "weights_exchanged_in_v",
    _("In v, β₂ and 1 − β₂ have changed places: v = β₂ v + (1 − β₂) g²."),
    new_v=lambda o: (1 - o.beta_2) * o.v + o.beta_2 * o.g**2,
)
mistakes.add(
    "g_not_squared",
    _("v is made of g itself. It is the mean of the squares: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * o.g,
)
mistakes.add(
    "size_for_square",
    _("v is made of |g|. It is the mean of the squares: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * np.abs(o.g),
)
mistakes.add(
    "twice_g_for_its_square",
    _("v is made of 2 g. A square is g**2, or g * g."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * o.g * 2,
)
mistakes.add(
    "weight_squared_too",
    _("(1 − β₂) is squared, too. Square g alone: (1 − β₂) g²."),
    new_v=lambda o: o.beta_2 * o.v + ((1 - o.beta_2) * o.g) ** 2,
)
mistakes.add(
    "m_squared_for_v",
    _("v is made of m². It is the mean of the squared gradients: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * o.new_m**2,
)
mistakes.add(
    "old_v_forgotten",
    _("v has nothing of the v that is passed: v = β₂ v + (1 − β₂) g²."),
    new_v=lambda o: (1 - o.beta_2) * o.g**2,
)
mistakes.add(
    "old_m_forgotten",
    _("m has nothing of the m that is passed: m = β₁ m + (1 − β₁) g."),
    new_m=lambda o: (1 - o.beta_1) * o.g,
)
mistakes.add(
    "old_ones_forgotten",
    _("m and v begin anew: what is passed is to be kept, β₁ m + (1 − β₁) g."),
    new_m=lambda o: (1 - o.beta_1) * o.g,
    new_v=lambda o: (1 - o.beta_2) * o.g**2,
)
mistakes.add(
    "squares_added_up",
    _("v adds up all squares: that is Adagrad. Adam's v is a mean: β₂ v + (1 − β₂) g²."),
    new_v=lambda o: o.v + o.g**2,
)
mistakes.add(
    "v_never_falls",
    _("v is kept where it would fall, as in AMSGrad. Adam's v may fall."),
    new_v=lambda o: np.maximum(o.v, o.beta_2 * o.v + (1 - o.beta_2) * o.g**2),
)
mistakes.add(
    "one_mean_for_all",
    _("The squares are averaged over the array. Each weight has a v of its own: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * np.mean(o.g**2),
)
mistakes.add(
    "one_sum_for_all",
    _("The squares are added up over the array. Each weight has a v of its own: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * np.sum(o.g**2),
)
mistakes.add(
    "spread_for_v",
    _("m is subtracted before the square. v is the mean of the squares themselves: g**2."),
    new_v=lambda o: o.beta_2 * o.v + (1 - o.beta_2) * (o.g - o.new_m) ** 2,
)
mistakes.add(
    "nesterov",
    _("The step looks ahead, as in Nadam. Adam takes m̂ = m / (1 − β₁ᵗ)."),
    m_hat=lambda o: (o.beta_1 * o.new_m + (1 - o.beta_1) * o.g) / o.c1,
)

# What is used, and what is returned

mistakes.add(
    "step_with_the_old_ones",
    _("The step takes the m and v that were passed. Take the new ones."),
    m_hat=lambda o: o.m / o.c1,
    v_hat=lambda o: o.v / o.c2,
)
mistakes.add(
    "step_with_the_old_m",
    _("The step takes the m that was passed. Take the new one."),
    m_hat=lambda o: o.m / o.c1,
)
mistakes.add(
    "step_with_the_old_v",
    _("The step takes the v that was passed. Take the new one."),
    v_hat=lambda o: o.v / o.c2,
)
mistakes.add(
    "corrected_returned",
    _(
        "m̂ and v̂ come back. The next step would correct them again: return m and v as they are, "
        "the correction is for the step alone."
    ),
    gives=lambda o: (o.new_w, o.m_hat, o.v_hat),
)
mistakes.add(
    "old_ones_returned",
    _("m and v come back as they were passed, so nothing is remembered. Return the new ones."),
    gives=lambda o: (o.new_w, o.m, o.v),
)
mistakes.add(
    "w_alone",
    _("Only w comes back, and m and v are lost. Return all three: return w, m, v."),
    gives=lambda o: o.new_w,
)
mistakes.add(
    "step_returned",
    _("The step comes back in place of w. Subtract it: w − step."),
    gives=lambda o: (o.step, o.new_m, o.new_v),
)
mistakes.add(
    "minus_step_returned",
    _("The change of w comes back in place of w. Add it to w."),
    gives=lambda o: (-o.step, o.new_m, o.new_v),
)
mistakes.add(
    "w_unchanged",
    _("w comes back as it was passed. Subtract the step, and return the result."),
    alone=True,
    gives=lambda o: (o.w, o.new_m, o.new_v),
)
mistakes.add(
    "v_before_m",
    _("v comes before m. The order is w, m, v."),
    gives=lambda o: (o.new_w, o.new_v, o.new_m),
)
mistakes.add(
    "w_last",
    _("w comes last. The order is w, m, v."),
    gives=lambda o: (o.new_m, o.new_v, o.new_w),
)
mistakes.add(
    "t_returned",
    _("t comes back, too. Return three: w, m, v. Who calls it counts the steps."),
    gives=lambda o: (o.new_w, o.new_m, o.new_v, o.t),
)
mistakes.add(
    "next_t_returned",
    _("t + 1 comes back, too. Return three: w, m, v. Who calls it counts the steps."),
    gives=lambda o: (o.new_w, o.new_m, o.new_v, o.t + 1),
)
mistakes.add(
    "t_counted_up",
    _("t is counted up here. Who calls it does that: the first step is t = 1."),
    alone=True,
    c1=lambda o: 1 - o.beta_1 ** (o.t + 1),
    c2=lambda o: 1 - o.beta_2 ** (o.t + 1),
    gives=lambda o: (o.new_w, o.new_m, o.new_v, o.t + 1),
)
mistakes.add(
    "weight_decay",
    _("w is also made smaller, as in AdamW. Adam subtracts the step alone."),
    new_w=lambda o: o.w - o.step - o.learning_rate * 0.004 * o.w,
)

# First drafts

mistakes.pairs(
    "no_correction",
    "t_minus_one",
    "epsilon_in_the_root",
    "no_root",
    "uphill",
    "g_not_squared",
)
