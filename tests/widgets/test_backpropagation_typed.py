"""Whatever somebody types: BackpropExplorer draws it and is right, or says in a line why not."""

import warnings
from itertools import pairwise

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import expressions
from kerastutor.widgets import BackpropExplorer
from kerastutor.widgets._backprop_drawn import Lines
from kerastutor.widgets._backprop_words import LONGEST_SPREAD, short, spread
from tests.widgets.test_backpropagation import formula, graph

RANDOM = np.random.default_rng(11)


def some(*shape):
    return RANDOM.normal(size=shape)


A, B, C, V, U = some(3, 4), some(4, 2), some(3, 1), some(4), some(3)
TIES = np.array([[2.0, 5, 5], [5, 1, 5]])
ZEROS = np.zeros((2, 2))
Y = np.array([0, 1.0, 0])
SUM, MAX, MEAN, RELU, EXP = tf.reduce_sum, tf.reduce_max, tf.reduce_mean, tf.nn.relu, tf.exp
LOG, ABS, SOFTMAX = tf.math.log, tf.abs, tf.nn.softmax


def normed(x):
    return x / tf.sqrt(SUM(x**2, 1, keepdims=True))


def huber(y, p):
    d, small = ABS(y - p), tf.minimum(ABS(y - p), 1)
    return MEAN(small * d - small**2 / 2)


def entropy(y, z):
    p = tf.sigmoid(z)
    return -MEAN(y * LOG(p) + (1 - y) * LOG(1 - p))


