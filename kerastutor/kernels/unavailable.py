"""Where kernels start cold, and why."""

import os
import sys


class Cold(Exception):
    """Why a kernel is started cold.

    Attributes:
        warn: a warm kernel was tried and failed, which the log should say.
        retired: the parent forks no more, and wants a successor.
    """

    def __init__(self, why: str, warn: bool = False, retired: bool = False):
        super().__init__(why)
        self.warn, self.retired = warn, retired


def reason(variables: dict[str, str] | None = None) -> str:
    """Why kernels with these environment variables start cold; "" when they may be warm."""
    variables = os.environ if variables is None else variables
    if variables.get("KERASTUTOR_WARM", "1").strip().lower() in ("0", "no", "off", "false"):
        return "KERASTUTOR_WARM is 0"
    if not sys.platform.startswith("linux") or not hasattr(os, "pidfd_open"):
        return f"warm kernels need Linux; this is {sys.platform}"
    from kerastutor.kernels import surroundings

    backend = surroundings.backend(variables)
    if backend != "tensorflow":
        return f"Keras runs on {backend}"
    return ""
