"""Answers to batches, as learners write them."""

# ruff: noqa: B905 -- learners write zip(x, y)
import itertools
import random

import numpy as np


# Right
def by_numpy(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = np.argsort(rng.random(len(x)))
    x_shuffled = x[order]
    y_shuffled = y[order]
    for start in range(0, len(x), batch_size):
        stop = start + batch_size
        yield x_shuffled[start:stop], y_shuffled[start:stop]


def by_keras_ops(x, y, batch_size, seed):
    import keras
    from keras import ops

    order = keras.random.shuffle(ops.arange(len(x)), seed=seed)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield ops.take(x, rows, axis=0), ops.take(y, rows, axis=0)


def by_loops(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    left = len(x)
    order = np.arange(left)
    for i in range(left - 1, 0, -1):
        j = rng.integers(0, i + 1)
        order[i], order[j] = order[j], order[i]
    i = 0
    while left > 0:
        take = min(batch_size, left)
        rows = order[i : i + take]
        yield x[rows], y[rows]
        i += take
        left -= take


class _Callable:
    def __init__(self, make_random):
        self.make_random = make_random

    def shuffled(self, n, seed):
        return self.make_random(seed).permutation(n)

    def __call__(self, x, y, batch_size, seed):
        order = self.shuffled(len(x), seed)
        while len(order) > 0:
            rows, order = order[:batch_size], order[batch_size:]
            yield x[rows], y[rows]


by_callable_object = _Callable(np.random.default_rng)


def by_lists(x, y, batch_size, seed):
    order = list(range(len(x)))
    random.Random(seed).shuffle(order)
    x_batch = []
    y_batch = []
    for i in order:
        x_batch.append(x[i])
        y_batch.append(y[i])
        if len(x_batch) == batch_size:
            yield np.array(x_batch), np.array(y_batch)
            x_batch = []
            y_batch = []
    if x_batch:
        yield np.array(x_batch), np.array(y_batch)


def by_split(x, y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(len(x))
    for rows in np.split(order, range(batch_size, len(x), batch_size)):
        if len(rows) > 0:
            yield x[rows], y[rows]


def by_generator_expression(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    starts = range(0, len(x), batch_size)
    parts = (order[start : start + batch_size] for start in starts)
    return ((x[rows], y[rows]) for rows in parts)


def by_itertools(x, y, batch_size, seed):
    numbers = np.arange(len(x))
    np.random.default_rng(seed).shuffle(numbers)
    rest = iter(numbers)
    while rows := list(itertools.islice(rest, batch_size)):
        yield x[rows], y[rows]


def _cut(order, size):
    for start in range(0, len(order), size):
        yield order[start : start + size]


def by_helper_function(x, y, batch_size, seed):
    order = random.Random(seed).sample(range(len(x)), len(x))
    for rows in _cut(order, batch_size):
        yield np.take(x, rows, axis=0), np.take(y, rows, axis=0)


def by_shuffled_copies(x, y, batch_size, seed):
    x, y = x.copy(), y.copy()
    pairs = np.random.default_rng(seed).choice(len(x), size=len(x), replace=False)
    x[:], y[:] = x[pairs], y[pairs]
    for i in range(-(-len(x) // batch_size)):
        part = slice(i * batch_size, (i + 1) * batch_size)
        yield x[part], y[part]


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_loops,
    by_callable_object,
    by_lists,
    by_split,
    by_generator_expression,
    by_itertools,
    by_helper_function,
    by_shuffled_copies,
]


# Wrong
def never_shuffles(x, y, batch_size, seed):
    """Setting the seed is the shuffling."""
    np.random.seed(seed)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def shuffles_x_and_y_apart(x, y, batch_size, seed):
    """One generator shuffles both in the same way."""
    rng = np.random.default_rng(seed)
    x = rng.permutation(x)
    y = rng.permutation(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def shuffles_only_x(x, y, batch_size, seed):
    """Only the images need another order."""
    order = np.random.default_rng(seed).permutation(len(x))
    x = x[order]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def shuffles_in_place(x, y, batch_size, seed):
    """x and y are mine."""
    order = np.random.default_rng(seed).permutation(len(x))
    x[:] = x[order]
    y[:] = y[order]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def drops_the_rest(x, y, batch_size, seed):
    """There are n // batch_size batches."""
    order = np.random.default_rng(seed).permutation(len(x))
    for i in range(len(x) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield x[rows], y[rows]


def adds_an_empty_batch(x, y, batch_size, seed):
    """There are n // batch_size + 1 batches, the last one for the rest."""
    order = np.random.default_rng(seed).permutation(len(x))
    for i in range(len(x) // batch_size + 1):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield x[rows], y[rows]


def ignores_the_seed(x, y, batch_size, seed):
    """Random is random."""
    order = np.random.default_rng().permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def fixes_the_seed(x, y, batch_size, seed):
    """With seed 42 it is always repeatable."""
    rng = np.random.default_rng(seed=42)
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def seeds_the_wrong_library(x, y, batch_size, seed):
    """np.random.seed goes for Python's random too."""
    np.random.seed(seed)
    order = list(range(len(x)))
    random.shuffle(order)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def returns_the_first_batch(x, y, batch_size, seed):
    """return hands out one batch after the other."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        return x[rows], y[rows]


def returns_a_list(x, y, batch_size, seed):
    """A list of batches is as good as a generator."""
    order = np.random.default_rng(seed).permutation(len(x))
    result = []
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        result.append((x[rows], y[rows]))
    return result


def prints_the_batches(x, y, batch_size, seed):
    """To hand out is to print."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        print(x[rows], y[rows])


def yields_after_the_loop(x, y, batch_size, seed):
    """yield comes at the end, as return does."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        x_batch = x[rows]
        y_batch = y[rows]
    yield x_batch, y_batch


def draws_each_batch_anew(x, y, batch_size, seed):
    """replace=False is enough for every row to come once."""
    rng = np.random.default_rng(seed)
    for start in range(0, len(x), batch_size):
        size = min(batch_size, len(x) - start)
        rows = rng.choice(len(x), size=size, replace=False)
        yield x[rows], y[rows]


def draws_row_numbers(x, y, batch_size, seed):
    """n random row numbers are a random order."""
    order = np.random.default_rng(seed).integers(0, len(x), size=len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def shuffles_whole_batches(x, y, batch_size, seed):
    """Random batches are random rows."""
    starts = np.arange(0, len(x), batch_size)
    np.random.default_rng(seed).shuffle(starts)
    for start in starts:
        yield x[start : start + batch_size], y[start : start + batch_size]


def shuffles_within_the_batch(x, y, batch_size, seed):
    """First the slice, then its rows in random order."""
    rng = np.random.default_rng(seed)
    for start in range(0, len(x), batch_size):
        x_batch = x[start : start + batch_size]
        y_batch = y[start : start + batch_size]
        order = rng.permutation(len(x_batch))
        yield x_batch[order], y_batch[order]


def cuts_one_row_off(x, y, batch_size, seed):
    """The end of a slice is included."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size - 1]
        yield x[rows], y[rows]


def goes_on_by_one(x, y, batch_size, seed):
    """range(n) with a slice in it goes from batch to batch."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(len(x)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def splits_into_batch_size_parts(x, y, batch_size, seed):
    """array_split takes the size of a part."""
    order = np.random.default_rng(seed).permutation(len(x))
    for rows in np.array_split(order, batch_size):
        yield x[rows], y[rows]


def takes_what_shuffle_returns(x, y, batch_size, seed):
    """shuffle returns the shuffled array (it returns None)."""
    order = np.random.default_rng(seed).shuffle(np.arange(len(x)))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def keras_takes_without_axis(x, y, batch_size, seed):
    """ops.take takes rows (without axis, it takes from the flattened tensor)."""
    import keras
    from keras import ops

    order = keras.random.shuffle(ops.arange(len(x)), seed=seed)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield ops.take(x, rows), ops.take(y, rows)


def keras_shares_a_seed_generator(x, y, batch_size, seed):
    """One SeedGenerator gives the same seed each time (it moves on)."""
    import keras

    generator = keras.random.SeedGenerator(seed)
    x = keras.random.shuffle(x, seed=generator)
    y = keras.random.shuffle(y, seed=generator)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def lists_never_emptied(x, y, batch_size, seed):
    """The two lists are made once, at the top."""
    order = list(range(len(x)))
    random.Random(seed).shuffle(order)
    x_batch = []
    y_batch = []
    for start in range(0, len(order), batch_size):
        for i in order[start : start + batch_size]:
            x_batch.append(x[i])
            y_batch.append(y[i])
        yield np.array(x_batch), np.array(y_batch)


def list_of_pairs(x, y, batch_size, seed):
    """A batch is a list of pairs."""
    pairs = list(zip(x, y))
    random.Random(seed).shuffle(pairs)
    for start in range(0, len(pairs), batch_size):
        yield pairs[start : start + batch_size]


def loop_stops_too_early(x, y, batch_size, seed):
    """While more than a batch is left, there is something to do."""
    order = np.random.default_rng(seed).permutation(len(x))
    while len(order) > batch_size:
        yield x[order[:batch_size]], y[order[:batch_size]]
        order = order[batch_size:]


def fills_the_last_batch(x, y, batch_size, seed):
    """All batches must be equally long, so the last one starts over at the first row."""
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = [order[i % len(x)] for i in range(start, start + batch_size)]
        yield x[rows], y[rows]


def yields_the_whole(x, y, batch_size, seed):
    """A yield gives things out a few at a time by itself."""
    order = np.random.default_rng(seed).permutation(len(x))
    yield x[order], y[order]


def never_ends(x, y, batch_size, seed):
    """A generator for training goes round and round."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            yield x[rows], y[rows]


def y_comes_first(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield y[rows], x[rows]


def a_pair_in_brackets(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield [x[rows], y[rows]]


def row_numbers_alone(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        yield order[start : start + batch_size]


def forgets_to_index_x(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        stop = start + batch_size
        yield x[start:stop], y[order[start:stop]]


def row_by_row(x, y, batch_size, seed):
    for i in np.random.default_rng(seed).permutation(len(x)):
        yield x[i], y[i]


def draws_full_batches(x, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    for _ in range(0, len(x), batch_size):
        rows = rng.choice(len(x), size=batch_size)
        yield x[rows], y[rows]


def one_row_too_many(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size + 1]
        yield x[rows], y[rows]


def yields_lists(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x)).tolist()
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield [x[row].tolist() for row in rows], [y[row].item() for row in rows]


def sorted_by_y(x, y, batch_size, seed):
    order = np.argsort(y)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    never_shuffles: "not_shuffled",
    shuffles_x_and_y_apart: "shuffled_apart",
    shuffles_only_x: "only_x_shuffled",
    shuffles_in_place: "shuffled_in_place",
    drops_the_rest: "last_batch_dropped",
    adds_an_empty_batch: "empty_last_batch",
    ignores_the_seed: "seed_ignored",
    fixes_the_seed: "always_the_same_order",
    seeds_the_wrong_library: "seed_ignored",
    returns_the_first_batch: "returns_in_the_loop",
    returns_a_list: "list_returned",
    prints_the_batches: "no_yield",
    yields_after_the_loop: "only_the_last",
    draws_each_batch_anew: "new_choice_each_batch",
    draws_row_numbers: "with_replacement",
    shuffles_whole_batches: "blocks_shuffled",
    shuffles_within_the_batch: "shuffled_inside",
    cuts_one_row_off: "one_row_short",
    goes_on_by_one: "steps_of_one",
    splits_into_batch_size_parts: "number_of_parts",
    takes_what_shuffle_returns: "uses_none",
    keras_takes_without_axis: "taken_flat",
    keras_shares_a_seed_generator: "shuffled_apart",
    lists_never_emptied: "never_emptied",
    list_of_pairs: "list_of_pairs",
    loop_stops_too_early: "last_batch_dropped",
    fills_the_last_batch: "filled_up",
    yields_the_whole: "all_at_once",
    never_ends: "never_ends",
    y_comes_first: "y_before_x",
    a_pair_in_brackets: "list_for_a_pair",
    row_numbers_alone: "only_x",
    forgets_to_index_x: "only_y_shuffled",
    row_by_row: "one_by_one",
    draws_full_batches: "full_choices",
    one_row_too_many: "one_row_more",
    yields_lists: "lists_of_rows",
    sorted_by_y: "always_the_same_order",
}
