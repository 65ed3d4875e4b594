"""The kernel `python3` as this project's commands offer it: ipykernel's own, started warm."""

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kerastutor.kernels.unavailable import reason


def environment(variables: dict[str, str] | None = None, ahead: bool = True) -> dict[str, str]:
    """The environment in which Jupyter starts warm kernels, or the same one where it cannot.

    Args:
        variables: the environment of the Jupyter server to come; by default this process's.
        ahead: start the parent now, so that it is ready when the first kernel is asked for.
    """
    variables = dict(os.environ if variables is None else variables)
    if reason(variables):
        return variables
    from kerastutor.kernels import client, surroundings

    try:
        paths = [str(_write(surroundings.folder())), variables.get("JUPYTER_PATH", "")]
        if ahead:
            client.warm_up([], variables)
    except (OSError, client.Cold):  # no folder of our own: kernels start cold
        return variables
    variables["JUPYTER_PATH"] = os.pathsep.join(path for path in paths if path)
    return variables


@contextlib.contextmanager
def warm_kernels(**more: str) -> Iterator[None]:
    """Kernels that this process starts meanwhile are warm, and have ``more`` variables set."""
    before = dict(os.environ)
    wanted = environment({**before, **more})
    changed = {name: text for name, text in wanted.items() if before.get(name) != text}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name in changed:
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)


def _write(folder: Path) -> Path:
    """Write the kernelspec with ipykernel's own logos; the folder for JUPYTER_PATH."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict

    path = folder / f"jupyter-{hashlib.sha256(sys.prefix.encode()).hexdigest()[:16]}"
    kernel = path / "kernels" / "python3"
    kernel.mkdir(parents=True, exist_ok=True)
    for logo in Path(RESOURCES).glob("logo*"):
        shutil.copyfile(logo, kernel / logo.name)
    spec = get_kernel_dict()
    spec["metadata"] = {
        **spec.get("metadata", {}),
        "kernel_provisioner": {"provisioner_name": "kerastutor-warm"},
    }
    new = kernel / f".kernel.json.{os.getpid()}"
    new.write_text(json.dumps(spec, indent=1))
    new.replace(kernel / "kernel.json")  # at once: a server may be reading it
    return path
