"""Plain data: what goes to a learner's function, and what comes back of it.

None, bool, int, float, complex, str, bytes, tuple, list, dict; a namedtuple is a tuple; NumPy
arrays and NumPy scalars of kinds b, i, u, f, c, S and U; tensors, exceptions, what an iterator
gave, named functions. Anything else is Foreign. Only exact, known types are looked into: a
learner's own object is asked nothing.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kerastutor.learner.functions import Function

MOST_BYTES = 512 * 2**20  # of one value, all its arrays and texts together
MOST_ITEMS = 1_000_000  # of one value, in all its tuples, lists and dicts together
MOST_DEPTH = 32
MOST_BITS = 100_000  # of an int
KINDS = "biufcSU"
_SIMPLE = (type(None), bool, float, complex)


@dataclass(frozen=True)
class Foreign:
    """Something that is no plain data.

    Attributes:
        kind: the name of its type.
        text: what more may be said of it; often nothing.
    """

    kind: str
    text: str = ""


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor of Keras or TensorFlow, as an array.

    Attributes:
        values: NumPy array; float32 for a dtype that NumPy has not, such as bfloat16.
        dtype: the tensor's own dtype.
    """

    values: np.ndarray
    dtype: str


@dataclass(frozen=True)
class Raised:
    """An exception, as text.

    Attributes:
        name: of its type.
        text: its words, on one line or more; "" where its type is the learner's own and may lie.
        kinds: the names of Python's own exceptions that it is, such as "ValueError", "Exception".
        line: where the learner's code raised, such as "3: return eye[labels]", or "".
        own: whether a `raise` in the learner's own code raised it, and not something it called.
        function: the name of the learner's function that raised, or "".
    """

    name: str
    text: str = ""
    kinds: tuple[str, ...] = ()
    line: str = ""
    own: bool = False
    function: str = ""


@dataclass(frozen=True, eq=False)
class Stream:
    """An iterator, and the first of what it gave.

    Attributes:
        kind: the name of its type, such as "generator".
        items: as many as were asked for.
        ended: whether it gave no more.
    """

    kind: str
    items: tuple = ()
    ended: bool = False


def plain(value):
    """A value as plain data, in memory of its own.

    Args:
        value: anything; a Stream's items are made plain as well.

    Returns:
        The value, with Foreign in place of what is no plain data, or too large or too deep.
    """
    return _Reading().plain(value, 0)


