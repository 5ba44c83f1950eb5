"""Heard on a database of its own, with people in it who each hold a link."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, instruments, scheduling
from app.care import (
    CareRelationship,
    Client,
    Clinician,
    Episode,
    Pathway,
    Service,
    Trust,
    WordingApproval,
)
from app.cli.db import upgrade
from app.codesign import Form, FormContent, FormVersion, Purpose, VersionState
from app.db import new_engine, session_factory
from app.security import Keyring, Role, new_user, use_keyring
from config import Settings
from tests.databases import settings_for


def settings(url: str) -> Settings:
    """Settings for a server on this machine without TLS, otherwise as they are in a service."""
    return replace(settings_for(url), base_url="http://127.0.0.1", cookie_secure=False)


def prepare(url: str) -> None:
    """Make the tables, and let this process write in them."""
    engine = new_engine(url)
    upgrade(engine)
    engine.dispose()
    made = settings(url)
    keys = {"lookup_key": made.lookup_key, "audit_key": made.audit_key}
    use_keyring(Keyring(made.field_keys, made.field_key_id, **keys))


def invite_people(
    url: str, number: int, measures: Sequence[str] = ("phq9",), language: str = "en"
) -> list[str]:
    """So many people who read this language, each asked these measures; the paths of their links.

    Their service has approved every wording there is in it.
    """
    engine = new_engine(url)
    with session_factory(engine)() as session:
        tokens = _invite(session, number, measures, language)
        session.commit()
    engine.dispose()
    return [f"/c/{token}" for token in tokens]


def give_form(url: str, content: FormContent, language: str = "en") -> str:
    """A live form of a new service, and somebody who may answer it; the path of their link."""
    engine = new_engine(url)
    with session_factory(engine)() as session:
        clinician, [episode] = add_people(session, 1, language)
        now = clock.now()
        form = _add(
            session,
            Form(
                service_id=clinician.service_id,
                purpose=Purpose.PREM,
                name=content.title,
                made_at=now,
            ),
        )
        version = _add(
            session,
            FormVersion(
                form_id=form.id,
                version=1,
                state=VersionState.LIVE,
                stored=content.as_json(),
                made_at=now,
                released_at=now,
            ),
        )
        _, token = scheduling.give_ticket(session, version, episode, at=now, days=7)
        session.commit()
    engine.dispose()
    return f"/feedback/{token}"


def add_people(
    session: Session, number: int, language: str = "en"
) -> tuple[Clinician, list[Episode]]:
    """A clinician of a new service, and so many clients of theirs, each in an episode."""
    clinician, pathway = _team(session)
    started_on = clock.today() - timedelta(days=30)
    episodes = []
    for _ in range(number):
        trust_id = clinician.service.trust_id
        name = {"given_name": "Amira", "family_name": "Test"}
        client = _add(session, Client(trust_id=trust_id, language=language, **name))
        _add(
            session,
            CareRelationship(clinician_id=clinician.id, client_id=client.id, starts_on=started_on),
        )
        episode = Episode(client_id=client.id, pathway_id=pathway.id, started_on=started_on)
        episodes.append(_add(session, episode))
    return clinician, episodes


def _invite(session: Session, number: int, measures: Sequence[str], language: str) -> list[str]:
    asked = [instruments.get_instrument(key) for key in measures]
    clinician, episodes = add_people(session, number, language)
    _approve(session, clinician.service_id, measures, language)
    now = clock.now()
    check_ins = [scheduling.new_check_in(session, episode, asked, at=now) for episode in episodes]
    return [scheduling.invite(session, check_in, at=now, days=7)[1] for check_in in check_ins]


def _approve(session: Session, service_id: UUID, measures: Sequence[str], language: str) -> None:
    found = (instruments.find_wording(measure, language) for measure in measures)
    for wording in filter(None, found):
        approval = WordingApproval(
            service_id=service_id,
            measure=wording.key,
            language=language,
            fingerprint=wording.fingerprint,
            approved_by="Dr Ada Test",
            approved_on=clock.today(),
        )
        _add(session, approval)


def _team(session: Session) -> tuple[Clinician, Pathway]:
    trust = _add(session, Trust(name="A trust"))
    service = _add(session, Service(trust_id=trust.id, name="Step 4", phone="01632 960001"))
    pathway = _add(session, Pathway(service_id=service.id, name="Therapy"))
    email = f"{service.id}@nhs.example"
    user = _add(session, new_user("Robin Test", email, [Role.CLINICIAN], None))
    return _add(session, Clinician(service_id=service.id, user_id=user.id)), pathway


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
