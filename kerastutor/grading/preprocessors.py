"""Steps that nbgrader_config.py adds to nbgrader's own."""

import subprocess

from jupyter_client.manager import AsyncKernelManager
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
