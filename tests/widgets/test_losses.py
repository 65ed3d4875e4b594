"""LossExplorer without a browser."""

import importlib
import json
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
import traitlets

from kerastutor.concepts import loss_batches as batches
from kerastutor.concepts import loss_curves as concept
from kerastutor.widgets import LossExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets import losses as module
from kerastutor.widgets._losses_network_drawn import percent
from kerastutor.widgets.stage.marks import Formula, Image, Words, every, sent
from kerastutor.widgets.stage.plots import Band, Bars, Curve, Dots, Note, Plot
from tests.concepts.test_loss_curves import KINDS, by_keras
from tests.widgets.explorers import ask, of, run


def binary(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)


def inside(y_true, y_pred):
    e = 1e-7
    return -np.mean(y_true * np.log(y_pred + e) + (1 - y_true) * np.log(1 - y_pred + e), axis=-1)


def unclipped(y_true, y_pred):
    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred), axis=-1)


def half_of_it(y_true, y_pred):
    return -np.mean(y_true * np.log(np.clip(y_pred, 1e-7, 1)), axis=-1)


def with_keras(y_true, y_pred):
    p = keras.ops.clip(y_pred, 1e-7, 1 - 1e-7)
    terms = y_true * keras.ops.log(p) + (1 - y_true) * keras.ops.log(1 - p)
    return -keras.ops.mean(terms, axis=-1)


def categorical_crossentropy(y_true, logits):
    z = logits - np.max(logits, axis=-1, keepdims=True)
    return np.sum(y_true * (np.log(np.sum(np.exp(z), axis=-1, keepdims=True)) - z), axis=-1)


class Squared:
    def __call__(self, y_true, y_pred):
        return np.mean(np.square(np.asarray(y_true) - np.asarray(y_pred)), axis=-1)


def written(explorer):
    """The arithmetic under the picture."""
    return ["".join(text for text, _look in mark.parts) for mark in of(explorer, Formula)]


def handle(explorer, id="y_pred"):
    return next(h for plot in of(explorer, Plot) for h in plot.handles if h.id == id)


def offered(explorer):
    """The traits whose controls are shown."""
    names = {
        k if isinstance(k, str) else k[0] for k, c in explorer._all.items() if shown(explorer, c)
    }
    return names


def shown(explorer, control):
    return explorer._pairs.get(control, control).layout.display != "none"


@pytest.fixture(scope="module")
def network():
    """The network is there."""
    steps = batches.training()
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value


