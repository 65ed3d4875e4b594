"""A Python function, or a small Keras model, becomes a computation graph: TensorFlow follows it."""

import numpy as np

from ..i18n import _
from .expressions import Builder
from .graphs import MOST_GIVEN, Graph, NotDrawn, Run

#: TensorFlow's operations that are ours under another name.
SAME = {
    "Add": "add",
    "AddV2": "add",
    "BiasAdd": "add",
    "Sub": "subtract",
    "Mul": "multiply",
    "RealDiv": "divide",
    "Div": "divide",
    "Pow": "power",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Neg": "negative",
    "Exp": "exp",
    "Log": "log",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Relu": "relu",
    "Square": "square",
    "Sqrt": "sqrt",
    "Abs": "abs",
    "Sin": "sin",
    "Cos": "cos",
    "Softmax": "softmax",
}
REDUCING = {"Sum": "sum", "Mean": "mean", "Max": "max"}
MATMULS = {
    "MatMul": ("transpose_a", "transpose_b"),
    "BatchMatMulV2": ("adj_x", "adj_y"),
    "BatchMatMulV3": ("adj_x", "adj_y"),
}
#: What only renames, or changes the precision.
THROUGH = ("Identity", "Cast", "EnsureShape", "CheckNumerics")
#: Numbers of a function's inputs that differences are taken of.
MOST_NUDGED = 1000
RESHAPING = ("Reshape", "Squeeze", "ExpandDims")


def trace(function, given: dict) -> Graph:
    """The graph of a function, as TensorFlow sees it: its Python runs once.

    Args:
        function: of the inputs as keywords; operators, keras.ops, TensorFlow.
        given: the inputs' values, by name: their shapes are the graph's.

    Raises:
        NotDrawn: where TensorFlow cannot follow it, or it does what cannot be drawn: named.

    Source: ``tensorflow.function``.
    """
    import tensorflow as tf

    inputs = {name: np.asarray(value, "float64") for name, value in given.items()}
    why = None
    for dtype in ("float64", "float32"):  # float32 where it is mixed with float32 constants
        specs = {name: tf.TensorSpec(v.shape, dtype, name=name) for name, v in inputs.items()}
        try:
            concrete = tf.function(function, autograph=False).get_concrete_function(**specs)
            break
        except (TypeError, ValueError, NotImplementedError, tf.errors.OpError) as error:
            why = why or error
    else:
        raise NotDrawn(
            _("TensorFlow cannot follow it: {why}").format(why=_first_line(why))
        ) from None
    output = concrete.outputs
    if len(output) != 1:
        raise NotDrawn(
            _("Expected one value to be returned. Received: {count}").format(count=len(output))
        )
    return _Trace(concrete, inputs).graph(output[0])


def _first_line(error) -> str:
    """What is wrong, in a line that a learner can read."""
    text = str(error)
    if "symbolic" in text and "numpy" in text.lower():
        return _("it calls NumPy, which takes no tensors that have no value yet")
    if "Python `bool`" in text or "as a Python `bool`" in text:
        return _("it asks a tensor whether it is true, as if and while do")
    if "terating over" in text:
        return _("it goes through a tensor, as for does")
    return f"{type(error).__name__}: {text.splitlines()[0][:160] if text else ''}"


