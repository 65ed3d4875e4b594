"""A small Keras model with one sample becomes a computation graph, down to its loss."""

import numpy as np

from ..i18n import _
from .expressions import Builder
from .graphs import MOST_GIVEN, Graph, NotDrawn, forward

#: Keras's activations that are an operation of ours.
ACTIVATIONS = {
    "relu": "relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
    "exponential": "exp",
}
LAYERS = "Dense, Flatten, Activation, ReLU, Softmax, Dropout"


def graph_of(model, x, y=None) -> tuple[Graph, dict]:
    """The graph of a chain of layers, and the values of its inputs by name.

    Weights are called kernel_1, bias_1, kernel_2, …; the loss that ends it is, for targets y,
    −Σ y·log p after softmax, −Σ (y·log p + (1 − y)·log(1 − p)) after sigmoid, else the mean of
    (p − y)². Dropout passes everything on, as outside of training.

    Args:
        model: of Dense, Flatten, Activation, ReLU, Softmax and Dropout layers, one after another.
        x: one sample, or a small batch; shape (n, …) or (…).
        y: targets of the shape of the output, or labels where softmax ends it; None for no loss.

    Raises:
        NotDrawn: for other layers, by name, and where x or y do not fit.
    """
    import keras

    x = np.asarray(x, "float64")
    if x.ndim == len(model.input_shape) - 1:
        x = x[None]
    try:
        expected = np.asarray(model(x.astype("float32")), "float64")
    except (ValueError, TypeError) as error:
        raise NotDrawn(
            _("Expected x of shape {shape}. Received: {got}").format(
                shape=model.input_shape, got=x.shape
            )
        ) from error
    build, given = Builder(), {"x": x}
    n, shape, last = build.input("x"), x.shape, ""
    count = 0
    for layer in model.layers:
        activation = ""
        if isinstance(layer, keras.layers.InputLayer | keras.layers.Dropout):
            continue
        if isinstance(layer, keras.layers.Flatten):
            shape = (shape[0], int(np.prod(shape[1:])))
            n = build.operation("reshape", n, shape=shape)
            continue
        if isinstance(layer, keras.layers.Dense):
            count += 1
            given[f"kernel_{count}"] = np.asarray(layer.kernel, "float64")
            n = build.operation("matmul", n, build.input(f"kernel_{count}"))
            if layer.use_bias:
                given[f"bias_{count}"] = np.asarray(layer.bias, "float64")
                n = build.operation("add", n, build.input(f"bias_{count}"))
            shape = (*shape[:-1], layer.units)
            activation = layer.activation.__name__
        elif isinstance(layer, keras.layers.Activation):
            activation = layer.activation.__name__
        elif isinstance(layer, keras.layers.ReLU | keras.layers.Softmax):
            activation = type(layer).__name__.lower()
        else:
            raise NotDrawn(
                _("It can draw the layers {known}. Received: {layer}").format(
                    known=LAYERS, layer=type(layer).__name__
                )
            )
        if activation in ACTIVATIONS:
            last = ACTIVATIONS[activation]
            n = build.operation(last, n)
        elif activation != "linear":
            raise NotDrawn(
                _("It cannot draw the activation {name} of {layer}.").format(
                    name=activation, layer=layer.name
                )
            )
        else:
            last = "" if isinstance(layer, keras.layers.Dense) else last
    build.rename(n, "output")
    graph = build.graph(n, most=MOST_GIVEN)
    found = forward(graph, given)[-1]
    if found.shape != expected.shape or not np.allclose(found, expected, rtol=1e-4, atol=1e-5):
        raise NotDrawn(_("It can draw layers that stand one after another, each used once."))
    if y is None:
        return graph, given
    given["y"] = _targets(y, expected.shape, last)
    return build.graph(_loss(build, n, last, expected), most=MOST_GIVEN), given


def _targets(y, shape, last) -> np.ndarray:
    """The targets in the output's shape; labels become one-hot."""
    y = np.asarray(y)
    if last == "softmax" and y.dtype.kind in "iu" and y.shape in ((), shape[:-1]):
        if y.min() < 0 or y.max() >= shape[-1]:
            raise NotDrawn(
                _("Expected labels from 0 to {most}. Received: {y}").format(most=shape[-1] - 1, y=y)
            )
        return np.eye(shape[-1])[np.broadcast_to(y, shape[:-1])]
    if y.size != int(np.prod(shape)) or y.dtype.kind not in "biuf":
        raise NotDrawn(
            _("Expected y of shape {shape}. Received: {got}").format(shape=shape, got=y.shape)
        )
    return np.asarray(y, "float64").reshape(shape)


def _loss(build, n, last, expected) -> int:
    """The node of the loss: the mean over the samples."""
    y, do = build.input("y"), build.operation
    samples = expected.shape[0]
    if last == "softmax":
        total = do("sum", do("multiply", y, do("log", n)))
    elif last == "sigmoid":
        one = build.constant(1.0)
        hit = do("multiply", y, do("log", n))
        miss = do("multiply", do("subtract", one, y), do("log", do("subtract", one, n)))
        total = do("sum", do("add", hit, miss))
    else:
        return do("mean", do("square", do("subtract", n, y)), name="loss")
    if samples == 1:
        return do("negative", total, name="loss")
    return do("divide", total, build.constant(-samples), name="loss")


def by_tape(model, given: dict) -> dict[str, np.ndarray]:
    """The gradients of the same loss through the model itself, by the names of its inputs.

    The loss is Keras's own: categorical or binary cross-entropy, or mean squared error.

    Args:
        model: as in :func:`graph_of`.
        given: the values that came with its graph.

    Source: ``tensorflow.GradientTape`` through ``model(x)``, and ``keras.losses``.
    """
    import tensorflow as tf

    inputs = {name: tf.constant(v, "float32") for name, v in given.items() if name in ("x", "y")}
    names = [name for name in given if name not in inputs]
    weights = [w.value for layer in model.layers for w in layer.weights]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = _keras_loss(model, model(inputs["x"]), inputs.get("y"))
    wanted = {**inputs, **dict(zip(names, weights, strict=True))}
    found = tape.gradient(value, wanted, unconnected_gradients="zero")
    return {name: np.asarray(gradient) for name, gradient in found.items()}


def _keras_loss(model, output, y):
    import keras

    if y is None:
        return output
    last = getattr(model.layers[-1], "activation", None)
    name = getattr(last, "__name__", type(model.layers[-1]).__name__.lower())
    if name == "softmax":
        loss = keras.losses.categorical_crossentropy(y, output)
    elif name == "sigmoid":
        # Keras has the mean over the outputs of a sample; the graph has their sum.
        loss = keras.losses.binary_crossentropy(y, output) * output.shape[-1]
    else:
        loss = keras.losses.mean_squared_error(y, output)
    return keras.ops.mean(loss)
