"""A learner's loss, as the loss of a Keras network."""

import numpy as np

from .loss_curves import NoLoss, losses


def taped_loss(function, shape=(2, 3)):
    """The loss for ``compile``, and whether automatic differentiation follows it.

    One that is written with Keras or TensorFlow stays as it is. Any other is called with arrays,
    and its gradient is by central differences. A sample's loss depends on its own row alone, so one
    value of every row is moved at a time.

    Args:
        function: a loss of (y_true, y_pred), both of shape (n, c), that gives n numbers.
        shape: of one-hot rows that it is tried with, before a network calls it.

    Returns:
        (a function of two tensors that gives a float32 tensor of shape (n,), whether it was
        followed). A network has to be compiled with ``run_eagerly=True`` if it was not.

    Raises:
        NoLoss: the function gives no number for each sample; a notebook shows it as one line.
        Exception: whatever the function raises.

    Example:
        >>> loss, followed = taped_loss(lambda y_true, y_pred: np.abs(y_true - y_pred).mean(axis=1))
        >>> followed
        False

    Source: ``tensorflow.custom_gradient``.
    """
    import tensorflow as tf

    try:
        tried = losses(function, np.eye(*shape), np.full(shape, 1 / shape[1]))
    except NoLoss as error:
        line = str(error)
        error._render_traceback_ = lambda: [line]  # IPython's hook, in place of the stack trace
        raise

    def by_tape(y_true, y_pred):
        values = function(tf.cast(y_true, tried.dtype), tf.cast(y_pred, tried.dtype))
        return tf.cast(values, "float32")

    @tf.custom_gradient
    def by_differences(y_true, y_pred):
        found = losses(function, y_true.numpy().astype(float), y_pred.numpy().astype(float))

        def gradient(upstream):
            return None, upstream[:, None] * tf.constant(found.gradient, y_pred.dtype)

        return tf.constant(found.values, "float32"), gradient

    return (by_tape if tried.taped else by_differences), tried.taped
