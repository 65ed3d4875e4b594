"""``messages``: the template that a translation starts from, made of every ``_("…")``."""

import ast
import json
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

import click

import kerastutor
from kerastutor.console import say
from kerastutor.errors import CourseError
from kerastutor.i18n import _

PACKAGE = Path(kerastutor.__file__).parent
TEMPLATE = PACKAGE / "locale" / "kerastutor.pot"
#: The functions of ``i18n``, and how many of their arguments are sentences.
SENTENCES = {"_": 1, "ngettext": 2}
HEADER = r"""# Sentences of kerastutor, for translators.
msgid ""
msgstr ""
"Project-Id-Version: kerastutor VERSION\n"
"Language: \n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""


@dataclass
class Message:
    """A sentence, its form for many where it has one, and where it stands."""

    text: str
    plural: str | None = None
    places: list[str] = field(default_factory=list)


def extract(package: Path = PACKAGE) -> list[Message]:
    """Every sentence of a package, in the order of its files and lines; the same one once.

    Raises:
        CourseError: something else than a text stands in ``_()``.
    """
    found: dict[str, Message] = {}
    for path in sorted(package.rglob("*.py")):
        with tokenize.open(path) as file:
            calls = [node for node in ast.walk(ast.parse(file.read())) if _is_door(node)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            place = f"{path.relative_to(package.parent).as_posix()}:{call.lineno}"
            text, *plural = [_text(node, place) for node in call.args[: SENTENCES[call.func.id]]]
            message = found.setdefault(text, Message(text))
            message.plural = plural[0] if plural else message.plural
            message.places.append(place)
    return list(found.values())


def _is_door(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) in SENTENCES


def _text(node: ast.AST, place: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise CourseError(
        _("Expected a text in {place}: a catalogue holds no other. Received: {code}").format(
            place=place, code=ast.unparse(node)
        )
    )


def template(messages: list[Message]) -> str:
    """The messages as a gettext template, a .pot file."""
    parts = [HEADER.replace("VERSION", kerastutor.__version__)]
    for message in messages:
        lines = [f"#: {place}" for place in message.places]
        if "{" in message.text + (message.plural or ""):
            lines.append("#, python-brace-format")  # tools then hold names in braces together
        lines.append(f"msgid {_quoted(message.text)}")
        if message.plural is None:
            lines.append('msgstr ""')
        else:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += ['msgstr[0] ""', 'msgstr[1] ""']
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A text as gettext quotes it: one line each, where there are several."""
    lines = [json.dumps(line, ensure_ascii=False) for line in text.splitlines(keepends=True)]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


@click.command(
    short_help=_("Write the template that a translation starts from."),
    help=_(
        "Write the template that a translation starts from: every sentence of kerastutor that "
        "people read, and where it stands.\n\n"
        "A translation is made of it with gettext's or Babel's tools, and put into "
        "kerastutor/locale/LANGUAGE/LC_MESSAGES/kerastutor.mo; KERASTUTOR_LANG=LANGUAGE uses it."
    ),
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("By default locale/kerastutor.pot in the package."),
)
def messages(to: Path | None):
    to = (to or TEMPLATE).absolute()
    found = extract()
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(template(found), encoding="utf-8")
    except OSError as error:
        raise CourseError(
            _("Expected a file that can be written. Received: {path} ({error})").format(
                path=to, error=error.strerror
            )
        ) from error
    say(_("{count} sentences in {path}").format(count=len(found), path=to))
