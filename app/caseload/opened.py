"""When a clinician last opened a record: the audit trail knows."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.care import Client, Clinician
from app.security import AuditEvent

OPENED = "client.viewed"


def last_opened(
    session: Session, clinician: Clinician, client_ids: Collection[UUID]
) -> dict[UUID, datetime]:
    """By client; a record that this clinician never opened is not in it."""
    rows = session.execute(openings(clinician, client_ids))
    return {client_id: at for client_id, at in rows if client_id}


def openings(clinician: Clinician, client_ids: Collection[UUID]) -> Select[UUID | None, datetime]:
    """The query behind it: client and moment."""
    return (
        select(AuditEvent.subject_id.label("client_id"), func.max(AuditEvent.at).label("at"))
        .where(AuditEvent.event == OPENED)
        .where(AuditEvent.actor_kind == "user", AuditEvent.actor_id == clinician.user_id)
        .where(AuditEvent.subject_kind == Client.__tablename__)
        .where(AuditEvent.subject_id.in_(client_ids))
        .group_by(AuditEvent.subject_id)
    )
