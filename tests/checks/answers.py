"""Correct answers to every exercise, each written in another way: all have to pass."""

from collections import namedtuple
from itertools import zip_longest

import numpy as np

# describe


def describe_plain(x):
    return x.ndim, x.shape, str(x.dtype)


def describe_by_name(x):
    return len(np.shape(x)), tuple(int(n) for n in x.shape), x.dtype.name


def describe_numpy_numbers(x):
    return np.int64(np.ndim(x)), tuple(np.array(x.shape, int)), np.str_(x.dtype)


def describe_keras(x):
    import keras

    return keras.ops.ndim(x), tuple(keras.ops.shape(x)), keras.backend.standardize_dtype(x.dtype)


# scale_images


def scale_plain(images):
    return images.astype("float32") / 255


def scale_multiplied(images):
    return (images * (1 / 255)).astype(np.float32)


def scale_tensor(images):
    import keras

    return keras.ops.cast(images, "float32") / 255.0


def scale_layer(images):
    import keras

    return keras.layers.Rescaling(1 / 255)(images)


def scale_loop(images):
    result = np.zeros(images.shape, "float32")
    for index in np.ndindex(images.shape):
        result[index] = images[index] / 255
    return result


# one_hot


def one_hot_eye(labels, num_classes):
    if np.any(labels < 0) or np.any(labels >= num_classes):
        raise ValueError("no such class")
    return np.eye(num_classes, dtype="float32")[labels]


def one_hot_loop(labels, num_classes):
    rows = []
    for label in labels:
        if not 0 <= label < num_classes:
            raise ValueError(f"no class {label}")
        row = [0.0] * num_classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows, dtype=np.float32)


def one_hot_compared(labels, num_classes):
    rows = (np.asarray(labels)[:, None] == np.arange(num_classes)).astype("float32")
    if not (rows.sum(axis=1) == 1).all():
        raise ValueError
    return rows


def one_hot_keras(labels, num_classes):
    import keras

    class OutOfRange(ValueError):
        pass

    if labels.max() >= num_classes or labels.min() < 0:
        raise OutOfRange
    return keras.ops.one_hot(labels, num_classes)


# standardize


def standardize_where(x):
    mean, std = np.mean(x, axis=0), np.std(x, axis=0)
    return (x - mean) / np.where(std == 0, 1, std)


def standardize_epsilon(x):
    return (x - x.mean(0)) / (x.std(0) + 1e-8)


def standardize_loop(x):
    result = np.zeros(x.shape)
    for j in range(x.shape[1]):
        column = x[:, j]
        if column.std() > 0:
            result[:, j] = (column - column.mean()) / column.std()
    return result


def standardize_keras(x):
    import keras

    centred = x - keras.ops.mean(x, axis=0)
    std = keras.ops.std(x, axis=0)
    return centred / keras.ops.where(std == 0, 1.0, std)


def standardize_errstate(x):
    with np.errstate(all="ignore"):
        z = (x - x.mean(axis=0)) / x.std(axis=0)
    z[:, x.std(axis=0) == 0] = 0
    return z


# broadcast_shapes


def shapes_filled(a, b):
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    result = []
    for m, n in zip(a, b, strict=True):
        if m != n and 1 not in (m, n):
            raise ValueError(f"{m} and {n} clash")
        result.append(n if m == 1 else m)
    return tuple(result)


def shapes_longest(a, b):
    def size(m, n):
        if m == 1 or m == n:
            return n
        if n == 1:
            return m
        raise ValueError

    pairs = zip_longest(reversed(a), reversed(b), fillvalue=1)
    return tuple(size(m, n) for m, n in pairs)[::-1]


def shapes_recursive(a, b):
    if not a or not b:
        return a or b
    m, n = a[-1], b[-1]
    if m != n and m != 1 and n != 1:
        raise ValueError
    return shapes_recursive(a[:-1], b[:-1]) + (m if n == 1 else n,)


def shapes_numpy_numbers(a, b):
    rank = max(len(a), len(b))
    sizes = np.ones((2, rank), dtype=int)
    sizes[0, rank - len(a) :], sizes[1, rank - len(b) :] = a, b
    if ((sizes[0] != sizes[1]) & (sizes != 1).all(axis=0)).any():
        raise ValueError
    return tuple(np.where(sizes[0] == 1, sizes[1], sizes[0]))


# matmul


def product_cells(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = sum(a[i, k] * b[k, j] for k in range(a.shape[1]))
    return result


def product_broadcast(a, b):
    return (a[:, :, None] * b[None]).sum(axis=1)


def product_tensor(a, b):
    from keras import ops

    return ops.sum(ops.expand_dims(a, 2) * ops.expand_dims(b, 0), axis=1)


def product_outer(a, b):
    return sum(np.outer(a[:, k], b[k]) for k in range(a.shape[1]))


def product_lists(a, b):
    return np.array([[np.sum(row * column) for column in b.T] for row in a])


# batches


def batches_plain(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def batches_old_numpy(x, y, batch_size, seed):
    np.random.seed(seed)
    order = np.arange(len(x))
    np.random.shuffle(order)
    while len(order):
        rows, order = order[:batch_size], order[batch_size:]
        yield (x[rows], y[rows])


def batches_expression(x, y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(x.shape[0])
    starts = range(0, len(order), batch_size)
    return ((x[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts)


def batches_keras(x, y, batch_size, seed):
    import random

    import keras

    order = list(range(len(x)))
    random.Random(seed).shuffle(order)
    x, y = keras.ops.take(x, order, axis=0), keras.ops.take(y, order, axis=0)
    for start in range(0, len(order), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


def batches_iterator(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    parts = np.split(order, range(batch_size, len(order), batch_size))
    return map(lambda rows: (x[rows], y[rows]), parts)


# finite_difference


def difference_plain(function, x, h=1e-4):
    return (function(x + h) - function(x - h)) / (2 * h)


def difference_parts(function, x, h=0.0001):
    right, left = function(x + h), function(x - h)
    return float(0.5 * (right - left) / h)


def difference_array(function, x, h=1e-4):
    left, right = function(np.array([x - h, x + h], dtype="float64"))
    return np.array((right - left) / (h + h))


def difference_tensor(function, x, h=1e-4):
    import keras

    return keras.ops.convert_to_tensor((function(x + h) - function(x - h)) / (2 * h), "float64")


RIGHT = {
    "describe": [describe_plain, describe_by_name, describe_numpy_numbers, describe_keras],
    "scale_images": [scale_plain, scale_multiplied, scale_tensor, scale_layer, scale_loop],
    "one_hot": [one_hot_eye, one_hot_loop, one_hot_compared, one_hot_keras],
    "standardize": [
        standardize_where,
        standardize_epsilon,
        standardize_loop,
        standardize_keras,
        standardize_errstate,
    ],
    "broadcast_shapes": [shapes_filled, shapes_longest, shapes_recursive, shapes_numpy_numbers],
    "matmul": [product_cells, product_broadcast, product_tensor, product_outer, product_lists],
    "batches": [
        batches_plain,
        batches_old_numpy,
        batches_expression,
        batches_keras,
        batches_iterator,
    ],
    "finite_difference": [difference_plain, difference_parts, difference_array, difference_tensor],
}

Described = namedtuple("Described", "rank shape dtype")
