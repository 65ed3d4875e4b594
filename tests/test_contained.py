"""A learner's function can neither end the kernel nor wait for somebody to type."""

import builtins
import functools

import pytest

from kerastutor.contained import contained, function_of


class ExitAutocall:
    """As IPython's: it would end the kernel."""

    def __call__(self):
        raise AssertionError("the kernel has ended")


def made(code, **names):
    scope = {"exit": ExitAutocall(), "quit": ExitAutocall(), **names}
    exec(f"def answer():\n    {code}", scope)
    return scope


@pytest.mark.parametrize("code", ["exit()", "quit()", "exit(1)"])
def test_leaving_is_an_exception(code):
    scope = made(code)
    before = scope["exit"], scope["quit"]
    with pytest.raises(SystemExit), contained(scope["answer"]):
        scope["answer"]()
    assert (scope["exit"], scope["quit"]) == before


def test_a_function_of_that_name_is_the_learners_own():
    scope = made("return exit()", exit=lambda: 5)
    with contained(scope["answer"]):
        assert scope["answer"]() == 5


def test_asking_is_an_exception():
    asking = builtins.input
    scope = made("return input('?')")
    with pytest.raises(EOFError, match="use its arguments"), contained(scope["answer"]):
        scope["answer"]()
    assert builtins.input is asking


def test_what_is_behind_an_answer():
    def plain(x):
        return x

    class Callable:
        def __call__(self, x):
            return x

        def method(self, x):
            return x

    assert function_of(plain) is plain
    assert function_of(functools.partial(plain, 1)) is plain
    assert function_of(functools.lru_cache(plain)) is plain
    assert function_of(Callable().method) is Callable.method
    assert function_of(Callable()) is Callable.__call__
    assert function_of(len) is None and function_of(5) is None
