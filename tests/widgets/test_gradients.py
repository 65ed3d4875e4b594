"""GradientExplorer without a browser."""

import json
import math

import keras
import numpy as np
import pytest
from ipywidgets.widgets.widget import _remove_buffers
from traitlets import TraitError

from kerastutor.concepts.gradients import FUNCTIONS
from kerastutor.widgets import GradientExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets._gradients_labels import free_place
from kerastutor.widgets.stage.marks import every, sent
from kerastutor.widgets.stage.plots import Curve, Dots, Line


def square(x):
    return x * x


def plot(explorer):
    return explorer._stage.picture


def drawn(explorer, kind, role=None):
    """The marks of a class (and role) in the plot."""
    return [m for m in every(plot(explorer), kind) if role in (None, m.role) and type(m) is kind]


def test_the_reading():
    explorer = GradientExplorer(name="square", x=-1.5, h=0.01)
    assert explorer.reading == (
        "At x = −1.5, f(x) = 2.25. The slope of the tangent, by automatic differentiation, is −3.\n"
        "By finite differences: (f(x + h) − f(x − h)) / (2h) = −3 with h = 0.01; the same."
    )


def test_a_difference_that_is_exact():
    explorer = GradientExplorer(lambda x: 2 * x, x=1.0, h=0.5)
    assert explorer.reading.endswith("= 2 with h = 0.5; the same.")


def test_a_difference_that_reaches_outside():
    import keras

    explorer = GradientExplorer(keras.ops.sqrt, x=0.5, h=1.0)
    assert explorer.reading.endswith(
        "By finite differences: f has no value at x − h, so there is no slope with h = 1."
    )
    assert "nan" not in explorer.reading


def test_the_rounding_of_a_tiny_step_is_said():
    """A smaller h is not better all the way."""
    off = {}
    explorer = GradientExplorer(name="sin", x=1.0)
    for h in (1e-5, 1e-8):
        explorer.h = h
        off[h] = abs(explorer.result.difference - math.cos(1.0))
        assert "; off by " in explorer.reading
    assert off[1e-8] > 10 * off[1e-5]


def test_a_kink_has_no_tangent():
    explorer = GradientExplorer(name="relu", x=0.0, h=0.5)
    assert explorer.reading == (
        "At x = 0, f(x) = 0. There the curve has a kink: its slope is 0 on the left and 1 on the "
        "right, and there is no tangent. Automatic differentiation gives 0, which is a convention."
        "\nBy finite differences: (f(x + h) − f(x − h)) / (2h) = 0.5 with h = 0.5."
    )
    (line,) = drawn(explorer, Line, "gradient")
    assert line.label == "no slope here: a kink"
    explorer.x = 0.25  # the step still reaches over the kink, but here the slope is 1
    assert "The slope of the tangent, by automatic differentiation, is 1." in explorer.reading
    assert "; off by " in explorer.reading


@pytest.mark.parametrize("domain", [(-3, 3), (-1, 2.17)])
@pytest.mark.parametrize("h", [1.0, 1e-3])
def test_a_kink_where_the_difference_agrees(domain, h):
    """|x| at 0: both slopes are 0, and there is no tangent all the same."""
    explorer = GradientExplorer(lambda x: keras.ops.abs(x), x=0.0, h=h, domain=domain)
    assert "its slope is −1 on the left and 1 on the right" in explorer.reading
    explorer.x = 0.5
    assert "kink" not in explorer.reading


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "relu"])
@pytest.mark.parametrize("x", [-2.9, -0.7, 0.0, 1.3])
def test_a_smooth_curve_has_no_kink(name, x):
    assert "kink" not in GradientExplorer(name=name, x=x, h=1.0).reading


