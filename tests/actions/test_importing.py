"""A file of appointments: new ones added, known ones changed, all or nothing, and never twice."""

import json
from datetime import timedelta

import pytest

from app import care, security
from app.actions import (
    SomebodyWasFaster,
    add_appointments,
    import_appointments,
    mark_appointments,
)
from app.care import Outcome, check_appointments, outcome_of, read_appointments
from tests.actions.test_attending import WEEK, events, everything, looks_on, mark, outcomes


@pytest.fixture
def therapist(make):
    """Whose client it is."""
    return make.clinician()


@pytest.fixture
def client(make, therapist):
    """Somebody with an NHS number and one course of care, known as CBTp."""
    client = make.client(therapist)
    make.episode(client, therapist, make.pathway(therapist.service, name="CBTp"))
    return client


@pytest.fixture
def check(session, client, at):
    """What a CSV file with these rows would do. `nhs` in a row is the client's number."""

    def checked(*rows, head="nhs_number,starts_at,status,identifier,pathway", **how):
        text = "\n".join([head, *rows]).replace("nhs,", f"{client.nhs_number},")
        return check_appointments(session, read_appointments(text.encode()), at=at, **how)

    return checked


@pytest.fixture
def take(session, check, by, at):
    """The same, and does it."""

    def taken(*rows, **how):
        found = check(*rows, **how)
        assert found.faults == []
        import_appointments(session, found, by=by, at=at)
        return found.added, found.changed, found.same

    return taken


def faults(found):
    return [(fault.line, fault.field, fault.reason) for fault in found.faults]


def test_a_file_adds_then_changes_what_changed_and_nothing_twice(session, make, take, client):
    rows = ["nhs,2026-03-02 10:00,booked,A,", "nhs,2026-03-09 10:00,booked,B,CBTP"]
    first, again = take(*rows), take(*rows)

    changed = take("nhs,2026-03-02 10:00,attended,A,", "nhs,2026-03-10 11:00,booked,B,")

    assert (first, again, changed) == ((2, 0, 0), (0, 0, 2), (0, 2, 0))
    found = everything(session)
    assert [(a.identifier, a.version, outcome_of(a)) for a in found] == [
        ("A", 2, Outcome.ATTENDED), ("B", 2, Outcome.BOOKED),
    ]  # fmt: skip
    assert found[1].starts_at.hour == 11
    assert looks_on(session, found[0].episode) == make.today
    assert [event for event, _ in events(session)].count("appointment.changed") == 2
    assert security.verify(session) is None


def test_two_appointments_can_change_places(session, take):
    take("nhs,2026-03-09 10:00,,A,", "nhs,2026-03-16 10:00,,B,")

    assert take("nhs,2026-03-16 10:00,,A,", "nhs,2026-03-09 10:00,,B,") == (0, 2, 0)

    assert [a.identifier for a in everything(session)] == ["B", "A"]


def test_a_file_that_still_says_booked_undoes_nothing_that_was_marked(session, take, by, at):
    take("nhs,2026-03-02 10:00,booked,A,")
    [appointment] = everything(session)
    mark_appointments(session, [mark(appointment, Outcome.MISSED)], by=by, at=at)

    assert take("nhs,2026-03-02 10:00,booked,A,") == (0, 0, 1)
    assert outcomes(session) == [Outcome.MISSED]


def test_one_that_was_added_by_hand_is_the_same_one(session, make, take, client, at):
    [episode] = care.episodes_of(session, client)
    make.appointment(episode, starts_at=at - timedelta(days=1))

    assert take("nhs,2026-03-03 10:00,attended,A,") == (0, 1, 0)
    assert take("nhs,2026-03-03 10:00,attended,,") == (0, 0, 1)

    [appointment] = everything(session)
    assert (appointment.identifier, outcome_of(appointment)) == ("A", Outcome.ATTENDED)


