"""Typed text becomes a computation graph. It is parsed, and never run as Python."""

import ast
import warnings
from dataclasses import replace

import numpy as np

from ..i18n import _
from .graphs import MOST_NODES, Graph, Node, NotDrawn
from .operations import OPERATIONS

MOST_CHARACTERS = 500
#: The longest name of a variable.
MOST_OF_A_NAME = 24
#: Before which a function's name may stand: keras.ops.exp is exp.
ROOMS = ("keras", "ops", "np", "numpy", "tf", "math", "nn", "activations")

SIGNS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "matmul",
}
OF_TWO = (*SIGNS.values(), "maximum", "minimum")
REDUCING = ("sum", "mean", "max")
OTHER_NAMES = {"reduce_sum": "sum", "reduce_mean": "mean", "reduce_max": "max", "absolute": "abs"}
FUNCTIONS = tuple(name for name in OPERATIONS if name not in ("getitem", "transpose", "reshape"))
#: What people type for a sign of Python's, and what an East Asian keyboard does.
TYPED = str.maketrans(
    {"·": "*", "×": "*", "−": "-", "÷": "/", "²": "**2", "³": "**3", "σ": "sigmoid"}
    | dict(zip("⋅∗–　\xa0", "**-  ", strict=True))
    | {chr(ord(sign) + 0xFEE0): sign for sign in "()[]+-*/@=.,:;"}
)

WHAT = {
    ast.Compare: _("a comparison (<, >, ==)"),
    ast.BoolOp: _("and, or"),
    ast.IfExp: _("if … else"),
    ast.Lambda: "lambda",
    ast.List: _("a list; give an input of that value"),
    ast.Tuple: _("a tuple"),
    ast.Dict: _("a dictionary"),
    ast.ListComp: _("a loop"),
    ast.GeneratorExp: _("a loop"),
    ast.JoinedStr: _("a text"),
    ast.BitXor: _("^; a power is written **"),
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.Attribute: _("an attribute, but for .T"),
    ast.NamedExpr: ":=",
    ast.Not: "not",
    ast.Invert: "~",
}  # fmt: skip


def parse(text: str) -> Graph:
    """The graph of one or several statements, such as ``"z = w*x + b; loss = (z - y)**2"``.

    The output is the last statement's value; names that were not assigned are inputs. Constants
    are floats before anything is computed, and what is computed of constants alone is a constant.

    Args:
        text: at most 500 characters: names, numbers, + − * / ** @, [ ], .T, the functions of
            `FUNCTIONS`, and ``axis=`` and ``keepdims=`` where they reduce.

    Raises:
        NotDrawn: in one line, for everything else.

    Source: Python's own ``ast``; nothing is evaluated.
    """
    if not isinstance(text, str):
        raise NotDrawn(_("Expected an expression as text. Received: {0}").format(type(text)))
    if len(text) > MOST_CHARACTERS:
        raise NotDrawn(
            _("Expected at most {most} characters. Received: {count}").format(
                most=MOST_CHARACTERS, count=len(text)
            )
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.translate(TYPED).strip())
    except SyntaxError as error:
        where = text.splitlines()[(error.lineno or 1) - 1 :][:1] or [text]
        raise NotDrawn(
            _("Expected an expression that Python can read. Received: {text} ({why})").format(
                text=where[0].strip()[:60], why=error.msg
            )
        ) from None
    except (MemoryError, RecursionError, ValueError):  # too deep, or not a character of Python's
        raise NotDrawn(_("Expected a simpler expression: Python cannot read this one.")) from None
    if not tree.body:
        raise NotDrawn(_("Expected an expression such as (w*x + b - y)**2. Received: nothing"))
    try:
        return _Reader().read(tree)
    except RecursionError:
        raise NotDrawn(_("Expected a simpler expression: this one is too deep.")) from None


class Builder:
    """Makes the nodes of a graph, one after the other."""

    def __init__(self, most_nodes=MOST_NODES):
        self.nodes: list[Node] = []
        self._most = most_nodes
        self._names: set[str] = set()

    def reserve(self, names):
        """Names that are given later, by `rename`."""
        self._names |= set(names)

    def input(self, name) -> int:
        return self._add(Node(self._own(name), own=True))

    def constant(self, value) -> int:
        return self._add(Node("", "constant", constant=np.asarray(value, "float64")))

    def operation(self, operation, *inputs, name="", **options) -> int:
        """An operation's node; of constants alone, a constant."""
        taken = [self.nodes[n] for n in inputs]
        if operation != "function" and all(node.operation == "constant" for node in taken):
            with np.errstate(all="ignore"):
                try:
                    values = [node.constant for node in taken]
                    if all(value.size == 1 for value in values):
                        return self.constant(OPERATIONS[operation].forward(*values, **options))
                except NotDrawn:
                    raise
                except (ValueError, IndexError, TypeError) as error:
                    raise NotDrawn(f"{operation}: {error}") from None
        own = self._own(name or operation)
        return self._add(Node(own, operation, tuple(inputs), options, own=bool(name)))

    def graph(self, output, **more) -> Graph:
        """What leads to the node of this number."""
        return Graph(tuple(self.nodes[: output + 1]), **more).pruned()

    def rename(self, n, name):
        self._names.discard(self.nodes[n].name)
        self._names.add(name)
        self.nodes[n] = replace(self.nodes[n], name=name, own=True)

    def _add(self, node) -> int:
        if len(self.nodes) >= self._most:
            raise NotDrawn(
                _("Expected at most {most} operations and inputs.").format(most=self._most)
            )
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _own(self, name) -> str:
        found, n = name, 1
        while found in self._names:
            n += 1
            found = f"{name}_{n}"
        self._names.add(found)
        return found


