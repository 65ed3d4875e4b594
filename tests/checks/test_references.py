"""The references are right: against Keras, against NumPy, and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.exercises import _differences, gradients
from tests.checks.answers import unread
from tests.checks.corpus import RIGHT

plenty = settings(max_examples=80, deadline=None)
shape = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def shape_or_clash(function, a, b):
    try:
        return tuple(int(n) for n in function(a, b))
    except ValueError:
        return "clash"


@plenty
@given(shape, shape)
def test_broadcast_shapes_of_any_two_shapes(a, b):
    try:
        expected = (np.empty(a) + np.empty(b)).shape
    except ValueError:
        expected = "clash"
    for function in (exercises.find("broadcast_shapes").reference, *RIGHT["broadcast_shapes"]):
        assert shape_or_clash(function, a, b) == expected


@plenty
@given(mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=4))
def test_broadcast_shapes_of_shapes_that_fit(shapes):
    a, b = shapes.input_shapes
    assert exercises.find("broadcast_shapes").reference(a, b) == shapes.result_shape


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_matmul_is_numpys(m, k, n, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    for function in (exercises.find("matmul").reference, *RIGHT["matmul"]):
        np.testing.assert_allclose(np.asarray(function(a, b)), a @ b, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("seed", range(10))
def test_curves_have_the_derivative_of_their_formula(seed):
    for function, x, *rest in exercises.find("finite_difference").cases(
        np.random.default_rng(seed)
    ):
        exact = gradients.reference(function, x)
        near = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
        assert exact == pytest.approx(near, rel=1e-6, abs=1e-6)
        formula = gradients.reference(function, x, 1e-4)
        assert formula == pytest.approx(exact, rel=2e-7, abs=2e-7)
        if rest:  # a coarse step differs from the derivative, so that h has to be used
            assert abs(gradients.reference(function, x, *rest) - exact) > 1e-3


@pytest.mark.parametrize("name", checks.names())
def test_the_reference_passes_its_own_check(name, capfd):
    check = getattr(checks, name)
    reference = check.exercise.reference
    if name == "finite_difference":
        reference = lambda f, x, h=1e-4: gradients.reference(f, x, h)  # noqa: E731
    for seed in range(20):
        check(unread(reference), seed=seed)
    assert capfd.readouterr().out.count("✓") == 20


def test_first_case_is_plain_and_some_case_is_an_edge():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        labels, classes = exercises.find("one_hot").cases(rng)[0]
        assert 0 <= labels.min() and labels.max() < classes
        clashes = [
            shape_or_clash(np.broadcast_shapes, a, b) == "clash"
            for a, b in exercises.find("broadcast_shapes").cases(rng)
        ]
        assert not clashes[0] and sum(clashes) >= 3
        assert any(
            (x.std(axis=0) == 0).any() and (x.std(axis=0) > 0).any()
            for (x,) in exercises.find("standardize").cases(rng)
        )
        for x, _y, _size, _seed in exercises.find("batches").cases(rng):
            assert len(x) >= 20


def cases(name, seeds=20):
    for seed in range(seeds):
        yield from exercises.find(name).cases(np.random.default_rng(seed))


@pytest.mark.parametrize(
    "name", ["softmax_crossentropy_gradient", "dense_gradients", "relu_gradient", "backprop"]
)
def test_gradients_agree_with_differences_in_every_case(name):
    """The reference raises where they do not."""
    reference = exercises.find(name).reference
    for case in cases(name):
        found = reference(*case)
        arrays = [array for array in found if type(array) is np.ndarray]
        assert all(np.isfinite(array).all() for array in arrays or [found])


def test_a_reference_that_were_wrong_would_be_caught():
    def squares(x, scale):
        return lambda x: scale * (x**2).sum() + np.abs(x).sum(), (x,)

    def gradient(x, scale, by=0.0):
        return 2 * scale * x + np.sign(x) + by

    held, x = _differences.held, np.array([[1.0, 2.0], [-3.0, 0.5]])
    assert held(gradient, squares)(x, 3.0).tolist() == gradient(x, 3.0).tolist()
    assert held(lambda *case: (7.0, gradient(*case)), squares)(x, 3.0)[0] == 7.0
    for by in (1e-3, np.array([[0, 0], [0, 1e-3]]), np.nan):
        wrong = held(lambda *case: gradient(*case, by=by), squares)  # noqa: B023
        with pytest.raises(ArithmeticError, match="differentiation and differences part"):
            wrong(x, 3.0)
    x[0, 0] = 1e-9  # beside a corner
    with pytest.raises(ArithmeticError):
        held(gradient, squares)(x, 3.0)
    held(gradient, squares, kink=lambda x, scale: abs(x) < 1e-6)(x, 3.0)


def test_what_the_cases_of_losses_and_gradients_promise():
    certain = {(y, p) for y, p in _pairs("binary_crossentropy") if p in (0, 1)}
    assert certain == {(0, 0), (0, 1), (1, 0), (1, 1)}
    for y_true, logits in cases("categorical_crossentropy"):
        assert (y_true.sum(axis=1) == 1).all() and logits.max() < 1000
    assert any(logits.max() > 710 for _y, logits in cases("categorical_crossentropy", 1))
    zeros = [(z == 0).sum() for _upstream, z in cases("relu_gradient", 1)]
    assert sum(zeros) == 4
    for x, _y, w1, b1, _w2, _b2 in cases("backprop"):
        z1 = x.astype("float64") @ w1 + b1
        assert np.abs(z1).min() > 1e-3  # ReLU's corner is elsewhere
        assert (z1 > 0).any() and (z1 < 0).any()
        assert ((z1 > 0) != (x @ w1 > 0)).any()  # the gate needs b1


def _pairs(name):
    for arrays in cases(name):
        yield from zip(*(array.reshape(-1).tolist() for array in arrays), strict=True)
