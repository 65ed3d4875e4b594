"""The check of `dense_gradients`: what comes back through a Dense layer."""

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.checks.exercises._differences import as_tuple, held
from kerastutor.concepts import backpropagation as concept
from kerastutor.i18n import _


def _cases(rng):
    def layer(n, inputs, units, dtype="float64"):
        """Numbers of both signs from 0.1 to 1.9; in upstream no two are of one size."""

        def numbers(*shape):
            return rng.choice([-1, 1], shape) * rng.integers(1, 20, shape) / 10

        sizes = rng.permutation(np.arange(1, 1 + n * units)).reshape(n, units) / 10
        upstream = sizes * rng.choice([-1, 1], (n, units))
        made = numbers(n, inputs), numbers(inputs, units), numbers(units), upstream
        return tuple(array.astype(dtype) for array in made)

    n, f, u = (int(size) for size in rng.permutation([2, 3, 4]))
    return [
        layer(n, f, u),
        layer(3, 3, 3, "float32"),  # square: no shape betrays a mistake
        layer(3, 3, 3),
        layer(4, 2, 2),
        layer(1, f, u),  # one sample: a mean is a sum
        layer(5, u, 1),
    ]


def _sum(x, kernel, bias, upstream):
    """What has upstream for its gradient of z."""

    def function(x, kernel, bias):
        return (upstream * (x @ kernel + bias)).sum()

    return function, (x, kernel, bias)


dense_gradients = Exercise(
    signature="dense_gradients(x, kernel, bias, upstream)",
    reference=held(concept.dense_gradients, _sum),
    cases=_cases,
    run=as_tuple,
    parts=("dx", "dkernel", "dbias"),
    expression="z = x @ kernel + bias; loss = sum(z * upstream)",
    oracle=_("the gradients by automatic differentiation, and with differences"),
    tolerance=Tolerance(rtol=1e-4, atol=1e-5, any_float=True),
    look=_("lesson 3 (lesson_3_backpropagation.ipynb), on the way back through a Dense layer"),
    hints=(
        _("Each gradient has the shape of what it belongs to: x, kernel, bias. Write shapes down."),
        _("upstream is (n, units), x is (n, inputs). Which product is (inputs, units)?"),
        _("dkernel = x.T @ upstream, and dx = upstream @ kernel.T, which is (n, inputs)."),
        _("The bias is added to each sample: its gradients are added up, upstream.sum(axis=0)."),
    ),
)


def _right(x, kernel, upstream):
    return upstream @ kernel.T, x.T @ upstream, upstream.sum(axis=0)


