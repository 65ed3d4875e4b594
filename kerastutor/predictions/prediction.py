"""A prediction, as it is declared; and how what was said is read, and held against the answer."""

import ast
import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kerastutor.i18n import _


@dataclass(frozen=True, eq=False)
class Prediction:
    """A question, its answer, and what to say about it. `Code` stands between backticks.

    Args:
        question: what is asked.
        answer: the right answer: a number, a shape (tuple of whole numbers), or one of
            ``choices``; or a function that computes it. The names of its parameters are names of
            the notebook, which are looked up when the learner commits.
        choices: the answers to choose from; a dict where what is shown is no code and so is
            translated: its keys are what is kept in progress files.
        why: one or two sentences shown with the answer, whatever was predicted.
        misread: a dict from a likely wrong answer to a sentence that says why it is wrong.
        also: a dict from another right answer to a sentence that says why it is the same.

    Raises:
        ValueError: fewer than two choices, or an answer that is none of them.

    Example:
        >>> Prediction(_("How long is `x`?"), lambda x: len(x), why=_("…"))
    """

    question: str
    answer: object
    choices: Iterable | None = None
    why: str = ""
    misread: Mapping = field(default_factory=lambda: MappingProxyType({}))
    also: Mapping = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self):
        options = self.options
        if options is None:
            return
        if len(options) < 2:
            raise ValueError(
                _("Expected at least two choices. Received: {c}").format(c=list(self.choices))
            )
        if not callable(self.answer) and kept(self.answer) not in options:
            raise ValueError(
                _("Expected the answer to be one of {choices}. Received: {answer!r}").format(
                    choices=list(self.choices), answer=self.answer
                )
            )

    @property
    def options(self) -> dict[str, str] | None:
        """{what is kept of a choice: what is shown of it}; None where nothing is to choose."""
        if self.choices is None:
            return None
        if isinstance(self.choices, Mapping):
            return dict(self.choices)
        return {kept(choice): spoken(choice) for choice in self.choices}

    @property
    def needs(self) -> list[str]:
        """The names of the notebook that its answer is computed from."""
        return _parameters(self.answer) if callable(self.answer) else []

    def compute(self, names: Mapping):
        """The answer, computed from a notebook's ``names`` where it is not given.

        Raises:
            NameError: a name is not there yet.
            Exception: whatever the computation raises.
        """
        if not callable(self.answer):
            return self.answer
        for name in self.needs:
            if name not in names:
                raise NameError(f"name '{name}' is not defined")  # Python's own words
        return self.answer(*(names[name] for name in self.needs))

    def read(self, text: str, answer, again=False, compute: Callable = float):
        """What was said, as a value that can be compared with ``answer``.

        Args:
            again: whether it was taken before: then a bare size is a shape of one axis.
            compute: the number of a text such as "sqrt(1000)"; a ValueError where it is none.

        Raises:
            ValueError: in one line, what was to be written or chosen.
        """
        if self.options is not None:
            if text not in self.options:
                raise ValueError(
                    _("Expected one of the choices. Received: {text}").format(text=text[:60])
                )
            return text
        shape, plain = isinstance(answer, tuple), _plain(text)
        if shape and not again and re.fullmatch(r"-?\d{1,9}|\(\s*-?\d{1,9}\s*\)", plain):
            raise ValueError(
                _("Expected a shape such as (7, 5). Received: {n}. For one axis write ({n},).")
                .format(n=plain.strip("() "))
            )  # fmt: skip
        try:
            return _shape(_commas(plain)) if shape else _number(_unwrapped(plain), answer, compute)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            wanted = (
                _("Expected a shape such as (7, 5), or () for a single number. Received: {text}")
                if shape
                else _("Expected a number. Received: {text}")
            )
            line = wanted.format(text=text[:60])
            if re.fullmatch(r"[^\W\d_]+", text.replace(" ", "")):
                line += ". " + _("Write it in digits, such as 7.")
            raise ValueError(line) from None

    def is_right(self, said, answer) -> bool:
        """Does what was said, as `read` gives it, equal the answer?"""
        if _of(self.also, said):
            return True
        return _equal(said, answer if self.options is None else kept(answer))

    def misreading(self, said) -> str:
        """What whoever said this may have thought; "" where that is not known."""
        return _of(self.misread, said)

    def remark(self, said) -> str:
        """What there is to say to whoever said this, right or wrong; "" where there is nothing."""
        return _of(self.also, said) or self.misreading(said)