class TestACurve:
    def test_what_it_shows_at_first(self):
        explorer = LossExplorer()
        assert explorer.reading == (
            "At the probability 0.25, binary cross-entropy is 1.39 and its gradient −4. It pulls "
            "the prediction to the right, against the gradient."
        )
        assert written(explorer) == ["loss      −ln 0.25 = 1.39\ngradient  −1 ÷ 0.25 = −4"]
        assert {curve.role for curve in of(explorer, Curve)} == {"loss", "gradient"}

    @pytest.mark.parametrize("name, logits", KINDS)
    def test_values_and_curves_are_keras_own(self, name, logits):
        explorer = LossExplorer(loss=name, from_logits=logits, y_pred=0.3)
        found = explorer.result
        values, gradient = by_keras(name, logits, *found.rows)
        assert np.array_equal(found.values, [*values, *gradient[0]])
        rows = concept.rows(name, found.x, 1.0, (1.0, 0.0), logits)
        values, gradient = by_keras(name, logits, *rows)
        curves = {curve.role: curve for curve in of(explorer, Curve)}
        for role, whole in (("loss", values), ("gradient", gradient[:, 0])):
            drawn = curves[role].y
            seen = np.isfinite(drawn)
            assert seen.sum() > 150 and np.allclose(drawn[seen], whole[seen], rtol=1e-6)

    @pytest.mark.parametrize("name, logits", KINDS)
    @pytest.mark.parametrize("prediction", [0.25, 0.9, 1.0])
    @pytest.mark.parametrize("y_true", [0.0, 0.4, 1.0])
    def test_the_arithmetic_is_true(self, name, logits, prediction, y_true):
        """What is written before each sign of equality is computed again."""
        explorer = LossExplorer(loss=name, from_logits=logits, y_pred=prediction, y_true=y_true)
        loss, gradient = written(explorer)[0].split("\n")[:2]
        for line, expected in ((loss, 0), (gradient, 1)):
            *_before, left, right = line.split("=")
            assert np.isclose(number(right), explorer.result.values[expected], rtol=6e-3, atol=1e-7)
            text = left.split(";")[-1].removeprefix("loss").removeprefix("gradient").strip()
            if "clipped" in text and "ln" not in text:
                assert number(right) == 0
                continue
            if text in ("p − y", "p − 1"):  # too near to each other for three digits
                continue
            text = text.split("  ")[-1].split(" (Keras")[0]
            assert np.isclose(computed(text), number(right), rtol=0.02, atol=6e-3), line

    def test_what_is_clipped_is_no_false_equation(self):
        explorer = LossExplorer(loss="categorical_crossentropy", y_pred=1.0)
        assert "1 is clipped; −ln 0.9999999 = 1e−7" in written(explorer)[0]

    def test_it_is_dragged(self):
        explorer = LossExplorer()
        ask(explorer, "y_pred", 0.5)
        assert explorer.y_pred == 0.5 and handle(explorer).x == 0.5
        assert "0.693 and its gradient −2" in explorer.reading
        ask(explorer, "y_pred", 7.0)  # beyond the end
        assert explorer.y_pred == 1.0
        ask(explorer, "nothing", 3)
        assert explorer.y_pred == 1.0

    def test_slider_and_field(self):
        explorer = LossExplorer(loss="huber")
        slider = explorer._all["prediction", "number"]
        slider.value = -2.0
        assert explorer.y_pred == -2.0 and explorer._fields[slider].value == "−2"
        explorer._fields[slider].value = "3,5"
        assert explorer.y_pred == 3.5 and slider.value == 3.5
        explorer._fields[slider].value = "9"
        assert explorer.y_pred == 3.5
        assert explorer.problem == ("Expected y_pred, the prediction from −4 to 4. Received: 9")

    def test_a_slider_that_is_away_is_brought_up_to_date(self):
        explorer = LossExplorer()
        log, line = (explorer._all["prediction", kind] for kind in ("cliff", "probability"))
        explorer.y_pred = 0.01
        assert line.value == 0.01 and log.value == 0.25  # nothing is sent for what is not seen
        explorer.view = "cliff"
        assert np.isclose(log.value, 0.01) and explorer._fields[log].value == "0.01"
        explorer.y_pred = 1e-6
        explorer.view = "curve"
        assert np.isclose(line.value, 1e-6) and explorer.y_pred == 1e-6

    @pytest.mark.parametrize("name", ["mean_squared_error", "mean_absolute_error", "huber"])
    @pytest.mark.parametrize("y_true", [-4.0, 0.0, 1.0])
    def test_a_loss_of_numbers_has_a_scale_that_holds_it(self, name, y_true):
        explorer = LossExplorer(loss=name, y_true=y_true)
        value, pull = of(explorer, Plot)
        found = explorer.result.keras
        assert found.values.max() <= value.y.high < 2 * found.values.max()
        assert np.abs(found.gradient).max() < pull.y.high < 2 * np.abs(found.gradient).max()

    @pytest.mark.parametrize("y_pred", [-2.0, 0.5, 1.05, 3.0])
    def test_words_stand_apart(self, y_pred):
        """Beside one another, and not on the point."""

        def huber(y_true, y_pred):
            return np.asarray(keras.losses.huber(y_true, y_pred))

        for plot in of(LossExplorer(huber, y_true=1.0, y_pred=y_pred), Plot):
            wide, tall = plot.x.high - plot.x.low, plot.y.high - plot.y.low
            places = [(h.x, h.y) for h in plot.handles]
            places += [m.label_at for m in plot.marks if isinstance(m, Curve) and m.label]
            places += [(m.x, m.y) for m in plot.marks if isinstance(m, Note)]
            for n, (x, y) in enumerate(places):
                for a, b in places[n + 1 :]:
                    assert abs(x - a) / wide > 0.1 or abs(y - b) / tall > 0.04

    def test_the_other_classes_are_dragged(self):
        explorer = LossExplorer(loss="categorical_crossentropy", from_logits=True, y_pred=0.0)
        ask(explorer, "other 1", 5.0)
        assert explorer.others == [1.0, 5.0]
        p = np.exp([0, 1, 5]) / np.exp([0, 1, 5]).sum()
        assert np.allclose(explorer.result.values[1:], p - [1, 0, 0])
        gradient = of(explorer, Bars)[-1]
        assert np.allclose(gradient.end, p - [1, 0, 0])

    def test_where_nothing_pulls(self):
        explorer = LossExplorer(loss="mean_squared_error", y_pred=1.0)
        assert explorer.reading.endswith("its gradient 0. It does not pull at all.")

    def test_a_loss_beyond_the_picture_is_said(self):
        explorer = LossExplorer(y_pred=0.0)
        assert "16.1, outside the picture" in {note.text for note in of(explorer, Note)}


def number(text):
    return float(text.strip().replace("−", "-"))


def computed(text):
    """Arithmetic as it is written: −ln 0.25, ½ · (3 − 1)², the sign of 3 − 1, …"""
    if text.startswith(("the sign of", "at the kink")):
        inner = text.removeprefix("the sign of ").removeprefix("at the kink, ")
        return np.sign(computed(inner))
    if "softmax" in text:
        text = text.split("=")[-1]
    for written, python in (
        ("−ln (", "-np.log("), ("ln (", "np.log("), ("½", "0.5"), ("²", "**2"), ("·", "*"),
        ("÷", "/"), ("−", "-"), ("|", "§"),
    ):  # fmt: skip
        text = text.replace(written, python)
    parts = text.split("§")
    text = (
        "".join(p + ("abs(" if n % 2 == 0 else ")") for n, p in enumerate(parts[:-1])) + parts[-1]
    )
    words = text.split("ln ")
    found = words[0]
    for word in words[1:]:
        value, _space, rest = word.partition(" ")
        found += f"np.log({value}) {rest}"
    return float(eval(found, {"np": np}))


