"""ActivationExplorer: the curve, its slope, and the stack of layers."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import traitlets

from kerastutor.concepts import activations, depth
from kerastutor.widgets import ActivationExplorer
from kerastutor.widgets.stage.grids import number
from kerastutor.widgets.stage.marks import Column, Row, every
from kerastutor.widgets.stage.plots import Curve, Handle, Note, Plot, Spans
from tests.widgets.explorers import of


def relu(x):
    return np.maximum(x, 0)


def relu_with_keras(x):
    return keras.ops.maximum(x, 0)


class TestCurve:
    def test_the_point_its_value_and_its_slope(self):
        explorer = ActivationExplorer(name="sigmoid", x=2.0)
        assert np.isclose(explorer.result.y, 0.880797)
        assert np.isclose(explorer.result.slope, 0.104994)
        assert "At x = 2, sigmoid gives 0.881 and its slope is 0.105." in explorer.reading
        (handle,) = of(explorer, Handle)
        assert (handle.x, handle.id) == (2.0, "x") and np.isclose(handle.y, 0.880797)

    def test_the_point_is_dragged_and_stays_inside(self):
        explorer = ActivationExplorer()
        explorer._stage.asked = {"id": "x", "value": 3.25, "count": 1}
        assert explorer.x == 3.25
        explorer._stage.asked = {"id": "x", "value": 99, "count": 2}
        assert explorer.x == 6.0

    def test_a_moved_point_computes_no_stack_again(self, monkeypatch):
        explorer = ActivationExplorer(name="tanh")
        monkeypatch.setattr(depth, "through", lambda *_: pytest.fail("computed again"))
        explorer.x = -2.0
        assert np.isclose(explorer.result.y, np.tanh(-2))

    def test_every_activation_is_drawn(self):
        explorer = ActivationExplorer(layers=2)
        for name in activations.listed().curves:
            explorer.name = name
            assert explorer.problem == "" and f"{name} gives" in explorer.reading

    def test_an_alias_is_its_function(self):
        assert ActivationExplorer(name="swish").name == "silu"

    def test_the_code_computes_the_slope(self):
        explorer = ActivationExplorer(name="gelu", x=0.5)
        space = {}
        exec(explorer.code(), space)
        assert np.isclose(space["result"], explorer.result.slope)

    @pytest.mark.parametrize(
        "name, x, anchor, under",
        [
            ("sigmoid", -2.0, "end", False),  # f rises on its right
            ("sigmoid", 2.0, "start", False),
            ("relu", 1.0, "start", True),  # f and its slope are both 1
            ("relu", -3.0, "start", True),
            ("sigmoid", 6.0, "end", False),  # labels stand at the right
            ("silu", -5.9, "start", True),  # ticks at the left
        ],
    )
    def test_the_number_of_the_slope_lies_beside_point_and_curves(self, name, x, anchor, under):
        explorer = ActivationExplorer(name=name, x=x, layers=1)
        plot = of(explorer, Plot)[0]
        (note,) = (note for note in every(plot, Note) if note.role == "gradient")
        assert note.text == number(explorer.result.slope) and note.anchor == anchor
        assert (note.y < explorer.result.slope) == under == (not note.above)
        assert (note.x < x) == (anchor == "end") and abs(note.x - x) > 0.4

    def test_no_tick_stands_where_the_axis_has_its_name(self):
        axis = of(ActivationExplorer(lambda x: 0 * x, name="tanh"), Plot)[1].y
        assert -axis.low == axis.high > 1.1  # 1 is a tick

    def test_the_curve_is_not_squeezed_beside_the_layers(self):
        explorer = ActivationExplorer(name="relu")
        assert isinstance(explorer._stage.picture, Row)
        explorer._stage.room = 60
        assert isinstance(explorer._stage.picture, Column)
        assert len(of(explorer, Plot)) == 4

    def test_nothing_is_minus_zero(self):
        assert "−0 " not in ActivationExplorer(lambda x: -0.0 * x, name="tanh").reading
        assert "−0," not in ActivationExplorer(lambda x: -0.0 * x, name="tanh").reading


class TestDepth:
    def test_what_the_panels_show(self):
        explorer = ActivationExplorer(name="sigmoid", layers=10)
        found = depth.through(activations.named("sigmoid"), 10)
        (spans,) = of(explorer, Spans)
        assert spans.x.shape == (120,) and (spans.high >= spans.low).all()
        back = next(p for p in of(explorer, Plot) if p.y.log)
        (curve,) = every(back, Curve)
        assert np.allclose(curve.y, found.gradient / found.gradient[-1], rtol=1e-4)
        assert f"receives {found.ratio:.3g}".replace("e-0", "e−") in explorer.reading

    def test_where_there_is_none_the_words_fit(self):
        explorer = ActivationExplorer(name="sigmoid", layers=10)
        panel = of(explorer, Plot)[-1]
        (note,) = every(panel, Note)
        assert note.text == "none in any layer" and note.anchor == "middle"
        # at its narrowest, less its margin and what stands left of the axis; off the axis
        assert 0.58 * len(note.text) < panel.width - panel.margin - 5
        assert note.y > 20 and abs(note.x - (panel.x.low + panel.x.high) / 2) < 1e-6

    def test_dead_units_are_told_from_zeros(self):
        explorer = ActivationExplorer(name="relu", layers=1, initializer="he_normal")
        found = explorer.result.depth
        assert f"{round(100 * found.zero[0])} % of the outputs are 0" in explorer.reading
        assert f"{round(100 * found.dead[0])} % of the units are dead" in explorer.reading
        labels = {curve.label for curve in of(explorer, Curve)}
        assert {"zero", "dead"} <= labels
        assert all(curve.label_at is None for curve in of(explorer, Curve))  # in the margin
        labelled = [p for p in of(explorer, Plot) if any(c.label for c in every(p, Curve))]
        assert len(labelled) == 2 and all(plot.margin > 5 for plot in labelled)

    def test_no_gradient_at_all(self):
        explorer = ActivationExplorer(name="relu", layers=3, initializer="zeros")
        assert "No gradient arrives at the first layer." in explorer.reading

    def test_what_an_empty_plot_lacks_is_said(self):
        explorer = ActivationExplorer(name="exponential", layers=10)
        notes = " ".join(note.text for note in of(explorer, Note))
        assert not np.isfinite(explorer.result.depth.gradient).all()
        assert "the numbers grow beyond" in notes and "none: too large for float32" in notes
        (spans,) = of(explorer, Spans)
        assert np.nanmax(spans.high) == 1 and np.isnan(spans.low[-1])  # nothing leaves the plot
        explorer = ActivationExplorer(name="relu", layers=3, initializer="zeros")
        assert "0: no gradient arrives" in [note.text for note in of(explorer, Note)]
        explorer = ActivationExplorer(name="tanh", layers=3)
        assert not any("gradient" in note.text for note in of(explorer, Note))

    def test_saturated_is_explained(self):
        assert f"(the slope there is below {depth.FLAT})" in ActivationExplorer().reading

    def test_one_layer(self):
        assert "first layer receives" not in ActivationExplorer(layers=1).reading


class TestYours:
    def test_it_is_laid_over_keras_of_its_name(self):
        explorer = ActivationExplorer(relu)
        assert explorer.name == "relu"
        assert "relu agrees with Keras's relu at all 401 points." in explorer.reading
        assert "no tape follows NumPy" in explorer.reading
        roles = {curve.role for curve in of(explorer, Curve)}
        assert {"keras", "yours", "gradient"} <= roles
        assert np.allclose(
            explorer.result.depth.gradient, explorer.result.keras_depth.gradient, rtol=0.02
        )

    def test_with_a_tape(self):
        explorer = ActivationExplorer(relu_with_keras, name="relu")
        assert "differences" not in explorer.reading and "agrees" in explorer.reading

    def test_an_object_has_no_name_of_its_own(self):
        class Relu:
            def __call__(self, x):
                return keras.ops.maximum(x, 0)

        assert ActivationExplorer(Relu()).name == "relu"
        explorer = ActivationExplorer(Relu(), name="tanh")
        assert explorer.name == "tanh" and "y = tanh(x)" in explorer.code()
        assert "y = relu(x)" in ActivationExplorer(lambda x: x * 1.0, name="relu").code()

    def test_where_it_differs(self):
        explorer = ActivationExplorer(abs, name="relu", x=-2.0)
        assert "differs from Keras's relu at 200 of 401 points: at x = −0.03" in explorer.reading

    @pytest.mark.parametrize(
        "state",
        [
            {"name": "sigmoid"},
            {"name": "relu", "layers": 2},
            {"name": "tanh", "layers": 20},
            {"name": "relu", "layers": 12, "initializer": "random_normal, stddev=1"},
        ],
    )
    def test_the_number_of_the_first_layers_gradient_covers_no_point(self, state):
        explorer = ActivationExplorer(**state)
        plot = of(explorer, Plot)[2]
        (curve,), (note,) = every(plot, Curve), every(plot, Note)
        parts, y = np.log(curve.y), np.log(note.y)
        assert note.text == number(float(curve.y[0])) and note.x < 1
        line = (parts.max() - parts.min()) / 6  # its height, at most
        assert y < parts.min() - line / 2 or y > parts.max() + line / 2
        assert np.log(plot.y.low) < y < np.log(plot.y.high)

    def test_a_name_that_keras_does_not_have(self):
        def mine(x):
            return x * x

        explorer = ActivationExplorer(mine)
        assert explorer.name == "" and explorer.result.keras is None
        assert "Keras's" not in explorer.reading and explorer.problem == ""

    @pytest.mark.parametrize(
        "function, problem",
        [
            (lambda x: max(0, x), "ambiguous"),
            (lambda x: np.sum(x), "Expected one number for each"),
            (lambda x: x[x > 0], "Expected one number for each"),
            (lambda x: None, "Expected one number for each"),
            (lambda x: 1 / 0, "ZeroDivisionError"),
        ],
    )
    def test_what_goes_wrong_is_one_line(self, function, problem):
        explorer = ActivationExplorer(function, name="relu")
        assert problem in explorer.problem and "\n" not in explorer.problem

    def test_a_tensorflow_function(self):
        explorer = ActivationExplorer(tf.nn.sigmoid)
        assert explorer.name == "sigmoid" and "agrees with Keras's sigmoid" in explorer.reading


@pytest.mark.parametrize(
    "state",
    [
        {"name": "softmax"},
        {"name": ""},
        {"x": 7.0},
        {"layers": 0},
        {"layers": 21},
        {"initializer": "best"},
        {"seed": -1},
    ],
)
def test_bad_input(state):
    with pytest.raises(traitlets.TraitError):
        ActivationExplorer(**state)


def test_what_keras_lists_besides():
    note = ActivationExplorer()._head.help  # folded: it stands in the sheet of the button ?
    assert "Tab" in note and "softmax" in note and "threshold" in note and "swish = silu" in note
