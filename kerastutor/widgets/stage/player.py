"""Play, pause and step through a process; the browser asks for one picture after another."""

import traitlets

from .shared import View


class Player(View):
    """Buttons and a slider that move ``value`` from 0 to ``max``.

    The next value is asked for when the picture of the last one was drawn, so nothing queues up.
    """

    view = traitlets.Unicode("player").tag(sync=True)
    value = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(0).tag(sync=True)
    #: What stands beside the slider, such as "3 of 4 products".
    note = traitlets.Unicode().tag(sync=True)
    #: Milliseconds between two pictures, at the speed 1.
    pace = traitlets.Int(600).tag(sync=True)
    #: How many values were drawn so far.
    done = traitlets.Int(0).tag(sync=True)
    #: What the slider is called.
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label, most, pace=600):
        super().__init__(label=label, max=most, pace=pace)

    def answer(self, _change=None):
        """The picture of the newest value is drawn."""
        self.done += 1
