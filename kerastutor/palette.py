"""The colours of everything that this project shows: one file, palette.json, serves matplotlib, CSS
and JavaScript. A role is (in a light theme, in a dark one); a scale runs from low to high."""

import functools
import json
from pathlib import Path

_FILE = Path(__file__).with_name("palette.json")


@functools.cache
def _palette() -> dict:
    return json.loads(_FILE.read_text("utf-8"))


def role(name: str, dark: bool = False) -> str:
    """The colour of a meaning, such as "yours" or "gradient", as #rrggbb."""
    return _palette()["roles"][name][dark]


def scale(name: str) -> list[str]:
    """The colours of a scale of values, low to high, as #rrggbb."""
    return list(_palette()["scales"][name])


def categories() -> list[str]:
    """24 colours of indices, labels and words, which are no scale: Okabe and Ito's, then paler."""
    return [
        "#" + "".join(f"{round(255 - 0.58**n * (255 - v)):02x}" for v in bytes.fromhex(colour[1:]))
        for n in range(3)
        for colour in _palette()["categorical"]
    ]


def css() -> str:
    """Every role as a variable --kt-…, for both themes."""
    light, dark = (
        "".join(f"--kt-{name}:{pair[n]};" for name, pair in _palette()["roles"].items())
        for n in (0, 1)
    )
    light, dark = "color-scheme:light;" + light, "color-scheme:dark;" + dark  # of check boxes, too
    return f".kt-explorer{{{light}}}\n{DARK.format(inside='.kt-explorer')}{{{dark}}}\n"


#: What a dark page looks like to CSS, in JupyterLab and in Voila.
DARK = ':is(body[data-jp-theme-light="false"], body.theme-dark) {inside}'


def javascript() -> str:
    """The scales and categories as constants."""
    chosen = {"scales": _palette()["scales"], "categorical": categories()}
    return f"const PALETTE = {json.dumps(chosen)};"


def matplotlib() -> dict:
    """A matplotlib style (rcParams), for figures on white paper."""
    from matplotlib import cycler

    return {
        "axes.edgecolor": role("line"),
        "axes.labelcolor": role("ink"),
        "axes.prop_cycle": cycler(color=[role(name) for name in ("keras", "yours", "validation")]),
        "axes.titlecolor": role("ink"),
        "grid.color": role("line"),
        "text.color": role("ink"),
        "xtick.color": role("soft"),
        "ytick.color": role("soft"),
    }