class TestFromViewToView:
    def test_a_probability_becomes_its_logit(self):
        explorer = LossExplorer(y_pred=0.25)
        explorer.view = "logits"
        assert np.isclose(explorer.y_pred, -np.log(3), atol=1e-4)
        explorer.view = "cliff"
        assert np.isclose(explorer.y_pred, 0.25, atol=1e-4)
        explorer.from_logits = True  # the cliff is of probabilities
        assert np.isclose(explorer.y_pred, 0.25, atol=1e-4)
        explorer.view = "curve"
        assert np.isclose(explorer.y_pred, -np.log(3), atol=1e-3)

    @pytest.mark.parametrize("p, z", [(0.0, -12.0), (1.0, 12.0)])
    def test_the_ends(self, p, z):
        explorer = LossExplorer(y_pred=p)
        explorer.from_logits = True
        assert explorer.y_pred == z

    def test_a_number_is_made_to_fit(self):
        explorer = LossExplorer(loss="mean_squared_error", y_true=-3.0, y_pred=3.5)
        explorer.loss = "binary_crossentropy"
        assert (explorer.y_true, explorer.y_pred) == (0.0, 0.9)  # inside, not where Keras clips
        explorer = LossExplorer(loss="huber", y_pred=-1.5)
        explorer.loss = "categorical_crossentropy"
        assert explorer.y_pred == 0.1
        assert explorer.problem == ""

    def test_a_state_is_taken_as_it_is(self):
        explorer = LossExplorer(view="logits", y_pred=-7.0)
        explorer.state = {"view": "curve", "y_pred": 0.7}
        assert explorer.y_pred == 0.7
        explorer.state = {"loss": "huber", "y_pred": -3.0, "y_true": 2.0}
        assert (explorer.y_pred, explorer.y_true) == (-3.0, 2.0)

    def test_only_what_means_something_is_offered(self):
        explorer = LossExplorer()
        assert offered(explorer) == {"view", "loss", "from_logits", "target", "prediction"}
        explorer.loss = "huber"
        assert offered(explorer) == {"view", "loss", "target", "prediction"}
        explorer.loss = "categorical_crossentropy"
        assert offered(explorer) == {"view", "loss", "from_logits", "prediction"}
        explorer.view = "logits"
        assert offered(explorer) == {"view", "target", "prediction"}
        explorer.view = "cliff"
        assert offered(explorer) == {"view", "prediction"}

    @pytest.mark.parametrize("view", ["curve", "cliff", "logits"])
    def test_a_change_of_the_view_is_one_computation(self, view, monkeypatch):
        explorer = LossExplorer(view="cliff" if view != "cliff" else "curve")
        calls = []
        compute = explorer._compute
        monkeypatch.setattr(explorer, "_compute", lambda: calls.append(1) or compute())
        explorer.view = view
        assert len(calls) == 1


class TestTheCliff:
    @pytest.mark.parametrize("p, gradient", [(0.0, 0), (1e-8, 0), (1e-6, -1e6), (0.01, -100)])
    def test_what_keras_gives(self, p, gradient):
        explorer = LossExplorer(view="cliff", y_pred=p)
        assert np.allclose(explorer.result.values[1], gradient)
        assert ("is not pulled back" in explorer.reading) == (p < 1e-7)

    @pytest.mark.parametrize("p, clips", [(1.0, True), (0.9, False)])
    def test_the_upper_edge_clips_too(self, p, clips):
        explorer = LossExplorer(view="cliff", y_pred=p)
        assert (explorer.result.values[1] == 0) == clips
        assert ("clips at this end, too" in explorer.reading) == clips
        upper = [band for band in of(explorer, Band) if band.x1 == 1]
        assert len(upper) == 2 and all(band.x0 == 1 - 1e-7 for band in upper)
        assert any(note.text == "clips here, too" for note in of(explorer, Note)) == clips

    def test_zero_is_typed(self):
        explorer = LossExplorer(view="cliff", y_pred=0.5)
        field = explorer._fields[explorer._all["prediction", "cliff"]]
        field.value = "0"
        assert explorer.y_pred == 0 and explorer.problem == ""
        assert handle(explorer).x == 1e-10  # the axis has no 0

    def test_the_axes_are_logarithmic(self):
        loss, gradient = of(LossExplorer(view="cliff"), Plot)
        assert loss.x.log and gradient.x.log and gradient.y.log and not loss.y.log

    def test_yours_may_have_none(self):
        """ε in the log is right, and has no cliff: it is not called wrong."""
        explorer = LossExplorer(inside, loss="binary_crossentropy", view="cliff", y_pred=1e-9)
        assert "inside agrees with Keras's binary_crossentropy" in explorer.reading
        assert "The gradient of yours is −9.9e6 here, Keras's 0." in explorer.reading

    def test_a_loss_of_numbers_is_not_drawn(self):
        explorer = LossExplorer(Squared(), loss="mean_squared_error", view="cliff")
        assert "is not drawn in this view" in explorer.reading
        assert not [curve for curve in of(explorer, Curve) if curve.role == "yours"]


