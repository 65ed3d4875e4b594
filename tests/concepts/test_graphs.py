"""Expressions as computation graphs: thirty of them beside TensorFlow's own tape, and texts that
mean no good."""

import builtins
import os
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerastutor.concepts import expressions, graphs, models, traces, written
from kerastutor.concepts.graphs import NotDrawn
from kerastutor.concepts.operations import OPERATIONS, unbroadcast

RANDOM = np.random.default_rng(7)


def some(*shape):
    return RANDOM.normal(size=shape)


MATRICES = {"x": some(4, 3), "w": some(3, 5), "b": some(5), "v": some(5, 2), "u": some(2)}
NUMBERS = {"x": 1.3, "y": -0.7, "w": 0.4, "b": 0.1, "a": 2.5}

#: Text, inputs, and the same with TensorFlow's names: forks, broadcasting, small matrices.
EXPRESSIONS = [
    ("x*x + x", NUMBERS),
    ("loss = (sigmoid(w*x + b) - y)**2", NUMBERS),
    ("x*y*x - x/y", NUMBERS),
    ("a = x*2; b = a*a; c = a + b; c*a", NUMBERS),
    ("-x**2 + 3*x - 4", NUMBERS),
    ("2**x + a**y + x**3", NUMBERS),
    ("(a*x)**y", NUMBERS),
    ("exp(x) / (1 + exp(x))", NUMBERS),
    ("log(a) * sqrt(a) - square(x)", NUMBERS),
    ("sin(x)*cos(y) + tanh(x*y)", NUMBERS),
    ("abs(y) + relu(y) + relu(x)", NUMBERS),
    ("maximum(x, y) * minimum(x, w)", NUMBERS),
    ("z = w*x + b; z*sigmoid(z)", NUMBERS),
    ("5 * relu(y)", NUMBERS),
    ("sum(x @ w + b)", MATRICES),
    ("mean(square(x @ w + b))", MATRICES),
    ("max(x, axis=0) + x[0]", MATRICES),
    ("max(x)*min_ + sum(x, axis=1, keepdims=True)", {**MATRICES, "min_": 2.0}),
    ("softmax(x) * x", MATRICES),
    ("softmax(x, axis=0)[1:, 2]", MATRICES),
    ("h = relu(x @ w + b); p = softmax(h @ v + u); -mean(log(p[:, 0]))", MATRICES),
    ("x @ w @ v", MATRICES),
    ("x.T @ x", MATRICES),
    ("h = x @ w; h @ w.T - x", MATRICES),
    ("x * x[0] + x[:, 1:2]", MATRICES),
    ("x[::-1, ::2] / (2 + cos(x[:, :2]))", MATRICES),
    ("m = mean(x, axis=0); d = x - m; d / sqrt(mean(d*d, axis=0) + 0.001)", MATRICES),
    ("x[None, 0] * w.T[:, None]", {"x": some(2, 3), "w": some(3, 4)}),
    ("b * sum(b) / sqrt(sum(square(b)))", MATRICES),
    ("keras.ops.mean(np.exp(x) * tf.math.log(square(x) + 1), axis=(0, 1))", MATRICES),
    ("x @ w", {"x": some(3), "w": some(3, 2)}),
    ("x @ w", {"x": some(2, 4, 3), "w": some(3, 2)}),
    ("x @ y", {"x": some(3), "y": some(3)}),
    ("x[..., 0] + x[1, -1]", MATRICES),
]
#: TensorFlow's own @ takes no vectors.
WRITTEN = [
    (text, given)
    for text, given in EXPRESSIONS
    if "x" not in given or "@" not in text or np.ndim(given["x"]) > 1
]