@dense_gradients.mistake(
    _("dkernel is transposed. It has the kernel's shape, (inputs, units): x.T @ upstream.")
)
def dkernel_transposed(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx, dkernel.T, dbias


@dense_gradients.mistake(
    _("dx is transposed. It has the shape of x, (n, inputs): upstream @ kernel.T.")
)
def dx_transposed(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx.T, dkernel, dbias


@dense_gradients.mistake(
    _("Both dx and dkernel are transposed: compare their shapes with x's and kernel's")
)
def both_transposed(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx.T, dkernel.T, dbias


@dense_gradients.mistake(
    _("The kernel is not transposed: dx = upstream @ kernel.T, from units back to inputs.")
)
def kernel_not_transposed(x, kernel, bias, upstream):
    return upstream @ kernel, *_right(x, kernel, upstream)[1:]


@dense_gradients.mistake(
    _("x is not transposed: dkernel = x.T @ upstream, which adds up over the samples.")
)
def x_not_transposed(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, x @ upstream, dbias


@dense_gradients.mistake(
    _("The kernel comes first: kernel @ upstream. dx = upstream @ kernel.T, a row for a sample.")
)
def kernel_before_upstream(x, kernel, bias, upstream):
    return kernel @ upstream, *_right(x, kernel, upstream)[1:]


@dense_gradients.mistake(
    _(
        "dbias is the mean over the samples. Each sample adds its part: upstream.sum(axis=0). "
        "Where a mean belongs, the loss has divided upstream already."
    )
)
def dbias_averaged(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], upstream.mean(axis=0)


@dense_gradients.mistake(
    _("dbias is summed over the units, axis 1. There is one for each unit: upstream.sum(axis=0).")
)
def dbias_along_axis_1(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], upstream.sum(axis=1)


@dense_gradients.mistake(
    _("dbias is one number. Each unit has its own bias, and its own sum: upstream.sum(axis=0).")
)
def dbias_one_number(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], upstream.sum()


@dense_gradients.mistake(
    _("dbias is upstream itself. All samples share one bias: add up, upstream.sum(axis=0).")
)
def dbias_not_summed(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], upstream


@dense_gradients.mistake(
    _("dbias is the first sample's upstream. All samples share the bias: upstream.sum(axis=0).")
)
def dbias_of_the_first_sample(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], upstream[0]


@dense_gradients.mistake(
    _(
        "dkernel and dbias are divided by n again. upstream comes from the loss, and a mean over "
        "the batch is in it already."
    )
)
def divided_by_n_again(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx, dkernel / len(x), dbias / len(x)


@dense_gradients.mistake(
    _("dkernel is divided by n. upstream comes from the loss, and a mean is in it already.")
)
def dkernel_divided_by_n(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx, dkernel / len(x), dbias


@dense_gradients.mistake(
    _("All three are divided by n. upstream comes from the loss, and a mean is in it already.")
)
def all_divided_by_n(x, kernel, bias, upstream):
    return tuple(part / len(x) for part in _right(x, kernel, upstream))


@dense_gradients.mistake(_("upstream is in none of them: backward it is always upstream × local."))
def no_upstream(x, kernel, bias, upstream):
    return _right(x, kernel, np.ones_like(upstream))


@dense_gradients.mistake(
    _("These are the local slopes, kernel.T, x.T and 1. Each has to meet upstream in a product.")
)
def local_slopes_only(x, kernel, bias, upstream):
    return kernel.T, x.T, np.ones_like(bias)


@dense_gradients.mistake(
    _("x, the kernel and ones come back: those are slopes. Each has to be multiplied by upstream.")
)
def slopes_as_they_are(x, kernel, bias, upstream):
    return kernel, x, np.ones_like(bias)


@dense_gradients.mistake(
    _("dbias is 1 for each unit, the local slope. It meets upstream, too: upstream.sum(axis=0).")
)
def dbias_without_upstream(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], np.ones_like(bias)


@dense_gradients.mistake(
    _("dbias is multiplied by the bias. Its slope is 1, whatever it is: upstream.sum(axis=0).")
)
def dbias_times_bias(x, kernel, bias, upstream):
    return *_right(x, kernel, upstream)[:2], bias * upstream.sum(axis=0)


@dense_gradients.mistake(
    _("The bias is added to dx. It does not depend on x: dx = upstream @ kernel.T.")
)
def bias_added_to_dx(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x + 0, kernel, upstream)
    return (upstream + bias) @ kernel.T, dkernel, dbias


@dense_gradients.mistake(
    _("dkernel comes first. The order is that of the arguments: dx, dkernel, dbias.")
)
def dkernel_first(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dkernel, dx, dbias


@dense_gradients.mistake(
    _("dx comes last. The order is that of the arguments: dx, dkernel, dbias.")
)
def dx_last(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dkernel, dbias, dx


@dense_gradients.mistake(_("dx is missing: return dx, dkernel, dbias. The layer before needs it."))
def dx_missing(x, kernel, bias, upstream):
    return _right(x, kernel, upstream)[1:]


@dense_gradients.mistake(_("The sign is turned round: these lead down. The gradient leads up."))
def way_down(x, kernel, bias, upstream):
    return tuple(-part for part in _right(x, kernel, upstream))


@dense_gradients.mistake(
    _("dx is the product of numbers, one by one. It is a matrix product: upstream @ kernel.T.")
)
def dx_elementwise(x, kernel, bias, upstream):
    return upstream * kernel, *_right(x, kernel, upstream)[1:]


@dense_gradients.mistake(
    _("dkernel is the product of numbers, one by one. It is a matrix product: x.T @ upstream.")
)
def dkernel_elementwise(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, x * upstream, dbias


@dense_gradients.mistake(
    _(
        "The samples of x, and of upstream, are added up before they are multiplied. First "
        "multiply within each sample, then add up: x.T @ upstream does both."
    )
)
def summed_before_the_product(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, np.outer(x.sum(axis=0), upstream.sum(axis=0)), dbias


@dense_gradients.mistake(
    _("dkernel is that of the last sample alone: all samples add to it, +=, or x.T @ upstream.")
)
def dkernel_of_the_last_sample(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, np.outer(x[-1], upstream[-1]), dbias


@dense_gradients.mistake(
    _("dkernel is that of the first sample alone: all samples add to it: x.T @ upstream.")
)
def dkernel_of_the_first_sample(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, np.outer(x[0], upstream[0]), dbias


@dense_gradients.mistake(
    _("dkernel and dbias are those of the last sample alone: all samples add to them.")
)
def last_sample_only(x, kernel, bias, upstream):
    dx = _right(x, kernel, upstream)[0]
    return dx, np.outer(x[-1], upstream[-1]), upstream[-1]


@dense_gradients.mistake(
    _("dkernel has a matrix for each sample. All samples share the kernel: add up over them.")
)
def dkernel_of_each_sample(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, x[:, :, None] * upstream[:, None, :], dbias


@dense_gradients.mistake(
    _("upstream passes a ReLU that is not there: this layer has no activation.")
)
def relu_gate(x, kernel, bias, upstream):
    return _right(x, kernel, upstream * (x @ kernel + bias > 0))


@dense_gradients.mistake(
    _("The layer's output is multiplied in: upstream × z. The slope of z for x is the kernel.")
)
def times_the_output(x, kernel, bias, upstream):
    return _right(x, kernel, upstream * (x @ kernel + bias))


@dense_gradients.mistake(
    _("The gradients are subtracted from kernel and bias. A step is the optimizer's work.")
)
def step_taken(x, kernel, bias, upstream):
    dx, dkernel, dbias = _right(x, kernel, upstream)
    return dx, kernel - dkernel, bias - dbias


@dense_gradients.mistake(
    _("dkernel is transposed, and dbias averaged: x.T @ upstream, and upstream.sum(axis=0).")
)
def dkernel_transposed_dbias_averaged(x, kernel, bias, upstream):
    dx, dkernel, _dbias = _right(x, kernel, upstream)
    return dx, dkernel.T, upstream.mean(axis=0)


@dense_gradients.mistake(
    _("reshape(…) only cuts the rows anew. To exchange rows and columns, write .T: x.T, kernel.T.")
)
def reshape_for_transpose(x, kernel, bias, upstream):
    dx = upstream @ kernel.reshape(kernel.shape[::-1])
    return dx, x.reshape(x.shape[::-1]) @ upstream, upstream.sum(axis=0)


@dense_gradients.mistake(
    _("The kernel, x and 1 come back: those are slopes. Each has to be multiplied by upstream.")
)
def slopes_and_one(x, kernel, bias, upstream):
    return kernel, x, 1


@dense_gradients.mistake(
    _(
        "All three are divided by the number of values in upstream. upstream comes from the loss, "
        "and a mean is in it already: add up."
    )
)
def all_divided_by_the_size(x, kernel, bias, upstream):
    return tuple(part / upstream.size for part in _right(x, kernel, upstream))


@dense_gradients.mistake(
    _("np.outer makes one long row of each first. All samples add up in a product: x.T @ upstream.")
)
def outer_of_the_batch(x, kernel, bias, upstream):
    dx, _dkernel, dbias = _right(x, kernel, upstream)
    return dx, np.outer(x, upstream), dbias
