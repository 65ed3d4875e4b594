"""TensorExplorer: index, sliders and cells, without a browser."""

import numpy as np
import pytest

from kerastutor.concepts.tensors import parse_index
from kerastutor.widgets import TensorExplorer
from kerastutor.widgets import _yours as base
from kerastutor.widgets._tensors_picked import axes_of
from kerastutor.widgets.stage.marks import Image, Scale, Stack, Words, every
from kerastutor.widgets.stage.plots import Band, Curve, Plot
from tests.widgets.explorers import ask, counted, of

X = counted(2, 3, 4)


def test_the_reading_says_what_is_there():
    explorer = TensorExplorer(X.astype("float32"), axes=("image", "row", "column"))
    assert explorer.reading == (
        "x has rank 3 and shape (2, 3, 4): axis 0 (image) has size 2, axis 1 (row) has size 3, "
        "axis 2 (column) has size 4. dtype float32: 4 bytes a value, 96 together."
    )
    assert "axis 0 has size 2" in TensorExplorer([1, 2]).reading
    assert "1 byte a value, 2 together" in TensorExplorer([True, False]).reading
    assert TensorExplorer(7, name="t").reading.startswith(
        "t has rank 0 and shape (): a single value, with no axis. dtype int64: 8 bytes a value"
    )


def test_an_index_picks_and_lights_where_from():
    explorer = TensorExplorer(X)
    explorer.index = "1, :, 2"
    assert explorer.result.values.tolist() == X[1, :, 2].tolist()
    assert explorer.reading.endswith("\nx[1, :, 2] has rank 1 and shape (3,).")
    source, drawn = explorer._stage.grids
    assert source.title == "x, slice [1, :, :]" and source.lead == "1, "
    assert source.note.startswith(f"shape {X.shape[1:]}, of {X.shape}, ")  # as the title names it
    assert source.text == [str(v) for v in X[1].ravel()]
    assert source.lit == [2, 6, 10]  # the third column
    assert (drawn.name, drawn.text, drawn.rank) == ("x[1, :, 2]", ["14", "18", "22"], 1)
    assert drawn.pick and not source.pick


def test_only_cells_of_the_slice_that_is_drawn_are_lit():
    explorer = TensorExplorer(X, index="[0, 1], 0, 0")
    source, drawn = explorer._stage.grids
    assert drawn.text == ["0", "12"]
    assert source.title == "x, slice [0, :, :]" and source.lit == [0]


def test_cells_that_cancel_out_are_not_mixed_up():
    # places (0, 1) and (1, 0) along the leading axes are two slices, though both sum to 1
    explorer = TensorExplorer(counted(2, 2, 2, 2), index="[0, 1], [1, 0], 0, 0")
    assert explorer._stage.grids[0].lit == [0]


def test_a_single_value_and_an_empty_result():
    explorer = TensorExplorer(-X, index="1, 2, 3")
    assert explorer.reading.endswith("has rank 0 and shape (). It is the number −23.")
    assert explorer._stage.grids[-1].rank == 0
    explorer.index = "0, 3:"
    assert explorer.reading.endswith(
        "x[0, 3:] has rank 2 and shape (0, 4). It is empty: the index picks nothing."
    )
    assert [grid.lit for grid in explorer._stage.grids] == [[]]


@pytest.mark.parametrize("index, shape", [("x > 100", "(0,)"), ("2:2", "(0, 6)")])
def test_an_index_that_picks_nothing_leaves_the_array_there(index, shape):
    explorer = TensorExplorer(counted(4, 6), index=index)
    (source,) = explorer._stage.grids
    assert source.title == "x" and len(source.text) == 24
    assert source.lit == [] and source.note == "shape (4, 6), int64"
    assert explorer._stage.cursor == explorer.cursor == [1, 0]  # it points at no grid
    (words,) = every(explorer._stage.picture, Words)
    assert words.note == f"nothing picked, shape {shape}"
    assert [scale.ends for scale in every(explorer._stage.picture, Scale)] == [("0", "23")]
    explorer.index = "1"
    assert explorer._stage.grids[0].lit == [6, 7, 8, 9, 10, 11]


