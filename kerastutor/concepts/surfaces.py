"""Losses of two weights: classic ones, a real one of a Keras model on digits, the learner's own."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..i18n import _
from . import _surfaces_asked as asked
from ._surfaces_asked import NoSurface

__all__ = ["NAMES", "NoSurface", "Surface", "changed", "contour_map", "named", "of_function"]


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss of two weights, and the part of the plane that is drawn.

    Attributes:
        name: "valley", …; "yours" of a learner's function.
        label: what a menu says.
        function: (x, y) → the loss. Takes floats, or tensors of float32 or float64; of any one
            shape, elementwise, where ``vectorised``.
        domain: (x0, x1, y0, y1).
        start: (x, y), a good place to begin at.
        learning_rate: a good first rate to look at.
        names: what the two weights are called.
        vectorised: whether the function takes many points at once.
        traceable: whether TensorFlow follows it. If not, ``function`` takes floats or NumPy
            arrays, and gradients are central differences.
        about: a sentence about it, or "".
    """

    name: str
    label: str
    function: Callable
    domain: tuple
    start: tuple
    learning_rate: float
    names: tuple = ("w1", "w2")
    vectorised: bool = True
    traceable: bool = True
    about: str = ""

    def values(self, x, y) -> np.ndarray:
        """The losses at points whose coordinates are arrays of one shape; float64 of that shape.

        Raises:
            NoSurface: the function gave no number.
            Exception: whatever the function raises, unchanged.
        """
        x, y = (np.asarray(values, "float64") for values in (x, y))
        return self._asked.values(x.ravel(), y.ravel()).reshape(x.shape)

    def slopes(self, points) -> tuple[np.ndarray, np.ndarray]:
        """Losses (n,) and gradients (n, 2) at points of shape (n, 2), in float64.

        By automatic differentiation where the surface is traceable, else by central differences.
        A function that only takes float32 is asked in float32.

        Raises:
            NoSurface, Exception: as :meth:`values`.
        """
        points = np.asarray(points, "float64")
        return self._asked.slopes(points) if self.traceable else self.differences(points)

    def differences(self, points) -> tuple[np.ndarray, np.ndarray]:
        """As :meth:`slopes`, the gradients by central differences: (L(x + h) − L(x − h)) / 2h."""
        return self._asked.differences(np.asarray(points, "float64"))

    @functools.cached_property
    def _asked(self):
        return asked.Asked(self.function, self.vectorised, self.traceable)


def contour_map(surface, side=80) -> np.ndarray:
    """The losses on a grid over the domain, (side, side), the first row at the bottom.

    Raises:
        NoSurface, Exception: as :meth:`Surface.values`.

    Example:
        >>> contour_map(named("valley"), 3).shape
        (3, 3)
    """
    x0, x1, y0, y1 = surface.domain
    return surface.values(*np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side)))


# The classic ones, in words that floats, NumPy's arrays and TensorFlow's tensors share


def _valley(x, y):
    return (x * x + 25 * y * y) / 2


def _rosenbrock(x, y):
    away, off = 1 - x, y - x * x
    return away * away + 100 * off * off


def _saddle(x, y):
    return x * x - y * y + y * y * y * y / 4


def _beale(x, y):
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    return a * a + b * b + c * c


def _plateau(x, y):
    import keras

    return 1 - keras.ops.exp(-(x * x + 2 * y * y) / 2)


def _tiny(x, y):
    return 1e-7 * (x * x + 4 * y * y) / 2


#: Of the digits: the pixel that the model sees, (row, column), and the biases that are held.
PIXEL, BIASES = (5, 2), (0.25, 0.5)


@functools.cache
def _pixels():
    """Rows (brightness from −1 to 1, how many images, share of 8s) of the 3s and 8s of training.

    A pixel has 17 levels: 285 images are 17 rows.
    """
    from ..data import load

    digits = load("digits")
    chosen = np.isin(digits.y_train, (3, 8))
    pixel = digits.x_train[chosen][:, *PIXEL] / 255 * 2 - 1
    eight = digits.y_train[chosen] == 8
    levels, which, counts = np.unique(pixel, return_inverse=True, return_counts=True)
    return levels, counts / counts.sum(), np.bincount(which, eight) / counts


def _digits(x, y):
    """Mean binary cross-entropy of sigmoid(y · tanh(x · pixel + ¼) + ½) for "is it an 8?"."""
    import tensorflow as tf

    x, y = (tf.convert_to_tensor(value) for value in (x, y))
    levels, weights, eights = (tf.constant(column, x.dtype) for column in _pixels())
    hidden = tf.tanh(x[..., None] * levels + BIASES[0])
    logits = y[..., None] * hidden + BIASES[1]
    return tf.reduce_sum(weights * (tf.nn.softplus(logits) - eights * logits), axis=-1)


