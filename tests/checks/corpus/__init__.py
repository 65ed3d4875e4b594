"""What learners hand in: right answers in many styles, and beginners' mistakes, by exercise.

Written by people who did not know which mistakes the checks know.
"""

import importlib

from kerastutor import checks

MODULES = {name: importlib.import_module(f"{__name__}.{name}") for name in checks.names()}
RIGHT = {name: module.RIGHT for name, module in MODULES.items()}
WRONG = {name: module.WRONG for name, module in MODULES.items()}
#: Shuffled or begun without the seed, so no two runs are alike.
RANDOM = ("ignores_the_seed", "seeds_the_wrong_library", "keras_new_weights")


def word(answer) -> str:
    """What an answer is called in its file."""
    return getattr(answer, "__name__", "by_callable_object")