def sliders(explorer):
    """What the sliders that are shown are called, and where each stands."""
    shown = [s for s in explorer._sliced.sliders if s.layout.display != "none"]
    return {slider.description: slider.value for slider in shown}


def test_sliders_follow_the_leading_axes():
    explorer = TensorExplorer(counted(2, 3, 4, 2), axes=("a", "b", "c", "d"))
    first, second = explorer._sliced.sliders[:2]
    assert sliders(explorer) == {"a": 0, "b": 0}
    assert (first.max, second.max) == (1, 2)
    second.value = 2  # the learner drags
    assert explorer.place[:2] == [0, 2]
    assert explorer._stage.grids[0].lead == "0, 2, "
    assert explorer._stage.grids[0].text == [str(v) for v in counted(2, 3, 4, 2)[0, 2].ravel()]
    explorer.place = [1, 1]  # the code sets
    assert (first.value, second.value) == (1, 1)


@pytest.mark.parametrize("index", ["1", "1, 2", "1, 2, 3, 1", ":, 2", "...", "0:0", "x > 5"])
def test_no_slider_vanishes_for_an_index(index):
    explorer = TensorExplorer(counted(2, 3, 4, 2), axes=("a", "b", "c", "d"))
    explorer.index = index
    assert explorer.problem == ""
    assert list(sliders(explorer)) == ["a", "b"]


def test_a_slider_with_one_place_is_disabled_and_stays():
    explorer = TensorExplorer(counted(1, 3, 4))
    (slider,) = [s for s in explorer._sliced.sliders if s.layout.display != "none"]
    assert slider.disabled
    assert sliders(TensorExplorer(counted(3, 4))) == {}


def test_a_slider_moves_through_the_array_while_an_index_stands():
    explorer = TensorExplorer(counted(4, 3, 2), index="1:3, 0")
    assert explorer.place[0] == 1  # the first slice that something is picked from
    source, part = explorer._stage.grids
    assert (source.lead, source.lit, part.lit) == ("1, ", [0, 1], [0, 1])
    explorer._sliced.sliders[0].value = 2
    source, part = explorer._stage.grids
    assert (source.lead, source.lit, part.lit) == ("2, ", [0, 1], [2, 3])
    explorer._sliced.sliders[0].value = 3
    source, part = explorer._stage.grids
    assert (source.lead, source.lit, part.lit) == ("3, ", [], [])
    assert source.note.endswith("; nothing is picked here")
    assert part.text == ["6", "7", "12", "13"]
    saved = explorer.state
    explorer.index = "0"
    assert explorer.place[0] == 0
    explorer.state = saved
    assert explorer.state == saved and explorer._stage.grids[0].lead == "3, "


def test_axes_that_only_the_picked_part_has_get_a_slider_of_their_own():
    explorer = TensorExplorer(counted(2, 3), index="None, :, None, :, None")
    assert sliders(explorer) == {
        "axis 1 of x[None, :, None, :, None]": 0,
    }
    explorer._sliced.sliders[0].value = 1
    assert explorer._stage.grids[1].lead == "0, 1, 0, "
    assert explorer._stage.grids[0].lit == [0, 1, 2, 3, 4, 5]  # the index takes them all


@pytest.mark.parametrize("shape", [(4, 6), (2, 3, 4)])
def test_a_new_axis_takes_every_value(shape):
    explorer = TensorExplorer(counted(*shape), index="..., None")
    assert len(explorer._stage.grids[0].lit) == np.prod(shape[-2:])
    assert explorer._stage.grids[1].rows == shape[-1]  # of which one slice is drawn


def test_a_place_outside_is_brought_inside():
    explorer = TensorExplorer(X, place=[9, 9, 9])
    assert explorer._stage.grids[0].lead == "1, "
    assert TensorExplorer(X, place=[])._stage.grids[0].lead == "0, "


def test_the_text_field_and_the_trait_are_one():
    explorer = TensorExplorer(X)
    explorer._index.value = "0"
    assert explorer.index == "0" and explorer.result.values.shape == (3, 4)
    explorer.index = "1, 1"
    assert explorer._index.value == "1, 1"
    assert explorer._index.description == "x[ … ]"


