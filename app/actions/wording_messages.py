"""The words of messages, as a service writes them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import outbox, security
from app.actions.changing import HasFaults, NotAChange, add_version
from app.outbox import Channel, MessageKind, MessageText
from app.security import Actor


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
    """A new version of the words of a message; older ones stay, to be read and gone back to.

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
