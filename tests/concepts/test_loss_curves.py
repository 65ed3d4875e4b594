import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import loss_curves as concept

KINDS = [
    (name, logits)
    for name in concept.LOSSES
    for logits in (False, True)
    if concept.from_logits(name) or not logits
]


def by_keras(name, logits, y_true, y_pred):
    """Keras's own loss and gradient, by a tape, in float64."""
    more = {"from_logits": logits} if concept.from_logits(name) else {}
    y_true, y_pred = (tf.constant(part, "float64") for part in (y_true, y_pred))
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        values = getattr(keras.losses, name)(y_true, y_pred, **more)
    return values.numpy(), tape.gradient(values, y_pred).numpy()


@pytest.mark.parametrize("name, logits", KINDS)
def test_it_is_keras_own(name, logits):
    low, high = concept.ENDS[concept.kind(name, logits)]
    places = np.linspace(low, high, 31)
    y_true, y_pred = concept.rows(name, places, 1.0, (0.5, -2.0), logits)
    found = concept.losses(concept.named(name, logits), y_true, y_pred)
    values, gradient = by_keras(name, logits, y_true, y_pred)
    assert found.taped and found.dtype == "float64"
    assert np.array_equal(found.values, values)
    assert np.array_equal(found.gradient, gradient)


def test_hand_worked_values():
    def at(name, prediction, y_true=1.0, logits=False, others=(0.0, 0.0)):
        rows = concept.rows(name, [prediction], y_true, others, logits)
        found = concept.losses(concept.named(name, logits), *rows)
        return found.values[0], found.gradient[0, 0]

    assert np.allclose(at("mean_squared_error", 3.0), (4, 4))
    assert np.allclose(at("mean_absolute_error", 3.0), (2, 1))
    assert np.allclose(at("huber", 3.0), (1.5, 1))
    assert np.allclose(at("huber", 1.5), (0.125, 0.5))
    assert np.allclose(at("binary_crossentropy", 0.25), (np.log(4), -4))
    assert np.allclose(at("binary_crossentropy", 0.25, 0.0), (-np.log(0.75), 1 / 0.75))
    assert np.allclose(at("binary_crossentropy", 0.0, 1.0, True), (np.log(2), -0.5))
    assert np.allclose(at("categorical_crossentropy", 0.0, logits=True), (np.log(3), -2 / 3))
    # From probabilities, Keras divides the row by its sum: −1 / p + 1.
    assert np.allclose(at("categorical_crossentropy", 0.25), (np.log(4), -3))


def test_the_cliff():
    """What TEACHING.md says: at p = 0 the gradient is 0, at 1e−6 it is −10⁶."""
    places = [0.0, 0.9e-7, 1.1e-7, 1e-6]
    rows = concept.rows("binary_crossentropy", places, 1.0)
    found = concept.losses(concept.named("binary_crossentropy"), *rows)
    assert found.gradient[:2, 0].tolist() == [0, 0]
    assert np.allclose(found.gradient[2:, 0], [-1 / 1.1e-7, -1e6])
    assert np.allclose(found.values[:2], -np.log(concept.EPSILON))
    assert concept.EPSILON == keras.config.epsilon()


@pytest.mark.parametrize("name, logits", KINDS)
def test_differences_agree_with_the_tape(name, logits):
    what = concept.kind(name, logits)
    low, high = concept.ENDS[what]
    places = np.linspace(low, high, 33)[1:-1]
    keras_own = concept.named(name, logits)
    rows = concept.rows(name, places, 0.3, (1.0, 0.5), logits)

    def through_numpy(y_true, y_pred):
        return np.asarray(keras_own(np.asarray(y_true), np.asarray(y_pred)))

    taped = concept.losses(keras_own, *rows)
    found = concept.losses(through_numpy, *rows, concept.room_of(places, what))
    assert taped.taped and not found.taped
    assert np.array_equal(taped.values, found.values)
    assert np.allclose(taped.gradient, found.gradient, rtol=1e-5, atol=1e-5)


