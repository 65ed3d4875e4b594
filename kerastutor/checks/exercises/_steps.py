"""What exercises on optimizers share: their cases, and mistakes that change a part of a step."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from kerastutor.checks.exercise import Exercise, Tolerance
from kerastutor.i18n import _

#: Tight, since a step is small beside its weight; float32 gets there.
TOLERANCE = Tolerance(rtol=1e-6, atol=1e-6, any_float=True)


def weights(rng, *shape) -> np.ndarray:
    """Of both signs, 0.1 to 1 in size."""
    return rng.choice([-1, 1], shape) * rng.integers(1, 11, shape) / 10


def slopes(rng, *shape, smallest=1e-4) -> np.ndarray:
    """Gradients of both signs, all sizes from the smallest to 1: of small ones, ε is a part."""
    size = int(np.prod(shape))
    sizes = rng.permutation(np.geomspace(smallest, 1, size)) * rng.uniform(0.8, 1, size)
    return (sizes * rng.permutation(np.where(np.arange(size) % 2, 1, -1))).reshape(shape)


def near(rng, array) -> np.ndarray:
    """Numbers of the same sizes, not the same; one in three has the other sign."""
    signs = np.where(np.arange(array.size) % 3, 1, -1).reshape(array.shape)
    return array * signs * rng.uniform(0.5, 1.5, array.shape)


def one_of(rng, *values):
    """One of some values, a plain Python number."""
    return values[int(rng.integers(len(values)))]


class Mistakes:
    """Declares mistakes that do all of a step but a part of it as it should be done.

    Args:
        exercise: whose they are.
        names: the globals of the file that declares it.
        parts: how a step is done: names, and functions of what is known by then: the arguments,
            by name, and the parts before. The last one is what the step returns.
        forms: ends of the names, and parts that are done another way in all mistakes of that form:
            what is right in more than one way is done wrong in as many.
        about: parts that are items of the result, and their names there: where a mistake is in
            one, that item is shown.
        words: ends of the names, and (a formula, the formula in that form), for the messages.
        of: ends of the names, and the number of the reference that this form is a mistake in.
    """

    def __init__(
        self,
        exercise: Exercise,
        names: dict,
        parts: dict[str, Callable],
        forms: dict[str, dict[str, Callable]] | None = None,
        about: dict[str, str] | None = None,
        words: dict[str, tuple[str, str]] | None = None,
        of: dict[str, int] | None = None,
    ):
        self.exercise, self.names, self.parts = exercise, names, parts
        self.forms = forms or {"": {}}
        self.about, self.words, self.of = about or {}, words or {}, of or {}
        self._added: dict[str, tuple[str, bool, dict]] = {}

    def add(self, name: str, message: str, *, alone: bool = False, **others: Callable) -> None:
        """Declare a mistake.

        Args:
            name: of the mistake; in another form, that form's end is added.
            message: what is said to whoever made it.
            alone: whether the forms do not differ in it.
            others: the parts that are done another way.
        """
        self._added[name] = message, alone, others
        about = next((self.about[part] for part in self.about if part in others), "")
        for end, parts in list(self.forms.items())[: 1 if alone else None]:
            function = self._function(parts | others)
            function.__name__ = name + end
            of = None if alone else self.of.get(end)
            said = message.replace(*self.words[end]) if end in self.words else message
            declared = self.exercise.mistake(said, about, of)
            self.names[function.__name__] = declared(function)

    def pairs(self, *names: str) -> None:
        """Declare any two of these, made at once: first drafts often have two mistakes.

        Two that do the same part another way are left out: nobody makes both.
        """
        for pair in itertools.combinations(names, 2):
            (first, alone, parts), (second, other_alone, others) = map(self._added.get, pair)
            if not parts.keys() & others.keys():
                self.add(
                    "_and_".join(pair),
                    _("Two things. {first} And: {second}").format(first=first, second=second),
                    alone=alone or other_alone,
                    **parts,
                    **others,
                )

    def _function(self, others: dict[str, Callable]) -> Callable:
        reference, (*first, last) = self.exercise.reference, (self.parts | others).items()
        code = reference.__code__
        names = code.co_varnames[: code.co_argcount]
        defaults = dict(zip(reversed(names), reversed(reference.__defaults__ or ()), strict=False))

        def answer(*arguments):
            given = {**defaults, **dict(zip(names, arguments, strict=False))}
            known = SimpleNamespace(**given)
            for part, function in first:
                setattr(known, part, function(known))
            return last[1](known)

        return answer
