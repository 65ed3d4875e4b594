"""What came of an examination: a record that goes to JSON and back.

A failed check shows one to the learner; a gradebook stores one.
"""

from dataclasses import dataclass, fields

from kerastutor.i18n import _
from kerastutor.learner import wire
from kerastutor.learner.words import short

RIGHT = "right"
WRONG = "wrong"
NOT_ATTEMPTED = "not attempted"
FORBIDDEN = "forbidden"
TOO_SLOW = "too slow"
DIED = "died"
STATUSES = (RIGHT, WRONG, NOT_ATTEMPTED, FORBIDDEN, TOO_SLOW, DIED)
# The bytes of a value that a stored verdict keeps; of a larger one it keeps the description.
MOST_KEPT = 200_000
_VALUES = ("given", "expected", "received", "steps")


@dataclass(frozen=True, eq=False, kw_only=True)
class Verdict:
    """What is to be said of one answer.

    Attributes:
        exercise: its name.
        seed: the numbers and shapes it was examined with.
        status: one of STATUSES.
        cases: how many cases agreed, or were tried.
        headline: one sentence on what is wrong; "" when right.
        given: the arguments of the case that is shown, by name; None where no case is.
        expected: the reference's result for it, plain data; a Raised where it is to raise.
        received: the answer's.
        steps: how either comes about, (name, expected, received) each; none for most exercises.
        line: where the learner's code raised, such as "3: return eye[labels]".
        mistake: the name of the mistake, if it is one we know, else "".
        advice: what to do.
        notes: what costs nothing, but is worth knowing.
        oracle: what it was compared with; "" where nothing was.
    """

    exercise: str
    seed: int
    status: str
    cases: int = 0
    headline: str = ""
    given: dict | None = None
    expected: object = None
    received: object = None
    steps: tuple[tuple, ...] = ()
    line: str = ""
    mistake: str = ""
    advice: str = ""
    notes: tuple[str, ...] = ()
    oracle: str = ""

    @property
    def is_right(self) -> bool:
        return self.status == RIGHT

    def to_json(self) -> dict:
        """What `json.dumps` takes."""
        written = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in _VALUES:
            written[name] = _kept(written[name])
        return {**written, "notes": list(self.notes)}

    @classmethod
    def from_json(cls, written: dict) -> "Verdict":
        """The verdict that `to_json` wrote.

        Raises:
            ValueError: it is not in that form.
        """
        known = {field.name: field.type for field in fields(cls)}
        if type(written) is not dict or written.keys() != known.keys():
            raise ValueError(
                _("Expected a verdict with {known}. Received: {written}").format(
                    known=", ".join(known), written=short(written)
                )
            )
        if written["status"] not in STATUSES:
            raise ValueError(
                _("Expected a status of {known}. Received: {status}").format(
                    known=", ".join(STATUSES), status=short(written["status"])
                )
            )
        values = {name: wire.from_json(written[name]) for name in _VALUES}
        return cls(**{**written, **values, "notes": tuple(written["notes"])})


def _kept(value):
    text = wire.to_json(value)
    if len(text[1]) + len(str(text[0])) <= MOST_KEPT:
        return text
    if type(value) is dict:
        return wire.to_json({name: _summary(item) for name, item in value.items()})
    return wire.to_json(_summary(value))


def _summary(value):
    """A large value's description in its place."""
    if len(wire.encode(value)) <= MOST_KEPT // 10:
        return value
    return short(value)
