"""What a reader has ticked and typed about a comment, kept whatever becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app import feedback
from app.feedback import FlagKind

LONGEST_NOTE = 1000
MOST_DIGITS = 6


@dataclass(frozen=True)
class Draft:
    """The reader's page as it was sent. `after` is how many decisions they had seen."""

    black: frozenset[int] = frozenset()
    reason: str = ""
    kind: FlagKind | None = None
    note: str = ""
    after: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def sent(cls, text: str) -> Self:
        """The form, with the words that this text has."""
        form = request.form
        return cls(
            black=_numbers(form.getlist("black")) & {one.number for one in feedback.words_of(text)},
            reason=typed(form, "reason"),
            kind=kind_in(form),
            note=typed(form, "note"),
            after=next(iter(_numbers([form.get("after", "")])), -1),
        )

    def everywhere(self, text: str) -> "Draft":
        """With the same words blacked out wherever they stand."""
        return replace(self, black=frozenset(feedback.same_words(text, self.black)))

    def wrong(self, where: str, words: str) -> "Draft":
        """The same, with what is missing."""
        return replace(self, faults={where: [words]})


def typed(form: "MultiDict[str, str]", name: str) -> str:
    """Several lines as they were typed, without what nobody can read."""
    text = form.get(name, "").replace("\0", "")
    return "\n".join(text.splitlines()).strip()[:LONGEST_NOTE]


def kind_in(form: "MultiDict[str, str]") -> FlagKind | None:
    """Why somebody has to look at it."""
    return next((kind for kind in FlagKind if kind == form.get("kind")), None)


def flag_faults(kind: FlagKind | None, note: str) -> dict[str, list[str]]:
    """What a flag lacks."""
    found = {}
    if kind is None:
        found["kind-danger"] = [gettext("Say what it is about")]
    if not note:
        found["note"] = [gettext("Write what the lead has to know")]
    return found


def _numbers(values: Sequence[str]) -> frozenset[int]:
    return frozenset(
        int(one) for one in values if one.isascii() and one.isdigit() and len(one) <= MOST_DIGITS
    )
