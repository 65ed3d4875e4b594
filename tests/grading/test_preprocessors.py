"""What nbgrader_config.py adds to nbgrader's own steps."""

import re
from html import escape

import jinja2
import nbformat
import pytest

from kerastutor.grading.formulas import mathml
from kerastutor.grading.html import safe_markdown
from kerastutor.grading.preprocessors import HideSeeds, WithoutStderr, WithoutWidgets


def render(source, **cell):
    environment = jinja2.Environment()
    environment.filters["markdown2html"] = safe_markdown
    template = environment.from_string("{{ source | markdown2html }}")
    return template.render(source=source, cell=cell)


@pytest.mark.parametrize(
    "source",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "<svg onload=steal()></svg>",
        "<a href='javascript:steal()'>x</a>",
        "[x](javascript:steal())",
        "[x](JaVaScRiPt:steal())",
        "<a href=' data:text/html,<script>steal()</script>'>x</a>",
        "<iframe src='data:text/html,x'></iframe>",
        "<object data='x'></object><embed src='x'>",
        "<img src='data:image/svg+xml;base64,AAAA'>",
        "<form action='/x'><button>x</button></form>",
        "<style>@import '//x'</style><div style='background:url(//x)'>x</div>",
        "<math><mtext><script>steal()</script></mtext></math>",
        "$\\text{<script>steal()</script>} \\href{javascript:steal()}{x}$",
        "$$\\style{background:url(//x)}{x} \\class{data:x}{<img src=x onerror=steal()>}$$",
    ],
)
def test_markdown_cannot_run_or_fetch(source):
    html = render(source)
    tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
    for word in ("script", " on", "data:", "iframe", "object", "embed", "form", "style", "svg"):
        assert word not in tags, html


def test_markdown_keeps_what_lessons_use():
    html = render(
        "# Head\n\n> quote\n\n- **b** *i* `a < b`\n\n| x |\n|---|\n| 1 |\n\n"
        "[link](https://keras.io)\n\n```python\nx = 1\n```"
    )
    for tag in ("<h1", "<blockquote>", "<li>", "<strong>b</strong>", "<em>i</em>", "<table>"):
        assert tag in html
    assert "<code>a &lt; b</code>" in html
    assert '<a href="https://keras.io">' in html and "<pre>" in html


def test_links_that_lead_nowhere_and_pictures_from_elsewhere_are_none():
    html = render(
        "# Head\n\n[lesson](lesson_1.ipynb) [top](#top) [disk](file:///etc/x) "
        "[k](https://keras.io) ![p](https://x.org/p.png) ![q](p.png)"
    )
    assert re.findall(r"href=\"([^\"]*)\"", html) == ["https://keras.io"]
    assert "src=" not in html and "lesson" in html and "¶" not in html


def test_formulas_need_no_script():
    html = render(
        "With $\\hat y = \\frac{1}{2}$:\n\n$$\\sigma(x) \\le x_1^2$$\n\n`$x$` costs \\\\$5"
    )
    assert html.count("<math") == 2 and 'display="block"' in html and "<mfrac>" in html
    assert "σ" in html and "≤" in html and "frac{" not in html
    assert "<code>$x$</code>" in html


@pytest.mark.parametrize(
    "source", ["\\frac{", "{" * 9000, r"\def\a{\b\b}\def\b{\a}\a", "\\left( x", "\\begin{x} y"]
)
def test_what_is_no_formula_stays_as_typed(source):
    assert mathml(source) == f"<code>{escape(source)}</code>"


def test_markdown_shows_attached_pictures():
    html = render("![p](attachment:x.png)", attachments={"x.png": {"image/png": "iVBORw0KGgo="}})
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html


def test_stderr_costs_no_marks_but_an_error_does():
    from nbgrader.utils import determine_grade

    def cell(*outputs):
        made = nbformat.v4.new_code_cell("check()", outputs=list(outputs))
        made.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 2, "grade_id": "x"}
        return made

    noise = nbformat.v4.new_output("stream", name="stderr", text="I0000 tensorflow\n")
    error = nbformat.v4.new_output("error", ename="AssertionError", evalue="", traceback=[])
    for outputs, expected in [((noise,), 2), ((noise, error), 0), ((error,), 0), ((), 2)]:
        made = cell(*[nbformat.from_dict(dict(output)) for output in outputs])
        WithoutStderr().preprocess_cell(made, {}, 0)
        assert determine_grade(made) == (expected, 2)


def test_stderr_elsewhere_stays():
    output = nbformat.v4.new_output("stream", name="stderr", text="x")
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    WithoutStderr().preprocess_cell(cell, {}, 0)
    assert cell.outputs[0].name == "stderr"


def test_seeds_are_hidden_wherever_a_page_could_show_them():
    mark = {"grade": True, "solution": False, "points": 2, "grade_id": "x"}
    source = "checks.f(f)\nchecks.f(f, seed=411)\nrng = default_rng(4117)\nset_random_seed(52)"
    tick = "✓ f: all 7 cases agree with Keras (种子 {}). Other numbers (as 3)."
    test = nbformat.v4.new_code_cell(source, metadata={"nbgrader": mark})
    new = nbformat.v4.new_output
    test.outputs = [
        new("stream", text="\n".join([tick.format(0), tick.format(411), "axis (axis 1)."])),
        new("error", ename="E", evalue="seed 4117", traceback=["seed=\x1b[38m4117\x1b[39m"]),
        new("display_data", data={"text/html": "<b>411</b>", "image/png": "411"}),
    ]
    other = nbformat.v4.new_code_cell("print(411)", outputs=[new("stream", text="411 0.411 4118")])
    book = nbformat.v4.new_notebook(cells=[test, other])
    book, _resources = HideSeeds().preprocess(book, {})
    assert test.source == source.replace("4117", "…").replace("411", "…").replace("52", "…")
    stream, error, shown = test.outputs
    line = "✓ f: all 7 cases agree with Keras. Other numbers (as 3)."
    assert stream.text == f"{line}\n{line}\naxis (axis 1)."
    assert error.evalue == "seed …" and error.traceback == ["seed=\x1b[38m…\x1b[39m"]
    assert shown.data == {"text/html": "<b>…</b>", "image/png": "411"}
    # a learner's own cell stays as it is; what it printed of the test does not
    assert other.source == "print(411)" and other.outputs[0].text == "… 0.411 4118"


def test_the_state_of_widgets_is_dropped():
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {"state": 1}, "title": "x"})
    WithoutWidgets().preprocess(notebook, {})
    WithoutWidgets().preprocess(notebook, {})  # where there is none, too
    assert set(notebook.metadata) == {"title"}
