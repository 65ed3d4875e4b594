"""Real servers and a real browser, for the browser tests and the benchmarks."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing outside can be reached: it fails at once, and not when a name server gives up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium_path() -> str | None:
    """Debian's chromium, or None."""
    return shutil.which("chromium")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def browser_page(width=1280, height=1000):
    """A page of a fresh headless chromium; what the page's console says ends up in page.said."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=CHROMIUM_FLAGS
        )
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.said = []
            page.asked = []
            page.on("console", lambda message: page.said.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: page.said.append(f"error: {error}"))
            page.on("request", lambda request: page.asked.append(request.url))
            yield page
        finally:
            browser.close()


@contextlib.contextmanager
def server(command, url, log: Path, *, cwd=None, seconds=120, env=None):
    """Run a server until the block ends; wait first until ``url`` answers."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **(env or {})},
            start_new_session=True,
        )
        try:
            _wait(process, url, log, seconds)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def shown(cells, folder: Path):
    """A notebook of these cells in plain Voila; gives the address of its page."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made), notebooks / "shown.ipynb")
    with voila(notebooks, folder / "voila.log") as address:
        yield f"{address}/voila/render/shown.ipynb"


@contextlib.contextmanager
def served(*command, answers, log: Path, cwd, env=None):
    """`kerastutor` with a command that serves pages; gives its address.

    ``answers`` is the path that answers as soon as the server is there.
    """
    port = free_port()
    program = str(Path(sys.executable).parent / "kerastutor")
    line = [program, *command, "--no-browser", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with server(line, f"{address}{answers}", log, cwd=cwd, env=env):
        yield address


def _wait(process, url, log, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(
                f"{process.args} ended with {process.returncode}:\n{log.read_text()}"
            )
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within {seconds} s:\n{log.read_text()}")


@contextlib.contextmanager
def voila(folder: Path, log: Path):
    """Voila over a folder of notebooks; gives its address."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "voila",
        str(folder),
        "--no-browser",
        f"--port={port}",
        "--Voila.ip=127.0.0.1",
    ]
    address = f"http://127.0.0.1:{port}"
    with server(command, f"{address}/", log):
        yield address
