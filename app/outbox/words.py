"""The words of a message: a service's own or those that we ship, and what no words may say."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from babel import Locale
from babel.dates import format_date
from sqlalchemy.orm import Session

from app.outbox.kinds import Channel, MessageKind
from app.outbox.texts import newest_text

SHIPPED = Path(__file__).with_name("shipped")
FALL_BACK = "en"
PLACEHOLDERS = frozenset({"link", "last_day"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# A link as long as they get, for counting.
LONGEST_LINK = "https://" + "x" * 20 + ".nhs.uk/c/" + "x" * 22
MOST_LETTERS = {Channel.SMS: 160, Channel.EMAIL: 4000, Channel.LETTER: 2500}
# What a text message may be in a script that needs two bytes a letter: three parts of 67.
MOST_WIDE_LETTERS = 3 * 67
MOST_LETTERS_IN_SUBJECT = 60
# English alone may write the month first, as in America.
DATES_AS_IN = {"en": "en-GB"}
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@dataclass(frozen=True)
class Words:
    """What a message says, with places for its link and the last day on which it works."""

    subject: str
    body: str
    language: str

    def filled(self, *, link: str, last_day: str) -> str:
        """The body as somebody reads it."""
        return self.body.replace("{last_day}", last_day).replace("{link}", link)


class FaultKind(StrEnum):
    """What can be wrong with new words. A closed list, so that pages translate it."""

    EMPTY = "empty"
    NO_SUBJECT = "no_subject"
    NO_LINK = "no_link"
    TWO_LINKS = "two_links"
    OTHER_LINK = "other_link"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    TOO_LONG = "too_long"
    TELLING = "telling"


@dataclass(frozen=True)
class Fault:
    """Something that must be put right before words are used, and where it shows."""

    kind: FaultKind
    detail: str = ""


def words_for(
    session: Session,
    service_id: UUID,
    kind: MessageKind,
    channel: Channel,
    language: str,
    *,
    is_plain: bool = False,
) -> Words:
    """The newest words of the service, or the ones that we ship; in English if need be.

    Who wants nobody named as the sender gets the plain words that we ship, as a service's own may
    name it.
    """
    for theirs in (language, FALL_BACK):
        own = None if is_plain else newest_text(session, service_id, kind, channel, theirs)
        if own is not None:
            return Words(own.subject, own.body, theirs)
        if shipped := shipped_words(kind, channel, theirs, is_plain=is_plain):
            return shipped
    raise AssertionError("every kind and channel has words in English")


def shipped_words(
    kind: MessageKind, channel: Channel, language: str, *, is_plain: bool = False
) -> Words | None:
    """The words that come with the portal; None in a language that it has none in."""
    text = _file(language).get(channel, {}).get(kind)
    if text is None:
        return None
    body = text.get("plain", text["body"]) if is_plain else text["body"]
    return Words(text.get("subject", ""), body.strip(), language)


def shipped_languages() -> list[str]:
    """The languages that the portal has words in."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def faults_in(subject: str, body: str, *, channel: Channel, language: str) -> list[Fault]:
    """Everything that speaks against these words (EQ-13); empty when they may be used."""
    if not body.strip():
        return [Fault(FaultKind.EMPTY)]
    return [
        *_subject_faults(subject, channel),
        *_placeholder_faults(subject, body),
        *_length_faults(body, channel, language),
        *_telling_faults(f"{subject}\n{body}", language),
    ]


def letters_in(body: str, language: str) -> int:
    """How long the body is once the longest link and day stand in it."""
    return len(Words("", body, language).filled(link=LONGEST_LINK, last_day=_longest_day(language)))


def day_in_words(day: date, channel: Channel, language: str) -> str:
    """The day as a message says it. A text message has no room for the year."""
    shape = "d MMMM" if channel is Channel.SMS else "d MMMM y"
    locale = Locale.parse(DATES_AS_IN.get(language, language), sep="-")
    return format_date(day, shape, locale)


def is_gsm_7(text: str) -> bool:
    """Whether a text message holds 160 of these letters, and not only 70."""
    return set(PLACEHOLDER.sub("", text)) <= GSM_7


def _subject_faults(subject: str, channel: Channel) -> list[Fault]:
    if channel is Channel.SMS:
        return []
    if not subject.strip():
        return [Fault(FaultKind.NO_SUBJECT)]
    return [Fault(FaultKind.TOO_LONG, subject)] if len(subject) > MOST_LETTERS_IN_SUBJECT else []


def _placeholder_faults(subject: str, body: str) -> list[Fault]:
    links = body.count("{link}")
    unknown = [name for name in PLACEHOLDER.findall(body) if name not in PLACEHOLDERS]
    unknown += PLACEHOLDER.findall(subject)
    faults = {
        Fault(FaultKind.NO_LINK): links == 0,
        Fault(FaultKind.TWO_LINKS): links > 1,
        Fault(FaultKind.OTHER_LINK): bool(re.search(r"https?:|www\.", subject + body, re.I)),
    }
    found = [fault for fault, true in faults.items() if true]
    return found + [Fault(FaultKind.UNKNOWN_PLACEHOLDER, name) for name in unknown]


def _longest_day(language: str) -> str:
    days = [date(2026, month, 28) for month in range(1, 13)]
    return max((day_in_words(day, Channel.SMS, language) for day in days), key=len)


def _length_faults(body: str, channel: Channel, language: str) -> list[Fault]:
    most = MOST_LETTERS[channel]
    if channel is Channel.SMS and not is_gsm_7(body):
        most = MOST_WIDE_LETTERS
    letters = letters_in(body, language)
    return [Fault(FaultKind.TOO_LONG, f"{letters} > {most}")] if letters > most else []


def _telling_faults(text: str, language: str) -> list[Fault]:
    """Words that tell of care, or press: in the reader's language, and in English."""
    found = {word.lower() for tongue in (language, FALL_BACK) for word in _telling(text, tongue)}
    return [Fault(FaultKind.TELLING, word) for word in sorted(found)]


def _telling(text: str, language: str) -> list[str]:
    banned = "|".join(re.escape(word) for word in _file(language).get("banned", []))
    if not banned:
        return []
    # Arabic joins "the" and "and" to a word: there it may begin anywhere.
    begins = "" if language == "ar" else r"(?<!\w)"
    return re.findall(rf"{begins}(?:{banned})\w*", PLACEHOLDER.sub(" ", text), re.I)


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in shipped_languages():
        return {}
    return tomllib.loads((SHIPPED / f"{language}.toml").read_text(encoding="utf-8"))
