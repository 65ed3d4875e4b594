"""kerastutor: an interactive course on deep learning with Keras, and the library that drives it.

Importing this package is cheap: its parts, and TensorFlow with them, load when first used.
"""

import importlib

__version__ = "0.1.0"

_PARTS = ("checks", "concepts", "data", "widgets")


def __getattr__(name: str):
    if name in _PARTS:
        return importlib.import_module(f"kerastutor.{name}")
    raise AttributeError(f"module 'kerastutor' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_PARTS])
