"""What every explorer has from its base, in an explorer made for this and in the real ones."""

import ast
import inspect
import threading
import time

import ipywidgets
import numpy as np
import pytest
import traitlets
from IPython.core.interactiveshell import InteractiveShell

from kerastutor import widgets
from kerastutor.widgets._explorer import Explorer, Problem, state_trait
from kerastutor.widgets.stage.grids import grid
from kerastutor.widgets.stage.shared import Shared
from tests.widgets.explorers import CASES, grids

pytestmark = pytest.mark.usefixtures("networks")

EXPLORERS = [name for name in widgets.__all__ if name.endswith("Explorer")]


class Slow(Explorer):
    """Doubles a number, as slowly as it is told."""

    n = state_trait(traitlets.Int(1))
    """The number."""
    place = state_trait(traitlets.List(traitlets.Int(), [0, 0]), redraws=True)
    """Only drawn."""

    def __init__(self, **state):
        self.gate = threading.Event()
        self.gate.set()
        self.computing = threading.Event()
        self.computed, self.drawn = [], []
        super().__init__(**state)

    def _controls(self):
        return [self._slider("n", "n", 0, 9)]

    def _compute(self):
        n = self.n
        self.computing.set()
        self.gate.wait(20)
        self.computed.append(n)
        if n == 7:
            raise Problem("seven")
        return 2 * n

    def _draw(self, result):
        self.drawn.append(result)
        self._stage.show(grid([result]))
        return f"It is {result}."

    def _code(self, result):
        return f"result = {result}"


def in_another_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_trait_that_is_set_while_something_computes_is_never_lost():
    """JupyterLab handles a slider in another thread while a cell runs."""
    explorer = Slow()
    explorer.gate.clear()
    explorer.computing.clear()
    first = in_another_thread(lambda: setattr(explorer, "n", 2))
    explorer.computing.wait(10)
    others = [in_another_thread(lambda n=n: setattr(explorer, "n", n)) for n in (3, 4)]
    while explorer._newest < 4:
        time.sleep(0.01)
    explorer.gate.set()
    for thread in [first, *others]:
        thread.join(10)
    assert explorer.result == 2 * explorer.n == 2 * explorer.computed[-1]
    assert explorer.reading == f"It is {explorer.result}."
    assert 4 not in explorer.drawn  # computed for a state that was gone: dropped


def test_what_only_redraws_computes_nothing():
    explorer = Slow()
    explorer.place = [1, 1]
    assert (explorer.computed, explorer.drawn) == ([1], [2, 2])
    explorer.n = 2
    assert explorer.computed == [1, 2]
    explorer.n = 7
    explorer.place = [2, 2]
    assert explorer.reading == "seven" and explorer.computed == [1, 2, 7]
    explorer.state = {"n": 3, "place": [0, 0]}
    assert (explorer.computed[-1], len(explorer.computed)) == (3, 4)


def test_a_redraw_beside_a_dropped_result_computes_it():
    explorer = Slow()
    explorer.gate.clear()
    explorer.computing.clear()
    first = in_another_thread(lambda: setattr(explorer, "n", 5))
    explorer.computing.wait(10)
    second = in_another_thread(lambda: setattr(explorer, "place", [3, 3]))
    while explorer._newest < 3:
        time.sleep(0.01)
    explorer.gate.set()
    first.join(10)
    second.join(10)
    assert explorer.result == 10 and explorer.drawn[-1] == 10


# Hidden


def sent(explorer):
    """All that the browser is sent of an explorer and its parts."""
    found, pending = [], [explorer]
    while pending:
        widget = pending.pop()
        found.append(widget.get_state())
        pending += getattr(widget, "children", ())
    return repr(found)


@pytest.mark.parametrize("name", CASES)
def test_what_is_hidden_is_withheld_until_it_is_shown(name):
    make = CASES[name]
    open_, covered = make(), make(hidden=True)
    assert covered.reading == covered.problem == "" and covered.result is None
    head, _reading = covered.children
    assert head is covered._head and not head.tools
    before = sent(covered)
    for word in (open_.reading[:20], "'picture':", "Slider"):
        assert word not in before
    with pytest.raises(ValueError, match="Expected something to be shown"):
        covered.code()
    pressed(covered, "show")
    assert covered.reading == open_.reading and covered.state == open_.state
    covered.show()
    assert head.tools and covered.children[0] is head


