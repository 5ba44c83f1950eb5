"""Staff and clients join a service: all of it or none of it, and in the audit trail."""

from datetime import date

import pytest
from sqlalchemy import select

from app import care, scheduling, security
from app.actions import (
    EmailIsTaken,
    NewStaff,
    PasswordTooShort,
    ServiceIsThere,
    ServiceMissing,
    SomebodyWasFaster,
    add_service,
    add_staff,
    import_clients,
)
from app.care import (
    CareRelationship,
    Client,
    Clinician,
    Episode,
    Pathway,
    Trust,
    check_file,
    known_to,
)
from app.scheduling import MeasurePlan
from app.security import AuditEvent, Role, User, password_is
from tests.factory import PASSWORD

FILE = """\
given_name,family_name,birth_date,nhs_number,pathway,clinician
Zofia,Przykład,1990-05-17,0762639571,CBTp,anna@nhs.example
Amir,Example,17/05/1991,,CBTp,anna@nhs.example
"""


def colleague(**values):
    defaults = {"name": "Anna Kowalska", "email": "anna@nhs.example", "roles": [Role.CLINICIAN],
                "password": PASSWORD}  # fmt: skip
    return NewStaff(**(defaults | values))


@pytest.fixture
def clinic(make):
    """A service with a pathway, and Anna who works there."""
    service = make.service()
    make.pathway(service, name="CBTp")
    make.clinician(service, make.user(Role.CLINICIAN, email="anna@nhs.example"))
    return service


def test_each_pathway_of_a_new_service_has_a_plan_from_the_start(session, by, at):
    add_service(session, "North Trust", "Step 4", ["EMDR", "DBT skills"], by=by, at=at)

    plans = {v.pathway.name: (v.version, v.plan) for v in session.scalars(select(MeasurePlan))}
    shipped = {one.key: one.plan for one in scheduling.shipped_plans()}
    assert plans == {"EMDR": (1, shipped["one-to-one"]), "DBT skills": (1, shipped["dbt"])}
    events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.event)).all()
    assert events == ["plan.changed", "plan.changed", "service.added"]


def new_clients(session, at, text=FILE):
    found = check_file(text.encode(), known_to(session, on=at.date()), today=at.date())
    assert found.faults == []
    return found.clients


# ---- services and staff


def test_a_service_comes_with_its_trust_and_pathways(session, by, at):
    service = add_service(session, "North Trust", "Step 4", ["CBTp", "EMDR"], by=by, at=at)

    assert service.trust.name == "North Trust"
    assert set(session.scalars(select(Pathway.name))) == {"CBTp", "EMDR"}
    assert not service.is_demo
    added = select(AuditEvent.event).where(AuditEvent.event == "service.added")
    assert session.scalars(added).all() == ["service.added"]


def test_two_services_of_one_trust_share_the_trust(session, by, at):
    add_service(session, "North Trust", "Step 3", [], by=by, at=at)
    add_service(session, "North Trust", "Step 4", [], by=by, at=at)

    assert session.scalars(select(Trust.name)).all() == ["North Trust"]


def test_a_service_is_added_once(session, by, at):
    add_service(session, "North Trust", "Step 4", [], by=by, at=at)

    with pytest.raises(ServiceIsThere):
        add_service(session, "North Trust", "Step 4", [], by=by, at=at)


def test_a_clinician_gets_an_account_and_a_place_in_the_service(session, make, by, at):
    service = make.service()

    user = add_staff(session, colleague(service=service, profession="psychologist"), by=by, at=at)

    place = session.scalars(select(Clinician)).one()
    assert (place.user_id, place.service_id, place.profession) == (
        user.id, service.id, "psychologist",
    )  # fmt: skip
    assert security.find_user_by_email(session, "ANNA@nhs.example") is user
    assert user.roles == [Role.CLINICIAN]
    assert password_is(PASSWORD, user.password)
    assert PASSWORD not in (user.password or "")


def test_sec_29_a_new_colleague_has_no_second_factor_yet_and_must_set_one_up(session, by, at):
    user = add_staff(session, colleague(roles=[Role.ADMINISTRATOR]), by=by, at=at)

    assert not user.has_second_factor
    assert user.check_tf_required([], False)[0]


@pytest.mark.parametrize("role", [Role.CO_DESIGNER, Role.ADMINISTRATOR])
def test_who_has_no_clients_has_no_place_among_the_clinicians(session, by, at, role):
    add_staff(session, colleague(roles=[role]), by=by, at=at)

    assert session.scalars(select(Clinician)).all() == []


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.DUTY, Role.SERVICE_LEAD])
def test_saf_09_who_may_have_clients_or_acts_on_alerts_works_in_a_service(session, by, at, role):
    with pytest.raises(ServiceMissing):
        add_staff(session, colleague(roles=[role]), by=by, at=at)

    assert session.scalars(select(User)).all() == []


