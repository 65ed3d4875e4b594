"""NeuronExplorer: one neuron with two inputs, its line taken by hand."""

from dataclasses import dataclass

import numpy as np
import traitlets

from ..concepts import planes as concept
from ..i18n import _
from ._beside import Beside
from ._code import cell, name_in_cell
from ._explorer import Explorer, checked_function, state_trait, within
from ._planes import Plane, labelled, middle_of
from ._yours import function_name
from .stage.grids import in_brackets, number
from .stage.marks import Column, Formula, Row, Words

#: The largest weight and bias.
MOST = 30.0
#: A dragged number has so many decimals.
PLACES = 5
#: A space where no line breaks.
NBSP = "\xa0"
ACTIVATIONS = ("sigmoid", "linear", "relu", "tanh")


@dataclass(frozen=True)
class Neuron:
    """A neuron's outputs.

    Attributes:
        both: for the points of the data, shape (n,), by Keras and by the learner's function.
        over: over the lattice of the plane, shape (side²,).
        wrong: which points are on the wrong side.
    """

    both: Beside
    over: np.ndarray
    wrong: np.ndarray

    @property
    def values(self) -> np.ndarray:
        return self.both.keras if self.both.yours is None else self.both.yours


class NeuronExplorer(Explorer):
    """One neuron: output = activation(w1 · x1 + w2 · x2 + bias), over the plane of its inputs.
    Take the line by its handle, or the arrow of the weights by its tip.

    Args:
        function: the learner's ``dense(x, kernel, bias, activation=None)``, or a
            ``keras.layers.Dense(1)``, whose weights then follow the picture; Keras's without it.
        x, y: points of shape (n, 2) and their labels, 0 or 1; by default two pixels of the digits
            0 and 5 (class 0) and 6 and 9 (class 1).
        images: drawn at the points, shape (n, height, width).
        names: of the two inputs.
        classes: what the labels 0 and 1 mean.
        hidden: whether it is covered until *Show* is pressed.

    Example:
        >>> NeuronExplorer(w1=4.0, w2=-4.0)
    """

    headline = _("One neuron draws one line")
    help = _(
        "The ring moves the line, the tip of the arrow turns it: drag them, or press Tab until "
        "one has a frame; arrow keys, Page Up and Page Down move it. So do the controls above."
    )

    w1 = state_trait(traitlets.Float(6.0))
    """The weight of the first input."""
    w2 = state_trait(traitlets.Float(6.0))
    """The weight of the second input."""
    bias = state_trait(traitlets.Float(-6.0))
    """What is added."""
    activation = state_trait(traitlets.Enum(ACTIVATIONS, "sigmoid"))
    """What the sum goes through."""
    best = state_trait(traitlets.Int(-1, min=-1), redraws=True)
    """The fewest points on the wrong side so far; −1 for none yet."""

    def __init__(
        self,
        function=None,
        x=None,
        y=None,
        images=None,
        *,
        names=("x1", "x2"),
        classes=("0", "1"),
        **state,
    ):
        self._points = labelled(x, y, images, names, classes)
        self._plane = Plane(self._points)
        self._made = None
        self._layer = function if _is_layer(function) else None
        self._function = None if self._layer is not None else function
        checked_function(self._function, "(x, kernel, bias, activation=None)")
        if self._layer is not None:
            state = {**_weights_of(self._layer), **state}
        super().__init__(**state)
        self.add_class("kt-beside")  # the reading stands beside the map

    @traitlets.validate("w1", "w2", "bias")
    def _so_large(self, proposal):
        value = within(proposal, -MOST, MOST)
        if self._layer is not None and proposal["trait"].name == "bias":
            return value if self._layer.use_bias else 0.0  # a line that cannot leave (0, 0)
        return value

    def _controls(self):
        one, two = self._points.names
        controls = [
            self._slider("w1", _("w1, weight of {name}").format(name=one), -MOST, MOST, step=0.1),
            self._slider("w2", _("w2, weight of {name}").format(name=two), -MOST, MOST, step=0.1),
        ]
        if self._layer is None or self._layer.use_bias:
            controls.append(self._slider("bias", _("bias"), -MOST, MOST, step=0.1))
        if self._layer is None:
            controls.append(self._menu("activation", _("activation"), ACTIVATIONS))
        return controls

    def _asked(self, id, value):
        """The line was moved, or the arrow's tip."""
        if moved := self._plane.moved((self.w1, self.w2, self.bias), id, value):
            self._set(**dict(zip(("w1", "w2", "bias"), map(_cut, moved), strict=True)))

    # The computation

    def _compute(self):
        kernel = np.array([[self.w1], [self.w2]], "float32")
        bias = np.array([self.bias], "float32")
        layer = self._own if self._layer is None else self._layer
        layer.set_weights([kernel, bias][: len(layer.weights)])
        keras = np.asarray(layer(self._points.x))
        if self._function is None:
            yours, over = None, np.asarray(layer(self._plane.lattice))
        else:
            yours, over = (
                self._call_for_array(
                    self._function,
                    x,
                    kernel,
                    bias,
                    _activation(self.activation),
                    shape=(len(x), 1),
                    why=_("a layer of one unit"),
                )
                for x in (self._points.x, self._plane.lattice)
            )
        both = Beside(keras[:, 0], None if yours is None else yours[:, 0])
        shown = both.keras if yours is None else both.yours
        wrong = concept.wrong(shown, self._points.y, middle_of(self.activation))
        return Neuron(both, over[:, 0], wrong)

    @property
    def _own(self):
        """A layer of Keras's, for the activation of now; each explorer has its own."""
        import keras

        if self._made is None:
            self._made = keras.layers.Dense(1)
            self._made.build((None, 2))
        self._made.activation = getattr(keras.activations, self.activation)
        return self._made

    # The picture

    def _draw(self, result):
        names = self._points.names
        marks, handles = self._plane.line(self.w1, self.w2, self.bias)
        plot = self._plane.plot(
            result.over,
            result.wrong,
            marks,
            middle=middle_of(self.activation),
            handles=handles,
            width=36,  # with its controls on one screen, on a projector, too
            words=_("{one} against {two}, coloured by the output").format(
                one=names[0], two=names[1]
            ),
        )
        n, wrong = len(result.wrong), int(result.wrong.sum())
        self.best = wrong if self.best < 0 else min(wrong, self.best)
        count = Words(
            title=_("{wrong} of {n} on the wrong side").format(wrong=wrong, n=n),
            note=_("{right} % right. Best so far: {best} %.").format(
                right=_right(n, wrong), best=_right(n, min(self.best, n))
            ),
        )
        side = Column(items=(self._formula(), count, self._plane.scale()))
        self._stage.show(Row(items=(plot, side)))
        return self._sentence(result)

    def _formula(self):
        """The neuron with its numbers."""
        one, two = self._points.names
        one, two = (name.replace(" ", NBSP) for name in (one, two))  # it breaks between terms only
        inner = [
            (number(self.w1, 4), "strong"),
            (f"{NBSP}·{NBSP}{one}", ""),
            (f" +{NBSP}", "dim"),
            (in_brackets(number(self.w2, 4)), "strong"),
            (f"{NBSP}·{NBSP}{two}", ""),
            (f" +{NBSP}", "dim"),
            (in_brackets(number(self.bias, 4)), "strong"),
        ]
        if self.activation == "linear":
            return Formula(parts=((_("output = "), "dim"), *inner))
        return Formula(parts=((f"{_('output = ')}{self.activation}(", "dim"), *inner, (")", "dim")))

    # The words

    def _sentence(self, result):
        n, wrong = len(result.wrong), int(result.wrong.sum())
        text = _("On the wrong side: {wrong} of {n} points; {right} % right.").format(
            wrong=wrong, n=n, right=_right(n, wrong)
        )
        line = self.w1, self.w2, self.bias, self._plane.ends
        if concept.foot(*line) is None:
            text += " " + _("With both weights 0 the output is the same everywhere.")
        elif concept.seen(*line) is None:
            text += " " + _("The line lies outside of the picture: all points are on one side.")
        else:
            text += " " + _(
                "On the line the sum is 0. Along the arrow it grows; the longer the arrow, the "
                "steeper."
            )
            if result.both.yours is None or not result.both.differs.any():
                text += " " + _of_the_sum(self.activation)
        return "\n".join(filter(None, [text, self._agreement(result)]))

    def _agreement(self, result):
        if self._layer is not None:
            text = _("The weights of the layer {name} follow the picture.")
            if not self._layer.use_bias:
                text += " " + _("It has no bias, so its line goes through (0, 0).")
            return text.format(name=self._layer.name)
        if result.both.yours is None:
            return ""
        yours, differs = function_name(self._function), result.both.differs
        if not differs.any():
            text = _("{yours} agrees with Keras's Dense layer at all {n} points.")
            return text.format(yours=yours, n=differs.size)
        n = int(np.argmax(differs))
        return _(
            "{yours} differs from Keras's Dense layer at {wrong} of {n} points: for the inputs "
            "{x}, yours gives {mine}, Keras's {theirs}."
        ).format(
            yours=yours,
            wrong=int(differs.sum()),
            n=differs.size,
            x=", ".join(number(float(v)) for v in self._points.x[n]),
            mine=number(float(result.both.yours[n])),
            theirs=number(float(result.both.keras[n])),
        )

    def _code(self, result):
        kernel, bias = [[self.w1], [self.w2]], [self.bias]
        lines = [
            f'kernel = np.array({kernel}, dtype="float32")',
            f'bias = np.array({bias}, dtype="float32")',
        ]
        activation = f"keras.activations.{self.activation}"
        if self._function is not None:
            given = "None" if self.activation == "linear" else activation
            called = f"{name_in_cell(self._function, 'dense')}(x, kernel, bias, {given})"
            lines.append(f"result = np.asarray({called})[:, 0]")
        else:
            lines += [
                f'layer = keras.layers.Dense(1, activation="{self.activation}")',
                "layer.build((None, 2))",
                "layer.set_weights([kernel, bias])",
                "result = np.asarray(layer(x))[:, 0]",
            ]
        return cell(*lines, x=self._plane.source)


