"""A learner's steps: told by their signature, walked, and held against the rule that is right."""

import math

import numpy as np
import pytest

from kerastutor.concepts import steps as rules
from kerastutor.concepts import surfaces, walks
from kerastutor.concepts.optimizers import race
from kerastutor.concepts.surfaces import named
from kerastutor.concepts.walks import KINDS, NoStep, compare, kind_of, walk

ROOT = 0.001**0.5


def sgd_step(w, g, learning_rate):
    return w - learning_rate * g


def momentum_step(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def rmsprop_step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    v = rho * v + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(v + epsilon), v


def an_adam(m_corrected=True, v_corrected=True, late=0, in_root=False, swap=False, back=False):
    def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        if swap:
            beta_1, beta_2 = beta_2, beta_1
        t = t - late
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t) if m_corrected else m
        v_hat = v / (1 - beta_2**t) if v_corrected else v
        root = np.sqrt(v_hat + epsilon) if in_root else np.sqrt(v_hat) + epsilon
        w = w - learning_rate * m_hat / root
        return (w, m_hat, v_hat) if back else (w, m, v)

    return adam_step


adam_step = an_adam()
MINE = {"sgd": sgd_step, "momentum": momentum_step, "rmsprop": rmsprop_step, "adam": adam_step}


# Whose step it is


@pytest.mark.parametrize(
    "step, kind",
    [
        (sgd_step, "sgd"),
        (momentum_step, "momentum"),
        (rmsprop_step, "rmsprop"),
        (adam_step, "adam"),
        (rules.rmsprop_step_outside, "rmsprop"),
        (lambda weights, gradient, rate: 0, "sgd"),
        (lambda w, g, learning_rate=0.1: 0, "sgd"),
        (lambda w, g, v, learning_rate, momentum: 0, "momentum"),
        (lambda a, b, c, d, e: 0, "momentum"),
        (lambda w, g, v, learning_rate: 0, "rmsprop"),
        (lambda a, b, c, d=1, e=2, f=3: 0, "rmsprop"),
        (lambda w, g, m, v, t: 0, "adam"),
        (lambda w, g, m, v, t, learning_rate: 0, "adam"),
        (lambda a, b, c, d, e, f=1, g=2, h=3, i=4: 0, "adam"),
    ],
)
def test_the_signature_tells_the_kind(step, kind):
    assert kind_of(step) == kind


@pytest.mark.parametrize("step", [lambda: 0, lambda w: 0, lambda a, b, c, d: 0, lambda *_: 0])
def test_a_signature_that_tells_nothing(step):
    with pytest.raises(ValueError, match=r"^Expected a step of .*or against=.* Received: ") as said:
        kind_of(step)
    assert "\n" not in str(said.value)


def test_against_tells_it_without_looking():
    assert kind_of(lambda *_: 0, against="adam") == kind_of(sgd_step, "Adam") == "adam"
    assert kind_of(sgd_step, against="SGD") == "sgd" and kind_of(sgd_step, "RMSprop") == "rmsprop"
    with pytest.raises(ValueError, match=r"^Expected against .* Received: Lion"):
        kind_of(sgd_step, against="Lion")
    with pytest.raises(TypeError, match=r"^Expected a step.* Received: 3"):
        kind_of(3)


# What it is given


def test_what_a_step_is_given():
    given = []

    def step(*arguments):
        given.append(arguments)
        return adam_step(*arguments)

    how = {"learning_rate": 0.25, "steps": 2, "scale": 2.0, "epsilon": 1e-3}
    path = walk(named("valley"), step, "adam", (1, 1), **how)
    (w, g, m, v, t, *settings), second = given
    assert (w.tolist(), g.tolist(), m.tolist(), v.tolist()) == ([1, 1], [2, 50], [0, 0], [0, 0])
    assert (t, second[4], type(t)) == (1, 2, int)
    assert settings == [0.25, 0.9, 0.999, 1e-3]
    for array in (*given[0][:4], *second[:4]):
        assert array.dtype == "float64" and array.shape == (2,)
    assert (second[2] == path.slots["m"][1]).all() and (second[0] == path.points[1]).all()


def test_settings_go_by_name_or_in_order():
    told = {}

    def exchanged(w, g, v, epsilon, rho, learning_rate):
        told["by name"] = epsilon, rho, learning_rate
        return w, v

    def own_words(w, g, m, v, t, lr, beta1):
        told["in order"] = lr, beta1
        return w, m, v

    def none(w, g, m, v, t):
        told["none"] = ()
        return w, m, v

    def only_by_name(w, g, velocity, *, learning_rate, momentum):
        told["only by name"] = learning_rate, momentum
        return w, velocity

    how = {"learning_rate": 0.25, "steps": 1, "epsilon": 1e-3, "momentum": 0.5}
    for kind, step in [
        ("rmsprop", exchanged),
        ("adam", own_words),
        ("adam", none),
        ("momentum", only_by_name),
    ]:
        walk(named("valley"), step, kind, **how)
    assert told == {
        "by name": (1e-3, 0.9, 0.25),
        "in order": (0.25, 0.9),
        "none": (),
        "only by name": (0.25, 0.5),
    }


