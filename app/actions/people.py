"""Staff and clients join a service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import care, scheduling, security
from app.care import (
    CareRelationship,
    Client,
    Clinician,
    Episode,
    NewClient,
    Pathway,
    Service,
    Trust,
)
from app.scheduling import MeasurePlan
from app.security import SHORTEST_PASSWORD, Actor, Role, User

# Who may have clients, or has to act on what they answer, and so is known to a service.
CLINICAL = frozenset({Role.CLINICIAN, Role.DUTY, Role.SERVICE_LEAD})


class EmailIsTaken(ValueError):
    """Somebody signs in with this e-mail address already."""


class PasswordTooShort(ValueError):
    """A password has a shortest length."""


class ServiceMissing(ValueError):
    """Somebody who may have clients, or acts on alerts, works in a service."""


class ServiceIsThere(ValueError):
    """The trust has a service of this name already."""


class SomebodyWasFaster(Exception):
    """A client of the file was added by somebody else in the meantime. Nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """A colleague who joins."""

    name: str
    email: str
    roles: Sequence[Role]
    password: str
    service: Service | None = None
    profession: str = ""


def add_service(
    session: Session,
    trust_name: str,
    name: str,
    pathways: Iterable[str],
    *,
    phone: str = "",
    by: Actor,
    at: datetime,
) -> Service:
    """A service of that trust with its pathways; the trust too, if it is the first there.

    Each pathway gets the shipped plan that fits its name best, so that nothing has to be set up
    before people are asked. Raises ServiceIsThere.
    """
    trust = session.scalar(select(Trust).where(Trust.name == trust_name)) or Trust(name=trust_name)
    session.add(trust)
    session.flush()
    same = select(Service.id).where(Service.trust_id == trust.id, Service.name == name)
    if session.scalar(same):
        raise ServiceIsThere(name)
    service = Service(trust_id=trust.id, name=name, phone=phone)
    session.add(service)
    session.flush()
    security.audit(session, "service.added", subject=service, by=by, at=at)
    for pathway in pathways:
        _add_pathway(session, service, pathway, by=by, at=at)
    session.commit()
    return service


def _add_pathway(session: Session, service: Service, name: str, *, by: Actor, at: datetime) -> None:
    pathway, shipped = Pathway(service_id=service.id, name=name), scheduling.shipped_plan_for(name)
    session.add(pathway)
    session.flush()
    plan = MeasurePlan(
        pathway_id=pathway.id,
        version=1,
        content=shipped.plan.as_json(),
        made_at=at,
        made_by=by.id,
        reason=f"The plan to start from: {shipped.name}",
    )
    session.add(plan)
    session.flush()
    security.audit(session, "plan.changed", subject=plan, by=by, at=at, detail="version 1")


def add_staff(session: Session, staff: NewStaff, *, by: Actor, at: datetime) -> User:
    """An account, and a place in the service for somebody who may have clients or leads it.

    Raises EmailIsTaken, PasswordTooShort or ServiceMissing.
    """
    if security.find_user_by_email(session, staff.email):
        raise EmailIsTaken(staff.email)
    if len(staff.password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    if CLINICAL & set(staff.roles) and staff.service is None:
        raise ServiceMissing
    user = security.new_user(staff.name, staff.email, list(staff.roles), staff.password)
    session.add(user)
    session.flush()
    if CLINICAL & set(staff.roles) and staff.service:
        session.add(
            Clinician(service_id=staff.service.id, user_id=user.id, profession=staff.profession)
        )
    roles = ", ".join(role.value for role in staff.roles)
    security.audit(session, "account.added", subject=user, by=by, at=at, detail=roles)
    session.commit()
    return user


def import_clients(
    session: Session, clients: Sequence[NewClient], *, by: Actor, at: datetime
) -> int:
    """Store these clients, all of them or none, each with an episode and a clinician; how many.

    Raises SomebodyWasFaster.
    """
    try:
        for client in clients:
            _add_client(session, client, by=by, at=at)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise SomebodyWasFaster from error
    return len(clients)


def _add_client(session: Session, new: NewClient, *, by: Actor, at: datetime) -> None:
    client = Client(
        trust_id=new.clinician.trust_id,
        given_name=new.given_name,
        family_name=new.family_name,
        nhs_number=new.nhs_number,
        nhs_number_lookup=care.nhs_number_lookup(new.nhs_number) if new.nhs_number else None,
        birth_date=new.birth_date.isoformat(),
        person_lookup=care.person_lookup(new.given_name, new.family_name, new.birth_date),
        phone=new.phone,
        email=new.email,
        address=new.address.text,
        contact_by=new.contact_by,
        language=new.language,
        gender=new.gender,
    )
    session.add(client)
    session.flush()
    _begin_episode(session, client, new, on=new.started_on)
    security.audit(session, "client.added", subject=client, by=by, at=at, detail="import")


def _begin_episode(session: Session, client: Client, new: NewClient, *, on: date) -> None:
    episode = Episode(client_id=client.id, pathway_id=new.pathway_id, started_on=on)
    session.add(episode)
    session.flush()
    scheduling.look_again(session, [episode.id], on=on)
    session.add(CareRelationship(clinician_id=new.clinician.id, client_id=client.id, starts_on=on))
