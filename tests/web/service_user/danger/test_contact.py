"""Whether somebody whose answer speaks of danger wants to be contacted, and how."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.risk import Alert, ContactWish, FollowUp, FollowUpPreference
from app.security import AuditEvent
from tests.factory import Make
from tests.web.service_user.conftest import Begun
from tests.web.service_user.danger.conftest import home_of, in_danger, is_open


def test_a_wish_is_noted_said_and_can_be_changed(begun: Begun, session: Session):
    visit = in_danger(begun)

    visit.press("In the morning")

    assert visit.url.endswith("/1/check?help=open")
    assert is_open(visit)
    assert (
        "We noted: in the morning. Your team should see it by Wednesday 4 March at 2pm. "
        "They contact you in the way that your team knows is safe." in visit.text
    )
    assert visit.page.select_one("#support button[aria-current]")["value"] == "morning"
    visit.press("No thank you")
    assert "We noted: no thank you. Your team still sees your answer." in visit.text
    [alert] = session.scalars(select(Alert)).all()
    assert (alert.wish, [s.wish for s in alert.steps if s.wish]) == (
        ContactWish.NO, [ContactWish.MORNING, ContactWish.NO],
    )  # fmt: skip
    events = select(AuditEvent.detail).where(AuditEvent.event == "alert.wished")
    assert sorted(session.scalars(events)) == ["morning", "no"]


def test_our_script_gets_the_words_and_stays_where_it_is(begun: Begun):
    visit = in_danger(begun)
    data = {"csrf_token": visit.csrf_token, "wish": "any_time"}

    reply = visit.post(f"{home_of(visit)}/contact", data=data)

    assert reply.json["saved"]
    assert reply.json["said"].startswith("We noted: as soon as you can. Your team should see it")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/clinic/", "/check-in/1\r\nX: y", "", "/é"]
)
def test_SEC_09_a_wish_leads_back_to_this_check_in_only(begun: Begun, back: str):
    visit = in_danger(begun)
    data = {"csrf_token": visit.csrf_token, "wish": "no", "back": back}

    reply = visit.post(f"{home_of(visit)}/contact", data=data)

    assert reply.location == f"{home_of(visit)}?help=open#support"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("contact", {"wish": "x"}),
        ("contact", {}),
        ("follow-up", {"follow_up": "x"}),
        ("follow-up", {}),
    ],
)
def test_SEC_07_nothing_else_can_be_wished_for(
    begun: Begun, session: Session, path: str, data: dict[str, str]
):
    visit = in_danger(begun)

    reply = visit.post(f"{home_of(visit)}/{path}", data=data | {"csrf_token": visit.csrf_token})

    assert reply.status_code == 400
    assert session.scalars(select(Alert.wish)).all() == [None]


def test_a_first_alert_offers_nothing_more(begun: Begun):
    assert "what helps most" not in in_danger(begun).text


def test_a_second_alert_offers_one_more_choice_once(begun: Begun, make: Make, session: Session):
    client = make.client()
    first = make.alert(client=client)
    visit = in_danger(begun, client=client)
    before = session.scalars(select(Alert).where(Alert.id != first.id)).one()
    clock, owner = before.acknowledge_by, before.owner_id

    visit.press("Send me a message")

    assert "Your therapist reads it" in visit.text
    assert session.scalars(select(FollowUpPreference.follow_up)).all() == [FollowUp.MESSAGE]
    after = session.get_one(Alert, before.id)
    assert (after.acknowledge_by, after.owner_id) == (clock, owner)
    assert "what helps most" not in in_danger(begun, client=client).text
