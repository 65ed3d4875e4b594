"""Steps that nbgrader_config.py adds to nbgrader's own."""

from nbgrader.preprocessors import NbGraderPreprocessor


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
