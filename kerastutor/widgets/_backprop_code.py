"""The Keras cell of BackpropExplorer: the same graph under TensorFlow's tape."""

import numpy as np

from ..concepts import written
from ._code import MOST_WRITTEN_OUT, cell


def taped(graph, given, cut) -> str:
    """A cell that computes all gradients of a graph, in a row, as ``result``."""
    given = {name: np.asarray(given[name], "float64") for name in graph.inputs}
    large = {name: value for name, value in given.items() if value.size > MOST_WRITTEN_OUT}
    inputs = ", ".join(given)
    made = [
        f"{name} = tf.constant({name})"
        if name in large
        else f'{name} = tf.constant({value.tolist()!r}, "float64")'
        for name, value in given.items()
    ]
    body = written.lines(graph, cut)
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


def differences(name, given) -> str:
    """A cell that computes the gradients of a function that only NumPy can follow."""
    arrays = ", ".join(f"{key}={np.asarray(value).tolist()!r}" for key, value in given.items())
    return cell(
        "from kerastutor.concepts.traces import by_differences",
        "",
        f"run = by_differences({name}, dict({arrays}))",
        "result = np.concatenate([np.ravel(gradient) for gradient in run.gradients.values()])",
    )
