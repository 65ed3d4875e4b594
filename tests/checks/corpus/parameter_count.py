"""Answers to parameter_count, as learners write them."""

# ruff: noqa: B905, F841 -- learners write zip(a, b) and forget to return
import functools
import itertools
import math

import numpy as np


# Right, in many styles
def by_numpy(input_shape, units):
    return int(sum((n + 1) * u for n, u in zip([np.prod(input_shape), *units], units)))


def by_math(input_shape, units):
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total += features * width + width
        features = width
    return total


def by_loops(input_shape, units):
    size = 1
    for length in input_shape:
        size *= length
    weights = 0
    biases = 0
    for i in range(len(units)):
        if i == 0:
            before = size
        else:
            before = units[i - 1]
        weights += before * units[i]
        biases += units[i]
    return weights + biases


def by_recursion(input_shape, units):
    if len(units) == 0:
        return 0
    first = units[0]
    return (math.prod(input_shape) + 1) * first + by_recursion((first,), units[1:])


def by_reduce(input_shape, units):
    def layer(so_far, width):
        total, features = so_far
        return total + (features + 1) * width, width

    features = functools.reduce(lambda a, b: a * b, input_shape, 1)
    return functools.reduce(layer, units, (0, features))[0]


def by_pairs(input_shape, units):
    sizes = [math.prod(input_shape)]
    sizes.extend(units)
    return sum(a * b + b for a, b in itertools.pairwise(sizes))


def by_dot(input_shape, units):
    widths = np.array(units, dtype="int64")
    inputs = np.concatenate([[np.prod(input_shape, dtype="int64")], widths])[:-1]
    return int(np.dot(inputs, widths) + widths.sum())


def by_empty_arrays(input_shape, units):
    features = np.empty(input_shape).size
    shapes = []
    for u in units:
        shapes.append((features, u))
        shapes.append((u,))
        features = u
    return sum(math.prod(shape) for shape in shapes)


class _Counter:
    def __init__(self):
        self.total = 0
        self.features = 0

    def flatten(self, shape):
        self.total = 0
        self.features = math.prod(shape)

    def dense(self, units):
        self.total += (self.features + 1) * units
        self.features = units

    def __call__(self, input_shape, units):
        self.flatten(input_shape)
        for width in units:
            self.dense(width)
        return self.total


by_callable_object = _Counter()


def by_keras_sequential(input_shape, units):
    import keras

    model = keras.Sequential([keras.Input(shape=tuple(input_shape)), keras.layers.Flatten()])
    for width in units:
        model.add(keras.layers.Dense(width))
    return model.count_params()


def by_keras_functional(input_shape, units):
    import keras

    inputs = keras.Input(shape=tuple(input_shape))
    x = keras.layers.Flatten()(inputs)
    for width in units:
        x = keras.layers.Dense(width, activation="relu")(x)
    model = keras.Model(inputs, x)
    return sum(weight.numpy().size for weight in model.weights)


def by_keras_layers(input_shape, units):
    import keras

    features = int(np.prod(input_shape))
    total = 0
    for width in units:
        layer = keras.layers.Dense(width)
        layer.build((None, features))
        total += layer.count_params()
        features = width
    return total


RIGHT = [
    by_numpy,
    by_math,
    by_loops,
    by_recursion,
    by_reduce,
    by_pairs,
    by_dot,
    by_empty_arrays,
    by_callable_object,
    by_keras_sequential,
    by_keras_functional,
    by_keras_layers,
]


# Wrong, as beginners write it
def forgets_the_biases(input_shape, units):
    """Each input is connected with each unit."""
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total += features * width
        features = width
    return total


def one_bias_per_layer(input_shape, units):
    """y = w x + b: a layer has one b."""
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total += features * width + 1
        features = width
    return total


def bias_per_input(input_shape, units):
    """Each input has its bias."""
    features = int(np.prod(input_shape))
    total = 0
    for width in units:
        total += features * width + features
        features = width
    return total


def last_axis_of_the_input(input_shape, units):
    """Dense works on the last axis."""
    features = input_shape[-1]
    total = 0
    for width in units:
        total += (features + 1) * width
        features = width
    return total


