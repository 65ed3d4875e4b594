"""Data sets: what they hold, how they are split, and every way that a file can be wrong."""

import copy
import dataclasses
import hashlib
import importlib
import io
import os
import pickle
import subprocess
import sys
import urllib.error
import zipfile

import numpy as np
import pytest

from kerastutor import data
from kerastutor.data import published
from tests.real_data import FOLDER, shared


@pytest.fixture
def no_folder(monkeypatch):
    monkeypatch.delenv("KERASTUTOR_DATA", raising=False)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder that KERASTUTOR_DATA names."""
    monkeypatch.setenv("KERASTUTOR_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    """Small stand-ins for the published facts, so that a file for them is small too."""
    for name, shape in (("mnist", (28, 28)), ("fashion_mnist", (28, 28)), ("imdb", ())):
        known = dataclasses.replace(
            published.PUBLISHED[name],
            shape=shape,
            train_counts=(3, 3) if name == "imdb" else (2,) * 10,
            test_counts=(2, 2) if name == "imdb" else (1,) * 10,
        )
        monkeypatch.setitem(published.PUBLISHED, name, known)


def image_arrays():
    random = np.random.default_rng(1)
    return {
        "x_train": random.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_train": np.repeat(np.arange(10, dtype=np.uint8), 2),
        "x_test": random.integers(0, 256, (10, 28, 28), dtype=np.uint8),
        "y_test": np.arange(10, dtype=np.uint8),
    }


def lists(*rows):
    array = np.empty(len(rows), dtype=object)
    for i, row in enumerate(rows):
        array[i] = row
    return array


def imdb_arrays():
    return {
        "x_train": lists([1, 2], [3], [4, 5, 88_584], [300, 7], [8], [9, 70_000]),
        "y_train": np.array([1, 1, 1, 0, 0, 0]),
        "x_test": lists([1], [2, 2], [3], [4]),
        "y_test": np.array([1, 1, 0, 0]),
    }


def write_member(path, arrays, key, payload):
    """A .npz whose array ``key`` is an object array with this very pickle in it."""
    np.savez(path, **{k: v for k, v in arrays.items() if k != key})
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "|O", "fortran_order": False, "shape": arrays[key].shape}
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{key}.npy", head.getvalue() + payload)


# digits


def test_digits_is_the_default():
    default, named = data.load(), data.load("digits")
    assert default.name == "digits"
    np.testing.assert_array_equal(default.x_train, named.x_train)
    assert "scikit-learn" in default.source and "CC BY 4.0" in default.source


def test_digits_arrays():
    digits = data.load()
    assert digits.x_train.shape == (1437, 8, 8) and digits.x_test.shape == (360, 8, 8)
    assert digits.y_train.shape == (1437,) and digits.y_test.shape == (360,)
    assert digits.x_train.dtype == digits.x_test.dtype == np.uint8
    assert digits.x_train.min() == 0 and digits.x_train.max() == 255
    assert digits.class_names == tuple("0123456789")


def test_digits_are_scikit_learns_rescaled():
    from sklearn.datasets import load_digits

    digits, bundled = data.load(seed=3), load_digits()
    for part in ("train", "test"):
        rows = getattr(digits, f"rows_{part}")
        scaled = bundled.images[rows] * 255 / 16
        assert np.abs(getattr(digits, f"x_{part}") - scaled).max() <= 0.5
        np.testing.assert_array_equal(getattr(digits, f"y_{part}"), bundled.target[rows])


def test_digits_split_is_disjoint_whole_and_stratified():
    digits = data.load()
    rows = np.concatenate([digits.rows_train, digits.rows_test])
    np.testing.assert_array_equal(np.sort(rows), np.arange(1797))
    counts = np.bincount(np.concatenate([digits.y_train, digits.y_test]))
    assert np.abs(np.bincount(digits.y_test) - counts * 360 / 1797).max() < 1


def test_digits_seed():
    first, again, other = data.load(seed=1), data.load(seed=np.int64(1)), data.load(seed=2)
    for key in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(first, key), getattr(again, key))
    assert not np.array_equal(first.rows_test, other.rows_test)


def test_digits_test_size():
    assert len(data.load(test_size=0.5).x_test) == 899


def test_two_loads_share_nothing():
    first, second = data.load(), data.load()
    before = second.x_train.copy()
    first.x_train[:] = 0
    first.y_train[:] = 0
    np.testing.assert_array_equal(second.x_train, before)
    np.testing.assert_array_equal(data.load().x_train, before)


def test_dataset_is_frozen_copies_and_prints_short():
    digits = data.load()
    with pytest.raises(dataclasses.FrozenInstanceError):
        digits.x_train = None
    assert copy.deepcopy(digits).x_train is not digits.x_train
    text = repr(digits)
    assert "(1437, 8, 8)" in text and "uint8" in text and digits.source in text
    assert len(text) < 600 and "array" not in text
    assert digits != data.load()  # comparing must not raise


# names and options


@pytest.mark.parametrize(
    ("name", "hint"),
    [("minst", "'mnist'"), ("MNIST", "'mnist'"), ("fashion", "'fashion_mnist'"), ("zzz", None)],
)
def test_unknown_name_lists_the_names(name, hint):
    with pytest.raises(ValueError) as caught:
        data.load(name)
    message = str(caught.value)
    assert "digits, mnist, fashion_mnist, imdb" in message
    assert message.endswith(f"Received: {name!r}")
    assert (f"Did you mean {hint}?" in message) if hint else ("Did you" not in message)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("digits", {"seed": -1}, "seed .*Received: -1"),
        ("digits", {"seed": 2**32}, "seed"),
        ("digits", {"seed": 1.5}, "Received: 1.5"),
        ("digits", {"seed": True}, "Received: True"),
        ("digits", {"test_size": 1}, "between 0 and 1"),
        ("digits", {"test_size": "half"}, "Received: 'half'"),
        ("digits", {"target": "x"}, "options of digits.\nReceived: target"),
        ("mnist", {"num_words": 5, "test_size": 0.1}, "Received: num_words, test_size"),
        ("imdb", {"num_words": 0}, "positive whole number. Received: 0"),
        ("a.csv", {"num_words": 9}, "options of csv"),
        ("a.csv", {"delimiter": ";;"}, "one character. Received: ';;'"),
    ],
)
def test_wrong_options(name, options, message):
    with pytest.raises(ValueError, match=message):
        data.load(name, **options)


def test_name_of_another_type():
    with pytest.raises(TypeError, match="Received: 3"):
        data.load(3)


# the real files


def sha(array):
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


def test_real_mnist(monkeypatch):
    path = shared("mnist.npz")
    monkeypatch.setenv("KERASTUTOR_DATA", str(path.parent))
    mnist = data.load("mnist")
    assert [sha(a) for a in (mnist.x_train, mnist.y_train, mnist.x_test, mnist.y_test)] == [
        "741c988805d008ac",
        "1feba77c54802fa5",
        "6d87418db22cc802",
        "ddeff807876a9661",
    ]
    assert mnist.x_train.shape == (60_000, 28, 28) and mnist.x_test.shape == (10_000, 28, 28)
    assert str(path) in mnist.source and "CC BY-SA 3.0" in mnist.source
    mnist.x_train[0] = 0  # a learner may change what is theirs


@pytest.fixture(scope="module")
def imdb():
    return data.load("imdb", folder=shared("imdb.npz").parent)


def test_real_imdb(imdb):
    assert imdb.x_train.shape == imdb.x_test.shape == (25_000,)
    assert imdb.x_train.dtype == object and type(imdb.x_train[0]) is list
    assert imdb.class_names == ("negative", "positive")
    for labels in (imdb.y_train, imdb.y_test):
        assert np.bincount(labels).tolist() == [12_500, 12_500]
        assert 300 < labels[:1000].sum() < 700  # shuffled: the file has the positive ones first
    assert np.mean([len(review) for review in imdb.x_train]) == pytest.approx(238.71, abs=0.005)
    words = set().union(*imdb.x_train, *imdb.x_test) - {0, 1, 2}
    assert max(words) == 88_584 + 3
    assert {review[0] for review in imdb.x_train} == {1}


def test_real_imdb_is_what_keras_returns(imdb, monkeypatch):
    """Keras itself, reading the same file, is the oracle."""
    keras_imdb = importlib.import_module("keras.src.datasets.imdb")
    monkeypatch.setattr(keras_imdb, "get_file", lambda **_: str(FOLDER / "imdb.npz"))
    (x_train, y_train), (x_test, y_test) = keras_imdb.load_data(num_words=10_000)
    ours = data.load("imdb", num_words=10_000, folder=FOLDER)
    assert ours.x_train.tolist() == x_train.tolist()
    assert ours.x_test.tolist() == x_test.tolist()
    np.testing.assert_array_equal(ours.y_train, y_train)
    np.testing.assert_array_equal(ours.y_test, y_test)


def test_real_word_index(imdb, monkeypatch):
    shared("imdb_word_index.json")
    monkeypatch.setenv("KERASTUTOR_DATA", str(FOLDER))
    ranks = data.word_index()
    assert len(ranks) == 88_584 and ranks["the"] == 1
    words = {rank + 3: word for word, rank in ranks.items()}
    # The first review of Keras's imdb, which its documentation decodes.
    assert [words[i] for i in imdb.x_train[0][1:6]] == ["this", "film", "was", "just", "brilliant"]


# published sets from the folder, small stand-ins


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_images_from_the_folder(name, small, folder):
    arrays = image_arrays()
    np.savez_compressed(folder / f"{name}.npz", **arrays, extra=np.zeros(3))
    loaded = data.load(name)
    for key, array in arrays.items():
        np.testing.assert_array_equal(getattr(loaded, key), array)
    assert len(loaded.class_names) == 10 and loaded.y_train.dtype == np.uint8


def test_labels_of_another_integer_type_become_keras_uint8(small, folder):
    arrays = image_arrays()
    np.savez(folder / "mnist.npz", **arrays | {"y_train": arrays["y_train"].astype(np.uint64)})
    assert data.load("mnist").y_train.dtype == np.uint8


def test_folder_argument_comes_first_and_alone(small, folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    np.savez(folder / "mnist.npz", **image_arrays())
    with pytest.raises(data.DataUnavailable, match="holds no file mnist.npz"):
        data.load("mnist", folder=other)
    arrays = image_arrays()
    arrays["x_test"][:] = 7
    np.savez(other / "mnist.npz", **arrays)
    assert (data.load("mnist", folder=str(other)).x_test == 7).all()


def test_imdb_from_the_folder(small, folder):
    np.savez(folder / "imdb.npz", **imdb_arrays())
    loaded = data.load("imdb")
    pairs = {(tuple(x), int(y)) for x, y in zip(loaded.x_train, loaded.y_train, strict=True)}
    assert pairs == {
        ((1, 4, 5), 1),
        ((1, 6), 1),
        ((1, 7, 8, 88_587), 1),
        ((1, 303, 10), 0),
        ((1, 11), 0),
        ((1, 12, 70_003), 0),
    }
    rare = data.load("imdb", num_words=100)
    assert max(map(max, rare.x_train)) == 12 and [1, 12, 2] in rare.x_train.tolist()


WRONG = [
    ("x_train", np.zeros((20, 28, 27), np.uint8), r"x_train .*\nReceived: uint8 in .*28, 27"),
    ("x_train", np.zeros((19, 28, 28), np.uint8), r"\(20, 28, 28\).\nReceived: .*\(19, 28, 28\)"),
    ("x_test", np.zeros((10, 28, 28), np.float32), r"integers.*\nReceived: float32"),
    ("x_test", np.zeros((10, 28, 28), np.int64), r"x_test of dtype uint8.\nReceived: int64"),
    ("y_train", np.zeros(20, np.uint8), r"examples of the classes in y_train.\nReceived: \(20, 0"),
    ("y_train", np.arange(20), r"from 0 to 9.\nReceived: labels from 0 to 19"),
    ("y_train", np.arange(20) - 1, r"Received: labels from -1 to 18"),
    ("y_test", np.array(["a"] * 10), r"y_test to hold integers.*\nReceived: <U1"),
]


@pytest.mark.parametrize(("key", "array", "message"), WRONG)
def test_wrong_arrays(key, array, message, small, folder):
    np.savez(folder / "mnist.npz", **image_arrays() | {key: array})
    with pytest.raises(data.DataError, match=message) as caught:
        data.load("mnist")
    assert str(folder / "mnist.npz") in str(caught.value)


def test_missing_array(small, folder):
    arrays = image_arrays()
    del arrays["y_test"]
    np.savez(folder / "mnist.npz", **arrays)
    with pytest.raises(data.DataError, match="x_train, y_train, x_test, y_test") as caught:
        data.load("mnist")
    assert str(caught.value).endswith("Received: the arrays x_test, x_train, y_train.")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.99])
@pytest.mark.parametrize("name", ["mnist", "imdb"])
def test_truncated_file(name, keep, small, folder):
    path = folder / f"{name}.npz"
    np.savez(path, **(image_arrays() if name == "mnist" else imdb_arrays()))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(data.DataError, match="complete .npz file.\nReceived: a damaged or trunc"):
        data.load(name)


def test_every_flipped_byte_is_an_error_or_harmless(small, folder):
    """Damage anywhere gives the right data or a DataError: no other error, no wrong data."""
    path = folder / "imdb.npz"
    np.savez(path, **imdb_arrays())
    whole = path.read_bytes()

    def values():
        loaded = data.load("imdb")
        return [getattr(loaded, key).tolist() for key in imdb_arrays()]

    right = values()
    caught = 0
    for position in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        try:
            assert values() == right
        except data.DataError:
            caught += 1
    assert caught > len(whole) / 6


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"<html>not found</html>", "22 bytes of another kind of file"),
        (pickle.dumps([1, 2]), "a pickled file, which is not loaded"),
    ],
)
def test_files_of_another_kind(content, message, folder):
    (folder / "mnist.npz").write_bytes(content)
    with pytest.raises(data.DataError, match=message):
        data.load("mnist")


def test_a_swollen_array_is_not_unpacked(small, folder):
    path = folder / "mnist.npz"
    arrays = image_arrays()
    rest = {k: v for k, v in arrays.items() if k != "y_test"}
    np.savez(path, **rest)
    plain = io.BytesIO()
    np.save(plain, arrays["y_test"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("y_test.npy", plain.getvalue() + bytes(2**20))
    with pytest.raises(data.DataError, match="y_test to take at most"):
        data.load("mnist")


# pickles


class Attack:
    """Unpickled by pickle itself, this makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_the_attack_would_work_on_plain_pickle(tmp_path):
    pickle.loads(pickle.dumps(Attack(tmp_path / "made"))).close()
    assert (tmp_path / "made").exists()


