"""The people on each rung of the ladder, as things are at this moment."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app import care
from app.care import Clinician, Post, Relation
from app.risk.alerts import Alert, Rung
from app.security import Permission, Role, User

Ladder = dict[Rung, list[User]]
# Whose service asks them to act on alerts of clients whom they do not know.
ROLES = {Rung.DUTY: Role.DUTY, Rung.LEAD: Role.SERVICE_LEAD}


class Team:
    """All who may have to act on some alerts, read in one query however many alerts there are."""

    def __init__(self, posts: Collection[Post], *, on: date) -> None:
        self._posts = posts
        self._on = on

    def ladder(self, client_id: UUID, service_id: UUID) -> Ladder:
        """Who stands on each rung for this client. The same rule as `ladder_for`."""
        own = self._related(client_id, Relation.OWN)[:1]
        cover = self._related(client_id, Relation.COVER)
        return {
            Rung.OWNER: [post.clinician.user for post in own if post.is_at_work],
            Rung.COVER: [post.clinician.user for post in cover if post.is_at_work],
            Rung.DUTY: self.staff(service_id, Rung.DUTY),
            Rung.LEAD: self.staff(service_id, Rung.LEAD),
        }

    def staff(self, service_id: UUID, rung: Rung) -> list[User]:
        """Everybody in the service who stands on this rung by their role, with an open account."""
        found = [
            post.clinician.user
            for post in self._posts
            if post.clinician.service_id == service_id and self._is_here(post.clinician)
        ]
        return [user for user in dict.fromkeys(found) if ROLES[rung] in user.roles]

    def responsible(self, alert: Alert) -> list[User]:
        """Who has to act on the alert; empty when the service has nobody at all left."""
        if acting := self.in_hand_of(alert):
            return [acting]
        ladder = self.ladder(alert.client_id, alert.service_id)
        return ladder[alert.rung] or next((u for u in reversed(ladder.values()) if u), [])

    def in_hand_of(self, alert: Alert) -> User | None:
        """Who has taken it up, and neither works here no more nor is away."""
        mine = (post for post in self._posts if post.clinician.user_id == alert.acting_by)
        here = (p.clinician for p in mine if self._is_here(p.clinician) and not p.is_away)
        return next((clinician.user for clinician in here), None)

    def own_clinician(self, client_id: UUID) -> Post | None:
        """The client's own clinician and whether they are at work; the newest, if several."""
        return next(iter(self._related(client_id, Relation.OWN)), None)

    def _related(self, client_id: UUID, relation: Relation) -> list[Post]:
        found = [p for p in self._posts if p.client_id == client_id and p.relation is relation]
        return sorted(found, key=lambda p: (-(p.since or date.min).toordinal(), p.clinician.id))

    def _is_here(self, clinician: Clinician) -> bool:
        left = clinician.left_on
        return clinician.user.active and (left is None or left > self._on)


def team_for(session: Session, alerts: Iterable[Alert], *, on: date) -> Team:
    """All who may have to act on these alerts on that day."""
    every = list(alerts)
    clients = {alert.client_id for alert in every}
    services = {alert.service_id for alert in every}
    acting = {alert.acting_by for alert in every if alert.acting_by}
    return Team(care.posts(session, clients, services, acting, on=on), on=on)


def ladder_for(session: Session, client_id: UUID, service_id: UUID, *, on: date) -> Ladder:
    """Who stands on each rung for this client on that day.

    Own clinician and cover only when at work. The duty team and the leads whether at work or not:
    somebody of them always has to see to it that the rota is kept.
    """
    team = Team(care.posts(session, [client_id], [service_id], on=on), on=on)
    return team.ladder(client_id, service_id)


def empty_rungs(session: Session, service_id: UUID, *, on: date) -> list[Rung]:
    """On which rungs of a service's own nobody stands, so that alerts pass over them."""
    team = Team(care.posts(session, [], [service_id], on=on), on=on)
    return [rung for rung in ROLES if not team.staff(service_id, rung)]


def owner_for(session: Session, client_id: UUID, *, on: date) -> Clinician | None:
    """The client's own clinician; the newest, when there are several."""
    return next(iter(care.clinicians_of(session, client_id, Relation.OWN, on=on)), None)


def responsible_for(session: Session, alert: Alert, *, on: date) -> list[User]:
    """Who has to act on the alert today. Never nobody while anybody could (SAF-09).

    Where a service has nobody at all left, those who manage its people must know of it.
    """
    found = team_for(session, [alert], on=on).responsible(alert)
    return found or _who_manages_people(session)


def cannot_act(*, on: date) -> Select[UUID]:
    """The ids of those in whose hands no alert is safe that day.

    They work here no more (a closed account, a last day that is over), or are away.
    """
    found = select(User.id).outerjoin(Clinician, Clinician.user_id == User.id)
    has_gone = or_(~User.active, Clinician.left_on <= on)
    return found.where(or_(has_gone, User.id.in_(care.away(on=on))))


def _who_manages_people(session: Session) -> list[User]:
    everybody = session.scalars(select(User).where(User.active).order_by(User.created_at))
    return [user for user in everybody if user.may(Permission.MANAGE_PEOPLE)]