def bare(text: str) -> str:
    """Text without the backticks round its code."""
    return re.sub(r"`([^`]+)`", r"\1", text)


def spoken(value) -> str:
    """A number, shape or choice as it is written on screen."""
    if isinstance(value, tuple):
        return str(tuple(int(size) for size in value))
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        return str(value)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.6g}"


def kept(value) -> str:
    """The same, as it is kept and compared: a choice without its backticks."""
    return bare(spoken(value))


def _parameters(function: Callable) -> list[str]:
    """Those that have to be given."""
    try:
        known = inspect.signature(function).parameters.values()
    except ValueError:  # some of those written in C do not say
        return []
    given = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [one.name for one in known if one.kind in given and one.default is one.empty]


def _of(texts: Mapping, said) -> str:
    return {kept(value): text for value, text in texts.items()}.get(kept(said), "")


def _plain(text: str) -> str:
    """As Python writes it: without "=" before it, a true minus sign, a space behind a minus."""
    text = text.strip().removeprefix("=").strip().replace("−", "-")
    return re.sub(r"-\s+(?=\d)", "-", text)


def _commas(text: str) -> str:
    """A shape with commas, where something else stands between its sizes: 1x8x8, 1 × 8 × 8, 1 8 8.

    Where a space may as well stand between thousands, as in 1 437, it stays.
    """
    inner = text[1:-1].strip() if text[:1] + text[-1:] in ("()", "[]") else text
    sizes = re.split(r"\s*[x×X]\s*", inner)
    if len(sizes) == 1:
        sizes = inner.split()
        if any(re.fullmatch(r"\d{3}", size) for size in sizes[1:]):
            return text
    whole = len(sizes) > 1 and all(re.fullmatch(r"-?\d+", size) for size in sizes)
    return ", ".join(sizes) if whole else text


def _unwrapped(text: str) -> str:
    """A number without brackets round it."""
    inside = text[1:-1].strip() if text[:1] + text[-1:] in ("()", "[]") else text
    return text if inside.endswith(",") else inside  # (3,) is a shape


def _shape(text: str) -> tuple:
    value = ast.literal_eval(f"({text})")
    value = tuple(value) if isinstance(value, list | tuple) else (value,)
    if any(type(size) is not int for size in value):
        raise ValueError(text)
    return value


def _number(text: str, answer, compute) -> float:
    readings = []  # 1,797 can be read in two ways
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        readings.append(text.replace(",", ""))
    if "," not in text or (text.count(",") == 1 and "." not in text):
        readings.append(text.replace(",", "."))
    try:
        values = [float(reading) for reading in readings]
    except ValueError:
        values = []
    if not values:
        values = [compute(text)]
        if _is_count(answer) and not values[0].is_integer():
            raise ValueError(text)
    # a count is a whole number, so there 1,797 is one
    usual = values[0] if _is_count(answer) else values[-1]
    value = next((value for value in values if _equal(value, answer)), usual)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _is_count(answer) -> bool:
    import numpy as np

    return getattr(answer, "dtype", np.asarray(answer).dtype).kind in "biu"


def _equal(said, answer) -> bool:
    if isinstance(answer, tuple | str):
        return said == answer
    if _is_count(answer):  # a count is exact
        return said == int(answer)
    return math.isclose(said, float(answer), rel_tol=1e-3, abs_tol=1e-9)
