"""What a submission wrote, as HTML for other people's eyes: no script, nothing from elsewhere."""

import secrets
from html import escape

import bleach
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from kerastutor.grading.formulas import mathml

TAGS = frozenset(
    "a abbr b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s "
    "small span strong sub sup table tbody td th thead tr u ul".split()
)
ATTRIBUTES = frozenset("align alt class colspan height rowspan title width".split())
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
LINKS = ("http://", "https://", "mailto:")


class Renderer(IPythonRenderer):
    """Markdown's HTML, with a word in place of each formula: the cleaner knows no MathML."""

    def __init__(self, **options):
        super().__init__(escape=False, exclude_anchor_links=True, **options)
        self.mark = f"formula{secrets.token_hex(8)}"
        self.formulas: list[str] = []

    def inline_math(self, body: str) -> str:
        return self._keep(mathml(body))

    def block_math(self, body: str) -> str:
        return self._keep(mathml(body, block=True))

    def latex_environment(self, name: str, body: str) -> str:
        return self._keep(mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True))

    def _keep(self, html: str) -> str:
        self.formulas.append(html)
        return f"{self.mark}n{len(self.formulas) - 1}e"

    def with_formulas(self, html: str) -> str:
        for number, formula in enumerate(self.formulas):
            html = html.replace(f"{self.mark}n{number}e", formula)
        return html


@pass_context
def safe_markdown(context, source: str) -> str:
    """A text cell as HTML without scripts: nbgrader's pages show submissions to other people."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    renderer = Renderer(attachments=attachments)
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except Exception:  # a picture that is missing, say: the words are still worth showing
        renderer.formulas, html = [], f"<pre>{escape(source)}</pre>"
    return renderer.with_formulas(safe_html(html))


def safe_html(html: str) -> str:
    """HTML less all that could run, fetch, or lead to a page that a reader does not have."""
    protocols = {"http", "https", "mailto", "data"}
    return bleach.clean(html, tags=TAGS, attributes=_allowed, protocols=protocols)


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return value.lower().startswith(PICTURES)
    if tag == "a" and name == "href":
        return value.strip().lower().startswith(LINKS)
    return name in ATTRIBUTES
