"""The check of `batches`. Any honest order is right, so facts are compared, not values."""

import copy
from collections.abc import Iterator
from itertools import islice

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
from kerastutor.checks._compare import to_plain
from kerastutor.checks._quiet import quiet
from kerastutor.concepts import batching
from kerastutor.i18n import _
from kerastutor.limits import run_limited


def _cases(rng):
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


def _taken(answer, x, y, batch_size, seed):
    """What the answer hands out, up to a good deal more than one epoch."""
    source = answer(x, y, batch_size, seed)
    if source is None:
        return None, []
    most = 2 * len(x) + 3
    return source, [to_plain(batch) for batch in islice(source, most)]


class Rows:
    """The rows of an array, to be known again in its batches."""

    def __init__(self, whole: np.ndarray):
        self.whole = whole.copy()
        self._places = {row.tobytes(): index for index, row in enumerate(self.whole)}

    def numbers(self, part: np.ndarray) -> list[int] | None:
        """Which rows a batch holds; None where one is not from here."""
        if part.shape[1:] != self.whole.shape[1:]:
            return None
        part = part.astype(self.whole.dtype)
        rows = [self._places.get(row.tobytes()) for row in part]
        return None if None in rows else rows


def _is_pair(batch) -> bool:
    return (
        type(batch) is tuple and len(batch) == 2 and all(type(part) is np.ndarray for part in batch)
    )


def _facts(answer, x, y, batch_size, seed):
    """What matters about the batches, in the order in which one fact explains the next."""
    known_x, known_y = Rows(x), Rows(y)
    n = len(x)

    def again(with_seed):
        copies = known_x.whole.copy(), known_y.whole.copy()
        taken = _taken(answer, *copies, batch_size, with_seed)[1]
        return [known_x.numbers(batch[0]) if _is_pair(batch) else None for batch in taken]

    source, taken = _taken(answer, x, y, batch_size, seed)
    if source is None:
        return None
    facts = {_("a generator"): isinstance(source, Iterator)}
    facts[_("it ends after one pass over the rows")] = len(taken) < 2 * n + 3
    facts[_("every batch is a tuple of two arrays (x, y)")] = all(map(_is_pair, taken))
    if not all(facts.values()):
        return facts
    facts[_("batch sizes")] = tuple(len(batch[0]) for batch in taken)
    rows_x = [known_x.numbers(batch[0]) for batch in taken]
    rows_y = [known_y.numbers(batch[1]) for batch in taken]
    facts[_("rows of x and y whole, as they were given")] = None not in rows_x + rows_y
    if None in rows_x + rows_y:
        return facts
    flat = [row for rows in rows_x for row in rows]
    facts[_("every row once")] = sorted(flat) == list(range(n))
    facts[_("x and y of a row together")] = rows_x == rows_y
    in_order = list(range(n))
    facts[_("shuffled")] = flat != in_order
    facts[_("y shuffled")] = [row for rows in rows_y for row in rows] != in_order
    if 1 < batch_size < n:
        starts = range(0, n, batch_size)
        blocks = {frozenset(in_order[start : start + batch_size]) for start in starts}
        facts[_("rows mixed between batches")] = set(map(frozenset, rows_x)) != blocks
    facts[_("the same seed gives the same order")] = again(seed) == rows_x
    facts[_("another seed gives another order")] = again(seed + 1) != rows_x
    facts[_("dtypes")] = (_dtypes(taken, 0), _dtypes(taken, 1))
    return facts


def _dtypes(taken, part) -> str:
    return ", ".join(sorted({str(batch[part].dtype) for batch in taken}))


def _order(n, seed):
    return np.random.default_rng(seed).permutation(n)


