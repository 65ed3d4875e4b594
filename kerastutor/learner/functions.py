"""Functions of one number that are passed to a learner's function, named from a stated list.

A function is no plain data. Its name and its numbers are, and whoever gets them makes it again.
"""

from dataclasses import dataclass

from kerastutor.i18n import _

#: Each with its parameters as {0}, {1}, …; LIBRARY's are NumPy's, or Keras's for a tensor.
FORMULAS = {
    "polynomial": "{0} * x**3 + {1} * x**2 + {2} * x",
    "wave": "{0} * sin({1} * x)",
    "growth": "exp({0} * x)",
    "relu": "maximum(x, 0)",
    "tanh": "tanh(x)",
}
#: The functions that formulas call, named alike in both libraries.
LIBRARY = ("sin", "exp", "maximum", "tanh")


@dataclass(frozen=True)
class Function:
    """A function of one number, or of each number of an array, as data that can be called.

    Args:
        name: one of FORMULAS.
        parameters: the formula's numbers, int or float.

    Raises:
        ValueError: there is no such formula, or it takes other parameters.

    Example:
        >>> Function("wave", (2, 3))(0.0)
        0.0
    """

    name: str
    parameters: tuple[float, ...]

    def __post_init__(self):
        formula = FORMULAS.get(self.name)
        numbers = type(self.parameters) is tuple and all(
            type(number) in (int, float) for number in self.parameters
        )
        if formula is None or not numbers or formula.count("{") != len(self.parameters):
            raise ValueError(
                _("Expected one of {known} with its numbers. Received: {name} {numbers}").format(
                    known=list(FORMULAS), name=self.name, numbers=self.parameters
                )
            )

    @property
    def formula(self) -> str:
        """Such as ``2 * sin(3 * x)``."""
        return FORMULAS[self.name].format(*self.parameters)

    @property
    def text(self) -> str:
        """Python that makes it: a lambda with NumPy."""
        formula = self.formula
        for name in LIBRARY:
            formula = formula.replace(f"{name}(", f"np.{name}(")
        return f"lambda x: {formula}"

    def __call__(self, x):
        """The value at x: a number or an array for those, a tensor for a tensor."""
        from kerastutor.learner.plain import is_tensor

        if is_tensor(x):
            from keras import ops as library
        else:
            import numpy as library
        # Our own formula and numbers: nothing of a learner's is evaluated here.
        called = {name: getattr(library, name) for name in LIBRARY}
        return eval(self.formula, {"x": x, **called, "__builtins__": {}})
