"""Reading .npz files without trusting them.

Every array is checked against what it should be before its values are read, and no pickle is ever
given to Python's own unpickler. The one format that needs pickle (imdb: lists of numbers) goes
through an unpickler that can build lists and numbers, and nothing else.
"""

from __future__ import annotations

import io
import math
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kerastutor.data.dataset import DataError
from kerastutor.i18n import _

_HEADER_ROOM = 64 * 1024  # bytes; a real .npy header takes 128
_LISTS_LIMIT = 256 * 1024**2  # bytes; the real imdb arrays take 14 MB each


def read_npz(
    path: Path, shapes: Mapping[str, tuple[int, ...]], *, lists: tuple[str, ...] = ()
) -> dict[str, np.ndarray]:
    """Read the named arrays of integers from a .npz file.

    Args:
        path: the file.
        shapes: the shape that each array must have, by its name in the file.
        lists: names of arrays that hold lists of numbers, and so are pickled.
            Only for a file from a folder that the user named.

    Returns:
        The arrays by name.

    Raises:
        DataError: the file is truncated, of another kind, pickled where it should not be, or
            lacks an array, or an array has another shape or dtype.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            held = {n.removesuffix(".npy") for n in archive.namelist() if n.endswith(".npy")}
            if not held.issuperset(shapes):
                raise wrong_file(
                    path,
                    _("a .npz file with the arrays {names}").format(names=_listed(shapes)),
                    _("the arrays {names}").format(names=_listed(sorted(held)))
                    if held
                    else _("no arrays"),
                )
            return {
                key: _read_lists(archive, path, key, shape)
                if key in lists
                else _read_integers(archive, path, key, shape)
                for key, shape in shapes.items()
            }
    except DataError:
        raise
    except Exception as error:  # a damaged file can raise almost anything in zipfile and zlib
        raise wrong_file(path, _("a complete .npz file"), _what_is(path, error)) from error


def wrong_file(path: Path | str, expected: str, received: str) -> DataError:
    """The error for a file that is not what it should be, in Keras's form."""
    return DataError(
        _("{path}: expected {expected}.\nReceived: {received}.").format(
            path=path, expected=expected, received=received
        )
    )


def _header(archive: zipfile.ZipFile, key: str) -> tuple[tuple[int, ...], np.dtype]:
    with archive.open(f"{key}.npy") as stream:
        version = np.lib.format.read_magic(stream)
        # Version 3 differs from 2 only in how field names are encoded.
        read = (
            np.lib.format.read_array_header_1_0
            if version[0] == 1
            else np.lib.format.read_array_header_2_0
        )
        shape, _fortran, dtype = read(stream)
    return shape, dtype


def _read_integers(archive, path: Path, key: str, shape: tuple[int, ...]) -> np.ndarray:
    expected = _("{key} to hold integers in shape {shape}").format(key=key, shape=shape)
    found, dtype = _header(archive, key)
    if dtype.hasobject:
        raise wrong_file(
            path, expected, _("a pickled array, which is not loaded: a pickle can run any program")
        )
    if found != shape or dtype.kind not in "iu":
        raise wrong_file(
            path, expected, _("{dtype} in shape {shape}").format(dtype=dtype, shape=found)
        )
    raw = _read_member(archive, path, key, math.prod(shape) * dtype.itemsize + _HEADER_ROOM)
    return np.lib.format.read_array(io.BytesIO(raw), allow_pickle=False)


def _read_lists(archive, path: Path, key: str, shape: tuple[int, ...]) -> np.ndarray:
    expected = _("{key} to hold {count} lists of whole numbers").format(key=key, count=shape[0])
    found, dtype = _header(archive, key)
    if found != shape or dtype != np.dtype(object):
        raise wrong_file(
            path, expected, _("{dtype} in shape {shape}").format(dtype=dtype, shape=found)
        )
    stream = io.BytesIO(_read_member(archive, path, key, _LISTS_LIMIT))
    major = np.lib.format.read_magic(stream)[0]
    width = 2 if major == 1 else 4  # bytes that hold the header's length
    stream.seek(int.from_bytes(stream.read(width), "little"), io.SEEK_CUR)
    try:
        values = _ListUnpickler(stream).load().values
    except _Refused as error:
        raise wrong_file(
            path, expected, _("a pickle that asks for {name}, refused").format(name=error)
        ) from None
    if not isinstance(values, list) or len(values) != shape[0]:
        raise wrong_file(path, expected, _("something else"))
    result = np.empty(shape, dtype=object)
    for row, value in enumerate(values):
        if type(value) is not list or not value or set(map(type, value)) != {int}:
            raise wrong_file(
                path,
                expected,
                _("row {row} holds {value}").format(row=row, value=_kind_of(value)),
            )
        result[row] = value
    return result


def _read_member(archive, path: Path, key: str, limit: int) -> bytes:
    """The member's bytes, their checksum verified; a swollen one is never unpacked."""
    size = archive.getinfo(f"{key}.npy").file_size
    if size > limit:
        raise wrong_file(
            path,
            _("{key} to take at most {limit} bytes").format(key=key, limit=limit),
            _("{size} bytes").format(size=size),
        )
    return archive.read(f"{key}.npy")


def _kind_of(value) -> str:
    if type(value) is list and not value:
        return _("an empty list")
    if type(value) is list:
        names = sorted({type(item).__name__ for item in value})
        return _("a list of {types}").format(types=_listed(names))
    return type(value).__name__


def _listed(names) -> str:
    return ", ".join(names)


def _what_is(path: Path, error: Exception) -> str:
    """What a file that cannot be read seems to be."""
    try:
        with open(path, "rb") as stream:
            start = stream.read(8)
        size = path.stat().st_size
    except OSError as failure:
        return _("a file that cannot be opened ({reason})").format(reason=failure.strerror)
    if not size:
        return _("an empty file")
    if start[:1] == b"\x80":
        return _("a pickled file, which is not loaded: a pickle can run any program")
    if start[:2] != b"PK":
        return _("{size} bytes of another kind of file").format(size=size)
    return _("a damaged or truncated file of {size} bytes ({reason})").format(
        size=size, reason=" ".join(f"{type(error).__name__}: {error}".split())[:200]
    )


class _Refused(pickle.UnpicklingError):
    pass


class _PickledArray:
    """Stands in for the NumPy array in a pickle and keeps only its values."""

    values: object = None

    def __setstate__(self, state) -> None:
        # (version, shape, dtype, is_fortran, values), as numpy.ndarray.__reduce__ writes it.
        _version, _shape, _dtype, _is_fortran, self.values = state


class _PickledDtype:
    """Stands in for the dtype in a pickle; the .npy header has told the real one."""

    def __init__(self, *_args) -> None:
        pass

    def __setstate__(self, state) -> None:
        pass


class _ListUnpickler(pickle.Unpickler):
    """Unpickles one object array of lists. No name in the pickle reaches real code.

    The three names that such a file needs are answered with stand-ins, so that not even NumPy's
    own reconstruction, which trusts its input, runs on the file's word.
    """

    def find_class(self, module: str, name: str):
        if module in ("numpy._core.multiarray", "numpy.core.multiarray"):
            if name == "_reconstruct":
                return lambda *_args: _PickledArray()
        elif module == "numpy" and name == "ndarray":
            return _PickledArray
        elif module == "numpy" and name == "dtype":
            return _PickledDtype
        raise _Refused(f"{module}.{name}"[:100])
