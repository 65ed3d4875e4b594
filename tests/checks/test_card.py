"""The card of a check: when there is one, what stands on it, and what its buttons do."""

import types

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import card, hints
from kerastutor.widgets.checked import CheckCard


@pytest.fixture(autouse=True)
def from_the_start(monkeypatch):
    monkeypatch.setattr(hints, "_given", {})
    monkeypatch.setattr(card, "_cards", {})


class Kernel:
    _allow_stdin = True

    def get_parent(self):
        return {"metadata": {"cellId": "one"}}


@pytest.fixture
def shell(monkeypatch):
    """A notebook's shell with a person at it."""
    made = types.SimpleNamespace(user_ns={}, kernel=Kernel(), execution_count=1)
    monkeypatch.setattr(card, "shell", lambda: made)
    monkeypatch.setenv("KERASTUTOR_CARDS", "1")
    monkeypatch.setattr(CheckCard, "display", lambda self: None)
    return made


def wrong(x):
    return np.abs(x)


def right(x):
    return np.maximum(x, 0)


def written_in_place_of(x):
    raise NotImplementedError()


def checked(shell, answer):
    """What checks.relu(relu) shows, as the only cell of a notebook."""
    shell.user_ns["relu"] = answer
    try:
        checks.relu(answer)
    except checks.CheckFailed:
        pass
    return card._cards["one"][1][-1]


def said(shown):
    return {(kind, label): text for kind, label, text in shown._said.said}


def press(shown, kind):
    shown._asked(None, {"kind": kind}, [])


def test_a_program_that_runs_notebooks_gets_text(shell, monkeypatch, capsys):
    monkeypatch.setattr(Kernel, "_allow_stdin", False)
    assert not card.wanted()
    checks.relu(right)
    assert capsys.readouterr().out.startswith("✓ relu: ") and card._cards == {}


def test_elsewhere_than_in_our_jupyterlab_there_is_text(shell, monkeypatch):
    monkeypatch.delenv("KERASTUTOR_CARDS")
    assert not card.wanted()


def test_without_a_notebook_there_is_text(monkeypatch):
    monkeypatch.setenv("KERASTUTOR_CARDS", "1")
    assert not card.wanted()


def test_a_card_and_the_exception(shell, capsys):
    with pytest.raises(checks.CheckFailed, match="✗ relu"):
        checks.relu(wrong)
    assert capsys.readouterr().out == "" and len(card._cards["one"][1]) == 1


def test_what_was_wrong_stands_on_it(shell):
    shown = checked(shell, wrong)
    rows = said(shown)
    assert shown._said.state == "wrong" and shown._said.pictured
    assert shown._said.said[0][2].startswith("✗ relu: ")
    assert "absolute value" in rows["advice", ""]
    assert rows["expected", "expected"] != rows["received", "yours"]
    assert "lesson 2" in rows["look", "Look at"]
    assert not any("checks." in text for text in rows.values())  # there are buttons


def test_a_right_answer(shell, capsys):
    shown = checked(shell, right)
    assert shown._said.state == "right" and not shown._said.pictured
    assert shown._said.said[0][2].startswith("✓ relu: all ") and shown._said.next_hint == ""
    assert capsys.readouterr().out == ""


def test_not_written_yet(shell):
    shown = checked(shell, written_in_place_of)
    assert shown._said.state == "open" and not shown._said.pictured
    texts = [text for _kind, _label, text in shown._said.said]
    assert texts[0] == "○ relu: not attempted yet."
    assert "Run that cell, then press Check." in texts


def test_check_looks_at_the_function_of_now(shell):
    shown = checked(shell, wrong)
    press(shown, "check")
    assert "the one of before" in said(shown)["same", ""] and shown._said.state == "wrong"
    shell.user_ns["relu"] = right
    press(shown, "check")
    assert shown._said.state == "right"
    shell.user_ns["relu"] = wrong
    press(shown, "check")
    assert shown._said.state == "wrong" and ("same", "") not in said(shown)
    assert shown._said.turn == 3


