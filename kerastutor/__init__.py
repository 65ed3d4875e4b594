"""kerastutor: an interactive course on deep learning with Keras, and the library that drives it.

Importing this package is cheap: its parts, and TensorFlow with them, load when first used.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what an editor reads; `__getattr__` is what runs
    from kerastutor import checks as checks
    from kerastutor import concepts as concepts
    from kerastutor import data as data
    from kerastutor import widgets as widgets

__version__ = "0.1.0"

_PARTS = ("checks", "concepts", "data", "widgets")


def __getattr__(name: str):
    if name in _PARTS:
        return importlib.import_module(f"kerastutor.{name}")
    raise AttributeError(f"module 'kerastutor' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_PARTS])
