"""Forbidden operations are seen under any name, and innocent ones are not accused."""

import functools
import textwrap

import keras
import numpy as np
import numpy as other_name
import pytest
from keras import ops
from numpy import dot, einsum
from numpy import matmul as product_under_another_name

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.learner.reading import source_of
from kerastutor.learner.source import Source

NAMES = exercises.find("matmul").forbidden


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
    assert "rule of this exercise is to do without" in str(caught.value)


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
    def found(function):
        return source_of(function).forbidden(NAMES)

    assert found(function_of_numpy) == "np.matmul"
    assert found(operator) == "@"
    assert found(method) == "a.dot"
    assert found(matmul) is None


def test_the_stub_is_not_attempted_before_anything_else():
    def stub(a, b):
        raise NotImplementedError()

    with pytest.raises(checks.NotAttempted):
        checks.matmul(stub)


# What no exercise may be done with

borrowed = checks.matmul.exercise.reference


def from_the_checks(a, b):
    return checks.matmul.exercise.reference(a, b)


def through_an_import(a, b):
    from kerastutor.checks.exercises.matmul import matmul as declared

    return declared.reference(a, b)


def from_the_concepts(a, b):
    import kerastutor.concepts.matmul as concept

    return concept.matmul(a, b)


def through_a_name(a, b):
    return borrowed(a, b)


class WithAMethod:
    def product(self, a, b):
        return checks.matmul.exercise.reference(a, b)

    def __call__(self, a, b):
        return self.product(a, b)


class WithALibrary:
    def __init__(self, tool):
        self.tool = tool

    def __call__(self, a, b):
        return self.tool(a, b)


TOOLS = {"product": np.matmul}


def from_a_table(a, b):
    return TOOLS["product"](a, b)


@pytest.mark.parametrize(
    "answer",
    [
        borrowed,
        from_the_checks,
        through_an_import,
        from_the_concepts,
        through_a_name,
        WithAMethod(),
        WithAMethod().product,
        WithALibrary(np.matmul),
        from_a_table,
    ],
)
def test_answers_of_ours_are_forbidden(answer):
    with pytest.raises(checks.CheckFailed) as caught:
        checks.matmul(answer)
    assert caught.value.status == "forbidden"


@pytest.mark.parametrize("name", checks.names())
def test_no_reference_is_an_answer(name):
    check = getattr(checks, name)
    for answer in (check.exercise.reference, check):
        assert check.examine(answer).status == "forbidden"


class OwnDot:
    def dot(self, row, column):
        return (row * column).sum()

    def __call__(self, a, b):
        return np.array([[self.dot(row, column) for column in b.T] for row in a])


def test_a_method_of_their_own_is_innocent(capfd):
    checks.matmul(OwnDot())
    assert capfd.readouterr().out.startswith("✓")


# Text alone: what a grader has

NOTEBOOK = """
import numpy as np
from numpy import {imported}
import keras

def helper(a, b):
    return {helped}

class Product:
    def go(self, a, b):
        return {method}

    def __call__(self, a, b):
        return self.go(a, b)

product = Product()

def matmul(a, b):
    {line}
"""


def written(**parts):
    known = {"imported": "sin", "helped": "a * b", "method": "a * b", "line": "return helper(a, b)"}
    return NOTEBOOK.format(**{**known, **parts})


@pytest.mark.parametrize(
    "parts, name, found",
    [
        ({}, "matmul", None),
        ({"line": "return a @ b"}, "matmul", "@"),
        ({"line": "a @= b; return a"}, "matmul", "@"),
        ({"line": "return a.__matmul__(b)"}, "matmul", "a.__matmul__"),
        ({"line": "return np.dot(a, b)"}, "matmul", "np.dot"),
        ({"line": "f = np.dot; return f(a, b)"}, "matmul", "np.dot"),
        ({"line": "return keras.ops.einsum('ik,kj', a, b)"}, "matmul", "keras.ops.einsum"),
        ({"line": "return np.asarray(a).dot(b)"}, "matmul", "np.asarray(a).dot"),
        ({"helped": "np.inner(a, b)"}, "matmul", "np.inner"),
        ({"imported": "dot as d", "helped": "d(a, b)"}, "matmul", "numpy.dot"),
        ({"imported": "dot as d"}, "matmul", None),  # imported and not used
        ({"method": "a @ b"}, "matmul", None),  # a class that it does not use
        ({"method": "a @ b", "line": "return product(a, b)"}, "matmul", "@"),
        ({"method": "a @ b"}, "product", "@"),
        ({"line": "from kerastutor import checks; return checks.x(a)"}, "matmul", "checks"),
        ({"line": "label = 'np.dot(a, b) @'; return a"}, "matmul", None),
        ({"line": "return syntax error"}, "matmul", None),
    ],
)
def test_text_is_judged_alone(parts, name, found):
    said = Source(written(**parts), name).forbidden(NAMES)
    assert said == found or found == "checks" and said.startswith(("checks", "kerastutor.checks"))


def test_what_a_text_says_of_a_function():
    text = "def f(a, /, b=np.pi, *more, c: int = 3, **rest):\n    'words'\n    ...\n"
    source = Source(text, "f")
    assert source.is_empty and source.called == "f(a, /, b=np.pi, *more, c=3, **rest)"
    source.signature.bind(1, 2, 3, c=4)
    with pytest.raises(TypeError):
        source.signature.bind()
    assert Source("g = lambda x: x\nf = g", "f").called == "<lambda>(x)"
    for text in ("", "f = 3", "def f(:", "@cache\ndef f(x): return x", "class f: pass"):
        assert Source(text, "f").signature is None and not Source(text, "f").is_empty
    assert not Source("def f(x):\n    return x", "f").is_empty
    assert Source("def f(x):\n    return None", "f").is_empty


def test_a_function_of_a_notebook_is_read_with_its_helpers():
    source = source_of(through_a_helper)
    for part in ("def through_a_helper(", "def helper(", "from numpy import dot as dot"):
        assert part in source.text
    assert source_of(len).text == "answer = 0\n"  # nothing to read, and nothing to accuse
    lambdas = [lambda x: x + 1, lambda x: x + 2]  # two on one line
    assert "x + 2" in source_of(lambdas[1]).text and "x + 1" not in source_of(lambdas[1]).text


def test_calls_of_others_by_their_names():
    text = """
        def relu(x): return x
        def dense(x): return helper(relu(x)) + np.softmax(x)
        def helper(x): return matmul(x, x)
        def dense_again(x): return dense(x)
    """
    source = Source(textwrap.dedent(text), "dense")
    assert source.calls(["matmul", "softmax", "relu", "dense"]) == ["matmul", "relu"]
    assert Source("def broken(", "broken").calls(["relu"]) == []
