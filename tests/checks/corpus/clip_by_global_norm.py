"""Answers to clip_by_global_norm, as learners write them."""

# ruff: noqa: B018, F821, F841, B905 -- learners write zip(a, b), unknown names, lines for nothing
import math

import numpy as np

CLIP_NORM = 1.0


# Right, in many styles
def by_numpy(gradients, norm):
    total = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if total <= norm:
        return gradients
    return [g * norm / total for g in gradients]


def by_tensorflow(gradients, norm):
    import tensorflow as tf

    clipped, _ = tf.clip_by_global_norm(gradients, norm)
    return clipped


def by_concatenation(gradients, norm):
    total = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    return [g * min(1.0, norm / total) if total else g for g in gradients]


def by_norm_of_norms(gradients, norm):
    total = np.linalg.norm([np.linalg.norm(g) for g in gradients])
    scale = norm / max(norm, total)
    return [scale * g for g in gradients]


def by_keras_ops(gradients, norm):
    from keras import ops

    total = ops.sqrt(sum(ops.sum(ops.square(g)) for g in gradients))
    scale = ops.divide(norm, ops.maximum(total, norm))
    return [ops.multiply(g, scale) for g in gradients]


def by_loops(gradients, norm):
    squares = 0.0
    for g in gradients:
        for number in g.flat:
            squares += number * number
    clipped = []
    for g in gradients:
        new = np.array(g, dtype="float64")
        for place in np.ndindex(new.shape):
            if squares > norm**2:
                new[place] = g[place] * norm / squares**0.5
        clipped.append(new)
    return clipped


def by_lists(gradients, norm):
    total = math.hypot(*(x for g in gradients for x in np.ravel(g).tolist()))
    scale = 1.0 if total < norm else norm / total
    return [np.array((np.asarray(g) * scale).tolist()) for g in gradients]


class _Clip:
    def length(self, gradients):
        return math.sqrt(sum(float(np.vdot(g, g)) for g in gradients))

    def __call__(self, gradients, norm):
        too_long = max(1.0, self.length(gradients) / norm)
        return [g / too_long for g in gradients]


by_callable_object = _Clip()


def by_copies(gradients, norm):
    clipped = [np.array(g, dtype="float64", copy=True) for g in gradients]
    total = sum((g * g).sum() for g in clipped) ** 0.5
    if total > norm:
        for g in clipped:
            g *= norm / total
    return clipped


def by_map(gradients, norm):
    squared = np.sum([np.square(g).sum() for g in gradients])
    return list(map(lambda g: g / np.sqrt(np.maximum(1, squared / norm**2)), gradients))


def by_keras(gradients, norm):
    # what global_clipnorm of an optimizer calls
    import keras
    from keras import ops

    optimizer = keras.optimizers.SGD(global_clipnorm=norm)
    return optimizer._clip_gradients([ops.cast(g, "float64") for g in gradients])


RIGHT = [
    by_numpy,
    by_tensorflow,
    by_concatenation,
    by_norm_of_norms,
    by_keras_ops,
    by_loops,
    by_lists,
    by_callable_object,
    by_copies,
    by_map,
    by_keras,
]


# Wrong, as beginners write it
def global_norm(gradients):
    """The root of the sum of all squares."""
    return np.sqrt(sum(np.sum(np.square(g)) for g in gradients))


def each_by_itself(gradients, norm):
    return [g * min(1.0, norm / np.linalg.norm(g)) for g in gradients]


def each_by_tensorflow(gradients, norm):
    import tensorflow as tf

    return [tf.clip_by_norm(g, norm) for g in gradients]


def numbers_are_cut(gradients, norm):
    """Clip is clip."""
    return [np.clip(g, -norm, norm) for g in gradients]


def numbers_are_cut_if_too_long(gradients, norm):
    if global_norm(gradients) <= norm:
        return gradients
    return [np.clip(g, -norm, norm) for g in gradients]


def sum_of_the_norms(gradients, norm):
    total = sum(np.linalg.norm(g) for g in gradients)
    return [g * min(1.0, norm / total) for g in gradients]


def no_root(gradients, norm):
    total = sum(np.sum(g**2) for g in gradients)
    if total > norm:
        return [g * norm / total for g in gradients]
    return gradients


