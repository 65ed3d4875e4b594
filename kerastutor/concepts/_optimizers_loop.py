"""Keras's optimizers in one traced loop: nine of them step at once, each at its own point."""

import threading

import numpy as np

#: Slots of an optimizer in the order in which Keras makes them.
SLOTS = {
    "SGD": (),
    "momentum": ("velocity",),
    "Nesterov": ("velocity",),
    "RMSprop": ("v",),
    "Adam": ("m", "v"),
    "AdamW": ("m", "v"),
    "Adagrad": ("accumulator",),
    "Lion": ("m",),
    "Adam, uncorrected": ("m", "v"),
}


def optimizers(names=tuple(SLOTS), learning_rate=0.01, epsilon=1e-7, momentum=0.9) -> dict:
    """Keras's optimizers by name, new ones; "Adam, uncorrected" is :func:`uncorrected`."""
    import keras

    make = {
        "SGD": lambda: keras.optimizers.SGD(learning_rate),
        "momentum": lambda: keras.optimizers.SGD(learning_rate, momentum=momentum),
        "Nesterov": lambda: keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True),
        "RMSprop": lambda: keras.optimizers.RMSprop(learning_rate, epsilon=epsilon),
        "Adam": lambda: keras.optimizers.Adam(learning_rate, epsilon=epsilon),
        "AdamW": lambda: keras.optimizers.AdamW(learning_rate, epsilon=epsilon),
        "Adagrad": lambda: keras.optimizers.Adagrad(learning_rate, epsilon=epsilon),
        "Lion": lambda: keras.optimizers.Lion(learning_rate),
        "Adam, uncorrected": lambda: uncorrected(learning_rate, epsilon),
    }
    return {name: make[name]() for name in names}


