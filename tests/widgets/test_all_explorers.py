"""What holds for every explorer, in many states."""

import inspect
import json

import numpy as np
import pytest
from ipywidgets.widgets.widget import _remove_buffers
from traitlets import TraitError

from kerastutor import widgets
from kerastutor.concepts import tensors
from kerastutor.widgets.stage.stage import Stage
from tests.widgets.explorers import CASES, LEARNERS, case, counted, grids, picture, run, shown

EXPLORERS = [name for name in widgets.__all__ if name.endswith("Explorer")]


def same(a, b):
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape
    numbers = a.dtype.kind in "fc" and b.dtype.kind in "fc"
    assert np.array_equal(a, b, equal_nan=numbers), (a, b)


def test_every_explorer_is_among_the_cases():
    assert {make.func.__name__ for make in CASES.values()} == set(EXPLORERS)


@pytest.mark.parametrize("name", CASES)
def test_it_shows_something(name):
    explorer = CASES[name]()
    assert explorer.problem == ""
    assert explorer.result is not None
    reading = explorer.reading
    assert reading == explorer._reading.text
    assert len(reading) > 10 and reading[-1] in ".✓?"
    for word in ("<b", "</", "np.", "object at", "array(", "  "):
        assert word not in reading, reading


@pytest.mark.parametrize("name", CASES)
def test_its_cell_computes_what_is_shown(name):
    explorer = CASES[name]()
    found = run(explorer.code(), **LEARNERS)
    expected = shown(explorer)
    if found.dtype == object:  # TensorFlow hands text back as bytes
        found = np.vectorize(bytes.decode)(found)
    if hasattr(explorer.result, "paths"):  # Keras rounds to float32, in a graph a little otherwise
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    else:
        same(found, expected)
    if not hasattr(explorer.result, "slope"):  # a derivative is shown as Python's float
        assert found.dtype == expected.dtype


@pytest.mark.parametrize("name", CASES)
def test_its_state_survives_json_and_brings_it_back(name):
    make = CASES[name]
    explorer = make()
    saved = json.loads(json.dumps(explorer.state))
    reading, value = explorer.reading, shown(explorer)
    drawn = picture(explorer)
    change(explorer)
    assert explorer.state != saved
    explorer.state = saved
    assert explorer.state == saved
    assert explorer.reading == reading
    same(shown(explorer), value)
    assert picture(explorer) == drawn
    if "yours" not in (explorer.state.get("name"), explorer.state.get("surface")):
        again = type(explorer)(*make.args, **{**make.keywords, **saved})
        assert (again.state, again.reading) == (saved, reading)


#: For a trait that every explorer with it can be moved by, another value of it.
MOVES = {
    "index": lambda explorer: "..., None" if explorer.result.values.ndim < 5 else "0",
    "arguments": lambda explorer: "no shape",
    "shape_a": lambda explorer: "7",
    "step": lambda explorer: 0,
    "learning_rate": lambda explorer: 0.0625,
    "h": lambda explorer: 0.125,
    "temperature": lambda explorer: 0.5,
    "place": lambda explorer: [1, 0, 1],
    "layers": lambda explorer: 1,
    "bias": lambda explorer: 0.5,
    "units": lambda explorer: 5,
    "cut": lambda explorer: explorer.result.run.graph.keys[1:2],
    "y_pred": lambda explorer: 0.75,
}


def change(explorer):
    """Move something, whatever the explorer has; which trait."""
    trait = next(trait for trait in MOVES if trait in explorer.state)
    explorer.state = {trait: MOVES[trait](explorer)}
    return trait


@pytest.mark.parametrize("name", CASES)
def test_its_picture_can_be_sent_to_a_browser(name):
    explorer = CASES[name]()
    plain, _paths, binary = _remove_buffers({"picture": picture(explorer)})
    assert len(json.dumps(plain, allow_nan=False)) < 60_000
    assert sum(len(part) for part in binary) < 120_000
    for grid in explorer._stage.grids:
        cells = grid.rows * grid.cols
        assert len(grid.text) == len(grid.level) == cells
        for marks in (grid.lit, grid.bad, grid.dim, grid.ghost, grid.line, grid.blank):
            assert all(0 <= at < cells for at in marks)
        known = grid.level[~np.isnan(grid.level)]
        assert ((known >= 0) & (known <= 1)).all()
        assert all(type(text) is str for text in grid.text)


