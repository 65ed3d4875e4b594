"""Every explorer, and its rival: `ipywidgets.interact` drawing the same picture with matplotlib."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Two cells of a notebook, and how a key is pressed in each.

    ``slider`` is the description of the slider that the key moves, in explorer and rival alike;
    ``handle`` is what the explorer has in the picture itself to be moved by keys in its place.
    ``key`` moves it, ``back`` moves it back when it has reached its end. ``goal`` is the most
    milliseconds from key to paint; 0 for none.
    """

    name: str
    explorer: str
    rival: str
    slider: str
    key: str = "ArrowRight"
    back: str = "ArrowLeft"
    handle: str = ""
    goal: int = 25


SETUP = """
import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import interact, IntSlider, FloatSlider, SelectionSlider
from kerastutor import data, widgets
%matplotlib inline

digits = data.load("digits").x_train

def draw(*arrays, titles=None):
    figure, axes = plt.subplots(1, len(arrays), figsize=(3.2 * len(arrays), 3.2), squeeze=False)
    for n, (axis, values) in enumerate(zip(axes[0], arrays)):
        values = np.atleast_2d(values)
        axis.imshow(values, cmap="cividis")
        for (r, c), value in np.ndenumerate(values):
            axis.text(c, r, f"{value:g}", ha="center", va="center")
        if titles:
            axis.set_title(titles[n])
    plt.show()
"""

GRADIENT = """
from kerastutor.concepts import gradients
f = gradients.named("sin")
xs, ys = gradients.curve(f, -3, 3)
def slope(x):
    at = gradients.tangent(f, x, 1.0)
    ends = np.array([-3, 3])
    plt.figure(figsize=(6.4, 3.6))
    plt.plot(xs, ys, label="f(x)")
    plt.plot(ends, at.y + at.slope * (ends - at.x), "--", label="tangent")
    plt.plot(ends, (at.ahead + at.behind) / 2 + at.difference * (ends - at.x), ":",
             label="through x − h and x + h")
    plt.plot([at.x - 1, at.x + 1], [at.behind, at.ahead], "s")
    plt.plot([at.x], [at.y], "o")
    plt.xlim(-3, 3)
    plt.ylim(-1.3, 1.3)
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.legend()
    plt.grid()
    plt.show()
interact(slope, x=FloatSlider(0, min=-3, max=3, step=0.05, description="x"));
"""

#: A graph with its values and gradients, drawn anew at each move.
GRAPH = """
import tensorflow as tf
from kerastutor.concepts import expressions, graphs
from kerastutor.widgets.stage.graphs import placed
graph = expressions.parse({text!r})
places, _ = placed(len(graph.nodes), [edge[:2] for edge in graph.edges])
def drawn(w):
    given = dict(zip(graph.inputs, (w, -1.2, 0.1, 1.0)))
    run = graphs.run(graph, given)
    graphs.by_tape(graph, given)
    plt.figure(figsize=({width}, 3.6))
    for source, target, _slot in graph.edges:
        (x0, y0), (x1, y1) = places[source], places[target]
        plt.annotate("", (x1, y1), (x0, y0), arrowprops=dict(arrowstyle="->"))
    for n, (x, y) in enumerate(places):
        gradient = run.upstream[n]
        text = f"{{graph.nodes[n].name}}\\n{{float(run.values[n]):.4g}}"
        text += "" if gradient is None else f"\\n{{float(gradient):.4g}}"
        plt.text(x, y, text, ha="center", va="center", bbox=dict(fc="white"))
    plt.xlim(-1, max(x for x, _y in places) + 1)
    plt.axis("off")
    plt.show()
interact(drawn, w=FloatSlider(0.4, min=-5, max=5, step=0.1, description="value of w"));
"""
SMALL = "loss = (sigmoid(w*x + b) - y)**2"
LARGE = "; ".join(
    [
        "z0 = tanh(w*x + b)",
        *(f"z{n + 1} = tanh(w*z{n} + b)" for n in range(17)),
        "loss = (z17 - y)**2",
    ]
)

