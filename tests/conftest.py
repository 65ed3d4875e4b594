"""What all tests share: a quiet TensorFlow, where real data is, no racing against a clock."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before anything imports TensorFlow
os.environ.setdefault("KERASTUTOR_LANG", "en")
os.environ.setdefault("KERASTUTOR_WARM_IDLE", "30")  # no warm parent outlives the tests for long

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY.parent / "shared" / "data"
if DATA.is_dir():
    os.environ.setdefault("KERASTUTOR_DATA", str(DATA))

from absl import logging as absl_logging  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile(
    "kerastutor",
    deadline=None,
    derandomize=True,  # the same examples on every machine
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("kerastutor")


#: A test whose id begins with a notebook of the course, as tests/course/notebooks.py names them.
OF_A_NOTEBOOK = re.compile(
    r"(tests/(?:course|kernels|grading)/.+?)::.*(\[\w+/(lesson|dashboard|assignment)\w*)"
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """``--dist loadfile``, but the files that run notebooks are shared, a notebook at a time."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByNotebook(LoadFileScheduling):
        def _split_scope(self, nodeid):
            found = OF_A_NOTEBOOK.match(nodeid)
            return found[1] + found[2] if found else super()._split_scope(nodeid)

    return ByNotebook(config, log)


def pytest_configure():
    # Voila configures logging anew, which closes every handler; TensorFlow's closes its stream
    # with it unless that is the process's own. Pytest's captured stderr would be lost.
    absl_logging.get_absl_handler().python_handler.stream = sys.__stderr__
    # A run started in the background ignores Ctrl-C, and so would the commands it starts.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
