"""Check-ins are given, and links to them sent, shown, replaced and taken away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import instruments, scheduling
from app.actions import (
    give_check_in,
    revoke_link,
    save_answer,
    send_link,
    send_new_link,
    show_link,
    start_visit,
    submit_questionnaire,
)
from app.care import MeasureLocked
from app.outbox import Message, MessageKind
from app.responses import Answer
from app.scheduling import CheckIn, Invitation, LinkState, NothingToAsk
from app.security import AuditEvent
from tests.dump import everything_stored


def measures(*keys):
    return [instruments.get_instrument(key) for key in keys]


def messages(session):
    return session.scalars(select(Message).order_by(Message.created_at)).all()


def state_of(session, token, at):
    invitation = scheduling.find_invitation(session, token)
    return scheduling.link_state(invitation, at=at)


def test_a_check_in_asks_its_questionnaires_in_the_order_given(session, make, by, at):
    episode = make.episode()

    check_in = give_check_in(session, episode, measures("gad7", "phq9"), by=by, at=at)

    session.expire_all()
    assert [(a.position, a.measure, a.version) for a in check_in.assignments] == [
        (1, "gad7", 1), (2, "phq9", 1),
    ]  # fmt: skip
    assert check_in.client_id == episode.client_id
    row = session.scalars(select(AuditEvent)).one()
    assert (row.event, row.subject_id) == ("check_in.given", check_in.id)


def test_a_check_in_without_a_questionnaire_is_refused(session, make, by, at):
    with pytest.raises(NothingToAsk):
        give_check_in(session, make.episode(), [], by=by, at=at)


def test_a_measure_without_its_licence_is_not_asked(session, make, by, at):
    episode = make.episode()

    with pytest.raises(MeasureLocked):
        give_check_in(session, episode, measures("phq9", "swemwbs"), by=by, at=at)

    session.rollback()
    assert session.scalars(select(CheckIn)).all() == []


def test_a_measure_is_asked_once_the_service_holds_its_licence(session, make, by, at):
    episode = make.episode()
    make.licence("swemwbs", episode.pathway.service)

    check_in = give_check_in(session, episode, measures("swemwbs"), by=by, at=at)

    assert [a.measure for a in check_in.assignments] == ["swemwbs"]


def test_a_link_is_shown_in_the_room_and_opens_the_check_in(session, make, by, at):
    check_in = make.check_in()

    token = show_link(session, check_in, by=by, at=at, days=7)

    found = scheduling.find_invitation(session, token)
    assert found is not None
    assert found.check_in.id == check_in.id
    assert state_of(session, token, at) is LinkState.OPEN
    assert messages(session) == []


def test_a_link_is_sent_to_the_client(session, make, by, at):
    check_in = make.check_in()

    send_link(session, check_in, by=by, at=at, days=7)

    [message] = messages(session)
    assert message.recipient_id == check_in.client_id
    assert message.kind is MessageKind.INVITATION
    assert state_of(session, message.token, at) is LinkState.OPEN


def test_sec_16_a_newer_link_ends_the_one_before(session, make, by, at):
    check_in = make.check_in()
    old = show_link(session, check_in, by=by, at=at, days=7)

    new = show_link(session, check_in, by=by, at=at, days=7)

    assert state_of(session, old, at) is LinkState.REPLACED
    assert state_of(session, new, at) is LinkState.OPEN


def test_a_new_link_leaves_the_links_of_other_check_ins_alone(session, make, by, at):
    other = show_link(session, make.check_in(), by=by, at=at, days=7)

    show_link(session, make.check_in(), by=by, at=at, days=7)

    assert state_of(session, other, at) is LinkState.OPEN


def test_sec_16_staff_can_take_a_link_away_at_once(session, make, by, at):
    invitation = make.invitation()

    revoke_link(session, invitation, by=by, at=at)

    assert scheduling.link_state(invitation, at=at) is LinkState.REVOKED
    assert session.scalars(select(AuditEvent.event)).all() == ["link.revoked"]


def test_sec_22_someone_with_an_expired_link_is_sent_a_new_one(session, make, at):
    dead = make.invitation(at=at - timedelta(days=8))

    send_new_link(session, dead, at=at, days=7)

    [message] = messages(session)
    assert message.kind is MessageKind.NEW_LINK
    assert message.recipient_id == dead.check_in.client_id
    assert state_of(session, message.token, at) is LinkState.OPEN


def test_sec_22_someone_with_a_replaced_link_is_sent_a_new_one(session, make, at):
    dead = make.invitation()
    make.invitation(dead.check_in)
    session.refresh(dead)

    send_new_link(session, dead, at=at, days=7)

    assert len(messages(session)) == 1


@pytest.mark.parametrize("end", ["finished", "revoked", "open"])
def test_sec_22_no_link_is_sent_where_there_is_nothing_to_open(session, make, by, at, end):
    invitation = make.invitation()
    if end == "finished":
        invitation.check_in.completed_at = at
    if end == "revoked":
        invitation.revoked_at = at
    session.commit()

    send_new_link(session, invitation, at=at, days=7)

    assert messages(session) == []
    assert session.scalars(select(AuditEvent.detail)).all() == [end]


def test_sec_16_a_link_that_staff_took_away_cannot_be_renewed_with_an_older_one(
    session, make, by, at
):
    older = make.invitation()
    newer = make.invitation(older.check_in)
    session.refresh(older)
    revoke_link(session, newer, by=by, at=at)

    send_new_link(session, older, at=at, days=7)

    assert messages(session) == []


def test_sec_18_the_secret_of_a_link_is_nowhere_in_the_database(engine, session, make, by, at):
    check_in = give_check_in(session, make.episode(), measures("phq9"), by=by, at=at)
    shown = show_link(session, check_in, by=by, at=at, days=7)
    send_link(session, check_in, by=by, at=at, days=7)
    [message] = messages(session)
    tokens = [shown, message.token]
    invitation = scheduling.find_invitation(session, message.token)
    assert isinstance(invitation, Invitation)
    visit = start_visit(session, invitation, at=at, draft_days=7)
    given = Answer(item="q1", value=1, language="en", visit=visit)
    save_answer(session, check_in.id, 1, given, at=at)
    submit_questionnaire(session, check_in.id, 1, at=at)

    stored = everything_stored(engine)

    assert invitation.token_hash.encode() in stored
    for token in tokens:
        assert token.encode() not in stored


def test_a_link_that_newer_questions_overtook_is_renewed_by_a_link_to_them(session, make, at):
    client = make.client()
    episode = make.episode(client)
    old = make.check_in(["phq9"], episode, at=at - timedelta(days=30))
    dead = make.invitation(old)
    scheduling.close_check_in(session, old.id, at=at)
    newer = make.check_in(["gad7"], episode)
    session.refresh(old)

    assert scheduling.link_state(dead, at=at) is LinkState.CLOSED
    send_new_link(session, dead, at=at, days=7)

    [message] = session.scalars(select(Message)).all()
    assert message.check_in_id == newer.id


def test_with_nothing_newer_to_answer_no_link_is_sent(session, make, at):
    old = make.check_in(["phq9"])
    dead = make.invitation(old)
    scheduling.close_check_in(session, old.id, at=at)
    session.refresh(old)

    send_new_link(session, dead, at=at, days=7)

    assert session.scalars(select(Message)).all() == []
