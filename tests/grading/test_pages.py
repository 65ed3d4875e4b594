"""A page of feedback: what is on top, what a test cell shows, and what no page may hold."""

import re

import nbformat
import pytest

from kerastutor import checks, palette
from kerastutor.checks import exercises
from kerastutor.grading import pages, said
from tests import demo_course
from tests.checks.answers import made

TEST = """checks.f(f)
### BEGIN HIDDEN TESTS
checks.f(f, seed=…)
### END HIDDEN TESTS"""
TICK = "✓ f: all 7 cases agree with Keras."


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", checks.names())
def test_headline_and_advice_are_the_checks_own(name):
    """The message is text in a notebook: what is taken from it is what the check has said."""
    check = getattr(checks, name)
    advised = 0
    for mistake in exercises.find(name).mistakes:
        try:
            check(made(mistake), seed=11)
        except checks.CheckFailed as error:
            found = said.message(str(error))
            verdict = error.verdict
            assert found == (words(verdict.headline), words(verdict.advice)), str(error)
            advised += bool(found[1])
    assert advised > 3


def test_message_of_a_stub_and_of_other_errors():
    with pytest.raises(checks.NotAttempted) as caught:
        checks.relu(...)
    headline, advice = said.message(str(caught.value))
    assert headline == "not attempted yet." and advice.startswith("Write your code in place")
    assert said.message("AssertionError: double(3) is 7") == ("AssertionError: double(3) is 7", "")
    text = "✗ f: 3 of 7\n  as it was, and more\n  given     x = 3\n            y = 4\n"
    text += "  →         Do\n            so."
    assert said.message(text) == ("3 of 7 as it was, and more", "Do so.")


def cell(*outputs, source=TEST):
    made_cell = demo_course.code(source, "t", grade_id="f_check", grade=True, locked=True, points=2)
    made_cell.outputs = [nbformat.from_dict(dict(output)) for output in outputs]
    return made_cell


def stream(text):
    return nbformat.v4.new_output("stream", text=text)


def error(name, *lines):
    return nbformat.v4.new_output("error", ename=name, evalue="why", traceback=list(lines))


def test_hidden_test_is_not_shown_and_told():
    shown = cell()
    said.tidy(shown)
    assert shown.source == "checks.f(f)" and shown.metadata["hidden"]
    plain = cell(source="checks.f(f)\n")
    said.tidy(plain)
    assert plain.source == "checks.f(f)" and not plain.metadata["hidden"]


def test_two_runs_of_a_check_are_told_apart():
    note = "  note: your function printed: 3"
    other = "✓ g: all 3 cases agree with NumPy."
    text = f"mine\n{TICK} The grader uses other numbers.\n{note}\n{other}\n{TICK}\n{note}\nmine"
    passed = set()
    again = TICK.replace("f:", "f, with other numbers:")
    said_once = f"mine\n{TICK} The grader uses other numbers.\n{note}\n{other}\n{again}\nmine"
    assert said.ticks_apart(text, passed) == said_once
    first, second = text.split(f"\n{other}")  # a line of TensorFlow's between them parts the output
    shown = cell(stream(first), stream(other + second))
    said.tidy(shown)
    assert "\n".join(output.text for output in shown.outputs) == said_once


def test_failure_of_the_hidden_test_is_named():
    with pytest.raises(checks.CheckFailed) as caught:
        checks.relu(lambda x: x, seed=4117)
    shown = cell(
        stream("✓ relu: all 6 cases agree with keras.ops.relu. The grader uses other numbers.\n"),
        error("CheckFailed", *str(caught.value).split("\n")),
    )
    said.tidy(shown)
    assert shown.outputs[0].text.startswith("✓ relu: all 6 cases agree with keras.ops.relu. The")
    assert shown.outputs[1].traceback[0].startswith("✗ relu, with other numbers: the result")
    assert said.message(shown.outputs[1].traceback[0])[0] == caught.value.headline
    assert shown.metadata["hidden"]
    first = cell(error("CheckFailed", *str(caught.value).split("\n")))
    said.tidy(first)  # the visible test has failed: the hidden one did not run
    assert first.outputs[0].traceback[0].startswith("✗ relu: ") and not first.metadata["hidden"]


