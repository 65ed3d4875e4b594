"""DescentExplorer without a browser."""

import keras
import numpy as np
import pytest
from traitlets import TraitError

from kerastutor.learner.answer import LocalAnswer
from kerastutor.widgets import DescentExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets.stage.marks import every
from kerastutor.widgets.stage.plots import Arrow, Curve, Dots, Heads, Line, Note


def bowl(w):
    return w * w


def right(w, gradient, learning_rate):
    return w - learning_rate * gradient


def hill(explorer):
    return explorer._stage.picture.items[0]


def losses(explorer):
    return explorer._stage.picture.items[1]


def ball(explorer):
    (dot,) = [m for m in every(hill(explorer), Dots) if m.look == "ball"]
    return float(dot.x[0]), float(dot.y[0])


def test_step_by_step():
    explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.25)
    assert explorer.reading.replace("\u00a0", " ") == (
        "After 0 steps, w = 2 and the loss is 4. The slope is 4.\n"
        "Next step: w − learning rate × slope = 2 − 0.25 × 4 = 1."
    )
    assert ball(explorer) == (2, 4)
    explorer.taken = 2
    assert ball(explorer) == (0.5, 0.25)
    assert explorer.reading.startswith("After 2 steps, w = 0.5 and the loss is 0.25.")
    assert explorer._play.note == "2 steps taken"
    explorer.taken = 1
    assert explorer.reading.startswith("After 1 step, w = 1 ")


def test_a_negative_slope_is_in_brackets():
    explorer = DescentExplorer(bowl, start=-1.0, learning_rate=0.25)
    assert explorer.reading.endswith("= −1 − 0.25 × (−2) = −0.5.".replace(" ", "\u00a0"))


def test_the_slope_is_the_arrow_that_drives_the_step():
    explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.25, taken=1)
    (arrow,) = [m for m in every(hill(explorer), Arrow) if type(m) is Arrow]
    x0, y0, x1, y1 = arrow.at
    assert (x0, x1) == (1, 0.5) and y0 == y1 > 1 and arrow.role == "gradient"
    tangent, *ties = [m for m in every(hill(explorer), Line) if type(m) is Line]
    assert tangent.label == "slope 2"
    x0, y0, x1, y1 = tangent.at
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2)
    # It hangs from the ball, and ends over the place where the ball will lie.
    lane = arrow.at[1]
    assert [tie.at for tie in ties] == [
        (1, 1, 1, lane),
        (0.5, lane, 0.5, pytest.approx(0.25, 0.01)),
    ]
    explorer.taken = 20
    assert not [m for m in every(hill(explorer), Arrow) if type(m) is Arrow]  # no step is left


def test_a_step_too_short_to_be_seen_has_no_arrow():
    explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.01)
    assert not every(hill(explorer), Arrow)


def test_an_arrow_that_leaves_the_picture_keeps_its_head():
    explorer = DescentExplorer(bowl, domain=(-1, 4), start=3.5, learning_rate=2.0, taken=0)
    (arrow,) = (mark for mark in hill(explorer).marks if isinstance(mark, Arrow))
    assert arrow.at[2] == -1


def test_steps_are_left_behind_as_dots():
    explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.25, taken=3)
    trail = [m for m in every(hill(explorer), Dots) if m.look == ""]
    assert trail[0].x.tolist() == [2, 1, 0.5]
    (curve,) = every(losses(explorer), Curve)
    assert curve.x.tolist() == [0, 1, 2, 3] and curve.y.tolist() == [4, 1, 0.25, 0.0625]


def test_what_is_shown_is_keras_sgd():
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        explorer = DescentExplorer(bowl, start=1.7, learning_rate=0.3)
        w = keras.Variable(1.7, dtype="float64")
        sgd = keras.optimizers.SGD(learning_rate=0.3)
        path = [1.7]
        for _step in range(20):
            sgd.apply([2 * w.value], [w])
            path.append(float(w.value))
    finally:
        keras.config.set_floatx(before)
    assert np.allclose(explorer.result.values, path, rtol=1e-7, atol=1e-9)


def test_moving_the_player_computes_nothing():
    calls = []

    def counted(w):
        calls.append(1)
        return w * w

    explorer = DescentExplorer(counted, start=2.0)
    before = len(calls)
    explorer.taken = 5
    assert len(calls) == before


