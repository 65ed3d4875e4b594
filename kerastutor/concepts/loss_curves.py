"""Losses as curves: what a prediction costs, and how much the loss pulls at it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..i18n import _

#: Keras's losses that are shown, and what each takes as a prediction: any number, one probability,
#: or a row of probabilities, one a class.
LOSSES = {
    "mean_squared_error": "number",
    "mean_absolute_error": "number",
    "huber": "number",
    "binary_crossentropy": "probability",
    "categorical_crossentropy": "row",
}
#: The smallest and the largest prediction of each kind.
ENDS = {"number": (-4.0, 4.0), "probability": (0.0, 1.0), "logit": (-12.0, 12.0)}
#: The step of a difference where no tape follows a function, beside the room that there is.
STEP = 1e-5
#: Where Keras clips a probability: keras.config.epsilon() is this, unless it was changed.
EPSILON = 1e-7


#: So many samples are tried first.
FEW = 4


class NoLoss(ValueError):
    """The function did not give one loss for each sample."""


@lru_cache
def from_logits(name) -> bool:
    """Can this loss of Keras's be asked to take logits?"""
    import inspect

    import keras

    return "from_logits" in inspect.signature(getattr(keras.losses, name)).parameters


def kind(name, logits=False) -> str:
    """What a prediction is: "number", "probability" or "logit".

    Args:
        name: one of `LOSSES`, or "" for a loss that Keras does not have.
        logits: whether a loss that can take logits does.
    """
    if name == "":
        return "logit" if logits else "number"
    if LOSSES[name] == "number":
        return "number"
    return "logit" if logits else "probability"


def named(name, logits=False):
    """Keras's loss of this name, as a function of (y_true, y_pred).

    Raises:
        ValueError: it is none of `LOSSES`.
    """
    import keras

    if name not in LOSSES:
        raise ValueError(
            _("Expected one of {known}. Received: {name!r}").format(known=list(LOSSES), name=name)
        )
    function = getattr(keras.losses, name)
    if not (logits and from_logits(name)):
        return function
    return lambda y_true, y_pred: function(y_true, y_pred, from_logits=True)


def rows(name, prediction, y_true, others=(1.0, 0.0), logits=False) -> tuple:
    """(y_true, y_pred) as a loss takes them, a row for each prediction; float64.

    Of categorical cross-entropy the prediction is that of the true class, the first of three. The
    other two have the logits ``others``; of probabilities, they share what is left.

    Args:
        name: one of `LOSSES`, or "".
        prediction: array of shape (n,).
        y_true: the target.
        others: two logits.
        logits: whether the prediction is a logit.

    Returns:
        Two arrays of shape (n, 1), or (n, 3) for categorical cross-entropy.

    Example:
        >>> rows("categorical_crossentropy", [0.5], 1.0, (0.0, 0.0))[1]
        array([[0.5 , 0.25, 0.25]])
    """
    t = np.asarray(prediction, "float64").reshape(-1, 1)
    if LOSSES.get(name) != "row":
        return np.full_like(t, y_true), t
    rest = np.asarray(others, "float64")[None]
    if not logits:
        shares = np.exp(rest - rest.max())
        rest = (1 - t) * shares / shares.sum()
    y_pred = np.concatenate([t, np.broadcast_to(rest, (len(t), 2))], axis=1)
    return np.tile([1.0, 0.0, 0.0], (len(t), 1)), y_pred


@dataclass(frozen=True, eq=False)
class Losses:
    """The loss of each of n samples, and its gradient for what was predicted.

    Attributes:
        values: shape (n,).
        gradient: shape (n, c), as y_pred.
        taped: by automatic differentiation, or by differences.
        dtype: what it was computed in.
    """

    values: np.ndarray
    gradient: np.ndarray
    taped: bool = True
    dtype: str = "float64"


def losses(function, y_true, y_pred, room=None) -> Losses:
    """What a loss gives for each sample, and its gradient for the sample's own prediction.

    By automatic differentiation where TensorFlow follows the function. Any other function is called
    with arrays, and the gradient is (L(y + h) − L(y − h)) / (2h), h being `STEP` times the room.

    Args:
        function: takes y_true and y_pred, returns a loss for each row.
        y_true, y_pred: arrays of shape (n, c).
        room: array of shape (n, 1), how far a prediction may be moved; 1 by default.

    Raises:
        NoLoss: the function gives no number for each sample.

    Example:
        >>> losses(keras.losses.mean_squared_error, np.array([[1.0]]), np.array([[3.0]])).gradient
        array([[4.]])

    Source: ``tensorflow.GradientTape``.
    """
    found = _followed(function, y_true, y_pred)
    if found is not None:
        return found

    with np.errstate(all="ignore"):
        values = plain_losses(function, y_true, y_pred)
        h = STEP * (np.ones((len(y_pred), 1)) if room is None else room)
        gradient = np.empty(y_pred.shape)
        for column in range(y_pred.shape[1]):
            ahead, behind = y_pred.copy(), y_pred.copy()
            ahead[:, column] += h[:, 0]
            behind[:, column] -= h[:, 0]
            rise = plain_losses(function, y_true, ahead) - plain_losses(function, y_true, behind)
            gradient[:, column] = rise / (2 * h[:, 0])
    return Losses(values, gradient, taped=False)


