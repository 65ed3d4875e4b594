"""The figures of kerastutor.plots: what they hold, not their pixels."""

import subprocess
import sys
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

from kerastutor import plots  # noqa: E402


def drawn(figure):
    """The image of each axes, as handed to imshow."""
    return [axes.images[0].get_array() for axes in figure.axes]


def gray(n=5, dtype=np.uint8):
    return (np.arange(n * 12).reshape(n, 3, 4) % 200).astype(dtype)


def test_images_draws_each_image_once_on_one_scale():
    images = gray()
    figure = plots.images(images, labels=[3, 1, 4, 1, 5], columns=3)
    assert len(figure.axes) == 5
    for shown, image in zip(drawn(figure), images, strict=True):
        np.testing.assert_array_equal(shown, image)
    assert [axes.get_title() for axes in figure.axes] == ["3", "1", "4", "1", "5"]
    assert {axes.images[0].get_clim() for axes in figure.axes} == {(0.0, 255.0)}
    assert {axes.images[0].get_cmap().name for axes in figure.axes} == {"gray"}
    assert figure.get_suptitle() == "5 images, 3 × 4 pixels"


@pytest.mark.parametrize(("columns", "grid"), [(3, (2, 3)), (8, (1, 5)), (1, (5, 1)), (5, (1, 5))])
def test_images_grid(columns, grid):
    figure = plots.images(gray(5), columns=columns)
    spec = figure.axes[0].get_subplotspec().get_gridspec()
    assert (spec.nrows, spec.ncols) == grid


@pytest.mark.parametrize(
    ("images", "scale"),
    [
        (gray() / 255, (0.0, 1.0)),
        (gray() > 50, (0.0, 1.0)),
        (gray().astype(np.int64), (0.0, 255.0)),
        (gray().astype(float), (0.0, 59.0)),
        (gray().astype(float) - 100, (-100.0, -41.0)),
        (np.full((2, 3, 3), 7.0), (7.0, 8.0)),
    ],
)
def test_images_scale(images, scale):
    figure = plots.images(images)
    assert {axes.images[0].get_clim() for axes in figure.axes} == {scale}


def test_images_takes_a_channel_axis_and_colours():
    images = gray()
    for shown, image in zip(drawn(plots.images(images[..., None])), images, strict=True):
        np.testing.assert_array_equal(shown, image)
    colours = np.random.default_rng(0).integers(0, 256, (3, 4, 4, 3)).astype(np.uint8)
    for shown, image in zip(drawn(plots.images(colours)), colours, strict=True):
        np.testing.assert_allclose(shown, image / 255)


def test_images_leaves_its_argument_alone_and_draws():
    images = gray().astype(float)
    before = images.copy()
    plots.images(images, labels=np.array([[1], [2], [3], [4], [5]])).canvas.draw()
    np.testing.assert_array_equal(images, before)