class TestLogits:
    def test_at_minus_10(self):
        explorer = LossExplorer(view="logits", y_pred=-10.0)
        assert np.allclose(explorer.result.values, [-1, -9.08e-5], rtol=1e-3)
        assert (
            "Cross-entropy costs 10 and pulls at the logit with −1; squared error costs 1 and "
            "pulls with −9.08e−5." in explorer.reading
        )
        (text,) = written(explorer)
        text = " ".join(text.split())
        assert "cross-entropy 10 −22027 · 4.54e−5 = −1" in text
        assert "squared error 1 −2 · 4.54e−5 = −9.08e−5" in text

    @pytest.mark.parametrize("z, cost", [(-4.6, "4.61"), (4.6, "0.01")])
    def test_what_a_probability_costs_is_read_at_the_curves(self, z, cost):
        """The dashboard asks for p = 0.01 beside p = 0.99."""
        explorer = LossExplorer(view="logits", y_pred=z)
        labels = [curve.label for curve in of(explorer, Curve) if curve.role == "loss"]
        less = written(explorer)[0].split("squared error")[1].split()[0]
        assert labels == 2 * [f"cross-entropy: {cost}", f"squared error: {less}"]
        assert float(cost) == pytest.approx(np.log1p(np.exp(-z)), rel=5e-3)
        assert float(less.replace("−", "-")) == pytest.approx(1 / (1 + np.exp(z)) ** 2, rel=5e-3)

    @pytest.mark.parametrize("z", [0.0, -10.0, 3.3])
    def test_the_signs_of_equality_stand_under_each_other(self, z):
        (text,) = written(LossExplorer(view="logits", y_pred=z))
        assert len({line.index(" = ") for line in text.split("\n")[1:]}) == 1

    def test_where_it_is_narrow_no_line_of_the_chain_is_long(self):
        explorer = LossExplorer(binary, loss="binary_crossentropy", view="logits", y_pred=-10.0)
        explorer._stage.room = 25.0
        (text,) = written(explorer)
        assert max(map(len, text.split("\n"))) <= 34
        assert "\n  −22027 · 4.54e−5 = −1" in text

    def test_less_than_1_is_never_1(self):
        explorer = LossExplorer(view="logits", y_pred=8.0, y_true=0.0)
        assert "At z = 8 the probability is 0.9996646." in explorer.reading

    def test_what_is_below_the_chart_says_so(self):
        explorer = LossExplorer(view="logits", y_pred=10.0)
        notes = {note.text for note in of(explorer, Note)}
        assert "4.12e−9, below the chart" in notes and "4.54e−5" in notes  # sizes: no sign
        assert all("ten times less" in p.y.name for p in of(explorer, Plot) if p.y.log)

    def test_both_gradients_are_the_tape(self):
        explorer = LossExplorer(view="logits", loss="mean_absolute_error", y_pred=2.5, y_true=0.0)
        z = tf.constant([[2.5]], "float64")
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(z)
            zero = tf.zeros_like(z)
            entropy = keras.losses.binary_crossentropy(zero, z, from_logits=True)
            other = keras.losses.mean_absolute_error(zero, tf.sigmoid(z))
        expected = [tape.gradient(loss, z)[0, 0] for loss in (entropy, other)]
        assert np.allclose(explorer.result.values, expected)

    def test_yours_is_drawn_in_all_four(self):
        explorer = LossExplorer(binary, loss="binary_crossentropy", view="logits", y_pred=-3.0)
        assert "binary agrees with Keras's binary_crossentropy at all 401" in explorer.reading
        assert len([curve for curve in of(explorer, Curve) if curve.role == "yours"]) == 4
        at = explorer.result.at
        assert np.allclose(at["yours"].by_z, at["entropy"].by_z, rtol=1e-4)

    def test_a_wrong_one_is_said(self):
        explorer = LossExplorer(Squared(), loss="mean_absolute_error", view="logits")
        assert "differs from Keras's mean_absolute_error" in explorer.reading