class _Trace:
    """Reads TensorFlow's graph of a function into ours."""

    def __init__(self, concrete, inputs):
        import tensorflow as tf

        self.builder = Builder()
        self.known: dict = {}  # the number of each tensor's node, by the tensor's name
        captured = {t.name: outer for outer, t in concrete.graph.captures}
        for tensor in concrete.inputs:
            if tensor.name in captured:
                outer = captured[tensor.name]
                if outer.dtype != tf.resource:
                    self.known[tensor.name] = self.builder.constant(outer.numpy())
                else:
                    held = [v for v in concrete.graph.variables if v.handle is outer]
                    self.known[tensor.name] = self.builder.constant(held[0].numpy())
            else:
                name = tensor.name.split(":")[0]
                self.known[tensor.name] = self.builder.input(name if name in inputs else name)

    def graph(self, output) -> Graph:
        n = self._node(output)
        graph = self.builder.graph(n, most=MOST_GIVEN)
        if not graph.operations or not graph.moving[-1]:
            raise NotDrawn(_("Expected a result that is computed from the inputs."))
        return graph

    def _node(self, tensor) -> int:
        """The node of a tensor; what it takes comes first, without recursion."""
        waiting = [tensor]
        while waiting:
            now = waiting[-1]
            if now.name in self.known:
                waiting.pop()
                continue
            missing = [one for one in self._taken(now) if one.name not in self.known]
            if missing:
                waiting.extend(reversed(missing))
            else:
                self.known[now.name] = self._made(now)
                waiting.pop()
        return self.known[tensor.name]

    @staticmethod
    def _constant(tensor):
        import tensorflow as tf

        return tf.get_static_value(tensor)

    def _taken(self, tensor):
        """What has to be there before: nothing of what is a constant anyway."""
        if self._constant(tensor) is not None:
            return []
        op = tensor.op
        if op.type in (*REDUCING, "StridedSlice", "Transpose", *RESHAPING):
            return [op.inputs[0]]
        return list(op.inputs)

    def _made(self, tensor) -> int:
        value = self._constant(tensor)
        if value is not None:
            return self.builder.constant(value)
        op, build = tensor.op, self.builder.operation
        taken = [self.known.get(one.name) for one in op.inputs]
        if op.type in THROUGH or op.type == "ReadVariableOp":
            return taken[0]
        if op.type == "Pow" and self._is_two(op.inputs[1]):
            return build("square", taken[0])
        if op.type in SAME:
            return build(SAME[op.type], *taken)
        if op.type == "SquaredDifference":
            return build("square", build("subtract", *taken))
        if op.type in REDUCING and (axes := self._constant(op.inputs[1])) is not None:
            axis = tuple(int(n) for n in np.atleast_1d(axes))
            every = len(axis) == len(op.inputs[0].shape)
            keep = {"keepdims": True} if op.get_attr("keep_dims") else {}
            if not axis:
                return taken[0]
            return build(REDUCING[op.type], taken[0], **({} if every else {"axis": axis}), **keep)
        if op.type in MATMULS:
            turned = [op.get_attr(name) for name in MATMULS[op.type]]
            return build("matmul", *map(self._turned, taken, op.inputs, turned))
        if op.type == "StridedSlice" and (index := self._index(op)) is not None:
            return build("getitem", taken[0], index=index)
        if op.type in RESHAPING and None not in tensor.shape:
            return build("reshape", taken[0], shape=tuple(tensor.shape))
        if op.type == "Transpose" and (order := self._constant(op.inputs[1])) is not None:
            return build("transpose", taken[0], axes=tuple(int(n) for n in order))
        raise NotDrawn(_("It cannot draw TensorFlow's {name}.").format(name=op.type))

    def _is_two(self, tensor) -> bool:
        value = self._constant(tensor)
        return value is not None and np.ndim(value) == 0 and float(value) == 2

    def _turned(self, n, tensor, turned) -> int:
        if not turned:
            return n
        rank = len(tensor.shape)
        axes = (*range(rank - 2), rank - 1, rank - 2)
        return self.builder.operation("transpose", n, axes=axes)

    def _index(self, op):
        """An index of NumPy's that picks the same."""
        parts = [self._constant(part) for part in op.inputs[1:]]
        if any(part is None for part in parts):
            return None
        masks = {
            name: op.get_attr(f"{name}_mask")
            for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
        }
        index = []
        for n, (begin, end, step) in enumerate(zip(*parts, strict=True)):
            bit = 1 << n
            if masks["ellipsis"] & bit:
                index.append(Ellipsis)
            elif masks["new_axis"] & bit:
                index.append(None)
            elif masks["shrink_axis"] & bit:
                index.append(int(begin))
            else:
                first = None if masks["begin"] & bit else int(begin)
                last = None if masks["end"] & bit else int(end)
                index.append(slice(first, last, int(step)))
        return tuple(index)


def by_tape(function, given: dict) -> dict[str, np.ndarray]:
    """The gradients of a function's result by automatic differentiation, by the inputs' names.

    Of an array the gradient is that of its sum.

    Args:
        function, given: as in :func:`trace`.

    Source: ``tensorflow.GradientTape``.
    """
    import tensorflow as tf

    for dtype in ("float64", "float32"):
        inputs = {name: tf.constant(np.asarray(v), dtype) for name, v in given.items()}
        try:
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                value = function(**inputs)
            break
        except (TypeError, ValueError, tf.errors.OpError):
            if dtype == "float32":
                raise
    found = tape.gradient(value, inputs, unconnected_gradients="zero")
    return {name: np.asarray(gradient) for name, gradient in found.items()}


def by_differences(function, given: dict, h=1e-5) -> Run:
    """Value and gradients of a function that only NumPy can follow: one node, by differences.

    (f(x + h) − f(x − h)) / (2h) for each number of each input.

    Args:
        function, given: as in :func:`trace`; the function takes floats and arrays.
        h: the step.

    Raises:
        NotDrawn: where it does not give numbers, or the inputs have over 1,000 of them.
    """
    inputs = {name: np.array(value, "float64") for name, value in given.items()}
    count = sum(value.size for value in inputs.values())
    if count > MOST_NUDGED:
        raise NotDrawn(
            _("Expected at most {most:,} numbers for differences. Received: {count:,}").format(
                most=MOST_NUDGED, count=count
            )
        )

    def asked(values):
        # NumPy's floats: of Python's own, keras.ops makes float32, too coarse for differences
        plain = {name: v.copy() if v.ndim else v[()] for name, v in values.items()}
        found = np.asarray(function(**plain))
        if found.dtype.kind not in "biuf":
            raise NotDrawn(_("Expected numbers. Received: {0}").format(found.dtype))
        return found.astype("float64")

    value, gradients = asked(inputs), {}
    for name, at in inputs.items():
        gradient = np.zeros(at.shape)
        for place in np.ndindex(at.shape):
            kept = at[place]
            ends = []
            for step in (h, -h):
                at[place] = kept + step
                ends.append(asked(inputs).sum())
            at[place] = kept
            gradient[place] = (ends[0] - ends[1]) / (2 * h)
        gradients[name] = gradient
    builder = Builder()
    numbers = [builder.input(name) for name in inputs]
    graph = builder.graph(builder.operation("function", *numbers), most=MOST_GIVEN)
    sent = [gradients[graph.nodes[source].name] for source, _target, _slot in graph.edges]
    values = [inputs[node.name] for node in graph.nodes[:-1]] + [value]
    return Run(
        graph, values, sent, [gradients[n.name] for n in graph.nodes[:-1]] + [np.ones(value.shape)]
    )
