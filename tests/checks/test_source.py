"""Forbidden operations are seen under any name, and innocent ones are not accused."""

import functools

import keras
import numpy as np
import numpy as other_name
import pytest
from keras import ops
from numpy import dot, einsum
from numpy import matmul as product_under_another_name

from kerastutor import checks
from kerastutor.checks import _source

NAMES = checks.matmul.forbidden


def operator(a, b):
    return a @ b


def operator_in_place(a, b):
    a @= b
    return a


def function_of_numpy(a, b):
    return np.matmul(a, b)


def module_renamed(a, b):
    return other_name.dot(a, b)


def function_imported(a, b):
    return einsum("ik,kj->ij", a, b)


def function_renamed(a, b):
    return product_under_another_name(a, b)


def method(a, b):
    return a.dot(b)


def method_of_an_expression(a, b):
    return np.asarray(a).T.T.dot(b)


def keras_operation(a, b):
    return keras.ops.matmul(a, b)


def keras_operation_imported(a, b):
    return ops.tensordot(a, b, 1)


def imported_inside(a, b):
    import numpy

    return numpy.inner(a, b.T)


def imported_from_inside(a, b):
    from numpy import tensordot as t

    return t(a, b, 1)


def alias(a, b):
    m = np.matmul
    return m(a, b)


def in_a_lambda(a, b):
    return (lambda: a @ b)()


def in_a_comprehension(a, b):
    return np.array([np.dot(row, b) for row in a])


def in_an_inner_function(a, b):
    import numpy as n

    def inner():
        return n.dot(a, b)

    return inner()


def helper(a, b):
    return dot(a, b)


def through_a_helper(a, b):
    return helper(a, b)


def helper_of_helper(a, b):
    return through_a_helper(a, b)


def submodule(a, b):
    return np.linalg.multi_dot([a, b])


def layer(a, b):
    return keras.layers.Dense(3)(a)


@functools.lru_cache
def decorated(a, b):
    return a @ b


def closure():
    def secret(a, b):
        return a @ b

    def answer(a, b):
        return secret(a, b)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        operator,
        operator_in_place,
        function_of_numpy,
        module_renamed,
        function_imported,
        function_renamed,
        method,
        method_of_an_expression,
        keras_operation,
        keras_operation_imported,
        imported_inside,
        imported_from_inside,
        alias,
        in_a_lambda,
        in_a_comprehension,
        in_an_inner_function,
        through_a_helper,
        helper_of_helper,
        submodule,
        layer,
        functools.wraps(operator)(lambda *args: operator(*args)),
        functools.partial(operator),
        closure(),
        np.matmul,
        keras.ops.matmul,
    ],
)
def test_forbidden_is_seen(answer):
    with pytest.raises(checks.CheckFailed) as caught:
        checks.matmul(answer)
    assert caught.value.mistake == "forbidden_operation"
    assert "this exercise is to do without" in str(caught.value)


def matmul(a, b):
    """Its own name, by recursion; other things called dot; an honest product."""
    if a.shape[0] > 1:
        return np.concatenate([matmul(a[:1], b), matmul(a[1:], b)])
    return np.array([[sum(a[0] * b[:, j]) for j in range(b.shape[1])]])


class Config:
    dot = "·"
    matmul = 3
    inner = {"einsum": 1}


config = Config()


def innocent(a, b):
    inner = config.inner["einsum"] * config.matmul
    label = "a @ b, np.dot(a, b)" + config.dot
    total = np.zeros((a.shape[0], b.shape[1])) * inner * len(label)
    for k in range(a.shape[1]):
        total = total + a[:, k : k + 1] * b[k : k + 1]
    return total


def own_dot(row, column):
    return (row * column).sum()


def with_own_dot(a, b):
    dot = own_dot
    return np.array([[dot(row, column) for column in b.T] for row in a])


@pytest.mark.parametrize("answer", [matmul, innocent, with_own_dot])
def test_innocent_is_not_accused(answer, capfd):
    checks.matmul(answer)
    assert capfd.readouterr().out.startswith("✓")


def test_numpys_broadcasting_is_forbidden_in_broadcast_shapes():
    for answer in (
        np.broadcast_shapes,
        lambda a, b: np.broadcast_shapes(a, b),
        lambda a, b: np.broadcast_to(np.empty(a), b).shape,
        lambda a, b: np.broadcast(np.empty(a), np.empty(b)).shape,
    ):
        with pytest.raises(checks.CheckFailed) as caught:
            checks.broadcast_shapes(answer)
        assert caught.value.mistake == "forbidden_operation"


def test_what_was_used_is_named():
    assert _source.forbidden_operation(function_of_numpy, NAMES) == "np.matmul"
    assert _source.forbidden_operation(operator, NAMES) == "@"
    assert _source.forbidden_operation(method, NAMES) == "a.dot"
    assert _source.forbidden_operation(matmul, NAMES) is None


def test_the_stub_is_not_attempted_before_anything_else():
    def stub(a, b):
        raise NotImplementedError()

    with pytest.raises(checks.NotAttempted):
        checks.matmul(stub)


def test_line_of_an_error():
    def raises():
        raise KeyError("x")

    try:
        raises()
    except KeyError as error:
        line = raises.__code__.co_firstlineno + 1
        assert _source.line_of(error, raises) == f'{line}: raise KeyError("x")'
        assert _source.line_of(error, print) == ""
