"""The check of `finite_difference`: a derivative from two values of the function."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerastutor.checks._check import Check, Mistake
from kerastutor.checks._compare import Tolerance
from kerastutor.concepts import gradients
from kerastutor.i18n import _


@dataclass(frozen=True)
class Curve:
    """A function of one number: in NumPy for the answer, in Keras for its derivative.

    `text` is the former as Python, to be shown and pasted.
    """

    text: str
    numpy: Callable
    keras: Callable

    def __call__(self, x):
        return self.numpy(x)


def _polynomial(a, b, c):
    def value(x):
        return a * x * x * x + b * x * x + c * x

    return Curve(f"lambda x: {a} * x**3 + {b} * x**2 + {c} * x", value, value)


def _wave(a, b):
    def in_keras(x):
        import keras

        return a * keras.ops.sin(b * x)

    return Curve(f"lambda x: {a} * np.sin({b} * x)", lambda x: a * np.sin(b * x), in_keras)


def _growth(a):
    def in_keras(x):
        import keras

        return keras.ops.exp(a * x)

    return Curve(f"lambda x: np.exp({a} * x)", lambda x: np.exp(a * x), in_keras)


def _cases(rng):
    a, b, c = (int(n) for n in rng.integers(2, 6, size=3))
    x, y = (int(n) / 100 for n in rng.integers(30, 120, size=2))
    return [
        (_polynomial(a, b, c), x),
        (_polynomial(a, b, c), -y),
        (_wave(a, b), x),
        (_growth(2), 0.0),
        (_polynomial(a, b, c), x, 0.5),  # a coarse step: the formula itself, not its limit
        (_wave(a, 2), -y, 0.1),
    ]


def reference(function, x, h=None) -> float:
    """The derivative: Keras's own, in float64; with a given h the formula itself.

    f'(x) ≈ (f(x + h) − f(x − h)) / (2h)

    At the default h = 1e-4 the two differ by about h² f‴(x) / 6, well within the tolerance.
    """
    if h is None:
        return gradients.tangent(function.keras, x).slope
    return float((function(x + h) - function(x - h)) / (2 * h))


def _central(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h)


def _picture(answer, failure):
    from kerastutor import widgets

    function, x, h = (failure.given.get(name) for name in ("function", "x", "h"))
    return widgets.GradientExplorer(function.keras, x=x, h=h or 1e-4)


finite_difference = Check(
    name="finite_difference",
    signature="finite_difference(function, x, h=1e-4)",
    reference=reference,
    cases=_cases,
    oracle=_("Keras's derivative"),
    tolerance=Tolerance(rtol=1e-6, atol=1e-6),
    look=_("lesson 5 (lesson_5_gradients.ipynb), on differences"),
    hints=(
        _("The slope between two points is the difference of the heights over that of the places."),
        _("Take one point a little to the right, x + h, and one a little to the left, x − h."),
        _("The two points are 2h apart: divide by (2 * h), with the brackets."),
    ),
    mistakes=(
        Mistake(
            "forward",
            lambda function, x, h=1e-4: (function(x + h) - function(x)) / h,
            _(
                "This is the forward difference: its error shrinks with h, that of the central "
                "one with h². Step to both sides: f(x + h) − f(x − h), over 2h."
            ),
        ),
        Mistake(
            "backward",
            lambda function, x, h=1e-4: (function(x) - function(x - h)) / h,
            _("This is the backward difference. Step to both sides: f(x + h) − f(x − h), over 2h."),
        ),
        Mistake(
            "divided_by_h",
            lambda function, x, h=1e-4: (function(x + h) - function(x - h)) / h,
            _("The slope is twice too large: the two points are 2h apart, not h."),
        ),
        Mistake(
            "not_divided",
            lambda function, x, h=1e-4: function(x + h) - function(x - h),
            _("This is the difference of the heights. Divide it by the distance, 2h."),
        ),
        Mistake(
            "brackets_missing",
            lambda function, x, h=1e-4: (function(x + h) - function(x - h)) / 2 * h,
            _("/ 2 * h divides by 2 and then multiplies by h. Write / (2 * h)."),
        ),
        Mistake(
            "numerator_without_brackets",
            lambda function, x, h=1e-4: function(x + h) - function(x - h) / (2 * h),
            _("Only the second value is divided. Put brackets round the difference."),
        ),
        Mistake(
            "wrong_sign",
            lambda function, x, h=1e-4: (function(x - h) - function(x + h)) / (2 * h),
            _("The sign is turned round: the value on the right comes first, f(x + h) − f(x − h)."),
        ),
        Mistake(
            "sum",
            lambda function, x, h=1e-4: (function(x + h) + function(x - h)) / (2 * h),
            _("The two values are added. A slope needs their difference."),
        ),
        Mistake(
            "h_ignored",
            lambda function, x, h=1e-4: _central(function, x),
            _("The argument h is not used: a fixed step stands in its place."),
        ),
        Mistake(
            "rounded",
            lambda function, x, h=1e-4: round(_central(function, x, h), 2),
            _("The result is rounded. Return all its digits."),
        ),
    ),
    picture=_picture,
)
