"""The predictions of chapter 3, a file a lesson."""

from kerastutor.predictions.training import backpropagation, descent, graphs, losses

PREDICTIONS = {
    **losses.PREDICTIONS,
    **graphs.PREDICTIONS,
    **backpropagation.PREDICTIONS,
    **descent.PREDICTIONS,
}