@pytest.mark.parametrize(
    ("loss", "state", "said"),
    [
        (lambda w: w * np.nan, {}, "There the loss has no value"),
        (
            keras.ops.log,
            {"domain": (0.1, 3), "start": 0.3, "learning_rate": 1.0},
            "There the loss has no",
        ),
        (lambda w: -w * w, {"learning_rate": 0.9, "steps": 60}, "this loss falls without end."),
        (keras.ops.sqrt, {"domain": (0.0, 3), "start": 0.2}, "There the loss has no value"),
    ],
)
def test_why_it_ends_is_true(loss, state, said):
    explorer = DescentExplorer(loss, **state)
    explorer.taken = explorer._steps
    assert said in explorer.reading and "overshoots" not in explorer.reading
    assert "nan" not in explorer.reading
    assert ("flew" in explorer._play.note) == ("falls" in said)


def test_it_flies_off():
    explorer = DescentExplorer(bowl, start=1.0, learning_rate=1.5, taken=20, steps=60)
    assert [note.text for note in every(hill(explorer), Note)][0].startswith(
        "out of the picture: w = "
    )
    explorer.taken = 60
    assert "It diverges: each step overshoots" in explorer.reading
    assert explorer._play.note.startswith("it flew off after")
    assert "inf" not in explorer.reading and "nan" not in explorer.reading


def test_the_slider_goes_beyond_the_rate_at_which_it_diverges():
    explorer = DescentExplorer(lambda w: 2 * w * w, start=1.0)  # λ = 4: 2 / λ = 0.5
    explorer.learning_rate = 0.51
    assert abs(explorer.result.values[-1]) > 1
    explorer.learning_rate = 0.49
    assert abs(explorer.result.values[-1]) < 1
    assert 0.9 < explorer._highest < 1.1 and explorer._rate.max == pytest.approx(0, abs=0.03)
    with pytest.raises(TraitError, match="^Expected learning_rate from 0.001 to .* Received: 3"):
        explorer.learning_rate = 3


def test_dragging_the_start():
    explorer = DescentExplorer(bowl, start=2.0, taken=5)
    explorer._stage.asked = {"id": "start", "value": -1.5, "count": 1}
    assert (explorer.start, explorer.taken) == (-1.5, 0) and ball(explorer) == (-1.5, 2.25)
    explorer._stage.asked = {"id": "start", "value": 99.0, "count": 2}
    assert explorer.start == 3.0
    assert (hill(explorer).handles[0].x, hill(explorer).handles[0].y) == (3.0, 9.0)


class TestGoal:
    def test_it_is_ticked_when_it_is_reached(self):
        explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.25, goal=(0.1, 5))
        assert explorer.reading.endswith("\nGoal: below 0.1 within 5 steps.")
        explorer.taken = 3
        assert explorer.reading.endswith("\n✓ goal reached: below 0.1 after 3 steps.")
        assert explorer._play.note == "3 steps taken · ✓ goal reached"  # one line, always

    def test_it_is_missed_when_the_steps_are_used_up(self):
        explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.01, goal=(0.1, 5), taken=4)
        assert "Goal: below 0.1 within 5 steps" in explorer.reading
        explorer.taken = 5
        assert explorer.reading.endswith("✗ goal missed: below 0.1 within 5 steps.")

    def test_one_step_is_no_steps(self):
        explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.01, goal=(0.1, 1))
        assert explorer.reading.endswith("\nGoal: below 0.1 within 1 step.")
        assert "goal" in [note.text for note in every(explorer._stage.picture, Note)]
        explorer.taken = 2
        assert explorer.reading.endswith("✗ goal missed: below 0.1 within 1 step.")

    @pytest.mark.parametrize("loss", [bowl, lambda w: w * w + 1e-5])  # linear, logarithmic
    def test_its_name_lies_under_the_lowest_loss_and_covers_none(self, loss):
        explorer = DescentExplorer(loss, start=2.0, learning_rate=0.3, goal=(0.1, 5), taken=20)
        plot = losses(explorer)
        (name,) = (note for note in plot.marks if getattr(note, "text", "") == "goal")
        height = np.log if plot.y.log else np.float64
        low, high = height(plot.y.low), height(plot.y.high)
        lowest = height(min(curve.y.min() for curve in every(plot, Curve)))
        assert name.y == plot.y.low and name.above
        assert (lowest - low) / (high - low) > 0.17

    def test_what_comes_too_late_is_no_goal(self):
        explorer = DescentExplorer(bowl, start=2.0, learning_rate=0.25, goal=(0.1, 2), taken=10)
        assert "✗ goal missed" in explorer.reading


