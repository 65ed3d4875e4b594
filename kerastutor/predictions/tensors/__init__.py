"""The predictions of chapter 1, a file a lesson."""

from kerastutor.predictions.tensors import broadcasting, gradients, matmul, reshaping, tensors

PREDICTIONS = {
    **tensors.PREDICTIONS,
    **reshaping.PREDICTIONS,
    **broadcasting.PREDICTIONS,
    **matmul.PREDICTIONS,
    **gradients.PREDICTIONS,
}
