"""A computation graph as Python again: lines for TensorFlow, with what was cut."""

import ast

from .graphs import Graph

#: Operations that are signs of Python's.
SIGNS = {
    "add": ast.Add,
    "subtract": ast.Sub,
    "multiply": ast.Mult,
    "divide": ast.Div,
    "power": ast.Pow,
    "matmul": ast.MatMult,
}


def lines(graph: Graph, cut=(), values=()) -> list[str]:
    """One assignment for each value that has a name or is used more than once, the last of them
    the output.

    Args:
        graph: what is written.
        cut: names of edges that carry no gradient back.
        values: of each node, where they are known: TensorFlow's own @ takes no vectors.

    Example:
        >>> lines(parse("(w * x - y)**2"))
        ['output = (w * x - y) ** 2']
    """
    uses = [0] * len(graph.nodes)
    for node in graph.nodes:
        for n in node.inputs:
            uses[n] += 1
    keys = {edge: key for edge, key in zip(graph.edges, graph.keys, strict=True)}
    cut, trees, found = set(cut), [], []
    for n, node in enumerate(graph.nodes):
        if not node.operation:
            trees.append(ast.Name(node.name))
            continue
        if node.operation == "constant":
            trees.append(_literal(node.constant.tolist(), node.constant.ndim))
            continue
        taken = [
            _call("tf.stop_gradient", trees[source])
            if keys.get((source, n, slot)) in cut
            else trees[source]
            for slot, source in enumerate(node.inputs)
        ]
        vectors = bool(values) and any(values[source].ndim < 2 for source in node.inputs)
        tree, last = _tree(node, taken, vectors), n == len(graph.nodes) - 1
        if last or node.own or uses[n] > 1:
            name = node.name if node.own or not last else "output"
            found.append(ast.unparse(ast.fix_missing_locations(ast.Assign([_store(name)], tree))))
            tree = ast.Name(name)
        trees.append(tree)
    return found


def _store(name):
    return ast.Name(name, ast.Store())


def _literal(value, rank):
    tree = ast.parse(repr(value), mode="eval").body
    return _call("tf.constant", tree, ast.Constant("float64")) if rank else tree


def _call(name, *arguments, **keywords):
    function = ast.parse(name, mode="eval").body
    return ast.Call(
        function,
        list(arguments),
        [
            ast.keyword(key, ast.parse(repr(value), mode="eval").body)
            for key, value in keywords.items()
        ],
    )


def _tree(node, taken, vectors):
    operation, options = node.operation, node.options
    if operation == "square":
        return ast.BinOp(taken[0], ast.Pow(), ast.Constant(2))
    if operation == "negative":
        return ast.UnaryOp(ast.USub(), taken[0])
    if operation in SIGNS and not (operation == "matmul" and vectors):
        return ast.BinOp(taken[0], SIGNS[operation](), taken[1])
    if operation == "getitem":
        return ast.Subscript(taken[0], _index(options["index"]))
    if operation == "reshape":
        return _call("keras.ops.reshape", taken[0], newshape=options["shape"])
    return _call(f"keras.ops.{operation}", *taken, **options)


def _index(index):
    if isinstance(index, tuple):
        return ast.Tuple([_index(part) for part in index])
    if isinstance(index, slice):
        ends = (index.start, index.stop, index.step)
        return ast.Slice(*(None if end is None else _number(end) for end in ends))
    return ast.Constant(index) if index is None or index is Ellipsis else _number(index)


def _number(value):
    return ast.parse(repr(value), mode="eval").body
