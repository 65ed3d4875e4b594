"""Descents against ones worked by hand, and against keras.optimizers.SGD."""

import math

import numpy as np
import pytest

from kerastutor.concepts.descent import HUGE, Descent, NoStep, descend, slope_of, threshold
from kerastutor.concepts.gradients import FUNCTIONS, TENSOR, NoDerivative, named


def square(w):
    return w * w


def squared_error(w):
    import keras

    above, below = np.array([1.0, 2.0, 0.5]), np.array([0.5, 2.5, 1.0])
    return keras.ops.mean((w * above - below) ** 2)


def in_float32(w):
    import tensorflow as tf

    return w * w * tf.constant(1.0)


def with_numpy(w):
    return np.asarray(w) ** 2


def with_numpy_in_float32(w):
    return np.mean((float(w) * np.float32([0.1, 0.7]) - np.float32([0.3, 0.2])) ** 2)


def with_floats(w):
    return float.__mul__(w, w)  # a tensor is refused


def with_a_branch(w):
    return w if w > 0 else -w


# By hand


@pytest.mark.parametrize("loss", [square, in_float32, with_a_branch])
def test_no_steps_leave_the_ball_where_it_is(loss):
    path = descend(loss, 2.0, 0.25, 0)
    assert (path.weights.tolist(), path.taken, path.diverged) == ([2.0], 0, False)


@pytest.mark.parametrize("loss", [square, in_float32])
def test_a_parabola_by_hand(loss):
    path = descend(loss, 1.0, 0.25, 3)
    assert path.weights.tolist() == [1.0, 0.5, 0.25, 0.125]
    assert path.losses.tolist() == [1.0, 0.25, 0.0625, 0.015625]
    assert path.gradients.tolist() == [2.0, 1.0, 0.5, 0.25]
    assert all(a.dtype == "float64" for a in (path.weights, path.losses, path.gradients))
    assert (path.taken, path.learning_rate, path.untaped, path.diverged) == (3, 0.25, "", False)


@pytest.mark.parametrize(
    "rate, weights",
    [(0.5, [1, 0, 0]), (0.75, [1, -0.5, 0.25]), (1.0, [1, -1, 1]), (1.5, [1, -2, 4])],
)
def test_rates_of_a_parabola_by_hand(rate, weights):
    assert descend(square, 1.0, rate, 2).weights.tolist() == weights


def test_numpy_numbers_are_taken():
    path = descend(square, np.float32(1), np.float64(0.25), np.int64(2))
    assert path.weights.tolist() == [1.0, 0.5, 0.25]


def test_divergence_ends_with_the_last_weight_within_bounds():
    path = descend(square, 1.0, 1.5, 1000)
    assert path.diverged
    assert path.taken == 39  # 2³⁹ < 10¹² < 2⁴⁰
    assert path.weights[-1] == -(2.0**39)
    assert np.isfinite([path.weights, path.losses, path.gradients]).all()
    assert not descend(square, 1.0, 1.5, 39).diverged


def test_first_below():
    path = descend(square, 1.0, 0.25, 3)  # losses 1, 1/4, 1/16, 1/64
    assert [path.first_below(goal) for goal in (2, 1, 0.25, 0.2, 1 / 64)] == [0, 1, 2, 2, None]
    assert type(path.first_below(0.2)) is int
    nowhere = Descent(np.zeros(2), np.array([1.0, math.nan]), np.zeros(2), 0.1)
    assert nowhere.first_below(0.5) is None


# Against Keras


