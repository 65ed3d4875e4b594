"""Paths against Keras's optimizers, applied one by one, and against steps worked by hand."""

import numpy as np
import pytest

from kerastutor.concepts import optimizers, surfaces
from kerastutor.concepts._optimizers_loop import SLOTS
from kerastutor.concepts._optimizers_loop import optimizers as new_optimizers
from kerastutor.concepts.optimizers import NAMES, SIX, race, race_by_differences

ALL = list(NAMES)


def one_by_one(name, surface, start, rate, steps, scale=1.0, epsilon=1e-7, momentum=0.9):
    """Points, losses, gradients and slots with one apply after the other, in Python."""
    import keras
    import tensorflow as tf

    optimizer = new_optimizers([name], rate, epsilon, momentum)[name]
    w = keras.Variable(np.float32(start))
    optimizer.build([w])
    own = (optimizer.iterations, optimizer.learning_rate)
    slots = [v for v in optimizer.variables if not any(v is other for other in own)]
    rows = []
    for _taken in range(steps + 1):
        with tf.GradientTape() as tape:
            loss = surface.function(w.value[0], w.value[1])
            scaled = scale * loss
        gradient = tape.gradient(scaled, w.value)
        gradient = tf.convert_to_tensor(gradient)
        rows.append([np.array(x) for x in (w, loss, gradient, *slots)])
        optimizer.apply([gradient], [w])
    points, losses, gradients, *columns = (
        np.array(column, "float64") for column in zip(*rows, strict=True)
    )
    return points, losses, gradients, dict(zip(SLOTS[name], columns, strict=True))


HOW = {
    "valley": ((-2.0, 1.5), {"learning_rate": 0.03}),
    "rosenbrock": ((-1.0, 1.5), {"learning_rate": 0.0005, "momentum": 0.5}),
    "digits": ((-1.0, 4.5), {"learning_rate": 0.1, "scale": 3.0}),
    "tiny": ((2.0, 1.0), {"learning_rate": 0.1, "epsilon": 1e-9, "momentum": 0.25}),
}


@pytest.mark.parametrize("surface", HOW)
@pytest.mark.parametrize("name", ALL)
def test_a_path_is_that_of_kerass_optimizer(name, surface):
    surface, (start, how) = surfaces.named(surface), HOW[surface]
    path = race(surface, [name], start, steps=20, **how)[name]
    other = {key: value for key, value in how.items() if key != "learning_rate"}
    points, losses, gradients, slots = one_by_one(
        name, surface, start, how["learning_rate"], 20, **other
    )
    moved = np.abs(np.diff(points, axis=0)).max()
    assert path.points == pytest.approx(points, abs=1e-5 * moved, rel=3e-7)
    assert path.losses == pytest.approx(losses, rel=1e-5)
    assert path.gradients == pytest.approx(gradients, rel=1e-4, abs=1e-5 * np.abs(gradients).max())
    for key, values in slots.items():
        assert path.slots[key] == pytest.approx(values, rel=1e-4, abs=1e-5 * np.abs(values).max())
    assert path.taken == 20 and not path.diverged


def test_the_six_race_from_the_surfaces_own_start():
    surface = surfaces.named("valley")
    paths = race(surface, steps=5)
    assert list(paths) == list(SIX)
    for name, path in paths.items():
        assert path.name == name and path.learning_rate == surface.learning_rate
        assert path.points[0] == pytest.approx(surface.start)
        assert path.points.shape == path.gradients.shape == (6, 2)
        assert path.losses.shape == (6,)
        assert {values.shape for values in path.slots.values()} <= {(6, 2)}
        assert path.points.dtype == path.losses.dtype == path.gradients.dtype == "float64"
        # Keras computes in float32: every number is one of float32's.
        assert (path.points == path.points.astype("float32")).all()


def test_what_each_remembers():
    paths = race(surfaces.named("valley"), ALL, steps=2)
    assert {name: tuple(path.slots) for name, path in paths.items()} == {
        "SGD": (),
        "momentum": ("velocity",),
        "Nesterov": ("velocity",),
        "RMSprop": ("v",),
        "Adam": ("m", "v"),
        "AdamW": ("m", "v"),
        "Adagrad": ("accumulator",),
        "Lion": ("m",),
        "Adam, uncorrected": ("m", "v"),
    }
    for path in paths.values():
        for key, values in path.slots.items():
            first = 0.1 if key == "accumulator" else 0.0
            assert values[0] == pytest.approx([first, first])
            assert (values[1] != first).all()