_OURS = {
    "valley": Surface(
        name="valley",
        label=_("a narrow valley"),
        function=_valley,
        domain=(-3.0, 3.0, -2.0, 2.0),
        start=(-2.6, 1.4),
        learning_rate=0.03,
        about=_("(w1² + 25 w2²) / 2: 25 times as curved across as along it."),
    ),
    "rosenbrock": Surface(
        name="rosenbrock",
        label=_("Rosenbrock's bent valley"),
        function=_rosenbrock,
        domain=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.2, 1.0),
        learning_rate=0.002,
        about=_("(1 − w1)² + 100 (w2 − w1²)²: the floor of the valley is bent, and almost level."),
    ),
    "saddle": Surface(
        name="saddle",
        label=_("a saddle"),
        function=_saddle,
        domain=(-2.5, 2.5, -2.5, 2.5),
        start=(-2.0, 0.01),
        learning_rate=0.03,
        about=_("w1² − w2² + w2⁴ / 4: level at (0, 0), and lowest at w2 = ±1.41."),
    ),
    "beale": Surface(
        name="beale",
        label=_("Beale's function"),
        function=_beale,
        domain=(-4.5, 4.5, -4.5, 4.5),
        start=(1.0, 1.5),
        learning_rate=0.005,
        about=_("Level for long stretches, very steep in the corners; lowest at (3, 0.5)."),
    ),
    "plateau": Surface(
        name="plateau",
        label=_("a plateau with a hole"),
        function=_plateau,
        domain=(-3.0, 3.0, -3.0, 3.0),
        start=(-2.4, 1.6),
        learning_rate=0.1,
        about=_("1 − exp(−(w1² + 2 w2²) / 2): far from the hole there is almost no slope."),
    ),
    "tiny": Surface(
        name="tiny",
        label=_("tiny gradients"),
        function=_tiny,
        domain=(-3.0, 3.0, -2.0, 2.0),
        start=(-2.6, 1.4),
        learning_rate=0.1,
        about=_("10⁻⁷ (w1² + 4 w2²) / 2: the gradients are about as large as epsilon."),
    ),
    "digits": Surface(
        name="digits",
        label=_("a real loss: 3 or 8?"),
        function=_digits,
        domain=(-6.0, 6.0, -6.0, 6.0),
        start=(-2.5, 4.5),
        learning_rate=0.1,
        about=_(
            "Dense(1, tanh) and Dense(1, sigmoid) tell 285 threes and eights apart by one pixel; "
            "w1 and w2 are their kernels. Lowest: 0.354 in one valley, 0.386 in the other."
        ),
    ),
}
#: The menu: name → label.
NAMES = {name: surface.label for name, surface in _OURS.items()}


def named(name) -> Surface:
    """The surface of this name, always the same object, so that what is traced is kept.

    Args:
        name: of :data:`NAMES`.

    Raises:
        ValueError: there is none of this name.

    Source: Rosenbrock 1960, Computer Journal 3(3); Beale 1958, Princeton technical report 25. The
        digits are scikit-learn's load_digits.
    """
    if name not in _OURS:
        raise ValueError(
            _("Expected one of {known}. Received: {name}").format(known=list(NAMES), name=name)
        )
    return _OURS[name]


def of_function(function, domain=(-3.0, 3.0, -3.0, 3.0), start=None) -> Surface:
    """A learner's function of two variables as a surface.

    Args:
        function: f(x, y), or f(w) of one array of two numbers; returns one number. Written with
            keras.ops, TensorFlow, NumPy or math. What takes whole arrays is quicker.
        domain: (x0, x1, y0, y1), what is drawn.
        start: (x, y); by default near the upper left corner.

    Returns:
        A surface named "yours". Its learning rate moves the first step of SGD by a twentieth of
        the domain's diagonal.

    Raises:
        TypeError: function cannot be called.
        ValueError: domain or start are not as above.
        NoSurface: function takes no two numbers, or does not return one.
        Exception: whatever the function raises, unchanged.

    Example:
        >>> of_function(lambda x, y: x**2 + 3 * y**2).traceable
        True
    """
    if not callable(function):
        raise TypeError(
            _("Expected a function of two numbers. Received: {function!r}").format(
                function=function
            )
        )
    x0, x1, y0, y1 = domain = _numbers(domain, 4, _("a domain (x0, x1, y0, y1)"))
    if not (x0 < x1 and y0 < y1):
        raise ValueError(
            _("Expected a domain with x0 < x1 and y0 < y1. Received: {domain}").format(
                domain=domain
            )
        )
    if start is None:
        start = x0 + 0.15 * (x1 - x0), y0 + 0.85 * (y1 - y0)
    start = _numbers(start, 2, _("a start (x, y)"))
    found = asked.understood(function, start, domain)
    _losses, gradients = found.slopes(np.array([start]))
    steep = float(np.linalg.norm(gradients))
    rate = 0.05 * math.hypot(x1 - x0, y1 - y0) / steep if 0 < steep < math.inf else 0.1
    surface = Surface(
        name="yours",
        label=getattr(function, "__name__", "").replace("<lambda>", "") or _("your function"),
        function=found.function,
        domain=domain,
        start=start,
        learning_rate=float(f"{min(max(rate, 1e-4), 1.0):.0e}"),
        names=("x", "y"),
        vectorised=found.vectorised,
        traceable=found.traceable,
    )
    surface.__dict__["_asked"] = found  # what was traced to find out is kept
    return surface


def changed(surface) -> bool:
    """Whether a learner's function gives other losses than when `of_function` understood it.

    So it is where data that it reads were replaced: what is traced knows nothing of it.

    Args:
        surface: from `of_function`; others do not change.

    Raises:
        NoSurface, Exception: as `of_function`.

    Example:
        >>> changed(named("valley"))
        False
    """
    return surface._asked.changed()


def _numbers(values, count, what) -> tuple:
    try:
        numbers = tuple(float(value) for value in values)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise ValueError(
            _("Expected {what}, finite numbers. Received: {values}").format(
                what=what, values=values
            )
        )
    return numbers
