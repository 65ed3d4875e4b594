"""Products with all of float32's digits, on graphics cards too."""

import sys


def exact() -> None:
    """Turn TensorFloat-32 off, once TensorFlow is there.

    On NVIDIA's cards since Ampere, TensorFlow rounds a float32 product's factors to 10 bits: three
    digits, too few to hold a learner's result against Keras's. Source: TensorFlow's documentation
    of `tf.config.experimental.enable_tensor_float_32_execution`.
    """
    tensorflow = sys.modules.get("tensorflow")
    if hasattr(tensorflow, "config"):  # not while it is being imported
        tensorflow.config.experimental.enable_tensor_float_32_execution(False)
