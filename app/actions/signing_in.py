"""Staff sign in and out, fail to, and change how they do. All of it is in the audit trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import security
from app.actions.watching import bring_up_alerts
from app.security import SYSTEM, Actor, User


def record_failed_sign_in(session: Session, step: str, user: User | None, *, at: datetime) -> None:
    """Write down that somebody failed at this step, and for which account if there is one."""
    security.audit(session, "sign_in.failed", subject=user, by=SYSTEM, at=at, detail=step)
    session.commit()


def sign_out(session: Session, user: User, web_session: UUID | None, *, at: datetime) -> None:
    """End this web session; its cookie opens nothing from now on."""
    if web_session:
        security.end_web_session(session, web_session)
    security.audit(session, "sign_in.ended", subject=user, by=user.actor, at=at)
    session.commit()


def record_refusal(session: Session, page: str, *, by: Actor, at: datetime) -> None:
    """Write down that somebody asked for a page that their roles do not open."""
    security.audit(session, "page.refused", by=by, at=at, detail=page)
    session.commit()


def disable_user(session: Session, user: User, *, by: Actor, at: datetime) -> None:
    """Close the account, and end its sessions on every device at once (SEC-25).

    Alerts that waited for this person go to who comes next, in the same transaction (SAF-09).
    """
    user.active = False
    session.flush()
    security.end_web_sessions_of(session, user.id)
    bring_up_alerts(session, at=at)
    security.audit(session, "account.disabled", subject=user, by=by, at=at)
    session.commit()