class TestYours:
    @pytest.mark.parametrize("function", [binary, inside, with_keras])
    def test_right_ones_agree(self, function):
        for y_true in (0.0, 0.35, 1.0):
            explorer = LossExplorer(function, loss="binary_crossentropy", y_true=y_true)
            name = function.__name__
            assert f"{name} agrees with Keras's binary_crossentropy at all 401" in explorer.reading
            taped = "no tape follows NumPy" not in explorer.reading
            assert taped == (function is with_keras)
            assert {"loss", "gradient", "yours"} == {c.role for c in of(explorer, Curve)}
            assert not of(explorer, Band)

    def test_a_wrong_one_is_marked(self):
        explorer = LossExplorer(half_of_it, loss="binary_crossentropy", y_true=0.5)
        assert "half_of_it differs from Keras's binary_crossentropy at 4" in explorer.reading
        marks = [m for m in every(explorer._stage.picture, (Band, Note)) if m.role == "wrong"]
        assert marks and "✗ differs" in {getattr(m, "label", "") or m.text for m in marks}
        (dot, *_more) = [m for m in of(explorer, Dots) if m.role == "yours"]
        assert np.allclose(dot.y, half_of_it(np.array([[0.5]]), np.array([[0.25]])))

    def test_a_stretch_has_a_band(self):
        def flat(y_true, y_pred):
            return np.minimum(binary(y_true, y_pred), 1.0)

        explorer = LossExplorer(flat, loss="binary_crossentropy")
        (band,) = of(explorer, Band)
        said = explorer.reading.split("yours gives ")[1].split(".\n")[0].split(". The")[0]
        mine, theirs = said.split(", Keras's ")
        assert mine != theirs  # two numbers that can be told apart
        assert band.role == "wrong" and np.isclose(band.x1, np.exp(-1), atol=0.003)

    def test_what_is_no_number_differs(self):
        explorer = LossExplorer(unclipped, loss="binary_crossentropy", y_pred=0.0)
        assert "differs from Keras's binary_crossentropy at 2 of 401 points" in explorer.reading
        assert "yours gives inf, Keras's 16.1" in explorer.reading
        json.dumps(sent(explorer._stage.picture), default=lambda _data: "", allow_nan=False)

    def test_its_name_says_which_loss(self):
        explorer = LossExplorer(categorical_crossentropy)
        assert explorer.loss == "categorical_crossentropy" and explorer.from_logits
        assert "agrees with Keras's categorical_crossentropy" in explorer.reading

    def test_what_was_tried_is_said_and_a_sum_is_no_mean(self):
        """With one value a sample they are the same: only more values tell them apart."""

        def added(y_true, y_pred):
            return ((y_true - y_pred) ** 2).sum(-1)

        right = LossExplorer(Squared(), loss="mean_squared_error", y_true=0.5).reading
        assert "at all 401 points, with one value a sample and y_true = 0.5. So it does" in right
        for view in ("curve", "logits"):
            text = LossExplorer(added, loss="mean_squared_error", view=view).reading
            assert "with one value a sample and y_true = 1. But with two values a sample" in text
            assert "it differs: y_true = [0, 2] and y_pred = [1, 4] cost 5 with yours, 2.5" in text

    @pytest.mark.parametrize("view", ["curve", "cliff", "logits"])
    def test_half_of_a_cross_entropy_is_wrong_where_y_true_is_1(self, view):
        text = LossExplorer(half_of_it, loss="binary_crossentropy", view=view).reading
        y, p = np.array([[1.0, 0.0]]), np.array([[0.8, 0.3]])
        mine, theirs = (f(y, p).item() for f in (half_of_it, binary))
        assert "agrees" in text and f"{mine:.3g} with yours, {theirs:.3g} with Keras's" in text

    def test_one_that_fails_with_two_values(self):
        def only_one(y_true, y_pred):
            return np.reshape(np.square(np.asarray(y_true) - np.asarray(y_pred)), -1)

        explorer = LossExplorer(only_one, loss="mean_squared_error")
        assert explorer.problem == ""
        assert "But with two values a sample: Expected one loss for each of 4" in explorer.reading

    def test_a_class_that_is_always_the_first(self):
        def first(y_true, logits):
            return np.log(np.exp(logits).sum(-1)) - logits[:, 0]

        text = LossExplorer(first, loss="categorical_crossentropy", from_logits=True).reading
        assert "with the first of three classes true. But with four classes it differs" in text

    def test_without_keras(self):
        explorer = LossExplorer(binary)
        assert explorer.loss == "" and explorer.result.keras is None
        assert explorer.problem == "" and "agrees" not in explorer.reading
        assert "Choose in the menu which of Keras's losses" in explorer.reading

    def test_a_callable_object(self):
        explorer = LossExplorer(Squared(), loss="mean_squared_error", y_true=-1.0)
        assert "agrees with Keras's mean_squared_error" in explorer.reading

    def test_keras_own(self):
        explorer = LossExplorer(keras.losses.mean_squared_error)
        assert "agrees with Keras's mean_squared_error at all 401 points" in explorer.reading
        assert explorer.result.yours.taped

    @pytest.mark.parametrize(
        "function, problem",
        [
            (lambda y_true, y_pred: np.mean((y_true - y_pred) ** 2), "one number for all"),
            (lambda y_true, y_pred: (y_true - y_pred) ** 2, "Received: shape (401, 1)"),
            (lambda y_true, y_pred: None, "Is `return` missing?"),
            (lambda y_true: 0, "TypeError"),
            (lambda y_true, y_pred: 1 / 0, "ZeroDivisionError"),
        ],
    )
    @pytest.mark.parametrize("view", ["curve", "logits"])
    def test_what_goes_wrong_is_one_line_over_keras_picture(self, function, problem, view):
        explorer = LossExplorer(function, loss="mean_squared_error", view=view)
        assert problem in explorer.problem and "\n" not in explorer.problem
        roles = {curve.role for curve in of(explorer, Curve)}
        assert "loss" in roles and "yours" not in roles
        explorer.y_pred = 0.75  # it is alive
        assert problem in explorer.problem and handle(explorer).x == 0.75

    def test_one_that_changes_its_argument(self):
        def spoils(y_true, y_pred):
            y_pred -= y_true
            return np.mean(y_pred**2, axis=-1)

        explorer = LossExplorer(spoils, loss="mean_squared_error")
        assert "spoils agrees with Keras's" in explorer.reading
        assert "spoils changed its argument in place" in explorer.reading
        explorer.y_pred = 0.5
        assert "spoils changed its argument in place" in explorer.reading

    def test_one_that_never_returns(self, monkeypatch):
        monkeypatch.setattr(base, "SECONDS", 0.2)

        calls = []

        def endless(y_true, y_pred):
            calls.append(1)
            while True:
                pass

        explorer = LossExplorer(endless, loss="huber")
        assert "0.2 s" in explorer.problem
        before = len(calls)
        explorer.y_pred = 0.5
        assert len(calls) == before > 0  # it is not tried again
        assert "0.2 s" in explorer.problem and handle(explorer).x == 0.5


