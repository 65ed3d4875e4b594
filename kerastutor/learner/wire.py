"""Plain data over a pipe: stated framing, no pickle.

A frame is eight bytes with the length of the rest, four with the length of a header, the header
(JSON), and the bytes of all arrays. In the header every value is a list that begins with a tag:

    ["n"] None           ["b", true]          ["i", "12"]         ["f", "0x1.8p+1"]
    ["c", re, im]        ["s", "text"]        ["y", buffer]       ["t" | "l", [values]]
    ["d", [[key, value], …]]                  ["a", dtype, shape, writeable, buffer]
    ["g", dtype, buffer] a NumPy scalar       ["T", dtype, array] a tensor
    ["F", name, [values]] a Function          ["S", kind, [values], ended] a Stream
    ["E", name, text, kinds, line, own, function] an exception    ["x", kind, text] Foreign

where ``buffer`` is [start, length] in the bytes that follow. What is read is held against all of
this, and against limits on size and depth: the other end may be a hostile process.
"""

import base64
import json
import math
import re
import struct

import numpy as np

from kerastutor.learner.functions import Function
from kerastutor.learner.plain import (
    MOST_BITS,
    MOST_BYTES,
    MOST_DEPTH,
    MOST_ITEMS,
    Foreign,
    Raised,
    Stream,
    Tensor,
    is_numpy_scalar,
    plain,
)

_HEAD = struct.Struct(">QI")
MOST_HEADER = 64 * 2**20  # bytes
MOST_FRAME = MOST_BYTES + MOST_HEADER
_DTYPE = re.compile(r"[<>|=]?[biufcSU]\d{1,9}")


class WireError(ValueError):
    """What came over the pipe is not in the stated form."""


# Writing


def encode(value) -> bytes:
    """A frame that holds a value."""
    tree, data = _Writer().written(plain(value))
    header = json.dumps(tree).encode("ascii")
    return _HEAD.pack(len(header) + len(data), len(header)) + header + data


def to_json(value):
    """A value in what JSON knows: the tree of a frame, and its bytes in base 64."""
    tree, data = _Writer().written(plain(value))
    return [tree, base64.b64encode(data).decode("ascii")]


class _Writer:
    def __init__(self):
        self._parts: list[bytes] = []
        self._size = 0

    def written(self, value) -> tuple[list, bytes]:
        return self._tree(value), b"".join(self._parts)

    def _buffer(self, data: bytes) -> list[int]:
        self._parts.append(data)
        self._size += len(data)
        return [self._size - len(data), len(data)]

    def _tree(self, value) -> list:
        kind = type(value)
        if value is None:
            return ["n"]
        if kind is bool:
            return ["b", value]
        if kind is int:
            return ["i", f"{value:x}"]
        if kind is float:
            return ["f", value.hex()]
        if kind is complex:
            return ["c", value.real.hex(), value.imag.hex()]
        if kind is str:
            return ["s", value]
        if kind is bytes:
            return ["y", self._buffer(value)]
        if kind in (tuple, list):
            return ["t" if kind is tuple else "l", [self._tree(item) for item in value]]
        if kind is dict:
            return ["d", [[self._tree(key), self._tree(item)] for key, item in value.items()]]
        if kind is np.ndarray:
            buffer = self._buffer(np.ascontiguousarray(value).tobytes())
            shape = [int(size) for size in value.shape]
            return ["a", value.dtype.str, shape, bool(value.flags.writeable), buffer]
        if is_numpy_scalar(value):
            return ["g", value.dtype.str, self._buffer(np.asarray(value).tobytes())]
        if kind is Tensor:
            return ["T", value.dtype, self._tree(value.values)]
        if kind is Function:
            return ["F", value.name, [self._tree(number) for number in value.parameters]]
        if kind is Stream:
            return ["S", value.kind, [self._tree(item) for item in value.items], value.ended]
        if kind is Raised:
            rest = [value.line, value.own, value.function]
            return ["E", value.name, value.text, list(value.kinds), *rest]
        if kind is Foreign:
            return ["x", value.kind, value.text]
        raise TypeError(f"no plain data: {kind.__name__}")


# Reading


def read_frame(read) -> tuple[bytes, bytes] | None:
    """The header and the bytes of the next frame; None at the end.

    Args:
        read: takes a number of bytes, and returns as many, or fewer at the end.

    Raises:
        WireError: the frame is cut off or larger than allowed.
    """
    head = read(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise WireError("a frame is cut off")
    size, header_size = _HEAD.unpack(head)
    if header_size > min(size, MOST_HEADER) or size > MOST_FRAME:
        raise WireError(f"a frame of {size} bytes")
    rest = read(size)
    if len(rest) < size:
        raise WireError("a frame is cut off")
    return rest[:header_size], rest[header_size:]


def decode(frame: tuple[bytes, bytes]):
    """The value in a frame.

    Raises:
        WireError: it is not in the stated form.
    """
    header, data = frame
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError):
        raise WireError("a header that is no JSON") from None
    return _Reader(data).value(tree)


def from_json(written):
    """What `to_json` wrote.

    Raises:
        WireError: it is not in the stated form.
    """
    try:
        tree, text = written
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise WireError("a value that is no tree with its bytes") from None
    return _Reader(data).value(tree)