class _Reader:
    """Walks through a syntax tree; what it does not know it names."""

    def __init__(self):
        self.builder = Builder()
        self.names: dict[str, int] = {}
        self.assigned: set[str] = set()

    def read(self, tree) -> Graph:
        self.assigned = {
            target.id
            for line in tree.body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name)
        }
        self.builder.reserve(self.assigned)  # no operation is called like what comes later
        n = -1
        for line in tree.body:
            n = self._statement(line)
        graph = self.builder.graph(n)
        if not graph.operations or not graph.moving[-1]:
            raise NotDrawn(
                _("Expected something computed from a variable, such as w*x. Received: {0}").format(
                    ast.unparse(tree).replace("\n", "; ")[:60]
                )
            )
        return graph

    def _statement(self, line) -> int:
        if isinstance(line, ast.Expr):
            return self._value(line.value)
        if not isinstance(line, ast.Assign):
            raise NotDrawn(
                _("Expected lines such as z = w*x + b. Received: {0}").format(_said(line))
            )
        if len(line.targets) != 1 or not isinstance(line.targets[0], ast.Name):
            raise NotDrawn(_("Expected one name before =. Received: {0}").format(_said(line)))
        name = _checked(line.targets[0].id)
        if name in self.names:
            raise NotDrawn(
                _("Expected a new name for each value. Received: {0} a second time").format(name)
            )
        fresh = len(self.builder.nodes)
        n = self._value(line.value)
        self.names[name] = n
        if n >= fresh and self.builder.nodes[n].inputs:
            self.builder.rename(n, name)
        return n

    def _value(self, tree) -> int:
        if isinstance(tree, ast.Name):
            return self._name(tree.id)
        if isinstance(tree, ast.Constant):
            return self._constant(tree)
        if isinstance(tree, ast.BinOp):
            if type(tree.op) not in SIGNS:
                raise _unknown(tree.op, tree)
            return self._operation(SIGNS[type(tree.op)], tree.left, tree.right)
        if isinstance(tree, ast.UnaryOp):
            if isinstance(tree.op, ast.UAdd):
                return self._value(tree.operand)
            if isinstance(tree.op, ast.USub):
                return self._operation("negative", tree.operand)
            raise _unknown(tree.op, tree)
        if isinstance(tree, ast.Subscript):
            index = _index(tree.slice)
            return self.builder.operation("getitem", self._value(tree.value), index=index)
        if isinstance(tree, ast.Attribute) and tree.attr == "T":
            return self._operation("transpose", tree.value)
        if isinstance(tree, ast.Call):
            return self._call(tree)
        raise _unknown(tree, tree)

    def _operation(self, operation, *trees, **options) -> int:
        inputs = [self._value(tree) for tree in trees]
        if operation == "power" and _is_constant(self.builder.nodes[inputs[1]], 2):
            return self.builder.operation("square", inputs[0])
        return self.builder.operation(operation, *inputs, **options)

    def _name(self, name) -> int:
        if name not in self.names:
            if name in self.assigned:
                raise NotDrawn(
                    _("Expected {0} to have a value before it is used.").format(_checked(name))
                )
            if name in FUNCTIONS:
                raise NotDrawn(
                    _("Expected {0}(…): it is a function. Received: {0} alone").format(name)
                )
            if name.lower() in ("nan", "inf"):
                raise NotDrawn(_("Expected a finite number. Received: {0}").format(name))
            self.names[name] = self.builder.input(_checked(name))
        return self.names[name]

    def _constant(self, tree) -> int:
        if type(tree.value) not in (int, float):
            raise NotDrawn(_("Expected numbers. Received: {0}").format(repr(tree.value)[:40]))
        try:
            value = float(tree.value)
        except OverflowError:
            value = np.inf
        if not np.isfinite(value):
            raise NotDrawn(_("Expected a finite number. Received: one that is too large"))
        return self.builder.constant(value)

    def _call(self, tree) -> int:
        name, given = self._called(tree)
        name = OTHER_NAMES.get(name, name)
        if name not in FUNCTIONS:
            raise NotDrawn(
                _("It cannot draw {name}(…). Known: {known}").format(
                    name=name[:MOST_OF_A_NAME], known=", ".join(FUNCTIONS)
                )
            )
        arguments = [*given, *tree.args]
        if any(isinstance(one, ast.Starred) for one in arguments):
            raise NotDrawn(_("Expected arguments one by one. Received: {0}").format(_said(tree)))
        options = self._options(name, tree.keywords)
        wanted = 2 if name in OF_TWO else 1
        if len(arguments) == 2 and name == "max" and _whole(arguments[1]) is None:
            raise NotDrawn(_("max takes one array. Of two values the larger is maximum(a, b)."))
        if len(arguments) == 2 and name in (*REDUCING, "softmax") and "axis" not in options:
            options["axis"] = _plain(arguments.pop(), "axis")
        if name == "softmax" and type(options.get("axis", -1)) is not int:
            raise NotDrawn(_("softmax takes one axis. Received: {0}").format(_said(tree)))
        if len(arguments) != wanted:
            raise NotDrawn(
                _("{name} expected {wanted} values. Received: {count}").format(
                    name=name, wanted=wanted, count=len(arguments)
                )
            )
        return self._operation(name, *arguments, **options)

    def _called(self, call) -> tuple:
        """The name of a function, and what it is a method of."""
        tree = call.func
        if isinstance(tree, ast.Name):
            return tree.id, []
        if isinstance(tree, ast.Attribute):
            room = tree.value
            while isinstance(room, ast.Attribute):
                room = room.value
            if isinstance(room, ast.Name) and room.id in ROOMS and room.id not in self.names:
                return tree.attr, []
            return tree.attr, [tree.value]
        raise NotDrawn(  # 2(x + 1)
            _("Expected a sign such as * before the bracket. Received: {0}").format(_said(call))
        )

    @staticmethod
    def _options(name, keywords) -> dict:
        known = (
            {"axis", "keepdims"} if name in REDUCING else {"axis"} if name == "softmax" else set()
        )
        options = {}
        for keyword in keywords:
            if keyword.arg not in known:
                raise NotDrawn(
                    _("It cannot draw {name} with {keyword}=").format(
                        name=name, keyword=keyword.arg or "**"
                    )
                )
            options[keyword.arg] = _plain(keyword.value, keyword.arg)
        return options


