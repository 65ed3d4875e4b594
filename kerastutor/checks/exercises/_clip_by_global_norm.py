"""The check of `clip_by_global_norm`: one length for all arrays, and one factor."""

from dataclasses import replace

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.concepts import steps
from kerastutor.i18n import _
from kerastutor.learner.plain import Tensor


def _cases(rng):
    def case(*shapes, times, dtype="float64", scale=1.0, down=2):
        """The norm is so many times the length of all; one in so many goes down."""
        made = []
        for shape in shapes:
            size = int(np.prod(shape))
            sizes = rng.permutation(np.arange(2, 2 + size)) / 4 * rng.uniform(0.8, 1.2)
            signs = rng.permutation(np.where(np.arange(1, size + 1) % down, 1, -1))
            made.append((scale * sizes * signs).reshape(shape).astype(dtype))
        return made, float(f"{times * steps.global_norm(made):.3g}") or 1.0

    n, k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    return [
        case((n, k), (k,), times=0.3),
        case((2, 3), (3,), (3, 2), (2,), times=1.6),  # below: nothing is to be done
        # above, and each array alone is below
        case((2, 2), (2, 2), (4,), times=0.8, dtype="float32"),
        case((k, 1), (1, n), (2, 2, 2), times=0.05, scale=20.0, down=5),
        case((3,), times=0.5),
        case((n,), (k, 2), times=0.4, scale=-0.01, down=5),
        case((2, 2), (3,), times=0.0, scale=0.0),  # nothing but zeros
    ]


def _as_list(ask, case):
    """Asked is a list; a tuple of arrays has all that matters, too."""
    outcome = ask(*case)
    value = outcome.value
    if type(value) is tuple and all(type(item) in (np.ndarray, Tensor) for item in value):
        return replace(outcome, value=list(value))
    return outcome


clip_by_global_norm = Exercise(
    signature="clip_by_global_norm(gradients, norm)",
    reference=steps.clip_by_global_norm,
    cases=_cases,
    run=_as_list,
    oracle="keras.optimizers.SGD(global_clipnorm=…)",
    tolerance=Tolerance(rtol=1e-5, atol=1e-6, any_float=True),
    look=_("lesson 5 (lesson_5_adam.ipynb), on clipping"),
    hints=(
        _("The global norm is one number: the length of all numbers of all arrays together."),
        _("Add up the squares of every array, add those sums, and take the root at the end."),
        _("Where it is above norm, multiply every array by norm / global norm. Else by 1."),
    ),
)


def _norm(gradients):
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


def _scaled(gradients, factor):
    return [g * factor for g in gradients]


def _mistake(name, message, function=None, *, length=None, factor=None):
    """Declare a mistake: all of it, or another length of the gradients, or another factor."""

    def of_a_part(gradients, norm):
        total = (length or _norm)(gradients)
        if factor is not None:
            return _scaled(gradients, factor(total, norm))
        return _scaled(gradients, norm / total) if total > norm else list(gradients)

    made = function or of_a_part
    made.__name__ = name
    globals()[name] = clip_by_global_norm.mistake(message)(made)