def plain_losses(function, y_true, y_pred) -> np.ndarray:
    """What a loss gives for each sample, shape (n,), float64; the function is called with arrays,
    of the dtype of y_pred.

    Args:
        function, y_true, y_pred: as for `losses`.

    Raises:
        NoLoss: the function gives no number for each sample.
    """

    def called(dtype):
        return np.asarray(function(y_true.astype(dtype), y_pred.astype(dtype)))

    with np.errstate(all="ignore"):
        try:
            result = called(y_pred.dtype)
        except Exception as error:
            try:
                result = called("float32")  # it may mix them with float32 tensors of its own
            except Exception:
                raise error from None
    if result.shape != y_true.shape[:1] or result.dtype.kind not in "biuf":
        raise NoLoss(_refused(result, y_true.shape))
    return result.astype("float64")


def _refused(result, shape) -> str:
    if result.ndim == 0 and result.item() is None:
        return _(
            "Expected one loss for each of {n} samples. Received: None. Is `return` missing?"
        ).format(n=shape[0])
    if result.dtype.kind not in "biuf":
        return _("Expected one loss for each of {n} samples. Received: {kind}").format(
            n=shape[0], kind=type(result.item()).__name__ if result.ndim == 0 else result.dtype
        )
    if result.ndim == 0:
        return _(
            "Expected one loss for each of {n} samples: shape {wanted}. Received: one number for "
            "all of them"
        ).format(n=shape[0], wanted=shape[:1])
    return _(
        "Expected one loss for each of {n} samples: shape {wanted}, from y_pred of shape {shape}. "
        "Received: shape {got}"
    ).format(n=shape[0], wanted=shape[:1], shape=shape, got=result.shape)


def _followed(function, y_true, y_pred):
    """Values and gradient by a tape, in float64 or float32; None where no tape follows."""
    import tensorflow as tf

    # A loop over tensors takes long: whether anything comes of it is tried with a few.
    if len(y_pred) > FEW and _followed(function, y_true[:FEW], y_pred[:FEW]) is None:
        return None
    for dtype in ("float64", "float32"):
        truth, point = tf.constant(y_true, dtype), tf.constant(y_pred, dtype)
        with tf.GradientTape() as tape:
            tape.watch(point)
            try:
                values = function(truth, point)
            except Exception:  # it is called with arrays instead, and fails there again, or not
                continue
        if not (tf.is_tensor(values) and values.dtype.is_floating):
            continue
        if values.shape != point.shape[:1]:
            return None
        gradient = tape.gradient(values, point)
        if gradient is not None:
            found = (np.asarray(part, "float64") for part in (values, gradient))
            return Losses(*found, dtype=dtype)
    return None


def room_of(prediction, what) -> np.ndarray | None:
    """How far a prediction may be moved for a difference: a probability stays between 0 and 1."""
    if what != "probability":
        return None
    p = np.asarray(prediction, "float64").reshape(-1, 1)
    return np.clip(np.minimum(p, 1 - p), 1e-10, None)


@dataclass(frozen=True, eq=False)
class Chain:
    """A loss of a probability p = σ(z), seen from p and from the logit z; all of shape (n,).

    by_z = by_p · slope, the slope being that of σ. A factor that float64 cannot hold is nan.
    """

    z: np.ndarray
    p: np.ndarray
    slope: np.ndarray
    values: np.ndarray
    by_p: np.ndarray
    by_z: np.ndarray


def through_sigmoid(function, z, y_true, logits=False) -> Chain:
    """A loss as a function of a logit, by the chain rule: dL/dz = dL/dp · p (1 − p).

    Args:
        function: a loss of (y_true, y_pred) with one output.
        z: logits, shape (n,).
        y_true: the target, 0 to 1.
        logits: whether the function takes logits; then dL/dp is dL/dz ÷ p (1 − p).

    Example:
        >>> through_sigmoid(keras.losses.mean_squared_error, [-10.0], 1.0).by_z
        array([-9.07875...e-05])

    Source: ``tensorflow.GradientTape``, keras.ops.sigmoid.
    """
    import keras

    z = np.asarray(z, "float64").reshape(-1)
    p = np.asarray(keras.ops.sigmoid(keras.ops.convert_to_tensor(z, "float64")))
    slope = p * np.asarray(keras.ops.sigmoid(keras.ops.convert_to_tensor(-z, "float64")))
    at = z if logits else p
    room = None if logits else room_of(p, "probability")
    found = losses(function, *rows("", at, y_true), room)
    gradient = found.gradient[:, 0]
    with np.errstate(all="ignore"):
        by_p, by_z = (gradient / slope, gradient) if logits else (gradient, gradient * slope)
    return Chain(z, p, slope, found.values, by_p, by_z)