def _checked(name) -> str:
    if len(name) > MOST_OF_A_NAME:
        raise NotDrawn(
            _("Expected names of at most {most} characters. Received: {name}…").format(
                most=MOST_OF_A_NAME, name=name[:MOST_OF_A_NAME]
            )
        )
    return name


def _is_constant(node, value) -> bool:
    return node.operation == "constant" and node.constant.ndim == 0 and node.constant == value


def _plain(tree, name):
    """An axis, some axes, or keepdims, as they are typed."""
    if isinstance(tree, ast.Tuple):
        found = tuple(_whole(item) for item in tree.elts)
        if None not in found and name == "axis":
            return found
    elif isinstance(tree, ast.Constant) and (tree.value is None or type(tree.value) is bool):
        if (name == "keepdims") == (type(tree.value) is bool):
            return tree.value
    elif (found := _whole(tree)) is not None and name == "axis":
        return found
    raise NotDrawn(
        _("Expected {name}= as a plain value. Received: {0}").format(_said(tree), name=name)
    )


def _whole(tree) -> int | None:
    """A small whole number as it is typed, with its sign."""
    sign = 1
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        sign, tree = -1, tree.operand
    if isinstance(tree, ast.Constant) and type(tree.value) is int and abs(tree.value) < 10**6:
        return sign * tree.value
    return None


def _index(tree):
    """An index as NumPy takes it: whole numbers, slices, … and None."""
    if isinstance(tree, ast.Tuple):
        return tuple(_index(item) for item in tree.elts)
    if isinstance(tree, ast.Slice):
        parts = (tree.lower, tree.upper, tree.step)
        found = [None if part is None else _whole(part) for part in parts]
        if all(part is None or at is not None for part, at in zip(parts, found, strict=True)):
            return slice(*found)
    elif isinstance(tree, ast.Constant) and (tree.value is None or tree.value is Ellipsis):
        return tree.value
    elif (found := _whole(tree)) is not None:
        return found
    raise NotDrawn(
        _("Expected an index of whole numbers and slices. Received: {0}").format(_said(tree))
    )


def _unknown(part, tree) -> NotDrawn:
    what = WHAT.get(type(part)) or type(part).__name__
    return NotDrawn(
        _("It cannot draw {what}. Received: {text}").format(what=what, text=_said(tree))
    )


def _said(tree) -> str:
    text = ast.unparse(tree).splitlines()[0]
    return text if len(text) <= 60 else f"{text[:60]}…"
