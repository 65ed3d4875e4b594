"""Published data sets: digits (bundled with scikit-learn), mnist, fashion_mnist and imdb."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerastutor.data.dataset import DataError, Dataset, DataUnavailable
from kerastutor.data.files import read_npz, wrong_file
from kerastutor.i18n import _

FOLDER_VARIABLE = "KERASTUTOR_DATA"

# What imdb's numbers mean, as keras.datasets.imdb has it: 0 pads, 1 starts a review, 2 stands for
# a word that was left out, and the word of rank r (1 is the most frequent) is r + 3.
_START, _LEFT_OUT, _SHIFT = 1, 2, 3
_IMDB_WORDS = 88_584
_IMDB_SHUFFLE_SEED = 113  # Keras's own; the file itself has all positive reviews first


@dataclass(frozen=True)
class Published:
    """What is known of a published data set, and so can be verified."""

    class_names: tuple[str, ...]
    shape: tuple[int, ...]  # of one example
    train_counts: tuple[int, ...]  # examples of class 0, 1, …
    test_counts: tuple[int, ...]
    origin: str

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        train, test = sum(self.train_counts), sum(self.test_counts)
        return {
            "x_train": (train, *self.shape),
            "y_train": (train,),
            "x_test": (test, *self.shape),
            "y_test": (test,),
        }


PUBLISHED = {
    "mnist": Published(
        class_names=tuple("0123456789"),
        shape=(28, 28),
        train_counts=(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
        test_counts=(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
        origin=_("MNIST, by Y. LeCun, C. Cortes and C. Burges (CC BY-SA 3.0, as Keras states it)"),
    ),
    "fashion_mnist": Published(
        class_names=(
            _("T-shirt/top"),
            _("Trouser"),
            _("Pullover"),
            _("Dress"),
            _("Coat"),
            _("Sandal"),
            _("Shirt"),
            _("Sneaker"),
            _("Bag"),
            _("Ankle boot"),
        ),
        shape=(28, 28),
        train_counts=(6000,) * 10,
        test_counts=(1000,) * 10,
        origin=_("Fashion-MNIST, by Zalando SE (MIT licence)"),
    ),
    "imdb": Published(
        class_names=(_("negative"), _("positive")),
        shape=(),
        train_counts=(12_500, 12_500),
        test_counts=(12_500, 12_500),
        origin=_("Large Movie Review Dataset, by Maas et al. (2011), as word indices by Keras"),
    ),
}


def load_digits(seed: int, test_size: float) -> Dataset:
    """scikit-learn's 8×8 digits, its values 0–16 spread over 0–255."""
    import sklearn.datasets
    from sklearn.model_selection import train_test_split

    bundled = sklearn.datasets.load_digits()
    images = np.rint(bundled.images * (255 / 16)).astype(np.uint8)
    labels = bundled.target.astype(np.int64)
    rows_train, rows_test = train_test_split(
        np.arange(len(labels)), test_size=test_size, random_state=seed, stratify=labels
    )
    return Dataset(
        name="digits",
        x_train=images[rows_train],
        y_train=labels[rows_train],
        x_test=images[rows_test],
        y_test=labels[rows_test],
        class_names=tuple("0123456789"),
        source=_(
            "Optical Recognition of Handwritten Digits, by E. Alpaydin and C. Kaynak, UCI Machine "
            "Learning Repository (CC BY 4.0); bundled with scikit-learn."
        ),
        rows_train=rows_train,
        rows_test=rows_test,
    )


def load_published(name: str, folder: Path | None, num_words: int | None) -> Dataset:
    """mnist, fashion_mnist or imdb: from the user's folder, else through Keras."""
    known = PUBLISHED[name]
    path = find_in_folder(f"{name}.npz", folder)
    if path:
        lists = ("x_train", "x_test") if name == "imdb" else ()
        arrays = read_npz(path, known.shapes, lists=lists)
        place = str(path)
    else:
        arrays = _from_keras(name)
        place = f"keras.datasets.{name}"
    _verify(place, known, arrays)
    if name == "imdb":
        if path:  # Keras has prepared its own copy already
            arrays = _as_keras_prepares(place, arrays)
        if num_words is not None:
            arrays = _only_frequent(arrays, num_words)
    else:  # uint8, as Keras has them, whatever integer the file holds
        arrays = {key: array.astype(np.uint8) for key, array in arrays.items()}
    source = _("{origin}; read from {place}.").format(origin=known.origin, place=place)
    return Dataset(name=name, class_names=known.class_names, source=source, **arrays)


def word_index(*, folder: str | os.PathLike | None = None) -> dict[str, int]:
    """The rank of each word in imdb's reviews: 1 for the most frequent one.

    In a review, the word of rank r is written r + 3; 0 pads, 1 starts a review and 2 stands for a
    word that was left out.

    Args:
        folder: where imdb_word_index.json lies; by default as for ``load``.

    Returns:
        A dict from the word to its rank, as keras.datasets.imdb.get_word_index gives it.

    Raises:
        DataUnavailable: the file is not there and could not be downloaded.
        DataError: the file is damaged.

    Example:
        >>> words = {rank + 3: word for word, rank in word_index().items()}
        >>> " ".join(words.get(i, "…") for i in load("imdb").x_train[0])

    Source: keras.datasets.imdb.get_word_index
    """
    file_name = "imdb_word_index.json"
    path = find_in_folder(file_name, Path(folder) if folder is not None else None)
    if not path:
        return _through_keras(file_name, lambda keras: keras.datasets.imdb.get_word_index())
    try:
        ranks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise wrong_file(path, _("a json file of words and ranks"), str(error)) from error
    if not isinstance(ranks, dict) or {type(rank) for rank in ranks.values()} != {int}:
        raise wrong_file(path, _("a json file of words and ranks"), _("other values"))
    return ranks


