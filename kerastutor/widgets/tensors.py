"""TensorExplorer: look into an array of rank 0 to 5."""

import traitlets
from IPython import get_ipython

from ..concepts import tensors as concept
from ..i18n import _, ngettext
from ..learner.words import short
from ._beside import Beside, shared_scale
from ._code import MOST_WRITTEN_OUT, cell
from ._explorer import Explorer, Problem, checked_function, python_name, state_trait
from ._tensors_kinds import (
    KINDS,
    Kind,
    checked_labels,
    checked_series,
    checked_words,
    kind_of,
    kind_of_part,
    series_of,
)
from ._tensors_panels import Panels
from ._tensors_picked import axes_of, extra_axes, link
from ._tensors_pictures import Look, under
from ._yours import function_name
from .stage.grids import moved_corner, number, place_on
from .stage.marks import Equation, Grid, Image, Scale, Sign, Words, every

_TITLES = {
    "image": _("Images, one behind the other, are one tensor"),
    "colour": _("Colour images: the channels lie along the last axis"),
    "words": _("Sentences as a tensor: each number stands for a word"),
    "series": _("Windows of a series are the samples of a tensor"),
}


class TensorExplorer(Panels, Explorer):
    """Any array of rank 0 to 5: its shape, dtype, bytes and axes, and what an index picks.

    What it looks like is told by the names of its axes: ``row, column`` or ``height, width`` at
    the end are images (with ``channel`` behind them, colours), ``word`` is text, ``time`` is
    windows of a series. All else is numbers on a colour scale.

    Args:
        array: array, tensor, number or nested list.
        more: further arguments of ``function``.
        axes: names of the axes, one each.
        name: what the array is called, a Python name.
        source: Python that makes the array, for ``code()``; needed only for large arrays.
        function: the learner's function; what it returns for (array, *more) is shown.
        keras: Keras's own function of the same arguments; yours is laid over its result.
        describe: the learner's function that describes what is picked, such as ``describe(x)``.
        labels: a label for each sample of the first axis, which stands beside it.
        words: the vocabulary, a list of words: each index has its word under it; 0 is padding.
        series: the series that windows (samples, time, features) were cut from: an array, or a
            dict of a name and numbers. Windows that begin one step after the other need none.
        kind: "values", "image", "words" or "series", where the names do not tell.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> TensorExplorer(load("digits").x_train, axes=("sample", "row", "column"))
        >>> TensorExplorer(labels, 10, function=one_hot, axes=("label", "class"))
        >>> TensorExplorer([[2, 3, 0]], axes=("sample", "word"), words=["", "[UNK]", "it", "was"])
    """

    headline = _("What a tensor is made of")
    help = _(
        "In the picture, the arrow keys move the frame; at the edge of what is drawn they go on. "
        "In the stack, the arrow keys, Page Up, Page Down, Home and End choose another slice; in "
        "a plotted series, another window. In a small picture of the whole, they move what is "
        "drawn. Tab goes from one control to the next, and into the picture."
    )

    index = state_trait(traitlets.Unicode())
    """What stands between the brackets of ``x[…]``, as in NumPy."""
    place = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0, 0]), redraws=True)
    """Where the drawn slice lies along the leading axes of the array."""
    cursor = state_trait(traitlets.List(traitlets.Int(), default_value=[0, 0]), redraws=True)
    """Which grid and cell is pointed at."""
    corner = state_trait(traitlets.List(traitlets.Int(min=0), default_value=[0, 0]), redraws=True)
    """The first row and column that are drawn of a large slice; behind them, of what an index
    picks from, where that was moved."""

    def __init__(
        self,
        array,
        *more,
        axes=None,
        name="x",
        source=None,
        function=None,
        keras=None,
        describe=None,
        labels=None,
        words=None,
        series=None,
        kind=None,
        **state,
    ):
        if function is None and more:
            raise TypeError(_("Expected function to be a function of the arrays. Received: None"))
        checked_function(function, _("the arrays"))
        axes = None if axes is None else [str(axis) for axis in axes]
        self._function, self._arguments, self._axes = function, (array, *more), axes
        self._keras = checked_function(keras, _("the arrays"))
        self._both = Beside(None)
        self._array = concept.as_array(array)
        self._facts = concept.facts(self._array, None if function else axes)
        self._describe = describe
        self._name = python_name(name)
        self._source_code = source
        self._labels = None if labels is None else checked_labels(labels, self._array)
        self._words = None if words is None else checked_words(words)
        self._series_given = None if series is None else checked_series(series)
        if kind is not None and kind not in KINDS:
            raise ValueError(
                _("Expected kind to be one of {known}. Received: {kind!r}").format(
                    known=KINDS, kind=kind
                )
            )
        self._wanted = kind
        self._titled = state.get("title") is not None
        self._understood = None  # the arrays that kind and scale were found for
        self._linked = None, None, None
        self._index_drawn, self._place_drawn = "", None
        self._restored = set(state)
        super().__init__(**state)

    def _set(self, **values):
        self._restored |= set(values)
        super()._set(**values)

    def _controls(self):
        self._index = self._field("index", f"{self._name}[ … ]", _("such as 0 or :, 2:5"))
        # One for each leading axis of the array, which stay; then of what an index makes.
        self._sliced = self._slices(concept.MOST_AXES, shape=self._array.shape)
        return [self._index, *self._sliced.sliders]

    def _asked(self, id, value):
        if id == "slice":
            at = self._lead - 1
            place = [*self.place, *[0] * self._lead][: max(len(self.place), self._lead)]
            self.place = [*place[:at], int(value), *place[at + 1 :]]
        elif id == "window" and self._series is not None:
            series, middle = self._series, (self._array.shape[1] - 1) / 2
            n = round((value - middle - series.first) / series.stride)
            self.place = [min(max(n, 0), len(self._array) - 1), *self.place[1:]]
        elif id == "pixels":
            image = next((one for one in every(self._stage.picture, Image) if one.id == id), None)
            if image is None:
                return
            row, column = place_on(image.values.shape[:2], value)
            # No grid has this number: only the image has the frame.
            self.cursor = [len(self._stage.grids), row * image.values.shape[1] + column]
        elif id == "beyond" or (id or "").startswith("map:"):
            self._move_corner(id, value)

    def _move_corner(self, id, value):
        """The part of a large slice that is drawn moves on, or to where the map was pressed."""
        grids = self._stage.grids
        if id == "beyond":
            drawn = grids[value[0]] if value[0] < len(grids) else None
        else:
            drawn = next((one for one in grids if f"map:{one.name}" == id), None)
        if drawn is None:  # asked of a picture that is no longer there
            return
        corner = moved_corner(drawn, id, value)
        main = drawn.pick or not any(one.pick for one in grids) or drawn.name == "keras"
        before = [*self.corner, 0, 0][:2]
        self.corner = [*corner, *self.corner[2:]] if main else [*before, *corner]

    def _compute(self):
        try:
            if self._function is not None:
                self._array = self._call_for_array(self._function, *self._arguments)
                self._both = Beside(self._by_keras(), self._array)
                self._facts = concept.facts(self._array, self._axes if self._named_so else None)
        except (ValueError, IndexError) as error:
            raise Problem(str(error)) from None
        try:
            picked = concept.pick(self._array, self.index, self._name)
        except (ValueError, IndexError) as error:
            raise Problem(str(error), "index") from None
        self._understand()
        if self._describe is not None:
            self._said = self._described(picked, self._shown(picked))
        return picked

    @property
    def _named_so(self) -> bool:
        """Are the names that were given those of the axes of what the function returned?

        They are said of the right result: of one of another shape nobody knows.
        """
        expected = self._both.keras
        if expected is not None and expected.shape != self._array.shape:
            return False
        return bool(self._axes) and len(self._axes) == self._array.ndim

    def _by_keras(self):
        """What Keras computes from the same arguments, in the same process; None without it."""
        if self._keras is None:
            return None
        if not hasattr(self, "_expected"):
            self._expected = concept.as_array(self._keras(*self._arguments))
        return self._expected

    def _understand(self):
        """What the array is, and the one colour scale of it and of Keras's."""
        arrays = tuple(a for a in (self._both.keras, self._array) if a is not None)
        if self._understood is not None and all(map(lambda a, b: a is b, arrays, self._understood)):
            return
        self._understood = arrays
        kind = kind_of(
            self._array,
            self._facts.axes if self._facts.named else (),
            self._wanted,
            self._words,
            self._series_given,
        )
        self._series = None
        if kind.name == "series":
            self._series = series_of(self._array, self._series_given)
            kind = kind if self._series is not None else Kind()
        self._kind, self._lead = kind, max(self._array.ndim - kind.face, 0)
        self._scale = shared_scale(*arrays)
        if kind.name == "image" and self._scale.name == "sequential":
            low, high = self._scale.low, self._scale.high
            self._scale = Scale(low=low, high=high, name="grey", ends=self._scale.ends)
        if not self._titled:
            word = "colour" if kind.colours and self._array.shape[-1] == 3 else kind.name
            alone = kind.name == "image" and self._array.ndim == 2
            title = self.headline if alone else _TITLES.get(word, self.headline)
            if self._function is not None:
                title = _("What {name} returns").format(name=function_name(self._function))
            self._head.title = title

    def _draw(self, picked):
        values, whole, name = picked.values, not picked.index, self._shown(picked)
        axes = axes_of(picked.index, self._array.ndim)
        kind = self._kind if whole else kind_of_part(self._kind, picked, axes)
        extra = [] if whole else extra_axes(axes, values.shape, kind.face, self._lead)
        lead, further = self._places(values, extra)
        joined = None
        if not whole and values.size:
            joined = self._link(picked, axes, lead, kind.face, further)
            anew = self._index_drawn != self.index and "place" not in self._restored
            if anew and not len(joined.lit):
                # The slice that nothing was picked from is left for the first that something was.
                lead = tuple(int(positions.flat[0]) for positions in picked.sources[: self._lead])
                self.place = [*lead, *self.place[self._lead :]]
                joined = self._link(picked, axes, lead, kind.face, further)
        self._follow_place(joined)
        look = Look(
            scale=self._scale,
            pixels=self._kind.name == "image" and self._scale.name == "grey",
            words=self._words,
            room=self._stage.room - (28 if self._lead and self._stage.room > 60 else 0),
            corner=tuple([*self.corner, 0, 0][:2]),
            source_corner=tuple(self.corner[2:4]) if len(self.corner) > 3 else (),
            pointed=max(self.cursor[1], 0),
        )
        if whole and not values.size:
            more = self._named(name, (), values)
            panel = look.slice(Kind(), values.reshape(-1)[:0], pick=True, **more)
        elif not values.size:
            nothing = _("nothing picked, shape {shape}").format(shape=values.shape)
            panel = Words(title=name, note=nothing)
            if self._array.size:  # what it was picked from stays, with no frame
                source = self._source(look, lead, lit=())
                panel = Equation(items=(source, Sign(text="→"), panel))
        elif whole:
            panel = self._source(look, lead)
        else:
            part = self._part(look, picked, axes, kind, joined)
            source = self._source(look, lead, lit=joined.lit)
            panel = Equation(items=(source, Sign(text="→"), part))
        panel = under(self._plot(lead), panel, self._scale_line())
        with self._stage.hold_sync():  # one message
            self._follow_cursor(every(panel, Grid), joined, bool(values.size) or whole)
            self._stage.show(panel)
        self._remember()
        self._show_sliders(lead, values, extra, name)
        return "\n".join(filter(None, [self._sentence(picked, name), self._both.sentence()]))

    def _link(self, picked, *where):
        """As `link`, and the same again while only the cursor moves."""
        if self._linked[0] is not picked or self._linked[1] != where:
            self._linked = picked, where, link(picked, *where)
        return self._linked[2]

    def _places(self, values, extra):
        """Where the slices lie: of the array, and along the axes that only the part has."""
        wanted = [*self.place, *[0] * concept.MOST_AXES * 2]
        sizes = self._array.shape[: self._lead]
        lead = tuple(max(min(at, n - 1), 0) for at, n in zip(wanted, sizes, strict=False))
        rest = wanted[self._lead :]
        further = [min(at, values.shape[k] - 1) for at, k in zip(rest, extra, strict=False)]
        return lead, further

    def _follow_place(self, joined):
        """What was picked from the slice is kept among the drawn rows; a new index begins anew."""
        moved = self._place_drawn not in (None, self.place)
        if "corner" not in self._restored and self._index_drawn != self.index:
            self.corner = [0, 0]
        elif not self._restored and moved and joined is not None and len(joined.back):
            drawn = next((one for one in reversed(self._stage.grids) if one.pick), None)
            if drawn is not None and (drawn.rows, drawn.cols) != drawn.whole:
                ends = zip(joined.back.min(0)[:2].tolist(), (drawn.row0, drawn.col0),
                           (drawn.rows, drawn.cols), strict=True)  # fmt: skip
                corner = [max(min(first, at), at - most + 1, 0) for at, first, most in ends]
                self.corner = [*corner, *self.corner[2:]]

    def _follow_cursor(self, grids, joined, some):
        """A new index is pointed at where it begins; another slice, at what was picked from it.

        Where nothing was picked, no grid is pointed at.
        """
        anew = self._index_drawn != self.index
        if "cursor" in self._restored or not (anew or self._place_drawn not in (None, self.place)):
            return
        which = next((n for n, drawn in enumerate(grids) if drawn.pick), None)
        lit = grids[which].lit if joined is not None and which is not None else []
        if anew or lit:
            self.cursor = [which or 0 if some else len(grids), lit[0] if lit else 0]

    def _remember(self):
        """What is drawn now, to tell what will have changed; and where *Reset* leads back to."""
        if self._place_drawn is None:
            self._first = self.state
        self._index_drawn, self._place_drawn = self.index, list(self.place)
        self._restored = set()

    def _show_sliders(self, lead, values, extra, name):
        sizes = [*self._array.shape[: self._lead], *(values.shape[k] for k in extra)]
        names = [*self._facts.axes[: self._lead]]
        names += [_("axis {n} of {name}").format(n=k, name=name) for k in extra]
        self._sliced.show((*sizes, 1, 1), names)

    def _sentence(self, picked, name):
        known = self._facts
        sizes = ", ".join(
            _("axis {n} ({axis}) has size {size}").format(n=n, axis=axis, size=size)
            if known.named
            else _("{axis} has size {size}").format(axis=axis, size=size)
            for n, (axis, size) in enumerate(zip(known.axes, known.shape, strict=True))
        )
        text = _("{name} has rank {rank} and shape {shape}").format(
            name=self._name, rank=known.rank, shape=known.shape
        )
        text += ": " + sizes + "." if sizes else _(": a single value, with no axis.")
        text += " " + ngettext(
            "dtype {dtype}: {itemsize} byte a value, {nbytes:,} together.",
            "dtype {dtype}: {itemsize} bytes a value, {nbytes:,} together.",
            known.itemsize,
        ).format(dtype=known.dtype, itemsize=known.itemsize, nbytes=known.nbytes)
        if picked.index:
            values = picked.values
            text += "\n" + _("{name} has rank {rank} and shape {shape}.").format(
                name=name, rank=values.ndim, shape=values.shape
            )
            if values.size == 0:
                text += " " + _("It is empty: the index picks nothing.")
            elif values.ndim == 0:
                text += " " + _("It is the number {value}.").format(value=number(values[()]))
        if self._describe is not None:
            text += "\n" + self._said
        return text

    def _described(self, picked, name):
        """What the learner's function says of what is picked; a problem of its own is one line."""
        try:
            said = short(self._call(self._describe, picked.values))
        except Problem as problem:
            return str(problem)
        return _("{function}({name}) returns {said}").format(
            function=function_name(self._describe),
            name=name,
            said=said if len(said) <= 120 else said[:119] + "…",
        )

    def _code(self, picked):
        line = f"result = {self._shown(picked)}"
        if not self._source_code and self._array.size > MOST_WRITTEN_OUT and self._is_there():
            return cell(line)  # the notebook has it under its name: no need to write it down
        return cell(line, **{self._name: self._source_code or self._array})

    def _is_there(self) -> bool:
        """Is the array the notebook's own of this name?"""
        shell = get_ipython()
        return shell is not None and shell.user_ns.get(self._name) is self._arguments[0]

    def _shown(self, picked):
        if not picked.index:
            return self._name
        if picked.text.startswith(f"{self._name}["):
            return picked.text
        return f"{self._name}[{picked.text}]"