#: Text, inputs, and the same by TensorFlow's own functions.
EXPRESSIONS = [
    ("a=x@w; b=relu(a); c=b*a + a; sum(c*c)", {"x": A, "w": B},
     lambda x, w: SUM((RELU(x @ w) * (x @ w) + x @ w) ** 2)),
    ("softmax(x@w/2)[0,1] + softmax(x@w, axis=0)[1,0]", {"x": A, "w": B},
     lambda x, w: SOFTMAX(x @ w / 2)[0, 1] + SOFTMAX(x @ w, axis=0)[1, 0]),
    ("max(x, axis=1) * max(x)", {"x": TIES}, lambda x: MAX(x, 1) * MAX(x)),
    ("max(x, axis=(0,1), keepdims=True)*x", {"x": TIES},
     lambda x: MAX(x, (0, 1), keepdims=True) * x),
    ("abs(x) + abs(x - 1)*x", {"x": ZEROS}, lambda x: ABS(x) + ABS(x - 1) * x),
    ("x + c*x + c + r", {"x": A, "c": C, "r": V}, lambda x, c, r: x + c * x + c + r),
    ("o = c * r; o / sum(o)", {"c": C, "r": V}, lambda c, r: (c * r) / SUM(c * r)),
    ("g = x.T @ x; g @ g", {"x": A},
     lambda x: tf.transpose(x) @ x @ tf.transpose(x) @ x),
    ("x[1:, ::-1] - x[:-1]", {"x": A}, lambda x: x[1:, ::-1] - x[:-1]),
    ("x[0] * x[-1] * x[0]", {"x": A}, lambda x: x[0] * x[-1] * x[0]),
    ("x[..., 1:3][0]**3", {"x": A}, lambda x: x[..., 1:3][0] ** 3),
    ("log(sum(exp(x - max(x)))) + max(x)", {"x": V},
     lambda x: tf.reduce_logsumexp(x)),
    ("-sum(y*log(softmax(z)))", {"y": Y, "z": U}, lambda y, z: -SUM(y * LOG(SOFTMAX(z)))),
    ("p = sigmoid(z); -mean(y*log(p) + (1-y)*log(1-p))", {"y": Y, "z": U}, entropy),
    ("d = abs(y - p); s = minimum(d, 1); mean(s*d - s**2/2)", {"y": U, "p": 2 * U}, huber),
    ("x / sqrt(sum(square(x), axis=1, keepdims=True))", {"x": A}, normed),
    ("maximum(x, 0.1*x) @ w", {"x": A, "w": B}, lambda x, w: tf.maximum(x, 0.1 * x) @ w),
    ("maximum(x, x) + minimum(x, y)", {"x": TIES, "y": TIES},
     lambda x, y: tf.maximum(x, x) + tf.minimum(x, y)),
    ("2**x * x**-2 / 3**y", {"x": 1.7, "y": -0.3}, lambda x, y: 2**x * x**-2.0 / 3**y),
    ("(x**2 + y**2)**0.5 * cos(x*y)", {"x": 1.2, "y": -2.0},
     lambda x, y: (x**2 + y**2) ** 0.5 * tf.cos(x * y)),
    ("a=x; b=a+a; c=b+b; d=c+c; d*a", {"x": 0.3}, lambda x: 8 * x * x),
    ("sin(sin(sin(x)))*tanh(tanh(x))", {"x": 0.9},
     lambda x: tf.sin(tf.sin(tf.sin(x))) * tf.tanh(tf.tanh(x))),
    ("mean(x, axis=0, keepdims=True) @ x.T", {"x": A},
     lambda x: MEAN(x, 0, keepdims=True) @ tf.transpose(x)),
    ("x @ v + u*u.T", {"x": A, "v": V, "u": U},
     lambda x, v, u: tf.linalg.matvec(x, v) + u * u),
    ("u @ x @ v", {"x": A, "v": V, "u": U},
     lambda x, v, u: SUM(tf.linalg.matvec(x, v) * u)),
    ("x[:, None] * x[None]", {"x": U}, lambda x: x[:, None] * x[None]),
    ("t = x[None]*w[:,None]; sum(t, axis=(0,2))", {"x": A, "w": some(2, 4)},
     lambda x, w: SUM(x[None] * w[:, None], (0, 2))),
    ("exp(-(x-m)**2/(2*s**2))/s", {"x": V, "m": 0.2, "s": 0.8},
     lambda x, m, s: EXP(-((x - m) ** 2) / (2 * s**2)) / s),
    ("x.mean(axis=1).sum() * np.square(x).max()", {"x": TIES},
     lambda x: SUM(MEAN(x, 1)) * MAX(x**2)),
    ("relu(x)*x + relu(-x) + sqrt(abs(x)+1)", {"x": ZEROS},
     lambda x: RELU(x) * x + RELU(-x) + tf.sqrt(ABS(x) + 1)),
    ("a=x@w; b=a@w.T; c=b@w; mean(square(c - a))", {"x": A, "w": B},
     lambda x, w: MEAN((x @ w @ tf.transpose(w) @ w - x @ w) ** 2)),
    ("output*tf + np*keras*tape*result*output", dict.fromkeys(
        ("output", "tf", "np", "keras", "tape", "result"), 1.5),
     lambda **v: v["output"] * v["tf"] + v["np"] * v["keras"] * v["tape"] * v["result"]
     * v["output"]),
    ("x*y", {"x": 1e200, "y": 1e200}, lambda x, y: x * y),
    ("x/y", {"x": 1e-200, "y": 1e-200}, lambda x, y: x / y),
    ("x/y", {"x": 3.0, "y": 0.0}, lambda x, y: x / y),
]  # fmt: skip


@pytest.mark.parametrize("text, given, same", EXPRESSIONS, ids=[row[0] for row in EXPRESSIONS])
def test_an_expression_is_drawn_and_right_at_every_step(text, given, same):
    inputs = {name: tf.constant(value, "float64") for name, value in given.items()}
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = same(**inputs)
    taped = tape.gradient(value, inputs, unconnected_gradients="zero")
    explorer = BackpropExplorer(text, **given)
    assert explorer.result.agrees
    np.testing.assert_allclose(explorer.result.value, value, rtol=1e-10)
    for name, gradient in taped.items():
        found = explorer.result.gradients[name]
        assert found.shape == gradient.shape
        np.testing.assert_allclose(found, gradient, rtol=1e-9, atol=1e-12)
    for at in range(explorer._player_of_steps.max + 1):
        explorer.at = at
        assert explorer.reading and not explorer.problem
    space = {}
    exec(explorer.code(), space)
    np.testing.assert_allclose(space["result"], explorer.result.values, rtol=1e-9, atol=1e-12)


