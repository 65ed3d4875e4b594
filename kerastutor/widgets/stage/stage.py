"""The stage: one picture, drawn in the browser; one message a move."""

import traitlets

from .marks import Grid, Mark, every, sent
from .shared import View


class Stage(View):
    """Draws a picture of marks, and says what was pointed at and asked for."""

    view = traitlets.Unicode("stage").tag(sync=True)
    picture = traitlets.Instance(Mark, allow_none=True).tag(sync=True, to_json=sent)
    #: Cells move to their new places where this has changed.
    scene = traitlets.Unicode().tag(sync=True)
    #: Where the learner points: [which grid, which cell]; only grids made with ``pick`` move it.
    cursor = traitlets.List(traitlets.Int(), default_value=[0, 0], minlen=2, maxlen=2).tag(
        sync=True, echo_update=False
    )
    #: What was asked of a mark: {"id": …, "value": …, "count": how often so far}.
    asked = traitlets.Dict().tag(sync=True, echo_update=False)
    #: How wide the picture may be, in em; the browser says it.
    room = traitlets.Int(72).tag(sync=True, echo_update=False)

    def show(self, picture: Mark, *, scene=None, cursor=None) -> None:
        """Draw ``picture``, in one message."""
        with self.hold_sync():
            if scene is not None:
                self.scene = scene
            if cursor is not None:
                self.cursor = cursor
            self.picture = picture

    def on_ask(self, act) -> None:
        """Call ``act(id, value)`` whenever something is asked of a mark."""
        self.observe(
            lambda change: act(change["new"].get("id"), change["new"].get("value")), "asked"
        )

    @property
    def grids(self) -> list[Grid]:
        """The grids of the picture, in the order of the cursor's numbers."""
        return every(self.picture, Grid)