def sums_the_shape(input_shape, units):
    """All the inputs together."""
    features = sum(input_shape)
    total = 0
    for width in units:
        total += features * width + width
        features = width
    return total


def sums_the_shape_without_biases(input_shape, units):
    """Together, from one layer to the next."""
    sizes = [sum(input_shape)] + list(units)
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1]
    return total


def height_times_width(input_shape, units):
    """The input is a picture."""
    features = input_shape[0] * input_shape[1]
    total = 0
    for width in units:
        total += features * width + width
        features = width
    return total


def first_axis_is_the_batch(input_shape, units):
    """The first axis is the batch."""
    features = math.prod(input_shape[1:])
    total = 0
    for width in units:
        total += (features + 1) * width
        features = width
    return total


def every_layer_sees_the_input(input_shape, units):
    """features times width, for each layer."""
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total += features * width + width
    return total


def loses_the_last_layer(input_shape, units):
    """The last one has the index len - 1."""
    sizes = [math.prod(input_shape), *units]
    total = 0
    for i in range(len(units) - 1):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


def loses_the_first_layer(input_shape, units):
    """Count between the layers: each with the one after it."""
    total = 0
    for before, after in zip(units, units[1:]):
        total += before * after + after
    return total


def keeps_the_last_layer(input_shape, units):
    """= puts it into total."""
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total = features * width + width
        features = width
    return total


def returns_in_the_loop(input_shape, units):
    """return stands below the line that adds; one bias is enough."""
    features = math.prod(input_shape)
    total = 0
    for width in units:
        total += features * width + 1
        features = width
        return total


def multiplies_everything(input_shape, units):
    """All connections: product of all sizes."""
    return math.prod(input_shape) * math.prod(units) + sum(units)


def starts_with_the_first_unit(input_shape, units):
    """The first layer by hand, the others in a loop."""
    total = math.prod(input_shape) * units[0] + units[0]
    for i in range(1, len(units)):
        total += units[i - 1] * units[i] + units[i]
    return total


def inserts_into_units(input_shape, units):
    """The input is a layer too, so it goes in front."""
    units.insert(0, math.prod(input_shape))
    total = 0
    for i in range(1, len(units)):
        total += (units[i - 1] + 1) * units[i]
    return total


def a_float(input_shape, units):
    """np.prod gives a number."""
    total = 0.0
    features = np.prod(input_shape)
    for width in units:
        total += float(features * width + width)
        features = width
    return total


def a_text(input_shape, units):
    """As summary() shows it, with a comma."""
    sizes = [math.prod(input_shape), *units]
    total = sum((a + 1) * b for a, b in zip(sizes, units))
    return f"{total:,}"


def keras_without_flatten(input_shape, units):
    """Keras counts it."""
    import keras

    model = keras.Sequential([keras.Input(shape=input_shape)])
    for width in units:
        model.add(keras.layers.Dense(width))
    return model.count_params()


def prints_each_layer(input_shape, units):
    """Show the count of every layer."""
    features = math.prod(input_shape)
    for width in units:
        print("Dense", features * width + width)


#: Each with what the mistake is, in free words.
WRONG = {
    forgets_the_biases: "no_biases",
    one_bias_per_layer: "one_bias_a_layer",
    bias_per_input: "bias_for_each_input_number",
    last_axis_of_the_input: "last_axis_only",
    sums_the_shape: "sizes_added",
    sums_the_shape_without_biases: "sizes_added_no_biases",
    height_times_width: "first_two_axes",
    first_axis_is_the_batch: "first_axis_left_out",
    every_layer_sees_the_input: "input_into_every_layer",
    loses_the_last_layer: "last_layer_lost",
    loses_the_first_layer: "first_layer_lost",
    keeps_the_last_layer: "last_layer_only",
    returns_in_the_loop: "",
    multiplies_everything: "one_kernel_for_all",
    starts_with_the_first_unit: "empty_units_refused",
    inserts_into_units: "argument_changed",
    a_float: "right_but_no_int",
    a_text: "text_with_commas",
    keras_without_flatten: "last_axis_only",
    prints_each_layer: "no_return",
}
