"""Whatever learners hand in, here and in another process: the same verdict, and true advice."""

import pytest

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.check import Check
from kerastutor.checks.compare import same
from kerastutor.checks.exercise import Exercise, Facts
from kerastutor.checks.naming import HABITS, agree
from kerastutor.learner.answer import LocalAnswer
from kerastutor.learner.hosted import Host, HostedAnswer
from kerastutor.learner.source import Source
from tests.checks import corpus
from tests.checks.answers import made

SEEDS = [None, 1, 7, 2026, 3]


def cases(answers):
    return [
        pytest.param(name, answer, id=f"{name}-{corpus.word(answer)}")
        for name in checks.names()
        for answer in answers[name]
    ]


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.mark.parametrize("name, answer", cases(corpus.RIGHT))
def test_right_in_any_style(name, answer, capfd):
    for seed in SEEDS:
        assert getattr(checks, name)(answer, seed=seed) is None
    out, err = capfd.readouterr()
    assert err == ""
    ticks = [line for line in out.splitlines() if line.startswith(f"✓ {name}: all ")]
    assert len(ticks) == len(SEEDS) and "note" not in out  # one tick a call, no notes


@pytest.mark.parametrize("name, answer", cases(corpus.WRONG))
def test_a_beginners_mistake_is_named(name, answer):
    for seed in SEEDS[:3]:
        verdict = getattr(checks, name).examine(answer, seed)
        assert verdict.status in ("wrong", "forbidden")
        assert verdict.mistake == corpus.WRONG[name][answer], verdict.headline
        assert verdict.headline and bool(verdict.advice) == bool(verdict.mistake)


@pytest.mark.parametrize("name", checks.names())
def test_nine_of_ten_are_named(name):
    named = list(corpus.WRONG[name].values())
    assert len(named) >= 10
    assert len([mistake for mistake in named if mistake]) >= 0.9 * len(named)


def outcome_of(exercise: Exercise, function, given: tuple):
    answer = LocalAnswer(function)
    return exercise.run(lambda *args, take=0: answer.run(args, 5, take), given)


@pytest.mark.parametrize("name, answer", cases(corpus.WRONG))
def test_advice_reproduces_the_case_that_is_shown(name, answer):
    """The named mistake, run on the arguments shown, does what the answer did."""
    exercise = exercises.find(name)
    verdict = getattr(checks, name).examine(answer)
    mistakes = [m for m in exercise.mistakes if m.name == verdict.mistake]
    if not mistakes or corpus.word(answer) in corpus.RANDOM:
        known = {habit.name for habit in HABITS} | {"forbidden_operation", ""}
        assert mistakes or verdict.mistake in known  # a habit is told from the very case
        return
    given = tuple(verdict.given.values())
    theirs, ours = (outcome_of(exercise, f, given) for f in (answer, mistakes[0].function))
    assert agree(theirs, ours, False, given)
    if theirs.error is None and type(theirs.value) is not Facts:
        assert same(theirs.value, verdict.received)


# In another process


def both(name, function, target, host, source=None, seed=None):
    """The verdicts on a function here and on the same in a host."""
    here = LocalAnswer(function, source)
    there = HostedAnswer(host, here.source, target)
    check = getattr(checks, name)
    return check.examine(here, seed), check.examine(there, seed)


@pytest.mark.parametrize("name, answer", [*cases(corpus.RIGHT), *cases(corpus.WRONG)])
def test_the_same_verdict_in_another_process(name, answer, host):
    word = corpus.word(answer)
    here, there = both(name, answer, f"tests.checks.corpus.{name}:{word}", host)
    if word in corpus.RANDOM:
        assert (here.status, here.mistake) == (there.status, there.mistake)
    else:
        assert here.to_json() == there.to_json()


MISTAKES = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name in checks.names()
    for mistake in exercises.find(name).mistakes
]


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_every_known_mistake_in_another_process(name, mistake, host):
    home = f"kerastutor.checks.exercises.{exercises.HOMES[name]}"
    target, source = f"{home}:{mistake.name}", Source("", mistake.name)
    here, there = both(name, mistake.function, target, host, source)
    assert here.mistake == there.mistake == mistake.name
    if mistake.name != "seed_ignored":
        assert here.to_json() == there.to_json()


def test_a_verdict_survives_json():
    import json

    from kerastutor.checks.verdict import Verdict

    for name in checks.names():
        for mistake in exercises.find(name).mistakes:
            verdict = getattr(checks, name).examine(made(mistake))
            written = json.loads(json.dumps(verdict.to_json()))
            again = Verdict.from_json(written)
            assert again.to_json() == written
            assert str(checks.CheckFailed(again, exercises.find(name))) == str(
                checks.CheckFailed(verdict, exercises.find(name))
            )
    assert isinstance(checks.one_hot, Check)


@pytest.mark.parametrize("written", [{}, None, {"status": "right"}])
def test_what_is_no_verdict_is_refused(written):
    from kerastutor.checks.verdict import Verdict

    with pytest.raises(ValueError, match="^Expected a verdict with .*Received: "):
        Verdict.from_json(written)
