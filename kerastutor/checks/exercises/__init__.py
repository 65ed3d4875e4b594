"""The exercises of the course: one declaration file a concept, each loaded when it is first used.

A declaration knows `Exercise` and the concepts, and nothing of what examines an answer.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerastutor.checks.exercise import Exercise

#: Each exercise and the file that declares it, in the order of the course.
HOMES = {
    "describe": "tensors",
    "scale_images": "scaling",
    "one_hot": "encoding",
    "standardize": "standardizing",
    "broadcast_shapes": "broadcasting",
    "matmul": "matmul",
    "batches": "batching",
    "finite_difference": "gradients",
    "relu": "activations",
    "dense": "neurons",
    "softmax": "softmax",
    "sigmoid": "activations",
    "parameter_count": "neurons",
    "mean_squared_error": "losses",
    "binary_crossentropy": "_binary_crossentropy",
    "categorical_crossentropy": "_log_sum_exp",
    "softmax_crossentropy_gradient": "_softmax_crossentropy_gradient",
    "dense_gradients": "_dense_gradients",
    "relu_gradient": "_relu_gradient",
    "backprop": "backpropagation",
    "sgd_step": "_sgd_step",
    "momentum_step": "_momentum_step",
    "rmsprop_step": "_rmsprop_step",
    "adam_step": "_adam_step",
    "clip_by_global_norm": "_clip_by_global_norm",
}


def find(name: str) -> "Exercise":
    """The declaration of an exercise.

    Raises:
        KeyError: there is none of that name.
    """
    return getattr(importlib.import_module(f"{__name__}.{HOMES[name]}"), name)
