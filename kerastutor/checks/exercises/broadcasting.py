"""The check of `broadcast_shapes`: the shape that two shapes give together."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.i18n import _


def _cases(rng):
    a, b, c, d = (int(n) for n in rng.permutation(np.arange(2, 10))[:4])  # all different
    # Each array would fit in memory, their sum in none: shapes are only numbers.
    huge = 20_000_000 + int(rng.integers(1000))
    return [
        ((a, b), (a, b)),
        ((a, 1), (1, b)),
        ((a, 1, c), (b, 1)),
        ((c,), (a, b, c)),
        ((a, b, c), (1, c)),
        ((), (a, b)),
        ((), ()),
        ((1,), (1, 1)),
        ((0,), (1,)),  # a size of 1 stretches to anything, to 0 too
        ((a, 1), (b, 0)) if rng.random() < 0.5 else ((b, 0), (1, 1)),
        ((huge, 1), (1, huge)),
        ((a, b), (a, c)),
        ((a, b), (a,)),  # would fit from the left
        ((a, b, c), (d, c)),
        ((0,), (a,)),
    ]


def _aligned(a, b):
    rank = max(len(a), len(b))
    return [(1,) * (rank - len(shape)) + tuple(shape) for shape in (a, b)]


def _fit(m, n):
    if m == n or n == 1:
        return m
    if m == 1:
        return n
    raise ValueError("shapes clash")


def _right(a, b):
    return tuple(_fit(m, n) for m, n in zip(*_aligned(a, b), strict=True))


broadcast_shapes = Exercise(
    signature="broadcast_shapes(a, b)",
    reference=np.broadcast_shapes,
    cases=_cases,
    oracle="NumPy",
    forbidden=frozenset(
        {"broadcast_shapes", "broadcast_arrays", "broadcast_to", "broadcast"}
        | {"broadcast_static_shape", "broadcast_dynamic_shape"}
    ),
    instead=_("Compare the sizes yourself, axis by axis from the right."),
    look=_("lesson 3 (lesson_3_broadcasting.ipynb), on shapes aligned from the right"),
    hints=(
        _(
            "Write the two shapes one under the other, the last axes in line. A missing size "
            "counts as 1."
        ),
        _("Fill the shorter shape up on the left: (1,) * (rank − len(a)) + a."),
        _(
            "For each pair of sizes: equal → that size; one is 1 → the other; "
            "else raise ValueError."
        ),
        _("Careful with max(m, n): of 0 and 1 the result is 0, not 1."),
    ),
)


@broadcast_shapes.mistake(
    _("The shapes are lined up from the left. Broadcasting begins at the last axis.")
)
def aligned_from_the_left(a, b):
    rank = max(len(a), len(b))
    a, b = (tuple(shape) + (1,) * (rank - len(shape)) for shape in (a, b))
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=True))


@broadcast_shapes.mistake(
    _(
        "It takes the larger size without asking whether the two fit: 3 and 4 clash, and 0 with 1 "
        "gives 0. Only equal sizes fit, or a 1. Raise ValueError for anything else."
    )
)
def no_clash_noticed(a, b):
    return tuple(max(m, n) for m, n in zip(*_aligned(a, b), strict=True))


_LARGEST_FROM_THE_LEFT = _(
    "The shapes are paired from the left, and the larger size of each pair is taken. Begin at the "
    "last axis: fill the shorter shape up with ones on the left. And ask whether the two sizes "
    "fit: 3 and 4 clash."
)


@broadcast_shapes.mistake(_LARGEST_FROM_THE_LEFT)
def largest_from_the_left(a, b):
    rank = max(len(a), len(b))
    a, b = (tuple(shape) + (1,) * (rank - len(shape)) for shape in (a, b))
    return tuple(max(m, n) for m, n in zip(a, b, strict=True))


@broadcast_shapes.mistake(_LARGEST_FROM_THE_LEFT)
def largest_from_the_left_and_cut(a, b):
    return tuple(max(m, n) for m, n in zip(a, b, strict=False))


@broadcast_shapes.mistake(
    _("Shapes of different rank are refused. The shorter one is filled up with ones on the left.")
)
def same_rank_only(a, b):
    if len(a) != len(b):
        raise ValueError("ranks differ")
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=True))


@broadcast_shapes.mistake(
    _("Only equal sizes are let through. A size of 1 stretches to the other one.")
)
def not_stretched(a, b):
    a, b = _aligned(a, b)
    if any(m != n for m, n in zip(a, b, strict=True)):
        raise ValueError("sizes differ")
    return a


@broadcast_shapes.mistake(_("The sizes are right, but a shape is a tuple: return tuple(…)."))
def list_returned(a, b):
    return list(_right(a, b))


@broadcast_shapes.mistake(
    _(
        "The sizes are in reverse order: built from the last axis on, the result has to be "
        "turned round at the end."
    )
)
def sizes_reversed(a, b):
    return _right(a, b)[::-1]


@broadcast_shapes.mistake(
    _("Of 0 and 1 it takes the larger. The 1 is what stretches, here to 0: the result is 0, not 1.")
)
def largest_of_zero(a, b):
    a, b = _aligned(a, b)
    if any(m != n and 1 not in (m, n) for m, n in zip(a, b, strict=True)):
        raise ValueError("shapes clash")
    return tuple(max(m, n) for m, n in zip(a, b, strict=True))


@broadcast_shapes.mistake(_("Where the shapes clash it returns None. Use `raise ValueError(…)`."))
def none_on_clash(a, b):
    try:
        return _right(a, b)
    except ValueError:
        return None


@broadcast_shapes.mistake(
    _(
        "Where the shapes clash it raises AssertionError (and nothing at all under "
        "python -O). Use `raise ValueError(…)`."
    )
)
def another_exception(a, b):
    try:
        return _right(a, b)
    except ValueError:
        raise AssertionError from None


@broadcast_shapes.mistake(_("Only ones in a are stretched. A 1 in b stretches just as well."))
def only_a_stretches(a, b):
    a, b = _aligned(a, b)
    if any(m not in (n, 1) for m, n in zip(a, b, strict=True)):
        raise ValueError("shapes clash")
    return b


@broadcast_shapes.mistake(
    _(
        "zip stops at the shorter shape, so the leading axes of the longer one are lost. "
        "Fill the shorter one up first, or use itertools.zip_longest(…, fillvalue=1)."
    )
)
def stops_at_the_shorter(a, b):
    sizes = [_fit(m, n) for m, n in zip(reversed(a), reversed(b), strict=False)]
    return tuple(reversed(sizes))


@broadcast_shapes.mistake(
    _(
        "It counts axes from the left and runs past the end of the shorter shape. Fill "
        "that one up with ones on the left first."
    )
)
def index_past_the_end(a, b):
    return tuple(_fit(a[axis], b[axis]) for axis in range(max(len(a), len(b))))


@broadcast_shapes.mistake(
    _(
        "It builds arrays and lets NumPy broadcast them, which takes memory and leaves the "
        "work to NumPy. Compare the sizes: a shape is only a few numbers."
    )
)
def builds_arrays(a, b):
    return (np.empty(a) + np.empty(b)).shape


@broadcast_shapes.mistake(
    _(
        "Where shapes clash, that axis is left out of the result, or only printed. Use "
        "`raise ValueError(…)`, which stops."
    )
)
def clash_left_out(a, b):
    pairs = zip(*_aligned(a, b), strict=True)
    return tuple(n if m == 1 else m for m, n in pairs if m == n or 1 in (m, n))


@broadcast_shapes.mistake(
    _("A size that divides the other is stretched. Only a size of 1 stretches: 2 and 6 clash.")
)
def multiples_stretch(a, b):
    def fit(m, n):
        if m == n:
            return m
        if m and n % m == 0:
            return n
        if n and m % n == 0:
            return m
        raise ValueError("shapes clash")

    return tuple(fit(m, n) for m, n in zip(*_aligned(a, b), strict=True))


@broadcast_shapes.mistake(
    _("The first axis is missing: range(1, rank) ends one axis too early. Go up to rank itself.")
)
def first_axis_missing(a, b):
    a, b = _aligned(a, b)
    return _right(a[1:], b[1:])


@broadcast_shapes.mistake(
    _(
        "Where the sizes clash, the one of a is taken without a word. Unless they are equal, or "
        "one of them is 1, raise ValueError."
    )
)
def clash_takes_a(a, b):
    return tuple(n if m == 1 else m for m, n in zip(*_aligned(a, b), strict=True))


@broadcast_shapes.mistake(
    _("Only the first axis is there: `return` stands inside the loop. Move it to the left.")
)
def first_axis_only(a, b):
    pairs = list(zip(*_aligned(a, b), strict=True))
    return (_fit(*pairs[0]),) if pairs else None


@broadcast_shapes.mistake(
    _(
        "Two sizes that clash pass when neither is 0: `p or q == 1` asks whether p is anything but "
        "0. Write `p == 1 or q == 1`."
    )
)
def mixed_or(a, b):
    def fit(m, n):
        if m == n:
            return m
        if m or n == 1:
            return n if m == 1 else m
        raise ValueError("shapes clash")

    return tuple(fit(m, n) for m, n in zip(*_aligned(a, b), strict=True))


@broadcast_shapes.mistake(_("Only ones in b are stretched. A 1 in a stretches just as well."))
def only_b_stretches(a, b):
    a, b = _aligned(a, b)
    if any(n not in (m, 1) for m, n in zip(a, b, strict=True)):
        raise ValueError("shapes clash")
    return a


@broadcast_shapes.mistake(
    _("Only b is filled up with ones. a may be the shorter one: fill up whichever is.")
)
def only_b_filled(a, b):
    b = (1,) * (len(a) - len(b)) + b
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=False))


@broadcast_shapes.mistake(
    _(
        "The sizes are paired from the left, and zip stops at the shorter shape. Broadcasting "
        "begins at the last axis: fill the shorter one up on the left first."
    )
)
def zip_from_the_left(a, b):
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=False))


@broadcast_shapes.mistake(
    _(
        "The sizes are in reverse order, and zip stops at the shorter shape. Turn the result round "
        "at the end, and fill the shorter shape up with ones first."
    )
)
def reversed_and_cut(a, b):
    return tuple(_fit(m, n) for m, n in zip(reversed(a), reversed(b), strict=False))


@broadcast_shapes.mistake(
    _("Where one of two sizes is 1, the size of a is taken, and that may be the 1: take the other.")
)
def takes_a_for_one(a, b):
    a, b = _aligned(a, b)
    for m, n in zip(a, b, strict=True):
        _fit(m, n)
    return a
