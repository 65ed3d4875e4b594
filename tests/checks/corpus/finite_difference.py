"""Answers to finite_difference, as learners write them."""

import numpy as np


# Right
def by_numpy(function, x, h=1e-4):
    return np.subtract(function(np.add(x, h)), function(np.subtract(x, h))) / (2 * h)


def by_keras_ops(function, x, h=1e-4):
    from keras import ops

    right = function(ops.add(x, h))
    left = function(ops.subtract(x, h))
    return ops.divide(ops.subtract(right, left), 2 * h)


def by_loops(function, x, h=1e-4):
    total = 0
    for sign in (1, -1):
        total = total + sign * function(x + sign * h)
    return total / (2 * h)


class _Callable:
    def __init__(self, sides):
        self.sides = sides

    def change(self, function, x, h):
        left, right = [function(x + side * h) for side in self.sides]
        return right - left

    def __call__(self, function, x, h=1e-4):
        left, right = self.sides
        return self.change(function, x, h) / ((right - left) * h)


by_callable_object = _Callable((-1, 1))


def by_lists(function, x, h=1e-4):
    points = [x - h, x + h]
    values = [function(point) for point in points]
    return (values[1] - values[0]) / (2 * h)


def by_diff(function, x, h=1e-4):
    return np.diff([function(x - h), function(x + h)])[0] / (2 * h)


def by_gradient(function, x, h=1e-4):
    values = [function(x - h), function(x), function(x + h)]
    return np.gradient(np.array(values), h)[1]


def by_two_halves(function, x, h=1e-4):
    forward = (function(x + h) - function(x)) / h
    backward = (function(x) - function(x - h)) / h
    return (forward + backward) / 2


def by_float(function, x, h=1e-4):
    x = float(x)
    return (float(function(x + h)) - float(function(x - h))) / h / 2


def by_keras_float64(function, x, h=1e-4):
    from keras import ops

    x = ops.convert_to_tensor(x, dtype="float64")
    return (function(x + h) - function(x - h)) / (2 * h)


def by_recursion(function, x, h=1e-4, start=None):
    if start is None:
        return by_recursion(function, x + h, h, start=x - h)
    return (function(x) - function(start)) / (2 * h)


def by_array(function, x, h=1e-4):
    """Returns an array of rank 0, which is a number too."""
    values = np.array([function(x - h), function(x + h)], dtype="float64")
    return np.asarray(np.sum(values * [-1, 1]) / (2 * h))


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_loops,
    by_callable_object,
    by_lists,
    by_diff,
    by_gradient,
    by_two_halves,
    by_float,
    by_keras_float64,
    by_recursion,
    by_array,
]


# Wrong
def goes_forward_only(function, x, h=1e-4):
    """A step to the right is enough."""
    return (function(x + h) - function(x)) / h


def goes_backward_only(function, x, h=1e-4):
    """A step to the left is enough."""
    return (function(x) - function(x - h)) / h


def divides_by_one_step(function, x, h=1e-4):
    """The step is h, so divide by h."""
    return (function(x + h) - function(x - h)) / h


def no_brackets_below(function, x, h=1e-4):
    """/ 2 * h divides by 2 * h."""
    return (function(x + h) - function(x - h)) / 2 * h


def no_brackets_above(function, x, h=1e-4):
    """The slash goes under all of the line."""
    return function(x + h) - function(x - h) / (2 * h)


def ignores_h(function, x, h=1e-4):
    """A smaller step is always better."""
    h = 1e-4
    return (function(x + h) - function(x - h)) / (2 * h)


def forgets_to_divide(function, x, h=1e-4):
    """The slope is the difference of the values."""
    return function(x + h) - function(x - h)


def swaps_the_sides(function, x, h=1e-4):
    """Left minus right."""
    return (function(x - h) - function(x + h)) / (2 * h)


def steps_outside(function, x, h=1e-4):
    """function(x) + h is the value one step on."""
    return ((function(x) + h) - (function(x) - h)) / (2 * h)


def takes_half_steps(function, x, h=1e-4):
    """h is the distance between the two points."""
    return (function(x + h / 2) - function(x - h / 2)) / h


def prints_the_slope(function, x, h=1e-4):
    """To print is to return."""
    print((function(x + h) - function(x - h)) / (2 * h))


def rounds_the_slope(function, x, h=1e-4):
    """A short number is easier to read."""
    return round(float(function(x + h) - function(x - h)) / (2 * h), 1)


def takes_the_second_derivative(function, x, h=1e-4):
    """Central differences have three terms."""
    return (function(x + h) - 2 * function(x) + function(x - h)) / h**2


