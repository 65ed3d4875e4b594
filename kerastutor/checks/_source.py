"""What can be read from a function without calling it, and where in it an error arose."""

import dis
import linecache
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType

from kerastutor.checks._show import plain
from kerastutor.contained import function_of

_LIBRARIES = {"numpy", "keras", "tensorflow", "scipy", "jax", "torch", "operator", "sklearn"}
_UNKNOWN = object()


def is_empty(answer) -> bool:
    """Is the body only a docstring, `pass`, `...` or `return None`?"""
    function = function_of(answer)
    if function is None:
        return False
    steps = [
        (i.opname, i.argval)
        for i in dis.get_instructions(function.__code__)
        if i.opname not in ("RESUME", "NOP")
    ]
    return steps in (
        [("LOAD_CONST", None), ("RETURN_VALUE", None)],
        [("RETURN_CONST", None)],
    )


def line_of(error: BaseException, answer) -> str:
    """Where the learner's own code raised, such as "3: return eye[labels]", or nothing."""
    function = function_of(answer)
    if function is None:
        return ""
    file, found = function.__code__.co_filename, None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file:
            found = step.tb_lineno
        step = step.tb_next
    if found is None:
        return ""
    source = plain(linecache.getline(file, found), 120)
    return f"{found}: {source}" if source else str(found)


def raised_by(error: BaseException, answer) -> bool:
    """Did the learner's own code raise it, and not something that it called? Unknown counts."""
    function = function_of(answer)
    step = error.__traceback__
    if function is None or step is None:
        return True
    while step.tb_next is not None:
        step = step.tb_next
    return step.tb_frame.f_code.co_filename == function.__code__.co_filename


def imports(answer, names: set[str]) -> bool:
    """Does the function import one of these packages when it runs?"""
    function = function_of(answer)
    return function is not None and any(
        step.opname == "IMPORT_NAME" and step.argval.split(".")[0] in names
        for code in _codes(function.__code__)
        for step in dis.get_instructions(code)
    )


def forbidden_operation(answer, names: frozenset[str]) -> str | None:
    """The first forbidden operation that the function, or a helper in its module, uses.

    Names are looked up as Python would: `np.dot` and `a.dot(b)` count; the learner's own function
    of that name, or the attribute of some other object, does not.

    Args:
        answer: the learner's function.
        names: names of operations, and the sign "@".

    Returns:
        The operation as written, or None.
    """
    if _is_forbidden(answer, names):
        return answer.__name__
    function = function_of(answer)
    return None if function is None else _search(function, names, set())


def _search(function: FunctionType, names, seen: set[CodeType]) -> str | None:
    if function.__code__ in seen:
        return None
    seen.add(function.__code__)
    scope = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            scope[name] = cell.cell_contents
        except ValueError:  # not filled yet
            scope.pop(name, None)
    for code in _codes(function.__code__):
        seen.add(code)
        for text, value in _operations(code, scope, names):
            if text is not None:
                return text
            if isinstance(value, FunctionType) and value.__globals__ is function.__globals__:
                found = _search(value, names, seen)
                if found:
                    return found
    return None


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and those inside it: lambdas, comprehensions, local functions."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _operations(code: CodeType, scope: dict, names) -> Iterator[tuple[str | None, object]]:
    """Pairs of (forbidden operation or None, the object that a global name stands for)."""
    local: dict[str, object] = {}
    value, text, module = _UNKNOWN, "", None
    for step in dis.get_instructions(code):
        op, name = step.opname, step.argval
        if op in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF"):
            value, text = local.get(name, scope.get(name, _UNKNOWN)), name
        elif op.startswith("LOAD_FAST"):
            name = name[-1] if isinstance(name, tuple) else name
            value, text = local.get(name, _UNKNOWN), name
        elif op == "IMPORT_NAME":
            module = value = sys.modules.get(name, name.split(".")[0])
            text = name
        elif op == "IMPORT_FROM":
            value, text = _attribute(module, name), name
        elif op in ("LOAD_ATTR", "LOAD_METHOD"):
            owner, text = value, f"{text}.{name}" if text else name
            value = _attribute(owner, name)
            if name in names and (_is_library(owner) or name == "dot" and _may_be_array(owner)):
                yield text, None
        elif op.startswith("STORE_"):
            if op == "STORE_FAST":
                local[name] = value
            elif op == "STORE_DEREF":  # inner functions see it too
                local[name] = scope[name] = value
            value, text = _UNKNOWN, ""
            continue
        elif op.startswith("BINARY_OP"):
            if "@" in names and step.argrepr in ("@", "@="):
                yield "@", None
            value, text = _UNKNOWN, ""
        elif op not in ("PUSH_NULL", "EXTENDED_ARG", "NOP", "RESUME", "PRECALL", "CACHE"):
            value, text = _UNKNOWN, ""
        if value is not _UNKNOWN:
            yield (text if _is_forbidden(value, names) else None), value


def _attribute(owner, name: str):
    """Only a module is asked for an attribute: anything else might run the learner's code."""
    if isinstance(owner, ModuleType):
        return getattr(owner, name, _UNKNOWN)
    return _UNKNOWN if owner is _UNKNOWN or isinstance(owner, str) else None


def _may_be_array(owner) -> bool:
    return owner is _UNKNOWN or type(owner).__module__.split(".")[0] in _LIBRARIES


def _is_library(owner) -> bool:
    if isinstance(owner, ModuleType):
        return owner.__name__.split(".")[0] in _LIBRARIES
    return isinstance(owner, str) and owner in _LIBRARIES


def _is_forbidden(value, names) -> bool:
    """A library's operation under whatever name the learner gave it."""
    if isinstance(value, ModuleType) or isinstance(value, str):
        return False
    name = getattr(type(value), "__name__", "")
    if name != "ufunc" and not callable(value):
        return False
    home = getattr(value, "__module__", None)
    return (
        getattr(value, "__name__", None) in names
        and isinstance(home, str)
        and home.split(".")[0].lstrip("_") in _LIBRARIES
    )
