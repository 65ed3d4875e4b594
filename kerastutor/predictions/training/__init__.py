"""The predictions of chapter 3, a file a lesson."""

from kerastutor.predictions.training import adam, backpropagation, graphs, losses

PREDICTIONS = {
    **losses.PREDICTIONS,
    **graphs.PREDICTIONS,
    **backpropagation.PREDICTIONS,
    **adam.PREDICTIONS,
}
