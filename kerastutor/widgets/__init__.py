"""What a learner sees and moves: one explorer a concept, and ``Predict``.

Each loads when it is first used, so that importing this package is cheap.
"""

import importlib

_HOMES = {
    "TensorExplorer": "tensors",
    "ReshapeExplorer": "reshaping",
    "BroadcastingExplorer": "broadcasting",
    "MatmulExplorer": "matmul",
    "GradientExplorer": "gradients",
    "ComparisonExplorer": "comparison",
    "Predict": "predict",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