@pytest.mark.parametrize("email", ["anna@nhs.example", " ANNA@NHS.example "])
def test_an_address_is_used_by_one_account(session, by, at, email):
    admin = [Role.ADMINISTRATOR]
    add_staff(session, colleague(roles=admin), by=by, at=at)

    with pytest.raises(EmailIsTaken):
        add_staff(session, colleague(roles=admin, email=email), by=by, at=at)


@pytest.mark.parametrize("password", ["", "a" * 11])
def test_there_is_no_account_without_a_proper_password(session, by, at, password):
    with pytest.raises(PasswordTooShort):
        add_staff(session, colleague(roles=[Role.DUTY], password=password), by=by, at=at)


def test_the_trail_says_who_joined_as_what_and_not_the_name(session, by, at):
    user = add_staff(session, colleague(roles=[Role.ADMINISTRATOR, Role.CO_DESIGNER]), by=by, at=at)

    row = session.scalars(select(AuditEvent)).one()
    assert (row.event, row.subject_id, row.actor_id) == ("account.added", user.id, by.id)
    assert row.detail == "administrator, co_designer"


# ---- clients


def test_clients_come_with_an_episode_and_their_clinician(session, clinic, by, at):
    count = import_clients(session, new_clients(session, at), by=by, at=at)

    session.expire_all()
    assert count == 2
    anna = session.scalars(select(Clinician)).one()
    seen = {c.name: c for c in care.clients_of(session, anna, on=at.date())}
    assert set(seen) == {"Zofia Przykład", "Amir Example"}
    zofia = seen["Zofia Przykład"]
    assert (zofia.nhs_number, zofia.birth_date) == ("0762639571", "1990-05-17")
    assert zofia.trust_id == clinic.trust_id
    episodes = session.scalars(select(Episode)).all()
    assert {(e.pathway.name, e.started_on) for e in episodes} == {("CBTp", date(2026, 3, 4))}
    assert session.scalars(select(AuditEvent.event)).all() == ["client.added"] * 2


def test_a_file_that_was_stored_finds_its_clients_taken(session, clinic, by, at):
    import_clients(session, new_clients(session, at), by=by, at=at)

    again = check_file(FILE.encode(), known_to(session, on=at.date()), today=at.date())

    assert [(f.line, f.field) for f in again.faults] == [(2, "nhs_number"), (3, "family_name")]
    assert "if it is somebody else, give the NHS number" in again.faults[1].reason


def test_a_client_from_before_names_could_be_looked_up_is_found(session, clinic, make, at):
    make.client(given_name="AMIR", family_name="Example", birth_date="1991-05-17")

    found = check_file(FILE.encode(), known_to(session, on=at.date()), today=at.date())

    assert [(f.line, f.field) for f in found.faults] == [(3, "family_name")]


def test_another_trust_does_not_learn_who_is_there(session, clinic, make, by, at):
    import_clients(session, new_clients(session, at), by=by, at=at)
    elsewhere = make.service(make.trust("South Trust"))
    make.pathway(elsewhere, name="CBTp")
    make.clinician(elsewhere, make.user(Role.CLINICIAN, email="ben@nhs.example"))

    clients = new_clients(session, at, FILE.replace("anna@", "ben@"))

    assert len(clients) == 2


def test_two_people_of_one_name_and_birthday_are_both_stored_with_their_numbers(
    session, clinic, by, at
):
    import_clients(session, new_clients(session, at), by=by, at=at)

    other = new_clients(session, at, FILE.replace("0762639571", "9434765919")
                        .replace(",,", ",9990548609,"))  # fmt: skip
    import_clients(session, other, by=by, at=at)

    assert len(session.scalars(select(Client)).all()) == 4


def test_two_imports_at_once_do_not_store_somebody_without_a_number_twice(session, clinic, by, at):
    [_, amir] = new_clients(session, at)
    import_clients(session, [amir], by=by, at=at)

    with pytest.raises(SomebodyWasFaster):
        import_clients(session, [amir], by=by, at=at)


def test_none_is_stored_when_one_of_them_was_added_in_the_meantime(session, clinic, by, at):
    clients = new_clients(session, at)
    import_clients(session, clients[:1], by=by, at=at)

    with pytest.raises(SomebodyWasFaster):
        import_clients(session, list(reversed(clients)), by=by, at=at)

    names = [client.name for client in session.scalars(select(Client))]
    assert names == ["Zofia Przykład"]
    assert len(session.scalars(select(CareRelationship)).all()) == 1
    assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_a_clinician_who_has_left_is_given_no_new_clients(session, make, at):
    service = make.service()
    make.pathway(service, name="CBTp")
    make.clinician(service, make.user(email="anna@nhs.example"), left_on=at.date())

    found = check_file(FILE.encode(), known_to(session, on=at.date()), today=at.date())

    assert {f.field for f in found.faults} == {"clinician"}
