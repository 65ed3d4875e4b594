"""The stage without a browser: marks, grids, and what a message carries."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest
from ipywidgets.widgets.widget import _remove_buffers

from kerastutor import palette
from kerastutor.widgets.stage import grids, marks, networks, plots
from kerastutor.widgets.stage.shared import HERE, Shared
from kerastutor.widgets.stage.stage import Stage

MARKS = [
    kind
    for kind in {**vars(marks), **vars(plots), **vars(networks)}.values()
    if isinstance(kind, type)
    and issubclass(kind, marks.Mark)
    and kind not in (marks.Mark, marks.Together)
]


@pytest.mark.parametrize("kind", MARKS, ids=lambda kind: kind.__name__)
def test_the_browser_draws_every_mark(kind):
    code = Shared.get().code
    name = kind.__name__.lower()
    if name not in ("axis", "handle"):  # parts of a plot
        drawn = rf"PANELS\.{name} = |^MARKS\.{name} = |^{name}\(group\)"
        assert re.search(drawn, code, re.M), name


@pytest.mark.parametrize("kind", MARKS, ids=lambda kind: kind.__name__)
def test_a_mark_is_frozen_and_takes_only_what_it_knows(kind):
    assert dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen
    with pytest.raises(TypeError):
        kind(colour="red")


@pytest.mark.parametrize("kind", MARKS, ids=lambda kind: kind.__name__)
def test_no_field_hides_what_kind_it_is(kind):
    assert "kind" not in {field.name for field in dataclasses.fields(kind)}


def test_arrays_are_sent_as_binary_and_defaults_are_not_sent():
    picture = marks.Row(
        items=(plots.Curve(x=np.array([1.0, 2.0]), y=np.array([np.nan, 4.0])), marks.Sign(text="+"))
    )
    plain, paths, buffers = _remove_buffers({"picture": marks.sent(picture)})
    curve, sign = plain["picture"]["items"]
    assert sign == {"kind": "sign", "text": "+"}
    assert curve == {
        "kind": "curve",
        "x": {"dtype": "f4", "shape": [2]},
        "y": {"dtype": "f4", "shape": [2]},
    }
    assert [np.frombuffer(part, "<f4").tolist()[1] for part in buffers] == [2.0, 4.0]
    assert len(paths) == 2


@pytest.mark.parametrize(
    "given, dtype, sent",
    [
        (np.array([True, False]), "u1", [1, 0]),
        (np.array([1, 2], "int64"), "i4", [1, 2]),
        (np.array([255], "uint8"), "u1", [255]),
        (np.arange(6.0).reshape(2, 3)[:, 1], "f4", [1.0, 4.0]),  # not contiguous
    ],
)
def test_what_kind_of_array_is_sent(given, dtype, sent):
    found = marks.sent(given)
    assert found["dtype"] == dtype and found["shape"] == list(given.shape)
    kinds = {"u1": "u1", "i4": "<i4", "f4": "<f4"}
    assert np.frombuffer(found["data"], kinds[dtype]).tolist() == sent


def test_what_is_not_finite_is_none_in_json():
    note = plots.Note(x=float("nan"), y=float("inf"), text="a")
    assert json.loads(json.dumps(marks.sent(note), allow_nan=False))["x"] is None


def test_a_picture_is_one_message():
    stage = Stage()
    sent = []
    stage.send_state = lambda key=None: sent.append(set(key))
    stage.show(marks.Sign(text="+"), scene="a", cursor=[1, 2])
    assert len(sent) == 1 and set(sent[0]) == {"picture", "scene", "cursor"}


class TestGrid:
    def test_an_array(self):
        drawn = grids.grid(np.arange(6).reshape(2, 3) - 2, name="x", lit=[(1, 2)], bad=[(0, 0)])
        assert (drawn.rows, drawn.cols, drawn.whole, drawn.rank) == (2, 3, (2, 3), 2)
        assert drawn.text == ["−2", "−1", "0", "1", "2", "3"]
        assert (drawn.lit, drawn.bad) == ([5], [0])
        assert drawn.level.tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])

    @pytest.mark.parametrize("shape, rows, cols", [((), 1, 1), ((3,), 1, 3), ((2, 0), 2, 0)])
    def test_other_ranks(self, shape, rows, cols):
        drawn = grids.grid(np.zeros(shape))
        assert (drawn.rows, drawn.cols, drawn.rank) == (rows, cols, len(shape))
        assert len(drawn.text) == len(drawn.level) == rows * cols

    def test_rank_3_is_refused(self):
        with pytest.raises(ValueError, match="^Expected an array of rank 0, 1 or 2. Received: "):
            grids.grid(np.zeros((1, 1, 1)))

    def test_a_part_of_a_large_array(self):
        values = np.arange(200).reshape(10, 20)
        drawn = grids.grid(values, corner=(4, 18), most=(3, 5), lit=[(4, 15), (0, 0), (6, 19)])
        assert (drawn.row0, drawn.col0, drawn.rows, drawn.cols) == (4, 15, 3, 5)
        assert drawn.text[0] == "95" and drawn.text[-1] == "139"
        assert drawn.lit == [0, 14]  # what lies outside is not drawn
        assert drawn.level[0] == 0 and drawn.level[-1] == 1  # of the part, unless there is a scale

    def test_one_scale(self):
        scale = marks.Scale(low=0, high=10, name="diverging")
        assert grids.grid([5.0, 20.0, np.nan], scale=scale).level.tolist()[:2] == [0.5, 1.0]
        assert grids.grid([5.0], scale=scale).scale == "diverging"

    def test_rounding_noise_is_0(self):
        assert grids.numbers(np.array([1.0, 1e-17])) == ["1", "0"]
        assert grids.numbers(np.array([1e-17])) == ["1e-17".replace("-", "−")]

    def test_short_forms(self):
        given = [-0.0, 3.34e20, 1.19e8, 1e-7, -3e100, np.inf]
        assert [grids.number(value) for value in given] == [
            *("0", "3.34e20", "1.19e8", "1e−7", "−3e100", "inf"),
        ]

    def test_text_without_a_colour(self):
        drawn = grids.grid(np.zeros((1, 2)), text=["a", "b"], plain=True)
        assert drawn.text == ["a", "b"] and np.isnan(drawn.level).all()


@pytest.mark.parametrize(
    "corner, at, size, most, begins",
    [
        (None, 0, 100, 10, 0),
        (None, 50, 100, 10, 45),
        (None, 99, 100, 10, 90),
        (45, 50, 100, 10, 45),  # inside: nothing moves
        (45, 55, 100, 10, 46),  # just beyond: one on
        (45, 44, 100, 10, 44),
        (0, 3, 5, 10, 0),  # all of it fits
    ],
)
def test_a_window_moves_as_little_as_can_be(corner, at, size, most, begins):
    assert grids.window(corner, at, size, most) == begins


def test_the_map_of_a_part():
    values = np.arange(1437 * 64).reshape(1437, 64)
    drawn = grids.grid(values, name="x", corner=(700, 10), most=(10, 10))
    place = grids.map_of(drawn, values)
    assert place.id == "map:x" and place.values.dtype == "uint8"
    height, width = place.values.shape
    assert height <= 128 and width == 64
    row, column, rows, columns = place.frame
    assert row / height == pytest.approx(700 / 1437, abs=0.01) and column == 10 and columns == 10
    assert "700–709 of 1,437" in place.note and "10–19 of 64" in place.note
    assert grids.map_of(grids.grid(np.zeros((2, 2))), np.zeros((2, 2))) is None
    assert grids.place_on((1437, 64), [0.5, 0.9999]) == [718, 63]


class TestPalette:
    """One palette for everything: LOOK.md's contract."""

    def test_the_contract(self):
        assert palette.role("keras") == "#1b1f24" and palette.role("keras", dark=True) == "#e6edf3"
        assert palette.role("yours") == "#c2185b" and palette.role("yours", dark=True) == "#ff6fa8"
        assert palette.role("gradient") == "#00805c" and palette.role("loss") == "#6a51a3"

    @staticmethod
    def bright(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(self, a, b):
        low, high = sorted([self.bright(a), self.bright(b)])
        return (high + 0.05) / (low + 0.05)

    @pytest.mark.parametrize("dark", [False, True])
    @pytest.mark.parametrize(
        "name",
        ["ink", "soft", "keras", "yours", "control", "gradient", "loss", "right", "wrong"],
    )
    def test_words_can_be_read_on_paper(self, name, dark):
        for paper in ("paper", "wash"):
            assert self.contrast(palette.role(name, dark), palette.role(paper, dark)) >= 4.5

    @pytest.mark.parametrize("dark", [False, True])
    def test_a_button_can_be_read(self, dark):
        pair = palette.role("on-control", dark), palette.role("control", dark)
        assert self.contrast(*pair) >= 4.5

    def test_zero_is_the_middle_of_the_diverging_scale_and_white(self):
        scale = palette.scale("diverging")
        assert len(scale) % 2 == 1
        red, _green, blue = (int(scale[len(scale) // 2][at : at + 2], 16) for at in (1, 3, 5))
        assert red == blue > 240
        below, above = (
            [int(colour[at : at + 2], 16) for at in (1, 5)] for colour in (scale[1], scale[-2])
        )
        assert below[0] > below[1] and above[1] > above[0]  # orange below, blue above

    def test_no_colour_is_written_elsewhere(self):
        """CSS takes variables; what is left is the white and black on top of a coloured cell."""
        for path in [*HERE.glob("*.css"), *HERE.glob("*.js")]:
            found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")))
            assert found <= {"#fff", "#111", "#000"}, (path.name, found)

    def test_matplotlib_takes_it_up(self):
        import matplotlib

        with matplotlib.rc_context(palette.matplotlib()):
            cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
        assert cycle[:2] == [palette.role("keras"), palette.role("yours")]


def test_the_views_ask_nobody_else():
    """Nothing is loaded from another server."""
    for path in Path(HERE).glob("*"):
        for address in re.findall(r"https?://[^\s\"']+", path.read_text("utf-8")):
            assert address == "http://www.w3.org/2000/svg", (path.name, address)
