"""An answer, here and in a host: the same outcome, whatever it does."""

import asyncio
import functools
import itertools
import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

from kerastutor.learner import hosted
from kerastutor.learner.answer import LocalAnswer, name_of
from kerastutor.learner.hosted import Host, HostedAnswer
from kerastutor.learner.outcome import DIED, RAISED, RETURNED, TOO_SLOW
from kerastutor.learner.plain import Foreign, Stream, Tensor
from kerastutor.learner.reading import function_of
from kerastutor.learner.source import Source
from kerastutor.learner.words import words


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.fixture(params=["here", "hosted"])
def make(request, host):
    """An answer from its text, in this process or in another."""

    def made(text, name="f"):
        text = textwrap.dedent(text)
        if request.param == "hosted":
            return HostedAnswer(host, Source(text, name))
        names = {"__name__": "__main__"}
        exec(compile(text, "<test>", "exec"), names)
        return LocalAnswer(names[name], Source(text, name))

    made.here = request.param == "here"
    return made


X = np.arange(4.0)


def test_a_value_and_all_that_is_around_it(make):
    answer = make("""
        import warnings, numpy as np
        def f(x, names):
            print("hello"); warnings.warn("careful", RuntimeWarning)
            x[0] = 7; names.append("b")
            return x.sum(), {"shape": x.shape}
    """)
    outcome = answer.run((X, ["a"]), 5)
    assert (outcome.ending, outcome.error) == (RETURNED, None)
    assert outcome.value == (13.0, {"shape": (4,)})
    assert outcome.printed == "hello\n"
    assert [(w.name, w.text) for w in outcome.warned] == [("RuntimeWarning", "careful")]
    assert outcome.changed((X, ["a"])) == [0, 1]
    assert outcome.after[1] == ["a", "b"] and X[0] == 0
    assert 0 < outcome.seconds < 5


def test_products_have_all_their_digits_on_a_graphics_card(make):
    answer = make("""
        import tensorflow as tf
        def f(again):
            rounded = tf.config.experimental.tensor_float_32_execution_enabled()
            tf.config.experimental.enable_tensor_float_32_execution(again)
            return rounded
    """)
    answer.run((True,), 60)  # a notebook that wants its speed, or has just imported TensorFlow
    assert answer.run((False,), 60).value is False


def test_read_only_arguments_stay_read_only(make):
    x = np.arange(3)
    x.flags.writeable = False
    outcome = make("def f(x):\n    x += 1\n    return x").run((x,), 5)
    assert outcome.error.name == "ValueError" and "read-only" in outcome.error.text


def test_an_exception_is_text(make):
    answer = make("""
        class Odd(ValueError):
            def __str__(self):
                raise KeyError
        def g():
            raise Odd("x")
        def f(n):
            if n == 0: raise LookupError("no row 0")
            if n == 1: g()
            if n == 2: return 1 / 0
            return [][n]
    """)
    errors = [answer.run((n,), 5).error for n in range(4)]
    assert [(e.name, e.text, e.own, e.function) for e in errors] == [
        ("LookupError", "no row 0", True, "f"),
        ("Odd", "", True, "g"),
        ("ZeroDivisionError", "division by zero", False, "f"),
        ("IndexError", "list index out of range", False, "f"),
    ]
    assert errors[1].kinds == ("ValueError", "Exception", "BaseException")
    assert errors[2].line.startswith("10")
    assert words(answer.run((2,), 5), "f") == "f raised ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    "body, sentence",
    [
        ("raise NotImplementedError()", "f is not written yet."),
        ("g()", "g is not written yet."),
        ("exit()", "f called exit(). Use `return` to leave a function."),
        ("raise SystemExit(3)", "f called exit(). Use `return` to leave a function."),
        ("Helper().leave()", "f called exit(). Use `return` to leave a function."),
        ("input('?')", "f raised EOFError: a function here cannot ask with input(); use its "),
        ("pass", "f returned None. Is a `return` missing at its end?"),
        ("yield 1", "f returned a generator, which `yield` makes, and (… for … in …), too."),
        (
            "return (n for n in [1])",
            "f returned a generator, which `yield` makes, and (… for … in …), too.",
        ),
        ("return map(abs, [1])", "f returned an object of type map, whose items nobody has"),
        ("return ValueError('x')", "f returned the exception ValueError as a value. Write `raise`"),
        ("return ValueError", "f returned the exception ValueError as a value. Write `raise`"),
        ("raise Cancelled()", "f raised CancelledError"),
        ("raise KeyboardInterrupt", "f raised KeyboardInterrupt"),
        ("raise GeneratorExit", "f raised GeneratorExit"),
        ("f()", "f raised RecursionError: maximum recursion depth exceeded"),
        ("while True: pass", "f did not return within 0.3 seconds. Is there a loop whose end"),
        ("while True:\n  try: import time; time.sleep(.001)\n  except: pass", "f did not return"),
        ("return range(10**13)", ""),
        ("return 5", ""),
    ],
)
def test_what_went_wrong_in_words(make, body, sentence):
    answer = make(
        "from asyncio import CancelledError as Cancelled\n"
        "class Helper:\n    def leave(self): exit()\n"
        "def g():\n    raise NotImplementedError\n"
        f"def f():\n{textwrap.indent(body, '    ')}\n"
    )
    said = words(answer.run((), 0.3), "f")
    assert said.startswith(sentence) and bool(said) == bool(sentence)


