"""Answers of our own as checks see them."""

import pytest

from kerastutor import checks
from kerastutor.checks.exercise import Mistake
from kerastutor.learner.answer import LocalAnswer
from kerastutor.learner.source import Source


def unread(function) -> LocalAnswer:
    """A function whose text is not read: ours stand where no learner's may come from."""
    return LocalAnswer(function, Source("", "answer"))


def made(mistake: Mistake) -> LocalAnswer:
    """An answer that makes a known mistake."""
    return unread(mistake.function)


def failure(check, answer, **options) -> checks.CheckFailed:
    """What a check says of an answer that does not pass."""
    with pytest.raises(checks.CheckFailed) as caught:
        check(answer, **options)
    return caught.value


def text_of(check, answer, **options) -> str:
    """The same in one line."""
    return " ".join(str(failure(check, answer, **options)).split())
