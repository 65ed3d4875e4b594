"""The predictions of chapter 3, a file a lesson."""

from kerastutor.predictions.training import losses

PREDICTIONS = {
    **losses.PREDICTIONS,
}