def in_tensorflow(text, inputs):
    """The same lines, run as Python with TensorFlow's own functions: another way to gradients."""

    def method(name):
        return lambda self, axis=None: names[name](self, axis=axis)

    names = {
        "exp": tf.exp, "log": tf.math.log, "tanh": tf.tanh, "sigmoid": tf.sigmoid,
        "relu": tf.nn.relu, "softmax": tf.nn.softmax, "square": tf.square, "sqrt": tf.sqrt,
        "abs": tf.abs, "sin": tf.sin, "cos": tf.cos, "maximum": tf.maximum,
        "minimum": tf.minimum, "sum": tf.reduce_sum, "mean": tf.reduce_mean,
        "max": tf.reduce_max, "keras": keras, "tf": tf,
        "np": type("np", (), {"exp": staticmethod(tf.exp)}),
    }  # fmt: skip
    text = text.replace("x.T", "tf.transpose(x)").replace("w.T", "tf.transpose(w)")
    *before, last = text.split(";")
    last = last.split(" = ")[-1]
    if "@" in last and any(np.ndim(value) != 2 for value in inputs.values()) and not before:
        last = "keras.ops.matmul({}, {})".format(*last.split(" @ ")) if " + b" not in last else last
    space = {**names, **inputs}
    exec("\n".join(line.strip() for line in before), space)
    return eval(last.strip(), space)


@pytest.mark.parametrize("text, given", EXPRESSIONS, ids=[text for text, _given in EXPRESSIONS])
def test_gradients_are_those_of_tensorflow(text, given):
    graph = expressions.parse(text)
    given = {name: given[name] for name in graph.inputs}
    run = graphs.run(graph, given)
    inputs = {name: tf.constant(value, "float64") for name, value in given.items()}
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = in_tensorflow(text, inputs)
    taped = tape.gradient(value, inputs, unconnected_gradients="zero")
    np.testing.assert_allclose(run.value, value, rtol=1e-10)
    for name in given:
        assert run.gradients[name].shape == np.shape(given[name])
        np.testing.assert_allclose(run.gradients[name], taped[name], rtol=1e-9, atol=1e-12)
    assert graphs.agree(run, graphs.by_tape(graph, given))


@pytest.mark.parametrize("text, given", EXPRESSIONS[::3], ids=[t for t, _g in EXPRESSIONS[::3]])
def test_what_an_edge_carries_is_lost_when_it_is_cut(text, given):
    graph = expressions.parse(text)
    given = {name: given[name] for name in graph.inputs}
    whole = graphs.run(graph, given)
    for n, key in enumerate(graph.keys):
        cut = graphs.run(graph, given, [key])
        assert not cut.sent[n].any()
        assert graphs.agree(cut, graphs.by_tape(graph, given, [key]))
        source = graph.edges[n][0]
        if whole.sent[n].any() and not graph.nodes[source].operation:
            name = graph.nodes[source].name
            np.testing.assert_allclose(
                cut.gradients[name] + whole.sent[n], whole.gradients[name], atol=1e-12
            )


@pytest.mark.parametrize("text, given", WRITTEN, ids=[text for text, _given in WRITTEN])
def test_it_is_written_as_python_again(text, given):
    graph = expressions.parse(text)
    given = {name: given[name] for name in graph.inputs}
    space = {name: tf.constant(value, "float64") for name, value in given.items()}
    lines = written.lines(graph)
    exec("\n".join(lines), {"tf": tf, "keras": keras}, space)
    found = space[lines[-1].split(" = ")[0]]
    np.testing.assert_allclose(found, graphs.run(graph, given).value, rtol=1e-10)


def test_by_hand():
    run = graphs.run(expressions.parse("x*x + x"), {"x": 3})
    assert (run.value, run.gradients["x"]) == (12, 7)
    assert [float(part) for part in run.sent] == [1, 1, 3, 3]
    assert run.graph.keys == ["multiply->add.0", "x->add.1", "x->multiply.0", "x->multiply.1"]
    run = graphs.run(expressions.parse("5*relu(x)"), {"x": -2})
    assert (run.value, run.gradients["x"]) == (0, 0)


def test_names_and_constants():
    graph = expressions.parse("h = w*x; 2*3*h + (1 - 4)*h")
    assert [node.name for node in graph.nodes if node.operation == "multiply"] == [
        "h",
        "multiply",
        "multiply_2",
    ]
    constants = [n.constant for n in graph.nodes if n.operation == "constant"]
    assert sorted(float(value) for value in constants) == [-3, 6]
    assert list(expressions.parse("a = x*1; b = y*2; a*3").inputs) == ["x"]  # what is not used


def test_every_operation_is_held():
    used = {node.operation for text, _given in EXPRESSIONS for node in _nodes(text)}
    assert set(OPERATIONS) - used == {"reshape"}  # of models and functions


def _nodes(text):
    return expressions.parse(text).nodes


