"""Answers to broadcast_shapes, as learners write them."""

# ruff: noqa: B905 -- learners write zip(a, b)
import itertools

import numpy as np


# Right
def by_numpy(a, b):
    rank = max(len(a), len(b))
    sizes = np.ones((2, rank), dtype=int)
    sizes[0, rank - len(a) :] = a
    sizes[1, rank - len(b) :] = b
    top, bottom = sizes
    clash = (top != bottom) & (top != 1) & (bottom != 1)
    if clash.any():
        raise ValueError(f"the shapes {a} and {b} do not fit")
    return tuple(np.where(top == 1, bottom, top).tolist())


def by_keras_ops(a, b):
    from keras import ops

    rank = max(len(a), len(b))
    top = ops.convert_to_tensor((1,) * (rank - len(a)) + tuple(a), dtype="int64")
    bottom = ops.convert_to_tensor((1,) * (rank - len(b)) + tuple(b), dtype="int64")
    one = ops.logical_or(ops.equal(top, 1), ops.equal(bottom, 1))
    fits = ops.logical_or(one, ops.equal(top, bottom))
    if not ops.all(fits):
        raise ValueError("the shapes clash")
    result = ops.where(ops.equal(top, 1), bottom, top)
    return tuple(int(size) for size in result)


def by_loops(a, b):
    result = ()
    i = len(a) - 1
    j = len(b) - 1
    while i >= 0 or j >= 0:
        p = a[i] if i >= 0 else 1
        q = b[j] if j >= 0 else 1
        if p != q and p != 1 and q != 1:
            raise ValueError("clash: " + str(p) + " and " + str(q))
        if p == 1:
            result = (q,) + result
        else:
            result = (p,) + result
        i -= 1
        j -= 1
    return result


class _Callable:
    def __init__(self):
        self.missing = 1

    def fill(self, shape, rank):
        return (self.missing,) * (rank - len(shape)) + tuple(shape)

    def fit(self, p, q):
        if p == 1:
            return q
        if q == 1 or p == q:
            return p
        raise ValueError(f"{p} and {q} do not fit")

    def __call__(self, a, b):
        rank = max(len(a), len(b))
        pairs = zip(self.fill(a, rank), self.fill(b, rank))
        return tuple(self.fit(p, q) for p, q in pairs)


by_callable_object = _Callable()


def by_lists(a, b):
    first = list(a)
    second = list(b)
    while len(first) < len(second):
        first.insert(0, 1)
    while len(second) < len(first):
        second.insert(0, 1)
    shape = []
    for p, q in zip(first, second):
        if p == q:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        elif q == 1:
            shape.append(p)
        else:
            raise ValueError("shapes clash")
    return tuple(shape)


def by_recursion(a, b):
    if len(a) == 0:
        return tuple(b)
    if len(b) == 0:
        return tuple(a)
    p, q = a[-1], b[-1]
    if p != q and 1 not in (p, q):
        raise ValueError(f"cannot broadcast {p} with {q}")
    return by_recursion(a[:-1], b[:-1]) + (q if p == 1 else p,)


def by_zip_longest(a, b):
    shape = []
    for p, q in itertools.zip_longest(reversed(a), reversed(b), fillvalue=1):
        if not (p == q or p == 1 or q == 1):
            raise ValueError(f"Sizes {p} and {q} clash.")
        shape.append(q if p == 1 else p)
    return tuple(shape[::-1])


def by_sets(a, b):
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = ()
    for pair in zip(a, b):
        sizes = set(pair) - {1}
        if len(sizes) == 2:
            raise ValueError("clash")
        shape += (sizes.pop() if sizes else 1,)
    return shape


def by_negative_indices(a, b):
    def size(shape, i):
        return shape[-i] if i <= len(shape) else 1

    def together(i):
        p, q = size(a, i), size(b, i)
        if p == 1:
            return q
        if q in (1, p):
            return p
        raise ValueError(f"axis -{i}: {p} and {q}")

    return tuple(together(i) for i in range(max(len(a), len(b)), 0, -1))


def by_numpy_integers(a, b):
    """Returns a tuple of NumPy integers, which equal the Python ones."""
    rank = max(len(a), len(b))
    top = np.array((1,) * (rank - len(a)) + a, dtype=np.int64)
    bottom = np.array((1,) * (rank - len(b)) + b, dtype=np.int64)
    if not np.all((top == bottom) | (top == 1) | (bottom == 1)):
        raise ValueError("shapes do not fit")
    return tuple(np.where(top == 1, bottom, top))