def uncorrected(learning_rate, epsilon=1e-7):
    """Adam without its bias correction: ours, not Keras's, which has no such optimizer.

    w ← w − η · m / (√v + ε), with m and v as in Adam; the factors 1 / (1 − βᵗ) are left out.
    """
    import keras

    class UncorrectedAdam(keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            rate = keras.ops.cast(learning_rate, variable.dtype)
            gradient = keras.ops.cast(gradient, variable.dtype)
            index = self._get_variable_index(variable)
            m, v = self._momentums[index], self._velocities[index]
            self.assign_add(m, (gradient - m) * (1 - self.beta_1))
            self.assign_add(v, (keras.ops.square(gradient) - v) * (1 - self.beta_2))
            self.assign_sub(variable, rate * m / (keras.ops.sqrt(v) + self.epsilon))

    return UncorrectedAdam(learning_rate, epsilon=epsilon)


class _Fed:
    """A number that the graph is fed, where Keras asks in Python whether it is 0."""

    __hash__ = None

    def __init__(self, tensor):
        self.tensor = tensor

    def __ne__(self, other):
        return True  # so that Keras always takes the way with momentum, right for 0 as well

    def __tf_tensor__(self, dtype=None, name=None):
        return self.tensor


class _Team:
    """Optimizers, the variable of each, and what they remember."""

    def __init__(self, names):
        import keras

        self.names = tuple(names)
        self.optimizers = optimizers(self.names)
        self.weights = {name: keras.Variable(np.zeros(2, "float32")) for name in self.names}
        self.slots, self.first = {}, {}
        for name, optimizer in self.optimizers.items():
            optimizer.build([self.weights[name]])
            own = (optimizer.iterations, optimizer.learning_rate)
            slots = [v for v in optimizer.variables if not any(v is other for other in own)]
            self.slots[name] = dict(zip(SLOTS[name], slots, strict=True))
            self.first[name] = {key: slot.numpy() for key, slot in self.slots[name].items()}

    def reset(self, start, rate):
        """All to the beginning; within a graph as well."""
        for name, optimizer in self.optimizers.items():
            optimizer.iterations.assign(0)
            optimizer.learning_rate.assign(rate)
            self.weights[name].assign(start)
            for key, slot in self.slots[name].items():
                slot.assign(self.first[name][key])

    def feed(self, epsilon, momentum):
        """Let the graph that is being traced take these tensors for ε and momentum."""
        for name, optimizer in self.optimizers.items():
            if hasattr(optimizer, "epsilon"):
                optimizer.epsilon = epsilon
            if name in ("momentum", "Nesterov"):
                optimizer.momentum = _Fed(momentum)

    def points(self):
        import tensorflow as tf

        return tf.stack([self.weights[name].value for name in self.names])

    def apply(self, gradients):
        import tensorflow as tf

        for name, gradient in zip(self.names, tf.unstack(gradients, len(self.names)), strict=True):
            self.optimizers[name].apply([gradient], [self.weights[name]])

    def row(self, *others):
        """All that is known after a step as one flat tensor: one write is quicker than thirty."""
        import tensorflow as tf

        slots = [slot.value for name in self.names for slot in self.slots[name].values()]
        return tf.concat([tf.reshape(x, [-1]) for x in (*others, self.points(), *slots)], 0)

    def read(self, rows, others=()) -> dict:
        """``row`` the other way: name → {"points": …, slot: …}; ``others`` are (key, size)."""
        count, at, found = len(self.names), 0, {name: {} for name in self.names}

        def take(size):
            nonlocal at
            at += size
            return rows[..., at - size : at]

        for key, size in (*others, ("points", 2)):
            values = take(count * size)
            for i, name in enumerate(self.names):
                found[name][key] = (
                    values[..., i] if size == 1 else values[..., size * i : size * i + size]
                )
        for name in self.names:
            for key in self.slots[name]:
                found[name][key] = take(2)
        return found


class Loop:
    """The race of all optimizers down one function, as a graph that is traced once.

    Args:
        function: (x, y) of float32 tensors → the loss.
        vectorised: whether it takes the points of all optimizers at once.
    """

    def __init__(self, function, vectorised):
        self._function, self._vectorised = function, vectorised
        self._lock, self._run, self.traced = threading.Lock(), None, 0

    def run(self, start, rate, scale, epsilon, momentum, steps) -> dict:
        """Name → columns "points", "losses", "gradients" and slots, of steps + 1 rows each."""
        import tensorflow as tf

        with self._lock:
            if self._run is None:
                self._trace()
            given = (tf.constant(value, "float32") for value in (rate, scale, epsilon, momentum))
            rows = self._run(tf.constant(start, "float32"), *given, tf.constant(steps, "int32"))
            return self._team.read(rows.numpy(), (("losses", 1), ("gradients", 2)))

    def _losses(self, points):
        import tensorflow as tf

        if self._vectorised:
            return tf.cast(self._function(points[:, 0], points[:, 1]), "float32")
        each = [self._function(*tf.unstack(point, 2)) for point in tf.unstack(points)]
        return tf.stack([tf.cast(tf.reshape(loss, ()), "float32") for loss in each])

    def _trace(self):
        import tensorflow as tf

        self._team = team = _Team(SLOTS)
        number = tf.TensorSpec((), "float32")
        given = [tf.TensorSpec((2,)), *[number] * 4, tf.TensorSpec((), "int32")]

        @tf.function(autograph=False, input_signature=given)
        def run(start, rate, scale, epsilon, momentum, steps):
            self.traced += 1
            team.reset(start, rate)
            team.feed(epsilon, momentum)

            def slopes():
                points = team.points()
                with tf.GradientTape() as tape:
                    tape.watch(points)
                    losses = self._losses(points)
                    scaled = losses * scale
                return losses, tf.convert_to_tensor(tape.gradient(scaled, points))

            def on(taken, rows):
                losses, gradients = slopes()
                rows = rows.write(taken, team.row(losses, gradients))
                team.apply(gradients)
                return taken + 1, rows

            rows = tf.TensorArray("float32", steps + 1)
            return tf.while_loop(lambda taken, _rows: taken <= steps, on, (0, rows))[1].stack()

        self._run = run


class Stepper:
    """All of Keras's optimizers a step at a time, given gradients from elsewhere."""

    def __init__(self):
        import tensorflow as tf

        self._team = team = _Team(SLOTS)
        self._given = []
        number = tf.TensorSpec((), "float32")
        given = [tf.TensorSpec((len(team.names), 2)), number, number]

        @tf.function(autograph=False, input_signature=given)
        def step(gradients, epsilon, momentum):
            team.feed(epsilon, momentum)
            team.apply(gradients)
            return team.row()

        self._step = step

    def begin(self, start, rate, epsilon, momentum) -> dict:
        """Go to the start; name → {"points": …, slot: …}."""
        import tensorflow as tf

        self._team.reset(tf.constant(start, "float32"), tf.constant(rate, "float32"))
        self._given = [tf.constant(value, "float32") for value in (epsilon, momentum)]
        return self._team.read(self._team.row().numpy())

    def step(self, gradients) -> dict:
        """One step by ``gradients``, name → (2,); those without one rest. As :meth:`begin`."""
        import tensorflow as tf

        nothing = np.zeros(2, "float32")
        rows = np.stack([gradients.get(name, nothing) for name in self._team.names])
        return self._team.read(self._step(tf.constant(rows, "float32"), *self._given).numpy())
