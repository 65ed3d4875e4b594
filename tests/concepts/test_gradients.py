"""Derivatives against ones worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerastutor.concepts.gradients import (
    FUNCTIONS,
    TENSOR,
    NoDerivative,
    agreement,
    curve,
    named,
    tangent,
)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# name: the function and its derivative, by hand
BY_HAND = {
    "square": (lambda x: x**2, lambda x: 2 * x),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "sin": (math.sin, math.cos),
    "exp": (math.exp, math.exp),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (math.tanh, lambda x: 1 - math.tanh(x) ** 2),
    "relu": (lambda x: max(0.0, x), lambda x: float(x > 0)),
    "bumpy": (lambda x: x**2 / 4 + math.sin(3 * x), lambda x: x / 2 + 3 * math.cos(3 * x)),
}


def test_every_function_is_worked_by_hand():
    assert set(BY_HAND) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=15)
@given(x=st.floats(-3, 3, allow_nan=False).filter(lambda x: abs(x) > 1e-3))
def test_slope_and_difference_are_the_derivative(name, x):
    value, slope = BY_HAND[name]
    at = tangent(named(name), x)
    assert at.dtype == "float64"
    assert at.y == pytest.approx(value(x), rel=1e-9, abs=1e-12)
    assert at.slope == pytest.approx(slope(x), rel=1e-9, abs=1e-12)
    assert at.difference == pytest.approx(slope(x), rel=1e-5, abs=1e-6)
    assert agreement(at) < 1e-5


@pytest.mark.parametrize("name", FUNCTIONS)
def test_curve_is_the_function(name):
    value, _slope = BY_HAND[name]
    x, y = curve(named(name), -2, 2, points=9)
    assert x.tolist() == np.linspace(-2, 2, 9).tolist()
    assert y == pytest.approx([value(at) for at in x], rel=1e-9, abs=1e-12)


def test_relu_has_keras_slope_0_at_the_kink():
    at = tangent(named("relu"), 0.0, h=0.5)
    assert (at.slope, at.difference) == (0.0, 0.5)


def test_the_difference_is_the_central_one():
    at = tangent(named("cube"), 1.0, h=0.5)
    assert (at.ahead, at.behind, at.h) == (1.5**3, 0.5**3, 0.5)
    assert at.difference == pytest.approx((1.5**3 - 0.5**3) / 1.0)
    assert agreement(at) == pytest.approx(0.25 / 3.25)


def test_a_function_with_float32_constants_is_taken_in_float32():
    import tensorflow as tf

    at = tangent(lambda x: x * tf.constant(2.0), 1.0)
    assert at.dtype == "float32"
    assert at.slope == 2.0
    x, y = curve(lambda x: x * tf.constant(2.0), 0, 1, points=5)
    assert y.tolist() == [0, 0.5, 1, 1.5, 2]


def test_branches_are_drawn_point_by_point():
    x, y = curve(lambda x: x if x > 0 else -x, -1, 1, points=5)
    assert y.tolist() == [1, 0.5, 0, 0.5, 1]
    assert tangent(lambda x: x if x > 0 else -x, -1.0).slope == -1.0


def test_a_function_that_mixes_its_points_is_drawn_point_by_point():
    import keras

    _x, y = curve(lambda x: x / keras.ops.max(x), 1, 2, points=5)
    assert y.tolist() == [1.0] * 5


def test_what_is_not_finite_is_nan():
    import keras

    _x, y = curve(keras.ops.log, -1, 1, points=3)
    assert np.isnan(y[:2]).all() and y[2] == 0
    assert math.isnan(tangent(keras.ops.sqrt, -1.0).y)


def test_a_constant_has_slope_0():
    assert tangent(lambda x: 3, 1.0).slope == 0.0
    assert tangent(lambda x: 3.0, 1.0).slope == 0.0


def vector(x):
    import keras

    return keras.ops.stack([x, x])


def whole(x):
    import keras

    return keras.ops.cast(x, "int32")


@pytest.mark.parametrize(
    "function, message",
    [
        (lambda x: None, "Expected a number. Received: None. Is a return missing?"),
        (vector, r"Expected one number for one x. Received: shape \(2,\)"),
        (lambda x: "a", "Expected one number"),
        (lambda x: (x for _ in range(2)), "Expected one number"),
        (lambda x: [x, x], "Expected one number"),
        (lambda x: {}, "Expected one number"),
    ],
)
def test_what_has_no_derivative_says_why(function, message):
    with pytest.raises(NoDerivative, match=message):
        tangent(function, 1.0)


def with_floats_only(x):
    return float.__mul__(x, x)  # a tensor is refused


@pytest.mark.parametrize(
    "function, kind",
    [
        (np.sin, "float64"),
        (lambda x: np.asarray(x) ** 2, "float64"),
        (math.sin, "float"),
        (lambda x: float(x) ** 2, "float"),
        (whole, TENSOR),
        (with_floats_only, "float"),
    ],
)
def test_without_a_tape_there_are_still_differences(function, kind):
    at = tangent(function, 1.0, h=0.5)
    assert at.slope is None and at.untaped == kind
    if function is whole:
        return
    assert at.difference == pytest.approx(float(function(1.5)) - float(function(0.5)))
    x, y = curve(function, 0, 2, points=5)
    assert y.tolist() == pytest.approx([float(function(float(one))) for one in x])


def test_what_the_function_raises_comes_through():
    def broken(x):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        tangent(broken, 1.0)
    with pytest.raises(KeyError, match="mine"):
        curve(broken, 0, 1)


@pytest.mark.parametrize("h", [0, -1, math.nan])
def test_a_step_is_above_0(h):
    with pytest.raises(ValueError, match="Expected a step h above 0. Received: "):
        tangent(named("sin"), 1.0, h=h)


def test_an_unknown_name():
    with pytest.raises(ValueError, match=r"Expected one of \['square', .*Received: tan$"):
        named("tan")