def test_pickled_mnist_is_refused(small, folder):
    arrays = image_arrays()
    evil = lists(*[Attack(folder / "made")] * 20)
    np.savez(folder / "mnist.npz", **arrays | {"x_train": evil})
    with pytest.raises(data.DataError, match="a pickled array, which is not loaded"):
        data.load("mnist")
    assert not (folder / "made").exists()


@pytest.mark.parametrize("where", ["y_train", "y_test"])
def test_pickled_imdb_labels_are_refused(where, small, folder):
    evil = lists(*[Attack(folder / "made")] * len(imdb_arrays()[where]))
    np.savez(folder / "imdb.npz", **imdb_arrays() | {where: evil})
    with pytest.raises(data.DataError, match="a pickled array, which is not loaded"):
        data.load("imdb")
    assert not (folder / "made").exists()


@pytest.mark.parametrize("protocol", range(6))
def test_malicious_pickle_in_imdb_runs_nothing(protocol, small, folder):
    arrays = imdb_arrays()
    payload = pickle.dumps(Attack(folder / "made"), protocol=protocol)
    write_member(folder / "imdb.npz", arrays, "x_train", payload)
    with pytest.raises(data.DataError, match="a pickle that asks for .*open, refused"):
        data.load("imdb")
    assert not (folder / "made").exists()


