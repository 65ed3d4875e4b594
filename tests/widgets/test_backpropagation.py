"""BackpropExplorer: a graph stepped through, asked about, cut, and held against one's own."""

import keras
import numpy as np
import pytest

from kerastutor.widgets import BackpropExplorer
from kerastutor.widgets._backprop_drawn import small
from kerastutor.widgets.stage.graphs import Graph, placed, ranks
from kerastutor.widgets.stage.marks import Formula, Grid, Meet, Words
from tests.widgets.explorers import NETWORK, WEIGHTS, ask, model, of, run

LOSS = "loss = (sigmoid(w*x + b) - y)**2"
GIVEN = {"w": 0.4, "x": -1.2, "b": 0.1, "y": 1}


def graph(explorer):
    (found,) = of(explorer, Graph)
    return found


def box(explorer, name):
    """(value, gradient, look) of the box with this label."""
    drawn = graph(explorer)
    n = drawn.names.index(name)
    return drawn.values[n], drawn.gradients[n], drawn.looks[n]


def formula(explorer):
    return ["".join(text for text, _look in mark.parts) for mark in of(explorer, Formula)]


def to_the_end(explorer):
    explorer.at = 99
    return explorer


class TestSteps:
    def test_it_begins_where_all_is_computed_forward(self):
        explorer = BackpropExplorer(LOSS, **GIVEN)
        assert (explorer.at, explorer._player_of_steps.max) == (5, 14)
        assert box(explorer, "σ") == ("0.4061", "", "")
        assert box(explorer, "loss: ( )²") == ("0.3527", "", "output lit")

    def test_forward(self):
        explorer = BackpropExplorer(LOSS, at=0, **GIVEN)
        assert box(explorer, "×") == ("", "", "waiting")
        explorer.at = 1
        assert box(explorer, "×") == ("−0.48", "", "lit")
        assert formula(explorer) == ["0.4 × (−1.2) = −0.48"]

    def test_backward_upstream_times_local(self):
        explorer = BackpropExplorer(LOSS, at=6, **GIVEN)
        assert box(explorer, "loss: ( )²")[1] == "1"
        explorer.at = 10
        assert formula(explorer) == ["upstream −1.188 × local 0.2412 (σ(1 − σ)) = −0.2865"]
        assert "Backward: σ(w × x + b) sends −0.2865 to w × x + b." in explorer.reading

    def test_at_a_fork_the_paths_add_up(self):
        explorer = BackpropExplorer("x*x + x", x=3, at=5)
        assert box(explorer, "x")[1] == ""
        assert "Another use of x is still missing" in explorer.reading
        to_the_end(explorer)
        assert box(explorer, "x")[1] == "7"
        assert formula(explorer)[-1] == "x is used 3 times: 1 + 3 + 3 = 7"
        assert [text for text in graph(explorer).texts if text] == ["1", "3", "3"]

    def test_matrices_meet(self):
        explorer = to_the_end(BackpropExplorer(NETWORK, **WEIGHTS))
        (meet,) = of(explorer, Meet)
        assert (meet.left.title, meet.top.title) == ("xᵀ", "upstream")
        assert meet.result.title == "gradient for w1"
        explorer.cursor = [2, 7]  # row 1, column 2
        (meet,) = of(explorer, Meet)
        x, upstream = WEIGHTS["x"], explorer.result.run.upstream[4]
        assert formula(explorer)[0].startswith("[1, 2]: ")
        assert float((x.T @ upstream)[1, 2]) == pytest.approx(explorer.result.gradients["w1"][1, 2])
        assert meet.result.lit == [7]

    def test_where_grids_are_cropped_they_go_on(self):
        x, w = np.arange(120.0).reshape(12, 10), np.ones((10, 9))
        explorer = BackpropExplorer("loss = sum((x @ w)**2)", x=x, w=w, at=1)
        (meet,) = of(explorer, Meet)
        assert (meet.left.rows, meet.top.cols, meet.result.whole) == (6, 8, (12, 9))
        assert "rows 0 to 5, columns 0 to 7" in meet.result.note
        for down, right in ((1, 0), (1, 0), (0, 1), (0, 1)):  # there is one column more
            which = explorer._stage.grids.index(of(explorer, Meet)[0].result)
            ask(explorer, "beyond", [which, down, right])
        (meet,) = of(explorer, Meet)
        assert (meet.left.row0, meet.left.col0, meet.top.row0, meet.top.col0) == (2, 0, 0, 1)
        assert (meet.result.row0, meet.result.col0) == (2, 1)
        assert meet.left.whole == (12, 8) and meet.top.whole == (6, 9)  # no further
        explorer.cursor = [which, 5 * 8 + 7]
        assert formula(explorer)[0].startswith("[7, 8]: 70·1 + 71·1")
        ask(explorer, "beyond", [which, 99, None])
        assert of(explorer, Meet)[0].result.row0 == 6
        explorer.at = 2
        assert explorer._stage.grids[0].row0 == 0  # another step begins anew

    def test_the_slider_moves_the_cell_of_what_is_drawn(self):
        explorer = BackpropExplorer("loss = sum(x)", x=np.zeros((12, 9)))
        ask(explorer, "node", 0)
        explorer.cursor = [0, 5 * 8]
        ask(explorer, "beyond", [0, 1, 0])
        explorer.amount = 2.5
        assert np.argwhere(explorer.result.run.values[0]).tolist() == [[6, 0]]

    def test_an_input_without_a_field_is_pressed(self):
        names = "abcdefghij"
        explorer = BackpropExplorer(" + ".join(names), **dict.fromkeys(names, 1.0))
        notes = [mark.note for mark in of(explorer, Words)]
        assert any("press an input's box to change it" in note for note in notes)
        ask(explorer, "node", graph(explorer).names.index("j"))
        explorer.amount = 4.0
        assert explorer.result.value == 13
        notes = [mark.note for mark in of(BackpropExplorer("a + b"), Words)]
        assert not any("press an input's box" in note for note in notes)

    @pytest.mark.parametrize(
        "text, said",
        [
            ("(a - b) * 8", "a − b"),
            ("a * b + 1", "a × b"),
            ("a - (b - c)", "b − c"),
            ("log(relu(a) / b)", "relu(a) ÷ b"),
            ("(a * b)**2 + 1", "(a × b)²"),
            ("-(a + b) * c", "−(a + b)"),
            ("2 * (a + b)**c", "(a + b)^c"),
            ("exp(a + b + c + a + b + c + a + b)*2", "exp(… + … + b)"),
        ],
    )
    def test_what_has_no_name_is_called_by_its_formula(self, text, said):
        graph_of = BackpropExplorer(text).result.run.graph
        called = graph_of.spelt[graph_of.nodes[-1].inputs[0]]
        moved = [graph_of.spelt[n] for n in graph_of.nodes[-1].inputs]
        assert said in moved, called

    def test_shapes_that_do_not_fit_are_told_as_they_were_written(self):
        explorer = BackpropExplorer("loss = sum(x * w + y)", x=[1, 2, 3], w=1.0, y=[1, 2])
        assert explorer.problem == (
            "Expected shapes that fit in x × w + y. Received: x × w (3,) and y (2,)"
        )

    def test_no_edge_runs_behind_a_box(self):
        text = "h = w1*x1 + w2*x2; r1 = w1*h; r2 = w2*h; loss = ((r1 - x1)**2 + (r2 - x2)**2) / 2"
        explorer = BackpropExplorer(text)
        for room in (36.0, 72.0, 110.0):
            explorer._stage.room = room
            _no_edge_behind(graph(explorer))

    def test_a_box_shows_how_its_value_came_and_its_gradient(self):
        explorer = BackpropExplorer(LOSS, at=11, **GIVEN)
        ask(explorer, "node", graph(explorer).names.index("σ"))
        assert explorer.at == 11  # nothing is walked back
        assert formula(explorer) == ["σ(−0.38) = 0.4061", "gradient for σ(w × x + b): −1.188"]
        assert "chosen" in box(explorer, "σ")[2]
        explorer.at = 12
        assert explorer.chosen == ""

    def test_a_box_that_is_not_reached_yet_is_gone_to(self):
        explorer = BackpropExplorer(LOSS, at=0, **GIVEN)
        ask(explorer, "node", graph(explorer).names.index("+"))
        assert explorer.at == 2
        assert formula(explorer) == ["−0.48 + 0.1 = −0.38"]

    def test_an_edge_is_what_is_spoken_of(self):
        explorer = to_the_end(BackpropExplorer(LOSS, **GIVEN))
        ask(explorer, "edge", 3)
        assert "Backward: σ(w × x + b) sends −0.2865 to w × x + b." in explorer.reading

    def test_what_a_gradient_is_made_of_is_framed(self):
        explorer = to_the_end(
            BackpropExplorer("z = x + b; loss = sum(z * z)", x=[[1, 2], [3, 4]], b=[0, 1])
        )
        ask(explorer, "edge", explorer.result.run.graph.keys.index("b->z.1"))
        explorer.cursor = [4, 1]
        upstream, _local, copies, total = of(explorer, Grid)
        assert (upstream.lit, copies.lit, total.lit) == ([1, 3], [1, 3], [1])
        explorer = BackpropExplorer(
            "p = softmax(z); loss = sum(p*p)", z=[[1.0, 2, 3], [0, 0, 1]], at=99
        )
        explorer.cursor = [1, 4]
        upstream, gradient = of(explorer, Grid)
        assert (upstream.lit, gradient.lit) == ([3, 4, 5], [4])

    def test_reset_goes_back_to_the_start(self):
        explorer = to_the_end(BackpropExplorer(LOSS, **GIVEN))
        explorer.reset()
        assert explorer._player_of_steps.value == 5

    def test_what_is_not_finite_is_said(self):
        assert "not finite" in BackpropExplorer("w / (b + 1)", w=1, b=-1).reading

    def test_values_fly_along_their_edge(self):
        explorer = BackpropExplorer(LOSS, at=9, **GIVEN)
        assert graph(explorer).flies == ()
        explorer.at = 10
        edge, text, back = graph(explorer).flies
        assert (explorer.result.run.graph.keys[edge], text, back) == (
            "add->sigmoid.0",
            "−0.2865",
            True,
        )
        explorer.at = 3
        assert graph(explorer).flies == ()