def compares_the_square(gradients, norm):
    """The root is taken too late."""
    squares = sum(np.sum(g**2) for g in gradients)
    if squares > norm:
        return [g * norm / np.sqrt(squares) for g in gradients]
    return gradients


def largest_norm(gradients, norm):
    total = max(np.linalg.norm(g) for g in gradients)
    return [g * norm / max(norm, total) for g in gradients]


def mean_of_the_norms(gradients, norm):
    total = np.mean([np.linalg.norm(g) for g in gradients])
    return [g * norm / max(norm, total) for g in gradients]


def root_of_the_mean_square(gradients, norm):
    total = np.sqrt(np.mean(np.concatenate([g.ravel() for g in gradients]) ** 2))
    return [g * min(1.0, norm / total) for g in gradients]


def largest_number(gradients, norm):
    total = max(np.abs(g).max() for g in gradients)
    return [g * norm / max(norm, total) for g in gradients]


def square_of_the_sum(gradients, norm):
    """Sum first, then the square."""
    total = np.sqrt(sum(np.sum(g) ** 2 for g in gradients))
    return [g * norm / max(norm, total) for g in gradients]


def two_norms(gradients, norm):
    """The 2-norm, but of a matrix that is another thing."""
    total = np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in gradients))
    return [g * min(1.0, norm / total) for g in gradients]


def two_norms_added_up(gradients, norm):
    total = sum(np.linalg.norm(g, ord=2) for g in gradients)
    return [g * norm / total if total > norm else g for g in gradients]


def each_by_its_two_norm(gradients, norm):
    return [g * min(1.0, norm / np.linalg.norm(g, 2)) for g in gradients]


def norm_of_the_first(gradients, norm):
    total = np.linalg.norm(gradients[0])
    return [g * norm / max(norm, total) for g in gradients]


def norm_of_the_last(gradients, norm):
    """= where += was meant."""
    for g in gradients:
        squares = np.sum(g**2)
    return [g * norm / max(norm, np.sqrt(squares)) for g in gradients]


def norm_so_far(gradients, norm):
    """Everything in one loop."""
    squares, clipped = 0.0, []
    for g in gradients:
        squares += np.sum(g**2)
        clipped.append(g * norm / max(norm, np.sqrt(squares)))
    return clipped


def always_scales(gradients, norm):
    total = global_norm(gradients)
    return [g / total * norm for g in gradients]


def only_if_short(gradients, norm):
    """The other way round."""
    total = global_norm(gradients)
    return [g * norm / total if total < norm else g for g in gradients]


def larger_of_both(gradients, norm):
    """max where min was meant."""
    return [g * max(1.0, norm / global_norm(gradients)) for g in gradients]


def scale_upside_down(gradients, norm):
    total = global_norm(gradients)
    return [g * total / norm if total > norm else g for g in gradients]


def to_length_one(gradients, norm):
    """Divided by the norm, not multiplied by the new one."""
    total = global_norm(gradients)
    return [g / total if total > norm else g for g in gradients]


def divides_by_the_given(gradients, norm):
    return [g / norm if global_norm(gradients) > norm else g for g in gradients]


def takes_away_the_rest(gradients, norm):
    total = global_norm(gradients)
    return [g - (total - norm) if total > norm else g for g in gradients]


def zero_if_too_long(gradients, norm):
    """An exploding gradient is thrown away."""
    return [np.zeros_like(g) if global_norm(gradients) > norm else g for g in gradients]


def shares_the_norm(gradients, norm):
    """Each array gets its part."""
    part = norm / np.sqrt(len(gradients))
    return [g * min(1.0, part / np.linalg.norm(g)) for g in gradients]


def always_one(gradients, norm=1.0):
    total = global_norm(gradients)
    return [g / total if total > 1.0 else g for g in gradients]


def norm_of_the_notebook(gradients, norm):
    total = global_norm(gradients)
    return [g * CLIP_NORM / max(CLIP_NORM, total) for g in gradients]


def columns_of_max_norm(gradients, norm):
    """As the constraint MaxNorm."""
    lengths = [np.sqrt(np.sum(g**2, axis=0, keepdims=True)) for g in gradients]
    return [g * np.clip(a, 0, norm) / (a + 1e-7) for g, a in zip(gradients, lengths)]


