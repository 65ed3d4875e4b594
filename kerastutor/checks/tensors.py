"""The check of `describe`: rank, shape and dtype of a tensor."""

import numpy as np

from kerastutor.checks import _pictures
from kerastutor.checks._check import Check, Mistake
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


def _length_for_rank(x):
    return len(x), x.shape, x.dtype.name


def _size_for_rank(x):
    return int(x.size), x.shape, x.dtype.name


def _matrix_rank(x):
    return int(np.max(np.linalg.matrix_rank(x))), x.shape, x.dtype.name


def _last_axis_number(x):
    return x.ndim - 1, x.shape, x.dtype.name


def _dtype_object(x):
    return x.ndim, x.shape, x.dtype


def _dtype_code(x):
    return x.ndim, x.shape, x.dtype.str


def _shape_list(x):
    return x.ndim, list(x.shape), x.dtype.name


def _type_of_container(x):
    return x.ndim, x.shape, type(x).__name__


def _bytes_for_dtype(x):
    return x.ndim, x.shape, x.dtype.itemsize


def _another_order(x):
    return x.shape, x.ndim, x.dtype.name


describe = Check(
    name="describe",
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
    mistakes=(
        Mistake(
            "length_for_rank",
            _length_for_rank,
            _(
                "len(x) is the size of the first axis, not the number of axes, and a scalar has "
                "none. The rank is x.ndim."
            ),
        ),
        Mistake(
            "size_for_rank",
            _size_for_rank,
            _("x.size counts all elements. The rank counts the axes: x.ndim."),
        ),
        Mistake(
            "matrix_rank",
            _matrix_rank,
            _(
                "This is the rank of a matrix in linear algebra (independent rows). The rank of a "
                "tensor is its number of axes: x.ndim."
            ),
        ),
        Mistake(
            "last_axis_number",
            _last_axis_number,
            _(
                "This is the number of the last axis. Axes are counted from 0, so the rank is "
                "one more."
            ),
        ),
        Mistake(
            "dtype_object",
            _dtype_object,
            _(
                "x.dtype is a dtype object that only prints like a string. Return its name: "
                "x.dtype.name, or str(x.dtype)."
            ),
        ),
        Mistake(
            "dtype_code",
            _dtype_code,
            _("This is NumPy's code for the dtype, such as '<f4'. Its name is x.dtype.name."),
        ),
        Mistake(
            "shape_list",
            _shape_list,
            _("The shape is a list here. A shape is a tuple: x.shape is one already."),
        ),
        Mistake(
            "type_of_container",
            _type_of_container,
            _(
                "type(x) tells what holds the numbers (an ndarray). The dtype tells what the "
                "numbers are: x.dtype."
            ),
        ),
        Mistake(
            "bytes_for_dtype",
            _bytes_for_dtype,
            _("This is the number of bytes of one element. The dtype's name is x.dtype.name."),
        ),
        Mistake(
            "another_order",
            _another_order,
            _("Shape and rank have changed places: return the rank first, then the shape."),
        ),
    ),
    picture=_pictures.described,
)
