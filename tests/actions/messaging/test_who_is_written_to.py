"""Who is written to, and who is not, is decided when a message is sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import revoke_link
from app.care import ContactBy, ContactPause, ContactPreference, PauseReason
from app.outbox import MessageKind, Reason, undelivered
from app.scheduling import find_invitation
from tests.actions.messaging.conftest import Postbox, events


@pytest.mark.parametrize(
    ("client", "reason", "problem"),
    [
        ({"email": ""}, Reason.NO_CONTACT, "no e-mail address"),
        ({"contact_by": ContactBy.SMS, "phone": ""}, Reason.NO_CONTACT, "no phone number"),
        (
            {"contact_by": ContactBy.NOT_AT_ALL},
            Reason.NO_MESSAGES,
            "does not want to be contacted",
        ),
        (
            {"contact_by": ContactBy.LETTER},
            Reason.BY_LETTER,
            "wants letters, and there is no postal address",
        ),
    ],
)
def test_eq_14_who_cannot_or_must_not_be_written_to_becomes_a_to_do(
    session, send, queue, at, client, reason, problem
):
    message = queue(**client)
    postbox = Postbox()

    delivery = send(postbox, at)

    assert postbox.texts == []
    assert delivery.dropped == 1
    assert (message.reason, message.dropped_at, message.token_sealed) == (reason, at, None)
    assert message.problem == problem
    assert [one.reason for one in undelivered(session, [message.recipient_id])] == [reason]
    assert events(session) == ["message.dropped"]


def test_eq_14_who_wants_nobody_named_is_written_to_in_plain_words(session, send, queue, at):
    message = queue()
    _prefer(session, message, at, is_plain=True)
    postbox = Postbox()

    send(postbox, at)

    assert "NHS" not in postbox.texts[0].body


def _prefer(session, message, at, **values):
    preference = {"refused": [], "is_plain": False, "is_unsafe": False, "changed_at": at}
    chosen = ContactPreference(client_id=message.recipient_id, **(preference | values))
    session.add(chosen)
    session.commit()


def _pause(session, message, at, reason):
    session.add(ContactPause(client_id=message.recipient_id, reason=reason, starts_on=at.date()))
    session.commit()


@pytest.mark.parametrize(
    ("preference", "reason"),
    [
        ({"is_unsafe": True}, Reason.UNSAFE),
        ({"opted_out_on": "today"}, Reason.OPTED_OUT),
        ({"refused": ["email"]}, Reason.REFUSED_CHANNEL),
    ],
)
def test_eq_14_what_the_person_chose_since_is_kept_at_the_moment_of_sending(
    session, send, queue, at, preference, reason
):
    message = queue()
    _prefer(
        session, message, at, **{k: at.date() if v == "today" else v for k, v in preference.items()}
    )

    assert send(Postbox(), at).dropped == 1
    assert message.reason is reason


@pytest.mark.parametrize(
    ("pause", "reason"),
    [(PauseReason.INPATIENT, Reason.INPATIENT), (PauseReason.WISH, Reason.PAUSED)],
)
def test_eq_15_somebody_in_hospital_or_in_a_pause_is_not_written_to(
    session, send, queue, at, pause, reason
):
    message = queue()
    _pause(session, message, at, pause)

    assert send(Postbox(), at).dropped == 1
    assert message.reason is reason


def test_eq_15_a_pause_that_is_over_stops_nothing(session, send, queue, at):
    message = queue()
    _pause(session, message, at - timedelta(days=9), PauseReason.WISH)
    session.scalars(select(ContactPause)).one().ends_on = at.date() - timedelta(days=1)
    session.commit()

    assert send(Postbox(), at).sent == 1


def test_eq_15_no_reminder_after_the_end_of_a_course(session, send, queue, make, at):
    message = queue()
    message.kind = MessageKind.REMINDER
    find_invitation(session, message.token).check_in.episode.ended_on = at.date()
    session.commit()

    assert send(Postbox(), at).dropped == 1
    assert message.reason is Reason.EPISODE_ENDED


def test_eq_15_somebody_who_has_died_is_not_written_to(session, send, queue, make, at):
    message = queue(died_on=make.today)

    delivery = send(Postbox(), at)

    assert (delivery.sent, delivery.dropped) == (0, 1)
    assert message.reason is Reason.DIED
    assert undelivered(session) == []
    assert events(session) == ["message.dropped"]


@pytest.mark.parametrize("end", ["finished", "expired", "replaced", "revoked", "closed"])
def test_eq_15_a_link_that_has_ended_is_not_sent(session, send, queue, make, by, at, end):
    message = queue()
    invitation = find_invitation(session, message.token)
    moment = at
    if end == "finished":
        invitation.check_in.completed_at = at
    elif end == "closed":
        invitation.check_in.closed_at = at
    elif end == "expired":
        moment = at + timedelta(days=7)
    elif end == "replaced":
        make.invitation(invitation.check_in)
        session.refresh(invitation)
    else:
        revoke_link(session, invitation, by=by, at=at)
    session.commit()
    postbox = Postbox()

    assert send(postbox, moment).dropped == 1
    assert postbox.texts == []
    reasons = {"finished": Reason.COMPLETED, "expired": Reason.TOO_LATE}
    assert message.reason is reasons.get(end, Reason.LINK_CLOSED)
