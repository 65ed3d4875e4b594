"""What is asked before it is shown: questions, answers, misreads and reasons, a module a chapter.

A lesson's cell is ``Predict(key="3/aligned-outer")`` and no more: lesson/name in chapter 1,
chapter/lesson/name from the second one on, such as "2/1/xor".
"""

import difflib
import functools
import importlib

from kerastutor.i18n import _
from kerastutor.predictions.prediction import Prediction

__all__ = ["Prediction", "get", "keys"]

#: The modules of the chapters, the first chapter's first; each has ``PREDICTIONS``, a dict by key.
CHAPTERS = ("tensors", "layers", "training")


def get(key: str) -> Prediction:
    """The declaration of a prediction of the course.

    Raises:
        ValueError: there is none under this key.
    """
    known = _declared()
    if isinstance(key, str) and key in known:
        return known[key]
    near = difflib.get_close_matches(str(key), known, n=3, cutoff=0.5) or list(known)[:1]
    raise ValueError(
        _(
            "Expected the key of a prediction of the course, such as {near}. Received: {key!r}"
        ).format(near=", ".join(map(repr, near)), key=key)
    )


def keys() -> list[str]:
    """The keys of all predictions, in the order of the course."""
    return list(_declared())


@functools.cache
def _declared() -> dict[str, Prediction]:
    found: dict[str, Prediction] = {}
    for chapter in CHAPTERS:
        found |= importlib.import_module(f"{__name__}.{chapter}").PREDICTIONS
    return found
