"""Habits told from how a call ended: nothing came back, or an exception where none belongs."""

from typing import TYPE_CHECKING

from kerastutor.checks.compare import same
from kerastutor.checks.exercises import HOMES
from kerastutor.checks.habits import Habit, declared_in
from kerastutor.i18n import _
from kerastutor.learner.plain import Raised, Stream

if TYPE_CHECKING:
    from kerastutor.checks.examine import Case

HABITS: list[Habit] = []
_habit = declared_in(HABITS, of_errors=True)


def _raised(case: "Case", name: str, *texts: str) -> bool:
    error = case.received.error
    return (
        error is not None
        and case.right.error is None
        and name in (error.name, *error.kinds)
        and all(text in error.text for text in texts)
    )


@_habit(
    _(
        "It prints, and returns nothing. `print` shows a value to people; `return` hands it to "
        "whoever called."
    ),
)
def prints_the_result(case):
    return _prints(case) and case.right.error is None


@_habit(
    _(
        "It prints a message and goes on. Printing stops nobody: `raise ValueError(…)` where this "
        "`print` stands."
    )
)
def prints_for_raising(case):
    return _prints(case) and case.right.error is not None


def _prints(case: "Case") -> bool:
    outcome = case.received
    return outcome.returned and outcome.value is None and outcome.printed.strip() != ""


@_habit(
    _("A text that is returned stops nobody: `raise ValueError(…)` in place of this `return`."),
)
def text_for_raising(case):
    return case.right.error is not None and type(case.received.value) is str


@_habit(_("Nothing comes back: say `return` before what is computed, in every branch."))
def no_return(case):
    return case.received.returned and case.received.value is None and case.right.error is None


@_habit(
    _("An exception that is returned stops nobody: `raise ValueError(…)`, without `return`."),
)
def exception_returned(case):
    return type(case.received.value) is Raised


@_habit(_("`raise` wants an exception, and got something else, a text perhaps: ValueError(…)."))
def raises_no_exception(case):
    error = case.received.error
    return error is not None and "exceptions must derive from BaseException" in error.text


@_habit(
    _("The exercise asks for another type of exception. Who calls it waits for that one only."),
)
def exception_of_another_type(case):
    wanted, error = case.right.error, case.received.error
    return wanted is not None and error is not None and bool(case.wrong)


@_habit(
    _(
        "(… for … in …) makes a generator, which has not computed anything yet, and so does "
        "`yield`. Put tuple(…), list(…) or np.array([…]) around it, or `return`."
    ),
)
def generator_returned(case):
    return type(case.received.value) is Stream and case.right.error is None


@_habit(
    _(
        "+=, -=, *=, /= and x[…] = … write into the caller's own array or list. Compute new ones "
        "(x = x - …; a new list of new arrays), or begin with x.copy() of each array."
    ),
)
def argument_changed(case):
    return bool(case.received.changed(case.arguments)) and same(
        case.right.value, case.received.value, dtypes=False
    )


@_habit(
    _(
        "An `if` wants one yes or no (so do `and`, `or`, max and min), and a comparison of arrays "
        "has one for each value. To decide for each value, use np.where or np.maximum; to ask "
        "whether it is so for any of them, np.any(…)."
    ),
)
def if_of_an_array(case):
    return _raised(case, "ValueError", "truth value of an array")


@_habit(
    _(
        "/= and its like write into the array itself, and whole numbers cannot hold the result. "
        "Compute a new array: x = x / …"
    ),
)
def in_place_into_whole_numbers(case):
    return _raised(case, "TypeError", "Cannot cast ufunc")


@_habit(
    _(
        "Something there is None. shuffle, sort and append work in place and return None: use the "
        "object itself afterwards, or a function that returns a new one."
    ),
)
def uses_none(case):
    return _raised(case, "TypeError", "'NoneType'") or _raised(case, "AttributeError", "'NoneType'")


@_habit(
    _(
        "A tuple is neither an array nor a list. It has a length, len(…), and never changes: "
        "collect values in a list with append, and make it a tuple at the end, tuple(…)."
    ),
)
def tuple_for_another(case):
    return _raised(case, "AttributeError", "'tuple' object has no attribute")


@_habit(
    _(
        "There is no attribute of that name. dir(x) lists what x has; of an array, ndim, shape, "
        "size and dtype tell what it is."
    ),
)
def no_such_attribute(case):
    return _raised(case, "AttributeError")


@_habit(
    _(
        "The left side has more names than there are values, or fewer: a shape has as many sizes "
        "as the array has axes, and that may be any number."
    ),
)
def unpacks_too_few(case):
    return _raised(case, "ValueError", "values to unpack")


@_habit(
    _(
        "It calls a function of yours that is not in this notebook. Copy its cell to here and run "
        "it, or write out what it computes."
    ),
)
def exercise_of_another_notebook(case):
    return any(_raised(case, "NameError", f"'{name}'") for name in HOMES)


@_habit(
    _("A name is used that stands for nothing here: is it misspelt, or an import missing?"),
)
def unknown_name(case):
    return _raised(case, "NameError")


