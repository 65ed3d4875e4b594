"""The predictions of chapter 2, a file a lesson."""

from kerastutor.predictions.layers import activations, neurons

PREDICTIONS = {
    **neurons.PREDICTIONS,
    **activations.PREDICTIONS,
}
