"""Who acts on somebody's alerts while they are not at work."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import care, clock, risk
from app.care import Absence, Clinician, Post, Relation
from app.risk import Rung


@dataclass(frozen=True)
class StandIns:
    """Where the alerts of a clinician's own clients go on some days."""

    # By name, for how many clients they are at work on the first and the last day.
    covers: tuple[tuple[str, int], ...]
    uncovered: int
    # On which of the service's own rungs nobody stands.
    empty: tuple[Rung, ...]

    @property
    def next_rung(self) -> Rung | None:
        """Who has the alerts that nobody covers; None when nobody is there."""
        return next((r for r in (Rung.DUTY, Rung.LEAD) if r not in self.empty), None)


def coming_absences(session: Session, clinician: Clinician, *, on: date) -> list[Absence]:
    """Those of today and later, the first one first."""
    found = select(Absence).where(
        Absence.clinician_id == clinician.id,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= on),
    )
    return list(session.scalars(found.order_by(Absence.starts_on)))


def stand_ins(session: Session, clinician: Clinician, first: date, last: date) -> StandIns:
    """Who acts instead, if somebody is away from one day to another: as it is on the first and on
    the last of these days on which the service is at work."""
    days = _working_days(session, clinician, first, last)
    own = list(session.scalars(care.clients_with(clinician, Relation.OWN, on=days[0])))
    begins, ends = (
        _covered(care.posts(session, own, [], on=day), clinician) for day in (days[0], days[-1])
    )
    both = {who: name for who, name in begins.items() if who in ends}
    names = Counter(both.values())
    return StandIns(
        covers=tuple(sorted(names.items())),
        uncovered=len(own) - len(both),
        empty=tuple(risk.empty_rungs(session, clinician.service_id, on=first)),
    )


def away_today(session: Session, clinicians: Iterable[Clinician], *, at: datetime) -> set[UUID]:
    """Those of them who are not at work on the working day that counts now."""
    every = list(clinicians)
    on = clock.local(at).date()
    found = care.posts(session, [], [], [one.user_id for one in every], on=on)
    return {post.clinician.id for post in found if not post.is_at_work}


def team_of(session: Session, clinician: Clinician, *, on: date) -> list[Clinician]:
    """Everybody who works in the same service, by name."""
    found = select(Clinician).where(
        Clinician.service_id == clinician.service_id,
        or_(Clinician.left_on.is_(None), Clinician.left_on > on),
    )
    active = [one for one in session.scalars(found) if one.user.active]
    return sorted(active, key=lambda one: one.name.casefold())


def _working_days(session: Session, clinician: Clinician, first: date, last: date) -> list[date]:
    """Those of the service; the next one where there is none among these days."""
    hours = care.working_time_of(session, clinician.service_id)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = [day for day in span if hours.is_working_day(day)]
    return found or [clock.local(hours.opens_after(clock.noon(first))).date()]


def _covered(posts: Iterable[Post], clinician: Clinician) -> dict[UUID, str]:
    """The clients whom somebody covers who is at work, and who."""
    return {
        post.client_id: post.clinician.name
        for post in posts
        if post.client_id and post.relation is Relation.COVER and post.is_at_work
        if post.clinician.id != clinician.id
    }
