"""Steps of optimizers: from weights and a gradient, the next weights and what is kept for later."""

import numpy as np

from kerastutor.i18n import _

from ._arrays_alike import alike, floating
from .adam import adam_step as adam_step
from .adam import adam_step_of_the_paper as adam_step_of_the_paper
from .adam import adam_step_uncorrected as adam_step_uncorrected
from .adam import rmsprop_step as rmsprop_step
from .adam import rmsprop_step_outside as rmsprop_step_outside


def sgd_step(w, g, learning_rate):
    """A step of stochastic gradient descent, against the gradient.

    w ← w − η g

    η is the learning rate.

    Args:
        w: weights, a number or an array of any shape.
        g: the gradient of the loss for w, of the same shape.
        learning_rate: η, a number.

    Returns:
        The next w, of the same shape; NumPy, of the dtype of w and g.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> sgd_step(np.array([1.0, 2.0]), np.array([4.0, -2.0]), 0.25)
        array([0. , 2.5])

    Source: keras.optimizers.SGD.
    """
    w, g = alike(w=w, g=g)
    return w - learning_rate * g


def momentum_step(w, g, velocity, learning_rate, momentum) -> tuple:
    """A step of gradient descent with momentum, as Keras's SGD takes it.

    u ← μ u − η g
    w ← w + u

    u is the velocity, μ the momentum, η the learning rate, which is in the velocity here. PyTorch
    keeps another one, v ← μ v + g, and steps by η v: the same path while η stays as it is.

    Args:
        w: weights, a number or an array of any shape.
        g: the gradient of the loss for w, of the same shape.
        velocity: u, what the step before gave, of the same shape; zeros before the first.
        learning_rate: η, a number.
        momentum: μ, from 0 to 1.

    Returns:
        (w, velocity), the next of both, of the same shape.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> momentum_step(np.array([1.0]), np.array([2.0]), np.array([0.5]), 0.25, 0.5)
        (array([0.75]), array([-0.25]))

    Source: keras.optimizers.SGD(momentum=…); Polyak, "Some methods of speeding up the convergence
    of iteration methods", 1964.
    """
    w, g, velocity = alike(w=w, g=g, velocity=velocity)
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def global_norm(gradients) -> float:
    """The length of all gradients together, as of one long vector.

    ‖g‖ = √(Σ g²), summed over every number of every array

    Args:
        gradients: a list of arrays, of any shapes.

    Example:
        >>> global_norm([np.array([[2.0, 1.0]]), np.array([2.0])])
        3.0

    Source: tensorflow.linalg.global_norm.
    """
    return float(np.sqrt(sum(float(np.sum(np.square(floating(g)))) for g in gradients)))


def clip_by_global_norm(gradients, norm) -> list:
    """Shorten gradients that are too long together; their common direction stays.

    g ← g · min(1, c / ‖g‖),  ‖g‖ = √(Σ g²), summed over every number of every array

    c is the norm that is allowed. All arrays are multiplied by one number: that is why the
    direction stays, which `clipnorm` (each array by its own) and `clipvalue` change.

    Args:
        gradients: a list of arrays, of any shapes.
        norm: c, a number above 0.

    Returns:
        A list of arrays of the same shapes and dtypes; they are not the ones that were passed.

    Raises:
        ValueError: norm is not above 0.

    Example:
        >>> clip_by_global_norm([np.array([[3.0, 0.0]]), np.array([4.0])], 2.5)
        [array([[1.5, 0. ]]), array([2.])]

    Source: keras.optimizers.Optimizer(global_clipnorm=…); tensorflow.clip_by_global_norm.
    """
    if not norm > 0:
        raise ValueError(_("Expected a norm above 0. Received: {norm}").format(norm=norm))
    length = global_norm(gradients)
    # Keras multiplies by 1 where it need not clip; NaN and ∞ give NaN there, and so they do here.
    scale = 1.0 if length <= norm else norm / length if length < np.inf else np.nan
    return [np.asarray(floating(g) * scale) for g in gradients]