@pytest.mark.parametrize("name", CASES)
def test_a_move_is_one_message(name, monkeypatch):
    explorer = CASES[name]()
    sent = []
    monkeypatch.setattr(Stage, "send_state", lambda self, key=None: sent.append(self))
    change(explorer)
    assert len(sent) <= 1  # none where it is a problem, and the picture stays


@pytest.mark.parametrize("name", CASES)
def test_two_of_them_share_nothing(name):
    first, second = CASES[name](), CASES[name]()
    reading, state = second.reading, second.state
    change(first)
    assert (second.reading, second.state) == (reading, state)
    handed_out = second.state
    for value in handed_out.values():
        if isinstance(value, list):
            value.append(99)
    assert second.state == state


@pytest.mark.parametrize("name", CASES)
def test_one_change_is_one_computation(name):
    explorer = CASES[name]()
    calls = []
    compute = explorer._compute
    explorer._compute = lambda: calls.append(1) or compute()
    redraws = explorer.class_traits(redraws=True)
    computed = 0 if change(explorer) in redraws else 1
    assert len(calls) == computed
    if "cursor" in explorer.state:
        explorer.cursor = [0, 1]
        assert len(calls) == computed  # pointing computes nothing


def needed(explorer):
    """As many plain arguments as its constructor asks for."""
    given = list(inspect.signature(explorer.__init__).parameters.values())[1:]
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [1 for one in given if one.kind in positional and one.default is one.empty]


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_an_unknown_keyword_is_a_type_error(explorer):
    make = getattr(widgets, explorer)
    with pytest.raises(
        TypeError, match=f"^{explorer} expected keywords from .*Received: .'colour'"
    ):
        make(*needed(make), colour="red")
    with pytest.raises(ValueError, match="Expected a state with keys from .*Received: .'colour'"):
        make(*needed(make)).state = {"colour": "red"}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_value_is_refused_and_changes_nothing(name):
    explorer = CASES[name]()
    state, reading = explorer.state, explorer.reading
    for trait, value in state.items():
        for bad in (object(), [["a"]]):
            with pytest.raises(TraitError):
                setattr(explorer, trait, bad)
            with pytest.raises(TraitError):
                explorer.state = {**state, trait: bad}
            assert getattr(explorer, trait) == value
    assert (explorer.state, explorer.reading) == (state, reading)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_its_docstring_names_its_arguments(explorer):
    text = inspect.getdoc(getattr(widgets, explorer))
    given = inspect.signature(getattr(widgets, explorer).__init__).parameters
    for name in set(given) - {"self", "state"}:
        assert name in text.split("Args:")[1], name


class TestExamples:
    """The examples of the docstrings run as they stand."""

    def test_all(self):
        from kerastutor.data import load

        learners = {
            "load": load,
            "np": np,
            "images": counted(2, 3, 4),
            "mean": np.ones(4),
            "labels": [1, 0],
            "subtract": lambda a, b: a - b,
            "matmul": lambda a, b: a @ b,
            "one_hot": lambda labels, n: np.eye(n)[labels],
            "describe": lambda x: (x.ndim, x.shape, str(x.dtype)),
        }
        for explorer in EXPLORERS:
            text = inspect.getdoc(getattr(widgets, explorer))
            examples = [line[4:] for line in text.splitlines() if line.strip().startswith(">>> ")]
            examples = [line.strip().removeprefix(">>> ") for line in examples]
            assert examples or explorer == "ComparisonExplorer", explorer
            for line in examples:
                line = line.removeprefix(">>> ")
                made = eval(
                    line, {**vars(widgets), **learners, explorer: getattr(widgets, explorer)}
                )
                assert not made.problem, line