def test_malicious_item_inside_a_real_array_runs_nothing(small, folder):
    arrays = imdb_arrays()
    arrays["x_test"][2] = [3, Attack(folder / "made")]
    np.savez(folder / "imdb.npz", **arrays)
    with pytest.raises(data.DataError, match="open, refused"):
        data.load("imdb")
    assert not (folder / "made").exists()


@pytest.mark.parametrize(
    "name",
    [
        "os\nsystem",
        "builtins\neval",
        "builtins\ngetattr",
        "numpy\nload",
        "numpy\nndarray.tofile",
        "numpy\nfromfile",
        "numpy._core.multiarray\nfromfile",
        "codecs\nencode",
    ],
)
def test_no_other_name_is_looked_up(name, small, folder):
    payload = b"c" + name.encode() + b"\n."
    write_member(folder / "imdb.npz", imdb_arrays(), "x_train", payload)
    with pytest.raises(data.DataError, match="refused"):
        data.load("imdb")


@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("module", ["numpy._core.multiarray", "numpy.core.multiarray"])
def test_arrays_pickled_by_older_numpy_are_read(protocol, module, small, folder):
    arrays = imdb_arrays()
    payload = pickle.dumps(arrays["x_train"], protocol=protocol)
    if protocol == 3:  # its names end with a line, so another length does no harm
        assert b"cnumpy._core.multiarray\n" in payload
        payload = payload.replace(b"cnumpy._core.multiarray\n", f"c{module}\n".encode())
    write_member(folder / "imdb.npz", arrays, "x_train", payload)
    assert len(data.load("imdb").x_train) == 6


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[1], [2], [3], "text", [5], [6]], "row 3 holds str"),
        ([[1], [2], [3], [4.0], [5], [6]], "row 3 holds a list of float"),
        ([[1], [2], [3], [True, 2], [5], [6]], "row 3 holds a list of bool, int"),
        ([[1], [2], [3], [], [5], [6]], "row 3 holds an empty list"),
        ([[0], [2], [3], [4], [5], [6]], "Received: from 0 to 6"),
        ([[1], [2], [3], [4], [5], [88_585]], "from 1 to 88584.*\nReceived: from 1 to 88585"),
        ([[1], [2]], r"x_train to hold 6 lists.*\nReceived: object in shape \(2,\)"),
    ],
)
def test_wrong_imdb_lists(rows, message, small, folder):
    np.savez(folder / "imdb.npz", **imdb_arrays() | {"x_train": lists(*rows)})
    with pytest.raises(data.DataError, match=message):
        data.load("imdb")


