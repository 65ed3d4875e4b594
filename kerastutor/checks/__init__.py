"""Instant feedback on an exercise: the same check that the grader runs, with other numbers.

    from kerastutor import checks

    checks.one_hot(one_hot)  # a tick, or a few lines on what is wrong
    checks.hint("one_hot")  # the next hint
    checks.explore("one_hot")  # the picture of its failure; of the last one without a name
    checks.names()  # the names of all exercises
    checks.attempt(batches, x, y, 8, 0, take=1)  # a call that cannot hang or harm

An exercise is declared in `checks/exercises/`, in the file of its concept, and listed in that
folder. `examine` holds an answer against it, and gives a verdict.
"""

import importlib
from typing import TYPE_CHECKING, Any

from kerastutor.checks import exercises

if TYPE_CHECKING:
    from kerastutor.checks.check import Check as Check
    from kerastutor.checks.check import attempt as attempt
    from kerastutor.checks.check import explore as explore
    from kerastutor.checks.failure import CheckFailed as CheckFailed
    from kerastutor.checks.failure import NotAttempted as NotAttempted
    from kerastutor.checks.hints import hint as hint

    adam_step: Check
    backprop: Check
    batches: Check
    binary_crossentropy: Check
    broadcast_shapes: Check
    categorical_crossentropy: Check
    dense: Check
    dense_gradients: Check
    clip_by_global_norm: Check
    describe: Check
    finite_difference: Check
    matmul: Check
    mean_squared_error: Check
    momentum_step: Check
    one_hot: Check
    parameter_count: Check
    relu: Check
    relu_gradient: Check
    rmsprop_step: Check
    scale_images: Check
    sgd_step: Check
    sigmoid: Check
    softmax: Check
    softmax_crossentropy_gradient: Check
    standardize: Check

_HOMES = {
    "Check": "check",
    "CheckFailed": "failure",
    "NotAttempted": "failure",
    "attempt": "check",
    "explore": "check",
    "hint": "hints",
}

__all__ = sorted([*exercises.HOMES, *_HOMES, "names"])


def names() -> list[str]:
    """The names of all exercises, in the order of the course."""
    return list(exercises.HOMES)


_made: dict[str, Any] = {}


def __getattr__(name: str) -> Any:
    if name in exercises.HOMES:
        if name not in _made:
            make = importlib.import_module(f"{__name__}.check").Check
            _made[name] = make(exercises.find(name))
        # in `checks.relu(relu)` this is looked up before the learner's relu, each time
        importlib.import_module(f"{__name__}.unnamed").watch()
        return _made[name]
    if name not in _HOMES:
        raise AttributeError(
            f"Expected one of {', '.join(__all__)}. Received: kerastutor.checks.{name}"
        )
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