def test_no_empty_chart():
    wrong = [True]

    def sometimes(x):
        if wrong:
            raise KeyError("x")
        return x * x

    explorer = GradientExplorer(sometimes)
    assert explorer.problem and plot(explorer) is None and not explorer._reading.stale
    wrong.clear()
    explorer.x = 0.5
    assert not explorer.problem and plot(explorer) is not None
    wrong.append(True)
    explorer.x = 0.6
    assert explorer.problem and plot(explorer) and explorer._reading.stale  # the last one stays


def test_the_lines_are_the_functions():
    explorer = GradientExplorer(name="cube", x=1.0, h=0.5, domain=(-2, 2))
    (curve,) = drawn(explorer, Curve)
    assert np.allclose(curve.y, curve.x**3, atol=1e-5)
    assert (curve.x[0], curve.x[-1]) == (-2, 2) == (plot(explorer).x.low, plot(explorer).x.high)
    ends = np.array([-2.0, 2.0])
    (tangent,), (secant,) = drawn(explorer, Line, "gradient"), drawn(explorer, Line, "control")
    assert np.allclose(tangent.at, (-2, 1 + 3 * -3, 2, 1 + 3))
    assert tangent.label == "slope 3" and secant.label == "difference 3.25"
    (dots,) = drawn(explorer, Dots)
    assert np.allclose([dots.x, dots.y], [[0.5, 1.5], [0.125, 3.375]])
    for x, y in zip(dots.x, dots.y, strict=True):  # the secant goes through its two ends
        assert np.isclose(np.interp(x, ends, secant.at[1::2]), y)
    assert plot(explorer).handles[0].words == "x = 1, slope 3"
    assert plot(explorer).y.low < -8 and plot(explorer).y.high > 8


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", [-3.0, -1.1, 0.0, 2.9, 3.0])
def test_a_label_stands_on_its_line_and_in_the_picture(name, x):
    explorer = GradientExplorer(name=name, x=x, h=0.5)
    frame = plot(explorer)
    for line in drawn(explorer, Line):
        across, up = line.label_at
        start, low, end, high = line.at
        assert up == pytest.approx(low + (high - low) * (across - start) / (end - start))
        assert frame.x.low <= across <= frame.x.high and frame.y.low <= up <= frame.y.high


def test_a_label_covers_no_curve():
    """A curve runs where the label would stand: it goes to the other side, or along its line."""
    box, x = (-3.0, -5.0, 3.0, 5.0), np.linspace(-3, 3, 300)

    def place(*curves, side=1):
        return free_place("slope 0", lambda x: 0.0, 0.0, side, box, curves)

    (at, y), side, rect = place()
    assert 0 < at < 3 and y == 0 and side == 1 and rect[1] < rect[3] < 10  # above the line
    middle = 5 - (rect[1] + rect[3]) / 4  # 20 em for 10
    over = (x, np.full(300, middle))
    assert place(over)[1] == -1
    below = (x, np.full(300, -middle))
    assert place(over, below)[1] in (-2, 2)
    wall = (np.array([at + 0.4, at + 0.401]), np.array([-5.0, 5.0]))
    (moved, _y), _side, (left, _top, right, _bottom) = place(wall)
    assert moved != at and not left < (at + 0.4 + 3) * 40 / 6 < right


def test_the_label_of_the_lesson_covers_no_curve():
    explorer = GradientExplorer(lambda x: x * np.sin(x), x=2.0, h=0.1)
    (secant,) = drawn(explorer, Line, "control")
    assert secant.label == "difference 0.0738" and secant.label_at[0] < 1.0


def test_the_axes_have_the_names_of_the_domain():
    explorer = GradientExplorer(square, x=1.5, h=0.5, names=("w", "loss"))
    assert (plot(explorer).x.name, plot(explorer).y.name) == ("w", "loss")
    assert explorer._x.description == "w"
    assert explorer.reading == (
        "At w = 1.5, loss = 2.25. The slope of the tangent, by automatic differentiation, is 3.\n"
        "By finite differences: (loss(w + h) − loss(w − h)) / (2h) = 3 with h = 0.5; the same."
    )


