"""What a tensor is: rank, shape, dtype, axes, and what an index picks out of it."""

import ast
from dataclasses import dataclass

import numpy as np

from ..i18n import _

MOST_AXES = 5


@dataclass(frozen=True)
class Facts:
    """What can be said of a tensor without looking at its numbers."""

    rank: int
    shape: tuple
    dtype: str
    size: int
    itemsize: int
    axes: tuple
    named: bool = True  # whether somebody gave the axes their names

    @property
    def nbytes(self) -> int:
        """Bytes that the numbers take: size × itemsize."""
        return self.size * self.itemsize


@dataclass(frozen=True)
class Picked:
    """What an index picks.

    ``values`` is the result; ``sources`` has one array an axis of the indexed array, each of the
    result's shape: where each element came from along that axis.
    """

    text: str
    index: tuple
    values: np.ndarray
    sources: tuple


def as_array(x, most_axes=MOST_AXES) -> np.ndarray:
    """``x`` as a NumPy array.

    Args:
        x: array, Keras tensor, number, or nested list of one shape.
        most_axes: the highest rank accepted.

    Raises:
        ValueError: for a ragged list, an array of Python objects, or too many axes.
    """
    if type(x).__name__ == "KerasTensor":
        raise ValueError(
            _(
                "Expected an array or a tensor with values. Received: a symbolic tensor of shape "
                "{shape}, as keras.Input makes: it has none until a model is called"
            ).format(shape=x.shape)
        )
    try:
        array = np.asarray(x)
    except ValueError:
        raise ValueError(
            _("Expected rows of one length, since a tensor has one shape. Received: {x}").format(
                x=_short(x)
            )
        ) from None
    if array.dtype == object or array.dtype.kind in "mM" or array.dtype.names:
        kind = _("Python objects") if array.dtype == object else array.dtype
        raise ValueError(
            _("Expected numbers, text or booleans. Received: {kind}, {x}").format(
                kind=kind, x=_short(x)
            )
        )
    if array.ndim > most_axes:
        raise ValueError(
            _("Expected at most {most} axes. Received: shape {shape}").format(
                most=most_axes, shape=array.shape
            )
        )
    return array


def describe(x) -> tuple:
    """Rank, shape and dtype of a tensor, as Keras reports them.

    Args:
        x: array or tensor of any rank.

    Returns:
        ``(rank, shape, dtype)``: an int, a tuple of ints, a string.

    Example:
        >>> describe(np.zeros((2, 3), dtype="float32"))
        (2, (2, 3), 'float32')

    Source: ``keras.ops.ndim``, ``keras.ops.shape``, ``keras.backend.standardize_dtype``.
    """
    import keras

    shape = tuple(int(size) for size in keras.ops.shape(x))
    return int(keras.ops.ndim(x)), shape, keras.backend.standardize_dtype(x.dtype)


def facts(array, axes=None) -> Facts:
    """The :class:`Facts` of a NumPy array.

    Args:
        array: NumPy array.
        axes: names of the axes, one each; by default ``axis 0``, ``axis 1``, …

    Raises:
        ValueError: when the number of names is not the number of axes.
    """
    named = axes is not None and len(axes) > 0
    if not named:
        axes = tuple(_("axis {n}").format(n=n) for n in range(array.ndim))
    if len(axes) != array.ndim:
        raise ValueError(
            _(
                "Expected {rank} axis names, one for each axis of shape {shape}. Received: {axes}"
            ).format(rank=array.ndim, shape=array.shape, axes=tuple(axes))
        )
    return Facts(
        array.ndim,
        array.shape,
        str(array.dtype),
        array.size,
        array.dtype.itemsize,
        tuple(axes),
        named,
    )


