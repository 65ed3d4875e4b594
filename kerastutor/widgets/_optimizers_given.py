"""What a user gives to OptimizerExplorer, checked."""

from ..concepts import surfaces
from ..concepts.optimizers import SIX
from ..concepts.walks import KINDS
from ..i18n import _
from ._explorer import checked_numbers
from ._optimizers_looks import YOURS


def surface_of(given) -> tuple:
    """(the learner's function or None, a surface that was given or None, the name of it)."""
    if isinstance(given, str):
        return None, None, given
    if isinstance(given, surfaces.Surface):
        ours = given.name in surfaces.NAMES and surfaces.named(given.name) is given
        return None, None if ours else given, given.name if ours else YOURS
    if callable(given):
        return given, None, YOURS
    raise TypeError(
        _("Expected surface to be a name, or a function of two numbers. Received: {given}").format(
            given=repr(given)[:80]
        )
    )


def domain_of(domain, function) -> tuple:
    """(x0, x1, y0, y1) of the learner's own surface."""
    if domain is None:
        return (-3.0, 3.0, -3.0, 3.0)
    if function is None:
        raise ValueError(
            _("Expected a domain together with a function as surface. Received: {domain}").format(
                domain=domain
            )
        )
    what = _("four numbers x0 < x1, y0 < y1")
    try:
        x0, x1, y0, y1 = domain
    except (TypeError, ValueError):
        x0 = x1 = y0 = y1 = domain
    return (*checked_numbers("domain", (x0, x1), what), *checked_numbers("domain", (y0, y1), what))


def names_of(kind) -> list:
    """Who races, unless it is said: all six; beside a learner's step what it is held against."""
    return list(SIX) if kind is None else [KINDS[kind].optimizer]
