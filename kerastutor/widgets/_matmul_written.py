"""How a cell of a matrix product is written out: its products, and their sum."""

import numpy as np

from .stage.grids import in_brackets, number

#: How many products are written out, fewer and fewer: of the first, and round the newest.
_SHORTER = ((2, 5), (2, 4), (1, 4), (1, 3), (1, 2), (0, 2), (0, 1))
#: A sum of so few products is never shortened: they stand one under another.
_FEW = 4


def sum_parts(pairs, k, total, most, characters) -> tuple[tuple[str, str], ...]:
    """The sum as the parts of a formula: (text, look).

    The newest product is underlined, those to come are faded. No formula breaks in its middle:
    where the sum has more than ``most`` products, or is longer than so many ``characters``, some
    are left out; a few stand wholly one under another.
    """
    texts, size = [product_text(*pair) for pair in pairs], len(pairs)
    result = f"{total_text(pairs[:k], total)}{'' if k == size else ' …'}"
    if size <= _FEW:  # reckoned with a long total: while one plays, the lines stay
        sign = " + " if sum(map(len, texts)) + 3 * size + 10 <= characters else "\n+ "
        return _parts(texts, k, result, range(size), sign)
    offered = [(size, 0)] if size <= most else []
    for head, round_it in [*offered, *_SHORTER]:
        if head + round_it >= size:
            head, round_it = size, 0
        end = min(max(k + min(2, round_it // 2), head + round_it), size)
        parts = _parts(texts, k, result, [*range(head), *range(end - round_it, end)])
        if sum(len(text) for text, _look in parts) <= characters:
            break
    return parts


def _parts(texts, k, result, near, sign=" + "):
    """The products at the places ``near``, and the result."""
    parts, size = [], len(texts)
    for place, n in enumerate(near):
        gap = n != (near[place - 1] + 1 if place else 0)
        if place:
            parts.append((sign, "dim" if n >= k and not gap else ""))
        if gap:
            parts.append(("… + ", "dim" if n > k else ""))
        look = "dim" if n >= k else "now" if n == k - 1 and k < size else ""
        parts.append((texts[n], look))
    if near and near[-1] < size - 1:
        parts.append((" + …", "dim"))
    parts.append((sign.replace("+ ", "") + result, "strong"))
    return tuple(parts)


def product_text(x, y) -> str:
    """Both factors as they are drawn, negative ones between brackets."""
    return f"{in_brackets(number(x))}·{in_brackets(number(y))}"


def total_text(pairs, total) -> str:
    """A sum as it follows from the factors that are written: "= −11.91".

    With as many digits as it takes. Where the factors are written with less than all of their
    digits, the sum of what is written is only nearly this: "≈ −0.281".
    """
    factors = np.array([value for pair in pairs for value in pair])
    if factors.dtype.kind not in "iuf" or not np.isfinite(factors).all():
        return f"= {number(total)}"
    written = [number(value) for value in factors.tolist()]
    read = np.array([float(text.replace("−", "-")) for text in written])
    if not np.allclose(read, factors, rtol=1e-6, atol=0):
        return f"≈ {number(total)}"
    exact = float((read[::2] * read[1::2]).sum())
    noise = 1e-6 * (np.abs(read[::2] * read[1::2]).sum() or 1.0)
    if not abs(exact - float(total)) <= noise:  # it overflowed, or wrapped
        return f"= {number(total)}"
    if isinstance(total, int | np.integer):
        return f"= {number(total)}"
    texts = (number(exact, digits) for digits in range(3, 17))
    close = (text for text in texts if abs(float(text.replace("−", "-")) - exact) <= noise)
    return f"= {next(close, number(total))}"
