"""Instant feedback on an exercise: the same check that the grader runs, with other numbers.

    from kerastutor import checks

    checks.one_hot(one_hot)  # a tick, or a few lines on what is wrong
    checks.hint("one_hot")  # the next hint
    checks.explore()  # the picture of the last failure
    checks.exercises()  # the names of all exercises

A new exercise is one declaration, a `Check`, in the file of its concept, and one line below.
Each file loads when one of its checks is first used.
"""

import importlib
import sys
import types

_FILES = {
    "describe": "tensors",
    "scale_images": "preprocessing",
    "one_hot": "encoding",
    "standardize": "preprocessing",
    "broadcast_shapes": "broadcasting",
    "matmul": "matmul",
    "batches": "batching",
    "finite_difference": "gradients",
}
_HOMES = {
    "Check": "_check",
    "Mistake": "_check",
    "CheckFailed": "_failure",
    "NotAttempted": "_failure",
    "explore": "_failure",
    "hint": "_hints",
}

__all__ = sorted([*_FILES, *_HOMES, "exercises"])


def exercises() -> list[str]:
    """The names of all exercises that have a check, in the order of the course."""
    return list(_FILES)


def __getattr__(name: str):
    home = _FILES.get(name) or _HOMES.get(name)
    if home is None:
        raise AttributeError(
            f"Expected one of {', '.join(__all__)}. Received: kerastutor.checks.{name}"
        )
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__


class _Checks(types.ModuleType):
    """Importing the file matmul.py must not put the module in place of the check of that name."""

    def __setattr__(self, name, value):
        if not (name in _FILES and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Checks
