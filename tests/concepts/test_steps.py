"""The steps against Keras's own optimizers, over many steps in float64, and the paper's formula."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import steps

STEPS = 60
START = np.array([[0.7, -1.1, 0.3], [2.0, 0.01, -0.4]])
ZEROS = np.zeros_like(START)


def gradients(smallest=1e-6):
    """Gradients of both signs, up to 1 in size, one for each step."""
    rng = np.random.default_rng(0)
    for _step in range(STEPS):
        sizes = 10 ** rng.uniform(math.log10(smallest), 0, START.shape)
        yield rng.choice([-1, 1], START.shape) * sizes


def along(optimizer):
    """(gradient, weights, slots by name) of each step, by Keras's own optimizer."""
    w = keras.Variable(START, dtype="float64")
    optimizer.build([w])
    for g in gradients():
        optimizer.apply_gradients([(keras.ops.convert_to_tensor(g, "float64"), w)])
        slots = {slot.path.split("_")[-1]: np.array(slot) for slot in optimizer.variables}
        assert slots.get("velocity", w.numpy()).dtype == "float64"
        yield g, np.array(w), slots


def assert_same(ours, theirs):
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)


# Numbers that float32 has exactly: through it go the learning rate, the momentum and what is
# raised to the power t. All else Keras does in float64.
@pytest.mark.parametrize("rate, momentum", [(0.25, 0.5), (0.5, 0.875), (2**-7, 1 - 2**-10)])
def test_momentum_is_keras_own(rate, momentum):
    w, velocity = START, ZEROS
    for g, theirs, slots in along(keras.optimizers.SGD(rate, momentum)):
        w, velocity = steps.momentum_step(w, g, velocity, rate, momentum)
        assert_same(w, theirs)
        assert_same(velocity, slots["momentum"])


@pytest.mark.parametrize("rate", [0.25, 2**-7])
def test_sgd_is_keras_own_and_momentum_without_momentum(rate):
    w = START
    for g, theirs, _slots in along(keras.optimizers.SGD(rate)):
        other, velocity = steps.momentum_step(w, g, ZEROS, rate, 0.0)
        w = steps.sgd_step(w, g, rate)
        assert_same(w, theirs)
        assert np.array_equal(other, w) and np.array_equal(velocity, -rate * g)


@pytest.mark.parametrize(
    "rate, rho, epsilon", [(0.25, 0.9, 1e-7), (2**-5, 0.5, 0.1), (2**-10, 0.99, 1e-2)]
)
def test_rmsprop_is_keras_own(rate, rho, epsilon):
    w, v = START, ZEROS
    for g, theirs, slots in along(keras.optimizers.RMSprop(rate, rho, epsilon=epsilon)):
        w, v = steps.rmsprop_step(w, g, v, rate, rho, epsilon)
        assert_same(w, theirs)
        assert_same(v, slots["velocity"])


@pytest.mark.parametrize(
    "rate, beta_1, beta_2, epsilon",
    [(0.25, 0.875, 1 - 2**-10, 1e-7), (2**-5, 0.5, 0.75, 0.1), (2**-10, 0.0, 1 - 2**-7, 1e-2)],
)
def test_adam_is_keras_own(rate, beta_1, beta_2, epsilon):
    w, m, v = START, ZEROS, ZEROS
    path = along(keras.optimizers.Adam(rate, beta_1, beta_2, epsilon))
    for t, (g, theirs, slots) in enumerate(path, 1):
        w, m, v = steps.adam_step(w, g, m, v, t, rate, beta_1, beta_2, epsilon)
        assert_same(w, theirs)
        assert_same(m, slots["momentum"])
        assert_same(v, slots["velocity"])
    assert t == STEPS


def test_the_defaults_are_keras_own():
    """Keras rounds 0.001, 0.9 and 0.999 to float32, so 1 − 0.999 is off by 1.3e-5 of it."""
    optimizers = keras.optimizers.RMSprop(), keras.optimizers.Adam()
    for optimizer, step in zip(optimizers, (steps.rmsprop_step, steps.adam_step), strict=True):
        w, kept = START, [ZEROS] * (1 if step is steps.rmsprop_step else 2)
        for t, (g, theirs, _slots) in enumerate(along(optimizer), 1):
            w, *kept = step(w, g, *kept, *([t] if len(kept) == 2 else []))
            np.testing.assert_allclose(w - START, theirs - START, rtol=1e-4, atol=1e-8)


