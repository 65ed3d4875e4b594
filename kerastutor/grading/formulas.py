"""Formulas as MathML, which browsers draw by themselves: no script, and nothing from a network."""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter

LONGEST = 4000
NAMES = re.compile(r"\\(?:def|gdef|edef|let|newcommand|renewcommand|DeclareMathOperator)\b")
ATTRIBUTES = frozenset(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence "
    "form height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation "
    "rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width".split()
)
ELEMENTS = frozenset(
    "math menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot "
    "mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover "
    "none".split()
)


def mathml(source: str, block: bool = False) -> str:
    """A formula in LaTeX as MathML; as it was typed, where it is none that can be drawn.

    Args:
        source: LaTeX without its dollar signs; a learner may have written it.
        block: whether it stands on a line of its own.

    Returns:
        HTML that is safe on a page: known elements and attributes only, all texts escaped.

    Example:
        >>> mathml("x^2")[-70:]
        '<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    try:
        if len(source) > LONGEST or NAMES.search(source):  # a name may stand for a billion others
            raise ValueError
        display = "block" if block else "inline"
        tree = Converter(display=display).convert_to_element(source.strip())
        return tostring(_clean(tree), encoding="unicode")
    except Exception:  # latex2mathml raises many kinds
        return f"<code>{escape(source)}</code>"


def latex(source: str, block: bool = False) -> str:
    """What a cell put out as LaTeX, with or without its dollar signs."""
    text = source.strip()
    marks = re.fullmatch(r"(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))", text, re.DOTALL)
    return mathml(marks[2] if marks else text, block)


def _clean(tree: Element) -> Element:
    """The tree with its characters as they are, less what could fetch or run anything."""
    if tree.tag not in ELEMENTS:
        raise ValueError(tree.tag)
    made = Element(
        tree.tag, {name: tree.attrib[name] for name in tree.attrib if name in ATTRIBUTES}
    )
    made.text = unescape(tree.text or "")  # latex2mathml writes "&#x003C3;" for σ
    for child in tree:
        made.append(_clean(child))
    return made
