"""Who will read what somebody answers, and whether anybody can know that it was them (EQ-06).

Worked out from the form's privacy and from who really may read it: the page says what is so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import care
from app.care import Clinician, Service
from app.codesign import Privacy
from app.security import Permission, Role, User, permissions_of

# In a smaller team somebody may guess who wrote something.
SMALL_TEAM = 8


@dataclass(frozen=True)
class Audience:
    """Who reads the answers to a form, and in which form."""

    privacy: Privacy
    # Who reads what people write, before anybody else, by name.
    readers: tuple[str, ...]
    # The roles that see counts and what was released.
    see_totals: tuple[Role, ...]
    # Who may read the person's other answers, by name: they read a named form too.
    therapists: tuple[str, ...]
    team: int
    # How many answers have to be there before any can be read.
    group: int

    @property
    def is_small_team(self) -> bool:
        """Whether somebody may guess who wrote something."""
        return self.team < SMALL_TEAM


def audience_of(
    session: Session,
    service: Service,
    client_id: UUID,
    privacy: Privacy,
    *,
    group: int,
    on: date,
) -> Audience:
    """Who reads what this person answers, on that day."""
    staff = _staff(session, service, on)
    therapists = care.readers_of(session, client_id, on=on)
    theirs = {one.clinician_id for one in therapists}
    is_hidden = privacy is Privacy.CONFIDENTIAL
    readers = [
        user.name
        for user, place in staff
        if user.may(Permission.READ_FEEDBACK)
        and not (is_hidden and place is not None and place.id in theirs)
    ]
    roles = {role for user, _ in staff for role in user.roles}
    return Audience(
        privacy=privacy,
        readers=tuple(sorted(readers, key=str.casefold)),
        see_totals=tuple(role for role in Role if role in roles and _sees_totals(role)),
        therapists=tuple(one.name for one in therapists),
        team=sum(place is not None and place.service_id == service.id for _, place in staff),
        group=group,
    )


def staff_names(session: Session, service: Service, *, on: date) -> list[str]:
    """Everybody who works in the service, by name."""
    places = _staff(session, service, on)
    return [
        user.name for user, place in places if place is not None and place.service_id == service.id
    ]


def _staff(session: Session, service: Service, on: date) -> Sequence[tuple[User, Clinician | None]]:
    """Everybody with an open account to whom the service is theirs: it is their trust's."""
    of_trust = select(Service.id).where(Service.trust_id == service.trust_id)
    works_here = Clinician.service_id.in_(of_trust) & or_(
        Clinician.left_on.is_(None), Clinician.left_on > on
    )
    found = (
        select(User, Clinician)
        .outerjoin(Clinician, Clinician.user_id == User.id)
        .where(User.active, or_(Clinician.id.is_(None), works_here))
    )
    everybody: list[tuple[User, Clinician | None]] = [
        (row[0], row[1]) for row in session.execute(found)
    ]
    return [
        (user, place)
        for user, place in everybody
        if place is not None or service in care.services_of(session, user)
    ]


def _sees_totals(role: Role) -> bool:
    return Permission.READ_EXPERIENCE in permissions_of([role])
