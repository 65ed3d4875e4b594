"""Matplotlib figures that a lesson or a report shows.

Each function returns a Figure that a notebook shows as the cell's value, once. Images are gray,
other colours are the palette's; every title says in words what is shown.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kerastutor import palette
from kerastutor.i18n import _, ngettext

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["images", "series", "trainings"]

_MOST_IMAGES = 400  # more than a screen shows, and than matplotlib draws in a few seconds


def _in_our_colours(draw):
    """For a function that draws: the palette, and not what a notebook has set for its own.

    In a notebook, bad input ends in one line, not in a stack trace.
    """

    @functools.wraps(draw)
    def styled(*args, **words):
        from matplotlib import rc_context

        try:
            with rc_context(palette.matplotlib()):
                return draw(*args, **words)
        except (TypeError, ValueError) as error:
            line = f"✗ plots.{draw.__name__}: {error}"
            error._render_traceback_ = lambda: [line]  # IPython's hook
            raise

    return styled


@_in_our_colours
def images(images, labels: Sequence | None = None, columns: int = 8) -> Figure:
    """Images in rows, each under its label, all on one scale from dark to light.

    Args:
        images: shape (n, height, width) or (n, height, width, 1) for gray, (n, height, width, 3)
            for red, green and blue. Whole numbers from 0 to 255 or fractions from 0 to 1; gray
            images with other values are drawn from their least to their greatest value.
        labels: n labels, or None.
        columns: how many images stand in a row.

    Returns:
        A matplotlib Figure with one axes an image.

    Raises:
        ValueError: the images have another shape, there are none or over 400, or the number of
            labels differs.

    Example:
        >>> digits = kerastutor.data.load()
        >>> images(digits.x_train[:16], digits.y_train[:16])

    Source: matplotlib.axes.Axes.imshow
    """
    array = _numeric(images, "images")
    if array.ndim == 4 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim != 3 and not (array.ndim == 4 and array.shape[-1] == 3):
        hint = _(" For one image, write image[None].") if array.ndim == 2 else ""
        raise ValueError(
            _(
                "Expected images of shape (n, height, width), or (n, height, width, 3) for "
                "colours.{hint} Received: shape {shape}"
            ).format(hint=hint, shape=array.shape)
        )
    if array.size == 0 or len(array) > _MOST_IMAGES:
        raise ValueError(
            _("Expected 1 to {most} images, such as images[:32]. Received: shape {shape}").format(
                most=_MOST_IMAGES, shape=array.shape
            )
        )
    if labels is not None:
        # A tensor becomes an array: its own text is long.
        labels = np.asarray(labels) if hasattr(labels, "__array__") else list(labels)
    if labels is not None and len(labels) != len(array):
        raise ValueError(
            _("Expected {count} labels, one for each image. Received: {labels}").format(
                count=len(array), labels=len(labels)
            )
        )
    columns = _positive(columns, "columns")
    low, high = _scale(array)
    if array.ndim == 4:  # matplotlib scales gray images itself, but not colours
        array = _unit_colours(array, high)

    columns = min(columns, len(array))
    rows = math.ceil(len(array) / columns)
    height = 1.0 if labels is None else 1.25
    figure = _new_figure(max(columns * 1.0, 3.5), rows * height + 0.4)
    for i, image in enumerate(array):
        axes = figure.add_subplot(rows, columns, i + 1)
        axes.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
        axes.set_axis_off()
        if labels is not None:
            axes.set_title(_plain(labels[i]), fontsize=9, parse_math=False)
    figure.suptitle(
        ngettext(
            "{count} image, {height} × {width} pixels",
            "{count} images, {height} × {width} pixels",
            len(array),
        ).format(count=len(array), height=array.shape[1], width=array.shape[2]),
        fontsize=10,
    )
    return figure


@_in_our_colours
def series(
    values, title: str | None = None, *, xlabel: str | None = None, ylabel: str | None = None
) -> Figure:
    """A series of numbers as a line, in order. A missing value (NaN) leaves a gap.

    Args:
        values: shape (n,), one number a step.
        title: by default a sentence with the count, the least and the greatest value.
        xlabel: what a step is, such as "day"; by default "step".
        ylabel: what a value is, with its unit; by default "value".

    Returns:
        A matplotlib Figure with one axes and one line.

    Raises:
        ValueError: values has another rank, or no number in it.

    Example:
        >>> table = kerastutor.data.load("daily-min-temperatures.csv")
        >>> series(table.columns["Temp"][:365], xlabel="day", ylabel="temperature (°C)")

    Source: matplotlib.axes.Axes.plot
    """
    array = _numeric(values, "values").astype(np.float64)
    if array.ndim != 1:
        raise ValueError(
            _("Expected values of shape (n,). Received: shape {shape}").format(shape=array.shape)
        )
    held = array[np.isfinite(array)]
    if not held.size:
        raise ValueError(
            _("Expected at least one finite number in values. Received: {count} values").format(
                count=len(array)
            )
        )
    # NaN is a gap; so is infinity, which has no place on an axis.
    line = np.where(np.isfinite(array), array, np.nan)
    figure = _new_figure(8, 3)
    axes = figure.add_subplot()
    # A lone point between two gaps has no line: a dot shows it.
    marker = "." if len(array) <= 100 or held.size < len(array) else ""
    axes.plot(np.arange(len(line)), line, color=palette.role("keras"), lw=1.2, marker=marker)
    axes.set_xlabel(xlabel if xlabel is not None else _("step"))
    axes.set_ylabel(ylabel if ylabel is not None else _("value"))
    axes.grid(True, alpha=0.3)
    if title is None:
        title = _("{count} values in order, from {low:.4g} to {high:.4g}").format(
            count=len(array), low=held.min(), high=held.max()
        )
    axes.set_title(title, fontsize=10)
    return figure


@_in_our_colours
def trainings(runs: Mapping, *, top: float = 1e8) -> Figure:
    """Trainings side by side: the loss of each batch, and below the accuracy after each epoch.

    All losses have one logarithmic scale, all accuracies another, so that they can be compared.

    Args:
        runs: name → a training with ``losses``, shape (steps,), and ``accuracies``, shape
            (epochs + 1,), the first one before the first step, such as
            `kerastutor.concepts.trainings.Training`. A loss that is not finite leaves a gap.
        top: the loss above which the curve leaves the picture.

    Returns:
        A matplotlib Figure with two rows of axes, a column for each training.

    Raises:
        ValueError: there are none; or one has no finite loss above 0.

    Example:
        >>> from kerastutor.concepts.trainings import train
        >>> trainings({"rate 0.1": train(), "rate 0.01": train(learning_rate=0.01)})

    Source: matplotlib.axes.Axes.semilogy
    """
    losses = {name: _numeric(run.losses, "losses").astype(np.float64) for name, run in runs.items()}
    held = {name: line[np.isfinite(line) & (line > 0)] for name, line in losses.items()}
    if not held or not all(map(len, held.values())):
        raise ValueError(
            _("Expected trainings with losses above 0. Received: {names}").format(names=list(held))
        )
    figure = _new_figure(max(2.6 * len(runs), 4), 4)
    above, below = figure.subplots(2, len(runs), sharey="row", squeeze=False)
    low = min(line.min() for line in held.values())
    high = min(top, max(line.max() for line in held.values()))
    for n, (name, run) in enumerate(runs.items()):
        line = losses[name]
        above[n].semilogy(np.where(np.isfinite(line), line, np.nan), color=palette.role("loss"))
        above[n].set(title=_plain(name), xlabel=_("step"), xlim=(0, len(line)))
        below[n].plot(100 * np.asarray(run.accuracies), color=palette.role("keras"), marker=".")
        below[n].set(xlabel=_("epoch"), ylim=(0, 104))
        for axes in (above[n], below[n]):
            axes.grid(True, alpha=0.3)
    above[0].set(ylabel=_("loss of a batch"), ylim=(low / 2, 2 * high))
    below[0].set_ylabel(_("test accuracy, %"))
    return figure


def _numeric(values, name: str) -> np.ndarray:
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "biuf":
        raise ValueError(
            _(
                "Expected {name} to be an array of numbers. Received: {kind} of dtype {dtype}"
            ).format(name=name, kind=type(values).__name__, dtype=array.dtype)
        )
    return array


def _positive(value, name: str) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(
            _("Expected {name} to be a whole number from 1 up. Received: {value}").format(
                name=name, value=repr(value)
            )
        )
    return number


def _scale(array: np.ndarray) -> tuple[float, float]:
    """The values drawn as black and as white, the same for every image."""
    finite = array[np.isfinite(array)]
    if not finite.size:
        raise ValueError(
            _("Expected finite numbers in images. Received: shape {shape}, none finite").format(
                shape=array.shape
            )
        )
    low, high = float(finite.min()), float(finite.max())
    if array.dtype.kind in "iu" and low >= 0 and high <= 255:
        return 0.0, 255.0
    if array.dtype.kind in "bf" and low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, high if high > low else low + 1.0


def _unit_colours(array: np.ndarray, high: float) -> np.ndarray:
    if high not in (1.0, 255.0) or array.min() < 0:
        raise ValueError(
            _(
                "Expected colours as whole numbers from 0 to 255 or fractions from 0 to 1. "
                "Received: {dtype} from {low} to {high}"
            ).format(dtype=array.dtype, low=array.min(), high=array.max())
        )
    return array / high


def _plain(label) -> str:
    """A label as a reader writes it: 7, not np.int64(7) or [7]."""
    return str(label.item() if getattr(label, "size", 0) == 1 else label)


def _new_figure(width: float, height: float) -> Figure:
    """A figure that pyplot does not keep, so that a notebook does not show it twice."""
    # Through pyplot, because that is what makes a notebook able to show a Figure.
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(width, height), layout="constrained")
    pyplot.close(figure)
    return figure
