"""What Keras lists, and any activation as a curve with its slope."""

import keras
import numpy as np
import pytest

from kerastutor.concepts import activations as concept

X = np.linspace(-3, 3, 7)


class TestListed:
    def test_every_activation_of_keras_stands_in_one_list(self):
        known = concept.listed()
        public = {n for n in dir(keras.activations) if not n.startswith("_")}
        lists = [known.curves, tuple(known.aliases), known.rows, known.asking]
        assert sum(map(len, lists)) == len(public - {"get", "serialize", "deserialize"})
        assert set().union(*lists) == public - {"get", "serialize", "deserialize"}

    def test_what_they_are(self):
        known = concept.listed()
        assert {"relu", "sigmoid", "tanh", "linear", "gelu"} <= set(known.curves)
        assert known.aliases == {"swish": "silu", "hard_swish": "hard_silu"}
        assert set(known.rows) == {"softmax", "log_softmax", "sparsemax", "glu"}
        assert known.asking == ("threshold",)

    def test_an_alias_is_the_same_function(self):
        assert concept.named("swish") is keras.activations.silu

    @pytest.mark.parametrize("name", ["softmax", "threshold", "relo", ""])
    def test_what_is_no_curve_is_refused(self, name):
        with pytest.raises(ValueError, match=r"Expected one of \[.*'relu'.*Received: '"):
            concept.named(name)


class TestGraph:
    @pytest.mark.parametrize("name", concept.listed().curves)
    def test_slopes_are_those_of_differences_in_float64(self, name):
        x = np.array([-4.3, -1.7, -0.4, 0.6, 2.2, 5.1])  # at no kink
        function = concept.named(name)
        found = concept.graph(function, x)
        assert np.allclose(found.y, function(x), rtol=1e-5, atol=1e-6)
        ahead, behind = (np.asarray(function(x + h), "float64") for h in (1e-3, -1e-3))
        assert np.allclose(found.slope, (ahead - behind) / 2e-3, rtol=1e-2, atol=5e-3)

    def test_by_hand(self):
        found = concept.graph(keras.activations.sigmoid, [0.0, 2.0])
        assert np.allclose(found.y, [0.5, 0.880797]) and np.allclose(found.slope, [0.25, 0.104994])
        assert found.taped and found.y.dtype == found.slope.dtype == "float32"

    @pytest.mark.parametrize(
        "function",
        [
            lambda x: np.maximum(x, 0),
            lambda x: [max(0, v) for v in x],
            lambda x: keras.ops.convert_to_numpy(keras.ops.relu(x)),
        ],
    )
    def test_without_a_tape(self, function):
        found = concept.graph(function, [-2.0, 3.0])
        assert not found.taped
        assert np.allclose(found.y, [0, 3]) and np.allclose(found.slope, [0, 1], atol=1e-6)

    def test_with_one(self):
        assert concept.graph(lambda x: keras.ops.maximum(x, 0), X).taped

    @pytest.mark.parametrize(
        "function, received",
        [
            (lambda x: np.sum(x), r"shape \(\)"),
            (lambda x: "relu", "no numbers"),
            (lambda x: x[x > 0], "shape"),
        ],
    )
    def test_what_gives_no_number_for_each_is_refused(self, function, received):
        with pytest.raises(concept.NoCurve, match=f"Expected one number for each.*({received})"):
            concept.graph(function, X)

    def test_a_network_is_told_before_it_calls_it(self):
        """In one line, where a notebook would show Keras's stack trace."""
        with pytest.raises(concept.NoCurve) as error:
            concept.taped(lambda x: np.maximum(x, 0).reshape(-1))
        (line,) = error.value._render_traceback_()
        assert line == "Expected one number for each of 6, shape (2, 3). Received: shape (6,)"