def test_what_should_never_have_been_is_cancelled_if_it_is_here(session, take, client, by, at):
    take("nhs,2026-03-09 10:00,booked,Appointment/1,", "nhs,2026-03-16 10:00,booked,B,")
    system = "https://fhir.nhs.uk/Id/nhs-number"
    actor = {"identifier": {"system": system, "value": client.nhs_number}}
    wrong = {
        "resourceType": "Appointment", "status": "entered-in-error",
        "participant": [{"actor": actor}],
    }  # fmt: skip
    lines = [
        wrong | {"id": "1", "start": "2026-03-09T10:00:00Z"},
        wrong | {"id": "2", "start": "2026-03-12T10:00:00Z"},
    ]
    text = "\n".join(map(json.dumps, lines))

    found = check_appointments(session, read_appointments(text.encode()), at=at)
    import_appointments(session, found, by=by, at=at)

    assert (found.added, found.changed, found.passed_over) == (0, 1, 1)
    assert outcomes(session) == [Outcome.CANCELLED_BY_SERVICE, Outcome.BOOKED]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("9434765919,2026-03-09 10:00,,,", ("nhs_number", "is no client of ours")),
        ("nhs,2026-03-09 10:00,,,EMDR",
         ("pathway", "the client has no course of care on this pathway")),
        ("nhs,2025-03-09 10:00,,,", ("starts_at", "is before the course of care began")),
        ("nhs,2026-03-09 10:00,attended,,",
         ("status", "is still to come, so nobody can have attended or missed it")),
        ("nhs,2026-03-06 10:05,,,",
         ("starts_at", "is less than 10 minutes from another appointment of this client")),
        ("nhs,2026-03-06 10:00,,NEW,",
         ("starts_at", "is the time of another appointment of this course")),
        ("nhs,2026-03-09 10:00,,TAKEN,", ("identifier", "is that of another client's appointment")),
    ],
)  # fmt: skip
def test_every_row_that_cannot_be_is_named_with_its_reason(
    session, make, check, client, row, expected, at
):
    [episode] = care.episodes_of(session, client)
    make.appointment(episode, identifier="THERE")
    make.appointment(identifier="TAKEN")

    found = check("nhs,2026-03-05 10:00,,,", row)

    assert faults(found) == [(3, *expected)]


def test_rows_are_checked_against_each_other(check):
    found = check(
        "nhs,2026-03-09 10:00,,A,", "nhs,2026-03-10 10:00,,A,", "nhs,2026-03-12 10:00,,,",
        "nhs,2026-03-12 10:00,,,",
    )  # fmt: skip

    same = ("starts_at", "is the time of another appointment of this course")
    assert faults(found) == [(3, "identifier", "is the same as in line 2"), (4, *same), (5, *same)]


def test_of_two_courses_on_one_day_the_file_must_name_one(make, check, client, therapist):
    make.episode(client, therapist, make.pathway(therapist.service, name="DBT"))

    found = check("nhs,2026-03-09 10:00,,,", "nhs,2026-03-09 11:00,,,dbt")

    assert faults(found) == [
        (2, "pathway", "the client has more than one course on that day: name it")
    ]
    assert [one.place.episode.pathway.name for one in found.wanted] == ["DBT"]


def test_a_client_of_two_trusts_is_only_known_with_the_trust(make, check, client, therapist):
    trust = make.trust("Another trust")
    other = make.client(trust=trust, nhs_number=client.nhs_number)
    make.episode(other, pathway=make.pathway(make.service(trust)))

    row = "nhs,2026-03-09 10:00,,,"

    assert faults(check(row)) == [
        (2, "nhs_number", "is a client's of more than one trust: say --trust")
    ]
    for known, client_id in ((therapist.service.trust, client.id), (trust, other.id)):
        [wanted] = check(row, trust=known).wanted
        assert wanted.place.episode.client_id == client_id


def test_somebody_who_was_faster_keeps_what_they_did(session, make, check, take, client, by, at):
    take("nhs,2026-03-02 10:00,booked,A,")
    found = check("nhs,2026-03-02 10:00,attended,A,", "nhs,2026-03-09 10:00,,B,")
    [appointment] = everything(session)
    mark_appointments(session, [mark(appointment, Outcome.MISSED)], by=by, at=at)

    with pytest.raises(SomebodyWasFaster):
        import_appointments(session, found, by=by, at=at)

    assert outcomes(session) == [Outcome.MISSED]

    added = check("nhs,2026-03-09 10:00,,B,")
    [episode] = care.episodes_of(session, client)
    add_appointments(session, episode, [appointment.starts_at + WEEK], by=by, at=at)
    with pytest.raises(SomebodyWasFaster):
        import_appointments(session, added, by=by, at=at)
    assert len(everything(session)) == 2