def test_two_steps_by_hand():
    # On the valley g = (x, 25 y). From (1, 1) with rate 0.01:
    paths = race(surfaces.named("valley"), ALL, (1, 1), learning_rate=0.01, steps=2, momentum=0.5)
    assert paths["SGD"].points == pytest.approx(
        np.array([[1, 1], [0.99, 0.75], [0.9801, 0.5625]]), rel=1e-6
    )
    velocity = paths["momentum"].slots["velocity"]
    assert velocity == pytest.approx(
        np.array([[0, 0], [-0.01, -0.25], [-0.005 - 0.0099, -0.125 - 0.1875]]), rel=1e-6
    )
    assert paths["Nesterov"].points[1] == pytest.approx([1 - 0.015, 1 - 0.375], rel=1e-6)
    assert paths["Adam"].points[1] == pytest.approx([0.99, 0.99], abs=1e-6)
    assert paths["Adam"].slots["m"][1] == pytest.approx([0.1, 2.5], rel=1e-6)
    assert paths["Adam"].slots["v"][1] == pytest.approx([0.001, 0.625], rel=1e-4)
    assert paths["RMSprop"].slots["v"][1] == pytest.approx([0.1, 62.5], rel=1e-5)
    assert paths["RMSprop"].points[1] == pytest.approx([1 - 0.01 / 0.1**0.5] * 2, rel=1e-5)
    assert paths["AdamW"].points[1] == pytest.approx([(1 - 0.004 * 0.01) - 0.01] * 2, rel=1e-6)
    assert paths["Lion"].points[1] == pytest.approx([0.99, 0.99])
    assert paths["Adagrad"].slots["accumulator"][1] == pytest.approx([1.1, 625.1], rel=1e-6)


def test_what_is_corrected():
    paths = race(surfaces.named("valley"), ALL, (1, 1), learning_rate=0.01, steps=3)
    assert {name for name, path in paths.items() if path.corrected} == {"Adam", "AdamW"}
    path = paths["Adam"]
    assert set(path.corrected) == {"m̂", "v̂"}
    assert np.isnan([path.corrected["m̂"][0], path.corrected["v̂"][0]]).all()
    assert path.corrected["m̂"][1] == pytest.approx(path.gradients[0], rel=1e-5)
    assert path.corrected["v̂"][1] == pytest.approx(path.gradients[0] ** 2, rel=1e-4)
    by_hand = path.slots["m"][3] / (1 - 0.9**3)
    assert path.corrected["m̂"][3] == pytest.approx(by_hand)


def test_nothing_is_traced_anew():
    surface = surfaces.of_function(lambda x, y: x * x + 3 * y * y)
    race(surface, steps=3)
    loop = optimizers._loops[surface]
    for how in (
        {"learning_rate": 0.3},
        {"start": (1.0, -2.0)},
        {"scale": 1e4},
        {"epsilon": 1e-3},
        {"momentum": 0.0},
        {"steps": 30},
        {"names": ["Lion"]},
    ):
        race(surface, **how)
    assert optimizers._loops[surface] is loop
    assert loop.traced == 1
    # And all of it counts: each argument changes the path.
    start = (1.0, 1.0)
    first = race(surface, ALL, start, learning_rate=0.01, steps=3)
    for how, name in [
        ({"learning_rate": 0.02}, "SGD"),
        ({"scale": 2.0}, "SGD"),
        ({"epsilon": 10.0}, "RMSprop"),
        ({"epsilon": 10.0}, "Adam"),
        ({"epsilon": 10.0}, "Adagrad"),
        ({"epsilon": 10.0}, "Adam, uncorrected"),
        ({"momentum": 0.5}, "momentum"),
        ({"momentum": 0.5}, "Nesterov"),
    ]:
        other = race(surface, ALL, start, **({"learning_rate": 0.01, "steps": 3} | how))
        assert not np.allclose(other[name].points[2], first[name].points[2], atol=1e-5)


def test_a_race_is_the_same_again_and_in_any_company():
    surface = surfaces.named("digits")
    alone = race(surface, ["Adam"], steps=50)["Adam"]
    race(surface, ALL, (3, 3), learning_rate=1.0, steps=7)
    again = race(surface, ALL, steps=50)["Adam"]
    assert (alone.points == again.points).all()
    assert (alone.slots["v"] == again.slots["v"]).all()


def test_surfaces_do_not_keep_each_others_graphs():
    import gc
    import weakref

    surface = surfaces.of_function(lambda x, y: x * x + y * y)
    race(surface, ["SGD"], steps=1)
    gone = weakref.ref(surface)
    del surface
    gc.collect()
    assert gone() is None