@_habit(
    _("There is no axis of that number: an array with n axes has axes 0 to n − 1, and x.ndim is n.")
)
def no_such_axis(case):
    return _raised(case, "AxisError")


@_habit(
    _("An index runs past the end: they are counted from 0, so the last one is the size minus 1."),
)
def index_past_the_end(case):
    return _raised(case, "IndexError", "out of bounds") or _raised(
        case, "IndexError", "out of range"
    )


@_habit(
    _(
        "An array of floats stands between brackets, as an index. Indices are whole numbers: "
        "range(len(a)) counts them, and `for row in a` hands out rows. Of one-hot rows, "
        "y.argmax(axis=-1) gives them."
    )
)
def floats_as_indices(case):
    return _raised(case, "IndexError", "arrays used as indices must be of integer")


@_habit(
    _(
        "The sizes that meet in the product @ differ: on its left the columns, on its right the "
        "rows. Print both shapes; .T exchanges rows and columns."
    )
)
def product_does_not_fit(case):
    return _raised(case, "ValueError", "matmul", "mismatch in its core dimension")


@_habit(
    _(
        "What is taken for a row is one number there, and a number has no len(): the array has "
        "fewer axes than the loops expect. Print its shape."
    )
)
def number_for_a_row(case):
    return _raised(case, "TypeError", "of type 'numpy.", "has no len()")


@_habit(
    _(
        "Arrays of different shapes do not make one array, so the whole list is refused. Take "
        "them one by one, in a loop."
    )
)
def different_shapes_as_one(case):
    return _raised(case, "ValueError", "inhomogeneous") or _raised(
        case, "ValueError", "non-rectangular"
    )


@_habit(
    _(
        "A list is multiplied by a number, and lists do not calculate. Multiply what is in it: "
        "[x * factor for x in …]."
    )
)
def list_multiplied(case):
    return _raised(case, "TypeError", "can't multiply sequence")


@_habit(_("There are more indices between the brackets than the array has axes: print its shape."))
def too_many_indices(case):
    return _raised(case, "IndexError", "too many indices")


@_habit(
    _(
        "The shapes of two arrays there do not fit. Print them: with None you can put in an axis "
        "of size 1, or keep it with keepdims=True."
    ),
)
def shapes_do_not_fit(case):
    return _raised(case, "ValueError", "broadcast") or _raised(case, "ValueError", "shapes")


@_habit(
    _(
        "This input is valid, and nothing is to be raised: the condition before `raise` is too "
        "wide."
    ),
)
def refuses_valid_input(case):
    return _raised(case, "ValueError") and case.received.error.own


@_habit(
    _(
        "Functions of `math`, and float(…), take one number. NumPy's take arrays: np.exp in place "
        "of math.exp."
    )
)
def math_of_an_array(case):
    return _raised(case, "TypeError", "can be converted to Python scalars")


@_habit(
    _("^ is no power in Python, it compares bits: write ** for a power, or np.exp for e to it.")
)
def caret_for_power(case):
    return _raised(case, "TypeError", "bitwise_xor") or _raised(case, "TypeError", "for ^")


@_habit(
    _(
        "Round brackets call a function, and no function stands before them. x.ndim, x.shape and "
        "x.dtype are values and take no brackets; a product needs its sign, 2 * (…)."
    )
)
def value_called(case):
    return _raised(case, "TypeError", "object is not callable")


@_habit(_("A function is called with round brackets, f(…). Square ones pick from an array."))
def function_indexed(case):
    return _raised(case, "TypeError", "unction' object is not subscriptable")


@_habit(
    _(
        "The shape is one argument, a tuple: np.zeros((rows, columns)). A second argument is taken "
        "for the dtype."
    )
)
def shape_in_two_arguments(case):
    return _raised(case, "TypeError", "Cannot interpret", "as a data type")


@_habit(
    _("There is no dtype of that name: is it misspelt? 'float32' and 'int64' are two that exist.")
)
def no_such_dtype(case):
    return _raised(case, "TypeError", "data type", "not understood")


@_habit(
    _(
        "Brackets alone make no tuple: (m) is m. A tuple of one has a comma, (m,); a list of one "
        "is [m]."
    )
)
def one_without_a_comma(case):
    return _raised(case, "TypeError", "can only concatenate", '(not "int")')


@_habit(_("range counts up to a number. A shape is a tuple: take one size of it, x.shape[0]."))
def range_of_a_shape(case):
    return _raised(case, "TypeError", "'tuple' object cannot be interpreted as an integer")


@_habit(
    _(
        "One place of an array takes one number, and on the right of = stand several. Is a sum "
        "missing there? Print its shape."
    )
)
def several_for_one(case):
    return _raised(case, "ValueError", "setting an array element with a sequence")


@_habit(_("That function has no argument of this name: help(…) lists those that it has."))
def no_such_argument(case):
    return _raised(case, "TypeError", "got an unexpected keyword argument")


@_habit(_("It calls itself, and that call calls itself again, and so on without an end."))
def calls_itself_for_ever(case):
    return _raised(case, "RecursionError")
