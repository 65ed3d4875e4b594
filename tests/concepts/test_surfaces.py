"""Surfaces against values by hand, their gradients against differences, digits against Keras."""

import math

import numpy as np
import pytest

from kerastutor.concepts import surfaces
from kerastutor.concepts.optimizers import race
from kerastutor.concepts.surfaces import (
    NAMES,
    NoSurface,
    changed,
    contour_map,
    named,
    of_function,
)

POINTS = np.array([[0.3, -0.7], [-1.2, 0.4], [1.9, 1.1]])


@pytest.mark.parametrize("name", NAMES)
def test_every_surface_of_the_menu(name):
    surface = named(name)
    assert surface is named(name) and surface.name == name
    x0, x1, y0, y1 = surface.domain
    assert x0 <= surface.start[0] <= x1 and y0 <= surface.start[1] <= y1
    losses, gradients = surface.slopes(POINTS)
    same, differences = surface.differences(POINTS)
    scale = np.abs(gradients).max()
    assert losses == pytest.approx(same)
    assert gradients / scale == pytest.approx(differences / scale, abs=1e-7)
    assert losses == pytest.approx(surface.values(*POINTS.T))
    # As functions of floats they are the same.
    assert [float(surface.function(*map(float, at))) for at in POINTS] == pytest.approx(losses)


@pytest.mark.parametrize("name", NAMES)
def test_a_map_is_the_losses_on_a_grid(name):
    surface = named(name)
    x0, x1, y0, y1 = surface.domain
    found = contour_map(surface, 7)
    assert (found.shape, found.dtype) == ((7, 7), "float64")
    middle = (x0 + x1) / 2
    corners = surface.values([x0, x1, x0, middle], [y0, y0, y1, y1])
    assert found[[0, 0, -1, -1], [0, -1, 0, 3]] == pytest.approx(corners)


@pytest.mark.parametrize(
    "name, at, loss",
    [
        ("valley", (2, 1), 14.5),
        ("rosenbrock", (1, 1), 0),
        ("rosenbrock", (-1, 2), 104),
        ("saddle", (0, 0), 0),
        ("saddle", (0, math.sqrt(2)), -1),
        ("beale", (3, 0.5), 0),
        ("beale", (0, 0), 1.5**2 + 2.25**2 + 2.625**2),
        ("plateau", (0, 0), 0),
        ("tiny", (2, 1), 4e-7),
    ],
)
def test_losses_by_hand(name, at, loss):
    assert named(name).values(*at) == pytest.approx(loss, abs=1e-12)


@pytest.mark.parametrize("weights", [(-2.5, 4.5), (1.05, 3.5), (0.0, 0.0), (-3.0, -2.0)])
def test_the_loss_on_digits_is_that_of_a_keras_model(weights):
    import keras

    from kerastutor.data import load

    digits = load("digits")
    chosen = np.isin(digits.y_train, (3, 8))
    row, column = surfaces.PIXEL
    pixel = digits.x_train[chosen][:, row, column].astype("float32") / 255 * 2 - 1
    model = keras.Sequential(
        [
            keras.layers.Input((1,)),
            keras.layers.Dense(1, "tanh"),
            keras.layers.Dense(1, "sigmoid"),
        ]
    )
    w1, w2 = weights
    first, second = (np.array([bias]) for bias in surfaces.BIASES)
    model.set_weights([np.array([[w1]]), first, np.array([[w2]]), second])
    model.compile(loss="binary_crossentropy")
    is_eight = (digits.y_train[chosen] == 8).astype("float32")[:, None]
    loss = model.evaluate(pixel[:, None], is_eight, batch_size=len(pixel), verbose=0)
    assert named("digits").values(w1, w2) == pytest.approx(loss, rel=1e-5)
    assert len(pixel) == 285 and "285" in named("digits").about


@pytest.mark.parametrize(
    "start, bottom, loss", [((-2.5, -3), (-2.0, -2.34), 0.386), ((1.5, 3), (1.1, 3.48), 0.354)]
)
def test_the_digits_have_two_valleys(start, bottom, loss):
    """Worth looking at, and the sentence about it is true."""
    surface = named("digits")
    path = race(surface, ["Adam"], start, learning_rate=0.1, steps=600)["Adam"]
    end = path.points[-1]
    assert end == pytest.approx(bottom, abs=0.05)
    assert np.abs(path.gradients[-1]).max() < 1e-4
    around = np.array([[math.cos(a), math.sin(a)] for a in np.linspace(0, 6.28, 40)])
    assert (surface.values(*(end + 0.1 * around).T) > path.losses[-1]).all()
    assert path.losses[-1] == pytest.approx(loss, abs=5e-4)
    assert str(loss) in surface.about


