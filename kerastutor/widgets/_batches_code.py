"""The Keras cell that computes what BatchExplorer shows."""

from ..concepts.batch_training import EPOCHS, LEARNING_RATE, STEPS
from ..concepts.batches import DRAWN, TRAINED_WITH
from ._batches_shown import Noise, Trainings
from ._code import cell

_MODEL = (
    'digits = kerastutor.data.load("digits")',
    "x, y = digits.x_train / 255, digits.y_train",
    "initializer = keras.initializers.GlorotUniform",
    "first = [initializer(n) for n in (0, 1)]",
    "model = keras.Sequential([",
    "    keras.Input((8, 8)),",
    "    keras.layers.Flatten(),",
    '    keras.layers.Dense(32, "relu", kernel_initializer=first[0]),',
    "    keras.layers.Dense(10, kernel_initializer=first[1]),",
    "])",
    "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    f'model.compile(keras.optimizers.SGD({LEARNING_RATE}), loss, metrics=["accuracy"])',
)


def code(result, explorer) -> str:
    """A cell that ends with ``result``."""
    if isinstance(result, Noise):
        return _of_noise(result, explorer)
    if isinstance(result, Trainings):
        return _of_trainings(result, explorer)
    return cell("result = np.zeros(0)  # " + explorer.reading)


def _of_noise(result, explorer) -> str:
    trained = [
        "rng = np.random.default_rng(0)",
        f"for epoch in range({explorer.epochs}):",
        "    order = rng.permutation(len(x))",
        f"    model.fit(x[order], y[order], batch_size={TRAINED_WITH}, shuffle=False, verbose=0)",
    ]
    return cell(
        *_MODEL,
        *(trained if explorer.epochs else ()),
        "",
        "def gradient(rows):",
        "    with tf.GradientTape() as tape:",
        "        mean = loss(y[rows], model(x[rows]))",
        "    parts = tape.gradient(mean, [v.value for v in model.trainable_variables])",
        "    return np.concatenate([np.ravel(part) for part in parts]).astype(float)",
        "",
        f"n, batches = {result.batch_size}, {len(result.values)}",
        f"orders = np.random.default_rng({explorer.seed}).random(({DRAWN}, len(x)), "
        '"float32").argsort(axis=1)',
        "full = len(x) // n  # so many full batches has an epoch",
        "rows = orders[:, :full * n].reshape(-1, n)[:batches]",
        "whole = gradient(np.arange(len(x)))",
        "found = np.array([gradient(batch) for batch in rows])",
        "uphill = (found @ whole < 0).mean()",
        "result = np.linalg.norm(found - whole, axis=1) / np.linalg.norm(whole)",
    )


def _of_trainings(result, explorer) -> str:
    sizes = ", ".join(map(str, result.runs))
    if result.compare == "epochs":
        wanted = f"{EPOCHS} * -(-len(x) // n)"
    else:
        wanted = f"{STEPS}"
    return cell(
        *_MODEL,
        "start = model.get_weights()",
        "",
        "def trained(n):",
        f"    steps, rng = {wanted}, np.random.default_rng({explorer.seed})",
        "    model.set_weights(start)",
        "    while steps > 0:",
        "        order = rng.permutation(len(x))[:steps * n]",
        "        model.fit(x[order], y[order], batch_size=n, shuffle=False, verbose=0)",
        "        steps -= -(-len(order) // n)",
        "    return model.evaluate(digits.x_test / 255, digits.y_test, verbose=0)[1]",
        "",
        f"result = np.array([trained(n) for n in ({sizes},)])",
    )
