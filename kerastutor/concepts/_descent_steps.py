"""Steps that remember something, on a loss of one weight: for `descent.descend`."""

from ._walks_kinds import KINDS, called, settings_of


class Remembering:
    """A step of (w, gradient, learning_rate) that keeps what momentum, RMSprop or Adam remember.

    A new one for each descent: it counts its steps, and its memory begins at 0.

    Args:
        step: the learner's, or a rule of `steps`; it is given NumPy's float64.
        kind: of `walks.KINDS`.
        momentum, epsilon: the settings besides the learning rate; the others are Keras's.

    Attributes:
        slots: name → what was remembered, a list; entry i is after i steps, entry 0 is 0.

    Example:
        >>> step = Remembering(momentum_step, "momentum")
        >>> step(1.0, 2.0, 0.25), step(0.5, 1.0, 0.25)
        (0.5, -0.2)
        >>> step.slots["velocity"]
        [0.0, -0.5, -0.7]
    """

    def __init__(self, step, kind, momentum=0.9, epsilon=1e-7):
        self._step, self._kind = step, KINDS[kind]
        self._settings = momentum, epsilon
        self._taken, self._calls = 0, {}
        self.slots = {name: [0.0] for name in self._kind.slots}

    def __call__(self, w, gradient, learning_rate):
        """The next w.

        Raises:
            NoStep: the step did not return what is expected; one line.
            Exception: whatever the step raises, unchanged.
        """
        if learning_rate not in self._calls:
            given = settings_of(learning_rate, *self._settings)
            self._calls[learning_rate] = called(self._step, self._kind, given, shape=())
        call = self._calls[learning_rate]
        self._taken += 1
        now = [values[-1] for values in self.slots.values()]
        w, *after = call(w, gradient, now, self._taken)
        for values, value in zip(self.slots.values(), after, strict=True):
            values.append(value)
        return w