HOSTILE = [
    "softmax(x)", "sum(x, axis=0)", "max(x, 0)", "mean(x, axis=-1)", "softmax(x, axis=(0, 1))",
    "softmax(x[None], axis=None)", "softmax(x[None,None], axis=(0,1))", "x[None][0:0]",
    "mean(x[None][:0])", "max(x[None][1:])", "sqrt(mean(x[None][1:]))*y", "x[None][1:][1:]",
    "sum(x[None], axis=(0,0))", "sum(x[None], axis=999999)", "x" + "[None]" * 9,
    "x[" + "None," * 9 + "][0]", "x[" + "None," * 70 + "]", "y*x[" + "None," * 20 + "]",
    "x[None][::0]", "x[..., ...]", "9**9**9**9", "10**400*x", "x*1e308*1e308", "x/0", "log(0)*x",
    "0/0*x", "(-8)**(1/3)*x", "x**-1e308", "5e-324*x/5e-324", "exp(exp(exp(exp(9*x))))",
    "0x" + "f" * 480 + "*x", "nan*x", "inf*x", "NaN*x", "1e999*x", "float('nan')*x", "np.inf*x",
    "2(x+1)", "(x+y)(z)", "x()()", "not x", "~x", "x @= y", "x := y", "(lambda x: x)(x)",
    "f'{x!r:>{10**9}}'", "'{0.__class__}'.format(x)", "'%s' % x", "x.__class__.__mro__*x",
    "keras.utils.get_file(x)", "np.load('/etc/passwd')", "tf.io.read_file(x)", "breakpoint()",
    "ехр(x)", "ｅｘｐ(x)", "x\u200b*y", "x\ufeff*y", "√x", "x‚y", "x’", "\udcff*x", "x\x00y",
    "[" * 490 + "x", "{" * 490, "(" * 120 + "x" + ")**2" * 60, "x" + ".T" * 240, "-" * 490 + "x",
    "~" * 490 + "x", "x" + "**2" * 150, "x+(" * 120 + "x" + ")" * 120, "x[" * 200,
    "+".join(f"a{n}" for n in range(99)), "a" * 24 + "*x", "a" * 25 + "*x", "x;" * 200 + "x*x",
    "x = x + 1", "y = x; y", "a = b = x", "match x:\n case 1: y", "type X = int", "x\ty", "x*y \\",
]  # fmt: skip


