"""Import Keras without the log lines that TensorFlow writes while it starts.

    import kerastutor.quiet  # keeps TensorFlow's log lines out of the notebook
    import keras

TF_CPP_MIN_LOG_LEVEL alone does not stop them: TensorFlow 2.21 logs from C++ (that there is no
graphics card, say) before it reads that variable.
"""

import os
from contextlib import ExitStack

from kerastutor.exact import exact

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _import_keras():
    with ExitStack() as undo:
        try:
            saved = os.dup(2)
        except OSError:  # no such descriptor: nothing can be written to it
            pass
        else:
            undo.callback(os.close, saved)
            undo.callback(os.dup2, saved, 2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            undo.callback(os.close, nowhere)
            os.dup2(nowhere, 2)
        import keras  # noqa: F401


_import_keras()
exact()
