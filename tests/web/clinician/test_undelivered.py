"""Messages that did not arrive: a list of things to do that can be finished."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.outbox import FOR_STAFF, FollowUp, MessageKind, Reason
from app.security import AuditEvent
from app.web.clinician.undelivered import NEXT
from app.web.clinician.words import UNSENT

HOUR = timedelta(hours=1)


@pytest.fixture
def client(make, therapist):
    return make.client(therapist, family_name="Lindqvist")


@pytest.fixture
def listed(visit):
    """Opens the list."""

    def opened():
        visit.open("/clinic/messages")
        return visit

    return opened


def names(visit) -> list[str]:
    return [heading.get_text(strip=True) for heading in visit.page.select("main h2 a")]


def test_the_caseload_says_how_many_did_not_arrive_and_leads_to_them(visit, make, client):
    visit.open("/clinic/")
    assert "did not arrive" not in visit.text
    make.message(client)
    make.message(make.client(make.clinician()))

    visit.open("/clinic/")
    visit.follow("1 message did not arrive")

    assert names(visit) == ["Amira Lindqvist"]


def test_each_says_why_and_what_to_do_next_the_latest_first(listed, make, therapist, client, at):
    later = make.client(therapist, family_name="Zetterberg")
    make.message(client, reason=Reason.NO_CONTACT, dropped_at=at - 5 * HOUR)
    make.message(later, kind=MessageKind.NEW_LINK, sent_at=at, failed_at=at - HOUR)

    visit = listed()

    assert names(visit) == ["Amira Zetterberg", "Amira Lindqvist"]
    assert "New link, asked for, Wed 4 Mar, 09:00: it did not arrive" in visit.text
    assert "Call the client, and check the number or address." in visit.text
    assert "no contact on record Ask for a number or address" in visit.text


def test_there_is_a_next_step_for_every_reason_that_is_for_staff():
    assert set(NEXT) >= FOR_STAFF
    assert set(UNSENT) >= FOR_STAFF


def test_what_somebody_dealt_with_is_no_to_do_any_more(listed, make, therapist, client, session):
    message = make.message(client)
    visit = listed()

    visit.press("Dealt with", note="Called, new number at reception")

    assert names(visit) == []
    assert "“ Called, new number at reception ”" in visit.text
    assert "Robin Therapist, Wed 4 Mar, 10:00" in visit.text
    done = session.scalars(select(FollowUp)).one()
    assert (done.message_id, done.done_by) == (message.id, therapist.user_id)
    assert "reception" not in done.note_sealed
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.event == "message.dealt_with"))
    assert (event.subject_id, event.actor_id, event.detail) == (message.id, therapist.user_id, "")


def test_a_later_message_that_fails_is_on_the_list_again(listed, make, client, at):
    make.message(client)
    visit = listed()
    visit.press("Dealt with")

    make.message(client, created_at=at + HOUR)

    assert names(listed()) == ["Amira Lindqvist"]


def test_a_second_press_says_that_it_is_done(visit, make, client, session):
    message = make.message(client)
    visit.open("/clinic/messages")
    token = {"csrf_token": visit.csrf_token}

    for _ in range(2):
        visit.post(f"/clinic/messages/{message.id}/done", data=token)

    visit.open("/clinic/messages")
    assert "It arrived later, or was dealt with already." in visit.text
    assert len(session.scalars(select(FollowUp)).all()) == 1


def test_nothing_is_to_be_done_for_who_has_died(listed, make, client, session):
    make.message(client)
    client.died_on = make.today
    session.commit()

    assert "Every message to your clients has arrived" in listed().text


def test_SEC_34_a_message_to_somebody_elses_client_is_the_same_as_none(visit, make, session):
    message = make.message(make.client(make.clinician()))
    visit.open("/clinic/messages")
    token = {"csrf_token": visit.csrf_token}

    assert visit.post(f"/clinic/messages/{message.id}/done", data=token).status_code == 404
    assert session.scalars(select(FollowUp)).all() == []


def test_SEC_39_the_list_leaves_a_line_in_the_trail(listed, therapist, session):
    listed()

    viewed = select(AuditEvent.subject_id).where(AuditEvent.event == "undelivered.viewed")
    assert session.scalars(viewed).one() == therapist.id