def test_the_cursor_and_the_view_are_one():
    explorer = TensorExplorer(X)
    explorer._stage.cursor = [0, 5]
    assert explorer.cursor == [0, 5]
    explorer.cursor = [0, 2]
    assert explorer._stage.cursor == [0, 2]


def test_a_problem_is_one_line_and_a_good_index_clears_it():
    explorer = TensorExplorer(X, index="0")
    picture = explorer._stage.grids
    explorer.index = "5"
    assert explorer.problem == explorer.reading
    assert explorer.reading.startswith("5 is outside axis 0, which has size 2")
    assert explorer.result is None
    assert explorer._stage.grids == picture  # the last picture stays
    explorer._index.value = "nonsense()"
    assert explorer.problem.startswith("Expected an index such as")
    explorer.index = "1"
    assert explorer.problem == "" and explorer.result.values.shape == (3, 4)


def test_one_colour_scale_for_the_whole_array():
    explorer = TensorExplorer(X - 4)
    assert explorer._stage.grids[0].scale == "diverging"
    assert explorer._stage.grids[0].level[4] == 0.5  # zero is in the middle
    explorer = TensorExplorer(X)
    first = explorer._stage.grids[0].level
    explorer.place = [1]
    assert (first[0], explorer._stage.grids[0].level[-1]) == (0.0, 1.0)
    assert first[-1] < 0.5 < explorer._stage.grids[0].level[0]


def test_text_has_no_colour():
    explorer = TensorExplorer([["a", "b"]], index="0, 1")
    assert np.isnan(explorer._stage.grids[-1].level).all()
    assert explorer._stage.grids[-1].text == ["b"]


def test_names():
    explorer = TensorExplorer([[1, 2]], name="image", index="image > 1")
    assert explorer.result.values.tolist() == [2]
    assert "image[image > 1] has rank 1" in explorer.reading
    explorer.index = "image[0, 1]"
    assert explorer.result.values == 2
    assert "image[0, 1] has rank 0" in explorer.reading


class TestFunction:
    """The learner's own function makes the array."""

    def test_it_is_called_once_and_not_for_pointing(self):
        calls = []

        def double(x):
            calls.append(1)
            return 2 * x

        explorer = TensorExplorer(X, function=double, axes=("a", "b", "c"))
        assert len(calls) == 1 and explorer.result.values[1, 2, 3] == 46
        explorer.cursor = [0, 3]
        explorer.place = [1]
        assert len(calls) == 1
        explorer.index = "0"
        assert len(calls) == 1  # the arguments are the same
        assert "axis 0 (a) has size 2" in explorer.reading

    def test_it_cannot_change_the_given_array(self):
        def spoil(x):
            x[:] = 7
            return x

        given = np.zeros(3)
        explorer = TensorExplorer(given, function=spoil)
        assert explorer.result.values.tolist() == [7, 7, 7]
        assert given.tolist() == [0, 0, 0]

    def test_axis_names_that_do_not_fit_its_result_are_left_out(self):
        explorer = TensorExplorer(X, function=lambda x: x.sum(axis=0), axes=("a", "b", "c"))
        assert "axis 0 has size 3, axis 1 has size 4" in explorer.reading

    def test_describe_speaks_of_what_is_picked(self):
        calls = []

        def describe(x):
            calls.append(x.shape)
            return x.ndim, x.shape

        explorer = TensorExplorer(X, describe=describe)
        assert explorer.reading.endswith("describe(x) returns (3, (2, 3, 4))")
        explorer.index = "0, 0"
        assert explorer.reading.endswith("describe(x[0, 0]) returns (1, (4,))")
        explorer.cursor = [0, 1]
        assert calls == [(2, 3, 4), (4,)]

    def test_describe_may_be_wrong(self):
        def describe(x):
            raise NotImplementedError

        explorer = TensorExplorer(X, describe=describe)
        assert explorer.reading.endswith("describe is not written yet.")
        assert explorer.result is not None


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(base, "SECONDS", 0.2)