class _Reading:
    """One value being read: how much room is left."""

    def __init__(self):
        self.bytes, self.items = MOST_BYTES, MOST_ITEMS

    def plain(self, value, depth: int):
        kind = type(value)
        if kind in _SIMPLE:
            return value
        if kind is int:
            return value if value.bit_length() <= MOST_BITS else Foreign("int", "too large")
        if kind in (str, bytes):
            return value if self._has_room(len(value)) else Foreign(kind.__name__, "too long")
        if kind in (Foreign, Function, Raised):
            return value
        if kind in (tuple, list, dict):
            return self._container(value, kind, depth)
        if kind is Tensor:
            return Tensor(self._array(value.values), value.dtype)
        if kind is Stream:
            return Stream(value.kind, self._container(value.items, tuple, depth), value.ended)
        if kind is np.ndarray:
            return self._array(value)
        if is_numpy_scalar(value) and value.dtype.kind in KINDS:
            return value
        if is_named_tuple(kind):
            return self._container(tuple(tuple.__iter__(value)), tuple, depth)
        return self._foreign(value)

    def _has_room(self, size: int) -> bool:
        self.bytes -= size
        return self.bytes >= 0

    def _container(self, value, kind: type, depth: int):
        self.items -= len(value)
        if depth >= MOST_DEPTH:
            return Foreign(kind.__name__, "nested too deep")
        if self.items < 0:
            return Foreign(kind.__name__, "too long")
        if kind is dict:
            return {self._key(key): self.plain(item, depth + 1) for key, item in value.items()}
        return kind(self.plain(item, depth + 1) for item in value)

    def _key(self, key):
        if type(key) is tuple:
            return tuple(self._key(item) for item in key[:MOST_DEPTH])
        known = type(key) in (*_SIMPLE, int, str, bytes) or is_numpy_scalar(key)
        return key if known else Foreign(type(key).__name__[:60])

    def _array(self, array: np.ndarray):
        said = f"dtype {array.dtype}, shape {array.shape}"
        if array.dtype.kind not in KINDS:
            return Foreign("ndarray", said)
        if not self._has_room(array.nbytes):
            return Foreign("ndarray", f"{said}, too large")
        copy = np.array(array)
        copy.flags.writeable = array.flags.writeable
        return copy

    def _foreign(self, value):
        if is_tensor(value):
            return self._tensor(value)
        kind = type(value)
        name = kind.__name__[:60]
        if isinstance(value, BaseException):
            return raised(value)
        if isinstance(value, type) and issubclass(value, BaseException):
            return Raised(value.__name__[:60], kinds=_kinds(value))
        if isinstance(value, np.dtype):
            return Foreign("dtype", repr(value)[:60])
        if kind is range:
            return Foreign("range", repr(value)[:60])
        if name == "coroutine":
            value.close()  # never awaited, and no warning of it
        elif isinstance(value, Iterator):
            return Stream(name)
        return Foreign(name)

    def _tensor(self, value):
        import keras

        dtype = keras.backend.standardize_dtype(value.dtype)
        array = np.asarray(keras.ops.convert_to_numpy(value))
        if array.dtype.kind not in KINDS:
            if array.dtype.kind == "O":  # TensorFlow's strings
                array = array.astype("S")
            else:  # bfloat16 and float8
                array = array.astype("float32")
        array = self._array(array)
        if type(array) is not np.ndarray:
            return array
        array.flags.writeable = True
        return Tensor(array, str(dtype))


def is_numpy_scalar(value) -> bool:
    return isinstance(value, np.generic) and type(value).__module__ == "numpy"


def is_named_tuple(kind: type) -> bool:
    """Is it a type that namedtuple or NamedTuple made? Its values are tuples, with names as well.

    It says nothing itself: its items are read as any tuple's are.
    """
    if type(kind) is not type or not issubclass(kind, tuple):
        return False
    return any("_fields" in vars(base) for base in kind.__mro__)


def is_tensor(value) -> bool:
    """Is it a tensor with values? Only a library that is loaded can have made one."""
    if type(value).__module__.split(".")[0] in ("builtins", "numpy"):
        return False
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and hasattr(tensorflow, "Tensor"):
        if isinstance(value, (tensorflow.Tensor, tensorflow.Variable)):
            return bool(hasattr(value, "numpy"))  # not a symbolic one
    keras = sys.modules.get("keras")
    if keras is not None and hasattr(keras, "ops"):
        return isinstance(value, keras.Variable) or bool(
            keras.ops.is_tensor(value) and hasattr(value, "__array__")
        )
    return False


def raised(error: BaseException, **where) -> Raised:
    """An exception as data. Its `__str__` may be the learner's own, and may raise as well.

    Args:
        where: its line, own and function, where they are known.
    """
    try:
        text = str.__getitem__(str(error), slice(2000))
    except BaseException:
        text = ""
    return Raised(type(error).__name__[:60], text, _kinds(type(error)), **where)


def _kinds(kind: type) -> tuple[str, ...]:
    return tuple(
        base.__name__
        for base in kind.__mro__
        if base.__module__ == "builtins" and base is not object
    )


def unwrapped(value):
    """The value with arrays in place of Tensors: where the difference does not matter."""
    if type(value) is Tensor:
        return value.values
    if type(value) in (tuple, list):
        return type(value)(unwrapped(item) for item in value)
    if type(value) is dict:
        return {key: unwrapped(item) for key, item in value.items()}
    return value
