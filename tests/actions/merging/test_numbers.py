"""A superseded NHS number still finds the person, and makes nobody new (INT-01, INT-03)."""

import pytest
from sqlalchemy import select

from app import actions, care
from app.care import Client, NumberTaken
from app.security import AuditEvent

NEW, OTHER = "9990548609", "9434765919"


@pytest.fixture
def superseded(session, therapist, stays, at):
    """The number that the client had; now they have another."""
    old = stays.nhs_number
    actions.supersede_number(session, stays, NEW, clinician=therapist, at=at)
    return old


def found(session, number):
    return [
        client for _, client in care.clients_by_number(session, [care.nhs_number_lookup(number)])
    ]


def test_haz_08_int_03_both_numbers_find_the_client(session, make, superseded, stays):
    assert (found(session, NEW), found(session, superseded)) == ([stays], [stays])
    is_taken = care.known_to(session, on=make.today).is_taken
    assert is_taken(stays.trust_id, NEW)
    assert is_taken(stays.trust_id, superseded)
    assert not is_taken(stays.trust_id, OTHER)
    assert stays.nhs_number == NEW


def test_haz_08_a_number_entered_late_has_none_before_it(session, therapist, twin, at):
    actions.supersede_number(session, twin, NEW, clinician=therapist, at=at)

    assert care.former_numbers(session, twin.id) == []
    rows = session.scalars(select(AuditEvent).where(AuditEvent.event == "client.number_changed"))
    assert [(row.subject_id, row.detail) for row in rows] == [(twin.id, "entered")]


def test_haz_08_a_number_of_another_record_is_refused_also_a_former_or_a_merged_one(
    session, make, merged, therapist, superseded, twin, stays, at
):
    third = make.client(therapist)
    gone = make.client(therapist)
    merged(gone, third)

    for number in (NEW, superseded, third.nhs_number, gone.nhs_number):
        with pytest.raises(NumberTaken):
            actions.supersede_number(session, twin, number, clinician=therapist, at=at)

    session.expire_all()
    assert twin.nhs_number == ""
    assert len(session.scalars(select(Client)).all()) == 4


def test_haz_08_a_number_that_comes_back_is_the_one_that_counts(
    session, superseded, therapist, stays, at
):
    actions.supersede_number(session, stays, superseded, clinician=therapist, at=at)

    assert stays.nhs_number == superseded
    assert [one.nhs_number for one in care.former_numbers(session, stays.id)] == [NEW]
    assert found(session, NEW) == [stays]


def test_haz_08_int_03_a_former_number_goes_with_a_merge_and_comes_back(
    session, make, merged, therapist, superseded, stays, at
):
    third = make.client(therapist)
    merge = merged(stays, third)
    assert found(session, superseded) == [third]

    actions.unmerge_clients(session, merge, clinician=therapist, at=at)

    assert found(session, superseded) == [stays]


@pytest.mark.parametrize("how", ["superseded", "merged"])
def test_haz_08_int_03_sessions_come_in_under_an_old_number_for_the_right_person(
    session, make, merged, therapist, stays, at, how
):
    if how == "merged":
        gone = make.client(therapist)
        merged(gone)
        old = gone.nhs_number
    else:
        old = stays.nhs_number
        actions.supersede_number(session, stays, NEW, clinician=therapist, at=at)
    rows = f"nhs_number,starts_at,status\n{old},2026-03-12 14:30,booked\n"

    found = care.check_appointments(session, care.read_appointments(rows.encode()), at=at)

    assert found.faults == []
    assert [one.place.episode.client_id for one in found.wanted] == [stays.id]