@pytest.mark.parametrize("name", NAMES)
def test_the_first_rate_is_a_good_one(name):
    """Nobody flies off with it, and somebody arrives; where gradients are tiny SGD does not."""
    surface = named(name)
    paths = race(surface, steps=300)
    assert not [path.name for path in paths.values() if path.diverged]
    lowest, first = np.nanmin(contour_map(surface)), paths["SGD"].losses[0]
    best = min(path.losses[-1] for path in paths.values())
    assert best - lowest < 0.01 * (first - lowest)


def test_on_the_digits_the_optimizers_find_different_valleys():
    paths = race(named("digits"), steps=300)
    right = {name for name, path in paths.items() if path.points[-1][0] > 0}
    assert right == {"RMSprop", "Adam", "AdamW"}


def test_an_unknown_name():
    with pytest.raises(ValueError, match=r"^Expected one of .*valley.* Received: hill"):
        named("hill")


# The learner's own


def by_operations(x, y):
    import keras

    return keras.ops.sin(x) + 3 * keras.ops.square(y)


def by_array(w):
    return w[0] * w[0] + 3 * w[1] * w[1]


def by_sum(w):
    import keras

    return keras.ops.sum(keras.ops.square(w))


def by_float32(x, y):
    import tensorflow as tf

    return tf.constant(2.0) * x * y


def by_float64(x, y):
    import tensorflow as tf

    return tf.constant([1.0, 2.0], "float64")[1] * x * y


def by_matrix(w):
    import tensorflow as tf

    return tf.tensordot(w, tf.linalg.matvec(tf.constant([[2.0, 1.0], [1.0, 3.0]]), w), 1)


def by_numpy(x, y):
    return np.sin(x) + y**2


def by_math(x, y):
    return math.sin(x) + y**2


def by_numpy_of_an_array(w):
    return w @ np.array([[2.0, 1.0], [1.0, 3.0]]) @ w


def by_branch(x, y):
    return x * x if x > 0 else y * y


def by_branch_of_operations(x, y):
    import keras

    return keras.ops.sin(x) if x > 0 else keras.ops.sin(y)


def by_largest(x, y):
    """Takes arrays, and mixes their points."""
    import keras

    return keras.ops.max(keras.ops.abs(x)) + y * 0.5


@pytest.mark.parametrize(
    "function, traceable, vectorised, by_hand",
    [
        (by_operations, True, True, lambda x, y: math.sin(x) + 3 * y * y),
        (by_array, True, True, lambda x, y: x * x + 3 * y * y),
        (by_sum, True, False, lambda x, y: x * x + y * y),
        (by_float32, True, True, lambda x, y: 2 * x * y),
        (by_float64, True, True, lambda x, y: 2 * x * y),
        (by_matrix, True, False, lambda x, y: 2 * x * x + 2 * x * y + 3 * y * y),
        (by_largest, True, False, lambda x, y: abs(x) + y / 2),
        (by_numpy, False, True, lambda x, y: math.sin(x) + y * y),
        (by_math, False, False, lambda x, y: math.sin(x) + y * y),
        (by_numpy_of_an_array, False, False, lambda x, y: 2 * x * x + 2 * x * y + 3 * y * y),
        (by_branch, False, False, lambda x, y: x * x if x > 0 else y * y),
        (by_branch_of_operations, False, False, lambda x, y: math.sin(x if x > 0 else y)),
        (lambda x, y: 3, False, False, lambda x, y: 3),
    ],
)
def test_functions_of_many_styles(function, traceable, vectorised, by_hand):
    surface = of_function(function)
    assert (surface.traceable, surface.vectorised) == (traceable, vectorised)
    assert (surface.name, surface.names) == ("yours", ("x", "y"))
    want = [by_hand(*at) for at in POINTS.tolist()]
    assert surface.values(*POINTS.T) == pytest.approx(want, rel=1e-5)
    losses, gradients = surface.slopes(POINTS)
    assert losses == pytest.approx(want, rel=1e-5)
    for (x, y), gradient in zip(POINTS.tolist(), gradients, strict=True):
        h = 1e-5
        right = (by_hand(x + h, y) - by_hand(x - h, y)) / (2 * h)
        above = (by_hand(x, y + h) - by_hand(x, y - h)) / (2 * h)
        assert gradient == pytest.approx([right, above], abs=2e-3)
    assert contour_map(surface, 5)[-1, 0] == pytest.approx(by_hand(-3, 3), rel=1e-5)