def test_adam_of_the_paper_is_the_papers_formula():
    """Number by number, in Python's own floats, as algorithm 1 has it."""
    rate, beta_1, beta_2, epsilon = 0.05, 0.8, 0.95, 0.01
    w, m, v = START, ZEROS, ZEROS
    by_hand = [[float(number), 0.0, 0.0] for number in START.flat]
    for t, g in enumerate(gradients(), 1):
        w, m, v = steps.adam_step_of_the_paper(w, g, m, v, t, rate, beta_1, beta_2, epsilon)
        for numbers, slope in zip(by_hand, g.flat, strict=True):
            numbers[1] = beta_1 * numbers[1] + (1 - beta_1) * slope
            numbers[2] = beta_2 * numbers[2] + (1 - beta_2) * slope**2
            first, second = numbers[1] / (1 - beta_1**t), numbers[2] / (1 - beta_2**t)
            numbers[0] -= rate * first / (math.sqrt(second) + epsilon)
        for array, hand in zip((w, m, v), np.transpose(by_hand), strict=True):
            assert_same(array, hand.reshape(array.shape))


def test_keras_epsilon_is_the_papers_divided():
    """The docstring's: in the paper's terms it is ε / √(1 − β₂ᵗ), 32 times ε at first."""
    for t, g in enumerate(gradients(), 1):
        scale = math.sqrt(1 - 0.999**t)
        if t == 1:
            assert 1 / scale == pytest.approx(31.6, abs=0.03)
        ours = steps.adam_step(START, g, g / 2, g**2 / 3, t, 0.1)
        paper = steps.adam_step_of_the_paper(
            START, g, g / 2, g**2 / 3, t, 0.1, epsilon=1e-7 / scale
        )
        for one, other in zip(ours, paper, strict=True):
            assert_same(one, other)


@pytest.mark.parametrize(
    "size, least, most", [(1.0, 4e-7, 6e-7), (1e-4, 0.004, 0.006), (1e-6, 0.25, 0.3)]
)
def test_the_two_adams_part_where_gradients_are_small(size, least, most):
    """One gradient for 100 steps: they part by 5e-7 of the way, by 0.5 % and by 28 %."""
    ends = []
    for step in (steps.adam_step, steps.adam_step_of_the_paper):
        w = m = v = 0.0
        for t in range(1, 101):
            w, m, v = step(w, size, m, v, t)
        ends.append(w)
    assert least < abs(ends[0] - ends[1]) / abs(ends[1]) < most


def test_rmsprop_outside_is_its_formula_and_parts_where_gradients_are_small():
    g, v = np.array([1.0, 1e-4]), np.array([0.5, 1e-9])
    w, kept = steps.rmsprop_step_outside(np.zeros(2), g, v, 0.1, 0.8, 1e-7)
    second = 0.8 * v + 0.2 * g**2
    assert_same(kept, second)
    assert_same(w, -0.1 * g / (np.sqrt(second) + 1e-7))
    keras_w, keras_v = steps.rmsprop_step(np.zeros(2), g, v, 0.1, 0.8, 1e-7)
    assert np.array_equal(keras_v, kept)
    assert abs(keras_w - w)[0] < 1e-7 and abs(keras_w - w)[1] > 0.5 * abs(w[1])


SHAPES = [(2, 3), (3,), (3, 1), (1,)]


def some(scale, dtype="float64"):
    rng = np.random.default_rng(1)
    return [(scale * rng.normal(size=shape)).astype(dtype) for shape in SHAPES]


@pytest.mark.parametrize("scale", [0.0, 0.01, 1.0, 1e6])
@pytest.mark.parametrize("norm", [0.5, 3.0])
def test_clipping_is_tensorflows_and_keras_own(scale, norm):
    found = steps.clip_by_global_norm(some(scale), norm)
    theirs, length = tf.clip_by_global_norm([tf.constant(g) for g in some(scale)], norm)
    assert type(found) is list
    assert steps.global_norm(some(scale)) == pytest.approx(float(length), rel=1e-12)
    variables = [keras.Variable(np.zeros(shape), dtype="float64") for shape in SHAPES]
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=norm)
    tensors = [keras.ops.convert_to_tensor(g, "float64") for g in some(scale)]
    optimizer.apply_gradients(zip(tensors, variables, strict=True))
    for ours, other, moved in zip(found, theirs, variables, strict=True):
        assert_same(ours, other.numpy())
        assert_same(ours, -np.array(moved))
    assert steps.global_norm(found) <= norm * (1 + 1e-12)
    if float(length) <= norm:
        assert all(np.array_equal(a, b) for a, b in zip(found, some(scale), strict=True))