def test_what_a_step_changes_in_place_harms_nobody():
    def in_place(w, g, learning_rate):
        g *= learning_rate
        w -= g
        return w

    how = {"learning_rate": 0.02, "steps": 5}
    right = walk(named("valley"), sgd_step, "sgd", **how)
    path = walk(named("valley"), in_place, "sgd", **how)
    assert (path.points == right.points).all() and (path.gradients == right.gradients).all()


def test_results_of_many_styles():
    import keras
    import tensorflow as tf

    want = walk(named("valley"), sgd_step, "sgd", steps=5).points
    for step in (
        lambda w, g, learning_rate: (w - learning_rate * g).tolist(),
        lambda w, g, learning_rate: tuple(w - learning_rate * g),
        lambda w, g, learning_rate: tf.constant(w) - learning_rate * tf.constant(g),
        lambda w, g, learning_rate: keras.ops.subtract(w, learning_rate * g),
        lambda w, g, learning_rate: np.float32(w - learning_rate * g),
    ):
        assert walk(named("valley"), step, "sgd", steps=5).points == pytest.approx(want, rel=1e-5)


@pytest.mark.parametrize(
    "kind, step, received",
    [
        ("sgd", lambda *_: None, r"the next w.*None\. Is a return missing\?"),
        ("sgd", lambda *_: 3.0, r"the next w, of shape \(2,\)\. Received: shape \(\), float64"),
        ("sgd", lambda w, *_: w[:1], r"Received: shape \(1,\), float64"),
        ("sgd", lambda w, *_: w > 0, r"Received: shape \(2,\), bool"),
        ("sgd", lambda w, *_: "w", "Received: str"),
        ("sgd", lambda w, *_: {}, "Received: dict"),
        ("sgd", lambda w, *_: (w, w), r"Received: shape \(2, 2\), float64"),
        ("adam", lambda *_: None, r"^Expected \(w, m, v\), .*None\. Is a return missing\?"),
        ("adam", lambda w, *_: w, r"Received: one array of shape \(2,\)"),
        ("adam", lambda w, *_: (w, w), "Received: 2 values"),
        ("adam", lambda w, *_: (w, 0.0, w), r"Received: m: shape \(\), float64"),
        ("adam", lambda w, *_: (w, w, None), "Received: v: NoneType"),
        ("momentum", lambda w, *_: (w, [w, [1]]), "Received: velocity: list"),
        ("rmsprop", lambda w, *_: 1.5, r"^Expected \(w, v\), .* Received: one number"),
    ],
)
def test_no_step(kind, step, received):
    with pytest.raises(NoStep, match=received) as said:
        walk(named("valley"), step, kind, steps=3)
    assert str(said.value).startswith("Expected ") and "\n" not in str(said.value)


class Mine(Exception):
    pass


def test_what_a_step_raises_comes_through():
    def step(w, g, learning_rate):
        raise Mine("step")

    with pytest.raises(Mine, match="step"):
        walk(named("valley"), step, "sgd", steps=3)


def test_a_step_to_nowhere_is_divergence():
    path = walk(named("valley"), lambda w, *_: w * math.nan, "sgd", (1, 1), steps=5)
    assert path.diverged and path.points.tolist() == [[1, 1]]
    assert np.isnan(path.beyond["w"]).all()
    far = walk(named("valley"), sgd_step, "sgd", (1, 1), learning_rate=10.0, steps=50)
    assert far.diverged and np.abs(far.points).max() <= 1e12 < np.abs(far.beyond["w"]).max()


def test_the_generator_tells_how_far_it_is():
    going = walks.walks(named("valley"), sgd_step, "sgd", steps=4)
    done = []
    while True:
        try:
            done.append(next(going))
        except StopIteration as end:
            path = end.value
            break
    assert done == [0, 0.25, 0.5, 0.75, 1]
    assert (path.points == walk(named("valley"), sgd_step, "sgd", steps=4).points).all()


# Right ones