def test_momentum_0_is_plain_sgd():
    paths = race(surfaces.named("beale"), ALL, steps=20, momentum=0.0)
    assert paths["momentum"].points == pytest.approx(paths["SGD"].points, rel=1e-6)
    assert paths["Nesterov"].points == pytest.approx(paths["SGD"].points, rel=1e-6)


# What TEACHING.md 3.5 says


def test_the_scale_of_the_loss_throws_sgd_and_not_adam():
    surface = surfaces.named("digits")
    one = race(surface, ALL, learning_rate=0.1, steps=300)
    large = race(surface, ALL, learning_rate=0.1, steps=300, scale=1e4)
    assert one["SGD"].losses[-1] < 0.4 < large["SGD"].losses[-1]
    x0, x1, y0, y1 = surface.domain
    assert not (x0 <= large["SGD"].points[-1][0] <= x1 and y0 <= large["SGD"].points[-1][1] <= y1)
    for name in ("Adam", "AdamW", "Lion"):
        assert large[name].losses[-1] == pytest.approx(one[name].losses[-1], rel=1e-3)
    valley = race(surfaces.named("valley"), ALL, steps=300, scale=1e4)
    assert valley["SGD"].diverged and valley["momentum"].diverged
    assert not valley["Adam"].diverged and valley["Adam"].losses[-1] < 1e-6


def test_the_loss_times_100_is_the_rate_times_100_for_sgd():
    surface = surfaces.named("digits")
    scaled = race(surface, ["SGD"], learning_rate=0.1, steps=5, scale=100)["SGD"]
    faster = race(surface, ["SGD"], learning_rate=10.0, steps=5)["SGD"]
    assert scaled.points == pytest.approx(faster.points, rel=1e-5, abs=1e-5)


def test_the_first_step_of_adam_is_the_rate_and_uncorrected_316_times_that():
    for name in ("valley", "rosenbrock", "beale", "digits"):
        paths = race(surfaces.named(name), ALL, learning_rate=0.01, steps=1)
        right, without = (
            np.abs(np.diff(paths[which].points, axis=0))[0]
            for which in ("Adam", "Adam, uncorrected")
        )
        assert right == pytest.approx([0.01, 0.01], rel=1e-3)
        assert without / right == pytest.approx([0.1 / 0.001**0.5] * 2, rel=1e-3)


def test_epsilon_shows_where_gradients_are_tiny():
    surface = surfaces.named("tiny")
    assert np.abs(surface.slopes(np.array([surface.start]))[1]) == pytest.approx(
        np.array([[2.6e-7, 5.6e-7]])
    )
    found = {e: race(surface, ALL, steps=20, epsilon=e) for e in (1e-7, 1e-12)}
    # Of a rate of 0.1, Adam's first step: Keras's ε stands beside √v = 0.0316 |g|.
    g = np.array([2.6e-7, 5.6e-7])
    crawls, runs = (np.abs(np.diff(found[e]["Adam"].points, axis=0))[0] for e in found)
    root = 0.001**0.5
    assert crawls == pytest.approx(0.1 * root * g / (root * g + 1e-7), rel=1e-3)
    assert runs == pytest.approx([0.1, 0.1], rel=1e-3)
    # RMSprop has ε in the root: 1e-7 there is that of a gradient of 3e-4.
    still = np.abs(np.diff(found[1e-7]["RMSprop"].points, axis=0))[0]
    assert still == pytest.approx(0.1 * g / np.sqrt(0.1 * g**2 + 1e-7), rel=1e-2)
    assert np.abs(np.diff(found[1e-7]["SGD"].points, axis=0)).max() < 1e-7


# Where it ends


def test_a_path_that_diverges_ends():
    path = race(surfaces.named("valley"), ["SGD"], (1, 1), learning_rate=10.0, steps=300)["SGD"]
    assert path.diverged and 1 < path.taken < 20
    assert np.isfinite(path.points).all() and np.abs(path.points).max() <= optimizers.HUGE
    assert np.abs(path.points[-1] * (1 - 10 * np.array([1, 25]))).max() > optimizers.HUGE
    rows = len(path.points)
    assert rows == len(path.losses) == len(path.gradients) == path.taken + 1