def pick(array, text, name="x") -> Picked:
    """What ``array[text]`` is, with ``text`` read as NumPy reads an index, and never evaluated.

    Args:
        array: NumPy array.
        text: what stands between the brackets: ``"0"``, ``":, 2:5"``, ``"..., -1"``, ``"[0, 2]"``,
            ``"x > 3"``, ``"None"``; empty for the whole array.
        name: what the array is called in comparisons.

    Raises:
        ValueError: when the text is not an index.
        IndexError: when the index does not fit the array, with the reason.
    """
    index = parse_index(text, {name: array})
    if sum(part is ... for part in index) > 1:
        raise IndexError(_("The index has more than one ..., but only one can stand in it."))
    if any(isinstance(part, slice) and part.step == 0 for part in index):
        raise IndexError(_("The step of a slice, its third number, is 0: it must go on or back."))
    named = sum(_axes_named(part) for part in index)
    if named > array.ndim:
        raise IndexError(
            _("{name} has {rank} axes, but the index names {named}.").format(
                name=name, rank=array.ndim, named=named
            )
        )
    _check_bounds(array, index, name)
    grids = [
        np.broadcast_to(np.arange(size).reshape([-1] + [1] * (array.ndim - 1 - axis)), array.shape)
        for axis, size in enumerate(array.shape)
    ]
    try:
        values = np.asarray(array[index])  # NumPy gives a single element as a scalar
        sources = tuple(np.asarray(positions[index]) for positions in grids)
    except IndexError as error:
        raise IndexError(_("NumPy says: {error}").format(error=error)) from None
    if values.ndim > MOST_AXES:
        raise IndexError(
            _("The result would have {rank} axes, but at most {most} are shown.").format(
                rank=values.ndim, most=MOST_AXES
            )
        )
    return Picked(text.strip(), index, values, sources)


def parse_index(text, arrays=None) -> tuple:
    """Read an index from text: whole numbers, slices, ``...``, ``None``, lists, and comparisons.

    Nothing is evaluated, so text from a stranger is safe.

    Args:
        text: what stands between the brackets.
        arrays: names that may stand on the left of a comparison, with their arrays.

    Raises:
        ValueError: for anything else.
    """
    text = text.strip()
    for name in arrays or {}:
        if text.startswith(f"{name}[") and text.endswith("]"):
            text = text[len(name) + 1 : -1].strip()
    if not text:
        return ()
    try:
        body = ast.parse(f"_[{text}]", mode="eval").body
        if not isinstance(body.value, ast.Name):  # as in "0][1", which is two indices
            raise ValueError(text)
        node = body.slice
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(_part(part, arrays or {}) for part in parts)
    except (SyntaxError, ValueError, TypeError, AttributeError, RecursionError, MemoryError):
        raise ValueError(
            _(
                "Expected an index such as 0, or :, 2:5, or ..., -1, or [0, 2]. Received: {text}"
            ).format(text=text[:80])
        ) from None


_COMPARISONS = {
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


def _part(node, arrays):
    if isinstance(node, ast.Slice):
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if end is None else _whole(end) for end in ends))
    if isinstance(node, ast.Constant) and node.value in (None, ...):
        return node.value
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "np.newaxis":
        return None
    if isinstance(node, ast.List):
        values = [_literal(element) for element in node.elts]
        return np.array(values, dtype=None if values else int)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, ast.Name):
        compare = _COMPARISONS.get(type(node.ops[0]))
        if compare and node.left.id in arrays:
            return np.asarray(compare(arrays[node.left.id], _scalar(node.comparators[0])))
    return _whole(node)


def _literal(node):
    value = ast.literal_eval(node)
    if type(value) not in (int, bool):
        raise ValueError(value)
    return value


def _scalar(node):
    value = ast.literal_eval(node)
    if not isinstance(value, int | float | complex | str | bytes):
        raise ValueError(value)
    return value


def _whole(node) -> int:
    value = ast.literal_eval(node)
    if type(value) is not int:
        raise ValueError(value)
    return value


def _is_mask(part) -> bool:
    return isinstance(part, np.ndarray) and part.dtype == bool


def _axes_named(part) -> int:
    """How many axes one part of an index speaks of; ``...`` itself counts none."""
    if part is None or part is ...:
        return 0
    return part.ndim if _is_mask(part) else 1


def _check_bounds(array, index, name):
    """Explain an index out of bounds before NumPy refuses it."""
    axis = 0
    for part in index:
        if part is ...:
            axis += array.ndim - sum(_axes_named(other) for other in index)
        elif _axes_named(part) and not _is_mask(part) and not isinstance(part, slice):
            size = array.shape[axis]
            for value in np.ravel(part).tolist():
                if not -size <= value < size:
                    raise IndexError(
                        _(
                            "{value} is outside axis {axis}, which has size {size}: "
                            "{name} allows {low} to {high} there."
                        ).format(
                            value=value, axis=axis, size=size, name=name, low=-size, high=size - 1
                        )
                        if size
                        else _("axis {axis} has size 0: there is nothing to pick.").format(
                            axis=axis
                        )
                    )
        axis += _axes_named(part)


def _short(x) -> str:
    text = repr(x)
    return text if len(text) <= 80 else text[:77] + "…"