def test_rows_of_classes_add_up_to_1():
    y_true, y_pred = concept.rows("categorical_crossentropy", [0.0, 0.4, 1.0], 1.0, (2.0, 0.0))
    assert np.allclose(y_pred.sum(axis=1), 1) and (y_pred >= 0).all()
    assert np.allclose(y_pred[:2, 1] / y_pred[:2, 2], np.exp(2))
    assert y_true.tolist() == [[1, 0, 0]] * 3
    _truth, scores = concept.rows("categorical_crossentropy", [7.0], 1.0, (2.0, 0.0), True)
    assert scores.tolist() == [[7, 2, 0]]


def test_a_function_that_mixes_in_float32():
    weight = tf.constant(2.0)
    rows = concept.rows("", [0.5, 1.5], 1.0)
    found = concept.losses(lambda t, p: tf.reduce_sum(weight * tf.square(t - p), axis=-1), *rows)
    assert found.taped and found.dtype == "float32"
    assert np.allclose(found.gradient[:, 0], [-2, 2])


@pytest.mark.parametrize(
    "function, said",
    [
        (lambda t, p: np.mean((t - p) ** 2), "one number for all of them"),
        (lambda t, p: tf.reduce_mean(tf.square(t - p)), "one number for all of them"),
        (lambda t, p: (t - p) ** 2, r"shape \(2, 1\)"),
        (lambda t, p: None, "Is `return` missing"),
        (lambda t, p: "abc", "str"),
        (lambda t, p: np.array(["a", "b"]), "<U1"),
    ],
)
def test_what_is_no_loss_of_each_sample(function, said):
    with pytest.raises(concept.NoLoss, match=f"^Expected one loss for each of 2 .*{said}"):
        concept.losses(function, *concept.rows("", [0.0, 1.0], 1.0))


def test_an_error_of_the_function_is_its_own():
    with pytest.raises(ZeroDivisionError):
        concept.losses(lambda t, p: 1 / 0, *concept.rows("", [0.0], 1.0))


def test_arguments_are_copies():
    def spoils(y_true, y_pred):
        y_pred -= y_true
        return (y_pred**2).mean(axis=-1)

    rows = concept.rows("", [0.5, 2.0], 1.0)
    found = concept.losses(spoils, *rows)
    assert rows[1][:, 0].tolist() == [0.5, 2.0]
    assert np.allclose(found.values, [0.25, 1.0])
    assert np.allclose(found.gradient[:, 0], [-1, 2])


class TestTheChainRule:
    @pytest.mark.parametrize("y_true", [0.0, 0.3, 1.0])
    @pytest.mark.parametrize("name", ["mean_squared_error", "huber", "binary_crossentropy"])
    def test_is_the_tape_through_the_sigmoid(self, name, y_true):
        z = np.linspace(-9, 9, 25)
        function = concept.named(name)
        found = concept.through_sigmoid(function, z, y_true)
        point = tf.constant(z[:, None])
        with tf.GradientTape() as tape:
            tape.watch(point)
            loss = function(tf.fill((25, 1), tf.constant(y_true, "float64")), tf.sigmoid(point))
        expected = tape.gradient(loss, point)[:, 0]
        assert np.allclose(found.by_z, expected, rtol=1e-6, atol=1e-9)
        assert np.allclose(found.slope, found.p * (1 - found.p))

    def test_at_minus_10(self):
        """Cross-entropy still pulls with −1, squared error with −9e−5."""
        squared = concept.through_sigmoid(concept.named("mean_squared_error"), [-10.0], 1.0)
        entropy = concept.named("binary_crossentropy", True)
        cross = concept.through_sigmoid(entropy, [-10.0], 1.0, logits=True)
        assert np.allclose(cross.by_z, -1, atol=1e-4)
        assert np.allclose(squared.by_z, -9.08e-5, rtol=1e-3)
        assert np.allclose(cross.by_p * cross.slope, cross.by_z)
        assert np.allclose(cross.values, 10, atol=1e-3)

    def test_from_probabilities_it_is_the_same(self):
        z = np.linspace(-8, 8, 17)
        whole = concept.through_sigmoid(concept.named("binary_crossentropy", True), z, 1.0, True)
        parts = concept.through_sigmoid(concept.named("binary_crossentropy"), z, 1.0)
        assert np.allclose(whole.by_z, parts.by_z, rtol=1e-6)
        assert np.allclose(whole.by_p, parts.by_p, rtol=1e-6)


def test_only_known_losses():
    with pytest.raises(ValueError, match="^Expected one of .* Received: 'hinge'"):
        concept.named("hinge")
