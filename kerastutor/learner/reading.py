"""The source text of a function that lives here, put together as a program.

Its own text, its helpers', and an import for each thing of a library that they name: what a
learner's notebook would look like if it held nothing else.
"""

import ast
import functools
import inspect
import linecache
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from kerastutor.learner.source import LIBRARIES, Source

_MOST = 100  # helpers


def source_of(answer, name: str = "answer") -> Source:
    """The text of an answer and of what it uses; empty where there is none to read.

    Args:
        answer: a function, a class or a callable object.
        name: under which it is to stand there.
    """
    gathered = _Gathered()
    gathered.name(name, answer, {})
    return Source("\n\n".join([*gathered.imports, *gathered.texts]) + "\n", name)


def function_of(answer) -> FunctionType | None:
    """The Python function behind an answer: decorators, partials and callable objects opened."""
    for _step in range(10):
        inner = inspect.getattr_static(answer, "__wrapped__", None)
        if inner is not None:
            answer = inner
        elif isinstance(answer, FunctionType):
            return answer
        elif inspect.ismethod(answer):
            answer = answer.__func__
        elif isinstance(answer, functools.partial):
            answer = answer.func
        else:
            called = inspect.getattr_static(type(answer), "__call__", None)
            return called if isinstance(called, FunctionType) else None
    return None


class _Gathered:
    """Texts of definitions, and imports."""

    def __init__(self):
        self.imports: dict[str, None] = {}
        self.texts: dict[str, None] = {}
        self._known: dict[int, str] = {}  # id of a function or class → its name in the text
        self._kept: list = []  # so that no id is given away meanwhile

    def name(self, name: str, value, globals_: dict) -> None:
        """Make a name stand for a value in the text."""
        line = self._line(name, value, globals_)
        if line:
            place = self.imports if line.startswith(("import ", "from ")) else self.texts
            place[line] = None

    def _line(self, name: str, value, globals_: dict) -> str:
        if isinstance(value, ModuleType):
            return f"import {value.__name__} as {name}"
        if isinstance(value, functools.partial):
            return f"{name} = partial({self._written(value.func, globals_)})"
        if isinstance(value, MethodType):
            return f"{name} = {self._class(type(value.__self__)) or self._function(value.__func__)}"
        if path := _path(value):
            return f"from {path[0]} import {path[1]} as {name}"
        wrapped = inspect.getattr_static(value, "__wrapped__", None)
        if wrapped is not None and callable(wrapped):
            parts = [self._written(wrapped, globals_)]
            if isinstance(value, FunctionType):
                parts.append(self._function(value, name))
            return f"{name} = decorated({', '.join(part for part in parts if part)})"
        if isinstance(value, FunctionType):
            own = self._function(value, name)
        elif isinstance(value, type):
            own = self._class(value)
        elif kind := self._class(type(value)):
            held = getattr(value, "__dict__", {})
            parts = [self._written(part, globals_) for part in _callables(held.values())]
            return f"{name} = {kind}({', '.join(parts)})"
        elif isinstance(value, list | tuple | dict | set):
            held = value.values() if isinstance(value, dict) else value
            parts = [self._written(part, globals_) for part in _callables(held)]
            return f"{name} = [{', '.join(parts)}]"
        else:
            # What a library made may be an array; anything else has no operations of arrays.
            return f"{name} = some()" if _path(type(value)) else f"{name} = 0"
        return f"{name} = {own}" if own and own != name else ""

    def _written(self, value, globals_: dict) -> str:
        """A new name for a value."""
        name = f"_{len(self.texts) + len(self.imports)}"
        self.name(name, value, globals_)
        return name

    def _function(self, function: FunctionType, wanted: str = "") -> str:
        """The text of a function; returns its name there, or "" where there is none to read."""
        if id(function) in self._known:
            return self._known[id(function)]
        node = _node(function.__code__)
        if node is None or len(self._known) >= _MOST:
            return ""
        self._kept.append(function)
        name = function.__name__
        if isinstance(node, ast.Lambda):
            name = wanted or f"_lambda_{len(self._known)}"
            text = f"{name} = {ast.unparse(node)}"
        else:
            text = ast.unparse(node)
        self._known[id(function)] = name
        self._use(node, function)
        self.texts[text] = None
        return name

    def _class(self, kind: type) -> str:
        """The text of a learner's class; returns its name there, or ""."""
        if id(kind) in self._known:
            return self._known[id(kind)]
        methods = [value for value in vars(kind).values() if isinstance(value, FunctionType)]
        if _path(kind) or not methods or len(self._known) >= _MOST:
            return ""
        node = _class_node(kind, methods[0])
        if node is None:
            return ""
        self._kept.append(kind)
        self._known[id(kind)] = kind.__name__
        for method in methods:
            self._use(node, method)
        for base in kind.__bases__:
            if base is not object:
                self.name(base.__name__, base, {})
        self.texts[ast.unparse(node)] = None
        return kind.__name__

    def _use(self, node: ast.AST, function: FunctionType) -> None:
        """Name what a function names: in its closure, else among its globals."""
        scope = dict(function.__globals__)
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
        for name, cell in cells:
            try:
                scope[name] = cell.cell_contents
            except ValueError:  # not filled yet
                scope.pop(name, None)
        for used in ast.walk(node):
            if isinstance(used, ast.Name) and used.id in scope and used.id != "__class__":
                value = scope[used.id]
                if not (isinstance(value, FunctionType) and _is_from_elsewhere(value, function)):
                    self.name(used.id, value, function.__globals__)


def _callables(values):
    return [value for value in values if callable(value)]


def _is_from_elsewhere(value: FunctionType, function: FunctionType) -> bool:
    """A function of another module is read no further; its module may be forbidden."""
    return value.__globals__ is not function.__globals__ and _path(value) is None


def _path(value) -> tuple[str, str] | None:
    """(module, name) of a thing of a library, or of kerastutor; None for the learner's."""
    if not isinstance(value, type | FunctionType | BuiltinFunctionType):
        if not callable(value):
            return None
        if not isinstance(getattr(value, "__name__", None), str):
            value = type(value)  # an object: what matters is where its type comes from
    module = getattr(value, "__module__", None) or type(value).__module__
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if not (isinstance(module, str) and isinstance(name, str) and name.isidentifier()):
        return None
    root = module.split(".")[0].lstrip("_")
    if root in LIBRARIES:
        return module.lstrip("_"), name
    return (module, name) if root == "kerastutor" else None


@functools.lru_cache(maxsize=64)
def _parsed(file: str, text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tree(file: str) -> ast.Module | None:
    """The file, or the notebook's cell, that a function stands in."""
    text = "".join(linecache.getlines(file))
    return _parsed(file, text) if text else None


def _node(code) -> ast.AST | None:
    """Where a function is written: its node, found by its line and its name."""
    tree = _tree(code.co_filename)
    if tree is None:
        return None
    if code.co_name != "<lambda>":
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                if (node.name, first) == (code.co_name, code.co_firstlineno):
                    return node
        return None
    places = {place for place in code.co_positions() if place[0] is not None}
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda)
        and (node.body.lineno, node.body.end_lineno, node.body.col_offset, node.body.end_col_offset)
        in places
    ]
    return found[0] if found else None


def _class_node(kind: type, method: FunctionType) -> ast.ClassDef | None:
    tree = _tree(method.__code__.co_filename)
    line = method.__code__.co_firstlineno
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            if node.lineno <= line <= node.end_lineno:
                return node
    return None
