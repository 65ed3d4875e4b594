"""Hints, one at a time."""

from kerastutor.checks import exercises
from kerastutor.checks.failure import wrapped
from kerastutor.i18n import _

_given: dict[str, int] = {}


def hint(exercise: str = "") -> None:
    """Print the next hint for an exercise; after the last, all of them and where to look.

    Args:
        exercise: its name, or the learner's function of that name.

    Raises:
        ValueError: there is no such exercise.

    Example:
        >>> checks.hint("one_hot")  # doctest: +SKIP
        Hint 1 of 3 for one_hot: …
    """
    name = known(exercise)
    declared = exercises.find(name)
    before, total = count(name)
    if before < total:
        give(name)
        text = _("Hint {number} of {total} for {name}: {text}").format(
            number=before + 1, total=total, name=name, text=declared.hints[before]
        )
        print(wrapped(text, "  "))
        return
    print(_("There are no more hints for {name}. Here they are again:").format(name=name))
    for number, text in enumerate(declared.hints, 1):
        print(wrapped(f"  {number}. {text}", "     "))
    print(wrapped("  " + _("Look at {look}").format(look=declared.look), "  "))


def count(name: str) -> tuple[int, int]:
    """How many hints for an exercise have been given, and how many there are."""
    return _given.get(name, 0), len(exercises.find(name).hints)


def give(name: str) -> None:
    """Count one more hint as given."""
    _given[name] = count(name)[0] + 1


def known(exercise) -> str:
    """The name of an exercise, or of the learner's function that is called like one.

    Raises:
        ValueError: there is no such exercise.
    """
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", exercise)
    if name not in exercises.HOMES:
        error = ValueError(
            _("Expected the name of an exercise: {names}. Received: {name!r}").format(
                names=", ".join(exercises.HOMES), name=name
            )
        )
        error._render_traceback_ = lambda: wrapped(f"✗ {error}", "  ").split("\n")
        raise error
    return name
