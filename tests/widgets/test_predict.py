"""Predict: commit first, then the answer."""

import numpy as np
import pytest

from kerastutor import progress
from kerastutor.widgets import Predict


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    (tmp_path / ".kerastutor").mkdir()
    (tmp_path / ".kerastutor" / "workspace.json").write_text("{}")
    chapter = tmp_path / "01_tensors"
    chapter.mkdir()
    monkeypatch.chdir(chapter)
    return tmp_path / ".kerastutor"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def asked(answer, said, **keywords):
    question = Predict("How many?", answer, **keywords)
    question.commit(said)
    return question


def test_the_answer_is_not_computed_before_the_commitment():
    calls = []

    def answer():
        calls.append(1)
        return 7

    question = Predict("How many axes?", answer, why="Count them.")
    assert (question.committed, question.correct, question.reading) == ("", None, "")
    question.commit()
    question.commit("   ")
    assert "Write or choose a prediction first" in question.reading and calls == []
    question.commit("7")
    assert calls == [1] and question.correct is True
    assert question.reading == "✓ Yes: 7. Count them."
    question.commit("8")  # not taken back
    assert (question.committed, question.correct, calls) == ("7", True, [1])


@pytest.mark.parametrize(
    "answer, said, correct",
    [
        (3, "3", True),
        (3, "3.0", True),
        (3, " 3 ", True),
        (3, "4", False),
        (1797, "1798", False),  # a count is exact
        (np.int64(1437600), "1437601", False),
        (-3, "−3", True),  # a true minus sign
        (115008, "115,008", True),
        (115008, "115.008", False),
        (1437600, "1,437,600", True),
        (3_600_000, "3.6e6", True),
        (0.125, "0,125", True),
        (0.125, "0.125", True),
        (1.234, "1,234", True),
        (1234.5, "1,234.5", True),
        (2 / 3, "0.667", True),
        (2 / 3, "0.66", False),
        (np.float32(0.1), "0.1", True),
        ((2, 3), "(2, 3)", True),
        ((2, 3), "2, 3", True),
        ((2, 3), "[2, 3]", True),
        ((2, 3), "(3, 2)", False),
        ((2,), "(2,)", True),
        ((2,), "2,", True),
        ((2,), "2", True),
        ((), "()", True),
        ((), "1", False),
    ],
)
def test_numbers_and_shapes(answer, said, correct):
    question = asked(answer, said)
    assert question.correct is correct
    assert question.reading.startswith("✓" if correct else "✗")
    assert question.committed == said.strip()


@pytest.mark.parametrize(
    "answer, said",
    [
        (3, said)
        for said in ("many", "inf", "nan", "1/3", "(3,)", "3 4", "1,2,3", "__import__('os')")
    ]
    + [
        ((2, 3), said)
        for said in (
            "2x3",
            "two",
            "(2.0, 3)",
            "(True, 3)",
            "{[]: 1}",
            "{2: 3}",
            "f(2)",
            "2 3",
            "(2",
        )
        + ("(" * 500, "9" * 5000, "\0")
    ],
)
def test_a_wrong_form_is_refused_and_costs_nothing(answer, said):
    question = asked(answer, said)
    assert (question.committed, question.correct) == ("", None)
    form = "a shape such as (7, 5), or () for a single number" if answer == (2, 3) else "a number"
    assert question.reading.startswith(f"Expected {form}. Received: {said[:20]}")
    assert str(answer) not in question.reading.split("Received:")[0]
    question.commit(str(answer))
    assert question.correct is True
    assert question._reading.problem == ""


@pytest.mark.parametrize(
    "answer, text",
    [(1437600, "1437600"), (np.int64(1437600), "1437600"), (2.0, "2"), (1 / 3, "0.333333")]
    + [(np.float32(1.5), "1.5"), ((np.int64(2), 3), "(2, 3)"), (1e20, "1e+20")],
)
def test_the_answer_is_written_in_full(answer, text):
    question = asked(answer, "(9, 9)" if isinstance(answer, tuple) else "9")
    assert question.reading.endswith(f"The answer: {text}.")


def test_a_misreading_is_answered():
    misread = {1000000: "That is half.", 3.0: "Three is the rank.", -1: "No."}
    assert asked(2000000, "1e6", misread=misread).reading == (
        "✗ You predicted: 1000000. The answer: 2000000. That is half."
    )
    assert asked(2, "3", misread=misread, why="Count.").reading == (
        "✗ You predicted: 3. The answer: 2. Three is the rank. Count."
    )
    assert asked(2, "4", misread=misread).reading == "✗ You predicted: 4. The answer: 2."
    shapes = {(3, 2): "Turned round."}
    assert asked((2, 3), "3,2", misread=shapes).reading.endswith("Turned round.")
    assert asked("b", "a", choices=["a", "b"], misread={"a": "Not a."}).reading.endswith("Not a.")