def test_images_labels_are_plain_text():
    figure = plots.images(gray(3), labels=np.array([7, 8, 9], dtype=np.uint8))
    assert [axes.get_title() for axes in figure.axes] == ["7", "8", "9"]
    figure = plots.images(gray(3), labels=("a$b$", "bag", "coat"))
    figure.canvas.draw()  # a dollar is no formula
    assert [axes.get_title() for axes in figure.axes] == ["a$b$", "bag", "coat"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": np.zeros((28, 28))}, r"write image\[None\].*Received: shape \(28, 28\)"),
        ({"images": np.zeros(5)}, r"Received: shape \(5,\)"),
        ({"images": np.zeros((2, 4, 4, 2))}, r"Received: shape \(2, 4, 4, 2\)"),
        ({"images": np.zeros((0, 4, 4))}, r"1 to 400 images.*Received: shape \(0, 4, 4\)"),
        ({"images": np.zeros((401, 2, 2))}, r"images\[:32\]"),
        ({"images": [["a"]]}, "array of numbers"),
        ({"images": [[1, 2], [3]]}, "array of numbers"),
        ({"images": gray(), "labels": [1, 2]}, "5 labels, one for each image. Received: 2"),
        ({"images": gray(), "columns": 0}, "columns to be a whole number.*Received: 0"),
        ({"images": gray(), "columns": 2.5}, "Received: 2.5"),
        ({"images": np.full((1, 2, 2), np.nan)}, "finite"),
        ({"images": np.full((1, 2, 2, 3), 3.5)}, "Received: float64 from 3.5 to 3.5"),
    ],
)
def test_images_errors(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        plots.images(**arguments)
    # A notebook shows one line: a learner's own batches come here, and a trace through our files
    # says nothing about them.
    assert caught.value._render_traceback_() == [f"✗ plots.images: {caught.value}"]


def test_series_draws_the_values():
    values = np.sin(np.arange(300))
    figure = plots.series(values, title="Sine", xlabel="day", ylabel="height (m)")
    (axes,) = figure.axes
    (line,) = axes.lines
    np.testing.assert_array_equal(line.get_ydata(), values)
    np.testing.assert_array_equal(line.get_xdata(), np.arange(300))
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == ("Sine", "day", "height (m)")


def test_series_says_what_it_shows_and_leaves_gaps():
    figure = plots.series([1, np.nan, 3, np.inf])
    (line,) = figure.axes[0].lines
    np.testing.assert_array_equal(line.get_ydata(), [1, np.nan, 3, np.nan])
    assert line.get_marker() == "."
    assert figure.axes[0].get_title() == "4 values in order, from 1 to 3"
    figure.canvas.draw()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((3, 2)), r"shape \(n,\). Received: shape \(3, 2\)"),
        (3.0, r"Received: shape \(\)"),
        ([], "at least one finite number"),
        ([np.nan, np.inf], "at least one finite number.*Received: 2 values"),
        (["1981-01-01"], "array of numbers"),
    ],
)
def test_series_errors(values, message):
    with pytest.raises(ValueError, match=message):
        plots.series(values)


def run(losses, accuracies=(0.1, 0.5)):
    return SimpleNamespace(losses=np.array(losses), accuracies=np.array(accuracies))


def test_trainings_stand_side_by_side_on_common_scales():
    runs = {"low": run([2.0, 1.0, 0.1]), "breaks": run([2.0, 1e12, np.nan], (0.1, 0.9, 0.1))}
    figure = plots.trainings(runs)
    above, below = figure.axes[:2], figure.axes[2:]
    assert [axes.get_title() for axes in above] == ["low", "breaks"]
    assert {axes.get_yscale() for axes in above} == {"log"}
    assert above[0].get_ylim() == above[1].get_ylim() == pytest.approx((0.05, 2e8))
    assert below[0].get_ylim() == below[1].get_ylim()
    drawn = [axes.lines[0].get_ydata() for axes in (*above, *below)]
    np.testing.assert_array_equal(drawn[0], [2, 1, 0.1])
    np.testing.assert_array_equal(drawn[1], [2, 1e12, np.nan])
    np.testing.assert_allclose(drawn[2], [10, 50])
    np.testing.assert_allclose(drawn[3], [10, 90, 10])
    figure.canvas.draw()


def test_trainings_need_a_loss_to_draw():
    for runs in ({}, {"broken": run([np.nan, np.inf])}, {"zero": run([0.0])}):
        with pytest.raises(ValueError, match="Expected trainings with losses above 0"):
            plots.trainings(runs)


def test_figures_are_not_kept_by_pyplot():
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    plots.images(gray())
    plots.series([1, 2])
    plots.trainings({"one": run([1.0])})
    assert pyplot.get_fignums() == before


def test_matplotlib_is_imported_only_when_something_is_drawn():
    code = "import sys, kerastutor.plots; print('matplotlib' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "False", result.stderr


@pytest.mark.slow
def test_a_notebook_shows_the_figure_once():
    import nbformat
    from nbclient import NotebookClient

    cell = nbformat.v4.new_code_cell("from kerastutor import plots\nplots.series([1, 2, 3])")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    pictures = [o for o in notebook.cells[0].outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 1, notebook.cells[0].outputs