class TestValues:
    def test_all_follows_a_value(self):
        explorer = BackpropExplorer("x*x + x", x=3)
        explorer.values = {"x": -1.0}
        assert (explorer.result.value, explorer.result.gradients["x"]) == (0, -1)

    def test_typed(self):
        explorer = BackpropExplorer("x @ w", x=[[1, 2]], w=[[3], [4]])
        field = explorer._fields_of_values[0]
        assert (field.description, field.value) == ("x", "[[1, 2]]")
        field.value = "[[5, −6]]"
        assert explorer.values == {"x": [[5, -6]]}
        assert explorer.result.value == -9

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "[1, [2]]",
            "'1'",
            "9**9",
            "[[]]",
            "1e999",
            "nan",
            "3,5",
            "__import__('os')",
            "[" * 400,
        ],
    )
    def test_what_is_no_number_is_refused(self, text):
        explorer = BackpropExplorer("x*x", x=3)
        explorer._fields_of_values[0].value = text
        assert explorer.problem.startswith("Expected x as a number or rows")
        assert explorer.values == {}
        assert explorer._fields_of_values[0].value == "3"
        assert explorer.result.value == 9

    def test_the_slider_moves_the_chosen_input(self):
        explorer = BackpropExplorer(LOSS, **GIVEN)
        assert explorer._amount.description == "value of w"
        ask(explorer, "node", graph(explorer).names.index("b"))
        assert (explorer.chosen, explorer._amount.description) == ("b", "value of b")
        explorer._amount.value = 2.0
        assert explorer.values == {"b": 2}

    def test_the_slider_moves_a_cell_of_an_array(self):
        explorer = BackpropExplorer("sum(x*x)", x=[[1, 2], [3, 4]], chosen="x", cursor=[0, 2])
        assert explorer._amount.description == "value of x[1, 0]"
        explorer._amount.value = -1.0
        assert explorer.values == {"x": [[1, 2], [-1, 4]]}

    def test_lines_stand_in_one(self):
        explorer = BackpropExplorer("s = (w\n  * x)\nloss = s*s\n", w=2, x=3)
        assert explorer._field_of_text.value == explorer.text == "s = (w * x); loss = s*s"
        assert explorer.result.value == 36

    def test_another_expression(self):
        explorer = BackpropExplorer("x*x", x=3)
        explorer._field_of_text.value = "x + q"
        assert list(explorer.result.gradients) == ["x", "q"]
        assert explorer.result.run.value == 3 - 1.2
        explorer._field_of_text.value = "x + open('q')"
        assert explorer.problem.startswith("It cannot draw open(…)")
        explorer._field_of_text.value = "x*x*x"
        assert explorer.result.gradients["x"] == 27

    def test_what_is_not_one_number(self):
        explorer = BackpropExplorer("x*x", x=[1, 2], at=2)
        assert "1 in every cell" in explorer.reading
        assert explorer.result.gradients["x"].tolist() == [2, 4]