class TestWhatPassesItsCheck:
    """What learners hand in and what is right agrees in every view."""

    @pytest.mark.parametrize("view", module.VIEWS)
    @pytest.mark.parametrize(
        "name", ["mean_squared_error", "binary_crossentropy", "categorical_crossentropy"]
    )
    def test_it_agrees(self, network, name, view):
        logits = name == "categorical_crossentropy"
        corpus = importlib.import_module(f"tests.checks.corpus.{name}")
        for function in corpus.RIGHT:
            explorer = LossExplorer(function, loss=name, from_logits=logits, view=view)
            assert explorer.problem == "", function
            text = explorer.reading
            assert "agrees with Keras's" in text or "is not drawn in this view" in text, function
            assert "But with" not in text, function

    @pytest.mark.parametrize(
        "name", ["mean_squared_error", "binary_crossentropy", "categorical_crossentropy"]
    )
    def test_what_is_wrong_leaves_the_explorer_alive(self, name):
        logits = name == "categorical_crossentropy"
        corpus = importlib.import_module(f"tests.checks.corpus.{name}")
        told = 0
        for function in corpus.WRONG:
            explorer = LossExplorer(function, loss=name, from_logits=logits, y_true=0.5)
            assert "\n" not in explorer.problem
            assert "loss" in {curve.role for curve in of(explorer, Curve)}
            told += bool(explorer.problem) or "differs from Keras's" in explorer.reading
        assert told >= 0.6 * len(corpus.WRONG)  # the others fail with what no curve shows


class TestABatch:
    def test_its_bars_are_keras_losses(self, network):
        explorer = LossExplorer(view="batch", rank=5)
        values = keras.losses.categorical_crossentropy(
            network.y_true, network.logits, from_logits=True
        ).numpy()
        worst = np.sort(values)[::-1]
        filled, empty = (mark for mark in of(explorer, Bars) if mark.role == "loss")
        assert filled.solid and np.allclose(filled.end[:5], worst[:5], rtol=1e-6)
        assert np.isnan(filled.end[5:]).all() and np.allclose(empty.end[5:], worst[5:40], rtol=1e-5)
        running = next(c for c in of(explorer, Curve) if c.role == "loss")
        assert running.y[0] == 0 and np.isclose(running.y[-1], values.mean())
        part = worst[:5].sum() / worst.sum()
        assert f"The 5 worst of 360 images make up {100 * part:.0f} %" in explorer.reading

    def test_few_images_carry_much(self, network):
        assert 0.25 < LossExplorer(view="batch").result.shown.share(4) < 0.6

    def test_the_worst_is_pulled_out(self, network):
        explorer = LossExplorer(view="batch", rank=1)
        n = int(np.argmax(explorer.result.values))
        (image,) = of(explorer, Image)
        label = network.labels[n]
        assert np.array_equal(image.values, network.images[n])
        assert image.title == f"rank 1: the digit {label}"
        assert f"is the digit {label}, and the network says" in explorer.reading
        p = network.probabilities[n, label]
        assert np.isclose(-np.log(p), explorer.result.values[n], rtol=1e-4)

    def test_what_the_worst_is_can_be_asked_first(self, network):
        explorer = LossExplorer(view="batch", rank=1, labels=False)
        (image,) = of(explorer, Image)
        assert image.title == "rank 1: how do you read it?" and not image.note
        assert "digit" not in explorer.reading and "says" not in explorer.reading
        assert len(of(explorer, Plot)) == 2  # its probabilities would tell
        explorer._all["labels"].value = True
        assert "is the digit" in explorer.reading and len(of(explorer, Plot)) == 3

    @pytest.mark.parametrize("rank", [1, 40, 41, 200, 360])
    def test_the_bars_are_cropped_round_the_rank(self, network, rank):
        explorer = LossExplorer(view="batch")
        ask(explorer, "rank", rank + 0.3)
        assert explorer.rank == rank
        filled = next(mark for mark in of(explorer, Bars) if mark.role == "loss")
        assert filled.first <= rank <= filled.first + 39 <= 360
        assert handle(explorer, "rank").x == rank

    @pytest.mark.parametrize("name, logits", KINDS)
    def test_every_loss(self, network, name, logits):
        explorer = LossExplorer(view="batch", loss=name, from_logits=logits)
        predictions = network.logits if concept.kind(name, logits) == "logit" else None
        predictions = network.probabilities if predictions is None else predictions
        values, _gradient = by_keras(name, logits, network.y_true, predictions)
        assert np.allclose(explorer.result.values, values)

    def test_yours(self, network):
        explorer = LossExplorer(categorical_crossentropy, view="batch")
        assert "agrees with Keras's categorical_crossentropy for all 360" in explorer.reading
        explorer = LossExplorer(Squared(), loss="mean_absolute_error", view="batch")
        assert "differs from Keras's mean_absolute_error for 3" in explorer.reading
        assert [mark for mark in of(explorer, Dots) if mark.role == "yours"]

    @pytest.mark.parametrize("sign, far", [(1, 0.5), (1, 9), (-1, 0.5), (-1, 9), (1, 1e9)])
    def test_yours_stays_in_the_picture(self, network, sign, far):
        explorer = LossExplorer(
            lambda y_true, y_pred: sign * (categorical_crossentropy(y_true, y_pred) + far),
            loss="categorical_crossentropy",
            from_logits=True,
            view="batch",
        )
        plot = of(explorer, Plot)[0]
        [dots] = [mark for mark in plot.marks if isinstance(mark, Dots) and mark.role == "yours"]
        seen = dots.y[np.isfinite(dots.y)]
        assert (far > 100) or len(seen) == len(dots.y)
        assert ((plot.y.low <= seen) & (seen <= plot.y.high)).all()
        names = [mark.text for mark in plot.marks if getattr(mark, "role", "") == "yours"
                 and hasattr(mark, "text")]  # fmt: skip
        assert len(names) == 1 and ("outside" in names[0]) == (far > 100)
        assert all(
            plot.y.low < mark.y <= plot.y.high for mark in plot.marks if hasattr(mark, "text")
        )

    @pytest.mark.parametrize("part, text", [
        (0.446, "45 %"), (0.0123, "1.2 %"), (0.998, "99.8 %"),
        (0.99999, "over 99.9 %"), (1.0, "100 %"),
    ])  # fmt: skip
    def test_percents(self, part, text):
        assert percent(part) == text

    def test_a_wrong_shape_leaves_keras_bars(self, network):
        explorer = LossExplorer(lambda y_true, y_pred: np.mean(y_pred), loss="huber", view="batch")
        assert "one number for all" in explorer.problem
        assert [mark for mark in of(explorer, Bars) if mark.role == "loss"]

    def test_its_cell_trains_the_same_network(self, network):
        explorer = LossExplorer(view="batch", loss="mean_squared_error")
        assert np.allclose(run(explorer.code()), explorer.result.values, atol=1e-4)


