"""The check of `parameter_count`."""

import math

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.concepts import neurons
from kerastutor.i18n import _


def _cases(rng):
    a, b, c = (int(size) for size in rng.permutation(np.arange(3, 10))[:3])
    first, second, third = (int(size) for size in rng.permutation(np.arange(2, 20))[:3])
    return [
        ((28, 28), [128, 10]),
        ((a, b), [first, second, third]),
        ((2, 2), [first]),  # the sum is the product here, which proves nothing of it
        ((a + 9,), [second]),
        ((a, b, c), (third, first)),  # a tuple serves as well
        ([b, a], (second, second)),
        ((a, b), []),  # no layer, nothing to learn
        ((np.int64(b), np.int64(c)), [first, third]),
    ]


def _pairs(widths):
    return list(zip(widths[:-1], widths[1:], strict=True))


def _widths(input_shape, units):
    return [math.prod(input_shape), *units]


def _total(widths):
    return sum(n * u + u for n, u in _pairs(widths))


def _layers(count, case):
    """How many parameters each layer adds: asked with no layer, with one, with two, …"""
    shape, units = case
    widths = [math.prod(shape), *units]
    if not _is_number(together := _python(count(shape, units))):
        return
    before = 0
    for n in range(len(widths)):
        now = _python(count(shape, units[:n]))
        name = _("no layer yet: {n} inputs").format(n=widths[0])
        if n:
            name = _("Dense({units}) on {n} inputs").format(units=widths[n], n=widths[n - 1])
        yield f"{n}. {name}", now - before if _is_number(now) else now
        before = now if _is_number(now) else before
    yield _("together"), together


def _python(value):
    """A number as Python writes it: 9, not np.int64(9)."""
    return value.item() if isinstance(value, np.integer | np.floating) else value


def _is_number(value) -> bool:
    return type(value) in (int, float)


parameter_count = Exercise(
    signature="parameter_count(input_shape, units)",
    reference=neurons.parameter_count,
    cases=_cases,
    steps=_layers,
    oracle=_("keras.Sequential's count_params()"),
    look=_("lesson 1 (lesson_1_neurons.ipynb), on counting parameters"),
    hints=(
        _("A neuron has one weight for each of its inputs, and one bias."),
        _("A layer of u neurons with n inputs has n · u weights and u biases."),
        _(
            "Flatten makes one row of the input: n is the product of its sizes. The next layer's "
            "inputs are this layer's neurons."
        ),
        _(
            "Begin with total = 0 and n = math.prod(input_shape). For each u of units: "
            "total += n * u + u, then n = u."
        ),
    ),
)


@parameter_count.mistake(
    _("The biases are missing: each neuron has one, so a layer has n · u + u.")
)
def no_biases(input_shape, units):
    return sum(n * u for n, u in _pairs(_widths(input_shape, units)))


@parameter_count.mistake(
    _(
        "Only the last axis of the input counts here, as without a Flatten. Flatten makes one row "
        "of all: the product of the sizes."
    )
)
def last_axis_only(input_shape, units):
    return _total([input_shape[-1], *units])


@parameter_count.mistake(
    _("Only the first axis of the input counts here. Flatten makes one row: multiply all sizes.")
)
def first_axis_only(input_shape, units):
    return _total([input_shape[0], *units])


@parameter_count.mistake(
    _("The sizes of the input are added. Flatten makes one row of all numbers: multiply the sizes.")
)
def sizes_added(input_shape, units):
    return _total([sum(input_shape), *units])


@parameter_count.mistake(
    _(
        "Only the first two axes of the input are multiplied. There may be more, or one only: "
        "math.prod(input_shape)."
    )
)
def first_two_axes(input_shape, units):
    return _total([input_shape[0] * input_shape[1], *units])


@parameter_count.mistake(
    _("Every layer gets the whole input here. It gets what the layer before gives: n = u.")
)
def input_into_every_layer(input_shape, units):
    n = math.prod(input_shape)
    return sum(n * u + u for u in units)


@parameter_count.mistake(
    _("Every layer gets the whole input here, and no neuron has a bias. A layer has n · u + u.")
)
def input_into_every_layer_no_biases(input_shape, units):
    return sum(math.prod(input_shape) * u for u in units)


@parameter_count.mistake(_("A layer has one bias here. Each of its neurons has one: n · u + u."))
def one_bias_a_layer(input_shape, units):
    return sum(n * u + 1 for n, u in _pairs(_widths(input_shape, units)))


@parameter_count.mistake(
    _("There is one bias for each input here, n · (u + 1). A neuron has one: (n + 1) · u.")
)
def bias_for_each_input_number(input_shape, units):
    return sum(n * u + n for n, u in _pairs(_widths(input_shape, units)))


