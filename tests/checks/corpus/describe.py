"""Answers to describe, as learners write them."""

import numpy as np

# Right, in many styles


def by_numpy(x):
    return x.ndim, x.shape, x.dtype.name


def by_numpy_functions(x):
    rank = np.ndim(x)
    shape = np.shape(x)
    dtype = x.dtype.name
    return (rank, shape, dtype)


def by_keras_ops(x):
    from keras import ops

    shape = ops.shape(x)
    return len(shape), shape, x.dtype.name


def by_keras_dtype(x):
    import keras

    return keras.ops.ndim(x), keras.ops.shape(x), keras.backend.standardize_dtype(x.dtype)


def by_loops(x):
    rank = 0
    shape = ()
    for size in x.shape:
        rank += 1
        shape = shape + (size,)
    return rank, shape, x.dtype.name


class _Describer:
    def __init__(self):
        self.parts = (self.rank, self.shape, self.dtype)

    def rank(self, x):
        return len(x.shape)

    def shape(self, x):
        return tuple(x.shape)

    def dtype(self, x):
        return x.dtype.name

    def __call__(self, x):
        return tuple(part(x) for part in self.parts)


by_callable_object = _Describer()


def by_lists(x):
    sizes = []
    for size in x.shape:
        sizes.append(int(size))
    answer = [len(sizes), tuple(sizes)]
    answer.append(x.dtype.name)
    return tuple(answer)


def by_str_of_dtype(x):
    return len(x.shape), x.shape, str(x.dtype)


def by_f_string(x):
    name = f"{x.dtype}"
    return x.ndim, x.shape, name


def by_early_return(x):
    if x.shape == ():
        return 0, (), x.dtype.name
    return len(x.shape), x.shape, x.dtype.name


def by_comprehension(x):
    return sum(1 for _ in x.shape), tuple(x.shape[i] for i in range(x.ndim)), x.dtype.name


RIGHT = [
    by_numpy,
    by_numpy_functions,
    by_keras_ops,
    by_keras_dtype,
    by_loops,
    by_callable_object,
    by_lists,
    by_str_of_dtype,
    by_f_string,
    by_early_return,
    by_comprehension,
]


# Wrong, as beginners write it


def dtype_object(x):
    """x.dtype is printed as float32, so it is the text float32."""
    return x.ndim, x.shape, x.dtype


def rank_is_size(x):
    """The rank is how many numbers there are."""
    return x.size, x.shape, x.dtype.name


def rank_by_len(x):
    """len(x) counts the axes."""
    return len(x), x.shape, x.dtype.name


def rank_of_linear_algebra(x):
    """NumPy has a function with rank in its name."""
    return np.linalg.matrix_rank(x), x.shape, x.dtype.name


def rank_counted_from_zero(x):
    """Axes are counted from 0, so the rank is the number of the last axis."""
    return len(x.shape) - 1, x.shape, x.dtype.name


def rank_as_attribute(x):
    """Rank, shape and dtype are all attributes."""
    return x.rank, x.shape, x.dtype.name


def rank_is_text(x):
    """An answer that is shown is a text."""
    return str(x.ndim), str(x.shape), str(x.dtype)


def prints(x):
    """To give an answer is to print it."""
    rank = x.ndim
    shape = x.shape
    dtype = x.dtype.name
    print((rank, shape, dtype))


def one_text(x):
    """The three things, as they look in the example."""
    return f"({x.ndim}, {x.shape}, '{x.dtype.name}')"


def dictionary(x):
    """Named things are easier to read than a tuple."""
    return {"rank": x.ndim, "shape": x.shape, "dtype": x.dtype.name}


def wrong_order(x):
    """Shape first, as in "shape, rank and dtype"."""
    return x.shape, x.ndim, x.dtype.name


def forgets_the_dtype(x):
    """The rank and the shape describe a tensor."""
    return x.ndim, x.shape


def shape_as_list(x):
    """A list of sizes is as good as a tuple."""
    return x.ndim, list(x.shape), x.dtype.name


def shape_is_rows(x):
    """The length of an array is its shape."""
    return x.ndim, (len(x),), x.dtype.name


def shape_width_first(x):
    """A picture is width times height, so the columns come first."""
    return x.ndim, x.shape[::-1], x.dtype.name


def always_a_table(x):
    """An array has rows and columns."""
    rows, columns = x.shape
    return 2, (rows, columns), x.dtype.name