BAD = [
    case("ragged", "TensorExplorer", [[1, 2], [3]]),
    case("objects", "TensorExplorer", [object()]),
    case("none", "TensorExplorer", None),
    case("generator", "TensorExplorer", (n for n in range(3))),
    case("rank 6", "TensorExplorer", np.zeros((1,) * 6)),
    case("axes", "TensorExplorer", [1], axes=("row", "column")),
    case("name", "TensorExplorer", [1], name="my x"),
    case("keyword", "TensorExplorer", [1], name="class"),
    case("name 7", "TensorExplorer", [1], name=7),
    case("reshape ragged", "ReshapeExplorer", [[1, 2], [3]]),
    case("reshape empty", "ReshapeExplorer", []),
    case("reshape rank 0", "ReshapeExplorer", 5),
    case("reshape rank 5", "ReshapeExplorer", np.zeros((1,) * 5)),
    case("reshape large", "ReshapeExplorer", np.zeros(121)),
    case("broadcasting ragged", "BroadcastingExplorer", [[1], [2, 3]], 1),
    case("broadcasting objects", "BroadcastingExplorer", 1, {}),
    case("broadcasting rank 5", "BroadcastingExplorer", np.zeros((1,) * 5), 1),
    case("broadcasting 5 sizes", "BroadcastingExplorer", (1,) * 5, (1,)),
    case("broadcasting negative", "BroadcastingExplorer", (-1,), (1,)),
    case("broadcasting huge", "BroadcastingExplorer", (10**10, 10**10), (1,)),
    case("matmul rank 1", "MatmulExplorer", [1, 2], [3, 4]),
    case("matmul rank 3", "MatmulExplorer", np.ones((1, 1, 1)), [[1]]),
    case("matmul empty", "MatmulExplorer", np.zeros((0, 2)), np.zeros((2, 1))),
    case("matmul text", "MatmulExplorer", [["a"]], [["b"]]),
    case("matmul ragged", "MatmulExplorer", [[1, 2], [3]], [[1]]),
    case("gradient domain", "GradientExplorer", domain=(1, 1)),
    case("gradient domain 5", "GradientExplorer", domain=5),
    case("gradient domain text", "GradientExplorer", domain=("a", 2)),
    case("gradient domain nan", "GradientExplorer", domain=(float("nan"), 1)),
    case("gradient domain inf", "GradientExplorer", domain=(0, float("inf"))),
    case("gradient yours", "GradientExplorer", name="yours"),
    case("gradient names", "GradientExplorer", names="w"),
    case("descent domain", "DescentExplorer", domain=(1, 1)),
    case("descent goal", "DescentExplorer", goal=0.1),
    case("descent goal nan", "DescentExplorer", goal=(float("nan"), 3)),
    case("descent steps", "DescentExplorer", steps=0),
    case("descent steps text", "DescentExplorer", steps="10"),
    case("softmax one", "SoftmaxExplorer", logits=[1.0]),
    case("softmax many", "SoftmaxExplorer", logits=range(11)),
    case("softmax text", "SoftmaxExplorer", logits="210"),
    case("softmax nan", "SoftmaxExplorer", logits=[0.0, float("nan")]),
    case("softmax rows", "SoftmaxExplorer", logits=[[1.0, 2.0]]),
    case("softmax large", "SoftmaxExplorer", logits=[1e9, 0.0]),
    case("softmax names", "SoftmaxExplorer", names=("cat", "dog")),
    case("softmax names text", "SoftmaxExplorer", names="abc"),
]


@pytest.mark.parametrize("make", [make for _name, make in BAD], ids=[name for name, _make in BAD])
def test_bad_input_is_a_value_error_in_words(make):
    with pytest.raises(ValueError, match=r"^Expected .*Received: ") as caught:
        make()
    assert len(str(caught.value)) < 300


WITH_A_FUNCTION = [
    name
    for name in EXPLORERS
    if "function" in inspect.signature(getattr(widgets, name).__init__).parameters
]


@pytest.mark.parametrize("explorer", WITH_A_FUNCTION)
@pytest.mark.parametrize("function", [3, "square", [len], np.ones(2)], ids=repr)
def test_what_is_no_function_is_a_type_error(explorer, function):
    make = getattr(widgets, explorer)
    with pytest.raises(TypeError, match=r"^Expected .*function.*Received: "):
        make(*needed(make), function=function)


def test_the_cell_of_a_problem_is_refused():
    explorer = widgets.TensorExplorer([1, 2], index="7")
    with pytest.raises(ValueError, match="Expected something to be shown. Received: 7 is outside"):
        explorer.code()


def test_an_array_too_large_to_write_down_says_what_to_do():
    explorer = widgets.TensorExplorer(np.zeros((300, 300)))
    with pytest.raises(
        ValueError, match=r"at most 200,000 bytes.*source=.*Received: 720,000 bytes"
    ):
        explorer.code()


def test_a_large_array_is_written_compressed():
    x = np.arange(1000.0)
    source = widgets.TensorExplorer(x).code()
    assert "zlib" in source and max(map(len, source.splitlines())) < 120
    same(run(source), x)


def test_most_axes_is_what_the_docstring_says():
    assert tensors.MOST_AXES == 5
    assert "rank 0 to 5" in inspect.getdoc(widgets.TensorExplorer)


def test_the_view_has_its_words():
    assert grids(widgets.MatmulExplorer())["result"].title == "result, by Keras"
