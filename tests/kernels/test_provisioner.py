"""Warm kernels through jupyter_client's own calls: kernels like any other."""

import os
import resource
import signal
import time

import pytest

from kerastutor.kernels import client
from tests.kernels.conftest import alive, run, until


def exit_code(manager):
    """The exit code, as the provisioner reports it."""
    found = []

    def ended():
        code = manager.provisioner.process.poll()
        found.append(code)
        return code is not None

    assert until(ended)
    return found[-1]


def test_keras_is_there_and_works(warm):
    with warm.kernel() as (manager, talk):
        assert run(talk, "import os, sys; print(os.getppid(), 'keras' in sys.modules)") == (
            f"{warm.pid} True"
        )
        code = """
import keras, numpy as np, tensorflow as tf, tempfile, os
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
x = np.random.rand(64, 3).astype("float32")
pairs = tf.data.Dataset.from_tensor_slices((x, x.sum(1))).batch(16).prefetch(tf.data.AUTOTUNE)
losses = model.fit(pairs, epochs=3, verbose=0, shuffle=False).history["loss"]
path = os.path.join(tempfile.mkdtemp(), "m.keras")
model.save(path)
again = keras.models.load_model(path)
assert np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0))
square = tf.function(lambda v: v * v)
assert square(tf.constant(3.0)).numpy() == 9
with tf.GradientTape() as tape:
    v = tf.Variable(3.0)
    y = square(v)
assert tape.gradient(y, v).numpy() == 6
print(losses[-1] < losses[0], tf.config.list_physical_devices("CPU") != [])
"""
        assert run(talk, code) == "True True"


def test_multiprocessing_and_subprocesses(warm):
    code = """
import multiprocessing, subprocess, sys
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(len, ["a", "bc"]))
with multiprocessing.get_context("spawn").Pool(1) as pool:
    print(pool.map(len, ["abc"]))
print(subprocess.run([sys.executable, "-c", "print(4)"], capture_output=True, text=True).stdout)
"""
    with warm.kernel() as (_manager, talk):
        assert run(talk, code).split("\n") == ["[1, 2]", "[3]", "4"]


def test_interrupt(warm):
    with warm.kernel() as (manager, talk):
        # what follows a failed cell at once is dropped, unless the cell says that it must not be
        request = talk.execute("while True: pass", stop_on_error=False)
        time.sleep(0.5)
        manager.interrupt_kernel()
        reply = talk.get_shell_msg(timeout=30)
        while reply["parent_header"]["msg_id"] != request:
            reply = talk.get_shell_msg(timeout=30)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert run(talk, "print(1)") == "1"


def test_restart_gives_a_fresh_warm_kernel(warm):
    with warm.kernel() as (manager, talk):
        before = int(run(talk, "import os; mark = 1; print(os.getpid())"))
        manager.restart_kernel()
        talk.wait_for_ready(60)
        now, parent, known = run(
            talk, "import os; print(os.getpid(), os.getppid(), 'mark' in globals())"
        ).split()
        assert int(now) != before and not alive(before)
        assert int(parent) == warm.pid and known == "False"


@pytest.mark.parametrize("now", [True, False])
def test_shutdown(warm, now):
    with warm.kernel() as (manager, talk):
        pid = int(run(talk, "import os; print(os.getpid())"))
        manager.shutdown_kernel(now=now)
        assert not alive(pid) and not manager.has_kernel
    assert until(lambda: pid not in warm.status["kernels"])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_exit_codes_are_seen(warm, code, expected):
    with warm.kernel() as (manager, talk):
        talk.execute(code)
        assert exit_code(manager) == expected
        assert not manager.is_alive()


def test_kill_from_outside(warm):
    with warm.kernel() as (manager, talk):
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        assert exit_code(manager) == -signal.SIGKILL
        manager.restart_kernel(now=True)
        talk.wait_for_ready(60)
        assert run(talk, "print(2)") == "2"


def test_what_it_is_given(warm, tmp_path):
    """Folder, variables, limits and mask are those of who asks, not of the parent."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    before = os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        warm.variables["KT_TEST"] = "here"
        with warm.kernel(cwd=str(tmp_path)) as (_manager, talk):
            code = """
import os, resource
m = os.umask(0); os.umask(m)
print(os.getcwd(), os.environ["KT_TEST"], m, resource.getrlimit(resource.RLIMIT_NOFILE)[0],
      os.getsid(0) == os.getpid())
