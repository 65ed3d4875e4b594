"""What can be read in the source text of an answer, without running any of it.

The text is a program: imports, helpers, and the answer under its name. A grader has it as the
learner wrote it; for a function of a notebook, `reading` puts it together.

Forbidden operations are a rule of style: an exercise is to be done in a certain way, and whoever
breaks the rule is told so. Who wants to hide `np.matmul` from a reader of text can.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

LIBRARIES = {"numpy", "keras", "tensorflow", "scipy", "jax", "torch", "operator", "sklearn"}
#: What no exercise may be done with: the checks know the answers, and the concepts are answers.
ALWAYS_FORBIDDEN = ("kerastutor.checks", "kerastutor.concepts")
# Methods of arrays that do what a forbidden function does.
_OF_ARRAYS = {"dot", "__matmul__", "__rmatmul__"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Source:
    """The text of an answer.

    Attributes:
        text: Python source; "" where there is none to read.
        name: under which the answer stands in it.
    """

    text: str
    name: str

    @cached_property
    def _tree(self) -> ast.Module:
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module([], [])

    @cached_property
    def _definition(self) -> ast.AST | None:
        """The function (or lambda, or class) that the name stands for."""
        scope, name = Scope.of(self._tree.body), self.name
        for _step in range(10):
            found = scope.names.get(name, [None])[-1]
            if isinstance(found, ast.Name):
                name = found.id
            else:
                return found
        return None

    @property
    def is_empty(self) -> bool:
        """Is the body only a docstring, `pass`, `...` or `return None`?"""
        if not isinstance(self._definition, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        return all(map(_does_nothing, self._definition.body))

    @property
    def signature(self) -> inspect.Signature | None:
        """How the answer is called; None where the text does not say. Annotations are left out."""
        node = self._definition
        if not isinstance(node, _FUNCTIONS) or getattr(node, "decorator_list", None):
            return None
        given = node.args
        positional = [*given.posonlyargs, *given.args]
        with_default = len(positional) - len(given.defaults)
        kinds = inspect.Parameter
        found = [
            kinds(
                arg.arg,
                kinds.POSITIONAL_ONLY
                if n < len(given.posonlyargs)
                else kinds.POSITIONAL_OR_KEYWORD,
                default=kinds.empty
                if n < with_default
                else Default(given.defaults[n - with_default]),
            )
            for n, arg in enumerate(positional)
        ]
        if given.vararg:
            found.append(kinds(given.vararg.arg, kinds.VAR_POSITIONAL))
        for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            value = kinds.empty if default is None else Default(default)
            found.append(kinds(arg.arg, kinds.KEYWORD_ONLY, default=value))
        if given.kwarg:
            found.append(kinds(given.kwarg.arg, kinds.VAR_KEYWORD))
        return inspect.Signature(found)

    @property
    def called(self) -> str:
        """The name and its arguments, as written."""
        name = "<lambda>" if isinstance(self._definition, ast.Lambda) else self._own_name
        return f"{name}{self.signature}"

    @property
    def _own_name(self) -> str:
        """What the learner calls it; in a text that was put together, `name` is another."""
        return getattr(self._definition, "name", self.name)

    def forbidden(self, names: frozenset[str]) -> str | None:
        """The first forbidden operation that the answer, or what it uses, uses.

        Names are looked up as Python would: `np.dot` and `a.dot(b)` count; the learner's own
        function of that name, or the attribute of some other object, does not.

        Args:
            names: names of operations, and the sign "@".

        Returns:
            The operation as written, or None.
        """
        return _Judge(names).judge(self._tree, self.name)

    def calls(self, names) -> list[str]:
        """Which of these functions are called by their names, in order; the answer's own is not."""
        called = {
            node.func.id
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        return [name for name in names if name in called and name != self._own_name]


class Default:
    """A default as it is written, in a signature."""

    def __init__(self, node: ast.AST):
        self._text = ast.unparse(node)

    def __repr__(self) -> str:
        return self._text


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        value = statement.value
        return value is None or isinstance(value, ast.Constant) and value.value is None
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


class Path(str):
    """What an import binds: the full name of a library's module or function."""


@dataclass
class Scope:
    """What names stand for in a module, function or class: all that is ever bound to each."""

    names: dict[str, list] = field(default_factory=dict)
    outer: "Scope | None" = None

    @classmethod
    def of(cls, body: list[ast.stmt], outer: "Scope | None" = None) -> "Scope":
        scope = cls(outer=outer)
        for statement in body:
            scope._read(statement)
        return scope

    def _bind(self, name: str, value) -> None:
        self.names.setdefault(name, []).append(value)

    def _read(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for one in node.names:
                self._bind(
                    one.asname or one.name.split(".")[0],
                    Path(one.name if one.asname else one.name.split(".")[0]),
                )
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                self._bind(one.asname or one.name, Path(f"{node.module or ''}.{one.name}"))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self._bind(node.name, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name):
            self._bind(node.target.id, node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self._bind(node.id, None)
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            return  # a scope of its own
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.Assign | ast.AnnAssign) and child in _targets(node)):
                self._read(child)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
            for n, part in enumerate(target.elts):
                self._assign(part, value.elts[n] if same else None)

    def found(self, name: str) -> "tuple[list, Scope] | None":
        """All that a name is bound to, and in which scope."""
        scope = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name], scope
            scope = scope.outer
        return None


