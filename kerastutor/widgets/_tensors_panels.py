"""What a TensorExplorer draws: the slice of the array, what was picked, Keras's, the series."""

import dataclasses

from ..i18n import _
from . import _tensors_pictures as pictures
from ._tensors_kinds import Kind, all_channels
from ._tensors_pictures import under
from .stage.grids import lead_of, number
from .stage.marks import Row, Stack, Words


class Panels:
    """The panels of a `TensorExplorer`, which finds out what there is to draw."""

    def _named(self, name, place, values, whose=""):
        """What a slice is called: its title, its note, and the indices before its cells' own."""
        return {
            "name": name,
            "title": _title(name, place, values.ndim, whose),
            "note": _noted(values, place),
            "lead": lead_of(place),
        }

    def _source(self, look, lead, lit=None):
        """The slice of the array that is drawn; the cells that an index picks are framed."""
        kind, values, whole = self._kind, self._array[lead], lit is None
        whose = _("yours") if self._both.both and whole else ""
        more = {
            **self._named(self._name, lead, self._array, whose),
            "lit": () if whole else lit,
            "bad": self._both.bad(lead) if whole else (),
            "pick": whole,
        }
        if not whole and not len(lit) and lead:
            more["note"] += _("; nothing is picked here")
        if kind.name == "series":
            return self._labelled(pictures.window_row(look, values, **more), lead)
        drawn = self._labelled(look.slice(kind, values, **more), lead)
        if lead and values.size and self._array.dtype.kind in "biuf" and kind.name != "words":
            near, first = pictures.cards(
                self._array[lead[:-1]], lead[-1], self._scale, kind.colours
            )
            drawn = Stack(
                id="slice",
                values=near,
                scale=self._scale.name,
                first=first,
                count=self._array.shape[self._lead - 1],
                at=lead[-1],
                labels=self._card_labels(first, len(near)),
                axis=_("{axis}, 0 to {last}").format(
                    axis=self._facts.axes[self._lead - 1],
                    last=f"{self._array.shape[self._lead - 1] - 1:,}",
                ),
                pulled=drawn,
            )
        if self._both.both and whole:
            drawn = Row(items=(drawn, self._beside(look, lead)))
        return drawn

    def _plot(self, lead):
        """The series of windows, and in it the window that is chosen; None without one."""
        if self._kind.name != "series":
            return None
        window = self._array[lead].reshape(self._array.shape[1], -1)
        axis = self._facts.axes[1] if self._facts.named else _("time")
        return pictures.plot_of(self._series, window, lead[0], self._name, axis)

    def _labelled(self, drawn, lead):
        if not lead or (label := self._label(lead[0])) is None:
            return drawn
        return under(drawn, Words(title=_("label {label}").format(label=label)))

    def _label(self, n):
        """The label of a sample; None where there is none."""
        if self._labels is None or n >= len(self._labels):
            return None
        return number(self._labels[n])

    def _card_labels(self, first, count) -> tuple:
        axis = self._facts.axes[self._lead - 1] if self._facts.named else _("slice")
        return tuple(f"{axis} {n}" for n in range(first, first + count))

    def _beside(self, look, lead):
        """The same slice of Keras's result; nothing of it where the shapes differ."""
        values = self._both.keras
        kind = self._kind
        if self._both.differs is None:  # of another shape: its first slice
            kind, lead = Kind(), (0,) * max(values.ndim - 2, 0)
        return look.slice(
            kind,
            values[lead],
            **{
                **self._named("keras", lead, values),
                "title": _("by Keras"),
                "beside": True,
                "bad": self._both.bad(lead) if self._both.differs is not None else (),
            },
        )

    def _part(self, look, picked, axes, kind, joined):
        """What the index picks: one slice of it."""
        values, name = picked.values[joined.inner], self._shown(picked)
        more = self._named(name, joined.inner, picked.values)
        if len(joined.back) < values.size:
            more["lit"] = joined.back
        channel = None
        if self._kind.colours and self._array.shape[-1] == 3 and axes:
            if kind.name == "image" and not kind.colours:
                channel = int(picked.sources[-1].flat[0])
            elif not kind.colours and all_channels(picked, axes):
                more["heads"] = tuple(word for _scale, word in pictures.PLANES)
        return look.slice(kind, values, pick=True, channel=channel, **more)

    def _scale_line(self):
        """The ends of the one colour scale; none where colours are no amounts."""
        if self._kind.name == "words" or not self._scale.ends or not self._array.size:
            return None
        if self._kind.name == "image" and self._scale.name == "grey":
            note = _("one scale for all slices: black is the smallest value")
        else:
            note = _("one scale for all that is drawn")
        return dataclasses.replace(self._scale, note=note)


def _noted(values, place) -> str:
    """The shape and dtype of what a title names: of a slice its own shape, and the whole's."""
    own = values.shape[len(place) :]
    text = _("shape {shape}, of {whole}, {dtype}") if place else _("shape {shape}, {dtype}")
    if place and len(own) > 2:  # under a small picture: on two lines
        text = _("shape {shape}\nof {whole}, {dtype}")
    return text.format(shape=own, whole=values.shape, dtype=values.dtype)


def _title(name, place, rank, whose=""):
    if place:
        inner = ", ".join([*(str(at) for at in place), *":" * (rank - len(place))])
        name = _("{name}, slice [{inner}]").format(name=name, inner=inner)
    return f"{whose}: {name}" if whose else name