@pytest.mark.parametrize("surface", ["valley", "beale", "plateau", "tiny", "digits"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_are_kerass_optimizers(kind, surface):
    """In float64 and in Keras's float32 it is the same path, up to rounding."""
    surface, optimizer = named(surface), KINDS[kind].optimizer
    how = {"learning_rate": surface.learning_rate / 10, "steps": 40, "epsilon": 1e-8}
    path = walk(surface, KINDS[kind].rules[0][1], kind, **how)
    keras = race(surface, [optimizer], **how)[optimizer]
    moved = np.abs(np.diff(keras.points, axis=0)).max()
    assert path.points == pytest.approx(keras.points, abs=float(1e-3 * moved), rel=2e-6)
    for name, values in keras.slots.items():
        most = float(np.abs(values).max())
        assert path.slots[name] == pytest.approx(values, rel=1e-3, abs=1e-4 * most)


@pytest.mark.parametrize("surface", surfaces.NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_right_ones_lie_on_it(kind, surface):
    surface = named(surface)
    compared = compare(walk(surface, MINE[kind], kind), surface, kind)
    assert (compared.parts, compared.remembers, compared.table) == (None, None, None)


def in_float32(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    import keras

    w, g, m, v = (keras.ops.cast(x, "float32") for x in (w, g, m, v))
    return adam_step(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)


def rmsprop_in_float32(w, g, v, learning_rate, rho, epsilon):
    w, g, v = (np.float32(x) for x in (w, g, v))
    return [np.float32(x) for x in rmsprop_step(w, g, v, learning_rate, rho, epsilon)]


@pytest.mark.parametrize("surface", surfaces.NAMES)
def test_rounding_to_float32_is_no_mistake(surface):
    surface = named(surface)
    for kind, step in (("adam", in_float32), ("rmsprop", rmsprop_in_float32)):
        path = walk(surface, step, kind, steps=300)
        assert compare(path, surface, kind, steps=300).parts is None


def test_rounding_that_grows_is_no_mistake():
    """On the digits RMSprop swings to and fro, and the last digit is seen in the end."""
    surface, how = named("digits"), {"learning_rate": 0.3, "steps": 300}
    compared = compare(
        walk(surface, rmsprop_in_float32, "rmsprop", **how), surface, "rmsprop", **how
    )
    assert np.abs(compared.yours.points - compared.reference.points).max() > 0.01
    assert compared.parts is None


def test_it_is_held_against_the_nearer_one_and_that_is_named():
    surface = named("tiny")
    for kind in ("adam", "rmsprop"):
        for label, rule in KINDS[kind].rules:
            compared = compare(walk(surface, rule, kind), surface, kind)
            assert (compared.label, compared.rule, compared.parts) == (label, rule, None)
            assert (compared.reference.points == compared.yours.points).all()
    labels = [label for label, _rule in KINDS["adam"].rules]
    assert labels == ["Keras's Adam", "the paper's Adam"]


# Six broken Adams (TEACHING.md 3.5): how much longer their first step is, where they part, and
# where what they remember differs.
BROKEN = {
    "uncorrected": (an_adam(False, False), 0.1 / ROOT, 1, None),
    "only m corrected": (an_adam(True, False), 1 / ROOT, 1, None),
    "only v corrected": (an_adam(False, True), 0.1, 1, None),
    "t − 1": (an_adam(late=1), math.nan, 1, None),
    "m̂ and v̂ fed back": (an_adam(back=True), 1.0, 2, 1),
    "betas exchanged": (an_adam(swap=True), 1.0, 2, 1),
}


@pytest.mark.parametrize("surface", ["valley", "rosenbrock", "beale", "digits"])
@pytest.mark.parametrize("name", BROKEN)
def test_six_broken_adams(name, surface):
    step, factor, parts, remembers = BROKEN[name]
    surface = named(surface)
    compared = compare(walk(surface, step, "adam"), surface, "adam")
    assert (compared.parts, compared.remembers) == (parts, remembers)
    mine, right = compared.at(1)["step"]
    assert np.abs(mine / right) == pytest.approx([factor] * 2, rel=1e-3, nan_ok=True)


def test_the_table_of_the_step_where_they_part():
    valley = named("valley")
    how = {"start": (1, 1), "learning_rate": 0.01, "steps": 5}
    table = compare(walk(valley, an_adam(False, False), "adam", **how), valley, "adam", **how).table
    assert list(table) == ["g", "m", "v", "m̂", "v̂", "step"]
    by_hand = {
        "g": ([1, 25], [1, 25]),
        "m": ([0.1, 2.5], [0.1, 2.5]),
        "v": ([0.001, 0.625], [0.001, 0.625]),
        "m̂": (None, [1, 25]),
        "v̂": (None, [1, 625]),
        "step": ([-0.01 * 0.1 / ROOT] * 2, [-0.01] * 2),
    }
    for key, pair in by_hand.items():
        for found, want in zip(table[key], pair, strict=True):
            assert found is want if want is None else found == pytest.approx(want, rel=1e-4)


def test_what_the_reference_is():
    valley = named("valley")
    reference = compare(walk(valley, adam_step, "adam"), valley, "adam").reference
    keras = race(valley, ["Adam"])["Adam"]
    assert reference.name == "Adam" and list(reference.corrected) == list(keras.corrected)
    for hat, values in keras.corrected.items():
        assert reference.corrected[hat] == pytest.approx(values, rel=1e-3, abs=1e-3, nan_ok=True)


def test_the_table_of_a_step_to_nowhere():
    valley = named("valley")
    compared = compare(walk(valley, an_adam(late=1), "adam"), valley, "adam")
    table = compared.table
    assert compared.yours.taken == 0 and np.isnan(table["step"][0]).all()
    assert table["m"][0] == pytest.approx(table["m"][1])  # what it remembers is right
    assert compared.at(3)["m"][0] is None and compared.at(3)["m"][1].shape == (2,)


def test_the_table_of_a_later_step():
    valley = named("valley")
    compared = compare(walk(valley, an_adam(swap=True), "adam"), valley, "adam")
    assert compared.table["m"][0] == pytest.approx(compared.yours.slots["m"][2])
    first = compared.at(compared.remembers)
    assert first["m"][0] / first["m"][1] == pytest.approx([0.01, 0.01])
    assert first["v"][0] / first["v"][1] == pytest.approx([100, 100])


def test_tables_of_other_kinds():
    valley = named("valley")
    wrong = walk(valley, lambda w, g, learning_rate: w + learning_rate * g, "sgd")
    assert list(compare(wrong, valley, "sgd").table) == ["g", "step"]

    def forgetful(w, g, velocity, learning_rate, momentum):
        return w + momentum * velocity - learning_rate * g, velocity

    compared = compare(walk(valley, forgetful, "momentum"), valley, "momentum")
    assert (compared.parts, compared.remembers) == (2, 1)
    assert list(compared.table) == ["g", "velocity", "step"]


def test_another_velocity_on_the_same_path():
    """PyTorch's: v ← μ v + g, w ← w − η v."""

    def step(w, g, velocity, learning_rate, momentum):
        velocity = momentum * velocity + g
        return w - learning_rate * velocity, velocity

    valley = named("valley")
    compared = compare(walk(valley, step, "momentum"), valley, "momentum")
    assert (compared.parts, compared.remembers) == (None, 1)
    mine, right = compared.table["velocity"]
    assert mine == pytest.approx(-right / valley.learning_rate)


# Where epsilon stands


def of_a_ramp(slope):
    return surfaces.of_function(lambda x, y: slope * (x + y), start=(0.0, 0.0))


def way(surface, first, second):
    """How far apart two rules end after 100 steps, in parts of the way."""
    how = {"learning_rate": 0.01, "steps": 100}
    one, other = (walk(surface, rule, "adam", **how).points[-1] for rule in (first, second))
    return float(np.abs(one - other).max() / np.abs(other).max())


@pytest.mark.parametrize(
    "slope, low, high", [(1, 1e-7, 1e-5), (1e-4, 3e-3, 2e-2), (1e-6, 0.2, 0.7)]
)
def test_keras_and_the_paper_part_where_gradients_are_small(slope, low, high):
    """TEACHING.md: 7e-6 of the way at |g| 1, 1.2 % at 1e-4, 64 % at 1e-6, on random gradients."""
    apart = way(of_a_ramp(slope), rules.adam_step, rules.adam_step_of_the_paper)
    assert low < apart < high
    # A constant g by hand: step t is η g / (g + ε / √(1 − 0.999ᵗ)), the paper's η g / (g + ε).
    t = np.arange(1, 101)
    keras = (slope / (slope + 1e-7 / np.sqrt(1 - 0.999**t))).sum()
    paper = 100 * slope / (slope + 1e-7)
    assert apart == pytest.approx(1 - keras / paper, rel=1e-3)


def test_epsilon_in_the_root_shows_where_gradients_are_small():
    """TEACHING.md: invisible at 1, 67 % off at 1e-4."""
    in_root, paper = an_adam(in_root=True), rules.adam_step_of_the_paper
    assert way(of_a_ramp(1.0), in_root, paper) < 1e-6
    # √(g² + ε) is 3.3 times g there.
    by_hand = 1 - 1e-4 / np.sqrt(1e-8 + 1e-7)
    assert way(of_a_ramp(1e-4), in_root, paper) == pytest.approx(by_hand, abs=0.01)
    assert by_hand == pytest.approx(0.70, abs=0.01)
    for surface, parts in (("valley", None), ("tiny", 1), ("plateau", 1)):
        surface = named(surface)
        assert compare(walk(surface, in_root, "adam"), surface, "adam").parts == parts


def test_wrong_arguments():
    with pytest.raises(ValueError, match=r"^Expected one of .* Received: Adam"):
        walk(named("valley"), adam_step, "Adam")
    with pytest.raises(ValueError, match=r"^Expected learning_rate above 0\. Received: 0"):
        walk(named("valley"), adam_step, "adam", learning_rate=0)
