"""How a failure shows its input: one function an explorer. Widgets are imported only here, late."""

import numpy as np


def _shown_or_input(failure, show):
    """What `show` draws, or the input where the result cannot be drawn (an exception, None)."""
    from kerastutor import widgets

    if type(failure.received) is np.ndarray and failure.received.dtype.kind in "biuf":
        return show(widgets)
    return given(failure)


def given(failure):
    """The first array among the arguments."""
    from kerastutor import widgets

    for name, value in failure.given.items():
        if type(value) is np.ndarray:
            return widgets.TensorExplorer(value, name=name)
    return None


def described(answer, failure):
    """The array, and what the learner's function says of it."""
    from kerastutor import widgets

    return widgets.TensorExplorer(failure.given["x"], describe=answer)


def comparison(_answer, failure):
    """The learner's array beside the expected one."""
    if type(failure.expected) is not np.ndarray:
        return given(failure)
    first = next(iter(failure.given.values()))
    return _shown_or_input(
        failure,
        lambda widgets: widgets.ComparisonExplorer(
            failure.received, failure.expected, given=first, title=failure.exercise
        ),
    )


def product(answer, failure):
    """The matrix product, with the learner's function beside it."""
    from kerastutor import widgets

    return widgets.MatmulExplorer(*failure.given.values(), function=answer)


def shapes(failure):
    """Two shapes, lined up from the right."""
    from kerastutor import widgets

    return widgets.BroadcastingExplorer(*failure.given.values())
