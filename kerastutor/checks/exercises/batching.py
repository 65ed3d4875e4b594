"""The check of `batches`. Any honest order is right, so facts are compared, not values."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.checks.exercises._epochs import cases, epoch
from kerastutor.concepts import batching
from kerastutor.i18n import _


def _order(n, seed):
    return np.random.default_rng(seed).permutation(n)


def _cut(x, y, order, batch_size):
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def _pairs(x, y, parts):
    return ((x[rows], y[rows]) for rows in parts)


def _right(x, y, batch_size, seed):
    return _cut(x, y, _order(len(x), seed), batch_size)


batches = Exercise(
    signature="batches(x, y, batch_size, seed)",
    parts={
        "generator": _("a generator"),
        "ends": _("it ends after one pass over the rows"),
        "batch": _("what a batch is"),
        "sizes": _("batch sizes"),
        "whole": _("rows of x and y whole, as they were given"),
        "once": _("every row once"),
        "together": _("each row of x with its own y"),
        "shuffled": _("shuffled"),
        "y_shuffled": _("y shuffled"),
        "mixed": _("rows mixed between batches"),
        "same_seed": _("the same seed gives the same order"),
        "other_seed": _("another seed gives another order"),
        "dtypes": _("dtypes"),
    },
    reference=batching.batches,
    cases=cases,
    captions={
        "once": _("how often each row of x came"),
        "together": _("for each row of x, the row of y that came with it"),
    },
    run=epoch,
    no_result=_("it returned None: no `yield` stands in it. `yield` makes it a generator."),
    oracle=_("an epoch of model.fit, rows in random order"),
    look=_("lesson 2 (lesson_2_reshaping.ipynb), on picking rows by an array of numbers"),
    hints=(
        _("A permutation of the row numbers is all that is shuffled; x and y are indexed with it."),
        _("order = np.random.default_rng(seed).permutation(len(x))"),
        _("for start in range(0, len(x), batch_size): take order[start : start + batch_size]."),
        _("`yield x[rows], y[rows]` hands out one batch; a slice past the end is simply shorter."),
    ),
)


@batches.mistake(_("The rows come in their old order: pick them by a random permutation."))
def not_shuffled(x, y, batch_size, seed):
    return _cut(x, y, np.arange(len(x)), batch_size)


@batches.mistake(
    _(
        "x and y are shuffled by two different permutations, so images get the labels of "
        "others. Make one permutation and index both with it."
    )
)
def shuffled_apart(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    yield from _cut(rng.permutation(x), rng.permutation(y), np.arange(len(x)), batch_size)


@batches.mistake(
    _("x is shuffled and y is not, so rows get the labels of others: index both alike.")
)
def only_x_shuffled(x, y, batch_size, seed):
    yield from _cut(x[_order(len(x), seed)], y, np.arange(len(x)), batch_size)


@batches.mistake(
    _(
        "The rows left over at the end are dropped. Keep them as a short last batch: let "
        "range go to len(x)."
    )
)
def last_batch_dropped(x, y, batch_size, seed):
    order = _order(len(x), seed)
    yield from _cut(x, y, order[: len(x) // batch_size * batch_size], batch_size)


@batches.mistake(
    _(
        "Row numbers are drawn with replacement: a number that was drawn can be drawn again. So "
        "some rows come twice and some never. Use a permutation."
    )
)
def with_replacement(x, y, batch_size, seed):
    yield from _cut(x, y, np.random.default_rng(seed).integers(0, len(x), len(x)), batch_size)


@batches.mistake(
    _(
        "Each batch is drawn from all rows again, so a row may come in several batches. "
        "Make one permutation before the loop."
    )
)
def new_choice_each_batch(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    for start in range(0, len(x), batch_size):
        size = min(batch_size, len(x) - start)
        rows = rng.choice(len(x), size, replace=False)
        yield x[rows], y[rows]


@batches.mistake(
    _(
        "The seed is not used: the same seed gives another order each time. Use "
        "np.random.default_rng(seed)."
    )
)
def seed_ignored(x, y, batch_size, seed):
    return _cut(x, y, np.random.permutation(len(x)), batch_size)


@batches.mistake(
    _(
        "Every seed gives the same order. It has to come from seed, by "
        "np.random.default_rng(seed), not from a fixed number or from the data."
    )
)
def always_the_same_order(x, y, batch_size, seed):
    return _cut(x, y, _order(len(x), 0), batch_size)


@batches.mistake(
    _(
        "It returns a list, so all batches are in memory at once. `yield` one at a time "
        "in place of `append` and `return`."
    )
)
def list_returned(x, y, batch_size, seed):
    return list(_right(x, y, batch_size, seed))


@batches.mistake(
    _(
        "`return` ends the function at the first batch. `yield` hands a batch out and goes "
        "on from there when the next one is asked for."
    )
)
def returns_in_the_loop(x, y, batch_size, seed):
    return next(_right(x, y, batch_size, seed))


@batches.mistake(_("One array is handed out, and a batch is a pair: `yield x[rows], y[rows]`."))
def only_x(x, y, batch_size, seed):
    return (x_batch for x_batch, _y_batch in _right(x, y, batch_size, seed))


@batches.mistake(
    _(
        "Only the order of the batches is random; the same rows stay together in each "
        "epoch. Shuffle the rows first, then cut."
    )
)
def blocks_shuffled(x, y, batch_size, seed):
    starts = np.arange(0, len(x), batch_size)
    # The short block stays last, so that only the order of the blocks betrays it.
    whole = starts[: len(x) // batch_size]
    whole = np.random.default_rng(seed).permutation(whole)
    for start in [*whole, *starts[len(whole) :]]:
        yield x[start : start + batch_size], y[start : start + batch_size]


@batches.mistake(
    _(
        "It shuffles the caller's own x and y: after it they are in another order. Index "
        "with a permutation, which makes copies."
    )
)
def shuffled_in_place(x, y, batch_size, seed):
    np.random.default_rng(seed).shuffle(x)
    np.random.default_rng(seed).shuffle(y)
    yield from _cut(x, y, np.arange(len(x)), batch_size)


@batches.mistake(
    _("When nothing is left over it hands out one more, empty batch. Stop before that.")
)
def empty_last_batch(x, y, batch_size, seed):
    order = _order(len(x), seed)
    starts = range(0, len(x) + 1, batch_size)
    return _pairs(x, y, (order[start : start + batch_size] for start in starts))


@batches.mistake(
    _("It goes on for ever. One call is one epoch: does the start move on, and the loop end?")
)
def never_ends(x, y, batch_size, seed):
    while True:
        yield from _right(x, y, batch_size, seed)


@batches.mistake(
    _(
        "Only the last batch is handed out: `yield` stands after the loop. It belongs inside, at "
        "the end of each round."
    )
)
def only_the_last(x, y, batch_size, seed):
    yield list(_right(x, y, batch_size, seed))[-1]


@batches.mistake(
    _(
        "Rows change places inside their batch only; the same rows stay together in each epoch. "
        "Shuffle all rows first, then cut."
    )
)
def shuffled_inside(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    for start in range(0, len(x), batch_size):
        rows = start + rng.permutation(min(batch_size, len(x) - start))
        yield x[rows], y[rows]


@batches.mistake(
    _("Each batch is one row too short: the end of a slice is left out already. No − 1.")
)
def one_row_short(x, y, batch_size, seed):
    order = _order(len(x), seed)
    return _pairs(
        x, y, (order[start : start + batch_size - 1] for start in range(0, len(x), batch_size))
    )


@batches.mistake(_("The loop goes on by one row, not by a batch: range(0, len(x), batch_size)."))
def steps_of_one(x, y, batch_size, seed):
    order = _order(len(x), seed)
    return _pairs(x, y, (order[start : start + batch_size] for start in range(len(x))))


@batches.mistake(
    _(
        "The rows are split into batch_size parts. Asked for are parts of batch_size rows: the "
        "second argument of np.split and array_split is a number of parts, or where to cut."
    )
)
def number_of_parts(x, y, batch_size, seed):
    return _pairs(x, y, np.array_split(_order(len(x), seed), batch_size))


@batches.mistake(
    _(
        "Single numbers are taken, not rows: without axis=0, take looks into the flattened array. "
        "x[rows] takes rows, or take(x, rows, axis=0)."
    )
)
def taken_flat(x, y, batch_size, seed):
    yield from _cut(x.reshape(-1), y.reshape(-1), _order(len(x), seed), batch_size)


@batches.mistake(
    _("The batches grow, since what was in one is still in the next: begin each with new lists.")
)
def never_emptied(x, y, batch_size, seed):
    order = _order(len(x), seed)
    return _pairs(x, y, (order[: start + batch_size] for start in range(0, len(x), batch_size)))


@batches.mistake(
    _(
        "The last batch is filled up with rows that came already. It is to be short: a slice past "
        "the end takes what is left."
    )
)
def filled_up(x, y, batch_size, seed):
    order = _order(len(x), seed)
    return _pairs(
        x,
        y,
        (
            order[np.arange(start, start + batch_size) % len(x)]
            for start in range(0, len(x), batch_size)
        ),
    )


@batches.mistake(
    _("All rows come at once. Cut the permutation: order[start : start + batch_size].")
)
def all_at_once(x, y, batch_size, seed):
    order = _order(len(x), seed)
    yield x[order], y[order]


@batches.mistake(
    _(
        "A batch is a list here, with a pair for each row. A batch is one pair of arrays: "
        "x[rows], y[rows]."
    )
)
def list_of_pairs(x, y, batch_size, seed):
    for x_batch, y_batch in _right(x, y, batch_size, seed):
        yield list(zip(x_batch, y_batch, strict=True))


@batches.mistake(
    _(
        "Nothing is handed out. Say `yield x[rows], y[rows]` where a batch is ready; `print` shows "
        "it and hands nothing on."
    )
)
def no_yield(x, y, batch_size, seed):
    return None


@batches.mistake(_("y comes before x. A batch is (x_batch, y_batch): `yield x[rows], y[rows]`."))
def y_before_x(x, y, batch_size, seed):
    return ((y_batch, x_batch) for x_batch, y_batch in _right(x, y, batch_size, seed))


@batches.mistake(
    _(
        "A batch is a list here. With a comma and no brackets it is a pair: "
        "`yield x[rows], y[rows]`."
    )
)
def list_for_a_pair(x, y, batch_size, seed):
    return (list(pair) for pair in _right(x, y, batch_size, seed))


@batches.mistake(
    _("The rows come as lists. Arrays are asked: x[rows], or np.array(…) round a list.")
)
def lists_of_rows(x, y, batch_size, seed):
    return ((a.tolist(), b.tolist()) for a, b in _right(x, y, batch_size, seed))


@batches.mistake(
    _(
        "Single rows are handed out, without the axis of the batch. Take some at a time: "
        "order[start : start + batch_size]."
    )
)
def one_by_one(x, y, batch_size, seed):
    return _pairs(x, y, _order(len(x), seed))


@batches.mistake(
    _("y is shuffled and x is not, so rows get the labels of others: index both alike.")
)
def only_y_shuffled(x, y, batch_size, seed):
    yield from _cut(x, y[_order(len(x), seed)], np.arange(len(x)), batch_size)


@batches.mistake(
    _("Each batch has one row too many: a slice of batch_size rows ends at start + batch_size.")
)
def one_row_more(x, y, batch_size, seed):
    order = _order(len(x), seed)
    return _pairs(
        x, y, (order[start : start + batch_size + 1] for start in range(0, len(x), batch_size))
    )


@batches.mistake(
    _(
        "Each batch is drawn anew, and a full one, even the last: some rows come twice, some "
        "never. Make one permutation before the loop, and cut it."
    )
)
def full_choices(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    for _start in range(0, len(x), batch_size):
        rows = rng.choice(len(x), batch_size)
        yield x[rows], y[rows]
