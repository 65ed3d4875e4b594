"""Steps and filters that nbgrader_config.py adds to nbgrader's own."""

import subprocess
from html import escape

import bleach
from jinja2 import pass_context
from jupyter_client.manager import AsyncKernelManager
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.preprocessors import Execute, NbGraderPreprocessor


class QuietKernelManager(AsyncKernelManager):
    """Kernels that write nothing on the grader's terminal: what a cell prints comes as output."""

    async def _async_launch_kernel(self, kernel_cmd, **options):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **{**quiet, **options})

    _launch_kernel = _async_launch_kernel


class QuietExecute(Execute):
    """nbgrader's Execute, with such kernels."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{**options, "kernel_manager_class": QuietKernelManager})


class QuietStderr(NbGraderPreprocessor):
    """Turn a test cell's stderr into stdout: only an error costs marks, a warning does not.

    nbgrader scores a test cell 0 when anything at all was written to stderr, TensorFlow's own
    log lines and Python's warnings included.
    """

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            for output in cell.outputs:
                if output.output_type == "stream" and output.name == "stderr":
                    output.name = "stdout"
        return cell, resources


TAGS = frozenset(
    "a abbr b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s "
    "small span strong sub sup table tbody td th thead tr u ul".split()
)
ATTRIBUTES = frozenset("align alt class colspan height id rowspan title width".split())
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "https://", "http://")


@pass_context
def safe_markdown(context, source: str) -> str:
    """A text cell as HTML without scripts: nbgrader's pages show submissions to other people."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    try:
        renderer = IPythonRenderer(escape=False, attachments=attachments)
        html = MarkdownWithMath(renderer=renderer).render(source)
    except Exception:  # a picture that is missing, say: the words are still worth showing
        html = f"<pre>{escape(source)}</pre>"
    protocols = {"http", "https", "mailto", "data"}
    return bleach.clean(html, tags=TAGS, attributes=_allowed, protocols=protocols)


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return value.lower().startswith(PICTURES)
    if tag == "a" and name == "href":
        return not value.strip().lower().startswith("data:")
    return name in ATTRIBUTES