# Keras's cache and download


def test_without_folder_and_network_two_lines_say_what_to_do(no_folder, monkeypatch, tmp_path):
    """The real Keras code, cut off from the network where it opens the address."""
    file_utils = importlib.import_module("keras.src.utils.file_utils")

    def cut_off(*_args, **_kwargs):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(file_utils, "urlretrieve", cut_off)
    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(tmp_path))
    for name in ("mnist", "fashion_mnist", "imdb"):
        with pytest.raises(data.DataUnavailable) as caught:
            data.load(name)
        first, second = str(caught.value).splitlines()
        assert f"{name}.npz is not on this computer" in first and "no network" in first
        assert "KERASTUTOR_DATA" in second and f"{name}.npz" in second
        assert caught.value.__cause__ is not None
    with pytest.raises(data.DataUnavailable, match="imdb_word_index.json is not on"):
        data.word_index()


@pytest.mark.parametrize("error", [TimeoutError(), EOFError("short"), ValueError("a\nb\nc")])
def test_every_keras_failure_is_two_lines(error, monkeypatch, tmp_path):
    import keras

    def fail():
        raise error

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fail)
    for value, told in (
        (tmp_path, f"mnist.npz is not in {tmp_path}"),
        (tmp_path / "none", f"KERASTUTOR_DATA names {tmp_path / 'none'}, which is not a folder"),
    ):
        monkeypatch.setenv("KERASTUTOR_DATA", str(value))
        with pytest.raises(OSError) as caught:
            data.load("mnist")
        assert str(caught.value).startswith(told) and len(str(caught.value).splitlines()) == 2
        assert caught.value.__cause__ is error


