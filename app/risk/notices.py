"""Telling staff that there is something to look at: a pointer to the page, never the record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import outbox
from app.db import Base, choice
from app.risk.alerts import Alert, Rung
from app.risk.responsible import responsible_for
from app.security import User

SEND_NOTICE = "send_notice"

SUBJECT = "Heard: there is something to look at"
BODY = "There is something to look at in Heard. Please sign in and open it:\n\n{link}\n"


class AlertNotice(Base):
    """One message that told one colleague of an alert. Sent is not seen: only opening it is."""

    __tablename__ = "alert_notice"
    __table_args__ = (UniqueConstraint("alert_id", "user_id", "rung"),)

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    rung: Mapped[Rung] = mapped_column(choice(Rung))
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")

    alert: Mapped[Alert] = relationship()
    user: Mapped[User] = relationship()


def tell(session: Session, alert: Alert, *, on: date, at: datetime) -> list[User]:
    """Queue a notice to everybody who has to act now and was not told of it on this rung."""
    told = set(
        session.scalars(
            select(AlertNotice.user_id).where(
                AlertNotice.alert_id == alert.id, AlertNotice.rung == alert.rung
            )
        )
    )
    users = [u for u in responsible_for(session, alert, on=on) if u.id not in told]
    for user in users:
        notice = AlertNotice(alert_id=alert.id, user_id=user.id, rung=alert.rung, made_at=at)
        session.add(notice)
        payload = {"notice_id": str(notice.id)}
        outbox.add_job(session, SEND_NOTICE, payload, key=f"{SEND_NOTICE}:{notice.id}", due_at=at)
    return users


def find_notice(session: Session, notice_id: UUID) -> AlertNotice | None:
    """The notice, with its alert and its reader, as they are now."""
    found = select(AlertNotice).where(AlertNotice.id == notice_id)
    return session.scalar(found.execution_options(populate_existing=True))


def mark_opened(session: Session, alert: Alert, user: User, *, at: datetime) -> None:
    """They have the alert before them: what told them of it has arrived."""
    session.execute(
        update(AlertNotice)
        .where(AlertNotice.alert_id == alert.id, AlertNotice.user_id == user.id)
        .where(AlertNotice.opened_at.is_(None))
        .values(opened_at=at)
    )
