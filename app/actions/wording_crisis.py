"""What a service says to somebody in danger: written by one person, shown once another agrees."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import risk, security
from app.actions.changing import HasFaults, NotAChange, add_version
from app.risk import CrisisText, CrisisWords
from app.security import Actor, User


class NotCrisisWords(HasFaults):
    """The words cannot be shown; says everything that is wrong with them."""


class ApprovedByItsAuthor(Exception):
    """Two people stand for these words: whoever wrote them cannot approve them."""


class NotTheNewest(Exception):
    """A newer version is live or waits, or this one was approved already."""


def write_crisis_words(
    session: Session, service_id: UUID, text: CrisisText, *, changes: int, reason: str, by: Actor,
    at: datetime,
) -> CrisisWords:  # fmt: skip
    """A new version, which nobody is shown until somebody else has approved it.

    `changes` is the version that was looked at, 0 for none. Raises NotCrisisWords, NotAChange
    without a reason, or SomebodyChangedIt.
    """
    if faults := risk.crisis_faults(text):
        raise NotCrisisWords(faults)
    if not reason.strip():
        raise NotAChange
    made = CrisisWords(
        service_id=service_id, language=text.language, version=changes + 1, heading=text.heading,
        body=text.body, line_name=text.line_name, line_phone=text.line_phone,
        line_hours=text.line_hours, reason=reason.strip(), made_at=at, made_by=by.id,
    )  # fmt: skip
    add_version(session, made, of=("service_id", "language"))
    detail = f"{made.language} version {made.version}"
    security.audit(session, "crisis_words.written", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def approve_crisis_words(session: Session, words_id: UUID, *, user: User, at: datetime) -> None:
    """Show these words from now on. Raises ApprovedByItsAuthor or NotTheNewest."""
    words = risk.hold_crisis_words(session, words_id)
    newest = risk.crisis_versions(session, [words.service_id], words.language)[0]
    if words.approved_at or newest.id != words.id:
        raise NotTheNewest
    if words.made_by == user.id:
        raise ApprovedByItsAuthor
    words.approved_at, words.approved_by = at, user.id
    detail = f"{words.language} version {words.version}"
    by = user.actor
    security.audit(session, "crisis_words.approved", subject=words, by=by, at=at, detail=detail)
    session.commit()