class TestAsked:
    def make(self, **more):
        return BackpropExplorer(LOSS, ask=True, **{"at": 1, **GIVEN, **more})

    def test_the_number_is_not_in_the_picture_before_it_is_given(self):
        explorer = self.make()
        assert box(explorer, "×") == ("?", "", "lit")
        assert "what is the value of w × x?" in explorer.reading
        assert formula(explorer) == []
        sent = str(explorer._stage.get_state()["picture"]) + explorer.reading
        assert "0.48" not in sent

    def test_right(self):
        explorer = self.make()
        explorer._answer.value = "-0.48"
        assert explorer.answers == {"1": -0.48}
        assert box(explorer, "×")[0] == "−0.48"
        assert explorer._answer.value == ""

    def test_no_further_than_what_was_answered(self):
        explorer = self.make(at=4, answers={"1": -0.48, "2": None})
        assert box(explorer, "σ")[0] == "?"
        assert box(explorer, "−") == ("", "", "waiting")

    @pytest.mark.parametrize(
        "answer, why",
        [
            (-1.1877, "the upstream alone"),
            (0.2412, "the local slope alone"),
            (-0.9466, "They are multiplied"),
            (0.2865, "The sign is the other one"),
            (0.4061, "went forward"),
            (7, "local slope σ(1 − σ) = ?"),
        ],
    )
    def test_a_wrong_one_is_told_why(self, answer, why):
        known = {str(n): None for n in range(1, 10)}
        explorer = self.make(at=10, answers=known)
        assert box(explorer, "+")[1] == "?"
        explorer._answer.value = str(answer)
        assert why in explorer.reading
        assert box(explorer, "+")[1] == "?"
        edge = explorer.result.run.graph.keys.index("add->sigmoid.0")
        assert "✗" in graph(explorer).texts[edge]
        assert "bad" in graph(explorer).roles[edge]
        explorer._shower.click()
        assert box(explorer, "+")[1] == "−0.2865"

    def test_of_an_array_one_cell(self):
        explorer = BackpropExplorer("x*x", x=[1.0, -5, 2], ask=True, at=1)
        assert "at [1]?" in explorer.reading
        explorer._answer.value = "25"
        assert explorer.answers == {"1": 25}
        assert explorer.reading.startswith("✓ Right.")

    def test_of_a_matrix_what_it_is_computed_from_is_shown(self):
        explorer = BackpropExplorer("x @ w", x=[[1, 2]], w=[[3, 4], [5, 6]], ask=True, at=1)
        assert [grid.title for grid in of(explorer, Grid)] == ["x", "w"]

    def test_asked_from_where_one_is(self):
        explorer = BackpropExplorer(LOSS, at=6, **GIVEN)
        explorer._asker.value = True
        assert "?" not in explorer.reading
        explorer.at = 7
        assert "what does loss send back to σ(w × x + b) − y?" in explorer.reading

    def test_words_are_refused(self):
        explorer = self.make()
        explorer._answer.value = "many"
        assert explorer.problem == "Expected a number. Received: many"
        assert explorer.answers == {}

    def test_another_value_asks_anew(self):
        explorer = self.make(answers={"1": -0.48})
        explorer._fields_of_values[0].value = "2"
        assert explorer.answers == {}


