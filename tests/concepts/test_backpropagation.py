"""Gradients by the tape: against values worked by hand, formulas, and differences."""

import numpy as np
import pytest

from kerastutor.concepts import backpropagation as concept
from kerastutor.concepts import losses
from kerastutor.concepts.softmax import softmax


def network(seed, n=5, features=3, hidden=4, classes=3, dtype="float64"):
    rng = np.random.default_rng(seed)
    shapes = (n, features), (features, hidden), (hidden,), (hidden, classes), (classes,)
    x, *weights = (rng.normal(size=shape).astype(dtype) for shape in shapes)
    return x, np.eye(classes, dtype=dtype)[rng.integers(0, classes, n)], *weights


def near(received, expected, rtol=1e-6, atol=1e-8):
    np.testing.assert_allclose(received, expected, rtol=rtol, atol=atol)


# Worked by hand


def test_softmax_crossentropy_by_hand():
    gradient = concept.softmax_crossentropy_gradient(np.eye(2), np.log([[1.0, 3.0], [1.0, 1.0]]))
    near(gradient, [[-0.75, 0.75], [0.5, -0.5]])
    far = concept.softmax_crossentropy_gradient(np.eye(2), np.array([[0, 1e3], [1e3, -1e3]]))
    near(far, [[-1, 1], [1, -1]])


def test_dense_by_hand():
    x, kernel = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[3.0], [4.0]])
    dx, dkernel, dbias = concept.dense_gradients(x, kernel, np.zeros(1), np.array([[10.0], [1.0]]))
    assert dx.tolist() == [[30, 40], [3, 4]]
    assert dkernel.tolist() == [[10], [19]]
    assert dbias.tolist() == [11]


def test_relu_lets_nothing_through_at_0():
    upstream, z = np.array([[5.0, 5, 5, -2]]), np.array([[-2.0, 0, 2, 1e-30]])
    assert concept.relu_gradient(upstream, z).tolist() == [[0, 0, 5, -2]]
    assert not np.signbit(concept.relu_gradient(np.array([-1.0]), np.array([-1.0]))).any()


def test_one_sample_forward_and_backward_by_hand():
    x, y = np.array([[2.0]]), np.array([[1.0, 0.0]])
    w1, b1, w2, b2 = np.array([[1.0, -1.0]]), np.zeros(2), np.zeros((2, 2)), np.zeros(2)
    way = concept.softmax_network(x, y, w1, b1, w2, b2)
    assert way.z1.tolist() == [[2, -2]] and way.a1.tolist() == [[2, 0]]
    assert way.logits.tolist() == [[0, 0]] and way.probabilities.tolist() == [[0.5, 0.5]]
    near(way.loss, np.log(2))
    w2 = np.array([[1.0, 1.0], [7.0, 7.0]])  # both classes alike: half each
    loss, dw1, db1, dw2, db2 = concept.backprop(x, y, w1, b1, w2, b2)
    near(loss, np.log(2))
    assert db2.tolist() == [-0.5, 0.5] and dw2.tolist() == [[-1, 1], [0, 0]]
    assert db1.tolist() == [0, 0] and dw1.tolist() == [[0, 0]]  # 1 · −½ + 1 · ½, and the gate


# Against formulas and differences


@pytest.mark.parametrize("seed", range(4))
def test_formulas(seed):
    rng = np.random.default_rng(seed)
    z, labels = rng.normal(size=(4, 3)), np.eye(3)[rng.integers(0, 3, 4)]
    near(concept.softmax_crossentropy_gradient(labels, z), softmax(z) - labels)
    x, kernel, bias, upstream = (rng.normal(size=s) for s in ((4, 2), (2, 3), (3,), (4, 3)))
    parts = concept.dense_gradients(x, kernel, bias, upstream)
    for part, expected in zip(parts, (upstream @ kernel.T, x.T @ upstream, upstream.sum(0))):  # noqa: B905
        near(part, expected)


@pytest.mark.parametrize("seed", range(4))
def test_differences_agree_with_the_tape(seed):
    x, y, *weights = network(seed)
    loss, *found = concept.backprop(x, y, *weights)
    near(loss, concept.softmax_network(x, y, *weights).loss)

    def mean_loss(*weights):
        return concept.softmax_network(x, y, *weights).loss

    for part, expected in zip(found, concept.differences(mean_loss, *weights), strict=True):
        near(part, expected, 1e-6, 1e-8)
    logits = concept.softmax_network(x, y, *weights).logits
    (gradient,) = concept.differences(lambda z: losses.categorical_crossentropy(y, z).sum(), logits)
    near(concept.softmax_crossentropy_gradient(y, logits), gradient, 1e-6, 1e-8)


def test_the_parts_make_the_whole():
    x, y, w1, b1, w2, b2 = network(7)
    way = concept.softmax_network(x, y, w1, b1, w2, b2)
    dlogits = concept.softmax_crossentropy_gradient(y, way.logits) / len(x)
    da1, dw2, db2 = concept.dense_gradients(way.a1, w2, b2, dlogits)
    _dx, dw1, db1 = concept.dense_gradients(x, w1, b1, concept.relu_gradient(da1, way.z1))
    for part, expected in zip((dw1, db1, dw2, db2), concept.backprop(x, y, w1, b1, w2, b2)[1:]):  # noqa: B905
        near(part, expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtypes_and_types(dtype):
    x, y, *weights = network(1, dtype=dtype)
    loss, *found = concept.backprop(x, y.astype("int64"), *weights)
    assert type(loss) is float
    assert all(type(part) is np.ndarray and part.dtype == dtype for part in found)
    assert [part.shape for part in found] == [weight.shape for weight in weights]
    assert concept.softmax_network(x, y, *weights).probabilities.dtype == dtype


def test_differences_leave_the_arrays_alone():
    w, b = np.array([[1, 2]]), np.array(3.0)
    dw, db = concept.differences(lambda w, b: float((w * b).sum() ** 2), w, b)
    assert w.tolist() == [[1, 2]] and w.dtype == int and b == 3
    near(dw, [[54, 54]])
    near(db, 54)
    with pytest.raises(ValueError, match="above 0. Received: 0"):
        concept.differences(lambda w: 0.0, w, h=0)


@pytest.mark.parametrize("at", range(6))
def test_shapes_that_do_not_fit(at):
    given = list(network(0))
    given[at] = np.ones((7, 7, 7))
    for function in (concept.backprop, concept.softmax_network):
        with pytest.raises(ValueError, match=r"^Shapes must be \(n, inputs\).*Received: "):
            function(*given)
    with pytest.raises(ValueError, match="^Shapes must be .*Received: "):
        concept.dense_gradients(np.ones((2, 3)), np.ones((3, 4)), np.ones(4), np.ones((2, 3)))
    with pytest.raises(ValueError, match="^Shapes must be .*Received: "):
        concept.softmax_crossentropy_gradient(np.ones((2, 3)), np.ones((2, 4)))
    with pytest.raises(ValueError, match="^upstream must have the shape of z. Received: "):
        concept.relu_gradient(np.ones(2), np.ones((2, 1)))
