"""What can be asked now, and the check-in that is already open."""

from datetime import timedelta

import pytest

from app import actions, instruments
from app.care import ContactBy
from app.caseload import (
    askables,
    can_be_sent_to,
    current_episode,
    find_open_link,
    find_same_today,
)


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


@pytest.mark.parametrize(
    ("contact", "can"),
    [
        ({"contact_by": ContactBy.SMS}, True),
        ({"contact_by": ContactBy.SMS, "phone": ""}, False),
        ({"contact_by": ContactBy.EMAIL}, True),
        ({"contact_by": ContactBy.EMAIL, "email": ""}, False),
        ({"contact_by": ContactBy.LETTER}, False),
        ({"contact_by": ContactBy.NOT_AT_ALL}, False),
    ],
)
def test_a_link_goes_only_to_a_contact_that_the_client_wants_to_be_reached_by(make, contact, can):
    assert can_be_sent_to(make.client(**contact)) is can


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
