"""How a client is reached, what was sent to them, and what stops messages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions, scheduling
from app.actions import change_plan, run_schedule
from app.care import ContactPause, ContactPreference
from app.outbox import Message, Reason
from app.scheduling import Plan, askable_keys


@pytest.fixture
def client(make, therapist):
    return make.client(therapist, language="pl")


@pytest.fixture
def page(visit, client):
    visit.open(f"/clinic/clients/{client.id}/contact")
    return visit


def test_the_messages_that_were_sent_and_those_that_come_are_told_apart(
    make, session, visit, client, by, at
):
    episode = make.episode(client, started_on=make.today)
    change_plan(session, episode.pathway_id, Plan(start=("phq9",)), known=askable_keys(),
                changes=0, reason="first", by=by, at=at)  # fmt: skip
    session.commit()

    scheduling.look_again(session, [episode.id], on=make.today)
    run_schedule(session, at=at, days=7)

    page = visit.open(f"/clinic/clients/{client.id}/contact")

    lines = [li.get_text(" ", strip=True) for li in page.select("main > ul.nhsuk-list")[-1]("li")]
    assert [line.split(" :")[0] for line in lines] == ["Reminder", "Reminder", "Link to a check-in"]
    assert lines[0].endswith("if it is still needed then")
    assert "Text message; Polish" in page.main.get_text(" ", strip=True)


def test_EQ_14_messages_that_are_not_safe_stop_and_begin_again(page, session):
    page.press("Messages are not safe: send none")
    assert "Somebody else may read messages. None are sent." in page.text
    assert session.scalars(select(ContactPreference.is_unsafe)).one()

    page.press("Messages are safe again")

    assert "Somebody else" not in page.text
    assert not session.scalars(select(ContactPreference.is_unsafe)).one()


def test_HAZ_21_a_stay_in_hospital_is_said_and_ends(page, session, make):
    page.press("In hospital: ask nothing")
    assert "In hospital since 4 Mar 2026" in page.text

    page.press("Back from hospital")

    assert "In hospital since" not in page.text
    assert session.scalars(select(ContactPause)).all() == []


def test_what_a_client_chose_is_there_and_can_be_taken_back_for_them(
    make, session, visit, client, at
):
    pause = {"starts_on": make.today, "ends_on": make.today + timedelta(days=9)}
    session.add(ContactPause(client_id=client.id, reason="wish", **pause))
    session.add(
        ContactPreference(
            client_id=client.id, opted_out_on=make.today, is_plain=True, changed_at=at
        )
    )
    visit.open(f"/clinic/clients/{client.id}/contact")
    assert "without naming the NHS" in visit.text
    assert "The client takes a break until 13 Mar 2026" in visit.text
    assert "Wants no questions since 4 Mar 2026" in visit.text

    visit.press("The client wants to be asked again")

    assert "Wants no questions" not in visit.text


def test_a_change_that_is_none_is_refused(page, client):
    token = page.csrf_token

    answer = page.post(page.url, data={"csrf_token": token, "change": "everything"})

    assert answer.status_code == 400


def test_a_message_that_did_not_arrive_says_why(session, make, visit, client, by, at):
    actions.send_link(session, make.check_in(client=client), by=by, at=at, days=7)
    message = session.scalars(select(Message)).one()
    message.sent_at, message.failed_at, message.reason = at, at, Reason.NOT_DELIVERED
    session.commit()

    visit.open(f"/clinic/clients/{client.id}/contact")

    assert "Link to a check-in : not delivered: it did not arrive" in visit.text


def test_an_address_is_written_down_changed_and_taken_out(page, session, client):
    page.follow("add an address")
    page.press("Save the address", lines="Flat 2,\r\n\r\n9 High Street", postcode="qx11ab")
    assert "The address is saved." in page.text
    assert "Flat 2, 9 High Street, QX1 1AB" in page.text

    page.follow("change the address")
    assert page.page.select_one("textarea").text.strip() == "Flat 2\n9 High Street"
    page.press("Save the address", lines="", postcode="")

    assert "No letters can be sent." in page.text
    assert "No postal address" in page.text
    assert client.address_sealed is None


def test_what_is_wrong_with_an_address_is_said_beside_it_and_nothing_is_lost(page, client):
    page.follow("add an address")

    page.press("Save the address", lines="a\nb\nc\nd\ne\nf", postcode="Essex")

    assert "There is a problem" in page.text
    assert "Write 5 lines at most" in page.text
    assert "Write a postcode, such as CM20 1XX" in page.text
    assert page.page.select_one("textarea").text.split() == list("abcdef")
    assert page.page.select_one("input[name=postcode]")["value"] == "Essex"
    assert client.address_sealed is None