def _of_the_sum(activation) -> str:
    """What the output is on either side of the line."""
    return {
        "sigmoid": _("The output grows with it, from 0 to 1, and is 0.5 on the line."),
        "tanh": _("The output grows with it, from −1 to 1, and is 0 on the line."),
        "relu": _("Where the sum is negative, the output is 0; elsewhere it is the sum."),
        "linear": _("The output is the sum."),
    }[activation]


def _activation(name):
    """What a learner's function is given: nothing for no activation."""
    import keras

    return None if name == "linear" else getattr(keras.activations, name)


def _is_layer(function) -> bool:
    """Is it a layer of Keras's? Keras is loaded where somebody has one."""
    import sys

    keras = sys.modules.get("keras")
    return keras is not None and isinstance(function, keras.layers.Layer)


def _weights_of(layer) -> dict:
    """What the explorer shows of a layer; it is built where it is not yet."""
    import keras

    if not isinstance(layer, keras.layers.Dense) or layer.units != 1:
        raise ValueError(
            _("Expected a keras.layers.Dense(1). Received: {layer}").format(
                layer=f"{type(layer).__name__}({getattr(layer, 'units', '')})"
            )
        )
    if not layer.built:
        layer.build((None, 2))
    kernel = np.asarray(layer.kernel)
    if kernel.shape != (2, 1):
        raise ValueError(
            _("Expected a layer of two inputs. Received: a kernel of shape {shape}").format(
                shape=kernel.shape
            )
        )
    bias = float(np.asarray(layer.bias)[0]) if layer.use_bias else 0.0
    activation = layer.activation.__name__
    if activation not in ACTIVATIONS:
        raise ValueError(
            _("Expected an activation of {known}. Received: {name}").format(
                known=", ".join(ACTIVATIONS), name=activation
            )
        )
    weights = {"w1": float(kernel[0, 0]), "w2": float(kernel[1, 0]), "bias": bias}
    return {**weights, "activation": activation}


def _cut(value) -> float:
    return round(float(min(max(value, -MOST), MOST)), PLACES)


def _right(n, wrong) -> str:
    """So many per cent are right."""
    return number(round(100 * (n - wrong) / n, 1))