#: Six optimizers on a map, with their losses, drawn anew at each move.
RACE = """
import matplotlib.ticker
from kerastutor.concepts import optimizers, surfaces
surface = surfaces.named("valley")
x0, x1, y0, y1 = surface.domain
losses = surfaces.contour_map(surface, 80)
xs, ys = np.linspace(x0, x1, 80), np.linspace(y0, y1, 80)
def race(x):
    return optimizers.race(surface, start=(x, 1.4), steps={steps})
known = race(-2.6)
def drawn(paths, taken):
    _, (hill, curves) = plt.subplots(1, 2, figsize=(12, 4))
    hill.contourf(xs, ys, losses, np.geomspace(0.05, 60, 12), cmap="cividis", alpha=0.4)
    hill.contour(xs, ys, losses, np.geomspace(0.05, 60, 12), colors="grey", linewidths=1)
    for name, path in paths.items():
        line, = hill.plot(*path.points[: taken + 1].T, ".-", ms=3)
        hill.plot(*path.points[taken], "o", color=line.get_color())
        hill.annotate(name, path.points[taken])
        curves.semilogy(path.losses[: taken + 1], color=line.get_color())
        curves.annotate(name, (taken, path.losses[taken]))
    curves.set_xlim(0, {steps})
    plt.show()
"""

