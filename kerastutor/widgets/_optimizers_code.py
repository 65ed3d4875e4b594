"""The cell of OptimizerExplorer: a loop with Keras's optimizer that walks the path again."""

import inspect

from ._code import cell, name_in_cell
from ._optimizers_looks import YOURS

#: How Keras's optimizers are made; {rate}, {epsilon} and {momentum} are filled in.
MADE = {
    "SGD": "keras.optimizers.SGD({rate!r})",
    "momentum": "keras.optimizers.SGD({rate!r}, momentum={momentum!r})",
    "Nesterov": "keras.optimizers.SGD({rate!r}, momentum={momentum!r}, nesterov=True)",
    "RMSprop": "keras.optimizers.RMSprop({rate!r}, epsilon={epsilon!r})",
    "Adam": "keras.optimizers.Adam({rate!r}, epsilon={epsilon!r})",
    "AdamW": "keras.optimizers.AdamW({rate!r}, epsilon={epsilon!r})",
    "Adagrad": "keras.optimizers.Adagrad({rate!r}, epsilon={epsilon!r})",
    "Lion": "keras.optimizers.Lion({rate!r})",
    "Adam, uncorrected": "kerastutor.concepts.optimizers.loop.uncorrected({rate!r}, {epsilon!r})",
}
#: Surfaces that are more than a line: they stay where they are.
IMPORTED = ("digits",)


def code(explorer, shown) -> str:
    """A cell whose ``result`` is the points of the chosen path."""
    raced = shown.raced
    name = raced.chosen(explorer.chosen)
    path = raced.every[name]
    if name == YOURS or raced.by_differences or name not in raced.paths:
        return _walked(explorer, raced, name)
    before, loss = _loss(explorer, raced.surface)
    how = {key: float(raced.how[key]) for key in ("epsilon", "momentum")}
    made = MADE[name].format(rate=float(raced.how["learning_rate"]), **how)
    scale = "" if raced.how["scale"] == 1 else f"{float(raced.how['scale'])!r} * "
    return cell(
        *before,
        f'w = keras.Variable({list(raced.start)!r}, dtype="float32")',
        f"optimizer = {made}",
        "points = [w.numpy()]",
        f"for step in range({path.taken}):",
        "    with tf.GradientTape() as tape:",
        f"        loss = {scale}{loss}(w.value[0], w.value[1])",
        "    optimizer.apply([tape.gradient(loss, w.value)], [w])",
        "    points.append(w.numpy())",
        'result = np.array(points, "float64")',
    )


def _loss(explorer, surface) -> tuple:
    """(lines before, the name of the function of x and y)."""
    if surface.name == YOURS:
        return [f"surface = {_surface(explorer, surface)}"], "surface.function"
    if surface.name in IMPORTED:
        return [f'surface = kerastutor.concepts.surfaces.named("{surface.name}")'], (
            "surface.function"
        )
    name = surface.function.__name__
    source = inspect.getsource(surface.function).rstrip().replace(f"def {name}(", "def loss_of(")
    return [source, ""], "loss_of"


def _surface(explorer, surface) -> str:
    if surface.name != YOURS:
        return f'kerastutor.concepts.surfaces.named("{surface.name}")'
    if explorer._function is None:
        return "surface"  # what was given, by the name that it probably has
    name = name_in_cell(explorer._function, "loss_of")
    return f"kerastutor.concepts.surfaces.of_function({name}, {tuple(surface.domain)!r})"


def _walked(explorer, raced, name) -> str:
    """The path of a step of the learner's, or by differences."""
    settings = ", ".join(f"{key}={value!r}" for key, value in raced.how.items())
    lines = [f"surface = {_surface(explorer, raced.surface)}"]
    start = tuple(raced.start)
    if name in raced.paths:
        lines += [
            f'race = kerastutor.concepts.optimizers.race(surface, ["{name}"], {start}, {settings})',
            f'result = race["{name}"].points',
        ]
        return cell(*lines)
    step = name_in_cell(explorer._step, "step")
    if name != YOURS:
        step = f"kerastutor.concepts.steps.{raced.compared.rule.__name__}"
    walk = "kerastutor.concepts.walks.walk"
    lines += [
        f'path = {walk}(surface, {step}, "{raced.kind}", {start}, {settings})',
        "result = path.points",
    ]
    return cell(*lines)
