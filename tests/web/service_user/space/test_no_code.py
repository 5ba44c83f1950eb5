"""To whom no code is sent."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import actions
from app.care import Client, ContactBy, ContactPause, ContactPreference, PauseReason
from app.outbox import Message, MessageKind, Reason
from app.security import Actor
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.space.conftest import WRONG, Deliver, ask, code_in


def _fate_of_code(session: Session) -> Reason | None:
    return session.scalars(
        select(Message.reason).where(Message.kind == MessageKind.SIGN_IN_CODE)
    ).one()


def test_two_who_share_a_contact_never_get_a_code_to_it(
    visit: Visit, person, deliver: Deliver, make: Make, session: Session
):
    """Whoever picks up the phone would get into the space of the other."""
    make.client(phone="07700 900555", email="ann@example.org")
    partner = make.client(phone="+447700900555", email="bo@example.org")

    ask(visit, "07700 900555")
    assert deliver() == []
    # Not by one's own address either, as it would go to the shared phone.
    ask(visit, "bo@example.org")
    assert deliver() == []
    on_a_visit = person(make.invitation(client=partner)).start().visit
    on_a_visit.open("/space/sign-in")
    on_a_visit.press("Send me a code")

    assert deliver() == []
    reasons = session.scalars(select(Message.reason)).all()
    assert reasons == [Reason.SHARED_CONTACT] * 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"contact_by": ContactBy.LETTER}, Reason.BY_LETTER),
        ({"contact_by": ContactBy.NOT_AT_ALL}, Reason.NO_MESSAGES),
        ({"contact_by": ContactBy.EMAIL, "email": ""}, Reason.NO_CONTACT),
    ],
)
def test_who_cannot_be_written_to_gets_no_code(
    visit: Visit, deliver: Deliver, make: Make, session: Session, values, reason
):
    make.client(**({"phone": "07700 900444"} | values))

    ask(visit, "07700 900444")

    assert deliver() == []
    assert _fate_of_code(session) is reason


def test_eq_14_no_code_goes_to_an_unsafe_contact_nor_to_the_dead(
    visit: Visit, deliver: Deliver, make: Make, session: Session, client: Client, other: Client,
    by: Actor, at: datetime,
):  # fmt: skip
    actions.mark_contact(session, client, is_unsafe=True, by=by, at=at)
    other.died_on = make.today

    for contact in (client.phone, other.phone):
        ask(visit, contact)

    assert deliver() == []
    assert set(session.scalars(select(Message.reason))) == {Reason.UNSAFE, Reason.DIED}


def test_eq_14_marking_a_contact_unsafe_ends_codes_and_spaces_at_once(
    visit: Visit, deliver: Deliver, signed_in, session: Session, client: Client, other: Client,
    by: Actor, at: datetime,
):  # fmt: skip
    inside, stranger = signed_in(client), signed_in(other, visit.another())
    waiting = visit.another()
    ask(waiting, client.phone)
    [text] = deliver()

    actions.mark_contact(session, client, is_unsafe=True, by=by, at=at)

    assert inside.get("/space").status_code == 403
    waiting.press("Go on", code=code_in(text))
    assert WRONG in waiting.text
    assert stranger.get("/space").status_code == 200


def test_who_stopped_or_is_away_may_still_come_and_look_even_at_night(
    visit: Visit, deliver: Deliver, session: Session, client: Client, at, later
):
    session.add(ContactPreference(client_id=client.id, opted_out_on=at.date(), changed_at=at))
    for reason in PauseReason:
        session.add(ContactPause(client_id=client.id, reason=reason, starts_on=at.date()))
    later(hours=14)

    ask(visit, client.phone)

    assert len(deliver()) == 1


def test_a_code_that_a_worker_finds_too_late_is_not_sent(
    visit: Visit, deliver: Deliver, client: Client, session: Session, later
):
    ask(visit, client.phone)
    later(minutes=11)

    assert deliver() == []
    assert session.scalar(select(func.count(Message.id))) == 0