def test_a_function_that_is_gone(shell):
    shown = checked(shell, wrong)
    del shell.user_ns["relu"]
    turn = shown._said.turn
    press(shown, "check")
    assert shown._reading.problem.startswith("There is no relu now. Run its cell")
    assert shown._said.turn == turn + 1  # the button is ready again
    shell.user_ns["relu"] = right
    press(shown, "check")
    assert (shown._said.state, shown._reading.problem) == ("right", "")


@pytest.mark.parametrize("name, expected", [("mine", "mine"), (None, "")])
def test_under_which_name_it_is_checked_again(shell, name, expected):
    if name:
        shell.user_ns[name] = wrong
    with pytest.raises(checks.CheckFailed):
        checks.relu(wrong)
    assert card._cards["one"][1][0]._said.name == expected


def test_hints_come_one_at_a_time_and_end(shell, capsys):
    shown = checked(shell, wrong)
    for number in (1, 2, 3):
        assert shown._said.next_hint == f"Hint {number} of 3"
        press(shown, "hint")
        assert len(shown._said.hints) == number
    assert shown._said.next_hint == ""
    press(shown, "hint")
    assert len(shown._said.hints) == 3
    checks.hint("relu")
    assert capsys.readouterr().out.startswith("There are no more hints")  # one count


def test_hints_that_were_read_stand_on_the_next_card(shell):
    press(checked(shell, wrong), "hint")
    shell.execution_count = 2
    shown = checked(shell, written_in_place_of)
    assert len(shown._said.hints) == 1 and shown._said.next_hint == "Hint 2 of 3"
    press(shown, "hint")
    assert [text[:11] for text in shown._said.hints] == ["Hint 1 of 3", "Hint 2 of 3"]
    assert checked(shell, right)._said.hints == []


def test_a_check_that_was_interrupted(shell, monkeypatch):
    shown = checked(shell, wrong)

    def interrupted(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(checks.relu), "judge", interrupted)
        press(shown, "check")
    assert shown._reading.problem.startswith("Stopped.") and shown._said.turn == 1
    shell.user_ns["relu"] = right
    press(shown, "check")
    assert (shown._said.state, shown._reading.problem) == ("right", "")


def test_the_picture_stays_until_the_function_is_another(shell):
    shown = checked(shell, wrong)
    press(shown, "see")
    picture = shown.children[2]
    press(shown, "check")
    assert shown.children[2] is picture
    shell.user_ns["relu"] = lambda x: -np.abs(x)
    press(shown, "check")
    assert shown._said.opened and picture.comm is None and shown.children[2] is not picture
    shell.user_ns["relu"] = right
    press(shown, "check")
    assert not shown._said.opened and len(shown.children) == 2


def test_plain_text_for_where_no_card_is_drawn(shell, monkeypatch):
    monkeypatch.undo()  # the card displays itself
    bundles = []
    monkeypatch.setattr(
        "kerastutor.widgets.checked.display", lambda data, raw: bundles.append(data)
    )
    for function, count in ((right, 2), (wrong, 1)):
        bundles.clear()
        verdict = checks.relu.judge(function)
        CheckCard(card.Checked(checks.relu, verdict, function, None)).display()
        assert len(bundles) == count  # a failure is an exception, too
        sign = "✓✗"[function is wrong]
        assert all(bundle["text/plain"].startswith(f"{sign} relu: ") for bundle in bundles)
        assert "application/vnd.jupyter.widget-view+json" in bundles[0]
        assert len(bundles) == 1 or list(bundles[1]) == ["text/plain"]


def test_see_it_opens_and_closes_the_picture(shell):
    shown = checked(shell, wrong)
    press(shown, "see")
    assert shown._said.opened and "4 of 7" in shown.children[2].reading
    press(shown, "see")
    assert not shown._said.opened and len(shown.children) == 2


def test_a_cell_that_runs_again_replaces_its_cards(shell):
    first = checked(shell, wrong)
    second = checked(shell, wrong)  # in the same run, beside the first
    shell.execution_count = 2
    third = checked(shell, right)
    assert first.comm is None and second.comm is None and third.comm is not None
    assert card._cards["one"] == (2, [third])


def test_what_the_browser_asks_that_is_nothing(shell):
    shown = checked(shell, wrong)
    for content in ({}, {"kind": "__class__"}, {"kind": None}):
        shown._asked(None, content, [])
    assert shown._said.state == "wrong"
