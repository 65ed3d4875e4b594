"""The check of `broadcast_shapes`: the shape that two shapes give together."""

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
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


def _from_the_left(a, b):
    rank = max(len(a), len(b))
    a, b = (tuple(shape) + (1,) * (rank - len(shape)) for shape in (a, b))
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=True))


def _no_clash_noticed(a, b):
    return tuple(max(m, n) for m, n in zip(*_aligned(a, b), strict=True))


def _same_rank_only(a, b):
    if len(a) != len(b):
        raise ValueError("ranks differ")
    return tuple(_fit(m, n) for m, n in zip(a, b, strict=True))


def _right(a, b):
    return tuple(_fit(m, n) for m, n in zip(*_aligned(a, b), strict=True))


def _not_stretched(a, b):
    a, b = _aligned(a, b)
    if any(m != n for m, n in zip(a, b, strict=True)):
        raise ValueError("sizes differ")
    return a


def _largest_of_zero(a, b):
    a, b = _aligned(a, b)
    if any(m != n and 1 not in (m, n) for m, n in zip(a, b, strict=True)):
        raise ValueError("shapes clash")
    return tuple(max(m, n) for m, n in zip(a, b, strict=True))


def _none_on_clash(a, b):
    try:
        return _right(a, b)
    except ValueError:
        return None


def _asserts(a, b):
    try:
        return _right(a, b)
    except ValueError:
        raise AssertionError from None


def _first_only_stretches(a, b):
    a, b = _aligned(a, b)
    if any(m not in (n, 1) for m, n in zip(a, b, strict=True)):
        raise ValueError("shapes clash")
    return b


def _stops_at_the_shorter(a, b):
    sizes = [_fit(m, n) for m, n in zip(reversed(a), reversed(b), strict=False)]
    return tuple(reversed(sizes))


def _index_past_the_end(a, b):
    return tuple(_fit(a[axis], b[axis]) for axis in range(max(len(a), len(b))))


def _builds_arrays(a, b):
    return (np.empty(a) + np.empty(b)).shape


broadcast_shapes = Check(
    name="broadcast_shapes",
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
    mistakes=(
        Mistake(
            "aligned_from_the_left",
            _from_the_left,
            _("The shapes are lined up from the left. Broadcasting begins at the last axis."),
        ),
        Mistake(
            "no_clash_noticed",
            _no_clash_noticed,
            _(
                "It takes the larger size without asking whether the two fit: 3 and 4 clash. Only "
                "equal sizes fit, or a 1. Raise ValueError for anything else."
            ),
        ),
        Mistake(
            "same_rank_only",
            _same_rank_only,
            _(
                "Shapes of different rank are refused. The shorter one is filled up with ones on "
                "the left."
            ),
        ),
        Mistake(
            "not_stretched",
            _not_stretched,
            _("Only equal sizes are let through. A size of 1 stretches to the other one."),
        ),
        Mistake(
            "list_returned",
            lambda a, b: list(_right(a, b)),
            _("The sizes are right, but a shape is a tuple: return tuple(…)."),
        ),
        Mistake(
            "reversed",
            lambda a, b: _right(a, b)[::-1],
            _(
                "The sizes are in reverse order: built from the last axis on, the result has to be "
                "turned round at the end."
            ),
        ),
        Mistake(
            "largest_of_zero",
            _largest_of_zero,
            _(
                "Of 0 and 1 it takes the larger. The 1 is what stretches, here to 0: the result is "
                "0, not 1."
            ),
        ),
        Mistake(
            "none_on_clash",
            _none_on_clash,
            _("Where the shapes clash it returns None. Use `raise ValueError(…)`."),
        ),
        Mistake(
            "another_exception",
            _asserts,
            _(
                "Where the shapes clash it raises AssertionError (and nothing at all under "
                "python -O). Use `raise ValueError(…)`."
            ),
        ),
        Mistake(
            "only_a_stretches",
            _first_only_stretches,
            _("Only ones in a are stretched. A 1 in b stretches just as well."),
        ),
        Mistake(
            "stops_at_the_shorter",
            _stops_at_the_shorter,
            _(
                "zip stops at the shorter shape, so the leading axes of the longer one are lost. "
                "Fill the shorter one up first, or use itertools.zip_longest(…, fillvalue=1)."
            ),
        ),
        Mistake(
            "index_past_the_end",
            _index_past_the_end,
            _(
                "It counts axes from the left and runs past the end of the shorter shape. Fill "
                "that one up with ones on the left first."
            ),
        ),
        Mistake(
            "builds_arrays",
            _builds_arrays,
            _(
                "It builds arrays and lets NumPy broadcast them, which takes memory and leaves the "
                "work to NumPy. Compare the sizes: a shape is only a few numbers."
            ),
        ),
    ),
    picture=lambda answer, failure: _pictures.shapes(failure),
)
