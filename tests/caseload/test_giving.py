"""What can be asked now, and the check-in that is already open."""

from datetime import timedelta

import pytest

from app import actions, instruments
from app.care import ContactBy, ContactPreference
from app.caseload import (
    askables,
    current_episode,
    find_open_link,
    find_same_today,
    way_to,
)
from app.outbox import Channel


def test_a_measure_without_its_licence_is_listed_as_locked(make, session):
    service = make.service()

    locked = [a.instrument.key for a in askables(session, service.id, "en") if a.is_locked]

    assert locked == ["swemwbs"]
    make.licence("swemwbs", service)
    assert not any(a.is_locked for a in askables(session, service.id, "en"))


def test_every_measure_is_offered_in_the_usual_order(make, session):
    keys = [a.instrument.key for a in askables(session, make.service().id, "en")]

    assert keys[:4] == ["phq9", "gad7", "core_om", "swemwbs"]
    assert sorted(keys) == sorted(instruments.keys())


def test_it_says_which_have_no_approved_words_in_the_clients_language(make, session):
    service = make.service()
    make.approval("phq9", "pl", service)

    spoken = {a.instrument.key: a.in_their_language for a in askables(session, service.id, "pl")}

    assert spoken["phq9"]
    assert not spoken["gad7"]


HOME = "1 High Street\nQX1 1AB"


@pytest.mark.parametrize(
    ("contact", "way"),
    [
        ({"contact_by": ContactBy.SMS}, Channel.SMS),
        ({"contact_by": ContactBy.SMS, "phone": ""}, None),
        ({"contact_by": ContactBy.EMAIL}, Channel.EMAIL),
        ({"contact_by": ContactBy.EMAIL, "email": ""}, None),
        ({"contact_by": ContactBy.LETTER}, None),
        ({"contact_by": ContactBy.LETTER, "address": HOME}, Channel.LETTER),
        ({"contact_by": ContactBy.SMS, "phone": "", "address": HOME}, None),
        ({"phone": "", "email": "", "address": HOME}, Channel.LETTER),
        ({"phone": "", "email": ""}, None),
        ({"contact_by": ContactBy.NOT_AT_ALL, "address": HOME}, None),
    ],
)
def test_a_link_goes_only_to_a_contact_that_the_client_wants_to_be_reached_by(
    session, make, contact, way
):
    assert way_to(session, make.client(**contact)) is way


def test_EQ_14_who_chose_text_messages_gets_no_letter_when_the_number_is_gone(session, make, at):
    client = make.client(phone="", email="", address=HOME)
    session.add(ContactPreference(client_id=client.id, changed_at=at))
    session.commit()

    assert way_to(session, client) is None


def test_the_current_episode_is_the_newest_that_is_not_over(make, session):
    client = make.client()
    make.episode(client, ended_on=make.today - timedelta(days=1))
    make.episode(client, started_on=make.today + timedelta(days=1))
    older = make.episode(client, started_on=make.today - timedelta(days=90))

    assert current_episode(session, client, on=make.today) == older
    newer = make.episode(client, started_on=make.today - timedelta(days=9))
    assert current_episode(session, client, on=make.today) == newer


def test_the_open_link_is_the_one_that_works(make, session, by, at):
    check_in = make.check_in()
    assert find_open_link(session, check_in, at=at) is None

    make.invitation(check_in)
    link = make.invitation(check_in)
    assert find_open_link(session, check_in, at=at) == link
    assert find_open_link(session, check_in, at=at + timedelta(days=8)) is None

    actions.revoke_link(session, link, by=by, at=at)
    assert find_open_link(session, check_in, at=at) is None


def test_the_same_questionnaires_on_the_same_day_are_the_same_check_in(make, session, at):
    episode = make.episode()
    given = make.check_in(["phq9", "gad7"], episode)

    assert find_same_today(session, episode, ["phq9", "gad7"], at=at) == given
    assert find_same_today(session, episode, ["phq9"], at=at) is None
    tomorrow = at + timedelta(days=1)
    assert find_same_today(session, episode, ["phq9", "gad7"], at=tomorrow) is None