@pytest.fixture(scope="module")
def typed():
    return BackpropExplorer("w*x + b")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_text_leaves_the_explorer_alive(typed, text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        typed.text = text
        if typed.result is None:
            assert typed.problem and "\n" not in typed.problem and len(typed.problem) < 300
            assert typed.reading == typed.problem
        else:
            typed.at = typed._player_of_steps.max
            assert typed.reading and not typed.problem
        typed.text = "w*x + b"
        assert typed.result.agrees and not typed.problem


@pytest.mark.parametrize("text", ["x＊（y＋1）", "x ⋅ (y∗1 + 1)", "x\xa0*　(y+1)", "x×y + x"])
def test_signs_of_other_keyboards_are_read(text):
    assert BackpropExplorer(text, x=3, y=2).result.value in (9, 8 + 1)


def test_what_was_typed_by_mistake_is_named():
    for text, said in [
        ("2(x+1)", "a sign such as * before the bracket. Received: 2(x + 1)"),
        ("not x", "cannot draw not"),
        ("nan*x", "a finite number. Received: nan"),
        ("softmax(x)", "softmax expected an array. Received: one number"),
        ("x[None][:0]", "at least one element"),
        ("softmax(x, axis=(0, 1))", "softmax takes one axis"),
        ("x" + "**2" * 150, "Expected at most 200 operations"),
    ]:
        assert said in BackpropExplorer(text).problem


def shown(explorer):
    fields = explorer._fields_of_values
    return {f.description: f for f in fields if f.layout.display != "none"}


def test_where_shapes_do_not_fit_others_can_be_typed():
    explorer = BackpropExplorer("w*x + b")
    explorer.text = "relu(u @ v)"  # numbers, to begin with: @ takes none
    assert "Expected shapes that fit" in explorer.problem
    assert list(shown(explorer)) == ["u", "v"]
    shown(explorer)["u"].value = "[1, 2]"
    shown(explorer)["v"].value = "[3, −1]"
    assert not explorer.problem
    assert explorer.result.value == 1
    assert explorer.result.gradients["v"].tolist() == [1, 2]


def test_a_keyword_of_a_text_that_cannot_be_read_is_not_to_blame():
    explorer = BackpropExplorer("x^2", x=3)
    assert "a power is written **" in explorer.problem
    explorer.text = "x**2"
    assert explorer.result.value == 9
    with pytest.raises(TypeError, match="Received: .'z'"):
        BackpropExplorer("x**2", z=3)


def test_differences_are_as_fine_as_float64():
    explorer = BackpropExplorer(lambda x: keras.ops.softplus(x), x=0.3)
    assert explorer.result.taped is None
    np.testing.assert_allclose(explorer.result.gradients["x"], 1 / (1 + np.exp(-0.3)), rtol=1e-8)


def test_models_that_are_almost_there():
    with pytest.raises(TypeError, match="begin it with keras.Input. Received: Sequential"):
        BackpropExplorer(keras.Sequential([keras.layers.Dense(2)]), x=[1.0, 2])
    built = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    assert BackpropExplorer(built, x=[1.0, 2], y=None).result.agrees


def test_a_box_holds_what_stands_in_it():
    for most in (0.0853, 0.00871, 1.2e-5, 12.34, 150.0, 1234.0, 98765.0, 1.5e11, 3e-9):
        assert len(spread(np.array([most, 0]), brief=True)) <= LONGEST_SPREAD
    assert spread(np.array([-0.0853, 0]), brief=True) == "±0.085"
    assert spread(np.array([-150.0, 0])) == "±150"
    assert short(np.ones((2, 1, 3)), tight=True) == "(2,1,3)"
    explorer = BackpropExplorer("sum(x[None], axis=(0, 1))", x=A)
    assert graph(explorer).names == ("x", "[None]", "sum")


def test_twelve_columns_need_no_scrolling():
    text = "a = x*w; " + "; ".join(f"{b} = tanh({a})" for a, b in pairwise("abcdefghij"))
    lines = Lines(expressions.parse(text + "; sum(j)"))
    assert max(column for column, _row in lines.places) == 11
    for room in range(30, 120, 3):
        laid = lines.laid(room)
        assert laid["extent"][0] * laid["font"] <= room
        assert laid["font"] >= 0.66
        assert laid["down"] == (room < 60)


@pytest.mark.parametrize(
    "text, given, at, cell, said",
    [
        ("sum(x)", {"x": [1.0, -2, 0.5]}, 1, 0, "1 + (−2) + 0.5 = −0.5"),
        ("sum(x)", {"x": np.arange(9.0)}, 1, 0, "0 + 1 + 2 + 3 + 4 + 5 + … = 36"),
        ("mean(x, axis=0)", {"x": [[1.0, 2], [3, 4]]}, 1, 1, "[1]: (2 + 4) ÷ 2 = 3"),
        ("softmax(z)", {"z": [2.0, 1, 0]}, 1, 1,
         "[1]: exp(1) ÷ (exp(2) + exp(1) + exp(0)) ≈ 0.245"),
        ("mean(x, axis=0)", {"x": [[1.0, 2], [3, 4]]}, 3, 2, "[1, 0]: 1 ÷ 2 = 0.5"),
        ("max(x)", {"x": [3.0, 5, 5]}, 3, 1, "[1]: 1 ÷ 2 = 0.5"),
        ("softmax(z)*w", {"z": [0.0, 0], "w": [1.0, 3]}, 6, 1, "[1]: 0.5 · (3 − 2) = 0.5"),
        ("softmax(z)*w", {"z": [2.0, 1, 0], "w": [0.0, -4.09, 0]}, 6, 1,
         "[1]: 0.245 · (−4.09 − (−1)) ≈ −0.756"),
    ],
)  # fmt: skip
def test_the_cell_that_is_pointed_at_is_written_out(text, given, at, cell, said):
    explorer = BackpropExplorer(text, **given)
    explorer.at = at
    explorer.cursor = [len(explorer._stage.grids) - 1, cell]
    assert said in formula(explorer)


def test_gradients_that_are_not_there_do_not_agree():
    none = BackpropExplorer("x*y + x", gradients={}, x=3, y=2, at=99)
    assert "Your gradients: there is none." in none.reading
    assert "agree" not in none.reading  # nothing that could be read as theirs
    half = BackpropExplorer("x*y + x", gradients=lambda x, y: {"x": None, "y": x}, x=3, y=2, at=99)
    assert "for x is the first that differs: there is none yet." in half.reading
