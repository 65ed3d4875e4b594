"""RMSprop and Adam: each weight's step, divided by the usual size of its gradient."""

import numbers

import numpy as np

from kerastutor.i18n import _

from ._arrays_alike import alike


def rmsprop_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7) -> tuple:
    """A step of RMSprop, as Keras takes it: each weight has a rate of its own.

    v ← ρ v + (1 − ρ) g²
    w ← w − η g / √(v + ε)

    v is a running mean of the squared gradients, η the learning rate. ε stands in the root, so it
    is as large as a squared gradient: 1e-7 is that of a gradient of 3e-4.

    Args:
        w: weights, a number or an array of any shape.
        g: the gradient of the loss for w, of the same shape.
        v: what the step before gave, of the same shape, none below 0; zeros before the first.
        learning_rate: η, a number.
        rho: ρ, from 0 to 1, how much of v is kept.
        epsilon: ε, above 0.

    Returns:
        (w, v), the next of both, of the same shape.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> w, v = rmsprop_step(np.array([1.0]), np.array([2.0]), np.array([0.0]), 0.1, 0.75)
        >>> w.round(6), v
        (array([0.8]), array([1.]))

    Source: keras.optimizers.RMSprop; Hinton, lecture 6e of "Neural networks for machine learning",
    2012.
    """
    w, v, g = _rmsprop(w, g, v, rho)
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def rmsprop_step_outside(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7) -> tuple:
    """A step of RMSprop with ε beside the root, as PyTorch takes it.

    v ← ρ v + (1 − ρ) g²
    w ← w − η g / (√v + ε)

    Args, returns and raises: as `rmsprop_step`.

    Example:
        >>> rmsprop_step_outside(np.array([1.0]), np.array([2.0]), np.array([0.0]), 1.0, 0.75, 1.0)
        (array([0.]), array([1.]))

    Source: torch.optim.RMSprop.
    """
    w, v, g = _rmsprop(w, g, v, rho)
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7) -> tuple:
    """A step of Adam, as Keras takes it.

    m ← β₁ m + (1 − β₁) g
    v ← β₂ v + (1 − β₂) g²
    w ← w − η (√(1 − β₂ᵗ) / (1 − β₁ᵗ)) m / (√v + ε)

    m and v are running means of the gradients and of their squares; the fraction with t corrects
    both for having begun at 0. ε stands beside √v, which has not been corrected: in the paper's
    terms it is ε / √(1 − β₂ᵗ), 32 times as large in the first step.

    Args:
        w: weights, a number or an array of any shape.
        g: the gradient of the loss for w, of the same shape.
        m, v: what the step before gave, of the same shape, no v below 0; zeros before the first.
        t: the number of this step, a whole number from 1.
        learning_rate: η, a number.
        beta_1, beta_2: β₁ and β₂, from 0 to below 1, how much of m and of v is kept.
        epsilon: ε, above 0.

    Returns:
        (w, m, v), the next of all three, of the same shape; m and v as they are, not corrected.

    Raises:
        ValueError: the shapes differ, or t is no whole number from 1.

    Example:
        >>> w, m, v = adam_step(np.array([1.0]), np.array([2.0]), *np.zeros((2, 1)), 1, 0.25)
        >>> w.round(4), m.round(4), v.round(4)
        (array([0.75]), array([0.2]), array([0.004]))

    Source: keras.optimizers.Adam.
    """
    w, m, v, g = _adam(w, g, m, v, t, beta_1, beta_2)
    rate = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_step_of_the_paper(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
) -> tuple:
    """A step of Adam, as the paper takes it in algorithm 1.

    m ← β₁ m + (1 − β₁) g,  m̂ = m / (1 − β₁ᵗ)
    v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
    w ← w − η m̂ / (√v̂ + ε)

    It parts from Keras's where |g| is hardly larger than ε: there ε stands beside √v, and weighs
    more in the first steps. The paper's ε is 1e-8; here it is Keras's, 1e-7.

    Args, returns and raises: as `adam_step`.

    Example:
        >>> one, nothing = np.array([1.0]), np.array([0.0])
        >>> adam_step_of_the_paper(one, one, nothing, nothing, 1, 0.5, epsilon=1.0)[0].round(4)
        array([0.75])

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015; torch.optim.Adam.
    """
    w, m, v, _g = _adam(w, g, m, v, t, beta_1, beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_step_uncorrected(
    w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
) -> tuple:
    """Adam without its correction, to be seen beside it: no optimizer of Keras does this.

    w ← w − η m / (√v + ε), with m and v as in `adam_step`

    Args, returns and raises: as `adam_step`. t is not used.

    Example:
        >>> one, nothing = np.array([1.0]), np.array([0.0])
        >>> adam_step_uncorrected(nothing, one, nothing, nothing, 1, 1.0)[0].round(2)
        array([-3.16])

    Source: `adam_step`, with 1 for both corrections.
    """
    w, m, v, _g = _adam(w, g, m, v, t, beta_1, beta_2)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def _rmsprop(w, g, v, rho):
    w, g, v = alike(w=w, g=g, v=v)
    return w, rho * v + (1 - rho) * np.square(g), g


def _adam(w, g, m, v, t, beta_1, beta_2):
    w, g, m, v = alike(w=w, g=g, m=m, v=v)
    if not isinstance(t, numbers.Integral) or t < 1:
        raise ValueError(_("Expected a whole number t, from 1. Received: {t}").format(t=t))
    return w, beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * np.square(g), g