def test_clipping_keeps_the_direction_and_gives_new_arrays():
    given = some(10.0)
    found = steps.clip_by_global_norm(given, 1.0)
    ratios = np.concatenate([(a / b).ravel() for a, b in zip(found, given, strict=True)])
    np.testing.assert_allclose(ratios, ratios[0])
    for below in (found, steps.clip_by_global_norm(given, 1e9)):
        assert not any(np.shares_memory(a, b) for a, b in zip(below, given, strict=True))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_clipping_what_is_not_finite_gives_nan_as_in_keras(value):
    theirs, _length = tf.clip_by_global_norm([tf.constant([value, 1.0])], 1.0)
    found = steps.clip_by_global_norm([np.array([value, 1.0])], 1.0)
    assert np.isnan(theirs[0]).all() and np.isnan(found[0]).all()


ALL = {
    steps.sgd_step: (START, START, 0.1),
    steps.momentum_step: (START, START, START, 0.1, 0.9),
    steps.rmsprop_step: (START, START, START**2),
    steps.rmsprop_step_outside: (START, START, START**2),
    steps.adam_step: (START, START, START, START**2, 3),
    steps.adam_step_of_the_paper: (START, START, START, START**2, 3),
    steps.adam_step_uncorrected: (START, START, START, START**2, 3),
}
by_step = pytest.mark.parametrize("step", ALL, ids=lambda step: step.__name__)


def arrays(result):
    return result if type(result) is tuple else (result,)


def as_type(arguments, convert):
    return [convert(a) if isinstance(a, np.ndarray) else a for a in arguments]


@by_step
def test_nothing_is_changed_and_float32_stays(step):
    given = as_type(ALL[step], lambda array: array.astype("float32"))
    kept = as_type(given, np.copy)
    for result in arrays(step(*given)):
        assert result.dtype == "float32" and result.shape == START.shape
        assert not any(np.shares_memory(result, a) for a in given if isinstance(a, np.ndarray))
    assert all(np.array_equal(a, b) for a, b in zip(given, kept, strict=True))


@by_step
def test_tensors_whole_numbers_and_single_numbers(step):
    expected = arrays(step(*ALL[step]))
    tensors = as_type(ALL[step], lambda array: keras.ops.convert_to_tensor(array, "float64"))
    for ours, other in zip(arrays(step(*tensors)), expected, strict=True):
        assert_same(ours, other)
    whole = as_type(ALL[step], lambda array: np.array([3, 1]))
    floats = as_type(ALL[step], lambda array: np.array([3.0, 1.0]))
    single = as_type(ALL[step], lambda array: 3.0)
    results = zip(*(arrays(step(*given)) for given in (whole, floats, single)), strict=True)
    for of_ints, of_floats, of_one in results:
        assert np.array_equal(of_ints, of_floats)
        assert of_one.shape == () and of_one == of_floats[0]


@by_step
def test_shapes_that_differ_are_refused(step):
    given = list(ALL[step])
    given[1] = given[1][0]
    with pytest.raises(ValueError, match=r"one shape for all.*w \(2, 3\), g \(3,\)"):
        step(*given)


@pytest.mark.parametrize("t", [0, -1, 1.5, None])
@pytest.mark.parametrize("step", [steps.adam_step, steps.adam_step_of_the_paper])
def test_steps_are_counted_from_1(step, t):
    with pytest.raises(ValueError, match="whole number t, from 1. Received: "):
        step(*ALL[step][:4], t)
    assert len(step(*ALL[step][:4], np.int64(2))) == 3


@pytest.mark.parametrize("norm", [0, -1.0, math.nan])
def test_a_norm_is_above_0(norm):
    with pytest.raises(ValueError, match="norm above 0. Received: "):
        steps.clip_by_global_norm(some(1.0), norm)