def test_yours_has_its_colour():
    assert drawn(GradientExplorer(square), Curve, "yours")
    assert drawn(GradientExplorer(), Curve, "keras")


def test_a_smaller_step_is_nearer():
    explorer = GradientExplorer(name="sin", x=1.0)
    off = []
    for h in (1.0, 0.1, 0.01):
        explorer.h = h
        off.append(abs(explorer.result.difference - math.cos(1.0)))
        assert explorer.result.slope == pytest.approx(math.cos(1.0))
    assert off == sorted(off, reverse=True)


def test_the_menu():
    explorer = GradientExplorer()
    menu = explorer.children[1].children[0]
    assert [name for _label, name in menu.options] == list(FUNCTIONS)
    menu.value = "exp"
    assert explorer.name == "exp" and explorer.result.slope == pytest.approx(math.e)
    explorer.name = "square"
    assert menu.value == "square"
    (curve,) = drawn(explorer, Curve)
    assert np.allclose(curve.y, curve.x**2, atol=1e-5)


def test_sliders_and_traits_are_one():
    explorer = GradientExplorer(name="square")
    explorer._x.value = 2.5
    assert explorer.x == 2.5 and explorer.result.slope == 5
    explorer.x = -0.5
    assert explorer._x.value == -0.5
    explorer._h.value = 0.01
    assert explorer.h == 0.01 and explorer.result.h == 0.01
    explorer.h = 0.1
    assert explorer._h.value == pytest.approx(0.1)


def test_the_browsers_rounding_does_not_move_the_point():
    explorer = GradientExplorer(name="square", x=1.013)
    explorer._x.value = 1.0  # what a slider of step 0.05 makes of it
    assert explorer.x == 1.013
    explorer._x.value = 1.05
    assert explorer.x == 1.05


@pytest.mark.parametrize("place", [1.0, 1.05])
def test_between_two_places_the_browser_may_round_either_way(place):
    explorer = GradientExplorer(name="square", x=1.025)
    explorer._x.value = place
    assert explorer.x == 1.025


def test_dragging_the_point():
    explorer = GradientExplorer(name="square")
    explorer._stage.asked = {"id": "point", "value": 2.0, "count": 1}
    assert explorer.x == 2.0 and explorer.result.y == 4.0
    assert plot(explorer).handles[0].y == 4.0  # back on the curve
    explorer.x = 1.0
    explorer._stage.asked = {"id": "point", "value": 2.0, "count": 2}  # to the same place again
    assert explorer.x == 2.0
    explorer._stage.asked = {"id": "point", "value": 99.0, "count": 3}  # beyond the picture
    assert explorer.x == 3.0


def test_what_is_drawn_is_json():
    for explorer in (GradientExplorer(keras.ops.log, x=0.0), GradientExplorer(lambda x: x / 0)):
        plain, _paths, _binary = _remove_buffers(sent(plot(explorer)))
        json.dumps(plain, allow_nan=False)


@pytest.mark.parametrize("x", [3.1, -3.1, math.nan, math.inf])
def test_the_point_stays_inside_the_domain(x):
    explorer = GradientExplorer()
    with pytest.raises(TraitError, match="^Expected x from -3 to 3. Received: "):
        explorer.x = x
    assert explorer.x == 1.0
    with pytest.raises(TraitError, match="^Expected x from -3 to 3. Received: "):
        GradientExplorer(x=x)


@pytest.mark.parametrize("h", [0, -0.1, 1e-9, 1.5])
def test_the_step_has_its_limits(h):
    with pytest.raises(TraitError, match="h"):
        GradientExplorer(h=h)


@pytest.mark.parametrize("domain, x", [((2, 4), 2.0), ((-4, -2), -2.0), ((0, 4), 1.0)])
def test_the_point_begins_inside_the_domain(domain, x):
    assert GradientExplorer(domain=domain).x == x


