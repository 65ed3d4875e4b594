"""A warm parent of this test's own, and kernels as Jupyter starts them."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from kerastutor.kernels import client, kernelspec, surroundings

PATIENCE = 120  # seconds until what does not answer is given up


def pytest_collection_modifyitems(items):
    if not sys.platform.startswith("linux"):
        for item in items:
            if "tests/kernels" in str(item.fspath):
                item.add_marker(pytest.mark.skip(reason="warm kernels need Linux"))


class Warm:
    """A running parent, and the environment in which Jupyter finds it."""

    def __init__(self, variables):
        self.variables = variables
        self.path = surroundings.folder() / f"{surroundings.name([])}.sock"

    @property
    def status(self):
        return client.status([])

    @property
    def pid(self):
        return self.status["pid"]

    def wait(self):
        """Wait until the parent has warmed up."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.status:
                client._lease(self.path)  # it is not idle while this process lives
                return self
            time.sleep(0.2)
        raise TimeoutError(self.path.with_suffix(".log").read_text())

    def stop(self):
        if found := self.status:
            os.kill(found["pid"], signal.SIGKILL)
        if lease := client._leases.pop(str(self.path), None):
            lease.close()

    def manager(self):
        specs = KernelSpecManager()
        specs.kernel_dirs = [str(Path(self.variables["JUPYTER_PATH"].split(":")[0]) / "kernels")]
        return KernelManager(kernel_name="python3", kernel_spec_manager=specs)

    @contextlib.contextmanager
    def kernel(self, **options):
        """(manager, client) of a kernel; it is gone afterwards."""
        manager = self.manager()
        manager.start_kernel(env=dict(self.variables), **options)
        talk = manager.client()
        talk.start_channels()
        try:
            talk.wait_for_ready(PATIENCE)
            yield manager, talk
        finally:
            talk.stop_channels()
            if manager.has_kernel:
                manager.shutdown_kernel(now=True)


@contextlib.contextmanager
def warm_parent(**variables):
    """A parent with a folder of its own, ready."""
    run = tempfile.mkdtemp(prefix="kt", dir="/tmp")  # short: a socket's path has 107 characters
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = run
    warm = None
    try:
        wanted = {**os.environ, "KERASTUTOR_WARM": "1", **variables}
        warm = Warm(kernelspec.environment(wanted))
        yield warm.wait()
    finally:
        try:
            if warm:
                warm.stop()
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
            shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="module")
def warm():
    with warm_parent() as found:
        yield found


def run(talk, code, timeout=PATIENCE):
    """What a cell prints and shows; an AssertionError with its traceback when it fails."""
    said = []

    def hear(message):
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            said.append(content["text"])
        elif kind in ("display_data", "execute_result"):
            said.append(" ".join(content["data"]))
        elif kind == "error":
            said.append("\n".join(content["traceback"]))

    reply = talk.execute_interactive(code, timeout=timeout, output_hook=hear)
    assert reply["content"]["status"] == "ok", "".join(said)
    return "".join(said).strip()


def alive(pid):
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=PATIENCE):
    """Wait until something is true; whether it became so."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
