"""How a function of two numbers is asked: at many points at once, with its gradient, or by one."""

import inspect

import numpy as np

from ..i18n import _


class NoSurface(ValueError):
    """The function did not give one number for two."""


class Asked:
    """A function of two numbers, asked in the quickest way that it allows.

    Args:
        function: (x, y) → loss, of tensors where ``traceable``, else of floats or arrays.
        vectorised: whether arrays of points are taken elementwise.
        traceable: whether TensorFlow follows it.
    """

    def __init__(self, function, vectorised, traceable):
        self.function, self.vectorised, self.traceable = function, vectorised, traceable
        self._slopes = self._values = self._h = None
        self.tried = None  # points, and the losses that were there when it was understood

    def changed(self) -> bool:
        """Whether the losses are others than when it was understood."""
        if self.tried is None:
            return False
        points, losses = (values[:2] for values in self.tried)
        with np.errstate(all="ignore"):
            now = _tried(self.function, points, self.traceable)
        return not np.allclose(now, losses, rtol=1e-5, atol=0, equal_nan=True)

    def values(self, x, y) -> np.ndarray:
        """Losses at points x, y of shape (n,), float64 of that shape; nan where not finite."""
        if self.traceable:
            return _finite(self._graph_of_values()(x, y).numpy())
        if self.vectorised:
            with np.errstate(all="ignore"):
                return _finite(_many(self.function(x, y), len(x)))
        with np.errstate(all="ignore"):
            return np.array([_there(self.function, at) for at in zip(x, y, strict=True)])

    def slopes(self, points) -> tuple:
        """Losses (n,) and gradients (n, 2) at points (n, 2)."""
        if not self.traceable:
            return self.differences(points)
        import tensorflow as tf

        if self._slopes is None:
            self._slopes = graph_of_slopes(self.function, self.vectorised)
        if self.vectorised:
            both = self._slopes(tf.constant(points)).numpy()
        else:
            both = np.array([self._slopes(tf.constant(point)).numpy() for point in points])
        return _finite(both[:, 0]), both[:, 1:]

    def differences(self, points) -> tuple:
        """Losses and gradients by central differences."""
        if self._h is None:
            some = self.values(*(points[:1] + [[0.0, 0.0], [0.371, 0.0], [0.0, 0.613]]).T)
            with np.errstate(over="ignore"):
                coarse = np.array_equal(some, some.astype("float32"), equal_nan=True)
            # The step with the least error of a central difference: rounding against curvature.
            self._h = float(np.cbrt(np.finfo("float32" if coarse else "float64").eps))
        n = len(points)
        h = self._h * np.maximum(1.0, np.abs(points))
        beside = [points]
        for axis in (0, 1):
            for side in (1, -1):
                moved = points.copy()
                moved[:, axis] += side * h[:, axis]
                beside.append(moved)
        known = np.isfinite(points).all(axis=1)
        every = np.full((5, n), np.nan)
        at = np.concatenate([there[known] for there in beside])
        every[:, known] = self.values(*at.T).reshape(5, -1)
        right, left, above, below = every[1:]
        return every[0], np.stack([right - left, above - below], axis=1) / (2 * h)

    def _graph_of_values(self):
        import tensorflow as tf

        if self._values is not None:
            return self._values
        many = tf.TensorSpec((None,), "float64")

        @tf.function(autograph=False, input_signature=[many, many])
        def values(x, y):
            if self.vectorised:
                return tf.cast(self.function(x, y), "float64")

            def one(point):
                return tf.cast(tf.reshape(self.function(point[0], point[1]), ()), "float64")

            points = tf.stack([x, y], axis=1)
            try:  # one graph for all points at once; some operations have none
                return tf.vectorized_map(one, points, fallback_to_while_loop=False)
            except Exception:
                return tf.map_fn(one, points)

        self._values = values
        return values


def graph_of_slopes(function, vectorised):
    """``function`` as a graph: points (n, 2), or (2,) → rows of loss and gradient, float64."""
    import tensorflow as tf

    shape = (None, 2) if vectorised else (2,)

    @tf.function(autograph=False, input_signature=[tf.TensorSpec(shape, "float64")])
    def slopes(points):
        with tf.GradientTape() as tape:
            tape.watch(points)
            x, y = points[..., 0], points[..., 1]
            losses = tf.cast(function(x, y), "float64")
            if not vectorised:
                losses = tf.reshape(losses, ())
        gradients = tf.convert_to_tensor(tape.gradient(losses, points))
        return tf.concat([losses[..., None], gradients], -1)

    return slopes.get_concrete_function()