def test_a_hidden_explorer_takes_a_state_that_is_set_meanwhile():
    explorer = Slow(hidden=True)
    explorer.n = 4
    assert explorer.computed == []
    explorer.show()
    assert explorer.computed == [4] and explorer.reading == "It is 8."


# The card's head


def pressed(explorer, kind):
    """What the head sends back when one of its buttons is pressed."""
    said = []
    explorer._head.send = lambda content, buffers=None: said.append(content)
    explorer._head._handle_custom_msg({"kind": kind}, [])
    return said


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_card_says_what_it_shows_and_what_its_keys_do(name):
    kind = getattr(widgets, name)
    assert 10 < len(kind.headline) < 70 and kind.headline[-1] != "."
    assert kind.help.endswith(".") and "key" in kind.help.lower()


def test_reset_goes_back_to_how_it_was_at_first():
    explorer = widgets.MatmulExplorer([[1, 2], [3, 4]], [[1, 0], [0, 1]], row=1, step=1)
    first, reading = explorer.state, explorer.reading
    explorer.row, explorer.column, explorer.step = 0, 1, 2
    assert pressed(explorer, "reset") == []
    assert (explorer.state, explorer.reading) == (first, reading)
    explorer.column = 1
    explorer.reset()
    assert explorer.state == first


def test_the_code_is_sent_when_it_is_asked_for():
    explorer = widgets.MatmulExplorer()
    assert pressed(explorer, "code") == [{"kind": "code", "text": explorer.code()}]
    clash = widgets.MatmulExplorer([[1, 2]], [[1, 2]])
    (answer,) = pressed(clash, "code")
    assert answer["text"].startswith("# Shapes (1, 2) and (1, 2) do not fit")


def test_an_open_sheet_is_told_that_its_code_is_old():
    explorer = widgets.LossExplorer(loss="mean_squared_error", y_pred=0.5)
    (first,) = pressed(explorer, "code")
    said = []
    explorer._head.send = lambda content, buffers=None: said.append(content)
    explorer.loss = "huber"
    explorer.y_pred = 0.25
    assert said == [{"kind": "stale"}]  # once, until it is asked for again
    explorer._head._handle_custom_msg({"kind": "code", "again": True}, [])
    assert said[1] == {"kind": "code", "text": explorer.code(), "again": True}
    assert "huber" in said[1]["text"] and "huber" not in first["text"]
    explorer.y_pred = 0.75
    assert said[2:] == [{"kind": "stale"}]


def test_an_open_sheet_is_told_even_of_what_only_redraws():
    """Whether a cell depends on it is the explorer's own matter."""
    explorer = widgets.LossExplorer(view="logits", y_pred=0.5)
    pressed(explorer, "code")
    said = []
    explorer._head.send = lambda content, buffers=None: said.append(content)
    assert explorer.class_traits()["labels"].metadata["redraws"]
    explorer.labels = False
    assert said == [{"kind": "stale"}]


def test_a_sheet_that_was_never_open_is_told_nothing():
    explorer, said = widgets.LossExplorer(), []
    explorer._head.send = lambda content, buffers=None: said.append(content)
    explorer.y_pred = 0.75
    assert said == []


def test_a_hidden_card_gives_nothing_away():
    explorer = Slow(hidden=True, n=3)
    assert not explorer._head.tools
    (answer,) = pressed(explorer, "code")
    assert "6" not in answer["text"] and answer["text"].startswith("# Expected")
    pressed(explorer, "reset")
    assert explorer.computed == []
    explorer.show()
    assert explorer._head.tools


def test_a_card_can_have_a_title_of_its_own():
    assert widgets.MatmulExplorer()._head.title == widgets.MatmulExplorer.headline
    assert widgets.MatmulExplorer(title="A Dense layer")._head.title == "A Dense layer"