def test_choices():
    question = Predict("Which?", "yes", choices=["yes", "no"])
    assert question._input.value is None
    question._button.click()
    assert "Write or choose" in question.reading and question.committed == ""
    question._input.value = "no"
    question._button.click()
    assert (question.committed, question.correct) == ("no", False)
    assert question.reading == "✗ You predicted: no. The answer: yes."
    assert question._input.disabled and question._button.disabled


def test_choices_that_are_no_text():
    question = Predict("Which?", lambda: (2, 3), choices=[(2, 3), (3, 2)])
    assert question._input.options == ("(2, 3)", "(3, 2)")
    question._input.value = "(2, 3)"
    question._button.click()
    assert question.correct is True
    assert asked(np.int64(2), "2", choices=[1, 2]).correct is True


def test_typing_then_the_button_or_the_enter_key():
    question = Predict("How many?", 3)
    question._input.value = "3"
    question._button.click()
    assert question.correct is True and question._input.disabled
    question = Predict("How many?", 3)
    question._input.value = "2"
    question._entered(question._input, {"event": "other"}, [])
    assert question.committed == ""
    question._entered(question._input, {"event": "submit"}, [])
    assert question.correct is False


def test_the_question_is_text_and_not_html():
    assert "&lt;b&gt;" in Predict("Is <b> bold?", 1)._question.value


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ValueError, match="Expected at least two choices. Received: "):
        Predict("?", 1, choices=[1])
    with pytest.raises(ValueError, match=r"one of \[1, 2\]. Received: 3"):
        Predict("?", 3, choices=[1, 2])


class TestKept:
    """In the workspace's progress file, and nowhere else."""

    def test_it_is_kept_and_restored(self, workspace):
        calls = []

        def answer():
            calls.append(1)
            return 3

        question = Predict("How many?", answer, key="1/axes", why="Count.")
        question.commit("3")
        assert progress.read() == {"1/axes": {"committed": "3", "correct": True}}
        again = Predict("How many?", answer, key="1/axes", why="Count.")
        assert (again.committed, again.correct, again.reading) == ("3", True, "✓ Yes: 3. Count.")
        assert again._input.disabled and again._input.value == "3"

    def test_a_choice_is_restored(self, workspace):
        Predict("Which?", "a", choices=["a", "b"], key="k").commit("b")
        again = Predict("Which?", "a", choices=["a", "b"], key="k")
        assert (again._input.value, again.correct) == ("b", False)

    def test_two_keys(self, workspace):
        Predict("One?", 1, key="one").commit("1")
        Predict("Two?", 2, key="two").commit("1")
        assert set(progress.read()) == {"one", "two"}
        assert Predict("One?", 1, key="one").correct is True
        assert Predict("Two?", 2, key="two").correct is False
        assert Predict("Three?", 3, key="three").committed == ""

    def test_without_a_key_the_question_is_the_key(self, workspace):
        Predict("How many axes has x[0]?", 1).commit("1")
        assert list(progress.read()) == ["how-many-axes-has-x-0"]

    def test_a_refused_prediction_is_not_kept(self, workspace):
        Predict("How many?", 3, key="k").commit("many")
        assert progress.read() == {}

    def test_the_answer_may_have_changed_since(self, workspace):
        Predict("How many?", 3, key="k").commit("3")
        assert Predict("How many?", 4, key="k").correct is False
        assert progress.read()["k"]["correct"] is True  # what was said then

    @pytest.mark.parametrize(
        "kept", ["{", "[1]", '"text"', "", '{"k": 1}', '{"k": {"committed": 3}}']
    )
    def test_a_file_that_is_not_understood_is_no_prediction(self, workspace, kept):
        (workspace / "progress.json").write_text(kept)
        question = Predict("How many?", 3, key="k")
        assert question.committed == ""
        question.commit("3")
        assert progress.read()["k"] == {"committed": "3", "correct": True}

    def test_outside_a_workspace_nothing_is_written(self, tmp_path):
        Predict("How many?", 3, key="k").commit("3")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "typed, said",
    [("51,200", "51200"), ("1,234,567", "1234567"), ("51.2", "51.2"), ("2,5", "2.5")],
)
def test_a_comma_between_thousands_of_a_count(typed, said):
    asked = Predict("How many bytes?", 25_600, misread={51_200: "That counts two bytes each."})
    asked.commit(typed)
    assert f"You predicted: {said}. The answer: 25600." in asked.reading
    assert ("two bytes" in asked.reading) == (said == "51200")


def test_a_comma_in_a_fraction():
    asked = Predict("How large is it?", 0.25)
    asked.commit("1,234")
    assert "You predicted: 1.234." in asked.reading