def test_through_keras(no_folder, small, monkeypatch):
    import keras

    arrays = image_arrays()
    pairs = ((arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"]))
    monkeypatch.setattr(keras.datasets.fashion_mnist, "load_data", lambda: pairs)
    loaded = data.load("fashion_mnist")
    np.testing.assert_array_equal(loaded.x_train, arrays["x_train"])
    assert "keras.datasets.fashion_mnist" in loaded.source
    assert not np.shares_memory(loaded.x_train, arrays["x_train"])
    arrays["y_train"][0] = 9  # what Keras returns is verified too
    with pytest.raises(data.DataError, match="keras.datasets.fashion_mnist: expected"):
        data.load("fashion_mnist")


@pytest.mark.parametrize("num_words", [None, 50])
def test_imdb_through_keras_equals_imdb_from_the_folder(num_words, small, folder, monkeypatch):
    keras_imdb = importlib.import_module("keras.src.datasets.imdb")
    np.savez(folder / "imdb.npz", **imdb_arrays())
    ours = data.load("imdb", num_words=num_words)
    monkeypatch.setattr(keras_imdb, "get_file", lambda **_: str(folder / "imdb.npz"))
    monkeypatch.delenv("KERASTUTOR_DATA")
    theirs = data.load("imdb", num_words=num_words)
    assert theirs.x_train.tolist() == ours.x_train.tolist()
    assert theirs.x_test.tolist() == ours.x_test.tolist()
    np.testing.assert_array_equal(theirs.y_train, ours.y_train)


@pytest.mark.parametrize("content", [b"{", b"[1]", b'{"the": "1"}', b"{}", b"\xff\xfe"])
def test_damaged_word_index(content, folder):
    (folder / "imdb_word_index.json").write_bytes(content)
    with pytest.raises(data.DataError, match="json file of words and ranks"):
        data.word_index()


def test_errors_show_in_a_notebook_without_a_stack(folder):
    (folder / "mnist.npz").write_bytes(b"")
    with pytest.raises(data.DataError) as caught:
        data.load("mnist")
    (shown,) = caught.value._render_traceback_()
    assert shown == f"DataError: {caught.value}"


def test_neither_the_module_nor_digits_nor_the_folder_imports_tensorflow(tmp_path):
    code = (
        "import sys\n"
        "from kerastutor import data\n"
        "assert 'sklearn' not in sys.modules\n"
        "data.load()\n"
        "open('t.csv', 'w').write('a,b\\n1,2\\n3,4\\n')\n"
        "data.load('t.csv')\n"
        "try: data.load('mnist')\n"
        "except data.DataError: pass\n"
        "print(sorted({'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)))\n"
    )
    (tmp_path / "mnist.npz").write_bytes(b"damaged")
    environment = os.environ | {"KERASTUTOR_DATA": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert result.stdout.strip() == "[]", result.stderr
