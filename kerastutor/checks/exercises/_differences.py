"""What gradient exercises share: references held against differences, and tuples from lists."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kerastutor.concepts.backpropagation import differences
from kerastutor.i18n import _


def held(gradient: Callable, function: Callable, kink: Callable | None = None) -> Callable:
    """The gradient of a function as a reference, held against central differences in float64.

    Args:
        gradient: from a case's arguments, an array or a tuple of arrays: automatic differentiation.
        function: from the same arguments, (f, arrays): f of the arrays gives one number, in NumPy.
        kink: from the same arguments, where there is no derivative: left out of the comparison.

    Returns:
        What gives the gradient, or raises ArithmeticError where the two differ.
    """

    def reference(*case):
        found = gradient(*case)
        arrays = found if type(found) is tuple else (found,)
        arrays = [array for array in arrays if type(array) is np.ndarray]  # not the loss
        f, where = function(*(np.asarray(argument, "float64") for argument in case))
        corner = kink is not None and kink(*case)
        for array, other in zip(arrays, differences(f, *where), strict=True):
            if not (np.isclose(array, other, rtol=1e-5, atol=1e-6) | corner).all():
                raise ArithmeticError(
                    _("Automatic differentiation and differences part: {a}, {b}").format(
                        a=array, b=other
                    )
                )
        return found

    return reference


def as_tuple(ask: Callable, case: tuple):
    """How several gradients are asked for: a list of them, as a tape gives it, is right, too."""
    outcome = ask(*case)
    if type(outcome.value) is list:
        return replace(outcome, value=tuple(outcome.value))
    return outcome


def crossentropies(y, z) -> np.ndarray:
    """log Σ eᶻ − z of the right class, for each row: what the differences are taken of."""
    z = z - z.max(axis=-1, keepdims=True)
    return np.log(np.exp(z).sum(axis=-1)) - (y * z).sum(axis=-1)
