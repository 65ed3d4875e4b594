"""What all tests share: a quiet TensorFlow, where real data is, no racing against a clock."""

import os
import signal
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before anything imports TensorFlow
os.environ.setdefault("KERASTUTOR_LANG", "en")

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY.parent / "shared" / "data"
if DATA.is_dir():
    os.environ.setdefault("KERASTUTOR_DATA", str(DATA))

from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile(
    "kerastutor",
    deadline=None,
    derandomize=True,  # the same examples on every machine
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("kerastutor")


def pytest_configure():
    """A run started in the background ignores Ctrl-C, and so would the commands it starts."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