def test_an_async_function(make, recwarn):
    outcome = make("async def f(x):\n    return x").run((1,), 5)
    assert outcome.value == Foreign("coroutine")
    assert words(outcome, "f") == "f returned a coroutine. Write `def`, not `async def`."
    assert not [w for w in recwarn if "never awaited" in str(w.message)]


@pytest.mark.parametrize("kind", ["__array__", "__repr__", "__str__", "__class__", "__len__"])
def test_an_object_is_asked_nothing(make, kind):
    answer = make(f"""
        class Liar:
            @property
            def {kind}(self):
                raise SystemExit
        def f():
            return Liar(), [Liar()]
    """)
    outcome = answer.run((), 5)
    expected = (RETURNED, (Foreign("Liar"), [Foreign("Liar")]))
    # Only __class__ is looked at, when it is asked whether something is an iterator.
    assert (outcome.ending, outcome.value) == expected or kind == "__class__"
    assert outcome.ending in (RETURNED, RAISED)


def test_a_generator_is_bounded(make):
    answer = make("""
        def f(n):
            for i in range(n):
                print(i)
                yield i
    """)
    whole = answer.run((3,), 5, take=10).value
    assert (whole.kind, whole.items, whole.ended) == ("generator", (0, 1, 2), True)
    part = answer.run((10**9,), 5, take=4)
    assert (part.value.items, part.value.ended) == ((0, 1, 2, 3), False)
    assert part.printed == "0\n1\n2\n3\n"
    untouched = answer.run((3,), 5).value
    assert type(untouched) is Stream and untouched.items == () and not untouched.ended
    slow = make("def f():\n    yield 1\n    while True: pass").run((), 0.2, take=2)
    assert slow.ending == TOO_SLOW


def test_an_iterator_that_raises(make):
    outcome = make("def f():\n    yield 1\n    raise KeyError('late')").run((), 5, take=9)
    assert (outcome.ending, outcome.error.name) == (RAISED, "KeyError")


def test_tensors_go_and_come(make):
    answer = make("""
        def f(x):
            import keras
            assert keras.ops.is_tensor(x)
            return x * 2
    """)
    outcome = answer.run((Tensor(np.ones(2, "float32"), "float32"),), 30)
    assert type(outcome.value) is Tensor and outcome.value.values.tolist() == [2, 2]


def test_results_do_not_change_afterwards(make):
    answer = make("""
        import numpy as np
        kept = np.zeros(2)
        def f(x):
            kept[:] = x
            return kept
    """)
    first, second = answer.run((1.0,), 5), answer.run((2.0,), 5)
    assert first.value.tolist() == [1, 1] and second.value.tolist() == [2, 2]


def test_what_is_not_callable(make):
    answer = make("f = [1, 2]")
    assert not answer.is_callable and answer.value == [1, 2]
    assert make("def f(): pass").is_callable


def test_callable_objects_partials_and_generators(make):
    answer = make("""
        import functools
        class Scaler:
            def __init__(self, by): self.by = by
            def __call__(self, x): return x * self.by
        f = Scaler(3)
        g = functools.partial(lambda by, x: x * by, 4)
    """)
    assert answer.run((2,), 5).value == 6


# Only here


def test_an_argument_that_is_no_plain_data_is_passed_as_it_is():
    thing = object()
    assert LocalAnswer(lambda x: x is thing).run((thing,), 5).value is True


def test_the_live_function_is_used_within_the_same_limits():
    answer = LocalAnswer(lambda x: x * 2)
    assert answer.use(lambda f: f(object and 4), 5).value == 8
    kept = object()
    assert answer.use(lambda f: kept, 5).value is kept
    assert answer.use(lambda f: 1 / 0, 5).error.name == "ZeroDivisionError"

    def for_ever(function):
        while True:
            pass

    assert answer.use(for_ever, 0.1).ending == TOO_SLOW


def test_who_waits_is_told():
    told = []

    def slow(x):
        time.sleep(0.5)

    LocalAnswer(slow).run((1,), 5, slow=lambda: told.append(1))
    LocalAnswer(len).run(("a",), 5, slow=lambda: told.append(2))
    assert told == [1]


def test_an_interrupt_of_ours_passes_through():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LocalAnswer(interrupted).run((), None)


