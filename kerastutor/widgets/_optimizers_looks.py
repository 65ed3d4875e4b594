"""How the path of each optimizer looks: a colour, a dash and a sign, so that none tells alone."""

from dataclasses import dataclass

#: The name of the learner's own path.
YOURS = "yours"


@dataclass(frozen=True)
class Look:
    """A role of palette.json, a dash of `Curve` and the sides of a sign of `Heads`."""

    role: str
    dash: str = ""
    sides: int = 0


LOOKS = {
    "SGD": Look("path-grey", "dots", -3),
    "momentum": Look("path-vermilion", "dash", 4),
    "Nesterov": Look("path-orange", "dashdot", -4),
    "RMSprop": Look("path-yellow", "long", 3),
    "Adam": Look("path-blue", "", 0),
    "AdamW": Look("path-sky", "pairs", 5),
    "Adagrad": Look("path-green", "dash", 6),
    "Lion": Look("path-green", "dots", -5),
    "Adam, uncorrected": Look("path-purple", "dashdot", 6),
}


def look_of(name, reference="") -> Look:
    """Yours is magenta; what it is compared with is in ink, as all that Keras says."""
    if name == YOURS:
        return Look("yours")
    if name == reference:
        return Look("keras", "", LOOKS[name].sides if name in LOOKS else 0)
    return LOOKS[name]
