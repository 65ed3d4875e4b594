"""``kerastutor lab``: the command line, the settings, and one real JupyterLab for each mode."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kerastutor.serving import lab
from tests import demo_course

PATIENCE = 120
PROMPT = "--ServerApp.kernel_websocket_connection_class="


def test_command_opens_the_folder_and_the_first_page(tmp_path):
    line = lab.command(tmp_path, ["--no-browser", "--port", "8899"], "01_demo/lesson_1_demo.ipynb")
    assert line[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in line
    assert "--LabApp.default_url=/lab/tree/01_demo/lesson_1_demo.ipynb" in line
    assert f"{PROMPT}kerastutor.serving.sockets.PromptConnection" in line
    assert line[-3:] == ["--no-browser", "--port", "8899"]


@pytest.mark.parametrize(
    ("option", "ours"),
    [
        ("--LabApp.default_url=/doc", "--LabApp.default_url=/lab"),
        ("--notebook-dir=/x", "--ServerApp.root_dir"),
        ("--ServerApp.root_dir=/x", "--ServerApp.root_dir=/tmp"),
        ("--LabApp.workspaces_dir=/x", "--LabApp.workspaces_dir=/tmp"),
        ("--ServerApp.kernel_websocket_connection_class=x", PROMPT),
        ("--GatewayClient.url=http://far", PROMPT),  # Jupyter's own class for kernels elsewhere
        ("--gateway-url=http://far", PROMPT),
    ],
)
def test_the_users_own_option_wins(option, ours):
    line = lab.command(Path("/tmp"), [option], "page.ipynb")
    assert option in line
    assert not [word for word in line if word.startswith(ours) and word != option]


@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_root_may_run_it(tmp_path, monkeypatch, user, expected):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in lab.command(tmp_path, [])) is expected
    assert lab.command(tmp_path, ["--allow-root"]).count("--allow-root") == 1


def test_environment_puts_the_settings_and_this_python_first(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    monkeypatch.setenv("PATH", "/bin")
    variables = lab.environment(tmp_path)
    assert variables["JUPYTER_CONFIG_PATH"] == os.pathsep.join([str(tmp_path), "/mine"])
    assert variables["PATH"] == os.pathsep.join([os.path.dirname(sys.executable), "/bin"])


def checkout(root):
    """A checkout as a developer has it: the package beside the (demo) course."""
    demo_course.make(root)
    package = demo_course.REPOSITORY / "kerastutor"
    shutil.copytree(package, root / "kerastutor", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def installed(root):
    """What a wheel installs: the course in the package, the settings in the course."""
    demo_course.make(root)
    package = demo_course.REPOSITORY / "kerastutor"
    shutil.copytree(package, root / "kerastutor", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course").rename(root / "kerastutor" / "course")
    (root / "nbgrader_config.py").rename(root / "kerastutor" / "course" / "nbgrader_config.py")
    return root


class Lab:
    """A real JupyterLab, started by ``kerastutor lab``."""

    def __init__(self, package, folder, *arguments):
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.log = open(package / "lab.log", "w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kerastutor", "lab", *arguments, "--no-browser"]
            + ["--port", str(self.port), "--IdentityProvider.token=t"],
            cwd=folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(package)},
        )
        for _attempt in range(PATIENCE * 4):
            try:
                self.page = self.get("/lab")
                break
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.text()
                time.sleep(0.25)
        pattern = r'id="jupyter-config-data" type="application/json">(.*?)</script>'
        self.config = json.loads(re.search(pattern, self.page, re.DOTALL)[1])

    def get(self, path):
        url = f"http://localhost:{self.port}{path}?token=t"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def text(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()


def test_learners_lab(tmp_path):
    """From an empty folder, with an installed package: laid out there, without nbgrader's tools."""
    package = installed(tmp_path / "site")
    folder = tmp_path / "empty"
    folder.mkdir()
    running = Lab(package, folder)
    try:
        files = {
            item["name"] for item in json.loads(running.get("/api/contents/01_demo"))["content"]
        }
        assert files == {"assignment.ipynb", "dashboard.ipynb", "lesson_1_demo.ipynb"}
        assert "BEGIN SOLUTION" not in running.get("/files/01_demo/assignment.ipynb")
        disabled = running.config["disabledExtensions"]
        assert "@jupyterlab/apputils-extension:announcements" in disabled
        assert "@jupyter/nbgrader" in disabled
        with pytest.raises(urllib.error.HTTPError, match="404"):
            running.get("/formgrader")
        assert "/lab/tree/01_demo/lesson_1_demo.ipynb" in running.text()
    finally:
        running.stop()


def test_instructors_lab(tmp_path):
    """From a checkout: its own folder, with formgrader."""
    package = checkout(tmp_path / "checkout")
    running = Lab(package, tmp_path, "--instructor")
    try:
        assert "BEGIN SOLUTION" in running.get("/files/course/01_demo/assignment.ipynb")
        assert "@jupyter/nbgrader" not in running.config["disabledExtensions"]
        assert "01_demo" in running.get("/formgrader/api/assignments")
        assert "correctly configured" not in running.get("/formgrader")
    finally:
        running.stop()


def test_instructors_copy_of_an_installed_course(tmp_path):
    """From a wheel: the course is copied once, and nbgrader's own command works in the copy."""
    package = installed(tmp_path / "site")
    line = [sys.executable, "-m", "kerastutor", "lab", "--instructor", "mine", "--version"]
    variables = {**os.environ, "PYTHONPATH": str(package)}
    for expected in ("4 files copied there", "The source of the course"):
        done = subprocess.run(line, cwd=tmp_path, env=variables, capture_output=True, text=True)
        assert done.returncode == 0 and expected in done.stdout, done.stdout + done.stderr
    assert "copied" not in done.stdout  # the second time there was nothing to copy
    nbgrader = [sys.executable, "-m", "nbgrader", "generate_assignment", demo_course.CHAPTER]
    variables["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{variables['PATH']}"
    done = subprocess.run(
        nbgrader, cwd=tmp_path / "mine", env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine/build/release/01_demo/assignment.ipynb").is_file()
