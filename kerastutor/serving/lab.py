"""JupyterLab on a workspace: the command line and the settings that it is started with."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kerastutor.grading.course import path_with_tools
from kerastutor.kernels import kernelspec

# JupyterLab asks about news on its first start, and would fetch them: not in a course.
ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"
# A lesson that is opened again shows its pictures as they were, before any cell has run.
WIDGETS = "@jupyter-widgets/jupyterlab-manager:plugin"
# nbgrader's buttons in JupyterLab are for instructors.
NBGRADER_LAB = "@jupyter/nbgrader"
NBGRADER_SERVER = (
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.course_list",
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.validate_assignment",
)

# Pictures are not held back on their way (sockets.py).
PROMPT = "kerastutor.serving.sockets.PromptConnection"


def write_settings(root: Path, instructor: bool = False) -> Path:
    """Write JupyterLab's settings for a workspace; the folder that holds them."""
    folder = root / ".kerastutor" / "jupyter"
    disabled = {ANNOUNCEMENTS: True, NBGRADER_LAB: not instructor}
    servers = {name: instructor for name in NBGRADER_SERVER}
    files = {
        "labconfig/page_config.json": {"disabledExtensions": disabled},
        "labconfig/default_setting_overrides.json": {WIDGETS: {"saveState": True}},
        "jupyter_server_config.d/kerastutor.json": {"ServerApp": {"jpserver_extensions": servers}},
        "jupyter_lab_config.json": {
            "LabApp": {"check_for_updates_class": "jupyterlab.NeverCheckForUpdate"}
        },
    }
    for name, settings in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return folder


def command(root: Path, options: Sequence[str], page: str | None = None) -> list[str]:
    """The command line that opens JupyterLab on ``root``; the user's own options come last.

    Args:
        root: the folder that JupyterLab shows.
        options: JupyterLab's options, as the user typed them.
        page: what to open first, relative to ``root``; by default where the user left off.
    """
    line = [sys.executable, "-m", "jupyterlab"]
    if not _given(options, "root_dir", "notebook-dir", "notebook_dir"):
        line.append(f"--ServerApp.root_dir={root}")
    if not _given(options, "workspaces_dir"):
        # tabs that are open are remembered with the workspace, not mixed with other projects'
        line.append(f"--LabApp.workspaces_dir={root / '.kerastutor' / 'lab'}")
    if page and not _given(options, "default_url"):
        line.append(f"--LabApp.default_url=/lab/tree/{page}")
    far = _given(options, "url", "gateway-url") or os.environ.get("JUPYTER_GATEWAY_URL")
    if not far and not _given(options, "kernel_websocket_connection_class"):  # kernels are here
        line.append(f"--ServerApp.kernel_websocket_connection_class={PROMPT}")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not _given(options, "allow-root"):
        line.append("--allow-root")
    return [*line, *options]


def environment(settings: Path) -> dict[str, str]:
    """The environment of JupyterLab: this one, the workspace's settings in front, warm kernels."""
    paths = [str(settings), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return kernelspec.environment(
        {
            **os.environ,
            "PATH": path_with_tools(),  # for `!pip` in a notebook, and for formgrader's alembic
            "JUPYTER_CONFIG_PATH": os.pathsep.join(path for path in paths if path),
            "KERASTUTOR_CARDS": "1",  # checks show cards: this JupyterLab saves their state
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
        }
    )


def start(root: Path, line: list[str], variables: dict[str, str]) -> int:
    """Become JupyterLab (on Windows: run it and wait); its exit code, where this returns."""
    os.chdir(root)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(line[0], line, variables)
    import subprocess

    return subprocess.run(line, env=variables, check=False).returncode


def _given(options: Sequence[str], *names: str) -> bool:
    """Whether the user set one of these options, in any of the ways Jupyter reads."""
    keys = [
        option.lstrip("-").split("=")[0].split(".")[-1] for option in options if option[:1] == "-"
    ]
    return any(key in names for key in keys)
