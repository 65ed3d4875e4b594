"""What must be the same for a forked kernel to be the kernel that a cold start would have given."""

import hashlib
import json
import os
import resource
import sys
import sysconfig
import tempfile
from pathlib import Path

# Read by TensorFlow, Keras, NumPy or Python while they are imported: a request with other values
# gets a cold kernel.
READ_AT_IMPORT = (
    *("TF_", "KERAS_", "XLA_", "CUDA_", "CUDNN_", "NVIDIA_", "NCCL_", "ROCM_", "HIP_", "TPU_"),
    *("MKL_", "KMP_", "OMP_", "OPENBLAS_", "GOTO_", "BLIS_", "NPY_", "NUMPY_", "NUMEXPR_"),
    *("PYTHON", "LD_", "MALLOC_", "GLIBC_", "ABSL_", "GRPC_", "PROTOCOL_BUFFERS_", "HDF5_"),
    *("SCIPY_", "SKLEARN_", "JOBLIB_", "MPLCONFIGDIR", "MATPLOTLIBRC", "LC_", "LANG"),
    *("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TZ"),
)


def import_variables(variables: dict[str, str]) -> dict[str, str]:
    """Those environment variables that matter while libraries are imported."""
    return {name: text for name, text in variables.items() if name.startswith(READ_AT_IMPORT)}


def where() -> dict:
    """The walls and shares that the system gives this process; its children inherit them."""
    status = {}
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        status[name] = value.strip()
    inherited = ("Uid", "Gid", "Groups", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")
    top = os.stat("/")
    return {
        **{name: status.get(name) for name in inherited},
        "cgroup": Path("/proc/self/cgroup").read_text(),
        "namespaces": {
            name: os.readlink(f"/proc/self/ns/{name}")
            for name in sorted(os.listdir("/proc/self/ns"))
        },
        "affinity": sorted(os.sched_getaffinity(0)),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "oom": Path("/proc/self/oom_score_adj").read_text(),
        "root": [top.st_dev, top.st_ino],
    }


def limits() -> dict[str, list[int]]:
    """Every resource limit of this process: name → [soft, hard]."""
    return {
        name: list(resource.getrlimit(getattr(resource, name)))
        for name in dir(resource)
        if name.startswith("RLIMIT_")
    }


def umask() -> int:
    """The file mode mask, read without setting it: other threads may be creating files."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    return 0o022


def name(flags: list[str]) -> str:
    """The name of the parent for this Python, its flags, and these surroundings."""
    key = json.dumps([sys.executable, sys.prefix, sys.version, flags, where()])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def folder() -> Path:
    """The user's own folder for sockets, made when it is missing.

    Raises:
        OSError: it cannot be made, or belongs to somebody else, or others may look into it.
    """
    run = os.environ.get("XDG_RUNTIME_DIR")
    path = (
        Path(run) / "kerastutor"
        if run and os.path.isdir(run)
        else Path(tempfile.gettempdir()) / f"kerastutor-{os.getuid()}"
    )
    path.mkdir(mode=0o700, parents=False, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(
            f"Expected a folder that only user {os.getuid()} may open. Received: {path} "
            f"(owner {found.st_uid}, mode {found.st_mode & 0o777:o})"
        )
    return path


def stamp() -> dict[str, tuple]:
    """When each file that this process imported was changed, and which packages are installed."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    files |= {str(path) for path in settings()}
    found = {}
    for file in sorted(filter(None, files)):
        try:
            at = os.stat(file)
            found[file] = (at.st_mtime_ns, at.st_size, at.st_ino)
        except OSError:
            found[file] = ()
    for site in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        names = [n for n in os.listdir(site) if n.endswith((".dist-info", ".egg-info", ".pth"))]
        found[site] = tuple(sorted(names))
    return found


def settings() -> list[Path]:
    """Files of settings that Keras reads while it is imported."""
    home = os.environ.get("KERAS_HOME")
    return [(Path(home) if home else Path.home() / ".keras") / "keras.json"]


def backend(variables: dict[str, str]) -> str:
    """The backend that Keras would choose: the variable's, else that of keras.json."""
    if variables.get("KERAS_BACKEND"):
        return variables["KERAS_BACKEND"]
    try:
        return json.loads(settings()[0].read_text()).get("backend") or "tensorflow"
    except (OSError, ValueError, AttributeError):
        return "tensorflow"
