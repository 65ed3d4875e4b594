"""The controls of explorers, a line each: a slider, a menu, a field, slices of leading axes.

Their widths stand in `stage/view/explorer.css`.
"""

import math
from functools import cached_property

import ipywidgets
import traitlets

from ..i18n import _
from .stage.grids import number
from .stage.player import Player


class Controls:
    """What an explorer makes its controls with. Each is tied to a trait, both ways."""

    def _bind(self, control, trait, attribute="value"):
        """Tie a control to a trait, both ways, and return the control.

        Not with `traitlets.link`: that raises in whoever set the trait when another thread sets it
        meanwhile.
        """

        # The value of now, which may be a later one than the change's; and nobody sets another
        # between its being read and written.
        def follow(_change=None):
            with self._turn:
                setattr(control, attribute, getattr(self, trait))

        def lead(_change):
            with self._turn:
                setattr(self, trait, getattr(control, attribute))

        follow()
        self.observe(follow, trait)
        control.observe(lead, attribute)
        return control

    def _slider(self, trait, label, low, high, *, step=None, log=False, typed=None):
        """A slider with its number, which can be typed as well.

        Args:
            trait: of whole numbers, or of floats.
            low, high: the ends.
            step: for floats, the distance between two places; of a logarithmic one, of exponents.
            log: whether the places are powers of ten.
            typed: the ends of what can be typed, where they are others.
        """
        words = {"description": label}
        if step is None:
            slider = ipywidgets.IntSlider(min=low, max=max(high, low + 1), **words)
            slider.disabled = high <= low
            return self._bind(slider, trait)
        words |= {"min": low, "max": high, "step": step, "value": getattr(self, trait)}
        kind = ipywidgets.FloatLogSlider if log else ipywidgets.FloatSlider
        slider = kind(readout=False, **words)
        self._follow(slider, trait)
        ends = (10.0**low, 10.0**high) if log else (low, high)
        self._fields[slider] = self._number(trait, label, typed or ends, slider)
        return slider

    @cached_property
    def _fields(self) -> dict:
        """The field of each slider of floats: a slider has places, a field takes any number."""
        return {}

    def _number(self, trait, label, ends=(-math.inf, math.inf), slider=None):
        """A field for a number; what cannot be is said in a line, and the number stays.

        Args:
            ends: the smallest and the largest number.
            slider: the one that it stands beside.
        """
        field = self._marked(ipywidgets.Text(continuous_update=False, tooltip=label), trait)

        def written():
            return number(getattr(self, trait), 4)

        def typed(change):
            if field.disabled or change["new"] == written():
                return  # nobody typed it
            text, why = change["new"].strip().replace("−", "-").replace(",", "."), ""
            try:
                value = float(text)
                if ends[0] <= value <= ends[1]:
                    setattr(self, trait, value)
                else:
                    why = _("Expected {label} from {low} to {high}. Received: {text}").format(
                        label=label, low=number(ends[0]), high=number(ends[1]), text=number(value)
                    )
            except traitlets.TraitError as error:
                why = str(error)
            except ValueError:
                text = change["new"].strip()[:40] or _("nothing")
                why = _("Expected a number. Received: {text}").format(text=text)
            if why:
                field.value = written()
                self._refuse(why, field=trait)

        field.value = written()
        field.observe(typed, "value")
        self._keep(slider, trait, lambda: setattr(field, "value", written()))
        return field

    def _places(self, trait, label, values):
        """A slider with a few places, and a field where one of them can be typed.

        Args:
            values: the whole numbers that there are.
        """
        slider = ipywidgets.SelectionSlider(
            options=[(f"{value:,}", value) for value in values],
            value=getattr(self, trait),
            description=label,
            readout=False,
        )
        field = self._marked(ipywidgets.Text(continuous_update=False, tooltip=label), trait)

        def written():
            return f"{getattr(self, trait):,}"

        def typed(change):
            if field.disabled or change["new"] == written():
                return  # nobody typed it
            text = change["new"].strip()
            known = {form: value for value in values for form in (f"{value}", f"{value:,}")}
            if text in known:
                setattr(self, trait, known[text])
                field.value = written()
                return
            field.value = written()
            self._refuse(
                _("Expected {label} to be one of {values}. Received: {text}").format(
                    label=label,
                    values=", ".join(f"{value}" for value in values),
                    text=text[:40] or _("nothing"),
                ),
                field=trait,
            )

        field.observe(typed, "value")
        field.value = written()
        self._keep(slider, trait, lambda: setattr(field, "value", written()))
        self._fields[slider] = field
        return self._bind(slider, trait)

    def _beside_its_field(self, control):
        if control not in self._fields:
            return control
        pair = ipywidgets.HBox([control, self._fields[control]])
        pair.add_class("kt-pair")
        self._pairs[control] = pair
        return pair

    @cached_property
    def _pairs(self) -> dict:
        """Where a slider stands together with its field."""
        return {}

    def _keep(self, control, trait, follow):
        """Call ``follow()`` whenever the trait changes, and the control is there to be seen."""
        self._follows.setdefault(control, []).append(follow)
        self.observe(lambda _change: control in self._away or follow(), trait)

    @cached_property
    def _follows(self) -> dict:
        """What brings a control up to date."""
        return {}

    @cached_property
    def _away(self) -> set:
        """Controls that are not shown: nothing is sent for them."""
        return set()

    def _offer(self, control, wanted: bool):
        """Show a control that means something now, or take it away."""
        self._pairs.get(control, control).layout.display = "" if wanted else "none"
        if not wanted:
            self._away.add(control)
        elif control in self._away:
            self._away.discard(control)
            for follow in self._follows.get(control, ()):
                follow()

    def _follow(self, slider, trait):
        """Tie a slider of floats to a trait, but for what the browser's slider makes of a value
        between two of its places: the rounding it sends back moves nothing."""

        setting = []  # while the slider is moved from here; it may end before the value

        def moved(change):
            if setting:
                return
            if abs(change["new"] - getattr(self, trait)) > 1e-6 * max(1e-3, abs(change["new"])):
                if not self._rounded(slider, getattr(self, trait), change["new"]):
                    setattr(self, trait, change["new"])

        slider.observe(moved, "value")

        def follow():
            setting.append(1)
            try:
                slider.value = getattr(self, trait)
            finally:
                setting.pop()

        self._keep(slider, trait, follow)

    @staticmethod
    def _rounded(slider, value, sent) -> bool:
        """Is ``sent`` the slider's nearest place to ``value``, or one of the nearest two?"""
        if isinstance(slider, ipywidgets.FloatLogSlider):
            if not (value > 0 and sent > 0):
                return False
            value, sent = math.log10(value), math.log10(sent)
        place = slider.min + round((sent - slider.min) / slider.step) * slider.step
        on_it = math.isclose(sent, place, rel_tol=1e-6, abs_tol=1e-9)
        return on_it and abs(sent - value) <= (0.5 + 1e-6) * slider.step

    def _menu(self, trait, label, options):
        """A menu; ``options`` are values, or pairs of a text and a value."""
        return self._bind(ipywidgets.Dropdown(options=options, description=label), trait)

    def _field(self, trait, label, placeholder="", continuous=False):
        """A field to type in."""
        field = ipywidgets.Text(
            description=label, placeholder=placeholder, continuous_update=continuous
        )
        return self._bind(self._marked(field, trait), trait)

    @staticmethod
    def _marked(field, name):
        """A field under which a `Problem` of that name stands."""
        field.add_class(f"kt-in-{name}")
        return field

    def _player(self, trait, most, label, pace=600):
        """Play, pause, step and a slider through the values 0 to ``most`` of a trait.

        Args:
            pace: milliseconds between two pictures, at the speed 1.
        """
        player = self._bind(Player(label, most, pace), trait)
        # Heard after the picture was drawn: only then is the next one asked for.
        player.observe(player.answer, "value")
        return player

    def _slices(self, count, trait="place", shape=()):
        """`Slices` for up to ``count`` leading axes, tied to a trait that holds their places."""
        return Slices(self, count, trait, shape)


