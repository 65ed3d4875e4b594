"""The predictions of the course: declared once, asked once, and given away nowhere."""

import ast
import importlib
import re

import pytest

from kerastutor import predictions
from kerastutor.predictions import Prediction
from kerastutor.predictions.prediction import bare, kept
from tests.course import notebooks
from tests.course.notebooks import CHAPTERS, LESSONS, NOTEBOOKS, code, each

KEYS = predictions.keys()
#: Every sentence of a declaration.
TEXTS = {
    key: [asked.question, asked.why, *asked.misread.values(), *(asked.options or {}).values()]
    for key, asked in ((key, predictions.get(key)) for key in KEYS)
}
by_key = pytest.mark.parametrize("key", KEYS)


def asking(path):
    """A notebook's cells that ask a prediction, each with the text cell before it."""
    cells = notebooks.read(path).cells
    return [(cell, cells[at - 1]) for at, cell in enumerate(cells) if is_asking(cell)]


def is_asking(cell):
    return cell.cell_type == "code" and "Predict(" in cell.source


def key_of(cell):
    return re.fullmatch(r'Predict\(key="([^"]+)"\)', cell.source)[1]


@each("path", NOTEBOOKS)
def test_a_cell_names_a_prediction_and_no_more(path):
    """So nothing is there to be found in it: no answer, no misread, no reason."""
    for cell, _text in asking(path):
        assert re.fullmatch(r'Predict\(key="[^"]+"\)', cell.source), cell.id
        assert "jupyter" not in cell.metadata, "nothing is folded away"


@each("path", LESSONS)
def test_the_question_stands_in_the_text_before_it(path):
    asked = asking(path)
    assert asked
    for cell, text in asked:
        declared = predictions.get(key_of(cell))
        assert text.cell_type == "markdown", cell.id
        words = f"**Predict.** {declared.question}"
        if declared.options:
            words += "\n\n" + " · ".join(declared.options.values())
        assert text.source.endswith(words), f"{cell.id}: expected\n{words}"


@each("path", LESSONS)
def test_no_notebook_says_why(path):
    """A misreading may repeat a rule of the lesson; the reason would give the answer away."""
    source = path.read_text(encoding="utf-8")
    for cell, _text in asking(path):
        why = predictions.get(key_of(cell)).why
        assert why not in source and bare(why) not in source, cell.id


def test_every_prediction_is_asked_in_one_lesson_in_the_order_of_the_course():
    assert [key_of(cell) for path in LESSONS for cell, _text in asking(path)] == KEYS


@each("path", LESSONS)
def test_a_key_says_where_it_is_asked(path):
    """Lesson/name in chapter 1; chapter/lesson/name from the second one on."""
    chapter, lesson = (int(re.search(r"\d+", name)[0]) for name in (path.parent.name, path.stem))
    place = f"{lesson}/" if chapter == 1 else f"{chapter}/{lesson}/"
    for cell, _text in asking(path):
        assert re.fullmatch(rf"{place}[a-z0-9-]+", key_of(cell)), cell.id


@each("path", LESSONS)
def test_what_an_answer_is_computed_from_is_there_when_it_is_asked(path):
    names = set()
    for cell in code(notebooks.read(path)):
        if is_asking(cell):
            assert set(predictions.get(key_of(cell)).needs) <= names, cell.id
            continue
        for node in ast.parse(cell.source).body:
            names |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            names |= {
                part.asname or part.name for part in ast.walk(node) if isinstance(part, ast.alias)
            }


def test_every_chapter_has_its_module():
    assert [path.name.partition("_")[2] for path in CHAPTERS] == list(predictions.CHAPTERS)


def test_no_key_is_declared_twice():
    found = []
    for chapter in predictions.CHAPTERS:
        room = importlib.import_module(f"kerastutor.predictions.{chapter}")
        lessons = [part.PREDICTIONS for part in vars(room).values() if hasattr(part, "PREDICTIONS")]
        found += [key for lesson in lessons or [room.PREDICTIONS] for key in lesson]
    assert sorted(found) == sorted(KEYS)


@by_key
def test_a_declaration_is_sound(key):
    asked = predictions.get(key)
    assert asked.question and asked.why.endswith((".", ").", "`."))
    misread = [kept(wrong) for wrong in asked.misread]
    assert len(misread) == len(set(misread)) and "" not in asked.misread.values()
    if not callable(asked.answer):
        assert kept(asked.answer) not in misread, "the answer is no misreading"
    if asked.options:
        assert set(misread) <= set(asked.options)
        # what is kept of a choice is what the English choice says, so that progress stays valid
        assert {key: bare(shown) for key, shown in asked.options.items()} == {
            key: key for key in asked.options
        }


@by_key
def test_backticks_come_in_pairs(key):
    for text in TEXTS[key]:
        assert text.count("`") % 2 == 0 and "``" not in text, text


def test_a_key_that_is_not_there_is_refused_with_those_that_are_near():
    with pytest.raises(ValueError, match=r"such as '3/silent-shape'.*Received: '3/silent-shap'"):
        predictions.get("3/silent-shap")
    for key in ("", None, 3, "nothing at all like it"):
        with pytest.raises(ValueError, match="Expected the key of a prediction of the course"):
            predictions.get(key)


def test_an_answer_is_computed_from_names():
    asked = Prediction("How many?", lambda a, b, c=1: a + b + c)
    assert asked.needs == ["a", "b"]
    assert asked.compute({"a": 1, "b": 2, "d": 4}) == 4
    with pytest.raises(NameError, match="name 'b' is not defined"):
        asked.compute({"a": 1})
    assert Prediction("How many?", 3).compute({}) == 3


def test_a_number_and_a_shape_are_read_with_a_true_minus_sign():
    assert Prediction("?", (-1, 2)).read("(−1, 2)", (-1, 2)) == (-1, 2)
    assert Prediction("?", -3).read("−3", -3) == -3


@by_key
def test_no_sentence_is_said_twice(key):
    asked = predictions.get(key)
    for text in asked.misread.values():
        said = [one.strip(" .") for one in f"{text} {asked.why}".split(". ")]
        assert len(set(said)) == len(said), said


def test_no_feedback_gives_the_next_answer_away():
    asked = predictions.get("4/elementwise")
    assert "2" not in asked.misread[2] and "product" not in asked.misread[2]