@parameter_count.mistake(
    _("The last layer is not counted. Its weights and biases are learned, too.")
)
def last_layer_lost(input_shape, units):
    return _total(_widths(input_shape, units)[:-1])


@parameter_count.mistake(
    _("The first layer is not counted, from the input to units[0]. It has weights, too.")
)
def first_layer_lost(input_shape, units):
    return _total(list(units))


@parameter_count.mistake(
    _("Only the first layer is counted: `return` may stand in the loop. Move it to the left.")
)
def first_layer_only(input_shape, units):
    return _total(_widths(input_shape, units)[:2])


@parameter_count.mistake(
    _("Only the last layer is counted: each overwrites the one before. Add them up with +=.")
)
def last_layer_only(input_shape, units):
    return _total(_widths(input_shape, units)[-2:])


@parameter_count.mistake(_("The last layer's biases are missing: its neurons have one each, too."))
def last_biases_lost(input_shape, units):
    return _total(_widths(input_shape, units)) - sum(units[-1:])


@parameter_count.mistake(
    _("Only the last layer's biases are counted. The neurons of every layer have one each.")
)
def other_biases_lost(input_shape, units):
    return _total(_widths(input_shape, units)) - sum(units[:-1])


@parameter_count.mistake(
    _("The size of the input is counted, too. Flatten only arranges numbers: it learns nothing.")
)
def biases_of_the_input(input_shape, units):
    widths = _widths(input_shape, units)
    return _total(widths) + widths[0]


@parameter_count.mistake(
    _("These are the neurons, not what they learn: a weight for each input, and a bias.")
)
def neurons_counted(input_shape, units):
    return sum(units)


@parameter_count.mistake(
    _("These are the neurons and the inputs. Between two layers are n · u weights, and u biases.")
)
def all_numbers_counted(input_shape, units):
    return sum(_widths(input_shape, units))


@parameter_count.mistake(
    _("Each layer gets its own width as input, u · u + u: n = u comes too early, before n · u.")
)
def width_taken_too_early(input_shape, units):
    return sum(u * u + u for u in units)


@parameter_count.mistake(
    _("The widths come in reverse order. The first of units is the layer next to the input.")
)
def widths_reversed(input_shape, units):
    return _total([math.prod(input_shape), *units[::-1]])


@parameter_count.mistake(
    _("One count for each layer comes back. Asked for is one number: add them up.")
)
def one_count_a_layer(input_shape, units):
    return [n * u + u for n, u in _pairs(_widths(input_shape, units))]


@parameter_count.mistake(
    _("The value is right, its type is not: a count is an int, and int(…) makes one.")
)
def right_but_no_int(input_shape, units):
    return float(_total(_widths(input_shape, units)))


@parameter_count.mistake(
    _("Without layers it raises IndexError: units may be empty, and then there is no units[0].")
)
def empty_units_refused(input_shape, units):
    units[0]
    return _total(_widths(input_shape, units))


@parameter_count.mistake(
    _("It works with a list of units only, and raises an error for a tuple: list(units) is safe.")
)
def tuple_refused(input_shape, units):
    return _total([math.prod(input_shape)] + units)


@parameter_count.mistake(
    _("The widths are multiplied and nothing is added: each layer has n · u + u, then add them up.")
)
def all_multiplied(input_shape, units):
    return math.prod(_widths(input_shape, units))


@parameter_count.mistake(
    _("A layer's weights are added here, n + u. Each neuron has one for each input: n · u + u.")
)
def widths_added(input_shape, units):
    return sum(n + u for n, u in _pairs(_widths(input_shape, units)))


@parameter_count.mistake(
    _("The sizes of the input are added, where Flatten multiplies them; and no neuron has a bias.")
)
def sizes_added_no_biases(input_shape, units):
    return sum(n * u for n, u in _pairs([sum(input_shape), *units]))


@parameter_count.mistake(
    _(
        "The first axis of the input is left out, as if it were the batch. input_shape is that of "
        "one sample: multiply all its sizes."
    )
)
def first_axis_left_out(input_shape, units):
    return _total([math.prod(input_shape[1:]), *units])


@parameter_count.mistake(_("A text comes back, made for reading. Return the number itself."))
def text_with_commas(input_shape, units):
    return f"{_total(_widths(input_shape, units)):,}"


@parameter_count.mistake(
    _(
        "All widths are multiplied, as if one kernel joined all layers. Each layer has its own, "
        "n · u; these are added."
    )
)
def one_kernel_for_all(input_shape, units):
    return math.prod(_widths(input_shape, units)) + sum(units)


@parameter_count.mistake(
    _("The axes of the input are counted. Flatten makes one row of all numbers: multiply sizes.")
)
def axes_counted(input_shape, units):
    return _total([len(input_shape), *units])
