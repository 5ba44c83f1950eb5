"""How we write to somebody: shown to who is signed in, and changed by them (EQ-14)."""

from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care import Client, ContactBy, ContactPause, ContactPreference
from app.security import AuditEvent
from tests.pages import Visit


def chosen(visit: Visit) -> dict[str, str]:
    return {str(field["name"]): str(field["value"]) for field in visit.page.select("[checked]")}


def test_who_signed_in_sees_what_holds_and_changes_it(signed_in, client: Client, session: Session):
    visit = signed_in(client)
    visit.follow("How we write to me")
    assert chosen(visit) == {
        "contact_by": "sms", "hours": "any", "language": "en", "sender": "named"
    }  # fmt: skip

    visit.press("Write to me in this way", contact_by="email", hours="evening", sender="plain")

    assert "We write to you in this way from now on." in visit.text
    assert session.get_one(Client, client.id).contact_by is ContactBy.EMAIL
    row = session.scalars(select(ContactPreference)).one()
    assert (row.not_before, row.not_after, row.is_plain) == (time(17), time(20), True)
    visit.follow("Back to my space")
    visit.follow("How we write to me")
    assert chosen(visit) == {
        "contact_by": "email", "hours": "evening", "language": "en", "sender": "plain"
    }  # fmt: skip


def test_hours_that_only_staff_can_set_are_not_taken_for_others(
    signed_in, client: Client, session: Session, at
):
    session.add(
        ContactPreference(
            client_id=client.id, not_before=time(10), not_after=time(11), changed_at=at
        )
    )
    visit = signed_in(client)
    visit.open("/space/contact")

    assert "hours" not in chosen(visit)


def test_a_break_is_taken_seen_and_ended(signed_in, client: Client, session: Session, at):
    visit = signed_in(client)
    visit.open("/space/contact")
    visit.press("Take a break", weeks="14")
    visit.follow("Back to my space")
    visit.follow("How we write to me")
    assert "We begin again on 18 March 2026." in visit.text

    visit.press("Ask me again from now on")

    assert "We ask you again from now on." in visit.text
    assert session.scalars(select(ContactPause)).all() == []
    visit.open("/space/contact")
    assert "Ask me again" not in visit.text


def test_stopping_is_seen_and_taken_back(signed_in, client: Client, session: Session):
    visit = signed_in(client)
    visit.open("/space/contact")
    visit.press("Stop asking me")
    visit.open("/space/contact")
    assert "You asked us to stop" in visit.text

    visit.press("Ask me again from now on")

    assert session.scalars(select(ContactPreference.opted_out_on)).one() is None
    events = session.scalars(
        select(AuditEvent.event).where(AuditEvent.event.startswith("contact."))
    ).all()
    assert set(events) == {"contact.stopped", "contact.resumed"}


def test_acc_07_an_error_is_said_and_what_was_chosen_is_kept(signed_in, client: Client):
    visit = signed_in(client)
    visit.open("/space/contact")

    visit.press("Take a break")

    assert "Choose how long" in visit.text
    assert visit.page.title.text.startswith("Error:")
    assert chosen(visit)["contact_by"] == "sms"


def test_nobody_elses_choices_change(signed_in, client: Client, other: Client, session: Session):
    visit = signed_in(client)
    visit.open("/space/contact")
    visit.press("Stop asking me", client_id=other.id)

    assert session.scalars(select(ContactPreference.client_id)).all() == [client.id]


def test_a_break_too_long_is_refused(signed_in, client: Client, session: Session, at):
    visit = signed_in(client)
    visit.open("/space/contact")
    data = {"csrf_token": visit.csrf_token, "weeks": str(timedelta(days=400).days)}

    visit.post("/space/contact/break", data=data)

    assert session.scalars(select(ContactPause)).all() == []