def wrong_sign(w, gradient, learning_rate):
    return w + learning_rate * gradient


def no_rate(w, gradient, learning_rate):
    return w - gradient


def nothing(w, gradient, learning_rate):
    pass


def unwritten(w, gradient, learning_rate):
    raise NotImplementedError


def raising(w, gradient, learning_rate):
    return w - learning_rate * missing  # noqa: F821


class TestYourStep:
    """The learner's own step in place of ours, over Keras's SGD."""

    @pytest.mark.parametrize(
        "step",
        [
            right,
            lambda w, gradient, learning_rate: keras.ops.subtract(w, learning_rate * gradient),
            lambda w, gradient, learning_rate: np.array(w - learning_rate * gradient),
            lambda w, g, rate: w + (-rate) * g,
        ],
    )
    def test_a_right_one_agrees(self, step):
        explorer = DescentExplorer(bowl, step=step, start=2.0, learning_rate=0.1)
        assert explorer.reading.endswith(" agrees with Keras's SGD in all 20 steps.")
        assert explorer.result.parts is None

    @pytest.mark.parametrize("rate", [0.001, 0.3, 0.98, 1.02])
    def test_float32_is_no_mistake(self, rate):
        def step(w, gradient, learning_rate):
            return keras.ops.subtract(w, keras.ops.multiply(learning_rate, gradient))

        explorer = DescentExplorer(bowl, step=step, start=2.0, learning_rate=rate)
        assert "agrees with Keras's SGD in all 20 steps." in explorer.reading

    @pytest.mark.parametrize("rate", [0.001, 0.01, 0.5])
    @pytest.mark.parametrize("step", [wrong_sign, lambda w, g, rate: w - 1.01 * rate * g])
    def test_a_small_rate_hides_no_mistake(self, step, rate):
        explorer = DescentExplorer(bowl, step=step, start=2.0, learning_rate=rate)
        assert "from step 1 on" in explorer.reading

    @pytest.mark.parametrize("step, mine", [(wrong_sign, "2.4"), (no_rate, "−2")])
    def test_a_wrong_one_parts_at_the_first_step(self, step, mine):
        explorer = DescentExplorer(bowl, step=step, start=2.0, learning_rate=0.1, taken=2)
        assert explorer.reading.endswith(
            f"{step.__name__} goes another way than Keras's SGD from step 1 on: "
            f"yours goes to {mine}, Keras's SGD to 1.6."
        )
        roles = [m.role for m in every(hill(explorer), Dots)]
        assert "keras" in roles and "yours" in roles
        assert explorer.result.values[1] == pytest.approx(float(mine.replace("−", "-")))

    @pytest.mark.parametrize(
        "step, line",
        [
            (nothing, "Expected the next w, one number. Received: None."),
            (lambda w, g, rate: [w], "Expected the next w, one number. Received: "),
            (unwritten, "unwritten is not written yet."),
            (raising, "raising raised NameError: name 'missing' is not defined"),
        ],
    )
    def test_whatever_goes_wrong_is_one_line(self, step, line):
        explorer = DescentExplorer(bowl, step=step, start=2.0)
        assert explorer.problem.startswith(line) and "\n" not in explorer.problem
        explorer.start = 1.0
        assert explorer.problem.startswith(line)

    def test_nan_is_named_and_flies_nowhere(self):
        explorer = DescentExplorer(bowl, step=lambda w, g, rate: np.nan, start=2.0, taken=3)
        assert "Your step gives nan" in explorer.reading and "diverges" not in explorer.reading
        assert "yours goes to nan, Keras's SGD to 1.6." in explorer.reading
        assert explorer._play.note == "it ended after 0 steps"

    def test_the_lines_of_the_losses_are_named(self):
        explorer = DescentExplorer(bowl, step=no_rate, start=2.0, taken=2)
        (named,) = every(losses(explorer), Heads)
        assert named.names == ("Keras", "yours")

    def test_one_that_never_returns(self, monkeypatch):
        monkeypatch.setattr(base, "SECONDS", 0.4)

        def endless(w, gradient, learning_rate):
            while True:
                pass

        explorer = DescentExplorer(step=endless)
        assert explorer.problem.startswith("endless did not return within 0.4 seconds")


