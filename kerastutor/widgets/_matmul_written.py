"""How a cell of a matrix product is written out: its products, and their sum."""

import numpy as np

from .stage.grids import in_brackets, number


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
