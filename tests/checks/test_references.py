"""The references are right: against Keras, against NumPy, and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.exercises import gradients
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