PAIRS = [
    Pair(  # the least that a widget can do: a label says what Python heard
        "IntSlider and Label, nothing drawn",
        """
import ipywidgets
slider, label = IntSlider(0, 0, 99, description="n"), ipywidgets.Label("0")
slider.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
floor = ipywidgets.VBox([slider, label])
floor.add_class("kt-explorer")
floor
""",
        """
def nothing(n):
    plt.figure(figsize=(6.4, 3.6))
    plt.title(n)
    plt.show()
interact(nothing, n=IntSlider(0, 0, 99, description="n"));
""",
        "n",
        goal=0,
    ),
    Pair(
        "TensorExplorer",
        'widgets.TensorExplorer(digits, axes=("sample", "row", "column"))',
        """
def tensor(sample):
    draw(digits[sample], titles=[f"x[{sample}, :, :]"])
interact(tensor, sample=IntSlider(0, 0, len(digits) - 1, description="sample"));
""",
        "sample",
    ),
    Pair(
        "ReshapeExplorer",
        'widgets.ReshapeExplorer(np.arange(24).reshape(4, 6), arguments="4, 6")',
        """
from kerastutor.concepts.reshaping import choices, whole_numbers
x = np.arange(24).reshape(4, 6)
def reshape(shape):
    y = x.reshape(whole_numbers(shape))
    draw(x, y.reshape(-1, y.shape[-1]), titles=["x", f"y {y.shape}"])
interact(reshape, shape=SelectionSlider(options=choices(x.shape, "reshape"), value="4, 6",
                                        description="those that fit"));
""",
        "those that fit",
    ),
    Pair(
        "BroadcastingExplorer",
        "widgets.BroadcastingExplorer(np.arange(40).reshape(10, 4, 1), np.arange(5))",
        """
a, b = np.arange(40).reshape(10, 4, 1), np.arange(5)
def broadcast(axis):
    draw(a[axis], b, (a + b)[axis], titles=["a", "b", "result"])
interact(broadcast, axis=IntSlider(0, 0, 9, description="result axis 0"));
""",
        "result axis 0",
    ),
    Pair(
        "MatmulExplorer",
        "widgets.MatmulExplorer(np.arange(40).reshape(10, 4), np.arange(24).reshape(4, 6))",
        """
from matplotlib.patches import Rectangle
a, b = np.arange(40).reshape(10, 4), np.arange(24).reshape(4, 6)
def product(row):
    draw(a, b, a @ b, titles=["a", "b", f"row {row}: {a[row] @ b[:, 0]}"])
interact(product, row=IntSlider(0, 0, 9, description="row of a"));
""",
        "row of a",
    ),
    Pair(
        "GradientExplorer (point)",
        'widgets.GradientExplorer(name="sin", x=0.0)',
        GRADIENT,
        "x",
        handle=".kt-point",
    ),
    Pair(
        "GradientExplorer (slider)",
        'widgets.GradientExplorer(name="sin", x=0.0)',
        GRADIENT,
        "x",
    ),
    Pair(
        "DescentExplorer",
        """
import keras
widgets.DescentExplorer(lambda w: keras.ops.square(w), start=-2.5, taken=20)
""",
        """
import keras
from ipywidgets import FloatLogSlider
from kerastutor.concepts import descent, gradients
f = lambda w: keras.ops.square(w)
ws, ls = gradients.curve(f, -3, 3)
ready = descent.slope_of(f, -2.5)
def roll(rate):
    path = descent.descend(f, -2.5, rate, 20, prepared=ready)
    _, (hill, steps) = plt.subplots(1, 2, figsize=(9, 3.4))
    hill.plot(ws, ls)
    hill.plot(path.weights, path.losses, "o")
    hill.set_xlim(-3, 3)
    hill.set_ylim(-1, 10)
    steps.plot(path.losses, "o-")
    plt.show()
interact(roll, rate=FloatLogSlider(0.1, min=-3, max=0, step=0.02, description="learning rate"));
""",
        "learning rate",
    ),
    Pair(
        "SoftmaxExplorer",
        "widgets.SoftmaxExplorer(logits=(2.0, 1.0, 0.0))",
        """
import keras
from ipywidgets import FloatLogSlider
def softmax(temperature):
    logits = np.array([2.0, 1.0, 0.0])
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
    left.bar(["a", "b", "c"], logits)
    left.set_ylim(-5, 5)
    right.bar(["a", "b", "c"], keras.ops.softmax(logits / temperature))
    right.set_ylim(0, 1)
    plt.show()
interact(softmax, temperature=FloatLogSlider(1, min=-1, max=1, step=0.02,
                                             description="temperature"));
""",
        "temperature",
        handle=".kt-point >> nth=0",
        key="ArrowUp",
        back="ArrowDown",
    ),
    Pair(
        "ComparisonExplorer",
        "widgets.ComparisonExplorer(digits[:40] / 255, digits[:40] / 256)",
        """
def compare(axis):
    draw(digits[axis] / 255, digits[axis] / 256, titles=["yours", "expected"])
interact(compare, axis=IntSlider(0, 0, 39, description="axis 0"));
""",
        "axis 0",
    ),
    Pair(
        "ActivationExplorer",
        'widgets.ActivationExplorer(name="sigmoid", x=0.0)',
        """
from kerastutor.concepts import activations, depth
f = activations.named("sigmoid")
curve = activations.graph(f, np.linspace(-6, 6, 401))
stack = depth.through(f, 10)
def slope(x):
    at = activations.graph(f, [x])
    _, axes = plt.subplots(2, 2, figsize=(10, 7))
    axes[0, 0].plot(curve.x, curve.y)
    axes[0, 0].plot(curve.x, curve.slope)
    axes[0, 0].plot([x], at.y, "o")
    for n, (low, high) in enumerate(zip(stack.low, stack.high)):
        axes[0, 1].vlines(n + np.linspace(-0.36, 0.36, 12), low[:12], high[:12])
    axes[1, 0].semilogy(stack.gradient, "o-")
    axes[1, 1].plot(stack.zero, "o-")
    axes[1, 1].plot(stack.dead, "o-")
    plt.show()
interact(slope, x=FloatSlider(0, min=-6, max=6, step=0.1, description="x"));
""",
        "x",
        handle=".kt-point",
    ),
    Pair(
        "LossExplorer",
        "widgets.LossExplorer(y_pred=0.5)",
        """
from kerastutor.concepts import loss_curves
f = loss_curves.named("binary_crossentropy")
xs = np.linspace(0, 1, 401)
curve = loss_curves.losses(f, *loss_curves.rows("binary_crossentropy", xs, 1.0))
def pulled(p):
    at = loss_curves.losses(f, *loss_curves.rows("binary_crossentropy", [p], 1.0))
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(xs, curve.values)
    left.plot([p], at.values, "o")
    left.set_ylim(-0.4, 7)
    right.plot(xs, curve.gradient[:, 0])
    right.plot([p], at.gradient[0], "o")
    right.set_ylim(-12, 12)
    plt.show()
interact(pulled, p=FloatSlider(0.5, min=0, max=1, step=0.01, description="y_pred, a probability"));
""",
        "y_pred, a probability",
        handle=".kt-point >> nth=0",
    ),
    Pair(
        "LossExplorer (a weight of a network)",
        """
from kerastutor.concepts import loss_batches
for _part in loss_batches.training():
    pass
widgets.LossExplorer(view="weight", moved=0.0)
""",
        """
from kerastutor.concepts import loss_batches, loss_curves
steps = loss_batches.training()
try:
    while True:
        next(steps)
except StopIteration as end:
    network = end.value
f = loss_curves.named("categorical_crossentropy", True)
way = loss_batches.direction(network, "one", 2114)
along = loss_batches.moved(network, way, np.linspace(-2, 2, 61))
losses = [np.mean(f(network.y_true, z)) for z in along.logits]
def moved(t):
    at = loss_batches.moved(network, way, [t])
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(along.steps, losses)
    left.plot([t], [np.mean(f(network.y_true, at.logits[0]))], "o")
    right.step(along.steps, along.right)
    right.plot([t], at.right, "o")
    plt.show()
interact(moved, t=FloatSlider(0, min=-2, max=2, step=0.02, description="moved by"));
""",
        "moved by",
        handle=".kt-point >> nth=0",
    ),
    Pair(
        "BatchExplorer (arrows of 100 batches)",
        """
from kerastutor.concepts import batches
for _part in batches.moments(batches.MOMENTS):
    pass
widgets.BatchExplorer(batch_size=1)
""",
        """
from kerastutor.concepts import batches as gradients
for _part in gradients.moments([0]):
    pass
moment = gradients.kept(0)
sizes = gradients.of_all_sizes(moment, 0)
ns = np.arange(1, 1437)
def batches(n):
    one = sizes[n]
    figure = plt.figure(figsize=(10, 5))
    arrows, spread = figure.add_subplot(1, 2, 1), figure.add_subplot(2, 2, 2)
    x, y = one.along[:100], one.across[:100]
    zero = np.zeros(len(x))
    colours = np.where(x < 0, "red", "green")
    arrows.quiver(zero, zero, x, y, color=colours, angles="xy", scale_units="xy", scale=1)
    arrows.quiver(0, 0, 1, 0, angles="xy", scale_units="xy", scale=1)
    arrows.set(xlim=(-3, 3), ylim=(-3, 3))
    spread.loglog(ns, moment.expected(ns))
    spread.loglog(ns, moment.expected(ns, whole=False), "--")
    spread.loglog(list(sizes), [one.spread for one in sizes.values()], "o")
    spread.loglog([n], [one.spread], "o")
    up = figure.add_subplot(2, 2, 4)
    up.semilogx(list(sizes), [one.uphill.mean() for one in sizes.values()], "o-")
    plt.show()
interact(batches, n=SelectionSlider(options=list(sizes), description="batch size"));
""",
        "batch size",
    ),
    Pair(
        "NeuronExplorer (heat map 60 × 60)",
        "widgets.NeuronExplorer()",
        """
from kerastutor.concepts import planes
import keras
points = planes.two_pixels()
places = planes.lattice(points.ends)
layer = keras.layers.Dense(1, activation="sigmoid")
layer.build((None, 2))
def neuron(w):
    layer.set_weights([np.array([[w], [6.0]]), np.array([-6.0])])
    plt.figure(figsize=(6, 6))
    low0, high0, low1, high1 = points.ends
    plt.imshow(np.asarray(layer(places)).reshape(60, 60), cmap="PuOr", extent=points.ends)
    plt.scatter(*points.x.T, c=points.y, s=8)
    ends = np.array([low0, high0])
    plt.plot(ends, (6 - w * ends) / 6)
    plt.ylim(low1, high1)
    plt.show()
interact(neuron, w=FloatSlider(6, min=-30, max=30, step=0.1, description="weight of pixel (2, 5)"));
""",
        "weight of pixel (2, 5)",
        goal=40,
    ),
    Pair(
        "DenseExplorer (eight units and a heat map)",
        "widgets.DenseExplorer(units=8, selected=0)",
        """
from kerastutor.concepts import networks, planes
points = planes.two_pixels()
places = planes.lattice(points.ends)
numbers = networks.started(8, 0).numbers
def network(w):
    now = networks.Network.of([w, *numbers[1:]])
    hidden, output = networks.outputs(now, places)
    _, axes = plt.subplots(2, 5, figsize=(10, 4))
    for axis, values in zip(axes.flat, [*hidden.T, output]):
        axis.imshow(values.reshape(60, 60), cmap="PuOr", extent=points.ends)
    axes[1, 4].scatter(*points.x.T, c=points.y, s=8)
    plt.show()
interact(network, w=FloatSlider(0, min=-10, max=10, step=0.1, description="hidden units"));
""",
        "hidden units",
        handle=".kt-point >> nth=0",
        goal=60,
    ),
    Pair(
        "BackpropExplorer",
        f"widgets.BackpropExplorer({SMALL!r}, w=0.4, x=-1.2, b=0.1, y=1, at=99)",
        GRAPH.format(text=SMALL, width=8),
        "value of w",
    ),
    Pair(
        "BackpropExplorer (a graph of 60 nodes)",
        f"widgets.BackpropExplorer({LARGE!r}, w=0.4, x=-1.2, b=0.1, y=1, at=999)",
        GRAPH.format(text=LARGE, width=16),
        "value of w",
        goal=40,
    ),
    Pair(
        "OptimizerExplorer (a picture of the replay)",
        "widgets.OptimizerExplorer(steps=300, taken=100)",
        RACE.format(steps=300)
        + """
interact(lambda taken: drawn(known, taken),
         taken=IntSlider(100, min=0, max=300, description="taken"));
""",
        "taken",
        handle=".kt-range",
    ),
    Pair(
        "OptimizerExplorer (six race over 100 steps from a new start)",
        """
from kerastutor.widgets import _optimizers_racing
_optimizers_racing.PATIENCE = 10  # the picture with its paths is what is measured
widgets.OptimizerExplorer()
""",
        RACE.format(steps=100)
        + """
interact(lambda x: drawn(race(x), 100),
         x=FloatSlider(-2.6, min=-3, max=3, step=0.06, description="start"));
""",
        "start",
        handle=".kt-point",
        goal=100,
    ),
    Pair(
        "OptimizerExplorer (six race over 300 steps from a new start)",
        """
from kerastutor.widgets import _optimizers_racing
_optimizers_racing.PATIENCE = 10
widgets.OptimizerExplorer(steps=300)
""",
        RACE.format(steps=300)
        + """
interact(lambda x: drawn(race(x), 300),
         x=FloatSlider(-2.6, min=-3, max=3, step=0.06, description="start"));
""",
        "start",
        handle=".kt-point",
        goal=1000,
    ),
    Pair(
        "OptimizerExplorer (another contour map)",
        """
from kerastutor.widgets import _optimizers_racing
_optimizers_racing.PATIENCE = 10
two = ["valley", "tiny"]
explorer = widgets.OptimizerExplorer(steps=30, taken=0)
for name in two[::-1]:  # each is traced once
    explorer.surface = name
def other(change):
    explorer.surface = two[change["new"] % 2]
explorer._play.unobserve_all("value")
explorer._play.observe(other, "value")
explorer
""",
        RACE.format(steps=30)
        + """
both = [surfaces.named("valley"), surfaces.named("tiny")]
for one in both:
    optimizers.race(one, steps=30)
def other(n):
    global surface, losses
    surface = both[n % 2]
    losses = surfaces.contour_map(surface, 80)
    drawn(optimizers.race(surface, steps=30), 30)
interact(other, n=IntSlider(0, min=0, max=30, description="surface"));
""",
        "surface",
        handle=".kt-range",
        goal=40,
    ),
]