def test_where_it_is_drawn_and_begins():
    surface = of_function(by_array, (0, 10, -1, 1))
    assert surface.domain == (0, 10, -1, 1)
    assert surface.start == pytest.approx((1.5, 0.7))
    assert of_function(by_array, start=(1, 2)).start == (1, 2)
    # The gradient at (1, 2) is (2, 12); the first step of SGD is a twentieth of the diagonal.
    rate = of_function(by_array, start=(1, 2)).learning_rate
    assert rate == float(f"{0.05 * math.hypot(6, 6) / math.hypot(2, 12):.0e}") == 0.03


def test_what_a_function_is_called():
    assert of_function(by_array).label == "by_array"
    assert of_function(lambda w: w[0]).label == "your function"


def test_where_it_has_no_value():
    import keras

    surface = of_function(lambda x, y: keras.ops.log(x) + y)
    found = contour_map(surface, 5)
    assert np.isnan(found[:, 0]).all() and np.isfinite(found[:, -1]).all()
    whole = of_function(lambda x, y: np.log(x) + y)
    assert np.isnan(whole.values([-1.0], [0.0])).all()


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: math.log(x) + y,
        lambda x, y: y / (math.sqrt(x)),
        lambda x, y: math.exp(-1000 * x) + y,
    ],
)
def test_where_pythons_arithmetic_has_none(function):
    found = contour_map(of_function(function), 5)
    assert np.isnan(found[:, 0]).all() and np.isfinite(found[:, -1]).all()


def test_what_has_a_value_nowhere_raises_what_it_raises():
    with pytest.raises(ZeroDivisionError):
        of_function(lambda x, y: float(x) / 0)


@pytest.mark.parametrize(
    "function, received",
    [
        (lambda x, y: None, r"None\. Is a return missing\?"),
        (lambda x, y: "a", "str"),
        (lambda x, y: [x, y], r"shape \(2,\)"),
        (lambda w: w, r"shape \(2,\), float32"),
        (lambda x, y: {}, "dict"),
        (lambda x, y: 1j, r"shape \(\), complex"),
    ],
)
def test_what_is_no_number(function, received):
    with pytest.raises(NoSurface, match=f"^Expected one number .*Received: {received}"):
        of_function(function)


@pytest.mark.parametrize("function", [lambda: 1, lambda x, y, z: 1, lambda x, y, *, z: 1])
def test_what_takes_no_two_numbers(function):
    with pytest.raises(NoSurface, match=r"^Expected a function f\(x, y\), or f\(w\).*Received: "):
        of_function(function)


class Mine(Exception):
    pass


def test_what_it_raises_comes_through():
    def function(x, y):
        raise Mine("here")

    with pytest.raises(Mine, match="here"):
        of_function(function)


@pytest.mark.parametrize(
    "arguments",
    [
        ((1, 0, 0, 1),),
        ((0, 1, 0),),
        ((0, math.inf, 0, 1),),
        ("domain",),
        ((0, 1, 0, 1), (1,)),
        ((0, 1, 0, 1), (math.nan, 1)),
    ],
)
def test_wrong_arguments(arguments):
    with pytest.raises(ValueError, match="^Expected .* Received: "):
        of_function(by_array, *arguments)


def test_what_is_no_function():
    with pytest.raises(TypeError, match="^Expected a function.* Received: 3"):
        of_function(3)


def test_a_function_that_reads_other_data_has_changed():
    given = [1.0]
    surface = of_function(lambda x, y: given[0] * x * x + y * y)
    assert not changed(surface) and not changed(named("beale"))
    given[0] = 2.0
    assert changed(surface)