def understood(function, start, domain) -> Asked:
    """Find out by trying how a learner's function can be asked.

    First as a graph, in float32, then in float64; else with NumPy's arrays, floats, and last with
    one tensor at a time. It is tried at the start and at four points of the domain.

    Raises:
        NoSurface, Exception: as `surfaces.of_function`.
    """
    x0, x1, y0, y1 = domain
    some = np.array([[0.31, 0.43], [0.77, 0.29], [0.58, 0.83], [0.13, 0.61]])
    points = np.concatenate([[start], some * [x1 - x0, y1 - y0] + [x0, y0]])
    two = _of_two(function)
    ways = [_tensors(two, "float32"), _tensors(two, "float64"), two, _tensors(two, "float32")]
    errors = []
    for way, traceable in zip(ways, (True, True, False, False), strict=True):
        try:
            with np.errstate(all="ignore"):
                losses = _tried(way, points, traceable)
        except NoSurface:
            raise
        except Exception as error:  # whether another way helps shows when it is tried
            errors.append(error)
            continue
        if not traceable:
            found = Asked(way, _elementwise(way, points, losses), False)
        else:
            found = _followed(way, points, losses)
        if found is not None:
            found.tried = points, losses
            return found
    raise errors[0]


def _tried(way, points, traceable) -> list[float]:
    if traceable:
        return [_one(way(*_at(point, True))) for point in points]
    losses = [_there(way, _at(point, False)) for point in points]
    if np.isnan(losses).all():
        _one(way(*_at(points[0], False)))  # raises what makes it so
    return losses


def _at(point, tensors):
    if not tensors:
        return tuple(map(float, point))
    import tensorflow as tf

    return tf.constant(point[0], "float64"), tf.constant(point[1], "float64")


def _of_two(function):
    """f(x, y) as it is; f(w) of one array of two as f(x, y)."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some of NumPy's and of C have none
        return function
    fixed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    wanted = [p for p in fixed if p.default is p.empty]
    endless = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    keywords = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if len(wanted) > 2 or keywords or not (fixed or endless):
        raise NoSurface(
            _("Expected a function f(x, y), or f(w) of one array of two. Received: {name}").format(
                name=f"{getattr(function, '__name__', '')}{inspect.signature(function)}"
            )
        )
    if len(wanted) == 2 or endless or (not wanted and len(fixed) > 1):
        return function

    def of_two(x, y):
        if hasattr(x, "dtype") and hasattr(x, "get_shape"):  # a tensor
            import tensorflow as tf

            return function(tf.stack([x, y]))
        return function(np.array([x, y], "float64"))

    return of_two


def _tensors(function, dtype):
    """``function``, which wants tensors of one dtype, for numbers of any."""

    def cast(x, y):
        import tensorflow as tf

        return function(tf.cast(x, dtype), tf.cast(y, dtype))

    return cast


def _followed(function, points, losses) -> Asked | None:
    """How TensorFlow follows it; None where it does not, or finds another loss."""
    for vectorised in (True, False):
        found = Asked(function, vectorised, True)
        try:
            there, gradients = found.slopes(points)
        except Exception:  # Python's if, float(x), NumPy, a gradient of None: no graph has them
            continue
        if there.shape == (len(points),) and gradients.shape == points.shape:
            if np.allclose(there, losses, rtol=1e-4, atol=1e-6, equal_nan=True):
                return found
    return None


def _elementwise(function, points, losses) -> bool:
    """Whether arrays of points give an array of the same losses."""
    try:
        with np.errstate(all="ignore"):
            there = _finite(_many(function(*points.T), len(points)))
    except Exception:
        return False
    return np.allclose(there, losses, rtol=1e-6, atol=1e-9, equal_nan=True)


def _there(function, at) -> float:
    """The loss at one point; nan where Python's arithmetic has none, such as math.log(0)."""
    try:
        return _one(function(*at))
    except ArithmeticError:
        return np.nan
    except ValueError as error:
        if str(error).startswith(("math domain error", "math range error")):
            return np.nan
        raise


def _finite(values) -> np.ndarray:
    values = np.asarray(values, "float64")
    return np.where(np.isfinite(values), values, np.nan)


def _many(values, count) -> np.ndarray:
    array = np.asarray(values)
    if array.shape != (count,) or array.dtype.kind not in "biuf":
        raise NoSurface(_received(array))
    return array


def _one(value) -> float:
    if value is None:
        raise NoSurface(_("Expected one number for (x, y). Received: None. Is a return missing?"))
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, an object of the learner's own
        array = np.asarray(None)
    if array.size != 1 or array.dtype.kind not in "biuf":
        raise NoSurface(_received(array if array.dtype.kind in "biufc" else value))
    number = float(array.reshape(()))
    return number if np.isfinite(number) else np.nan


def _received(value) -> str:
    if isinstance(value, np.ndarray):
        received = _("shape {shape}, {dtype}").format(shape=value.shape, dtype=value.dtype)
    else:
        received = type(value).__name__
    return _("Expected one number for (x, y). Received: {received}").format(received=received)