def _targets(node) -> list:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


class _Own:
    """A thing of the learner's: its attributes are no library's."""


class _Judge:
    """Follows an answer through the text, and says which forbidden operation it meets first."""

    def __init__(self, names: frozenset[str]):
        self._names = names
        self._seen: set[int] = set()

    def judge(self, tree: ast.Module, name: str) -> str | None:
        start = ast.Name(name, ast.Load())
        return next(self._met(start, Scope.of(tree.body)), None)

    def _met(self, node: ast.AST, scope: Scope) -> Iterator[str]:
        """Forbidden operations below a node, as written."""
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            scope = self._inner(node, scope)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            if "@" in self._names:
                yield "@"
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            for meaning in self._meanings(node, scope, 0):
                if isinstance(meaning, Path):
                    if self._is_forbidden(meaning):
                        yield ast.unparse(node) if isinstance(node, ast.Attribute) else str(meaning)
                elif isinstance(meaning, tuple):
                    yield from self._met(*meaning)
                elif meaning is None and isinstance(node, ast.Attribute):
                    if node.attr in _OF_ARRAYS & self._names_of_methods():
                        yield ast.unparse(node)
        for child in ast.iter_child_nodes(node):
            yield from self._met(child, scope)

    def _names_of_methods(self) -> set[str]:
        more = {"__matmul__", "__rmatmul__"} if "@" in self._names else set()
        return set(self._names) | more

    def _inner(self, node: ast.AST, scope: Scope) -> Scope:
        """The scope that a function or class opens."""
        body = node.body if isinstance(node.body, list) else [node.body]
        inner = Scope.of(body, scope)
        if isinstance(node, ast.ClassDef):
            inner = Scope({}, scope)  # its names are seen as attributes only
            inner.owner = node
            return inner
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for n, arg in enumerate(given):
            method = n == 0 and getattr(scope, "owner", None) is not None
            inner.names.setdefault(arg.arg, []).insert(0, _Own if method else None)
        return inner

    def _is_forbidden(self, path: str) -> bool:
        parts = path.split(".")
        if any(f"{path}.".startswith(f"{one}.") for one in ALWAYS_FORBIDDEN):
            return True
        return parts[0].lstrip("_") in LIBRARIES and parts[-1] in self._names

    def _meanings(self, node: ast.AST, scope: Scope, steps: int) -> list:
        """What an expression may stand for: a Path, a definition with its scope, _Own or None."""
        if steps > 20:
            return [None]
        if isinstance(node, ast.Name):
            found = scope.found(node.id)
            if found is None:
                return [_Own]  # Python's own, or nobody's
            return [
                meaning for bound in found[0] for meaning in self._bound(bound, found[1], steps + 1)
            ]
        if isinstance(node, ast.Attribute):
            return [
                Path(f"{owner}.{node.attr}") if isinstance(owner, Path) else owner and _Own
                for owner in self._meanings(node.value, scope, steps + 1)
            ]
        if isinstance(node, ast.Call):
            made = self._meanings(node.func, scope, steps + 1)
            return [_Own if _is_class(one) else None for one in made] or [None]
        if isinstance(node, _FUNCTIONS):
            return [(node, scope)]
        literals = (ast.Constant, ast.JoinedStr, ast.Dict, ast.Set, ast.List, ast.Tuple)
        if isinstance(node, literals):
            return [(node, scope)] if not isinstance(node, ast.Constant) else [_Own]
        return [None] if node is None else [None, (node, scope)]

    def _bound(self, bound, scope: Scope, steps: int) -> list:
        if isinstance(bound, Path) or bound in (None, _Own):
            return [bound]
        if isinstance(bound, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return [(bound, scope)]
        # Whatever was written there is looked through as well.
        return [*self._meanings(bound, scope, steps), (bound, scope)]


def _is_class(meaning) -> bool:
    return isinstance(meaning, tuple) and isinstance(meaning[0], ast.ClassDef)
