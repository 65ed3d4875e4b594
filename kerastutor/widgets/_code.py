"""Arrays as Python source, for the cells that explorers hand back."""

import base64
import zlib

import numpy as np

from ..concepts.probabilities import EPOCHS, LEARNING_RATE
from ..i18n import _

#: Arrays with more elements than this are written as compressed bytes.
MOST_WRITTEN_OUT = 200
#: Arrays with more bytes than this are not written at all.
MOST_BYTES = 200_000


def cell(*lines, **arrays) -> str:
    """A Python cell: imports, one assignment for each of ``arrays``, then ``lines``.

    The last line shows ``result``. An array given as a string is source that makes it.

    Raises:
        ValueError: for an array too large to write down.
    """
    written = {
        name: value if isinstance(value, str) else literal(value) for name, value in arrays.items()
    }
    body = "\n".join([*(f"{name} = {text}" for name, text in written.items()), *lines, "result"])
    imports = [
        line
        for module, line in {
            "base64.": "import base64",
            "zlib.": "import zlib",
            "keras.": "import keras",
            "kerastutor.": "import kerastutor",
            "np.": "import numpy as np",
            "tf.": "import tensorflow as tf",
        }.items()
        if module in body
    ]
    return "\n".join(imports) + "\n\n" + body + "\n"


def digits_network() -> list[str]:
    """Lines that load ``digits`` and train the ``model`` of `concepts.probabilities` on them."""
    layer = "    keras.layers.Dense({}kernel_initializer=keras.initializers.GlorotUniform({})),"
    return [
        'digits = kerastutor.data.load("digits")',
        "model = keras.Sequential([",
        "    keras.layers.Flatten(),",
        layer.format('32, "relu", ', 0),
        layer.format("10, ", 1),
        "])",
        "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        f"model.compile(keras.optimizers.Adam({LEARNING_RATE}), loss)",
        f"model.fit(digits.x_train / 255, digits.y_train, epochs={EPOCHS}, shuffle=False, "
        "verbose=0)",
    ]


def name_in_cell(function, otherwise="function") -> str:
    """The learner's own name for a function, as it stands in a cell."""
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else otherwise


def literal(array) -> str:
    """An expression that makes ``array`` again, exactly: same shape, dtype and values."""
    array = np.asarray(array)
    dtype = array.dtype.str if array.dtype.kind in "US" else str(array.dtype)
    finite = array.dtype.kind not in "fc" or np.isfinite(array).all()
    if 0 < array.size <= MOST_WRITTEN_OUT and finite:
        # 0.1 and not 0.10000000149011612: the shortest text of a number of this dtype
        short = array.astype(str).astype("float64") if array.dtype.kind == "f" else array
        return f'np.array({short.tolist()!r}, dtype="{dtype}")'
    if array.nbytes > MOST_BYTES:
        raise ValueError(
            _(
                "Expected an array of at most {most:,} bytes, to write it into a cell, or the "
                "keyword source= with Python that makes it. Received: {nbytes:,} bytes"
            ).format(most=MOST_BYTES, nbytes=array.nbytes)
        )
    packed = base64.b85encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()
    lines = "\n".join(f'    "{packed[i : i + 90]}"' for i in range(0, len(packed), 90))
    return (
        f"np.frombuffer(zlib.decompress(base64.b85decode(\n{lines}\n)), "
        f'dtype="{dtype}").reshape({array.shape})'
    )