def test_a_learners_function_has_no_menu():
    explorer = GradientExplorer(square, x=1.5)
    assert explorer.name == "yours" and explorer.result.slope == 3
    assert explorer.children[1].children[0].children[0] is explorer._x
    with pytest.raises(TraitError, match="Expected one of .'yours'"):
        explorer.name = "sin"
    with pytest.raises(TraitError, match="Received: 'yours'"):
        GradientExplorer().name = "yours"
    assert "y = square(x)" in explorer.code()


def test_code_of_a_float32_function_is_in_float32():
    import tensorflow as tf

    explorer = GradientExplorer(lambda x: x * tf.constant(2.0))
    assert 'dtype="float32"' in explorer.code()


def nothing(x):
    pass


def generator(x):
    yield x


def unwritten(x):
    raise NotImplementedError


def outer(x):
    return unwritten(x) + 1


def leaving(x):
    raise SystemExit(2)


def broken(x):
    return missing + x  # noqa: F821


def pair(x):
    return keras.ops.stack([x, x])


LINES = {
    nothing: "Expected a number. Received: None. Is a return missing?",
    generator: "Expected one number for one x. Received: shape (), object",
    unwritten: "unwritten is not written yet.",
    outer: "unwritten is not written yet.",
    leaving: "leaving called exit(). Use `return` to leave a function.",
    broken: "broken raised NameError: name 'missing' is not defined",
    pair: "Expected one number for one x. Received: shape (2,), float64",
}


@pytest.mark.parametrize("function", LINES, ids=lambda f: f.__name__)
def test_whatever_the_learner_does_is_one_line(function):
    explorer = GradientExplorer(function)
    assert explorer.problem.startswith(LINES[function]), explorer.problem
    assert "\n" not in explorer.problem and explorer.result is None
    with pytest.raises(ValueError, match="Expected something to be shown"):
        explorer.code()


@pytest.mark.parametrize("function", [np.sin, math.sin], ids=["numpy", "math"])
def test_what_no_tape_follows_is_drawn_by_differences(function):
    explorer = GradientExplorer(function, x=1.0, h=0.5)
    assert explorer.problem == ""
    assert "There is no slope by automatic differentiation: the result is a float" in (
        explorer.reading
    )
    assert "(f(x + h) − f(x − h)) / (2h) ≈ 0.518" in explorer.reading
    assert "off by" not in explorer.reading and "nan" not in explorer.reading
    (curve,) = drawn(explorer, Curve)
    assert np.allclose(curve.y, np.sin(curve.x), atol=1e-5)
    assert not drawn(explorer, Line, "gradient") and drawn(explorer, Line, "control")
    names = {"sin": function, "h": 0}
    space = dict(names)
    exec(explorer.code(), space)
    assert space["result"] == pytest.approx(explorer.result.difference)


def test_differences_of_a_learners_own_can_be_drawn():
    """np.diff leaves the tape, and is right all the same (lesson 5)."""

    def finite_difference(function, x, h=1e-4):
        return np.diff([function(x - h), function(x + h)])[0] / (2 * h)

    explorer = GradientExplorer(lambda x: finite_difference(keras.ops.sin, x), x=0.0, h=0.5)
    assert explorer.problem == ""
    assert explorer.result.y == pytest.approx(1.0, abs=1e-6)


def test_a_problem_at_one_point_only():
    trouble = []

    def touchy(x):
        if trouble:
            raise ValueError("not here")
        return x * x

    explorer = GradientExplorer(touchy)
    trouble.append(1)
    explorer.x = 2.0
    assert explorer.problem == "touchy raised ValueError: not here"
    trouble.clear()
    explorer.x = 1.0
    assert explorer.problem == "" and explorer.result.slope == 2


def test_a_function_that_is_mended_draws_its_curve():
    ready = []

    def later(x):
        if not ready:
            raise NotImplementedError
        return x * x

    explorer = GradientExplorer(later)
    assert explorer.problem == "later is not written yet."
    ready.append(1)
    explorer.x = 2.0
    assert explorer.problem == ""
    (curve,) = drawn(explorer, Curve)
    assert np.allclose(curve.y, curve.x**2, atol=1e-5)


