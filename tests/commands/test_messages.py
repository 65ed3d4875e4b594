"""``kerastutor messages``: every sentence of the package is in the template, once and whole."""

import ast
import io
import re
import tokenize

import pytest
from click.testing import CliRunner

from kerastutor.cli import cli
from kerastutor.commands import messages
from kerastutor.errors import CourseError


@pytest.fixture
def read_po():
    """Babel's own reader, which jupyterlab_server brings; kerastutor does not need it."""
    return pytest.importorskip("babel.messages.pofile").read_po


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("locale") / "new" / "kerastutor.pot"
    result = CliRunner().invoke(cli, ["messages", "--to", str(path)])
    assert result.exit_code == 0, result.output
    assert f"{path}" in result.output.replace("\n", "")
    return path.read_text(encoding="utf-8")


def sentences(path):
    """What stands in ``_("…")`` and ``ngettext("…", "…", n)``, found from the file's tokens."""
    with tokenize.open(path) as file:
        tokens = [
            token
            for token in tokenize.generate_tokens(io.StringIO(file.read()).readline)
            if token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT)
        ]
    for at, token in enumerate(tokens[:-2]):
        if token.string in ("_", "ngettext") and tokens[at + 1].string == "(":
            text, wanted = [], 2 if token.string == "ngettext" else 1
            for part in tokens[at + 2 :]:
                if part.type == tokenize.STRING:
                    text.append(part.string)
                elif part.string == "," and wanted == 2:
                    yield ast.literal_eval(f"({' '.join(text)})")
                    text, wanted = [], 1
                else:
                    break
            if text:
                yield ast.literal_eval(f"({' '.join(text)})")


def test_every_sentence_is_in_the_template(written):
    """Read back without gettext's tools: the quoted lines after a msgid are its text."""
    entries = re.findall(r'^msgid(?:_plural)? ((?:".*"\n)+)', written, flags=re.M)
    told = {ast.literal_eval(f"({entry})") for entry in entries} - {""}
    said = {text for path in messages.PACKAGE.rglob("*.py") for text in sentences(path)}
    assert len(said) > 400
    assert told == said


def test_it_is_a_catalogue_for_other_tools(written, read_po):
    catalogue = read_po(io.BytesIO(written.encode()), abort_invalid=True)
    found = {message.id: message for message in catalogue if message.id}
    assert len(found) == len(messages.extract())
    stopped = found["\nStopped."]
    ((file, line),) = stopped.locations
    assert file == "kerastutor/cli.py"
    lines = (messages.PACKAGE / "cli.py").read_text(encoding="utf-8").splitlines()
    assert "Stopped." in lines[line - 1]
    many = found["{count} page of feedback in {folder}", "{count} pages of feedback in {folder}"]
    assert "python-brace-format" in many.flags and many.pluralizable


def test_a_sentence_that_stands_twice_is_one_with_two_places(tmp_path, read_po):
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text('_("one")\n_("tab\\t, \\"quotes\\", \\\\ and é\\n")\n', "utf-8")
    (package / "b.py").write_text('x = _(\n    "o" "ne"\n)\nngettext("one", "many", 3)\n', "utf-8")
    found = messages.extract(package)
    assert [(message.text, message.plural, message.places) for message in found] == [
        ("one", "many", ["package/a.py:1", "package/b.py:1", "package/b.py:4"]),
        ('tab\t, "quotes", \\ and é\n', None, ["package/a.py:2"]),
    ]
    catalogue = read_po(io.BytesIO(messages.template(found).encode()))
    assert {message.id for message in catalogue if message.id} == {
        ("one", "many"),
        'tab\t, "quotes", \\ and é\n',
    }


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "a.py").write_text('\n_(f"{1} file")\n')
    with pytest.raises(CourseError, match=r"Expected a text in .*a\.py:2.*Received: f'\{1\} file'"):
        messages.extract(tmp_path)


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(cli, ["messages", "--to", str(tmp_path / "file" / "x.pot")])
    assert result.exit_code == 1
    assert "Expected a file that can be written. Received:" in result.output
