"""Where the part that an index picks lies in the array: which slice of each shows the other."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Link:
    """One slice of an array, and the slice of the picked part that shows what was picked from it.

    Attributes:
        inner: where the drawn slice of the part lies along the part's leading axes.
        lit: the picked cells of the array's slice, a row of indices each: all of them, also
            where the drawn slice of the part shows only some.
        back: the cells of the part's slice that they became.
    """

    inner: tuple
    lit: np.ndarray
    back: np.ndarray


def axes_of(index, rank):
    """Which axis of an array each axis of the picked part runs along.

    Args:
        index: as `pick` read it, a tuple of ints, slices, ``...``, None and arrays.
        rank: of the array.

    Returns:
        An axis each, None for a new one; or None where the index mixes axes.

    Example:
        >>> axes_of((0, ..., None), 3)
        (1, 2, None)
    """
    lists = [part for part in index if isinstance(part, np.ndarray)]
    if len(lists) > 1 or (lists and lists[0].ndim != 1):
        return None
    if lists and any(type(part) is int for part in index):
        return None
    parts = list(index)
    if not any(part is ... for part in parts):
        parts.append(...)
    rest = rank - sum(part is not None and part is not ... for part in parts)
    found, axis = [], 0
    for part in parts:
        if part is None:
            found.append(None)
            continue
        span = rest if part is ... else 1
        if type(part) is not int:
            found += range(axis, axis + span)
        axis += span
    return tuple(found)


def extra_axes(axes, shape, face, lead) -> list[int]:
    """The leading axes of a part that no slider of the array moves along.

    Args:
        axes: of the part, by :func:`axes_of`.
        shape: of the part.
        face: how many of its last axes one slice has.
        lead: how many leading axes the array has.
    """
    return [
        k
        for k in range(len(shape) - face)
        if shape[k] > 1 and (axes is None or axes[k] is None or axes[k] >= lead)
    ]


def link(picked, axes, lead, face, extra) -> Link:
    """The :class:`Link` between the slice at ``lead`` and the part.

    Args:
        picked: a `Picked`, not empty.
        axes: of the part, by :func:`axes_of`.
        lead: where the slice lies along the array's leading axes.
        face: how many of the part's last axes one slice of it has.
        extra: where the part's slice lies along its :func:`extra_axes`.
    """
    shape, rank = picked.values.shape, picked.values.ndim
    inner, chosen, taken = [], [], []
    further = dict(zip(extra_axes(axes, shape, face, len(lead)), extra, strict=False))
    for k, size in enumerate(shape):
        axis = None if axes is None else axes[k]
        here = np.arange(size)
        if axis is not None and axis < len(lead):
            along = picked.sources[axis][tuple(slice(None) if j == k else 0 for j in range(rank))]
            here = np.flatnonzero(along == lead[axis])
        taken.append(here)
        if k < rank - face and (axis is None or axis >= len(lead)):
            here = np.array([min(further.get(k, 0), size - 1)])
        if k < rank - face:
            inner.append(int(here[0]) if here.size else 0)
            here = here[:1]
        chosen.append(here)
    _sources, same = _from_slice(picked, chosen, lead)
    faces, all_same = _from_slice(picked, taken, lead)
    faces = [positions[all_same] for positions in faces[len(lead) :]]
    places = [np.asarray(at)[found] for at, found in zip(chosen, np.nonzero(same), strict=True)] \
        if rank else []  # fmt: skip
    count = int(same.sum())
    return Link(
        tuple(inner),
        np.unique(_columns(faces, int(all_same.sum())), axis=0),
        _columns(places[rank - face if rank > face else 0 :], count),
    )


def _from_slice(picked, chosen, lead):
    """Where some of the part's values lie in the array, axis by axis, and which of them come
    from the slice at ``lead``."""
    part = np.ix_(*chosen)
    sources = [positions[part] for positions in picked.sources]
    same = np.ones([here.size for here in chosen], dtype=bool)
    for positions, at in zip(sources, lead, strict=False):
        same &= positions == at
    return sources, same


def _columns(places, count) -> np.ndarray:
    """Indices of cells as rows; of rank 0 and 1, the row of the grid is 0."""
    filled = [*(np.zeros(count, int) for _axis in range(2 - len(places))), *places]
    return np.stack(filled, axis=1) if count else np.zeros((0, len(filled)), int)
