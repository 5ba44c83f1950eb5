"""Clients: found by their NHS number without anyone being able to read it, once in a trust."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.care import AppointmentStatus, Client, ContactBy, Gender, nhs_number_lookup

NUMBER = "9990548609"


def test_a_client_is_found_by_their_nhs_number(session, make):
    client = make.client(nhs_number=NUMBER)
    make.client()

    found = session.scalars(
        select(Client).where(Client.nhs_number_lookup == nhs_number_lookup(NUMBER))
    ).all()

    assert found == [client]
    assert client.nhs_number == NUMBER


def test_a_leading_zero_of_an_nhs_number_survives(session, make):
    client = make.client(nhs_number="0762639571")
    session.expire_all()

    assert client.nhs_number == "0762639571"


def test_haz_08_an_nhs_number_is_there_once_in_a_trust(make):
    make.client(nhs_number=NUMBER)

    with pytest.raises(IntegrityError):
        make.client(nhs_number=NUMBER)


def test_the_same_person_may_be_a_client_of_two_trusts(make):
    make.client(trust=make.trust("One"), nhs_number=NUMBER)
    make.client(trust=make.trust("Two"), nhs_number=NUMBER)


def test_int_04_people_without_an_nhs_number_can_be_clients(make):
    for _ in range(2):
        assert make.client(nhs_number="", nhs_number_lookup=None).nhs_number == ""


def test_a_new_client_is_reached_by_text_in_english_until_somebody_says_otherwise(session, make):
    client = make.client()
    session.expire_all()

    assert (client.contact_by, client.language) == (ContactBy.SMS, "en")
    assert (client.gender, client.died_on) == (Gender.NOT_KNOWN, None)


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [("Amira", "Example", "Amira Example"), ("Amira", "", "Amira"), ("", "Example", "Example")],
)
def test_a_name_is_written_as_staff_read_it(make, given, family, name):
    assert make.client(given_name=given, family_name=family).name == name


def test_an_episode_ends_after_it_starts(make):
    with pytest.raises(IntegrityError):
        make.episode(started_on=make.today, ended_on=make.today - timedelta(days=1))


def test_a_care_relationship_ends_after_it_starts(make):
    with pytest.raises(IntegrityError):
        make.care_relationship(
            make.clinician(), make.client(), starts_on=make.today,
            ends_on=make.today - timedelta(days=1),
        )  # fmt: skip


def test_an_appointment_is_booked_until_something_becomes_of_it(session, make):
    appointment = make.appointment()
    session.expire_all()

    assert appointment.status is AppointmentStatus.BOOKED