RIGHT = [
    by_numpy,
    by_keras_ops,
    by_loops,
    by_callable_object,
    by_lists,
    by_recursion,
    by_zip_longest,
    by_sets,
    by_negative_indices,
    by_numpy_integers,
]


# Wrong
def pads_on_the_right(a, b):
    """The ones fill up the shorter shape at its end."""
    rank = max(len(a), len(b))
    a = a + (1,) * (rank - len(a))
    b = b + (1,) * (rank - len(b))
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            raise ValueError("clash")
    return tuple(shape)


def does_not_pad(a, b):
    """Zip backwards goes through everything."""
    shape = []
    for p, q in zip(reversed(a), reversed(b)):
        if p == q or q == 1:
            shape.insert(0, p)
        elif p == 1:
            shape.insert(0, q)
        else:
            raise ValueError("clash")
    return tuple(shape)


def refuses_other_ranks(a, b):
    """Two shapes can only fit when they have as many axes."""
    if len(a) != len(b):
        raise ValueError("different number of axes")
    shape = ()
    for p, q in zip(a, b):
        if p != q and p != 1 and q != 1:
            raise ValueError("clash")
        shape += (q if p == 1 else p,)
    return shape


def returns_the_error(a, b):
    """An error is returned."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            return ValueError("clash")
    return tuple(shape)


def prints_the_clash(a, b):
    """A message is an error."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            print("ValueError: clash")
    return tuple(shape)


def asserts_the_fit(a, b):
    """A failed assert is an error like any other."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        assert p == q or p == 1 or q == 1, "clash"
        shape.append(q if p == 1 else p)
    return tuple(shape)


def takes_the_larger(a, b):
    """The larger size wins, always."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    return tuple(max(p, q) for p, q in zip(a, b))


def forgets_size_zero(a, b):
    """A 1 stretches, so the result is the larger of the two (but 0 with 1 is 0)."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or p == 1 or q == 1:
            shape.append(max(p, q))
        else:
            raise ValueError("clash")
    return tuple(shape)


def returns_a_list(a, b):
    """A list is as good as a tuple."""
    rank = max(len(a), len(b))
    first = [1] * (rank - len(a)) + list(a)
    second = [1] * (rank - len(b)) + list(b)
    shape = []
    for p, q in zip(first, second):
        if p != q and p != 1 and q != 1:
            raise ValueError("clash")
        shape.append(q if p == 1 else p)
    return shape


def inserts_into_the_tuple(a, b):
    """A tuple has insert, as a list has."""
    while len(a) < len(b):
        a.insert(0, 1)
    while len(b) < len(a):
        b.insert(0, 1)
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            raise ValueError("clash")
    return tuple(shape)


def leaves_it_reversed(a, b):
    """Collected from the right, and that's that."""
    shape = []
    for p, q in itertools.zip_longest(a[::-1], b[::-1], fillvalue=1):
        if p != q and p != 1 and q != 1:
            raise ValueError("clash")
        shape.append(q if p == 1 else p)
    return tuple(shape)


