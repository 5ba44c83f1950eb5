"""The made-up trust: its services, pathways and staff, with licences and approved wordings."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app import instruments
from app.care import (
    Clinician,
    MeasureLicence,
    Pathway,
    Service,
    TherapyGroup,
    Trust,
    WordingApproval,
)
from app.db import Base
from app.risk import CrisisWords
from app.scheduling import MeasurePlan, Plan
from app.security import Role, User, hash_password, keyring

FILE = Path(__file__).parent / "service.toml"
APPROVER = "Dr Maya Winterbourne, for this demo only"
LICENCE = "MADE-UP-0000 (demo)"
SHORTEST_WITH_MIDDLE = 8
WORDS = (
    "amber", "bridge", "candle", "daisy", "ember", "forest", "garden", "harbour", "island",
    "jumper", "kettle", "lantern", "meadow", "needle", "orchard", "pebble",
)  # fmt: skip


@dataclass(frozen=True)
class Offering:
    """A pathway with what the demo needs to know of it."""

    row: Pathway
    service: str
    sessions: int
    core: tuple[str, ...]
    more: tuple[str, ...]
    group: TherapyGroup | None = None


@dataclass
class Clinic:
    """All that is there before the first client."""

    trust: Trust
    rows: list[Base] = field(default_factory=list)
    services: dict[str, Service] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    # Whose clients the people of a service are, and who else works there.
    clinicians: dict[str, Clinician] = field(default_factory=dict)
    offerings: list[Offering] = field(default_factory=list)


def password() -> str:
    """What everybody in this copy's demo signs in with: another one in every copy of Heard."""
    digits = keyring().lookup("demo", "password")
    return "-".join(WORDS[int(digit, 16)] for digit in digits[:4])


def clinic(totp_secret: Callable[[], str], *, at: datetime) -> Clinic:
    """The trust with everything that belongs to it. `totp_secret` makes second factors."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    made = Clinic(Trust(name=content["trust"]))
    made.rows.append(made.trust)
    services = made.services
    for key, about in content["services"].items():
        service = Service(
            trust_id=made.trust.id, name=about["name"], phone=about["phone"], is_demo=True
        )
        services[key] = service
        made.rows += [service, *_papers(service, at.date() - timedelta(days=900))]
    for about in content["pathways"]:
        core = tuple(content["services"][about["service"]]["core"])
        made.offerings.append(_offering(about, services[about["service"]], core, at.date()))
    made.rows += [offering.row for offering in made.offerings]
    made.rows += [offering.group for offering in made.offerings if offering.group]
    made.rows += [_plan(offering, at - timedelta(days=900)) for offering in made.offerings]
    hashed = hash_password(password())
    for about in content["staff"]:
        _join(made, about, services, hashed, totp_secret(), at)
    made.rows += [_crisis_words(made, about, services, at) for about in content["crisis_words"]]
    return made


def _crisis_words(
    made: Clinic, about: dict[str, Any], services: dict[str, Service], at: datetime
) -> CrisisWords:
    """What a service says to somebody in danger: approved in one language, waiting in another."""
    approver = made.users.get(about.get("approved_by", ""))
    return CrisisWords(
        service_id=services[about["service"]].id,
        language=about["language"],
        version=1,
        **about["words"],
        reason="First version",
        made_at=at - timedelta(days=60),
        made_by=made.users["administrator"].id,
        approved_at=at - timedelta(days=58) if approver else None,
        approved_by=approver.id if approver else None,
    )


def _offering(
    about: dict[str, Any], service: Service, core: tuple[str, ...], today: date
) -> Offering:
    row = Pathway(service_id=service.id, name=about["name"])
    group = _group(row, about["group"], today) if "group" in about else None
    return Offering(row, about["service"], about["sessions"], core, tuple(about["more"]), group)


def _group(pathway: Pathway, name: str, today: date) -> TherapyGroup:
    """The group that meets now. Its id is the same in every demo, as its page has an address."""
    return TherapyGroup(
        id=uuid5(NAMESPACE_OID, name),
        pathway_id=pathway.id,
        name=name,
        started_on=today - timedelta(days=200),
    )


def _plan(offering: Offering, made_at: datetime) -> MeasurePlan:
    """What the pathway asks: the core set as it comes round, the rest at start, middle and end."""
    rarely = (*offering.core, *offering.more, "prem")
    is_short = offering.sessions < SHORTEST_WITH_MIDDLE
    plan = Plan(
        start=(*offering.core, *offering.more),
        routine=offering.core,
        middle=() if is_short else rarely,
        end=rarely,
        sessions=offering.sessions,
    )
    return MeasurePlan(
        pathway_id=offering.row.id, version=1, content=plan.as_json(), made_at=made_at
    )


def _papers(service: Service, on: date) -> list[Base]:
    """A licence with a number that says it is made up; every agreed wording, approved by name."""
    every = [instruments.get_instrument(key) for key in instruments.keys()]
    licences = [
        MeasureLicence(service_id=service.id, measure=i.key, number=LICENCE, licensed_on=on)
        for i in every
        if i.licence.required_from_service
    ]
    approvals = [
        WordingApproval(
            service_id=service.id,
            measure=wording.key,
            language=wording.language,
            fingerprint=wording.fingerprint,
            approved_by=APPROVER,
            approved_on=on,
        )
        for i in every
        for wording in instruments.wordings(i.key)
        if wording.language != "en"
    ]
    return [*licences, *approvals]


def _join(
    made: Clinic, about: dict[str, Any], services: dict[str, Service], hashed: str,
    totp_secret: str, at: datetime,
) -> None:  # fmt: skip
    user = User(
        name=about["name"],
        email=about["email"],
        roles=[Role(role) for role in about["roles"]],
        password=hashed,
        tf_primary_method="authenticator",
        tf_totp_secret=totp_secret,
        # Nobody knows these codes. Without any, the first sign-in would stop to make some.
        mf_recovery_codes=[keyring().lookup("demo", f"{about['key']} {n}") for n in range(8)],
        created_at=at - timedelta(days=900 - len(made.users)),
    )
    made.users[about["key"]] = user
    made.rows.append(user)
    if "service" in about:
        place = Clinician(
            service_id=services[about["service"]].id,
            user_id=user.id,
            profession=about["profession"],
        )
        made.clinicians[about["key"]] = place
        made.rows.append(place)
