"""Which mistake is named, and that none is named wrongly."""

import numpy as np
import pytest

from kerastutor import checks
from tests.checks import corpus
from tests.checks.answers import failure, text_of
from tests.checks.corpus.scale_images import by_numpy as scale_plain

# Naming mistakes


def test_same_mistake_written_otherwise_is_named():
    def written_otherwise(images):
        result = np.empty(images.shape, "float32")
        for index in np.ndindex(images.shape):
            result[index] = images[index] / 256
        return result

    assert failure(checks.scale_images, written_otherwise).mistake == "divided_by_256"


def test_mistake_with_another_dtype_is_named():
    assert failure(checks.scale_images, lambda images: images / 256).mistake == "divided_by_256"
    assert failure(checks.one_hot, lambda n, k: np.eye(k)[np.clip(n, 0, k - 1)]).mistake == (
        "clipped"
    )


def test_unknown_mistake_is_not_named():
    error = failure(checks.scale_images, lambda images: scale_plain(images) + np.float32(0.25))
    assert error.mistake == ""
    assert "differs in" in str(error)


def test_right_values_of_another_dtype_are_not_another_mistake():
    answer = lambda images: scale_plain(images).astype("float16")  # noqa: E731
    assert failure(checks.scale_images, answer).mistake == "another_dtype"


def test_hundred_seeds_of_an_honest_answer(capfd):
    for name in ("batches", "one_hot", "broadcast_shapes", "standardize"):
        for seed in range(100):
            getattr(checks, name)(corpus.RIGHT[name][0], seed=seed)
    assert capfd.readouterr().err == ""


# Two mistakes at once


def test_the_mistake_that_explains_most_is_named():
    def rows_and_no_guard(x):
        return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)

    def transposed_and_no_range(labels, num_classes):
        table = np.zeros((num_classes, len(labels)), "float32")
        table[labels, np.arange(len(labels))] = 1
        return table

    for check, answer, name in (
        (checks.standardize, rows_and_no_guard, "other_axis"),
        (checks.one_hot, transposed_and_no_range, "transposed"),
    ):
        error = failure(check, answer)
        assert error.mistake == name
        assert "That explains this case, but not all that is wrong." in " ".join(str(error).split())


def test_no_mistake_is_named_that_explains_nothing():
    error = failure(checks.standardize, lambda x: np.full(x.shape, 77.0))
    assert error.mistake == "" and "→" not in str(error)


def test_no_yield_is_said():
    def nothing(x, y, batch_size, seed):
        for start in range(0, len(x), batch_size):
            x[start : start + batch_size]

    text = text_of(checks.batches, nothing)
    assert "no `yield` stands in it" in text and "`return`" not in text
    assert "expected a generator: yes received None" in " ".join(text.split())


def test_a_check_without_an_answer():
    with pytest.raises(checks.CheckFailed, match="Received: nothing.") as caught:
        checks.one_hot()
    assert "checks.one_hot(one_hot)" in str(caught.value)


def test_an_answer_that_asks():
    text = text_of(checks.describe, lambda x: input("rank?"))
    assert "it raised EOFError: a function here cannot ask with input()" in " ".join(text.split())


# Never a wrong name


@pytest.mark.parametrize(
    "check, answer",
    [
        (checks.scale_images, lambda images: (images % 255).astype("float32") / 255),
        (checks.scale_images, lambda images: (images == 0).astype("float32")),
        (checks.scale_images, lambda images: (images < 128).astype("float32")),
        (checks.scale_images, lambda images: np.zeros(images.shape, "float32")),
        (checks.scale_images, lambda images: (images > 99).astype("float32")),
        (checks.standardize, lambda x: np.round(x)),
        (checks.standardize, lambda x: np.zeros(x.shape)),
        (checks.standardize, lambda x: (x > x.mean(axis=0)) * 1.0),
        (checks.matmul, lambda a, b: np.zeros((a.shape[0], b.shape[1]), "float32")),
        (checks.finite_difference, lambda function, x, h=1e-4: 0.0),
        (checks.one_hot, lambda labels, n: np.zeros((len(labels), n), "float32")),
        (checks.relu, lambda x: np.zeros(x.shape)),
        (checks.relu, lambda x: x.reshape(7, 7)),  # one exception is like another
        (checks.sigmoid, lambda x: np.full(x.shape, 0.5)),
        (checks.sigmoid, lambda x: np.round(np.tanh(x))),
        (checks.softmax, lambda x, axis=-1: np.full(x.shape, 1 / x.shape[axis])),
        (checks.softmax, lambda x, axis=-1: (x > 0) * 1.0),
        (checks.dense, lambda x, kernel, bias, activation=None: np.zeros(len(bias))),
        (checks.dense, lambda x, kernel, bias, activation=None: int("one")),
        (checks.parameter_count, lambda input_shape, units: 0),
        (checks.parameter_count, lambda input_shape, units: len(units)),
    ],
)
def test_a_coincidence_is_no_mistake(check, answer):
    """A few equal values, a mask or zeros look like much that was never done."""
    for seed in (None, 1, 7):
        assert check.examine(answer, seed).mistake == ""


def test_math_of_an_array_is_named():
    import math

    error = failure(checks.scale_images, lambda images: math.exp(images))
    assert error.mistake == "math_of_an_array"


def relu_gradient(upstream, z):
    return upstream


def test_exercises_that_it_calls_are_named():
    def relu(x):
        return relu_gradient(x, x)

    assert "it calls your relu_gradient." in text_of(checks.relu, relu)

    def matmul(a, b):
        return matmul(a, b)

    # Itself is no other exercise to look at first.
    assert "it calls your" not in text_of(checks.matmul, matmul)
    assert "it calls your" not in text_of(checks.relu, np.abs)


def test_an_exercise_of_another_notebook_is_missing():
    def relu(x):
        return softmax(x)  # noqa: F821 - it is not here

    error = failure(checks.relu, relu)
    assert error.mistake == "exercise_of_another_notebook"
    assert "not in this notebook" in error.advice and not error.notes