def test_unbroadcast():
    assert unbroadcast(np.ones((4, 3)), (3,)).tolist() == [4, 4, 4]
    assert unbroadcast(np.ones((4, 3)), (4, 1)).tolist() == [[3]] * 4
    assert unbroadcast(np.ones((2, 3)), ()).tolist() == 6


class TestHostile:
    """A visitor of a dashboard types whatever they like."""

    TEXTS = [
        "__import__('os').system('touch /tmp/kt_was_here')",
        "().__class__.__bases__[0].__subclasses__()",
        "x.__class__", "x.__init__.__globals__['os']", "exp.__globals__", "x.system('id')",
        "open('/etc/passwd')", "eval('1')", "exec('x')", "getattr(x, 'T')", "globals()*x",
        "[x for x in range(10**9)]", "(lambda: x)()", "lambda x: x", "f'{x}'", "'x'*10", "b'x'*x",
        "x if x else y", "x and y", "x > y", "not x", "~x", "x % 2", "x // 2", "x << 100",
        "x | y", "x ^ 2", "import os", "from os import system", "while True: x",
        "for i in x: i", "def f(): pass", "class A: pass", "x = y = 3", "x, y = 1, 2", "del x",
        "global x", "return x", "yield x", "await x", "raise x", "assert x", "with x: y",
        "try:\n x\nexcept: y", "x: int = 3*y", "x += 1", "(y := x*2)", "{x}", "{x: 1}", "[x]",
        "(x, y)", "*x", "sum(*x)", "sum(**x)", "sum(x, axis=y)", "sum(x, dtype=1)", "x[y]",
        "x[1.5]", "x['a']", "x[10**9]", "x[0:9**9]", "exp(x, y)", "exp()", "sum", "exp", "print(x)",
        "1", "9**9**9", "x = 3", "None", "True*x", "...", "1j*x", "1e999*x", "9"*480 + "*x",
        "", "   ", "#", ";", "\x00x", "x\ud800", "\\", "'", "(", "x y", "\u202ex", "x" * 25,
        "(" * 200 + "x" + ")" * 200, "-" * 490 + "x", "x" + "**x" * 160, "x[" * 100 + "]" * 100,
        "exp(" * 99 + "x" + ")" * 99, "x+" * 249 + "x", "*".join("x" * 240), "x" * 501,
    ]  # fmt: skip

    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:40])
    def test_it_is_one_line_or_a_graph(self, text, monkeypatch):
        def refused(*_args, **_words):
            raise AssertionError("a typed text was run")

        for name in ("eval", "exec", "open", "__import__"):
            if name != "__import__":
                monkeypatch.setattr(builtins, name, refused)
        monkeypatch.setattr(os, "system", refused)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                graph = expressions.parse(text)
            except NotDrawn as problem:
                said = str(problem)
                assert said and "\n" not in said and len(said) < 260
            else:
                assert len(graph.nodes) <= graphs.MOST_NODES
                graphs.run(graph, dict.fromkeys(graph.inputs, 0.5))
        assert not os.path.exists("/tmp/kt_was_here")

    def test_what_becomes_too_large_is_not_made(self):
        with pytest.raises(NotDrawn, match="at most 10,000 elements"):
            graphs.run(expressions.parse("x[:, None]*y"), {"x": np.ones(101), "y": np.ones(100)})
        with pytest.raises(NotDrawn, match="at most 10,000 elements"):
            graphs.run(
                expressions.parse("x @ y"), {"x": np.ones((9999, 1)), "y": np.ones((1, 9999))}
            )

    def test_constants_are_floats_before_anything(self):
        graph = expressions.parse("9**9**9 * x")
        assert graphs.run(graph, {"x": 1.0}).value == np.inf

    def test_shapes_that_do_not_fit_are_named(self):
        with pytest.raises(NotDrawn, match=r"x \(2, 3\) and y \(2, 3\)"):
            graphs.run(expressions.parse("x @ y"), {"x": np.ones((2, 3)), "y": np.ones((2, 3))})
        with pytest.raises(NotDrawn, match="index"):
            graphs.run(expressions.parse("x[5]"), {"x": np.ones(3)})