def pads_only_b(a, b):
    """b is the short one."""
    b = (1,) * (len(a) - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            raise ValueError("clash")
    return tuple(shape)


def stretches_only_b(a, b):
    """The second one is stretched to the first."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        else:
            raise ValueError("clash")
    return tuple(shape)


def stretches_multiples(a, b):
    """A 2 fits into a 6, as it can be used three times."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q:
            shape.append(p)
        elif p != 0 and q % p == 0:
            shape.append(q)
        elif q != 0 and p % q == 0:
            shape.append(p)
        else:
            raise ValueError("clash")
    return tuple(shape)


def misses_the_first_axis(a, b):
    """range(1, rank) goes from the last axis (-1) to the first."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = ()
    for i in range(1, rank):
        p, q = a[-i], b[-i]
        if p != q and p != 1 and q != 1:
            raise ValueError("clash")
        shape = (q if p == 1 else p,) + shape
    return shape


def keras_where_without_a_check(a, b):
    """Where a is 1, take b, else a; ops.where would complain about a clash."""
    from keras import ops

    rank = max(len(a), len(b))
    a = ops.array((1,) * (rank - len(a)) + a, dtype="int64")
    b = ops.array((1,) * (rank - len(b)) + b, dtype="int64")
    shape = ops.where(a == 1, b, a)
    return tuple(int(size) for size in shape)


def keras_returns_a_tensor(a, b):
    """A tensor of sizes is a shape."""
    from keras import ops

    rank = max(len(a), len(b))
    a = ops.array((1,) * (rank - len(a)) + a, dtype="int64")
    b = ops.array((1,) * (rank - len(b)) + b, dtype="int64")
    if ops.any((a != b) & (a != 1) & (b != 1)):
        raise ValueError("clash")
    return ops.where(a == 1, b, a)


def compares_whole_arrays(a, b):
    """if with arrays goes through them value by value."""
    rank = max(len(a), len(b))
    a = np.array((1,) * (rank - len(a)) + a)
    b = np.array((1,) * (rank - len(b)) + b)
    if a != b and a != 1 and b != 1:
        raise ValueError("clash")
    return tuple(np.maximum(a, b).tolist())


def returns_in_the_loop(a, b):
    """return belongs below the last line of the loop."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            shape.append(p)
        elif p == 1:
            shape.append(q)
        else:
            raise ValueError("clash")
        return tuple(shape)


def returns_a_generator(a, b):
    """Round brackets make a tuple."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    for p, q in zip(a, b):
        if p != q and p != 1 and q != 1:
            raise ValueError("clash")
    return (q if p == 1 else p for p, q in zip(a, b))


def mixes_or_up(a, b):
    """p or q == 1 means that one of the two is 1."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    shape = []
    for p, q in zip(a, b):
        if p == q:
            shape.append(p)
        elif p or q == 1:
            shape.append(q if p == 1 else p)
        else:
            raise ValueError("clash")
    return tuple(shape)


def asks_numpy(a, b):
    """NumPy has it ready (forbidden, and it refuses very large shapes)."""
    return np.broadcast_shapes(a, b)


def zips_from_the_left(a, b):
    sizes = []
    for m, n in zip(a, b):
        if m == n or n == 1:
            sizes.append(m)
        elif m == 1:
            sizes.append(n)
        else:
            raise ValueError("these sizes clash")
    return tuple(sizes)


def forgets_to_turn_round(a, b):
    sizes = []
    for m, n in zip(a[::-1], b[::-1]):
        if m != n and m != 1 and n != 1:
            raise ValueError("these sizes clash")
        sizes.append(n if m == 1 else m)
    return tuple(sizes)


def adds_a_bare_number(a, b):
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    sizes = ()
    for m, n in zip(a, b):
        if m != n and m != 1 and n != 1:
            raise ValueError("these sizes clash")
        sizes = sizes + (n if m == 1 else m)
    return sizes


def appends_to_a_tuple(a, b):
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    sizes = ()
    for m, n in zip(a, b):
        if m != n and m != 1 and n != 1:
            raise ValueError("these sizes clash")
        sizes.append(n if m == 1 else m)
    return sizes


def keeps_the_one_of_a(a, b):
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    for m, n in zip(a, b):
        if m != n and 1 not in (m, n):
            raise ValueError("these sizes clash")
    return a


def pads_on_the_right_and_takes_the_larger(a, b):
    rank = max(len(a), len(b))
    a = list(a) + [1] * (rank - len(a))
    b = list(b) + [1] * (rank - len(b))
    return tuple(max(pair) for pair in zip(a, b))


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    pads_on_the_right_and_takes_the_larger: "largest_from_the_left",
    pads_on_the_right: "aligned_from_the_left",
    does_not_pad: "stops_at_the_shorter",
    refuses_other_ranks: "same_rank_only",
    returns_the_error: "exception_returned",
    prints_the_clash: "clash_left_out",
    asserts_the_fit: "another_exception",
    takes_the_larger: "no_clash_noticed",
    forgets_size_zero: "largest_of_zero",
    returns_a_list: "list_returned",
    inserts_into_the_tuple: "tuple_for_another",
    leaves_it_reversed: "sizes_reversed",
    pads_only_b: "only_b_filled",
    stretches_only_b: "only_b_stretches",
    stretches_multiples: "multiples_stretch",
    misses_the_first_axis: "first_axis_missing",
    keras_where_without_a_check: "clash_takes_a",
    keras_returns_a_tensor: "array_for_a_tuple",
    compares_whole_arrays: "if_of_an_array",
    returns_in_the_loop: "first_axis_only",
    returns_a_generator: "generator_returned",
    mixes_or_up: "mixed_or",
    asks_numpy: "forbidden_operation",
    zips_from_the_left: "zip_from_the_left",
    forgets_to_turn_round: "reversed_and_cut",
    adds_a_bare_number: "one_without_a_comma",
    appends_to_a_tuple: "tuple_for_another",
    keeps_the_one_of_a: "takes_a_for_one",
}
