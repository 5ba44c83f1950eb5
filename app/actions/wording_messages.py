"""The words of messages, as a service writes them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import outbox, security
from app.actions.asking import NotAChange, SomebodyChangedIt
from app.outbox import Channel, MessageKind, MessageText, TextFault
from app.security import Actor


class NotWords(Exception):
    """The words cannot be sent; says everything that is wrong with them."""

    def __init__(self, faults: Sequence[TextFault]) -> None:
        super().__init__(", ".join(fault.value for fault in faults))
        self.faults = faults


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
    _add_version(session, made)
    detail = f"{kind} {channel} {language} version {made.version}"
    security.audit(session, "message_text.changed", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def _add_version(session: Session, made: MessageText) -> None:
    """Store it if it follows the newest one."""
    newest = select(func.max(MessageText.version)).where(
        MessageText.service_id == made.service_id,
        MessageText.kind == made.kind,
        MessageText.channel == made.channel,
        MessageText.language == made.language,
    )
    if (session.scalar(newest) or 0) + 1 != made.version:
        raise SomebodyChangedIt
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise SomebodyChangedIt from error