_mistake(
    "each_by_its_own",
    _(
        "Each array is clipped by its own norm: that is Keras's clipnorm. Here one norm, of all "
        "arrays together, decides for all."
    ),
    lambda gradients, norm: [
        g * (norm / np.linalg.norm(g)) if np.linalg.norm(g) > norm else g for g in gradients
    ],
)
_mistake(
    "each_value_clipped",
    _(
        "Each number is cut off at ±norm: that is Keras's clipvalue, and turns the direction. "
        "Multiply all numbers by norm / global norm."
    ),
    lambda gradients, norm: [np.clip(g, -norm, norm) for g in gradients],
)
_mistake(
    "cut_above_only",
    _("Each number above norm is cut off. Multiply all of them by norm / global norm."),
    lambda gradients, norm: [np.minimum(g, norm) for g in gradients],
)
_mistake(
    "always_scaled",
    _(
        "The gradients are scaled to norm even where they are shorter, and zeros give NaN. Where "
        "the global norm is not above norm, they stay as they are."
    ),
    factor=lambda total, norm: norm / total,
)
_mistake(
    "always_scaled_but_zeros",
    _("The gradients are scaled to norm even where they are shorter. There they stay as they are."),
    factor=lambda total, norm: norm / total if total > 0 else 1.0,
)
_mistake(
    "nan_of_zeros",
    _("Zeros give NaN: 0 is divided by 0. Where the global norm is 0, nothing is to be done."),
    factor=lambda total, norm: np.minimum(total, norm) / total,
)
_mistake(
    "zeros_divide_by_0",
    _("Zeros divide by 0. Where the global norm is not above norm, leave the gradients alone."),
    factor=lambda total, norm: min(1.0, norm / float(total)),
)
_mistake(
    "scaled_below",
    _("It is the wrong way round: shorter gradients are made longer, long ones stay. Scale above."),
    factor=lambda total, norm: norm / total if total < norm else 1.0,
)
_mistake(
    "larger_factor",
    _("The larger factor is taken. Above norm it has to shrink: min(1, norm / global norm)."),
    factor=lambda total, norm: np.maximum(1.0, norm / total) if total > 0 else 1.0,
)
_mistake(
    "made_one_long",
    _("Above norm, they are divided by their length, and are 1 long then. Multiply by norm, too."),
    factor=lambda total, norm: 1 / total if total > norm else 1.0,
)
_mistake(
    "always_made_one_long",
    _("They are divided by their length, always. Above norm, multiply by norm / global norm."),
    factor=lambda total, norm: 1 / total,
)
_mistake(
    "factor_upside_down",
    _("The factor is upside down, so they grow: it is norm / global norm."),
    factor=lambda total, norm: total / norm if total > norm else 1.0,
)
_mistake(
    "divided_by_the_norm",
    _("Above norm, they are divided by norm. Multiply by norm / global norm."),
    factor=lambda total, norm: 1 / norm if total > norm else 1.0,
)
_mistake(
    "times_the_norm",
    _("Above norm, they are multiplied by norm. Divide by the global norm, too."),
    factor=lambda total, norm: norm if total > norm else 1.0,
)
_mistake(
    "factor_squared",
    _("The factor is squared. Multiply once by norm / global norm."),
    factor=lambda total, norm: (norm / total) ** 2 if total > norm else 1.0,
)
_mistake(
    "excess_subtracted",
    _("What is too much is subtracted from each number. Multiply all by norm / global norm."),
    lambda gradients, norm: [g - max(_norm(gradients) - norm, 0) for g in gradients],
)
_mistake(
    "dropped_above",
    _("Above norm, all becomes 0. Shorten it: multiply by norm / global norm."),
    factor=lambda total, norm: 0.0 if total > norm else 1.0,
)
_mistake(
    "never_clipped",
    _("Nothing is clipped. Above norm, multiply every array by norm / global norm."),
    factor=lambda total, norm: 1.0,
)
_mistake(
    "no_root",
    _("The global norm has no root: it is the root of the sum of all squares."),
    length=lambda gradients: sum(np.sum(g**2) for g in gradients),
)
_mistake(
    "norms_added_up",
    _("The norms of the arrays are added up. Add up their squares, and take the root at the end."),
    length=lambda gradients: sum(np.linalg.norm(g) for g in gradients),
)
_mistake(
    "sizes_added_up",
    _("The sizes of the numbers are added up. Add up their squares, and take the root."),
    length=lambda gradients: sum(np.abs(g).sum() for g in gradients),
)
_mistake(
    "numbers_added_up",
    _("The numbers are added up as they are, so signs cancel. Add up their squares."),
    length=lambda gradients: sum(g.sum() for g in gradients),
)
_mistake(
    "size_of_the_sum",
    _("The numbers are added up, then squared, so signs cancel. Square each number first."),
    length=lambda gradients: np.abs(sum(g.sum() for g in gradients)),
)
_mistake(
    "largest_norm",
    _("The longest array's norm stands for all. All arrays together have one norm."),
    length=lambda gradients: max(np.linalg.norm(g) for g in gradients),
)
_mistake(
    "largest_size",
    _("The largest number stands for the norm. It is the root of the sum of all squares."),
    length=lambda gradients: max(np.abs(g).max() for g in gradients),
)
_mistake(
    "first_norm_for_all",
    _("Only the first array is measured. All arrays together have one norm."),
    length=lambda gradients: np.linalg.norm(gradients[0]),
)
_mistake(
    "last_norm_for_all",
    _("Only the last array is measured. Add up the squares of all of them."),
    length=lambda gradients: np.linalg.norm(gradients[-1]),
)
_mistake(
    "spectral_norms",
    _(
        "np.linalg.norm(g, 2) of a matrix is its largest singular value, not its length. Leave "
        "the 2 out: np.linalg.norm(g)."
    ),
    length=lambda gradients: np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in gradients)),
)
_mistake(
    "spectral_norms_added_up",
    _(
        "np.linalg.norm(g, 2) of a matrix is its largest singular value, not its length. Take "
        "np.linalg.norm(g), and add up the squares of all arrays before the root."
    ),
    length=lambda gradients: sum(np.linalg.norm(g, 2) for g in gradients),
)
_mistake(
    "each_by_its_spectral_norm",
    _(
        "np.linalg.norm(g, 2) of a matrix is its largest singular value, not its length. And each "
        "array is clipped by its own norm: one norm, of all arrays together, decides for all."
    ),
    lambda gradients, norm: [
        g * (norm / np.linalg.norm(g, 2)) if np.linalg.norm(g, 2) > norm else g for g in gradients
    ],
)
_mistake(
    "mean_of_squares",
    _("The squares are averaged. Add up all of them, and take the root."),
    length=lambda gradients: np.sqrt(
        sum(np.sum(g**2) for g in gradients) / sum(g.size for g in gradients)
    ),
)
_mistake(
    "means_of_arrays",
    _("Each array's squares are averaged. Add up all of them, and take the root."),
    length=lambda gradients: np.sqrt(sum(np.mean(g**2) for g in gradients)),
)
_mistake(
    "mean_of_the_norms",
    _("The norms of the arrays are averaged. All arrays together have one norm."),
    length=lambda gradients: np.mean([np.linalg.norm(g) for g in gradients]),
)
_mistake(
    "compared_without_root",
    _("The sum of squares is compared with norm. Take the root first, then compare."),
    factor=lambda total, norm: norm / total if total**2 > norm else 1.0,
)
_mistake(
    "norm_of_one",
    _("The norm that is allowed is 1 here, whatever is passed. Take the argument: norm."),
    factor=lambda total, norm: 1 / max(1.0, total),
)
_mistake(
    "sums_of_arrays_squared",
    _("Each array is added up before the square, so signs cancel. Square each number first."),
    length=lambda gradients: np.sqrt(sum(np.sum(g) ** 2 for g in gradients)),
)
_mistake(
    "norm_of_those_before",
    _("An array is scaled before all are measured. Two loops: one for the norm, one to scale."),
    lambda gradients, norm: [
        g * (norm / max(norm, _norm(gradients[: index + 1]))) for index, g in enumerate(gradients)
    ],
)
_mistake(
    "norm_shared_out",
    _("Each array gets a part of norm, and is clipped by itself. One factor is for all arrays."),
    lambda gradients, norm: [
        g * min(1.0, norm / np.sqrt(len(gradients)) / max(np.linalg.norm(g), 1e-300))
        for g in gradients
    ],
)
_mistake(
    "each_column_by_its_own",
    _(
        "Each column is clipped by its own norm, as MaxNorm does with weights. One norm, of all "
        "arrays together, decides for all."
    ),
    lambda gradients, norm: [
        g * np.minimum(1, norm / np.maximum(np.sqrt((g**2).sum(axis=0, keepdims=True)), 1e-300))
        for g in gradients
    ],
)
_mistake(
    "only_the_first_scaled",
    _("Only the first array is scaled. All of them are multiplied by the same number."),
    lambda gradients, norm: (
        [*steps.clip_by_global_norm(gradients, norm)]
        and [
            gradients[0] * (min(1.0, norm / _norm(gradients)) if _norm(gradients) else 1.0),
            *gradients[1:],
        ]
    ),
)
_mistake(
    "only_the_first_returned",
    _("Only the first array comes back: is `return` inside the loop? Return all, as a list."),
    lambda gradients, norm: [steps.clip_by_global_norm(gradients, norm)[0]],
)
_mistake(
    "first_array_alone",
    _("One array comes back. Return all of them, as a list."),
    lambda gradients, norm: steps.clip_by_global_norm(gradients, norm)[0],
)
_mistake(
    "norm_returned_too",
    _("The global norm comes back, too, as TensorFlow gives it. Return the list alone."),
    lambda gradients, norm: (steps.clip_by_global_norm(gradients, norm), _norm(gradients)),
)
_mistake(
    "norm_returned",
    _("The global norm alone comes back. Return the gradients, as a list."),
    lambda gradients, norm: _norm(gradients),
)
_mistake(
    "one_long_array",
    _("All comes back as one long array. Return a list: each array in its own shape."),
    lambda gradients, norm: np.concatenate(
        [g.ravel() for g in steps.clip_by_global_norm(gradients, norm)]
    ),
)
_mistake(
    "shapes_lost",
    _("The arrays come back flat. Each keeps its own shape."),
    lambda gradients, norm: [g.ravel() for g in steps.clip_by_global_norm(gradients, norm)],
)
_mistake(
    "each_row_by_its_own",
    _("Each row is clipped by its own norm. One norm, of all arrays together, decides for all."),
    lambda gradients, norm: [
        g * np.minimum(1, norm / np.maximum(np.sqrt((g**2).sum(axis=-1, keepdims=True)), 1e-300))
        for g in gradients
    ],
)