class TestCut:
    def test_what_is_lost(self):
        explorer = to_the_end(BackpropExplorer("x*x + x", x=3))
        ask(explorer, "cut", 2)
        assert explorer.cut == ["x->multiply.0"]
        assert "x gets 4 instead of 7" in explorer.reading
        assert graph(explorer).texts[2] == "cut: 0"
        assert "with the same edges cut, gives the same" in explorer.reading
        assert "have sent theirs" not in explorer.reading
        ask(explorer, "cut", 2)
        assert explorer.cut == []

    def test_by_its_button(self):
        explorer = to_the_end(BackpropExplorer("x*x + x", x=3))
        assert explorer._cutter.disabled
        ask(explorer, "edge", 1)
        explorer._cutter.click()
        assert explorer.cut == ["x->add.1"]
        assert explorer._cutter.description == "mend this edge"

    def test_the_cell_has_it_too(self):
        explorer = BackpropExplorer("x*x + x", x=3, cut=["x->add.1"])
        assert run(explorer.code()).tolist() == [6]


def unwritten(**given):
    raise NotImplementedError


class TestYours:
    def gradients(self, masked=True):
        def backward(x, w1, b1, w2, b2, y):
            z = x @ w1 + b1
            h = np.maximum(z, 0)
            e = np.exp(h @ w2 + b2)
            d = (e / e.sum(axis=1, keepdims=True) - y) / len(x)
            dh = d @ w2.T
            dz = dh * (z > 0) if masked else dh
            return {
                "w2": h.T @ d,
                "b2": d.sum(0),
                "h": dh,
                "z": dz,
                "w1": x.T @ dz,
                "b1": dz.sum(0),
            }

        return backward

    def test_right(self):
        explorer = to_the_end(BackpropExplorer(NETWORK, self.gradients(), **WEIGHTS))
        assert "All 6 gradients of yours agree." in explorer.reading
        assert not any("bad" in look for look in graph(explorer).looks)

    def test_the_first_wrong_one_is_framed(self):
        explorer = BackpropExplorer(NETWORK, self.gradients(masked=False), **WEIGHTS)
        assert "Not all of your gradients agree. Go on backward" in explorer.reading
        explorer.at = 0
        assert explorer.reading == "Nothing is computed yet. Step on, and the values go forward."
        to_the_end(explorer)
        assert explorer.result.mine.name == "z"
        *_before, right, yours = of(explorer, Grid)
        assert (right.title, yours.title) == ("gradient for z", "yours")
        assert yours.bad and not right.bad
        assert "Your gradient for z is the first that differs" in explorer.reading
        drawn = graph(explorer)
        framed = [n for n, look in enumerate(drawn.looks) if "bad" in look]
        assert [drawn.names[n] for n in framed] == ["z: + ✗"]
        assert not any("bad" in role for role in drawn.roles), "what edges carry is right"
        thumbnail = dict(drawn.maps)[framed[0]]
        np.testing.assert_array_equal(
            thumbnail, small(explorer.result.mine.wrong[0].array, "diverging")[0]
        )

    def test_all_wrong_ones_are_marked_and_the_chosen_one_stands_beside_the_right_one(self):
        explorer = to_the_end(BackpropExplorer(NETWORK, self.gradients(masked=False), **WEIGHTS))
        assert self.marked(explorer) == {"z", "w1", "b1"}
        first, *others = explorer.reading.split("is the first that differs")[1].split("Those for ")
        assert others == [others[0]] and {"w1", "b1"} == set(others[0][:6].split(", "))
        assert "agree" not in explorer.reading
        for name, shown in {"w1": "w1", "b1": "b1", "w2": "z"}.items():  # w2 is right
            explorer.chosen = name
            *_before, right, yours = of(explorer, Grid)
            assert (right.title, yours.title) == (f"gradient for {shown}", "yours")
            assert yours.bad and not right.bad

    def test_a_wrong_one_is_marked_when_the_right_one_has_arrived(self):
        def wrong(**given):
            return {name: -g for name, g in self.gradients()(**given).items()}

        explorer = to_the_end(BackpropExplorer(NETWORK, wrong, **WEIGHTS))
        assert self.marked(explorer) == {"w2", "b2", "h", "z", "w1", "b1"}
        explorer.at -= 4
        assert {"w2", "b2", "h"} <= self.marked(explorer) < {"w2", "b2", "h", "z", "w1", "b1"}
        assert "Those for" not in explorer.reading, "not all are there yet"

    @pytest.mark.parametrize(
        "text, mine, said",
        [
            ("h = w*x; r = w*h; r", {"w": 2.0}, "only what r sends: add what h sends."),
            ("h = w*x; r = w*h; r", {"w": 4.0}, ""),  # right
            ("h = w*x; r = w*h; r", {"w": 3.0}, ""),
            ("p = x*x; p + x", {"x": 1.5}, ""),
            ("p = x*x; p + x", {"x": 1.0}, "x is used 3 times, and that is the share of 1."),
            ("p = x*x; p + x", {"x": 3.0}, "is the share of 2. The rest is missing: add it."),
            ("p = x*x; p + x", {"x": 4.0}, "only what p sends: add what p + x sends."),
            ("p = x*x; p + x", {"x": 0.0}, ""),
        ],
    )
    def test_a_forgotten_use_is_told(self, text, mine, said):
        given = {"x": 2.0, "w": 1.0} if "w" in text else {"x": 2.0}
        explorer = to_the_end(BackpropExplorer(text, mine, **given))
        assert said in explorer.reading
        assert said or ("add what" not in explorer.reading and "rest" not in explorer.reading)

    def test_a_pressed_box_is_spoken_of(self):
        explorer = to_the_end(
            BackpropExplorer(
                "z = x @ w; a = relu(z); sum(a)", **{"x": [[1.0, 2.0]], "w": [[1.0], [3.0]]}
            )
        )
        explorer.chosen = "w"
        assert explorer.reading.startswith("w has shape (2, 1). So has its gradient.")
        explorer.at = 3
        explorer.chosen = "z"
        assert explorer.reading.startswith("z is 7. Its gradient has not arrived yet.")

    def test_a_gate_is_told_for_this_value(self):
        known = {"1": None, "2": None, "4": None}
        explorer = BackpropExplorer("5 * relu(x)", x=2.0, ask=True, answers=known, at=9)
        explorer._answer.value = "10"
        assert "Upstream 5 × local slope 1 (1 where x > 0, else 0; here x = 2) = ?" in (
            explorer.reading
        )

    def test_after_a_cut_not_all_uses_have_sent_theirs(self):
        explorer = BackpropExplorer("x*x + x", x=3, cut=["x->multiply.1"], at=99)
        assert "is cut, and carries nothing. Of the 3 uses of x, 1 is cut." in explorer.reading

    def test_the_first_is_the_one_that_arrives_first(self):
        mine = dict.fromkeys("wx", 9.0)
        explorer = to_the_end(BackpropExplorer("w*x", mine, x=2.0, w=1.0))
        assert [one.name for one in explorer.result.mine.wrong] == ["w", "x"]

    def test_where_theirs_fails_no_agreement_is_told(self):
        explorer = to_the_end(BackpropExplorer("w*x", lambda w, x: 1 / 0, x=2.0, w=1.0))
        assert "ZeroDivisionError" in explorer.reading
        assert "agree" not in explorer.reading

    def marked(self, explorer):
        """The names of the boxes that are marked as wrong."""
        drawn = graph(explorer)
        looks = zip(drawn.names, drawn.looks, strict=True)
        bad = [name for name, look in looks if {"bad", "later"} & set(look.split())]
        assert bad == [name for name in drawn.names if "✗" in name]
        return {name.removesuffix(" ✗").split(":")[0] for name in bad}

    @pytest.mark.parametrize(
        "mine, why",
        [
            ({"w": [1.0, 2]}, "shape (2,), w has ()"),
            ({"w": 3.0}, "yours is 3, right is 0.3438"),
            ({"w": "a"}, "numbers are expected"),
        ],
    )
    def test_what_is_wrong(self, mine, why):
        explorer = to_the_end(BackpropExplorer(LOSS, mine, **GIVEN))
        assert why in explorer.reading

    @pytest.mark.parametrize(
        "mine, why",
        [
            ({"q": 1.0}, "Your gradients: expected for names among"),
            (lambda **given: [1], "Your gradients: expected as a dict"),
            (unwritten, "is not written yet"),
            (lambda w: {}, "TypeError"),
            ({"w": [[1], [2, 3]]}, "w: Expected rows of one length"),
        ],
    )
    def test_a_problem_is_one_line_and_the_picture_stays(self, mine, why):
        explorer = BackpropExplorer(LOSS, mine, **GIVEN)
        assert explorer.problem == ""
        assert why in explorer.reading.splitlines()[1]
        assert box(explorer, "σ")[0] == "0.4061"

    def test_what_is_no_gradients_is_a_type_error(self):
        with pytest.raises(TypeError, match="Expected gradients as a dict.*Received: 4"):
            BackpropExplorer(LOSS, 4)


