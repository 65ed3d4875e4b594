"""The check of `describe`: rank, shape and dtype of a tensor."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.concepts import tensors
from kerastutor.i18n import _


def _cases(rng):
    a, b, c, d, e = (int(n) for n in rng.integers(2, 6, size=5))
    return [
        (rng.integers(0, 256, (a, b, c + 4)).astype("uint8"),),
        (np.array(rng.normal()),),  # a scalar has rank 0
        (rng.normal(size=a + 3).astype("float32"),),
        (rng.integers(-9, 9, (b, c)).astype("int64"),),
        (rng.normal(size=(a, b, c, d, e)).astype("float16"),),
        (np.zeros((0, d), "int32"),),  # no rows
        (rng.normal(size=(1, e)) > 0,),
    ]


describe = Exercise(
    signature="describe(x)",
    reference=tensors.describe,
    cases=_cases,
    parts=("rank", "shape", "dtype"),
    look=_("lesson 1 (lesson_1_tensors.ipynb), on rank, shape and dtype"),
    hints=(
        _("An array knows three things about itself: look at x.ndim, x.shape and x.dtype."),
        _("The rank is the number of axes, so it is the length of the shape; a scalar has rank 0."),
        _("x.dtype is an object. Its name as a string is x.dtype.name, or str(x.dtype)."),
    ),
)


@describe.mistake(
    _(
        "len(x) is the size of the first axis, not the number of axes, and a scalar has "
        "none. The rank is x.ndim."
    )
)
def length_for_rank(x):
    return len(x), x.shape, x.dtype.name


@describe.mistake(_("x.size counts all elements. The rank counts the axes: x.ndim."))
def size_for_rank(x):
    return int(x.size), x.shape, x.dtype.name


@describe.mistake(
    _(
        "This is the rank of a matrix in linear algebra (independent rows). The rank of a "
        "tensor is its number of axes: x.ndim."
    )
)
def matrix_rank(x):
    return int(np.max(np.linalg.matrix_rank(x))), x.shape, x.dtype.name


@describe.mistake(
    _("This is the number of the last axis. Axes are counted from 0, so the rank is one more.")
)
def last_axis_number(x):
    return x.ndim - 1, x.shape, x.dtype.name


@describe.mistake(
    _(
        "x.dtype is a dtype object that only prints like a string. Return its name: "
        "x.dtype.name, or str(x.dtype)."
    )
)
def dtype_object(x):
    return x.ndim, x.shape, x.dtype


@describe.mistake(_("This is NumPy's code for the dtype, such as '<f4'. Its name is x.dtype.name."))
def dtype_code(x):
    return x.ndim, x.shape, x.dtype.str


@describe.mistake(_("The shape is a list here. A shape is a tuple: x.shape is one already."))
def shape_list(x):
    return x.ndim, list(x.shape), x.dtype.name


@describe.mistake(
    _(
        "type(x) tells what holds the numbers (an ndarray). The dtype tells what the "
        "numbers are: x.dtype."
    )
)
def type_of_container(x):
    return x.ndim, x.shape, type(x).__name__


@describe.mistake(
    _("This is the number of bytes of one element. The dtype's name is x.dtype.name.")
)
def bytes_for_dtype(x):
    return x.ndim, x.shape, x.dtype.itemsize


@describe.mistake(_("Shape and rank have changed places: return the rank first, then the shape."))
def another_order(x):
    return x.shape, x.ndim, x.dtype.name


@describe.mistake(
    _(
        "len(x) is the size of the first axis only, so the shape has one size where there are more "
        "axes. The whole shape is x.shape."
    )
)
def rows_for_shape(x):
    return x.ndim, (len(x),), x.dtype.name


@describe.mistake(
    _("A single number has no axis: rank 0, shape (). Here it became a vector of one.")
)
def scalar_as_vector(x):
    x = np.atleast_1d(x)
    return x.ndim, x.shape, x.dtype.name


@describe.mistake(
    _("An axis of size 1 is an axis like any other: it counts, it stays in the shape.")
)
def squeezed(x):
    x = np.squeeze(x)
    return x.ndim, x.shape, x.dtype.name


@describe.mistake(
    _(
        "This is the type of x[0], and x[0] is an array again where x has more than one axis. The "
        "dtype's name is x.dtype.name."
    )
)
def type_of_first(x):
    return x.ndim, x.shape, type(x[0]).__name__


@describe.mistake(
    _("This is one letter for the kind of dtype. Its name, such as 'float32', is x.dtype.name.")
)
def kind_of_dtype(x):
    return x.ndim, x.shape, x.dtype.kind


@describe.mistake(
    _("The dtype is always 'float32' here, whatever x holds. Ask x itself: x.dtype.name.")
)
def always_float32(x):
    return x.ndim, x.shape, "float32"


@describe.mistake(
    _("This is the dtype after a conversion to float64. Ask x for its own: x.dtype.name.")
)
def converted_first(x):
    return x.ndim, x.shape, "float64"


@describe.mistake(
    _(
        "The last axis is not counted: a vector has one axis, too. Rank and shape go down to the "
        "single numbers."
    )
)
def last_axis_left_out(x):
    return max(x.ndim - 1, 0), x.shape[:-1], x.dtype.name


@describe.mistake(
    _("The rank is 1 for every array: counting ends after the first axis. It is len(x.shape).")
)
def counts_to_one(x):
    return (1, x.shape, x.dtype.name) if x.ndim else None


@describe.mistake(
    _(
        "A list has forgotten the dtype: what NumPy makes of it is int64, float64 or bool. Ask x "
        "itself."
    )
)
def dtype_of_a_list(x):
    return x.ndim, x.shape, np.array(x.tolist()).dtype.name


@describe.mistake(_("The sizes of the shape are in reverse order: x.shape is as it should be."))
def shape_reversed(x):
    return x.ndim, x.shape[::-1], x.dtype.name


@describe.mistake(
    _(
        "type(x) tells what holds the numbers (an ndarray), and it is no text. The dtype tells "
        "what the numbers are: x.dtype.name."
    )
)
def type_itself(x):
    return x.ndim, x.shape, type(x)


@describe.mistake(
    _(
        "str(type(x)) tells what holds the numbers (an ndarray). The dtype tells what the numbers "
        "are: x.dtype.name."
    )
)
def type_as_text(x):
    return x.ndim, x.shape, str(type(x))


@describe.mistake(
    _("The shape has its first two sizes only. It has one for each axis: x.shape is all of it.")
)
def two_sizes(x):
    return x.ndim, (x.shape[0], x.shape[1]), x.dtype.name


@describe.mistake(
    _("This is what the example returns, for every x. Ask x itself: x.ndim, x.shape, x.dtype.name.")
)
def the_example(x):
    return 2, (2, 3), "float32"
