"""Broadcasting: how two shapes are lined up from the right, and which sizes are stretched."""

from dataclasses import dataclass

import numpy as np

from ..i18n import _

#: Operations that need no function of the learner's: their sign, and their name in keras.ops.
OPERATIONS = {"add": "+", "subtract": "−", "multiply": "×", "maximum": "max"}


@dataclass(frozen=True)
class Axis:
    """One axis of two shapes lined up.

    ``a`` and ``b`` are sizes, None where the shape is too short. ``size`` is
    the result's size; None where they clash.
    """

    number: int
    a: int | None
    b: int | None
    size: int | None

    @property
    def stretched(self) -> str:
        """``"a"``, ``"b"`` or ``""``: the operand whose one element is used again and again."""
        if self.size is None or self.a == self.b:
            return ""
        if None in (self.a, self.b):
            return "a" if self.a is None else "b"
        return "a" if self.a == 1 else "b"

    def sentence(self) -> str:
        """What happens at this axis, in words."""
        words = {"n": self.number, "a": self.a, "b": self.b, "size": self.size}
        if self.size is None:
            text = _("axis {n}: {a} and {b} clash; sizes must be equal, or one of them 1")
        elif self.a is None or self.b is None:
            text = _("axis {n}: only {has} has it (size {size}), and {lacks} is repeated along it")
            words |= {"has": "b" if self.a is None else "a", "lacks": self.stretched}
        elif not self.stretched:
            text = _("axis {n}: {a} and {b} are equal")
        else:
            text = _("axis {n}: {a} and {b}, so {who} is stretched to {size}")
            words["who"] = self.stretched
        return text.format(**words).replace("-", "−")


@dataclass(frozen=True)
class Alignment:
    """Two shapes lined up from the right; ``shape`` is the result's, or None where they clash."""

    axes: tuple
    shape: tuple | None

    @property
    def clashes(self) -> tuple:
        """The axes that clash."""
        return tuple(axis for axis in self.axes if axis.size is None)


def align(a, b) -> Alignment:
    """Line up two shapes as NumPy, TensorFlow and Keras do.

    Two sizes fit when they are equal or one of them is 1; a missing size counts as 1.

    Args:
        a, b: tuples of sizes.

    Example:
        >>> align((3, 1), (4,)).shape
        (3, 4)
    """
    rank = max(len(a), len(b))
    axes = []
    for number in range(-rank, 0):
        first = a[number] if -number <= len(a) else None
        second = b[number] if -number <= len(b) else None
        axes.append(Axis(number, first, second, _fit(first, second)))
    clash = any(axis.size is None for axis in axes)
    return Alignment(tuple(axes), None if clash else tuple(axis.size for axis in axes))


def _fit(a, b):
    if a is None or a == 1:
        return 1 if b is None else b
    if b is None or b == 1 or a == b:
        return a
    return None


def source(shape, place) -> tuple:
    """The index in an operand of this shape that broadcasting uses for ``place`` of the result."""
    inner = place[len(place) - len(shape) :]
    return tuple(0 if size == 1 else at for size, at in zip(shape, inner, strict=True))


def mend(a, b) -> str:
    """An index such as ``b[:, None]`` that makes clashing shapes fit, or the empty string."""
    for name, changed, other in (("b", b, a), ("a", a, b)):
        for axis in range(len(changed), -1, -1):
            tried = (*changed[:axis], 1, *changed[axis:])
            if len(tried) <= max(len(other), 2) and align(tried, other).shape is not None:
                parts = [":"] * len(changed)
                parts.insert(axis, "None")
                return f"{name}[{', '.join(parts)}]"
    return ""


def combine(a, b, operation="add") -> np.ndarray:
    """``keras.ops.<operation>(a, b)`` as a NumPy array; for add, ``a + b`` of Keras tensors.

    keras.ops.add (3.15, on TensorFlow) takes every b with one axis longer than 1 for a bias: with
    shapes (3, 3) and (3, 1) it adds along the wrong axis. The sign + does not.

    Args:
        a, b: arrays whose shapes fit.
        operation: a key of ``OPERATIONS``.

    Raises:
        ValueError: for another operation, or values that Keras cannot combine.

    Source: ``keras.ops.add``, ``subtract``, ``multiply``, ``maximum``.
    """
    import keras

    a, b = np.asarray(a), np.asarray(b)
    if operation not in OPERATIONS:
        raise ValueError(
            _("Expected one of {known}. Received: {operation}").format(
                known=list(OPERATIONS), operation=operation
            )
        )
    try:
        if {a.dtype.kind, b.dtype.kind} - set("biufcV"):
            raise TypeError("text")
        if operation == "add":
            dtype = keras.backend.result_type(a.dtype.name, b.dtype.name)
            values = keras.ops.convert_to_tensor(a, dtype) + keras.ops.convert_to_tensor(b, dtype)
        else:
            values = getattr(keras.ops, operation)(a, b)
        return keras.ops.convert_to_numpy(values)
    except Exception:  # TensorFlow has its own class of error for each reason
        raise ValueError(
            _("Expected numbers that keras.ops.{operation} takes. Received: {a} and {b}").format(
                operation=operation, a=a.dtype, b=b.dtype
            )
        ) from None


def breaks(function) -> bool:
    """Is this keras.ops.add, which in Keras 3.15 on TensorFlow does not follow the rule?"""
    name, module = (getattr(function, part, "") for part in ("__name__", "__module__"))
    return name == "add" and str(module).split(".")[0] == "keras"


def on_keras_add(a, b) -> str:
    """What keras.ops.add does with two arrays where it breaks the rule; "" where it follows it.

    It takes a second operand with one axis longer than 1 for a bias and adds it along another axis
    (Keras 3.15 on TensorFlow). The same with ``a + b`` is right.

    Args:
        a, b: arrays.
    """
    import keras

    a, b = np.asarray(a), np.asarray(b)
    try:
        found = keras.ops.convert_to_numpy(keras.ops.add(a, b))
    except Exception:  # TensorFlow has its own class of error for each reason
        return ""
    why = _("It takes b for a bias (Keras {version} on TensorFlow). Write a + b.")
    if align(a.shape, b.shape).shape is None:
        text = _("keras.ops.add gives a result of shape {shape} all the same, without a word.")
        return f"{text} {why}".format(shape=found.shape, version=keras.__version__)
    right = a + b
    if found.shape != right.shape:
        wrong = found.size
    else:
        wrong = int((~np.isclose(found, right, equal_nan=True)).sum())
    if not wrong:
        return ""
    text = _("keras.ops.add adds b along another axis here, without a word: {n} values differ.")
    return f"{text} {why}".format(n=wrong, version=keras.__version__)