def test_a_function_that_never_returns(monkeypatch):
    monkeypatch.setattr(base, "SECONDS", 0.3)
    stuck = [True]

    def endless(x):
        while stuck:
            pass
        return x * x

    explorer = GradientExplorer(endless)
    assert explorer.problem.startswith("endless did not return within 0.3 seconds")
    stuck.clear()
    monkeypatch.setattr(base, "SECONDS", 30)
    explorer.x = 2.0
    assert explorer.problem == "" and explorer.result.slope == 4


def test_a_move_costs_a_handful_of_calls():
    calls = []

    def counted(x):
        calls.append(1)
        return x * x

    explorer = GradientExplorer(counted)
    before = len(calls)
    explorer.x = 2.0
    assert len(calls) - before == 3  # the tangent and the two ends: curve and dtype are kept


def test_what_is_not_finite_can_be_drawn():
    explorer = GradientExplorer(keras.ops.log, x=1.0)
    assert explorer.problem == "" and "f(x) = 0" in explorer.reading
    (curve,) = drawn(explorer, Curve)
    assert np.isnan(curve.y[0]) and math.isfinite(curve.y[-1])
    assert math.isfinite(plot(explorer).y.low)
    nowhere = plot(GradientExplorer(lambda x: x * math.nan)).y
    assert (nowhere.low, nowhere.high) == (-1.3, 1.3)
    flat = plot(GradientExplorer(lambda x: 5.0)).y
    assert (flat.low, flat.high) == (4.0, 6.0)


def test_a_label_at_the_border_does_not_lie_across_its_own_line():
    """Left of a falling line there is no room for it: it stands on the right, above."""
    (x, y), side, (left, top, right, bottom) = free_place(
        "difference −1.2", lambda x: -x, -2.8, -1, (-3.0, -3.0, 3.0, 3.0), []
    )
    across = (left + np.linspace(0, right - left, 9)) * 6 / 40 - 3
    heights = (3 + across) * 20 / 6  # of the line, in em from the top
    assert not np.any((top < heights) & (heights < bottom)) and y == -x


class TestBesideKeras:
    @staticmethod
    def forward(x, h=0.3):
        return (keras.ops.sin(x + h) - keras.ops.sin(x)) / h

    def test_both_curves_are_drawn_on_one_scale_and_no_slope(self):
        explorer = GradientExplorer(self.forward, keras=keras.ops.cos, x=0.0)
        mine, right = every(explorer._stage.picture, Curve)
        assert (mine.role, mine.label, right.role, right.look) == (
            "yours",
            "yours",
            "keras",
            "dash",
        )
        assert np.allclose(right.y, np.cos(right.x), atol=1e-6)
        assert not np.allclose(mine.y, right.y, atol=0.1)
        assert explorer.reading == (
            "At x = 0, yours is 0.9851 and Keras's 1.\n"
            "Over the whole picture, the two are at most 0.15 apart."
        )

    def test_it_needs_a_function(self):
        with pytest.raises(ValueError, match="beside that of keras"):
            GradientExplorer(keras=keras.ops.cos)


def test_a_slope_that_was_found_is_a_line_until_the_point_moves():
    explorer = GradientExplorer(lambda x: x**3, x=1.0, h=0.5, yours=4.75)
    roles = [line.role for line in every(explorer._stage.picture, Line)]
    assert roles == ["control", "gradient", "yours"]
    assert explorer.reading.endswith("\nYours is 4.75.")
    explorer.x = 0.5
    assert "Yours" not in explorer.reading
    assert "yours" not in [line.role for line in every(explorer._stage.picture, Line)]


def test_what_is_rounded_is_not_said_to_be_equal():
    assert "f(x) ≈ 0.8415." in GradientExplorer(name="sin", x=1.0).reading
    assert "f(x) = 1." in GradientExplorer(name="square", x=1.0).reading