def test_names():
    assert name_of(test_names) == "test_names"
    assert name_of(lambda: 0) == name_of(5) == name_of(itertools.count()) == ""


def test_a_callable_object_has_its_classs_name_and_a_partial_its_functions():
    class LeakyReLU:
        def __call__(self, x):
            return x

    assert name_of(LeakyReLU()) == "LeakyReLU" and name_of(LeakyReLU().__call__) == "__call__"
    assert name_of(functools.partial(functools.partial(sorted, key=len))) == "sorted"
    assert name_of(functools.partial(LeakyReLU())) == "LeakyReLU"
    assert name_of(functools.partial(lambda x: x)) == ""


def test_what_is_behind_an_answer():
    import functools

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


def test_importing_keras_does_not_count_and_is_not_cut():
    """A cold kernel's first call: TensorFlow takes seconds, the function has one."""
    code = """
    from kerastutor.learner.answer import LocalAnswer
    def f(x):
        import keras
        return float(keras.ops.sum(x))
    outcome = LocalAnswer(f).run(([1.0, 2.0],), 1.0)
    print(outcome.ending, outcome.value, outcome.seconds < 1)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "returned 3.0 True\n" and ran.stderr == ""


# Only in a host


@pytest.mark.parametrize(
    "body",
    [
        "import os; os._exit(3)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import ctypes; ctypes.string_at(0)",
        "import os; [os.close(n) for n in range(3, 99)]",
    ],
)
def test_a_host_that_dies_is_an_outcome_and_another_is_started(host, body):
    outcome = HostedAnswer(host, Source(f"def f():\n    {body}", "f")).run((), 5)
    assert outcome.ending == DIED
    assert words(outcome, "f") == "f ended the process that it ran in."
    assert HostedAnswer(host, Source("def f(): return 1", "f")).run((), 5).value == 1


def test_a_call_that_cannot_be_stopped_ends_with_its_process(host):
    answer = HostedAnswer(host, Source("def f():\n    import time; time.sleep(60)", "f"))
    outcome = answer.run((), 0.2)
    assert (outcome.ending, outcome.stopped) == (TOO_SLOW, True)
    assert outcome.line == "2: import time; time.sleep(60)"


def test_a_host_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(hosted, "_GRACE", 1.0)
    monkeypatch.setattr(hosted, "FOR_IMPORTS", 0.5)
    with Host() as host:
        stopped = "def f():\n    import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
        assert HostedAnswer(host, Source(stopped, "f")).run((), 0.1).ending == TOO_SLOW


FORGERIES = [
    "b'nonsense'",
    "wire.encode(5)",
    "wire.encode({})",
    "wire.encode({**good, 'ending': 'died'})",
    "wire.encode({**good, 'value': Raised('x'), 'more': 1})",
    "wire.encode({**good, 'after': [1]})",
    "wire.encode({**good, 'error': 3})",
    "wire.encode({**good, 'ending': 'raised'})",
    "wire.encode({**good, 'warned': (1,)})",
]


@pytest.mark.parametrize("reply", FORGERIES)
def test_a_forged_reply_is_no_outcome(host, reply):
    text = f"""
import os
from kerastutor.learner import wire
from kerastutor.learner.host import written
from kerastutor.learner.outcome import Outcome
from kerastutor.learner.plain import Raised
def f():
    good = written(Outcome("returned", seconds=0.0, limit=0.0))
    reply = {reply}
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, reply)
        except OSError:
            pass
    os._exit(0)
"""
    outcome = HostedAnswer(host, Source(text, "f")).run((), 5)
    assert outcome.ending == DIED


@pytest.mark.parametrize(
    "text, error",
    [
        ("def f(:", "SyntaxError"),
        ("1 / 0\ndef f(): pass", "ZeroDivisionError"),
        ("def g(): pass", "KeyError"),
        ("exit()", "SystemExit"),
    ],
)
def test_a_text_that_cannot_be_run(host, text, error):
    outcome = HostedAnswer(host, Source(text, "f")).run((), 5)
    assert (outcome.ending, outcome.error.name) == (RAISED, error)


def test_a_host_takes_nothing_from_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit('the wrong numpy')")
    monkeypatch.chdir(tmp_path)
    with Host() as host:
        answer = HostedAnswer(host, Source("import numpy\ndef f(): return numpy.pi", "f"))
        assert answer.run((), 5).value == np.pi


def test_a_host_ends_with_its_owner():
    host = Host()
    HostedAnswer(host, Source("def f(): return 1", "f")).run((), 5)
    process = host._process
    host.close()
    assert process.poll() is not None
    with pytest.raises(OSError):
        os.kill(process.pid, 0)


def test_a_cancelled_task_is_no_way_out():
    def cancelled():
        raise asyncio.CancelledError

    assert LocalAnswer(cancelled).run((), 5).error.name == "CancelledError"