class TestFunctions:
    def test_it_is_traced(self):
        def loss(w, x, b=0.1, y=1.0):
            return (keras.ops.sigmoid(w * x + b) - y) ** 2

        explorer = BackpropExplorer(loss, w=0.4, x=-1.2)
        assert explorer.result.gradients["w"] == pytest.approx(0.34379, rel=1e-4)
        assert "σ" in graph(explorer).names

    def test_numpy_alone_gets_differences_and_is_told_why(self):
        explorer = BackpropExplorer(lambda w, x: np.maximum(w * x, 0), w=2.0, x=3.0)
        assert explorer.result.gradients["w"] == pytest.approx(3)
        assert graph(explorer).names == ("w", "x", "your function")
        assert "it calls NumPy" in explorer.reading

    @pytest.mark.parametrize("function", [lambda x: 1 / 0, lambda x: x + nothing])  # noqa: F821
    def test_an_error_is_one_line(self, function):
        explorer = BackpropExplorer(function, x=1.0)
        assert "Error" in explorer.problem and "\n" not in explorer.problem

    def test_one_that_takes_anything_is_refused(self):
        with pytest.raises(TypeError, match="a name for each input"):
            BackpropExplorer(lambda *x: x)

    def test_a_model(self):
        explorer = to_the_end(BackpropExplorer(model(), x=[1.0, -1, 2], y=1))
        assert set(explorer.result.gradients) == {
            "x", "kernel_1", "bias_1", "kernel_2", "bias_2", "y",
        }  # fmt: skip
        assert "held against automatic differentiation: they agree" in explorer.reading
        with pytest.raises(TypeError, match="Expected x= with one sample"):
            BackpropExplorer(model())
        with pytest.raises(ValueError, match="Expected x of shape"):
            BackpropExplorer(model(), x=[1.0, 2])