def test_rows_of_a_message():
    with pytest.raises(checks.CheckFailed) as caught:
        checks.matmul(lambda a, b: b @ a if a.shape == b.shape else a @ b + 1)
    found = {label: (text, wraps) for label, text, wraps in said.rows(str(caught.value))}
    verdict = caught.value.verdict
    assert found["✗"] == (f"matmul: {verdict.headline}", True)
    given, wraps = found["given"]
    assert not wraps and given.startswith("a = ") and "\nb = " in given
    assert "\n           [" in given  # an array's rows stay under each other
    assert not found["expected"][1] and found["Look at"][1] and "See it" not in found


def test_what_to_do_is_for_a_finished_page():
    """Nobody can run "this one" again there; in a notebook the sentence stands."""
    with pytest.raises(checks.NotAttempted) as caught:
        checks.relu(...)
    assert "↻ Run that cell, then this one again." in words(str(caught.value))
    assert said.message(str(caught.value))[1] == (
        "Write your code in place of `raise NotImplementedError()`."
    )
    try:
        checks.relu(relu)  # noqa: F821 - it is not there
    except NameError as problem:
        names = {"In": ["checks.relu(relu)"]}
        source = "checks.relu(relu)"
        missing = _explained(problem, source, names)
    assert "again" in " ".join(missing)
    assert said.message("\n".join(missing)) == (
        "no function relu was found.",
        "Write it in the answer cell.",
    )


def _explained(problem, source, names):
    from unittest import mock

    from kerastutor.checks import unnamed

    with mock.patch.object(unnamed.linecache, "getlines", return_value=[source]):
        return unnamed.explained(problem, problem.__traceback__, names)


def test_no_stack_trace_over_a_hidden_test():
    trace = "\x1b[31mAssertionError\x1b[39m  Traceback (most recent call last)\n----> 4 x"
    shown = cell(error("AssertionError", trace))
    said.tidy(shown)
    assert shown.outputs[0].traceback == ["AssertionError: why"]
    late = cell(error("CellTimeoutError", "\x1b[0;31mCellTimeoutError\x1b[0m: No reply"))
    said.tidy(late)
    assert late.outputs[0].traceback == ["Stopped: it ran on after the limit of time."]


def test_what_works_in_a_notebook_only_is_not_offered():
    with pytest.raises(checks.CheckFailed) as caught:
        checks.relu(lambda x: x)
    lines = str(caught.value).split("\n")
    shown = cell(error("CheckFailed", *lines))
    said.tidy(shown)
    assert 'checks.explore("relu")' in lines[-1]
    assert shown.outputs[0].traceback == ["\n".join(lines[:-1])]


def test_code_in_a_sentence_and_nothing_else_is_html():
    assert pages.Line.html("`x` < <b>3</b>") == "<code>x</code> &lt; &lt;b&gt;3&lt;/b&gt;"


def test_a_name_at_the_begin_of_a_sentence_stays_as_it_is():
    for headline, begun in {
        "the result differs.": "The result differs.",
        "it returned None.": "It returned None.",
        "item 1 (w) differs.": "Item 1 (w) differs.",
        "w comes last.": "w comes last.",
        "ε is in both.": "ε is in both.",
        "m̂ is used.": "m̂ is used.",
        "double(3) is 7": "double(3) is 7",
        "AssertionError: 7": "AssertionError: 7",
        "": "",
    }.items():
        assert pages.Line("f", pages.WRONG, 0, 2, headline).begun == begun
    for advice in ("w comes last. The order is w, m, v.", "rho and 1 − rho", "ε is squared"):
        assert pages.Line.html(advice) == advice


def test_states_differ_in_sign_word_and_colour():
    states = [pages.RIGHT, pages.PARTLY, pages.WRONG, pages.UNWRITTEN, pages.OPEN]
    lines = [pages.Line("f", state, 1, 2) for state in states]
    assert len({line.sign for line in lines}) == len({line.word for line in lines}) == 5
    for dark in (False, True):
        assert f"--kt-right:{palette.role('right', dark)};" in pages.css()
        assert f"--kt-wrong:{palette.role('wrong', dark)};" in pages.css()


