"""What an array is: numbers, images, words, or windows of a series; and what goes with it."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from ..concepts.tensors import as_array
from ..i18n import _
from ..learner.words import short

KINDS = ("values", "image", "words", "series")

_ROWS, _COLUMNS = {"row", "rows", "height"}, {"column", "columns", "width"}
_CHANNEL, _WORD = {"channel", "channels"}, {"word", "words"}


@dataclass(frozen=True)
class Kind:
    """What an array is, and how many of its last axes are drawn as one slice."""

    name: str = "values"
    face: int = 2
    colours: bool = False  # whether the last axis holds the channels of pixels


def kind_of(array, axes, wanted=None, words=None, series=None) -> Kind:
    """What an array is, said outright or told by the names of its axes.

    Args:
        array: NumPy array.
        axes: names of its axes, or () where nobody named them.
        wanted: one of `KINDS`, or None.
        words, series: the vocabulary and the series, or None: they tell what it is, too.
    """
    names, rank = [axis.lower() for axis in axes], array.ndim
    pixels = array.dtype.kind in "biuf" and rank >= 2
    colours = pixels and rank >= 3 and array.shape[-1] in (1, 3)
    named = colours and names[-1:] and names[-1] in _CHANNEL
    if wanted is None:
        flat = names[-3:-1] if named else names[-2:]
        if words is not None or (names and names[-1] in _WORD):
            wanted = "words"
        elif series is not None or names[1:2] == ["time"]:
            wanted = "series"
        elif len(flat) == 2 and flat[0] in _ROWS and flat[1] in _COLUMNS:
            # A table has rows and columns as well.
            table = rank == 2 and "height" not in flat and array.dtype != "uint8"
            wanted = "values" if table else "image"
    if wanted == "image" and pixels:
        colours = named or (colours and not names and rank > 3)
        return Kind("image", 3 if colours else 2, bool(colours))
    if wanted == "words" and array.dtype.kind in "iu":
        return Kind("words")
    if wanted == "series" and array.dtype.kind in "biuf" and rank in (2, 3):
        return Kind("series", rank - 1)
    return Kind()


def kind_of_part(kind, picked, axes) -> Kind:
    """What a picked part of an array is.

    Args:
        kind: the array's.
        picked: a `Picked`.
        axes: which axis of the array each of the part's runs along, or None.
    """
    if kind.name == "words":
        return kind
    if kind.name == "image" and axes and picked.values.size:
        rank = len(picked.sources)
        pixels = tuple(range(rank - kind.face, rank))
        if axes[-len(pixels) :] == pixels and (not kind.colours or all_channels(picked, axes)):
            return kind
        if axes[-2:] == pixels[:2]:
            return Kind("image")
    return Kind()


def all_channels(picked, axes) -> bool:
    """Is the part's last axis the array's last, none of it missing and all in their order?"""
    if not axes or axes[-1] != len(picked.sources) - 1 or not picked.values.size:
        return False
    found = picked.sources[-1][(0,) * (picked.values.ndim - 1)]
    return len(found) in (1, 3) and bool(np.array_equal(found, np.arange(len(found))))


@dataclass(frozen=True)
class Series:
    """A series, and how windows were cut from it: window n begins at first + n × stride.

    ``values`` has shape (times, features); ``names`` has a name for each feature, or none.
    """

    values: np.ndarray
    names: tuple = ()
    first: int = 0
    stride: int = 1

    def start(self, window, n):
        """Where window n begins, or None where it is nowhere in the series."""
        at = self.first + n * self.stride
        if _equal(self.values[at : at + len(window)], window):
            return at
        return next(iter(self.places(window)), None)

    def places(self, window):
        """Every place where a window is found."""
        count = max(len(self.values) - len(window) + 1, 0)
        return [at for at in range(count) if _equal(self.values[at : at + len(window)], window)]


def _equal(part, window) -> bool:
    return part.shape == window.shape and bool(np.array_equal(part, window))


def checked_series(series):
    """The series that windows were cut from: (values of shape (times, features), names)."""
    names = tuple(map(str, series)) if isinstance(series, dict) else ()
    values = as_array(list(series.values()) if names else series)
    values = values.T if names else values
    if values.dtype.kind not in "biuf" or values.ndim not in (1, 2) or len(values) < 2:
        raise ValueError(
            _(
                "Expected series to be numbers of shape (times,) or (times, features), or a dict "
                "of a name and numbers. Received: shape {shape}, {dtype}"
            ).format(shape=values.shape, dtype=values.dtype)
        )
    return values.reshape(len(values), -1), names


def series_of(windows, given=None) -> Series | None:
    """The series of an array of windows, by default put together from them; None where it cannot.

    Args:
        windows: array of shape (samples, time) or (samples, time, features).
        given: (values, names) as from `checked_series`, or None.
    """
    windows = windows.reshape(*windows.shape[:2], -1)
    if not windows.size:
        return None
    if given is None:
        if len(windows) < 2 or not np.array_equal(windows[1:, :-1], windows[:-1, 1:]):
            return None
        return Series(np.concatenate([windows[0], windows[1:, -1]]))
    whole = Series(*given)
    if whole.values.shape[1] != windows.shape[2]:
        return None
    first = next(iter(whole.places(windows[0])), 0)
    second = [at for at in whole.places(windows[1]) if at > first] if len(windows) > 1 else []
    return dataclasses.replace(whole, first=first, stride=second[0] - first if second else 1)


def checked_labels(labels, array) -> np.ndarray:
    """A label for each sample of the first axis."""
    labels = as_array(labels)
    if labels.ndim != 1 or labels.shape != array.shape[:1]:
        raise ValueError(
            _("Expected {count} labels, one for each of axis 0. Received: shape {shape}").format(
                count=len(array) if array.ndim else 0, shape=labels.shape
            )
        )
    return labels


def checked_words(words) -> list:
    """A vocabulary: the word of each index."""
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise ValueError(
            _("Expected words to be a list of words, each at its index. Received: {words}").format(
                words=short(words)[:80]
            )
        )
    return [str(word) for word in words]
