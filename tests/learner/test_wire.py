"""The framing of a pipe: what is sent arrives, and what is forged is refused."""

import io
import json
import struct

import numpy as np
import pytest

from kerastutor.learner import wire
from kerastutor.learner.outcome import identical
from kerastutor.learner.plain import Foreign, Raised, Stream, Tensor
from tests.learner.test_plain import SAME

MORE = [
    Foreign("Thing", "of text"),
    Raised("Odd", "words", ("ValueError",), "3: x", True, "f"),
    Stream("generator", (1, np.arange(2)), True),
    Tensor(np.ones((2, 2), "float32"), "bfloat16"),
]


def through(value):
    return wire.decode(wire.read_frame(io.BytesIO(wire.encode(value)).read))


@pytest.mark.parametrize("value", [*SAME, *MORE], ids=lambda value: type(value).__name__)
def test_what_is_sent_arrives(value):
    for again in (through(value), wire.from_json(json.loads(json.dumps(wire.to_json(value))))):
        assert type(again) is type(value)
        if type(value) is Stream:
            assert (again.kind, again.ended) == (value.kind, value.ended)
            assert identical(again.items, value.items)
        elif type(value) is Tensor:
            assert again.dtype == value.dtype and identical(again.values, value.values)
        elif type(value) is float or isinstance(value, np.generic):
            assert again == value and getattr(again, "dtype", 0) == getattr(value, "dtype", 0)
        else:
            assert identical(again, value) and (type(value) is not Raised or again == value)


def test_read_only_arrives_read_only():
    array = np.arange(3)
    array.flags.writeable = False
    assert not through(array).flags.writeable
    assert through(np.arange(3)).flags.writeable


def test_the_end_of_a_pipe():
    frame = wire.encode((1, np.zeros(5)))
    assert wire.read_frame(io.BytesIO(b"").read) is None
    for size in (3, 11, 20, len(frame) - 1):
        with pytest.raises(wire.WireError, match="cut off"):
            wire.read_frame(io.BytesIO(frame[:size]).read)


def forged(tree, data=b""):
    return wire.decode((json.dumps(tree).encode(), data))


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "n",
        ["q"],
        [["n"]],
        ["n", 1],
        ["b", 1],
        ["i", 5],
        ["i", "0x" + "f" * 30000],
        ["i", "one"],
        ["f", "0x" + "1" * 99],
        ["f", 1.5],
        ["s", 3],
        ["y", [0, 9]],
        ["y", [-1, 1]],
        ["y", [4, 5]],
        ["y", [0]],
        ["t", 3],
        ["d", [[["n"]]]],
        ["d", [[["l", []], ["n"]]]],  # a list is no key
        ["a", "O", [1], True, [0, 8]],
        ["a", "|O8", [1], True, [0, 8]],
        ["a", "<M8[D]", [1], True, [0, 8]],
        ["a", "<f8, <f8", [1], True, [0, 8]],
        ["a", "<f8", [2], True, [0, 8]],
        ["a", "<f8", [-1, -1], True, [0, 8]],
        ["a", "<f8", [1] * 40, True, [0, 8]],
        ["a", "<f8", [1.0], True, [0, 8]],
        ["a", "<f8", [1], 1, [0, 8]],
        ["a", "|b1", [8], True, [0, 8]],  # bytes that are neither 0 nor 1
        ["a", "<U2", [1], True, [0, 8]],  # characters that are none
        ["g", "<f8", [0, 4]],
        ["T", "float32", ["n"]],
        ["F", "system", []],
        ["F", "wave", [["s", "__import__('os')"], ["i", "1"]]],
        ["S", "generator", ["n"], 1],
        ["E", "ValueError", "", [], "", 1, ""],
        ["x", "a", 3],
    ],
    ids=lambda tree: json.dumps(tree)[:40],
)
def test_what_is_forged_is_refused(tree):
    with pytest.raises(wire.WireError):
        forged(tree, b"\xff" * 8)


def test_limits(monkeypatch):
    deep = ["n"]
    for _n in range(100):
        deep = ["l", [deep]]
    with pytest.raises(wire.WireError, match="too deep"):
        forged(deep)
    with pytest.raises(wire.WireError):
        wire.decode((b"[" * 100_000, b""))
    monkeypatch.setattr(wire, "MOST_ITEMS", 10)
    with pytest.raises(wire.WireError, match="more items"):
        forged(["l", [["n"]] * 11])
    monkeypatch.setattr(wire, "MOST_BYTES", 20)
    same = ["a", "|u1", [8], True, [0, 8]]
    with pytest.raises(wire.WireError, match="more bytes"):
        forged(["l", [same] * 3], b"x" * 8)  # the same bytes, three times


def test_a_frame_that_is_too_large_is_not_read():
    read = []

    def pipe(size):
        read.append(size)
        return struct.pack(">QI", 2**40, 10)

    with pytest.raises(wire.WireError, match="a frame of"):
        wire.read_frame(pipe)
    assert len(read) == 1


def test_no_json():
    with pytest.raises(wire.WireError, match="no JSON"):
        wire.decode((b"\x80\x04", b""))
    for written in (None, [], ["n"], [["n"], "!"], [["n"], 3]):
        with pytest.raises(wire.WireError):
            wire.from_json(written)
