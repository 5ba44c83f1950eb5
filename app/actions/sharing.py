"""Colleagues see a client: for good when they take over, for a while when they cover (SEC-34)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app import care, clock, security
from app.care import (
    CareRelationship,
    Client,
    Clinician,
    Days,
    Relation,
    SharingFault,
    SharingRefused,
)
from app.security import Actor, Subject

DAY = timedelta(days=1)


def hand_over(
    session: Session,
    own: CareRelationship,
    to: Clinician,
    *,
    on: date,
    clinician: Clinician,
    at: datetime,
) -> CareRelationship:
    """From that day the client is this colleague's; up to the day before, who had them sees them.

    Supervisors and cover stay as they are. Raises SharingRefused.
    """
    others = _hold(session, own.client, clinician, at=at)
    _refuse_strangers(session, own.clinician, to, Days(on))
    _refuse(care.handing_over_fault(own, to, on, others, _day(at)))
    own.ends_on = on - DAY
    taken = CareRelationship(clinician_id=to.id, client_id=own.client_id, starts_on=on)
    session.add(taken)
    _note(session, [(own, "care.ended"), (taken, "care.begun")], by=clinician.user.actor, at=at)
    return taken


def arrange_cover(
    session: Session,
    client: Client,
    to: Clinician,
    days: Days,
    *,
    clinician: Clinician,
    at: datetime,
) -> CareRelationship:
    """On these days the colleague sees the client too. Raises SharingRefused."""
    others = _hold(session, client, clinician, at=at)
    own = next((one.clinician for one in others if one.relation is Relation.OWN), clinician)
    _refuse_strangers(session, own, to, days)
    _refuse(care.cover_fault(to, days, others, _day(at)))
    cover = CareRelationship(
        clinician_id=to.id,
        client_id=client.id,
        relation=Relation.COVER,
        starts_on=days.first,
        ends_on=days.last,
    )
    session.add(cover)
    _note(session, [(cover, "care.begun")], by=clinician.user.actor, at=at)
    return cover


def withdraw(
    session: Session, shared: CareRelationship, *, clinician: Clinician, at: datetime
) -> None:
    """Cover ends at once, or what was to begin later never does. Raises SharingRefused.

    Who was to hand the client over keeps them.
    """
    others, today = _hold(session, shared.client, clinician, at=at), _day(at)
    is_cover, is_ahead = shared.relation is Relation.COVER, shared.starts_on > today
    _refuse(None if shared in others and (is_cover or is_ahead) else SharingFault.CHANGED)
    if is_ahead:
        kept = [(one, "care.kept") for one in _kept(others, shared)]
        session.delete(shared)
        _note(session, [(shared, "care.called_off"), *kept], by=clinician.user.actor, at=at)
        return
    shared.ends_on = max(today - DAY, shared.starts_on)
    _note(session, [(shared, "care.ended")], by=clinician.user.actor, at=at)


def _kept(
    others: Sequence[CareRelationship], shared: CareRelationship
) -> Sequence[CareRelationship]:
    """Whose own client it stays, as it is not handed over."""
    before = shared.starts_on - DAY
    is_own = shared.relation is Relation.OWN
    kept = [o for o in others if is_own and o.relation is Relation.OWN and o.ends_on == before]
    for one in kept:
        one.ends_on = None
    return kept


def _hold(
    session: Session, client: Client, clinician: Clinician, *, at: datetime
) -> list[CareRelationship]:
    """Who sees the client, which nobody else changes before this is done. Not for who covers."""
    care.hold_diaries(session, {client.id})
    found = care.relationships_of(session, client, on=_day(at))
    _refuse(None if care.may_share(found, clinician, _day(at)) else SharingFault.NOT_THEIRS)
    return found


def _refuse_strangers(session: Session, own: Clinician, to: Clinician, days: Days) -> None:
    here = care.colleagues_of(session, own, days)
    _refuse(None if to.id in {one.id for one in here} else SharingFault.NO_COLLEAGUE)


def _refuse(fault: SharingFault | None) -> None:
    if fault:
        raise SharingRefused(fault)


def _note(
    session: Session, changed: Sequence[tuple[CareRelationship, str]], *, by: Actor, at: datetime
) -> None:
    """Who may see whom stands in the client's own trail (SEC-39)."""
    session.flush()
    for one, event in changed:
        last = one.ends_on.isoformat() if one.ends_on else "open"
        days = f"{one.starts_on.isoformat()} to {last}"
        detail = f"{one.relation.value}, {days}, clinician {one.clinician_id}"
        client = Subject(Client.__tablename__, one.client_id)
        security.audit(session, event, subject=client, by=by, at=at, detail=detail)
    session.commit()


def _day(at: datetime) -> date:
    return clock.local(at).date()
