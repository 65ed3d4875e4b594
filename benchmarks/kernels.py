"""Warm kernels beside stock ones, in turns: time to Keras, to the first widget, and memory."""

import contextlib
import os
import statistics
import tempfile
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from kerastutor.kernels import client, kernelspec
from tests.browser import harness

TIMES = 10
KERNELS = 10
PATIENCE = 120
LESSON = "01_tensors/lesson_1_tensors.ipynb"
WIDGET = ".kt-explorer .kt-card-title, .kt-predict"
FIT = """
import keras, numpy as np
x = np.random.default_rng(0).random((512, 64), dtype="float32")
model = keras.Sequential([keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, np.arange(512) % 10, epochs=2, verbose=0)
"""


def rows():
    """(what, ours, rival, theirs, unit, goal, met) of each comparison."""
    with tempfile.TemporaryDirectory(prefix="kt", dir="/tmp") as run:
        os.environ["XDG_RUNTIME_DIR"] = run  # a parent of our own
        variables = kernelspec.environment({**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
        end = time.monotonic() + PATIENCE
        while client.status([]) is None:
            if time.monotonic() > end:
                raise RuntimeError("no warm parent")
            time.sleep(0.2)
        parent = client.status([])["pid"]
        try:
            yield from _times(variables)
            yield from _memory(variables, parent)
            yield from _jupyterlab(Path(run))
            yield from _voila(Path(run))
        finally:
            os.kill(parent, 15)
            del os.environ["XDG_RUNTIME_DIR"]


def _faster(what, found, times):
    warm, cold = (statistics.median(found[how]) for how in ("warm", "cold"))
    goal = f"{times} times faster"
    return what, warm, "stock kernel", cold, "ms", goal, cold >= times * warm


@contextlib.contextmanager
def _kernel(variables, how):
    """(manager, client) of a kernel that was asked for this moment."""
    specs = KernelSpecManager()
    if how == "warm":
        specs.kernel_dirs = [str(Path(variables["JUPYTER_PATH"].split(os.pathsep)[0]) / "kernels")]
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.start_kernel(env={**variables})
    talk = manager.client()
    talk.start_channels(hb=False, stdin=False)
    try:
        yield manager, talk
    finally:
        talk.stop_channels()
        manager.shutdown_kernel(now=True)


def _run(talk, code):
    reply = talk.execute_interactive(code, timeout=PATIENCE, output_hook=lambda message: None)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"]["evalue"])


def _times(variables):
    found = {"warm": [], "cold": []}
    for _time in range(TIMES):
        for how, times in found.items():
            start = time.perf_counter()
            with _kernel(variables, how) as (_manager, talk):
                _run(talk, "import keras")
                times.append(1000 * (time.perf_counter() - start))
    yield _faster("request of a kernel → `import keras` done", found, 10)


def _memory(variables, parent):
    """Memory of ten kernels that each ran one small fit and are alive at once."""
    private, shared = {}, {}
    for how in ("warm", "cold"):
        with contextlib.ExitStack() as alive:
            pids = []
            for _kernel_number in range(KERNELS):
                manager, talk = alive.enter_context(_kernel(variables, how))
                _run(talk, FIT)
                pids.append(manager.provisioner.pid)
            both = [_smaps(pid) for pid in pids]
            private[how] = sum(found["Private"] for found in both)
            shared[how] = sum(found["Pss"] for found in both)
            if how == "warm":
                shared[how] += _smaps(parent)["Pss"]
    goal = "at most one third"
    yield (
        f"private memory of {KERNELS} kernels, each after one fit", private["warm"],
        "stock kernels", private["cold"], "MB", goal, 3 * private["warm"] <= private["cold"],
    )  # fmt: skip
    # Pss divides a common page among those that have it: what is not private is there only once.
    fits = {
        how: int((8 * 1024 - (shared[how] - private[how])) / (private[how] / KERNELS))
        for how in shared
    }
    yield (
        "learners with a trained model in 8 GiB, the parent counted", fits["warm"],
        "stock kernels", fits["cold"], "", "", True,
    )  # fmt: skip


def _smaps(pid):
    """{"Private", "Pss"} of a process, in MB."""
    found = {"Private": 0.0, "Pss": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, size = line.split(":")
        for kind in found:
            if name == kind or name.startswith(f"{kind}_") and kind == "Private":
                found[kind] += int(size.split()[0]) / 1024
    return found


@contextlib.contextmanager
def _servers(run, command, *options, answers):
    """{"warm": address, "cold": address} of the same command, served both ways."""
    with contextlib.ExitStack() as servers:
        yield {
            how: servers.enter_context(
                harness.served(
                    command,
                    *(option.format(how=how) for option in options),
                    answers=answers,
                    log=run / f"{how}-{command}.log",
                    cwd=run,
                    env={"KERASTUTOR_WARM": "1" if how == "warm" else "0"},
                )
            )
            for how in ("warm", "cold")
        }


def _jupyterlab(run):
    """The first widget of a lesson in JupyterLab, from opening the lesson and running it."""
    found = {"warm": [], "cold": []}
    options = (f"{run}/{{how}}-workspace", "--IdentityProvider.token=",
               "--LabApp.expose_app_in_browser=True")  # fmt: skip
    with (
        _servers(run, "lab", *options, answers="/api") as addresses,
        harness.browser_page() as first,
    ):
        pages = {}
        for how, address in addresses.items():
            page = first.context.browser.new_page(viewport={"width": 1280, "height": 2000})
            page.set_default_timeout(90_000)
            page.goto(f"{address}/lab?reset")
            page.wait_for_function("window.jupyterapp !== undefined")
            page.evaluate("window.jupyterapp.restored.then(() => true)")
            pages[how] = page
        for _time in range(TIMES + 1):
            for how, page in pages.items():
                found[how].append(page.evaluate(OPEN_AND_RUN, [LESSON, WIDGET]))
    yield _faster("lesson opened in JupyterLab, run → first widget painted", _later(found), 3)


def _voila(run):
    """The first widget of a dashboard under Voila, from asking for its page."""
    found = {"warm": [], "cold": []}
    with _servers(run, "dashboards", answers="/") as addresses, harness.browser_page() as first:
        for _time in range(TIMES + 1):
            for how, address in addresses.items():
                page = first.context.browser.new_page(viewport={"width": 1280, "height": 1600})
                start = time.perf_counter()
                page.goto(f"{address}/voila/render/01_tensors.ipynb", wait_until="commit")
                page.wait_for_selector(WIDGET, timeout=60_000)
                found[how].append(1000 * (time.perf_counter() - start))
                page.close(run_before_unload=True)  # which tells Voila to stop its kernel
    yield _faster("dashboard opened under Voila → first widget painted", _later(found), 3)


def _later(found):
    """Without the first time, which fills the disk's and the browser's caches."""
    return {how: times[1:] for how, times in found.items()}


OPEN_AND_RUN = """
async ([path, widget]) => {
  const app = window.jupyterapp;
  const start = performance.now();
  const panel = await app.commands.execute('docmanager:open', { path });
  await panel.context.ready;
  await panel.sessionContext.ready;
  const done = app.commands.execute('notebook:run-all-cells');
  const took = await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no widget')), 60000);
    const look = () => panel.node.querySelector(widget)
      ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
      : requestAnimationFrame(look);
    look();
  });
  await done;
  const session = panel.sessionContext;
  await session.shutdown();
  await panel.context.save();
  panel.close();
  return took;
}
"""