def test_the_player_asks_for_one_picture_after_another():
    """It is answered when its picture is drawn, and not before."""
    explorer = widgets.MatmulExplorer(step=0)
    player = explorer._steps
    order = []
    draw = explorer._draw
    explorer._draw = lambda result: order.append("drawn") or draw(result)
    player.observe(lambda _change: order.append("answered"), "done")
    player.value = 2
    assert explorer.step == 2 and order == ["drawn", "answered"]
    assert player.note == "2 of 3 products of this cell; 12 in all"
    explorer.step = 1
    assert player.value == 1


def test_a_window_of_another_width_draws_again_and_computes_nothing():
    explorer = Slow()
    explorer._stage.room = 30
    assert explorer.computed == [1 * 1] and explorer.drawn == [2, 2]


# Closing


@pytest.mark.parametrize("name", ["matmul yours", "tensor rank 4", "gradient", "reshape"])
def test_closing_leaves_no_model_behind(name):
    Shared.get()
    before = set(ipywidgets.widgets.widget._instances)
    explorer = CASES[name]()
    now = set(ipywidgets.widgets.widget._instances)
    assert len(now) > len(before)
    explorer.close()
    assert set(ipywidgets.widgets.widget._instances) == before


def test_the_code_of_the_views_is_one_model():
    models = set(ipywidgets.widgets.widget._instances)
    one, two = CASES["matmul"](), CASES["gradient"]()
    new = [
        model
        for key, model in ipywidgets.widgets.widget._instances.items()
        if key not in models and isinstance(model, Shared)
    ]
    assert len(new) <= 1
    assert one._stage.shared is two._stage.shared is Shared.get()
    assert len(one._stage._esm) < 1500 and len(Shared.get().code) < 90_000
    Shared.get().close()
    assert Shared.get().comm is not None  # made anew
    for part in (one, two):
        part.close()


# Bad input in a notebook


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    shell.run_cell("from kerastutor.widgets import *\nimport numpy as np")
    yield shell
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "code, line",
    [
        ("TensorExplorer([[1, 2], [3]])", "✗ TensorExplorer: Expected rows of one length"),
        ("TensorExplorer([1], colour=3)", "✗ TensorExplorer: TensorExplorer expected keywords"),
        ("TensorExplorer()", "✗ TensorExplorer: TensorExplorer.__init__() missing 1 required"),
        ("TensorExplorer([1], index=5)", "✗ TensorExplorer: The 'index' trait of a"),
        ("MatmulExplorer([1], [2])", "✗ MatmulExplorer: Expected two matrices (rank 2)."),
        ("MatmulExplorer(row=9)", "✗ MatmulExplorer: Expected row from 0 to 1. Received: 9"),
        ("GradientExplorer(domain=(2, 1))", "✗ GradientExplorer: Expected domain to be two"),
        ("BroadcastingExplorer(keras='sum')", "✗ BroadcastingExplorer: Expected keras to be"),
        ("BroadcastingExplorer(function=3)", "✗ BroadcastingExplorer: Expected function to be"),
        ("Predict('?', 1, choices=[1])", "✗ Predict: Expected at least two choices."),
    ],
)
def test_bad_input_is_one_line_and_no_stack_trace(shell, capfd, code, line):
    capfd.readouterr()
    result = shell.run_cell(code)
    out = capfd.readouterr().out
    assert result.error_in_exec is not None
    assert out.startswith(line) and "Traceback" not in out and out.count("\n") <= 3


# Yours beside Keras's


def test_a_function_is_called_once_for_the_same_arguments():
    calls = []

    def double(x):
        calls.append(1)
        return 2 * x

    explorer = widgets.TensorExplorer(np.arange(12).reshape(3, 4), function=double)
    explorer.index = "0"
    explorer.cursor = [0, 2]
    assert len(calls) == 1


def test_an_endless_function_is_not_waited_for_twice(monkeypatch):
    from kerastutor.widgets import _yours as base

    monkeypatch.setattr(base, "SECONDS", 0.2)
    calls = []

    def endless(x):
        calls.append(1)
        while True:
            pass

    explorer = widgets.TensorExplorer([1, 2, 3], function=endless)
    for index in ("0", "1", ""):
        explorer.index = index
        assert explorer.problem.startswith("endless did not return within 0.2 seconds")
    assert len(calls) == 1