class _Reader:
    def __init__(self, data: bytes):
        self._data = memoryview(data)
        self._items = MOST_ITEMS
        self._room = MOST_BYTES

    def value(self, tree, depth: int = 0):
        try:
            return self._value(tree, depth)
        except WireError:
            raise
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as no:
            raise WireError(f"not in the stated form: {no}") from None

    def _value(self, tree: list, depth: int):
        if type(tree) is not list or depth > MOST_DEPTH + 2:
            raise WireError("no value, or nested too deep")
        tag, *rest = tree
        return getattr(self, self._READERS[tag])(*rest, depth=depth)

    _READERS = {
        "n": "_none",
        "b": "_bool",
        "i": "_int",
        "f": "_float",
        "c": "_complex",
        "s": "_str",
        "y": "_bytes",
        "t": "_tuple",
        "l": "_list",
        "d": "_dict",
        "a": "_array",
        "g": "_scalar",
        "T": "_tensor",
        "F": "_function",
        "S": "_stream",
        "E": "_raised",
        "x": "_foreign",
    }

    def _none(self, depth):
        return None

    def _bool(self, value, depth):
        return _exact(value, bool)

    def _int(self, text, depth):
        if len(_exact(text, str)) > MOST_BITS // 4 + 2:
            raise WireError("an int too large")
        return int(text, 16)

    def _float(self, text, depth):
        if len(_exact(text, str)) > 60:
            raise WireError("a float too long")
        return float.fromhex(text)

    def _complex(self, real, imaginary, depth):
        return complex(self._float(real, depth), self._float(imaginary, depth))

    def _str(self, text, depth):
        return _exact(text, str)

    def _bytes(self, buffer, depth):
        return bytes(self._buffer(buffer))

    def _buffer(self, place) -> memoryview:
        start, size = (_exact(number, int) for number in place)
        if not 0 <= start <= start + size <= len(self._data):
            raise WireError("a buffer outside of its frame")
        self._room -= size  # overlapping buffers count each
        if self._room < 0:
            raise WireError("more bytes than allowed")
        return self._data[start : start + size]

    def _tuple(self, items, depth):
        self._items -= len(_exact(items, list))
        if self._items < 0:
            raise WireError("more items than allowed")
        return tuple(self._value(item, depth + 1) for item in items)

    def _list(self, items, depth):
        return list(self._tuple(items, depth))

    def _dict(self, pairs, depth):
        self._items -= len(_exact(pairs, list))
        if self._items < 0:
            raise WireError("more items than allowed")
        return {self._value(key, depth + 1): self._value(item, depth + 1) for key, item in pairs}

    def _dtype(self, text) -> np.dtype:
        if not _DTYPE.fullmatch(_exact(text, str)):
            raise WireError(f"a dtype of another kind: {text[:20]}")
        return np.dtype(text)

    def _array(self, dtype, shape, writeable, buffer, depth):
        dtype = self._dtype(dtype)
        shape = tuple(_exact(size, int) for size in shape)
        data = self._buffer(buffer)
        if len(shape) > 32 or min(shape, default=0) < 0:
            raise WireError(f"no shape: {shape}")
        if math.prod(shape) * dtype.itemsize != len(data):
            raise WireError("an array of another size than its bytes")
        if dtype.kind == "b" and len(data) and np.frombuffer(data, "u1").max() > 1:
            raise WireError("a bool that is neither")
        if dtype.kind == "U" and len(data):
            if np.frombuffer(data, dtype.str[0] + "u4").max() > 0x10FFFF:
                raise WireError("a character that is none")
        if dtype.itemsize == 0:
            array = np.zeros(shape, dtype)
        else:
            array = np.frombuffer(data, dtype).reshape(shape).copy()
        array.flags.writeable = _exact(writeable, bool)
        return array

    def _scalar(self, dtype, buffer, depth):
        return self._array(dtype, [], True, buffer, depth)[()]

    def _tensor(self, dtype, array, depth):
        array = self._value(array, depth + 1)
        if type(array) is not np.ndarray:
            raise WireError("a tensor without values")
        return Tensor(array, _exact(dtype, str)[:60])

    def _function(self, name, numbers, depth):
        return Function(_exact(name, str), self._tuple(numbers, depth))

    def _stream(self, kind, items, ended, depth):
        return Stream(_exact(kind, str)[:60], self._tuple(items, depth), _exact(ended, bool))

    def _raised(self, name, text, kinds, line, own, function, depth):
        kinds = tuple(_exact(kind, str)[:60] for kind in _exact(kinds, list)[:20])
        text, line = _exact(text, str)[:2000], _exact(line, str)[:300]
        function = _exact(function, str)[:60]
        return Raised(_exact(name, str)[:60], text, kinds, line, _exact(own, bool), function)

    def _foreign(self, kind, text, depth):
        return Foreign(_exact(kind, str)[:60], _exact(text, str)[:300])


def _exact(value, kind: type):
    if type(value) is not kind:
        raise WireError(f"expected {kind.__name__}, received {type(value).__name__}")
    return value
