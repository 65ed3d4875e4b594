"""Predict: commit first, then the answer."""

import json

import numpy as np
import pytest

from kerastutor import predictions, progress
from kerastutor.predictions import Prediction
from kerastutor.widgets import Predict
from kerastutor.widgets import predict as home


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
        (2 / 3, "2/3", True),
        (1000**0.5, "sqrt(1000)", True),
        (1e-3, "10**-3", True),
        (0.5, "1/3", False),
        (12, "3 * 4", True),
        (np.float32(0.1), "0.1", True),
        ((2, 3), "(2, 3)", True),
        ((2, 3), "2, 3", True),
        ((2, 3), "[2, 3]", True),
        ((2, 3), "(3, 2)", False),
        ((2,), "(2,)", True),
        ((2,), "2,", True),
        ((), "()", True),
        ((), "(1,)", False),
        ((1, 8, 8), "1x8x8", True),
        ((1, 8, 8), "1 × 8 × 8", True),
        ((1, 8, 8), "1 8 8", True),
        ((1, 8, 8), "(1 8 8)", True),
        ((1, 8, 8), "(8X8X1)", False),
        ((1, 8, 8), "= (1, 8, 8)", True),
        ((3,), "[3]", True),
        ((2, -1), "2, - 1", True),
        (-1, "- 1", True),
        (-1, "− 1", True),
        (99, "= 99", True),
        (3, "[3]", True),
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
        for said in (
            "many",
            "inf",
            "nan",
            "1/3",
            "1/0",
            "x + 1",
            "9**9**9",
            "(3,)",
            "3 4",
            "1,2,3",
            "__import__('os')",
        )
    ]
    + [
        ((2, 3), said)
        for said in (
            "two",
            "2x",
            "2 x 3, 4",
            "1 437",
            "(2 345)",
            "(2.0, 3)",
            "(True, 3)",
            "{[]: 1}",
            "{2: 3}",
            "f(2)",
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


@pytest.mark.parametrize("answer, said", [(7, "seven"), (-1, "minus one"), ((7,), "twelve")])
def test_words_are_asked_for_in_digits(answer, said):
    question = asked(answer, said)
    assert question.reading.endswith(f"Received: {said}. Write it in digits, such as 7.")
    assert question.committed == ""


@pytest.mark.parametrize("said", ["6", "(6)", " = 6", "[6", "-6"])
def test_a_bare_size_is_asked_back(said):
    question = asked((6,), said)
    assert (question.committed, question.correct) == ("", None)
    if said != "[6":
        n = "-6" if said == "-6" else "6"
        assert question.reading == (
            f"Expected a shape such as (7, 5). Received: {n}. For one axis write ({n},)."
        )
    question.commit("(6,)")
    assert question.correct is True


def test_what_was_committed_before_stays_so(workspace):
    progress.keep("my/n", {"committed": "6", "correct": True})  # taken as (6,) then
    question = Predict("Which shape?", (6,), key="my/n")
    assert question.correct is True and question.committed == "6"


def test_another_right_answer_is_right():
    question = Predict(key="4/axis")
    question.commit("-2")
    assert question.correct is True
    assert question.reading.startswith("✓ Yes: 1. −2 counts from the end: of three axes")


@pytest.mark.parametrize(
    "answer, text",
    [(1437600, "1437600"), (np.int64(1437600), "1437600"), (2.0, "2"), (1 / 3, "0.333333")]
    + [(np.float32(1.5), "1.5"), ((np.int64(2), 3), "(2, 3)"), (1e20, "1e+20")],
)
def test_the_answer_is_written_in_full(answer, text):
    question = asked(answer, "(9, 9)" if isinstance(answer, tuple) else "9")
    assert question.reading.endswith(f"It is {text}.")


def test_a_misreading_is_answered():
    misread = {1000000: "That is half.", 3.0: "Three is the rank.", -1: "No."}
    assert asked(2000000, "1e6", misread=misread).reading == (
        "✗ You said 1000000. It is 2000000. That is half."
    )
    assert asked(2, "3", misread=misread, why="Count.").reading == (
        "✗ You said 3. It is 2. Three is the rank. Count."
    )
    assert asked(2, "4", misread=misread).reading == "✗ You said 4. It is 2."
    shapes = {(3, 2): "Turned round."}
    assert asked((2, 3), "3,2", misread=shapes).reading.endswith("Turned round.")
    assert asked("b", "a", choices=["a", "b"], misread={"a": "Not a."}).reading.endswith("Not a.")


def press(question, said=None):
    """What the browser does when *Commit* is pressed, or the Enter key."""
    if said is not None:
        question._card.said = said
    content = {"kind": "commit", "said": question._card.said}
    question._card._handle_custom_msg(content, [])


def test_choices():
    question = Predict("Which?", "yes", choices=["yes", "no"])
    assert question._card.options == [["yes", "yes"], ["no", "no"]] and question._card.said == ""
    press(question)
    assert "Write or choose" in question.reading and question.committed == ""
    press(question, "no")
    assert (question.committed, question.correct) == ("no", False)
    assert question.reading == "✗ You said: no. The answer: yes."
    assert (question._card.verdict, question._card.right) == ("wrong", "yes")


def test_what_is_no_choice_is_refused():
    question = Predict("Which?", "yes", choices=["yes", "no"])
    question.commit("maybe")
    assert question.reading == "Expected one of the choices. Received: maybe"
    assert question.committed == "" and question._card.verdict == ""
    question.commit("yes")
    assert question.correct is True and question._reading.problem == ""


def test_choices_that_are_no_text():
    question = Predict("Which?", lambda: (2, 3), choices=[(2, 3), (3, 2)])
    assert [kept for kept, _shown in question._card.options] == ["(2, 3)", "(3, 2)"]
    press(question, "(2, 3)")
    assert question.correct is True
    assert asked(np.int64(2), "2", choices=[1, 2]).correct is True


def test_code_in_choices_is_shown_as_code_and_kept_as_text():
    words = {"choices": ["`x.T`", "`x`"], "misread": {"`x`": "It is `x.T`.", "x.T": "No."}}
    question = Predict("Which is `x` turned?", "x.T", why="`x.T` turns.", key="k", **words)
    assert question._card.options == [["x.T", "`x.T`"], ["x", "`x`"]]
    press(question, "x")
    assert question.committed == "x"
    assert question.reading == "✗ You said: x. The answer: x.T. It is x.T. x.T turns."
    assert question._card.feedback == [
        "✗ You said: `x`. The answer: `x.T`.",
        "It is `x.T`.",
        "`x.T` turns.",
    ]
    assert asked("`x.T`", "x.T", choices=words["choices"]).correct is True


def test_a_choice_that_is_translated_is_kept_under_its_key():
    choices = {"no": "nein", "yes": "ja"}
    question = asked("yes", "no", choices=choices, misread={"no": "Look again."})
    assert question.committed == "no"
    assert question.reading == "✗ You said: nein. The answer: ja. Look again."


def test_three_lines():
    question = asked(2, "3", misread={3: "Three is the rank."}, why="Count.")
    assert question._card.feedback == ["✗ You said 3. It is 2.", "Three is the rank.", "Count."]
    assert asked(2, "2", why="Count.")._card.feedback == ["✓ Yes: 2.", "", "Count."]


def test_typing_then_the_button_or_the_enter_key():
    question = Predict("How many?", 3)
    question._card.said = "3"
    question._card._handle_custom_msg({"kind": "other"}, [])
    assert question.committed == ""
    press(question)
    assert question.correct is True
    # what was typed last may come after the message
    question = Predict("How many?", 3)
    question._card._handle_custom_msg({"kind": "commit", "said": "2"}, [])
    assert question.correct is False and question._card.said == "2"


def test_the_question_is_sent_as_text():
    assert Predict("Is <b> bold?", 1)._card.question == "Is <b> bold?"


def sent(question):
    """All that the browser or a saved notebook is told of a prediction, in one text."""
    parts = [question, question._card, question._reading, question._card.shared]
    states = [part.get_state() for part in parts]
    bundle = question._repr_mimebundle_()
    return json.dumps([states, bundle, [repr(part) for part in parts]], ensure_ascii=False)


SECRETS = {
    "answer": lambda: (7103, 7307),
    "why": "Wherefore.",
    "misread": {(6101, 6703): "Thereby."},
}


def test_nothing_of_the_answer_is_sent_before_it_is_given():
    question = Predict("Which shape?", **SECRETS)
    for said in (None, "", "rubbish", "1.5", "("):
        question.commit(said)
        told = sent(question)
        assert question._reading.problem
        secret = ("7103", "7307", "6101", "6703", "Wherefore", "Thereby", "✓ Yes", "✗ You")
        assert not [word for word in secret if word in told]
    question.commit("(6101, 6703)")
    told = sent(question)
    assert all(word in told for word in ("(7103, 7307)", "Wherefore.", "Thereby."))


@pytest.mark.parametrize("key", predictions.keys())
def test_nor_of_a_prediction_of_the_course(key):
    question, declared = Predict(key=key), predictions.get(key)
    told = sent(question)
    assert question._card.get_state()["question"] == declared.question
    for text in (declared.why, *declared.misread.values()):
        assert json.dumps(text, ensure_ascii=False)[1:-1] not in told
    card = question._card
    assert (card.said, card.verdict, card.right, card.feedback) == ("", "", "", [])


class Shell:
    """IPython, as far as a prediction asks it."""

    def __init__(self, **names):
        self.user_ns = names


@pytest.fixture
def names(monkeypatch):
    shell = Shell(np=np)
    monkeypatch.setattr(home, "get_ipython", lambda: shell)
    return shell.user_ns


class TestOfTheCourse:
    """`Predict(key=…)`."""

    def test_it_is_asked_as_it_is_declared(self, names):
        question = Predict(key="3/aligned-outer")
        assert question._card.question.startswith("`a` has shape `(3, 1)`")
        question.commit("(3, 1)")
        assert question.reading == (
            "✗ You said (3, 1). It is (3, 4). The 1 stretches to 4. "
            "Aligned: 3, 1 over 1, 4. Both ones are stretched."
        )

    def test_the_answer_comes_from_the_notebook_at_the_moment_of_committing(self, names):
        question = Predict(key="4/cell")
        question.commit("19")
        assert question.reading.startswith(
            "The answer could not be computed: NameError: name 'a' is not defined. Run the cells"
        )
        assert question.committed == "" and question.correct is None
        names["a"] = np.array([[1, 2], [3, 4]])
        names["b"] = np.array([[0, 1], [2, 3]])
        question.commit("15")
        assert question.correct is True

    def test_without_ipython_no_name_is_there(self, monkeypatch):
        monkeypatch.setattr(home, "get_ipython", lambda: None)
        question = Predict(key="3/aligned-outer")
        question.commit("(3, 4)")
        assert "NameError: name 'np' is not defined" in question.reading

    def test_authors_may_name_the_notebooks_names_too(self, names):
        names["x"] = [1, 2, 3]
        more = 4
        assert asked(lambda x, n=1: len(x) + n + more, "8").correct is True

    def test_a_key_that_is_not_there_is_refused(self):
        with pytest.raises(ValueError, match="'3/aligned-outer'.*Received: '3/aligned-otter'"):
            Predict(key="3/aligned-otter")

    @pytest.mark.parametrize(
        "given, named",
        [
            ({}, "nothing"),
            ({"question": "How many?"}, "question"),
            ({"question": "How many?", "key": "k"}, "question, key"),
            ({"answer": 3, "key": "3/aligned-outer"}, "answer, key"),
            ({"answer": 0}, "answer"),
            ({"why": "Because.", "key": "3/aligned-outer"}, "why, key"),
            ({"choices": [1, 2], "misread": {1: "No."}, "key": "k"}, "choices, misread, key"),
        ],
    )
    def test_either_the_key_or_the_question_with_its_answer(self, given, named):
        with pytest.raises(TypeError, match=f"Expected key= alone.* Received: {named}$"):
            Predict(**given)


def test_a_prediction_is_declared_whole():
    assert Prediction("Which?", 1, choices=[1, 2]).options == {"1": "1", "2": "2"}
    assert Prediction("How many?", 1).options is None
    assert Prediction("How long?", len).needs == ["obj"]
    assert Prediction("How long?", lambda x, *more, y=1, **words: x).needs == ["x"]


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
        assert (again._card.said, again._card.verdict) == ("3", "right")

    def test_a_choice_is_restored(self, workspace):
        Predict("Which?", "a", choices=["a", "b"], key="k").commit("b")
        again = Predict("Which?", "a", choices=["a", "b"], key="k")
        assert (again._card.said, again.correct) == ("b", False)

    @pytest.mark.parametrize("place", ["progress.json", "progress/3-aligned-outer-old.json"])
    def test_what_an_older_version_kept_is_taken_up(self, workspace, names, place):
        (workspace / place).parent.mkdir(exist_ok=True)
        old = {
            "3/aligned-outer": {"committed": "(3, 4)", "correct": True},
            "3/aligned-left": {"committed": "(3, 4)", "correct": False},
            "2/rows-negative": {"committed": "an IndexError", "correct": False},
            "2/channels": {"committed": "np.transpose(orange, (0, 2, 3, 1))", "correct": True},
            "1/matrix-rank": {"committed": "2 and 1", "correct": True},
        }
        (workspace / place).write_text(json.dumps(old))
        names["table"] = np.array([[1, 2], [2, 4], [3, 6]])
        for key, kept in old.items():
            question = Predict(key=key)
            assert {"committed": question.committed, "correct": question.correct} == kept, key
            assert question._card.verdict and not question._reading.problem
        assert progress.read() == old

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
    assert f"You said {said}. It is 25600." in asked.reading
    assert ("two bytes" in asked.reading) == (said == "51200")


def test_a_comma_in_a_fraction():
    asked = Predict("How large is it?", 0.25)
    asked.commit("1,234")
    assert "You said 1.234." in asked.reading