def changes_the_arrays(gradients, norm):
    total = global_norm(gradients)
    for g in gradients:
        g *= min(1.0, norm / total)
    return gradients


def changes_the_list(gradients, norm):
    total = global_norm(gradients)
    if total > norm:
        for i in range(len(gradients)):
            gradients[i] = gradients[i] * norm / total
    return gradients


def changes_and_returns_nothing(gradients, norm):
    total = global_norm(gradients)
    if total > norm:
        for g in gradients:
            g *= norm / total


def changes_a_shallow_copy(gradients, norm):
    """list() copies."""
    clipped, total = list(gradients), global_norm(gradients)
    for g in clipped:
        g *= min(1.0, norm / total)
    return clipped


def scales_only_the_name(gradients, norm):
    """g is a new array; nobody keeps it."""
    total = global_norm(gradients)
    for g in gradients:
        if total > norm:
            g = g * norm / total
    return gradients


def nothing_if_short(gradients, norm):
    total = global_norm(gradients)
    if total > norm:
        return [g * norm / total for g in gradients]


def returns_in_the_loop(gradients, norm):
    total = global_norm(gradients)
    for g in gradients:
        return [g * norm / max(norm, total)]


def all_that_tensorflow_gives(gradients, norm):
    """It gives the list and the norm."""
    import tensorflow as tf

    return tf.clip_by_global_norm(gradients, norm)


def norm_too(gradients, norm):
    total = global_norm(gradients)
    return [g * norm / max(norm, total) for g in gradients], total


def one_long_array(gradients, norm):
    flat = np.concatenate([g.ravel() for g in gradients])
    return flat * min(1.0, norm / np.linalg.norm(flat))


def norm_of_a_list(gradients, norm):
    return [g * min(1.0, norm / np.linalg.norm(gradients)) for g in gradients]


def list_times_number(gradients, norm):
    total = global_norm(gradients)
    return gradients * (norm / total) if total > norm else gradients


def prints_them(gradients, norm):
    total = global_norm(gradients)
    print([g * norm / max(norm, total) for g in gradients])


#: Each with what the mistake is, in free words.
WRONG = {
    each_by_itself: "each_by_its_own",
    each_by_tensorflow: "each_by_its_own",
    numbers_are_cut: "each_value_clipped",
    numbers_are_cut_if_too_long: "each_value_clipped",
    sum_of_the_norms: "norms_added_up",
    no_root: "no_root",
    compares_the_square: "compared_without_root",
    largest_norm: "largest_norm",
    mean_of_the_norms: "mean_of_the_norms",
    root_of_the_mean_square: "mean_of_squares",
    largest_number: "largest_size",
    square_of_the_sum: "sums_of_arrays_squared",
    two_norms: "spectral_norms",
    two_norms_added_up: "spectral_norms_added_up",
    each_by_its_two_norm: "each_by_its_spectral_norm",
    norm_of_the_first: "first_norm_for_all",
    norm_of_the_last: "last_norm_for_all",
    norm_so_far: "norm_of_those_before",
    always_scales: "always_scaled",
    only_if_short: "scaled_below",
    larger_of_both: "scaled_below",
    scale_upside_down: "factor_upside_down",
    to_length_one: "made_one_long",
    divides_by_the_given: "divided_by_the_norm",
    takes_away_the_rest: "excess_subtracted",
    zero_if_too_long: "dropped_above",
    shares_the_norm: "norm_shared_out",
    always_one: "norm_of_one",
    norm_of_the_notebook: "norm_of_one",
    columns_of_max_norm: "each_column_by_its_own",
    changes_the_arrays: "argument_changed",
    changes_the_list: "argument_changed",
    changes_and_returns_nothing: "no_return",
    changes_a_shallow_copy: "argument_changed",
    scales_only_the_name: "never_clipped",
    nothing_if_short: "no_return",
    returns_in_the_loop: "only_the_first_returned",
    all_that_tensorflow_gives: "norm_returned_too",
    norm_too: "norm_returned_too",
    one_long_array: "one_long_array",
    norm_of_a_list: "different_shapes_as_one",
    list_times_number: "list_multiplied",
    prints_them: "prints_the_result",
}