def test_a_function_that_never_returns(hasty):
    def forever(x):
        while x is not None:
            pass

    explorer = TensorExplorer(X, function=forever)
    assert explorer.reading.startswith("forever did not return within 0.2 seconds")
    assert explorer.result is None


IMAGES = counted(5, 4, 3).astype("uint8")
PIXELS = ("sample", "row", "column")
COLOURS = (*PIXELS, "channel")


class TestImages:
    def test_they_are_grey_pictures_in_a_stack(self):
        explorer = TensorExplorer(IMAGES, axes=PIXELS, place=[2], labels=[7, 8, 9, 1, 2])
        (stack,), (drawn,) = of(explorer, Stack), explorer._stage.grids
        assert (stack.at, stack.first, stack.count, stack.scale) == (2, 0, 5, "grey")
        assert stack.values.shape == (5, 4, 3) and stack.labels[4] == "sample 4"
        assert (drawn.look, drawn.scale, drawn.rows) == ("pixels", "grey", 4)
        assert [words.title for words in of(explorer, Words)] == ["label 9"]
        assert [scale.ends for scale in of(explorer, Scale)] == [("0", "59")]

    def test_a_stack_holds_the_neighbours_of_the_chosen_slice(self):
        explorer = TensorExplorer(np.zeros((50, 200, 3)), place=[48])
        (stack,) = of(explorer, Stack)
        assert (stack.first, len(stack.values)) == (42, 7)
        assert stack.values.shape[1] <= 40  # small

    def test_a_card_and_the_keys_choose_another_slice(self):
        explorer = TensorExplorer(counted(2, 5, 4, 3))
        ask(explorer, "slice", 3)
        assert explorer.place[:2] == [0, 3]
        assert explorer._stage.grids[0].lead == "0, 3, "
        assert explorer._sliced.sliders[1].value == 3

    def test_a_table_with_rows_and_columns_is_no_image(self):
        table = TensorExplorer(counted(4, 6), axes=("row", "column"))
        assert table._stage.grids[0].scale == "sequential"
        outright = TensorExplorer(counted(4, 6), axes=("row", "column"), kind="image")
        assert outright._stage.grids[0].scale == "grey"
        values = TensorExplorer(IMAGES, axes=PIXELS, kind="values")
        assert values._stage.grids[0].scale == "sequential"

    def test_a_large_one_is_a_picture_whose_pixels_are_pointed_at(self):
        explorer = TensorExplorer(counted(2, 28, 20), axes=("sample", "height", "width"))
        (drawn,) = of(explorer, Image)
        assert drawn.cursor == (0, 0) and drawn.values.shape == (28, 20)
        ask(explorer, "pixels", [0.5, 0.999])
        (drawn,) = of(explorer, Image)
        assert drawn.cursor == (14, 19) and drawn.said == "x[0, 14, 19] = 299"
        saved = explorer.state
        ask(explorer, "pixels", [0, 0])
        explorer.state = saved
        assert of(explorer, Image)[0].cursor == (14, 19)

    def test_its_picked_part_is_framed(self):
        explorer = TensorExplorer(
            counted(2, 28, 20), axes=("sample", "height", "width"), index="1, 3:6, ::2"
        )
        source = of(explorer, Image)[0]
        assert source.cursor == (3, 0, 3, 19) and source.id == ""

    def test_negative_values_are_no_grey(self):
        explorer = TensorExplorer(IMAGES.astype("float32") - 20, axes=PIXELS)
        assert explorer._stage.grids[0].scale == "diverging"

    def test_differences_are_marked_in_a_large_one(self):
        given = np.zeros((1, 20, 20), "uint8")

        def spoil(x):
            x[0, 2, 3] = 1
            return x

        explorer = TensorExplorer(given, function=spoil, keras=lambda x: x, axes=PIXELS)
        yours, expected = of(explorer, Image)
        assert yours.bad == [43] and expected.bad == []  # Keras's pixels are not crossed out
        assert expected.title == "by Keras"


