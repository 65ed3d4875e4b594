"""The check of `finite_difference`: a derivative from two values of the function."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import gradients
from kerastutor.i18n import _
from kerastutor.learner.functions import Function


def _cases(rng):
    a, b, c = (int(n) for n in rng.integers(2, 6, size=3))
    x, y = (int(n) / 100 for n in rng.integers(30, 120, size=2))
    polynomial = Function("polynomial", (a, b, c))
    return [
        (polynomial, x),
        (polynomial, -y),
        (Function("wave", (a, b)), x),
        (Function("growth", (2,)), 0.0),
        (polynomial, x, 0.5),  # a coarse step: the formula itself, not its limit
        (Function("wave", (a, 2)), -y, 0.1),
        (Function("wave", (a, b)), y, 0.25),
    ]


def _tolerance(case) -> Tolerance:
    """What float32 can do: its rounding of the two values, divided by 2h.

    Who computes with keras.ops is right, and gets float32; at the default h = 1e-4 that leaves
    two or three digits.
    """
    return Tolerance(rtol=1e-5, atol=1e-4) if len(case) == 3 else Tolerance(rtol=2e-3, atol=2e-2)


def reference(function, x, h=None) -> float:
    """The derivative: Keras's own, in float64; with a given h the formula itself.

    f'(x) ≈ (f(x + h) − f(x − h)) / (2h)

    At the default h = 1e-4 the two differ by about h² f‴(x) / 6, well within the tolerance.
    """
    if h is None:
        return gradients.tangent(function, x).slope
    return float((function(x + h) - function(x - h)) / (2 * h))


def _central(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h)


finite_difference = Exercise(
    signature="finite_difference(function, x, h=1e-4)",
    graded=False,
    reference=reference,
    cases=_cases,
    oracle=_("the formula, and Keras for small h"),
    tolerance=_tolerance,
    explorer="GradientExplorer",
    look=_("lesson 5 (lesson_5_gradients.ipynb), on differences"),
    hints=(
        _("The slope between two points is the difference of the heights over that of the places."),
        _("Take one point a little to the right, x + h, and one a little to the left, x − h."),
        _("The two points are 2h apart: divide by (2 * h), with the brackets."),
    ),
)


@finite_difference.mistake(
    _(
        "This is the forward difference: its error shrinks with h, that of the central "
        "one with h². Step to both sides: f(x + h) − f(x − h), over 2h."
    )
)
def forward(function, x, h=0.0001):
    return (function(x + h) - function(x)) / h


@finite_difference.mistake(
    _("This is the backward difference. Step to both sides: f(x + h) − f(x − h), over 2h.")
)
def backward(function, x, h=0.0001):
    return (function(x) - function(x - h)) / h


@finite_difference.mistake(_("The slope is twice too large: the two points are 2h apart, not h."))
def divided_by_h(function, x, h=0.0001):
    return (function(x + h) - function(x - h)) / h


@finite_difference.mistake(
    _("This is the difference of the heights. Divide it by the distance, 2h.")
)
def not_divided(function, x, h=0.0001):
    return function(x + h) - function(x - h)


@finite_difference.mistake(_("/ 2 * h divides by 2 and then multiplies by h. Write / (2 * h)."))
def brackets_missing(function, x, h=0.0001):
    return (function(x + h) - function(x - h)) / 2 * h


@finite_difference.mistake(
    _("Only the second value is divided. Put brackets round the difference.")
)
def numerator_without_brackets(function, x, h=0.0001):
    return function(x + h) - function(x - h) / (2 * h)


@finite_difference.mistake(
    _("The sign is turned round: the value on the right comes first, f(x + h) − f(x − h).")
)
def wrong_sign(function, x, h=0.0001):
    return (function(x - h) - function(x + h)) / (2 * h)


@finite_difference.mistake(_("The two values are added. A slope needs their difference."))
def added(function, x, h=0.0001):
    return (function(x + h) + function(x - h)) / (2 * h)


@finite_difference.mistake(
    _(
        "The result does not depend on h. Step by h itself; neither a fixed step nor automatic "
        "differentiation is asked for here."
    )
)
def h_ignored(function, x, h=0.0001):
    return _central(function, x)


@finite_difference.mistake(_("The result is rounded. Return all its digits."))
def rounded(function, x, h=0.0001):
    return round(_central(function, x, h), 2)


@finite_difference.mistake(
    _(
        "h is added to the value of the function, not to x, so the result is 1 for every function. "
        "Step first: function(x + h)."
    )
)
def steps_outside(function, x, h=1e-4):
    return ((function(x) + h) - (function(x) - h)) / (2 * h)


@finite_difference.mistake(
    _("Each step is h / 2 here. It is to be h to each side, so that the points are 2h apart.")
)
def half_steps(function, x, h=1e-4):
    return (function(x + h / 2) - function(x - h / 2)) / h


@finite_difference.mistake(
    _(
        "This is the second derivative: f(x + h) − 2 f(x) + f(x − h), over h². For the first one, "
        "leave f(x) out and divide by 2h."
    )
)
def second_derivative(function, x, h=1e-4):
    return (function(x + h) - 2 * function(x) + function(x - h)) / h**2


@finite_difference.mistake(
    _(
        "The left point is x itself, one step from the right one, and the distance is taken for "
        "2h. The left point is x − h."
    )
)
def left_point_is_x(function, x, h=1e-4):
    return (function(x + h) - function(x)) / (2 * h)


@finite_difference.mistake(
    _(
        "Two slopes come back, left and right of x. The slope over both steps is one number: "
        "f(x + h) − f(x − h), over 2h."
    )
)
def both_slopes(function, x, h=1e-4):
    left, middle, right = function(x - h), function(x), function(x + h)
    return np.array([middle - left, right - middle]) / h


@finite_difference.mistake(
    _("The difference is divided by 2, not by 2h (so does np.gradient without a step).")
)
def divided_by_two(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / 2


@finite_difference.mistake(
    _(
        "Differences of differences are taken: f(x + h) − 2 f(x) + f(x − h). The slope needs "
        "f(x + h) − f(x − h)."
    )
)
def difference_twice(function, x, h=1e-4):
    return (function(x + h) - 2 * function(x) + function(x - h)) / (2 * h)


@finite_difference.mistake(
    _(
        "The arguments are subtracted before the function is called, so it is called once, at 2h. "
        "Call it at x + h and at x − h, then subtract."
    )
)
def arguments_subtracted(function, x, h=1e-4):
    return function(2 * h) / (2 * h)


@finite_difference.mistake(
    _(
        "The step is h times x, so it depends on x, and at 0 there is none. The step is h itself: "
        "x + h and x − h."
    )
)
def relative_step(function, x, h=1e-4):
    step = h * x
    return (function(x + step) - function(x - step)) / (2 * step) if step else float("nan")


@finite_difference.mistake(
    _(
        "This is the slope of the sine, whatever the function. Call the one that is passed: "
        "function(…)."
    )
)
def always_the_sine(function, x, h=1e-4):
    return (np.sin(x + h) - np.sin(x - h)) / (2 * h)


@finite_difference.mistake(_("// cuts the result off to a whole number. Divide with /."))
def whole_division(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) // (2 * h)


@finite_difference.mistake(
    _("It is divided by h². The two points are 2h apart: divide by (2 * h).")
)
def divided_by_h_squared(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h**2)
