"""Losses: how wrong a prediction is, as one number for each sample."""

import numpy as np

from kerastutor.i18n import _


def mean_squared_error(y_true, y_pred) -> np.ndarray:
    """The mean of the squared errors, for each sample.

    lossᵢ = (1/k) Σⱼ (y_trueᵢⱼ − y_predᵢⱼ)²

    i counts samples, j a sample's k values.

    Args:
        y_true: array of shape (n, k), what is right.
        y_pred: array of the same shape, what was predicted.

    Returns:
        NumPy array of shape (n,), of y_pred's dtype.

    Raises:
        ValueError: the shapes differ, or have no axis.

    Example:
        >>> mean_squared_error(np.array([[1.0, 2.0]]), np.array([[1.0, 5.0]]))
        array([4.5])

    Source: keras.losses.mean_squared_error.
    """
    import keras

    _check_alike(y_true, y_pred)
    return np.array(keras.losses.mean_squared_error(y_true, y_pred))


def binary_crossentropy(y_true, y_pred) -> np.ndarray:
    """The binary cross-entropy of probabilities, as the mean of each sample's.

    lossᵢ = −(1/k) Σⱼ [yᵢⱼ log pᵢⱼ + (1 − yᵢⱼ) log(1 − pᵢⱼ)]

    y is y_true; p is y_pred, moved by ε = 1e-7 away from 0 and 1, whose logarithm is no number.
    In float32 1 − ε cannot be had: there BCE(1, 0) is 16.118 and BCE(0, 1) 15.942.

    Args:
        y_true: array of shape (n, k), labels 0 or 1.
        y_pred: array of the same shape, probabilities from 0 to 1. A tensor that came out of
            Keras's sigmoid carries its logits, and Keras takes those; a NumPy array does not.

    Returns:
        NumPy array of shape (n,), of y_pred's dtype.

    Raises:
        ValueError: the shapes differ, or have no axis.

    Example:
        >>> binary_crossentropy(np.array([[1.0], [0.0]]), np.array([[0.5], [1.0]])).round(3)
        array([ 0.693, 16.118])

    Source: keras.losses.binary_crossentropy.
    """
    import keras

    _check_alike(y_true, y_pred)
    return np.array(keras.losses.binary_crossentropy(y_true, y_pred))


def categorical_crossentropy(y_true, logits) -> np.ndarray:
    """The cross-entropy of each sample, from its logits.

    lossᵢ = −Σⱼ yᵢⱼ log softmax(z)ᵢⱼ = log(Σⱼ eᶻⁱʲ⁻ᵐ) − (zᵢₜ − m),  m = maxⱼ zᵢⱼ

    z are the logits, j counts the classes, t is the class of sample i, where y is 1. The second
    form computes no large power, and no logarithm of 0.

    Args:
        y_true: array of shape (n, classes), one-hot.
        logits: array of the same shape, any numbers.

    Returns:
        NumPy array of shape (n,), of the logits' dtype.

    Raises:
        ValueError: the shapes differ, or have no axis.

    Example:
        >>> categorical_crossentropy(np.array([[0.0, 1.0]]), np.array([[1000.0, 0.0]]))
        array([1000.])

    Source: keras.losses.categorical_crossentropy with from_logits=True.
    """
    import keras

    _check_alike(y_true, logits)
    return np.array(keras.losses.categorical_crossentropy(y_true, logits, from_logits=True))


def _check_alike(y_true, y_pred) -> None:
    shapes = np.shape(y_true), np.shape(y_pred)
    if shapes[0] != shapes[1] or shapes[0] == ():
        raise ValueError(
            _("Both shapes must be the same, such as (n, k). Received: {true}, {pred}").format(
                true=shapes[0], pred=shapes[1]
            )
        )