class TestAWeight:
    def test_loss_and_accuracy_are_keras_own(self, network):
        explorer = LossExplorer(view="weight", moved=0.5)
        model = keras.Sequential(
            [keras.layers.Flatten(), keras.layers.Dense(32, "relu"), keras.layers.Dense(10)]
        )
        model.build((None, 8, 8))
        weights = [part.copy() for part in network.weights]
        weights[2][3, 4] += 0.5
        model.set_weights(weights)
        scores = np.asarray(model(network.images.astype("float32") / 255))
        entropy = keras.losses.sparse_categorical_crossentropy
        mean = float(np.mean(entropy(network.labels, scores, from_logits=True)))
        right = int((scores.argmax(1) == network.labels).sum())
        assert np.isclose(explorer.result.mean, mean, rtol=1e-5)
        assert explorer.result.right == right
        said = explorer.reading.split("The loss is ")[1].split(",")[0]
        assert np.isclose(float(said), mean, atol=2e-6)
        assert f"{right} of 360 images are right" in explorer.reading

    def test_the_loss_moves_where_accuracy_does_not(self, network):
        explorer = LossExplorer(view="weight", span=0.001, moved=0.0005)
        assert len(np.unique(explorer.result.keras)) == len(explorer.result.keras)
        assert len(np.unique(explorer.result.along.right)) == 1
        assert (
            "61 places along this axis were tried: the loss is another one at each. The accuracy "
            "is the same at all of them." in explorer.reading
        )
        assert any("No image has changed sides" in mark.title for mark in of(explorer, Words))

    def test_a_weight_that_nothing_depends_on(self, network):
        explorer = LossExplorer(view="weight", weight=0, moved=0.5)  # of a pixel that is always 0
        assert "the loss is the same at all of them" in explorer.reading
        assert any("Neither accuracy nor loss" in mark.title for mark in of(explorer, Words))

    def test_what_a_move_does_is_not_told_before_one(self, network):
        explorer = LossExplorer(view="weight")
        assert "places along this axis" not in explorer.reading
        explorer.moved = 0.1
        assert "The accuracy has only 4 different values." in explorer.reading

    def test_images_that_change_sides(self, network):
        explorer = LossExplorer(view="weight", direction="random", moved=2.0)
        found = explorer.result.flipped()
        now = explorer.result.at.logits[0].argmax(1)
        images = of(explorer, Image)
        assert len(images) == min(len(found), 8) > 0
        for n, image in zip(found, images, strict=False):
            assert np.array_equal(image.values, network.images[n])
            sign = "✓" if now[n] == network.labels[n] else "✗"
            assert image.title == f"{sign} {network.labels[n]} → {now[n]}"

    @pytest.mark.parametrize("way", batches.DIRECTIONS)
    def test_it_is_dragged(self, network, way):
        explorer = LossExplorer(view="weight", direction=way)
        ask(explorer, "moved", 1.25)
        assert explorer.moved == 1.25
        along = explorer.result.along
        n = int(np.argmin(np.abs(along.steps - 1.25)))
        assert np.isclose(explorer.result.mean, explorer.result.keras[n], rtol=0.15)
        ask(explorer, "moved", 9.0)
        assert explorer.moved == 2.0
        explorer.span = 0.1
        assert explorer.moved == 0.1
        ask(explorer, "moved", -0.05)
        explorer.span = 0.001
        assert explorer.moved == -0.0005
        explorer.span = 2.0  # as far along the axis as it was
        assert explorer.moved == -1.0

    def test_how_far_each_weight_moves_is_computed(self, network):
        explorer = LossExplorer(view="weight", direction="random", span=0.001, moved=-0.001)
        assert "moved at random, each by about 0.0001." in explorer.reading

    def test_the_worst_one(self, network):
        notes = {note.text for note in of(LossExplorer(view="batch", rank=1), Note)}
        assert "the worst one: 17 % of the mean" in notes

    def test_what_is_offered(self, network):
        explorer = LossExplorer(view="weight")
        more = {"view", "loss", "from_logits", "direction", "span", "moved"}
        for way, own in (("one", {"weight"}), ("random", {"seed"}), ("gradient", set())):
            explorer.direction = way
            assert offered(explorer) == more | own
        assert sum(shown(explorer, explorer._all["moved", s]) for s in module.SPANS) == 1

    def test_yours(self, network):
        explorer = LossExplorer(categorical_crossentropy, view="weight", moved=1.0)
        assert "categorical_crossentropy agrees with Keras's here." in explorer.reading
        places, means = explorer.result.yours
        assert np.allclose(means, explorer.result.keras[::2], rtol=1e-5)
        explorer = LossExplorer(Squared(), loss="huber", view="weight")
        assert "Your function gives" in explorer.reading or "Squared gives" in explorer.reading

    @pytest.mark.parametrize("way", batches.DIRECTIONS)
    def test_its_cell_computes_it_again(self, network, way):
        explorer = LossExplorer(view="weight", direction=way, seed=2, moved=0.75)
        assert np.allclose(run(explorer.code()), explorer.result.values, rtol=1e-3, atol=1e-5)