class Slices:
    """Sliders through the leading axes of an array of which one slice is drawn.

    Args:
        explorer: whose trait holds the places.
        count: the most leading axes there can be.
        trait: the trait's name.
        shape: of the array at first: the End key goes where a slider ended when it was made.
    """

    def __init__(self, explorer, count, trait, shape=()):
        self._explorer, self._trait = explorer, trait
        ends = [*(max(size - 1, 1) for size in shape[:-2]), *[1] * count][:count]
        self.sliders = [ipywidgets.IntSlider(min=0, max=end) for end in ends]
        self.hide()
        for axis, slider in enumerate(self.sliders):
            slider.observe(self._moves(axis), "value")

    def _moves(self, axis):
        def moved(change):
            if self._explorer._ready:
                place = getattr(self._explorer, self._trait)
                setattr(
                    self._explorer,
                    self._trait,
                    [*place[:axis], change["new"], *place[axis + 1 :]],
                )

        return moved

    def place(self, shape) -> tuple:
        """Where the drawn slice of an array of this shape lies along its leading axes."""
        wanted = [*getattr(self._explorer, self._trait), *[0] * len(self.sliders)]
        return tuple(
            max(min(at, size - 1), 0) for at, size in zip(wanted, shape[:-2], strict=False)
        )

    def show(self, shape, names=()):
        """Show a slider for each leading axis of ``shape``, and none for the others."""
        place = self.place(shape)
        for axis, slider in enumerate(self.sliders):
            slider.layout.display = "" if axis < len(place) else "none"
            if axis >= len(place):
                continue
            slider.description = names[axis] if names else _("axis {n}").format(n=axis)
            slider.max = max(shape[axis] - 1, 1)
            slider.disabled = shape[axis] < 2
            slider.value = place[axis]

    def hide(self):
        for slider in self.sliders:
            slider.layout.display = "none"