def by_keras(loss, start, rate, steps):
    import keras
    import tensorflow as tf

    floatx = keras.config.floatx()
    keras.config.set_floatx("float64")  # an optimizer keeps its learning rate in floatx
    try:
        w, sgd, weights = keras.Variable(start, dtype="float64"), keras.optimizers.SGD(rate), []
        for _step in range(steps + 1):
            weights.append(float(w.value))
            with tf.GradientTape() as tape:
                value = loss(w.value)
            sgd.apply([tape.gradient(value, w.value)], [w])
    finally:
        keras.config.set_floatx(floatx)
    return weights


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.3, 1.1])
@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"cube", "exp"}))
def test_it_is_keras_sgd(name, rate):
    loss = named(name)
    path = descend(loss, 0.7, rate, 8)
    assert path.weights == pytest.approx(by_keras(loss, 0.7, rate, 8), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rate", [0.01, 0.2, 0.5])
def test_a_loss_with_data_is_keras_sgd(rate):
    path = descend(squared_error, -1.0, rate, 20)
    assert path.weights == pytest.approx(by_keras(squared_error, -1.0, rate, 20), rel=1e-9)


# The learner's own step


def right(w, gradient, learning_rate):
    return w - learning_rate * gradient


def as_array(w, gradient, learning_rate):
    return np.array(w - learning_rate * gradient)


def as_tensor(w, gradient, learning_rate):
    import tensorflow as tf

    return tf.constant(w - learning_rate * gradient, dtype="float64")


def as_keras_tensor(w, gradient, learning_rate):
    import keras

    return keras.ops.subtract(w, learning_rate * gradient)


def as_variable(w, gradient, learning_rate):
    import keras

    return keras.Variable(w - learning_rate * gradient, dtype="float64")


@pytest.mark.parametrize("step", [right, as_array, as_tensor, as_keras_tensor, as_variable])
def test_a_right_step_walks_as_ours(step):
    path = descend(square, 1.0, 0.25, 3, step=step)
    assert path.weights.tolist() == [1.0, 0.5, 0.25, 0.125]
    assert path.weights.dtype == "float64"


def test_a_step_is_given_plain_floats():
    given = []

    def step(*arguments):
        given.append(arguments)
        return right(*arguments)

    descend(square, np.float32(1), np.float32(0.25), 2, step=step)
    assert given == [(1.0, 2.0, 0.25), (0.5, 1.0, 0.25)]
    assert {type(value) for arguments in given for value in arguments} == {float}


@pytest.mark.parametrize(
    "step, weights",
    [
        (lambda w, gradient, learning_rate: w + learning_rate * gradient, [1, 1.5, 2.25]),
        (lambda w, gradient, learning_rate: w - gradient, [1, -1, 1]),
        (lambda w, gradient, learning_rate: -learning_rate * gradient, [1, -0.5, 0.25]),
        (lambda w, gradient, learning_rate: w - learning_rate * np.sign(gradient), [1, 0.75, 0.5]),
        (lambda w, gradient, learning_rate: 3, [1, 3, 3]),
    ],
)
def test_a_wrong_step_walks_its_own_way(step, weights):
    assert descend(square, 1.0, 0.25, 2, step=step).weights.tolist() == weights


@pytest.mark.parametrize(
    "step, received",
    [
        (lambda *_: None, r"Received: None\. Is a return missing\?"),
        (lambda w, *_: [w], r"Received: shape \(1,\), float64"),
        (lambda w, *_: np.array([w, w]), r"Received: shape \(2,\), float64"),
        (lambda w, *_: (w, 0.1), r"Received: shape \(2,\)"),
        (lambda w, *_: [[w], [w, w]], "Received: list"),
        (lambda w, *_: "0.5", "Received: str"),
        (lambda w, *_: w == 1, "Received: bool"),
        (lambda w, *_: 1j, "Received: complex"),
        (lambda w, *_: {}, "Received: dict"),
        (lambda w, *_: right, "Received: function"),
    ],
)
def test_no_step(step, received):
    with pytest.raises(NoStep, match=f"^Expected the next weight.*{received}"):
        descend(square, 1.0, 0.25, 2, step=step)


@pytest.mark.parametrize("value", [math.nan, math.inf, -2 * HUGE, np.float32("nan")])
def test_a_step_to_nowhere_is_divergence(value):
    path = descend(square, 1.0, 0.25, 5, step=lambda *_: value)
    assert (path.weights.tolist(), path.diverged) == ([1.0], True)


# What learners write


@pytest.mark.parametrize(
    "loss, untaped",
    [(with_numpy, "float64"), (with_floats, "float"), (lambda w: float(w) ** 2, "float")],
)
def test_without_a_tape_gradients_are_differences_and_it_says_so(loss, untaped):
    path = descend(loss, 1.0, 0.25, 3)
    assert path.weights == pytest.approx([1.0, 0.5, 0.25, 0.125], abs=1e-8)
    assert path.gradients == pytest.approx([2.0, 1.0, 0.5, 0.25], abs=1e-8)
    assert path.untaped == untaped


def test_differences_of_float32_values_are_taken_further_apart():
    path = descend(with_numpy_in_float32, 2.0, 0.5, 3)
    w, weights = 2.0, [2.0]
    for _step in range(3):
        w -= 0.5 * (0.1 * (0.1 * w - 0.3) + 0.7 * (0.7 * w - 0.2))
        weights.append(w)
    assert path.weights == pytest.approx(weights, abs=1e-4)
    assert path.untaped == "float32"


def test_differences_far_from_0():
    assert descend(with_numpy, 1e9, 0.25, 1).weights[1] == pytest.approx(5e8, rel=1e-6)


def test_a_tensor_that_does_not_lead_back_is_untaped():
    import keras

    path = descend(lambda w: keras.ops.stop_gradient(w) ** 2, 1.0, 0.25, 1)
    assert path.untaped == TENSOR
    assert path.weights == pytest.approx([1.0, 0.5])


def test_a_constant_is_level():
    path = descend(lambda w: 3, 1.0, 0.25, 2)
    assert (path.weights.tolist(), path.gradients.tolist()) == ([1, 1, 1], [0, 0, 0])
    assert path.untaped == ""


def test_a_kink():
    import keras

    for loss in (keras.ops.abs, with_a_branch):
        path = descend(loss, 0.75, 0.5, 4)  # to and fro across the kink, and no nearer
        assert path.weights.tolist() == [0.75, 0.25, -0.25, 0.25, -0.25]
        assert path.gradients.tolist() == [1, 1, -1, 1, -1]
    # Keras's slope is 0 at the kink of relu, and left of it: there the ball rests.
    assert descend(keras.ops.relu, 1.0, 0.5, 3).weights.tolist() == [1, 0.5, 0, 0]


def test_a_loss_with_a_region_of_nan():
    import keras

    # L′(w) = 1/w: from 1/2, a step of 1/2 · 2 leads to −1/2, where there is no logarithm.
    path = descend(keras.ops.log, 0.5, 0.5, 5)
    assert path.weights.tolist() == [0.5, -0.5]
    assert path.diverged and path.taken == 1
    assert math.isnan(path.losses[-1]) and math.isnan(path.gradients[-1])
    assert path.first_below(-1.0) is None
    assert descend(keras.ops.log, -1.0, 0.5, 5).weights.tolist() == [-1.0]


def test_an_infinite_slope_is_divergence():
    import keras

    path = descend(keras.ops.sqrt, 0.0, 0.5, 5)
    assert (path.weights.tolist(), path.losses.tolist(), path.diverged) == ([0.0], [0.0], True)


class Mine(Exception):
    pass


def test_what_the_learner_raises_comes_through():
    def loss(w):
        raise Mine("loss")

    def step(w, gradient, learning_rate):
        raise Mine("step")

    def left_of_half(w):
        if float(w) < 0.6:
            raise Mine("later")
        return w * w

    for arguments, said in [((loss,), "loss"), ((square, step), "step"), ((left_of_half,), "lat")]:
        with pytest.raises(Mine, match=said):
            descend(arguments[0], 1.0, 0.25, 3, step=(*arguments, None)[1])
    with pytest.raises(ZeroDivisionError):
        descend(lambda w: 1 / 0, 1.0, 0.25, 3)


@pytest.mark.parametrize("loss", [lambda w: None, lambda w: [w, w], lambda w: "a"])
def test_a_loss_that_is_no_number(loss):
    with pytest.raises(NoDerivative, match="^Expected .* Received: "):
        descend(loss, 1.0, 0.25, 3)


@pytest.mark.parametrize(
    "start, rate, steps",
    [
        (math.nan, 0.1, 3),
        (math.inf, 0.1, 3),
        (2 * HUGE, 0.1, 3),
        (None, 0.1, 3),
        ("here", 0.1, 3),
        (1.0, 0, 3),
        (1.0, -0.1, 3),
        (1.0, math.nan, 3),
        (1.0, math.inf, 3),
        (1.0, None, 3),
        (1.0, 0.1, -1),
        (1.0, 0.1, 2.5),
        (1.0, 0.1, None),
    ],
)
def test_wrong_arguments(start, rate, steps):
    with pytest.raises(ValueError, match="^Expected .* Received: "):
        descend(square, start, rate, steps)


# Asked quickly


@pytest.mark.parametrize("loss", [*map(named, FUNCTIONS), squared_error, in_float32])
def test_losses_in_keras_become_a_graph_that_agrees(loss):
    slope, plain = slope_of(loss, 0.7), slope_of(loss, 0.7)
    assert slope._graph is not None
    plain._graph = None
    for w in (-1.5, 0.0, 0.7, 2.0):
        assert slope(w)[:2] == pytest.approx(plain(w)[:2], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "loss",
    [with_numpy, with_floats, with_numpy_in_float32, with_a_branch, lambda w: 3, lambda w: None],
)
def test_what_no_graph_follows_is_called_itself(loss):
    assert slope_of(loss, 0.7)._graph is None


def test_a_loss_that_changes_from_call_to_call_is_called_itself():
    called = []

    def tired(w):
        called.append(1)
        return w * w + len(called)

    slope = slope_of(tired, 0.7)
    assert slope._graph is None
    assert slope(0.7)[0] < slope(0.7)[0]
    rng = np.random.default_rng(0)
    assert slope_of(lambda w: w * w + rng.normal(), 0.7)._graph is None


def test_prepared_is_the_same_path():
    prepared = slope_of(squared_error, 0.0)
    for rate in (0.1, 0.5):
        path, again = (descend(squared_error, 1.0, rate, 5, prepared=p) for p in (prepared, None))
        assert path.weights.tolist() == again.weights.tolist()


def test_prepared_notices_that_the_data_were_replaced():
    import keras

    data = {"goal": 0.0}

    def loss(w):
        return keras.ops.square(w - data["goal"])

    prepared = slope_of(loss, 1.0)
    assert descend(loss, 1.0, 0.5, 1, prepared=prepared).weights.tolist() == [1, 0]
    data["goal"] = 3.0
    assert descend(loss, 1.0, 0.5, 1, prepared=prepared).weights.tolist() == [1, 3]


def test_preparing_often_says_nothing(capfd):
    for _time in range(8):
        slope_of(square, 1.0)
        slope_of(with_a_branch, 1.0)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


# The largest learning rate


@pytest.mark.parametrize("curvature", [0.1, 1.0, 7.0, 300.0])
@pytest.mark.parametrize("low, high", [(-2, 2), (-0.5, 3.25)])
def test_a_parabola_diverges_above_2_over_its_curvature(curvature, low, high):
    def loss(w):
        return curvature * w * w / 2

    rate = threshold(loss, low, high)
    assert rate == pytest.approx(2 / curvature, rel=1e-6)
    under, over = (descend(loss, 1.0, rate * by, 800) for by in (0.99, 1.01))
    assert abs(under.weights[-1]) < 1e-6  # 0.98 ** 800
    assert abs(over.weights[-1]) > 1e6  # 1.02 ** 800


def test_thresholds_by_hand():
    import keras

    bumpy = named("bumpy")  # second derivative 1/2 − 9 sin 3w, at most 9.5
    assert threshold(bumpy, -3, 3) == pytest.approx(2 / 9.5, rel=0.01)
    assert threshold(squared_error, -2, 2) == pytest.approx(2 / 3.5)  # 2 · mean(1, 4, 0.25)
    assert threshold(keras.ops.exp, -2, 2) == pytest.approx(2 / math.exp(2), rel=0.03)
    assert threshold(in_float32, -2, 2) == pytest.approx(1, rel=1e-3)
    assert threshold(with_numpy_in_float32, -2, 2) == pytest.approx(2 / 0.5, rel=1e-2)


@pytest.mark.parametrize("low, high", [(-2, 2), (-2.01, 1.93), (-1.7, 2.9)])
def test_there_is_no_threshold_where_nothing_is_curved_upwards(low, high):
    import keras
    import tensorflow as tf

    for loss in (
        lambda w: 3,
        lambda w: 3 * w - 1,
        lambda w: tf.constant(0.3) * w,  # float32
        lambda w: -w * w,
        lambda w: w * math.nan,
        keras.ops.abs,
        keras.ops.relu,
        keras.ops.log,
        with_a_branch,
    ):
        assert threshold(loss, low, high) is None
    # What is curved beside a kink counts, the kink does not.
    assert threshold(lambda w: keras.ops.abs(w - 0.7) + w * w, low, high) == pytest.approx(1)


@pytest.mark.parametrize("low, high", [(1, 1), (2, 1), (math.nan, 1), (0, math.inf), (None, 1)])
def test_thresholds_of_no_domain(low, high):
    with pytest.raises(ValueError, match="^Expected finite ends.* Received: "):
        threshold(square, low, high)