class TestWithoutANetwork:
    """A training of our own stands in for it."""

    @pytest.fixture(autouse=True)
    def training(self, network, monkeypatch):
        self.gate, self.error = [], None
        monkeypatch.setattr(batches, "_kept", {})

        def training():
            while not self.gate:
                time.sleep(0.005)
                yield 0.5
            if self.error:
                raise self.error
            batches._kept["network"] = network
            return network

        monkeypatch.setattr(batches, "training", training)

    def test_it_is_trained_and_then_shown(self):
        explorer = LossExplorer(view="batch")
        assert "A network is being trained" in explorer.reading
        assert explorer._work.busy
        self.gate.append(1)
        assert explorer._work.wait(10)
        assert "worst of 360 images" in explorer.reading

    def test_another_view_stops_it(self):
        explorer = LossExplorer(view="weight")
        explorer.view = "curve"
        assert not explorer._work.busy and "cross-entropy is" in explorer.reading

    def test_stop(self):
        explorer = LossExplorer(view="batch")
        explorer._work._button.click()
        assert explorer.view == "curve" and not explorer._work.busy

    def test_a_failure_is_one_line(self):
        self.error = OSError("no digits here")
        explorer = LossExplorer(view="batch")
        self.gate.append(1)
        assert explorer._work.wait(10)
        assert explorer.problem == "The network could not be trained: OSError: no digits here"
        assert explorer.view == "curve"

    def test_its_cell_needs_no_network(self):
        assert "model.fit" in LossExplorer(view="batch")._code(None)


@pytest.mark.parametrize(
    "state",
    [
        {"view": "all"},
        {"loss": "hinge"},
        {"loss": ""},
        {"y_pred": 1.5},
        {"loss": "huber", "y_pred": 4.5},
        {"from_logits": True, "y_pred": -13.0},
        {"y_true": -0.5},
        {"y_pred": float("nan")},
        {"others": [1.0]},
        {"others": [1.0, 99.0]},
        {"rank": 0},
        {"rank": 361},
        {"weight": 2410},
        {"direction": "up"},
        {"span": 1.0},
        {"moved": 2.5},
        {"span": 0.1, "moved": 0.5},
        {"seed": -1},
    ],
)
def test_bad_input(state):
    with pytest.raises(traitlets.TraitError):
        LossExplorer(**state)


def test_what_is_no_function():
    with pytest.raises(TypeError, match=r"a function of \(y_true, y_pred\). Received: 3"):
        LossExplorer(3)


def test_hidden_until_it_is_shown():
    explorer = LossExplorer(hidden=True)
    assert explorer.reading == "" and explorer.result is None
    explorer.show()
    assert "cross-entropy is 1.39" in explorer.reading
