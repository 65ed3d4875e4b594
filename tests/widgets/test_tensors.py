"""TensorExplorer: index, sliders and cells, without a browser."""

import numpy as np
import pytest

from kerastutor.widgets import TensorExplorer
from kerastutor.widgets import _yours as base
from tests.widgets.explorers import counted

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
    source, drawn = explorer._grids.grids
    assert source["title"] == "x, slice [1, :, :]" and source["lead"] == "1, "
    assert source["text"] == [str(v) for v in X[1].ravel()]
    assert source["lit"] == [2, 6, 10]  # the third column
    assert (drawn["name"], drawn["text"], drawn["rank"]) == ("x[1, :, 2]", ["14", "18", "22"], 1)
    assert drawn["pick"] and not source["pick"]


def test_only_cells_of_the_slice_that_is_drawn_are_lit():
    explorer = TensorExplorer(X, index="[0, 1], 0, 0")
    source, drawn = explorer._grids.grids
    assert drawn["text"] == ["0", "12"]
    assert source["title"] == "x, slice [0, :, :]" and source["lit"] == [0]


def test_cells_that_cancel_out_are_not_mixed_up():
    # places (0, 1) and (1, 0) along the leading axes are two slices, though both sum to 1
    explorer = TensorExplorer(counted(2, 2, 2, 2), index="[0, 1], [1, 0], 0, 0")
    assert explorer._grids.grids[0]["lit"] == [0]


def test_a_single_value_and_an_empty_result():
    explorer = TensorExplorer(-X, index="1, 2, 3")
    assert explorer.reading.endswith("has rank 0 and shape (). It is the number −23.")
    assert explorer._grids.grids[-1]["rank"] == 0
    explorer.index = "0, 3:"
    assert explorer.reading.endswith(
        "x[0, 3:] has rank 2 and shape (0, 4). It is empty: the index picks nothing."
    )
    assert [grid["text"] for grid in explorer._grids.grids] == [[]]


def test_sliders_follow_the_leading_axes():
    explorer = TensorExplorer(counted(2, 3, 4, 2), axes=("a", "b", "c", "d"))
    first, second, third = explorer._sliced.sliders
    assert [slider.layout.display for slider in explorer._sliced.sliders] == ["", "", "none"]
    assert (first.description, first.max, second.description, second.max) == ("a", 1, "b", 2)
    second.value = 2  # the learner drags
    assert explorer.place[:2] == [0, 2]
    assert explorer._grids.grids[0]["lead"] == "0, 2, "
    assert explorer._grids.grids[0]["text"] == [str(v) for v in counted(2, 3, 4, 2)[0, 2].ravel()]
    explorer.place = [1, 1]  # the code sets
    assert (first.value, second.value) == (1, 1)
    explorer.index = "0"  # one axis fewer: its own axes are numbered
    assert [slider.layout.display for slider in explorer._sliced.sliders] == ["", "none", "none"]
    assert (first.description, first.max) == ("axis 0", 2)
    assert third.layout.display == "none"


def test_a_place_outside_is_brought_inside():
    explorer = TensorExplorer(X, place=[9, 9, 9])
    assert explorer._grids.grids[0]["lead"] == "1, "
    assert TensorExplorer(X, place=[])._grids.grids[0]["lead"] == "0, "


def test_the_text_field_and_the_trait_are_one():
    explorer = TensorExplorer(X)
    explorer._index.value = "0"
    assert explorer.index == "0" and explorer.result.values.shape == (3, 4)
    explorer.index = "1, 1"
    assert explorer._index.value == "1, 1"
    assert explorer._index.description == "x[ … ]"


def test_the_cursor_and_the_view_are_one():
    explorer = TensorExplorer(X)
    explorer._grids.cursor = [0, 5]
    assert explorer.cursor == [0, 5]
    explorer.cursor = [0, 2]
    assert explorer._grids.cursor == [0, 2]


def test_a_problem_is_one_line_and_a_good_index_clears_it():
    explorer = TensorExplorer(X, index="0")
    picture = explorer._grids.grids
    explorer.index = "5"
    assert explorer.problem == explorer.reading
    assert explorer.reading.startswith("5 is outside axis 0, which has size 2")
    assert explorer.result is None
    assert explorer._grids.grids == picture  # the last picture stays
    explorer._index.value = "nonsense()"
    assert explorer.problem.startswith("Expected an index such as")
    explorer.index = "1"
    assert explorer.problem == "" and explorer.result.values.shape == (3, 4)


def test_one_colour_scale_for_the_whole_array():
    explorer = TensorExplorer(X - 4)
    assert explorer._grids.grids[0]["scale"] == "diverging"
    assert explorer._grids.grids[0]["level"][4] == 0.5  # zero is in the middle
    explorer = TensorExplorer(X)
    first = explorer._grids.grids[0]["level"]
    explorer.place = [1]
    assert (first[0], explorer._grids.grids[0]["level"][-1]) == (0.0, 1.0)
    assert first[-1] < 0.5 < explorer._grids.grids[0]["level"][0]


def test_text_has_no_colour():
    explorer = TensorExplorer([["a", "b"]], index="0, 1")
    assert explorer._grids.grids[-1]["level"] == [None]
    assert explorer._grids.grids[-1]["text"] == ["b"]


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
