"""A plane of two inputs: the real XOR, lattices, lines."""

import numpy as np
import pytest

from kerastutor.concepts import planes


class TestTwoPixels:
    def test_it_is_the_xor_that_the_lesson_tells_of(self):
        points = planes.two_pixels()
        assert points.x.shape == (576, 2) and points.images.shape == (576, 8, 8)
        assert points.x.min() == 0 and points.x.max() == 1
        one_lit = (points.x > 0.5).sum(axis=1) == 1
        assert round(100 * np.mean(one_lit == points.y), 1) == 94.8

    def test_no_line_does_it(self):
        """The best of very many lines, by trying."""
        points = planes.two_pixels()
        best = 0.0
        for angle in np.linspace(0, np.pi, 181):
            along = points.x @ [np.cos(angle), np.sin(angle)]
            for cut in np.linspace(along.min() - 0.01, along.max() + 0.01, 200):
                right = np.mean((along > cut) == points.y)
                best = max(best, right, 1 - right)
        assert 0.70 < best < 0.76

    def test_two_units_by_hand(self):
        a, b = planes.two_pixels().x.T
        output = np.maximum(a - b, 0) + np.maximum(b - a, 0)
        assert round(100 * np.mean((output > 0.5) == planes.two_pixels().y), 1) == 95.5


def test_a_lattice_goes_over_the_plane_from_the_top():
    found = planes.lattice((0, 1, 10, 20), side=2)
    assert found.tolist() == [[0.25, 17.5], [0.75, 17.5], [0.25, 12.5], [0.75, 12.5]]


class TestFoot:
    def test_it_is_on_the_line_and_nearest_to_the_middle(self):
        x, y = planes.foot(3.0, 4.0, -1.0, (0, 2, 0, 2))
        assert np.isclose(3 * x + 4 * y - 1, 0)
        assert np.isclose((x - 1) * 4 - (y - 1) * 3, 0)  # along the weights from (1, 1)

    @pytest.mark.parametrize("weights", [(0.0, 0.0), (np.inf, 1.0), (np.nan, 1.0)])
    def test_where_there_is_no_line(self, weights):
        assert planes.foot(*weights, 1.0, (0, 1, 0, 1)) is None


class TestSeen:
    ENDS = (0, 1, 0, 2)

    def test_inside_it_is_the_foot(self):
        assert planes.seen(1, 1, -1.5, self.ENDS) == planes.foot(1, 1, -1.5, self.ENDS)

    def test_where_the_foot_is_outside_it_is_at_the_border(self):
        at = planes.seen(1, 0.4, -1.7, self.ENDS)  # it cuts the corner (1, 2): from (1, 1.75) on
        assert planes.foot(1, 0.4, -1.7, self.ENDS)[0] > 1
        assert np.allclose(at, (1, 1.75))

    @pytest.mark.parametrize("line", [(1, 1, -3.1), (1, 0, -1.1), (0, 1, 0.1), (0, 0, 1)])
    def test_outside(self, line):
        assert planes.seen(*line, self.ENDS) is None

    def test_along_an_axis(self):
        assert planes.seen(1, 0, -0.25, self.ENDS) == (0.25, 1)
        assert planes.seen(0, 2, -1, self.ENDS) == (0.5, 0.5)


def test_wrong():
    assert planes.wrong([[0.9], [0.5], [0.1]], [1, 1, 0]).tolist() == [False, True, False]
    assert planes.wrong([0.1, -0.1], [0, 1], middle=0).tolist() == [True, True]