def _cut(x, y, order, batch_size):
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def _apart(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    yield from _cut(rng.permutation(x), rng.permutation(y), np.arange(len(x)), batch_size)


def _only_x_shuffled(x, y, batch_size, seed):
    yield from _cut(x[_order(len(x), seed)], y, np.arange(len(x)), batch_size)


def _last_dropped(x, y, batch_size, seed):
    order = _order(len(x), seed)
    yield from _cut(x, y, order[: len(x) // batch_size * batch_size], batch_size)


def _with_replacement(x, y, batch_size, seed):
    yield from _cut(x, y, np.random.default_rng(seed).integers(0, len(x), len(x)), batch_size)


def _new_choice(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    for start in range(0, len(x), batch_size):
        size = min(batch_size, len(x) - start)
        rows = rng.choice(len(x), size, replace=False)
        yield x[rows], y[rows]


def _only_x(x, y, batch_size, seed):
    for batch, _labels in _cut(x, y, _order(len(x), seed), batch_size):
        yield batch


def _blocks_shuffled(x, y, batch_size, seed):
    starts = np.arange(0, len(x), batch_size)
    # The short block stays last, so that only the order of the blocks betrays it.
    whole = starts[: len(x) // batch_size]
    whole = np.random.default_rng(seed).permutation(whole)
    for start in [*whole, *starts[len(whole) :]]:
        yield x[start : start + batch_size], y[start : start + batch_size]


def _in_place(x, y, batch_size, seed):
    np.random.default_rng(seed).shuffle(x)
    np.random.default_rng(seed).shuffle(y)
    yield from _cut(x, y, np.arange(len(x)), batch_size)


def _empty_last(x, y, batch_size, seed):
    order = _order(len(x), seed)
    for number in range(len(x) // batch_size + 1):
        rows = order[number * batch_size : (number + 1) * batch_size]
        yield x[rows], y[rows]


def _never_ends(x, y, batch_size, seed):
    while True:
        yield from _cut(x, y, _order(len(x), seed), batch_size)


def _picture(answer, failure):
    """What is odd about the rows handed out; the input where they cannot be told.

    How often each came, if not once each; else x's rows beside y's; else their order.
    """
    from kerastutor import widgets

    x = failure.given["x"]
    if type(failure.received) is not dict:
        return _pictures.given(failure)
    try:
        with quiet():
            taken = run_limited(
                lambda: _taken(answer, *copy.deepcopy(list(failure.given.values())))[1], seconds=5
            )
        known = Rows(x), Rows(failure.given["y"])
        rows, rows_y = (
            [row for batch in taken for row in known[part].numbers(batch[part])] for part in (0, 1)
        )
    except Exception:  # whatever the learner's function does, something is shown
        return _pictures.given(failure)
    counts = np.bincount(rows, minlength=len(x))
    if (counts != 1).any():
        return widgets.ComparisonExplorer(
            counts, np.ones_like(counts), title=_("How often each row came in one epoch")
        )
    if rows != rows_y:
        return widgets.ComparisonExplorer(
            rows_y, rows, title=_("Row numbers as handed out: those of y, and those of x beside it")
        )
    return widgets.TensorExplorer(rows, name="rows", axes=[_("handed out")])


batches = Check(
    name="batches",
    signature="batches(x, y, batch_size, seed)",
    reference=batching.batches,
    cases=_cases,
    run=_facts,
    no_result=_("it returned None: no `yield` stands in it. `yield` makes it a generator."),
    oracle=_("what model.fit does"),
    look=_("lesson 2 (lesson_2_reshaping.ipynb), on picking rows by an array of numbers"),
    hints=(
        _("A permutation of the row numbers is all that is shuffled; x and y are indexed with it."),
        _("order = np.random.default_rng(seed).permutation(len(x))"),
        _("for start in range(0, len(x), batch_size): take order[start : start + batch_size]."),
        _("`yield x[rows], y[rows]` hands out one batch; a slice past the end is simply shorter."),
    ),
    mistakes=(
        Mistake(
            "not_shuffled",
            lambda x, y, batch_size, seed: _cut(x, y, np.arange(len(x)), batch_size),
            _("The rows come in their old order: pick them by a random permutation."),
        ),
        Mistake(
            "shuffled_apart",
            _apart,
            _(
                "x and y are shuffled by two different permutations, so images get the labels of "
                "others. Make one permutation and index both with it."
            ),
        ),
        Mistake(
            "only_x_shuffled",
            _only_x_shuffled,
            _("x is shuffled and y is not, so rows get the labels of others: index both alike."),
        ),
        Mistake(
            "last_batch_dropped",
            _last_dropped,
            _(
                "The rows left over at the end are dropped. Keep them as a short last batch: let "
                "range go to len(x)."
            ),
        ),
        Mistake(
            "with_replacement",
            _with_replacement,
            _(
                "Row numbers are drawn anew each time, so some rows come twice and some never. Use "
                "a permutation."
            ),
        ),
        Mistake(
            "new_choice_each_batch",
            _new_choice,
            _(
                "Each batch is drawn from all rows again, so a row may come in several batches. "
                "Make one permutation before the loop."
            ),
        ),
        Mistake(
            "seed_ignored",
            lambda x, y, batch_size, seed: _cut(x, y, np.random.permutation(len(x)), batch_size),
            _(
                "The seed is not used: the same seed gives another order each time. Use "
                "np.random.default_rng(seed)."
            ),
        ),
        Mistake(
            "always_the_same_order",
            lambda x, y, batch_size, seed: _cut(x, y, _order(len(x), 0), batch_size),
            _("Every seed gives the same order: a fixed number stands where seed should."),
        ),
        Mistake(
            "list_returned",
            lambda x, y, batch_size, seed: list(_cut(x, y, _order(len(x), seed), batch_size)),
            _(
                "It returns a list, so all batches are in memory at once. `yield` one at a time "
                "in place of `append` and `return`."
            ),
        ),
        Mistake(
            "returns_in_the_loop",
            lambda x, y, batch_size, seed: next(_cut(x, y, _order(len(x), seed), batch_size)),
            _(
                "`return` ends the function at the first batch. `yield` hands a batch out and goes "
                "on from there when the next one is asked for."
            ),
        ),
        Mistake(
            "only_x",
            _only_x,
            _("Only x is handed out: yield both, `yield x[rows], y[rows]`."),
        ),
        Mistake(
            "blocks_shuffled",
            _blocks_shuffled,
            _(
                "Only the order of the batches is random; the same rows stay together in each "
                "epoch. Shuffle the rows first, then cut."
            ),
        ),
        Mistake(
            "shuffled_in_place",
            _in_place,
            _(
                "It shuffles the caller's own x and y: after it they are in another order. Index "
                "with a permutation, which makes copies."
            ),
        ),
        Mistake(
            "empty_last_batch",
            _empty_last,
            _("When nothing is left over it hands out one more, empty batch. Stop before that."),
        ),
        Mistake(
            "never_ends",
            _never_ends,
            _("It starts again after the last batch, for ever. One call is one epoch: no `while`."),
        ),
    ),
    picture=_picture,
)