def scalar_is_a_vector(x):
    """A single number is an array with one element."""
    x = np.atleast_1d(x)
    return x.ndim, x.shape, x.dtype.name


def squeezes(x):
    """An axis of size 1 is not a real axis."""
    x = np.squeeze(x)
    return x.ndim, x.shape, x.dtype.name


def type_of_the_array(x):
    """type() gives the dtype."""
    return x.ndim, x.shape, type(x).__name__


def type_of_first_element(x):
    """x[0] is the first number, and its type is the dtype."""
    return x.ndim, x.shape, type(x[0]).__name__


def kind_of_dtype(x):
    """The kind is the kind of the values."""
    return x.ndim, x.shape, x.dtype.kind


def always_float32(x):
    """Tensors in deep learning are float32."""
    return x.ndim, x.shape, "float32"


def converts_the_array(x):
    """First make it an array of numbers, to be safe."""
    x = np.array(x, dtype=float)
    return x.ndim, x.shape, x.dtype.name


def keras_dtype_as_text(x):
    """str() of any dtype is its name."""
    from keras import ops

    tensor = ops.convert_to_tensor(x)
    return len(tensor.shape), tuple(tensor.shape), str(tensor.dtype)


def keras_to_floatx(x):
    """Keras wants its own dtype, so convert first."""
    import keras

    tensor = keras.ops.convert_to_tensor(x, dtype=keras.config.floatx())
    return (
        keras.ops.ndim(tensor),
        keras.ops.shape(tensor),
        keras.backend.standardize_dtype(tensor.dtype),
    )


def loop_stops_at_a_vector(x):
    """Take the first part again and again, until a vector is left."""
    rank = 0
    shape = []
    part = x
    while part.ndim > 1:
        rank += 1
        shape.append(len(part))
        part = part[0]
    return rank, tuple(shape), x.dtype.name


def loop_returns_at_once(x):
    """Count the axes in a loop, and return the count."""
    rank = 0
    for _ in x.shape:
        rank += 1
        return rank, x.shape, x.dtype.name


def lists_forget_the_dtype(x):
    """A list holds the same numbers, so it has the same dtype."""
    rows = x.tolist()
    shape = []
    part = rows
    while isinstance(part, list):
        shape.append(len(part))
        part = part[0]
    return len(shape), tuple(shape), np.array(rows).dtype.name


def type_itself(x):
    return x.ndim, x.shape, type(x)


def type_as_text(x):
    return len(x.shape), x.shape, str(type(x))


def a_list(x):
    return [x.ndim, x.shape, x.dtype.name]


def calls_ndim(x):
    return x.ndim(), x.shape, x.dtype.name


def for_two_axes(x):
    rows, columns = x.shape[0], x.shape[1]
    return x.ndim, (rows, columns), x.dtype.name


def only_the_example(x):
    return (2, (2, 3), "float32")


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    dtype_object: "dtype_object",
    rank_is_size: "size_for_rank",
    rank_by_len: "length_for_rank",
    rank_of_linear_algebra: "matrix_rank",
    rank_counted_from_zero: "last_axis_number",
    rank_as_attribute: "no_such_attribute",
    rank_is_text: "text_for_values",
    prints: "prints_the_result",
    one_text: "text_for_values",
    dictionary: "dict_for_a_tuple",
    wrong_order: "another_order",
    forgets_the_dtype: "items_missing",
    shape_as_list: "shape_list",
    shape_is_rows: "rows_for_shape",
    shape_width_first: "shape_reversed",
    always_a_table: "unpacks_too_few",
    scalar_is_a_vector: "scalar_as_vector",
    squeezes: "squeezed",
    type_of_the_array: "type_of_container",
    type_of_first_element: "type_of_first",
    kind_of_dtype: "kind_of_dtype",
    always_float32: "always_float32",
    converts_the_array: "converted_first",
    keras_dtype_as_text: "more_text_than_asked",
    keras_to_floatx: "always_float32",
    loop_stops_at_a_vector: "last_axis_left_out",
    loop_returns_at_once: "counts_to_one",
    lists_forget_the_dtype: "dtype_of_a_list",
    type_itself: "type_itself",
    type_as_text: "type_as_text",
    a_list: "list_for_a_tuple",
    calls_ndim: "value_called",
    for_two_axes: "two_sizes",
    only_the_example: "the_example",
}