def momentum_step(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def rmsprop_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def uncorrected(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


class TestOtherSteps:
    """momentum_step, rmsprop_step and adam_step, known by their parameters."""

    @pytest.mark.parametrize(
        "step, optimizer",
        [
            (momentum_step, lambda: keras.optimizers.SGD(0.1, momentum=0.9)),
            (rmsprop_step, lambda: keras.optimizers.RMSprop(0.1)),
            (adam_step, lambda: keras.optimizers.Adam(0.1)),
        ],
    )
    def test_it_stands_beside_kerass_optimizer(self, step, optimizer):
        explorer = DescentExplorer(bowl, step=step, start=2.0, learning_rate=0.1)
        w, optimizer, path = keras.Variable(2.0), optimizer(), [2.0]
        for _step in range(20):
            optimizer.apply([2 * w.value], [w])
            path.append(float(w.value))
        assert explorer.result.keras.weights == pytest.approx(path, abs=3e-5)
        assert explorer.result.values == pytest.approx(path, abs=3e-5)
        assert f"{step.__name__} agrees with " in explorer.reading

    def test_what_it_agrees_with_is_named(self):
        said = {
            momentum_step: "momentum_step agrees with Keras's SGD with momentum in all 20 steps.",
            rmsprop_step: "rmsprop_step agrees with Keras's RMSprop in all 20 steps.",
            adam_step: "adam_step agrees with the paper's Adam in all 20 steps.",
        }
        for step, line in said.items():
            explorer = DescentExplorer(lambda w: 1e-7 * w * w, step=step, start=2.0)
            assert explorer.reading.endswith("\n" + line)

    def test_what_it_remembers_is_said(self):
        explorer = DescentExplorer(bowl, step=momentum_step, start=2.0, learning_rate=0.25, taken=1)
        assert explorer.reading.startswith(
            "After 1 step, w = 1 and the loss is 1. It remembers velocity\u00a0=\u00a0−1. "
            "The slope is 2. Your step goes to −0.4."
        )
        (arrow,) = [m for m in every(hill(explorer), Arrow) if type(m) is Arrow]
        assert arrow.at[::2] == pytest.approx((1, -0.4)) and arrow.role == "yours"
        explorer.taken = 0
        assert "It remembers velocity\u00a0=\u00a00." in explorer.reading

    def test_momentum_has_a_slider(self):
        explorer = DescentExplorer(bowl, step=momentum_step, start=2.0, learning_rate=0.25)
        assert explorer.momentum == 0.9 and "momentum" in [c.description for c in sliders(explorer)]
        explorer.momentum = 0.5
        assert explorer.result.values[:3] == pytest.approx([2, 1, 0])
        other = DescentExplorer(bowl, step=adam_step)
        assert "momentum" not in [c.description for c in sliders(other)]

    def test_a_wrong_one_parts(self):
        explorer = DescentExplorer(bowl, step=uncorrected, start=2.0, learning_rate=0.1)
        assert explorer.reading.endswith(
            "uncorrected goes another way than Keras's Adam from step 1 on: yours goes to 1.68, "
            "Keras's Adam to 1.9."
        )

    def test_each_descent_begins_with_nothing_remembered(self):
        explorer = DescentExplorer(bowl, step=adam_step, start=2.0, learning_rate=0.1)
        first = explorer.result.values.copy()
        explorer.start = 1.0
        explorer.start = 2.0
        assert (explorer.result.values == first).all()

    def test_it_flies_off(self):
        explorer = DescentExplorer(
            lambda w: -w * w, step=momentum_step, steps=200, learning_rate=1.0, taken=200
        )
        assert "It diverges." in explorer.reading and "overshoots" not in explorer.reading

    @pytest.mark.parametrize(
        "step, line",
        [
            (lambda w, g, m, v, t: w, "Expected (w, m, v), each one number. Received: one number"),
            (lambda w, g, m, v, t: None, "Expected (w, m, v), each one number. Received: None."),
            (lambda w, g, m, v, t: (w, [m], v), "Expected (w, m, v), each one number. Received: m"),
            (lambda a, b: a, "Expected a step of (w, g, learning_rate), "),
        ],
    )
    def test_whatever_goes_wrong_is_one_line(self, step, line):
        explorer = DescentExplorer(bowl, step=step, start=2.0)
        assert explorer.problem.startswith(line) and "\n" not in explorer.problem

    def test_against_tells_it_without_looking(self):
        def step(*given):
            return adam_step(*given)

        assert DescentExplorer(bowl, step=step).problem.startswith("Expected a step of ")
        explorer = DescentExplorer(bowl, step=step, against="adam")
        assert "step agrees with" in explorer.reading
        with pytest.raises(ValueError, match=r"^Expected against .* Received: Lion"):
            DescentExplorer(bowl, step=step, against="Lion")


def sliders(explorer):
    return [control for control in explorer._controls() if hasattr(control, "description")]


@pytest.mark.parametrize(
    "loss, line",
    [
        (lambda w: None, "Expected a number. Received: None."),
        (lambda w: keras.ops.stack([w, w]), "Expected one number for one x."),
        (lambda w: 1 / 0, "Your function raised ZeroDivisionError"),
    ],
)
def test_a_loss_that_is_none_is_one_line(loss, line):
    explorer = DescentExplorer(loss)
    assert explorer.problem.startswith(line) and explorer.result is None


def test_a_loss_that_no_tape_follows():
    explorer = DescentExplorer(lambda w: float(np.sin(float(w))), start=0.0, taken=3)
    assert explorer.problem == ""
    assert "The slopes are finite differences: no tape leads back to w." in explorer.reading


@pytest.mark.parametrize("trait, value", [("start", 4.0), ("taken", 21), ("learning_rate", 0.0)])
def test_a_value_outside_is_refused(trait, value):
    explorer = DescentExplorer(bowl)
    with pytest.raises(TraitError, match=f"^Expected {trait} from .* Received: "):
        setattr(explorer, trait, value)


@pytest.mark.parametrize("word", ["loss", "step"])
def test_what_is_no_function_is_a_type_error(word):
    with pytest.raises(TypeError, match=f"^Expected {word} to be a function of .*Received: 3$"):
        DescentExplorer(**{word: 3})


def test_a_slow_loss_is_no_trouble_while_the_explorer_is_made(monkeypatch):
    """On a busy machine it is said that it still runs; there is nothing yet to say it in."""
    use, said = LocalAnswer.use, []

    def slowly(self, work, seconds, slow):
        said.append(slow())
        return use(self, work, seconds)

    monkeypatch.setattr(LocalAnswer, "use", slowly)
    assert DescentExplorer(bowl).problem == "" and said


class TestAStepThatGoesThroughItsWeights:
    """It is right for arrays; one weight alone is a number, which nobody can go through."""

    @staticmethod
    def sgd_step(w, g, learning_rate):
        return [x - learning_rate * y for x, y in zip(w, g, strict=True)]

    @staticmethod
    def momentum_step(w, g, velocity, learning_rate, momentum):
        new = np.zeros(len(w))
        for n in range(len(w)):
            new[n] = momentum * velocity[n] - learning_rate * g[n]
        return w + new, new

    @pytest.mark.parametrize("name", ["sgd_step", "momentum_step"])
    def test_it_rolls_the_ball(self, name):
        explorer = DescentExplorer(lambda w: w * w, step=getattr(self, name))
        assert "agrees with Keras's" in explorer.reading

    def test_what_it_does_wrong_is_said(self):
        def sgd_step(w, g, learning_rate):
            return [x - rate * y for x, y in zip(w, g, strict=True)]  # noqa: F821 - the mistake

        explorer = DescentExplorer(lambda w: w * w, step=sgd_step)
        assert "'rate' is not defined" in explorer.problem

    def test_in_place_is_told(self):
        def sgd_step(w, g, learning_rate):
            w -= learning_rate * g
            return w

        explorer = DescentExplorer(lambda w: w * w, step=sgd_step)
        assert "sgd_step changed its argument in place" in explorer.reading