def test_a_tensor_of_yours_is_laid_over_keras():
    import keras

    x = np.array([[-1.0, 2.0], [3.0, -4.0]])

    def relu(x):
        return np.abs(x)

    explorer = widgets.TensorExplorer(x, function=relu, keras=keras.ops.relu, name="y")
    shown = grids(explorer)
    assert [g.title for g in explorer._stage.grids] == ["yours: y", "by Keras"]
    assert shown["y"].bad == shown["keras"].line == [0, 3]
    assert shown["keras"].bad == []  # Keras's is not wrong: a thin frame, and no ✗
    assert shown["y"].level[1] == shown["keras"].level[1]  # one scale
    assert explorer.reading.endswith("Yours differs from Keras's in 2 of 4 cells.")
    right = widgets.TensorExplorer(x, function=lambda x: x * (x > 0), keras=keras.ops.relu)
    assert right.reading.endswith("Yours agrees with Keras's in all 4 cells.")
    other = widgets.TensorExplorer(x, function=lambda x: x[0], keras=keras.ops.relu)
    assert other.reading.endswith("Yours has shape (2,), Keras's has shape (2, 2).")


def test_broadcasting_of_yours_is_laid_over_keras():
    def wrong(a, b):
        return a - b

    explorer = widgets.BroadcastingExplorer((3, 1), (4,), function=wrong, keras="add")
    titles = [g.title for g in explorer._stage.grids]
    assert titles[-2:] == ["by Keras", "yours"]
    assert explorer.reading.endswith("Yours differs from Keras's in 12 of 12 cells.")
    alone = widgets.BroadcastingExplorer((3, 1), (4,), function=wrong)
    assert [g.title for g in alone._stage.grids][-1] == "yours"
    assert "Keras's" not in alone.reading


# Controls


def test_a_sliders_number_can_be_typed():
    """Any number, also one between two places of the slider; what cannot be is said."""
    explorer = widgets.GradientExplorer(name="square")
    field = explorer._fields[explorer._x]
    for text, x in (("0.333", 0.333), ("−1,25", -1.25), (" 2 ", 2.0)):
        field.value = text
        assert explorer.x == x and explorer.result.slope == 2 * x
    explorer.x = 0.5
    assert field.value == "0.5"
    for text, line in (
        ("99", "Expected x from −3 to 3. Received: 99"),
        ("abc", "Expected a number"),
    ):
        field.value = text
        assert explorer.problem.startswith(line) and field.value == "0.5"
        assert explorer.x == 0.5 and explorer.result is not None and not explorer._reading.stale
    explorer.x = 1.0
    assert explorer.problem == ""
    descent = widgets.DescentExplorer(lambda w: w * w, start=1.0)
    descent._fields[descent._rate].value = "0.3"
    assert descent.learning_rate == 0.3 and descent.result.values[1] == pytest.approx(0.4)
    row, column = widgets.MatmulExplorer().children[1].children
    assert row.readout and column.readout  # whole numbers: each has a place


def test_no_width_is_written_in_python():
    from kerastutor.widgets import _controls

    for module in (_controls, *(inspect.getmodule(getattr(widgets, name)) for name in EXPLORERS)):
        source = inspect.getsource(module)
        assert 'em"' not in source and "description_width" not in source, module.__name__


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_trait_of_state_has_a_docstring(name):
    """Under each trait, as an editor shows it."""
    kind = getattr(widgets, name)
    (body,) = [
        node.body
        for node in ast.parse(inspect.getsource(inspect.getmodule(kind))).body
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    for at, node in enumerate(body):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("state_trait("):
            after = body[at + 1]
            assert isinstance(after, ast.Expr) and isinstance(after.value.value, str), node.lineno


def test_a_slider_that_ends_before_a_value_does_not_move_it():
    class Wide(Slow):
        heat = state_trait(traitlets.Float(1.0))
        """Beyond its slider's ends, too."""

        def _controls(self):
            self._heat = self._slider("heat", "heat", 0.1, 5, step=0.1)
            return [self._heat]

    for explorer in (Wide(heat=50.0), Wide()):
        explorer.heat = 50.0
        assert explorer.heat == 50.0 and explorer._heat.value == 5.0
        explorer._heat.value = 2.0
        assert explorer.heat == 2.0
