"""How, when and whether we write: the person's own choice, from the page of a check-in."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.care import Client, ContactBy, ContactPause, ContactPreference


@pytest.fixture
def client(make):
    return make.client(email="secret@mail.example", phone="07700 900999", language="en")


@pytest.fixture
def visit(person, make, client):
    """The browser of somebody who began their check-in."""
    started = person(make.invitation(client=client)).start()
    visit = started.visit
    visit.follow("Choose how and when we write to you")
    return visit


def test_SEC_14_the_page_shows_nothing_that_we_know(visit):
    assert "secret@mail.example" not in str(visit.page)
    assert "900999" not in str(visit.page)
    assert visit.page.select("input[type=radio][checked][name=contact_by]") == []


def test_EQ_14_a_way_a_time_and_a_language_are_chosen(visit, session, client):
    visit.press("Write to me in this way", contact_by="email", hours="evening", language="pl",
                sender="plain")  # fmt: skip

    assert "We write to you in this way from now on." in visit.text
    assert session.get_one(Client, client.id).contact_by is ContactBy.EMAIL
    assert session.get_one(Client, client.id).language == "pl"
    row = session.scalars(select(ContactPreference)).one()
    assert (row.not_before, row.not_after, row.is_plain) == (time(17), time(20), True)


def test_EQ_14_a_break_and_a_stop_are_one_press_each(visit, session, make, client):
    visit.press("Take a break", weeks="14")
    assert "We ask you nothing in that time." in visit.text
    visit.follow("Back to your check-in")
    visit.follow("Choose how and when we write to you")
    visit.press("Stop asking me")

    assert "We ask you nothing more." in visit.text
    pause = session.scalars(select(ContactPause)).one()
    assert pause.ends_on == make.today + timedelta(days=13)
    assert session.scalars(select(ContactPreference.opted_out_on)).one() == make.today


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ("Write to me in this way", "Choose how we should write to you"),
        ("Take a break", "Choose how long"),
    ],
)
def test_ACC_07_what_is_missing_is_said_kindly_and_nothing_is_stored(visit, session, button, error):
    page = visit.press(button)

    assert page.title.get_text().startswith("Error:")
    assert error in page.select_one(".nhsuk-error-summary").get_text()
    assert session.scalars(select(ContactPreference)).all() == []
    assert session.scalars(select(ContactPause)).all() == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("contact", {"contact_by": "pigeon"}),
        ("contact", {"contact_by": "sms", "hours": "night"}),
        ("contact", {"contact_by": "sms", "language": "tlh"}),
        ("break", {"weeks": "365"}),
    ],
)
def test_what_the_page_did_not_offer_is_not_stored(visit, session, path, fields):
    token = visit.csrf_token

    answer = visit.post(f"{visit.url}/{path}", data=fields | {"csrf_token": token})

    assert answer.status_code == 200
    assert session.scalars(select(ContactPreference)).all() == []
    assert session.scalars(select(ContactPause)).all() == []
