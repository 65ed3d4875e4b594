"""The Keras cell that computes what LossExplorer shows."""

from ..concepts import loss_curves as concept
from ..concepts.loss_batches import SHARES, name_of
from ._code import cell, digits_network, name_in_cell
from ._losses_shown import Chained, Curves


def code(result, explorer, function) -> str:
    """A cell that ends with ``result``."""
    if isinstance(result, Curves):
        return _of_curve(result, function)
    if isinstance(result, Chained):
        return _of_chain(result)
    return _of_network(explorer)


def _called(loss, takes, truth="y_true", prediction="y_pred") -> str:
    extra = ", from_logits=True" if takes == "logit" and concept.from_logits(loss) else ""
    return f"keras.losses.{loss}({truth}, {prediction}{extra})"


def _of_curve(result, function) -> str:
    y_true, y_pred = (part.tolist() for part in result.rows)
    if result.loss:
        loss = _called(result.loss, result.takes)
    else:
        loss = f"{name_in_cell(function)}(y_true, y_pred)"
        if not result.at.taped:
            return _by_differences(result, name_in_cell(function))
    return cell(
        "with tf.GradientTape() as tape:",
        "    tape.watch(y_pred)",
        f"    loss = {loss}",
        "gradient = tape.gradient(loss, y_pred)",
        "result = np.concatenate([loss, gradient[0]])",
        y_true=f'tf.constant({y_true!r}, "{result.at.dtype}")',
        y_pred=f'tf.constant({y_pred!r}, "{result.at.dtype}")',
    )


def _by_differences(result, name) -> str:
    room = concept.room_of([result.y_pred], result.takes)
    h = concept.STEP * (1.0 if room is None else float(room[0, 0]))
    y_true, y_pred = result.rows
    return cell(
        f"loss = {name}(y_true, y_pred)",
        "gradient = [",
        f"    ({name}(y_true, y_pred + step) - {name}(y_true, y_pred - step)) / (2 * h)",
        f"    for step in h * np.eye({y_pred.shape[1]})",
        "]",
        "result = np.concatenate([loss, *gradient])",
        y_true=y_true,
        y_pred=y_pred,
        h=repr(h),
    )


def _of_chain(result) -> str:
    z, y = float(result.at["entropy"].z[0]), float(result.y_true)
    return cell(
        "p = keras.ops.sigmoid(z)",
        "with tf.GradientTape(persistent=True) as tape:",
        "    tape.watch([z, p])",
        f"    entropy = {_called('binary_crossentropy', 'logit', 'y_true', 'z')}",
        f"    other = {_called(result.other, 'probability', 'y_true', 'p')}",
        "slope = p * keras.ops.sigmoid(-z)  # dp/dz",
        "result = np.concatenate([",
        "    tape.gradient(entropy, z)[0],",
        "    (tape.gradient(other, p) * slope)[0],",
        "])",
        z=f'tf.constant([[{z!r}]], "float64")',
        y_true=f'tf.constant([[{y!r}]], "float64")',
    )


def _of_network(explorer) -> str:
    """The training, the weights that are moved, and the loss of each image."""
    loss = explorer.loss
    takes = concept.kind(loss, explorer.from_logits)
    found = _called(loss, takes) if loss else f"{name_in_cell(explorer._function)}(y_true, y_pred)"
    pred = "" if takes == "logit" else "y_pred = keras.ops.softmax(y_pred)"
    moved = _moved(explorer) if explorer.view == "weight" else []
    return cell(
        *digits_network(),
        *moved,
        "y_pred = model.predict(digits.x_test / 255, verbose=0)",
        "y_true = np.eye(10)[digits.y_test]",
        *([pred] if pred else []),
        f"result = np.asarray({found})",
    )


def _moved(explorer) -> list:
    """Lines that move the weights of the model."""
    step = explorer.moved
    lines = ["weights = model.get_weights()"]
    if explorer.direction == "one":
        from ..concepts.loss_batches import kept

        layer, which, place = name_of(kept(), explorer.weight)
        part = 2 * layer + (which == "bias")
        lines.append(f"weights[{part}][{', '.join(map(str, place))}] += {step!r}")
    else:
        share = SHARES[explorer.direction]
        lines.append("count = sum(part.size for part in weights)")
        if explorer.direction == "random":
            numbers = f"np.random.default_rng({explorer.seed}).normal(size=count)"
            lines.append(f"way = {share!r} * {numbers}")
        else:
            lines += [
                "with tf.GradientTape() as tape:",
                "    scores = model(digits.x_test / 255)",
                "    mean = keras.ops.mean(loss(digits.y_test, scores))",
                "grads = tape.gradient(mean, [v.value for v in model.trainable_variables])",
                "way = -np.concatenate([np.ravel(part) for part in grads])",
                f"way *= {share!r} / np.sqrt((way**2).mean())",
            ]
        lines += [
            "ends = np.cumsum([part.size for part in weights])[:-1]",
            "for part, by in zip(weights, np.split(way, ends)):",
            f"    part += {step!r} * by.reshape(part.shape)",
        ]
    return [*lines, "model.set_weights(weights)"]