# a whole page


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Ada Lovelace's page: one right, one wrong, a formula and a comment; no kernel is started."""
    from kerastutor.grading.course import Course, run

    course = Course(demo_course.make(tmp_path_factory.mktemp("course")))
    chapter, student = demo_course.CHAPTER, "Ada-Lovelace"
    source = course.source_notebook(chapter)
    book = nbformat.read(source, as_version=4)
    book.cells[0].source = "# Assignment 1. *Demo*\n\n$$e^x$$ See [lesson 1](lesson_1.ipynb)."
    nbformat.write(book, source)
    course.generate(chapter)
    roster = (
        '{"Ada-Lovelace": {"name": "Ada <Lovelace>", "number": "", "email": "", "numbers": {}}}'
    )
    (course.build / "students.json").write_text(roster)
    for number, one in enumerate(book.cells):
        one.metadata.pop("tags", None)
        if one.cell_type == "code":
            one.execution_count = number
        if one.id == "longest-check":
            said = [
                "✗ longest: it returned None.",
                "  given     words = <b>1</b>",
                "  →         Write `return`.",
                "  See it    checks.explore()",
            ]
            one.outputs = [error("CheckFailed", *said)]
    nbformat.write(book, demo_course.write(course.autograded(student, chapter), book))
    with course.gradebook() as gradebook:
        from datetime import datetime

        gradebook.update_or_create_student(student)
        time = datetime(2026, 3, 1, 12, 30)
        gradebook.update_or_create_submission(chapter, student, timestamp=time)
        for exercise, score in (("double", 2), ("longest", 0)):
            grade = gradebook.find_grade(f"{exercise}_check", "assignment", chapter, student)
            grade.auto_score = score
        comment = gradebook.find_comment("longest", "assignment", chapter, student)
        comment.manual_comment = "Nearly **there**"
        gradebook.db.commit()
    run(course.api().generate_feedback, chapter, student, force=True)
    return course.feedback(student, chapter).read_text(encoding="utf-8")


def test_top_has_name_date_and_marks_by_exercise(page):
    top = page[page.index("<header") : page.index("</header>")]
    assert "<h1>Ada &lt;Lovelace&gt;</h1>" in top
    assert "Assignment 1. Demo · handed in 2026-03-01 12:30 UTC" in top
    rows = [
        words(re.sub(r"<[^>]+>", " ", row)) for row in re.findall(r"<tr.*?</tr>", top, re.DOTALL)
    ]
    assert rows == [
        "exercise result points",
        "double ✓ right 2 of 2",
        "longest ✗ wrong 0 of 3",
        "It returned None. What to do: Write return . Comment Nearly there",
        "together 2 of 5",
    ]
    assert "<code>return</code>" in top and "<strong>there</strong>" in top
    assert 'class="kt-result kt-right"' in top and 'class="kt-result kt-wrong"' in top


def test_sentences_wrap_and_values_are_text(page):
    """On a narrow page a row of an array scrolls; a sentence is no <pre>."""
    failed = page[page.index('<dl class="kt-rows">') :]
    assert '<dt class="kt-whole">✗ longest: it returned None.</dt>' in failed
    assert "<dt>given</dt><dd><pre>words = &lt;b&gt;1&lt;/b&gt;</pre></dd>" in failed
    assert "<dt>→</dt><dd>Write `return`.</dd>" in failed


def test_every_link_leads_somewhere(page):
    ids = set(re.findall(r'id="([^"]+)"', page))
    for address in re.findall(r'href="([^"]*)"', page):
        assert address[1:] in ids if address.startswith("#") else address.startswith("https://")
    assert {"mark-double", "mark-longest"} <= ids


def test_page_holds_no_machinery_and_nothing_from_elsewhere(page):
    for word in ("HIDDEN TESTS", "explore(", "¶", "<script", "<link", "mathjax", "Test cell"):
        assert word not in page, word
    assert "-7.5" not in page  # of the hidden test
    assert "<math" in page and "$$" not in page
    assert not re.search(r"(?:src|url)[=(]", page.replace("data:", ""))
