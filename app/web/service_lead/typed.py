"""What somebody typed about a meeting: kept as it was, whatever is wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from flask import request
from flask_babel import gettext

from app.actions import ReviewWords
from app.feedback import ExperienceReview, PointWords, ReviewPoint
from app.security import User
from config import LANGUAGES

LONGEST = 4000
LONGEST_LINE = 400

Faults = dict[str, list[str]]


@dataclass(frozen=True)
class ReviewDraft:
    """The fields of a review, and of a decision to be added, as text."""

    covers_from: str = ""
    covers_until: str = ""
    held_on: str = ""
    findings: str = ""
    changes: int = 0
    what: str = ""
    owner: str = ""
    due_on: str = ""
    outcome: str = ""
    faults: Faults = field(default_factory=dict)

    @classmethod
    def of(cls, review: ExperienceReview) -> Self:
        """What is stored."""
        return cls(
            review.covers_from.isoformat(), review.covers_until.isoformat(),
            review.held_on.isoformat() if review.held_on else "", review.findings, review.version,
        )  # fmt: skip

    @classmethod
    def sent(cls) -> Self:
        """What was typed."""
        return cls(
            covers_from=text_in("covers_from"),
            covers_until=text_in("covers_until"),
            held_on=text_in("held_on"),
            findings=text_in("findings"),
            changes=number_in("changes"),
            what=text_in("what"),
            owner=text_in("owner"),
            due_on=text_in("due_on"),
            outcome=text_in("outcome"),
        )

    def words(self, today: date) -> tuple[ReviewWords | None, Faults]:
        """What it says of the meeting, or what is wrong with it."""
        first, last = day_in(self.covers_from), day_in(self.covers_until)
        held = day_in(self.held_on)
        faults: Faults = {}
        if first is None:
            faults["covers_from"] = [gettext("Give a day")]
        if last is None:
            faults["covers_until"] = [gettext("Give a day")]
        if first and last and first > last:
            faults["covers_until"] = [gettext("Give a day that is not before the first one")]
        if self.held_on and held is None:
            faults["held_on"] = [gettext("Give a day, or none while it is being prepared")]
        if held and held > today:
            faults["held_on"] = [gettext("Give the day once the meeting has been")]
        if faults or first is None or last is None:
            return None, faults
        return ReviewWords(first, last, held, self.findings), faults

    def decision(self, people: list[User], today: date) -> tuple[User | None, date | None, Faults]:
        """Who does it and until when, or what is missing."""
        owner = next((one for one in people if str(one.id) == self.owner), None)
        due = day_in(self.due_on)
        faults: Faults = {}
        if not self.what:
            faults["what"] = [gettext("Write what is to be done")]
        if owner is None:
            faults["owner"] = [gettext("Choose who does it")]
        if due is None or due < today:
            faults["due_on"] = [gettext("Give a day from today on")]
        return owner, due, faults


def point_in(form_of: ReviewPoint | None) -> dict[str, PointWords]:
    """What was typed of a point, in every language; what is stored where nothing was sent."""
    if request.method == "POST":
        names = ("said", "did", "could_not")
        return {
            code: PointWords(*(text_in(f"{name}-{code}")[:LONGEST_LINE] for name in names))
            for code in LANGUAGES
        }
    return {code: form_of.words(code) if form_of else PointWords() for code in LANGUAGES}


def point_faults(texts: dict[str, PointWords]) -> Faults:
    """What a point lacks: in English always, in another language once it is begun."""
    found: Faults = {}
    for code, words in texts.items():
        is_begun = code == "en" or any((words.said, words.did, words.could_not))
        if is_begun and not words.said:
            found[f"said-{code}"] = [gettext("Write what people said")]
        if is_begun and not (words.did or words.could_not):
            found[f"did-{code}"] = [gettext("Write what came of it, or why nothing could")]
    return found


def text_in(name: str) -> str:
    """Lines as they were typed."""
    text = request.form.get(name, "").replace("\0", "")
    return "\n".join(text.splitlines()).strip()[:LONGEST]


def number_in(name: str) -> int:
    """A small number; -1 for what is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else -1


def id_in(name: str) -> UUID | None:
    """An id."""
    return request.form.get(name, type=UUID)


def day_in(text: str) -> date | None:
    """A day as a date field sends it, of this century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and 2000 <= day.year < 2100 else None
