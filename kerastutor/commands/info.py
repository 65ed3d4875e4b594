"""``info``: what is installed, what Keras runs on, what is missing and how to get it."""

import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click

import kerastutor
from kerastutor.console import console, say, table
from kerastutor.i18n import _, ngettext

REQUIRED = (
    "tensorflow",
    "keras",
    "numpy",
    "scikit-learn",
    "matplotlib",
    "jupyterlab",
    "ipywidgets",
    "anywidget",
    "voila",
    "nbgrader",
)
# Runs in a process of its own: a TensorFlow that kills its process is then a line in the table.
PROBE = """
import json, keras, tensorflow
devices = [(d.device_type, d.name) for d in tensorflow.config.list_physical_devices()]
details = [
    tensorflow.config.experimental.get_device_details(d).get("device_name", "")
    for d in tensorflow.config.list_physical_devices("GPU")
]
print(json.dumps({"backend": keras.backend.backend(), "devices": devices, "gpus": details}))
"""


@click.command(
    short_help=_("Say what is installed and what is missing."),
    help=_("Say what is installed, what Keras runs on, what is missing and how to get it."),
)
@click.pass_context
def info(ctx):
    rows, missing = versions()
    table(
        _("kerastutor {version}").format(version=kerastutor.__version__),
        [_("part"), _("version")],
        rows,
    )
    if "tensorflow" not in missing and "keras" not in missing:
        with console(stderr=True).status(_("Loading TensorFlow")):
            found, error = probe()
        if error:
            missing["tensorflow"] = _("it is installed but does not start: {error}").format(
                error=error
            )
        else:
            rows = [[_("Keras backend"), found["backend"]]]
            rows.append([_("devices"), ", ".join(name for _kind, name in found["devices"])])
            if found["gpus"]:
                rows.append([_("GPU"), ", ".join(found["gpus"])])
            else:
                rows.append([_("GPU"), _("none; the course needs none")])
            table(_("Keras"), [_("what"), _("value")], rows)
    table(_("Kernels"), [_("what"), _("value")], kernels())
    table(_("Data"), [_("what"), _("value")], data())
    if missing:
        rows = [[name, why] for name, why in missing.items()]
        table(_("Missing"), [_("part"), _("why")], rows)
        say(
            _("To get what is missing: {command}").format(
                command=f"{Path(sys.executable).name} -m pip install --upgrade kerastutor"
            )
        )
        ctx.exit(1)
    say(_("Everything that the course needs is here."))


def versions() -> tuple[list[list[str]], dict[str, str]]:
    """(rows of part and version, what is missing and why)."""
    rows = [[_("Python"), f"{platform.python_version()} ({sys.executable})"]]
    missing = {}
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        missing["Python"] = _("expected 3.11 to 3.13")
    for name in REQUIRED:
        try:
            rows.append([name, metadata.version(name)])
        except metadata.PackageNotFoundError:
            rows.append([name, _("missing")])
            missing[name] = _("it is not installed")
    return rows, missing


def probe() -> tuple[dict, str]:
    """(backend and devices, "") or ({}, why TensorFlow does not start)."""
    variables = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            env=variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return json.loads(done.stdout.strip().splitlines()[-1]), ""
    except subprocess.TimeoutExpired:
        return {}, _("no answer within five minutes")
    except (IndexError, ValueError):
        lines = done.stderr.strip().splitlines()
        return {}, lines[-1] if lines else _("exit code {code}").format(code=done.returncode)


def kernels() -> list[list[str]]:
    """Whether notebooks start warm (with Keras imported), and the process that they come from."""
    from kerastutor.kernels import client, unavailable

    why = unavailable.reason()
    if why:
        return [[_("start"), _("cold: {why}").format(why=why)]]
    try:
        found = client.status([])
    except unavailable.Cold as error:
        return [[_("start"), _("cold: {why}").format(why=error)]]
    if found is None:
        process = _("none yet; lab, dashboards and grade start it")
    else:
        process = ngettext(
            "process {pid}, {count} kernel", "process {pid}, {count} kernels", len(found["kernels"])
        ).format(pid=found["pid"], count=len(found["kernels"]))
    return [
        [
            _("start"),
            _("warm: Keras is imported before a notebook opens (KERASTUTOR_WARM=0: cold)"),
        ],
        [_("parent"), process],
    ]


def data() -> list[list[str]]:
    """Where data sets come from on this machine."""
    folder = os.environ.get("KERASTUTOR_DATA")
    if not folder:
        text = _("not set: MNIST and IMDB are downloaded by Keras when they are first used")
    elif Path(folder).is_dir():
        files = sorted(path.name for path in Path(folder).iterdir() if path.is_file())
        text = _("{folder}: {files}").format(folder=folder, files=", ".join(files) or _("empty"))
    else:
        text = _("{folder}: there is no such folder").format(folder=folder)
    home = os.environ.get("KERAS_HOME")
    cache = (Path(home) if home else Path.home() / ".keras") / "datasets"
    files = sorted(path.name for path in cache.iterdir()) if cache.is_dir() else []
    kept = ", ".join(files) or _("nothing yet")
    return [
        [_("digits"), _("comes with scikit-learn; needs no network")],
        ["KERASTUTOR_DATA", text],
        [_("downloaded by Keras"), f"{cache}: {kept}"],
    ]