"""
            found = run(talk, code)
    finally:
        del warm.variables["KT_TEST"]
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.umask(before)
    assert found == f"{tmp_path} here {0o027} 200 True"


def open_files(folder):
    names = (os.path.join(folder, number) for number in os.listdir(folder))
    return {os.readlink(name) for name in names if os.path.lexists(name)}


def test_nothing_of_the_parent_stays_open(warm):
    """Neither its socket nor its lock, nor a connection of another kernel."""
    with warm.kernel(), warm.kernel() as (manager, _talk):
        theirs = open_files(f"/proc/{warm.pid}/fd")
        own = open_files(f"/proc/{manager.provisioner.pid}/fd")
    assert len(theirs) > 5
    assert {name for name in theirs & own if "anon_inode" not in name} == {"/dev/null"}


def test_the_path_of_imports_is_that_of_a_cold_kernel(warm):
    code = "import sys; print(sys.path, sys.stdin.read() == '', sys.flags)"
    with warm.kernel() as (_manager, talk):
        found = run(talk, code)
    warm.variables["KERASTUTOR_WARM"] = "0"
    try:
        with warm.kernel() as (_manager, talk):
            assert run(talk, code) == found
    finally:
        warm.variables["KERASTUTOR_WARM"] = "1"


def test_random_numbers_differ(warm):
    code = """
import random, numpy as np, keras, tensorflow as tf, tempfile, uuid
print(random.random(), np.random.rand(), float(keras.random.uniform(())),
      float(tf.random.uniform(())), tempfile.mktemp(), uuid.uuid4())
"""
    with warm.kernel() as (_a, one), warm.kernel() as (_b, other):
        pairs = zip(run(one, code).split(), run(other, code).split(), strict=True)
        assert all(a != b for a, b in pairs)


def test_logs_prints_and_pictures_reach_the_notebook(warm):
    code = """
import os, sys, logging, warnings, tensorflow as tf
print("out")
os.write(1, b"descriptor\\n")
tf.get_logger().warning("logged")
from absl import logging as absl_logging
absl_logging.warning("absl said")
"""
    with warm.kernel() as (_manager, talk):
        found = run(talk, code)
        run(talk, "import time; time.sleep(0.3)")
        assert "out" in found and "logged" in found and "absl said" in found
        assert "image/png" in run(talk, "import matplotlib.pyplot as plt; plt.plot([1, 2]); None")


def test_widgets_work(warm):
    code = """
import ipywidgets
slider = ipywidgets.IntSlider(3)
print(slider.comm is not None, type(slider.comm).__module__)
manager = get_ipython().kernel.comm_manager
print(sorted(manager.targets))
"""
    with warm.kernel() as (_manager, talk):
        first, second = run(talk, code).split("\n")
        assert first == "True ipykernel.comm.comm"
        assert second == "['jupyter.widget', 'jupyter.widget.control']"


def test_threads_of_linear_algebra(warm):
    code = """
import threadpoolctl
print([lib["num_threads"] for lib in threadpoolctl.threadpool_info() if lib["user_api"] == "blas"])
"""
    with warm.kernel() as (_manager, talk):
        found = run(talk, code)
    cores = len(os.sched_getaffinity(0))
    assert found == str([cores] * (found.count(",") + 1))


def test_another_import_variable_gets_a_cold_kernel(warm):
    warm.variables["TF_ENABLE_ONEDNN_OPTS"] = "0"
    try:
        with warm.kernel() as (_manager, talk):
            code = "import os, sys; print(os.getppid(), 'keras' in sys.modules)"
            assert run(talk, code) == f"{os.getpid()} False"
    finally:
        del warm.variables["TF_ENABLE_ONEDNN_OPTS"]


def test_another_backend_gets_a_cold_kernel(warm):
    warm.variables["KERAS_BACKEND"] = "numpy"
    try:
        with warm.kernel() as (_manager, talk):
            code = "import os, sys; print(os.getppid(), 'keras' in sys.modules)"
            assert run(talk, code) == f"{os.getpid()} False"
    finally:
        del warm.variables["KERAS_BACKEND"]


def test_a_kernel_that_is_not_ready_in_time_is_replaced(warm, monkeypatch, caplog):
    monkeypatch.setattr(client, "COLD_START", 0.05)
    with caplog.at_level("WARNING"), warm.kernel() as (manager, talk):
        assert run(talk, "import os; print(os.getppid())") == str(os.getpid())
    assert until(lambda: warm.status["kernels"] == [])


def test_a_kernel_ends_with_who_asked_for_it(warm):
    """As a cold one does: a server that is killed leaves no kernels behind."""
    import subprocess
    import sys

    code = (
        "import os, sys, time\n"
        "from kerastutor.kernels import client\n"
        "import tempfile, json\n"
        "from jupyter_client import write_connection_file\n"
        "path, _ = write_connection_file()\n"
        "kernel = client.start([sys.executable, '-m', 'ipykernel_launcher', '-f', path],"
        " env=dict(os.environ))\n"
        "print(kernel.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**warm.variables, "XDG_RUNTIME_DIR": str(warm.path.parent.parent)},
    ) as asker:
        pid = int(asker.stdout.readline())
        assert alive(pid)
        asker.kill()
    assert until(lambda: not alive(pid), 20)
