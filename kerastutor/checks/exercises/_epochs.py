"""What `batches` is given, and what it hands out: facts that hold for every honest order."""

from dataclasses import replace

import numpy as np

from kerastutor.checks.exercise import Facts, Shown
from kerastutor.concepts.batching import Rows, partners
from kerastutor.learner.plain import Foreign, Raised, Stream, unwrapped


def cases(rng):
    """Rows differ from one another, so each can be known again.

    At least 20 rows: no honest shuffle looks unshuffled by chance, no mistake looks like another.
    """

    def case(n, batch_size, *shape):
        x = rng.normal(size=(n, *shape)).astype("float32")
        y = rng.permutation(np.arange(100, 100 + n))
        return x, y, batch_size, int(rng.integers(1, 1000))

    size = int(rng.integers(5, 8))
    many = int(rng.integers(6, 9))
    width = int(rng.integers(2, 5))
    return [
        case(many * size + int(rng.integers(1, size)), size, width),  # a short last batch
        case(many * size, size, width),  # no rest
        case(20, 32, 2, 2),  # less than one batch; rows that are images
        case(24, 1),  # one row a batch; x has one axis
    ]


def _make_up(batch) -> str:
    """What a batch is made of, such as "tuple (ndarray, ndarray)"."""
    made = type(batch).__name__
    if type(batch) in (tuple, list):
        inside = ", ".join(_make_up(part) for part in batch[:3])
        return f"{made} ({inside}{', …' if len(batch) > 3 else ''})"
    return made


def _is_pair(batch) -> bool:
    return (
        type(batch) is tuple and len(batch) == 2 and all(type(part) is np.ndarray for part in batch)
    )


def epoch(ask, case):
    """What matters about the batches that are handed out, up to a good deal more than an epoch."""
    x, y, batch_size, seed = case
    most = 2 * len(x) + 3
    outcome = ask(*case, take=most)
    value = outcome.value
    if not outcome.returned or value is None or type(value) is Raised or _is_coroutine(value):
        return outcome
    orders = [_rows_of_x(ask(x, y, batch_size, other, take=most), x) for other in (seed, seed + 1)]
    return replace(outcome, value=Facts(dict(_facts(value, case, most, *orders))))


def _is_coroutine(value) -> bool:
    return type(value) is Foreign and value.kind == "coroutine"


def _items(value) -> tuple | None:
    """The batches; None where nothing was handed out one by one."""
    if type(value) is Stream:
        return unwrapped(value.items)
    return tuple(unwrapped(value)) if type(value) in (list, tuple) else None


def _rows_of_x(outcome, x) -> list:
    known = Rows(x)
    return [known.numbers(batch[0]) for batch in _items(outcome.value) or () if _is_pair(batch)]


def _facts(value, case, most, again, otherwise):
    """The facts, in the order in which one explains the next."""
    x, y, batch_size, _seed = case
    n, taken = len(x), _items(value)
    yield "generator", type(value) is Stream
    if taken is None:
        return
    yield "ends", len(taken) < most
    odd = [batch for batch in taken if not _is_pair(batch)]
    yield "batch", _make_up(odd[0] if odd else (x, y))
    if odd or len(taken) == most:
        return
    yield "sizes", tuple(len(batch[0]) for batch in taken)
    rows_x = [Rows(x).numbers(batch[0]) for batch in taken]
    rows_y = [Rows(y).numbers(batch[1]) for batch in taken]
    whole = None not in rows_x + rows_y
    yield "whole", whole
    if not whole:
        return
    flat_x, flat_y = ([row for rows in part for row in rows] for part in (rows_x, rows_y))
    counts = np.bincount(flat_x, minlength=n)
    once = bool((counts == 1).all())
    yield "once", Shown(once, counts)
    together = rows_x == rows_y
    # Where rows are missing, who came with whom says nothing new.
    yield "together", Shown(together, partners(flat_x, flat_y, n)) if once else together
    in_order = list(range(n))
    yield "shuffled", flat_x != in_order
    yield "y_shuffled", flat_y != in_order
    if 1 < batch_size < n:
        starts = range(0, n, batch_size)
        blocks = {frozenset(in_order[start : start + batch_size]) for start in starts}
        yield "mixed", set(map(frozenset, rows_x)) != blocks
    yield "same_seed", again == rows_x
    yield "other_seed", otherwise != rows_x
    yield "dtypes", (_dtypes(taken, 0), _dtypes(taken, 1))


def _dtypes(taken, part) -> str:
    return ", ".join(sorted({str(batch[part].dtype) for batch in taken}))