def test_a_loss_without_a_value_ends_a_path():
    import keras

    surface = surfaces.of_function(lambda x, y: -keras.ops.log(x) + y * y, start=(1, 1))
    # ∂/∂x is −1/x, so x grows; with the sign changed it falls below 0, where there is no log.
    falls = surfaces.of_function(lambda x, y: keras.ops.log(x) + y * y, start=(1, 1))
    assert not race(surface, ["SGD"], learning_rate=0.5, steps=5)["SGD"].diverged
    path = race(falls, ["SGD"], learning_rate=2.0, steps=5)["SGD"]
    assert path.diverged and path.taken == 1
    assert path.points[1] == pytest.approx([-1.0, -3.0])
    assert not np.isfinite(path.losses[1])


def test_no_steps():
    path = race(surfaces.named("valley"), ["Adam"], (1, 2), steps=0)["Adam"]
    assert path.points.tolist() == [[1, 2]] and path.taken == 0 and not path.diverged
    assert race(surfaces.named("valley"), [], steps=3) == {}


def test_first_below():
    path = race(surfaces.named("valley"), ["SGD"], (1, 0), learning_rate=0.5, steps=3)["SGD"]
    # Losses 1/2, 1/8, 1/32, 1/128.
    assert [path.first_below(goal) for goal in (1, 0.5, 0.1, 0.001)] == [0, 1, 2, None]


# By differences


def by_numpy(x, y):
    return (x * x + 25 * y * y) / 2 + 0 * np.abs(float(np.ravel(x)[0]))


@pytest.mark.parametrize("name", ALL)
def test_by_differences_it_is_the_same_path(name):
    surface = surfaces.of_function(by_numpy)
    assert not surface.traceable
    how = {"start": (-2.0, 1.5), "learning_rate": 0.03, "steps": 20}
    path = race(surface, [name], **how)[name]
    traced = race(surfaces.named("valley"), [name], **how)[name]
    assert path.by_differences and not traced.by_differences
    assert path.points == pytest.approx(traced.points, abs=1e-5)
    for key, values in traced.slots.items():
        assert path.slots[key] == pytest.approx(values, rel=1e-3, abs=1e-5)


def test_the_generator_tells_how_far_it_is_and_can_be_left():
    surface = surfaces.of_function(by_numpy)
    going = race_by_differences(surface, ["SGD", "Adam"], (1, 1), learning_rate=0.01, steps=4)
    done = []
    while True:
        try:
            done.append(next(going))
        except StopIteration as end:
            paths = end.value
            break
    assert done == [0, 0.25, 0.5, 0.75, 1]
    assert list(paths) == ["SGD", "Adam"] and paths["SGD"].taken == 4
    left = race_by_differences(surface, ["SGD"], (1, 1), learning_rate=0.01, steps=4)
    next(left)
    left.close()
    again = race(surface, ["SGD", "Adam"], (1, 1), learning_rate=0.01, steps=4)
    assert (again["Adam"].points == paths["Adam"].points).all()


def test_two_at_once_do_not_mix():
    surface = surfaces.of_function(by_numpy)
    how = {"learning_rate": 0.01, "steps": 5}
    alone = [race(surface, ["Adam"], start, **how)["Adam"].points for start in ((1, 1), (2, -1))]
    both = [race_by_differences(surface, ["Adam"], start, **how) for start in ((1, 1), (2, -1))]
    ended = {}
    while len(ended) < 2:
        for i, going in enumerate(both):
            try:
                next(going)
            except StopIteration as end:
                ended.setdefault(i, end.value)
    for i in (0, 1):
        assert (ended[i]["Adam"].points == alone[i]).all()


def test_a_path_by_differences_ends_where_it_diverges():
    surface = surfaces.of_function(by_numpy)
    paths = race(surface, ["SGD", "Adam"], (1, 1), learning_rate=10.0, steps=30)
    traced = race(surfaces.named("valley"), ["SGD"], (1, 1), learning_rate=10.0, steps=30)["SGD"]
    assert paths["SGD"].diverged and paths["SGD"].taken == traced.taken
    assert paths["Adam"].taken == 30


# What is refused


@pytest.mark.parametrize(
    "how",
    [
        {"names": ["Adamax"]},
        {"names": "Adam"},
        {"start": (1,)},
        {"start": (np.nan, 1)},
        {"start": 3},
        {"learning_rate": 0},
        {"learning_rate": "fast"},
        {"steps": -1},
        {"steps": 1.5},
        {"scale": 0},
        {"epsilon": -1},
        {"momentum": 1.5},
        {"momentum": None},
    ],
)
def test_wrong_arguments(how):
    for racing in (race, race_by_differences):
        with pytest.raises(ValueError, match="^Expected .* Received: "):
            racing(surfaces.named("valley"), **how)
