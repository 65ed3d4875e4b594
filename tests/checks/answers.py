"""Answers of our own as checks see them."""

from kerastutor.checks.exercise import Mistake
from kerastutor.learner.answer import LocalAnswer
from kerastutor.learner.source import Source


def unread(function) -> LocalAnswer:
    """A function whose text is not read: ours stand where no learner's may come from."""
    return LocalAnswer(function, Source("", "answer"))


def made(mistake: Mistake) -> LocalAnswer:
    """An answer that makes a known mistake."""
    return unread(mistake.function)
