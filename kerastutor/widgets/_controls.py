"""The controls of explorers, a line each: a slider, a menu, a field, slices of leading axes.

Their widths stand in `stage/view/explorer.css`.
"""

import math

import ipywidgets
import traitlets

from ..i18n import _
from .stage.player import Player


class Controls:
    """What an explorer makes its controls with. Each is tied to a trait, both ways."""

    def _bind(self, control, trait, attribute="value"):
        """Tie a control to a trait, both ways, and return the control."""
        traitlets.link((self, trait), (control, attribute))
        return control

    def _slider(self, trait, label, low, high, *, step=None, log=False):
        """A slider with its number, which can be typed as well.

        Args:
            trait: of whole numbers, or of floats.
            low, high: the ends.
            step: for floats, the distance between two places; of a logarithmic one, of exponents.
            log: whether the places are powers of ten.
        """
        words = {"description": label}
        if step is None:
            slider = ipywidgets.IntSlider(min=low, max=max(high, low + 1), **words)
            slider.disabled = high <= low
            return self._bind(slider, trait)
        value = getattr(self, trait)
        if log:
            slider = ipywidgets.FloatLogSlider(
                min=low, max=high, step=step, value=value, readout_format=".3g", **words
            )
        else:
            slider = ipywidgets.FloatSlider(
                min=low, max=high, step=step, value=value, readout_format=".3g", **words
            )
        self._follow(slider, trait)
        return slider

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

        def follow(change):
            setting.append(1)
            try:
                slider.value = change["new"]
            finally:
                setting.pop()

        self.observe(follow, trait)

    @staticmethod
    def _rounded(slider, value, sent) -> bool:
        """Is ``sent`` the slider's nearest place to ``value``?"""
        if isinstance(slider, ipywidgets.FloatLogSlider):
            if not (value > 0 and sent > 0):
                return False
            value, sent = math.log10(value), math.log10(sent)
        nearest = slider.min + round((value - slider.min) / slider.step) * slider.step
        return math.isclose(sent, nearest, rel_tol=1e-6, abs_tol=1e-9)

    def _menu(self, trait, label, options):
        """A menu; ``options`` are values, or pairs of a text and a value."""
        return self._bind(ipywidgets.Dropdown(options=options, description=label), trait)

    def _field(self, trait, label, placeholder="", continuous=False):
        """A field to type in."""
        field = ipywidgets.Text(
            description=label, placeholder=placeholder, continuous_update=continuous
        )
        return self._bind(field, trait)

    def _player(self, trait, most, label):
        """Play, pause, step and a slider through the values 0 to ``most`` of a trait."""
        player = self._bind(Player(label, most), trait)
        # Heard after the picture was drawn: only then is the next one asked for.
        player.observe(player.answer, "value")
        return player

    def _slices(self, count, trait="place"):
        """`Slices` for up to ``count`` leading axes, tied to a trait that holds their places."""
        return Slices(self, count, trait)


class Slices:
    """Sliders through the leading axes of an array of which one slice is drawn.

    Args:
        explorer: whose trait holds the places.
        count: the most leading axes there can be.
        trait: the trait's name.
    """

    def __init__(self, explorer, count, trait):
        self._explorer, self._trait = explorer, trait
        self.sliders = [ipywidgets.IntSlider(min=0, max=1) for _axis in range(count)]
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