class TestColours:
    X = np.stack([IMAGES, IMAGES // 2, 0 * IMAGES], axis=-1)

    def test_the_planes_stand_beside_the_colours(self):
        explorer = TensorExplorer(self.X, axes=COLOURS)
        whole, *planes = of(explorer, Image)
        assert whole.values.shape == (4, 3, 3)
        assert [plane.scale for plane in planes] == ["red", "green", "blue"]
        assert of(explorer, Stack)[0].values.shape == (5, 4, 3, 3)
        assert sliders(explorer) == {"sample": 0}
        ask(explorer, "pixels", [0.99, 0.99])
        whole, *planes = of(explorer, Image)
        assert {image.cursor for image in (whole, *planes)} == {(3, 2)}
        assert whole.said == "x[0, 3, 2] = [11, 5, 0]"
        assert [plane.note for plane in planes][1] == "x[0, 3, 2, 1] = 5"

    def test_one_plane_is_framed_where_it_is_picked_and_has_its_colour(self):
        explorer = TensorExplorer(self.X, axes=COLOURS, index="0, :, :, 1")
        assert [image.lit for image in of(explorer, Image)] == [False, False, True, False]
        (part,) = explorer._stage.grids
        assert (part.scale, part.text[-1]) == ("green", "5")

    def test_the_channels_of_pixels_have_their_names(self):
        explorer = TensorExplorer(self.X, axes=COLOURS, index="0, 3")
        assert explorer._stage.grids[-1].heads == ("red", "green", "blue")
        explorer.index = "0, 3, :, ::-1"
        assert explorer._stage.grids[-1].heads is None

    @pytest.mark.parametrize("index", ["..., :2", "..., ::-1", "0, ..., 1:"])
    def test_channels_that_are_cut_or_turned_are_no_colours(self, index):
        explorer = TensorExplorer(self.X, axes=COLOURS, index=index)
        assert explorer.problem == "" and explorer._stage.grids[-1].rank == 2

    def test_a_grey_channel_is_left_out_of_the_picture(self):
        explorer = TensorExplorer(IMAGES[..., None], axes=COLOURS)
        (drawn,) = explorer._stage.grids
        assert (drawn.rows, drawn.cols, drawn.tail, drawn.scale) == (4, 3, ", 0", "grey")


SERIES = np.array([3.0, 1, 4, 1, 5, 9, 2, 6], "float32")
WINDOWS = np.stack([SERIES[n : n + 3] for n in range(6)])[..., None]


class TestWindows:
    def test_they_slide_along_the_series(self):
        explorer = TensorExplorer(WINDOWS, axes=("sample", "time", "feature"), name="windows")
        assert explorer._series.values.ravel().tolist() == SERIES.tolist()  # put together
        explorer._sliced.sliders[0].value = 4
        (plot,), (band,) = of(explorer, Plot), of(explorer, Band)
        assert (band.x0, band.x1, band.label) == (3.5, 6.5, "windows[4]")
        assert plot.handles[0].x == 5 and of(explorer, Curve)[-1].y.tolist() == [5, 9, 2]
        (row,) = explorer._stage.grids
        assert (row.text, row.lead, row.tail) == (["5", "9", "2"], "4, ", ", 0")
        ask(explorer, "window", 2.2)
        assert explorer.place[0] == 1
        ask(explorer, "window", 99)
        assert explorer.place[0] == 5

    def test_a_series_that_is_given_has_its_name_and_its_stride(self):
        explorer = TensorExplorer(WINDOWS[1::2, :, 0], series={"rain": SERIES}, place=[1])
        (plot,), (band,) = of(explorer, Plot), of(explorer, Band)
        assert plot.y.name == "rain" and plot.handles[0].step == 2
        assert (band.x0, band.x1) == (2.5, 5.5)

    def test_a_window_that_is_nowhere_has_no_band(self):
        explorer = TensorExplorer(WINDOWS + 100, series=SERIES)
        assert of(explorer, Plot) and not of(explorer, Band)

    def test_windows_of_several_steps_without_a_series_are_values(self):
        explorer = TensorExplorer(WINDOWS[::2], axes=("sample", "time", "feature"))
        assert not of(explorer, Plot) and of(explorer, Stack)

    def test_all_windows_at_once(self):
        explorer = TensorExplorer(WINDOWS, axes=("sample", "time", "feature"), index="..., 0")
        explorer.place = [2]
        row, part = explorer._stage.grids
        assert row.lit == [0, 1, 2] and part.lit == [6, 7, 8]
        assert explorer.cursor == [1, 6]  # what was picked from the chosen window


class TestWords:
    WORDS = ["", "[UNK]", "it", "was"]

    def test_they_stand_under_their_indices(self):
        explorer = TensorExplorer([[2, 3, 0, 1]], axes=("sample", "word"), words=self.WORDS)
        (drawn,) = explorer._stage.grids
        assert drawn.text == ["2\nit", "3\nwas", "0\npadding", "1\n[UNK]"]
        assert drawn.scale == "categorical" and drawn.dim == [2]
        assert drawn.level[:2].tolist() == [2, 3] and np.isnan(drawn.level[2])
        assert of(explorer, Scale) == []
        explorer.index = "0, 1"
        assert explorer._stage.grids[-1].text == ["3\nwas"]

    def test_without_a_vocabulary_they_are_still_names(self):
        (drawn,) = TensorExplorer([[2, 7]], axes=("sample", "word"))._stage.grids
        assert (drawn.scale, drawn.text) == ("categorical", ["2", "7"])

    def test_an_index_outside_the_vocabulary(self):
        (drawn,) = TensorExplorer([[9]], words=self.WORDS)._stage.grids
        assert drawn.text == ["9\nnot in the list"]

    def test_a_long_text_is_cropped_and_its_map_has_no_scale(self):
        explorer = TensorExplorer(counted(30, 40), words=self.WORDS)
        assert of(explorer, Image)[0].values.shape == (30, 40, 3)


class TestLarge:
    def test_it_is_cropped_with_the_whole_beside_it(self):
        explorer = TensorExplorer(counted(40, 30))
        (drawn,), (place,) = explorer._stage.grids, of(explorer, Image)
        assert (drawn.rows, drawn.cols, drawn.whole) == (16, 16, (40, 30))
        assert place.id == "map:x" and place.frame == (0, 0, 16, 16)

    def test_keys_at_the_edge_go_on(self):
        explorer = TensorExplorer(counted(40, 30))
        ask(explorer, "beyond", [0, 1, 0])
        assert explorer.corner == [1, 0] and explorer._stage.grids[0].row0 == 1
        ask(explorer, "beyond", [0, 0, None])  # End, as JSON has no infinity
        assert explorer.corner == [1, 0]

    def test_pressing_the_map_moves_there_and_the_state_brings_it_back(self):
        explorer = TensorExplorer(counted(40, 30))
        ask(explorer, "map:x", [0.5, 0.99])
        assert explorer.corner == [12, 14]
        saved = explorer.state
        explorer.reset()
        assert explorer._stage.grids[0].row0 == 0
        explorer.state = saved
        assert (explorer._stage.grids[0].row0, explorer._stage.grids[0].col0) == (12, 14)

    def test_what_an_index_picks_from_is_moved_apart(self):
        explorer = TensorExplorer(counted(40, 30), index="20:, 20:")
        source, part = explorer._stage.grids
        assert (source.row0, source.col0, part.row0) == (20, 14, 0)  # where it picks
        ask(explorer, "beyond", [0, -1, 0])
        source, part = explorer._stage.grids
        assert (source.row0, source.col0, part.row0) == (19, 14, 0)
        ask(explorer, "map:x[20:, 20:]", [0.99, 0])
        source, part = explorer._stage.grids
        assert (source.row0, part.row0) == (19, 4)
        explorer.index = "0"
        assert explorer.corner == [0, 0]

    def test_keras_stands_at_the_same_place(self):
        explorer = TensorExplorer(
            counted(40, 3), function=lambda x: x, keras=lambda x: x, corner=[20, 0]
        )
        assert [drawn.row0 for drawn in explorer._stage.grids] == [20, 20]

    def test_the_cells_of_another_slice_are_brought_into_view(self):
        explorer = TensorExplorer(counted(40, 3, 2), index=":, 1, 1")
        explorer._sliced.sliders[0].value = 25
        part = explorer._stage.grids[1]
        assert part.col0 <= 25 < part.col0 + part.cols
        assert part.lit == [25 - part.col0]

    def test_a_narrow_page_shows_fewer_columns(self):
        explorer = TensorExplorer(counted(4, 16) + 10000)
        explorer._stage.room = 30
        assert 4 <= explorer._stage.grids[0].cols < 16


def test_the_title_fits_what_is_shown_unless_it_is_given():
    assert TensorExplorer(3)._head.title == "What a tensor is made of"
    assert "Images" in TensorExplorer(IMAGES, axes=PIXELS)._head.title
    assert TensorExplorer(IMAGES, axes=PIXELS, title="Mine")._head.title == "Mine"


@pytest.mark.parametrize(
    "more",
    [
        {"labels": [1, 2]},
        {"labels": 3},
        {"words": "it was"},
        {"words": [1, 2]},
        {"series": "abc"},
        {"series": 5},
        {"series": np.zeros((2, 2, 2))},
        {"kind": "picture"},
        {"kind": 3},
    ],
    ids=str,
)
def test_bad_keywords_are_said_in_words(more):
    with pytest.raises(ValueError, match=r"^Expected .*Received: "):
        TensorExplorer(IMAGES, **more)


def test_a_move_is_one_message(monkeypatch):
    explorer = TensorExplorer(IMAGES, axes=PIXELS, index="1:, 1, 1")
    sent = []
    monkeypatch.setattr(
        type(explorer._stage), "send_state", lambda _self, key=None: sent.append(set(key))
    )
    explorer.place = [3]
    assert len(sent) == 1 and set(sent[0]) == {"picture", "cursor"}


def test_reset_leads_back_to_the_first_picture():
    explorer = TensorExplorer(IMAGES, axes=PIXELS, index="3")
    first = explorer.state
    assert (first["place"], first["cursor"]) == ([3, 0, 0], [1, 0])
    explorer.index, explorer.place = "1:", [2]
    explorer.reset()
    assert explorer.state == first


@pytest.mark.parametrize(
    "index, axes",
    [
        ("", (0, 1, 2)),
        ("0", (1, 2)),
        ("..., 0", (0, 1)),
        (":, None, 1", (0, None, 2)),
        ("[0, 1]", (0, 1, 2)),
        (":, [0, 1], 1:", (0, 1, 2)),
        ("[0, 1], 1", None),
        ("[0, 1], [0, 1]", None),
    ],
)
def test_axes_of_a_part(index, axes):
    parsed = parse_index(index)
    assert axes_of(parsed, 3) == axes
    if axes is not None:
        assert len(axes) == np.zeros((2, 2, 2))[parsed].ndim


@pytest.mark.parametrize(
    "id, value", [("pixels", [0, 0]), ("beyond", [7, 1, 0]), ("map:y", [0, 0])]
)
def test_what_is_asked_of_an_older_picture_changes_nothing(id, value):
    explorer = TensorExplorer(X, corner=[0, 0, 1])
    state = explorer.state
    ask(explorer, id, value)
    ask(explorer, "window", 1)
    assert explorer.state == state


def test_names_of_axes_are_not_said_of_a_result_of_another_shape():
    import keras

    labels = np.array([2, 0, 1, 3, 1])

    def one_hot(labels, n):
        return np.eye(n, dtype="float32")[labels]

    def transposed(labels, n):
        return one_hot(labels, n).T

    more = {"keras": keras.ops.one_hot, "axes": ("label", "class"), "name": "rows"}
    wrong = TensorExplorer(labels, 4, function=transposed, **more)
    assert "label" not in wrong.reading and "class" not in wrong.reading
    assert "axis 0 has size 4, axis 1 has size 5." in wrong.reading
    right = TensorExplorer(labels, 4, function=one_hot, **more)
    assert "axis 0 (label) has size 5, axis 1 (class) has size 4." in right.reading
