"""The words of a message: a service's own, or those that we ship."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from babel import Locale
from babel.dates import format_date
from sqlalchemy.orm import Session

from app.outbox.kinds import Channel, MessageKind
from app.outbox.texts import are_shipped_withdrawn, newest_text

SHIPPED = Path(__file__).with_name("shipped")
FALL_BACK = "en"
# English alone may write the month first, as in America.
DATES_AS_IN = {"en": "en-GB"}


class WordsWithdrawn(Exception):
    """The service has withdrawn all words of this message: it cannot be sent now."""


@dataclass(frozen=True)
class Words:
    """What a message says, with places for its link and the last day on which it works, or its
    code."""

    subject: str
    body: str
    language: str

    def filled(self, *, link: str = "", last_day: str = "", code: str = "") -> str:
        """The body as somebody reads it."""
        dated = self.body.replace("{last_day}", last_day)
        return dated.replace("{code}", code).replace("{link}", link)

    def on_paper(self, *, name: str, last_day: str) -> tuple[str, str]:
        """What stands in a letter before and after the square to scan."""
        before, _square, after = self.body.replace("{last_day}", last_day).partition("{link}")
        return before.replace("{name}", name).strip(), after.replace("{name}", name).strip()


def words_for(
    session: Session,
    service_id: UUID | None,
    kind: MessageKind,
    channel: Channel,
    language: str,
    *,
    is_plain: bool = False,
) -> Words:
    """The newest words of the service, or the ones that we ship; in English if need be.

    Who wants nobody named as the sender gets the plain words that we ship, as a service's own may
    name it. Raises WordsWithdrawn where the service has withdrawn all that there were.
    """
    place = (session, service_id, kind, channel)
    for theirs in (language, FALL_BACK):
        own = None if is_plain else newest_text(*place, theirs)
        if own is not None:
            return Words(own.subject, own.body, theirs)
        shipped = shipped_words(kind, channel, theirs, is_plain=is_plain)
        if shipped and not are_shipped_withdrawn(*place, theirs):
            return shipped
    raise WordsWithdrawn(f"{kind} {channel} {language}")


def live_version(
    session: Session, service_id: UUID, kind: MessageKind, channel: Channel, language: str
) -> int | None:
    """The version of the words in exactly this language that is live: 0 for those that we ship.

    None where there are none, or all of them are withdrawn.
    """
    if own := newest_text(session, service_id, kind, channel, language):
        return own.version
    is_there = shipped_words(kind, channel, language) is not None
    withdrawn = are_shipped_withdrawn(session, service_id, kind, channel, language)
    return 0 if is_there and not withdrawn else None


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


def day_in_words(day: date, channel: Channel, language: str) -> str:
    """The day as a message says it. A text message has no room for the year."""
    shape = "d MMMM" if channel is Channel.SMS else "d MMMM y"
    locale = Locale.parse(DATES_AS_IN.get(language, language), sep="-")
    return format_date(day, shape, locale)


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in shipped_languages():
        return {}
    return tomllib.loads((SHIPPED / f"{language}.toml").read_text(encoding="utf-8"))