class TestPlaces:
    def test_each_stands_after_what_it_takes(self):
        edges = [(0, 2), (1, 2), (2, 4), (3, 4), (0, 4)]
        assert ranks(5, edges) == [0, 0, 1, 1, 2]
        places, between = placed(5, edges)
        assert len({place for place in places}) == 5
        assert between == [[], [], [], [], [(1.0, pytest.approx(between[-1][0][1]))]]

    def test_boxes_lie_apart(self):
        explorer = BackpropExplorer(NETWORK, **WEIGHTS)
        for room in (28, 44, 80, 110):
            laid = explorer._lines.laid(room)
            at = laid["at"]
            for n, (x, y) in enumerate(at):
                others = np.delete(at, n, axis=0)
                near = (abs(others[:, 0] - x) < 7) & (abs(others[:, 1] - y) < 4.1)
                assert not near.any()

    def test_it_fits_where_there_is_room(self):
        lines = BackpropExplorer(LOSS, **GIVEN)._lines
        for room in (28, 44, 80, 110):
            laid = lines.laid(room)
            assert laid["extent"][0] * laid["font"] <= room
        assert lines.laid(28)["down"] and not lines.laid(80)["down"]


def _no_edge_behind(drawn):
    """The curves of view/graphs.js, and all boxes but those at their ends."""
    first = 0
    for (source, target), turns in zip(drawn.edges, drawn.turns, strict=True):
        points = drawn.points[first : first + turns].astype(float)
        first += turns
        t = np.linspace(0, 1, 60)[:, None]
        for start, end in zip(points, points[1:], strict=False):
            middle = (start + end) / 2
            if drawn.down:
                one, two = [start[0], middle[1]], [end[0], middle[1]]
            else:
                one, two = [middle[0], start[1]], [middle[0], end[1]]
            curve = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * np.array(one)
            curve = curve + 3 * (1 - t) * t**2 * np.array(two) + t**3 * end
            for n, corner in enumerate(drawn.at.astype(float)):
                inside = (curve > corner + 0.05) & (curve < corner + np.array(drawn.size) - 0.05)
                assert n in (source, target) or not inside.all(axis=1).any(), drawn.said
