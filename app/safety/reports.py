"""What people told us could harm somebody, and what became of it (SAF-22)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import outbox
from app.db import Base
from app.security import Sealed, SealedColumn

SEND_SAFETY_NOTICE = "send_safety_notice"
SUBJECT = "Heard: somebody reported a problem"
BODY = (
    "Somebody told us about a problem with Heard that could harm somebody. "
    "Please sign in and read it:\n\n{link}\n"
)


class SafetyReport(Base):
    """One report. Who made it is not kept, unless they say so in their own words."""

    __tablename__ = "safety_report"

    happened = Sealed()
    happened_sealed: SealedColumn
    contact = Sealed()
    contact_sealed: SealedColumn
    language: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(index=True)
    told_at: Mapped[datetime | None]
    # What the clinical safety officer made of it: an id of the hazard log, and what was done.
    hazard: Mapped[str | None]
    outcome = Sealed()
    outcome_sealed: SealedColumn
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[UUID | None]


def new_report(
    session: Session, *, happened: str, contact: str, language: str, at: datetime
) -> SafetyReport:
    """Keep what somebody told us, and have the clinical safety officer told."""
    report = SafetyReport(language=language, reported_at=at)
    report.happened, report.contact, report.outcome = happened, contact, None
    session.add(report)
    session.flush()
    key = f"{SEND_SAFETY_NOTICE}:{report.id}"
    outbox.add_job(session, SEND_SAFETY_NOTICE, {"report_id": str(report.id)}, key=key, due_at=at)
    return report


def reports(session: Session) -> list[SafetyReport]:
    """All of them: first what nobody has dealt with, then the newest."""
    found = session.scalars(select(SafetyReport).order_by(SafetyReport.reported_at.desc()))
    return sorted(found, key=lambda report: report.handled_at is not None)


def find_report(session: Session, report_id: UUID) -> SafetyReport | None:
    """One of them."""
    return session.get(SafetyReport, report_id)


def count_unread(session: Session) -> int:
    """How many nobody has dealt with."""
    waiting = select(func.count()).where(SafetyReport.handled_at.is_(None))
    return session.scalar(waiting) or 0
