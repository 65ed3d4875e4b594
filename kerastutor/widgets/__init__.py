"""What a learner sees and moves: one explorer a concept, and ``Predict``.

Each loads when it is first used, so that importing this package is cheap.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerastutor.widgets.activations import ActivationExplorer as ActivationExplorer
    from kerastutor.widgets.backpropagation import BackpropExplorer as BackpropExplorer
    from kerastutor.widgets.broadcasting import BroadcastingExplorer as BroadcastingExplorer
    from kerastutor.widgets.comparison import ComparisonExplorer as ComparisonExplorer
    from kerastutor.widgets.descent import DescentExplorer as DescentExplorer
    from kerastutor.widgets.gradients import GradientExplorer as GradientExplorer
    from kerastutor.widgets.losses import LossExplorer as LossExplorer
    from kerastutor.widgets.matmul import MatmulExplorer as MatmulExplorer
    from kerastutor.widgets.networks import DenseExplorer as DenseExplorer
    from kerastutor.widgets.neurons import NeuronExplorer as NeuronExplorer
    from kerastutor.widgets.optimizers import OptimizerExplorer as OptimizerExplorer
    from kerastutor.widgets.predict import Predict as Predict
    from kerastutor.widgets.reshaping import ReshapeExplorer as ReshapeExplorer
    from kerastutor.widgets.softmax import SoftmaxExplorer as SoftmaxExplorer
    from kerastutor.widgets.tensors import TensorExplorer as TensorExplorer

_HOMES = {
    "TensorExplorer": "tensors",
    "ReshapeExplorer": "reshaping",
    "BroadcastingExplorer": "broadcasting",
    "MatmulExplorer": "matmul",
    "GradientExplorer": "gradients",
    "ComparisonExplorer": "comparison",
    "DescentExplorer": "descent",
    "NeuronExplorer": "neurons",
    "DenseExplorer": "networks",
    "ActivationExplorer": "activations",
    "SoftmaxExplorer": "softmax",
    "BackpropExplorer": "backpropagation",
    "LossExplorer": "losses",
    "OptimizerExplorer": "optimizers",
    "Predict": "predict",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
