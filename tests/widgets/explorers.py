"""Every explorer in many states: what the tests of all explorers are run over."""

import functools
import math

import keras
import numpy as np

from kerastutor import widgets
from kerastutor.widgets import _optimizers_racing
from kerastutor.widgets.stage.marks import every, sent
from kerastutor.widgets.stage.plots import Heads

_optimizers_racing.PATIENCE = 600  # the tests want the race in the picture, on any machine

STRANGE = np.array([[1.5, np.nan, -np.inf], [np.inf, -0.0, 2e-30]])


def add(a, b):
    return a + b


def product(a, b):
    return a @ b


def parabola(x):
    return x * x


def rolled(w, gradient, learning_rate):
    return w - learning_rate * gradient


def kept(w, g, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * g
    return w + velocity, velocity


def scaled(w, g, m, v, t, lr, beta_1=0.9):
    m, v = beta_1 * m + (1 - beta_1) * g, 0.999 * v + 0.001 * g**2
    return w - lr * m / (1 - beta_1**t) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-7), m, v


def bowl(x, y):
    return (x - 1) ** 2 + 3 * y * y


def waves(x, y):
    return math.sin(3 * x) + y * y


def halved_step(w, g, learning_rate):
    return w - learning_rate * g / 2


def adam_step(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    right = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * right[0] / (np.sqrt(right[1]) + epsilon), m, v


def layer(x, kernel, bias, activation=None):
    z = np.asarray(x) @ kernel + bias
    return z if activation is None else activation(z)


def squared(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2, axis=-1)


def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def of_one_weight(w, x, y=1.0):
    return (keras.ops.tanh(w * x) - y) ** 2


def rectified(x, w):
    return np.maximum(x @ w, 0)


@functools.cache
def model():
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    return keras.Sequential([keras.Input((3,)), dense(4, "relu"), dense(2, "softmax")])


NETWORK = "z = x @ w1 + b1; h = relu(z); p = softmax(h @ w2 + b2); loss = -sum(y*log(p))/4"
WEIGHTS = {
    "x": np.sin(np.arange(12.0)).reshape(4, 3),
    "w1": np.cos(np.arange(15.0)).reshape(3, 5),
    "b1": np.zeros(5),
    "w2": np.sin(np.arange(10.0) ** 2).reshape(5, 2),
    "b2": [0.5, -0.5],
    "y": np.eye(2)[[0, 1, 1, 0]],
}


#: What a learner's notebook defines, for the cells that name a learner's function.
LEARNERS = {
    "add": add,
    "product": product,
    "parabola": parabola,
    "rolled": rolled,
    "kept": kept,
    "scaled": scaled,
    "layer": layer,
    "rectified": rectified,
    "squared": squared,
    "bowl": bowl,
    "waves": waves,
    "halved_step": halved_step,
    "adam_step": adam_step,
}


def case(name, explorer, /, *arguments, **keywords):
    return name, functools.partial(getattr(widgets, explorer), *arguments, **keywords)


def counted(*shape):
    return np.arange(int(np.prod(shape))).reshape(shape)


CASES = dict(
    [
        case("tensor rank 0", "TensorExplorer", 3.5),
        case("tensor rank 1", "TensorExplorer", [3, 1, 2], index="::-1"),
        case("tensor rank 2", "TensorExplorer", counted(3, 4), index="x > 3", name="x"),
        case("tensor rank 3", "TensorExplorer", counted(2, 3, 4) - 9, index="..., [0, 2]"),
        case("tensor rank 4", "TensorExplorer", counted(2, 3, 4, 2), place=[1, 2]),
        case("tensor rank 5", "TensorExplorer", counted(2, 3, 2, 3, 2), place=[1, 2, 1]),
        case("tensor grown", "TensorExplorer", counted(2, 2), index="None, :, None"),
        case("tensor one value", "TensorExplorer", counted(2, 2), index="1, 0"),
        case("tensor nothing picked", "TensorExplorer", counted(2, 2), index="5:"),
        case("tensor empty index", "TensorExplorer", counted(2, 2), index="()"),
        case("tensor empty", "TensorExplorer", np.zeros((2, 0, 3), "float32")),
        case("tensor bool", "TensorExplorer", [[True, False], [False, True]], index="1"),
        case("tensor strange", "TensorExplorer", STRANGE),
        case("tensor strange float16", "TensorExplorer", STRANGE.astype("float16")),
        case("tensor all nan", "TensorExplorer", [np.nan, np.inf]),
        case("tensor largest", "TensorExplorer", [1.7e308, -1.7e308, 0.0]),
        case("tensor text", "TensorExplorer", [["a", "b<c"], ["d\n'\"", "é"]], index="0"),
        case("tensor one text", "TensorExplorer", ["a", "b"], index="0"),
        case("tensor bytes", "TensorExplorer", [b"a", b"\0b"]),
        case("tensor complex", "TensorExplorer", [1 + 2j, 3]),
        case("tensor uint8", "TensorExplorer", np.array([0, 255], "uint8"), name="image"),
        case("tensor large", "TensorExplorer", np.arange(400.0).reshape(20, 20), index="3:5, 1"),
        case(
            "tensor source", "TensorExplorer", np.zeros((300, 300)), source="np.zeros((300, 300))"
        ),
        case("tensor function", "TensorExplorer", [1, 2], [3, 4], function=add, index="0"),
        case("reshape", "ReshapeExplorer"),
        case("reshape -1", "ReshapeExplorer", counted(2, 3, 4), arguments="4, -1"),
        case("reshape rank 0", "ReshapeExplorer", [5], arguments="()"),
        case("reshape rank 5", "ReshapeExplorer", counted(12), arguments="1, 2, 1, 3, 2"),
        case("reshape strange", "ReshapeExplorer", STRANGE, arguments="6"),
        case("reshape bool", "ReshapeExplorer", [[True, False]], arguments="2, 1"),
        case("reshape text", "ReshapeExplorer", ["a", "b"], arguments="2, 1"),
        case(
            "transpose",
            "ReshapeExplorer",
            counted(2, 3, 4),
            operation="transpose",
            arguments="2, 0, 1",
        ),
        case("moveaxis", "ReshapeExplorer", operation="moveaxis", arguments="0, -1"),
        case("broadcasting", "BroadcastingExplorer"),
        case("broadcasting column", "BroadcastingExplorer", (3, 3), (3, 1)),
        case("broadcasting rank 0", "BroadcastingExplorer", (), ()),
        case("broadcasting rank 4", "BroadcastingExplorer", (2, 1, 3, 1), (4, 1, 5), place=[1, 3]),
        case("broadcasting empty", "BroadcastingExplorer", (0, 3), (3,)),
        case(
            "broadcasting arrays",
            "BroadcastingExplorer",
            STRANGE,
            [1.0, 2, 3],
            operation="multiply",
        ),
        case(
            "broadcasting subtract",
            "BroadcastingExplorer",
            [[1], [2]],
            [3, 4],
            operation="subtract",
        ),
        case("broadcasting maximum", "BroadcastingExplorer", (2, 3), (3,), operation="maximum"),
        case("broadcasting uint8", "BroadcastingExplorer", np.array([1], "uint8"), [0.5]),
        case("broadcasting function", "BroadcastingExplorer", (3, 1), (4,), function=add),
        case("matmul", "MatmulExplorer"),
        case("matmul cell", "MatmulExplorer", row=1, column=1, step=2),
        case("matmul yours", "MatmulExplorer", function=product),
        case("matmul one", "MatmulExplorer", [[2.5]], [[-4]]),
        case(
            "matmul int8",
            "MatmulExplorer",
            np.array([[100, 100]], "int8"),
            np.array([[2], [2]], "int8"),
        ),
        case(
            "matmul large",
            "MatmulExplorer",
            np.ones((40, 50), "float32"),
            np.ones((50, 33), "float32"),
        ),
        case("matmul nan", "MatmulExplorer", STRANGE, np.ones((3, 1))),
        case("gradient", "GradientExplorer"),
        case("gradient cube", "GradientExplorer", name="cube", x=-1.25, h=0.01),
        case("gradient kink", "GradientExplorer", name="relu", x=0.0),
        case("gradient yours", "GradientExplorer", parabola, domain=(0, 10), x=7.0),
        case("gradient beside", "GradientExplorer", parabola, keras=np.abs, x=0.5),
        case("gradient found", "GradientExplorer", parabola, x=1.0, h=0.5, yours=2.5),
        case("comparison", "ComparisonExplorer", [1.0, 2], [1.0, 3], given=[[1, 2]], title="mine"),
        case("comparison equal", "ComparisonExplorer", counted(2, 2), counted(2, 2)),
        case("comparison shapes", "ComparisonExplorer", [1, 2], [1, 2, 3]),
        case(
            "comparison rank 5",
            "ComparisonExplorer",
            counted(2, 1, 2, 1, 2),
            -counted(2, 1, 2, 1, 2),
        ),
        case("descent", "DescentExplorer", parabola, start=2.0, learning_rate=0.25, taken=3),
        case("descent at the start", "DescentExplorer", start=-2.5, steps=1),
        case("descent diverged", "DescentExplorer", parabola, learning_rate=1.5, taken=20),
        case(
            "descent yours",
            "DescentExplorer",
            parabola,
            step=rolled,
            start=1.0,
            goal=(0.5, 3),
            learning_rate=0.5,
            taken=1,
            steps=4,
            name="weight",
        ),  # fmt: skip
        case("descent momentum", "DescentExplorer", parabola, step=kept, momentum=0.5, taken=2),
        case("descent adam", "DescentExplorer", parabola, step=scaled, start=2.0, taken=2),
        case("neuron", "NeuronExplorer"),
        case("neuron given", "NeuronExplorer", None, [[0, 1], [3, -1]], [0, 1], w2=-2.0),
        case("neuron no line", "NeuronExplorer", w1=0.0, w2=0.0, activation="relu"),
        case("neuron yours", "NeuronExplorer", layer, activation="linear"),
        case("network", "DenseExplorer"),
        case("network of eight", "DenseExplorer", units=8, activation="tanh", selected=7, chosen=3),
        case("network by hand", "DenseExplorer", weights=[1.0, -1, 0, -1, 1, 0, 1, 1, -0.5]),
        case("activation", "ActivationExplorer"),
        case("activation deep", "ActivationExplorer", name="sigmoid", x=-2.0, layers=20, seed=3),
        case("activation exploding", "ActivationExplorer", name="exponential", layers=4),
        case("activation zeros", "ActivationExplorer", name="tanh", layers=2, initializer="zeros"),
        case("activation yours", "ActivationExplorer", parabola, layers=3),
        case("softmax", "SoftmaxExplorer"),
        case("softmax yours", "SoftmaxExplorer", softmax, names=["cat", "dog", "fish"]),
        case("softmax constant", "SoftmaxExplorer", constant=-1000.0, temperature=0.1),
        case("softmax rows", "SoftmaxExplorer", softmax, example="rows", constant=10.0),
        case("softmax ten", "SoftmaxExplorer", logits=[0.3 * n for n in range(10)]),
        case("backprop", "BackpropExplorer"),
        case("backprop fork", "BackpropExplorer", "x*x + x", x=3, at=6, cut=["x->multiply.0"]),
        case("backprop asked", "BackpropExplorer", ask=True, at=9, answers={"1": 2.0}),
        case("backprop network", "BackpropExplorer", NETWORK, at=20, chosen="w1", **WEIGHTS),
        case("backprop typed", "BackpropExplorer", "x @ w", x=[[1, 2]], values={"w": [[3], [4]]}),
        case("backprop function", "BackpropExplorer", of_one_weight, w=0.5, x=-2, at=99),
        case("backprop numpy", "BackpropExplorer", rectified, x=[[1.0, 2]], w=[1.0, -2], at=3),
        case("backprop model", "BackpropExplorer", model(), x=[1.0, -1, 2], y=1, at=30),
        case(
            "backprop yours",
            "BackpropExplorer",
            "a = w*x; loss = a*a",
            {"a": 1.0, "w": 2.0},
            at=99,
        ),
        case("loss", "LossExplorer"),
        case("loss squared", "LossExplorer", loss="mean_squared_error", y_true=-2.0, y_pred=3.5),
        case("loss of a logit", "LossExplorer", from_logits=True, y_true=0.5, y_pred=-7.25),
        case("loss of a row", "LossExplorer", loss="categorical_crossentropy", y_pred=0.125),
        case(
            "loss of a row of logits",
            "LossExplorer",
            loss="categorical_crossentropy",
            from_logits=True,
            others=[2.0, -3.0],
        ),
        case("loss cliff", "LossExplorer", view="cliff", y_pred=1e-6),
        case("loss at the bottom", "LossExplorer", view="cliff", y_pred=0.0),
        case("loss of both", "LossExplorer", view="logits", y_pred=-10.0),
        case("loss of both, other", "LossExplorer", view="logits", loss="huber", y_true=0.0),
        case("loss yours", "LossExplorer", squared, loss="mean_squared_error"),
        case("loss yours alone", "LossExplorer", squared, y_pred=-1.5),
        case("batch", "BatchExplorer", seed=3),
        case("batch of one", "BatchExplorer", batch_size=1, arrows="length"),
        case("batch of many", "BatchExplorer", batch_size=256, epochs=1, taken=7),
        case("batch of all", "BatchExplorer", batch_size=1437, taken=0),
        case("optimizers", "OptimizerExplorer", steps=30),
        case(
            "optimizers of all kinds",
            "OptimizerExplorer",
            surface="rosenbrock",
            optimizers=["Lion", "Adagrad", "Adam, uncorrected", "SGD"],
            chosen="Lion",
            goal=(1.0, 20),
            steps=25,
            taken=7,
        ),
        case("optimizers scaled", "OptimizerExplorer", scale=1e4, chosen="SGD", steps=40, taken=40),
        case("optimizers tiny", "OptimizerExplorer", surface="tiny", epsilon=1e-4, taken=0),
        case("optimizers digits", "OptimizerExplorer", surface="digits", steps=20, chosen="AdamW"),
        case("optimizers of a bowl", "OptimizerExplorer", surface=bowl, steps=12, momentum=0.5),
        case("optimizers of waves", "OptimizerExplorer", surface=waves, steps=6, chosen="RMSprop"),
        case("optimizers and yours", "OptimizerExplorer", adam_step, steps=15, taken=4),
        case(
            "optimizers and yours parting", "OptimizerExplorer", halved_step, steps=15, chosen="SGD"
        ),
        case("comparison empty", "ComparisonExplorer", np.zeros((0, 2, 2)), np.zeros((0, 2, 2))),
        case("comparison text", "ComparisonExplorer", ["a", "b"], ["a", "c"]),
        case("comparison nan", "ComparisonExplorer", STRANGE, STRANGE),
        case("comparison bool", "ComparisonExplorer", [True, False], [True, True]),
        case("comparison tuple", "ComparisonExplorer", (3, (1, 2), "a"), (3, [1, 2], "a")),
        case("comparison dict", "ComparisonExplorer", {"a": 1}, {"a": True, "b": None}),
        case("comparison none", "ComparisonExplorer", None, [1.5], given={"x": 1, "f": "sin"}),
        case("comparison wide", "ComparisonExplorer", counted(50), counted(50) // 49),
    ]
)


def shown(explorer):
    """The value that an explorer shows, which its cell must compute again."""
    result = explorer.result
    if hasattr(result, "slope"):
        beside = getattr(explorer, "_keras", None) is not None  # two curves are shown, and no slope
        return np.array(result.y if beside else result.slope)
    if hasattr(result, "differs"):
        return np.array(False) if result.differs is None else result.differs
    return result.after if hasattr(result, "after") else result.values


def picture(explorer):
    """What the view was given, as it is sent."""
    return sent(explorer._stage.picture)


def run(source, **names):
    """The ``result`` of a cell, in a namespace of its own."""
    space = dict(names)
    exec(compile(source, "<cell>", "exec"), space)
    return np.asarray(space["result"])


def grids(explorer):
    """What the view was given, by the name of its cells (the last of a name)."""
    return {grid.name: grid for grid in explorer._stage.grids}


def of(explorer, kind):
    """The marks of a class in the picture."""
    return every(explorer._stage.picture, kind)


def ask(explorer, id, value):
    """What the browser asks for."""
    count = explorer._stage.asked.get("count", 0) + 1
    explorer._stage.asked = {"id": id, "value": value, "count": count}


def names(explorer):
    """What stands beside the heads of the map, tips of arrows left out."""
    heads = of(explorer, Heads)[0]
    return [name for name, sides in zip(heads.names, heads.sides, strict=True) if sides != 1]
