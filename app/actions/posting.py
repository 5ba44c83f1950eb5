"""Letters: printed by staff, and sent once they say that they have posted them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, outbox, scheduling, security
from app.caseload import WaitingLetter
from app.outbox import Channel
from app.security import Actor


@dataclass(frozen=True, kw_only=True)
class LetterPaper:
    """What stands in every letter of this installation."""

    base_url: str
    letter_days: int

    def last_day(self, at: datetime) -> date:
        """The day that is printed; whoever posts it later only makes it longer."""
        return clock.local(at + timedelta(days=self.letter_days)).date()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter with all that stands in it: the only place where its link can be read."""

    message_id: UUID
    to: tuple[str, ...]
    language: str
    day: str
    subject: str
    before: str
    link: str
    address: str
    code: str
    after: str
    # Nobody is named as the sender.
    is_plain: bool


def print_letters(
    session: Session,
    waiting: Iterable[WaitingLetter],
    paper: LetterPaper,
    *,
    by: Actor,
    at: datetime,
) -> list[Letter]:
    """The letters as they go on paper. Each is in the audit trail, and none is sent by it."""
    letters = []
    for one in waiting:
        if not one.message.token:
            continue  # posted at this very moment
        try:
            letters.append(_letter(session, one, paper, at=at))
        except outbox.WordsWithdrawn:
            continue  # the worker takes it off the list until there are others
        detail = str(one.message.id)
        security.audit(session, "letter.printed", subject=one.client, by=by, at=at, detail=detail)
    session.commit()
    return letters


def mark_posted(
    session: Session,
    waiting: Iterable[WaitingLetter],
    paper: LetterPaper,
    *,
    by: Actor,
    at: datetime,
) -> int:
    """These have been posted: they are sent, and their tokens are gone (SEC-18). How many."""
    posted = 0
    for one in waiting:
        message = outbox.find_message(session, one.message.id, hold=True)
        if message is None or not message.is_to_post:
            continue
        message.sent_at, message.channel, message.token = at, Channel.LETTER, None
        one.opens.keep_open_until(at + timedelta(days=paper.letter_days))
        detail = Channel.LETTER.value
        security.audit(session, "message.sent", subject=message, by=by, at=at, detail=detail)
        posted += 1
    session.commit()
    return posted


def _letter(session: Session, one: WaitingLetter, paper: LetterPaper, *, at: datetime) -> Letter:
    client, token = one.client, one.message.token
    is_plain = scheduling.preference_of(session, client).is_plain
    words = outbox.words_for(
        session, one.opens.service_id, one.message.kind,
        Channel.LETTER, client.language, is_plain=is_plain,
    )  # fmt: skip
    last_day = _in_words(paper.last_day(at), words.language)
    before, after = words.on_paper(name=client.name, last_day=last_day)
    return Letter(
        message_id=one.message.id,
        to=(client.name, *client.postal_address.lines, client.postal_address.postcode),
        language=words.language,
        day=_in_words(clock.local(at).date(), words.language),
        subject=words.subject,
        before=before,
        link=f"{paper.base_url}/{one.opens.ADDRESS}/{token}",
        address=f"{paper.base_url.removeprefix('https://')}/code",
        code=scheduling.code_of(one.opens, token),
        after=after,
        is_plain=is_plain,
    )


def _in_words(day: date, language: str) -> str:
    return outbox.day_in_words(day, Channel.LETTER, language)
