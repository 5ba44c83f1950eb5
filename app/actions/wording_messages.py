"""The words of messages: written by one person, sent once another has agreed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import outbox, security
from app.actions.changing import HasFaults, NotAChange, add_version
from app.actions.wording_crisis import ApprovedByItsAuthor, NotTheNewest
from app.outbox import Channel, MessageKind, MessageText
from app.security import Actor, User


class NotWords(HasFaults):
    """The words cannot be sent; says everything that is wrong with them."""


def change_message_text(
    session: Session,
    service_id: UUID,
    kind: MessageKind,
    channel: Channel,
    language: str,
    *,
    subject: str,
    body: str,
    changes: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> MessageText:
    """A new version of the words of a message, which is not sent before somebody approves it.

    Older ones stay, to be read and gone back to; the last approved one is sent meanwhile.
    `changes` is the version that was looked at, 0 for the shipped words. Raises NotWords,
    NotAChange without a reason, or SomebodyChangedIt.
    """
    if faults := outbox.text_faults(kind, channel, language, subject, body):
        raise NotWords(faults)
    if not reason.strip():
        raise NotAChange
    made = MessageText(
        service_id=service_id, kind=kind, channel=channel, language=language,
        version=changes + 1, subject=subject.strip(), body=body.strip(), reason=reason.strip(),
        made_at=at, made_by=by.id,
    )  # fmt: skip
    add_version(session, made, of=("service_id", "kind", "channel", "language"))
    detail = f"{kind} {channel} {language} version {made.version}"
    security.audit(session, "message_text.changed", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def approve_message_text(session: Session, text_id: UUID, *, user: User, at: datetime) -> None:
    """Send these words from now on (SAF-13). Raises ApprovedByItsAuthor or NotTheNewest."""
    text = outbox.hold_text(session, text_id)
    place = (text.service_id, text.kind, text.channel, text.language)
    newest = outbox.text_versions(session, *place)[0]
    if text.approved_at or newest.id != text.id:
        raise NotTheNewest
    if text.made_by == user.id:
        raise ApprovedByItsAuthor
    text.approved_at, text.approved_by = at, user.id
    detail = f"{text.kind} {text.channel} {text.language} version {text.version}"
    security.audit(
        session, "message_text.approved", subject=text, by=user.actor, at=at, detail=detail
    )
    session.commit()
