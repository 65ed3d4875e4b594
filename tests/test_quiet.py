"""``import kerastutor.quiet`` starts Keras without a log line, and leaves stderr as it was."""

import os
import subprocess
import sys


def test_keras_starts_without_a_log_line_and_stderr_works_again():
    code = "import kerastutor.quiet, keras, sys, os\nkeras.ops.add(1, 2)\nos.write(2, b'after')"
    env = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
    assert done.stderr == b"after"


def test_it_works_where_there_is_no_stderr():
    code = (
        "import os\nos.close(2)\nimport kerastutor.quiet, keras\nprint(keras.ops.add(1, 2).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert done.stdout.strip() == b"()"


def test_products_have_all_their_digits_on_a_graphics_card():
    code = (
        "import kerastutor.quiet, tensorflow as tf\n"
        "print(tf.config.experimental.tensor_float_32_execution_enabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