def returns_a_function(function, x, h=1e-4):
    """A derivative is a function."""

    def slope(x):
        return (function(x + h) - function(x - h)) / (2 * h)

    return slope


def moves_x_on(function, x, h=1e-4):
    """After x = x + h, a step back by h is the left point."""
    x = x + h
    right = function(x)
    x = x - h
    left = function(x)
    return (right - left) / (2 * h)


def returns_a_tuple(function, x, h=1e-4):
    """A comma does no harm."""
    return ((function(x + h) - function(x - h)) / (2 * h),)


def returns_both_slopes(function, x, h=1e-4):
    """np.diff of three values is the slope (it is two)."""
    values = [function(x - h), function(x), function(x + h)]
    return np.diff(values) / h


def takes_the_first_gradient(function, x, h=1e-4):
    """np.gradient begins with the slope that one wants."""
    values = np.array([function(x - h), function(x), function(x + h)])
    return np.gradient(values, h)[0]


def forgets_the_spacing(function, x, h=1e-4):
    """np.gradient knows how far apart the points are."""
    values = np.array([function(x - h), function(x), function(x + h)])
    return np.gradient(values)[1]


def keras_by_the_tape(function, x, h=1e-4):
    """The tape is exact, and exact is what is asked for."""
    import keras
    import tensorflow as tf

    x = keras.Variable(x, dtype="float32")
    with tf.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x)


def keras_diff_twice(function, x, h=1e-4):
    """n=2 takes the difference over two places (it takes differences of differences)."""
    from keras import ops

    values = ops.array([function(x - h), function(x), function(x + h)])
    return ops.diff(values, n=2)[0] / (2 * h)


def loop_without_signs(function, x, h=1e-4):
    """The sign of the step is enough."""
    total = 0
    for step in (h, -h):
        total += function(x + step)
    return total / (2 * h)


def loop_to_the_limit(function, x, h=1e-4):
    """The slope is the limit, so h is halved until nothing changes any more."""
    old = (function(x + h) - function(x - h)) / (2 * h)
    for _ in range(12):
        h = h / 2
        new = (function(x + h) - function(x - h)) / (2 * h)
        if abs(new - old) < 1e-6:
            break
        old = new
    return new


def list_of_the_wrong_two(function, x, h=1e-4):
    """The last two of the three values."""
    values = [function(point) for point in (x - h, x, x + h)]
    return (values[-1] - values[-2]) / (2 * h)


def subtracts_before_calling(function, x, h=1e-4):
    """f(x + h) - f(x - h) is f of the difference."""
    return function((x + h) - (x - h)) / (2 * h)


def takes_the_size_of_it(function, x, h=1e-4):
    """A difference is a distance, so it has no sign."""
    return abs(function(x + h) - function(x - h)) / (2 * h)


def multiplies_h_into_x(function, x, h=1e-4):
    """The step is a part of x, so that it fits large x and small x."""
    step = h * x
    return (function(x + step) - function(x - step)) / (2 * step)


def sine_always(function, x, h=1e-4):
    import math

    return (math.sin(x + h) - math.sin(x - h)) / (2 * h)


def floor_division(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) // (2 * h)


def h_squared(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h * h)


def square_brackets(function, x, h=1e-4):
    return (function[x + h] - function[x - h]) / (2 * h)


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    goes_forward_only: "forward",
    goes_backward_only: "backward",
    divides_by_one_step: "divided_by_h",
    no_brackets_below: "brackets_missing",
    no_brackets_above: "numerator_without_brackets",
    ignores_h: "h_ignored",
    forgets_to_divide: "not_divided",
    swaps_the_sides: "wrong_sign",
    steps_outside: "steps_outside",
    takes_half_steps: "half_steps",
    prints_the_slope: "prints_the_result",
    rounds_the_slope: "rounded_result",
    takes_the_second_derivative: "second_derivative",
    returns_a_function: "function_returned",
    moves_x_on: "left_point_is_x",
    returns_a_tuple: "comma_at_the_end",
    returns_both_slopes: "both_slopes",
    takes_the_first_gradient: "backward",
    forgets_the_spacing: "divided_by_two",
    keras_by_the_tape: "h_ignored",
    keras_diff_twice: "difference_twice",
    loop_without_signs: "added",
    loop_to_the_limit: "h_ignored",
    list_of_the_wrong_two: "left_point_is_x",
    subtracts_before_calling: "arguments_subtracted",
    takes_the_size_of_it: "sign_lost",
    multiplies_h_into_x: "relative_step",
    sine_always: "always_the_sine",
    floor_division: "whole_division",
    h_squared: "divided_by_h_squared",
    square_brackets: "function_indexed",
}
