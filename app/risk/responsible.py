"""The people on each rung of the ladder, as things are at this moment."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app import care
from app.care import Clinician, Relation
from app.risk.alerts import Alert, Rung
from app.security import Permission, Role, User

Ladder = dict[Rung, list[User]]


def ladder_for(session: Session, client_id: UUID, service_id: UUID, *, on: date) -> Ladder:
    """Who stands on each rung for this client on that day.

    Own clinician and cover only when at work. The duty team and the leads whether at work or not:
    somebody of them always has to see to it that the rota is kept.
    """
    own = care.clinicians_of(session, client_id, Relation.OWN, on=on)[:1]
    cover = care.clinicians_of(session, client_id, Relation.COVER, on=on)
    staff = _staff_of(session, service_id, on=on)
    return {
        Rung.OWNER: _at_work(session, own, on=on),
        Rung.COVER: _at_work(session, cover, on=on),
        Rung.DUTY: [user for user in staff if Role.DUTY in user.roles],
        Rung.LEAD: [user for user in staff if Role.SERVICE_LEAD in user.roles],
    }


def owner_for(session: Session, client_id: UUID, *, on: date) -> Clinician | None:
    """The client's own clinician; the newest, when there are several."""
    return next(iter(care.clinicians_of(session, client_id, Relation.OWN, on=on)), None)


def responsible_for(session: Session, alert: Alert, *, on: date) -> list[User]:
    """Who has to act on the alert today. Never nobody while anybody could (SAF-09).

    Where a service has nobody at all left, those who manage its people must know of it.
    """
    acting = select(User).where(User.id == alert.acting_by, User.id.not_in(has_gone(on=on)))
    if alert.acting_by and (user := session.scalar(acting)):
        return [user]
    ladder = ladder_for(session, alert.client_id, alert.service_id, on=on)
    return ladder[alert.rung] or _anybody(session, ladder)


def has_gone(*, on: date) -> Select[UUID]:
    """The ids of those who work here no more: a closed account, or a last day that is over."""
    gone = select(User.id).outerjoin(Clinician, Clinician.user_id == User.id)
    return gone.where(or_(~User.active, Clinician.left_on <= on))


def _staff_of(session: Session, service_id: UUID, *, on: date) -> list[User]:
    """Everybody in the service with an open account."""
    found = (
        select(User)
        .join(Clinician, Clinician.user_id == User.id)
        .where(Clinician.service_id == service_id, User.active)
        .where(or_(Clinician.left_on.is_(None), Clinician.left_on > on))
        .order_by(User.created_at, User.id)
    )
    return list(session.scalars(found))


def _anybody(session: Session, ladder: Ladder) -> list[User]:
    nearest = next((users for users in reversed(ladder.values()) if users), None)
    return nearest or _who_manages_people(session)


def _who_manages_people(session: Session) -> list[User]:
    everybody = session.scalars(select(User).where(User.active).order_by(User.created_at))
    return [user for user in everybody if user.may(Permission.MANAGE_PEOPLE)]


def _at_work(session: Session, clinicians: Sequence[Clinician], *, on: date) -> list[User]:
    return [one.user for one in clinicians if care.is_at_work(session, one, on=on)]