class TestFunctions:
    GIVEN = {"x": some(4, 3), "w": some(3, 2)}

    @pytest.mark.parametrize(
        "function",
        [
            lambda x, w: keras.ops.relu(x @ w) ** 2,
            lambda x, w: keras.ops.sum(keras.ops.softmax(keras.ops.matmul(x, w))[:, 0]),
            lambda x, w: tf.reduce_max(tf.matmul(x, w, transpose_b=False), axis=1),
            lambda x, w: tf.matmul(w, x, transpose_a=True, transpose_b=True),
            lambda x, w: keras.ops.reshape(x, (3, 4))[::2] * tf.constant(2.0, "float32"),
            lambda x, w: sum(row * row for row in [x[0], x[1]]) - keras.ops.mean(w),
            lambda x, w: keras.losses.mean_squared_error(x, keras.ops.sigmoid(x)) * w[0, 0],
            lambda x, w: keras.ops.transpose(x)[:2] * 1.0,
        ],
    )
    def test_what_tensorflow_follows_is_drawn(self, function):
        graph = traces.trace(function, self.GIVEN)
        given = {name: self.GIVEN[name] for name in graph.inputs}
        run = graphs.run(graph, given)
        taped = traces.by_tape(function, self.GIVEN)
        assert graphs.agree(run, taped, 1e-5)

    @pytest.mark.parametrize(
        "function, why",
        [
            (lambda x: np.maximum(x, 0), "NumPy"),
            (lambda x: x if x > 0 else -x, "as if and while do"),
            (lambda x: tf.math.erf(x), "Erf"),
            (lambda x: 3.0, "computed from the inputs"),
            (lambda x: (x, x), "Expected one value"),
            (lambda x: x + nothing, "NameError"),  # noqa: F821
        ],
    )
    def test_what_it_cannot_follow_is_told(self, function, why):
        with pytest.raises((NotDrawn, NameError), match="nothing|" + why):
            traces.trace(function, {"x": 1.5})

    def test_differences(self):
        x, w = some(2, 3), some(3)
        run = traces.by_differences(lambda x, w: np.maximum(x @ w, 0).sum(), {"x": x, "w": w})
        lit = (x @ w > 0).astype(float)
        np.testing.assert_allclose(run.gradients["x"], np.outer(lit, w), atol=1e-8)
        np.testing.assert_allclose(run.gradients["w"], lit @ x, atol=1e-8)
        with pytest.raises(NotDrawn, match="at most 1,000 numbers"):
            traces.by_differences(np.sum, {"a": np.ones(1001)})


class TestModels:
    @pytest.fixture(autouse=True)
    def seeded(self):
        keras.utils.set_random_seed(3)

    @pytest.mark.parametrize(
        "layers, x, y",
        [
            ([("relu", 4), ("softmax", 3)], some(2), 2),
            ([("tanh", 4), ("sigmoid", 1)], some(3, 2), [[1], [0], [1]]),
            ([(None, 4), ("relu", 2)], some(2), some(2)),
            ([("exponential", 2)], some(2), None),
        ],
    )
    def test_gradients_are_those_of_the_model(self, layers, x, y):
        dense = [keras.layers.Dense(units, activation) for activation, units in layers]
        model = keras.Sequential([keras.Input((2,)), *dense])
        graph, given = models.graph_of(model, x, y)
        run = graphs.run(graph, given)
        taped = models.by_tape(model, given)
        assert set(taped) == set(run.gradients)
        assert graphs.agree(run, taped, 1e-4)

    def test_what_it_cannot_draw_it_names(self):
        layers = keras.layers
        for layer, name in (
            (layers.Dense(2, "gelu"), "gelu"),
            (layers.LayerNormalization(), "Lay"),
        ):
            with pytest.raises(NotDrawn, match=name):
                models.graph_of(keras.Sequential([keras.Input((2,)), layer]), [1.0, 2])
        model = keras.Sequential([keras.Input((2,)), layers.Dense(3, "softmax")])
        with pytest.raises(NotDrawn, match="labels from 0 to 2"):
            models.graph_of(model, [1.0, 2], 3)
        with pytest.raises(NotDrawn, match="Expected y of shape"):
            models.graph_of(model, [1.0, 2], [1.0, 2])
        with pytest.raises(NotDrawn, match="Expected x of shape"):
            models.graph_of(model, [1.0, 2, 3])
