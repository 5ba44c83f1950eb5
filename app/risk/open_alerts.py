"""Which alerts somebody may see: their clients', and on duty or as lead the whole service's."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, selectinload

from app import care
from app.care import Client, Clinician, Relation
from app.risk.alerts import Alert, Rung
from app.risk.responsible import cannot_act
from app.scheduling import CheckIn
from app.security import Role

SEES_THE_SERVICE = frozenset({Role.DUTY, Role.SERVICE_LEAD})


def open_alerts_for(session: Session, clinician: Clinician, *, on: date) -> list[Alert]:
    """Every alert that is not closed and this colleague may see, the first due on top.

    Whoever is on duty, or leads, sees all of their service: the list is the record, and no message
    and no worker has to arrive for it to be whole (SAF-10).
    """
    loaded = _open(_may_see(clinician, on=on)).options(
        selectinload(Alert.answers),
        selectinload(Alert.steps),
        selectinload(Alert.client),
        selectinload(Alert.check_in).selectinload(CheckIn.assignments),
    )
    return list(session.scalars(loaded))


def own_alerts(session: Session, clinician: Clinician, *, on: date) -> list[Alert]:
    """Those that this colleague has to act on: in hand, or waiting on a rung where they stand.

    One query, as every clinical page asks for it.
    """
    found = _open(_may_see(clinician, on=on), _is_up_to(clinician, on=on))
    return list(session.scalars(found))


def find_alert(
    session: Session, alert_id: UUID, *, seen_by: Clinician, on: date,
    closed_since: datetime | None = None,
) -> Alert | None:  # fmt: skip
    """The alert, or None: no such alert, or none that this colleague may see. No difference.

    The duty team and leads see closed ones no more, unless they took part in them; `closed_since`
    is for whoever had one before them when somebody else closed it.
    """
    took_part = or_(Alert.acting_by == seen_by.user_id, Alert.closed_by == seen_by.user_id)
    is_open: ColumnElement[bool] = Alert.closed_at.is_(None)
    if closed_since:
        is_open = or_(is_open, Alert.closed_at >= closed_since)
    is_theirs = or_(_is_their_client(seen_by, on=on), is_open, took_part)
    found = select(Alert).where(Alert.id == alert_id, _may_see(seen_by, on=on), is_theirs)
    return session.scalar(found)


def alerts_of(
    session: Session, client_ids: Collection[UUID], *, since: datetime | None = None,
    only_open: bool = False,
) -> list[Alert]:  # fmt: skip
    """The alerts of these clients, which the caller may see, the newest first.

    Not those of answers that were set aside: they are nobody's record.
    """
    found = select(Alert).where(Alert.client_id.in_(client_ids), _is_of_record())
    if only_open:
        found = found.where(Alert.closed_at.is_(None))
    if since is not None:
        found = found.where(Alert.raised_at >= since)
    newest = found.order_by(Alert.raised_at.desc(), Alert.id)
    return list(session.scalars(newest.options(selectinload(Alert.steps))))


def alert_before(session: Session, alert: Alert) -> Alert | None:
    """The client's last alert before this one."""
    earlier = select(Alert).where(Alert.client_id == alert.client_id, Alert.id != alert.id)
    earlier = earlier.where(Alert.raised_at < alert.raised_at, _is_of_record())
    return session.scalar(earlier.order_by(Alert.raised_at.desc()).limit(1))


def _is_of_record() -> ColumnElement[bool]:
    """Whether the answers are the client's. Once set aside they are not, and still need acting."""
    filed = select(CheckIn.id).where(
        CheckIn.id == Alert.check_in_id, CheckIn.client_id == Alert.client_id
    )
    return filed.correlate(Alert).exists()


def _open(*conditions: ColumnElement[bool]) -> Select[Alert]:
    found = select(Alert).where(Alert.closed_at.is_(None), *conditions)
    return found.order_by(Alert.acting_at.is_not(None), Alert.acknowledge_by, Alert.id)


def _may_see(clinician: Clinician, *, on: date) -> ColumnElement[bool]:
    is_theirs = _is_their_client(clinician, on=on)
    if SEES_THE_SERVICE.isdisjoint(clinician.user.roles):
        return is_theirs
    return or_(is_theirs, Alert.service_id == clinician.service_id)


def _is_their_client(clinician: Clinician, *, on: date) -> ColumnElement[bool]:
    their_client = select(Client.id).where(
        and_(Client.id == Alert.client_id, care.may_see(clinician, on=on))
    )
    return their_client.correlate(Alert).exists()


def _is_up_to(clinician: Clinician, *, on: date) -> ColumnElement[bool]:
    roles, in_service = clinician.user.roles, Alert.service_id == clinician.service_id
    covers = care.clients_with(clinician, Relation.COVER, on=on)
    rungs = {
        Rung.OWNER: Alert.owner_id == clinician.id,
        Rung.COVER: Alert.client_id.in_(covers),
        Rung.DUTY: in_service if Role.DUTY in roles else false(),
        Rung.LEAD: in_service if Role.SERVICE_LEAD in roles else false(),
    }
    stands_there = or_(*((Alert.rung == rung) & mine for rung, mine in rungs.items()))
    is_free = or_(Alert.acting_by.is_(None), Alert.acting_by.in_(cannot_act(on=on)))
    return or_(Alert.acting_by == clinician.user_id, is_free & stands_there)