def named_folder() -> Path | None:
    """The folder that KERASTUTOR_DATA names, whether or not it exists."""
    value = os.environ.get(FOLDER_VARIABLE)
    return Path(value).expanduser() if value else None


def find_in_folder(file_name: str, folder: Path | None) -> Path | None:
    """The file in the folder given, else in the one that KERASTUTOR_DATA names, else None.

    Raises:
        DataUnavailable: a folder was given, and the file is not in it.
    """
    chosen = folder.expanduser() if folder is not None else named_folder()
    path = chosen / file_name if chosen else None
    if path and path.is_file():
        return path
    if folder is None:
        return None
    raise DataUnavailable(
        _(
            "The folder {folder} holds no file {file}.\n"
            "Put {file} there, or leave out folder= to look in the usual places."
        ).format(folder=chosen, file=file_name)
    )


def _from_keras(name: str) -> dict[str, np.ndarray]:
    # Without num_words Keras leaves out the rarest word too; a large number keeps every word.
    options = {"num_words": _IMDB_WORDS + _SHIFT + 1} if name == "imdb" else {}
    (x_train, y_train), (x_test, y_test) = _through_keras(
        f"{name}.npz", lambda keras: getattr(keras.datasets, name).load_data(**options)
    )
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


def _through_keras(file_name: str, fetch):
    """Keras's own cache or download; its many errors become one of two lines."""
    import keras  # imports TensorFlow

    try:
        return fetch(keras)
    except Exception as error:  # Keras raises a bare Exception when a download fails
        folder = named_folder()
        if not folder:
            where = _("{file} is not on this computer").format(file=file_name)
        elif folder.is_dir():
            where = _("{file} is not in {folder}").format(file=file_name, folder=folder)
        else:
            where = _("{variable} names {folder}, which is not a folder").format(
                variable=FOLDER_VARIABLE, folder=folder
            )
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataUnavailable(
            _(
                "{where}, and Keras could not fetch it ({reason}).\n"
                "Connect to the network and try again, or set {variable} to a folder that holds "
                "{file}."
            ).format(where=where, reason=reason[:300], variable=FOLDER_VARIABLE, file=file_name)
        ) from error


def _verify(place: str, known: Published, arrays: dict[str, np.ndarray]) -> None:
    """Hold the arrays against the published facts: shapes, dtypes, examples of each class."""
    for key, shape in known.shapes.items():
        if arrays[key].shape != shape:
            raise wrong_file(
                place,
                _("{key} in shape {shape}").format(key=key, shape=shape),
                _("shape {shape}").format(shape=arrays[key].shape),
            )
    if known.shape:
        for key in ("x_train", "x_test"):
            if arrays[key].dtype != np.uint8:
                raise wrong_file(
                    place, _("{key} of dtype uint8").format(key=key), str(arrays[key].dtype)
                )
    last = len(known.class_names) - 1
    for key, counts in (("y_train", known.train_counts), ("y_test", known.test_counts)):
        labels = arrays[key]
        if labels.min() < 0 or labels.max() > last:
            raise wrong_file(
                place,
                _("labels in {key} from 0 to {last}").format(key=key, last=last),
                _("labels from {low} to {high}").format(low=labels.min(), high=labels.max()),
            )
        found = tuple(np.bincount(labels.astype(np.int64), minlength=last + 1).tolist())
        if found != counts:
            raise wrong_file(
                place,
                _("{counts} examples of the classes in {key}").format(counts=counts, key=key),
                str(found),
            )


def _as_keras_prepares(place: str, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """From the file's word ranks to the reviews that keras.datasets.imdb.load_data returns."""
    random = np.random.RandomState(_IMDB_SHUFFLE_SEED)
    prepared = {}
    for part in ("train", "test"):
        ranks = arrays[f"x_{part}"]
        low, high = min(map(min, ranks)), max(map(max, ranks))
        if low < 1 or high > _IMDB_WORDS:
            raise DataError(
                _(
                    "{path}: expected word indices from 1 to {words} in x_{part}.\n"
                    "Received: from {low} to {high}."
                ).format(path=place, words=_IMDB_WORDS, part=part, low=low, high=high)
            )
        order = np.arange(len(ranks))
        random.shuffle(order)
        reviews = np.empty(len(ranks), dtype=object)
        for row, source_row in enumerate(order):
            reviews[row] = [_START] + [rank + _SHIFT for rank in ranks[source_row]]
        prepared[f"x_{part}"] = reviews
        prepared[f"y_{part}"] = arrays[f"y_{part}"][order]
    return {key: prepared[key] for key in ("x_train", "y_train", "x_test", "y_test")}


def _only_frequent(arrays: dict[str, np.ndarray], num_words: int) -> dict[str, np.ndarray]:
    """The word indices from num_words up, and so the rarer words, become 2 (left out)."""
    result = dict(arrays)
    for key in ("x_train", "x_test"):
        reviews = np.empty(len(arrays[key]), dtype=object)
        for row, review in enumerate(arrays[key]):
            reviews[row] = [index if index < num_words else _LEFT_OUT for index in review]
        result[key] = reviews
    return result
