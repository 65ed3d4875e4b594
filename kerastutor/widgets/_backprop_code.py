"""The Keras cell of BackpropExplorer: the same graph under TensorFlow's tape."""

from dataclasses import replace

import numpy as np

from ..concepts import written
from ..concepts.graphs import Graph
from ._code import MOST_WRITTEN_OUT, cell

#: Names of the cell itself: an input of that name gets a "_".
TAKEN = ("tf", "np", "keras", "tape", "gradients", "result", "output")


def taped(run, given, cut) -> str:
    """A cell that computes all gradients of a run's graph, in a row, as ``result``."""
    graph, keys = run.graph, run.graph.keys
    given = {_free(name): value for name, value in given.items()}
    nodes = (replace(node, name=_free(node.name)) for node in graph.nodes)
    graph = Graph(tuple(nodes), graph.most)
    cut = [graph.keys[keys.index(key)] for key in cut if key in keys]
    given = {name: np.asarray(given[name], "float64") for name in graph.inputs}
    large = {name: value for name, value in given.items() if value.size > MOST_WRITTEN_OUT}
    inputs = ", ".join(given)
    made = [
        f"{name} = tf.constant({name})"
        if name in large
        else f'{name} = tf.constant({value.tolist()!r}, "float64")'
        for name, value in given.items()
    ]
    body = written.lines(graph, cut, run.values)
    output = body[-1].split(" = ")[0]
    return cell(
        *made,
        "with tf.GradientTape() as tape:",
        f"    tape.watch([{inputs}])",
        *(f"    {line}" for line in body),
        f'gradients = tape.gradient({output}, [{inputs}], unconnected_gradients="zero")',
        "result = np.concatenate([np.ravel(gradient) for gradient in gradients])",
        **large,
    )


def _free(name) -> str:
    return f"{name}_" if name in TAKEN else name


def differences(name, given) -> str:
    """A cell that computes the gradients of a function that only NumPy can follow."""
    arrays = ", ".join(f"{key}={np.asarray(value).tolist()!r}" for key, value in given.items())
    return cell(
        "from kerastutor.concepts.traces import by_differences",
        "",
        f"run = by_differences({name}, dict({arrays}))",
        "result = np.concatenate([np.ravel(gradient) for gradient in run.gradients.values()])",
    )
