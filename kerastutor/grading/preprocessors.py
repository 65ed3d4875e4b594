"""Steps and filters that nbgrader_config.py adds to nbgrader's own."""

import re
import subprocess

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from kerastutor.i18n import _


class SilentKernelManager(AsyncKernelManager):
    """Kernels that write nothing on the grader's terminal: what a cell prints comes as output."""

    async def _async_launch_kernel(self, kernel_cmd, **options):
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **{**silent, **options})

    _launch_kernel = _async_launch_kernel


class SilentExecute(Execute):
    """nbgrader's Execute, with such kernels, and with patience for the instructor's own cells.

    ``timeout`` holds for learners' cells and for tests, which call their functions. A read-only
    cell imports Keras: where kernels start cold that takes its time, and stopped there, every mark
    after it would be 0. Whether a cell is read-only says the gradebook, not the submission.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **{**options, "kernel_manager_class": SilentKernelManager})
        self.timeout_func = self._seconds

    def _seconds(self, cell) -> int | None:
        mark = cell.metadata.get("nbgrader", {})
        ours = mark.get("locked") and not mark.get("grade") and not mark.get("solution")
        if ours and self.timeout:
            return max(self.timeout, self.startup_timeout)
        return self.timeout

    leaving = ""  # the cell that called exit(): its kernel answers once more, then it is gone

    def preprocess(self, nb, resources, km=None):
        self.leaving = ""
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        """Run a cell; an end of the kernel names the cell that it was."""
        if self.leaving and is_test(cell):  # how soon the kernel is gone is chance: no mark
            raise DeadKernelError(f"Kernel died in: {self.leaving}")
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            where = self.leaving or self._name(index)
            raise DeadKernelError(f"Kernel died in: {where}") from None
        except CellTimeoutError:
            raise CellTimeoutError(f"Cell timed out in: {self._name(index)}") from None

    def on_cell_executed(self, **options):
        super().on_cell_executed(**options)
        payload = options["execute_reply"]["content"].get("payload", [])
        if any(item.get("source") == "ask_exit" for item in payload):
            self.leaving = self._name(options["cell_index"])

    def _name(self, index: int) -> str:
        mark = self.nb.cells[index].metadata.get("nbgrader", {})
        return mark.get("grade_id") or _("cell {number}").format(number=index + 1)


class WithoutWidgets(NbGraderPreprocessor):
    """Drop the saved state of a learner's widgets: some 100 kB that nobody grades."""

    def preprocess(self, nb, resources):
        nb.metadata.pop("widgets", None)
        return nb, resources


class WithoutStderr(NbGraderPreprocessor):
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


SEED = re.compile(r"(\w*seed\w*\s*[=(:]*\s*|default_rng\()(\d+)", re.IGNORECASE)
TICK_LINE = re.compile(r"^(✓.*?) \([^()\s]+ \d+\)(?=\W|$)", re.MULTILINE)  # "… (seed 4117)."
HIDDEN = "…"


class HideSeeds(NbGraderPreprocessor):
    """Take the seeds of tests out of a feedback page: who knows one can hard-code its cases."""

    def preprocess(self, nb, resources):
        tests = [cell for cell in nb.cells if is_test(cell)]
        seeds = {found[2] for cell in tests for found in SEED.finditer(cell.source)}
        # longest first: 411 must not leave the 7 of 4117
        words = "|".join(sorted(seeds, key=len, reverse=True))
        # a letter may stand before it: colours in a stack trace end with one
        numbers = re.compile(rf"(?<![\d.])(?:{words})(?!\.?\d)") if seeds else None
        for cell in nb.cells:
            test = is_test(cell)
            if test:
                cell.source = SEED.sub(rf"\1{HIDDEN}", cell.source)
            for output in cell.get("outputs", []):
                _each_text(output, lambda text, test=test: _without(text, numbers, test))
        return nb, resources


def is_test(cell) -> bool:
    """Whether a cell is graded by running it."""
    mark = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(mark.get("grade")) and not mark.get("solution")


def _without(text: str, numbers: re.Pattern | None, test: bool) -> str:
    if test:
        text = TICK_LINE.sub(r"\1", text)
    return numbers.sub(HIDDEN, text) if numbers else text


def _each_text(output, change) -> None:
    """Change every text of an output: printed, shown, or of an error."""
    for name in ("text", "evalue"):
        if isinstance(output.get(name), str):
            output[name] = change(output[name])
    if "traceback" in output:
        output["traceback"] = [change(line) for line in output["traceback"]]
    for kind, shown in output.get("data", {}).items():
        if isinstance(shown, str) and not kind.startswith("image/"):
            output["data"][kind] = change(shown)
