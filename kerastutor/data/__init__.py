"""Data sets for lessons: bundled, from a folder, through Keras, or any csv file."""

from __future__ import annotations

import difflib
import math
import operator
import os
from pathlib import Path

from kerastutor.data.dataset import DataError, Dataset, DataUnavailable
from kerastutor.data.published import PUBLISHED, load_digits, load_published, word_index
from kerastutor.data.tables import load_csv
from kerastutor.i18n import _

__all__ = ["NAMES", "DataError", "DataUnavailable", "Dataset", "load", "word_index"]

NAMES = ("digits", *PUBLISHED)


def load(
    name: str | os.PathLike = "digits",
    *,
    seed: int = 0,
    folder: str | os.PathLike | None = None,
    num_words: int | None = None,
    target: str | None = None,
    test_size: float | None = None,
    shuffle: bool | None = None,
    delimiter: str | None = None,
) -> Dataset:
    """Load a data set, split into a part to train on and a part to test on.

    - ``"digits"``: 1,797 handwritten digits, 8×8, bundled with scikit-learn: no network, ever.
      uint8 from 0 to 255 (scikit-learn's 0–16, times 255/16, rounded). Every class has the same
      share in both parts.
    - ``"mnist"``, ``"fashion_mnist"``: 60,000 + 10,000 images, 28×28, uint8. ``"imdb"``: 25,000 +
      25,000 film reviews, each a list of word indices (see ``word_index``). They are split as
      published. Looked for in ``folder``, or in the folder that KERASTUTOR_DATA names
      (mnist.npz, …), then in Keras's own cache, then downloaded by Keras.
    - a path that ends in ``.csv``: a table whose first line names the columns, in UTF-8. Looked
      for from the current folder, then in the one that KERASTUTOR_DATA names. The rules:

      1. A column in which every value is a number is numeric. True/False count as 1 and 0, dates
         (1981-01, 1981-01-31 or 1981-01-31 23:59:59) as days from the earliest. All else is text.
      2. x is float64 with every column but the target and the text. Codes for text would claim
         an order that is not there; text stays in ``columns``, to encode as you decide.
      3. Empty, NA, N/A, NaN, NULL, null, nan and ? are missing: NaN in x. A row whose target is
         missing is in neither part.
      4. y is the target, by default the last numeric column. A text target becomes the numbers
         0, 1, … of its classes in alphabetical order; whole numbers are int64, others float64.
      5. Rows are shuffled, and a class target keeps its shares; but where a column of dates
         ascends, the last rows are for testing: a forecast must not see the future.

    Nothing is cached here: every call returns new arrays.

    Args:
        name: a name above, or the path of a csv file.
        seed: which random split (digits, csv), 0 to 2**32 - 1. The same seed, the same split.
        folder: look in this folder alone.
        num_words: imdb only; word indices from this number up become 2 (left out), as in Keras.
        target: csv only; the column to predict.
        test_size: digits and csv only; the part to test on, between 0 and 1. By default 0.2.
        shuffle: csv only; True or False overrides rule 5.
        delimiter: csv only; what stands between two values, by default a comma.

    Returns:
        A Dataset: x_train, y_train, x_test, y_test, class_names, source and more.

    Raises:
        ValueError: an unknown name, or an option that the data set does not have.
        DataError: a file is truncated, wrong or pickled. Nothing is loaded then.
        DataUnavailable: the data are neither here nor could they be fetched.

    Example:
        >>> digits = load()
        >>> digits.x_train.shape
        (1437, 8, 8)

    Source: sklearn.datasets.load_digits, keras.datasets
    """
    if not isinstance(name, str | os.PathLike):
        raise TypeError(
            _("Expected name to be text or a path. Received: {name}").format(name=repr(name))
        )
    is_csv = isinstance(name, os.PathLike) or name.lower().endswith(".csv")
    if not is_csv and name not in NAMES:
        raise ValueError(_unknown(name))
    kind = "csv" if is_csv else name
    given = {
        "num_words": num_words,
        "target": target,
        "test_size": test_size,
        "shuffle": shuffle,
        "delimiter": delimiter,
        "folder": folder,
    }
    _check_options(kind, {key for key, value in given.items() if value is not None})
    _check_values(seed, num_words, test_size, delimiter)

    folder = Path(folder) if folder is not None else None
    test_size = 0.2 if test_size is None else float(test_size)
    if is_csv:
        return load_csv(
            name,
            folder=folder,
            target=target,
            delimiter="," if delimiter is None else delimiter,
            shuffle=shuffle,
            seed=operator.index(seed),
            test_size=test_size,
        )
    if name == "digits":
        return load_digits(operator.index(seed), test_size)
    return load_published(name, folder, num_words)


_OPTIONS = {
    "digits": {"test_size"},
    "mnist": {"folder"},
    "fashion_mnist": {"folder"},
    "imdb": {"folder", "num_words"},
    "csv": {"folder", "target", "test_size", "shuffle", "delimiter"},
}


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), NAMES, n=1)
    return _(
        "Expected name to be one of {names}, or a path that ends in .csv.{hint}\nReceived: {name}"
    ).format(
        names=", ".join(NAMES),
        hint=_(" Did you mean {close}?").format(close=repr(close[0])) if close else "",
        name=repr(name),
    )


def _check_options(kind: str, given: set[str]) -> None:
    if extra := sorted(given - _OPTIONS[kind]):
        raise ValueError(
            _("Expected only seed and {options} as options of {kind}.\nReceived: {extra}").format(
                options=", ".join(sorted(_OPTIONS[kind])), kind=kind, extra=", ".join(extra)
            )
        )


def _check_values(seed, num_words, test_size, delimiter) -> None:
    if not _is_whole(seed) or not 0 <= seed < 2**32:
        raise ValueError(
            _("Expected seed to be a whole number from 0 to 2**32 - 1. Received: {value}").format(
                value=repr(seed)
            )
        )
    if num_words is not None and (not _is_whole(num_words) or num_words < 1):
        raise ValueError(
            _("Expected num_words to be a positive whole number. Received: {value}").format(
                value=repr(num_words)
            )
        )
    if test_size is not None:
        try:
            good = math.isfinite(test_size) and 0 < test_size < 1
        except TypeError:
            good = False
        if not good:
            raise ValueError(
                _("Expected test_size to be between 0 and 1. Received: {value}").format(
                    value=repr(test_size)
                )
            )
    if delimiter is not None and (
        not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'
    ):
        raise ValueError(
            _("Expected delimiter to be one character. Received: {value}").format(
                value=repr(delimiter)
            )
        )


def _is_whole(value) -> bool:
    try:
        operator.index(value)
    except TypeError:
        return False
    return not isinstance(value, bool)
